"""Character references of HTML ("&amp;" and the like): how words read, and how they are written back."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from html.entities import html5

# Those that browsers also read without a semicolon (WHATWG HTML, 13.5 Named character references), longest first.
_BARE = "|".join(sorted((name for name in html5 if not name.endswith(";")), key=len, reverse=True))
REFERENCE = re.compile(rf"&(?:#\d{{1,8}};|#[xX][0-9a-fA-F]{{1,7}};|[A-Za-z][A-Za-z0-9]{{1,31}};|(?:{_BARE}))")
# A newline with the blanks before it, in linear time for any run of blanks.
LINE_END = r"(?>\r\n|\n|\r)"
NEWLINE = rf"(?:(?<![ \t])[ \t]++)?+{LINE_END}"
_UNIT_OF_READING = re.compile(rf"{REFERENCE.pattern}|{NEWLINE}[ \t\r\n]*")
_BLANK_REFERENCE = re.compile(r"&(?:nbsp|ensp|emsp|thinsp|#160|#x[aA]0|#8194|#8195|#8201|#12288|#32);")
_SPECIAL = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}


@dataclass(frozen=True, slots=True)
class Style:
    """How a unit writes the characters that HTML may also write as references."""

    references: Mapping[str, str]  # character: as this unit's source writes it
    raw: frozenset[str]  # of "&<>", those it writes bare


def decoded(reference: str) -> str | None:
    """What a reference stands for, None if it could not be written back: unknown, a surrogate, a control character."""
    text = html.unescape(reference)
    if text == reference or len(text) != 1 or text == "\ufffd" or unicodedata.category(text) in ("Cc", "Cs", "Cn"):
        return None
    return text


def decode(text: str, keep: frozenset[str] = frozenset()) -> str:
    """
    Text with its references read, but for those to keep and those that stand for nothing.

    >>> decode("R&amp;D &amp &quot;more&quot; &bogus;")
    'R&D & "more" &bogus;'
    """
    return REFERENCE.sub(lambda m: m.group() if m.group() in keep else decoded(m.group()) or m.group(), text)


def places(source: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Where each character that reading gives for source[start:end] stands."""
    at = start
    for match in _UNIT_OF_READING.finditer(source, start, end):
        yield from ((place, place + 1) for place in range(at, match.start()))
        length = len(decoded(match.group()) or match.group()) if match.group().startswith("&") else 1
        yield from [match.span()] * length
        at = match.end()
    yield from ((place, place + 1) for place in range(at, end))


def reading(source: str, start: int, end: int) -> str:
    """
    The words of source[start:end] as a reader sees them; a newline with the blanks around it is one blank.

    >>> reading("salt &amp;\\n  vinegar", 0, 21)
    'salt & vinegar'
    """
    parts, at = [], start
    for match in _UNIT_OF_READING.finditer(source, start, end):
        text = match.group()
        parts += [source[at : match.start()], (decoded(text) or text) if text.startswith("&") else " "]
        at = match.end()
    return "".join([*parts, source[at:end]])


def after_blanks(source: str, start: int, end: int) -> int:
    """Where the blanks at the start of source[start:end] end; references of blanks are blanks."""
    while start < end:
        match = _BLANK_REFERENCE.match(source, start, end)
        if not match and not source[start].isspace():
            break
        start = match.end() if match else start + 1
    return start


def before_blanks(source: str, start: int, end: int) -> int:
    """Where the blanks at the end of source[start:end] begin."""
    while start < end:
        found = next(_BLANK_REFERENCE.finditer(source, max(start, end - 8), end), None) if source[end - 1] == ";" else None
        if found and found.end() == end:
            end = found.start()
        elif source[end - 1].isspace():
            end -= 1
        else:
            break
    return end


def style_of(pieces: Iterable[str], *, markup: bool) -> Style:
    """
    Of all words of one unit: a character written in two ways is written as a reference, ASCII but for &<>"' always bare.

    In a text without any markup "&", "<" and ">" are what they look like.
    """
    references: dict[str, str] = {}
    bare: set[str] = set()
    for piece in pieces:
        for match in REFERENCE.finditer(piece):
            char = decoded(match.group())
            if char is not None and (char > "\x7f" or char in "&<>\"'"):
                references.setdefault(char, match.group() if match.group().endswith(";") else match.group() + ";")
        bare.update(char for char in _SPECIAL if char in REFERENCE.sub("", piece))
    return Style(references, frozenset((bare if markup else set(_SPECIAL)) - references.keys()))


def encode(text: str, style: Style) -> str:
    """
    Words as they are written into a post: nothing in them can be read as a reference or the beginning of a tag.

    >>> encode("a < b & <c> &amp;", Style({}, frozenset("&<")))
    'a < b & &lt;c&gt; &amp;amp;'
    """
    return "".join(style.references.get(char) or _written(text, place, style) for place, char in enumerate(text))


def _written(text: str, place: int, style: Style) -> str:
    char, following = text[place], text[place + 1 : place + 2]
    if char not in _SPECIAL or (char == ">" and char in style.raw):
        return char
    harmless = not REFERENCE.match(text, place) if char == "&" else following.isspace() or (following != "" and following in "0123456789=")
    return char if char in style.raw and harmless else _SPECIAL[char]
