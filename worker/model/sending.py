"""When a request must be sent, and when it was: between who lets it pass and the wire, which no argument reaches."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass


@dataclass(slots=True)
class Sending:
    """When the last byte of a request was handed to the system, by the monotonic clock; None while none was."""

    until: float
    at: float | None = None


NOW: ContextVar[Sending | None] = ContextVar("sending", default=None)


@contextmanager
def within(seconds: float) -> Iterator[Sending]:
    """Within the block a request of this thread begins within `seconds` or not at all (Late), and tells when it was sent."""
    told = Sending(time.monotonic() + seconds)
    before = NOW.set(told)
    try:
        yield told
    finally:
        NOW.reset(before)
