"""The database behind one address: opened, brought up to date, read and written in transactions."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DatabaseError, DataError, IntegrityError, ProgrammingError

from worker.errors import GiveUp, Unreachable
from worker.store.tables import schema

# The newest migration.  A database that says so needs no Alembic, which takes a third of a second to import.
SCHEMA = "0009"

BUSY = 30  # seconds that a lock of SQLite is waited for
IDLE = 15.0  # seconds: a process that is frozen within a transaction holds what it locked no longer


class Database:
    """Raises Unreachable wherever the database cannot be opened, written or is gone."""

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

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        self._engine.dispose()

    def has_table(self, name: str, *, schema: str) -> bool:
        """Is there this table, of somebody else, in our database?  SQLite knows no schemas."""
        with self._read() as db:
            inspector = sa.inspect(db)
            return bool(inspector.has_table(name, schema=schema if db.dialect.name == "postgresql" else None))

    def moment(self, db: sa.Connection) -> datetime:
        """The present, by the database's clock."""
        return datetime.fromtimestamp(clock(db), UTC)

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
            raise Unreachable(f"the database {where} does not answer: {str(error.orig).strip().splitlines()[0]}") from None

    def _migrate(self) -> None:
        with self._read() as db:
            tables = sa.inspect(db).get_table_names()
            found = db.execute(sa.text("SELECT version_num FROM alembic_version")).scalar() if "alembic_version" in tables else None
        if found == SCHEMA:
            return
        if found is not None and found > SCHEMA:
            raise GiveUp(f"the database was written by a newer Redraft (tables {found}, here {SCHEMA}): upgrade this one")
        from alembic import command
        from alembic.config import Config

        config = Config()
        config.set_main_option("script_location", str(Path(__file__).parents[1] / "migrations"))
        with self._write() as db:
            if db.dialect.name == "postgresql":  # SQLite's BEGIN IMMEDIATE already lets only one in
                db.execute(sa.text("SELECT pg_advisory_xact_lock(7270726677)"))
            config.attributes["connection"] = db
            command.upgrade(config, SCHEMA)
            if db.dialect.supports_comments:
                _comment(db)


def clock(db: sa.Connection) -> float:
    """Seconds since the epoch.  One machine has one clock; many ask the database for its own."""
    if db.dialect.name != "postgresql":
        return time.time()
    return float(db.execute(sa.text("SELECT extract(epoch FROM clock_timestamp())")).scalar_one())


def _comment(db: sa.Connection) -> None:
    """Whoever looks into the tables finds there what this file says of them."""
    for table in schema.sorted_tables:
        db.execute(sa.schema.SetTableComment(table))
        for column in table.c:
            if column.comment:
                db.execute(sa.schema.SetColumnComment(column))


def known(url: str) -> bool:
    """May there be anything in this database?  A SQLite file that is missing holds nothing, and looking would make it."""
    parsed = sa.make_url(url)
    return not parsed.drivername.startswith("sqlite") or Path(parsed.database or "").is_file()


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
        raise Unreachable(f"the database {file} cannot be made: {error.strerror}; name a state folder that this user may write") from None


def _connect(url: sa.URL) -> sa.Engine:
    if not url.drivername.startswith("sqlite"):
        engine = sa.create_engine(url, pool_pre_ping=True)
        sa.event.listen(engine, "connect", _prepare_postgresql)
        return engine
    engine = sa.create_engine(url)
    sa.event.listen(engine, "connect", _prepare_sqlite)
    sa.event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_postgresql(connection: Any, _record: object) -> None:
    connection.execute(f"SET idle_in_transaction_session_timeout = '{IDLE:g}s'")
    connection.commit()  # or the end of the next transaction might take it back


def _prepare_sqlite(connection: Any, _record: object) -> None:
    # The driver would begin transactions by its own rules; we do it, see _begin_sqlite.
    connection.isolation_level = None
    # FULL: the ledger and the outcome of a write must survive a power cut.  The engine opens the same file and inherits
    # the WAL.
    connection.execute(f"PRAGMA busy_timeout={1000 * BUSY}")
    _write_ahead(connection)
    for pragma in ("synchronous=FULL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _write_ahead(connection: Any) -> None:
    """Of two who turn a new file to its WAL at once, SQLite tells one that the file is locked, and does not wait."""
    last = time.monotonic() + BUSY
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > last:
                raise
            time.sleep(0.01)
        else:
            return


def _begin_sqlite(connection: sa.Connection) -> None:
    # A transaction that reads first and writes later fails at once when another one wrote in between; taking the lock
    # first waits.
    connection.exec_driver_sql("BEGIN" if connection.get_execution_options().get("reading") else "BEGIN IMMEDIATE")
