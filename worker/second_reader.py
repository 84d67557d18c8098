"""
A second pair of eyes on every changed paragraph: does it say something that the source does not, or leave something out?

Its words can add a flag or put the source's words back, by the site's setting.  They never let anything pass: it reads only what every
check has let through, and an article that talks it into silence gains nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from worker.ask import Attempt, Counted
from worker.errors import TooLong, UnusableAnswer
from worker.model import answers, prompt
from worker.model.prompt import Pair, Questions
from worker.text import marks
from worker.text.checks import Verdict

Doubt = Literal["flag", "keep"]
RULE = "second reader"
SILENT = Verdict(RULE, "flag", "the second reader gave no usable answer")


@dataclass(frozen=True, slots=True)
class SecondReader:
    """The model that reads, and what its doubts do to a paragraph."""

    model: Counted
    questions: Questions
    doubt: Doubt

    def read(self, attempts: Iterable[Attempt]) -> dict[str, str]:
        """
        Read the changed ones, note its doubts in them, and return what it said by id ("" for nothing to report).

        Raises what Model.complete raises, but for answers that cannot be used: those are a flag.
        """
        changed = [attempt for attempt in attempts if attempt.text is not None and attempt.words != marks.plain(attempt.unit.text)]
        said: dict[str, str] = {}
        for batch in prompt.batches(changed, self.questions.room_to_compare(), size=_size):
            said |= self._compare(batch)
        for attempt in changed:
            self._note(attempt, said.get(attempt.unit.id))
        return said

    def _compare(self, batch: list[Attempt]) -> dict[str, str]:
        pairs = [Pair(attempt.unit.id, marks.plain(attempt.unit.text), attempt.words) for attempt in batch]
        try:
            return answers.read_doubts(self.model.complete(self.questions.compare(pairs)), [pair.id for pair in pairs])
        except TooLong:
            half = len(batch) // 2
            return self._compare(batch[:half]) | self._compare(batch[half:]) if half else {}
        except UnusableAnswer:
            return {}

    def _note(self, attempt: Attempt, said: str | None) -> None:
        if said is None:
            attempt.verdicts = (*attempt.verdicts, SILENT)
        elif said:
            verdicts = (*attempt.verdicts, Verdict(RULE, self.doubt, said))
            if self.doubt == "keep":
                words, attempt.text = attempt.words, None
                attempt.turn_down(words, verdicts)
            attempt.verdicts = verdicts


def _size(attempt: Attempt) -> int:
    return prompt.tokens(attempt.unit.text) + prompt.tokens(attempt.words)
