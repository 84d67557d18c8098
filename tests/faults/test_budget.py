"""It stops at the budget, before the call, whatever number of processes asks, and however they end."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from support import budget_driver
from support.budget_driver import NOON, WORKERS, ask_until_refused, budget, connect, question
from support.memory_wordpress import MemorySite
from support.rest_wordpress import rest_wordpress
from support.scripted_model import ScriptedModel, completion, honest, scripted_model
from support.world import PATIENCE, ROOT, World

from worker import report
from worker.model.ledger import Ledger
from worker.store import Account, Store

CALLS = 100
PROCESSES = 4
DAY = Account("", f"{NOON:%Y-%m-%d}")


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.real)])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'redraft.sqlite'}"
        return
    server = request.getfixturevalue("postgresql")
    address = server.new_database()
    yield address
    server.drop(address)


def worst(unit: str) -> int:
    """What one question may take."""
    charge = budget(0, unit).worst(question(0, 0, 0))
    return charge.tokens if unit == "tokens" else charge.cost or 0


@contextmanager
def worker_process(*arguments: object) -> Iterator[subprocess.Popen[str]]:
    environ = {**os.environ, "PYTHONPATH": os.pathsep.join((str(ROOT), str(ROOT / "tests")))}
    command = [sys.executable, "-m", "support.budget_driver", *map(str, arguments)]
    with subprocess.Popen(command, env=environ, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
        try:
            yield process
        finally:
            process.kill()


def wait_for_calls(model: ScriptedModel, calls: int) -> None:
    tick = threading.Event()
    for _ in range(PATIENCE * 50):
        if len(model.journal) >= calls:
            return
        tick.wait(0.02)
    raise AssertionError(f"only {len(model.journal)} calls came")


def run_with_kills(database: str, model: ScriptedModel, limit: int, unit: str) -> None:
    """32 workers in four processes; two of these are killed on the way, and started once more."""
    Store(database).close()
    with ExitStack() as running:
        processes = [running.enter_context(worker_process(database, model.base_url, number, limit, unit)) for number in range(PROCESSES)]
        for number, calls in ((0, CALLS // 4), (1, CALLS // 2)):
            wait_for_calls(model, calls)
            processes[number].send_signal(signal.SIGKILL)
            assert processes[number].wait() == -signal.SIGKILL
            processes[number] = running.enter_context(worker_process(database, model.base_url, number, limit, unit))
        for process in processes:
            told, _ = process.communicate(timeout=PATIENCE)
            assert process.returncode == 0, told
            assert told.splitlines()[-1].startswith("refused after"), told


@pytest.mark.parametrize("unit", ["tokens", "money"])
def test_of_32_workers_with_kills_none_ever_makes_call_101(database: str, unit: str) -> None:
    """The server counts no tokens, so that each call stays counted at its worst."""
    with scripted_model("no_usage", seconds=0.02) as model:
        run_with_kills(database, model, CALLS * worst(unit), unit)
        assert len(model.journal) <= CALLS
    with Store(database) as store:
        calls = store.calls()
        (day,) = store.spent([DAY])
    assert calls["paid"] + calls.get("reserved", 0) == CALLS  # a kill may hit none that is under way
    assert calls.get("reserved", 0) <= 2 * WORKERS  # what was in flight when two processes were killed
    assert len(model.journal) >= CALLS - 2 * WORKERS
    assert (day.tokens if unit == "tokens" else day.cost) == CALLS * worst(unit)


def test_the_bill_of_the_server_stays_below_the_budget(database: str) -> None:
    limit = CALLS // 3 * worst("money")
    with scripted_model("honest", seconds=0.01) as model:
        run_with_kills(database, model, limit, "money")
    usages = [completion(call, honest(call)[""])["usage"] for call in model.journal]
    bill = sum(budget_driver.RATES.cost(each["prompt_tokens"], each["completion_tokens"]) for each in usages)
    with Store(database) as store:
        (day,) = store.spent([DAY])
        lost = store.calls().get("reserved", 0)
    assert len(model.journal) > CALLS // 3  # what was reserved and not taken was there for others
    assert bill <= day.cost <= limit
    assert day.cost > limit - worst("money")
    assert lost <= 2 * WORKERS


def test_threads_of_one_process_are_refused_at_the_same_call_and_go_on_the_next_day(database: str) -> None:
    now = [NOON]
    with scripted_model("no_usage") as model, Store(database) as store, ThreadPoolExecutor(32) as pool:
        ledger, connected = Ledger(store, budget(CALLS * worst("tokens"), "tokens"), now=lambda: now[0]), connect(model.base_url)

        def work() -> int:
            return sum(pool.map(lambda worker: len(list(ask_until_refused(ledger, connected, 0, worker))), range(32)))

        assert work() == CALLS
        assert len(model.journal) == CALLS
        assert work() == CALLS  # all of them from memory
        assert len(model.journal) == CALLS
        now[0] = datetime(2026, 3, 31, 23, 59, 59, tzinfo=UTC)
        work()
        assert len(model.journal) == CALLS
        now[0] += timedelta(seconds=1)
        work()
        assert len(model.journal) == 2 * CALLS


def test_a_sync_stops_at_the_budget_says_so_once_and_polling_goes_on(tmp_path: Path) -> None:
    with rest_wordpress(MemorySite()) as wordpress, scripted_model("no_usage") as model:
        world = World(tmp_path, wordpress, model)
        posts = [world.post_id, *(world.add_draft(title=f"The council approves plan {number}") for number in range(4))]
        with (tmp_path / "redraft.toml").open("a") as main:
            main.write("[budget]\ntokens_per_day = 18_000\nmoney_per_month = 5\n")

        def redraft(*arguments: str) -> tuple[int, str]:
            with world.process("worker", "--config", str(tmp_path), *arguments) as process:
                told, _ = process.communicate()
                return process.returncode, told

        assert report.backlog(world.settings, world.environ, ["blog"], None) == (
            "There are up to 5 drafts.  What one takes is known after the first: try --limit 1."
        )
        status, told = redraft("sync", "--backlog", "--yes")
        calls = len(model.journal)
        assert status == 3
        assert told.count("budget reached, polling goes on") == 1
        assert told.count("no price is known for it") == 1
        assert "all sites on " in told
        assert "it waits until " in told
        status, again = redraft("sync")
        assert status == 3
        assert "budget reached, polling goes on" not in again
        assert len(model.journal) == calls
        written = {write[0] for write in world.wordpress.writes}
        assert 0 < len(written) < len(posts)
        told = report.backlog(world.settings, world.environ, ["blog"], None)
        left = 5 - len(written)
        assert re.fullmatch(rf"There are up to {left} drafts: about [\d,]+ tokens, by what drafts have taken so far\.", told)
        assert report.backlog(world.settings, world.environ, ["blog"], 2).startswith("There are up to 2 drafts: ")
        _, shown = redraft("status")
        assert "of 18,000 tokens; reached, drafts wait until " in shown
        assert "no price is known for scripted" in shown
