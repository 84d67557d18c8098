"""Lines that stay as they are, and drafts that are never sent."""

from __future__ import annotations

import pytest
from support.lexicons import LEXICONS

from worker.text.lexicon import Lexicon
from worker.text.lines import excluded, untouchable


@pytest.mark.parametrize(
    ("code", "line", "sort"),
    [
        ("en", "By Jane Doe", "byline"),
        ("en", "BY JANE DOE AND JOHN VAN ROE", "byline"),
        ("en", "Reporting by Jane Doe; editing by John Roe", "byline"),
        ("en", "Jane Doe and John Roe", "a line of names"),
        ("en", "Photo: Jane Doe/AP", "credit"),
        ("en", "© 2026 The Varna Post. All rights reserved.", "copyright"),
        ("en", "Correction: An earlier version gave a wrong date.", "correction"),
        ("en", "This article was amended on 4 May to correct a name.", "correction"),
        ("en", "Editor’s note: The author works for the port.", "editor's note"),
        ("en", "EMBARGOED UNTIL 10 MAY", "embargo"),
        ("en", "The views expressed are those of the author.", "disclaimer"),
        ("en", "VARNA (Reuters) -", "dateline"),
        ("de", "Von Anna Müller", "byline"),
        ("de", "Foto: Anna Müller", "credit"),
        ("de", "Anmerkung der Redaktion: Der Name wurde berichtigt.", "editor's note"),
        ("fr", "Par Anne Dupont", "byline"),
        ("fr", "Photo : Anne Dupont", "credit"),
        ("es", "Por Juan Pérez", "byline"),
        ("it", "Di Anna Bianchi", "byline"),
        ("pt", "Por Ana Souza", "byline"),
        ("nl", "Door Jan de Vries", "byline"),
    ],
)
def test_what_a_newsroom_signs_for_word_by_word_is_never_rewritten(code: str, line: str, sort: str) -> None:
    assert untouchable(line, LEXICONS[code]) == sort


@pytest.mark.parametrize(
    ("code", "line"),
    [
        ("en", "By Tuesday the water had gone down."),
        ("en", "By noon Jane Doe had left."),
        ("en", "Pictures of the scene showed smoke."),
        ("en", "The embargo on arms was lifted."),
        ("en", "The correction of prices began in May."),
        ("en", "He disclosed nothing."),
        ("de", "Von Montag an gilt auf der Brücke Tempo 30."),
        ("fr", "Par mauvais temps, le port ferme."),
        ("", "It rained."),
    ],
)
def test_a_sentence_that_only_begins_like_one_is_rewritten(code: str, line: str) -> None:
    assert untouchable(line, LEXICONS.get(code, Lexicon())) == ""


@pytest.mark.parametrize(
    ("code", "title", "body"),
    [
        ("en", "EMBARGOED: Port to close", "It closes."),
        ("en", "Port to close", "Strictly embargoed until 10am\nIt closes."),
        ("en", "[CONFIDENTIAL] Port to close", "It closes."),
        ("en", "Port to close", "It closes.\nNot for publication before Monday"),
        ("de", "Hafen schließt", "Sperrfrist: Montag, 10 Uhr\nEr schließt."),
        ("fr", "Le port ferme", "Sous embargo jusqu’à lundi\nIl ferme."),
    ],
)
def test_copy_under_embargo_or_in_confidence_is_never_sent(code: str, title: str, body: str) -> None:
    assert excluded(title, body, LEXICONS[code])


@pytest.mark.parametrize(
    ("title", "body"),
    [
        ("EU lifts arms embargo", "The embargo on arms was lifted on Monday."),
        ("Embargo on oil begins", "It begins."),
        ("Confidential papers leaked", "The confidential papers show a plan."),
    ],
)
def test_news_about_an_embargo_or_a_secret_is_news(title: str, body: str) -> None:
    assert excluded(title, body, LEXICONS["en"]) == ""
