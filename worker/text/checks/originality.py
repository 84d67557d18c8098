"""How much of a text is new words."""

from __future__ import annotations

import re
from collections.abc import Sequence


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
