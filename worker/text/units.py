"""
Paragraphs out, paragraphs back.

A unit is one paragraph of a post, never one text node: the tags inside of it become numbered marks, its quotations are locked.  What a
model answers is read against the unit's marks; only the words between them are ever written, by offset, into the bytes that were there.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from worker.text.inline import Line, marks_and_gaps
from worker.text.marks import plain, sentences
from worker.text.paragraphs import Paragraph, line, paragraphs
from worker.text.quotations import over_paragraphs
from worker.text.references import REFERENCE, encode, style_of
from worker.text.restore import Fault, restore
from worker.text.spans import Kind, skeleton, spans
from worker.text.unit import Gap, Mark, Unit, read, show

__all__ = ["Document", "Fault", "Spliced", "Unit", "extract", "extract_title", "plain", "restore", "sentences", "skeleton", "word_count"]


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
        kept: list[str] = []
        written: list[str] = []
        at = 0
        for gap, new in self._changes(texts):
            kept.append(self.source[at : gap.start])
            written.append(new)
            at = gap.end
        kept.append(self.source[at:])
        result = "".join(piece for pair in zip(kept, [*written, ""], strict=True) for piece in pair)
        return Spliced(result, _fingerprint(kept), _fingerprint(_outside(result, kept, written)))

    def _changes(self, texts: Mapping[str, str]) -> Iterator[tuple[Gap, str]]:
        strangers = texts.keys() - {unit.id for unit in self.units}
        if strangers:
            raise ValueError(f"no such unit: {sorted(strangers)}")
        for unit in self.units:
            if unit.id in texts:
                yield from _changed_gaps(unit, texts[unit.id])


def _changed_gaps(unit: Unit, text: str) -> Iterator[tuple[Gap, str]]:
    labels, words = read(unit.marks, text)
    if labels != [mark.label for mark in unit.marks]:
        raise ValueError(f"unit {unit.id}: the marks are {labels}")
    for gap, new in zip(unit.gaps, words, strict=True):
        if new != gap.text:
            yield gap, encode(new, unit.style)


def _outside(result: str, kept: Sequence[str], written: Sequence[str]) -> Iterator[str]:
    """What stands in the result where bytes were kept, read from the result itself."""
    at = 0
    for piece, new in zip(kept, [*written, ""], strict=True):
        yield result[at : at + len(piece)]
        at += len(piece) + len(new)


def _fingerprint(pieces: Iterable[str]) -> str:
    """SHA-256 of pieces and of where they part."""
    digest = hashlib.sha256()
    for piece in pieces:
        digest.update(piece.encode("utf-8", "surrogatepass") + b"\0")
    return digest.hexdigest()


def extract(body: str) -> Document:
    """
    The units of a post: HTML of the classic editor, block markup or plain text.

    >>> [unit.text for unit in extract("<p>Prices <b>rose again</b> today.</p>").units]
    ['Prices <t1>rose again</t1> today.']
    """
    found = spans(body)
    markup = any(span.kind in (Kind.TAG, Kind.BLOCK, Kind.COMMENT) for span in found) or REFERENCE.search(body) is not None
    return Document(body, tuple(_units(body, paragraphs(body, found), markup=markup)))


def extract_title(title: str) -> Document:
    """The title as one unit of id "title", or none if it holds nothing to reword."""
    return Document(title, tuple(_units(title, [line(title, "title")], markup=True)))


_FEWEST_WORDS = {"paragraph": 2, "title": 2}  # of the others, three: a label is no sentence


def _units(source: str, found: Iterable[Paragraph], *, markup: bool) -> Iterator[Unit]:
    """Those paragraphs that have words of their own."""
    read_lines = [(paragraph, Line.of(source, paragraph.items)) for paragraph in found]
    with_words = [(paragraph, each) for paragraph, each in read_lines if each.plain.strip()]
    locked = over_paragraphs([each.plain for _, each in with_words])
    number = 0
    for (paragraph, each), ranges in zip(with_words, locked, strict=True):
        marks, gaps = marks_and_gaps(each, ranges)
        if word_count(" ".join(gap.text for gap in gaps)) >= _FEWEST_WORDS.get(paragraph.kind, 3):
            number += 1
            name = "title" if paragraph.kind == "title" else f"p{number}"
            yield _unit(source, name, paragraph, marks, gaps, markup=markup)


def _unit(source: str, name: str, found: Paragraph, marks: Sequence[Mark], gaps: Sequence[Gap], *, markup: bool) -> Unit:
    style = style_of((source[gap.start : gap.end] for gap in gaps), markup=markup)
    start, end = found.items[0].start, found.items[-1].end
    text = show(marks, [gap.text for gap in gaps])
    return Unit(name, found.kind, text, source[start:end], start, tuple(marks), tuple(gaps), style)


def word_count(text: str) -> int:
    """Words of two letters and more; in scripts without capitals, which may write no blanks, two letters count as one."""
    runs = re.findall(r"[^\W\d_]{2,}", text)
    return sum(1 if run.lower() != run.upper() else max(1, len(run) // 2) for run in runs)
