"""
How fast another server may be asked, by our limits and by what it says.  Pure but for `Pace`, which waits.

All nodes together stay within a limit in any 60 seconds, counted where the requests arrive. So an amount counts from the moment
of its permit until 60 seconds after its arrival, and since only an answer proves an arrival, after the answer, or after
the sending and TRANSIT. A permit that lapsed before the sending is not used.
"""

from __future__ import annotations

import math
import random
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass, replace
from typing import TypeAlias

from worker.errors import Held, RedraftError
from worker.store import Gate, Store, Told

WINDOW = 60.0  # seconds
TRANSIT = 3.0  # seconds: the most that a request is thought to be on its way once it is sent
LONGEST_SHUT = 86_400.0  # seconds; no server talks us into more
PATIENCE = 90.0  # seconds to wait for a rate: within so many every window is new
SHORT_PATIENCE = 10.0  # seconds to wait for a server that is shut: longer, and the worker is wanted elsewhere
LAST_PATIENCE = 2.0  # seconds, once this process is to stop
LOOK = 0.5  # seconds between looks for a connection that another process may give back
ASK_AGAIN = 5.0  # seconds until it is asked again what becomes free earlier than can be foretold
SPREAD = 1.0  # seconds: the most that chance adds to a wait, so that who waits for the same moment does not meet again

_patience: ContextVar[float] = ContextVar("patience", default=PATIENCE)


@dataclass(frozen=True, slots=True)
class Want:
    """
    An amount of something of which there is so much in any WINDOW, or, with a `span` of 0, so much at the same time.

    `lease`: the seconds within which it is settled, unless its process dies.
    """

    what: str
    amount: int
    limit: int | None  # None is no limit of ours
    lease: float
    span: float = WINDOW


@dataclass(frozen=True, slots=True)
class Permit:
    """One request may be sent.  `at` is by the database's clock, `asked` by this machine's, which only goes on."""

    gate: str
    at: float
    asked: float
    wants: tuple[Want, ...] = ()
    told: frozenset[str] = frozenset()  # what was taken from what the server says is left
    probe: bool = False

    def moment(self, clock: float) -> float:
        """The latest moment by the database's clock that `clock` by this machine's may have been."""
        return self.at + clock - self.asked


@dataclass(frozen=True, slots=True)
class Wait:
    """Not yet.  `passes`: it is a rate, which passes by itself, perhaps earlier."""

    seconds: float
    reason: str
    passes: bool = False


Decision: TypeAlias = Permit | Wait


def enter(gate: Gate, now: float, wants: Sequence[Want], asked: float = 0.0) -> tuple[Gate, Decision]:
    """
    Count `wants` if all of them fit, else say how long to wait.

    >>> gate, first = enter(Gate("x"), 1000.0, [Want("requests", 1, 1, lease=10)])
    >>> enter(gate, 1001.0, [Want("requests", 1, 1, lease=10)])[1]
    Wait(seconds=69.0, reason='1 requests a minute', passes=True)
    """
    gate = _tidied(gate, now, wants)
    if gate.shut_until > now:
        return gate, Wait(gate.shut_until - now, gate.reason)
    waits = [wait for want in wants for wait in (_by_our_limit(gate, want, now), _by_its_word(gate, want, now)) if wait]
    if waits:
        return gate, max(waits, key=lambda wait: wait.seconds)
    counts, told = {what: dict(each) for what, each in gate.counts.items()}, dict(gate.told)
    for want in wants:
        if want.limit is not None:
            _add(counts, want.what, _counted_until(want, now), _amount(want))
        if want.what in told:
            told[want.what] = Told(told[want.what].left - want.amount, told[want.what].until)
    permit = Permit(gate.name, now, asked, tuple(wants), frozenset(want.what for want in wants) & told.keys())
    return replace(gate, counts=counts, told=told), permit


def settle(gate: Gate, now: float, permit: Permit, done: Mapping[str, tuple[int, float]]) -> Gate:
    """
    Count what was really taken, by what it is: how many, and the moment since which the window runs.

    What is not in `done` stays as it is.
    """
    counts, told = {what: dict(each) for what, each in gate.counts.items()}, dict(gate.told)
    for want in permit.wants:
        if want.what not in done:
            continue
        taken, moment = done[want.what]
        until = _counted_until(want, permit.at)
        if want.limit is not None:
            if counts.get(want.what, {}).get(until, 0) >= _amount(want):  # else it has lapsed: its process slept
                _add(counts, want.what, until, -_amount(want))
            _add(counts, want.what, math.ceil(moment + want.span), min(taken, want.limit))
        if want.what in told and want.what in permit.told:
            told[want.what] = Told(told[want.what].left + want.amount - taken, told[want.what].until)
    return _tidied(replace(gate, counts=counts, told=told), now, permit.wants)


def hear(gate: Gate, now: float, news: Mapping[str, tuple[int, float]]) -> Gate:
    """
    Take in what the server says is left, by what it is: how many, and for how many seconds.

    While an older word holds, the smaller one counts: answers overtake each other, and what is in flight is not in them.
    """
    told = dict(gate.told)
    for what, (left, seconds) in news.items():
        until = now + min(seconds, LONGEST_SHUT)
        old = told.get(what)
        told[what] = Told(min(left, old.left), max(until, old.until)) if old and old.until > now else Told(left, until)
    return replace(gate, told={what: each for what, each in told.items() if each.until > now})


def shut(gate: Gate, now: float, seconds: float, reason: str) -> Gate:
    """Nobody asks it for so long."""
    until = now + min(seconds, LONGEST_SHUT)
    return replace(gate, shut_until=until, reason=reason) if until > gate.shut_until else gate


def _tidied(gate: Gate, now: float, wants: Iterable[Want]) -> Gate:
    """Without what has lapsed.  A count far ahead was made by a clock that has been set back; it lasts a window more."""
    far = now + max((want.lease + want.span for want in wants), default=WINDOW) + WINDOW
    counts: dict[str, dict[int, int]] = {}
    for what, each in gate.counts.items():
        for until, amount in each.items():
            if until > now and amount > 0:
                _add(counts, what, until if until <= far else math.ceil(now + WINDOW), amount)
    told = {what: each for what, each in gate.told.items() if each.until > now}
    shut_until = min(gate.shut_until, now + LONGEST_SHUT) if gate.shut_until > now else 0.0
    return replace(gate, counts=counts, told=told, shut_until=shut_until, reason=gate.reason if shut_until or gate.opened_at else "")


def _by_our_limit(gate: Gate, want: Want, now: float) -> Wait | None:
    if want.limit is None:
        return None
    held = gate.counts.get(want.what, {})
    excess = sum(held.values()) + _amount(want) - want.limit
    for until in sorted(held):
        if excess <= 0:
            break
        excess -= held[until]
        if excess <= 0:
            if not want.span:
                return Wait(min(LOOK, until - now), f"{want.limit:,} {want.what} at the same time", passes=True)
            return Wait(until - now, f"{want.limit:,} {want.what} a minute", passes=True)
    return None


def _by_its_word(gate: Gate, want: Want, now: float) -> Wait | None:
    told = gate.told.get(want.what)
    if told is None or told.left >= want.amount:
        return None
    seconds = told.until - now
    return Wait(seconds, f"it says that {max(0, told.left):,} {want.what} are left for now", passes=seconds <= PATIENCE)


def _amount(want: Want) -> int:
    """What alone is more than the limit waits until nothing else counts, and then goes: it may take less than feared."""
    return want.amount if want.limit is None else min(want.amount, want.limit)


def _counted_until(want: Want, at: float) -> int:
    return math.ceil(at + want.lease + want.span)


def _add(counts: dict[str, dict[int, int]], what: str, until: int, amount: int) -> None:
    each = counts.setdefault(what, {})
    each[until] = each.get(until, 0) + amount
    if not each[until]:
        del each[until]
    if not each:
        del counts[what]


# Waiting


@contextmanager
def hurried(seconds: float) -> Iterator[None]:
    """Within the block nothing waits for a rate longer than that: a poll has other sites to look at."""
    before = _patience.set(seconds)
    try:
        yield
    finally:
        _patience.reset(before)


Admit: TypeAlias = Callable[[Gate, float, Permit], tuple[Gate, Decision]]


def freely(gate: Gate, _now: float, permit: Permit) -> tuple[Gate, Decision]:
    return gate, permit


class Pace:
    """
    The gate of one server, shared with all processes through the store.

    `who` names it for a person. `stop`: once it is set, nobody waits for long. Raises Held with the time when it would take too
    long, and as the store does.
    """

    def __init__(
        self,
        store: Store,
        name: str,
        who: str,
        stop: threading.Event,
        *,
        admit: Admit = freely,
        though_shut: bool = False,
        chance: Callable[[], float] = random.random,
    ) -> None:
        """`though_shut`: a person wants to know how the server is, even if it is to be left alone."""
        self.name, self.who = name, who
        self._store, self._stop, self._admit, self._though_shut, self._chance = store, stop, admit, though_shut, chance

    def enter(self, wants: Sequence[Want]) -> Permit:
        """Wait until `wants` fit, and count them.  The waiting holds no transaction."""
        waited, limited = 0.0, any(want.limit is not None for want in wants)
        while True:
            # Where nothing stands in the way and nothing is counted, a look is enough.
            decision = self._decide(wants) if limited or not self.is_calm() else Permit(self.name, 0.0, time.monotonic())
            if isinstance(decision, Permit):
                return decision
            patience = _patience.get() if decision.passes else min(SHORT_PATIENCE, _patience.get())
            uncertain = decision.passes and decision.seconds > WINDOW  # by then what is in flight is over, and counts less
            pause = ASK_AGAIN if uncertain else decision.seconds
            pause += self._chance() * min(SPREAD, max(0.05, pause / 10))
            if waited + pause > (min(LAST_PATIENCE, patience) if self._stop.is_set() else patience):
                raise self.held(decision)
            (time.sleep if self._stop.is_set() else self._stop.wait)(pause)
            waited += pause

    def look(self) -> None:
        """Raise Held if nothing may be sent for a while; take nothing."""
        gate, now = self._store.gate(self.name)
        if gate.is_calm:
            return
        _, decision = self._admitted(gate, now, ())
        if isinstance(decision, Wait) and decision.seconds > min(SHORT_PATIENCE, _patience.get()):
            raise self.held(decision)

    def change(self, decide: Callable[[Gate, float], Gate]) -> Gate:
        """Write down what was learned, and return what is known now."""

        def both(gate: Gate, now: float) -> tuple[Gate, Gate]:
            changed = decide(gate, now)
            return changed, changed

        return self._store.at_gate(self.name, both)

    def held(self, wait: Wait) -> Held:
        return Held(f"{self.who}: {wait.reason}; nothing was sent, and it is tried again in {_told(wait.seconds)}", wait.seconds)

    def is_calm(self) -> bool:
        return self._store.is_calm(self.name)

    def _decide(self, wants: Sequence[Want]) -> Decision:
        asked = time.monotonic()
        return self._store.at_gate(self.name, lambda gate, now: self._admitted(gate, now, wants, asked))

    def _admitted(self, gate: Gate, now: float, wants: Sequence[Want], asked: float = 0.0) -> tuple[Gate, Decision]:
        entered, decision = enter(replace(gate, shut_until=0.0) if self._though_shut else gate, now, wants, asked)
        if self._though_shut:
            entered = replace(entered, shut_until=gate.shut_until, reason=gate.reason)
        if isinstance(decision, Wait):
            return entered, decision
        admitted, decision = self._admit(entered, now, decision)
        return (admitted, decision) if isinstance(decision, Permit) else (gate, decision)


def _told(seconds: float) -> str:
    """
    >>> _told(4.2), _told(600)
    ('5 s', '10 min')
    """
    return f"{math.ceil(seconds)} s" if seconds < 120 else f"{math.ceil(seconds / 60)} min"


# Sites

CONNECTIONS = 2  # to one site at the same time
TO_BEGIN = 40.0  # seconds from a permit to the beginning of the last request of its turn; then it has lapsed
LONGEST_REQUEST = 95.0  # seconds: longer than one request to a site and its answer may take
REQUEST_LEASE = TO_BEGIN + LONGEST_REQUEST  # then what a dead process held comes free
SITE = "site "


class SitePace:
    """
    The turns of one site: so many connections at the same time, so many requests a minute, and rest when it asks for rest.

    `per_minute`: of all nodes together; for None the connections of this process are counted, and nothing else is.
    """

    def __init__(
        self,
        store: Store,
        name: str,
        per_minute: int | None,
        stop: threading.Event,
        *,
        though_shut: bool = False,
        window: float = WINDOW,
    ) -> None:
        self._store, self._name, self._stop = store, name, stop
        self._pace = Pace(store, f"{SITE}{name}", name, stop, though_shut=though_shut)
        self._places = threading.BoundedSemaphore(CONNECTIONS)
        self._per_minute, self._window = per_minute, window

    def look(self) -> None:
        """Raise Held if the site is to be left alone for a while."""
        self._pace.look()

    @contextmanager
    def turn(self, requests: int = 1) -> Iterator[float]:
        """
        Around so many requests, one after the other; raises Held if they would have to wait for long.

        Yields the moment of the monotonic clock until which each of them must have begun: after that another process may be
        in their place.
        """
        self._take_a_place()
        try:
            permit = self._pace.enter(self._wants(requests))
            try:
                yield permit.asked + TO_BEGIN if permit.wants else math.inf
            finally:
                if permit.wants:
                    ended = time.monotonic()
                    with suppress(RedraftError):  # of the database: what was counted lapses by itself
                        self._pace.change(lambda gate, now: settle(gate, now, permit, self._done(permit, requests, ended)))
        finally:
            self._places.release()

    def _wants(self, requests: int) -> tuple[Want, ...]:
        if self._per_minute is None:
            return ()
        at_once = Want("connections", 1, CONNECTIONS, REQUEST_LEASE, span=0.0)
        return (at_once, Want("requests", requests, self._per_minute, REQUEST_LEASE, self._window))

    def _take_a_place(self) -> None:
        ends = time.monotonic() + _patience.get()
        while not self._places.acquire(timeout=LOOK):
            if time.monotonic() > ends or self._stop.is_set():
                raise self._pace.held(Wait(ASK_AGAIN, f"{CONNECTIONS} connections are busy"))

    def shut(self, seconds: float, reason: str) -> None:
        """Leave the site alone for so long, and let the status say why."""
        self._pace.change(lambda gate, now: shut(gate, now, seconds, reason))
        self._store.ailing(self._name, reason)

    def rests(self) -> str:
        """Why the site is to be left alone, and for how long; "" if it is not."""
        gate, now = self._store.gate(self._pace.name)
        return f"{gate.reason}; it is left alone for {_told(gate.shut_until - now)}" if gate.shut_until > now else ""

    @staticmethod
    def _done(permit: Permit, requests: int, ended: float) -> Mapping[str, tuple[int, float]]:
        return {"connections": (0, permit.moment(ended)), "requests": (requests, permit.moment(ended))}
