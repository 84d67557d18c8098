"""
How a model is asked for the texts of one post, and how its answers are judged.

Two styles, a setting of the model. `article`: paragraphs together as flat JSON by id, as many as one question holds, then the
failed ones again with the exact complaint, together and at last one by one. `paragraph`: one sentence a question, several
samples, the first that passes every check; what small local models need, which lose both JSON and marks.
The headline comes last in both, when the article has its final words, and is held to those.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from worker.errors import TooLong, UnusableAnswer
from worker.model import answers, prompt
from worker.model.port import Answer, Finish, Model, Request, Style
from worker.model.prompt import Item, Questions
from worker.proof import MOST_SAMPLES, Sample, Spent
from worker.text import checks, house, marks, units
from worker.text.checks import Context, Verdict
from worker.text.house import House
from worker.text.marks import MARK
from worker.text.originality import hardly_changed
from worker.text.pieces import Piece, pieces
from worker.text.units import Fault, Unit

FEWEST_WORDS = 4  # of a sentence outside of its quotations: a model this small turns shorter ones into something else
_QUOTED = re.compile(r"<q(\d+)>.*?</q\1>", re.DOTALL)
_LONG_WORD = re.compile(r"[^\W\d_]{4,}|[^\W\d_a-z]")
LEAST_OVERLAP = 0.3
LONGEST = 500  # tokens, some 250 words: a longer paragraph is asked for and judged in pieces
HARDLY_REWORDED = Verdict("reworded", "flag", "hardly a word was changed; reword the whole text")
NOT_REWORDED = Verdict("reworded", "keep", "the model left it as it was; reword the whole text")
NOT_ASKED = Verdict("headline", "keep", "the article kept its words, so its headline was not asked for")
REFUSALS = {
    Finish.REFUSED: "the model refused to rewrite this text",
    Finish.FILTERED: "the content filter of the model's server held this text back",
}


@dataclass(slots=True)
class Attempt:
    """What has come of one unit so far.  `text` is marked text that passed every check, None while there is none."""

    unit: Unit
    text: str | None = None
    verdicts: tuple[Verdict, ...] = ()
    asked: int = 0
    previous: str = ""  # the last answer that was not good enough
    urged: bool = False  # it passed every check but is worth another question, and has had it
    settled: bool = False
    cut: tuple[Piece, ...] = ()  # it is asked for in these pieces
    samples: list[Sample] = field(default_factory=list)  # answers that were turned down, oldest first

    @property
    def words(self) -> str:
        """The plain text that stands there now."""
        return marks.plain(self.unit.text if self.text is None else self.text)

    def turn_down(self, text: str, verdicts: tuple[Verdict, ...], of: str = "") -> None:
        """Remember an answer (plain) that does not stand, and why; `of`: the sentence it was for, if not for the whole."""
        if verdicts != (NOT_REWORDED,):
            self.samples.append(Sample.of(of or marks.plain(self.unit.text), text, verdicts, sentence=bool(of)))
            del self.samples[:-MOST_SAMPLES]
        if self.text is None:
            self.verdicts = verdicts


@dataclass(slots=True)
class Counted:
    """A model whose questions about one post are counted."""

    model: Model
    spent: Spent = field(default_factory=Spent)
    answered_by: str = ""  # the model's own name for itself, from its last answer

    def complete(self, request: Request) -> Answer:
        answer = self.model.complete(request)
        used, spent = answer.usage, self.spent
        self.spent = Spent(
            calls=spent.calls + 1,
            input_tokens=spent.input_tokens + (used.input_tokens if used else 0),
            output_tokens=spent.output_tokens + (used.output_tokens if used else 0),
            seconds=spent.seconds + answer.seconds,
        )
        self.answered_by = answer.model or self.answered_by
        return answer

    @property
    def name(self) -> str:
        return self.answered_by or self.model.name


@dataclass(slots=True)
class Asking:
    """One post's texts on their way through a model."""

    model: Counted
    questions: Questions
    context: Context  # `body` is what the headline will be held to, set when it is its turn
    house: House
    repairs: int
    progress: Callable[[int, int], None]
    attempts: Mapping[str, Attempt]
    headline: Attempt | None
    room: int = 0  # tokens of texts in one question
    parts: dict[str, Attempt] = field(default_factory=dict)  # pieces of what is too long for one answer, by their ids
    hopeless: str = ""  # why no question about this post can be asked
    shown: tuple[Item, ...] = ()  # headline and paragraphs as they were, plain, to be shown around others

    def texts(self) -> None:
        """
        Ask until every paragraph is settled or not worth another question.

        Raises what Model.complete raises, but for answers that cannot be used.
        """
        self._tell()
        STYLES[self.model.model.style].texts(self)
        for attempt in self.open:
            self.settle(attempt)

    def title(self, body: str) -> None:
        """Ask for the headline of the article whose plain text, a paragraph a line, is `body` now."""
        if self.headline is None:
            return
        self.context = replace(self.context, body=body)
        if self.attempts and all(attempt.text is None for attempt in self.attempts.values()):
            self.headline.verdicts = (NOT_ASKED,)
        else:
            STYLES[self.model.model.style].headline(self, self.headline)
        self.settle(self.headline)

    @property
    def open(self) -> list[Attempt]:
        """Paragraphs, or the pieces of one that was cut, that are not settled."""
        return [attempt for attempt in (*self.attempts.values(), *self.parts.values()) if not (attempt.settled or attempt.cut)]

    def settle(self, attempt: Attempt) -> None:
        attempt.settled = True
        self._tell()

    def _tell(self) -> None:
        everything = [*self.attempts.values(), *([self.headline] if self.headline else [])]
        self.progress(sum(attempt.settled for attempt in everything), len(everything))

    def judge(self, attempt: Attempt, answer: str) -> None:
        """
        Take an answer if it passes every check, else remember why not.

        One that passes but leaves a doubt, hardly changed or forgot the house's style is taken and stays open: it is worth one more
        question.  What that brings stands, unless it is in more doubt than what was there.
        """
        unit = attempt.unit
        attempt.previous = answer
        if attempt.urged and attempt.text is not None:
            self.settle(attempt)  # this was its one more question, whatever it brings
        restored = units.restore(unit, answer)
        if isinstance(restored, Fault):
            attempt.turn_down(marks.plain(answer), (Verdict("marks", "keep", restored.reason),))
            return
        source, result = marks.plain(unit.text), marks.plain(restored)
        verdicts = self.verdicts(source, result, unit.kind)
        if result == source:
            verdicts = (NOT_REWORDED,)
        elif not keeps(verdicts) and hardly_changed(source, result):
            verdicts = (*verdicts, HARDLY_REWORDED)
        idle = verdicts == (NOT_REWORDED,) or (not keeps(verdicts) and self.urging(verdicts) > 0)
        if idle and attempt.urged:
            self.settle(attempt)
        attempt.urged = attempt.urged or idle
        worse = attempt.text is not None and self.urging(verdicts) > self.urging(attempt.verdicts)
        if keeps(verdicts) or worse:
            attempt.turn_down(result, verdicts)
            return
        attempt.text, attempt.verdicts = restored, verdicts
        if not idle:
            self.settle(attempt)

    def urging(self, verdicts: Iterable[Verdict]) -> int:
        """How many flags are worth one more question."""
        return sum(map(self._urges, verdicts))

    def _urges(self, verdict: Verdict) -> bool:
        """
        Whether a flag is worth one more question: that next to nothing changed, the house's style, or what may be a fault of meaning.

        Not where the site wants to be shown a rule's complaints and no more.
        """
        if verdict.action != "flag":
            return False
        doubt = verdict.rule in checks.DOUBTING and self.context.strictness.get(verdict.rule) != "flag"
        return doubt or verdict == HARDLY_REWORDED or verdict.rule in house.NAMES

    def complaint(self, attempt: Attempt) -> str:
        """What the model is told of its last answer."""
        return "; ".join(verdict.reason for verdict in attempt.verdicts if verdict.action != "flag" or self._urges(verdict))

    def verdicts(self, source: str, result: str, kind: str) -> tuple[Verdict, ...]:
        return verdicts_of(source, result, replace(self.context, kind=kind), self.house)


def keeps(verdicts: Iterable[Verdict]) -> bool:
    """Whether they let the source's words stay."""
    return any(verdict.action != "flag" for verdict in verdicts)


def verdicts_of(source: str, result: str, context: Context, style: House) -> tuple[Verdict, ...]:
    """What the rules, and those of the house, say of one rewritten plain text; of a title (`context.kind`), the headline's rules."""
    check = checks.check_title if context.kind == "title" else checks.check
    return (*check(style.expected(source, result), result, context), *house.judge(source, result, style, context))


# The whole article


def by_article(asking: Asking) -> None:
    """As much as one question holds, then what failed together, then what still fails one by one, for as long as it helps."""
    asking.room = asking.questions.room()
    _cut(asking)
    shown = [asking.headline.unit] if asking.headline else []
    for attempt in asking.attempts.values():
        shown += [piece.unit for piece in attempt.cut] or [attempt.unit]
    asking.shown = tuple(Item(unit.id, marks.plain(unit.text), unit.kind) for unit in shown)
    for batch in _batches(asking, asking.open):
        _take(asking, batch)
    _repair(asking)
    for attempt in asking.attempts.values():
        if attempt.cut:
            _join(asking, attempt)


def _repair(asking: Asking) -> None:
    for repair in range(asking.repairs):
        failed = asking.open
        together = repair == 0
        for batch in _batches(asking, failed, again=True) if together else [[one] for one in failed]:
            _take(asking, batch, again=True)
        if together and len(asking.open) == len(failed) > 1:
            return  # a model that mends nothing when it is told what is wrong will not do better one by one


def _cut(asking: Asking) -> None:
    longest = min(LONGEST, asking.room)
    for attempt in asking.attempts.values():
        if _size(attempt) > longest:
            attempt.cut = pieces(attempt.unit, 3 * longest)
            asking.parts |= {piece.unit.id: Attempt(piece.unit) for piece in attempt.cut}


def _join(asking: Asking, attempt: Attempt) -> None:
    """A paragraph from its pieces; those without a good answer keep their words, and the verdicts say so."""
    parts = [asking.parts[piece.unit.id] for piece in attempt.cut]
    attempt.asked = max(part.asked for part in parts)
    for part in parts:
        own = marks.plain(part.unit.text)
        attempt.samples += [replace(sample, sentence=sample.sentence or own) for sample in part.samples]
    del attempt.samples[:-MOST_SAMPLES]
    complaints = tuple(dict.fromkeys(verdict for part in parts for verdict in part.verdicts))
    texts = (f"{piece.before}{part.text or piece.unit.text}{piece.after}" for piece, part in zip(attempt.cut, parts, strict=True))
    whole = units.restore(attempt.unit, "".join(texts))
    if isinstance(whole, Fault):
        attempt.verdicts = (Verdict("marks", "keep", whole.reason),)
    elif whole == attempt.unit.text:
        attempt.verdicts = complaints
    else:
        attempt.text = whole
        attempt.verdicts = tuple(replace(each, action="flag", reason=f"in a part of it: {each.reason}") for each in complaints)
    asking.settle(attempt)


def _size(attempt: Attempt) -> int:
    return prompt.tokens(attempt.unit.text)


def _batches(asking: Asking, attempts: Sequence[Attempt], *, again: bool = False) -> list[list[Attempt]]:
    return prompt.batches(attempts, asking.room, size=lambda attempt: (1 + again) * _size(attempt))


def _take(asking: Asking, batch: Sequence[Attempt], *, again: bool = False) -> None:
    """Ask for a batch, in smaller ones if the model finds it too long, and judge each text."""
    if asking.hopeless:
        for attempt in batch:
            attempt.verdicts = attempt.verdicts or (Verdict("answer", "keep", asking.hopeless),)
        return
    items = [Item(a.unit.id, a.unit.text, a.unit.kind, asking.complaint(a), a.previous) for a in batch]
    around = prompt.neighbours(asking.shown, items, asking.questions.most_around)
    ask = asking.questions.again if again else asking.questions.article
    try:
        texts, trouble = _texts(asking, ask(items, around), [item.id for item in items])
    except TooLong as error:
        # Its tokens are smaller than we thought, or its context is.
        asking.room = min(asking.room, sum(map(_size, batch)) // 2)
        if asking.room >= prompt.SMALLEST_BATCH and len(batch) > 1:
            for part in _batches(asking, batch, again=again):
                _take(asking, part, again=again)
            return
        asking.hopeless = str(error) if asking.room < prompt.SMALLEST_BATCH else ""
        texts, trouble = {}, str(error)
    for attempt in batch:
        attempt.asked += 1
        if attempt.unit.id in texts:
            asking.judge(attempt, texts[attempt.unit.id])
        elif attempt.text is None:
            attempt.verdicts = (Verdict("answer", "keep", trouble or "the model left this text out"),)


def _texts(asking: Asking, request: Request, ids: Sequence[str]) -> tuple[Mapping[str, str], str]:
    """The texts of an answer, and what is wrong with it as a whole.  Raises TooLong."""
    if asking.hopeless:
        return {}, asking.hopeless
    try:
        answer = asking.model.complete(request)
    except TooLong:
        raise
    except UnusableAnswer as error:
        return {}, str(error)
    return ({}, REFUSALS[answer.finish]) if answer.finish in REFUSALS else answers.read_texts(answer, ids)


def headline_of_article(asking: Asking, attempt: Attempt) -> None:
    """One short question with the beginning of the finished article, and one more if its answer fails."""
    opening = list(_opening(asking))
    for _ in range(1 + min(1, asking.repairs)):
        item = Item(attempt.unit.id, attempt.unit.text, "title", asking.complaint(attempt), attempt.previous)
        attempt.asked += 1
        try:
            texts, trouble = _texts(asking, asking.questions.headline(item, opening), [item.id])
        except TooLong as error:
            texts, trouble = {}, str(error)
        if item.id in texts:
            asking.judge(attempt, texts[item.id])
        elif attempt.text is None:
            attempt.verdicts = (Verdict("answer", "keep", trouble or "the model left this text out"),)
        if attempt.settled:
            return


def _opening(asking: Asking) -> Iterator[Item]:
    """The first paragraphs as they stand now, within the room for what is shown around a text."""
    left = asking.questions.most_around
    for attempt in asking.attempts.values():
        shown = prompt.shortened(attempt.words, left)
        yield Item(attempt.unit.id, shown)
        left -= prompt.tokens(shown)
        if left < prompt.SMALLEST_BATCH // 2:
            return


# Sentence by sentence


def by_paragraph(asking: Asking) -> None:
    """
    Sentence by sentence, each with several samples.

    A sentence without a good sample keeps its words, and a paragraph that fails as a whole keeps all of them.
    """
    for attempt in asking.attempts.values():
        in_sentences(asking, attempt)


def in_sentences(asking: Asking, attempt: Attempt) -> None:
    pieces = [_best_sample(asking, attempt, piece) or piece for piece in units.sentences(attempt.unit.text)]
    if "".join(pieces) != attempt.unit.text:
        asking.judge(attempt, "".join(pieces))
    elif not attempt.verdicts:
        attempt.verdicts = (NOT_REWORDED,)
    asking.settle(attempt)


def _best_sample(asking: Asking, attempt: Attempt, piece: str) -> str | None:
    """
    The first sample of one sentence that passes, with the marks and blanks it had; None if none does.

    One that leaves a doubt is worth one more sample, and stands unless that is in less doubt.
    """
    core = piece.strip()
    if units.word_count(_QUOTED.sub("", core)) < FEWEST_WORDS:
        return None
    best: tuple[str, tuple[Verdict, ...]] | None = None
    for answer, verdicts in _samples(asking, attempt, core):
        passes = not keeps(verdicts)
        if best is not None:
            if passes and asking.urging(verdicts) < asking.urging(best[1]):
                best = answer, verdicts
            break
        if passes:
            best = answer, verdicts
            if not asking.urging(verdicts):
                break
    if best is None:
        return None
    attempt.verdicts = best[1]
    return piece.replace(core, best[0])


def _samples(asking: Asking, attempt: Attempt, core: str) -> Iterator[tuple[str, tuple[Verdict, ...]]]:
    """
    One sentence reworded, with its marks, and what is said of it; each is asked for when it is wanted.

    A sentence with marks is asked for without them, and its marks are put back around the same words; every second time it is asked
    for with them, since larger models keep them where they reword what is in them.
    """
    plain, marked = marks.plain(core), MARK.search(core) is not None
    most = asking.model.model.samples
    for sample in range(most):
        attempt.asked += 1
        with_marks = marked and (sample % 2 == 1 or most == 1)
        shown = core if with_marks else plain
        try:
            words = answers.read_paragraph(asking.model.complete(asking.questions.paragraph(shown, sample=sample)), shown)
        except UnusableAnswer as error:
            attempt.verdicts = (Verdict("answer", "keep", str(error)),)
            continue
        if words.endswith(".") and not plain.endswith(".") and attempt.unit.kind in ("title", "heading"):
            words = words[:-1]
        answer = words if with_marks else marks.reattach(core, words)
        whole = None if answer is None else units.restore(attempt.unit, attempt.unit.text.replace(core, answer, 1))
        if whole is None or isinstance(whole, Fault):
            reason = whole.reason if whole else "the words of a link or an emphasis were changed, so it could not be put back"
            verdicts: tuple[Verdict, ...] = (Verdict("marks", "keep", reason),)
        else:
            verdicts = _of_sentence(asking, attempt.unit, plain, marks.plain(words), marks.plain(whole))
        if keeps(verdicts):
            attempt.turn_down(marks.plain(words), verdicts, of=plain)
        yield answer or "", verdicts


def _of_sentence(asking: Asking, unit: Unit, source: str, words: str, whole: str) -> tuple[Verdict, ...]:
    """What speaks against one reworded sentence: by itself, and within its paragraph."""
    if overlap(source, words) < LEAST_OVERLAP:
        return (Verdict("own words", "keep", "the model told something else"),)
    if hardly_changed(source, words):
        return (NOT_REWORDED,)
    return asking.verdicts(source, words, unit.kind) or asking.verdicts(marks.plain(unit.text), whole, unit.kind)


def overlap(source: str, words: str) -> float:
    """
    The share, 0 to 1, of the longer words that two texts have in common, whatever their endings.

    No measure of a paraphrase: good ones may share little. It is what tells the inventions of a very small model.

    >>> overlap("Previous prisoners had died.", "A prisoner died previously."), overlap("The bridge opened.", "It rained a lot.")
    (1.0, 0.0)
    """
    one, other = ({word[:5] for word in _LONG_WORD.findall(text.casefold())} for text in (source, words))
    return 2 * len(one & other) / (len(one) + len(other)) if one or other else 1.0


@dataclass(frozen=True, slots=True)
class Way:
    """How the paragraphs are asked for, and then the headline."""

    texts: Callable[[Asking], None]
    headline: Callable[[Asking, Attempt], None]


STYLES: Mapping[Style, Way] = {"article": Way(by_article, headline_of_article), "paragraph": Way(by_paragraph, in_sentences)}
