"""How results look on a terminal, in a file and in a pipe."""

from __future__ import annotations

from datetime import datetime

from rich.console import Console
from rich.table import Table
from rich.text import Text

WIDE = 500  # columns where there is no terminal: lines for a file or a pipe are not folded
COLOUR = {"revised": "green", "planned": "cyan", "failed": "red", "left": "yellow", "waiting": "yellow"}


class Plain(Console):
    """A console that is told texts of strangers, which are no markup, and leaves a broken pipe to who started it."""

    def __init__(self, *, stderr: bool = False) -> None:
        super().__init__(stderr=stderr, markup=False, highlight=False, emoji=False)
        if not self.is_terminal:
            self.width = WIDE

    def on_broken_pipe(self) -> None:
        raise BrokenPipeError

    @property
    def colours(self) -> bool:
        return self.is_terminal and not self.no_color


def table(*names: str) -> Table:
    made = Table(box=None, padding=(0, 2, 0, 0), header_style="bold")
    for name in names:
        made.add_column(name, overflow="fold")
    return made


def coloured(outcome: str) -> Text:
    return Text(outcome, COLOUR.get(outcome, ""))


def many(count: int, thing: str) -> str:
    return f"{count} {thing}" if count == 1 else f"{count} {thing}s"


def minute(time: datetime | None) -> str:
    return f"{time:%Y-%m-%d %H:%M} UTC" if time else ""


def iso(time: datetime | None) -> str | None:
    return time.isoformat() if time else None
