"""The proof: one document with a published schema, whatever a model answers."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from io import StringIO
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from rich.console import Console
from support.scripted_model import scripted_model

from worker.config import ModelSettings
from worker.guide import Guide
from worker.model import client
from worker.proof import SCHEMA, Proof
from worker.review.sheet import sheet
from worker.rewrite import rewrite

ROOT = Path(__file__).parents[2]
SAMPLES = sorted(path for path in (ROOT / "tests" / "samples").iterdir() if path.suffix in (".html", ".txt"))
BODY = (
    "<p>By Mara Lindqvist</p>\n"
    "<p>The council said on Monday that many residents had asked for a path because the road was often closed.</p>\n"
    "<p>Several shops began to show 12 plans during the summer. “We never wanted a road here,” said Jon Aske after the meeting.</p>\n"
    "<p>Leave a Comment</p>"
)


@cache
def validator() -> Draft202012Validator:
    schema = json.loads((ROOT / "docs" / "proof.schema.json").read_text("utf-8"))
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


@cache
def guide() -> Guide:
    return Guide.of()


def proof(mode: str = "honest", body: str = BODY, title: str = "Council wants path", style: str = "article", **changes: Any) -> Proof:
    with scripted_model(mode, reading="doubts_first") as script:
        settings = ModelSettings.model_validate(
            {"kind": "openai", "base_url": script.base_url, "name": "scripted", "key_env": "", "style": style, "samples": 2}
        )
        return rewrite(title, body, client.connect(settings, "", sleep=lambda _seconds: None), replace(guide(), **changes)).proof


def assert_valid(document: dict[str, Any]) -> None:
    problems = [f"{error.json_path}: {error.message}" for error in validator().iter_errors(document)]
    assert problems == []


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: path.name)
def test_the_proof_of_every_sample_fits_the_schema_and_reads_back(sample: Path) -> None:
    found = proof(body=sample.read_bytes().decode(), doubt="flag")
    document = json.loads(json.dumps(found.as_json()))
    assert_valid(document)
    assert Proof.from_json(document) == found


@pytest.mark.parametrize("mode", ["changes_digits", "adds_script", "refusal", "empty", "cut_json", "not_json", "copies", "repeats", "huge"])
@pytest.mark.parametrize("style", ["article", "paragraph"])
def test_the_proof_fits_the_schema_whatever_a_model_answers(mode: str, style: str) -> None:
    found = proof(mode, style=style)
    assert_valid(json.loads(json.dumps(found.as_json())))


def test_a_post_of_nothing_has_a_proof_that_fits_as_well() -> None:
    assert_valid(proof(body="", title="").as_json())


def test_the_schema_lets_nothing_in_that_it_does_not_describe() -> None:
    document = proof().as_json()
    for spoiled in (document | {"more": 1}, {key: value for key, value in document.items() if key != "cost"}):
        assert not validator().is_valid(spoiled)
    document["units"][0]["verdicts"] = [{"rule": "name", "action": "approve", "reason": ""}]
    assert not validator().is_valid(document)
    objects = [node for node in nodes(validator().schema) if node.get("type") == "object"]
    assert len(objects) >= 10
    assert all(node["additionalProperties"] is False and set(node["required"]) == set(node["properties"]) for node in objects)


def nodes(value: Any) -> list[dict[str, Any]]:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [*([value] if isinstance(value, dict) else []), *(node for each in inner for node in nodes(each))]


def test_answers_that_were_turned_down_are_kept_with_their_verdicts_and_not_without_end() -> None:
    shops = next(unit for unit in proof("changes_digits").units if "shops" in unit.source)
    assert not shops.changed
    assert 2 <= len(shops.samples) <= 4
    assert all("12" in sample.verdicts[0].reason and "12" not in sample.text for sample in shops.samples)
    long = proof("huge").units[0].samples + proof("repeats").units[0].samples
    assert all(len(sample.text) < 4 * len(BODY) for sample in long)


def test_the_facts_of_both_sides_can_be_compared() -> None:
    shops = next(unit for unit in proof().units if "shops" in unit.source)
    before, after = shops.facts
    assert before.quotations == after.quotations == ("“We never wanted a road here,”",)
    assert before.figures == after.figures == ("12",)
    assert {"Jon", "Aske"} <= set(before.names) & set(after.names)


def test_the_proof_says_how_much_is_new_and_what_is_still_verbatim() -> None:
    found = proof("quick")
    first = found.units[0]
    assert first.originality is not None
    assert 0 < first.originality.changed < 1
    assert first.originality.verbatim.casefold() in first.result.casefold()
    assert first.originality.run == len(first.originality.verbatim.split())
    assert found.originality is not None
    assert proof("copies").originality is None


def test_what_no_model_saw_is_in_the_proof_as_well() -> None:
    found = proof()
    assert found.around == ("By Mara Lindqvist",)
    assert found.boilerplate == ("Leave a Comment",)
    assert (found.headline, found.language, len(found.units)) == ("new", "en", 2)


@pytest.mark.parametrize(
    ("body", "language", "silent"),
    [
        (BODY, "en", ()),
        (
            "<p>Rada miasta ogłosiła w poniedziałek, że wielu mieszkańców prosiło o ścieżkę rowerową, "
            "ponieważ droga była często zamknięta.</p>",
            "pl",
            ("negation", "hedge", "legal status", "attribution", "comparator", "date"),
        ),
    ],
)
def test_the_proof_says_which_checks_had_no_words_of_the_language(body: str, language: str, silent: tuple[str, ...]) -> None:
    found = proof("quick", body=body)
    assert found.language == language
    assert set(silent) <= set(found.not_run)
    assert bool(found.not_run) == bool(silent)
    assert not {"figure", "name", "quotation", "markup", "contact"} & set(found.not_run)


def test_a_check_that_the_site_has_switched_off_is_named() -> None:
    found = proof(strictness={"hedge": "off", "quotation": "off"})
    assert found.not_run == ("hedge",)  # the other one protects quotations, and cannot be switched off
    out = Console(record=True, width=200, file=StringIO())
    out.print(*sheet(found, colours=False))
    assert "checks that did not run" in out.export_text()


def test_times_are_those_of_the_clock_that_was_given() -> None:
    begin, ticks = datetime(2026, 3, 1, 12, 0, tzinfo=UTC), count()
    with scripted_model() as script:
        model = client.connect(ModelSettings(kind="openai", base_url=script.base_url, name="scripted", key_env=""), "")
        found = rewrite("", BODY, model, guide(), now=lambda: begin + timedelta(seconds=next(ticks) * 7)).proof
    assert (found.started, found.seconds) == ("2026-03-01T12:00:00+00:00", 7.0)


def test_a_document_of_the_first_version_is_still_read() -> None:
    verdict = {"rule": "name", "action": "flag", "reason": "a name"}
    unit = {"id": "p1", "kind": "paragraph", "source": "One.", "result": "Two.", "asked": 1, "verdicts": [verdict], "changed": True}
    old = {
        "schema": 1,
        "model": "m",
        "prompt": "a",
        "rules": "b",
        "language": "en",
        "title": unit | {"id": "title", "kind": "title", "result": "One.", "changed": False, "verdicts": []},
        "units": [unit],
        "boilerplate": ["Leave a Comment"],
        "skeleton": {"before": "0" * 64, "after": "0" * 64},
        "usage": {"calls": 1, "input_tokens": 2, "output_tokens": 3, "seconds": 0.5},
    }
    found = Proof.from_json(old)
    assert (found.changed, found.headline, found.units[0].verdicts[0].reason, found.units[0].samples) == (1, "kept", "a name", ())
    document = found.as_json()
    assert document["schema"] == SCHEMA == 3
    assert_valid(document)


def test_the_sheet_shows_what_a_person_needs_of_it() -> None:
    found = proof("honest", doubt="flag").costing("0.0012", "USD")
    out = Console(record=True, width=200, file=StringIO())
    out.print(*sheet(found, colours=False))
    shown = out.export_text()
    assert "to be looked at: adds: a reason" in shown
    assert "scripted: doubts in 1 of 2 paragraphs" in shown
    assert "0.001200 USD" in shown
    assert "of the words changed" in shown
