"""
kill -9 from outside, at every point that the walk itself tells, and while the other side is at work: nothing lost,
nothing done twice.
"""

from __future__ import annotations

import signal
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from support.desk import BODY, TITLE
from support.memory_wordpress import MemorySite
from support.rest_wordpress import rest_wordpress
from support.scripted_model import scripted_model
from support.world import PATIENCE, World, heard

from worker.pipeline import STEPS
from worker.store import Store, text_hash

# Each point is told by the walk, before and after each of its effects.  A new step comes in by itself.
POINTS = ("is entered", "is queued", *(f"{step} {event}" for step in STEPS for event in ("begins", "is done")))
CALLS = ("model asks", "model has answered")


class KilledWorld(World):
    def sync(self, stand_still_at: str = "") -> AbstractContextManager[subprocess.Popen[str]]:
        """A sync in a process of its own."""
        return self.process("support.kill_driver", str(self.folder), stand_still_at)

    def finish(self) -> list[str]:
        """A whole sync; what it told."""
        with self.sync() as process:
            told, _ = process.communicate()
            assert process.returncode == 0, told
        return told.splitlines()


@pytest.fixture
def world(tmp_path: Path) -> Iterator[KilledWorld]:
    with rest_wordpress(MemorySite()) as wordpress, scripted_model() as model:
        yield KilledWorld(tmp_path, wordpress, model)


@pytest.fixture(scope="module")
def least_calls(tmp_path_factory: pytest.TempPathFactory) -> int:
    """How many calls the draft takes without a crash."""
    with rest_wordpress(MemorySite()) as wordpress, scripted_model() as model:
        KilledWorld(tmp_path_factory.mktemp("undisturbed"), wordpress, model).finish()
        return len(model.journal)


def kill_at(world: KilledWorld, point: str) -> None:
    with world.sync(point) as process:
        heard(process, point)
        process.send_signal(signal.SIGKILL)
        assert process.wait() == -signal.SIGKILL


def kill_when(world: KilledWorld, reached: Callable[[], bool]) -> None:
    with world.sync() as process:
        tick = threading.Event()
        while not reached():
            assert process.poll() is None, "it ended before"
            tick.wait(0.02)
        process.send_signal(signal.SIGKILL)
        assert process.wait() == -signal.SIGKILL


def assert_done_once(world: KilledWorld, *, calls_in_flight: int, least_calls: int) -> None:
    """The world as it must be, by the servers' own count, whatever happened on the way."""
    held = world.wordpress.site.held(world.post_id)
    assert held.status == "draft"
    assert held.body != BODY
    assert 'href="https://example.org/plan"' in held.body
    assert (TITLE, BODY) in world.wordpress.site.revisions(world.post_id)
    assert [write[0] for write in world.wordpress.writes] == [world.post_id]
    assert least_calls <= len(world.model.journal) <= least_calls + calls_in_flight
    with Store(f"sqlite:///{world.database}") as store:
        (record,) = store.history("blog", world.post_id)
        assert (record.outcome, record.result) == ("revised", text_hash(held.title, held.body))
        assert store.text(record.source) == (TITLE, BODY)
        assert store.proof(record.id) is not None
        assert sum(store.calls().values()) >= len(world.model.journal)


@pytest.mark.parametrize("point", POINTS)
def test_killed_at_a_point_of_the_walk_it_goes_on_and_pays_nothing_again(
    world: KilledWorld, least_calls: int, point: str
) -> None:
    kill_at(world, point)
    world.finish()
    assert_done_once(world, calls_in_flight=0, least_calls=least_calls)


@pytest.mark.parametrize("point", CALLS)
def test_killed_around_a_call_it_pays_no_answer_twice(world: KilledWorld, least_calls: int, point: str) -> None:
    kill_at(world, point)
    world.finish()
    assert_done_once(world, calls_in_flight=0, least_calls=least_calls)


def test_killed_while_the_model_thinks_it_asks_that_one_question_again(world: KilledWorld, least_calls: int) -> None:
    world.model.seconds = PATIENCE
    kill_when(world, lambda: bool(world.model.journal))
    world.model.seconds = 0
    world.finish()
    assert_done_once(world, calls_in_flight=1, least_calls=least_calls)
    with Store(f"sqlite:///{world.database}") as store:
        assert store.calls()["reserved"] == 1  # perhaps paid, and said so


def test_killed_between_the_write_and_its_answer_it_does_not_write_again(world: KilledWorld, least_calls: int) -> None:
    world.wordpress.keeps_answers = True
    kill_when(world, world.wordpress.reached.is_set)
    world.wordpress.keeps_answers = False
    world.finish()
    assert_done_once(world, calls_in_flight=0, least_calls=least_calls)


def test_a_person_who_edits_after_the_crash_is_not_overwritten(world: KilledWorld) -> None:
    world.wordpress.keeps_answers = True
    kill_when(world, world.wordpress.reached.is_set)
    world.wordpress.keeps_answers = False
    world.wordpress.site.person_saves(world.post_id, body="<p>Mine.</p>")
    world.finish()
    world.finish()
    assert world.wordpress.site.held(world.post_id).body == "<p>Mine.</p>"
    assert len(world.wordpress.writes) == 1


def test_every_point_of_the_walk_is_one_where_it_is_killed(world: KilledWorld) -> None:
    *told, outcome = world.finish()
    assert outcome == "revised"
    assert set(told) == {*POINTS, *CALLS}
    assert len(set(told)) >= 10


def test_a_draft_killed_again_and_again_still_comes_to_its_end(world: KilledWorld, least_calls: int) -> None:
    for point in ("is queued", "fetch begins", "rewrite begins", "model has answered", "push begins", "record begins"):
        kill_at(world, point)
    world.finish()
    assert_done_once(world, calls_in_flight=0, least_calls=least_calls)
