"""Reading what a model answered for one unit: words for its gaps, or a complaint."""

from __future__ import annotations

import html
import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from worker.text.marks import MARK, escape, plain
from worker.text.references import LINE_END, NEWLINE, REFERENCE, decode
from worker.text.spans import skeleton
from worker.text.unit import Unit, read, show


@dataclass(frozen=True, slots=True)
class Fault:
    """Why an answer cannot stand in the place of a unit, in words that a model can act on."""

    reason: str


_BLANKS = " \t\r\n\f"
_LINE_END = re.compile(rf"{NEWLINE}[ \t]*")
_BLANK_LINE = re.compile(rf"{LINE_END}[ \t]*{LINE_END}")
_BRACKETS = re.compile(r"\[[^\[\]]*\]?|\]")
_LIKE_A_TAG = re.compile(r"<(?=[A-Za-z/!?])")
_NOT_WORDS = frozenset(("Cc", "Cf", "Co", "Cs", "Zl", "Zp"))
# Not in these categories, yet nothing that a reader sees: fillers, the replacement and object characters, two that are none.
_UNSEEN = frozenset("\u115f\u1160\u3164\uffa0\ufffc\ufffd\ufffe\uffff\u034f\u2800")
_JOINERS = frozenset("\u200c\u200d")  # part of the spelling of some languages and of emoji
_GLYPHS = str.maketrans(dict.fromkeys("“”„«»‘’‚‹›\"'", "'"))


def restore(unit: Unit, answer: str) -> str | Fault:
    """
    Read what a model answered for a unit: the canonical marked text that Document.merge takes, or why it cannot stand there.

    Every mark of the unit must be there once, in the same order and nesting, with words where words were; quotations come back
    verbatim whatever the answer holds between their marks; anything that would be more than words is refused.
    """
    answer = answer.strip()
    complaint = _not_prose(unit, answer)
    if complaint:
        return Fault(complaint)
    labels, words = read(unit.marks, _with_lost_quotations(unit, _LINE_END.sub(" ", answer)))
    expected = [mark.label for mark in unit.marks]
    if labels != expected:
        return Fault(_wrong_marks(expected, labels))
    own = frozenset(REFERENCE.findall(plain(unit.text)))  # of a text about references
    words = _spaced(unit, [decode(text, keep=own) for text in words])
    complaint = _wrong_words(unit, words) or _more_than_words(unit, words)
    return Fault(complaint) if complaint else show(unit.marks, words)


def _not_prose(unit: Unit, answer: str) -> str:
    if not answer:
        return "is empty"
    if "```" in answer and "```" not in unit.text:
        return "holds a code fence; answer the words alone"
    if _BLANK_LINE.search(answer):
        return "has a blank line; it must stay one paragraph"
    return _strange_character(unit, answer)


def _strange_character(unit: Unit, text: str) -> str:
    strange = {char for char in set(text) - set(unit.text) - set("\t\n\r") if char in _UNSEEN or unicodedata.category(char) in _NOT_WORDS}
    for char in sorted(strange):
        if char not in _JOINERS or not all(_joins(text, place) for place in range(len(text)) if text[place] == char):
            return f"holds the character U+{ord(char):04X}, which the original does not"
    return ""


def _joins(text: str, place: int) -> bool:
    """Is this joiner between letters or emoji that are spelled with one?"""
    return text[max(place - 1, 0) : place] > "\u0590" and text[place + 1 : place + 2] > "\u0590"


def _with_lost_quotations(unit: Unit, answer: str) -> str:
    """A quotation that came back verbatim but without its marks gets them back, if it stands there exactly once."""
    present = {match["kind"].lower() + str(int(match["number"])) for match in MARK.finditer(answer)}
    for name, words in unit.quotations:
        if name in present:
            continue
        shown, readable = escape(words).translate(_GLYPHS), answer.translate(_GLYPHS)
        if readable.count(shown) == 1:
            place = readable.index(shown)
            answer = f"{answer[:place]}<{name}/>{answer[place + len(shown) :]}"
    return answer


def _wrong_marks(expected: Sequence[str], found: Sequence[str]) -> str:
    """What is wrong with the marks; one complaint, the first that matters."""
    wanted, present = Counter(expected), Counter(found)
    if missing := [label for label in expected if label not in present]:
        return f"lost {_spoken(missing)}; every mark must be there once, around the words it belongs to"
    if strange := [label for label in found if label not in wanted]:
        return f"has {_spoken(strange)}, which is no mark of the original"
    if doubled := [label for label in expected if present[label] > 1]:
        return f"has {_spoken(doubled)} more than once"
    return f"has its marks in another order; they must stand in this one: {_spoken(expected, ' ')}"


def _spoken(labels: Sequence[str], between: str = " and ") -> str:
    named = (f"<{label[1:-2]}>…</{label[1:-2]}>" if label.startswith("<q") else label for label in dict.fromkeys(labels))
    return between.join(named)


def _spaced(unit: Unit, words: Sequence[str]) -> list[str]:
    """
    Blanks at the inner edges of a pair as the source has them; a blank that the model put inside goes outside.

    Words must not be glued together, and a link must not grow by a blank.
    """
    words = list(words)
    for index, mark in enumerate(unit.marks):
        if mark.lone:
            continue
        if mark.label.startswith("</"):
            words[index], words[index + 1] = _parted(unit.gaps[index].text, words[index], words[index + 1])
        else:
            flipped = _parted(unit.gaps[index + 1].text[::-1], words[index + 1][::-1], words[index][::-1])
            words[index + 1], words[index] = flipped[0][::-1], flipped[1][::-1]
    words[0] = words[0].lstrip()
    words[-1] = words[-1].rstrip()
    return words


def _parted(own: str, inner: str, outer: str) -> tuple[str, str]:
    """
    The words on the two sides of an end tag, with the blanks between them where `own`, the inner words of the source, has them.

    >>> _parted("harbour", "port ", "is full"), _parted("harbour ", "port", " is full")
    (('port', ' is full'), ('port ', 'is full'))
    """
    stem = inner.rstrip(_BLANKS)
    if kept := own[len(own.rstrip(_BLANKS)) :]:
        return stem + kept, outer if len(stem) < len(inner) else outer.lstrip(_BLANKS)
    return stem, " " + outer if len(stem) < len(inner) and outer[:1].isalnum() else outer


def _wrong_words(unit: Unit, words: Sequence[str]) -> str:
    if not "".join(words).strip():
        return "has no words outside of its marks"
    labels = [mark.label for mark in unit.marks]
    for index, (gap, text) in enumerate(zip(unit.gaps, words, strict=True)):
        if gap.text.strip() and not text.strip() and 0 < index < len(words) - 1:
            return f"has no words between {_spoken(labels[index - 1 : index + 1])}, where there were some"
    outside, before = " ".join(words).translate(_GLYPHS), " ".join(gap.text for gap in unit.gaps).translate(_GLYPHS)
    for name, quotation in unit.quotations:
        shown = quotation.translate(_GLYPHS)
        if outside.count(shown) > before.count(shown):
            return f"has the words of <{name}>…</{name}> twice; they must stand between its marks alone"
    return ""


def _more_than_words(unit: Unit, words: Sequence[str]) -> str:
    """What would stand in the new line, beside words, that does not stand in the old one; "" if nothing."""
    new = unit.with_words(words)
    if new == unit.source:
        return ""
    shown, before = "\n".join(words), "\n".join(gap.text for gap in unit.gaps)
    if complaint := _strange_character(unit, shown):
        return complaint
    if len(_LIKE_A_TAG.findall(html.unescape(shown))) > len(_LIKE_A_TAG.findall(html.unescape(before))):
        return "holds something that looks like a tag; answer words alone"
    return _other_brackets(unit.source, new) or _other_skeleton(skeleton(unit.source), skeleton(new))


def _other_brackets(before: str, after: str) -> str:
    """What is in square brackets is an editor's, or might be a shortcode for the site: it stays, and nothing is added."""
    old, new = _BRACKETS.findall(before), _BRACKETS.findall(after)
    if old == new:
        return ""
    added, lost = Counter(new) - Counter(old), Counter(old) - Counter(new)
    if added:
        return f"adds {_short(next(iter(added)))}, which is not in the original; words in square brackets stay as they are"
    if lost:
        return f"lost {_short(next(iter(lost)))}; words in square brackets stay as they are"
    return "has its square brackets in another order; they stay in theirs"


def _other_skeleton(old: Sequence[str], new: Sequence[str]) -> str:
    if old == new:
        return ""
    extra = next(iter(Counter(new) - Counter(old)), "")
    return f"adds {_short(extra)}, which is not in the original" if extra else "would change the markup around it"


def _short(raw: str) -> str:
    return " ".join(raw.split())[:60]
