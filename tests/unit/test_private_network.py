"""
A name that leads into a private network is not followed unless the site's file says so: neither to a metadata service nor to a printer.

The names are resolved by the test, and the servers are real ones on 127.0.0.x: an address of this machine under a name
that does not say so is as private as any other.
"""

from __future__ import annotations

import ipaddress
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from support.http_server import Received, document, page, serving

from worker.config import Secret, SiteSettings
from worker.errors import Misconfigured, Unreachable
from worker.wordpress import doctor, transport
from worker.wordpress.http import Session

Resolver = Callable[[dict[str, list[str]]], None]


@pytest.fixture
def resolver(monkeypatch: pytest.MonkeyPatch) -> Resolver:
    """Answers for names, one list of addresses a question and the last one for good; addresses resolve to themselves."""
    real = socket.getaddrinfo
    known: dict[str, list[list[str]]] = {}

    def resolve(host: Any, port: Any, *rest: Any, **more: Any) -> Any:
        answers = known.get(str(host))
        if answers is None:
            if not is_address(host):
                return real(host, port, *rest, **more)
            answers = [[host]]
        addresses = answers.pop(0) if len(answers) > 1 else answers[0]
        families = [(socket.AF_INET6 if ":" in each else socket.AF_INET, each) for each in addresses]
        return [(family, socket.SOCK_STREAM, 6, "", (each, int(port or 0))) for family, each in families]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)

    def names(given: dict[str, list[str]]) -> None:
        # "a b|c": first a and b, from the second question on c
        known.update({name: [each.split() for each in answers] for name, answers in given.items()})

    return names


def is_address(host: object) -> bool:
    try:
        return bool(ipaddress.ip_address(str(host)))
    except ValueError:
        return False


@contextmanager
def inside() -> Iterator[tuple[int, list[str]]]:
    """A server on 127.0.0.2, which no site should be; its port, and what it was asked."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(f"{self.command} {self.path}")
            self.send_response(200)
            self.send_header("Content-Length", "2")
            self.end_headers()
            self.wfile.write(b"{}")

        do_POST = do_HEAD = do_GET

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.2", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server.server_port, asked
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def session(*, private_network: bool = False) -> Session:
    return Session("ann", Secret("abcd EFGH"), connect=0.5, private_network=private_network)


PRIVATE = [
    "10.1.2.3",
    "172.16.0.9",
    "192.168.1.1",
    "127.0.0.1",
    "169.254.169.254",  # where clouds hand out their machines' credentials
    "100.100.100.200",  # likewise, in the range of carriers
    "0.0.0.0",
    "224.0.0.1",
    "::1",
    "::",
    "fe80::1",
    "fd00:ec2::254",
    "fec0::1",
    "::ffff:10.0.0.1",
    "::ffff:169.254.169.254",
    "64:ff9b::a00:1",
    "2002:a9fe:a9fe::1",
]


@pytest.mark.parametrize("address", PRIVATE)
def test_a_name_that_leads_to_a_private_address_is_refused_by_one_line_that_names_it(resolver: Resolver, address: str) -> None:
    resolver({"blog.example": [address]})
    with pytest.raises(Misconfigured) as refused:
        session().get("http://blog.example/wp-json/")
    said = str(refused.value)
    assert f"blog.example is {address}, an address of a private network" in said
    assert "private_network = true" in said
    assert "\n" not in said


def test_an_address_in_the_place_of_a_name_is_no_way_round(resolver: Resolver) -> None:
    for host in ("10.0.0.1", "[fd00::1]", "169.254.169.254", "[::ffff:10.0.0.1]"):
        with pytest.raises(Misconfigured, match="private network"):
            session().get(f"https://{host}/")


def test_one_private_address_among_public_ones_is_enough(resolver: Resolver) -> None:
    resolver({"blog.example": ["198.35.26.96 10.0.0.1"]})
    with pytest.raises(Misconfigured, match=r"10\.0\.0\.1"):
        session().post("https://blog.example/", {})


def test_a_name_that_turns_private_between_the_question_and_the_connection_gets_no_request(resolver: Resolver) -> None:
    with inside() as (port, asked):
        resolver({"blog.example": ["198.35.26.96", "127.0.0.2"]})
        with pytest.raises(Misconfigured, match=r"blog\.example is 127\.0\.0\.2"):
            session().get(f"http://blog.example:{port}/")
    assert asked == []


def test_a_site_in_a_private_network_that_says_so_is_reached(resolver: Resolver) -> None:
    with inside() as (port, asked):
        resolver({"blog.example": ["127.0.0.2"]})
        assert session(private_network=True).get(f"http://blog.example:{port}/x").status == 200
    assert [each.partition("?")[0] for each in asked] == ["GET /x"]


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "blog.localhost"])
def test_this_machine_is_reached_by_names_that_say_so(resolver: Resolver, host: str) -> None:
    resolver({"blog.localhost": ["127.0.0.1"], "localhost": ["127.0.0.1"]})
    with serving(lambda _: document({})) as server:
        assert session().get(server.url.replace("127.0.0.1", host)).status == 200


def test_a_name_of_this_machine_that_leads_elsewhere_is_refused(resolver: Resolver) -> None:
    resolver({"blog.localhost": ["10.0.0.1"]})
    with pytest.raises(Misconfigured, match="private network"):
        session().get("http://blog.localhost/")


def test_a_redirect_leads_to_no_private_address(resolver: Resolver) -> None:
    with inside() as (port, asked):

        def away(_: Received) -> object:
            return page(302, "", {"Location": f"http://127.0.0.2:{port}/latest/meta-data/"})

        with serving(away) as server, pytest.raises(Misconfigured, match="redirects to"):  # type: ignore[arg-type]
            session().get(server.url)
    assert asked == []


def test_a_name_without_an_address_is_still_said_to_have_none(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    with pytest.raises(Unreachable, match="no such host"):
        session().get("https://blog.example/")


def settings(url: str, **more: Any) -> SiteSettings:
    return SiteSettings.model_validate({"name": "blog", "url": url, "username": "ann", "password_env": "BLOG_PASSWORD", **more})


@pytest.mark.parametrize("way", ["auto", "rest", "xmlrpc"])
def test_every_door_of_a_site_keeps_to_its_file(resolver: Resolver, way: str) -> None:
    resolver({"blog.example": ["10.0.0.7"]})
    with pytest.raises(Misconfigured, match=r"blog\.example is 10\.0\.0\.7"):
        transport.connect(settings("https://blog.example", transport=way), Secret("abcd")).account()


def test_the_doctor_prints_the_line_for_the_file(resolver: Resolver) -> None:
    resolver({"blog.example": ["192.168.1.1"]})
    (found,) = doctor.examine(settings("https://blog.example"), None)
    assert (found.check, found.level) == ("host", "fail")
    (remedy,) = found.remedies
    assert (remedy.into, remedy.text) == ("sites/blog.toml", "private_network = true\n")
