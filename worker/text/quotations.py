"""Quotations: where they stand in a text, whatever marks they wear."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_CLOSERS = {
    "“": "”“", "„": "“”", "«": "»", "»": "«", "‘": "’", "‚": "‘’", "‹": "›", "›": "‹", "「": "」", "『": "』", '"': '"', "'": "'", "”": "”",
}  # fmt: skip
_OPENING = re.compile(r"[“„«»‹›「『”]|(?<![^\W_])[\"‘‚](?=\S)|(?<![\w'’])'(?=\w)")
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
    Words of a quotation as they are compared.  A comma or full stop before the closing mark belongs to the sentence around it.

    >>> normal("“We are ready,”") == normal("«We are ready»")
    True
    """
    return " ".join(words.translate(_GLYPHS).split()).strip("' ").rstrip(",. ")


def _scan(text: str) -> Iterator[Quotation]:
    at = 0
    while opening := _OPENING.search(text, at):
        start, mark = opening.start(), opening.group()
        end = _end(text, start, mark)
        at = end if end > 0 else start + 1
        words = normal(text[start:end]) if end > 0 else ""
        if words:
            yield Quotation(start, end, words)


def _end(text: str, start: int, mark: str) -> int:
    """Where the quotation ends, -1 if the mark opens none."""
    if mark in "'‘‚":
        return next((m.end() for m in re.compile(f"(?<=\\S)[{_CLOSERS[mark]}](?!\\w)").finditer(text, start + 2)), -1)
    for closer in _CLOSERS[mark]:
        if (close := text.find(closer, start + 1)) > 0:
            return close + 1
    return len(text) if mark in _RUNS_ON else -1
