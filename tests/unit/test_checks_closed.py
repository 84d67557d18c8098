"""
Figures, names, quotations and who said them: equal things written differently are equal, a descriptor is no name, a quotation may be cut.

Each class with an honest rewording that passes and a fault beside it that does not.
"""

from __future__ import annotations

import pytest
from support.lexicons import LEXICONS

from worker.text.checks import Context, Verdict, check
from worker.text.facts import Lexicon


def judged(source: str, result: str, lexicon: Lexicon) -> tuple[Verdict, ...]:
    return check(source, result, Context(lexicon))


def kept(verdicts: tuple[Verdict, ...]) -> list[str]:
    return [verdict.rule for verdict in verdicts if verdict.action != "flag"]


EQUAL = [
    # (source, honest rewording, rewording with a fault, rule that sees it)
    # spans of time
    ("She led the choir for 20 years.", "She led the choir for two decades.", "She led the choir for three decades.", "figure"),
    ("It took 14 days.", "It took a fortnight.", "It took two months.", "figure"),
    ("Rents are higher than a year ago.", "Rents are higher than 12 months ago.", "Rents are higher than 18 months ago.", "new figure"),
    ("The pumps ran for 48 hours.", "The pumps ran for two days.", "The pumps ran for three days.", "figure"),
    ("The strike lasted half a year.", "The strike lasted six months.", "The strike lasted seven months.", "new figure"),
    ("He waited 90 minutes.", "He waited an hour and a half.", "He waited for an hour.", "figure"),
    # what refers to a number that is there, or follows from it
    (
        "Ossia may buy its rival Brenlow. Ossia is the larger.",
        "Ossia, the larger of the two companies, may buy its rival Brenlow.",
        "Ossia, the largest of three companies, may buy its rival Brenlow.",
        "new figure",
    ),
    (
        "Of the eight rowers one stayed.",
        "One of the eight rowers stayed, seven of them did not.",
        "One of the eight rowers stayed, 27 did not.",
        "new figure",
    ),
    (
        "The board voted 4-3 to close it.",
        "By four votes to three the board chose to close it.",
        "By three votes to four the board chose to close it.",
        "score",
    ),
    ("Most of the 90 members left.", "More than half of the 90 members left.", "More than a third of the 90 members left.", "new figure"),
    ("The ebb begins after two hours.", "In the second hour the ebb begins.", "In the fourth hour the ebb begins.", "figure"),
    # a comparator that opens a sentence, stands behind its figure, or is said with a verb
    ("Turnout was 31 percent.", "Some 31 percent voted.", "Nearly 31 percent voted.", "comparator"),
    ("Loans of up to £900 are free.", "Loans of £900 or less are free.", "Loans of £900 or more are free.", "comparator"),
    ("It needs at least six days.", "Six days is the minimum it needs.", "It needs six days.", "comparator"),
    ("It needs at least six days.", "It needs six days at the very least.", "It needs six days at most.", "comparator"),
    ("Gusts of up to 80mph are due.", "Gusts reaching 80mph are due.", "Gusts of more than 80mph are due.", "comparator"),
    ("Sales may vary by 3%, plus or minus.", "Sales may vary by plus or minus 3%.", "Sales may vary by plus or minus 4%.", "figure"),
    # what somebody is, is no name
    (
        "Keeper Lena Orr saved twice.",
        "Lena Orr, who stood between the posts, saved twice.",
        "Lina Orr, who stood between the posts, saved twice.",
        "name",
    ),
    (
        "The measure goes to the Legislature, Lena Orr said.",
        "The measure goes to lawmakers, Lena Orr said.",
        "The measure goes to lawmakers.",
        "name",
    ),
    ("CEO Lena Orr sold her shares.", "Lena Orr, its chief executive, sold her shares.", "The chief executive sold her shares.", "name"),
    ("Inspector Brandt attached photos.", "Brandt attached photos.", "Brendt attached photos.", "name"),
    ("Sgt. Maj. Lena Orr waved.", "Lena Orr waved.", "Lena Orb waved.", "name"),
    ("The Blues won the ward of Ossia.", "Ossia: a Blue win in the ward.", "The Reds won the ward of Ossia.", "new name"),
    (
        "OSSIA, May 9 - Voters in two towns of Brenlow queued.",
        "OSSIA, May 9 - Queues formed in two towns of Brenlow.",
        "BRENLOW, May 9 - Voters in two towns queued.",
        "name",
    ),
    ("If you hold a Brenlow bond, act.", "Hold a Brenlow bond? Act.", "Hold an Ossia bond? Act.", "name"),
]


@pytest.mark.parametrize(("source", "honest", "faulty", "rule"), EQUAL)
def test_the_same_fact_in_other_words_passes_and_another_fact_does_not(source: str, honest: str, faulty: str, rule: str) -> None:
    assert kept(judged(source, honest, LEXICONS["en"])) == []
    assert rule in kept(judged(source, faulty, LEXICONS["en"]))


def test_a_title_that_was_not_there_and_one_that_became_another_are_shown() -> None:
    assert [v.rule for v in judged("Brandt attached photos.", "Inspector Brandt attached photos.", LEXICONS["en"])] == ["new name"]
    assert "name" in [v.rule for v in judged("Mayor Brandt left.", "Governor Brandt left.", LEXICONS["en"])]


TALK = "“We were late,” Ilse Brandt said. The engineer Tom Ortega was calm. “It was the ice,” he added."
SPOKEN = [
    # (source, honest rewording, rewording with another speaker)
    # two who change places, one of them a pronoun
    (
        TALK,
        "Ilse Brandt said: “We were late.” “It was the ice,” Tom Ortega, the engineer, said calmly.",
        "“It was the ice,” Ilse Brandt said. The engineer Tom Ortega was calm. “We were late,” he added.",
    ),
    # the name in apposition
    (
        "“He was kind,” said his sister, Ilse Brandt. Tom Ortega, the vet, waited.",
        "“He was kind,” Ilse Brandt, his sister, said. Tom Ortega, the vet, waited.",
        "“He was kind,” said the vet, Tom Ortega. His sister Ilse Brandt waited.",
    ),
    # a colon and no verb of saying
    (
        "Ilse Brandt, who has run the mill since May, put it mildly: “It leaks.” Tom Ortega laughed: “It floods.”",
        "“It leaks,” Ilse Brandt said; she has run the mill since May. “It floods,” said Tom Ortega with a laugh.",
        "Ilse Brandt, who has run the mill since May, put it mildly: “It floods.” Tom Ortega laughed: “It leaks.”",
    ),
    # one whose name comes later is not meant by "he"
    (
        "Paul Brandt, a rower, was banned. “I took nothing,” he wrote. His coach, Tom Ortega, declined to comment.",
        "Paul Brandt, a rower who was banned, wrote: “I took nothing.” His coach, Tom Ortega, declined to comment.",
        "Paul Brandt, a rower, was banned. “I took nothing,” wrote his coach, Tom Ortega, who declined to comment.",
    ),
    (
        "Tom Ortega met Ilse Brandt. “It is late,” she said.",
        "Ilse Brandt met Tom Ortega. “It is late,” she said.",
        "Tom Ortega met Ilse Brandt. “It is late,” he said.",
    ),
    ("“That is new,” Brandt replied.", "“That is new,” replied Brandt.", "“That is new,” another member of the board replied. Brandt sat."),
    # not he whose lawyer it is
    (
        "Tom Ortega, his lawyer said, “never left”. Ilse Brandt, who represents him, would appeal.",
        "Tom Ortega “never left”, said Ilse Brandt, the lawyer who represents him and would appeal.",
        "Tom Ortega “never leaves”, said Ilse Brandt, the lawyer who represents him and would appeal.",
    ),
]


@pytest.mark.parametrize(("source", "honest", "faulty"), SPOKEN)
def test_a_quotation_stays_with_the_one_who_says_it(source: str, honest: str, faulty: str) -> None:
    assert kept(judged(source, honest, LEXICONS["en"])) == []
    assert {"speaker", "new speaker", "quotation"} & set(kept(judged(source, faulty, LEXICONS["en"])))


FOREIGN = [
    (
        "de",
        "„Es war spät“, sagte Ilse Brandt. Tom Ortega lachte: „Es war das Eis.“",
        "„Es war das Eis“, sagte Ilse Brandt. Tom Ortega lachte: „Es war spät.“",
    ),
    (
        "fr",
        "« Il est tard », a lancé Ilse Brandt. Tom Ortega a rétorqué : « C’est la glace. »",
        "« C’est la glace », a lancé Ilse Brandt. Tom Ortega a rétorqué : « Il est tard. »",
    ),
    (
        "es",
        "“Era tarde”, apuntó Ilse Brandt. “Fue el hielo”, terció Tom Ortega.",
        "“Fue el hielo”, apuntó Ilse Brandt. “Era tarde”, terció Tom Ortega.",
    ),
    (
        "it",
        "«Era tardi», ha ribattuto Ilse Brandt. «È il ghiaccio», ha chiosato Tom Ortega.",
        "«È il ghiaccio», ha ribattuto Ilse Brandt. «Era tardi», ha chiosato Tom Ortega.",
    ),
    (
        "nl",
        "‘Het was laat’, vond Ilse Brandt. Tom Ortega grapte: ‘Het was het ijs.’",
        "‘Het was het ijs’, vond Ilse Brandt. Tom Ortega grapte: ‘Het was laat.’",
    ),
    (
        "pt",
        "“Era tarde”, ponderou Ilse Brandt. “Foi o gelo”, rebateu Tom Ortega.",
        "“Foi o gelo”, ponderou Ilse Brandt. “Era tarde”, rebateu Tom Ortega.",
    ),
]


@pytest.mark.parametrize(("code", "source", "faulty"), FOREIGN)
def test_speakers_who_change_places_are_seen_whatever_the_verb(code: str, source: str, faulty: str) -> None:
    assert kept(judged(source, source, LEXICONS[code])) == []
    assert "speaker" in kept(judged(source, faulty, LEXICONS[code]))


WORDED = [
    # (source, honest rewording, fault, rule that sees it)
    (
        "“Nobody saw it,” Brandt said.",
        "In the end, Brandt said, “nobody saw it.”",
        "In the end, Brandt said, “nobody saw us.”",
        "quotation",
    ),
    (
        "The probe will not reach the comet in May.",
        "The probe will miss the comet in May.",
        "The probe will not reach the comet in June.",
        "date",
    ),
    ("Brandt could not be reached.", "Brandt was unreachable.", "Brandt was not there.", "right of reply"),
    ("There is a town on the hill.", "On the hill there is a town.", "Here is a rewritten text: On the hill there is a town.", "chatter"),
    (
        "Jurors said that he lied.",
        "He lied, a jury said.",
        "He lied, a neighbour said.",
        "new speaker",
    ),
]


@pytest.mark.parametrize(("source", "honest", "faulty", "rule"), WORDED)
def test_a_phrase_that_only_looks_like_a_fault_passes(source: str, honest: str, faulty: str, rule: str) -> None:
    assert rule not in kept(judged(source, honest, LEXICONS["en"]))
    assert rule in kept(judged(source, faulty, LEXICONS["en"]))


EXCHANGED = [
    # (language, source, honest rewording, rewording with two names exchanged)
    (
        "en",
        "In May Ossia sued Brenlow over a patent.",
        "Over a patent, Brenlow was sued by Ossia in May.",
        "In May Brenlow sued Ossia over a patent.",
    ),
    (
        "en",
        "She chose Ilse Brandt over Tom Ortega.",
        "Her choice was Ilse Brandt, not Tom Ortega.",
        "She picked Tom Ortega over Ilse Brandt.",
    ),
    (
        "en",
        "Coach Ilse Brandt left early. Referee Tom Ortega stayed.",
        "Referee Tom Ortega stayed; Ilse Brandt, the coach, left early.",
        "Coach Tom Ortega left early. Referee Ilse Brandt stayed.",
    ),
    (
        "en",
        "Ilse Brandt, who chairs the club, accused its keeper Tom Ortega of lying.",
        "Tom Ortega, its keeper, was accused of lying by Ilse Brandt, who chairs the club.",
        "Tom Ortega, its keeper, accused Ilse Brandt, who chairs the club, of lying.",
    ),
    ("en", "Ilse Brandt met Tom Ortega.", "Tom Ortega met Ilse Brandt.", "Tom Ortega met Ilse Brandl."),
    ("en", "The Kenyan Ilse Brandt beat Tom Ortega.", "Ilse Brandt of Kenya beat Tom Ortega.", "The Kenyan Tom Ortega beat Ilse Brandt."),
    ("fr", "Ilse Brandt a battu Tom Ortega.", "Tom Ortega a été battu par Ilse Brandt.", "Tom Ortega a battu Ilse Brandt."),
    (
        "nl",
        "Ilse Brandt werd verkozen boven Tom Ortega.",
        "Niet Tom Ortega maar Ilse Brandt werd verkozen.",
        "Tom Ortega werd verkozen boven Ilse Brandt.",
    ),
]


@pytest.mark.parametrize(("code", "source", "honest", "faulty"), EXCHANGED)
def test_names_that_change_places_are_seen_and_the_passive_is_not_taken_for_it(code: str, source: str, honest: str, faulty: str) -> None:
    assert not {"names exchanged", "speaker"} & set(kept(judged(source, honest, LEXICONS[code])))
    assert {"names exchanged", "name"} & set(kept(judged(source, faulty, LEXICONS[code])))


PARTS = [
    ("en", "Four in ten nurses left.", "Forty percent of nurses left.", "Forty-five percent of nurses left."),
    ("en", "Half of the 90 nurses left.", "One in two of the 90 nurses left.", "One in three of the 90 nurses left."),
    ("en", "It costs $90 million a month.", "Each month it costs $90 million.", "It costs $90 million a year."),
    ("en", "Profit rose in the three months to June.", "Profit rose in the quarter to June.", "Profit rose in the four months to June."),
    (
        "en",
        "The two had met in Leeds, Brandt said.",
        "Brandt said that they had met in Leeds.",
        "The three had met in Leeds, Brandt said.",
    ),
    ("en", "Software based on artificial intelligence chose them.", "AI software chose them.", "BBC software chose them."),
    ("en", "Lyon lost 1-2 to Nantes.", "Lyon lost 2-1 to Nantes.", "Lyon lost 1-3 to Nantes."),
    ("it", "Il fratello, di 31 anni, corre.", "Il fratello trentunenne corre.", "Il fratello trentaduenne corre."),
]


@pytest.mark.parametrize(("code", "source", "honest", "faulty"), PARTS)
def test_parts_rates_and_abbreviations_are_compared_by_what_they_mean(code: str, source: str, honest: str, faulty: str) -> None:
    closed = {"figure", "new figure", "name", "new name", "score"}
    assert not closed & set(kept(judged(source, honest, LEXICONS[code])))
    assert closed & set(kept(judged(source, faulty, LEXICONS[code])))


def test_a_count_of_the_same_by_another_number_is_no_sum() -> None:
    source = "The ferry had 312 passengers and 29 crew on board, and 283 of them were saved."
    result = "On board the ferry were 310 passengers and 29 crew; 283 were saved."
    said = {v.rule: v.action for v in check(source, result, Context(LEXICONS["en"]))}
    assert {said.get("figure"), said.get("new figure")} == {"keep"}


LIMITS = [
    # what says a limit stands near its figure; could, may and words elsewhere in the sentence do not say it
    ("en", "The fund could lose up to 70 farms.", "The fund could lose as many as 70 farms.", "The fund could lose 70 farms."),
    (
        "en",
        "It passed the council, and at least 70 farms stay.",
        "It passed; 70 farms or more stay.",
        "It passed the council, and 70 farms stay.",
    ),
    (
        "en",
        "Nobody was hurt, but over 70 farms burned.",
        "More than 70 farms burned; nobody was hurt.",
        "Nobody was hurt, but 70 farms burned.",
    ),
    ("en", "Pupils under five swim free.", "Pupils below the age of five swim free.", "Pupils aged five swim free."),
    ("en", "The choir never had more than 40 members.", "The membership of the choir never exceeded 40.", "The choir had 40 members."),
    ("en", "The pass opens on 9 May or later.", "The pass opens on 9 May onwards.", "The pass opens on 9 May."),
    ("en", "It took at least 30 complaints.", "It took 30 complaints or more.", "It took 30 complaints or fewer."),
    ("es", "El barco pesa más de 200 toneladas.", "El barco podría superar las 200 toneladas.", "El barco podría pesar 200 toneladas."),
    ("es", "La flota no supera los 90 barcos.", "La flota tiene 90 barcos como máximo.", "La flota tiene 90 barcos."),
    ("pt", "A frota tem mais de 90 barcos.", "A frota deve ultrapassar os 90 barcos.", "A frota deve ter 90 barcos."),
    ("fr", "La flotte compte plus de 90 navires.", "La flotte va dépasser les 90 navires.", "La flotte compte 90 navires."),
    ("it", "La flotta ha più di 90 navi.", "La flotta potrebbe superare le 90 navi.", "La flotta potrebbe avere 90 navi."),
    # where a change or a time ended is no limit
    (
        "es",
        "Las ventas bajaron un 3 %, hasta 508 barcos.",
        "Las ventas bajaron un 3 %, a 508 barcos.",
        "Las ventas bajaron un 3 %, a 509 barcos.",
    ),
    (
        "fr",
        "Le port est ouvert de 9 à 18 heures.",
        "Le port ouvre à 9 heures, jusqu'à 18 heures.",
        "Le port ouvre à 9 heures, jusqu'à 19 heures.",
    ),
]


@pytest.mark.parametrize(("code", "source", "honest", "faulty"), LIMITS)
def test_a_limit_is_kept_by_what_stands_near_its_figure(code: str, source: str, honest: str, faulty: str) -> None:
    closed = {"figure", "new figure", "comparator"}
    assert not closed & {v.rule for v in judged(source, honest, LEXICONS[code])}
    assert closed & set(kept(judged(source, faulty, LEXICONS[code])))


@pytest.mark.parametrize(
    ("source", "honest"),
    [
        ("They gained 19 farms, 7 more than four years ago.", "They gained 19 farms; that is 7 up on four years ago."),
        ("Profit was $3 million, beating the $2 million expected.", "Profit was $3 million; $2 million had been expected."),
        ("Talks over 12 redundancies failed.", "Talks about 12 redundancies failed."),
    ],
)
def test_one_figure_set_against_another_is_no_limit(source: str, honest: str) -> None:
    assert "comparator" not in [v.rule for v in judged(source, honest, LEXICONS["en"])]


SAID_OTHERWISE = [
    ("en", "It was the third delay since May.", "Since May it was delayed three times.", "Since May it was delayed four times."),
    (
        "pt",
        "Os lucros foram de 9 milhões, menos 7,5% do que antes.",
        "Os lucros tiveram uma descida de 7,5%, para 9 milhões.",
        "Os lucros tiveram uma subida de 7,5%, para 9 milhões.",
    ),
    ("fr", "Un homme d'une trentaine d'années a chuté.", "Un trentenaire a chuté.", "Un quadragénaire a chuté."),
    ("es", "Una mujer de 80 años cayó.", "Una octogenaria cayó.", "Una nonagenaria cayó."),
    ("en", "The two armies had met in Leeds.", "The armies had met in Leeds.", "The three armies had met in Leeds."),
    (
        "en",
        "One of the six crew members stayed.",
        "One of the six crew members stayed, the other five left.",
        "One of the six crew members stayed, 15 boats left.",
    ),
    # another number of the same things is no sum of others
    (
        "en",
        "The jury sat for three hours over 12 counts; two were dropped.",
        "For three hours the jury sat over 12 counts, of which two were dropped.",
        "The jury sat for six hours over 12 counts; two were dropped.",
    ),
    (
        "en",
        "Nine boats sank, three of them large, and talks go on.",
        "Nine boats, three of them large, sank, and talks go on.",
        "Nine boats sank, three of them large, and the 12 talks go on.",
    ),
    ("en", "She scored two goals in six matches.", "In six matches she scored two goals.", "In six matches she scored six goals."),
    ("en", "She won 6-4, 4-6, 6-2.", "She was the winner, 6-4, 4-6, 6-2.", "She was the winner, 6-4, 4-2, 6-2."),
    (
        "en",
        "Rank 15 went to Brandt, who won four races.",
        "Brandt, who won four races, is on rank 15.",
        "Brandt, who won four races, is on rank 19.",
    ),
]


@pytest.mark.parametrize(("code", "source", "honest", "faulty"), SAID_OTHERWISE)
def test_a_number_may_be_said_otherwise_but_no_other_number_takes_its_place(code: str, source: str, honest: str, faulty: str) -> None:
    closed = {"figure", "new figure", "score", "opposite"}
    assert not closed & set(kept(judged(source, honest, LEXICONS[code])))
    assert closed & set(kept(judged(source, faulty, LEXICONS[code])))


SLIPS = [
    ("en", "The Halden Office said so.", "So said the Halden Office.", "The Halden Offcie said so."),
    ("de", "In der Innenstadt fehlten Wohnungen.", "Wohnungen fehlten in der Innenstadt.", "In der Innensatdt fehlten Wohnungen."),
    (
        "de",
        "Das Amtsgericht hat den Garten gesperrt.",
        "Vom Amtsgericht wurden die Gärten gesperrt.",
        "Das Amtsgerucht hat den Garten gesperrt.",
    ),
    ("fr", "Le Ministère de la Mer a cédé.", "Le Ministère de la Mer a plié.", "Le Minsitère de la Mer a cédé."),
    (
        "en",
        "Storms hit Harkin County and Real Montera.",
        "Storms hit Harkin County and Montera.",
        "Storms hit the county and Real Montera.",
    ),
    ("de", "Der See der Gemeinde Unterfeld ist leer.", "Leer ist der See der Gemeinde Unterfeld.", "Leer ist der See der Gemeinde."),
    (
        "en",
        "The end of 2031 is the limit for Halden, Brandt said.",
        "By the end of 2031, Brandt said, Halden must act.",
        "By the end of 2032, Brandt said, Halden must act.",
    ),
]


@pytest.mark.parametrize(("code", "source", "honest", "faulty"), SLIPS)
def test_a_word_with_a_capital_that_comes_back_with_a_slip_is_seen(code: str, source: str, honest: str, faulty: str) -> None:
    closed = {"name", "new name", "figure", "new figure"}
    assert not closed & set(kept(judged(source, honest, LEXICONS[code])))
    assert closed & set(kept(judged(source, faulty, LEXICONS[code])))


@pytest.mark.parametrize(
    ("code", "source", "honest"),
    [
        ("en", "Rail fares rise in May, Brandt said.", "Passengers will pay more for rail from May, Brandt said."),
        ("en", "Chief executive Ilse Brandt left.", "Ilse Brandt, the CEO, left."),
        ("de", "Die Trainerin lobte das Team.", "Das Lob der Übungsleiterin galt dem Team."),
        ("it", "Weekend di pioggia a Porto Sereno.", "Fine settimana di pioggia a Porto Sereno."),
        ("fr", "Le port de Lisle est fermé.", "Fermer le port : Lisle l'a fait."),
    ],
)
def test_a_capital_that_opens_a_sentence_or_is_any_nouns_makes_no_name(code: str, source: str, honest: str) -> None:
    assert not {"name", "new name"} & {v.rule for v in judged(source, honest, LEXICONS[code])}


AS_EDITORS_PUT_IT = [
    ("en", "Of the 90 farms, 31 burned.", "Thirty-one of the 90 farms burned.", "Thirty-two of the 90 farms burned."),
    ("en", "Queues of up to nine miles are due.", "Queues as long as nine miles are due.", "Queues of nine miles are due."),
    ("en", "It exceeded 10 degrees.", "It was warmer than 10 degrees.", "It was colder than 10 degrees."),
    ("en", "Profit fell in the three months to September.", "Third-quarter profit fell.", "Second-quarter profit fell."),
    (
        "fr",
        "Le port a perdu plus d'un tiers de l'eau.",
        "Le port a perdu au-delà d'un tiers de l'eau.",
        "Le port a perdu un tiers de l'eau.",
    ),
    (
        "es",
        "La red pierde hasta un tercio del agua.",
        "La red puede alcanzar un tercio del agua.",
        "La red pierde hasta un quinto del agua.",
    ),
    (
        "it",
        "Il porto ha speso 9 milioni in tre anni.",
        "Il porto ha speso 9 milioni in un triennio.",
        "Il porto ha speso 9 milioni in un biennio.",
    ),
    ("pt", "Em dezembro, três em cada dez barcos pararam.", "Em dezembro, 30% dos barcos pararam.", "Em dezembro, 40% dos barcos pararam."),
    ("en", "Half of the farmers are older than 50.", "Half of the farmers are over 50.", "Half of the farmers are 50."),
    (
        "en",
        "They have barely a quarter of the costs.",
        "They have less than a quarter of the costs.",
        "They have over a quarter of the costs.",
    ),
    ("en", "The firm must pay $3 million.", "The firm must hand over $3 million.", "The firm must pay over $3 million."),
    ("en", "Gusts of 90km/h hit Lund.", "Gusts of 90 kilometres per hour hit Lund.", "Gusts of 90 miles per hour hit Lund."),
    ("en", "Boats ran more than 10 minutes late.", "Boats ran over 10 minutes late.", "Boats ran less than 10 minutes late."),
    (
        "de",
        "Vier der 14 Heime schließen bis Ende Juni.",
        "Bis Ende Juni vier der 14 Heime zu schließen ist der Plan.",
        "Bis Ende Juni fünf der 14 Heime zu schließen ist der Plan.",
    ),
    ("en", "It was minus 18 degrees in Lund.", "Lund had 18 degrees below zero.", "Lund had 18 degrees."),
    ("de", "In Lund waren es minus 18 Grad.", "Lund hatte 18 Grad unter null.", "Lund hatte 18 Grad."),
    (
        "it",
        "Un litro costa 2 euro; durerà non più di un mese.",
        "Costa 2 euro un litro; durerà al massimo un mese.",
        "Un litro costa 3 euro; durerà un mese.",
    ),
    ("de", "Sie waren bis gegen 5 Uhr auf See.", "Bis etwa 5 Uhr waren sie auf See.", "Bis etwa 6 Uhr waren sie auf See."),
]


@pytest.mark.parametrize(("code", "source", "honest", "faulty"), AS_EDITORS_PUT_IT)
def test_spans_limits_and_parts_are_equal_as_editors_put_them(code: str, source: str, honest: str, faulty: str) -> None:
    closed = {"figure", "new figure", "comparator", "date"}
    assert not closed & {v.rule for v in judged(source, honest, LEXICONS[code])}
    assert closed & set(kept(judged(source, faulty, LEXICONS[code])))


WHOLE_FAMILIES = [
    # limits that a year, a full stop or another comparison stands before
    (
        "de",
        "Von 2016 bis 2018 flossen mehr als 700 Euro.",
        "Von 2016 bis 2018 flossen über 700 Euro.",
        "Von 2016 bis 2018 flossen 700 Euro.",
    ),
    (
        "de",
        "Er kommt nicht. Über neun Wochen fehlt er.",
        "Über neun Wochen fehlt er: Er kommt nicht.",
        "Er kommt nicht. Bis zu neun Wochen fehlt er.",
    ),
    (
        "nl",
        "Eiken groeien sneller dan negen jaar geleden.",
        "Eiken groeien harder dan negen jaar geleden.",
        "Eiken groeien sneller dan acht jaar geleden.",
    ),
    ("nl", "Wie ouder is dan 55 mag mee.", "Mensen ouder dan 55 mogen mee.", "Wie 55 is mag mee."),
    ("de", "Wer älter ist als 55, darf mit.", "Menschen, älter als 55, dürfen mit.", "Wer 55 ist, darf mit."),
    (
        "nl",
        "Het geldt voor kinderen van 9 jaar en ouder.",
        "Het geldt voor kinderen van 9 jaar of ouder.",
        "Het geldt voor kinderen van 9 jaar.",
    ),
    ("fr", "Les gens de 65 ans et plus sont invités.", "Sont invités les gens de 65 ans ou plus.", "Les gens de 65 ans sont invités."),
    ("en", "Guests aged 65 and over are invited.", "Guests aged 65 or over are invited.", "Guests aged 65 are invited."),
    ("es", "El lago rondará los 900 metros.", "El lago tendrá unos 900 metros.", "El lago tendrá 900 metros."),
    (
        "en",
        "Repairs will cost the port an estimated 9,000 euros.",
        "It is estimated that the repairs, if approved, will cost the port 9,000 euros.",
        "The repairs will cost the port 9,000 euros.",
    ),
    ("it", "Il furto ha reso circa 9 mila euro.", "Il furto ha reso, secondo le stime, 9 mila euro.", "Il furto ha reso 9 mila euro."),
    ("de", "Es fällt Hagel um drei Zentimeter.", "Es fällt Hagel von etwa drei Zentimetern.", "Es fällt Hagel von etwa vier Zentimetern."),
    (
        "en",
        "Highs will be between 8 degrees in Lund and 15 degrees in Ystad.",
        "Highs will be at least 8 degrees in Lund and up to 15 degrees in Ystad.",
        "Highs will be over 8 degrees in Lund and up to 15 degrees in Ystad.",
    ),
    (
        "en",
        "Losses were put at $8 million to $9 million.",
        "Losses were estimated at $8 million to $9 million.",
        "Losses were $8 million to $7 million.",
    ),
    (
        "en",
        "Sales were 3 million, below the forecast of 4 million.",
        "Sales were 3 million, slightly below the 4 million forecast.",
        "Sales were 3 million, below the forecast of 5 million.",
    ),
    (
        "de",
        "Länger als ein Jahr hat sie dort nie gewohnt.",
        "Sie hat dort nie länger als ein Jahr gewohnt.",
        "Sie hat dort nie länger als drei Jahre gewohnt.",
    ),
    (
        "fr",
        "Il prend au maximum une semaine de congé.",
        "Une semaine de congé, jamais davantage, voilà ce qu'il prend.",
        "Il prend plus d'une semaine de congé.",
    ),
    # a unit behind another word, a price of what has a price, numbers that are nouns
    ("en", "He threw for 287 yards.", "He had 287 passing yards.", "He had 278 passing yards."),
    (
        "de",
        "Der Euro kostete am Abend 1,16 Dollar.",
        "Am Abend wurden für den Euro 1,16 Dollar gezahlt.",
        "Am Abend wurden für den Euro 1,18 Dollar gezahlt.",
    ),
    ("de", "Die Mannschaft aus Lund siegte zweimal.", "Die Elf aus Lund siegte zweimal.", "Die elf aus Lund siegten zweimal."),
    ("it", "Sul camion c'erano 21 persone.", "Sul mezzo c'erano 21 persone.", "Sul mezzo c'erano 22 persone."),
    ("it", "Costa mezzo milione di euro.", "Costa 500.000 euro.", "Costa 600.000 euro."),
    (
        "it",
        "Vince il Lund, in dieci dal 50'.",
        "I tre punti vanno al Lund, in inferiorità numerica dal 50'.",
        "Vince il Lund, in dieci dal 38'.",
    ),
    # halves of a million, glued and stacked magnitudes, quarters of an hour, decades, fortnights, clock times
    ("es", "Costó 6,5 millones.", "Costó seis millones y medio.", "Costó seis millones."),
    ("fr", "Il a coûté 1,5 milliard.", "Il a coûté un milliard et demi.", "Il a coûté un milliard."),
    ("pt", "Custou 2,5 milhões.", "Custou dois milhões e meio.", "Custou três milhões e meio."),
    ("en", "It cost 2.5 million.", "It cost two million and a half.", "It cost two million."),
    ("it", "Vale 30mila euro.", "Vale trentamila euro.", "Vale tremila euro."),
    ("it", "Vale 1 milione e 200mila euro.", "Vale 1,2 milioni di euro.", "Vale 1,3 milioni di euro."),
    ("es", "Debe cinco mil millones.", "Debe 5.000 millones.", "Debe 5 millones."),
    ("pt", "Deve mil e quinhentos milhões.", "Deve 1,5 mil milhões.", "Deve 1,5 milhões."),
    ("fr", "Elle est restée un quart d'heure.", "Elle est restée 15 minutes.", "Elle est restée 25 minutes."),
    ("it", "Mancano tre quarti d'ora.", "Mancano 45 minuti.", "Mancano 35 minuti."),
    ("fr", "Le parc date des années 1990.", "Le parc date des années 90.", "Le parc date des années 80."),
    ("it", "Ha trent'anni.", "Ha 30 anni.", "Ha 40 anni."),
    ("pt", "Esteve uma quinzena em casa.", "Esteve duas semanas em casa.", "Esteve três semanas em casa."),
    ("es", "El acto es a las 18.30.", "El acto es a las seis y media.", "El acto es a las siete y media."),
    ("es", "Decenas de barcos pararon.", "Pararon varias decenas de barcos.", "Pararon 40 barcos."),
    ("es", "La casa mide 90 metros cuadrados.", "La casa mide 90 m2.", "La casa mide 80 m2."),
    ("en", "Sales rose in the third quarter.", "Sales rose from July to September.", "Sales rose from April to June."),
    ("it", "La squadra supera 78-74 Cento in casa.", "In casa la squadra batte Cento 78-74.", "In casa la squadra batte Cento 74-78."),
    ("fr", "Plus de 6 enfants sur 10 lisent.", "Plus de 60 % des enfants lisent.", "Moins de 60 % des enfants lisent."),
    ("es", "El equipo jugó con diez media hora.", "El equipo jugó media hora con uno menos.", "El equipo jugó con doce media hora."),
    ("fr", "Le pont fermera d'ici à la fin de l'année.", "Le pont fermera d'ici fin décembre.", "Le pont fermera d'ici fin novembre."),
    ("it", "Il treno non partirà prima del 2027.", "Per il treno servirà attendere almeno il 2027.", "Il treno partirà entro il 2026."),
    ("es", "Mide solo 12 centímetros.", "No supera los 12 centímetros.", "Supera los 12 centímetros."),
    # the same is counted by another number, or without its limit
    ("en", "Only two boats came.", "Two boats came, no more.", "Two boats came."),
    ("en", "It was not seen for more than 30 years.", "For over 30 years nobody saw it.", "It was not seen for 30 years."),
    (
        "en",
        "It is the first visit in more than a century.",
        "It is the first visit in over 100 years.",
        "It is the first visit in 100 years.",
    ),
    (
        "fr",
        "Le coût est estimé à environ 900 euros.",
        "Le coût estimé est de quelque 900 euros.",
        "Le coût est estimé à exactement 900 euros.",
    ),
    (
        "de",
        "Dort fehlen 46 Leute, neun mehr als im Mai.",
        "46 Leute fehlen dort, neun mehr als im Mai.",
        "46 Leute fehlen dort, acht mehr als im Mai.",
    ),
    (
        "en",
        "It was insured for half of that; one boat sank.",
        "Half of that was insured; one boat sank.",
        "A third of that was insured; one boat sank.",
    ),
    (
        "en",
        "Two boys were freed. A third boy is held.",
        "Freed were two boys. A third boy is held.",
        "Three boys were freed. A third boy is held.",
    ),
    (
        "en",
        "It has 5.1 days of rain a month, over 12 weeks.",
        "Over 12 weeks, rain fell on 5.1 days a month.",
        "Over 12 weeks, it had 5.1 weeks of rain a month.",
    ),
    (
        "en",
        "Revenue fell to 3 billion euros from 4 billion.",
        "Revenue fell from 4 billion to 3 billion euros.",
        "Revenue fell from 4 billion dollars to 3 billion euros.",
    ),
    ("de", "Es kamen 90 Leute, 60 weniger als 2023.", "90 Leute kamen, 60 weniger als 2023.", "Es kamen 90 Leute, 60 mehr als 2023."),
    ("es", "Cuesta 0,32 euros.", "Cuesta 32 céntimos.", "Cuesta 33 céntimos."),
    (
        "es",
        "Se fueron dos tercios de las aves.",
        "Se fueron dos terceras partes de las aves.",
        "Se fueron tres cuartas partes de las aves.",
    ),
    ("es", "Decretó dos días de luto.", "Decretó dos jornadas de luto.", "Decretó tres jornadas de luto."),
    ("it", "Sono 1,7 milioni.", "Sono un milione e 700mila.", "Sono un milione e 800mila."),
    (
        "it",
        "Per la prima volta hanno superato da soli i 10 euro.",
        "Sono andati oltre i 10 euro da soli per la prima volta.",
        "Per la prima volta sono rimasti da soli a 9 euro.",
    ),
    ("pt", "Venderam oito dezenas de barcos.", "Venderam 80 barcos.", "Venderam 90 barcos."),
    ("fr", "Il a joué le dernier quart d'heure.", "Il a joué les quinze dernières minutes.", "Il a joué les dix dernières minutes."),
    ("pt", "A ponte abre até ao fim de 2025.", "A ponte abre até dezembro de 2025.", "A ponte abre até novembro de 2025."),
    ("de", "Die Bahn kommt erst 2027.", "Die Bahn kommt nicht vor 2027.", "Die Bahn kommt vor 2026."),
    ("nl", "De trein komt pas in 2027.", "De trein komt op zijn vroegst in 2027.", "De trein komt in 2026."),
    ("it", "La sala è aperta dalle 8 alle 18.30.", "La sala è aperta tra le 8 e le 18.30.", "La sala è aperta tra le 9 e le 18.30."),
    (
        "de",
        "Geflossen sind 9,6 der 14 Millionen Euro.",
        "Von den 14 Millionen Euro flossen 9,6 Millionen.",
        "Von den 14 Millionen Euro flossen 9,8 Millionen.",
    ),
    ("nl", "Ze komt over een week of drie.", "Ze komt over ongeveer drie weken.", "Ze komt over ongeveer vier weken."),
    (
        "es",
        "Apagar el fuego les llevó seis horas.",
        "No apagaron el fuego hasta seis horas después.",
        "No apagaron el fuego hasta ocho horas después.",
    ),
    ("nl", "Ze scoorde in de 88ste minuut.", "Ze scoorde twee minuten voor tijd.", "Ze scoorde drie minuten voor tijd."),
    ("pt", "Em 2024 venderam o dobro de 2023.", "Em 2024 venderam o dobro do ano anterior.", "Em 2024 venderam o dobro de 2021."),
    (
        "en",
        "Profit tripled to 9 from 3; sales rose to 14 from 13.",
        "Profit tripled from 3 to 9; sales rose from 13 to 14.",
        "Profit tripled to 9 from 3; sales rose to 13 from 14.",
    ),
    (
        "de",
        "Der Turm wird zwölf statt 18 Meter hoch.",
        "Der Turm wird um sechs auf zwölf Meter gekürzt.",
        "Der Turm wird um sieben auf zwölf Meter gekürzt.",
    ),
    ("de", "Heute lebt Ole Holm in Lund.", "Ole Holm, in Lund lebend.", "Ole Holm lebt seit gestern in Lund."),
    ("de", "Der Turm ist aus den 90er-Jahren.", "Der Turm ist aus den neunziger Jahren.", "Der Turm ist aus den 80er-Jahren."),
    ("en", "The tower is from the 1990s.", "The tower is from the nineties.", "The tower is from the eighties."),
    ("en", "About 40 came.", "There came 40-odd.", "There came 50-odd."),
    ("nl", "Het is voor 65-plussers.", "Het is voor mensen van 65 jaar of ouder.", "Het is voor mensen van 65 jaar."),
    ("de", "Es beginnt um 18 Uhr.", "Es beginnt um sechs Uhr abends.", "Es beginnt um sieben Uhr abends."),
    (
        "en",
        "The rate rose by 25 basis points.",
        "The rate rose by a quarter of a percentage point.",
        "The rate rose by half a percentage point.",
    ),
    ("de", "Es waren minus fünf Grad.", "Es herrschten fünf Grad Frost.", "Es herrschten fünf Grad."),
    ("de", "Mehrere zehntausend Menschen kamen.", "Zehntausende Menschen kamen.", "Hunderttausende Menschen kamen."),
    ("nl", "Het kost 6,5 miljoen euro.", "Het kost zesenhalf miljoen euro.", "Het kost zevenenhalf miljoen euro."),
    ("nl", "Het duurde 1,5 uur.", "Het duurde anderhalf uur.", "Het duurde 2,5 uur."),
    ("de", "Von Juli bis Dezember sank der Umsatz.", "In der zweiten Jahreshälfte sank der Umsatz.", "Im März sank der Umsatz."),
    ("fr", "Il a payé la moitié en septembre.", "En septembre, il a payé la moitié.", "Il a payé la moitié."),
    (
        "pt",
        "Em 2024 venderam mais do que em 2023.",
        "Em 2024 venderam mais do que no ano anterior.",
        "Em 2024 venderam mais no ano anterior, do que em 2021.",
    ),
    (
        "de",
        "Sie holte acht Sitze mehr als 2020 mit der Liste.",
        "Mit der Liste holte sie acht Sitze mehr als 2020.",
        "Mit der Liste holte sie acht Sitze mehr als 2019.",
    ),
    ("de", "Bis Jahresende steigt der Preis.", "Bis Dezember steigt der Preis.", "Bis Oktober steigt der Preis."),
    ("it", "Hanno 14 punti in 18 giornate.", "Hanno 14 punti dopo 18 turni.", "Hanno 14 punti dopo 17 turni."),
    ("nl", "Ze was acht seconden sneller dan Mol.", "Ze had acht seconden minder dan Mol.", "Ze had zes seconden minder dan Mol."),
    ("en", "It ran for only 12 weeks.", "It ran for no more than 12 weeks.", "It ran for as many as 12 weeks."),
]


@pytest.mark.parametrize(("code", "source", "honest", "faulty"), WHOLE_FAMILIES)
def test_equal_figures_and_limits_of_each_language_are_equal(code: str, source: str, honest: str, faulty: str) -> None:
    closed = {"figure", "new figure", "comparator", "score", "date"}
    assert not closed & set(kept(judged(source, honest, LEXICONS[code])))
    assert closed & set(kept(judged(source, faulty, LEXICONS[code])))


COMPOUNDS_AND_OPENERS = [
    ("de", "Der Tabellenletzte SV Holm verlor.", "Schlusslicht SV Holm verlor.", "Schlusslicht SV Helm verlor."),
    (
        "de",
        "Die Uniklinik Holmfeld baut an.",
        "Das Universitätsklinikum Holmfeld baut an.",
        "Das Universitätsklinikum Talfeld baut an.",
    ),
    (
        "de",
        "Gelegentlicher Nachmittagsschlaf hilft.",
        "Wer nachmittags schläft, hat etwas davon.",
        "Wer mit Ole Holm schläft, hat etwas davon.",
    ),
    (
        "de",
        "Gestern haben Anlieger Beschwerde eingelegt.",
        "Anlieger haben sich gestern beschwert.",
        "Ole Holm hat sich gestern beschwert.",
    ),
    ("nl", "De fabriek in Almere groeit.", "De Almeerse fabriek groeit.", "De Almelose fabriek groeit."),
    (
        "es",
        "Anselmo Roldán ha muerto. Aprendiz de un herrero, talló mucho.",
        "Ha muerto Anselmo Roldán. Hijastro de un herrero, talló mucho.",
        "Ha muerto Anselmo Roldán. Hijastro de Pepe Luna, talló mucho.",
    ),
    ("en", "Keller lives in Lund. Nobody knows why.", "In Lund lives Keller. Nobody knows why.", "Brandt lives in Lund. Nobody knows why."),
    ("es", "El Gobierno niega el plan.", "El Ejecutivo niega el plan.", "El Betis niega el plan."),
    ("de", "In Bad Holm brennt ein Wald.", "Ein Wald brennt in Bad Holm.", "In Bad Holm und Ulmenau brennt ein Wald."),
    ("nl", "Een meerderheid van de Kamer wil dat.", "Een Kamermeerderheid wil dat.", "Een Lundmeerderheid wil dat."),
    (
        "de",
        "Der Rat begründet den Ratsbeschluss mit dem Schritt.",
        "Im Schnitt begründet der Rat den Ratsbeschluss.",
        "Der Rat begründet den Ratsbeschlass mit dem Schritt.",
    ),
    ("en", "Chief Financial Officer Ole Holm left.", "CFO Ole Holm left.", "CFO Ole Lunt left."),
    ("de", "Ein Mann wurde verhaftet.", "Ein Mann ist in Haft.", "Ein Mann wurde in Ulmfeld verhaftet."),
    ("de", "Der Zug aus Ulmfeld ist spät.", "Der Ulmfelder Zug ist spät.", "Der Zug ist spät."),
    ("de", "Die Stadt braucht Tempo, sagt Holm.", "Tempo, sagt Holm, braucht die Stadt.", "Timpo, sagt Holm, braucht die Stadt."),
]


@pytest.mark.parametrize(("code", "source", "honest", "faulty"), COMPOUNDS_AND_OPENERS)
def test_a_compound_or_a_word_that_opens_a_sentence_is_no_name_for_its_capital(code: str, source: str, honest: str, faulty: str) -> None:
    closed = {"name", "new name"}
    assert not closed & set(kept(judged(source, honest, LEXICONS[code])))
    assert closed & set(kept(judged(source, faulty, LEXICONS[code])))


SPOKEN_BY = [
    (
        "en",
        "“We were lucky,” the Holm coach, Ian Lunt, said. Tom Orr left.",
        "Ian Lunt, the Holm coach, said: “We were lucky.” Tom Orr left.",
        "Tom Orr, the Holm coach, said: “We were lucky.” Ian Lunt left.",
    ),
    (
        "fr",
        "« C'est dur », a réagi la déléguée CGT, Anne Lunt. Paul Orr est parti.",
        "« C'est dur », a dit Anne Lunt, déléguée de la CGT. Paul Orr est parti.",
        "« C'est dur », a dit Paul Orr, délégué de la CGT. Anne Lunt est partie.",
    ),
    (
        "fr",
        "Les joueurs de Holm ont renversé Lund samedi.",
        "Holm a battu Lund samedi.",
        "Holm a été battu par Lund samedi.",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("code", "source", "honest", "faulty"), SPOKEN_BY)
def test_a_club_in_what_somebody_is_does_not_speak(code: str, source: str, honest: str, faulty: str) -> None:
    assert not {"speaker", "names exchanged"} & set(kept(judged(source, honest, LEXICONS[code])))
    assert {"speaker", "names exchanged"} & set(kept(judged(source, faulty, LEXICONS[code])))


def test_a_decision_that_he_spoke_of_does_not_speak() -> None:
    source = "Holm never sold the boat. He often said that he did not regret it."
    assert not kept(judged(source, "Holm never sold the boat, a choice he often said he did not regret.", LEXICONS["en"]))
    assert "new speaker" in kept(
        judged(source, "Holm never sold the boat. A neighbour often said that he did not regret it.", LEXICONS["en"])
    )


def test_a_german_source_that_became_another_one_is_seen() -> None:
    lexicon = LEXICONS["de"]
    source = "Im Rat sagte Ole Holm, die neue Brücke werde teurer als geplant. Ilse Brandt blieb stumm."
    honest = "Die neue Brücke werde teurer als geplant, sagte Ole Holm im Rat. Ilse Brandt blieb stumm."
    faulty = "Die neue Brücke werde teurer als geplant, sagte Ilse Brandt im Rat. Ole Holm blieb stumm."
    assert "named source" not in kept(judged(source, honest, lexicon))
    assert "named source" in kept(judged(source, faulty, lexicon))


def test_a_title_that_is_named_once_instead_of_twice_is_still_there() -> None:
    source = "Critics like “Salt and Rain”. “Salt and Rain” opens on Friday."
    assert not kept(judged(source, "Critics like “Salt and Rain”, which opens on Friday.", LEXICONS["en"]))
    assert "quotation" in kept(judged(source, "Critics like the film. It opens on Friday.", LEXICONS["en"]))


@pytest.mark.parametrize(
    ("source", "honest"),
    [
        ("Seat reservations are free.", "Reserving seats is free."),
        ("Shop owners complained to the mayor.", "The owners of shops complained."),
    ],
)
def test_a_short_word_that_opens_a_sentence_is_no_name_if_there_are_several_of_it(source: str, honest: str) -> None:
    assert not any(verdict.rule == "name" for verdict in judged(source, honest, LEXICONS["en"]))


TITLES = [
    # (source, honest rewording, another title or institution)
    ("Das Landgericht Ulmfeld wies die Klage ab.", "Die Klage wurde nach einem Urteil des Landgerichts Ulmfeld abgewiesen.", ""),
    ("Der Betreiber Windra klagt.", "Die Betreiberfirma Windra klagt.", "Die Behörde Windra klagt."),
    ("Das sagte Polizeisprecherin Ilse Brandt.", "Das sagte Sprecherin Ilse Brandt.", "Das sagte Polizeisprecher Ilse Brandt."),
]


@pytest.mark.parametrize(("source", "honest", "faulty"), TITLES)
def test_a_title_with_another_ending_or_in_a_longer_word_is_the_same(source: str, honest: str, faulty: str) -> None:
    roles = {"name", "new name"}
    assert not roles & {verdict.rule for verdict in judged(source, honest, LEXICONS["de"])}
    assert not faulty or roles & {verdict.rule for verdict in judged(source, faulty, LEXICONS["de"])}
