"""The short form of the races that `make prove-races` counts: 30 for each way."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest
from support.races import Arena, Race

from worker.demo.lab import WordPress

pytestmark = pytest.mark.real

RACES = 30


@pytest.fixture(scope="module")
def arena(sites: Callable[[str], WordPress]) -> Arena:
    wordpress = sites("7.1 mariadb")
    wordpress.reset()
    return Arena(wordpress)


def lost(races: list[Race]) -> list[Race]:
    assert all(race.accepted for race in races)
    return [race for race in races if race.lost]


@pytest.mark.parametrize("mode", ["replace with the plugin", "suggest", "copy"])
def test_no_save_of_a_person_is_lost(arena: Arena, mode: str) -> None:
    races = arena.race(mode, "save", RACES, random.Random(1))
    assert lost(races) == []
    assert any(race.outcome == "done" for race in races)


def test_who_just_writes_loses_saves_so_the_races_are_worth_their_name(arena: Arena) -> None:
    assert lost(arena.race("naive", "save", RACES, random.Random(1)))


@pytest.mark.parametrize("mode", ["replace with the plugin", "suggest", "copy"])
def test_no_published_post_is_changed_or_un_published(arena: Arena, mode: str) -> None:
    assert lost(arena.race(mode, "publish", RACES, random.Random(2))) == []
