"""
Names: what is capitalised and is no ordinary word.

A name is compared word by word, in any case ("President" may become "president"), with its diacritics.  Words that mean the same
place or its people ("Ukraine", "Ukrainian") are one, if the lexicon says so.  Where a sentence opens with a capital anyway, a word is a name unless
the lexicon knows better; where every noun has one (German), only neighbours, acronyms and what the caller knows are names.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from worker.text.lexicon import Hit, Lexicon, starts

_NO_NAMES = frozenset(("number", "month", "weekday", "ordinal", "fraction", "magnitude", "unit", "figure"))
_TITLE_CASE = 0.6  # from this share of capitals on, a line is set in title case and a capital says little


@dataclass(frozen=True, slots=True)
class Names:
    """Keys of names with their spelling; a key is a folded word, or "=class" for words that the lexicon calls the same."""

    sure: Mapping[str, str] = field(default_factory=dict)
    maybe: Mapping[str, str] = field(default_factory=dict)  # only where any word would have a capital
    order: tuple[tuple[int, str], ...] = ()  # (token, key) of both, as they stand


def read_names(raw: Sequence[str], words: Sequence[str], hits: Sequence[Hit], lexicon: Lexicon) -> Names:
    """The names among the tokens of a text."""
    same = {at: (hit, mark.kind) for hit in hits if (mark := hit.of("same")) for at in range(hit.start, hit.end)}
    ordinary = {at for hit in hits for at in range(hit.start, hit.end) if any(m.group in _NO_NAMES for m in hit.marks)}
    known = {at for hit in hits for at in range(hit.start, hit.end)}
    latin = _without_capitals(raw)
    capitals = [i for i, t in enumerate(raw) if t != words[i] and _looks_named(t)] if not latin else [i for i, t in enumerate(raw) if _latin(t)]
    title_case = not latin and _title_case(raw, words, capitals)
    sure: dict[str, str] = {}
    maybe: dict[str, str] = {}
    order: list[tuple[int, str]] = []
    chain = set(capitals)
    for at in capitals:
        word, token = words[at], raw[at]
        if at in same:
            key = f"={same[at][1]}"
            sure[key] = " ".join(raw[same[at][0].start : same[at][0].end])
            order.append((at, key))
            continue
        if word in lexicon.function_words or word in lexicon.titles or at in ordinary or (len(word) == 1 and word != token and word in "ia"):
            continue
        opens = title_case or starts(raw, at)
        acronym = len(token) > 1 and token.isupper() and not title_case
        if lexicon.nouns_capitalised and not acronym:
            certain = _beside_a_name(at, chain, words, lexicon, known)
            if not certain:
                continue
            opens = False
        if not opens or acronym:
            sure[word] = token
        elif _may_be_ordinary(word, lexicon) or at in known:
            continue
        elif not title_case and at + 1 in chain and not lexicon.nouns_capitalised:
            sure[word] = token
        else:
            maybe[word] = token
        order.append((at, word))
    for word in sure:
        maybe.pop(word, None)
    return Names(sure, maybe, tuple(order))


def _looks_named(token: str) -> bool:
    return token[0].isupper() or (token[0].isalpha() and any(c.isupper() for c in token))


def _latin(token: str) -> bool:
    return len(token) > 1 and token[0].isalpha() and unicodedata.name(token[0], "").startswith("LATIN")


def _without_capitals(raw: Iterable[str]) -> bool:
    """Whether most letters know no capitals (Arabic, Chinese …): then every latin run is a name."""
    letters = [t[0] for t in raw if t[0].isalpha()]
    if all(c < "\u0530" for c in letters):
        return False
    bare = sum(c.lower() == c.upper() for c in letters)
    return bare * 2 > len(letters)


def _title_case(raw: Sequence[str], words: Sequence[str], capitals: Sequence[int]) -> bool:
    if len(raw) > 40:
        return False
    long = [i for i, w in enumerate(words) if len(w) > 3 and w[0].isalpha()]
    return len(long) > 2 and len(set(capitals) & set(long)) >= _TITLE_CASE * len(long) and len(capitals) > 3


def _beside_a_name(at: int, chain: set[int], words: Sequence[str], lexicon: Lexicon, known: set[int]) -> bool:
    """Two capitals side by side are a name, where nouns alone would have one each with an article or a preposition between."""
    return at not in known and any(
        other in chain and other not in known and words[other] not in lexicon.function_words | lexicon.openers for other in (at - 1, at + 1)
    ) and words[at] not in lexicon.openers


def _may_be_ordinary(word: str, lexicon: Lexicon) -> bool:
    return word in lexicon.openers or (len(word) > 3 and word.endswith(lexicon.endings)) or not lexicon.language


