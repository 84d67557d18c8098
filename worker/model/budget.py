"""
What a call may take, from which accounts, and what it means that one of them is empty.

Pure: the store holds the sums, and compares them in the transaction that adds to them. Days and months are those of
UTC, for all sites: that is how vendors bill, and a month of all sites has one beginning.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import ROUND_CEILING, Decimal

from worker.config import BudgetSettings, ModelSettings, Prices
from worker.errors import BudgetReached, GiveUp, RedraftError, WrongSetting
from worker.model.port import Request, Usage
from worker.proof import Proof
from worker.store import Account, Balance, Charge, Refused, Task

NO_LIMITS = BudgetSettings()
BILLIONTHS = 10**9
_AROUND_A_MESSAGE = 16  # tokens: the marks of a chat's turns, which differ from model to model
_SNAPSHOT = re.compile(r"-\d{4}-?\d{2}-?\d{2}$")  # "gpt-5-mini-2025-08-07" costs what "gpt-5-mini" does


@dataclass(frozen=True, slots=True)
class Rates:
    """What a token costs, in billionths of the currency."""

    input: Decimal
    output: Decimal

    def cost(self, input_tokens: int, output_tokens: int) -> int:
        """
        In billionths, rounded up.

        >>> Rates(Decimal(250), Decimal(2000)).cost(1_000_000, 0)
        250000000
        """
        return int((self.input * input_tokens + self.output * output_tokens).to_integral_value(ROUND_CEILING))


FREE = Rates(Decimal(0), Decimal(0))


def rates_of(model: ModelSettings, prices: Prices) -> Rates | None:
    """What this model costs; None if no price is known.  The embedded one costs nothing."""
    if model.kind == "embedded":
        return FREE
    price = prices.models.get(model.name) or prices.models.get(_SNAPSHOT.sub("", model.name))
    return Rates(_billionths(price.input) / 10**6, _billionths(price.output) / 10**6) if price else None


def most_tokens(request: Request) -> tuple[int, int]:
    """
    The most tokens that a question and its answer can have.

    A token stands for one byte or more in the vocabularies of today's models, so that no text has more tokens than bytes.
    """
    schema = json.dumps(request.schema, ensure_ascii=False) if request.schema else ""
    texts = (*(message.content for message in request.messages), schema)
    asked = sum(len(text.encode(errors="replace")) + _AROUND_A_MESSAGE for text in texts)
    return asked, request.max_tokens


@dataclass(frozen=True, slots=True)
class Budget:
    """
    The limits of all sites together and of each, and what the model costs (`rates`: None where that is unknown).

    A method's `model` is the name of one of the others, or of the one that writes.
    """

    total: BudgetSettings = NO_LIMITS
    sites: Mapping[str, BudgetSettings] = field(default_factory=dict)
    rates: Rates | None = None
    currency: str = "USD"
    others: Mapping[str, Rates | None] = field(default_factory=dict)  # what other models cost than the one that writes, by name

    @property
    def counts_money_in_vain(self) -> bool:
        """There is a limit in money, and no price of the model that writes to count by."""
        return self.in_vain("")

    def in_vain(self, model: str) -> bool:
        """The same of any model."""
        limits = (self.total, *self.sites.values())
        return self._rates(model) is None and any(
            amount is not None for each in limits for amount in (each.money_per_draft, each.money_per_day, each.money_per_month)
        )

    def worst(self, request: Request, model: str = "") -> Charge:
        """
        The most that a question and its answer may take.

        What it really took is counted once the server has said so.
        """
        return self._charge(*most_tokens(request), model)

    def used(self, usage: Usage, model: str = "") -> Charge:
        """What a call took by the server's own count.  Discounts are left out of it."""
        return self._charge(usage.input_tokens, usage.output_tokens, model)

    def accounts(self, task: Task, now: datetime) -> tuple[Account, ...]:
        """All that a call for this draft is counted in."""
        total, site = self.total, self.sites.get(task.site, NO_LIMITS)
        tokens = _least(total.tokens_per_draft, site.tokens_per_draft)
        cost = _least(_limit(total.money_per_draft), _limit(site.money_per_draft))
        return (
            Account(task.account, "", tokens, cost),  # all tries of one text of a post
            *self.periods("", now),
            *self.periods(task.site, now),
        )

    def periods(self, scope: str, now: datetime) -> tuple[Account, Account]:
        """The day's and the month's account of a site, of all together for an empty name."""
        limits = self.sites.get(scope, NO_LIMITS) if scope else self.total
        day = now.astimezone(UTC).strftime("%Y-%m-%d")
        return (
            Account(scope, day, limits.tokens_per_day, _limit(limits.money_per_day)),
            Account(scope, day[:7], limits.tokens_per_month, _limit(limits.money_per_month)),
        )

    def refusal(self, refused: Refused, charge: Charge) -> RedraftError:
        """
        What to do about a call that must not be made.

        WrongSetting where no such call ever fits, GiveUp where the draft has had its share, else BudgetReached.
        """
        for balance in refused.over:
            if Balance(balance.account, charge.tokens, charge.cost or 0).over(charge):
                return WrongSetting(
                    f"{_where(balance.account)}: {self._limits(balance.account)} is less than the one question that is "
                    f"next may take ({self._amount(charge)}); raise {_key(balance, charge)}"
                )
        for balance in refused.over:
            if not balance.account.period:
                return GiveUp(
                    f"this draft has taken {self.state(balance)}, and the next question may take {self._amount(charge)}: "
                    f"raise {_key(balance, charge)}, then ask for it with --post"
                )
        last = max(refused.over, key=lambda balance: until(balance.account))
        when = until(last.account)
        return BudgetReached(
            f"the budget of {_name(last.account)} is reached: {self.state(last)}, and the next question may take "
            f"{self._amount(charge)}; it waits until {when:%Y-%m-%d %H:%M} UTC, or raise {_key(last, charge)}",
            until=when,
        )

    def line(self, balance: Balance) -> str:
        """One line on an account, for a person."""
        waits = f"; reached, drafts wait until {until(balance.account):%Y-%m-%d %H:%M} UTC" if balance.reached else ""
        return f"{_name(balance.account)}: {self.state(balance)}{waits}"

    def costing(self, proof: Proof, model: str, reader: str) -> Proof:
        """The proof with what its answers cost, by the names of the two models; as it is where a price is not known."""
        taken = [(model, proof.spent)]
        if proof.second_reader:
            taken.append((reader, proof.second_reader.spent))
        costs = [self._charge(spent.input_tokens, spent.output_tokens, name).cost for name, spent in taken]
        if any(cost is None for cost in costs):
            return proof
        return proof.costing(f"{Decimal(sum(cost or 0 for cost in costs)) / BILLIONTHS:f}", self.currency)

    def state(self, balance: Balance) -> str:
        """
        >>> Budget(rates=FREE).state(Balance(Account("", "2026-03", 2000, 5 * BILLIONTHS), 1500, BILLIONTHS // 4))
        '1,500 of 2,000 tokens, 0.25 of 5.00 USD'
        """
        account = balance.account
        parts = [f"{balance.tokens:,}{'' if account.tokens is None else f' of {account.tokens:,}'} tokens"]
        if self.rates or balance.cost:
            limit = "" if account.cost is None else f" of {_money(account.cost)}"
            parts.append(f"{_money(balance.cost)}{limit} {self.currency}")
        return ", ".join(parts)

    def estimate(self, usual: Charge, drafts: int) -> str:
        """What so many drafts may take if each takes the usual."""
        cost = f" and {_money(usual.cost * drafts)} {self.currency}" if self.rates and usual.cost is not None else ""
        return f"about {usual.tokens * drafts:,} tokens{cost}"

    def _charge(self, asked: int, answered: int, model: str) -> Charge:
        rates = self._rates(model)
        return Charge(asked + answered, rates.cost(asked, answered) if rates else None)

    def _rates(self, model: str) -> Rates | None:
        return self.others.get(model, self.rates)

    def _amount(self, charge: Charge) -> str:
        money = "" if charge.cost is None else f", {_money(charge.cost)} {self.currency}"
        return f"{charge.tokens:,} tokens{money}"

    def _limits(self, account: Account) -> str:
        tokens = () if account.tokens is None else (f"{account.tokens:,} tokens",)
        money = () if account.cost is None else (f"{_money(account.cost)} {self.currency}",)
        return ", ".join((*tokens, *money))


def until(account: Account) -> datetime:
    """
    When an account of a day or month begins anew.

    >>> until(Account("", "2026-12")).isoformat(), until(Account("", "2026-02-28")).isoformat()
    ('2027-01-01T00:00:00+00:00', '2026-03-01T00:00:00+00:00')
    """
    begins = datetime.fromisoformat(f"{account.period}-01"[:10]).replace(tzinfo=UTC)
    if len(account.period) == 10:
        return begins + timedelta(days=1)
    return begins.replace(year=begins.year + begins.month // 12, month=begins.month % 12 + 1)


def _least(*limits: int | None) -> int | None:
    return min((limit for limit in limits if limit is not None), default=None)


def _limit(amount: float | None) -> int | None:
    return None if amount is None else int(_billionths(amount))


def _billionths(amount: float) -> Decimal:
    return Decimal(str(amount)) * BILLIONTHS


def _money(cost: int) -> str:
    """Cents, and more digits only for an amount that has none."""
    digits = 2 if cost == 0 or cost >= BILLIONTHS // 100 else 6
    return f"{Decimal(cost) / BILLIONTHS:,.{digits}f}"


def _name(account: Account) -> str:
    """
    >>> _name(Account("", "2026-03-01")), _name(Account("blog", "2026-03"))
    ('all sites on 2026-03-01 (UTC)', 'blog in 2026-03 (UTC)')
    """
    return f"{account.scope or 'all sites'} {'on' if len(account.period) == 10 else 'in'} {account.period} (UTC)"


def _where(account: Account) -> str:
    if not account.period:
        return "the budget of a draft"
    return f"the budget of {account.scope or 'all sites'} for a {'day' if len(account.period) == 10 else 'month'}"


def _key(balance: Balance, charge: Charge) -> str:
    """The line of the configuration that stands in the way."""
    account = balance.account
    full = account.tokens is not None and balance.tokens + charge.tokens > account.tokens
    span = {0: "draft", 10: "day"}.get(len(account.period), "month")
    return f"{'tokens' if full else 'money'}_per_{span} in a table [budget]"
