"""Pruning beside the engine: what it remembers of settled work goes, what is under way or unexplained stays."""

from __future__ import annotations

import json
import logging
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from support.memory_wordpress import MemorySite
from support.rest_wordpress import rest_wordpress
from support.scripted_model import scripted_model
from support.world import World, until

from worker import daemon, engine
from worker.engine import forget_settled
from worker.rooms import open_rooms
from worker.store import Store
from worker.store.tables import drafts
from worker.supervisor import Supervisor

DATABASES = ("sqlite", pytest.param("postgresql", marks=pytest.mark.real))
DAY = timedelta(days=1)


@pytest.fixture(params=DATABASES)
def world(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[World]:
    address = "" if request.param == "sqlite" else request.getfixturevalue("postgresql_database")
    with rest_wordpress(MemorySite()) as wordpress, scripted_model() as model:
        yield World(tmp_path, wordpress, model, site='interval = "1s"\nquiet_period = "1s"\n', address=address)


def later(days: float = 1) -> datetime:
    return datetime.now(UTC) + days * DAY


def test_what_the_engine_remembers_of_settled_work_is_forgotten_and_nothing_is_done_twice(world: World) -> None:
    with Store(world.address) as store:
        assert forget_settled(store, later()) == 0  # before the engine has ever run
        engine.sync(world.settings, world.environ, (), backlog=True)
        assert forget_settled(store, later(-1)) == 0
        assert forget_settled(store, later(), dry=True) == 1
        assert forget_settled(store, later()) == 1
        assert forget_settled(store, later()) == 0
        (record,) = store.history("blog", world.post_id)
        assert record.outcome == "revised"
    calls, writes = len(world.model.journal), len(world.wordpress.writes)
    (report,) = engine.sync(world.settings, world.environ, (), backlog=True)
    assert report.settled == ()
    assert (len(world.model.journal), len(world.wordpress.writes)) == (calls, writes)


def test_work_that_ended_without_an_outcome_stays_until_it_has_one(world: World) -> None:
    engine.sync(world.settings, world.environ, (), backlog=True)
    with Store(world.address) as store:
        (record,) = store.history("blog", world.post_id)
        with store._write() as db:  # as a database that was put back from a copy may be
            db.execute(sa.update(drafts).values(outcome=None))
        assert forget_settled(store, later()) == 0
        store.settle(record.id, "revised", datetime.now(UTC))
        assert forget_settled(store, later()) == 1


def test_many_are_forgotten_page_by_page(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(4):
        world.add_draft(f"Council approves path {number}")
    engine.sync(world.settings, world.environ, (), backlog=True)
    monkeypatch.setattr(engine, "PAGE", 2)
    with Store(world.address) as store:
        assert forget_settled(store, later(), dry=True) == 5
        assert forget_settled(store, later()) == 5


def test_the_command_says_what_it_dropped_and_that_nothing_is_old_yet(world: World) -> None:
    engine.sync(world.settings, world.environ, (), backlog=True)

    def redraft(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "worker", "--config", str(world.folder), *arguments]
        return subprocess.run(command, env=world.environ, capture_output=True, text=True, timeout=120, check=False)

    done = redraft("prune", "--dry-run", "--json")
    assert (done.returncode, done.stderr) == (0, "")
    nothing = {"posts": 0, "texts": 0, "proofs": 0, "answers": 0, "asked": 0, "workflows": 0, "notes": []}
    assert json.loads(done.stdout) == nothing
    main = world.folder / "redraft.toml"
    main.write_text(main.read_text() + "keep_days = 0\n")
    kept = redraft("prune")
    assert (kept.returncode, kept.stdout) == (2, "")
    assert kept.stderr.startswith("redraft: [state] keep_days is 0, so everything is kept; ")


def test_the_daemon_prunes_once_a_day(world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "redraft")
    monkeypatch.setattr(daemon, "FIRST_PRUNE", timedelta(0))
    with open_rooms(world.settings, world.environ) as rooms, engine.node(rooms, world.settings) as here:
        clock = daemon._clock(rooms, here, Supervisor(), world.settings.keep)
        clock.remove_job("poll blog")  # a turn asks the clock for its lane, and would wait for one that waits for the turn
        clock.start()
        until(lambda: "pruned posts=0 texts=0 answers=0 workflows=0" in caplog.text)
        clock.shutdown()
        assert not rooms.store.claim_chore("prune", datetime.now(UTC), DAY)
