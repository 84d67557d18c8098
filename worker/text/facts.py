"""
The facts of a text: its quotations, figures, dates, names, and the words that say how sure, how forbidden and by whom.

Words inside quotations are compared as quotations only; everything else is read from the text around them.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from worker.text.figures import Figure, read_figures
from worker.text.lexicon import MONEY_SIGNS, Hit, Lexicon, Mark, find, fold, parse_lexicon, tokens
from worker.text.names import Names, read_names
from worker.text.quotations import Quotation, mask, quotations

__all__ = [
    "Facts",
    "Figure",
    "Hit",
    "Lexicon",
    "Mark",
    "Names",
    "Quotation",
    "facts",
    "language",
    "names",
    "parse_lexicon",
    "polarity",
]


@dataclass(frozen=True, slots=True, eq=False)
class Facts:
    """What one plain text says that must not change.  Kinds are those of the lexicon's tables."""

    text: str
    quotations: tuple[Quotation, ...]
    figures: tuple[Figure, ...]
    pairs: frozenset[tuple[object, object]]  # scores and ranges, in their order
    names: Names
    dates: frozenset[str]  # "month 2", "weekday 6", "when yesterday"
    negations: tuple[Hit, ...]
    hedges: tuple[Hit, ...]
    legal: tuple[Hit, ...]
    attributions: tuple[int, int]  # firm ones, and all
    unattributed: int  # sentences without one
    opposites: frozenset[str]  # "up0", "up1": sides of the lexicon's opposites that occur
    loaded: frozenset[str]
    clickbait: frozenset[str]
    raw: tuple[str, ...]  # tokens, a quotation being one
    words: tuple[str, ...]  # the same, folded
    hits: tuple[Hit, ...]
    vocabulary: frozenset[str]  # every folded word, quotations included


@lru_cache(maxsize=512)
def facts(text: str, lexicon: Lexicon) -> Facts:
    """The facts of a plain text, one paragraph or a headline (any length works)."""
    text = unicodedata.normalize("NFC", text)
    quoted = quotations(text)
    raw = tokens(mask(text, quoted) if quoted else text)
    words = fold(raw)
    hits = find(raw, words, lexicon)
    groups: dict[str, list[Hit]] = {}
    for hit in hits:
        for group in hit.groups:
            groups.setdefault(group, []).append(hit)
    read = read_figures(raw, words, hits, lexicon)
    said = groups.get("attribution", [])
    vocabulary = frozenset(words)
    if quoted:
        vocabulary |= frozenset(fold([t for q in quoted for t in tokens(text[q.start : q.end])]))
    return Facts(
        text=text,
        quotations=quoted,
        figures=read.figures,
        pairs=frozenset(read.pairs),
        names=read_names(raw, words, hits, lexicon),
        dates=_dates(groups),
        negations=tuple(hit for hit in groups.get("negation", ()) if not _before_a_figure(raw, hit.end)),
        hedges=tuple(groups.get("hedge", ())),
        legal=tuple(groups.get("legal", ())),
        attributions=(sum(_firm(hit, "attribution") for hit in said), len(said)),
        unattributed=_unattributed(raw, [hit.start for hit in said]),
        opposites=frozenset(m.kind for hit in groups.get("opposite", ()) for m in hit.marks if m.group == "opposite"),
        loaded=frozenset(words[hit.start] for hit in groups.get("loaded", ())),
        clickbait=frozenset(" ".join(words[hit.start : hit.end]) for hit in groups.get("clickbait", ())),
        raw=tuple(raw),
        words=words,
        hits=hits,
        vocabulary=vocabulary,
    )


def names(text: str, lexicon: Lexicon) -> frozenset[str]:
    """
    The names that a whole document is sure of, folded: what `Context.names` wants to know.

    >>> sorted(names("The mayor met Anna Müller.", Lexicon(language="en", function_words=frozenset({"the"}))))
    ['anna', 'müller']
    """
    return frozenset(facts(text, lexicon).names.sure)


def polarity(negations: Sequence[Hit]) -> frozenset[int]:
    """
    How many times a text with these negations may be said to negate.

    A firm word counts once, a weak one ("lack", "unclear") once or not at all, since it may stand for a firm one in other words.  "not"
    before a verb of refusing undoes it: together they count twice or not at all, never once, so that "may not" and "is not prohibited" differ.
    """
    counts = frozenset((0,))
    at = 0
    while at < len(negations):
        mark, following = negations[at].of("negation"), negations[at + 1] if at + 1 < len(negations) else None
        if (
            mark
            and mark.kind == "not"
            and following
            and following.start - negations[at].end <= 2
            and _refuses(following)
        ):
            steps, at = frozenset((0, 2)), at + 2
        else:
            steps, at = frozenset((1,) if _firm(negations[at], "negation") else (0, 1)), at + 1
        counts = frozenset(n + more for n in counts for more in steps)
    return counts


def _before_a_figure(raw: Sequence[str], at: int) -> bool:
    """ "declined to 5.1 percent" refuses nothing."""
    return at < len(raw) and (raw[at][0].isdigit() or raw[at] in MONEY_SIGNS)


def _refuses(hit: Hit) -> bool:
    mark = hit.of("negation")
    return mark is not None and mark.kind == "verb"


def _firm(hit: Hit, group: str) -> bool:
    return any(mark.group == group and mark.firm for mark in hit.marks)


def _dates(groups: dict[str, list[Hit]]) -> frozenset[str]:
    return frozenset(
        f"{group} {mark.kind}"
        for group in ("month", "weekday", "when")
        for hit in groups.get(group, ())
        for mark in hit.marks
        if mark.group == group
    )


def _unattributed(raw: Sequence[str], said: Sequence[int]) -> int:
    ends = [at for at, token in enumerate(raw) if token in ".!?。！？" and at + 1 < len(raw)]
    sentences = Counter(sum(end < at for end in ends) for at in said)
    return len(ends) + 1 - len(sentences)


# --- which language ---------------------------------------------------------------------------------------------------------------

_STOP_WORDS = {
    "en": "the of and to in that is was for it with as on be at by this had not are but from have they which or were has been will would said",
    "de": "der die und den von das mit sich des auf für ist im dem nicht ein eine als auch es an werden aus er hat dass sie nach wird bei einer um am sind noch wie einem über einen so zum war haben nur oder aber vor zur bis mehr durch man sein wurde",
    "fr": "de la le et les des en un du une que est pour qui dans par plus pas au sur ne se ce il sont avec ont été aux cette mais ses comme ou leur son sa",
    "es": "de la que el en y los del se las por un para con no una su al es lo como más pero sus le ha fue este ya porque esta entre cuando muy sin sobre también",
    "it": "di e il la che per un in del è non le si della i con da una sono dei al come più anche ha nel gli alla ma dal lo delle su nella ai questo essere stato",
    "pt": "de a o que e do da em um para com não uma os no se na por mais as dos como mas foi ao ele das tem à seu sua ou ser quando muito nos já está também pelo pela são",
    "nl": "de het een en van in is dat op te zijn met voor niet aan er die om ook als door maar bij uit naar heeft over hij ze wordt nog worden deze werd haar kan tot dan",
    "sv": "och i att det som en på är av för med till den har de inte om ett han men var jag sig från vi så kan när år säger under också efter eller nu sin där vid mot ska",
    "da": "og i at det er en til af på for med den de har som ikke et der var han men om sig fra så kan vi blev også efter ved eller skal havde være",
    "no": "og i det er på en til av for med at som den de har ikke et var han men om seg fra så kan vi ble også etter ved eller skal hadde være",
    "pl": "w i na z się do nie że to jest o jak za od po przez dla są był co oraz ale tym jego ich może tego który która było tylko przed",
    "cs": "a v se na je že o s z do i to za pro k ale po by jako od jsem byl podle který které která jeho však také bude již",
    "tr": "ve bir bu da de için ile olarak olan çok daha gibi kadar ancak sonra en ne ya değil her oldu olduğunu dedi etti",
    "ru": "и в не на что он с по как это но из у за от так же все было для его к о был до или мы они при был была будет",
    "uk": "і в не на що з та до як це від за про для у він але його по їх чи був була також які є бути",
}  # fmt: skip
_LANGUAGES: dict[str, tuple[str, ...]] = {}
for _code, _line in _STOP_WORDS.items():
    for _stop in _line.split():
        _LANGUAGES[_stop] = (*_LANGUAGES.get(_stop, ()), _code)
_SCRIPTS = (
    (re.compile(r"[\u3040-\u30ff]"), "ja"), (re.compile(r"[\uac00-\ud7af]"), "ko"), (re.compile(r"[\u4e00-\u9fff]"), "zh"),
    (re.compile(r"[\u0600-\u06ff]"), "ar"), (re.compile(r"[\u0590-\u05ff]"), "he"), (re.compile(r"[\u0370-\u03ff]"), "el"),
    (re.compile(r"[\u0900-\u097f]"), "hi"), (re.compile(r"[\u0e00-\u0e7f]"), "th"),
)  # fmt: skip
_WORD = re.compile(r"[^\W\d_]+")


@lru_cache(maxsize=512)
def language(text: str) -> str:
    """
    ISO 639-1 code of the language of a text by its stop words or script, "" when unsure.

    >>> language("The men had been taken to the city."), language("Die Männer wurden in die Stadt gebracht."), language("12,000")
    ('en', 'de', '')
    """
    letters = sum(map(str.isalpha, text))
    if not text.isascii():
        for script, code in _SCRIPTS:
            # Kana in a text makes it Japanese, however many of its letters are Chinese.
            if len(script.findall(text)) > letters * (0.1 if code == "ja" else 0.4):
                return code
    words = _WORD.findall(text.casefold())
    scores = Counter(code for word in words for code in _LANGUAGES.get(word, ())).most_common(2)
    (code, best), (_, second) = [*scores, ("", 0), ("", 0)][:2]
    return code if best >= 2 and best > second and best * 10 >= len(words) else ""
