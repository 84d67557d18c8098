"""
What happens to one text: clean, cut into units, ask, check, splice, prove.  No WordPress here: this is the library's
entry.

The model is shown numbered texts and answers texts; everything else of the post stays in this process and is spliced
back by offset. A unit whose answer fails a check is asked for again with the exact complaint, and in the end keeps
the journalist's words.
"""

from __future__ import annotations

import html
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from worker.ask import Asking, Attempt
from worker.errors import Excluded, GiveUp
from worker.guide import Guide
from worker.model.port import Model
from worker.proof import Proof, UnitProof
from worker.text import facts, marks, units
from worker.text.boilerplate import clean
from worker.text.checks import Context
from worker.text.lines import excluded, untouchable
from worker.text.spans import Kind, spans
from worker.text.units import Document, Unit

_LINES = frozenset(("paragraph", "caption", "list item"))  # what may be a byline, a credit or a notice
Progress = Callable[[int, int], None]


def silent(_done: int, _total: int) -> None:
    """Tell nobody."""


@dataclass(frozen=True, slots=True)
class Rewritten:
    """The result of one rewriting."""

    title: str
    body: str  # without its boilerplate, whatever became of its paragraphs
    proof: Proof

    @property
    def changed(self) -> bool:
        """Has the title or any paragraph new words?  Boilerplate alone is no rewriting."""
        return self.proof.title.changed or self.proof.changed > 0


def rewrite(title: str, body: str, model: Model, guide: Guide | None = None, progress: Progress = silent) -> Rewritten:
    """
    Rewrite the title (raw, one line) and the body (raw HTML, block markup or plain text) of one post.

    `progress` hears how many of how many texts are settled.  Raises Excluded for copy under embargo or in confidence,
    TryLater and Misconfigured as the model does; what a model answers is no error, it is a reason to keep the words
    that were there.
    """
    guide = guide or Guide.of()
    cleaned = clean(body, guide.boilerplate)
    document, headline = units.extract(cleaned.body), units.extract_title(title)

    visible = _visible(cleaned.body, document)
    language = facts.language(visible)
    lexicon = guide.lexicon(language)
    if notice := excluded(title, visible, lexicon):
        raise Excluded(f"it was sent to no model ({notice}); take that line out when its time has come")
    worded = [unit for unit in document.units if unit.kind not in _LINES or not untouchable(marks.plain(unit.text), lexicon)]
    document = replace(document, units=tuple(worded))
    everything = [*document.units, *headline.units]
    context = Context(lexicon, names=facts.names(visible, lexicon), body=visible, strictness=guide.strictness)
    asking = Asking(
        model,
        guide.prompts,
        context,
        language,
        guide.repairs,
        progress,
        attempts={unit.id: Attempt(unit) for unit in everything},
    )
    asking.run()

    texts = {name: attempt.text for name, attempt in asking.attempts.items() if attempt.text is not None}
    spliced = document.splice({unit.id: texts[unit.id] for unit in document.units if unit.id in texts})
    new_title = headline.merge({unit.id: texts[unit.id] for unit in headline.units if unit.id in texts})
    if spliced.before != spliced.after or units.skeleton(spliced.text) != units.skeleton(cleaned.body):
        # Not by any known answer of a model: a defect of this program, which must not reach a site.
        raise GiveUp("the markup of the post would have changed, so nothing was; please report this with the post as it is")
    return Rewritten(
        new_title,
        spliced.text,
        Proof(
            model=asking.answered_by or model.name,
            prompt=guide.prompts.version,
            rules=guide.rules,
            language=language,
            title=_proof(headline.units[0], asking.attempts) if headline.units else _untouched("title", title),
            units=tuple(_proof(unit, asking.attempts) for unit in document.units),
            boilerplate=cleaned.removed,
            skeleton=(spliced.before, spliced.after),
            spent=asking.spent,
        ),
    )


def _visible(body: str, document: Document) -> str:
    """The words of a post, a paragraph a line: its units, and what is no unit (quotations, labels)."""
    covered = [(unit.start, unit.start + len(unit.source)) for unit in document.units]
    others = [
        html.unescape(body[span.start : span.end]).strip()
        for span in spans(body)
        if span.kind is Kind.TEXT and not any(start <= span.start < end for start, end in covered)
    ]
    return "\n".join([*(marks.plain(unit.text) for unit in document.units), *filter(None, others)])


def _proof(unit: Unit, attempts: Mapping[str, Attempt]) -> UnitProof:
    attempt = attempts[unit.id]
    source = marks.plain(unit.text)
    return UnitProof(
        unit.id,
        unit.kind,
        source,
        source if attempt.text is None else marks.plain(attempt.text),
        attempt.asked,
        attempt.verdicts,
    )


def _untouched(kind: str, text: str) -> UnitProof:
    return UnitProof(kind, kind, text, text, asked=0)
