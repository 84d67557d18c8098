"""
What is denied, refused, forbidden or missing: the words that turn a statement into its opposite (E8).

A negation is compared as one of an inventory: what the source has must have an answer of its class, or of one that says as much,
where the rewrite speaks of the same (`matching`).  Where it has none, it is lost or new for certain if clauses say the same without it
(`clauses`), or if nothing in the sentences that go with its own could be meant by it; else the statement may be put the other way round.
No text has a new denial for certain that has fewer of them than the other one.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence, Set
from functools import lru_cache
from typing import NamedTuple

from worker.text.alignment import STEM, aligned, in_other_words
from worker.text.checks.rule import Context, decisive
from worker.text.clauses import AFTER, Clause, Scope, across, alike, clauses, counterparts, matches, scope, speaks, tellers
from worker.text.facts import Facts, doubled, firm, spelled
from worker.text.lexicon import Hit, Lexicon, Mark
from worker.text.matching import Item, pair, places


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
        Item(Hit(min(a.start, b.start), max(a.end, b.end), b.marks, b.groups), mark.kind, firm(b, "negation"))
        for a, b in pairs.items()
        if (mark := b.of("negation"))
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
    for text, alone, other, undone in ((source, found.lost, result, spare), (result, found.new, source, left)):
        for item in _turned(text, alone, other, undone, lexicon):
            near = (one for one in alone if one is not item and text.sentence(one.hit.start) == text.sentence(item.hit.start))
            plain = item.kind in _VERBS and not _moves(text, item) and not any(near)  # "renounces a ban", "imposes no ban"
            yield plain, f"a negation or prohibition {'is' if plain else 'may be'} undone: {spelled(text, (item.hit,))}"
    lonely = {"lost": [item for item in lost if item.firm], "new": [item for item in new if item.firm]}
    free = {"lost": (*found.new, *theirs.undone), "new": (*found.lost, *ours.undone)}
    partners = {id(one): two for one, two in found.pairs} | {id(two): one for one, two in found.pairs}
    used: set[str] = set()
    more = sum(firm(no, "negation") for no in source.negations) - sum(firm(no, "negation") for no in result.negations)
    for verb, text, items, other in (("lost", source, ours, result), ("new", result, theirs, source)):
        of_result, prefixed, undone = text is result, dict(text.prefixed), ours.undone if text is result else theirs.undone
        able = more <= 0 if of_result else more >= 0  # who has fewer of them than the other text has, has none anew
        highest = _highest(other, lexicon) - _highest(text, lexicon)
        unmet = dict.fromkeys(_one_sided(text, other, lexicon, of_result=of_result)) if able else ()
        sure = [hit for hit in unmet if not _unsurpassed(text, hit, highest)]  # in order: the same reason each time
        for hit in sure:
            yield True, f"a negation or prohibition is {verb}: {spelled(text, (hit,))}"
        for item in items.undone:
            if _unpaired(text, item, other, lexicon, of_result=of_result):
                yield able, f"a negation or prohibition is {verb}: {spelled(text, (item.hit,))}"
        for item in items.items:
            if item.hit.start in prefixed and _unprefixed(text, item, other, lexicon, of_result=of_result):
                yield able, f"a negation or prohibition is {verb}: {spelled(text, (item.hit,))}"
            if (not item.firm and item.kind != "prefixed") or _unsurpassed(text, item.hit, highest):
                continue
            if item.hit in sure or (item.kind not in _NOT and item.hit.start not in prefixed and _formed(text, item, other, undone)):
                continue
            if able and _unsaid(text, item, other, lexicon, partners.get(id(item)), of_result=of_result):
                yield True, f"a negation or prohibition is {verb}: {spelled(text, (item.hit,))}"
            elif item in lonely[verb] and not _said_without(text, item, other, lexicon, used, of_result=of_result):
                either = [item, *_exchangeable(item, source, result, found.pairs, lexicon, of_result=of_result)]
                told = (_unexplained(text, one, other, free[verb], lonely[verb], lexicon, of_result=of_result) for one in either)
                unsaid = able and next((known for known in told if known is not None), False)
                plain = unsaid or (not of_result and _owned(item, source, result, lexicon))
                yield plain, f"a negation or prohibition {'is' if plain else 'may be'} {verb}: {spelled(text, (item.hit,))}"
    if affirmed := _affirmed(source, result, lexicon):
        yield True, f"a negation or prohibition is lost: {affirmed}"


@lru_cache(maxsize=64)
def _highest(text: Facts, lexicon: Lexicon) -> frozenset[str]:
    """What a text has in the highest degree, by how the words begin: "young" of "youngest", "expe" of "most expensive"."""
    ended = (word for word in text.words if word.endswith(lexicon.superlative))
    bare = (word.removesuffix(max((end for end in lexicon.superlative if word.endswith(end)), key=len)) for word in ended)
    found = {word for word in bare if len(word) >= _BARE}
    articles, highest = lexicon.small["definite"] | lexicon.small["of"], lexicon.small["highest"]
    for at, word in enumerate(text.words[:-1]):
        if word in highest and (lexicon.superlative or not articles.isdisjoint(text.words[max(0, at - 3) : at])):
            found.add(text.words[at + 1][: STEM - 1])
    return frozenset(found)


_BARE = 3  # letters of a word without its ending


def _unsurpassed(text: Facts, hit: Hit, highest: Set[str]) -> bool:
    """Whether a denial says that nothing goes further than what only the other text has in the highest degree: "never a younger winner"."""
    words = text.words[hit.start : text.ends[text.sentence(hit.start)]] if highest else ()
    return any(said.startswith(begins) for begins in highest for said in words)


class _Sign(NamedTuple):
    """A phrase that denies something.  Plain ones ("not", "no one") have no key: what they say is told by where they stand."""

    hit: Hit
    kind: str
    firm: bool
    key: str


@lru_cache(maxsize=512)
def _signs(text: Facts) -> tuple[_Sign, ...]:
    found = []
    for hit in text.negations:
        if mark := hit.of("negation"):
            sure = firm(hit, "negation")
            found.append(_Sign(hit, mark.kind, sure, "" if sure and mark.kind in _NOT else _told(text, hit)))
    return tuple(found)


def _told(text: Facts, hit: Hit) -> str:
    """The word of a phrase as it is in all its forms: failed, failing; behind a prefix it needs more letters."""
    word = text.words[hit.start]
    return word[: STEM + 1] if hit.marks[0].kind == "prefixed" else word[: STEM - 1]


def _one_sided(text: Facts, other: Facts, lexicon: Lexicon, *, of_result: bool) -> Iterator[Hit]:
    """
    The plain denials for which the other text has nothing that could say them, whatever its words.

    Sentences that go with one another are compared.  Each phrase that denies takes one of the other text as its partner, the same
    words first; what has none is alone, unless one beside it undoes it or a light word ("still", "adjourned") may say it.
    """
    alignment = aligned(other, text, lexicon) if of_result else aligned(text, other, lexicon)
    for group in dict.fromkeys(alignment.of_result if of_result else alignment.of_source):
        mine, there = (group.result, group.source) if of_result else (group.source, group.result)
        own = [sign for sign in _signs(text) if text.sentence(sign.hit.start) in mine]
        if not any(sign.firm and sign.kind in _CERTAIN for sign in own):
            continue
        their = [sign for sign in _signs(other) if other.sentence(sign.hit.start) in there]
        alone, apart = _unanswered(text, own, other, their, lexicon, of_result=of_result)
        for sign in alone:
            of = scope(text, sign.hit, lexicon) if sign.firm and sign.kind in _CERTAIN else None
            if of is None or any(one is not sign and of.clause.start <= one.hit.start < of.clause.end for one in apart):
                continue
            item = Item(sign.hit, sign.kind, sign.firm)
            if _halved(text, sign.hit, other, lexicon):
                continue
            if _sets_a_limit(text, item, of.clause, other, lexicon) or (of_result and _counts_the_rest(sign.hit, of.clause, text, other)):
                continue
            beside = _closest(of, other, there, lexicon)
            if not beside:  # said in no sentence that goes with this one: then it may be said anywhere, or only again
                if any(one is not sign and text.sentence(one.hit.start) == text.sentence(sign.hit.start) for one in own):
                    continue
                there = frozenset(range(len(other.ends)))
                if sign not in _unanswered(text, _signs(text), other, _signs(other), lexicon, of_result=of_result)[0]:
                    continue
                beside = _closest(of, other, there, lexicon)
            if text.words[sign.hit.start] in lexicon.small["without"] and not any(clause.has(of.head) for clause in beside):
                continue
            if _said_twice(text, item, of, other, there, lexicon):
                continue
            if any(_turns(word, of.plain, lexicon) for word in other.vocabulary - text.vocabulary):
                continue
            if not _may_say(text, other, _around(of, beside, other) or {*range(len(other.words))}, lexicon):
                yield sign.hit


def _unanswered(
    text: Facts, own: Sequence[_Sign], other: Facts, their: Sequence[_Sign], lexicon: Lexicon, *, of_result: bool
) -> tuple[list[_Sign], list[_Sign]]:
    """Phrases without a partner, and those without one of the same words; the likeliest pairs first."""
    where = places(other, text, lexicon) if of_result else places(text, other, lexicon)
    if len(own) * len(their) > _MANY:
        return [], list(own)
    scored = []
    for i, one in enumerate(own):
        for j, two in enumerate(their):
            same = one.key == two.key
            likeness = where.likeness(two.hit, one.hit) if of_result else where.likeness(one.hit, two.hit)
            scored.append((-2 * same - (same and one.key != ""), -likeness - 0.5 * (one.kind == two.kind), i, j))
    scored.sort()
    partners: dict[int, bool] = {}
    taken: set[int] = set()
    for rank, _, i, j in scored:
        if i not in partners and j not in taken:
            partners[i] = rank < 0
            taken.add(j)
    return [one for i, one in enumerate(own) if i not in partners], [one for i, one in enumerate(own) if not partners.get(i)]


def _closest(of: Scope, other: Facts, there: Collection[int], lexicon: Lexicon) -> list[Clause]:
    """The clauses of some sentences of the other text that have most of what a negation is said of, none if they have nothing of it."""
    found = [(matches(tuple(of.plain), clause), clause) for clause in clauses(other, lexicon) if other.sentence(clause.start) in there]
    most = max((count for count, _ in found), default=0)
    return [clause for count, clause in found if count == most > 0]


def _halved(text: Facts, hit: Hit, other: Facts, lexicon: Lexicon) -> bool:
    """Whether a negation stands before a word of less that the other text lacks: "not low", where that has "high"."""
    behind = [text.words[at] for at in _lights(text, lexicon) if at - hit.end in range(_CLOSE)]
    return any(not in_other_words(word, other.vocabulary) for word in behind)


def _may_say(text: Facts, other: Facts, known: set[int], lexicon: Lexicon) -> bool:
    """Whether a light word at one of these places may say a denial, and is none that both texts have of the same."""
    return any(not _there_too(text, other, at, lexicon) for at in known.intersection(_lights(other, lexicon)))


def _there_too(text: Facts, other: Facts, at: int, lexicon: Lexicon) -> bool:
    """Whether a text has the word at a place of the other one, of the same: "last May", but "last serviced"."""
    where, word = places(text, other, lexicon), other.words[at][:STEM]
    twins = [twin for twin, said in enumerate(other.words) if said[:STEM] == word]
    rows = ([where.likeness(_at(n), _at(twin)) for twin in twins] for n, own in enumerate(text.words) if own[:STEM] == word)
    return any(max(row) == row[twins.index(at)] >= _THERE for row in rows)


def _at(place: int) -> Hit:
    return Hit(place, place + 1, (), frozenset())


@lru_cache(maxsize=512)
def _lights(text: Facts, lexicon: Lexicon) -> tuple[int, ...]:
    """Where words stand that deny nothing, but in whose place another wording may: "still", "every", the end of "sagte ab"."""
    light, particles = lexicon.small["until"] | lexicon.small["earliest"] | lexicon.small["denying"], lexicon.small["particles"]
    denying = {at for hit in text.negations for at in range(hit.start, hit.end)}
    return tuple(
        at
        for at, word in enumerate(text.words)
        if at not in denying
        and (
            word in light
            or _implies_denial(word, text, at, lexicon)
            or (word in particles and not "".join(text.words[at + 1 : at + 2]).isalpha())
        )
    )


_NOT = frozenset(("not", "particle"))
_CERTAIN = _NOT | {"fail"}
_MANY = 10_000  # pairs of phrases in sentences that go together: more are no paragraph of an article


def _unsaid(text: Facts, item: Item, other: Facts, lexicon: Lexicon, partner: Item | None, *, of_result: bool) -> bool:
    """
    Whether the other text says what a negation stands beside, and denies less of it.

    Only then is a lost or new negation beyond doubt: where the words are others, the statement may be put the other way round.
    """
    of = scope(text, item.hit, lexicon)
    if of is None or (len(of.told) < _FEW and (speaks(text, of.clause) or len(text.span(text.sentence(item.hit.start))) > _LONG)):
        return False  # one word is said of many things: "when, she did not say", "it costs 40 euros, she said"
    if _sets_a_limit(text, item, of.clause, other, lexicon):
        return False
    for clause in counterparts(text, item.hit, of, other, lexicon, of_result=of_result):
        prefixed = {at for at, _ in other.prefixed if clause.start <= at < clause.end}
        if any(alike(tellers(other, lexicon)[at], of.head) for at in prefixed) and item.kind != "prefixed":
            continue  # "not masked", "unmasked"
        if (partner is not None and clause.start <= partner.hit.start < clause.end) or not _explained(
            text, item, of.clause, other, clause, partner, lexicon
        ):
            continue
        if item.kind not in ("not", "prefixed") and len(clause.told) > 2 and matches(clause.told, of.clause) < 0.6 * len(clause.told):
            continue  # by a verb of another meaning, which may deny as well: "turned down a request to"
        more = _certain(text, of.clause, other, clause) - denials_of(other, clause, lexicon)
        known = {word[:STEM] for word in text.words[of.clause.start : of.clause.end]}
        left = [no for no in other.negations if clause.start <= no.start < clause.end and not firm(no, "negation")]
        if any(other.words[no.start][:STEM] not in known for no in left) or _opened(text, other, clause):
            continue  # "not … without", "only if"
        if _gone(other, range(clause.start, clause.end), text, lexicon) or _parts(other, range(clause.start, clause.end), text, lexicon):
            continue  # "voluntary", "do not have to"
        if of_result and (_limits(text, of.clause.start, other) or _counts_the_rest(item.hit, of.clause, text, other)):
            continue
        # Two that are gone have undone each other: "nobody would have won without her".
        if more == 1 and not implied(other, clause, text, of.clause, lexicon) and not _dated(text, of.clause, other, clause, lexicon):
            return True
    return False


def _formed(text: Facts, item: Item, other: Facts, undone: Sequence[Item]) -> bool:
    """Whether the other text has a denying word as often, in any form: "denies the charges", "the charges are denied"."""
    word = text.words[item.hit.start][:STEM]
    within = (*(no.hit for no in undone), *(hit for hit in other.hits if hit.end - hit.start > 1 and hit not in other.negations))
    turned = {at for hit in within for at in range(hit.start, hit.end)}  # "not ruled out" rules out nothing
    found = sum(said.startswith(word) and at not in turned for at, said in enumerate(other.words))
    return found >= sum(said.startswith(word) for said in text.words)


def _opened(text: Facts, other: Facts, clause: Clause) -> bool:
    """Whether a new word of lacking opens the sentence a clause ends: "missing from the team (2-1) was the captain"."""
    first = other.span(other.sentence(clause.start)).start
    opening = [no for no in other.negations if first <= no.start < min(first + 2, clause.start) and no.marks[0].kind == "lack"]
    known = {word[:STEM] for word in text.words} if opening else set()
    return any(other.words[no.start][:STEM] not in known for no in opening)


def _exchangeable(
    item: Item, source: Facts, result: Facts, pairs: Sequence[tuple[Item, Item]], lexicon: Lexicon, *, of_result: bool
) -> Iterator[Item]:
    """The firm items whose partners are as near to this one, which may then be theirs."""
    where = places(source, result, lexicon)
    for one, two in pairs:
        other, partner = (two, one) if of_result else (one, two)
        near = where.likeness(one.hit, item.hit) if of_result else where.likeness(item.hit, two.hit)
        if other.firm and partner.firm and near >= where.likeness(one.hit, two.hit):
            yield other


def _unexplained(
    text: Facts, item: Item, other: Facts, free: Sequence[Item], lonely: Sequence[Item], lexicon: Lexicon, *, of_result: bool
) -> bool | None:
    """
    Whether the other text says what a negation stands beside, and has no word left over that could say the denial.

    None where it says too little of it to tell.  `free`: negations of the other text without a partner; `lonely`: those of this one.
    """
    of = scope(text, item.hit, lexicon)
    if of is None or item.kind not in _PLAIN or _sets_a_limit(text, item, of.clause, other, lexicon):
        return False
    if _halved(text, item.hit, other, lexicon) or (of_result and _counts_the_rest(item.hit, of.clause, text, other)):
        return False
    if any(one is not item and of.clause.start <= one.hit.start < of.clause.end for one in lonely):
        return False  # "nobody without it": the two undo each other
    there = across(text, item.hit, other, lexicon, of_result=of_result)
    if _said_twice(text, item, of, other, there, lexicon):
        return False
    denials = [no for no in other.negations if other.sentence(no.start) in there]
    beside = [clause for clause in _beside(of, other, lexicon) if other.sentence(clause.start) in there]
    said = {word for clause in beside for word in of.plain if matches((word,), clause)}
    if of_result and text.words[item.hit.start] in lexicon.small["without"] and of.head not in said:
        return None
    spoken_of = of_result and not denials and of.head in said
    if not spoken_of and len(said) < _MOST_OF * len(of.plain):
        return None
    known = _around(of, beside if len(said) > 1 else [], other) or {at for number in there for at in other.span(number)}
    if any(_opened(text, other, clause) for clause in beside):
        return False
    if any(one.hit.start in known or (one.firm and other.sentence(one.hit.start) in there) for one in free):
        return False
    if any(_turns(word, of.plain, lexicon) for word in other.vocabulary - text.vocabulary):
        return False
    return not _answers(text, item, other, known, lexicon)


def _said_twice(text: Facts, item: Item, of: Scope, other: Facts, there: Collection[int], lexicon: Lexicon) -> bool:
    """Whether the other text has denials, in these sentences, that this one may say again, whatever else answers them."""
    denials = [no for no in other.negations if other.sentence(no.start) in there]
    if any(firm(no, "negation") and _rules(other, no, of, lexicon) for no in denials):
        return True  # "had not stolen, or no proof was found"
    ends = item.kind == "cease" or not lexicon.small["ending"].isdisjoint(text.words[at] for at in _reach(text, item))  # ne … plus
    again = _ENDED if ends else _VERBS if item.kind != "not" else ()
    return any(no.marks[0].kind in again for no in denials)  # "no longer allowed … a ban", "is no longer mayor … resigned"


def _turns(word: str, told: Collection[str], lexicon: Lexicon) -> bool:
    """Whether a word is one of those that are told, behind a prefix that turns it round: "unavailable", "not available"."""
    rests = (word[len(prefix) :] for prefix in lexicon.small["turning"] if word.startswith(prefix))
    return any(len(stem) > _SHORT and rest.startswith(stem) for rest in rests for stem in told)


def _around(of: Scope, beside: Sequence[Clause], other: Facts) -> set[int]:
    """The tokens of clauses that speak of what is denied; the whole sentence of one that only tells who or where."""
    spans = [_stretch(clause, other) if clause.has(of.head) else other.span(other.sentence(clause.start)) for clause in beside]
    return {at for span in spans for at in span}


def _stretch(clause: Clause, text: Facts) -> range:
    """The tokens of a clause; of one that is a subject only ("the fare, 4 euros, stays the same"), those of its sentence."""
    span = text.span(text.sentence(clause.start))
    alone = clause.start == span.start and len(clause.told) < _SHORT and "," in text.words[clause.end : clause.end + 1]
    return span if alone else range(clause.start, clause.end)


def _beside(of: Scope, other: Facts, lexicon: Lexicon) -> list[Clause]:
    """The clauses of the other text that have a word of what a negation is said of."""
    return [clause for clause in clauses(other, lexicon) if any(matches((word,), clause) for word in of.plain)]


def _sets_a_limit(text: Facts, item: Item, home: Clause, other: Facts, lexicon: Lexicon) -> bool:
    """Whether a negation may say how much or until when: "no farther than 40 feet", "not until", "before May nobody"."""
    reach = _reach(text, item)
    near = {*text.words[home.start : item.hit.start], *(text.words[at] for at in reach)}
    if not lexicon.small["until"].isdisjoint(near - other.vocabulary):
        return True
    sides = {mark.kind for hit in text.hits if hit.start in reach and (mark := hit.of("comparator"))}
    return any(_marked(text, "comparator", side) != _marked(other, "comparator", side) for side in sides)


def _answers(text: Facts, item: Item, other: Facts, known: Collection[int], lexicon: Lexicon) -> bool:
    """Whether a word at one of these places can say the denial, or one beside the negation halves it: "few do not", "hard not to"."""
    stems = {word[:STEM] for word in other.words}
    beside = [no for no in text.negations if no.start in range(item.hit.start - 1, item.hit.end + _CLOSE)]
    if any(not firm(no, "negation") and text.words[no.start][:STEM] not in stems for no in beside):
        return True
    own = {word[:STEM] for word in text.words}
    weak = [no for no in other.negations if no.start in known and not firm(no, "negation")]
    if any(other.words[no.start][:STEM] not in own or no.marks[0].kind == item.kind == "cease" for no in weak):
        return True  # whatever else it answers
    if _parts(other, known, text, lexicon):
        return True
    implied_there = any(_implies_denial(other.words[at], other, at, lexicon) and not _there_too(text, other, at, lexicon) for at in known)
    return implied_there or _gone(other, known, text, lexicon)


def _parts(text: Facts, places: Iterable[int], other: Facts, lexicon: Lexicon) -> bool:
    """Whether a clause ends, at one of these places, in the new particle of a verb that may mean no: "sagte den Auftritt ab"."""
    particles = lexicon.small["particles"] - {*other.words}
    found = [at + 1 for at in places if text.words[at] in particles]
    return bool(found) and any(clause.end in found or clause.end - 1 in found for clause in clauses(text, lexicon))


def _reach(text: Facts, item: Item) -> range:
    """A negation and the words behind it that it may be said of."""
    return range(item.hit.start, min(item.hit.end + AFTER, text.ends[text.sentence(item.hit.start)]))


def _rules(text: Facts, negation: Hit, of: Scope, lexicon: Lexicon) -> bool:
    """Whether a negation stands before what another one is said of: "no proof that he had stolen", "had not stolen"."""
    its = scope(text, negation, lexicon)
    return its is not None and any(alike(of.head, word) for word in its.after)


_MOST_OF = 0.5
_CLOSE = 3  # words behind a negation, where another one halves it
_SHORT = 3  # words of their own meaning, that tell no whole statement
_PLAIN = frozenset(("not", "cease", "refuse", "fail", "prefixed"))  # the others are said in more ways than a list can have
_FEW, _LONG = 2, 12
_VERBS = frozenset(("refuse", "deny", "forbid"))
_ENDED = _VERBS | {"cease", "cancel"}


def _owned(item: Item, source: Facts, result: Facts, lexicon: Lexicon) -> bool:
    """Whether what somebody denied is admitted: "confirmed" for "denied", where the result denies nothing beside it."""
    if not any(mark == _DENIED for hit in source.hits if hit.start == item.hit.start for mark in hit.marks):
        return False
    if _sided(result, _ADMITTED.kind) <= _sided(source, _ADMITTED.kind):
        return False
    there = across(source, item.hit, result, lexicon, of_result=False)
    admitting = [hit.start for hit in result.hits if _ADMITTED in hit.marks and result.sentence(hit.start) in there]
    denying = [clause for clause in clauses(result, lexicon) if any(clause.start <= no.start < clause.end for no in result.negations)]
    return any(not any(clause.start <= at < clause.end for clause in denying) for at in admitting)


_DENIED, _ADMITTED = Mark("opposite", "deny0"), Mark("opposite", "deny1")


def _sided(text: Facts, side: str) -> int:
    return sum(mark.group == "opposite" and mark.kind == side for hit in text.hits for mark in hit.marks)


def _gone(text: Facts, places: Iterable[int], other: Facts, lexicon: Lexicon) -> bool:
    """Whether a text has a word at one of these places that the other may say by a denial: "sober", "had not been drinking"."""
    denying = lexicon.small["denying"]
    said = {text.words[at] for at in places} & denying
    own, their = ([word[:STEM] for word in words] for words in (text.words, other.words))
    return any(own.count(word[:STEM]) > their.count(word[:STEM]) for word in said)


def _limits(result: Facts, at: int, source: Facts) -> bool:
    """Whether a sentence of the result compares where the source does not: "more than 12 are never admitted"."""
    number = result.sentence(at)
    sides = {mark.kind for hit in result.hits if result.sentence(hit.start) == number and (mark := hit.of("comparator"))}
    return any(_marked(result, "comparator", side) > _marked(source, "comparator", side) for side in sides & _SIDES)


def _counts_the_rest(hit: Hit, clause: Clause, result: Facts, source: Facts) -> bool:
    """Whether a clause may count those that are left: "four of five do not", where only one does."""
    known = {figure.value for figure in source.figures}
    return any(figure.value not in known for figure in result.figures if clause.start <= figure.at < hit.start)


def _marked(text: Facts, group: str, kind: str) -> int:
    """How many phrases of a text are of a kind, by their first mark of the group."""
    return sum(mark.kind == kind for hit in text.hits if (mark := hit.of(group)))


_SIDES = frozenset(("more", "less"))


def _explained(text: Facts, item: Item, home: Clause, other: Facts, clause: Clause, partner: Item | None, lexicon: Lexicon) -> bool:
    """
    Whether what else is denied in the sentence of a clause is denied by another negation of the text than this one, too.

    That one must stand outside of the clause that is compared (`home`), where it would be counted: "and those who drank none".
    """
    number = other.sentence(clause.start)
    others = [hit for hit in other.negations if other.sentence(hit.start) == number and not clause.start <= hit.start < clause.end]
    others = [hit for hit in others if firm(hit, "negation") or (partner is not None and hit == partner.hit)]
    if not others:
        return True
    certain = [hit for hit in text.negations if hit != item.hit and firm(hit, "negation") and not home.start <= hit.start < home.end]
    scopes = [s for hit in certain if (s := scope(text, hit, lexicon))]
    for hit in others:
        its = scope(other, hit, lexicon)
        if its is None or not any(alike(its.head, word) for s in scopes for word in s.told):
            return False
    return True


def _unprefixed(text: Facts, item: Item, other: Facts, lexicon: Lexicon, *, of_result: bool) -> bool:
    """Whether the other text has "known" for "unknown" in a sentence that goes with its own, and nothing is denied there."""
    own, number = tellers(text, lexicon), text.sentence(item.hit.start)
    told = own[item.hit.start]
    if not told or own.count(told) > 1:
        return False
    around = {stem for at, stem in enumerate(own) if stem and text.sentence(at) == number} - {told}
    there = across(text, item.hit, other, lexicon, of_result=of_result) - {other.sentence(hit.start) for hit in other.negations}
    sentences: dict[int, set[str]] = {}
    for at, stem in enumerate(tellers(other, lexicon)):
        if other.sentence(at) in there:
            sentences.setdefault(other.sentence(at), set()).add(stem)
    return any(told in said and not around.isdisjoint(said) for said in sentences.values())


def _unpaired(text: Facts, item: Item, other: Facts, lexicon: Lexicon, *, of_result: bool) -> bool:
    """Whether of two negations that undo each other ("not ruled out") the other text has the second one only, of the same words."""
    if not _flatly(text, item):
        return False
    within = range(item.hit.start, item.hit.end)
    ends = {text.words[no.start][:STEM] for no in text.negations if no.start in within and no.marks == item.hit.marks}
    for hit in (item.hit, Hit(item.hit.start, item.hit.start + 1, item.hit.marks, item.hit.groups)):
        of = scope(text, hit, lexicon)
        for clause in counterparts(text, hit, of, other, lexicon, of_result=of_result) if of else ():
            shared = {word[:STEM] for word in text.words[of.clause.start : of.clause.end]} if of else set()
            there = [no for no in other.negations if clause.start <= no.start < clause.end]
            there = [
                no
                for no in there
                if firm(no, "negation") or other.words[no.start][:STEM] in ends - {""} or other.words[no.start][:STEM] not in shared
            ]
            if len(there) != 1 or not lexicon.accounting[0].isdisjoint({*other.words[clause.start : clause.end]} - {*text.words}):
                continue  # "no exceptions but", "the only exceptions"
            said = [at for at in range(clause.start, clause.end) if other.words[at][:STEM] in ends]
            mark = there[0].of("negation")
            plain = not said and mark is not None and mark.firm and mark.kind == "not" and item.kind == "forbid"
            if plain or any(there[0].start <= at < there[0].end for at in said):
                return True
    return False


def denials_of(text: Facts, clause: Clause, lexicon: Lexicon) -> int:
    """
    How many phrases deny something in a clause, for certain or not.

    So does one before it that rules what follows: "found no proof that the minister, a lawyer, had known".
    """
    first = min((hit.start for hit in text.negations if text.sentence(hit.start) == text.sentence(clause.start)), default=clause.start)
    inside = len(_within(text, clause))
    if first < clause.start:
        that, joints = lexicon.small["that"], lexicon.small["and"] | lexicon.small["but"]
        ruled = False
        for at in range(first, clause.start + 1):
            word = text.words[at]
            ruled = word in that or (ruled and word not in joints and word not in ";:")
        inside += ruled
    return inside


def _within(text: Facts, clause: Clause) -> list[Hit]:
    """The phrases of a clause that deny something; a "ne" and its "aucun" are one."""
    inside = [hit for hit in text.negations if clause.start <= hit.start < clause.end]
    particles = [hit for hit in inside if hit.marks[0].kind == "particle"]
    return inside if len(particles) == len(inside) else [hit for hit in inside if hit not in particles]


def _certain(text: Facts, clause: Clause, other: Facts, counterpart: Clause) -> int:
    """
    How many phrases deny something in a clause.

    None if there is one that only may and that the other clause lacks: it may undo another one ("closes the door to none").
    """
    there = {word[:STEM] for word in other.words[counterpart.start : counterpart.end]}
    inside = _within(text, clause)
    certain = (firm(h, "negation") or h.marks[0].kind == "prefixed" or text.words[h.start][:STEM] in there for h in inside)
    return len(inside) if all(certain) else 0


def _dated(text: Facts, clause: Clause, other: Facts, counterpart: Clause, lexicon: Lexicon) -> bool:
    """Whether one of two clauses says until when something was not so, which the other may say as when it was."""
    until = lexicon.small["until"]
    here, there = text.words[clause.start : clause.end], other.words[counterpart.start : counterpart.end]
    return not until.isdisjoint(set(here) ^ set(there))


def implied(text: Facts, clause: Clause, other: Facts, counterpart: Clause, lexicon: Lexicon) -> bool:
    """Whether a clause has a word that implies a denial and that its counterpart lacks."""
    there = other.words[counterpart.start : counterpart.end]
    return any(text.words[at] not in there and _implies_denial(text.words[at], text, at, lexicon) for at in range(clause.start, clause.end))


def _answered(
    text: Facts, items: Sequence[Item], other: Facts, double: Sequence[Item], lexicon: Lexicon
) -> tuple[Sequence[Item], Sequence[Item]]:
    """Items for which no double negation stands in ("not stripped", "may not be revoked"), and those left over."""
    ended = [item for item in double if item.kind in ("cease", "cancel") or _named_in(other, item, text)]
    strong = [item for item in items if item.kind in ("not", "refuse", "forbid") and item.firm]
    if not strong or not ended:
        return items, double
    found = pair(text, strong, other, ended, lexicon)
    taken = {id(one) for one, _ in found.pairs}, {id(two) for _, two in found.pairs}
    return [i for i in items if id(i) not in taken[0]], [d for d in double if id(d) not in taken[1]]


def _named_in(text: Facts, double: Item, other: Facts) -> bool:
    """Whether what a double negation denies stands in the other text: "did not object", "without objecting"."""
    return in_other_words(text.words[double.hit.end - 1], other.vocabulary)


def _turned(text: Facts, items: Sequence[Item], other: Facts, double: Sequence[Item], lexicon: Lexicon) -> Iterator[Item]:
    """What the other text denies: "closed", "not shut"."""
    if items and double:
        for item, negated in pair(text, items, other, double, lexicon).pairs:
            # "the refusal to drop it", "would not drop it", "hat nicht vor, ein Verbot zu erlassen"
            denied = any(0 <= item.hit.start - no.end <= 2 for no in text.negations)
            if item.kind == negated.kind and not denied and _flatly(other, negated):
                yield item


def _moves(text: Facts, item: Item) -> bool:
    """Whether a word may speak of less instead of a refusal: a decline of exports."""
    marks = (mark for hit in text.hits if hit.start == item.hit.start for mark in hit.marks)
    return any(mark.group == "opposite" and mark.kind in ("up0", "up1") for mark in marks)


def _flatly(text: Facts, double: Item) -> bool:
    """Whether a double negation is a plain "not" and what it denies: no "not so much a refusal as"."""
    inside = [no for no in text.negations if double.hit.start <= no.start < double.hit.end]
    return any(no.marks[0].kind == "not" and firm(no, "negation") for no in inside)


def _said_without(text: Facts, item: Item, other: Facts, lexicon: Lexicon, used: set[str], *, of_result: bool) -> bool:
    """
    Whether the other text says the same without a negation.

    By the opposite of what is denied ("not closed", "open"), or by a word that implies a denial ("the longest" for "never
    longer", "still" for "not yet").  `used`: each such word answers one negation.
    """
    where = places(other, text, lexicon) if of_result else places(text, other, lexicon)
    groups = aligned(other, text, lexicon) if of_result else aligned(text, other, lexicon)
    until = lexicon.small["until"]
    of = scope(text, item.hit, lexicon)
    beside = _beside(of, other, lexicon) if of else []
    for at, word in enumerate(other.words):
        if beside and not any(clause.start <= at < clause.end for clause in beside):
            continue
        if word in used or not (word in until or _implies_denial(word, other, at, lexicon) or _opposes(text, item.hit, other, at)):
            continue
        there = Hit(at, at + 1, (), frozenset())
        if _there_too(text, other, at, lexicon):
            continue  # both texts have it, of the same: "the last round", beside "his last title"
        one, two = (there, item.hit) if of_result else (item.hit, there)
        if where.may_answer(one, two, where.likeness(one, two), groups):
            used.add(word)
            return True
    return False


_THERE = 0.25  # likeness of two places from which on they are one


def _implies_denial(word: str, text: Facts, at: int, lexicon: Lexicon) -> bool:
    signs, heads, tails = lexicon.accounting
    if word not in signs and not (len(word) > 5 and (word.startswith(heads) or word.endswith(tails))):
        return False
    small = lexicon.small["definite"] | lexicon.small["except"]
    ahead = at + 2 if not small.isdisjoint(text.words[at + 1 : at + 2]) else at + 1
    if any(figure.at == ahead for figure in text.figures):
        return False  # "just 11 seconds", "only the 11 of them" deny nothing
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


def _affirmed(source: Facts, result: Facts, lexicon: Lexicon) -> str:
    """ "not the first", where the result says somewhere that it was the first."""
    for hit in source.negations:
        mark = hit.of("negation")
        if hit.end - hit.start < 3 or not mark or mark.firm or mark.kind != "not":
            continue
        word = source.words[hit.end - 1]
        if word in lexicon.function_words:
            continue
        said = [text.words.count(word) - sum(word == text.words[other.end - 1] for other in text.negations) for text in (source, result)]
        if said[1] > said[0]:
            return spelled(source, (hit,))
    return ""
