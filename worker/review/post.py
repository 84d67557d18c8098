"""One post as it is remembered: what was done with it, its original and result, what changed, and the proof."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import Any, Literal

from rich.text import Text

from worker.config import SiteSettings
from worker.errors import GiveUp, WrongSetting
from worker.proof import Proof
from worker.review.console import Plain, coloured, iso, minute, table
from worker.review.diff import printable, text_diff, word_diff
from worker.review.sheet import clean, sheet
from worker.store import COPY, Record, Store

Part = Literal["original", "result", "diff", "proof"]


@dataclass(frozen=True, slots=True)
class Post:
    """All work on one post, the newest first, and the piece of it whose texts and proof count: the last that was pushed, if any."""

    site: SiteSettings
    post_id: int
    history: tuple[Record, ...]
    main: Record
    copy: Record | None = None
    skipped: bool = False

    @property
    def edit_url(self) -> str:
        return edit_url(self.site, self.post_id)

    def lacks(self, what: str) -> GiveUp:
        reason = f", {self.main.reason}" if self.main.reason else ""
        return GiveUp(f"post {self.post_id} of {self.site.name} has no {what} that is kept; it is {became(self.main)}{reason}")


def remembered(store: Store, site: SiteSettings, post_id: int) -> Post:
    """What is known of a post; for a copy that Redraft made, of the draft it comes from.  Raises WrongSetting if there is nothing."""
    history = store.history(site.name, post_id)
    if not history:
        raise WrongSetting(f"{site.name}: nothing is known of post {post_id}; redraft sync {site.name} --post {post_id} rewrites it")
    if history[0].copy_of and (source := store.record(history[0].copy_of)):
        history, post_id = store.history(site.name, source.post_id), source.post_id
    pushed = next((record for record in history if record.result), None)
    proven = next((record for record in history if store.proof(record.id)), history[0])
    main = pushed or proven
    return Post(site, post_id, history, main, store.record(main.id + COPY), store.is_skipped(site.name, post_id))


def became(record: Record) -> str:
    if record.waited:
        return "waiting"
    return "undone" if record.undone_at else record.outcome or "waiting"


def edit_url(site: SiteSettings, post_id: int) -> str:
    return f"{site.url}/wp-admin/post.php?post={post_id}&action=edit"


# As JSON


def as_json(store: Store, post: Post, part: Part | None) -> dict[str, Any]:
    """The post, or a part of it, as plain JSON values.  Raises GiveUp for a part that there is not."""
    if part in ("original", "result"):
        title, body = _text(store, post, part)
        return {"site": post.site.name, "post": post.post_id, "title": title, "body": body}
    if part == "proof":
        return _proof(store, post)
    return {
        "site": post.site.name,
        "post": post.post_id,
        "edit_url": post.edit_url,
        "skipped": post.skipped,
        "work": [_work(record) for record in post.history],
        "proof": store.proof(post.main.id),
    }


def _work(record: Record) -> dict[str, Any]:
    times = {"offered": record.offered_at, "settled": record.settled_at, "retry": record.retry_at, "undone": record.undone_at}
    told = {"outcome": record.outcome or "waiting", "reason": record.reason, "attempt": record.attempt}
    return {**told, "source": record.source, "result": record.result, **{name: iso(time) for name, time in times.items()}}


# For a person


def show(store: Store, post: Post, part: Part | None) -> None:
    """Print the post, or a part of it.  Raises GiveUp for a part that there is not."""
    if part in ("original", "result"):
        title, body = _text(store, post, part)
        Plain(stderr=True).print(Text.assemble(("headline  ", "bold"), clean(title)), soft_wrap=True)
        write(body)
    elif part == "diff":
        _show_diff(_text(store, post, "original"), _text(store, post, "result"))
    else:
        _show_work(store, post)


def write(body: str) -> None:
    """A text byte for byte to standard output; on a terminal without what could command it."""
    if sys.stdout.isatty():
        Plain().print(printable(body), soft_wrap=True)
        return
    sys.stdout.buffer.write(body.encode("utf-8", "surrogatepass"))
    sys.stdout.buffer.flush()


def _show_diff(before: tuple[str, str], after: tuple[str, str]) -> None:
    out = Plain()
    title = word_diff(clean(before[0]), clean(after[0]), colours=out.colours)
    out.print(Text.assemble(("headline  ", "bold"), title), soft_wrap=True)
    out.print()
    for line in text_diff(before[1], after[1], colours=out.colours):
        out.print(line, soft_wrap=True)


def _show_work(store: Store, post: Post) -> None:
    out = Plain()
    newest = post.history[0]
    told = (f"{post.site.name} post {post.post_id}: ", coloured(became(newest)), f", {minute(newest.settled_at or newest.offered_at)}")
    out.print(Text.assemble(*told), soft_wrap=True)
    if newest.reason:
        out.print(clean(newest.reason), soft_wrap=True)
    for line in _notes(post):
        out.print(line, soft_wrap=True)
    out.print(post.edit_url, soft_wrap=True)
    if len(post.history) > 1:
        out.print()
        rows = table("when", "outcome", "")
        for record in post.history:
            rows.add_row(minute(record.settled_at or record.offered_at), coloured(became(record)), clean(record.reason))
        out.print(rows)
    document = store.proof(post.main.id)
    if document:
        out.print()
        out.print(*sheet(Proof.from_json(document), colours=out.colours), sep="\n", soft_wrap=True)


def _notes(post: Post) -> list[str]:
    name, newest = post.site.name, post.history[0]
    notes = []
    if post.copy:
        notes.append(f"post {post.copy.post_id} is its copy: {edit_url(post.site, post.copy.post_id)}")
    if post.skipped:
        notes.append(f"skipped: redraft sync {name} --post {post.post_id} takes it up again")
    elif newest.outcome == "failed":
        when = f"tried again after {minute(newest.retry_at)}" if newest.retry_at else "waits for a person"
        notes.append(f"{when}: redraft retry {name} {post.post_id}")
    return notes


def _text(store: Store, post: Post, part: str) -> tuple[str, str]:
    name = post.main.source if part == "original" else post.main.result
    if name is None:
        raise post.lacks("result")
    return store.text(name)


def _proof(store: Store, post: Post) -> dict[str, Any]:
    document = store.proof(post.main.id)
    if document is None:
        raise post.lacks("proof")
    return document
