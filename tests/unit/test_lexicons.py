"""The languages beside English know as many ways to deny, doubt, judge and attribute, and take no innocent word for one."""

from __future__ import annotations

import tomllib

import pytest
from support.lexicons import FILES, LEXICONS

from worker.text.checks import Context, check
from worker.text.facts import facts, names

TABLES = {code: tomllib.loads(text) for code, text in FILES.items()}
OTHERS = sorted(set(FILES) - {"en"})


def test_a_file_is_named_by_its_language() -> None:
    assert all(lexicon.language == code for code, lexicon in LEXICONS.items())


def kept(code: str, source: str, result: str) -> list[str]:
    context = Context(LEXICONS[code], names(source, LEXICONS[code]), body=source)
    return [verdict.rule for verdict in check(source, result, context) if verdict.action != "flag"]


@pytest.mark.parametrize("code", OTHERS)
def test_a_language_has_the_kinds_of_words_that_english_has(code: str) -> None:
    english, own = TABLES["en"], TABLES[code]
    assert set(english["legal"]) - {"plead"} <= set(own["legal"])
    assert set(english["hedges"]) <= set(own["hedges"])
    assert set(english["comparators"]) <= set(own["comparators"])
    assert {"refuse", "deny", "forbid", "fail", "lack", "cease", "cancel", "vague"} <= set(own["negation"])
    assert set(own["months"]) == set(english["months"])
    assert set(own["weekdays"]) == set(english["weekdays"])
    assert {str(number) for number in range(3, 21)} <= set(own["ordinals"])
    assert {"byline", "credit", "copyright", "correction", "editor's note", "embargo", "disclaimer", "dateline"} <= set(own["untouchable"])
    assert len(own["names"]["same"]) >= 30
    assert len(own["small"]["denying"]) >= 80


@pytest.mark.parametrize("code", OTHERS)
def test_no_word_both_may_and_must_carry_one_meaning(code: str) -> None:
    for table in ("negation", "hedges", "legal", "attribution"):
        for kind, words in TABLES[code][table].items():
            assert not set(words.get("must", ())) & set(words.get("may", ())), (table, kind)


@pytest.mark.parametrize("code", OTHERS)
def test_no_word_is_two_places_two_units_or_both_sides_of_an_opposite(code: str) -> None:
    own = TABLES[code]
    for table in (own["names"]["same"], own["units"], own["comparators"]):
        words = [word for kind in table.values() for word in kind]
        assert sorted(words) == sorted(set(words))
    for pair, (one, other) in own["opposites"].items():
        assert not set(one) & set(other), pair


INNOCENT = [
    # (language, a sentence that denies, doubts and accuses nothing)
    ("de", "Die Aufgabe der Schule ist der Unterricht in unserer Union."),
    ("de", "Sie verweist auf die Früherkennung und das Spiel von Russell."),
    ("fr", "Le blanchiment et la cession occupent un bouddhiste dans son boudoir."),
    ("fr", "La croissance des pensions a un but semblable et un objectif libéral."),
    ("es", "La alegría del secretario y la creación de una tumba absolutamente grande."),
    ("es", "El investigador previene y el objeto estimula una procesión."),
    ("it", "Il contesto e l'obiettivo: il giudice guarda un'immagine e un aspetto del riferimento."),
    ("it", "Il supporto stimolante della sperimentazione e la mozzarella di bufala."),
    ("pt", "O procurador e o secretário veem o objetivo, o suprimento e o vetor sustentável."),
    ("pt", "Alegre, ele adianta relativamente cedo o cumprimento."),
    ("nl", "Het onderzoek van de ontwikkeling ontving ongeveer onze onderdelen."),
    ("nl", "De protestantse denktank is uitsluitend ondersteund."),
]


@pytest.mark.parametrize(("code", "text"), INNOCENT)
def test_words_that_only_begin_like_a_denial_or_an_accusation_are_none(code: str, text: str) -> None:
    read = facts(text, LEXICONS[code])
    assert not read.negations
    assert not read.legal
    assert not [hit for hit in read.hedges if "only" not in {mark.kind for mark in hit.marks}]


REWORDED = [
    # (language, source, honest rewording, faulty one, rule that sees the fault)
    (
        "de",
        "Die Brücke könnte im Herbst gesperrt werden, teilte die Stadt Lauen mit.",
        "Womöglich wird die Brücke im Herbst gesperrt, so die Stadt Lauen.",
        "Die Brücke wird im Herbst gesperrt, teilte die Stadt Lauen mit.",
        "hedge",
    ),
    (
        "de",
        "Der Angeklagte wurde vom Gericht freigesprochen.",
        "Das Gericht sprach den Angeklagten frei.",
        "Der Angeklagte wurde vom Gericht verurteilt.",
        "legal status",
    ),
    (
        "de",
        "Der Brand wird vermutlich erst am Abend gelöscht sein.",
        "Der Brand dürfte erst am Abend gelöscht sein.",
        "Der Brand wird erst am Abend gelöscht sein.",
        "hedge",
    ),
    (
        "de",
        "Es war der zwölfte Sieg der Saison.",
        "Zum zwölften Mal gewann die Mannschaft in dieser Saison.",
        "Es war der elfte Sieg der Saison.",
        "figure",
    ),
    (
        "de",
        "Gestartet sind höchstens 40 Boote, sagte Trainer Jan Kolbe.",
        "Nicht mehr als 40 Boote sind gestartet, so Coach Jan Kolbe.",
        "Gestartet sind mindestens 40 Boote, sagte Trainer Jan Kolbe.",
        "comparator",
    ),
    (
        "fr",
        "Le pont pourrait fermer en automne, a indiqué la mairie.",
        "Le pont fermera peut-être en automne, selon la mairie.",
        "Le pont fermera en automne, a indiqué la mairie.",
        "hedge",
    ),
    (
        "fr",
        "Le chauffeur a été relaxé par le tribunal.",
        "Le tribunal a prononcé la relaxe du chauffeur.",
        "Le chauffeur a été condamné par le tribunal.",
        "legal status",
    ),
    (
        "fr",
        "La ville n'exclut pas de fermer la piscine.",
        "Il est possible que la ville ferme la piscine.",
        "La ville exclut de fermer la piscine.",
        "negation",
    ),
    (
        "fr",
        "La commune a perdu au moins 30 arbres.",
        "La commune a perdu 30 arbres au minimum.",
        "La commune a perdu au plus 30 arbres.",
        "comparator",
    ),
    (
        "fr",
        "C'est la douzième victoire du club.",
        "Le club remporte sa douzième victoire.",
        "C'est la onzième victoire du club.",
        "figure",
    ),
    (
        "es",
        "El puente podría cerrar en otoño, según informó el municipio.",
        "Es posible que el puente cierre en otoño, informó el municipio.",
        "El puente cerrará en otoño, según informó el municipio.",
        "hedge",
    ),
    (
        "es",
        "El conductor fue absuelto por el tribunal.",
        "El tribunal absolvió al conductor.",
        "El conductor fue condenado por el tribunal.",
        "legal status",
    ),
    (
        "es",
        "El club no descarta vender el estadio.",
        "El club no excluye vender el estadio.",
        "El club descarta vender el estadio.",
        "negation",
    ),
    (
        "es",
        "La presa perdió como mínimo 30 toneladas.",
        "La presa perdió 30 toneladas como mínimo.",
        "La presa perdió como máximo 30 toneladas.",
        "comparator",
    ),
    ("es", "Ningún vecino vio el fuego.", "Los vecinos no vieron el fuego.", "Los vecinos vieron el fuego.", "negation"),
    (
        "it",
        "Il ponte potrebbe chiudere in autunno, ha reso noto il comune.",
        "Forse il ponte chiuderà in autunno, ha comunicato il comune.",
        "Il ponte chiuderà in autunno, ha reso noto il comune.",
        "hedge",
    ),
    (
        "it",
        "L'autista è stato assolto dal tribunale.",
        "Il tribunale ha assolto l'autista.",
        "L'autista è stato condannato dal tribunale.",
        "legal status",
    ),
    (
        "it",
        "Il club non esclude di vendere lo stadio.",
        "È possibile che il club venda lo stadio.",
        "Il club esclude di vendere lo stadio.",
        "negation",
    ),
    (
        "it",
        "È la dodicesima vittoria del club.",
        "Il club ha ottenuto la dodicesima vittoria.",
        "È l'undicesima vittoria del club.",
        "figure",
    ),
    (
        "pt",
        "A ponte poderá ser fechada no outono, informou a câmara.",
        "É possível que a ponte seja fechada no outono, segundo a câmara.",
        "A ponte será fechada no outono, informou a câmara.",
        "hedge",
    ),
    (
        "pt",
        "O motorista foi absolvido pelo tribunal.",
        "O tribunal absolveu o motorista.",
        "O motorista foi condenado pelo tribunal.",
        "legal status",
    ),
    (
        "pt",
        "O clube não descarta vender o estádio.",
        "O clube não exclui vender o estádio.",
        "O clube descarta vender o estádio.",
        "negation",
    ),
    ("pt", "Nenhum vizinho viu o fogo.", "Os vizinhos não viram o fogo.", "Os vizinhos viram o fogo.", "negation"),
    (
        "nl",
        "De brug zou kunnen sluiten in de herfst, liet de gemeente weten.",
        "Mogelijk sluit de brug in de herfst, aldus de gemeente.",
        "De brug sluit in de herfst, liet de gemeente weten.",
        "hedge",
    ),
    (
        "nl",
        "De chauffeur werd door de rechtbank vrijgesproken.",
        "De rechtbank sprak de chauffeur vrij.",
        "De chauffeur werd door de rechtbank veroordeeld.",
        "legal status",
    ),
    (
        "nl",
        "De schade bedraagt hooguit 30 miljoen euro.",
        "De schade bedraagt niet meer dan 30 miljoen euro.",
        "De schade bedraagt minstens 30 miljoen euro.",
        "comparator",
    ),
    ("nl", "Het is de twaalfde zege van de club.", "De club boekte haar twaalfde zege.", "Het is de elfde zege van de club.", "figure"),
]


@pytest.mark.parametrize(("code", "source", "honest", "faulty", "rule"), REWORDED)
def test_another_word_for_the_same_passes_and_one_for_something_else_does_not(
    code: str, source: str, honest: str, faulty: str, rule: str
) -> None:
    assert not kept(code, source, honest)
    assert rule in kept(code, source, faulty)


OPENING = [
    ("de", "Starke Windböen haben am Sonntag ein Dach abgedeckt.", "Am Sonntag ist ein Dach von starken Böen abgedeckt worden."),
    ("de", "Direktorin Greta Mohn sah zu.", "Greta Mohn, die das Haus leitet, sah zu."),
    ("fr", "Fondée en 1998, la chorale chante toujours.", "La chorale, qui existe depuis 1998, chante toujours."),
    ("es", "Todavía cantan los dos coros.", "Los dos coros siguen cantando."),
    ("it", "Mancano ancora due cori.", "Due cori non sono ancora arrivati."),
    ("pt", "Houve dois concertos no domingo.", "No domingo realizaram-se dois concertos."),
    ("nl", "Trainer Joost Mulder keek toe.", "Coach Joost Mulder keek toe."),
]


@pytest.mark.parametrize(("code", "source", "result"), OPENING)
def test_what_opens_a_sentence_or_says_what_somebody_is_is_no_name(code: str, source: str, result: str) -> None:
    assert not {"name", "new name"} & set(kept(code, source, result))


PLACES = [
    ("de", "Die Regierung in Dänemark stimmte zu.", "Die dänische Regierung stimmte zu."),
    ("fr", "Le parlement de Finlande a voté.", "Le parlement finlandais a voté."),
    ("es", "El gobierno de Suecia lo aprobó.", "El gobierno sueco lo aprobó."),
    ("it", "Il governo della Grecia lo ha approvato.", "Il governo greco lo ha approvato."),
    ("pt", "O governo da Hungria aprovou o texto.", "O governo húngaro aprovou o texto."),
    ("nl", "De regering van Noorwegen stemde in.", "De Noorse regering stemde in."),
]


@pytest.mark.parametrize(("code", "source", "result"), PLACES)
def test_a_country_and_the_word_made_of_it_are_one_name(code: str, source: str, result: str) -> None:
    assert not kept(code, source, result)


SUMS = [
    ("de", "anderthalb Millionen Euro", "1,5 Mio. Euro"),
    ("de", "siebzehn Prozent", "17 %"),
    ("fr", "une trentaine de navires", "trente navires"),
    ("es", "una veintena de barcos", "veinte barcos"),
    ("it", "una quarantina di navi", "quaranta navi"),
    ("pt", "uma vintena de navios", "vinte navios"),
    ("nl", "anderhalf miljoen euro", "1,5 mln euro"),
    ("de", "dreieinhalb Jahre", "3,5 Jahre"),
]


@pytest.mark.parametrize(("code", "one", "other"), SUMS)
def test_collective_and_broken_numbers_are_the_numbers_they_mean(code: str, one: str, other: str) -> None:
    values = [{figure.value for figure in facts(text, LEXICONS[code]).figures if figure.firm} for text in (one, other)]
    assert values[0] == values[1] != set()


UNTOUCHED = [
    ("nl", "Van onze verslaggever Pieter Bos", "byline"),
    ("fr", "De notre envoyée spéciale, Claire Morel", "byline"),
    ("it", "Dal nostro inviato Marco Sala", "byline"),
    ("es", "En una versión anterior de este artículo se indicaba otra fecha.", "correction"),
    ("pt", "Este artigo foi atualizado às 18h.", "correction"),
    ("de", "Die Redaktion hat den Artikel nachträglich korrigiert.", "correction"),
]


@pytest.mark.parametrize(("code", "line", "sort"), UNTOUCHED)
def test_lines_that_are_never_rewritten_are_known_in_each_language(code: str, line: str, sort: str) -> None:
    assert LEXICONS[code].untouchable[sort].fullmatch(line)


WITHHELD = [
    ("de", "Sperrfrist: 18 Uhr"),
    ("fr", "Sous embargo jusqu'à lundi"),
    ("es", "Embargado hasta las 12:00"),
    ("it", "Embargo fino alle 12"),
    ("pt", "Embargado até segunda-feira"),
    ("nl", "Onder embargo tot maandag"),
]


@pytest.mark.parametrize(("code", "line"), WITHHELD)
def test_copy_under_embargo_is_known_in_each_language(code: str, line: str) -> None:
    assert LEXICONS[code].excluded["embargo"].fullmatch(line)
