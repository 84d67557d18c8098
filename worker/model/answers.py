"""
What a model's answer says: texts by id, one text, or a second reader's doubts.  Pure, and never an error: what cannot be read is not there.

Models wrap their JSON in prose and fences, nest it, cut it off or leave commas too many.  Whatever comes out of it is text for
the checks, never an instruction.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from itertools import islice
from typing import Final

from worker.model.port import Answer, Finish


def read_texts(answer: Answer, ids: Collection[str]) -> tuple[dict[str, str], str]:
    """
    Return the texts that `answer` holds for `ids`, and what was wrong with the answer as a whole, "" if nothing was.

    Reads JSON between prose or fences, lists of {id, text}, objects within objects, the complete pairs of JSON that is
    cut off or has stray commas.  An id that gets two different texts gets none: nothing tells which is meant.
    """
    if answer.finish in (Finish.REFUSED, Finish.FILTERED):
        return {}, "the model refused to answer"
    said = _without_thoughts(answer.text)
    found: dict[str, set[str]] = defaultdict(set)
    for key, text in _pairs(said, frozenset(ids)):
        found[key].add(text)
    texts = {key: next(iter(found[key])) for key in ids if len(found[key]) == 1}
    return texts, "; ".join(_complaints(answer, ids, found))


def _complaints(answer: Answer, ids: Collection[str], found: Mapping[str, set[str]]) -> Iterator[str]:
    if answer.finish is Finish.LENGTH:
        yield "the answer was cut off"
    if not any(found.values()):
        yield "the answer was not a JSON object with the keys of the question"
        return
    for claim, keys in (
        ("left out", [key for key in ids if not found.get(key)]),
        ("answered twice with different texts", [key for key in ids if len(found.get(key, ())) > 1]),
        ("never asked for", [key for key in found if key not in ids]),
    ):
        if keys:
            yield f"{claim}: {', '.join(sorted(keys)[:20])}"


_STRUCTURE: Final = {
    "id",
    "text",
    "key",
    "value",
    "language",
    "lang",
}  # words a model puts around its answers, never ids
_KEY = r"""("(?:[^"\\\n]|\\.){1,80}"|'(?:[^'\\\n]|\\.){1,80}')"""
_VALUE = r"""("(?:[^"\\]|\\.){0,50000}"|'(?:[^'\\]|\\.){0,50000}')"""
# A quotation mark ends the text only if the object goes on or ends after it: it may be one inside, unescaped.
_GOES_ON = r"""(?=\s*(?:\}|,\s*(?:\}|["'][^"'\n]{0,80}(?:["']\s*:|\Z)|\Z)))"""
_PAIR = re.compile(rf"{_KEY}\s*:\s*{_VALUE}{_GOES_ON}")
_OBJECTS = 100  # an answer with more beginnings of objects than this is no answer, and would take long to read
_DEPTH = 4


class _Object(list[tuple[str, object]]):
    """A JSON object with its doubles."""


def _pairs(said: str, ids: frozenset[str]) -> Iterator[tuple[str, str]]:
    read = False
    for value in _values(said):
        pairs = list(_leaves(value, ids, _DEPTH))
        read = read or any(key in ids for key, _ in pairs)
        yield from pairs
    if not read:
        yield from ((_string_of(found[1]), _string_of(found[2])) for found in _PAIR.finditer(said))


def _values(said: str) -> Iterator[object]:
    """The JSON objects in an answer, each from its first brace that begins one."""
    decoder = json.JSONDecoder(strict=False, object_pairs_hook=_Object)
    end = 0
    for start in islice((place for place, letter in enumerate(said) if letter == "{"), _OBJECTS):
        if start < end:
            continue
        try:
            value, end = decoder.raw_decode(said, start)
        except (ValueError, RecursionError):
            continue
        yield value


def _leaves(value: object, ids: frozenset[str], depth: int) -> Iterator[tuple[str, str]]:
    """Every (id, text) of a JSON value, down to `depth`."""
    if isinstance(value, _Object):
        members = dict(value)
        match members.get("id"), members.get("text"):
            case str(key), str(text) if "id" not in ids:
                yield key, text
                return
        for key, member in value:
            if isinstance(member, str) and (key in ids or key not in _STRUCTURE):
                yield key, member
            elif isinstance(member, _Object) and key in ids:
                yield from ((key, text) for name, text in member if name == "text" and isinstance(text, str))
            elif depth:
                yield from _leaves(member, ids, depth - 1)
    elif isinstance(value, list) and depth:
        for member in value:
            yield from _leaves(member, ids, depth - 1)


def _string_of(quoted: str) -> str:
    inner = quoted[1:-1]
    if quoted[0] == "'":
        inner = re.sub(r'(?<!\\)"', r"\"", inner.replace(r"\'", "'"))
    try:
        return str(json.loads(f'"{inner}"', strict=False))
    except ValueError:
        return inner


def _without_thoughts(said: str) -> str:
    """The answer without what a reasoning model says to itself first."""
    return re.sub(r"\A\s*<think>.*?</think>", "", said, flags=re.DOTALL)


_FENCE = re.compile(r"\A```[a-z]*\n(.*?)\n?```\Z", re.DOTALL)
_LABEL = re.compile(
    r"\A(?:rewritten(?: (?:text|sentence|paragraph|version|headline))?|rewrite|answer|output|assistant)\s*:\s*",
    re.IGNORECASE,
)
_QUOTES: Final = ('""', "''", "“”", "‘’", "«»", "„“", "「」")


def read_paragraph(answer: Answer, source: str) -> str:
    """
    Return the text of a paragraph-style answer, "" if there is none: refused, filtered, or cut off in the middle.

    A code fence, a label ("Rewritten:") and quotation marks around the whole go where `source` has none; the rest is
    for the checks.
    """
    if answer.finish is not Finish.STOP:
        return ""
    text = _without_thoughts(answer.text).strip()
    if not source.startswith("```"):
        text = _FENCE.sub(r"\1", text).strip()
    if not _LABEL.match(source):
        text = _LABEL.sub("", text)
    inner = text[1:-1]
    around = text[:1] + text[-1:]
    # Marks that occur inside, too, are those of a first and a last quotation.
    if around in _QUOTES and not source.startswith(text[:1]) and not set(around) & set(inner):
        text = inner.strip()
    return text


DOUBTS: Final = ("adds", "loses", "changes")
_NOTHING: Final = frozenset(("", "none", "nothing", "no", "n/a", "-", "—", "null"))
LONGEST_DOUBT = 200  # characters of each of the three that are kept


def read_doubts(answer: Answer, ids: Collection[str]) -> dict[str, str]:
    """
    What a second reader says of each of `ids`: "" for nothing to report, else its words in one line.

    An id is missing where it gave no usable answer: not the three strings that were asked for, or two different answers.
    """
    if answer.finish in (Finish.REFUSED, Finish.FILTERED):
        return {}
    found: dict[str, set[str]] = defaultdict(set)
    for key, value in _members(_without_thoughts(answer.text)):
        if key in ids and (said := _doubts(value)) is not None:
            found[key].add(said)
    return {key: said.pop() for key, said in found.items() if len(said) == 1}


def _members(said: str) -> Iterator[tuple[str, object]]:
    """Every (key, value) of the JSON objects in an answer that can be read as a whole, and of those directly within them."""
    for value in _values(said):
        if isinstance(value, _Object):
            yield from value
            for _, member in value:
                if isinstance(member, _Object):
                    yield from member


def _doubts(value: object) -> str | None:
    if not isinstance(value, _Object):
        return None
    members = dict(value)
    said = [members.get(name) for name in DOUBTS]
    if len(members) != len(value) or not all(isinstance(each, str) for each in said):
        return None
    lines = {name: _one_line(str(each)) for name, each in zip(DOUBTS, said, strict=True)}
    return "; ".join(f"{name}: {line}" for name, line in lines.items() if line.casefold().strip(" .") not in _NOTHING)


def _one_line(text: str) -> str:
    shown = " ".join("".join(each if each.isprintable() else " " for each in text).split())
    return shown if len(shown) <= LONGEST_DOUBT else shown[: LONGEST_DOUBT - 1] + "…"
