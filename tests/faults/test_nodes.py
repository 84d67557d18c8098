"""Several processes on one database, some of which die or freeze: one poll a turn, and every draft done once."""

from __future__ import annotations

import random
import signal
import subprocess
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path

import pytest
from support.desk import BODY, TITLE
from support.memory_wordpress import MemorySite
from support.rest_wordpress import rest_wordpress
from support.scripted_model import scripted_model
from support.world import World, heard, until

from worker import engine
from worker.store import Store

PATIENCE = 240  # seconds: silence is noticed only after 30
EAGER = 'interval = "1s"\nquiet_period = "1s"\n'
NOW = timedelta(0)
DATABASES = ("sqlite", pytest.param("postgresql", marks=pytest.mark.real))


class Nodes(World):
    """Daemons on one database.  Those of one folder are on one machine, and see at once that another has died."""

    def __init__(self, *given: object, **named: object) -> None:
        super().__init__(*given, **named)  # type: ignore[arg-type]
        engine.sync(self.settings, self.environ, ())  # the draft that is there is older now
        self.store = Store(self.address)
        self._running = ExitStack()

    def close(self) -> None:
        self._running.close()
        self.store.close()

    def start(self, machine: str = "") -> subprocess.Popen[str]:
        folder = self._other_machine(machine) if machine else self.folder
        process = self._running.enter_context(self.process("worker", "--config", str(folder), "run", patience=PATIENCE))
        heard(process, "daemon started")
        return process

    def _other_machine(self, name: str) -> Path:
        folder = self.folder / name
        if not folder.exists():
            (folder / "sites").mkdir(parents=True)
            text = (self.folder / "redraft.toml").read_text()
            (folder / "redraft.toml").write_text(text.replace(str(self.folder / "state"), str(folder / "state")))
            for site in (self.folder / "sites").iterdir():
                (folder / "sites" / site.name).write_text(site.read_text())
        return folder

    def outcomes(self, *posts: int) -> list[str | None]:
        return [record.outcome for post in posts for record in self.store.history("blog", post)]

    def revised(self, *posts: int) -> bool:
        return self.outcomes(*posts) == ["revised"] * len(posts)

    def assert_done_once(self, *posts: int, late: int = 0) -> None:
        """
        By the servers' own count: each was written once, and no question was asked again but those in flight at a death.

        `late`: how many questions may have been in flight on a node that was frozen, and got their answers when it woke.
        """
        assert Counter(write[0] for write in self.wordpress.writes) == Counter(posts)
        questions = Counter(str(call.body["messages"]) for call in self.model.journal)
        unanswered = self.store.calls().get("reserved", 0)
        assert questions.total() - len(questions) <= unanswered + late
        assert sum(self.store.calls().values()) >= questions.total()


@pytest.fixture(params=DATABASES)
def nodes(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Nodes]:
    address = "" if request.param == "sqlite" else request.getfixturevalue("postgresql_database")
    with rest_wordpress(MemorySite()) as wordpress, scripted_model() as model:
        world = Nodes(tmp_path, wordpress, model, site=EAGER, address=address)
        try:
            yield world
        finally:
            world.close()


def kill(process: subprocess.Popen[str]) -> None:
    process.send_signal(signal.SIGKILL)
    assert process.wait() == -signal.SIGKILL


def new_draft(nodes: Nodes, number: int = 1) -> int:
    return nodes.add_draft(f"{TITLE}, plan {number}", BODY, age=NOW)


def test_however_many_nodes_there_are_a_site_is_polled_once_a_turn(nodes: Nodes) -> None:
    for _ in range(3):
        nodes.start()
    polls = nodes.wordpress.polls
    begin = len(polls)
    until(lambda: len(polls) >= begin + 12)
    turns = (polls[-1] - polls[begin]) / timedelta(seconds=1)
    assert len(polls) - begin <= turns + 2


def test_three_nodes_share_the_drafts_and_do_none_twice(nodes: Nodes) -> None:
    nodes.model.seconds = 0.2
    for _ in range(3):
        nodes.start()
    posts = [new_draft(nodes, number) for number in range(6)]
    until(lambda: nodes.revised(*posts), PATIENCE)
    nodes.assert_done_once(*posts)


def test_the_drafts_of_a_killed_node_are_taken_over_by_one_that_lives(nodes: Nodes) -> None:
    nodes.model.seconds = PATIENCE
    doomed = nodes.start()
    new = new_draft(nodes)
    until(lambda: bool(nodes.model.journal))
    nodes.start()
    nodes.model.seconds = 0
    kill(doomed)
    until(lambda: nodes.revised(new), PATIENCE)
    nodes.assert_done_once(new)
    assert nodes.store.calls()["reserved"] == 1


def test_a_node_that_was_given_up_and_dies_before_it_says_that_it_lives_leaves_no_draft_behind(nodes: Nodes) -> None:
    nodes.model.seconds = PATIENCE
    doomed = nodes.start()
    new = new_draft(nodes)
    until(lambda: bool(nodes.model.journal))
    (name,) = nodes.store.nodes()
    nodes.store.forget(name)
    kill(doomed)
    assert nodes.store.nodes() == {}
    nodes.model.seconds = 0
    nodes.start()
    until(lambda: nodes.revised(new), PATIENCE)
    nodes.assert_done_once(new)


@pytest.mark.real
def test_the_drafts_of_a_node_on_a_machine_that_died_are_taken_over(tmp_path: Path, postgresql_database: str) -> None:
    with rest_wordpress(MemorySite()) as wordpress, scripted_model() as model:
        nodes = Nodes(tmp_path, wordpress, model, site=EAGER, address=postgresql_database)
        nodes.model.seconds = PATIENCE
        doomed = nodes.start("first machine")
        new = new_draft(nodes)
        until(lambda: bool(nodes.model.journal))
        nodes.start("second machine")
        nodes.start("third machine")
        nodes.model.seconds = 0
        kill(doomed)
        until(lambda: nodes.revised(new), PATIENCE)
        nodes.assert_done_once(new)
        nodes.close()


def test_a_node_that_was_frozen_while_others_took_its_draft_over_does_no_harm_when_it_wakes(nodes: Nodes) -> None:
    nodes.model.seconds = 2
    sleeper = nodes.start()
    new = new_draft(nodes)
    until(lambda: bool(nodes.model.journal))
    sleeper.send_signal(signal.SIGSTOP)
    (name,) = nodes.store.nodes()
    nodes.start()
    until(lambda: nodes.revised(new), PATIENCE)
    assert name not in nodes.store.nodes()

    sleeper.send_signal(signal.SIGCONT)
    until(lambda: name in nodes.store.nodes())  # it is one of them again
    nodes.model.seconds = 0
    more = [new_draft(nodes, number) for number in (2, 3)]
    until(lambda: nodes.revised(new, *more), PATIENCE)
    nodes.assert_done_once(new, *more, late=1)

    sleeper.send_signal(signal.SIGTERM)
    assert sleeper.wait() == 0
    assert sleeper.stdout
    said = sleeper.stdout.read()
    assert "Traceback" not in said
    assert "outcome=failed" not in said


def test_nodes_that_are_killed_and_frozen_in_turn_get_everything_done_once(nodes: Nodes) -> None:
    chance, pause = random.Random(7), threading.Event()
    nodes.model.seconds = 0.5
    running = [nodes.start() for _ in range(3)]
    posts = []
    for number in range(4):
        posts += [new_draft(nodes, 2 * number), new_draft(nodes, 2 * number + 1)]
        pause.wait(chance.uniform(0.5, 2))
        frozen, doomed = chance.sample(running, 2)
        frozen.send_signal(signal.SIGSTOP)
        kill(doomed)
        running.remove(doomed)
        running.append(nodes.start())
        frozen.send_signal(signal.SIGCONT)
    until(lambda: nodes.revised(*posts), PATIENCE)
    nodes.assert_done_once(*posts)
