"""
A day of a thousand sites in virtual time, and half an hour of the whole daemon with faults on; writes its section of
docs/reliability.md.  `make prove-soak` runs it.

    python tests/bench/soak.py [--sites 1000] [--hours 24] [--minutes 30]      # 0 leaves a part out
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from itertools import cycle, islice
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from support import reliability  # noqa: E402
from support.desk import BODY, TITLE  # noqa: E402
from support.fault_proxy import FAULTS, FaultProxy  # noqa: E402
from support.http_server import serving  # noqa: E402
from support.memory_wordpress import MemorySite  # noqa: E402
from support.nodes import EAGER  # noqa: E402
from support.reliability import bounded  # noqa: E402
from support.rest_wordpress import rest_wordpress  # noqa: E402
from support.scripted_model import scripted_model  # noqa: E402
from support.virtual_day import faults_of, kinds, live, site  # noqa: E402
from support.world import World, heard  # noqa: E402

from worker.store import Store  # noqa: E402

JOURNAL = ROOT / "var/soak.jsonl"  # a line a run
SKEWS = (timedelta(seconds=100), timedelta(seconds=-140))  # of the clocks of two nodes
EVERY = 1.5  # seconds between two new drafts
SHARE = 0.1  # of the requests to the site, and of the calls to the model, that meet a fault
# A challenge has Redraft leave the site alone for a quarter of an hour, and an answer that drips lasts a minute and a half.
LINE = tuple(name for name in FAULTS if name not in ("a challenge", "the answer drips"))
MODEL = "error,busy_retry_after,cut_json,reset,half,empty,not_json,missing,drops_marks,adds_script"
AT_REST = 600.0  # seconds for the last drafts, without faults
LOOK = 5.0  # seconds between two looks at the process
WARM = 0.25  # of the time, before the first look counts


@dataclass(frozen=True, slots=True)
class Virtual:
    """Of the clock's decisions."""

    sites: int
    hours: float
    turns: int  # of both nodes
    polls: int
    faults: int  # polls too often, in hours of rest, or missed


@dataclass(frozen=True, slots=True)
class Look:
    """At the daemon from outside, in /proc."""

    rss: int  # bytes
    threads: int
    sockets: int


@dataclass(frozen=True, slots=True)
class Real:
    """Of the whole daemon."""

    minutes: float
    drafts: int
    missed: int  # not decided at the end
    outcomes: dict[str, int]
    pushed_twice: int
    tracebacks: int
    early: Look
    late: Look

    @property
    def growth(self) -> float:
        """Of the memory, as a share."""
        return self.late.rss / self.early.rss - 1


def main() -> None:
    parser = argparse.ArgumentParser(description="A day in virtual time, and half an hour in real time.")
    parser.add_argument("--sites", type=int, default=1_000)
    parser.add_argument("--hours", type=float, default=24)
    parser.add_argument("--minutes", type=float, default=30)
    given = parser.parse_args()
    run: dict[str, Any] = {"at": datetime.now(UTC).date().isoformat(), "load": os.getloadavg()[0]}
    if given.sites and given.hours:
        run["virtual"] = asdict(virtual(given.sites, given.hours))
    if given.minutes:
        run["real"] = asdict(real(given.minutes))
    JOURNAL.parent.mkdir(exist_ok=True)
    with JOURNAL.open("a") as journal:
        journal.write(json.dumps(run) + "\n")
    text = section([json.loads(line) for line in JOURNAL.read_text().splitlines()])
    reliability.write("soak", text)
    print(text)


def virtual(count: int, hours: float) -> Virtual:
    sites = [site(number, **kind) for number, kind in enumerate(islice(cycle(kinds()), count))]
    with tempfile.TemporaryDirectory() as folder, Store(f"sqlite:///{folder}/redraft.sqlite") as store:
        day = live(store, sites, SKEWS, timedelta(hours=hours))
    faults = [fault for one in sites for fault in faults_of(day, one, SKEWS)]
    for fault in faults:
        print(fault)
    return Virtual(count, hours, day.turns, sum(map(len, day.polls.values())), len(faults))


def real(minutes: float) -> Real:
    with (
        tempfile.TemporaryDirectory() as folder,
        rest_wordpress(MemorySite()) as wordpress,
        scripted_model(MODEL, share=SHARE) as model,
        serving(proxy := FaultProxy(wordpress.url, LINE, share=0.0)) as line,
    ):
        wordpress.url = line.url  # where it says that its API is
        world = World(Path(folder), wordpress, model)
        world.add_site("blog", line.url, EAGER)
        with world.process("worker", "--config", folder, "run", patience=minutes * 60 + 2 * AT_REST) as process:
            heard(process, "daemon started")
            said: list[str] = []
            threading.Thread(target=lambda: said.extend(process.stdout or ()), daemon=True).start()
            with Store(world.address) as store:
                while store.site("blog").watermark is None:  # the draft that is there is older now
                    time.sleep(0.5)
                proxy.share = SHARE
                posts, looks = _under_load(world, process, minutes)
                proxy.share = model.share = 0.0
                outcomes = _at_rest(store, posts)
                writes = set(wordpress.writes)  # the line itself may deliver one twice
    early = looks[int(len(looks) * WARM) : int(len(looks) * (WARM + 0.25)) + 1]
    late = looks[-len(early) :]
    return Real(
        minutes=minutes,
        drafts=len(posts),
        missed=len(posts) - sum(outcome in ("revised", "unchanged") for outcome in outcomes),
        outcomes=dict(Counter(outcome or "waiting" for outcome in outcomes)),
        pushed_twice=sum(times > 1 for times in Counter(write[0] for write in writes).values()),
        tracebacks=sum("Traceback" in line for line in said),
        early=_middle(early),
        late=_middle(late),
    )


def _under_load(world: World, process: subprocess.Popen[str], minutes: float) -> tuple[list[int], list[Look]]:
    posts: list[int] = []
    looks: list[Look] = []
    begins = time.monotonic()
    next_look = begins
    while time.monotonic() < begins + minutes * 60:
        number = len(posts)
        text = BODY.replace("cycle path", f"cycle path of plan {number}")
        posts.append(world.add_draft(f"{TITLE}, plan {number}", text, age=timedelta(0)))
        if time.monotonic() >= next_look:
            looks.append(look(process.pid))
            next_look += LOOK
        time.sleep(EVERY)
    return posts, looks


def _at_rest(store: Store, posts: list[int]) -> list[str | None]:
    """What became of each, once nothing is in its way any more."""
    ends = time.monotonic() + AT_REST
    while True:
        histories = [store.history("blog", post_id) for post_id in posts]
        outcomes = [history[0].outcome if history else None for history in histories]
        if all(outcome in ("revised", "unchanged") for outcome in outcomes) or time.monotonic() > ends:
            return outcomes
        store.retry("blog", datetime.now(UTC))  # a person need not wait for the hour of the next try
        time.sleep(5)


def look(pid: int) -> Look:
    proc = Path(f"/proc/{pid}")
    status = dict(line.split(":", 1) for line in (proc / "status").read_text().splitlines() if ":" in line)
    sockets = 0
    for each in (proc / "fd").iterdir():
        try:
            sockets += each.readlink().name.startswith("socket:")
        except FileNotFoundError:  # closed meanwhile
            continue
    return Look(int(status["VmRSS"].split()[0]) * 1024, int(status["Threads"]), sockets)


def _middle(looks: list[Look]) -> Look:
    return Look(*(round(statistics.median(getattr(each, name) for each in looks)) for name in ("rss", "threads", "sockets")))


def section(rows: list[dict[str, Any]]) -> str:
    """The newest run of each part."""
    parts = {name: row for row in rows for name in ("virtual", "real") if name in row}
    text = "## A day of a thousand sites, and half an hour of everything\n\nCounted by `make prove-soak`.\n"
    if "virtual" in parts:
        run, row = Virtual(**parts["virtual"]["virtual"]), parts["virtual"]
        text += f"""
On {row["at"]}: {run.hours:g} hours of virtual time, {run.sites:,} sites (every minute to every hour, some with quiet hours, some by cron),
two nodes on one SQLite database, whose clocks are {SKEWS[0].total_seconds():g} s ahead and {-SKEWS[1].total_seconds():g} s behind.

| turns of the nodes | polls | too soon, in hours of rest, or missed |
| --- | --- | --- |
| {run.turns:,} | {run.polls:,} | {bounded(run.faults, run.polls)} |

What ran: the triggers that the daemon gives to APScheduler, its whole turn, and the claims in the database. What did not: APScheduler's
waiting, the sites, and the engine, which takes no clock from outside.
"""
    if "real" in parts:
        row = parts["real"]
        kept = row["real"]
        run_real = Real(**{**kept, "early": Look(**kept["early"]), "late": Look(**kept["late"])})
        missed, twice = bounded(run_real.missed, run_real.drafts), bounded(run_real.pushed_twice, run_real.drafts)
        outcomes = ", ".join(f"{count} {outcome}" for outcome, count in sorted(run_real.outcomes.items()))
        text += f"""
On {row["at"]}, under a load of {row["load"]:.1f}: the whole daemon on SQLite for {run_real.minutes:g} minutes of real time; a new draft
every {EVERY:g} s; {SHARE:.0%} of all requests to the site and of all calls to the model meet one of {len(LINE)} and {MODEL.count(",") + 1}
faults. Then they end, and what has failed is tried again.

| drafts | not decided | became | pushed twice | tracebacks |
| --- | --- | --- | --- | --- |
| {run_real.drafts} | {missed} | {outcomes} | {twice} | {run_real.tracebacks} |

| by /proc, median of a quarter of the time | memory | threads | sockets |
| --- | --- | --- | --- |
| the second quarter | {run_real.early.rss / 1e6:.1f} MB | {run_real.early.threads} | {run_real.early.sockets} |
| the last | {run_real.late.rss / 1e6:.1f} MB ({run_real.growth:+.1%}) | {run_real.late.threads} | {run_real.late.sockets} |
"""
    return text


if __name__ == "__main__":
    main()
