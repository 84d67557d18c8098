"""
Whether another text says what a phrase of this one is said of: by clause, since a sentence denies, doubts and asserts in one breath.

A clause is what stands between commas and the like, or between words that begin another ("and", "but").  What tells it are its
words of their own meaning by their beginnings; small ones tell nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache, partial
from typing import NamedTuple

from worker.text.alignment import STEM, aligned
from worker.text.facts import Facts
from worker.text.lexicon import Hit, Lexicon, Remembered

BEFORE, AFTER = 5, 8  # words of a clause on either side of a phrase that it may be said of
_MOST = 0.75  # of those behind it, which are enough by themselves
_STRANGE = 0.7  # of the words around the chief one that the phrase's clause lacks: a clause with more says something else
_ENOUGH = 0.5  # of the words that a phrase is said of: a clause that has so many says the same
_MEASURES = frozenset(("unit", "month", "weekday", "when", "quantity", "magnitude"))
_BREAKS = frozenset(",;:()—–")


class Clause(NamedTuple):
    """Tokens start to end, and the words that tell it, in order."""

    start: int
    end: int
    told: tuple[str, ...]
    begins: frozenset[str]  # their first three letters

    def has(self, word: str) -> bool:
        """Whether one of the words that tell it is this one, or another form of it."""
        return word[:_LETTERS] in self.begins and any(alike(word, other) for other in self.told)


_LETTERS = 3  # that words which are `alike` have in common, if they are no longer than that all of them


class Scope(NamedTuple):
    """What a phrase is said of: the words before and after it in its clause, and the one of its own meaning it stands closest to."""

    clause: Clause
    before: tuple[str, ...]
    after: tuple[str, ...]
    head: str  # no name and no figure: who is meant may be said in other words, what is said of him is the point
    plain: frozenset[str]  # those of both that are no names, figures or words of saying

    @property
    def told(self) -> tuple[str, ...]:
        return self.before + self.after


@lru_cache(maxsize=512)
def tellers(text: Facts, lexicon: Lexicon) -> tuple[str, ...]:
    """For each token what tells it whatever its ending, "" if it tells nothing; a word without its negating prefix."""
    known = _tellers_of(lexicon)
    found = list(map(known.__getitem__, text.words))
    for at, rest in text.prefixed:
        found[at] = known[rest]
    return tuple(found)


@lru_cache(maxsize=64)
def _tellers_of(lexicon: Lexicon) -> Remembered[str]:
    return Remembered(partial(_teller, lexicon))


def _teller(lexicon: Lexicon, word: str) -> str:
    """Five letters, or three behind a prefix of many words; of a word no longer than that all but an ending: camp, camps."""
    if not word or not (word[0].isdecimal() or (len(word) > 1 and word[0].isalpha() and word not in lexicon.function_words)):
        return ""
    for prefix in lexicon.small["prefixes"]:
        if word.startswith(prefix) and len(word) > len(prefix) + 3:
            return word[: len(prefix) + 3]
    if len(word) > STEM or len(word) < 4 or not word.isalpha():
        return word[:STEM]
    return word[:-1] if word[-1] in "seaon" else word


def times(word: str, text: Facts, lexicon: Lexicon) -> int:
    """How often a text has a word or another form of it."""
    return sum(count for other, count in _by_letters(text, lexicon).get(word[:_LETTERS], {}).items() if alike(word, other))


@lru_cache(maxsize=512)
def _by_letters(text: Facts, lexicon: Lexicon) -> Mapping[str, Mapping[str, int]]:
    """How often a text has each word that tells something, by the first letters of it."""
    found: dict[str, dict[str, int]] = {}
    for word, count in Counter(filter(None, tellers(text, lexicon))).items():
        found.setdefault(word[:_LETTERS], {})[word] = count
    return found


def alike(one: str, other: str) -> bool:
    if one == other:
        return True
    return (one.startswith(other) or other.startswith(one)) and min(len(one), len(other)) > 2 and one.isalpha()


@lru_cache(maxsize=512)
def clauses(text: Facts, lexicon: Lexicon) -> tuple[Clause, ...]:
    """The clauses of a text, and after those the stretches between commas that are more than one of them."""
    words, told = text.words, tellers(text, lexicon)
    joints = lexicon.small["and"] | lexicon.small["but"]
    fine: list[Clause] = []
    whole: list[Clause] = []
    first = 0
    for last in text.ends:
        start = stretch = first
        for at in range(first, last + 1):
            closed = at == last or words[at] in _BREAKS
            if closed or words[at] in joints:
                fine.append(_clause(start, at, told))
                start = at if not closed else at + 1
            if closed:
                if fine[-1].start > stretch:
                    whole.append(_clause(stretch, at, told))
                stretch = at + 1
        first = last
    return (*(c for c in fine if c.told), *whole)


def _clause(start: int, end: int, told: Sequence[str]) -> Clause:
    own = tuple(filter(None, told[start:end]))
    return Clause(start, end, own, frozenset([word[:_LETTERS] for word in own]))


def clause_of(text: Facts, hit: Hit, lexicon: Lexicon) -> Clause | None:
    """The clause that a phrase begins in, None if that has no word of its own meaning."""
    return next((clause for clause in clauses(text, lexicon) if clause.start <= hit.start < clause.end), None)


def speaks(text: Facts, clause: Clause) -> bool:
    """Whether a clause has a verb of saying."""
    return any(clause.start <= hit.start < clause.end for hit in text.attributions)


def scope(text: Facts, hit: Hit, lexicon: Lexicon) -> Scope | None:
    """What a phrase is said of, None if its clause says nothing else."""
    home = clause_of(text, hit, lexicon)
    if home is None:
        return None
    told, inside = tellers(text, lexicon), dict(text.prefixed)
    named = {*text.names.sure, *text.names.roles}
    measured = {at for hit in text.hits if _MEASURES & hit.groups for at in range(hit.start, hit.end)}
    before = range(max(home.start, hit.start - BEFORE), hit.start)
    after = range(hit.start if hit.start in inside else hit.end, min(home.end, hit.end + AFTER))
    silent = measured | {at for at in (*before, *after) if not told[at].isalpha() or text.words[at] in named}
    heads = [at for at in (*after, *reversed(before)) if at not in silent]
    if not heads:
        return None
    saying = {at for h in text.attributions if h.marks[0].group == "attribution" for at in range(h.start, h.end)}
    plain = frozenset(told[at] for at in (*before, *after) if told[at] and at not in silent and at not in saying) | {told[heads[0]]}
    return Scope(home, tuple(told[at] for at in before if told[at]), tuple(told[at] for at in after if told[at]), told[heads[0]], plain)


def says(clause: Clause, of: Scope) -> bool:
    """Whether a clause says what a phrase is said of: its chief word and, if there are any, at least one and half of the others."""
    if not clause.has(of.head):
        return _inflected(clause, of)
    words, after = [w for w in of.told if w in of.plain], [w for w in of.after if w in of.plain]
    if len(after) < 2 or matches(after, clause) < _MOST * len(after):
        found = matches(words, clause)
        if found < min(2, len(words)) or found < _ENOUGH * len(words) or (len(of.told) == 1 and len(clause.told) > 3):
            return False
    return strangers(clause, of) <= _STRANGE


def _inflected(clause: Clause, of: Scope) -> bool:
    """Whether a clause has all the words that a phrase is said of but for the chief one, and one that may be a form of it: leave, left."""
    others = [word for word in of.told if word != of.head]
    if len(others) < 3 or matches(others, clause) < len(others):
        return False
    rest = [word for word in clause.told if not any(alike(word, other) for other in others)]
    return len(rest) == 1 and rest[0][:2] == of.head[:2]


def strangers(clause: Clause, of: Scope) -> float:
    """Of the words of a clause around the chief one, the share that the clause of the phrase lacks."""
    at = next(at for at, word in enumerate(clause.told) if alike(of.head, word))
    near = clause.told[max(0, at - 3) : at + 4]
    return sum(not of.clause.has(word) for word in near) / len(near)


def matches(words: Sequence[str], clause: Clause) -> int:
    return sum(map(clause.has, words))


def told_in(text: Facts, number: int, words: Sequence[str], lexicon: Lexicon) -> int:
    """How many of these words a sentence has, in any form; `number` is that of the sentence."""
    span = text.span(number)
    said = [word for word in tellers(text, lexicon)[span.start : span.stop] if word]
    return sum(any(alike(word, other) for other in said) for word in words)


def across(text: Facts, hit: Hit, other: Facts, lexicon: Lexicon, *, of_result: bool) -> frozenset[int]:
    """The sentences of the other text that go with a phrase's own."""
    own = text.sentence(hit.start)
    return aligned(other, text, lexicon).of_result[own].source if of_result else aligned(text, other, lexicon).of_source[own].result


def counterparts(text: Facts, hit: Hit, of: Scope, other: Facts, lexicon: Lexicon, *, of_result: bool) -> Iterator[Clause]:
    """
    The clauses of the other text that say what a phrase is said of, in sentences that go with its own.

    None if this text has another clause that says it as well: then it cannot be told which one is meant.
    """
    there = across(text, hit, other, lexicon, of_result=of_result)
    found = [c for c in clauses(other, lexicon) if other.sentence(c.start) in there and says(c, of)]
    if found and not any(says(c, of) for c in clauses(text, lexicon) if c.end <= of.clause.start or c.start >= of.clause.end):
        yield from found
