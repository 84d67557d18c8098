"""What an examination found: one line of the doctor's table, and the exact text that mends it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Level = Literal["ok", "warn", "fail"]


@dataclass(frozen=True, slots=True)
class Remedy:
    """`text` as it must stand in `into`: a file, with the place in it, or where else a person pastes it."""

    into: str
    text: str


@dataclass(frozen=True, slots=True)
class Finding:
    """
    One check.  `saw` says what was asked and what came back, `means` what that is for Redraft.

    Several remedies stand beside each other for different servers, the likeliest first.
    """

    check: str
    level: Level
    saw: str
    means: str = ""
    remedies: tuple[Remedy, ...] = ()
    exit_status: int = 0  # of a failure: 2 a person must change something, 3 the same may work later


def ok(check: str, saw: str, means: str = "", *remedies: Remedy) -> Finding:
    return Finding(check, "ok", saw, means, remedies)


def warn(check: str, saw: str, means: str, *remedies: Remedy) -> Finding:
    return Finding(check, "warn", saw, means, remedies)


def fail(check: str, saw: str, means: str, *remedies: Remedy, exit_status: int = 2) -> Finding:
    return Finding(check, "fail", saw, means, remedies, exit_status)
