"""What a log says to a program: one JSON object a line, with a field for each value that an event names."""

from __future__ import annotations

import ast
import doctest
import json
import logging
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import worker
from worker import log
from worker.log import JsonLines


def said(template: str, *values: object, name: str = "redraft", level: int = logging.INFO, trace: bool = False) -> dict[str, Any]:
    """The object that one event becomes."""
    record = logging.LogRecord(name, level, "", 0, template, values, sys.exc_info() if trace else None)
    line = JsonLines().format(record)
    assert line.isascii()
    assert "\n" not in line
    document: dict[str, Any] = json.loads(line)
    time = datetime.fromisoformat(document.pop("time"))
    assert time.tzinfo == UTC
    return document


@pytest.mark.parametrize(
    ("template", "values", "event", "fields"),
    [
        ("draft settled site=%s post=%d outcome=%s reason=%r", ("blog", 7, "left", "it's gone"), "draft settled",
         {"site": "blog", "post": 7, "outcome": "left", "reason": "it's gone"}),
        ("daemon %s drafts_at_hand=%d", ("stops", 3), "daemon stops", {"drafts_at_hand": 3}),
        ("site=%s is reached by XML-RPC, because REST answered: %s", ("blog", "no, x=1"),
         "is reached by XML-RPC, because REST answered: no, x=1", {"site": "blog"}),
        ("budget is 80 %% spent of=%r", ("the day",), "budget is 80 % spent", {"of": "the day"}),
        ("took=%.1f cost=%s", (2.25, None), "", {"took": 2.25, "cost": None}),
        ("100% said, and a=%s is no value", (), "100% said, and a=%s is no value", {}),
        ("since=%s", (datetime(2026, 3, 1, tzinfo=UTC),), "", {"since": "2026-03-01 00:00:00+00:00"}),
    ],
)  # fmt: skip
def test_each_named_value_is_a_field_and_the_words_are_the_event(
    template: str, values: tuple[object, ...], event: str, fields: dict[str, Any]
) -> None:
    assert said(template, *values) == {"level": "info", "event": event, **fields}


def test_a_line_of_another_library_is_one_event_with_the_name_of_who_said_it() -> None:
    told = said("pool=%s is full", "a", name="urllib3.pool", level=logging.WARNING)
    assert told == {"level": "warning", "event": "pool=a is full", "logger": "urllib3.pool"}


def test_a_traceback_is_one_field_of_the_same_line() -> None:
    try:
        raise ValueError("a\nb")
    except ValueError:
        told = said("draft failed site=%s", "blog", level=logging.ERROR, trace=True)
    assert told["traceback"].endswith("ValueError: a\nb")


@given(st.text(), st.text())
def test_whatever_a_value_holds_the_line_is_one_object(reason: str, word: str) -> None:
    told = said("draft settled post=%d reason=%r %s", 7, reason, word)
    assert (told["post"], told["reason"]) == (7, reason)


def _events() -> list[tuple[str, str]]:
    """The template of each event that the product logs, and where."""
    found = []
    for path in sorted(Path(worker.__file__).parent.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and isinstance(node.func.value, ast.Name)):
                continue
            levels = ("debug", "info", "warning", "error", "exception")
            if node.func.value.id in ("log", "walk") and node.func.attr in levels and isinstance(node.args[0], ast.Constant):
                found.append((f"{path.name}:{node.lineno}", str(node.args[0].value)))
    return found


@pytest.mark.parametrize(("where", "template"), _events())
def test_no_event_takes_a_name_that_every_line_has(where: str, template: str) -> None:
    assert not {"time=", "level=", "event=", "logger=", "traceback="} & set(template.replace("=", "= ").split()), where


def test_the_events_are_found() -> None:
    assert len(_events()) > 10


def test_the_example_of_the_docstring_is_right() -> None:
    assert doctest.testmod(log).failed == 0
