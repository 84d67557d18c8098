"""Plants one fault of a named kind in an honest text, as careless rewording would, so that the checks can be measured.

The word lists (`fault_words`) are this generator's own: a check must see a fault because of its rule, not because both sides read one list.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise
from random import Random

from evaluation.fault_words import WORDS, Rewording, Words


@dataclass(frozen=True, slots=True)
class Edit:
    """Replace text[start:end] by `new`; several make one fault (an exchange of two names)."""

    start: int
    end: int
    new: str


Fault = tuple[Edit, ...]
Finder = Callable[[str, Words, Random], Iterator[Fault]]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of fault: the family whose detection figure it counts in, and what finds the places where it can be planted."""

    family: str
    find: Finder


def plant(kind: str, text: str, seed: int, language: str) -> str | None:
    """
    The text with exactly one fault of the kind, or None where none can be planted. Equal arguments give equal texts.

    >>> plant("weekday changed", "He left on Monday.", 1, "en")
    'He left on Wednesday.'
    >>> plant("weekday changed", "He left.", 1, "en") is None
    True
    """
    random = Random(f"{kind}|{seed}|{text}")
    faults = [made for fault in KINDS[kind].find(text, WORDS[language], random) if (made := _made(text, fault)) != text]
    return random.choice(faults) if faults else None


def _made(text: str, fault: Fault) -> str:
    for edit in sorted(fault, key=lambda edit: edit.start, reverse=True):
        rest = edit.new + text[edit.end :]
        if _opens_sentence(text, edit.start):
            rest = rest[:1].upper() + rest[1:]
        text = text[: edit.start] + rest
    return re.sub(r"(?<=\S) {2,}(?=\S)", " ", text)


def _opens_sentence(text: str, at: int) -> bool:
    return re.search(r"(?:^|[.!?][”\"»“]?\s+)$", text[:at]) is not None


# --- where things are -------------------------------------------------------------------------------------------------

_QUOTATION = re.compile(r"“[^“”]*”|„[^„“]*“|«[^«»]*»|»[^«»]*«|\"[^\"]*\"")
_NO_END = r"(?<!\bMr)(?<!\bMs)(?<!\bDr)(?<!\bSt)(?<![ap]\.m)(?<!Mio)(?<!Mrd)(?<!\b\d)(?<!\b\d\d)"
_SENTENCE_END = re.compile(_NO_END + r"[.!?][”\"“»]?\s+(?=[\"“„«]?[A-ZÄÖÜÀÉ])")
_CAPITAL_RUN = re.compile(r"\b[A-ZÄÖÜÀÉ][\w-]*(?: (?:(?:van|de|du) )?[A-ZÄÖÜÀÉ][\w-]+)*")


def _quotations(text: str) -> list[tuple[int, int]]:
    return [match.span() for match in _QUOTATION.finditer(text)]


def _quoted(text: str, start: int, end: int) -> bool:
    return any(begin < end and start < stop for begin, stop in _quotations(text))


def _sentences(text: str) -> list[tuple[int, int]]:
    """Spans of sentences with the blanks that follow them; ends inside quotations do not count."""
    ends = [match.end() for match in _SENTENCE_END.finditer(text) if not _inside_quotation(text, match.start())]
    bounds = [0, *ends, len(text)]
    return [(start, end) for start, end in pairwise(bounds) if start < end]


def _inside_quotation(text: str, at: int) -> bool:
    return any(begin <= at < stop - 2 for begin, stop in _quotations(text))


@dataclass(frozen=True, slots=True)
class _Name:
    start: int
    end: int
    text: str


def _names(text: str, words: Words) -> list[_Name]:
    """Runs of capitalised words outside of quotations that are likely names; where every noun is capitalised, runs of two or more."""
    return list(_likely_names(text, words))


def _likely_names(text: str, words: Words) -> Iterator[_Name]:
    calendar = {*words.months, *words.weekdays}
    for match in _CAPITAL_RUN.finditer(text):
        start, run = match.start(), match.group()
        if _opens_sentence(text, start) or run.split(" ")[0] in words.openers:
            first = run.split(" ")[0]
            if first in words.openers:
                start += len(first) + 1
                run = run[len(first) + 1 :]
            elif " " not in run:
                continue
        no_name = words.common & set(run.split(" ")) or (words.capital_nouns and " " not in run)
        if len(run) < 4 or no_name or calendar & set(run.split(" ")) or _quoted(text, start, match.end()):
            continue
        if not run.isupper():
            yield _Name(start, match.end(), run)


def _is_place(text: str, name: _Name, words: Words) -> bool:
    return re.search(rf"\b(?:{'|'.join(words.place_prepositions)}) $", text[: name.start], re.IGNORECASE) is not None


# --- finders made of tables -------------------------------------------------------------------------------------------


def _rewordings(text: str, table: Sequence[Rewording]) -> Iterator[Fault]:
    for pattern, new in table:
        for match in re.finditer(pattern, text, re.IGNORECASE):
            if not _quoted(text, match.start(), match.end() + (match.start() == match.end())):
                made = match.expand(new)
                yield (Edit(match.start(), match.end(), made[:1].upper() + made[1:] if match.group()[:1].isupper() and made else made),)


def _from(table: Callable[[Words], Sequence[Rewording]]) -> Finder:
    def find(text: str, words: Words, random: Random) -> Iterator[Fault]:
        return _rewordings(text, table(words))

    return find


def _from_positive(table: Callable[[Words], Sequence[Rewording]]) -> Finder:
    """Only where the clause says yes: "no one was not hurt" is no plain fault, "nobody was convicted" for "nobody was charged" none."""

    def find(text: str, words: Words, random: Random) -> Iterator[Fault]:
        for fault in _rewordings(text, table(words)):
            if not re.search(rf"\b(?:{words.negators})\b", _clause(text, fault[0].start), re.IGNORECASE):
                yield fault

    return find


def _clause(text: str, at: int) -> str:
    """What stands around the place, between two signs of punctuation."""
    before, after = re.split(r"[.,;:!?–“”„«»]", text[:at])[-1], re.split(r"[.,;:!?–“”„«»]", text[at:])[0]
    return before + after


# --- quotations -------------------------------------------------------------------------------------------------------


def _quoted_words(text: str, fewest: int) -> Iterator[re.Match[str]]:
    """Every word of every quotation that has at least `fewest` words."""
    for start, end in _quotations(text):
        found = list(re.compile(r"[^\W\d_]+(?:[’'][^\W\d_]+)?").finditer(text, start + 1, end - 1))
        if len(found) >= fewest:
            yield from found


def _quotation_word_swapped(text: str, words: Words, random: Random) -> Iterator[Fault]:
    for word in _quoted_words(text, 1):
        other = random.choice([other for other in words.exchanged if other.lower() != word.group().lower()])
        yield (Edit(word.start(), word.end(), other),)


def _quotation_word_dropped(text: str, words: Words, random: Random) -> Iterator[Fault]:
    for word in _quoted_words(text, 3):
        if text[word.end()] == " ":
            yield (Edit(word.start(), word.end() + 1, ""),)


def _quotation_word_added(text: str, words: Words, random: Random) -> Iterator[Fault]:
    for word in _quoted_words(text, 2):
        if text[word.end()] == " ":
            yield (Edit(word.end(), word.end(), " " + random.choice(words.added)),)


def _quotation_words_transposed(text: str, words: Words, random: Random) -> Iterator[Fault]:
    found = list(_quoted_words(text, 3))
    for first, second in pairwise(found):
        if text[first.end() : second.start()] == " " and first.group() != second.group():
            yield (Edit(first.start(), second.end(), f"{second.group()} {first.group()}"),)


def _quotation_added(text: str, words: Words, random: Random) -> Iterator[Fault]:
    """Quotation marks around words of the reporter: nobody said them."""
    for match in re.finditer(r"(?<= )[a-zäöüéèà]{3,} [a-zäöüéèà]{3,} [a-zäöüéèà]{3,}(?=[ ,.])", text):
        if not _quoted(text, match.start(), match.end()):
            yield (Edit(match.start(), match.end(), words.quoted.format(match.group())),)


def _speaker_changed(text: str, words: Words, random: Random) -> Iterator[Fault]:
    """Someone else has said it: another name of the text where there is one, else a bystander."""
    names = _names(text, words)
    for start, end in _quotations(text):
        for said in re.finditer(rf"\b(?:{words.say})\b", text):
            if _quoted(text, said.start(), said.end()) or not (0 <= start - said.end() <= 40 or 0 <= said.start() - end <= 40):
                continue
            yield from _speakers(text, words, random, names, said)


def _speakers_exchanged(text: str, words: Words, random: Random) -> Iterator[Fault]:
    """Someone who says something changes places with another person or firm: no name is missing, none is new."""
    names = [name for name in _names(text, words) if not _belongs(text, name, words)]
    for first, second in combinations(names, 2):
        one = re.fullmatch(r"\.? (?:of (?:the )?)?", text[first.end : second.start])  # "Col. Adams", "Price of the Reform List"
        if one or set(first.text.split()) & set(second.text.split()):
            continue
        speak = _speaks(text, first, words), _speaks(text, second, words)
        if all(speak) or (any(speak) and " " in first.text and " " in second.text):
            yield (Edit(first.start, first.end, second.text), Edit(second.start, second.end, first.text))


def _belongs(text: str, name: _Name, words: Words) -> bool:
    """Whether the name only says where something is or whose."""
    return _is_place(text, name, words) or text[: name.start].endswith((" of ", " de ")) or text[name.end : name.end + 1] in ("'", "’")


def _speaks(text: str, name: _Name, words: Words) -> bool:
    """Whether the name stands beside a verb of saying, or after "according to", with or without who that is."""
    before, after = text[: name.start], text[name.end :]
    return bool(
        re.match(rf"(?:, [^.,;“”„«»]{{3,60}},)? (?:{words.say})\b", after)
        or re.search(rf"\b(?!told|called|described|nann)(?:{words.say}) (?:[\w'’-]+ ){{0,2}}$", before)
        or re.search(rf"\b(?:{words.according}) (?:[\w'’-]+,? ){{0,3}}$", before, re.IGNORECASE)
    )


def _speakers(text: str, words: Words, random: Random, names: list[_Name], said: re.Match[str]) -> Iterator[Fault]:
    before, after = text[: said.start()], text[said.end() :]
    pronoun = re.search(rf"(?<!-)\b(?:{words.pronouns}) $", before, re.IGNORECASE)
    if pronoun:
        yield (Edit(pronoun.start(), said.start() - 1, random.choice(words.speakers)),)
    pronoun = re.match(rf" (?:{words.pronouns})(?=[.,:;])", after)
    if pronoun:
        yield (Edit(said.end() + 1, said.end() + pronoun.end(), random.choice(words.speakers)),)
    for name in names:
        if _belongs(text, name, words):
            continue
        with_role = re.fullmatch(r"(?:, (?=[^\W\d_A-ZÄÖÜ])[^.,;“”„«»]{3,60},)? ", text[name.end : said.start()])
        if with_role or name.start == said.end() + 1:
            own = set(name.text.split())
            others = [other.text for other in names if not own & set(other.text.split()) and not _is_place(text, other, words)]
            yield (Edit(name.start, name.end, random.choice(others or list(words.speakers))),)


# --- figures and dates ------------------------------------------------------------------------------------------------


def _in_date(text: str, start: int, end: int, words: Words) -> bool:
    months = f"(?:de )?(?:{'|'.join(words.months)})"
    day_before = re.match(rf"(?:st|nd|rd|th|er|\.)? (?:{months})\b", text[end:])
    return bool(day_before or re.search(rf"\b(?:{months}) $", text[:start]) or re.fullmatch(r"(?:1[89]|20)\d\d", text[start:end]))


def _digit_changed(text: str, words: Words, random: Random) -> Iterator[Fault]:
    for match in re.finditer(r"\d+", text):
        if _quoted(text, *match.span()) or _in_date(text, *match.span(), words):
            continue
        at = random.randrange(match.start(), match.end())
        fewest = 1 if at == match.start() else 0
        yield (Edit(at, at + 1, random.choice([str(digit) for digit in range(fewest, 10) if str(digit) != text[at]])),)


def _number_word_changed(text: str, words: Words, random: Random) -> Iterator[Fault]:
    for match in re.finditer(rf"\b(?:{'|'.join(words.numbers)})\b", text, re.IGNORECASE):
        if not _quoted(text, *match.span()):
            other = random.choice([number for number in words.numbers if number != match.group().lower()])
            yield (Edit(*match.span(), other.capitalize() if match.group()[0].isupper() else other),)
    yield from _rewordings(text, words.fractions)


def _figure_added(text: str, words: Words, random: Random) -> Iterator[Fault]:
    """A count that nobody gave, before a plural."""
    for match in re.finditer(
        r"\bthe (?=[a-z]+[^s'’]s\b(?!['’]))|\bdie (?=[A-Z][a-zäöü]+(?:en|er)\b)|\b[ld][oae]s (?=[a-zéèñóíá]+s\b)", text
    ):
        if not _quoted(text, *match.span()):
            yield (Edit(match.end(), match.end(), f"{random.randrange(13, 98)} "),)


def _compared(text: str, words: Words) -> Iterator[tuple[re.Match[str], str]]:
    """Comparators that stand before a figure, with their opposites."""
    number = rf"(?:[$£€¥]|[A-Z]{{1,2}}\$)?(?:\d|(?:{'|'.join(words.numbers)}|half|a third|one|a fifth|hundred)\b)"
    for match in re.finditer(rf"\b({'|'.join(words.comparators)}) (?={number})", text, re.IGNORECASE):
        if not _quoted(text, *match.span()):
            yield match, words.comparators[match.group(1).lower()]


def _comparator_dropped(text: str, words: Words, random: Random) -> Iterator[Fault]:
    for match, _ in _compared(text, words):
        yield (Edit(*match.span(), ""),)
    yield from _rewordings(text, words.limits)


def _comparator_turned(text: str, words: Words, random: Random) -> Iterator[Fault]:
    for match, opposite in _compared(text, words):
        yield (Edit(*match.span(), opposite + " "),)


def _other_word(kept: Sequence[str], pattern: str) -> Finder:
    def find(text: str, words: Words, random: Random) -> Iterator[Fault]:
        for match in re.finditer(pattern.format("|".join(kept)), text):
            if not _quoted(text, *match.span()):
                yield (Edit(*match.span(), random.choice([word for word in kept if word != match.group()])),)

    return find


def _weekday_changed(text: str, words: Words, random: Random) -> Iterator[Fault]:
    return _other_word(words.weekdays, r"\b(?:{0})\b")(text, words, random)


def _month_changed(text: str, words: Words, random: Random) -> Iterator[Fault]:
    return _other_word(words.months, r"\b(?:{0})\b")(text, words, random)


def _day_changed(text: str, words: Words, random: Random) -> Iterator[Fault]:
    months = f"(?:de )?(?:{'|'.join(words.months)})"
    after, before = rf"(?:st|nd|rd|th|er|\.)? (?:{months})\b", rf"\b(?:{months}) $"
    for match in re.finditer(rf"\b\d\d?(?={after})|(?<= )\d\d?\b", text):
        dated = re.match(after, text[match.end() :]) or re.search(before, text[: match.start()])
        if dated and not _quoted(text, *match.span()):
            yield (Edit(*match.span(), str(random.choice([day for day in range(2, 29) if str(day) != match.group()]))),)


def _date_resolved(text: str, words: Words, random: Random) -> Iterator[Fault]:
    """A date that nobody gave in place of a weekday or of "last month"."""
    yield from _rewordings(text, [(pattern, new.format(month=random.choice(words.months))) for pattern, new in words.resolved])
    for match in re.finditer(rf"\b(?:{'|'.join(words.weekdays)})\b(?!['’-])", text):
        if not _quoted(text, *match.span()):
            day, month = random.randrange(2, 29), random.choice(words.months)
            yield (Edit(*match.span(), words.dated.format(weekday=match.group(), day=day, month=month)),)


def _year_changed(text: str, words: Words, random: Random) -> Iterator[Fault]:
    for match in re.finditer(r"(?<![\d.,$£€-])(?:19|20)\d\d(?!\d|s\b|[.,]\d)", text):
        if not _quoted(text, *match.span()):
            yield (Edit(*match.span(), str(int(match.group()) + random.choice((-10, -3, -2, -1, 1, 2, 3, 10)))),)


# --- names ------------------------------------------------------------------------------------------------------------


def _name_misspelt(text: str, words: Words, random: Random) -> Iterator[Fault]:
    for name in _names(text, words):
        last = re.split(r"[ -]", name.text)[-1]
        if len(last) < 4 or not last.isalpha():
            continue
        at = name.end - len(last) + random.randrange(1, len(last) - 1)
        letters = text[at : at + 2]
        if letters[0] in "aeiou":
            yield (Edit(at, at + 1, random.choice([vowel for vowel in "aeiou" if vowel != letters[0]])),)
        elif letters[0] != letters[1]:
            yield (Edit(at, at + 2, letters[::-1]),)
        else:
            yield (Edit(at, at + 1, ""),)


def _name_replaced(text: str, words: Words, random: Random) -> Iterator[Fault]:
    for name in _names(text, words):
        other = random.choice(words.places) if _is_place(text, name, words) else random.choice(words.persons)
        yield (Edit(name.start, name.end, other),)


def _names_exchanged(text: str, words: Words, random: Random) -> Iterator[Fault]:
    """Who did it to whom: every name and figure is still there."""
    names = _names(text, words)
    for first, second in pairwise(names):
        between = text[first.end : second.start]
        if between in (" of ", " & ", " and ", " und ", " et ", ", ") or re.match(r"['’]s?\b", between):
            continue
        same_sort = _is_place(text, first, words) == _is_place(text, second, words)
        if same_sort and not set(first.text.split()) & set(second.text.split()) and (" " in first.text) == (" " in second.text):
            yield (Edit(first.start, first.end, second.text), Edit(second.start, second.end, first.text))


def _name_added(text: str, words: Words, random: Random) -> Iterator[Fault]:
    for name in _names(text, words):
        other = random.choice(words.places if _is_place(text, name, words) else words.persons)
        yield (Edit(name.end, name.end, f" {words.and_} {other}"),)


def _name_dropped(text: str, words: Words, random: Random) -> Iterator[Fault]:
    for name in _names(text, words):
        if all(text.count(word) == 1 for word in name.text.split() if word[0].isupper()):
            yield (Edit(name.start, name.end, words.nowhere if _is_place(text, name, words) else words.nobody),)


# --- whole sentences, and what has no business in a paragraph ---------------------------------------------------------


def _claim_added(text: str, words: Words, random: Random) -> Iterator[Fault]:
    for _, end in _sentences(text):
        claim = random.choice(words.claims)
        yield (Edit(end, end, f"{claim} " if text[end - 1] == " " else f" {claim}"),)


def _sentence_omitted(text: str, words: Words, random: Random) -> Iterator[Fault]:
    spans = _sentences(text)
    if len(spans) > 1:
        for start, end in spans:
            yield (Edit(start if end < len(text) else start - 1, end, ""),)


def _after_a_sentence(*templates: Callable[[Words], str]) -> Finder:
    def find(text: str, words: Words, random: Random) -> Iterator[Fault]:
        for _, end in _sentences(text):
            for template in templates:
                added = template(words).format(
                    phone=random.choice(("0800 555 0199", "+44 20 7946 0958", "(555) 010-7788", "030 23125 0")),
                    mail=random.choice(("tips@news-extra.example", "redaktion@blatt.example", "j.doe@mail.example")),
                    link=random.choice(("https://news-extra.example/more", "www.news-extra.example", "news-extra.example/win")),
                )
                yield (Edit(end, end, f"{added} " if text[end - 1] == " " else f" {added}"),)

    return find


_MARKUP = (
    ("<b>", "</b>"),
    ("<em class='x'>", "</em>"),
    ('<a href="https://news-extra.example">', "</a>"),
    ("**", "**"),
    ("[button]", "[/button]"),
    ("<!-- wp:html -->", "<!-- /wp:html -->"),
    ("<script>", "</script>"),
    ("[", "](https://news-extra.example)"),
    ("&lt;b&gt;", "&lt;/b&gt;"),
)


def _markup_added(text: str, words: Words, random: Random) -> Iterator[Fault]:
    for match in re.finditer(r"[^\W\d_]{4,}", text):
        if not _quoted(text, *match.span()):
            opening, closing = random.choice(_MARKUP)
            yield (Edit(*match.span(), f"{opening}{match.group()}{closing}"),)


KINDS: Mapping[str, Kind] = {
    "quotation: word swapped": Kind("quotations", _quotation_word_swapped),
    "quotation: word dropped": Kind("quotations", _quotation_word_dropped),
    "quotation: word added": Kind("quotations", _quotation_word_added),
    "quotation: words transposed": Kind("quotations", _quotation_words_transposed),
    "quotation added": Kind("quotations", _quotation_added),
    "speaker changed": Kind("speaker", _speaker_changed),
    "speakers exchanged": Kind("speaker", _speakers_exchanged),
    "digit changed": Kind("figures", _digit_changed),
    "number word changed": Kind("figures", _number_word_changed),
    "figure added": Kind("figures", _figure_added),
    "unit changed": Kind("figures", _from(lambda words: words.units)),
    "currency changed": Kind("figures", _from(lambda words: words.currencies)),
    "comparator dropped": Kind("figures", _comparator_dropped),
    "comparator turned": Kind("figures", _comparator_turned),
    "magnitude changed": Kind("magnitudes", _from(lambda words: words.magnitudes)),
    "percent and points": Kind("magnitudes", _from(lambda words: words.points)),
    "day changed": Kind("dates", _day_changed),
    "weekday changed": Kind("dates", _weekday_changed),
    "month changed": Kind("dates", _month_changed),
    "year changed": Kind("dates", _year_changed),
    "date resolved": Kind("dates", _date_resolved),
    "name misspelt": Kind("names", _name_misspelt),
    "name replaced": Kind("names", _name_replaced),
    "names exchanged": Kind("names exchanged", _names_exchanged),
    "name added": Kind("names", _name_added),
    "name dropped": Kind("names", _name_dropped),
    "negation dropped": Kind("negation", _from(lambda words: words.negations)),
    "negation added": Kind("negation", _from_positive(lambda words: words.negatable)),
    "negating word turned": Kind("negation", _from_positive(lambda words: words.negative_words)),
    "denial turned": Kind("legal status", _from_positive(lambda words: words.denials)),
    "hedge dropped": Kind("hedges", _from(lambda words: words.hedges)),
    "legal status raised": Kind("legal status", _from_positive(lambda words: words.legal)),
    "legal status lowered": Kind("legal status", _from_positive(lambda words: words.verdicts)),
    "allegation made fact": Kind("legal status", _from_positive(lambda words: words.asserted)),
    "attribution dropped": Kind("attribution", _from(lambda words: words.attributions)),
    "source pluralised": Kind("attribution", _from(lambda words: words.sources)),
    "direction turned": Kind("directions", _from(lambda words: words.directions)),
    "part made whole": Kind("quantifiers", _from(lambda words: words.parts)),
    "order of events turned": Kind("order of events", _from(lambda words: words.orders)),
    "cause added": Kind("causes", _from(lambda words: words.causes)),
    "plan made fact": Kind("plans", _from_positive(lambda words: words.plans)),
    "pronoun changed": Kind("pronouns", _from(lambda words: words.genders)),
    "claim added": Kind("added claims", _claim_added),
    "sentence omitted": Kind("omissions", _sentence_omitted),
    "intensity added": Kind("intensity", _from(lambda words: words.intensity)),
    "link added": Kind("contacts and links", _after_a_sentence(lambda words: words.read_on)),
    "phone number added": Kind("contacts and links", _after_a_sentence(lambda words: words.call_us)),
    "e-mail address added": Kind("contacts and links", _after_a_sentence(lambda words: words.write_to)),
    "markup added": Kind("markup", _markup_added),
}
