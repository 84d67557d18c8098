"""The paragraphs of a post: which pieces of text, tags and other things stand in one line before a reader."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from itertools import pairwise

from worker.text.references import LINE_END, NEWLINE, REFERENCE, decoded
from worker.text.spans import Kind, Span, spans


class What(StrEnum):
    """What an item is."""

    TEXT = "text"
    NEWLINE = "newline"
    OPEN = "open"
    CLOSE = "close"
    LONE = "lone"  # anything that holds no words to change


@dataclass(frozen=True, slots=True)
class Item:
    """A piece of a paragraph: source[start:end]."""

    what: What
    start: int
    end: int
    name: str = ""  # of the tag
    text: str = ""  # raw, for text and newlines alone


@dataclass(frozen=True, slots=True)
class Paragraph:
    """What stands in one line; `kind` as in Unit."""

    kind: str
    items: tuple[Item, ...]


# Elements before and after which a browser breaks the line.
_BREAKING = frozenset(
    "address article aside blockquote body button caption center col colgroup dd details dialog dir div dl dt fieldset figcaption "
    "figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav ol optgroup option p pre section summary "
    "table tbody td tfoot th thead tr ul".split()
)
_KINDS = {
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), "heading"),
    **dict.fromkeys(("li", "dt", "dd"), "list item"),
    **dict.fromkeys(("figcaption", "caption"), "caption"),
    **dict.fromkeys(("td", "th"), "cell"),
    "summary": "summary",
    "button": "button",
    "core/button": "button",
}
_QUOTING = frozenset(("blockquote", "pre", "core/quote", "core/pullquote"))  # what is in them is somebody else's words
_PULL_QUOTE = re.compile(r"""\sclass\s*=\s*["']?[^"'>]*(?:pull|block)[-_]?quote""", re.IGNORECASE)
_CAPTIONS = frozenset(("caption", "wp_caption"))
_NEWLINE = re.compile(rf"(?P<blank>{NEWLINE}(?:[ \t]*{LINE_END})+[ \t]*)|{NEWLINE}[ \t]*")
_SENTENCE_END = re.compile(r"[.!?…:;。！？؟۔।][\"'”’»“‘›)\]」』]*\s*$")


def paragraphs(source: str, found: Iterable[Span] | None = None) -> Iterator[Paragraph]:
    """
    The paragraphs of a post in order, without those of quoting elements.

    They end at block delimiters and at elements that break the line; where WordPress makes paragraphs of newlines, also there.
    """
    yield from _Walk(source).run(spans(source) if found is None else found)


def line(source: str, kind: str) -> Paragraph:
    """A text that is one line whatever is in it."""
    return Paragraph(kind, tuple(item for span in spans(source) for item in _items(source, span, newlines=False) if item is not None))


@dataclass(frozen=True, slots=True)
class _Element:
    name: str
    kind: str
    quotes: bool


@dataclass(slots=True)
class _Frame:
    """A block, or the post itself, and the elements that are open in it: a block ends what was left open in it."""

    block: _Element
    elements: list[_Element] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)

    @property
    def innermost(self) -> _Element:
        return self.elements[-1] if self.elements else self.block

    def push(self, element: _Element) -> None:
        self.elements.append(element)
        self.counts[element.name] += 1

    def close(self, name: str) -> None:
        """The end of the innermost element of this name, and of what is still open in it; a stray end tag ends nothing."""
        while self.counts[name]:
            ended = self.elements.pop().name
            self.counts[ended] -= 1
            if ended == name:
                break


class _Walk:
    """One walk over the spans of a post, noting what each paragraph is made of."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.frames = [_Frame(_Element("", "paragraph", False))]
        self.blocks: Counter[str] = Counter()  # names of the open ones
        self.captions = 0
        self.items: list[Item] = []

    def run(self, found: Iterable[Span]) -> Iterator[Paragraph]:
        for span in found:
            if _breaks(span):
                yield from self.flush()
                self.move(span)
            elif span.name == "br" and self.ends_line():
                yield from self.flush()
            else:
                for item in _items(self.source, span, newlines=self.newlines_show()):
                    if item is None:
                        yield from self.flush()
                    else:
                        self.items.append(item)
        yield from self.flush()

    def flush(self) -> Iterator[Paragraph]:
        items, self.items = self.items, []
        around = self.frames[-1].innermost
        if not around.quotes and any(item.what is What.TEXT and not item.text.isspace() for item in items):
            kind = "caption" if self.captions else around.kind
            for row in _rows(items):
                yield Paragraph(kind, tuple(row))

    def ends_line(self) -> bool:
        """Does a <br> here divide two paragraphs: after the end of a sentence, or after another <br>?"""
        text = ""
        for item in reversed(self.items):
            if item.name == "br" or len(text) > 50:
                break
            text = item.text + text
        return not text.strip() or _SENTENCE_END.search(text[-50:]) is not None

    def newlines_show(self) -> bool:
        """WordPress makes line breaks of newlines outside of blocks; inside of <p> they are taken for the blanks a browser shows."""
        frame = self.frames[-1]
        return frame.block.name in ("", "core/freeform") and frame.innermost.name != "p"

    def move(self, span: Span) -> None:
        """Go into an element or block, or out of it."""
        if span.kind is Kind.SHORTCODE:
            self.captions = max(0, self.captions + (1 if span.role == "open" else -1))
        elif span.kind is Kind.BLOCK and span.role == "open":
            self.frames.append(_Frame(self.element(span)))
            self.blocks[span.name] += 1
        elif span.kind is Kind.BLOCK and span.role == "close":
            while self.blocks[span.name]:
                ended = self.frames.pop().block.name
                self.blocks[ended] -= 1
                if ended == span.name:
                    break
        elif span.kind is Kind.TAG and span.role == "open":
            if self.frames[-1].innermost.name == "p":
                self.frames[-1].close("p")  # the start of any of these ends a paragraph
            self.frames[-1].push(self.element(span))
        elif span.kind is Kind.TAG and span.role == "close":
            self.frames[-1].close(span.name)

    def element(self, span: Span) -> _Element:
        around = self.frames[-1].innermost
        pull_quote = span.kind is Kind.TAG and _PULL_QUOTE.search(self.source, span.start, span.end) is not None
        return _Element(span.name, _KINDS.get(span.name, around.kind), around.quotes or pull_quote or span.name in _QUOTING)


def _breaks(span: Span) -> bool:
    match span.kind:
        case Kind.BLOCK:
            return True
        case Kind.TAG:
            return span.name in _BREAKING
        case Kind.OPAQUE:
            return "/" in span.name or span.name == "pre"
        case Kind.SHORTCODE:
            return span.name in _CAPTIONS
        case _:
            return False


def _items(source: str, span: Span, *, newlines: bool) -> Iterator[Item | None]:
    """The items of one span; None for a blank line, which ends a paragraph."""
    if span.kind is Kind.TAG and span.role in ("open", "close"):
        yield Item(What(span.role), span.start, span.end, span.name)
    elif span.kind is not Kind.TEXT:
        yield Item(What.LONE, span.start, span.end, span.name)
    else:
        at = span.start
        for match in _NEWLINE.finditer(source, span.start, span.end):
            blank = match["blank"] is not None
            if blank or newlines:
                yield from _words(source, at, match.start())
                yield None if blank else Item(What.NEWLINE, *match.span(), text="\n")
                at = match.end()
        yield from _words(source, at, span.end)


def _words(source: str, start: int, end: int) -> Iterator[Item]:
    """Text, with the references in it that must stay as they are."""
    at = start
    for match in REFERENCE.finditer(source, start, end):
        if match.group().endswith(";") and decoded(match.group()) is None:
            if at < match.start():
                yield Item(What.TEXT, at, match.start(), text=source[at : match.start()])
            yield Item(What.LONE, *match.span())
            at = match.end()
    if at < end:
        yield Item(What.TEXT, at, end, text=source[at:end])


def _rows(items: list[Item]) -> Iterator[list[Item]]:
    """A run without blank lines: one paragraph a line, or, if it was wrapped by hand, one in all."""
    rows: list[list[Item]] = [[]]
    for item in items:
        if item.what is What.NEWLINE:
            rows.append([])
        else:
            rows[-1].append(item)
    if len(rows) > 1 and _wrapped(["".join(item.text for item in row) for row in rows]):
        yield [replace(item, what=What.TEXT) if item.what is What.NEWLINE else item for item in items]
    else:
        yield from rows


def _wrapped(rows: Sequence[str]) -> bool:
    """
    Were these lines broken at a column, inside of sentences?

    >>> _wrapped(["The council met on Monday evening to talk about", "the new bridge, which nobody has seen yet."])
    True
    >>> _wrapped(["The council met on Monday evening.", "Nobody has seen the bridge yet."])
    False
    """
    widths = [len(row.strip()) for row in rows]
    if max(widths) > 100 or min(widths[:-1]) < 0.6 * max(widths) or max(widths) < 30:
        return False
    inner = list(pairwise(rows))
    broken = [row for row, following in inner if not _SENTENCE_END.search(row) and not row.strip().isupper() and following.strip()]
    return 2 * len(broken) > len(inner) or len(broken) == len(inner)
