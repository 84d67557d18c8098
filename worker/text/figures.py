"""
Figures: what a number means, however it is written.

Equal values written differently are equal ("12,000", "twelve thousand"), different ones differ ("$4.2 million" and
"$4.2 billion").
Numbers are read from digits of any script and grouping, from words of the lexicon, and from both ("4.2 million").
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

from worker.text.lexicon import Hit, Lexicon, Mark, starts

_GLUED = {"k": 1000, "m": 10**6, "mn": 10**6, "mln": 10**6, "bn": 10**9, "b": 10**9, "tn": 10**12, "trn": 10**12}
_ORDINAL = frozenset(["st", "nd", "rd", "th", "º", "ª", "er", "re", "ère", "ème", "e", "de", "ste", "o", "a"])
_SPLIT = re.compile(r"([-−]?)(.*?\d)([^\W\d_]*)$", re.DOTALL)
_VULGAR = frozenset("½⅓⅔¼¾")
_DASHES = frozenset("-–—‑")
MONEY = frozenset(["$", "EUR", "GBP", "JPY", "INR", "CHF"])  # kinds of the lexicons' [units] after which a glued m means million


class Figure(NamedTuple):
    """
    One number of a text.

    `unit` is a kind of the lexicon's [units] ("percent", "$", "km"), or one of ours: "day" (of a month), "ordinal",
    "clock" (value in minutes after midnight), "many" (hundreds, dozens), "decade".
    `comparator` is a kind of [comparators] ("about", "more"), or ""; with "?" where the word may also mean nothing of the kind.
    """

    value: Fraction | int
    unit: str = ""
    comparator: str = ""
    firm: bool = True  # a weak one (one, first, both, twice) may come and go
    echo: bool = False  # "the two men": may repeat a figure that stands elsewhere in the text
    text: str = ""  # as written
    at: int = 0  # its first token
    metres: Fraction | int | None = None  # "5m": its other reading
    occasion: bool = False  # "the third time": three times, or the third
    spelled: bool = False  # in words
    magnitude: int = 1  # of the million that is written behind it

    @property
    def key(self) -> tuple[Fraction | int, str]:
        return self.value, self.unit

    @property
    def year(self) -> bool:
        return not self.unit and self.text.isdecimal() and len(self.text) == 4 and 1000 <= self.value < 2100


@dataclass(frozen=True, slots=True)
class Read:
    """Figures of a text, and the pairs written as a score or a range ("3-2")."""

    figures: tuple[Figure, ...]
    pairs: frozenset[tuple[Fraction | int, Fraction | int]]


class _Number(NamedTuple):
    value: Fraction | int
    end: int  # the token after it
    suffix: str = ""  # letters glued to the digits that are no magnitude: "km", "th", "pm"
    glued: bool = False  # an "m" as in "5m": million or metres
    magnitude: int = 1
    digits: str = ""
    firm: bool = True
    unit: str = ""


def read_figures(raw: Sequence[str], words: Sequence[str], hits: Sequence[Hit], lexicon: Lexicon) -> Read:
    """All figures of a text given as tokens, folded tokens, and the lexicon's phrases in them."""
    reader = _Reader(raw, words, {h.start: h for h in hits}, {h.end: h for h in hits}, lexicon)
    return reader.read()


@dataclass(frozen=True, slots=True)
class _Reader:
    raw: Sequence[str]
    words: Sequence[str]
    at: Mapping[int, Hit]
    ending: Mapping[int, Hit]
    lexicon: Lexicon

    def read(self) -> Read:
        figures: list[Figure] = []
        pairs: set[tuple[Fraction | int, Fraction | int]] = set()
        before: tuple[int, int, _Number] | None = None  # where the number before began and ended
        done = 0
        for start in self.places():
            if start < done or (number := self.number(start)) is None:
                continue
            figure, end = self.figure(start, number, done)
            if figures and before and (longer := self.together(figures[-1], before[1], figure)):
                figures[-1], before, done = longer, (before[0], end, number), end
                continue
            if figures and before and figure.value == Fraction(1, 2) and (longer := self.and_half(figures[-1], before[1], figure)):
                figures[-1], before, done = longer, (before[0], end, number), end
                continue
            figure = self.with_one(figure)
            if before and self.is_part(figures[-1], before[1], start, number):  # 9,6 der 14 Millionen Euro
                figures[-1] = figures[-1]._replace(value=figures[-1].value * number.magnitude, unit=figure.unit)
            joint = self.joint(*before[:2], start) if before else ""
            if (
                before
                and joint
                and (not figures[-1].unit or not figure.unit or figures[-1].unit == figure.unit)
                and self.ties(figures[-1], figure)
            ):
                if figures[-1].unit == "day" and not figure.unit and figure.value <= _DAYS:
                    figure = figure._replace(unit="day")  # Oct. 3 and 4
                elif joint != "to":
                    figures[-1] = _ranged(figures[-1], before[2], figure, number, joint)
                counted = figures[-1].firm or figures[-1].value <= 1  # but "tripled to 12"
                if (
                    joint in ("-", "to") and counted and figure.firm and "ordinal" not in (figure.unit, figures[-1].unit)
                ):  # second-half goals
                    pairs.add((figures[-1].value, figure.value))
            figures.append(figure)
            before, done = (start, end, number), end
        return Read(tuple(figures), frozenset(pairs))

    def ties(self, one: Figure, other: Figure) -> bool:
        """Not "fell 2 % to 5.6 million", a change and what it led to, nor "Station No. 3 until 8 p.m.", a label and a time."""
        at = one.at - (self.word(one.at - 1) == ".")
        if self.word(at - 1) in _LABELS:
            return False
        change = (one.unit in ("percent", "points") and not other.unit and other.value > _HUNDRED) or 0 < one.value < 1 < other.value
        return not change

    def is_part(self, one: Figure, end: int, start: int, whole: _Number) -> bool:
        """Whether a number with a fraction shares the magnitude of what it is a part of."""
        tied = 0 < start - end <= _PART and all(self.kind(at, "of") or self.kind(at, "definite") for at in range(end, start))
        partial = not one.spelled and one.value % 1 != 0 and 1 < one.value < whole.value / whole.magnitude
        return tied and partial and whole.magnitude >= _MILLION and not one.unit

    def together(self, one: Figure, end: int, other: Figure) -> Figure | None:
        """Two hours and 15 minutes; 2 feet 8 inches: one size in two units."""
        (scale, longer), (same, shorter) = _SCALES.get(one.unit, _NONE), _SCALES.get(other.unit, _NONE)
        if not scale or scale != same or longer <= shorter or other.comparator or one.unit in ("week", "day"):
            return None
        end += self.kind(end, "and") or self.word(end) == ","
        ratio = longer / shorter
        if end != other.at or ratio <= other.value:
            return None
        return one._replace(value=one.value * ratio + other.value, unit=other.unit, text=" ".join(self.raw[one.at : other.at + 2]))

    def and_half(self, one: Figure, end: int, half: Figure) -> Figure | None:
        """deux ans et demi, two years and a half"""
        at = end + self.kind(end, "and")
        at += self.kind(at, "article")
        if not one.unit or one.unit not in SUMS | _SCALES.keys() or half.unit or end == at or at != half.at:
            return None
        return one._replace(value=one.value + half.value, firm=True, text=" ".join(self.raw[one.at : half.at + 1]))

    def with_one(self, figure: Figure) -> Figure:
        """an hour and 20 minutes"""
        at = figure.at - 1
        tie = at - self.kind(at, "article")
        half = self.ending.get(tie) if figure.value == Fraction(1, 2) and not figure.unit and self.kind(tie, "and") else None
        if half and (span := half.of("unit")) and span.kind in _SCALES:  # año y medio, a foot and a half
            return figure._replace(value=Fraction(3, 2), unit=span.kind)
        unit = self.ending.get(at) if figure.unit in _SCALES and self.kind(at, "and") else None
        mark = unit.of("unit") if unit and unit.end - unit.start == 1 and self.kind(unit.start - 1, "article") else None
        if mark is None or mark.kind not in ("hour", "minute", "year"):
            return figure
        (scale, longer), (other, shorter) = _SCALES[mark.kind], _SCALES[figure.unit]
        ratio = longer / shorter
        fits = scale == other and figure.value < ratio and ratio.denominator == 1
        return figure._replace(value=figure.value + ratio.numerator) if fits else figure

    def places(self) -> list[int]:
        # Most tokens are ASCII words, which one comparison tells.
        signs = [(i, t) for i, t in enumerate(self.raw) if t < ":" or t > "\x7f"]
        digits = [i for i, t in signs if t[0].isdecimal() or t in _VULGAR or (t[0] in "-−" and t[1:2].isdecimal())]
        spelled = [hit.start for hit in self.at.values() if not _NUMERIC.isdisjoint(hit.groups)]
        return sorted({*digits, *spelled})

    def mark(self, at: int, group: str) -> Mark | None:
        hit = self.at.get(at)
        return hit.of(group) if hit else None

    def word(self, at: int) -> str:
        return self.words[at] if 0 <= at < len(self.words) else ""

    def kind(self, at: int, kind: str) -> bool:
        """Whether a small word of this kind stands here: and, point, article, definite … (the lexicon's [small])."""
        return 0 <= at < len(self.words) and self.words[at] in self.lexicon.small[kind]

    # --- one number ---

    def number(self, start: int) -> _Number | None:
        token = self.raw[start]
        if token in _VULGAR:
            return _Number(Fraction(unicodedata.numeric(token)).limit_denominator(10), start + 1)
        if token[-1:].isalnum() and any(c.isdecimal() for c in token[:2]):
            number = self.glued_to_a_magnitude(_digits(token, self.lexicon.decimal, start + 1))
            return self.and_thousands(self.magnified(number))
        if (token[0].isupper() and self.is_a_name(start)) or (self.kind(start, "deeming") and self.kind(start + 1, "deemed")):
            return None
        return self.share(start) or self.ordinal(start) or self.fraction(start) or self.spelled(start)

    def is_a_name(self, at: int) -> bool:
        """Whether the capital of a number word makes a name of it: die Elf, Cento; not in a row of capitals, which is a title."""
        if not self.mark(at, "number") or self.word(at + 1) in _DASHES or not self.word(at - 1)[:1].isalnum():
            return False
        beside = (*self.raw[at - 1 : at], *self.raw[at + 1 : at + 2])
        return self.lexicon.nouns_capitalised or not any(token[0].isupper() for token in beside)

    def glued_to_a_magnitude(self, number: _Number) -> _Number:
        """30mila"""
        marks = [mark for phrase in self.lexicon.candidates(number.suffix) for mark in phrase.marks] if number.suffix else []
        size = next((int(mark.kind) for mark in marks if mark.group == "magnitude"), 1)
        return number if size == 1 else number._replace(value=number.value * size, magnitude=size, suffix="")

    def and_thousands(self, number: _Number) -> _Number:
        """6 millions et demi; 1 milione e 200mila"""
        if number.magnitude < _MILLION:
            return number
        at = number.end + self.kind(number.end, "and")
        if number.end < at and at < len(self.raw) and self.raw[at][0].isdecimal() and (rest := self.number(at)) is not None:
            smaller = _HUNDRED < rest.magnitude < number.magnitude and rest.value < number.magnitude
            return number._replace(value=number.value + rest.value, end=rest.end) if smaller else number
        return self.with_fraction(number)

    def share(self, start: int) -> _Number | None:
        """about a third, by a quarter: a part, where "a third man" is an ordinal."""
        mark = self.mark(start, "fraction")
        if mark is None or mark.firm or not self.kind(start - 1, "article"):
            return None
        before, after = self.ending.get(start - 1), self.word(self.at[start].end)
        ordinal = after[:1].isalpha() and after not in self.lexicon.function_words
        moved = self.ending.get(start - 1)
        falls = moved is not None and moved.of("opposite") is not None  # sales fell a quarter
        if not ordinal and (falls or self.kind(start - 2, "by") or (before and before.of("comparator")) or not after[:1].isalnum()):
            return _Number(Fraction(mark.kind), self.at[start].end)
        return None

    def ordinal(self, start: int) -> _Number | None:
        if mark := self.mark(start, "ordinal"):
            value, _, _ = mark.kind.partition("?")
            return _Number(Fraction(value), self.at[start].end, unit="ordinal", firm=not mark.kind.endswith("?"))
        return None

    def fraction(self, start: int) -> _Number | None:
        """half, half a million; the thirds of "two thirds" are read with their number."""
        mark = self.mark(start, "fraction")
        if mark is None:
            return None
        end = self.at[start].end
        after = end + 1 if self.kind(end, "article") or self.word(end) == "-" else end
        counted = self.kind(start - 1, "and") or self.mark(after, "magnitude") or self.mark(end, "unit")
        hour = self.mark(end + self.kind(end, "of") + (self.word(end + 1) == "'"), "unit")  # le dernier quart d'heure
        if not mark.firm and not (hour and hour.kind == "hour") and (mark.kind != "1/2" or not counted):
            return None  # "mezzo" is a vehicle as well
        if magnitude := self.mark(after, "magnitude"):
            return _Number(Fraction(mark.kind) * int(magnitude.kind), self.at[after].end, magnitude=int(magnitude.kind))
        if self.word(end) in _DASHES and self.word(end + 1).isalpha() and not self.mark(end + 1, "unit"):
            return None  # half-built
        before = self.ending.get(start)
        half = before is not None and before.of("ordinal") is not None  # "the second half" of a match counts nothing
        return _Number(Fraction(mark.kind), end, firm=not half)

    def spelled(self, start: int) -> _Number | None:
        total, current, smallest, end, firm = 0, -1, 10**18, start, False  # current -1: no number yet
        while (hit := self.at.get(end)) is not None:
            if (mark := hit.of("number")) and (current < 0 or _fits(current, int(mark.kind))):
                current, firm = max(current, 0) + int(mark.kind), firm or mark.firm
            elif (mark := hit.of("magnitude")) and (int(mark.kind) < smallest or current > 0 or total > 0):
                size, firm = int(mark.kind), True
                if size > smallest:  # cinco mil millones, mil e quinhentos milhões
                    total, current, smallest = (total + max(current, 0)) * size, 0, size
                elif size <= 100:
                    current = (current if current > 0 else 1) * size
                else:
                    total, current, smallest = total + (current if current >= 0 else 1) * size, 0, size
            elif current >= _TWENTY and (mark := hit.of("quantity")) and self.word(end - 1) == "-":  # the "one of" of thirty-one of them
                current, end = current + int(mark.kind.rpartition(" ")[2]), end + 1
                break
            else:
                break
            end = self.over(hit.end, current)
        if end == start:
            return self.many(start)
        value = Fraction(total + max(current, 0))
        number = self.with_fraction(self.with_decimals(_Number(value, end, firm=firm, magnitude=smallest if smallest < 10**18 else 1)))
        if (many := self.mark(number.end, "quantity")) and many.kind.startswith("many ") and value:  # oito dezenas
            return number._replace(value=value * int(many.kind[5:]), end=self.at[number.end].end, firm=True)
        return self.and_thousands(self.magnified(number) if number.value.denominator > 1 else number)

    def over(self, at: int, current: int) -> int:
        """Past an "and" or a hyphen inside a number: two hundred AND five, twenty-three, treinta Y tres."""
        if not (self.kind(at, "and") or self.word(at) == "-"):
            return at
        following = self.mark(at + 1, "number")
        if following and _fits(current, int(following.kind)) and (current == 0 or current >= _TWENTY):
            return at + 1
        one_of = self.mark(at + 1, "quantity")
        if one_of and one_of.kind in _ONES and current >= _TWENTY and self.word(at) == "-":
            return at + 1
        return at + 1 if self.word(at) == "-" and self.mark(at + 1, "magnitude") else at

    def with_decimals(self, number: _Number) -> _Number:
        if not self.kind(number.end, "point") or not self.mark(number.end + 1, "number"):
            return number
        end, value, scale = number.end + 1, number.value, Fraction(1, 10)
        while (mark := self.mark(end, "number")) and int(mark.kind) < 10:
            value, scale, end = value + int(mark.kind) * scale, scale / 10, end + 1
        return self.magnified(number._replace(value=value, end=end, firm=True))

    def with_fraction(self, number: _Number) -> _Number:
        """two thirds, two and a half."""
        end = number.end + (self.word(number.end) == "-")
        if (mark := self.mark(end, "fraction")) and mark.kind != "1/2" and number.value < 10:
            return number._replace(value=number.value * Fraction(mark.kind), end=self.at[end].end, firm=True)
        if self.kind(end, "and"):
            end += 1 + self.kind(end + 1, "article")
            if (mark := self.mark(end, "fraction")) and mark.kind in ("1/2", "1/4"):
                size = number.magnitude if number.magnitude >= _MILLION else 1  # two million and a half
                return number._replace(value=number.value + Fraction(mark.kind) * size, end=self.at[end].end, firm=True)
        return number

    def many(self, start: int) -> _Number | None:
        """hundreds, tens of thousands, several thousand: a quantity without a number."""
        hit = self.at.get(start)
        mark = hit.of("quantity") if hit else None
        if hit is None or mark is None:
            return None
        if mark.kind == "several" and (size := self.mark(hit.end, "magnitude")):
            return _Number(Fraction(size.kind), self.at[hit.end].end, unit="many")
        if mark.kind == "several" and (size := self.mark(hit.end, "number")) and int(size.kind) >= _THOUSAND:
            return _Number(Fraction(size.kind), self.at[hit.end].end, unit="many")  # mehrere zehntausend
        if mark.kind == "several" and (many := self.mark(hit.end, "quantity")) and many.kind.startswith("many "):
            return self.many(hit.end)  # varias decenas
        if mark.kind.startswith("many "):
            return _Number(Fraction(mark.kind[5:]), hit.end, unit="many")
        if mark.kind.startswith("decade "):
            return _Number(Fraction(mark.kind[7:]), hit.end, unit="decade")
        if mark.kind.startswith("span "):
            value, _, unit = mark.kind[5:].partition(" ")  # "span 10 year": of ten years
            return _Number(Fraction(value), hit.end, unit=unit)
        if mark.kind.startswith("weak "):
            value, _, unit = mark.kind[5:].partition(" ")  # "weak 14 day": a fortnight
            return _Number(Fraction(value), hit.end, unit=unit, firm=False)
        return None

    def magnified(self, number: _Number) -> _Number:
        """4.2 million, 4.2-million, 3 hundred thousand."""
        at = number.end + (self.word(number.end) in _DASHES and self.mark(number.end + 1, "magnitude") is not None)
        while (mark := self.mark(at, "magnitude")) is not None:
            size = int(mark.kind)
            if size == _HUNDRED and self.raw[at][0].isupper() and not self.lexicon.nouns_capitalised:
                break  # 78-74 Cento, a town
            number = number._replace(value=number.value * size, magnitude=number.magnitude * size, end=self.at[at].end, firm=True)
            at = number.end
        return number

    # --- what it counts, and how exactly ---

    def figure(self, start: int, number: _Number, done: int) -> tuple[Figure, int]:
        end, unit, first, occasion = number.end, number.unit, start, False
        value: Fraction | int = number.value
        lead = self.ending.get(start)
        money = lead.of("unit") if lead else None
        if (
            lead
            and lead.start >= done
            and money
            and (money.kind in _SIGNS or "$" in self.raw[lead.start])
            and not self.priced(lead, number)
        ):
            unit, first = money.kind, lead.start
        elif unit in ("", "clock"):
            after, end = self.unit_after(number)
            unit = after or unit
        if unit == "ordinal" and self.kind(end, "occasion"):
            unit, occasion = "", True  # for the third time: three times
        metres = None
        if number.glued and not unit and self.kind(end, "length"):
            unit = "m"
        elif number.glued:
            metres, value = None if unit else value, value * 10**6
        # "au moins 17" and "plus or minus 3" are no minus
        longer = first in self.ending and self.ending[first].end - self.ending[first].start > 1
        if self.kind(first - 1, "minus") and not longer and self.word(first - 3) not in _PLUS:
            value = -value
        if self.kind(end, "beneath") and (nought := self.mark(end + 1, "number")) and nought.kind == "0":
            value, end = -value, end + 2  # 18 degrees below zero
        day = self.day(start, end, number, unit)
        if day:
            unit = "day"
        if unit in _LONG:
            times, unit = _LONG[unit]
            value *= times
        minutes = self.word(end)
        if (
            unit in ("hour", "clock")
            and self.word(end - 1) == "h"
            and minutes.isdecimal()
            and len(minutes) == 2
            and not self.mark(end + 1, "unit")
        ):
            value, unit, end = value * 60 + int(minutes), "clock", end + 1  # 14 h 12
            number = number._replace(digits=":")
        elif unit == "hour" and (
            ":" in number.digits or ("." in number.digits and self.kind(first - 1, "definite") and _HOUR.fullmatch(number.digits))
        ):
            unit = "clock"  # 3:15 horas, las 22.30 horas
        if unit == "decade" and _CENTURY <= value < _CENTURY + _HUNDRED:
            value -= _CENTURY  # the 1990s, the 90s
        if unit in ("degree", "celsius") and value > 0 and (self.kind(end, "frost") or self.kind(end, "minus")):
            value, end = -value, end + 1  # fünf Grad Frost
        if not unit and self.kind(first - 1, "oclock") and _OCLOCK.fullmatch(number.digits):
            unit = "clock"  # las 18.30
        value, unit = _clock(value, unit, number)
        if value <= _NOON and self.is_evening(end) and (unit in ("clock", "hour") or (not unit and self.kind(first - 1, "oclock"))):
            value = value if unit == "clock" else value * 60  # six o'clock in the evening
            value, unit = value % _NOON + _NOON, "clock"
        if not unit and value % 10 == 0 and 10 < value < _HUNDRED and self.of_a_century(first):
            value += _CENTURY  # los años 90
        comparator = self.comparator(first, end, unit)
        if self.kind(first - 1, "orso") and self.word(first - 3) in self.lexicon.small["article"]:  # een week of drie
            comparator, counted = "about", self.mark(first - 2, "unit")
            unit = counted.kind if counted and not unit else unit
        noon = number.unit == "clock" and not number.digits  # a word of its own
        label = first - 1 - (self.word(first - 1) == ".")
        first_of_all = value == 1 and self.word(label) in _LABELS  # "No. 1" is the first
        firm = (number.firm and not first_of_all) or unit in ("percent", "points") or unit in MONEY or (unit == "clock" and not noon)
        echo = self.kind(first - 1, "definite") or self.word(first - 1) == "both"
        if value.denominator == 1:
            value = value.numerator
        written = " ".join(self.raw[first:end])
        return Figure(value, unit, comparator, firm, echo, written, first, metres, occasion, not number.digits, number.magnitude), end

    def priced(self, lead: Hit, number: _Number) -> bool:
        """Whether a currency in letters before a number is what it is the price of: "für den Euro 1,16 Dollar"."""
        return self.raw[lead.start][-1].isalpha() and self.unit_after(number)[0] in SUMS

    def unit_after(self, number: _Number) -> tuple[str, int]:
        if number.suffix:
            if number.suffix in _ORDINAL and not (number.suffix == "er" and number.digits.endswith("0")):  # 1er, but 90er
                return "ordinal", number.end
            if number.suffix == "s" and (number.value % 10 or self.of_age(number.end - 1)):
                return "", number.end  # under-16s, over-60s
            if number.suffix == "s" or (number.suffix == "er" and number.digits.endswith("0")):
                return "decade", number.end
            for phrase in sorted(self.lexicon.candidates(number.suffix), key=lambda one: -len(one.words)):  # 90km / h
                end = number.end + len(phrase.words) - 1
                mark = next((m for m in phrase.marks if m.group == "unit"), None)
                if mark and tuple(self.words[number.end : end]) == phrase.words[1:]:
                    return mark.kind, end
            return number.suffix, number.end
        at = number.end
        if mark := self.mark(at, "unit"):
            return mark.kind, self.at[at].end  # three-weekly, with its dash
        while self.word(at) in _DASHES or (number.magnitude > 1 and (self.kind(at, "of") or self.word(at) == "'")):
            at += 1
        if self.word(at) == "." and number.magnitude > 1 and self.mark(at + 1, "unit"):
            at += 1  # 310 Mio. Euro
        if number.value < 1:  # a quarter of a percentage point
            step = at + self.kind(at, "of")
            step += self.kind(step, "article") or (step > at and self.word(step) == "'")  # un quart d'heure
            at = step if self.mark(step, "unit") else at
        if self.kind(at, "more") and self.mark(at + 1, "unit"):
            at += 1  # ten more minutes
        if mark := self.mark(at, "unit"):
            return mark.kind, self.at[at].end
        if unit := self.begun_with(at):
            return unit, at + 1
        if self.mark(at, "same") and (mark := self.mark(self.at[at].end, "unit")) and mark.kind in SUMS:
            return mark.kind, self.at[self.at[at].end].end  # 75 Swedish kronor
        return "", number.end

    def begun_with(self, at: int) -> str:
        """The unit with which a longer phrase begins: "maanden cel"; "" if it does not."""
        if at not in self.at or self.at[at].end == at + 1:
            return ""
        marks = (mark for phrase in self.lexicon.alone(self.word(at)) for mark in phrase.marks)
        return next((mark.kind for mark in marks if mark.group == "unit"), "")

    def is_evening(self, at: int) -> bool:
        """Whether nothing but small words stand before "evening", "'s avonds", "de la tarde"."""
        while (
            at < len(self.words) and (self.words[at] == "'" or self.words[at] in self.lexicon.function_words) and not self.kind(at, "and")
        ):
            at += 1
        return self.kind(at, "evening") and not self.kind(at - 1, "comparing")

    def of_a_century(self, first: int) -> bool:
        """Whether the years of a decade stand before its number: les années 90, gli anni '90."""
        at = first - (self.word(first - 1) == "'")
        years = self.ending.get(at)
        mark = years.of("unit") if years else None
        return mark is not None and mark.kind == "year" and self.kind(at - 2, "definite")

    def of_age(self, at: int) -> bool:
        hit = self.ending.get(at - 1) if self.word(at - 1) in _DASHES else None
        return hit is not None and hit.of("comparator") is not None

    def day(self, start: int, end: int, number: _Number, unit: str) -> bool:
        if unit not in ("", "ordinal") or not 1 <= number.value <= 31 or number.value.denominator > 1:
            return False
        after = end
        while self.word(after) in (".", "of", "de", "di") and after < end + 2:
            if self.word(after) == "of" and not unit and not number.digits:
                return False  # eight of January's days
            after += 1
        # "Sept. 12"; but "in September. Two of them" opens a sentence
        short = self.word(start - 1) == "." and len(self.word(start - 2)) <= 4 and self.raw[start][0].isdecimal()
        before = self.ending.get(start) or (self.ending.get(start - 1) if short or self.word(start - 1) == "the" else None)
        follows = number.digits and before is not None and before.of("month") is not None  # but "Ende Juni vier der 14"
        return self.mark(after, "month") is not None or bool(follows)

    def comparator(self, first: int, end: int, unit: str) -> str:
        dashed = self.word(end) in _DASHES and _GOALS.fullmatch(self.word(first)) and _GOALS.fullmatch(self.word(end + 1))
        score = dashed or _COLON.fullmatch(self.word(first))
        if score or unit == "ordinal":
            return ""  # moves up to sixth; "supera 78-74", "nicht über ein 1:1 hinaus"
        article = self.kind(first - 1, "article") or self.kind(first - 1, "definite")
        for place in (first, first - 1 if article or self.of_age(first) else first):
            hit = self.ending.get(place)
            when = hit if hit and hit.of("when") else None
            if when:
                hit = self.ending.get(when.start)  # ultrapassou ontem as nove horas
            hit = hit or self.split_comparative(place)
            if hit and (mark := hit.of("comparator")) and not (self.kind(hit.start, "or") or self.kind(hit.start, "and")):
                if self.is_place_or_year(hit, mark, first, end, unit) or (not when and self.compares(hit, mark, first)):
                    return ""
                if mark.kind == "about" and (limit := self.comparator_behind(end)):
                    return limit  # some 50 or more
                kind = _NOT_SO.get(mark.kind, mark.kind) if self.denied(hit.start, unit) else mark.kind
                return f"{kind}?" if self.is_vague(hit, kind, unit, first) else kind
        return self.comparator_behind(end)

    def split_comparative(self, end: int) -> Hit | None:
        """ "ouder is dan 60", "älter ist als 60": "ouder dan" with the verb in between"""
        if not self.kind(end - 1, "than"):
            return None
        for at in (end - 3, end - 4):
            for phrase in self.lexicon.candidates(self.word(at)) if self.word(at).isalpha() else ():
                if "comparator" in phrase.groups and phrase.words == (self.word(at), self.word(end - 1)):
                    between = self.words[at + 1 : end - 1]
                    return Hit(at, end, phrase.marks, phrase.groups) if self.lexicon.function_words.issuperset(between) else None
        return None

    def compares(self, hit: Hit, mark: Mark, first: int) -> bool:
        """Whether "more than" sets one figure against another: "19 more than four years ago", "fewer than the 46 of 2022"."""
        if mark.kind not in (*_NOT_SO, "near"):
            return False
        known = hit.end < first and self.kind(first - 1, "definite") and self.mark(first, "fraction") is None
        unit = self.ending.get(hit.start)
        number = (unit.start if unit and unit.of("unit") else hit.start) - 1
        counted = self.word(number)[:1].isdecimal() and not _is_year(self.word(number))  # "in 2018 more than 400"
        return known or counted or (number in self.at and self.at[number].of("number") is not None)

    def denied(self, at: int, unit: str) -> bool:
        """ "never more than 40", "ne dépasse pas 40"; but "not for more than ten years" is longer than ten."""
        since = unit in TIMES and self.word(at - 1) in self.lexicon.function_words
        near = (at, at - 1) if self.word(at - 1)[:1].isalnum() and not since else (at,)  # not that of the sentence before
        marks = [hit.of("negation") for hit in map(self.ending.get, near) if hit]
        return any(mark is not None and mark.firm and mark.kind in ("not", "particle") for mark in marks)

    def comparator_behind(self, end: int) -> str:
        """£20 or less; five days at most; 30 complaints or more: nothing that a figure of its own follows."""
        if self.word(end) in _DASHES and (self.kind(end + 1, "odd") or self.kind(end + 1, "upwards")):
            return "about" if self.kind(end + 1, "odd") else "least"  # 40-odd, 65-plussers
        goes_on = any(self.kind(end + 2, kind) for kind in ("definite", "article", "of", "than")) or self.starts_number(end + 2)
        if self.kind(end, "and") and self.kind(end + 1, "upward") and not goes_on:
            return "least"  # 65 and over
        for place in range(end, end + _BEHIND):
            hit = self.at.get(place)
            mark = hit.of("comparator") if hit else None
            if hit is not None and mark is not None:
                either = self.kind(place, "or") or (place == end and self.kind(end, "and") and hit.end - hit.start > 1)
                ends = either or (mark.kind in ("least", "most") and self.closes(hit))
                return mark.kind if ends and not self.counts_another(hit.end) else ""
            counted = self.word(place).isalpha() and self.word(place) not in self.lexicon.function_words
            if not counted and self.word(place) != "," and not self.mark(place, "month"):
                return ""
        return ""

    def closes(self, hit: Hit) -> bool:
        """Whether a phrase like "at most" belongs to what is before it: a stop follows, or a word that begins something else."""
        last, after = self.words[hit.end - 1], self.word(hit.end)
        if last in self.lexicon.function_words and last not in _MORE_OR_LESS:  # three times as much as its rivals
            return False
        return not after[:1].isalnum() or after in self.lexicon.function_words

    def counts_another(self, at: int) -> bool:
        if self.word(at) not in self.lexicon.function_words:
            return self.starts_number(at)
        return self.starts_number(at + 1) and self.mark(at + 1, "unit") is None  # but "or more every hour"

    def starts_number(self, at: int) -> bool:
        hit = self.at.get(at)
        return self.word(at)[:1].isdecimal() or (hit is not None and not (_NUMERIC | {"unit"}).isdisjoint(hit.groups))

    def is_vague(self, hit: Hit, kind: str, unit: str, first: int) -> bool:
        """
        Whether a word may be no comparator here: "Some 44 %" only opens a sentence.

        "over two days" may be how long it took, "over four passes" where it went.

        Nor is "Bestellungen über 5 Mio. Euro" more than that sum, or a poll "onder 700" people one of fewer.
        """
        if hit.end - hit.start > 1 and not (self.kind(hit.end - 1, "definite") and hit.end - hit.start == 2):
            return False
        if self.kind(hit.start, "filler"):
            return starts(self.raw, hit.start)
        across = (unit in TIMES and self.kind(hit.start, "aside")) or (not unit and self.mark(first, "number") is not None)
        if kind == "more" and across:
            return True
        if self.kind(hit.start, "among"):
            return not unit
        return self.kind(hit.start, "amount") and unit in SUMS and self.raw[hit.start - 1][:1].isupper()

    def is_place_or_year(self, hit: Hit, mark: Mark, first: int, end: int, unit: str) -> bool:
        """
        Whether "over" says where or how long, "less than" compares with a year, or "hasta" where a change or a time ended.

        "a row over 300 jobs" is what about, "lower than 2019" when.
        """
        if hit.end - hit.start == 1 and self.kind(hit.start, "aside") and self.kind(hit.start - 1, "matter"):
            return True
        if mark.kind in ("more", "less") and unit in TIMES and self.kind(end, "ago") and self.word(hit.start) not in _MORE_OR_LESS:
            return True  # faster than 15 years ago
        digits = self.raw[first]
        year = not unit and end == first + 1 and _is_year(digits)
        if unit in TIMES and self.kind(hit.start, "to") and self.kind(end, "later"):
            return True  # hasta seis horas después
        limit = mark.kind not in ("about", "near", "least")  # "remonte à environ", "al menos": no end of a change
        if limit and (self.kind(hit.end - 1, "to") or self.kind(hit.start, "to")):  # sales fell 3 %, hasta 508; goes up to 84 cents from 70
            from_there = any(self.kind(at, "from") and self.starts_number(at + 1) for at in range(hit.end + 1, hit.end + _RISE))
            oclock = unit == "hour" or (not unit and hit.end - hit.start > 1)  # hasta las 18, jusqu'à 18 heures
            until = self.changed(hit.start) or (oclock and (_HOUR.fullmatch(digits) is not None))
            return year or unit in ("day", "clock") or from_there or (self.kind(hit.start, "to") and until)
        counts = self.word(end)[:1].isalpha() and (self.word(end) not in self.lexicon.function_words or self.kind(end, "of"))
        return year and not counts and mark.kind in ("more", "less")

    def changed(self, at: int) -> bool:
        """Whether something rose or fell shortly before: a limit of it stands where it went to."""
        for place in range(max(0, at - _CHANGE), at):
            hit = self.at.get(place)
            mark = hit.of("opposite") if hit else None
            if mark and mark.kind.startswith("up"):
                return True
        return False

    def joint(self, left: int, end: int, start: int) -> str:
        """How two numbers are tied: "-" as a range or score, "to" as votes, "and" as a list, "" not at all."""
        if start != end + 1 and not (start == end + 2 and self.ending.get(start)):
            counted = start == end + 2 and self.word(end).isalpha() and self.kind(end + 1, "to") and not self.mark(end, "unit")
            # four votes to three, but not "un empate a dos"
            return "to" if counted and not self.kind(left, "someone") and not self.kind(left - 1, "from") else ""
        if self.word(end) in _DASHES or self.kind(end, "to") or self.kind(left - 1, "between") or self.kind(left - 2, "between"):
            return "-"
        return "and" if self.kind(end, "and") or self.kind(end, "or") else ""


_NUMERIC = frozenset(("number", "magnitude", "fraction", "ordinal", "quantity"))
SUMS = MONEY | {"A$", "C$", "NZ$", "HK$", "R$", "RUB", "CNY", "crown", "peso", "franc", "pound", "real", "won", "lira", "dinar", "riyal"}
_COINS = frozenset({("pence", "GBP"), ("bp", "points"), ("bp", ""), *(("cent", money) for money in SUMS)})
_NONE = ("", Fraction(0))
_DAYS = 31
_HUNDRED = 100
_HOUR = re.compile(r"(1?\d|2[0-4])([.:][0-5]\d)?")  # of a clock
_DECIMAL = re.compile(r"\d+,\d")
_OCLOCK = re.compile(r"(1?\d|2[0-4])[.:][0-5]\d")
_GOALS = re.compile(r"\d{1,3}")
_COLON = re.compile(r"\d{1,3}:\d{1,3}")
_LABELS = frozenset(("no", "nos", "nr", "n", "n°", "nº", "núm", "num", "number", "nummer", "numéro", "número", "numero"))
_TWENTY = 20
_THOUSAND, _MILLION = 1000, 10**6
_CENTURY = 1900  # of which decades are told by two digits
_NOON = 720  # minutes
_PART = 2  # tokens between a part and the whole: "of the"
_ONES = frozenset(f"weak {one}" for one in range(1, 10))
_RISE = 6  # tokens behind "up to" in which the start of a rise may be told
_CHANGE = 20  # tokens before "hasta" in which a text tells that something rose or fell
_BEHIND = 5  # tokens behind a figure in which "at most" may follow what it counts
_NOT_SO = {"more": "most", "less": "least"}  # what is not more is at most
_MORE_OR_LESS = frozenset("most least more less over above under plus moins más menos mucho mais più meno mehr weniger meer minder".split())
_PLUS = frozenset(("plus", "más", "mais", "più", "mehr"))  # before "or minus"
_SIGNS = MONEY | {"A$", "C$", "NZ$", "HK$"}
TIMES = frozenset(["second", "minute", "hour", "day", "week", "month", "year"])
_LONG = {  # units that are so many of another
    "fortnight-long": (14, "day"), "quarter-long": (3, "month"), "half-long": (6, "month"),
    "decade-long": (10, "year"), "century-long": (100, "year"),
}  # fmt: skip
_SCALES = {  # unit: what it measures, and in how many of the smallest; calendar months are no number of days
    "year": ("months", Fraction(12)), "month": ("months", Fraction(1)), "week": ("time", Fraction(604800)),
    "day": ("time", Fraction(86400)),
    "hour": ("time", Fraction(3600)), "minute": ("time", Fraction(60)), "second": ("time", Fraction(1)),
    "km": ("length", Fraction(10**6)), "m": ("length", Fraction(1000)), "cm": ("length", Fraction(10)), "mm": ("length", Fraction(1)),
    "tonne": ("mass", Fraction(10**6)), "kg": ("mass", Fraction(1000)), "g": ("mass", Fraction(1)),
    "sqkm": ("area", Fraction(10**6)), "hectare": ("area", Fraction(10**4)), "sqm": ("area", Fraction(1)),
    "gw": ("power", Fraction(1000)), "mw": ("power", Fraction(1)),
    "yard": ("feet", Fraction(36)), "foot": ("feet", Fraction(12)), "inch": ("feet", Fraction(1)),
}  # fmt: skip


def _is_year(digits: str) -> bool:
    return digits.isdecimal() and len(digits) == 4 and digits[:2] in ("19", "20")


def _fits(current: int, value: int) -> bool:
    """Whether `value` may follow inside one spelled number: 20 3, 200 50, 60 12, 80 19; not 2 3."""
    if current == 0:
        return True
    if value < 10 and current % 10 == 0:
        return current % 100 >= 20 or current % 100 == 0
    return value < 100 and (current % 100 == 0 or (current % 100 in (60, 80) and value < 20))


@lru_cache(maxsize=4096)
def _digits(token: str, decimal: str, end: int) -> _Number:
    match = _SPLIT.match(token)
    assert match is not None
    sign, digits, letters = match.groups()
    digits = digits.replace("h", ":")
    value: Fraction | int = _value(digits, decimal)
    if value.denominator == 1:
        value = value.numerator  # compared much faster
    if sign:
        value = -value
    if letters and letters[0] > "\u2e80":
        return _east_asian(value, letters, end, digits)
    suffix = letters.casefold()
    if suffix == "m" and letters == "m":
        return _Number(value, end, glued=True, digits=digits)
    if suffix in _GLUED:
        return _Number(value * _GLUED[suffix], end, magnitude=_GLUED[suffix], digits=digits)
    return _Number(value, end, suffix=suffix, digits=digits, unit="clock" if ":" in digits else "")


def _east_asian(value: Fraction | int, letters: str, end: int, digits: str) -> _Number:
    """500万人, 1.2亿美元: the sizes are part of the number, and what follows is a unit or the next word."""
    size = 1
    while letters[:1] in _SIZES:
        size, letters = size * _SIZES[letters[0]], letters[1:]
    unit = next((unit for sign, unit in _COUNTED.items() if letters.startswith(sign)), "")
    return _Number(value * size, end, magnitude=size, digits=digits, unit=unit)


_SIZES = {"百": 100, "千": 1000, "万": 10**4, "萬": 10**4, "만": 10**4, "亿": 10**8, "億": 10**8, "억": 10**8, "兆": 10**12}
_COUNTED = {
    "美元": "$", "ドル": "$", "달러": "$", "欧元": "EUR", "歐元": "EUR", "ユーロ": "EUR", "英镑": "GBP", "日元": "JPY", "円": "JPY",
    "元": "CNY", "원": "won", "公里": "km", "キロ": "km", "岁": "year", "歲": "year", "歳": "year",
}  # fmt: skip


@lru_cache(maxsize=4096)
def _value(digits: str, decimal: str) -> Fraction:
    """
    The value of digits with any grouping; `decimal` decides only what could be either ("12.000").

    >>> _value("12.000", ",") == _value("12,000", ".") == _value("12 000", ".") == 12000
    True
    >>> _value("1,00,000", "."), _value("3.5", ","), _value("1.234,5", ".")
    (Fraction(100000, 1), Fraction(7, 2), Fraction(2469, 2))
    """
    if ":" in digits:
        hours, minutes, *seconds = digits.split(":")
        return _value(hours, decimal) * 60 + _value(minutes, decimal) + (_value(seconds[0], decimal) / 60 if seconds else 0)
    groups = [g for g in re.split(r"\D", digits) if g]
    marks = re.findall(r"\D", digits)
    whole = len(groups)
    if marks:
        last = marks[-1]
        looks_grouped = len(groups[-1]) == 3 and all(len(g) in (2, 3) for g in groups[1:]) and len(groups[0]) <= 3 and groups[0] != "0"
        if marks.count(last) == 1 and last in ".," and (len(marks) > 1 or last == decimal or not looks_grouped):
            whole -= 1
    number = "".join(groups[:whole]) + ("." + groups[-1] if whole < len(groups) else "")
    return Fraction("".join(str(unicodedata.digit(c)) if c.isdecimal() else c for c in number))


def _clock(value: Fraction | int, unit: str, number: _Number) -> tuple[Fraction | int, str]:
    """Clock times in minutes after midnight; "10.30 am" was read as a decimal, its digits say what it is."""
    if unit not in ("am", "pm", "clock"):
        return value, unit
    if unit == "clock" and _DECIMAL.fullmatch(number.digits):
        return value, "hour"  # 1,5 uur
    if ":" not in number.digits:
        hours, _, minutes = number.digits.replace(",", ".").partition(".")
        value = Fraction(int(hours) * 60 + int(minutes or 0)) if hours else value * 60
    if unit == "pm" and value < 720:
        value += 720
    if unit == "am" and value >= 720:
        value -= 720
    return value, "clock"


def _ranged(left: Figure, left_number: _Number, right: Figure, right_number: _Number, joint: str) -> Figure:
    """3 to 5 million, 10 and 15 percent: the left one means the same unit, in a range also the same magnitude."""
    value, unit = left.value, left.unit
    if right.unit == "clock" and not unit and value < 13:  # between 2 and 4 a.m.
        value *= 60
        return left._replace(value=value + 720 if value + 720 < right.value else value, unit="clock")
    size = right_number.magnitude
    if joint == "-" and left_number.magnitude == 1 < size and not left.year and left.value < _HUNDRED * right.value / size:
        value *= size  # from 3 to 5 million, from 19 to 12.6 million
    if not unit and not left.year and right.unit not in ("ordinal", "decade", "many"):
        unit = right.unit
    return left._replace(value=value, unit=unit)


def unmatched(wanted: Sequence[Figure], present: Sequence[Figure]) -> Iterator[Figure]:
    """
    The figures of `wanted` that `present` does not hold, as multisets.

    Years and echoes ("the two men") need one partner that others may share.
    """
    if not wanted:
        return
    pool = list(present)
    # Exact partners first, so that a looser match does not take them away.
    left = []
    for figure in sorted(wanted, key=lambda f: not f.firm):
        twin = next((p for p in pool if p.key == figure.key and p.echo == figure.echo and p.comparator == figure.comparator), None)
        if twin:
            pool.remove(twin)
        else:
            left.append(figure)
    for figure in sorted(left, key=lambda f: (f.echo or f.year, not f.unit)):
        shared = figure.echo or figure.year
        around = (present, wanted)
        said_once = (_elliptic, _shortened, _of_these)
        there = present if shared else pool
        partners = [p for p in there if equal(p, figure) or any(same(p, figure, *around) for same in said_once)]
        if not partners:
            yield figure
        elif not shared:
            pool.remove(min(partners, key=lambda p: (p.unit != figure.unit, p.comparator != figure.comparator, p.echo)))


def _shortened(one: Figure, other: Figure, around: Sequence[Figure], others: Sequence[Figure]) -> bool:
    """ "12.3 million, down from 15.1": a magnitude, said once beside another figure that has it."""
    short, full, beside = (one, other, around) if one.magnitude < other.magnitude else (other, one, others)
    size = full.magnitude
    if short.magnitude > 1 or short.value * size != full.value or short.value >= _THOUSAND or size < _THOUSAND or short.year:
        return False
    near = [f for f in beside if f.magnitude == size and abs(f.at - short.at) <= _BESIDE]
    return any(len({short.unit, full.unit, f.unit} - {""}) < 2 for f in near)


def _of_these(one: Figure, other: Figure, around: Sequence[Figure], others: Sequence[Figure]) -> bool:
    """ "18 months in prison, 12 of them suspended": a unit of time, said once, and its 12 may be a year."""
    bare, full, beside = (other, one, others) if one.unit else (one, other, around)
    if bare.unit or full.unit not in TIMES or bare.year:
        return False
    before = [f.unit for f in beside if f.unit in TIMES and 0 < bare.at - f.at <= _BESIDE][-1:]
    return any(size(bare._replace(unit=unit)) == size(full) for unit in before)


_BESIDE = 24  # tokens from a figure to one of the same statement


def _elliptic(one: Figure, other: Figure, around: Sequence[Figure], others: Sequence[Figure]) -> bool:
    """ "3.2 million euros, after 17.8 million": one unit, said once beside another sum of its size."""
    if one.value != other.value or bool(one.unit) == bool(other.unit) or one.value < 1000:
        return False
    unit, text = (one.unit, others) if one.unit else (other.unit, around)
    return unit in SUMS and any(figure.unit == unit for figure in text)


def equal(one: Figure, other: Figure) -> bool:
    """Whether two figures say the same number of the same thing; "100m" may be 100 million or 100 metres."""
    if one.unit != other.unit and one.unit in _SCALES and other.unit in _SCALES and size(one) == size(other):
        return True
    if "clock" in (one.unit, other.unit) and one.unit != other.unit and {one.unit, other.unit} <= _SCALES.keys() | {"clock"}:
        clock, span = (one, other) if one.unit == "clock" else (other, one)  # Dutch has one word for hours and o'clock
        return _SCALES[span.unit][0] == "time" and size(span)[1] in (clock.value * 60, clock.value)  # 31:12 in a race
    if {one.unit, other.unit} == {"", "clock"} and one.value != other.value:  # a las 3.15, 3:15 horas
        bare, clock = (one, other) if one.unit == "" else (other, one)
        hours, _, minutes = bare.text.partition(".")
        if hours.isdecimal() and len(hours) <= 2 and (not minutes or (minutes.isdecimal() and len(minutes) == 2)):
            return int(hours) * 60 + int(minutes or 0) == clock.value
    if (one.unit, other.unit) in _COINS or (other.unit, one.unit) in _COINS:  # 32 cents, 0.32 euros
        coin, money = (one, other) if (one.unit, other.unit) in _COINS else (other, one)
        return money.value * 100 == coin.value
    if {one.unit, other.unit} == {"", "percent"}:  # half of them, 50 percent of them
        part, percent = (one, other) if one.unit == "" else (other, one)
        return part.value < 1 and part.value * 100 == percent.value
    if one.value == other.value:
        third = (one.occasion or other.occasion) and {one.unit, other.unit} == {"", "ordinal"}
        return third or _same_unit(one.unit, other.unit)
    return (one.metres == other.value and other.unit == "m") or (other.metres == one.value and one.unit == "m")


def size(figure: Figure) -> tuple[str, Fraction]:
    """What a figure measures, in the smallest unit of it: 30 years are three decades, 1.2 km are 1,200 m."""
    scale, factor = _SCALES[figure.unit]
    return scale, figure.value * factor


def _same_unit(one: str, other: str) -> bool:
    # An age is a number of years with or without the word; the 12th is the 12th of a month; "since November 31 people" names no day.
    return one == other or {one, other} in _SAME_UNITS


_SAME_UNITS = ({"", "year"}, {"", "counted"}, {"ordinal", "day"}, {"", "day"}, {"counted", "day"}, {"", "clock"}, {"degree", "celsius"})
