"""What the demo shows."""

from __future__ import annotations

from rich.style import Style
from rich.text import Text

from worker.demo.demo import word_diff


def marked(text: Text) -> list[tuple[str, str]]:
    return [(text.plain[span.start : span.end], str(span.style)) for span in text.spans]


def test_words_that_are_gone_are_struck_out_and_new_ones_are_green() -> None:
    shown = word_diff("The men were taken to a hospital.", "The men went to a hospital in Saren.")
    assert shown.plain == "The men were taken went to a hospital. hospital in Saren."
    assert marked(shown) == [
        ("were taken", "red strike"),
        ("went", "green"),
        ("hospital.", "red strike"),
        ("hospital in Saren.", "green"),
    ]


def test_equal_texts_show_no_difference() -> None:
    assert marked(word_diff("As it was.", "As it was.")) == []


def test_the_styles_are_ones_that_a_terminal_knows() -> None:
    assert all(Style.parse(str(span.style)) for span in word_diff("one two", "three").spans)
