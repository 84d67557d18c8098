"""What becomes of one text, with a model that is a real HTTP server and answers by rules, honest or hostile."""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from support.scripted_model import ScriptedModel, scripted_model

from worker.config import ModelSettings
from worker.errors import Excluded, LoginRefused, TryLater
from worker.guide import Guide
from worker.model import client
from worker.model.port import Model
from worker.proof import Proof
from worker.rewrite import Rewritten, rewrite
from worker.text.boilerplate import clean
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
def a_model(mode: str = "honest", *, style: str = "article", **options: Any) -> Iterator[tuple[Model, ScriptedModel]]:
    with scripted_model(mode, **options) as script:
        settings = ModelSettings.model_validate(
            {"kind": "openai", "base_url": script.base_url, "name": "scripted", "key_env": "", "style": style, "samples": 3, "timeout": 5.0}
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
        first, second = script.journal
    assert set(first.asked) == {"p1", "p2", "p3", "title"}
    assert "p2" in second.asked
    assert "p1" not in second.asked
    assert "12" in second.body["messages"][-1]["content"]
    assert result.proof.changed == 3


def test_a_paragraph_that_the_model_left_as_it_was_is_asked_for_once_more() -> None:
    with a_model("copies", times=1) as (model, script):
        result = rewrite(TITLE, BODY, model, guide())
        assert len(script.journal) == 2
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


def test_a_post_longer_than_one_question_is_asked_for_in_parts_and_no_paragraph_is_forgotten() -> None:
    body = "\n".join(BODY.replace("Monday", f"Monday, week {week}") for week in range(2, 90))
    with a_model() as (model, script):
        result = rewrite(TITLE, body, model, guide())
        asked = [name for call in script.journal for name in call.asked]
    assert len(script.journal) > 1
    assert {unit.id for unit in result.proof.units} <= set(asked)
    assert result.proof.changed >= 0.95 * len(result.proof.units)


def test_a_model_that_cannot_be_reached_is_an_error_and_no_rewriting() -> None:
    with pytest.raises(TryLater):
        rewritten("error")
    with pytest.raises(LoginRefused):
        rewritten("wrong_key")


def test_a_proof_is_plain_json_and_reads_back() -> None:
    proof = rewritten("changes_digits", BODY + "\n<p>Leave a Comment</p>").proof
    document = json.loads(json.dumps(proof.as_json()))
    assert Proof.from_json(document) == proof
    assert {"schema", "model", "prompt", "rules", "language", "title", "units", "boilerplate", "skeleton", "usage"} == set(document)


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
