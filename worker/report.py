"""What a round, an examination and a rewriting print.  Results go to standard output; progress, hints and errors do not."""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict
from threading import Lock
from typing import TYPE_CHECKING, Any

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn
from rich.text import Text

from worker import offers
from worker.errors import RedraftError
from worker.proof import Proof
from worker.review.console import Plain, coloured, many, table
from worker.review.post import edit_url
from worker.review.sheet import clean, figures
from worker.rooms import budget_of, open_rooms
from worker.store import COPY, Record, Store

if TYPE_CHECKING:
    from worker import rooms
    from worker.config import Settings, SiteSettings
    from worker.engine import SiteReport
    from worker.finding import Finding
    from worker.rewrite import Rewritten

SHOWN = 10  # posts that are named in one line
SEVERITY = (0, 1, 3, 2)  # of several exit statuses the last of these counts
REFUSED = 1  # the exit status where a post was asked for by its id that is no draft
BESIDE = {
    "suggest": "a revised draft is as it was; its editor says that there is an autosave, and shows both",
    "copy": "a revised draft is as it was; the address is that of the new draft beside it",
}
"""Where the revision is, by the way it is pushed, if not in the place of the draft."""
LEVELS = {"ok": "green", "warn": "yellow", "fail": "red"}


@contextmanager
def watching() -> Iterator[Callable[[rooms.Progress], None]]:
    """Show how far each draft is: bars on a terminal, elsewhere one line when it begins."""
    with _bars() as show:

        def notice(now: rooms.Progress) -> None:
            show(f"{now.site} post {now.post_id}", now.done, now.total)

        yield notice


@contextmanager
def counting(label: str) -> Iterator[Callable[[int, int], None]]:
    """The same for one text."""
    with _bars() as show:
        yield lambda done, total: show(label, done, total)


@contextmanager
def _bars() -> Iterator[Callable[[str, int, int], None]]:
    err = Plain(stderr=True)
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("texts"),
        TimeElapsedColumn(),
    )
    tasks: dict[str, TaskID] = {}
    door = Lock()  # drafts are worked on in several threads
    with Progress(*columns, console=err, transient=True, disable=not err.is_terminal) as progress:

        def show(label: str, done: int, total: int) -> None:
            with door:
                if label not in tasks:
                    tasks[label] = progress.add_task(clean(label), total=total)
                    if not err.is_terminal:
                        err.print(f"{clean(label)}: rewriting {many(total, 'text')}")
                progress.update(tasks[label], completed=done, total=total)

        yield show


# A round


def of(settings: Settings, reports: Sequence[SiteReport]) -> dict[str, Any]:
    """The result of a round as plain JSON values, which `--json` prints."""
    sites = {site.name: site for site in settings.sites}
    with Store(settings.database_url) as store:
        rounds = [_site(sites[report.site], report, store) for report in reports]
    statuses = {report.problem.exit_status for report in reports if report.problem}
    statuses |= {_exit_status(record) for report in reports for record in report.settled}
    statuses |= {REFUSED for report in reports if report.refused}
    return {"sites": rounds, "exit": max(statuses, key=SEVERITY.index, default=0)}


def _exit_status(record: Record) -> int:
    return record.exit_status if record.outcome == "failed" else int(record.outcome is None)


def _site(site: SiteSettings, report: SiteReport, store: Store) -> dict[str, Any]:
    drafts = [_settled(site, record, store) for record in report.settled]
    drafts += [_draft(site, task.post_id, "planned") for task in report.planned]
    drafts += [_draft(site, post_id, "left", reason) for post_id, reason in (*report.left, *report.refused)]
    return {
        "site": report.site,
        "push": site.push,
        "drafts": drafts,
        "not_selected": [{"post": post_id, "reason": reason} for post_id, reason in report.passed],
        "older": report.older,
        "waiting": report.waiting,
        "notes": list(report.notes),
        "error": str(report.problem) if report.problem else None,
    }


def _settled(site: SiteSettings, record: Record, store: Store) -> dict[str, Any]:
    title = store.title(record.result if record.outcome == "revised" and record.result else record.source)
    proof, copy = store.proof(record.id), store.record(record.id + COPY)
    return _draft(site, record.post_id, record.outcome or "waiting", record.reason, title=title, proof=proof, copy=copy)


def _draft(
    site: SiteSettings,
    post_id: int,
    outcome: str,
    reason: str = "",
    *,
    title: str | None = None,
    proof: dict[str, Any] | None = None,
    copy: Record | None = None,
) -> dict[str, Any]:
    """`edit_url` leads to where the revision is: the draft, or its copy."""
    return {
        "post": post_id,
        "copy": copy and copy.post_id,
        "title": title,
        "outcome": outcome,
        "reason": reason,
        "edit_url": edit_url(site, copy.post_id if copy else post_id),
        "proof": proof,
    }


def show_round(result: dict[str, Any]) -> None:
    """The summary of a round."""
    out = Plain()
    rows = [(each["site"], draft) for each in result["sites"] for draft in each["drafts"]]
    if rows:
        lines = table("site", "post", "headline", "outcome", "")
        for site, draft in rows:
            title, outcome = clean(draft["title"] or ""), coloured(draft["outcome"])
            lines.add_row(site, str(draft["post"]), title, outcome, _details(draft))
        out.print(lines)
    elif not any(each["error"] for each in result["sites"]):
        out.print("Nothing to do.")
    for each in result["sites"]:
        for line in _hints(each):
            out.print(f"{each['site']}: {line}", soft_wrap=True)


def _details(draft: dict[str, Any]) -> str:
    if draft["reason"]:
        return clean(draft["reason"])
    if draft["proof"]:
        proof = Proof.from_json(draft["proof"])
        return f"{proof.changed} of {len(proof.units)} paragraphs  {draft['edit_url']}"
    return str(draft["edit_url"])


def _hints(site: dict[str, Any]) -> Iterator[str]:
    if site["push"] in BESIDE and any(draft["outcome"] == "revised" for draft in site["drafts"]):
        yield BESIDE[site["push"]]
    by_reason = defaultdict[str, list[int]](list)
    for passed in site["not_selected"]:
        by_reason[passed["reason"]].append(passed["post"])
    for reason, posts in by_reason.items():
        shown = ", ".join(str(post) for post in posts[:SHOWN]) + (f" and {len(posts) - SHOWN} more" if len(posts) > SHOWN else "")
        yield f"{many(len(posts), 'draft')} not selected (post {shown}): {clean(reason)}"
    if site["older"]:
        yield f"{many(site['older'], 'older draft')}: --backlog or --post ID"
    if site["waiting"]:
        yield f"{many(site['waiting'], 'draft')} for a later round: touched a moment ago, or beyond --limit"
    yield from (clean(note) for note in site["notes"])


# An examination


def of_findings(examined: Iterable[tuple[str, Iterable[Finding]]]) -> dict[str, Any]:
    """What the doctor found as plain JSON values, which `--json` prints."""
    found: list[dict[str, Any]] = [{"of": name, "findings": [asdict(each) for each in findings]} for name, findings in examined]
    statuses = {each["exit_status"] for one in found for each in one["findings"]}
    return {"examined": found, "exit": max(statuses, key=SEVERITY.index, default=0)}


def show_findings(result: dict[str, Any]) -> None:
    """A table of what was asked, what came back and what it means; below it the texts to paste, as they are."""
    out = Plain()
    for one in result["examined"]:
        lines = table(one["of"], "", "what came back", "what it means")
        for each in one["findings"]:
            level = Text(each["level"], LEVELS[each["level"]])
            lines.add_row(clean(each["check"]), level, clean(each["saw"]), clean(each["means"]))
        out.print(lines)
        out.print()
    for one in result["examined"]:
        for each in one["findings"]:
            if each["level"] != "ok":
                _show_remedies(out, one["of"], each)


def _show_remedies(out: Plain, name: str, finding: dict[str, Any]) -> None:
    for number, remedy in enumerate(finding["remedies"]):
        begins = "or, " if number else f"{name}: {clean(finding['check'])}: paste "
        out.print(Text(f"{begins}into {clean(remedy['into'])}:", "bold"), soft_wrap=True)
        out.print()
        for line in remedy["text"].splitlines():
            indent = line[: len(line) - len(line.lstrip())]
            out.print(indent + clean(line), soft_wrap=True)
        out.print()


def backlog(settings: Settings, environ: Mapping[str, str], names: Sequence[str], limit: int | None) -> str:
    """How many drafts a backlog may hold, and what they may take by what drafts have taken so far."""
    counts: list[int] = []
    with open_rooms(settings, environ) as opened:
        for name in names:
            with suppress(RedraftError):  # the round will say what is wrong with it
                counts.append(min(offers.backlog_size(opened, name), limit or sys.maxsize))
        usual = opened.store.usual_draft()
    silent = len(names) - len(counts)
    beside = f", besides {many(silent, 'site')} that cannot be read now" if silent else ""
    found = f"There are up to {many(sum(counts), 'draft')}{beside}"
    chosen = [site for site in settings.sites if site.name in names and site.select.model_dump(exclude_defaults=True)]
    exactly = "  Which of them are selected is seen as they are read: --dry-run reads them." if chosen else ""
    if usual is None:
        return f"{found}.  What one takes is known after the first: try --limit 1.{exactly}"
    return f"{found}: {budget_of(settings).estimate(usual, sum(counts))}, by what drafts have taken so far.{exactly}"


def show_rewritten(rewritten: Rewritten) -> None:
    """The headline and the figures, beside the text on standard output."""
    err = Plain(stderr=True)
    if rewritten.title:
        err.print(Text.assemble(("headline  ", "bold"), clean(rewritten.title)), soft_wrap=True)
    err.print(figures(rewritten.proof))
