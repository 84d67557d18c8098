"""Paragraphs out, paragraphs back: what a model sees of a post, and what of its answer is written."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from worker.text.quotations import quotations
from worker.text.units import Document, Fault, Unit, extract, extract_title, plain, restore, skeleton

SAMPLES = sorted(path for path in (Path(__file__).parents[1] / "samples").glob("*.*") if path.suffix != ".md")
# A foreign FAQ, code and tables, lists of related titles: little of these is an article's own words.
NO_ARTICLES = ("faq-foreign-block", "thirty-blocks", "boilerplate-words-inside", "japanese", "french")


def texts(body: str) -> list[str]:
    return [unit.text for unit in extract(body).units]


def unit(body: str) -> Unit:
    (found,) = extract(body).units
    return found


def rewritten(body: str, answer: str) -> str:
    """The post with this answer for its only unit."""
    document = extract(body)
    restored = restore(unit(body), answer)
    assert isinstance(restored, str), restored
    return document.merge({"p1": restored})


def complaint(body: str, answer: str) -> str:
    restored = restore(unit(body), answer)
    assert isinstance(restored, Fault), restored
    return restored.reason


# ---- where paragraphs begin and end


@pytest.mark.parametrize(
    "body",
    [
        "The council met.\n\nIt left again.",
        "The council met.\r\n\r\nIt left again.\r\n",
        "The council met.\nIt left again.",
        "<p>The council met.</p>\n<p>It left again.</p>",
        "<p>The council met.<p>It left again.",
        "The council met.<br><br>It left again.",
        "<p>The council met.<br />\nIt left again.</p>",
        "<div>The council met.<div>It left again.</div></div>",
        "<ul><li>The council met.<ul><li>It left again.</li></ul></li></ul>",
        "<ul><li><p>The council met.</p><p>It left again.</p></li></ul>",
        "<center>The council met.</center> <font color=red>It left again.</font>",
        "<p>The council met.&nbsp;</p><p>&nbsp;</p>\u3000\u3000It left again.",
        "<td>The council met.</td><td>12</td><td>It left again.</td>",
        "<a href='x'><h3>The council met.</h3><p>It left again.</p></a>",
        "<b style='font-weight:normal' id='docs-internal-1'><p><span>The council met.</span></p><br><p>It left again.</p></b>",
        "<p class='MsoNormal'>The council met.<o:p></o:p></p><!--[if !a]--> <!--[endif]--><p>It left again.<o:p>&nbsp;</o:p></p>",
        '[caption id="a_1"]<img src="x" /> The council met.[/caption]\n\nIt left again.',
        "<!-- wp:paragraph --><p>The council met.</p><!-- /wp:paragraph --><!-- wp:freeform -->It left again.<!-- /wp:freeform -->",
        "<!-- wp:acme/box --><div><!-- wp:paragraph --><p>The council met.</p><!-- /wp:paragraph --></div><!-- /wp:acme/box -->"
        "It left again.",
        "<p>The council met.</p><blockquote><p>Somebody else's words.</p></blockquote>It left again.",
    ],
)
def test_a_paragraph_is_a_unit_however_it_is_set_apart(body: str) -> None:
    assert texts(body) == ["The council met.", "It left again."]


def test_lines_that_were_wrapped_by_hand_are_one_unit() -> None:
    wrapped = "The council met on Monday evening to talk about\nthe new bridge, which nobody has seen so far."

    assert texts(wrapped) == texts(wrapped.replace("\n", "\r\n")) == [wrapped.replace("\n", " ")]


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ("<h2>The council met again</h2>", "heading"),
        ("<li>The council met again</li>", "list item"),
        ("<dl><dd>The council met again</dd></dl>", "list item"),
        ("<figure><img src=x><figcaption>The council met again</figcaption></figure>", "caption"),
        ("[caption id=a]<img src=x> The council met again[/caption]", "caption"),
        ("<table><caption>The council met again</caption></table>", "caption"),
        ("<th>The council met again</th>", "cell"),
        ("<details><summary>The council met again</summary></details>", "summary"),
        ('<!-- wp:button --><div class="x"><a>The council met again</a></div><!-- /wp:button -->', "button"),
        ("The council met again", "paragraph"),
    ],
)
def test_a_unit_says_what_it_is(body: str, kind: str) -> None:
    assert unit(body).kind == kind


@pytest.mark.parametrize(
    "body",
    [
        "<blockquote>The council met again.</blockquote>",
        "<blockquote>The council met again.<p>Never closed.",
        '<aside class="left pull-quote">The council met again.</aside>',
        "<!-- wp:pullquote --><figure><p>The council met again.</p><cite>The mayor of it</cite></figure><!-- /wp:pullquote -->",
        "<pre>The council met again.",
        "“The council met again.”",
        "<!-- wp:verse --><pre>The council met again.</pre><!-- /wp:verse -->",
        '<!-- wp:yoast/faq-block {"questions":[]} --><div>The council met again.</div><!-- /wp:yoast/faq-block -->',
        "12,000 (+5 %)",
        "<h2>Sport</h2><li>Contact us</li>",
        "&nbsp;\n\n — \n\n<img alt='The council met again'>[gallery]\n\nhttps://example.org/the-council-met-again",
    ],
)
def test_what_is_somebody_elses_or_holds_no_prose_is_no_unit(body: str) -> None:
    assert texts(body) == []


# ---- what a model sees


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("The <b>council</b> met.", "The <t1>council</t1> met."),
        ("The <b><i>council</i></b> met.", "The <t1>council</t1> met."),
        ("The <b>new <i>council</i></b> met.", "The <t1>new <t2>council</t2></t1> met."),
        ("The <b>council <i>met</b> today</i> again.", "The <t1>council <t2/>met</t1> today<t3/> again."),
        ("The <b>council met.", "The <t1/>council met."),
        ("The council</i> met.", "The council<t1/> met."),
        ("<p><strong>The council met.</strong></p>", "The council met."),
        ("<p> <a href=x><b>The council met</b></a>.</p>", "<t1>The council met</t1>."),
        ("See <code>a < b</code>, <img src=x> and [gallery ids=1].", "See <t1/>, <t2/> and <t3/>."),
        ("See it<b></b><i> </i><br>or not.", "See it<t1/>or not."),
        ("Read https://example.org/a. Now.", "Read <t1/>. Now."),
        ("The law passed.<sup><a href=#1>1</a></sup> It is on.", "The law passed.<t1/> It is on."),
        ("Our R&amp;D &#8217; &hellip; &copy 2020 &lt;b&gt; it", "Our R&D ’ … © 2020 <b> it"),
        ("A bad &#xD800; and &bogus; one", "A bad <t1/> and <t2/> one"),
        ("If a < b & c > d, AT&T is", "If a < b & c > d, AT&T is"),
        ("Read &lt;t1&gt; and &amp;lt; here", "Read &lt;t1> and &amp;lt; here"),
        ("We “are <b>ready</b>” now and here.", "We <q1>“are ready”</q1> now and here."),
        ("We <b>“are ready”</b> now and here.", "We <q1>“are ready”</q1> now and here."),
        ("We “are <b>ready” now</b> and here today.", "We <q1>“are ready” now</q1> and here today."),
        ("We &laquo;&nbsp;are ready&nbsp;&raquo; now and here.", "We <q1>«\u00a0are ready\u00a0»</q1> now and here."),
        ("It was 'n' and the players' bus, '90s.", "It was 'n' and the players' bus, '90s."),
        ("👩‍👩‍👧 co\u00adop می‌شود", "👩‍👩‍👧 co\u00adop می‌شود"),
        ("Teaser is here<!--more-->and the rest.", "Teaser is here<t1/>and the rest."),
    ],
)
def test_a_model_sees_words_and_numbered_marks(body: str, text: str) -> None:
    assert texts(body) == [text]
    assert extract(body).merge({"p1": text}) == body
    assert restore(unit(body), text) == text


def test_a_quotation_that_runs_on_is_locked_until_it_ends() -> None:
    body = "<p>The mayor said: “One.</p><p>Two is here.</p><p>Three,” and left again.</p><p>It is over.</p>"

    assert [plain(text) for text in texts(body)] == ["The mayor said: “One.", "Three,” and left again.", "It is over."]
    assert [unit.quotations for unit in extract(body).units] == [(("q1", "“One."),), (("q1", "Three,”"),), ()]


def test_a_title_is_one_unit_with_its_tags_and_line_ends() -> None:
    (found,) = extract_title("Mayor <i>opens</i>\nnew bridge").units

    assert (found.id, found.kind, found.text) == ("title", "title", "Mayor <t1>opens</t1> new bridge")
    assert extract_title(" ").units == extract_title("“No”").units == ()


# ---- what of an answer is taken


BODY = '<p>The <a href="x">harbour board</a> met on <b>Monday</b>.<img src="y"> “We are ready,” she said.</p>'
SHOWN = "The <t1>harbour board</t1> met on <t2>Monday</t2>.<t3/> <q4>“We are ready,”</q4> she said."


@pytest.mark.parametrize(
    "answer",
    [
        "A <t1>port board</t1> sat on <t2>Monday</t2>.<t3/> <q4>“We are ready,”</q4> she said.",
        "  A <T1>port board</T1> sat on <t2>Monday</t2>.<t3/> <Q4>“We are ready,”</Q4> she said.\n",
        "A <t1>port board</t1> sat on <t2>Monday</t2>.<t3/> <q4/> she said.",
        "A <t1>port board</t1> sat on <t2>Monday</t2>.<t3/> <q4> she said.",
        "A <t1>port board</t1> sat on <t2>Monday</t2>.<t3/> <q4>“We were all ready”</q4> she said.",
        "A <t1>port board</t1> sat on <t2>Monday</t2>.<t3/> “We are ready,” she said.",
        'A <t1>port board</t1> sat on <t2>Monday</t2>.<t3/> "We are ready," she said.',
        "A <t1>port board</t1> sat on <t2>Monday</t2>.<t3></t3> <q4>“We are ready,”</q4> she said.",
        "A <t1>port board</t1> sat on <t2>Monday</t2>.<t3> <q4>“We are ready,”</q4> she said.",
        "A <t1> port board </t1>sat on <t2>Monday</t2>.<t3/> <q4>“We are ready,”</q4> she said.",
        "A <t1>port\nboard</t1> sat\r\non < t2 >Monday</ t2 >.<t3 /> <q4>“We are ready,”</q4> she said.",
    ],
)
def test_small_slips_of_a_model_are_understood(answer: str) -> None:
    result = '<p>A <a href="x">port board</a> sat on <b>Monday</b>.<img src="y"> “We are ready,” she said.</p>'

    assert unit(BODY).text == SHOWN
    assert rewritten(BODY, answer) == result


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (" \n", "is empty"),
        ("A\n\nB " + SHOWN, "has a blank line; it must stay one paragraph"),
        (f"```\n{SHOWN}\n```", "holds a code fence; answer the words alone"),
        (SHOWN.replace("<t2>Monday</t2>", "Monday"), "lost <t2> and </t2>; every mark must be there once, around the words it belongs to"),
        (SHOWN.replace("<q4>“We are ready,”</q4>", ""), "lost <q4>…</q4>; every mark must be there once, around the words it belongs to"),
        (SHOWN + "<t5/>", "has <t5/>, which is no mark of the original"),
        (SHOWN + "<t3/>", "has <t3/> more than once"),
        (SHOWN.replace("</t2>.<t3/>", ".<t3/></t2>"), "has its marks in another order; they must stand in this one: "
         "<t1> </t1> <t2> </t2> <t3/> <q4>…</q4>"),
        (SHOWN.replace("Monday", " "), "has no words between <t2> and </t2>, where there were some"),
        ("<t1>harbour</t1> on <t2>Monday</t2>.<t3/> <q4/>“We are ready,”", "has the words of <q4>…</q4> twice; they must stand between "
         "its marks alone"),
        (SHOWN + " <b>New</b>", "holds something that looks like a tag; answer words alone"),
        (SHOWN + " &lt;b&gt;", "holds something that looks like a tag; answer words alone"),
        (SHOWN + " <!-- x -->", "holds something that looks like a tag; answer words alone"),
        (SHOWN + " [gallery]", "adds [gallery], which is not in the original; words in square brackets stay as they are"),
        (SHOWN + " [box", "adds [box, which is not in the original; words in square brackets stay as they are"),
        (SHOWN + " https://example.org", "adds https://example.org, which is not in the original"),
        (SHOWN + "\u202e", "holds the character U+202E, which the original does not"),
        (SHOWN + " &#8203;", "holds the character U+200B, which the original does not"),
        (SHOWN + "\x00", "holds the character U+0000, which the original does not"),
        (SHOWN + "\u200d", "holds the character U+200D, which the original does not"),
    ],
)  # fmt: skip
def test_what_cannot_stand_there_is_refused_with_a_complaint_that_says_why(answer: str, reason: str) -> None:
    assert complaint(BODY, answer) == reason


def test_brackets_of_an_editor_stay() -> None:
    body = "He [the mayor] met them [sic]."

    assert complaint(body, "The mayor met them [sic].") == "lost [the mayor]; words in square brackets stay as they are"
    assert rewritten(body, "Yesterday he [the mayor] saw them [sic].") == "Yesterday he [the mayor] saw them [sic]."


def test_an_answer_without_any_words_of_its_own_is_refused() -> None:
    assert complaint("See <img src=x> here.", "<t1/>") == "has no words outside of its marks"


def test_words_may_move_before_a_link_that_came_first() -> None:
    assert rewritten("<a href=x>The board</a> met.", "On Monday <t1>the board</t1> sat.") == "On Monday <a href=x>the board</a> sat."


@pytest.mark.parametrize(
    ("body", "answer", "result"),
    [
        ("<p>R&amp;D it&#8217;s on</p>", "It’s R&D & more", "<p>It&#8217;s R&amp;D &amp; more</p>"),
        ("<p>R&D is on</p>", "On is R&D, &lt; 5", "<p>On is R&D, &lt; 5</p>"),
        ("Our R&D is a < b", "So R&D is a < b & c <- d", "So R&D is a < b & c &lt;- d"),
        ("<p>Prices are up</p>", "Prices &quot;rose&quot; &amp; fell", '<p>Prices "rose" &amp; fell</p>'),
        ("<p>A&#32;word&#46; is here</p>", "One word. was here", "<p>One word. was here</p>"),
        ("<p>Caf&eacute;s are open</p>", "Open are cafés", "<p>Open are caf&eacute;s</p>"),
        ("<p>10&nbsp;km are far away</p>", "Far are 10\u00a0km", "<p>Far are 10&nbsp;km</p>"),
        ("<p>We read &amp;copy; here</p>", "Here we read &copy;", "<p>Here we read &amp;copy;</p>"),
        ("<p>&copy 2020 by us all</p>", "By us © 2020", "<p>By us &copy; 2020</p>"),
        ("<p>\n  The board met.&nbsp;\n</p>", "The board sat.", "<p>\n  The board sat.&nbsp;\n</p>"),
        ("<p>See the <i>Herald </i>today</p>", "Read the <t1>Herald</t1> today", "<p>Read the <i>Herald </i>today</p>"),
        ("<p>See the<i> Herald</i> today</p>", "Read the <t1>Herald</t1> today", "<p>Read the<i> Herald</i> today</p>"),
    ],
)
def test_words_are_written_as_the_source_writes_them(body: str, answer: str, result: str) -> None:
    assert rewritten(body, answer) == result


def test_only_what_changed_is_written() -> None:
    body = "<p>One&#8217;s &amp; <b>two\r\n are</b> here &copy 1.</p>"
    document = extract(body)

    assert document.merge({"p1": "One’s & <t1>two are</t1> there © 1."}) == "<p>One&#8217;s &amp; <b>two\r\n are</b> there &copy; 1.</p>"


def test_marks_that_do_not_fit_are_a_mistake_of_the_caller() -> None:
    document = extract("The <b>board</b> met.")

    with pytest.raises(ValueError, match="p1"):
        document.merge({"p1": "The board met."})
    with pytest.raises(ValueError, match="no such unit"):
        document.merge({"p2": "The board met."})


def test_the_certificate_tells_two_posts_apart() -> None:
    one, other = extract("<p>The board met.</p>"), extract("<div>The board met.</div>")
    new = {"p1": "The board sat."}

    assert one.splice(new).before == one.splice(new).after != other.splice(new).after


# ---- sample posts


def read(path: Path) -> str:
    return path.read_bytes().decode()


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text)


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.name)
def test_a_sample_post_with_its_own_texts_is_the_same_post(path: Path) -> None:
    document = extract(read(path))

    assert document.units
    assert document.merge({found.id: found.text for found in document.units}) == document.source


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.name)
def test_a_sample_post_with_other_words_has_the_same_skeleton(path: Path) -> None:
    document = extract(read(path))
    answers = {found.id: restore(found, _doubled(found.text)) for found in document.units}
    taken = {name: text for name, text in answers.items() if isinstance(text, str)}

    assert len(taken) == len(answers)
    assert skeleton(document.merge(taken)) == skeleton(document.source)


def _doubled(text: str) -> str:
    """The first word once more: the smallest rewriting that works in any language."""
    return re.sub(r"^([^\W\d]+)", r"\1 \1", text)


@pytest.mark.parametrize("path", [path for path in SAMPLES if path.stem not in NO_ARTICLES], ids=lambda path: path.name)
def test_nearly_all_words_of_an_article_lie_in_units_or_are_quoted(path: Path) -> None:
    document = extract(read(path))
    soup = BeautifulSoup(document.source, "html.parser")
    for quoting in soup.select("blockquote, .wp-block-pullquote, code, pre"):
        quoting.decompose()
    lines = [line for line in soup.get_text("\n" if path.suffix == ".txt" else " ").splitlines() if line.strip()]
    alone = [quotation.words for line in lines for quotation in quotations(line) if quotation.end - quotation.start == len(line)]

    assert len(words(_shown(document))) + len(words(" ".join(alone))) >= 0.9 * len(words(" ".join(lines)))


def _shown(document: Document) -> str:
    return " ".join(plain(found.text) for found in document.units)
