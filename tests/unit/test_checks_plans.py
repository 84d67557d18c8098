"""A plan that became a deed, in seven languages, and the honest ways to speak of a plan."""

from __future__ import annotations

import pytest
from support.lexicons import LEXICONS

from worker.text.checks import Context, check
from worker.text.lexicon import Lexicon, parse_lexicon

DONE = {
    "en": [
        ("The harbour board will rebuild the east quay.", "The harbour board rebuilt the east quay."),
        ("The harbour board will rebuild the east quay.", "The harbour board has rebuilt the east quay."),
        ("The ferry is due to be sold in May.", "In May the ferry was sold."),
        ("The club plans to hire a second coach.", "The club hired a second coach."),
        ("The club plans to hire a second coach.", "The club has already begun to hire a second coach."),
    ],
    "de": [
        ("Der Verein wird die Tribüne abreißen.", "Der Verein hat die Tribüne abgerissen."),
        ("Die Gemeinde will das Grundstück verkaufen.", "Die Gemeinde verkaufte das Grundstück."),
        ("Die Klinik plant, 40 Betten zu streichen.", "Die Klinik strich 40 Betten."),
    ],
    "nl": [("De gemeente zal de brug bouwen.", "De gemeente bouwde de brug.")],
    "fr": [
        ("La région vendra les terrains.", "La région a vendu les terrains."),
        ("Le pont sera démoli en mai.", "Le pont a été démoli en mai."),
    ],
    "es": [
        ("El club venderá el estadio.", "El club vendió el estadio."),
        ("El club va a vender el estadio.", "El club ha vendido el estadio."),
    ],
    "it": [("La giunta venderà il palazzo.", "La giunta ha venduto il palazzo.")],
    "pt": [("O clube venderá o estádio.", "O clube vendeu o estádio."), ("O clube vai vender o estádio.", "O clube vendeu o estádio.")],
}
TO_COME = {
    "en": [
        ("The harbour board will rebuild the east quay.", "The east quay is to be rebuilt by the harbour board."),
        ("The ferry is due to be sold in May.", "A sale of the ferry is planned for May, it was announced."),
        ("The board had no plans to improve the offer.", "An improved offer was not planned by the board."),
        ("The hearing will take place in May. A man stole 400 pounds.", "A hearing is set for May. A man took 400 pounds."),
        ("He said the club will hire a coach.", "The club would hire a coach, he said."),
    ],
    "de": [
        ("Der Verein wird die Tribüne abreißen.", "Die Tribüne soll vom Verein abgerissen werden."),
        ("Eine Feier soll es nicht geben.", "Wie die Familie bekannt gab, ist keine Feier geplant."),
    ],
    "nl": [("De gemeente zal de brug bouwen.", "De brug wordt door de gemeente gebouwd.")],
    "fr": [("Le pont sera démoli en mai.", "La démolition du pont est prévue en mai.")],
    "es": [("El club venderá el estadio.", "El estadio será vendido por el club.")],
    "it": [("La giunta venderà il palazzo.", "Il palazzo sarà venduto dalla giunta.")],
    "pt": [("O clube venderá o estádio.", "O estádio vai ser vendido pelo clube.")],
}


def says(language: str, source: str, result: str) -> list[str]:
    found = check(source, result, Context(LEXICONS[language]))
    return [verdict.action for verdict in found if verdict.rule == "plan"]


@pytest.mark.parametrize(("language", "source", "result"), [(key, *pair) for key, pairs in DONE.items() for pair in pairs])
def test_what_was_to_come_may_not_be_done(language: str, source: str, result: str) -> None:
    assert says(language, source, result) == ["keep"]


@pytest.mark.parametrize(("language", "source", "result"), [(key, *pair) for key, pairs in TO_COME.items() for pair in pairs])
def test_what_is_still_to_come_may_be_said_in_any_way(language: str, source: str, result: str) -> None:
    assert says(language, source, result) == []


def test_what_was_done_may_be_told_as_it_is() -> None:
    assert says("en", "The board rebuilt the quay and will open it.", "The quay, which the board rebuilt, is to open.") == []


def test_a_table_of_plans_with_a_word_that_it_does_not_know_is_refused() -> None:
    with pytest.raises(ValueError, match=r"\[plans\] has no 'mark'"):
        parse_lexicon('[plans]\nmark = ["will"]')
    assert not Lexicon().plans
