"""
A model whose server misbehaves in three calls of ten: every draft is decided, nothing bad is pushed, and the budget holds.

Calls, tokens and money are counted by the model's server. REDRAFT_FAULT_DRAFTS=200 makes it longer.
"""

from __future__ import annotations

import json
import os
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from support.desk import BODY, TITLE, Desk, rooms_around
from support.memory_wordpress import MemorySite
from support.scripted_model import MODES, Call, completion, honest, scripted_model

from worker import pipeline
from worker.config import BudgetSettings, ModelSettings
from worker.model import client
from worker.model.budget import Budget
from worker.model.client import ATTEMPTS
from worker.pipeline import LAST_RETRY, TRIES
from worker.store import Record, Store, text_hash

DRAFTS = int(os.environ.get("REDRAFT_FAULT_DRAFTS", "8"))
TIMEOUT = 1.5  # seconds for a call
REFUSALS = ("busy", "busy_retry_after", "busy_for_long", "overloaded", "error", "gateway_timeout", "error_inside")
SLOW = ("slow", "slow_headers", "hang")
BROKEN = (*SLOW, "reset", "half", "huge", "gzip", "html_page", "not_json", "array", "no_choices", "odd_choices", "null")
BAD_ANSWERS = ("cut_json", "length", "empty", "empty_texts", "missing", "invented", "doubled", "refusal", "refusal_text", "filter")
SPOILS = ("drops_", "swaps_", "nests_", "invents_", "alters_", "changes_", "adds_", "negates")
BAD_TEXTS = tuple(name for name in MODES if name.startswith(SPOILS))
MIX = (*REFUSALS, *BROKEN, *BAD_ANSWERS, *BAD_TEXTS)
A_PERSON = ("wrong_key", "forbidden", "no_quota", "unpaid", "firewall", "no_model", "wrong_path", "redirect", "bad_request")
INVENTED = re.compile(
    r"Halvorsen|script|gallery|wp:|&|https?:|\bnot\b|[tq]\d+[/>]|Another paragraph|certainly|Again\.|nobody asked|[^\n -\x7f]"
)
NEXT_MONTH = datetime(2026, 4, 1, tzinfo=UTC)  # a site in memory begins on the first of March


@contextmanager
def newsroom(folder: Path, mode: str, *, share: float, drafts: int, budget: Budget | None = None) -> Iterator[Desk]:
    """A desk whose calls end in time, with drafts that nobody has looked at."""
    site = MemorySite()
    with scripted_model(mode, share=share) as model, Store(f"sqlite:///{folder / 'redraft.sqlite'}") as store:
        rooms = rooms_around(site, model, store, budget=budget)
        chosen = ModelSettings(kind="openai", base_url=model.base_url, name="scripted", timeout=TIMEOUT)
        hurried = client.connect(chosen, "sk-test", sleep=lambda _: None)
        desk = Desk(replace(rooms, model=lambda: hurried), site, model)
        desk.look()
        for number in range(drafts):
            site.add(f"{TITLE}, plan {number}", BODY.replace("cycle path", f"cycle path of plan {number}"))
        desk.rest()
        yield desk


def work_until_decided(desk: Desk) -> None:
    """Until nothing is to be tried again before the month is over."""
    for _ in range(10 * TRIES):
        for task in desk.look().tasks:
            pipeline.revise(desk.rooms, task)
        desk.rest(LAST_RETRY)
        if all(record.outcome and not (record.retry_at and record.retry_at < NEXT_MONTH) for record in newest(desk)):
            return
    raise AssertionError(f"it never ends: {newest(desk)}")


def newest(desk: Desk) -> list[Record]:
    """The last that became of each draft."""
    histories = [desk.store.history("blog", post_id) for post_id in posts(desk)]
    assert all(histories), "a draft was missed"
    return [history[0] for history in histories]


def posts(desk: Desk) -> list[int]:
    return [seen.post_id for seen in desk.site.changed(None).seen]


def assert_nothing_bad_is_on_the_site(desk: Desk) -> None:
    """What stands there is the original, or the original with other words that are no model's inventions."""
    for record in newest(desk):
        held = desk.site.held(record.post_id)
        title, body = desk.store.text(record.source)
        assert held.status == "draft"
        if record.outcome != "revised":
            assert held.holds(title, body)
            continue
        assert text_hash(held.title, held.body) == record.result
        assert (title, body) in desk.site.revisions(record.post_id)
        assert re.findall(r"<[^>]*>|\n+", held.body) == re.findall(r"<[^>]*>|\n+", body)
        assert re.findall(r"\d+", f"{held.title} {held.body}") == re.findall(r"\d+", f"{title} {body}")
        assert not INVENTED.search(held.title + re.sub("<[^>]*>", "", held.body))


def assert_each_failure_says_why(desk: Desk) -> None:
    for record in newest(desk):
        assert record.outcome in ("revised", "unchanged", "failed")
        assert record.reason or record.outcome != "failed"


def tokens(call: Call) -> int:
    """What the model counts of one call; nothing if it was turned away at the door."""
    usage = completion(call, json.dumps(honest(call)))["usage"]
    return 0 if call.mode in (*REFUSALS, *A_PERSON) else int(usage["total_tokens"])


def questions(desk: Desk) -> Counter[str]:
    """How often each was answered with an answer that could be kept."""
    return Counter(str(call.body["messages"]) for call in desk.model.journal if call.mode not in (*REFUSALS, *BROKEN))


def test_every_draft_is_decided_nothing_bad_is_pushed_and_no_answer_is_paid_for_twice(tmp_path: Path) -> None:
    limit = 2_000 * DRAFTS
    budget = Budget(BudgetSettings(tokens_per_draft=limit, tokens_per_month=20 * limit))
    with newsroom(tmp_path, ",".join(MIX), share=0.3, drafts=DRAFTS, budget=budget) as desk:
        work_until_decided(desk)
        assert_each_failure_says_why(desk)
        assert_nothing_bad_is_on_the_site(desk)
        assert sum(call.mode in MIX for call in desk.model.journal) >= len(desk.model.journal) / 5
        assert set(questions(desk).values()) == {1}
        assert sum(map(tokens, desk.model.journal)) <= 20 * limit
        assert sum(desk.store.calls().values()) >= len(desk.model.journal) / ATTEMPTS

        desk.model.share = 0.0
        desk.store.retry("blog", desk.rooms.now())
        work_until_decided(desk)
        assert {record.outcome for record in newest(desk)} <= {"revised", "unchanged"}
        assert_nothing_bad_is_on_the_site(desk)


def test_a_small_budget_holds_by_the_count_of_the_server_whatever_it_answers(tmp_path: Path) -> None:
    limit = 12_000
    with newsroom(tmp_path, ",".join(MIX), share=0.3, drafts=DRAFTS, budget=Budget(BudgetSettings(tokens_per_month=limit))) as desk:
        work_until_decided(desk)
        assert 0 < sum(map(tokens, desk.model.journal)) <= limit
        assert any(record.waited and record.retry_at == NEXT_MONTH for record in newest(desk))
        assert_each_failure_says_why(desk)
        assert_nothing_bad_is_on_the_site(desk)


def test_what_only_a_person_can_mend_is_asked_once_a_draft_and_says_so(tmp_path: Path) -> None:
    with newsroom(tmp_path, ",".join(A_PERSON), share=1.0, drafts=DRAFTS) as desk:
        work_until_decided(desk)
        assert all(record.outcome == "failed" and record.exit_status in (1, 2) and record.reason for record in newest(desk))
        assert len(desk.model.journal) <= DRAFTS
        assert_nothing_bad_is_on_the_site(desk)


def test_a_model_that_only_fails_is_given_up_after_some_tries_and_blocks_no_other_draft(tmp_path: Path) -> None:
    with newsroom(tmp_path, "error,reset,half", share=1.0, drafts=3) as desk:
        work_until_decided(desk)
        assert all(record.outcome == "failed" and record.attempt < TRIES for record in newest(desk))
        assert len(desk.model.journal) <= 3 * TRIES * ATTEMPTS
        assert_nothing_bad_is_on_the_site(desk)
