"""Rooms around a site in memory and a scripted model: what the walk of a draft needs, without the engine."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

from support.memory_wordpress import MemorySite
from support.scripted_model import ScriptedModel, scripted_model

from worker import offers, pipeline
from worker.config import ModelSettings, SelectSettings, SiteSettings
from worker.guide import Guide
from worker.model import client
from worker.model.budget import Budget
from worker.model.ledger import Ledger
from worker.offers import Offers
from worker.pipeline import Outcome
from worker.rooms import Rooms
from worker.store import Store

TITLE = "Council approves new cycle path along the river"
BODY = """<!-- wp:paragraph -->
<p>The council said on Monday that many residents had asked for a cycle path because the road was often closed.</p>
<!-- /wp:paragraph -->

<!-- wp:paragraph -->
<p>Several shops on the <a href="https://example.org/plan">main street</a> began to show plans during the summer.</p>
<!-- /wp:paragraph -->"""

QUIET = timedelta(minutes=10)


class Desk:
    """One site, `blog`, and what is done about it."""

    def __init__(self, rooms: Rooms, site: MemorySite, model: ScriptedModel) -> None:
        self.rooms, self.site, self.model = rooms, site, model
        self.store = rooms.store

    def write_draft(self, title: str = TITLE, body: str = BODY) -> int:
        """A person writes a draft and lets it rest."""
        post_id = self.site.add(title, body)
        self.rest()
        return post_id

    def rest(self, time: timedelta = QUIET) -> None:
        self.site.advance(time)

    def look(self, *, backlog: bool = False, only: Sequence[int] = (), limit: int | None = None, eager: bool = False) -> Offers:
        """One poll whose work the engine has taken."""
        found = offers.offer(self.rooms, "blog", backlog=backlog, only=only, limit=limit, eager=eager)
        offers.commit(self.rooms, found)
        return found

    def round(self, *, backlog: bool = False, only: Sequence[int] = (), limit: int | None = None, eager: bool = False) -> list[Outcome]:
        """Look, and work on all that is offered."""
        found = self.look(backlog=backlog, only=only, limit=limit, eager=eager)
        return [pipeline.revise(self.rooms, task) for task in found.tasks]


@contextmanager
def desk(
    folder: Path,
    site: MemorySite | None = None,
    *,
    mode: str = "honest",
    looked: bool = True,
    budget: Budget | None = None,
    select: SelectSettings | None = None,
) -> Iterator[Desk]:
    """`looked`: it has been looked at once, when it was empty."""
    site = site or MemorySite()
    with scripted_model(mode) as model, Store(f"sqlite:///{folder / 'redraft.sqlite'}") as store:
        rooms = rooms_around(site, model, store, budget=budget, select=select)
        opened = Desk(rooms, site, model)
        if looked:
            opened.look()
            opened.rest(timedelta(minutes=1))
        yield opened


def rooms_around(
    site: MemorySite,
    model: ScriptedModel,
    store: Store,
    *,
    name: str = "scripted",
    now: Callable[[], datetime] | None = None,
    budget: Budget | None = None,
    select: SelectSettings | None = None,
) -> Rooms:
    """As a process has them.  `name`: of the model; `now`: our clock, the site's if none is given."""
    settings = SiteSettings(
        name="blog",
        url=site.url,
        username="editor",
        password_env="BLOG_PASSWORD",
        quiet_period=QUIET,
        select=select or SelectSettings(),
    )
    clock = now or (lambda: site.now)
    chosen = ModelSettings(kind="openai", base_url=model.base_url, name=name)
    connected = client.connect(chosen, "sk-test", sleep=lambda _seconds: None)
    guide = _guide()
    return Rooms(
        store=store,
        ledger=Ledger(store, budget, now=clock),
        settings={"blog": settings},
        site=lambda _name: site,
        guide=lambda _name: guide,
        model=lambda: connected,
        model_name=name,
        now=clock,
    )


def other_model(rooms: Rooms) -> Rooms:
    """The same rooms after somebody has changed the model in the configuration."""
    return replace(rooms, model_name="another")


@cache
def _guide() -> Guide:
    return Guide.of()
