"""The proof sheet: one proof as a person reads it in a terminal, with every new word marked."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from worker.proof import Proof, UnitProof
from worker.review.diff import printable, word_diff


def sheet(proof: Proof, *, colours: bool = True) -> Iterator[RenderableType]:
    """The headline, each paragraph with what changed or why nothing did, and the figures; without colours in marks."""
    yield Text.assemble(("headline  ", "bold"), _unit(proof.title, colours=colours))
    for unit in proof.units:
        yield Text()
        yield _unit(unit, colours=colours)
    yield Text()
    yield figures(proof)


def figures(proof: Proof) -> Table:
    """How much changed, what was dropped, and what it took."""
    same = proof.skeleton[0] == proof.skeleton[1]
    spent = proof.spent
    table = Table(show_header=False, box=None, padding=(0, 2, 0, 0))
    table.add_row("paragraphs with new words", f"{proof.changed} of {len(proof.units)}")
    if proof.originality:
        own = f"{proof.originality.changed:.0%} of the words changed, at most {proof.originality.run} in a row are still there"
        table.add_row("originality", own)
    table.add_row("boilerplate removed", clean(", ".join(f"“{text}”" for text in proof.boilerplate)) or "none")
    table.add_row("outside of the words", "the same bytes as before" if same else "NOT the same: this is a defect, report it")
    if proof.not_run:
        table.add_row("checks that did not run", f"{', '.join(map(clean, proof.not_run))}; {_why(proof)}")
    table.add_row("model", clean(proof.model))
    table.add_row("calls of the model", f"{spent.calls}, {spent.seconds:.0f} s")
    table.add_row("tokens", f"{spent.input_tokens} in, {spent.output_tokens} out")
    if reader := proof.second_reader:
        doubted = sum(bool(unit.second_reader) for unit in proof.units)
        table.add_row("second reader", f"{clean(reader.model)}: doubts in {doubted} of {len(proof.units)} paragraphs")
    if proof.cost:
        table.add_row("cost", f"{float(proof.cost.amount):.6f} {clean(proof.cost.currency)}")
    return table


def _why(proof: Proof) -> str:
    language = f"“{clean(proof.language)}”" if proof.language else "a language that was not recognised"
    return f"the site has switched them off, or they have no words of {language}"


def clean(text: str) -> str:
    """
    A text of a site or a model as one line, without what could command a terminal.

    >>> clean("Red\\x1b[31m alert\\n")
    'Red [31m alert'
    """
    return printable(text).replace("\n", " ").replace("\t", " ").strip()


def _unit(unit: UnitProof, *, colours: bool) -> Text:
    reasons = "; ".join(verdict.reason for verdict in unit.verdicts)
    if unit.changed:
        text = word_diff(clean(unit.source), clean(unit.result), colours=colours)
        return text.append(f"\n  to be looked at: {clean(reasons)}", "yellow") if reasons else text
    why = clean(reasons) or "the model left it as it was"
    return Text(clean(unit.source), "dim").append(f"\n  kept its words: {why}", "not dim yellow")
