"""The honest paraphrases, and which of them are held back while rules are being worked on."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path

FOLDER = Path(__file__).parent / "paraphrases"
LANGUAGES = ("en", "de", "fr", "es", "nl", "it", "pt")
PARTS = ("open", "opened", "fresh", "blind", "evening")
"""What was seen of a pair: all, from the start or when a version of the rules was written; counts by rule; of the last nothing."""


@dataclass(frozen=True, slots=True)
class Pair:
    """
    A news paragraph and one or two rewordings of it that say the same; all plain text.

    `faults`: rewordings with one fault each that a person wrote, (kind, text); the kinds are `WRITTEN`.
    """

    id: str
    language: str
    kind: str
    source: str
    paraphrases: tuple[str, ...]
    faults: tuple[tuple[str, str], ...] = ()


WRITTEN: Mapping[str, tuple[str, ...]] = {
    "quotations": ("quotation changed", "paraphrase made quotation"),
    "speaker": ("speaker changed", "speakers exchanged"),
    "figures": ("figure changed", "figure added", "comparator turned"),
    "magnitudes": ("unit or magnitude changed",),
    "dates": ("date changed",),
    "names": ("name changed", "name added"),
    "names exchanged": ("names exchanged",),
    "negation": ("negation dropped", "negation added", "negating word turned"),
    "hedges": ("hedge dropped",),
    "legal status": ("legal status raised", "legal status lowered", "allegation made fact", "denial turned"),
    "attribution": ("attribution dropped", "source changed"),
    "directions": ("direction turned",),
    "quantifiers": ("part made whole",),
    "order of events": ("order of events turned",),
    "causes": ("cause added",),
    "plans": ("plan made fact",),
    "added claims": ("claim added",),
    "omissions": ("omission",),
    "intensity": ("intensity",),
}
"""Kinds of faults that were written by hand, by the family that they count in."""


def part(pair_id: str) -> str:
    """The one of `PARTS` that the pair belongs to; of the texts that were held back some are opened, by a hash of their names."""
    whole, _, _ = pair_id.partition("-")
    drawn = int(sha256(pair_id.encode()).hexdigest(), 16) % 4
    if whole == "blind":
        return "blind" if drawn % 2 else "opened"
    if whole == "evening":
        return "evening" if drawn % 2 else "opened"
    if whole in ("wire", "desk", "answer", "unseen", "later"):
        return "opened"
    return "fresh" if whole == "fresh" else "open"


def held_back(pair_id: str) -> bool:
    """Whether the pair is opened for final figures only: it was written after the open ones had all been seen."""
    return part(pair_id) not in ("open", "opened")


def load(language: str) -> tuple[Pair, ...]:
    """All pairs of a language of `LANGUAGES` in the order of their files, those held back last."""
    names = (language, "fresh", "blind", "wire", "desk", "answers", "unseen", "later", "evening")
    return tuple(pair for name in names for pair in _read(name) if pair.language == language)


def load_all() -> Iterator[Pair]:
    for language in LANGUAGES:
        yield from load(language)


@cache
def _read(name: str) -> tuple[Pair, ...]:
    """The pairs of a file, none if there is no such file; one that names no language has the file's, or English."""
    path = FOLDER / f"{name}.jsonl"
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else ()
    return tuple(_pair(json.loads(line), name if name in LANGUAGES else "en") for line in lines)


def _pair(row: dict[str, object], language: str) -> Pair:
    language = str(row.get("language", language))
    match row:
        case {"id": str(pair_id), "kind": str(kind), "source": str(source), "paraphrases": [*paraphrases]}:
            return Pair(pair_id, language, kind, source, tuple(map(str, paraphrases)), tuple(_written(row.get("faults", []))))
    raise ValueError(f"not a pair: {row!r}")


def _written(faults: object) -> Iterator[tuple[str, str]]:
    match faults:
        case [*rows]:
            for row in rows:
                match row:
                    case {"kind": str(kind), "text": str(text)} if any(kind in kinds for kinds in WRITTEN.values()):
                        yield kind, text
                    case _:
                        raise ValueError(f"not a fault: {row!r}")
        case _:
            raise ValueError(f"not a list of faults: {faults!r}")
