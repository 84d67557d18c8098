"""Which rules see something, in which language and by whose wish."""

from __future__ import annotations

import pytest
from support.lexicons import LEXICONS

from worker.text.checks import RULES, TITLE_RULES, Context, Rule, check, check_title, not_run
from worker.text.lexicon import Lexicon

SOURCE = (
    "The minister said on Tuesday 3 March that more than 40 ships may not leave the port of Hale, according to the harbour office. "
    "Captain Ada Quist, who was accused of fraud, declined to comment and denied that fares rose."
)
FAULTY = (
    "On Friday 5 June, at most 40 ships leave the port of Hale, and several offices confirm it; the court said so. "
    "Captain Ada Quist, who was convicted of fraud, perhaps confirmed that fares fell."
)


def test_in_the_languages_that_come_with_redraft_every_rule_runs() -> None:
    assert {language: not_run(Context(lexicon)) for language, lexicon in LEXICONS.items()} == dict.fromkeys(LEXICONS, ())


def test_what_is_said_not_to_run_without_words_sees_nothing_there_and_much_with_them() -> None:
    wordless, english = Context(Lexicon(), body=SOURCE), Context(LEXICONS["en"], body=SOURCE)
    silent = set(not_run(wordless))
    said = [{verdict.rule for each in (check, check_title) for verdict in each(SOURCE, FAULTY, context)} for context in (wordless, english)]
    assert said[0].isdisjoint(silent)
    assert len(said[1] & silent) >= 6


@pytest.mark.parametrize("rule", [*RULES, *TITLE_RULES], ids=lambda rule: rule.name)
def test_a_rule_can_be_switched_off_unless_it_protects_markup_quotations_or_publishing(rule: Rule) -> None:
    context = Context(LEXICONS["en"], strictness={rule.name: "off"})
    assert (rule.name in not_run(context)) == (not rule.fixed)
