"""
What happens to one text: clean, cut into units, ask, check, have it read again, the headline, splice, prove.

No WordPress here: this is the library's entry. The model is shown numbered texts and answers texts; everything else of the
post stays in this process and is spliced back by offset. A unit whose answer fails a check is asked for again with the exact
complaint, and in the end keeps the journalist's words. The headline comes last, and is held to the article as it stands then.
"""

from __future__ import annotations

import html
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from worker import proof
from worker.ask import Asking, Attempt, Counted
from worker.errors import Excluded, GiveUp
from worker.guide import Guide
from worker.model.port import Model
from worker.model.prompt import Questions
from worker.proof import Proof, Reader, UnitProof
from worker.second_reader import SecondReader
from worker.text import checks, facts, marks, units
from worker.text.boilerplate import clean
from worker.text.lexicon import Lexicon
from worker.text.lines import excluded
from worker.text.originality import Originality, originality
from worker.text.spans import Kind, spans
from worker.text.units import Document

Progress = Callable[[int, int], None]


def silent(_done: int, _total: int) -> None:
    """Tell nobody."""


def _now() -> datetime:
    return datetime.now(UTC)


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


def rewrite(
    title: str,
    body: str,
    model: Model,
    guide: Guide | None = None,
    progress: Progress = silent,
    *,
    reader: Model | None = None,
    now: Callable[[], datetime] = _now,
) -> Rewritten:
    """
    Rewrite the title (raw, one line) and the body (raw HTML, block markup or plain text) of one post.

    `progress` hears how many of how many texts are settled.  `reader` is asked about each changed paragraph if the guide wants that;
    without it `model` is.  Raises Excluded for copy under embargo or in confidence, TryLater and Misconfigured as the models do; what
    a model answers is no error, it is a reason to keep the words that were there.
    """
    guide = guide or Guide.of()
    started = now()
    post = Post.of(title, body, guide)
    if post.excluded:
        raise Excluded(f"it was sent to no model ({post.excluded}); take that line out when its time has come")
    writer = Counted(model)
    asking = Asking(
        writer,
        _questions(model, post, guide),
        guide.context(post.language, post.visible),
        guide.house,
        guide.repairs,
        progress,
        attempts={unit.id: Attempt(unit) for unit in post.document.units},
        headline=next(map(Attempt, post.headline.units), None),
    )
    asking.texts()
    second = SecondReader(Counted(reader or model), _questions(reader or model, post, guide), guide.doubt) if guide.doubt else None
    said = second.read(asking.attempts.values()) if second else {}
    asking.title("\n".join([*(attempt.words for attempt in asking.attempts.values()), *post.around]))

    texts = {name: attempt.text for name, attempt in asking.attempts.items() if attempt.text is not None}
    spliced = post.document.splice(texts)
    headline = asking.headline
    new_title = post.headline.merge({headline.unit.id: headline.text} if headline and headline.text is not None else {})
    if spliced.before != spliced.after or units.skeleton(spliced.text) != units.skeleton(post.body):
        # Not by any known answer of a model: a defect of this program, which must not reach a site.
        raise GiveUp("the markup of the post would have changed, so nothing was; please report this with the post as it is")
    proofs = tuple(_proof(attempt, post, said.get(name)) for name, attempt in asking.attempts.items())
    return Rewritten(
        new_title,
        spliced.text,
        Proof(
            model=writer.name,
            prompt=guide.prompts.version,
            rules=guide.rules,
            language=post.language,
            not_run=checks.not_run(asking.context),
            title=_proof(headline, post) if headline else UnitProof("title", "title", title, title, asked=0),
            units=proofs,
            around=post.around,
            originality=_together(proofs),
            boilerplate=post.removed,
            skeleton=(spliced.before, spliced.after),
            spent=writer.spent,
            second_reader=Reader(second.model.name, second.doubt, second.model.spent) if second else None,
            started=started.astimezone(UTC).isoformat(timespec="seconds"),
            seconds=round(max(0.0, (now() - started).total_seconds()), 3),
        ),
    )


@dataclass(frozen=True, slots=True)
class Post:
    """One post as it is before a model sees it: cleaned, cut into units, with what is known of the whole."""

    body: str  # cleaned
    document: Document  # of what may be reworded
    headline: Document
    around: tuple[str, ...]  # the visible lines that are no units of it
    visible: str  # all words, a paragraph a line
    language: str
    lexicon: Lexicon
    excluded: str  # why it must not be sent to a model, "" if it may be
    removed: tuple[str, ...]  # boilerplate

    @classmethod
    def of(cls, title: str, body: str, guide: Guide) -> Post:
        cleaned = clean(body, guide.boilerplate)
        document = units.extract(cleaned.body)
        others = _others(cleaned.body, document)
        plain = {unit.id: marks.plain(unit.text) for unit in document.units}
        visible = "\n".join([*plain.values(), *others])
        language = facts.language(visible)
        lexicon = guide.lexicon(language)
        left = {unit.id: plain[unit.id] for unit in document.units if guide.untouchable(plain[unit.id], unit.kind, lexicon)}
        worded = tuple(unit for unit in document.units if unit.id not in left)
        return cls(
            body=cleaned.body,
            document=replace(document, units=worded),
            headline=units.extract_title(title),
            around=(*left.values(), *others),
            visible=visible,
            language=language,
            lexicon=lexicon,
            excluded=excluded(title, visible, lexicon),
            removed=cleaned.removed,
        )


def _others(body: str, document: Document) -> list[str]:
    """The visible lines that are no units: quotations standing alone, labels."""
    covered = [(unit.start, unit.start + len(unit.source)) for unit in document.units]
    others = (
        html.unescape(body[span.start : span.end]).strip()
        for span in spans(body)
        if span.kind is Kind.TEXT and not any(start <= span.start < end for start, end in covered)
    )
    return [other for other in others if other]


def _questions(model: Model, post: Post, guide: Guide) -> Questions:
    return Questions(guide.prompts, post.language, guide.house.instructions(), model.temperature, model.context)


def _proof(attempt: Attempt, post: Post, said: str | None = None) -> UnitProof:
    source, result = marks.plain(attempt.unit.text), attempt.words
    before, after = _facts(source, post.lexicon), _facts(result, post.lexicon)
    return UnitProof(
        attempt.unit.id,
        attempt.unit.kind,
        source,
        result,
        attempt.asked,
        attempt.verdicts,
        samples=tuple(attempt.samples),
        facts=(before, after),
        originality=originality(source, result, before.names) if result != source else None,
        second_reader=said,
    )


def _facts(text: str, lexicon: Lexicon) -> proof.Facts:
    found = facts.facts(text, lexicon)
    return proof.Facts(
        quotations=tuple(text[quotation.start : quotation.end] for quotation in found.quotations),
        figures=tuple(figure.text for figure in found.figures),
        names=tuple(found.names.sure.values()),
    )


def _together(proofs: Iterable[UnitProof]) -> Originality | None:
    """Of all paragraphs: the share of words that changed, those that kept theirs included, and the longest run of the changed ones."""
    sizes = [(len(unit.source) + len(unit.result), unit.originality) for unit in proofs]
    if not any(found for _, found in sizes):
        return None
    changed = sum(size * found.changed for size, found in sizes if found) / sum(size for size, _ in sizes)
    longest = max((found for _, found in sizes if found), key=lambda found: found.run)
    return Originality(round(changed, 3), longest.run, longest.verbatim)
