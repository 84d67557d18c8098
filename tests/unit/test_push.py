"""The guarded push: nobody's words are overwritten, the original stays in reach, and a repeat does no harm."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from support.memory_wordpress import MemorySite, kses

from worker.errors import (
    Busy,
    EditConflict,
    GiveUp,
    Gone,
    MarkupHarmed,
    NotAllowed,
    Overtaken,
    Published,
    RedraftError,
    Unreachable,
)
from worker.wordpress.push import PUSHES, replace
from worker.wordpress.site import Draft

TITLE, BODY = "Council votes", '<p>The council voted.</p>\n<iframe src="https://video.example/7"></iframe>'
NEW_TITLE, NEW_BODY = "Council decides", BODY.replace("voted", "decided")
ORIGINAL, OURS, THEIRS = (TITLE, BODY), (NEW_TITLE, NEW_BODY), ("Mine", "<p>Mine.</p>")


@pytest.fixture
def site() -> MemorySite:
    return MemorySite()


@pytest.fixture
def draft(site: MemorySite) -> Draft:
    return site.fetch(site.add(TITLE, BODY))


def text(site: MemorySite, draft: Draft) -> tuple[str, str]:
    held = site.held(draft.post_id)
    return held.title, held.body


def push(site: MemorySite, draft: Draft) -> Draft:
    return replace(site, draft, *OURS)


def test_the_site_holds_the_revision_and_keeps_the_original(site: MemorySite, draft: Draft) -> None:
    assert push(site, draft) == site.fetch(draft.post_id)
    assert text(site, draft) == OURS
    assert site.revisions(draft.post_id) == [ORIGINAL, OURS]


def test_replace_is_the_way_that_a_setting_names() -> None:
    assert PUSHES["replace"] is replace


def test_an_original_that_the_site_keeps_already_is_not_kept_twice(site: MemorySite) -> None:
    draft = site.fetch(site.add(TITLE, BODY, revision=True))
    push(site, draft)
    assert site.revisions(draft.post_id) == [ORIGINAL, OURS]


def test_a_repeat_after_a_crash_changes_nothing(site: MemorySite, draft: Draft) -> None:
    first = push(site, draft)
    site.now = site.now.replace(year=2030)
    assert push(site, draft) == first
    assert site.revisions(draft.post_id) == [ORIGINAL, OURS]


def test_a_repeat_after_a_person_published_the_revision_is_done(site: MemorySite, draft: Draft) -> None:
    push(site, draft)
    site.person_publishes(draft.post_id)
    assert push(site, draft).status == "publish"


def test_pending_stays_pending(site: MemorySite) -> None:
    draft = site.fetch(site.add(TITLE, BODY, status="pending"))
    assert push(site, draft).status == "pending"


# People


@pytest.mark.parametrize("change", [{"title": "Mine"}, {"body": "<p>Mine.</p>"}, {"status": "pending"}])
def test_what_a_person_changed_since_the_reading_stays(site: MemorySite, draft: Draft, change: dict[str, str]) -> None:
    site.person_saves(draft.post_id, **change)
    theirs = site.held(draft.post_id)
    with pytest.raises(EditConflict):
        push(site, draft)
    assert site.held(draft.post_id) == theirs


@pytest.mark.parametrize(
    ("act", "error"),
    [(MemorySite.person_publishes, Published), (MemorySite.person_trashes, Gone), (MemorySite.person_deletes, Gone)],
)
def test_a_post_that_is_no_draft_any_more_is_left_alone(
    site: MemorySite, draft: Draft, act: Callable[[MemorySite, int], None], error: type[RedraftError]
) -> None:
    act(site, draft.post_id)
    with pytest.raises(error):
        push(site, draft)


def test_what_a_person_saves_while_the_revision_is_kept_stays(site: MemorySite, draft: Draft) -> None:
    site.before_write(lambda: site.person_saves(draft.post_id, title=THEIRS[0], body=THEIRS[1]))
    with pytest.raises(EditConflict):
        push(site, draft)
    assert text(site, draft) == THEIRS


def test_what_a_person_saves_right_after_the_write_stays(site: MemorySite, draft: Draft) -> None:
    site.after_write(lambda: site.person_saves(draft.post_id, title=THEIRS[0], body=THEIRS[1]))
    with pytest.raises(EditConflict):
        push(site, draft)
    assert text(site, draft) == THEIRS


def test_a_post_published_in_the_moment_of_the_write_is_reported(site: MemorySite, draft: Draft) -> None:
    site.after_write(lambda: site.person_publishes(draft.post_id))
    with pytest.raises(Published, match=r"post\.php\?post=1"):
        push(site, draft)
    assert site.held(draft.post_id).status == "publish"


# Lost answers: the first update keeps the revision, the second writes.


@pytest.mark.parametrize("committed", [True, False])
def test_a_write_whose_answer_is_lost_ends_as_one_revision(site: MemorySite, committed: bool) -> None:
    draft = site.fetch(site.add(TITLE, BODY, revision=True))
    site.loses_answers(committed)
    assert push(site, draft).holds(*OURS)
    assert site.revisions(draft.post_id) == [ORIGINAL, OURS]


def test_a_write_that_is_lost_twice_can_be_tried_later(site: MemorySite) -> None:
    draft = site.fetch(site.add(TITLE, BODY, revision=True))
    site.loses_answers(False, False)
    with pytest.raises(Unreachable):
        push(site, draft)
    assert text(site, draft) == ORIGINAL
    assert push(site, draft).holds(*OURS)


@pytest.mark.parametrize("committed", [True, False])
def test_an_edit_that_follows_a_lost_write_stays(site: MemorySite, committed: bool) -> None:
    draft = site.fetch(site.add(TITLE, BODY, revision=True))
    site.loses_answers(committed)
    site.after_write(lambda: site.person_saves(draft.post_id, title=THEIRS[0], body=THEIRS[1]))
    with pytest.raises(EditConflict):
        push(site, draft)
    assert text(site, draft) == THEIRS


def test_an_original_that_is_put_back_after_a_lost_write_stays(site: MemorySite) -> None:
    draft = site.fetch(site.add(TITLE, BODY, revision=True))
    site.loses_answers(True)
    site.after_write(lambda: site.person_saves(draft.post_id, title=TITLE, body=BODY))
    with pytest.raises(Overtaken, match="put the original back"):
        push(site, draft)
    assert text(site, draft) == ORIGINAL
    assert site.revisions(draft.post_id) == [ORIGINAL, OURS, ORIGINAL]


@pytest.mark.parametrize("committed", [True, False])
def test_a_lost_answer_to_the_keeping_of_the_revision_costs_a_repeat(site: MemorySite, draft: Draft, committed: bool) -> None:
    site.loses_answers(committed)
    with pytest.raises(Unreachable):
        push(site, draft)
    assert text(site, draft) == ORIGINAL
    push(site, draft)
    assert site.revisions(draft.post_id) == [ORIGINAL, OURS]


@pytest.mark.parametrize("error", [Busy("slowly", 30), Unreachable("refused")])
def test_a_site_that_does_not_take_the_write_is_left_for_later(site: MemorySite, draft: Draft, error: RedraftError) -> None:
    site.fails_with(error)
    with pytest.raises(type(error)):
        push(site, draft)
    assert text(site, draft) == ORIGINAL


# Harm


def test_harmed_markup_is_put_back_and_the_elements_that_were_lost_are_named(site: MemorySite) -> None:
    draft = site.fetch(site.add(TITLE, BODY, revision=True))
    site.harms(kses)
    with pytest.raises(MarkupHarmed, match=r"iframe.*original is in its place.*unfiltered_html"):
        push(site, draft)
    assert text(site, draft) == ORIGINAL


def test_what_wordpress_answers_the_write_with_may_be_what_a_person_saved_and_stays(site: MemorySite) -> None:
    draft = site.fetch(site.add(TITLE, BODY, revision=True))
    site.harms(lambda _: BODY.replace("voted", "voted late on Monday"))  # as if it came between the write and its answer
    with pytest.raises(EditConflict, match="right after the write"):
        replace(site, draft, TITLE, NEW_BODY)
    assert text(site, draft) == (TITLE, BODY.replace("voted", "voted late on Monday"))


def test_a_site_that_swallows_the_write_is_told_apart(site: MemorySite) -> None:
    draft = site.fetch(site.add(TITLE, BODY, revision=True))
    site.harms(lambda _: BODY)
    with pytest.raises(MarkupHarmed):
        push(site, draft)
    assert text(site, draft) == ORIGINAL


def test_an_original_that_cannot_be_put_back_is_said_to_be_lost_from_the_site(site: MemorySite) -> None:
    draft = site.fetch(site.add(TITLE, BODY, revision=True))
    site.harms(kses, kses)
    with pytest.raises(MarkupHarmed, match="could not be put back: the site changes it as well"):
        push(site, draft)
    assert ORIGINAL in site.revisions(draft.post_id)


def test_a_person_who_saves_the_harmed_text_is_not_overwritten_by_the_original(site: MemorySite) -> None:
    draft = site.fetch(site.add(TITLE, BODY, revision=True))
    site.harms(kses)
    site.after_write(lambda: site.before_write(lambda: site.person_saves(draft.post_id, title=THEIRS[0], body=THEIRS[1])))
    with pytest.raises(MarkupHarmed, match="edited by somebody else"):
        push(site, draft)
    assert text(site, draft) == THEIRS


@pytest.mark.parametrize("body", ["<!-- wp:quote -->\n<p>The council voted.</p>", "<p>Voted.</p><!-- /wp:quote -->"])
def test_a_post_whose_blocks_are_nested_wrongly_is_not_touched(site: MemorySite, body: str) -> None:
    draft = site.fetch(site.add(TITLE, body))
    with pytest.raises(GiveUp, match="repair and save it in the editor"):
        replace(site, draft, NEW_TITLE, body.replace("oted", "aited"))
    assert text(site, draft) == (TITLE, body)
    assert site.revisions(draft.post_id) == []


def test_an_account_whose_markup_is_filtered_writes_nothing_that_would_be_changed() -> None:
    site = MemorySite(unfiltered=False)
    draft = site.fetch(site.add(TITLE, BODY))
    with pytest.raises(NotAllowed, match=r"<iframe>.*unfiltered_html"):
        push(site, draft)
    assert text(site, draft) == ORIGINAL
    assert site.revisions(draft.post_id) == []


def test_an_account_whose_markup_is_filtered_writes_what_stays_as_it_is() -> None:
    site = MemorySite(unfiltered=False)
    draft = site.fetch(site.add("Q &amp; A", "<p>Voted.</p>"))
    assert replace(site, draft, "A &amp; Q", "<p>Decided.</p>").body == "<p>Decided.</p>"


# Undo is the same push with the roles exchanged.


def test_an_undo_brings_the_very_original_back_and_keeps_the_revision(site: MemorySite, draft: Draft) -> None:
    ours = push(site, draft)
    assert replace(site, ours, *ORIGINAL).holds(*ORIGINAL)
    assert OURS in site.revisions(draft.post_id)


def test_an_undo_does_not_overwrite_what_a_person_made_of_the_revision(site: MemorySite, draft: Draft) -> None:
    ours = push(site, draft)
    site.person_saves(draft.post_id, body=NEW_BODY + "<p>Mine.</p>")
    with pytest.raises(EditConflict):
        replace(site, ours, *ORIGINAL)
    assert text(site, draft) == (NEW_TITLE, NEW_BODY + "<p>Mine.</p>")
