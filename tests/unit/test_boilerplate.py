"""What goes from the ends of a post, what stays, and what the lists may say."""

from pathlib import Path

import pytest

from worker.text.boilerplate import Boilerplate, Cleaned, clean, parse

ROOT = Path(__file__).parents[2]
LISTS = parse(*(path.read_text("utf-8") for path in sorted((ROOT / "config" / "boilerplate").glob("*.txt"))))
SAMPLES = ROOT / "tests" / "samples"


def body(source: str, lists: Boilerplate = LISTS) -> str:
    return clean(source, lists).body


def block(text: str, name: str = "paragraph", tag: str = "p") -> str:
    return f"<!-- wp:{name} -->\n<{tag}>{text}</{tag}>\n<!-- /wp:{name} -->"


NEWS = block("The bridge opened on Monday.")

REMOVED_FROM_SAMPLES = {
    "arabic.html": ("شارك هذا المقال:", "اترك تعليقاً"),
    "blocks-news.html": (
        "Related Posts",
        "Avalanche warning raised to level four",
        "Kamnica hut reopens after the fire",
        "Leave a Comment",
    ),
    "boilerplate-words-inside.html": ("Advertisement",),
    "chinese.txt": ("分享到微信", "发表评论"),
    "classic-blank-lines.html": ("Posted in News, Transport", "Leave a Comment"),
    "classic-paragraphs.html": (
        "Posted on March 3, 2024 by newsdesk",
        "Share this:",
        "Click to share on Facebook (Opens in new window) Facebook",
        "Click to share on X (Opens in new window) X",
        "Like this:",
        "Like Loading...",
    ),
    "court.html": ("By Jane Whitlock | May 7, 2024 | 5 Comments", "Comments are closed."),
    "crlf.html": ("Print this page", "Share this:", "Email"),
    "entities.html": ("© 2025 The Marsden Echo. All rights reserved.", "→ Continue reading…"),
    "faq-foreign-block.html": (
        '<!-- wp:jetpack/sharing-button {"service":"facebook","label":"Facebook"} /-->',
        "Subscribe to our newsletter",
    ),
    "french.html": (
        "L’article Aubrac : l’ancien directeur condamné est apparu en premier sur Le Valserin.",
        "Laisser un commentaire",
    ),
    "german.html": (
        "Teilen mit:",
        "Klick, um auf Facebook zu teilen (Wird in neuem Fenster geöffnet) Facebook",
        "X",
        "Schreibe einen Kommentar Antwort abbrechen",
        "Deine E-Mail-Adresse wird nicht veröffentlicht. Erforderliche Felder sind mit * markiert",
        "Kommentar *",
        "Name",
    ),
    "hebrew.html": ("Share on WhatsApp", "Leave a Comment"),
    "japanese.html": ("関連記事", "駅前ビルの改修始まる", "市の予算案まとまる", "コメントを残す"),
    "liveblog.html": (
        "Sign up for our newsletter",
        "Related articles",
        "Are the dikes high enough?",
        "The flood of 2013 in pictures",
    ),
    "page-builder.html": ("Share | Tweet | Pin it", "Previous PostNext Post"),
    "plain-lines.txt": ("Leave a Comment",),
    "plain-wrapped.txt": ("Filed under: Local news", "3 Comments"),
    "sports.html": ("Leave a Comment",),
    "thirty-blocks.html": (
        "Share on Facebook",
        "Print this page",
        "<!-- wp:comments-title /-->",
        "<!-- wp:post-comments-form /-->",
    ),
    "unclosed.html": ("Follow us on Facebook", "Leave a Reply"),
}


@pytest.mark.parametrize("path", sorted([*SAMPLES.glob("*.html"), *SAMPLES.glob("*.txt")]), ids=lambda path: path.name)
def test_each_sample_loses_its_boilerplate_and_no_word_of_its_own(path: Path) -> None:
    cleaned = clean(path.read_bytes().decode(), LISTS)
    assert cleaned.removed == REMOVED_FROM_SAMPLES[path.name]
    assert clean(cleaned.body, LISTS) == Cleaned(cleaned.body, ())


@pytest.mark.parametrize(
    ("source", "left"),
    [
        ("News.\nLeave a Comment", "News."),
        ("News.\r\n\r\nLeave a Comment\r\n", "News."),
        ("<p>News.<br />Leave a Comment</p>\n", "<p>News.</p>\n"),
        ("<p>News.</p>\n<h3>LEAVE A REPLY</h3>\n\n", "<p>News.</p>"),
        ("<p>News.<p>Leave a Comment", "<p>News."),
        ("<div class='x'>\n<p>News.</p>\n<p>Leave a Comment</p>\n</div>\n", "<div class='x'>\n<p>News.</p>\n</div>\n"),
        ("<p>News.</p><p>&#128172;&nbsp;<a href='#respond'>Leave a&nbsp;comment</a> &rarr;</p>", "<p>News.</p>"),
        ("<p>News.</p><hr><p>&nbsp;</p><p>Tags: harbour, law</p><hr><p></p>", "<p>News.</p>"),
        ("<p>News.</p><p>Share this:</p><ul><li><a href=a>Facebook</a><li><a href=b>X</a></ul>", "<p>News.</p>"),
        ("<p>News.</p><a href=a><img src=f.png alt='Share on Facebook'></a>", "<p>News.</p>"),
        ("<p>News.</p><!-- desk --><p>Leave a Comment</p><!-- .comments -->", "<p>News.</p><!-- desk -->"),
        (f"{NEWS}\n\n{block('Leave a Comment')}\n", NEWS),
        (f"{NEWS}\n\n{block('Related', 'heading', 'h2')}\n\n<!-- wp:comments /-->", NEWS),
        (f"{NEWS}\n\n<!-- wp:group -->\n<div>{block('Leave a Comment')}</div>\n<!-- /wp:group -->", NEWS),
        (f"<!-- wp:group -->\n<div>{NEWS}\n\n{block('Leave a Comment')}</div>\n<!-- /wp:group -->",
         f"<!-- wp:group -->\n<div>{NEWS}</div>\n<!-- /wp:group -->"),
        (f"<!-- wp:acme/box -->\n<div>{NEWS}</div>\n<!-- /wp:acme/box -->\n\n{block('Leave a Comment')}",
         f"<!-- wp:acme/box -->\n<div>{NEWS}</div>\n<!-- /wp:acme/box -->"),
        (f"{NEWS}\n\n<!-- wp:html -->\n<div>Share | Tweet | Pin it</div>\n<!-- /wp:html -->", NEWS),
        ("[vc_row][vc_column_text]News.\n\nLeave a Comment[/vc_column_text][/vc_row]",
         "[vc_row][vc_column_text]News.[/vc_column_text][/vc_row]"),
    ],
)  # fmt: skip
def test_rows_at_the_end_go_with_all_that_they_fill(source: str, left: str) -> None:
    assert body(source) == left


@pytest.mark.parametrize(
    "row",
    [
        "Share on Facebook", "Tweet", "Click to share on X (Opens in new window)", "Like this:", "Loading…",
        "You may also like", "Read more", "Continue reading →", "Subscribe to our newsletter",
        "Sign up for our daily newsletter!", "3 Comments", "Follow us on Facebook, Instagram and X",
        "Advertisement", "Filed under: Trade, Harbours", "Tagged with trade, law", "Posted in News",
        "Previous post", "Next Post", "The post Storm’s end appeared first on The Echo.", "Print this page",
        "Comments are closed.", "Skip to content", "Copyright © 2024 The Echo. All rights reserved.", "Don’t miss",
        "Kommentar verfassen", "Das könnte dich auch interessieren", "Der Beitrag Sturm erschien zuerst auf Echo.",
        "Schlagwörter: Hafen, Recht", "Laisser un commentaire", "Partager :", "Vous aimerez aussi",
        "Commentaires fermés", "Deja un comentario", "Comparte esto:", "Te puede interesar", "Lascia un commento",
        "Condividi:", "Articoli correlati", "Deixe um comentário", "Compartilhe isso:", "Leia também",
        "Geef een reactie", "Dit delen:", "Lees ook", "コメントを残す", "共有:", "发表回复", "分享到：", "اترك رد",
        "Добавить комментарий", "Поделиться ссылкой:",
    ],
)  # fmt: skip
def test_a_row_that_themes_write_goes_in_html_and_in_plain_text(row: str) -> None:
    assert body(f"<p>News.</p>\n<p>{row}</p>") == "<p>News.</p>"
    assert body(f"News.\n\n{row}") == "News."


@pytest.mark.parametrize(
    "source",
    [
        "Leave a Comment",
        "<p>Leave a Comment</p>\n<p>Share this:</p>\n",
        "<p>The button says Leave a Comment</p>",
        "<p>News.</p><p>“Leave a Comment”</p>",
        "<p>News.</p><blockquote><p>Leave a Comment</p></blockquote>",
        "<p>News.</p><pre>Leave a Comment</pre>",
        "<p>News.</p><p><code>Read more</code></p>",
        "<h2>Read more</h2><p>News.</p>",
        "<p>News.</p><ol><li>Sign in.</li><li>Leave a comment</li></ol>",
        "<p>News.</p><figure><img src=a.jpg><figcaption>Share this</figcaption></figure>",
        "<p>News.</p><table><tr><td>Advertisement</td></tr></table>",
        "<p>News.</p><hr />\n",
        "<p>News.</p>\n\n",
        "<p>News.</p><h3>Related posts</h3><ul><li><a href=a>Storm</a> hits the coast</li></ul>",
        "<p>News.</p><h3>What we know</h3><ul><li><a href=a>Storm</a></li></ul>",
        "<p>Read more</p><p><img src=map.png></p>",
        "<p>Read more</p>[gallery ids='1,2']",
        f"{block('Leave a Comment')}\n\n<!-- wp:latest-posts /-->",
        "The mayor asked everyone who had seen the film in town to\nleave a comment",
        "<p>News.</p><p>Posted in Berlin, the soldier wrote home every day.</p>",
        "<p>News.</p><p>Tagged as a liar, he left. He never came back.</p>",
        "<p>News.</p><ul><li><a href=a>Facebook</a></li></ul>",
        "<p>Posted on March 3, 2024 by the army.</p><p>News.</p>",
        "<p>News.</p><p>© 2024 dpa</p>",
        "<p>News.</p><p>Name</p>",
        "<p>News.</p><p>Leave a Comment if you like</p>",
    ],
)
def test_the_same_words_stay_where_they_are_the_article(source: str) -> None:
    assert clean(source, LISTS) == Cleaned(source, ())


@pytest.mark.parametrize(
    "row",
    [
        "By Jane Doe | March 3, 2024 | 5 Comments",
        "By Jane Doe · 3 March 2024",
        "Posted on March 3, 2024 by <a href='/author/jd'>Jane Doe</a>",
        "Leave a Comment / News / By admin",
        "By Jane Doe | Leave a Comment",
        "Updated: 3 March 2024, 10:30",
        "5 min read",
        "Share on Facebook | Tweet | Email",
        "Veröffentlicht am 3. März 2024 von Jana Moor",
        "Publié le 3 mars 2024 par Jeanne Dol",
        "Publicado el 3 de marzo de 2024 por Juana Dol",
        "投稿日: 2024年3月3日",
    ],
)
def test_a_row_of_the_theme_on_top_goes(row: str) -> None:
    assert body(f"<p>{row}</p>\n<p>News.</p>") == "<p>News.</p>"
    assert body(f"<div>\n<p>{row}</p>\n<p>News.</p>\n</div>") == "<div>\n<p>News.</p>\n</div>"
    assert body(f"{block(row)}\n\n{NEWS}") == NEWS


@pytest.mark.parametrize("row", ["By Jane Doe", "By Jane Doe | By John Roe", "BERLIN, March 3", "Von Jana Moor, Berlin"])
def test_a_byline_or_dateline_of_the_journalist_stays(row: str) -> None:
    source = f"<p>{row}</p>\n<p>News.</p>"
    assert clean(source, LISTS) == Cleaned(source, ())


def test_a_house_adds_rows_of_its_own() -> None:
    house = parse("# ours\nThe Echo – {n} years of news\n== top ==\nre: echo ?wire \\d+\n== link ==\nfrom {*}")
    assert body("<p>Echo Wire 17</p><p>News.</p><p>THE ECHO — 120 years of news!</p>", house) == "<p>News.</p>"
    assert body("<p>News.</p><p><a href=a>From the archive</a></p>", house) == "<p>News.</p>"
    assert "archive" in body("<p>News.</p><p>From the archive</p>", house)


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("good row\n{nmu} comments", "line 2: no class {nmu}; write one of {n}, {date}"),
        ("read {more", "line 1: a brace without its partner"),
        ("\n== ends ==", "line 2: no section 'ends'; write one of == end =="),
        ("{*}", "line 1: '{*}' has no word of its own"),
        ("== after ==\n{*}", "line 2: '{*}' matches any row"),
        ("re: .*", "line 1: 're: .*' has no word of its own"),
        ("re: (x", "line 1: no regular expression"),
    ],
)
def test_a_wrong_line_is_named_with_what_is_right(text: str, complaint: str) -> None:
    with pytest.raises(ValueError) as caught:
        parse(text)
    assert str(caught.value).startswith(complaint)


def test_all_wrong_lines_are_reported_at_once() -> None:
    with pytest.raises(ValueError) as caught:
        parse("fine", "{x}\n{y}")
    assert [line.split(":")[0] for line in str(caught.value).splitlines()] == ["file 2, line 1", "file 2, line 2"]


def test_an_element_that_never_ends_hides_no_words_of_the_article() -> None:
    assert body("Share this:<svg>News came in.<p>Leave a Comment") == "Share this:<svg>News came in."
