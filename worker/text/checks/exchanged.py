"""
Names that have changed places: who beat whom, who is the lawyer and who the prosecutor, whose estimate it is (E6, E7).

Every word is still there, so only the neighbours of a name can tell.  What is compared is their spelling, not their
meaning: a sentence said in other words, or in the passive, is left alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, pairwise
from typing import NamedTuple

from worker.text.checks.rule import Context, Doubt
from worker.text.facts import Facts, firm
from worker.text.lexicon import Lexicon
from worker.text.quotations import MASK


class Run(NamedTuple):
    """A name of one or more tokens: text.words[start:end]."""

    start: int
    end: int
    keys: frozenset[str]


def names_in_place(source: Facts, result: Facts, context: Context) -> str:
    """Two names that the source ties by a word ("sued", "over") are not tied the other way round, nor are their offices exchanged."""
    lexicon = context.lexicon
    known = frozenset(key for text in (source, result) for _, key in text.names.order)
    before, after = runs(source, known), runs(result, known)
    if len(before) < 2 or len(after) < 2:
        return ""
    both = _exchanged(source, before, result, after, lexicon)
    pairs = both or _turned(source, before, result, after, lexicon)
    if not pairs:
        return ""
    one, other = (" ".join(source.raw[run.start : run.end]) for run in pairs)
    reason = f"{one} and {other} have changed places"
    return reason if both or not lexicon.nouns_capitalised else Doubt(reason)  # where they have one, an object may come first


def runs(text: Facts, known: frozenset[str]) -> list[Run]:
    """The names of a text in their order, tokens side by side being one; `known` are words that are names wherever they have a capital."""
    keys = {at: key for at, key in text.names.order if key[0] != "="}  # a Kenyan is from Kenya, before a name or behind it
    for at, word in enumerate(text.words):
        if word in known and text.raw[at] != word:
            keys.setdefault(at, word)
    found: list[Run] = []
    for at in sorted(keys):
        if found and found[-1].end == at:
            found[-1] = Run(found[-1].start, at + 1, found[-1].keys | {keys[at]})
        else:
            found.append(Run(at, at + 1, frozenset((keys[at],))))
    return found


# --- A sued B, B sued A ---


def _turned(source: Facts, before: list[Run], result: Facts, after: list[Run], lexicon: Lexicon) -> tuple[Run, Run] | None:
    ties = dict(_ties(result, after, lexicon))
    for (one, other), words in _ties(source, before, lexicon):
        own, theirs = one.keys - other.keys, other.keys - one.keys
        same = [pair for pair, now in ties.items() if now == words]
        if any(own & first.keys and theirs & second.keys for first, second in same):
            continue
        if any(theirs & first.keys and own & second.keys for first, second in same):
            return one, other
    return None


def _ties(text: Facts, found: list[Run], lexicon: Lexicon) -> Iterator[tuple[tuple[Run, Run], tuple[str, ...]]]:
    """Names that follow each other in a sentence, and the words between them that make one of them the first."""
    mutual = lexicon.small.get("mutual", frozenset()) | lexicon.small.get("also", frozenset())
    wins, loses = lexicon.small.get("wins", frozenset()), lexicon.small.get("loses", frozenset())
    telling = lexicon.small.get("ahead", frozenset()) | wins | loses
    for one, other in pairwise(found):
        between = text.words[one.end : other.start]
        if not between or len(between) > _REACH or text.sentence(one.start) != text.sentence(other.start):
            continue
        if not mutual.isdisjoint(between) or not _BREAKS.isdisjoint(between):
            continue
        words = [word for word in between if word in telling or _says_something(word, lexicon)]
        if words:  # the last one alone, if nothing but articles and offices parts it from the second name
            rest = between[len(between) - between[::-1].index(words[-1]) :]  # behind the last of them
            near = len(rest) <= _NEAR and "," not in rest and "." not in rest
            if between.count(",") % 2:  # "Brandt, coach of the club": an apposition, which two commas would close
                near, words = False, [",", *words]
            agent = any(word in lexicon.small.get("agent", ()) for word in rest)  # "was sued by"
            lost = words[-1] in loses
            won = lost or words[-1] in wins
            yield ((other, one) if agent != lost else (one, other)), ("",) if won and near else tuple(words[-1:] if near else words)


def _says_something(word: str, lexicon: Lexicon) -> bool:
    return len(word) > 3 and word.isalpha() and word not in lexicon.function_words and not lexicon.is_role(word)


_NEAR = 4  # tokens between a verb and the name that it governs
_REACH = 9  # tokens between two names that belong together
_BREAKS = frozenset((MASK, ";", ":", "(", ")", "—", "–"))


# --- lawyer A and prosecutor B, lawyer B and prosecutor A ---


def _exchanged(source: Facts, before: list[Run], result: Facts, after: list[Run], lexicon: Lexicon) -> tuple[Run, Run] | None:
    """Two names each of which has a neighbour in the source that only the other one has in the result."""
    ours = [(run, _neighbours(source, run, lexicon)) for run in before]
    ours = [(run, words) for run, words in ours if words]
    for (one, own), (other, theirs) in combinations(ours, 2):
        shared = {word for _, word in own} & {word for _, word in theirs}
        own, theirs = ({(side, word) for side, word in words if word not in shared} for words in (own, theirs))
        if one.keys & other.keys or not own or not theirs:
            continue
        whole = [_all(source, before, keys, lexicon) for keys in (one.keys, other.keys)]
        now = [_all(result, after, keys, lexicon) for keys in (one.keys, other.keys)]
        moved = (own - whole[1]) & now[1] - now[0]
        if moved and (theirs - whole[0]) & now[0] - now[1]:
            return one, other
    return None


def _all(text: Facts, found: list[Run], keys: frozenset[str], lexicon: Lexicon) -> set[tuple[str, str]]:
    return {word for run in found if run.keys & keys for word in _neighbours(text, run, lexicon)}


def _neighbours(text: Facts, run: Run, lexicon: Lexicon) -> set[tuple[str, str]]:
    """The words directly before and behind a name with their side, perhaps behind a comma; an office has no side."""
    found = set()
    sayings = {hit.start for hit in text.attributions if firm(hit, "attribution")}
    mutual = lexicon.small.get("mutual", frozenset())
    apart = lexicon.titles | lexicon.small.get("possessive", frozenset()) | {".", ","}
    for side, at, step in (("before", run.start - 1, -1), ("behind", run.end, 1)):
        first = at
        while 0 <= at < len(text.words) and text.words[at] in apart:
            if text.words[at] == "." and text.sentence(at + 1) != text.sentence(run.start):
                break
            at += step
        word = text.words[at] if 0 <= at < len(text.words) and text.sentence(at) == text.sentence(run.start) else ""
        office = lexicon.is_role(word)
        if office or (_says_something(word, lexicon) and word not in mutual and at not in sayings):
            # "his rival Brandt", "Brandt, his rival": who somebody is may stand on either side.
            found |= (
                {("", word)}
                if office or (side == "behind" and at != first)
                else {(side, word), ("", word)}
                if side == "before"
                else {(side, word)}
            )
    return found
