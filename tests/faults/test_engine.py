"""How the work is shared and comes to its end: a sync, a sync beside a daemon, the daemon's signals."""

from __future__ import annotations

import signal
import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from support.desk import desk
from support.memory_wordpress import MemorySite
from support.rest_wordpress import rest_wordpress
from support.scripted_model import scripted_model
from support.world import PATIENCE, SECRETS, World, heard

from worker import engine
from worker.engine import SiteReport
from worker.rooms import Progress
from worker.store import Store
from worker.wordpress.site import Draft

EAGER = 'interval = "1s"\nquiet_period = "1s"\n'


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with rest_wordpress(MemorySite()) as wordpress, scripted_model() as model:
        yield World(tmp_path, wordpress, model, site=EAGER)


def sync(world: World, *sites: str, **how: object) -> tuple[SiteReport, ...]:
    return engine.sync(world.settings, world.environ, sites, **how)  # type: ignore[arg-type]


def outcomes(report: SiteReport) -> list[str | None]:
    return [record.outcome for record in report.settled]


def until(true: Callable[[], bool]) -> None:
    pause = threading.Event()
    for _ in range(PATIENCE * 20):
        if true():
            return
        pause.wait(0.05)
    raise AssertionError("it never happened")


def test_a_first_sync_counts_a_backlog_is_worked_on_and_a_third_round_has_nothing_to_do(world: World) -> None:
    (first,) = sync(world)
    assert (first.older, first.settled) == (1, ())
    (backlog,) = sync(world, backlog=True)
    assert outcomes(backlog) == ["revised"]
    (third,) = sync(world, backlog=True)
    assert third == SiteReport("blog")
    assert len(world.wordpress.writes) == 1


def test_a_dry_run_says_what_would_be_done_and_does_nothing(world: World) -> None:
    (report,) = sync(world, backlog=True, dry_run=True)
    assert [task.post_id for task in report.planned] == [world.post_id]
    assert (world.model.journal, world.wordpress.writes) == ([], [])
    (first,) = sync(world)
    assert first.older == 1


def test_a_site_that_is_down_stops_no_other(world: World) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        world.add_site("broken", f"http://127.0.0.1:{closed.getsockname()[1]}")
        reports = {report.site: report for report in sync(world, backlog=True)}
    assert reports["broken"].problem
    assert outcomes(reports["blog"]) == ["revised"]
    with Store(f"sqlite:///{world.database}") as store:
        assert store.site("broken").problem


def test_progress_is_told_for_each_text_of_a_draft(world: World) -> None:
    told: list[Progress] = []
    sync(world, posts=(world.post_id,), notice=told.append)
    assert told
    assert {(one.site, one.post_id) for one in told} == {("blog", world.post_id)}
    assert told[-1].done == told[-1].total


def test_many_drafts_each_come_to_their_end_once(world: World) -> None:
    posts = {world.post_id, *(world.add_draft(f"Council approves plan number {number}") for number in range(6))}
    (report,) = sync(world, backlog=True)
    assert outcomes(report) == ["revised"] * 7
    assert sorted(write[0] for write in world.wordpress.writes) == sorted(posts)


def test_nothing_secret_is_in_the_database(world: World) -> None:
    sync(world, backlog=True)
    written = b"".join(path.read_bytes() for path in world.database.parent.rglob("*") if path.is_file())
    for secret in SECRETS.values():
        assert secret.encode() not in written


def test_no_body_passes_through_the_engine(world: World) -> None:
    body = "<p>The unmistakable narwhal said that many residents began to write letters during the summer.</p>"
    world.add_draft("Council hears from a narwhal", body)
    sync(world, backlog=True)
    with Store(f"sqlite:///{world.database}") as store, store._engine.connect() as connection:
        tables = ("workflow_status", "operation_outputs")
        rows = [str(row) for table in tables for row in connection.exec_driver_sql(f"SELECT * FROM {table}")]
    assert rows
    assert not any("narwhal" in row for row in rows)


class Buggy(MemorySite):
    """What no site may do: an error that is none of ours."""

    armed = False

    def fetch(self, post_id: int) -> Draft:
        if self.armed:
            raise ZeroDivisionError
        return super().fetch(post_id)


def test_a_fault_of_our_own_ends_the_draft_and_says_so(world: World, tmp_path: Path) -> None:
    site = Buggy()
    folder = tmp_path / "desk"
    folder.mkdir()
    with desk(folder, site) as news:
        news.write_draft()
        look = news.look()
        site.armed = True
        settings = replace(world.settings, state=folder)
        with engine.node(news.rooms, settings) as here:
            here.enter(look)
            here.wait([task.id for task in look.tasks])
        (record,) = news.store.open_work() or news.store.history("blog", look.tasks[0].post_id)
        assert (record.outcome, record.exit_status) == ("failed", 1)
        assert "ZeroDivisionError" in record.reason


def test_a_daemon_revises_a_new_draft_says_so_in_one_line_and_ends_cleanly(world: World) -> None:
    sync(world)  # the draft that is there is older now
    with world.process("worker", "--config", str(world.folder), "run") as daemon:
        heard(daemon, "daemon started")
        new = world.add_draft("Council approves a second path", age=timedelta(0))
        line = heard(daemon, "draft settled")
        assert f"site=blog post={new} outcome=revised" in line
        daemon.send_signal(signal.SIGTERM)
        heard(daemon, "daemon stopped")
        assert daemon.wait() == 0
    assert [write[0] for write in world.wordpress.writes] == [new]


def test_a_sync_beside_a_daemon_does_no_work_twice_and_waits_for_it(world: World) -> None:
    world.model.seconds = 1.0
    with world.process("worker", "--config", str(world.folder), "run") as daemon:
        heard(daemon, "daemon started")
        (report,) = sync(world, backlog=True)
        assert outcomes(report) == ["revised"]
        (again,) = sync(world, posts=(world.post_id,))
        assert "own revision" in again.left[0][1]
        daemon.send_signal(signal.SIGTERM)
        assert daemon.wait() == 0
    questions = [str(call.body["messages"]) for call in world.model.journal]
    assert len(questions) == len(set(questions))
    assert len(world.wordpress.writes) == 1


def test_the_second_signal_ends_a_daemon_at_once_and_the_draft_at_hand_is_taken_over(world: World) -> None:
    with world.process("worker", "--config", str(world.folder), "run") as daemon:
        heard(daemon, "daemon started")
        until(lambda: _polled(world))
        world.model.seconds = PATIENCE
        new = world.add_draft("Council approves a second path", age=timedelta(0))
        until(lambda: bool(world.model.journal))
        daemon.send_signal(signal.SIGTERM)
        heard(daemon, "daemon stops drafts_at_hand=1")
        daemon.send_signal(signal.SIGTERM)
        assert daemon.wait() == 128 + signal.SIGTERM
    world.model.seconds = 0
    (report,) = sync(world)
    assert outcomes(report) == ["revised"]
    assert [write[0] for write in world.wordpress.writes] == [new]


def test_ctrl_c_ends_a_sync_with_130_and_the_next_one_goes_on(world: World) -> None:
    world.model.seconds = PATIENCE
    with world.process("worker", "--config", str(world.folder), "sync", "--backlog", "--yes") as process:
        until(lambda: bool(world.model.journal))
        process.send_signal(signal.SIGINT)
        assert process.wait() == 130
        assert process.stdout
        assert "Traceback" not in process.stdout.read()
    world.model.seconds = 0
    (report,) = sync(world)
    assert outcomes(report) == ["revised"]


def _polled(world: World) -> bool:
    with Store(f"sqlite:///{world.database}") as store:
        return store.site("blog").watermark is not None
