"""Two texts as one: whatever they are, both can be read out of it, and nothing in it commands a terminal."""

from __future__ import annotations

import doctest

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from rich.text import Text

from worker.review import diff, sheet
from worker.review.diff import printable, text_diff, word_diff

WORDS = st.text(st.sampled_from(list("ab é’<>/p .,3\n\t")), max_size=40)
LINES = st.lists(WORDS.map(lambda text: text.replace("\n", "")), max_size=6)
STRUCK, NEW = "red strike", "green"


def sides(text: Text) -> tuple[str, str]:
    """What was there before, and what is there now: the whole without what is marked as the other's."""

    def without(style: str) -> str:
        taken = {at for span in text.spans if span.style == style for at in range(span.start, span.end)}
        return "".join(each for at, each in enumerate(text.plain) if at not in taken)

    return without(NEW), without(STRUCK)


@given(WORDS, WORDS)
@example("a b", "a  b")
@example("", "<p>new</p>")
def test_both_texts_can_be_read_out_of_their_difference(before: str, after: str) -> None:
    assert sides(word_diff(before, after)) == (before, after)


@given(LINES, LINES)
def test_so_can_both_texts_of_many_lines(before: list[str], after: list[str]) -> None:
    found = [sides(line) for line in text_diff("\n".join(before), "\n".join(after))]
    old, new = ("\n".join(side).split("\n") for side in zip(*found, strict=True)) if found else ([], [])
    assert [line for line in old if line] == [line for line in before if line]
    assert [line for line in new if line] == [line for line in after if line]


@given(WORDS)
def test_a_text_differs_from_itself_in_nothing(text: str) -> None:
    assert word_diff(text, text).spans == []


def test_a_changed_phrase_is_one_change_and_a_tag_is_one_word() -> None:
    before = '<p>Several shops on the <a href="https://example.org/plan">main street</a> began to show plans.</p>'
    after = '<p>A number of shops on the <a href="https://example.org/plan">high street</a> showed plans.</p>'
    assert word_diff(before, after, colours=False).plain == (
        '<p>[-Several-]{+A number of+} shops on the <a href="https://example.org/plan">[-main-]{+high+} street</a> '
        "[-began to show-]{+showed+} plans.</p>"
    )


def test_two_long_texts_without_a_common_line_are_set_against_each_other_whole() -> None:
    before, after = ("one two " * 2_000, "three four " * 2_000)
    assert sides(word_diff(before, after)) == (before, after)


@pytest.mark.parametrize("colours", [True, False])
@given(text=st.text())
def test_nothing_of_a_text_commands_a_terminal(colours: bool, text: str) -> None:
    for shown in (word_diff(text, text[::-1], colours=colours).plain, printable(text)):
        assert all(each.isprintable() or each in "\n\t" for each in shown)


@pytest.mark.parametrize("module", [diff, sheet])
def test_the_examples_of_the_docstrings_are_right(module: object) -> None:
    assert doctest.testmod(module).failed == 0  # type: ignore[arg-type]
