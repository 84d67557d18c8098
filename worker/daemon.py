"""
When: each site is polled in its turn until a signal ends the process.  The only home of APScheduler.

The schedule lives in the memory of each node. Nodes share work through the engine's queue and a poll through one
conditional UPDATE, never a schedule: a job store that several processes share is not supported. The turns themselves are
decided in worker/schedule.py.
"""

from __future__ import annotations

import logging
import os
import random
import signal
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime, timedelta, tzinfo
from typing import NoReturn

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.jobstores.base import JobLookupError
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.base import BaseTrigger
from apscheduler.triggers.interval import IntervalTrigger

from worker import engine, health, prune, schedule
from worker.config import Settings, SiteSettings
from worker.engine import Node
from worker.errors import RedraftError
from worker.rooms import Rooms, open_rooms, utc_now
from worker.schedule import Window
from worker.store import SiteRecord
from worker.supervisor import Supervisor

log = logging.getLogger("redraft")

STOP = (signal.SIGTERM, signal.SIGINT)
SIGNALS = (*STOP, signal.SIGHUP)
POLLS_AT_ONCE = 100  # when a hosting provider fails, many sites begin to hang at once, and those that answer wait behind them this one time
# A site that does not answer holds its thread for half a minute. So who was slow is polled among the slow from then on, however
# many they are, until it is quick again; those that answer wait for none of them.
SLOW = 3.0  # seconds for one poll
SLOW_POLLS_AT_ONCE = 10
PRUNE = timedelta(hours=1)  # between two looks whether it is a day since any node has pruned
FIRST_PRUNE = timedelta(minutes=10)  # who starts has other things to do
FIRST_POLL = timedelta(seconds=10)  # spread over so long, or all sites would be asked in the same second


def run(settings: Settings, environ: Mapping[str, str], reload: Callable[[], Settings]) -> int:
    """
    Poll and work until SIGTERM or SIGINT, then finish the drafts at hand, start no other, and return 0.

    A second signal ends the process at once; so does a draft that takes longer than `stop_timeout`: the next node takes it
    over. SIGHUP begins anew, in the same process, with what `reload` has read; what is wrong with that is logged, and
    everything stays as it was. Must be called in the main thread. Raises Unreachable when the database is out of reach, and
    WrongSetting when the health address is taken.
    """
    signal.pthread_sigmask(signal.SIG_BLOCK, SIGNALS)  # in every thread that starts from here on; only sigwait hears them
    supervisor = Supervisor.of(environ)
    with open_rooms(settings, environ) as rooms:
        with engine.node(rooms, settings, patience=settings.daemon.stop_timeout) as here, health.told(settings, rooms, here):
            clock = _clock(rooms, here, supervisor, settings.keep)
            clock.start()
            supervisor.ready(f"{len(settings.sites)} sites")
            log.info("daemon started sites=%d node=%s", len(settings.sites), here.name)
            again = _until_told(reload)
            _next_signal_ends_it()
            supervisor.reloading() if again else supervisor.stopping()
            log.info("daemon %s drafts_at_hand=%d", "reloads" if again else "stops", here.at_work)
            clock.shutdown(wait=False)
        if here.at_work:
            log.info("daemon stopped drafts_handed_over=%d", here.at_work)
            _begin_anew() if again else engine.leave(0)
    if again:
        _begin_anew()
    log.info("daemon stopped")
    return 0


def _until_told(reload: Callable[[], Settings]) -> bool:
    """Wait for a signal: True to begin anew, False to stop."""
    while signal.sigwait(SIGNALS) == signal.SIGHUP:
        try:
            reload()
        except RedraftError as error:
            for problem in str(error).splitlines():
                log.error("reload refused, everything stays as it was problem=%r", problem)
        else:
            return True
    return False


def _begin_anew() -> NoReturn:
    """
    The same command in the same process, from the start.

    Whatever a thread still holds ends here, and the next node takes it over; what an upgrade has changed is read anew.
    """
    logging.shutdown()
    sys.stdout.flush()
    sys.stderr.flush()
    os.execv(sys.executable, sys.orig_argv)  # noqa: S606


def _clock(rooms: Rooms, here: Node, supervisor: Supervisor, keep: timedelta) -> BackgroundScheduler:
    clock = BackgroundScheduler(
        executors={
            "default": ThreadPoolExecutor(POLLS_AT_ONCE),
            "slow": ThreadPoolExecutor(SLOW_POLLS_AT_ONCE),
            "supervisor": ThreadPoolExecutor(1),
        },
        # A poll that comes late is still wanted, once: a second of delay, the default, loses polls on a busy machine.
        job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
        timezone="UTC",
    )
    for site in rooms.settings.values():
        trigger = _Cron(site.cron, site.time_zone) if site.cron else _every(site.interval)
        # A cron line names its moments; everything else is spread.
        first = {} if site.cron else {"next_run_time": utc_now() + random.random() * min(FIRST_POLL, site.interval)}  # noqa: S311
        clock.add_job(_turn, trigger, args=(clock, rooms, here, site), id=_job(site), **first)
    clock.add_job(_prune, _every(PRUNE), args=(rooms, keep), next_run_time=utc_now() + FIRST_PRUNE)
    if supervisor.watchdog:
        every = IntervalTrigger(seconds=supervisor.watchdog / 2, timezone="UTC")
        clock.add_job(_reassure, every, args=(here, supervisor), id="watchdog", executor="supervisor", next_run_time=utc_now())
    return clock


def _prune(rooms: Rooms, keep: timedelta) -> None:
    try:
        prune.daily(rooms, keep)
    except RedraftError as error:  # the database
        log.warning("prune failed reason=%r", str(error))


def _every(interval: timedelta) -> IntervalTrigger:
    seconds = interval.total_seconds()
    return IntervalTrigger(seconds=seconds, jitter=seconds / 10, timezone="UTC")


class _Cron(BaseTrigger):  # type: ignore[misc]  # the library has no types
    """A line of cron, as cron reads it."""

    def __init__(self, line: str, zone: tzinfo) -> None:
        self._line, self._zone = line, zone

    def get_next_fire_time(self, previous: datetime | None, now: datetime) -> datetime:
        return schedule.following(self._line, self._zone, max(previous, now) if previous else now)


def _job(site: SiteSettings) -> str:
    return f"poll {site.name}"


def _turn(clock: BackgroundScheduler, rooms: Rooms, here: Node, site: SiteSettings) -> None:
    """One site's turn, and the threads in which it has the next one."""
    began = time.monotonic()
    if not _poll(rooms, here, site):
        return
    lane = "slow" if time.monotonic() - began > SLOW else "default"
    job = clock.get_job(_job(site))
    if job and job.executor != lane:
        with suppress(JobLookupError):  # the clock has just been stopped
            job.modify(executor=lane)


def _poll(rooms: Rooms, here: Node, site: SiteSettings) -> bool:
    """Poll one site, if it is no hour of rest and no other node has had its turn; False if it was not polled."""
    try:
        # By the database's clock: where those of nodes are further apart than an interval, each of them would poll.
        known, now = rooms.store.turn(site.name)
        if schedule.rests([Window.parse(hours) for hours in site.quiet_hours], site.time_zone, now):
            return False
        wait = _wait(site, known, now)
        # Most turns of a quiet site come too early, and need no transaction that writes.
        if known.waits(now, wait) or not rooms.store.claim_poll(site.name, None, wait):
            return False
        look = here.poll(site.name, known)
        if not isinstance(look, RedraftError) and (look.tasks or look.waiting or look.left):
            rooms.store.active(site.name, now, None if site.cron else now + site.interval)
    except RedraftError as error:  # the database
        log.warning("poll failed site=%s reason=%r", site.name, str(error))
        return False
    if isinstance(look, RedraftError):
        log.warning("poll failed site=%s reason=%r", site.name, str(look))
        return True
    for post_id, reason in look.left:
        log.info("draft left alone site=%s post=%d reason=%r", site.name, post_id, reason)
    for post_id, reason in look.passed:
        log.debug("draft not selected site=%s post=%d reason=%r", site.name, post_id, reason)
    for note in look.notes:
        log.warning("poll site=%s note=%r", site.name, note)
    log.debug("poll site=%s drafts=%d waiting=%d older=%d", site.name, len(look.tasks), look.waiting, look.older)
    return True


def _wait(site: SiteSettings, known: SiteRecord, now: datetime) -> timedelta:
    """From this poll to the next."""
    if site.cron:
        return schedule.following(site.cron, site.time_zone, now) - now
    return schedule.stretched(site.interval, site.longest_interval, known.active_at, now)


def _reassure(here: Node, supervisor: Supervisor) -> None:
    """Tell the supervisor that all is well; silence makes it start this process anew."""
    if here.silent_for < health.SILENCE:
        supervisor.alive()


def _next_signal_ends_it() -> None:
    for number in STOP:
        signal.signal(number, lambda number, _frame: engine.leave(128 + number))
    signal.pthread_sigmask(signal.SIG_UNBLOCK, STOP)
