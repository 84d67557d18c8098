"""Where quotations begin and end, in the typography of many desks."""

from __future__ import annotations

import pytest

from worker.text.quotations import over_paragraphs, quotations


def quoted(text: str) -> list[str]:
    return [text[found.start : found.end] for found in quotations(text)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("“We are ready,” she said. “It is late.”", ["“We are ready,”", "“It is late.”"]),
        ('"We are ready," said she. "It is late."', ['"We are ready,"', '"It is late."']),
        ("‘We’re ready,’ she said. The players’ bus left.", ["‘We’re ready,’"]),
        ("'We aren't ready,' he said. The players' bus left.", ["'We aren't ready,'"]),
        ("'It is the players' bus,' he said.", ["'It is the players' bus,'"]),
        ("“He said ‘go away’ to me,” she said.", ["“He said ‘go away’ to me,”"]),
        ("“The “nested” one” is here.", ["“The “nested” one”"]),
        ('"I said "no" to him," she said.', ['"I said "no" to him,"']),
        ("„Wir sind bereit“, sagte er. ‚Nein‘, sagte sie.", ["„Wir sind bereit“", "‚Nein‘"]),
        ("»Wir sind bereit«, sagte er. »Nein.«", ["»Wir sind bereit«", "»Nein.«"]),
        ("«\u00a0Un texte «\u00a0imbriqué\u00a0» ici\u00a0», dit-il.", ["«\u00a0Un texte «\u00a0imbriqué\u00a0» ici\u00a0»"]),
        ("「行くよ」と彼は言った。『本』だ。", ["「行くよ」", "『本』"]),
        ('他说"你好"，然后离开。', ['"你好"']),
        ('״שלום״ אמר הוא, צה"ל הודיע.', ["״שלום״"]),
        ("”Vi är redo”, sa han.", ["”Vi är redo”"]),
        ("–„Czy idziesz?” – zapytał.", ["„Czy idziesz?”"]),
        ("``We are ready,'' he said.", ["``We are ready,''"]),
        ('The so-called "experts" met.', ['"experts"']),
        ("He said: “It goes on", ["“It goes on"]),
        ('He said: "It goes on', ['"It goes on']),
    ],
)
def test_quotations_of_every_style_are_found_with_their_marks(text: str, found: list[str]) -> None:
    assert quoted(text) == found


@pytest.mark.parametrize(
    "text",
    [
        *("The dogs' owners' club's members'.", "It's James' dog.", 'A 6" pipe and a 7" one burst.', "He is 5'10\" tall."),
        *("rock 'n' roll of the '90s and '80s", "‘90s music and rock ‘n’ roll", "'Twas the night", "《战争与和平》是一本书"),
    ],
)
def test_apostrophes_inches_and_years_are_no_quotations(text: str) -> None:
    assert quoted(text) == []


@pytest.mark.parametrize(
    ("texts", "found"),
    [
        (["He said: “One.", "“Two.”", "Three."], [["“One."], ["“Two.”"], []]),
        (["He said: “One.", "Two.", "Three,” and left."], [["“One."], ["Two."], ["Three,”"]]),
        (["“One is lost.", "Two.", "Three."], [["“One is lost."], [], []]),
        (["“One is lost.", "She said “two”.", "Three."], [["“One is lost."], ["“two”"], []]),
        (["«\u00a0Un.", "»\u00a0Deux\u00a0», dit-il."], [["«\u00a0Un."], ["»\u00a0Deux\u00a0»"]]),
        (["「一。", "二」と言った。"], [["「一。"], ["二」"]]),
    ],
)
def test_a_quotation_runs_on_over_paragraphs_until_it_is_closed(texts: list[str], found: list[list[str]]) -> None:
    ranges = over_paragraphs(texts)

    assert [[text[start:end] for start, end in each] for text, each in zip(texts, ranges, strict=True)] == found
