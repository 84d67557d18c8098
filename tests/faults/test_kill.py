"""kill -9 from outside, at every point of the walk and while the other side is at work: nothing lost, nothing twice."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from support.killing import CALLS, POINTS, KilledWorld, assert_done_once, kill_at, kill_when
from support.memory_wordpress import MemorySite
from support.rest_wordpress import rest_wordpress
from support.scripted_model import scripted_model
from support.world import PATIENCE

from worker.store import Store

POSTGRESQL = pytest.param("postgresql", marks=pytest.mark.real)
# The walk is the same on both; on PostgreSQL it is killed where something has just been written.
SOME = ("is entered", "fetch begins", "model has answered", "push is done", "record is done")


@pytest.fixture
def world(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[KilledWorld]:
    """On SQLite, unless the test names PostgreSQL."""
    address = request.getfixturevalue("postgresql_database") if getattr(request, "param", "") == "postgresql" else ""
    with rest_wordpress(MemorySite()) as wordpress, scripted_model() as model:
        yield KilledWorld(tmp_path, wordpress, model, address=address)


@pytest.fixture(scope="module")
def least_calls(tmp_path_factory: pytest.TempPathFactory) -> int:
    """How many calls the draft takes without a crash."""
    with rest_wordpress(MemorySite()) as wordpress, scripted_model() as model:
        KilledWorld(tmp_path_factory.mktemp("undisturbed"), wordpress, model).finish()
        return len(model.journal)


@pytest.mark.parametrize(
    ("world", "point"),
    [*(("sqlite", point) for point in POINTS), *(pytest.param("postgresql", point, marks=pytest.mark.real) for point in SOME)],
    indirect=["world"],
)
def test_killed_at_a_point_of_the_walk_it_goes_on_and_pays_nothing_again(world: KilledWorld, least_calls: int, point: str) -> None:
    kill_at(world, point)
    world.finish()
    assert_done_once(world, calls_in_flight=0, least_calls=least_calls)


@pytest.mark.parametrize("point", CALLS)
def test_killed_around_a_call_it_pays_no_answer_twice(world: KilledWorld, least_calls: int, point: str) -> None:
    kill_at(world, point)
    world.finish()
    assert_done_once(world, calls_in_flight=0, least_calls=least_calls)


@pytest.mark.parametrize("world", ["sqlite", POSTGRESQL], indirect=True)
def test_killed_while_the_model_thinks_it_asks_that_one_question_again(world: KilledWorld, least_calls: int) -> None:
    world.model.seconds = PATIENCE
    kill_when(world, lambda: bool(world.model.journal))
    world.model.seconds = 0
    world.finish()
    assert_done_once(world, calls_in_flight=1, least_calls=least_calls)
    with Store(world.address) as store:
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
