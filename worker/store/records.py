"""What the store is told and tells: values, without a database."""

from __future__ import annotations

import hashlib
import json
from dataclasses import astuple, dataclass
from datetime import datetime, timedelta
from typing import Literal


def text_hash(title: str, body: str) -> str:
    """SHA-256 (hex) of title and body: the name of a text."""
    return hashlib.sha256(json.dumps([title, body]).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Task:
    """One piece of work: rewrite this text of this post."""

    id: str
    site: str
    post_id: int
    source: str  # hash of title and body
    attempt: int = 0

    @property
    def account(self) -> str:
        """The scope of the account that counts all tries of this text of this post."""
        return f"{self.site}:{self.post_id}:{self.source}"


COPY = ":copy"  # ends the id of the record of a copy, which begins with that of the work it comes from


@dataclass(frozen=True, slots=True)
class Record:
    """What the store knows of one piece of work; the columns of `drafts` say what each field means."""

    id: str
    site: str
    post_id: int
    source: str
    attempt: int
    outcome: str | None
    reason: str
    exit_status: int
    retry_at: datetime | None
    starts: int
    result: str | None
    offered_at: datetime
    settled_at: datetime | None
    undone_at: datetime | None
    waited: bool = False

    @property
    def task(self) -> Task:
        return Task(self.id, self.site, self.post_id, self.source, self.attempt)

    @property
    def copy_of(self) -> str | None:
        """The id of the work whose result was put beside the draft as this new post; None if it is no copy."""
        return self.id.removesuffix(COPY) if self.id.endswith(COPY) else None


@dataclass(frozen=True, slots=True)
class SiteRecord:
    """What the store knows of one site."""

    name: str
    baseline: datetime | None = None
    watermark: datetime | None = None
    next_poll_at: datetime | None = None
    last_poll: datetime | None = None
    problem: str = ""
    active_at: datetime | None = None
    paused_at: datetime | None = None
    swept_at: datetime | None = None
    newest_post: int | None = None
    post_types: str | None = None

    def waits(self, now: datetime, interval: timedelta) -> bool:
        """
        Is its turn to be polled still to come?

        One that comes up to a fifth of the interval early is taken: nodes that take turns at different moments poll no more often
        than one does. A turn further away than any claim puts it was set for a longer interval, or by a clock that is wrong, and does
        not count.
        """
        due = self.next_poll_at
        return due is not None and now + interval / 5 < due <= now + interval * 1.2


@dataclass(frozen=True, slots=True)
class Look:
    """A post that needs no second reading while its modification time stays; `reason`: why the selection passed it over."""

    modified: datetime
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Resting:
    """A post on which nothing has been done for a long time; the columns of `posts` say what each time means."""

    site: str
    post_id: int
    asked_at: datetime | None = None
    ended_at: datetime | None = None
    url: str | None = None
    post_type: str | None = None


@dataclass(frozen=True, slots=True)
class Dropped:
    """How much was dropped: of how many posts, texts (originals and results), proofs, and answers of the model."""

    posts: int = 0
    texts: int = 0
    proofs: int = 0
    answers: int = 0

    def __add__(self, other: Dropped) -> Dropped:
        pairs = zip(astuple(self), astuple(other), strict=True)
        return Dropped(*(one + another for one, another in pairs))


@dataclass(frozen=True, slots=True)
class Pulse:
    """The heart of a node: how often it beat, and the seconds of its silence that count, by the database's clock."""

    beat: int
    silent_for: float = 0.0


@dataclass(frozen=True, slots=True)
class Charge:
    """What one call takes, or several: tokens, and money in billionths of the prices' currency (None: no price)."""

    tokens: int = 0
    cost: int | None = None


NOTHING = Charge()


@dataclass(frozen=True, slots=True)
class Account:
    """What is counted together: the calls for one draft, or of a day or month, of one site or of all."""

    scope: str  # "", a site's name, or a draft's site:post:source
    period: str  # "2026-03-01", "2026-03", or "" for ever
    tokens: int | None = None  # limits; None is no limit
    cost: int | None = None


@dataclass(frozen=True, slots=True)
class Balance:
    """What an account holds: the calls that were answered, and the worst of those that were not."""

    account: Account
    tokens: int = 0
    cost: int = 0
    told: str = ""

    def over(self, charge: Charge) -> bool:
        """Whether `charge`, which it holds already, is more than it may hold."""
        return _above(self.tokens, self.account.tokens, charge.tokens) or _above(self.cost, self.account.cost, charge.cost or 0)

    @property
    def near(self) -> bool:
        """Four fifths of a limit are taken."""
        limits = ((self.tokens, self.account.tokens), (self.cost, self.account.cost))
        return any(limit is not None and taken * 5 >= limit * 4 for taken, limit in limits)

    @property
    def reached(self) -> bool:
        """A call was refused for these limits."""
        return self.told == self._told("reached")

    def news(self, level: Literal["near", "reached"]) -> str:
        """What is to be noted when this is said; empty if it was said before.  Other limits are other news."""
        told = self._told(level)
        return "" if self.told in (told, self._told("reached")) else told

    def _told(self, level: str) -> str:
        return f"{level} {self.account.tokens} {self.account.cost}"


@dataclass(frozen=True, slots=True)
class Reserved:
    """A call that may be made.  `near`: accounts that it brought near to a limit, told to nobody else."""

    call: int
    charge: Charge
    accounts: tuple[Account, ...]
    near: tuple[Balance, ...] = ()


@dataclass(frozen=True, slots=True)
class Refused:
    """A call that must not be made: it would bring the accounts in `over` above a limit.  `news`: told to nobody else."""

    over: tuple[Balance, ...]  # without this call
    news: bool


def less(charge: Charge, other: Charge) -> Charge:
    return Charge(charge.tokens - other.tokens, (charge.cost or 0) - (other.cost or 0))


def _above(taken: int, limit: int | None, added: int) -> bool:
    """What adds nothing is never the one too many: a call without a price does not stop at a limit in money."""
    return limit is not None and added > 0 and taken > limit
