"""Who says what and who is who: what a rewording may do to that, and what it may not (E1 to E3, E6, E7)."""

from __future__ import annotations

import pytest
from support.lexicons import LEXICONS

from worker.text.checks import RULES, Context, check
from worker.text.checks.rule import judge
from worker.text.facts import names

WHO = {"speaker", "named source", "names exchanged", "new speaker"}


def said(code: str, source: str, result: str) -> dict[str, str]:
    """What the rules of this file's subject say: by rule, whether it keeps or flags."""
    lexicon = LEXICONS[code]
    context = Context(lexicon, names=names(source, lexicon), body=source)
    return {verdict.rule: verdict.action for verdict in judge([rule for rule in RULES if rule.name in WHO], source, result, context)}


EXCHANGED = [
    # (language, source, honest rewording, rewording with two names exchanged)
    (
        "en",
        "Harbour master Ilse Brandt closed the southern quay on Monday. A lawyer for the owners, Tom Ortega, said the order came too late.",
        "Tom Ortega, a lawyer who acts for the owners, said the order came too late; the southern quay was closed by Ilse Brandt, "
        "the harbour master, on Monday.",
        "The southern quay was closed on Monday by harbour master Tom Ortega. The order came too late, said Ilse Brandt, "
        "a lawyer who acts for the owners.",
    ),
    (
        "en",
        "Ilse Brandt, 34, drove the tram when the brakes failed, an inspector said. Tom Ortega, who repairs them, wrote two warnings.",
        "Two warnings were written by Tom Ortega, who repairs the brakes. They failed while Ilse Brandt, 34, drove the tram, "
        "according to an inspector.",
        "Two warnings were written by Ilse Brandt, who repairs the brakes. They failed while Tom Ortega, 34, drove the tram, "
        "according to an inspector.",
    ),
    (
        "de",
        "Die Trainerin Ilse Brandt lobte am Sonntag die jungen Torhüter. Der Präsident Tom Ortega sprach über neue Verträge und Schulden.",
        "Über neue Verträge und Schulden sprach Präsident Tom Ortega, während Trainerin Ilse Brandt am Sonntag die jungen Torhüter lobte.",
        "Über neue Verträge und Schulden sprach Präsident Ilse Brandt, während Trainerin Tom Ortega am Sonntag die jungen Torhüter lobte.",
    ),
    (
        "fr",
        "La maire, Ilse Brandt, a promis une nouvelle piscine. L'architecte Tom Ortega redoute des travaux interminables sous la colline.",
        "Des travaux interminables sous la colline, voilà ce que redoute l'architecte Tom Ortega ; Ilse Brandt, la maire, "
        "a promis une piscine nouvelle.",
        "Des travaux interminables sous la colline, voilà ce que redoute l'architecte Ilse Brandt ; Tom Ortega, la maire, "
        "a promis une piscine nouvelle.",
    ),
    (
        "es",
        "La jueza Ilse Brandt aplazó la vista hasta junio. El fiscal Tom Ortega pidió más tiempo para estudiar los correos.",
        "El fiscal, Tom Ortega, pidió tiempo para estudiar los correos, y la vista fue aplazada hasta junio por la jueza Ilse Brandt.",
        "El fiscal, Ilse Brandt, pidió tiempo para estudiar los correos, y la vista fue aplazada hasta junio por la jueza Tom Ortega.",
    ),
]


@pytest.mark.parametrize(("code", "source", "honest", "faulty"), EXCHANGED)
def test_names_that_take_what_is_said_of_each_other_have_changed_places(code: str, source: str, honest: str, faulty: str) -> None:
    assert "keep" not in said(code, source, honest).values()
    assert said(code, source, faulty).get("names exchanged") == "keep"


DEEDS = [
    # (language, source, honest rewording, rewording in which the doer and the one it was done to have changed places)
    (
        "en",
        "Challenger Ilse Brandt leads Mayor Tom Ortega by 90 votes, the clerk said.",
        "With 90 votes more than Mayor Tom Ortega, challenger Ilse Brandt leads, said the clerk.",
        "Mayor Tom Ortega leads challenger Ilse Brandt by 90 votes, the clerk said.",
    ),
    (
        "en",
        "Grower Ilse Brandt has accused her neighbour, the retired pilot Tom Ortega, of cutting down a pear tree.",
        "Retired pilot Tom Ortega has been accused by his neighbour, grower Ilse Brandt, of cutting down a pear tree.",
        "Retired pilot Tom Ortega has accused his neighbour, grower Ilse Brandt, of cutting down a pear tree.",
    ),
    (
        "en",
        "Trader Ilse Brandt lent a rowing boat to her rival Tom Ortega in May.",
        "In May a rowing boat was lent to Tom Ortega by a rival of his, trader Ilse Brandt.",
        "Tom Ortega lent a rowing boat in May to his rival, the trader Ilse Brandt.",
    ),
    (
        "fr",
        "La maire, Ilse Brandt, a remercié le sculpteur Tom Ortega pour sa patience.",
        "Le sculpteur Tom Ortega a été remercié par la maire, Ilse Brandt, pour sa patience.",
        "Le sculpteur Tom Ortega a remercié la maire, Ilse Brandt, pour sa patience.",
    ),
    (
        "es",
        "La jueza Ilse Brandt llamó a declarar al joyero Tom Ortega por el robo.",
        "El joyero Tom Ortega fue llamado a declarar por la jueza Ilse Brandt a raíz del robo.",
        "El joyero Tom Ortega llamó a declarar a la jueza Ilse Brandt por el robo.",
    ),
    (
        "nl",
        "Boekhouder Ilse Brandt waarschuwde directeur Tom Ortega voor een tekort in de kas.",
        "Directeur Tom Ortega werd door boekhouder Ilse Brandt gewaarschuwd voor een tekort in de kas.",
        "Directeur Tom Ortega waarschuwde boekhouder Ilse Brandt voor een tekort in de kas.",
    ),
    (
        "it",
        "La pittrice Ilse Brandt ha denunciato il mercante Tom Ortega per una firma falsa.",
        "Il mercante Tom Ortega è stato denunciato dalla pittrice Ilse Brandt per una firma falsa.",
        "Il mercante Tom Ortega ha denunciato la pittrice Ilse Brandt per una firma falsa.",
    ),
    (
        "pt",
        "A vereadora Ilse Brandt processou o empreiteiro Tom Ortega por causa de uma ponte.",
        "O empreiteiro Tom Ortega foi processado pela vereadora Ilse Brandt por causa de uma ponte.",
        "O empreiteiro Tom Ortega processou a vereadora Ilse Brandt por causa de uma ponte.",
    ),
]


@pytest.mark.parametrize(("code", "source", "honest", "faulty"), DEEDS)
def test_what_one_does_to_another_is_not_done_the_other_way_round(code: str, source: str, honest: str, faulty: str) -> None:
    assert "names exchanged" not in said(code, source, honest)
    assert said(code, source, faulty).get("names exchanged") == "keep"


TWO_CLAUSES = [
    # (language, source, rewording with the two clauses or names in another order)
    ("en", "Ilse Brandt voted yes and Tom Ortega voted no.", "Tom Ortega voted no and Ilse Brandt voted yes."),
    ("en", "Ilse Brandt said yes, while Tom Ortega said no.", "Tom Ortega said no, while Ilse Brandt said yes."),
    ("en", "Ilse Brandt argued with Tom Ortega for an hour.", "For an hour Tom Ortega argued with Ilse Brandt."),
    ("en", "Ilse Brandt's lawyer thanked Tom Ortega.", "Tom Ortega was thanked; Ilse Brandt's lawyer did so."),
    ("en", "Ilse Brandt, whom Tom Ortega had hired, resigned.", "Tom Ortega had hired Ilse Brandt, who has resigned."),
    ("fr", "Ilse Brandt, que critiquait Tom Ortega, est partie.", "Tom Ortega critiquait Ilse Brandt, qui est partie."),
    ("es", "A Ilse Brandt la defendió Tom Ortega.", "Tom Ortega defendió a Ilse Brandt."),
    ("it", "A Ilse Brandt risponde il ministro Tom Ortega.", "Il ministro Tom Ortega risponde a Ilse Brandt."),
]


@pytest.mark.parametrize(("code", "source", "honest"), TWO_CLAUSES)
def test_another_order_alone_exchanges_no_names(code: str, source: str, honest: str) -> None:
    assert "keep" not in said(code, source, honest).values()


def test_a_place_beside_a_name_is_not_taken_for_somebody() -> None:
    source = "Brenlow will close its depot in Leeds and open a larger yard in Hull, the paper Weekly Freight reported."
    result = "According to the paper Weekly Freight, Brenlow will open a larger yard in Hull and close its depot in Leeds."
    assert said("en", source, result) == {}


CLAUSES = [
    # (language, source, honest rewording): two speakers of one sentence, of whom one says it with a verb that no list has
    (
        "es",
        "La alcaldesa Ilse Brandt negó que hubiera deudas, mientras que el gerente Tom Ortega tildó el plan de «locura».",
        "La alcaldesa Ilse Brandt rechazó que hubiera deudas. El gerente, Tom Ortega, tildó de «locura» el plan.",
    ),
    (
        "pt",
        "A diretora Ilse Brandt garantiu que não há dívidas; o gerente Tom Ortega entende que o plano é \"uma loucura\".",
        "A diretora Ilse Brandt assegurou que não há dívidas, mas o gerente Tom Ortega vê no plano \"uma loucura\".",
    ),
    (
        "it",
        "La sindaca Ilse Brandt ha detto che non ci sono debiti; per il direttore Tom Ortega il piano è «una follia».",
        "Il piano è «una follia» per il direttore Tom Ortega, mentre la sindaca Ilse Brandt ha detto che non ci sono debiti.",
    ),
    (
        "en",
        "Ilse Brandt said there were no debts, while Tom Ortega branded the plan “sheer madness”.",
        "There were no debts, Ilse Brandt said; the plan was branded “sheer madness” by Tom Ortega.",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("code", "source", "honest"), CLAUSES)
def test_a_verb_of_saying_does_not_reach_over_the_clause_of_another_name(code: str, source: str, honest: str) -> None:
    assert said(code, source, honest) == {}


SPEAKERS = [
    # (source, honest rewording, rewording with another speaker, rule that sees it)
    (
        "Ortega said the road was closed. Brandt drove on.",
        "The road was closed, Ortega said. Brandt drove on.",
        "Brandt said the road was closed. Ortega drove on.",
        "named source",
    ),
    (
        "Ilse Brandt runs the mill. “We are late, but we will not stop now,” Tom Ortega told reporters.",
        "Ilse Brandt runs the mill. “We are late,” Tom Ortega said to reporters, “but we will not stop now.”",
        "Ilse Brandt runs the mill. “We are late,” Ilse Brandt said to reporters, “but we will not stop now.”",
        "speaker",
    ),
    (
        "The trial was “a farce”, Ilse Brandt said. Tom Ortega was silent.",
        "The trial was described as “a farce” by Ilse Brandt. Tom Ortega was silent.",
        "The trial was described as “a farce” by Tom Ortega. Ilse Brandt was silent.",
        "speaker",
    ),
    (
        "The mill closes in May. Its manager, Ilse Brandt, was less patient: “Go home.” Tom Ortega, the owner, stayed.",
        "The mill closes in May. “Go home,” said its manager, Ilse Brandt. Tom Ortega, the owner, stayed.",
        "The mill closes in May. “Go home,” said Tom Ortega. Ilse Brandt, its manager, and the owner stayed.",
        "speaker",
    ),
    (
        "Two former guards accuse the mill. Its owner, Ilse Brandt, is away. “It is late,” she said.",
        "Two former guards accuse the mill. Its owner, Ilse Brandt, is away. “It is late,” said Brandt.",
        "Two former guards accuse the mill. Its owner, Ilse Brandt, is away. “It is late,” one of the guards said.",
        "speaker",
    ),
    (
        "Ilse Brandt said May had been slow and that it was too soon to speak of a trend.",
        "May had been slow, Ilse Brandt said, and it was too soon to speak of a trend.",
        "May had been slow, Ilse Brandt said, but an onlooker said it was too soon to speak of a trend.",
        "new speaker",
    ),
]


@pytest.mark.parametrize(("source", "honest", "faulty", "rule"), SPEAKERS)
def test_another_speaker_is_seen_and_another_order_is_not_taken_for_one(source: str, honest: str, faulty: str, rule: str) -> None:
    assert said("en", source, honest) == {}
    assert said("en", source, faulty).get(rule) == "keep"


def test_what_two_say_in_one_sentence_is_told_apart_by_its_semicolon() -> None:
    source = "The keeper, Ilse Brandt, said the mill had paid no rent since March; the owner, Tom Ortega, told the court the rent was paid."
    result = "Tom Ortega, the owner, told the court the rent had been paid. The mill has paid no rent since March, keeper Ilse Brandt said."
    assert said("en", source, result) == {}


def test_whose_lawyer_says_it_is_not_who_says_it() -> None:
    source = "Ilse Brandt's lawyer, Tom Ortega, said the old mill was closed for repairs until spring."
    assert said("en", source, "The old mill was closed until spring for repairs, lawyer Tom Ortega said for Ilse Brandt.") == {}
    assert said("en", "Brandt's lawyer said: “It is over.”", "“It is over,” said the lawyer, Tom Ortega.") == {}


def test_a_pronoun_may_mean_any_person_of_the_sentence_before() -> None:
    source = "Ilse Brandt sold the mill to Tom Ortega. “I never liked it,” she said."
    assert said("en", source, "Ilse Brandt has sold Tom Ortega the mill. “I never liked it,” Brandt said.") == {}
    assert said("en", source, "Ilse Brandt has sold Tom Ortega the mill. “I never liked it,” he said.").get("speaker") == "keep"


REPETITIONS = [
    # (language, source, result, what is done about it)
    ("en", "It runs for two years or more.", "It has run for for two years or more.", "keep"),
    ("en", "It was seen in no fewer than nine ports.", "It was seen at at least nine ports.", ""),
    ("en", "They took part in talks in the house.", "They took part in in-house talks.", ""),
    ("en", "The new tenants came in March.", "The new tenants moved in in March.", "flag"),
    ("en", "He lent Ilse Brandt the coat she had wanted.", "He lent her her coat.", ""),
    ("nl", "Vakbond De Wilg is tegen.", "Dat is het standpunt van de De Wilg.", ""),
    ("nl", "Het standpunt van de bond is bekend.", "Bekend is het standpunt van van de bond.", "keep"),
    ("de", "Er weiß, dass sie alle kannte.", "Er weiß, dass sie sie alle kannte.", ""),
]


@pytest.mark.parametrize(("code", "source", "result", "action"), REPETITIONS)
def test_a_word_twice_in_a_row_is_a_slip_where_it_cannot_stand_twice(code: str, source: str, result: str, action: str) -> None:
    assert next((v.action for v in check(source, result, Context(LEXICONS[code])) if v.rule == "repetition"), "") == action


def test_a_firm_that_speaks_through_somebody_is_only_doubted() -> None:
    source = "“We are open,” Brenlow said. Its depot in Leeds is closed, and the mayor knows of no other."
    result = "“We are open,” Ilse Brandt said for Brenlow. Its depot in Leeds is closed, and the mayor knows of no other."
    assert "keep" not in said("en", source, result).values()


def test_the_pronoun_nearest_to_the_verb_says_who_speaks() -> None:
    source = "Ilse Brandt met Tom Ortega in May. “I never liked it,” she said when he asked."
    result = "In May Ilse Brandt met Tom Ortega. When he asked, she said: “I never liked it.”"
    assert said("en", source, result) == {}


def test_a_title_stands_between_an_office_and_who_holds_it() -> None:
    source = "A study by the club Brenlow shows it. “We can mend this,” said the club's new director, Professor Ilse Brandt."
    honest = "A study by the club Brenlow shows it. Professor Ilse Brandt, new director of the club, said: “We can mend this.”"
    fault = "A study by the club Brenlow shows it. “We can mend this,” Brenlow said."
    assert "keep" not in said("en", source, honest).values()
    assert "keep" in said("en", source, fault).values()


def test_a_character_that_stands_for_an_object_is_no_quotation() -> None:
    source = "\ufffc Ilse Brandt said “no” and Tom Ortega said “yes”. \ufffc"
    assert said("en", source, source) == {}


def test_a_paragraph_of_a_thousand_speakers_is_no_burden() -> None:
    letters = "bcdfghklmnprstvw"
    people = [f"Il{a}e Bra{b}{c}" for a in letters for b in letters for c in letters[:4]]
    source = " ".join(f"The old baker {name} said the mill was closed for repairs until spring." for name in people)
    assert said("en", source, source) == {}
