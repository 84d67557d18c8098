"""How far a rewrite is from its source: the share of words that changed, and the longest run that is still verbatim."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from worker.text.checks import changed_share
from worker.text.quotations import MASK, mask, quotations

_WORDS = re.compile(rf"[^\W_]+|{MASK}")


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
    own = frozenset(word.casefold() for name in names for word in _WORDS.findall(name))
    one, other = _WORDS.findall(mask(source, quotations(source))), _WORDS.findall(mask(result, quotations(result)))
    ours, theirs = [word.casefold() for word in one], [word.casefold() for word in other]
    start, run = _longest_run(_parted(ours, own, 0), _parted(theirs, own, 1))
    return Originality(round(changed_share(source, result), 3), run, " ".join(one[start : start + run]))


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
