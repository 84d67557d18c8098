"""
What a rewritten paragraph or headline must satisfy, as a list of small rules.

A rule reads the facts of both texts and answers with a complaint, or "" when it has none.  The complaint is for an
editor who reads the proof and for the model that is asked again.  Rules compare meanings (values, classes of words), not
spellings, so that an honest paraphrase passes.
Where words alone cannot tell a fault from another wording, the rule is in
two: strong evidence keeps the source's words, weak evidence (the rules "… to check") is shown to the editor.
E-numbers: the newsroom standards of AP, Reuters, BBC, EBU and Canadian
Press by subject, from E1 (quotations) to E15 (links).

Known misses, for a person or a second reader to see:
- roles exchanged: "losses by them" for "losses of them", "A told B" for "B told A" outside of quotations;
- another verb or noun without a number, name, negation or hedge in it, unless the lexicon lists the two as opposites;
- a name of the source put to another use: whose estimate becomes where it happened;
- an added clause that shares a word with the source;
- a negation moved from one statement of a sentence to another, or added beside a vague one ("unchanged", "failed");
- another person of the source named as the speaker where it says "he";
- a new name that opens a sentence and ends like an ordinary word (Manning, Williams); in German, one that stands alone.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import lru_cache, partial
from itertools import pairwise
from typing import Literal

from worker.text.alignment import STEM, aligned, by_group, stems
from worker.text.facts import Facts, facts, firm, language, polarity
from worker.text.figures import Figure, unmatched
from worker.text.lexicon import Hit, Lexicon, Mark
from worker.text.quotations import MASK

Action = Literal["keep", "flag", "refuse"]
RULES_VERSION = "3"


@dataclass(frozen=True, slots=True)
class Verdict:
    """
    One complaint about a rewritten text.

    keep: the source's words stay.  flag: the rewrite stands, an editor should look.  refuse: nothing may be written.
    """

    rule: str
    action: Action
    reason: str


@dataclass(frozen=True, slots=True)
class Context:
    """
    What the rules know besides the two texts.

    `names`: names of the whole document, folded (`facts.names`).  `body`: its plain text, which headlines are held to.
    `strictness`: rule name to "keep", "flag" or "off", for the rules that are not `fixed`.
    """

    lexicon: Lexicon
    names: frozenset[str] = frozenset()
    kind: str = "paragraph"
    body: str = ""
    strictness: Mapping[str, str] = field(default_factory=dict)


Test = Callable[[Facts, Facts, Context], str]


@dataclass(frozen=True, slots=True)
class Rule:
    """`fixed`: protects markup or quotations, so no setting weakens it."""

    name: str
    test: Test
    action: Action
    source: str = ""  # E-number
    fixed: bool = False


def check(source: str, result: str, context: Context) -> tuple[Verdict, ...]:
    """All complaints about one rewritten paragraph.  Both texts are plain: marks stripped, quotations inside."""
    return _judge(RULES, facts(source, context.lexicon), result, context)


def check_title(source: str, result: str, context: Context) -> tuple[Verdict, ...]:
    """All complaints about a rewritten headline; what it says must stand in the old one or in `context.body`."""
    return _judge(TITLE_RULES, facts(source, context.lexicon), result, context)


def hardly_changed(source: str, result: str) -> bool:
    """
    Whether a rewrite is the source with a word or two exchanged: word similarity from 0.92 on.

    >>> hardly_changed("He said no.", "He said: no")
    True
    >>> hardly_changed("The men were taken to Kiev.", "They were brought to Kiev.")
    False
    """
    one, other = _WORDS.findall(source.casefold()), _WORDS.findall(result.casefold())
    return 2 * _common(one, other) >= 0.92 * (len(one) + len(other))


def _judge(rules: Sequence[Rule], source: Facts, result: str, context: Context) -> tuple[Verdict, ...]:
    if not result.strip():
        return (Verdict("empty", "keep", "nothing came back"),)
    after = facts(result, context.lexicon)
    return tuple(
        Verdict(rule.name, action, reason)
        for rule in rules
        if (action := _action(rule, context.strictness)) and (reason := rule.test(source, after, context))
    )


def _action(rule: Rule, strictness: Mapping[str, str]) -> Action | None:
    wanted = rule.action if rule.fixed or not strictness else strictness.get(rule.name, rule.action)
    return None if wanted == "off" else "keep" if wanted == "keep" else "flag" if wanted == "flag" else "refuse"


# --- form ---

_WORDS = re.compile(r"[^\W_]+")
_MARKUP = re.compile(
    r"\*\*|__|```|^\s{0,3}#{1,6}\s|^\s*>\s|\]\(|</?[a-z][^<>]*>|<!--|-->|&(?:[a-z]{2,8}|#\d{1,7}|#x[\da-f]{1,6});"
    r"|\[/?[a-z][\w-]*[^\]]*\]|^\s*(?:[-*•+]|\d{1,2}[.)])\s",
    re.MULTILINE | re.IGNORECASE,
)
_CONTACT = re.compile(
    r"(?:https?://|www\.)\S+|\b[a-z\d-]+(?:\.[a-z\d-]+)*\.[a-z]{2,}/\S*|[\w.+-]+@[\w-]+\.\w+|\b(?:[\w-]+\.)+(?:com|org|net|info|io|de|fr|uk|ru|co|eu)\b(?:/\S*)?"
    r"|(?<!\w)\+?\d(?:[ ./()-]{0,2}\d){8,}|(?<!\w)@\w{2,}"
)
# Most texts hold nothing of the kind, and these see so much faster than the exact patterns above.
_MARKED = re.compile(r"[*_`#<>&\]]|^\s*[-•+\d]|\n")
_DOTTED = re.compile(r"[@/]|\.[^\W\d]{2}|\d[ ./()\d-]{7}")
_INVISIBLE = frozenset(("Cc", "Cf", "Cs", "Co", "Cn"))
_OPENING_CHATTER = re.compile(
    r"\W*(?:(?:sure|certainly|of course|absolutely|okay|great)[!,.:] |here(?:'s| is| are)\b[^:]{0,60}:"
    r"|(?:re-?written|paraphrased?|revised|rewrite|output|answer|result|response|text|version|headline|title|paragraph|note)"
    r"(?: \w+){0,2}: )"
)
_CHATTER = re.compile(r"as an (?:ai|artificial intelligence)\b|language model\b|\n\(?note: ")


def no_chatter(source: Facts, result: Facts, context: Context) -> str:
    """English by pattern, since models answer so in every language; the lexicon's phrases besides."""
    said, before = (text.text.replace("’", "'").casefold() for text in (result, source))
    found = [match.group() for match in (_OPENING_CHATTER.match(said), _CHATTER.search(said)) if match]
    found += [phrase for phrase in context.lexicon.chatter if phrase in said]
    new = [phrase for phrase in found if phrase not in before]
    return f"talk about the answer itself: {new[0].strip()!r}" if new else ""


def no_new_markup(source: Facts, result: Facts, _: Context) -> str:
    if not _MARKED.search(result.text):
        return ""
    before = _MARKUP.findall(source.text)
    new = Counter(_MARKUP.findall(result.text)) - Counter(before)
    return f"new markup: {next(iter(new)).strip()}" if new else ""


def no_new_contact(source: Facts, result: Facts, _: Context) -> str:
    if not _DOTTED.search(result.text):
        return ""
    new = [c for c in _CONTACT.findall(result.text) if c.rstrip(".,;)") not in source.text]
    return f"new address or number to call: {new[0]}" if new else ""


def no_hidden_characters(source: Facts, result: Facts, _: Context) -> str:
    if result.text.isascii() and result.text.isprintable():
        return ""
    new = next((c for c in set(result.text) - set(source.text) if unicodedata.category(c) in _INVISIBLE and c != "\n"), "")
    return f"invisible character U+{ord(new):04X}" if new else ""


def same_script(source: Facts, result: Facts, _: Context) -> str:
    if result.text.isascii():
        return ""
    new = _scripts(result.text) - _scripts(source.text)
    mixed = [w for w in _WORDS.findall(result.text) if not w.isascii() and len(_scripts(w) & _LOOK_ALIKE) > 1 and w not in source.text]
    if mixed:
        return f"letters of two scripts in one word: {mixed[0]}"
    return f"letters of another script: {sorted(new)[0].title()}" if new else ""


def same_language(source: Facts, result: Facts, _: Context) -> str:
    if len(result.words) < 8 or len(source.words) < 8:
        return ""
    if 3 * len(source.vocabulary & result.vocabulary) > len(result.vocabulary):
        return ""
    before, after = language(source.text), language(result.text)
    return f"another language: {after} instead of {before}" if before and after and before != after else ""


def similar_length(source: Facts, result: Facts, _: Context) -> str:
    """0.6 to 1.6 times the letters, with some freedom for short texts."""
    before, after = len(source.text), len(result.text)
    if after < 0.6 * before - 15:
        return f"too short: {after} characters for {before}"
    return f"too long: {after} characters for {before}" if after > 1.6 * before + 25 else ""


def no_repetition(source: Facts, result: Facts, _: Context) -> str:
    words = result.words
    pairs = set(pairwise(words))
    if doubled := [a for a, b in pairs if a == b and len(a) > 1 and a.isalpha() and a not in ("that", "had")]:
        new = set(doubled) - {a for a, b in pairwise(source.words) if a == b}
        if new:
            return f"a word twice in a row: {min(new)}"
    if len(words) - len(pairs) < 4:  # a sentence said twice repeats at least three pairs of words
        return ""
    loops = _repeated(words, 4, 3) - _repeated(source.words, 4, 2)
    if loops:
        return f"repeats itself: {' '.join(min(loops))}"
    sentences = [s for s in map(_bare, _SENTENCE.split(result.text)) if len(s.split()) > 3]
    twice = [s for s, n in Counter(sentences).items() if n > max(1, _bare(source.text).count(s))]
    return f"says a sentence twice: {twice[0]}" if twice else ""


_SENTENCE = re.compile(r"(?<=[.!?])\s+")
_LOOK_ALIKE = frozenset(("LATIN", "CYRILLIC", "GREEK"))


def _bare(text: str) -> str:
    return " ".join(_WORDS.findall(text.casefold()))


def _repeated(words: Sequence[str], length: int, times: int) -> set[tuple[str, ...]]:
    if len(words) < length * times:
        return set()
    runs = Counter(zip(*(words[i:] for i in range(length)), strict=False))
    return {run for run, count in runs.items() if count >= times}


@lru_cache(maxsize=4096)
def _script(letter: str) -> str:
    return unicodedata.name(letter, "").partition(" ")[0]


def _scripts(text: str) -> frozenset[str]:
    # Fullwidth forms and letter-like signs are no scripts of their own.
    found = {_script(c) for c in set(text) if c.isalpha()}
    return frozenset(found) - {
        "",
        "FULLWIDTH",
        "MICRO",
        "MASCULINE",
        "FEMININE",
        "MODIFIER",
        "DOUBLE-STRUCK",
        "SCRIPT",
        "SUPERSCRIPT",
    }


def _common(one: Sequence[str], other: Sequence[str]) -> int:
    """Length of the longest common subsequence, bit-parallel (Hyyrö 2004): one big-integer step a word."""
    places: dict[str, int] = {}
    for at, word in enumerate(one):
        places[word] = places.get(word, 0) | 1 << at
    full = (1 << len(one)) - 1
    state = full
    for word in other:
        both = state & places.get(word, 0)
        state = ((state + both) | (state - both)) & full
    return len(one) - state.bit_count()


# --- facts ---


def quotations_kept(source: Facts, result: Facts, _: Context) -> str:
    if not source.quotations:
        return ""
    lost = Counter(q.words for q in source.quotations) - Counter(q.words for q in result.quotations)
    if lost and _joined(source) == _joined(result):
        return ""
    return f"quotation lost or altered: “{next(iter(lost))}”" if lost else ""


def _joined(text: Facts) -> list[str]:
    """Its quotations, those as one that only the speaker interrupts: “We left,” he said, “and came back.”"""
    found: list[str] = []
    end = 0
    for quotation in text.quotations:
        between = text.text[end : quotation.start]
        goes_on = found and quotation.words[:1].islower() and len(between) < 100 and not _SENTENCE_SIGN.search(between)
        if goes_on:
            found[-1] += f", {quotation.words}"
        else:
            found.append(quotation.words)
        end = quotation.end
    return found


_SENTENCE_SIGN = re.compile(r"[.!?;:]")


def no_new_quotations(source: Facts, result: Facts, _: Context) -> str:
    if not result.quotations:
        return ""
    new = Counter(q.words for q in result.quotations) - Counter(q.words for q in source.quotations)
    if new and _joined(source) == _joined(result):
        return ""
    return f"words in quotation marks that the source does not quote: “{next(iter(new))}”" if new else ""


def speakers_kept(source: Facts, result: Facts, context: Context) -> str:
    """The name beside the verb of saying, nearest to each quotation, stays the same where both texts have one."""
    if not source.quotations:
        return ""
    # A capital that two texts share is a person's as often as not where it says something; not where nouns have one.
    shared = () if context.lexicon.nouns_capitalised else source.names.openers.keys() & result.names.openers.keys()
    known = context.names | {*_named(source, context), *_named(result, context), *shared}
    before, after = _speakers(source, known, context.lexicon), _speakers(result, known, context.lexicon)
    for words, speaker in before.items():
        other = after.get(words)
        if speaker and other and not speaker & other:
            return f"“{words}” is now said by {' '.join(sorted(other))} instead of {' '.join(sorted(speaker))}"
    return ""


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
    if before in lexicon.small.get("in", ()):
        return True
    return lexicon.nouns_capitalised and not sure and any(before in lexicon.small.get(kind, ()) for kind in ("article", "definite"))


def no_new_speaker(source: Facts, result: Facts, context: Context) -> str:
    """What he said is not said by "an onlooker": a source that comes with an indefinite article must have been there."""
    if not result.attributions or not (source.attributions or source.quotations):
        return ""
    for verb in result.attributions:
        new = _newcomer(result, verb, context.lexicon)
        if new and not any(word in source.vocabulary or _in_other_words(word, source.vocabulary) for word in new):
            return f"said by someone who is not in the source: {' '.join(new)}"
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
    for word in text.words[start:end]:
        if not word.isalpha():
            break
        if len(word) > 2 and word not in lexicon.function_words:
            found.append(word)
    return found


def _in_other_words(word: str, vocabulary: frozenset[str]) -> bool:
    return any(other.startswith(word[:STEM]) for other in vocabulary)


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


def figures_kept(source: Facts, result: Facts, _: Context) -> str:
    lost = [f for f in unmatched(source.figures, result.figures) if f.firm]
    if not lost:
        return ""
    return "lost the figure " + ", ".join(f.text for f in lost)


def no_new_figures(source: Facts, result: Facts, _: Context) -> str:
    weak = [f for f in unmatched(source.figures, result.figures) if not f.firm]
    new = [f for f in unmatched(result.figures, source.figures) if f.firm or _in_place_of(f, weak)]
    return "new figure: " + ", ".join(f.text for f in new) if new else ""


def _in_place_of(new: Figure, lost: Iterable[Figure]) -> bool:
    """ "second" where "first" was: weak figures may come and go, but not become each other."""
    return any(new.unit == old.unit == "ordinal" and new.value != old.value for old in lost)


def comparators_kept(source: Facts, result: Facts, context: Context) -> str:
    return _decisive(_comparators(source, result, context.lexicon))


def comparators_to_check(source: Facts, result: Facts, context: Context) -> str:
    return _doubtful(_comparators(source, result, context.lexicon))


def _comparators(source: Facts, result: Facts, lexicon: Lexicon) -> Iterator[tuple[bool, str]]:
    """Figures that are not as exact as they were; not decisive where a word beside them may say so in another way."""
    if source.figures == result.figures:
        return
    for figure in source.figures:
        partners = [f for f in result.figures if f.value == figure.value]
        if partners and all(not _as_exact(f.comparator, figure.comparator) for f in partners):
            doubtful = (
                _between_figures(source, figure, lexicon)
                or any(_between_figures(result, f, lexicon) for f in partners)
                or any(not f.comparator and _comparator_near(result, f, figure.comparator) for f in partners)
                or (not figure.comparator and _comparator_near(source, figure, partners[0].comparator))
            )
            yield not doubtful, f"“{_exact(figure)}” became “{_exact(partners[0])}”"


def _between_figures(text: Facts, figure: Figure, lexicon: Lexicon) -> bool:
    """ "19 more than four years ago", "fewer than the 46 of 2022" compare two figures; "not above 4" is "up to 4"."""
    for hit in _comparators_beside(text, figure):
        if not {m.kind for m in hit.marks} & {"more", "less"} or not hit.end <= figure.at <= hit.end + 1:
            continue
        if text.words[hit.end] in lexicon.small.get("definite", frozenset()):
            return True
        if text.words[hit.start - 1][0].isdecimal() or any(0 < hit.start - no.start <= 2 for no in text.negations):
            return True
    return False


def _comparator_near(text: Facts, figure: Figure, kind: str) -> bool:
    """ "below the age of five": one that no figure has taken for itself"""
    near = [hit for hit in _comparators_beside(text, figure) if (mark := hit.of("comparator")) and _as_exact(mark.kind, kind)]
    taken = sum(f.comparator == kind and text.sentence(f.at) == text.sentence(figure.at) for f in text.figures)
    return bool(kind) and len(near) > taken


def _comparators_beside(text: Facts, figure: Figure) -> list[Hit]:
    sentence = text.sentence(figure.at)
    return [
        hit
        for hit in text.hits
        if "comparator" in hit.groups and abs(hit.start - figure.at) <= _APART and text.sentence(hit.start) == sentence
    ]


_APART = 5  # words between a figure and what says how exact it is


def _decisive(complaints: Iterable[tuple[bool, str]]) -> str:
    return next((reason for decisive, reason in complaints if decisive), "")


def _doubtful(complaints: Iterable[tuple[bool, str]]) -> str:
    """The first complaint, if none is decisive: one that is decisive has a verdict of its own."""
    found = list(complaints)
    return found[0][1] if found and not any(decisive for decisive, _ in found) else ""


def _as_exact(one: str, other: str) -> bool:
    return one == other or {one, other} in ({"near", "less"}, {"near", "about"})


def _exact(figure: Figure) -> str:
    words = {
        "about": "about",
        "near": "nearly",
        "more": "more than",
        "least": "at least",
        "most": "up to",
        "less": "less than",
    }
    return f"{words.get(figure.comparator, '')} {figure.text}".strip()


def order_of_pairs_kept(source: Facts, result: Facts, context: Context) -> str:
    """3-2 does not become 2-3, nor a rise from 3 to 2 one from 2 to 3."""
    turned = [p for p in source.pairs if p[0] != p[1] and (p[1], p[0]) in result.pairs and p not in result.pairs]
    if turned:
        return f"a score or range turned round: {turned[0][0]}-{turned[0][1]}"
    known = {figure.value for figure in source.figures if figure.firm}
    new = [p for p in result.pairs if p not in source.pairs and (p[1], p[0]) not in source.pairs and not known.issuperset(p)]
    if new and source.pairs:
        return f"a score or range that was not there: {new[0][0]}-{new[0][1]}"
    before = _ends(source, context.lexicon)
    after = _ends(result, context.lexicon) if before else {}
    swapped = [figure for key, (end, figure) in before.items() if key in after and after[key][0] != end]
    return f"the start and the end of a change turned round: {swapped[0].text}" if swapped else ""


def _ends(text: Facts, lexicon: Lexicon) -> dict[tuple[Fraction | int, str], tuple[str, Figure]]:
    """Figures that a change goes "from" or "to", perhaps with a word like "about" between."""
    found: dict[tuple[Fraction | int, str], tuple[str, Figure]] = {}
    for figure in text.figures:
        before = text.words[max(0, figure.at - 2) : figure.at]
        end = next((kind for kind in ("from", "to") if lexicon.small.get(kind, frozenset()).intersection(before)), "")
        if end:
            found[figure.key] = (end, figure)
    return found


def dates_kept(source: Facts, result: Facts, context: Context) -> str:
    lost, new = sorted(source.dates - result.dates), sorted(result.dates - source.dates)
    if lost:
        return f"lost the date: {_day(lost[0], context.lexicon)}"
    return f"new date: {_day(new[0], context.lexicon)}" if new else ""


@lru_cache(maxsize=256)
def _day(date: str, lexicon: Lexicon) -> str:
    group, kind = date.split(" ", 1)
    for phrases in lexicon.phrases.values():
        for phrase in phrases:
            if mark := next((m for m in phrase.marks if m.group == group and m.kind == kind), None):
                return mark.spelling or " ".join(phrase.words)
    return kind


def names_kept(source: Facts, result: Facts, context: Context) -> str:
    keys = _named(source, context)
    lost = [spelling for key, spelling in keys.items() if key not in result.vocabulary and key not in result.names.sure]
    lost = [
        spelling
        for spelling in lost
        if not _inflected(spelling, (*result.names.sure.values(), *result.names.maybe.values()), context.lexicon)
    ]
    return f"lost the name: {', '.join(lost)}" if lost else ""


def no_new_names(source: Facts, result: Facts, context: Context) -> str:
    new = [s for key, s in _new_names(source, result) if key not in context.names]
    new = [
        spelling
        for spelling in new
        if not _inflected(spelling, (*source.names.sure.values(), *source.names.maybe.values()), context.lexicon)
    ]
    return f"new name: {', '.join(new)}" if new else ""


def no_names_from_elsewhere(source: Facts, result: Facts, context: Context) -> str:
    new = [s for key, s in _new_names(source, result) if key in context.names]
    return f"named here, though only elsewhere in the article: {', '.join(new)}" if new else ""


def _named(text: Facts, context: Context) -> dict[str, str]:
    """Names that the text or the document is sure of, and words that may be names, since no list knows them."""
    known = {key: spelling for key, spelling in text.names.openers.items() if key in context.names}
    return {**known, **text.names.maybe, **text.names.sure}


def _inflected(name: str, others: Iterable[str], lexicon: Lexicon) -> bool:
    """Whether one of the others is this name with another ending: Milan, Milanese; Siberia, Siberian."""
    for short, long in ((one, other) for n in others for one, other in ((name, n), (n, name))):
        if any(long in (short + ending, short[:-1] + ending if short[-1:] in _DROPPED else "") for ending in lexicon.inflections):
            return True
    return False


_DROPPED = frozenset("aeiouy")


def _new_names(source: Facts, result: Facts) -> Iterator[tuple[str, str]]:
    for key, spelling in (*result.names.sure.items(), *result.names.maybe.items()):
        if key not in source.vocabulary and key not in source.names.sure:
            yield key, spelling


def negations_kept(source: Facts, result: Facts, context: Context) -> str:
    return _decisive(_negated(source, result, context.lexicon))


def negations_to_check(source: Facts, result: Facts, context: Context) -> str:
    return _doubtful(_negated(source, result, context.lexicon))


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
        words, decisive = _spelled(source, before), partial(_contradicts, balanced=balanced, lexicon=lexicon)
        if min(polarity(before)) > min(polarity(after)) and words:
            yield decisive(source, before, result, group.result), f"a negation or prohibition is lost: {words}"
        else:
            strong = decisive(result, after, source, group.source) or decisive(source, before, result, group.result)
            yield strong, f"a negation or prohibition is new or undone: {_spelled(result, after) or words}"


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
            return _spelled(source, (hit,))
    return ""


def _negations(text: Facts, other: Facts) -> Sequence[Hit]:
    """Those of the lexicon, and words like "unarmed" where the other text says "armed" and "unarmed" less often."""
    found = list(text.negations)
    for at, rest in text.prefixed:
        if not _in_other_words(rest, other.vocabulary):
            continue
        later = sum(1 for place, same in text.prefixed if place >= at and same[:STEM] == rest[:STEM])
        more = sum(same[:STEM] == rest[:STEM] for _, same in text.prefixed) - sum(same[:STEM] == rest[:STEM] for _, same in other.prefixed)
        if later <= more:
            found = [hit for hit in found if not hit.start <= at < hit.end]
            found.append(Hit(at, at + 1, (_PREFIX,), frozenset(("negation",))))
    return sorted(found, key=lambda hit: hit.start) if len(found) != len(text.negations) or text.prefixed else found


_PREFIX = Mark("negation", "prefixed")


def hedges_kept(source: Facts, result: Facts, _: Context) -> str:
    return _decisive(_hedged(source, result))


def hedges_to_check(source: Facts, result: Facts, _: Context) -> str:
    return _doubtful(_hedged(source, result))


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
    return _decisive(_attributed(source, result, context.lexicon))


def attribution_to_check(source: Facts, result: Facts, context: Context) -> str:
    return _doubtful(_attributed(source, result, context.lexicon))


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
            yield not doubtful, f"lost who said it: {_spelled(source, lost)}"


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


def nothing_made_up(source: Facts, result: Facts, context: Context) -> str:
    """
    No sentence that has nothing in common with the source: not a longer word, name, figure or quotation.

    Synonyms change words, but hardly all of a sentence; what a sentence adds to known words is for a person to see.
    """
    if new := _stranger(result, source, context.lexicon):
        return f"a sentence that says nothing the source says: {new}"
    return ""


def nothing_left_out(source: Facts, result: Facts, context: Context) -> str:
    """No sentence of which nothing is left; a right of reply and "declined to comment" least of all."""
    if lost := _stranger(source, result, context.lexicon):
        return f"nothing is left of: {lost}"
    return ""


def _stranger(text: Facts, other: Facts, lexicon: Lexicon) -> str:
    """The first sentence of at least three longer words that shares none with the other text."""
    if len(text.ends) == 1:
        return ""
    there = frozenset[str]().union(*stems(other, lexicon))
    start = 0
    for end, own in zip(text.ends, stems(text, lexicon), strict=True):
        if len(own) >= _WORDED and own.isdisjoint(there):
            return _text(text, start, end)
        start = end
    return ""


_WORDED = 3


def _text(text: Facts, start: int, end: int) -> str:
    return " ".join(text.raw[start:end]).replace(MASK, "“…”").replace(" ’ ", "’").replace(" ,", ",").replace(" .", ".")


def replies_kept(source: Facts, result: Facts, context: Context) -> str:
    """Whoever declined to comment or could not be reached is still said to have been asked."""
    replies = context.lexicon.replies
    lost = replies.search(source.text) if replies and source.negations else None
    if replies is None or lost is None or replies.search(result.text):
        return ""
    # In an order of words that no pattern foresees, the chief word and a negation are there still.
    if result.negations and _in_other_words(_WORDS.findall(lost.group().casefold())[-1], result.vocabulary):
        return ""
    return f"the right of reply is lost: {lost.group()}"


def same_spelling(source: Facts, result: Facts, context: Context) -> str:
    """British stays British and American American, where the source is one of them only."""
    british, american = (result.vocabulary & words for words in context.lexicon.variants)
    for new, own, others in ((british, 0, 1), (american, 1, 0)):
        if new and not source.vocabulary & context.lexicon.variants[own] and source.vocabulary & context.lexicon.variants[others]:
            return f"another spelling than the source's: {min(new)}"
    return ""


def not_turned_round(source: Facts, result: Facts, _: Context) -> str:
    """Where only rising is spoken of, falling does not take its place, in the text or beside one figure."""
    for side in source.opposites:
        other = _other(side)
        if side not in result.opposites and result.opposites.count(other) > source.opposites.count(other):
            return f"turned into its opposite: {_side(source, side)} became {_side(result, other)}"
    if "up0" not in source.opposites and "up1" not in source.opposites:
        return ""
    before, after = _directions(source), _directions(result)
    for figure, side in before.items():
        if after.get(figure) == _other(side):
            return f"turned into its opposite: {_side(source, side)} became {_side(result, _other(side))}"
    return ""


def _other(side: str) -> str:
    return side[:-1] + ("1" if side[-1] == "0" else "0")


def _directions(text: Facts) -> dict[tuple[Fraction | int, str], str]:
    """Figures that a word of rising or falling stands directly before: "fell by nearly 3%"."""
    moves = {hit.end: mark.kind for hit in text.hits if (mark := hit.of("opposite")) and mark.kind in ("up0", "up1")}
    found = {}
    for figure in text.figures:
        near = next((moves[at] for at in range(figure.at + 1, figure.at - 4, -1) if at in moves), None)
        if near:
            found[figure.key] = near
    return found


def _side(text: Facts, side: str) -> str:
    return next(_spelled(text, (hit,)) for hit in text.hits if any(m.group == "opposite" and m.kind == side for m in hit.marks))


def nothing_loaded(source: Facts, result: Facts, _: Context) -> str:
    new = result.loaded - source.loaded
    if new:
        return f"judgement that the source does not make: {', '.join(sorted(new))}"
    for sign, name in (("!", "an exclamation"), ("?", "a question")):
        if result.text.count(sign) > source.text.count(sign):
            return f"{name} that was not there"
    return ""


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
            return _spelled(one, (hit,))
        pool.remove(partner)
    return ""


def _spelled(text: Facts, hits: Iterable[Hit]) -> str:
    return ", ".join(" ".join(text.raw[h.start : h.end]).replace(" ’ ", "’").replace(" ' ", "'") for h in hits)


# --- headlines ---


def one_line(_source: Facts, result: Facts, _: Context) -> str:
    return "more than one line" if "\n" in result.text.strip() else ""


def no_quotation_marks_around(source: Facts, result: Facts, _: Context) -> str:
    wrapped = [t.text.strip()[:1] in _QUOTES and t.text.strip()[-1:] in _QUOTES for t in (source, result)]
    return "quotation marks around the headline" if wrapped[1] and not wrapped[0] else ""


_QUOTES = frozenset("\"'“”„«»‘’‚‹›")


def no_full_stop(source: Facts, result: Facts, _: Context) -> str:
    ends = [t.text.rstrip().endswith((".", "。")) and not t.text.rstrip().endswith(("...", ".S.", ".K.", ".N.")) for t in (source, result)]
    return "a full stop at the end" if ends[1] and not ends[0] else ""


def headline_length(source: Facts, result: Facts, _: Context) -> str:
    """Not below 0.4 of the old one or 10 characters, not above 1.5 and 70 characters, whichever allows more."""
    before, after = len(source.text), len(result.text)
    if after < min(0.4 * before, before - 1) or (after < 10 <= before):
        return f"too short for a headline: {after} characters for {before}"
    return f"too long for a headline: {after} characters for {before}" if after > max(1.5 * before, 70) else ""


def figures_supported(source: Facts, result: Facts, context: Context) -> str:
    known = source.figures + _body(context).figures + _quoted(context).figures
    new = [f for f in result.figures if f.firm and not any(k.value == f.value and _alike(k.unit, f.unit) for k in known)]
    if new:
        return "no such figure in the article: " + ", ".join(f.text for f in new)
    bare = [f for f in result.figures if not any(k.value == f.value and _as_exact(k.comparator, f.comparator) for k in known) and f.firm]
    return f"the article is not as exact: {bare[0].text}" if bare else ""


def _alike(one: str, other: str) -> bool:
    return one == other or ("" in (one, other) and not {"percent", "points"} & {one, other})


def names_supported(source: Facts, result: Facts, context: Context) -> str:
    body = _body(context)
    new = [s for key, s in _new_names(source, result) if key not in body.vocabulary and key not in body.names.sure]
    if new and len(result.names.maybe) > 1:  # title case: "Vote" stands for the body's "voted"
        new = [s for s in new if not any(word.startswith(s.casefold()) for word in body.vocabulary)]
    return f"no such name in the article: {', '.join(new)}" if new else ""


def quotations_supported(source: Facts, result: Facts, context: Context) -> str:
    known = [q.words for q in (*source.quotations, *_body(context).quotations)]
    new = [q.words for q in result.quotations if not any(q.words in k for k in known)]
    return f"no such quotation in the article: “{new[0]}”" if new else ""


def dates_supported(source: Facts, result: Facts, context: Context) -> str:
    new = sorted(result.dates - source.dates - _body(context).dates - _quoted(context).dates)
    return f"no such date in the article: {_day(new[0], context.lexicon)}" if new else ""


def figures_of_headline_kept(source: Facts, result: Facts, _: Context) -> str:
    lost = [f.text for f in unmatched(source.figures, result.figures) if f.firm]
    return f"the old headline had {', '.join(lost)}" if lost else ""


def no_clickbait(source: Facts, result: Facts, context: Context) -> str:
    new = sorted(result.clickbait - source.clickbait)
    if new:
        return f"bait: {new[0]}"
    if result.text.isupper() and not source.text.isupper():
        return "all in capitals"
    return nothing_loaded(source, result, context)


def _body(context: Context) -> Facts:
    return facts(context.body, context.lexicon)


def _quoted(context: Context) -> Facts:
    """What stands inside the body's quotations, which a headline may report in its own words."""
    return facts("\n".join(q.words for q in _body(context).quotations), context.lexicon)


_FORM = (
    Rule("chatter", no_chatter, "keep", fixed=True),
    Rule("markup", no_new_markup, "keep", "E15", fixed=True),
    Rule("contact", no_new_contact, "keep", "E9", fixed=True),
    Rule("hidden characters", no_hidden_characters, "keep", "E14", fixed=True),
    Rule("script", same_script, "keep", "E14", fixed=True),
    Rule("language", same_language, "keep", "E14"),
    Rule("repetition", no_repetition, "keep"),
)
_MEANING = (
    Rule("negation", negations_kept, "keep", "E8"),
    Rule("negation to check", negations_to_check, "flag", "E8"),
    Rule("hedge", hedges_kept, "keep", "E8"),
    Rule("hedge to check", hedges_to_check, "flag", "E8"),
    Rule("legal status", legal_status_kept, "keep", "E8"),
    Rule("opposite", not_turned_round, "keep", "E10"),
)
RULES: tuple[Rule, ...] = (
    *_FORM,
    Rule("length", similar_length, "keep", "E10"),
    Rule("quotation", quotations_kept, "keep", "E1", fixed=True),
    Rule("new quotation", no_new_quotations, "keep", "E2", fixed=True),
    Rule("speaker", speakers_kept, "keep", "E3", fixed=True),
    Rule("figure", figures_kept, "keep", "E4"),
    Rule("new figure", no_new_figures, "keep", "E9"),
    Rule("comparator", comparators_kept, "keep", "E4"),
    Rule("comparator to check", comparators_to_check, "flag", "E4"),
    Rule("score", order_of_pairs_kept, "keep", "E5"),
    Rule("date", dates_kept, "keep", "E5"),
    Rule("name", names_kept, "keep", "E6"),
    Rule("new name", no_new_names, "keep", "E6"),
    Rule("name from elsewhere", no_names_from_elsewhere, "flag", "E6"),
    *_MEANING,
    Rule("new hedge", no_new_hedges, "flag", "E8"),
    Rule("attribution", attribution_kept, "keep", "E7"),
    Rule("attribution to check", attribution_to_check, "flag", "E7"),
    Rule("made up", nothing_made_up, "keep", "E9"),
    Rule("left out", nothing_left_out, "keep", "E10"),
    Rule("right of reply", replies_kept, "keep", "E10"),
    Rule("spelling", same_spelling, "flag", "E14"),
    Rule("sources", sources_not_multiplied, "keep", "E7"),
    Rule("new speaker", no_new_speaker, "keep", "E3"),
    Rule("loaded", nothing_loaded, "flag", "E11"),
)
TITLE_RULES: tuple[Rule, ...] = (
    *_FORM,
    Rule("one line", one_line, "keep", "E12", fixed=True),
    Rule("wrapped", no_quotation_marks_around, "keep", "E12", fixed=True),
    Rule("full stop", no_full_stop, "keep", "E12"),
    Rule("headline length", headline_length, "keep", "E12"),
    Rule("headline figure", figures_supported, "keep", "E12"),
    Rule("headline name", names_supported, "keep", "E12"),
    Rule("headline quotation", quotations_supported, "keep", "E12", fixed=True),
    Rule("headline date", dates_supported, "keep", "E12"),
    Rule("headline detail", figures_of_headline_kept, "flag", "E12"),
    Rule("bait", no_clickbait, "keep", "E12"),
    *_MEANING,
)
