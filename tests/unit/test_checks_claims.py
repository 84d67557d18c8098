"""Who said it, and how guilty he is: what of it keeps the words of the journalist, and what is another wording only."""

from __future__ import annotations

import pytest
from support.lexicons import LEXICONS

from worker.text.checks import Context, check


def actions(code: str, rule: str, source: str, result: str) -> list[str]:
    return [v.action for v in check(source, result, Context(LEXICONS[code])) if v.rule == rule]


UNSAID = [
    # The speaker is named less often, and not where his words stand.
    (
        "en",
        "Wolves have come back to the valley, the ranger said. Hikers should keep dogs on a lead.",
        "Wolves have returned to the valley. Hikers should keep dogs on a lead.",
    ),
    (
        "en",
        "According to the dairy board, milk will cost more in autumn. The minister said he was aware of that.",
        "Milk will be dearer in autumn. The minister said he knew of that.",
    ),
    (
        "en",
        "A cooper, Ned Hale, said the casks had been dry for weeks. Ned Hale has no heirs.",
        "The casks had been dry for weeks. Ned Hale has no heirs.",
    ),
    ("de", "Laut Förster sind die Wölfe zurück im Tal. Am Abend regnete es.", "Die Wölfe sind zurück im Tal. Am Abend regnete es."),
    ("fr", "Les loups sont revenus, a indiqué le garde. Il pleuvait.", "Les loups sont revenus. Il pleuvait."),
    ("es", "Según el guarda, los lobos han vuelto al valle. Llovía.", "Los lobos han vuelto al valle. Llovía."),
    ("it", "Secondo il guardiano, i lupi sono tornati nella valle. Pioveva.", "I lupi sono tornati nella valle. Pioveva."),
    ("nl", "Volgens de boswachter zijn de wolven terug in het dal. Het regende.", "De wolven zijn terug in het dal. Het regende."),
    ("pt", "Segundo o guarda, os lobos voltaram ao vale. Chovia.", "Os lobos voltaram ao vale. Chovia."),
    # Named elsewhere, and not where his words stand.
    (
        "en",
        "The weir will be rebuilt in June, Ada Smit said. Traffic was light.",
        "Traffic was light for Ada Smit. In June the weir will be rebuilt.",
    ),
    # Of "he" it shows where nothing says that somebody says it.
    (
        "en",
        "The well is deep, he wrote. The miller had sold it twice, he claimed.",
        "The well is deep, he wrote. The miller had sold it twice.",
    ),
]


@pytest.mark.parametrize(("code", "source", "result"), UNSAID)
def test_what_somebody_said_is_not_told_as_a_fact(code: str, source: str, result: str) -> None:
    assert actions(code, "attribution", source, result) == ["keep"]


SAID = [
    # Those who say it are there still, whatever the word for it.
    ("en", "The board warns of higher tolls from June.", "The board has put out a warning about higher tolls from June."),
    (
        "en",
        "The mill will close, its owner said. It has lost money for years, she added.",
        "The mill, its owner said, will close, having lost money for years.",
    ),
    ("en", "The choir said it could not pay the hall.", "The choir stayed away on the grounds that it could not pay the hall."),
    ("de", "Die Brauerei kündigte einen Umzug nach Orth an.", "Die Brauerei will nach Orth umziehen."),
    ("es", "La cooperativa sostiene que la cosecha bajará.", "Para la cooperativa, la cosecha bajará."),
    (
        "en",
        "The board said milk was scarce and warned that cheese would be dearer.",
        "Milk is scarce, according to the board, and cheese will be dearer.",
    ),
    # The sentence behind says who said so.
    (
        "it",
        "Secondo un'indagine di Orta, il 62% dei mulini è chiuso. I mugnai tacciono.",
        "Il 62% dei mulini è chiuso. Il dato è contenuto in una ricerca di Orta. I mugnai tacciono.",
    ),
    (
        "en",
        "The bishop will not stand down, his office confirmed in May.",
        "The bishop will not stand down. That was confirmed by his office in May.",
    ),
    ("nl", "De molen draait weer, melden vrijwilligers uit Orth.", "De molen draait weer. Dat melden vrijwilligers uit Orth."),
    ("de", "Der Müller verkauft die Mühle, wie sein Anwalt mitteilte.", "Der Müller verkauft die Mühle. Das teilte sein Anwalt mit."),
]


@pytest.mark.parametrize(("code", "source", "result"), SAID)
def test_who_said_it_may_say_it_in_other_words(code: str, source: str, result: str) -> None:
    assert "keep" not in actions(code, "attribution", source, result)


TURNED = [
    (
        "en",
        "The dean refused to open the vault. He has led the chapter since May.",
        "The dean, head of the chapter since May, agreed to open the vault.",
    ),
    ("en", "The claim that the bell was sold is denied by the verger.", "The verger admitted that the bell was sold."),
    ("en", "Wardens rejected a plan for a second mast on the hill.", "On the hill a second mast may rise: wardens accepted the plan."),
    ("en", "The cooper pleaded not guilty to theft on Friday.", "The cooper confessed to theft on Friday."),
    ("de", "Der Küster hat den Verkauf der Glocke bestritten.", "Der Küster hat gestanden, die Glocke verkauft zu haben."),
    ("fr", "Le sacristain conteste avoir vendu la cloche.", "Le sacristain avoue avoir vendu la cloche."),
    ("es", "El sacristán niega haber vendido la campana.", "El sacristán reconoce que vendió la campana."),
    ("it", "Il sagrestano nega di aver venduto la campana.", "Il sagrestano ammette di aver venduto la campana."),
    ("nl", "De koster ontkent dat hij de klok heeft verkocht.", "De koster bekent dat hij de klok heeft verkocht."),
    ("pt", "O sacristão nega ter vendido o sino.", "O sacristão admite ter vendido o sino."),
]


@pytest.mark.parametrize(("code", "source", "result"), TURNED)
def test_a_no_that_became_a_yes_keeps_the_words_of_the_journalist(code: str, source: str, result: str) -> None:
    assert actions(code, "legal status", source, result) == ["keep"]


NOT_TURNED = [
    ("en", "The court refused to overturn the ban on eel traps.", "The ban on eel traps was upheld by the court."),
    ("en", "The cooper denies theft but has admitted trespass.", "The cooper has admitted trespass but denies theft."),
    (
        "en",
        "No side has agreed to discuss the disputed weir.",
        "While the two could agree to a truce, the contested weir is not on the table.",
    ),
    ("en", "The dean declined to name the donor.", "The dean would not name the donor."),
    ("de", "Der Küster bestreitet den Verkauf.", "Der Küster weist den Vorwurf des Verkaufs zurück."),
    ("it", "Il sagrestano respinge ogni addebito.", "Il sagrestano respinge tutte le accuse."),
]


@pytest.mark.parametrize(("code", "source", "result"), NOT_TURNED)
def test_a_no_in_other_words_is_still_a_no(code: str, source: str, result: str) -> None:
    assert "keep" not in actions(code, "legal status", source, result)


CHANGED = [
    # A status that is named less often, and another that was not named before.
    (
        "en",
        "A cooper was arrested over the theft of a bell and is in custody.",
        "A cooper was questioned over the theft of a bell and is being held.",
    ),
    ("en", "The appeal court upheld the conviction of a cooper for theft.", "The appeal court upheld the trial of a cooper for theft."),
    (
        "en",
        "Jurors found the cooper guilty on Friday and will not hear more.",
        "Jurors on Friday accused the cooper and will not hear more.",
    ),
    (
        "de",
        "Der Küfer, der das Urteil annahm, ist des Diebstahls angeklagt.",
        "Der Küfer, der das Urteil annahm, ist des Diebstahls verurteilt.",
    ),
    ("es", "La cocinera, acusada de robar una campana, irá a Olmedo.", "La cocinera, condenada por robar una campana, irá a Olmedo."),
    ("it", "La cuoca è sospettata di aver rubato una campana.", "La cuoca è stata condannata per aver rubato una campana."),
    ("fr", "La cuisinière, soupçonnée d'avoir volé une cloche, se tait.", "La cuisinière, condamnée pour avoir volé une cloche, se tait."),
    ("nl", "De kokkin wordt verdacht van diefstal van een klok.", "De kokkin is veroordeeld voor diefstal van een klok."),
    ("pt", "A cozinheira é suspeita de ter roubado um sino.", "A cozinheira foi condenada por ter roubado um sino."),
]


@pytest.mark.parametrize(("code", "source", "result"), CHANGED)
def test_a_status_that_took_the_place_of_another_keeps_the_words_of_the_journalist(code: str, source: str, result: str) -> None:
    assert "keep" in actions(code, "legal status", source, result)


UNCHANGED = [
    # Who is meant may be said by another status of his.
    (
        "pt",
        "A polícia deteve um homem suspeito de furto. O detido será ouvido na segunda-feira.",
        "Um homem suspeito de furto foi detido pela polícia. O suspeito será ouvido na segunda-feira.",
    ),
    (
        "de",
        "Ein Küfer wurde festgenommen. Der Festgenommene soll eine Glocke gestohlen haben.",
        "Ein Küfer wurde festgenommen. Der Verdächtige soll eine Glocke gestohlen haben.",
    ),
    (
        "en",
        "A cooper was arrested on Friday. The suspect has been released on bail.",
        "A cooper arrested on Friday has been bailed.",
    ),
    (
        "en",
        "Jurors found the cooper guilty of theft; his brother, Ned, was cleared.",
        "The cooper was convicted of theft, but jurors acquitted his brother, Ned.",
    ),
    (
        "nl",
        "De kuiper is vrijgesproken van diefstal in Orth.",
        "De kuiper heeft zich niet schuldig gemaakt aan diefstal in Orth. Hij werd vrijgesproken.",
    ),
    ("en", "She is accused of poisoning two mares, a charge she denies.", "The woman denies poisoning two mares."),
    ("pt", "O tanoeiro foi condenado. As vítimas dizem-se aliviadas.", "O tanoeiro foi condenado, e as vítimas se confessam aliviadas."),
    ("es", "La cocinera fue multada por un presunto hurto.", "La cocinera, sospechosa de hurto, fue multada."),
    ("de", "Der Küfer wurde zu zwei Jahren Haft verurteilt.", "Der Küfer muss nach dem Urteil für zwei Jahre in Haft."),
    ("en", "Jurors found him guilty of theft but not of arson.", "Jurors convicted him of theft but acquitted him of arson."),
    ("es", "La cocinera, acusada de robar una campana, calla.", "La cocinera, a quien se acusa del robo de una campana, guarda silencio."),
]


@pytest.mark.parametrize(("code", "source", "result"), UNCHANGED)
def test_a_status_in_other_words_is_the_same(code: str, source: str, result: str) -> None:
    assert "keep" not in actions(code, "legal status", source, result)


ASKED = [
    (
        "nl",
        "Of de molen open blijft, wil molenaar Ada Smit nog niet zeggen.",
        "Molenaar Ada Smit laat nog in het midden of de molen open blijft.",
    ),
    ("de", "Ob die Mühle schließt, wollte Müller Ott nicht sagen.", "Müller Ott legte sich darauf nicht fest, ob die Mühle schließt."),
    ("es", "El molinero Ott no respondió a las llamadas.", "El molinero Ott no atendió las llamadas."),
]


@pytest.mark.parametrize(("code", "source", "result"), ASKED)
def test_who_would_not_say_is_not_lost_in_other_words(code: str, source: str, result: str) -> None:
    assert not actions(code, "right of reply", source, result)


def test_whoever_was_asked_in_vain_is_not_left_out() -> None:
    source = "The mill will close in May. Its owner, Ada Smit, did not respond to a request for comment."
    assert actions("en", "right of reply", source, "The mill will close in May. Its owner is Ada Smit.") == ["keep"]


PLURAL = [
    ("en", "A study by Orr College suggests that owls sleep less.", "Studies by Orr College suggest that owls sleep less."),
    ("en", "A survey found the weir unsafe. The authors dived for weeks.", "Surveys found the weir unsafe. The authors dived for weeks."),
    ("en", "A witness said the bell rang twice.", "Witnesses said the bell rang twice."),
    ("fr", "Selon le rapport de la commission, la digue fuit.", "Selon des rapports de la commission, la digue fuit."),
    ("es", "Un testigo dijo que la campana sonó.", "Varios testigos dijeron que la campana sonó."),
    ("it", "Secondo uno studio, i gufi dormono meno.", "Secondo diversi studi, i gufi dormono meno."),
    (
        "pt",
        "Um estudo da universidade conclui que as corujas dormem menos.",
        "Estudos da universidade concluem que as corujas dormem menos.",
    ),
    ("nl", "Een getuige zei dat de klok luidde.", "Getuigen zeiden dat de klok luidde."),
    ("de", "Laut einer Studie schlafen Eulen weniger.", "Laut mehreren Studien schlafen Eulen weniger."),
]


@pytest.mark.parametrize(("code", "source", "result"), PLURAL)
def test_one_source_is_not_made_several(code: str, source: str, result: str) -> None:
    assert actions(code, "sources", source, result) == ["keep"]


SINGULAR = [
    ("en", "The firm fell short of the average analyst estimate, it said.", "The firm, it said, missed what analysts had looked for."),
    ("en", "She trailed in every poll, she said.", "In polls, she said, she always trailed."),
    (
        "fr",
        "Il est soupçonné d'avoir blessé un voisin, a dit le juge.",
        "Il est soupçonné d'avoir blessé l'un de ses voisins, a dit le juge.",
    ),
    ("de", "So viele Störche wie nie brüten in Orth, sagte der Förster.", "In Orth brüten so viele Störche wie nie, sagte der Förster."),
    ("nl", "De raad weigert een onderzoek, zei hij.", "De raad weigert het te laten onderzoeken, zei hij."),
]


@pytest.mark.parametrize(("code", "source", "result"), SINGULAR)
def test_several_who_are_no_source_are_no_fault(code: str, source: str, result: str) -> None:
    assert "keep" not in actions(code, "sources", source, result)


ANOTHER = [
    ("en", "Prosecutors say the cooper sold the bell twice.", "Police say the bell was sold twice by the cooper."),
    ("fr", "La cloche a été vendue deux fois, selon la gendarmerie.", "La cloche a été vendue deux fois, selon le parquet."),
    ("nl", "Zijn moeder zegt dat de kuiper de klok niet verkocht.", "Volgens zijn advocaat verkocht de kuiper de klok niet."),
    # Two have exchanged what they said.
    (
        "nl",
        "Volgens de vakbond verdwijnen er veertig banen in de molen. De directie noemt dat onzin.",
        "Er verdwijnen veertig banen in de molen, stelt de directie. De vakbond noemt dat onzin.",
    ),
]


@pytest.mark.parametrize(("code", "source", "result"), ANOTHER)
def test_what_one_part_said_is_not_said_by_another(code: str, source: str, result: str) -> None:
    assert "keep" in actions(code, "attribution", source, result)


SAME_PART = [
    ("en", "Prosecutors say the cooper sold the bell twice.", "The cooper sold the bell twice, the prosecution says."),
    ("en", "The company said the mill was sold.", "The mill was sold, the firm said."),
    ("pt", "A defesa afirma que o sino não foi vendido.", "Os advogados afirmam que o sino não foi vendido."),
    (
        "en",
        "Police said the bell was old. The council said it had been sold.",
        "The bell, which police said was old, had been sold, the council said.",
    ),
]


@pytest.mark.parametrize(("code", "source", "result"), SAME_PART)
def test_the_same_part_may_be_named_in_other_words(code: str, source: str, result: str) -> None:
    assert "keep" not in actions(code, "attribution", source, result)
