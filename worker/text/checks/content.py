"""What a rewrite adds, leaves out, turns round or judges (E9 to E11)."""

from __future__ import annotations

import re
from fractions import Fraction

from worker.text.alignment import STEM, in_other_words, stems
from worker.text.checks.rule import Context, Doubt
from worker.text.clauses import Clause, across, clauses, says, scope, speaks, told_in
from worker.text.facts import Facts, firm, spelled
from worker.text.lexicon import Lexicon
from worker.text.quotations import MASK

_WORDS = re.compile(r"[^\W_]+")


def nothing_made_up(source: Facts, result: Facts, context: Context) -> str:
    """
    No sentence that has nothing in common with the source: not a longer word, name, figure or quotation.

    Synonyms change words, but hardly all of a sentence; what a sentence adds to known words is for a person to see.
    """
    if new := _stranger(result, source, context.lexicon):
        reason = f"a sentence that says nothing the source says: {new}"
        if _stranger(source, result, context.lexicon, worded=1) or not _longer(result, source, new):
            return Doubt(reason)  # the one may say what the other said
        shared = {word for word in source.vocabulary if len(word) == 3 and word.isalpha()} - context.lexicon.function_words
        return reason if shared.isdisjoint(new.casefold().split()) else Doubt(reason)  # a short word of its own meaning is shared
    return ""


def nothing_left_out(source: Facts, result: Facts, context: Context) -> str:
    """No sentence of which nothing is left; a right of reply and "declined to comment" least of all."""
    if lost := _stranger(source, result, context.lexicon):
        reason = f"nothing is left of: {lost}"
        if _stranger(result, source, context.lexicon, worded=1) or not _longer(source, result, lost):
            return Doubt(reason)  # which may say the same
        return reason
    return ""


def _longer(text: Facts, other: Facts, sentence: str) -> bool:
    """Whether a text is longer by a good part of one of its sentences, which is said nowhere in the other one then."""
    return len(text.words) - len(other.words) >= _PART * len(sentence.split())


_PART = 0.5


def _stranger(text: Facts, other: Facts, lexicon: Lexicon, worded: int = 3) -> str:
    """The first sentence of at least so many longer words that shares none with the other text, negations aside."""
    if len(text.ends) == 1:
        return ""
    there = frozenset[str]().union(*stems(other, lexicon))
    start = 0
    for end, own in zip(text.ends, stems(text, lexicon), strict=True):
        if own.isdisjoint(there):
            aside = {text.words[at][:STEM] for hit in text.hits if _ASIDE & hit.groups for at in range(hit.start, hit.end)}
            if len(own - aside) >= worded:
                return _text(text, start, end)
        start = end
    return ""


_ASIDE = frozenset(("negation",))


def _text(text: Facts, start: int, end: int) -> str:
    return " ".join(text.raw[start:end]).replace(MASK, "“…”").replace(" ’ ", "’").replace(" ,", ",").replace(" .", ".")


def replies_kept(source: Facts, result: Facts, context: Context) -> str:
    """Whoever declined to comment or could not be reached is still said to have been asked."""
    replies = context.lexicon.replies
    lost = replies.search(source.text.lower()) if replies and source.negations else None
    if replies is None or lost is None or replies.search(result.text.lower()):
        return ""
    # In an order of words that no pattern foresees, the chief word and a negation are there still.
    if result.negations and in_other_words(_WORDS.findall(lost.group())[-1], result.vocabulary):
        return ""
    reason = f"the right of reply is lost: {lost.group()}"
    # "did not respond to treatment", "left it open": nobody was asked
    if not _ASKED.search(source.text.lower(), lost.start(), lost.end() + _REQUEST) or _spoken_of(
        source, lost.group(), result, context.lexicon
    ):
        return Doubt(reason)
    return reason


def _spoken_of(source: Facts, phrase: str, result: Facts, lexicon: Lexicon) -> bool:
    """Whether a sentence of the result has most of the clause that a phrase stands in: who was asked, and about what."""
    words = _WORDS.findall(phrase)
    clause = next((c for c in clauses(source, lexicon) if words[-1] in source.words[c.start : c.end]), None)
    told = [word for word in clause.told if not any(own.startswith(word) for own in words)] if clause else []
    if len(told) < _CLAUSE:
        return False
    return any(told_in(result, number, told, lexicon) >= 0.6 * len(told) for number in range(len(result.ends)))


_CLAUSE = 3  # words of their own meaning that tell a clause by themselves


_REQUEST = 40  # characters behind "did not respond" that may say what to
_ASKED = re.compile("comment|kommentar|coment|reach|contact|question|stellungnahme|anfrage|erreich|commentaar|bereik|joindre")


def not_turned_round(source: Facts, result: Facts, context: Context) -> str:
    """Where only rising is spoken of, falling does not take its place, in a clause that says the same or beside one figure."""
    lexicon = context.lexicon
    if "up0" in source.opposites or "up1" in source.opposites:
        directions, now = _directions(source), _directions(result)
        for figure, side in directions.items():
            if now.get(figure) == _other(side):
                return f"turned into its opposite: {_side(source, side)} became {_side(result, _other(side))}"
    doubt = ""
    for side in dict.fromkeys(source.opposites):
        other = _other(side)
        before, after = source.opposites.count(side), result.opposites.count(side)
        if result.opposites.count(other) <= source.opposites.count(other):
            continue
        reason = f"turned into its opposite: {_side(source, side)} became {_side(result, other)}"
        if after < before and side not in _FACTS and _turned_there(source, result, side, lexicon):
            return reason
        new = other not in source.opposites and side[:-1] in _EITHER and after < before
        doubt = doubt or (reason if new or not after else "")
    return Doubt(doubt)


def _turned_there(source: Facts, result: Facts, side: str, lexicon: Lexicon) -> bool:
    """Whether a clause that names one side has a counterpart that names the other side only."""
    for hit in source.hits:
        if not any(mark.group == "opposite" and mark.kind == side for mark in hit.marks):
            continue
        there = across(source, hit, result, lexicon, of_result=False)
        if side == "proven0" and _other(side) not in source.opposites and _names(result, there, _other(side)):
            return True  # a suspect who is a culprit now, whatever is said of him
        of = scope(source, hit, lexicon)
        if of is None or _other(side) in _sides(source, of.clause):
            continue
        for clause in clauses(result, lexicon):
            sides = _sides(result, clause) if result.sentence(clause.start) in there else ()
            opens = _opens(source, of.clause, hit.start, side) and _opens(result, clause, clause.start, _other(side))
            if side[:-1] in _WHO and (not opens or _only_says(source, of.clause)):
                continue  # a person that is named instead, or whose house it is
            if side == "certain0" and (_said(result) > _said(source) or _left_open(result, clause)):
                continue  # "expects growth", "there will be growth, in the view of"; "could spread", "a risk that it will"
            if _denied_beside(source, of.clause) != _denied_beside(result, clause):
                continue  # "was unaware of any", "knew of none"
            if _other(side) in sides and side not in sides and says(clause, of):
                return True
    return False


def _left_open(text: Facts, clause: Clause) -> bool:
    """Whether a clause has a reservation that has no opposite: "a risk"."""
    inside = (hit for hit in text.hedges if clause.start <= hit.start < clause.end)
    return any((mark := hit.of("hedge")) and mark.kind != "only" and "opposite" not in hit.groups for hit in inside)


def _said(text: Facts) -> int:
    return sum(firm(hit, "attribution") for hit in text.attributions)


def _names(text: Facts, sentences: frozenset[int], side: str) -> bool:
    marks = (mark for hit in text.hits if text.sentence(hit.start) in sentences for mark in hit.marks)
    return any(mark.group == "opposite" and mark.kind == side for mark in marks)


_WHO = frozenset(("gender", "pronoun"))


def _only_says(text: Facts, clause: Clause) -> bool:
    """Whether a clause tells no more than that somebody speaks: "he said" of one quotation may be gone, "she said" of another be new."""
    return len(clause.told) == 1 and speaks(text, clause)


def _opens(text: Facts, clause: Clause, at: int, side: str) -> bool:
    """Whether a word of a side opens a clause, at this token."""
    return at - clause.start <= 1 and any(
        h.start - clause.start <= 1 and h.start >= at and any(m.group == "opposite" and m.kind == side for m in h.marks) for h in text.hits
    )


def _denied_beside(text: Facts, clause: Clause) -> bool:
    """Whether a clause has a denial besides the words that have opposites."""
    return any(clause.start <= no.start < clause.end and firm(no, "negation") and "opposite" not in no.groups for no in text.negations)


def _sides(text: Facts, clause: Clause) -> set[str]:
    return {mark.kind for hit in text.hits if clause.start <= hit.start < clause.end for mark in hit.marks if mark.group == "opposite"}


_FACTS = frozenset(("certain1", "sure1"))  # that a fact became a guess is for a person to see
_EITHER = frozenset(("up", "gender", "late", "whole", "sure"))  # one that is lost and its opposite that is new are enough, whatever is left


def _other(side: str) -> str:
    return side[:-1] + ("1" if side[-1] == "0" else "0")


def _directions(text: Facts) -> dict[tuple[Fraction | int, str], str]:
    """Figures that a word of rising or falling stands directly before: "fell by nearly 3%"."""
    moves = {hit.end: mark.kind for hit in text.hits if (mark := hit.of("opposite")) and mark.kind in ("up0", "up1")}
    found = {}
    for figure in text.figures:
        if not figure.firm:  # "cayeron un 3 %" has an article as well
            continue
        first = text.span(text.sentence(figure.at)).start
        near = next((moves[at] for at in range(figure.at + 1, max(first, figure.at - 4), -1) if at in moves), None)
        if near:
            found[figure.key] = near
    return found


def _side(text: Facts, side: str) -> str:
    return next(spelled(text, (hit,)) for hit in text.hits if any(m.group == "opposite" and m.kind == side for m in hit.marks))


def nothing_loaded(source: Facts, result: Facts, _: Context) -> str:
    new = result.loaded - source.loaded
    if new:
        return f"judgement that the source does not make: {', '.join(sorted(new))}"
    for sign, name in (("!", "an exclamation"), ("?", "a question")):
        if result.text.count(sign) > source.text.count(sign):
            return f"{name} that was not there"
    return ""
