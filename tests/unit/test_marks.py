"""Marked text: escaping, sentences, and marks put back around the same words."""

from __future__ import annotations

import pytest

from worker.text.marks import escape, plain, reattach, sentences, unescape


@pytest.mark.parametrize("words", ["a < b", "<t1>", "< /Q12 >", "&lt;t1>", "&amp;lt;", "R&D & &amp;", "<b>", "<t1", "&copy;"])
def test_words_come_back_from_marked_text(words: str) -> None:
    assert unescape(escape(words)) == words
    assert plain(f"<t1>{escape(words)}</t1><t2/>") == words


@pytest.mark.parametrize(
    ("marked", "pieces"),
    [
        ("One is here. Two is here.", ["One is here. ", "Two is here."]),
        ("Dr. Ito met J. Smith at 5 p.m. on Monday.", ["Dr. Ito met J. Smith at 5 p.m. on Monday."]),
        ("He came. <t1>She</t1> left.", ["He came. ", "<t1>She</t1> left."]),
        ("<t1>He came.</t1> She left.", ["<t1>He came.</t1> ", "She left."]),
        ("<t1>He came. She left.</t1> Then nothing.", ["<t1>He came. She left.</t1> ", "Then nothing."]),
        ("<q1>“No. Yes.”</q1> She left.", ["<q1>“No. Yes.”</q1> ", "She left."]),
        ("It works.<t1/> It does.", ["It works.<t1/> ", "It does."]),
        ("It costs 4.5 million. why not", ["It costs 4.5 million. why not"]),
        ("会議が終わった。次は来週だ。", ["会議が終わった。", "次は来週だ。"]),
        ("Wait … What?! Really.", ["Wait … ", "What?! ", "Really."]),
        ("هل جاء؟ نعم جاء.", ["هل جاء؟ ", "نعم جاء."]),
        ("", []),
    ],
)
def test_sentences_end_where_a_reader_ends_them_and_never_between_marks(marked: str, pieces: list[str]) -> None:
    assert list(sentences(marked)) == pieces


@pytest.mark.parametrize(
    ("marked", "words", "result"),
    [
        ("The <t1>board</t1> met.", "On Monday the board sat.", "On Monday the <t1>board</t1> sat."),
        ("The <t1>board</t1> met.", "The council sat.", None),
        ("The <t1>board</t1> met the board.", "The board sat with the board.", None),
        ("<t1/>The board met.<t2/>", "The board sat.", "<t1/>The board sat.<t2/>"),
        ("A <t1>board</t1> and a <t2>bank</t2>.", "A bank and a board.", None),
        ("The <t1/> board met.", "The board sat.", None),
    ],
)
def test_marks_are_put_back_around_the_same_words_or_not_at_all(marked: str, words: str, result: str | None) -> None:
    assert reattach(marked, words) == result
