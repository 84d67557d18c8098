"""
The proof of one rewriting: what was asked, what came of each text and why, and that nothing else moved.

docs/proof.md describes the document, docs/proof.schema.json is its schema. `from_json` reads every schema there ever was.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Literal

from worker.text.checks import Verdict
from worker.text.originality import Originality

SCHEMA = 3
MOST_SAMPLES = 4  # answers that were turned down are kept of one text, the last ones
Headline = Literal["new", "kept", "none"]


@dataclass(frozen=True, slots=True)
class Sample:
    """An answer, plain, that was turned down; `sentence` is the part of the source it was for, "" for the whole text."""

    text: str
    verdicts: tuple[Verdict, ...]
    sentence: str = ""

    @classmethod
    def of(cls, source: str, text: str, verdicts: tuple[Verdict, ...], *, sentence: bool) -> Sample:
        """What is much longer than its source is cut: it stays too long for any rule, and a model may run on for megabytes."""
        return cls(text[: 3 * len(source) + 200], verdicts, source if sentence else "")


@dataclass(frozen=True, slots=True)
class Facts:
    """What a plain text says that must not change, in its order and spelling."""

    quotations: tuple[str, ...] = ()
    figures: tuple[str, ...] = ()
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class UnitProof:
    """One paragraph or the title: plain texts, without marks."""

    id: str
    kind: str
    source: str
    result: str
    asked: int  # how often a model was asked for it
    verdicts: tuple[Verdict, ...] = ()  # of the text that stands there now, or of the last one that was turned down
    samples: tuple[Sample, ...] = ()
    facts: tuple[Facts, Facts] = (Facts(), Facts())  # of source and result
    originality: Originality | None = None  # None of a text that kept its words
    second_reader: str | None = None  # what it said, "" for nothing; None where it was not asked or gave no usable answer

    @property
    def changed(self) -> bool:
        return self.result != self.source


@dataclass(frozen=True, slots=True)
class Spent:
    """What a model's answers took.  Tokens as the server counted them; an uncounted answer adds none."""

    calls: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    seconds: float = 0.0  # waiting for the model


@dataclass(frozen=True, slots=True)
class Reader:
    """The second reader, where a site has one: `doubt` is what its doubts do to a paragraph, "flag" or "keep"."""

    model: str
    doubt: str
    spent: Spent = field(default_factory=Spent)


@dataclass(frozen=True, slots=True)
class Cost:
    """What the answers cost by the price list, both models together."""

    amount: str  # a decimal number
    currency: str


@dataclass(frozen=True, slots=True)
class Proof:
    """Everything a person, `redraft show` or a later replay of the rules needs to judge one rewriting."""

    model: str
    prompt: str  # version of the prompts
    rules: str  # version of checks, lexicons, boilerplate lists, strictness and house style
    language: str  # ISO 639-1, "" when unsure
    title: UnitProof
    units: tuple[UnitProof, ...]
    boilerplate: tuple[str, ...]  # the visible text of each piece that was removed
    skeleton: tuple[str, str]  # SHA-256 of all bytes outside of the rewritten texts, before and after
    spent: Spent = field(default_factory=Spent)
    around: tuple[str, ...] = ()  # the visible lines that no model may change: quotations standing alone, bylines, labels
    originality: Originality | None = None  # of all paragraphs together
    second_reader: Reader | None = None
    started: str = ""  # ISO 8601 in UTC
    seconds: float = 0.0  # from the first look at the text to this proof
    cost: Cost | None = None  # None where no price is known
    not_run: tuple[str, ...] = ()  # rules without words of the language, and those that the site has switched off

    @property
    def changed(self) -> int:
        """How many paragraphs have new words."""
        return sum(unit.changed for unit in self.units)

    @property
    def headline(self) -> Headline:
        """What was decided about the headline; the verdicts of `title` say why."""
        if not self.title.source.strip():
            return "none"
        return "new" if self.title.changed else "kept"

    def costing(self, amount: str, currency: str) -> Proof:
        return replace(self, cost=Cost(amount, currency))

    def as_json(self) -> dict[str, Any]:
        """The document with its published schema: plain JSON values only."""
        return {
            "schema": SCHEMA,
            "model": self.model,
            "prompt": self.prompt,
            "rules": self.rules,
            "language": self.language,
            "not_run": list(self.not_run),
            "started": self.started,
            "seconds": self.seconds,
            "headline": self.headline,
            "title": _unit_json(self.title),
            "units": [_unit_json(unit) for unit in self.units],
            "around": list(self.around),
            "originality": self.originality and asdict(self.originality),
            "boilerplate": list(self.boilerplate),
            "skeleton": {"before": self.skeleton[0], "after": self.skeleton[1]},
            "second_reader": self.second_reader
            and {
                "model": self.second_reader.model,
                "doubt": self.second_reader.doubt,
                "usage": asdict(self.second_reader.spent),
            },
            "usage": asdict(self.spent),
            "cost": self.cost and asdict(self.cost),
        }

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> Proof:
        """The inverse of as_json, for the documents of older versions too.  KeyError or TypeError for another shape."""
        reader, cost = document.get("second_reader"), document.get("cost")
        return cls(
            model=document["model"],
            prompt=document["prompt"],
            rules=document["rules"],
            language=document["language"],
            title=_unit(document["title"]),
            units=tuple(_unit(unit) for unit in document["units"]),
            boilerplate=tuple(document["boilerplate"]),
            skeleton=(document["skeleton"]["before"], document["skeleton"]["after"]),
            spent=Spent(**document["usage"]),
            around=tuple(document.get("around", ())),
            originality=_originality(document.get("originality")),
            second_reader=reader and Reader(reader["model"], reader["doubt"], Spent(**reader["usage"])),
            started=document.get("started", ""),
            seconds=document.get("seconds", 0.0),
            cost=cost and Cost(**cost),
            not_run=tuple(document.get("not_run", ())),
        )


def _unit_json(unit: UnitProof) -> dict[str, Any]:
    return {
        "id": unit.id,
        "kind": unit.kind,
        "source": unit.source,
        "result": unit.result,
        "changed": unit.changed,
        "asked": unit.asked,
        "verdicts": [asdict(verdict) for verdict in unit.verdicts],
        "samples": [{**asdict(sample), "verdicts": [asdict(verdict) for verdict in sample.verdicts]} for sample in unit.samples],
        "facts": {side: _facts_json(facts) for side, facts in zip(("source", "result"), unit.facts, strict=True)},
        "originality": unit.originality and asdict(unit.originality),
        "second_reader": unit.second_reader,
    }


def _facts_json(facts: Facts) -> dict[str, list[str]]:
    return {name: list(found) for name, found in asdict(facts).items()}


def _unit(document: Mapping[str, Any]) -> UnitProof:
    values = {name: document[name] for name in ("id", "kind", "source", "result", "asked")}
    facts = document.get("facts", {})
    return UnitProof(
        **values,
        verdicts=_verdicts(document),
        samples=tuple(Sample(each["text"], _verdicts(each), each["sentence"]) for each in document.get("samples", ())),
        facts=(_facts(facts.get("source", {})), _facts(facts.get("result", {}))),
        originality=_originality(document.get("originality")),
        second_reader=document.get("second_reader"),
    )


def _verdicts(document: Mapping[str, Any]) -> tuple[Verdict, ...]:
    return tuple(Verdict(**verdict) for verdict in document["verdicts"])


def _facts(document: Mapping[str, Any]) -> Facts:
    return Facts(**{name: tuple(found) for name, found in document.items()})


def _originality(document: Mapping[str, Any] | None) -> Originality | None:
    return Originality(**document) if document else None
