"""Names are spelled the same; none is lost, none is new (E6)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container, Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from functools import lru_cache

from worker.text.checks.rule import Context, Doubt, decisive
from worker.text.facts import Facts
from worker.text.lexicon import Lexicon, starts


def names_kept(source: Facts, result: Facts, context: Context) -> str:
    return decisive(_lost(source, result, context))


def _lost(source: Facts, result: Facts, context: Context) -> Iterator[tuple[bool, str]]:
    """Names that are gone; not decisive where they may have been ordinary words, or only said what somebody is."""
    lexicon = context.lexicon
    for word, other in misspelt(source, result):
        yield _is_a_slip(word, other, source, result, lexicon), f"{word} became {other}"
    spelt = _spelt_out(source, result)
    lost = {
        key: spelling
        for key, spelling in named(source, context).items()
        if key not in result.vocabulary
        and key not in result.names.sure
        and not _ordinary(key, source, result)
        and not _abbreviates(spelling, result)
        and key not in spelt
        and not _inflected(key, spelling, source, _spellings(result), result, lexicon)
    }
    strange = {key for key, _ in new_names(source, result) if _is_likely(key, result, source, lexicon)}
    firm = [spelling for key, spelling in lost.items() if not _passing(key, source, lost, result, strange, lexicon)]
    if firm:
        yield True, f"lost the name: {', '.join(firm)}"
    roles = [spelling for key, spelling in source.names.roles.items() if key not in lost and not _still_called(key, result)]
    if (lost and not firm) or (roles and result.names.roles.keys() - source.vocabulary):
        yield False, f"lost the name: {', '.join([*lost.values(), *roles])}"


def _still_called(role: str, text: Facts) -> bool:
    """Whether a text has a role, also with an ending or in a longer one (Gerichts, Betreiberfirma); of a woman not that of a man."""
    return role in text.vocabulary or any(
        (role in other or other in role) and f"{role}in" != other and f"{other}in" != role for other in text.names.roles
    )


def _passing(key: str, text: Facts, lost: Container[str], other: Facts, strange: Container[str], lexicon: Lexicon) -> bool:
    """Whether a lost word may have been no name: it opened a sentence, or is a noun that stood beside one (German)."""
    if key[0] == "=" and text.names.sure[key].islower():  # "the Breton goalkeeper", where such words have no capital
        return not strange and not any(other_key[0] == "=" and other_key not in text.names.sure for other_key in other.names.sure)
    if key in text.names.maybe:
        return not strange and not _opens_as_a_name(text, key, lexicon)
    if any(lexicon.joiners) and any(word.startswith(key) and len(word) - len(key) >= _PART for word in other.vocabulary):
        return True  # de Kamer, een Kamermeerderheid
    if not lexicon.nouns_capitalised:
        return not strange and _part_of_a_name(key, text, lost, other)
    if any(len(word) > len(key) + 2 and key in word for word in other.vocabulary) or _head(key, other):
        return True  # Betreiber, Betreiberfirma
    places = dict(text.names.order)
    partners = [places.get(at + step) for at, own in places.items() if own == key for step in (-1, 1)]
    return _stays(partners, lost, other, strange)


def _part_of_a_name(key: str, text: Facts, lost: Container[str], other: Facts) -> bool:
    """Whether a lost word only stood beside a name that stays one: Real Montera, Montera; but Harkin County, the county."""
    places, there = dict(text.names.order), {name for _, name in other.names.order}
    own = [at for at, name in places.items() if name == key]
    return bool(own) and all(any((one := places.get(at + step)) and one not in lost and one in there for step in (-1, 1)) for at in own)


def _stays(partners: Iterable[str | None], lost: Container[str], other: Facts, strange: Container[str]) -> bool:
    """Whether one of these is in the other text, with no unknown name beside it that could have taken a lost one's place."""
    there = dict(other.names.order)
    kept = {key for key in partners if key and key not in lost}
    beside = [there.get(at + step) for at, key in there.items() if key in kept for step in (-1, 1)]
    return bool(kept) and not any(key in strange for key in beside if key)


def misspelt(source: Facts, result: Facts) -> Iterator[tuple[str, str]]:
    """
    Words with a capital that came back with a slip of the pen: two letters exchanged, one changed, or a double one made single.

    In a language where every noun has a capital that holds for nouns as well, whether they are names or not.
    """
    new = {w: raw for w, raw in zip(result.words, result.raw, strict=True) if _has_capital(w, raw) and w not in source.vocabulary}
    if not new:
        return
    old = {w: raw for w, raw in zip(source.words, source.raw, strict=True) if _has_capital(w, raw)}
    for word, raw in old.items():
        for other, spelling in new.items():
            if word[0] == other[0] and (_exchanged(word, other) or (word not in result.vocabulary and _slipped(word, other))):
                yield raw, spelling


def _is_a_slip(word: str, other: str, source: Facts, result: Facts, lexicon: Lexicon) -> bool:
    """Whether a word cannot be another one that happens to be like it: it is long or a name, or stands beside the same word."""
    named = not lexicon.nouns_capitalised or word.casefold() in source.names.sure
    known = other.casefold() in lexicon.openers or bool(lexicon.candidates(other.casefold()))
    if named or not known or len(word) > _ALIKE or _exchanged(word.casefold(), other.casefold()):
        return True
    beside = [
        {text.words[n] for at, raw in enumerate(text.raw) if raw == own for n in (at - 1, at + 1) if 0 <= n < len(text.words)}
        for text, own in ((source, word), (result, other))
    ]
    return any(near.isalpha() and near not in lexicon.function_words for near in beside[0] & beside[1])


def _has_capital(word: str, raw: str) -> bool:
    return len(word) >= _WORD and raw[0] != word[0] and word.isalpha()


def _apart(word: str, other: str) -> list[int]:
    """Where two words of one length differ, [] of others."""
    return [at for at in range(len(word)) if word[at] != other[at]] if len(word) == len(other) else []


_ALIKE = 7  # letters up to which two words may happen to be alike: Schritt, Schnitt
_WORD = 4  # letters from which on a slip can be told from another word


@lru_cache(maxsize=4096)
def _exchanged(word: str, other: str) -> bool:
    """
    Whether two letters side by side have changed places.

    >>> _exchanged("innenstadt", "innensatdt"), _exchanged("innenstadt", "innenstadt")
    (True, False)
    """
    apart = _apart(word, other)
    return len(apart) == 2 and apart[1] == apart[0] + 1 and word[apart[0]] == other[apart[1]] and word[apart[1]] == other[apart[0]]


@lru_cache(maxsize=4096)
def _slipped(word: str, other: str) -> bool:
    """
    Whether one letter within is another one, or a double one is single.

    >>> _slipped("office", "offuce"), _slipped("office", "ofice"), _slipped("gericht", "gerichts")
    (True, True, False)
    """
    if len(word) == len(other):
        apart = _apart(word, other)
        inner = len(apart) == 1 and len(word) > _WORD and apart[0] < len(word) - 2
        return inner and _plain(word) != _plain(other)  # Garten, Gärten
    short, long = sorted((word, other), key=len)
    doubles = (at for at in range(1, len(long)) if long[at] == long[at - 1])
    return len(word) == len(short) + 1 and any(long[:at] + long[at + 1 :] == short for at in doubles)


def _is_likely(key: str, text: Facts, other: Facts, lexicon: Lexicon) -> bool:
    """Whether a word that may be a name is one: not for the capital of its sentence alone, which any word has."""
    return key in text.names.sure or _opens_as_a_name(text, key, lexicon) or _in_place_of_another(key, text, other)


def _in_place_of_another(key: str, text: Facts, other: Facts) -> bool:
    """Whether the other text has another such word before the same one: "Keller lives", "Brandt lives"."""
    maybe = other.names.maybe.keys() | other.names.sure.keys()
    behind = {text.words[at + 1] for at, own in text.names.order if own == key and at + 1 < len(text.words)}
    return any(
        own in maybe and own not in text.vocabulary and behind.intersection(other.words[at + 1 : at + 2]) for at, own in other.names.order
    )


def _opens_as_a_name(text: Facts, key: str, lexicon: Lexicon) -> bool:
    """Whether a capital that opens a sentence goes on as a name does: with a verb of saying, or one like "was"."""
    says = {hit.start for hit in text.attributions if text.words[hit.start] not in lexicon.small["in"]}  # no "pour le maire"
    return any(
        own == key and (at + 1 in says or text.words[at + 1 : at + 2][:1] == ("'",) or _is_aux(text, at + 1, lexicon))
        for at, own in text.names.order
    )


def _is_aux(text: Facts, at: int, lexicon: Lexicon) -> bool:
    return at < len(text.words) and text.words[at] in lexicon.small["aux"]


def no_new_names(source: Facts, result: Facts, context: Context) -> str:
    lexicon = context.lexicon
    spelt = _spelt_out(result, source)
    new = {
        key: spelling
        for key, spelling in new_names(source, result)
        if key not in context.names
        and not _ordinary(key, result, source)
        and not _abbreviates(spelling, source)
        and key not in spelt
        and not _inflected(key, spelling, result, _spellings(source), source, lexicon)
    }
    if new and lexicon.nouns_capitalised:  # a noun of the source with another ending, which no neighbour made a name there
        akin = {key: _akin(key, source) for key in new}
        new = {
            key: s
            for key, s in new.items()
            if not _ends_otherwise(key, akin[key], lexicon)
            and not any(w in key or w.startswith(key) for w in akin[key])
            and not any(w.endswith(key) for w in source.vocabulary if len(key) >= _COMPOUND)
        }
    if not new:
        roles = [s for key, s in result.names.roles.items() if not _still_called(key, source) and not _abbreviates(s, source)]
        return Doubt(f"new title or institution: {', '.join(roles)}") if roles else ""
    reason = f"new name: {', '.join(new.values())}"
    gone = any(
        key not in result.vocabulary and key not in result.names.sure and _is_likely(key, source, result, lexicon)
        for key in named(source, context)
    )
    gone = gone or any(_count(source, kind, lexicon) > _count(result, kind, lexicon) for kind in ("he", "she"))
    alike = any(_like_a_name(key, source) for key in new)
    weak = (_only_nouns(result, new.values(), lexicon) and not alike) or all(
        key in result.names.maybe and not gone and not _like_a_name(key, source) and not _is_likely(key, result, source, lexicon)
        for key in new
    )
    weak = weak or (not gone and all(_of_a_place(key, result, lexicon) for key in new))
    weak = weak or all(_introduces(result, key, source) or _is_made_of(key, source, lexicon) for key in new)
    return Doubt(reason) if weak else reason


def _is_made_of(word: str, text: Facts, lexicon: Lexicon) -> bool:
    """Whether a language that writes words together has made one of a text's: de Kamer, Kamermeerderheid."""
    parts = (other for other in text.vocabulary if len(other) >= _PART and len(word) - len(other) >= _PART)
    return any(lexicon.joiners) and any(word.startswith(part) for part in parts)


_PART = 4  # letters of the first and the last part of a compound
_COMPOUND = 5  # letters from which on a German noun may be the last part of another


def _head(key: str, other: Facts) -> bool:
    """Whether a compound's last part stands alone in the other text: Autozulieferer, Zulieferer."""
    return any(len(word) >= _COMPOUND and key.endswith(word) for word in other.vocabulary)


def _count(text: Facts, kind: str, lexicon: Lexicon) -> int:
    """How often a pronoun opens a sentence."""
    return sum(word in lexicon.small[kind] and raw != word for word, raw in zip(text.words, text.raw, strict=True))


def _of_a_place(key: str, text: Facts, lexicon: Lexicon) -> bool:
    """Whether a country only tells where a place lies: Madrid, the Spanish capital."""
    places = lexicon.small["place"]
    own = [at for at, name in text.names.order if name == key]
    return key[0] == "=" and all(not places.isdisjoint(text.words[max(0, at - 2) : at + 3]) for at in own)


def _like_a_name(word: str, text: Facts) -> bool:
    """Whether a word comes so near to a name that it may be meant for it: Halversen, Halvorsen."""
    return any(SequenceMatcher(None, word, name).ratio() > _NEAR for name in (*text.names.sure, *text.names.maybe))


_NEAR = 0.7


def _introduces(text: Facts, key: str, other: Facts) -> bool:
    """Whether a word that opens a sentence only stands before a first and a last name that the other text has: Referee Anna Brandt."""
    known = {name for _, name in other.names.order}
    places = dict(text.names.order)
    own = [at for at, name in places.items() if name == key]
    return all(starts(text.raw, at) and places.get(at + 1) in known and places.get(at + 2) in known for at in own)


def _akin(word: str, text: Facts) -> Sequence[str]:
    return [other for other in text.vocabulary if other[:3] == word[:3] and len(other) > 4]


def _only_nouns(text: Facts, new: Iterable[str], lexicon: Lexicon) -> bool:
    """Whether new words, where all nouns have a capital, pass for names only because they stand beside a known name."""
    if not lexicon.nouns_capitalised:
        return False
    places = dict(text.names.order)
    strange = {at for at, key in places.items() if text.raw[at] in set(new)}
    return not any(at + 1 in strange for at in strange) and any(
        (at - 1 in places and at - 1 not in strange) or (len(text.words[at]) >= _LONG and at + 1 in places) for at in strange
    )


_LONG = 10  # letters of a German noun that is no first name: Landeshauptstadt Kiel


def no_names_from_elsewhere(source: Facts, result: Facts, context: Context) -> str:
    new = [s for key, s in new_names(source, result) if key in context.names]
    return f"named here, though only elsewhere in the article: {', '.join(new)}" if new else ""


def named(text: Facts, context: Context) -> dict[str, str]:
    """Names that the text or the document is sure of, and words that may be names, since no list knows them."""
    known = {key: spelling for key, spelling in text.names.openers.items() if key in context.names}
    return {**known, **text.names.maybe, **text.names.sure}


def _abbreviates(name: str, text: Facts) -> bool:
    """Whether capitals are the first letters of words that follow each other in a text: AI, artificial intelligence."""
    return bool(_initials_of(name, text))


def _initials_of(name: str, text: Facts) -> list[int]:
    """The tokens whose first letters an acronym is made of, with small words counted or left out; [] if it is none."""
    name = name.replace(".", "")
    if not (1 < len(name) <= _INITIALS and name.isupper() and name.isalpha()):
        return []
    wanted = _plain(name.casefold())
    words = [at for at, word in enumerate(text.words) if word[0].isalpha()]
    for places in (words, [at for at in words if len(text.words[at]) > _SMALL or text.raw[at][0].isupper()]):
        letters = [(letter, at) for at in places for letter in _letters(text.raw[at])]
        found = "".join(letter for letter, _ in letters).find(wanted)
        if found >= 0 and text.raw[letters[found][1]] != name:
            return [at for _, at in letters[found : found + len(wanted)]]
    return []


def _letters(token: str) -> str:
    """What a word gives to an acronym: its first letter, or all of "U.S."."""
    return _plain((token.replace(".", "") if "." in token[1:] else token[0]).casefold())


_SMALL = 3


def _spelt_out(text: Facts, other: Facts) -> frozenset[str]:
    """The words of a text that an acronym of the other one stands for: U.S. Geological Survey, USGS."""
    places = dict(text.names.order)
    acronyms = {token for token in other.raw if token.isupper() and len(token) > 1}
    return frozenset(places.get(at, text.words[at]) for name in acronyms for at in _initials_of(name, text))


@lru_cache(maxsize=64)
def _spellings(text: Facts) -> tuple[tuple[str, str], ...]:
    """What a name may be a form of: other names, and long words without a capital, which may be adjectives of a place (lillois)."""
    long = {word: word.capitalize() for word in text.vocabulary if len(word) > _COMPOUND}
    return tuple({**text.names.openers, **long, **text.names.maybe, **text.names.sure}.items())


_INITIALS = 5


def _ordinary(key: str, text: Facts, other: Facts) -> bool:
    """Whether a capital that opens a sentence is hardly a name: the other text has a word of its beginning (Ferry, ferries; Bin, bins)."""
    if key not in text.names.maybe:
        return False
    if len(key) < 5:
        return f"{key}s" in other.words and f"{key.capitalize()}s" not in other.raw
    return any(word.startswith(key[:4]) and word not in other.names.sure for word in other.vocabulary)


def _inflected(key: str, spelling: str, text: Facts, others: Iterable[tuple[str, str]], other: Facts, lexicon: Lexicon) -> bool:
    """Whether one of the others is this name with another ending: Milan, Milanese; the Greens, a Green."""
    others = tuple(others)
    if _ends_otherwise(spelling, [name for _, name in others], lexicon):
        return True
    return any(
        (one == f"{two}s" and _several(one, where, lexicon)) or (two == f"{one}s" and _several(two, there, lexicon))
        for one, where, two, there in ((key, text, name, other) for name, _ in others)
    )


def _several(key: str, text: Facts, lexicon: Lexicon) -> bool:
    """Whether a name with an s is a group: the Greens, but not Adams."""
    return any(own == key and at and text.words[at - 1] in lexicon.small["definite"] for at, own in text.names.order)


def _ends_otherwise(name: str, others: Iterable[str], lexicon: Lexicon) -> bool:
    name = _single(_plain(name))  # Elmstadt, Elmstädter; Almere, Almeerse
    others = [plain for other in others if (plain := _single(_plain(other)))[:2] == name[:2]]
    endings = [_plain(ending) for ending in lexicon.inflections]
    for short, long in ((one, other) for n in others for one, other in ((name, n), (n, name))):
        stems = (short, short[:-1] if short[-1:] in _DROPPED else "", short[:-2] if short.endswith("es") else "")
        if any(stem and long == stem + ending for stem in stems for ending in endings):
            return True
    return False


@lru_cache(maxsize=4096)
def _plain(word: str) -> str:
    return "".join(letter for letter in unicodedata.normalize("NFD", word) if not unicodedata.combining(letter))


_DROPPED = frozenset("aeiouy")


@lru_cache(maxsize=4096)
def _single(word: str) -> str:
    """
    A word with its double vowels single, which Dutch doubles before an ending.

    >>> _single("Roeselaarse")
    'Roeselarse'
    """
    return _DOUBLE.sub(r"\1", word)


_DOUBLE = re.compile(r"([aeou])\1")


def new_names(source: Facts, result: Facts) -> Iterator[tuple[str, str]]:
    for key, spelling in (*result.names.sure.items(), *result.names.maybe.items()):
        if key not in source.vocabulary and key not in source.names.sure:
            yield key, spelling
