"""What would come of past drafts today: by the present rules alone, and by asking again."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from support.desk import BODY, TITLE, Desk, desk
from support.scripted_model import scripted_model

from worker import replay
from worker.config import BudgetSettings, ModelSettings
from worker.guide import Guide
from worker.model import client
from worker.model.budget import Budget
from worker.model.ledger import Ledger
from worker.model.port import Model
from worker.proof import Proof
from worker.rewrite import rewrite
from worker.text.house import House

SAMPLES = sorted(path for path in (Path(__file__).parents[1] / "samples").iterdir() if path.suffix in (".html", ".txt"))
FIGURES = "<p>Several shops on the main street began to show 12 plans during the summer.</p>\n"


@cache
def guide() -> Guide:
    return Guide.of()


@pytest.fixture
def news(tmp_path: Path) -> Iterator[Desk]:
    with desk(tmp_path) as opened:
        yield opened


def judged(news: Desk, present: Guide | None = None, last: int = 200) -> dict[str, Any]:
    result = replay.by_rules(news.store, news.rooms.settings, lambda _site: present or guide(), last)
    assert json.loads(json.dumps(result)) == result
    return result


def stricter(rule: str, action: str = "keep") -> Guide:
    return replace(guide(), strictness={rule: action})


# By the rules


def test_without_a_proof_there_is_nothing_to_say(news: Desk) -> None:
    assert list(replay.lines_of_rules(judged(news))) == ["No draft has a proof yet."]


def test_by_the_same_rules_nothing_changes(news: Desk) -> None:
    news.write_draft()
    news.round()
    result = judged(news)
    assert (result["drafts"], result["texts"], result["changed"], result["not_judged"]) == (1, 3, 3, 0)
    assert result["held_back"] == result["passes"] == {"drafts": 0, "texts": 0, "rules": {}}


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: path.name)
@pytest.mark.parametrize("mode", ["honest", "changes_digits", "adds_names"])
def test_what_the_rules_said_of_a_text_they_say_again_from_its_proof(news: Desk, sample: Path, mode: str) -> None:
    news.model.mode = mode
    news.write_draft(TITLE, sample.read_bytes().decode())
    news.round()
    result = judged(news)
    assert result["drafts"] == 1
    assert (result["held_back"]["texts"], result["passes"]["texts"], result["not_judged"]) == (0, 0, 0), result["by_draft"]


def test_a_new_rule_says_which_texts_it_would_hold_back(news: Desk) -> None:
    posts = [news.write_draft(f"{TITLE} {number}", BODY.replace("cycle", "bus" * number)) for number in range(1, 3)]
    news.round()
    present = replace(guide(), house=House(banned=("frequently",)))
    result = judged(news, present)
    assert result["held_back"] == {"drafts": 2, "texts": 2, "rules": {"banned word": 2}}
    assert sorted(each["post"] for each in result["by_draft"] if each["held_back"]) == posts
    lines = list(replay.lines_of_rules(result))
    assert "Would now be held back: 2 texts in 2 drafts (banned word 2)." in lines
    assert f"blog post {posts[0]} p1: held back: banned word: a word that this house bans: frequently" in lines


def test_lines_that_would_no_longer_be_sent_are_held_back_as_well(news: Desk) -> None:
    import re

    news.write_draft()
    news.round()
    present = replace(guide(), house=House(untouched=(re.compile("Several shops .+"),)))
    assert judged(news, present)["held_back"]["rules"] == {"untouchable": 1}


def test_a_weaker_rule_says_which_answers_would_now_pass(news: Desk) -> None:
    news.model.mode = "changes_digits"
    post = news.write_draft(TITLE, BODY + FIGURES)
    news.round()
    present = replace(guide(), strictness={"figure": "off", "new figure": "off"})
    result = judged(news, present)
    assert result["passes"]["texts"] == 1
    (passes,) = result["by_draft"][0]["passes"]
    assert (passes["rule"], passes["unit"], result["by_draft"][0]["post"]) == ("figure", "p3", post)
    assert judged(news, stricter("figure", "flag"))["passes"]["texts"] == 0  # the new figure still holds it back


def test_what_no_rule_can_say_again_neither_passes_nor_counts(news: Desk) -> None:
    news.model.mode = "refusal"
    news.write_draft()
    news.round()
    result = judged(news)
    assert (result["passes"]["texts"], result["not_judged"]) == (0, 0)


def test_proofs_of_the_first_version_are_judged_as_far_as_they_go(news: Desk) -> None:
    news.model.mode = "changes_digits"
    news.write_draft(TITLE, BODY + FIGURES)
    news.round()
    (record,) = news.store.proven(["blog"], 1)
    document = news.store.proof(record.id)
    assert document is not None
    for key in ("started", "seconds", "headline", "around", "originality", "second_reader", "cost"):
        del document[key]
    for unit in (document["title"], *document["units"]):
        for key in ("samples", "facts", "originality", "second_reader"):
            del unit[key]
    news.store.keep_proof(record.id, document | {"schema": 1})
    result = judged(news, stricter("figure", "off"))
    assert (result["changed"], result["not_judged"], result["passes"]["texts"]) == (3, 1, 0)
    assert any("Cannot be judged: 1 text," in line for line in replay.lines_of_rules(result))


def test_only_the_newest_drafts_are_taken(news: Desk) -> None:
    for number in range(1, 4):
        news.write_draft(f"{TITLE} {number}", BODY.replace("cycle", "bus" * number))
        news.round()
    result = judged(news, last=2)
    assert [each["post"] for each in result["by_draft"]] == [3, 2]


def test_it_writes_nothing_and_asks_nobody(news: Desk) -> None:
    news.write_draft()
    news.round()
    asked, writes = len(news.model.journal), news.site.revisions(1)
    judged(news)
    assert (len(news.model.journal), news.site.revisions(1)) == (asked, writes)


# By asking again


def connected(base_url: str, name: str = "other") -> Model:
    return client.connect(ModelSettings(kind="openai", base_url=base_url, name=name, key_env=""), "", sleep=lambda _seconds: None)


def test_the_same_model_and_prompts_say_the_same_and_cost_nothing(news: Desk) -> None:
    news.write_draft()
    news.round()
    asked = len(news.model.journal)
    result = replay.by_model(news.rooms, ["blog"], 10)
    assert len(news.model.journal) == asked
    assert result["before"] == result["after"]
    assert (result["drafts"], result["problem"], result["exit"]) == (1, None, 0)


def test_another_model_is_compared_and_nothing_is_written(news: Desk) -> None:
    post = news.write_draft(TITLE, BODY + FIGURES)
    news.round()
    (record,) = news.store.history("blog", post)
    proof, held = news.store.proof(record.id), news.site.held(post)
    told: list[str] = []
    with scripted_model("changes_digits") as other:
        rooms = replace(news.rooms, model=lambda: connected(other.base_url))
        result = replay.by_model(rooms, ["blog"], 10, told.append)
        assert len(other.journal) > 0
    assert (result["before"]["changed"], result["after"]["changed"]) == (4, 3)
    assert result["after"]["kept_by"]["figure"] == 1
    assert told == [f"blog post {post}: 4 of 4 texts with new words before, 3 of 4 now"]
    assert "texts with new words: 4 of 4 before, 3 of 4 now" in list(replay.lines_of_model(result))
    assert "kept their words by figure: 0 before, 1 now" in list(replay.lines_of_model(result))
    assert Proof.from_json(result["by_draft"][0]["proof"]).model == "other"
    assert (news.store.proof(record.id), news.site.held(post)) == (proof, held)
    assert len(news.store.history("blog", post)) == 1


def test_its_calls_are_in_the_ledger_and_count_for_the_day_but_not_for_the_draft(news: Desk) -> None:
    news.write_draft()
    news.round()
    before = news.store.calls()["paid"]
    with scripted_model() as other:
        rooms = replace(news.rooms, model=lambda: connected(other.base_url))
        replay.by_model(rooms, ["blog"], 10)
        asked = len(other.journal)
    assert news.store.calls()["paid"] == before + asked
    (record,) = news.store.proven(["blog"], 1)
    own, day, *_ = news.store.spent(Budget().accounts(record.task, news.site.now))
    assert 0 < own.tokens < day.tokens


def test_the_budget_ends_it_and_what_was_compared_before_is_told(news: Desk) -> None:
    for number in range(1, 3):
        news.write_draft(f"{TITLE} {number}", BODY.replace("cycle", "bus" * number))
        news.round()
    with scripted_model() as other:
        model = connected(other.base_url)
        (spent, *_) = news.store.spent(Budget().periods("", news.site.now))
        first = rewrite(f"{TITLE} 2", BODY.replace("cycle", "busbus"), model, guide()).proof.spent
        limit = spent.tokens + first.input_tokens + first.output_tokens + 3_000
        rooms = replace(
            news.rooms,
            model=lambda: model,
            ledger=Ledger(news.store, Budget(BudgetSettings(tokens_per_day=limit)), now=lambda: news.site.now),
        )
        result = replay.by_model(rooms, ["blog"], 10)
    assert result["exit"] == 3
    assert "the budget of all sites" in result["problem"]
    assert result["drafts"] < 2


def test_a_text_that_is_no_longer_kept_is_told_and_the_others_are_compared(news: Desk) -> None:
    for number in range(1, 3):
        news.write_draft(f"{TITLE} {number}", BODY.replace("cycle", "bus" * number))
        news.round()
    gone, _ = news.store.proven(["blog"], 2)

    class Forgetful:
        def __getattr__(self, name: str) -> Any:
            return getattr(news.store, name)

        def text(self, name: str) -> tuple[str, str]:
            if name == gone.source:
                raise KeyError(name)
            return news.store.text(name)

    result = replay.by_model(replace(news.rooms, store=Forgetful()), ["blog"], 10)  # type: ignore[arg-type]
    assert [each["problem"] for each in result["by_draft"]] == ["its text is no longer kept", None]
    assert result["drafts"] == 1
