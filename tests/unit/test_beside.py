"""What becomes of a draft whose revised text goes beside it: nothing is made again unasked, and no copy is a new draft."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Literal

import pytest
from support.desk import BODY, TITLE, Desk, desk
from support.memory_wordpress import EDITOR, MemorySite

from worker import pipeline, undo
from worker.errors import Busy, GiveUp
from worker.pipeline import Failed, Revised
from worker.store import text_hash
from worker.undo import Undone
from worker.wordpress.site import Draft


@pytest.fixture
def news(tmp_path: Path) -> Iterator[Desk]:
    with desk(tmp_path) as opened:
        yield opened


def pushing(news: Desk, way: Literal["replace", "suggest", "copy"]) -> Desk:
    settings = news.rooms.settings["blog"].model_copy(update={"push": way})
    news.rooms = replace(news.rooms, settings={"blog": settings})
    return news


def suggestion(news: Desk, post_id: int) -> tuple[str, str] | None:
    return news.site.suggestion(news.site.held(post_id), EDITOR)


def copies(news: Desk, post_id: int) -> list[Draft]:
    return [news.site.held(seen.post_id) for seen in news.site.changed(None).seen if seen.post_id != post_id]


def test_a_suggestion_is_made_once_and_the_draft_is_as_it_was(news: Desk) -> None:
    post_id = pushing(news, "suggest").write_draft()
    (outcome,) = news.round()
    made = suggestion(news, post_id)
    assert made
    assert made[1] != BODY
    assert outcome == Revised(text_hash(*made))
    assert news.site.held(post_id).holds(TITLE, BODY)
    for _ in range(2):
        news.rest()
        assert news.round() == []


def test_a_suggestion_that_the_author_s_save_removed_is_made_again_only_when_asked_for(news: Desk) -> None:
    post_id = pushing(news, "suggest").write_draft()
    news.round()
    for body in (BODY, BODY.replace("Monday", "Tuesday")):
        news.site.person_saves(post_id, body=body)
        news.site.person_discards(post_id)
        news.rest()
        assert news.round() == []
        assert suggestion(news, post_id) is None
    news.round(only=(post_id,))
    assert suggestion(news, post_id)
    assert "Tuesday" in news.site.held(post_id).body


def test_a_suggestion_that_the_author_took_over_is_redraft_s_own_revision_and_can_be_undone(news: Desk) -> None:
    post_id = pushing(news, "suggest").write_draft()
    news.round()
    title, body = suggestion(news, post_id) or ("", "")
    news.site.person_saves(post_id, title=title, body=body)
    news.rest()
    assert news.round() == []
    undo.put_back(news.rooms, "blog", post_id)
    assert news.site.held(post_id).holds(TITLE, BODY)


def test_a_site_that_is_busy_gets_its_suggestion_later(news: Desk) -> None:
    post_id = pushing(news, "suggest").write_draft()
    found = news.look()
    news.site.before_write(lambda: news.site.fails_with(Busy("slowly", 30)))
    (outcome,) = [pipeline.revise(news.rooms, task) for task in found.tasks]
    news.rest()
    assert isinstance(outcome, Failed)
    news.round(eager=True)
    assert suggestion(news, post_id)


def test_a_copy_is_made_once_and_is_no_new_draft(news: Desk) -> None:
    post_id = pushing(news, "copy").write_draft()
    (outcome,) = news.round()
    (made,) = copies(news, post_id)
    assert outcome == Revised(text_hash(made.title, made.body))
    assert news.site.held(post_id).holds(TITLE, BODY)
    for backlog in (False, True, False):
        news.rest()
        assert news.round(backlog=backlog) == []
    assert copies(news, post_id) == [made]


def test_a_copy_that_a_person_edits_and_renames_is_no_new_draft(news: Desk) -> None:
    post_id = pushing(news, "copy").write_draft()
    news.round()
    (made,) = copies(news, post_id)
    news.site.person_saves(made.post_id, body="<p>The council said on Monday that many were there.</p>")
    news.site.person_renames(made.post_id, "the-council")
    news.rest()
    assert news.round() == []
    assert len(copies(news, post_id)) == 1


def test_a_copy_whose_maker_stopped_before_it_was_written_down_is_known_by_its_slug(news: Desk) -> None:
    news.site.add(TITLE, BODY, author=EDITOR, slug="rw-7-0123abcd")
    news.rest()
    found = news.look()
    assert (found.tasks, found.left) == ([], [])


def test_undoing_a_copy_leaves_the_draft_and_the_copy_and_says_where_that_is(news: Desk) -> None:
    post_id = pushing(news, "copy").write_draft()
    news.round()
    (made,) = copies(news, post_id)
    undone = undo.put_back(news.rooms, "blog", post_id)
    told = f"its copy, post {made.post_id}, stays; put it into the trash if nobody needs it: {news.site.edit_url(made.post_id)}"
    assert undone == Undone(post_id, written=False, beside=told)
    assert news.site.held(post_id).holds(TITLE, BODY)
    assert copies(news, post_id) == [made]
    with pytest.raises(GiveUp, match=f"post {post_id} of blog has no revision"):
        undo.put_back(news.rooms, "blog", made.post_id)  # it was undone with its draft


@pytest.mark.parametrize(
    ("act", "told"),
    [
        (lambda site, copy: site.person_saves(copy, body="<p>Mine.</p>"), "stays, which somebody has edited since; put it"),
        (lambda site, copy: site.person_publishes(copy), 'has the status "publish" and stays: '),
        (lambda site, copy: site.person_trashes(copy), ""),
    ],
)
def test_undoing_by_the_copy_s_own_number_says_what_has_become_of_it(news: Desk, act: Callable[[MemorySite, int], None], told: str) -> None:
    post_id = pushing(news, "copy").write_draft()
    news.round()
    (made,) = copies(news, post_id)
    act(news.site, made.post_id)
    news.site.person_saves(post_id, body="<p>The author wrote on.</p>")
    left = news.site.held(made.post_id)
    undone = undo.put_back(news.rooms, "blog", made.post_id, force=True)
    assert (undone.post_id, undone.written, undone.kept) == (post_id, False, False)
    assert told in undone.beside
    assert bool(undone.beside) == bool(told)
    assert news.site.held(made.post_id) == left
    assert news.site.held(post_id).body == "<p>The author wrote on.</p>"


def test_undoing_a_suggestion_leaves_the_draft_alone_and_says_what_drops_it(news: Desk) -> None:
    post_id = pushing(news, "suggest").write_draft()
    news.round()
    before, made = news.site.held(post_id), suggestion(news, post_id)
    undone = undo.put_back(news.rooms, "blog", post_id)
    assert (undone.written, "WordPress drops it" in undone.beside) == (False, True)
    assert (news.site.held(post_id), suggestion(news, post_id)) == (before, made)


def test_undoing_a_suggestion_that_is_gone_says_nothing_of_it(news: Desk) -> None:
    post_id = pushing(news, "suggest").write_draft()
    news.round()
    news.site.person_discards(post_id)
    assert undo.put_back(news.rooms, "blog", post_id) == Undone(post_id, written=False)


@pytest.mark.parametrize("way", ["replace", "suggest", "copy"])
def test_a_draft_that_was_undone_is_revised_again_only_when_a_person_asks(news: Desk, way: Literal["replace", "suggest", "copy"]) -> None:
    post_id = pushing(news, way).write_draft()
    news.round()
    undo.put_back(news.rooms, "blog", post_id)
    calls = len(news.model.journal)
    for backlog, eager in ((False, False), (True, True)):
        news.rest()
        assert news.round(backlog=backlog, eager=eager) == []
    news.site.person_saves(post_id)  # a save that changes nothing
    news.rest()
    assert news.round() == []
    news.site.person_saves(post_id, body="<p>The author wrote on.</p>")
    news.rest()
    assert news.round(backlog=True) == []
    news.site.person_saves(post_id, body=BODY)
    (outcome,) = news.round(only=(post_id,))
    assert isinstance(outcome, Revised)
    assert len(news.model.journal) == calls  # its answers are paid
