"""Quotations: where they stand in a text, whatever marks they wear."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_CLOSERS = {
    "“": "”“",
    "„": "“”",
    "”": "”",
    "«": "»",
    "»": "«",
    "‘": "’",
    "‚": "‘’",
    "‹": "›",
    "›": "‹",
    "「": "」",
    "『": "』",
    '"': '"',
    "'": "'",
}
_MARK = re.compile("[“„«»‹›「『”\"‘‚']")
_RUNS_ON = "“„«「『"  # an opening mark that is never closed: the quotation goes on in the next paragraph
_GLYPHS = str.maketrans(dict.fromkeys("“”„«»‘’‚‹›「」『』\"'ʼ", "'"))
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


def _scan(text: str) -> Iterator[Quotation]:
    at = 0
    while opening := _MARK.search(text, at):
        start = opening.start()
        end = _end(text, start) if _opens(text, start) else -1
        at = end if end > 0 else start + 1
        words = normal(text[start:end]) if end > 0 else ""
        if words:
            yield Quotation(start, end, words)


def _opens(text: str, at: int) -> bool:
    """Whether the mark can open a quotation: an apostrophe, an inch and a lonely mark cannot."""
    mark, before, after = text[at], text[at - 1 : at], text[at + 1 : at + 2]
    if mark == "'":
        return after.isalpha() and not before.isalnum() and before not in ("'", "’")
    return mark not in '"‘‚' or (not before.isalnum() and bool(after.strip()))


def _end(text: str, start: int) -> int:
    """Where the quotation that opens at `start` ends, -1 if it never does."""
    mark = text[start]
    if mark in "'‘‚":
        return next((m.end() for m in _SINGLE[mark].finditer(text, start + 2)), -1)
    for closer in _CLOSERS[mark]:
        if (close := text.find(closer, start + 1)) > 0:
            return close + 1
    return len(text) if mark in _RUNS_ON else -1


_SINGLE = {mark: re.compile(rf"(?<=\S)[{_CLOSERS[mark]}](?!\w)") for mark in "'‘‚"}
