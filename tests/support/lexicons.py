"""The lexicons that come with Redraft, as files and as values."""

from __future__ import annotations

from pathlib import Path

from worker.text.lexicon import parse_lexicon

FILES = {path.stem: path.read_text(encoding="utf-8") for path in sorted((Path(__file__).parents[2] / "config" / "lexicons").glob("*.toml"))}
LEXICONS = {code: parse_lexicon(text) for code, text in FILES.items()}
