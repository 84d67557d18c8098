"""
Would WordPress leave this text alone when an account without `unfiltered_html` saves it?

Such a save runs through kses, an empty update as well: the mere wish to keep a revision would cut the embeds out of
somebody's post. So this is asked before any write. It knows what kses surely keeps, a part of `$allowedposttags` in the
spelling that kses itself writes; everything else counts as changed. (wp-includes/kses.php and filter_block_content() of
blocks.php; tests/real/test_kses.py compares.)
"""

from __future__ import annotations

import json
import re
from html.entities import name2codepoint

_GLOBAL = re.compile(
    r"class|id|title|lang|dir|role|style|data-[a-z0-9_-]+|"
    r"aria-(?:label|labelledby|describedby|hidden|controls|current|details|expanded|live)"
)
_ALLOWED = {  # element: the attributes of its own
    element: frozenset(attributes)
    for element, *attributes in map(
        str.split,
        """
        a href rel name target
        abbr
        address
        article align
        aside align
        audio controls loop autoplay muted preload src
        b
        big
        blockquote cite
        br
        caption align
        cite
        code
        col span width
        colgroup span width
        dd
        del datetime
        details align open
        dfn
        div align
        dl
        dt
        em
        figcaption align
        figure align
        font color face size
        footer
        h1 align
        h2 align
        h3 align
        h4 align
        h5 align
        h6 align
        header
        hr align size width
        i
        img alt align border height width loading src
        ins datetime cite
        kbd
        li align value
        main
        mark
        nav
        ol start type reversed
        p align
        pre
        q cite
        s
        samp
        section align
        small
        span align
        strike
        strong
        sub
        summary
        sup
        table align border cellpadding cellspacing width
        tbody
        td align valign colspan rowspan height width scope headers
        tfoot
        th align valign colspan rowspan height width scope headers
        thead
        tr align valign
        tt
        u
        ul type
        var
        video controls loop autoplay muted playsinline poster preload src height width
        """.strip().splitlines(),
    )
}
_ADDRESSES = frozenset({"href", "src", "cite", "poster"})
_ADDRESS = re.compile(r"(?:https?|mailto|tel):[^\s:]*(?::\d+[^\s:]*)?|[^\s:]*")
_FLAGS = frozenset({"controls", "loop", "autoplay", "muted", "playsinline", "open", "reversed"})
_STYLE = re.compile(
    r"(?:(?:text-align|text-decoration|font-size|font-weight|font-style|line-height|color|background-color|width|height|"
    r"(?:padding|margin|border)(?:-(?:top|right|bottom|left))?|border-(?:radius|width|color|style)|"
    r"flex-basis|aspect-ratio|object-fit|vertical-align):"
    r" ?(?:[\w.%#-]+|var\(--[\w-]+\))(?:;(?=.)|$))+"
)

_PIECE = re.compile(r"<!--(?P<comment>.*?)-->|<(?P<tag>[^<>]*)>|[<>]", re.DOTALL)
_ATTRIBUTE = re.compile(r""" ([a-z][a-z0-9_-]*)(?:="([^"']*)")?""")  # 7.0 and later write an apostrophe as a reference
_ELEMENT = re.compile(rf"(?P<end>/)?(?P<name>[a-z][a-z0-9]*)(?P<attributes>(?:{_ATTRIBUTE.pattern})*)(?P<void> /)?")
_BLOCK = re.compile(r" (?P<end>/)?wp:(?P<name>[a-z][a-z0-9_/-]*) (?:(?P<attributes>\{.+\}) )?(?P<void>/)?", re.DOTALL)
_REFERENCE = re.compile(
    r"&(?:(?P<name>[A-Za-z]{2,8}[0-9]{0,2});|#(?P<decimal>0\d\d|[1-9]\d{2,5});|#x(?P<hex>[1-9a-fA-F][0-9a-fA-F]{1,4});)?"
)
_NAME = re.compile(r"[/!?\w-]*")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
# PHP knows no empty object and no long integer, writes 1.0 as 1, and escapes the line ends of Unicode.
_ODD_JSON = re.compile(r"\{\}|[0-9]{16}|\.0\b|-0\b|[\u2028\u2029]")


def changed_by_kses(text: str) -> str:
    """
    The first piece that kses might change, in a few words; "" if the text surely stays as it is.

    >>> changed_by_kses('<p class="lead">Tom &amp; <em>Ann</em></p>')
    ''
    >>> changed_by_kses('<p>Watch:</p><iframe src="https://video.example/7"></iframe>')
    '<iframe>'
    """
    if _CONTROL.search(text):
        return "a control character"
    for reference in _REFERENCE.finditer(text):
        if not _reference_stays(reference):
            return f'"{text[reference.start() : reference.start() + 8]}"'
    open_blocks: list[tuple[str, int]] = []
    for piece in _PIECE.finditer(text):
        if piece["comment"] is not None:
            if not _comment_stays(piece, open_blocks):
                return "the attributes or the nesting of a block"
        elif piece["tag"] is None:
            return f'a single "{piece[0]}"'
        elif not _tag_stays(piece["tag"]):
            return f"<{_NAME.findall(piece['tag'])[0][:20]}>"
    return "the nesting of blocks" if open_blocks else ""


def _reference_stays(reference: re.Match[str]) -> bool:
    if reference["name"]:
        return reference["name"] in name2codepoint
    number = int(reference["decimal"] or 0) or int(reference["hex"] or "0", 16)
    return 32 <= number < 0xD800 or 0xE000 <= number < 0xFFFE or 0x10000 <= number < 0x110000


def _tag_stays(tag: str) -> bool:
    element = _ELEMENT.fullmatch(tag)
    if element is None or "\\" in tag or element["name"] not in _ALLOWED or (element["end"] and tag != f"/{element['name']}"):
        return False
    attributes = _ATTRIBUTE.findall(element["attributes"])
    names = [name for name, _ in attributes]
    return len(set(names)) == len(names) and all(_attribute_stays(element["name"], *attribute) for attribute in attributes)


def _attribute_stays(tag: str, name: str, value: str) -> bool:
    if name not in _ALLOWED[tag] and not _GLOBAL.fullmatch(name):
        return False
    if name in _FLAGS:
        return True
    if name == "style":
        return bool(_STYLE.fullmatch(value))
    return name not in _ADDRESSES or bool(_ADDRESS.fullmatch(value))


def _comment_stays(comment: re.Match[str], open_blocks: list[tuple[str, int]]) -> bool:
    """`open_blocks` holds the name of each block that is open here, and where its content begins."""
    inner = comment["comment"]
    if not inner or re.search(r"[<>&\\]|--|-$", inner):
        return False
    block = _BLOCK.fullmatch(inner)
    if block is None:
        return not inner.lstrip().lstrip("/").startswith("wp:")
    if block["end"]:
        name, begins = open_blocks.pop() if open_blocks else ("", 0)
        # WordPress writes a block without content as one delimiter.
        return name == block["name"] and begins != comment.start() and not block["attributes"] and not block["void"]
    if not block["void"]:
        open_blocks.append((block["name"], comment.end()))
    return not block["name"].startswith("core/") and (block["attributes"] is None or _attributes_stay(block["attributes"]))


def _attributes_stay(attributes: str) -> bool:
    """Is this how PHP would write these attributes?"""
    try:
        return (
            not _ODD_JSON.search(attributes) and json.dumps(json.loads(attributes), separators=(",", ":"), ensure_ascii=False) == attributes
        )
    except (ValueError, RecursionError):
        return False
