"""What a door promises that can put a text beside a draft (worker.wordpress.site.Beside), on real sites and on the fake."""

from __future__ import annotations

import pytest
from support.doors import DOORS, POST_TYPES, Door

from worker.wordpress.site import Beside, Site

TITLE, BODY = "Council votes", "<!-- wp:paragraph -->\n<p>The council voted.</p>\n<!-- /wp:paragraph -->"
NEW_TITLE, NEW_BODY = 'The "council" decides \\ at last', BODY.replace("voted", "decided on <em>7</em> \\u0041 & more")

# XML-RPC has no autosaves and no look-up by slug: its doors do not claim to be `Beside`.
doors = [name if name == "memory" else pytest.param(name, marks=pytest.mark.real) for name in DOORS if "xmlrpc" not in name]
pytestmark = pytest.mark.parametrize("door", doors, indirect=True)


def beside(site: Site) -> Beside:
    assert isinstance(site, Beside)
    return site


def test_a_suggestion_leaves_the_draft_alone_and_a_second_one_takes_its_place(door: Door) -> None:
    post_id, us = door.add(TITLE, BODY), door.site.account().user_id
    draft, before = door.site.fetch(post_id), door.all_but_the_text(post_id)
    assert beside(door.site).suggestion(draft, us) is None
    for text in (("Older", "<p>Older.</p>"), (NEW_TITLE, NEW_BODY)):
        beside(door.site).suggest(draft, *text)
        assert beside(door.site).suggestion(draft, us) == text
    assert door.site.fetch(post_id) == draft
    assert door.all_but_the_text(post_id) == before
    assert beside(door.site).suggestion(draft, 987_654) is None


def test_an_older_suggestion_stays_or_goes_when_the_post_holds_what_is_suggested(door: Door) -> None:
    draft = door.site.fetch(door.add(TITLE, BODY))
    beside(door.site).suggest(draft, NEW_TITLE, NEW_BODY)
    beside(door.site).suggest(draft, TITLE, BODY)
    assert beside(door.site).suggestion(draft, door.site.account().user_id) in ((NEW_TITLE, NEW_BODY), None)
    assert door.site.fetch(draft.post_id) == draft


def test_a_suggestion_keeps_no_original(door: Door) -> None:
    draft = door.site.fetch(door.add(TITLE, BODY))
    beside(door.site).suggest(draft, NEW_TITLE, NEW_BODY)
    assert not door.site.has_revision_of(draft)


@pytest.mark.parametrize("post_type", POST_TYPES)
def test_a_copy_is_a_draft_of_ours_that_is_found_by_its_slug(door: Door, post_type: str) -> None:
    post_id = door.add(TITLE, BODY, status="pending", post_type=post_type)
    draft, before = door.site.fetch(post_id), door.all_but_the_text(post_id)
    assert beside(door.site).with_slug(post_type, "rw-7-0123abcd") is None
    made = beside(door.site).copy(draft, "rw-7-0123abcd", NEW_TITLE, NEW_BODY)
    assert made.post_id != post_id
    assert (made.status, made.post_type, made.slug) == ("draft", post_type, "rw-7-0123abcd")
    assert (made.title, made.author) == (NEW_TITLE, door.site.account().user_id)
    assert made == door.site.fetch(made.post_id)
    found = beside(door.site).with_slug(post_type, "rw-7-0123abcd")
    assert found
    assert found.post_id == made.post_id
    assert door.site.fetch(post_id) == draft
    assert door.all_but_the_text(post_id) == before


def test_a_copy_in_the_trash_is_not_found(door: Door) -> None:
    draft = door.site.fetch(door.add(TITLE, BODY))
    made = beside(door.site).copy(draft, "rw-7-0123abcd", NEW_TITLE, NEW_BODY)
    door.person_saves(made.post_id, status="trash")
    assert beside(door.site).with_slug("post", "rw-7-0123abcd") is None
