"""What was done, what waits, what is wrong: read from the database alone, so that no site and no model is asked for it."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from rich.console import Group, RenderableType
from rich.live import Live
from rich.text import Text

from worker.config import Settings, SiteSettings
from worker.errors import WrongSetting
from worker.model import gate
from worker.review.console import Plain, coloured, iso, many, minute, table
from worker.review.post import became, edit_url
from worker.review.sheet import clean
from worker.rooms import budget_of, utc_now
from worker.store import Balance, Record, SiteRecord, Store

NEWEST = 10  # drafts that are shown
EVERY = 2.0  # seconds between two looks
COUNTS = ("waiting", "at work", "revised", "unchanged", "left", "failed", "older")


def as_json(settings: Settings, store: Store) -> dict[str, Any]:
    """Each site with its newest drafts and its failures, the calls to the model, the money and the nodes; times are ISO 8601 in UTC."""
    counts = _counts(store)
    return {
        "sites": [_site(site, counts.get(site.name, {}), store) for site in settings.sites],
        "calls": store.calls(),
        "budget": list(_budget_lines(settings, store)),
        "spending": [_balance(balance) for balance in _balances(settings, store)],
        "held": [{"of": name, "until": iso(until), "reason": reason} for name, until, reason in _held(store)],
        "model": list(_model_lines(settings, store)),
        "nodes": sorted(store.nodes()),
    }


def _site(site: SiteSettings, counts: Mapping[str, int], store: Store) -> dict[str, Any]:
    known, due = store.site(site.name), {record.id for record in store.due(site.name, utc_now())}
    return {
        "site": site.name,
        "health": health(known),
        "last_poll": iso(known.last_poll),
        "next_poll": iso(known.next_poll_at),
        "paused": iso(known.paused_at),
        "problem": known.problem or None,
        "drafts": counts,
        "skipped": sorted(store.skipped(site.name)),
        "not_selected": store.passed_over(site.name),
        "failures": [_draft(site, record, store) | {"due": record.id in due} for record in store.failures(site.name)],
        "newest": [_draft(site, record, store) for record in store.recent([site.name], NEWEST)],
    }


def _draft(site: SiteSettings, record: Record, store: Store) -> dict[str, Any]:
    return {
        "post": record.post_id,
        "title": store.title(record.source),
        "outcome": became(record),
        "reason": record.reason,
        "edit_url": edit_url(site, record.post_id),
        "offered": iso(record.offered_at),
        "settled": iso(record.settled_at),
        "retry": iso(record.retry_at),
    }


def _counts(store: Store) -> dict[str, dict[str, int]]:
    """How many pieces of work of each site came to which outcome; those without one wait, or have been begun: they are at work."""
    begun = Counter(record.site for record in store.open_work() if record.starts)
    found = {}
    for site, counts in store.counts_by_site().items():
        split = {"waiting": counts.get("waiting", 0) - begun[site], "at work": begun[site]}
        found[site] = {name: count for name, count in {**counts, **split}.items() if count > 0}
    return found


def health(known: SiteRecord) -> str:
    """In one word: paused, ailing (the last poll did not work), new (never polled) or ok."""
    if known.paused_at:
        return "paused"
    if known.problem:
        return "ailing"
    return "ok" if known.last_poll else "new"


def show(settings: Settings, store: Store) -> None:
    Plain().print(overview(settings, store))


def watch(settings: Settings, store: Store) -> None:
    """The same, again and again, until Ctrl-C.  Raises WrongSetting where there is no terminal."""
    out = Plain()
    if not out.is_terminal:
        raise WrongSetting("--watch needs a terminal; leave it out, or take redraft status --json for a program")
    try:
        with Live(overview(settings, store), console=out, screen=True, auto_refresh=False) as live:
            while True:
                time.sleep(EVERY)
                live.update(overview(settings, store), refresh=True)
    except KeyboardInterrupt:
        return


def overview(settings: Settings, store: Store) -> Group:
    """A line for each site, the newest drafts, what was spent, and who works."""
    parts: list[RenderableType] = [_sites(settings, store)]
    names = [site.name for site in settings.sites]
    if recent := store.recent(names, NEWEST):
        due = {record.id for name in {record.site for record in recent} for record in store.due(name, utc_now())}
        parts += ["", _drafts(recent, due, store)]
    parts += map(Text, _passed_over(settings, store))
    parts += ["", *map(Text, _model_lines(settings, store)), *map(Text, _budget_lines(settings, store)), *map(Text, _last_lines(store))]
    return Group(*parts)


def _sites(settings: Settings, store: Store) -> RenderableType:
    rows = table("site", "last look", "next look", *COUNTS, "health")
    all_known, all_counts = {record.name: record for record in store.sites()}, _counts(store)
    for site in settings.sites:
        known, counts = all_known.get(site.name, SiteRecord(site.name)), all_counts.get(site.name, {})
        word = health(known)
        told = {"paused": f"paused since {minute(known.paused_at)}", "ailing": clean(known.problem)}.get(word, word)
        turn = "" if known.paused_at else minute(known.next_poll_at)
        figures = (str(counts.get(each, 0)) for each in COUNTS)
        style = {"ok": "green", "ailing": "red", "paused": "yellow"}.get(word, "")
        rows.add_row(site.name, minute(known.last_poll) or "never", turn, *figures, Text(told, style))
    return rows


def _passed_over(settings: Settings, store: Store) -> Iterator[str]:
    for site in settings.sites:
        for reason, count in store.passed_over(site.name).items():
            yield f"{site.name}: {many(count, 'draft')} not selected: {clean(reason)}"


def _drafts(recent: Sequence[Record], due: Collection[str], store: Store) -> RenderableType:
    rows = table("when", "site", "post", "headline", "outcome", "")
    for record in recent:
        when = f"{record.settled_at or record.offered_at:%Y-%m-%d %H:%M}"
        told = "; ".join(part for part in (clean(record.reason), _next_try(record, due)) if part)
        rows.add_row(when, record.site, str(record.post_id), clean(store.title(record.source)), coloured(became(record)), told)
    return rows


def _next_try(record: Record, due: Collection[str]) -> str:
    if record.outcome != "failed":
        return ""
    if record.id in due:
        return "tried again with the next look"
    return f"next try after {minute(record.retry_at)}" if record.retry_at else f"redraft retry {record.site} {record.post_id}"


def _held(store: Store) -> Iterator[tuple[str, datetime, str]]:
    """Each site and model to which nothing is sent for now: its name, until when, and why."""
    gates, now = store.gates()
    for each in gates:
        until = max(each.shut_until, each.open_until if each.opened_at else 0.0)
        if until > now:
            yield each.name, datetime.fromtimestamp(until, UTC), each.reason


def _model_lines(settings: Settings, store: Store) -> Iterator[str]:
    """What keeps drafts from the model now, a line each; nothing while it answers."""
    if settings.model:
        yield from gate.troubles(settings.model, store)


def _last_lines(store: Store) -> Iterator[str]:
    for name, until, reason in (held for held in _held(store) if not held[0].startswith(gate.PREFIX)):  # of models more is known
        yield f"{clean(name)}: nothing is sent until {minute(until)}: {clean(reason)}"
    nodes = sorted(store.nodes())
    if nodes:
        yield f"{many(len(nodes), 'node')}: {', '.join(nodes)}"
    calls = store.calls()
    paid, perhaps = calls.get("paid", 0), calls.get("reserved", 0)
    yield f"{many(paid, 'answer')} of the model, {many(perhaps, 'call')} without one.  Database: {store.url!r}"


def _balances(settings: Settings, store: Store) -> tuple[Balance, ...]:
    """Of today and this month: of all sites, and of each with a limit of its own."""
    budget = budget_of(settings)
    names = [site.name for site in settings.sites if site.budget.model_dump(exclude_none=True)]
    return store.spent([account for name in ("", *names) for account in budget.periods(name, utc_now())])


def _balance(balance: Balance) -> dict[str, Any]:
    """Money in units of the prices' currency."""
    account, limit = balance.account, balance.account.cost
    return {
        "site": account.scope or None,
        "period": account.period,
        "tokens": balance.tokens,
        "tokens_limit": account.tokens,
        "cost": balance.cost / 1e9,
        "cost_limit": None if limit is None else limit / 1e9,
        "reached": balance.reached,
    }


def _budget_lines(settings: Settings, store: Store) -> Iterator[str]:
    budget = budget_of(settings)
    if settings.model and budget.counts_money_in_vain:
        yield f"Budget: no price is known for {settings.model.name}, so only tokens count; add it to prices.toml"
    for balance in _balances(settings, store):
        if balance.tokens or (balance.account.tokens, balance.account.cost) != (None, None):
            yield f"Budget of {budget.line(balance)}"
