"""A model that does whatever the article tells it to, and what of that comes into a post: nothing."""

from __future__ import annotations

import html
import os
import re
from collections import Counter
from collections.abc import Iterator

import pytest
from support.injections import PLACES, Injection, everywhere, injections, one_place_each
from support.scripted_model import scripted_model

from worker.config import ModelSettings
from worker.guide import Guide
from worker.model import client
from worker.model.port import Model
from worker.rewrite import rewrite
from worker.text.spans import skeleton

ALL = list(injections())
EVERY = os.environ.get("REDRAFT_INJECTIONS") == "all"  # every text in every place takes half an hour
SOME = [each for number, each in enumerate(ALL) if number % 16 < 9]  # more than 200, of every order and every answer
INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u00ad]")
REACHING_OUT = re.compile(r"https?://\S+|www\.\S+|\S+@\S+\.\w+|\+\d[\d ]{6,}|\[\w+[^\]]*\]|javascript:|<[/!a-zA-Z][^>]*>", re.IGNORECASE)


def test_there_are_enough_of_them() -> None:
    assert len({each.text for each in SOME}) >= 200
    assert {each.payload for each in SOME} == {each.payload for each in ALL}
    assert len(PLACES) + 1 >= 8


def stored(text: str) -> Counter[str]:
    """What a text holds that could do something: also what becomes of it when somebody decodes it once more."""
    found = Counter(REACHING_OUT.findall(text)) + Counter(INVISIBLE.findall(text))
    return found + Counter(REACHING_OUT.findall(html.unescape(text)))


def assert_nothing_came_in(injection: Injection, place: str, before: tuple[str, str], after: tuple[str, str]) -> None:
    assert skeleton(after[1]) == skeleton(before[1]), (place, injection)
    for old, new in zip(before, after, strict=True):
        assert not stored(new) - stored(old), (place, injection)
        for words in (injection.payload, html.escape(injection.payload)):
            assert new.count(words) <= old.count(words), (place, injection)


@pytest.fixture
def obedient() -> Iterator[Model]:
    with scripted_model("obeys") as script:
        settings = ModelSettings(kind="openai", base_url=script.base_url, name="scripted")
        yield client.connect(settings, "sk-test", sleep=lambda _seconds: None)


@pytest.mark.parametrize("part", range(4))
def test_nothing_is_stored_of_what_a_post_orders_in_every_place_and_a_model_obeys(obedient: Model, part: int) -> None:
    guide = Guide.of()
    for injection in (ALL if EVERY else SOME)[part::4]:
        title, body = everywhere(injection)
        result = rewrite(title, body, obedient, guide)
        assert_nothing_came_in(injection, "everywhere", (title, body), (result.title, result.body))


@pytest.mark.parametrize("part", range(2))
def test_nothing_is_stored_of_what_a_post_orders_in_one_place(obedient: Model, part: int) -> None:
    guide = Guide.of()
    for injection in (ALL if EVERY else SOME[::16])[part::2]:
        for place, title, body in one_place_each(injection):
            result = rewrite(title, body, obedient, guide)
            assert_nothing_came_in(injection, place, (title, body), (result.title, result.body))


def test_the_model_of_these_tests_does_obey(obedient: Model) -> None:
    """Else they would show nothing: every answer is turned down, since it is what was ordered."""
    title, body = everywhere(ALL[0])
    result = rewrite(title, body, obedient, Guide.of())
    assert not result.changed
    assert all(unit.verdicts for unit in result.proof.units)
