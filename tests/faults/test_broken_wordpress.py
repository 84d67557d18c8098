"""
A WordPress behind a bad line: whatever is lost, repeated, cut, slow or swollen, each draft is written once, and truthfully told of.

The writes are counted by the site's own journal. REDRAFT_FAULT_DRAFTS=200 makes the mixed test longer.
"""

from __future__ import annotations

import os
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import groupby
from pathlib import Path
from typing import Protocol

import pytest
from support.desk import BODY, TITLE, rooms_around
from support.doors import RestDoor
from support.fault_proxy import ARRIVALS, FAULTS, FaultProxy
from support.http_server import serving
from support.memory_wordpress import MemorySite
from support.rest_wordpress import RestWordPress, rest_wordpress
from support.scripted_model import scripted_model

from worker import offers, pipeline
from worker.config import Secret
from worker.demo.lab import WordPress
from worker.errors import TryLater
from worker.pipeline import LAST_RETRY, TRIES
from worker.rooms import Rooms
from worker.store import Record, Store, text_hash
from worker.wordpress.http import POST_LIMIT, Session
from worker.wordpress.rest import RestSite
from worker.wordpress.site import Site
from worker.wordpress.xmlrpc import XmlRpcSite

Text = tuple[str, str]

DRAFTS = int(os.environ.get("REDRAFT_FAULT_DRAFTS", "6"))


class Beyond(Protocol):
    """The site on the other side of the line, as its own people see it."""

    @property
    def url(self) -> str: ...

    def add(self, title: str, body: str) -> int: ...

    def held(self, post_id: int) -> tuple[str, str, str]:
        """Status, title, body."""
        ...

    def revisions(self, post_id: int) -> list[Text]: ...


@dataclass
class Fake:
    wordpress: RestWordPress

    @property
    def url(self) -> str:
        return self.wordpress.url

    def add(self, title: str, body: str) -> int:
        with self.wordpress.lock:
            self.wordpress.site.now = datetime.now(UTC) - timedelta(hours=1)
            return self.wordpress.site.add(title, body)

    def held(self, post_id: int) -> tuple[str, str, str]:
        held = self.wordpress.site.held(post_id)
        return held.status, held.title, held.body

    def revisions(self, post_id: int) -> list[Text]:
        return self.wordpress.site.revisions(post_id)


class Journey:
    """Drafts on their way through the line, one round of polling and work after the other; our clock runs ahead to each next try."""

    def __init__(self, beyond: Beyond, rooms: Rooms, posts: dict[int, Text]) -> None:
        self._beyond, self.posts = beyond, posts
        self._ahead = timedelta(0)
        self.rooms = replace(rooms, now=lambda: datetime.now(UTC) + self._ahead)

    def until_decided(self) -> None:
        """Until nothing is to be tried again by itself; what is told meanwhile is compared with the site."""
        for _ in range(20 * TRIES):
            self.round()
            if self._decided():
                return
        raise AssertionError(f"it never ends: {self._newest()}")

    def round(self, *, eager: bool = False) -> None:
        self._ahead += LAST_RETRY
        try:
            look = offers.offer(self.rooms, "blog", backlog=True, eager=eager)
        except TryLater:
            return
        offers.commit(self.rooms, look)
        for task in look.tasks:
            pipeline.revise(self.rooms, task)
            self.assert_truthful()

    def assert_truthful(self) -> None:
        """Nothing is called revised that does not hold the text, with the original in a revision and in the store."""
        for post_id, original in self.posts.items():
            status, title, body = self._beyond.held(post_id)
            assert status == "draft"
            history = self.rooms.store.history("blog", post_id)
            if any(record.outcome == "revised" for record in history):
                assert text_hash(title, body) in {record.result for record in history}
                assert (title, body) != original
                assert original in self._beyond.revisions(post_id)
                assert self.rooms.store.text(history[-1].source) == original

    def assert_all_revised(self) -> None:
        self.assert_truthful()
        assert {post_id: self.outcomes(post_id)[0] for post_id in self.posts} == dict.fromkeys(self.posts, "revised")

    def outcomes(self, post_id: int) -> list[str | None]:
        return [record.outcome for record in self.rooms.store.history("blog", post_id)]

    def _newest(self) -> list[Record]:
        return [history[0] for post_id in self.posts if (history := self.rooms.store.history("blog", post_id))]

    def _decided(self) -> bool:
        newest = self._newest()
        assert all(record.reason for record in newest if record.outcome == "failed"), "a failure without a reason"
        return len(newest) == len(self.posts) and all(record.outcome and not record.retry_at for record in newest)


@contextmanager
def journey(folder: Path, beyond: Beyond, connect: Callable[[], Site], drafts: int) -> Iterator[Journey]:
    with scripted_model("quick") as model, Store(f"sqlite:///{folder / 'redraft.sqlite'}") as store:
        texts = [(f"{TITLE}, plan {number}", BODY.replace("cycle path", f"cycle path of plan {number}")) for number in range(drafts)]
        posts = {beyond.add(*text): text for text in texts}
        site = connect()
        rooms = rooms_around(MemorySite(url=beyond.url), model, store)
        # The site's clock does not run ahead with ours, and keeping a revision is a save.
        hasty = rooms.settings["blog"].model_copy(update={"quiet_period": timedelta(0)})
        yield Journey(beyond, replace(rooms, settings={"blog": hasty}, site=lambda _: site), posts)


def by_rest(url: str, total: float) -> RestSite:
    return RestSite("blog", url, "editor", ("post",), Session("editor", Secret("abcd"), read=total, total=total))


def assert_written_once(wordpress: RestWordPress, proxy: FaultProxy) -> None:
    """By the site's own journal: nothing changed a text twice, and what came more than once was repeated by the line."""
    wrote = sorted(wordpress.writes, key=lambda write: write[0])
    for post_id, writes in groupby(wrote, key=lambda write: write[0]):
        came = list(writes)
        assert len(set(came)) == 1
        sent = [
            fault
            for request, fault in proxy.journal
            if request.method == "POST" and request.path.endswith(f"/posts/{post_id}") and b'"content"' in request.body
        ]
        arrived = [ARRIVALS.get(fault, 1) for fault in sent]
        assert sum(arrived) == len(came)
        late = sent.count("the request arrives late")  # sent again, because when we looked it had not come
        assert sum(map(bool, arrived)) <= 1 + late


@pytest.mark.parametrize("fault", FAULTS)
def test_each_fault_alone_doubles_nothing_and_is_told_as_it_is(tmp_path: Path, fault: str) -> None:
    with rest_wordpress(MemorySite()) as wordpress:
        _through(tmp_path, wordpress, FaultProxy(wordpress.url, (fault,), share=0.4, seed=1), drafts=2)


def test_all_faults_together_double_nothing_and_are_told_as_they_are(tmp_path: Path) -> None:
    with rest_wordpress(MemorySite()) as wordpress:
        _through(tmp_path, wordpress, FaultProxy(wordpress.url), drafts=DRAFTS)


def _through(folder: Path, wordpress: RestWordPress, proxy: FaultProxy, drafts: int) -> None:
    with serving(proxy) as line, journey(folder, Fake(wordpress), lambda: by_rest(line.url, total=1.0), drafts) as opened:
        tracemalloc.start()
        try:
            opened.until_decided()
            _, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
        assert peak < 5 * POST_LIMIT
        proxy.share = 0.0
        opened.round(eager=True)
        opened.assert_all_revised()
        assert_written_once(wordpress, proxy)


@dataclass
class Real:
    """A real WordPress; who looks from its own side is disturbed by nothing."""

    door: RestDoor

    @property
    def url(self) -> str:
        return self.door.wordpress.url

    def add(self, title: str, body: str) -> int:
        return self.door.add(title, body)

    def held(self, post_id: int) -> tuple[str, str, str]:
        return self.door.held(post_id)

    def revisions(self, post_id: int) -> list[Text]:
        return self.door.revisions(post_id)


def as_usual(url: str, password: str) -> RestSite:
    """Read by REST, written by XML-RPC, as Redraft does by itself."""
    secret = Secret(password)

    def session() -> Session:
        return Session("editor", secret, read=20, total=20)

    second = partial(XmlRpcSite, "blog", url, "editor", secret, ("post",), session(), pause=lambda _: None)
    return RestSite("blog", url, "editor", ("post",), session(), second)


@pytest.mark.real
@pytest.mark.parametrize("way", ["REST alone", "with XML-RPC"])
def test_a_real_wordpress_behind_all_faults_keeps_one_revision_of_each_draft(tmp_path: Path, wordpress: WordPress, way: str) -> None:
    beyond, password = Real(RestDoor(wordpress)), wordpress.users["editor"].app_password

    def connect() -> Site:
        if way == "with XML-RPC":
            return as_usual(line.url, password)
        return RestSite("blog", line.url, "editor", ("post",), Session("editor", Secret(password), read=20, total=20))

    proxy = FaultProxy(beyond.url, seed=2)
    with serving(proxy) as line, journey(tmp_path, beyond, connect, drafts=2) as opened:
        opened.until_decided()
        proxy.share = 0.0
        opened.round(eager=True)
        opened.assert_all_revised()
        for post_id, original in opened.posts.items():
            _, title, body = beyond.held(post_id)
            assert beyond.revisions(post_id) == [original, (title, body)]
