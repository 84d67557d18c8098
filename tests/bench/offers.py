"""
Offer the same draft ten thousand times by four processes with other clocks, and write the section of docs/reliability.md.
`make prove-offers` runs it.

    python tests/bench/offers.py [--times 10000]
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from support import reliability  # noqa: E402
from support.offering import SKEWS, THINKS, Offered, offer  # noqa: E402
from support.postgres import postgresql  # noqa: E402

JOURNAL = ROOT / "var/offers.jsonl"  # a line a run
HOURS = 6  # after so many it hangs


def main() -> None:
    parser = argparse.ArgumentParser(description="One draft, offered again and again, on SQLite and PostgreSQL.")
    parser.add_argument("--times", type=int, default=10_000)
    given = parser.parse_args()
    JOURNAL.parent.mkdir(exist_ok=True)
    with postgresql() as server:
        for database in ("SQLite", "PostgreSQL"):
            address = server.new_database() if database == "PostgreSQL" else ""
            with tempfile.TemporaryDirectory() as folder:
                offered = offer(Path(folder), given.times, address=address, patience=HOURS * 3600)
            row = {"at": datetime.now(UTC).date().isoformat(), "database": database, "load": os.getloadavg()[0]}
            with JOURNAL.open("a") as journal:
                journal.write(json.dumps({**row, "run": asdict(offered)}) + "\n")
    text = section([json.loads(line) for line in JOURNAL.read_text().splitlines()])
    reliability.write("offers", text)
    print(text)


def section(rows: list[dict[str, Any]]) -> str:
    """The newest run on each database."""
    newest = {row["database"]: row for row in rows}
    lines = []
    for database, row in newest.items():
        run = Offered(**row["run"])
        figures = (run.workflows, run.writes, f"{run.questions}, {run.asked_again}", run.outcome)
        lines.append(f"| {database} | {row['at']} | {run.times:,} | {' | '.join(map(str, figures))} |")
    skews = ", ".join(f"{skew:+g} s" for skew in SKEWS)
    return f"""## One draft, offered again and again

Counted by `make prove-offers`. {len(SKEWS)} processes, each a node, whose clocks are off by {skews}, look at one site;
what they know of its draft is taken from them each time, so that they decide anew, and whatever they were given they offer to the engine
once more. The model thinks for {THINKS:g} s. Writes and questions by the servers' own journals.

| database | on | offered | pieces of work | writes | questions, asked again | became |
| --- | --- | --- | --- | --- | --- | --- |
{chr(10).join(lines)}
"""


if __name__ == "__main__":
    main()
