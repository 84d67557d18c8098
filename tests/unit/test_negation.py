"""What is denied stays denied, in whatever words, and nothing else is."""

from __future__ import annotations

import pytest
from support.lexicons import LEXICONS

from worker.text.checks import Context, check
from worker.text.facts import facts, spelled


def actions(code: str, source: str, result: str, rule: str = "negation") -> set[str]:
    return {verdict.action for verdict in check(source, result, Context(LEXICONS[code])) if verdict.rule == rule}


FAULTS = [
    # Each source has another denial, so that counting them would not do.
    (
        "en",
        "The coach did not travel. The players trained on grass at noon.",
        "The coach did not travel. At noon the players did not train on grass.",
    ),
    (
        "en",
        "The ferry has no lift. Crews have not repaired the ramp.",
        "There is no lift on the ferry. The ramp has been repaired by crews.",
    ),
    # Which of two is new does not matter.
    (
        "en",
        "The dairy will open a shop in Lund, and nobody else there sells goat cheese.",
        "The dairy will not open a shop in Lund, and no one else there sells goat cheese.",
    ),
    # A word that could deny something stands where something else is said.
    (
        "en",
        "Trains ran late on Sunday, and the station will open a café in June.",
        "Trains were behind time on Sunday, and in June the station will not open a café.",
    ),
    # A figure beside the denial changes nothing.
    ("en", "A season ticket will cost 420 dollars from June.", "From June a season ticket will not cost 420 dollars."),
    ("de", "Die Halle fasst 420 Gäste und öffnet im Juni.", "Im Juni öffnet die Halle nicht, sie fasst 420 Gäste."),
    ("fr", "L'abonnement coûtera 420 euros en juin.", "En juin, l'abonnement ne coûtera pas 420 euros."),
    ("es", "El abono costará 420 euros en junio.", "En junio el abono no costará 420 euros."),
    ("it", "L'abbonamento costerà 420 euro a giugno.", "A giugno l'abbonamento non costerà 420 euro."),
    ("nl", "De hal telt 420 stoelen en opent in juni.", "In juni opent de hal niet, er zijn 420 stoelen."),
    ("pt", "O passe custará 420 euros em junho.", "Em junho o passe não custará 420 euros."),
    # A "not" before a refusal that the source had plain.
    ("en", "The upper house vetoed the fishing bill.", "The fishing bill was not vetoed by the upper house."),
    ("en", "Growers rejected the offer by 40 votes to 12.", "The offer was not turned down by growers, 40 votes to 12."),
    # A "ne" that denies nothing stands in for no lost denial.
    ("fr", "Le chai n'a pas brûlé. Le maire redoute un vol.", "Le chai a brûlé. Le maire redoute qu'un vol ne survienne."),
    # What is denied anew in other words than the source has, where nothing there could be meant by it.
    (
        "en",
        "The library lends tools as well. Borrowing a drill costs two dollars a day.",
        "Tools can be had from the library too. Whoever takes a drill home is not charged two dollars a day.",
    ),
    (
        "de",
        "Der Pächter äußerte sich bisher nicht. Die Wiese liegt am Fluss.",
        "Bisher hat der Pächter Stellung genommen. Am Fluss liegt die Wiese.",
    ),
    # A "not" before what was called off, and is called so again.
    ("en", "Organisers called off the parade because of wind.", "Because of the wind, the parade was not called off by its organisers."),
]
HONEST = [
    # What is not there yet.
    ("en", "Some 900 villagers have yet to return to the valley.", "About 900 villagers have not yet gone back to the valley."),
    ("en", "Some 900 villagers have yet to return to the valley.", "Roughly 900 villagers have still not gone back to the valley."),
    # One "not" for two, and the other way round.
    ("en", "The painter would neither confirm nor deny the sale.", "The painter would not confirm or deny the sale."),
    # A refusal in other words.
    ("en", "The keeper declined to say whether he would stay.", "The keeper would not be drawn on whether he would stay."),
    ("en", "Two orchestras refused her before Bergen took her.", "Two orchestras turned her down before Bergen admitted her."),
    ("de", "Den Orden lehnte sie 1991 ab.", "1991 schlug sie den Orden aus."),
    ("de", "An der Prognose hält der Verein fest.", "Von der Prognose rückt der Verein nicht ab."),
    ("nl", "De prijs weigerde zij in 1991.", "In 1991 sloeg zij de prijs af."),
    # Until when, and from when on.
    ("en", "The pass will not open for about six weeks.", "It will be about six weeks until the pass opens."),
    ("es", "El alcalde no respondió hasta meses después.", "Pasaron meses antes de que el alcalde respondiera."),
    # Everyone and no one.
    ("en", "None of the boats had sunk, the harbour master said.", "Every boat stayed afloat, the harbour master said."),
    ("pt", "A diretora não pretende trocar nenhum músico.", "A diretora tem a intenção de manter todos os músicos."),
    # A verb of denying with its "not" behind it denies nothing.
    ("de", "Die Zeugin bestreitet den Besuch nicht.", "Den Besuch räumt die Zeugin ein."),
    # A verb parted from its particle may say no.
    ("de", "Der Geiger spielte nicht, und der Saal blieb leer.", "Der Geiger sagte sein Konzert ab, und der Saal blieb leer."),
    ("nl", "De veerpont vaart maandag niet en er zijn geen taxi's.", "Maandag valt de veerpont uit en taxi's ontbreken."),
    # Two that undo each other.
    (
        "en",
        "He has never sung in Rome and refused to go on stage without a prompter.",
        "He has never sung in Rome and would go on stage only with a prompter.",
    ),
    # Until when, in one word or in two.
    ("fr", "Le stade ne rouvrira pas avant mai.", "Le stade rouvrira en mai au plus tôt."),
    # Said twice.
    (
        "en",
        "The panel found no sign that the judge had lied.",
        "The judge had not lied, as far as the panel could tell: it found no sign of that.",
    ),
    ("en", "The tape shows that a guard slept.", "The tape shows that a guard slept, the other five did not."),
    # What denies nothing.
    ("fr", "L'éleveur redoute un retour du loup.", "L'éleveur craint que le loup ne revienne."),
    ("en", "Visitors may enter with or without a ticket.", "Visitors may enter whether or not they have a ticket."),
    ("it", "Si entra con o senza biglietto.", "Si entra, con il biglietto o meno."),
    # Hardly any: a "not" and a half.
    ("es", "Fue una feria sin apenas público.", "Fue una feria en la que apenas hubo público."),
    ("nl", "Er kwam bijna niemand naar de markt.", "De markt trok weinig mensen."),
    # Who leaves is no longer what he was.
    ("fr", "Le club se sépare de son directeur Hugo Rey.", "Hugo Rey n'est plus le directeur du club."),
    ("fr", "La juge Ada Bon a été exclue du jury.", "Ada Bon n'est plus membre du jury, qui l'a exclue."),
    # A word that a prefix turns round.
    ("fr", "Le guide n'était pas joignable jeudi.", "Le guide était injoignable jeudi."),
    ("nl", "De molen was niet verzekerd.", "De molen was onverzekerd."),
    # Of two denials that could be the lost one, the first is explained.
    (
        "de",
        "Der Steg darf nicht betreten werden. Wann er öffnet, konnte der Verein nicht sagen.",
        "Der Steg ist gesperrt. Der Verein konnte keinen Tag nennen, an dem er öffnet.",
    ),
    # Two verbs, of which only one is denied.
    ("nl", "De kok ontkent en wil niets zeggen over het mes.", "De kok spreekt de diefstal tegen en zwijgt over het mes."),
    # Another form of the same word denies the same, whatever else may.
    ("en", "The beacon failed to answer on Monday, crews said.", "The beacon went quiet on Monday, failing to answer, crews said."),
    ("pt", "O réu nega as acusações e diz que não conhece a loja.", "As acusações são negadas pelo réu, que diz não conhecer a loja."),
    # A ban that is renounced, and one that is not imposed.
    ("nl", "De gemeente ziet vooralsnog af van een verbod op vuurwerk.", "De gemeente voert vooralsnog geen verbod op vuurwerk in."),
    # How much at most, and no more.
    ("it", "I lavori non dureranno più di dieci mesi, dice il sindaco.", "I lavori dureranno al massimo dieci mesi, dice il sindaco."),
    # Not the contrary.
    ("pt", "O engenheiro considera o risco elevado.", "O risco não é baixo, considera o engenheiro."),
    # What says it may stand in another clause of the sentence.
    (
        "en",
        "Guards at the depot have not been paid since May. The owner blames the bank.",
        "Wages have been outstanding since May, say guards at the depot, whose owner holds the bank responsible.",
    ),
    # A draw that was all there was.
    ("es", "El equipo no pasó del empate en casa.", "El equipo solo pudo empatar en casa."),
    # Who says it does not tell what is said.
    (
        "de",
        "Das Becken koste die Gemeinde Lohr 40 Euro am Tag, sagte sie. Wann der Kiosk öffnet, ließ sie offen.",
        "Das Becken koste die Gemeinde Lohr 40 Euro am Tag. Wann genau der Kiosk öffnet, sagte sie nicht.",
    ),
    # A stop parts a denial from the next word that may deny.
    ("de", "Der Chor hat nicht gewonnen. Gegen Lund sang er gut.", "Der Chor hat nicht gewonnen. Gut sang er gegen Lund."),
]


@pytest.mark.parametrize(("code", "source", "result"), FAULTS)
def test_what_is_denied_or_affirmed_anew_keeps_the_source(code: str, source: str, result: str) -> None:
    assert "keep" in actions(code, source, result)


@pytest.mark.parametrize(("code", "source", "result"), HONEST)
def test_a_denial_in_other_words_is_shown_at_most(code: str, source: str, result: str) -> None:
    assert "keep" not in actions(code, source, result)


def test_a_phrase_of_the_law_denies_what_its_words_deny() -> None:
    text = facts("Police released him without charge. She rejected the accusation.", LEXICONS["en"])
    assert [hit.of("negation") is not None for hit in text.negations] == [True, True]
    assert not facts("Police do not rule out arson.", LEXICONS["en"]).negations[2:]


def test_two_parts_of_a_denial_stand_in_one_sentence() -> None:
    text = facts("El barco llegó sin aviso. Ningún marinero bajó.", LEXICONS["es"])
    assert spelled(text, text.negations) == "sin, Ningún"


RESERVED = [
    # Another reservation, in another sentence, stands in for none.
    (
        "en",
        "The bakery is thought to owe rent. The mill may close in June.",
        "The bakery owes rent. It is possible that the mill closes in June.",
    ),
    (
        "en",
        "The ferry allegedly sailed overloaded, and the harbour may be dredged. Rain fell.",
        "The ferry sailed overloaded, while the harbour may be dredged. Rain fell.",
    ),
    ("it", "Il mulino avrebbe debiti. Il forno forse chiude.", "Il mulino ha debiti. Il forno forse chiude."),
]
RESERVED_HONESTLY = [
    # The same word, said of others, is not the one that is missing.
    (
        "en",
        "The wound on his shoulder is not thought to be deep. Nurses at the clinic did not believe the boy would need surgery.",
        "The wound on his shoulder is not believed to be deep. Nurses at the clinic did not think the boy would need surgery.",
    ),
    # What somebody denies is an allegation whatever it is called.
    ("en", "Two cooks were charged with theft. Both deny the allegation.", "Two cooks, who both deny it, were charged with theft."),
    ("es", "El club sumó un punto de los últimos quince posibles.", "El club sumó un punto de los quince últimos en juego."),
    ("es", "La banda tiene previsto tocar el viernes.", "Entre los planes de la banda figura tocar el viernes."),
]


@pytest.mark.parametrize(("code", "source", "result"), RESERVED)
def test_a_doubt_that_is_gone_where_the_same_is_said_keeps_the_source(code: str, source: str, result: str) -> None:
    assert "keep" in actions(code, source, result, "hedge")


@pytest.mark.parametrize(("code", "source", "result"), RESERVED_HONESTLY)
def test_a_doubt_in_other_words_is_shown_at_most(code: str, source: str, result: str) -> None:
    assert "keep" not in actions(code, source, result, "hedge")


def test_what_is_not_proven_has_not_become_an_accusation() -> None:
    source = "El juez cree que no ha quedado probado que mintiera. El abogado calló."
    result = "Según el juez, no está acreditado que el acusado mintiera. El abogado calló."
    assert not actions("es", source, result, "opposite")


def test_a_not_behind_its_verb_turns_no_opposite_round() -> None:
    assert not actions("de", "Das Bad bleibt im Juni geschlossen. Es regnet.", "Im Juni öffnet das Bad nicht. Es regnet.", "opposite")


UNSURPASSED = [
    ("en", "She is the youngest mayor.", "It never had a younger mayor.", "She is not the youngest mayor."),
    ("en", "It is the most costly bridge.", "No bridge is more costly.", "It is not the most costly bridge."),
    ("de", "Es war der wärmste Mai seit 1960.", "Seit 1960 war kein Mai wärmer.", "Es war nicht der wärmste Mai seit 1960."),
    ("nl", "Het was de natste mei sinds 1960.", "Sinds 1960 was geen mei natter.", "Het was niet de natste mei sinds 1960."),
    ("fr", "C'est le mois le plus froid.", "Jamais mois n'avait été aussi froid.", "Ce n'est pas le mois le plus froid."),
    ("es", "Es el mes más frío desde 1960.", "Nunca hubo un mes tan frío desde 1960.", "No es el mes más frío desde 1960."),
    ("it", "È il mese più freddo dal 1960.", "Mai un mese era stato così freddo dal 1960.", "Non è il mese più freddo dal 1960."),
    ("pt", "É o mês mais frio desde 1960.", "Nunca houve um mês tão frio desde 1960.", "Não é o mês mais frio desde 1960."),
]  # fmt: skip


@pytest.mark.parametrize(("code", "source", "honest", "fault"), UNSURPASSED)
def test_the_highest_degree_may_be_told_by_what_never_went_further(code: str, source: str, honest: str, fault: str) -> None:
    for one, other in ((source, honest), (honest, source)):
        assert "keep" not in actions(code, one, other, "negation")
    assert "keep" in actions(code, source, fault, "negation")
