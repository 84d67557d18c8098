"""What stands between quotation marks is sacred, and who said it with it (E1 to E3)."""

from __future__ import annotations

from collections import Counter

from worker.text.alignment import in_other_words
from worker.text.checks.names import named
from worker.text.checks.rule import Context, Doubt
from worker.text.facts import Facts, firm
from worker.text.lexicon import Hit, Lexicon
from worker.text.quotations import MASK


def quotations_kept(source: Facts, result: Facts, _: Context) -> str:
    if not source.quotations:
        return ""
    lost = Counter(q.words for q in source.quotations) - Counter(q.words for q in result.quotations)
    if lost and _recut(source, result):
        return ""
    return f"quotation lost or altered: “{next(iter(lost))}”" if lost else ""


def _recut(source: Facts, result: Facts) -> bool:
    """
    Whether the same words are quoted in other pieces: “We left,” he said. “It was late.” is “We left. It was late.”

    Only the speaker may stand between two pieces that are joined, and no second one.
    """
    pieces = [[_spoken(q.words) for q in text.quotations] for text in (source, result)]
    if ["".join(side) for side in pieces].count("".join(pieces[0])) < 2:
        return False
    longer, cut = (source, pieces[0]) if len(pieces[0]) > len(pieces[1]) else (result, pieces[1])
    whole = pieces[1] if cut is pieces[0] else pieces[0]
    at = 0
    for piece in whole:
        first, got = at, ""
        while got != piece:
            got += cut[at]
            at += 1
            if len(got) > len(piece):
                return False
        if any(not _one_speaker(longer, n) for n in range(first, at - 1)):
            return False
    return True


def _spoken(words: str) -> str:
    return "".join(filter(str.isalnum, words))


def _one_speaker(text: Facts, number: int) -> bool:
    """Whether what stands between a quotation and the next says no more than who speaks."""
    one, other = text.quotations[number : number + 2]
    masks = [at for at, word in enumerate(text.words) if word == MASK]
    said = [hit for hit in text.attributions if masks[number] < hit.start < masks[number + 1]]
    return other.start - one.end < 100 and len(said) < 2


def no_new_quotations(source: Facts, result: Facts, _: Context) -> str:
    if not result.quotations:
        return ""
    new = Counter(q.words for q in result.quotations) - Counter(q.words for q in source.quotations)
    if new and _recut(source, result):
        return ""
    return f"words in quotation marks that the source does not quote: “{next(iter(new))}”" if new else ""


def speakers_kept(source: Facts, result: Facts, context: Context) -> str:
    """The name beside the verb of saying, nearest to each quotation, stays the same where both texts have one."""
    if not source.quotations:
        return ""
    # A capital that two texts share is a person's as often as not where it says something; not where nouns have one.
    shared = () if context.lexicon.nouns_capitalised else source.names.openers.keys() & result.names.openers.keys()
    known = context.names | {*named(source, context), *named(result, context), *shared}
    before, after = _speakers(source, known, context.lexicon), _speakers(result, known, context.lexicon)
    for words, speaker in before.items():
        other = after.get(words)
        if speaker and other and not speaker & other:
            return f"“{words}” is now said by {' '.join(sorted(other))} instead of {' '.join(sorted(speaker))}"
    return ""


def named_sources_kept(source: Facts, result: Facts, context: Context) -> str:
    """Of the people that a text names, the one who said it outside of quotations is still the one who says it."""
    if not source.attributions or not result.attributions or context.lexicon.nouns_capitalised:
        return ""
    known = context.names | {*named(source, context), *named(result, context)}
    before = _sources(source, known, context.lexicon)
    after = _sources(result, known, context.lexicon) if before else frozenset()
    if after and not before & after and after & {key for _, key in source.names.order}:
        return Doubt(f"now said by {' '.join(sorted(after))} instead of {' '.join(sorted(before))}")
    return ""


def _sources(text: Facts, known: frozenset[str], lexicon: Lexicon) -> frozenset[str]:
    """The names beside firm verbs of saying."""
    return frozenset(name for hit in text.attributions if firm(hit, "attribution") for name in _beside(text, hit, known, lexicon))


def _speakers(text: Facts, known: frozenset[str], lexicon: Lexicon) -> dict[str, frozenset[str]]:
    masks = [at for at, word in enumerate(text.words) if word == MASK]
    found: dict[str, frozenset[str]] = {}
    for quotation, at in zip(text.quotations, masks, strict=False):
        near = sorted(text.attributions, key=lambda hit: abs(hit.start - at))[:1]
        if near and abs(near[0].start - at) <= 15:
            found[quotation.words] = _beside(text, near[0], known, lexicon)
    return found


def _beside(text: Facts, verb: Hit, known: frozenset[str], lexicon: Lexicon) -> frozenset[str]:
    """The names around a verb, no comma, stop or quotation between; who is told something does not say it."""
    keys = dict(text.names.order)
    found = set()
    told = any(mark.group == "attribution" and mark.kind == "told" for mark in verb.marks)
    after = () if told else range(verb.end, verb.end + 7)
    for places in (range(verb.start - 1, verb.start - 8, -1), after):
        words = 0
        for at in places:
            word = text.words[at] if 0 <= at < len(text.words) else ""
            if not (word.isalnum() or word in _IN_NAMES) or words > 3:
                break
            named = at in keys or (word in known and text.raw[at] != word)
            words += word.isalnum() and not named
            if named and not _is_elsewhere(text, at, at in keys, lexicon):
                found.add(keys.get(at, word))
    return frozenset(found)


_IN_NAMES = frozenset("-‑'")


def _is_elsewhere(text: Facts, at: int, sure: bool, lexicon: Lexicon) -> bool:
    """Whether a capital names a place where it was said ("in Leeds"), or is a noun with its article."""
    before = text.words[at - 1] if at else ""
    if before in lexicon.small.get("in", ()) or before in lexicon.small.get("of", ()):
        return True
    return lexicon.nouns_capitalised and not sure and any(before in lexicon.small.get(kind, ()) for kind in ("article", "definite"))


def no_new_speaker(source: Facts, result: Facts, context: Context) -> str:
    """What he said is not said by "an onlooker": a source that comes with an indefinite article must have been there."""
    if not result.attributions or not (source.attributions or source.quotations):
        return ""
    for verb in result.attributions:
        new = _newcomer(result, verb, context.lexicon)
        if new and not any(word in source.vocabulary or in_other_words(word, source.vocabulary) for word in new):
            reason = f"said by someone who is not in the source: {' '.join(new)}"
            quoted = MASK in result.words[max(0, verb.start - 3) : verb.end + 4]
            return reason if quoted or firm(verb, "attribution") else Doubt(reason)
    return ""


def _newcomer(text: Facts, verb: Hit, lexicon: Lexicon) -> list[str]:
    """The nouns between an indefinite article and the verb whose subject they are, or behind a verb that follows a quotation."""
    articles, definite = lexicon.small.get("someone", frozenset()), lexicon.small.get("definite", frozenset())
    words = text.words
    for at in range(verb.start - 1, max(verb.start - 6, -1), -1):
        if words[at] in articles:
            opens = at == 0 or not words[at - 1].isalnum() or words[at - 1] in lexicon.small.get("and", ())
            return _nouns(text, at + 1, verb.start, lexicon) if opens else []
        if words[at] in definite and words[max(at - 2, 0)] in articles and words[at - 1] in lexicon.small.get("of", ()):
            return _nouns(text, at + 1, verb.start, lexicon)  # one of the critics
        if not words[at].isalnum() or words[at] in definite:
            break
    before = words[verb.start - 1] if verb.start else ""
    if before in _QUOTED and verb.end < len(words) and words[verb.end] in articles:
        return _nouns(text, verb.end + 1, min(verb.end + 4, len(words)), lexicon)
    return []


_QUOTED = frozenset((MASK, ","))


def _nouns(text: Facts, start: int, end: int, lexicon: Lexicon) -> list[str]:
    found = []
    sayings = {at for hit in text.attributions for at in range(hit.start, hit.end)}  # "according to a statement"
    for at, word in enumerate(text.words[start:end], start):
        if not word.isalpha():
            break
        if len(word) > 2 and word not in lexicon.function_words and at not in sayings:
            found.append(word)
    return found
