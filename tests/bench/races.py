"""
Count what is lost in races, and write docs/safety.md.  `make prove-races` runs it; it goes on where it was stopped.

    python tests/bench/races.py [--saves 1000] [--clicks 300] [--windows 200] [--minutes 0] [--way WAY] [--lab NAME] [--page]

Journals of several runs are put together with `cat`; --page then writes the page from what they hold.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import random
import statistics
import sys
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from support.races import AIMED, MODES, SPREAD, STEP, Act, Arena, Race  # noqa: E402

from worker.demo.lab import Lab, WordPress  # noqa: E402

VERSIONS = ("6.8", "7.1")
JOURNAL = ROOT / "var/races.jsonl"  # a line a round: where it ran, and its races
PAGE = ROOT / "docs/safety.md"
ROUND = 10  # races; the ways take turns, so that a machine that becomes busy is so for all of them

Cell = tuple[str, str, Act]  # WordPress as asked for, way, act


def main() -> None:
    parser = argparse.ArgumentParser(description="Races on real WordPress sites in MariaDB.")
    parser.add_argument("--saves", type=int, default=1000, help="racing saves of each way on each WordPress")
    parser.add_argument("--clicks", type=int, default=300, help="racing clicks on Publish, likewise")
    parser.add_argument("--windows", type=int, default=200, help="writes of each way without a race, to see how long they take")
    parser.add_argument("--minutes", type=float, default=0, help="stop after so many; 0: when all are run")
    parser.add_argument("--way", choices=MODES, action="append", help="only this way; may be repeated")
    parser.add_argument("--lab", default="races", help="the name of the sites")
    parser.add_argument("--page", action="store_true", help="run none: write the page from the journal")
    given = parser.parse_args()
    if not given.page:
        _run(given)
    PAGE.parent.mkdir(exist_ok=True)
    PAGE.write_text(_page(_rounds(), _wanted(given)))
    print(f"{PAGE.relative_to(ROOT)} is written")


def _wanted(given: argparse.Namespace) -> dict[Act, int]:
    return {"save": given.saves, "publish": given.clicks}


def _run(given: argparse.Namespace) -> None:
    modes = given.way or MODES
    ends = time.monotonic() + given.minutes * 60 if given.minutes else float("inf")
    labs = {version: Lab(version, given.lab, db="mariadb") for version in VERSIONS}
    try:
        sites = {version: lab.up() for version, lab in labs.items()}
        arenas = {version: Arena(site) for version, site in sites.items()}
        _measure(given.windows, [mode for mode in AIMED if mode in modes], sites, arenas)
        while time.monotonic() < ends and (open_cells := _open(_wanted(given), modes)):
            for version, mode, act in open_cells:
                if time.monotonic() < ends:
                    races = arenas[version].race(mode, act, ROUND, random.Random())
                    _write_down(version, sites[version], races=[asdict(race) for race in races])
    finally:
        for lab in labs.values():
            lab.stop()


def _measure(times: int, modes: Sequence[str], sites: dict[str, WordPress], arenas: dict[str, Arena]) -> None:
    done = {(round_["wp"], round_["way"]) for round_ in _lines() if "windows" in round_}
    for version, arena in arenas.items() if times else ():
        for mode in modes:
            if (version, mode) not in done:
                _write_down(version, sites[version], way=mode, windows=arena.windows(mode, times))


def _open(wanted: dict[Act, int], modes: Sequence[str]) -> list[Cell]:
    """The cells that want more races, those with the fewest first; saves are the greater number, clicks go along."""
    done = Counter({(version, mode, act): 0 for version in VERSIONS for mode in modes for act in wanted})
    for round_ in _rounds():
        for race in round_["races"]:
            if race["mode"] in modes:
                done[round_["wp"], race["mode"], race["act"]] += 1
    share = {cell: count / wanted[cell[2]] for cell, count in done.items() if count < wanted[cell[2]]}
    fewest = min(share.values(), default=0.0)
    return [cell for cell, part in share.items() if part <= fewest + 0.01]


def _write_down(version: str, site: WordPress, **what: object) -> None:
    where = {"wp": version, "wordpress": site.version, "at": datetime.now(UTC).date().isoformat(), "load": os.getloadavg()[0]}
    where |= {"php": site.php("echo PHP_VERSION;"), "database": site.php("echo $wpdb->db_server_info();")}
    JOURNAL.parent.mkdir(exist_ok=True)
    with JOURNAL.open("a") as journal:
        journal.write(json.dumps({**where, **what}) + "\n")


def _lines() -> list[dict[str, Any]]:
    return [json.loads(line) for line in JOURNAL.read_text().splitlines()] if JOURNAL.exists() else []


def _rounds() -> list[dict[str, Any]]:
    return [line for line in _lines() if "races" in line]


def _page(rounds: list[dict[str, Any]], wanted: dict[Act, int]) -> str:
    versions = {round_["wp"]: round_["wordpress"] for round_ in rounds}
    races = [(round_["wp"], Race(**race)) for round_ in rounds for race in round_["races"]]
    days = sorted({round_["at"] for round_ in rounds})
    loads = sorted(round_["load"] for round_ in rounds)
    where = ", ".join(sorted({f"PHP {round_['php']}" for round_ in rounds}) + sorted({round_["database"] for round_ in rounds}))
    full = all(
        sum(wp == version and race.mode == mode and race.act == act for version, race in races) >= number
        for wp in versions
        for mode in MODES
        for act, number in wanted.items()
    )
    header = f"| way | {' | '.join(f'WordPress {versions[wp]}' for wp in sorted(versions))} |"

    def table(act: Act) -> str:
        lines = [header, "| --- |" + " --- |" * len(versions)]
        for mode in MODES:
            cells = []
            for wp in sorted(versions):
                ran = [race for version, race in races if (version, race.mode, race.act) == (wp, mode, act)]
                cells.append(_cell(ran))
            lines.append(f"| {_NAMES[mode]} | {' | '.join(cells)} |")
        return "\n".join(lines)

    return _TEXT.format(
        days=days[0] if len(days) == 1 else f"{days[0]} to {days[-1]}",
        where=where,
        cores=os.cpu_count(),
        machine=platform.machine(),
        load=f"{statistics.median(loads):.1f} ({loads[0]:.1f} to {loads[-1]:.1f})",
        spread=f"{SPREAD * 1000:.0f}",
        step=f"{STEP * 1000:.0f}",
        saves=table("save"),
        clicks=table("publish"),
        pushes=_pushes([race for _, race in races]),
        windows=_windows(versions, races),
        so_far="" if full else _SO_FAR.format(**wanted),
    )


def _cell(ran: list[Race]) -> str:
    """
    Lost of accepted; beside a zero the bound that it proves.

    The rule of three: none in n lets the true share be up to 3 / n, with 95 % confidence.
    """
    accepted = [race for race in ran if race.accepted]
    lost = sum(race.lost for race in accepted)
    if not accepted:
        return "-"
    return f"**{lost}** of {len(accepted)}" + (f" (below {3 / len(accepted):.1%})" if not lost else f" ({lost / len(accepted):.0%})")


def _windows(versions: dict[str, str], races: list[tuple[str, Race]]) -> str:
    """When the saves that were lost came, and for how long a draft can be changed unseen."""
    measured: dict[tuple[str, str], list[float]] = {}
    for line in _lines():
        if "windows" in line:
            measured.setdefault((line["wp"], line["way"]), []).extend(1000 * seconds for seconds in line["windows"])
    lines = ["| way | WordPress | from the look to the store | a save a minute meets it | lost saves were sent |"]
    lines += ["| --- | --- | --- | --- | --- |"]
    for mode in AIMED:
        for wp, version in sorted(versions.items()):
            saves = [race for at, race in races if (at, race.mode, race.act) == (wp, mode, "save")]
            lost = [1000 * race.offset for race in saves if race.lost]
            took = measured.get((wp, mode), [])
            shown = f"{statistics.median(took):.0f} ms, 95 % within {_share(took, 0.95):.0f} ms (of {len(took)})" if took else "-"
            often = f"in 1 of {60_000 / statistics.median(took):,.0f} pushes" if took else "-"
            when = f"{min(lost):+.0f} to {max(lost):+.0f} ms, median {statistics.median(lost):+.0f}" if lost else "-"
            lines.append(f"| {_NAMES[mode]} | {version} | {shown} | {often} | {when} |")
    return "\n".join(lines)


def _share(values: Sequence[float], share: float) -> float:
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]


def _pushes(races: list[Race]) -> str:
    """What became of our own pushes: most races are one side's loss of time, and it has to be ours."""
    lines = []
    for mode in MODES:
        outcomes = Counter(race.outcome for race in races if race.mode == mode)
        lines.append(f"| {_NAMES[mode]} | {', '.join(f'{name} {count}' for name, count in outcomes.most_common())} |")
    return "\n".join(["| way | outcomes |", "| --- | --- |", *lines])


_NAMES = {
    "naive": "naive: POST without looking (not a way of Redraft)",
    "replace": "`replace`, REST alone",
    "replace on a condition": "`replace`, XML-RPC condition",
    "replace with the plugin": "`replace` with the companion plugin",
    "suggest": "`suggest`",
    "copy": "`copy`",
}
_SO_FAR = """
These counts are of a shorter run: the whole one has {save:,} saves and {publish:,} clicks for each way and version. `make
prove-races` goes on from here.
"""
_TEXT = """# How safe is a push?

Counted on {days} by `make prove-races`, which wrote this page.

- Real WordPress sites: {where}, InnoDB.
- PHP's built-in server with four workers, on {cores} cores ({machine}) under a load of {load}.
- Redraft works with the account of `config/wordpress/role.md`. It reads by REST, and writes by REST or, where the table says so,
  by XML-RPC.
{so_far}
## A person saves in the same moment

A draft, and an author who saves it at a random moment within {spread} ms before or after the moment in which Redraft, as a rule, sends
its text. Lost means: WordPress told the author that the draft is saved, and then it holds something else. This is an attack, not
what happens in a newsroom: there, Redraft touches only drafts that nobody has changed for the quiet period (10 minutes).

{saves}

Naive is what a script does that just writes. `replace` by REST alone, which is left where xmlrpc.php is closed, looks once more
right before it writes. With `transport = "auto"` and xmlrpc.php open, the text goes by XML-RPC with the time of the last change:
WordPress itself compares that right before it stores, in the same request. With the plugin the comparison and the write are one
step under a lock of the database. `suggest` and `copy` do not write to the draft at all. The percentage beside a zero is the rule
of three: with 95 % confidence the true share is below it.

`replace` without the plugin leaves a moment, and on a busy machine it does not lie where it lay when the run began. So there the person
aims: after a push that was done they come {step} ms earlier, after one that stepped back {step} ms later, and so saves come on both
sides of the comparison. The other ways are attacked around the moment in which they sent their text when the run began.

## How long the moment is

{windows}

From the look to the store: the time, by the clock of the site, from the read that is compared to the end of the statement that
stores, in writes that nobody raced. By REST these are two requests, and whatever lies between them counts. By XML-RPC it is one
stretch of PHP. A save of a person that reaches the database within it is overwritten, and may be in no revision either. A save a
minute meets it: how often, if somebody saved this very draft every minute, whom the quiet period would keep Redraft away from. Lost
saves were sent: counted from the moment in which our text was sent; a save needs its own time to reach the database.

## A person clicks on Publish in the same moment

Lost means: the post was published, and afterwards it is not what was published, or it is not published any more. The account has no
right to edit a published post, so WordPress refuses the write that comes later. What is left to a write without the plugin is the
moment within WordPress between that question and the write, which the plugin's lock closes; the post is then a draft again.

{clicks}

## What became of the pushes

Of both kinds of races. `EditConflict` and `Published` mean that Redraft saw the person and stepped back.

{pushes}
"""

if __name__ == "__main__":
    main()
