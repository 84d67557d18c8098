"""What a write leaves on the post besides the text, in the same request: a tag, a custom field, and by the plugin what wp-admin shows."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pytest
from support.companion import add_code, add_plugin
from support.races import make_account

from worker.config import Secret, SiteSettings
from worker.demo.lab import WordPress
from worker.errors import NotAllowed
from worker.wordpress import transport
from worker.wordpress.push import replace
from worker.wordpress.site import Site

pytestmark = pytest.mark.real

BODY = "\n\n".join(f"<!-- wp:paragraph -->\n<p>{text}</p>\n<!-- /wp:paragraph -->" for text in ("The council voted.", "Rain fell."))
NEW_BODY = BODY.replace("voted", "decided")
XMLRPC_OFF = "add_filter('xmlrpc_enabled', '__return_false');"
# Counts the saves of a post that change it: a mark that came in a request of its own would be one more.
SAVES = """
add_action('save_post', function ($id, $post) {
    if ($post->post_type !== 'revision') { update_option('saves', get_option('saves', 0) + 1); }
}, 10, 2);
"""

WAYS = {"rest": "rest", "conditional": "auto", "guarded": "auto", "xmlrpc": "xmlrpc"}


@dataclass(frozen=True)
class Room:
    wordpress: WordPress
    site: Site
    post: int

    def revise(self, title: str = "Council decides", body: str = NEW_BODY) -> None:
        assert replace(self.site, self.site.fetch(self.post), title, body).holds(title, body)

    def php(self, code: str) -> Any:
        return json.loads(self.wordpress.php(f"$id = {self.post}; echo json_encode({code});"))

    def tags(self) -> list[str]:
        found: list[str] = self.php("wp_get_post_tags($id, ['fields' => 'names'])")
        return sorted(found)


@pytest.fixture
def wordpress_version() -> str:
    return "7.1"


@pytest.fixture
def room(sites: Callable[[str], WordPress], request: pytest.FixtureRequest) -> Callable[..., Room]:
    def opened(kind: str, mark: dict[str, object], *, bot: bool = False, post_type: str = "post") -> Room:
        wordpress = sites("7.1 mariadb" if kind == "guarded" else "7.1")
        wordpress.reset()
        if kind == "guarded":
            add_plugin(wordpress)
        add_code(wordpress, SAVES, "saves.php")
        username, password = ("bot", make_account(wordpress)) if bot else ("editor", wordpress.users["editor"].app_password)
        given = {"name": "blog", "url": wordpress.url, "username": username, "password_env": "BLOG_PASSWORD", "mark": mark}
        chosen = SiteSettings.model_validate({**given, "transport": WAYS[kind], "post_types": ("post",) if bot else ("post", "page")})
        author = wordpress.users["author"].id
        fields = f"'post_title' => 'Council votes', 'post_type' => '{post_type}', 'post_author' => {author}, 'tags_input' => ['wire']"
        post = int(wordpress.php(f"$id = wp_insert_post([{fields}, 'post_content' => '{BODY}']); wp_save_post_revision($id); echo $id;"))
        return Room(wordpress, transport.connect(chosen, Secret(password)), post)

    return opened


@pytest.mark.parametrize("kind", WAYS)
def test_a_tag_joins_those_that_are_there_and_comes_with_the_text(room: Callable[..., Room], kind: str) -> None:
    here = room(kind, {"tag": "Revised & checked"})
    here.php("update_option('saves', 0)")
    here.revise()
    assert [each.replace("&amp;", "&") for each in here.tags()] == ["Revised & checked", "wire"]
    assert here.php("(int) get_option('saves')") == 1
    here.php("wp_set_post_tags($id, ['theirs'], true)")
    here.revise("Council votes", BODY)  # as an undo does: the mark stays, it says that Redraft was here
    assert len(here.tags()) == 3
    assert here.php("count(get_terms(['taxonomy' => 'post_tag', 'hide_empty' => false]))") == 3


@pytest.mark.parametrize("kind", ["conditional", "xmlrpc"])
def test_a_custom_field_holds_the_time_of_the_last_write_once(room: Callable[..., Room], kind: str) -> None:
    here = room(kind, {"custom_field": "revised"})
    here.php("add_post_meta($id, 'source', 'agency')")
    here.revise()
    here.revise("Again")
    (value,) = here.php("get_post_meta($id, 'revised')")
    assert datetime.strptime(value, "%Y-%m-%d %H:%M:%S UTC")
    assert here.php("get_post_meta($id, 'source')") == ["agency"]


@pytest.mark.parametrize("kind", ["rest", "conditional", "guarded", "xmlrpc"])
def test_a_type_without_tags_goes_without_the_mark(room: Callable[..., Room], kind: str) -> None:
    here = room(kind, {"tag": "revised"}, post_type="page")
    here.revise()
    assert here.tags() == []


@pytest.mark.parametrize("kind", ["rest", "conditional", "guarded"])
def test_the_least_account_makes_the_tag_by_rest(room: Callable[..., Room], kind: str) -> None:
    here = room(kind, {"tag": "revised"}, bot=True)
    here.revise()
    assert here.tags() == ["revised", "wire"]


def test_by_xml_rpc_the_least_account_may_use_a_tag_but_make_none(room: Callable[..., Room]) -> None:
    here = room("xmlrpc", {"tag": "revised"}, bot=True)
    draft = here.site.fetch(here.post)
    with pytest.raises(NotAllowed, match='the tag "revised" must exist'):
        replace(here.site, draft, "New", NEW_BODY)
    assert here.php("[get_post($id)->post_content, wp_get_post_tags($id, ['fields' => 'names'])]") == [BODY, ["wire"]]
    here.php("wp_insert_term('revised', 'post_tag')")
    here.revise()
    assert here.tags() == ["revised", "wire"]


def test_a_tag_that_nobody_may_make_stops_before_the_write(room: Callable[..., Room]) -> None:
    here = room("rest", {"tag": "revised"}, bot=True)
    refused = "new WP_Error('rest_cannot_create', 'No.', ['status' => 403])"
    makes = "$request->get_route() === '/wp/v2/tags' && $request->get_method() === 'POST'"
    add_code(here.wordpress, f"add_filter('rest_pre_dispatch', fn($said, $server, $request) => {makes} ? {refused} : $said, 10, 3);")
    with pytest.raises(NotAllowed, match='make the tag "revised" in wp-admin'):
        replace(here.site, here.site.fetch(here.post), "New", NEW_BODY)
    assert here.php("get_post($id)->post_content") == BODY


def test_where_xml_rpc_is_closed_the_text_is_written_without_the_custom_field(room: Callable[..., Room]) -> None:
    here = room("conditional", {"custom_field": "revised", "tag": "revised"})
    add_code(here.wordpress, XMLRPC_OFF)
    here.revise()
    assert here.php("get_post_meta($id, 'revised')") == []
    assert here.tags() == ["revised", "wire"]
