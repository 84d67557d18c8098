"""
docs/reliability.md: a page of sections, each written by the bench that counts it and left alone by the others; and the journals that
the benches keep of what they counted.

    with a bench's figures:  write("kills", text)      # text begins with its own heading, "## …"
"""

from __future__ import annotations

import hashlib
import json
import os
import platform
import re
import sqlite3
from collections.abc import Iterable
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs/reliability.md"
SECTIONS = ("kills", "nodes", "offers", "models", "sites", "budget", "rates", "soak", "promises")  # in this order; others after them

_HEAD = """# What does a crash, a crowd or a bad day cost?

Each section is counted and written by the command that it names. The percentage beside a zero is the rule of three: with 95 %
confidence the true share of such runs is below it. All servers are stand-ins on one machine, so that what arrives can be counted there.
"""
_SECTION = re.compile(r"<!-- (?P<name>\w+) -->\n(?P<text>.*?)<!-- end of (?P=name) -->\n", re.DOTALL)


def write(name: str, text: str, page: Path = PAGE) -> None:
    """Put a section in its place on the page, in the place of the one of this name; the others stay as they are."""
    page.parent.mkdir(exist_ok=True)
    page.write_text(composed(page.read_text("utf-8") if page.exists() else "", name, text), "utf-8")


def composed(page: str, name: str, text: str) -> str:
    """
    The page with this section.

    >>> both = composed(composed("", "rates", "## Rates"), "kills", "## kill -9")
    >>> [both.index(each) for each in ("## kill -9", "## Rates")] == sorted(both.index(each) for each in ("## kill -9", "## Rates"))
    True
    >>> composed(both, "rates", "## Rates") == both
    True
    """
    sections = {found["name"]: found["text"] for found in _SECTION.finditer(page)}
    sections[name] = f"{text.strip()}\n"
    order = [*SECTIONS, *sorted(sections.keys() - set(SECTIONS))]
    shown = (f"\n<!-- {each} -->\n{sections[each]}<!-- end of {each} -->\n" for each in order if each in sections)
    return _HEAD + "".join(shown)


def code_of(files: Iterable[Path]) -> str:
    """A name for what these files hold: what was counted of other code does not count."""
    return hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()[:12]


def note(journal: Path, code: str, **what: Any) -> None:
    """Add a line to a journal: `what` (JSON values) was counted of `code`, now, under the present load."""
    journal.parent.mkdir(exist_ok=True)
    row = {"code": code, "at": datetime.now(UTC).date().isoformat(), "load": os.getloadavg()[0], **what}
    with journal.open("a") as lines:
        lines.write(json.dumps(row) + "\n")


def noted(journal: Path, code: str) -> list[dict[str, Any]]:
    """The lines about this code, oldest first."""
    rows = [json.loads(line) for line in journal.read_text().splitlines()] if journal.exists() else []
    return [row for row in rows if row["code"] == code]


def bounded(count: int, runs: int) -> str:
    """
    A count; beside a zero the bound that it proves, by runs, since what happens within one run hangs together.

    The rule of three: none in n lets the true share be up to 3 / n, with 95 % confidence.

    >>> bounded(0, 300), bounded(2, 300)
    ('**0** (below 1.0%)', '**2**')
    """
    return f"**{count}**" + (f" (below {min(1, 3 / runs):.1%})" if not count else "")


def counted(days: Iterable[str], command: str, code: str, postgresql: str, load: float) -> str:
    """The lines that say when, of what and where it was counted."""
    ordered = sorted(set(days))
    when = ordered[0] if len(ordered) == 1 else f"{ordered[0]} to {ordered[-1]}"
    return (
        f"Counted on {when} by `{command}`: Redraft {version('redraft')} (code {code}), Python {platform.python_version()}, "
        f"DBOS {version('dbos')}, SQLite {sqlite3.sqlite_version}, PostgreSQL {postgresql}; {os.cpu_count()} cores "
        f"({platform.machine()}) under a load of {load:.1f}."
    )
