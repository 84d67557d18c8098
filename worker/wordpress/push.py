"""
Put a revision in the place of a draft, so that nobody's words are overwritten and the original stays within reach.

Everything here may be repeated after a crash: look first, compare, then write. Plain REST has no conditional update:
between the last look and the write lies a fraction of a second in which a person's save is overwritten.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable

from worker.errors import GiveUp, MarkupHarmed, NotAllowed, Published, RedraftError, Unreachable
from worker.wordpress.blocks import nested
from worker.wordpress.kses import changed_by_kses
from worker.wordpress.site import OPEN, Draft, Site, still_holds

Push = Callable[[Site, Draft, str, str], Draft]

_ELEMENT = re.compile(r"<([a-z][\w-]*)", re.IGNORECASE)


def replace(site: Site, base: Draft, title: str, body: str) -> Draft:
    """
    Make the site hold `title` and `body` where it holds `base`, and return what it then holds.

    If it holds them already, nothing is written. Raises Gone, Published or EditConflict if it holds neither;
    before any write, GiveUp if the blocks of the post are nested wrongly, NotAllowed if WordPress would filter the
    markup for this account; MarkupHarmed if the site stored something else than was sent; and whatever the site raises.
    """
    now = site.fetch(base.post_id)
    if now.holds(title, body):
        return now
    still_holds(now, base)
    if not nested(now.body):
        raise GiveUp(
            f"post {base.post_id} has block comments that are nested wrongly, and WordPress would repeat parts of it: "
            f"repair and save it in the editor, {site.edit_url(base.post_id)}"
        )
    if now.unfiltered is False:
        _refuse_filtered(site, base, title, body)
    if not site.has_revision_of(base):
        site.keep_revision(base)

    now = _write(site, base, title, body)
    if not now.holds(title, body):
        raise _put_back(site, base, now, body)
    if now.status not in OPEN:
        raise Published(
            f"post {base.post_id} was published in the moment of the write and may show the revision: look at {site.edit_url(base.post_id)}"
        )
    return now


PUSHES: dict[str, Push] = {"replace": replace}


def _refuse_filtered(site: Site, base: Draft, title: str, body: str) -> None:
    """The original is asked as well: an empty update filters it."""
    found = "markup in the title" if "<" in base.title + title else ""
    for text in (base.title, title, base.body, body):
        found = found or changed_by_kses(text)
    if found:
        raise NotAllowed(
            f"{site.url} would filter post {base.post_id} when this account saves it ({found}); nothing was written: "
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
        now = site.fetch(base.post_id)
        if now.holds(title, body):
            return now
        still_holds(now, base)
    raise Unreachable(
        f"{site.url} lost the write to post {base.post_id} twice and holds the original; look for a firewall that drops such requests"
    )


def _put_back(site: Site, base: Draft, harmed: Draft, body: str) -> MarkupHarmed:
    """Restore the original, if the site still holds what was read back, and say what became of it."""
    lost = Counter(_ELEMENT.findall(body)) - Counter(_ELEMENT.findall(harmed.body))
    what = f"{site.url} did not store post {base.post_id} as it was sent (missing elements: {', '.join(lost) or 'none'})"
    remedy = "give the account unfiltered_html, or find the plugin that filters posts"
    try:
        now = harmed if harmed.holds(base.title, base.body) else site.write(harmed, base.title, base.body)
        left = "" if now.holds(base.title, base.body) else "the site changes it as well"
    except RedraftError as error:
        left = str(error)
    if left:
        return MarkupHarmed(f"{what}, and the original, which Redraft keeps, could not be put back: {left}; {remedy}")
    return MarkupHarmed(f"{what}; the original is in its place: {remedy}")
