"""
How a model is asked for the texts of one post, and how its answers are judged.

Two styles, a setting of the model. `article`: title and paragraphs in one question as flat JSON by id, then the
failed ones again with the exact complaint, together and at last one by one. `paragraph`: one sentence a question,
several samples, the first that passes every check; what small local models need, which lose both JSON and marks.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from worker.errors import UnusableAnswer
from worker.model import prompt
from worker.model.port import Answer, Finish, Model, Request, Style
from worker.model.prompt import Item, Prompts
from worker.proof import Spent
from worker.text import checks, marks, units
from worker.text.checks import Context, Verdict
from worker.text.marks import MARK
from worker.text.units import Fault, Unit

FEWEST_WORDS = 4  # of a sentence outside of its quotations: a model this small turns shorter ones into something else
_QUOTED = re.compile(r"<q(\d+)>.*?</q\1>", re.DOTALL)
_LONG_WORD = re.compile(r"[^\W\d_]{4,}|[^\W\d_a-z]")
LEAST_OVERLAP = 0.3
HARDLY_REWORDED = Verdict("reworded", "flag", "hardly a word was changed; reword the whole text")
NOT_REWORDED = Verdict("reworded", "keep", "the model left it as it was; reword the whole text")
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
    urged: bool = False  # it passed every check but hardly changed, so it is asked for once more
    settled: bool = False

    @property
    def complaint(self) -> str:
        return "; ".join(verdict.reason for verdict in self.verdicts if verdict.action != "flag" or verdict is HARDLY_REWORDED)


@dataclass(slots=True)
class Asking:
    """One post's texts on their way through a model."""

    model: Model
    prompts: Prompts
    context: Context
    language: str
    repairs: int
    progress: Callable[[int, int], None]
    attempts: Mapping[str, Attempt]
    spent: Spent = field(default_factory=Spent)
    answered_by: str = ""  # the model's own name for itself, from its last answer

    def run(self) -> None:
        """
        Ask until every text is settled or not worth another question.

        Raises what Model.complete raises, but for answers that cannot be used.
        """
        self._tell()
        STYLES[self.model.style](self)
        for attempt in self.open:
            self.settle(attempt)

    @property
    def open(self) -> list[Attempt]:
        return [attempt for attempt in self.attempts.values() if not attempt.settled]

    def settle(self, attempt: Attempt) -> None:
        attempt.settled = True
        self._tell()

    def _tell(self) -> None:
        self.progress(len(self.attempts) - len(self.open), len(self.attempts))

    def complete(self, request: Request) -> Answer:
        """One question, counted."""
        answer = self.model.complete(request)
        used = answer.usage
        self.spent = Spent(
            calls=self.spent.calls + 1,
            input_tokens=self.spent.input_tokens + (used.input_tokens if used else 0),
            output_tokens=self.spent.output_tokens + (used.output_tokens if used else 0),
            seconds=self.spent.seconds + answer.seconds,
        )
        self.answered_by = answer.model or self.answered_by
        return answer

    def judge(self, attempt: Attempt, answer: str) -> None:
        """
        Take an answer if it passes every check, else remember why not.

        One that passes but hardly changed is taken, and stays open: it is worth one more question.
        """
        unit = attempt.unit
        attempt.previous = answer
        restored = units.restore(unit, answer)
        if isinstance(restored, Fault):
            attempt.verdicts = attempt.verdicts if attempt.text else (Verdict("marks", "keep", restored.reason),)
            return
        source, result = marks.plain(unit.text), marks.plain(restored)
        verdicts = verdicts_of(source, result, unit.kind, self.context)
        if result == source:
            verdicts = (NOT_REWORDED,)
        elif not _keeps(verdicts) and checks.hardly_changed(source, result):
            verdicts = (*verdicts, HARDLY_REWORDED)
        idle = verdicts[-1:] in ((NOT_REWORDED,), (HARDLY_REWORDED,))
        if idle and attempt.urged:
            self.settle(attempt)
        attempt.urged = attempt.urged or idle
        if _keeps(verdicts):
            attempt.verdicts = attempt.verdicts if attempt.text else verdicts
            return
        attempt.text, attempt.verdicts = restored, verdicts
        if HARDLY_REWORDED not in verdicts:
            self.settle(attempt)


def _keeps(verdicts: Iterable[Verdict]) -> bool:
    return any(verdict.action != "flag" for verdict in verdicts)


def verdicts_of(source: str, result: str, kind: str, context: Context) -> tuple[Verdict, ...]:
    """What the rules say of one rewritten plain text; of the title, the headline's rules."""
    if kind == "title":
        return checks.check_title(source, result, context)
    return checks.check(source, result, replace(context, kind=kind))


def by_article(asking: Asking) -> None:
    """The whole article, then what failed together, then what still fails one by one, for as long as it helps."""
    texts = [attempt.unit for attempt in asking.attempts.values()]
    everything = [Item(unit.id, unit.text, kind=unit.kind) for unit in texts]
    for batch in prompt.batches(asking.open, asking.model.context, size=_size):
        _take(asking, batch, everything, prompt.ask_article)
    for repair in range(asking.repairs):
        failed = asking.open
        together = repair == 0
        for batch in (
            prompt.batches(failed, asking.model.context, size=lambda attempt: 2 * _size(attempt)) if together else [[one] for one in failed]
        ):
            _take(asking, batch, everything, prompt.ask_again)
        if together and len(asking.open) == len(failed) > 1:
            return  # a model that mends nothing when it is told what is wrong will not do better one by one


def _size(attempt: Attempt) -> int:
    return prompt.tokens(attempt.unit.text)


def _take(asking: Asking, batch: Sequence[Attempt], everything: Sequence[Item], ask: Callable[..., Request]) -> None:
    """Ask for a batch, and judge each text."""
    items = [Item(a.unit.id, a.unit.text, kind=a.unit.kind, complaint=a.complaint, previous=a.previous) for a in batch]
    around = prompt.neighbours(everything, items)
    request = ask(asking.prompts, items, language=asking.language, temperature=asking.model.temperature, around=around)
    texts, trouble = _texts(asking, request, [item.id for item in items])
    for attempt in batch:
        attempt.asked += 1
        if attempt.unit.id in texts:
            asking.judge(attempt, texts[attempt.unit.id])
        elif attempt.text is None:
            attempt.verdicts = (Verdict("answer", "keep", trouble or "the model left this text out"),)


def _texts(asking: Asking, request: Request, ids: Sequence[str]) -> tuple[Mapping[str, str], str]:
    """The texts of an answer, and what is wrong with it as a whole."""
    try:
        answer = asking.complete(request)
    except UnusableAnswer as error:
        return {}, str(error)
    return ({}, REFUSALS[answer.finish]) if answer.finish in REFUSALS else prompt.read_texts(answer, ids)


def by_paragraph(asking: Asking) -> None:
    """
    Sentence by sentence, each with several samples.

    A sentence without a good sample keeps its words, and a paragraph that fails as a whole keeps all of them.
    """
    for attempt in asking.attempts.values():
        pieces = []
        for piece in units.sentences(attempt.unit.text):
            reworded = _best_sample(asking, attempt, piece)
            pieces.append(reworded or piece)
        if "".join(pieces) != attempt.unit.text:
            asking.judge(attempt, "".join(pieces))
        elif not attempt.verdicts:
            attempt.verdicts = (NOT_REWORDED,)
        asking.settle(attempt)


def _best_sample(asking: Asking, attempt: Attempt, piece: str) -> str | None:
    """
    The first sample of one sentence that passes, with the marks and blanks it had; None if none does.

    A sentence with marks is asked for without them, and its marks are put back around the same words; every second time it is asked
    for with them, since larger models keep them where they reword what is in them.
    """
    core = piece.strip()
    if units.word_count(_QUOTED.sub("", core)) < FEWEST_WORDS:
        return None
    plain, marked = marks.plain(core), MARK.search(core) is not None
    for sample in range(asking.model.samples):
        attempt.asked += 1
        with_marks = marked and (sample % 2 == 1 or asking.model.samples == 1)
        shown = core if with_marks else plain
        request = prompt.ask_paragraph(asking.prompts, shown, sample=sample, temperature=asking.model.temperature)
        try:
            words = prompt.read_paragraph(asking.complete(request), shown)
        except UnusableAnswer as error:
            attempt.verdicts = (Verdict("answer", "keep", str(error)),)
            continue
        if words.endswith(".") and not plain.endswith(".") and attempt.unit.kind in ("title", "heading"):
            words = words[:-1]
        answer = words if with_marks else marks.reattach(core, words)
        whole = None if answer is None else units.restore(attempt.unit, attempt.unit.text.replace(core, answer, 1))
        if whole is None or isinstance(whole, Fault):
            reason = whole.reason if whole else "the words of a link or an emphasis were changed, so it could not be put back"
            attempt.verdicts = (Verdict("marks", "keep", reason),)
            continue
        attempt.verdicts = _of_sentence(asking, attempt.unit, plain, marks.plain(words), marks.plain(whole))
        if not _keeps(attempt.verdicts):
            return piece.replace(core, answer or "")
    return None


def _of_sentence(asking: Asking, unit: Unit, source: str, words: str, whole: str) -> tuple[Verdict, ...]:
    """What speaks against one reworded sentence: by itself, and within its paragraph."""
    if overlap(source, words) < LEAST_OVERLAP:
        return (Verdict("own words", "keep", "the model told something else"),)
    if checks.hardly_changed(source, words):
        return (NOT_REWORDED,)
    return verdicts_of(source, words, unit.kind, asking.context) or verdicts_of(marks.plain(unit.text), whole, unit.kind, asking.context)


def overlap(source: str, words: str) -> float:
    """
    The share, 0 to 1, of the longer words that two texts have in common, whatever their endings.

    No measure of a paraphrase: good ones may share little. It is what tells the inventions of a very small model.

    >>> overlap("Previous prisoners had died.", "A prisoner died previously."), overlap("The bridge opened.", "It rained a lot.")
    (1.0, 0.0)
    """
    one, other = ({word[:5] for word in _LONG_WORD.findall(text.casefold())} for text in (source, words))
    return 2 * len(one & other) / (len(one) + len(other)) if one or other else 1.0


STYLES: Mapping[Style, Callable[[Asking], None]] = {"article": by_article, "paragraph": by_paragraph}
