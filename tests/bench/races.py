"""
Count what is lost in races, and write docs/safety.md.  `make prove-races` runs it; it goes on where it was stopped.

    python tests/bench/races.py [--saves 1000] [--clicks 300] [--minutes 0] [--way WAY] [--lab NAME] [--page]

Journals of several machines are put together with `cat`; --page then writes the page from what they hold.
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

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from support.races import MODES, SPREAD, Act, Arena, Race  # noqa: E402

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
        while time.monotonic() < ends and (open_cells := _open(_wanted(given), modes)):
            for version, mode, act in open_cells:
                if time.monotonic() < ends:
                    races = arenas[version].race(mode, act, ROUND, random.Random())
                    _write_down(version, sites[version], races)
    finally:
        for lab in labs.values():
            lab.stop()


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


def _write_down(version: str, site: WordPress, races: list[Race]) -> None:
    where = {"wp": version, "wordpress": site.version, "at": datetime.now(UTC).date().isoformat(), "load": os.getloadavg()[0]}
    where |= {"php": site.php("echo PHP_VERSION;"), "database": site.php("echo $wpdb->db_server_info();")}
    JOURNAL.parent.mkdir(exist_ok=True)
    with JOURNAL.open("a") as journal:
        journal.write(json.dumps({**where, "races": [asdict(race) for race in races]}) + "\n")


def _rounds() -> list[dict]:  # type: ignore[type-arg]  # the JSON of _write_down
    return [json.loads(line) for line in JOURNAL.read_text().splitlines()] if JOURNAL.exists() else []


def _page(rounds: list[dict], wanted: dict[Act, int]) -> str:  # type: ignore[type-arg]
    versions = {round_["wp"]: round_["wordpress"] for round_ in rounds}
    races = [(round_["wp"], Race(**race)) for round_ in rounds for race in round_["races"]]
    days = sorted({round_["at"] for round_ in rounds})
    loads = statistics.median(round_["load"] for round_ in rounds)
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
        load=f"{loads:.1f}",
        spread=f"{SPREAD * 1000:.0f}",
        saves=table("save"),
        clicks=table("publish"),
        pushes=_pushes([race for _, race in races]),
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
- Redraft works through the REST API, with the account of `config/wordpress/role.md`.
{so_far}
## A person saves in the same moment

A draft, and an author who saves it at a random moment within {spread} ms before or after the moment in which Redraft, as a rule, sends
its text. Lost means: WordPress told the author that the draft is saved, and then it holds something else. This is an attack, not
what happens in a newsroom: there, Redraft touches only drafts that nobody has changed for the quiet period (10 minutes).

{saves}

Naive is what a script does that just writes. `replace` without the plugin looks once more right before it writes; what is left is
the time that this last look and the write take, a fraction of a second. With the plugin the comparison and the write are one step
under a lock of the database. `suggest` and `copy` do not write to the draft at all. The percentage beside a zero is the rule of
three: with 95 % confidence the true share is below it.

## A person clicks on Publish in the same moment

Lost means: the post was published, and afterwards it is not what was published, or it is not published any more. The account has no
right to edit a published post, so WordPress refuses the write that comes later. What is left to a plain write is the moment within
WordPress between that question and the write, which the plugin's lock closes.

{clicks}

## What became of the pushes

Of both kinds of races. `EditConflict` and `Published` mean that Redraft saw the person and stepped back.

{pushes}
"""

if __name__ == "__main__":
    main()
