"""A write by XML-RPC from the REST door, when its answer is lost, or somebody is faster: a real server that answers so."""

from __future__ import annotations

import math
import xmlrpc.client
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from support.http_server import BREAK_OFF, Received, Reply, page
from support.memory_wordpress import EDITOR, MemorySite
from support.rest_wordpress import RestWordPress, rest_wordpress

from worker.config import Secret
from worker.errors import Busy, EditConflict, Overtaken, Unreachable
from worker.wordpress.http import Session
from worker.wordpress.push import replace
from worker.wordpress.rest import RestSite
from worker.wordpress.xmlrpc import XmlRpcSite

TITLE, BODY, NEW = "Council votes", "<p>The council voted.</p>", "<p>The council decided.</p>"

Answer = Callable[[], Reply | None]  # None: as WordPress answers


@dataclass
class Open:
    """xmlrpc.php on the posts of a site in memory, with what it answers instead, one call of editPost each."""

    site: MemorySite
    instead: list[Answer] = field(default_factory=list)
    edits: int = 0

    def __call__(self, request: Received) -> Reply:
        loaded, method = xmlrpc.client.loads(request.body)
        values: tuple[Any, ...] = loaded
        match str(method):
            case "wp.getProfile":
                said: object = {"user_id": str(EDITOR), "display_name": "Redraft", "roles": ["editor"]}
            case "wp.getUsersBlogs":
                said = [{"blogid": "1"}]
            case "wp.getPost":
                said = self._post(int(values[3]))
            case "wp.getRevisions":
                title, body = self.site.revisions(int(values[3]))[-1]
                said = [{"post_id": "1", "post_title": title, "post_content": body, "post_author": str(EDITOR)}]
            case "wp.editPost":
                self.edits += 1
                reply = self.instead.pop(0)() if self.instead else None
                if reply:
                    return reply
                said = self.edit(int(values[3]), values[4])
            case _:
                raise AssertionError(method)
        return response(said)

    def edit(self, post_id: int, changes: dict[str, Any]) -> object:
        held = self.site.held(post_id)
        if stamp(held.modified).value > changes["if_not_modified_since"].value:
            return xmlrpc.client.Fault(409, "newer")
        self.site.write(held, changes.get("post_title", held.title), changes.get("post_content", held.body))
        return True

    def _post(self, post_id: int) -> dict[str, object]:
        held = self.site.held(post_id)
        row = {"post_id": str(post_id), "post_type": held.post_type, "post_status": held.status, "post_name": held.slug}
        texts = {"post_title": held.title, "post_content": held.body, "post_author": str(held.author)}
        return {**row, **texts, "post_modified_gmt": stamp(held.modified)}


def stamp(moment: datetime) -> xmlrpc.client.DateTime:
    return xmlrpc.client.DateTime(moment.strftime("%Y%m%dT%H:%M:%S"))


def response(said: object) -> Reply:
    content: Any = said if isinstance(said, xmlrpc.client.Fault) else (said,)
    return Reply(200, {"Content-Type": "text/xml"}, (xmlrpc.client.dumps(content, methodresponse=True).encode(),))


@dataclass
class World:
    wordpress: RestWordPress
    xmlrpc: Open
    door: RestSite
    post: int

    def by_rest(self) -> int:
        """How many texts came by REST."""
        return len(self.wordpress.writes)

    def held(self) -> str:
        return self.wordpress.site.held(self.post).body


@pytest.fixture
def world() -> Iterator[World]:
    site = MemorySite(now=datetime.now(UTC) - timedelta(hours=1))
    post = site.add(TITLE, BODY, revision=True)
    with rest_wordpress(site) as wordpress:
        wordpress.xmlrpc = opened = Open(site)
        secret = Secret("abcd efgh")

        def conditional() -> XmlRpcSite:
            session = Session("editor", secret)
            return XmlRpcSite("blog", wordpress.url, "editor", secret, ("post",), session, pause=lambda _: None)

        door = RestSite("blog", wordpress.url, "editor", ("post",), Session("editor", secret), conditional)
        yield World(wordpress, opened, door, post)


def test_an_open_way_is_used_and_nothing_goes_by_rest(world: World) -> None:
    assert replace(world.door, world.door.fetch(world.post), TITLE, NEW).body == NEW
    assert (world.xmlrpc.edits, world.by_rest(), world.held()) == (1, 0, NEW)


def test_a_save_between_our_look_and_the_write_wins(world: World) -> None:
    world.xmlrpc.instead.append(lambda: world.wordpress.site.person_saves(world.post, body="<p>Mine.</p>"))
    with pytest.raises(EditConflict):
        replace(world.door, world.door.fetch(world.post), TITLE, NEW)
    assert (world.held(), world.by_rest()) == ("<p>Mine.</p>", 0)


@pytest.mark.parametrize("stored", [True, False])
@pytest.mark.parametrize("reply", [BREAK_OFF, page(502, "<html>Bad gateway</html>"), page(200, ""), page(200, "<html>Hello</html>")])
def test_a_lost_answer_is_looked_for_and_the_text_is_there_once(world: World, stored: bool, reply: Reply) -> None:
    draft = world.door.fetch(world.post)
    edit = world.xmlrpc.edit

    def lose() -> Reply:
        if stored:
            edit(world.post, {"post_content": NEW, "if_not_modified_since": stamp(datetime.now(UTC))})
        return reply

    world.xmlrpc.instead.append(lose)
    assert replace(world.door, draft, TITLE, NEW).body == NEW
    # What perhaps arrived is not sent again by the way that has just lost it, but by the other, after a look.
    assert (world.held(), world.xmlrpc.edits, world.by_rest()) == (NEW, 1, 0 if stored else 1)
    assert world.wordpress.site.revisions(world.post) == [(TITLE, BODY), (TITLE, NEW)]


def test_a_lost_answer_says_that_the_write_was_perhaps_made(world: World) -> None:
    world.xmlrpc.instead.append(lambda: BREAK_OFF)
    with pytest.raises(Unreachable) as lost:
        world.door.write(world.door.fetch(world.post), TITLE, NEW)
    assert lost.value.perhaps_done


def test_a_site_that_asks_for_patience_is_given_it_and_not_asked_by_the_other_way(world: World) -> None:
    world.xmlrpc.instead.append(lambda: page(429, "slowly", {"Retry-After": "60"}))
    with pytest.raises(Busy) as busy:
        replace(world.door, world.door.fetch(world.post), TITLE, NEW)
    assert (busy.value.retry_after, world.held(), world.by_rest()) == (60, BODY, 0)
    # Later, by REST: a firewall may go on to hold back whoever calls xmlrpc.php.
    assert replace(world.door, world.door.fetch(world.post), TITLE, NEW).body == NEW
    assert world.by_rest() == 1


@pytest.mark.parametrize("stored", [True, False])
def test_a_failure_of_wordpress_may_come_after_the_text_was_stored(world: World, stored: bool) -> None:
    def fail() -> Reply:
        if stored:
            world.xmlrpc.edit(world.post, {"post_content": NEW, "if_not_modified_since": stamp(datetime.now(UTC))})
        return response(xmlrpc.client.Fault(500, "no such template"))

    world.xmlrpc.instead.append(fail)
    assert replace(world.door, world.door.fetch(world.post), TITLE, NEW).body == NEW
    assert (world.held(), world.by_rest()) == (NEW, 0 if stored else 1)


def test_who_saves_right_after_our_write_keeps_the_words(world: World) -> None:
    site = world.wordpress.site
    site.after_write(lambda: site.person_saves(world.post, body="<p>Mine, a moment later.</p>"))
    site.now = datetime.now(UTC)
    with pytest.raises(EditConflict):
        replace(world.door, world.door.fetch(world.post), TITLE, NEW)
    assert world.held() == "<p>Mine, a moment later.</p>"


def test_an_original_that_is_put_back_in_the_moment_of_our_write_is_no_harm_done_by_the_site(world: World) -> None:
    def put_back() -> Reply:
        world.xmlrpc.edit(world.post, {"post_content": NEW, "if_not_modified_since": stamp(datetime.now(UTC))})
        world.wordpress.site.person_saves(world.post, body=BODY)
        return response(True)

    world.xmlrpc.instead.append(put_back)
    with pytest.raises(Overtaken):
        replace(world.door, world.door.fetch(world.post), TITLE, NEW)
    assert world.held() == BODY


def test_a_site_that_harms_the_text_gets_the_original_back_on_the_same_condition(world: World) -> None:
    world.wordpress.site.harms(lambda body: body.replace("<p>", "<div>"))
    with pytest.raises(Exception, match="original is in its place"):
        replace(world.door, world.door.fetch(world.post), TITLE, NEW)
    assert (world.held(), world.by_rest()) == (BODY, 0)


class Slow:
    """A pace at which every turn takes so long that a person saves before it."""

    def __init__(self) -> None:
        self.before: list[Callable[[], object]] = []

    @contextmanager
    def turn(self, requests: int = 1, /) -> Iterator[float]:
        if self.before:
            self.before.pop(0)()
        yield math.inf

    def shut(self, seconds: float, reason: str) -> None:
        raise AssertionError(reason)


def test_a_site_that_is_asked_slowly_is_not_written_after_an_old_look(world: World) -> None:
    """By REST alone: a turn that has to be waited for lies before the last look, never between it and the write."""
    pace, site = Slow(), world.wordpress.site
    door = RestSite("blog", world.wordpress.url, "editor", ("post",), Session("editor", Secret("abcd"), pace=pace))
    draft = door.fetch(world.post)
    # Whichever turn from now on is waited for, the person saves first.
    for turns in range(8):
        site.person_saves(world.post, body=BODY)
        pace.before = [*[int] * turns, lambda: site.person_saves(world.post, body="<p>Mine.</p>")]
        with suppress(EditConflict):
            door.write(draft, TITLE, NEW)
        mine = bool(pace.before) or world.held() == "<p>Mine.</p>"  # no turn was waited for, or the person has the last word
        assert mine, turns
