"""
Count what is lost or done twice by kill -9, and write its section of docs/reliability.md.  `make prove-kills` runs it; it goes on where
it was stopped, for as long as the code is the same.

    python tests/bench/kills.py [--points 200] [--moments 300] [--minutes 0] [--beside 4]
"""

from __future__ import annotations

import argparse
import random
import signal
import statistics
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from support import reliability  # noqa: E402
from support.desk import BODY, TITLE  # noqa: E402
from support.killing import CALLS, POINTS, KilledWorld, kill_at  # noqa: E402
from support.memory_wordpress import MemorySite  # noqa: E402
from support.postgres import PostgreSQL, postgresql  # noqa: E402
from support.reliability import bounded, counted  # noqa: E402
from support.rest_wordpress import rest_wordpress  # noqa: E402
from support.scripted_model import scripted_model  # noqa: E402
from support.world import heard  # noqa: E402

from worker.store import Store  # noqa: E402

DATABASES = ("SQLite", "PostgreSQL")
JOURNAL = ROOT / "var/kills.jsonl"  # a line a run
DRAFTS = {
    TITLE: BODY,
    **{f"{TITLE}, say the {who}": BODY.replace("cycle path", what) for who, what in (("shops", "foot bridge"), ("schools", "tram line"))},
}
THINKS = 0.2  # seconds before the model answers
MOST_KILLS = 3  # in one run at random moments
KILLED_AT = (*POINTS, *CALLS)


@dataclass(frozen=True, slots=True)
class Run:
    """What the servers counted in one run: three drafts, a kill or several, and one sync that is left in peace."""

    database: str
    point: str  # empty: random moments
    kills: int
    lost: int  # drafts that are not revised at the end, or whose original is not kept
    pushed_twice: int  # drafts that were written to more than once
    stuck: int  # drafts that are still waiting or at work
    calls: int  # to the model
    needed: int  # by a sync that nobody kills
    in_flight: int  # calls whose answers were not committed when it was killed
    unentered: int  # calls that the ledger does not know

    @property
    def again(self) -> int:
        """Calls that were made although an answer was kept."""
        return max(0, self.calls - self.needed - self.in_flight)


def main() -> None:
    parser = argparse.ArgumentParser(description="kill -9 from outside, on SQLite and PostgreSQL.")
    parser.add_argument("--points", type=int, default=200, help="runs on each database, spread over the points of the walk")
    parser.add_argument("--moments", type=int, default=300, help="runs on each database at random moments")
    parser.add_argument("--minutes", type=float, default=0, help="stop after so many; 0: when all are run")
    parser.add_argument("--beside", type=int, default=4, help="runs at the same time: most of one is waiting")
    given = parser.parse_args()
    ends = time.monotonic() + given.minutes * 60 if given.minutes else float("inf")
    wanted = {(database, kind): runs for database in DATABASES for kind, runs in (("points", given.points), ("moments", given.moments))}
    code = _code()
    door = threading.Lock()
    under_way: list[tuple[str, str]] = []
    with postgresql() as server, ThreadPoolExecutor(given.beside) as pool:
        bench = {database: _Bench(database, server) for database in DATABASES}

        def lane() -> None:
            while time.monotonic() < ends:
                with door:
                    cell = _next(wanted, code, under_way)
                    if cell is None:
                        return
                    under_way.append(cell)
                run = bench[cell[0]].run(cell[1])
                with door:
                    under_way.remove(cell)
                    reliability.note(JOURNAL, code, postgresql=server.version, run=asdict(run))

        for ended in [pool.submit(lane) for _ in range(given.beside)]:
            ended.result()
    rows = reliability.noted(JOURNAL, code)
    if not rows:
        raise SystemExit("nothing was run: give it more minutes")
    reliability.write("kills", _section(rows, wanted))
    print(f"{reliability.PAGE.relative_to(ROOT)} is written")


class _Bench:
    """One database server; a new database for each run."""

    def __init__(self, database: str, server: PostgreSQL) -> None:
        self._database, self._server = database, server
        with self._world() as world:
            with world.sync() as process:
                told = {heard(process, "")}
                began = time.monotonic()
                told |= set(process.communicate()[0].splitlines())
            assert set(KILLED_AT) <= told, "it does not come to every point"
            self._needed = len(world.model.journal)
            self._seconds = time.monotonic() - began  # from its first word to its end

    def run(self, point: str) -> Run:
        with self._world() as world:
            if point:
                kill_at(world, point)
                kills = 1
            else:
                kills = sum(self._kill_sometime(world) for _ in range(random.randint(1, MOST_KILLS)))
            threading.Event().wait(2 * THINKS)  # until the model has put down its pen
            with Store(world.address) as store:
                in_flight = len(world.model.journal) - store.calls().get("paid", 0)
            with world.sync() as process:
                process.communicate()  # one that hangs is ended from outside, and its drafts are stuck
            return self._count(world, point, kills, in_flight)

    def _kill_sometime(self, world: KilledWorld) -> bool:
        """At any moment from its first word on; False if it had ended before."""
        with world.sync() as process:
            heard(process, "")
            threading.Event().wait(random.uniform(0, self._seconds))
            process.send_signal(signal.SIGKILL)
            return process.wait() == -signal.SIGKILL

    def _count(self, world: _World, point: str, kills: int, in_flight: int) -> Run:
        site, posts = world.wordpress.site, world.posts
        writes = Counter(write[0] for write in world.wordpress.writes)
        with Store(world.address) as store:
            outcomes = {record.post_id: record.outcome for post in posts for record in store.history("blog", post)}
            entered = sum(store.calls().values())
        done = [
            post
            for post, original in posts.items()
            if outcomes.get(post) == "revised" and site.held(post).body != original[1] and original in site.revisions(post)
        ]
        return Run(
            database=self._database,
            point=point,
            kills=kills,
            lost=len(posts) - len(done),
            pushed_twice=sum(count > 1 for count in writes.values()),
            stuck=sum(outcome is None for outcome in outcomes.values()),
            calls=len(world.model.journal),
            needed=self._needed,
            in_flight=in_flight,
            unentered=max(0, len(world.model.journal) - entered),
        )

    @contextmanager
    def _world(self) -> Iterator[_World]:
        with (
            tempfile.TemporaryDirectory() as folder,
            rest_wordpress(MemorySite()) as wordpress,
            scripted_model(seconds=THINKS) as model,
        ):
            address = self._server.new_database() if self._database == "PostgreSQL" else ""
            world = _World(Path(folder), wordpress, model, address=address)
            yield world
            if address:
                self._server.drop(address)


class _World(KilledWorld):
    """Three drafts."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        (first, others) = next(iter(DRAFTS.items())), list(DRAFTS.items())[1:]
        self.posts = {self.post_id: first, **{self.add_draft(*text): text for text in others}}


def _next(wanted: dict[tuple[str, str], int], code: str, under_way: Iterable[tuple[str, str]]) -> tuple[str, str] | None:
    """The database and point of the cell that is furthest behind, those under way counted; None when all are full."""
    runs = [*((row["run"]["database"], row["run"]["point"]) for row in reliability.noted(JOURNAL, code)), *under_way]
    done = Counter((database, "points" if point else "moments") for database, point in runs)
    share = {cell: done[cell] / number for cell, number in wanted.items() if done[cell] < number}
    if not share:
        return None
    database, kind = min(share, key=lambda cell: share[cell])
    if kind == "moments":
        return database, ""
    at = Counter(dict.fromkeys(KILLED_AT, 0))
    at.update(point for where, point in runs if where == database and point)
    return database, min(KILLED_AT, key=lambda point: at[point])


def _code() -> str:
    """The code that is killed, and the code that kills it."""
    killers = [ROOT / "tests/support" / name for name in ("killing.py", "kill_driver.py")]
    files = sorted([*(ROOT / "worker").rglob("*.py"), *(ROOT / "config/prompts").rglob("*.md"), *killers])
    return reliability.code_of(files)


def _section(rows: list[dict[str, Any]], wanted: dict[tuple[str, str], int]) -> str:
    runs = [Run(**row["run"]) for row in rows]
    whole = all(
        sum(run.database == database and bool(run.point) == (kind == "points") for run in runs) >= number
        for (database, kind), number in wanted.items()
    )
    return _TEXT.format(
        counted=counted(
            (row["at"] for row in rows),
            "make prove-kills",
            rows[-1]["code"],
            rows[-1]["postgresql"],
            statistics.median(row["load"] for row in rows),
        ),
        drafts=len(DRAFTS),
        thinks=THINKS,
        most=MOST_KILLS,
        totals=_totals(runs),
        points=_points(runs),
        so_far="" if whole else _SO_FAR,
    )


def _totals(runs: list[Run]) -> str:
    heads = ("killed", "database", "runs", "kills", "drafts lost", "pushed twice", "stuck", "not in the ledger", "asked again")
    heads_and_sums = (*heads, "in flight", "calls / needed")
    lines = [f"| {' | '.join(heads_and_sums)} |", "| --- " * len(heads_and_sums) + "|"]
    for kind in ("at a point", "at random"):
        for database in DATABASES:
            ran = [run for run in runs if run.database == database and bool(run.point) == (kind == "at a point")]
            if not ran:
                continue
            calls, wrongs = sum(run.calls for run in ran), ("lost", "pushed_twice", "stuck", "unentered", "again")
            cells = [kind, database, str(len(ran)), str(sum(run.kills for run in ran))]
            cells += [bounded(sum(getattr(run, name) for run in ran), len(ran)) for name in wrongs]
            cells += [str(sum(run.in_flight for run in ran)), f"{calls} / {sum(run.needed for run in ran)}"]
            lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def _points(runs: list[Run]) -> str:
    lines = [f"| point | {' | '.join(DATABASES)} |", "| --- |" + " --- |" * len(DATABASES)]
    for point in KILLED_AT:
        cells = []
        for database in DATABASES:
            ran = [run for run in runs if (run.database, run.point) == (database, point)]
            bad = sum(bool(run.lost or run.pushed_twice or run.stuck or run.unentered or run.again) for run in ran)
            cells.append(f"{bad} of {len(ran)}")
        lines.append(f"| {point} | {' | '.join(cells)} |")
    return "\n".join(lines)


_SO_FAR = """
These counts are of a shorter run. `make prove-kills` goes on from here, for as long as the code is the same.
"""
_TEXT = """## kill -9

{counted} Both databases have the settings that Redraft uses: every commit is on the disk. The model thinks for {thinks} s.
{so_far}
A run has {drafts} drafts. `redraft sync --backlog`, in a process of its own, gets `kill -9` from outside: either at a point of the
walk, where the thread that comes there first stands still while the others go on; or at 1 to {most} random moments between its first
word and its end. Then one sync is left in peace, and the two servers, the database and the originals are looked at.

{totals}

- *lost*: not revised at the end, or its original is not a revision in WordPress. *stuck*: still without an outcome.
- *pushed twice*: WordPress got more than one write for the draft.
- *in flight*: calls that had reached the model, but whose answers were not yet committed at the kill. They are the only ones that may have
  to be made again; no model's server can tell a question asked twice from two. *asked again*: calls beyond those. *not in the ledger*:
  calls that arrived and that the ledger does not know.

Runs in which any of these was not 0, by point:

{points}

What this does not show: a power cut (that the disk keeps what it said it kept), and a machine that dies while its network lives.
"""

if __name__ == "__main__":
    main()
