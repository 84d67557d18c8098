"""Figures keep their value, unit, order and exactness, and dates are the same days (E4, E5)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from functools import lru_cache
from itertools import combinations

from worker.text.checks.rule import Context, Doubt, decisive
from worker.text.facts import Facts
from worker.text.figures import MONEY, TIMES, Figure, span, unmatched
from worker.text.lexicon import Hit, Lexicon


def figures_kept(source: Facts, result: Facts, _: Context) -> str:
    lost = [f for f in unmatched(source.figures, result.figures) if f.firm and not _counts_the_same(f, source, result)]
    if not lost:
        return ""
    reason = "lost the figure " + ", ".join(f.text for f in lost)
    return Doubt(reason) if all(_counted_otherwise(f, result) for f in lost) else reason


def no_new_figures(source: Facts, result: Facts, context: Context) -> str:
    weak = [f for f in unmatched(source.figures, result.figures) if not f.firm]
    new = [
        f
        for f in unmatched(result.figures, source.figures)
        if (f.firm or _in_place_of(f, weak)) and not _counts_the_same(f, result, source)
    ]
    if not new:
        return ""
    reason = "new figure: " + ", ".join(f.text for f in new)
    lost = any(f.firm for f in unmatched(source.figures, result.figures))
    refers = all(_counted_otherwise(f, source) or _refers(f, result, source, context.lexicon, lost=lost) for f in new)
    return Doubt(reason) if refers else reason


def _refers(figure: Figure, text: Facts, source: Facts, lexicon: Lexicon, *, lost: bool) -> bool:
    """
    Whether a new figure only says again what the source says: "the two firms", five of the six, a lead of nine at 12-3.

    "The three", where "the two" is lost, is another figure.  "More than half" is a majority.
    """
    if figure.value == Fraction(1, 2):
        return figure.comparator == "more" and not lexicon.small.get("majority", frozenset()).isdisjoint(source.vocabulary)
    if lost or not figure.spelled or figure.unit in ("percent", "ordinal", "clock", "day", *MONEY) or figure.value > _FEW:
        return False
    if figure.echo:
        return True
    behind = text.words[figure.at + 1] if figure.at + 1 < len(text.words) else ""
    apart = {abs(one - other) for one, other in source.pairs if isinstance(one, int) and isinstance(other, int)}
    if behind in lexicon.small.get("of", ()):
        whole = [f.value for f in source.figures]
        apart |= {abs(one - other) for one, other in combinations(whole, 2) if isinstance(one, int) and isinstance(other, int)}
        apart |= {value - 1 for value in whole if isinstance(value, int)}
    return figure.value in apart


_FEW = 10  # up to here figures in words may refer to what was counted before


def _counted_otherwise(figure: Figure, other: Facts) -> bool:
    """ "the third failure", "three failures", "after three minutes": the last of so many says how many there were."""
    return any(
        f.value == figure.value and "ordinal" in (f.unit, figure.unit) and {f.unit, figure.unit} <= TIMES | {"", "ordinal"}
        for f in other.figures
    )


def _counts_the_same(figure: Figure, text: Facts, other: Facts) -> bool:
    """
    Whether a figure needs no partner of its own, because its unit or its number is said in another way.

    "opening hours are cut to 42", "42 hours"; "27 degrees, on the coast 19"; "12 months", "a year"; "2-2", "two apiece".
    """
    if figure.unit in TIMES and (scaled := _one_of(figure)) and any(_is_unit(hit, scaled) for hit in other.hits):
        return True
    if any(pair == (figure.value, figure.value) for pair in text.pairs) and any(f.value == figure.value for f in other.figures):
        return True
    for partner in unmatched(other.figures, text.figures):
        units = {figure.unit, partner.unit} - {""}
        if figure.value == partner.value and len(units) == 1 and "" in (figure.unit, partner.unit) and not units & _OWN:
            bare, said = (other, partner) if figure.unit else (text, figure)
            if units <= TIMES and any(_is_unit(hit, unit) for hit in bare.hits for unit in units):
                return True
            if any(f.unit in units and f.at != said.at and abs(bare.sentence(f.at) - bare.sentence(said.at)) < 2 for f in bare.figures):
                return True
    return False


_OWN = frozenset(("ordinal", "clock", "day", "many", "decade", "points"))  # no units of measure


def _is_unit(hit: Hit, unit: str) -> bool:
    return "unit" in hit.groups and any(mark.group == "unit" and mark.kind == unit for mark in hit.marks)


def _one_of(figure: Figure) -> str:
    """The unit that a span of time is one of: 12 months are a year."""
    length = span(figure)
    return next((unit for unit in TIMES if unit != figure.unit and span(Figure(1, unit)) == length), "")


def _in_place_of(new: Figure, lost: Iterable[Figure]) -> bool:
    """ "second" where "first" was: weak figures may come and go, but not become each other."""
    return any(new.unit == old.unit == "ordinal" and new.value != old.value for old in lost)


def comparators_kept(source: Facts, result: Facts, context: Context) -> str:
    return decisive(_comparators(source, result, context.lexicon))


def _comparators(source: Facts, result: Facts, lexicon: Lexicon) -> Iterator[tuple[bool, str]]:
    """Figures that are not as exact as they were; not decisive where a word beside them may say so in another way."""
    if source.figures == result.figures:
        return
    for figure in source.figures:
        partners = [f for f in result.figures if f.value == figure.value]
        if partners and all(not as_exact(f.comparator, figure.comparator) for f in partners):
            doubtful = (
                all("?" in f.comparator + figure.comparator for f in partners)
                or _between_figures(source, figure, lexicon)
                or any(_between_figures(result, f, lexicon) for f in partners)
                or any(not f.comparator and _said_near(result, f, figure.comparator, lexicon) for f in partners)
                or (not figure.comparator and _said_near(source, figure, partners[0].comparator, lexicon))
            )
            doubtful = doubtful or any(_denied(source, figure, result, f) or _denied(result, f, source, figure) for f in partners)
            yield not doubtful, f"“{_exact(figure)}” became “{_exact(partners[0])}”"


def _said_near(text: Facts, figure: Figure, kind: str, lexicon: Lexicon) -> bool:
    """Whether the sentence of a bare figure can say the comparator in its own way: "five days is the minimum", "does not reach 5"."""
    if _comparator_near(text, figure, kind) or (kind == "most" and text.words[figure.at - 1] in lexicon.small.get("to", ())):
        return True
    number = text.sentence(figure.at)
    start = text.ends[number - 1] if number else 0
    signs = lexicon.small.get({"more": "least", "less": "most"}.get(kind, kind), frozenset())
    if signs and not signs.isdisjoint(text.words[start : text.ends[number]]):
        return True
    return kind in ("less", "most") and any(start <= no.start < figure.at and figure.at - no.start <= _TURNED for no in text.negations)


_TURNED = 6  # words between a negation and the figure that what it denies does not reach


def _between_figures(text: Facts, figure: Figure, lexicon: Lexicon) -> bool:
    """ "19 more than four years ago", "fewer than the 46 of 2022" compare two figures; "not above 4" is "up to 4"."""
    for hit in _comparators_beside(text, figure):
        if not {m.kind for m in hit.marks} & {"more", "less"} or not hit.end <= figure.at <= hit.end + 1:
            continue
        if text.words[hit.end] in lexicon.small.get("definite", frozenset()):
            return True
        if text.words[hit.start - 1][0].isdecimal() or any(0 < hit.start - no.start <= 2 for no in text.negations):
            return True
    return False


def _denied(text: Facts, figure: Figure, other: Facts, partner: Figure) -> bool:
    """ "in none of them more than 4", where the other text has "up to 4", or "4" with "the maximum" nearby."""
    limit = _LIMITS.get(figure.comparator, "")
    if not limit or not (partner.comparator == limit or _comparator_near(other, partner, limit, _DENIED)):
        return False
    return any(0 < figure.at - no.start <= _DENIED and text.sentence(no.start) == text.sentence(figure.at) for no in text.negations)


_LIMITS = {"more": "most", "less": "least"}  # what is not more is at most
_DENIED = 12  # words behind a negation that it may turn round


def _comparator_near(text: Facts, figure: Figure, kind: str, apart: int = 5) -> bool:
    """ "below the age of five": one that no figure has taken for itself"""
    near = [hit for hit in _comparators_beside(text, figure, apart) if (mark := hit.of("comparator")) and as_exact(mark.kind, kind)]
    taken = sum(f.comparator == kind and text.sentence(f.at) == text.sentence(figure.at) for f in text.figures)
    return bool(kind) and len(near) > taken


def _comparators_beside(text: Facts, figure: Figure, apart: int = 5) -> list[Hit]:
    """Those in its sentence that stand no more than so many words from a figure."""
    sentence = text.sentence(figure.at)
    return [
        hit
        for hit in text.hits
        if "comparator" in hit.groups and abs(hit.start - figure.at) <= apart and text.sentence(hit.start) == sentence
    ]


def as_exact(one: str, other: str) -> bool:
    """Whether two comparators say the same; "about?", which only opens a sentence, also says nothing."""
    if "?" in one + other:
        one, other = one.rstrip("?"), other.rstrip("?")
        return one == other or {one, other} == {"about", ""}
    return one == other or {one, other} in ({"near", "less"}, {"near", "about"})


def _exact(figure: Figure) -> str:
    words = {
        "about": "about",
        "near": "nearly",
        "more": "more than",
        "least": "at least",
        "most": "up to",
        "less": "less than",
    }
    return f"{words.get(figure.comparator.rstrip('?'), '')} {figure.text}".strip()


def order_of_pairs_kept(source: Facts, result: Facts, context: Context) -> str:
    """3-2 does not become 2-3, nor a rise from 3 to 2 one from 2 to 3."""
    turned = [p for p in source.pairs if p[0] != p[1] and (p[1], p[0]) in result.pairs and p not in result.pairs]
    if turned:
        return f"a score or range turned round: {turned[0][0]}-{turned[0][1]}"
    known = {figure.value for figure in source.figures if figure.firm}
    new = [p for p in result.pairs if p not in source.pairs and (p[1], p[0]) not in source.pairs and not known.issuperset(p)]
    if new and source.pairs:
        return f"a score or range that was not there: {new[0][0]}-{new[0][1]}"
    before = _ends(source, context.lexicon)
    after = _ends(result, context.lexicon) if before else {}
    swapped = [figure for key, (end, figure) in before.items() if key in after and after[key][0] != end]
    return f"the start and the end of a change turned round: {swapped[0].text}" if len(swapped) > 1 else ""


def _ends(text: Facts, lexicon: Lexicon) -> dict[tuple[Fraction | int, str], tuple[str, Figure]]:
    """Figures that a change goes "from" or "to", perhaps with a word like "about" between; both ends in one sentence."""
    found: dict[tuple[Fraction | int, str], tuple[str, Figure]] = {}
    for figure in text.figures:
        before = text.words[max(0, figure.at - 2) : figure.at]
        end = next((kind for kind in ("from", "to") if lexicon.small.get(kind, frozenset()).intersection(before)), "")
        if end:
            found[figure.key] = (end, figure)
    sides = {(text.sentence(figure.at), end) for end, figure in found.values()}
    return {key: (end, f) for key, (end, f) in found.items() if {(text.sentence(f.at), "from"), (text.sentence(f.at), "to")} <= sides}


def dates_kept(source: Facts, result: Facts, context: Context) -> str:
    lost, new = sorted(source.dates - result.dates), sorted(result.dates - source.dates)
    if lost == ["when today"] and (context.lexicon.small.get("now", frozenset()) & result.vocabulary) - source.vocabulary:
        lost = []  # "today" is "now" as often as it is a date
    if lost:
        return f"lost the date: {day(lost[0], context.lexicon)}"
    return f"new date: {day(new[0], context.lexicon)}" if new else ""


@lru_cache(maxsize=256)
def day(date: str, lexicon: Lexicon) -> str:
    group, kind = date.split(" ", 1)
    for phrases in lexicon.phrases.values():
        for phrase in phrases:
            if mark := next((m for m in phrase.marks if m.group == group and m.kind == kind), None):
                return mark.spelling or " ".join(phrase.words)
    return kind
