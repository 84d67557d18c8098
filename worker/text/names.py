"""
Names: what is capitalised and is no ordinary word.

A name is compared word by word, in any case ("President" may become "president"), with its diacritics.  Words for one
place and its people ("Ukraine", "Ukrainian") are one, if the lexicon says so.  Where a sentence opens, a word is a name
unless the lexicon knows better; where every noun has a capital (German), only neighbours, acronyms and what the caller
knows are names.  Words for what somebody is ("Supervisor", "the Legislature") describe a name and are none.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from worker.text.lexicon import Hit, Lexicon, starts

_NO_NAMES = frozenset(("number", "month", "weekday", "ordinal", "fraction", "magnitude", "unit", "quantity"))
_TITLE_CASE = 0.7  # from this share of capitals on, a line is set in title case and a capital says little


@dataclass(frozen=True, slots=True)
class Names:
    """Names by key; a key is a folded word, or "=kind" for words that the lexicon calls the same."""

    sure: Mapping[str, str] = field(default_factory=dict)
    maybe: Mapping[str, str] = field(default_factory=dict)  # only where any word would have a capital
    openers: Mapping[str, str] = field(default_factory=dict)  # say nothing, unless the document knows them
    roles: Mapping[str, str] = field(default_factory=dict)  # jobs, ranks and institutions with a capital
    order: tuple[tuple[int, str], ...] = ()  # (token, key) of both, as they stand


def read_names(raw: Sequence[str], words: Sequence[str], hits: Sequence[Hit], lexicon: Lexicon, opening: Sequence[int] = ()) -> Names:
    """The names among the tokens of a text, given as they are, folded, and with the lexicon's phrases in them."""
    if _without_capitals(raw):
        latin = [(at, words[at]) for at, token in enumerate(raw) if _latin(token)]
        return Names(sure={key: raw[at] for at, key in latin}, order=tuple(latin))
    # Adjectives of places have no capital in most languages ("ukrainisch", "ukrainien"), and are places still.
    places = {hit.start for hit in hits if "same" in hit.groups}
    capitals = [at for at, token in enumerate(raw) if (token != words[at] and _looks_named(token)) or at in places]
    if not capitals:
        return Names()
    reader = _Reader(
        raw, words, {at: hit for hit in hits for at in range(hit.start, hit.end)}, frozenset(capitals), frozenset(opening), lexicon
    )
    found = {"sure": {}, "maybe": {}, "opener": {}, "role": {}}  # type: dict[str, dict[str, str]]
    order = []
    title_case = _title_case(words, reader.capitals)
    for at in capitals:
        how, key, spelling = reader.judge(at, title_case)
        if how:
            found[how][key] = spelling
        if how in ("sure", "maybe"):
            order.append((at, key))
    maybe = {key: spelling for key, spelling in found["maybe"].items() if key not in found["sure"]}
    return Names(found["sure"], maybe, found["opener"], found["role"], tuple(order))


@dataclass(frozen=True, slots=True)
class _Reader:
    raw: Sequence[str]
    words: Sequence[str]
    known: Mapping[int, Hit]  # the phrase that each token belongs to
    capitals: frozenset[int]
    opening: frozenset[int]  # tokens known to open a sentence, beside those that a stop tells
    lexicon: Lexicon

    def judge(self, at: int, title_case: bool) -> tuple[str, str, str]:
        """How sure a capital makes a name ("sure", "maybe", "opener", "role" or "" for none), its key and its spelling."""
        word, token, hit = self.words[at], self.raw[at], self.known.get(at)
        if hit and (mark := hit.of("same")):
            return "sure", f"={mark.kind}", " ".join(self.raw[hit.start : hit.end])
        if word in self.lexicon.function_words or word in self.lexicon.titles or (hit and not _NO_NAMES.isdisjoint(hit.groups)):
            return "", word, token
        if not title_case and self.is_role(at):
            return "role" if self.describes(at) else "", word, token
        if len(token) > 1 and token.isupper() and not title_case:
            return "sure", word, token
        if self.lexicon.nouns_capitalised:
            town = self.kind(at - 1, "bare") and self.namelike(at)  # in Ulmfeld: a noun would have an article
            sure = self.in_a_row(at) or (town and word.endswith(_towns(self.lexicon)) and len(word) > _SHORT)
            return "sure" if sure else "maybe" if town else "opener", word, token
        if not title_case and at not in self.opening and not starts(self.raw, at):
            return "sure", word, token
        ordinary = word in self.lexicon.openers or (len(word) > 3 and word.endswith(self.lexicon.endings)) or self.goes_on_as_a_noun(at)
        if hit or not self.lexicon.language or ordinary:
            return "opener", word, token
        return "sure" if at + 1 in self.capitals and not title_case else "maybe", word, token

    def describes(self, at: int) -> bool:
        """Whether a role's capital says something: not that of a sentence, nor that of every noun, unless a name follows."""
        return at + 1 in self.capitals or not (self.lexicon.nouns_capitalised or at in self.opening or starts(self.raw, at))

    def goes_on_as_a_noun(self, at: int) -> bool:
        """Whether the first word of a sentence has an article or "of" behind it, and no capital soon after: Showers of rain."""
        ties = [self.lexicon.small[kind] for kind in ("of", "article", "definite")]
        behind = self.words[at + 1 : at + 2]
        return any(not tie.isdisjoint(behind) for tie in ties) and self.capitals.isdisjoint((at + 2, at + 3))

    def is_role(self, at: int) -> bool:
        """Whether a word describes: before a name or alone.  Behind a name it belongs to it (Bramhall Council, Aaron Judge)."""
        if not self.lexicon.is_role(self.words[at]):
            return False
        if at + 1 in self.capitals:
            return True
        before = at - 1 in self.capitals and self.words[at - 1] not in self.lexicon.function_words
        return not before or starts(self.raw, at) or at in self.opening or self.is_role(at - 1)

    def in_a_row(self, at: int) -> bool:
        """Two capitals side by side are a name: nouns would have an article or a preposition between them."""
        if not self.namelike(at):
            return False
        before = self.words[at - 1] if at - 1 in self.capitals else ""
        # Sprecher Brandt, Gemeinde Brandt, Universitätsklinik Brandt
        behind = self.lexicon.is_role(before) or before in self.lexicon.small["place"] or is_compound(before, self.lexicon)
        joined = self.kind(at - 1, "and") and self.namelike(at - 2) and self.namelike(at - 3)  # Bad Driburg und Ulmfeld
        return behind or joined or self.namelike(at - 1) or self.namelike(at + 1)

    def kind(self, at: int, kind: str) -> bool:
        return at >= 0 and self.words[at] in self.lexicon.small[kind]

    def namelike(self, at: int) -> bool:
        return (
            at in self.capitals
            and at not in self.known
            and self.words[at] not in self.lexicon.function_words
            and self.words[at] not in self.lexicon.openers
            and not self.words[at].endswith(self.lexicon.endings)
            and not is_compound(self.words[at], self.lexicon)
        )


def is_compound(word: str, lexicon: Lexicon) -> bool:
    """Whether a word is too long for a name of a language that writes nouns together (Tabellenletzter), and no town (Recklinghausen)."""
    return lexicon.nouns_capitalised and len(word) >= _COMPOUND and not word.endswith(_towns(lexicon))


@lru_cache(maxsize=64)
def _towns(lexicon: Lexicon) -> tuple[str, ...]:
    return tuple(lexicon.small["towns"])


_COMPOUND = 12  # letters
_SHORT = 5  # letters of a noun like Stadt or Berg


def _looks_named(token: str) -> bool:
    return token[0].isupper() or (token[0].isalpha() and any(c.isupper() for c in token))


def _latin(token: str) -> bool:
    return len(token) > 1 and token[0].isalpha() and unicodedata.name(token[0], "").startswith("LATIN")


def _without_capitals(raw: Sequence[str]) -> bool:
    """Whether most letters know no capitals (Arabic, Chinese …): then every latin run is a name."""
    foreign = [token for token in raw if token[0] >= "\u0530" and token[0].isalpha()]
    if not foreign:  # signs such as quotation marks are up there as well
        return False
    letters = [token[0] for token in raw if token[0].isalpha()]
    return sum(letter.lower() == letter.upper() for letter in letters) * 2 > len(letters)


def _title_case(words: Sequence[str], capitals: frozenset[int]) -> bool:
    if len(words) > 40 or len(capitals) < 4 or words[-1] == ".":
        return False
    long = [at for at, word in enumerate(words) if len(word) > 3 and word[0].isalpha()]
    return len(long) > 2 and len(capitals.intersection(long)) >= _TITLE_CASE * len(long)
