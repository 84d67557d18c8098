"""
When a site has its turn: how long to wait, which hours to rest, what a cron line means.

Pure: the time comes in as an argument.  The only home of croniter, which reads cron lines as cron does; APScheduler's own
reading counts the days of the week from Monday, so that its "1" is a Tuesday.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta, tzinfo
from typing import Self

from croniter import CroniterBadCronError, CroniterBadDateError, croniter

SHARE = 20  # a draft that comes waits at most a twentieth of the time in which none came
_WINDOW = re.compile(r"([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)")


@dataclass(frozen=True, slots=True)
class Window:
    """A part of every day, by the clock on the wall: from `begins`, up to but not including `ends`, over midnight if need be."""

    begins: time
    ends: time

    @classmethod
    def parse(cls, text: str) -> Self:
        """
        >>> Window.parse("22:00-06:30")
        Window(begins=datetime.time(22, 0), ends=datetime.time(6, 30))

        ValueError for anything else, and for a window that begins where it ends.
        """
        match = _WINDOW.fullmatch(text)
        if match is None or (match[1], match[2]) == (match[3], match[4]):
            raise ValueError(f'"{text}" is no part of a day; write one such as "22:00-06:00"')
        hours = [int(part) for part in match.groups()]
        return cls(time(hours[0], hours[1]), time(hours[2], hours[3]))

    def holds(self, clock: time) -> bool:
        if self.begins < self.ends:
            return self.begins <= clock < self.ends
        return clock >= self.begins or clock < self.ends


def stretched(shortest: timedelta, longest: timedelta, active_at: datetime | None, now: datetime) -> timedelta:
    """
    How long to wait for the next poll of a site on which a draft last moved at `active_at` (None: it is new to us).

    Between the two bounds, and longer the longer nothing has moved, so that every node comes to the same answer.

    >>> from datetime import UTC
    >>> noon = datetime(2026, 3, 1, 12, tzinfo=UTC)
    >>> str(stretched(timedelta(minutes=1), timedelta(minutes=15), noon - timedelta(hours=1), noon))
    '0:03:00'
    """
    quiet = now - active_at if active_at else timedelta()
    return max(shortest, min(longest, quiet / SHARE))


def rests(windows: Sequence[Window], zone: tzinfo, now: datetime) -> bool:
    """Is `now` (aware) within one of the windows of the zone's day?"""
    clock = now.astimezone(zone).time()
    return any(window.holds(clock) for window in windows)


def cron(line: str) -> str:
    """
    The line itself, if cron would take it: five fields, or a name such as "@hourly".

    ValueError says what would be right.
    """
    wrong = f'"{line}" is no line of cron; write five fields such as "*/5 6-22 * * mon-fri", or a name such as "@hourly"'
    if len(line.split()) != 5 and not re.fullmatch(r"@[a-z]+", line):
        raise ValueError(wrong)
    try:
        croniter(line, datetime(2000, 1, 1)).get_next(datetime)  # a day that never comes is found only by looking for it
    except (CroniterBadCronError, CroniterBadDateError):
        raise ValueError(wrong) from None
    return line


def following(line: str, zone: tzinfo, now: datetime) -> datetime:
    """The first turn of a line of cron after `now` (aware), by the clock on the wall of `zone`."""
    found = croniter(line, now.astimezone(zone)).get_next(datetime)
    if not isinstance(found, datetime):
        raise TypeError(found)
    return found
