"""What every error of ours says, read from the places that raise it: one line, what happened, and what to do."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from inspect import isclass
from pathlib import Path

import pytest

from worker import errors

WORKER = Path(errors.__file__).parent
OURS = {name for name, each in vars(errors).items() if isclass(each) and issubclass(each, errors.RedraftError)}
TO_A_PERSON = {"WrongSetting", "Misconfigured", "LoginRefused", "NotAllowed"}  # who must do something


def raised() -> Iterator[tuple[str, str, str]]:
    """Each error that is made with a text of its own: where, its name, and the text with … for what is filled in."""
    for path in sorted(WORKER.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in OURS and node.args:
                text = _text(node.args[0])
                if text.strip("…"):
                    yield f"{path.relative_to(WORKER)}:{node.lineno}", node.func.id, text


def _text(node: ast.expr) -> str:
    match node:
        case ast.Constant(value=str(text)):
            return text
        case ast.JoinedStr(values=values):
            return "".join(_text(value) for value in values)
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            return _text(left) + _text(right)
        case _:
            return "…"


MESSAGES = list(raised())


@pytest.mark.parametrize(("where", "text"), [(where, text) for where, _, text in MESSAGES])
def test_a_message_is_one_line_without_a_full_stop(where: str, text: str) -> None:
    assert "\n" not in text, where
    assert not text.endswith("."), where
    assert "  " not in text, where


@pytest.mark.parametrize(("where", "text"), [(where, text) for where, name, text in MESSAGES if name in TO_A_PERSON])
def test_a_message_to_who_must_act_says_what_happened_and_then_what_to_do(where: str, text: str) -> None:
    happened, _, to_do = text.partition("; ") if "; " in text else text.partition(": ")
    assert happened, where
    assert to_do, where


def test_the_messages_are_found() -> None:
    """Else the tests above would pass without reading any."""
    assert len(MESSAGES) > 40
