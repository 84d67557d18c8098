"""
Kill and freeze nodes for ten minutes, and count what was lost, done twice, and how long the others took to take over.
`make prove-nodes` runs it.

    python tests/bench/nodes.py [--minutes 10] [--nodes 3]
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from support.memory_wordpress import MemorySite  # noqa: E402
from support.nodes import EAGER, Nodes, new_draft  # noqa: E402
from support.postgres import postgresql  # noqa: E402
from support.reliability import write  # noqa: E402
from support.rest_wordpress import rest_wordpress  # noqa: E402
from support.scripted_model import scripted_model  # noqa: E402

JOURNAL = ROOT / "var/nodes.jsonl"  # a line a run
THINKS = 1.0  # seconds before the model answers
EVERY = (3.0, 8.0)  # seconds between two deaths
AWAY = 60.0  # seconds for which a node is frozen, or its machine is off
A_DRAFT_EVERY = 1.5  # seconds
AT_REST = 240.0  # seconds for the last drafts, when nobody is killed any more
Fate = Literal["killed, started again at once", "killed, its machine off for 60 s", "frozen for 60 s"]
FATES: tuple[Fate, ...] = ("killed, started again at once", "killed, its machine off for 60 s", "frozen for 60 s")


@dataclass
class Daemon:
    """A node on a machine of its own."""

    machine: str
    process: subprocess.Popen[str]
    name: str  # as the database knows it
    said: list[str] = field(default_factory=list)
    back_at: float = 0.0  # when it wakes or is started again; 0 while it lives
    frozen: bool = False


@dataclass(frozen=True, slots=True)
class Death:
    fate: Fate
    seconds: float | None  # until the others had taken its work over; None: it was back before they had to


@dataclass(frozen=True, slots=True)
class Run:
    at: str
    minutes: float
    nodes: int
    load: float
    deaths: tuple[Death, ...]
    drafts: int
    lost: int  # not revised at the end
    pushed_twice: int
    calls: int
    needed: int  # different questions
    unanswered: int  # reserved in the ledger: in flight when a node died
    late: int  # answers that a frozen node got when it woke, and another node had asked for again
    unentered: int  # calls that the ledger does not know
    tracebacks: int  # in what the nodes said


def main() -> None:
    parser = argparse.ArgumentParser(description="Nodes on PostgreSQL that die and freeze.")
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--nodes", type=int, default=3)
    given = parser.parse_args()
    with postgresql() as server, tempfile.TemporaryDirectory() as folder:
        run = Chaos(Path(folder), server.new_database(), given.nodes).run(given.minutes)
    JOURNAL.parent.mkdir(exist_ok=True)
    with JOURNAL.open("a") as journal:
        journal.write(json.dumps(asdict(run)) + "\n")
    write("nodes", section(run))
    print("docs/reliability.md is written")


class Chaos:
    def __init__(self, folder: Path, address: str, count: int) -> None:
        self._folder, self._address, self._count = folder, address, count
        self._chance = random.Random()
        self._daemons: list[Daemon] = []
        self._over: list[tuple[Death, str]] = []
        self._dying: dict[str, tuple[Fate, float]] = {}  # nodes whose work is to be taken over: how, and since when
        self._door = threading.Lock()

    def run(self, minutes: float) -> Run:
        with rest_wordpress(MemorySite()) as wordpress, scripted_model(seconds=THINKS) as model:
            world = Nodes(self._folder, wordpress, model, site=EAGER, address=self._address)
            try:
                with self._watched(world):
                    for number in range(self._count):
                        self._start(world, f"machine{number}")
                    posts = self._ten_minutes(world, minutes)
                    self._all_back(world)
                    ends = time.monotonic() + AT_REST
                    while time.monotonic() < ends and not world.revised(*posts):
                        time.sleep(0.5)
                return self._count_up(world, posts, minutes)
            finally:
                for daemon in self._daemons:
                    daemon.process.send_signal(signal.SIGCONT)
                    daemon.process.kill()
                world.close()

    def _ten_minutes(self, world: Nodes, minutes: float) -> list[int]:
        posts: list[int] = []
        ends = time.monotonic() + minutes * 60
        next_death = time.monotonic() + EVERY[0]
        while time.monotonic() < ends:
            posts.append(new_draft(world, len(posts)))
            if time.monotonic() >= next_death:
                self._strike()
                next_death = time.monotonic() + self._chance.uniform(*EVERY)
            self._those_back(world)
            time.sleep(A_DRAFT_EVERY)
        return posts

    def _strike(self) -> None:
        living = [daemon for daemon in self._daemons if not daemon.back_at]
        if not living:
            return
        # One node lives at any time, or there is nobody to take over; a killed one that is back at once does not count.
        fate = self._chance.choice(FATES) if len(living) > 1 else FATES[0]
        doomed, now = self._chance.choice(living), time.monotonic()
        doomed.frozen = fate == "frozen for 60 s"
        doomed.process.send_signal(signal.SIGSTOP if doomed.frozen else signal.SIGKILL)
        doomed.back_at = now if fate == FATES[0] else now + AWAY
        with self._door:
            self._dying[doomed.name] = (fate, now)

    def _those_back(self, world: Nodes) -> None:
        for daemon in [each for each in self._daemons if each.back_at and time.monotonic() >= each.back_at]:
            if daemon.frozen:
                daemon.process.send_signal(signal.SIGCONT)
                daemon.back_at, daemon.frozen = 0.0, False
                with self._door:
                    if self._dying.pop(daemon.name, None):
                        self._over.append((Death("frozen for 60 s", None), daemon.name))
                continue
            daemon.process.wait()
            self._daemons.remove(daemon)
            self._start(world, daemon.machine, daemon.said)

    def _all_back(self, world: Nodes) -> None:
        for daemon in self._daemons:
            if daemon.back_at:
                daemon.back_at = time.monotonic()
        self._those_back(world)

    def _start(self, world: Nodes, machine: str, said: list[str] | None = None) -> None:
        process = world.start(machine, patience=3600)
        daemon = Daemon(machine, process, "", said if said is not None else [])
        daemon.name = world.started[-1].rpartition("node=")[2]
        self._daemons.append(daemon)
        threading.Thread(target=lambda: daemon.said.extend(process.stdout or ()), daemon=True).start()

    @contextmanager
    def _watched(self, world: Nodes) -> Iterator[None]:
        """Note when each dead node is gone from the list: then its work is in the queue again."""
        stop = threading.Event()

        def watch() -> None:
            while not stop.wait(0.25):
                here = world.store.nodes()
                with self._door:
                    for name in [each for each in self._dying if each not in here]:
                        fate, since = self._dying.pop(name)
                        self._over.append((Death(fate, time.monotonic() - since), name))

        thread = threading.Thread(target=watch)
        thread.start()
        try:
            yield
        finally:
            stop.set()
            thread.join()

    def _count_up(self, world: Nodes, posts: list[int], minutes: float) -> Run:
        writes = Counter(write[0] for write in world.wordpress.writes)
        questions = Counter(str(call.body["messages"]) for call in world.model.journal)
        calls = world.store.calls()
        return Run(
            at=datetime.now(UTC).date().isoformat(),
            minutes=minutes,
            nodes=self._count,
            load=os.getloadavg()[0],
            deaths=tuple(death for death, _ in self._over),
            drafts=len(posts),
            lost=sum(world.outcomes(post) != ["revised"] for post in posts),
            pushed_twice=sum(count > 1 for count in writes.values()),
            calls=questions.total(),
            needed=len(questions),
            unanswered=calls.get("reserved", 0),
            late=calls.get("paid", 0) - len(questions),
            unentered=max(0, questions.total() - sum(calls.values())),
            tracebacks=sum("Traceback" in line for daemon in self._daemons for line in daemon.said),
        )


def section(run: Run) -> str:
    lines = []
    for fate in FATES:
        deaths = [death for death in run.deaths if death.fate == fate]
        taken = sorted(death.seconds for death in deaths if death.seconds is not None)
        if not deaths:
            continue
        figures = "- | - | -"
        if taken:
            late = statistics.quantiles(taken, n=20, method="inclusive")[-1] if len(taken) > 1 else taken[0]
            figures = f"{statistics.median(taken):.1f} s | {late:.1f} s | {taken[-1]:.1f} s"
        lines.append(f"| {fate} | {len(deaths)} | {len(taken)} | {figures} |")
    zero = f" (below {3 / run.drafts:.1%})"
    again = run.calls - run.needed

    def bound(count: int) -> str:
        return f"**{count}**" + ("" if count else zero)

    times = f"every {EVERY[0]:g} to {EVERY[1]:g} s"
    table = _row("drafts", "lost", "pushed twice", "calls / different questions", "in flight at a death", "not in the ledger", "tracebacks")
    counts = (run.drafts, bound(run.lost), bound(run.pushed_twice), f"{run.calls} / {run.needed}", f"{run.unanswered} + {run.late}")
    return f"""## Nodes that die and freeze

{run.nodes} nodes on PostgreSQL, each with a state folder of its own, as on machines of their own; a new draft every {A_DRAFT_EVERY} s for
{run.minutes:g} minutes, and {times} a node, chosen by chance, is killed or frozen (at least one is left). Counted on {run.at}
by `make prove-nodes` under a load of {run.load:.1f}, by the servers' own journals.

{table}
{_row(*["---"] * 7)}
{_row(*counts, bound(run.unentered), run.tracebacks)}

*In flight at a death*: calls whose answer nobody kept, and those whose answer came when a frozen node woke, by the ledger; only they may
have been made again ({again} questions were).

| what happened to a node | times | its work was taken over | after, median | 95th percentile | longest |
| --- | --- | --- | --- | --- | --- |
{chr(10).join(lines)}

A node that was back before the others gave it up did its work itself. Silence counts from the last heartbeat, which is up to 5 s old when
a node dies, and is noticed after 30 s.
"""


def _row(*cells: object) -> str:
    return f"| {' | '.join(str(cell) for cell in cells)} |"


if __name__ == "__main__":
    main()
