"""Whether what somebody will do, or plans to do, has become what was done (E8: not stronger than the source)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from worker.text.checks.rule import Context
from worker.text.clauses import clauses
from worker.text.facts import Facts
from worker.text.lexicon import Lexicon, Plans


class _Planned(NamedTuple):
    """A verb of what is to come: its infinitive, its token, and the words that say so."""

    verb: str
    at: int
    words: str


def plans_kept(source: Facts, result: Facts, context: Context) -> str:
    """
    A verb that only the future has in the source, and only the past in the result: "will spend", "spent".

    Passes whatever says it in another way: "is to", "a closure in May", "would".
    """
    plans = context.lexicon.plans
    planned = list(_planned(source, plans)) if plans else []
    if not planned:
        return ""
    still = {each.verb for each in _planned(result, plans)}
    for each in planned:
        if each.verb in still or any(no.start < each.at <= no.end + _NEAR for no in source.negations):
            continue
        about = _about(source, each.at, context.lexicon)
        for place in _done(each, source, result, plans):
            if not about.isdisjoint(_about(result, place, context.lexicon) - {result.words[place]}):
                return f"was to come, and is done now: {each.words!r} became {result.raw[place]!r}"
    for at, word in enumerate(result.words) if not still else ():
        if word in plans.begun and word not in source.words and _is_fact(result, at, plans):
            about = _about(result, at, context.lexicon)
            for each in planned:
                if each.verb in about and not about.isdisjoint(_about(source, each.at, context.lexicon) - {each.verb}):
                    return f"was to come, and has begun now: {each.words!r} became {result.raw[at]!r}"
    return ""


def _about(text: Facts, at: int, lexicon: Lexicon) -> frozenset[str]:
    """The words of meaning in the clause of a token, figures included."""
    for clause in clauses(text, lexicon):
        if clause.start <= at < clause.end:
            return frozenset(word for word in text.words[clause.start : clause.end] if word[0].isalnum()) - lexicon.function_words
    return frozenset()


def _planned(text: Facts, plans: Plans) -> Iterator[_Planned]:
    for at, word in enumerate(text.words):
        if verb := plans.infinitive(word):
            yield _Planned(verb, at, text.raw[at])
        for mark in plans.marks.get(word, ()):
            end = at + len(mark)
            if text.words[at:end] == mark:
                place = _infinitive(text, end, plans)
                if place is not None:
                    yield _Planned(text.words[place], place, " ".join((*text.raw[at:end], text.raw[place])))
                break


def _infinitive(text: Facts, start: int, plans: Plans) -> int | None:
    """The token of the verb behind a mark: the last of its clause where the language puts it there, else the first of meaning."""
    found = None
    for at in range(start, min(start + _FAR, len(text.words))):
        word = text.words[at]
        if not word[0].isalnum() and (plans.at_end or word not in "'"):
            break
        if plans.at_end:
            found = at if word.endswith(plans.at_end) else found
        elif word[0].isalpha() and word not in plans.between:
            return at
    return found


_FAR = 14  # tokens from a mark to the end of its clause


def _done(planned: _Planned, source: Facts, result: Facts, plans: Plans) -> Iterator[int]:
    """Where the result says as a fact, and anew, that it was done."""
    forms = {form.removeprefix("+"): form[0] == "+" for form in plans.past(planned.verb)}
    for at, word in enumerate(result.words):
        if word not in forms or word in source.words or not _is_fact(result, at, plans):
            continue
        if forms[word] and plans.auxiliary.isdisjoint(result.words[max(0, at - _NEAR) : at]):
            continue
        if planned.verb in plans.copulas and _complement(source, planned.at, plans) != _complement(result, at, plans):
            continue
        yield at


def _is_fact(text: Facts, at: int, plans: Plans) -> bool:
    """Whether nothing near a form of the past takes it back: "to be closed", "would have spent"."""
    span = text.span(text.sentence(at))
    before, after = (_BRACKET, _NEAR) if plans.at_end else (_NEAR, 0)
    return plans.unreal.isdisjoint(text.words[max(span.start, at - before) : min(span.stop, at + 1 + after)])


_BRACKET = 8  # words between a participle and its auxiliary, in a language that puts it last
_NEAR = 3  # words between a verb and its auxiliary


def _complement(text: Facts, at: int, plans: Plans) -> str:
    return next((word for word in text.words[at + 1 : at + 1 + _NEAR] if word not in plans.between), "")
