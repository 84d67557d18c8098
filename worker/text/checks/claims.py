"""
How sure, how forbidden, how guilty and by whom: the words that make a claim stronger or weaker than it was (E7, E8).

Each class of them (negation, reservation, legal status, attribution) is compared as an inventory: what the source has must
have an answer of its class, or of one that says as much, where the rewrite speaks of the same (`matching`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from worker.text.alignment import STEM, aligned, in_other_words, token_stems
from worker.text.checks.rule import Context, Doubt, decisive
from worker.text.facts import Facts, doubled, firm, spelled
from worker.text.lexicon import Hit, Lexicon
from worker.text.matching import Item, Pairing, pair, places
from worker.text.quotations import MASK

# --- negation ---


def negations_kept(source: Facts, result: Facts, context: Context) -> str:
    """What was denied, refused, forbidden or missing still is, and nothing else is."""
    return decisive(_negated(source, result, context.lexicon))


class _Denials(NamedTuple):
    """The negations of one text: those that count, and the pairs that undo each other ("not unlikely")."""

    items: tuple[Item, ...]
    undone: tuple[Item, ...]  # both words of such a pair as one, of the second one's kind


def _denials(text: Facts, lexicon: Lexicon) -> _Denials:
    pairs = dict(doubled(text.negations, text.words, lexicon))
    within = {*pairs, *pairs.values()}
    items = [Item(hit, mark.kind, mark.firm) for hit in text.negations if hit not in within and (mark := hit.of("negation"))]
    undone = [
        Item(Hit(a.start, b.end, b.marks, b.groups), mark.kind, firm(b, "negation")) for a, b in pairs.items() if (mark := b.of("negation"))
    ]
    return _Denials(tuple(items), tuple(undone))


def _negated(source: Facts, result: Facts, lexicon: Lexicon) -> Iterator[tuple[bool, str]]:
    ours, theirs = _denials(source, lexicon), _denials(result, lexicon)
    if not ours.items and not theirs.items and not ours.undone and not theirs.undone:
        return
    double = pair(source, ours.undone, result, theirs.undone, lexicon)
    # "may not be lifted" can be a plain negation as well: it answers one where nothing else does.
    found = pair(source, ours.items, result, theirs.items, lexicon)
    lost, spare = _answered(source, found.lost, result, double.new, lexicon)
    new, left = _answered(result, found.new, source, double.lost, lexicon)
    for item in _turned(source, found.lost, result, spare, lexicon):
        yield True, f"a negation or prohibition is undone: {spelled(source, (item.hit,))}"
    for item in _turned(result, found.new, source, left, lexicon):
        yield True, f"a negation or prohibition is undone: {spelled(result, (item.hit,))}"
    for hit in (*_unprefixed(source, result, ours.undone), *_unprefixed(result, source, theirs.undone)):
        yield True, f"a negation or prohibition is undone: {hit}"
    used: set[str] = set()
    for item in lost:
        if item.firm and not _said_without(source, item, result, lexicon, used, of_result=False):
            yield _affirmed_there(source, item, result, lexicon), f"a negation or prohibition is lost: {spelled(source, (item.hit,))}"
    for item in new:
        if item.firm and not _said_without(result, item, source, lexicon, used, of_result=True):
            plain = _from_nothing(item, source, result, lexicon) or _affirmed_there(result, item, source, lexicon)
            yield plain, f"a negation or prohibition is new: {spelled(result, (item.hit,))}"
    if affirmed := _affirmed(source, result):
        yield True, f"a negation or prohibition is lost: {affirmed}"


def _from_nothing(item: Item, source: Facts, result: Facts, lexicon: Lexicon) -> bool:
    """Whether the sentences of the source that say the same deny nothing, by no word that could."""
    own = result.sentence(item.hit.start)
    there = frozenset[int]().union(*(group.source for group in aligned(source, result, lexicon) if own in group.result))
    return not any(source.sentence(hit.start) in there for hit in source.negations)


def _affirmed_there(text: Facts, item: Item, other: Facts, lexicon: Lexicon) -> bool:
    """
    Whether the other text says what a negation stands beside, and says it without one.

    Only then is a lost or new negation beyond doubt: where the words are others, the statement may be put the other way round.
    """
    stems, others = token_stems(text, lexicon), token_stems(other, lexicon)
    before, after = _beside(text, item, stems)
    heads = {*after[:2], *before[-1:]}
    if not heads:
        return False
    here, there = _sayings(text, heads, stems, lexicon), _sayings(other, heads, others, lexicon)
    for head in after[:1]:
        if head in there and max(there[head]) > 0:
            # It is denied there too, by a word that answers another negation as well; unless two of them deny it here.
            return max(_sayings(text, {head}, stems, lexicon, reach=4)[head]) > max(there[head])
    return any(there.get(head, []).count(0) > here[head].count(0) for head in heads)


def _beside(text: Facts, item: Item, stems: Sequence[str]) -> tuple[list[str], list[str]]:
    """The words of their own meaning shortly before and behind a phrase, in its sentence."""
    number = text.sentence(item.hit.start)
    first, last = (text.ends[number - 1] if number else 0), text.ends[number]
    before, after = stems[max(first, item.hit.start - 3) : item.hit.start], stems[item.hit.end : min(item.hit.end + _BESIDE, last)]
    return [stem for stem in before if stem], [stem for stem in after if stem]


def _sayings(text: Facts, heads: set[str], stems: Sequence[str], lexicon: Lexicon, *, reach: int = 0) -> dict[str, list[int]]:
    """
    For each of these words, how many negations reach it each time it is said; those that undo each other do not count.

    `reach`: words behind a negation; if it is given, only the firm ones count.
    """
    items = [item for item in _denials(text, lexicon).items if item.firm or not reach]
    denied = [range(item.hit.start - 3, item.hit.end + (reach or _DENIED)) for item in items]
    found: dict[str, list[int]] = {}
    for at, stem in enumerate(stems):
        if stem in heads:
            found.setdefault(stem, []).append(sum(at in places for places in denied))
    return found


_DENIED = 9  # words behind a negation that it denies
_BESIDE = 6  # words behind a negation among which what it denies is sought


def _answered(
    text: Facts, items: Sequence[Item], other: Facts, double: Sequence[Item], lexicon: Lexicon
) -> tuple[Sequence[Item], Sequence[Item]]:
    """Items for which no double negation stands in ("not stripped", "may not be revoked"), and those left over."""
    plain = [item for item in double if item.kind in ("cease", "cancel") or _named_in(other, item, text)]
    strong = [item for item in items if item.kind in ("not", "refuse") and item.firm]
    if not plain or not strong:
        return items, double
    found = pair(text, strong, other, plain, lexicon)
    taken = {id(one) for one, _ in found.pairs}, {id(two) for _, two in found.pairs}
    return [i for i in items if id(i) not in taken[0]], [d for d in double if id(d) not in taken[1]]


def _named_in(text: Facts, double: Item, other: Facts) -> bool:
    """Whether what a double negation denies stands in the other text: "did not object", "without objecting"."""
    return in_other_words(text.words[double.hit.end - 1], other.vocabulary)


def _turned(text: Facts, items: Sequence[Item], other: Facts, double: Sequence[Item], lexicon: Lexicon) -> Iterator[Item]:
    """What the other text denies: "closed", "not shut"."""
    if items and double:
        for item, negated in pair(text, items, other, double, lexicon).pairs:
            denied = any(0 <= item.hit.start - no.end <= 1 for no in text.negations)  # "the refusal to drop it", "would not drop it"
            if item.kind == negated.kind and not denied:
                yield item


def _unprefixed(text: Facts, other: Facts, undone: Sequence[Item]) -> Iterator[str]:
    """Words like "unarmed" where the other text has "armed" instead, and no negation before it."""
    for at, rest in text.prefixed:
        stem = rest[:STEM]
        if any(same[:STEM] == stem for _, same in other.prefixed) or any(item.hit.start <= at < item.hit.end for item in undone):
            continue
        said = _affirmations(other, stem)
        if said and said > _affirmations(text, stem):
            yield text.raw[at]


def _affirmations(text: Facts, stem: str) -> int:
    """How often a word is said with no negation shortly before it, nor shortly behind ("harmed nobody")."""
    reach = [(hit.start - 3, hit.end + 6) for hit in text.negations if firm(hit, "negation")]
    return sum(word[:STEM] == stem and not any(start <= at < end for start, end in reach) for at, word in enumerate(text.words))


def _said_without(text: Facts, item: Item, other: Facts, lexicon: Lexicon, used: set[str], *, of_result: bool) -> bool:
    """
    Whether the other text says the same without a negation.

    By the opposite of what is denied ("not closed", "open"), or by a word that implies a denial ("the longest" for "never
    longer", "still" for "not yet").  `used`: each such word answers one negation.
    """
    where = places(other, text, lexicon) if of_result else places(text, other, lexicon)
    groups = aligned(other, text, lexicon) if of_result else aligned(text, other, lexicon)
    own = token_stems(text, lexicon)
    for at, word in enumerate(other.words):
        if word in used or not (_implies_denial(word, other, at, lexicon) or _opposes(text, item.hit, other, at)):
            continue
        if word in text.vocabulary or word[:STEM] in own:
            continue
        there = Hit(at, at + 1, (), frozenset())
        one, two = (there, item.hit) if of_result else (item.hit, there)
        if where.may_answer(one, two, where.likeness(one, two), groups, alike=True):
            used.add(word)
            return True
    return False


def _implies_denial(word: str, text: Facts, at: int, lexicon: Lexicon) -> bool:
    signs, heads, tails = lexicon.accounting
    if word not in signs and not (len(word) > 5 and (word.startswith(heads) or word.endswith(tails))):
        return False
    if any(figure.at == at + 1 for figure in text.figures):
        return False  # "just 11 seconds" denies nothing
    return not any(hit.start - 1 <= at < hit.end + 2 for hit in text.negations)


def _opposes(text: Facts, negation: Hit, other: Facts, at: int) -> bool:
    """Whether the word at a place of the other text is listed as the opposite of what is denied."""
    head = _head(text, negation)
    sides = {mark.kind for hit in text.hits if hit.start == head for mark in hit.marks if mark.group == "opposite"}
    against = {side[:-1] + ("1" if side[-1] == "0" else "0") for side in sides}
    against = {side for side in against if other.opposites.count(side) > text.opposites.count(side)}
    return any(mark.group == "opposite" and mark.kind in against for hit in other.hits if hit.start == at for mark in hit.marks)


def _head(text: Facts, negation: Hit) -> int:
    """Where the first word of its own meaning behind a negation stands, -1 if there is none nearby."""
    for at in range(negation.end, min(negation.end + 5, len(text.words))):
        if text.words[at] in _PAUSES:
            break
        if any(hit.start == at and "opposite" in hit.groups for hit in text.hits):
            return at
    return -1


_PAUSES = frozenset(",.;:!?—–")


def _affirmed(source: Facts, result: Facts) -> str:
    """ "not the first", where the result says somewhere that it was the first."""
    for hit in source.negations:
        mark = hit.of("negation")
        if hit.end - hit.start < 3 or not mark or mark.firm or mark.kind != "not":
            continue
        word = source.words[hit.end - 1]
        said = [text.words.count(word) - sum(word == text.words[other.end - 1] for other in text.negations) for text in (source, result)]
        if said[1] > said[0]:
            return spelled(source, (hit,))
    return ""


# --- reservations ---


def hedges_kept(source: Facts, result: Facts, context: Context) -> str:
    """What was alleged, believed, likely or possible has not become a fact."""
    return decisive(_hedged(source, result, context.lexicon))


def _hedged(source: Facts, result: Facts, lexicon: Lexicon) -> Iterator[tuple[bool, str]]:
    lost = [item for item in _reserved(source, result, lexicon).lost if item.firm]
    if lost:
        # "police say" can stand for "allegedly", if nobody said it before
        spare = sum(item.firm for item in _paired(source, result, "attribution", lexicon).new)
        for item in lost:
            if item.kind == "only" or spare < 1:
                if item.kind == "only":
                    beyond_doubt = _limits(source, item, result, lexicon)
                else:
                    beyond_doubt = _spoken_of(source, item, result, lexicon) and not _still_doubted(source, item, result, lexicon)
                yield beyond_doubt, f"lost the reservation: {spelled(source, (item.hit,))}"
            spare -= item.kind != "only"


def _limits(source: Facts, item: Item, result: Facts, lexicon: Lexicon) -> bool:
    """ "only six", where the result has the six: of what is in other words "only" may say how it is meant, not what is so."""
    if any(0 <= figure.at - item.hit.end <= 2 and any(figure.value == f.value for f in result.figures) for figure in source.figures):
        return True
    _, after = _beside(source, item, token_stems(source, lexicon))
    return not set(after[:1]).isdisjoint(token_stems(result, lexicon))


def _still_doubted(source: Facts, item: Item, result: Facts, lexicon: Lexicon) -> bool:
    """Whether a suspicion or an accusation that is new stands beside it there: they are no facts either."""
    more = sum(_said(text, kind) * sign for kind in _UNPROVEN for text, sign in ((result, 1), (source, -1)))
    if more < 1 or item.kind not in ("alleged", "suspected", "believed"):
        return False
    said = {result.sentence(hit.start) for hit in result.legal if any(m.group == "legal" and m.kind in _UNPROVEN for m in hit.marks)}
    _, after = _beside(source, item, token_stems(source, lexicon))
    heads = after[:3]
    return any(stem in heads and result.sentence(at) in said for at, stem in enumerate(token_stems(result, lexicon)))


_UNPROVEN = ("suspect", "accuse")


def _spoken_of(source: Facts, item: Item, result: Facts, lexicon: Lexicon) -> bool:
    """Whether the result has words that stand beside a phrase; else the statement may be in other words."""
    before, after = _beside(source, item, token_stems(source, lexicon))
    heads = after[:2] + before[-1:]
    return not heads or any(in_other_words(head, result.vocabulary) for head in heads)


def no_new_hedges(source: Facts, result: Facts, context: Context) -> str:
    """A fact has not become a guess."""
    new = [item.hit for item in _reserved(source, result, context.lexicon).new if item.firm]
    return f"new reservation: {spelled(result, new[:1])}" if new else ""


@lru_cache(maxsize=256)
def _reserved(source: Facts, result: Facts, lexicon: Lexicon) -> Pairing:
    """Reservations and what answers them: of the result's attributions only those that answer no attribution."""
    ours, theirs = tuple(_items(source, "hedge")), tuple(_items(result, "hedge"))
    if ours and any("attribution" in item.hit.groups for item in theirs):
        said = {item.hit for _, item in _paired(source, result, "attribution", lexicon).pairs}
        theirs = tuple(item for item in theirs if item.firm or item.kind == "believed" or not _says_only(item.hit, said))
    return pair(source, ours, result, theirs, lexicon, exact=True)


def _says_only(hit: Hit, said: set[Hit]) -> bool:
    """Whether a phrase is one of the attributions that answer one already."""
    return firm(hit, "attribution") and hit in said


@lru_cache(maxsize=256)
def _paired(source: Facts, result: Facts, group: str, lexicon: Lexicon) -> Pairing:
    return pair(source, tuple(_items(source, group)), result, tuple(_items(result, group)), lexicon, loose=True)


def _items(text: Facts, group: str) -> Iterator[Item]:
    for hit in text.hits:
        if group in hit.groups:
            marks = [mark for mark in hit.marks if mark.group == group]
            mark = next((mark for mark in marks if mark.firm), marks[0])
            yield Item(hit, mark.kind, mark.firm and not (mark.kind == "possible" and _no_chance(text, hit)))


def _no_chance(text: Facts, hit: Hit) -> bool:
    """ "none of them could be saved" leaves no room for doubt."""
    near = (no for no in text.negations if 0 < hit.start - no.start <= 4)
    return any(text.sentence(no.start) == text.sentence(hit.start) for no in near)


# --- legal status ---


_LADDER = ("suspect", "arrest", "accuse", "convict", "sentence")  # kinds of the lexicons' [legal], each more than the one before


def legal_status_kept(source: Facts, result: Facts, context: Context) -> str:
    """Nobody is more guilty, or less, than the source says: suspected, arrested, charged, convicted, sentenced, acquitted."""
    if not source.legal and not result.legal:
        return ""
    return decisive(_status_changed(source, result, context.lexicon))


def _status_changed(source: Facts, result: Facts, lexicon: Lexicon) -> Iterator[tuple[bool, str]]:
    before, after = _statuses(source), _statuses(result)
    for kind, hit in before.items():
        if hit and kind not in after:
            # Without another in its place it may be said in other words; an accusation that is not said is a fact.
            beyond_doubt = (
                kind in _UNPROVEN
                or _spoken_of(source, Item(hit, kind, True), result, lexicon)
                or any(_said(result, other) > _said(source, other) for other in (*_LADDER, "acquit"))
            )
            yield beyond_doubt, f"lost the legal status: {spelled(source, (hit,))}"
    for kind, hit in after.items():
        if hit and kind not in before:
            known = [_LADDER.index(other) for other in before if other in _LADDER]
            # Who is convicted has been accused; who is accused need not be convicted.
            raised = kind not in _LADDER or _LADDER.index(kind) > max(known, default=-1)
            yield raised, f"new legal status: {spelled(result, (hit,))}"
    # Of two that are said twice only one may be left, where two sentences became one; or one of two people lost his.
    found = _paired(source, result, "legal", lexicon)
    for one, two in found.pairs:
        if one.firm and two.firm and _kinds(one).isdisjoint(_kinds(two)) and _said(result, two.kind) > _said(source, two.kind):
            # Who pleads is charged, too: only a plea that is not said any more has changed.
            yield (
                one.kind not in after or one.kind in (*_LADDER, "acquit") or two.kind in ("convict", "sentence"),
                f"the legal status changed: {spelled(source, (one.hit,))} became {spelled(result, (two.hit,))}",
            )
    for item in (item for item in found.lost if item.firm):
        bare = item.kind in ("suspect", "accuse") and not _still_reserved(source, item, result, lexicon)
        yield bare, f"the legal status may be lost: {spelled(source, (item.hit,))}"


def _kinds(item: Item) -> set[str]:
    return {mark.kind for mark in item.hit.marks if mark.group == "legal" and mark.firm}


def _said(text: Facts, kind: str) -> int:
    """How often a text names a status."""
    return sum(any(mark.group == "legal" and mark.kind == kind and mark.firm for mark in hit.marks) for hit in text.legal)


def _still_reserved(source: Facts, item: Item, result: Facts, lexicon: Lexicon) -> bool:
    """Whether the sentence that says what somebody is accused of has a word that keeps it an accusation."""
    said = {result.sentence(hit.start) for hit in result.hits if {"legal", "hedge", "attribution"} & hit.groups}
    return _in_best_sentence(source, item, result, said, lexicon)


def _statuses(text: Facts) -> dict[str, Hit | None]:
    """The statuses of a text by kind, with their phrase if they are said for certain; guilty of one thing "but not" of another is both."""
    found: dict[str, Hit | None] = {}
    for hit in text.legal:
        for mark in hit.marks:
            if mark.group == "legal":
                found[mark.kind] = hit if mark.firm else found.get(mark.kind)
                if mark.kind == "convict" and any(text.sentence(no.start) == text.sentence(hit.start) for no in text.negations):
                    found.setdefault("acquit", None)
    return found


# --- attribution ---


def attribution_kept(source: Facts, result: Facts, context: Context) -> str:
    return decisive(_attributed(source, result, context.lexicon))


def _attributed(source: Facts, result: Facts, lexicon: Lexicon) -> Iterator[tuple[bool, str]]:
    """
    Whoever said it is still said to have said it.

    Two attributions may become one where two sentences do; what may not happen is that none is left where the same is said.
    """
    if not any(firm(hit, "attribution") for hit in source.attributions):
        return
    found = _paired(source, result, "attribution", lexicon)
    for item in found.lost:
        if item.firm and not _said_there(source, item, result, found, lexicon):
            yield (
                not found.new and not _said_otherwise(source, item.hit, result, lexicon),
                f"lost who said it: {spelled(source, (item.hit,))}",
            )


def _said_there(source: Facts, item: Item, result: Facts, found: Pairing, lexicon: Lexicon) -> bool:
    """Whether the sentence of the result that has most of the words around an attribution names somebody who says it."""
    idle = {two.hit for one, two in found.pairs if not one.firm and source.words[one.hit.start] == result.words[two.hit.start]}
    said = {result.sentence(hit.start) for hit in result.attributions if hit not in idle}
    return _in_best_sentence(source, item, result, said, lexicon)


def _in_best_sentence(source: Facts, item: Item, result: Facts, sentences: set[int], lexicon: Lexicon) -> bool:
    """Whether one of these is the sentence of the result that has most of the words around an item of the source."""
    around, stems = places(source, result, lexicon).around(item.hit, of_result=False), token_stems(result, lexicon)
    weights = [0.0] * len(result.ends)
    for at, stem in enumerate(stems):
        if stem in around:
            weights[result.sentence(at)] += around[stem]
    best = max(weights)
    return best > 0 and any(weight >= 0.8 * best and number in sentences for number, weight in enumerate(weights))


def _said_otherwise(source: Facts, hit: Hit, result: Facts, lexicon: Lexicon) -> bool:
    """
    Whether an attribution may be no loss.

    It was none ("refused to say", "told nobody"); its verb is there still ("found"); a colon opens what was said; or
    the same source is said to have said something else in the paragraph.
    """
    before = source.words[max(0, hit.start - 1) : hit.start]
    if lexicon.small.get("to", frozenset()).intersection(before):
        return True
    if any(no.end in (hit.start, hit.start - 1) or no.start == hit.end for no in source.negations):
        return True
    own = result.words.count(source.words[hit.start]) - sum(source.words[hit.start] == result.words[h.start] for h in result.attributions)
    if own > 0:
        return True
    sentence = source.sentence(hit.start)
    if any(w == MASK and source.sentence(at) == sentence for at, w in enumerate(source.words)) and (":", MASK) in pairwise(result.words):
        return True
    named = {key for at, key in source.names.order if source.sentence(at) == sentence}
    speaking = {result.sentence(h.start) for h in result.attributions if firm(h, "attribution")}
    return any(key in named and result.sentence(at) in speaking for at, key in result.names.order)


def sources_not_multiplied(source: Facts, result: Facts, context: Context) -> str:
    """One source does not become several, nor a study studies (Reuters: never the plural when there is only one)."""
    if "many" in result.sources and "many" not in source.sources and "one" in source.sources and "one" not in result.sources:
        reason = "one source became several"
        return reason if _of_one_word(source, result) else Doubt(reason)
    several = context.lexicon.small.get("several", frozenset())
    if not source.attributions or several & source.vocabulary or not several & result.vocabulary:
        return ""
    for hit in result.attributions:
        if several.intersection(result.words[max(0, hit.start - 3) : hit.end + 2]):
            return "one source became several"
    return ""


def _of_one_word(source: Facts, result: Facts) -> bool:
    """Whether a study became studies, or sources; "a study", "the researchers" are two words for who wrote one."""
    ones = {source.words[hit.start][:4] for hit in source.hits if (mark := hit.of("source")) and mark.kind == "one"}
    many = {result.words[hit.start][:4] for hit in result.hits if (mark := hit.of("source")) and mark.kind == "many"}
    return not ones.isdisjoint(many) or any(word[:4] not in source.text.casefold() for word in many)
