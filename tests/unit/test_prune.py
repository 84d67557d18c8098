"""What is dropped and when: nothing that a draft on a site may still need, and nothing that keeps a post from being done twice."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from support.desk import BODY, TITLE, Desk, desk
from support.memory_wordpress import MemorySite

from worker import prune, undo
from worker.errors import GiveUp, RedraftError, Unreachable
from worker.prune import Pruned, worth_asking
from worker.store import Dropped, Resting
from worker.wordpress.site import Draft, Poll

DAY = timedelta(days=1)
KEEP = 30 * DAY


class Counting(MemorySite):
    """Counts what is asked of it."""

    fetched = listed = 0

    def fetch(self, post_id: int) -> Draft:
        self.fetched += 1
        return super().fetch(post_id)

    def changed(self, since: datetime | None) -> Poll:
        self.listed += 1
        return super().changed(since)


@pytest.fixture
def site() -> Counting:
    return Counting()


@pytest.fixture
def news(tmp_path: Path, site: Counting) -> Iterator[Desk]:
    with desk(tmp_path, site) as opened:
        yield opened


def days_pass(news: Desk, days: float) -> Pruned:
    """Prune every day, as the daemon does; what the last day did."""
    done = Pruned()
    for _ in range(round(days)):
        news.rest(DAY)
        done = prune.prune(news.rooms, KEEP)
    return done


def has_original(news: Desk, post_id: int) -> bool:
    try:
        return news.store.text(news.store.history("blog", post_id)[-1].source) == (TITLE, BODY)
    except GiveUp:
        return False


def revised(news: Desk) -> int:
    post_id = news.write_draft()
    news.round()
    return post_id


@pytest.mark.parametrize("status", ["publish", "private", "trash", "deleted"])
def test_the_original_is_kept_until_its_post_is_published_or_gone_for_so_long(news: Desk, status: str) -> None:
    post_id = revised(news)
    news.rest(DAY)
    if status == "deleted":
        news.site.person_deletes(post_id)
    else:
        news.site.person_saves(post_id, status=status)
    days_pass(news, 30)
    assert has_original(news, post_id)
    days_pass(news, 8)  # it is noticed within a week
    assert not has_original(news, post_id)
    (record,) = news.store.history("blog", post_id)
    assert (record.outcome, news.store.proof(record.id)) == ("revised", None)


@pytest.mark.parametrize("status", ["draft", "pending", "future"])
def test_the_original_of_what_is_not_published_is_kept_for_ever(news: Desk, status: str) -> None:
    post_id = revised(news)
    news.site.person_saves(post_id, status=status)
    days_pass(news, 200)
    assert has_original(news, post_id)
    if status != "future":
        news.site.person_saves(post_id)
        undo.put_back(news.rooms, "blog", post_id)
        assert news.site.held(post_id).holds(TITLE, BODY)


def test_a_post_that_comes_back_before_its_time_is_over_keeps_its_original(news: Desk) -> None:
    post_id = revised(news)
    news.site.person_trashes(post_id)
    days_pass(news, 30)
    news.site.person_saves(post_id, status="draft")
    days_pass(news, 60)
    assert has_original(news, post_id)
    news.site.person_publishes(post_id)
    days_pass(news, 30)
    assert has_original(news, post_id)
    days_pass(news, 8)
    assert not has_original(news, post_id)


def test_a_post_that_comes_back_after_its_texts_were_dropped_is_no_new_draft(news: Desk) -> None:
    post_id = revised(news)
    held = news.site.held(post_id)
    news.site.person_trashes(post_id)
    days_pass(news, 40)
    calls = len(news.model.journal)
    for body in (held.body, BODY, "<p>The author wrote on.</p>"):
        news.site.person_saves(post_id, title=held.title if body == held.body else TITLE, body=body, status="draft")
        news.rest()
        assert news.round(backlog=True) == []
    assert len(news.model.journal) == calls
    with pytest.raises(GiveUp, match="was dropped"):
        undo.put_back(news.rooms, "blog", post_id, force=True)
    news.site.person_saves(post_id, title=TITLE, body=BODY)
    news.rest()
    assert len(news.round(only=(post_id,))) == 1  # asked for, it is work again, and its original is kept again
    assert has_original(news, post_id)
    days_pass(news, 60)
    undo.put_back(news.rooms, "blog", post_id)
    assert news.site.held(post_id).holds(TITLE, BODY)


def test_a_site_that_does_not_answer_keeps_its_texts_and_stops_no_other(news: Desk) -> None:
    post_id = revised(news)
    news.site.person_trashes(post_id)
    days_pass(news, 10)
    other = Counting("shop", "https://shop.example")
    settings = news.rooms.settings["blog"].model_copy(update={"name": "shop", "url": other.url})
    down = Unreachable("the site is down")

    def connect(name: str) -> MemorySite:
        if name == "blog":
            raise down
        return other

    rooms = replace(news.rooms, settings={**news.rooms.settings, "shop": settings}, site=connect)
    news.rest(60 * DAY)
    done = prune.prune(rooms, KEEP)
    assert (done.notes, done.dropped.posts) == (["blog: the site is down"], 0)
    assert has_original(news, post_id)


def test_posts_of_a_site_that_is_configured_no_more_are_kept_and_that_is_said(news: Desk) -> None:
    post_id = revised(news)
    news.site.person_deletes(post_id)
    news.rooms = replace(news.rooms, settings={})
    done = days_pass(news, 60)
    assert [note.partition(":")[0] for note in done.notes] == ["blog"]
    assert has_original(news, post_id)


@pytest.mark.parametrize("change", [{"post_types": ("page",)}, {"url": "https://another.example"}])
def test_a_post_that_is_looked_for_in_the_wrong_place_is_not_gone(news: Desk, change: dict[str, object]) -> None:
    post_id = revised(news)
    news.site.person_deletes(post_id)  # as it looks when the files name another address, or other types
    settings = news.rooms.settings["blog"]
    news.rooms = replace(news.rooms, settings={"blog": settings.model_copy(update=change)})
    days_pass(news, 60)
    assert has_original(news, post_id)
    news.rooms = replace(news.rooms, settings={"blog": settings.model_copy(update={"url": settings.url.replace("https", "http")})})
    days_pass(news, 45)
    assert not has_original(news, post_id)


def test_a_dry_run_says_what_would_be_dropped_and_drops_nothing(news: Desk) -> None:
    post_id = revised(news)
    news.site.person_trashes(post_id)
    days_pass(news, 8)
    news.rest(40 * DAY)
    before = [news.store.resting(news.site.now), news.store.calls()]
    would = prune.prune(news.rooms, KEEP, dry=True)
    assert would.dropped == Dropped(posts=1, texts=2, proofs=1, answers=len(news.model.journal))
    assert [news.store.resting(news.site.now), news.store.calls()] == before
    assert has_original(news, post_id)
    assert prune.prune(news.rooms, KEEP) == would
    assert list(would.lines(dry=True)) == [
        "asked about 1 post, published or gone for long enough: 1",
        f"would be dropped: 2 texts, 1 proof, {len(news.model.journal)} answers of the model",
    ]


def test_old_answers_are_dropped_and_the_money_trail_stays(news: Desk) -> None:
    revised(news)
    calls, spent = news.store.calls(), news.store.usual_draft()
    asked = len(news.model.journal)
    days_pass(news, 29)
    second = news.write_draft()
    news.round()
    assert len(news.model.journal) == asked  # the same text: its answers are paid
    days_pass(news, 2)
    third = news.write_draft()
    news.round()
    assert len(news.model.journal) == 2 * asked
    assert news.store.calls()["paid"] == 2 * calls["paid"]
    assert news.store.usual_draft() == spent
    assert has_original(news, second)
    assert has_original(news, third)


def test_work_that_waits_loses_nothing_however_old_it_is(news: Desk) -> None:
    post_id = news.write_draft()
    (task,) = news.look().tasks
    news.site.person_trashes(post_id)
    days_pass(news, 90)
    assert news.store.text(task.source) == (TITLE, BODY)


def test_most_posts_are_answered_for_by_one_list(news: Desk, site: Counting) -> None:
    posts = [news.write_draft(body=BODY.replace("Monday", f"Monday {number}")) for number in range(8)]
    news.round()
    news.site.person_publishes(posts[0])
    news.rest(8 * DAY)
    site.fetched = site.listed = 0
    assert prune.prune(news.rooms, KEEP).asked == 8
    assert (site.listed, site.fetched) == (1, 1)
    prune.prune(news.rooms, KEEP)  # nobody is asked again for a week
    assert (site.listed, site.fetched) == (1, 1)


def test_a_look_a_day_is_limited_and_begins_with_what_was_never_asked(news: Desk, site: Counting) -> None:
    posts = [news.write_draft(body=BODY.replace("Monday", f"Monday {number}")) for number in range(4)]
    news.round()
    for post_id in posts:
        news.site.person_publishes(post_id)
    news.rest(8 * DAY)
    for expected in (2, 2, 0):
        assert prune.prune(news.rooms, KEEP, looks=2).asked == expected


def test_of_several_nodes_one_prunes_a_day_and_nobody_where_everything_is_kept(news: Desk, site: Counting) -> None:
    revised(news)
    news.rest(8 * DAY)
    site.fetched = 0
    prune.daily(news.rooms, timedelta(0))
    assert site.fetched == 0
    for _ in range(3):
        prune.daily(news.rooms, KEEP)
    assert site.fetched == 1


def test_a_process_that_stops_does_not_wait_for_a_long_round(news: Desk, site: Counting) -> None:
    revised(news)
    news.rest(8 * DAY)
    site.fetched = 0
    news.rooms.stop.set()
    assert prune.prune(news.rooms, KEEP).asked == 0
    assert site.fetched == 0


def test_when_a_look_is_worth_it() -> None:
    now = MemorySite().now
    assert worth_asking(Resting("blog", 7), now, KEEP)
    assert not worth_asking(Resting("blog", 7, asked_at=now - DAY), now, KEEP)
    assert worth_asking(Resting("blog", 7, asked_at=now - 7 * DAY), now, KEEP)
    assert not worth_asking(Resting("blog", 7, asked_at=now - 20 * DAY, ended_at=now - 20 * DAY), now, KEEP)
    assert worth_asking(Resting("blog", 7, asked_at=now - 30 * DAY, ended_at=now - 30 * DAY), now, KEEP)


def test_no_error_of_a_site_ends_the_round(news: Desk, site: Counting) -> None:
    post_id = revised(news)
    news.rest(8 * DAY)
    for error in (RedraftError("x"), Unreachable("x")):
        site.fails_with(error)
        assert prune.prune(news.rooms, KEEP).notes == ["blog: x"]
    assert has_original(news, post_id)
