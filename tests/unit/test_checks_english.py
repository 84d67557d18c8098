"""English: what good writers put in other words, and the fault that stands nearest to each."""

from __future__ import annotations

import pytest
from support.lexicons import LEXICONS

from worker.text.checks import Context, check
from worker.text.facts import names

EN = LEXICONS["en"]


def held(source: str, result: str) -> set[str]:
    """The rules that keep the source's words."""
    verdicts = check(source, result, Context(EN, names=names(source, EN), body=source))
    return {verdict.rule for verdict in verdicts if verdict.action == "keep"}


@pytest.mark.parametrize(
    ("source", "result"),
    [
        # a people by its members
        ("The Irishman signed for Norwich on loan.", "The Irish midfielder joined Norwich on loan."),
        ("A New Zealander won the regatta off Split.", "A Kiwi was the winner of the regatta off Split."),
        ("The Uzbek boxer trains in Leeds.", "The boxer from Uzbekistan trains in Leeds."),
        # what is not known is unclear
        ("It is unclear who lit the fire. The barn was not insured.", "Who lit the fire is not known. The barn had no insurance."),
        # the last time, for never since
        ("The pump had not been serviced since 2016.", "The pump was last serviced in 2016."),
        ("No one wears the uniform any more.", "The uniform is no longer worn by anyone."),
        ("The ferry sailed on without further delay.", "The ferry sailed on with no more delays."),
        ("The council ruled out a ban on dogs.", "The council will not ban dogs."),
        ("Mr Ware denies wrongdoing.", "Mr Ware insists that he did nothing wrong."),
        ("It would be inappropriate to name the pupil, the school said.", "The school said it would not be right to name the pupil."),
        # what somebody accuses another of is what he says of him
        (
            "The union's leader, Ann Prior, accused ministers of wasting the summer.",
            "Ministers had wasted the summer, said the union's leader, Ann Prior.",
        ),
        # scales of their own
        ("The worst of the frost will come on Friday.", "The strongest frost will come on Friday."),
        ("Crews must clear the snow before the road opens.", "Crews will have to clear the snow before the road opens."),
        ("Yields are forecast to rise in June.", "The bureau forecasts that yields will rise in June."),
        ("The firm would not comment further on the spill.", "The firm said it had nothing further to add on the spill."),
        ("It was six notches below normal in Agra.", "It was six degrees below normal in Agra."),
    ],
)
def test_what_is_said_in_other_words_passes(source: str, result: str) -> None:
    assert not held(source, result)


@pytest.mark.parametrize(
    ("rule", "source", "result"),
    [
        ("name", "The Irishman signed for Norwich on loan.", "The Welshman signed for Norwich on loan."),
        ("negation", "The barn was not insured against fire.", "The barn was insured against fire."),
        ("negation", "The runner has not won a race since 2018.", "The runner has won a race since 2018."),
        ("negation", "Mr Ware denies taking the money.", "Mr Ware did take the money, he says."),
        ("legal status", "The clerk was accused of stealing a violin.", "The clerk was convicted of stealing a violin."),
        ("opposite", "Yields are forecast to rise in June.", "Yields will rise in June."),
        ("right of reply", "The firm would not comment on the spill.", "The firm cleaned up the spill."),
        ("figure", "It was six notches below normal in Agra.", "It was six miles below normal in Agra."),
    ],
)
def test_the_fault_that_comes_nearest_is_seen(rule: str, source: str, result: str) -> None:
    assert rule in held(source, result)
