"""Undo: the original back in the place of our revision, and no person's text lost on the way."""

from __future__ import annotations

from dataclasses import dataclass, replace

from worker.errors import EditConflict, GiveUp, Gone, Misconfigured, NotAllowed, Published
from worker.rooms import Rooms
from worker.store import COPY, Record, Task, text_hash
from worker.wordpress import push
from worker.wordpress.site import OPEN, Beside, Draft, Site, still_holds


@dataclass(frozen=True, slots=True)
class Undone:
    """The draft holds its original, and is never rewritten again unless a person asks."""

    post_id: int  # of the draft, whose copy may have been named
    written: bool = True  # False: it held its original already
    kept: bool = False  # a person's text stood there, and was kept first
    beside: str = ""  # what still stands beside the draft by our hand, and what a person can do about it


def put_back(rooms: Rooms, site_name: str, post_id: int, *, force: bool = False) -> Undone:
    """
    Put the original back in the place of our revision, and never rewrite it again unless asked.

    What stands beside the draft, a suggestion or a copy, stays: nothing is ever deleted, and a person is told where it is. `post_id`
    may be the copy's. With `force` a person's later text is overwritten too, after it was kept in the store and as a revision of the
    site. Raises EditConflict when the site holds something else than our revision and nobody forces it, or when somebody saves in
    that very moment; GiveUp when there is no revision of ours, or its original was dropped.
    """
    store, site = rooms.store, rooms.site(site_name)
    ours = standing(store.history(site_name, post_id))
    if ours is None:
        raise GiveUp(f"post {post_id} of {site_name} has no revision by Redraft that could be undone")
    if ours.copy_of and (copied := store.record(ours.copy_of)):
        return put_back(rooms, site_name, copied.post_id, force=force)
    if copy := store.record(ours.id + COPY):  # the draft itself was never written to
        undone = Undone(post_id, written=False, beside=_told_of_copy(rooms, site, copy))
    else:
        undone = _restore(rooms, site, ours, force=force)
    store.undone(ours.id, rooms.now())
    return undone


def standing(history: tuple[Record, ...]) -> Record | None:
    """The revision by our hand that may stand on the site, from the history of a post, newest first."""
    return next((record for record in history if record.result and not record.undone_at), None)


def _restore(rooms: Rooms, site: Site, ours: Record, *, force: bool) -> Undone:
    title, body = rooms.store.text(ours.source)
    now, kept = site.fetch(ours.post_id), False
    if now.holds(title, body):  # a suggestion; or an undo before this one was cut off after its write
        undone = Undone(ours.post_id, written=False, beside=_told_of_suggestion(rooms, site, ours, now))
    else:
        if text_hash(now.title, now.body) != ours.result:
            if not force:
                raise EditConflict(
                    f"post {ours.post_id} of {ours.site} was edited after Redraft's revision, and was left alone; "
                    "--force keeps its present text and puts the original back"
                )
            still_holds(now, now)  # for a post that is no draft any more nothing is kept
            kept = _keep_before(rooms, ours, now)
        now = push.replace(site, now, title, body)
        undone = Undone(ours.post_id, kept=kept)
    rooms.store.looked(ours.site, ours.post_id, now.modified)
    return undone


def _keep_before(rooms: Rooms, ours: Record, now: Draft) -> bool:
    """A person's text that is about to be overwritten gets a row of its own, so that it is exported, and not taken for new work."""
    kept = rooms.store.keep(now.title, now.body, rooms.now())
    task = Task(f"{ours.id}:kept:{kept[:8]}", ours.site, ours.post_id, kept)
    rooms.store.enter_settled(task, "left", "a person's text, kept before an undo with --force", rooms.now())
    return True


def _told_of_copy(rooms: Rooms, site: Site, copy: Record) -> str:
    where, whose = site.edit_url(copy.post_id), f"its copy, post {copy.post_id},"
    try:
        there = site.fetch(copy.post_id)
    except Gone:
        return ""
    except (Published, NotAllowed):
        return f"{whose} is no draft any more and stays: {where}"
    if there.status not in OPEN:
        return f'{whose} has the status "{there.status}" and stays: {where}'
    edited = "" if there.holds(*rooms.store.text(copy.source)) else ", which somebody has edited since"
    return f"{whose} stays{edited}; put it into the trash if nobody needs it: {where}"


def _told_of_suggestion(rooms: Rooms, site: Site, ours: Record, now: Draft) -> str:
    if ours.result is None or not isinstance(site, Beside):
        return ""
    try:
        there = site.suggestion(now, site.account().user_id)
    except Misconfigured:  # no autosaves of this type, or no account to be seen: then there is no suggestion of ours
        return ""
    if there is None or not replace(now, title=there[0], body=there[1]).holds(*rooms.store.text(ours.result)):
        return ""
    return "the suggestion stays beside it until somebody saves the draft; WordPress drops it then"
