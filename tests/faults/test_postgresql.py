"""The journey on PostgreSQL: the same commands, the same promises."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
from support.desk import BODY, TITLE
from support.killing import KilledWorld
from support.memory_wordpress import MemorySite
from support.rest_wordpress import rest_wordpress
from support.scripted_model import scripted_model
from support.world import SECRETS, heard, until

from worker import engine, undo
from worker.rooms import open_rooms
from worker.store import Store

pytestmark = pytest.mark.real

EAGER = 'interval = "1s"\nquiet_period = "1s"\n'


@pytest.fixture
def world(tmp_path: Path, postgresql_database: str) -> Iterator[KilledWorld]:
    with rest_wordpress(MemorySite()) as wordpress, scripted_model() as model:
        yield KilledWorld(tmp_path, wordpress, model, site=EAGER, address=postgresql_database)


def test_a_draft_is_revised_by_a_sync_and_gets_its_original_back(world: KilledWorld) -> None:
    (report,) = engine.sync(world.settings, world.environ, (), backlog=True)
    assert [record.outcome for record in report.settled] == ["revised"]
    with open_rooms(world.settings, world.environ) as rooms:
        undo.put_back(rooms, "blog", world.post_id)
    held = world.wordpress.site.held(world.post_id)
    assert (held.title, held.body) == (TITLE, BODY)
    (again,) = engine.sync(world.settings, world.environ, (), backlog=True)
    assert again.settled == ()
    assert not world.database.exists()


def test_a_daemon_revises_new_drafts_beside_a_sync_and_none_twice(world: KilledWorld) -> None:
    engine.sync(world.settings, world.environ, ())  # the draft that is there is older now
    with world.process("worker", "--config", str(world.folder), "run") as daemon:
        heard(daemon, "daemon started")
        new = world.add_draft("Council approves a second path", age=timedelta(0))
        line = heard(daemon, "draft settled")
        assert f"site=blog post={new} outcome=revised" in line
        (report,) = engine.sync(world.settings, world.environ, (), backlog=True)
        assert {(record.post_id, record.outcome) for record in report.settled} == {(world.post_id, "revised")}
        daemon.send_signal(signal.SIGTERM)
        assert daemon.wait() == 0
    assert sorted(write[0] for write in world.wordpress.writes) == sorted((world.post_id, new))
    questions = [str(call.body["messages"]) for call in world.model.journal]
    assert len(questions) == len(set(questions))


def test_nothing_secret_is_in_the_database(world: KilledWorld) -> None:
    engine.sync(world.settings, world.environ, (), backlog=True)
    with psycopg.connect(world.address) as connection:
        tables = connection.execute(
            "SELECT format('%I.%I', table_schema, table_name) FROM information_schema.tables "
            "WHERE table_schema NOT IN ('pg_catalog', 'information_schema')"
        ).fetchall()
        rows = "".join(str(connection.execute(f"SELECT * FROM {table}".encode()).fetchall()) for (table,) in tables)
    assert "revised" in rows
    for secret in (*SECRETS.values(), world.environ["PGPASSWORD"]):
        assert secret not in rows


def test_where_the_server_is_gone_it_is_one_line_without_the_password(world: KilledWorld) -> None:
    settings = world.folder / "redraft.toml"
    settings.write_text(settings.read_text().replace(world.address, f"{world.address}_gone"))
    with world.process("worker", "--config", str(world.folder), "status") as process:
        said, _ = process.communicate()
        assert process.returncode == 3
    assert said.count("\n") == 1
    assert "does not exist" in said
    assert world.environ["PGPASSWORD"] not in said


def test_two_nodes_on_an_empty_database_both_start(world: KilledWorld) -> None:
    with (
        world.process("worker", "--config", str(world.folder), "run") as one,
        world.process("worker", "--config", str(world.folder), "run") as other,
    ):
        for daemon in (one, other):
            heard(daemon, "daemon started")
        for daemon in (one, other):
            daemon.send_signal(signal.SIGTERM)
            assert daemon.wait() == 0
    with Store(world.address) as store:
        assert store.nodes() == {}


def test_a_daemon_outlives_the_loss_of_every_connection(world: KilledWorld) -> None:
    engine.sync(world.settings, world.environ, ())
    with world.process("worker", "--config", str(world.folder), "run", patience=240) as daemon:
        heard(daemon, "daemon started")
        before = world.add_draft("Council approves a second path", age=timedelta(0))
        heard(daemon, f"post={before} outcome=revised")
        with psycopg.connect(world.address, autocommit=True) as connection:
            ours = "FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
            assert connection.execute(f"SELECT pg_terminate_backend(pid) {ours}".encode()).rowcount > 0
        after = world.add_draft("Council approves a third path", age=timedelta(0))
        heard(daemon, f"post={after} outcome=revised")
        with Store(world.address) as store:
            (pulse,) = store.nodes().values()
            until(lambda: any(each.beat > pulse.beat for each in store.nodes().values()))
        daemon.send_signal(signal.SIGTERM)
        assert daemon.wait() == 0
