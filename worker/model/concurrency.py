"""How many calls one process has under way at once: one more while all goes well, half as many when the server has too much."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum

from worker.errors import Held

BEGINS = 4  # calls, if so many are allowed
CUT = 0.5
LOOK = 1.0  # seconds


class Load(StrEnum):
    """What the end of a call says of its server's load."""

    FINE = "fine"
    TOO_MUCH = "too much"  # 429, 503, a time-out
    UNKNOWN = "unknown"


def following(limit: float, load: Load, *, full: bool, ceiling: int) -> float:
    """
    The limit after a call: additive increase, multiplicative decrease, never below 1.

    `full`: as many calls were under way as allowed; else a good end says nothing about more of them. The increase comes to one
    for each window of `limit` good ends.

    >>> following(4.0, Load.FINE, full=True, ceiling=8), following(4.0, Load.TOO_MUCH, full=True, ceiling=8)
    (4.25, 2.0)
    """
    if load is Load.TOO_MUCH:
        return max(1.0, limit * CUT)
    if load is Load.FINE and full:
        return min(float(ceiling), limit + 1 / limit)
    return limit


@dataclass(slots=True)
class Turn:
    """One call's place.  Set `load` before it ends."""

    cuts: int
    load: Load = Load.UNKNOWN


@dataclass(slots=True)
class Slots:
    """The places of one process for calls to one server, at most `ceiling`.  For any thread."""

    ceiling: int
    stop: threading.Event
    limit: float = 0.0
    _under_way: int = 0
    _cuts: int = 0
    _door: threading.Condition = field(default_factory=threading.Condition)

    def __post_init__(self) -> None:
        self.limit = self.limit or float(min(BEGINS, self.ceiling))

    @contextmanager
    def one(self, worthwhile: Callable[[], None]) -> Iterator[Turn]:
        """
        A place, once there is one.

        Raises Held when `stop` is set meanwhile, and what `worthwhile` raises, which is asked now and again.
        """
        turn = None
        while turn is None:
            worthwhile()
            turn = self._take()
        try:
            yield turn
        finally:
            with self._door:
                self._end(turn)

    def _take(self) -> Turn | None:
        with self._door:
            if self._under_way >= int(self.limit):
                if self.stop.is_set():
                    raise Held("Redraft stops; nothing was sent", 0.0)
                self._door.wait(LOOK)
            if self._under_way >= int(self.limit):
                return None
            self._under_way += 1
            return Turn(self._cuts)

    def _end(self, turn: Turn) -> None:
        full = self._under_way >= int(self.limit)
        self._under_way -= 1
        # What was under way together fails together: that is one reason to cut, not several.
        if turn.load is not Load.TOO_MUCH or turn.cuts == self._cuts:
            self.limit = following(self.limit, turn.load, full=full, ceiling=self.ceiling)
            self._cuts += turn.load is Load.TOO_MUCH
        self._door.notify_all()
