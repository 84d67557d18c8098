"""What holds for any post and any answer of a model."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from worker.text.quotations import over_paragraphs, quotations
from worker.text.spans import Kind, spans
from worker.text.units import Fault, Unit, extract, extract_title, plain, restore, sentences, skeleton

WORDS = [
    "The council",
    "met ",
    "a",
    "again today",
    " and left",
    "Dr. Ito",
    "5,000",
    "5",
    "x",
    "é",
    "שלום עולם",
    "می‌شود",
    "議会は",
    "会議",
    "👩‍👩‍👧",
    ". ",
    "!",
    ", ",
]
SIGNS = [
    "“",
    "”",
    '"',
    "'",
    "‘",
    "’",
    "„",
    "«\u00a0",
    "\u00a0»",
    "「",
    "」",
    "```",
    "$",
    "$latex ",
    "$$",
    "&",
    "<",
    ">",
    "< ",
    "[",
    "]",
    "=",
    "\\(",
    "\\)",
]
BLANKS = [" ", " ", "\n", "\r\n", "\r", "\n\n", "\t", "\u00a0", "\u3000", "\u2028"]
REFERENCES = ["&amp;", "&nbsp;", "&#8217;", "&hellip;", "&#xD800;", "&copy", "&lt;b&gt;", "&quot;", "&#32;", "&#10;", "&bogus;", "&#8203;"]
TAGS = [
    *(
        "<b><i>",
        "</i></b>",
        "<p>",
        "</p>",
        "<b>",
        "</b>",
        "<i>",
        "</i>",
        '<a href="x>y">',
        "</a>",
        "<br>",
        "<br />",
        "<li>",
        "</li>",
        "<ul>",
        "</ul>",
        "<div>",
    ),
    *("</div>", "<img src='x'>", "<code>", "</code>", "<blockquote>", "</blockquote>", "<h2>", "</h2>", "<sup>", "</sup>", "<a href='x"),
    *(
        "<!-- c -->",
        "<!--more-->",
        "<!--",
        "<script>",
        "</script>",
        '<span class="notranslate">',
        "</span>",
        "</",
        "<!x>",
        "<o:p>",
        "</o:p>",
    ),
]
BLOCKS = [
    *("<!-- wp:paragraph -->", "<!-- /wp:paragraph -->", '<!-- wp:acme/x {"a":"b"} -->', "<!-- /wp:acme/x -->", "<!-- wp:quote -->"),
    *("<!-- /wp:quote -->", "<!-- wp:more /-->", "<!-- wp:list -->", "<!-- /wp:list -->"),
]
SHORTCODES = ["[gallery ids='1']", "[sic]", "[box]", "[/box]", "[caption id=1]", "[/caption]", "[a\nb]", "[x y=", "[code]", "[/code]"]
ADDRESSES = ["https://example.org/a_(b).", "www.", "www.example.org", "a@example.org", "http://"]
MARKS = ["<t1>", "</t1>", "<t1/>", "<t2/>", "<t2>", "</t2>", "<q1>", "</q1>", "<q1/>", "<Q2>", "</q2>", "<t3/>", "&lt;t1>"]
CONTROLS = ["\x00", "\x07", "\u200b", "\u202e", "\ud800", "\ufffd", "\u2060", "\U000e0041", "\ufeff"]

prose = st.lists(st.sampled_from(WORDS), min_size=2, max_size=6).map("".join)
piece = st.one_of(prose, prose, *map(st.sampled_from, (SIGNS, BLANKS, REFERENCES, TAGS, BLOCKS, SHORTCODES, ADDRESSES, CONTROLS)))
posts = st.lists(piece, max_size=25).map("".join)
quoted = prose.map(lambda words: f"“{words},” said Ito. ")
paragraphs = st.lists(st.one_of(prose, quoted, piece), min_size=2, max_size=8).map("".join)
bodies = st.one_of(posts, st.lists(paragraphs, min_size=1, max_size=4).map(lambda found: "\n\n".join(f"<p>{p}</p>" for p in found)))
noise = st.one_of(prose, *map(st.sampled_from, (MARKS, MARKS, SIGNS, BLANKS, REFERENCES, TAGS, BLOCKS, SHORTCODES, ADDRESSES, CONTROLS)))


def answers(unit: Unit) -> st.SearchStrategy[str]:
    """What a hostile or clumsy model may say: noise, or the text that it was shown with noise put into it."""
    places = st.lists(st.tuples(st.integers(0, len(unit.text)), noise), max_size=3)
    return st.one_of(st.lists(noise, max_size=12).map("".join), places.map(lambda found: _with(unit.text, found)))


def _with(text: str, insertions: list[tuple[int, str]]) -> str:
    for place, words in sorted(insertions, reverse=True):
        text = text[:place] + words + text[place:]
    return text


@given(st.one_of(posts, st.text()))
def test_spans_join_back_to_any_text(source: str) -> None:
    found = spans(source)

    assert "".join(source[span.start : span.end] for span in found) == source
    assert all(span.start < span.end for span in found)
    assert [span.end for span in found[:-1]] == [span.start for span in found[1:]]


class Boundaries(HTMLParser):
    """Where the standard library's parser sees tags and comments."""

    def __init__(self, source: str) -> None:
        super().__init__(convert_charrefs=False)
        self.lines = [0]
        for text in source.splitlines(keepends=True):
            self.lines.append(self.lines[-1] + len(text))
        self.found: list[tuple[int, str]] = []
        self.feed(source)
        self.close()

    def note(self, name: str) -> None:
        row, column = self.getpos()
        self.found.append((self.lines[row - 1] + column, name))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.note(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.note(tag)

    def handle_endtag(self, tag: str) -> None:
        self.note("/" + tag)

    def handle_comment(self, data: str) -> None:
        self.note("!")


attributes = st.sampled_from(["", ' class="a"', " id='b>c'", ' data-x="[1]"', " hidden", ' href="/?a=1&amp;b=2"', ' alt="5 > 4"'])
tame_words = st.sampled_from(["word ", "a < b ", "1 > 0 ", "R&amp;D ", "\n", "“No” "])
tame = st.recursive(
    tame_words,
    lambda inner: st.one_of(
        st.builds(
            lambda tag, attribute, parts: f"<{tag}{attribute}>{''.join(parts)}</{tag}>",
            st.sampled_from(["p", "div", "b", "A", "li", "h2", "o:p", "em"]),
            attributes,
            st.lists(inner, max_size=4),
        ),
        st.builds(lambda attribute: f"<img{attribute} />", attributes),
        st.just("<br>"),
        st.just("<!-- a > b -->"),
        st.just("<p>never closed "),
    ),
    max_leaves=20,
)


@given(tame)
def test_tags_and_comments_begin_where_the_parser_of_the_standard_library_sees_them(source: str) -> None:
    ours = [
        (span.start, "!" if span.kind is Kind.COMMENT else "/" * (span.role == "close") + span.name)
        for span in spans(source)
        if span.kind in (Kind.TAG, Kind.COMMENT)
    ]

    assert ours == Boundaries(source).found


@given(bodies)
def test_a_post_with_its_own_texts_is_the_same_post(source: str) -> None:
    document = extract(source)
    spliced = document.splice({unit.id: unit.text for unit in document.units})

    assert spliced.text == source
    assert spliced.before == spliced.after


@given(bodies)
def test_the_text_that_a_model_was_shown_is_an_answer_that_changes_nothing(source: str) -> None:
    for unit in extract(source).units:
        assert restore(unit, unit.text) == unit.text


@given(bodies)
def test_units_lie_in_order_and_what_they_hold_stands_in_the_post(source: str) -> None:
    at = 0
    for unit in extract(source).units:
        edges = [edge for gap in unit.gaps for edge in (gap.start, gap.end)]
        assert edges == sorted(edges)
        assert at <= edges[0]
        assert [(mark.start, mark.end) for mark in unit.marks] == list(zip(edges[1::2], edges[2::2], strict=False))
        assert source[unit.start : unit.start + len(unit.source)] == unit.source
        assert all(mark.quotation for mark in unit.marks if mark.label.startswith("<q"))
        at = edges[-1]


@given(st.data(), bodies)
def test_no_answer_changes_anything_but_words(data: st.DataObject, source: str) -> None:
    document = extract(source)
    texts = {}
    for unit in document.units:
        restored = restore(unit, data.draw(answers(unit)))
        if isinstance(restored, Fault):
            assert restored.reason
            assert "\n" not in restored.reason
            continue
        texts[unit.id] = restored
        assert restore(unit, restored) == restored
        assert all(words in plain(restored) for _, words in unit.quotations)
    spliced = document.splice(texts)

    assert skeleton(spliced.text) == skeleton(source)
    assert spliced.before == spliced.after


@given(st.data(), st.one_of(prose, paragraphs))
def test_a_title_stays_one_line_of_words(data: st.DataObject, source: str) -> None:
    document = extract_title(source)
    for unit in document.units:
        restored = restore(unit, data.draw(answers(unit)))
        if not isinstance(restored, Fault):
            result = document.merge({"title": restored})
            assert skeleton(result) == skeleton(source)
            assert result.count("\n") <= source.count("\n")


@given(bodies)
def test_sentences_join_back(source: str) -> None:
    for unit in extract(source).units:
        assert "".join(sentences(unit.text)) == unit.text


@given(st.lists(st.one_of(paragraphs, st.text()), max_size=5))
def test_quotations_are_ranges_in_order(texts: list[str]) -> None:
    for text, ranges in zip(texts, over_paragraphs(texts), strict=True):
        edges = [edge for pair in ranges for edge in pair]
        assert edges == sorted(edges)
        assert all(0 <= start < end <= len(text) for start, end in ranges)
        assert all(text[found.start : found.end] for found in quotations(text))


HOSTILE = {
    "unclosed tags": '<a b="' * 10_000,
    "tags in tags": "<div>a" * 10_000,
    "pairs in pairs": "<b>a " * 5_000 + "</b>" * 5_000,
    "stray end tags": "<div>" * 7_500 + "</li>" * 7_500,
    "unclosed comments": "<!--" * 15_000,
    "unclosed blocks": "<!-- wp:x --><a></a>" * 3_750,
    "unclosed brackets": "[a\n" * 20_000,
    "unclosed shortcodes": '[a="' * 15_000,
    "blanks": "a" + " " * 62_500 + "b",
    "newlines": "a\n" * 30_000,
    "references of blanks": "&nbsp;" * 10_000,
    "opening quotation marks": "“a " * 20_000,
    "closing quotation marks": "»" * 62_500,
    "plural apostrophes": "“He players' " * 5_000,
    "quotations across tags": "“a<b>x”</b> " * 5_000,
    "formulas": "$latex " * 10_000,
    "addresses": "http://" + "." * 62_500,
    "line breaks": "a <br>" * 10_000,
}


@pytest.mark.parametrize("source", HOSTILE.values(), ids=HOSTILE.keys())
def test_long_hostile_posts_are_read_in_reasonable_time(source: str) -> None:
    document = extract(source)

    assert document.merge({unit.id: unit.text for unit in document.units[:1]}) == source
