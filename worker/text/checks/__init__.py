"""
What a rewritten paragraph or headline must satisfy, as a list of small rules.

A rule reads the facts of both texts and answers with a complaint, or "" when it has none.  The complaint is for an
editor who reads the proof and for the model that is asked again.  Rules compare meanings (values, classes of words), not
spellings, so that an honest paraphrase passes.
Where words alone cannot tell a fault from another wording, a rule answers with a `Doubt`: strong evidence keeps the
source's words, weak evidence is told to the model once and then shown to the editor.
E-numbers: the newsroom standards of AP, Reuters, BBC, EBU and Canadian
Press by subject, from E1 (quotations) to E20 (disclosure); E13 and E19 (lines and
drafts that are never sent) are in `lines`, E16 to E18 (publishing, doubt, record) are no matter of texts.

Known misses, for a person or a second reader to see:
- roles exchanged where the words between and near the names are others too; in German, where an object may come first, it is flagged;
- a title or institution that became another: it is flagged, since a descriptor may come and go;
- another verb or noun without a number, name, negation or hedge in it, unless the lexicon lists the two as opposites;
- what is to come told as done by another verb than the source has;
- a name of the source put to another use: whose estimate becomes where it happened;
- an added clause that shares a word with the source;
- a negation, doubt, status or source lost or added where the statement is in other words as well: it is flagged, not kept;
- a negation moved from one statement of a sentence to another, or added where a word of the source could stand for it;
- another speaker where one text says "he" or "she" only, and not the other one the other: it is flagged; where neither names one: unseen;
- "the two" that comes or goes before what both texts name ("the two firms"), and "over" before a span of time or a small number in words;
- a new name of one word that opens a sentence without a verb of saying or "was" behind it: it is flagged; in German, one that stands alone.
"""

from __future__ import annotations

from worker.text.checks import claims, content, exchanged, figures, headline, hijack, names, negation, plans, quotations, shape
from worker.text.checks.rule import Action, Context, Doubt, Rule, Verdict, judge

__all__ = [
    "DOUBTING",
    "RULES",
    "RULES_VERSION",
    "TITLE_RULES",
    "Action",
    "Context",
    "Doubt",
    "Rule",
    "Verdict",
    "check",
    "check_title",
    "not_run",
]

RULES_VERSION = "9"


def check(source: str, result: str, context: Context) -> tuple[Verdict, ...]:
    """All complaints about one rewritten paragraph.  Both texts are plain: marks stripped, quotations inside."""
    return judge(RULES, source, result, context)


def check_title(source: str, result: str, context: Context) -> tuple[Verdict, ...]:
    """All complaints about a rewritten headline; what it says must stand in the old one or in `context.body`."""
    return judge(TITLE_RULES, source, result, context)


def not_run(context: Context) -> tuple[str, ...]:
    """The names of the rules that see nothing: those that a site has switched off, and those that have no words of the language."""
    return tuple(dict.fromkeys(rule.name for rule in (*RULES, *TITLE_RULES) if not rule.runs(context)))


_FORM = (
    Rule("chatter", shape.no_chatter, "keep", fixed=True),
    Rule("markup", hijack.no_new_markup, "keep", "E15", fixed=True),
    Rule("contact", hijack.no_new_contact, "keep", "E9", fixed=True),
    Rule("contact kept", hijack.contacts_kept, "keep", "E15"),
    Rule("hidden characters", hijack.no_hidden_characters, "keep", "E14", fixed=True),
    Rule("disguised letters", hijack.no_disguised_letters, "keep", "E14", fixed=True),
    Rule("script", hijack.same_script, "keep", "E14", fixed=True),
    Rule("disclosure", shape.disclosure_untouched, "keep", "E20"),
    Rule("language", shape.same_language, "keep", "E14"),
    Rule("repetition", shape.no_repetition, "keep"),
)
_MEANING = (
    Rule("negation", negation.negations_kept, "keep", "E8", words=("negation",)),
    Rule("hedge", claims.hedges_kept, "keep", "E8", words=("hedges",)),
    Rule("legal status", claims.legal_status_kept, "keep", "E8", words=("legal",)),
    Rule("plan", plans.plans_kept, "keep", "E8", words=("plans",)),
    Rule("opposite", content.not_turned_round, "keep", "E10", words=("opposites",)),
)
RULES: tuple[Rule, ...] = (
    *_FORM,
    Rule("capitals", hijack.no_shouting, "keep", "E9"),
    Rule("length", shape.similar_length, "keep", "E10"),
    Rule("quotation", quotations.quotations_kept, "keep", "E1", fixed=True),
    Rule("new quotation", quotations.no_new_quotations, "keep", "E2", fixed=True),
    Rule("speaker", quotations.speakers_kept, "keep", "E3", fixed=True),
    Rule("named source", quotations.named_sources_kept, "keep", "E7", words=("attribution",)),
    Rule("figure", figures.figures_kept, "keep", "E4"),
    Rule("new figure", figures.no_new_figures, "keep", "E9"),
    Rule("comparator", figures.comparators_kept, "keep", "E4", words=("comparators",)),
    Rule("score", figures.order_of_pairs_kept, "keep", "E5"),
    Rule("date", figures.dates_kept, "keep", "E5", words=("months", "weekdays", "when")),
    Rule("name", names.names_kept, "keep", "E6"),
    Rule("new name", names.no_new_names, "keep", "E6"),
    Rule("names exchanged", exchanged.names_in_place, "keep", "E6"),
    Rule("name from elsewhere", names.no_names_from_elsewhere, "flag", "E6"),
    *_MEANING,
    Rule("new hedge", claims.no_new_hedges, "flag", "E8", words=("hedges",)),
    Rule("attribution", claims.attribution_kept, "keep", "E7", words=("attribution",)),
    Rule("made up", content.nothing_made_up, "keep", "E9"),
    Rule("left out", content.nothing_left_out, "keep", "E10"),
    Rule("right of reply", content.replies_kept, "keep", "E10", words=("replies",)),
    Rule("spelling", shape.same_spelling, "flag", "E14"),
    Rule("sources", claims.sources_not_multiplied, "keep", "E7", words=("sources",)),
    Rule("new speaker", quotations.no_new_speaker, "keep", "E3", words=("attribution",)),
    Rule("loaded", content.nothing_loaded, "flag", "E11"),
)
TITLE_RULES: tuple[Rule, ...] = (
    *_FORM,
    Rule("one line", headline.one_line, "keep", "E12", fixed=True),
    Rule("wrapped", headline.no_quotation_marks_around, "keep", "E12", fixed=True),
    Rule("full stop", headline.no_full_stop, "keep", "E12"),
    Rule("headline length", headline.headline_length, "keep", "E12"),
    Rule("headline figure", headline.figures_supported, "keep", "E12"),
    Rule("headline name", headline.names_supported, "keep", "E12"),
    Rule("headline quotation", headline.quotations_supported, "keep", "E12", fixed=True),
    Rule("headline date", headline.dates_supported, "keep", "E12", words=("months", "weekdays", "when")),
    Rule("headline detail", headline.figures_of_headline_kept, "flag", "E12"),
    Rule("bait", headline.no_clickbait, "keep", "E12"),
    *_MEANING,
)
DOUBTING = frozenset(rule.name for rule in (*RULES, *TITLE_RULES) if rule.action == "keep")
"""Rules whose flag is a doubt: what would keep the source's words if it were certain."""
