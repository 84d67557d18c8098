"""What all nodes know of one server that is asked: a row that is read, decided on and written in one transaction."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

import sqlalchemy as sa

from worker.store.database import Database, clock
from worker.store.tables import gates

T = TypeVar("T")

_GATE = sa.select(gates).where(gates.c.name == sa.bindparam("name"))
_LOCKED = _GATE.with_for_update()  # SQLite's dialect leaves the words out


@dataclass(frozen=True, slots=True)
class Told:
    """What a server said is left, and until when that holds."""

    left: int
    until: float


@dataclass(frozen=True, slots=True)
class Gate:
    """
    What is known of one server.  Every moment is in seconds since the epoch, by the clock of the database; 0 is never.

    The columns of `gates` say what each field means.
    """

    name: str
    shut_until: float = 0.0
    reason: str = ""
    failures: int = 0
    trips: int = 0
    opened_at: float = 0.0
    open_until: float = 0.0
    probe_until: float = 0.0
    counts: Mapping[str, Mapping[int, int]] = field(default_factory=dict)  # what is counted: until which second, how many
    told: Mapping[str, Told] = field(default_factory=dict)

    @property
    def is_calm(self) -> bool:
        """Nothing stands in anybody's way."""
        return self == Gate(self.name)


class Gates(Database):
    """The gates of one database."""

    def gate(self, name: str) -> tuple[Gate, float]:
        """What is known of a server, and the present moment by the database's clock."""
        with self._read() as db:
            return _gate(db, name), clock(db)

    def is_calm(self, name: str) -> bool:
        """Nothing stands in anybody's way to this server."""
        with self._read() as db:
            return _gate(db, name).is_calm

    def gates(self) -> tuple[tuple[Gate, ...], float]:
        """All that anything is known of, by name, and the present moment by the database's clock."""
        with self._read() as db:
            rows = db.execute(sa.select(gates).order_by(gates.c.name)).all()
            return tuple(_value(row) for row in rows), clock(db)

    def at_gate(self, name: str, decide: Callable[[Gate, float], tuple[Gate, T]], now: float | None = None) -> T:
        """
        Let `decide` change what is known of a server, and return what it says.

        It gets the gate and the present moment, which is the database's for None: the clocks of the nodes differ. However many
        ask at the same time, in whatever processes, they come one after the other. `decide` is pure and may be called again.
        """
        with self._write() as db:  # on SQLite nobody else is in
            if db.dialect.name == "postgresql":
                db.execute(self._insert(gates).values(_row(Gate(name))).on_conflict_do_nothing())
            before = _gate(db, name, lock=True)
            after, said = decide(before, clock(db) if now is None else now)
            if after != before:
                row = _row(after)
                db.execute(self._insert(gates).values(row).on_conflict_do_update(index_elements=["name"], set_=row))
            return said


def _gate(db: sa.Connection, name: str, *, lock: bool = False) -> Gate:
    row = db.execute(_LOCKED if lock else _GATE, {"name": name}).one_or_none()
    return Gate(name) if row is None else _value(row)


def _value(row: sa.Row[Any]) -> Gate:
    values = dict(row._mapping)
    counts = {what: {int(until): amount for until, amount in each.items()} for what, each in json.loads(values.pop("counts")).items()}
    told = {what: Told(*each) for what, each in json.loads(values.pop("told")).items()}
    return replace(Gate(**values), counts=counts, told=told)


def _row(gate: Gate) -> dict[str, Any]:
    plain = {name: getattr(gate, name) for name in Gate.__dataclass_fields__ if name not in ("counts", "told")}
    told = {what: [each.left, each.until] for what, each in gate.told.items()}
    return {**plain, "counts": json.dumps(gate.counts), "told": json.dumps(told)}
