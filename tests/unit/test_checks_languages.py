# ruff: noqa: E501 (a sentence stays on its line)
"""Figures, names, quotations and speakers in ordinary news sentences of seven languages: rewordings that pass, and faults beside them."""

from __future__ import annotations

import pytest
from support.lexicons import LEXICONS

from worker.text.checks import Context, check
from worker.text.facts import names

CLOSED = frozenset((
    "name", "new name", "figure", "new figure", "comparator", "score", "date", "quotation", "new quotation", "speaker", "new speaker",
    "names exchanged", "right of reply", "made up", "left out",
))  # fmt: skip
"""Rules about facts that other words leave as they are."""


def kept(code: str, source: str, result: str) -> set[str]:
    lexicon = LEXICONS[code]
    verdicts = check(source, result, Context(lexicon, names=names(source, lexicon), body=source))
    return {verdict.rule for verdict in verdicts if verdict.action != "flag"} & CLOSED


HONEST = [
    ("de", "Bislang sind seit Januar 27 Betriebe gemeldet.", "27 Betriebe sind bislang seit Januar gemeldet."),
    ("es", "El tren salió dos horas después.", "El tren partió dos horas más tarde."),
    ("pt", "O comboio saiu duas horas depois.", "O comboio partiu duas horas mais tarde."),
    ("fr", "Les dégâts, estimés à 40 000 euros, seront couverts.", "Évalués à 40 000 euros, les dégâts seront couverts."),
    (
        "en",
        "Deputy Mayor Hilde Kraus will step down, the council said.",
        "Hilde Kraus, who is deputy to the mayor, is to step down, the council said.",
    ),
    ("en", "Film director Otis Vane died Monday. He was 84.", "The film-maker Otis Vane, 84, has died; his death came Monday."),
    ("en", "Goalkeeper Rosa Lindt saved three penalties on Sunday.", "On Sunday Rosa Lindt kept out three penalties."),
    ("en", "The Senate approved the bill by 52 votes to 48.", "Senators passed the bill, 52-48."),
    (
        "en",
        "Parliament rejected the plan on Tuesday, Speaker Anna Holt said.",
        "MPs threw the plan out on Tuesday, according to Anna Holt, who chairs the chamber.",
    ),
    ("en", "The Ministry of Health said 14 people had fallen ill.", "Fourteen people had been taken ill, the health ministry said."),
    ("en", "Police Chief Dan Moreau said officers fired twice.", "Officers fired two shots, said Dan Moreau, the chief of police."),
    ("en", "Researchers at the University of Tarn found that bees sleep.", "Bees do sleep, researchers at Tarn's university found."),
    ("en", "The trial of singer Mika Sorel resumes on 3 March.", "The singer Mika Sorel goes back on trial on March 3."),
    ("en", "About a third of the 90 jobs will go by June.", "Roughly one in three of the 90 posts will be lost by June."),
    ("en", "Two-thirds of voters backed the plan.", "Two in three voters were for the plan."),
    ("en", "It has been closed since 2019, three years after it opened.", "The place opened in 2016 and has been shut since 2019."),
    ("en", "Prices doubled to $40.", "Prices rose to $40, twice as much as before."),
    ("en", "The flight took an hour and 20 minutes.", "The flight lasted 80 minutes."),
    ("en", "The ship is 1.2 km long.", "The ship measures 1,200 metres."),
    ("en", "He was sentenced to 18 months in prison.", "He got a year and a half in jail."),
    ("en", "It will cost half a million pounds.", "The bill will come to £500,000."),
    ("en", "Sales fell a quarter to 30,000 cars.", "Sales were down 25 percent, at 30,000 cars."),
    ("en", "Nine of the twelve jurors agreed.", "Three of the twelve jurors did not agree; the other nine did."),
    ("en", "Some 200 people queued from 5 a.m.", "From 5am around 200 people stood in line."),
    ("en", "No more than 20 visitors are let in at a time.", "Visitors are let in 20 at a time at most."),
    ("en", "It can hold up to 500 people.", "Its capacity is 500."),
    ("en", "The fine could reach $2 million.", "The fine could be as high as $2 million."),
    ("en", "Over 300 homes lost power.", "Power failed in more than 300 homes."),
    ("en", "Fewer than ten seats remain.", "Not even ten seats are left."),
    ("en", "Children under 12 enter free.", "Entry is free for those younger than 12."),
    ("en", "He has won the race four times, more than anyone else.", "With four wins he has won the race more often than anyone."),
    ("en", "Temperatures reached 38C (100F) on Friday.", "On Friday it was as hot as 38C, or 100F."),
    (
        "en",
        '"We will rebuild," said Mayor Tilda Horne. "It will take years."',
        '"We will rebuild. It will take years," Mayor Tilda Horne said.',
    ),
    ("en", '"It was chaos," one witness, Amy Dunn, said.', 'Amy Dunn, who saw it, said: "It was chaos."'),
    ("en", 'Asked whether she would resign, Horne said: "Not now."', 'Horne answered "not now" when she was asked if she would step down.'),
    (
        "en",
        "“I am tired,” Vane told the Leeds Post. “But I am not done.”",
        "Speaking to the Leeds Post, Vane said: “I am tired. But I am not done.”",
    ),
    (
        "en",
        '"The water came up to here," Pia Norr said, pointing at her waist.',
        'Pointing at her waist, Pia Norr said: "The water came up to here."',
    ),
    (
        "en",
        "According to the mayor, Tilda Horne, the dam is “as good as new”.",
        "The dam is “as good as new”, in the words of mayor Tilda Horne.",
    ),
    (
        "en",
        "The company did not immediately respond to a request for comment.",
        "There was no immediate comment from the company, which had been asked for one.",
    ),
    ("en", "Vane could not be reached for comment on Sunday.", "Attempts to reach Vane for comment on Sunday were unsuccessful."),
    ("en", "His lawyer did not return calls.", "Calls to his lawyer were not returned."),
    ("en", "A spokeswoman for Orvex declined to comment.", "Orvex would not comment, a spokeswoman said."),
    ("en", "RIGA, Latvia (AP) — Snow closed the airport on Friday.", "RIGA, Latvia (AP) — The airport was shut by snow on Friday."),
    ("en", "Residents of Tarn marched. Shops closed.", "In Tarn, people marched. Shopkeepers shut up."),
    ("en", "The Tories lost two seats to Labour.", "Labour took two seats from the Conservatives."),
    ("en", "Brandt of the Greens voted against.", "The Green Brandt voted against."),
    ("en", "NASA will launch the probe on 9 May 2027.", "The launch of the probe by NASA is set for May 9, 2027."),
    ("en", "Gen. Lars Holm said troops had left.", "Troops had left, according to General Lars Holm."),
    ("en", "Prof. Ada Renn of Tarn University led the study.", "The study was led by Ada Renn, a professor at Tarn University."),
    ("en", "Supreme Court Justice Elena Ruiz dissented.", "Elena Ruiz, a justice of the Supreme Court, dissented."),
    ("en", "Italian police arrested Marco Bassi in Naples.", "Marco Bassi was arrested by police in Naples, Italy."),
    ("en", "Striker Ana Solis scored in the 12th minute.", "Ana Solis scored after 12 minutes."),
    ("en", "Kraus beat Lindt 6-4, 7-5 in the final.", "In the final Lindt lost to Kraus, 6-4, 7-5."),
    ("en", "Shares in Orvex dropped 3 percent, while Talix gained 1 percent.", "Talix rose 1 percent and Orvex's shares lost 3 percent."),
    (
        "de",
        "Der Bäckermeister Otto Krahl schließt sein Geschäft nach 30 Jahren.",
        "Nach drei Jahrzehnten macht Otto Krahl, Bäckermeister, seinen Laden zu.",
    ),
    ("de", "Trainer Jens Wolter lobte seine Mannschaft.", "Jens Wolter, der das Team betreut, fand lobende Worte."),
    ("de", "Polizeisprecherin Uta Brandt nannte die Lage ruhig.", "Ruhig sei die Lage, so Uta Brandt von der Polizei."),
    ("de", "Die Feuerwehr rückte mit rund 60 Kräften an.", "Etwa 60 Feuerwehrleute waren im Einsatz."),
    (
        "de",
        "Bei dem Unfall auf der A9 wurden zwei Menschen schwer verletzt.",
        "Zwei Schwerverletzte hat es bei dem Unfall auf der A9 gegeben.",
    ),
    ("de", "Der Umsatz stieg um ein Viertel auf 2,5 Milliarden Euro.", "Der Umsatz legte um 25 Prozent zu, auf 2,5 Milliarden Euro."),
    ("de", "Die Arbeiten dauern bis zu sechs Wochen.", "Die Arbeiten ziehen sich maximal sechs Wochen hin."),
    (
        "de",
        "Kanzlerin Maja Holm traf Präsident Ivo Tarn in Prag.",
        "In Prag ist Kanzlerin Maja Holm mit Präsident Ivo Tarn zusammengekommen.",
    ),
    ("de", "Der 45-Jährige sitzt in Untersuchungshaft.", "Der 45 Jahre alte Mann ist in U-Haft."),
    (
        "de",
        "Wie das Statistische Bundesamt am Dienstag mitteilte, stieg die Inflation auf 2,3 Prozent.",
        "Die Inflation ist auf 2,3 Prozent gestiegen, teilte das Statistische Bundesamt am Dienstag mit.",
    ),
    (
        "de",
        "„Das war knapp“, sagte Torhüter Nils Arndt. „Aber es hat gereicht.“",
        "„Das war knapp. Aber es hat gereicht“, sagte Nils Arndt, der Torhüter.",
    ),
    ("de", "Mehr als die Hälfte der 40 Lehrer ist krank.", "Die Mehrheit der 40 Lehrer ist krank."),
    ("de", "Die Zahl der Toten ist auf mindestens 17 gestiegen.", "Wenigstens 17 Menschen sind inzwischen tot."),
    (
        "fr",
        "Le maire de Tarn, Luc Morel, a annoncé mardi la fermeture de la piscine.",
        "La piscine va fermer, a fait savoir mardi Luc Morel, maire de Tarn.",
    ),
    ("fr", "Le ministère de la Santé a recensé 14 cas.", "Quatorze cas ont été dénombrés par le ministère de la Santé."),
    ("fr", "Quelque 300 personnes ont défilé samedi à Lyon.", "Samedi à Lyon, environ 300 personnes ont manifesté."),
    ("fr", "Les ventes ont baissé d'un quart.", "Les ventes ont reculé de 25 %."),
    ("fr", "Un salarié sur deux travaille le dimanche.", "La moitié des salariés travaillent le dimanche."),
    ("fr", "Il encourt jusqu'à dix ans de prison.", "Il risque dix ans de prison au maximum."),
    ("fr", "« C'est trop tard », a lâché la députée Anne Vidal.", "Pour la députée Anne Vidal, « c'est trop tard »."),
    ("fr", "L'entraîneur Paul Roche a été limogé jeudi.", "Paul Roche, qui entraînait l'équipe, a perdu son poste jeudi."),
    ("fr", "Le procès durera deux semaines.", "Le procès s'étalera sur quinze jours."),
    ("fr", "Né en 1960, le peintre est mort à 64 ans.", "Le peintre, né en 1960, s'est éteint à l'âge de 64 ans."),
    ("fr", "Plus de 60 % des électeurs ont voté.", "La participation a dépassé 60 %."),
    (
        "es",
        "El alcalde de Tarna, Luis Mora, anunció el martes el cierre de la piscina.",
        "La piscina cerrará, según anunció el martes Luis Mora, alcalde de Tarna.",
    ),
    ("es", "Unas 300 personas se manifestaron el sábado en Lugo.", "El sábado, alrededor de 300 personas salieron a la calle en Lugo."),
    ("es", "Las ventas cayeron una cuarta parte.", "Las ventas bajaron un 25 %."),
    ("es", "Uno de cada dos empleados trabaja los domingos.", "La mitad de los empleados trabaja los domingos."),
    ("es", "Se enfrenta a una pena de hasta diez años de cárcel.", "Puede ser condenado a un máximo de diez años de cárcel."),
    ("es", "«Es demasiado tarde», lamentó la diputada Ana Vidal.", "La diputada Ana Vidal lamentó: «Es demasiado tarde»."),
    ("es", "El entrenador Paco Ruiz fue destituido el jueves.", "Paco Ruiz, que dirigía al equipo, dejó el cargo el jueves."),
    ("es", "La obra costará medio millón de euros.", "La obra tendrá un coste de 500.000 euros."),
    ("es", "El juicio durará dos semanas.", "El juicio se prolongará quince días."),
    ("es", "Más del 60 % de los electores votó.", "La participación superó el 60 %."),
    (
        "it",
        "Il sindaco di Tarna, Luca Mori, ha annunciato martedì la chiusura della piscina.",
        "La piscina chiuderà, ha annunciato martedì Luca Mori, sindaco di Tarna.",
    ),
    ("it", "Circa 300 persone hanno sfilato sabato a Lodi.", "Sabato a Lodi sono scese in piazza all'incirca 300 persone."),
    ("it", "Le vendite sono calate di un quarto.", "Le vendite sono scese del 25 per cento."),
    ("it", "Rischia fino a dieci anni di carcere.", "Rischia al massimo dieci anni di carcere."),
    ("it", "«È troppo tardi», ha detto la deputata Anna Vidali.", "La deputata Anna Vidali ha detto: «È troppo tardi»."),
    ("it", "L'allenatore Paolo Ricci è stato esonerato giovedì.", "Esonerato giovedì Paolo Ricci, che guidava la squadra."),
    ("it", "Il processo durerà due settimane.", "Il processo andrà avanti per quattordici giorni."),
    ("it", "Oltre il 60 per cento degli elettori ha votato.", "Ha votato più del 60 per cento degli elettori."),
    (
        "nl",
        "Burgemeester Jan Moerman van Tarne kondigde dinsdag de sluiting van het zwembad aan.",
        "Het zwembad gaat dicht, maakte Jan Moerman, burgemeester van Tarne, dinsdag bekend.",
    ),
    ("nl", "Zo'n 300 mensen liepen zaterdag mee in Zwolle.", "Zaterdag deden in Zwolle ongeveer 300 mensen mee."),
    ("nl", "De verkoop daalde met een kwart.", "De verkoop liep met 25 procent terug."),
    ("nl", "Hij riskeert maximaal tien jaar cel.", "Hij kan hooguit tien jaar cel krijgen."),
    ("nl", "‘Het is te laat’, zei Kamerlid Anna Visser.", "Kamerlid Anna Visser zei: ‘Het is te laat.’"),
    ("nl", "Trainer Piet Roos is donderdag ontslagen.", "Piet Roos, die de ploeg trainde, moest donderdag weg."),
    ("nl", "Het proces duurt twee weken.", "Het proces neemt veertien dagen in beslag."),
    ("nl", "De helft van de 40 leraren is ziek.", "Van de 40 leraren is 50 procent ziek."),
    (
        "pt",
        "O presidente da câmara de Tarna, Luís Moura, anunciou na terça-feira o fecho da piscina.",
        "A piscina vai fechar, anunciou na terça-feira Luís Moura, presidente da câmara de Tarna.",
    ),
    ("pt", "Cerca de 300 pessoas desfilaram no sábado em Braga.", "No sábado, perto de 300 pessoas saíram à rua em Braga."),
    ("pt", "As vendas caíram um quarto.", "As vendas recuaram 25%."),
    ("pt", "Um em cada dois trabalhadores faltou.", "Metade dos trabalhadores faltou."),
    ("pt", "Arrisca até dez anos de prisão.", "Arrisca no máximo dez anos de prisão."),
    ("pt", "“É tarde demais”, disse a deputada Ana Vidal.", "A deputada Ana Vidal disse: “É tarde demais”."),
    ("pt", "O treinador Paulo Reis foi demitido na quinta-feira.", "Paulo Reis, que treinava a equipa, foi demitido na quinta-feira."),
    ("pt", "A obra vai custar meio milhão de euros.", "A obra custará 500 mil euros."),
    (
        "en",
        'The city of Tarn will close three of its seven libraries in June to save $1.4 million, Mayor Tilda Horne said Monday. "Nobody likes it," Horne said, "but the money is gone." Councilman Rob Vance, who opposes the plan, said two of the branches were the busiest in the county.',
        'Mayor Tilda Horne said Monday that, to save $1.4 million, three out of seven city libraries in Tarn will be shut in June. "Nobody likes it, but the money is gone," she said. An opponent of the plan, Councilman Rob Vance, said that the county\'s two busiest branches were among them.',
    ),
    (
        "en",
        "Orvex Corp shares slid 8.2% to a two-year low of $31.15 after the drugmaker cut its 2025 sales outlook to between $4.1 billion and $4.3 billion, from a previous range of $4.6 billion to $4.8 billion. CFO Nadia Perrin blamed weak demand in China.",
        "After lowering its forecast for 2025 sales to $4.1 billion-$4.3 billion, down from $4.6-4.8 billion before, drugmaker Orvex Corp saw its stock lose 8.2% and touch $31.15, its lowest in two years. Finance chief Nadia Perrin put it down to weak demand in China.",
    ),
    (
        "en",
        "A 6.1-magnitude earthquake struck off the coast of Tarnia at 3:42 a.m. local time, killing at least 12 people and injuring more than 200, the disaster agency said. The quake was 10 km deep.",
        "At least 12 people died and upward of 200 were hurt when an earthquake of magnitude 6.1 hit off Tarnia's coast at 3:42am local time, according to the disaster agency. Its depth was 10 kilometres.",
    ),
    (
        "en",
        "The vaccine was 94 percent effective in a trial of 30,000 volunteers, half of whom got a placebo, researchers at Halden University reported in the journal Lancet on Thursday.",
        "In a trial with 30,000 volunteers, 50% of whom received a placebo, the vaccine had an efficacy of 94%, scientists from Halden University wrote on Thursday in the Lancet.",
    ),
    (
        "en",
        "Midfielder Jo Okafor signed a three-year contract worth a reported 12 million pounds with Ferris United on Tuesday, becoming the club's ninth recruit this summer.",
        "Ferris United on Tuesday took on midfielder Jo Okafor for three years in a deal reported to be worth £12 million; Okafor is the ninth player to join the club this summer.",
    ),
    (
        "en",
        "The Court of Appeal on Friday overturned the 2019 conviction of Sam Doyle, 37, who had served nearly six years for a robbery he says he did not commit.",
        "Sam Doyle, now 37, has had his 2019 conviction quashed: the Court of Appeal ruled on Friday in his favour after he had spent almost six years in prison for a robbery that he denies.",
    ),
    (
        "en",
        "Heavy snow is forecast for the Highlands overnight, with up to 15cm expected above 300m, the Met Office said. Drivers were told to allow extra time.",
        "The Met Office says as much as 15cm of snow could fall overnight in the Highlands on ground higher than 300m, and has told drivers to leave more time.",
    ),
    (
        "en",
        "Novelist Ines Farrow, whose debut sold 2 million copies, has died aged 79 at her home in Kerne. Her publisher, Blackthorn, said she died in her sleep on Sunday.",
        "Ines Farrow has died in her sleep at home in Kerne, her publisher Blackthorn said. The writer, who died on Sunday, was 79; her first novel sold two million copies.",
    ),
    (
        "en",
        '"I heard a bang and ran," said Mo Aziz, who owns the bakery next door. Firefighters took four hours to put out the blaze. No one was hurt. Fire chief Kit Larsen said the cause was not known.',
        'Mo Aziz, owner of the bakery next door, said: "I heard a bang and ran." It was four hours before firefighters had the blaze out; nobody suffered injuries. What caused it is unknown, according to fire chief Kit Larsen.',
    ),
    (
        "en",
        'The union, which represents 1,800 nurses, said 87% had voted to strike on Oct. 3 and 4. Hospital director Lea Brunner called the decision "regrettable".',
        'Eighty-seven per cent of the union\'s 1,800 nurses were for a strike on 3 and 4 October, it said. It was a "regrettable" decision, in the view of the director of the hospital, Lea Brunner.',
    ),
    (
        "en",
        "Voters in Tarnia go to the polls on Sunday. Polls put President Ivo Stan's party on 38%, six points ahead of the opposition.",
        "Tarnia votes on Sunday, with surveys giving the party of President Ivo Stan 38 percent, a lead of six points over the opposition.",
    ),
    (
        "en",
        "Two climbers from Norway are missing on Mount Kell after an avalanche on Saturday, rescue officials said. A helicopter search was called off because of fog.",
        "Rescuers said two Norwegian climbers had been missing since an avalanche on Mount Kell on Saturday; fog forced them to abandon a search by helicopter.",
    ),
    (
        "en",
        "The bridge, built in 1887, has carried no trains since 1964. Campaign group Rail Again wants it reopened.",
        "No train has crossed the 1887 bridge since 1964, and the Rail Again campaign wants it back in use.",
    ),
    (
        "en",
        "Tickets cost $15 for adults and $8 for children; the under-fives get in free.",
        "Adults pay $15, children $8. Admission is free for children under five.",
    ),
    (
        "en",
        "Ferris United won 2-1 at Halden on Saturday with goals from Okafor and Lind, moving up to third.",
        "Okafor and Lind scored on Saturday as Ferris United beat Halden 2-1 away and climbed to third place.",
    ),
    (
        "en",
        "Detective Sgt. Al Munro said the suspect, described as a man in his 20s wearing a red coat, fled on foot.",
        "The suspect ran away, said Detective Sergeant Al Munro: a man in his twenties in a red coat.",
    ),
    (
        "en",
        "The committee approved the merger by 11 votes to four with two abstentions.",
        "The merger was approved 11-4 by the committee; two members abstained.",
    ),
    (
        "en",
        "Sales in the second quarter rose 12% to €340m. Profit more than doubled, to €41m from €19m.",
        "Second-quarter sales climbed 12% to 340 million euros, and profit, at 41 million euros, was over twice the 19 million euros of a year before.",
    ),
    (
        "en",
        "About 70 percent of the 1.5 million voters cast ballots, up from 61 percent in 2021.",
        "Turnout among the 1.5 million voters was some 70 percent, compared with 61 percent in 2021.",
    ),
    (
        "de",
        "Bundestrainerin Jule Harms verzichtet beim Turnier in Porto auf Stürmerin Lea Voss. „Lea braucht eine Pause“, sagte Harms am Freitag in Köln. Für Voss rückt die 19-jährige Mia Tolk nach. Deutschland trifft am 4. Juni zuerst auf Chile.",
        "Ohne Lea Voss fährt die deutsche Mannschaft zum Turnier nach Porto. Die Stürmerin wird durch Mia Tolk (19) ersetzt. „Lea braucht eine Pause“, begründete Bundestrainerin Jule Harms am Freitag in Köln ihre Entscheidung. Erster Gegner der Deutschen ist am 4. Juni Chile.",
    ),
    (
        "fr",
        "Le préfet du Morvau, Alain Serre, a ordonné jeudi la fermeture de trois plages sur onze après la découverte de 40 tonnes de galettes de pétrole. « La situation est sous contrôle », a-t-il assuré. Les pêcheurs, réunis au sein du collectif Mer Vive, réclament au moins 2 millions d'euros d'aides. Le pétrolier grec Thalassa avait perdu une partie de sa cargaison le 9 février.",
        "Trois des onze plages du Morvau sont fermées depuis jeudi sur ordre du préfet, Alain Serre : 40 tonnes de galettes de pétrole y ont été trouvées. « La situation est sous contrôle », affirme-t-il. Du côté des pêcheurs, le collectif Mer Vive demande une aide de 2 millions d'euros au minimum. C'est le 9 février que le Thalassa, un pétrolier grec, avait perdu une partie de sa cargaison.",
    ),
    (
        "fr",
        "La chancelière Greta Lund a rencontré mardi à Oslo le Premier ministre Erik Dahl. Les deux dirigeants ont signé un accord de 1,2 milliard d'euros sur le gaz. « Ce n'est qu'un début », a souligné M. Dahl. Près d'un tiers des importations viendra de Norvège d'ici 2030, contre 22 % aujourd'hui.",
        "À Oslo, Greta Lund et Erik Dahl se sont mis d'accord mardi sur le gaz : le texte signé par la chancelière et le Premier ministre porte sur 1,2 milliard d'euros. « Ce n'est qu'un début », selon M. Dahl. La Norvège, qui fournit aujourd'hui 22 % des importations, doit en assurer près d'un tiers en 2030.",
    ),
    (
        "es",
        "La fiscal Irene Coll pidió este lunes ocho años de cárcel para el exalcalde de Ribanova, Tomás Llera, acusado de desviar 1,3 millones de euros entre 2014 y 2018. «No hay una sola prueba», replicó su abogado, Jordi Amat. El juicio, que se celebra en la Audiencia de Mora, terminará el 12 de mayo.",
        "Ocho años de prisión: es la pena que la fiscal Irene Coll solicitó este lunes para Tomás Llera, al que se acusa de haber desviado 1,3 millones de euros de 2014 a 2018, cuando era alcalde de Ribanova. El abogado del acusado, Jordi Amat, contestó: «No hay una sola prueba». El 12 de mayo concluirá el juicio en la Audiencia de Mora.",
    ),
    (
        "es",
        "El Real Ventana ganó 3-1 al Olmedo en el estadio de La Vega con dos goles de Iván Soto, máximo anotador de la Liga con 21 tantos. El técnico visitante, Lolo Prats, fue expulsado en el minuto 70. Unos 14.000 espectadores vieron el partido.",
        "Iván Soto, que ya suma 21 tantos y encabeza la tabla de anotadores de la Liga, marcó dos goles en la victoria por 3-1 del Real Ventana sobre el Olmedo en La Vega, ante unos 14.000 espectadores. Lolo Prats, técnico de los visitantes, vio la roja a los 70 minutos.",
    ),
    (
        "it",
        "La procura di Colmara ha chiesto il rinvio a giudizio di sei dirigenti della Tessil Nord per lo scarico di almeno 900 litri di solventi nel fiume Orba. L'azienda respinge ogni addebito: «Abbiamo sempre rispettato la legge», ha dichiarato l'ad Piera Gallo. L'udienza preliminare è fissata per il 14 ottobre.",
        "Sei dirigenti della Tessil Nord potrebbero finire a processo: lo chiede la procura di Colmara, secondo cui nel fiume Orba sono stati scaricati non meno di 900 litri di solventi. «Abbiamo sempre rispettato la legge», replica Piera Gallo, amministratrice delegata dell'azienda, che nega ogni responsabilità. Il 14 ottobre si terrà l'udienza preliminare.",
    ),
    (
        "it",
        "Una scossa di magnitudo 4,3 è stata avvertita ieri alle 18.40 nella provincia di Ranzo. Secondo la Protezione civile non ci sono feriti. «Siamo scesi tutti in strada», ha raccontato la preside Lidia Conti. L'epicentro è a 8 chilometri di profondità.",
        "Ieri, alle 18.40, la terra ha tremato in provincia di Ranzo: la scossa, di magnitudo 4,3, ha avuto l'epicentro a una profondità di 8 km. La Protezione civile non segnala feriti. Racconta Lidia Conti, preside: «Siamo scesi tutti in strada».",
    ),
    (
        "nl",
        "De rechtbank in Waalre heeft oud-wethouder Karin Boon dinsdag veroordeeld tot een taakstraf van 120 uur wegens valsheid in geschrifte. Volgens de officier van justitie had ze 15 keer een handtekening nagemaakt. ‘Mijn cliënt gaat in beroep’, zei advocaat Rik Staal. Boon was van 2018 tot 2022 wethouder.",
        "Karin Boon, van 2018 tot 2022 wethouder, heeft dinsdag van de rechtbank in Waalre 120 uur taakstraf gekregen voor valsheid in geschrifte. Vijftien keer zou ze een handtekening hebben vervalst, aldus de officier van justitie. Haar advocaat, Rik Staal, zei: ‘Mijn cliënt gaat in beroep.’",
    ),
    (
        "nl",
        "Zeker 30 gezinnen in de wijk Zuidhoek moesten zaterdagnacht hun huis uit nadat een waterleiding was gesprongen. De straat stond een halve meter onder water. ‘Alles dreef’, vertelt bewoonster Ans de Wit. Waterbedrijf Hydra verwacht dat de reparatie twee dagen duurt.",
        "Doordat een waterleiding sprong, stond er zaterdagnacht 50 centimeter water in de straat en moesten minstens 30 gezinnen in Zuidhoek hun huis verlaten. Ans de Wit, die er woont: ‘Alles dreef.’ De reparatie duurt naar verwachting van waterbedrijf Hydra 48 uur.",
    ),
    (
        "pt",
        "O Tribunal de Vilar condenou ontem a antiga tesoureira Rosa Pinho a quatro anos de prisão, com pena suspensa, por ter desviado 85 mil euros. A arguida confessou os factos. “Arrependo-me muito”, disse Pinho à saída. O advogado, Nuno Sá, não vai recorrer.",
        "Rosa Pinho, ex-tesoureira, foi ontem condenada pelo Tribunal de Vilar a uma pena suspensa de quatro anos de prisão por desvio de 85 mil euros, que confessou. À saída, Pinho disse: “Arrependo-me muito”. Não haverá recurso, segundo Nuno Sá, o advogado.",
    ),
    (
        "pt",
        "Mais de 2 mil pessoas participaram no domingo na maratona de Portela, ganha pelo queniano Peter Koech em 2h11. A portuguesa Inês Luz venceu a prova feminina. “Foi a corrida da minha vida”, afirmou Luz. A organização prevê repetir a prova em 2027.",
        "Peter Koech, do Quénia, ganhou em 2h11 a maratona de Portela, que reuniu no domingo mais de 2 mil participantes; entre as mulheres, a vitória foi para a portuguesa Inês Luz, para quem “foi a corrida da minha vida”. Em 2027 haverá nova edição, prevê a organização.",
    ),
    (
        "en",
        'The watchdog fined Orvex 3 million euros, a fifth of what it had sought. "We accept it," chief executive Nadia Perrin said on Monday. The firm, which has 640 staff, has until 1 July to pay.',
        'Orvex has been ordered by the watchdog to pay a fine of 3 million euros, or 20% of the sum it had asked for. The firm, with a staff of 640, must pay by July 1. "We accept it," said Nadia Perrin, its chief executive, on Monday.',
    ),
    (
        "en",
        "Two of the five miners rescued on Tuesday are in hospital; the other three went home, mine manager Jon Pike said. The shaft, 340 metres deep, had flooded within minutes.",
        "Jon Pike, who manages the mine, said that of the five miners brought up on Tuesday three had gone home and two were being treated in hospital. Flooding of the 340-metre shaft took only minutes.",
    ),
    (
        "en",
        "Rainfall in April was 12 mm, the lowest since 1938 and a quarter of the average.",
        "With 12mm of rain, April was the driest since 1938; normally four times as much falls.",
    ),
    (
        "en",
        "It is the third time in a decade that the river has burst its banks. Some 80 homes were flooded in 2019.",
        "The river has now burst its banks three times in ten years. In 2019 about 80 homes were under water.",
    ),
    ("en", "He scored 18 of his side's 31 points.", "Eighteen of the 31 points his side scored were his."),
    (
        "en",
        "The strike by 4,500 drivers enters its second week on Monday.",
        "On Monday the strike of 4,500 drivers goes into a second week.",
    ),
    (
        "en",
        "Mr Justice Hale adjourned the case for six weeks. Barrister Amy Stone, for the defence, objected.",
        "The case was put back six weeks by Mr Justice Hale, over the objection of Amy Stone, the defence barrister.",
    ),
    (
        "en",
        "Prime Minister Nils Berg will visit Tokyo from 3 to 5 June, his office said.",
        "Nils Berg's office said the prime minister would be in Tokyo between June 3 and 5.",
    ),
    (
        "en",
        'At least a dozen shops were looted, Lt. Carla Ruiz said. "It went on all night," she said.',
        '"It went on all night," Lt. Carla Ruiz said, adding that no fewer than 12 shops had been looted.',
    ),
    (
        "en",
        "Defending champion Ola Lund crashed out in the first round, losing 6-3, 6-2 to qualifier Kit Moe.",
        "Kit Moe, a qualifier, knocked out the defending champion, Ola Lund, in round one: 6-3, 6-2.",
    ),
    (
        "en",
        "The Harlow Trust, a charity, gave 250,000 pounds. Trustee Meg Orr said it was 'the least we could do'.",
        "A gift of £250,000 came from the charity the Harlow Trust. It was 'the least we could do', said Meg Orr, one of the trustees.",
    ),
    (
        "en",
        "Gov. Lou Rand vetoed the bill Friday. House Speaker Pat Dunn vowed to override the veto.",
        "The bill was vetoed Friday by Gov. Lou Rand; Pat Dunn, the speaker of the House, said he would seek to override it.",
    ),
    (
        "en",
        '"The figures are wrong," said Hal Tate, the union\'s general secretary. The company\'s Ina Brook replied: "They are audited."',
        'Hal Tate, who leads the union, said: "The figures are wrong." "They are audited," was the reply of the company\'s Ina Brook.',
    ),
    (
        "de",
        "Der Vorstand um Chefin Karla Bohn rechnet 2026 mit einem Umsatz zwischen 2,1 und 2,3 Milliarden Euro. „Wir sind vorsichtig“, sagte Bohn am Dienstag. Jeder dritte der 900 Beschäftigten arbeitet in Polen.",
        "Zwischen 2,1 und 2,3 Milliarden Euro Umsatz erwartet der Vorstand um Karla Bohn für 2026. „Wir sind vorsichtig“, so die Chefin am Dienstag. Von den 900 Beschäftigten ist ein Drittel in Polen tätig.",
    ),
    (
        "de",
        "Nach Angaben der Stadt kamen am Samstag rund 5.000 Besucher, halb so viele wie im Vorjahr.",
        "Etwa 5.000 Menschen zählte die Stadt am Samstag, im Vorjahr waren es doppelt so viele.",
    ),
    (
        "fr",
        "Trois des huit candidats ont renoncé. « Le jury manque de temps », a regretté sa présidente, Eva Lorin.",
        "Sur huit candidats, trois se sont désistés. Eva Lorin, qui préside le jury, regrette : « Le jury manque de temps ».",
    ),
    (
        "es",
        "Tres de cada diez hogares no llegan a fin de mes, según el INE. La encuesta se hizo a 12.000 familias.",
        "El 30 % de los hogares tiene problemas para llegar a fin de mes, según la encuesta del INE a 12.000 familias.",
    ),
    (
        "it",
        "Il treno delle 7.30 è arrivato con due ore di ritardo. «Mai vista una cosa simile», ha detto la pendolare Sara Neri.",
        "È arrivato con 120 minuti di ritardo il treno delle 7.30. La pendolare Sara Neri: «Mai vista una cosa simile».",
    ),
    (
        "nl",
        "Een op de vijf huishoudens heeft geen auto, meldt het CBS. In Amsterdam is dat ruim de helft.",
        "Volgens het CBS heeft 20 procent van de huishoudens geen auto; in Amsterdam is dat meer dan de helft.",
    ),
    (
        "pt",
        "Um terço dos 600 alunos faltou na segunda-feira, disse a diretora Marta Lopes.",
        "A diretora Marta Lopes disse que um em cada três dos 600 alunos faltou na segunda-feira.",
    ),
    ("pt", "A maioria dos 90 votou contra.", "Mais da metade dos 90 votou contra."),
    ("it", "La maggioranza dei 90 ha votato contro.", "Più della metà dei 90 ha votato contro."),
    ("es", "La mayoría de los 90 votó en contra.", "Más de la mitad de los 90 votó en contra."),
    ("fr", "La majorité des 90 a voté contre.", "Plus de la moitié des 90 a voté contre."),
    ("de", "Die Mehrheit der 90 stimmte dagegen.", "Mehr als die Hälfte der 90 stimmte dagegen."),
    ("nl", "De meerderheid van de 90 stemde tegen.", "Meer dan de helft van de 90 stemde tegen."),
    ("en", "The majority of the 90 voted against.", "Over half of the 90 voted against."),
    ("de", "Den Wirt Tom Ortega verklagte die Köchin Ilse Brandt.", "Die Köchin Ilse Brandt verklagte den Wirt Tom Ortega."),
    ("en", "The choir closes on May 31.", "At the end of May the choir closes."),
    (
        "en",
        "The fund has raised $36 million of the $90 million it needs.",
        "The fund has raised $36 million, 40 percent of the $90 million it needs.",
    ),
    ("en", "The council will halve rents for 300 tenants.", "The council wants 300 tenants to pay half their rents."),
    ("de", "Der Bundesgerichtshof hob das Urteil auf.", "Der BGH hob das Urteil auf."),
    ("es", "La multa es de 300 euros, la mitad si se paga ya.", "La multa es de 300 euros, o 150 si se paga ya."),
    ("fr", "La flotte perd 12 navires, soit 48 au lieu de 60.", "La flotte compte 48 navires au lieu de 60."),
    (
        "de",
        "Zwölf der 16 Vereine sagten zu, Ober- und Unterau nicht.",
        "Zwölf Vereine sagten zu, die übrigen vier nicht, darunter Ober- und Unterau.",
    ),
    ("fr", "Une centaine de riverains a protesté.", "Environ cent riverains ont protesté."),
    ("fr", "Sept écoles de la ville sur dix ferment.", "70 % des écoles de la ville ferment."),
    ("es", "El robo ocurrió a las 4.20.", "El robo ocurrió a las 4:20 horas."),
    ("en", "The choir has 30 members, up from 12 today.", "The choir has 30 members, rather than the present 12."),
    ("en", "The pier will shut by the end of 2031.", "The pier will shut before 2032."),
    ("en", "The vote needed a turnout of at least 30 percent; 28.5 percent came.", "At 28.5%, turnout stayed below the 30% threshold."),
    ("en", "The fee is 60 cents, up from 45.", "The fee goes up to 60 cents from 45."),
    ("en", "The leak could harm 700 farms, Lund said.", "The leak may harm as many as 700 farms, Lund said."),
    (
        "en",
        "Buses were cancelled on 13 of the 20 working days in May.",
        "On only seven of May's 20 working days did buses run; on 13 they were cancelled.",
    ),
    ("en", "Of the ward's 240 beds, 225 were taken on Monday.", "Just 15 of the ward's 240 beds were free on Monday."),
    (
        "fr",
        "Le pont coûtera 2,5 millions d'euros, dont 40 % payés par l'État.",
        "L'État paiera 40 %, soit 1 million d'euros, sur les 2,5 millions d'euros du pont.",
    ),
    ("es", "Marea y Ventana empataron a dos en Soria.", "Marea y Ventana quedaron 2-2 en Soria."),
    ("es", "Más de dos tercios de los pozos están secos.", "Más del 66 % de los pozos están secos."),
    ("en", "Fewer than one in ten of the 90 frogs lived.", "Under 10 percent of the 90 frogs lived."),
    ("en", "The firm is based in Lisbon.", "The firm is based in the Portuguese capital, Lisbon."),
    ("en", "Boats from Cornwall stayed in port.", "Cornish boats stayed in port."),
    ("en", "The trail ends in Duluth, Minn., after 90 miles.", "The trail ends after 90 miles in Duluth, Minnesota."),
    ("en", "A foot and a half of rain fell.", "Rainfall came to 18 inches."),
    ("en", "The cliff loses 40 meters a year.", "Each year the cliff loses 40 m."),
    ("fr", "La cour d'appel de Vannes a tranché.", "La cour d'appel vannaise a tranché."),
    (
        "fr",
        "La route a rouvert jeudi, un pont cassé la veille bloquant tout.",
        "Un pont cassé mercredi bloquait tout ; la route a rouvert jeudi.",
    ),
    ("de", "Die Brücke bleibt bis mindestens 12. Mai zu.", "Nicht vor dem 12. Mai öffnet die Brücke wieder."),
    ("fr", "Le bac est parti à 16 h 40.", "Le bac est parti à 16h40."),
    ("es", "En los tres primeros meses cayó un 9 %.", "Entre enero y marzo cayó un 9 %."),
    ("de", "Viele Bundesbürger sparen an Urlauben.", "Viele Deutsche sparen an Urlauben."),
    (
        "en",
        "Only one of the four pumps works; half of the 360 tenants left.",
        "Three of the four pumps are broken; 180 of the 360 tenants left.",
    ),
]
FAULTY = [
    ("en", "Kraus beat Lindt 6-4, 7-5 in the final.", "In the final Kraus lost to Lindt, 6-4, 7-5."),
    ("en", "The fine could reach $2 million.", "The fine will be more than $2 million."),
    ("en", "Fewer than ten seats remain.", "Ten seats remain."),
    ("en", "It can hold up to 500 people.", "It can hold over 500 people."),
    ("en", "The flight took an hour and 20 minutes.", "The flight lasted 90 minutes."),
    (
        "en",
        '"It was chaos," one witness, Amy Dunn, said. Mayor Tilda Horne thanked crews.',
        '"It was chaos," Mayor Tilda Horne said. One witness, Amy Dunn, thanked crews.',
    ),
    ("en", "Nine of the twelve jurors agreed.", "Eight of the twelve jurors agreed."),
    ("en", "Striker Ana Solis scored in the 12th minute.", "Ana Solis scored after 21 minutes."),
    ("en", "Deputy Mayor Hilde Kraus will step down.", "Deputy Mayor Hilda Kraus will step down."),
    ("en", "Italian police arrested Marco Bassi in Naples.", "Spanish police arrested Marco Bassi in Naples."),
    ("en", "He lives in Tarn.", "He lives in Torn."),
    ("en", "The talks ended. Brandt left.", "The talks ended. Brandt and Kovacs left."),
    ("en", "Sales fell a quarter to 30,000 cars.", "Sales were down 35 percent, at 30,000 cars."),
    ("en", "Some 200 people queued from 5 a.m.", "From 5pm around 200 people stood in line."),
    ("de", "Der Umsatz stieg um ein Viertel auf 2,5 Milliarden Euro.", "Der Umsatz legte um 25 Prozent zu, auf 2,5 Millionen Euro."),
    ("de", "Die Zahl der Toten ist auf mindestens 17 gestiegen.", "Höchstens 17 Menschen sind inzwischen tot."),
    ("de", "Trainer Jens Wolter lobte seine Mannschaft.", "Trainer Jens Walter lobte seine Mannschaft."),
    (
        "de",
        "„Das war knapp“, sagte Torhüter Nils Arndt. Uta Brandt nickte.",
        "„Das war knapp“, sagte Uta Brandt. Torhüter Nils Arndt nickte.",
    ),
    ("fr", "Il encourt jusqu'à dix ans de prison.", "Il encourt au moins dix ans de prison."),
    ("fr", "Les ventes ont baissé d'un quart.", "Les ventes ont reculé de 35 %."),
    (
        "fr",
        "« C'est trop tard », a lâché la députée Anne Vidal. Luc Morel a souri.",
        "« C'est trop tard », a lâché Luc Morel. La députée Anne Vidal a souri.",
    ),
    ("es", "Se enfrenta a una pena de hasta diez años de cárcel.", "Se enfrenta a una pena de al menos diez años de cárcel."),
    ("es", "La obra costará medio millón de euros.", "La obra tendrá un coste de 50.000 euros."),
    (
        "es",
        "«Es demasiado tarde», lamentó la diputada Ana Vidal. Luis Mora sonrió.",
        "«Es demasiado tarde», lamentó Luis Mora. La diputada Ana Vidal sonrió.",
    ),
    ("it", "Rischia fino a dieci anni di carcere.", "Rischia almeno dieci anni di carcere."),
    (
        "it",
        "«È troppo tardi», ha detto la deputata Anna Vidali. Luca Mori ha sorriso.",
        "«È troppo tardi», ha detto Luca Mori. La deputata Anna Vidali ha sorriso.",
    ),
    ("nl", "Hij riskeert maximaal tien jaar cel.", "Hij riskeert minstens tien jaar cel."),
    (
        "nl",
        "‘Het is te laat’, zei Kamerlid Anna Visser. Jan Moerman lachte.",
        "‘Het is te laat’, zei Jan Moerman. Kamerlid Anna Visser lachte.",
    ),
    ("pt", "Arrisca até dez anos de prisão.", "Arrisca pelo menos dez anos de prisão."),
    (
        "pt",
        "“É tarde demais”, disse a deputada Ana Vidal. Luís Moura sorriu.",
        "“É tarde demais”, disse Luís Moura. A deputada Ana Vidal sorriu.",
    ),
    (
        "en",
        "Ferris United won 2-1 at Halden on Saturday with goals from Okafor and Lind.",
        "Okafor and Lind scored on Saturday as Halden beat Ferris United 2-1.",
    ),
    (
        "en",
        "Voters in Tarnia go to the polls on Sunday. Polls put President Ivo Stan's party on 38%, six points ahead.",
        "Tarnia votes on Sunday, with surveys giving the party of President Ivo Stan 38 percent, a lead of nine points.",
    ),
    ("en", "Tickets cost $15 for adults and $8 for children.", "Adults pay $8, children $50."),
    (
        "en",
        '"I heard a bang and ran," said Mo Aziz, who owns the bakery. Fire chief Kit Larsen thanked crews.',
        '"I heard a bang and ran," said fire chief Kit Larsen. Mo Aziz, who owns the bakery, thanked crews.',
    ),
    (
        "de",
        "Bundestrainerin Jule Harms verzichtet auf Stürmerin Lea Voss. „Lea braucht eine Pause“, sagte Harms. Für Voss rückt Mia Tolk nach.",
        "Bundestrainerin Jule Harms verzichtet auf Stürmerin Lea Voss. „Lea braucht eine Pause“, sagte Mia Tolk, die für Voss nachrückt.",
    ),
    ("es", "El Real Ventana ganó 3-1 al Olmedo en La Vega.", "El Olmedo ganó 3-1 al Real Ventana en La Vega."),
    ("it", "L'epicentro è a 8 chilometri di profondità.", "L'epicentro è a 8 metri di profondità."),
    ("nl", "De straat stond een halve meter onder water.", "De straat stond 60 centimeter onder water."),
    (
        "pt",
        "“Arrependo-me muito”, disse Pinho à saída. O advogado, Nuno Sá, não vai recorrer.",
        "“Arrependo-me muito”, disse Nuno Sá, o advogado, à saída. Pinho não vai recorrer.",
    ),
    (
        "fr",
        "« Ce n'est qu'un début », a souligné M. Dahl. Greta Lund a souri.",
        "« Ce n'est qu'un début », a souligné Greta Lund. M. Dahl a souri.",
    ),
    ("en", "Two of the five miners rescued on Tuesday are in hospital.", "Two of the four miners rescued on Tuesday are in hospital."),
    ("en", "He scored 18 of his side's 31 points.", "He scored 18 of his side's 33 points."),
    ("en", "The strike enters its second week on Monday.", "The strike enters its third week on Monday."),
    ("en", "They met last week in Oslo.", "They met last month in Oslo."),
    ("fr", "Trois des huit candidats ont renoncé.", "Cinq des huit candidats ont renoncé."),
    (
        "de",
        "Trainerin Ilse Brandt ging früh. Schiedsrichter Tom Ortega blieb.",
        "Trainerin Tom Ortega ging früh. Schiedsrichter Ilse Brandt blieb.",
    ),
    ("en", "The choir closes on May 31.", "The choir closes on May 30."),
    (
        "en",
        "The fund has raised $36 million of the $90 million it needs.",
        "The fund has raised $63 million, 70 percent of the $90 million it needs.",
    ),
    ("de", "Der Bundesgerichtshof hob das Urteil auf.", "Das Bundesverfassungsgericht hob das Urteil auf."),
    ("fr", "Sept écoles de la ville sur dix ferment.", "60 % des écoles de la ville ferment."),
    ("es", "El robo ocurrió a las 4.20.", "El robo ocurrió a las 4:50 horas."),
    ("en", "The pier will shut by the end of 2031.", "The pier will shut by the end of 2032."),
    ("en", "At least 30 percent of the seats are taken.", "Less than 30 percent of the seats are taken."),
    ("en", "The fee is 60 cents.", "The fee is up to 60 cents."),
    ("en", "Of the ward's 240 beds, 225 were taken on Monday.", "Of the ward's 240 beds, 235 were taken on Monday."),
    ("es", "Más de dos tercios de los pozos están secos.", "Más del 76 % de los pozos están secos."),
    ("en", "The firm was sold to a man from Lisbon.", "The firm was sold to a Turkish man from Lisbon."),
    ("en", "Boats from Cornwall stayed in port.", "Boats from Devon stayed in port."),
    ("en", "A foot and a half of rain fell.", "Rainfall came to 28 inches."),
    (
        "fr",
        "La route a rouvert jeudi, un pont cassé la veille bloquant tout.",
        "Un pont cassé lundi bloquait tout ; la route a rouvert jeudi.",
    ),
    ("fr", "La cour d'appel de Vannes a tranché.", "La cour d'appel nantaise a tranché."),
    ("fr", "Le bac est parti à 16 h 40.", "Le bac est parti à 16h50."),
    ("es", "En los tres primeros meses cayó un 9 %.", "Entre enero y junio cayó un 9 %."),
]


@pytest.mark.parametrize(("code", "source", "result"), HONEST)
def test_a_rewording_that_keeps_the_facts_passes(code: str, source: str, result: str) -> None:
    assert not kept(code, source, result)


@pytest.mark.parametrize(("code", "source", "result"), FAULTY)
def test_a_rewording_that_changes_a_fact_is_kept_back(code: str, source: str, result: str) -> None:
    assert kept(code, source, result)


GERMAN_AND_DUTCH = [  # rewordings in which verbs part from their particles, and what they say in other words
    ("de", "Die Stadt lehnte den Antrag des Vereins am Montag ab.", "Die Stadt wies den Antrag des Vereins am Montag zurück."),
    (
        "de",
        "Tiefbauamtsleiter Uhl räumte am Montag Fehler ein.",
        "Fehler hat es laut Tiefbauamtsleiter Uhl gegeben, wie er am Montag zugab.",
    ),
    ("de", "Das Konzert am Freitag wurde abgesagt.", "Der Veranstalter sagte das Konzert am Freitag ab."),
    ("de", "Zwei Männer wurden am Abend festgenommen.", "Die Polizei nahm am Abend zwei Männer fest."),
    ("nl", "Het verzoek van de club is maandag afgewezen.", "De gemeente wees maandag het verzoek van de club af."),
    ("nl", "De minister zag na kritiek van het plan af.", "De minister trok het plan in na kritiek."),
    ("de", "Das Urteil darf frühestens 2031 angefochten werden.", "Niemand darf das Urteil vor 2031 anfechten."),
    ("nl", "De brug gaat op zijn vroegst in 2031 open.", "De brug gaat niet voor 2031 open."),
    ("de", "So viele Gäste wie nie kamen laut Wirtin Rena Holl.", "Laut Wirtin Rena Holl waren noch nie so viele Gäste da."),
    ("de", "Der Fall liegt bei 30 Minuten Fußweg.", "Bis zum Fall ist es eine halbe Stunde zu Fuß."),
    ("nl", "De reis duurt drie kwartier.", "De reis duurt 45 minuten."),
    ("nl", "De directeur deed over zijn loon geen mededelingen.", "Wat hij verdient, houdt de directeur voor zich."),
    ("de", "Die Firma machte zum Preis keine Angaben.", "Zum Preis hielt sich die Firma bedeckt."),
    ("de", "Es gebe keinen Platz im Lager, sagte Chef Udo Trenk.", "Laut Chef Udo Trenk fehle es an Platz im Lager."),
    ("de", "Zeugen sollten sich melden, sagte die Polizei.", "Die Polizei bat um Hinweise von Zeugen."),
    ("nl", "Getuigen werd gevraagd zich te melden, zei de politie.", "De politie zei dat getuigen konden bellen."),
    ("nl", "In 24 uur viel er veel regen.", "In een etmaal viel er veel regen."),
    ("de", "Gegen den Arzt wird ermittelt. Ihm wird Betrug vorgeworfen.", "Gegen den Arzt wird wegen des Verdachts auf Betrug ermittelt."),
    ("nl", "De politie heeft twee mannen aangehouden.", "De politie hield in de avond twee mannen aan."),
]

GERMAN_AND_DUTCH_FAULTS = [
    ("de", "negation", "Die Stadt lehnte den Antrag des Vereins am Montag ab.", "Die Stadt nahm den Antrag des Vereins am Montag an."),
    ("de", "legal status", "Die Polizei nahm am Abend zwei Männer fest.", "Die Polizei befragte am Abend zwei Männer."),
    ("de", "opposite", "Ihm wird fahrlässige Tötung in zwei Fällen vorgeworfen.", "Ihm wird Totschlag in zwei Fällen vorgeworfen."),
    ("nl", "opposite", "Hij wordt verdacht van doodslag op een buurman.", "Hij wordt verdacht van moord op een buurman."),
    ("nl", "negation", "De gemeente wees het verzoek van de club af.", "De gemeente willigde het verzoek van de club in."),
]


def held(code: str, source: str, result: str) -> set[str]:
    lexicon = LEXICONS[code]
    return {v.rule for v in check(source, result, Context(lexicon, names=names(source, lexicon), body=source)) if v.action == "keep"}


@pytest.mark.parametrize(("code", "source", "result"), GERMAN_AND_DUTCH)
def test_german_and_dutch_that_say_the_same_pass(code: str, source: str, result: str) -> None:
    assert not held(code, source, result)


@pytest.mark.parametrize(("code", "rule", "source", "result"), GERMAN_AND_DUTCH_FAULTS)
def test_german_and_dutch_that_say_something_else_are_kept_back(code: str, rule: str, source: str, result: str) -> None:
    assert rule in held(code, source, result)


ROMANCE = [  # other tenses, denials by a word, plans that are denied, sanctions, towns and their people, words that only open a sentence
    ("es", "El alcalde insiste en que la obra es segura. Los vecinos reclaman datos.", "La obra es segura, reiteran desde la alcaldía. Los vecinos piden datos."),
    ("es", "El gremio denuncia la falta de medios.", "Faltan medios, según lamentaban en el gremio."),
    ("es", "La banda no tiene previsto volver a tocar en el puerto.", "Volver a tocar en el puerto no entra en los planes de la banda."),
    ("es", "Los socios que no respetan la prohibición pagan una multa.", "Pagan una multa los socios que incumplen la prohibición."),
    ("es", "Discípulo de Luis Arana, pintó murales. Le sobreviven dos hijas.", "Alumno de Luis Arana, pintó murales. Deja dos hijas."),
    ("es", "Ayer se reunieron los ganaderos con el consejero.", "Reunidos ayer con el consejero, los ganaderos hablaron."),
    ("es", "La portera detuvo dos penaltis ante el Olmedo.", "Dos penaltis paró la portera ante el Olmedo."),
    ("es", "El pan es un 8 % más barato que en mayo.", "El pan ha bajado un 8 % desde mayo."),
    ("es", "Un velero sevillano ganó la regata.", "Un velero de Sevilla ganó la regata."),
    ("it", "La ditta avverte: i prezzi saliranno.", "La ditta mette in guardia: i prezzi saliranno."),
    ("it", "Nata a Verona nel 1950, Rita Sala ha scritto dieci romanzi.", "Veronese, classe 1950, Rita Sala ha scritto dieci romanzi."),
    ("it", "Il coro non prevede altre date.", "Il coro non ha altre date in programma."),
    ("it", "Chi non rispetta il divieto di sosta paga 40 euro.", "Il divieto di sosta costa 40 euro a chi non lo rispetta."),
    ("it", "La multa alla ditta è di 500mila euro.", "La sanzione alla ditta è di mezzo milione di euro."),
    ("it", "Il treno era fermo in mezzo ai campi.", "Fermo tra i campi era il treno."),
    ("it", "I due Paesi firmano a giugno.", "La firma dei due paesi è attesa a giugno."),
    ("pt", "O presidente recusou o convite da feira.", "O convite da feira fora recusado pelo presidente."),
    ("pt", "A escola não prevê novas obras.", "Novas obras não estão nos planos da escola."),
    ("pt", "Natural de Braga, o pintor morreu ontem. Tinha 80 anos.", "Nascido em Braga, o pintor morreu ontem, com 80 anos."),
    ("pt", "O castelo da Idade Média reabre em maio.", "O castelo medieval reabre em maio."),
    ("pt", "O leite ficou 8% mais barato em maio.", "Em maio, o preço do leite baixou 8%."),
    ("fr", "Rien ne prouve que le lac est pollué.", "Il n'y a pas de preuve que le lac est pollué."),
    ("pt", "O juiz condenou-o a três anos de prisão por burla.", "Vai cumprir três anos de prisão por burla."),
    ("es", "El convenio aún no se ha firmado.", "El convenio está por firmar."),
    ("es", "La tasa llega en el peor momento, según el gremio.", "Según el gremio, la tasa no podía llegar en peor momento."),
    ("es", "Cayó por la pérdida de confianza de sus socios.", "Cayó porque sus socios habían dejado de confiar en él."),
    ("it", "L'azienda ha smesso di pagare a maggio.", "Da maggio i pagamenti dell'azienda si sono fermati."),
    ("fr", "Le service est ouvert sept jours sur sept.", "Le service est ouvert tous les jours."),
    ("fr", "La chorale n'a pas prévu d'autre date, a-t-elle précisé.", "Aucune autre date n'est prévue, précise la chorale."),
    ("fr", "Absent mardi, le maire a envoyé son adjointe.", "Le maire n'était pas là mardi ; son adjointe l'a remplacé."),
    ("fr", "Le pain est 8 % moins cher qu'en mai.", "Depuis mai, le prix du pain a baissé de 8 %."),
]  # fmt: skip

ROMANCE_FAULTS = [
    ("es", "negation", "La banda no tiene previsto volver a tocar en el puerto.", "La banda tiene previsto volver a tocar en el puerto."),
    ("es", "legal status", "La policía ha detenido a dos jóvenes en el puerto.", "La policía ha interrogado a dos jóvenes en el puerto."),
    ("es", "opposite", "El pan es un 8 % más barato que en mayo.", "El pan es un 8 % más caro que en mayo."),
    ("it", "negation", "Il coro non prevede altre date a Verona.", "Il coro prevede altre date a Verona."),
    ("it", "figure", "La multa alla ditta è di 500mila euro.", "La sanzione alla ditta è di mezzo miliardo di euro."),
    ("it", "new name", "Un velero veronese ha vinto la regata.", "Un velero di Mantova ha vinto la regata."),
    ("pt", "negation", "A escola não prevê novas obras no pátio.", "A escola prevê novas obras no pátio."),
    ("pt", "negation", "O presidente recusou o convite da feira.", "O presidente aceitou o convite da feira."),
    ("fr", "negation", "Rien ne prouve que le lac est pollué.", "Tout prouve que le lac est pollué."),
    ("es", "negation", "El convenio aún no se ha firmado.", "El convenio ya se ha firmado."),
    ("fr", "negation", "Aucune autre date n'est prévue à Tarn.", "Une autre date est prévue à Tarn."),
    ("fr", "opposite", "Le pain est 8 % moins cher qu'en mai.", "Le pain est 8 % plus cher qu'en mai."),
]  # fmt: skip


@pytest.mark.parametrize(("code", "source", "result"), ROMANCE)
def test_spanish_italian_portuguese_and_french_that_say_the_same_pass(code: str, source: str, result: str) -> None:
    assert not held(code, source, result)


@pytest.mark.parametrize(("code", "rule", "source", "result"), ROMANCE_FAULTS)
def test_spanish_italian_portuguese_and_french_that_say_something_else_are_kept_back(
    code: str, rule: str, source: str, result: str
) -> None:
    assert rule in held(code, source, result)


@pytest.mark.parametrize(
    ("code", "source", "result"),
    [
        ("en", "She said the push was accidental.", "The push was not intentional, she said."),
        ("nl", "Twee leden van de fractie stemden tegen.", "Er kwamen twee tegenstemmen uit de fractie."),
        ("nl", "De rechtbank van Delft veroordeelde een kok uit Gouda.", "Een kok uit Gouda is door de rechtbank van Delft veroordeeld."),
        ("pt", "A lei passou com os votos contra da direita.", "A lei passou, com a direita a votar contra."),
        ("pt", "O custo deverá baixar 10% com a obra.", "Com a obra, devendo o custo baixar 10%."),
    ],
)
def test_a_denial_a_doubt_or_a_place_may_be_put_in_another_form(code: str, source: str, result: str) -> None:
    assert [verdict for verdict in check(source, result, Context(LEXICONS[code])) if verdict.action == "keep"] == []


def test_a_vote_against_may_not_be_lost_for_that() -> None:
    source, result = "Er kwamen twee tegenstemmen uit de fractie.", "Er kwamen twee stemmen uit de fractie."
    assert [verdict.action for verdict in check(source, result, Context(LEXICONS["nl"])) if verdict.rule == "negation"] == ["keep"]
