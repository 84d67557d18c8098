"""
Which phrase of one text answers which of another: the "not" that became "failed to", the "allegedly" that became "is said to".

Phrases are compared as an inventory: one answers one, and what has no partner is lost or new.  Partners are sought where
the words around them are the same, since a rewording moves statements about but seldom changes all of their words.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from worker.text.alignment import STEM, Alignment, aligned, token_stems
from worker.text.facts import Facts
from worker.text.lexicon import Hit, Lexicon

_REACH = 12  # words on either side that tell what a phrase speaks of
_AT_HOME = 0.8  # weight of the words around a phrase that the other text has too, from which on its place there is known
_NEAR = 0.25  # likeness of two places from which on they are one, in sentences that say the same
_SAME = 0.6  # the same, whatever the alignment of sentences says
_FAR = 100  # phrases of its sort that a statement may be moved past: with more the work would be the square of a text's length
_ALONE = frozenset(("cease", "vague"))  # kinds of negation that answer their own kind only
_BREAKS = frozenset(",;:()—–")


class Item(NamedTuple):
    """A phrase with the class it is compared by.  Nobody misses one that is not firm, but it can answer a firm one."""

    hit: Hit
    kind: str
    firm: bool


class Pairing(NamedTuple):
    """Items of the source without a partner, those of the result, and the partners: (of the source, of the result)."""

    lost: tuple[Item, ...]
    new: tuple[Item, ...]
    pairs: tuple[tuple[Item, Item], ...]


class Places:
    """Two texts and what is known of where their statements stand.  Made for one comparison, not to be kept."""

    __slots__ = ("_contexts", "_known", "_most", "_rests", "result", "source", "stems")

    def __init__(self, source: Facts, result: Facts, lexicon: Lexicon) -> None:
        self.source, self.result = source, result
        self.stems = token_stems(source, lexicon), token_stems(result, lexicon)
        ours, theirs = Counter(self.stems[0]), Counter(self.stems[1])
        self._most = {stem: max(count, theirs[stem]) for stem, count in ours.items() if stem in theirs}  # of both texts, how often
        self._contexts: dict[tuple[bool, int, int], dict[str, float]] = {}
        self._known: dict[tuple[bool, int, int], bool] = {}
        self._rests = [{at: rest[:STEM] for at, rest in text.prefixed} for text in (source, result)]

    def around(self, hit: Hit, *, of_result: bool) -> Mapping[str, float]:
        """The words around a phrase, within its sentence, by how near they are; a comma halves what is behind it."""
        key = (of_result, hit.start, hit.end)
        if key in self._contexts:
            return self._contexts[key]
        text = self.result if of_result else self.source
        stems, raw = self.stems[of_result], text.raw
        sentence = text.span(text.sentence(hit.start))
        first, last = sentence.start, sentence.stop
        found: dict[str, float] = {}
        for places in (
            range(hit.start - 1, max(first, hit.start - _REACH) - 1, -1),
            range(hit.end, min(last, hit.end + _REACH)),
        ):
            weight = 1.0
            for at in places:
                weight -= 0.06
                if raw[at] in _BREAKS:
                    weight *= 0.5
                elif (stem := stems[at]) and found.get(stem, 0.0) < weight:
                    found[stem] = weight
        self._contexts[key] = found
        return found

    def rest(self, hit: Hit, *, of_result: bool) -> str:
        """What is left of a word without its negating prefix, as it is compared."""
        return self._rests[of_result].get(hit.start, "")

    def likeness(self, one: Hit, other: Hit) -> float:
        """How much the places of a phrase of the source and one of the result have in common."""
        here, there = self.around(one, of_result=False), self.around(other, of_result=True)
        found, most = 0.0, self._most
        for stem in here.keys() & there.keys():
            found += here[stem] * there[stem] / most[stem]
        return found

    def known(self, hit: Hit, *, of_result: bool) -> bool:
        """Whether enough of the words around a phrase stand somewhere in the other text."""
        key = (of_result, hit.start, hit.end)
        if key not in self._known:
            around = self.around(hit, of_result=of_result)
            self._known[key] = sum(weight for stem, weight in around.items() if stem in self._most) >= _AT_HOME
        return self._known[key]

    def may_answer(self, one: Hit, other: Hit, likeness: float, groups: Alignment, *, alike: bool = False) -> bool:
        """Whether the two can speak of the same: alike places, or sentences that do and no better place for either."""
        if self.result.sentence(other.start) not in groups.of_source[self.source.sentence(one.start)].result:
            return likeness >= _SAME
        if likeness >= _NEAR:
            return True
        return alike or not (self.known(one, of_result=False) and self.known(other, of_result=True))


def _within(where: Places, one: Item, other: Item) -> float:
    """How near a word like "unpaid" comes to what the other one denies: "have not been paid"; 0 if it says something else."""
    if one.kind == other.kind:
        return 0.0
    ours, theirs = where.rest(one.hit, of_result=False), where.rest(other.hit, of_result=True)
    if not ours and not theirs:
        return 0.0
    return max(where.around(other.hit, of_result=True).get(ours, 0.0), where.around(one.hit, of_result=False).get(theirs, 0.0))


def _alike(one: Item, other: Item) -> bool:
    """Whether two reservations in other words may answer each other."""
    if "only" in (one.kind, other.kind):
        return one.kind == other.kind and (one.firm or other.firm)
    return one.firm or other.firm or one.kind == other.kind


def _alone(item: Item) -> bool:
    return item.kind in _ALONE and not item.firm


def _told_by(text: Facts, hit: Hit) -> set[str]:
    words = [word[:STEM] for word in text.words[hit.start : hit.end]]
    return {word for word in words if len(word) > 3} or set(words)


@lru_cache(maxsize=64)
def places(source: Facts, result: Facts, lexicon: Lexicon) -> Places:
    return Places(source, result, lexicon)


def pair(
    source: Facts,
    ours: Sequence[Item],
    result: Facts,
    theirs: Sequence[Item],
    lexicon: Lexicon,
    *,
    exact: bool = False,
    loose: bool = False,
) -> Pairing:
    """
    Partners for as many items as have one, the likeliest first.

    `exact`: of two that are not firm only the same words answer each other, and "only" answers none but its kind.
    `loose`: that their sentences say the same is enough for any two.
    """
    if not ours or not theirs:
        return Pairing(tuple(ours), tuple(theirs), ())
    where, groups = places(source, result, lexicon), aligned(source, result, lexicon)
    scored = []
    told = [_told_by(result, other.hit) for other in theirs]
    for i, one in enumerate(ours):
        own, place = _told_by(source, one.hit), i * len(theirs) // len(ours)
        for j, other in enumerate(theirs[max(0, place - _FAR) : place + _FAR], max(0, place - _FAR)):
            likeness = where.likeness(one.hit, other.hit)
            within = _within(where, one, other)
            same = not own.isdisjoint(told[j])
            if exact and not same and not _alike(one, other):
                continue
            if not within and not same and one.kind != other.kind and (_alone(one) or _alone(other)):
                continue
            here = where.may_answer(one.hit, other.hit, likeness, groups, alike=loose or one.firm == other.firm)
            if here or (same and one.kind != "not") or within > 0:
                score = min(likeness, 3) + 4 * within + 2 * same + 0.5 * (one.kind == other.kind) + (one.firm and other.firm)
                scored.append((not here, -score, i, j))
    scored.sort()
    of_ours: dict[int, int] = {}
    of_theirs: dict[int, int] = {}
    for _, _, i, j in scored:
        if i not in of_ours and j not in of_theirs:
            of_ours[i], of_theirs[j] = j, i
    return Pairing(
        tuple(one for i, one in enumerate(ours) if i not in of_ours),
        tuple(other for j, other in enumerate(theirs) if j not in of_theirs),
        tuple((ours[i], theirs[j]) for i, j in of_ours.items()),
    )
