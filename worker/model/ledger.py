"""Every call to a model is entered before it is made, if the budget allows it, and no question is asked twice."""

from __future__ import annotations

import logging
import threading
import weakref
from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from worker.errors import Busy, Misconfigured, RedraftError, Unreachable, UnusableAnswer
from worker.model.budget import Budget
from worker.model.port import Answer, Finish, Model, Request, Style, Usage
from worker.store import Refused, Reserved, Store, Task

log = logging.getLogger("redraft")

Note = Callable[[str], None]


def _now() -> datetime:
    return datetime.now(UTC)


class Ledger:
    """
    The paid answers of one store, and the budget for more.

    Raises what `Budget.refusal` gives, before the call, when the budget has no room for the worst that it may take.
    One for each process: it also keeps two threads from asking the same question at the same time.
    """

    def __init__(self, store: Store, budget: Budget | None = None, now: Callable[[], datetime] = _now) -> None:
        self._store = store
        self._budget = budget or Budget()
        self._now = now
        self._priceless: set[str] = set()  # models of which it was said that no price is known
        self._asking: weakref.WeakValueDictionary[str, threading.Lock] = weakref.WeakValueDictionary()
        self._door = threading.Lock()

    @property
    def budget(self) -> Budget:
        return self._budget

    def of(self, model: Model, task: Task, note: Note) -> Model:
        """
        The same model for the work on one draft.

        `note` hears "asks" before a call that is paid for, and "has answered" once the answer is kept.
        """
        return _Recorded(model, task, note, self)

    def ask(self, model: Model, request: Request, task: Task, note: Note) -> Answer:
        key = request.key(model.name)
        with self._door:
            asking = self._asking.setdefault(key, threading.Lock())
        with asking:
            kept = self._store.answer(key)
            if kept is not None:
                return _answer(kept)
            call = self._reserve(key, model, request, task)
            note("asks")
            try:
                answer = model.complete(request)
            except RedraftError as error:
                if not _perhaps_billed(error):
                    self._store.not_billed(call, self._now())
                raise
            # A count of nothing for an answer is no count.
            counted = answer.usage if answer.usage and any((answer.usage.input_tokens, answer.usage.output_tokens)) else None
            tokens = (counted.input_tokens, counted.output_tokens) if counted else None
            cost = self._budget.used(counted, model.name).cost if counted else None
            self._store.answered(call, key, asdict(answer), self._now(), tokens=tokens, cost=cost)
            note("has answered")
            return answer

    def _reserve(self, key: str, model: Model, request: Request, task: Task) -> Reserved:
        self._say_priceless(model.name)
        now = self._now()
        worst = self._budget.worst(request, model.name)
        entered = self._store.reserve(key, task.id, model.name, now, worst, self._budget.accounts(task, now))
        if isinstance(entered, Refused):
            error = self._budget.refusal(entered, worst)
            if entered.news:
                log.warning("budget reached, polling goes on reason=%r", str(error))
            raise error
        for balance in entered.near:
            if balance.account.period:
                log.warning("budget is 80 %% spent of=%r", self._budget.line(balance))
        return entered

    def _say_priceless(self, model: str) -> None:
        with self._door:
            if not self._budget.in_vain(model) or model in self._priceless:
                return
            self._priceless.add(model)
        log.warning("budget counts tokens only model=%r reason=%r", model, "no price is known for it; add it to prices.toml")


class _Recorded:
    def __init__(self, model: Model, task: Task, note: Note, ledger: Ledger) -> None:
        self._model, self._task, self._note, self._ledger = model, task, note, ledger

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
        return self._ledger.ask(self._model, request, self._task, self._note)


def _perhaps_billed(error: RedraftError) -> bool:
    """Only what was surely turned away at the door is free."""
    if isinstance(error, Unreachable):
        return error.perhaps_done
    if isinstance(error, UnusableAnswer):
        return error.perhaps_billed
    return not isinstance(error, (Busy, Misconfigured))


def _answer(kept: Mapping[str, Any]) -> Answer:
    usage = kept["usage"] and Usage(**kept["usage"])
    return Answer(kept["text"], Finish(kept["finish"]), usage, kept["model"], kept["seconds"])
