"""What a call may take, who pays for it, and what a draft is told when there is nothing left."""

from __future__ import annotations

import logging
import pickle
import re
import tomllib
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.desk import BODY, Desk, desk
from support.scripted_model import scripted_model

from worker import config
from worker.config import BudgetSettings, ModelSettings, Prices
from worker.errors import BudgetReached, GiveUp, RedraftError, Unreachable, UnusableAnswer, WrongSetting
from worker.model import client
from worker.model.budget import FREE, Budget, Rates, rates_of, until
from worker.model.ledger import Ledger
from worker.model.port import Message, Model, Request, Usage
from worker.pipeline import TRIES, Failed, Revised, what_next
from worker.store import Account, Balance, Charge, Refused, Reserved, Store, Task

NOW = datetime(2026, 3, 31, 23, 0, tzinfo=UTC)
RATES = Rates(Decimal(250), Decimal(2_000))
TASK = Task("rw:blog:7:x", "blog", 7, "x")
QUESTION = Request((Message("user", "Reword this."),), max_tokens=100)
TOTAL_DAY, TOTAL_MONTH = Account("", "2026-03-31"), Account("", "2026-03")
PRICES = Prices.model_validate(tomllib.loads(config.packaged("prices.toml")))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store(f"sqlite:///{tmp_path / 'redraft.sqlite'}") as opened:
        yield opened


def limits(**given: float) -> BudgetSettings:
    return BudgetSettings.model_validate(given)


def connect(address: str) -> Model:
    chosen = ModelSettings(kind="openai", base_url=address, name="scripted", timeout=1.0)
    return client.connect(chosen, "sk-test", sleep=lambda _seconds: None)


def ask(store: Store, budget: Budget, mode: str, question: Request = QUESTION) -> None:
    with scripted_model(mode) as model:
        Ledger(store, budget, now=lambda: NOW).of(connect(model.base_url), TASK, lambda _event: None).complete(question)


def spent(store: Store) -> Charge:
    """Today by all; every other account that a call is counted in must hold the same."""
    balances = store.spent(Budget().accounts(TASK, NOW))
    (one,) = {(balance.tokens, balance.cost) for balance in balances}
    return Charge(*one)


# What a call takes


@given(st.text(max_size=300), st.integers(0, 5_000))
def test_no_question_is_thought_smaller_than_a_token_a_byte(text: str, answer: int) -> None:
    charge = Budget(rates=RATES).worst(Request((Message("user", text),), max_tokens=answer))
    assert charge.tokens >= len(text.encode()) + answer
    assert charge.cost is not None
    assert charge.cost >= 250 * len(text.encode()) + 2_000 * answer


def test_the_schema_of_the_answer_is_part_of_the_question() -> None:
    schema = {"type": "object", "properties": {f"p{number}": {"type": "string"} for number in range(50)}}
    plain, shaped = (Budget().worst(Request(QUESTION.messages, 100, schema=each)) for each in (None, schema))
    assert shaped.tokens > plain.tokens + 1_000


def test_an_answer_takes_what_its_server_counted(store: Store) -> None:
    ask(store, Budget(rates=RATES), "honest")
    asked, answered = len(QUESTION.messages[0].content) // 4, spent(store).tokens - len(QUESTION.messages[0].content) // 4
    assert 0 < spent(store).tokens < 50
    assert spent(store).cost == 250 * asked + 2_000 * answered


@pytest.mark.parametrize("mode", ["no_usage", "odd_usage", "half", "hang", "no_choices", "gateway_timeout"])
def test_what_was_perhaps_paid_stays_counted_at_its_worst(store: Store, mode: str) -> None:
    try:
        ask(store, Budget(rates=RATES), mode)
    except RedraftError as error:
        assert isinstance(error, Unreachable | UnusableAnswer)  # noqa: PT017  # some modes answer
    assert spent(store) == Budget(rates=RATES).worst(QUESTION)


@pytest.mark.parametrize("mode", ["busy", "busy_for_long", "no_quota", "wrong_key", "error", "bad_request", "too_long"])
def test_what_was_surely_not_paid_takes_nothing(store: Store, mode: str) -> None:
    with pytest.raises(RedraftError):
        ask(store, Budget(rates=RATES), mode)
    assert spent(store) == Charge(0, 0)
    assert store.calls() == {"free": 1}


def test_a_server_that_cannot_be_reached_takes_nothing(store: Store) -> None:
    model = connect("http://127.0.0.1:1/v1")
    with pytest.raises(Unreachable):
        Ledger(store, now=lambda: NOW).of(model, TASK, lambda _event: None).complete(QUESTION)
    assert spent(store) == Charge(0, 0)


def test_an_answer_from_memory_takes_nothing_and_needs_no_budget(store: Store) -> None:
    ask(store, Budget(rates=RATES), "honest")
    before = spent(store)
    ask(store, Budget(limits(tokens_per_day=0), rates=RATES), "honest")
    assert spent(store) == before


def test_the_sums_are_those_of_the_ledger(store: Store) -> None:
    accounts = Budget().accounts(TASK, NOW)
    first = store.reserve("k1", "rw", "m", NOW, Charge(100, 10), accounts)
    second = store.reserve("k2", "rw", "m", NOW, Charge(100, 10), accounts)
    third = store.reserve("k3", "rw", "m", NOW, Charge(100, None), accounts)
    assert isinstance(first, Reserved)
    assert isinstance(second, Reserved)
    assert isinstance(third, Reserved)
    store.answered(first, "k1", {}, NOW + timedelta(hours=2), tokens=(30, 5), cost=4)
    store.not_billed(second, NOW)
    assert spent(store) == Charge(135, 4)
    assert store.spent(Budget().periods("", NOW + timedelta(hours=2)))[0].tokens == 0  # it was asked the day before


# Limits


@pytest.mark.parametrize("scope", ["total", "site"])
@pytest.mark.parametrize("span", ["draft", "day", "month"])
@pytest.mark.parametrize("unit", ["tokens", "money"])
def test_each_limit_holds_by_itself(store: Store, scope: str, span: str, unit: str) -> None:
    worst = Budget(rates=RATES).worst(QUESTION)
    room = worst.tokens * 3 if unit == "tokens" else (worst.cost or 0) * 3 / 10**9
    given = limits(**{f"{unit}_per_{span}": room})
    budget = Budget(given, rates=RATES) if scope == "total" else Budget(sites={"blog": given}, rates=RATES)
    accounts = budget.accounts(TASK, NOW)
    entered = [store.reserve(f"k{number}", "rw", "m", NOW, worst, accounts) for number in range(5)]
    assert [isinstance(each, Reserved) for each in entered] == [True] * 3 + [False] * 2
    refused = entered[-1]
    assert isinstance(refused, Refused)
    error = budget.refusal(refused, worst)
    assert f"{unit}_per_{span}" in str(error)
    if span == "draft":
        assert isinstance(error, GiveUp)
    else:
        assert isinstance(error, BudgetReached)
        midnight = datetime(2026, 4, 1, tzinfo=UTC)
        assert error.until == midnight
        assert "it waits until 2026-04-01 00:00 UTC" in str(error)
    assert sum(store.calls().values()) == 3


def test_another_site_goes_on_when_one_has_spent_its_own(store: Store) -> None:
    budget = Budget(sites={"blog": limits(tokens_per_day=100)})
    shop = Task("rw:shop:7:x", "shop", 7, "x")
    refused = store.reserve("k", "rw", "m", NOW, Charge(101), budget.accounts(TASK, NOW))
    assert isinstance(refused, Refused)
    assert [balance.account.scope for balance in refused.over] == ["blog"]
    assert isinstance(store.reserve("k", "rw", "m", NOW, Charge(101), budget.accounts(shop, NOW)), Reserved)


def test_what_is_refused_leaves_nothing_behind(store: Store) -> None:
    budget = Budget(limits(tokens_per_month=10))
    store.reserve("k", "rw", "m", NOW, Charge(11), budget.accounts(TASK, NOW))
    assert spent(store) == Charge(0, 0)
    assert store.calls() == {}


def test_all_tries_of_one_text_are_one_draft_and_another_text_is_another() -> None:
    accounts = [
        Budget().accounts(each, NOW)[0].scope
        for each in (TASK, Task("rw:blog:7:y:1", "blog", 7, "x", attempt=1), Task("rw:blog:7:z", "blog", 7, "z"))
    ]
    assert accounts[0] == accounts[1] != accounts[2]


def test_a_limit_in_money_stops_no_model_without_a_price(store: Store) -> None:
    budget = Budget(limits(money_per_day=0.0))
    assert budget.counts_money_in_vain
    assert isinstance(store.reserve("k", "rw", "m", NOW, budget.worst(QUESTION), budget.accounts(TASK, NOW)), Reserved)


def test_the_embedded_model_takes_tokens_and_no_money(store: Store) -> None:
    budget = Budget(limits(money_per_day=0.0), rates=rates_of(ModelSettings(kind="embedded"), PRICES))
    assert budget.rates == FREE
    assert isinstance(store.reserve("k", "rw", "m", NOW, budget.worst(QUESTION), budget.accounts(TASK, NOW)), Reserved)
    assert spent(store).tokens > 0
    assert spent(store).cost == 0


def test_a_question_that_fits_no_budget_is_a_wrong_setting_and_waits_for_nobody(store: Store) -> None:
    budget = Budget(limits(tokens_per_day=50, money_per_month=1.0), rates=RATES)
    with pytest.raises(WrongSetting, match="the budget of all sites for a day: 50 tokens is less than the one question"):
        ask(store, budget, "honest")


# What is said


def test_at_four_fifths_and_at_the_limit_it_is_said_once(store: Store, caplog: pytest.LogCaptureFixture) -> None:
    budget = Budget(limits(tokens_per_day=1_000))
    questions = [Request((Message("user", f"Reword {number:02}."),), max_tokens=100) for number in range(20)]
    with caplog.at_level(logging.WARNING, "redraft"):
        for question in questions:
            try:
                ask(store, budget, "no_usage", question)
            except BudgetReached:
                continue
    told = [record.getMessage() for record in caplog.records if record.name == "redraft"]
    assert len(told) == 2
    assert told[0].startswith("budget is 80 % spent of='all sites on 2026-03-31 (UTC): 8")
    assert told[1].startswith("budget reached, polling goes on reason='the budget of all sites on 2026-03-31 (UTC) is reached: ")


def test_a_raised_limit_is_news_again() -> None:
    told = Balance(Account("", "2026-03", 100), told=Balance(Account("", "2026-03", 100)).news("reached"))
    raised = Balance(Account("", "2026-03", 200), told=told.told)
    assert (told.reached, told.news("near"), told.news("reached")) == (True, "", "")
    assert not raised.reached
    assert raised.news("reached")


def test_a_model_without_a_price_is_said_once_where_a_limit_is_in_money(store: Store, caplog: pytest.LogCaptureFixture) -> None:
    ledger = Ledger(store, Budget(limits(money_per_day=1.0)), now=lambda: NOW)
    with scripted_model() as model, caplog.at_level(logging.WARNING, "redraft"):
        for number in range(3):
            asked = Request(QUESTION.messages, 100, seed=number)
            ledger.of(connect(model.base_url), TASK, lambda _event: None).complete(asked)
    assert [record.getMessage() for record in caplog.records if record.name == "redraft"] == [
        "budget counts tokens only model='scripted' reason='no price is known for it; add it to prices.toml'"
    ]


@pytest.mark.parametrize(
    ("account", "next_one"),
    [
        ("2026-03-31", datetime(2026, 4, 1, tzinfo=UTC)),
        ("2026-12-31", datetime(2027, 1, 1, tzinfo=UTC)),
        ("2028-02-28", datetime(2028, 2, 29, tzinfo=UTC)),
        ("2026-11", datetime(2026, 12, 1, tzinfo=UTC)),
        ("2026-12", datetime(2027, 1, 1, tzinfo=UTC)),
    ],
)
def test_a_new_day_and_a_new_month_begin_at_midnight_utc(account: str, next_one: datetime) -> None:
    assert until(Account("", account)) == next_one


@given(st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.timezones()))
def test_a_period_never_ends_before_it_has_begun(now: datetime) -> None:
    for account in Budget().periods("", now):
        assert timedelta(0) < until(account) - now <= timedelta(days=31)


# The draft


@pytest.fixture
def poor(tmp_path: Path) -> Iterator[Desk]:
    """A desk whose day has room for one draft."""
    with desk(tmp_path, mode="no_usage", budget=Budget(limits(tokens_per_day=9_000))) as opened:
        yield opened


def test_a_draft_waits_for_the_next_day_as_often_as_it_must_and_is_done_then(poor: Desk) -> None:
    poor.write_draft()
    poor.write_draft(title="Harbour to close for repairs", body=BODY.replace("cycle path", "harbour wall"))
    first, second = poor.round()
    assert isinstance(first, Revised)
    assert isinstance(second, Failed)
    assert second.retry_at is not None
    assert (second.retry_at.hour, second.retry_at.minute) == (0, 0)
    assert second.retry_at > poor.site.now
    assert poor.round() == []  # not before its time
    calls = len(poor.model.journal)
    poor.rest(second.retry_at - poor.site.now)
    (again,) = poor.round()
    assert isinstance(again, Revised)
    assert len(poor.model.journal) > calls


def test_a_draft_whose_tries_have_had_its_share_is_left_for_a_person(tmp_path: Path) -> None:
    with desk(tmp_path, mode="half", budget=Budget(limits(tokens_per_draft=7_500))) as news:
        news.write_draft()
        (first,) = news.round()
        assert isinstance(first, Failed)
        assert first.retry_at is not None  # the answer broke off, and is perhaps paid
        news.rest(first.retry_at - news.site.now)
        (second,) = news.round()
        assert isinstance(second, Failed)
        assert second.retry_at is None
        assert "tokens_per_draft in a table [budget], then ask for it with --post" in second.reason
        news.rest(timedelta(days=40))
        assert news.round() == []
        assert len(news.model.journal) == 1


def test_waiting_for_a_budget_never_uses_up_the_tries_of_a_draft() -> None:
    error = BudgetReached("spent", until=NOW)
    assert what_next(error, TRIES + 5, NOW, 0.5) == Failed("spent", 3, NOW, waited=True)


def test_the_error_comes_out_of_the_memory_of_a_step_as_it_went_in() -> None:
    error = pickle.loads(pickle.dumps(BudgetReached("spent", until=NOW)))
    assert (str(error), error.until) == ("spent", NOW)


def test_the_walk_counts_its_calls_for_its_own_site_and_text(tmp_path: Path) -> None:
    with desk(tmp_path, budget=Budget(rates=RATES)) as news:
        news.write_draft()
        news.round()
        record = news.store.recent(["blog"], 1)[0]
        balances = news.store.spent(Budget().accounts(record.task, news.site.now))
        assert len({(balance.tokens, balance.cost) for balance in balances}) == 1
        assert balances[0].cost > 0
        assert news.store.usual_draft() == Charge(balances[0].tokens, balances[0].cost)


# The files


def test_every_price_says_when_and_where_it_was_read() -> None:
    assert PRICES.currency == "USD"
    for name, price in PRICES.models.items():
        assert 0 < price.input < price.output or name.startswith("mini"), name
        assert price.read is not None, name
        assert price.read >= date(2026, 11, 1), name
        assert urlsplit(price.source).scheme == "https", name


def test_the_default_model_has_a_price_and_its_snapshots_have_the_same() -> None:
    named = ModelSettings(kind="openai")
    dated = named.model_copy(update={"name": f"{named.name}-2025-08-07"})
    assert rates_of(named, PRICES) == rates_of(dated, PRICES) == Rates(Decimal(250), Decimal(2_000))
    assert rates_of(named.model_copy(update={"name": "nobody-knows-it"}), PRICES) is None


def test_a_site_and_the_defaults_say_each_their_lines_of_a_budget(tmp_path: Path) -> None:
    (tmp_path / "sites").mkdir()
    (tmp_path / "redraft.toml").write_text("[budget]\nmoney_per_month = 300\n[defaults.budget]\ntokens_per_day = 5\nmoney_per_day = 2.5\n")
    site = 'url = "https://blog.example"\nusername = "editor"\npassword_env = "BLOG_PASSWORD"\n'
    (tmp_path / "sites" / "blog.toml").write_text(site + "[budget]\ntokens_per_day = 7\n")
    (tmp_path / "prices.toml").write_text('[models]\n"gpt-5-mini" = { input = 9, output = 10 }\n')
    settings = config.load(tmp_path, {}, model=False, secrets=False)
    assert settings.budget == limits(money_per_month=300.0)
    assert settings.sites[0].budget == limits(tokens_per_day=7, money_per_day=2.5)
    assert settings.prices.models["gpt-5-mini"].input == 9
    assert "gpt-5" in settings.prices.models


@pytest.mark.parametrize(
    ("main", "prices", "told"),
    [
        ("[budget]\nmoney_per_day = -1\n", "", "budget.money_per_day: -1 does not fit; write an amount such as 2.50"),
        ("[budget]\nmoney_per_day = nan\n", "", "budget.money_per_day: NaN does not fit"),
        ("[budget]\ntokens_per_day = 1.5\n", "", "budget.tokens_per_day: 1.5 does not fit; write a number of tokens"),
        ("[budget]\ntoken_per_day = 5\n", "", "budget.token_per_day: there is no such key (did you mean tokens_per_day?)"),
        ("", "[models]\nx = { input = 1 }\n", "models.x.output: missing"),
        ("", 'currency = "dollars"\n', 'currency: "dollars" does not fit; write three capitals'),
    ],
)
def test_a_wrong_line_is_one_line(tmp_path: Path, main: str, prices: str, told: str) -> None:
    (tmp_path / "redraft.toml").write_text(main)
    (tmp_path / "prices.toml").write_text(prices)
    with pytest.raises(WrongSetting) as problem:
        config.load(tmp_path, {}, sites=(), model=False, secrets=False)
    (line,) = problem.value.problems
    assert re.search(re.escape(told), line)


def test_prices_in_another_currency_stand_alone(tmp_path: Path) -> None:
    (tmp_path / "redraft.toml").write_text("")
    (tmp_path / "prices.toml").write_text('currency = "EUR"\n[models]\nx = { input = 1, output = 2 }\n')
    settings = config.load(tmp_path, {}, sites=(), model=False, secrets=False)
    assert (settings.prices.currency, list(settings.prices.models)) == ("EUR", ["x"])


def test_used_tokens_are_priced_each_by_its_own_rate() -> None:
    assert Budget(rates=RATES).used(Usage(1_000, 10, 900)) == Charge(1_010, 270_000)
