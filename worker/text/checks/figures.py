"""Figures keep their value, unit, order and exactness, and dates are the same days (E4, E5)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from functools import lru_cache
from itertools import combinations, pairwise

from worker.text.alignment import token_stems
from worker.text.checks.rule import Context, Doubt, decisive
from worker.text.facts import Facts, firm
from worker.text.figures import MONEY, SUMS, TIMES, Figure, equal, size, unmatched
from worker.text.lexicon import Hit, Lexicon


def figures_kept(source: Facts, result: Facts, context: Context) -> str:
    paid = _rates(source, context.lexicon)
    if paid:
        now = _rates(result, context.lexicon)
        turned = next((figure for figure, unit in paid.items() if now.get(figure, unit) != unit), None)
        if turned:
            return f"{turned[0]} a {paid[turned]} became {turned[0]} a {now[turned]}"
    lost = [f for f in _alone(source, result, context.lexicon) if f.firm and not _of_a_game(f, source, result, context.lexicon)]
    others = _alone(result, source, context.lexicon)
    if not any(f.firm for f in others):
        lost = [f for f in lost if not (_stands_alone(f, source, context.lexicon) and f.key == (_PAIR, ""))]  # the two sides, the sides
    if not lost:
        return ""
    reason = "lost the figure " + ", ".join(f.text for f in lost)
    if _exchanged(lost, _without_equals(result, source), source, result, context.lexicon):
        return reason
    new = any(f.firm for f in others)
    doubtful = all(
        _counted_otherwise(f, result)
        or _between_years(f, result)
        or _turn_of_year(f, source, result, context.lexicon)
        or (not new and _year_beside(f, result, context.lexicon))
        or any(_to_the_end(f, g) or _by_another(f, g, source, result, context.lexicon) for g in others)
        or any(_less_or_more(other, result, source) and _makes(f, other, result) for other in result.figures)
        or (not new and (_stands_alone(f, source, context.lexicon) or _is_nil(f, source, result) or _computed(f, result, near=True)))
        or (f.unit == "day" and f.value >= _LATE and _has(result, "end", context.lexicon) and not new)
        or _in_the_sum(f, source, result)
        or (f.unit == "month" and _from_month_to_month(result) == f.value)
        or _by_factor(f, source, result)
        or _about_as_a_share(f, source, result, context.lexicon)
        or _time_in_words(f, result)
        or any(_names_the_time(f, clock) for clock in others if clock.unit == "clock")
        or (not new and (f.key == (_BOTH, "ordinal") or _is_listed(f, source, context.lexicon)))
        or (not new and (_day_beside(f, result, context.lexicon) or _next_told(f, result)))
        for f in lost
    )
    return Doubt(reason) if doubtful else reason


def no_new_figures(source: Facts, result: Facts, context: Context) -> str:
    lost = _alone(source, result, context.lexicon)
    weak = [f for f in lost if not f.firm]
    new = [
        f
        for f in _alone(result, source, context.lexicon)
        if (f.firm or _in_place_of(f, weak)) and not _of_a_game(f, result, source, context.lexicon)
    ]
    if not any(f.firm for f in lost):
        new = [f for f in new if not (f.echo and f.spelled and f.key == (_PAIR, ""))]  # the two armies, the armies
    if not new:
        return ""
    reason = "new figure: " + ", ".join(f.text for f in new)
    if _exchanged(_without_equals(source, result), new, source, result, context.lexicon):
        return reason
    gone = any(
        (f.firm or f.value > 1) and not (_by_factor(f, source, result) or _about_as_a_share(f, source, result, context.lexicon))
        for f in lost
    )
    doubtful = all(
        _counted_otherwise(f, source)
        or any(_to_the_end(f, g) or _by_another(g, f, source, result, context.lexicon) for g in lost)
        or _by_factor(f, result, source)
        or _about_as_a_share(f, result, source, context.lexicon)
        or (not gone and _percentage(f, source))
        or (not gone and any(_repeats(f, old) for old in source.figures) and not _put_before(f, result, source, context.lexicon))
        or (
            _computed(f, source)
            and (f.spelled or not f.echo or _is_other(f, result, context.lexicon))  # "the 43 parcels" are nobody's sum
            and not _put_before(f, result, source, context.lexicon)
            and (not gone or all(_in_the_sum(old, source, result) for old in lost if old.firm))
        )
        or _refers(f, result, source, context.lexicon, lost=gone)
        or _time_in_words(f, source)
        or any(_time_in_words(old, result) and _names_the_time(f, old) for old in lost)
        or (f.unit == "month" and _from_month_to_month(source) == f.value)
        or (not gone and (_so_much_later(f, source) or _on_the_way(f, result, source)))
        for f in new
    )
    return Doubt(reason) if doubtful else reason


def _repeats(figure: Figure, old: Figure) -> bool:
    """Whether a figure says one of the source again; two provinces are no second of May."""
    return equal(figure, old) and (figure.unit != "day" or old.unit in ("day", "ordinal"))


def _is_listed(figure: Figure, text: Facts, lexicon: Lexicon) -> bool:
    """ "two residents, a woman and her son": what is counted stands there one by one"""
    last = text.ends[text.sentence(figure.at)]
    behind = text.words[figure.at + 1 : min(figure.at + _NEXT + 1, last)]
    listed = not _STOPS.isdisjoint(behind) and not lexicon.small["and"].isdisjoint(text.words[figure.at + 1 : last])
    return listed and figure.spelled and not figure.unit and figure.value <= _FEW and lexicon.small["of"].isdisjoint(behind[:1])


def _of_a_game(figure: Figure, text: Facts, other: Facts, lexicon: Lexicon) -> bool:
    """ "the three points", where the other text has a win; "with ten", where it has a team outnumbered; 0-0, where it has no goals"""
    if figure.value == 0 and figure.unit in ("", "clock") and not figure.spelled:
        return _has(other, "goalless", lexicon)
    if not figure.spelled or figure.unit:
        return False
    if figure.value == _FOR_A_WIN:
        return not lexicon.small["points"].isdisjoint(text.words[figure.at : figure.at + _NEXT]) and _has(other, "wins", lexicon)
    sides = lexicon.small["aside"] | lexicon.small["to"] | lexicon.small["in"]
    return figure.value in _OUTNUMBERED and _has(other, "outnumbered", lexicon) and not sides.isdisjoint(text.words[: figure.at][-1:])


_FOR_A_WIN = 3  # points of a table
_OUTNUMBERED = (9, 10)  # players that are left of eleven


def _to_the_end(figure: Figure, other: Figure) -> bool:
    """ "in the 88th minute", "two minutes from time" """
    units = {"minute", "ordinal", ""}
    return {figure.unit, other.unit} <= units and "minute" in (figure.unit, other.unit) and figure.value + other.value in _WHISTLES


_WHISTLES = (45, 90, 120)  # minutes after which a half, a match or its extra time ends


def _by_another(gone: Figure, new: Figure, source: Facts, result: Facts, lexicon: Lexicon) -> bool:
    """
    Whether one of two figures is told as a step from another one: from 18 to 12, by six to 12; 15, three more than the 12.

    Also of all: less than a third of them men, more than two thirds women; "with two others", one of three.
    """
    if gone.value == new.value or not (_adds_up(gone) and _adds_up(new)):
        return False
    if _completes(gone, new):
        return True
    for step, text, end in ((gone, source, new), (new, result, gone)):
        beside = [f for f in text.figures if f is not step and _adds_up(f)]
        kept = {f.value for f in beside if len({f.unit, end.unit, step.unit} - {"", "points"}) < 2}
        if _is_other(step, text, lexicon):
            kept.add(1)
        elif not _is_step(step, end, text, lexicon):
            continue
        if abs(end.value - step.value) in kept or end.value + step.value in kept:
            return True
    return False


def _completes(one: Figure, other: Figure) -> bool:
    """ "less than a third are men", "more than two thirds are women" """
    limits = {one.comparator, other.comparator}
    whole = _HUNDRED if one.unit == "percent" else 1
    return one.unit == other.unit and one.value + other.value == whole and limits in ({"less", "more"}, {"least", "most"})


def _is_step(figure: Figure, end: Figure, text: Facts, lexicon: Lexicon) -> bool:
    """ "by six to 12", "four fewer", "0.2 points", where the other text tells both ends"""
    said = text.words[figure.at + 1 : figure.at + 2]
    points = figure.unit == "points" or not lexicon.small["points"].isdisjoint(said)
    if (points and end.unit == "percent") or _more_or_less(figure, text):
        return True
    moved = any(figure.at - _FALL < hit.start < figure.at and "opposite" in hit.groups for hit in text.hits)
    by = (
        lexicon.small["by"]
        if moved
        else lexicon.small["by"] - lexicon.function_words.intersection(lexicon.small["of"] | lexicon.small["in"])
    )
    return figure.unit != "percent" and not by.isdisjoint(text.words[max(0, figure.at - 2) : figure.at])


def _more_or_less(figure: Figure, text: Facts) -> bool:
    near = range(figure.at + 1, figure.at + 1 + _BEHIND)
    marks = (hit.of("comparator") for hit in text.hits if hit.start in near)
    return any(mark and mark.kind in _LIMITS for mark in marks) or not _MORE_OR_LESS.isdisjoint(text.words[near.start : near.stop])


def _is_other(figure: Figure, text: Facts, lexicon: Lexicon) -> bool:
    """ "two others", "the remaining three" """
    small = {word for word in lexicon.small["other"] if len(word) <= _ARTICLE}
    return not (lexicon.small["other"] - small).isdisjoint(text.words[max(0, figure.at - 1) : figure.at + 2])


_ARTICLE = 3  # letters of a word for "of" or "the"


def _adds_up(figure: Figure) -> bool:
    return figure.unit not in _PLACES and not figure.year and figure.value > 0


def _year_beside(figure: Figure, text: Facts, lexicon: Lexicon) -> bool:
    """Whether a text tells a year by the one beside it: 2023, "the year before" where 2024 is."""
    beside = any(f.year and abs(f.value - figure.value) == 1 for f in text.figures)
    return figure.year and beside and (_has(text, "eve", lexicon) or _has(text, "last", lexicon))


def _time_in_words(figure: Figure, other: Facts) -> bool:
    """Whether a time of the clock may be told in words: 17.30, "halb sechs"; 02.15, "kwart over twee"."""
    return figure.unit == "clock" and figure.value % _QUARTER == 0 and any(_names_the_time(f, figure) for f in other.figures)


def _names_the_time(figure: Figure, clock: Figure) -> bool:
    if not figure.spelled or figure.unit not in ("", "clock", "hour") or clock.spelled:
        return False
    hours = {int(clock.value // 60 + step - 1) % 12 + 1 for step in (0, 1)}
    half = (Fraction(figure.value) - Fraction(1, 2)) % 12 == clock.value // 60 % 12  # las seis y media
    return figure.value in hours or figure.value in (Fraction(1, 2), Fraction(1, 4)) or half


_QUARTER = 15  # minutes


def _so_much_later(figure: Figure, text: Facts) -> bool:
    """ "at 8 p.m.", where a text has 7 p.m. and "an hour later"."""
    spans = [size(f)[1] / 60 for f in text.figures if f.unit in ("hour", "minute")] + [60 for hit in text.hits if _is_unit(hit, "hour")]
    return figure.unit == "clock" and any(abs(f.value - figure.value) in spans for f in text.figures if f.unit == "clock")


def _on_the_way(figure: Figure, text: Facts, other: Facts) -> bool:
    """Whether a figure belongs to a score that one of the other text must have passed: 2-0, where it ended 2-2; 1:0, where 3:2."""
    if figure.unit == "clock":
        return any(f.unit == "clock" and _passed(divmod(figure.value, 60), divmod(f.value, 60)) for f in other.figures)
    pairs = [pair for pair in text.pairs if figure.value in pair and pair not in other.pairs]
    return bool(pairs) and all(any(_passed(pair, end) for end in other.pairs) for pair in pairs)


def _passed(score: tuple[object, object], end: tuple[object, object]) -> bool:
    """Whether a game that ended so may have stood so, whichever side is told first."""
    goals = [number for pair in (score, end) for number in pair if isinstance(number, int | Fraction)]
    if len(goals) < 4 or max(goals) >= _GOALS or min(goals) < 0:
        return False
    return min(goals[:2]) <= min(goals[2:]) and max(goals[:2]) <= max(goals[2:])


_GOALS = 10  # fewer than that is a score of goals


def _next_told(figure: Figure, other: Facts) -> bool:
    """ "his seventh and eighth goals", where his eighth is told."""
    return figure.unit == "ordinal" and any(f.value == figure.value + 1 and f.unit in ("", "ordinal") for f in other.figures)


def _day_beside(figure: Figure, other: Facts, lexicon: Lexicon) -> bool:
    """ "on the 8th or the 10th", where a text has the 9th and "the day before or after"; a day told twice is told."""
    days = {f.value for f in other.figures if f.unit == "day"}
    return figure.unit in ("day", "ordinal", "") and (
        figure.value in days or (_has(other, "eve", lexicon) and not days.isdisjoint((figure.value - 1, figure.value + 1)))
    )


def _put_before(figure: Figure, text: Facts, other: Facts, lexicon: Lexicon) -> bool:
    """Whether a figure counts what the other text only mentions, or what that counts by another number: not "the other three"."""
    said = _counted(text, figure, lexicon)
    rest = lexicon.small["more"] | lexicon.small["other"]
    if not said or said not in token_stems(other, lexicon) or not rest.isdisjoint(text.words[max(0, figure.at - 1) : figure.at + _NEXT]):
        return False
    counts = [f.value for f in other.figures if _counted(other, f, lexicon) == said]
    return figure.value not in counts and (figure.spelled or not counts)


def _exchanged(lost: Iterable[Figure], new: Iterable[Figure], source: Facts, result: Facts, lexicon: Lexicon) -> bool:
    """Whether the same is counted by another number in digits, "312 passengers", "310 passengers": no sum explains that."""
    return any(
        one.firm and other.firm and one.spelled == other.spelled and one.unit == other.unit and one.value != other.value
        and (_counts_alike(one, source, other, result, lexicon) or (one.spelled and _is_part(one) and _is_part(other)))
        and not (_completes(one, other) or _is_other(one, source, lexicon) != _is_other(other, result, lexicon))
        and (one.spelled or not _by_factor(one, source, result))
        for one in lost
        for other in new
    )  # fmt: skip


def _is_part(figure: Figure) -> bool:
    return 0 < figure.value < 1


def _without_equals(text: Facts, other: Facts) -> list[Figure]:
    return [f for f in text.figures if not any(equal(f, g) for g in other.figures)]


def _counts_alike(one: Figure, source: Facts, other: Figure, result: Facts, lexicon: Lexicon) -> bool:
    """Whether two figures count the same, or how many more or fewer there are."""
    said = _counted(source, one, lexicon)
    if said:
        return said == _counted(result, other, lexicon)
    behind = source.words[one.at + 1 : one.at + 2]
    return behind == result.words[other.at + 1 : other.at + 2] and not _MORE_OR_LESS.isdisjoint(behind)


def _counted(text: Facts, figure: Figure, lexicon: Lexicon) -> str:
    """What a figure is followed by within its sentence, by the beginning of the word, "" if nothing near."""
    stems, last = token_stems(text, lexicon), text.ends[text.sentence(figure.at)]
    return next((stems[at] for at in range(figure.at + 1, min(figure.at + _NEXT, last)) if stems[at].isalpha()), "")


_PAIR = 2
_NEXT = 4  # tokens: "11,300 of the applicants"


@lru_cache(maxsize=256)  # two rules ask for it, each in both directions
def _alone(text: Facts, other: Facts, lexicon: Lexicon) -> tuple[Figure, ...]:
    """The figures of a text that the other one does not say in any way."""
    found = tuple(unmatched(text.figures, other.figures))
    return tuple(_unsaid(found, text, other, lexicon)) if found else ()


def _unsaid(found: Iterable[Figure], text: Facts, other: Facts, lexicon: Lexicon) -> Iterator[Figure]:
    own, theirs = _shares(text, lexicon), _shares(other, lexicon)
    percents = {f.value: f for f in other.figures if f.unit == "percent"} | {f.value * 100: f for f in other.figures if f.value < 1}
    same = {f.at for share, pair in own.items() if share in percents or share in theirs for f in pair}
    for figure in found:
        part = figure.value if figure.unit == "percent" else figure.value * 100
        if figure.at in same or ((figure.unit == "percent" or figure.value < 1) and part in theirs):
            continue
        said = _as_an_ordinal(figure, other) or _in_a_word(figure, text, other, lexicon) or _of_a_year(figure, text, other, lexicon)
        if not said and not _counts_the_same(figure, text, other, lexicon):
            yield figure


def _as_an_ordinal(figure: Figure, other: Facts) -> bool:
    """ "the third failure", "three failures"; "nach elf Minuten", "in der elften Minute" """
    if figure.unit in TIMES:
        nth = [f.at for f in other.figures if f.value == figure.value and f.unit == "ordinal"]
        return any(_is_unit(hit, figure.unit) and hit.start - at in (1, 2) for at in nth for hit in other.hits)
    return any(
        f.value == figure.value and "ordinal" in (f.unit, figure.unit) and {f.unit, figure.unit} <= TIMES | {"", "ordinal"}
        for f in other.figures
    )


def _in_a_word(figure: Figure, text: Facts, other: Facts, lexicon: Lexicon) -> bool:
    """Whether a text says a figure by a word: a half by "halved", more than half by "most"; minus 5 % by "a fall of 5 %"."""
    if figure.value == Fraction(1, 2):
        return _has(other, "halve", lexicon) or (figure.comparator == "more" and _has(other, "majority", lexicon))
    if figure.unit not in ("percent", "points"):
        return False
    twin = next((f for f in other.figures if f.unit == figure.unit and f.value == -figure.value), None)
    down, at = (other, twin.at) if twin and twin.value > 0 else (text, figure.at)
    near = range(at - _FALL, at + _FALL)
    return twin is not None and any(hit.start in near and (mark := hit.of("opposite")) and mark.kind == "up1" for hit in down.hits)


def _of_a_year(figure: Figure, text: Facts, other: Facts, lexicon: Lexicon) -> bool:
    """ "the third quarter", "the three months to September": the span and the place of it in the year say the same"""
    for kind, months in (("quarter", 3), ("half", 6)):
        if _is_nth(figure, text, lexicon.small[kind]):
            return f"month {figure.value * months}" in other.dates
    return False


def _is_nth(figure: Figure, text: Facts, spans: frozenset[str]) -> bool:
    """ "the third quarter", "the second half of" """
    return figure.unit == "ordinal" and not spans.isdisjoint(text.words[figure.at + 1 : figure.at + 3])


_FALL = 8  # tokens beside a percentage in which a text says that it is a fall


def _rates(text: Facts, lexicon: Lexicon) -> dict[tuple[Fraction | int, str], str]:
    """ "210 million euros a month", "pro Monat": figures with the span of time that they are counted by."""
    per = lexicon.small["per"]
    ends = [
        (hit.start, mark.kind) for hit in text.hits if (mark := hit.of("unit")) and mark.kind in TIMES and text.words[hit.start - 1] in per
    ]
    found: dict[tuple[Fraction | int, str], str] = {}
    for end, unit in ends:
        before = [figure for figure in text.figures if figure.at < end]
        if before and end - before[-1].at <= _PAID and before[-1].unit not in TIMES:
            found[before[-1].key] = unit
    return found


_PAID = 6  # tokens from a figure to the span of time that it is paid or counted by


def _shares(text: Facts, lexicon: Lexicon) -> dict[Fraction | int, tuple[Figure, Figure]]:
    """ "four in ten", "one of two": parts as percentages, and the two figures that say them."""
    found: dict[Fraction | int, tuple[Figure, Figure]] = {}
    for one, other in pairwise(text.figures):
        between = text.words[one.at + 1 : other.at]
        words = between[1:] if between and between[0] not in lexicon.function_words | lexicon.small["share"] else between
        if (
            one.spelled == other.spelled
            and other.value in _ROUND
            and len(words) < _SPREAD
            and words[-1:]
            and words[-1] in lexicon.small["share"]
        ):
            words = words[-1:] if all(word.isalpha() or word == "'" for word in words) else words  # six towns of the county in ten
        tied = 0 < len(words) < _TIED and all(word in lexicon.small["share"] for word in words)  # un salarié sur deux
        if tied and 1 <= one.value < other.value <= _HUNDRED and not one.unit and other.unit in SUMS | {""}:
            found[Fraction(one.value * 100) / other.value] = (one, other)
    return found


_HUNDRED, _THOUSAND = 100, 1000
_ROUND = frozenset((2, 3, 4, 5, 10, 100))  # of so many a part is told: six children in ten
_SPREAD = 8  # tokens between them where what is counted stands there as well
_TIED = 4  # tokens from the first number of "four out of every ten" to the second


def _makes(figure: Figure, part: Figure, text: Facts) -> bool:
    """Whether a figure is another one of a text and so many more or fewer."""
    return any(figure.value in (f.value + part.value, f.value - part.value) for f in text.figures if f is not part)


def _computed(figure: Figure, text: Facts, *, near: bool = False) -> bool:
    """Whether a figure is the sum or the difference of two of a text that count the same: 14 of 212 are left when 198 are safe."""
    if figure.unit in _PLACES or figure.year or figure.value < 0:
        return False
    counted = [f for f in text.figures if (f.firm or (f.value == 1 and not near)) and f.unit not in _PLACES and not f.year]
    return any(
        abs(text.sentence(one.at) - text.sentence(other.at)) <= (0 if near else 1)
        and figure.value in (one.value + other.value, abs(one.value - other.value))
        and (one.unit == other.unit or not (one.unit and other.unit))
        and (figure.unit in ("", one.unit, other.unit) or (figure.unit, one.unit, other.unit) == ("points", "percent", "percent"))
        for one, other in combinations(counted, 2)
    ) or any(  # 40 % of 3.1 billion
        part.unit == "percent"
        and whole.unit == figure.unit
        and abs(Fraction(part.value) * whole.value / _HUNDRED / figure.value - 1) < _CLOSE
        for part in counted
        for whole in counted
        if figure.value > 0
    )


def _in_the_sum(figure: Figure, text: Facts, other: Facts) -> bool:
    """
    Whether a figure that one text lacks is told by a new one of the other: seven of 34 for the 27 others, 27 for 12 and 15.

    With one that stays it makes the new one's whole, or with another one that is gone it makes the new one.
    """
    if figure.unit not in ("", "counted"):
        return False
    known, there = {f.value for f in text.figures}, {f.value for f in other.figures}
    gone = [f.value for f in text.figures if f is not figure and f.value not in there]
    new = [f for f in other.figures if f.value not in known and f.unit not in _PLACES]
    return any(one.value > _FEW and one.value - figure.value in gone for one in new) or any(
        figure.value > _FEW and figure.value in (one.value + part.value, part.value - one.value)
        for one in new
        for part in other.figures
        if part.unit in ("", one.unit) and part.value in known and part.value > 1
    )


_CLOSE = Fraction(1, 100)
_PLACES = frozenset(("ordinal", "clock", "day", "many", "decade"))  # units of figures that cannot be added up


def _from_month_to_month(text: Facts) -> int:
    """How many months there are from the first to the last that a text names, 0 if it names none or one."""
    months = sorted(
        int(number) for group, _, number in (date.partition(" ") for date in text.dates) if group == "month" and number.isdecimal()
    )
    return months[-1] - months[0] + 1 if len(months) > 1 else 0


_LATE = 28  # from this day on a month is at its end


def _has(text: Facts, kind: str, lexicon: Lexicon) -> bool:
    return not lexicon.small[kind].isdisjoint(text.vocabulary)


def _percentage(figure: Figure, text: Facts) -> bool:
    """Whether a percentage is what one figure of a text is of another, or has grown or fallen by: 52 of 130 are 40 %."""
    if figure.unit != "percent":
        return False
    counted = [f for f in text.figures if f.unit not in _PLACES and not f.year]
    parts = [_ratio(one, two) * 100 for one in counted for two in counted if one is not two]
    wanted = Fraction(figure.value)
    return any(abs(said - wanted) <= _ROUNDED for part in parts if part for said in (part, abs(part - _HUNDRED)))


_ROUNDED = Fraction(1, 2)


def _by_factor(figure: Figure, text: Facts, other: Facts) -> bool:
    """
    Whether a figure that one text lacks is there as another one so many times: twice its £14 million, £28 million.

    The factor itself may be what is missing.
    """
    if not figure.unit and (0 < figure.value < 1 or not figure.firm):
        known = {f.key for f in text.figures}
        products = [f for f in other.figures if f.key not in known and f.firm]
        return any(_ratio(one, two) in (figure.value, 1 / Fraction(figure.value)) for one in text.figures for two in products)
    factors = {f.value for where in (text, other) for f in where.figures if _multiplies(f, where)}
    return any(_ratio(figure, two) in factors or _ratio(two, figure) in factors for two in other.figures)


def _multiplies(factor: Figure, text: Facts) -> bool:
    """Whether a number stands beside one that it is a part or a multiple of: twice its £14 million, doubled to 28."""
    part = not factor.unit and (0 < factor.value < 1 or (not factor.firm and 1 < factor.value <= _TIMES))
    reach = range(-_NEXT if factor.value < 1 else 1, _NEXT + 1)  # 300 euros, half of that
    near = (f for f in text.figures if f is not factor and f.at - factor.at in reach)
    return part and any(text.sentence(f.at) == text.sentence(factor.at) for f in near)


_TIMES = 4  # double, threefold, quadruple


def _ratio(one: Figure, other: Figure) -> Fraction:
    """How many times another figure of the same unit one is, 0 if they count different things."""
    alike = one.unit == other.unit or not (one.unit and other.unit)
    return Fraction(one.value) / other.value if alike and one.value and other.value else Fraction(0)


def _about_as_a_share(figure: Figure, text: Facts, other: Facts, lexicon: Lexicon) -> bool:
    """Whether a percentage and a part agree as rounded: one in three, 33 %; more than six in ten, 62 %."""

    def near(part: Fraction | int, percent: Figure, *, loose: bool) -> bool:
        return percent.unit == "percent" and abs(Fraction(part) - percent.value) < (_LOOSE if loose else 1)

    if figure.unit == "percent":
        if any(not f.unit and 0 < f.value < 1 and near(f.value * 100, figure, loose=False) for f in other.figures):
            return True
        return any(
            near(part, figure, loose=bool(pair[0].comparator or figure.comparator)) for part, pair in _shares(other, lexicon).items()
        )
    parts = [(part, pair) for part, pair in _shares(text, lexicon).items() if figure.at in (pair[0].at, pair[1].at)]
    if not parts and not figure.unit and 0 < figure.value < 1:
        parts = [(figure.value * 100, (figure, figure))]
    return any(near(part, percent, loose=bool(pair[0].comparator)) for part, pair in parts for percent in other.figures)


_LOOSE = 5  # percentage points that a word like "almost" makes good for


def _is_nil(figure: Figure, text: Facts, other: Facts) -> bool:
    """Whether the nil of a score is unsaid where the other side's goals are told: 2-0 down, after two goals for the visitors."""
    kept = {f.value for f in other.figures}
    return figure.value == 0 and any(0 in pair and kept.intersection(pair) for pair in text.pairs)


def _between_years(figure: Figure, text: Facts) -> bool:
    """ "three years later" where the text has 2016 and 2019."""
    years = [f.value for f in text.figures if f.year]
    return figure.unit == "year" and any(abs(one - other) == figure.value for one, other in combinations(years, 2))


def _stands_alone(figure: Figure, text: Facts, lexicon: Lexicon) -> bool:
    """ "the two had met": a number that counts nothing of its own, but means those just named."""
    after = text.words[figure.at + 1] if figure.at + 1 < len(text.words) else ""
    alone = after in lexicon.function_words or not after[:1].isalnum()
    return figure.echo and figure.spelled and (figure.value <= _BOTH or (alone and figure.value <= _FEW))


def _refers(figure: Figure, text: Facts, source: Facts, lexicon: Lexicon, *, lost: bool) -> bool:
    """
    Whether a new figure only says again what the source says: "the two firms", five of the six, a lead of nine at 12-3.

    "The three", where "the two" is lost, is another figure.
    """
    if figure.year and not _turn_of_year(figure, text, source, lexicon):  # "a year earlier" than 2025, "three years after it opened"
        apart = {abs(f.value - figure.value) for f in source.figures if f.year}
        years = {f.value for f in source.figures if f.unit == "year"} | (
            {1} if any(_is_unit(hit, "year") for hit in source.hits) else set()
        )
        return not apart.isdisjoint(years)
    if _turn_of_year(figure, text, source, lexicon) or (lost and _less_or_more(figure, text, source)):
        return True
    if lost or not figure.spelled or figure.unit in ("percent", "ordinal", "clock", "day", *MONEY) or figure.value > _FEW:
        return False
    if not figure.unit and any(f.unit == "ordinal" and f.value - 1 == figure.value for f in source.figures):
        return True  # two terms, before a third one
    if _put_before(figure, text, source, lexicon):
        return False
    if figure.value == _names_in_sentence(text, figure):
        return True
    if figure.unit:  # a lead of nine points at 12-3
        return any(abs(one - other) == figure.value for one, other in source.pairs if isinstance(one, int) and isinstance(other, int))
    whole = [f for f in source.figures if not f.unit and isinstance(f.value, int)]
    apart = {abs(one.value - other.value) for one, other in combinations(whole, 2) if source.sentence(one.at) == source.sentence(other.at)}
    return figure.value in apart | {f.value - 1 for f in whole}  # all but one of the four: the other three


def _less_or_more(figure: Figure, text: Facts, other: Facts) -> bool:
    """ "twelve years, three fewer than he asked for": with another figure of its own text it makes one of the other."""
    if not figure.spelled or figure.unit not in ("", "year", "points"):
        return False
    sums = {one.value + sign * figure.value for one in text.figures if one is not figure for sign in (1, -1)}
    return _more_or_less(figure, text) and any(f.value in sums for f in other.figures)


_BEHIND = 4  # tokens behind a figure in which a text says that it is so many more or fewer
_MORE_OR_LESS = frozenset(
    "more less fewer mehr weniger plus moins más menos mais più meno meer minder".split()
)  # of any language: beside a figure they mean nothing else


def _turn_of_year(figure: Figure, text: Facts, other: Facts, lexicon: Lexicon) -> bool:
    """Whether a year is said as the one before it or behind it: by the end of 2026, before 2027."""

    def told(year: Figure, where: Facts, kind: str) -> bool:
        return not lexicon.small[kind].isdisjoint(where.words[max(0, year.at - _NEXT) : year.at])

    for year in other.figures:
        (early, here), (late, there) = sorted(((figure, text), (year, other)), key=lambda one: one[0].value)
        if early.year and late.year and late.value - early.value == 1 and told(early, here, "end") and told(late, there, "before"):
            return True
    return False


def _names_in_sentence(text: Facts, figure: Figure) -> int:
    """How many names its sentence has: "two houses of prayer, St Anne's and Al-Noor"."""
    places = [at for at, _ in text.names.order if text.sentence(at) == text.sentence(figure.at)]
    return sum(at - 1 not in places and text.words[at - 1] not in ("-", "'") for at in places)


_AT_MOST = frozenset(  # words of a limit that makes a figure small
    "no not never most maximum nicht höchstens maximal niet hoogstens hooguit maximaal pas ne n plus non massimo più".split()
    + "máximo más não mais".split()
)
_BOTH = 3  # so many are known by the article before: "the two leaders", who are named as well
_FEW = 10  # up to here figures in words may refer to what was counted before


_DAYS = {"day": (1, 1), "week": (7, 7), "month": (28, 31), "year": (364, 366)}  # fewest and most; 52 weeks are a year


def _as_long(one: Figure, other: Figure) -> bool:
    """Whether two spans in different units may be the same: six weeks, a month and a half; a year has twelve months, no more."""
    if {one.unit, other.unit} == {"month", "year"}:
        years, months = (one, other) if one.unit == "year" else (other, one)
        return Fraction(years.value) * _MONTHS == months.value
    (least, most), (fewest, longest) = ([Fraction(f.value) * days for days in _DAYS[f.unit]] for f in (one, other))
    return least <= longest and fewest <= most


_MONTHS = 12


def _counted_otherwise(figure: Figure, other: Facts) -> bool:
    """
    Whether a text has a figure that says as much in another way: a third, one in three.

    A quarter of what is usual is four times less than that.
    """
    for f in other.figures:
        if f.unit != figure.unit and {f.unit, figure.unit} <= _DAYS.keys() and _as_long(f, figure):
            return True
        if f.value * figure.value == 1 != f.value and {f.unit, figure.unit} <= {"", "ordinal"}:
            return True
        if {f.unit, figure.unit} == {"ordinal", "percent"}:
            nth, percent = (f, figure) if f.unit == "ordinal" else (figure, f)
            if nth.value > 1 and abs(percent.value - Fraction(_HUNDRED) / nth.value) < 1:
                return True  # every fifth, 20 %
        if f.value == figure.value >= _THOUSAND and (f.unit, figure.unit).count("") == 1 and {f.unit, figure.unit} & SUMS:
            money = {one.unit for one in other.figures} & SUMS
            return bool(f.unit or not money or figure.unit in money)  # 45 million euros, an investment of 45 million
    return False


def _counts_the_same(figure: Figure, text: Facts, other: Facts, lexicon: Lexicon) -> bool:
    """
    Whether a figure needs no partner of its own, because its unit or its number is said in another way.

    "opening hours are cut to 42", "42 hours"; "27 degrees, on the coast 19"; "12 months", "a year"; "2-2", "two apiece".
    """
    if figure.unit in TIMES and (scaled := _one_of(figure)) and any(_is_unit(hit, scaled) for hit in other.hits):
        return True
    fortnight = lexicon.small["fifteen"]
    if (
        fortnight
        and (figure.key == (2, "week") or figure.value == _FIFTEEN)
        and any(
            {f.value, figure.value} == {2, _FIFTEEN} and {"week"} <= {f.unit, figure.unit} <= {"week", "day", ""} for f in other.figures
        )
    ):
        return not fortnight.isdisjoint(other.words if figure.unit == "week" else text.words)
    part = _PARTS.get(figure.key)  # of a year, as a firm counts it
    if part and not lexicon.small[part].isdisjoint(other.words):
        return True
    if any(pair == (figure.value, figure.value) for pair in text.pairs) and any(f.value == figure.value for f in other.figures):
        return True
    for partner in unmatched(other.figures, text.figures):
        units = {figure.unit, partner.unit} - {""}
        if figure.value == partner.value and {figure.unit, partner.unit} == {"", "points"}:
            return True  # a table counts points, or lengths, or nothing
        if figure.value == partner.value and len(units) == 1 and "" in (figure.unit, partner.unit) and not units & _OWN:
            bare, said = (other, partner) if figure.unit else (text, figure)
            after = bare.words[said.at + 1] if said.at + 1 < len(bare.words) else ""
            if "percent" in units and after[:1].isalpha() and after not in lexicon.function_words:
                continue  # 8 points are no 8 percent
            if units == {"hour"} and bare.words[max(0, said.at - 1)] in lexicon.small["oclock"]:
                return True  # antes das seis, seis horas
            if units == {"day"} and after in lexicon.small["rounds"]:
                return True  # dos jornadas
            if units <= TIMES and any(_is_unit(hit, unit) and not _is_counted(hit, bare) for hit in bare.hits for unit in units):
                return True
            behind = range(said.at + 2, said.at + _NEXT)
            if any(hit.start in behind and _is_unit(hit, unit) for hit in bare.hits for unit in units):
                return True  # 287 passing yards
            if any(f.unit in units and f.at != said.at and abs(bare.sentence(f.at) - bare.sentence(said.at)) < 2 for f in bare.figures):
                return True
    return False


_PARTS: Mapping[tuple[Fraction | int, str], str] = {(3, "month"): "quarter", (6, "month"): "half"}
_FIFTEEN = 15  # days of a fortnight: quinze jours
_OWN = frozenset(("ordinal", "clock", "many", "decade", "points"))  # no units of measure


def _is_counted(hit: Hit, text: Facts) -> bool:
    """Whether a unit belongs to a figure: "12 weeks", but not "opening hours"."""
    return any(f.unit and f.at < hit.start <= f.at + _NEXT for f in text.figures)


def _is_unit(hit: Hit, unit: str) -> bool:
    return "unit" in hit.groups and any(mark.group == "unit" and mark.kind == unit for mark in hit.marks)


def _one_of(figure: Figure) -> str:
    """The unit that a span of time is one of: 12 months are a year."""
    length = size(figure)
    return next((unit for unit in TIMES if unit != figure.unit and size(Figure(1, unit)) == length), "")


def _in_place_of(new: Figure, lost: Iterable[Figure]) -> bool:
    """ "second" where "first" was, "un mois" where "un an" was: weak figures may come and go, but not become each other."""
    for old in lost:
        if new.unit == old.unit == "ordinal" and new.value != old.value:
            return True
        if new.unit != old.unit and {new.unit, old.unit} <= TIMES and new.value == old.value == 1:
            return True
    return False


def comparators_kept(source: Facts, result: Facts, context: Context) -> str:
    return decisive(_comparators(source, result, context.lexicon))


def _comparators(source: Facts, result: Facts, lexicon: Lexicon) -> Iterator[tuple[bool, str]]:
    """Figures that are not as exact as they were; not decisive where a word beside them may say so in another way."""
    ours, theirs = _shares(source, lexicon), _shares(result, lexicon)
    parts = {f.at: share for share, pair in ours.items() for f in pair}
    for figure in source.figures:
        span = figure.comparator and figure.unit in TIMES  # more than a century
        if not figure.firm and not span and (figure.value != 1 or figure.unit == "ordinal"):
            continue
        if figure.at in parts:  # six in ten, 60 %
            share = parts[figure.at]
            of_all = figure is ours[share][1]
            partners = (
                [] if of_all else [f for f in result.figures if f.unit == "percent" and f.value == share] + [*theirs.get(share, ())[:1]]
            )
        else:
            partners = [f for f in result.figures if equal(f, figure)] or [
                f for f in result.figures if figure.firm and f.value == figure.value and f.unit not in _PLACES
            ]
        if before := _difference(source, figure):
            after = [now for f in partners if (now := _difference(result, f))]
            if after and all(now[0] != before[0] for now in after):  # 60 more than in 2023, 60 fewer
                yield before[1] in [now[1] for now in after], f"“{figure.text}” {before[0]} became {after[0][0]}"
        if figure.firm and partners and _only(source, figure) and all(_as_many(result, f) for f in partners):
            yield not result.negations, f"“only {figure.text}” became “{partners[0].text}”"
        if partners and all(not _equally_exact(figure, source, f, result, lexicon) for f in partners):
            doubtful = (
                (not figure.firm and not figure.unit)  # about one in three
                or any(_below_a_limit(figure, f, result, lexicon) for f in partners)
                or any(not figure.comparator and f.comparator == "most" and _hedged(source, figure) for f in partners)
                or any(not figure.comparator and _no_more(source, figure, result, f) for f in partners)
                or any(not figure.comparator and _under_a_not(result, f, lexicon) for f in partners)
                or (_under_a_not(source, figure, lexicon) and not all(f.comparator for f in partners))
            )
            yield not doubtful, f"“{_exact(figure)}” became “{_exact(partners[0])}”"


def _difference(text: Facts, figure: Figure) -> tuple[str, str] | None:
    """Whether a figure says how many "more" or "less", and the word that it is more than."""
    end = figure.at + len(figure.text.split())
    hit = next((hit for hit in text.hits if hit.start == end and "comparator" in hit.groups), None)
    mark = hit.of("comparator") if hit else None
    # "eight tenths faster" is less
    if hit is None or mark is None or text.words[end] not in _MORE_OR_LESS or mark.kind not in _LIMITS or hit.end >= len(text.words):
        return None
    return mark.kind, text.words[hit.end]


def _only(text: Facts, figure: Figure) -> bool:
    """ "only two": beyond doubt, with nothing between"""
    return any(hit.end == figure.at and firm(hit, "hedge") and (mark := hit.of("hedge")) and mark.kind == "only" for hit in text.hedges)


def _as_many(text: Facts, figure: Figure) -> bool:
    """Whether a figure stands without any word that makes it few."""
    few = [hit for hit in text.hedges if (mark := hit.of("hedge")) and mark.kind == "only"]
    return not figure.comparator and all(text.sentence(hit.start) != text.sentence(figure.at) for hit in few)


def _equally_exact(figure: Figure, text: Facts, partner: Figure, other: Facts, lexicon: Lexicon) -> bool:
    """ "between 80 and 100" is at least 80, and at most 100; "une centaine" is about 100."""
    if as_exact(partner.comparator, figure.comparator):
        return True
    if figure.comparator and not lexicon.small["exactly"].isdisjoint(other.words[max(0, partner.at - 1) : partner.at]):
        return False
    rounded = lexicon.small["round"]
    if {partner.comparator, figure.comparator} <= {"", "about", "near"} and not rounded.isdisjoint(
        f"{figure.text} {partner.text}".casefold().split()
    ):
        return True
    for one, its, two, where in ((figure, text, partner, other), (partner, other, figure, text)):
        if not one.comparator and two.comparator == "about" and any(one.value in pair for pair in its.pairs):
            return True  # a range is no exact number either
        if not one.comparator and two.comparator in ("least", "most") and _ends_a_range(one, its, two.comparator, lexicon):
            return True
        kind = two.comparator.rstrip("?")
        awaited = kind == "about" and its is text and _hinted(its, one, "awaited", lexicon)  # an expected 7,000: about as many
        if not one.comparator and (awaited or _said_near(its, one, kind, lexicon)):
            return True
        if _denied(its, one, where, two, lexicon):
            return True
    return False


def _ends_a_range(figure: Figure, text: Facts, limit: str, lexicon: Lexicon) -> bool:
    """ "between 80 and 100" is at least 80, and at most 100; also "between 8 degrees on the coast and 15 inland" """
    if any(pair[limit == "most"] == figure.value for pair in text.pairs):
        return True
    sentence = text.sentence(figure.at)
    first = next((f for f in text.figures if text.sentence(f.at) == sentence and _has_before(text, f, "between", lexicon)), None)
    if first is None or first.unit != figure.unit:
        return False
    return (
        first is figure
        if limit == "least"
        else first.at < figure.at and any(_has_before(text, figure, end, lexicon) for end in ("and", "to"))
    )


def _has_before(text: Facts, figure: Figure, kind: str, lexicon: Lexicon) -> bool:
    return not lexicon.small[kind].isdisjoint(text.words[max(0, figure.at - 2) : figure.at])


def _hinted(text: Facts, figure: Figure, limit: str, lexicon: Lexicon) -> bool:
    """Whether a word near a figure can say a limit: a peak of 90, room for 40; 20 and upwards."""
    near = [*_before(text, figure.at, _NEARBY)]
    if limit == "about":  # it is estimated that the works, if built, would cost 7,000
        near += range(max(text.span(text.sentence(figure.at)).start, figure.at - _CLAUSE), figure.at)
    if limit == "most":  # a 3 % cap
        caps = lexicon.small["threshold"]
        near += [at for at in [*_behind(text, figure.at)][:_NEXT] if text.words[at] in caps]
    if limit in ("least", "about", "awaited"):
        near += _behind(text, figure.at)
    return not lexicon.small[limit].isdisjoint(text.words[at] for at in near)


def _before(text: Facts, at: int, reach: int) -> range:
    """The tokens of a clause before one of its figures, at most so many; what stands between two commas does not part it."""
    first = max(0, at - reach, text.span(text.sentence(at)).start)
    stops = [place for place in range(first, at) if text.words[place] in _STOPS]
    commas = [place for place in stops if text.words[place] == ","]
    return range((stops[-1] + 1 if stops and not (len(stops) == len(commas) == 2) else first), at)


def _behind(text: Facts, at: int) -> range:
    last = min(at + _NEARBY, text.span(text.sentence(at)).stop)
    return range(at + 1, next((place for place in range(at + 1, last) if text.words[place] in _STOPS), last))


_STOPS = frozenset(",;:()–—")
_SPAN = 3  # tokens before a span of time in which a negation means the span
_NEARBY = 7  # tokens beside a figure where a word may say its limit
_CLAUSE = 16  # tokens before it where a word may say that it is estimated


def _under_a_not(text: Facts, figure: Figure, lexicon: Lexicon) -> bool:
    """ "nobody will pay more than 65 euros" may be what the dearest ticket costs; "without" denies something else"""
    if figure.comparator not in _LIMITS:
        return False
    reach = _SPAN if figure.unit in TIMES else _NEARBY  # "not seen for more than 30 years"
    before, without = _before(text, figure.at, reach), lexicon.small["aside"]
    found = [no for no in text.negations if no.start in before and text.words[no.start] not in without]
    return any(firm(no, "negation") and (mark := no.of("negation")) and mark.kind == "not" for no in found)


def _hedged(text: Facts, figure: Figure) -> bool:
    """ "could harm 700 farms": as many as 700, if a text wants to say so"""
    near = [hit.of("hedge") for hit in text.hedges if hit.start in _before(text, figure.at, _NEARBY)]
    return any(mark is not None and mark.kind != "only" for mark in near)


def _no_more(text: Facts, figure: Figure, other: Facts, partner: Figure) -> bool:
    """ "only 12 weeks", "no more than 12 weeks"; but not "as many as 12"."""
    near = _before(text, figure.at, _NEARBY)
    only = any(hit.start in near and (mark := hit.of("hedge")) and mark.kind == "only" for hit in text.hedges)
    return only and partner.comparator == "most" and not _AT_MOST.isdisjoint(other.words[max(0, partner.at - _NEXT) : partner.at])


def _below_a_limit(figure: Figure, partner: Figure, text: Facts, lexicon: Lexicon) -> bool:
    """ "at least 40 % was needed", and what came "stayed below the threshold of 40 %"."""
    limits = (("least", "less"), ("most", "more"))
    return (figure.comparator, partner.comparator) in limits and _hinted(text, partner, "threshold", lexicon)


def _said_near(text: Facts, figure: Figure, kind: str, lexicon: Lexicon) -> bool:
    """Whether a bare figure has its comparator in another way: "five days is the minimum", "does not reach 5"."""
    if not kind:
        return False
    small, before = (
        lexicon.small,
        [word for word in text.words[max(0, figure.at - 3) : figure.at] if word not in lexicon.small["definite"]],
    )
    inside = not small["within"].isdisjoint(before[-2:])
    until = inside or not small["to"].isdisjoint(before[-1:])
    if _comparator_near(text, figure, kind) or (kind == "most" and until) or (kind == "less" and inside):
        return True
    if kind == "more" and figure.unit == "year" and not small["past"].isdisjoint(before):
        return True  # over 65s, after the age of 65
    if kind == "about" and not lexicon.small["around"].isdisjoint(before[-1:]):
        return True  # "um drei Zentimeter"
    sentence = text.span(text.sentence(figure.at))
    if kind == "most" and any(
        no.start in sentence and not small["upward"].isdisjoint(text.words[no.end : no.end + 1]) for no in text.negations
    ):
        return True  # "a week a year, never more"
    if _hinted(text, figure, {"more": "least", "less": "most"}.get(kind, kind), lexicon):
        return True
    reach = _before(text, figure.at, _NEARBY)
    later = not lexicon.small["before"].isdisjoint(text.words[at] for at in reach)
    dated = figure.unit == "day" or any(no.start in _before(text, figure.at, _DENIED) for no in text.negations)
    first = not lexicon.small["earliest"].isdisjoint(text.words[at] for at in reach) and (figure.year or figure.unit in ("day", "clock"))
    return kind == "least" and ((later and dated) or first)  # not before June 15, not until 2027, only in 2027


def _denied(text: Facts, figure: Figure, other: Facts, partner: Figure, lexicon: Lexicon) -> bool:
    """ "in none of them more than 4", where the other text has "up to 4", or "4" with "the maximum" nearby."""
    limit = _LIMITS.get(figure.comparator, "")
    sentence = other.span(other.sentence(partner.at))
    hinted = not lexicon.small[limit].isdisjoint(other.words[sentence.start : sentence.stop])
    if not limit or not (partner.comparator == limit or _comparator_near(other, partner, limit, _DENIED) or hinted):
        return False
    number = text.sentence(figure.at)
    opens = figure.at - text.span(number).start <= _OPENING  # "länger als eine Stunde hatte sie nie gespielt"
    reach = range(-_DENIED if opens or not partner.comparator else 1, _DENIED)
    return any(figure.at - no.start in reach and text.sentence(no.start) == number and firm(no, "negation") for no in text.negations)


_LIMITS = {"more": "most", "less": "least"}  # what is not more is at most
_OPENING = 3  # tokens before a figure with which its sentence begins
_DENIED = 12  # words behind a negation that it may turn round


def _comparator_near(text: Facts, figure: Figure, kind: str, apart: int = 5) -> bool:
    """ "below the age of five": one that no figure has taken for itself"""
    sentence = text.sentence(figure.at)
    near = [
        hit
        for hit in text.hits
        if "comparator" in hit.groups and abs(hit.start - figure.at) <= apart and text.sentence(hit.start) == sentence
        and (mark := hit.of("comparator")) and as_exact(mark.kind, kind) and not _is_before_a_unit(text, hit.end)
    ]  # fmt: skip
    taken = sum(as_exact(f.comparator, kind) and text.sentence(f.at) == sentence for f in text.figures)
    return len(near) > taken


def _is_before_a_unit(text: Facts, at: int) -> bool:
    """Whether one or two tokens on something is counted that is no figure: "less than an hour"."""
    return any("unit" in hit.groups and at <= hit.start <= at + 1 for hit in text.hits)


def as_exact(now: str, before: str) -> bool:
    """Whether a comparator says the same as the one before, or may say nothing; a "some" that opens a sentence may be new, not lost."""
    if not before and now.endswith("?"):
        return True
    if not now and before.endswith("?") and before != "about?":
        return True
    now, before = now.rstrip("?"), before.rstrip("?")
    return now == before or {now, before} in ({"near", "less"}, {"near", "about"})


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
        reason = f"a score or range turned round: {turned[0][0]}-{turned[0][1]}"
        told = _loses(source, context.lexicon) != _loses(result, context.lexicon)  # A beats B 2-1, B lose 1-2 to A
        shares = all(any(isinstance(n, Fraction) and n.denominator > 1 for n in p) for p in turned) and not _has(
            source, "from", context.lexicon
        )  # 31.5 to her 36 per cent
        return Doubt(reason) if told or shares or all(_for_a_side(result, (b, a), context.lexicon) for a, b in turned) else reason
    known = {figure.value for figure in source.figures if figure.firm and figure.unit not in _PLACES}
    draws = {figure.value for figure in source.figures}  # "empatar a uno"
    gone = any(p not in result.pairs and (p[1], p[0]) not in result.pairs for p in source.pairs)
    new = [
        p
        for p in result.pairs
        if p not in source.pairs and (p[1], p[0]) not in source.pairs and (gone or not (draws if p[0] == p[1] else known).issuperset(p))
    ]
    if new and source.pairs:
        reason = f"a score or range that was not there: {new[0][0]}-{new[0][1]}"
        return Doubt(reason) if not gone and all(any(_passed(p, end) for end in source.pairs) for p in new) else reason
    before = _ends(source, context.lexicon)
    after = _ends(result, context.lexicon) if before else {}
    swapped = [figure for key, (end, figure) in before.items() if key in after and after[key][0] != end]
    return f"the start and the end of a change turned round: {swapped[0].text}" if len(swapped) > 1 else ""


def _loses(text: Facts, lexicon: Lexicon) -> bool:
    return _has(text, "loses", lexicon)


def _for_a_side(text: Facts, pair: tuple[object, object], lexicon: Lexicon) -> bool:
    """ "2-1 to the visitors", where their hosts had lost 1-2."""
    sides = lexicon.small["aside"] | lexicon.small["to"]
    ends = [other.at + 1 for one, other in pairwise(text.figures) if (one.value, other.value) == pair]
    return any(end < len(text.words) and text.words[end] in sides for end in ends)


def _ends(text: Facts, lexicon: Lexicon) -> dict[tuple[Fraction | int, str], tuple[str, Figure]]:
    """Figures that a change goes "from" or "to", perhaps with a word like "about" between; both ends in one sentence."""
    found: dict[tuple[Fraction | int, str], tuple[str, Figure]] = {}
    for figure in text.figures:
        before = text.words[max(0, figure.at - 2) : figure.at]
        end = next((kind for kind in ("from", "to") if lexicon.small[kind].intersection(before)), "")
        if end:
            found[figure.key] = (end, figure)
    sides = {(text.sentence(figure.at), end) for end, figure in found.values()}
    return {key: (end, f) for key, (end, f) in found.items() if {(text.sentence(f.at), "from"), (text.sentence(f.at), "to")} <= sides}


def dates_kept(source: Facts, result: Facts, context: Context) -> str:
    before, after = _relative(source, context.lexicon), _relative(result, context.lexicon)
    turned = before - after
    if any((one[0] == other[0]) != (one[1] == other[1]) for one in turned for other in after - before):
        return f"lost the date: {' '.join(min(turned))}"
    gone, come = source.dates - result.dates, result.dates - source.dates
    if len(gone | come) == 1 and gone | come == {_LAST_MONTH} and _ends_a_year(result if gone else source, context.lexicon):
        return ""
    lost, new = sorted(gone), sorted(come)
    if lost == ["when today"] and (context.lexicon.small["now"] & result.vocabulary) - source.vocabulary:
        lost = []  # "today" is "now" as often as it is a date
    if not (lost or new):
        return ""
    date = (lost or new)[0]
    reason = f"{'lost the' if lost else 'new'} date: {day(date, context.lexicon)}"
    eve = not lost and len(new) == 1 and _has(source, "eve", context.lexicon) and new[0].startswith("weekday ")
    if eve and any(f"weekday {(int(new[0].split()[1]) + step - 1) % 7 + 1}" in source.dates for step in (1, -1)):
        return Doubt(reason)  # Tuesday, "the day before" Wednesday
    steps = (1, -1) if _has(result, "eve", context.lexicon) else (1,) if _compared(source, lost, context.lexicon) else ()
    number = int(lost[0].split()[1]) if lost and lost[0].startswith("month ") else 0
    told = {f"month {(number + step - 1) % 12 + 1}" for step in steps if number}
    if not new and len(lost) == 1 and not result.dates.isdisjoint(told):
        return Doubt(reason)  # October, "the month before" November; November's figures, "more than in October"
    if (lost + new) == ["when today"]:
        return Doubt(reason)  # "aujourd'hui" is as often no more than "now"
    counting = result if lost else source
    if not (lost and new) and all(_in_months(one, counting, context.lexicon) for one in lost or new):
        return "" if all(_told_by_span(one, counting, context.lexicon) for one in lost or new) else Doubt(reason)
    return reason


def _compared(text: Facts, dates: list[str], lexicon: Lexicon) -> bool:
    """ "fewer than in October": a month that another one is only set against"""
    months = [hit.start for hit in text.hits if (mark := hit.of("month")) and f"month {mark.kind}" in dates]
    than = lexicon.small["than"] | lexicon.small["comparing"]
    return bool(months) and all(not than.isdisjoint(text.words[max(0, at - _NEXT) : at]) for at in months)


def _ends_a_year(text: Facts, lexicon: Lexicon) -> bool:
    """ "by the end of the year": in December"""
    ends = [at for at, word in enumerate(text.words) if word in lexicon.small["end"]]
    if _has(text, "yearend", lexicon):
        return True
    years = [hit.start for hit in text.hits if _is_unit(hit, "year")] + [f.at for f in text.figures if f.year]
    return any(0 < year - at <= _NEXT for at in ends for year in years)


_LAST_MONTH = "month 12"


def _told_by_span(date: str, text: Facts, lexicon: Lexicon) -> bool:
    """ "the nine months to September", "the third quarter": what the last month of them is goes without saying"""
    number = int(date.partition(" ")[2])
    months = {f.value for f in text.figures if f.unit == "month"}
    quarters = lexicon.small["quarter"]
    return number in months or any(_opens_or_ends(f, number) and _is_nth(f, text, quarters) for f in text.figures)


def _opens_or_ends(quarter: Figure, month: int) -> bool:
    """Whether a month is the first or the last one of a quarter: "July to September", the third"""
    return month in (quarter.value * 3 - 2, quarter.value * 3)


def _relative(text: Facts, lexicon: Lexicon) -> set[tuple[str, str]]:
    """ "last week", "next month", "la semaine dernière": ("last", "week")"""
    sides = [(kind, lexicon.small[kind]) for kind in ("last", "next")]
    found = set()
    for at, word in enumerate(text.words):
        for kind, words in sides:
            if word in words:
                beside = text.words[max(0, at - 1) : at] + text.words[at + 1 : at + 2]
                found |= {(kind, unit) for other in beside if (unit := _span_of(other, lexicon))}
    return found


@lru_cache(maxsize=4096)
def _span_of(word: str, lexicon: Lexicon) -> str:
    marks = (mark for phrase in lexicon.candidates(word) if len(phrase.words) == 1 for mark in phrase.marks)
    return next((mark.kind for mark in marks if mark.group == "unit" and mark.kind in TIMES), "")


def _in_months(date: str, text: Facts, lexicon: Lexicon) -> bool:
    """Whether a month only begins or ends what a text counts: "January to September", nine months; "to June", a half."""
    group, _, number = date.partition(" ")
    if group != "month":
        return False
    spans = {f.value for f in text.figures if f.unit == "month"}
    parts = [lexicon.small[kind] for kind in ("quarter", "half")]
    quarters = [_opens_or_ends(f, int(number)) for f in text.figures if _is_nth(f, text, parts[0])]
    if quarters:
        return all(quarters)
    # "the second half", "im Halbjahr"; a word that is one half of anything says nothing of a year
    fractions = {word for hit in text.hits if hit.of("fraction") for word in text.words[hit.start : hit.end]}
    half = any(_is_nth(f, text, parts[1]) for f in text.figures) or not (parts[1] - fractions).isdisjoint(text.words)
    return (int(number) in spans or (number == "1" and bool(spans))) or (
        int(number) % 3 in (0, 1) and (half or not parts[0].isdisjoint(text.words))
    )


@lru_cache(maxsize=256)
def day(date: str, lexicon: Lexicon) -> str:
    group, kind = date.split(" ", 1)
    for phrases in lexicon.phrases.values():
        for phrase in phrases:
            if mark := next((m for m in phrase.marks if m.group == group and m.kind == kind), None):
                return mark.spelling or " ".join(phrase.words)
    return kind
