"""The headline contract: the article supports every word of a new headline (E12)."""

from __future__ import annotations

from worker.text.checks.content import nothing_loaded
from worker.text.checks.figures import as_exact, day
from worker.text.checks.names import new_names
from worker.text.checks.rule import Context
from worker.text.facts import Facts, facts
from worker.text.figures import unmatched


def one_line(_source: Facts, result: Facts, _: Context) -> str:
    return "more than one line" if "\n" in result.text.strip() else ""


def no_quotation_marks_around(source: Facts, result: Facts, _: Context) -> str:
    wrapped = [t.text.strip()[:1] in _QUOTES and t.text.strip()[-1:] in _QUOTES for t in (source, result)]
    return "quotation marks around the headline" if wrapped[1] and not wrapped[0] else ""


_QUOTES = frozenset("\"'“”„«»‘’‚‹›")


def no_full_stop(source: Facts, result: Facts, _: Context) -> str:
    ends = [t.text.rstrip().endswith((".", "。")) and not t.text.rstrip().endswith(("...", ".S.", ".K.", ".N.")) for t in (source, result)]
    return "a full stop at the end" if ends[1] and not ends[0] else ""


def headline_length(source: Facts, result: Facts, _: Context) -> str:
    """Not below 0.4 of the old one or 10 characters, not above 1.5 and 70 characters, whichever allows more."""
    before, after = len(source.text), len(result.text)
    if after < min(0.4 * before, before - 1) or (after < 10 <= before):
        return f"too short for a headline: {after} characters for {before}"
    return f"too long for a headline: {after} characters for {before}" if after > max(1.5 * before, 70) else ""


def figures_supported(source: Facts, result: Facts, context: Context) -> str:
    known = source.figures + _body(context).figures + _quoted(context).figures
    new = [f for f in result.figures if f.firm and not any(k.value == f.value and _alike(k.unit, f.unit) for k in known)]
    if new:
        return "no such figure in the article: " + ", ".join(f.text for f in new)
    bare = [f for f in result.figures if not any(k.value == f.value and as_exact(f.comparator, k.comparator) for k in known) and f.firm]
    return f"the article is not as exact: {bare[0].text}" if bare else ""


def _alike(one: str, other: str) -> bool:
    return one == other or ("" in (one, other) and not {"percent", "points"} & {one, other})


def names_supported(source: Facts, result: Facts, context: Context) -> str:
    body = _body(context)
    new = [s for key, s in new_names(source, result) if key not in body.vocabulary and key not in body.names.sure]
    if new and len(result.names.maybe) > 1:  # title case: "Vote" stands for the body's "voted"
        new = [s for s in new if not any(word.startswith(s.casefold()) for word in body.vocabulary)]
    return f"no such name in the article: {', '.join(new)}" if new else ""


def quotations_supported(source: Facts, result: Facts, context: Context) -> str:
    known = [q.words for q in (*source.quotations, *_body(context).quotations)]
    new = [q.words for q in result.quotations if not any(q.words in k for k in known)]
    return f"no such quotation in the article: “{new[0]}”" if new else ""


def dates_supported(source: Facts, result: Facts, context: Context) -> str:
    new = sorted(result.dates - source.dates - _body(context).dates - _quoted(context).dates)
    return f"no such date in the article: {day(new[0], context.lexicon)}" if new else ""


def figures_of_headline_kept(source: Facts, result: Facts, _: Context) -> str:
    lost = [f.text for f in unmatched(source.figures, result.figures) if f.firm]
    return f"the old headline had {', '.join(lost)}" if lost else ""


def no_clickbait(source: Facts, result: Facts, context: Context) -> str:
    new = sorted(result.clickbait - source.clickbait)
    if new:
        return f"bait: {new[0]}"
    if result.text.isupper() and not source.text.isupper():
        return "all in capitals"
    return nothing_loaded(source, result, context)


def _body(context: Context) -> Facts:
    return facts(context.body, context.lexicon)


def _quoted(context: Context) -> Facts:
    """What stands inside the body's quotations, which a headline may report in its own words."""
    return facts("\n".join(q.words for q in _body(context).quotations), context.lexicon)
