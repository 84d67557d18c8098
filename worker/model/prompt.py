"""
What a model is asked, and what its answer says.  Pure: texts in, a Request out; an Answer in, texts out.

The words are files that a user may edit (config/prompts/*.md); their own comments describe the format.  In the style
`article` an article is fenced as data.  The fence is made from the hash of what it encloses, so no text can contain its
own, and the same question stays the same question (Request.key).  That helps and is no defence (arXiv 2403.14720); the
defence is that an answer is only ever used as text, in the place it was asked for.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final, Literal, TypeVar, cast

from worker.model.port import Answer, Finish, Message, Request

NEEDED: Final = {"article": "texts", "units": "texts", "paragraph": "text"}
_PLACEHOLDERS: Final = {
    "article": {"language", "kinds", "around", "fence", "texts"},
    "units": {"language", "kinds", "around", "fence", "texts"},
    "paragraph": {"text"},
}
_PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")
_COMMENT = re.compile(r"\A\s*<!--.*?-->", re.DOTALL)
_TURN = re.compile(r"^## (system|user|assistant)[ \t]*$", re.MULTILINE)

# Answers longer than this are cut off by many servers, and the middle of a long question gets less care than its ends.
LARGEST_BATCH = 4_000  # tokens of texts
_LONGEST_IN_SCHEMA = 2_000  # characters: llama.cpp's grammars refuse longer repetitions
_ROOM_TO_THINK = 1_024  # tokens: JSON around the texts, and what a reasoning model says to itself

Role = Literal["system", "user", "assistant"]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Prompts:
    """The prompt files without their comments.  `version`: 12 hex digits of the SHA-256 of what is sent."""

    article: str
    units: str
    paragraph: str
    version: str


@dataclass(frozen=True, slots=True)
class Item:
    """One text to ask for, as its unit shows it.  To ask again: the answer that was turned down, and exactly why."""

    id: str
    text: str
    kind: str = "paragraph"
    complaint: str = ""
    previous: str = ""


def parse_prompts(files: Mapping[str, str]) -> Prompts:
    """
    Read {"article": text, "units": text, "paragraph": text}, or the same by file name ("article.md").

    Raises ValueError, one line a problem: a file or its last `## user` turn is missing, or nothing fills a placeholder.
    """
    texts = {name.removesuffix(".md"): _COMMENT.sub("", text).strip() for name, text in files.items()}
    problems = [problem for name in NEEDED for problem in _problems(name, texts.get(name))]
    if problems:
        raise ValueError("\n".join(problems))
    version = hashlib.sha256("\0".join(texts[name] for name in NEEDED).encode()).hexdigest()[:12]
    return Prompts(texts["article"], texts["units"], texts["paragraph"], version)


def _problems(name: str, text: str | None) -> Iterator[str]:
    if text is None:
        yield f"prompts/{name}.md: the file is missing"
        return
    before, *turns = _TURN.split(text)
    used = set(_PLACEHOLDER.findall(text))
    if before or turns[-2:-1] != ["user"]:
        yield f"prompts/{name}.md: it must begin with a line `## system` or `## user`, and its last turn be `## user`"
    for unknown in sorted(used - _PLACEHOLDERS[name]):
        yield f"prompts/{name}.md: {{{unknown}}} is no placeholder; there are {', '.join(sorted(_PLACEHOLDERS[name]))}"
    if NEEDED[name] not in used:
        yield f"prompts/{name}.md: the placeholder {{{NEEDED[name]}}} is missing"


def ask_article(
    prompts: Prompts,
    items: Sequence[Item],
    *,
    language: str,
    temperature: float | None,
    around: Sequence[Item] = (),
) -> Request:
    """
    Ask for all `items`, the headline (id "title") last.

    `language`: ISO 639-1, "" when unsure. `around`: neighbours, for understanding only.
    """
    items = sorted(items, key=lambda item: item.id == "title")
    return _ask(prompts.article, {item.id: item.text for item in items}, items, around, language, temperature)


def ask_again(
    prompts: Prompts,
    items: Sequence[Item],
    *,
    language: str,
    temperature: float | None,
    around: Sequence[Item] = (),
) -> Request:
    """Ask once more for `items` whose answers were turned down, each with its complaint."""
    items = sorted(items, key=lambda item: item.id == "title")
    texts = {item.id: {"text": item.text, "previous": item.previous, "complaint": item.complaint} for item in items}
    return _ask(prompts.units, texts, items, around, language, temperature)


def ask_paragraph(prompts: Prompts, text: str, *, sample: int, temperature: float | None) -> Request:
    """Ask for one sentence or paragraph; `sample` (0, 1 …) tells several answers to the same question apart."""
    return Request(
        messages=_messages(prompts.paragraph, {"text": text}),
        max_tokens=2 * tokens(text) + 32,
        temperature=temperature,
        seed=sample,
        stop=("\n\n",),
    )


def _ask(
    template: str,
    texts: Mapping[str, object],
    items: Sequence[Item],
    around: Sequence[Item],
    language: str,
    temperature: float | None,
) -> Request:
    shown = _lines({item.id: item.text for item in around}), _lines(texts)
    written = "the language they are written in"
    kinds = ", ".join(f"{item.id} is a {item.kind}" for item in items if item.kind not in ("paragraph", "title"))
    values = {
        "language": f"{written} (ISO 639-1: {language})" if language else written,
        "kinds": f"No ordinary paragraphs: {kinds}." if kinds else "",
        "fence": f"===== {hashlib.sha256(''.join(shown).encode()).hexdigest()[:24]} =====",
        "around": shown[0],
        "texts": shown[1],
    }
    return Request(
        messages=_messages(template, values),
        max_tokens=2 * sum(tokens(item.text) for item in items) + 16 * len(items) + _ROOM_TO_THINK,
        temperature=temperature,
        schema={
            "type": "object",
            "properties": {item.id: _string(2 * len(item.text) + 80) for item in items},
            "required": [item.id for item in items],
            "additionalProperties": False,
        },
    )


def _string(longest: int) -> dict[str, object]:
    # Without a bound small models run on until the token limit.
    return {"type": "string", "maxLength": longest} if longest <= _LONGEST_IN_SCHEMA else {"type": "string"}


def _lines(texts: Mapping[str, object]) -> str:
    return json.dumps(texts, ensure_ascii=False, indent=1)


def _messages(template: str, values: Mapping[str, str]) -> tuple[Message, ...]:
    _, *turns = _TURN.split(template)
    return tuple(
        # One pass: a placeholder that an article happens to contain is not filled in.
        Message(cast(Role, role), _PLACEHOLDER.sub(lambda found: values[found[1]], text).strip())
        for role, text in zip(turns[::2], turns[1::2], strict=True)
    )


def tokens(text: str) -> int:
    """
    Roughly how many tokens `text` takes, rather too many than too few: a third of its bytes, whatever the script.

    >>> tokens("twelve bytes")
    5
    """
    return len(text.encode(errors="replace")) // 3 + 1


def batches(things: Sequence[T], context: int, *, size: Callable[[T], int]) -> list[list[T]]:
    """
    Cut `things` into runs that one question and its answer can hold.  `size` and `context` count tokens.

    >>> batches(["a", "b", "c"], 10_000, size=lambda _: 3_000)
    [['a'], ['b'], ['c']]
    >>> batches(["a", "b", "c"], 100_000, size=lambda _: 1_500)
    [['a', 'b'], ['c']]
    """
    # The instructions take about a thousand tokens; a text stands in the question once, in the answer up to twice.
    room = min(LARGEST_BATCH, (context - 1_000 - _ROOM_TO_THINK) // 3)
    runs: list[list[T]] = []
    filled = 0
    for thing in things:
        filled += size(thing) + 16
        if not runs or filled > room:
            runs.append([])
            filled = size(thing) + 16
        runs[-1].append(thing)
    return runs


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
    decoder = json.JSONDecoder(strict=False, object_pairs_hook=_Object)
    end, read = 0, False
    for start in islice((place for place, letter in enumerate(said) if letter == "{"), _OBJECTS):
        if start < end:
            continue
        try:
            value, end = decoder.raw_decode(said, start)
        except (ValueError, RecursionError):
            continue
        pairs = list(_leaves(value, ids, _DEPTH))
        read = read or any(key in ids for key, _ in pairs)
        yield from pairs
    if not read:
        yield from ((_string_of(found[1]), _string_of(found[2])) for found in _PAIR.finditer(said))


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


def neighbours(items: Sequence[Item], batch: Iterable[Item]) -> list[Item]:
    """The texts of an article that help to understand a part of it: its beginning, and those just before and after."""
    wanted = {item.id for item in batch}
    places = [place for place, item in enumerate(items) if item.id in wanted]
    near = {0, 1, min(places) - 1, max(places) + 1} if places else set()
    return [item for place, item in enumerate(items) if place in near and item.id not in wanted]
