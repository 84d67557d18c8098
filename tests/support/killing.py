"""
kill -9 from outside, at every point that the walk itself tells, and while the other side is at work; and what the world
must look like afterwards.
"""

from __future__ import annotations

import signal
import subprocess
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager

from support.desk import BODY, TITLE
from support.world import World, heard

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
    with Store(world.address) as store:
        (record,) = store.history("blog", world.post_id)
        assert (record.outcome, record.result) == ("revised", text_hash(held.title, held.body))
        assert store.text(record.source) == (TITLE, BODY)
        assert store.proof(record.id) is not None
        assert sum(store.calls().values()) >= len(world.model.journal)
