"""
Three ways to put the revised text on the site, so that nobody's words are overwritten and the original stays in reach.

`replace` puts it in the place of the draft, `suggest` and `copy` put it beside the draft, which stays as it is. Everything
here may be repeated after a crash: look first, compare, then write. REST has no conditional update: between the last look
and the write of `replace` lies a fraction of a second in which a person's save is overwritten. By XML-RPC WordPress compares
itself, right before it stores; with the companion plugin nothing comes between. docs/safety.md counts.
"""

from __future__ import annotations

import dataclasses
import hashlib
import re
from collections import Counter
from collections.abc import Callable

from worker.errors import (
    GiveUp,
    MarkupHarmed,
    Misconfigured,
    NotAllowed,
    Overtaken,
    Published,
    RedraftError,
    Unreachable,
)
from worker.wordpress.blocks import nested
from worker.wordpress.kses import changed_by_kses
from worker.wordpress.site import OPEN, Beside, Draft, Site, looking_back, overtaken, still_holds

# What holds the text afterwards: the draft, the draft as it would be with the suggestion, or the copy.
Push = Callable[[Site, Draft, str, str], Draft]

_COPY = re.compile(r"rw-\d+-[0-9a-f]{8}(-\d+)?")  # WordPress numbers a slug that is taken when the post is published
_ELEMENT = re.compile(r"<([a-z][\w-]*)", re.IGNORECASE)
_PERHAPS = "the write may have been made, but could not be looked for"
_REMEDY = "give the account unfiltered_html, or find the plugin that filters posts"


def replace(site: Site, base: Draft, title: str, body: str) -> Draft:
    """
    Make the site hold `title` and `body` where it holds `base`, and return what it then holds.

    If it holds them already, nothing is written. Raises Gone, Published or EditConflict if it holds neither, Overtaken if it has
    held them and a person has saved since;
    before any write, GiveUp if the blocks of the post are nested wrongly, NotAllowed if WordPress would filter the
    markup for this account; MarkupHarmed if the site stored something else than was sent; and whatever the site raises.
    """
    now = site.fetch(base.post_id)
    if now.holds(title, body):
        return now
    still_holds(now, base)
    # The original is asked as well: an empty update filters it.
    _refuse_what_wordpress_would_change(site, now, (base.title, title), (base.body, body))
    if not site.has_revision_of(base):
        site.keep_revision(base)

    now = _write(site, base, title, body)
    if not now.holds(title, body):
        if now.holds(base.title, base.body):
            with looking_back(_PERHAPS):
                was_not_put_back(site, base, title, body)
        elif not _ours(now, base, title, body):
            raise overtaken(base.post_id)
        raise _put_back(site, base, now, body)
    if now.status not in OPEN:
        raise Published(
            f"post {base.post_id} was published in the moment of the write and may show the revision: look at {site.edit_url(base.post_id)}"
        )
    return now


def suggest(site: Site, base: Draft, title: str, body: str) -> Draft:
    """
    Store the text as an autosave of our account, which WordPress' editor offers to compare; the draft stays as it is.

    Raises NotAllowed if the draft is our account's own, since WordPress would then overwrite it; and as `replace` does.
    """
    door = _beside(site, "suggest")
    now = site.fetch(base.post_id)
    if now.holds(title, body):
        return now
    still_holds(now, base)
    us = site.account()
    if now.author in (us.user_id, 0):
        whose = "is this account's own" if now.author else "shows no author"
        raise NotAllowed(
            f"post {base.post_id} {whose}, and WordPress overwrites a draft with the autosave of its author: "
            'let Redraft work with an account that writes no drafts, or set push = "copy" or "replace"'
        )
    _refuse_what_wordpress_would_change(site, now, (title,), (body,))

    suggested = dataclasses.replace(now, title=title, body=body)
    for _ in range(2):
        there = door.suggestion(now, us.user_id)
        if there and suggested.holds(*there):
            return suggested
        try:
            door.suggest(now, title, body)
        except Unreachable as error:
            if not error.perhaps_done:
                raise
    there = door.suggestion(now, us.user_id)
    if there is None:
        raise _lost(site, f"suggestion for post {base.post_id}")
    if not suggested.holds(*there):
        raise MarkupHarmed(
            f"{site.url} did not store the suggestion for post {base.post_id} as it was sent; the draft is as it was: "
            f"{_REMEDY}, and discard the suggestion at {site.edit_url(base.post_id)}"
        )
    return suggested


def copy(site: Site, base: Draft, title: str, body: str) -> Draft:
    """
    Make a new draft of the text; the draft itself stays as it is.

    The slug tells the post and the text, so that the copy is made once: one that is there is left to who works on it.
    Raises as `replace` does.
    """
    door = _beside(site, "copy")
    text = f"{title}\0{body}".encode("utf-8", "surrogatepass")
    slug = f"rw-{base.post_id}-{hashlib.sha256(text).hexdigest()[:8]}"
    there = door.with_slug(base.post_type, slug)
    if there:
        return dataclasses.replace(there, title=title, body=body)
    now = site.fetch(base.post_id)
    if now.holds(title, body):
        return now
    still_holds(now, base)
    _refuse_what_wordpress_would_change(site, now, (title,), (body,))

    made = _make_copy(site, door, now, slug, title, body)
    if not made.holds(title, body):
        raise MarkupHarmed(
            f"{site.url} did not store the copy of post {base.post_id} as it was sent; the draft is as it was: "
            f"{_REMEDY}, and delete the copy at {site.edit_url(made.post_id)}"
        )
    return made


PUSHES: dict[str, Push] = {"replace": replace, "suggest": suggest, "copy": copy}


def is_copy(draft: Draft) -> bool:
    """Did `copy` make it?  Its slug says so, until a person gives it another."""
    return _COPY.fullmatch(draft.slug) is not None


def _beside(site: Site, way: str) -> Beside:
    if not isinstance(site, Beside):
        raise Misconfigured(f'push = "{way}" needs the REST API of {site.url}; open it, or set push = "replace"')
    return site


def _make_copy(site: Site, door: Beside, base: Draft, slug: str, title: str, body: str) -> Draft:
    for _ in range(2):
        try:
            return door.copy(base, slug, title, body)
        except Unreachable as error:
            if not error.perhaps_done:
                raise
        there = door.with_slug(base.post_type, slug)
        if there:
            return there
    raise _lost(site, f"copy of post {base.post_id}")


def _refuse_what_wordpress_would_change(site: Site, now: Draft, titles: tuple[str, ...], bodies: tuple[str, ...]) -> None:
    if not nested(now.body):
        raise GiveUp(
            f"post {now.post_id} has block comments that are nested wrongly, and WordPress would repeat parts of it: "
            f"repair and save it in the editor, {site.edit_url(now.post_id)}"
        )
    if now.unfiltered is not False:
        return
    found = "markup in the title" if "<" in "".join(titles) else ""
    for text in (*titles, *bodies):
        found = found or changed_by_kses(text)
    if found:
        raise NotAllowed(
            f"{site.url} would filter post {now.post_id} when this account saves it ({found}); nothing was written: "
            "use an account with unfiltered_html, such as an editor on a single site"
        )


def _write(site: Site, base: Draft, title: str, body: str) -> Draft:
    """Write, look at the site if the answer is lost, and try once more if the write was lost with it."""
    for _ in range(2):
        try:
            return site.write(base, title, body)
        except Unreachable as error:
            if not error.perhaps_done:
                raise
        with looking_back(_PERHAPS):
            now = site.fetch(base.post_id)
            if now.holds(title, body):
                return now
            still_holds(now, base)
            was_not_put_back(site, base, title, body)
    raise _lost(site, f"write to post {base.post_id}")


def was_not_put_back(site: Site, base: Draft, title: str, body: str) -> None:
    """Of a draft that holds `base` after a write that was made, perhaps.  Raises Overtaken if it held the revision in between."""
    if site.has_revision_of(dataclasses.replace(base, title=title, body=body)):
        raise Overtaken(f"post {base.post_id} held the revision, and somebody put the original back; it was left alone")


def _lost(site: Site, what: str) -> Unreachable:
    return Unreachable(f"{site.url} lost the {what} twice and holds the original; look for a firewall that drops such requests")


def _ours(now: Draft, base: Draft, title: str, body: str) -> bool:
    """
    Is what the site holds our text, harmed?  It may be a person's: WordPress answers a write with what it then holds.

    Filters take markup and leave words, and a person who saved in that moment has not seen ours.
    """
    new = _words(title, body) - _words(base.title, base.body)
    return bool(new) and 2 * (new & _words(now.title, now.body)).total() >= new.total()


def _words(title: str, body: str) -> Counter[str]:
    return Counter(re.findall(r"\w+", re.sub(r"<[^>]*>", " ", f"{title} {body}")))


def _put_back(site: Site, base: Draft, harmed: Draft, body: str) -> MarkupHarmed:
    """Restore the original, if the site still holds what was read back, and say what became of it."""
    lost = Counter(_ELEMENT.findall(body)) - Counter(_ELEMENT.findall(harmed.body))
    what = f"{site.url} did not store post {base.post_id} as it was sent (missing elements: {', '.join(lost) or 'none'})"
    try:
        now = harmed if harmed.holds(base.title, base.body) else site.write(harmed, base.title, base.body)
        left = "" if now.holds(base.title, base.body) else "the site changes it as well"
    except RedraftError as error:
        left = str(error)
    if left:
        return MarkupHarmed(f"{what}, and the original, which Redraft keeps, could not be put back: {left}; {_REMEDY}")
    return MarkupHarmed(f"{what}; the original is in its place: {_REMEDY}")
