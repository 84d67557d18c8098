"""
The facts of a text: its quotations, figures, dates, names, and the words that say how sure, how forbidden and by whom.

Words inside quotations are compared as quotations only; everything else is read from the text around them.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from worker.text.figures import Figure, read_figures
from worker.text.language import language
from worker.text.lexicon import MONEY_SIGNS, Hit, Lexicon, Mark, find, fold, parse_lexicon, tokens
from worker.text.names import Names, read_names
from worker.text.quotations import MASK, Quotation, mask, quotations

__all__ = [
    "Facts",
    "Figure",
    "Hit",
    "Lexicon",
    "Mark",
    "Names",
    "Quotation",
    "doubled",
    "facts",
    "firm",
    "language",
    "names",
    "parse_lexicon",
    "spelled",
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
    attributions: tuple[Hit, ...]
    sources: frozenset[str]  # "one" and "many": whether the sources that are named so are one or several
    opposites: tuple[str, ...]  # "up0", "up1": the sides of the lexicon's opposites, as often as they occur
    loaded: frozenset[str]
    clickbait: frozenset[str]
    raw: tuple[str, ...]  # tokens, a quotation being one
    words: tuple[str, ...]  # the same, folded
    hits: tuple[Hit, ...]
    vocabulary: frozenset[str]  # every folded word, quotations included
    ends: tuple[int, ...]  # the token after each sentence
    prefixed: tuple[tuple[int, str], ...]  # words with a negating prefix: (token, the word without it)

    def sentence(self, at: int) -> int:
        """The number of the sentence that a token is in."""
        return bisect(self.ends, at) if at < len(self.words) else len(self.ends) - 1

    def span(self, number: int) -> range:
        """The tokens of a sentence, by its number."""
        return range(self.ends[number - 1] if number else 0, self.ends[number])


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
    ends = _ends(raw, lexicon, [text[q.end - 2] for q in quoted])
    read = read_figures(raw, words, hits, lexicon)
    prefixed = _prefixed(words, lexicon)
    vocabulary = frozenset(words)
    if quoted:
        vocabulary |= frozenset(fold([t for q in quoted for t in tokens(text[q.start : q.end])]))
    return Facts(
        text=text,
        quotations=quoted,
        figures=read.figures,
        pairs=frozenset(read.pairs),
        names=read_names(raw, words, hits, lexicon, ends),
        dates=_dates(groups),
        negations=_with_prefixed(
            _negations(raw, words, _with_correlatives(groups, words, ends, lexicon), groups.get("comparator", ()), lexicon), prefixed
        ),
        hedges=tuple(groups.get("hedge", ())),
        legal=tuple(groups.get("legal", ())),
        attributions=tuple(groups.get("attribution", ())),
        sources=frozenset([m.kind for hit in groups.get("source", ()) for m in hit.marks if m.group == "source"]),
        opposites=_opposites(groups.get("opposite", ()), groups.get("negation", ()), words, lexicon),
        loaded=frozenset(words[hit.start] for hit in groups.get("loaded", ())),
        clickbait=frozenset(" ".join(words[hit.start : hit.end]) for hit in groups.get("clickbait", ())),
        raw=tuple(raw),
        words=words,
        hits=hits,
        vocabulary=vocabulary,
        ends=ends,
        prefixed=prefixed,
    )


def names(text: str, lexicon: Lexicon) -> frozenset[str]:
    """
    The names that a whole document is sure of, folded: what `Context.names` wants to know.

    >>> sorted(names("The mayor met Anna Müller.", Lexicon(language="en", function_words=frozenset({"the"}))))
    ['anna', 'müller']
    """
    # By paragraph, so that one quotation mark that is never closed hides no more than its own.
    return frozenset(name for paragraph in text.splitlines() for name in facts(paragraph, lexicon).names.sure)


def doubled(negations: Sequence[Hit], words: Sequence[str], lexicon: Lexicon) -> Iterator[tuple[Hit, Hit]]:
    """
    Negations that undo each other: a "not" directly before a verb of refusing or a word like "lack" or "unlikely".

    What is left says as much as neither of them, or a little less.
    """
    at = 0
    while at + 1 < len(negations):
        mark = negations[at].of("negation")
        if mark and _turns(mark, negations[at + 1]) and _undone(negations[at], negations[at + 1], words, lexicon):
            yield negations[at], negations[at + 1]
            at += 1
        elif mark and mark.kind in _PARTED and _parted(negations[at], negations[at + 1], words, lexicon):
            yield negations[at + 1], negations[at]
            at += 1
        at += 1


_PARTED = frozenset(("forbid", "refuse", "deny"))


def _parted(verb: Hit, following: Hit, words: Sequence[str], lexicon: Lexicon) -> bool:
    """Whether a "not" follows its denying verb, or stands before the particle of one: "schließt höhere Steuern nicht aus"."""
    particles = lexicon.small["particles"]
    mark = following.of("negation")
    if not particles or mark is None or mark.kind != "not" or following.start - verb.end > _FAR:
        return False
    between = words[verb.end : following.start]
    whole = _STOPS.isdisjoint(between) and "," not in between and lexicon.small["and"].isdisjoint(between)
    if firm(verb, "negation") and len(between) <= _CLOSE and whole:
        return True  # "bestreitet die Tat nicht"
    behind = words[following.end : following.end + _CLOSE]  # "schließt das nicht grundsätzlich aus"
    ends = next((at for at, word in enumerate(behind) if word in particles or not word.isalpha()), len(behind))
    return particles.issuperset(behind[ends : ends + 1]) and ends < len(behind) and _BETWEEN.isdisjoint(between)


_FAR, _CLOSE, _BETWEEN = 12, 3, frozenset(".;:")  # words between the parts of a verb or a negation, and what cannot stand there


def _with_correlatives(groups: Mapping[str, Sequence[Hit]], words: Sequence[str], ends: Sequence[int], lexicon: Lexicon) -> Sequence[Hit]:
    """ "not only" denies something unless "but" or "also" follows."""
    hits = groups.get("negation", ())
    for hit in groups.get("correlative", ()):
        rest = words[hit.end : ends[bisect(ends, hit.start)]]
        if lexicon.small["also"].isdisjoint(rest):
            hits = sorted((*hits, Hit(hit.start, hit.end - 1, (Mark("negation", "not"),), frozenset(("negation",)))))
    return hits


def _with_prefixed(hits: Iterable[Hit], prefixed: Sequence[tuple[int, str]]) -> tuple[Hit, ...]:
    found = tuple(hits)
    if not prefixed:
        return found
    covered = {at for hit in found for at in range(hit.start, hit.end)}
    return tuple(sorted((*found, *(Hit(at, at + 1, _PREFIXED, _NEGATION) for at, _ in prefixed if at not in covered))))


_PREFIXED, _NEGATION = (Mark("negation", "prefixed", firm=False),), frozenset(("negation",))


def _negations(
    raw: Sequence[str], words: Sequence[str], hits: Sequence[Hit], comparators: Sequence[Hit], lexicon: Lexicon
) -> Iterator[Hit]:
    """Those that deny something: of a negation in two words (ne … pas) one, and none where it means "only" (ne … que)."""
    particles = [hit.start for hit in hits if hit.marks[0].kind == "particle"]
    whole, nor = [hit.start for hit in hits if hit.marks[0].kind == "not"], lexicon.small["nor"]
    for hit in hits:
        kind = hit.marks[0].kind
        if _before_a_figure(raw, hit.end) or (kind == "particle" and any(_near(at, hit.start, words) for at in whole)):
            continue
        if words[hit.start] in nor and any(at < hit.start and _near(at, hit.start, words, _FAR) for at in whole):
            continue  # not … nor: said once
        if words[hit.start] in nor and any(at > hit.start and words[at] in nor and _near(at, hit.start, words, _FAR) for at in particles):
            continue  # neither … nor: so is this, by the word that the verb may stand behind
        # "rien ne prouve que": a particle may stand before as well
        paired = kind != "not" or any(_near(at, hit.start, words) for at in particles)
        alone = frozenset[str]() if paired else lexicon.small["except"]
        if kind == "not" and _expletive(hit, words, particles, lexicon):
            continue
        if alone and (MASK in words[hit.end : hit.end + _QUOTED] or any(0 <= c.start - hit.end <= _APART for c in comparators)):
            continue  # n'était « ni aboli ni altéré », n'en veut pas moins de trente: what follows denies by itself
        if alone and alone.intersection(words[hit.end : hit.end + _APART]):
            continue
        yield hit


_QUOTED = 3
_APART = 6  # words between the parts of a negation


def _expletive(hit: Hit, words: Sequence[str], particles: Sequence[int], lexicon: Lexicon) -> bool:
    """Whether a "ne" has nothing with it that denies, nor a verb that needs none: "craint qu'il ne vienne", but "ne peut"."""
    alone = lexicon.small["expletive"].issuperset(set(words[hit.start : hit.end]) - {"'"})
    if not alone or any(_near(at, hit.start, words) for at in particles):
        return False
    before, after = words[max(0, hit.start - _APART) : hit.start], words[hit.end : hit.end + _FAR]
    small = lexicon.small
    return small["bare"].isdisjoint(after[:2]) and small["except"].isdisjoint(after) and small["completing"].isdisjoint((*before, *after))


def _near(one: int, other: int, words: Sequence[str], most: int = _APART) -> bool:
    """Whether two words are near enough in one sentence to be the parts of a negation."""
    first, last = min(one, other), max(one, other)
    return last - first <= most and _STOPS.isdisjoint(words[first:last])


def _before_a_figure(raw: Sequence[str], at: int) -> bool:
    """ "declined to 5.1 percent" refuses nothing."""
    return at < len(raw) and (raw[at][0].isdecimal() or raw[at] in MONEY_SIGNS)


def _opposites(hits: Sequence[Hit], negations: Sequence[Hit], words: Sequence[str], lexicon: Lexicon) -> tuple[str, ...]:
    """The sides named, but for those directly behind a "not": what is not allowed is not said to be allowed."""
    denied = {at for hit in negations for at in range(hit.end, hit.end + 3)} if hits else set[int]()
    if hits and lexicon.small["particles"]:  # "öffnet das Bad nicht"
        plain = (hit for hit in negations if hit.marks[0].kind == "not")
        denied.update(at for hit in plain for at in range(hit.start - _APART, hit.start) if _BREAKS.isdisjoint(words[at : hit.start]))
    return tuple([m.kind for hit in hits for m in hit.marks if m.group == "opposite" and (hit.start not in denied or m.kind == "proven0")])


def _turns(mark: Mark, following: Hit) -> bool:
    """Whether a negation turns the next one round: "not", or "refused to", "failed to" before a verb of denying."""
    after = following.of("negation")
    return mark.kind == "not" or (mark.firm and mark.kind in ("refuse", "fail") and after is not None and after.kind in ("deny", "forbid"))


def _undone(negation: Hit, following: Hit, words: Sequence[str], lexicon: Lexicon) -> bool:
    mark = following.of("negation")
    between = words[negation.end : following.start]
    if mark is None or len(between) > _NEAR.get(mark.kind, -1):
        return False
    joints = lexicon.small["and"] | lexicon.small["but"]
    return "," not in between and joints.isdisjoint(between) and _STOPS.isdisjoint(between)


_NEAR = {
    "refuse": 2,
    "deny": 2,
    "forbid": 2,
    "fail": 2,
    "lack": 1,
    "cease": 2,
    "cancel": 2,
    "prefixed": 1,
    "vague": 1,
    "verb": 2,
    "without": 1,
}  # words that may stand between "not" and what it undoes


def spelled(text: Facts, hits: Iterable[Hit]) -> str:
    """Phrases as the text has them, for a person."""
    return ", ".join(" ".join(text.raw[h.start : h.end]).replace(" ’ ", "’").replace(" ' ", "'") for h in hits)


def firm(hit: Hit, group: str) -> bool:
    return any(mark.group == group and mark.firm for mark in hit.marks)


def _dates(groups: dict[str, list[Hit]]) -> frozenset[str]:
    return frozenset(
        f"{group} {mark.kind}"
        for group in ("month", "weekday", "when")
        for hit in groups.get(group, ())
        for mark in hit.marks
        if mark.group == group
    )


def _ends(raw: Sequence[str], lexicon: Lexicon, last_signs: Sequence[str]) -> tuple[int, ...]:
    """Where sentences end; a quotation ends one if its own last sign is a full stop (“It is late.” They left)."""
    signs = iter(last_signs)
    ends = []
    for at in [at for at, token in enumerate(raw) if token in _ENDING]:
        stop = next(signs, "") == "." if raw[at] == MASK else _closed_by(raw[at - 1], lexicon)
        goes_on = at + 1 >= len(raw) or raw[at + 1].islower() or raw[at + 1] in _STOPS or _ordinal(raw, at, lexicon)
        if stop and not goes_on:
            ends.append(at + 1)
    return (*ends, len(raw))


def _closed_by(before: str, lexicon: Lexicon) -> bool:
    """Whether a stop behind a token ends a sentence, and no initial or title."""
    return before == MASK or (len(before) > 1 and before.lower() not in lexicon.titles)


def _ordinal(raw: Sequence[str], at: int, lexicon: Lexicon) -> bool:
    """Whether a full stop makes an ordinal of the number before it: "am 14. Mai", "Platz 3. Dann" does not."""
    if not lexicon.nouns_capitalised or raw[at] != "." or not raw[at - 1].isdecimal() or len(raw[at - 1]) > 2:
        return False
    following = raw[at + 1].casefold()
    return following not in lexicon.function_words and following not in lexicon.openers


def _prefixed(words: Sequence[str], lexicon: Lexicon) -> tuple[tuple[int, str], ...]:
    if not lexicon.negating:
        return ()
    found = [(at, word) for at, word in enumerate(words) if word.startswith(lexicon.negating) and len(word) > 5]
    return tuple([(at, word[_length(word, lexicon) :]) for at, word in found if not word.startswith(lexicon.whole)]) if found else ()


def _length(word: str, lexicon: Lexicon) -> int:
    return next(len(prefix) for prefix in lexicon.negating if word.startswith(prefix))


_STOPS = frozenset(".!?;。！？；")
_BREAKS = _STOPS | {",", ":"}
_ENDING = _STOPS | {MASK}
