"""
What would come of past drafts today: by the present rules without a model, or by asking again, before a rule, a prompt or a model changes.

It reads the stored proofs and writes to no site and no draft.  What is asked again goes through the ledger and the budget.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from worker.ask import LONGEST, keeps, verdicts_of
from worker.config import SiteSettings
from worker.errors import GiveUp, RedraftError
from worker.guide import Guide
from worker.model.port import Model
from worker.model.prompt import tokens
from worker.proof import Proof, Sample, UnitProof
from worker.review.console import many
from worker.rewrite import rewrite
from worker.rooms import Rooms
from worker.selection import without_markers
from worker.store import Record, Store, Task
from worker.text import checks, house
from worker.text.checks import Context, Verdict
from worker.text.lines import excluded

# What these rules say of a text they would say again; the others had a model's answer before them, or its marks.
_REPEATABLE = frozenset(rule.name for rule in (*checks.RULES, *checks.TITLE_RULES)) | house.NAMES


@dataclass(frozen=True, slots=True)
class Turn:
    """One text that would now come out otherwise: held back by a rule, or let through that this rule held back."""

    unit: str
    rule: str
    reason: str


# By the rules


def by_rules(store: Store, sites: Mapping[str, SiteSettings], guide: Callable[[str], Guide], last: int) -> dict[str, Any]:
    """The present rules over the last proofs of these sites, as plain JSON values.  No model is asked."""
    found = []
    for record, proof in _proofs(store, sites, last):
        held, passes, unjudged = _judged(proof, guide(record.site))
        texts = [proof.title, *proof.units]
        found.append(
            {
                **_named(record),
                "texts": sum(unit.asked > 0 for unit in texts),
                "changed": sum(unit.changed for unit in texts),
                "not_judged": unjudged,
                "held_back": [asdict(turn) for turn in held],
                "passes": [asdict(turn) for turn in passes],
            }
        )
    totals = {name: sum(each[name] for each in found) for name in ("texts", "changed", "not_judged")}
    turns = {name: _turns(found, name) for name in ("held_back", "passes")}
    return {"drafts": len(found), **totals, **turns, "by_draft": found}


def _turns(found: Sequence[Mapping[str, Any]], name: str) -> dict[str, Any]:
    turns = [turn for each in found for turn in each[name]]
    texts = {(each["site"], each["post"], each["settled"], turn["unit"]) for each in found for turn in each[name]}
    rules = Counter(turn["rule"] for turn in turns)
    return {"drafts": sum(bool(each[name]) for each in found), "texts": len(texts), "rules": dict(rules.most_common())}


def _judged(proof: Proof, guide: Guide) -> tuple[list[Turn], list[Turn], int]:
    """What would be held back now, what would pass, and how many texts cannot be judged."""
    visible = "\n".join([*(unit.source for unit in proof.units), *proof.around])
    before = guide.context(proof.language, visible)
    after = replace(before, body="\n".join([*(unit.result for unit in proof.units), *proof.around]))
    held, passes, unjudged = [], [], 0
    # What is no unit may have stood anywhere: a notice counts at both ends.
    if notice := excluded(proof.title.source, "\n".join([*proof.around, visible]), before.lexicon):
        held.append(Turn("title", "excluded", f"it would be sent to no model ({notice})"))
    for unit in (*proof.units, proof.title):
        context = replace(after if unit.kind == "title" else before, kind=unit.kind)
        if unit.changed and tokens(unit.source) > LONGEST:
            unjudged += 1  # it was judged in pieces
        elif unit.changed:
            held += _against(unit, guide, context)
        else:
            turns = [turn for sample in unit.samples if (turn := _for(unit, sample, guide, context))]
            passes += turns[-1:]
            unjudged += not unit.samples and _held_by_rules(unit.verdicts)
    return held, passes, unjudged


def _against(unit: UnitProof, guide: Guide, context: Context) -> list[Turn]:
    if reason := unit.kind != "title" and guide.untouchable(unit.source, unit.kind, context.lexicon):
        return [Turn(unit.id, "untouchable", reason)]
    verdicts = verdicts_of(unit.source, unit.result, context, guide.house)
    return [Turn(unit.id, verdict.rule, verdict.reason) for verdict in verdicts if verdict.action != "flag"]


def _for(unit: UnitProof, sample: Sample, guide: Guide, context: Context) -> Turn | None:
    """A turned-down answer that the present rules let through, with the rule that did not."""
    against = [verdict for verdict in sample.verdicts if verdict.action != "flag"]
    if not _held_by_rules(sample.verdicts) or keeps(verdicts_of(sample.sentence or unit.source, sample.text, context, guide.house)):
        return None
    return Turn(unit.id, against[0].rule, against[0].reason)


def _held_by_rules(verdicts: Iterable[Verdict]) -> bool:
    against = {verdict.rule for verdict in verdicts if verdict.action != "flag"}
    return bool(against) and against <= _REPEATABLE


# By asking again


def by_model(rooms: Rooms, sites: Sequence[str], last: int, tell: Callable[[str], None] = lambda _line: None) -> dict[str, Any]:
    """
    Rewrite the last drafts of these sites once more and compare, as plain JSON values; `tell` hears a line for each.

    A question that was asked before is answered from the store.  What ends the asking (the budget, a model out of reach, a setting) is
    the result's `problem`, with its exit status; all before it is there.
    """
    found: list[dict[str, Any]] = []
    problem: RedraftError | None = None
    for record, before in _proofs(rooms.store, rooms.settings, last, only=sites):
        try:
            after = _again(rooms, record)
        except GiveUp as error:
            found.append({**_named(record), "before": _summary(before), "after": None, "proof": None, "problem": str(error)})
        except RedraftError as error:
            problem = error
            break
        else:
            found.append(
                {**_named(record), "before": _summary(before), "after": _summary(after), "proof": after.as_json(), "problem": None}
            )
        tell(_line(found[-1]))
    compared = [each for each in found if each["after"]]
    return {
        "drafts": len(compared),
        "before": _sum([each["before"] for each in compared]),
        "after": _sum([each["after"] for each in compared]),
        "by_draft": found,
        "problem": str(problem) if problem else None,
        "exit": problem.exit_status if problem else 0,
    }


def _again(rooms: Rooms, record: Record) -> Proof:
    try:
        title, body = rooms.store.text(record.source)
    except KeyError:
        raise GiveUp("its text is no longer kept") from None
    # An account of its own: what is tried out must not take from what the draft itself may cost.
    task = Task(f"replay:{record.id}", record.site, record.post_id, f"replay {record.source}")
    writer, reader = rooms.model(), rooms.reader(record.site)

    def entered(model: Model) -> Model:
        return rooms.ledger.of(model, task, lambda _event: None)

    settings = rooms.settings[record.site]
    rewritten = rewrite(
        without_markers(title, settings.select),
        body,
        entered(writer),
        rooms.guide(record.site),
        reader=reader and entered(reader),
        now=rooms.now,
    )
    return rooms.ledger.budget.costing(rewritten.proof, writer.name, (reader or writer).name)


def _summary(proof: Proof) -> dict[str, Any]:
    texts = [unit for unit in (proof.title, *proof.units) if unit.source.strip()]
    kept = Counter(verdict.rule for unit in texts if not unit.changed for verdict in unit.verdicts if verdict.action != "flag")
    flags = Counter(verdict.rule for unit in texts if unit.changed for verdict in unit.verdicts)
    return {
        "model": proof.model,
        "prompt": proof.prompt,
        "rules": proof.rules,
        "texts": len(texts),
        "changed": sum(unit.changed for unit in texts),
        "flagged": sum(bool(unit.changed and unit.verdicts) for unit in texts),
        "headlines": int(proof.headline == "new"),
        "kept_by": dict(kept.most_common()),
        "flags": dict(flags.most_common()),
        "tokens": proof.spent.input_tokens + proof.spent.output_tokens,
    }


def _sum(summaries: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Counts added up, and each version that occurs."""
    counts = {name: sum(each[name] for each in summaries) for name in ("texts", "changed", "flagged", "headlines", "tokens")}
    tallies = {name: dict(sum((Counter(each[name]) for each in summaries), Counter()).most_common()) for name in ("kept_by", "flags")}
    versions = {f"{name}s": sorted({each[name.removesuffix("s")] for each in summaries}) for name in ("model", "prompt")}
    return {**versions, "rules": sorted({each["rules"] for each in summaries}), **counts, **tallies}


def _proofs(store: Store, sites: Mapping[str, SiteSettings], last: int, only: Sequence[str] = ()) -> Iterator[tuple[Record, Proof]]:
    """The newest first; one at a time, since each may be a megabyte."""
    for record in store.proven(tuple(only or sites), last):
        document = store.proof(record.id)
        if document is not None:
            yield record, Proof.from_json(document)


def _named(record: Record) -> dict[str, Any]:
    settled = record.settled_at or record.offered_at
    return {"site": record.site, "post": record.post_id, "settled": settled.isoformat()}


# In words


def lines_of_rules(result: Mapping[str, Any]) -> Iterator[str]:
    """The answer to the two questions, then each text."""
    held, passes = result["held_back"], result["passes"]
    if not result["drafts"]:
        yield "No draft has a proof yet."
        return
    yield f"{many(result['drafts'], 'draft')}, {many(result['texts'], 'text')}, {result['changed']} of them with new words."
    for turned, words in ((held, "held back"), (passes, "let through")):
        places = f"{many(turned['texts'], 'text')} in {many(turned['drafts'], 'draft')}" if turned["texts"] else "none"
        yield f"Would now be {words}: {places}{_by(turned['rules'])}."
    if result["not_judged"]:
        yield f"Cannot be judged: {many(result['not_judged'], 'text')}, judged in pieces or before answers were kept."
    for each in result["by_draft"]:
        for name, word in (("held_back", "held back"), ("passes", "let through")):
            for turn in each[name]:
                yield f"{each['site']} post {each['post']} {turn['unit']}: {word}: {turn['rule']}: {turn['reason']}"


def lines_of_model(result: Mapping[str, Any]) -> Iterator[str]:
    """What was, beside what is now."""
    if not result["by_draft"]:
        yield "No draft has a proof yet." if not result["problem"] else "No draft was compared."
        return
    before, after = result["before"], result["after"]
    yield f"{many(result['drafts'], 'draft')} compared."
    yield f"before: {_versions(before)}"
    yield f"now: {_versions(after)}"
    for name, words in (("changed", "texts with new words"), ("flagged", "texts to be looked at"), ("headlines", "new headlines")):
        of = f" of {before['texts']}" if name == "changed" else ""
        now = f" of {after['texts']}" if name == "changed" else ""
        yield f"{words}: {before[name]}{of} before, {after[name]}{now} now"
    yield f"tokens: {before['tokens']:,} before, {after['tokens']:,} now"
    for rule in sorted(before["kept_by"].keys() | after["kept_by"].keys()):
        yield f"kept their words by {rule}: {before['kept_by'].get(rule, 0)} before, {after['kept_by'].get(rule, 0)} now"


def _line(each: Mapping[str, Any]) -> str:
    before, after = each["before"], each["after"]
    if not after:
        return f"{each['site']} post {each['post']}: {each['problem']}"
    was, now = (f"{side['changed']} of {side['texts']}" for side in (before, after))
    return f"{each['site']} post {each['post']}: {was} texts with new words before, {now} now"


def _by(rules: Mapping[str, int]) -> str:
    return f" ({', '.join(f'{rule} {count}' for rule, count in rules.items())})" if rules else ""


def _versions(summary: Mapping[str, Any]) -> str:
    return f"{', '.join(summary['models'])}, prompts {', '.join(summary['prompts'])}, rules {', '.join(summary['rules'])}"
