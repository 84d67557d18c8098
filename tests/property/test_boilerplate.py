"""Claims about every post, not about examples."""

from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from worker.text.boilerplate import clean, parse

LISTS = parse(*(path.read_text("utf-8") for path in sorted((Path(__file__).parents[2] / "config" / "boilerplate").glob("*.txt"))))
PIECES = (
    "<p>", "</p>", "<div>", "</div>", "<ul>", "<li>", "</li>", "</ul>", "<form>", "</form>", "<blockquote>",
    "</blockquote>", "<h3>", "</h3>", "<a href='#x'>", "</a>", "<em>", "</em>", "<br />", "<hr>", "<img src=a>",
    "<pre>", "</pre>", "<svg>", "</svg>", "<!-- wp:paragraph -->", "<!-- /wp:paragraph -->", "<!-- wp:group -->",
    "<!-- /wp:group -->", "<!-- wp:html -->", "<!-- /wp:html -->", "<!-- wp:acme/box -->", "<!-- /wp:acme/box -->",
    "<!-- wp:spacer /-->", "<!-- wp:comments /-->", "<!-- note -->", "[vc_row]", "[/vc_row]", "[gallery ids='1']",
    "\n", "\n\n", "\r\n", " ", "&nbsp;", "Leave a Comment", "Share this:", "Facebook", "Related Posts",
    "3 Comments", "Posted on March 3, 2024 by admin", "By Jane Doe | March 3, 2024", "News came in.", "It is over.",
    "“Read more”", "コメントを残す", "<", "<!--", "&#x110000;", "\x00",
)  # fmt: skip
posts = st.lists(st.sampled_from(PIECES), max_size=24).map("".join) | st.text(max_size=200)
# Where words can be read: not in a tag or comment that was begun, nor in a drawing.
readable_posts = st.lists(st.sampled_from([piece for piece in PIECES if piece not in ("<", "<!--", "<svg>", "</svg>")]), max_size=24).map(
    "".join
)


def is_left_by_cutting(shorter: str, longer: str) -> bool:
    rest = iter(longer)
    return all(character in rest for character in shorter)


@given(posts)
def test_the_result_is_the_source_without_some_slices(post: str) -> None:
    assert is_left_by_cutting(clean(post, LISTS).body, post)


@given(posts)
def test_what_is_clean_stays_as_it_is(post: str) -> None:
    cleaned = clean(post, LISTS)
    again = clean(cleaned.body, LISTS)
    assert (again.body, again.removed) == (cleaned.body, ())


@given(readable_posts)
def test_the_sentences_of_the_article_all_stay(post: str) -> None:
    cleaned = clean(post, LISTS).body
    for own in ("News came in.", "It is over.", "“Read more”", "<img src=a>", "[gallery ids='1']"):
        assert cleaned.count(own) == post.count(own)


@given(st.lists(st.sampled_from(("News came in.", "Leave a Comment", "Share this:", "3 Comments")), min_size=1, max_size=8))
@settings(deadline=None)
def test_delimiters_of_blocks_stay_in_pairs(rows: list[str]) -> None:
    post = "\n\n".join(f"<!-- wp:paragraph -->\n<p>{row}</p>\n<!-- /wp:paragraph -->" for row in rows)
    cleaned = clean(f"<!-- wp:group -->\n<div>{post}</div>\n<!-- /wp:group -->", LISTS).body
    assert cleaned.count("<!-- wp:") == cleaned.count("<!-- /wp:")
    assert cleaned.count("<p>") == cleaned.count("</p>")
    assert "<p></p>" not in cleaned


@given(posts, st.sampled_from(("Leave a Comment", "Share on Facebook", "Schreibe einen Kommentar", "コメントを残す")))
def test_a_last_paragraph_of_boilerplate_never_survives_an_article(post: str, row: str) -> None:
    article = f"<p>It began on Monday.</p>\n<p>{post.replace('<', '').replace('[', '')} It ended on Friday.</p>"
    assert clean(f"{article}\n<p>{row}</p>", LISTS).body.endswith("It ended on Friday.</p>")
