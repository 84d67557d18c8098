"""The honest paraphrases, and which of them are held back while rules are being worked on."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path

FOLDER = Path(__file__).parent / "paraphrases"
LANGUAGES = ("en", "de", "fr", "es")
PARTS = ("open", "opened", "fresh", "blind")
"""What was seen of a pair: all, from the start or since rules version 5; its counts; nothing but counts of an earlier version."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A news paragraph and one or two rewordings of it that say the same; all plain text."""

    id: str
    language: str
    kind: str
    source: str
    paraphrases: tuple[str, ...]


def part(pair_id: str) -> str:
    """The one of `PARTS` that the pair belongs to."""
    if pair_id.startswith("blind-"):
        return "blind" if int(sha256(pair_id.encode()).hexdigest(), 16) % 2 else "opened"
    return "fresh" if pair_id.startswith("fresh-") else "open"


def held_back(pair_id: str) -> bool:
    """Whether the pair is opened for final figures only: it was written after the open ones had all been seen."""
    return part(pair_id) not in ("open", "opened")


def load(language: str) -> tuple[Pair, ...]:
    """All pairs of a language of `LANGUAGES` in the order of their files, those held back last."""
    return tuple(pair for name in (language, "fresh", "blind") for pair in _read(name) if pair.language == language)


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
            return Pair(pair_id, language, kind, source, tuple(str(text) for text in paraphrases))
    raise ValueError(f"not a pair: {row!r}")
