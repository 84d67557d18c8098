"""
What happens to one draft.  Start reading here.

A draft that worker/offers.py found ready for work is fetched, its original kept, rewritten, and put back (or beside it) if
the site still holds what was read. Any step may be cut off by a crash and done again, by another process too: the engine
(worker/engine.py) remembers which steps are done, and each step looks before it acts. Steps hand on hashes; titles and
bodies stay in the store.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from itertools import takewhile
from typing import ClassVar, Literal, Protocol, TypeAlias, TypeVar, get_args

from worker.errors import BudgetReached, Busy, Changed, GiveUp, Held, Overtaken, RedraftError, TryLater, Unreachable
from worker.model.port import Model
from worker.rewrite import rewrite
from worker.rooms import Progress, Rooms, tell
from worker.selection import without_markers
from worker.store import COPY, Record, Task
from worker.wordpress import push
from worker.wordpress.site import Draft, still_holds

T = TypeVar("T")
StepName = Literal["fetch", "rewrite", "push", "record"]
STEPS: tuple[StepName, ...] = get_args(StepName)

TRIES = 8  # of one text, before a person must look
STARTS = 20  # of one try: a draft that ends its worker each time must not do so for ever
FIRST_RETRY = timedelta(minutes=1)
LAST_RETRY = timedelta(hours=4)
LONGEST_ASKED = 86_400.0  # seconds; no server puts a draft off for longer


class Step(Protocol):
    """Runs the work of a step once: if it was done before a crash, its result (or RedraftError) comes from memory."""

    def __call__(self, name: StepName, work: Callable[[], T], /) -> T: ...


def directly(_name: StepName, work: Callable[[], T], /) -> T:
    """Without a memory."""
    return work()


@dataclass(frozen=True, slots=True)
class Revised:
    """The site holds the rewritten text: in the draft's place, as a suggestion or as a copy, by the site's `push`."""

    kind: ClassVar = "revised"
    result: str  # its hash, as read back


@dataclass(frozen=True, slots=True)
class Unchanged:
    """No paragraph has new words; the site was not written to.  The proof says why."""

    kind: ClassVar = "unchanged"


@dataclass(frozen=True, slots=True)
class Left:
    """The draft belongs to a person now: edited, published or gone while we worked."""

    kind: ClassVar = "left"
    reason: str


@dataclass(frozen=True, slots=True)
class Failed:
    """
    It did not work.

    `retry_at` is None when a person must look first; `exit_status` is the error's, see errors.py. `waited`: nothing was
    tried, only its time had not come.
    """

    kind: ClassVar = "failed"
    reason: str
    exit_status: int
    retry_at: datetime | None = None
    waited: bool = False


Outcome: TypeAlias = Revised | Unchanged | Left | Failed


def revise(rooms: Rooms, task: Task, step: Step = directly) -> Outcome:
    """
    Fetch a draft, rewrite it, put it back if the site still holds what was read, and write down what became of it.
    """
    if rooms.store.begin(task.id) > STARTS:
        return settle(
            rooms,
            task,
            Failed(f"its worker stopped {STARTS} times while at it; the log may say why", GiveUp.exit_status),
        )
    if rooms.store.site(task.site).paused_at:  # the first poll after the pause takes it up again
        paused = Failed(f"the site is paused: redraft resume {task.site}", TryLater.exit_status, rooms.now(), waited=True)
        return settle(rooms, task, paused)
    if rooms.store.is_skipped(task.site, task.post_id):
        return settle(rooms, task, Left(f"it is skipped: redraft sync {task.site} --post {task.post_id} takes it up again"))
    try:
        rooms.admit(task.site)
    except Held as error:
        return settle(rooms, task, what_next(error, 0, rooms.now(), random.random()))  # noqa: S311
    walk = _told(task, step)
    outcome: Outcome
    try:
        base = walk("fetch", lambda: _fetch(rooms, task))
        planned = walk("rewrite", lambda: _rewrite(rooms, task))
        if planned == task.source:
            outcome = Unchanged()
        else:
            outcome = Revised(walk("push", lambda: _push(rooms, task, base, planned)))
    except RedraftError as error:  # ours; anything else is a bug and keeps its traceback
        tries = tries_before(rooms.store.history(task.site, task.post_id), task)
        outcome = what_next(error, tries, rooms.now(), random.random())  # noqa: S311
    return walk("record", lambda: settle(rooms, task, outcome))


def settle(rooms: Rooms, task: Task, outcome: Outcome) -> Outcome:
    """Write down what became of it.  This is what ends a piece of work; everything before may be done again."""
    details = asdict(outcome)
    if result := details.pop("result", None):
        rooms.store.mark_push(task.id, result)
    rooms.store.settle(task.id, outcome.kind, rooms.now(), **details)
    return outcome


def tries_before(history: Sequence[Record], task: Task) -> int:
    """How often this text has failed since a person last had to look, from the history of its post, newest first."""
    earlier = [record for record in history if record.source == task.source and record.attempt < task.attempt]
    automatic = takewhile(lambda record: record.outcome == "failed" and record.retry_at, earlier)
    return sum(not record.waited for record in automatic)


def what_next(error: RedraftError, tries: int, now: datetime, chance: float) -> Outcome:
    """
    Turn an error into what becomes of the draft, after so many failed tries. `chance` is in [0, 1): drafts that failed
    together must not come back together.

    The waiting time is drawn between nothing and a bound that doubles from a minute to four hours (full jitter), on top of the
    time that a server names. For a new budget, a rate or a server that is known to be down a draft waits as often as it
    must: that is no try.
    """
    reason = str(error)
    if isinstance(error, Changed):
        return Left(reason)
    if not isinstance(error, TryLater):
        return Failed(reason, error.exit_status)
    if isinstance(error, BudgetReached):
        return Failed(reason, error.exit_status, error.until, waited=True)
    asked = timedelta(seconds=min(error.retry_after or 0.0, LONGEST_ASKED)) if isinstance(error, Busy) else timedelta(0)
    if isinstance(error, Held):
        return Failed(reason, error.exit_status, now + asked + chance * FIRST_RETRY, waited=True)
    if tries + 1 >= TRIES:
        return Failed(f"{reason} (tried {tries + 1} times; a person must look)", error.exit_status)
    return Failed(reason, error.exit_status, now + asked + chance * min(LAST_RETRY, FIRST_RETRY * 2**tries))


def _fetch(rooms: Rooms, task: Task) -> Draft:
    """
    Read the draft again and keep its original before anything else.

    What is handed on has no title and body: the store has them.
    """
    draft = rooms.site(task.site).fetch(task.post_id)
    title, body = rooms.store.text(task.source)
    still_holds(draft, replace(draft, title=title, body=body))
    rooms.store.found(task.site, task.post_id, rooms.settings[task.site].url, draft.post_type)
    return replace(draft, title="", body="")


def _rewrite(rooms: Rooms, task: Task) -> str:
    """The paid step.  Answers are kept one by one, so that being cut off costs at most the calls in flight."""
    title, body = rooms.store.text(task.source)
    writer, reader = rooms.model(), rooms.reader(task.site)

    def entered(model: Model) -> Model:
        return rooms.ledger.of(model, task, lambda event: tell(task, f"model {event}"))

    rewritten = rewrite(
        without_markers(title, rooms.settings[task.site].select),
        body,
        entered(writer),
        rooms.guide(task.site),
        lambda done, total: rooms.notice(Progress(task.site, task.post_id, done, total)),
        reader=reader and entered(reader),
        now=rooms.now,
    )
    proof = rooms.ledger.budget.costing(rewritten.proof, writer.name, (reader or writer).name)
    rooms.store.keep_proof(task.id, proof.as_json())
    return rooms.store.keep(rewritten.title, rewritten.body, rooms.now()) if rewritten.changed else task.source


def _push(rooms: Rooms, task: Task, read: Draft, planned: str) -> str:
    """The step that others see.  It can be done again: what already stands there is not written twice."""
    site = rooms.site(task.site)
    old_title, old_body = rooms.store.text(task.source)
    base = replace(read, title=old_title, body=old_body)
    title, body = rooms.store.text(planned)
    now = site.fetch(task.post_id)
    if not now.holds(title, body):
        still_holds(now, base)
        before = rooms.store.record(task.id)
        if before and before.result:  # cut off, perhaps after its write
            push.was_not_put_back(site, base, title, body)
    # From here on what the site holds may be ours.  Whatever cuts us off, the next poll must not take it for a new
    # draft, nor a person's edit of it for one.
    rooms.store.mark_push(task.id, planned)
    try:
        stored = push.PUSHES[rooms.settings[task.site].push](site, base, title, body)
    except RedraftError as error:
        perhaps_written = isinstance(error, Overtaken) or (isinstance(error, Unreachable) and error.perhaps_done)
        with suppress(RedraftError):
            if not perhaps_written and site.fetch(task.post_id).holds(base.title, base.body):
                rooms.store.mark_push(task.id, None)
        raise
    result = rooms.store.keep(stored.title, stored.body, rooms.now())
    if stored.post_id != task.post_id:
        # A copy is no new draft, whatever becomes of its slug and its text.
        copy = Task(task.id + COPY, task.site, stored.post_id, result)
        rooms.store.enter_settled(copy, "left", f"it is Redraft's copy of post {task.post_id}", rooms.now())
        rooms.store.mark_push(copy.id, result)
    rooms.store.looked(task.site, stored.post_id, stored.modified)
    return result


def _told(task: Task, step: Step) -> Step:
    """Each step says at debug level that it begins and that it is done."""

    def told(name: StepName, work: Callable[[], T], /) -> T:
        def work_and_tell() -> T:
            tell(task, f"{name} begins")
            result = work()
            tell(task, f"{name} is done")
            return result

        return step(name, work_and_tell)

    return told
