"""How much of a text is new words."""

from __future__ import annotations

import re
from collections.abc import Sequence

from worker.text.facts import Facts, facts
from worker.text.lexicon import Lexicon
from worker.text.quotations import MASK


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


def longest_run(source: str, result: str, lexicon: Lexicon) -> int:
    """
    How many words in a row are the source's, outside of quotations and names, which have to be.

    >>> longest_run("In May the road was closed again.", "Later the road was closed by Anna Brandt.", Lexicon(language="en"))
    4
    """
    one, other = _free(facts(source, lexicon)), _free(facts(result, lexicon))
    low, high = 0, max((len(piece) for piece in other), default=0)
    while low < high:  # a run of n words has one of n - 1 in it
        middle = (low + high + 1) // 2
        low, high = (middle, high) if _runs(one, middle) & _runs(other, middle) else (low, middle - 1)
    return low


def _free(text: Facts) -> list[list[str]]:
    """The words of a text in pieces, cut where a quotation or a name stands."""
    named = {at for at, _ in text.names.order}
    pieces: list[list[str]] = [[]]
    for at, word in enumerate(text.words):
        if word == MASK or at in named:
            pieces.append([])
        elif word[0].isalnum():
            pieces[-1].append(word)
    return pieces


def _runs(pieces: Sequence[Sequence[str]], length: int) -> set[tuple[str, ...]]:
    return {tuple(piece[at : at + length]) for piece in pieces for at in range(len(piece) - length + 1)}


_WORDS = re.compile(r"[^\W_]+")


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
