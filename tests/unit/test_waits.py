"""Waiting is no failure: what is put off without a try keeps its tries, and the settings that say how fast may be asked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from support.desk import Desk, desk

from worker import checkup, config, pipeline, status
from worker.config import Settings
from worker.errors import BudgetReached, Busy, Held, RedraftError, Unreachable
from worker.model import breaker, gate
from worker.offers import Offers
from worker.pace import shut
from worker.pipeline import LAST_RETRY, TRIES, Failed, tries_before, what_next
from worker.store import Gate, Record, Store, Task

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
SITE = 'url = "{url}"\nusername = "desk"\npassword_env = "BLOG_PASSWORD"\n'


@pytest.fixture
def news(tmp_path: Path) -> Iterator[Desk]:
    with desk(tmp_path) as opened:
        yield opened


# What a wait does to a draft


@pytest.mark.parametrize("error", [Held("20 requests a minute", 12.0), BudgetReached("spent", until=NOW)])
def test_what_only_waits_is_no_try_however_often(error: RedraftError) -> None:
    outcome = what_next(error, TRIES + 5, NOW, 0.5)
    assert isinstance(outcome, Failed)
    assert outcome.waited
    assert outcome.retry_at


def test_a_wait_ends_after_the_time_that_was_named_and_not_for_all_drafts_at_once() -> None:
    ends = {what_next(Held("down", 30.0), 0, NOW, chance) for chance in (0.0, 0.5, 0.9)}
    times = [outcome.retry_at for outcome in ends if isinstance(outcome, Failed) and outcome.retry_at]
    assert len(times) == 3
    assert all(timedelta(seconds=30) <= at - NOW <= timedelta(seconds=90) for at in times)


@pytest.mark.parametrize("tries", range(TRIES - 1))
def test_the_jitter_is_full_and_comes_on_top_of_what_the_server_asked_for(tries: int) -> None:
    def wait(error: RedraftError, chance: float) -> timedelta:
        outcome = what_next(error, tries, NOW, chance)
        assert isinstance(outcome, Failed)
        assert outcome.retry_at
        return outcome.retry_at - NOW

    assert wait(Unreachable("down"), 0.0) == timedelta(0)
    assert wait(Unreachable("down"), 1.0) == min(LAST_RETRY, timedelta(minutes=2**tries))
    assert wait(Busy("patience", 600.0), 0.0) == timedelta(minutes=10)
    assert wait(Busy("patience", 1e9), 0.0) == timedelta(days=1)


def record(attempt: int, **values: object) -> Record:
    plain: dict[str, object] = {
        "id": f"rw:{attempt}", "site": "blog", "post_id": 7, "source": "s", "attempt": attempt, "outcome": "failed", "reason": "",
        "exit_status": 3, "retry_at": NOW, "starts": 1, "result": None, "offered_at": NOW, "settled_at": NOW, "undone_at": None,
    }  # fmt: skip
    return Record(**{**plain, **values})  # type: ignore[arg-type]


def test_tries_are_those_of_this_text_that_failed_since_a_person_last_had_to_look() -> None:
    task = Task("rw:9", "blog", 7, "s", 9)
    waits = [record(8, waited=True), record(7), record(6, waited=True), record(5)]
    assert tries_before(waits, task) == 2
    assert tries_before([*waits, record(4, source="another"), record(3)], task) == 3
    assert tries_before([*waits, record(4, retry_at=None), record(3)], task) == 2  # a person was asked, and asked again
    assert tries_before([], task) == 0


def test_a_draft_that_must_wait_asks_neither_site_nor_model(news: Desk) -> None:
    post = news.write_draft()
    (task,) = news.look().tasks

    def nobody(_site: str) -> None:
        raise Held("blog: it asks for patience", 60.0)

    outcome = pipeline.revise(replace(news.rooms, admit=nobody, site=lambda name: pytest.fail("it was asked")), task)
    assert isinstance(outcome, Failed)
    assert outcome.waited
    assert news.model.journal == []
    assert news.store.counts_by_site()["blog"] == {"waiting": 1}
    assert [each.kind for each in news.round(eager=True)] == ["revised"]
    assert news.store.counts_by_site()["blog"] == {"revised": 1}
    assert len(news.store.history("blog", post)) == 2


def test_a_look_that_comes_to_the_limit_of_its_site_takes_what_it_has_read_and_leaves_the_rest(news: Desk) -> None:
    posts = [news.write_draft(f"Council approves plan {number}") for number in range(3)]
    fetch, left = news.site.fetch, [2]

    class Limited:
        def __getattr__(self, name: str) -> object:
            return getattr(news.site, name)

        def fetch(self, post_id: int) -> object:
            if not left[0]:
                raise Held("blog: 20 requests a minute", 12.0)
            left[0] -= 1
            return fetch(post_id)

    rooms, news.rooms = news.rooms, replace(news.rooms, site=lambda _name: Limited())  # type: ignore[arg-type, return-value]
    first = news.look()
    assert isinstance(first, Offers)
    assert (len(first.tasks), first.waiting) == (2, 1)
    news.rooms = rooms
    assert {task.post_id for task in news.look().tasks} == set(posts)


# Settings


def load(folder: Path, main: str = "", url: str = "https://blog.example", site: str = "") -> Settings:
    (folder / "sites").mkdir(exist_ok=True)
    (folder / "redraft.toml").write_text('[model]\nkind = "openai"\n' + main)
    (folder / "sites/blog.toml").write_text(SITE.format(url=url) + site)
    return config.load(folder, {"OPENAI_API_KEY": "k", "BLOG_PASSWORD": "p"})


def test_a_site_gets_20_requests_a_minute_and_this_machine_as_many_as_come(tmp_path: Path) -> None:
    assert load(tmp_path).sites[0].pace == 20
    assert load(tmp_path, url="http://127.0.0.1:8080").sites[0].pace is None
    assert load(tmp_path, url="http://127.0.0.1:8080", site="requests_per_minute = 5\n").sites[0].pace == 5
    assert load(tmp_path, "[defaults]\nrequests_per_minute = 60\n").sites[0].pace == 60
    assert load(tmp_path, "[defaults]\nrequests_per_minute = 60\n", site="requests_per_minute = 7\n").sites[0].pace == 7


def test_a_model_has_no_limit_of_ours_unless_a_person_sets_one(tmp_path: Path) -> None:
    free, limited = load(tmp_path).model, load(tmp_path, "requests_per_minute = 500\ntokens_per_minute = 200_000\n").model
    assert free
    assert limited
    assert (free.requests_per_minute, free.tokens_per_minute) == (None, None)
    assert (limited.requests_per_minute, limited.tokens_per_minute) == (500, 200_000)


@pytest.mark.parametrize("line", ["requests_per_minute = 0", "tokens_per_minute = 0", 'requests_per_minute = "many"'])
def test_a_limit_that_lets_nothing_pass_is_refused(tmp_path: Path, line: str) -> None:
    with pytest.raises(RedraftError, match=line.partition(" ")[0]):
        load(tmp_path, f"{line}\n")


# What a person is told


def test_status_and_doctor_say_since_when_a_model_is_down_and_which_site_is_left_alone(tmp_path: Path) -> None:
    settings = load(tmp_path, f'base_url = "http://127.0.0.1:9/v1"\n[state]\nfolder = "{tmp_path}"\n')
    assert settings.model
    with Store(settings.database_url) as store:
        assert status.as_json(settings, store)["model"] == []

        def down(known: Gate, now: float) -> tuple[Gate, None]:
            for _ in range(breaker.FAILURES):
                known = breaker.failed(known, now, "cannot be reached", 1.0, probe=False)
            return known, None

        store.at_gate(gate.gate_name(settings.model), down)
        store.at_gate("site blog", lambda known, now: (shut(known, now, 900.0, "Cloudflare wants to see a browser"), None))
        told = status.as_json(settings, store)
    (line,) = told["model"]
    assert line.startswith("Model http://127.0.0.1:9/v1 is down since 20")
    assert "cannot be reached" in line
    assert {held["of"]: held["reason"] for held in told["held"]}["site blog"] == "Cloudflare wants to see a browser"
    findings = [each for name, found in checkup.examine(settings, {"OPENAI_API_KEY": "k"}, "none") for each in found]
    assert any("is down since" in each.saw for each in findings)


def test_a_doctor_before_the_first_sync_makes_no_database(tmp_path: Path) -> None:
    settings = load(tmp_path, f'base_url = "http://127.0.0.1:9/v1"\n[state]\nfolder = "{tmp_path / "state"}"\n')
    for _, found in checkup.examine(settings, {"OPENAI_API_KEY": "k"}, "none"):
        list(found)
    assert not (tmp_path / "state").exists()
