"""What is known of posts besides the work on them: which a person has skipped, and whose texts nobody needs any more."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

import sqlalchemy as sa

from worker.store.database import Database
from worker.store.records import Dropped, Resting
from worker.store.tables import answers, chores, drafts, looks, posts, texts

AT_ONCE = 500  # posts in one statement: SQLite takes no more than some thousands of values

_last = sa.func.coalesce(drafts.c.undone_at, drafts.c.settled_at, drafts.c.offered_at)  # when anything became of a piece of work


class Posts(Database):
    """The part of the store that skips and drops."""

    def skip(self, site: str, post_id: int, now: datetime | None) -> None:
        """Leave a post alone until it is asked for; for None, that is over."""
        insert = self._insert(posts).values(site=site, post_id=post_id, skipped_at=now)
        with self._write() as db:
            db.execute(insert.on_conflict_do_update(index_elements=["site", "post_id"], set_={"skipped_at": now}))

    def skipped(self, site: str) -> frozenset[int]:
        """The posts that a person wanted left alone."""
        query = sa.select(posts.c.post_id).where(posts.c.site == site, posts.c.skipped_at.is_not(None))
        with self._read() as db:
            return frozenset(db.execute(query).scalars())

    def is_skipped(self, site: str, post_id: int) -> bool:
        query = sa.select(posts.c.skipped_at).where(posts.c.site == site, posts.c.post_id == post_id)
        with self._read() as db:
            return db.execute(query).scalar() is not None

    def claim_chore(self, name: str, now: datetime, every: timedelta) -> bool:
        """Take a turn of what one node does for all: however many ask, one hears True.  A turn in the future was a wrong clock's."""
        insert = self._insert(chores).values(name=name, done_at=now)
        due = sa.or_(chores.c.done_at <= now - every, chores.c.done_at > now + every)
        upsert = insert.on_conflict_do_update(index_elements=["name"], set_={"done_at": now}, where=due)
        with self._write() as db:
            return db.execute(upsert.returning(chores.c.name)).first() is not None

    def resting(self, before: datetime) -> tuple[Resting, ...]:
        """Posts whose work was all settled before that time, and whose texts are still kept; by site and post."""
        last, known = sa.func.max(_last), [posts.c[name] for name in ("asked_at", "ended_at", "url", "post_type")]
        query = (
            sa.select(drafts.c.site, drafts.c.post_id, *known)
            .outerjoin(posts, sa.and_(posts.c.site == drafts.c.site, posts.c.post_id == drafts.c.post_id))
            .group_by(drafts.c.site, drafts.c.post_id, *known, posts.c.dropped_at)
            .having(last < before, sa.func.count(drafts.c.outcome) == sa.func.count())
            .having(sa.or_(posts.c.dropped_at.is_(None), posts.c.dropped_at < last))
            .order_by(drafts.c.site, drafts.c.post_id)
        )
        with self._read() as db:
            return tuple(Resting(**row._mapping) for row in db.execute(query))

    def found(self, site: str, post_id: int, url: str, post_type: str) -> None:
        """A post is worked on: there, and as that."""
        values = {"url": url, "post_type": post_type}
        insert = self._insert(posts).values(site=site, post_id=post_id, **values)
        with self._write() as db:
            db.execute(insert.on_conflict_do_update(index_elements=["site", "post_id"], set_=values))

    def ended(self, site: str, post_id: int, now: datetime, since: datetime | None) -> None:
        """Note what the site says of a post: published or gone since then, None for a draft."""
        values = {"asked_at": now, "ended_at": since}
        insert = self._insert(posts).values(site=site, post_id=post_id, **values)
        with self._write() as db:
            db.execute(insert.on_conflict_do_update(index_elements=["site", "post_id"], set_=values))

    def drop(self, site: str, post_ids: Collection[int], now: datetime, *, dry: bool = False) -> Dropped:
        """
        Empty the texts and proofs of these posts, but for what other posts still need.  `dry`: only count.

        What was decided stays known, so that none of them is ever taken for a new draft. `now` is when it was decided that nobody
        needs them: a post that is being worked on, or was since then, keeps its texts, and so does a text that was kept again.
        """
        ordered, total = sorted(post_ids), Dropped()
        for start in range(0, len(ordered), AT_ONCE):
            with self._write() as db:
                total += self._drop(db, site, ordered[start : start + AT_ONCE], now, dry=dry)
        return total

    def _drop(self, db: sa.Connection, site: str, post_ids: list[int], now: datetime, *, dry: bool) -> Dropped:
        theirs = sa.and_(drafts.c.site == site, drafts.c.post_id.in_(post_ids))
        busy = set(db.execute(sa.select(drafts.c.post_id).where(theirs, sa.or_(drafts.c.outcome.is_(None), _last >= now))).scalars())
        if busy:
            left = [post_id for post_id in post_ids if post_id not in busy]
            return self._drop(db, site, left, now, dry=dry) if left else Dropped()
        hashes = sa.union(sa.select(drafts.c.source).where(theirs), sa.select(drafts.c.result).where(theirs, drafts.c.result.is_not(None)))
        other = drafts.alias("other")
        when = sa.func.coalesce(other.c.undone_at, other.c.settled_at, other.c.offered_at)
        dropped = sa.exists().where(posts.c.site == other.c.site, posts.c.post_id == other.c.post_id, when <= posts.c.dropped_at)
        needed = sa.exists().where(
            sa.or_(other.c.source == texts.c.hash, other.c.result == texts.c.hash),
            ~sa.and_(other.c.site == site, other.c.post_id.in_(post_ids)),
            ~dropped.correlate(other),
        )
        freed = sa.and_(texts.c.hash.in_(hashes), texts.c.dropped_at.is_(None), texts.c.kept_at < now, ~needed)
        proven = sa.and_(theirs, drafts.c.proof.is_not(None))
        found = Dropped(len(post_ids), _count(db, texts, freed), _count(db, drafts, proven))
        if not dry:
            db.execute(sa.update(texts).where(freed).values(title="", body="", dropped_at=now))
            db.execute(sa.update(drafts).where(proven).values(proof=None))
            insert = self._insert(posts).values([{"site": site, "post_id": post_id, "dropped_at": now} for post_id in post_ids])
            db.execute(insert.on_conflict_do_update(index_elements=["site", "post_id"], set_={"dropped_at": now}))
            db.execute(sa.delete(looks).where(looks.c.site == site, looks.c.post_id.in_(post_ids)))
        return found

    def sweep(self, before: datetime, *, dry: bool = False) -> Dropped:
        """
        Delete answers of the model, and texts that no work names, that were kept before that time.  `dry`: only count.

        Work that is not settled may still need what was kept when it began.
        """
        with self._write() as db:
            oldest = db.execute(sa.select(sa.func.min(drafts.c.offered_at)).where(drafts.c.outcome.is_(None))).scalar()
            before = min(before, oldest or before)
            named = sa.exists().where(sa.or_(drafts.c.source == texts.c.hash, drafts.c.result == texts.c.hash))
            orphaned = sa.and_(texts.c.kept_at < before, ~named)
            aged = answers.c.kept_at < before
            found = Dropped(texts=_count(db, texts, orphaned), answers=_count(db, answers, aged))
            if not dry:
                db.execute(sa.delete(texts).where(orphaned))
                db.execute(sa.delete(answers).where(aged))
        return found


def _count(db: sa.Connection, table: sa.Table, which: sa.ColumnElement[bool]) -> int:
    return int(db.execute(sa.select(sa.func.count()).select_from(table).where(which)).scalar_one())
