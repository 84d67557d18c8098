"""How far a rewrite is from its source: the share of words that changed, and the longest run that is still verbatim."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from worker.text.quotations import MASK, mask, quotations

_WORDS = re.compile(r"[^\W_]+")
_WORDS_AND_MASKS = re.compile(rf"[^\W_]+|{MASK}")


@dataclass(frozen=True, slots=True)
class Originality:
    """
    `changed`: 0.0 for the same words in the same order, 1.0 for none of them.

    `run`: words of the longest passage, outside of quotations and names, that stands in both texts, and `verbatim` the passage as the
    source spells it.
    """

    changed: float
    run: int
    verbatim: str


def originality(source: str, result: str, names: Iterable[str] = ()) -> Originality:
    """
    Compare two plain texts word by word, whatever their case and signs.  `names` are spelled in any case.

    >>> originality("The bridge was closed on Monday.", "On Monday the bridge was shut.")
    Originality(changed=0.5, run=3, verbatim='The bridge was')
    """
    own = frozenset(word.casefold() for name in names for word in _WORDS_AND_MASKS.findall(name))
    one, other = _WORDS_AND_MASKS.findall(mask(source, quotations(source))), _WORDS_AND_MASKS.findall(mask(result, quotations(result)))
    ours, theirs = [word.casefold() for word in one], [word.casefold() for word in other]
    start, run = _longest_run(_parted(ours, own, 0), _parted(theirs, own, 1))
    return Originality(round(changed_share(source, result), 3), run, " ".join(one[start : start + run]))


def hardly_changed(source: str, result: str) -> bool:
    """
    Whether a rewrite is the source with a word or two exchanged: word similarity from 0.92 on.

    >>> hardly_changed("He said no.", "He said: no")
    True
    >>> hardly_changed("The men were taken to Kiev.", "They were brought to Kiev.")
    False
    """
    one, other = _WORDS.findall(source.casefold()), _WORDS.findall(result.casefold())
    return 2 * _common(one, other) >= 0.92 * (len(one) + len(other))


def changed_share(source: str, result: str) -> float:
    """
    The share of words that are not the source's in their order, 0 (all are) to 1 (none is).

    >>> changed_share("The men left.", "the men LEFT"), changed_share("One two.", "Three four.")
    (0.0, 1.0)
    """
    one, other = _WORDS.findall(source.casefold()), _WORDS.findall(result.casefold())
    return 1 - 2 * _common(one, other) / (len(one) + len(other)) if one or other else 0.0


def _parted(words: Sequence[str], names: frozenset[str], side: int) -> list[str]:
    """The words; those that no run may go through are unlike any of the other side."""
    return [f"{MASK}{side}" if word == MASK or word in names else word for word in words]


def _longest_run(one: Sequence[str], other: Sequence[str]) -> tuple[int, int]:
    """
    Where in `one` the longest run of words begins that `other` has too, and its length; the first of several.

    A suffix automaton of `other`, since texts may have 40,000 words.
    """
    following: list[dict[str, int]] = [{}]
    length, link = [0], [-1]
    last = 0
    for word in other:
        new, at = len(length), last
        following.append({})
        length.append(length[last] + 1)
        link.append(0)
        while at >= 0 and word not in following[at]:
            following[at][word] = new
            at = link[at]
        if at >= 0:
            old = following[at][word]
            if length[at] + 1 == length[old]:
                link[new] = old
            else:
                copy = len(length)
                following.append(dict(following[old]))
                length.append(length[at] + 1)
                link.append(link[old])
                while at >= 0 and following[at].get(word) == old:
                    following[at][word] = copy
                    at = link[at]
                link[old] = link[new] = copy
        last = new
    best = start = state = run = 0
    for place, word in enumerate(one):
        while state and word not in following[state]:
            state = link[state]
            run = length[state]
        if word in following[state]:
            state, run = following[state][word], run + 1
        if run > best:
            best, start = run, place - run + 1
    return start, best


def _common(one: Sequence[str], other: Sequence[str]) -> int:
    """Length of the longest common subsequence, bit-parallel (Hyyrö 2004): one big-integer step a word."""
    places: dict[str, int] = {}
    for at, word in enumerate(one):
        places[word] = places.get(word, 0) | 1 << at
    full = (1 << len(one)) - 1
    state = full
    for word in other:
        both = state & places.get(word, 0)
        state = ((state + both) | (state - both)) & full
    return len(one) - state.bit_count()
