"""
Eight workers in one process that ask a model one question after another until the budget refuses them.

`python -m support.budget_driver DATABASE MODEL NUMBER LIMIT UNIT`: NUMBER tells the questions of the processes apart;
LIMIT counts UNIT, which is "tokens" or "money", for a day.  All questions are of one length.  It prints why each worker
stopped.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from decimal import Decimal
from itertools import count

from worker.config import BudgetSettings, ModelSettings
from worker.errors import BudgetReached
from worker.model import client
from worker.model.budget import Budget, Rates
from worker.model.ledger import Ledger
from worker.model.port import Message, Model, Request
from worker.store import Store, Task

WORKERS = 8
NOON = datetime(2026, 3, 31, 12, tzinfo=UTC)
RATES = Rates(Decimal(250), Decimal(2_000))  # billionths for a token


def question(process: int, worker: int, number: int) -> Request:
    text = f"Question {process:04} {worker:04} {number:04} of a desk that was told to say it in other words."
    return Request((Message("user", text),), max_tokens=200)


def task(process: int, worker: int) -> Task:
    return Task(f"rw:blog:{process}{worker}:x", "blog", 10 * process + worker, "x")


def budget(limit: int, unit: str) -> Budget:
    """`limit` tokens, or `limit` billionths of the currency, a day."""
    day = {"tokens_per_day": limit} if unit == "tokens" else {"money_per_day": limit / 10**9}
    return Budget(BudgetSettings.model_validate(day), rates=RATES)


def connect(address: str) -> Model:
    return client.connect(ModelSettings(kind="openai", base_url=address, name="scripted", timeout=30.0), "sk-test")


def ask_until_refused(ledger: Ledger, model: Model, process: int, worker: int) -> Iterator[int]:
    """The numbers of the questions that were answered."""
    recorded = ledger.of(model, task(process, worker), lambda _event: None)
    for number in count():
        try:
            recorded.complete(question(process, worker, number))
        except BudgetReached:
            return
        yield number


def main() -> None:
    database, address, process, limit, unit = sys.argv[1:]
    with Store(database) as store, ThreadPoolExecutor(WORKERS) as pool:
        ledger, model = Ledger(store, budget(int(limit), unit), now=lambda: NOON), connect(address)
        answered = pool.map(lambda worker: len(list(ask_until_refused(ledger, model, int(process), worker))), range(WORKERS))
        print("refused after", *answered, flush=True)


if __name__ == "__main__":
    main()
