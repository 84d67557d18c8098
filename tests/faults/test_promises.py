"""
Whatever people, the model, the site and the clock do, and wherever a crash falls: the promises hold.

People write, save, trash, publish, restore and undo; Redraft polls and works; the model answers honestly or not; answers of the site
are lost; at any point of the walk the process stops dead, and what was not yet remembered is done again; clocks jump; prompt and
model change. `make prove-promises` runs 2,000 such stories instead of a few dozen.
"""

from __future__ import annotations

import logging
import os
import re
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from support.desk import BODY, QUIET, TITLE, rooms_around
from support.killing import CALLS, POINTS
from support.memory_wordpress import MemorySite
from support.scripted_model import scripted_model

from worker import offers, pipeline, undo
from worker.errors import LoginRefused, RedraftError, Unreachable
from worker.model.port import Answer, Model, Request
from worker.pipeline import Failed, StepName
from worker.rooms import Rooms
from worker.store import Store, Task, text_hash
from worker.wordpress.site import OPEN, Draft

T = TypeVar("T")
Text = tuple[str, str]

STORIES = int(os.environ.get("REDRAFT_STORIES", "30"))
MOST = 5  # drafts
LENGTH = 40  # acts of one story, at most

TEXTS: tuple[Text, ...] = (
    (TITLE, BODY),
    (TITLE, BODY.replace("cycle path", "tram line")),
    ("Council hears of a plan for the harbour", "<h2>The plan</h2>\n" + BODY.replace("cycle path", "foot bridge")),
    ("", "The mayor said that many residents began to write letters about the road during the summer.\n\n[gallery ids='1,2']"),
)
MODES = (
    *("honest", "copies", "missing", "invented", "empty_texts", "cut_json", "length", "filter", "refusal", "refusal_text", "doubled"),
    *("drops_marks", "swaps_marks", "adds_link", "adds_script", "adds_comment", "adds_paragraph", "changes_digits", "negates", "repeats"),
)
NO_ANSWERS = ("error", "busy", "busy_for_long", "overloaded", "wrong_key", "no_quota", "reset", "half", "not_json", "empty", "null")
ANSWERED, WRITTEN = "the answer arrives", "the write is made"
MOMENTS = (*POINTS, *CALLS, ANSWERED, WRITTEN)
TIMES = [timedelta(0), timedelta(seconds=1), timedelta(minutes=1), QUIET, timedelta(hours=5), timedelta(days=1)]


COUNTED: Counter[str] = Counter()  # over all stories: for who makes a table of it


class PowerCut(BaseException):
    """The process is dead: nothing of Redraft's may catch it."""


@dataclass
class Post:
    """What must stand on the site, whatever Redraft has done."""

    status: str
    text: Text  # as a person left it, or ordered it
    ours: Text | None = None  # what Redraft has put in its place
    touched: bool = False  # Redraft has written to it
    asked: set[Text] = field(default_factory=set)  # texts for which a person has asked by name


class WatchedSite(MemorySite):
    """Tells of each change of a text that is made through Redraft's door, before the answer is on its way."""

    wrote: Callable[[Draft, Draft], None]

    def _update(self, post_id: int, title: str, body: str) -> Draft:
        before = self.held(post_id)
        try:
            return super()._update(post_id, title, body)
        finally:
            after = self.held(post_id)
            if not after.holds(before.title, before.body):
                self.wrote(before, after)


class WatchedModel:
    """Tells when an answer has arrived that nobody has kept yet."""

    def __init__(self, model: Model, arrived: Callable[[], None]) -> None:
        self._model, self._arrived = model, arrived

    def __getattr__(self, name: str) -> Any:
        return getattr(self._model, name)

    def complete(self, request: Request) -> Answer:
        answer = self._model.complete(request)
        self._arrived()
        return answer


class _Walk(logging.Handler):
    """Hears each moment of the walk."""

    def __init__(self, heard: Callable[[str], None]) -> None:
        super().__init__(logging.DEBUG)
        self._heard = heard

    def emit(self, record: logging.LogRecord) -> None:
        self._heard(record.getMessage().split(" ", 3)[3])  # draft site=… post=… MOMENT


class Promises(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self._opened = ExitStack()
        self._folder = Path(self._opened.enter_context(tempfile.TemporaryDirectory()))
        shutil.copy(_empty_database(), self._folder / "redraft.sqlite")
        self._opened.enter_context(_heard(self._at))
        self.model = self._opened.enter_context(scripted_model())
        self.site = WatchedSite()
        self.site.wrote = self._wrote
        self.posts: dict[int, Post] = {}
        self.written: dict[int, list[Text]] = {}  # by us, by post
        self.skew = timedelta(0)  # of our clock
        self.version = 0
        self.in_flight = 0  # answers that arrived and were lost in a crash
        self.plan: tuple[str, str] | None = None  # what happens at which moment
        self.at_hand: int | None = None
        self.undoing: tuple[int, Text] | None = None
        # What the engine keeps over a crash.
        self.queue: list[Task] = []
        self.ended: set[str] = set()
        self.done: dict[tuple[str, StepName], object] = {}
        self._process = self._opened.enter_context(ExitStack())
        self._start()

    @initialize()
    def first_look(self) -> None:
        self.polls()
        self._something_to_do(TEXTS[0])

    def teardown(self) -> None:
        try:
            self._all_is_decided_in_the_end()
            writes = sum(map(len, self.written.values()))
            COUNTED.update(stories=1, drafts=len(self.posts), questions=len(self.model.journal), writes=writes)
        finally:
            self._opened.close()

    # People.

    @precondition(lambda self: len(self.posts) < MOST)
    @rule(text=st.sampled_from(TEXTS), revision=st.booleans(), rest=st.booleans())
    def writes(self, text: Text, revision: bool, rest: bool) -> None:
        self.posts[self.site.add(*text, revision=revision)] = Post("draft", text)
        if rest:
            self.site.advance(QUIET)

    @precondition(lambda self: self.posts)
    @rule(data=st.data(), text=st.sampled_from(TEXTS), after=st.sampled_from(TIMES))
    def saves(self, data: st.DataObject, text: Text, after: timedelta) -> None:
        self.site.advance(after)
        self._saves(self._one(data), text)

    @precondition(lambda self: self.posts)
    @rule(data=st.data())
    def restores_a_revision(self, data: st.DataObject) -> None:
        self._restores(self._one(data))

    @precondition(lambda self: self.posts)
    @rule(data=st.data(), status=st.sampled_from(("draft", "pending", "publish", "private", "trash")))
    def files_it_as(self, data: st.DataObject, status: str) -> None:
        self._sets(self._one(data), status)

    @precondition(lambda self: self.posts)
    @rule(data=st.data())
    def asks_for(self, data: st.DataObject) -> None:
        post_id = self._one(data)
        self.posts[post_id].asked.add(self.posts[post_id].text)
        self._looks(only=(post_id,))

    @precondition(lambda self: any(post.touched for post in self.posts.values()))
    @rule(data=st.data(), force=st.booleans())
    def undoes(self, data: st.DataObject, force: bool) -> None:
        post_id = data.draw(st.sampled_from([post_id for post_id, post in self.posts.items() if post.touched]))
        post = self.posts[post_id]
        held = post.ours or post.text
        was_ours = held in self.written[post_id]  # put back by a person, it is still our text
        ours = undo.standing(self.rooms.store.history("blog", post_id))
        if ours is None:
            return
        original = self.rooms.store.text(ours.source)
        self.undoing = post_id, original
        try:
            undo.put_back(self.rooms, "blog", post_id, force=force)
        except RedraftError:
            return
        finally:
            self.undoing = None
        assert self._held(post_id) == original, "an undo did not put the original back"
        assert was_ours or force or held == original, "an undo went over a person's text"

    @rule()
    def wants_all_tried_again(self) -> None:
        self.rooms.store.retry("blog", self.rooms.now())

    # Time.

    @rule(time=st.sampled_from(TIMES))
    def time_passes(self, time: timedelta) -> None:
        self.site.advance(time)

    @rule(hours=st.integers(-48, 48))
    def our_clock_jumps(self, hours: int) -> None:
        self.skew = timedelta(hours=hours)

    # Redraft.

    @rule()
    def polls(self) -> None:
        self._looks()

    @precondition(lambda self: self.queue)
    @rule()
    def works_on_one(self) -> None:
        self._work()

    @rule()
    def polls_and_works(self) -> None:
        self._looks()
        while self.queue and self._work():
            pass

    @rule()
    def is_started_again(self) -> None:
        self._start()

    @rule()
    def is_upgraded(self) -> None:
        """Another model, other prompts."""
        self.version += 1
        self._start()

    # What goes wrong.

    @rule(mode=st.sampled_from((*MODES, *NO_ANSWERS)))
    def model_turns(self, mode: str) -> None:
        self.model.mode = mode

    @rule(moment=st.sampled_from(MOMENTS), text=st.sampled_from(TEXTS), again=st.booleans())
    def power_goes_while_it_works(self, moment: str, text: Text, again: bool) -> None:
        self._something_to_do(text)
        self.plan = moment, "power cut"
        self.polls_and_works()
        if again:
            self.polls_and_works()

    @rule(moment=st.sampled_from(MOMENTS), text=st.sampled_from(TEXTS), what=st.sampled_from(("save", "restore", "publish", "trash")))
    def somebody_acts_while_it_works(self, moment: str, text: Text, what: str) -> None:
        self._something_to_do(text)
        self.plan = moment, what
        self.polls_and_works()

    @rule(error=st.sampled_from((Unreachable("down"), LoginRefused("who?"))), times=st.integers(1, 4))
    def site_fails(self, error: RedraftError, times: int) -> None:
        self.site.fails_with(*[error] * times)

    @rule(committed=st.lists(st.booleans(), min_size=1, max_size=3))
    def site_loses_answers(self, committed: list[bool]) -> None:
        self.site.loses_answers(*committed)

    # The promises.

    @invariant()
    def an_act_is_over(self) -> None:
        COUNTED["acts"] += 1

    @invariant()
    def the_site_holds_what_people_left_or_our_revision_of_it(self) -> None:
        for post_id, post in self.posts.items():
            assert self.site.held(post_id).status == post.status, "a status changed by itself"
            assert self._held(post_id) == (post.ours or post.text), "a person's text was overwritten"

    @invariant()
    def what_is_called_revised_was_written(self) -> None:
        for post_id in self.posts:
            for record in self.rooms.store.history("blog", post_id):
                if record.outcome == "revised":
                    results = {text_hash(*text) for text in self.written.get(post_id, ())}
                    assert record.result in results, "a success that was none"

    @invariant()
    def no_question_is_paid_for_twice(self) -> None:
        answered = Counter(
            (str(call.body["model"]), str(call.body["messages"])) for call in self.model.journal if call.mode not in NO_ANSWERS
        )
        assert answered.total() - len(answered) <= self.in_flight, "a question was asked again"
        assert sum(self.rooms.store.calls().values()) >= answered.total(), "a call is not in the ledger"

    def _wrote(self, before: Draft, after: Draft) -> None:
        """Through Redraft's door the text of a post has changed."""
        post_id = before.post_id
        post, old, new = self.posts[post_id], (before.title, before.body), (after.title, after.body)
        assert (before.status, after.status) == (post.status, post.status), "a status was changed"
        assert post.status in OPEN, "it wrote to what is no draft any more"
        assert old in self.site.revisions(post_id), "the site has no revision of what was overwritten"
        assert self.rooms.store.text(text_hash(*old)) == old, "the store does not have what was overwritten"
        if self.undoing:
            assert (post_id, new) == self.undoing
            post.text, post.ours = new, None
            return
        assert post.ours is None, "it was rewritten twice"
        assert not post.touched or old in post.asked, "it was written to again, and nobody had asked"
        assert _skeleton(old[1]) == _skeleton(new[1]), "markup was changed"
        post.ours, post.touched = new, True
        self.written.setdefault(post_id, []).append(new)
        self._at(WRITTEN)

    def _all_is_decided_in_the_end(self) -> None:
        self.plan, self.skew, self.model.mode = None, timedelta(0), "honest"
        self.site._errors.clear()
        self.site._lost.clear()
        self._start()
        for _ in range(8):  # days: no failure waits longer
            self.site.advance(timedelta(days=1))
            self.polls_and_works()
        self.the_site_holds_what_people_left_or_our_revision_of_it()
        self.no_question_is_paid_for_twice()
        assert self.rooms.store.open_work() == (), "work was left lying about"
        for post_id, post in self.posts.items():
            history = self.rooms.store.history("blog", post_id)
            if post.ours:
                result = text_hash(*post.ours)
                told = ("revised",) if post.status in OPEN else ("revised", "left")  # filed away in the moment of the write
                assert any(one.outcome in told and one.result == result for one in history), "nobody knows of a revision"
            elif post.status in OPEN and not any(one.result for one in history):  # else it may be a person's edit of our revision
                source = text_hash(*post.text)
                found = [one for one in history if one.source == source]
                assert found, "a draft was missed"
                assert any(one.outcome in ("revised", "unchanged") or (one.outcome == "failed" and not one.retry_at) for one in found), (
                    f"a draft was given up: {found}"
                )

    # How it is done.

    def _at(self, moment: str) -> None:
        if self.plan is None or self.plan[0] != moment:
            return
        what, self.plan = self.plan[1], None
        post_id = self.at_hand
        if what == "power cut":
            self.in_flight += moment == ANSWERED
            COUNTED["power cuts"] += 1
            raise PowerCut
        if post_id is None:
            return
        match what:
            case "save":
                self._saves(post_id, TEXTS[-1])
            case "restore":
                self._restores(post_id)
            case _:
                self._sets(post_id, what)

    def _something_to_do(self, text: Text) -> None:
        """A draft that has rested."""
        if len(self.posts) < MOST:
            self.posts[self.site.add(*text)] = Post("draft", text)
            self.site.advance(QUIET)

    def _saves(self, post_id: int, text: Text) -> None:
        self.site.person_saves(post_id, title=text[0], body=text[1])
        self.posts[post_id].text, self.posts[post_id].ours = text, None

    def _restores(self, post_id: int) -> None:
        """The last revision but one: of ours, the original."""
        if earlier := self.site.revisions(post_id)[-2:-1]:
            self._saves(post_id, earlier[0])

    def _sets(self, post_id: int, status: str) -> None:
        self.site.person_saves(post_id, status=status)
        self.posts[post_id].status = status

    def _start(self) -> None:
        """A new process; the old one is dead or has ended."""
        self._process.close()
        store = self._process.enter_context(Store(f"sqlite:///{self._folder / 'redraft.sqlite'}"))
        rooms = rooms_around(self.site, self.model, store, name=f"model {self.version}", now=lambda: self.site.now + self.skew)
        guide = replace(rooms.guide("blog"), rules=f"rules {self.version}")
        model = WatchedModel(rooms.model(), lambda: self._at(ANSWERED))
        self.rooms: Rooms = replace(rooms, guide=lambda _: guide, model=lambda: model)

    def _looks(self, only: Sequence[int] = ()) -> None:
        """As `engine.Node.enter` does it."""
        self.at_hand = only[0] if only else None
        with self._mortal(), suppress(RedraftError):
            look = offers.offer(self.rooms, "blog", only=only)
            for task in look.tasks:
                if task.id in self.ended:
                    assert (record := self.rooms.store.record(task.id))
                    assert record.outcome, "the engine ended work that has no outcome"
                elif task.id not in {queued.id for queued in self.queue}:
                    self.queue.append(task)
            offers.commit(self.rooms, look)

    def _work(self) -> bool:
        """One piece of work to its end; False if the process died over it."""
        task = self.queue[0]
        self.at_hand = task.post_id
        with self._mortal():
            outcome = pipeline.revise(self.rooms, task, lambda name, work: self._step(task, name, work))
            assert not (isinstance(outcome, Failed) and "fault" in outcome.reason)
            self.ended.add(task.id)
            self.queue.remove(task)
            return True
        return False

    def _step(self, task: Task, name: StepName, work: Callable[[], T]) -> T:
        """What a step gave is remembered; being cut off before is not having been there."""
        if (task.id, name) not in self.done:
            try:
                self.done[task.id, name] = work()
            except RedraftError as error:
                self.done[task.id, name] = error
        found: Any = self.done[task.id, name]
        if isinstance(found, RedraftError):
            raise found
        return found  # type: ignore[no-any-return]

    @contextmanager
    def _mortal(self) -> Iterator[None]:
        try:
            yield
        except PowerCut:
            self._start()

    def _one(self, data: st.DataObject) -> int:
        return data.draw(st.sampled_from(sorted(self.posts)))

    def _held(self, post_id: int) -> Text:
        held = self.site.held(post_id)
        return held.title, held.body


def _skeleton(body: str) -> list[str]:
    """All but the words, read in another way than Redraft does."""
    return re.findall(r"<[^>]*>|\[[^\]]*\]|\n+", body)


@cache
def _empty_database() -> Path:
    path = Path(tempfile.mkdtemp()) / "empty.sqlite"
    Store(f"sqlite:///{path}").close()
    return path


@contextmanager
def _heard(heard: Callable[[str], None]) -> Iterator[None]:
    walk, handler = logging.getLogger("redraft.walk"), _Walk(heard)
    before = walk.level, walk.propagate
    walk.addHandler(handler)
    walk.setLevel(logging.DEBUG)
    walk.propagate = False
    try:
        yield
    finally:
        walk.removeHandler(handler)
        walk.level, walk.propagate = before


TestPromises = pytest.mark.timeout(0)(Promises.TestCase)  # its length is what somebody chose
TestPromises.settings = settings(max_examples=STORIES, stateful_step_count=LENGTH, deadline=None, suppress_health_check=list(HealthCheck))
