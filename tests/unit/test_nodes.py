"""Whose silence counts: a node is dead when others were heard and it was not, whoever may have listened."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from worker.engine import BEAT, SILENCE
from worker.store import Store, database
from worker.store.nodes import LULL

NIGHT = 8 * 3600.0
HOUR = 3600.0
LIVING = ("here", "there", "elsewhere")


class Clocked:
    """A store, and the clock of its database."""

    def __init__(self, store: Store) -> None:
        self.store, self.seconds = store, datetime(2026, 3, 1, tzinfo=UTC).timestamp()
        store.moment = lambda _db: datetime.fromtimestamp(self.seconds, UTC)  # type: ignore[method-assign,assignment]

    def silence(self, node: str, of: str) -> float:
        """What `node` hears, when it beats, of how long another has been silent."""
        return self.store.beat(node)[of].silent_for

    def beats(self, node: str, seconds: float) -> None:
        for _ in range(round(seconds / BEAT)):
            self.seconds += BEAT
            self.store.beat(node)


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("nodes") / "redraft.sqlite"


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.real)])
def nodes(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Clocked]:
    address = f"sqlite:///{tmp_path / 'redraft.sqlite'}" if request.param == "sqlite" else request.getfixturevalue("postgresql_database")
    with Store(address) as store:
        yield Clocked(store)


def test_silence_counts_though_each_of_those_who_listened_lived_but_for_a_moment(nodes: Clocked) -> None:
    nodes.store.beat("dead")
    for number in range(6):
        nodes.beats(f"short life {number}", BEAT)
    assert nodes.silence("the next", of="dead") == SILENCE


def test_a_machine_that_slept_wakes_among_the_living_and_who_stays_silent_is_given_up_then(nodes: Clocked) -> None:
    for node in LIVING:
        nodes.store.beat(node)
    nodes.seconds += NIGHT
    assert [nodes.silence("here", of=node) for node in LIVING] == [0, 0, 0]
    nodes.beats("here", 2 * SILENCE)
    nodes.beats("there", BEAT)
    assert nodes.silence("here", of="there") == 0
    assert nodes.silence("here", of="elsewhere") > SILENCE


@pytest.mark.parametrize("jump", [HOUR, -HOUR, NIGHT, -NIGHT])
def test_a_clock_that_is_set_kills_nobody_and_hides_no_death(nodes: Clocked, jump: float) -> None:
    for node in LIVING:
        nodes.store.beat(node)
    nodes.seconds += jump
    assert [nodes.silence("here", of=node) for node in LIVING] == [0, 0, 0]
    nodes.beats("here", SILENCE + BEAT)
    assert nodes.silence("here", of="there") > SILENCE


def test_who_holds_work_and_was_never_heard_is_given_up_after_the_same_silence(nodes: Clocked) -> None:
    nodes.store.beat("here")
    nodes.store.suspect("unknown")
    nodes.beats("here", SILENCE)
    nodes.store.suspect("unknown")
    assert nodes.silence("here", of="unknown") == SILENCE


def test_all_may_wake_at_the_same_moment(nodes: Clocked) -> None:
    names = [f"node {number}" for number in range(8)]
    for name in names:
        nodes.store.beat(name)
    for _ in range(5):
        nodes.seconds += NIGHT
        with ThreadPoolExecutor(len(names)) as pool:
            heard = list(pool.map(nodes.store.beat, names))
        assert all(pulse.silent_for == 0 for pulses in heard for pulse in pulses.values())


@given(
    rounds=st.lists(
        st.tuples(
            st.permutations(LIVING),
            st.floats(0, 1.5),  # seconds between two beats
            st.one_of(st.floats(-NIGHT, NIGHT), st.floats(-2 * LULL, 2 * LULL)),  # all sleep, or the clock is set
        ),
        max_size=8,
    )
)
def test_no_living_node_is_given_up_however_they_sleep_and_their_clock_is_set(
    file: Path, rounds: list[tuple[list[str], float, float]]
) -> None:
    with Store(f"sqlite:///{file}") as store:
        nodes = Clocked(store)
        for node in store.nodes():
            store.forget(node)
        for order, pause, jump in rounds:
            for node in order:
                nodes.seconds += pause
                heard = store.beat(node)
                assert max(heard[other].silent_for for other in heard) <= SILENCE
            nodes.seconds += jump


@pytest.mark.real
def test_a_node_that_is_frozen_within_a_transaction_does_not_keep_the_others_from_its_work(
    postgresql_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "IDLE", 0.5)
    with Store(postgresql_database) as frozen, Store(postgresql_database) as store:
        store.beat("frozen")
        store.beat("heir")
        with frozen._engine.connect() as db:
            db.execute(sa.text("UPDATE nodes SET beat = beat + 1 WHERE name = 'frozen'"))
            assert store.inherit("frozen", "heir")
            with pytest.raises(sa.exc.InternalError, match="idle-in-transaction"):
                db.execute(sa.text("SELECT 1"))
        assert "heir" in frozen.beat("frozen")
