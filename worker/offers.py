"""
Which drafts of a site are to be worked on: poll, settle, decide.

Nothing here is paid for or written to a site. The same draft may be offered as often as anybody likes, by several
processes at once: the first to enter it names the work, everybody else joins it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TypeAlias

from worker.errors import Busy, Changed, NotAllowed, TryLater
from worker.rooms import Rooms, tell
from worker.store import Record, SiteRecord, Task, text_hash
from worker.wordpress import push
from worker.wordpress.site import OPEN, Draft, Poll, Site

OVERLAP = timedelta(
    seconds=2
)  # modification times have a one-second grain, and a save is listed a moment after it happened
UNREADABLE = 2  # drafts that may fail to be read before the whole poll counts as failed


@dataclass(frozen=True, slots=True)
class Offer:
    """Work on it."""

    attempt: int


@dataclass(frozen=True, slots=True)
class Adopt:
    """The site holds our revision, though the write seemed to have failed: its answer was lost."""

    record: Record


@dataclass(frozen=True, slots=True)
class Leave:
    """A person's; it is said once."""

    reason: str


@dataclass(frozen=True, slots=True)
class Known:
    """Nothing to do, and that is no news."""

    reason: str


Decision: TypeAlias = Offer | Adopt | Leave | Known


def decide(history: Sequence[Record], text: str, *, asked: bool, due: Collection[str]) -> Decision:
    """
    What to do with a post that holds `text` (a hash), from all settled work on it, newest first.

    `asked`: a person named this very post. `due`: ids of failed work whose time to be tried again has come. Prompt,
    model and rules are not asked: changing them reopens nothing.
    """
    ours = next((record for record in history if record.result == text), None)
    if ours is not None:
        return (
            Adopt(ours)
            if ours.outcome == "failed"
            else Known("it is Redraft's own revision; undo it first to have it revised again")
        )
    same = next((record for record in history if record.source == text), None)
    if same is not None and (asked or same.id in due):
        return Offer(same.attempt + 1)
    touched = any(record.result for record in history)
    if same is None:
        return (
            Offer(0)
            if asked or not touched
            else Leave("a person edited it after Redraft's revision; --post has it revised again")
        )
    if same.outcome == "left" and not touched:  # it changed while we worked, and is now back to what it was
        return Offer(same.attempt + 1)
    return Known("it was decided before")


@dataclass(slots=True)
class Offers:
    """What one look at a site gave."""

    site: str
    tasks: list[Task] = field(default_factory=list)  # to be worked on, or being worked on
    left: list[tuple[int, str]] = field(default_factory=list)  # post and reason: news, not work
    adopted: list[Task] = field(default_factory=list)  # found to be done
    older: int = 0  # from before the first look: only with --backlog or --post
    waiting: int = 0  # touched a moment ago, or beyond the limit: a later round takes them
    notes: list[str] = field(default_factory=list)  # one line each, for a person
    baseline: datetime | None = (
        None  # by the site's clock: what is older is nobody's order; None if the site was not polled
    )
    watermark: datetime | None = None  # everything before it is decided

    def hold(self, modified: datetime) -> None:
        """Not decided yet: the next poll must see it again."""
        self.watermark = min(self.watermark or modified, modified)


def offer(
    rooms: Rooms,
    name: str,
    *,
    backlog: bool = False,
    only: int | None = None,
    limit: int | None = None,
    eager: bool = False,
    dry: bool = False,
) -> Offers:
    """
    Look at a site and enter the work that is to be done.  Call `commit` when the engine has the tasks.

    `backlog`: older drafts too. `only`: this post and no other, at once, whatever was decided before. `eager`: failed
    work is tried again now, whatever its time. `dry`: remember nothing. Raises as Site does.
    """
    look = _Look(rooms, name, asked=only is not None, backlog=backlog, limit=limit, dry=dry)
    if only is not None:
        return look.at_one(only)
    known = rooms.store.site(name)
    poll = look.site.changed(None if backlog or known.watermark is None else known.watermark - OVERLAP)
    if known.baseline is None and not backlog:
        return look.at_first(poll)
    return look.at_all(poll, known, eager=eager)


def commit(rooms: Rooms, offers: Offers) -> None:
    """The engine has every task: from now on the next poll may begin where this one ended."""
    if offers.baseline and offers.watermark:
        rooms.store.polled(offers.site, rooms.now(), baseline=offers.baseline, watermark=offers.watermark)


def task_id(site: str, post_id: int, source: str, attempt: int, *, model: str, guide: str) -> str:
    """The name of a piece of work says what it is: the same work cannot be entered twice."""
    what = hashlib.sha256(json.dumps([source, model, guide]).encode()).hexdigest()[:32]
    return f"rw:{site}:{post_id}:{what}" + (f":{attempt}" if attempt else "")


class _Look:
    """One look at one site; collects what it finds in `found`."""

    def __init__(self, rooms: Rooms, name: str, *, asked: bool, backlog: bool, limit: int | None, dry: bool) -> None:
        self._rooms, self._store = rooms, rooms.store
        self._asked, self._backlog, self._limit, self._dry = asked, backlog, limit, dry
        self.site: Site = rooms.site(name)
        self.quiet = rooms.settings[name].quiet_period
        self.found = Offers(name)
        self._offered = 0
        self._unreadable = 0

    def at_first(self, poll: Poll) -> Offers:
        """Everything there is now is nobody's order."""
        self.found.baseline = self.found.watermark = poll.at
        self.found.older = len(poll.seen)
        # A draft saved in these very seconds would look the same if it were saved once more; only its text tells.
        for seen in poll.seen:
            if seen.modified >= poll.at - OVERLAP and not self._dry:
                draft = self._read(seen.post_id, seen.modified)
                if draft and draft.modified <= poll.at:
                    self._enter_settled(draft, "older", "it was there before the first look")
        return self.found

    def at_all(self, poll: Poll, known: SiteRecord, *, eager: bool) -> Offers:
        # A backlog is an order for all there is; what was saved a moment ago waits, and later rounds must still know it
        # as ordered.
        baseline = poll.at - self.quiet if self._backlog or known.baseline is None else known.baseline
        self.found.baseline, self.found.watermark = baseline, poll.at
        at_work = {record.post_id: record.task for record in self._store.open_work(self.found.site)}
        self.found.tasks.extend(at_work.values())
        due = {
            record.post_id: record for record in self._store.due(self.found.site, None if eager else self._rooms.now())
        }
        looks = self._store.looks(self.found.site)
        listed: dict[int, datetime | None] = dict.fromkeys(due)
        listed |= {seen.post_id: seen.modified for seen in poll.seen}

        for post_id, modified in listed.items():
            if post_id in at_work:
                self.found.hold(modified or poll.at)
            elif post_id in due:
                self._consider(post_id, modified, poll.at, {due[post_id].id})
            elif modified is None or looks.get(post_id) == modified:
                continue
            elif self._backlog or modified >= baseline - OVERLAP:
                self._consider(post_id, modified, poll.at, ())
        return self.found

    def at_one(self, post_id: int) -> Offers:
        at_work = [record.task for record in self._store.open_work(self.found.site) if record.post_id == post_id]
        if at_work:
            self.found.tasks.extend(at_work)
            return self.found
        try:
            draft = self.site.fetch(post_id)
        except Changed as error:
            self.found.left.append((post_id, str(error)))
            return self.found
        if draft.status not in OPEN:
            self.found.left.append((post_id, f"it is no draft: its status is {draft.status}"))
            return self.found
        if self._rooms.now() - draft.modified < self.quiet:
            self.found.notes.append(
                f"post {post_id} was saved just now: close its editor, or the next save there undoes the revision"
            )
        self._act(draft, decide(self._history(post_id), text_hash(draft.title, draft.body), asked=True, due=()))
        return self.found

    def _consider(self, post_id: int, modified: datetime | None, clock: datetime, due: Collection[str]) -> None:
        """Settle, fetch, decide: `modified` is None for a failed draft that no poll has listed."""
        if modified and clock - modified < self.quiet:
            self._wait(modified)
            return
        if self._limit is not None and self._offered >= self._limit:
            self._wait(modified or clock)
            return
        draft = self._read(post_id, modified or clock)
        if draft is None:
            return
        if clock - draft.modified < self.quiet:  # saved since it was listed
            self._wait(draft.modified)
            return
        history = self._history(post_id)
        older = {record.id for record in history if record.outcome == "older"}
        ordered = {*due, *older} if self._backlog else due
        decision: Decision = Known("it is a copy that Redraft made")  # its record may not be entered yet
        if not push.is_copy(draft):
            decision = decide(history, text_hash(draft.title, draft.body), asked=False, due=ordered)
        self._act(draft, decision)
        if isinstance(decision, Known) and not older and not self._dry and draft.modified < clock - OVERLAP:
            self._store.looked(self.found.site, post_id, draft.modified)

    def _read(self, post_id: int, modified: datetime) -> Draft | None:
        """The draft, or None if there is nothing to decide about it now."""
        try:
            draft = self.site.fetch(post_id)
        except Busy:
            raise
        except (
            TryLater
        ) as error:  # one post that cannot be read must not hide the others; a site that is down is another thing
            self._unreadable += 1
            if self._unreadable > UNREADABLE:
                raise
            self._wait(modified)
            self.found.notes.append(f"post {post_id}: {error}")
            return None
        except NotAllowed as error:
            self.found.notes.append(f"post {post_id}: {error}")
            return None
        except Changed:
            return None
        return draft if draft.status in OPEN else None

    def _wait(self, modified: datetime) -> None:
        self.found.hold(modified)
        self.found.waiting += 1

    def _act(self, draft: Draft, decision: Decision) -> None:
        post_id = draft.post_id
        match decision:
            case Offer(attempt):
                self._offered += 1
                self.found.tasks.append(self._enter(draft, attempt))
            case Adopt(record):
                self.found.adopted.append(record.task)
                if not self._dry:
                    self._store.settle(record.id, "revised", self._rooms.now())
            case Leave(reason):
                self.found.left.append((post_id, reason))
                if not self._dry:
                    self._enter_settled(draft, "left", reason)
            case Known(reason) if self._asked:
                self.found.left.append((post_id, reason))

    def _enter(self, draft: Draft, attempt: int) -> Task:
        task = self._task(draft, attempt)
        if self._dry:
            return task
        self._store.keep(draft.title, draft.body, self._rooms.now())
        task = self._store.enter(task, self._rooms.now()).task
        tell(task, "is entered")
        return task

    def _enter_settled(self, draft: Draft, outcome: str, reason: str) -> None:
        self._store.keep(draft.title, draft.body, self._rooms.now())
        self._store.enter_settled(self._task(draft, 0), outcome, reason, self._rooms.now())

    def _task(self, draft: Draft, attempt: int) -> Task:
        source, name = text_hash(draft.title, draft.body), self.found.site
        version = self._rooms.guide(name).version
        named = task_id(name, draft.post_id, source, attempt, model=self._rooms.model_name, guide=version)
        return Task(named, name, draft.post_id, source, attempt)

    def _history(self, post_id: int) -> tuple[Record, ...]:
        return self._store.history(self.found.site, post_id)
