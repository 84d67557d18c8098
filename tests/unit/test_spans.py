"""What is words in a post, and what is somebody else's."""

from __future__ import annotations

import pytest

from worker.text.spans import Kind, spans

BOUND = '<!-- wp:paragraph {"metadata":{"bindings":{"content":{}}}} --><p>Words from elsewhere.</p><!-- /wp:paragraph -->'


def pieces(source: str, kind: Kind) -> list[str]:
    return [source[span.start : span.end] for span in spans(source) if span.kind is kind]


@pytest.mark.parametrize(
    ("source", "tags"),
    [
        ('<a title="a > b" href=x>', ['<a title="a > b" href=x>']),
        ("<p\nclass='x'\n>one</P >", ["<p\nclass='x'\n>", "</P >"]),
        ("a < b, 1 <2, <3, R&D <> x", []),
        ("<o:p></o:p><my-element>", ["<o:p>", "</o:p>", "<my-element>"]),
        ("<br/><br / ><img src=a/>", ["<br/>", "<br / >", "<img src=a/>"]),
        ('<a href="x"title="y">', ['<a href="x"title="y">']),
        ("<a ='>'>x", ["<a ='>", ]),
    ],
)  # fmt: skip
def test_tags_end_where_a_browser_ends_them(source: str, tags: list[str]) -> None:
    assert pieces(source, Kind.TAG) == tags


@pytest.mark.parametrize(
    ("source", "comments"),
    [
        ("a<!-- b -->c", ["<!-- b -->"]),
        ("a<!-->b<!--->c<!--x--!>d", ["<!-->", "<!--->", "<!--x--!>"]),
        ("a<!DOCTYPE html>b<?php x ?>c</ d>e", ["<!DOCTYPE html>", "<?php x ?>", "</ d>"]),
        ("a<!--[if gte mso 9]><xml>x</xml><![endif]-->b", ["<!--[if gte mso 9]><xml>x</xml><![endif]-->"]),
        ("a<!-- never closed <b>", ["<!-- never closed <b>"]),
        ("a<!--more-->b", ["<!--more-->"]),
    ],
)
def test_comments_end_where_a_browser_ends_them(source: str, comments: list[str]) -> None:
    assert pieces(source, Kind.COMMENT) == comments


def test_a_block_delimiter_says_its_block_and_its_role() -> None:
    source = '<!-- wp:list {"a":{"b":">"}} --><!-- wp:acme/x-y /--><!-- /wp:list -->'
    found = [(span.name, span.role) for span in spans(source) if span.kind is Kind.BLOCK]

    assert found == [("core/list", "open"), ("acme/x-y", "void"), ("core/list", "close")]


@pytest.mark.parametrize(
    "shortcode",
    [
        *('[gallery ids="1,2"]', "[su_box]", "[button url=https://example.org]", "[contact-form]", "[x/]", "[ad 5]", "[[gallery]]"),
        *('[caption id="a" width="5"]', "[vc_row\n a='b']", "[tabs title='a > b <i>c</i>']", "[/anything]"),
    ],
)
def test_shortcodes_are_no_words(shortcode: str) -> None:
    assert pieces(f"See {shortcode} here.", Kind.SHORTCODE) == [shortcode]


@pytest.mark.parametrize(
    "words", ["[sic]", "[1]", "[…]", "[the mayor]", "[Editor’s note: it is closed]", "[he laughs]", "[5 a.m.]", "[", "a]b"]
)
def test_an_editors_brackets_are_words(words: str) -> None:
    assert pieces(f"See {words} here.", Kind.TEXT) == [f"See {words} here."]


def test_a_name_that_is_closed_somewhere_is_a_shortcode() -> None:
    assert pieces("[box]Words[/box]", Kind.SHORTCODE) == ["[box]", "[/box]"]


@pytest.mark.parametrize(
    "opaque",
    [
        *("<code>a < b</code>", "<pre>a\n\nb</pre>", "<script>if (a < b) {}</script>", "<style>p > a {}</style>", "<kbd>x</kbd>"),
        *("<svg><title>x</title></svg>", "<math><mi>x</mi></math>", "<textarea>x</textarea>", "<iframe>x</iframe>", "<q>x</q>"),
        *('<span translate="no">x</span>', '<i class="a notranslate">x</i>', "<b aria-hidden='true'>x</b>"),
        *("[code]a[/code]", "[latex]x[/latex]", "[blockquote]x[/blockquote]"),
        *("https://example.org/a_(b)", "www.example.org/?a=1&b=2", "desk@example.org", "$latex a^2$", "\\( a^2 \\)", "$$a^2$$"),
        *("[a note\nover two lines]", BOUND),
        *(f"<!-- wp:{name} --><p>x</p><!-- /wp:{name} -->" for name in ("html", "code", "verse", "preformatted", "math", "acme/faq")),
    ],
)
def test_opaque_things_are_one_span_with_all_that_is_in_them(opaque: str) -> None:
    source = f"Before {opaque}, and after."

    covered = [source[span.start : span.end] for span in spans(source) if span.kind in (Kind.TEXT,)]
    assert covered == ["Before ", ", and after."]


@pytest.mark.parametrize("address", ["https://example.org/a.", "(www.example.org)", "https://example.org/a, and", "“https://example.org”"])
def test_an_address_ends_before_the_punctuation_around_it(address: str) -> None:
    (found,) = pieces(address, Kind.OPAQUE)

    assert found.strip(".,()“”") == found


def test_core_blocks_in_a_plugins_container_are_open_and_its_own_words_are_not() -> None:
    source = "<!-- wp:acme/x --><div>own<!-- wp:paragraph --><p>Words.</p><!-- /wp:paragraph -->own</div><!-- /wp:acme/x -->"

    assert pieces(source, Kind.TEXT) == ["Words."]


def test_a_tag_left_open_in_a_block_is_not_closed_in_another() -> None:
    source = "<!-- wp:paragraph --><p><code>a</p><!-- /wp:paragraph --><!-- wp:paragraph --><p>b</code></p><!-- /wp:paragraph -->"

    assert pieces(source, Kind.TEXT) == ["a", "b"]
