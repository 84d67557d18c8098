"""
What the daemon tells of itself over HTTP, to this machine only: is it alive, is it ready, and its figures.

The only home of prometheus_client. Figures are read from the store when they are asked for, so that every node of several
tells the same of the drafts and sites, and only of itself what is its own (`redraft_drafts_at_hand`, `process_*`).
"""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from importlib.metadata import version
from socketserver import ThreadingMixIn
from typing import TYPE_CHECKING
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from prometheus_client import CollectorRegistry, GCCollector, PlatformCollector, ProcessCollector, make_wsgi_app
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from worker.config import Settings
from worker.errors import RedraftError, WrongSetting
from worker.rooms import Rooms, budget_of

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

    from worker.engine import Node

SILENCE = 60.0  # seconds without a heartbeat, after which a process counts as hung
PATIENCE = 10.0  # seconds for one request, so that who connects and says nothing holds no thread for ever
BILLIONTHS = 1_000_000_000


@contextmanager
def told(settings: Settings, rooms: Rooms, here: Node) -> Iterator[None]:
    """
    Answer at the address of the settings, if they name one, until the block ends.

    Raises WrongSetting if it is taken.
    """
    if not settings.daemon.health:
        yield
        return
    host, _, port = settings.daemon.health.rpartition(":")
    registry = CollectorRegistry()
    registry.register(_Figures(settings, rooms, here))
    for collector in (ProcessCollector, PlatformCollector, GCCollector):  # memory, CPU time, open files
        collector(registry=registry)
    pages = _pages(rooms, here, make_wsgi_app(registry))
    server = _Server if ":" not in host else _Server6
    try:
        door = make_server(host.strip("[]"), int(port), pages, server_class=server, handler_class=_Quiet)
    except OSError as error:
        raise WrongSetting(
            f"redraft.toml: daemon.health: {settings.daemon.health} cannot be opened ({error.strerror}); write a free port"
        ) from None
    with door:
        thread = threading.Thread(target=door.serve_forever, name="health", daemon=True)
        thread.start()
        try:
            yield
        finally:
            door.shutdown()
            thread.join()


def unwell(here: Node) -> str:
    """Why this process should be started anew; empty while it lives."""
    silent = here.silent_for
    return f"no heartbeat for {silent:.0f} s" if silent > SILENCE else ""


def unready(rooms: Rooms, here: Node) -> str:
    """Why it does no work now; empty while it does."""
    if here.closing:
        return "it stops"
    try:
        rooms.store.nodes()
    except RedraftError as error:
        return str(error)
    return unwell(here)


def _pages(rooms: Rooms, here: Node, figures: WSGIApplication) -> WSGIApplication:
    asked: dict[str, Callable[[], str]] = {"/healthz": lambda: unwell(here), "/readyz": lambda: unready(rooms, here)}

    def answer(environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "")
        if path == "/metrics":
            return figures(environ, start)
        if path not in asked:
            start("404 Not Found", [("Content-Type", "text/plain; charset=utf-8")])
            return [b"/healthz, /readyz, /metrics\n"]
        why = asked[path]()
        start("503 Service Unavailable" if why else "200 OK", [("Content-Type", "text/plain; charset=utf-8")])
        return [(why or "ok").encode() + b"\n"]

    return answer


class _Figures(Collector):
    """The drafts, sites, calls and money of all nodes."""

    def __init__(self, settings: Settings, rooms: Rooms, here: Node) -> None:
        self._settings, self._rooms, self._here = settings, rooms, here

    def describe(self) -> Iterable[Metric]:
        return ()  # else they would be read from the database once only to learn their names

    def collect(self) -> Iterable[Metric]:
        yield _gauge("info", "The version of Redraft.", ("version",), [((version("redraft"),), 1)])
        yield _gauge("drafts_at_hand", "Drafts that this process works on.", (), [((), self._here.at_work)])
        yield _gauge("heartbeat_age_seconds", "Since the heart of this process beat last.", (), [((), self._here.silent_for)])
        try:
            yield from self._of_all()
        except RedraftError:
            yield _gauge("database_up", "Whether the database answers.", (), [((), 0)])

    def _of_all(self) -> Iterable[Metric]:
        store, now = self._rooms.store, self._rooms.now()
        names = [site.name for site in self._settings.sites]
        counts, known = store.counts_by_site(), {record.name: record for record in store.sites()}
        waiting = {record.site: record.offered_at for record in reversed(store.open_work())}
        yield _gauge("database_up", "Whether the database answers.", (), [((), 1)])
        yield _gauge(
            "drafts",
            "Pieces of work on drafts by what became of them; waiting: it waits or is at work.",
            ("site", "outcome"),
            [((name, outcome), count) for name in names for outcome, count in counts.get(name, {}).items()],
        )
        yield _gauge(
            "oldest_draft_age_seconds",
            "For how long the oldest piece of work waits or is at work.",
            ("site",),
            [((name,), (now - waiting[name]).total_seconds()) for name in names if name in waiting],
        )
        for key, meaning, value in (
            ("site_last_poll_timestamp_seconds", "The last poll that worked.", "last_poll"),
            ("site_next_poll_timestamp_seconds", "The next poll that is due.", "next_poll_at"),
        ):
            times = [(name, getattr(known[name], value)) for name in names if name in known]
            yield _gauge(key, meaning, ("site",), [((name,), time.timestamp()) for name, time in times if time])
        for key, meaning, value in (
            ("site_failing", "1 if the last poll did not work.", "problem"),
            ("site_paused", "1 if a person has paused it.", "paused_at"),
        ):
            yield _gauge(key, meaning, ("site",), [((n,), int(bool(getattr(known[n], value)))) for n in names if n in known])
        yield _gauge(
            "model_calls",
            "Calls to the model by state; reserved: without an answer yet or ever, and counted as paid.",
            ("state",),
            [((state,), count) for state, count in store.calls().items()],
        )
        yield _gauge("nodes", "Processes that share the work.", (), [((), len(store.nodes()))])
        yield from self._budget()

    def _budget(self) -> Iterable[Metric]:
        now = self._rooms.now()
        day, month = budget_of(self._settings).periods("", now)
        spent = dict(zip(("day", "month"), self._rooms.store.spent([day, month]), strict=True))
        accounts = [("day", day), ("month", month)]
        yield _gauge("spent_tokens", "Tokens of this day and month.", ("period",), [((p,), b.tokens) for p, b in spent.items()])
        yield _gauge("spent_money", "The same in money.", ("period",), [((p,), b.cost / BILLIONTHS) for p, b in spent.items()])
        limits = [((p,), account.tokens) for p, account in accounts if account.tokens is not None]
        yield _gauge("budget_tokens", "The limit in tokens.", ("period",), limits)
        money = [((p,), account.cost / BILLIONTHS) for p, account in accounts if account.cost is not None]
        yield _gauge("budget_money", "The limit in money.", ("period",), money)


def _gauge(name: str, meaning: str, labels: tuple[str, ...], values: Iterable[tuple[tuple[str, ...], float]]) -> Metric:
    family = GaugeMetricFamily(f"redraft_{name}", meaning, labels=labels)
    for given, value in values:
        family.add_metric(given, value)
    return family


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Server6(_Server):
    address_family = socket.AF_INET6


class _Quiet(WSGIRequestHandler):
    timeout = PATIENCE

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """The log is for drafts."""
