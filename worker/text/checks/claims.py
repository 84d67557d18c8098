"""
How sure, how guilty and by whom: the words that make a claim stronger or weaker than it was (E7, E8).

Each class of them (reservation, legal status, attribution) is compared as an inventory: what the source has must
have an answer of its class, or of one that says as much, where the rewrite speaks of the same (`matching`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from worker.text.alignment import STEM, token_stems
from worker.text.checks.negation import denials_of, implied
from worker.text.checks.rule import Context, Doubt, decisive
from worker.text.clauses import BEFORE, across, alike, clause_of, counterparts, matches, scope, tellers, times, told_in
from worker.text.facts import Facts, doubled, firm, spelled
from worker.text.lexicon import Hit, Lexicon
from worker.text.matching import Item, Pairing, pair, places
from worker.text.quotations import MASK

# --- reservations ---


def hedges_kept(source: Facts, result: Facts, context: Context) -> str:
    """What was alleged, believed, likely or possible has not become a fact."""
    return decisive(_hedged(source, result, context.lexicon)) if source.hedges else ""


def _hedged(source: Facts, result: Facts, lexicon: Lexicon) -> Iterator[tuple[bool, str]]:
    found = _reserved(source, result, lexicon)
    surer = {item.hit for item in found.lost if _settled(source, item.hit, result, lexicon)}
    lost = [item for item in found.lost if item.firm or (_open(item.hit) and (item.hit in surer or not _no_chance(source, item.hit)))]
    if any(new.kind != "only" for new in found.new):
        lost = [item for item in lost if item.firm or item.hit in surer]  # a modal verb may be any other
    if lost:
        # "police say" can stand for "allegedly", if nobody said it before
        said = {result.sentence(item.hit.start) for item in _paired(source, result, "attribution", lexicon).new if item.firm}
        for item in lost:
            reason = f"lost the reservation: {spelled(source, (item.hit,))}"
            if item.kind == "only":
                yield _certain_there(source, item, result, lexicon), reason
            elif item.hit in surer:
                open_still = any(_open(new.hit) or new.firm for new in found.new)
                yield not open_still or not _otherwise(source, item, result, found, lexicon), reason
            elif not _in_best_sentence(source, item, result, said, lexicon) and (item.firm or not _beside(source, item, found)):
                weak = not item.firm and source.words[item.hit.start] in lexicon.small["ability"]
                yield not weak and not _otherwise(source, item, result, found, lexicon), reason
    before, after = ([hit for hit in text.hedges if _open(hit)] for text in (source, result))
    if len(after) < len(before) and _vouched(result, lexicon) > _vouched(source, lexicon):
        yield True, f"made certain: {spelled(source, before[:1])}"


def _otherwise(source: Facts, item: Item, result: Facts, found: Pairing, lexicon: Lexicon) -> bool:
    """Whether a lost reservation may still be there, in words of another sort."""
    return _alleged_there(source, item, result, lexicon) or _doubted_there(source, item, result, found, lexicon)


def _vouched(text: Facts, lexicon: Lexicon) -> int:
    """How often a text says that something is certain, and not only that it will be."""
    aux = lexicon.small["aux"]
    found = (hit for hit in text.hits if hit.end - hit.start > 1 or text.words[hit.start] not in aux)
    return sum(any(mark.kind in _SURE for mark in hit.marks) for hit in found)


def _settled(source: Facts, hit: Hit, result: Facts, lexicon: Lexicon) -> bool:
    """Whether a word of certainty is where a reservation was, in a result that has more of them: "may be delayed", "will be"."""
    if not any(result.opposites.count(side) > source.opposites.count(side) for side in _SURE):
        return False
    there = across(source, hit, result, lexicon, of_result=False)
    beside = [other for other in result.hits if result.sentence(other.start) in there]
    sure = (other for other in beside if any(mark.group == "opposite" and mark.kind in _SURE for mark in other.marks))
    return not all(any(_doubts(result, doubt, other, lexicon) for doubt in beside) for other in sure)


def _doubts(text: Facts, doubt: Hit, sure: Hit, lexicon: Lexicon) -> bool:
    """Whether a reservation stands before a word of certainty in its clause: "a risk that it will spread"."""
    mark, home = doubt.of("hedge"), clause_of(text, sure, lexicon)
    return mark is not None and mark.kind in _OPEN and home is not None and home.start <= doubt.start < sure.start


_SURE = ("certain1", "sure1")


def _open(hit: Hit) -> bool:
    """Whether a phrase leaves open what a word of certainty would settle: "may", "likely", but not what somebody expects."""
    return "attribution" not in hit.groups and any(mark.group == "opposite" and mark.kind in ("certain0", "sure0") for mark in hit.marks)


def _beside(source: Facts, item: Item, found: Pairing) -> bool:
    """Whether another reservation of the sentence, which is there still, can stand for a lost one: "hoped that it could"."""
    near = (one.hit for one, _ in found.pairs if one.kind != "only" and source.sentence(one.hit.start) == source.sentence(item.hit.start))
    return any(abs(hit.start - item.hit.start) <= _BESIDE for hit in near)


def _alleged_there(source: Facts, item: Item, result: Facts, lexicon: Lexicon) -> bool:
    """Whether who alleges it may still be said to say it."""
    said = _paired(source, result, "attribution", lexicon)
    if "attribution" in item.hit.groups:
        return _said_there(source, item, result, said, lexicon)
    home = source.sentence(item.hit.start)  # "soll laut Bericht": the report is reservation enough
    kept = {result.sentence(two.hit.start) for one, two in said.pairs if one.firm and two.firm and source.sentence(one.hit.start) == home}
    return item.kind == "alleged" and not item.firm and _in_best_sentence(source, item, result, kept, lexicon)


def _doubted_there(source: Facts, item: Item, result: Facts, found: Pairing, lexicon: Lexicon) -> bool:
    """Whether a lost reservation may be another one where the result says most of the same; a modal verb, unless that says it bare."""
    new = {result.sentence(one.hit.start) for one in found.new if one.kind != "only"}
    if item.firm:
        another = item.kind in _OPEN and any(one.firm and one.kind in _OPEN for one in found.new)
        return another or _in_best_sentence(source, item, result, new, lexicon)
    return not _proven(source, item.hit, result, lexicon)


_BESIDE = 6  # words


def _certain_there(source: Facts, item: Item, result: Facts, lexicon: Lexicon) -> bool:
    """Whether the result says what a limit is set to, with none, nor a denial."""
    of = scope(source, item.hit, lexicon)
    if of is None:
        return False
    for clause in counterparts(source, item.hit, of, result, lexicon, of_result=False):
        if matches(of.after, clause) < 0.75 * len(of.after):
            continue
        limits = any(clause.start <= hit.start < clause.end and (mark := hit.of("hedge")) and mark.kind == "only" for hit in result.hits)
        denied = denials_of(result, clause, lexicon) > denials_of(source, of.clause, lexicon)
        if not limits and not denied and not implied(result, clause, source, of.clause, lexicon):
            return True
    return False


_UNPROVEN = ("suspect", "accuse")


def no_new_hedges(source: Facts, result: Facts, context: Context) -> str:
    """A fact has not become a guess."""
    new = [item.hit for item in _reserved(source, result, context.lexicon).new if item.firm]
    return f"new reservation: {spelled(result, new[:1])}" if new else ""


@lru_cache(maxsize=256)
def _reserved(source: Facts, result: Facts, lexicon: Lexicon) -> Pairing:
    """Reservations and what answers them: of the result's attributions only those that answer no attribution."""
    ours, theirs = tuple(_reservations(source, lexicon)), tuple(_reservations(result, lexicon))
    if ours and any("attribution" in item.hit.groups for item in theirs):
        said = {item.hit for _, item in _paired(source, result, "attribution", lexicon).pairs}
        theirs = tuple(item for item in theirs if item.firm or item.kind in _FORESEEN or not _says_only(item.hit, said))
    return pair(source, ours, result, theirs, lexicon, exact=True)


_FORESEEN = frozenset(("believed", "likely", "expected"))
_OPEN = _FORESEEN | {"possible"}


def _says_only(hit: Hit, said: set[Hit]) -> bool:
    """Whether a phrase is one of the attributions that answer one already."""
    return firm(hit, "attribution") and hit in said


@lru_cache(maxsize=256)
def _paired(source: Facts, result: Facts, group: str, lexicon: Lexicon) -> Pairing:
    ours, theirs = (tuple(_named_statuses(text, lexicon) if group == "legal" else _items(text, group)) for text in (source, result))
    return pair(source, ours, result, theirs, lexicon, loose=True)


def _items(text: Facts, group: str) -> Iterator[Item]:
    for hit in text.hits:
        if group in hit.groups:
            marks = [mark for mark in hit.marks if mark.group == group]
            mark = next((mark for mark in marks if mark.firm), marks[0])
            yield Item(hit, mark.kind, mark.firm and not (mark.kind in _OPEN and _no_chance(text, hit)))


def _named_statuses(text: Facts, lexicon: Lexicon) -> Iterator[Item]:
    """Statuses; of one that tells no more than who is meant it is not asked where it is."""
    for item in _items(text, "legal"):
        yield item._replace(firm=item.firm and not _refers(text, item.hit, lexicon))


def _reservations(text: Facts, lexicon: Lexicon) -> Iterator[Item]:
    """What keeps something a claim: a reservation, an accusation that is none, a denial that is denied ("does not rule out")."""
    yield from _items(text, "hedge")
    for hit in text.legal:
        if "hedge" not in hit.groups and any(mark.group == "legal" and mark.kind in _UNPROVEN for mark in hit.marks):
            yield Item(hit, "alleged", firm=False)
    yield from (Item(hit, "possible", firm=False) for hit in _left_open(text, lexicon))


def _left_open(text: Facts, lexicon: Lexicon) -> Iterator[Hit]:
    """Denials that are denied, which somebody says of what may be: "does not rule out"."""
    for no, denial in doubled(text.negations, text.words, lexicon):
        undone = no if (mark := denial.of("negation")) and mark.kind == "not" else denial
        if "hedge" not in undone.groups and (mark := undone.of("negation")) and mark.kind in ("deny", "forbid"):
            yield undone


def _no_chance(text: Facts, hit: Hit) -> bool:
    """ "none of them could be saved" leaves no room for doubt."""
    near = (no for no in text.negations if 0 < hit.start - no.start <= 4)
    return any(text.sentence(no.start) == text.sentence(hit.start) for no in near)


# --- legal status ---


_LADDER = ("suspect", "arrest", "accuse", "convict", "sentence")  # kinds of the lexicons' [legal], each more than the one before


def legal_status_kept(source: Facts, result: Facts, context: Context) -> str:
    """Nobody is more guilty, or less, than the source says: suspected, arrested, charged, convicted, sentenced, acquitted."""
    return decisive((*_answered(source, result, context.lexicon), *_status_changed(source, result, context.lexicon)))


def _answered(source: Facts, result: Facts, lexicon: Lexicon) -> Iterator[tuple[bool, str]]:
    """Who denied or refused something has not admitted or accepted it: one no less, one yes more, where the same is spoken of."""
    for one, other in ((_NO, _YES), (_YES, _NO)):
        had, now = _answers(source, one, lexicon), _answers(result, other, lexicon)
        if not now:
            continue
        # "did not dispute": admitted
        undone = sum(_is(hit, one, source, lexicon) and _behind(hit, source.negations) for hit in source.hits)
        if len(_answers(result, one, lexicon)) >= len(had) or len(now) <= len(_answers(source, other, lexicon)) + undone:
            continue
        for new in now:
            there = across(result, new, source, lexicon, of_result=True)
            if lost := [hit for hit in had if source.sentence(hit.start) in there]:
                yield one is _NO, f"turned into its opposite: {spelled(source, lost[:1])} became {spelled(result, (new,))}"


_NO = frozenset((("opposite", "deny0"), ("opposite", "accept1"), ("negation", "refuse"), ("negation", "deny"), ("legal", "plead")))
_YES = frozenset((("opposite", "deny1"), ("opposite", "accept0"), ("legal", "confess")))


@lru_cache(maxsize=64)
def _answers(text: Facts, of: frozenset[tuple[str, str]], lexicon: Lexicon) -> tuple[Hit, ...]:
    """Words of denying and refusing, or of admitting and accepting, but for those that undo another: "refused to overturn"."""
    found = []
    articles = lexicon.small["definite"] | lexicon.small["article"]
    for hit in text.hits:
        if not _is(hit, of, text, lexicon) or text.words[hit.start - 1] in articles:  # "the disputed valley"
            continue
        if not _behind(hit, (*text.negations, *filter(_open, text.hedges))):
            beside = (other for other in text.hits if _behind(other, (hit,)))
            if not any(firm(other, "negation") or _is(other, _NO, text, lexicon) for other in beside):
                found.append(hit)
    return tuple(found)


def _is(hit: Hit, of: frozenset[tuple[str, str]], text: Facts, lexicon: Lexicon) -> bool:
    """Whether a phrase, or its first word where that is one by itself, is of these kinds."""
    marks = list(hit.marks)
    if hit.end - hit.start > 1:
        marks += [mark for phrase in lexicon.alone(text.words[hit.start]) for mark in phrase.marks]
    return any((mark.group, mark.kind) in of and mark.firm for mark in marks)


def _status_changed(source: Facts, result: Facts, lexicon: Lexicon) -> Iterator[tuple[bool, str]]:
    if not source.legal and not result.legal:
        return
    before, after = _statuses(source, lexicon), _statuses(result, lexicon)
    ours, _ = _unshared(source, result, lexicon)
    for kind, hit in before.items():
        if hit and kind not in after and not _only_said(source, hit, result, lexicon):
            # Without another in its place it may be said in other words; an accusation that is not said is a fact.
            there = across(source, hit, result, lexicon, of_result=False)
            instead = {other for other in (*_LADDER, "acquit", *_LESS) if _said(result, other) > _said(source, other)}
            beyond_doubt = _proven(source, hit, result, lexicon) or any(
                _names(other_hit, other) for other_hit in result.legal if result.sentence(other_hit.start) in there for other in instead
            )
            yield beyond_doubt, f"lost the legal status: {spelled(source, (hit,))}"
    for kind, hit in after.items():
        # What may name a conviction ("the verdict") does, unless both texts have it.
        shared = kind == "convict" and not before.get(kind) and not any(_may_name(other, kind) for other in ours)
        if hit and (kind not in before or shared):
            known = [_LADDER.index(other) for other, sure in before.items() if sure and other in _LADDER]
            # Who is convicted has been accused; who is accused need not be convicted.
            raised = kind not in _LADDER or _LADDER.index(kind) > max(known, default=-1)
            there = across(result, hit, source, lexicon, of_result=True)
            # Where nothing of the law is spoken of, it may be no status: "cleared of snow"; unless the same is said without it.
            of = scope(result, hit, lexicon)
            told_of = any(source.sentence(h.start) in there for h in source.legal) or (
                of is not None and any(counterparts(result, hit, of, source, lexicon, of_result=True))
            )
            alleged = kind in _UNPROVEN and any(
                source.sentence(h.start) in there and (mark := h.of("hedge")) and mark.kind in _OTHERS_SAY for h in source.hits
            )
            if alleged and kind == "suspect":
                continue
            raised = raised and told_of and not alleged and not _withdrawn(result, hit, kind, lexicon)
            yield raised, f"new legal status: {spelled(result, (hit,))}"
    if changed := _exchanged(source, result, lexicon):
        yield True, f"the legal status changed: {spelled(source, changed[:1])} became {spelled(result, changed[1:])}"
    for item in _paired(source, result, "legal", lexicon).new:
        risen = item.firm and item.kind in _RISEN and _said(result, item.kind) > _said(source, item.kind)
        if risen and _raised(source, item, result, lexicon):
            yield True, f"new legal status: {spelled(result, (item.hit,))}"
    # Of two that are said twice only one may be left, where two sentences became one; or one of two people lost his.
    found = _paired(source, result, "legal", lexicon)
    for one, two in found.pairs:
        if source.words[one.hit.start][:STEM] == result.words[two.hit.start][:STEM] or _withdrawn(result, two.hit, two.kind, lexicon):
            continue
        another = _kinds(one).isdisjoint(_kinds(two)) and {one.kind, two.kind} != {"arrest", "plead"}
        another = another and not (one.kind == "suspect" and _may_name(two.hit, "suspect"))  # "wirft vor"
        if one.firm and two.firm and another and _said(result, two.kind) > _said(source, two.kind):
            # Who pleads is charged, too: only a plea that is not said any more has changed.
            yield (
                one.kind not in after or one.kind in (*_LADDER, "acquit") or two.kind in ("convict", "sentence"),
                f"the legal status changed: {spelled(source, (one.hit,))} became {spelled(result, (two.hit,))}",
            )
    for item in _named_statuses(source, lexicon):
        if item.firm and item.kind in _UNPROVEN and _asserted(source, item.hit, result, lexicon):
            yield True, f"the legal status may be lost: {spelled(source, (item.hit,))}"
    for item in (item for item in found.lost if item.firm):
        if _only_said(source, item.hit, result, lexicon):
            continue
        bare = item.kind in _UNPROVEN and _proven(source, item.hit, result, lexicon)
        if bare or item.kind in _UNPROVEN or not any(_may_name(hit, item.kind) for hit in result.legal):
            yield bare, f"the legal status may be lost: {spelled(source, (item.hit,))}"


def _only_said(source: Facts, hit: Hit, result: Facts, lexicon: Lexicon) -> bool:
    """Whether who accuses somebody is told as who says so: "accused him of ignoring them", "said he had ignored them"."""
    told = "attribution" in hit.groups and any(one.hit == hit for one, _ in _paired(source, result, "attribution", lexicon).pairs)
    of, was = lexicon.small["of"], lexicon.small["aux"]
    active = of.isdisjoint(source.words[hit.end : hit.end + 1]) and was.isdisjoint(source.words[hit.start - 1 : hit.start])
    return told and (active or not _proven(source, hit, result, lexicon))


def _asserted(source: Facts, hit: Hit, result: Facts, lexicon: Lexicon) -> bool:
    """Whether a sentence without doubt or source says what somebody is accused of before it names a status: "who stabbed him, was held"."""
    of = scope(source, hit, lexicon)
    if of is None or len(of.after) < 2:
        return False
    for clause in counterparts(source, hit, of, result, lexicon, of_result=False):
        sentence = result.span(result.sentence(clause.start))
        inside = [other for other in result.hits if other.start in sentence]
        kept = any(_RESERVED & h.groups or ("legal" in h.groups and h.start < clause.end) for h in inside)
        if not kept and MASK not in result.words[sentence.start : sentence.stop] and matches(of.after, clause) >= 0.6 * len(of.after):
            return True
    return False


_RESERVED = frozenset(("hedge", "attribution"))


def _withdrawn(text: Facts, hit: Hit, kind: str, lexicon: Lexicon) -> bool:
    """Whether a status is denied where it is named, or an accusation is given up in its clause: "the charges were dropped"."""
    if any(0 <= hit.start - no.end < 2 for no in text.negations):
        return True
    home = clause_of(text, hit, lexicon)
    return kind in _UNPROVEN and home is not None and any(home.start <= no.start < home.end for no in text.negations if no != hit)


_RISEN = frozenset(("convict", "acquit", "confess"))


def _raised(source: Facts, item: Item, result: Facts, lexicon: Lexicon) -> bool:
    """Whether the sentences of the source that say the same name another status, but none of a kind with this one."""
    there = across(result, item.hit, source, lexicon, of_result=True)
    known = {m.kind for h in source.legal if source.sentence(h.start) in there for m in h.marks if m.group == "legal"}
    if "convict" in known and any(source.sentence(no.start) in there for no in source.negations):
        known.add("acquit")  # guilty of one thing "but not" of another
    return bool(known) and known.isdisjoint(_kinds(item) | {"sentence"})


def _kinds(item: Item) -> set[str]:
    return {mark.kind for mark in item.hit.marks if mark.group == "legal" and mark.firm}


_LESS = frozenset(
    ("question", "released", "trial")
)  # statuses below the ladder, which ordinary words name: they show what took a lost one's place


def _exchanged(source: Facts, result: Facts, lexicon: Lexicon) -> tuple[Hit, Hit] | None:
    """A status that is named less often where another is named that was not; words that both texts have are neither."""
    ours, theirs = _unshared(source, result, lexicon)
    statuses = _statuses(source, lexicon).items()
    implied = {kind for kind, hit in statuses if hit is None and not any(_may_name(h, kind) for h in source.legal)}
    for kind in _CHANGING:
        had = [hit for hit in ours if _may_name(hit, kind) and not _denied(source, hit)]
        lost = next((hit for hit in had if _names(hit, kind) or _of_verdict(hit)), None)
        if lost is None or len(had) <= sum(_may_name(hit, kind) for hit in theirs):
            continue
        for other in _CHANGING:
            known = sum(_may_name(hit, other) for hit in ours)
            if other == kind or other in implied or {kind, other} in _AKIN or (known and {kind, other} != _VERDICTS):
                continue
            new = [hit for hit in theirs if _names(hit, other) and not _denied(result, hit) and not _may_name(hit, kind)]
            if len(new) > known:
                return lost, new[-1]
    return None


_VERDICTS = {"convict", "acquit"}  # of several people one may have got the other one


def _of_verdict(hit: Hit) -> bool:
    return any(mark.group == "opposite" and mark.kind in ("verdict0", "verdict1") for mark in hit.marks)


def _may_name(hit: Hit, kind: str) -> bool:
    return any(mark.group == "legal" and mark.kind == kind for mark in hit.marks)


_CHANGING = (*_LADDER, "acquit", *sorted(_LESS))
_AKIN = ({"convict", "sentence"}, {"suspect", "question"}, {"suspect", "arrest"}, {"suspect", "released"}, {"arrest", "released"})


def _unshared(source: Facts, result: Facts, lexicon: Lexicon) -> tuple[list[Hit], list[Hit]]:
    """The words for statuses of each text that the other one has not, and that tell no more than who is meant: "the accused"."""
    ours, theirs = ([hit for hit in text.legal if not _refers(text, hit, lexicon)] for text in (source, result))
    left = []
    for text, hits, other, others in ((source, ours, result, theirs), (result, theirs, source, ours)):
        there = Counter(other.words[hit.start][:STEM] for hit in others)
        found = []
        for hit in hits:
            if there[stem := text.words[hit.start][:STEM]]:
                there[stem] -= 1
            else:
                found.append(hit)
        left.append(found)
    return left[0], left[1]


def _refers(text: Facts, hit: Hit, lexicon: Lexicon) -> bool:
    """Whether a word for a status says no more than who is meant: "the accused", but not "the accused of"."""
    at, small = hit.start, lexicon.small
    if hit.end - at > 1 or not at or text.words[at] not in small["party"]:
        return False
    of = text.words[at + 1 : at + 2]
    return text.words[at - 1] in small["definite"] | small["possessive"] | small["of"] and small["of"].isdisjoint(of)


def _denied(text: Facts, hit: Hit) -> bool:
    return _behind(hit, text.negations)


def _behind(hit: Hit, others: Iterable[Hit]) -> bool:
    """Whether a phrase follows one of these with at most two words between: "did not deny"."""
    return any(0 <= hit.start - other.end < 3 for other in others)


def _said(text: Facts, kind: str) -> int:
    """How often a text names a status."""
    return sum(_names(hit, kind) for hit in text.legal)


def _names(hit: Hit, kind: str) -> bool:
    return any(mark.group == "legal" and mark.kind == kind and (mark.firm or kind in _LESS) for mark in hit.marks)


def _proven(source: Facts, hit: Hit, result: Facts, lexicon: Lexicon) -> bool:
    """
    Whether the result says what a phrase is said of, with no status and no doubt in the clause, nor a new word of saying in the sentence.

    Those that the source has there as well do not count: they are said of something else.
    """
    of = scope(source, hit, lexicon)
    if of is None:
        return False
    reserves = [*_reserves(source, hit, result, lexicon), *_denials_of_it(result, of.told, lexicon)]
    for clause in counterparts(source, hit, of, result, lexicon, of_result=False):
        there = result.sentence(clause.start)
        if not any(
            clause.start <= h.start < clause.end
            or ("attribution" in h.groups and result.sentence(h.start) == there)
            or ("hedge" in h.groups and h.start < clause.start and result.sentence(h.start) == there)  # "it is thought that"
            for h in reserves
        ):
            return True
    reserved = {result.sentence(h.start) for h in reserves}
    if _stands_bare(source, hit, of.told, reserved, result, lexicon, enough=0.8):
        return True
    done = [word for word in of.after if word != of.head]  # whatever became of the verb: stealing, stole
    if len(done) > 2 and _stands_bare(source, hit, done, reserved, result, lexicon, enough=0.8):
        return True
    headed = {result.sentence(at) for at, word in enumerate(tellers(result, lexicon)) if word and alike(of.head, word)}
    return _stands_bare(source, hit, of.told, {*range(len(result.ends))} - headed | reserved, result, lexicon, enough=0.7)


def _denials_of_it(result: Facts, told: Sequence[str], lexicon: Lexicon) -> Iterator[Hit]:
    """Denials whose next words are what was claimed: who "denies poisoning" a horse has been accused of it."""
    there = tellers(result, lexicon)
    for no in result.negations:
        if (mark := no.of("negation")) and mark.kind == "deny":
            following = filter(None, there[no.end : no.end + 3])
            if any(alike(word, other) for other in following for word in told):
                yield no


def _reserves(source: Facts, hit: Hit, result: Facts, lexicon: Lexicon) -> list[Hit]:
    """What may keep something a suspicion in the result: statuses and doubts that the sentence of the source lacks, and new sources."""
    number = source.sentence(hit.start)
    known = {source.words[h.start][:STEM] for h in source.hits if h != hit and _DOUBTS & h.groups and source.sentence(h.start) == number}
    said = _paired(source, result, "attribution", lexicon)
    answered = {two.hit for _, two in said.pairs if not firm(two.hit, "hedge")}
    found = [h for h in result.hits if _DOUBTS & h.groups and h not in answered and result.words[h.start][:STEM] not in known]
    return found + [item.hit for item in said.new if not _DOUBTS & item.hit.groups]


_DOUBTS = frozenset(("hedge", "legal"))


def _statuses(text: Facts, lexicon: Lexicon) -> dict[str, Hit | None]:
    """The statuses of a text by kind, with their phrase if they are said for certain; guilty of one thing "but not" of another is both."""
    found: dict[str, Hit | None] = {}
    for hit in text.legal:
        for mark in hit.marks:
            if mark.group == "legal":
                firm_one = mark.firm and not (found.get(mark.kind) and _refers(text, hit, lexicon))
                found[mark.kind] = hit if firm_one else found.get(mark.kind)
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
    lost = {item.hit for item in found.lost}
    for item in _items(source, "attribution"):
        if not item.firm or _says_nothing(source, item.hit, lexicon) or MASK in _sentence(source, item.hit):
            continue
        if _unsaid(source, item.hit, result, found, lexicon):
            yield True, f"lost who said it: {spelled(source, (item.hit,))}"
        elif other := _said_by_another(source, item.hit, result, found, lexicon):
            yield True, f"said by another: {spelled(source, (item.hit,))} became {spelled(result, (other,))}"
        elif item.hit in lost and not found.new and not _said_there(source, item, result, found, lexicon):
            yield False, f"it may be lost who said it: {spelled(source, (item.hit,))}"


def _clause_words(text: Facts, hit: Hit, lexicon: Lexicon) -> Sequence[str]:
    """The words of the clause of a phrase up to the one behind it."""
    home = clause_of(text, hit, lexicon)
    return text.words[home.start if home else max(hit.start - 2, 0) : hit.end + 1]


def _sentence(text: Facts, hit: Hit) -> Sequence[str]:
    span = text.span(text.sentence(hit.start))
    return text.words[span.start : span.stop]


def _unsaid(source: Facts, hit: Hit, result: Facts, found: Pairing, lexicon: Lexicon) -> bool:
    """
    Whether what was said is told where nobody of those who said it is named, who are named less often besides.

    Nothing may answer the word for saying it, or no word for it be left in that sentence, but those that answer others.
    Of those who are named as often as before, or by a pronoun, it cannot be told whether they are gone: then fewer say something,
    and nothing in that sentence says or doubts it.
    """
    told, there = tellers(source, lexicon), tellers(result, lexicon)
    sides = _sides(source, hit, lexicon)
    rarer = next((side for side in sides if all(times(told[at], result, lexicon) < times(told[at], source, lexicon) for at in side)), None)
    answer = next((two.hit for one, two in found.pairs if one.hit == hit), None)
    if rarer is None and (answer or _sayings(result) >= _sayings(source)):
        return False
    speaker = rarer or (_run(source, sides[0], lexicon) if sides else [])  # "a witness to the crash"
    home, sentence = clause_of(source, hit, lexicon), source.span(source.sentence(hit.start))
    aside = {*speaker, *(at for h in source.attributions if firm(h, "attribution") for at in range(h.start, h.end))}
    clause = [told[at] for at in range(home.start, home.end) if told[at] and at not in aside] if home else []
    claimed = clause if len(clause) > 2 else [told[at] for at in sentence if told[at] and at not in aside]
    named = {result.sentence(at) for at, word in enumerate(there) if word and any(alike(told[own], word) for own in speaker)}
    reserved = named | {result.sentence(at) for at, word in enumerate(result.words) if word == MASK}
    if rarer is None:
        reserved |= {number - 1 for number in named}  # "The figure stands in a report of"
    if answer or rarer is None:
        others = {two.hit for one, two in found.pairs if one.hit != hit} if answer else set()
        persons = lexicon.small["he"] | lexicon.small["she"]
        reserved |= {
            result.sentence(h.start)
            for h in (*result.hits, *_left_open(result, lexicon))
            if (_claims(h) or "attribution" in h.groups) and (h not in others or not persons.isdisjoint(_clause_words(result, h, lexicon)))
        }
    else:
        reserved |= {result.sentence(new.hit.start) for new in found.new}  # who is named in other words may say it there
    if answer:
        reserved.add(result.sentence(answer.start) - 1)  # "That was confirmed by", "who made these figures known"
    return _stands_bare(source, hit, claimed, reserved, result, lexicon, enough=0.5 if rarer is None else 0.3)


def _said_by_another(source: Facts, hit: Hit, result: Facts, found: Pairing, lexicon: Lexicon) -> Hit | None:
    """A word for saying it in the result that answers this one, or stands with what was said, of another part: the police, a court."""
    told, sides = tellers(source, lexicon), _sides(source, hit, lexicon)
    whose = _voices(source, sides[0], lexicon) if sides else set()
    if not whose:
        return None
    sentence = source.span(source.sentence(hit.start))
    around = _voices(source, sentence, lexicon)
    aside = {*sides[0], *(at for h in source.attributions for at in range(h.start, h.end))}
    claimed = [told[at] for at in sentence if told[at] and at not in aside and not _voices(source, (at,), lexicon)]
    matched, number = _told_in(source, hit, claimed, result, lexicon)
    there = number if len(claimed) > 2 and matched >= 0.5 * len(claimed) else -1
    answers = {two.hit for one, two in found.pairs if one.hit == hit and two.firm}
    for other in result.attributions:
        home = result.sentence(other.start)
        if not (other in answers or (home == there and firm(other, "attribution"))) or MASK in _sentence(result, other):
            continue
        who = _sides(result, other, lexicon)
        now = _voices(result, who[0], lexicon) if who and not _says_nothing(result, other, lexicon) else set()
        if now and now.isdisjoint(around) and whose.isdisjoint(_voices(result, result.span(home), lexicon)):
            return other
    return None


def _voices(text: Facts, tokens: Iterable[int], lexicon: Lexicon) -> set[str]:
    """The parts of those who are named there: police, prosecution, court, company … ([small] voice_…)."""
    known = _parts(lexicon)
    return {part for at in tokens if (part := known.get(text.words[at]))}


@lru_cache(maxsize=64)
def _parts(lexicon: Lexicon) -> dict[str, str]:
    return {word: kind for kind, words in lexicon.small.items() if kind.startswith("voice_") for word in words}


def _sides(text: Facts, hit: Hit, lexicon: Lexicon) -> list[list[int]]:
    """The tokens of those who say it, as they may stand around the word for it; none where a pronoun does."""
    home, told = clause_of(text, hit, lexicon), tellers(text, lexicon)
    if home is None:
        return []
    timed = {at for h in text.hits if _TIMES & h.groups for at in range(h.start, h.end)}
    after = [at for at in range(hit.end, home.end) if told[at] and at not in timed]
    if any(mark.kind == "according" for mark in hit.marks):
        return [_run(text, after, lexicon)] if after else []
    before = [at for at in range(max(home.start, hit.start - BEFORE), hit.start) if told[at] and at not in timed]
    if before:
        return [before[-3:]]
    if hit.start > home.start:  # "who said"; what more than a few words follow is what was said
        if any(text.words[hit.start - 1] in lexicon.small[kind] for kind in _SAID_BEFORE):
            return []
        return [after] if after and len(after) <= _SPEAKER else _apposed(text, hit, told)
    apposed = [side for side in _apposed(text, hit, told) if any(text.words[at] in text.names.sure for at in side)]
    return [after[:3], *apposed] if after else apposed


def _run(text: Facts, after: Sequence[int], lexicon: Lexicon) -> list[int]:
    """Who is named behind "according to", where no comma parts him from the rest: "Laut Polizei war der Fahrer"."""
    run = [after[0]]
    for at in after[1:_SPEAKER]:
        between = text.words[run[-1] + 1 : at]
        apart = between and between[0] not in lexicon.small["of"]
        if apart or len(between) > _OF_THE or (lexicon.nouns_capitalised and text.raw[at][0].islower()):
            break
        run.append(at)
    return run


def _apposed(text: Facts, hit: Hit, told: Sequence[str]) -> list[list[int]]:
    """ "the council, which said", "A cook, Jane Orr, said"."""
    before = [at for at in range(text.span(text.sentence(hit.start)).start, hit.start) if told[at]][-2:]
    return [before] if before else []


def _sayings(text: Facts) -> int:
    return sum(firm(hit, "attribution") for hit in text.attributions)


_SAID_BEFORE = ("he", "she", "they", "and", "but")  # who says it is named before: "he said", "and warned"
_OF_THE = 2  # words
_SPEAKER = 4  # words of those who say something; what more words follow is what was said
_TIMES = frozenset(("weekday", "month", "when"))


def _says_nothing(text: Facts, hit: Hit, lexicon: Lexicon) -> bool:
    """Whether a word of saying attributes nothing: "refused to say", "told nobody", "to confirm"."""
    if any((0 <= hit.start - no.end <= 2 and _denies_next(no)) or no.start == hit.end for no in text.negations):
        return True
    last = text.span(text.sentence(hit.start)).stop - 2
    if any(no.start == last and last - hit.end <= _PUT_OFF and no.marks[0].kind == "not" for no in text.negations):
        return True
    return text.words[hit.start - 1] in lexicon.small["to"] | lexicon.small["nor"] if hit.start else False


def _denies_next(no: Hit) -> bool:
    """Whether a negation denies the verb behind it, which a noun like "opposition" does not."""
    return any(mark.group == "negation" and mark.firm and mark.kind in ("not", "refuse", "fail") for mark in no.marks)


_PUT_OFF = 3  # words before a "not" that ends the sentence of its verb: "äußerte sich zunächst nicht"


def _stands_bare(
    source: Facts, hit: Hit, claimed: Sequence[str], reserved: set[int], result: Facts, lexicon: Lexicon, *, enough: float
) -> bool:
    """Whether the sentence of the result that says most of what was claimed is none of those that keep it a claim."""
    found, number = _told_in(source, hit, claimed, result, lexicon)
    return number not in reserved and found >= max(min(2, len(claimed)), enough * len(claimed))


def _told_in(source: Facts, hit: Hit, claimed: Sequence[str], result: Facts, lexicon: Lexicon) -> tuple[int, int]:
    """How many of these words the sentence of the result has that has most of them, and its number."""
    best, at = 0, -1
    for number in across(source, hit, result, lexicon, of_result=False):
        found = told_in(result, number, claimed, lexicon)
        if found > best:
            best, at = found, number
    return best, at


def _claims(hit: Hit) -> bool:
    """Whether a phrase says that something is said or believed by somebody, and not only likely or planned."""
    return any(mark.group in ("attribution", "legal") or (mark.group == "hedge" and mark.kind in _OTHERS_SAY) for mark in hit.marks)


_OTHERS_SAY = frozenset(("alleged", "reported", "believed", "apparent", "suspected"))


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


def sources_not_multiplied(source: Facts, result: Facts, context: Context) -> str:
    """One source does not become several, nor a study studies (Reuters: never the plural when there is only one)."""
    lexicon = context.lexicon
    ones, many = _source_words(source, "one", lexicon), _source_words(result, "many", lexicon)
    left, known = _source_words(result, "one", lexicon), _source_words(source, "many", lexicon)
    if any(left[word] < ones[word] for word in many.keys() - known.keys()) or _several_say(source, result, lexicon):
        return "one source became several"  # a study: studies
    return Doubt("one source became several" if many and ones and not known and not left else "")


def _several_say(source: Facts, result: Facts, lexicon: Lexicon) -> bool:
    """Whether several say something ("several sources said"), in a result whose source knows no several."""
    several = lexicon.small["several"]
    if not source.attributions or several & source.vocabulary or not several & result.vocabulary:
        return False
    exact = {at for hit in result.hits if "comparator" in hit.groups for at in range(hit.start, hit.end)}  # as many as 400
    for hit in (hit for hit in result.attributions if firm(hit, "attribution")):
        home = clause_of(result, hit, lexicon)
        beside = range(max(home.start if home else 0, hit.start - _SUBJECT), min(hit.end + 2, len(result.words)))
        if several.intersection(result.words[at] for at in beside if at not in exact):
            return True
    return False


_SUBJECT = 5  # words before a verb of saying that its subject may begin at


def _source_words(text: Facts, number: str, lexicon: Lexicon) -> Counter[str]:
    """The beginnings of the words for one source, or for many, as often as they occur; of many people only those that say something."""
    inquiries = {word[:4] for word in lexicon.small["study"]}
    saying = {at for hit in text.attributions for at in range(hit.start - _SUBJECT, hit.end + _SUBJECT)}
    found = (hit.start for hit in text.hits if (mark := hit.of("source")) and mark.kind == number)
    counted = (
        at for at in found if number == "one" or text.words[at][:4] in inquiries or (at in saying and not _one_of(text, at, lexicon))
    )
    return Counter(text.words[at][:4] for at in counted)


def _one_of(text: Facts, at: int, lexicon: Lexicon) -> bool:
    before = text.words[max(at - 4, 0) : at]
    return not lexicon.small["someone"].isdisjoint(before[:-1]) and not lexicon.small["of"].isdisjoint(before[-2:])
