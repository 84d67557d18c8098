"""What a site may answer at xmlrpc.php, and what is made of it: real servers that answer so."""

from __future__ import annotations

import re
import xmlrpc.client
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from support.http_server import Received, Reply, serving

from worker.config import Secret
from worker.errors import EditConflict, GiveUp, Gone, LoginRefused, Misconfigured, NotAllowed, Unreachable
from worker.wordpress.http import Session
from worker.wordpress.site import NEVER
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
    """As WordPress writes it: carriage returns and control characters as they are."""
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


def test_the_password_goes_in_the_call_and_in_no_header() -> None:
    with serving(answering({})) as server:
        site(server.url).account()
    for request in server.received:
        assert "Authorization" not in request.headers
        assert b"abcd efgh" in request.body


def test_null_dates_of_old_drafts_are_read() -> None:
    row = {**POST, "post_modified_gmt": xmlrpc.client.DateTime("00000000T00:00:00Z")}
    with serving(answering({"wp.getPost": lambda _: row})) as server:
        assert site(server.url).fetch(7).modified == NEVER


def test_a_post_type_that_the_site_does_not_know_is_no_wrong_password() -> None:
    """WordPress has one fault code for both."""
    with serving(answering({"wp.getPosts": lambda _: fault(403)})) as server, pytest.raises(Misconfigured, match='no post type "post"'):
        site(server.url).changed(None)


@pytest.mark.parametrize(
    ("roles", "blogs", "unfiltered"),
    [
        (["editor"], [{"blogid": "1"}], True),
        ({"1": "editor"}, [{"blogid": "1"}], True),  # as PHP sends a list without its first element
        (["editor"], [{"blogid": "1", "isPrimary": True}], False),  # in a network only its administrators have the right
        (["author"], [{"blogid": "1"}], False),
        (["of_a_plugin"], [{"blogid": "1"}], False),
    ],
)
def test_markup_counts_as_filtered_unless_the_role_says_otherwise(roles: object, blogs: object, unfiltered: bool) -> None:
    answers: Answers = {"wp.getProfile": lambda _: {**PROFILE, "roles": roles}, "wp.getUsersBlogs": lambda _: blogs}
    with serving(answering(answers)) as server:
        assert site(server.url).fetch(7).unfiltered is unfiltered


def test_a_poll_of_an_account_that_is_not_shown_the_drafts_of_others_goes_past_pages_with_holes_and_ends() -> None:
    answers = listing(drafts_of([*["3"] * 95, "2", *["3"] * 300, "2"]), "2", [])
    with serving(answering({"wp.getProfile": lambda _: {**PROFILE, "roles": ["author"]}, **answers})) as server:
        assert sorted(one.post_id for one in site(server.url).changed(None).seen) == [96, 397]


def test_a_poll_of_what_is_new_ends_at_the_first_page_that_reaches_far_enough_back() -> None:
    sent: list[tuple[str, tuple[Any, ...]]] = []
    rows = [{**POST, "post_id": str(number)} for number in range(100)]
    with serving(answering({"wp.getPosts": lambda _: rows}, sent)) as server:
        poll = site(server.url).changed(datetime(2026, 3, 1, tzinfo=UTC))
    assert (poll.seen, poll.at) == ((), datetime(2026, 1, 1, 12, tzinfo=UTC))
    assert [method for method, _ in sent] == ["wp.getPosts"]


def test_ten_thousand_drafts_are_read_while_people_save_and_many_are_published_at_once() -> None:
    newest = datetime(2026, 1, 1)
    rows = [(number, newest - timedelta(seconds=7 * number)) for number in range(10_000)]  # the last changed first
    asked = 0

    def posts(values: tuple[Any, ...]) -> object:
        nonlocal asked
        asked += 1
        page = rows[values[3]["offset"] :][: values[3]["number"]]
        answer = [{**POST, "post_id": str(number), "post_modified_gmt": xmlrpc.client.DateTime(time)} for number, time in page]
        rows.insert(0, (rows.pop(5_000)[0], newest + timedelta(seconds=asked)))  # a person saves
        if asked in (20, 40, 60):
            del rows[: 70 * asked // 20]  # a person publishes many
        return answer

    with serving(answering({"wp.getPosts": posts})) as server:
        found = [one.post_id for one in site(server.url).changed(None).seen]
    saved = {number for number, time in rows if time > newest}  # their times are after the poll's clock: the next one lists them
    assert {number for number, _ in rows} - saved <= set(found)
    assert len(found) == len(set(found))


def test_a_draft_without_a_date_does_not_end_a_poll_of_what_is_new() -> None:
    dateless = {**POST, "post_id": "1", "post_modified_gmt": xmlrpc.client.DateTime("00000000T00:00:00")}
    new = {**POST, "post_modified_gmt": xmlrpc.client.DateTime("20260301T00:00:00")}
    rows = [dateless, *({**new, "post_id": str(number)} for number in range(2, 150))]

    def posts(values: tuple[Any, ...]) -> object:
        return rows[values[3]["offset"] :][: values[3]["number"]]

    with serving(answering({"wp.getPosts": posts})) as server:
        assert len(site(server.url).changed(datetime(2026, 2, 1, tzinfo=UTC)).seen) == 148


# Text to the byte

CARRIED = ["<p>a</p>\r\n<p>b</p>\r", "\n  <p>a</p> \n", "<p>Zoë & “Ann” 😀</p>"]


@pytest.mark.parametrize("body", CARRIED)
def test_a_text_is_written_and_read_to_the_byte_though_wordpress_trims_strings(body: str) -> None:
    held = dict(POST)

    def stored(value: object) -> str:
        """What WordPress' own reading of XML-RPC leaves of a value."""
        return value.data.decode() if isinstance(value, xmlrpc.client.Binary) else str(value).strip(" \t\n\r\0\v")

    def edit(values: tuple[Any, ...]) -> object:
        held.update({key: stored(value) for key, value in values[4].items() if key in POST})
        return True

    with serving(answering({"wp.getPost": lambda _: held, "wp.editPost": edit})) as server:
        door = site(server.url)
        assert door.write(door.fetch(7), "New", body).body == body
    assert held["post_content"] == body


@pytest.mark.parametrize("text", ["a\x01b", "a\x1fb", "a\ufffeb", "a\ud800b"])
def test_a_text_that_xml_cannot_carry_is_refused_before_the_write(text: str) -> None:
    sent: list[tuple[str, tuple[Any, ...]]] = []
    with serving(answering({}, sent)) as server:
        door = site(server.url)
        draft = door.fetch(7)
        with pytest.raises(GiveUp, match="nothing was written"):
            door.write(draft, "Old", text)
    assert "wp.editPost" not in [method for method, _ in sent]


# Revisions


def test_a_revision_with_a_control_character_hides_none_of_the_others() -> None:
    unreadable, older = {**POST, "post_content": "<p>x\x01</p>"}, {**POST, "post_title": "Older"}
    revisions: dict[str, dict[str, object]] = {"10": unreadable, "9": older, "8": POST}

    def listing(values: tuple[Any, ...]) -> object:
        whole = "post_content" in values[4]
        rows = [{**row, "post_id": number} for number, row in revisions.items()]
        return rows if whole else [{"post_id": row["post_id"], "post_author": "3"} for row in rows]

    def single(values: tuple[Any, ...]) -> object:
        return revisions.get(str(values[3]), POST)

    with serving(answering({"wp.getRevisions": listing, "wp.getPost": single})) as server:
        door = site(server.url)
        draft = door.fetch(7)
        assert door.has_revision_of(draft)
        assert door.has_revision_of(replace(draft, title="Older"))
        assert not door.has_revision_of(replace(draft, title="Never"))


def test_a_site_without_revisions_has_none() -> None:
    with serving(answering({"wp.getRevisions": lambda _: fault(401)})) as server:
        door = site(server.url)
        assert not door.has_revision_of(door.fetch(7))


def drafts_of(authors: list[str]) -> list[dict[str, object]]:
    """Posts 1, 2, … by these users, the newest first."""
    times = [xmlrpc.client.DateTime(f"202601{30 - number // 400:02}T{23 - number % 24:02}0000") for number in range(len(authors))]
    return [
        {"post_id": str(number + 1), "post_modified_gmt": at, "post_status": "draft", "post_author": author}
        for number, (author, at) in enumerate(zip(authors, times, strict=True))
    ]


def listing(rows: list[dict[str, object]], shown_to: str, counts: list[int]) -> Answers:
    """As WordPress lists them: it takes a page, and then leaves out what the user may not edit; "" may edit all."""

    def posts(values: tuple[Any, ...]) -> object:
        query = values[3]
        counts.append(int(query["number"]))
        page = rows[int(query["offset"]) :][: int(query["number"])]
        return [row for row in page if shown_to in ("", row["post_author"])]

    return {"wp.getPosts": posts}


def test_an_account_that_sees_its_own_drafts_only_finds_them_behind_thousands_of_others() -> None:
    counts: list[int] = []
    answers = listing(drafts_of(["3"] * 3_500 + ["2"]), "2", counts)
    profile = {"wp.getProfile": lambda _: {**PROFILE, "roles": ["author"]}}
    with serving(answering({**answers, **profile})) as server:
        assert [one.post_id for one in site(server.url).changed(None).seen] == [3501]
    assert sum(counts) < 15_000


def test_a_role_of_ones_own_is_known_to_see_all_by_what_it_is_shown() -> None:
    """XML-RPC tells the name of a role and not its rights."""
    counts: list[int] = []
    profile = {"wp.getProfile": lambda _: {**PROFILE, "roles": ["redraft"]}}
    with serving(answering({**listing(drafts_of(["3"] * 150), "", counts), **profile})) as server:
        assert len(site(server.url).changed(None).seen) == 150
    assert counts == [100, 100]


# Writes that meet somebody


def test_a_write_waits_until_the_second_of_the_last_change_is_over() -> None:
    """Within it, if_not_modified_since would see nobody's save: its grain is a second."""
    sent: list[tuple[str, tuple[Any, ...]]] = []
    held = {**POST, "post_modified_gmt": xmlrpc.client.DateTime("20260101T12:00:00")}

    def a_person_saves(_seconds: float) -> None:
        held["post_title"] = "Theirs"

    with serving(answering({"wp.getPost": lambda _: held}, sent)) as server:
        secret = Secret("abcd efgh")
        door = XmlRpcSite("blog", server.url, "editor", secret, ("post",), Session("editor", secret), pause=a_person_saves)
        with pytest.raises(EditConflict):
            door.write(door.fetch(7), "New", "<p>News.</p>")
    assert "wp.editPost" not in [method for method, _ in sent]


@pytest.mark.parametrize(("author", "ours"), [("2", True), ("3", False)])
def test_other_text_after_a_write_is_the_sites_doing_only_if_the_latest_revision_is_ours(author: str, ours: bool) -> None:
    held = dict(POST)

    def edit(_values: tuple[Any, ...]) -> object:
        held["post_content"] = "<p>Other.</p>"
        return True

    answers: Answers = {"wp.getPost": lambda _: held, "wp.editPost": edit, "wp.getRevisions": lambda _: [{**held, "post_author": author}]}
    with serving(answering(answers)) as server:
        door = site(server.url)
        draft = door.fetch(7)
        if ours:
            assert door.write(draft, "Old", "<p>New.</p>").body == "<p>Other.</p>"
        else:
            with pytest.raises(EditConflict, match="right after"):
                door.write(draft, "Old", "<p>New.</p>")


def test_a_write_whose_answer_is_lost_may_have_happened_and_a_lost_read_has_changed_nothing() -> None:
    with serving(answering({"wp.editPost": lambda _: b""})) as server:
        door = site(server.url)
        draft = door.fetch(7)
        with pytest.raises(Unreachable) as write:
            door.write(draft, "New", "<p>News.</p>")
    with serving(answering({"wp.getPost": lambda _: b""})) as server, pytest.raises(Unreachable) as read:
        site(server.url).fetch(7)
    assert (write.value.perhaps_done, read.value.perhaps_done) == (True, False)


def test_a_save_just_before_the_write_is_a_conflict() -> None:
    with serving(answering({"wp.editPost": lambda _: fault(409)})) as server:
        door = site(server.url)
        with pytest.raises(EditConflict):
            door.write(door.fetch(7), "New", "<p>News.</p>")


def test_a_post_without_an_author_stays_without_one() -> None:
    """WordPress gives it to whoever edits it by XML-RPC."""
    sent: list[tuple[str, tuple[Any, ...]]] = []
    with serving(answering({"wp.getPost": lambda _: {**POST, "post_author": "0"}}, sent)) as server:
        door = site(server.url)
        draft = door.fetch(7)
        for act in (lambda: door.write(draft, "New", draft.body), lambda: door.keep_revision(draft)):
            with pytest.raises(GiveUp, match="give it an author in wp-admin"):
                act()
    assert "wp.editPost" not in [method for method, _ in sent]


def test_a_post_whose_author_was_deleted_is_not_taken_for_gone() -> None:
    """WordPress has one fault code for both."""
    with serving(answering({"wp.editPost": lambda _: fault(404)})) as server:
        door = site(server.url)
        with pytest.raises(GiveUp, match="author of post 7 is no user any more"):
            door.write(door.fetch(7), "New", "<p>News.</p>")


def test_a_post_that_seems_to_be_changed_in_the_future_is_not_waited_for() -> None:
    waits: list[float] = []
    held = {**POST, "post_modified_gmt": xmlrpc.client.DateTime("20260101T12:30:00")}

    def edit(values: tuple[Any, ...]) -> object:
        held["post_title"] = values[4]["post_title"]
        return True

    answers: Answers = {"wp.getPost": lambda _: held, "wp.editPost": edit}
    with serving(answering(answers)) as server:
        secret = Secret("abcd efgh")
        door = XmlRpcSite("blog", server.url, "editor", secret, ("post",), Session("editor", secret), pause=waits.append)
        assert door.write(door.fetch(7), "New", "<p>News.</p>").title == "New"
    assert waits == []


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
