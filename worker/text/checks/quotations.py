"""What stands between quotation marks is sacred, and who said it with it (E1 to E3)."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from worker.text.alignment import STEM, in_other_words, token_stems
from worker.text.checks.names import named
from worker.text.checks.rule import Context, Doubt, decisive
from worker.text.facts import Facts, firm
from worker.text.lexicon import Hit, Lexicon
from worker.text.quotations import MASK, Quotation


def quotations_kept(source: Facts, result: Facts, _: Context) -> str:
    """Each is there in its own words; a title may be named less often or once more."""
    if not source.quotations:
        return ""
    lost = set(map(_said, source.quotations)).difference(map(_said, result.quotations))
    if lost and _recut(source, result):
        return ""
    return f"quotation lost or altered: “{_words(source, lost)}”" if lost else ""


def _said(quotation: Quotation) -> str:
    """A quotation as it is compared: its first letter is large where it opens a sentence and small where it does not."""
    return quotation.words[:1].casefold() + quotation.words[1:]


def _words(text: Facts, some: Container[str]) -> str:
    return next(quotation.words for quotation in text.quotations if _said(quotation) in some)


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
    new = set(map(_said, result.quotations)).difference(map(_said, source.quotations))
    if new and _recut(source, result):
        return ""
    return f"words in quotation marks that the source does not quote: “{_words(result, new)}”" if new else ""


def speakers_kept(source: Facts, result: Facts, context: Context) -> str:
    """Each quotation is said by the same one, named beside its verb or meant by a pronoun, where both texts tell who that is."""
    if not source.quotations:
        return ""
    lexicon = context.lexicon
    # A capital that two texts share is a person's as often as not where it says something; not where nouns have one.
    shared = () if lexicon.nouns_capitalised else source.names.openers.keys() & result.names.openers.keys()
    known = context.names | {*named(source, context), *named(result, context), *shared}
    persons = frozenset((*_persons(source, lexicon), *_persons(result, lexicon)))
    before, after = _speakers(source, known, persons, lexicon), _speakers(result, known, persons, lexicon)
    return decisive(_turned(before, after, persons))


def _turned(before: Mapping[str, Speaker], after: Mapping[str, Speaker], persons: frozenset[str]) -> Iterator[tuple[bool, str]]:
    """Quotations with another speaker; in doubt where only a pronoun's antecedent tells, unless two have changed places."""
    changed = {}
    for words, old in before.items():
        new = after.get(words) or _of_a_piece(words, after)
        if new is None:
            continue
        if old.pronoun and new.pronoun and old.pronoun != new.pronoun:
            yield True, f"“{words}” was said by {old.pronoun}, now by {new.pronoun}"
        if new.stranger and old.names and (old.beside or (old.pronoun and not any(_known(w, old.near) for w in new.stranger.split()))):
            yield True, f"“{words}” is now said by {new.stranger} instead of {' '.join(sorted(old.names))}"
        if old.names and new.names and not old.names & new.names:
            changed[words] = (old, new)
    for words, (old, new) in changed.items():
        exchanged = any(words != other and old.names & theirs.names and new.names & own.names for other, (own, theirs) in changed.items())
        latecomer = old.pronoun and new.beside and new.names <= persons and not new.names & old.met
        spokesman = new.names <= persons and not old.names <= persons  # whoever speaks for a firm may be named elsewhere
        sure = (old.beside and new.beside and not spokesman) or exchanged or latecomer
        if sure or all(who.beside or who.pronoun for who in (old, new)):
            yield bool(sure), f"“{words}” is now said by {' '.join(sorted(new.names))} instead of {' '.join(sorted(old.names))}"


def _of_a_piece(words: str, speakers: Mapping[str, Speaker]) -> Speaker | None:
    """Who says the first quotation that is part of this one, or that this one is part of: "We left," he said, "at noon."."""
    spoken = _spoken(words)
    return next((who for other, who in speakers.items() if (piece := _spoken(other)) in spoken or spoken in piece), None)


def named_sources_kept(source: Facts, result: Facts, context: Context) -> str:
    """Of the people and firms that a text names, the one who said it outside of quotations is still the one who says it."""
    if not source.attributions or not result.attributions:
        return ""
    if max(len(source.attributions), len(result.attributions)) > _MOST:
        return ""
    known = context.names | {*named(source, context), *named(result, context)}
    before = _statements(source, known, context.lexicon)
    after = _statements(result, known, context.lexicon) if before else ()
    # Where every noun has a capital, a country is as often only where something is said.
    who = {key for _, key in source.names.order if key[0] != "=" or not context.lexicon.nouns_capitalised}
    return decisive(_said_by_others(before, after, who))


class Statement(NamedTuple):
    """What a firm verb of saying speaks of: who is named beside it, and the beginnings of the longer words around it."""

    names: frozenset[str]
    stems: frozenset[str]
    sentence: frozenset[str]  # all words of it
    alone: bool  # no other verb of saying in the sentence


def _statements(text: Facts, known: frozenset[str], lexicon: Lexicon) -> tuple[Statement, ...]:
    found = []
    stems = token_stems(text, lexicon)
    verbs = [hit for hit in text.attributions if firm(hit, "attribution")]
    for hit in verbs:
        if names := _beside(text, hit, known, lexicon):
            sentence = _part(text, hit.start)
            others = [other.start for other in text.attributions if other.start in sentence and other != hit]
            own = [at for at in sentence if not hit.start <= at < hit.end and text.words[at] not in names]
            words = frozenset(text.words[sentence.start : sentence.stop])
            found.append(Statement(names, frozenset(stems[at] for at in own) - {""}, words, not others))
    return tuple(found)


def _part(text: Facts, at: int) -> range:
    """The tokens of a sentence that a token is in, or of its part between two semicolons."""
    sentence = text.span(text.sentence(at))
    cuts = [n for n in sentence if text.words[n] == ";"] if ";" in text.words else []
    first = max((n + 1 for n in cuts if n < at), default=sentence.start)
    return range(first, min((n for n in cuts if n > at), default=sentence.stop))


def _said_by_others(before: Sequence[Statement], after: Sequence[Statement], known: Container[str]) -> Iterator[tuple[bool, str]]:
    for old in before:
        same = [new for new in after if _alike(old.stems, new.stems)]
        if same and not any(old.names & new.names or old.names & new.sentence for new in same):
            new = max(same, key=lambda new: len(old.stems & new.stems))
            if all(name in known for name in new.names):
                yield old.alone and new.alone, f"now said by {' '.join(sorted(new.names))} instead of {' '.join(sorted(old.names))}"


def _alike(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether two statements are one: by half of their words and not too few, or by all of them."""
    return len(one & other) >= max(_ALIKE, min(len(one), len(other)) / 2) or (one == other and len(one) > 1)


_ALIKE = 4
_MOST = 300  # verbs of saying in a paragraph: each statement of one text is compared with each of the other


@dataclass(frozen=True, slots=True)
class Speaker:
    """
    Who says a quotation.

    `names`: the words of a name, folded.  `beside`: it stands beside the verb of saying, nothing had to be inferred.
    `pronoun`: "he" or "she", if that is what stands there.  `stranger`: the nouns of somebody without a name ("another guest").
    `met`: the words of all persons named so far.  `near`: of a pronoun, the words of its sentence and of the one before it.
    """

    names: frozenset[str]
    beside: bool = False
    pronoun: str = ""
    stranger: str = ""
    met: frozenset[str] = frozenset()
    near: frozenset[str] = frozenset()


def _speakers(text: Facts, known: frozenset[str], persons: frozenset[str], lexicon: Lexicon) -> dict[str, Speaker]:
    masks = [at for at, word in enumerate(text.words) if word == MASK]
    return {
        _said(quotation): speaker
        for quotation, at in zip(text.quotations, masks, strict=False)
        if (speaker := _speaker(text, at, known, persons, lexicon))
    }


def _speaker(text: Facts, at: int, known: frozenset[str], persons: frozenset[str], lexicon: Lexicon) -> Speaker | None:
    """Who says the quotation at a token: by the nearest verb of saying in its sentence, or by the colon before it."""
    sentence = text.span(text.sentence(at))
    start, end = sentence.start, sentence.stop
    others = [n for n in sentence if text.words[n] == MASK and n != at]
    near = [
        hit
        for hit in _verbs(text, lexicon)
        if start <= hit.start < end
        and abs(hit.start - at) <= (_NEXT if any(abs(hit.start - other) <= _SUBJECT for other in others) else _FAR)
        and not _parted(text, hit, at, lexicon)
    ]
    verb = min(near, key=lambda hit: abs(hit.start - at) + _SUBJECT * lexicon.is_role(text.words[hit.start]), default=None)
    if verb is None or abs(verb.start - at) > _SUBJECT:
        verb = _some_verb(text, at, start, end, lexicon) or verb
    if verb is None:
        return None
    met = frozenset(text.words[:at]) & persons
    if names := _agent(text, at, known, lexicon) or _before_a_colon(text, range(start, at), persons, lexicon):
        return Speaker(names, beside=True, met=met)
    joined = verb.start > start and text.words[verb.start - 1] in lexicon.small["and"]
    if not joined and (names := _beside(text, verb, known, lexicon)):
        return Speaker(names, beside=True, met=met)
    if any(map(lexicon.is_role, stranger := _newcomer(text, verb, lexicon))):
        return Speaker(frozenset(), stranger=" ".join(stranger), met=met)
    around = range(max(start, verb.start - _SUBJECT), min(end, verb.end + _SUBJECT))
    pronoun = next((kind for n in sorted(around, key=lambda n: abs(n - verb.start)) if (kind := _pronoun(text.words[n], lexicon))), "")
    if not pronoun:
        if names := _in_office(text, around, persons, lexicon):
            return Speaker(names, beside=True, met=met)
        if unnamed := _unnamed(text, around, lexicon):
            return Speaker(frozenset(), stranger=unnamed, met=met)
        if any(text.words[n] in lexicon.small["possessive"] for n in around):
            return None  # "his lawyer said": not he
    place = min(verb.start, at)
    if joined:  # "Brandt met the firm and said": the one whom the sentence is about
        place = next((n + 1 for n in range(start, place) if _opens_a_person(text, n, persons, lexicon)), place)
    before = text.span(max(text.sentence(at) - 1, 0)).start
    return Speaker(_antecedent(text, place, persons, lexicon), pronoun=pronoun, met=met, near=frozenset(text.words[before:end]))


@lru_cache(maxsize=64)
def _verbs(text: Facts, lexicon: Lexicon) -> tuple[Hit, ...]:
    """Words of saying, also where one begins a longer phrase that means something else as a rule: "said to reporters"."""
    found = list(text.attributions)
    for hit in text.hits:
        if hit.end - hit.start > 1 and "attribution" not in hit.groups:
            found += [
                Hit(hit.start, hit.start + 1, phrase.marks, phrase.groups)
                for phrase in lexicon.alone(text.words[hit.start])
                if "attribution" in phrase.groups
            ]
    return tuple(found)


def _pronoun(word: str, lexicon: Lexicon) -> str:
    return next((kind for kind in ("he", "she") if word in lexicon.small[kind]), "")


def _agent(text: Facts, at: int, known: frozenset[str], lexicon: Lexicon) -> frozenset[str]:
    """ "It was called “a mess” by Ilse Brandt"."""
    by = lexicon.small["agent"].issuperset(text.words[at + 1 : at + 2])
    return _names_from(text, range(at + 2, at + 9), known, lexicon, most=6) if by else frozenset()


def _before_a_colon(text: Facts, places: range, persons: frozenset[str], lexicon: Lexicon) -> frozenset[str]:
    """The only person of the words before a colon and a quotation: "Ilse Brandt was less patient: “Go home.”"."""
    words = text.words[places.start : places.stop]
    if words[-1:] != (":",) or MASK in words or any(_pronoun(word, lexicon) for word in words):
        return frozenset()
    there = [n for n in places if text.words[n] in persons and text.raw[n] != text.words[n]]
    alone = bool(there) and there[-1] - there[0] < len(there) and not is_aside(text, there[0], lexicon)
    return frozenset(text.words[n] for n in there) if alone else frozenset()


def _parted(text: Facts, verb: Hit, at: int, lexicon: Lexicon) -> bool:
    """Whether another clause begins between a verb and a quotation: behind ";", or with a name: "said so, while A is for it “at last”"."""
    places = range(verb.end, at) if verb.end <= at else range(at + 1, verb.start)
    if ";" in text.words[places.start : places.stop]:
        return True
    joint = next((n for n in reversed(places) if text.words[n] in lexicon.small["but"]), places.stop)
    return any(n in _places(text) for n in range(joint, places.stop))


def _some_verb(text: Facts, at: int, start: int, end: int, lexicon: Lexicon) -> Hit | None:
    """The place of a verb of saying that no list has: before a colon and the quotation, or behind it and a comma."""
    if at > start + 1 and text.words[at - 1] == ":":
        first = max((n for n in range(start, at) if text.words[n] == MASK), default=start)
        known = any(first <= hit.start < at for hit in text.attributions)
        return None if known else Hit(at - 2, at - 1, (), frozenset())
    place = at + 2 if at + 1 < end and text.words[at + 1] == "," else at + 1
    closed = place > at + 1 or text.text[_quotation(text, at).end - 2 :][:1] in (",", "?", "!")
    word = text.words[place] if place < end else ""
    if closed and word.isalpha() and (word not in lexicon.function_words or word in lexicon.small["aux"]):
        return Hit(place, place + 1, (), frozenset())
    return None


def _quotation(text: Facts, at: int) -> Quotation:
    return text.quotations[text.words[:at].count(MASK)]


def _opens_a_person(text: Facts, at: int, persons: frozenset[str], lexicon: Lexicon) -> bool:
    return text.words[at] in persons and text.raw[at] != text.words[at] and not is_aside(text, at, lexicon)


def _in_office(text: Facts, around: range, persons: frozenset[str], lexicon: Lexicon) -> frozenset[str]:
    """Whom the text calls by the office that stands beside a verb: "the minister said", where "the minister, Anna Brandt" is before."""
    offices = _offices(text, around, lexicon)
    found: dict[str, frozenset[str]] = {}
    for at, word in enumerate(text.words):
        if word in offices and at not in around:
            first = next((n for n in range(at + 1, min(at + _OFFICE, len(text.words))) if _opens_a_person(text, n, persons, lexicon)), -1)
            names = _row(text, first, persons) if first >= 0 else frozenset()
            if names and MASK not in text.words[at:first]:
                found[min(names)] = names
    return next(iter(found.values())) if len(found) == 1 else frozenset()


def _offices(text: Facts, around: range, lexicon: Lexicon) -> frozenset[str]:
    return frozenset(text.words[at] for at in around if lexicon.is_role(text.words[at]))


def _unnamed(text: Facts, around: range, lexicon: Lexicon) -> str:
    """The office beside a verb, if the text has it of somebody without a name: "A shop owner saw it. “…,” the owner said"."""
    for office in _offices(text, around, lexicon):
        for at, word in enumerate(text.words):
            if word != office or at in around:
                continue
            articles = [n for n in range(max(0, at - 3), at) if text.words[n] in lexicon.small["someone"]]
            if articles and text.words[at + 1 : at + 2] and not _name_at(text, at + 1, frozenset()):
                return office
    return ""


def _row(text: Facts, at: int, persons: frozenset[str]) -> frozenset[str]:
    found = set()
    while at < len(text.words) and text.words[at] in persons and text.raw[at] != text.words[at]:
        found.add(text.words[at])
        at += 1
    return frozenset(found)


_SUBJECT = 4  # tokens on either side of a verb that say who speaks
_OFFICE = 6  # tokens from an office to the name of who holds it
_NEXT = 6  # the same, if the verb stands beside another one
_FAR = 25  # tokens between a quotation and the verb that belongs to it


def _persons(text: Facts, lexicon: Lexicon) -> Iterator[str]:
    """The words of names in two parts or behind a title or an office, unless they say where or whose something is."""
    places = dict(text.names.order)
    for at, key in text.names.order:
        before = text.words[at - 1] if at else ""
        row = at - 1 in places or at + 1 in places
        if (row and not is_aside(text, _first(places, at), lexicon)) or before in lexicon.titles or lexicon.is_role(before):
            yield key


def _first(places: Mapping[int, str], at: int) -> int:
    while at - 1 in places:
        at -= 1
    return at


def is_aside(text: Facts, at: int, lexicon: Lexicon) -> bool:
    """Whether what stands before a name makes it no subject: in, of, for …"""
    before = text.words[at - 1] if at else ""
    if before in lexicon.small["definite"] or before in lexicon.small["article"]:
        before = text.words[at - 2] if at > 1 else ""
    return any(before in lexicon.small[kind] for kind in ("in", "of", "aside"))


def _antecedent(text: Facts, at: int, persons: frozenset[str], lexicon: Lexicon) -> frozenset[str]:
    """Whom a pronoun at a token may mean: all persons before it in its sentence, or of the last one with more than circumstances."""
    for number in range(text.sentence(at), -1, -1):
        span = range(text.span(number).start, min(at, text.span(number).stop))
        there = [n for n in span if text.words[n] in persons and text.raw[n] != text.words[n]]
        if there and (number == text.sentence(at) or any(not is_aside(text, n, lexicon) for n in there if n - 1 not in there)):
            return frozenset(text.words[n] for n in there)
    return frozenset()


def _beside(text: Facts, verb: Hit, known: frozenset[str], lexicon: Lexicon) -> frozenset[str]:
    """Who is named before a verb of saying, or else behind it; who is told something does not say it."""
    before = _names_from(text, range(verb.start - 1, verb.start - 8, -1), known, lexicon)
    if before or (before := _apposed_before(text, verb, lexicon)):
        return before
    if any(mark.group == "attribution" and mark.kind == "told" for mark in verb.marks):
        return frozenset()
    inverted = verb.start > 0 and (text.words[verb.start - 1] in lexicon.small["aux"] or _follows_a_quotation(text, verb, lexicon))
    behind = range(verb.end, verb.end + (9 if inverted else 7))
    found = _names_from(text, behind, known, lexicon, most=6 if inverted else 3)
    # "said the head of the Water Board in Leeds, Ilse Brandt"
    described = not _ends_with_name(text, verb, known) or lexicon.small["definite"].union(lexicon.small["article"]).intersection(
        text.words[verb.end : verb.end + 1]
    )
    return (frozenset() if not described else _apposed_behind(text, verb, known, lexicon)) or found


def _follows_a_quotation(text: Facts, verb: Hit, lexicon: Lexicon) -> bool:
    """Whether nothing but small words part a verb from the quotation or comma before it: « … », lui a répondu."""
    places = range(verb.start - 1, max(verb.start - _SUBJECT, -1), -1)
    before = next((text.words[at] for at in places if text.words[at] not in lexicon.function_words), "")
    return before in (MASK, ",")


def _names_from(text: Facts, places: range, known: frozenset[str], lexicon: Lexicon, most: int = 3) -> frozenset[str]:
    """The names in a row of words, no comma, stop, pronoun or quotation between and few other words."""
    found = set()
    words = 0
    for at in places:
        word = text.words[at] if 0 <= at < len(text.words) else ""
        if word == "." and at and text.words[at - 1] in lexicon.titles:
            continue  # Mr. Brandt
        if not (word.isalnum() or word in _IN_NAMES) or words > most or any(word in lexicon.small[kind] for kind in ("he", "she")):
            break
        named = _name_at(text, at, known)
        words += word.isalnum() and not named
        if named and not _is_elsewhere(text, at, lexicon):
            found.add(named)
    return frozenset(found)


def _name_at(text: Facts, at: int, known: frozenset[str]) -> str:
    """The key of the name that a token belongs to, "" if none."""
    if not 0 <= at < len(text.words):
        return ""
    if key := _places(text).get(at):
        return key
    return text.words[at] if text.words[at] in known and text.raw[at] != text.words[at] else ""


@lru_cache(maxsize=64)
def _places(text: Facts) -> Mapping[int, str]:
    return dict(text.names.order)


def _apposed_before(text: Facts, verb: Hit, lexicon: Lexicon) -> frozenset[str]:
    """ "Ilse Brandt, his sister, said"; "the judge, Ilse Brandt, said"."""
    words, at = text.words, verb.start - 1
    if at <= 0 or words[at] != ",":
        return frozenset()
    known = frozenset(_places(text).values())  # a noun that opens the sentence is no name for its capital
    near = _names_from(text, range(at - 1, at - 5, -1), known, lexicon)
    if near and _name_at(text, at - 1, known):
        return near
    first = next((n for n in range(at - 1, max(at - 2 * _APPOSED, -1), -1) if words[n] in (",", MASK)), -1)
    apart = first > 0 and words[first] == ","
    return (_names_from(text, range(first - 1, first - 4, -1), known, lexicon) if apart else frozenset()) or near  # B, the Leeds coach


def _ends_with_name(text: Facts, verb: Hit, known: frozenset[str]) -> bool:
    """Whether the words between a verb and the next comma close with a name: "said Ilse Brandt, her voice low"."""
    return bool(_name_at(text, _clause_end(text, verb) - 1, known))


def _clause_end(text: Facts, verb: Hit) -> int:
    """The first token behind a verb that is no word or part of one."""
    at = verb.end
    while at < len(text.words) and (text.words[at].isalpha() or text.words[at] in _IN_NAMES):
        at += 1
    return at


def _apposed_behind(text: Facts, verb: Hit, known: frozenset[str], lexicon: Lexicon) -> frozenset[str]:
    """ "said his sister, Ilse Brandt", "said the charity's director, Professor Ilse Brandt"."""
    words, at = text.words, _clause_end(text, verb)
    if not 0 < at - verb.end <= _APPOSED or at == len(words) or words[at] != ",":
        return frozenset()
    at += 1
    while at < len(words) and (
        lexicon.is_role(words[at]) or words[at] in lexicon.titles or (words[at] == "." and words[at - 1] in lexicon.titles)
    ):
        at += 1
    return _names_from(text, range(at, at + 3), known, lexicon) if _name_at(text, at, known) else frozenset()


_APPOSED = 10  # words that say who somebody is
_IN_NAMES = frozenset("-‑'")


def _is_elsewhere(text: Facts, at: int, lexicon: Lexicon) -> bool:
    """Whether a capital names a place where it was said ("in Leeds"), or whose ("Brandt's lawyer"), or is a noun with its article."""
    if text.words[at + 1 : at + 3] == ("'", "s"):
        return True
    sure = at in _places(text)
    first = at
    while first and text.raw[first - 1] != text.words[first - 1]:
        first -= 1
    if is_aside(text, first, lexicon):
        return True
    before = text.words[at - 1] if at else ""
    return lexicon.nouns_capitalised and not sure and any(before in lexicon.small[kind] for kind in ("article", "definite"))


def no_new_speaker(source: Facts, result: Facts, context: Context) -> str:
    """What he said is not said by "an onlooker": a source that comes with an indefinite article must have been there."""
    if not result.attributions or not (source.attributions or source.quotations):
        return ""
    doubt, study = "", context.lexicon.small["study"]
    for verb in result.attributions:
        if not doubt and MASK in result.words[max(0, verb.start - 2) : verb.start]:
            doubt = _unheard_of(source, result, verb, context.lexicon)
        new = _newcomer(result, verb, context.lexicon)
        if not study.isdisjoint((*new, *result.words[max(0, verb.start - 6) : verb.end + 6])) and not any(
            map(context.lexicon.is_role, new)
        ):
            continue  # a survey, a poll, a report released by
        if new and not any(_known(word, source.vocabulary) for word in new):
            reason = f"said by someone who is not in the source: {' '.join(new)}"
            quoted = MASK in result.words[max(0, verb.start - 3) : verb.end + 4]
            if quoted or firm(verb, "attribution"):
                return reason
            if any(map(context.lexicon.is_role, new)):  # a request, a step and a dispute do not speak
                return Doubt(reason)
    return Doubt(doubt)


def _unheard_of(source: Facts, result: Facts, verb: Hit, lexicon: Lexicon) -> str:
    """ "said the mayor", "said her doctor": a complaint if the source has no such word, which may be another word for somebody in it."""
    words, definite = result.words, lexicon.small["definite"] | lexicon.small["possessive"]
    if verb.end < len(words) and words[verb.end] in definite:
        nouns = _nouns(result, verb.end + 1, min(verb.end + 3, len(words)), lexicon)[:1]
        if nouns and not any(_known(noun, source.vocabulary) or any(noun in word for word in source.vocabulary) for noun in nouns):
            return f"said by someone who may not be in the source: {nouns[0]}"
    return ""


def _known(word: str, vocabulary: frozenset[str]) -> bool:
    """Whether a text has a word or one of its beginning; of a short one half its letters: jury, jurors."""
    begin = word[: max(3, len(word) - 1)] if len(word) < STEM else ""
    return word in vocabulary or in_other_words(word, vocabulary) or (bool(begin) and any(other.startswith(begin) for other in vocabulary))


def _newcomer(text: Facts, verb: Hit, lexicon: Lexicon) -> list[str]:
    """The nouns between an indefinite article and the verb whose subject they are, or behind a verb that follows a quotation."""
    articles, definite = lexicon.small["someone"], lexicon.small["definite"]
    words = text.words
    for at in range(verb.start - 1, max(verb.start - 6, -1), -1):
        if words[at] in articles:
            opens = at == 0 or not words[at - 1].isalnum() or any(words[at - 1] in lexicon.small[kind] for kind in _JOINTS)
            found = _nouns(text, at + 1, verb.start, lexicon)
            quoted = MASK in words[max(0, verb.start - 3) : verb.end + 3]  # "In 2009 an onlooker said: …"
            return found if opens or (quoted and any(map(lexicon.is_role, found))) else []
        if words[at] in definite and words[max(at - 2, 0)] in articles and words[at - 1] in lexicon.small["of"]:
            return _nouns(text, at + 1, verb.start, lexicon)  # one of the critics
        if words[at] in definite and at and words[at - 1] in lexicon.small["of"]:
            continue  # another member of the board
        if not words[at].isalnum() or words[at] in definite or _pronoun(words[at], lexicon):
            break  # "a decision that he said"
    before = words[verb.start - 1] if verb.start else ""
    if before in _QUOTED and verb.end < len(words) and words[verb.end] in articles:
        return _nouns(text, verb.end + 1, min(verb.end + 4, len(words)), lexicon)
    return []


_QUOTED = frozenset((MASK, ","))
_JOINTS = ("and", "but", "that")


def _nouns(text: Facts, start: int, end: int, lexicon: Lexicon) -> list[str]:
    found = []
    sayings = {at for hit in text.attributions for at in range(hit.start, hit.end)}  # "according to a statement"
    for at, word in enumerate(text.words[start:end], start):
        if not word.isalpha():
            break
        if len(word) > 2 and word not in lexicon.function_words and at not in sayings:
            found.append(word)
    return found
