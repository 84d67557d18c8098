"""WordPress' answers and those of what stands before it, taken for what they mean and not for their number."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from support.http_server import Answering, Received, Reply, document, page, serving

from worker.config import Secret
from worker.errors import (
    EditConflict,
    GiveUp,
    Gone,
    LoginRefused,
    Misconfigured,
    NotAllowed,
    RedraftError,
    Unreachable,
)
from worker.wordpress.http import Session
from worker.wordpress.rest import RestSite
from worker.wordpress.site import Seen

INDEX = document({"namespaces": ["oembed/1.0", "wp/v2"]})
POST_TYPE = document({"rest_base": "posts", "rest_namespace": "wp/v2"})
POST = {
    "id": 7,
    "type": "post",
    "status": "draft",
    "title": {"raw": "Title"},
    "content": {"raw": "<p>Body</p>"},
    "modified_gmt": "2026-03-01T12:00:00",
    "author": 3,
    "_links": {"self": [], "wp:action-unfiltered-html": []},
}


def open_site(url: str) -> RestSite:
    return RestSite("blog", url, "ann", ("post",), Session("ann", Secret("pass word")))


def wordpress(posts: Answering) -> Answering:
    """A site with pretty permalinks whose posts and users are answered by `posts`."""

    def answering(request: Received) -> Reply:
        if request.path == "/wp-json/":
            return INDEX
        return POST_TYPE if request.path == "/wp-json/wp/v2/types/post" else posts(request)

    return answering


def error(status: int, code: str, **data: object) -> Reply:
    return document({"code": code, "message": "Sorry.", "data": {"status": status, **data}}, status)


def forbidden_status(status: int) -> Reply:
    """The 400 by which WordPress says that this user, or nobody known, may not ask for drafts."""
    details = {"status": {"code": "rest_forbidden_status", "message": "Status is forbidden.", "data": {"status": status}}}
    return error(400, "rest_invalid_param", params={"status": "Status is forbidden."}, details=details)


# What refusals mean


@pytest.mark.parametrize(
    ("reply", "kind", "says"),
    [
        (forbidden_status(401), LoginRefused, "strips the Authorization header"),
        (error(401, "rest_not_logged_in"), LoginRefused, "application password is wrong.*strips the Authorization"),
        (error(401, "rest_forbidden_context"), LoginRefused, "HTTP_AUTHORIZATION"),
        (error(401, "incorrect_password"), LoginRefused, "make a new one"),
        (error(401, "invalid_username"), LoginRefused, "no user of this name"),
        (error(401, "application_passwords_disabled_for_user"), LoginRefused, "for this user"),
        (forbidden_status(403), NotAllowed, "edit_others_posts"),
        (error(403, "rest_forbidden_context"), NotAllowed, "edit_others_posts"),
        (error(404, "rest_no_route"), Misconfigured, "not served"),
        (page(404, "<html>Not found"), Misconfigured, "not served"),
        (error(400, "rest_invalid_json"), GiveUp, "rest_invalid_json"),
        (page(200, "<html>Checking your browser"), Unreachable, "a web page"),
        (document({"message": "blocked"}), Unreachable, "not WordPress'"),
        (document([{**POST, "content": {"rendered": "<p>Body</p>"}}]), Unreachable, "not WordPress'"),
        (document({**POST, "content": {"rendered": "<p>Body</p>"}}), Unreachable, "not WordPress'"),
    ],
)
def test_a_refusal_is_taken_for_what_it_means(reply: Reply, kind: type[RedraftError], says: str) -> None:
    with serving(wordpress(lambda _: reply)) as server, pytest.raises(kind, match=says) as refused:
        open_site(server.url).fetch(7)
    assert "\n" not in str(refused.value)
    assert "pass word" not in str(refused.value)


@pytest.mark.parametrize("call", [RestSite.account, lambda site: site.changed(None)])
def test_the_public_posts_are_no_proof_of_an_account(call: Callable[[RestSite], object]) -> None:
    """With a wrong password a stock WordPress goes on as if nobody had asked to log in."""

    def answering(request: Received) -> Reply:
        if request.path.endswith("/users/me"):
            return error(401, "rest_not_logged_in")
        return error(401, "rest_forbidden_context") if request.query.get("context") == "edit" else document([POST])

    with serving(wordpress(answering)) as server, pytest.raises(LoginRefused):
        call(open_site(server.url))


@pytest.mark.parametrize("reply", [error(404, "rest_post_invalid_id"), document({**POST, "status": "trash"})])
def test_a_missing_or_trashed_post_is_gone(reply: Reply) -> None:
    with serving(wordpress(lambda _: reply)) as server, pytest.raises(Gone):
        open_site(server.url).fetch(7)


def test_a_post_type_without_rest_is_a_setting_to_mend() -> None:
    def answering(request: Received) -> Reply:
        return INDEX if request.path == "/wp-json/" else error(404, "rest_type_invalid")

    with serving(answering) as server, pytest.raises(Misconfigured, match=r'post type "post".*show_in_rest'):
        open_site(server.url).fetch(7)


# Drafts as old and strange sites tell them


def test_a_draft_without_a_title_of_its_own_or_a_date_is_read() -> None:
    strange = {**POST, "modified_gmt": None, "author": None}
    del strange["title"]
    with serving(wordpress(lambda _: document(strange))) as server:
        draft = open_site(server.url).fetch(7)
    assert (draft.title, draft.author, draft.modified) == ("", 0, datetime(1970, 1, 1, tzinfo=UTC))


@pytest.mark.parametrize(("links", "unfiltered"), [({"wp:action-unfiltered-html": []}, True), ({"self": []}, False), (None, None)])
def test_the_right_to_store_any_html_is_read_from_the_links(links: object, unfiltered: bool | None) -> None:
    post = {**POST, "_links": links}
    with serving(wordpress(lambda _: document(post))) as server:
        assert open_site(server.url).fetch(7).unfiltered is unfiltered


# Discovery


def plain_permalinks(request: Received) -> Reply:
    if not request.query.get("rest_route"):
        return page(200, "<html>The front page, whatever is asked")
    route = request.query["rest_route"]
    return INDEX if route == "/" else POST_TYPE if "types" in route else document(POST)


def announced(request: Received) -> Reply:
    if request.method == "HEAD":
        link = '<http://internal.example/blog/api/>; rel="https://api.w.org/"'
        return page(200, "", {"Link": f"<https://x.example/style.css>; rel=preload, {link}"})
    answers = {"/blog/api/": INDEX, "/blog/api/wp/v2/types/post": POST_TYPE, "/blog/api/wp/v2/posts/7": document(POST)}
    return answers.get(request.path, page(404, "<html>"))


def headless(request: Received) -> Reply:
    if request.path == "/":
        return page(301, "", {"Location": "https://www.example/"})
    return wordpress(lambda _: document(POST))(request)


@pytest.mark.parametrize(("answering", "folder"), [(plain_permalinks, ""), (announced, "/blog"), (headless, "")])
def test_the_api_is_found_wherever_it_is_and_only_on_the_configured_host(answering: Answering, folder: str) -> None:
    with serving(answering) as server:
        assert open_site(server.url + folder).fetch(7).body == "<p>Body</p>"


def test_a_site_without_the_api_says_where_it_was_sought() -> None:
    nothing = page(200, "<html>No WordPress")
    with serving(lambda _: nothing) as server, pytest.raises(Misconfigured, match=r"/wp-json/ or .*rest_route=/"):
        open_site(server.url).account()


def test_a_site_that_moved_names_both_addresses() -> None:
    def answering(request: Received) -> Reply:
        return page(301, "", {"Location": f"https://new.example{request.path}"})

    says = r"http://127\S+/wp-json/ redirects to https://new\.example/wp-json/"
    with serving(answering) as server, pytest.raises(Misconfigured, match=says):
        open_site(server.url).account()


def test_an_api_that_is_closed_to_strangers_is_found_and_refuses_the_login() -> None:
    with serving(lambda _: error(401, "rest_cannot_access")) as server, pytest.raises(LoginRefused):
        open_site(server.url).account()


# Lists

FIRST = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


def row(number: int, modified: datetime) -> dict[str, object]:
    return {"id": number, "modified_gmt": f"{modified:%Y-%m-%dT%H:%M:%S}", "status": "draft", "author": 3}


def listing(rows: list[dict[str, object]], visible: Callable[[dict[str, object]], bool] = lambda _: True) -> Answering:
    """WordPress' list: it counts and cuts pages before it leaves out what the user may not see."""

    def answering(request: Received) -> Reply:
        query = request.query
        assert query["modified_after"].endswith("Z") if "modified_after" in query else True
        after = query.get("modified_after", "").removesuffix("Z")
        found = sorted((one for one in rows if str(one["modified_gmt"]) > after), key=lambda one: str(one["modified_gmt"]))
        if query["orderby"] == "id":
            found.sort(key=lambda one: int(str(one["id"])))
        size, offset = int(query["per_page"]), int(query["offset"])
        page = found[offset : offset + size]
        # WordPress counts nothing where a page is empty.
        return document([one for one in page if visible(one)], headers={"X-WP-Total": str(len(found) if page else 0)})

    return answering


ME = {"id": 2, "name": "Ann", "roles": ["editor"], "capabilities": {"edit_others_posts": True}}


def ids(server_url: str) -> list[int]:
    return [one.post_id for one in open_site(server_url).changed(None).seen]


def test_pages_that_show_nothing_to_this_account_do_not_end_the_list() -> None:
    rows = [row(number, FIRST + timedelta(minutes=number)) for number in range(350)]
    with serving(wordpress(listing(rows, lambda one: one["id"] in (5, 349)))) as server:
        assert ids(server.url) == [5, 349]
        assert open_site(server.url).changed(None).hidden


def test_one_draft_that_is_kept_from_every_editor_does_not_make_an_editor_s_list_a_part() -> None:
    rows = [row(number, FIRST) for number in range(3)]
    answered = listing(rows, lambda one: one["id"] != 1)

    def answering(request: Received) -> Reply:
        return document(ME) if request.path.endswith("/users/me") else answered(request)

    with serving(wordpress(answering)) as server:
        assert not open_site(server.url).changed(None).hidden
        rows[:] = [{**each, "author": ME["id"]} for each in rows]
        assert open_site(server.url).changed(None).hidden


@pytest.mark.parametrize("count", [0, 1, 100, 230])
def test_an_account_that_is_shown_every_draft_is_told_so(count: int) -> None:
    rows = [row(number, FIRST) for number in range(count)]
    with serving(wordpress(listing(rows))) as server:
        poll = open_site(server.url).changed(None)
    assert (len(poll.seen), poll.hidden) == (count, False)


def test_drafts_that_are_saved_while_the_list_is_read_are_neither_missed_nor_listed_twice() -> None:
    rows = [row(number, FIRST + timedelta(minutes=number)) for number in range(250)]
    answered = listing(rows)

    def answering(request: Received) -> Reply:
        reply = answered(request)
        rows[0] = row(0, FIRST + timedelta(days=1))  # saved right after the first page: every later one has moved up
        return reply

    with serving(wordpress(answering)) as server:
        found = ids(server.url)
    assert sorted(found) == list(range(250))


def test_a_list_that_becomes_shorter_while_it_is_read_ends() -> None:
    rows = [row(number, FIRST) for number in range(150)]
    answered = listing(rows)

    def answering(request: Received) -> Reply:
        reply = answered(request)
        del rows[100:]
        return reply

    with serving(wordpress(answering)) as server:
        assert ids(server.url) == list(range(100))


def test_an_import_of_one_second_is_read_whole_while_its_drafts_leave_the_list() -> None:
    rows = [row(number, FIRST) for number in range(1000)]
    answered, shown = listing(rows), 0

    def answering(request: Received) -> Reply:
        nonlocal shown
        reply = answered(request)
        shown += request.query["orderby"] == "id"
        if shown in (3, 5):
            del rows[:150]  # a person publishes many at once, of those that were read
        return reply

    with serving(wordpress(answering)) as server:
        found = ids(server.url)
    assert shown > 5
    assert {one["id"] for one in rows} <= set(found)


def test_a_list_whose_length_a_proxy_keeps_back_is_read_whole_and_ends() -> None:
    rows = [row(number, FIRST) for number in range(250)]
    answered = listing(rows)

    def answering(request: Received) -> Reply:
        reply = answered(request)
        return Reply(reply.status, {name: value for name, value in reply.headers.items() if name != "X-WP-Total"}, reply.pieces)

    with serving(wordpress(answering)) as server:
        assert sorted(ids(server.url)) == list(range(250))


@pytest.mark.parametrize("headers", [{}, {"X-WP-TotalPages": "1"}, {"X-WP-Total": "120"}])
def test_a_site_that_gives_the_same_page_for_ever_is_left(headers: dict[str, str]) -> None:
    rows: list[object] = [row(number, FIRST) for number in range(100)]
    with serving(wordpress(lambda _: document(rows, headers=headers))) as server:
        assert ids(server.url) == list(range(100))


def test_a_site_that_gives_nothing_but_a_first_page_is_left() -> None:
    rows: list[object] = [row(number, FIRST) for number in range(100)]

    def answering(request: Received) -> Reply:
        first = request.query["offset"] == "0"
        return document(rows if first else [], headers={"X-WP-Total": "250" if first else "0"})

    with serving(wordpress(answering)) as server:
        assert ids(server.url) == list(range(100))


def test_ten_thousand_drafts_are_read_in_a_hundred_requests_while_people_save_and_publish() -> None:
    rows = [row(number, FIRST + timedelta(seconds=7 * number)) for number in range(10_000)]
    answered, asked = listing(rows), 0

    def answering(request: Received) -> Reply:
        nonlocal asked
        reply = answered(request)
        asked += 1
        rows[asked]["modified_gmt"] = f"{FIRST + timedelta(days=2, seconds=asked):%Y-%m-%dT%H:%M:%S}"
        del rows[5_000 + asked]
        return reply

    with serving(wordpress(answering)) as server:
        found = ids(server.url)
    assert {one["id"] for one in rows} <= set(found)
    assert len(found) == len(set(found))
    assert asked <= 105


def test_a_site_that_ignores_the_watermark_is_read_by_pages() -> None:
    rows = [row(number, FIRST + timedelta(minutes=number)) for number in range(250)]
    answered = listing(rows)

    def answering(request: Received) -> Reply:
        target = "&".join(part for part in request.target.split("&") if not part.startswith("modified_after"))
        return answered(Received(request.method, target, request.headers, request.body))

    with serving(wordpress(answering)) as server:
        assert sorted(ids(server.url)) == list(range(250))


def test_the_clock_of_a_poll_is_the_site_s_own() -> None:
    reply = document([row(1, FIRST)], headers={"Date": "Sun, 01 Mar 2026 12:00:05 GMT", "X-WP-TotalPages": "1"})
    with serving(wordpress(lambda _: reply)) as server:
        poll = open_site(server.url).changed(None)
    assert poll.at == FIRST + timedelta(seconds=5)
    assert poll.seen == (Seen(1, FIRST, "draft", 3),)


# Writes


def test_a_write_sends_only_what_differs() -> None:
    held = {**POST}

    def answering(request: Received) -> Reply:
        if request.method == "POST":
            held["content"] = {"raw": "<p>New</p>"}
        return document(held)

    with serving(wordpress(answering)) as server:
        site = open_site(server.url)
        draft = site.fetch(7)
        assert site.write(draft, draft.title, "<p>New</p>").body == "<p>New</p>"
    [write] = [request for request in server.received if request.method == "POST"]
    assert write.body == b'{"content": "<p>New</p>"}'


@pytest.mark.parametrize("reply", [page(200, "<html>Blocked"), page(502, "<html>"), document({"ok": True})])
def test_a_write_without_wordpress_answer_may_have_happened(reply: Reply) -> None:
    def answering(request: Received) -> Reply:
        return reply if request.method == "POST" else document(POST)

    with serving(wordpress(answering)) as server:
        site = open_site(server.url)
        with pytest.raises(Unreachable) as lost:
            site.write(site.fetch(7), "New", "<p>New</p>")
    assert lost.value.perhaps_done


def test_a_write_that_cannot_be_read_back_may_have_happened() -> None:
    written: list[Received] = []

    def answering(request: Received) -> Reply:
        if request.method == "POST":
            written.append(request)
        return page(503, "<html>", {"Retry-After": "60"}) if written and request.method == "GET" else document(POST)

    with serving(wordpress(answering)) as server:
        site = open_site(server.url)
        with pytest.raises(Unreachable) as lost:
            site.write(site.fetch(7), "New", "<p>New</p>")
    assert lost.value.perhaps_done


def test_what_somebody_saved_between_the_write_and_the_reading_back_is_told_from_harm() -> None:
    held = {**POST}

    def answering(request: Received) -> Reply:
        if request.method == "GET":
            return document(held)
        stored = document({**POST, "content": {"raw": "<p>New</p>"}})
        held["content"] = {"raw": "<p>Theirs</p>"}
        return stored

    with serving(wordpress(answering)) as server:
        site = open_site(server.url)
        with pytest.raises(EditConflict, match="right after"):
            site.write(site.fetch(7), "Title", "<p>New</p>")


# Revisions


@pytest.mark.parametrize(("kinds", "kept"), [(["autosave"], False), (["autosave", "revision"], True), ([], False)])
def test_an_autosave_is_no_revision_because_wordpress_deletes_it(kinds: list[str], kept: bool) -> None:
    rows = [{"slug": f"7-{kind}-v1", "title": POST["title"], "content": POST["content"]} for kind in kinds]

    def answering(request: Received) -> Reply:
        return document(rows if "revisions" in request.path else POST, headers={"X-WP-TotalPages": "1"})

    with serving(wordpress(answering)) as server:
        site = open_site(server.url)
        assert site.has_revision_of(site.fetch(7)) is kept


def test_a_post_type_that_keeps_no_revisions_has_none() -> None:
    def answering(request: Received) -> Reply:
        return error(404, "rest_no_route") if "revisions" in request.path else document(POST)

    with serving(wordpress(answering)) as server:
        site = open_site(server.url)
        assert not site.has_revision_of(site.fetch(7))
