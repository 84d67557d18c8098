"""What is asked of the database, and told to it."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache
from typing import Any, Literal

import sqlalchemy as sa

from worker.errors import GiveUp
from worker.store.gates import Gates
from worker.store.nodes import Nodes
from worker.store.posts import AT_ONCE, Posts
from worker.store.records import (
    NOTHING,
    Account,
    Balance,
    Charge,
    Look,
    Record,
    Refused,
    Reserved,
    SiteRecord,
    Task,
    less,
    text_hash,
)
from worker.store.tables import answers, drafts, ledger, looks, posts, sites, spending, texts

_RECORD = tuple(drafts.c[name] for name in Record.__dataclass_fields__)
_AN_INSTANT = timedelta(microseconds=1)
_OPEN = sa.select(*_RECORD).where(drafts.c.outcome.is_(None)).order_by(drafts.c.offered_at)
_OPEN_AT = _OPEN.where(drafts.c.site == sa.bindparam("site"))
_SITE = sa.select(sites).where(sites.c.name == sa.bindparam("name"))
_BECAME = sa.case((drafts.c.waited, sa.null()), else_=drafts.c.outcome)


class Store(Posts, Gates, Nodes):
    """
    The database behind one address.  Every method is one transaction and may be called from any thread.

    Any of them raises Unreachable when the database cannot be opened, written or is gone.
    """

    # Texts

    def keep(self, title: str, body: str, now: datetime) -> str:
        """Keep a text and return its hash.  Keeping it twice is keeping it once, and brings it back where it was dropped."""
        name = text_hash(title, body)
        values = {"title": title, "body": body, "kept_at": now, "dropped_at": None}
        insert = self._insert(texts).values(hash=name, **values)
        with self._write() as db:
            db.execute(insert.on_conflict_do_update(index_elements=["hash"], set_=values))
        return name

    def text(self, name: str) -> tuple[str, str]:
        """Title and body of a kept text.  GiveUp if it was dropped, KeyError if there never was one of that name."""
        with self._read() as db:
            row = db.execute(sa.select(texts).where(texts.c.hash == name)).one_or_none()
        if row is None:
            raise KeyError(name)
        if row.dropped_at:
            raise GiveUp(
                f"this text was dropped on {row.dropped_at:%Y-%m-%d}, long after its post was published or gone; "
                "the revisions of the post in wp-admin may hold it"
            )
        return row.title, row.body

    def title(self, name: str) -> str:
        """The title of a kept text; empty if it was dropped."""
        with self._read() as db:
            return str(db.execute(sa.select(texts.c.title).where(texts.c.hash == name)).scalar_one())

    # Drafts

    def enter(self, task: Task, now: datetime) -> Record:
        """
        Enter a piece of work and return its row: the one that was there first, if somebody else offered the same text.
        """
        with self._write() as db:
            values = _new(db, task, now)
            db.execute(self._insert(drafts).values(**values).on_conflict_do_nothing())
            same = [drafts.c[name] == values[name] for name in ("site", "post_id", "source", "attempt")]
            return _record(db.execute(sa.select(*_RECORD).where(*same)).one())

    def enter_settled(self, task: Task, outcome: str, reason: str, now: datetime) -> None:
        """Enter what needs no work.  Where somebody has entered the same text as work, that stays."""
        with self._write() as db:
            values = _new(db, task, now) | {"outcome": outcome, "reason": reason, "settled_at": now}
            db.execute(self._insert(drafts).values(**values).on_conflict_do_nothing())

    def begin(self, task_id: str) -> int:
        """Note that a worker begins it, and return how often that has happened."""
        with self._write() as db:
            update = sa.update(drafts).where(drafts.c.id == task_id).values(starts=drafts.c.starts + 1)
            return int(db.execute(update.returning(drafts.c.starts)).scalar_one())

    def mark_push(self, task_id: str, result: str | None) -> None:
        """Note, before the write, what may stand on the site by our hand; None when surely nothing does."""
        with self._write() as db:
            db.execute(sa.update(drafts).where(drafts.c.id == task_id).values(result=result))

    def keep_proof(self, task_id: str, proof: Mapping[str, Any]) -> None:
        with self._write() as db:
            db.execute(sa.update(drafts).where(drafts.c.id == task_id).values(proof=json.dumps(proof)))

    def proof(self, task_id: str) -> dict[str, Any] | None:
        """The proof of a piece of work as JSON values, None if it did not come so far."""
        with self._read() as db:
            found = db.execute(sa.select(drafts.c.proof).where(drafts.c.id == task_id)).scalar_one_or_none()
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
        waited: bool = False,
        over: Sequence[str] = ("failed",),
    ) -> None:
        """
        Write down what became of it.

        The first outcome stands, unless it is one of `over`: a worker long given up may still come in.  After a failure the post is
        to be looked at again, though it was looked at in the course of it: its write may have been made.
        """
        values = {
            "outcome": outcome,
            "reason": reason,
            "exit_status": exit_status,
            "retry_at": retry_at,
            "waited": waited,
            "settled_at": now,
        }
        unsettled = sa.or_(drafts.c.outcome.is_(None), drafts.c.outcome.in_(over))
        with self._write() as db:
            db.execute(sa.update(drafts).where(drafts.c.id == task_id, unsettled).values(**values))
            if outcome == "failed":
                its = sa.exists().where(drafts.c.id == task_id, drafts.c.site == looks.c.site, drafts.c.post_id == looks.c.post_id)
                db.execute(sa.delete(looks).where(its))

    def undone(self, task_id: str, now: datetime) -> None:
        with self._write() as db:
            db.execute(sa.update(drafts).where(drafts.c.id == task_id).values(undone_at=now))

    def record(self, task_id: str) -> Record | None:
        with self._read() as db:
            row = db.execute(sa.select(*_RECORD).where(drafts.c.id == task_id)).one_or_none()
        return None if row is None else _record(row)

    def history(self, site: str, post_id: int) -> tuple[Record, ...]:
        """All work on one post, the newest first."""
        query = sa.select(*_RECORD).where(drafts.c.site == site, drafts.c.post_id == post_id)
        return self._records(query.order_by(drafts.c.offered_at.desc(), drafts.c.attempt.desc()))

    def recent(self, sites: Sequence[str], limit: int) -> tuple[Record, ...]:
        """The newest work of these sites."""
        query = sa.select(*_RECORD).where(drafts.c.site.in_(sites), sa.func.coalesce(drafts.c.outcome, "") != "older")
        return self._records(query.order_by(drafts.c.offered_at.desc()).limit(limit))

    def proven(self, sites: Sequence[str], limit: int) -> tuple[Record, ...]:
        """The newest work of these sites that has a proof."""
        query = sa.select(*_RECORD).where(drafts.c.site.in_(sites), drafts.c.proof.is_not(None))
        return self._records(query.order_by(drafts.c.offered_at.desc()).limit(limit))

    def counts_by_site(self) -> dict[str, dict[str, int]]:
        """
        How many pieces of work came to which outcome, by the site's name; "waiting" counts those without one, and those put off
        without a try.  A site without any is left out.
        """
        query = sa.select(drafts.c.site, _BECAME, sa.func.count()).where(~_put_off_before()).group_by(drafts.c.site, _BECAME)
        found: dict[str, dict[str, int]] = {}
        with self._read() as db:
            for site, outcome, count in db.execute(query):
                found.setdefault(site, {})[outcome or "waiting"] = count
        return found

    def open_work(self, site: str | None = None) -> tuple[Record, ...]:
        """What waits or is at work, the oldest first."""
        return self._records(_OPEN) if site is None else self._records(_OPEN_AT, site=site)

    def due(self, site: str, now: datetime | None) -> tuple[Record, ...]:
        """
        Failures whose time has come, or that a person wanted tried again; for None, all that another try may help: what may work
        later, and what a setting may have cured.
        """
        return self._records(_due(eager=now is None), site=site, now=now)

    def open_and_due(self, site: str, now: datetime | None) -> tuple[tuple[Record, ...], tuple[Record, ...]]:
        """Both of a site, at one moment."""
        with self._read() as db:
            return _records(db, _OPEN_AT, site=site), _records(db, _due(eager=now is None), site=site, now=now)

    def failures(self, site: str) -> tuple[Record, ...]:
        """The posts whose newest work failed, the oldest first."""
        return self._records(sa.select(*_RECORD).where(_failed()).order_by(drafts.c.offered_at), site=site)

    def retry(self, site: str, now: datetime, post_id: int | None = None) -> tuple[Record, ...]:
        """
        Let every failure of a site be due, those too that wait for a person; or that of one post.

        Returns them, and lets the site be polled at once. Posts that are skipped are not among them.
        """
        skipped = sa.exists().where(*_same_post(), posts.c.skipped_at.is_not(None))
        which = sa.and_(_failed(), ~skipped, sa.true() if post_id is None else drafts.c.post_id == post_id)
        with self._write() as db:
            found = _records(db, sa.select(*_RECORD).where(which).order_by(drafts.c.offered_at), site=site)
            for record in found:
                # What a clock that was ahead has settled is to be tried again as well.
                when = max(now, (record.settled_at or now) + _AN_INSTANT)
                insert = self._insert(posts).values(site=site, post_id=record.post_id, again_at=when)
                db.execute(insert.on_conflict_do_update(index_elements=["site", "post_id"], set_={"again_at": when}))
            if found:
                db.execute(sa.update(sites).where(sites.c.name == site, sites.c.next_poll_at > now).values(next_poll_at=now))
        return found

    def known_sites(self) -> tuple[str, ...]:
        """The names of all sites on which anything was ever done, by name; they may be configured no more."""
        with self._read() as db:
            return tuple(db.execute(sa.select(drafts.c.site).distinct().order_by(drafts.c.site)).scalars())

    def work(self, site: str, since: datetime | None = None) -> tuple[Record, ...]:
        """All work on a site of which anything became at or after that time, by post, the oldest first."""
        last = sa.func.coalesce(drafts.c.undone_at, drafts.c.settled_at, drafts.c.offered_at)
        query = sa.select(*_RECORD).where(drafts.c.site == site, sa.true() if since is None else last >= since)
        return self._records(query.order_by(drafts.c.post_id, drafts.c.offered_at, drafts.c.attempt))

    # Sites

    def site(self, name: str) -> SiteRecord:
        """What is known of a site; all empty for a new one."""
        with self._read() as db:
            return _site(db, name)

    def turn(self, name: str) -> tuple[SiteRecord, datetime]:
        """What is known of a site, and the present by the database's clock: what decides whether it is to be polled."""
        with self._read() as db:
            return _site(db, name), self.moment(db)

    def sites(self) -> tuple[SiteRecord, ...]:
        """What is known of every site that was ever polled or paused."""
        with self._read() as db:
            return tuple(SiteRecord(**row._mapping) for row in db.execute(sa.select(sites)))

    def polled(
        self,
        name: str,
        now: datetime,
        *,
        baseline: datetime,
        watermark: datetime,
        swept_at: datetime | None = None,
        newest_post: int | None = None,
        post_types: Sequence[str] = (),
    ) -> None:
        """
        A poll worked and its work is with the engine.

        The baseline only ever moves back; the newest post of the first look stays.  `swept_at`: it listed all drafts.
        """
        values = {"name": name, "baseline": baseline, "watermark": watermark, "last_poll": now, "problem": "", "swept_at": swept_at}
        values |= {"newest_post": newest_post, "post_types": " ".join(post_types) or None}
        with self._write() as db:
            db.execute(_polled(self._insert), values)

    def ailing(self, name: str, problem: str) -> None:
        """A poll did not work."""
        insert = self._insert(sites).values(name=name, problem=problem)
        with self._write() as db:
            db.execute(insert.on_conflict_do_update(index_elements=["name"], set_={"problem": problem}))

    def active(self, name: str, now: datetime, turn: datetime | None = None) -> None:
        """A poll saw a draft move: for some time this site is polled often, next at `turn`, if it was not to be earlier."""
        insert = self._insert(sites).values(name=name, problem="", active_at=now)
        values: dict[str, Any] = {"active_at": now}
        if turn:  # left where a long interval had put it, it would count for nothing, and the next node would poll at once
            values["next_poll_at"] = sa.case((sites.c.next_poll_at > turn, turn), else_=sites.c.next_poll_at)
        with self._write() as db:
            db.execute(insert.on_conflict_do_update(index_elements=["name"], set_=values))

    def pause(self, name: str, now: datetime | None) -> None:
        """Neither poll a site nor work on it from now on; for None, do both again."""
        insert = self._insert(sites).values(name=name, problem="", paused_at=now)
        with self._write() as db:
            db.execute(insert.on_conflict_do_update(index_elements=["name"], set_={"paused_at": now}))

    def claim_poll(self, name: str, now: datetime | None, interval: timedelta) -> bool:
        """
        Take the poll that is due (see SiteRecord.waits), if nobody else has and the site is not paused: however many nodes ask, one
        hears True.

        `now` is the database's clock for None, read with the turn: to who was held up since they looked at a clock, a turn that
        another node has just taken would seem far away. Where a turn is taken early, the next one stays where it was.
        """
        with self._write() as db:
            known, moment = _site(db, name), now or self.moment(db)
            due = known.next_poll_at
            if known.paused_at or known.waits(moment, interval):
                return False
            following = (due if due is not None and moment < due <= moment + interval / 5 else moment) + interval
            # Its condition: another node may have taken the turn since we read it.
            claim = {"name": name, "problem": "", "next_poll_at": following, "due": due}
            return db.execute(_claimed(self._insert), claim).scalar_one_or_none() is not None

    def looked(self, site: str, post_id: int, modified: datetime, reason: str | None = None) -> None:
        """
        This post was read, needs nothing, and any later save will show a later modification time.

        `reason`: why the site's selection passed it over.
        """
        values = {"modified": modified, "reason": reason}
        insert = self._insert(looks).values(site=site, post_id=post_id, **values)
        with self._write() as db:
            db.execute(insert.on_conflict_do_update(index_elements=["site", "post_id"], set_=values))

    def passed(self, site: str, posts: Mapping[int, datetime], reason: str) -> None:
        """The same of many posts, by their modification times, that are passed over for one reason."""
        ordered = sorted(posts.items())
        for start in range(0, len(ordered), AT_ONCE):
            rows = [{"site": site, "post_id": post, "modified": at, "reason": reason} for post, at in ordered[start : start + AT_ONCE]]
            insert = self._insert(looks).values(rows)
            newer = {name: insert.excluded[name] for name in ("modified", "reason")}
            with self._write() as db:
                db.execute(insert.on_conflict_do_update(index_elements=["site", "post_id"], set_=newer))

    def looks(self, site: str) -> dict[int, Look]:
        """The last look at each post."""
        with self._read() as db:
            rows = db.execute(sa.select(looks.c.post_id, looks.c.modified, looks.c.reason).where(looks.c.site == site))
            return {row.post_id: Look(row.modified, row.reason) for row in rows}

    def forget_looks(self, site: str, post_ids: Collection[int]) -> None:
        """These posts are no drafts any more; should they be again, they are read again."""
        ordered = sorted(post_ids)
        for start in range(0, len(ordered), AT_ONCE):
            some = looks.c.post_id.in_(ordered[start : start + AT_ONCE])
            with self._write() as db:
                db.execute(sa.delete(looks).where(looks.c.site == site, some))

    def passed_over(self, site: str) -> dict[str, int]:
        """How many drafts the site's selection passes over, by the reason."""
        query = sa.select(looks.c.reason, sa.func.count()).where(looks.c.site == site, looks.c.reason.is_not(None))
        with self._read() as db:
            return {row[0]: row[1] for row in db.execute(query.group_by(looks.c.reason).order_by(looks.c.reason))}

    # The model's answers, and what they cost

    def answer(self, key: str) -> dict[str, Any] | None:
        """The answer (JSON values) to a question that was asked before."""
        with self._read() as db:
            found = db.execute(sa.select(answers.c.answer).where(answers.c.key == key)).scalar_one_or_none()
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
                before = self._add(db, [balance.account for balance in balances], less(Charge(0, 0), charge))
                refusing = {balance.account for balance in over}
                over = [balance for balance in before if balance.account in refusing]
                return Refused(tuple(over), bool(_tell(db, over, "reached")))
            near = _tell(db, [balance for balance in balances if balance.near], "near")
            insert = sa.insert(ledger).values(**entry, tokens=charge.tokens, cost=charge.cost)
            call = int(db.execute(insert.returning(ledger.c.id)).scalar_one())
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
            kept = self._insert(answers).values(key=key, answer=json.dumps(answer), kept_at=now)
            db.execute(kept.on_conflict_do_nothing())
            self._close(db, call, charge, state="paid", settled_at=now, **counted)

    def not_billed(self, call: Reserved, now: datetime) -> None:
        """The call failed before the model did any work: it takes nothing."""
        with self._write() as db:
            self._close(db, call, NOTHING, state="free", settled_at=now)

    def spent(self, accounts: Sequence[Account]) -> tuple[Balance, ...]:
        """What these accounts hold, in their order."""
        named = sa.tuple_(spending.c.scope, spending.c.period).in_([(each.scope, each.period) for each in accounts])
        with self._read() as db:
            rows = {(row.scope, row.period): row for row in db.execute(sa.select(spending).where(named))}
        found = ((account, rows.get((account.scope, account.period))) for account in accounts)
        return tuple(Balance(account, row.tokens, row.cost, row.told) if row else Balance(account) for account, row in found)

    def usual_draft(self) -> Charge | None:
        """What a draft has taken on average; None while there was none."""
        query = sa.select(sa.func.count(), sa.func.sum(spending.c.tokens), sa.func.sum(spending.c.cost))
        with self._read() as db:
            count, tokens, cost = db.execute(query.where(spending.c.period == "", spending.c.tokens > 0)).one()
        return Charge(int(tokens) // count, int(cost) // count) if count else None

    def _close(self, db: sa.Connection, call: Reserved, charge: Charge, **values: Any) -> None:
        entry = sa.update(ledger).where(ledger.c.id == call.call)
        db.execute(entry.values(tokens=charge.tokens, cost=charge.cost, **values))
        self._add(db, call.accounts, less(charge, call.charge))

    def _add(self, db: sa.Connection, accounts: Sequence[Account], charge: Charge) -> tuple[Balance, ...]:
        """Add to the sums of these accounts, lock them until the commit, and return what they hold then."""
        if not accounts:
            return ()
        # In one order for everybody, or two calls could each hold what the other waits for.
        ordered = {(each.scope, each.period): each for each in sorted(accounts, key=lambda one: (one.scope, one.period))}
        added = {"tokens": charge.tokens, "cost": charge.cost or 0, "told": ""}
        rows = [{"scope": scope, "period": period, **added} for scope, period in ordered]
        insert = self._insert(spending).values(rows)
        sums = {name: spending.c[name] + insert.excluded[name] for name in ("tokens", "cost")}
        upsert = insert.on_conflict_do_update(index_elements=["scope", "period"], set_=sums).returning(*spending.c)
        return tuple(Balance(ordered[row.scope, row.period], row.tokens, row.cost, row.told) for row in db.execute(upsert))

    def calls(self) -> dict[str, int]:
        """How many calls are in which state: reserved (perhaps paid), paid, free."""
        with self._read() as db:
            return {row[0]: row[1] for row in db.execute(sa.select(ledger.c.state, sa.func.count()).group_by(ledger.c.state))}

    def _records(self, query: sa.Select[Any], **values: Any) -> tuple[Record, ...]:
        with self._read() as db:
            return _records(db, query, **values)


def _tell(db: sa.Connection, balances: Sequence[Balance], level: Literal["near", "reached"]) -> tuple[Balance, ...]:
    """Note that these are told of, and return those of which it is news."""
    news = [replace(balance, told=told) for balance in balances if (told := balance.news(level))]
    for balance in news:
        row = (spending.c.scope == balance.account.scope, spending.c.period == balance.account.period)
        db.execute(sa.update(spending).where(*row).values(told=balance.told))
    return tuple(news)


def _same_post() -> tuple[sa.ColumnElement[bool], ...]:
    return posts.c.site == drafts.c.site, posts.c.post_id == drafts.c.post_id


def _failed() -> sa.ColumnElement[bool]:
    """The newest work on a post of the `site`, if it failed."""
    return sa.and_(drafts.c.site == sa.bindparam("site"), drafts.c.outcome == "failed", ~_superseded())


# What each poll asks is put together once: that takes longer than to ask it.


@cache
def _due(*, eager: bool) -> sa.Select[Any]:
    """Failures of the `site` that are to be tried again `now`; eager: whatever their time."""
    ripe = drafts.c.exit_status.in_((2, 3)) if eager else drafts.c.retry_at <= sa.bindparam("now")
    wanted = sa.exists().where(*_same_post(), posts.c.again_at > drafts.c.settled_at)
    return sa.select(*_RECORD).where(_failed(), sa.or_(ripe, wanted)).order_by(drafts.c.offered_at)


@cache
def _polled(insert: Callable[[sa.Table], Any]) -> Any:
    """A row of `sites` after a poll that worked."""
    new = insert(sites)
    values = {column: new.excluded[column] for column in ("watermark", "last_poll", "problem", "post_types")}
    stays = sa.and_(sites.c.baseline.is_not(None), sites.c.baseline <= new.excluded.baseline)
    values |= {
        "baseline": sa.case((stays, sites.c.baseline), else_=new.excluded.baseline),
        "newest_post": sa.func.coalesce(sites.c.newest_post, new.excluded.newest_post),
        "swept_at": sa.func.coalesce(new.excluded.swept_at, sites.c.swept_at),
    }
    return new.on_conflict_do_update(index_elements=["name"], set_=values)


@cache
def _claimed(insert: Callable[[sa.Table], Any]) -> Any:
    """A row of `sites` whose turn was `due` and is taken; without a result where somebody else has taken it."""
    new = insert(sites).values({name: sa.bindparam(name) for name in ("name", "problem", "next_poll_at")})
    still = sites.c.next_poll_at.is_not_distinct_from(sa.bindparam("due"))
    claim = {"index_elements": ["name"], "set_": {"next_poll_at": new.excluded.next_poll_at}, "where": still}
    return new.on_conflict_do_update(**claim).returning(sites.c.name)


def _put_off_before() -> sa.ColumnElement[bool]:
    """It only had to wait, and its time came."""
    return sa.and_(drafts.c.waited, _superseded())


def _superseded() -> sa.ColumnElement[bool]:
    """There is newer work on the same post."""
    newer = drafts.alias()
    return sa.exists().where(
        newer.c.site == drafts.c.site,
        newer.c.post_id == drafts.c.post_id,
        sa.tuple_(newer.c.offered_at, newer.c.attempt) > sa.tuple_(drafts.c.offered_at, drafts.c.attempt),
    )


def _new(db: sa.Connection, task: Task, now: datetime) -> dict[str, Any]:
    """
    The row of work that is offered now, or right after the newest on its post if that is from a clock that was ahead.

    What is newer counts, so a clock that was set back must not put a new try behind an old one.
    """
    newest = sa.select(sa.func.max(drafts.c.offered_at)).where(drafts.c.site == task.site, drafts.c.post_id == task.post_id)
    if latest := db.execute(newest).scalar():
        now = max(now, latest + _AN_INSTANT)
    named = {"id": task.id, "site": task.site, "post_id": task.post_id, "source": task.source, "attempt": task.attempt}
    return {**named, "reason": "", "exit_status": 0, "starts": 0, "offered_at": now}


def _site(db: sa.Connection, name: str) -> SiteRecord:
    row = db.execute(_SITE, {"name": name}).one_or_none()
    return SiteRecord(name) if row is None else SiteRecord(**row._mapping)


def _records(db: sa.Connection, query: sa.Select[Any], **values: Any) -> tuple[Record, ...]:
    return tuple(_record(row) for row in db.execute(query, values))


def _record(row: sa.Row[Any]) -> Record:
    return Record(**row._mapping)
