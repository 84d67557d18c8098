"""The proof of one rewriting: what was asked, what came of each text and why, and that nothing else moved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from worker.text.checks import Verdict

SCHEMA = 1


@dataclass(frozen=True, slots=True)
class UnitProof:
    """One paragraph or the title: plain texts, without marks."""

    id: str
    kind: str
    source: str
    result: str
    asked: int  # how often a model was asked for it
    verdicts: tuple[Verdict, ...] = ()  # of the text that stands there now, or of the last one that was turned down

    @property
    def changed(self) -> bool:
        return self.result != self.source


@dataclass(frozen=True, slots=True)
class Spent:
    """What the model's answers took.  Tokens as the server counted them; an uncounted answer adds none."""

    calls: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    seconds: float = 0.0  # waiting for the model


@dataclass(frozen=True, slots=True)
class Proof:
    """Everything a person, `redraft show` or a later replay of the rules needs to judge one rewriting."""

    model: str
    prompt: str  # version of the prompts
    rules: str  # version of checks, lexicons, boilerplate lists and strictness
    language: str  # ISO 639-1, "" when unsure
    title: UnitProof
    units: tuple[UnitProof, ...]
    boilerplate: tuple[str, ...]  # the visible text of each piece that was removed
    skeleton: tuple[str, str]  # SHA-256 of all bytes outside of the rewritten texts, before and after
    spent: Spent = field(default_factory=Spent)

    @property
    def changed(self) -> int:
        """How many paragraphs have new words."""
        return sum(unit.changed for unit in self.units)

    def as_json(self) -> dict[str, Any]:
        """The document with its published schema: plain JSON values only."""
        return {
            "schema": SCHEMA,
            "model": self.model,
            "prompt": self.prompt,
            "rules": self.rules,
            "language": self.language,
            "title": _unit_json(self.title),
            "units": [_unit_json(unit) for unit in self.units],
            "boilerplate": list(self.boilerplate),
            "skeleton": {"before": self.skeleton[0], "after": self.skeleton[1]},
            "usage": asdict(self.spent),
        }

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> Proof:
        """The inverse of as_json.  KeyError or TypeError for a document of another shape."""
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
        )


def _unit_json(unit: UnitProof) -> dict[str, Any]:
    return {**asdict(unit), "verdicts": [asdict(verdict) for verdict in unit.verdicts], "changed": unit.changed}


def _unit(document: Mapping[str, Any]) -> UnitProof:
    values = {name: document[name] for name in ("id", "kind", "source", "result", "asked")}
    return UnitProof(**values, verdicts=tuple(Verdict(**verdict) for verdict in document["verdicts"]))
