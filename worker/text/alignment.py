"""
Which sentences of two texts say the same.

A rewording joins sentences, cuts them and moves them about, so they are compared in groups: as few sentences of both
texts as have their names, figures, quotations and longer words in common.  A negation lost in one group is lost, even if
another group has won one.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache, partial
from itertools import product
from typing import NamedTuple

from worker.text.facts import Facts
from worker.text.lexicon import Lexicon, Remembered
from worker.text.quotations import MASK

STEM = 5  # letters that tell a word whatever its ending
_SECOND_BEST = 0.5  # of the best partner's score: a sentence that was cut in two has two partners


class Group(NamedTuple):
    """Sentences by their number: of the source, and of the result."""

    source: frozenset[int]
    result: frozenset[int]


class Alignment(NamedTuple):
    """The group of each sentence of the source, and of each of the result."""

    of_source: Sequence[Group]
    of_result: Sequence[Group]


@lru_cache(maxsize=512)
def aligned(source: Facts, result: Facts, lexicon: Lexicon) -> Alignment:
    """Every sentence of both texts is in one group; where nothing can be told apart, all are in the same one."""
    here, there = len(source.ends), len(result.ends)
    if here == 1 or there == 1:
        group = Group(frozenset(range(here)), frozenset(range(there)))
        return Alignment((group,) * here, (group,) * there)
    ours, theirs = stems(source, lexicon), stems(result, lexicon)
    groups = _groups(here, there, _links(ours, theirs))
    return Alignment(groups[:here], groups[here:])


@lru_cache(maxsize=512)
def stems(text: Facts, lexicon: Lexicon) -> tuple[frozenset[str], ...]:
    """What each sentence can be told by: the beginnings of its longer words, its names, figures and quotations."""
    found: list[set[str]] = []
    start, every = 0, token_stems(text, lexicon)
    for end in text.ends:
        found.append(set(every[start:end]) - {""})
        start = end
    for figure in text.figures:
        found[text.sentence(figure.at)].add(f"#{figure.value}")
    for at, key in text.names.order:
        found[text.sentence(at)].add(key[:STEM])
    return tuple(map(frozenset, found))


@lru_cache(maxsize=512)
def token_stems(text: Facts, lexicon: Lexicon) -> tuple[str, ...]:
    """For each token the beginning that tells it whatever its ending, a quotation's words, digits; "" where it says little."""
    found = list(map(_stems_of(lexicon).__getitem__, text.words))
    masks = [at for at, word in enumerate(text.words) if word == MASK] if text.quotations else []
    for at, quotation in zip(masks, text.quotations, strict=False):
        found[at] = quotation.words
    return tuple(found)


@lru_cache(maxsize=64)
def _stems_of(lexicon: Lexicon) -> Remembered[str]:
    return Remembered(partial(_stem, lexicon))


def _stem(lexicon: Lexicon, word: str) -> str:
    if len(word) > 3 and word.isalpha():
        return "" if word in lexicon.function_words else word[:STEM]
    return word if word[0].isdecimal() else ""


def _links(ours: Sequence[frozenset[str]], theirs: Sequence[frozenset[str]]) -> list[tuple[int, int]]:
    """Each sentence with those of the other text that share most with it; what stands in one sentence only counts most."""
    here, there = _homes(ours), _homes(theirs)
    scores: dict[tuple[int, int], float] = {}
    for word in here.keys() & there.keys():
        weight = 1 / (len(here[word]) * len(there[word]))
        for pair in product(here[word], there[word]):
            scores[pair] = scores.get(pair, 0.0) + weight
    best = [0.0] * len(ours), [0.0] * len(theirs)
    for (one, other), score in scores.items():
        best[0][one], best[1][other] = max(best[0][one], score), max(best[1][other], score)
    return [(one, other) for (one, other), score in scores.items() if score >= _SECOND_BEST * min(best[0][one], best[1][other])]


def _homes(sentences: Sequence[frozenset[str]]) -> dict[str, list[int]]:
    """The sentences that each word stands in."""
    found: dict[str, list[int]] = {}
    for number, sentence in enumerate(sentences):
        for word in sentence:
            found.setdefault(word, []).append(number)
    return found


def _groups(ours: int, theirs: int, links: Sequence[tuple[int, int]]) -> list[Group]:
    """The group of each sentence, those of the result behind those of the source."""
    above = list(range(ours + theirs))  # for each sentence another one of its group, with a lower number; the lowest points to itself

    def lowest(at: int) -> int:
        while above[at] != at:
            above[at] = at = above[above[at]]
        return at

    def join(one: int, other: int) -> None:
        low, high = sorted((lowest(one), lowest(other)))
        above[high] = low

    for one, other in links:
        join(one, ours + other)
    # What resembles nothing here may say what resembles nothing there; else it goes with the sentence beside it.
    linked, answered = {one for one, _ in links}, {other for _, other in links}
    alone = [n for n in range(ours) if n not in linked]
    others = [n for n in range(theirs) if n not in answered]
    for number in alone:
        join(number, ours + others[0] if others else max(number - 1, 0) or min(1, ours - 1))
    for number in others:
        join(ours + number, alone[0] if alone else ours + (max(number - 1, 0) or min(1, theirs - 1)))
    members: dict[int, list[int]] = {}
    for at in range(ours + theirs):
        members.setdefault(lowest(at), []).append(at)
    groups = {
        low: Group(frozenset(at for at in own if at < ours), frozenset(at - ours for at in own if at >= ours))
        for low, own in members.items()
    }
    return [groups[lowest(at)] for at in range(ours + theirs)]


def in_other_words(word: str, vocabulary: frozenset[str]) -> bool:
    """Whether a vocabulary has a word that begins as this one does."""
    return any(other.startswith(word[:STEM]) for other in vocabulary)
