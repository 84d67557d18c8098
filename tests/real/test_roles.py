"""
What becomes of a draft under each role that Redraft's account may have: the work is done to the byte, or refused before anything
is written.  `make matrix` runs these sentences on every WordPress of docs/compatibility.md.
"""

from __future__ import annotations

import dataclasses
import xmlrpc.client
from collections.abc import Callable

import pytest
from support.companion import add_code
from support.doors import ROLE_DOORS, RestDoor, XmlRpcDoor, open_door
from support.races import make_account

from worker.config import Secret, SiteSettings
from worker.demo.lab import WordPress
from worker.errors import Misconfigured, NotAllowed, Published, RedraftError
from worker.wordpress import transport
from worker.wordpress.http import Session
from worker.wordpress.push import copy, replace, suggest
from worker.wordpress.rest import RestSite
from worker.wordpress.site import Beside
from worker.wordpress.xmlrpc import XmlRpcSite

pytestmark = pytest.mark.real

TITLE, NEW_TITLE = "Council &amp; mayor: “votes” 😀", "Council &amp; mayor: “decisions” 😀"
BLOCKS = """<!-- wp:paragraph {"align":"center","className":"lead"} -->
<p class="has-text-align-center lead">The council voted on <em>Monday</em> &amp; the mayor agreed: 5\u00a0% 😀 C:\\new</p>
<!-- /wp:paragraph -->

<!-- wp:list -->
<ul><!-- wp:list-item -->
<li>One <a href="https://example.org/a?b=1&amp;c=2">voted</a></li>
<!-- /wp:list-item --></ul>
<!-- /wp:list -->

<!-- wp:separator -->
<hr class="wp-block-separator has-alpha-channel-opacity" />
<!-- /wp:separator -->
[gallery ids="1,2"]
<!-- wp:more -->
<!--more-->
<!-- /wp:more -->"""
EMBEDS = (
    BLOCKS
    + """

<!-- wp:embed {"url":"https://video.example/watch?v=7\\u0026t=9","type":"video","providerNameSlug":"youtube"} -->
<figure class="wp-block-embed is-type-video"><div class="wp-block-embed__wrapper">
https://video.example/watch?v=7&t=9
</div></figure>
<!-- /wp:embed -->

<!-- wp:html -->
<iframe src="https://video.example/7" allow="autoplay"></iframe><script>if (a < b && c) { d("\\n"); }</script>
<!-- /wp:html -->"""
)
REST_CLOSED = "add_filter('rest_authentication_errors', fn() => new WP_Error('closed', 'Closed.', ['status' => 401]));"


@dataclasses.dataclass(frozen=True, slots=True)
class Role:
    """What WordPress gives it on a single site."""

    name: str
    user: str  # of the lab
    others: bool = False  # edits the drafts of others
    unfiltered: bool = False  # stores any HTML
    publishes: bool = False


ROLES = (
    Role("administrator", "admin", others=True, unfiltered=True, publishes=True),
    Role("editor", "editor", others=True, unfiltered=True, publishes=True),
    Role("author", "author", publishes=True),
    Role("contributor", "contributor"),
    Role("redraft", "bot", others=True, unfiltered=True),  # config/wordpress/role.md
)


class Desk:
    """A real site, and an account of one role that works there on posts."""

    def __init__(self, door: RestDoor, role: Role) -> None:
        self.door, self.role = door, role
        self.tell: Callable[[str], None] = print
        self.wordpress = door.wordpress
        is_bot = role.user == "bot"
        self.password = make_account(door.wordpress) if is_bot else door.wordpress.users[role.user].app_password
        self.site = door.open(role.user, self.password, ("post",))
        self.us = int(door.wordpress.php(f"echo get_user_by('login', '{role.user}')->ID;"))
        # XML-RPC tells roles, not rights: of a role that is not WordPress' own it knows none.
        self.told = not (isinstance(self.site, XmlRpcSite) and is_bot)

    def own(self, body: str = BLOCKS, status: str = "draft") -> int:
        return self.door.add(TITLE, body, status=status, author=self.us)

    def somebody_elses(self, body: str = BLOCKS, status: str = "draft") -> int:
        writer = "editor" if self.role.user == "author" else "author"
        return self.door.add(TITLE, body, status=status, author=self.wordpress.users[writer].id)

    def its_work(self, body: str = BLOCKS, status: str = "draft") -> int:
        """Somebody else's draft where the role may edit it, its own where not."""
        return self.somebody_elses(body, status) if self.role.others else self.own(body, status)

    def held(self, post_id: int) -> tuple[str, str, str]:
        """Status, title and body, as the database holds them."""
        return self.door.held(post_id)

    def refused(self, call: Callable[[], object], *errors: type[RedraftError]) -> None:
        with pytest.raises(errors) as error:
            call()
        self.tell(f"refused: {type(error.value).__name__}")


@pytest.fixture(scope="module", params=ROLES, ids=[role.name for role in ROLES])
def role(request: pytest.FixtureRequest) -> Role:
    assert isinstance(request.param, Role)
    return request.param


@pytest.fixture(scope="module", params=ROLE_DOORS)
def role_desk(request: pytest.FixtureRequest, sites: Callable[[str], WordPress], role: Role) -> Desk:
    """One for all sentences: each writes drafts of its own."""
    door = open_door(str(request.param), sites)
    assert isinstance(door, RestDoor)
    return Desk(door, role)


@pytest.fixture
def desk(role_desk: Desk, record_property: Callable[[str, object], None]) -> Desk:
    role_desk.tell = lambda outcome: record_property("outcome", outcome)
    return role_desk


def test_the_account_is_proved_and_its_role_and_rights_are_told(desk: Desk) -> None:
    account = desk.site.account()
    assert (account.user_id, account.roles) == (desk.us, (desk.role.name,))
    wanted = {"edit_posts": True, "edit_others_posts": desk.role.others, "unfiltered_html": desk.role.unfiltered}
    assert {name for name, given in wanted.items() if given and desk.told} == account.capabilities & wanted.keys()


def test_the_drafts_that_it_may_edit_are_listed_and_no_others(desk: Desk) -> None:
    known = {seen.post_id for seen in desk.site.changed(None).seen}
    own, foreign = [desk.own(), desk.own(status="pending")], [desk.somebody_elses()]
    desk.own(status="publish")
    listed = [seen.post_id for seen in desk.site.changed(None).seen if seen.post_id not in known]
    assert listed == own + foreign * desk.role.others


def test_a_draft_is_read_as_it_is_stored(desk: Desk) -> None:
    draft = desk.site.fetch(desk.its_work(EMBEDS))
    assert (draft.title, draft.body, draft.status) == (TITLE, EMBEDS, "draft")
    assert draft.unfiltered is (desk.role.unfiltered and desk.told)


def test_a_draft_of_somebody_else_is_out_of_reach_of_who_may_not_edit_it(desk: Desk) -> None:
    post_id = desk.somebody_elses()
    before = desk.held(post_id)
    if desk.role.others:
        assert desk.site.fetch(post_id).body == BLOCKS
        return
    known = desk.door.site.fetch(post_id)
    for call in (
        lambda: desk.site.fetch(post_id),
        lambda: desk.site.write(known, NEW_TITLE, "<p>Other.</p>"),
        lambda: replace(desk.site, known, NEW_TITLE, "<p>Other.</p>"),
    ):
        desk.refused(call, NotAllowed)
    assert desk.held(post_id) == before


def test_a_text_is_replaced_to_the_byte_its_original_kept_and_put_back_to_the_byte(desk: Desk) -> None:
    post_id, revised = desk.its_work(), BLOCKS.replace("voted", "decided")
    draft, rest = desk.site.fetch(post_id), desk.door.all_but_the_text(post_id)
    now = replace(desk.site, draft, NEW_TITLE, revised)
    assert desk.held(post_id) == ("draft", NEW_TITLE, revised)
    assert (TITLE, BLOCKS) in desk.door.revisions(post_id)
    assert desk.door.all_but_the_text(post_id) == rest
    replace(desk.site, now, TITLE, BLOCKS)
    assert desk.held(post_id) == ("draft", TITLE, BLOCKS)
    assert desk.door.all_but_the_text(post_id) == rest


def test_embeds_and_scripts_stay_to_the_byte_or_the_draft_is_left_alone_before_the_write(desk: Desk) -> None:
    post_id, revised = desk.its_work(EMBEDS), EMBEDS.replace("voted", "decided")
    draft = desk.site.fetch(post_id)
    if desk.role.unfiltered and desk.told:
        now = replace(desk.site, draft, NEW_TITLE, revised)
        assert desk.held(post_id) == ("draft", NEW_TITLE, revised)
        replace(desk.site, now, TITLE, EMBEDS)
    else:
        desk.refused(lambda: replace(desk.site, draft, NEW_TITLE, revised), NotAllowed)
        assert desk.door.revisions(post_id) == []
    assert desk.held(post_id) == ("draft", TITLE, EMBEDS)


def test_a_suggestion_stands_beside_the_draft_of_somebody_else(desk: Desk) -> None:
    post_id = desk.its_work()
    draft, rest = desk.site.fetch(post_id), desk.door.all_but_the_text(post_id)
    revised = BLOCKS.replace("voted", "decided")
    if isinstance(desk.site, Beside) and desk.role.others:
        suggest(desk.site, draft, NEW_TITLE, revised)
        assert desk.site.suggestion(draft, desk.us) == (NEW_TITLE, revised)
    else:  # the draft is its own, or XML-RPC has no autosaves
        desk.refused(lambda: suggest(desk.site, draft, NEW_TITLE, revised), NotAllowed, Misconfigured)
    assert desk.held(post_id) == ("draft", TITLE, BLOCKS)
    assert desk.door.all_but_the_text(post_id) == rest


def test_a_copy_stands_beside_the_draft(desk: Desk) -> None:
    post_id = desk.its_work()
    draft, rest = desk.site.fetch(post_id), desk.door.all_but_the_text(post_id)
    revised = BLOCKS.replace("voted", "decided")
    if isinstance(desk.site, Beside):
        made = copy(desk.site, draft, NEW_TITLE, revised)
        assert desk.held(made.post_id) == ("draft", NEW_TITLE, revised)
        assert made.author == desk.us
        assert copy(desk.site, draft, NEW_TITLE, revised).post_id == made.post_id
    else:
        desk.refused(lambda: copy(desk.site, draft, NEW_TITLE, revised), Misconfigured)
    assert desk.held(post_id) == ("draft", TITLE, BLOCKS)
    assert desk.door.all_but_the_text(post_id) == rest


def test_what_is_published_is_never_touched(desk: Desk) -> None:
    post_id = desk.its_work()
    draft = desk.site.fetch(post_id)
    desk.door.person_saves(post_id, status="publish")
    for way in (replace, suggest, copy):
        # Who may not edit what is published may not read it by XML-RPC either.
        desk.refused(lambda way=way: way(desk.site, draft, NEW_TITLE, "<p>Other.</p>"), Published, NotAllowed, Misconfigured)  # type: ignore[misc]
    assert desk.held(post_id) == ("publish", TITLE, BLOCKS)
    assert post_id not in {seen.post_id for seen in desk.site.changed(None).seen}


def test_wordpress_itself_lets_nobody_publish_but_those_who_may(desk: Desk) -> None:
    post_id = desk.its_work()
    assert _publishes(desk, post_id) == desk.role.publishes
    if not desk.role.publishes:
        desk.tell("refused by WordPress")
    assert desk.held(post_id)[0] == ("publish" if desk.role.publishes else "draft")


@pytest.mark.parametrize("role_desk", [name for name in ROLE_DOORS if name.startswith("rest")], indirect=True)
def test_auto_takes_the_door_that_is_open_and_rest_if_both_are(desk: Desk) -> None:
    given = {"name": "blog", "url": desk.wordpress.url, "username": desk.role.user, "password_env": "P", "transport": "auto"}
    settings, password = SiteSettings.model_validate(given), Secret(desk.password)
    post_id = desk.its_work()
    assert isinstance(transport.connect(settings, password), RestSite)
    add_code(desk.wordpress, REST_CLOSED, "closed.php")
    site = transport.connect(settings, password)
    (desk.wordpress.lab.root / "wp-content/mu-plugins/closed.php").unlink()
    assert isinstance(site, XmlRpcSite)
    replace(site, site.fetch(post_id), NEW_TITLE, BLOCKS)
    assert desk.held(post_id) == ("draft", NEW_TITLE, BLOCKS)


def _publishes(desk: Desk, post_id: int) -> bool:
    """What WordPress says to somebody who would publish with this account, and not with Redraft."""
    if isinstance(desk.door, XmlRpcDoor):
        client = xmlrpc.client.ServerProxy(f"{desk.wordpress.url}/xmlrpc.php")
        with client:
            try:
                return bool(client.wp.editPost(0, desk.role.user, desk.password, post_id, {"post_status": "publish"}))
            except xmlrpc.client.Fault as fault:
                if fault.faultCode != 401:
                    raise
                return False
    session = Session(desk.role.user, Secret(desk.password))
    answer = session.post(f"{desk.wordpress.url}/wp-json/wp/v2/posts/{post_id}", {"status": "publish"})
    assert answer.status in (200, 403)
    return answer.status == 200
