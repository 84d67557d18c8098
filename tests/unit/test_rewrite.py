"""What becomes of one text, with a model that is a real HTTP server and answers by rules, honest or hostile."""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from support.long_post import long_post
from support.scripted_model import ScriptedModel, scripted_model

from worker.config import ModelSettings
from worker.errors import Excluded, LoginRefused, TryLater
from worker.guide import Guide
from worker.model import client
from worker.model.port import Model
from worker.rewrite import Rewritten, rewrite
from worker.text.boilerplate import clean
from worker.text.house import House
from worker.text.units import skeleton

SAMPLES = sorted(path for path in (Path(__file__).parents[1] / "samples").iterdir() if path.suffix in (".html", ".txt"))
TITLE = "Council approves new cycle path along the river"
BODY = (
    "<p>The council said on Monday that many residents had asked for a path because the road was often closed.</p>\n"
    '<p>Several shops on the <a href="https://example.org/plan">main street</a> began to show 12 plans during the summer.</p>\n'
    "<p>“We never wanted a road here,” said Mara Lindqvist, who lives near the bridge, after the long meeting.</p>"
)


@functools.cache
def guide() -> Guide:
    return Guide.of()


@contextmanager
def a_model(
    mode: str = "honest", *, style: str = "article", context: int = 32_768, **options: Any
) -> Iterator[tuple[Model, ScriptedModel]]:
    with scripted_model(mode, **options) as script:
        settings = ModelSettings.model_validate(
            {
                "kind": "openai",
                "base_url": script.base_url,
                "name": "scripted",
                "key_env": "",
                "style": style,
                "samples": 3,
                "timeout": 5.0,
                "context": context,
            }
        )
        yield client.connect(settings, "", sleep=lambda _seconds: None), script


def rewritten(mode: str, body: str = BODY, title: str = TITLE, **options: Any) -> Rewritten:
    with a_model(mode, **options) as (model, _):
        return rewrite(title, body, model, guide())


def read(sample: Path) -> str:
    return sample.read_bytes().decode()


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: path.name)
def test_an_honest_model_rewords_nearly_every_paragraph_of_a_post_and_nothing_else(sample: Path) -> None:
    body = read(sample)
    result = rewritten("honest", body)
    assert result.proof.changed >= 0.95 * len(result.proof.units) > 0, [unit for unit in result.proof.units if not unit.changed]
    assert result.proof.title.changed
    assert skeleton(result.body) == skeleton(clean(body, guide().boilerplate).body)
    assert result.proof.skeleton[0] == result.proof.skeleton[1]


@pytest.mark.parametrize(
    "mode",
    (
        "copies prose fences nested list doubled missing invented empty empty_texts cut_json length filter refusal refusal_text "
        "drops_marks swaps_marks nests_marks invents_marks alters_quotations changes_digits negates adds_names adds_link adds_script "
        "adds_shortcode adds_comment adds_entity adds_controls adds_paragraph repeats obeys no_choices null html_page not_json huge"
    ).split(),
)
def test_whatever_a_model_answers_only_words_change(mode: str) -> None:
    for sample in SAMPLES[1::7]:
        body = read(sample)
        cleaned = clean(body, guide().boilerplate).body
        result = rewritten(mode, body)
        assert skeleton(result.body) == skeleton(cleaned)
        for quotation in re.findall(r"“[^”<]+”", cleaned):
            assert quotation in result.body


@pytest.mark.parametrize(
    "mode", ["adds_link", "adds_script", "adds_shortcode", "adds_comment", "adds_names", "invents_marks", "refusal", "empty"]
)
def test_a_model_that_spoils_every_paragraph_leaves_the_journalists_words(mode: str) -> None:
    result = rewritten(mode)
    assert (result.title, result.body, result.changed) == (TITLE, BODY, False)
    assert all(any(verdict.action == "keep" for verdict in unit.verdicts) for unit in result.proof.units)


def test_an_altered_quotation_is_put_back_as_it_was() -> None:
    result = rewritten("alters_quotations")
    assert "“We never wanted a road here,”" in result.body
    assert result.proof.units[2].changed


def test_a_paragraph_whose_figure_changes_keeps_its_words_and_the_proof_says_why() -> None:
    result = rewritten("changes_digits")
    shops = result.proof.units[1]
    assert "began to show 12 plans" in result.body
    assert "12" in " ".join(verdict.reason for verdict in shops.verdicts)
    assert result.proof.units[0].changed


def test_what_failed_is_asked_for_again_with_the_complaint_and_only_that() -> None:
    with a_model("changes_digits", times=1) as (model, script):
        result = rewrite(TITLE, BODY, model, guide())
        first, second, headline = script.journal
    assert set(first.asked) == {"p1", "p2", "p3"}
    assert set(headline.asked) == {"title"}
    assert "p2" in second.asked
    assert "p1" not in second.asked
    assert "12" in second.body["messages"][-1]["content"]
    assert result.proof.changed == 3


def test_a_paragraph_that_the_model_left_as_it_was_is_asked_for_once_more() -> None:
    with a_model("copies", times=1) as (model, script):
        result = rewrite(TITLE, BODY, model, guide())
        assert [set(call.asked) for call in script.journal] == [{"p1", "p2", "p3"}, {"p1", "p2", "p3"}, {"title"}]
    assert result.proof.changed == 3


def test_a_model_that_only_copies_is_asked_twice_and_no_more() -> None:
    with a_model("copies") as (model, script):
        assert not rewrite(TITLE, BODY, model, guide()).changed
        assert len(script.journal) == 2


@pytest.mark.parametrize("mode", ["refusal", "filter", "empty", "adds_script"])
def test_a_model_that_gets_nothing_right_is_asked_twice_and_no_more(mode: str) -> None:
    with a_model(mode) as (model, script):
        rewrite(TITLE, BODY, model, guide())
        assert len(script.journal) == 2


FIRMS = "A member of the board said the two firms had moved into the harbour hall in May."
IN_DOUBT = "It was in the harbour hall that the two firms moved in in May, a member of the board said."  # a slip, or not
BEYOND_DOUBT = "In May the two firms had moved into the harbour hall, a member of the board said."


def dictated(*answers: str, style: str = "article", rules: dict[str, str] | None = None) -> tuple[Rewritten, list[str]]:
    """What becomes of one paragraph for which a model answers these, one after the other, and the questions that it was asked."""
    with a_model("dictated", style=style, dictation=[*answers, *answers]) as (model, script):
        result = rewrite("", FIRMS, model, replace(guide(), strictness=rules or {}))
        return result, [str(call.body["messages"][-1]["content"]) for call in script.journal]


@pytest.mark.parametrize("style", ["article", "paragraph"])
def test_a_paragraph_in_doubt_is_asked_for_once_more_and_the_answer_in_less_doubt_stands(style: str) -> None:
    result, asked = dictated(IN_DOUBT, BEYOND_DOUBT, style=style)
    assert (result.body, len(asked)) == (BEYOND_DOUBT, 2)
    assert result.proof.units[0].verdicts == ()


@pytest.mark.parametrize("style", ["article", "paragraph"])
def test_a_doubt_that_stays_is_shown_and_not_asked_about_a_third_time(style: str) -> None:
    result, asked = dictated(IN_DOUBT, IN_DOUBT, IN_DOUBT, style=style)
    assert (result.body, len(asked)) == (IN_DOUBT, 2)
    assert [(verdict.action, verdict.rule) for verdict in result.proof.units[0].verdicts] == [("flag", "repetition")]


def test_the_model_is_told_what_the_doubt_is() -> None:
    _, asked = dictated(IN_DOUBT, BEYOND_DOUBT)
    assert "a word twice in a row: in" in asked[1]


@pytest.mark.parametrize("worse", [IN_DOUBT + " It had nothing to add.", IN_DOUBT.replace("was", "was not"), f"<t9>{IN_DOUBT}</t9>"])
def test_a_second_answer_that_is_worse_does_not_take_the_place_of_the_first(worse: str) -> None:
    result, asked = dictated(IN_DOUBT, worse)
    assert (result.body, len(asked)) == (IN_DOUBT, 2)


def test_a_site_that_wants_to_be_shown_a_complaint_pays_for_no_second_question() -> None:
    result, asked = dictated(IN_DOUBT, BEYOND_DOUBT, rules={"repetition": "flag"})
    assert (result.body, len(asked)) == (IN_DOUBT, 1)
    assert [verdict.action for verdict in result.proof.units[0].verdicts] == ["flag"]


def test_a_site_that_wants_no_doubt_keeps_its_words() -> None:
    result, _ = dictated(IN_DOUBT, IN_DOUBT, IN_DOUBT, rules={"repetition": "keep"})
    assert result.body == FIRMS


def test_sentences_are_asked_for_one_by_one_in_the_style_for_small_models() -> None:
    with a_model(style="paragraph") as (model, script):
        result = rewrite(TITLE, BODY, model, guide())
        assert all(set(call.asked) == {""} for call in script.journal)
    assert result.proof.units[0].changed
    assert skeleton(result.body) == skeleton(BODY)


def test_a_link_whose_words_come_back_is_put_around_them_again() -> None:
    body = '<p>The council said on Monday that many people near <a href="https://example.org/">Mill Lane</a> had asked for a path.</p>'
    result = rewritten("honest", style="paragraph", body=body)
    assert '<a href="https://example.org/">Mill Lane</a>' in result.body
    assert result.proof.changed == 1


def test_boilerplate_goes_and_is_named_in_the_proof() -> None:
    result = rewritten("honest", BODY + "\n<p>Leave a Comment</p>")
    assert "Comment" not in result.body
    assert result.proof.boilerplate == ("Leave a Comment",)


def test_boilerplate_alone_is_no_rewriting() -> None:
    assert not rewritten("refusal", BODY + "\n<p>Leave a Comment</p>").changed


def test_a_line_of_names_is_not_sent_to_a_model() -> None:
    with a_model() as (model, script):
        rewrite(TITLE, "<p>By Mara Lindqvist and Jon Aske</p>\n" + BODY, model, guide())
        assert "Mara Lindqvist and" not in json.dumps(script.journal[0].asked)


def test_a_title_of_nothing_and_a_body_of_nothing_cost_nothing() -> None:
    with a_model() as (model, script):
        result = rewrite("", "", model, guide())
        assert (result.title, result.body, script.journal) == ("", "", [])


# The headline


def test_the_headline_is_asked_for_last_and_sees_the_article_as_it_stands_then() -> None:
    with a_model() as (model, script):
        result = rewrite(TITLE, BODY, model, guide())
        *before, last = script.journal
    assert set(last.asked) == {"title"}
    assert not any("title" in call.asked for call in before)
    question = last.body["messages"][-1]["content"]
    assert json.dumps(result.proof.units[0].result, ensure_ascii=False) in question
    assert result.proof.units[0].source not in question


def test_a_headline_is_held_to_the_words_that_the_article_has_then_and_not_to_those_it_had() -> None:
    """The body loses a name by the style of the house; a headline that brings it back has no support in it."""
    style = replace(guide(), house=House(preferred={"Brandholm": "Brandstad"}))
    body = "<p>The council of Brandholm said on Monday that many residents had often asked for a large path.</p>"
    answers = ["On Monday the council of Brandstad stated that a large path had often been requested by numerous residents."]
    for headline, expected in (("Residents ask for a Brandholm path", "kept"), ("Residents ask for a Brandstad path", "new")):
        with a_model("dictated", dictation=[*answers, headline, headline]) as (model, _):
            result = rewrite("Residents want a path", body, model, style)
        assert "Brandstad" in result.body
        assert result.proof.headline == expected, result.proof.title


def test_a_headline_that_breaks_a_rule_is_asked_for_once_more_with_the_complaint() -> None:
    title = "Council approves 12 new cycle paths along the river"
    with a_model("changes_digits") as (model, script):
        result = rewrite(title, "<p>The council said on Monday that many residents had often asked for a path.</p>", model, guide())
        asked = [call for call in script.journal if "title" in call.asked]
    assert len(asked) == 2
    assert "no such figure in the article" in asked[1].body["messages"][-1]["content"]
    assert result.title == title


def test_an_article_that_kept_all_its_words_keeps_its_headline_and_is_not_asked_for_one() -> None:
    with a_model("adds_script") as (model, script):
        result = rewrite(TITLE, BODY, model, guide())
        assert not any("title" in call.asked for call in script.journal)
    assert (result.title, result.proof.headline, result.proof.title.asked) == (TITLE, "kept", 0)
    assert "the article kept its words" in result.proof.title.verdicts[0].reason


def test_a_headline_without_an_article_is_asked_for_all_the_same() -> None:
    result = rewritten("honest", body="")
    assert result.title != TITLE
    assert (result.proof.headline, result.proof.units) == ("new", ())


# Long articles


def test_a_post_of_many_questions_is_asked_for_in_parts_and_no_paragraph_is_forgotten() -> None:
    body = long_post(4_000)
    with a_model("quick", context=8_192) as (model, script):
        result = rewrite("Council announced several large plans", body, model, guide())
        asked = [name for call in script.journal for name in call.asked]
    assert asked == [*(unit.id for unit in result.proof.units), "title"]  # each once, in its order
    assert result.proof.changed == len(result.proof.units) == body.count("<p>")
    assert skeleton(result.body) == skeleton(body)


def test_a_part_of_a_long_post_is_shown_with_the_headline_and_its_neighbours_but_they_are_not_asked_for() -> None:
    with a_model(context=8_192) as (model, script):
        rewrite(TITLE, long_post(3_000), model, guide())
        second = script.journal[1]
    first_asked = int(min(second.asked, key=lambda name: int(name[1:]))[1:])
    around = second.body["messages"][-1]["content"].split("=====")[2]
    assert TITLE in around
    assert f'"p{first_asked - 1}"' in around
    assert f'"p{first_asked - 1}"' not in json.dumps(second.asked)


@pytest.mark.parametrize("context", [4_096, 8_192])
def test_no_question_is_longer_than_the_model_takes(context: int) -> None:
    with a_model(context=context) as (model, script):
        result = rewrite(TITLE, long_post(4_000), model, guide())
        bodies = [call.body for call in script.journal]
    for body in bodies:
        assert sum(len(message["content"].encode()) for message in body["messages"]) / 3.5 + body["max_tokens"] <= context
    assert result.proof.changed == len(result.proof.units)


def test_a_model_that_takes_less_than_its_setting_says_is_asked_in_smaller_parts() -> None:
    with a_model(context=32_768) as (model, script):
        script.context = 5_000
        result = rewrite(TITLE, long_post(4_000), model, guide())
    assert result.proof.changed == len(result.proof.units)


def test_a_model_that_finds_every_question_too_long_is_not_asked_for_each_paragraph() -> None:
    with a_model("too_long") as (model, script):
        result = rewrite(TITLE, long_post(20_000), model, guide())
        assert len(script.journal) < 20
    assert not result.changed
    assert "longer than model" in result.proof.units[-1].verdicts[0].reason


def test_a_paragraph_longer_than_a_question_is_asked_for_in_pieces() -> None:
    lines = re.sub(r"</?p>", "", long_post(6_000)).split("\n")
    body = f"<p>{' <b>And yet</b> '.join(lines)}</p>"
    with a_model("quick", context=8_192) as (model, script):
        result = rewrite(TITLE, body, model, guide())
        asked = [name for call in script.journal for name in call.asked if name != "title"]
    (unit,) = result.proof.units
    assert list(dict.fromkeys(asked)) == [f"p1.{number}" for number in range(1, len(set(asked)) + 1)]
    assert unit.originality is not None
    assert unit.originality.changed > 0.08
    assert re.findall(r"\d+|“[^”]+”", unit.result) == re.findall(r"\d+|“[^”]+”", unit.source)
    assert skeleton(result.body) == skeleton(body)


def test_a_piece_that_fails_keeps_its_words_and_the_others_do_not() -> None:
    lines = re.sub(r"</?p>", "", long_post(1_800)).split("\n")
    with a_model("adds_names", context=6_000, times=1) as (model, _):
        result = rewrite("", f"<p>{' '.join(lines)}</p>", model, replace(guide(), repairs=0))
    (unit,) = result.proof.units
    assert unit.changed
    assert "Halvorsen" not in unit.result
    assert any("in a part of it: new name: Gregor, Halvorsen" in verdict.reason for verdict in unit.verdicts)


def test_a_model_that_cannot_be_reached_is_an_error_and_no_rewriting() -> None:
    with pytest.raises(TryLater):
        rewritten("error")
    with pytest.raises(LoginRefused):
        rewritten("wrong_key")


def test_progress_ends_when_every_text_is_settled() -> None:
    heard: list[tuple[int, int]] = []
    with a_model() as (model, _):
        rewrite(TITLE, BODY, model, guide(), lambda done, total: heard.append((done, total)))
    assert heard[0] == (0, 4)
    assert heard[-1] == (4, 4)
    assert heard == sorted(heard)


def test_one_complaint_too_many_is_not_lost_on_the_headline() -> None:
    result = rewritten("adds_names")
    assert result.title == TITLE
    assert result.proof.title.verdicts


@pytest.mark.parametrize("notice", ["EMBARGOED until Friday, 6 p.m.", "Not for publication before 12 May", "Confidential"])
def test_copy_under_embargo_or_in_confidence_is_sent_to_no_model(notice: str) -> None:
    with a_model() as (model, script):
        with pytest.raises(Excluded):
            rewrite(TITLE, f"<p>{notice}</p>\n{BODY}", model, guide())
        assert script.journal == []
