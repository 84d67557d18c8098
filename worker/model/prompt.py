"""
What a model is asked.  Pure: texts in, a Request out; answers.py reads what comes back.

The words are files that a user may edit (config/prompts/*.md); their own comments describe the format.  In all but the style
`paragraph` the texts are fenced as data.  The fence is made from the hash of what it encloses, so no text can contain its
own, and the same question stays the same question (Request.key).  That helps and is no defence (arXiv 2403.14720); the
defence is that an answer is only ever used as text, in the place it was asked for.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal, TypeVar, cast

from worker.errors import WrongSetting
from worker.model.answers import DOUBTS, LONGEST_DOUBT
from worker.model.port import Message, Request

NEEDED: Final = {"article": "texts", "units": "texts", "headline": "texts", "paragraph": "text", "second_reader": "texts"}
_PLACEHOLDERS: Final = {
    "article": {"language", "kinds", "style", "around", "fence", "texts"},
    "units": {"language", "kinds", "style", "around", "fence", "texts"},
    "headline": {"language", "style", "around", "fence", "texts"},
    "paragraph": {"style", "text"},
    "second_reader": {"language", "fence", "texts"},
}
STYLED: Final = tuple(name for name, allowed in _PLACEHOLDERS.items() if "style" in allowed)
_PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")
_COMMENT = re.compile(r"\A\s*<!--.*?-->", re.DOTALL)
_TURN = re.compile(r"^## (system|user|assistant)[ \t]*$", re.MULTILINE)

# Answers longer than this are cut off by many servers, and the middle of a long question gets less care than its ends.
LARGEST_BATCH = 4_000  # tokens of texts
SMALLEST_BATCH = 64  # with less room than this for texts, a model can be asked for no paragraph
AROUND = 600  # tokens of what is shown for understanding only
_LONGEST_IN_SCHEMA = 2_000  # characters: llama.cpp's grammars refuse longer repetitions
_ROOM_TO_THINK = 1_024  # tokens: JSON around the texts, and what a reasoning model says to itself
_ITEM = 16  # tokens: the key of a text, and the JSON around it
_COMPARED = LONGEST_DOUBT + 2 * _ITEM  # tokens of what a second reader says of one paragraph: three strings of so many letters

Role = Literal["system", "user", "assistant"]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Prompts:
    """The prompt files without their comments.  `version`: 12 hex digits of the SHA-256 of what is sent."""

    article: str
    units: str
    headline: str
    paragraph: str
    second_reader: str
    version: str

    def without_style(self) -> tuple[str, ...]:
        """The names of those in which a house's style would have no place."""
        return tuple(name for name in STYLED if "{style}" not in getattr(self, name))


@dataclass(frozen=True, slots=True)
class Item:
    """One text to ask for, as its unit shows it.  To ask again: the answer that was turned down, and exactly why."""

    id: str
    text: str
    kind: str = "paragraph"
    complaint: str = ""
    previous: str = ""


@dataclass(frozen=True, slots=True)
class Pair:
    """One paragraph for a second reader, plain: the source and what was made of it."""

    id: str
    source: str
    result: str


def parse_prompts(files: Mapping[str, str]) -> Prompts:
    """
    Read {"article": text, "units": text …}, or the same by file name ("article.md").

    Raises ValueError, one line a problem: a file or its last `## user` turn is missing, or nothing fills a placeholder.
    """
    texts = {name.removesuffix(".md"): _COMMENT.sub("", text).strip() for name, text in files.items()}
    problems = [problem for name in NEEDED for problem in _problems(name, texts.get(name))]
    if problems:
        raise ValueError("\n".join(problems))
    version = hashlib.sha256("\0".join(texts[name] for name in NEEDED).encode()).hexdigest()[:12]
    return Prompts(**{name: texts[name] for name in NEEDED}, version=version)


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


@dataclass(frozen=True, slots=True)
class Questions:
    """
    The questions about one article, as one model takes them.

    `language`: ISO 639-1, "" when unsure.  `style`: what a house asks for, in words for the model.  `context`: tokens that question
    and answer may fill together.  `around` of a question is shown for understanding only.
    """

    prompts: Prompts
    language: str = ""
    style: str = ""
    temperature: float | None = None
    context: int = 32_768

    def article(self, items: Sequence[Item], around: Sequence[Item] = ()) -> Request:
        """Ask for all `items` for the first time."""
        return self._ask(self.prompts.article, {item.id: item.text for item in items}, items, around)

    def again(self, items: Sequence[Item], around: Sequence[Item] = ()) -> Request:
        """Ask once more for `items` whose answers were turned down, each with its complaint."""
        return self._ask(self.prompts.units, {item.id: _again(item) for item in items}, items, around)

    def headline(self, item: Item, around: Sequence[Item] = ()) -> Request:
        """Ask for the headline of an article that begins with `around`; once more if it has a complaint."""
        return self._ask(self.prompts.headline, {item.id: _again(item) if item.complaint else item.text}, [item], around)

    def paragraph(self, text: str, *, sample: int) -> Request:
        """Ask for one sentence or paragraph; `sample` (0, 1 …) tells several answers to the same question apart."""
        return Request(
            messages=_messages(self.prompts.paragraph, {"text": text, "style": self.style}),
            max_tokens=2 * tokens(text) + 32,
            temperature=self.temperature,
            seed=sample,
            stop=("\n\n",),
        )

    def compare(self, pairs: Sequence[Pair]) -> Request:
        """Ask a second reader whether each result says what its source says."""
        shown = _lines({pair.id: {"text": pair.source, "rewrite": pair.result} for pair in pairs})
        values = {"language": self._language, "fence": _fence(shown), "texts": shown}
        doubts = {
            "type": "object",
            "properties": {name: _string(LONGEST_DOUBT) for name in DOUBTS},
            "required": list(DOUBTS),
            "additionalProperties": False,
        }
        return Request(
            messages=_messages(self.prompts.second_reader, values),
            max_tokens=_COMPARED * len(pairs) + self._thinking,
            temperature=self.temperature,
            schema=_keys({pair.id: doubts for pair in pairs}),
        )

    def room(self) -> int:
        """
        How many tokens of texts, each counted with its key, one question may hold.

        Raises WrongSetting when the instructions alone leave no room.
        """
        said = max(tokens(self.prompts.article), tokens(self.prompts.units)) + tokens(self.style)
        # A text stands in the question once; its answer may take twice as much.
        room = (self.context - said - self._thinking - self.most_around) // 3
        if room < SMALLEST_BATCH:
            needed = said + self._thinking + self.most_around + 3 * SMALLEST_BATCH
            raise WrongSetting(
                f"redraft.toml: model.context: {self.context} tokens leave no room for a paragraph beside the instructions; "
                f'write {-(-needed // 1024) * 1024} or more if the model has them, else style = "paragraph"'
            )
        return min(LARGEST_BATCH, room)

    def room_to_compare(self) -> int:
        """The same for a second reader, who is shown two texts and answers with some words; at least a paragraph at a time."""
        room = self.context - tokens(self.prompts.second_reader) - self._thinking
        return max(SMALLEST_BATCH, min(2 * LARGEST_BATCH, room // 2))

    @property
    def most_around(self) -> int:
        return min(AROUND, self.context // 16)

    @property
    def _thinking(self) -> int:
        return min(_ROOM_TO_THINK, self.context // 8)

    @property
    def _language(self) -> str:
        written = "the language they are written in"
        return f"{written} (ISO 639-1: {self.language})" if self.language else written

    def _ask(self, template: str, texts: Mapping[str, object], items: Sequence[Item], around: Sequence[Item]) -> Request:
        shown = _lines({item.id: item.text for item in around}), _lines(texts)
        kinds = ", ".join(f"{item.id} is a {item.kind}" for item in items if item.kind not in ("paragraph", "title"))
        values = {
            "language": self._language,
            "kinds": f"No ordinary paragraphs: {kinds}." if kinds else "",
            "style": self.style,
            "fence": _fence(*shown),
            "around": shown[0],
            "texts": shown[1],
        }
        return Request(
            messages=_messages(template, values),
            max_tokens=2 * sum(tokens(item.text) for item in items) + _ITEM * len(items) + self._thinking,
            temperature=self.temperature,
            schema=_keys({item.id: _string(2 * len(item.text) + 80) for item in items}),
        )


def _again(item: Item) -> dict[str, str]:
    return {"text": item.text, "previous": item.previous, "complaint": item.complaint}


def _fence(*shown: str) -> str:
    return f"===== {hashlib.sha256(''.join(shown).encode()).hexdigest()[:24]} ====="


def _keys(properties: Mapping[str, object]) -> dict[str, object]:
    return {"type": "object", "properties": properties, "required": list(properties), "additionalProperties": False}


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

    Exact counts need the vocabulary of the very model; English has about 4.5 bytes a token in all of today's, Chinese 3 and more.

    >>> tokens("twelve bytes")
    5
    """
    return len(text.encode(errors="replace")) // 3 + 1


def batches(things: Iterable[T], room: int, *, size: Callable[[T], int]) -> list[list[T]]:
    """
    Cut `things` into runs that one question can hold, each as long as may be.  `size` and `room` count tokens.

    What alone is larger than the room is a run of its own.

    >>> batches(["a", "b", "c"], 4_000, size=lambda _: 3_000)
    [['a'], ['b'], ['c']]
    >>> batches(["a", "b", "c"], 4_000, size=lambda _: 1_500)
    [['a', 'b'], ['c']]
    """
    runs: list[list[T]] = []
    filled = 0
    for thing in things:
        filled += size(thing) + _ITEM
        if not runs or filled > room:
            runs.append([])
            filled = size(thing) + _ITEM
        runs[-1].append(thing)
    return runs


def neighbours(items: Sequence[Item], batch: Iterable[Item], room: int) -> list[Item]:
    """
    The texts of an article that help to understand a part of it: its beginning, and those just before and after.

    Together they take at most `room` tokens; of a longer one the end that is nearer is shown.
    """
    wanted = {item.id for item in batch}
    places = [place for place, item in enumerate(items) if item.id in wanted]
    near = {0, 1, min(places) - 1, max(places) + 1} if places else set()
    found = [(place, items[place]) for place in sorted(near) if 0 <= place < len(items) and items[place].id not in wanted]
    share = room // len(found) if found else 0
    return [Item(item.id, shortened(item.text, share, tail=place == min(places) - 1), item.kind) for place, item in found]


def shortened(text: str, most: int, *, tail: bool = False) -> str:
    """
    As much of a text as takes `most` tokens, whole words from its beginning, or its end.

    >>> shortened("one two three four", 5), shortened("one two three four", 5, tail=True)
    ('one two …', '… three four')
    """
    if tokens(text) <= most:
        return text
    data = text.encode(errors="replace")
    if tail:
        cut = data[-3 * max(most - 1, 1) :].decode(errors="ignore")
        return f"… {cut.partition(' ')[2] or cut}"
    cut = data[: 3 * max(most - 1, 1)].decode(errors="ignore")
    return f"{cut.rpartition(' ')[0] or cut} …"
