"""
What themes, feeds and share bars leave behind: "Leave a Comment" at the end of a post, "Posted on … by …" at its top.

The post is read as rows: what a reader sees between two breaks.  From the end upwards, and from the top downwards, rows are taken
away for as long as each one equals a pattern of the closed lists; the first row that does not ends the walk.  What goes is a slice
of the source with the elements and blocks that it fills; an end tag whose start stays is left in its place.  BeautifulSoup says what a
reader sees in a slice; it never writes.  The format of the lists is described in config/boilerplate/en.txt.
"""

from __future__ import annotations

import re
import unicodedata
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

_NETWORK = (
    "facebook|twitter|x|x {twitter}|whatsapp|telegram|linkedin|pinterest|reddit|tumblr|e-?mail|mail|pocket|skype|threads|mastodon|"
    "bluesky|xing|line|wechat|weibo|sina weibo|vk|vkontakte|ok|odnoklassniki|viber|instagram|youtube|tiktok|google|google news|"
    "google\\+|messenger|flipboard|rss|snapchat|discord|signal|sms|hacker news|nextdoor|hatena|kakaotalk|微信|微博|вконтакте|"
    "одноклассники|телеграм|telegramm"
).replace("{twitter}", r"\(?(?:formerly )?twitter\)?")
_WORD = r"[^\W\d_]{2,}\.?"
_DAY = r"\d{1,2}(?:st|nd|rd|th|er|\.|o|a)?"
_TIME = r"(?:(?:at|um|a las|as|alle|om|kl\.?|à|às|в|-|–) )?\d{1,2}[:h.]\d{2}(?::\d{2})?(?: ?(?:[ap]\.?m\.?|uhr|h|utc|gmt|[ec][ds]?t|uur))?"
_DATE = (
    rf"(?:{_WORD}[,،]? (?:den |the )?)?(?:{_WORD} {_DAY}(?:,? \d{{4}})?|{_DAY} (?:de |of )?{_WORD}[,،]?(?: (?:de |del )?\d{{4}})?(?: г\.?)?|"
    rf"\d{{1,4}}[./-] ?\d{{1,2}}[./-] ?\d{{1,4}}|\d{{4}}年\d{{1,2}}月\d{{1,2}}日)(?:,? {_TIME})?"
)
_NAME = r"[^\W\d_]+(?:[.'\-][^\W\d_]+)*\.?"
_TERM = r"[\w#&][\w&'\-+/]*(?: [\w&'\-+/]+){0,3}"

CLASSES = {
    "n": r"\d[\d.,' ]*[km]?",
    "date": _DATE,
    "time": _TIME,
    "name": rf"{_NAME}(?: {_NAME}){{0,5}}",
    "terms": rf"{_TERM}(?:(?: ?[,،、;|·•] ?| and | & ){_TERM}){{0,11}}",
    "network": f"(?:{_NETWORK})",
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
    if section not in ("after", "beside") and not re.search(r"[^\W_]", re.sub(r"\{[^{}|]*\}", "", line.removeprefix("re:"))):
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
    raise ValueError(f"no class {part}; write one of {', '.join(f'{{{known}}}' for known in CLASSES)}, or {{a|b}} for a choice")


# ---- how a row is compared

_QUOTES = str.maketrans("‘’‚‛ʼ´`′“”„‟″「」『』", "''''''''\"\"\"\"\"\"\"\"\"")
_ORNAMENTS = ":;,-–—|·•*#~_/\\⁄ "
_SEPARATORS = re.compile(r"\s*(?:[|·•‧∙⋅/›»]|\s[–—-]\s)\s*")


def _fold(text: str) -> str:
    """One spelling for what looks the same: width, case, quotation marks, invisible characters, white space."""
    text = unicodedata.normalize("NFKC", text).translate(_QUOTES)
    text = "".join(c for c in text if unicodedata.category(c) != "Cf" and c not in "\ufe0e\ufe0f\u20e3").casefold()
    text = re.sub(r"«\s*([^«»]*?)\s*»", r'"\1"', text)
    text = re.sub(r"(?<!\d)\s*:\s*|\s*:\s*(?!\d)", ": ", " ".join(text.split()))
    return re.sub(r"\s+([!?])", r"\1", text)


def _bare(text: str) -> str:
    """
    A folded row without its ornaments: arrows, emoji, bullets, colons, dots that lead on.  Quotation marks are none: they quote.

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
        if len(parts) > 1 and all(_among(lists.top + lists.beside, part) for part in parts):
            # A byline beside a byline may be the journalist's; beside a date or a count it is the theme's.
            if any(_among(lists.top, part) or re.search(r"\d", part) for part in parts):
                return _Is.ROW
        if parts and all(_among(lists.after, part) for part in parts):
            return _Is.AFTER
    return _Is.TEXT


# ---- what a reader sees

_UNSEEN = ("script", "style", "svg", "textarea", "template", "noscript")
_FIXED = (
    "audio", "blockquote", "canvas", "code", "embed", "iframe", "kbd", "math", "object", "picture", "pre", "q", "samp", "table",
    "var", "video",
)  # fmt: skip
_LONGEST_ROW = 20_000  # characters of source: no share bar is longer, and nothing long needs a parser


@dataclass(frozen=True, slots=True)
class _Seen:
    """What a reader sees of a row: its strings; whether all of it is links; whether it holds a picture, a quotation or code."""

    strings: tuple[str, ...]
    only_links: bool = False
    fixed: bool = False

    @property
    def text(self) -> str:
        return " ".join("".join(self.strings).split())

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
    from bs4.element import NavigableString, Tag
    from bs4.exceptions import ParserRejectedMarkup

    if len(html) > _LONGEST_ROW:
        return _Seen((html,), fixed=True)
    try:
        soup = BeautifulSoup(f"<div>{html}", "html.parser")  # the tag keeps it from taking a row for a file name
    except ParserRejectedMarkup:
        return _Seen((html,), fixed=True)
    strings: list[str] = []
    only_links, fixed, pictures = True, False, False
    for node in soup.descendants:
        if isinstance(node, Tag):
            if node.name in _FIXED:
                fixed = True
            elif node.name == "img":
                linked = node.find_parent("a") is not None
                pictures = pictures or linked
                fixed = fixed or not (linked or {"emoji", "wp-smiley"} & set(node.get_attribute_list("class")))
                strings.append(str(node.get("alt") or "") if linked else "")
        elif type(node) is NavigableString and node.find_parent(_UNSEEN) is None:
            strings.append(str(node))
            if re.search(r"\w", node) and node.find_parent("a") is None:
                only_links = False
    text = "".join(strings)
    return _Seen(tuple(strings), only_links and (pictures or re.search(r"\w", text) is not None), fixed)


# ---- the rows of a post

_BREAKS = frozenset(
    "address article aside blockquote body br button center dd details dialog div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 "
    "h5 h6 header hr html label legend li main menu nav ol option p section select summary table tbody td tfoot th thead tr ul".split()
)
_VOID = frozenset("area base br col embed hr img input link meta param source track wbr".split())
_ENDS_NO_PARAGRAPH = frozenset(("br", "button", "label", "option"))
_QUOTING = frozenset(("blockquote", "q", "table", "pre", "code", "wp:quote", "wp:pullquote", "wp:table"))
# Boilerplate fills these or leaves them alone: half a list or half a form is worse than a whole one.
_WHOLE = frozenset(
    "ul ol dl menu form figure details select wp:list wp:buttons wp:cover wp:details wp:gallery wp:html wp:image wp:media-text "
    "wp:social-links".split()
)
_LOOSE_BLOCKS = frozenset(("wp:separator", "wp:spacer"))
_FURNITURE = re.compile(
    r"wp:(?:comments(?:-.+)?|comment-.+|post-comments(?:-.+)?|post-navigation-link|jetpack/(?:sharing-buttons|like|related-posts))"
)
_DELIMITER = re.compile(r"<!--\s+/?wp:(?:core/)?([a-z][a-z0-9_/-]*)")
_NEWLINE = re.compile(r"(\r\n|\r|\n)")


@dataclass(frozen=True, slots=True)
class _Row:
    """A line between two breaks, or a block that has no content of its own."""

    start: int
    end: int
    block: str = ""  # when it is a block: its name, or that of the furniture around it
    glued: bool = False  # a single newline, and nothing else, divides it from the row above
    quoted: bool = False  # in a quotation, a table, code
    whole: int = -1  # index of the outermost container around it that goes as a whole or stays


@dataclass(frozen=True, slots=True)
class _Layout:
    """The spans of a post, the partner of each delimiter (index to index), and its rows."""

    source: str
    spans: tuple[Span, ...]
    partners: dict[int, int]
    rows: tuple[_Row, ...]


def _fine_spans(source: str) -> Iterator[Span]:
    """The spans, with the inside of blocks that are opaque elsewhere (custom HTML, other namespaces), and text cut at its newlines."""
    for span in spans(source):
        text = source[span.start : span.end]
        if span.kind is Kind.OPAQUE and (block := _DELIMITER.match(text)):
            first, last = text.find("-->") + 3, text.rfind("<!--")
            if last < first:
                yield Span(Kind.BLOCK, span.start, span.end, block[1], "void")
                continue
            yield Span(Kind.BLOCK, span.start, span.start + first, block[1], "open")
            for inner in _fine_spans(text[first:last]):
                yield replace(inner, start=inner.start + span.start + first, end=inner.end + span.start + first)
            yield Span(Kind.BLOCK, span.start + last, span.end, block[1], "close")
        elif span.kind is Kind.TEXT:
            at = span.start
            for piece in _NEWLINE.split(text):
                if piece:
                    yield Span(Kind.TEXT, at, at + len(piece))
                at += len(piece)
        else:
            yield span


def _key(span: Span) -> str:
    return "wp:" + span.name.removeprefix("core/") if span.kind is Kind.BLOCK else span.name.lower()


class _Reader:
    """Reads the spans once, in order, and notes rows and partners."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.spans = tuple(_fine_spans(source))
        self.open: list[int] = []  # indexes of the start delimiters that wait for their end
        self.keys = [_key(span) for span in self.spans]
        self.partners: dict[int, int] = {}
        self.rows: list[_Row] = []
        self.line: _Row | None = None
        self.newlines = 2  # since the last row; two are a blank line, and a tag that breaks counts as one

    def read(self) -> _Layout:
        for index, span in enumerate(self.spans):
            self._take(index, span)
        self._break()
        return _Layout(self.source, self.spans, self.partners, tuple(self.rows))

    def _take(self, index: int, span: Span) -> None:
        key = self.keys[index]
        text = self.source[span.start : span.end]
        if span.kind is Kind.COMMENT:
            return
        if span.kind is Kind.BLOCK or (span.kind is Kind.TAG and key in _BREAKS):
            self._break()
            self.newlines = 2
        if span.kind is Kind.BLOCK and span.role == "void":
            if key not in _LOOSE_BLOCKS:
                around = [key, *(self.keys[i] for i in self.open)]
                self.rows.append(self._row(span.start, span.end, next(filter(_FURNITURE.fullmatch, around), key)))
        elif span.kind in (Kind.BLOCK, Kind.TAG):
            if span.role == "close":
                self._close(index, key)
            elif span.role == "open" and key not in _VOID:
                self._open(index, key)
            if key not in _BREAKS and span.kind is Kind.TAG:
                self._extend(span.start, span.end)
        elif _NEWLINE.fullmatch(text) and self._newline_breaks():
            self._break()
            self.newlines += 1
        elif text.strip():
            lead = len(text) - len(text.lstrip())
            self._extend(span.start + lead, span.start + len(text.rstrip()))

    def _newline_breaks(self) -> bool:
        """WordPress makes a line break of a newline in classic content; between block delimiters it is a blank."""
        blocks = [self.keys[index] for index in self.open if self.spans[index].kind is Kind.BLOCK]
        return not blocks or blocks[-1] == "wp:freeform"

    def _row(self, start: int, end: int, block: str = "") -> _Row:
        around = [(index, self.keys[index]) for index in self.open]
        quoted = any(key in _QUOTING for _, key in around)
        whole = next((index for index, key in around if key in _WHOLE or (key.startswith("wp:") and "/" in key)), -1)
        return _Row(start, end, block, self.newlines == 1, quoted, whole)

    def _extend(self, start: int, end: int) -> None:
        self.line = replace(self.line, end=end) if self.line else self._row(start, end)

    def _break(self) -> None:
        if self.line:
            self.rows.append(self.line)
            self.newlines = 0
        self.line = None

    def _open(self, index: int, key: str) -> None:
        if key in _BREAKS and key not in _ENDS_NO_PARAGRAPH:
            for depth in range(len(self.open) - 1, -1, -1):
                above = self.keys[self.open[depth]]
                if above == "p":
                    self._pop(depth, index)
                if above in _BREAKS or above.startswith("wp:"):
                    break
        self.open.append(index)

    def _close(self, index: int, key: str) -> None:
        for depth in range(len(self.open) - 1, -1, -1):
            above = self.keys[self.open[depth]]
            if above == key:
                self.partners[index] = self.open[depth]
                self._pop(depth, index)
                return
            if above.startswith("wp:") and not key.startswith("wp:"):
                return  # an end tag does not reach out of its block

    def _pop(self, depth: int, end: int) -> None:
        """End everything from `depth` on at the span `end`, said or not."""
        for index in self.open[depth:]:
            self.partners[index] = end
        del self.open[depth:]


# ---- the walk


@dataclass(frozen=True, slots=True)
class Cleaned:
    """`body` is the source without some slices; `removed` is what a reader saw in each row that went, in the source's order."""

    body: str
    removed: tuple[str, ...]


def clean(body: str, boilerplate: Boilerplate) -> Cleaned:
    """
    Take boilerplate away from the end and the top of a post, never from inside it, and never all of it.

    >>> clean("<p>News.</p>\\n<p>Leave a Comment</p>", parse("leave a comment"))
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

    def empty(self, at: int) -> bool:
        seen = self.see(at)
        return not (seen.text or seen.fixed or seen.only_links)

    def from_end(self) -> Cleaned:
        rows, first, links = self.rows, len(self.rows), 0
        for at in reversed(range(len(rows))):
            if self.empty(at):
                continue
            kind = self._kind_at_end(at)
            if kind is _Is.LIST or (kind is _Is.ROW and not links):
                first, links = at, 0
            elif kind is _Is.LINKS and links < _MOST_LINKS:
                links += 1
            elif kind is not _Is.AFTER:
                break
        kept = next((at for at in reversed(range(first)) if not self.empty(at)), None)
        if kept is None:
            return Cleaned(self.layout.source, ())
        while first < len(rows) and rows[first].whole == rows[kept].whole != -1:
            kept, first = (first if not self.empty(first) else kept), first + 1
        return self._without(_tail(self.layout, kept, first), range(first, len(rows)))

    def from_top(self) -> Cleaned:
        rows, stop = self.rows, 0
        for at in range(len(rows)):
            if self.empty(at):
                continue
            kind = _Is.TEXT if self._stays(at) else _at_top(self.see(at), self.lists)
            if kind is not _Is.ROW and not (kind is _Is.AFTER and stop):
                break
            stop = at + 1
        kept = next((at for at in range(stop, len(rows)) if not self.empty(at)), None)
        if kept is None:
            return Cleaned(self.layout.source, ())
        while stop and rows[stop - 1].whole == rows[kept].whole != -1:
            kept, stop = (stop - 1 if not self.empty(stop - 1) else kept), stop - 1
        return self._without(_head(self.layout, kept, stop), range(stop))

    def _kind_at_end(self, at: int) -> _Is:
        row = self.rows[at]
        if row.block and not row.quoted and _FURNITURE.fullmatch(row.block):
            return _Is.ROW
        if self._stays(at) or (at and row.glued and _runs_on(self.see(at - 1).text, self.see(at).text)):
            return _Is.TEXT
        return _at_end(self.see(at), self.lists)

    def _stays(self, at: int) -> bool:
        return self.rows[at].quoted or self.see(at).fixed

    def _without(self, cuts: Sequence[tuple[int, int]], gone: range) -> Cleaned:
        source, body, at = self.layout.source, [], 0
        if not gone:
            return Cleaned(source, ())
        for start, end in cuts:
            body.append(source[at:start])
            at = end
        return Cleaned("".join(body) + source[at:], tuple(self.see(at).text for at in gone if not self.empty(at)))


_MOST_LINKS = 40  # no theme shows as many related posts; a longer list is the article


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


def _tail(layout: _Layout, kept: int, first: int) -> Sequence[tuple[int, int]]:
    """The slices to cut when the rows from `first` on go and `kept` is the last that stays."""
    if first == len(layout.rows):
        return ()
    start = layout.rows[kept].end
    inside: set[int] = set()
    for index, span in enumerate(layout.spans):
        if not layout.rows[kept].end <= span.start < layout.rows[first].start:
            continue
        if span.role == "open":
            inside.add(index)
        inside.discard(layout.partners.get(index, -1))
        if span.kind is Kind.COMMENT and not inside:
            start = span.end  # a note between the article and the boilerplate belongs to the article
    stay = [
        span
        for index, span in enumerate(layout.spans)
        if span.start >= start and span.role == "close" and layout.spans[layout.partners.get(index, 0)].start < start
    ]
    cuts = []
    for span in stay:
        text = layout.source[start : span.start]
        if text.strip():
            cuts.append((start, start + len(text.rstrip())))
        start = span.end
    if layout.source[start:].strip():
        cuts.append((start, len(layout.source)))
    return cuts


def _head(layout: _Layout, kept: int, stop: int) -> Sequence[tuple[int, int]]:
    """The slices to cut when the rows before `stop` go and `kept` is the first that stays."""
    if not stop:
        return ()
    end = layout.rows[kept].start
    inside: set[int] = set()
    for index, span in reversed(list(enumerate(layout.spans))):
        if not layout.rows[stop - 1].end <= span.start < layout.rows[kept].start:
            continue
        if span.role == "close":
            inside.add(index)
        inside.discard(layout.partners.get(index, -1))
        if span.kind is Kind.COMMENT and not inside:
            end = span.start
    beyond = len(layout.spans)
    stay = [
        span
        for index, span in enumerate(layout.spans)
        if span.end <= end and span.role == "open" and layout.partners.get(index, beyond) != -1 and _reaches(layout, index, end)
    ]
    cuts = []
    for span in reversed(stay):
        text = layout.source[span.end : end]
        if text.strip():
            cuts.append((end - len(text.lstrip()), end))
        end = span.start
    if layout.source[:end].strip():
        cuts.append((0, end))
    return cuts[::-1]


def _reaches(layout: _Layout, index: int, offset: int) -> bool:
    """Does what opens at the span `index` end at or after `offset`?"""
    partner = layout.partners.get(index)
    return partner is None or layout.spans[partner].start >= offset
