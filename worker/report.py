"""What the commands print.  Results go to standard output; progress, hints to a person and errors do not."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict
from threading import Lock
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from worker.errors import RedraftError, WrongSetting
from worker.proof import Proof
from worker.review.sheet import clean, figures, sheet
from worker.rooms import budget_of, open_rooms, utc_now
from worker.store import Record, Store

if TYPE_CHECKING:
    from worker import rooms
    from worker.config import Settings, SiteSettings
    from worker.engine import SiteReport
    from worker.finding import Finding
    from worker.rewrite import Rewritten

WIDE = 500  # columns where there is no terminal: lines for a file or a pipe are not folded
SEVERITY = (0, 1, 3, 2)  # of several exit statuses the last of these counts
LEVELS = {"ok": "green", "warn": "yellow", "fail": "red"}
COLOUR = {"revised": "green", "planned": "cyan", "failed": "red", "left": "yellow", "waiting": "yellow"}


class Plain(Console):
    """A console that is told texts of strangers, which are no markup, and leaves a broken pipe to who started it."""

    def __init__(self, *, stderr: bool = False) -> None:
        super().__init__(stderr=stderr, markup=False, highlight=False, emoji=False)
        if not self.is_terminal:
            self.width = WIDE

    def on_broken_pipe(self) -> None:
        raise BrokenPipeError


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
                        err.print(f"{clean(label)}: rewriting {_many(total, 'text')}")
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
    return {"sites": rounds, "exit": max(statuses, key=SEVERITY.index, default=0)}


def _exit_status(record: Record) -> int:
    return record.exit_status if record.outcome == "failed" else int(record.outcome is None)


def _site(site: SiteSettings, report: SiteReport, store: Store) -> dict[str, Any]:
    drafts = [_settled(site, record, store) for record in report.settled]
    drafts += [_draft(site, task.post_id, "planned") for task in report.planned]
    drafts += [_draft(site, post_id, "left", reason) for post_id, reason in report.left]
    return {
        "site": report.site,
        "drafts": drafts,
        "older": report.older,
        "waiting": report.waiting,
        "notes": list(report.notes),
        "error": str(report.problem) if report.problem else None,
    }


def _settled(site: SiteSettings, record: Record, store: Store) -> dict[str, Any]:
    title, _ = store.text(record.result if record.outcome == "revised" and record.result else record.source)
    proof = store.proof(record.id)
    return _draft(site, record.post_id, record.outcome or "waiting", record.reason, title=title, proof=proof)


def _draft(
    site: SiteSettings,
    post_id: int,
    outcome: str,
    reason: str = "",
    *,
    title: str | None = None,
    proof: dict[str, Any] | None = None,
) -> dict[str, Any]:
    edit_url = f"{site.url}/wp-admin/post.php?post={post_id}&action=edit"
    return {
        "post": post_id,
        "title": title,
        "outcome": outcome,
        "reason": reason,
        "edit_url": edit_url,
        "proof": proof,
    }


def show_round(result: dict[str, Any]) -> None:
    """The summary of a round."""
    out = Plain()
    rows = [(each["site"], draft) for each in result["sites"] for draft in each["drafts"]]
    if rows:
        table = _table("site", "post", "headline", "outcome", "")
        for site, draft in rows:
            table.add_row(
                site, str(draft["post"]), clean(draft["title"] or ""), _outcome(draft["outcome"]), _details(draft)
            )
        out.print(table)
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
    if site["older"]:
        yield f"{_many(site['older'], 'older draft')}: --backlog or --post ID"
    if site["waiting"]:
        yield f"{_many(site['waiting'], 'draft')} for a later round: touched a moment ago, or beyond --limit"
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
        table = _table(one["of"], "", "what came back", "what it means")
        for each in one["findings"]:
            level = Text(each["level"], LEVELS[each["level"]])
            table.add_row(clean(each["check"]), level, clean(each["saw"]), clean(each["means"]))
        out.print(table)
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
                counts.append(min(len(opened.site(name).changed(None).seen), limit or sys.maxsize))
        usual = opened.store.usual_draft()
    silent = len(names) - len(counts)
    beside = f", besides {_many(silent, 'site')} that cannot be read now" if silent else ""
    found = f"There are up to {_many(sum(counts), 'draft')}{beside}"
    if usual is None:
        return f"{found}.  What one takes is known after the first: try --limit 1."
    return f"{found}: {budget_of(settings).estimate(usual, sum(counts))}, by what drafts have taken so far."


# What is remembered


def status(settings: Settings, store: Store) -> dict[str, Any]:
    """
    Each site and its newest drafts, the calls to the model and the nodes, as plain JSON values; times are ISO 8601 in UTC.
    """
    sites = []
    for site in settings.sites:
        known = store.site(site.name)
        drafts = [_remembered(site, record, store) for record in store.recent([site.name], 10)]
        times = {"last_poll": known.last_poll, "next_poll": known.next_poll_at, "paused": known.paused_at}
        sites.append(
            {
                "site": site.name,
                **{name: time.isoformat() if time else None for name, time in times.items()},
                "problem": known.problem or None,
                "drafts": store.counts(site.name),
                "newest": drafts,
            }
        )
    return {
        "sites": sites,
        "calls": store.calls(),
        "budget": list(_budget_lines(settings, store)),
        "nodes": sorted(store.nodes()),
    }


def _remembered(site: SiteSettings, record: Record, store: Store) -> dict[str, Any]:
    title, _ = store.text(record.source)
    draft = _draft(site, record.post_id, _became(record), record.reason, title=title)
    del draft["proof"]  # `show` has it
    times = {"offered": record.offered_at, "settled": record.settled_at, "retry": record.retry_at}
    return draft | {name: time.isoformat() if time else None for name, time in times.items()}


def show_status(settings: Settings, store: Store) -> None:
    """A line for each site, and the newest drafts."""
    out = Plain()
    names = [site.name for site in settings.sites]
    table = _table("site", "last look", "revised", "unchanged", "left", "failed", "waiting", "older", "problem")
    for name in names:
        known, counts = store.site(name), store.counts(name)
        looked = f"{known.last_poll:%Y-%m-%d %H:%M} UTC" if known.last_poll else "never"
        figures = [str(counts.get(each, 0)) for each in ("revised", "unchanged", "left", "failed", "waiting", "older")]
        paused = f"paused since {known.paused_at:%Y-%m-%d %H:%M} UTC" if known.paused_at else ""
        table.add_row(name, looked, *figures, paused or clean(known.problem))
    out.print(table)
    recent = store.recent(names, 10)
    if recent:
        out.print()
        table = _table("when", "site", "post", "headline", "outcome", "")
        for record in recent:
            title, _ = store.text(record.source)
            when = f"{record.settled_at or record.offered_at:%Y-%m-%d %H:%M}"
            table.add_row(
                when, record.site, str(record.post_id), clean(title), _outcome(_became(record)), clean(record.reason)
            )
        out.print(table)
    out.print()
    for line in _budget_lines(settings, store):
        out.print(line, soft_wrap=True)
    calls = store.calls()
    paid, perhaps = calls.get("paid", 0), calls.get("reserved", 0)
    out.print(f"{_many(paid, 'answer')} of the model, {_many(perhaps, 'call')} without one.  Database: {store.url!r}")


def _budget_lines(settings: Settings, store: Store) -> Iterator[str]:
    """What is spent today and this month of all sites, and of each with a limit of its own."""
    budget = budget_of(settings)
    names = [site.name for site in settings.sites if site.budget.model_dump(exclude_none=True)]
    accounts = [account for name in ("", *names) for account in budget.periods(name, utc_now())]
    if settings.model and budget.counts_money_in_vain:
        yield f"Budget: no price is known for {settings.model.name}, so only tokens count; add it to prices.toml"
    for balance in store.spent(accounts):
        if balance.tokens or (balance.account.tokens, balance.account.cost) != (None, None):
            yield f"Budget of {budget.line(balance)}"


def show_post(store: Store, site: SiteSettings, post_id: int) -> None:
    """The newest work on a post with its proof.  Raises WrongSetting if there is none."""
    history = store.history(site.name, post_id)
    if not history:
        raise WrongSetting(
            f"{site.name}: nothing is known of post {post_id}; redraft sync {site.name} --post {post_id} rewrites it"
        )
    out = Plain()
    record = history[0]
    when = f"{record.settled_at or record.offered_at:%Y-%m-%d %H:%M} UTC"
    out.print(Text.assemble(f"{site.name} post {post_id}: ", _outcome(_became(record)), f", {when}"))
    if record.reason:
        out.print(clean(record.reason), soft_wrap=True)
    out.print(_draft(site, post_id, "")["edit_url"], soft_wrap=True)
    document = store.proof(record.id)
    if document:
        out.print()
        out.print(
            *sheet(Proof.from_json(document), colours=out.is_terminal and not out.no_color), sep="\n", soft_wrap=True
        )


def show_rewritten(rewritten: Rewritten) -> None:
    """The headline and the figures, beside the text on standard output."""
    err = Plain(stderr=True)
    if rewritten.title:
        err.print(Text.assemble(("headline  ", "bold"), clean(rewritten.title)), soft_wrap=True)
    err.print(figures(rewritten.proof))


def _became(record: Record) -> str:
    return "undone" if record.undone_at else record.outcome or "waiting"


def _table(*names: str) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="bold")
    for name in names:
        table.add_column(name, overflow="fold")
    return table


def _outcome(outcome: str) -> Text:
    return Text(outcome, COLOUR.get(outcome, ""))


def _many(count: int, thing: str) -> str:
    return f"{count} {thing}" if count == 1 else f"{count} {thing}s"
