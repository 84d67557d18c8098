"""
How work survives a crash and is shared between processes.  The only home of DBOS.

Every process (a sync, a daemon on each machine) is a node: it enters drafts as workflows, takes some off the queue,
beats its heart, and takes over what a dead node left. A workflow's id is the draft's (`offers.task_id`), so entering
it twice is entering it once.
"""

from __future__ import annotations

import fcntl
import logging
import os
import secrets
import socket
import sys
import threading
import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import IO, Any, NoReturn, TypeVar

from dbos import DBOS, DBOSClient, DBOSConfig, SetEnqueueOptions, SetWorkflowID

from worker import offers, pipeline
from worker.config import Settings
from worker.errors import GiveUp, Held, RedraftError
from worker.offers import Offers
from worker.pace import hurried
from worker.pipeline import Failed, Outcome, StepName
from worker.rooms import Notice, Rooms, open_rooms, tell, unheard
from worker.store import IDLE, Account, Pulse, Record, SiteRecord, Store, Task

log = logging.getLogger("redraft")

T = TypeVar("T")

# The version of the steps in pipeline.py.  DBOS gives work only to nodes of the same version: raise it when steps
# change their order or meaning, and never for anything else, or an upgrade strands what is under way.
STEPS_VERSION = "1"
QUEUE = "drafts"
AT_ONCE_A_SITE = 2
WAITING = 16  # drafts besides those at a model: so many may wait for slow or busy sites before they are in the way of others
POLL_PATIENCE = 5.0  # seconds for the site's rate; what does not fit is left to the next poll
LOOKS_AT_ONCE = 30
NOTED = 5.0  # seconds, at most, until the engine has noted the end of what is settled
LOOK = 0.25  # seconds between looks at what became of a draft that is waited for
QUEUE_LOOK = 0.5  # seconds between looks at the queue, by each node for as long as it lives
BEAT = 5.0  # seconds
SILENCE = 30.0  # seconds without a beat, while others were heard: it is dead
PAGE = 500  # workflows that are looked at together
ENDED = ("SUCCESS", "ERROR", "CANCELLED", "MAX_RECOVERY_ATTEMPTS_EXCEEDED")


@dataclass(frozen=True, slots=True)
class SiteReport:
    """What one round did on one site."""

    site: str
    settled: tuple[Record, ...] = ()  # work that this round entered or joined, and what became of it
    planned: tuple[Task, ...] = ()  # a dry run: what would be worked on
    left: tuple[tuple[int, str], ...] = ()  # posts that were left alone, and why
    refused: tuple[tuple[int, str], ...] = ()  # posts that were asked for and are no drafts
    passed: tuple[tuple[int, str], ...] = ()  # posts that the site does not select, and why
    older: int = 0
    waiting: int = 0
    notes: tuple[str, ...] = ()
    problem: RedraftError | None = None  # why the site could not be looked at


def sync(
    settings: Settings,
    environ: Mapping[str, str],
    sites: Sequence[str],
    *,
    posts: Sequence[int] = (),
    dry_run: bool = False,
    backlog: bool = False,
    limit: int | None = None,
    notice: Notice = unheard,
) -> tuple[SiteReport, ...]:
    """
    One round now: look at each site (all for none named), work on what is found, and wait for it, whichever process
    does it.

    A dry run looks and says what would be worked on; it asks no model, writes to no site and remembers nothing. A site
    that cannot be looked at has its `problem` in the report and stops no other. Raises Unreachable when the database
    is out of reach.
    """
    names = tuple(sites) or tuple(site.name for site in settings.sites)
    with open_rooms(settings, environ, notice) as rooms:
        looks: dict[str, Offers | RedraftError] = {}
        with ExitStack() as opened:
            here: Node | None = None
            how = {"backlog": backlog, "only": posts, "limit": limit, "eager": True, "dry": dry_run}
            for name, look in _looks(rooms, names, **how):
                looks[name] = look
                if isinstance(look, RedraftError) or dry_run:
                    continue
                if look.tasks and here is None:  # else the engine, which takes a second to start, stays where it is
                    here = opened.enter_context(node(rooms, settings))
                if here:
                    here.enter(look)
                else:
                    offers.commit(rooms, look)
            if here:
                here.wait({task.id for look in looks.values() if isinstance(look, Offers) for task in look.tasks})
        return tuple(_report(rooms, name, looks[name], dry_run=dry_run) for name in names)


def leave(status: int) -> NoReturn:
    """
    End the process now, whatever its threads are at; the work at hand is taken over by the next node.

    Python itself would wait for every thread, and a model may take minutes to answer.
    """
    logging.shutdown()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)


def forget_settled(store: Store, before: datetime, *, dry: bool = False) -> int:
    """
    Delete what the engine itself remembers of work that ended before that time, and return of how many.  `dry`: only count.

    What is settled is never asked for again: its row in our own table says so. What ended without an outcome stays, `enter` reports it.
    """
    if not store.has_table("workflow_status", schema="dbos"):  # no work was ever entered
        return 0
    url = store.url.render_as_string(hide_password=False)
    client = DBOSClient(system_database_url=url, retry_connection_errors=False)
    forgotten = passed = 0
    try:
        while True:
            found = client.list_workflows(
                status=list(ENDED), completed_before=before.isoformat(), limit=PAGE, offset=passed, load_input=False, load_output=False
            )
            settled = [each.workflow_id for each in found if (record := store.record(each.workflow_id)) is None or record.outcome]
            if settled and not dry:
                client.delete_workflows(settled)
            forgotten += len(settled)
            passed += len(found) if dry else len(found) - len(settled)
            if len(found) < PAGE:
                return forgotten
    finally:
        client.destroy()


class Node:
    """This process as one of those that share the work.  Made by `node`."""

    def __init__(self, rooms: Rooms, name: str, locks: Path) -> None:
        self.rooms, self.name, self._locks = rooms, name, locks
        self._at_work = 0
        self._door = threading.Lock()
        self._taking_over = threading.Lock()
        self._beaten = time.monotonic()
        self.closing = False

    @property
    def silent_for(self) -> float:
        """Seconds since the heart beat last: the database was in reach then, and the work of dead nodes looked after."""
        return time.monotonic() - self._beaten

    def beat(self) -> None:
        """Say that this process lives, and take over what dead ones left."""
        self._take_over(self.rooms.store.beat(self.name))
        self._beaten = time.monotonic()

    def close(self) -> None:
        """From here on only what is at hand is brought to its end."""
        with self._taking_over:
            self.closing = True
        self.rooms.stop.set()

    @property
    def at_work(self) -> int:
        """How many drafts this process has in hand."""
        return self._at_work

    def poll(self, site: str, known: SiteRecord | None = None) -> Offers | RedraftError:
        """Look at one site in its turn and enter what is found.  `known`: what the store has just said of it."""
        with hurried(POLL_PATIENCE):
            look = _look(self.rooms, site, eager=False, known=known)
        if isinstance(look, Offers):
            self.enter(look)
        return look

    def enter(self, look: Offers) -> None:
        """Give the engine the work of one look, then let the next poll begin where this one ended."""
        known = self._states([task.id for task in look.tasks])
        for task in look.tasks:
            state = known.get(task.id)
            if state is None:
                with SetWorkflowID(task.id), SetEnqueueOptions(queue_partition_key=task.site):
                    DBOS.enqueue_workflow(QUEUE, _work, task.id, task.site, task.post_id, task.source, task.attempt)
                tell(task, "is queued")
            elif state in ENDED and (lost := self.rooms.store.record(task.id)) and lost.outcome is None:
                # A bug, or a database that was put back from a copy.  It must not wait for ever.
                fault = Failed("the engine ended this without an outcome; the log may say why", 3, self.rooms.now())
                pipeline.settle(self.rooms, task, fault)
        offers.commit(self.rooms, look)

    def wait(self, tasks: Collection[str]) -> None:
        """Until every one of them has an outcome, whichever process gives it one."""
        left = set(tasks)
        while left:
            open_now = {record.id for record in self.rooms.store.open_work()}
            ended = [task for task, state in self._states(sorted(left & open_now)).items() if state in ENDED]
            left = (left & open_now) - set(ended)
            if left:
                time.sleep(LOOK)
        # The outcome is in our table a moment before the engine notes that it was the last step: a node that ended between
        # the two would leave the next one something to take over.
        ends = time.monotonic() + NOTED
        while not all(state in ENDED for state in self._states(sorted(tasks)).values()) and time.monotonic() < ends:
            time.sleep(LOOK / 10)

    def _take_over(self, pulses: Mapping[str, Pulse]) -> None:
        """Put the work of dead nodes back into the queue."""
        with self._taking_over:
            if self.closing:  # the engine that is asked for the nodes may be gone
                return
            for name, pulse in {**pulses, **self._unknown(pulses)}.items():
                if self.closing:
                    return
                if name != self.name and self._dead(name, pulse) and self.rooms.store.inherit(name, self.name):
                    self._bury(name)

    def _unknown(self, known: Collection[str]) -> dict[str, Pulse]:
        """
        Nodes that hold work and have no row.

        A node that was frozen is buried, wakes, takes work, and may die before it beats again.
        """
        at_work = DBOS.list_workflows(status="PENDING", load_input=False, load_output=False)
        names = {workflow.executor_id for workflow in at_work if workflow.executor_id} - set(known)
        for name in names:
            self.rooms.store.suspect(name)
        return {name: Pulse(0) for name in names}

    def _bury(self, name: str) -> None:
        for workflow in DBOS.list_workflows(status="PENDING", executor_id=name, load_input=False, load_output=False):
            DBOS.resume_workflow(workflow.workflow_id, queue_name=QUEUE)
        self.rooms.store.forget(name)
        (self._locks / name).unlink(missing_ok=True)

    def work(self, task: Task) -> str:
        """One draft, in a thread of the engine."""
        began = time.monotonic()
        with self._door:
            self._at_work += 1
        try:
            outcome = pipeline.revise(self.rooms, task, _step)
        except Exception as fault:
            if self.closing:
                raise  # the engine has gone from under it; another node takes it over
            # Not ours, so a bug: the draft gets an outcome, or it would wait for ever, and the log the traceback.
            reason = f"a fault in Redraft itself ({type(fault).__name__}); the log has the details: please report it"
            outcome = pipeline.settle(self.rooms, task, Failed(reason, GiveUp.exit_status))
            log.exception("draft failed site=%s post=%d", task.site, task.post_id)
            raise
        finally:
            with self._door:
                self._at_work -= 1
        self._tell_settled(task, outcome, time.monotonic() - began)
        return outcome.kind

    def _tell_settled(self, task: Task, outcome: Outcome, seconds: float) -> None:
        """One line; `tokens` and `cost` are what all tries of this text have taken, or may have taken."""
        told: dict[str, object] = {"site": task.site, "post": task.post_id, "outcome": outcome.kind}
        with suppress(RedraftError):  # a database that has just gone; the draft is settled all the same
            (taken,) = self.rooms.store.spent([Account(task.account, "")])
            told |= {"tokens": taken.tokens, "cost": taken.cost / 1e9}
        template = " ".join(f"{name}=%s" for name in told) + " seconds=%.1f"
        values = [*told.values(), round(seconds, 1)]
        if reason := getattr(outcome, "reason", ""):
            template, values = f"{template} reason=%r", [*values, reason]
        log.info(f"draft settled {template}", *values)

    def _dead(self, name: str, pulse: Pulse) -> bool:
        """Its lock in our state folder is free, or it has been silent while others were heard."""
        lock = self._locks / name
        return (lock.exists() and _free(lock)) or pulse.silent_for > SILENCE

    @staticmethod
    def _states(tasks: Sequence[str]) -> dict[str, str]:
        if not tasks:
            return {}
        found = DBOS.list_workflows(workflow_ids=list(tasks), load_input=False, load_output=False)
        return {workflow.workflow_id: workflow.status for workflow in found}


_here: Node | None = None  # DBOS is one for each process, and finds the work by the name of a function


@DBOS.workflow(name="revise")
def _work(task_id: str, site: str, post_id: int, source: str, attempt: int) -> str:
    if _here is None:
        raise RuntimeError("the engine runs work only inside of `node`")
    return _here.work(Task(task_id, site, post_id, source, attempt))


def _step(name: StepName, work: Callable[[], T], /) -> T:
    return DBOS.run_step({"name": name}, work)


@contextmanager
def node(rooms: Rooms, settings: Settings, *, patience: float = 30.0) -> Iterator[Node]:
    """
    Be a node: work off the queue until the block ends.

    At its end the drafts at hand get `patience` seconds; what is not done by then is taken over by the next node, as
    after a crash. Raises Unreachable when the state folder cannot be written.
    """
    global _here
    locks = settings.state / "nodes"
    locks.mkdir(parents=True, exist_ok=True, mode=0o700)
    name = f"{socket.gethostname()}-{os.getpid()}-{secrets.token_hex(3)}"
    with _held(locks / name):
        here = _here = Node(rooms, name, locks)
        rooms.store.beat(name)  # before the first work: who dies with work must be known
        DBOS(config=_config(rooms, name))
        DBOS.launch()
        with _heart(here):
            try:
                DBOS.register_queue(
                    QUEUE,
                    worker_concurrency=(settings.model.at_once if settings.model else 1) + WAITING,
                    partition_concurrency=AT_ONCE_A_SITE,
                    polling_interval_sec=QUEUE_LOOK,
                    on_conflict="always_update",
                )
                yield here
            except KeyboardInterrupt:
                patience = 0
                raise
            finally:
                here.close()
                DBOS.destroy(workflow_completion_timeout_sec=round(patience) if here.at_work else 0)
                _here = None
        if not here.at_work:
            rooms.store.forget(name)
            (locks / name).unlink(missing_ok=True)


@contextmanager
def _heart(here: Node) -> Iterator[None]:
    """Beat and take over, every few seconds, until the block ends.  The first time at once."""
    stop = threading.Event()

    def beat() -> None:
        while True:
            try:
                here.beat()
            except RedraftError as error:
                log.warning("heartbeat missed reason=%r", str(error))
            if stop.wait(BEAT):
                return

    thread = threading.Thread(target=beat, name="heart", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def _config(rooms: Rooms, name: str) -> DBOSConfig:
    # Our tables and the engine's share one database: a copy of it, or a power cut, never separates them.
    url = rooms.store.url.render_as_string(hide_password=False)
    return {
        "name": "redraft",
        "system_database_url": url,
        "application_version": STEPS_VERSION,
        "executor_id": name,
        "sys_db_idle_transaction_timeout_sec": IDLE,
        # It tries again by itself where a connection was lost; asking each time whether it still holds would be half of all that an
        # idle node asks.
        "db_engine_kwargs": {"pool_pre_ping": False},
        "enable_otlp": False,
        # Its own messages are for who asked for everything; and a fault is in our own log already.
        "log_level": "INFO" if log.isEnabledFor(logging.DEBUG) else "CRITICAL",
    }


def _looks(rooms: Rooms, sites: Sequence[str], **how: Any) -> Iterator[tuple[str, Offers | RedraftError]]:
    """A look at each, as they come in: a site that hangs keeps no other waiting."""
    pool = ThreadPoolExecutor(LOOKS_AT_ONCE, "look")
    try:
        looking = {pool.submit(_look, rooms, site, **how): site for site in sites}
        for look in as_completed(looking):
            yield looking[look], look.result()
    finally:
        pool.shutdown(wait=False, cancel_futures=True)  # whoever interrupts it does not wait for a site that hangs


def _look(rooms: Rooms, site: str, **how: Any) -> Offers | RedraftError:
    try:
        return offers.offer(rooms, site, **how)
    except RedraftError as error:
        if not how.get("dry") and not isinstance(error, Held):  # why a site is shut is noted already
            rooms.store.ailing(site, str(error))
        return error


def _report(rooms: Rooms, name: str, look: Offers | RedraftError, *, dry_run: bool) -> SiteReport:
    if isinstance(look, RedraftError):
        return SiteReport(name, problem=look)
    report = SiteReport(
        name,
        left=tuple(look.left),
        refused=tuple(look.refused),
        passed=tuple(look.passed),
        older=look.older,
        waiting=look.waiting,
        notes=tuple(look.notes),
    )
    if dry_run:
        return replace(report, planned=tuple(look.tasks))
    records = [rooms.store.record(task.id) for task in (*look.tasks, *look.adopted)]
    return replace(report, settled=tuple(record for record in records if record))


@contextmanager
def _held(path: Path) -> Iterator[IO[bytes]]:
    """A file locked for as long as this process lives: the kernel itself says when it does not."""
    with path.open("wb") as file:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield file


def _free(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except FileNotFoundError:
        return False  # another node has just buried it
    except BlockingIOError:
        return False
    return True
