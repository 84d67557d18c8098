"""v3"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import partial
from itertools import pairwise

from worker.text.alignment import STEM, aligned, by_group, in_other_words
from worker.text.checks.rule import Context, decisive
from worker.text.facts import Facts, firm, polarity, spelled
from worker.text.lexicon import Hit, Lexicon, Mark
from worker.text.quotations import MASK


def sources_not_multiplied(source: Facts, result: Facts, context: Context) -> str:
    """One source does not become several, nor a study studies (Reuters: never the plural when there is only one)."""
    if "many" in result.sources and "many" not in source.sources and "one" in source.sources and "one" not in result.sources:
        return "one source became several"
    several = context.lexicon.small.get("several", frozenset())
    if not source.attributions or several & source.vocabulary or not several & result.vocabulary:
        return ""
    for hit in result.attributions:
        if several.intersection(result.words[max(0, hit.start - 3) : hit.end + 2]):
            return "one source became several"
    return ""


def negations_kept(source: Facts, result: Facts, context: Context) -> str:
    return decisive(_negated(source, result, context.lexicon))


def _negated(source: Facts, result: Facts, lexicon: Lexicon) -> Iterator[tuple[bool, str]]:
    """As many negations in what says the same, those counted that a word has in it (un-known)."""
    if affirmed := _affirmed(source, result):
        yield True, f"a negation or prohibition is lost: {affirmed}"
    ours, theirs = _negations(source, result), _negations(result, source)
    if not ours and not theirs:
        return
    balanced = bool(polarity(ours) & polarity(theirs))
    for group, one, other in by_group(source, ours, result, theirs, aligned(source, result, lexicon)):
        before, after = _differing(source, one, result, other)
        if polarity(before) & polarity(after):
            continue
        words, decisive = spelled(source, before), partial(_contradicts, balanced=balanced, lexicon=lexicon)
        if min(polarity(before)) > min(polarity(after)) and words:
            yield decisive(source, before, result, group.result), f"a negation or prohibition is lost: {words}"
        else:
            strong = decisive(result, after, source, group.source) or decisive(source, before, result, group.result)
            yield strong, f"a negation or prohibition is new or undone: {spelled(result, after) or words}"


def _contradicts(text: Facts, hits: Sequence[Hit], other: Facts, group: frozenset[int], *, balanced: bool, lexicon: Lexicon) -> bool:
    """
    Whether the other text affirms what these negations deny: "was not closed", "was closed".

    Without the same word in both it is another wording, and a denial only if nothing can account for it: the whole
    texts negate as often (`balanced`), or what says the same has a superlative, "only", "still", or a word like
    "un-touched" ("never longer" is "the longest").  `group`: the sentences of the other text that say the same.
    """
    for hit in hits:
        word = _denied(text, hit, lexicon)
        if word and _affirmations(other, word) > _affirmations(text, word):
            inside = frozenset(other.sentence(at) for at, own in enumerate(other.words) if own[:STEM] == word)
            if not _accounting(other, inside, text, lexicon):
                return True
    strong = any(m.group == "negation" and m.firm and m.kind in ("not", "verb") for hit in hits for m in hit.marks)
    return strong and not balanced and not _accounting(other, group, text, lexicon)


def _denied(text: Facts, negation: Hit, lexicon: Lexicon) -> str:
    """The beginning of the first word with a meaning of its own behind a negation, or of the one it is part of (un-known)."""
    for at, rest in text.prefixed:
        if negation.start <= at < negation.end:
            return rest[:STEM]
    for word in text.words[negation.end : negation.end + 6]:
        if word in _PAUSES:
            break
        if word.isalpha() and len(word) > 2 and word not in lexicon.function_words and word[-2:] != "ly":
            return word[:STEM]
    return ""


_PAUSES = frozenset(",.;:!?—–")


def _affirmations(text: Facts, word: str) -> int:
    reach = [(hit.start - 3, hit.end + 5) for hit in text.negations if firm(hit, "negation")]
    return sum(own[:STEM] == word and not any(start <= at < end for start, end in reach) for at, own in enumerate(text.words))


def _accounting(text: Facts, group: frozenset[int], other: Facts, lexicon: Lexicon) -> bool:
    """Whether these sentences have a word that denies without a negation and that the other text has not."""
    signs = lexicon.small.get("accounting", frozenset())
    heads = tuple(sign[:-1] for sign in signs if sign[-1] == "-")
    tails = tuple(sign[1:] for sign in signs if sign[0] == "-")
    new = [word for at, word in enumerate(text.words) if word not in other.vocabulary and text.sentence(at) in group]
    return any(word in signs or (len(word) > 5 and (word.startswith(heads) or word.endswith(tails))) for word in new)


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


def _negations(text: Facts, other: Facts) -> Sequence[Hit]:
    """Those of the lexicon, and words like "unarmed" where the other text says "armed" and "unarmed" less often."""
    found = list(text.negations)
    for at, rest in text.prefixed:
        if not in_other_words(rest, other.vocabulary):
            continue
        later = sum(1 for place, same in text.prefixed if place >= at and same[:STEM] == rest[:STEM])
        more = sum(same[:STEM] == rest[:STEM] for _, same in text.prefixed) - sum(same[:STEM] == rest[:STEM] for _, same in other.prefixed)
        if later <= more:
            found = [hit for hit in found if not hit.start <= at < hit.end]
            found.append(Hit(at, at + 1, (_PREFIX,), frozenset(("negation",))))
    return sorted(found, key=lambda hit: hit.start) if len(found) != len(text.negations) or text.prefixed else found


_PREFIX = Mark("negation", "prefixed")


def hedges_kept(source: Facts, result: Facts, _: Context) -> str:
    return decisive(_hedged(source, result))


def _hedged(source: Facts, result: Facts) -> Iterator[tuple[bool, str]]:
    """Reservations that are gone; not decisive where the result has one of another kind instead."""
    after = result.hedges
    if len(result.attributions) <= len(source.attributions):
        # "according to" can stand for "allegedly", but not if it is what became of "the police said".
        after = tuple(
            hit for hit in after if not firm(hit, "attribution") or source.vocabulary.issuperset(result.words[hit.start : hit.end])
        )
    if lost := _lost(source, source.hedges, result, after, "hedge"):
        other = any(firm(hit, "hedge") and not source.vocabulary.issuperset(result.words[hit.start : hit.end]) for hit in after)
        yield not other, f"lost the reservation: {lost}"


def no_new_hedges(source: Facts, result: Facts, _: Context) -> str:
    if new := _lost(result, result.hedges, source, source.hedges, "hedge"):
        return f"new reservation: {new}"
    return ""


def legal_status_kept(source: Facts, result: Facts, _: Context) -> str:
    if lost := _lost(source, source.legal, result, result.legal, "legal"):
        return f"lost the legal status: {lost}"
    if new := _lost(result, result.legal, source, source.legal, "legal"):
        return f"new legal status: {new}"
    return ""


def attribution_kept(source: Facts, result: Facts, context: Context) -> str:
    return decisive(_attributed(source, result, context.lexicon))


def _attributed(source: Facts, result: Facts, lexicon: Lexicon) -> Iterator[tuple[bool, str]]:
    """
    Whoever said it is still said to have said it.

    Two attributions may become one where two sentences do; what may not happen is that none is left in what says the same.
    """
    if not any(firm(hit, "attribution") for hit in source.attributions):
        return
    for _, ours, theirs in by_group(source, source.attributions, result, result.attributions, aligned(source, result, lexicon)):
        # A weak word that stood there before ("showed") stands in for nothing now.
        before = Counter(source.words[hit.start] for hit in ours if not firm(hit, "attribution"))
        after = Counter(result.words[hit.start] for hit in theirs if not firm(hit, "attribution"))
        lost = [hit for hit in ours if firm(hit, "attribution")]
        if lost and len(theirs) == (before & after).total():
            doubtful = all(_said_otherwise(source, hit, result, lexicon) for hit in lost)
            yield not doubtful, f"lost who said it: {spelled(source, lost)}"


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


def _differing(one: Facts, hits: Sequence[Hit], other: Facts, others: Sequence[Hit]) -> tuple[list[Hit], list[Hit]]:
    """
    Both sides without the weak words that stand in both: "unclear" there and here cannot make up for a lost "not".
    """
    shared = Counter(one.words[h.start][:STEM] for h in hits) & Counter(other.words[h.start][:STEM] for h in others)
    return _without(one, hits, shared), _without(other, others, shared)


def _without(text: Facts, hits: Sequence[Hit], shared: Counter[str]) -> list[Hit]:
    left = Counter(shared)
    kept = []
    for hit in hits:
        word = text.words[hit.start][:STEM]
        mark = hit.of("negation")
        if left[word] > 0 and mark and not mark.firm:
            left[word] -= 1
        else:
            kept.append(hit)
    return kept


def _lost(one: Facts, hits: Sequence[Hit], other: Facts, others: Sequence[Hit], group: str) -> str:
    """The first firm phrase of one text for which the other has no phrase of its kind left, "" if there is none."""
    if not hits:
        return ""
    pool = list(others)
    unpaired = []
    for hit in hits:  # equal words first: they are each other's partners whatever else they could mean
        words = one.words[hit.start : hit.end]
        partner = next((p for p in pool if other.words[p.start : p.end] == words), None)
        if partner:
            pool.remove(partner)
        elif any(m.group == group and m.firm for m in hit.marks):
            unpaired.append(hit)
    for hit in unpaired:
        kinds = {m.kind for m in hit.marks if m.group == group and m.firm}
        partner = next((p for p in pool if any(m.group == group and m.kind in kinds for m in p.marks)), None)
        if partner is None:
            return spelled(one, (hit,))
        pool.remove(partner)
    return ""
