"""The outer form of an answer: no talk about itself, the same language, about as long, nothing said twice (E10, E14)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from worker.text.checks.rule import Context, Doubt
from worker.text.facts import Facts, Lexicon, language

_WORDS = re.compile(r"[^\W_]+")
_OPENING_CHATTER = re.compile(
    r"\W*(?:(?:sure|certainly|of course|absolutely|okay|great)[!,.:] |here(?:'s| is| are)\b[^:]{0,60}:"
    r"|(?:re-?written|paraphrased?|revised|rewrite|output|answer|result|response|text|version|headline|title|paragraph|note)"
    r"(?: \w+){0,2}: )"
)
_CHATTER = re.compile(r"as an (?:ai|artificial intelligence)\b|language model\b|\n\(?note: ")


def no_chatter(source: Facts, result: Facts, context: Context) -> str:
    """English by pattern, since models answer so in every language; the lexicon's phrases besides."""
    said = _spoken(result)
    found = [match.group() for match in (_OPENING_CHATTER.match(said), _CHATTER.search(said)) if match]
    found += [phrase for phrase in context.lexicon.chatter if phrase in said and _talks(phrase, said, context.lexicon)]
    new = [phrase for phrase in found if phrase not in _spoken(source)]
    return f"talk about the answer itself: {new[0].strip()!r}" if new else ""


def _spoken(text: Facts) -> str:
    return text.text.replace("’", "'").casefold()


def _talks(phrase: str, said: str, lexicon: Lexicon) -> bool:
    """Whether a phrase stands there as whole words; one that any text may hold, such as "here is a", where a sentence begins."""
    opens = r"(?:^|[.!?:…\n])\W*" if phrase.rsplit(" ", 1)[-1] in lexicon.function_words else r"(?<!\w)"
    return re.search(rf"{opens}{re.escape(phrase)}(?!\w)", said) is not None


_DISCLOSED = re.compile(
    r"\b(?:this|the) (?:article|story|text|report|summary|post|piece|content|translation|headline|page) [^.!?]{0,60}?"
    r"(?:\b(?:ai|machine)[- ](?:generated|assisted|written|edited)\b"
    r"|\b(?:generated|written|rewritten|produced|created|edited) (?:automatically )?(?:by|with)(?: the help of| assistance from)? (?:an? )?"
    r"(?:ai\b|artificial intelligence|language model|chatgpt|gpt\b|chatbot|bot\b))"
)


def disclosure_untouched(source: Facts, result: Facts, _: Context) -> str:
    """Whether a text says that a machine took part is the house's decision: it is neither added nor taken away."""
    said, before = (_DISCLOSED.search(text.text.casefold()) for text in (result, source))
    if bool(said) == bool(before):
        return ""
    found = said or before
    return f"{'new' if said else 'lost'} statement about who wrote it: {found.group() if found else ''}"


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
    if doubled := {a for a, b in pairs if a == b and len(a) > 1 and a.isalpha()} - _TWICE:
        doubled -= {a for a, b in pairwise(source.words) if a == b}
        if doubled and (slips := sorted(doubled & set(_slips(result)))):
            reason = f"a word twice in a row: {slips[0]}"
            return Doubt(reason) if _PARTICLES.issuperset(slips) else reason
    if len(words) - len(pairs) < 4:  # a sentence said twice repeats at least three pairs of words
        return ""
    loops = _repeated(words, 4, 3) - _repeated(source.words, 4, 2)
    if loops:
        return f"repeats itself: {' '.join(min(loops))}"
    sentences = [s for s in map(_bare, _SENTENCE.split(result.text)) if len(s.split()) > 3]
    twice = [s for s, n in Counter(sentences).items() if n > 1 and n > _bare(source.text).count(s)]
    return f"says a sentence twice: {twice[0]}" if twice else ""


def _slips(text: Facts) -> Iterator[str]:
    """Doubled words, but for those that begin something: "at at least 30", "in in-house talks", "de De Witt"."""
    begins = {hit.start for hit in text.hits if hit.end - hit.start > 1}
    for at, (one, other) in enumerate(pairwise(text.words), 1):
        name = text.raw[at - 1].islower() and not text.raw[at].islower()
        if one == other and at not in begins and not name and text.words[at + 1 : at + 2] != ("-",):
            yield one


# "He said that that had had no effect"; "die Leiterin, die die Studie …"; "nous nous trompons"; "dass sie sie kannte"; "kun je je pas".
_TWICE = frozenset(("that", "had", "is", "her", "die", "der", "das", "sie", "dat", "nous", "vous", "je", "ze"))
_PARTICLES = frozenset(("in", "on", "over"))  # "they moved in in May", which stands as often as it is a slip
_SENTENCE = re.compile(r"(?<=[.!?])\s+")


def _bare(text: str) -> str:
    return " ".join(_WORDS.findall(text.casefold()))


def _repeated(words: Sequence[str], length: int, times: int) -> set[tuple[str, ...]]:
    if len(words) < length * times:
        return set()
    runs = Counter(zip(*(words[i:] for i in range(length)), strict=False))
    return {run for run, count in runs.items() if count >= times}


def same_spelling(source: Facts, result: Facts, context: Context) -> str:
    """British stays British and American American, where the source is one of them only."""
    british, american = (result.vocabulary & words for words in context.lexicon.variants)
    for new, own, others in ((british, 0, 1), (american, 1, 0)):
        if new and not source.vocabulary & context.lexicon.variants[own] and source.vocabulary & context.lexicon.variants[others]:
            return f"another spelling than the source's: {min(new)}"
    return ""
