"""A long paragraph in pieces is the paragraph, and a run of words that two texts share is the longest there is."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from worker.text.marks import plain, sentences
from worker.text.originality import originality
from worker.text.pieces import pieces
from worker.text.unit import show
from worker.text.units import extract, restore, word_count

WORDS = st.sampled_from(
    ["The council met again. ", "It left, ", "Dr. Ito said: ", "“We go. We stay.” ", "市议会。", "5 &amp; 6 rose! ", "x ", "? "]
)
INLINE = st.sampled_from(
    ["<b>", "</b>", "<i>So.</i> ", '<a href="a">many plans were shown. </a>', "<br>", "<img src=x>", "&nbsp;", "[sic] ", "&lt;t1> "]
)
PARAGRAPHS = st.lists(st.one_of(WORDS, WORDS, WORDS, INLINE), min_size=1, max_size=25).map("".join)


@given(PARAGRAPHS, st.integers(1, 200))
def test_pieces_join_back_and_each_is_a_unit_of_its_own(text: str, most: int) -> None:
    for unit in extract(f"<p>{text}</p>").units:
        found = pieces(unit, most)
        assert "".join(f"{piece.before}{piece.unit.text}{piece.after}" for piece in found) == unit.text
        assert [mark.label for piece in found for mark in piece.unit.marks] == [mark.label for mark in unit.marks]
        for number, piece in enumerate(found, 1):
            own = piece.unit
            assert own.id == f"{unit.id}.{number}"
            assert show(own.marks, [gap.text for gap in own.gaps]) == own.text
            assert all(own.source[mark.start : mark.end] for mark in own.marks)
            if plain(own.text).strip():
                assert own.with_words([gap.text for gap in own.gaps]) == own.source
        assert restore(unit, "".join(f"{piece.before}{piece.unit.text}{piece.after}" for piece in found)) == restore(unit, unit.text)


@given(PARAGRAPHS, st.integers(30, 200))
def test_a_piece_has_as_many_sentences_as_it_may_and_at_least_one(text: str, most: int) -> None:
    for unit in extract(f"<p>{text}</p>").units:
        for piece in pieces(unit, most):
            worded = [part for part in sentences(piece.unit.text) if word_count(part) >= 2]
            assert len(worded) <= 1 or len("".join(worded).strip().encode()) <= most  # what has no words of its own goes with the others


TOKENS = st.lists(st.sampled_from("abc"), max_size=14)


@given(TOKENS, TOKENS)
def test_the_longest_verbatim_run_is_the_longest_there_is(one: list[str], other: list[str]) -> None:
    found = originality(" ".join(one), " ".join(other))
    runs = [one[start:end] for start in range(len(one)) for end in range(start + 1, len(one) + 1)]
    shared = [run for run in runs if any(other[at : at + len(run)] == run for at in range(len(other)))]
    assert found.run == max(map(len, shared), default=0)
    assert found.verbatim.split() in [*shared, []]
    assert 0 <= found.changed <= 1
    assert (found.changed == 0) == (one == other)


@given(TOKENS)
def test_quotations_and_names_are_in_no_run(words: list[str]) -> None:
    text = f"“{' '.join(words)} again and again,” said Mara Lindqvist of {' '.join(words)}"
    assert "again" not in originality(text, text, ["Mara", "Lindqvist"]).verbatim
    assert "Lindqvist" not in originality(text, text, ["Mara", "Lindqvist"]).verbatim
