"""What happens between Redraft and a WordPress: a proxy that loses, repeats, delays, cuts and swells what passes through it."""

from __future__ import annotations

import gzip
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from random import Random

from support.http_server import BREAK_OFF, Received, Reply, forward, page

Site = Callable[[Received], Reply]  # the site that the proxy stands before
Fault = Callable[[Received, Site], Reply]

SWOLLEN = 12_000_000  # bytes; more than any answer may have
UNPACKED = 1 << 30  # bytes
LATE = 0.3  # seconds


def _lost_on_the_way(_: Received, __: Site) -> Reply:
    return BREAK_OFF


def _answer_lost(request: Received, site: Site) -> Reply:
    site(request)
    return BREAK_OFF


def _arrives_late(request: Received, site: Site) -> Reply:
    """Whoever sent it has long looked whether it came."""

    def deliver() -> None:
        with suppress(OSError):  # the site has ended meanwhile
            site(request)

    threading.Timer(LATE, deliver).start()
    return BREAK_OFF


def _gateway_failed(_: Received, __: Site) -> Reply:
    return page(502, "<html>Bad gateway")


def _gateway_failed_after(request: Received, site: Site) -> Reply:
    site(request)
    return page(502, "<html>Bad gateway")


def _delivered_twice(request: Received, site: Site) -> Reply:
    site(request)
    return site(request)


def _firewall_page(_: Received, __: Site) -> Reply:
    return page(200, "<html>One moment, please")


def _challenge(_: Received, __: Site) -> Reply:
    return page(200, "<!doctype html><html><head><title>Just a moment...</title></head></html>")


def _cut(request: Received, site: Site) -> Reply:
    """A whole answer by its head, half of one by what it holds."""
    reply = site(request)
    body = b"".join(reply.pieces)
    half = body[: len(body) // 2]
    return Reply(reply.status, {**reply.headers, "Content-Length": str(len(half))}, (half,))


def _broken_off(request: Received, site: Site) -> Reply:
    reply = site(request)
    body = b"".join(reply.pieces)
    return Reply(reply.status, {**reply.headers, "Content-Length": str(len(body))}, (body[: len(body) // 2],))


def _drips(request: Received, site: Site) -> Reply:
    """For as long as anybody listens."""
    reply = site(request)

    def drops() -> Iterator[bytes]:
        pause = threading.Event()
        for _ in range(1_000):
            yield b" "
            pause.wait(0.1)

    return Reply(reply.status, {**_without_length(reply), "Content-Length": "1000"}, drops())


def _swollen(request: Received, site: Site) -> Reply:
    reply = site(request)
    blanks = (b" " * 65_536 for _ in range(SWOLLEN // 65_536))
    return Reply(reply.status, _without_length(reply), blanks)


def _bomb(request: Received, site: Site) -> Reply:
    reply = site(request)
    return Reply(reply.status, {**_without_length(reply), "Content-Encoding": "gzip"}, _packed())


def _without_length(reply: Reply) -> Mapping[str, str]:
    return {name: value for name, value in reply.headers.items() if name.lower() != "content-length"}


@cache
def _packed() -> tuple[bytes, ...]:
    """A megabyte that unpacks to a gigabyte."""
    part = 1 << 24
    return (gzip.compress(bytes(part)),) * (UNPACKED // part)


FAULTS: dict[str, Fault] = {
    "the request is lost": _lost_on_the_way,
    "the answer is lost": _answer_lost,
    "the request arrives late": _arrives_late,
    "502": _gateway_failed,
    "502 after the commit": _gateway_failed_after,
    "delivered twice": _delivered_twice,
    "a page instead": _firewall_page,
    "a challenge": _challenge,
    "half of the answer": _cut,
    "the answer breaks off": _broken_off,
    "the answer drips": _drips,
    "12 MB": _swollen,
    "a gzip bomb": _bomb,
}
# So often does a request come to the site: else once.
ARRIVALS = {"the request is lost": 0, "502": 0, "a page instead": 0, "a challenge": 0, "delivered twice": 2}


@dataclass
class FaultProxy:
    """Does one of `faults`, by chance, to a `share` of the requests."""

    url: str
    faults: tuple[str, ...] = tuple(FAULTS)
    share: float = 0.3
    seed: int = 0
    journal: list[tuple[Received, str]] = field(default_factory=list)  # each request, and its fault or ""
    lock: threading.Lock = field(default_factory=threading.Lock)

    def __call__(self, request: Received) -> Reply:
        with self.lock:
            chance = Random(f"{self.seed}:{len(self.journal)}")
            fault = chance.choice(self.faults) if chance.random() < self.share else ""
            self.journal.append((request, fault))
        return FAULTS[fault](request, self._site) if fault else self._site(request)

    def _site(self, request: Received) -> Reply:
        return forward(request, self.url)
