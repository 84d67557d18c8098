"""
Marked text: what a model sees of one paragraph.

`<t1>…</t1>` stands for a pair of tags, `<t2/>` for anything without words of its own, `<q3>…</q3>` holds a quotation. Marks carry no
attributes and are numbered through. A "<" that would read as a mark is written `&lt;`, and `&amp;` stands for the "&" of such an escape.
"""

from __future__ import annotations

import re

MARK = re.compile(r"<\s*(?P<close>/?)\s*(?P<kind>[tq])(?P<number>\d{1,5})\s*(?P<lone>/?)\s*>", re.IGNORECASE)
_LOOKS_LIKE_MARK = re.compile(r"<(?=\s*/?\s*[tq]\d)", re.IGNORECASE)
_LOOKS_ESCAPED = re.compile(r"&(?=(?:lt|amp);)")

_ENDS_SENTENCE = re.compile(r"(?:[.!?…]+|[。！？｡؟۔।]+)[\"'”’»“‘›)\]」』]*")
# A full stop after these ends no sentence; single letters and numbers of one or two digits are handled by rule.
_ABBREVIATIONS = frozenset(
    "mr mrs ms mx dr prof rev hon pres gov sen rep st mt ft gen col lt sgt capt cpl maj adm cmdr det insp supt jr sr vs etc no nos vol fig "
    "approx est dept univ inc ltd co corp bros jan feb mar apr jun jul aug sep sept oct nov dec mon tue wed thu fri sat sun "
    "e.g i.e a.m p.m u.s u.k u.n e.u d.c "
    "nr bzw ca usw vgl hr fr dipl ing z.b d.h u.a s.o "
    "m mm mme mlle me av bd art "
    "sra srta dña ud uds ee.uu dott sig sigg ecc dhr mevr mw drs dra exmo".split()
)


def escape(text: str) -> str:
    """
    Words as they stand in marked text.

    >>> escape("a < b, <t1> and &lt;")
    'a < b, &lt;t1> and &amp;lt;'
    """
    return _LOOKS_LIKE_MARK.sub("&lt;", _LOOKS_ESCAPED.sub("&amp;", text))


def unescape(text: str) -> str:
    """The inverse of escape, for text without marks."""
    return re.sub(r"&(lt|amp);", lambda match: "<" if match[1] == "lt" else "&", text)


def plain(marked: str) -> str:
    """
    The words of marked text; quotations stay, marks go.

    >>> plain("<t1>Prices</t1> rose, <q2>“a lot”</q2>.")
    'Prices rose, “a lot”.'
    """
    return "".join(unescape(piece) for piece in _between(marked))


def _between(marked: str) -> list[str]:
    pieces, at = [], 0
    for match in MARK.finditer(marked):
        pieces.append(marked[at : match.start()])
        at = match.end()
    return [*pieces, marked[at:]]


def sentences(marked: str) -> tuple[str, ...]:
    """
    Marked text cut behind the blanks after each sentence, never inside of a pair of marks; the pieces join back.

    >>> sentences("Dr. Ito left. <q1>“Why?”</q1> Nobody knew.")
    ('Dr. Ito left. ', '<q1>“Why?”</q1> ', 'Nobody knew.')
    """
    visible, ends = _visible(marked)
    depths = _depths(marked)
    pieces, at = [], 0
    for match in _ENDS_SENTENCE.finditer(visible):
        cut = _cut(visible, match)
        place = ends[cut - 1] if cut else 0
        if place > at and depths[place] == 0 and marked[at:place].strip():
            pieces.append(marked[at:place])
            at = place
    if at < len(marked):
        pieces.append(marked[at:])
    return tuple(pieces)


def _visible(marked: str) -> tuple[str, list[int]]:
    """The text without its marks, and where each of its characters ends, closing marks behind it included."""
    characters: list[str] = []
    ends: list[int] = []
    at = 0
    for match in [*MARK.finditer(marked), None]:
        stop = match.start() if match else len(marked)
        characters.append(marked[at:stop])
        ends.extend(range(at + 1, stop + 1))
        at = match.end() if match else stop
        if match and match["close"] and ends and ends[-1] == match.start():
            ends[-1] = at
    return "".join(characters), ends


def _depths(marked: str) -> list[int]:
    """For each offset: how many pairs of marks are open there; a place just before an opening mark is outside of it."""
    depths, depth, at = [], 0, 0
    for match in MARK.finditer(marked):
        depths.extend([depth] * (match.start() - at + 1))
        depths.extend([depth + 1] * (match.end() - match.start() - 1))
        if match["close"]:
            depth = max(depth - 1, 0)
        elif not match["lone"]:
            depth += 1
        at = match.end()
    return [*depths, *[depth] * (len(marked) - at + 1)]


def _cut(visible: str, end: re.Match[str]) -> int | None:
    """Where the next sentence begins, None if this is no end."""
    after = end.end()
    if not re.match(r"\s", visible[after : after + 1]):
        return after if end.group()[0] in "。！？｡" and after < len(visible) else None
    following = after
    while following < len(visible) and visible[following].isspace():
        following += 1
    if following == len(visible) or visible[following].islower():
        return None
    if end.group()[0] == "." and _is_abbreviated(visible, end.start()):
        return None
    return following


def _is_abbreviated(visible: str, stop: int) -> bool:
    word = re.search(r"(?<!\S)[(\[\"'“„«‘]*(\S*)$", visible[max(0, stop - 30) : stop])
    if word is None or not word[1]:
        return False
    text = word[1].lower()
    return text in _ABBREVIATIONS or re.fullmatch(r"(?:[^\W\d_]\.)*[^\W\d_]|\d{1,2}", text) is not None


def reattach(marked: str, words: str) -> str | None:
    """
    Put the marks of `marked` around the same words in a rewritten plain text; None where that would be a guess.

    A pair is put back around its words if they occur exactly once, in the same order; marks at the very edges stay there.

    >>> reattach("The <t1>harbour board</t1> met on Monday.<t2/>", "On Monday the harbour board met.")
    'On Monday the <t1>harbour board</t1> met.<t2/>'
    """
    lead = re.match(r"(?:\s|<t\d+/>)*", marked)
    head = lead.group() if lead else ""
    rest = marked[len(head) :]
    trail = re.search(r"(?:\s|<t\d+/>)*$", rest)
    tail = trail.group() if trail else ""
    core = rest[: len(rest) - len(tail)]
    result, at = "", 0
    for pair in _top_pairs(core):
        inner = plain(pair)
        if not inner or words.count(inner) != 1 or words.find(inner) < at:
            return None
        found = words.find(inner)
        result += escape(words[at:found]) + pair
        at = found + len(inner)
    result += escape(words[at:])
    if [m.group() for m in MARK.finditer(result)] != [m.group() for m in MARK.finditer(core)]:
        return None
    return head + result + tail


def _top_pairs(core: str) -> list[str]:
    """The outermost marks with all that is in them."""
    found, depth, start = [], 0, 0
    for match in MARK.finditer(core):
        if match["lone"]:
            if depth == 0:
                found.append(match.group())
        elif match["close"]:
            depth -= 1
            if depth == 0:
                found.append(core[start : match.end()])
        else:
            if depth == 0:
                start = match.start()
            depth += 1
    return found
