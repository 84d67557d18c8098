"""
House style: what one site wants of its texts, in words for a model, and as rules where words can be checked.

A rule of the house compares like those of checks.py, outside of quotations only.  What the house prefers is no change of fact:
where a rewrite says "Kyiv" because the house does, its source is read as if it had said so (`House.expected`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache, partial
from typing import Literal

from worker.text.checks import Context, Doubt, Rule, Verdict, rule
from worker.text.facts import Facts
from worker.text.lexicon import fold, tokens
from worker.text.quotations import quotations

Length = Literal["same", "shorter", "longer"]
Spelling = Literal["keep", "british", "american"]
Captions = Literal["rewrite", "keep"]


@dataclass(frozen=True, slots=True)
class House:
    """
    The style of one site; `House()` asks for nothing.

    `preferred`: what not to write, and what instead.  `banned`: words or phrases; a last "*" stands for any ending.
    `untouched`: what a whole line looks like that is never sent to a model.
    """

    tone: str = ""
    length: Length = "same"
    spelling: Spelling = "keep"
    preferred: Mapping[str, str] = field(default_factory=dict)
    banned: tuple[str, ...] = ()
    untouched: tuple[re.Pattern[str], ...] = ()
    captions: Captions = "rewrite"

    def instructions(self) -> str:
        """
        The style as a part of a prompt, "" if there is none.

        >>> print(House(tone="sober", preferred={"cop": "police officer"}).instructions())
        The style of this house:
        - Tone: sober
        - Outside of quotations write “police officer”, not “cop”.
        """
        lines = list(self._lines())
        return "\n".join(["The style of this house:", *(f"- {line}" for line in lines)]) if lines else ""

    def _lines(self) -> Iterator[str]:
        if self.tone:
            yield f"Tone: {self.tone}"
        if self.length != "same":
            yield _LENGTHS[self.length]
        if self.spelling != "keep":
            yield f"Spelling: {self.spelling.title()}, whatever the source has; quotations and names stay as they are spelled."
        for word, instead in self.preferred.items():
            yield f"Outside of quotations write “{instead}”, not “{word}”."
        if self.banned:
            words = ", ".join(f"“{word[:-1]}…”" if word.endswith("*") else f"“{word}”" for word in self.banned)
            yield f"Never write these outside of quotations: {words}."

    def untouchable(self, text: str, kind: str) -> str:
        """Why the plain text of a unit of this kind is never sent to a model, "" if it may be."""
        if kind == "caption" and self.captions == "keep":
            return "captions stay as they are in this house"
        line = " ".join(text.split())
        return "a line that this house never touches" if any(pattern.fullmatch(line) for pattern in self.untouched) else ""

    def expected(self, source: str, result: str) -> str:
        """
        The source with the words of the house where the result has them instead of the source's.

        >>> House(preferred={"Kiev": "Kyiv"}).expected("He left Kiev.", "Kyiv is where he left from.")
        'He left Kyiv.'
        """
        for word, instead in self.preferred.items():
            if (new := _count(instead, result) - _count(instead, source)) > 0:
                source = _exchanged(source, word, instead, new)
        return source


# The bounds that go with these are those of the rule `house length`; whatever they say, no fact may go or come.
_LENGTHS = {
    "shorter": "Length: about four fifths of the source, by tighter wording alone; this goes before what is said of length above.",
    "longer": "Length: up to a third more than the source, by fuller sentences alone; this goes before what is said of length above.",
}


def judge(source: str, result: str, house: House, context: Context) -> tuple[Verdict, ...]:
    """What the house says against a rewritten plain text, a headline or any other unit (`context.kind`)."""
    return rule.judge(rules(house), source, result, context)


def rules(house: House) -> tuple[Rule, ...]:
    """
    The rules of one house, as far as it asks for anything; `NAMES` has the names of all.

    What a rewrite brings in is a fault.  What the source had and the rewrite has still is a doubt: the source's words would be no better.
    """
    found = (
        (house.banned, Rule("banned word", partial(_banned, house.banned), "keep")),
        (house.preferred, Rule("preferred word", partial(_preferred, house.preferred), "keep")),
        (house.spelling != "keep", Rule("house spelling", partial(_spelling, house.spelling), "keep")),
        (house.length != "same", Rule("house length", partial(_length, house.length), "flag")),
    )
    return tuple(each for asked, each in found if asked)


def _banned(banned: Sequence[str], source: Facts, result: Facts, _: Context) -> str:
    still = ""
    for word in banned:
        after = len(_places(word, result))
        if after > len(_places(word, source)):
            return f"a word that this house bans: {_spelled(word, result)}"
        if after and not still:
            still = f"a word that this house bans is still there: {_spelled(word, result)}"
    return Doubt(still)


def _preferred(preferred: Mapping[str, str], source: Facts, result: Facts, _: Context) -> str:
    still = ""
    for word, instead in preferred.items():
        after = len(_places(word, result))
        reason = f"this house writes “{instead}”, not “{_spelled(word, result)}”" if after else ""
        if after > len(_places(word, source)):
            return reason
        still = still or reason
    return Doubt(still)


def _spelling(wanted: Spelling, source: Facts, result: Facts, context: Context) -> str:
    british, american = context.lexicon.variants
    others = (american if wanted == "british" else british).intersection(result.words)
    if new := sorted(others - source.vocabulary):
        return f"not the {wanted.title()} spelling of this house: {new[0]}"
    return Doubt(f"not the {wanted.title()} spelling of this house: {min(others)}" if others else "")


def _length(wanted: Length, source: Facts, result: Facts, context: Context) -> str:
    """Shorter is not above the source's length, longer not below it; headlines and texts of a few words have no room for that."""
    before, after = len(source.text), len(result.text)
    wrong = after > before if wanted == "shorter" else after < before
    if context.kind == "title" or before < _FEW_LETTERS or not wrong:
        return ""
    return f"{after} characters for {before}, in a house that wants {wanted} texts"


_FEW_LETTERS = 80


def _places(phrase: str, text: Facts) -> list[int]:
    """The tokens, outside of quotations, at which a phrase begins."""
    wanted = _wanted(phrase)
    if not wanted:
        return []
    *whole, last = wanted
    stem = last[:-1] if len(last) > 1 and last.endswith("*") else ""
    return [
        at
        for at in range(len(text.words) - len(wanted) + 1)
        if list(text.words[at : at + len(whole)]) == whole
        and (text.words[at + len(whole)].startswith(stem) if stem else text.words[at + len(whole)] == last)
    ]


@lru_cache(maxsize=1024)
def _wanted(phrase: str) -> tuple[str, ...]:
    stem = phrase.endswith("*")
    words = fold(tokens(phrase.removesuffix("*")))
    return (*words[:-1], words[-1] + "*") if stem and words else words


def _spelled(phrase: str, text: Facts) -> str:
    at = _places(phrase, text)[0]
    return " ".join(text.raw[at : at + len(_wanted(phrase))])


def _count(phrase: str, text: str) -> int:
    return len(_word(phrase).findall(text)) if phrase.strip() else 0


@lru_cache(maxsize=1024)
def _word(phrase: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){re.escape(phrase.strip())}(?!\w)", re.IGNORECASE)


def _exchanged(text: str, word: str, instead: str, times: int) -> str:
    """One word for another outside of quotations, so many times; where it began with a capital, so does the other."""
    left = times

    def other(found: re.Match[str]) -> str:
        nonlocal left
        left -= 1
        if left < 0:
            return found[0]
        return instead[:1].upper() + instead[1:] if found[0][:1].isupper() else instead

    pieces, at = [], 0
    for quotation in quotations(text):
        pieces += [_word(word).sub(other, text[at : quotation.start]), text[quotation.start : quotation.end]]
        at = quotation.end
    return "".join([*pieces, _word(word).sub(other, text[at:])])


EVERYTHING = House(length="shorter", spelling="british", preferred={"": ""}, banned=("",))
"""A house that has every rule there is."""
NAMES = frozenset(each.name for each in rules(EVERYTHING))
