"""
When: each site is polled on its own interval until a signal ends the process.  The only home of APScheduler.

The schedule lives in the memory of each node. Nodes share work through the engine's queue and a poll through one
conditional UPDATE, never a schedule: a job store that several processes share is not supported.
"""

from __future__ import annotations

import logging
import random
import signal
from collections.abc import Mapping
from datetime import timedelta

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler

from worker import engine
from worker.config import Settings, SiteSettings
from worker.engine import Node
from worker.errors import RedraftError
from worker.rooms import Rooms, open_rooms, utc_now

log = logging.getLogger("redraft")

SIGNALS = (signal.SIGTERM, signal.SIGINT)
STOP_TIMEOUT = 30.0  # seconds for the drafts at hand after a signal
POLLS_AT_ONCE = 10
FIRST_POLL = timedelta(seconds=10)  # spread over so long, or all sites would be asked in the same second


def run(settings: Settings, environ: Mapping[str, str], *, stop_timeout: float = STOP_TIMEOUT) -> int:
    """
    Poll and work until SIGTERM or SIGINT, then finish the drafts at hand, start no other, and return 0.

    A second signal ends the process at once; so does a draft that takes longer than `stop_timeout` seconds: the next
    node takes it over. Must be called in the main thread. Raises Unreachable when the database is out of reach.
    """
    signal.pthread_sigmask(
        signal.SIG_BLOCK, SIGNALS
    )  # in every thread that starts from here on; only sigwait hears them
    with open_rooms(settings, environ) as rooms:
        with engine.node(rooms, settings, patience=stop_timeout) as here:
            clock = _clock(rooms, here)
            clock.start()
            log.info("daemon started sites=%d node=%s", len(settings.sites), here.name)
            signal.sigwait(SIGNALS)
            _next_signal_ends_it()
            log.info("daemon stops drafts_at_hand=%d", here.at_work)
            clock.shutdown(wait=False)
        if here.at_work:
            log.info("daemon stopped drafts_handed_over=%d", here.at_work)
            engine.leave(0)
    log.info("daemon stopped")
    return 0


def _clock(rooms: Rooms, here: Node) -> BackgroundScheduler:
    clock = BackgroundScheduler(
        executors={"default": ThreadPoolExecutor(POLLS_AT_ONCE)},
        # A poll that comes late is still wanted, once: a second of delay, the default, loses polls on a busy machine.
        job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
        timezone="UTC",
    )
    for site in rooms.settings.values():
        seconds = site.interval.total_seconds()
        clock.add_job(
            _poll,
            "interval",
            args=(rooms, here, site),
            id=site.name,
            seconds=seconds,
            jitter=seconds / 10,
            next_run_time=utc_now() + random.random() * min(FIRST_POLL, site.interval),  # noqa: S311
        )
    return clock


def _poll(rooms: Rooms, here: Node, site: SiteSettings) -> None:
    """One site's turn, if no other node has had it."""
    try:
        if not rooms.store.claim_poll(site.name, rooms.now(), site.interval):
            return
        look = here.poll(site.name)
    except RedraftError as error:  # the database
        log.warning("poll failed site=%s reason=%r", site.name, str(error))
        return
    if isinstance(look, RedraftError):
        log.warning("poll failed site=%s reason=%r", site.name, str(look))
        return
    for post_id, reason in look.left:
        log.info("draft left alone site=%s post=%d reason=%r", site.name, post_id, reason)
    for note in look.notes:
        log.warning("poll site=%s note=%r", site.name, note)
    log.debug("poll site=%s drafts=%d waiting=%d older=%d", site.name, len(look.tasks), look.waiting, look.older)


def _next_signal_ends_it() -> None:
    for number in SIGNALS:
        signal.signal(number, lambda number, _frame: engine.leave(128 + number))
    signal.pthread_sigmask(signal.SIG_UNBLOCK, SIGNALS)
