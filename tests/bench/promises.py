"""
Two thousand stories of what people, models, sites, clocks and crashes may do, and the promises after each act; writes its section of
docs/reliability.md.  `make prove-promises` runs it; it goes on where it was stopped, for as long as the code is the same.

    python tests/bench/promises.py [--stories 2000]
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from faults.test_promises import COUNTED, LENGTH, Promises  # noqa: E402
from hypothesis import HealthCheck, settings  # noqa: E402
from hypothesis.stateful import run_state_machine_as_test  # noqa: E402
from support import reliability  # noqa: E402
from support.reliability import bounded  # noqa: E402

JOURNAL = ROOT / "var/promises.jsonl"  # a line for each part
PART = 25  # stories


def main() -> None:
    parser = argparse.ArgumentParser(description="Stories against the promises.")
    parser.add_argument("--stories", type=int, default=2_000)
    given = parser.parse_args()
    code = _code()
    while (done := _counted(code)["stories"]) < given.stories:
        COUNTED.clear()
        part = settings(
            max_examples=min(PART, given.stories - done),
            stateful_step_count=LENGTH,
            deadline=None,
            derandomize=False,  # each part tells other stories, in whatever surroundings it runs
            database=None,
            suppress_health_check=list(HealthCheck),
        )
        run_state_machine_as_test(Promises, settings=part)  # a promise that is broken ends it with the shortest story
        reliability.note(JOURNAL, code, counted=dict(COUNTED))
        print(f"{_counted(code)['stories']} of {given.stories}", flush=True)
    text = section(reliability.noted(JOURNAL, code))
    reliability.write("promises", text)
    print(text)


def section(rows: list[dict[str, Any]]) -> str:
    counted = sum((Counter(row["counted"]) for row in rows), Counter())
    days = sorted({row["at"] for row in rows})
    when = " to ".join(dict.fromkeys((days[0], days[-1])))
    names = ("stories", "acts", "drafts", "power cuts", "questions", "writes")
    return f"""## Stories against the promises

Counted by `make prove-promises` on {when} (code {rows[-1]["code"]}). In a story of up to {LENGTH} acts people write, save,
publish, trash, restore and undo, ask for a draft by name; Redraft polls and works; the model answers honestly or in one of many other ways;
the site fails or loses an answer; the process stops dead at any point of the walk and begins anew; its clock jumps by up to two days;
prompt and model change. After each act the promises are looked at, and in the end whether every draft was decided.

| {" | ".join(names)} | promises broken |
|{" --- |" * (len(names) + 1)}
| {" | ".join(f"{counted[name]:,}" for name in names)} | {bounded(0, counted["stories"])} |

The site is one in memory that compares and writes at once, as one with the companion plugin does. What a plain `replace` leaves open is
counted in docs/safety.md.
"""


def _counted(code: str) -> Counter[str]:
    return sum((Counter(row["counted"]) for row in reliability.noted(JOURNAL, code)), Counter())


def _code() -> str:
    """The code that promises, and the code that holds it to that."""
    files = sorted([*(ROOT / "worker").rglob("*.py"), ROOT / "tests/faults/test_promises.py"])
    return reliability.code_of(files)


if __name__ == "__main__":
    main()
