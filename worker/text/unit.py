"""One paragraph of a post: its words, the marks between them, and where both stand in the raw post."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from worker.text.marks import MARK, escape, unescape
from worker.text.references import Style, encode


@dataclass(frozen=True, slots=True)
class Mark:
    """source[start:end] and its label: "<t1>", "</t1>", "<t2/>" or, for a whole quotation, "<q3/>"."""

    label: str
    start: int
    end: int
    quotation: str = ""  # the words with their quotation marks

    @property
    def id(self) -> str:
        """Its label without brackets and strokes: "t1"."""
        return self.label.strip("</>")

    @property
    def lone(self) -> bool:
        """Does it stand for something without words that may change?"""
        return self.label.endswith("/>")


@dataclass(frozen=True, slots=True)
class Gap:
    """The words between two marks: source[start:end], and how they read."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Unit:
    """
    One paragraph: `text` is what a model sees (see marks.py); the rest says where it belongs.

    Gaps and marks take turns: gap, mark, gap, …, gap.  Their offsets are those of the whole post.
    """

    id: str
    kind: str  # "paragraph" "heading" "list item" "caption" "cell" "summary" "button" "title"
    text: str
    source: str = field(repr=False)  # the raw line, with the blanks and tags at its edges that are no part of the text
    start: int  # of that line in the post
    marks: tuple[Mark, ...]
    gaps: tuple[Gap, ...]
    style: Style

    @property
    def quotations(self) -> tuple[tuple[str, str], ...]:
        """(id, words with their quotation marks) of each locked quotation."""
        return tuple((mark.id, mark.quotation) for mark in self.marks if mark.quotation)

    def with_words(self, words: Sequence[str]) -> str:
        """The raw line with these words in the gaps; where nothing changed, nothing is written."""
        pieces, at = [], 0
        for gap, text in zip(self.gaps, words, strict=True):
            if text != gap.text:
                pieces += [self.source[at : gap.start - self.start], encode(text, self.style)]
                at = gap.end - self.start
        return "".join([*pieces, self.source[at:]])


def show(marks: Sequence[Mark], words: Sequence[str]) -> str:
    """Marked text: one more piece of words than marks."""
    parts = [escape(words[0])]
    for mark, text in zip(marks, words[1:], strict=True):
        parts += [f"<{mark.id}>{escape(mark.quotation)}</{mark.id}>" if mark.quotation else mark.label, escape(text)]
    return "".join(parts)


def read(marks: Sequence[Mark], text: str) -> tuple[list[str], list[str]]:
    """
    The labels in a marked text, and the words between them; what stands between a quotation's marks is not read.

    `<t2></t2>`, and `<t2>` without an end, are read as `<t2/>` where `marks` has that.
    """
    lone = {mark.id for mark in marks if mark.lone}
    quotations = {mark.id for mark in marks if mark.quotation}
    found = list(MARK.finditer(text))
    ids = [match["kind"].lower() + str(int(match["number"])) for match in found]
    last_end = {name: place for place, (name, match) in enumerate(zip(ids, found, strict=True)) if match["close"]}
    labels: list[str] = []
    words: list[str] = []
    at = index = 0
    while index < len(found):
        name, match, until = ids[index], found[index], index
        if match["close"]:
            label = f"</{name}>"
        elif match["lone"] or name in lone:
            label = f"<{name}/>"
            end = last_end.get(name, -1)
            if not match["lone"] and end > index and (name in quotations or text[match.end() : found[end].start()].strip() == ""):
                until = end
        else:
            label = f"<{name}>"
        words.append(unescape(text[at : match.start()]))
        labels.append(label)
        at, index = found[until].end(), until + 1
    words.append(unescape(text[at:]))
    return labels, words
