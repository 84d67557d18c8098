"""Whatever a network, a web server or a firewall does, a request ends in time and in one of our errors."""

from __future__ import annotations

import gzip
import itertools
import socket
import threading
from collections.abc import Iterator
from contextlib import closing, suppress

import pytest
from support.http_server import BREAK_OFF, Received, Reply, document, page, serving

from worker.config import Secret
from worker.errors import Busy, LoginRefused, Misconfigured, RedraftError, Unreachable
from worker.wordpress.http import Session

PASSWORD = "abcd EFGH ijkl MNOP"


def session(*, read: float = 30, total: float = 90) -> Session:
    return Session("ann", Secret(PASSWORD), read=read, total=total)


def test_a_request_carries_the_account_and_a_name_of_our_own() -> None:
    with serving(lambda _: document({})) as server:
        Session("žofie", Secret(PASSWORD)).get(f"{server.url}/x", {"status": "draft,pending"})
    [request] = server.received
    assert request.query["status"] == "draft,pending"
    assert request.headers["Authorization"] == "Basic xb5vZmllOmFiY2QgRUZHSCBpamtsIE1OT1A="  # UTF-8
    assert not request.headers["User-Agent"].lower().startswith("python")


def test_two_reads_never_share_an_address_that_a_cache_could_answer() -> None:
    with serving(lambda _: document({})) as server:
        one = session()
        one.get(server.url)
        one.get(server.url)
    assert len({request.target for request in server.received}) == 2
    assert all(request.headers["Cache-Control"] == "no-cache" for request in server.received)


def test_neither_proxies_nor_cookies_come_between(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    with serving(lambda _: document({}, headers={"Set-Cookie": "wordpress_logged_in=somebody; Path=/"})) as server:
        one = session()
        one.get(server.url)
        one.get(server.url)
    assert "Cookie" not in server.received[1].headers


# Bounds


def test_an_endless_body_is_cut_at_its_bound() -> None:
    with (
        serving(lambda _: Reply(pieces=itertools.repeat(b"x" * 10_000))) as server,
        pytest.raises(Unreachable, match="more than 200,000 bytes"),
    ):
        session().get(server.url, limit=200_000)


def test_a_body_that_unpacks_without_end_is_cut_at_its_bound() -> None:
    bomb = gzip.compress(bytes(300_000_000), 1)
    with (
        serving(lambda _: Reply(headers={"Content-Encoding": "gzip"}, pieces=(bomb,))) as server,
        pytest.raises(Unreachable, match="more than 2,000,000 bytes"),
    ):
        session().get(server.url, limit=2_000_000)


def test_a_packed_body_is_unpacked() -> None:
    with serving(lambda _: Reply(headers={"Content-Encoding": "gzip"}, pieces=(gzip.compress(b'{"a": 1}'),))) as server:
        assert session().get(server.url).document() == {"a": 1}


def test_a_body_that_drips_ends_at_the_total_time() -> None:
    ended = threading.Event()

    def drip() -> Iterator[bytes]:
        while not ended.wait(0.05):
            yield b" "

    with serving(lambda _: Reply(pieces=drip())) as server:
        try:
            with pytest.raises(Unreachable, match="did not finish"):
                session(total=0.3).get(server.url)
        finally:
            ended.set()


@pytest.mark.parametrize("head", [b"HTTP/1.1 200 OK\r\n", b"HTTP/1.1 100 Continue\r\n", b""], ids=["headers", "interim", "status"])
def test_a_head_that_drips_ends_at_the_total_time(head: bytes) -> None:
    """Each byte of it ends a silence: the time-out for reading alone would wait for ever."""
    ended = threading.Event()

    def drip(listener: socket.socket) -> None:
        with suppress(OSError), closing(listener.accept()[0]) as connection:
            connection.sendall(head)
            while not ended.wait(0.05):
                connection.sendall(b"X-A: b\r\n" if head else b"H")

    with closing(socket.create_server(("127.0.0.1", 0))) as listener:
        thread = threading.Thread(target=drip, args=(listener,))
        thread.start()
        try:
            with pytest.raises(Unreachable, match=r"did not finish within 0\.5 s") as late:
                session(total=0.5, read=5).post(f"http://127.0.0.1:{listener.getsockname()[1]}/", {})
        finally:
            ended.set()
            thread.join()
    assert late.value.perhaps_done


def test_a_silent_server_ends_at_the_read_time_and_a_write_may_have_happened() -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}/"
        with pytest.raises(Unreachable, match="in time") as read:
            session(read=0.2).get(url)
        with pytest.raises(Unreachable, match="in time") as write:
            session(read=0.2).post(url, {})
    assert (read.value.perhaps_done, write.value.perhaps_done) == (False, True)


# Connections


def test_a_refused_connection_says_so_and_nothing_was_written() -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as server:
        port = server.getsockname()[1]
    with pytest.raises(Unreachable, match="connection refused") as refused:
        session().post(f"http://127.0.0.1:{port}/", {})
    assert not refused.value.perhaps_done


def test_a_write_whose_connection_breaks_may_have_happened() -> None:
    with serving(lambda _: BREAK_OFF) as server:
        with pytest.raises(Unreachable, match="broke off") as write:
            session().post(server.url, {})
        with pytest.raises(Unreachable, match="broke off") as read:
            session().get(server.url)
    assert (write.value.perhaps_done, read.value.perhaps_done) == (True, False)


def test_a_write_whose_answer_is_cut_may_have_happened() -> None:
    half = Reply(headers={"Content-Length": "100"}, pieces=(b'{"id":',))
    with serving(lambda _: half) as server, pytest.raises(Unreachable) as cut:
        session().post(server.url, {})
    assert cut.value.perhaps_done


def test_plain_http_where_tls_was_expected_is_no_bug() -> None:
    with serving(lambda _: document({})) as server, pytest.raises(RedraftError):
        session().get(server.url.replace("http:", "https:"))


# Redirects


def test_a_read_follows_redirects_within_the_site() -> None:
    def answering(request: Received) -> Reply:
        return document({}) if request.path == "/there" else page(302, "", {"Location": "/there"})

    with serving(answering) as server:
        assert session().get(f"{server.url}/here").url == f"{server.url}/there"


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_to_another_host_names_both_and_sends_nothing_there(status: int) -> None:
    with serving(lambda _: document({})) as other:
        elsewhere = other.url.replace("127.0.0.1", "localhost")
        with serving(lambda _: page(status, "", {"Location": f"{elsewhere}/x?token=1"})) as server:
            for call in (session().get, lambda url: session().post(url, {})):
                with pytest.raises(Misconfigured) as refused:
                    call(f"{server.url}/x")
                assert server.url in str(refused.value)
                assert f"{elsewhere}/x" in str(refused.value)
                assert "token" not in str(refused.value)
        assert other.received == []


def test_a_write_is_never_redirected_not_even_within_the_site() -> None:
    with (
        serving(lambda _: page(301, "", {"Location": "/there"})) as server,
        pytest.raises(Misconfigured, match="/there"),
    ):
        session().post(f"{server.url}/here", {})
    assert len(server.received) == 1


def test_redirects_in_circles_end() -> None:
    with (
        serving(lambda request: page(301, "", {"Location": request.path})) as server,
        pytest.raises(Misconfigured, match="circles"),
    ):
        session().get(f"{server.url}/here")
    assert len(server.received) < 10


# Answers that do not come from WordPress

CHALLENGE = page(403, "<html>Just a moment...", {"cf-mitigated": "challenge"})
CHALLENGE_429 = page(429, "<html>Just a moment...", {"cf-mitigated": "challenge", "Retry-After": "5"})
WORDFENCE = "<!DOCTYPE html><html>Your access to this site has been temporarily limited … Generated by Wordfence"


@pytest.mark.parametrize(
    ("reply", "error", "says"),
    [
        (CHALLENGE, Busy, "Cloudflare"),
        (CHALLENGE_429, Busy, "Cloudflare"),
        (page(503, WORDFENCE), Busy, "Wordfence"),
        (page(403, WORDFENCE), Busy, "Wordfence"),
        (page(429, "slow down"), Busy, "patience"),
        (page(503, "<html>Maintenance", {"Retry-After": "600"}), Busy, "patience"),
        (page(403, "<html>Forbidden"), Misconfigured, "firewall"),
        (page(406, "<html>Mod_Security"), Misconfigured, "firewall"),
        (page(401, "<html>Staging", {"WWW-Authenticate": "Basic"}), LoginRefused, "password of its own"),
        (page(413, "<html>Too large"), Misconfigured, "client_max_body_size"),
        (page(500, "<html>There has been a critical error"), Unreachable, "HTTP 500"),
        (page(502, "<html>Bad gateway"), Unreachable, "HTTP 502"),
        (document({"code": "internal_server_error"}, 500), Unreachable, "HTTP 500"),
        (page(503, "<html>Backend fetch failed"), Unreachable, "HTTP 503"),
    ],
)
def test_what_stands_before_wordpress_is_recognised(reply: Reply, error: type[RedraftError], says: str) -> None:
    with serving(lambda _: reply) as server:
        with pytest.raises(error, match=says) as read:
            session().get(server.url)
        with pytest.raises(error, match=says) as write:
            session().post(server.url, {})
    assert getattr(write.value, "perhaps_done", False) is (error is Unreachable)
    for raised in (read, write):
        assert "\n" not in str(raised.value)
        assert PASSWORD not in str(raised.value)


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"Retry-After": "120"}, 120),
        ({"Retry-After": "Thu, 01 Jan 2026 00:02:00 GMT", "Date": "Thu, 01 Jan 2026 00:00:00 GMT"}, 120),
        ({"Retry-After": "Thu, 01 Jan 2026 00:00:00 GMT", "Date": "Thu, 01 Jan 2026 00:02:00 GMT"}, 0),
        ({"Retry-After": "soon"}, None),
        ({}, None),
    ],
)
def test_the_time_to_wait_is_taken_from_the_server(headers: dict[str, str], seconds: float | None) -> None:
    with serving(lambda _: page(429, "", headers)) as server, pytest.raises(Busy) as busy:
        session().get(server.url)
    assert busy.value.retry_after == seconds


# JSON

NOTICE = "<br />\n<b>Notice</b>:  Undefined index: x in <b>/www/a.php</b> on line <b>3</b><br />\n"


@pytest.mark.parametrize(
    "body",
    [
        b'{"a": "\xc3\xa9"}',
        b'\xef\xbb\xbf{"a": "\xc3\xa9"}',
        b'\n\n{"a": "\xc3\xa9"}\n',
        NOTICE.encode() + b'{"a": "\xc3\xa9"}',
        b'Deprecated: {"x"} in /www/a.php on line 3\n\xef\xbb\xbf{"a": "\\u00e9"}',
    ],
)
def test_json_is_read_past_what_plugins_put_before_it(body: bytes) -> None:
    with serving(lambda _: Reply(headers={"Content-Type": "application/json; charset=ISO-8859-1"}, pieces=(body,))) as server:
        assert session().get(server.url).document() == {"a": "é"}


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (b"<!DOCTYPE html><html>Log in", "a web page"),
        (b"", "an empty answer"),
        (b'[{"id": 1}, {"id": 2, "content": {"raw": "x"}', "half an answer"),
        (NOTICE.encode() + b'{"id": 1, "content": {"raw": "x"}', "instead of"),
        (b'debug{"id": 1}', "a plugin prints"),
        (b'{"a": "\xe9"}', "not UTF-8"),
    ],
)
def test_what_is_no_json_says_what_it_is(body: bytes, says: str) -> None:
    with serving(lambda _: Reply(pieces=(body,))) as server:
        with pytest.raises(Unreachable, match=says) as read:
            session().get(server.url).document()
        with pytest.raises(Unreachable, match=says) as write:
            session().post(server.url, {}).document()
    assert (read.value.perhaps_done, write.value.perhaps_done) == (False, True)
