"""
Names that have changed places: who beat whom, who is the lawyer and who the prosecutor, whose estimate it is (E6, E7).

Every word is still there, so only what stands near a name can tell.  In one clause that is the word between two names and
their order; in a text, the words that are near to one name in the source and near to the other in the result.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations, pairwise
from typing import NamedTuple

from worker.text.alignment import token_stems
from worker.text.checks.quotations import is_aside
from worker.text.checks.rule import Context, Doubt
from worker.text.clauses import tellers
from worker.text.facts import Facts
from worker.text.lexicon import Lexicon
from worker.text.quotations import MASK


class Run(NamedTuple):
    """A name of one or more tokens: text.words[start:end]."""

    start: int
    end: int
    keys: frozenset[str]


def names_in_place(source: Facts, result: Facts, context: Context) -> str:
    """Two names that the source ties by a word ("sued", "over") are not tied the other way round, nor are their offices exchanged."""
    lexicon = context.lexicon
    known = frozenset(key for text in (source, result) for _, key in text.names.order)
    before, after = runs(source, known), runs(result, known)
    if len(before) < 2 or len(after) < 2:
        return ""
    both = _swapped(source, before, result, after, lexicon)
    pairs = both or _turned(source, before, result, after, lexicon)
    if not pairs:
        return ""
    one, other = (" ".join(source.raw[run.start : run.end]) for run in pairs)
    reason = f"{one} and {other} have changed places"
    return reason if both or not lexicon.nouns_capitalised else Doubt(reason)  # where they have one, an object may come first


def runs(text: Facts, known: frozenset[str]) -> list[Run]:
    """The names of a text in their order, tokens side by side being one; `known` are words that are names wherever they have a capital."""
    keys = {at: key for at, key in text.names.order if key[0] != "="}  # a Kenyan is from Kenya, before a name or behind it
    for at, word in enumerate(text.words):
        if word in known and text.raw[at] != word:
            keys.setdefault(at, word)
    found: list[Run] = []
    for at in sorted(keys):
        if found and found[-1].end == at:
            found[-1] = Run(found[-1].start, at + 1, found[-1].keys | {keys[at]})
        else:
            found.append(Run(at, at + 1, frozenset((keys[at],))))
    return found


# --- A sued B, B sued A ---


def _turned(source: Facts, before: list[Run], result: Facts, after: list[Run], lexicon: Lexicon) -> tuple[Run, Run] | None:
    ties = [*_ties(result, after, lexicon), *_deeds(result, after, lexicon)]
    for (one, other), words in (*_ties(source, before, lexicon), *_deeds(source, before, lexicon)):
        own, theirs = one.keys - other.keys, other.keys - one.keys
        same = [pair for pair, now in ties if now == words]
        if any(own & first.keys and theirs & second.keys for first, second in same):
            continue
        if any(theirs & first.keys and own & second.keys for first, second in same):
            return one, other
    return None


def _ties(text: Facts, found: list[Run], lexicon: Lexicon) -> Iterator[tuple[tuple[Run, Run], tuple[str, ...]]]:
    """Names that follow each other in a sentence, and the words between them that tell which of them wins or comes first."""
    mutual = lexicon.small["mutual"] | lexicon.small["also"]
    wins, loses = lexicon.small["wins"], lexicon.small["loses"] - lexicon.small["wins"]  # "battu" with its "par"
    telling = lexicon.small["ahead"] | wins | loses
    for one, other in pairwise(found):
        between = text.words[one.end : other.start]
        if not between or len(between) > _REACH or text.sentence(one.start) != text.sentence(other.start):
            continue
        if not mutual.isdisjoint(between) or not _BREAKS.isdisjoint(between):
            continue
        words = [word for word in between if word in telling or _says_something(word, lexicon)]
        if not telling.isdisjoint(words):  # the last one alone, if nothing but articles and offices parts it from the second name
            rest = between[len(between) - between[::-1].index(words[-1]) :]  # behind the last of them
            near = len(rest) <= _NEAR and "," not in rest and "." not in rest
            if between.count(",") % 2:  # "Brandt, coach of the club": an apposition, which two commas would close
                near, words = False, [",", *words]
            agent = any(word in lexicon.small["agent"] for word in rest)  # "was sued by"
            lost = words[-1] in loses
            won = lost or words[-1] in wins
            yield ((other, one) if agent != lost else (one, other)), ("",) if won and near else tuple(words[-1:] if near else words)


def _deeds(text: Facts, found: list[Run], lexicon: Lexicon) -> Iterator[tuple[tuple[Run, Run], tuple[str, ...]]]:
    """
    What a name may do to the next one of its clause: words that no article stands before, and how the second name is tied to them.

    Other words around them may differ ("has accused the mayor, Ilse Brandt", "accused Brandt"), but none between begins another clause.
    """
    small, stems = lexicon.small, token_stems(text, lexicon)
    ties, described = small["in"] | small["to"] | small["of"], small["article"] | small["definite"] | small["possessive"]
    mutual = small["mutual"] | small["ahead"] | small["wins"] | small["loses"]
    within = described | small["aux"] | small["agent"]
    for one, other in pairwise(found):
        # "The mayor, Ilse Brandt, sued Ortega": that comma closes
        first = one.end + (text.words[one.end] == "," and "," in text.words[max(0, one.start - _NEAR) : one.start])
        between = text.words[first : other.start]
        if not 0 < len(between) <= _FAR or not mutual.isdisjoint(between) or is_aside(text, one.start, lexicon):
            continue
        tie, deeds = "", []
        for at in range(other.start - 1, first - 1, -1):
            word = text.words[at]
            if word in ties - within:  # "to" and "to the" are one word in many languages, with one first letter: a, al
                tie = tie or word[0]
            elif stems[at] and text.words[at - 1] not in ties | described and not (lexicon.is_role(word) and at > first):
                deeds.append((stems[at], tie))
            elif word == "," and (between[0] == "," or described.isdisjoint(text.words[first:at])):
                deeds = deeds if at > first else []
                break  # not as in "sued the mayor, Ilse Brandt"
            elif not (word.isalpha() or word == ",") or (word in lexicon.function_words and word not in within):
                deeds = []
                break
        passive = not small["agent"].isdisjoint(between)
        yield from ((((other, one) if passive else (one, other)), deed) for deed in deeds)


def _says_something(word: str, lexicon: Lexicon) -> bool:
    return len(word) > 3 and word.isalpha() and word not in lexicon.function_words and not lexicon.is_role(word)


_NEAR = 4  # tokens between a verb and the name that it governs
_REACH = 9  # tokens between two names that belong together
_FAR = 14  # the same, of one that does something to the other
_BREAKS = frozenset((MASK, ";", ":", "(", ")", "—", "–"))


# --- A, the lawyer, said this, B, the prosecutor, that; B, the lawyer, this, A, the prosecutor, that ---


class Subject(NamedTuple):
    """One name wherever it stands in a text, and the words of its sentences by how near they come to it, 1 being beside it."""

    run: Run
    keys: frozenset[str]
    aside: bool  # only says where or whose something is
    near: dict[str, float]


def _swapped(source: Facts, before: list[Run], result: Facts, after: list[Run], lexicon: Lexicon) -> tuple[Run, Run] | None:
    """Two names each of which has drawn to it what the source says of the other, more than they have kept of their own."""
    if max(len(before), len(after)) > _MOST:
        return None
    now = _subjects(result, after, lexicon)
    ours = [(subject, _of(subject, now)) for subject in _subjects(source, before, lexicon)]
    for (one, one_now), (other, other_now) in combinations([pair for pair in ours if pair[1]], 2):
        if one.keys & other.keys:
            continue
        kept, left, came = 0.0, 0.0, 0.0
        for word in one_now.keys() | other_now.keys():
            pull = one.near.get(word, 0.0) - other.near.get(word, 0.0)
            moved = pull * (other_now.get(word, 0.0) - one_now.get(word, 0.0))
            if moved < 0:
                kept -= moved
            elif pull > 0:
                left += moved
            else:
                came += moved
        both = min(left, came) > max(_UNLIKE if one.aside or other.aside else _MOVED, kept * _OWN)
        if both or (not (one.aside or other.aside) and max(left, came) > max(_MUCH, kept)):
            return one.run, other.run
    return None


def _of(subject: Subject, others: list[Subject]) -> dict[str, float]:
    """What another text has near to the name."""
    found: dict[str, float] = {}
    for other in others:
        if other.keys & subject.keys:
            found = _nearest(found, other.near)
    return found


def _subjects(text: Facts, found: list[Run], lexicon: Lexicon) -> list[Subject]:
    subjects: list[Subject] = []
    words = _words(text, lexicon)
    named = {at: run.start for run in found for at in range(run.start, run.end)}
    for run in found:
        near, aside = _around(text, run, words, named), is_aside(text, run.start, lexicon)
        number = next((n for n, subject in enumerate(subjects) if subject.keys & run.keys), len(subjects))
        if number < len(subjects):
            same = subjects[number]
            near, aside = _nearest(same.near, near), same.aside and aside
            subjects[number] = Subject(same.run, same.keys | run.keys, aside, near)
        else:
            subjects.append(Subject(run, run.keys, aside, near))
    return subjects


def _words(text: Facts, lexicon: Lexicon) -> Sequence[str]:
    """What each token tells; of a quotation its words."""
    told = tellers(text, lexicon)
    quoted = (quotation.words for quotation in text.quotations)
    return [next(quoted, "") if word == MASK else one for one, word in zip(told, text.words, strict=True)] if text.quotations else told


def _around(text: Facts, run: Run, words: Sequence[str], named: Mapping[int, int]) -> dict[str, float]:
    """The words of a sentence by how near they come to a name; another name between the two halves that."""
    found: dict[str, float] = {}
    sentence = text.span(text.sentence(run.start))
    for places in (range(run.start - 1, sentence.start - 1, -1), range(run.end, sentence.stop)):
        share = 1.0
        for at, fading in zip(places, _FADING, strict=False):
            if at not in named:
                if words[at] and share * fading > found.get(words[at], 0.0):
                    found[words[at]] = share * fading
            elif named.get(at - 1) != named[at]:
                share /= 2
    return found


def _nearest(one: dict[str, float], other: dict[str, float]) -> dict[str, float]:
    return other | {word: near for word, near in one.items() if near > other.get(word, 0.0)}


_MOST = 60  # mentions of names in a paragraph; one that has more is a list, and every two of them would be compared
_FADING = tuple(0.88**n for n in range(16))  # how near the words on either side of a name are
_MOVED = 0.5  # nearness that has gone from one name to the other, each way: hardly less than one word that stood beside it
_OWN = 0.3  # of the nearness that has stayed, which a name keeps at its other mentions
_MUCH = 1.6  # that has gone from one name to another of which the source says nothing that the result could say
_UNLIKE = 1.0  # the same, where one or both are places, which change where they stand more often than their roles
