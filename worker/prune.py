"""
Drop what nobody needs any more: texts and proofs of posts that have long been published or gone, and old answers of the model.

The original of a draft is kept for as long as it is one: it holds, or may hold, our revision. Since when a post is published or
gone no site tells reliably (a scheduled one keeps its old modification time), so the day on which we find it so counts, and before
anything is dropped it is looked at once more. A list of the drafts answers for most posts; only the others are fetched.

What was decided stays known, a few hundred bytes a draft, so that no post is ever taken for a new one; so does every call in the
ledger, and what was spent.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

from worker import engine
from worker.config import SiteSettings
from worker.errors import Gone, NotAllowed, Published, RedraftError
from worker.review.console import many
from worker.rooms import Rooms
from worker.store import Dropped, Resting
from worker.wordpress.site import Site

log = logging.getLogger("redraft")

OVER = ("publish", "private")  # the statuses of a post that a person has brought to its end
REST = timedelta(days=7)  # so long after the last work on a post, and after each answer that it is still a draft, it is asked about
FEW = 5  # posts that are fetched one by one; for more the list of all drafts is asked first
DAILY = timedelta(days=1)
LOOKS = 60  # posts of one site that are fetched in a day, unless a person asks: drafts need the site's patience more than this does


@dataclass(slots=True)
class Pruned:
    """What was dropped, or would be."""

    dropped: Dropped = field(default_factory=Dropped)
    asked: int = 0  # posts that a site was asked about
    workflows: int = 0  # pieces of work that the engine has forgotten
    notes: list[str] = field(default_factory=list)  # why a site's posts are all kept, for a person

    def as_json(self) -> dict[str, Any]:
        return {**asdict(self.dropped), "asked": self.asked, "workflows": self.workflows, "notes": self.notes}

    def lines(self, *, dry: bool) -> Iterator[str]:
        """For a person."""
        dropped, would = self.dropped, "would be dropped" if dry else "dropped"
        yield f"asked about {many(self.asked, 'post')}, published or gone for long enough: {dropped.posts}"
        yield f"{would}: {many(dropped.texts, 'text')}, {many(dropped.proofs, 'proof')}, {many(dropped.answers, 'answer')} of the model"
        yield from self.notes


def worth_asking(post: Resting, now: datetime, keep: timedelta) -> bool:
    """Could a look at a post change what becomes of it?  It is published or gone for long enough, or may be by now."""
    if post.ended_at is not None:
        return now - post.ended_at >= keep
    return post.asked_at is None or now - post.asked_at >= REST


def prune(rooms: Rooms, keep: timedelta, *, looks: int | None = None, dry: bool = False) -> Pruned:
    """
    Drop what is older than `keep`.  `looks`: at most so many posts of a site are fetched. `dry`: ask the sites, and drop nothing.

    A site that cannot be asked keeps its texts, and stops no other. Raises Unreachable when the database is out of reach.
    """
    now, done = rooms.now(), Pruned()
    for site, posts in groupby(rooms.store.resting(now - min(keep, REST)), lambda post: post.site):
        asking = sorted((post for post in posts if worth_asking(post, now, keep)), key=lambda post: post.asked_at or now - 2 * keep)
        if not asking:
            continue
        if site not in rooms.settings:
            done.notes.append(f"{site}: it is configured no more, so nobody can be asked whether its posts are published; they are kept")
            continue
        over: list[int] = []
        try:
            _ask(rooms, rooms.site(site), asking[:looks], over, done, keep, dry=dry)
        except RedraftError as error:
            done.notes.append(f"{site}: {error}")
        done.dropped += rooms.store.drop(site, over, now, dry=dry)
    done.dropped += rooms.store.sweep(now - keep, dry=dry)
    done.workflows = engine.forget_settled(rooms.store, now - min(keep, REST), dry=dry)
    return done


def daily(rooms: Rooms, keep: timedelta) -> None:
    """The same once a day, however many nodes ask, with a line in the log.  Nothing for a `keep` of 0."""
    if not keep or not rooms.store.claim_chore("prune", rooms.now(), DAILY):
        return
    done = prune(rooms, keep, looks=LOOKS)
    for note in done.notes:
        log.warning("prune note=%r", note)
    dropped = done.dropped
    log.info("pruned posts=%d texts=%d answers=%d workflows=%d", dropped.posts, dropped.texts, dropped.answers, done.workflows)


def _ask(rooms: Rooms, site: Site, posts: Iterable[Resting], over: list[int], done: Pruned, keep: timedelta, *, dry: bool) -> None:
    """Note what the site says of each post, and collect in `over` those that are published or gone for long enough."""
    posts, now = tuple(posts), rooms.now()
    drafts = {seen.post_id for seen in site.changed(None).seen} if len(posts) > FEW else set()
    for post in posts:
        if rooms.stop.is_set():
            return
        over_now = post.post_id not in drafts and _is_over(site, post, rooms.settings[post.site])
        since = (post.ended_at or now) if over_now else None
        done.asked += 1
        if since is not None and now - since >= keep:
            over.append(post.post_id)
        elif not dry:
            rooms.store.ended(post.site, post.post_id, now, since)


def _is_over(site: Site, post: Resting, settings: SiteSettings) -> bool:
    """Is it published, in the trash or deleted?  In doubt it is not."""
    try:
        return site.fetch(post.post_id).status in OVER
    except Published:
        return True
    except Gone:  # unless the files have changed, and it is looked for in the wrong place
        moved = post.url is not None and _place(post.url) != _place(settings.url)
        return not moved and (post.post_type is None or post.post_type in settings.post_types)
    except NotAllowed:  # scheduled, or in a status that this account may not see
        return False


def _place(url: str) -> str:
    """The address without the scheme: a site that moves to https is the same."""
    return url.partition("://")[2]
