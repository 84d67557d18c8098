"""A real WordPress behind a proxy that loses answers: whatever it loses, one push leaves one revision of the draft."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

import pytest
from support.doors import Door, RestDoor
from support.http_server import BREAK_OFF, Received, Reply, forward, page, serving

from worker.config import Secret
from worker.demo.lab import WordPress
from worker.errors import EditConflict
from worker.wordpress.http import Session
from worker.wordpress.push import replace
from worker.wordpress.rest import RestSite

pytestmark = pytest.mark.real

ORIGINAL = ("Council votes", "<!-- wp:paragraph -->\n<p>The council voted.</p>\n<!-- /wp:paragraph -->")
OURS = ("Council decides", ORIGINAL[1].replace("voted", "decided"))
THEIRS = ("Mine", "<p>Mine.</p>")

Fault = Callable[[Received, str], Reply]


def _lost_on_the_way(_: Received, __: str) -> Reply:
    return BREAK_OFF


def _answer_lost(request: Received, url: str) -> Reply:
    forward(request, url)
    return BREAK_OFF


def _gateway_failed(request: Received, url: str) -> Reply:
    forward(request, url)
    return page(502, "<html>Bad gateway")


def _answer_cut(request: Received, url: str) -> Reply:
    reply = forward(request, url)
    return Reply(reply.status, reply.headers, [b"".join(reply.pieces)[:20]])


def _firewall_page(_: Received, __: str) -> Reply:
    return page(200, "<html>One moment, please")


FAULTS: dict[str, Fault] = {
    "the request is lost": _lost_on_the_way,
    "the answer is lost": _answer_lost,
    "502 after the commit": _gateway_failed,
    "the answer is cut": _answer_cut,
    "a page instead": _firewall_page,
}


class Proxy:
    """Does `fault` to the next write of a text, and `then` before whatever follows it."""

    def __init__(self, wordpress: WordPress) -> None:
        self._url = wordpress.url
        self.fault: Fault | None = None
        self.then: Callable[[], object] | None = None

    def __call__(self, request: Received) -> Reply:
        if self.fault and request.method == "POST" and "content" in json.loads(request.body):
            fault, self.fault = self.fault, None
            reply = fault(request, self._url)
            if self.then:
                self.then()
            return reply
        return forward(request, self._url)


@pytest.fixture
def proxy(wordpress: WordPress) -> Proxy:
    return Proxy(wordpress)


@pytest.fixture
def door(wordpress: WordPress) -> Door:
    return RestDoor(wordpress)


@pytest.fixture
def site(wordpress: WordPress, proxy: Proxy) -> Iterator[RestSite]:
    with serving(proxy) as server:
        session = Session("editor", Secret(wordpress.users["editor"].app_password))
        yield RestSite("blog", server.url, "editor", ("post",), session)


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS.keys())
def test_a_push_ends_as_one_revision(site: RestSite, door: Door, proxy: Proxy, fault: Fault) -> None:
    draft = site.fetch(door.add(*ORIGINAL))
    proxy.fault = fault
    assert replace(site, draft, *OURS).holds(*OURS)
    assert door.revisions(draft.post_id) == [ORIGINAL, OURS]


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS.keys())
def test_what_a_person_saves_after_the_fault_stays(site: RestSite, door: Door, proxy: Proxy, fault: Fault) -> None:
    draft = site.fetch(door.add(*ORIGINAL))
    proxy.fault = fault
    proxy.then = lambda: door.person_saves(draft.post_id, title=THEIRS[0], body=THEIRS[1])
    with pytest.raises(EditConflict):
        replace(site, draft, *OURS)
    assert site.fetch(draft.post_id).holds(*THEIRS)
    assert ORIGINAL in door.revisions(draft.post_id)
