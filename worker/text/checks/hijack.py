"""Whatever an answer was talked into: no markup, address, number, hidden character or foreign letter comes with it (E9, E14, E15)."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from functools import lru_cache

from worker.text.checks.rule import Context
from worker.text.facts import Facts

_WORDS = re.compile(r"[^\W_]+")
_MARKUP = re.compile(
    r"\*\*|__|```|^\s{0,3}#{1,6}\s|^\s*>\s|\]\(|</?[a-z][^<>]*>|<!--|-->|&(?:[a-z]{2,8}|#\d{1,7}|#x[\da-f]{1,6});"
    r"|\[/?[a-z][\w-]*[^\]]*\]|^\s*(?:[-*•+]|\d{1,2}[.)])\s",
    re.MULTILINE | re.IGNORECASE,
)
_CONTACT = re.compile(
    r"(?:https?://|www\.)\S+|\b[a-z\d-]+(?:\.[a-z\d-]+)*\.[a-z]{2,}/\S*|[\w.+-]+@[\w-]+\.\w+|\b(?:[\w-]+\.)+(?:com|org|net|info|io|de|fr|uk|ru|co|eu)\b(?:/\S*)?"
    r"|(?<!\w)\+?\d(?:[ ./()-]{0,2}\d){8,}|(?<!\w)@\w{2,}"
)
# Most texts hold nothing of the kind, and these see so much faster than the exact patterns above.
_MARKED = re.compile(r"[*_`#<>&\]]|^\s*[-•+\d]|\n")
_DOTTED = re.compile(r"[@/]|\.[^\W\d]{2}|\d[ ./()\d-]{7}")
_INVISIBLE = frozenset(("Cc", "Cf", "Cs", "Co", "Cn"))


def no_new_markup(source: Facts, result: Facts, _: Context) -> str:
    if not _MARKED.search(result.text):
        return ""
    before = _MARKUP.findall(source.text)
    new = Counter(_MARKUP.findall(result.text)) - Counter(before)
    return f"new markup: {next(iter(new)).strip()}" if new else ""


def no_new_contact(source: Facts, result: Facts, _: Context) -> str:
    if not _DOTTED.search(result.text):
        return ""
    new = [c for c in _CONTACT.findall(result.text) if c.rstrip(".,;)") not in source.text]
    return f"new address or number to call: {new[0]}" if new else ""


def no_hidden_characters(source: Facts, result: Facts, _: Context) -> str:
    if result.text.isascii() and result.text.isprintable():
        return ""
    new = next((c for c in set(result.text) - set(source.text) if unicodedata.category(c) in _INVISIBLE and c != "\n"), "")
    return f"invisible character U+{ord(new):04X}" if new else ""


def same_script(source: Facts, result: Facts, _: Context) -> str:
    if result.text.isascii():
        return ""
    new = _scripts(result.text) - _scripts(source.text)
    mixed = [w for w in _WORDS.findall(result.text) if not w.isascii() and len(_scripts(w) & _LOOK_ALIKE) > 1 and w not in source.text]
    if mixed:
        return f"letters of two scripts in one word: {mixed[0]}"
    return f"letters of another script: {sorted(new)[0].title()}" if new else ""


_LOOK_ALIKE = frozenset(("LATIN", "CYRILLIC", "GREEK"))


@lru_cache(maxsize=4096)
def _script(letter: str) -> str:
    return unicodedata.name(letter, "").partition(" ")[0]


def _scripts(text: str) -> frozenset[str]:
    # Fullwidth forms and letter-like signs are no scripts of their own.
    found = {_script(c) for c in set(text) if c.isalpha()}
    return frozenset(found) - {
        "",
        "FULLWIDTH",
        "MICRO",
        "MASCULINE",
        "FEMININE",
        "MODIFIER",
        "DOUBLE-STRUCK",
        "SCRIPT",
        "SUPERSCRIPT",
    }
