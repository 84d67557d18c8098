"""What becomes of a draft, and which drafts are taken: the promises to the people who write them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from support.desk import BODY, QUIET, TITLE, Desk, desk, other_model
from support.memory_wordpress import MemorySite

from worker import offers, pipeline, undo
from worker.errors import (
    Busy,
    EditConflict,
    GiveUp,
    Gone,
    LoginRefused,
    Published,
    RedraftError,
    Unreachable,
    WrongSetting,
)
from worker.offers import Adopt, Known, Leave, Offer, decide
from worker.pipeline import TRIES, Failed, Left, Revised, Unchanged, what_next
from worker.store import Record, text_hash
from worker.undo import Undone
from worker.wordpress.site import Draft

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def news(tmp_path: Path) -> Iterator[Desk]:
    with desk(tmp_path) as opened:
        yield opened


# One draft


def test_a_draft_is_revised_in_its_place_and_stays_a_draft(news: Desk) -> None:
    post_id = news.write_draft()
    (outcome,) = news.round()
    held = news.site.held(post_id)
    assert outcome == Revised(text_hash(held.title, held.body))
    assert held.status == "draft"
    assert held.body != BODY
    assert 'href="https://example.org/plan"' in held.body


def test_the_original_is_in_the_store_and_a_revision_of_the_site_and_the_proof_is_kept(news: Desk) -> None:
    post_id = news.write_draft()
    news.round()
    (record,) = news.store.history("blog", post_id)
    assert news.store.text(record.source) == (TITLE, BODY)
    assert (TITLE, BODY) in news.site.revisions(post_id)
    proof = news.store.proof(record.id)
    assert proof
    assert proof["skeleton"]["before"] == proof["skeleton"]["after"]


def test_a_draft_without_words_is_unchanged_and_costs_nothing(news: Desk) -> None:
    post_id = news.write_draft("", "")
    assert news.round() == [Unchanged()]
    assert news.model.journal == []
    assert news.site.revisions(post_id) == []
    assert news.round() == []


def test_our_own_revision_is_no_new_draft(news: Desk) -> None:
    news.write_draft()
    news.round()
    calls = len(news.model.journal)
    for _ in range(3):
        news.rest()
        found = news.look()
        assert (found.tasks, found.left, found.waiting) == ([], [], 0)
    assert len(news.model.journal) == calls


def test_a_changed_model_reopens_nothing(news: Desk) -> None:
    news.write_draft()
    news.round()
    news.rest()
    again = offers.offer(other_model(news.rooms), "blog", backlog=True)
    assert again.tasks == []


def test_the_same_text_in_two_posts_is_paid_for_once(news: Desk) -> None:
    news.write_draft()
    news.round()
    calls = len(news.model.journal)
    second = news.write_draft()
    (outcome,) = news.round()
    assert isinstance(outcome, Revised)
    assert news.site.held(second).body != BODY
    assert len(news.model.journal) == calls


# People


def test_an_edit_while_the_model_writes_is_left_alone_and_taken_up_when_it_rests(news: Desk) -> None:
    post_id = news.write_draft()
    (task,) = news.look().tasks
    news.site.person_saves(post_id, body="<p>The mayor said she began to write many letters during the summer.</p>")
    assert isinstance(pipeline.revise(news.rooms, task), Left)
    assert "mayor" in news.site.held(post_id).body
    assert news.look().waiting == 1
    news.rest()
    (outcome,) = news.round()
    assert isinstance(outcome, Revised)


def test_an_edit_between_the_last_look_and_the_write_is_left_alone_for_good(news: Desk) -> None:
    post_id = news.write_draft()
    news.site.before_write(lambda: news.site.person_saves(post_id, body="<p>Mine.</p>"))
    (outcome,) = news.round()
    assert isinstance(outcome, Left)
    assert news.site.held(post_id).body == "<p>Mine.</p>"


def test_an_edit_of_our_revision_is_left_alone_and_said_once(news: Desk) -> None:
    post_id = news.write_draft()
    news.round()
    news.rest()
    news.site.person_saves(post_id, body="<p>The editor improved the revision and said many things.</p>")
    news.rest()
    said = news.look()
    assert said.tasks == []
    assert [post for post, _ in said.left] == [post_id]
    news.rest()
    assert news.look().left == []


def test_an_edited_revision_is_revised_when_a_person_asks_for_that_very_draft(news: Desk) -> None:
    post_id = news.write_draft()
    news.round()
    edited = "<p>The editor said that many residents began to write letters because the road was closed.</p>"
    news.site.person_saves(post_id, body=edited)
    (outcome,) = news.round(only=(post_id,))
    assert isinstance(outcome, Revised)
    assert news.site.held(post_id).body != edited


@pytest.mark.parametrize("status", ["publish", "trash", "future", "private"])
def test_a_draft_that_is_no_draft_any_more_is_left_alone(news: Desk, status: str) -> None:
    post_id = news.write_draft()
    (task,) = news.look().tasks
    news.site.person_saves(post_id, status=status)
    assert isinstance(pipeline.revise(news.rooms, task), Left)
    assert (news.site.held(post_id).title, news.site.held(post_id).body) == (TITLE, BODY)


def test_a_revision_that_was_in_the_trash_for_a_moment_is_known_as_one(news: Desk) -> None:
    post_id = news.write_draft()
    news.site.after_write(lambda: news.site.person_saves(post_id, status="trash"))
    news.round()
    assert [each.outcome for each in news.store.history("blog", post_id)] == ["left"]
    news.site.person_saves(post_id, status="draft")
    news.rest()
    calls = len(news.model.journal)
    news.round()
    assert [each.outcome for each in news.store.history("blog", post_id)] == ["revised"]
    assert (len(news.model.journal), news.site.revisions(post_id).count((TITLE, BODY))) == (calls, 1)
    assert undo.put_back(news.rooms, "blog", post_id) == Undone(post_id)


def test_undo_puts_the_original_back_and_it_is_never_revised_again_unasked(news: Desk) -> None:
    post_id = news.write_draft()
    news.round()
    news.rest()
    assert undo.put_back(news.rooms, "blog", post_id) == Undone(post_id)
    assert (news.site.held(post_id).title, news.site.held(post_id).body) == (TITLE, BODY)
    news.rest()
    assert news.round(backlog=True) == []
    calls = len(news.model.journal)
    (outcome,) = news.round(only=(post_id,))
    assert isinstance(outcome, Revised)
    assert len(news.model.journal) == calls  # its answers are paid


def test_undo_twice_is_undo_once(news: Desk) -> None:
    post_id = news.write_draft()
    news.round()
    undo.put_back(news.rooms, "blog", post_id)
    with pytest.raises(GiveUp, match="no revision by Redraft"):
        undo.put_back(news.rooms, "blog", post_id)
    assert news.site.held(post_id).body == BODY


def test_undo_does_not_overwrite_an_edit_of_our_revision(news: Desk) -> None:
    post_id = news.write_draft()
    news.round()
    news.site.person_saves(post_id, body="<p>Mine.</p>")
    with pytest.raises(EditConflict, match="edited after"):
        undo.put_back(news.rooms, "blog", post_id)
    assert news.site.held(post_id).body == "<p>Mine.</p>"


def test_undo_by_force_keeps_the_text_of_a_person_before_it_puts_the_original_back(news: Desk) -> None:
    post_id = news.write_draft()
    news.round()
    news.site.person_saves(post_id, title="Mine", body="<p>Mine.</p>")
    assert undo.put_back(news.rooms, "blog", post_id, force=True) == Undone(post_id, kept=True)
    assert news.site.held(post_id).holds(TITLE, BODY)
    assert ("Mine", "<p>Mine.</p>") in news.site.revisions(post_id)
    kept = [news.store.text(record.source) for record in news.store.history("blog", post_id)]
    assert ("Mine", "<p>Mine.</p>") in kept
    news.rest()
    assert news.round(backlog=True) == []
    news.site.person_saves(post_id, title="Mine", body="<p>Mine.</p>")  # and so has it again
    news.rest()
    assert (news.round(backlog=True), news.look().left) == ([], [])


def test_undo_by_force_loses_no_save_of_that_very_moment(news: Desk) -> None:
    post_id = news.write_draft()
    news.round()
    news.site.person_saves(post_id, body="<p>Mine.</p>")
    news.site.before_write(lambda: news.site.person_saves(post_id, body="<p>Mine, again.</p>"))
    with pytest.raises(EditConflict, match="by somebody else meanwhile"):
        undo.put_back(news.rooms, "blog", post_id, force=True)
    assert news.site.held(post_id).body == "<p>Mine, again.</p>"
    assert undo.put_back(news.rooms, "blog", post_id, force=True) == Undone(post_id, kept=True)
    assert news.site.held(post_id).holds(TITLE, BODY)
    assert {"<p>Mine.</p>", "<p>Mine, again.</p>"} <= {body for _, body in news.site.revisions(post_id)}


@pytest.mark.parametrize("status", ["publish", "private", "future"])
def test_undo_by_force_touches_nothing_that_is_no_draft_any_more(news: Desk, status: str) -> None:
    post_id = news.write_draft()
    news.round()
    news.site.person_saves(post_id, body="<p>Mine.</p>", status=status)
    with pytest.raises(Published):
        undo.put_back(news.rooms, "blog", post_id, force=True)
    held = news.site.held(post_id)
    assert (held.status, held.body) == (status, "<p>Mine.</p>")
    assert len(news.store.history("blog", post_id)) == 1


def test_undo_of_the_second_revision_gives_back_what_the_person_had_made_of_the_first(news: Desk) -> None:
    post_id = news.write_draft()
    news.round()
    edited = "<p>The editor said that many residents began to write letters because the road was closed.</p>"
    news.site.person_saves(post_id, body=edited)
    news.rest()
    news.round(only=(post_id,))
    undo.put_back(news.rooms, "blog", post_id)
    assert news.site.held(post_id).body == edited
    with pytest.raises(EditConflict):
        undo.put_back(news.rooms, "blog", post_id)
    undo.put_back(news.rooms, "blog", post_id, force=True)
    assert news.site.held(post_id).holds(TITLE, BODY)


def test_undo_without_a_revision_of_ours_says_so(news: Desk) -> None:
    post_id = news.write_draft()
    with pytest.raises(GiveUp, match="no revision by Redraft"):
        undo.put_back(news.rooms, "blog", post_id)


def test_an_edit_after_undo_is_left_alone(news: Desk) -> None:
    post_id = news.write_draft()
    news.round()
    undo.put_back(news.rooms, "blog", post_id)
    news.site.person_saves(post_id, body="<p>Mine.</p>")
    news.rest()
    assert news.round() == []
    assert news.site.held(post_id).body == "<p>Mine.</p>"


# Which drafts


def test_the_first_look_counts_what_is_there_and_bills_nothing(tmp_path: Path) -> None:
    with desk(tmp_path, looked=False) as news:
        for number in range(3):
            news.write_draft(f"{TITLE} {number}")
        first = news.look()
        assert (first.older, first.tasks) == (3, [])
        news.rest()
        assert news.round() == []
        assert news.model.journal == []


def test_a_draft_saved_in_the_second_of_the_first_look_is_older_and_its_next_save_is_not(tmp_path: Path) -> None:
    with desk(tmp_path, looked=False) as news:
        touched, untouched = news.site.add(TITLE, BODY), news.site.add(TITLE, BODY)
        assert news.look().older == 2
        news.site.person_saves(touched, body=BODY + "\n<p>One more thing was said.</p>")  # in the same second
        news.rest()
        assert [task.post_id for task in news.look().tasks] == [touched]
        backlog = news.look(backlog=True)
        assert [task.post_id for task in backlog.tasks] == [touched, untouched]


def test_a_backlog_takes_older_drafts_and_its_limit_leaves_the_rest_to_the_next(tmp_path: Path) -> None:
    with desk(tmp_path, looked=False) as news:
        posts = [news.site.add(f"{TITLE} {number}", BODY) for number in range(5)]
        news.rest()
        news.look()
        news.rest()
        assert news.look().tasks == []
        first = news.look(backlog=True, limit=2)
        assert (len(first.tasks), first.waiting) == (2, 3)
        for task in first.tasks:
            pipeline.revise(news.rooms, task)
        second = news.look(backlog=True)
        assert len(second.tasks) == 3
        assert {task.post_id for task in (*first.tasks, *second.tasks)} == set(posts)


def test_a_draft_that_a_backlog_had_to_wait_for_is_taken_later_unasked(tmp_path: Path) -> None:
    with desk(tmp_path, looked=False) as news:
        post_id = news.site.add(TITLE, BODY)
        news.rest(MINUTE)
        first = news.look(backlog=True)
        assert (first.tasks, first.waiting) == ([], 1)
        news.rest()
        assert [task.post_id for task in news.look().tasks] == [post_id]


def test_a_draft_somebody_still_writes_waits_and_is_not_forgotten(news: Desk) -> None:
    post_id = news.site.add(TITLE, BODY)
    for _ in range(4):
        news.rest(MINUTE)
        found = news.look()
        assert (found.tasks, found.waiting) == ([], 1)
    news.rest(QUIET)
    assert [task.post_id for task in news.look().tasks] == [post_id]


def test_asking_for_a_draft_does_not_wait_but_warns(news: Desk) -> None:
    post_id = news.site.add(TITLE, BODY)
    found = news.look(only=(post_id,))
    assert [task.post_id for task in found.tasks] == [post_id]
    assert "saved just now" in found.notes[0]


def test_asking_for_a_draft_that_does_not_exist_says_so(news: Desk) -> None:
    assert [post for post, _ in news.look(only=(404,)).refused] == [404]


def test_asking_for_our_own_revision_says_that_it_is_one(news: Desk) -> None:
    post_id = news.write_draft()
    news.round()
    (left,) = news.look(only=(post_id,)).left
    assert "own revision" in left[1]


def test_a_dry_look_remembers_nothing(news: Desk) -> None:
    post_id = news.write_draft()
    dry = offers.offer(news.rooms, "blog", dry=True)
    assert [task.post_id for task in dry.tasks] == [post_id]
    assert news.store.history("blog", post_id) == ()


def test_a_draft_is_offered_once_however_often_it_is_looked_at(news: Desk) -> None:
    post_id = news.write_draft()
    ids = {task.id for _ in range(5) for task in news.look().tasks}
    assert len(ids) == 1
    assert len(news.store.history("blog", post_id)) == 1


def test_a_poll_that_is_cut_off_before_its_end_is_made_again(news: Desk) -> None:
    post_id = news.write_draft()
    offers.offer(news.rooms, "blog")  # and never committed
    assert [task.post_id for task in news.look().tasks] == [post_id]


class HalfBroken(MemorySite):
    """A plugin makes one post unreadable."""

    broken = 0

    def fetch(self, post_id: int) -> Draft:
        if post_id == self.broken:
            raise Unreachable("HTTP 500")
        return super().fetch(post_id)


def test_one_post_that_cannot_be_read_hides_no_other_and_is_not_forgotten(tmp_path: Path) -> None:
    site = HalfBroken()
    with desk(tmp_path, site) as news:
        site.broken, healthy = news.site.add(TITLE, BODY), news.site.add(TITLE, BODY)
        news.rest()
        found = news.look()
        assert [task.post_id for task in found.tasks] == [healthy]
        assert (found.waiting, len(found.notes)) == (1, 1)
        broken, site.broken = site.broken, 0
        assert {task.post_id for task in news.look().tasks} == {broken, healthy}


# Failures


def test_a_failure_that_may_pass_is_tried_again_in_its_time_without_a_second_bill(news: Desk) -> None:
    post_id = news.write_draft()
    (task,) = news.look().tasks
    news.site.fails_with(Unreachable("the site is down"))
    failed = pipeline.revise(news.rooms, task)
    assert isinstance(failed, Failed)
    assert failed.retry_at is not None
    assert news.round() == []
    news.rest()
    assert [type(outcome) for outcome in news.round()] == [Revised]
    assert news.site.held(post_id).body != BODY


def test_a_write_whose_answer_was_lost_is_found_and_adopted(news: Desk) -> None:
    post_id = news.write_draft()
    (task,) = news.look().tasks

    def lose_the_answer_and_go_down() -> None:
        news.site.loses_answers(True)
        news.site.fails_with(Unreachable("down"))

    news.site.before_write(lose_the_answer_and_go_down)
    assert isinstance(pipeline.revise(news.rooms, task), Failed)
    news.rest()
    assert news.look().adopted == [task]
    (record,) = news.store.history("blog", post_id)
    held = news.site.held(post_id)
    assert (record.outcome, record.result) == ("revised", text_hash(held.title, held.body))


def test_after_a_write_whose_answer_was_lost_a_persons_edit_is_left_alone(news: Desk) -> None:
    post_id = news.write_draft()
    (task,) = news.look().tasks

    def lose_the_answer_and_go_down() -> None:
        news.site.loses_answers(True)
        news.site.fails_with(Unreachable("down"))

    news.site.before_write(lose_the_answer_and_go_down)
    pipeline.revise(news.rooms, task)
    news.site.person_saves(post_id, body="<p>Mine.</p>")
    news.rest(timedelta(hours=1))
    assert news.round(eager=True) == []
    assert news.site.held(post_id).body == "<p>Mine.</p>"


def test_after_a_write_whose_answer_was_lost_an_original_that_a_person_put_back_stays(news: Desk) -> None:
    post_id = news.site.add(TITLE, BODY, revision=True)
    news.rest()
    news.site.loses_answers(True)
    news.site.after_write(lambda: news.site.fails_with(Unreachable("down")))
    (outcome,) = news.round()
    assert isinstance(outcome, Failed)
    assert news.site.held(post_id).body != BODY
    news.rest(MINUTE)
    news.site.person_saves(post_id, title=TITLE, body=BODY)
    news.rest(timedelta(hours=5))
    found = news.look()
    assert [post for post, _ in found.left] == [post_id]
    assert news.round() == []
    assert news.site.held(post_id).body == BODY
    assert news.round(only=(post_id,)) == [Revised(text_hash(news.site.held(post_id).title, news.site.held(post_id).body))]


@pytest.mark.parametrize("answer_lost", [True, False])
def test_an_original_that_a_person_puts_back_in_the_moment_of_the_write_stays_and_so_do_later_edits(news: Desk, answer_lost: bool) -> None:
    post_id = news.site.add(TITLE, BODY, revision=True)
    news.rest()
    if answer_lost:
        news.site.loses_answers(True)
    news.site.after_write(lambda: news.site.person_saves(post_id, title=TITLE, body=BODY))
    assert [type(outcome) for outcome in news.round()] == [Left]
    assert news.site.held(post_id).body == BODY
    news.rest(timedelta(days=1))
    assert news.round(eager=True) == []
    news.site.person_saves(post_id, body=BODY + "\n<p>Mine.</p>")
    news.rest(timedelta(days=1))
    assert news.round(eager=True) == []
    assert news.site.held(post_id).body == BODY + "\n<p>Mine.</p>"


def test_a_revision_that_was_written_before_a_crash_is_known_though_the_site_then_refused_the_login(news: Desk) -> None:
    class PowerCut(BaseException):
        pass

    def step(name: str, work: Callable[[], object], /) -> object:
        done = work()
        if name == "push":
            raise PowerCut
        return done

    post_id = news.write_draft()
    (task,) = news.look().tasks
    with pytest.raises(PowerCut):
        pipeline.revise(news.rooms, task, step)  # type: ignore[arg-type]
    ours = news.site.held(post_id).body
    news.site.fails_with(LoginRefused("who?"))
    assert isinstance(pipeline.revise(news.rooms, task), Failed)
    news.rest(timedelta(days=1))
    assert news.round() == []
    assert (news.store.history("blog", post_id)[0].outcome, news.site.held(post_id).body) == ("revised", ours)


def test_a_text_that_failed_and_is_back_after_another_one_is_taken_up_again(news: Desk) -> None:
    post_id = news.write_draft()
    news.model.mode = "overloaded"
    (failed,) = news.round()
    assert isinstance(failed, Failed)
    assert failed.retry_at
    news.model.mode = "refusal"
    news.site.person_saves(post_id, body=BODY.replace("cycle path", "tram line"))
    news.rest()
    assert [type(outcome) for outcome in news.round()] == [Unchanged]
    news.model.mode = "honest"
    news.site.person_saves(post_id, body=BODY)
    news.rest()
    assert [type(outcome) for outcome in news.round()] == [Revised]


def test_an_original_that_a_person_put_back_before_a_crash_was_overcome_stays(news: Desk) -> None:
    class PowerCut(BaseException):
        pass

    def cut() -> None:
        raise PowerCut

    post_id = news.write_draft()
    (task,) = news.look().tasks
    news.site.after_write(cut)
    with pytest.raises(PowerCut):
        pipeline.revise(news.rooms, task)
    assert news.site.held(post_id).body != BODY
    news.site.person_saves(post_id, title=TITLE, body=BODY)
    outcome = pipeline.revise(news.rooms, task)
    assert isinstance(outcome, Left)
    assert news.site.held(post_id).body == BODY
    news.rest()
    assert news.round() == []


def test_a_setting_that_was_put_right_cures_its_failures_at_the_next_sync(news: Desk) -> None:
    news.write_draft()
    (task,) = news.look().tasks
    news.site.fails_with(LoginRefused("wrong password"))
    assert isinstance(pipeline.revise(news.rooms, task), Failed)
    news.rest(timedelta(hours=1))
    assert news.round() == []
    assert [type(outcome) for outcome in news.round(eager=True)] == [Revised]


def test_a_refused_write_does_not_keep_a_later_edit_from_being_revised(news: Desk) -> None:
    post_id = news.write_draft()
    (task,) = news.look().tasks
    news.site.unfiltered = False
    news.site.person_saves(post_id, body=BODY + "<script>track()</script>")
    news.rest()
    pipeline.revise(news.rooms, task)
    (refused,) = news.round()
    assert isinstance(refused, Failed)
    news.site.unfiltered = True
    news.site.person_saves(post_id, body=BODY + "\n<p>The council said that many residents began to write.</p>")
    news.rest()
    assert [type(outcome) for outcome in news.round()] == [Revised]


def test_a_site_that_harms_the_markup_gets_its_original_back_and_a_person_must_look(news: Desk) -> None:
    post_id = news.write_draft()
    (task,) = news.look().tasks
    news.site.keep_revision(news.site.fetch(post_id))
    news.site.harms(lambda body: body.replace("<a ", "<b "))
    outcome = pipeline.revise(news.rooms, task)
    assert isinstance(outcome, Failed)
    assert (outcome.exit_status, outcome.retry_at) == (1, None)
    assert news.site.held(post_id).body == BODY
    news.rest()
    assert news.round(eager=True) == []


def test_a_model_that_asks_for_patience_is_left_in_peace_for_so_long() -> None:
    failed = what_next(Busy("slow down", retry_after=7200), 0, NOW, 0.0)
    assert isinstance(failed, Failed)
    assert failed.retry_at == NOW + timedelta(hours=2)


@pytest.mark.parametrize("error", [EditConflict("x"), Gone("x")])
def test_what_a_person_did_is_no_failure(error: RedraftError) -> None:
    assert what_next(error, 0, NOW, 0.5) == Left("x")


@pytest.mark.parametrize(("error", "status"), [(WrongSetting("x"), 2), (GiveUp("x"), 1), (LoginRefused("x"), 2)])
def test_what_would_fail_again_is_not_tried_again(error: RedraftError, status: int) -> None:
    assert what_next(error, 0, NOW, 0.5) == Failed("x", status)


def test_the_waiting_time_grows_and_ends() -> None:
    waits = []
    for attempt in range(TRIES - 1):
        failed = what_next(Unreachable("down"), attempt, NOW, 0.999)
        assert isinstance(failed, Failed)
        assert failed.retry_at
        waits.append(failed.retry_at - NOW)
    assert waits == sorted(waits)
    assert waits[0] >= MINUTE / 2
    assert waits[-1] <= pipeline.LAST_RETRY
    last = what_next(Unreachable("down"), TRIES - 1, NOW, 0.5)
    assert isinstance(last, Failed)
    assert last.retry_at is None
    assert "a person must look" in last.reason


def test_a_draft_that_kills_its_workers_does_not_do_so_for_ever(news: Desk) -> None:
    news.write_draft()
    (task,) = news.look().tasks
    for _ in range(pipeline.STARTS):
        news.store.begin(task.id)
    assert isinstance(pipeline.revise(news.rooms, task), Failed)
    assert news.model.journal == []


# Skipped


def test_a_skipped_post_is_not_looked_at_whatever_becomes_of_it_until_a_person_asks(news: Desk) -> None:
    post_id, other = news.write_draft(), news.write_draft(body=BODY.replace("Monday", "Tuesday"))
    news.store.skip("blog", post_id, news.site.now)
    assert [task.post_id for task in news.look(backlog=True).tasks] == [other]
    news.site.person_saves(post_id, body=BODY.replace("Monday", "Friday"))
    news.rest()
    news.round(eager=True)
    assert news.store.history("blog", post_id) == ()
    (outcome,) = news.round(only=(post_id,))
    assert isinstance(outcome, Revised)
    assert not news.store.is_skipped("blog", post_id)


def test_a_post_that_is_skipped_while_it_waits_is_left_and_costs_nothing(news: Desk) -> None:
    post_id = news.write_draft()
    (task,) = news.look().tasks
    news.store.skip("blog", post_id, news.site.now)
    assert pipeline.revise(news.rooms, task) == Left(f"it is skipped: redraft sync blog --post {post_id} takes it up again")
    assert (news.model.journal, news.site.held(post_id).body) == ([], BODY)
    news.rest()
    assert news.round(backlog=True, eager=True) == []
    assert [type(outcome) for outcome in news.round(only=(post_id,))] == [Revised]


def test_a_failure_of_a_skipped_post_is_not_tried_again(news: Desk) -> None:
    post_id = news.write_draft()
    (task,) = news.look().tasks
    news.site.fails_with(Unreachable("the site is down"))
    assert isinstance(pipeline.revise(news.rooms, task), Failed)
    news.store.skip("blog", post_id, news.site.now)
    news.rest(timedelta(days=1))
    assert news.round(eager=True) == []


def test_a_failure_that_would_fail_again_is_tried_once_more_when_a_person_says_so(news: Desk) -> None:
    post_id = news.write_draft()
    (task,) = news.look().tasks
    news.site.unfiltered = False
    news.site.person_saves(post_id, body=BODY + "<script>track()</script>")
    pipeline.revise(news.rooms, task)
    news.rest()
    (refused,) = news.round()
    assert isinstance(refused, Failed)
    news.rest(timedelta(days=1))
    assert news.round() == []
    news.store.retry("blog", news.site.now)
    (refused,) = news.round()
    assert isinstance(refused, Failed)
    assert news.round() == []  # once
    news.site.unfiltered = True
    news.rest()
    news.store.retry("blog", news.site.now, post_id)
    assert [type(outcome) for outcome in news.round()] == [Revised]


# Decisions


def record(**values: object) -> Record:
    plain: dict[str, object] = {
        "id": "rw", "site": "blog", "post_id": 7, "source": "s", "attempt": 0, "outcome": "revised", "reason": "",
        "exit_status": 0, "retry_at": None, "starts": 1, "result": None, "offered_at": NOW, "settled_at": NOW,
        "undone_at": None,
    }  # fmt: skip
    return Record(**{**plain, **values})  # type: ignore[arg-type]


OURS = record(result="r")
FAILED = record(outcome="failed", id="f")


def test_decisions() -> None:
    assert decide((), "s", asked=False, due=()) == Offer(0)
    assert isinstance(decide((OURS,), "r", asked=False, due=()), Known)
    assert isinstance(decide((OURS,), "r", asked=True, due=()), Known)
    assert isinstance(decide((OURS,), "s", asked=False, due=()), Known)  # undone, by us or in wp-admin
    assert decide((OURS,), "s", asked=True, due=()) == Offer(1)
    assert isinstance(decide((OURS,), "edited", asked=False, due=()), Leave)
    assert decide((OURS,), "edited", asked=True, due=()) == Offer(0)
    assert isinstance(decide((FAILED,), "s", asked=False, due=()), Known)
    assert decide((FAILED,), "s", asked=False, due={"f"}) == Offer(1)
    assert decide((FAILED,), "edited", asked=False, due={"f"}) == Offer(0)
    lost = record(outcome="failed", result="r")
    assert decide((lost,), "r", asked=False, due=()) == Adopt(lost)
    assert isinstance(decide((lost,), "edited", asked=False, due=()), Leave)
    gone = record(outcome="left", result="r")
    assert decide((gone,), "r", asked=False, due=()) == Adopt(gone)
    assert isinstance(decide((record(outcome="left", result="r", id="rw:copy"),), "r", asked=False, due=()), Known)
    assert decide((record(outcome="left"),), "s", asked=False, due=()) == Offer(1)
    assert isinstance(decide((record(outcome="older"),), "s", asked=False, due=()), Known)


def test_a_draft_whose_site_is_paused_before_its_turn_waits_and_is_taken_up_afterwards(news: Desk) -> None:
    post = news.write_draft()
    (task,) = news.look().tasks
    news.store.pause("blog", news.site.now)
    outcome = pipeline.revise(news.rooms, task)
    assert isinstance(outcome, Failed)
    assert "redraft resume blog" in outcome.reason
    assert (news.model.journal, news.site.held(post).body) == ([], BODY)
    news.store.pause("blog", None)
    assert [each.kind for each in news.round()] == ["revised"]
