"""
The way to one model's server: places in this process, then rates, its own word and the circuit breaker, shared by all nodes.

`client` passes here before each request and tells here what came of it.
"""

from __future__ import annotations

import logging
import random
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Protocol
from urllib.parse import urlsplit

from worker.config import ModelSettings
from worker.errors import Busy, Held, RedraftError, Unreachable
from worker.model import breaker, rate, sending
from worker.model.concurrency import Load, Slots
from worker.pace import TRANSIT, WINDOW, Decision, Pace, Permit, Want, hear, settle, shut
from worker.store import Gate, Store

log = logging.getLogger("redraft")

TO_SEND = 10.0  # seconds from a permit to the first byte; then it has lapsed
PREFIX = "model "


@dataclass(slots=True)
class Visit:
    """One request on its way.  The client fills in what it learns."""

    headers: Mapping[str, str] = field(default_factory=dict)  # of the answer, names in small letters
    tokens: int | None = None  # that it took, by the server's count


class Way(Protocol):
    """What stands before a server.  Entering may wait, or raise Held."""

    def __call__(self, tokens: int, /) -> AbstractContextManager[Visit]:
        """`tokens`: the most that question and answer may take."""
        ...


@contextmanager
def unguarded(_tokens: int) -> Iterator[Visit]:
    """Nothing stands before it: for a doctor, and for a test."""
    yield Visit()


class Guarded:
    """The way for all the drafts of one process.  Implements `Way`."""

    def __init__(
        self,
        store: Store,
        settings: ModelSettings,
        stop: threading.Event,
        *,
        window: float = WINDOW,
        chance: Callable[[], float] = random.random,
    ) -> None:
        """`window`: the seconds in which there are as many as the settings say of a minute."""
        self._settings, self._window, self._chance = settings, window, chance
        self._slots = Slots(settings.at_once, stop)
        # The one question that is let through may take its whole time; if its process dies, another caller tries.
        self._lease = settings.timeout + TO_SEND + TRANSIT
        self._pace = Pace(store, gate_name(settings), address(settings), stop, admit=self._admit, chance=chance)

    @property
    def at_once(self) -> float:
        """How many calls this process allows itself at present."""
        return self._slots.limit

    def look(self) -> None:
        """Raise Held if no question may be asked for a while."""
        self._pace.look()

    @contextmanager
    def __call__(self, tokens: int) -> Iterator[Visit]:
        wants = (
            Want(rate.REQUESTS, 1, self._settings.requests_per_minute, TO_SEND + TRANSIT, self._window),
            # Some servers count tokens when the question comes, some when the answer is done: both are right with this.
            Want(rate.TOKENS, tokens, self._settings.tokens_per_minute, self._lease, self._window),
        )
        with self._slots.one(self.look) as turn:
            permit = self._pace.enter(wants)
            visit = Visit()
            sent: float | None = None
            error: RedraftError | None = None
            try:
                with sending.within(TO_SEND - (time.monotonic() - permit.asked)) as told:
                    try:
                        yield visit
                    finally:
                        sent = told.at
            except RedraftError as caught:
                error = caught
                raise
            except BaseException:
                error = Held("it was cut off")
                raise
            finally:
                turn.load = _load(error)
                with suppress(RedraftError):  # of the database: what was counted lapses by itself, and the answer is not lost
                    self._leave(permit, visit, sent, error)

    def _admit(self, gate: Gate, now: float, permit: Permit) -> tuple[Gate, Decision]:
        return breaker.admit(gate, now, permit, self._lease)

    def _leave(self, permit: Permit, visit: Visit, sent: float | None, error: RedraftError | None) -> None:
        now = time.monotonic()
        arrived = None if sent is None else min(now, sent + TRANSIT)
        taken = 0 if error and _turned_away(error) else visit.tokens
        news = rate.told(visit.headers, datetime.now(UTC)) if visit.headers else {}

        def learn(gate: Gate, at: float) -> Gate:
            done: dict[str, tuple[int, float]] = {}
            if arrived is None:
                done = {rate.REQUESTS: (0, permit.at), rate.TOKENS: (0, permit.at)}
            else:
                done[rate.REQUESTS] = (1, permit.moment(arrived))
                most = next((want.amount for want in permit.wants if want.what == rate.TOKENS), 0)
                done[rate.TOKENS] = (most if taken is None else taken, permit.moment(now))
            gate = hear(settle(gate, at, permit, done), at, news)
            if isinstance(error, Busy) and not isinstance(error, Held) and error.retry_after:
                gate = shut(gate, at, error.retry_after, "it asks for patience")
            return self._judged(gate, at, permit, error, told=arrived is not None)

        if permit.wants or news or error or not self._pace.is_calm():
            self._say(self._pace.change(learn), permit)

    def _judged(self, gate: Gate, now: float, permit: Permit, error: RedraftError | None, *, told: bool) -> Gate:
        if isinstance(error, Held):
            return breaker.untold(gate, probe=permit.probe)
        if isinstance(error, Unreachable):
            return breaker.failed(gate, now, _short(error, address(self._settings)), self._chance(), probe=permit.probe)
        return breaker.answered(gate) if told else breaker.untold(gate, probe=permit.probe)

    def _say(self, gate: Gate, permit: Permit) -> None:
        """The moment at which it opens, and each attempt that fails after that, is for who is on call."""
        if gate.opened_at and (permit.probe or gate.failures == breaker.FAILURES):
            log.warning("model down, drafts wait and polling goes on address=%s reason=%r", address(self._settings), gate.reason)
        elif permit.probe and not gate.opened_at:
            log.info("model answers again address=%s", address(self._settings))


def address(settings: ModelSettings) -> str:
    """Where the model is, for a person, without anything secret in it."""
    if settings.kind == "embedded":
        return "in this process"
    parts = urlsplit(settings.base_url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}"


def gate_name(settings: ModelSettings) -> str:
    # The embedded model has another port each time, and shares nothing with other processes but the machine.
    return f"{PREFIX}{'embedded' if settings.kind == 'embedded' else address(settings)}"


def troubles(settings: ModelSettings, store: Store) -> tuple[str, ...]:
    """A line for a person on whatever keeps drafts from the model at present."""
    gate, now = store.gate(gate_name(settings))
    where, lines = address(settings), []
    if gate.opened_at:
        since = f"{datetime.fromtimestamp(gate.opened_at, UTC):%Y-%m-%d %H:%M} UTC"
        left = max(0.0, gate.open_until - now)
        then = f"it is tried again in {left:.0f} s" if left else "the next draft tries it"
        lines.append(f"Model {where} is down since {since} ({gate.reason}): drafts wait, {then}")
    if gate.shut_until > now:
        lines.append(f"Model {where}: {gate.reason}: drafts wait for {gate.shut_until - now:.0f} s")
    return tuple(lines)


def _load(error: RedraftError | None) -> Load:
    if error is None:
        return Load.FINE
    if isinstance(error, Held):
        return Load.UNKNOWN
    return Load.TOO_MUCH if isinstance(error, (Busy, Unreachable)) else Load.UNKNOWN


def _turned_away(error: RedraftError) -> bool:
    """No model did any work for it."""
    if isinstance(error, Unreachable):
        return not error.perhaps_done
    return isinstance(error, Busy) and not isinstance(error, Held)


def _short(error: RedraftError, where: str) -> str:
    """Without the address, which is said anyway."""
    return str(error).replace(where, "").strip(" :")
