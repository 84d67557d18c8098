"""The style of a house: what a model is told of it, and what is checked."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.scripted_model import scripted_model

from worker.ask import verdicts_of
from worker.config import ModelSettings
from worker.guide import Guide
from worker.model import client
from worker.rewrite import Rewritten, rewrite
from worker.text import house
from worker.text.checks import Context
from worker.text.facts import names
from worker.text.house import House

SOURCE = "The police said on Monday that two officers had arrested a man near the harbour in Kiev after a long chase."
RESULT = "After a long chase near the harbour in Kiev, two officers arrested a man, the police said on Monday."


@cache
def guide() -> Guide:
    return Guide.of()


def found(style: House, source: str = SOURCE, result: str = RESULT, strictness: Mapping[str, str] | None = None) -> dict[str, str]:
    """Action by rule."""
    lexicon = guide().lexicon("en")
    context = Context(lexicon, names=names(source, lexicon), strictness=strictness or {})
    return {verdict.rule: verdict.action for verdict in verdicts_of(source, result, context, style)}


# Words


def test_a_house_that_asks_for_nothing_has_nothing_to_say() -> None:
    assert House().instructions() == ""
    assert house.rules(House()) == ()
    assert found(House()) == {}


@pytest.mark.parametrize(
    ("banned", "word"),
    [("nabbed", "nabbed"), ("nab*", "nabbed"), ("took in", "took in"), ("Took  In", "took in"), ("jailbird*", "jailbirds")],
)
def test_a_banned_word_that_the_source_does_not_have_keeps_the_source(banned: str, word: str) -> None:
    assert found(House(banned=(banned,)), result=RESULT.replace("arrested", word))["banned word"] == "keep"


def test_a_banned_word_that_the_source_had_is_only_shown() -> None:
    style = House(banned=("chase",))
    assert found(style) == {"banned word": "flag"}
    assert found(style, result=RESULT.replace("chase", "pursuit")) == {}
    assert found(style, result=f"{RESULT} It was a chase.")["banned word"] == "keep"


def test_a_banned_word_inside_of_a_quotation_or_of_another_word_is_none() -> None:
    quoted = "“It was a long chase,” the police said on Monday, when two officers had arrested a man."
    assert found(House(banned=("chase", "fic", "man*x")), quoted, quoted) == {}


def test_how_strict_a_rule_of_the_house_is_is_up_to_the_site() -> None:
    style, result = House(banned=("nabbed",)), RESULT.replace("arrested", "nabbed")
    assert found(style, result=result, strictness={"banned word": "flag"})["banned word"] == "flag"
    assert "banned word" not in found(style, result=result, strictness={"banned word": "off"})


def test_what_the_house_prefers_is_no_change_of_a_name() -> None:
    result = RESULT.replace("Kiev", "Kyiv")
    assert {"name", "new name"} <= set(found(House(), result=result))
    assert found(House(preferred={"Kiev": "Kyiv"}), result=result) == {}


def test_where_only_some_of_the_words_are_those_of_the_house_the_others_are_shown() -> None:
    source, result = f"{SOURCE} Kiev was quiet.", f"{RESULT.replace('Kiev', 'Kyiv')} It was quiet in Kiev."
    assert found(House(preferred={"Kiev": "Kyiv"}), source, result) == {"preferred word": "flag"}


def test_another_name_than_the_preferred_one_is_still_a_change() -> None:
    assert "name" in found(House(preferred={"Kiev": "Kyiv"}), result=RESULT.replace("Kiev", "Lviv"))


def test_a_word_that_the_house_does_not_write_is_shown_where_it_was_and_refused_where_it_was_not() -> None:
    style = House(preferred={"officers": "policemen", "nabbed": "arrested"})
    assert found(style) == {"preferred word": "flag"}
    assert found(style, result=RESULT.replace("arrested", "nabbed"))["preferred word"] == "keep"
    assert found(style, result=RESULT.replace("officers", "policemen")) == {}


def test_a_preferred_word_inside_of_a_quotation_excuses_nothing() -> None:
    source = "He said: “I love Kiev.” The mayor left on Monday."
    assert "quotation" in found(House(preferred={"Kiev": "Kyiv"}), source, "The mayor left on Monday. He said: “I love Kyiv.”")


def test_a_house_may_want_another_spelling_than_the_source_has() -> None:
    source = "The mayor said on Monday that the color of the harbor had changed, and that the center was closed."
    british = "On Monday the mayor said that the harbour had changed its colour and that the centre was shut."
    american = "On Monday the mayor said that the harbor had changed its color and that the center was shut."
    assert found(House(spelling="british"), source, british, {"spelling": "off"}) == {}
    assert found(House(spelling="british"), source, american) == {"house spelling": "flag"}
    assert found(House(spelling="british"), british, american, {"spelling": "off"}) == {"house spelling": "keep"}
    assert found(House(spelling="american"), source, american) == {}


@pytest.mark.parametrize(
    ("length", "times", "expected"), [("shorter", 1.1, True), ("shorter", 0.9, False), ("longer", 0.9, True), ("longer", 1.1, False)]
)
def test_a_length_that_goes_the_other_way_is_shown(length: house.Length, times: float, expected: bool) -> None:
    source = "word " * 40
    result = ("other " * 60)[: int(len(source) * times)]
    assert ("house length" in found(House(length=length), source, result)) == expected


def test_all_of_the_style_stands_in_the_words_for_the_model() -> None:
    style = House("sober", "shorter", "british", {"cop": "officer"}, ("slammed", "utilis*"))
    for words in ("sober", "four fifths", "British", "“officer”, not “cop”", "“slammed”", "“utilis…”"):
        assert words in style.instructions()


@given(st.text(max_size=80), st.text(max_size=80), st.text(min_size=1, max_size=12), st.text(max_size=12))
def test_no_text_and_no_word_is_too_odd_for_a_house(source: str, result: str, word: str, instead: str) -> None:
    style = House(preferred={word: instead}, banned=(word, f"{word}*"), spelling="british", length="longer")
    house.judge(source, result, style, Context(guide().lexicon("en")))
    style.expected(source, result)


@given(st.sampled_from(["Kiev", "kiev", "KIEV"]), st.integers(0, 5))
def test_where_the_result_has_no_preferred_word_the_source_stays_as_it_is(word: str, at: int) -> None:
    words = ["the", "road", "to", "the", "sea"]
    source = " ".join([*words[:at], word, *words[at:]])
    assert House(preferred={"Kiev": "Kyiv"}).expected(source, source) == source


# In a rewriting


def rewritten(style: House, body: str, answers: list[str], title: str = "") -> tuple[Rewritten, list[dict[str, str]]]:
    with scripted_model("dictated", dictation=answers) as script:
        settings = ModelSettings(kind="openai", base_url=script.base_url, name="scripted", key_env="")
        result = rewrite(title, body, client.connect(settings, ""), replace(guide(), house=style))
        return result, [call.asked | {"said": call.body["messages"][-1]["content"]} for call in script.journal]


def test_a_banned_word_is_asked_for_again_and_in_the_end_the_source_stays() -> None:
    banned = RESULT.replace("arrested", "nabbed")
    result, calls = rewritten(House(banned=("nabbed",)), f"<p>{SOURCE}</p>", [banned, RESULT])
    assert result.proof.units[0].result == RESULT
    assert "a word that this house bans: nabbed" in calls[1]["said"]
    kept, _ = rewritten(House(banned=("nabbed",)), f"<p>{SOURCE}</p>", [banned] * 9)
    assert (kept.body, kept.proof.changed) == (f"<p>{SOURCE}</p>", 0)


def test_a_word_that_the_house_does_not_write_is_asked_for_once_more_and_then_let_pass() -> None:
    style = House(preferred={"Kiev": "Kyiv"})
    better, calls = rewritten(style, f"<p>{SOURCE}</p>", [RESULT, RESULT.replace("Kiev", "Kyiv")])
    assert better.proof.units[0].result == RESULT.replace("Kiev", "Kyiv")
    assert len(calls) == 2
    same, calls = rewritten(style, f"<p>{SOURCE}</p>", [RESULT] * 9)
    assert same.proof.units[0].result == RESULT
    assert [verdict.rule for verdict in same.proof.units[0].verdicts] == ["preferred word"]
    assert len(calls) == 2


def test_lines_that_the_house_never_touches_and_its_captions_are_sent_to_no_model() -> None:
    body = (
        f"<p>{SOURCE}</p>\n<p>Our desk in the north: more on page four</p>\n"
        '<figure><img src="a.jpg"><figcaption>The harbour was closed on Monday after the long chase.</figcaption></figure>'
    )
    untouched = House(untouched=(re.compile("Our desk .+"),), captions="keep")
    result, calls = rewritten(untouched, body, [RESULT])
    assert [unit.source for unit in result.proof.units] == [SOURCE]
    assert not any("page four" in call["said"] or "was closed" in call["said"] for call in calls)
    assert result.proof.around[:2] == ("Our desk in the north: more on page four", "The harbour was closed on Monday after the long chase.")
    assert len(rewritten(House(), body, [RESULT] * 9)[0].proof.units) == 3
