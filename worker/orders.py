"""What a person orders of drafts: try it again, leave it alone.  Written down, so that every process on the database obeys."""

from __future__ import annotations

from collections.abc import Iterator

from worker.errors import GiveUp
from worker.review.console import many, minute
from worker.review.post import became
from worker.rooms import utc_now
from worker.store import Store


def retry(store: Store, site: str, post_id: int | None = None) -> Iterator[str]:
    """
    Let the failures of a site be due now, or that of one post, which is skipped no more.  Yields lines for a person.

    Raises GiveUp for a post that has not failed.
    """
    now = utc_now()
    if post_id is not None:
        history = store.history(site, post_id)
        if not history or history[0].outcome != "failed":
            is_what = f"is {became(history[0])}" if history else "is not known"
            raise GiveUp(f"post {post_id} of {site} has not failed, it {is_what}; redraft sync {site} --post {post_id} takes it up")
        store.skip(site, post_id, None)
    due = store.retry(site, now, post_id)
    for record in due:
        yield f"{site}: post {record.post_id} is tried again: {record.reason}"
    if not due:
        yield f"{site}: no draft has failed"
        return
    paused = store.site(site).paused_at
    if paused:
        yield f"{site}: paused since {minute(paused)}: redraft resume {site}"
    elif store.nodes():
        yield f"{site}: the daemon takes up {many(len(due), 'draft')} with its next look"
    else:
        yield f"{site}: no process is at work: redraft sync {site}"


def skip(store: Store, site: str, post_id: int) -> str:
    """Leave a post alone until it is asked for.  Returns a line for a person."""
    store.skip(site, post_id, utc_now())
    return f"{site}: post {post_id} is left alone until you ask for it: redraft sync {site} --post {post_id}"
