"""Which processes live, and who takes over from those that do not: their hearts, by the one clock that all share."""

from __future__ import annotations

import sqlalchemy as sa

from worker.store.database import Database
from worker.store.records import Pulse
from worker.store.tables import nodes

LULL = 15.0  # seconds without a beat of anybody: no sign that one of them is dead


class Nodes(Database):
    """The part of the store that knows who else is at work."""

    def beat(self, node: str) -> dict[str, Pulse]:
        """
        Say that this process lives, and return the pulse of every node, its own too, at that very moment.

        Silence counts only while others are heard. Where nobody has beaten for a LULL (the machine slept, the database was
        away, its clock was set), it begins anew for all of them. So who sees a node silent need not have watched it: another
        may have, and may be dead by now.
        """
        with self._write() as db:
            now = self.moment(db).timestamp()
            newest = db.execute(sa.select(sa.func.max(nodes.c.beaten_at))).scalar()
            if newest is not None and abs(now - newest) > LULL:
                # In one order for everybody: several may wake at the same moment.
                db.execute(sa.select(nodes.c.name).order_by(nodes.c.name).with_for_update())
                db.execute(sa.update(nodes).values(beaten_at=now))
            insert = self._insert(nodes).values(name=node, beat=1, beaten_at=now)
            lives = {"beat": nodes.c.beat + 1, "heir": None, "beaten_at": now}
            db.execute(insert.on_conflict_do_update(index_elements=["name"], set_=lives))
            return _pulses(db, now)

    def nodes(self) -> dict[str, Pulse]:
        """The pulse of each node."""
        with self._read() as db:
            return _pulses(db, self.moment(db).timestamp())

    def suspect(self, node: str) -> None:
        """A process that holds work and is not known to live: from now on its silence counts, and it has one heir."""
        with self._write() as db:
            insert = self._insert(nodes).values(name=node, beat=0, beaten_at=self.moment(db).timestamp())
            db.execute(insert.on_conflict_do_nothing())

    def inherit(self, dead: str, heir: str) -> bool:
        """
        Take a dead node's work, if no living node has: of many that ask, one hears True.

        An heir that dies is itself inherited first.
        """
        alive = sa.select(nodes.alias("living").c.name)
        free = sa.or_(nodes.c.heir.is_(None), nodes.c.heir == heir, nodes.c.heir.not_in(alive))
        with self._write() as db:
            return db.execute(sa.update(nodes).where(nodes.c.name == dead, free).values(heir=heir)).rowcount == 1

    def forget(self, node: str) -> None:
        """A node that holds no work any more."""
        with self._write() as db:
            db.execute(sa.delete(nodes).where(nodes.c.name == node))


def _pulses(db: sa.Connection, now: float) -> dict[str, Pulse]:
    rows = db.execute(sa.select(nodes.c.name, nodes.c.beat, nodes.c.beaten_at))
    return {row.name: Pulse(row.beat, now - (row.beaten_at or 0.0)) for row in rows}
