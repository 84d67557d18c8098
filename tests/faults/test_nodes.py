"""Several processes on one database, some of which die or freeze: one poll a turn, and every draft done once."""

from __future__ import annotations

import random
import signal
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from support.memory_wordpress import MemorySite
from support.nodes import EAGER, PATIENCE, Nodes, kill, new_draft
from support.rest_wordpress import rest_wordpress
from support.scripted_model import scripted_model
from support.world import until

POSTGRESQL = pytest.param("postgresql", marks=pytest.mark.real)
DATABASES = ("sqlite", POSTGRESQL)
# What takes a minute runs where machines share the work.
on_postgresql = pytest.mark.parametrize("nodes", [POSTGRESQL], indirect=True)


@pytest.fixture(params=DATABASES)
def nodes(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Nodes]:
    address = "" if request.param == "sqlite" else request.getfixturevalue("postgresql_database")
    with rest_wordpress(MemorySite()) as wordpress, scripted_model() as model:
        world = Nodes(tmp_path, wordpress, model, site=EAGER, address=address)
        try:
            yield world
        finally:
            world.close()


def test_however_many_nodes_there_are_a_site_is_polled_once_a_turn(nodes: Nodes) -> None:
    for _ in range(3):
        nodes.start()
    polls = nodes.wordpress.polls
    begin = len(polls)
    until(lambda: len(polls) >= begin + 16, PATIENCE)
    turns = (polls[begin + 15] - polls[begin]) / timedelta(seconds=1)
    # Turns are taken in time, but a request may come to the site seconds after its turn. Each for itself would need a third of this.
    assert turns > 15 / 2


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
def test_the_drafts_of_a_machine_that_died_are_taken_over_though_no_other_node_lives_for_long(
    tmp_path: Path, postgresql_database: str
) -> None:
    pause = threading.Event()
    with rest_wordpress(MemorySite()) as wordpress, scripted_model() as model:
        nodes = Nodes(tmp_path, wordpress, model, site=EAGER, address=postgresql_database)
        nodes.model.seconds = PATIENCE
        doomed = nodes.start("first machine")
        new = new_draft(nodes)
        until(lambda: bool(nodes.model.journal))
        survivor = nodes.start("second machine")
        nodes.model.seconds = 0
        kill(doomed)
        for _ in range(PATIENCE // 8):
            pause.wait(8)
            if nodes.revised(new):
                break
            kill(survivor)
            survivor = nodes.start("second machine")
        assert nodes.revised(new)
        nodes.assert_done_once(new)
        nodes.close()


@on_postgresql
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


@on_postgresql
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
