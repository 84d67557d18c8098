"""What a site may answer at xmlrpc.php, and what is made of it: real servers that answer so."""

from __future__ import annotations

import re
import xmlrpc.client
from collections.abc import Callable
from typing import Any

import pytest
from support.http_server import Received, Reply, serving

from worker.config import Secret
from worker.errors import EditConflict, GiveUp, Gone, LoginRefused, NotAllowed, Unreachable
from worker.wordpress.http import Session
from worker.wordpress.xmlrpc import XmlRpcSite

POST = {
    "post_id": "7",
    "post_type": "post",
    "post_status": "draft",
    "post_title": "Old",
    "post_content": "<p>News.</p>",
    "post_modified_gmt": xmlrpc.client.DateTime("20260101T00:00:00"),
    "post_author": "3",
    "post_name": "",
}
PROFILE = {"user_id": "2", "display_name": "Editor", "roles": ["editor"]}

Answers = dict[str, Callable[[tuple[Any, ...]], object]]


def response(value: Any) -> bytes:
    return xmlrpc.client.dumps((value,), methodresponse=True, allow_none=True).encode()


def fault(code: int) -> bytes:
    return xmlrpc.client.dumps(xmlrpc.client.Fault(code, "in the words of the site"), methodresponse=True).encode()


def answering(answers: Answers, sent: list[tuple[str, tuple[Any, ...]]] | None = None) -> Callable[[Received], Reply]:
    """A server of these methods; an answer is a value, or bytes as they go over the wire."""
    usual: Answers = {"wp.getProfile": lambda _: PROFILE, "wp.getUsersBlogs": lambda _: [{"blogid": "1"}], "wp.getPost": lambda _: POST}

    def reply(request: Received) -> Reply:
        values, method = xmlrpc.client.loads(request.body)
        if sent is not None:
            sent.append((str(method), values))
        said = {**usual, **answers}[str(method)](values)
        body = said if isinstance(said, bytes) else response(said)
        return Reply(200, {"Content-Type": "text/xml", "Date": "Thu, 01 Jan 2026 12:00:00 GMT"}, (body,))

    return reply


def site(url: str) -> XmlRpcSite:
    secret = Secret("abcd efgh")
    return XmlRpcSite("blog", url, "editor", secret, ("post",), Session("editor", secret), pause=lambda _seconds: None)


def test_a_list_is_read_whole_though_the_library_cannot_read_lists_on_this_python() -> None:
    rows = [{key: POST[key] for key in ("post_id", "post_modified_gmt", "post_status", "post_author")}]
    with serving(answering({"wp.getPosts": lambda _: rows})) as server:
        (seen,) = site(server.url).changed(None).seen
    assert (seen.post_id, seen.status, seen.author, seen.modified.isoformat()) == (7, "draft", 3, "2026-01-01T00:00:00+00:00")


def test_posts_of_a_status_that_was_not_asked_for_are_passed_over() -> None:
    row = {**POST, "post_status": "publish"}
    with serving(answering({"wp.getPosts": lambda _: [row]})) as server:
        assert site(server.url).changed(None).seen == ()


def test_what_a_plugin_prints_around_the_xml_is_passed_over() -> None:
    with serving(answering({"wp.getPost": lambda _: b"\n\nNotice: undefined\n" + response(POST) + b"\n"})) as server:
        assert site(server.url).fetch(7).title == "Old"


def test_a_post_with_a_control_character_is_left_alone_with_the_reason() -> None:
    harmed = response(POST).replace(b"News.", b"Ne\x0bws.")
    with serving(answering({"wp.getPost": lambda _: harmed})) as server, pytest.raises(GiveUp, match="control character"):
        site(server.url).fetch(7)


def test_a_write_sends_the_fields_that_differ_and_the_time_of_the_last_change_and_nothing_else() -> None:
    sent: list[tuple[str, tuple[Any, ...]]] = []
    held = dict(POST)

    def edit(values: tuple[Any, ...]) -> object:
        held.update({key: value for key, value in values[4].items() if key in POST})
        return True

    with serving(answering({"wp.getPost": lambda _: held, "wp.editPost": edit}, sent)) as server:
        door = site(server.url)
        draft = door.fetch(7)
        assert door.write(draft, "New", draft.body).title == "New"
    (fields,) = [values[4] for method, values in sent if method == "wp.editPost"]
    assert set(fields) == {"post_title", "if_not_modified_since"}
    assert str(fields["if_not_modified_since"]) == "20260101T00:00:00"


@pytest.mark.parametrize(
    ("code", "error"), [(401, NotAllowed), (403, LoginRefused), (404, Gone), (405, NotAllowed), (-32601, NotAllowed), (-32700, GiveUp)]
)
def test_a_fault_becomes_what_it_means_and_its_own_words_are_not_repeated(code: int, error: type[Exception]) -> None:
    with serving(answering({"wp.getPost": lambda _: fault(code)})) as server, pytest.raises(error) as told:
        site(server.url).fetch(7)
    assert "in the words of the site" not in str(told.value)


def test_a_save_just_before_the_write_is_a_conflict() -> None:
    with serving(answering({"wp.editPost": lambda _: fault(409)})) as server:
        door = site(server.url)
        with pytest.raises(EditConflict):
            door.write(door.fetch(7), "New", "<p>News.</p>")


@pytest.mark.parametrize("status", [404, 405])
def test_xml_rpc_that_is_not_served_says_what_to_switch_on(status: int) -> None:
    closed = Reply(status, {"Content-Type": "text/html"}, (b"<p>No.</p>",))
    with serving(lambda _: closed) as server, pytest.raises(NotAllowed, match="XML-RPC is switched off"):
        site(server.url).account()


@pytest.mark.parametrize("body", [b"", b"<html>Log in</html>", b"<?xml version='1.0'?><methodResponse><params>", b"\xff\xfe"])
def test_what_is_no_response_is_told_in_one_line(body: bytes) -> None:
    with serving(lambda _: Reply(200, {"Content-Type": "text/html"}, (body,))) as server, pytest.raises(Unreachable) as told:
        site(server.url).account()
    assert "\n" not in str(told.value)


def test_entities_that_would_grow_without_end_are_not_read() -> None:
    bomb = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>' + re.sub(
        rb"<\?xml[^>]*\?>", b"", response(POST)
    ).replace(b"News.", b"&b;")
    with serving(answering({"wp.getPost": lambda _: bomb})) as server, pytest.raises((GiveUp, Unreachable)):
        site(server.url).fetch(7)
