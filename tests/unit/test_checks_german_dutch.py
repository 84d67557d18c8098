"""What German and Dutch say in their own way: verbs in two parts, nouns and numbers in one word, denials without a "not"."""

from __future__ import annotations

import pytest
from support.lexicons import LEXICONS

from worker.text.checks import Context, check
from worker.text.facts import names


def kept(code: str, source: str, result: str) -> set[str]:
    """The rules that keep the source's words."""
    lexicon = LEXICONS[code]
    verdicts = check(source, result, Context(lexicon, names=names(source, lexicon), body=source))
    return {verdict.rule for verdict in verdicts if verdict.action == "keep"}


HONEST = [
    # a word between "nicht" and the particle of its verb
    (
        "de",
        "Die Ministerin schloss höhere Beiträge nicht grundsätzlich aus.",
        "Höhere Beiträge hält die Ministerin grundsätzlich für denkbar.",
    ),
    ("de", "Der Vorstand schließt einen Verkauf nicht völlig aus.", "Dem Vorstand zufolge ist ein Verkauf möglich."),
    # losses, refusals and rests that say a "not"
    ("de", "Die Reederei hat auch in diesem Jahr keinen Gewinn erzielt.", "Die Reederei schrieb auch in diesem Jahr rote Zahlen."),
    ("nl", "De rederij maakte ook dit jaar geen winst.", "De rederij schreef ook dit jaar rode cijfers."),
    ("de", "Die Täter leisteten keine Gegenwehr.", "Die Täter ließen sich widerstandslos abführen."),
    ("de", "Der Pächter hatte verbotenerweise Öl verbrannt.", "Der Pächter hatte trotz Verbots Öl verbrannt."),
    ("de", "Der Landrat will sich nicht festlegen.", "Der Landrat scheut eine Festlegung."),
    ("nl", "De wethouder treedt niet af.", "De wethouder blijft op zijn post."),
    # numbers inside of words
    ("de", "Der Sturm erreichte die dritte von fünf Stufen.", "Der Sturm erreichte Stufe drei der fünfstufigen Skala."),
    ("de", "Eine Familie mit vier Personen zog ein.", "Eine vierköpfige Familie zog ein."),
    ("nl", "De rechter is er niet van overtuigd dat hij de schuur aanstak.", "De rechter acht niet bewezen dat hij de schuur aanstak."),
    # a score has no limit
    ("de", "Der TSV kam gegen Eintracht nicht über ein 2:2 hinaus.", "Der TSV musste sich gegen Eintracht mit einem 2:2 begnügen."),
    # nouns without an article behind a long one
    ("de", "Sein Antrag vor dem Verwaltungsgericht wurde angenommen.", "Sein Antrag hatte vor dem Verwaltungsgericht Erfolg."),
    ("de", "Sie nutzte ihr Zeugnisverweigerungsrecht.", "Sie machte von ihrem Zeugnisverweigerungsrecht Gebrauch."),
    # a conviction that is asked for
    ("de", "Die Anklage forderte neun Jahre Haft für ihn.", "Die Anklage beantragte seine Verurteilung zu neun Jahren Haft."),
    ("nl", "Het Openbaar Ministerie eist drie jaar cel.", "Justitie eist drie jaar cel."),
    ("nl", "De Friezin Aukje Wiersma won de rit.", "De Friese schaatsster Aukje Wiersma won de rit."),
    ("nl", "Vannacht kan het vriezen.", "Komende nacht kan het vriezen."),
    ("nl", "Wie verhuist, kan zijn pas houden.", "Verhuis je, dan kun je je pas houden."),
]


@pytest.mark.parametrize(("code", "source", "result"), HONEST)
def test_other_german_or_dutch_words_for_the_same_pass(code: str, source: str, result: str) -> None:
    assert not kept(code, source, result)


FAULTS = [
    (
        "de",
        "negation",
        "Die Ministerin schloss höhere Beiträge nicht grundsätzlich aus.",
        "Die Ministerin schloss höhere Beiträge grundsätzlich aus.",
    ),
    ("de", "negation", "Die Reederei hat in diesem Jahr keinen Gewinn erzielt.", "Die Reederei hat in diesem Jahr einen Gewinn erzielt."),
    ("nl", "negation", "De wethouder treedt volgens de raad niet af.", "De wethouder treedt volgens de raad af."),
    ("de", "figure", "Der Sturm erreichte Stufe drei der fünfstufigen Skala.", "Der Sturm erreichte Stufe drei der sechsstufigen Skala."),
    ("nl", "figure", "Er raakten acht mensen gewond.", "Er raakten negen mensen gewond."),
    (
        "de",
        "new name",
        "Sein Antrag hatte vor dem Verwaltungsgericht Erfolg.",
        "Sein Antrag hatte vor dem Verwaltungsgericht Kassel Erfolg.",
    ),
    ("de", "legal status", "Die Anklage gegen den Wirt wurde erhoben.", "Der Wirt wurde verurteilt."),
]


@pytest.mark.parametrize(("code", "rule", "source", "result"), FAULTS)
def test_what_german_or_dutch_turned_round_keeps_the_source(code: str, rule: str, source: str, result: str) -> None:
    assert rule in kept(code, source, result)
