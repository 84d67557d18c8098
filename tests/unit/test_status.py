"""What the status says: read from the database alone, the same for a person and for a program."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console
from support.world import SECRETS

from worker import config, status
from worker.config import Settings
from worker.store import Account, Charge, Store, Task

NOW = datetime.now(UTC)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    (tmp_path / "sites").mkdir()
    (tmp_path / "redraft.toml").write_text(
        '[model]\nkind = "openai"\nkey_env = "MODEL_KEY"\n[budget]\ntokens_per_day = 1000\n[state]\nfolder = "state"\n'
    )
    for name, port in (("blog", 1), ("shop", 2)):
        site = f'url = "http://127.0.0.1:{port}"\nusername = "desk"\npassword_env = "BLOG_PASSWORD"\n'
        (tmp_path / "sites" / f"{name}.toml").write_text(site)
    return config.load(tmp_path, SECRETS)


@pytest.fixture
def store(settings: Settings) -> Iterator[Store]:
    with Store(settings.database_url) as opened:
        yield opened


def failed(store: Store, post_id: int, *, site: str = "blog", status: int = 1, retry: datetime | None = None) -> None:
    source = store.keep(f"Headline {post_id}", "body", NOW)
    store.enter(Task(f"rw:{site}:{post_id}", site, post_id, source), NOW)
    store.settle(f"rw:{site}:{post_id}", "failed", NOW, reason="the site said no", exit_status=status, retry_at=retry)


def shown(settings: Settings, store: Store) -> str:
    out = StringIO()
    Console(file=out, width=300).print(status.overview(settings, store))
    return out.getvalue()


def site(settings: Settings, store: Store, name: str) -> dict[str, Any]:
    (found,) = [each for each in status.as_json(settings, store)["sites"] if each["site"] == name]
    return dict(found)


def test_the_health_of_a_site_is_one_word(settings: Settings, store: Store) -> None:
    assert site(settings, store, "blog")["health"] == "new"
    store.polled("blog", NOW, baseline=NOW, watermark=NOW)
    assert site(settings, store, "blog")["health"] == "ok"
    store.ailing("blog", "the password is wrong")
    told = site(settings, store, "blog")
    assert (told["health"], told["problem"]) == ("ailing", "the password is wrong")
    store.pause("blog", NOW)
    assert site(settings, store, "blog")["health"] == "paused"
    assert site(settings, store, "shop")["health"] == "new"
    assert f"paused since {NOW:%Y-%m-%d %H:%M} UTC" in shown(settings, store)


def test_a_failure_says_when_it_is_tried_again_or_what_a_person_can_do(settings: Settings, store: Store) -> None:
    failed(store, 7)
    failed(store, 8, status=3, retry=NOW + 90 * MINUTE)
    failures = {each["post"]: each for each in site(settings, store, "blog")["failures"]}
    assert (failures[7]["retry"], failures[7]["due"]) == (None, False)
    assert (failures[8]["retry"], failures[8]["due"]) == ((NOW + 90 * MINUTE).isoformat(), False)
    assert failures[8]["edit_url"] == "http://127.0.0.1:1/wp-admin/post.php?post=8&action=edit"
    text = shown(settings, store)
    assert "the site said no; redraft retry blog 7" in text
    assert f"the site said no; next try after {NOW + 90 * MINUTE:%Y-%m-%d %H:%M} UTC" in text
    store.retry("blog", NOW + MINUTE)
    assert [each["due"] for each in site(settings, store, "blog")["failures"]] == [True, True]
    assert "redraft retry" not in shown(settings, store)


def test_the_next_look_and_the_drafts_of_each_site_stand_in_its_line(settings: Settings, store: Store) -> None:
    failed(store, 7, site="shop")
    for post_id in (8, 9, 10):
        store.enter(Task(f"rw:shop:{post_id}", "shop", post_id, store.keep("t", f"body {post_id}", NOW)), NOW)
    store.begin("rw:shop:10")
    store.claim_poll("shop", NOW, 5 * MINUTE)
    told = site(settings, store, "shop")
    assert (told["next_poll"], told["drafts"]) == ((NOW + 5 * MINUTE).isoformat(), {"failed": 1, "waiting": 2, "at work": 1})
    assert f"{NOW + 5 * MINUTE:%Y-%m-%d %H:%M} UTC" in shown(settings, store)


def test_what_was_spent_stands_beside_its_limit(settings: Settings, store: Store) -> None:
    now = datetime.now(UTC)
    store.reserve("k", "rw", "gpt-5-mini", now, Charge(900, 5_000_000), [Account("", f"{now:%Y-%m-%d}"), Account("", f"{now:%Y-%m}")])
    spending = {each["period"]: each for each in status.as_json(settings, store)["spending"]}
    day = spending[f"{now:%Y-%m-%d}"]
    assert (day["site"], day["tokens"], day["tokens_limit"], day["cost"], day["cost_limit"]) == (None, 900, 1000, 0.005, None)
    assert "900" in shown(settings, store)
    assert "1,000" in shown(settings, store)


def test_who_works_is_named(settings: Settings, store: Store) -> None:
    assert status.as_json(settings, store)["nodes"] == []
    store.beat("here-1")
    store.beat("there-2")
    assert status.as_json(settings, store)["nodes"] == ["here-1", "there-2"]
    assert "2 nodes: here-1, there-2" in shown(settings, store)


def test_a_site_or_model_to_which_nothing_is_sent_is_named_until_it_is_open_again(settings: Settings, store: Store) -> None:
    assert status.as_json(settings, store)["held"] == []

    def shut(seconds: float) -> None:
        store.at_gate("site blog", lambda gate, now: (replace(gate, shut_until=now + seconds, reason="a challenge page"), None))

    shut(3_600)
    (held,) = status.as_json(settings, store)["held"]
    assert (held["of"], held["reason"]) == ("site blog", "a challenge page")
    assert datetime.fromisoformat(held["until"]) > NOW + 50 * MINUTE
    assert "site blog: nothing is sent until " in shown(settings, store)
    shut(-1)
    assert status.as_json(settings, store)["held"] == []


def test_a_text_that_was_dropped_leaves_a_line_without_a_headline(settings: Settings, store: Store) -> None:
    failed(store, 7)
    store.drop("blog", [7], NOW + MINUTE)
    (draft,) = site(settings, store, "blog")["newest"]
    assert (draft["post"], draft["title"], draft["reason"]) == (7, "", "the site said no")
    assert "the site said no" in shown(settings, store)
