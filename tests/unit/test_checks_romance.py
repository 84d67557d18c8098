# ruff: noqa: E501 (a sentence stays on its line)
"""French, Spanish, Italian and Portuguese: ways in which their news says one thing in other words, and the fault that stands beside each."""

from __future__ import annotations

import pytest
from support.lexicons import LEXICONS

from worker.text.checks import Context, check
from worker.text.facts import facts, names


def kept(code: str, source: str, result: str) -> set[str]:
    lexicon = LEXICONS[code]
    verdicts = check(source, result, Context(lexicon, names=names(source, lexicon), body=source))
    return {verdict.rule for verdict in verdicts if verdict.action != "flag"}


EITHER_WAY = [
    # a verb in the conditional is a reservation, whichever verb it is
    (
        "fr",
        "hedge",
        "Le nouveau pont pourrait coûter cher, estime la mairie.",
        "Le nouveau pont reviendrait cher, estime la mairie.",
        "Le nouveau pont coûte cher, estime la mairie.",
    ),
    (
        "es",
        "hedge",
        "La nueva línea podría ahorrar tiempo a los viajeros.",
        "La nueva línea ahorraría tiempo a los viajeros.",
        "La nueva línea ahorra tiempo a los viajeros.",
    ),
    (
        "it",
        "hedge",
        "Il nuovo farmaco potrebbe accorciare le degenze.",
        "Il nuovo farmaco accorcerebbe le degenze.",
        "Il nuovo farmaco accorcia le degenze.",
    ),
    (
        "pt",
        "hedge",
        "A nova taxa poderia encarecer os bilhetes.",
        "A nova taxa encareceria os bilhetes.",
        "A nova taxa encarece os bilhetes.",
    ),
    # not yet done: still to be done
    (
        "pt",
        "negation",
        "As propostas ainda não foram analisadas pela comissão.",
        "As propostas ainda precisam ser analisadas pela comissão.",
        "As propostas já foram analisadas pela comissão.",
    ),
    (
        "es",
        "negation",
        "Las actas aún no se han revisado en el juzgado.",
        "Las actas todavía deben revisarse en el juzgado.",
        "Las actas ya se han revisado en el juzgado.",
    ),
    (
        "it",
        "negation",
        "Le schede non sono ancora state contate dal comitato.",
        "Le schede devono ancora essere contate dal comitato.",
        "Le schede sono già state contate dal comitato.",
    ),
    (
        "fr",
        "negation",
        "Les bulletins n'ont pas encore été comptés par le comité.",
        "Les bulletins doivent encore être comptés par le comité.",
        "Les bulletins ont déjà été comptés par le comité.",
    ),
    # not … nor, neither … nor: one denial
    (
        "it",
        "negation",
        "Nella piazza non c'era un vigile né una transenna.",
        "Né vigili né transenne c'erano nella piazza.",
        "Nella piazza c'erano un vigile e una transenna.",
    ),
    (
        "fr",
        "negation",
        "Le quai n'avait pas de gardien ni de barrière.",
        "Le quai n'avait ni gardien ni barrière.",
        "Le quai avait un gardien et une barrière.",
    ),
    (
        "es",
        "negation",
        "No se registraron heridos en la estación ni en los andenes.",
        "Ni en la estación ni en los andenes se registraron heridos.",
        "Se registraron heridos en la estación y en los andenes.",
    ),
    (
        "pt",
        "negation",
        "Não houve fogo no porto nem nos terminais.",
        "Nem no porto nem nos terminais houve fogo.",
        "Houve fogo no porto e nos terminais.",
    ),
    # a denial as a participle
    (
        "pt",
        "negation",
        "O dono nega as irregularidades no armazém.",
        "As irregularidades no armazém são negadas pelo dono.",
        "As irregularidades no armazém são admitidas pelo dono.",
    ),
    # a vote against, an opposition
    (
        "es",
        "opposite",
        "Dos concejales locales votaron en contra de la ordenanza.",
        "Dos concejales locales se opusieron a la ordenanza.",
        "Dos concejales locales votaron a favor de la ordenanza.",
    ),
    (
        "it",
        "negation",
        "Due consiglieri della lista hanno rifiutato il piano.",
        "Due consiglieri della lista si sono opposti al piano.",
        "Due consiglieri della lista hanno accettato il piano.",
    ),
    # who does not dispute it admits it
    (
        "fr",
        "legal status",
        "Le gérant n'a pas contesté les retards mais nie le vol.",
        "Le gérant admet les retards mais dément le vol.",
        "Le gérant admet les retards et avoue le vol.",
    ),
    (
        "it",
        "negation",
        "Il gestore non ha escluso altri tagli al personale.",
        "Il gestore ritiene possibili altri tagli al personale.",
        "Il gestore ha escluso altri tagli al personale.",
    ),
    # "if not" is no word of its own
    (
        "es",
        "negation",
        "El sindicato irá a la huelga si no se paga el plus.",
        "El sindicato irá a la huelga si el plus no se paga.",
        "El sindicato irá a la huelga si se paga el plus.",
    ),
]


@pytest.mark.parametrize(("code", "rule", "source", "honest", "fault"), EITHER_WAY)
def test_one_thing_in_other_words_passes_and_the_fault_beside_it_does_not(
    code: str, rule: str, source: str, honest: str, fault: str
) -> None:
    assert not kept(code, source, honest)
    assert rule in kept(code, source, fault)


PASSES = [
    # what heads a sentence without a verb is no name
    (
        "fr",
        "La candidate a perdu, selon la préfecture. Elle renonce, dit le maire.",
        "Revers pour le maire : la candidate a perdu, selon la préfecture, et elle renonce.",
    ),
    ("it", "L'ipotesi è stata respinta dal Senato.", "Stangata per i promotori: l'ipotesi è stata respinta dal Senato."),
    # the domestic product is no name, the economy neither
    ("es", "El PIB creció un 2 % el año pasado.", "La economía creció un 2 % el año pasado."),
    ("it", "Il Pil è cresciuto del 2% l'anno scorso.", "L'economia è cresciuta del 2% l'anno scorso."),
    # never before: for the first time
    ("it", "Per la prima volta il museo apre di notte.", "Mai prima d'ora il museo aveva aperto di notte."),
    ("pt", "Pela primeira vez o museu abre à noite.", "Nunca antes o museu tinha aberto à noite."),
    # an estimate is no less exact than the figure that somebody gives
    ("it", "Per il ponte servirebbero 30 milioni di euro.", "I costi del ponte sono stimati in 30 milioni di euro."),
    ("pt", "A obra do cais vai custar 30 milhões de euros.", "O custo da obra do cais está estimado em 30 milhões de euros."),
    # what is done each fortnight, each quarter
    ("es", "Tendrá que presentarse en el juzgado cada quince días.", "Tendrá que presentarse en el juzgado quincenalmente."),
    ("fr", "La commission se réunit tous les trois mois.", "La commission tient une réunion trimestrielle."),
    # who refuses to speak of something has not refused to answer
    ("fr", "La ministre refuse de parler de défaite.", "Pas question, pour la ministre, d'y voir une défaite."),
    # what somebody did not say has no source
    ("pt", "A empresa não comentou o corte nem explicou a demora.", "A empresa não comentou o corte e a demora."),
    # a country, its people
    ("it", "È morto un alpinista ceco di 34 anni.", "È morto un alpinista della Repubblica Ceca, 34 anni."),
    ("fr", "Un touriste pakistanais a été blessé.", "Un touriste venu du Pakistan a été blessé."),
    # of what people somebody is may go unsaid; another people may not be said
    ("fr", "Le gardien breton Yann Keller a repoussé un penalty.", "Yann Keller, le gardien, a repoussé un penalty."),
    ("es", "La cantante chilena Rosa Vidal actuó en Lugo.", "Rosa Vidal, cantante, actuó en Lugo."),
    # frozen: not raised
    ("pt", "A autarquia não aumenta as rendas desde 2022.", "A autarquia congelou as rendas desde 2022."),
    ("es", "El consejo no sube las tasas desde 2022.", "El consejo tiene las tasas congeladas desde 2022."),
]


@pytest.mark.parametrize(("code", "source", "result"), PASSES)
def test_an_honest_rewording_passes(code: str, source: str, result: str) -> None:
    assert not kept(code, source, result)


def test_a_noun_that_ends_like_a_conditional_is_no_reservation() -> None:
    lexicon = LEXICONS["pt"]
    assert not facts("A obra da secretaria atrasa.", lexicon).hedges
    assert facts("A obra atrasaria.", lexicon).hedges


def test_another_people_is_another_name() -> None:
    assert "name" in kept("es", "La cantante chilena Rosa Vidal actuó en Lugo.", "La cantante peruana Rosa Vidal actuó en Lugo.")
