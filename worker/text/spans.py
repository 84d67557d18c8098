"""
The raw post as spans that join back to it: which bytes are words, and which are somebody else's.

Tags, comments and raw text elements end where a browser ends them (WHATWG HTML, 13.2.5 Tokenization), block delimiters where WordPress
ends them (its block parser's expression), shortcodes where its own expression does. Only positions are computed; nothing is decoded.

One expression of possessive repetitions reads the post once, so that no input costs more than linear time. Python's HTMLParser finds the
same boundaries (a test compares the two), but in 3.11.7 it takes quadratic time for unclosed tags and comments, and where it ends odd
ones differs between patch releases.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What a span is."""

    TEXT = "text"
    TAG = "tag"
    COMMENT = "comment"
    BLOCK = "block"  # the delimiter of a block: <!-- wp:… -->
    SHORTCODE = "shortcode"
    OPAQUE = "opaque"  # left alone with all that is in it: code, scripts, addresses, formulas, blocks that repeat their text in JSON


@dataclass(frozen=True, slots=True)
class Span:
    """
    source[start:end].

    `name` is that of the tag, block ("core/paragraph"), shortcode or opaque thing, in lower case; `role` is "open", "close", "void" or "".
    """

    kind: Kind
    start: int
    end: int
    name: str = ""
    role: str = ""


VOID_TAGS = frozenset("area base br col embed hr img input link meta param source track wbr".split())

# Elements whose inside is no markup for a browser, and ends at the first end tag of that name.
_RAW_TEXT = frozenset("iframe noembed noframes noscript script style textarea title xmp".split())
# Elements whose inside is not prose.
_OPAQUE_TAGS = frozenset("canvas code datalist head kbd math object pre q rp rt samp select svg template var".split()) | _RAW_TEXT

# The core blocks whose words stand in their HTML alone; the others keep them in JSON too, make them at view time, or hold none.
# (block.json of each: attributes with "source": "rich-text" and "role": "content".)
_OPEN_BLOCKS = frozenset(
    "core/" + name
    for name in (
        "accordion accordion-heading accordion-item accordion-panel audio button buttons column columns cover details embed freeform "
        "gallery group heading image list list-item media-text paragraph pullquote query quote separator spacer table text-columns video"
    ).split()
)

# Shortcodes whose inside is not prose, or is a quotation.
_RAW_SHORTCODES = frozenset(
    "audio blockquote code css embed gist html js katex latex math php playlist pre pullquote quote raw sourcecode video".split()
)
# Shortcodes that are written without attributes; other bare words in brackets ("[sic]", "[laughs]") are an editor's.
_KNOWN_SHORTCODES = _RAW_SHORTCODES | frozenset(
    "ad ads adsense archives caption contact-form footnote footnotes form gallery instagram login map newsletter poll product products "
    "related search share sitemap slider subscribe toc tweet twitter vimeo youtube".split()
)

_BLANK = r"\t\n\f\r "
_TOKEN = re.compile(
    rf"""
      (?P<comment> <!--(?:-?>|.*?(?:--!?>|\Z)) | <[!?][^>]*+(?:>|\Z) | </(?![A-Za-z])(?!\Z)[^>]*+(?:>|\Z) )
    | (?P<tag> <(?P<close>/?)(?P<tagname>[A-Za-z][^{_BLANK}/>]*+)
        (?: [{_BLANK}/]++
          | [^{_BLANK}/>][^{_BLANK}/>=]*+
            (?: [{_BLANK}]*+ = [{_BLANK}]*+ (?: "[^"]*+(?:"|\Z) | '[^']*+(?:'|\Z) | [^{_BLANK}>"'][^{_BLANK}>]*+ )?+ )?+
        )*+ (?P<ended>>|\Z) )
    | (?P<shortcode> \[\[?(?P<scclose>/?)(?P<scname>[A-Za-z][\w-]*+)(?P<attributes>
        (?: =[{_BLANK}]*+(?:"[^"\[\]]*+"|'[^'\[\]]*+') | [^\[\]<\n\r=]++ | = | (?:\r\n|\n|\r)(?![ \t]*[\r\n]) )*+ )\]\]? )
    """,
    re.VERBOSE | re.DOTALL,
)
_DELIMITER = re.compile(
    r"<!--\s+(?P<close>/)?wp:(?P<name>(?:[a-z][a-z0-9_-]*/)?[a-z][a-z0-9_-]*)(?:\s+\{.*\})?\s+(?P<void>/)?-->", re.DOTALL
)
_NOT_FOR_READERS = re.compile(
    r"""[\s"'](?:translate\s*=\s*["']?no\b|aria-hidden\s*=\s*["']?true\b"""
    r"""|class\s*=\s*(?:"[^"]*\bnotranslate\b|'[^']*\bnotranslate\b|notranslate\b))""",
    re.IGNORECASE,
)
_URL_CHARACTER = r"[^\s<>\"“”„«»‘’\[\]{}|\\^`\u3000-\u303f\uff00-\uffef]"
_ADDRESS = re.compile(
    rf"(?P<url>(?<![\w@])(?:https?://|www\.){_URL_CHARACTER}+)"
    r"|(?P<email>(?<![\w.+-])[A-Za-z0-9_.+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63})+)"
    r"|(?P<formula>\$latex\s(?:[^$\n\r]|(?:\r\n|\n|\r)(?![ \t]*[\r\n]))*+\$?"
    r"|\$\$[^$\n\r]{1,300}\$\$|\\\([^\n\r]{1,300}?\\\)|\\\[[^\n\r]{1,300}?\\\])",
    re.IGNORECASE,
)
_MAY_HOLD_ADDRESS = re.compile(r"://|www\.|@|\$|\\", re.IGNORECASE)


def spans(source: str) -> tuple[Span, ...]:
    """
    Cut a post into spans, without gaps and in order, for any string at all.

    >>> [(s.kind.value, s.name) for s in spans('<p>See [gallery ids="1"].')]
    [('tag', 'p'), ('text', ''), ('shortcode', 'gallery'), ('text', '')]
    """
    tokens = list(_tokens(source))
    partners = _partners(tokens)
    return tuple(_fill(source, _regions(source, tokens, partners)))


def skeleton(source: str) -> tuple[str, ...]:
    """Everything of a post that is not words, in order: no rewriting may change it."""
    return tuple(source[span.start : span.end] for span in spans(source) if span.kind is not Kind.TEXT)


def _tokens(source: str) -> Iterator[Span]:
    """Everything that is not text, in order."""
    closers = {match.group(1).lower() for match in re.finditer(r"\[/([A-Za-z][\w-]*)\]", source)}
    at = 0
    while match := _TOKEN.search(source, at):
        start, at = match.span()
        if match["comment"] is not None:
            delimiter = _DELIMITER.fullmatch(source, start, at)
            yield _block(delimiter) if delimiter else Span(Kind.COMMENT, start, at)
        elif match["tag"] is not None:
            name = match["tagname"].lower()
            if not match["ended"]:
                yield Span(Kind.OPAQUE, start, at, name)  # a tag that never ends: nothing after it is shown
                continue
            role = "close" if match["close"] else "void" if name in VOID_TAGS else "open"
            yield Span(Kind.TAG, start, at, name, role)
            if role == "open" and name in _RAW_TEXT:
                end = re.compile(rf"</{re.escape(name)}(?=[{_BLANK}/>])", re.IGNORECASE).search(source, at)
                at = end.start() if end else len(source)
                if at > match.end():
                    yield Span(Kind.OPAQUE, match.end(), at, name)
        elif _is_shortcode(match["scname"].lower(), match["attributes"], match["scclose"] != "", closers):
            name = match["scname"].lower()
            role = "close" if match["scclose"] else "open" if name in closers else "void"
            yield Span(Kind.SHORTCODE, start, at, name, role)
        elif "\n" in match.group() or "\r" in match.group():
            yield Span(Kind.OPAQUE, start, at, "[…]")  # brackets over several lines: no line may be changed alone
        else:
            at = start + 1  # an editor's brackets; tags and shortcodes may stand inside


def _block(delimiter: re.Match[str]) -> Span:
    name = delimiter["name"] if "/" in delimiter["name"] else f"core/{delimiter['name']}"
    role = "void" if delimiter["void"] else "close" if delimiter["close"] else "open"
    return Span(Kind.BLOCK, delimiter.start(), delimiter.end(), name, role)


def _is_shortcode(name: str, attributes: str, close: bool, closers: set[str]) -> bool:
    """
    Is `[name attributes]` a shortcode, not an editor's insertion?

    Which names are registered only the site knows. A shortcode is one that WordPress itself or many plugins bring, or has what no word in
    brackets has: a key with a value, an address, an end, an underscore in its name.
    """
    if close:
        return attributes == ""
    if attributes and attributes[0] not in " \t\r\n\xa0/":
        return False
    if re.search(r"""[\w-]\s*=\s*(?:["'“”&]|\S)""", attributes) or attributes.rstrip().endswith("/") or "://" in attributes:
        return True
    if name in closers or "_" in name:
        return True
    if attributes.strip():
        return name in _KNOWN_SHORTCODES and re.fullmatch(r"\s+[\w./-]*\d[\w./-]*\s*", attributes) is not None
    return name in _KNOWN_SHORTCODES


def _partners(tokens: list[Span]) -> dict[int, int]:
    """
    Index of each opening token that is closed, to that of its closing one.

    A tag or shortcode and its end belong together only inside of the same block.
    """
    partners: dict[int, int] = {}
    blocks: list[int] = []
    around: set[int] = {-1}  # the same, to look up
    waiting: dict[tuple[Kind, str], list[tuple[int, int]]] = {}
    for index, token in enumerate(tokens):
        inside = blocks[-1] if blocks else -1
        if token.kind is Kind.BLOCK:
            if token.role == "open":
                blocks.append(index)
                around.add(index)
            elif token.role == "close":
                reach = range(len(blocks) - 1, max(len(blocks) - 50, 0) - 1, -1)
                depth = next((d for d in reach if tokens[blocks[d]].name == token.name), None)
                if depth is not None:
                    partners[blocks[depth]] = index
                    around.difference_update(blocks[depth:])
                    del blocks[depth:]
        elif token.kind in (Kind.TAG, Kind.SHORTCODE):
            opened = waiting.setdefault((token.kind, token.name), [])
            if token.role == "open":
                opened.append((index, inside))
            elif token.role == "close":
                while opened and opened[-1][1] not in around:
                    opened.pop()  # it was left open in a block that has ended
                if opened and opened[-1][1] == inside:
                    partners[opened.pop()[0]] = index
    return partners


def _regions(source: str, tokens: list[Span], partners: dict[int, int]) -> Iterator[Span]:
    """
    The tokens, with everything that is opaque as a whole drawn together.

    A block that is left alone is opaque but for the open blocks in it: a plugin's container says nothing of its inner blocks in its own
    JSON, and the editor checks each block's HTML by itself.
    """
    blocks: list[tuple[int, bool]] = []  # around the token at hand: index of its end delimiter, and whether it is left alone
    name, begin, index = "", 0, 0
    while index < len(tokens):
        token, last = tokens[index], partners.get(index, -1)
        alone = bool(blocks) and blocks[-1][1]
        if blocks and index == blocks[-1][0]:
            blocks.pop()
            yield Span(Kind.OPAQUE, begin, token.end, name) if alone else token
            begin = token.end
        elif token.kind is Kind.BLOCK and last >= 0:
            opens = _is_open(source, token)
            if opens and alone:
                yield Span(Kind.OPAQUE, begin, token.start, name)
            if opens:
                yield token
            elif not alone:
                name, begin = token.name, token.start
            if opens or not alone:
                blocks.append((last, not opens))
        elif alone:
            pass
        elif token.kind is Kind.TAG and last >= 0 and _hidden(source, token):
            yield Span(Kind.OPAQUE, token.start, tokens[last].end, token.name)
            index = last
        elif token.kind is Kind.SHORTCODE and last >= 0 and token.name in _RAW_SHORTCODES:
            yield Span(Kind.OPAQUE, token.start, tokens[last].end, f"[{token.name}]")
            index = last
        else:
            yield token
        index += 1


def _hidden(source: str, tag: Span) -> bool:
    return tag.name in _OPAQUE_TAGS or _NOT_FOR_READERS.search(source, tag.start, tag.end) is not None


def _is_open(source: str, block: Span) -> bool:
    """May the words of this block be rewritten?  Not if they come from somewhere else, by a binding."""
    return block.name in _OPEN_BLOCKS and '"bindings":' not in source[block.start : block.end]


def _fill(source: str, found: Iterator[Span]) -> Iterator[Span]:
    """The same, with the text between."""
    at = 0
    for span in found:
        yield from _text(source, at, span.start)
        yield span
        at = span.end
    yield from _text(source, at, len(source))


def _text(source: str, start: int, end: int) -> Iterator[Span]:
    """Text, with the addresses and formulas in it."""
    at = start
    if _MAY_HOLD_ADDRESS.search(source, start, end):
        for match in _ADDRESS.finditer(source, start, end):
            stop = _address_end(match) if match["url"] else match.end()
            if match.start() > at:
                yield Span(Kind.TEXT, at, match.start())
            yield Span(Kind.OPAQUE, match.start(), stop, match.lastgroup or "")
            at = stop
    if at < end:
        yield Span(Kind.TEXT, at, end)


def _address_end(match: re.Match[str]) -> int:
    """Without the punctuation of the sentence around it, and without a closing bracket that was opened before it."""
    url = match.group().rstrip(".,;:!?…'*_~")
    while url.endswith(")") and url.count(")") > url.count("("):
        url = url[:-1].rstrip(".,;:!?…'*_~")
    return match.start() + len(url)
