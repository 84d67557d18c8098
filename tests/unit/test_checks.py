"""Each rule sees its fault and lets the honest rewrites pass."""

from __future__ import annotations

import pytest
from support.lexicons import LEXICONS

from worker.text.checks import RULES, TITLE_RULES, Context, Verdict, check, check_title
from worker.text.facts import facts, names
from worker.text.originality import changed_share, hardly_changed, originality


def complaints(source: str, result: str, code: str = "en", *, known: frozenset[str] = frozenset()) -> tuple[Verdict, ...]:
    return check(source, result, Context(LEXICONS[code], known))


def kept(verdicts: tuple[Verdict, ...]) -> list[str]:
    return [verdict.rule for verdict in verdicts if verdict.action != "flag"]


PORT = "The port of Varna handled about 40 ships on Tuesday, Mayor Elena Petrova said."
FAULTS = [
    # (rule that sees it, source, result)
    ("empty", PORT, "  \n"),
    # Closer to the source's words, the same changes are faults.
    ("negation", "The mayor has not said who will pay.", "The mayor has said who will pay."),
    ("negation", "The ferry left the harbour with two lorries.", "The ferry did not leave the harbour with two lorries."),
    (
        "legal status",
        "He pleaded not guilty to theft and is accused of fraud.",
        "He pleaded not guilty to theft and is convicted of fraud.",
    ),
    ("hedge", "Charged with murder, she allegedly steered her car into a queue.", "Charged with murder, she steered her car into a queue."),
    ("hedge", "Only six of the reefs were healthy.", "Six of the reefs were healthy."),
    ("comparator", "The bridge is not safe for more than 7 tonnes.", "The bridge is not safe for less than 7 tonnes."),
    ("figure", "He faces up to 20 years in prison.", "He faces up to 20 months in prison."),
    ("new figure", "It was the firm's third failure in five launches.", "The firm has failed four times in five launches."),
    ("chatter", PORT, "Sure! " + PORT),
    ("chatter", PORT, "Here is the rewritten text: " + PORT),
    ("chatter", PORT, "Rewritten: " + PORT),
    ("chatter", PORT, PORT + "\nNote: I kept the figures."),
    ("markup", PORT, PORT.replace("Varna", "**Varna**")),
    ("markup", PORT, "- " + PORT),
    ("markup", PORT, "## " + PORT),
    ("markup", PORT, PORT.replace("Varna", "<b>Varna</b>")),
    ("markup", PORT, PORT.replace("Varna", "[Varna](x)")),
    ("markup", PORT, PORT.replace("Varna", "Varna [gallery ids=1]")),
    ("contact", PORT, PORT + " See www.example.net."),
    ("contact", PORT, PORT + " Write to port@example.net."),
    ("contact", PORT, PORT + " Call +359 52 123 4567."),
    ("hidden characters", PORT, PORT.replace("ships", "sh\u200bips")),
    ("hidden characters", PORT, PORT.replace("ships", "\u202eships")),
    ("script", PORT, PORT.replace("Varna", "V\u0430rna")),
    ("script", PORT, PORT + " Порт открыт."),
    ("language", PORT, "Der Hafen von Varna hat nach den Worten der Mayor Elena Petrova am Tuesday etwa 40 Schiffe in die Stadt gelassen."),
    ("length", PORT, "About 40 came, she said."),
    ("length", PORT, PORT + " The work went on without any trouble all through the day and into the evening, as it has so often before."),
    ("repetition", PORT, PORT + " " + PORT),
    ("legal status", "He was charged with theft, and she was suspected of it.", "He was suspected of theft, and she was suspected of it."),
    ("repetition", PORT, PORT.replace("the port", "the the port").replace("handled", "handled handled")),
    ("quotation", "He said: “We are ready.”", "He said: “We are very ready.”"),
    ("quotation", "He said: “We are ready.”", "He said that they were ready."),
    ("new quotation", "He said that they were ready.", "He said: “We are ready.”"),
    ("new quotation", "It was a farce in his view.", "It was a “farce” in his view."),
    ("speaker", "“It is late,” Brandt said. Ortega left.", "“It is late,” Ortega said. Brandt left."),
    ("figure", PORT, PORT.replace("40", "many")),
    ("figure", "Four of the ships sank.", "The ships sank."),
    ("new figure", PORT, PORT.replace("40", "50")),
    ("new figure", "It cost $4.2 million to build.", "It cost $4.2 billion to build."),
    ("new figure", "Some 35% agreed to pay.", "Some $35M agreed to pay."),
    ("new figure", "Twenty-three percent agreed.", "As many as 203 percent agreed."),
    ("new figure", "It was the first such case.", "It was the second such case."),
    ("comparator", PORT, PORT.replace("about 40", "40")),
    ("comparator", "At least nine men left.", "Up to nine men left."),
    ("comparator", "Nine men left.", "More than nine men left."),
    ("score", "Lyon won 3-2 at home.", "At home Lyon won 2-3."),
    ("score", "It fell to 7 in May from about 9 in April.", "It fell from 7 in April to about 9 in May."),
    ("date", PORT, PORT.replace("Tuesday", "Thursday")),
    ("date", "It opened in May.", "It opened in June."),
    ("date", "He left yesterday.", "He left on Monday."),
    ("name", PORT, PORT.replace("Elena Petrova", "the official")),
    ("name", "The talks with Müller failed.", "The talks with Muller failed."),
    ("new name", PORT, PORT.replace("Varna", "Burgas")),
    ("new name", "Brandt attached photos.", "Ilse Brandt attached photos."),
    ("new name", "He left early that day.", "Ferguson left early that day."),
    ("negation", "The hall may not be used at night.", "The hall may be used at night."),
    ("negation", "The hall may not be used at night.", "The hall is not prohibited from being used at night."),
    ("negation", "He agreed to leave.", "He refused to leave."),
    ("negation", "The crew had no radio. Its fate is unclear.", "The crew had a radio. Its fate is unclear."),
    ("negation", "She left without a word.", "She left with a word."),
    ("hedge", "He allegedly took the car.", "He took the car."),
    ("hedge", "They are believed to have left.", "They have left."),
    ("hedge", "It will probably rain.", "It will rain."),
    ("hedge", "Only six members agreed.", "Six members agreed."),
    ("legal status", "He was charged with theft.", "He was convicted of theft."),
    ("legal status", "The suspect left.", "The man left."),
    ("legal status", "He was acquitted.", "He was found guilty."),
    ("attribution", "The road is closed, the council said.", "The road is closed."),
    ("attribution", "It is hard, he wrote. They would rather go, he claimed.", "It is hard, he wrote. They would rather go."),
    ("opposite", "Sales rose in the north.", "Sales fell in the north."),
    ("opposite", "Prices fell 3% after output had risen.", "Prices rose 3% after output had risen."),
    ("opposite", "It bans tents and permits fires.", "It permits tents and allows fires."),
    ("opposite", "She declined an offer.", "She agreed to an offer."),
    ("opposite", "He said his house was sold.", "She said her house was sold."),
    # What is lost in one sentence is not made up for in another.
    ("negation", "It was not the first rescue.", "Not the first. It was the first rescue."),
    ("negation", "The mine was closed. The miners were not told.", "The mine was not closed. The miners were told."),
    ("negation", "The guard was unarmed.", "The guard was armed."),
    ("negation", "The sum was disclosed.", "The sum was undisclosed."),
    ("negation", "The guard was unarmed and left.", "The guard was not unarmed and left."),
    ("negation", "The hall will only be opened in May.", "The hall will not only be opened in May."),
    ("negation", "The firm ruled out a merger.", "The firm said it would be a merger."),
    ("hedge", "She may have taken the ring.", "She has taken the ring."),
    ("hedge", "He allegedly took the ring, police said.", "He took the ring, according to police."),
    ("hedge", "Barely 60 voters came.", "As many as 60 voters came."),
    ("opposite", "A fine could follow.", "A fine will follow."),
    ("opposite", "The defendant left the court.", "The culprit left the court."),
    ("opposite", "It stood 9 points lower than in spring.", "It stood 9 points higher than in spring."),
    ("attribution", "The road is closed, police said. It is icy.", "The road is closed. It is icy."),
    ("attribution", "The army said the bridge fell. A test showed rust.", "The bridge fell. A test showed rust."),
    ("sources", "The road is closed, a spokesman said.", "The road is closed, spokesmen said."),
    ("sources", "The mayor said the road was closed.", "Several people said the road was closed."),
    ("sources", "A study suggests that tea helps.", "Studies suggest that tea helps."),
    ("new speaker", "“It is late,” he said.", "“It is late,” a bystander said."),
    ("new speaker", "“It is late,” he said.", "“It is late,” said a bystander."),
    ("new speaker", "She called it “a farce”.", "One of the guests called it “a farce”."),
    (
        "made up",
        "The bridge in Varna was closed. Traffic was diverted.",
        "The bridge in Varna was closed, traffic diverted. Shops expect losses.",
    ),
    (
        "left out",
        "The bridge was closed. Repairs began at once near Varna. Ferries kept running hourly.",
        "The bridge was closed. Near Varna repairs began.",
    ),
    ("right of reply", "The firm declined to comment on the bridge.", "The firm kept quiet about the bridge."),
    ("score", "Lyon led 2-0 before they won 3-2.", "Lyon led 1-0 before they won 3-2."),
    ("contact", PORT, PORT + " Read on at port-news.example/more."),
    ("contact", PORT, PORT + " More at portnews.xyz today."),
    ("contact", PORT, PORT + " Write to port [at] example [dot] net."),
    ("contact", PORT, PORT + " Go to hxxps://port-news.example."),
    ("contact", PORT, PORT + " Call 0800 111222."),
    ("contact", PORT, PORT + " Follow #portofvarna there."),
    ("contact", PORT, PORT + " See javascript:alert there."),
    ("contact", PORT, PORT + " It is at 192.0.2.17 now."),
    ("contact kept", "Write to port@example.net by noon.", "Write to the port by noon."),
    ("contact kept", "Call +359 52 123 4567 by noon.", "Ring the port by noon."),
    ("hidden characters", PORT, PORT.replace("ships", "ships\u2028")),
    ("hidden characters", PORT, PORT.replace("ships", "sh\u3164ips")),
    ("hidden characters", PORT, PORT.replace("ships", "s\u0336hips")),
    ("disguised letters", PORT, PORT.replace("ships", "\uff53hips")),
    ("disguised letters", PORT, PORT.replace("Varna", "\U0001d415arna")),
    ("disguised letters", PORT, PORT.replace("Varna", "V\u0251rna")),
    ("capitals", PORT, "THE GATES ARE OPEN " + PORT),
    ("disclosure", PORT, PORT + " This text was written with the help of AI."),
    ("disclosure", "This summary is AI-generated. " + PORT, PORT),
    ("quotation", "He said: “We left early. It was late.", "He said: “We left early. It was very late."),
    ("opposite", "Most of the guests, including his sons, left.", "All of the guests, namely his sons, left."),
    ("opposite", "The hall remained open.", "The hall remained closed."),
    ("opposite", "The firm denied the claim.", "The firm confirmed the claim."),
    ("opposite", "The suspect, on suspicion of theft, left.", "The culprit, on suspicion of theft, left."),
    # One negation answers one, whatever words they are in.
    ("negation", "They failed to reach the wreck, and did not say why.", "They reached the wreck, and did not say why."),
    ("negation", "It lacks a roof.", "It has a roof."),
    ("negation", "It is a danger, unless it is repaired.", "It is a danger, unless it is not repaired."),
    ("negation", "The guards were unhurt and left.", "The guards were hurt and left."),
    ("negation", "The firm denies it.", "It is not denied by the firm."),
    ("negation", "The lifts were halted.", "The lifts were not halted."),
    ("negation", "Members voted against a merger.", "Members decided on a merger."),
    ("negation", "It was not only spotted there.", "It was spotted there."),
    ("hedge", "They are believed to have left and are said to be safe.", "They have left and are reportedly safe."),
    ("hedge", "It is said to last a day.", "It lasts a day."),
    ("legal status", "He was arrested on Sunday.", "He was convicted on Sunday."),
    ("attribution", "Farmers say the crop is lost. “It is dry,” Brandt said.", "The crop is lost. “It is dry,” Brandt said."),
    ("new figure", "The goals came in the last ten minutes.", "Ten goals came in the last ten minutes."),
]


@pytest.mark.parametrize(("rule", "source", "result"), FAULTS)
def test_a_fault_keeps_the_words_of_the_source_for_the_right_reason(rule: str, source: str, result: str) -> None:
    assert rule in kept(complaints(source, result))


HONEST = [
    (PORT, "On Tuesday, around 40 ships passed through Varna's port, according to Mayor Elena Petrova."),
    (PORT, "Mayor Elena Petrova said Tuesday that Varna's port had dealt with some forty ships."),
    ("He said: “We are ready.”", '"We are ready," he said.'),
    ("“It is late,” Brandt said. Ortega left.", "Brandt said: “It is late.” Ortega then left."),
    ("“It is late,” Brandt said.", "As Brandt put it: ‘It is late.’ He said so."),
    ("It cost $4.2m to build.", "Building it cost $4.2 million."),
    ("Some 3 % agreed.", "Around three per cent agreed."),
    ("Both men left after two hours.", "After two hours, the two men left."),
    ("The two men came; both were tired. The two men left.", "The two men came, were tired and left."),
    ("She died on 3 March, aged 91.", "She died at the age of 91 on March 3."),
    ("No one of the crew was hurt.", "There were no injuries among the crew."),
    ("The hall may not be used at night.", "It is prohibited to use the hall at night."),
    ("The hall may not be used at night.", "Using the hall at night is not allowed."),
    ("Neither the firm nor the union would comment.", "The firm and the union declined to comment."),
    ("They are yet to find the wreck.", "The wreck has not been found."),
    ("It is unclear who won.", "Who won is not clear."),
    ("Not only the roof but also the floor burned.", "The roof burned, as did the floor."),
    ("The rate declined to 4.1% in June.", "In June the rate fell to 4.1 percent."),
    ("He allegedly took the car.", "He is alleged to have taken the car."),
    ("They are believed to have left.", "They are thought to have gone."),
    ("It will probably rain.", "Rain is likely."),
    ("It was not his first visit.", "He had paid visits before."),
    ("It bans tents and permits fires.", "Tents are forbidden there, fires are allowed."),
    ("It fell to 7 in May from 9 in April.", "From 9 in April it fell to 7 in May."),
    ("It fell to 7 in May from 9 in April.", "It was 7 in May, down from 9 in April."),
    ("It might rain.", "It could rain."),
    ("Only six members agreed.", "Just six members agreed."),
    ("He was charged with theft.", "He faces charges of theft."),
    ("He was sentenced to a year in prison.", "He was jailed for a year."),
    ("He pleaded not guilty to theft.", "To theft, he pleaded not guilty."),
    ("The road is closed, the council said.", "According to the council, the road is closed."),
    ("It is hard, he wrote. They would rather go, he claimed.", "It is hard, he wrote, and claimed that they would rather go."),
    ("Brandt came and Brandt left.", "Brandt came and left."),
    ("Russia’s troops left.", "The Russian troops left."),
    ("U.S. officials agreed.", "Officials in the United States agreed."),
    ("President Brandt agreed.", "Brandt, the president, agreed."),
    ("Police said the road was closed.", "According to police, the road was closed."),
    ("The plan was approved by the council on Monday.", "On Monday the council approved the plan."),
    ("Sales rose in the north.", "Sales in the north increased."),
    ("About a third of them left.", "Roughly one third of them left."),
    ("Temperatures fell to -3 degrees.", "Temperatures dropped to minus three degrees."),
    ("Between 3 and 5 percent left.", "From 3 to 5% left."),
    ("He had had that that he wanted, more or less.", "He had had, more or less, what he wanted."),
    ("The guard was unarmed.", "The guard carried no weapon."),
    ("None of the men had been paid.", "All of the men were unpaid."),
    ("The talks will not begin before May.", "The talks will begin in May at the earliest."),
    ("He has not been caught.", "He is still at large."),
    ("Delays are not unusual, he said.", "Delays are common, he said."),
    ("Phones will be banned in schools.", "Phones will not be allowed in schools."),
    ("She may have taken the ring.", "She is thought to have taken the ring."),
    ("He allegedly took the ring, police said.", "Police said he is alleged to have taken the ring."),
    ("The mayor, Elena Petrova, said the road was closed.", "A closure of the road was announced by the mayor, Elena Petrova."),
    ("A spokesman said the road was closed.", "The road is closed, according to a spokesman."),
    ("“It is late,” the mayor said.", "A mayor said: “It is late.”"),
    ("“It is late,” Brandt told reporters in Leeds.", "Speaking in Leeds, Brandt said: “It is late.”"),
    ("“It is late,” he said, “and we are tired.”", "He said: “It is late, and we are tired.”"),
    ("The firm declined to comment on the bridge.", "On the bridge, the firm made no comment."),
    ("The first hour costs €2.", "Drivers are charged €2 for the first hour."),
    ("The quake killed 40 people, police said.", "The quake claimed 40 lives, according to police."),
    ("The climb leads over four passes.", "The climb takes in four passes."),
    ("Milan’s trams stopped.", "The Milanese trams stopped."),
    ("Neither claim was checked.", "The two claims were not checked."),
    ("They failed to reach the wreck.", "The wreck was not reached."),
    ("The talks ended without agreement.", "No agreement was reached in the talks."),
    ("She refused to rule out a merger.", "A merger was something she would not exclude."),
    ("He has not raced since June.", "His last race was in June."),
    ("The minister was unaware of it.", "The minister did not know about it."),
    ("The firm has never lost a case.", "The firm has yet to lose a case."),
    ("The critics were not unkind.", "The critics were fairly kind."),
    ("The union did not object but asked for time.", "Without objecting, the union asked for time."),
    ("The donor does not want to be named.", "The donor wishes to remain anonymous."),
    ("The jury found him guilty of theft but not of fraud.", "The jury convicted him of theft but acquitted him of fraud."),
    ("“It is late,” he said. “We are tired.”", "He said: “It is late. We are tired.”"),
    ("It fell by a quarter of a percentage point.", "It fell by 0.25 percentage points."),
    ("They scored in the second half.", "Their goal came after half-time."),
    ("Today the firm employs 40 people.", "The firm now employs 40 people."),
    ("Ferries run hourly.", "Ferry boats run every hour."),
    ("Not only the roof but also the floor burned.", "Both the roof and the floor burned."),
    ("It is the third time that he has won.", "It is his third win."),
    ("The army denied that it had fired.", "The army rejected claims that it had fired."),
    ("She was convicted of fraud and sentenced to a year in prison.", "She got a year in prison after being found guilty of fraud."),
    # A statement that is put the other way round, in words of its own.
    ("The mayor has not said who will pay. The tunnel is finished.", "The tunnel is finished. Who will pay was left open by the mayor."),
    (
        "The ferry failed to leave the harbour. Two lorries were on board.",
        "The ferry did not get out of the harbour with two lorries on board.",
    ),
    ("The club had never won the cup before, and the town danced.", "The town danced: it was the club's first cup."),
    ("The audit found no proof that he had stolen.", "He had not stolen, by the audit, which found no proof of it."),
    ("The jury's refusal to drop him hurt.", "It hurt that the jury would not drop him."),
    ("She will be away for at least six weeks.", "She will be away for six weeks or longer."),
    ("The talks lasted more than a decade.", "The talks lasted over ten years."),
    ("It was the firm's third failure in five launches.", "The firm has failed three times in five launches."),
    ("It reopens in September. Two of the halls are ready.", "In September it reopens, and two halls are ready."),
    ("Opening hours were cut from 42 to 25 a week.", "It opens for 25 hours a week, cut from 42 hours."),
    ("A jury cleared of all charges the brothers Dobson.", "The brothers Dobson saw a jury clear them of all charges."),
    ("Police allege that he stole the ring.", "He is accused of having stolen the ring, by police."),
    ("None of the boats could be saved.", "All of the boats are beyond rescue."),
    ("He said the firm “was late.” Shares fell by 3 percent.", "He said the firm “was late.” The stock fell by 3 percent."),
    ("The firm said that 3 lorries burned.", "According to a statement by the firm, 3 lorries burned."),
]


@pytest.mark.parametrize(("source", "result"), HONEST)
def test_an_honest_rewrite_passes(source: str, result: str) -> None:
    assert not kept(complaints(source, result))


@pytest.mark.parametrize("source", sorted({pair[0] for pair in HONEST}))
def test_the_source_itself_passes(source: str) -> None:
    assert not complaints(source, source)


FLAGS = [
    ("opposite", "He said he would leave, and he left.", "She said he would leave and left."),
    ("loaded", "The storm hit the coast.", "The devastating storm hit the coast."),
    ("loaded", "The storm hit the coast.", "The storm hit the coast!"),
    ("new hedge", "The storm hit the coast.", "The storm probably hit the coast."),
    ("loaded", "“It is late,” he said.", "“It is late,” he angrily said."),
    ("spelling", "The harbour was closed.", "They closed the harbor."),
]


@pytest.mark.parametrize(("rule", "source", "result"), FLAGS)
def test_a_judgement_or_reservation_that_was_added_is_flagged(rule: str, source: str, result: str) -> None:
    assert Verdict(rule, "flag", complaints(source, result)[0].reason) in complaints(source, result)


def test_a_name_from_elsewhere_in_the_article_is_flagged_in_the_place_of_a_pronoun() -> None:
    verdicts = complaints("He left early.", "Brandt left early.", known=frozenset({"brandt"}))
    assert [(v.rule, v.action) for v in verdicts] == [("name from elsewhere", "flag")]


def test_a_name_that_the_document_knows_counts_where_it_opens_a_sentence() -> None:
    source, result = "Manning came home.", "The man came home."
    assert not kept(complaints(source, result))
    assert kept(complaints(source, result, known=frozenset({"manning"}))) == ["name"]


def test_reasons_name_what_was_lost_and_what_is_new() -> None:
    reasons = [v.reason for v in complaints("Of 12,000 men, Brandt saw none.", "Of 13,000 men, Johnson saw none.")]
    assert "lost the figure 12,000" in reasons
    assert "new figure: 13,000" in reasons
    assert "lost the name: Brandt" in reasons
    assert "new name: Johnson" in reasons


def test_a_site_may_weaken_a_rule_but_not_one_that_protects_quotations_or_markup() -> None:
    lexicon = LEXICONS["en"]
    source, result = "He said: “We are ready.” It took 3 days.", "He said: “We were ready.” It took 4 days."
    weak = Context(lexicon, strictness={"figure": "off", "new figure": "flag", "quotation": "off", "new quotation": "off"})
    verdicts = check(source, result, weak)
    assert [(v.rule, v.action) for v in verdicts] == [("quotation", "keep"), ("new quotation", "keep"), ("new figure", "flag")]


def test_rule_names_are_unique_within_a_list() -> None:
    for rules in (RULES, TITLE_RULES):
        assert len({rule.name for rule in rules}) == len(rules)


# --- other languages ---

FOREIGN = [
    # (language, source, honest, faulty, rule)
    (
        "de",
        "Etwa 40 Schiffe liefen am Dienstag ein, sagte Elena Petrova.",
        "Laut Elena Petrova liefen am Dienstag rund vierzig Schiffe ein.",
        "Etwa 40 Schiffe liefen am Mittwoch ein, sagte Elena Petrova.",
        "date",
    ),
    ("de", "Er hat mutmaßlich ein Auto gestohlen.", "Er soll ein Auto gestohlen haben.", "Er hat ein Auto gestohlen.", "hedge"),
    (
        "de",
        "Die Halle darf nachts nicht genutzt werden.",
        "Es ist verboten, die Halle nachts zu nutzen.",
        "Die Halle darf nachts genutzt werden.",
        "negation",
    ),
    (
        "fr",
        "Environ 40 navires sont arrivés mardi, selon Elena Petrova.",
        "Mardi, quelque quarante navires sont arrivés, a dit Elena Petrova.",
        "Environ 50 navires sont arrivés mardi, selon Elena Petrova.",
        "new figure",
    ),
    ("fr", "Il n’a pas répondu.", "Il n'a donné aucune réponse.", "Il a répondu.", "negation"),
    (
        "es",
        "Unos 40 barcos llegaron el martes, según Elena Petrova.",
        "Según dijo Elena Petrova, el martes llegaron cerca de cuarenta barcos.",
        "Unos 40 barcos llegaron el martes.",
        "attribution",
    ),
    (
        "it",
        "Circa 40 navi sono arrivate martedì, ha detto Elena Petrova.",
        "Secondo Elena Petrova, martedì sono arrivate circa quaranta navi.",
        "Circa 40 navi sono arrivate martedì, ha detto Elena Bianchi.",
        "new name",
    ),
    (
        "pt",
        "Cerca de 40 navios chegaram na terça-feira, disse Elena Petrova.",
        "Na terça-feira chegaram aproximadamente quarenta navios, segundo Elena Petrova.",
        "Cerca de 40 navios chegaram na quinta-feira, disse Elena Petrova.",
        "date",
    ),
    (
        "de",
        "Er wies den Vorwurf zurück: »Das stimmt nicht.«",
        "»Das stimmt nicht«, wies er den Vorwurf zurück.",
        "Er sagte nichts.",
        "quotation",
    ),
    (
        "de",
        "Die Höhe der Beute ist unbekannt.",
        "Wie hoch die Beute ist, ist nicht bekannt.",
        "Wie hoch die Beute ist, ist bekannt.",
        "negation",
    ),
    ("fr", "Le port n'a plus que 19 navires.", "Le port compte seulement 19 navires.", "Le port n'a pas 19 navires.", "negation"),
    ("fr", "Il aurait pris la bague.", "Il est supposé avoir pris la bague.", "Il a pris la bague.", "hedge"),
    (
        "nl",
        "Ongeveer 40 schepen kwamen dinsdag aan, zei Elena Petrova.",
        "Volgens Elena Petrova kwamen er dinsdag circa veertig schepen aan.",
        "Precies 40 schepen kwamen dinsdag aan, zei Elena Petrova.",
        "comparator",
    ),
]


@pytest.mark.parametrize(("code", "source", "honest", "faulty", "rule"), FOREIGN)
def test_the_rules_hold_in_other_languages(code: str, source: str, honest: str, faulty: str, rule: str) -> None:
    assert not kept(complaints(source, honest, code))
    assert rule in kept(complaints(source, faulty, code))


# --- headlines ---

TITLE = "Council votes to close harbour bridge over safety fears"
BODY = (
    "The council of Varna voted 7 to 2 on Tuesday to close the harbour bridge. Mayor Elena Petrova said repairs would cost "
    "about $14 million. “We cannot gamble with lives,” she said. An inspector allegedly falsified reports."
)


def judged(result: str, source: str = TITLE, body: str = BODY) -> list[str]:
    lexicon = LEXICONS["en"]
    return kept(check_title(source, result, Context(lexicon, names(f"{source}.\n{body}", lexicon), "title", body)))


@pytest.mark.parametrize(
    "headline",
    [
        "Harbour bridge to close after council vote on safety",
        "Varna council votes 7-2 to shut harbour bridge over safety concerns",
        "Harbour Bridge to Close After Varna Council Votes",
        "‘We cannot gamble with lives’: Varna council closes harbour bridge",
        "Petrova: Repairs of harbour bridge would cost about $14 million",
    ],
)
def test_a_headline_that_the_article_supports_passes(headline: str) -> None:
    assert not judged(headline)


@pytest.mark.parametrize(
    ("rule", "headline"),
    [
        ("one line", "Council votes to close bridge\nSafety fears cited"),
        ("wrapped", "“Council votes to close harbour bridge”"),
        ("full stop", "Council votes to close harbour bridge over safety."),
        ("headline length", "Bridge"),
        ("headline length", TITLE + ", and everybody who lives on the other side will have to take the ferry from now on"),
        ("headline figure", "Council votes 8-2 to close harbour bridge"),
        ("headline figure", "Repairs of harbour bridge would cost $14 million"),
        ("headline name", "Burgas council votes to close harbour bridge"),
        ("headline name", "Burgas Council Votes to Close Harbour Bridge"),
        ("headline quotation", "‘We gamble with lives’: council closes harbour bridge"),
        ("headline date", "Council votes on Friday to close harbour bridge"),
        ("bait", "Will the council close the harbour bridge?"),
        ("bait", "You won’t believe why the council closes this bridge"),
        ("bait", "Council closes harbour bridge in shocking vote"),
        ("bait", "COUNCIL VOTES TO CLOSE HARBOUR BRIDGE"),
        ("negation", "Council votes not to close harbour bridge"),
        ("chatter", "Title: Council votes to close harbour bridge"),
        ("markup", "**Council votes to close harbour bridge**"),
    ],
)
def test_a_headline_that_breaks_its_contract_is_not_used(rule: str, headline: str) -> None:
    assert rule in judged(headline)


def test_a_headline_may_report_a_figure_that_only_a_quotation_holds() -> None:
    body = BODY + " “It took us 18 months,” she said."
    assert not judged("Council votes to close harbour bridge after 18 months", body=body)
    assert "headline figure" in judged("Council votes to close harbour bridge after 19 months", body=body)


def test_a_headline_does_not_drop_the_reservation_of_its_claim() -> None:
    source = "Inspector allegedly falsified reports"
    assert "hedge" in judged("Inspector falsified reports", source)
    assert not judged("Reports were allegedly falsified by inspector", source)


# --- hardly changed ---


def test_a_word_exchanged_in_a_long_paragraph_is_hardly_a_change_and_a_new_sentence_is_one() -> None:
    long = PORT + " The quays were full, and the pilots worked through the night to bring everyone in before the storm came."
    assert hardly_changed(long, long.replace("full", "crowded"))
    assert not hardly_changed(
        long, "On Tuesday, " + long.replace("on Tuesday, ", "").replace("handled", "dealt with").replace("full", "packed")
    )


def test_other_marks_and_capitals_alone_are_hardly_a_change() -> None:
    assert hardly_changed("He left - at last.", "He left, at last!")


# --- originality ---


def test_the_share_that_changed_counts_words_in_their_order() -> None:
    assert changed_share(PORT, PORT) == 0
    assert 0.3 < changed_share(PORT, HONEST[0][1]) < 0.9


def test_the_longest_run_is_cut_by_names_and_quotations() -> None:
    lexicon = LEXICONS["en"]
    source = "The road was closed, Elena Petrova said: “It is far too dangerous for all of you.” It opened again at noon on a dry day."
    result = "Closed was the road, Elena Petrova said: “It is far too dangerous for all of you.” Later it opened again at noon."
    own = facts(source, lexicon).names.sure.values()
    assert originality(source, result, own).run == 5
    assert originality(source, "", own).run == 0
