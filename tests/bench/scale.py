"""
Measure what a poll and a draft cost, and write docs/scale.md.  `make bench` runs it; a few minutes.

    python tests/bench/scale.py [--sites 1000] [--drafts 100]
"""

from __future__ import annotations

import argparse
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from importlib.metadata import version
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

import sqlalchemy as sa  # noqa: E402
from support.desk import BODY, TITLE  # noqa: E402
from support.memory_wordpress import MemorySite  # noqa: E402
from support.postgres import postgresql  # noqa: E402
from support.rest_wordpress import rest_wordpress  # noqa: E402
from support.scripted_model import scripted_model  # noqa: E402

from worker import config, daemon, engine  # noqa: E402
from worker.config import Settings  # noqa: E402
from worker.rooms import Rooms, open_rooms  # noqa: E402
from worker.store import Store  # noqa: E402

PAGE = ROOT / "docs/scale.md"
SECRETS = {"BLOG_PASSWORD": "x x x x", "MODEL_KEY": "x"}
IDLE = 20.0  # seconds
SHORT = timedelta(seconds=1)  # less than a turn of all sites takes: each is due again
HOUR = timedelta(hours=1)
FEW = 10  # drafts: what they cost less than many is not the start's
A_DAY = 20  # drafts of a site, on paper
SIZES = (10, 1_000, 100_000)  # sites, on paper


@dataclass(frozen=True, slots=True)
class Polls:
    """CPU seconds of one process for one turn of every site."""

    sites: int
    first: float  # the site is found, the credentials are proved
    quiet: float  # nothing has changed: from the clock's call to the poll's record
    claimed: float  # the poll's claim alone
    early: float  # turns that are not due yet


@dataclass(frozen=True, slots=True)
class Drafts:
    """For one draft, on one database."""

    cpu: float  # seconds
    calls: float
    commits: float | None  # transactions; None where the database does not count
    bytes: float
    idle: float | None  # transactions a second of a node that has nothing to do


def main() -> None:
    parser = argparse.ArgumentParser(description="What a poll and a draft cost.")
    parser.add_argument("--sites", type=int, default=1000)
    parser.add_argument("--drafts", type=int, default=100)
    parser.add_argument("--serve", type=int, metavar="DRAFTS", help="be the WordPress and the model of such a run")
    given = parser.parse_args()
    if given.serve is not None:
        return serve(given.serve)
    with tempfile.TemporaryDirectory() as folder:
        polls = measure_polls(Path(folder) / "polls", given.sites)
        lite = measure_drafts(Path(folder) / "lite", given.drafts, "")
        with postgresql() as server:
            post = measure_drafts(Path(folder) / "post", given.drafts, server.new_database())
            asked = measure_questions(Path(folder) / "asked", given.sites, server.new_database())
            named = server.version
    PAGE.write_text(page(polls, lite, post, asked, named))
    print(f"{PAGE.relative_to(ROOT)} is written")
    return None


def serve(drafts: int) -> None:
    """In a process of its own, so that its work is not counted as ours."""
    site = MemorySite()
    with rest_wordpress(site) as wordpress, scripted_model() as model:
        with wordpress.lock:
            site.now = datetime.now(UTC) - timedelta(hours=1)
            for number in range(drafts):
                site.add(f"{TITLE}, plan {number}", BODY.replace("cycle path", f"path {number}"))
        print(wordpress.url, model.base_url, flush=True)
        for _line in sys.stdin:
            print(len(model.journal), flush=True)


class Servers:
    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process
        self.wordpress, self.model = self._line().split()

    def _line(self) -> str:
        assert self._process.stdout
        return self._process.stdout.readline()

    def calls(self) -> int:
        assert self._process.stdin
        self._process.stdin.write("calls\n")
        self._process.stdin.flush()
        return int(self._line())


@contextmanager
def world(folder: Path, drafts: int, address: str) -> Iterator[tuple[Settings, Servers]]:
    (folder / "sites").mkdir(parents=True)
    command = [sys.executable, __file__, "--serve", str(drafts)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        try:
            servers = Servers(process)
            (folder / "redraft.toml").write_text(
                f'[model]\nkind = "openai"\nbase_url = "{servers.model}"\nname = "scripted"\nkey_env = "MODEL_KEY"\n'
                f'[state]\nfolder = "{folder / "state"}"\n' + (f'database_url = "{address}"\n' if address else "")
            )
            site = f'url = "{servers.wordpress}"\nusername = "editor"\npassword_env = "BLOG_PASSWORD"\n'
            (folder / "sites/blog.toml").write_text(site)
            yield config.load(folder, SECRETS), servers
        finally:
            process.terminate()


def cpu(work: Callable[[], object]) -> float:
    began = time.process_time()
    work()
    return time.process_time() - began


@contextmanager
def turns(folder: Path, count: int, address: str) -> Iterator[tuple[Rooms, Callable[[timedelta], None]]]:
    """So many sites, and what gives each of them its turn, if that is due; the interval says when the next one is."""
    with world(folder, 0, address) as (one, _servers):
        sites = tuple(one.sites[0].model_copy(update={"name": f"site{number}"}) for number in range(count))
        settings = replace(one, sites=sites)
        with open_rooms(settings, {**os.environ, **SECRETS}) as rooms, engine.node(rooms, settings) as here:

            def turn(interval: timedelta) -> None:
                for site in sites:
                    daemon._poll(rooms, here, site.model_copy(update={"interval": interval, "longest_interval": interval}))

            yield rooms, turn


def measure_polls(folder: Path, count: int) -> Polls:
    with turns(folder, count, "") as (rooms, turn):

        def polls() -> set[datetime | None]:
            return {rooms.store.site(name).last_poll for name in rooms.settings}

        def claimed() -> None:
            now = datetime.now(UTC) + HOUR
            assert all(rooms.store.claim_poll(name, now, SHORT) for name in rooms.settings)

        first, once = cpu(lambda: turn(SHORT)), polls()
        quiet, again = min(cpu(lambda: turn(SHORT)) for _ in range(3)), polls()
        assert None not in once
        assert not once & again
        granted = cpu(claimed)
        early = cpu(lambda: turn(2 * HOUR))
        assert polls() == again
        return Polls(count, first, quiet, granted, early)


def measure_questions(folder: Path, count: int, address: str) -> float:
    """Transactions on PostgreSQL for the turn of one quiet site."""
    with turns(folder, count, address) as (_rooms, turn), Store(address) as store:
        turn(SHORT)
        time.sleep(SHORT.total_seconds())
        before = _commits_of(store)
        turn(SHORT)
        return (_commits_of(store) - before) / count


def measure_drafts(folder: Path, count: int, address: str) -> Drafts:
    with world(folder, count, address) as (settings, servers):
        environ = {**os.environ, **SECRETS}

        def work(limit: int) -> None:
            (report,) = engine.sync(settings, environ, ["blog"], backlog=True, limit=limit)
            assert all(record.outcome == "revised" for record in report.settled), report

        work(FEW)  # what is loaded once is loaded
        few = cpu(lambda: work(FEW))
        calls, size, commits = servers.calls(), _bytes(settings), _commits(settings)
        per = count - 2 * FEW
        many = cpu(lambda: work(per))
        more = per - FEW
        after = _commits(settings)
        spent = None if after is None or commits is None else (after - commits) / per
        return Drafts(
            cpu=(many - few) / more,
            calls=(servers.calls() - calls) / per,
            commits=spent,
            bytes=(_bytes(settings) - size) / per,
            idle=_idle(settings, environ),
        )


def _bytes(settings: Settings) -> int:
    with Store(settings.database_url) as store:
        if store.url.drivername.startswith("sqlite"):
            file = Path(str(store.url.database))
            return sum(each.stat().st_size for each in file.parent.glob(f"{file.name}*"))
        with sa.create_engine(store.url).connect() as db:
            return int(db.execute(sa.text("SELECT pg_database_size(current_database())")).scalar_one())


def _commits(settings: Settings) -> int | None:
    with Store(settings.database_url) as store:
        return None if store.url.drivername.startswith("sqlite") else _commits_of(store)


def _commits_of(store: Store) -> int:
    time.sleep(1.5)  # the server counts with a delay of up to a second
    with sa.create_engine(store.url).connect() as db:
        found = db.execute(sa.text("SELECT xact_commit + xact_rollback FROM pg_stat_database WHERE datname = current_database()"))
        return int(found.scalar_one())


def _idle(settings: Settings, environ: dict[str, str]) -> float | None:
    if _commits(settings) is None:
        return None
    with open_rooms(settings, environ) as rooms, engine.node(rooms, settings):
        time.sleep(3)
        before, began = _commits(settings) or 0, time.monotonic()
        time.sleep(IDLE)
        return ((_commits(settings) or 0) - before) / (time.monotonic() - began)


def page(polls: Polls, lite: Drafts, post: Drafts, asked: float, named: str) -> str:
    share = polls.quiet / polls.sites
    rows = []
    for sites in SIZES:
        turns = sites * (0.1 + 0.9 / 15)  # a tenth of the sites moves, the others are stretched to 15 minutes
        drafts = sites * A_DAY
        busy = turns * share / 60 + drafts * post.cpu / 86_400
        load = turns * asked / 60 + drafts * (post.commits or 0) / 86_400
        peak = drafts / 86_400 * 4
        rows.append(
            f"| {sites:,} | {turns:,.0f} | {drafts:,} | {drafts * post.calls:,.0f} | {busy:.2f} | {load:,.1f} | "
            f"{peak * 30:,.0f} | {drafts * post.bytes / 1e9 * 30:,.1f} |"
        )
    return _TEXT.format(
        day=datetime.now(UTC).date().isoformat(),
        redraft=version("redraft"),
        python=platform.python_version(),
        dbos=version("dbos"),
        postgres=named,
        cores=os.cpu_count(),
        machine=platform.machine(),
        load=f"{os.getloadavg()[0]:.1f}",
        sites=f"{polls.sites:,}",
        first=f"{polls.first:.2f}",
        quiet=f"{polls.quiet:.2f}",
        claimed=f"{polls.claimed:.2f}",
        early=f"{polls.early:.2f}",
        asked=f"{asked:.1f}",
        lite=_draft_row("SQLite", lite),
        post=_draft_row("PostgreSQL", post),
        idle=f"{post.idle:.1f}" if post.idle is not None else "-",
        a_day=A_DAY,
        rows="\n".join(rows),
    )


def _draft_row(name: str, drafts: Drafts) -> str:
    commits = f"{drafts.commits:.0f}" if drafts.commits is not None else "not counted"
    return f"| {name} | {drafts.cpu * 1000:.0f} ms | {drafts.calls:.2f} | {commits} | {drafts.bytes / 1000:.0f} KB |"


_TEXT = """# How far does it go?

Measured on {day} by `make bench`, which wrote this page.

- Redraft {redraft}, Python {python}, DBOS {dbos}; SQLite, and PostgreSQL {postgres} on the same machine.
- {cores} cores ({machine}) under a load of {load}. CPU time is that of Redraft's own process; a WordPress and a model that are
  stand-ins run in another one.

## Many machines

```toml
[state]
database_url = "postgresql://redraft@db.example/redraft"    # the password: PGPASSWORD or a passfile
```

The same command, `redraft run`, with the same configuration on each machine. They poll each site no more often than one machine
does, share the drafts, keep one budget, and take over what a machine leaves behind that dies or freezes. `redraft sync`, `status`,
`pause` and the rest work from any of them. One machine needs none of this: SQLite, nothing to install.

## One poll

| one turn of {sites} sites | CPU seconds |
| --- | --- |
| the first one: the site is found, the credentials are proved | {first} |
| nothing has changed | {quiet} |
| of that, to claim the poll | {claimed} |
| a turn that is not due yet | {early} |

The turn of a quiet site is one request to it and five short transactions, two of which write; PostgreSQL counts {asked}, with the
questions whether a connection still holds. Only a changed draft becomes a workflow of the engine.

## One draft

A news item of four paragraphs, from the poll that finds it to the record.

| database | CPU | calls to the model | transactions | grows by |
| --- | --- | --- | --- | --- |
{lite}
{post}

A node that has nothing to do asks PostgreSQL {idle} times a second: for the queue, the heartbeat, the nodes that are silent, and
the engine's own upkeep.

## On paper

What this means for many sites, {a_day} drafts a day each, a tenth of the sites at work at any time and the others stretched to one
poll in 15 minutes. Only the figures above are measured; this table multiplies them. Nothing beyond 1,000 sites was run.

| sites | polls a minute | drafts a day | calls a day | CPU cores | transactions a second | answers at once | GB a month |
| --- | --- | --- | --- | --- | --- | --- | --- |
{rows}

*CPU cores* are Redraft's, on all machines together. *Answers at once*: what the model works on at a peak of four times the day's
mean, where an answer takes 30 seconds. *GB*: before pruning. What gives out first is the model's rate, then the time that its answers
take (`at_once` on each machine), and long after them one PostgreSQL server. At 100,000 sites they would be spread over several
databases, each with its own machines: nothing is shared between sites but the budget and the model's rate.
"""

if __name__ == "__main__":
    main()
