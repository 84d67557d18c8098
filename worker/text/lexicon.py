"""
The words of one language that carry facts: numbers, months, units, negation, hedges, legal status, attribution.

A language is a TOML file (`config/lexicons/en.toml` explains the tables), so adding one needs no code.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import lru_cache, partial
from typing import Any, NamedTuple, TypeVar

T = TypeVar("T")

# A number keeps its sign, its grouping and the letters glued to it ("-3", "12 000", "4.2bn", "12th").
# A dotted abbreviation is one word.
MONEY_SIGNS = frozenset("$€£¥₹₽")
_GAP = " \u00a0\u202f\u2009"
_TOKEN = re.compile(
    r"[^\W\d_][^\W_]{2,}"  # most tokens, so it is asked for first
    rf"|(?:(?<![\w)\]])[-−])?(?:\d{{1,3}}(?:[{_GAP}]\d{{3}})+(?![\d])(?:[.,]\d+)?|\d+(?:[.,’':h]\d+)*)[^\W\d_]*"
    r"|[½⅓⅔¼¾]|[A-Z]{1,2}\$|(?:[^\W\d_]\.){2,}|[^\W\d_][^\W_]*|\S"
)


def tokens(text: str) -> list[str]:
    """
    Words, numbers and signs, in order.

    >>> tokens("U.S. sales rose 12 000, or -3.5%, he can’t say")
    ['U.S.', 'sales', 'rose', '12 000', ',', 'or', '-3.5', '%', ',', 'he', 'can', '’', 't', 'say']
    """
    return _TOKEN.findall(text)


def fold(raw: Sequence[str]) -> tuple[str, ...]:
    """
    Tokens as they are compared: case, dots of abbreviations and the glyph of an apostrophe do not count.

    >>> fold(["U.S.", "can", "’", "t"])
    ('us', 'can', "'", 't')
    """
    return tuple(map(_folded, raw))


@lru_cache(maxsize=1 << 16)
def _folded(token: str) -> str:
    word = token.casefold()
    return "'" if word in "’‘ʼ" else word.replace(".", "") if len(word) > 2 and word[-1] == "." else word


@dataclass(frozen=True, slots=True)
class Mark:
    """What a phrase stands for.  One that is not firm may stand in for a firm one, but nobody misses it."""

    group: str
    kind: str
    firm: bool = True
    spelling: str = ""  # as the lexicon writes it, if that begins with a capital: "May" is no "may"


class Phrase(NamedTuple):
    """Words in a row, folded; a last "*" matches any ending, "#" matches digits and signs of money."""

    words: tuple[str, ...]
    marks: tuple[Mark, ...]
    groups: frozenset[str]
    cased: bool  # some marks want a capital
    open: bool  # "*" or "#" in it

    def matches(self, there: Sequence[str]) -> bool:
        return len(there) == len(self.words) and all(
            word == want
            or (want[-1] == "*" and len(want) > 1 and word.startswith(want[:-1]))
            or (want == "#" and (word[0].isdecimal() or word in MONEY_SIGNS))
            for want, word in zip(self.words, there, strict=False)
        )


def _phrase(words: tuple[str, ...], marks: Iterable[Mark]) -> Phrase:
    marks = tuple(dict.fromkeys(marks))
    return Phrase(words, marks, frozenset(m.group for m in marks), any(m.spelling for m in marks), any(map(_is_open, words)))


def _is_open(word: str) -> bool:
    return word == "#" or word[-1] == "*"


class Hit(NamedTuple):
    """A phrase found at words[start:end].  `groups` are those of its marks."""

    start: int
    end: int
    marks: tuple[Mark, ...]
    groups: frozenset[str]

    def of(self, group: str) -> Mark | None:
        if group in self.groups:
            return next(mark for mark in self.marks if mark.group == group)
        return None


class Small(dict[str, frozenset[str]]):
    """Small words by their kind; none of a kind that the language does not list."""

    __slots__ = ()

    def __missing__(self, _kind: str) -> frozenset[str]:
        return frozenset()


@dataclass(frozen=True, slots=True, eq=False)
class Plans:
    """How a language says what is to come, and what forms its verbs have once it has come; all folded."""

    marks: Mapping[str, tuple[tuple[str, ...], ...]] = field(default_factory=dict)  # before an infinitive: "is to", by first word
    between: frozenset[str] = frozenset()  # words between a mark and its infinitive: "also"
    at_end: tuple[str, ...] = ()  # endings of infinitives, in a language that puts them last in the clause
    future: Mapping[str, str] = field(default_factory=dict)  # ending of a future form: that of its infinitive, the irregular first
    irregular: Mapping[str, frozenset[str]] = field(default_factory=dict)  # infinitive: forms of the past
    regular: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # ending of an infinitive: those of the past, "-" its stem
    separable: tuple[str, ...] = ()  # prefixes that stand before the "ge" of a participle
    copulas: frozenset[str] = frozenset()  # infinitives that say nothing without the word behind them
    auxiliary: frozenset[str] = frozenset()  # before a form that begins with "+", or that is none of the past
    unreal: frozenset[str] = frozenset()  # near a form of the past: it is no fact
    begun: frozenset[str] = frozenset()  # what is planned has begun: "already"

    def __bool__(self) -> bool:
        return bool(self.marks or self.future)

    def infinitive(self, word: str) -> str:
        """
        Of a word that is a future form by itself, else "".

        >>> Plans(future={"erà": "ere"}).infinitive("prenderà")
        'prendere'
        """
        for end, infinitive in self.future.items():
            if word.endswith(end) and (word == end or len(word) > len(end) + 1):
                return word[: -len(end)] + infinitive
        return ""

    def past(self, verb: str) -> frozenset[str]:
        """
        The forms that say that it was done; one that needs an auxiliary begins with "+".

        >>> sorted(Plans(regular={"": ("ed",)}).past("clean"))
        ['cleaned']
        """
        return _past(self, verb)


@lru_cache(maxsize=1 << 12)
def _past(plans: Plans, verb: str) -> frozenset[str]:
    if verb in plans.irregular:
        return plans.irregular[verb]
    for prefix in plans.separable:
        rest = verb.removeprefix(prefix)
        if rest != verb and len(rest) > _ENDING:
            return frozenset(prefix + form for form in _past(plans, rest))  # as a subclause and a participle have it
    for ending, pasts in plans.regular.items():
        stem = verb.removesuffix(ending)
        if len(stem) > 1 and verb.endswith(ending):
            return frozenset(_with_stem(past, stem) for past in pasts)
    return frozenset()


def _with_stem(past: str, stem: str) -> str:
    """
    >>> _with_stem("ge-t", "spar"), _with_stem("+é", "ferm"), _with_stem("ed", "clean")
    ('gespart', '+fermé', 'cleaned')
    """
    if "-" in past:
        return past.replace("-", stem)
    return f"+{stem}{past[1:]}" if past[0] == "+" else stem + past


@dataclass(frozen=True, slots=True, eq=False)
class Lexicon:
    """One language's words.  `Lexicon()` knows none: digits, quotations and capitals are still read."""

    language: str = ""
    decimal: str = "."
    nouns_capitalised: bool = False
    joiners: frozenset[str] = frozenset()  # inside a compound number word: drei-UND-zwanzig
    negating: tuple[str, ...] = ()  # prefixes that turn a word round: UN-known
    conditional: tuple[str, ...] = ()  # endings of a verb that tells what would be, or what is said to be: coûtERAIT
    superlative: tuple[str, ...] = ()  # endings of the highest degree: youngEST
    # by first word, or the stem of a first word with "*"
    phrases: Mapping[str, tuple[Phrase, ...]] = field(default_factory=dict)
    small: Small = field(default_factory=Small)  # words around numbers and elsewhere, by kind: and, or, to, point, article …
    function_words: frozenset[str] = frozenset()  # never a name
    openers: frozenset[str] = frozenset()  # no name where they open a sentence
    endings: tuple[str, ...] = ()  # of words that are no names where they open a sentence
    titles: frozenset[str] = frozenset()  # forms of address: may come and go
    roles: frozenset[str] = frozenset()  # jobs, ranks, institutions: no names, though they have a capital before one or alone
    ages: tuple[str, ...] = ()  # endings that make an age of a number: trentunENNE
    inflections: tuple[str, ...] = ()  # endings that one name may have here and not there: Siberia, Siberian
    chatter: tuple[str, ...] = ()  # how a model talks about its own answer, casefolded
    replies: re.Pattern[str] | None = None  # how a text in small letters says that somebody was asked and did not answer
    whole: tuple[str, ...] = ()  # beginnings of words that begin like one of `negating` and deny nothing: UNDER
    variants: tuple[frozenset[str], frozenset[str]] = (frozenset(), frozenset())  # words of two spellings: British, American
    plans: Plans = field(default_factory=Plans)
    untouchable: Mapping[str, re.Pattern[str]] = field(default_factory=dict)  # sort of line: what a whole line of it looks like
    excluded: Mapping[str, re.Pattern[str]] = field(default_factory=dict)  # the same, of lines that keep a draft from being sent

    @property
    def tables(self) -> frozenset[str]:
        """The groups of words that the language has, by the names of their tables: "negation", "hedges", "months" …"""
        return _tables(self)

    @property
    def accounting(self) -> tuple[frozenset[str], tuple[str, ...], tuple[str, ...]]:
        """Words that imply a denial, and the beginnings and endings of others (the lexicon's [small] accounting)."""
        return _accounting(self.small["accounting"])

    def is_role(self, word: str) -> bool:
        """Whether a word says what somebody is, or is the last part of a compound that does ("-leiter": Heimleiter)."""
        return word in self.roles or (word[-1:] == "s" and word[:-1] in self.roles) or (len(word) > 6 and word.endswith(_tails(self.roles)))

    def candidates(self, word: str) -> tuple[Phrase, ...]:
        return _candidates(self, word)

    def alone(self, word: str) -> Iterator[Phrase]:
        """What a word is by itself, also where a longer phrase begins with it."""
        return (phrase for phrase in self.candidates(word) if phrase.words == (word,))


@lru_cache(maxsize=64)
def _tables(lexicon: Lexicon) -> frozenset[str]:
    named = {group: table for table, group in (_CLASSED | _STRONG | _LISTED | _FLAT).items()}
    marked = {mark.group for phrases in lexicon.phrases.values() for phrase in phrases for mark in phrase.marks}
    return frozenset(
        (
            *(named.get(group, f"{group}s") for group in marked),
            *(("replies",) if lexicon.replies else ()),
            *(("plans",) if lexicon.plans else ()),
        )
    )


@lru_cache(maxsize=64)
def _accounting(signs: frozenset[str]) -> tuple[frozenset[str], tuple[str, ...], tuple[str, ...]]:
    heads = tuple(sign[:-1] for sign in signs if sign[-1] == "-")
    tails = tuple(sign[1:] for sign in signs if sign[0] == "-")
    return signs, heads, tails


@lru_cache(maxsize=64)
def _tails(words: frozenset[str]) -> tuple[str, ...]:
    return tuple(word[1:] for word in words if word[0] == "-")


class Remembered(dict[str, T]):
    """What a function makes of a word, remembered; emptied when it has grown too big.  Faster than a cache for each call."""

    __slots__ = ("make",)

    def __init__(self, make: Callable[[str], T]) -> None:
        super().__init__()
        self.make = make

    def __missing__(self, word: str) -> T:
        if len(self) >= _MOST:
            self.clear()
        made = self[word] = self.make(word)
        return made


_MOST = 1 << 16


class _Begun(NamedTuple):
    """The phrases that a word begins: by the word behind it those that this one allows, and those that any does; the longest first."""

    by_next: Mapping[str, tuple[Phrase, ...]]
    others: tuple[Phrase, ...]


@lru_cache(maxsize=64)
def _beginnings(lexicon: Lexicon) -> Remembered[_Begun | None]:
    return Remembered(partial(_begun, lexicon))


def _begun(lexicon: Lexicon, word: str) -> _Begun | None:
    found = [(phrase, phrase.words[1] if len(phrase.words) > 1 else "*") for phrase in _candidates(lexicon, word)]
    if not found:
        return None
    wanted = {second for _, second in found if not _is_open(second)}
    by_next = {word: tuple(phrase for phrase, second in found if second == word or second not in wanted) for word in wanted}
    return _Begun(by_next, tuple(phrase for phrase, second in found if second not in wanted))


@lru_cache(maxsize=1 << 12)
def _candidates(lexicon: Lexicon, word: str) -> tuple[Phrase, ...]:
    """The phrases that may begin with a word, the longest first; those of this word alone are one."""
    found = list(lexicon.phrases.get(word, ()))
    for length in range(2, len(word) + 1):
        found += lexicon.phrases.get(word[:length] + "*", ())
    alone = [mark for phrase in found if len(phrase.words) == 1 for mark in phrase.marks]
    if len(word) > _STEM and word.endswith(lexicon.conditional) and _RESERVED.isdisjoint(mark.group for mark in alone):
        alone.append(Mark("hedge", "possible", firm=False))
    elif not found and (value := compound(word, lexicon)) is not None:
        alone = [Mark("number", str(value))]
    elif not found and (span := _span(word, lexicon)):
        alone = [Mark("quantity", f"span {span}")]
    longer = sorted((p for p in found if len(p.words) > 1), key=lambda phrase: -len(phrase.words))
    return (*longer, _phrase((word,), alone)) if alone else tuple(longer)


_STEM, _RESERVED = 6, frozenset(("hedge", "neutral"))  # letters that a form with an ending has more of; groups that know better


def compound(word: str, lexicon: Lexicon) -> int | None:
    """
    The value of a number written as one word, None if it is no such word: zweiundvierzig, drieëntwintig, tremila.

    The parts must be number words and magnitudes of the lexicon, read from left to right.
    """
    if not lexicon.joiners:
        return None

    def value(part: str) -> int | None:
        for phrase in lexicon.phrases.get(part, ()):
            for mark in phrase.marks:
                if phrase.words == (part,) and mark.group in ("number", "magnitude", "stem"):
                    return int(Fraction(mark.kind))
        return None

    def read(rest: str) -> int | None:
        if not rest:
            return 0
        if (whole := value(rest)) is not None:
            return whole
        for magnitude, size in (*_magnitude_words(lexicon), ("", 0)):
            if not magnitude or magnitude not in rest:
                continue
            left, _, right = rest.partition(magnitude)
            times, more = (read(left) if left else 1), read(_without_joiner(right, lexicon))
            if times is not None and more is not None and times < size > more:
                return times * size + more
        for joiner in sorted(lexicon.joiners, key=len, reverse=True):  # "" too: tens and units without a word between
            for cut in range(2, len(rest) - 1):
                if rest.startswith(joiner, cut):
                    first, second = value(rest[:cut]), value(rest[cut + len(joiner) :])
                    if first and second and (min(first, second) < 10 and max(first, second) in range(20, 100, 10)):
                        return first + second
        return None

    return read(word)


def _without_joiner(word: str, lexicon: Lexicon) -> str:
    return next((word[len(j) :] for j in lexicon.joiners if j and word.startswith(j)), word)


def _span(word: str, lexicon: Lexicon) -> str:
    """
    The size that a number and a unit make as one word, "" if they are none: zehnjährig, diciannovenne.

    Before an ending of an age a number may have lost its last vowel.
    """
    ending = next((ending for ending in lexicon.ages if word.endswith(ending)), "")
    if ending and (number := _number(word[: -len(ending)], lexicon, ("", "a", "e", "i", "o"))) is not None:
        return f"{number} year"
    for begin, unit in _adjectives(lexicon) if lexicon.joiners else ():
        stem, found, rest = word.partition(begin)
        if found and stem and len(rest) < _ENDING and (number := _number(stem, lexicon, ("",))) is not None:
            return f"{number} {unit}"
    for span, unit in _spans_of_time(lexicon) if lexicon.joiners else ():
        stem, found, _ = word.partition(span)
        if found and stem and (number := _number(stem, lexicon, ("",))) is not None and number > 1:
            return f"{number} {unit}"
    return ""


_ENDING = 3  # letters that an adjective may end with


def _number(stem: str, lexicon: Lexicon, vowels: Sequence[str]) -> int | None:
    for word in (stem + vowel for vowel in vowels):
        for phrase in lexicon.phrases.get(word, ()):
            if phrase.words == (word,) and (mark := next((m for m in phrase.marks if m.group in ("number", "stem")), None)):
                return int(Fraction(mark.kind))
        if word not in lexicon.phrases and (number := compound(word, lexicon)) is not None:
            return number
    return None


@lru_cache(maxsize=32)
def _adjectives(lexicon: Lexicon) -> tuple[tuple[str, str], ...]:
    """The beginnings that the lexicon gives for adjectives of a unit ("jährig*"), without the star."""
    return tuple(
        (begin[:-1], mark.kind)
        for begin, phrases in lexicon.phrases.items()
        if begin.endswith("*") and len(begin) > _ENDING
        for phrase in phrases
        if len(phrase.words) == 1
        for mark in phrase.marks
        if mark.group == "unit"
    )


@lru_cache(maxsize=32)
def _spans_of_time(lexicon: Lexicon) -> tuple[tuple[str, str], ...]:
    """The words for units of time: in a compound they may stand between a number and what lasts so long ("Fünfjahresplan")."""
    marks = ((word, mark) for word, phrases in lexicon.phrases.items() for p in phrases if len(p.words) == 1 for mark in p.marks)
    return tuple((word, mark.kind) for word, mark in marks if mark.group == "unit" and mark.kind in _TIMES and len(word) > _ENDING - 1)


_TIMES = ("minute", "hour", "day", "week", "month", "year")


@lru_cache(maxsize=32)
def _magnitude_words(lexicon: Lexicon) -> tuple[tuple[str, int], ...]:
    found = {
        (phrase.words[0], int(mark.kind))
        for phrases in lexicon.phrases.values()
        for phrase in phrases
        for mark in phrase.marks
        if mark.group == "magnitude" and len(phrase.words) == 1 and int(mark.kind) in (100, 1000)
    }
    return tuple(sorted(found, key=lambda pair: (-pair[1], -len(pair[0]))))


def starts(raw: Sequence[str], at: int) -> bool:
    """Whether the word opens a sentence: nothing but quotation marks and brackets between it and a stop."""
    while at > 0 and raw[at - 1] in "\"'“”„‘’«»‹›([—–-*•\ufffc":
        at -= 1
    return at == 0 or raw[at - 1][-1] in ".!?…:;。！？।؟" or (raw[at] in _DASHES and _is_dateline(raw[:at]))


_DASHES = frozenset("—–-")
_DATELINE = 16  # tokens, at most


def _is_dateline(raw: Sequence[str]) -> bool:
    """LYON, 4 May (wire) — : where, when and by whom, before the first sentence."""
    if len(raw) > _DATELINE or not (len(raw[0]) > 1 and raw[0].isupper()):
        return False
    depth = 0
    for token in raw:
        depth += "([".count(token) - ")]".count(token)
        if not depth and token[0].islower() and len(token) > 3:  # de, von, maart
            return False
    return True


def find(raw: Sequence[str], words: tuple[str, ...], lexicon: Lexicon) -> tuple[Hit, ...]:
    """All phrases of the lexicon in a text, the longest at each place, none overlapping.  `words` is `raw` folded."""
    found: list[Hit] = []
    end = 0
    for at, begun in enumerate(map(_beginnings(lexicon).__getitem__, words)):
        if begun is None or at < end:  # most words begin no phrase
            continue
        following = words[at + 1] if at + 1 < len(words) else ""
        for phrase in begun.by_next.get(following, begun.others):
            there = words[at : at + len(phrase.words)]
            if there != phrase.words and not (phrase.open and phrase.matches(there)):
                continue
            marks, groups = phrase.marks, phrase.groups
            if phrase.cased:
                marks = _meant(phrase, raw, at)
                groups = frozenset(mark.group for mark in marks)
            if marks:
                end = at + len(phrase.words) - (phrase.words[-1] == "#")  # the figure behind it is read as one
                found.append(Hit(at, end, marks, groups))
                break
    return _with_parted(found, words, lexicon)


def _with_parted(found: Sequence[Hit], words: tuple[str, ...], lexicon: Lexicon) -> tuple[Hit, ...]:
    """The hits, with verbs whose particle ends their clause read as verb and particle: "lehnte den Antrag ab", "lehnte ab"."""
    parted = _parted(lexicon)
    if not parted:
        return tuple(found)
    hits = {hit.start: hit for hit in found}
    inside = {at for hit in found for at in range(hit.start + 1, hit.end)}
    for at, word in enumerate(words):
        if word not in parted or at in inside or (at in hits and hits[at].end > at + 1):
            continue
        last = next((end for end in range(at + 1, min(at + _BRACKET, len(words))) if words[end] in _CLOSING), at + _BRACKET)
        for tail, phrase in parted[word]:
            ends = (end for end in range(at + len(tail) + 1, min(last, len(words)) + 1) if words[end - len(tail) : end] == tail)
            if any(hits.keys().isdisjoint(range(end - len(tail), end - 1)) and _closes(words, end, lexicon) for end in ends):
                hits[at] = Hit(at, at + 1, phrase.marks, phrase.groups)  # but not "schloss das nicht aus", whose "not" counts itself
                break
    return tuple(hits[at] for at in sorted(hits))


def _closes(words: Sequence[str], end: int, lexicon: Lexicon) -> bool:
    """Whether a clause may end before a token: at a sign, at "and", in Dutch before a preposition as well."""
    following = words[end] if end < len(words) else "."
    return not following[0].isalnum() or any(following in lexicon.small[kind] for kind in ("and", "or", "but", "behind"))


_BRACKET = 16  # tokens from a verb to its particle
_CLOSING = frozenset(",;:.!?()–—")


@lru_cache(maxsize=32)
def _parted(lexicon: Lexicon) -> Mapping[str, Sequence[tuple[tuple[str, ...], Phrase]]]:
    """By their verbs, the phrases of a verb and its particle, which may stand far apart: ab, davon ab."""
    particles = lexicon.small["parted"]
    found: dict[str, list[tuple[tuple[str, ...], Phrase]]] = {}
    for phrases in lexicon.phrases.values() if particles else ():
        for phrase in phrases:
            verb, plain = phrase.words[0] not in lexicon.function_words, not (phrase.cased or phrase.open)
            if verb and plain and 1 < len(phrase.words) <= _VERB and phrase.words[-1] in particles:
                found.setdefault(phrase.words[0], []).append((phrase.words[1:], phrase))
    return found


_VERB = 3  # words of a verb with its particle: "rät davon ab"


def _meant(phrase: Phrase, raw: Sequence[str], at: int) -> tuple[Mark, ...]:
    """The marks of a phrase that its capitals allow: "May" opens a question or names a month, "US" is no "us"."""
    plain = tuple(m for m in phrase.marks if not m.spelling)
    word = raw[at].replace(".", "")
    fitting = tuple(m for m in phrase.marks if m.spelling and (word == m.spelling if m.spelling.isupper() else word[:1].isupper()))
    if not fitting or not plain:
        return fitting or plain
    following = raw[at + 1] if at + 1 < len(raw) else ""
    if following[:1].isdecimal() or following in _VERBS_AFTER_A_MONTH:
        return fitting
    return plain if starts(raw, at) else fitting


_VERBS_AFTER_A_MONTH = frozenset(
    ("was", "is", "has", "had", "saw", "will", "brought", "and", "marks", "marked")
)  # English alone has such a month


# --- reading the file ---


def parse_lexicon(text: str) -> Lexicon:
    """
    A lexicon file as a value.  Raises ValueError (tomllib's own for bad TOML) that names the table at fault.

    >>> parse_lexicon('language = "en"').language
    'en'
    """
    data = tomllib.loads(text)
    unknown = set(data) - _TABLES
    if unknown:
        raise ValueError(f"unknown table {sorted(unknown)[0]!r}; known are {', '.join(sorted(_TABLES))}")
    names = data.get("names", {})
    return Lexicon(
        language=data.get("language", ""),
        decimal=data.get("decimal", "."),
        nouns_capitalised=data.get("nouns_capitalised", False),
        joiners=frozenset(data.get("joiners", ())),
        negating=tuple(data.get("negating", ())),
        conditional=tuple(data.get("conditional", ())),
        superlative=tuple(data.get("superlative", ())),
        phrases=_index(_entries(data)),
        small=Small({kind: _words(" ".join(words)) for kind, words in data.get("small", {}).items()}),
        whole=tuple(word.rstrip("-") for word in data.get("small", {}).get("whole", ())),
        function_words=_words(names.get("function", "")),
        openers=_words(names.get("openers", "")),
        endings=tuple(_words(names.get("endings", ""))),
        titles=_words(names.get("titles", "")),
        roles=_words(names.get("roles", "")),
        ages=tuple(_words(names.get("ages", ""))),
        inflections=tuple(_words(names.get("inflections", ""))),
        chatter=tuple(phrase.casefold() for phrase in data.get("chatter", ())),
        replies=_lines({"": data["replies"]}, "replies", 0)[""] if "replies" in data else None,
        variants=_variants(data.get("spellings", ())),
        plans=_plans(data.get("plans", {})),
        untouchable=_lines(data.get("untouchable", {}), "untouchable"),
        excluded=_lines(data.get("excluded", {}), "excluded"),
    )


_FLAT = {"numbers": "number", "magnitudes": "magnitude", "fractions": "fraction", "stems": "stem"}  # word = value
_CLASSED = {  # kind = words
    "units": "unit",
    "comparators": "comparator",
    "quantities": "quantity",
    "ordinals": "ordinal",
    "months": "month",
    "weekdays": "weekday",
    "when": "when",
    "sources": "source",
    "names.same": "same",
}
_STRONG = {
    "negation": "negation",
    "hedges": "hedge",
    "legal": "legal",
    "attribution": "attribution",
}  # kind = {must, may}
_LISTED = {"neutral": "neutral", "correlative": "correlative", "loaded": "loaded", "clickbait": "clickbait"}
_TABLES = {
    *("language", "decimal", "nouns_capitalised", "joiners", "negating", "conditional", "superlative", "chatter", "replies", "spellings"),
    *("names", "opposites", "plans", "small", "untouchable", "excluded"),
    *({*_FLAT, *_CLASSED, *_STRONG, *_LISTED} - {"names.same"}),
}


_NAMES = (
    r"(?-i:[A-ZÀ-ÖØ-Þ][\w.’'-]*(?:(?:, | (?:and|und|et|y|e|en|van|von|de|der|den|del|di|da|la|of|&|\|) | )+[A-ZÀ-ÖØ-Þ][\w.’'-]*){0,14})"
)


def _variants(pairs: Sequence[str]) -> tuple[frozenset[str], frozenset[str]]:
    """The words of each side with their regular endings: organise, organised, organising, organisation."""
    both = [[_inflected(word) for word in pair.split("/")] for pair in pairs]
    first, second = ({word for pair in both for word in pair[side]} for side in (0, 1))
    return frozenset(first - second), frozenset(second - first)


def _inflected(word: str) -> set[str]:
    if word[-1] == "e":
        return {word, *(word + end for end in ("s", "d", "r", "rs")), *(word[:-1] + end for end in ("ing", "ation", "ations"))}
    return {word, *(word + end for end in ("s", "ed", "ing", "er", "ers", "ful", "able", "ite", "ites", "hood", "ly"))}


def _lines(table: Mapping[str, Sequence[str]], where: str, flags: int = re.IGNORECASE) -> dict[str, re.Pattern[str]]:
    found = {}
    for sort, patterns in table.items():
        try:
            found[sort] = re.compile("|".join(f"(?:{p})" for p in patterns).replace("NAMES", _NAMES), flags)
        except re.error as error:
            raise ValueError(f"{where}.{sort}: {error}") from error
    return found


def _plans(table: Mapping[str, Any]) -> Plans:
    listed = ("between", "copulas", "auxiliary", "unreal", "begun")
    unknown = table.keys() - {"marks", "at_end", "future", "irregular", "regular", "separable", *listed}
    if unknown:
        raise ValueError(f"[plans] has no {min(unknown)!r}")
    marks: dict[str, list[tuple[str, ...]]] = {}
    for phrase in sorted((fold(tokens(mark)) for mark in table.get("marks", ())), key=len, reverse=True):
        marks.setdefault(phrase[0], []).append(phrase)
    return Plans(
        marks={first: tuple(phrases) for first, phrases in marks.items()},
        at_end=tuple(table.get("at_end", "").split()),
        future=dict(table.get("future", {})),
        irregular={verb.casefold(): _words(forms) for verb, forms in table.get("irregular", {}).items()},
        regular={ending: tuple(pasts.split()) for ending, pasts in table.get("regular", {}).items()},
        separable=tuple(table.get("separable", "").split()),
        **{name: _words(table.get(name, "")) for name in listed},
    )


def _words(text: str) -> frozenset[str]:
    return frozenset(unicodedata.normalize("NFC", text).casefold().split())


def _entries(data: Mapping[str, object]) -> Iterator[tuple[str, Mark]]:
    def table(name: str) -> Mapping[str, object]:
        found: object = data
        for part in name.split("."):
            found = found.get(part, {}) if isinstance(found, Mapping) else {}
        if not isinstance(found, Mapping):
            raise ValueError(f"[{name}] must be a table")
        return found

    for name, group in _FLAT.items():
        for word, value in table(name).items():
            yield word, Mark(group, str(value).rstrip("?"), firm=not str(value).endswith("?"))
    for name, group in _CLASSED.items():
        for kind, words in table(name).items():
            for word in _strings(words, f"{name}.{kind}"):
                yield word, Mark(group, kind, spelling=_capital(word))
    for name, group in _STRONG.items():
        for kind, strengths in table(name).items():
            if not isinstance(strengths, Mapping) or not set(strengths) <= {"must", "may"}:
                raise ValueError(f"[{name}.{kind}] holds the lists must and may, nothing else")
            for strength, words in strengths.items():
                for word in _strings(words, f"{name}.{kind}.{strength}"):
                    yield word, Mark(group, _kind(kind, word, data), firm=strength == "must", spelling=_capital(word))
    for name, group in _LISTED.items():
        for word in _strings(data.get(name, ()), name):
            yield word, Mark(group, "")
    for pair, sides in table("opposites").items():
        if not isinstance(sides, Sequence) or len(sides) != 2:
            raise ValueError(f"opposites.{pair} must be two lists")
        for side, words in enumerate(sides):
            for word in _strings(words, f"opposites.{pair}"):
                yield word, Mark("opposite", f"{pair}{side}")


def _kind(kind: str, word: str, data: Mapping[str, object]) -> str:
    """Words that are negative by their prefix are told from the others: "not unarmed" is armed, "does not lack" is vague."""
    prefixes = data.get("negating")
    prefixed = kind == "without" and isinstance(prefixes, list) and " " not in word and word.startswith(tuple(prefixes))
    return "prefixed" if prefixed else kind


def _capital(entry: str) -> str:
    return entry.split()[0] if entry[0].isupper() else ""


def _strings(words: object, where: str) -> tuple[str, ...]:
    if not isinstance(words, Sequence) or isinstance(words, str) or not all(isinstance(w, str) and w for w in words):
        raise ValueError(f"{where} must be a list of words")
    return tuple(words)


def _denials(key: tuple[str, ...], marks: Mapping[tuple[str, ...], Iterable[Mark]]) -> list[Mark]:
    """What a phrase that says nothing of it denies by its words: "rejected the accusation", but not "does not rule out"."""
    if not _WHOLE.isdisjoint(mark.group for mark in marks[key]):
        return []
    parts = (key[start:end] for start in range(len(key)) for end in range(start + 1, len(key) + 1))
    inside = [mark for part in parts for mark in marks.get(part, ()) if mark.group == "negation"]
    firm = [mark for mark in inside if mark.firm]
    plain = any(mark.kind == "not" for mark in firm)
    return [] if plain and (len(inside) > len(firm) or any(mark.group == "hedge" for mark in marks[key])) else firm


_WHOLE = frozenset(("negation", "neutral", "correlative", "comparator", "clickbait"))  # phrases that mean what they say as a whole


def _index(entries: Iterable[tuple[str, Mark]]) -> dict[str, tuple[Phrase, ...]]:
    marks: dict[tuple[str, ...], dict[Mark, None]] = {}
    for entry, mark in entries:
        words: list[str] = []
        for word in fold(tokens(unicodedata.normalize("NFC", entry))):
            if word == "*" and words:
                words[-1] += "*"
            else:
                words.append(word)
        marks.setdefault(tuple(words), {})[mark] = None
    index: dict[str, list[Phrase]] = {}
    for key, found in marks.items():
        index.setdefault(key[0], []).append(_phrase(key, found if len(key) == 1 else [*found, *_denials(key, marks)]))
    return {first: tuple(phrases) for first, phrases in index.items()}
