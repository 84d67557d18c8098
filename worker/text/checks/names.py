"""Names are spelled the same; none is lost, none is new (E6)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from worker.text.checks.rule import Context, Doubt
from worker.text.facts import Facts
from worker.text.lexicon import Lexicon


def names_kept(source: Facts, result: Facts, context: Context) -> str:
    keys = named(source, context)
    lost = [
        spelling
        for key, spelling in keys.items()
        if key not in result.vocabulary and key not in result.names.sure and not _ordinary(key, source, result)
    ]
    lost = [
        spelling
        for spelling in lost
        if not _inflected(spelling, (*result.names.sure.values(), *result.names.maybe.values()), context.lexicon)
    ]
    return f"lost the name: {', '.join(lost)}" if lost else ""


def no_new_names(source: Facts, result: Facts, context: Context) -> str:
    new = [s for key, s in new_names(source, result) if key not in context.names and not _ordinary(key, result, source)]
    new = [
        spelling
        for spelling in new
        if not _inflected(spelling, (*source.names.sure.values(), *source.names.maybe.values()), context.lexicon)
    ]
    if new and context.lexicon.nouns_capitalised:  # a noun of the source with another ending, which no neighbour made a name there
        new = [spelling for spelling in new if not _inflected(spelling.casefold(), _akin(spelling.casefold(), source), context.lexicon)]
    reason = f"new name: {', '.join(new)}" if new else ""
    return Doubt(reason) if reason and _only_nouns(result, new, context.lexicon) else reason


def _akin(word: str, text: Facts) -> Iterable[str]:
    return [other for other in text.vocabulary if other[:3] == word[:3]]


def _only_nouns(text: Facts, new: Iterable[str], lexicon: Lexicon) -> bool:
    """Whether new words, where all nouns have a capital, pass for names only because they stand beside a known name."""
    if not lexicon.nouns_capitalised:
        return False
    places = dict(text.names.order)
    strange = {at for at, key in places.items() if text.raw[at] in set(new)}
    return not any(at + 1 in strange for at in strange) and any(at - 1 in places and at - 1 not in strange for at in strange)


def no_names_from_elsewhere(source: Facts, result: Facts, context: Context) -> str:
    new = [s for key, s in new_names(source, result) if key in context.names]
    return f"named here, though only elsewhere in the article: {', '.join(new)}" if new else ""


def named(text: Facts, context: Context) -> dict[str, str]:
    """Names that the text or the document is sure of, and words that may be names, since no list knows them."""
    known = {key: spelling for key, spelling in text.names.openers.items() if key in context.names}
    return {**known, **text.names.maybe, **text.names.sure}


def _ordinary(key: str, text: Facts, other: Facts) -> bool:
    """Whether a capital that opens a sentence is hardly a name: the other text has a word of its beginning (Ferry, ferries)."""
    if key not in text.names.maybe or len(key) < 5:
        return False
    return any(word.startswith(key[:4]) and word not in other.names.sure for word in other.vocabulary)


def _inflected(name: str, others: Iterable[str], lexicon: Lexicon) -> bool:
    """Whether one of the others is this name with another ending: Milan, Milanese; Siberia, Siberian."""
    for short, long in ((one, other) for n in others for one, other in ((name, n), (n, name))):
        if any(long in (short + ending, short[:-1] + ending if short[-1:] in _DROPPED else "") for ending in lexicon.inflections):
            return True
    return False


_DROPPED = frozenset("aeiouy")


def new_names(source: Facts, result: Facts) -> Iterator[tuple[str, str]]:
    for key, spelling in (*result.names.sure.items(), *result.names.maybe.items()):
        if key not in source.vocabulary and key not in source.names.sure:
            yield key, spelling
