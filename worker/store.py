"""
What Redraft remembers: originals and results, what became of each draft, paid answers and the ledger, sites, nodes.

The only home of SQL. One SQLite file or one PostgreSQL database; the same statements serve both. Bodies live in
`texts`, by their hash, so that everything else (the engine's steps, too) passes hashes. Nothing here ever holds a
secret. Times are aware and UTC.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, Self

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DatabaseError, DataError, IntegrityError, ProgrammingError

from worker.errors import GiveUp, Unreachable

# The newest migration.  A database that says so needs no Alembic, which takes a third of a second to import.
SCHEMA = "0003"


class Utc(sa.TypeDecorator[datetime]):
    """An aware time in UTC.  SQLite keeps no zone."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _dialect: sa.Dialect) -> datetime | None:
        return value.astimezone(UTC) if value else None

    def process_result_value(self, value: datetime | None, _dialect: sa.Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Exact(sa.TypeDecorator[str]):
    """
    Any str at all, given back unchanged: PostgreSQL's text refuses U+0000, and neither database takes a lone surrogate.
    """

    impl = sa.LargeBinary
    cache_ok = True

    def process_bind_param(self, value: str | None, _dialect: sa.Dialect) -> bytes | None:
        return None if value is None else value.encode("utf-8", "surrogatepass")

    def process_result_value(self, value: bytes | None, _dialect: sa.Dialect) -> str | None:
        return None if value is None else value.decode("utf-8", "surrogatepass")


_schema = sa.MetaData()
_COUNTER = sa.BigInteger().with_variant(sa.Integer, "sqlite")  # SQLite counts up only a column of its own INTEGER

_texts = sa.Table(
    "texts",
    _schema,
    sa.Column("hash", sa.String(64), primary_key=True, comment="SHA-256 of title and body"),
    sa.Column("title", Exact, nullable=False, comment="raw, as the site's API gave it"),
    sa.Column("body", Exact, nullable=False, comment="raw, as the site's API gave it"),
    sa.Column("kept_at", Utc, nullable=False),
    comment="originals and results, by content; never changed, never deleted",
)

_drafts = sa.Table(
    "drafts",
    _schema,
    sa.Column(
        "id",
        sa.String(255),
        primary_key=True,
        comment="the workflow's: rw:site:post:hash of source, prompt, model, rules[:attempt]",
    ),
    sa.Column("site", sa.String(100), nullable=False, comment="name of its configuration file"),
    sa.Column("post_id", sa.BigInteger, nullable=False),
    sa.Column(
        "source",
        sa.String(64),
        sa.ForeignKey("texts.hash"),
        nullable=False,
        comment="what the site held when it was offered",
    ),
    sa.Column(
        "attempt",
        sa.Integer,
        nullable=False,
        comment="0, then one more for each retry and each time a person asks again",
    ),
    sa.Column(
        "outcome", sa.String(16), comment="revised, unchanged, left, failed, older; NULL while it is waiting or at work"
    ),
    sa.Column("reason", sa.Text, nullable=False, comment="one line for a person; never a body, never a secret"),
    sa.Column(
        "exit_status",
        sa.Integer,
        nullable=False,
        comment="of a failure: 1 it would fail again, 2 a setting, 3 may work later",
    ),
    sa.Column("retry_at", Utc, comment="when a failure is tried again without being asked"),
    sa.Column(
        "starts",
        sa.Integer,
        nullable=False,
        comment="how often a worker began it; many without an outcome: it kills its workers",
    ),
    sa.Column("result", sa.String(64), comment="set before the write: what the site holds, or may hold, by our hand"),
    sa.Column("proof", sa.Text, comment="JSON, the schema of worker/proof.py"),
    sa.Column("offered_at", Utc, nullable=False),
    sa.Column("settled_at", Utc),
    sa.Column("undone_at", Utc, comment="when a person asked to have the original back"),
    # The claim: whoever offers a text first names the work, and everybody else joins it.
    sa.UniqueConstraint("site", "post_id", "source", "attempt"),
    comment="one row for each piece of work on one text of one post",
)
sa.Index("drafts_by_outcome", _drafts.c.site, _drafts.c.outcome)

_looks = sa.Table(
    "looks",
    _schema,
    sa.Column("site", sa.String(100), primary_key=True),
    sa.Column("post_id", sa.BigInteger, primary_key=True),
    sa.Column("modified", Utc, nullable=False, comment="the post's, when it was read a safe while later"),
    comment="posts that need no second reading until their modification time moves",
)

_answers = sa.Table(
    "answers",
    _schema,
    sa.Column("key", sa.String(64), primary_key=True, comment="SHA-256 of the question and the model's name"),
    sa.Column("answer", Exact, nullable=False, comment="JSON: text, finish, usage, model, seconds"),
    comment="what a model answered: no question is asked twice",
)

_ledger = sa.Table(
    "ledger",
    _schema,
    sa.Column("id", _COUNTER, primary_key=True, autoincrement=True, comment="in the order of the calls"),
    sa.Column("key", sa.String(64), nullable=False, comment="of the question, as in answers"),
    sa.Column("draft", sa.String(255), nullable=False, comment="drafts.id"),
    sa.Column("model", sa.String(200), nullable=False, comment="the name that was asked for"),
    sa.Column(
        "state",
        sa.String(8),
        nullable=False,
        comment="reserved: perhaps paid, no answer yet or ever; paid; free: surely not billed",
    ),
    sa.Column("input_tokens", sa.Integer, comment="NULL where the server did not count"),
    sa.Column("output_tokens", sa.Integer),
    sa.Column("reserved_at", Utc, nullable=False),
    sa.Column("settled_at", Utc),
    sa.Column(
        "tokens",
        sa.BigInteger,
        nullable=False,
        server_default="0",
        comment="what counts: the most it may take while reserved, the server's count once paid, 0 when free",
    ),
    sa.Column("cost", sa.BigInteger, comment="the same in billionths of the prices' currency, NULL without a price"),
    comment="every call to a model, entered before it is made",
)

_spending = sa.Table(
    "spending",
    _schema,
    sa.Column("scope", sa.String(255), primary_key=True, comment="a site, site:post:source of a draft, empty for all"),
    sa.Column("period", sa.String(10), primary_key=True, comment="a day or month in UTC, empty for ever"),
    sa.Column("tokens", sa.BigInteger, nullable=False, comment="the sum of the ledger's, kept with it in one commit"),
    sa.Column("cost", sa.BigInteger, nullable=False, comment="the same for the money"),
    sa.Column("told", sa.String(64), nullable=False, comment="what was said of which limits, so that it is said once"),
    comment="what the calls of a period have taken, or may have taken",
)

_sites = sa.Table(
    "sites",
    _schema,
    sa.Column("name", sa.String(100), primary_key=True),
    sa.Column("baseline", Utc, comment="the site's clock at the first look: what is older is nobody's order"),
    sa.Column("watermark", Utc, comment="everything modified before it is decided; the site's clock"),
    sa.Column("next_poll_at", Utc, comment="our clock; who moves it has the poll"),
    sa.Column("last_poll", Utc, comment="our clock, the last poll that worked"),
    sa.Column("problem", sa.Text, nullable=False, comment="why the last poll did not work, empty if it did"),
    sa.Column("paused_at", Utc, comment="when a person paused it; NULL while it is polled and worked on"),
    comment="what is known of each site",
)

_nodes = sa.Table(
    "nodes",
    _schema,
    sa.Column("name", sa.String(255), primary_key=True, comment="the executor's id, one for each process"),
    sa.Column("beat", sa.BigInteger, nullable=False, comment="counts up while the process lives"),
    sa.Column("heir", sa.String(255), comment="the node that takes its work over"),
    comment="processes that may hold work",
)


@dataclass(frozen=True, slots=True)
class Task:
    """One piece of work: rewrite this text of this post."""

    id: str
    site: str
    post_id: int
    source: str  # hash of title and body
    attempt: int = 0


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

    @property
    def task(self) -> Task:
        return Task(self.id, self.site, self.post_id, self.source, self.attempt)


@dataclass(frozen=True, slots=True)
class SiteRecord:
    """What the store knows of one site."""

    name: str
    baseline: datetime | None = None
    watermark: datetime | None = None
    next_poll_at: datetime | None = None
    last_poll: datetime | None = None
    problem: str = ""
    paused_at: datetime | None = None


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
        return _above(self.tokens, self.account.tokens, charge.tokens) or _above(
            self.cost, self.account.cost, charge.cost or 0
        )

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


_RECORD = tuple(_drafts.c[name] for name in Record.__dataclass_fields__)


def text_hash(title: str, body: str) -> str:
    """SHA-256 (hex) of title and body: the name of a text."""
    return hashlib.sha256(json.dumps([title, body]).encode()).hexdigest()


class Store:
    """
    The database behind one address.  Every method is one transaction and may be called from any thread.

    Any of them raises Unreachable when the database cannot be opened, written or is gone.
    """

    def __init__(self, url: str) -> None:
        """Open `url` ("sqlite:///…" or "postgresql://…"), make it where it is missing, bring its tables up to date."""
        self.url = _driver(url)
        _make_private(self.url)
        self._engine = _connect(self.url)
        self._insert = postgresql.insert if self._engine.dialect.name == "postgresql" else sqlite.insert
        try:
            self._migrate()
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        self._engine.dispose()

    # Texts

    def keep(self, title: str, body: str, now: datetime) -> str:
        """Keep a text for good and return its hash.  Keeping it twice is keeping it once."""
        name = text_hash(title, body)
        with self._write() as db:
            db.execute(
                self._insert(_texts).values(hash=name, title=title, body=body, kept_at=now).on_conflict_do_nothing()
            )
        return name

    def text(self, name: str) -> tuple[str, str]:
        """Title and body of a kept text.  KeyError if there is none of that name."""
        with self._read() as db:
            row = db.execute(sa.select(_texts.c.title, _texts.c.body).where(_texts.c.hash == name)).one_or_none()
        if row is None:
            raise KeyError(name)
        return row.title, row.body

    # Drafts

    def enter(self, task: Task, now: datetime) -> Record:
        """
        Enter a piece of work and return its row: the one that was there first, if somebody else offered the same text.
        """
        with self._write() as db:
            values = _new(task, now)
            db.execute(self._insert(_drafts).values(**values).on_conflict_do_nothing())
            same = [_drafts.c[name] == values[name] for name in ("site", "post_id", "source", "attempt")]
            return _record(db.execute(sa.select(*_RECORD).where(*same)).one())

    def enter_settled(self, task: Task, outcome: str, reason: str, now: datetime) -> None:
        """Enter what needs no work.  Where somebody has entered the same text as work, that stays."""
        values = _new(task, now) | {"outcome": outcome, "reason": reason, "settled_at": now}
        with self._write() as db:
            db.execute(self._insert(_drafts).values(**values).on_conflict_do_nothing())

    def begin(self, task_id: str) -> int:
        """Note that a worker begins it, and return how often that has happened."""
        with self._write() as db:
            update = sa.update(_drafts).where(_drafts.c.id == task_id).values(starts=_drafts.c.starts + 1)
            return int(db.execute(update.returning(_drafts.c.starts)).scalar_one())

    def mark_push(self, task_id: str, result: str | None) -> None:
        """Note, before the write, what may stand on the site by our hand; None when surely nothing does."""
        with self._write() as db:
            db.execute(sa.update(_drafts).where(_drafts.c.id == task_id).values(result=result))

    def keep_proof(self, task_id: str, proof: Mapping[str, Any]) -> None:
        with self._write() as db:
            db.execute(sa.update(_drafts).where(_drafts.c.id == task_id).values(proof=json.dumps(proof)))

    def proof(self, task_id: str) -> dict[str, Any] | None:
        """The proof of a piece of work as JSON values, None if it did not come so far."""
        with self._read() as db:
            found = db.execute(sa.select(_drafts.c.proof).where(_drafts.c.id == task_id)).scalar_one_or_none()
        return None if found is None else json.loads(found)

    def settle(
        self,
        task_id: str,
        outcome: str,
        now: datetime,
        *,
        reason: str = "",
        exit_status: int = 0,
        retry_at: datetime | None = None,
    ) -> None:
        """
        Write down what became of it.

        The first outcome stands, unless it was a failure: a worker long given up may still come in.
        """
        values = {
            "outcome": outcome,
            "reason": reason,
            "exit_status": exit_status,
            "retry_at": retry_at,
            "settled_at": now,
        }
        unsettled = sa.func.coalesce(_drafts.c.outcome, "failed") == "failed"
        with self._write() as db:
            db.execute(sa.update(_drafts).where(_drafts.c.id == task_id, unsettled).values(**values))

    def undone(self, task_id: str, now: datetime) -> None:
        with self._write() as db:
            db.execute(sa.update(_drafts).where(_drafts.c.id == task_id).values(undone_at=now))

    def record(self, task_id: str) -> Record | None:
        with self._read() as db:
            row = db.execute(sa.select(*_RECORD).where(_drafts.c.id == task_id)).one_or_none()
        return None if row is None else _record(row)

    def history(self, site: str, post_id: int) -> tuple[Record, ...]:
        """All work on one post, the newest first."""
        query = sa.select(*_RECORD).where(_drafts.c.site == site, _drafts.c.post_id == post_id)
        return self._records(query.order_by(_drafts.c.offered_at.desc(), _drafts.c.attempt.desc()))

    def recent(self, sites: Sequence[str], limit: int) -> tuple[Record, ...]:
        """The newest work of these sites."""
        query = sa.select(*_RECORD).where(_drafts.c.site.in_(sites), sa.func.coalesce(_drafts.c.outcome, "") != "older")
        return self._records(query.order_by(_drafts.c.offered_at.desc()).limit(limit))

    def counts(self, site: str) -> dict[str, int]:
        """How many pieces of work came to which outcome; "waiting" counts those without one."""
        query = sa.select(_drafts.c.outcome, sa.func.count()).where(_drafts.c.site == site).group_by(_drafts.c.outcome)
        with self._read() as db:
            return {outcome or "waiting": count for outcome, count in db.execute(query)}

    def open_work(self, site: str | None = None) -> tuple[Record, ...]:
        """What waits or is at work, the oldest first."""
        query = sa.select(*_RECORD).where(_drafts.c.outcome.is_(None)).order_by(_drafts.c.offered_at)
        return self._records(query if site is None else query.where(_drafts.c.site == site))

    def due(self, site: str, now: datetime | None) -> tuple[Record, ...]:
        """
        Failures whose time has come; for None, all that another try may help: what may work later, and what a setting
        may have cured.
        """
        newer = _drafts.alias()
        superseded = sa.exists().where(
            newer.c.site == _drafts.c.site,
            newer.c.post_id == _drafts.c.post_id,
            sa.tuple_(newer.c.offered_at, newer.c.attempt) > sa.tuple_(_drafts.c.offered_at, _drafts.c.attempt),
        )
        ripe = _drafts.c.exit_status.in_((2, 3)) if now is None else _drafts.c.retry_at <= now
        query = sa.select(*_RECORD).where(_drafts.c.site == site, _drafts.c.outcome == "failed", ripe, ~superseded)
        return self._records(query.order_by(_drafts.c.offered_at))

    # Sites

    def site(self, name: str) -> SiteRecord:
        """What is known of a site; all empty for a new one."""
        with self._read() as db:
            row = db.execute(sa.select(_sites).where(_sites.c.name == name)).one_or_none()
        return SiteRecord(name) if row is None else SiteRecord(**row._mapping)

    def polled(self, name: str, now: datetime, *, baseline: datetime, watermark: datetime) -> None:
        """A poll worked and its work is with the engine.  The baseline only ever moves back."""
        values = {"watermark": watermark, "last_poll": now, "problem": ""}
        insert = self._insert(_sites).values(name=name, baseline=baseline, **values)
        stays = sa.and_(_sites.c.baseline.is_not(None), _sites.c.baseline <= baseline)
        lower = sa.case((stays, _sites.c.baseline), else_=insert.excluded.baseline)
        with self._write() as db:
            db.execute(insert.on_conflict_do_update(index_elements=["name"], set_={"baseline": lower, **values}))

    def ailing(self, name: str, problem: str) -> None:
        """A poll did not work."""
        insert = self._insert(_sites).values(name=name, problem=problem)
        with self._write() as db:
            db.execute(insert.on_conflict_do_update(index_elements=["name"], set_={"problem": problem}))

    def pause(self, name: str, now: datetime | None) -> None:
        """Neither poll a site nor work on it from now on; for None, do both again."""
        insert = self._insert(_sites).values(name=name, problem="", paused_at=now)
        with self._write() as db:
            db.execute(insert.on_conflict_do_update(index_elements=["name"], set_={"paused_at": now}))

    def claim_poll(self, name: str, now: datetime, interval: timedelta) -> bool:
        """
        Take the poll that is due, if nobody else has and the site is not paused: however many nodes ask, one hears True.

        A node whose turn comes up to a fifth of the interval early has it, and the next one stays where it was: nodes that take
        turns at different moments poll no more often than one does. A turn further away than any claim puts it was set for a longer
        interval, or by a clock that is wrong, and does not count.
        """
        early, far = interval / 5, interval * 1.2
        with self._write() as db:
            db.execute(self._insert(_sites).values(name=name, problem="").on_conflict_do_nothing())
            due, paused = db.execute(sa.select(_sites.c.next_poll_at, _sites.c.paused_at).where(_sites.c.name == name)).one()
            if paused or (due is not None and now + early < due <= now + far):
                return False
            still = _sites.c.next_poll_at.is_not_distinct_from(due)  # else another node has just taken it
            following = (due if due is not None and now < due <= now + early else now) + interval
            return db.execute(sa.update(_sites).where(_sites.c.name == name, still).values(next_poll_at=following)).rowcount == 1

    def looked(self, site: str, post_id: int, modified: datetime) -> None:
        """This post was read, needs nothing, and any later save will show a later modification time."""
        insert = self._insert(_looks).values(site=site, post_id=post_id, modified=modified)
        with self._write() as db:
            db.execute(insert.on_conflict_do_update(index_elements=["site", "post_id"], set_={"modified": modified}))

    def looks(self, site: str) -> dict[int, datetime]:
        """Modification time at the last look, by post."""
        with self._read() as db:
            return {row.post_id: row.modified for row in db.execute(sa.select(_looks).where(_looks.c.site == site))}

    # The model's answers, and what they cost

    def answer(self, key: str) -> dict[str, Any] | None:
        """The answer (JSON values) to a question that was asked before."""
        with self._read() as db:
            found = db.execute(sa.select(_answers.c.answer).where(_answers.c.key == key)).scalar_one_or_none()
        return None if found is None else json.loads(found)

    def reserve(
        self,
        key: str,
        draft: str,
        model: str,
        now: datetime,
        charge: Charge = NOTHING,
        accounts: Sequence[Account] = (),
    ) -> Reserved | Refused:
        """
        Enter a call before it is made, with the most that it may take, if every account can bear that.

        However many ask at the same time, in whatever processes, no account comes above its limits.
        """
        entry = {"key": key, "draft": draft, "model": model, "state": "reserved", "reserved_at": now}
        with self._write() as db:
            # Added first and looked at then: the sums stay locked until the commit, on PostgreSQL too.
            balances = self._add(db, accounts, charge)
            over = [balance for balance in balances if balance.over(charge)]
            if over:
                before = self._add(db, [balance.account for balance in balances], _less(Charge(0, 0), charge))
                refusing = {balance.account for balance in over}
                over = [balance for balance in before if balance.account in refusing]
                return Refused(tuple(over), bool(_tell(db, over, "reached")))
            near = _tell(db, [balance for balance in balances if balance.near], "near")
            insert = sa.insert(_ledger).values(**entry, tokens=charge.tokens, cost=charge.cost)
            call = int(db.execute(insert.returning(_ledger.c.id)).scalar_one())
        return Reserved(call, charge, tuple(accounts), near)

    def answered(
        self,
        call: Reserved,
        key: str,
        answer: Mapping[str, Any],
        now: datetime,
        *,
        tokens: tuple[int, int] | None,
        cost: int | None = None,
    ) -> None:
        """
        Keep the answer (JSON values), close the entry and count what it took instead of the worst: all or nothing.

        `tokens`: in and out, None if the server did not count; then the worst stays counted.
        """
        charge = call.charge if tokens is None else Charge(sum(tokens), cost)
        counted = dict(zip(("input_tokens", "output_tokens"), tokens or (), strict=False))
        with self._write() as db:
            db.execute(self._insert(_answers).values(key=key, answer=json.dumps(answer)).on_conflict_do_nothing())
            self._close(db, call, charge, state="paid", settled_at=now, **counted)

    def not_billed(self, call: Reserved, now: datetime) -> None:
        """The call failed before the model did any work: it takes nothing."""
        with self._write() as db:
            self._close(db, call, NOTHING, state="free", settled_at=now)

    def spent(self, accounts: Sequence[Account]) -> tuple[Balance, ...]:
        """What these accounts hold, in their order."""
        named = sa.tuple_(_spending.c.scope, _spending.c.period).in_([(each.scope, each.period) for each in accounts])
        with self._read() as db:
            rows = {(row.scope, row.period): row for row in db.execute(sa.select(_spending).where(named))}
        found = ((account, rows.get((account.scope, account.period))) for account in accounts)
        return tuple(
            Balance(account, row.tokens, row.cost, row.told) if row else Balance(account) for account, row in found
        )

    def usual_draft(self) -> Charge | None:
        """What a draft has taken on average; None while there was none."""
        query = sa.select(sa.func.count(), sa.func.sum(_spending.c.tokens), sa.func.sum(_spending.c.cost))
        with self._read() as db:
            count, tokens, cost = db.execute(query.where(_spending.c.period == "", _spending.c.tokens > 0)).one()
        return Charge(int(tokens) // count, int(cost) // count) if count else None

    def _close(self, db: sa.Connection, call: Reserved, charge: Charge, **values: Any) -> None:
        entry = sa.update(_ledger).where(_ledger.c.id == call.call)
        db.execute(entry.values(tokens=charge.tokens, cost=charge.cost, **values))
        self._add(db, call.accounts, _less(charge, call.charge))

    def _add(self, db: sa.Connection, accounts: Sequence[Account], charge: Charge) -> tuple[Balance, ...]:
        """Add to the sums of these accounts, lock them until the commit, and return what they hold then."""
        if not accounts:
            return ()
        # In one order for everybody, or two calls could each hold what the other waits for.
        ordered = {(each.scope, each.period): each for each in sorted(accounts, key=lambda one: (one.scope, one.period))}
        added = {"tokens": charge.tokens, "cost": charge.cost or 0, "told": ""}
        rows = [{"scope": scope, "period": period, **added} for scope, period in ordered]
        insert = self._insert(_spending).values(rows)
        sums = {name: _spending.c[name] + insert.excluded[name] for name in ("tokens", "cost")}
        upsert = insert.on_conflict_do_update(index_elements=["scope", "period"], set_=sums).returning(*_spending.c)
        return tuple(
            Balance(ordered[row.scope, row.period], row.tokens, row.cost, row.told) for row in db.execute(upsert)
        )

    def calls(self) -> dict[str, int]:
        """How many calls are in which state: reserved (perhaps paid), paid, free."""
        with self._read() as db:
            return {
                row[0]: row[1]
                for row in db.execute(sa.select(_ledger.c.state, sa.func.count()).group_by(_ledger.c.state))
            }

    # Nodes

    def beat(self, node: str) -> None:
        """Say that this process lives."""
        insert = self._insert(_nodes).values(name=node, beat=1)
        with self._write() as db:
            db.execute(
                insert.on_conflict_do_update(index_elements=["name"], set_={"beat": _nodes.c.beat + 1, "heir": None})
            )

    def nodes(self) -> dict[str, int]:
        """The last beat of each node."""
        with self._read() as db:
            return {row.name: row.beat for row in db.execute(sa.select(_nodes.c.name, _nodes.c.beat))}

    def inherit(self, dead: str, heir: str) -> bool:
        """
        Take a dead node's work, if no living node has: of many that ask, one hears True.

        An heir that dies is itself inherited first.
        """
        alive = sa.select(_nodes.alias("living").c.name)
        free = sa.or_(_nodes.c.heir.is_(None), _nodes.c.heir == heir, _nodes.c.heir.not_in(alive))
        with self._write() as db:
            return db.execute(sa.update(_nodes).where(_nodes.c.name == dead, free).values(heir=heir)).rowcount == 1

    def forget(self, node: str) -> None:
        """A node that holds no work any more."""
        with self._write() as db:
            db.execute(sa.delete(_nodes).where(_nodes.c.name == node))

    # The database itself

    @contextmanager
    def _write(self) -> Iterator[sa.Connection]:
        with self._reachable(), self._engine.begin() as db:
            yield db

    @contextmanager
    def _read(self) -> Iterator[sa.Connection]:
        with self._reachable(), self._engine.connect().execution_options(reading=True) as db:
            yield db

    @contextmanager
    def _reachable(self) -> Iterator[None]:
        try:
            yield
        except DatabaseError as error:
            if isinstance(error, (DataError, IntegrityError, ProgrammingError)):
                raise  # a bug
            where = self.url.render_as_string(hide_password=True)
            raise Unreachable(
                f"the database {where} does not answer: {str(error.orig).strip().splitlines()[0]}"
            ) from None

    def _records(self, query: sa.Select[Any]) -> tuple[Record, ...]:
        with self._read() as db:
            return tuple(_record(row) for row in db.execute(query))

    def _migrate(self) -> None:
        with self._read() as db:
            tables = sa.inspect(db).get_table_names()
            found = (
                db.execute(sa.text("SELECT version_num FROM alembic_version")).scalar()
                if "alembic_version" in tables
                else None
            )
        if found == SCHEMA:
            return
        if found is not None and found > SCHEMA:
            raise GiveUp(
                f"the database was written by a newer Redraft (tables {found}, here {SCHEMA}): upgrade this one"
            )
        from alembic import command
        from alembic.config import Config

        config = Config()
        config.set_main_option("script_location", str(Path(__file__).with_name("migrations")))
        with self._write() as db:
            if db.dialect.name == "postgresql":  # SQLite's BEGIN IMMEDIATE already lets only one in
                db.execute(sa.text("SELECT pg_advisory_xact_lock(7270726677)"))
            config.attributes["connection"] = db
            command.upgrade(config, SCHEMA)
            if db.dialect.supports_comments:
                _comment(db)


def _comment(db: sa.Connection) -> None:
    """Whoever looks into the tables finds there what this file says of them."""
    for table in _schema.sorted_tables:
        db.execute(sa.schema.SetTableComment(table))
        for column in table.c:
            if column.comment:
                db.execute(sa.schema.SetColumnComment(column))


def _less(charge: Charge, other: Charge) -> Charge:
    return Charge(charge.tokens - other.tokens, (charge.cost or 0) - (other.cost or 0))


def _above(taken: int, limit: int | None, added: int) -> bool:
    """What adds nothing is never the one too many: a call without a price does not stop at a limit in money."""
    return limit is not None and added > 0 and taken > limit


def _tell(db: sa.Connection, balances: Sequence[Balance], level: Literal["near", "reached"]) -> tuple[Balance, ...]:
    """Note that these are told of, and return those of which it is news."""
    news = [replace(balance, told=told) for balance in balances if (told := balance.news(level))]
    for balance in news:
        row = (_spending.c.scope == balance.account.scope, _spending.c.period == balance.account.period)
        db.execute(sa.update(_spending).where(*row).values(told=balance.told))
    return tuple(news)


def _new(task: Task, now: datetime) -> dict[str, Any]:
    named = {"id": task.id, "site": task.site, "post_id": task.post_id, "source": task.source, "attempt": task.attempt}
    return {**named, "reason": "", "exit_status": 0, "starts": 0, "offered_at": now}


def _record(row: sa.Row[Any]) -> Record:
    return Record(**row._mapping)


def _driver(url: str) -> sa.URL:
    parsed = sa.make_url(url)
    return parsed.set(drivername="postgresql+psycopg") if parsed.drivername == "postgresql" else parsed


def _make_private(url: sa.URL) -> None:
    """A SQLite file holds unpublished articles: for its owner only, before the first byte is in it."""
    if not url.drivername.startswith("sqlite"):
        return
    file = Path(url.database or "")
    try:
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        file.touch(mode=0o600)
    except OSError as error:
        raise Unreachable(
            f"the database {file} cannot be made: {error.strerror}; name a state folder that this user may write"
        ) from None


def _connect(url: sa.URL) -> sa.Engine:
    if not url.drivername.startswith("sqlite"):
        return sa.create_engine(url, pool_pre_ping=True)
    engine = sa.create_engine(url)
    sa.event.listen(engine, "connect", _prepare_sqlite)
    sa.event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: object) -> None:
    # The driver would begin transactions by its own rules; we do it, see _begin_sqlite.
    connection.isolation_level = None
    # FULL: the ledger and the outcome of a write must survive a power cut.  The engine opens the same file and inherits
    # the WAL.
    for pragma in ("busy_timeout=30000", "journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: sa.Connection) -> None:
    # A transaction that reads first and writes later fails at once when another one wrote in between; taking the lock
    # first waits.
    connection.exec_driver_sql("BEGIN" if connection.get_execution_options().get("reading") else "BEGIN IMMEDIATE")
