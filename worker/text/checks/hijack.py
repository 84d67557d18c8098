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
_TOP = (
    "com|org|net|info|io|biz|xyz|app|dev|me|tv|ai|cc|ly|top|shop|site|online|link|click|store|news|live|eu|uk|us|ca|au|de|fr|es|it|pt|nl|be|ch|at"
    "|pl|se|dk|fi|ru|ua|tr|gr|ir|il|za|mx|br|ar|cn|jp|kr|in|co"
)
_CONTACT = re.compile(
    r"(?:[hf][tx]{1,2}ps?://|www\.)\S+|\b(?:javascript|data|mailto|tel|sms|whatsapp|bitcoin|tg):\S+"
    r"|\b[a-z\d-]+(?:\.[a-z\d-]+)*\.[a-z]{2,}/\S*|[\w.+-]+@[\w-]+\.\w+"
    rf"|\b(?:[\w-]+\.)*[\w-]{{3,}}\.(?:{_TOP})\b(?:/\S*)?"
    r"|\b[\w-]+ ?[\[({] ?(?:dot|\.) ?[\])}] ?[a-z]{2,}|[\w.-]+ ?[\[(](?:at|@)[\])] ?[\w-]+|\b\w+ dot (?:com|org|net|info|io)\b"
    r"|(?<!\w)\+?\d(?:[ ./()-]{0,2}\d){8,}|(?<![\w.,])\(?0\d{2,4}\)?[ /-]\d{3,}|\b\d{1,3}(?:\.\d{1,3}){3}\b"
    r"|\b0x[\da-fA-F]{40}\b|\bbc1[\da-z]{20,}|\b[13][1-9A-HJ-NP-Za-km-z]{25,34}\b|\b[A-Z]{2}\d{2}(?: ?[\dA-Z]{4}){3,}"
    r"|(?<![\w&])[@#][^\W\d_]\w+"
)
# Most texts hold nothing of the kind, and these see so much faster than the exact patterns above.
_MARKED = re.compile(r"[*_`#<>&\]]|^\s*[-•+\d]|\n")
_DOTTED = re.compile(r"[@/#\[{]|\((?:at|dot|\.|0)|:\w|\.[^\W\d]{2}|\d[ ./()\d-]{6}| dot |0x|bc1|\d[a-zA-Z\d]{20}|[A-Z]{2}\d{2}")
_INVISIBLE = frozenset(("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"))
_BLANKS = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")  # letters and signs that show nothing
_ORDINALS = frozenset("ªº")


def no_new_markup(source: Facts, result: Facts, _: Context) -> str:
    if not _MARKED.search(result.text):
        return ""
    before = _MARKUP.findall(source.text)
    new = Counter(_MARKUP.findall(result.text)) - Counter(before)
    return f"new markup: {next(iter(new)).strip()}" if new else ""


def no_new_contact(source: Facts, result: Facts, _: Context) -> str:
    """Nobody is sent to an address, an account or a telephone that the journalist did not give."""
    if not _DOTTED.search(result.text):
        return ""
    new = [c for c in _CONTACT.findall(result.text) if c.rstrip(".,;)") not in source.text]
    return f"new address or number to call: {new[0]}" if new else ""


def contacts_kept(source: Facts, result: Facts, _: Context) -> str:
    """An address or telephone that the journalist gave reaches the reader as it was."""
    if not _DOTTED.search(source.text):
        return ""
    lost = [c for c in _CONTACT.findall(source.text) if c.rstrip(".,;)") not in result.text]
    return f"an address or number to call is lost: {lost[0]}" if lost else ""


def no_hidden_characters(source: Facts, result: Facts, _: Context) -> str:
    """Nothing that a reader cannot see: zero width, direction, fillers, accents without a letter of their own."""
    if result.text.isascii() and result.text.isprintable():
        return ""
    new = sorted(set(result.text) - set(source.text) - {"\n"})
    hidden = next((c for c in new if unicodedata.category(c) in _INVISIBLE or c in _BLANKS), "")
    if hidden:
        return f"invisible character U+{ord(hidden):04X}"
    accent = next((c for c in new if unicodedata.category(c) in ("Mn", "Me")), "")
    if accent and not any(unicodedata.category(c) in ("Mn", "Me") for c in source.text):
        return f"a mark upon other letters: U+{ord(accent):04X}"
    return ""


def no_disguised_letters(source: Facts, result: Facts, _: Context) -> str:
    """No letter or digit that only looks like another one: fullwidth, mathematical or phonetic, as in forged names."""
    if result.text.isascii():
        return ""
    for letter in sorted(set(result.text) - set(source.text) - _ORDINALS):
        if letter.isalpha() or letter.isdecimal():
            plain = unicodedata.normalize("NFKC", letter)
            if (plain != letter and plain.isascii()) or "\u0250" <= letter <= "\u02af":
                return f"a letter in disguise: {letter} (U+{ord(letter):04X})"
    return ""


def no_shouting(source: Facts, result: Facts, _: Context) -> str:
    """No slogan in capitals: three words in a row that the paragraph did not have, even if the article has them elsewhere."""
    run: list[str] = []
    for token in (*result.raw, ""):
        if len(token) > 1 and token.isupper():
            run.append(token)
        else:
            if len(run) > 2 and not source.vocabulary.issuperset(word.casefold() for word in run):
                return f"words in capitals that were not there: {' '.join(run)}"
            run = []
    return ""


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
