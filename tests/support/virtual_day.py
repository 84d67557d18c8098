"""
A day of polls in virtual time: the daemon's own turns, claims and rests, on a real database, by nodes whose clocks disagree.

What is real: the triggers that the daemon gives to APScheduler, `daemon._poll` with everything that it decides, and the claims in the
database. What is not: APScheduler's waiting (its next moment is asked for instead), the sites, and the engine.
"""

from __future__ import annotations

import heapq
import itertools
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any, cast

from apscheduler.triggers.base import BaseTrigger

from worker import daemon, schedule
from worker.config import SiteSettings
from worker.engine import Node
from worker.offers import Offers
from worker.rooms import Rooms
from worker.schedule import Window
from worker.store import Store, Task

BEGIN = datetime(2026, 3, 28, 0, 0, tzinfo=UTC)  # 27 hours later Europe's clocks have gone forward


def site(number: int, **how: Any) -> SiteSettings:
    return SiteSettings(name=f"site-{number:04}", url="https://blog.example", username="editor", password_env="BLOG_PASSWORD", **how)


def kinds() -> Sequence[Mapping[str, Any]]:
    """How sites are polled, one after the other."""
    minutes = (1, 5, 15, 60)
    quiet = {"quiet_hours": ("22:00-06:00",), "time_zone": "Europe/Berlin"}
    lines = ("*/20 6-22 * * *", "7 * * * mon-fri", "30 2 * * *", "@hourly")
    return (
        *({"interval": timedelta(minutes=each)} for each in minutes),
        {"interval": timedelta(minutes=5), **quiet},
        *({"cron": line, "time_zone": zone} for line, zone in zip(lines, ("Europe/Berlin", "UTC", "Europe/Berlin", "UTC"), strict=True)),
    )


@dataclass
class Day:
    """`polls`: of each site, in true time."""

    sites: Sequence[SiteSettings]
    ends: datetime
    polls: dict[str, list[datetime]] = field(default_factory=lambda: defaultdict(list))
    turns: int = 0


class _Sites:
    """In the place of a node: a poll is noted, and now and then it finds a draft."""

    def __init__(self, day: Day, chance: Random) -> None:
        self._day, self._chance = day, chance
        self.true = BEGIN

    def poll(self, name: str, _known: object) -> Offers:
        self._day.polls[name].append(self.true)
        found = Offers(name)
        if self._chance.random() < 0.02:
            found.tasks.append(Task("rw", name, 1, ""))
        return found


def live(store: Store, sites: Sequence[SiteSettings], skews: Sequence[timedelta], length: timedelta, *, seed: int = 0) -> Day:
    """
    Let time pass.  `skews`: of each node's clock against the true time.
    """
    day, chance = Day(sites, BEGIN + length), Random(seed)
    here = _Sites(day, chance)
    clocks = list(skews)
    nodes = [_rooms(store, sites, here, skew) for skew in clocks]
    number = itertools.count()  # what is due at the same moment goes by this
    heap: list[tuple[datetime, int, int, SiteSettings, BaseTrigger, datetime]] = []

    def plan(node: int, one: SiteSettings, trigger: BaseTrigger, previous: datetime | None, now: datetime) -> None:
        fires = trigger.get_next_fire_time(previous, now)
        heapq.heappush(heap, (fires - clocks[node], next(number), node, one, trigger, fires))

    for node, one in itertools.product(range(len(nodes)), sites):
        trigger = daemon._Cron(one.cron, one.time_zone) if one.cron else daemon._every(one.interval)
        begins = BEGIN + clocks[node]
        plan(node, one, trigger, None if one.cron else begins - one.interval * chance.random(), begins)
    while heap and heap[0][0] < day.ends:
        true, _, node, one, trigger, fired = heapq.heappop(heap)
        here.true = true
        day.turns += 1
        daemon._poll(nodes[node], cast(Node, here), one)
        plan(node, one, trigger, fired, true + clocks[node])
    return day


def _rooms(store: Store, sites: Sequence[SiteSettings], here: _Sites, skew: timedelta) -> Rooms:
    def refuse(_: object) -> Any:
        raise AssertionError("a poll of a virtual day asks no site and no model")

    store.moment = lambda _db: here.true  # type: ignore[method-assign,assignment]  # the database has one clock
    rooms = Rooms(
        store=store,
        ledger=cast(Any, None),
        settings={one.name: one for one in sites},
        site=refuse,
        guide=refuse,
        model=lambda: refuse(None),
        model_name="",
    )
    return replace(rooms, now=lambda: here.true + skew)


def faults_of(day: Day, one: SiteSettings, skews: Sequence[timedelta]) -> list[str]:
    """What was wrong with the polls of a site; a line each."""
    polls, found = day.polls[one.name], []
    rests = [Window.parse(hours) for hours in one.quiet_hours]
    found += [f"{one.name} was polled at {poll}, in its hours of rest" for poll in polls if schedule.rests(rests, one.time_zone, poll)]
    if one.cron:
        return found + _faults_of_cron(day, one, max(map(abs, skews)))
    # A turn may come a fifth of the wait early, and the wait grows by a twentieth of the time in which no draft moves: 1 - 1.04 / 5.
    shortest, longest = one.interval * 0.79, max(one.interval, one.longest_interval) * 1.5
    for earlier, later in itertools.pairwise([BEGIN, *polls, day.ends]):
        if later - earlier < shortest and earlier in polls and later in polls:
            found.append(f"{one.name} was polled at {earlier} and again at {later}")
        slept = any(schedule.rests(rests, one.time_zone, earlier + part * (later - earlier) / 20) for part in range(21))
        if later - earlier > longest and not slept:
            found.append(f"{one.name} was forgotten from {earlier} to {later}")
    return found


def _faults_of_cron(day: Day, one: SiteSettings, skew: timedelta) -> list[str]:
    """Each of its moments has one poll, at the right time by the clock of the node that made it."""
    near, found = skew + timedelta(seconds=2), []
    moment = schedule.following(one.cron, one.time_zone, BEGIN + near)
    first = True  # before it the database did not know the site, and each clock has its own first moment
    while moment + near < day.ends:
        polls = [poll for poll in day.polls[one.name] if abs(poll - moment) <= near]
        if not polls or (len(polls) > 1 and not first):
            found.append(f"{one.name} was polled {len(polls)} times for {moment}")
        moment, first = schedule.following(one.cron, one.time_zone, moment), False
    return found
