"""Every call to a model is entered before it is made, and no question is asked twice."""

from __future__ import annotations

import threading
import weakref
from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from worker.errors import Busy, Misconfigured, RedraftError, Unreachable
from worker.model.port import Answer, Finish, Model, Request, Style, Usage
from worker.store import Store

Note = Callable[[str], None]


class Ledger:
    """
    The paid answers of one store.

    One for each process: it also keeps two threads from asking the same question at the same time.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._asking: weakref.WeakValueDictionary[str, threading.Lock] = weakref.WeakValueDictionary()
        self._door = threading.Lock()

    def of(self, model: Model, draft: str, note: Note) -> Model:
        """
        The same model for the work on one draft (`drafts.id`).

        `note` hears "asks" before a call that is paid for, and "has answered" once the answer is kept.
        """
        return _Recorded(model, draft, note, self)

    def ask(self, model: Model, request: Request, draft: str, note: Note) -> Answer:
        key = request.key(model.name)
        with self._door:
            asking = self._asking.setdefault(key, threading.Lock())
        with asking:
            kept = self._store.answer(key)
            if kept is not None:
                return _answer(kept)
            call = self._store.reserve(key, draft, model.name, _now())
            note("asks")
            try:
                answer = model.complete(request)
            except RedraftError as error:
                if not _perhaps_billed(error):
                    self._store.not_billed(call, _now())
                raise
            tokens = (answer.usage.input_tokens, answer.usage.output_tokens) if answer.usage else None
            self._store.answered(call, key, asdict(answer), _now(), tokens=tokens)
            note("has answered")
            return answer


class _Recorded:
    def __init__(self, model: Model, draft: str, note: Note, ledger: Ledger) -> None:
        self._model, self._draft, self._note, self._ledger = model, draft, note, ledger

    @property
    def name(self) -> str:
        return self._model.name

    @property
    def style(self) -> Style:
        return self._model.style

    @property
    def context(self) -> int:
        return self._model.context

    @property
    def samples(self) -> int:
        return self._model.samples

    @property
    def temperature(self) -> float | None:
        return self._model.temperature

    def complete(self, request: Request) -> Answer:
        return self._ledger.ask(self._model, request, self._draft, self._note)


def _perhaps_billed(error: RedraftError) -> bool:
    """Only what was surely turned away at the door is free."""
    if isinstance(error, Unreachable):
        return error.perhaps_done
    return not isinstance(error, (Busy, Misconfigured))


def _answer(kept: Mapping[str, Any]) -> Answer:
    usage = kept["usage"] and Usage(**kept["usage"])
    return Answer(kept["text"], Finish(kept["finish"]), usage, kept["model"], kept["seconds"])


def _now() -> datetime:
    return datetime.now(UTC)
