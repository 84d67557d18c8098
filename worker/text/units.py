"""
Paragraphs out, paragraphs back.

A unit is one paragraph of a post, never one text node: the tags inside of it become numbered marks, its quotations are locked.  What a
model answers is read against the unit's marks; only the words between them are ever written, by offset, into the bytes that were there.
"""

from __future__ import annotations

import hashlib
import html
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from worker.text.marks import MARK, escape, plain, sentences, unescape
from worker.text.quotations import quotations
from worker.text.spans import Kind, Span, spans

__all__ = ["Document", "Fault", "Spliced", "Unit", "extract", "extract_title", "plain", "restore", "sentences", "skeleton"]


@dataclass(frozen=True, slots=True)
class Fault:
    """Why an answer cannot stand in the place of a unit, in words that a model can act on."""

    reason: str


@dataclass(frozen=True, slots=True)
class Mark:
    """source[start:end] and its label: "<t1>", "</t1>", "<t2/>" or, for a whole quotation, "<q3/>"."""

    label: str
    start: int
    end: int
    quotation: str = ""  # the words with their quotation marks


@dataclass(frozen=True, slots=True)
class Gap:
    """The words between two marks: source[start:end], and how they read."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Style:
    """How a unit writes the characters that HTML may also write as references."""

    references: Mapping[str, str]  # character: as this unit's source writes it
    raw: frozenset[str]  # of "&<>", those it writes bare


@dataclass(frozen=True, slots=True)
class Unit:
    """One paragraph: `text` is what a model sees (see marks.py); the rest says where it belongs."""

    id: str
    kind: str  # "paragraph" "heading" "list item" "caption" "cell" "summary" "button" "title"
    text: str
    source: str = field(repr=False)  # the raw slice, from the first gap to the last
    start: int = 0
    marks: tuple[Mark, ...] = ()
    gaps: tuple[Gap, ...] = ()  # one more than marks; gap, mark, gap, … , gap
    style: Style = Style({}, frozenset())

    @property
    def quotations(self) -> tuple[tuple[str, str], ...]:
        """(id, words with their quotation marks) of each locked quotation."""
        return tuple((mark.label[1:-2], mark.quotation) for mark in self.marks if mark.quotation)


@dataclass(frozen=True, slots=True)
class Spliced:
    """A post with new words, and the certificate: SHA-256 (hex) of all bytes outside of the changed words, before and after."""

    text: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Document:
    """A post and its units.  Quotations standing alone, figures, labels of a word or two are no units: they keep their words."""

    source: str
    units: tuple[Unit, ...]

    def merge(self, texts: Mapping[str, str]) -> str:
        """
        The post with these texts (unit id: marked text as restore returns it) in place of the old ones.

        Where nothing changed, nothing is written.  Raises ValueError if marks do not fit.
        """
        return self.splice(texts).text

    def splice(self, texts: Mapping[str, str]) -> Spliced:
        """The same, with the certificate."""
        pieces: list[str] = []
        kept_before, kept_after = hashlib.sha256(), hashlib.sha256()
        at = length = 0
        for gap, new in self._changes(texts):
            kept = self.source[at : gap.start]
            pieces += [kept, new]
            kept_before.update(_bytes(kept) + b"\0")
            length += len(kept) + len(new)
            at = gap.end
        pieces.append(self.source[at:])
        kept_before.update(_bytes(self.source[at:]))
        result = "".join(pieces)
        at = 0
        for kept, new in zip(pieces[::2], pieces[1::2], strict=False):
            kept_after.update(_bytes(result[at : at + len(kept)]) + b"\0")
            at += len(kept) + len(new)
        kept_after.update(_bytes(result[at:]))
        return Spliced(result, kept_before.hexdigest(), kept_after.hexdigest())

    def _changes(self, texts: Mapping[str, str]) -> Iterator[tuple[Gap, str]]:
        strangers = texts.keys() - {unit.id for unit in self.units}
        if strangers:
            raise ValueError(f"no such unit: {sorted(strangers)}")
        for unit in self.units:
            if unit.id in texts:
                yield from _changed_gaps(unit, texts[unit.id])


def _changed_gaps(unit: Unit, text: str) -> Iterator[tuple[Gap, str]]:
    labels, words = _read(unit, text)
    if labels != [mark.label for mark in unit.marks]:
        raise ValueError(f"unit {unit.id}: the marks are {labels}")
    for gap, new in zip(unit.gaps, words, strict=True):
        if new != gap.text:
            yield gap, _encode(new, unit.style)


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def skeleton(source: str) -> tuple[str, ...]:
    """Everything of a post that is not words, in order: no rewriting may change it."""
    return tuple(source[span.start : span.end] for span in spans(source) if span.kind is not Kind.TEXT)


# ---- references: "&amp;" and the like

_REFERENCE = re.compile(r"&(?:#\d{1,8}|#[xX][0-9a-fA-F]{1,7}|[A-Za-z][A-Za-z0-9]{1,31});")
_ALMOST_REFERENCE = re.compile(r"&(?:#\d|#[xX][0-9a-fA-F]|[A-Za-z])")
_SPECIAL = "&<>"


def _decoded(reference: str) -> str | None:
    """What a reference stands for, None if it could not be written back: unknown, a surrogate, a control character."""
    text = html.unescape(reference)
    if text == reference or len(text) != 1 or text == "\ufffd" or unicodedata.category(text) in ("Cc", "Cs", "Cn"):
        return None
    return text


def _encode(text: str, style: Style) -> str:
    return "".join(style.references.get(char) or (_ESCAPES[char] if char in _SPECIAL and char not in style.raw else char) for char in text)


_ESCAPES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}


def _style(pieces: Sequence[str], *, markup: bool) -> Style:
    """Of all words of one unit; a character written in two ways is written as a reference."""
    references: dict[str, str] = {}
    bare: set[str] = set()
    for piece in pieces:
        for match in _REFERENCE.finditer(piece):
            char = _decoded(match.group())
            if char is not None:
                references.setdefault(char, match.group())
        bare.update(char for char in _SPECIAL if char in _REFERENCE.sub("", piece))
    return Style(references, frozenset((bare if markup else set(_SPECIAL)) - references.keys()))


# ---- extraction

_BREAKING = frozenset(
    "address article aside blockquote body button caption center col colgroup dd details dialog dir div dl dt fieldset figcaption figure footer "
    "form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav ol optgroup option p pre section summary table tbody td tfoot th "
    "thead tr ul".split()
)
_KINDS = {
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), "heading"),
    **dict.fromkeys(("li", "dt", "dd"), "list item"),
    **dict.fromkeys(("figcaption", "caption"), "caption"),
    **dict.fromkeys(("td", "th"), "cell"),
    "summary": "summary",
    "button": "button",
}
_QUOTING_BLOCKS = frozenset(("core/quote", "core/pullquote"))
_CAPTIONS = frozenset(("caption", "wp_caption"))
_NEWLINE = re.compile(r"(?P<blank>(?:[ \t]*(?:\r\n|\n|\r)){2,}[ \t]*)|(?P<single>[ \t]*(?:\r\n|\n|\r)[ \t]*)")
_SENTENCE_END = re.compile(r"[.!?…:;。！？؟۔।][\"'”’»“‘›)\]」』]*\s*$")
_FEWEST_WORDS = {"paragraph": 2, "title": 2}  # of the others, three: a label is no sentence


@dataclass(slots=True)
class _Item:
    """A piece of a paragraph: "text", "newline", "open", "close" or "lone"."""

    what: str
    start: int
    end: int
    name: str = ""
    text: str = ""


def extract(body: str) -> Document:
    """
    The units of a post: HTML of the classic editor, block markup or plain text.

    >>> [unit.text for unit in extract("<p>Prices <b>rose again</b> today.</p>").units]
    ['Prices <t1>rose again</t1> today.']
    """
    return _document(body, _Walk(body).paragraphs())


def extract_title(title: str) -> Document:
    """The title as one unit of id "title", or none if it holds nothing to reword."""
    walk = _Walk(title)
    items = [item for span in walk.spans for item in walk.items(span, newlines=False)]
    return _document(title, [("title", items)], "title")


def _document(source: str, paragraphs: Iterator[tuple[str, list[_Item]]] | list[tuple[str, list[_Item]]], name: str = "") -> Document:
    found: list[Unit] = []
    markup = any(span.kind in (Kind.TAG, Kind.BLOCK, Kind.COMMENT) for span in spans(source)) or _REFERENCE.search(source) is not None
    runs_on = False
    for kind, items in paragraphs:
        unit, runs_on = _unit(source, name or f"p{len(found) + 1}", kind, items, markup=markup, quoted=runs_on)
        if unit is not None:
            found.append(unit)
    return Document(source, tuple(found))


class _Walk:
    """One walk over the spans of a post, noting what each paragraph is made of."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.spans = spans(source)
        self.elements: list[str] = []  # open elements that break the line
        self.blocks: list[tuple[str, int]] = []  # open blocks, and how many elements were open at their start
        self.captions = 0
        self.line: list[_Item] = []

    def paragraphs(self) -> Iterator[tuple[str, list[_Item]]]:
        for span in self.spans:
            kind = self.kind()
            breaks = self.breaks(span)
            if breaks or (span.name == "br" and self.ends_line()):
                yield from self.flush(kind)
                if breaks:
                    self.move(span)
                continue
            for item in self.items(span, newlines=self.newlines_show()):
                if item.what == "blank":
                    yield from self.flush(kind)
                else:
                    self.line.append(item)
        yield from self.flush(self.kind())

    def breaks(self, span: Span) -> bool:
        if span.kind is Kind.OPAQUE:
            return "/" in span.name or span.name == "pre"
        if span.kind is Kind.SHORTCODE:
            return span.name in _CAPTIONS
        return span.kind is Kind.BLOCK or (span.kind is Kind.TAG and span.name in _BREAKING)

    def move(self, span: Span) -> None:
        if span.kind is Kind.SHORTCODE:
            self.captions = max(0, self.captions + (1 if span.role == "open" else -1))
        elif span.kind is Kind.BLOCK and span.role == "open":
            self.blocks.append((span.name, len(self.elements)))
        elif span.kind is Kind.BLOCK and span.role == "close":
            while self.blocks:
                name, depth = self.blocks.pop()
                del self.elements[depth:]  # a block ends what was left open in it
                if name == span.name:
                    break
        elif span.kind is Kind.TAG and span.role == "open":
            if "p" in self.elements[-1:]:
                self.elements.pop()  # the start of any of these ends a paragraph
            self.elements.append(span.name)
        elif span.kind is Kind.TAG and span.role == "close":
            floor = self.blocks[-1][1] if self.blocks else 0
            depth = next((d for d in range(len(self.elements) - 1, floor - 1, -1) if self.elements[d] == span.name), None)
            if depth is not None:
                del self.elements[depth:]

    def kind(self) -> str:
        if self.captions:
            return "caption"
        if self.blocks and self.blocks[-1][0] == "core/button":
            return "button"
        return next((_KINDS[name] for name in reversed(self.elements) if name in _KINDS), "paragraph")

    def quoted(self) -> bool:
        return "blockquote" in self.elements or any(name in _QUOTING_BLOCKS for name, _ in self.blocks)

    def newlines_show(self) -> bool:
        """WordPress makes line breaks of newlines outside of blocks; inside of <p> they are taken for the blanks that a browser shows."""
        return (not self.blocks or self.blocks[-1][0] == "core/freeform") and "p" not in self.elements[-1:]

    def ends_line(self) -> bool:
        """Does a <br> here divide two paragraphs: after the end of a sentence, or after another <br>?"""
        text = ""
        for item in reversed(self.line):
            if item.name == "br":
                return not text.strip()
            text = (item.text if item.what in ("text", "newline") else "") + text
        return not self.line or _SENTENCE_END.search(text) is not None

    def flush(self, kind: str) -> Iterator[tuple[str, list[_Item]]]:
        line, self.line = self.line, []
        if line and not self.quoted():
            for items in _lines(line):
                yield kind, items

    def items(self, span: Span, *, newlines: bool) -> Iterator[_Item]:
        if span.kind is Kind.TAG and span.role in ("open", "close"):
            yield _Item(span.role, span.start, span.end, span.name)
        elif span.kind is not Kind.TEXT:
            yield _Item("lone", span.start, span.end, span.name)
        else:
            at = span.start
            for match in _NEWLINE.finditer(self.source, span.start, span.end):
                blank = match["blank"] is not None
                if blank or newlines:
                    yield from self.words(at, match.start())
                    yield _Item("blank" if blank else "newline", *match.span(), text="\n")
                    at = match.end()
            yield from self.words(at, span.end)

    def words(self, start: int, end: int) -> Iterator[_Item]:
        """Text, with the references in it that must stay as they are."""
        at = start
        for match in _REFERENCE.finditer(self.source, start, end):
            if _decoded(match.group()) is None:
                yield from self.text(at, match.start())
                yield _Item("lone", *match.span())
                at = match.end()
        yield from self.text(at, end)

    def text(self, start: int, end: int) -> Iterator[_Item]:
        if start < end:
            yield _Item("text", start, end, text=self.source[start:end])


def _lines(line: list[_Item]) -> Iterator[list[_Item]]:
    """A run without blank lines: one paragraph a line, or, if it was wrapped by hand, one in all."""
    rows: list[list[_Item]] = [[]]
    for item in line:
        if item.what == "newline":
            rows.append([])
        else:
            rows[-1].append(item)
    if len(rows) > 1 and _wrapped(["".join(item.text for item in row) for row in rows]):
        yield [replace(item, what="text") if item.what == "newline" else item for item in line]
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
    inner = list(zip(rows, widths, rows[1:], strict=False))
    if max(widths) > 100 or min(widths[:-1]) < 0.6 * max(widths) or max(widths) < 30:
        return False
    broken = [row for row, _, following in inner if not _SENTENCE_END.search(row) and not row.strip().isupper() and following.strip()]
    return 2 * len(broken) > len(inner) or (len(broken) == len(inner) and bool(inner))


# ---- one paragraph


def _unit(source: str, name: str, kind: str, items: list[_Item], *, markup: bool, quoted: bool) -> tuple[Unit | None, bool]:
    """The unit that these items make, None if it has too few words of its own; and whether a quotation runs on beyond it."""
    if not any(item.what == "text" for item in items):
        return None, quoted
    items = _peel(_merge(_pair(items)))
    reading = _Reading(source, items)
    locked, runs_on = _locked(reading.plain, quoted=quoted)
    marks = _numbered(_with_quotations(items, reading, locked))
    if not items:
        return None, runs_on
    start, end = items[0].start, items[-1].end
    gaps = []
    at = start
    for mark in marks:
        gaps.append(Gap(at, mark.start, reading.read(at, mark.start)))
        at = mark.end
    gaps.append(Gap(at, end, reading.read(at, end)))
    if _word_count(" ".join(gap.text for gap in gaps)) < _FEWEST_WORDS.get(kind, 3):
        return None, runs_on
    style = _style([source[gap.start : gap.end] for gap in gaps], markup=markup)
    return Unit(name, kind, _show(marks, [gap.text for gap in gaps]), source[start:end], start, tuple(marks), tuple(gaps), style), runs_on


def _pair(items: list[_Item]) -> list[_Item]:
    """Start and end tags that belong together keep their role; the others become lone, and so does a pair without words."""
    partner: dict[int, int] = {}
    waiting: list[int] = []
    for index, item in enumerate(items):
        if item.what == "open":
            waiting.append(index)
        elif item.what == "close":
            depth = next((d for d in range(len(waiting) - 1, -1, -1) if items[waiting[d]].name == item.name), None)
            if depth is not None:
                partner[waiting[depth]] = index
                partner[index] = waiting[depth]
                del waiting[depth:]
    result: list[_Item] = []
    index = 0
    while index < len(items):
        item, other = items[index], partner.get(index)
        if item.what == "open" and other is not None and not any(i.what == "text" and i.text.strip() for i in items[index:other]):
            result.append(_Item("lone", item.start, items[other].end))
            index = other
        elif item.what in ("open", "close") and other is None:
            result.append(_Item("lone", item.start, item.end, item.name))
        else:
            result.append(item)
        index += 1
    return result


def _merge(items: list[_Item]) -> list[_Item]:
    """Marks that touch become one: pairs around the same words, and lone ones."""
    partner = _partners(items)
    result: list[_Item] = []
    swallowed: set[int] = set()
    for index, item in enumerate(items):
        if index in swallowed:
            continue
        if item.what == "open":
            last = index
            while last + 1 < len(items) and items[last + 1].what == "open" and partner[last + 1] == partner[last] - 1:
                last += 1
                swallowed |= {last, partner[last - 1]}
            if last > index:
                closing = items[partner[last]]
                items[partner[last]] = replace(closing, end=items[partner[index]].end)
                item = replace(item, end=items[last].end)
        if item.what == "lone" and result and result[-1].what == "lone":
            result[-1] = replace(result[-1], end=item.end)
        else:
            result.append(item)
    return result


def _partners(items: Sequence[_Item]) -> dict[int, int]:
    partner: dict[int, int] = {}
    waiting: list[int] = []
    for index, item in enumerate(items):
        if item.what == "open":
            waiting.append(index)
        elif item.what == "close":
            opened = waiting.pop()
            partner[opened], partner[index] = index, opened
    return partner


_BLANKS = " \t\r\n\f"


def _peel(items: list[_Item]) -> list[_Item]:
    """Without the blanks and marks at its edges: they stay where they are."""
    items = list(items)
    while items:
        first, last = items[0], items[-1]
        if first.what == "lone":
            items.pop(0)
        elif last.what == "lone":
            items.pop()
        elif first.what == "open" and _partners(items)[0] == len(items) - 1:
            items = items[1:-1]
        elif first.what == "text" and first.text[:1] in _BLANKS:
            lead = len(first.text) - len(first.text.lstrip(_BLANKS))
            items[0:1] = [replace(first, start=first.start + lead, text=first.text[lead:])] if lead < len(first.text) else []
        elif last.what == "text" and last.text[-1:] in _BLANKS:
            text = last.text.rstrip(_BLANKS)
            items[-1:] = [replace(last, end=last.start + len(text), text=text)] if text else []
        else:
            break
    return items


class _Reading:
    """The words of a paragraph as they read, and where each character stands in the source."""

    def __init__(self, source: str, items: Sequence[_Item]) -> None:
        self.source = source
        self.texts = [(item.start, item.end) for item in items if item.what == "text"]
        characters: list[str] = []
        self.places: list[tuple[int, int]] = []
        for start, end in self.texts:
            for char, first, last in _characters(source, start, end):
                characters.append(char)
                self.places.append((first, last))
        self.plain = "".join(characters)

    def read(self, start: int, end: int) -> str:
        return "".join(char for char, _, _ in _characters(self.source, start, end))


def _characters(source: str, start: int, end: int) -> Iterator[tuple[str, int, int]]:
    """Each character as it reads; a newline with the blanks around it reads as one blank."""
    at = start
    for match in re.compile(f"{_REFERENCE.pattern}|[ \\t]*(?:\\r\\n|\\n|\\r)[ \\t\\r\\n]*").finditer(source, start, end):
        for place in range(at, match.start()):
            yield source[place], place, place + 1
        text = match.group()
        yield (_decoded(text) or text) if text.startswith("&") else " ", *match.span()
        at = match.end()
    for place in range(at, end):
        yield source[place], place, place + 1


def _locked(text: str, *, quoted: bool) -> tuple[list[tuple[int, int]], bool]:
    """The ranges of a paragraph that are quotation, and whether the last one runs on into the next paragraph."""
    found = [(quotation.start, quotation.end) for quotation in quotations(text)]
    if quoted and not (found and found[0][0] == 0):
        # The last paragraph left a quotation open, and this one does not begin with a mark of its own.
        close = re.search(r"[”»」』]", text)
        if close and not (found and found[0][0] < close.start()):
            found.insert(0, (0, close.end()))
    runs_on = bool(found) and found[-1][1] == len(text) and text[-1:] not in "”\"»«“’'›‹」』"
    return found, runs_on


def _with_quotations(items: Sequence[_Item], reading: _Reading, locked: Sequence[tuple[int, int]]) -> list[_Item]:
    """The marks of a paragraph, with each quotation as one; where tags and quotation overlap crosswise, its pieces are locked."""
    marks = [item for item in items if item.what != "text"]
    for first, last in locked:
        start, end = reading.places[first][0], reading.places[last - 1][1]
        inside = [mark for mark in marks if start <= mark.start and mark.end <= end]
        if _balanced(inside):
            around = [mark for mark in marks if mark.end == start], [mark for mark in marks if mark.start == end]
            if around[0] and around[1] and around[0][0].what == "open" and around[1][0].what == "close" and _balanced([around[0][0], *inside, around[1][0]]):
                inside = [around[0][0], *inside, around[1][0]]
                start, end = inside[0].start, inside[-1].end
            marks = [mark for mark in marks if mark not in inside]
            marks.append(_Item("quotation", start, end, text=reading.plain[first:last]))
        else:
            edges = [start, *(edge for mark in inside for edge in (mark.start, mark.end)), end]
            for piece_start, piece_end in zip(edges[::2], edges[1::2], strict=True):
                if piece_start < piece_end:
                    marks.append(_Item("quotation", piece_start, piece_end, text=reading.read(piece_start, piece_end)))
        marks.sort(key=lambda mark: mark.start)
    return marks


def _balanced(marks: Sequence[_Item]) -> bool:
    depth = 0
    for mark in marks:
        depth += (mark.what == "open") - (mark.what == "close")
        if depth < 0:
            return False
    return depth == 0


def _numbered(marks: Sequence[_Item]) -> list[Mark]:
    result: list[Mark] = []
    opened: list[int] = []
    number = 0
    for mark in marks:
        if mark.what == "close":
            result.append(Mark(f"</t{opened.pop()}>", mark.start, mark.end))
            continue
        number += 1
        if mark.what == "open":
            opened.append(number)
        label = {"open": f"<t{number}>", "lone": f"<t{number}/>", "quotation": f"<q{number}/>"}[mark.what]
        result.append(Mark(label, mark.start, mark.end, mark.text if mark.what == "quotation" else ""))
    return result


def _show(marks: Sequence[Mark], words: Sequence[str]) -> str:
    """Marked text."""
    parts = [escape(words[0])]
    for mark, text in zip(marks, words[1:], strict=True):
        parts.append(f"<{mark.label[1:-2]}>{escape(mark.quotation)}</{mark.label[1:-2]}>" if mark.quotation else mark.label)
        parts.append(escape(text))
    return "".join(parts)


def _word_count(text: str) -> int:
    """Words of two letters and more; in scripts without capitals, which may write no blanks, two letters count as one."""
    runs = re.findall(r"[^\W\d_]{2,}", text)
    return sum(1 if run.lower() != run.upper() else max(1, len(run) // 2) for run in runs)


# ---- the answer of a model

_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u200b\u2060\u2061-\u2064\ufeff\ufff9-\ufffc\u202a-\u202e\u2066-\u2069\ue000-\uf8ff\ud800-\udfff]")
_JOINERS = re.compile("[\u00ad\u200c\u200d\u200e\u200f]")  # part of the spelling of some languages and of emoji
_GLYPHS = str.maketrans(dict.fromkeys("“”„«»‘’‚‹›\"'", "'"))


def restore(unit: Unit, answer: str) -> str | Fault:
    """
    Read what a model answered for a unit: the canonical marked text that Document.merge takes, or why it cannot stand there.

    Every mark of the unit must be there once, in the same order and nesting, with words where words were; quotations come back
    verbatim whatever the answer holds between their marks; anything that would be more than words is refused.
    """
    strange = _FORBIDDEN.search(answer) or next((m for m in _JOINERS.finditer(answer) if m.group() not in unit.text and not _joins(answer, m)), None)
    if strange and strange.group() not in unit.text:
        return Fault(f"holds the character U+{ord(strange.group()):04X}, which the original does not")
    answer = answer.strip()
    if not answer:
        return Fault("is empty")
    if "```" in answer and "```" not in unit.text:
        return Fault("holds a code fence; answer the words alone")
    if re.search(r"\n[ \t\r]*\n", answer):
        return Fault("has a blank line; it must stay one paragraph")
    labels, words = _read(unit, _with_lost_quotations(unit, re.sub(r"[ \t]*[\r\n]+[ \t]*", " ", answer)))
    expected = [mark.label for mark in unit.marks]
    if labels != expected:
        return Fault(_complaint(expected, labels))
    words = _spaced(unit, [_unreferenced(text, unit) for text in words])
    for index, (gap, text) in enumerate(zip(unit.gaps, words, strict=True)):
        if gap.text.strip() and not text.strip() and 0 < index < len(words) - 1:
            return Fault(f"has no words between {_spoken(expected[index - 1])} and {_spoken(expected[index])}, where there were some")
    new = _splice_unit(unit, words)
    added = _added(unit.source, new)
    if added:
        return Fault(added)
    return _show(unit.marks, words)


def _joins(answer: str, match: re.Match[str]) -> bool:
    """Is this joiner between letters or emoji that are spelled with one?"""
    before, after = answer[: match.start()][-1:], answer[match.end() :][:1]
    return match.group() in "\u200c\u200d" and bool(before and after) and before > "\u0590" and after > "\u0590"


def _read(unit: Unit, text: str) -> tuple[list[str], list[str]]:
    """The labels of the marks in a marked text, and the words between them; what is inside of a quotation's marks is not read."""
    locked = {name for name, _ in unit.quotations}
    labels: list[str] = []
    words: list[str] = []
    at, skipping = 0, ""
    matches = list(MARK.finditer(text))
    index = 0
    while index < len(matches):
        match = matches[index]
        name = match["kind"].lower() + str(int(match["number"]))
        label = f"</{name}>" if match["close"] else f"<{name}/>" if match["lone"] else f"<{name}>"
        if skipping:
            if label == f"</{skipping}>":
                skipping, at = "", match.end()
        elif not match["close"] and name in locked:
            words.append(unescape(text[at : match.start()]))
            labels.append(f"<{name}/>")
            closed = any(m["close"] and m["kind"].lower() + m["number"] == name for m in matches[index + 1 :])
            skipping = name if not match["lone"] and closed else ""
            at = match.end()
        else:
            following = matches[index + 1] if index + 1 < len(matches) else None
            if not match["close"] and not match["lone"] and following and following.start() == match.end() and following["close"] and following["number"] == match["number"]:
                label, index, match = f"<{name}/>", index + 1, following  # <t2></t2> for <t2/>
            words.append(unescape(text[at : match.start()] if not label.endswith("/>") or match["lone"] else text[at : matches[index - 1].start()]))
            labels.append(label)
            at = match.end()
        index += 1
    words.append(unescape(text[at:]))
    return labels, words


def _with_lost_quotations(unit: Unit, answer: str) -> str:
    """A quotation that came back verbatim but without its marks gets them back, if it stands there exactly once."""
    present = {match["kind"].lower() + str(int(match["number"])) for match in MARK.finditer(answer)}
    for name, words in unit.quotations:
        if name in present:
            continue
        shown = escape(words).translate(_GLYPHS)
        readable = answer.translate(_GLYPHS)
        if readable.count(shown) == 1:
            place = readable.index(shown)
            answer = f"{answer[:place]}<{name}/>{answer[place + len(shown) :]}"
    return answer


def _complaint(expected: list[str], found: list[str]) -> str:
    """What is wrong with the marks; one complaint, the first that matters."""
    missing = [label for label in expected if label not in found]
    if missing:
        return f"lost {_spoken_all(missing)}; every mark must be there once, around the words it belongs to"
    strange = [label for label in found if label not in expected]
    if strange:
        return f"has {_spoken_all(strange)}, which is no mark of the original"
    doubled = sorted({label for label in found if found.count(label) > 1})
    if doubled:
        return f"has {_spoken_all(doubled)} more than once"
    return f"has its marks in another order; they must stand in this one: {' '.join(map(_spoken, expected))}"


def _spoken(label: str) -> str:
    return f"<{label[1:-2]}>…</{label[1:-2]}>" if label.startswith("<q") else label


def _spoken_all(labels: Sequence[str]) -> str:
    return " and ".join(_spoken(label) for label in dict.fromkeys(labels))


def _unreferenced(text: str, unit: Unit) -> str:
    """A model that writes `&quot;` or `&amp;` means the character; it ends as words, whatever it is."""
    if not _REFERENCE.search(text):
        return text
    own = set(_REFERENCE.findall(plain(unit.text)))  # a text about references
    return _REFERENCE.sub(lambda match: match.group() if match.group() in own else _decoded(match.group()) or match.group(), text)


def _spaced(unit: Unit, words: list[str]) -> list[str]:
    """
    Blanks at the inner edges of a pair as the source has them; a blank that the model put inside goes outside.

    Words must not be glued together, and a link must not grow by a blank.
    """
    words = list(words)
    for index, mark in enumerate(unit.marks):
        if mark.label.endswith("/>"):
            continue
        inner, outer = (index, index + 1) if mark.label.startswith("</") else (index + 1, index)
        own, text = unit.gaps[inner].text, words[inner]
        if mark.label.startswith("</"):
            kept, moved = own[len(own.rstrip(_BLANKS)) :], text[len(text.rstrip(_BLANKS)) :]
            words[inner] = text.rstrip(_BLANKS) + kept
            if moved and not kept and not words[outer][:1].isspace() and _begins_word(words[outer], unit.marks[index + 1 :]):
                words[outer] = " " + words[outer]
            elif kept and not moved:
                words[outer] = words[outer].lstrip(_BLANKS) if unit.gaps[outer].text[:1] not in _BLANKS else words[outer]
        else:
            kept, moved = own[: len(own) - len(own.lstrip(_BLANKS))], text[: len(text) - len(text.lstrip(_BLANKS))]
            words[inner] = kept + text.lstrip(_BLANKS)
            if moved and not kept and words[outer] and not words[outer][-1:].isspace():
                words[outer] += " "
            elif kept and not moved:
                words[outer] = words[outer].rstrip(_BLANKS) if unit.gaps[outer].text[-1:] not in _BLANKS else words[outer]
    words[0], words[-1] = words[0].lstrip(_BLANKS), words[-1].rstrip(_BLANKS)
    return words


def _begins_word(text: str, following: Sequence[Mark]) -> bool:
    return text[:1].isalnum() or (not text and bool(following))


def _splice_unit(unit: Unit, words: Sequence[str]) -> str:
    pieces = []
    for index, (gap, text) in enumerate(zip(unit.gaps, words, strict=True)):
        start, end = gap.start - unit.start, gap.end - unit.start
        pieces.append(unit.source[start:end] if text == gap.text else _encode(text, unit.style))
        if index < len(unit.marks):
            mark = unit.marks[index]
            pieces.append(unit.source[mark.start - unit.start : mark.end - unit.start])
    return "".join(pieces)


def _added(before: str, after: str) -> str:
    """What stands in the new slice, beside words, that did not stand in the old one; "" if nothing."""
    old, new = skeleton(before), skeleton(after)
    if old == new:
        bare = re.compile(r"<(?=[A-Za-z/!?])")
        return "holds something that looks like a tag; answer words alone" if len(bare.findall(html.unescape(after))) > len(bare.findall(html.unescape(before))) else ""
    extra = next((piece for piece in new if piece not in old), "")
    if extra.startswith("["):
        return f"adds the shortcode {extra[:60]}"
    if extra.startswith("<"):
        return "adds markup; answer words and the marks that were there, nothing else"
    return f"adds {extra[:80]}, which is not in the original" if extra else "would change the markup around it"
