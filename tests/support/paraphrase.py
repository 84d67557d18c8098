"""
An honest rewriter without a model: other words in another order, every mark, quotation, figure, name and negation kept.

It is no writer.  It stands in for one that keeps to the facts, in any language, so that a test can say: what keeps
everything as it was is broken.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from difflib import SequenceMatcher
from itertools import combinations
from random import Random

# A quotation is one piece, whether it has marks or only quotation marks; formatting marks stay between the pieces.
_FIXED = re.compile(r"(<(q\d+)>.*?</\2>|</?t\d+/?>|[“„][^“”„]*[”“]|«[^«»]*»|\"[^\"]*\"|「[^「」]*」)", re.DOTALL)
_QUOTED_FIRST = re.compile(r"((<q\d+>)?[“„«\"].*?[”“»\"](</q\d+>)?),?\s+([^<>“”„«»\"]{3,60}?)([.!?]*)", re.DOTALL)
_SENTENCE = re.compile(r"(?<!\.\w\.)(?<=[.!?。！？])(\s+)")  # "2 a.m." ends none
_ENOUGH = 0.75  # similarity of the words, in order

_ENGLISH = """
said=stated announced=declared wrote=noted because=since also=likewise during=throughout start=begin
began=started begin=start started=began many=numerous several=various residents=inhabitants large=big big=large
help=assist helped=assisted show=demonstrate shows=demonstrates showed=demonstrated get=obtain got=obtained need=require
needs=requires wants=wishes buy=purchase bought=purchased built=constructed build=construct ended=concluded
job=post jobs=posts previous=earlier quickly=rapidly often=frequently however=nevertheless but=yet while=whereas
although=though until=till children=youngsters plan=scheme plans=schemes planned=intended chance=opportunity
problem=difficulty problems=difficulties works=operates used=employed uses=employs found=discovered find=discover
opened=inaugurated closed=shut rose=climbed fell=dropped increase=rise decrease=drop given=granted gave=granted
made=produced takes=requires required=needed important=significant whole=entire main=principal costs=expenses
money=funds background=context reaction=response reactions=responses outlook=prospects conclusion=summary
findings=results results=outcome reasons=causes details=particulars damage=harm currently=presently difficult=hard
hard=difficult injuries=wounds injured=wounded attached=added surprise=unexpected provided=supplied
"""
_GERMAN = """
sagte=erklärte aber=jedoch weil=da auch=ebenfalls viele=zahlreiche mehrere=etliche begann=startete große=umfangreiche
unterlagen=dokumente dann=danach sehr=äußerst oft=häufig wichtig=bedeutend zeigt=belegt beschlossen=entschieden hintergrund=zusammenhang
"""
_FRENCH = """
dit=affirmé mais=toutefois car=puisque aussi=également pendant=durant plusieurs=divers nouveau=récent nouvelle=récente
souvent=fréquemment grand=vaste grande=vaste montre=démontre commencé=débuté
"""
_SPANISH = """
dijo=afirmó pero=mas porque=pues también=asimismo varios=diversos nuevo=reciente nueva=reciente después=luego
muchos=numerosos grande=amplio muestra=demuestra empezó=comenzó
"""
_SYNONYMS = [dict(pair.split("=", 1) for pair in pairs.split()) for pairs in (_ENGLISH, _GERMAN, _FRENCH, _SPANISH)]
_USUAL = [
    frozenset(words.split())
    for words in (
        "the of and to in is was for that with has have are were by at from its",
        "der die das und ist von den mit für auf ein eine im dem nicht wird hat",
        "le la les des et est une dans pour que sur avec du aux ont",
        "el la los las y es una para que con por del ha se al",
    )
]
_UNSPACED = {
    "表示": "指出",
    "因为": "由于",
    "已经": "已",
    "发表": "公布",
    "と述べた": "と語った",
    "発表した": "公表した",
    "続けて": "継続して",
    "だけ": "のみ",
    "始まる": "開始",
    "まとまる": "固まる",
    "说：": "称：",
}
# A cut after one of these would part it from what it belongs to.
_BINDING = """
more less fewer most according million billion thousand hundred percent per said believed thought not no never without
nor around about nearly almost over under least most only up than a an the of to in on at by for
from
with into after before during and or but is are was were be been has have had may will would can could its his her their
kein keine nicht nie ohne der die das ein eine im in am an auf mit von für und oder bis ne pas sans le la les un une
de du
des et ou à en sin nunca el los las y o con por para
"""
_JOINING = """
in on at by for from with into after before during and but while as that which who where because since to according im
am
auf mit von für und aber bis nach weil dass dans pour sur avec et mais selon con por para y pero según
"""
_BINDS, _JOINS = frozenset(_BINDING.split()), frozenset(_JOINING.split())


def paraphrase(text: str, chance: Random) -> str:
    """Return `text` in other words, its marks and quotations untouched."""
    speech = _QUOTED_FIRST.fullmatch(text)
    if speech:
        quotation, speaker, end = speech[1], speech[4], speech[5]
        return f"{_reword(speaker, _synonyms(text))}: {quotation}{end if quotation[-1] == '>' else ''}".strip()
    pieces = _FIXED.split(text)
    runs, fixed = pieces[::3], pieces[1::3]  # split() gives the text, the fixed piece and its inner group in turn
    reworded = [_reword(run, _synonyms(text)) for run in runs]
    quoted = [not mark.startswith(("<t", "</t")) for mark in fixed]
    beside = [[False, *quoted][place] or [*quoted, False][place] for place in range(len(runs))]
    # The longest first; beside a quotation stands its speaker, who is moved only if nothing else could be.
    for place in sorted(range(len(runs)), key=lambda place: (beside[place], -len(runs[place]))):
        so_far = _join(reworded, fixed)
        if similarity(text, so_far) <= _ENOUGH or (beside[place] and so_far != text):
            break
        reworded[place] = "".join(_turned(sentence, chance) for sentence in _SENTENCE.split(reworded[place]))
    return _join(reworded, fixed)


def reworded(text: str) -> str:
    """Synonyms alone, for texts of any length; of English prose they change a word in seven."""
    pieces = _FIXED.split(text)
    synonyms = _synonyms(text)
    return _join([_reword(run, synonyms) for run in pieces[::3]], pieces[1::3])


def similarity(one: str, other: str) -> float:
    """1.0 for the same words in the same order; the same letters where a text has no blanks."""
    split: Callable[[str], Sequence[str]] = str.split if " " in one.strip() else str
    return SequenceMatcher(None, split(one), split(other), autojunk=False).ratio()


def _join(runs: list[str], fixed: list[str]) -> str:
    return "".join(run + mark for run, mark in zip(runs, [*fixed, ""], strict=True))


def _synonyms(text: str) -> dict[str, str]:
    words = text.lower().split()
    score, place = max((sum(word in usual for word in words), -place) for place, usual in enumerate(_USUAL))
    return _SYNONYMS[-place] if score or text.isascii() else {}


def _reword(run: str, synonyms: dict[str, str]) -> str:
    for word, other in _UNSPACED.items():
        run = run.replace(word, other)
    return re.sub(r"(?!said to )[^\W\d_]+", lambda found: _like(synonyms.get(found[0].lower(), found[0]), found[0]), run)


def _like(word: str, source: str) -> str:
    return word[:1].upper() + word[1:] if source[:1].isupper() else word


def _turned(sentence: str, chance: Random) -> str:
    """Two neighbouring parts of the sentence change places; its first word stays first, so no capital letter moves."""
    found = re.fullmatch(r"(\s*)(.*?)([\s.!?。！？:;,…]*)", sentence, re.DOTALL)
    assert found
    before, core, after = found.groups()
    words = core.split(" ")
    if re.search(r"\.\w$", core):  # an abbreviation ends it, and its point
        return sentence
    if len(words) < 3:
        head, comma, tail = core.partition("，")
        return before + (f"{tail}{comma}{head}" if comma else core) + after
    found_turns = list(_turns(words, _may_part)) or list(_turns(words, _may_part_at_worst))
    turns = [(_worth(words, turn), chance.random(), turn) for turn in found_turns]
    if not turns:
        return sentence
    first, middle, last = max(turns)[2]
    swapped = [*words[:first], *words[middle:last], *words[first:middle], *words[last:]]
    return before + " ".join(swapped).rstrip(",") + after


def _turns(words: list[str], may_part: Callable[[str, str], bool]) -> Iterator[tuple[int, int, int]]:
    """All (first, middle, last) whose parts may change places without parting a name, a figure or a negation."""
    cuts = [cut for cut in range(1, len(words)) if may_part(words[cut - 1], words[cut])]
    cuts = [*cuts[:: len(cuts) // 16 + 1], len(words)]
    for first, middle, last in combinations(cuts, 3):
        joints = [(words[first - 1], words[middle]), (words[last - 1], words[first])]
        if last < len(words):
            joints.append((words[middle - 1], words[last]))
        if not any(_sticks(left, right) for left, right in joints):
            yield first, middle, last


def _worth(words: list[str], turn: tuple[int, int, int]) -> float:
    """More words that move are better, and so are cuts where a clause begins."""
    first, middle, last = turn
    moved = min(middle - first, last - middle) / len(words)
    clauses = sum(words[cut].lower() in _JOINS or words[cut - 1].endswith(",") for cut in turn if cut < len(words))
    return min(moved, 0.3) + 0.12 * clauses


def _may_part(left: str, right: str) -> bool:
    return not (_sticks(left, right) or left.lower() in _BINDS)


def _may_part_at_worst(left: str, right: str) -> bool:
    return not (_sticks(left, right) or left.lower() in ("not", "no", "never", "without"))


def _sticks(left: str, right: str) -> bool:
    figures = any(letter.isdigit() for letter in left + right)
    names = left[:1].isupper() and right[:1].isupper()
    return figures or names or left.lower() == right.lower()
