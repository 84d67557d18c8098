"""
kill -9 from outside, at every point that the walk itself tells, and while the other side is at work: nothing lost,
nothing done twice.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from support.memory_wordpress import MemorySite
from support.rest_wordpress import RestWordPress, rest_wordpress
from support.scripted_model import ScriptedModel, scripted_model

from worker.pipeline import STEPS
from worker.store import Store, text_hash

ROOT = Path(__file__).parents[2]
PATIENCE = 60  # seconds: far more than any of this takes, so that a defect does not hang

# Each point is told by the walk, before and after each of its effects.  A new step comes in by itself.
POINTS = ("is entered", "is queued", *(f"{step} {event}" for step in STEPS for event in ("begins", "is done")))
CALLS = ("model asks", "model has answered")

TITLE = "Council approves new cycle path along the river"
BODY = """<!-- wp:paragraph -->
<p>The council said on Monday that many residents had asked for a cycle path because the road was often closed.</p>
<!-- /wp:paragraph -->

<!-- wp:paragraph -->
<p>Several shops on the <a href="https://example.org/plan">main street</a> began to show plans during the summer.</p>
<!-- /wp:paragraph -->"""


class World:
    """A site with one draft and a model, both outliving the process that is killed."""

    def __init__(self, folder: Path, wordpress: RestWordPress, model: ScriptedModel) -> None:
        self.folder, self.wordpress, self.model = folder, wordpress, model
        self.database = folder / "state" / "redraft.sqlite"
        wordpress.site.now = datetime.now(UTC) - timedelta(hours=1)
        self.post_id = wordpress.site.add(TITLE, BODY)
        (folder / "sites").mkdir()
        (folder / "redraft.toml").write_text(
            f'[model]\nkind = "openai"\nbase_url = "{model.base_url}"\nname = "scripted"\nkey_env = "MODEL_KEY"\n'
            f'[state]\nfolder = "{folder / "state"}"\n'
        )
        (folder / "sites" / "blog.toml").write_text(
            f'url = "{wordpress.url}"\nusername = "editor"\npassword_env = "BLOG_PASSWORD"\n'
        )

    @contextmanager
    def sync(self, stand_still_at: str = "") -> Iterator[subprocess.Popen[str]]:
        """A sync in a process of its own; it is dead when the block ends."""
        paths = os.pathsep.join((str(ROOT), str(ROOT / "tests")))
        environ = {**os.environ, "PYTHONPATH": paths, "BLOG_PASSWORD": "abcd efgh ijkl mnop", "MODEL_KEY": "sk-test"}
        command = [sys.executable, "-m", "support.kill_driver", str(self.folder), stand_still_at]
        with subprocess.Popen(command, env=environ, stdout=subprocess.PIPE, text=True) as process:
            watchdog = threading.Timer(PATIENCE, process.kill)
            watchdog.start()
            try:
                yield process
            finally:
                watchdog.cancel()
                process.kill()

    def finish(self) -> list[str]:
        """A whole sync; what it told."""
        with self.sync() as process:
            told, _ = process.communicate()
            assert process.returncode == 0, told
        return told.splitlines()


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with rest_wordpress(MemorySite()) as wordpress, scripted_model() as model:
        yield World(tmp_path, wordpress, model)


@pytest.fixture(scope="module")
def least_calls(tmp_path_factory: pytest.TempPathFactory) -> int:
    """How many calls the draft takes without a crash."""
    with rest_wordpress(MemorySite()) as wordpress, scripted_model() as model:
        World(tmp_path_factory.mktemp("undisturbed"), wordpress, model).finish()
        return len(model.journal)


def kill_at(world: World, point: str) -> None:
    with world.sync(point) as process:
        assert process.stdout
        for line in process.stdout:
            if line.strip() == point:
                break
        else:
            pytest.fail(f"the walk never came to {point!r}")
        process.send_signal(signal.SIGKILL)
        assert process.wait() == -signal.SIGKILL


def kill_when(world: World, reached: Callable[[], bool]) -> None:
    with world.sync() as process:
        tick = threading.Event()
        while not reached():
            assert process.poll() is None, "it ended before"
            tick.wait(0.02)
        process.send_signal(signal.SIGKILL)
        assert process.wait() == -signal.SIGKILL


def assert_done_once(world: World, *, calls_in_flight: int, least_calls: int) -> None:
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
    world: World, least_calls: int, point: str
) -> None:
    kill_at(world, point)
    world.finish()
    assert_done_once(world, calls_in_flight=0, least_calls=least_calls)


@pytest.mark.parametrize("point", CALLS)
def test_killed_around_a_call_it_pays_no_answer_twice(world: World, least_calls: int, point: str) -> None:
    kill_at(world, point)
    world.finish()
    assert_done_once(world, calls_in_flight=0, least_calls=least_calls)


def test_killed_while_the_model_thinks_it_asks_that_one_question_again(world: World, least_calls: int) -> None:
    world.model.seconds = PATIENCE
    kill_when(world, lambda: bool(world.model.journal))
    world.model.seconds = 0
    world.finish()
    assert_done_once(world, calls_in_flight=1, least_calls=least_calls)
    with Store(f"sqlite:///{world.database}") as store:
        assert store.calls()["reserved"] == 1  # perhaps paid, and said so


def test_killed_between_the_write_and_its_answer_it_does_not_write_again(world: World, least_calls: int) -> None:
    world.wordpress.keeps_answers = True
    kill_when(world, world.wordpress.reached.is_set)
    world.wordpress.keeps_answers = False
    world.finish()
    assert_done_once(world, calls_in_flight=0, least_calls=least_calls)


def test_a_person_who_edits_after_the_crash_is_not_overwritten(world: World) -> None:
    world.wordpress.keeps_answers = True
    kill_when(world, world.wordpress.reached.is_set)
    world.wordpress.keeps_answers = False
    world.wordpress.site.person_saves(world.post_id, body="<p>Mine.</p>")
    world.finish()
    world.finish()
    assert world.wordpress.site.held(world.post_id).body == "<p>Mine.</p>"
    assert len(world.wordpress.writes) == 1


def test_every_point_of_the_walk_is_one_where_it_is_killed(world: World) -> None:
    *told, outcome = world.finish()
    assert outcome == "revised"
    assert set(told) == {*POINTS, *CALLS}
    assert len(set(told)) >= 10


def test_a_draft_killed_again_and_again_still_comes_to_its_end(world: World, least_calls: int) -> None:
    for point in ("is queued", "fetch begins", "rewrite begins", "model has answered", "push begins", "record begins"):
        kill_at(world, point)
    world.finish()
    assert_done_once(world, calls_in_flight=0, least_calls=least_calls)
