"""A suggestion or a copy: the draft itself stays as it is, and a repeat does no harm."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from support.memory_wordpress import AUTHOR, EDITOR, MemorySite

from worker.errors import EditConflict, GiveUp, Gone, MarkupHarmed, Misconfigured, NotAllowed, Published, Unreachable
from worker.wordpress.push import PUSHES, Push, copy, is_copy, suggest
from worker.wordpress.site import Account, Draft, Kind, Label, Poll, Site, Terms

TITLE, BODY = "Council votes", '<p>The council voted.</p>\n<iframe src="https://video.example/7"></iframe>'
NEW_TITLE, NEW_BODY = "Council decides", BODY.replace("voted", "decided")
ORIGINAL, OURS = (TITLE, BODY), (NEW_TITLE, NEW_BODY)
both = pytest.mark.parametrize("way", [suggest, copy])


@pytest.fixture
def site() -> MemorySite:
    return MemorySite()


@pytest.fixture
def draft(site: MemorySite) -> Draft:
    return site.fetch(site.add(TITLE, BODY))


def beside(site: MemorySite, draft: Draft) -> list[tuple[str, str]]:
    """The texts beside the draft: its suggestion, and the posts that are copies."""
    suggestion = site.suggestion(draft, EDITOR)
    others = [site.held(seen.post_id) for seen in site.changed(None).seen if seen.post_id != draft.post_id]
    return [*([suggestion] if suggestion else []), *((one.title, one.body) for one in others)]


def test_a_setting_names_the_ways() -> None:
    assert (PUSHES["suggest"], PUSHES["copy"]) == (suggest, copy)


@both
def test_the_draft_stays_as_it_is_and_the_revised_text_is_beside_it(site: MemorySite, draft: Draft, way: Push) -> None:
    assert way(site, draft, *OURS).holds(*OURS)
    assert site.held(draft.post_id) == draft
    assert site.revisions(draft.post_id) == []
    assert beside(site, draft) == [OURS]


@both
def test_a_repeat_after_a_crash_changes_nothing(site: MemorySite, draft: Draft, way: Push) -> None:
    first = way(site, draft, *OURS)
    assert way(site, draft, *OURS) == first
    assert beside(site, draft) == [OURS]


@both
@pytest.mark.parametrize("committed", [True, False])
def test_a_lost_answer_leaves_one_text_beside_the_draft(site: MemorySite, draft: Draft, way: Push, committed: bool) -> None:
    site.loses_answers(committed)
    assert way(site, draft, *OURS).holds(*OURS)
    assert beside(site, draft) == [OURS]
    assert site.held(draft.post_id) == draft


@both
def test_a_site_that_loses_everything_is_given_time(site: MemorySite, draft: Draft, way: Push) -> None:
    site.loses_answers(False, False)
    with pytest.raises(Unreachable, match="twice"):
        way(site, draft, *OURS)
    assert beside(site, draft) == []


@both
@pytest.mark.parametrize("change", [{"title": "Mine"}, {"body": "<p>Mine.</p>"}, {"status": "pending"}])
def test_a_draft_that_a_person_changed_gets_nothing(site: MemorySite, draft: Draft, way: Push, change: dict[str, str]) -> None:
    site.person_saves(draft.post_id, **change)
    with pytest.raises(EditConflict):
        way(site, draft, *OURS)
    assert beside(site, draft) == []


@both
def test_a_post_that_is_published_or_in_the_trash_gets_nothing(site: MemorySite, draft: Draft, way: Push) -> None:
    site.person_publishes(draft.post_id)
    with pytest.raises(Published):
        way(site, draft, *OURS)
    site.person_trashes(draft.post_id)
    with pytest.raises(Gone):
        way(site, draft, *OURS)


@both
def test_a_draft_that_holds_the_revised_text_already_needs_nothing_beside_it(site: MemorySite, draft: Draft, way: Push) -> None:
    site.person_saves(draft.post_id, title=NEW_TITLE, body=NEW_BODY)
    assert way(site, draft, *OURS) == site.held(draft.post_id)
    assert beside(site, draft) == []


@both
def test_a_text_that_the_site_harms_is_reported_and_the_draft_is_as_it_was(site: MemorySite, draft: Draft, way: Push) -> None:
    site.harms(lambda _: "<p>Filtered.</p>", lambda _: "<p>Filtered.</p>")
    with pytest.raises(MarkupHarmed, match="the draft is as it was"):
        way(site, draft, *OURS)
    assert site.held(draft.post_id) == draft


@both
def test_an_account_whose_markup_is_filtered_puts_nothing_beside(way: Push) -> None:
    site = MemorySite(unfiltered=False)
    draft = site.fetch(site.add(TITLE, BODY))
    with pytest.raises(NotAllowed, match=r"<iframe>.*unfiltered_html"):
        way(site, draft, *OURS)
    assert beside(site, draft) == []


@both
def test_a_post_whose_blocks_are_nested_wrongly_is_left_alone(site: MemorySite, way: Push) -> None:
    draft = site.fetch(site.add(TITLE, "<!-- wp:quote -->\n<p>The council voted.</p>"))
    with pytest.raises(GiveUp, match="repair and save it"):
        way(site, draft, NEW_TITLE, "<!-- wp:quote -->\n<p>The council decided.</p>")
    assert beside(site, draft) == []


@both
def test_a_door_that_cannot_put_anything_beside_a_draft_says_so(site: MemorySite, draft: Draft, way: Push) -> None:
    with pytest.raises(Misconfigured, match='push = "replace"'):
        way(_Bare(site), draft, *OURS)


def test_the_account_s_own_draft_gets_no_suggestion_because_it_would_be_overwritten(site: MemorySite) -> None:
    draft = site.fetch(site.add(TITLE, BODY, author=EDITOR))
    with pytest.raises(NotAllowed, match=r"own.*overwrites"):
        suggest(site, draft, *OURS)
    assert site.held(draft.post_id) == draft


def test_a_draft_whose_author_is_not_told_gets_no_suggestion(site: MemorySite) -> None:
    draft = site.fetch(site.add(TITLE, BODY, author=0))
    with pytest.raises(NotAllowed, match="shows no author"):
        suggest(site, draft, *OURS)
    assert site.held(draft.post_id) == draft


def test_an_older_suggestion_of_ours_gives_way_and_that_of_a_person_stays(site: MemorySite, draft: Draft) -> None:
    suggest(site, draft, "Older", "<p>Older.</p>")
    suggest(site, draft, *OURS)
    assert beside(site, draft) == [OURS]
    assert site.suggestion(draft, AUTHOR) is None


def test_a_copy_is_a_draft_of_the_same_type_whose_slug_tells_the_post_and_the_text(site: MemorySite) -> None:
    site = MemorySite(post_types=("post", "page"))
    draft = site.fetch(site.add(TITLE, BODY, status="pending", post_type="page"))
    made = copy(site, draft, *OURS)
    assert (made.status, made.post_type) == ("draft", "page")
    assert made.slug.startswith(f"rw-{draft.post_id}-")
    assert is_copy(made)
    assert not is_copy(draft)
    assert copy(site, draft, "Another", NEW_BODY).slug != made.slug


def test_a_copy_that_a_person_works_on_is_not_made_again_and_not_touched(site: MemorySite, draft: Draft) -> None:
    made = copy(site, draft, *OURS)
    site.person_saves(made.post_id, body="<p>Mine.</p>")
    assert copy(site, draft, *OURS).post_id == made.post_id
    assert beside(site, draft) == [(NEW_TITLE, "<p>Mine.</p>")]


class _Bare:
    """A site of which only the words of `Site` are known."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self.name, self.url = site.name, site.url

    def account(self) -> Account:
        return self._site.account()

    def changed(self, since: object) -> Poll:
        return self._site.changed(None)

    def fetch(self, post_id: int) -> Draft:
        return self._site.fetch(post_id)

    def terms(self, draft: Draft) -> Terms:
        return self._site.terms(draft)

    def author(self, user_id: int) -> Label:
        return self._site.author(user_id)

    def unknown(self, kind: Kind, names: Sequence[str]) -> tuple[str, ...]:
        return self._site.unknown(kind, names)

    def has_revision_of(self, draft: Draft) -> bool:
        return self._site.has_revision_of(draft)

    def keep_revision(self, draft: Draft) -> None:
        self._site.keep_revision(draft)

    def write(self, draft: Draft, title: str, body: str) -> Draft:
        return self._site.write(draft, title, body)

    def edit_url(self, post_id: int) -> str:
        return self._site.edit_url(post_id)
