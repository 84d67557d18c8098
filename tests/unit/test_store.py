"""What the store promises: kept exactly, entered once, private, and the same on every database."""

from __future__ import annotations

import sqlite3
import stat
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from hypothesis import given
from hypothesis import strategies as st

from worker.errors import GiveUp, Unreachable
from worker.store import Dropped, Look, Record, Reserved, Resting, Store, Task, database, tables, text_hash
from worker.store.database import SCHEMA

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
DATABASES = ("sqlite", pytest.param("postgresql", marks=pytest.mark.real))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "state" / "redraft.sqlite"


@pytest.fixture(params=DATABASES)
def address(request: pytest.FixtureRequest, file: Path) -> str:
    return f"sqlite:///{file}" if request.param == "sqlite" else request.getfixturevalue("postgresql_database")


@pytest.fixture
def store(address: str) -> Iterator[Store]:
    with Store(address) as opened:
        yield opened


@pytest.fixture
def sqlite_store(file: Path) -> Iterator[Store]:
    with Store(f"sqlite:///{file}") as opened:
        yield opened


@pytest.fixture(scope="module", params=DATABASES)
def lasting_store(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    if request.param == "sqlite":
        address = f"sqlite:///{tmp_path_factory.mktemp('lasting') / 'redraft.sqlite'}"
    else:
        address = request.getfixturevalue("postgresql").new_database()
    with Store(address) as opened:
        yield opened


def task(store: Store, *, post_id: int = 7, body: str = "body", attempt: int = 0, name: str = "rw") -> Task:
    source = store.keep("title", body, NOW)
    return Task(f"{name}:{post_id}:{source[:8]}:{attempt}", "blog", post_id, source, attempt)


def test_only_its_owner_can_read_unpublished_articles(sqlite_store: Store, file: Path) -> None:
    sqlite_store.keep("title", "body", NOW)
    files = list(file.parent.iterdir())
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    assert len(files) > 1  # the write-ahead log, too
    assert {stat.S_IMODE(path.stat().st_mode) for path in files} == {0o600}


def test_a_power_cut_cannot_take_back_what_was_committed(sqlite_store: Store) -> None:
    with sqlite_store._engine.connect() as connection:
        pragmas = [connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in ("journal_mode", "synchronous")]
    assert pragmas == ["wal", 2]  # 2 is FULL


@given(title=st.text(st.characters(), max_size=40), body=st.text(st.characters(), max_size=40))
def test_any_text_comes_back_as_it_was(lasting_store: Store, title: str, body: str) -> None:
    assert lasting_store.text(lasting_store.keep(title, body, NOW)) == (title, body)


def test_title_and_body_are_told_apart() -> None:
    assert text_hash("a", "bc") != text_hash("ab", "c")


def test_the_same_text_offered_by_many_at_once_is_one_piece_of_work(store: Store) -> None:
    offered = [task(store, name=f"node{number}") for number in range(8)]
    with ThreadPoolExecutor(8) as pool:
        entered = list(pool.map(lambda one: store.enter(one, NOW).id, offered))
    assert len(set(entered)) == 1
    assert len(store.history("blog", 7)) == 1


def test_of_many_nodes_one_gets_the_poll(store: Store) -> None:
    with ThreadPoolExecutor(8) as pool:
        won = list(pool.map(lambda _: store.claim_poll("blog", NOW, MINUTE), range(8)))
    assert won.count(True) == 1
    assert not store.claim_poll("blog", NOW + MINUTE / 2, MINUTE)
    assert store.claim_poll("blog", NOW + MINUTE, MINUTE)


def test_nodes_that_take_turns_poll_no_more_often_than_one(store: Store) -> None:
    turns = [store.claim_poll("blog", NOW + step * MINUTE / 10, MINUTE) for step in range(100)]
    assert turns.count(True) == 11  # the first, and one for each of the ten minutes


def test_a_node_alone_whose_clock_wavers_misses_no_turn(store: Store) -> None:
    assert all(store.claim_poll("blog", NOW + turn * MINUTE + (-1) ** turn * MINUTE / 10, MINUTE) for turn in range(10))


def test_a_clock_that_was_wrong_keeps_no_site_from_its_turn(store: Store) -> None:
    assert store.claim_poll("blog", NOW + 60 * MINUTE, MINUTE)
    assert store.claim_poll("blog", NOW, MINUTE)
    assert not store.claim_poll("blog", NOW + MINUTE / 2, MINUTE)


def test_a_draft_on_a_site_that_was_quiet_brings_its_next_turn_forward_to_one_interval(store: Store) -> None:
    assert store.claim_poll("blog", NOW, 15 * MINUTE)
    store.active("blog", NOW, NOW + MINUTE)
    assert not store.claim_poll("blog", NOW + MINUTE / 10, MINUTE)  # another node's turn
    assert store.claim_poll("blog", NOW + MINUTE, MINUTE)
    store.active("blog", NOW + MINUTE, NOW + 60 * MINUTE)  # never put off
    assert store.claim_poll("blog", NOW + 2 * MINUTE, MINUTE)


def test_a_paused_site_has_no_turn_and_keeps_all_else(store: Store) -> None:
    store.polled("blog", NOW, baseline=NOW, watermark=NOW)
    store.pause("blog", NOW)
    assert not store.claim_poll("blog", NOW + MINUTE, MINUTE)
    store.pause("blog", None)
    assert store.claim_poll("blog", NOW + MINUTE, MINUTE)
    assert store.site("blog").baseline == NOW


def test_what_needs_no_work_never_takes_the_place_of_work_at_hand(store: Store) -> None:
    store.enter(task(store), NOW)
    store.enter_settled(task(store), "left", "a person edited it", NOW)
    assert [record.outcome for record in store.history("blog", 7)] == [None]


def test_the_first_outcome_stands_unless_it_was_a_failure(store: Store) -> None:
    draft = store.enter(task(store), NOW).id
    store.settle(draft, "failed", NOW, reason="the site was down", exit_status=3)
    store.settle(draft, "revised", NOW)
    store.settle(draft, "left", NOW, reason="a worker long given up")
    assert [record.outcome for record in store.history("blog", 7)] == ["revised"]


def test_a_failure_is_due_when_its_time_has_come_and_not_once_there_is_newer_work(store: Store) -> None:
    draft = store.enter(task(store), NOW).id
    store.settle(draft, "failed", NOW, exit_status=3, retry_at=NOW + MINUTE)
    assert store.due("blog", NOW) == ()
    assert [record.id for record in store.due("blog", NOW + MINUTE)] == [draft]
    assert [record.id for record in store.due("blog", None)] == [draft]
    store.enter(task(store, attempt=1), NOW)
    assert store.due("blog", None) == ()


@pytest.mark.parametrize("body", ["body", "another body"])
def test_work_that_a_clock_set_back_offers_is_newer_all_the_same(store: Store, body: str) -> None:
    first, second = task(store), task(store, body=body, attempt=1)
    store.enter(first, NOW)
    store.settle(first.id, "failed", NOW, exit_status=3, retry_at=NOW + MINUTE)
    back = NOW - timedelta(days=2)
    store.enter(second, back)
    store.settle(second.id, "failed", back, exit_status=3, retry_at=back + MINUTE)
    assert [record.id for record in store.history("blog", 7)] == [second.id, first.id]
    assert [record.id for record in store.open_and_due("blog", NOW + MINUTE)[1]] == [second.id]


def test_what_a_clock_that_was_ahead_has_settled_is_tried_again_when_a_person_says_so(store: Store) -> None:
    work = task(store)
    store.enter(work, NOW)
    store.settle(work.id, "failed", NOW, exit_status=1)
    back = NOW - timedelta(days=2)
    assert [record.id for record in store.retry("blog", back)] == [work.id]
    assert [record.id for record in store.open_and_due("blog", back)[1]] == [work.id]


def test_a_failure_that_would_fail_again_is_never_due(store: Store) -> None:
    store.settle(store.enter(task(store), NOW).id, "failed", NOW, exit_status=1)
    assert store.due("blog", None) == ()


def test_the_baseline_only_moves_back(store: Store) -> None:
    for baseline in (NOW, NOW + MINUTE, NOW - MINUTE, NOW):
        store.polled("blog", NOW, baseline=baseline, watermark=NOW)
    assert store.site("blog").baseline == NOW - MINUTE


def test_the_first_look_s_newest_post_stays_and_a_poll_of_what_is_new_is_no_sweep(store: Store) -> None:
    store.polled("blog", NOW, baseline=NOW, watermark=NOW, swept_at=NOW, newest_post=7)
    store.polled("blog", NOW + MINUTE, baseline=NOW, watermark=NOW, newest_post=9)
    assert (store.site("blog").newest_post, store.site("blog").swept_at) == (7, NOW)


def test_a_database_from_before_the_sweeps_learns_its_newest_post_at_the_first_one(store: Store) -> None:
    store.polled("blog", NOW, baseline=NOW, watermark=NOW)
    store.polled("blog", NOW, baseline=NOW, watermark=NOW, swept_at=NOW, newest_post=9)
    assert store.site("blog").newest_post == 9


def test_drafts_that_are_passed_over_are_counted_by_the_reason_until_they_are_read_again(store: Store) -> None:
    for post_id, reason in ((1, "no tag"), (2, "no tag"), (3, "short"), (4, None)):
        store.looked("blog", post_id, NOW, reason)
    assert store.passed_over("blog") == {"no tag": 2, "short": 1}
    store.looked("blog", 1, NOW + MINUTE)
    store.forget_looks("blog", [3])
    assert store.passed_over("blog") == {"no tag": 1}
    assert store.looks("blog") == {1: Look(NOW + MINUTE), 2: Look(NOW, "no tag"), 4: Look(NOW)}
    assert store.passed_over("shop") == {}


def test_times_come_back_in_utc_whatever_zone_they_were_given_in(store: Store) -> None:
    store.polled("blog", NOW.astimezone(timezone(timedelta(hours=5))), baseline=NOW, watermark=NOW)
    found = store.site("blog").last_poll
    assert found
    assert found == NOW
    assert found.tzinfo is UTC


def test_a_call_is_in_the_ledger_before_its_answer_is(store: Store) -> None:
    lost, paid, free = (store.reserve(key, "rw", "model", NOW) for key in ("k1", "k2", "k3"))
    assert isinstance(paid, Reserved)
    assert isinstance(free, Reserved)
    store.answered(paid, "k2", {"text": "yes"}, NOW, tokens=(3, 1))
    store.not_billed(free, NOW)
    assert store.calls() == {"reserved": 1, "paid": 1, "free": 1}
    assert store.answer("k2") == {"text": "yes"}
    assert store.answer("k1") is None
    assert lost != free


def test_the_work_of_a_dead_node_has_one_heir_and_an_heir_that_dies_frees_it(store: Store) -> None:
    for node in ("dead", "first", "second"):
        store.beat(node)
    assert store.inherit("dead", "first")
    assert not store.inherit("dead", "second")
    store.forget("first")
    assert store.inherit("dead", "second")


def test_two_processes_may_make_the_database_at_the_same_time(address: str) -> None:
    def opened(_: int) -> None:
        Store(address).close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(opened, range(4)))
    with Store(address) as store, store._engine.connect() as connection:
        assert connection.execute(sa.text("SELECT version_num FROM alembic_version")).all() == [(SCHEMA,)]


def test_who_is_told_that_a_new_file_is_locked_for_the_moment_tries_again(tmp_path: Path) -> None:
    """As SQLite does now and then where two turn a new file to its WAL at once: without waiting for the lock."""

    class Locked(sqlite3.Connection):
        times = 2

        def execute(self, sql: str, parameters: Any = (), /) -> sqlite3.Cursor:
            if "journal_mode" in sql and self.times:
                self.times -= 1
                error = sqlite3.OperationalError("database is locked")
                error.sqlite_errorcode = sqlite3.SQLITE_BUSY
                raise error
            return super().execute(sql, parameters)

    with closing(sqlite3.connect(tmp_path / "new.sqlite", factory=Locked)) as connection:
        database._prepare_sqlite(connection, None)
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_the_migrations_make_the_tables_that_the_store_uses(store: Store) -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(database.__file__).parents[1] / "migrations"))
    assert ScriptDirectory.from_config(config).get_heads() == [SCHEMA]
    with store._engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), tables.schema) == []


def test_every_column_whose_name_does_not_say_it_has_a_comment() -> None:
    plain = {"site", "post_id", "name", "kept_at", "offered_at", "reserved_at", "settled_at", "output_tokens"}
    silent = {column.name for table in tables.schema.tables.values() for column in table.c if not column.comment}
    assert silent - plain == set()


def test_a_database_of_a_newer_redraft_is_not_touched(store: Store, address: str) -> None:
    with store._engine.begin() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(GiveUp, match="newer Redraft"):
        Store(address)


def test_a_file_that_is_no_database_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "x.sqlite").write_text("not a database, but long enough to look like one to nobody at all" * 20)
    with pytest.raises(Unreachable, match="not a database"):
        Store(f"sqlite:///{tmp_path / 'x.sqlite'}")


def test_a_folder_that_cannot_be_made_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "state").write_text("a file where the folder should be")
    with pytest.raises(Unreachable, match="cannot be made"):
        Store(f"sqlite:///{tmp_path / 'state' / 'redraft.sqlite'}")


# Posts: skipped, resting, dropped


def settled(store: Store, post_id: int = 7, body: str = "body", at: datetime = NOW, result: str = "") -> Record:
    """A piece of work that was settled then, with a proof; with a result it was revised."""
    entered = store.enter(task(store, post_id=post_id, body=body), at)
    store.keep_proof(entered.id, {"schema": 1})
    if result:
        store.mark_push(entered.id, store.keep("title", result, at))
    store.settle(entered.id, "revised" if result else "unchanged", at)
    return entered


def test_a_post_rests_once_all_of_its_work_is_settled_and_old(store: Store) -> None:
    settled(store)
    assert store.resting(NOW) == ()
    assert store.resting(NOW + MINUTE) == (Resting("blog", 7),)
    store.enter(task(store, body="a person wrote on"), NOW - MINUTE)
    assert store.resting(NOW + MINUTE) == ()


def test_what_a_site_said_of_a_post_is_remembered_until_it_says_otherwise(store: Store) -> None:
    settled(store)
    store.ended("blog", 7, NOW + MINUTE, NOW)
    assert store.resting(NOW + MINUTE) == (Resting("blog", 7, NOW + MINUTE, NOW),)
    store.ended("blog", 7, NOW + 2 * MINUTE, None)
    assert store.resting(NOW + MINUTE) == (Resting("blog", 7, NOW + 2 * MINUTE),)


def test_a_dropped_post_loses_its_texts_and_proofs_and_stays_decided(store: Store) -> None:
    record = settled(store, result="revised body")
    other = settled(store, post_id=8, body="another")
    assert store.drop("blog", [7], NOW + MINUTE, dry=True) == Dropped(posts=1, texts=2, proofs=1)
    assert store.text(record.source) == ("title", "body")
    assert store.drop("blog", [7], NOW + MINUTE) == Dropped(posts=1, texts=2, proofs=1)
    with pytest.raises(GiveUp, match="was dropped on 2026-03-01"):
        store.text(record.source)
    assert (store.title(record.source), store.proof(record.id)) == ("", None)
    assert store.text(other.source) == ("title", "another")
    assert [each.outcome for each in store.history("blog", 7)] == ["revised"]
    assert [each.post_id for each in store.resting(NOW + MINUTE)] == [8]


def test_a_text_of_two_posts_is_kept_until_both_are_dropped(store: Store) -> None:
    record = settled(store)
    settled(store, post_id=8)
    store.drop("blog", [7], NOW + MINUTE)
    assert store.text(record.source) == ("title", "body")
    assert store.drop("blog", [8], NOW + MINUTE).texts == 1
    with pytest.raises(GiveUp):
        store.text(record.source)


def test_a_dropped_text_that_is_kept_again_is_back_and_stays_until_the_post_rests_again(store: Store) -> None:
    record = settled(store)
    store.drop("blog", [7], NOW + MINUTE)
    store.enter(task(store, attempt=1), NOW + 2 * MINUTE)
    settled(store, post_id=8)
    store.drop("blog", [8], NOW + 3 * MINUTE)
    assert store.text(record.source) == ("title", "body")
    assert store.resting(NOW + timedelta(days=1)) == ()


def test_a_post_that_came_to_life_after_it_was_looked_at_keeps_its_texts(store: Store) -> None:
    record, decided = settled(store), NOW + MINUTE
    store.keep("title", "body", NOW + 2 * MINUTE)  # about to be entered again
    store.drop("blog", [7], decided)
    assert store.text(record.source) == ("title", "body")

    settled(store, post_id=8, body="old work")
    store.enter(task(store, post_id=8, body="new work"), NOW + 2 * MINUTE)
    settled(store, post_id=9, body="settled since", at=NOW + 2 * MINUTE)
    settled(store, post_id=10, body="over")
    assert store.drop("blog", [8, 9, 10], decided) == Dropped(posts=1, texts=1, proofs=1)
    assert [each.post_id for each in store.resting(NOW + 9 * MINUTE)] == [9]


def test_old_answers_and_texts_without_work_go_but_nothing_that_open_work_may_need(store: Store) -> None:
    kept, orphan = settled(store), store.keep("title", "planned, then stored otherwise", NOW)
    call = store.reserve("k1", "rw", "model", NOW)
    assert isinstance(call, Reserved)
    store.answered(call, "k1", {"text": "yes"}, NOW, tokens=(3, 1))
    waiting = store.enter(task(store, post_id=8, body="waits"), NOW)
    assert store.sweep(NOW + MINUTE) == Dropped()
    store.settle(waiting.id, "unchanged", NOW)
    assert store.sweep(NOW) == Dropped()
    assert store.sweep(NOW + MINUTE, dry=True) == store.sweep(NOW + MINUTE) == Dropped(texts=1, answers=1)
    assert store.answer("k1") is None
    assert store.text(kept.source) == ("title", "body")
    with pytest.raises(KeyError):
        store.text(orphan)
    assert store.calls() == {"paid": 1}  # the money trail stays


def test_posts_are_dropped_at_once_however_many_are_named(store: Store) -> None:
    for post_id in (*range(1, 40), *range(1_060, 1_100)):  # a database takes so many names at a time
        store.enter_settled(Task(f"rw:{post_id}", "blog", post_id, store.keep("title", f"body {post_id}", NOW)), "left", "", NOW)
    assert store.drop("blog", range(1, 1_100), NOW + MINUTE) == Dropped(posts=1_099, texts=79)


def test_of_many_nodes_one_has_the_chore_until_its_next_turn(store: Store) -> None:
    with ThreadPoolExecutor(8) as pool:
        won = list(pool.map(lambda _: store.claim_chore("prune", NOW, timedelta(days=1)), range(8)))
    assert won.count(True) == 1
    assert not store.claim_chore("prune", NOW + MINUTE, timedelta(days=1))
    assert store.claim_chore("prune", NOW + timedelta(days=1), timedelta(days=1))
    assert store.claim_chore("prune", NOW - timedelta(days=9), timedelta(days=1))  # the clock that took the last turn was wrong


def test_a_skipped_post_is_one_until_it_is_asked_for(store: Store) -> None:
    store.skip("blog", 7, NOW)
    assert (list(store.skipped("blog")), list(store.skipped("shop")), store.is_skipped("blog", 7)) == ([7], [], True)
    store.skip("blog", 7, None)
    assert (list(store.skipped("blog")), store.is_skipped("blog", 7), store.is_skipped("blog", 8)) == ([], False, False)


def test_a_failure_that_waits_for_a_person_is_due_once_a_person_says_so_unless_it_is_skipped(store: Store) -> None:
    for post_id in (7, 8, 9):
        store.settle(store.enter(task(store, post_id=post_id), NOW).id, "failed", NOW - MINUTE, exit_status=1)
    store.skip("blog", 8, NOW)
    assert store.claim_poll("blog", NOW, MINUTE)
    assert [record.post_id for record in store.retry("blog", NOW, 9)] == [9]
    assert store.claim_poll("blog", NOW, MINUTE)  # at once
    assert [record.post_id for record in store.retry("blog", NOW)] == [7, 9]
    assert [record.post_id for record in store.due("blog", NOW)] == [7, 9]
    assert store.retry("blog", NOW, 404) == ()


def test_work_is_listed_by_site_post_and_the_time_something_became_of_it(store: Store) -> None:
    settled(store, post_id=8)
    later = settled(store, at=NOW + MINUTE)
    assert store.known_sites() == ("blog",)
    assert [record.post_id for record in store.work("blog")] == [7, 8]
    assert [record.id for record in store.work("blog", NOW + MINUTE)] == [later.id]
    store.undone(store.work("blog")[1].id, NOW + 2 * MINUTE)
    assert [record.post_id for record in store.work("blog", NOW + MINUTE)] == [7, 8]
