"""
Which drafts of a site are to be worked on: poll, settle, decide.

Nothing here is paid for or written to a site. The same draft may be offered as often as anybody likes, by several
processes at once: the first to enter it names the work, everybody else joins it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import TypeAlias, TypeVar

from worker import selection
from worker.errors import Busy, Changed, Held, NotAllowed, RedraftError, TryLater
from worker.rooms import Rooms, tell
from worker.store import Look, Record, SiteRecord, Task, text_hash
from worker.wordpress import push
from worker.wordpress.site import OPEN, Draft, Label, Poll, Seen, Site

T = TypeVar("T")

OVERLAP = timedelta(seconds=2)  # modification times have a one-second grain, and a save is listed a moment after it happened
UNREADABLE = 2  # drafts that may fail to be read before the whole poll counts as failed
# A poll of what is new misses what is put among the drafts with an old time: an import, a database that was put back.
SWEEP_EVERY = timedelta(days=1)
SWEEP_AGAIN = timedelta(hours=1)  # where one found what it had to leave for later


@dataclass(frozen=True, slots=True)
class Offer:
    """Work on it."""

    attempt: int


ENDED_OTHERWISE = ("failed", "left")  # outcomes of work whose write may have been made


@dataclass(frozen=True, slots=True)
class Adopt:
    """
    The site holds our revision, though its work ended otherwise.

    The answer to the write was lost; or somebody put the post into the trash in that moment, and has taken it out.
    """

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
        if ours.outcome in ENDED_OTHERWISE and not ours.copy_of:
            return Adopt(ours)
        return Known("it is Redraft's own revision; undo it first to have it revised again")
    same = next((record for record in history if record.source == text), None)
    if same is not None and (asked or same.id in due):
        return Offer(same.attempt + 1)
    touched = any(record.result for record in history)
    if same is None:
        return Offer(0) if asked or not touched else Leave("a person edited it after Redraft's revision; --post has it revised again")
    interrupted = same.outcome == "left" or (same.outcome == "failed" and same.retry_at and history[0] is not same)
    if interrupted and not touched:  # it changed while we worked or waited, and is now back to what it was
        return Offer(same.attempt + 1)
    return Known("it was decided before")


@dataclass(slots=True)
class Offers:
    """What one look at a site gave."""

    site: str
    tasks: list[Task] = field(default_factory=list)  # to be worked on, or being worked on
    left: list[tuple[int, str]] = field(default_factory=list)  # post and reason: news, not work
    refused: list[tuple[int, str]] = field(default_factory=list)  # post and reason: asked for by its id, and no draft
    passed: list[tuple[int, str]] = field(default_factory=list)  # post and reason: not what the site selects
    adopted: list[Task] = field(default_factory=list)  # found to be done
    older: int = 0  # from before the first look: only with --backlog or --post
    waiting: int = 0  # touched a moment ago, or beyond the limit: a later round takes them
    notes: list[str] = field(default_factory=list)  # one line each, for a person
    baseline: datetime | None = None  # by the site's clock: what is older is nobody's order; None if the site was not polled
    watermark: datetime | None = None  # everything before it is decided
    floor: datetime | None = None  # an earlier poll has decided everything before it: only a sweep lists that again
    swept: bool = False  # all drafts were listed, whatever their time
    sweep_again: bool = False  # soon, because of a draft from below the floor
    newest_post: int | None = None  # of a sweep: the highest id
    post_types: tuple[str, ...] = ()  # that were listed
    gone: tuple[int, ...] = ()  # of a sweep: posts that are no drafts any more

    def hold(self, modified: datetime) -> None:
        """Not decided yet: a later poll must see it again."""
        if self.floor and modified < self.floor:
            self.sweep_again = True  # a watermark that low would have every poll list years of drafts
        else:
            self.watermark = min(self.watermark or modified, modified)


def offer(
    rooms: Rooms,
    name: str,
    *,
    backlog: bool = False,
    only: Sequence[int] = (),
    limit: int | None = None,
    eager: bool = False,
    dry: bool = False,
    known: SiteRecord | None = None,
) -> Offers:
    """
    Look at a site and enter the work that is to be done.  Call `commit` when the engine has the tasks.

    `backlog`: older drafts too, and those that an earlier selection passed over. `only`: these posts and no others, at once,
    whatever was decided before and whatever the site selects. `eager`: failed work is tried again now, whatever its time.
    `dry`: remember nothing. `known`: what the store has just said of the site. Raises as Site does.

    Once a day the poll lists all drafts instead of those that changed. What the first look saw stays nobody's order: of the
    drafts with an older time only those are new whose id is higher than any that it saw.
    """
    known = known or rooms.store.site(name)
    if known.paused_at:
        return Offers(name, notes=[f"it is paused: redraft resume {name}"])
    look = _Look(rooms, name, asked=bool(only), backlog=backlog, limit=limit, dry=dry)
    if only:
        return look.at_these(only)
    added = look.added_types(known)
    everything = backlog or known.watermark is None or bool(added) or sweep_is_due(known.swept_at, rooms.now())
    poll = look.site.changed(None if everything or known.watermark is None else known.watermark - OVERLAP)
    look.found.swept = everything
    look.check_names()
    if known.baseline is None and not backlog:
        return look.at_first(poll)
    if added and not backlog:
        look.at_first_of(added, poll, known)
    return look.at_all(poll, known, eager=eager)


def commit(rooms: Rooms, offers: Offers) -> None:
    """The engine has every task: from now on the next poll may begin where this one ended."""
    if not (offers.baseline and offers.watermark):
        return
    now, swept_at = rooms.now(), None
    if offers.swept:
        rooms.store.forget_looks(offers.site, offers.gone)
        swept_at = now - SWEEP_EVERY + SWEEP_AGAIN if offers.sweep_again else now
    rooms.store.polled(
        offers.site,
        now,
        baseline=offers.baseline,
        watermark=offers.watermark,
        swept_at=swept_at,
        newest_post=offers.newest_post,
        post_types=offers.post_types,
    )


def sweep_is_due(last: datetime | None, now: datetime) -> bool:
    """Is it time to list all drafts?  A time that has not come yet was written by a clock that was wrong."""
    return last is None or not last <= now < last + SWEEP_EVERY


def _is_new(post_id: int, known: SiteRecord) -> bool:
    """Was it not there at the first look?  WordPress counts its ids up, and an import may bring any date."""
    return known.newest_post is not None and post_id > known.newest_post


def backlog_size(rooms: Rooms, name: str) -> int:
    """How many drafts a backlog may be, without reading them: what is decided and whose author is not selected is left out."""
    select, site, looks = rooms.settings[name].select, rooms.site(name), rooms.store.looks(name)
    nobody = Label("", "")

    def may_be(seen: Seen) -> bool:
        look = looks.get(seen.post_id)
        if look and look.modified == seen.modified and look.reason is None:
            return False
        author = site.author(seen.author) if selection.names_authors(select) else nobody
        return selection.by_author(seen.author, author, select) is None

    return sum(map(may_be, site.changed(None).seen))


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
        self._select = rooms.settings[name].select
        self._post_types = rooms.settings[name].post_types
        self.found = Offers(name, post_types=self._post_types)
        self._new_to_us: Collection[int] = ()  # posts of types that were added; nobody's order
        self._offered = 0
        self._unreadable = 0

    def check_names(self) -> None:
        """Once a process: a name that the site does not know may be a mistake, or nobody has filed anything there yet."""
        if self.found.site in self._rooms.checked:
            return
        self._rooms.checked.add(self.found.site)
        try:
            if unknown := selection.unknown_names(self.site, self._select):
                self.found.notes.append(f"[select] names what the site does not have, or not yet: {unknown}")
        except Held:  # our own limit: the next poll may ask
            self._rooms.checked.discard(self.found.site)
        except RedraftError as error:  # a look at the drafts is worth more than this one
            self.found.notes.append(f"the names in [select] could not be looked up: {error}")

    def at_first(self, poll: Poll) -> Offers:
        """Everything there is now is nobody's order."""
        self._swept(poll, {})
        self.found.baseline = self.found.watermark = poll.at
        self.found.older = len(poll.seen)
        # A draft saved in these very seconds would look the same if it were saved once more; only its text tells.
        for seen in poll.seen:
            if seen.modified >= poll.at - OVERLAP and not self._dry:
                draft = self._read(seen.post_id, seen.modified)
                if draft and draft.modified <= poll.at:
                    self._enter_settled(draft, "older", "it was there before the first look")
        return self.found

    def added_types(self, known: SiteRecord) -> frozenset[str]:
        """The post types that this site was not asked for before."""
        return frozenset(self._post_types) - frozenset(known.post_types.split()) if known.post_types else frozenset()

    def at_first_of(self, post_types: Collection[str], poll: Poll, known: SiteRecord) -> None:
        """What lies there of types that are new to us is no more an order than what the first look saw."""
        since = known.watermark or poll.at
        older = {each.post_id: each.modified for each in poll.seen if each.post_type in post_types and each.modified < since - OVERLAP}
        self.found.older += len(older)
        self._new_to_us = older.keys()
        if not self._dry:
            self._store.passed(self.found.site, older, "it was there before its post type was looked at")

    def at_all(self, poll: Poll, known: SiteRecord, *, eager: bool) -> Offers:
        # A backlog is an order for all there is; what was saved a moment ago waits, and later rounds must still know it
        # as ordered.
        baseline = poll.at - self.quiet if self._backlog or known.baseline is None else known.baseline
        self.found.baseline, self.found.watermark = baseline, poll.at
        self.found.floor = known.watermark and known.watermark - OVERLAP
        begun, failed = self._store.open_and_due(self.found.site, None if eager else self._rooms.now())
        at_work = {record.post_id: record.task for record in begun}
        self.found.tasks.extend(at_work.values())
        due = {record.post_id: record for record in failed}
        listed: dict[int, datetime | None] = dict.fromkeys(due)
        listed |= {seen.post_id: seen.modified for seen in poll.seen}
        if not listed and not self.found.swept:
            return self.found  # as most polls end
        looks, skipped = self._store.looks(self.found.site), self._store.skipped(self.found.site)
        self._swept(poll, looks)

        for post_id, modified in listed.items():
            if post_id in at_work:
                self.found.hold(modified or poll.at)
            elif post_id in skipped or post_id in self._new_to_us:
                continue
            elif post_id in due:
                self._consider(post_id, modified, poll.at, {due[post_id].id})
            elif modified is None or self._is_done(looks.get(post_id), modified):
                continue
            elif self._backlog or modified >= baseline - OVERLAP or _is_new(post_id, known):
                self._consider(post_id, modified, poll.at, ())
        return self.found

    def _swept(self, poll: Poll, looks: Mapping[int, Look]) -> None:
        if self.found.swept:
            there = {seen.post_id for seen in poll.seen}
            # With a later right to see the others' drafts not all of them shall be new.
            self.found.newest_post = None if poll.hidden else max(there, default=0)
            self.found.gone = tuple(looks.keys() - there)

    def _is_done(self, look: Look | None, modified: datetime) -> bool:
        """Nothing has changed since it was read; only a backlog asks again what the selection passed over."""
        return look is not None and look.modified == modified and not (self._backlog and look.reason)

    def at_these(self, post_ids: Sequence[int]) -> Offers:
        for post_id in dict.fromkeys(post_ids):
            self._asked_for(post_id)
        return self.found

    def _asked_for(self, post_id: int) -> None:
        if not self._dry and self._store.is_skipped(self.found.site, post_id):  # now it is asked for
            self._store.skip(self.found.site, post_id, None)
        at_work = [record.task for record in self._store.open_work(self.found.site) if record.post_id == post_id]
        if at_work:
            self.found.tasks.extend(at_work)
            return
        try:
            draft = self.site.fetch(post_id)
        except Changed as error:
            self.found.refused.append((post_id, str(error)))
            return
        if draft.status not in OPEN:
            self.found.refused.append((post_id, f"it is no draft: its status is {draft.status}"))
            return
        if self._rooms.now() - draft.modified < self.quiet:
            self.found.notes.append(f"post {post_id} was saved just now: close its editor, or the next save there undoes the revision")
        self._act(draft, decide(self._history(post_id), text_hash(draft.title, draft.body), asked=True, due=()))

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
        reason: str | None = ""
        if isinstance(decision, Offer):
            undone = self._try(post_id, draft.modified, lambda: self._undone_by_hand(draft, history))
            if undone is None:
                return
            if undone:
                self._leave_undone(draft, undone)
                return
            reason = self._try(post_id, draft.modified, lambda: self._why_not(draft))
        if reason is None:
            return
        if reason:
            self._pass_over(draft, reason, [record for record in history if record.id in due])
        else:
            self._act(draft, decision)
        undecided = isinstance(decision, Known) and older  # a backlog may still want it
        if (reason or isinstance(decision, Known)) and not undecided and not self._dry and draft.modified < clock - OVERLAP:
            self._store.looked(self.found.site, post_id, draft.modified, reason or None)

    def _undone_by_hand(self, draft: Draft, history: Iterable[Record]) -> list[Record]:
        """Tries that failed, but whose write was made: its answer was lost, and since then somebody has put the original back."""
        text = text_hash(draft.title, draft.body)
        doubtful = [record for record in history if record.outcome == "failed" and record.result not in (None, text)]
        return [record for record in doubtful if self.site.has_revision_of(self._as_of(draft, record))]

    def _as_of(self, draft: Draft, record: Record) -> Draft:
        title, body = self._store.text(record.result or record.source)
        return replace(draft, title=title, body=body)

    def _leave_undone(self, draft: Draft, undone: Iterable[Record]) -> None:
        reason = "somebody put the original back in the place of Redraft's revision; --post has it revised again"
        self.found.left.append((draft.post_id, reason))
        for record in undone:
            if not self._dry:
                self._store.settle(record.id, "left", self._rooms.now(), reason=reason)

    def _why_not(self, draft: Draft) -> str:
        """Why the site's selection passes a draft over, "" if it does not; what costs no request is asked first."""
        reason = selection.by_text(draft, self._select)
        if not reason:
            author = self.site.author(draft.author) if selection.names_authors(self._select) else Label("", "")
            reason = selection.by_author(draft.author, author, self._select)
        if not reason and selection.asks_for_terms(self._select):
            reason = selection.by_terms(self.site.terms(draft), self._select)
        return reason or ""

    def _pass_over(self, draft: Draft, reason: str, failed: Iterable[Record]) -> None:
        self.found.passed.append((draft.post_id, reason))
        for record in failed:  # or it would be due for ever
            if not self._dry:
                self._store.settle(record.id, "left", self._rooms.now(), reason=f"it is not selected any more: {reason}")

    def _read(self, post_id: int, modified: datetime) -> Draft | None:
        """The draft, or None if there is nothing to decide about it now."""
        draft = self._try(post_id, modified, lambda: self.site.fetch(post_id))
        return draft if draft and draft.status in OPEN else None

    def _try(self, post_id: int, modified: datetime, read: Callable[[], T]) -> T | None:
        """What was read of a post, or None if there is nothing to decide about it now."""
        try:
            return read()
        except Held:  # our own limit: a later round reads it
            self._wait(modified)
            return None
        except Busy:
            raise
        except TryLater as error:  # one post that cannot be read must not hide the others; a site that is down is another thing
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
                    self._store.settle(record.id, "revised", self._rooms.now(), over=ENDED_OTHERWISE)
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
