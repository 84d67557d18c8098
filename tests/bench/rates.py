"""
Count how many requests arrive in any minute when several processes, some of which die or freeze, may send only so many, and write
the section of docs/reliability.md.  `make prove-rates` runs it; it goes on where it was stopped, for as long as the code is the same.

    python tests/bench/rates.py [--runs 10] [--beside 3] [--minutes 0]
"""

from __future__ import annotations

import argparse
import signal
import statistics
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from support import reliability  # noqa: E402
from support.arrivals import fullest, most_at_once, violations  # noqa: E402
from support.http_server import Received, Reply, document, serving  # noqa: E402
from support.postgres import PostgreSQL, postgresql  # noqa: E402
from support.rates_driver import Errand, running  # noqa: E402
from support.reliability import bounded, counted  # noqa: E402
from support.scripted_model import completion, honest, scripted_model  # noqa: E402

from worker.pace import WINDOW  # noqa: E402
from worker.store import Store  # noqa: E402

JOURNAL = ROOT / "var/rates.jsonl"  # a line a run
DATABASES = ("SQLite", "PostgreSQL")
LIMITS = {"requests to a model": 30, "tokens of a model": 6_000, "requests to a site": 20}
PROCESSES, THREADS = 3, 8
QUESTIONS = 30  # of each process
ANSWER = 0.3  # seconds
FROZEN = 150.0  # seconds: longer than what was allowed before counts, so that others are in its place
PATIENCE = 1_800.0  # seconds for a run
_migrating = threading.Lock()  # Alembic brings one database of a process up to date at a time


@dataclass(frozen=True, slots=True)
class Run:
    """What a server counted while three processes worked against it, one of them killed, one of them frozen for a while."""

    kind: str
    database: str
    arrived: int
    violations: int  # minutes that end with an arrival and hold more than the limit
    fullest: int  # the most in any minute
    at_once: int  # the most at the same time
    undone: int  # questions of the two processes that were left alive


def main() -> None:
    parser = argparse.ArgumentParser(description="How many arrive in any minute, on SQLite and PostgreSQL.")
    parser.add_argument("--runs", type=int, default=10, help="of each kind on each database; one takes some four minutes")
    parser.add_argument("--beside", type=int, default=3, help="runs at the same time")
    parser.add_argument("--minutes", type=float, default=0, help="begin none after so many; 0: when all are run")
    given = parser.parse_args()
    ends = time.monotonic() + given.minutes * 60 if given.minutes else float("inf")
    code = _code()
    done = Counter((row["run"]["kind"], row["run"]["database"]) for row in reliability.noted(JOURNAL, code))
    cells = [(kind, database) for kind in LIMITS for database in DATABASES]
    missing = [cell for number in range(given.runs) for cell in cells if done[cell] <= number]
    door = threading.Lock()
    with postgresql() as server, ThreadPoolExecutor(given.beside) as pool:

        def run(cell: tuple[str, str]) -> None:
            if time.monotonic() < ends:
                found = _run(*cell, server)
                with door:
                    reliability.note(JOURNAL, code, postgresql=server.version, run=asdict(found))

        list(pool.map(run, missing))
    rows = reliability.noted(JOURNAL, code)
    if not rows:
        raise SystemExit("nothing was run: give it more minutes")
    reliability.write("rates", _section(rows))
    print(f"{reliability.PAGE.relative_to(ROOT)} is written")


def _run(kind: str, database: str, server: PostgreSQL) -> Run:
    log: list[tuple[float, float]] = []

    def wordpress(request: Received) -> Reply:
        began = time.monotonic()
        threading.Event().wait(ANSWER)
        log.append((began, time.monotonic()))
        return document({})

    with ExitStack() as opened:
        address = _database(opened, database, server)
        of_site = kind == "requests to a site"
        model = opened.enter_context(scripted_model(seconds=ANSWER))
        target = opened.enter_context(serving(wordpress)).url if of_site else model.base_url
        limit = {"tokens" if kind == "tokens of a model" else "requests": LIMITS[kind]}
        errands = [Errand(address, target, number, QUESTIONS, THREADS, WINDOW, **limit) for number in range(PROCESSES)]
        undone = _work(errands, lambda: len(log) if of_site else len(model.journal))
        if of_site:
            arrivals = [(began, 1) for began, _ in log]
        elif kind == "tokens of a model":
            arrivals = [(call.at, completion(call, honest(call)[""])["usage"]["total_tokens"]) for call in model.journal]
        else:
            arrivals = [(call.at, 1) for call in model.journal]
    return Run(
        kind=kind,
        database=database,
        arrived=len(arrivals),
        violations=violations(arrivals, WINDOW, LIMITS[kind]),
        fullest=fullest(arrivals, WINDOW),
        at_once=most_at_once(log),
        undone=undone,
    )


def _work(errands: list[Errand], arrived: Any) -> int:
    """Let the processes work; kill one and freeze one on the way.  How many questions of the two that live stayed open."""
    with running(*errands) as started:
        pause, ends = threading.Event(), time.monotonic() + PATIENCE
        while arrived() < QUESTIONS // 3 and time.monotonic() < ends:
            pause.wait(0.1)
        killed, frozen, _ = started
        killed.kill()
        frozen.send_signal(signal.SIGSTOP)
        pause.wait(FROZEN)
        frozen.send_signal(signal.SIGCONT)
        done = 0
        for process in started[1:]:
            told, _ = process.communicate(timeout=PATIENCE)
            done += int(told.split()[-1]) if process.returncode == 0 else 0
        return 2 * QUESTIONS - done


def _database(opened: ExitStack, database: str, server: PostgreSQL) -> str:
    if database == "PostgreSQL":
        address = server.new_database()
        opened.callback(server.drop, address)
    else:
        address = f"sqlite:///{opened.enter_context(_folder()) / 'redraft.sqlite'}"
    with _migrating:
        Store(address).close()
    return address


@contextmanager
def _folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder)


def _code() -> str:
    """The code that waits, and the code that drives it."""
    names = ("pace.py", "store/gates.py", "model/gate.py", "model/client.py", "model/wire.py", "model/sending.py", "wordpress/http.py")
    files = [*(ROOT / "worker" / name for name in names), ROOT / "tests/support/rates_driver.py"]
    return reliability.code_of(files)


def _section(rows: list[dict[str, Any]]) -> str:
    heads = ("limit", "a minute", "database", "runs", "arrived", "minutes above it", "fullest minute", "most at once", "left undone")
    lines = [f"| {' | '.join(heads)} |", "| --- " * len(heads) + "|"]
    for kind, limit in LIMITS.items():
        for database in DATABASES:
            ran = [Run(**row["run"]) for row in rows if (row["run"]["kind"], row["run"]["database"]) == (kind, database)]
            if not ran:
                continue
            over = bounded(sum(run.violations for run in ran), len(ran))
            at_once = f"{max(run.at_once for run in ran)} of 2" if kind == "requests to a site" else ""
            cells = [kind, f"{limit:,}", database, str(len(ran)), f"{sum(run.arrived for run in ran):,}", over]
            cells += [f"{max(run.fullest for run in ran):,}", at_once, bounded(sum(run.undone for run in ran), len(ran))]
            lines.append(f"| {' | '.join(cells)} |")
    where = counted(
        (row["at"] for row in rows),
        "make prove-rates",
        rows[-1]["code"],
        rows[-1]["postgresql"],
        statistics.median(row["load"] for row in rows),
    )
    return _TEXT.format(
        counted=where, processes=PROCESSES, threads=THREADS, frozen=FROZEN, answer=ANSWER, questions=QUESTIONS, table="\n".join(lines)
    )


_TEXT = """## Rates

{counted}

In a run {processes} processes with {threads} threads each share one database and send as fast as they are allowed to, {questions}
questions each; to a site every second one is a look and the write that relies on it. On the way one is killed with `kill -9`, and
one is frozen for {frozen:.0f} s and wakes with what it was allowed before. An answer takes {answer} s. The servers log each arrival; a
minute is counted for each of them, ending with it.

{table}

- *minutes above it*: with more arrivals (or tokens, by the server's own count) than the limit.
- *fullest minute*: how much of the limit was used; while tokens are not yet counted, the worst of a question is set aside.
- *left undone*: questions of the two processes that lived.
"""

if __name__ == "__main__":
    main()
