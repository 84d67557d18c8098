"""
The facts of a text: its quotations, figures, dates, names, and the words that say how sure, how forbidden and by whom.

Words inside quotations are compared as quotations only; everything else is read from the text around them.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from worker.text.figures import Figure, read_figures
from worker.text.language import language
from worker.text.lexicon import MONEY_SIGNS, Hit, Lexicon, Mark, find, fold, parse_lexicon, tokens
from worker.text.names import Names, read_names
from worker.text.quotations import Quotation, mask, quotations

__all__ = [
    "Facts",
    "Figure",
    "Hit",
    "Lexicon",
    "Mark",
    "Names",
    "Quotation",
    "facts",
    "language",
    "names",
    "parse_lexicon",
    "polarity",
]


@dataclass(frozen=True, slots=True, eq=False)
class Facts:
    """What one plain text says that must not change.  Kinds are those of the lexicon's tables."""

    text: str
    quotations: tuple[Quotation, ...]
    figures: tuple[Figure, ...]
    pairs: frozenset[tuple[object, object]]  # scores and ranges, in their order
    names: Names
    dates: frozenset[str]  # "month 2", "weekday 6", "when yesterday"
    negations: tuple[Hit, ...]
    hedges: tuple[Hit, ...]
    legal: tuple[Hit, ...]
    attributions: tuple[int, int]  # firm ones, and all
    unattributed: int  # sentences without one
    opposites: tuple[str, ...]  # "up0", "up1": the sides of the lexicon's opposites, as often as they occur
    loaded: frozenset[str]
    clickbait: frozenset[str]
    raw: tuple[str, ...]  # tokens, a quotation being one
    words: tuple[str, ...]  # the same, folded
    hits: tuple[Hit, ...]
    vocabulary: frozenset[str]  # every folded word, quotations included


@lru_cache(maxsize=256)
def facts(text: str, lexicon: Lexicon) -> Facts:
    """The facts of a plain text, one paragraph or a headline (any length works)."""
    text = unicodedata.normalize("NFC", text)
    quoted = quotations(text)
    raw = tokens(mask(text, quoted) if quoted else text)
    words = fold(raw)
    hits = find(raw, words, lexicon)
    groups: dict[str, list[Hit]] = {}
    for hit in hits:
        for group in hit.groups:
            groups.setdefault(group, []).append(hit)
    read = read_figures(raw, words, hits, lexicon)
    said = groups.get("attribution", [])
    vocabulary = frozenset(words)
    if quoted:
        vocabulary |= frozenset(fold([t for q in quoted for t in tokens(text[q.start : q.end])]))
    return Facts(
        text=text,
        quotations=quoted,
        figures=read.figures,
        pairs=frozenset(read.pairs),
        names=read_names(raw, words, hits, lexicon),
        dates=_dates(groups),
        negations=tuple(hit for hit in groups.get("negation", ()) if not _before_a_figure(raw, hit.end)),
        hedges=tuple(groups.get("hedge", ())),
        legal=tuple(groups.get("legal", ())),
        attributions=(sum(_firm(hit, "attribution") for hit in said), len(said)),
        unattributed=_unattributed(raw, [hit.start for hit in said]),
        opposites=tuple([m.kind for hit in groups.get("opposite", ()) for m in hit.marks if m.group == "opposite"]),
        loaded=frozenset(words[hit.start] for hit in groups.get("loaded", ())),
        clickbait=frozenset(" ".join(words[hit.start : hit.end]) for hit in groups.get("clickbait", ())),
        raw=tuple(raw),
        words=words,
        hits=hits,
        vocabulary=vocabulary,
    )


def names(text: str, lexicon: Lexicon) -> frozenset[str]:
    """
    The names that a whole document is sure of, folded: what `Context.names` wants to know.

    >>> sorted(names("The mayor met Anna Müller.", Lexicon(language="en", function_words=frozenset({"the"}))))
    ['anna', 'müller']
    """
    # By paragraph, so that one quotation mark that is never closed hides no more than its own.
    return frozenset(name for paragraph in text.splitlines() for name in facts(paragraph, lexicon).names.sure)


def polarity(negations: Sequence[Hit]) -> frozenset[int]:
    """
    How many times a text with these negations may be said to negate.

    A firm word counts once, a weak one ("lack", "unclear") once or not at all, since it may stand for a firm one.
    "not" before a verb of refusing undoes it: together they count twice or not at all, never once, so that "may not"
    and "is not prohibited" differ.
    """
    counts = frozenset((0,))
    at = 0
    while at < len(negations):
        mark, following = negations[at].of("negation"), negations[at + 1] if at + 1 < len(negations) else None
        if mark and mark.kind == "not" and following and following.start - negations[at].end <= 2 and _refuses(following):
            steps, at = frozenset((0, 2)), at + 2
        else:
            steps, at = frozenset((1,) if _firm(negations[at], "negation") else (0, 1)), at + 1
        counts = frozenset(n + more for n in counts for more in steps)
    return counts


def _before_a_figure(raw: Sequence[str], at: int) -> bool:
    """ "declined to 5.1 percent" refuses nothing."""
    return at < len(raw) and (raw[at][0].isdecimal() or raw[at] in MONEY_SIGNS)


def _refuses(hit: Hit) -> bool:
    mark = hit.of("negation")
    return mark is not None and mark.kind == "verb"


def _firm(hit: Hit, group: str) -> bool:
    return any(mark.group == group and mark.firm for mark in hit.marks)


def _dates(groups: dict[str, list[Hit]]) -> frozenset[str]:
    return frozenset(
        f"{group} {mark.kind}"
        for group in ("month", "weekday", "when")
        for hit in groups.get(group, ())
        for mark in hit.marks
        if mark.group == group
    )


def _unattributed(raw: Sequence[str], said: Sequence[int]) -> int:
    ends = [at for at, sign in enumerate(raw) if sign in _STOPS and at + 1 < len(raw)]
    return len(ends) + 1 - len({bisect(ends, at) for at in said})


_STOPS = frozenset(".!?。！？")
