"""The honest paraphrases, and which of them are held back while rules are being worked on."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent / "paraphrases"
LANGUAGES = ("en", "de", "fr")
FRESH = "fresh"  # file and ids of the pairs that no rule has been shown; English


@dataclass(frozen=True, slots=True)
class Pair:
    """A news paragraph and one or two rewordings of it that say the same; all plain text."""

    id: str
    language: str
    kind: str
    source: str
    paraphrases: tuple[str, ...]


def held_back(pair_id: str) -> bool:
    """Whether the pair is opened for final figures only: it was written after the others had all been seen."""
    return pair_id.startswith(FRESH)


def load(language: str) -> tuple[Pair, ...]:
    """All pairs of a language ("en", "de", "fr") in the order of their files, those held back last."""
    files = (language, FRESH) if language == "en" else (language,)
    lines = [line for name in files for line in (FOLDER / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]
    return tuple(_pair(json.loads(line), language) for line in lines)


def load_all() -> Iterator[Pair]:
    for language in LANGUAGES:
        yield from load(language)


def _pair(row: dict[str, object], language: str) -> Pair:
    match row:
        case {"id": str(pair_id), "kind": str(kind), "source": str(source), "paraphrases": [*paraphrases]}:
            return Pair(pair_id, language, kind, source, tuple(str(text) for text in paraphrases))
    raise ValueError(f"not a pair: {row!r}")
