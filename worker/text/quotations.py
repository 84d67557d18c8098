"""Quotations: where they stand in a text, whatever marks they wear."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

_CLOSERS = {
    "“": "”“", "„": "“”‟", "«": "»", "»": "«", "‘": "’", "‚": "‘’", "‹": "›", "›": "‹", "「": "」", "『": "』", "”": "”",
    '"': '"', "״": "״", "'": "'", "``": "''", "''": "''",
}  # fmt: skip
_MARK = re.compile("``|''|[“”„‟«»‹›「」『』״\"‘’‚']")
_OPENING = frozenset("“„«「『")
_STRAIGHT = frozenset(('"', "״"))
_RUNS_ON = _OPENING | _STRAIGHT  # never closed, the quotation goes on in the next paragraph
_FEW = 100  # marks that are looked at for the end of one quotation, before its first closing mark is taken for it
_GLYPHS = str.maketrans(dict.fromkeys("“”„‟«»‘’‚‹›「」『』״\"'ʼ", "'"))
MASK = "\ufffc"  # stands for a quotation in a text whose other words are read


@dataclass(frozen=True, slots=True)
class Quotation:
    """text[start:end] with its marks; `words` is what is between them, with all quotation glyphs and blanks alike."""

    start: int
    end: int
    words: str


def quotations(text: str) -> tuple[Quotation, ...]:
    """
    The outermost quotations of a paragraph, in order.  Apostrophes, inches and years ('90s) are none.

    >>> [q.words for q in quotations("“It’s over,” he said. The players' 6\\" ruler.")]
    ["It's over"]
    """
    return tuple(_scan(text))


def mask(text: str, found: tuple[Quotation, ...]) -> str:
    """The text with one MASK in the place of each quotation."""
    parts, at = [], 0
    for quotation in found:
        parts += [text[at : quotation.start], MASK]
        at = quotation.end
    return "".join([*parts, text[at:]])


def normal(words: str) -> str:
    """
    Words of a quotation as they are compared.

    A comma or full stop before the closing mark belongs to the sentence around it.

    >>> normal("“We are ready,”") == normal("«We are ready»")
    True
    """
    return " ".join(words.translate(_GLYPHS).split()).strip("' ").rstrip(",. ")


def over_paragraphs(texts: Sequence[str]) -> tuple[tuple[tuple[int, int], ...], ...]:
    """
    For each of the paragraphs of a text, the ranges that are quotation.

    One that is not closed goes on: each paragraph of it begins with a mark of its own, or only the last one ends with one.

    >>> over_paragraphs(["He said: “One.", "Two.", "Three,” and left."])
    (((9, 14),), ((0, 4),), ((0, 7),))
    """
    result: list[tuple[tuple[int, int], ...]] = []
    until, end = -1, 0  # the paragraph in which a quotation that has run on ends, and where in it
    for number, text in enumerate(texts):
        begin = end if number == until else len(text) if number < until else 0
        ranges = [(begin + found.start, begin + found.end) for found in quotations(text[begin:])]
        if begin:
            ranges.insert(0, (0, begin))
        result.append(tuple(ranges))
        if number >= until and ranges and ranges[-1][1] == len(text):
            until, end = _goes_on(texts, number, text[ranges[-1][0] :])
    return tuple(result)


def _goes_on(texts: Sequence[str], number: int, last: str) -> tuple[int, int]:
    """Where a quotation at the end of a paragraph ends in a later one: (paragraph, offset); (-1, 0) if it does not."""
    closers = _CLOSERS.get(last[:1], "")
    if last[:1] not in _OPENING or (len(last) > 1 and last[-1] in closers):
        return -1, 0
    for later in range(number + 1, min(number + 10, len(texts))):
        mark = next((m for m in _MARK.finditer(texts[later], 1) if m.group() == last[0] or m.group() in closers), None)
        if texts[later][:1] == last[0] or (mark and (mark.group() not in closers or _begins_word(texts[later], mark))):
            return -1, 0  # it has a mark of its own
        if mark:
            return later, mark.end()
    return -1, 0


def _scan(text: str) -> Iterator[Quotation]:
    marks = list(_MARK.finditer(text))
    hopeless: set[str] = set()  # no closing mark of these follows any more
    at = 0
    for index, mark in enumerate(marks):
        start, glyph = mark.start(), mark.group()
        if start < at or glyph not in _CLOSERS or not _opens(text, mark):
            continue
        end = -1 if glyph in hopeless else _end(text, marks, index)
        if end < 0:
            hopeless.add(glyph)
            end = len(text) if glyph in _RUNS_ON or (glyph == "‘" and start == 0) else -1
        words = normal(text[start:end]) if end > 0 else ""
        if words:
            at = end
            yield Quotation(start, end, words)


def _opens(text: str, mark: re.Match[str]) -> bool:
    """Whether the mark can open a quotation: an apostrophe, an inch and a lonely mark cannot."""
    before, after = text[mark.start() - 1 : mark.start()], text[mark.end() : mark.end() + 1]
    glyph = mark.group()
    if glyph in ("'", "''", "``"):
        return after.isalpha() and not _joins(before) and before not in ("'", "’") and not _APOSTROPHE.match(text, mark.start())
    if glyph in '"״‘‚':
        return not _joins(before) and bool(after.strip()) and not _APOSTROPHE.match(text, mark.start())
    return True


_APOSTROPHE = re.compile(r"['‘](?:\d\ds?|n['’]?|em|til)\b", re.IGNORECASE)  # '90s, rock 'n' roll


def _joins(char: str) -> bool:
    """Is it a letter or figure of a script that puts blanks between words?"""
    return char.isalnum() and not "\u2e80" <= char <= "\ud7ff"


def _end(text: str, marks: Sequence[re.Match[str]], start: int) -> int:
    """Where the quotation that opens at a mark ends, -1 if it never does."""
    glyph = marks[start].group()
    if glyph in ("'", "‘", "‚"):
        return _end_of_single(text, marks, start)
    closers = _CLOSERS[glyph]
    first, depth = -1, 1
    for mark in marks[start + 1 : start + _FEW]:
        found = mark.group()
        if (found == glyph and found not in closers) or (found in closers and _begins_word(text, mark)):
            depth += 1
        elif found in closers and not (glyph in _STRAIGHT and _is_in_word(text, mark)):
            first, depth = first if first > 0 else mark.end(), depth - 1
            if depth == 0:
                return mark.end()
    if first > 0:
        return first
    later = (marks[index] for index in range(start + _FEW, len(marks)))
    return next((mark.end() for mark in later if mark.group() in closers and not _begins_word(text, mark)), -1)


def _begins_word(text: str, mark: re.Match[str]) -> bool:
    before, after = text[mark.start() - 1 : mark.start()], text[mark.end() : mark.end() + 1]
    return (not before.strip() or before in "([—–") and bool(after.strip()) and after not in ",.;:!?)]"


def _is_in_word(text: str, mark: re.Match[str]) -> bool:
    """As in abbreviations of Hebrew."""
    return _joins(text[mark.start() - 1 : mark.start()]) and _joins(text[mark.end() : mark.end() + 1])


def _end_of_single(text: str, marks: Sequence[re.Match[str]], start: int) -> int:
    """The next mark that ends a word; behind the s of a plural only if no better one follows before the next quotation."""
    glyph, begin = marks[start].group(), marks[start].end()
    plural = -1
    for index in range(start + 1, len(marks)):
        mark = marks[index]
        if plural > 0 and ((mark.group() in _CLOSERS and mark.group() not in "'‘’") or mark.end() - plural > 500):
            return plural
        if mark.group() not in _CLOSERS[glyph] or mark.start() <= begin:
            continue
        before, after = text[mark.start() - 1], text[mark.end() : mark.end() + 1]
        if before.isspace() or after.isalnum() or after == "_":
            if plural > 0 and before.isspace():
                return plural  # another quotation begins
            continue
        if glyph == "‚" or before not in "sS" or not re.match(r"\s\w", text[mark.end() : mark.end() + 2]):
            return mark.end()
        plural = plural if plural > 0 else mark.end()
    return plural
