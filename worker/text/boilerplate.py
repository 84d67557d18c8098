"""
What themes, feeds and share bars leave behind: "Leave a Comment" at the end of a post, "Posted on … by …" at its top.

The post is read as rows: what a reader sees between two breaks.  From the end upwards, and from the top downwards, rows
go for as long as each one equals a pattern of the closed lists; the first that does not ends the walk.  What goes is a
slice of the source with the elements and blocks that it fills; an end tag whose start stays is left in its place.
BeautifulSoup says what a reader sees in a slice; it never writes.  config/boilerplate/en.txt describes the lists.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum

from worker.text.spans import Kind, Span, spans

# ---- the lists

SECTIONS = {
    "end": ("end",),
    "top": ("top",),
    "end and top": ("end", "top"),
    "link": ("link",),
    "list": ("list",),
    "after": ("after",),
    "beside": ("beside",),
}

_NETWORKS = (
    "facebook", "twitter", "x", r"x \(?(?:formerly )?twitter\)?", "whatsapp", "telegram", "linkedin", "pinterest",
    "reddit", "tumblr", "e-?mail", "mail",
    "pocket", "skype", "threads", "mastodon", "bluesky", "xing", "line", "wechat",
    "weibo", "sina weibo", "vk", "vkontakte", "ok", "odnoklassniki", "viber", "instagram", "youtube", "tiktok",
    "google", "google news", r"google\+", "messenger", "flipboard", "rss", "snapchat", "discord", "signal", "sms",
    "hacker news", "nextdoor", "hatena", "kakaotalk",
    "微信", "微博", "вконтакте", "одноклассники", "телеграм",
)  # fmt: skip
_WORD = r"[^\W\d_]{2,}\.?"
_DAY = r"\d{1,2}(?:st|nd|rd|th|er|\.|o|a)?"
_TIME = (
    r"(?:(?:at|um|a las|as|alle|om|kl\.?|à|às|в|-|–) )?\d{1,2}[:h.]\d{2}(?::\d{2})?"
    r"(?: ?(?:[ap]\.?m\.?|uhr|h|utc|gmt|[ec][ds]?t|uur))?"
)
_DATE = (
    rf"(?:{_WORD}[,،]? (?:den |the )?)?"
    rf"(?:{_WORD} {_DAY}(?:,? \d{{4}})?|{_DAY} (?:de |of )?{_WORD}[,،]?(?: (?:de |del )?\d{{4}})?(?: г\.?)?|"
    rf"\d{{1,4}}[./-] ?\d{{1,2}}[./-] ?\d{{1,4}}|\d{{4}}年\d{{1,2}}月\d{{1,2}}日)"
    rf"(?:,? {_TIME})?"
)
_NAME = r"(?:(?:[^\W\d_]|dr|jr|sr|st)\.|[^\W\d_]+(?:[.'\-][^\W\d_]+)*)"  # no other full stop: it would end a sentence
_TERM = r"[\w#][\w'\-+/]*(?: [\w'\-+/]+){0,3}"

CLASSES = {
    "n": r"\d[\d.,' ]*[km]?",
    "date": _DATE,
    "time": _TIME,
    "name": rf"{_NAME}(?: {_NAME}){{0,4}}",
    "terms": rf"{_TERM}(?: ?[,،、;|·•&] ?{_TERM}){{0,11}}",
    "network": "|".join(_NETWORKS),
    "*": r".{0,150}[^\s.!?。]",
}
_OPEN_CLASSES = ("{*}", "{name}", "{terms}")
_ANY_WORDS = "qzx vwkj pqfh"  # a pattern that takes this for boilerplate takes everything


@dataclass(frozen=True, slots=True)
class Boilerplate:
    """The closed lists, one tuple of whole-row patterns a section of the files."""

    end: tuple[re.Pattern[str], ...] = ()
    top: tuple[re.Pattern[str], ...] = ()
    link: tuple[re.Pattern[str], ...] = ()
    list: tuple[re.Pattern[str], ...] = ()
    after: tuple[re.Pattern[str], ...] = ()
    beside: tuple[re.Pattern[str], ...] = ()


def parse(*files: str) -> Boilerplate:
    """
    Read the text of pattern files.

    Raises ValueError with a line for each wrong line: its number and what would be right.
    """
    lists: dict[str, list[re.Pattern[str]]] = {}
    problems = []
    for number, text in enumerate(files, 1):
        section = "end"
        for row, line in enumerate(text.splitlines(), 1):
            where = f"line {row}" if len(files) == 1 else f"file {number}, line {row}"
            line = line.strip()
            try:
                if not line or line.startswith("#"):
                    continue
                if line.startswith("=="):
                    section = _section(line)
                    continue
                pattern = _pattern(line, section)
            except ValueError as error:
                problems.append(f"{where}: {error}")
                continue
            for name in SECTIONS[section]:
                lists.setdefault(name, []).append(pattern)
    if problems:
        raise ValueError("\n".join(problems))
    return Boilerplate(**{name: tuple(patterns) for name, patterns in lists.items()})


def _section(line: str) -> str:
    name = " ".join(line.strip("= ").split())
    if name not in SECTIONS:
        raise ValueError(f"no section {name!r}; write one of {', '.join(f'== {known} ==' for known in SECTIONS)}")
    return name


def _pattern(line: str, section: str) -> re.Pattern[str]:
    """
    >>> bool(_pattern("{n} comments", "end").fullmatch("12 comments"))
    True
    """
    if line.startswith("re:"):
        try:
            pattern = re.compile(line.removeprefix("re:").strip(), re.IGNORECASE)
        except re.error as error:
            raise ValueError(f"no regular expression: {error}; see Python's re, or leave out 're:'") from None
    else:
        pattern = re.compile(_expression(line))
    own_words = re.sub(r"\{[^{}|]*\}", "", line.removeprefix("re:"))
    if section not in ("after", "beside") and not re.search(r"[^\W_]", own_words):
        raise ValueError(f"{line!r} has no word of its own; add the words that make the row boilerplate")
    if pattern.fullmatch("") or pattern.fullmatch(_ANY_WORDS):
        raise ValueError(f"{line!r} matches any row; add the words that make the row boilerplate")
    return pattern


def _expression(line: str) -> str:
    parts = re.split(r"(\{[^{}]*\})", _bare(_fold(line)))
    written = "".join(_piece(part) for part in parts)
    return written if line.endswith(_OPEN_CLASSES) else written + "[.!]?"


def _piece(part: str) -> str:
    name = part[1:-1]
    if not part.startswith("{"):
        if "{" in part or "}" in part:
            raise ValueError("a brace without its partner; write {n}, {a|b} or {optional words|}")
        return re.escape(part)
    if name in CLASSES:
        return f"(?:{CLASSES[name]})"
    if "|" in name:
        return f"(?:{'|'.join(re.escape(choice) for choice in name.split('|'))})"
    known = ", ".join(f"{{{name}}}" for name in CLASSES)
    raise ValueError(f"no class {part}; write one of {known}, or {{a|b}} for a choice")


# ---- how a row is compared

_LOOKALIKES = str.maketrans("‘’‚‛ʼ´`′“”„‟″「」『』‐‑–—−", "'" * 8 + '"' * 9 + "-" * 5)
_ORNAMENTS = ":;,-–—|·•*#~_/\\⁄ "
_SEPARATORS = re.compile(r"\s*(?:[|·•‧∙⋅/›»]|\s[–—-]\s)\s*")


def _fold(text: str) -> str:
    """One spelling for what looks the same: width, case, quotation marks, invisible characters, white space."""
    text = unicodedata.normalize("NFKC", text).translate(_LOOKALIKES)
    text = "".join(c for c in text if unicodedata.category(c) != "Cf" and c not in "\ufe0e\ufe0f\u20e3").casefold()
    text = re.sub(r"«\s*([^«»]*?)\s*»", r'"\1"', text)
    text = re.sub(r"(?<!\d)\s*:\s*|\s*:\s*(?!\d)", ": ", " ".join(text.split()))
    return re.sub(r"\s+([!?])", r"\1", text)


def _bare(text: str) -> str:
    """
    A folded row without its ornaments: arrows, emoji, bullets, colons, ellipses.  Quotation marks stay: they quote.

    >>> _bare("» continue reading: …")
    'continue reading'
    """
    while True:
        before = text
        text = re.sub(r"\s*[\[(]?(?:\.{2,}|…)[\])]?$", "", text)
        text = text[_ornamental(text, "»›" if "«" not in text else "") :]
        text = text[: len(text) - _ornamental(text[::-1], "»›" if "«" not in text else "")]
        if "»" not in text:
            text = text.strip("«‹")
        if re.fullmatch(r"\([^()]*\)|\[[^\[\]]*\]", text):
            text = text[1:-1]
        if text == before:
            return text


def _ornamental(text: str, more: str) -> int:
    """How many characters at the start are ornaments."""
    for at, c in enumerate(text):
        if c not in _ORNAMENTS and c not in more and (c in "©®" or unicodedata.category(c) not in ("So", "Sm", "Sk")):
            return at
    return len(text)


class _Is(Enum):
    """What a row is to the walk."""

    EMPTY = "nothing a reader sees"
    ROW = "boilerplate by itself"
    LIST = "boilerplate that introduces a list of links"
    AFTER = "boilerplate if the row above it is"
    LINKS = "only links: boilerplate below a row that introduces them"
    TEXT = "the journalist's"


def _among(patterns: Iterable[re.Pattern[str]], text: str) -> bool:
    return any(pattern.fullmatch(text) for pattern in patterns)


def _at_end(seen: _Seen, lists: Boilerplate) -> _Is:
    def one(text: str) -> _Is:
        if _among(lists.end, text) or (seen.only_links and _among(lists.link, text)):
            return _Is.ROW
        if _among(lists.list, text):
            return _Is.LIST
        return _Is.AFTER if _among(lists.after, text) else _Is.TEXT

    for parts in seen.readings():
        kinds = {one(part) for part in parts}
        if kinds and _Is.TEXT not in kinds:
            return kinds.pop() if len(kinds) == 1 else _Is.ROW
    return _Is.LINKS if seen.only_links else _Is.TEXT


def _at_top(seen: _Seen, lists: Boilerplate) -> _Is:
    for parts in seen.readings():
        if parts and all(_among(lists.top, part) for part in parts):
            return _Is.ROW
        # A byline beside a byline may be the journalist's; beside a date or a count it is the theme's.
        dated = any(_among(lists.top, part) or (_among(lists.beside, part) and re.search(r"\d", part)) for part in parts)
        if dated and len(parts) > 1 and all(_among(lists.top + lists.beside + lists.after, part) for part in parts):
            return _Is.ROW
        if parts and all(_among(lists.after, part) for part in parts):
            return _Is.AFTER
    return _Is.TEXT


# ---- what a reader sees

_UNSEEN = frozenset(("script", "style", "svg", "textarea", "template", "noscript"))
_FIXED = frozenset(
    ("audio", "blockquote", "canvas", "code", "embed", "iframe", "kbd", "math", "object", "picture", "pre", "q", "samp",
     "table", "var", "video")
)  # fmt: skip
_LONGEST_ROW = 20_000  # characters of source: no share bar is longer, and nothing long needs a parser


@dataclass(frozen=True, slots=True)
class _Seen:
    """What a reader sees of a row: strings, whether all are links, whether it holds a picture, a quotation or code."""

    strings: tuple[str, ...]
    only_links: bool = False
    fixed: bool = False

    @property
    def text(self) -> str:
        return " ".join("".join(self.strings).split())

    @property
    def nothing(self) -> bool:
        return not (self.text or self.fixed or self.only_links)

    def readings(self) -> Iterator[tuple[str, ...]]:
        """The row as a whole, cut at its separators, and cut where its tags are; without ornaments."""
        whole = _fold("".join(self.strings))
        if len(whole) > 400:
            return
        yield (_bare(whole),)
        for parts in (_SEPARATORS.split(whole), [_fold(string) for string in self.strings]):
            yield tuple(bare for part in parts if (bare := _bare(part)))


def _see(html: str) -> _Seen:
    from bs4 import BeautifulSoup  # here, so that `redraft --help` does not pay for it
    from bs4.element import NavigableString, PageElement, Tag
    from bs4.exceptions import ParserRejectedMarkup

    if len(html) > _LONGEST_ROW:
        return _Seen((html,), fixed=True)
    try:
        soup = BeautifulSoup(f"<div>{html}", "html.parser")  # the tag keeps it from taking a row for a file name
    except ParserRejectedMarkup:
        return _Seen((html,), fixed=True)
    unseen = {name for name in _UNSEEN if f"</{name}" in html.lower()}  # one that never ends hides nothing for sure
    strings: list[str] = []
    only_links, linked_something, fixed = True, False, False
    todo: list[tuple[PageElement, bool]] = [(soup, False)]
    while todo:
        node, linked = todo.pop()
        if isinstance(node, Tag):
            if node.name == "img":
                fixed = fixed or not (linked or {"emoji", "wp-smiley"} & set(node.get_attribute_list("class")))
                linked_something = linked_something or linked
                strings.append(str(node.get("alt") or "") if linked else "")
            elif node.name not in unseen:
                fixed = fixed or node.name in _FIXED
                todo += [(child, linked or node.name == "a") for child in reversed(node.contents)]
        elif type(node) is NavigableString:
            strings.append(str(node))
            if re.search(r"\w", node):
                only_links, linked_something = only_links and linked, linked_something or linked
    return _Seen(tuple(strings), only_links and linked_something, fixed)


# ---- the rows of a post

_BREAKS = frozenset(
    ("address", "article", "aside", "blockquote", "body", "br", "button", "center", "dd", "details", "dialog", "div",
     "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header",
     "hr", "html", "label", "legend", "li", "main", "menu", "nav", "ol", "option", "p", "section", "select", "summary",
     "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul")
)  # fmt: skip
_ENDS_NO_PARAGRAPH = frozenset(("br", "button", "label", "option"))
_BUILDERS = ("vc_", "et_pb_", "fusion_", "av_", "kc_")  # shortcodes of page builders divide a post as <div> does
_QUOTING = frozenset(("blockquote", "q", "table", "pre", "code", "wp:quote", "wp:pullquote", "wp:table"))
# Boilerplate fills these tags and all blocks but the divisible ones, or it leaves them alone: half a form is no form.
_WHOLE_TAGS = frozenset(("ul", "ol", "dl", "menu", "form", "figure", "details", "select"))
_DIVISIBLE_BLOCKS = frozenset(("wp:group", "wp:columns", "wp:column", "wp:paragraph", "wp:heading", "wp:freeform"))
_LOOSE_BLOCKS = frozenset(("wp:separator", "wp:spacer"))
_FURNITURE = re.compile(
    r"wp:(?:comments(?:-.+)?|comment-.+|post-comments(?:-.+)?|post-navigation-link|jetpack/(?:sharing-buttons|like|related-posts))"
)
_DELIMITER = re.compile(r"<!--\s+(/)?wp:([a-z][a-z0-9_/-]*)(?:\s+\{.*?\})?\s+(/)?-->", re.DOTALL)
_NEWLINE = re.compile(r"(\r\n|\r|\n)")


@dataclass(frozen=True, slots=True)
class _Row:
    """A line between two breaks, or a block that has no content of its own."""

    start: int
    end: int
    block: str  # when it is a block: its name, or that of the furniture around it
    glued: bool  # a single newline, and nothing else, divides it from the row above
    quoted: bool  # in a quotation, a table, code
    whole: int  # index of the outermost container around it that goes as a whole or stays; -1 if there is none


@dataclass(frozen=True, slots=True)
class _Layout:
    """The spans of a post, the partner of each delimiter (index to index), and its rows."""

    source: str
    spans: tuple[Span, ...]
    partners: dict[int, int]
    rows: tuple[_Row, ...]


@dataclass(frozen=True, slots=True)
class _Open:
    """A start delimiter that waits for its end, and what it means for the rows inside."""

    index: int
    key: str
    quoted: bool = False
    whole: int = -1
    classic: bool = True  # WordPress makes a line break of a newline here; between block delimiters it is a blank
    furniture: str = ""


def _fine_spans(source: str) -> Iterator[Span]:
    """The spans, with the inside of blocks that are opaque elsewhere (custom HTML, say), and text cut at newlines."""
    for span in spans(source):
        text = source[span.start : span.end]
        if span.kind is Kind.OPAQUE and _DELIMITER.search(text):
            yield from _inside(text, span.start)
        elif span.kind is Kind.TEXT:
            at = span.start
            for piece in _NEWLINE.split(text):
                if piece:
                    yield Span(Kind.TEXT, at, at + len(piece))
                at += len(piece)
        else:
            yield span


def _inside(text: str, offset: int) -> Iterator[Span]:
    at = 0
    for delimiter in _DELIMITER.finditer(text):
        yield from _shifted(text[at : delimiter.start()], offset + at)
        close, name, void = delimiter.groups()
        role = "void" if void else "close" if close else "open"
        yield Span(Kind.BLOCK, offset + delimiter.start(), offset + delimiter.end(), name, role)
        at = delimiter.end()
    yield from _shifted(text[at:], offset + at)


def _shifted(text: str, offset: int) -> Iterator[Span]:
    return (replace(span, start=span.start + offset, end=span.end + offset) for span in _fine_spans(text))


def _key(span: Span) -> str:
    if span.kind is Kind.BLOCK:
        return "wp:" + span.name.removeprefix("core/")
    return f"[{span.name}]" if span.kind is Kind.SHORTCODE else span.name


def _breaks(span: Span) -> bool:
    if span.kind is Kind.SHORTCODE:
        return span.role != "void" and span.name.startswith(_BUILDERS)
    return span.kind is Kind.BLOCK or (span.kind is Kind.TAG and span.name in _BREAKS)


class _Reader:
    """Reads the spans once, in order, and notes rows and partners."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.spans = tuple(_fine_spans(source))
        self.stack = [_Open(-1, "")]
        self.waiting: Counter[str] = Counter()  # how often each key is open
        self.partners: dict[int, int] = {}
        self.rows: list[_Row] = []
        self.line: _Row | None = None
        self.newlines = 2  # since the last row; a tag that breaks divides as well as a blank line

    def read(self) -> _Layout:
        for index, span in enumerate(self.spans):
            self._take(index, span)
        self._break()
        return _Layout(self.source, self.spans, self.partners, tuple(self.rows))

    def _take(self, index: int, span: Span) -> None:
        text = self.source[span.start : span.end]
        if span.kind is Kind.COMMENT:
            return
        if _breaks(span):
            self._break()
            self.newlines = 2
            if span.kind is Kind.BLOCK and span.role == "void" and _key(span) not in _LOOSE_BLOCKS:
                furniture = self.stack[-1].furniture
                self.rows.append(replace(self._row(span.start, span.end), block=furniture or _key(span)))
        elif span.kind is Kind.TEXT and _NEWLINE.fullmatch(text):
            if self.stack[-1].classic:
                self._break()
                self.newlines += 1
        elif text.strip():
            self._extend(span.start + len(text) - len(text.lstrip()), span.start + len(text.rstrip()))
        if span.role == "close":
            self._leave(index, _key(span))
        elif span.role == "open":
            self._enter(index, _key(span))

    def _row(self, start: int, end: int) -> _Row:
        around = self.stack[-1]
        return _Row(start, end, "", self.newlines == 1, around.quoted, around.whole)

    def _extend(self, start: int, end: int) -> None:
        self.line = replace(self.line, end=end) if self.line else self._row(start, end)

    def _break(self) -> None:
        if self.line:
            self.rows.append(self.line)
            self.newlines = 0
        self.line = None

    def _enter(self, index: int, key: str) -> None:
        block = key.startswith("wp:")
        if key in _BREAKS and key not in _ENDS_NO_PARAGRAPH and self.waiting["p"]:
            self._end_paragraph(index)
        around = self.stack[-1]
        whole = key in _WHOLE_TAGS or (block and key not in _DIVISIBLE_BLOCKS)
        self.stack.append(
            _Open(
                index,
                key,
                quoted=around.quoted or key in _QUOTING,
                whole=index if around.whole < 0 and whole else around.whole,
                classic=key == "wp:freeform" if block else around.classic,
                furniture=around.furniture or (key if _FURNITURE.fullmatch(key) else ""),
            )
        )
        self.waiting[key] += 1

    def _end_paragraph(self, index: int) -> None:
        """A browser ends an open paragraph where another block begins."""
        for depth in range(len(self.stack) - 1, 0, -1):
            key = self.stack[depth].key
            if key == "p":
                self._pop(depth, index)
            if key in _BREAKS or key.startswith("wp:"):
                return

    def _leave(self, index: int, key: str) -> None:
        if not self.waiting[key]:
            return
        for depth in range(len(self.stack) - 1, 0, -1):
            above = self.stack[depth]
            if above.key == key:
                self.partners[index] = above.index
                self._pop(depth, index)
                return
            if above.key.startswith("wp:") and not key.startswith("wp:"):
                return  # an end tag does not reach out of its block

    def _pop(self, depth: int, end: int) -> None:
        """End everything from `depth` on at the span `end`, whether it says so or not."""
        for ended in self.stack[depth:]:
            self.partners[ended.index] = end
            self.waiting[ended.key] -= 1
        del self.stack[depth:]


# ---- the walk

_MOST_LINKS = 40  # no theme shows as many related posts; a longer list is the article


@dataclass(frozen=True, slots=True)
class Cleaned:
    """`body` is the source without some slices; `removed` is what a reader saw in each row that went, in order."""

    body: str
    removed: tuple[str, ...]


def clean(body: str, boilerplate: Boilerplate) -> Cleaned:
    """
    Take boilerplate away from the end and the top of a post, never from inside it, and never all of it.

    >>> clean("<p>News.</p> <p>Leave a Comment</p>", parse("leave a comment"))
    Cleaned(body='<p>News.</p>', removed=('Leave a Comment',))
    """
    after_end = _Walk(body, boilerplate).from_end()
    after_top = _Walk(after_end.body, boilerplate).from_top()
    return Cleaned(after_top.body, after_top.removed + after_end.removed)


class _Walk:
    """One walk over the rows of a post; a row is looked at only when the walk comes to it."""

    def __init__(self, body: str, lists: Boilerplate) -> None:
        self.layout = _Reader(body).read()
        self.rows = self.layout.rows
        self.lists = lists
        self.seen: dict[int, _Seen] = {}

    def see(self, at: int) -> _Seen:
        if at not in self.seen:
            row = self.rows[at]
            html = self.layout.source[row.start : row.end]
            self.seen[at] = _Seen((html,), fixed=True) if row.block else _see(html)
        return self.seen[at]

    def from_end(self) -> Cleaned:
        rows, first, links = self.rows, len(self.rows), 0
        for at in reversed(range(len(rows))):
            kind = self._kind_at_end(at)
            if kind is _Is.LIST or (kind is _Is.ROW and not links):
                first, links = at, 0
            elif kind is _Is.LINKS and links < _MOST_LINKS:
                links += 1
            elif kind not in (_Is.AFTER, _Is.EMPTY):
                break
        kept = next((at for at in reversed(range(first)) if not self.see(at).nothing), None)
        if kept is None:
            return Cleaned(self.layout.source, ())
        while first < len(rows) and rows[first].whole == rows[kept].whole != -1:
            kept, first = (kept if self.see(first).nothing else first), first + 1
        gone = range(first, len(rows))
        return self._without(gone, _tail(self.layout, kept, first) if gone else ())

    def from_top(self) -> Cleaned:
        rows, stop = self.rows, 0
        for at in range(len(rows)):
            kind = self._kind_at_top(at)
            if kind is _Is.ROW or (kind is _Is.AFTER and stop):
                stop = at + 1
            elif kind is not _Is.EMPTY:
                break
        kept = next((at for at in range(stop, len(rows)) if not self.see(at).nothing), None)
        if kept is None:
            return Cleaned(self.layout.source, ())
        while stop and rows[stop - 1].whole == rows[kept].whole != -1:
            kept, stop = (kept if self.see(stop - 1).nothing else stop - 1), stop - 1
        return self._without(range(stop), _head(self.layout, kept, stop) if stop else ())

    def _kind_at_end(self, at: int) -> _Is:
        row, seen = self.rows[at], self.see(at)
        if seen.nothing:
            return _Is.EMPTY
        if _FURNITURE.fullmatch(row.block) and not row.quoted:
            return _Is.ROW
        if row.quoted or seen.fixed or (at and row.glued and _runs_on(self.see(at - 1).text, seen.text)):
            return _Is.TEXT
        return _at_end(seen, self.lists)

    def _kind_at_top(self, at: int) -> _Is:
        seen = self.see(at)
        if seen.nothing:
            return _Is.EMPTY
        return _Is.TEXT if self.rows[at].quoted or seen.fixed else _at_top(seen, self.lists)

    def _without(self, gone: range, cuts: Iterable[tuple[int, int]]) -> Cleaned:
        source, kept, at = self.layout.source, [], 0
        for start, end in cuts:
            kept.append(source[at:start])
            at = end
        removed = tuple(self.see(at).text for at in gone if not self.see(at).nothing)
        return Cleaned("".join(kept) + source[at:], removed)


def _runs_on(line: str, following: str) -> bool:
    """
    Is `following` the rest of a sentence that was wrapped by hand?

    >>> _runs_on("The party asked everyone who had seen the film to", "Leave a comment")
    True
    >>> _runs_on("It opens on Monday.", "Leave a comment")
    False
    """
    if re.search(r"[.!?…:。！？؟][\"'”’»“)\]]*$", line):
        return False
    return len(line) >= 40 or following[:1].islower()


def _tail(layout: _Layout, kept: int, first: int) -> list[tuple[int, int]]:
    """The cuts when the rows from `first` on go and `kept` is the last to stay: all but ends of what began before."""
    at = layout.rows[kept].end
    between = [i for i, span in enumerate(layout.spans) if at <= span.start < layout.rows[first].start]
    at = max([at, *(layout.spans[note].end for note in _notes(layout, between, "open"))])
    tail = [i for i, span in enumerate(layout.spans) if span.start >= at]
    cuts = []
    for index in _unpaired(layout, tail, "close"):
        span = layout.spans[index]
        text = layout.source[at : span.start]
        if text.strip():
            cuts.append((at, at + len(text.rstrip())))
        at = span.end
    if layout.source[at:].strip():
        cuts.append((at, len(layout.source)))
    return cuts


def _head(layout: _Layout, kept: int, stop: int) -> list[tuple[int, int]]:
    """The cuts when the rows before `stop` go and `kept` is the first to stay: all but starts of what ends after."""
    at = layout.rows[kept].start
    between = [i for i, span in enumerate(layout.spans) if layout.rows[stop - 1].end <= span.start < at]
    at = min([at, *(layout.spans[note].start for note in _notes(layout, between[::-1], "close"))])
    head = [i for i, span in enumerate(layout.spans) if span.end <= at]
    cuts = []
    for index in reversed(_unpaired(layout, head, "open")):
        span = layout.spans[index]
        text = layout.source[span.end : at]
        if text.strip():
            cuts.append((at - len(text.lstrip()), at))
        at = span.start
    if layout.source[:at].strip():
        cuts.append((0, at))
    return cuts[::-1]


def _unpaired(layout: _Layout, among: Sequence[int], role: str) -> list[int]:
    """The delimiters of that role whose partner is not `among` them."""
    inside = set(among)
    return [i for i in among if layout.spans[i].role == role and layout.partners.get(i) not in inside]


def _notes(layout: _Layout, between: Iterable[int], entered: str) -> Iterator[int]:
    """Comments on the border belong to the article, unless an element of the boilerplate holds them."""
    around: set[int] = set()
    for index in between:
        span = layout.spans[index]
        if span.role == entered:
            around.add(index)
        around.discard(layout.partners.get(index, -1))
        if span.kind is Kind.COMMENT and not around:
            yield index
