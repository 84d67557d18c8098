"""
A model's server with limits of its own, as vendors have them: requests a window with headers that tell, and calls at once.

A real HTTP server on 127.0.0.1 that logs what arrives, when, and when it was answered.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from support.http_server import BREAK_OFF, Received, Reply, document, serving


@dataclass
class Vendor:
    """`requests` in each `window`, which begins with the first of them; `at_once` calls under way; None is no limit."""

    requests: int | None = None
    window: float = 2.0
    at_once: int | None = None
    seconds: float = 0.0  # that an answer takes
    down: bool = False  # connections are broken off
    retry_after: str | None = None  # every call is refused with it
    base_url: str = ""
    arrivals: list[float] = field(default_factory=list)  # of all calls, by the monotonic clock
    spans: list[tuple[float, float]] = field(default_factory=list)  # of the calls that were answered
    refused: list[float] = field(default_factory=list)
    _began: float = float("-inf")
    _used: int = 0
    _under_way: int = 0
    _door: threading.Lock = field(default_factory=threading.Lock)

    def answer(self, request: Received) -> Reply:
        with self._door:
            now = time.monotonic()
            self.arrivals.append(now)
            if self.down:
                return BREAK_OFF
            refusal = self._refusal(now)
            if refusal:
                self.refused.append(now)
                return refusal
            self._under_way += 1
            headers = self._headers(now)
        time.sleep(self.seconds)
        with self._door:
            self._under_way -= 1
            self.spans.append((now, time.monotonic()))
        return document(_COMPLETION, headers=headers)

    def _refusal(self, now: float) -> Reply | None:
        if self.retry_after is not None:
            return _busy({"Retry-After": self.retry_after})
        if self.at_once is not None and self._under_way >= self.at_once:
            return _busy({})
        if self.requests is not None:
            if now >= self._began + self.window:
                self._began, self._used = now, 0
            if self._used >= self.requests:
                return _busy(self._headers(now))
            self._used += 1
        return None

    def _headers(self, now: float) -> dict[str, str]:
        if self.requests is None:
            return {}
        left, reset = self.requests - self._used, max(0.0, self._began + self.window - now)
        return {
            "x-ratelimit-limit-requests": str(self.requests),
            "x-ratelimit-remaining-requests": str(left),
            "x-ratelimit-reset-requests": f"{reset * 1000:.0f}ms",
        }


@contextmanager
def vendor(**options: object) -> Iterator[Vendor]:
    """Serve until the block ends; `options` are the fields of Vendor."""
    made = Vendor(**options)  # type: ignore[arg-type]
    with serving(made.answer) as server:
        made.base_url = f"{server.url}/v1"
        yield made


def _busy(headers: dict[str, str]) -> Reply:
    return document({"error": {"message": "Rate limit reached.", "code": "rate_limit_exceeded"}}, 429, headers)


_COMPLETION = {
    "object": "chat.completion",
    "model": "scripted",
    "choices": [{"index": 0, "message": {"role": "assistant", "content": "Other words."}, "finish_reason": "stop"}],
    "usage": {"prompt_tokens": 30, "completion_tokens": 3, "total_tokens": 33},
}
