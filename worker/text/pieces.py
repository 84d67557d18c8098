"""
A paragraph that is too long to be asked for at once, as pieces that are units themselves.

They are cut between sentences, never inside of a pair of marks; with the blanks between them they join back to the paragraph.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from worker.text.marks import sentences
from worker.text.references import encode
from worker.text.unit import Gap, Mark, Unit, read
from worker.text.units import word_count

_FEWEST_WORDS = 2


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of sentences, without the blanks around it."""

    unit: Unit
    before: str  # blanks
    after: str


def pieces(unit: Unit, most: int) -> tuple[Piece, ...]:
    """
    The pieces of a unit, each of at most `most` bytes in marked text where its sentences allow that.

    Of one that needs no cutting, the only piece says what the unit says.
    """
    found, at = [], 0
    for number, text in enumerate(_runs(unit.text, most), 1):
        core = text.strip()
        start = text.index(core)
        labels, words = read(unit.marks[at:], core)
        marks = unit.marks[at : at + len(labels)]
        at += len(labels)
        found.append(Piece(_unit(unit, f"{unit.id}.{number}", core, marks, words), text[:start], text[start + len(core) :]))
    return tuple(found)


def _runs(text: str, most: int) -> Iterator[str]:
    """Sentences together; one without words of its own goes with those before it."""
    run = ""
    for sentence in sentences(text):
        if run and len((run + sentence).encode()) > most and word_count(sentence) >= _FEWEST_WORDS and word_count(run) >= _FEWEST_WORDS:
            yield run
            run = ""
        run += sentence
    yield run


def _unit(whole: Unit, name: str, text: str, marks: tuple[Mark, ...], words: list[str]) -> Unit:
    """Words and marks as a line of its own: the marks as the post has them, the words written anew."""
    source = ""
    own_marks, gaps = [], []
    for place, gap in enumerate(words):
        start = len(source)
        source += encode(gap, whole.style)
        gaps.append(Gap(start, len(source), gap))
        if place < len(marks):
            mark = marks[place]
            start = len(source)
            source += whole.source[mark.start - whole.start : mark.end - whole.start]
            own_marks.append(Mark(mark.label, start, len(source), mark.quotation))
    return Unit(name, whole.kind, text, source, 0, tuple(own_marks), tuple(gaps), whole.style)
