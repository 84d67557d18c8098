"""
A PostgreSQL of the tests' own: Debian's programs, a cluster in a temporary folder, ended by its id.

The server refuses to run as root, so root hands it to the account that Debian's package makes.
"""

from __future__ import annotations

import os
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

DEBIAN = Path(__file__).parents[2] / "worker/demo/debian.sh"
ACCOUNT = "postgres"  # Debian's
PASSWORD = "PGPASSWORD"  # no password belongs in a configuration file
TRIES = 3  # of a free port, which somebody else may take first
PATIENCE = 60  # seconds


class NoPostgreSQL(Exception):
    """It cannot be had here; the message says why."""


@dataclass(frozen=True, slots=True)
class PostgreSQL:
    port: int
    version: str

    def new_database(self) -> str:
        """The address of an empty one.  The password is in PGPASSWORD, where libpq and the processes of a test find it."""
        name = f"redraft_{secrets.token_hex(6)}"
        with self._connection() as connection:
            connection.execute(f'CREATE DATABASE "{name}"'.encode())
        return f"postgresql://redraft@127.0.0.1:{self.port}/{name}"

    def drop(self, url: str) -> None:
        with self._connection() as connection:
            connection.execute(f'DROP DATABASE "{url.rpartition("/")[2]}" WITH (FORCE)'.encode())

    def _connection(self) -> psycopg.Connection[Any]:
        return _connect(self.port)


@contextmanager
def postgresql() -> Iterator[PostgreSQL]:
    """A running server until the block ends.  Raises NoPostgreSQL."""
    programs = _programs()
    owner: dict[str, Any] = {"user": ACCOUNT, "group": ACCOUNT, "extra_groups": ()} if os.geteuid() == 0 else {}
    folder = Path(tempfile.mkdtemp(prefix="redraft-postgresql-"))
    before = os.environ.get(PASSWORD)
    try:
        if owner:
            shutil.chown(folder, ACCOUNT, ACCOUNT)
        data, log = folder / "data", folder / "log"
        os.environ[PASSWORD] = secrets.token_hex(16)
        (folder / "password").write_text(os.environ[PASSWORD])
        (folder / "password").chmod(0o644)  # its folder is closed to others
        make = (programs / "initdb", "--pgdata", data, "--username", "redraft", "--pwfile", folder / "password")
        how = ("--auth", "scram-sha-256", "--encoding", "UTF8", "--locale", "C.UTF-8", "--no-sync")
        made = subprocess.run([*make, *how], cwd=folder, capture_output=True, text=True, check=False, **owner)
        if made.returncode:
            raise NoPostgreSQL(f"initdb: {made.stderr.strip()}")
        for _ in range(TRIES):
            port = _free_port()
            options = ("-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=", "-c", "max_connections=300")
            serve: list[str | Path] = [programs / "postgres", "-D", data, "-p", str(port), *options]
            with log.open("ab") as output:
                process = subprocess.Popen(serve, cwd=folder, stdout=output, stderr=output, **owner)
            try:
                if version := _answers(process, port):
                    yield PostgreSQL(port, version)
                    return
            finally:
                _end(process)
        raise NoPostgreSQL(f"postgres: {log.read_text()[-500:]}")
    finally:
        if before is None:
            os.environ.pop(PASSWORD, None)
        else:
            os.environ[PASSWORD] = before
        shutil.rmtree(folder, ignore_errors=True)


def _programs() -> Path:
    """The folder of the newest programs; Debian's package is installed where there are none."""
    found = _found()
    if found is None:
        done = subprocess.run(["sh", DEBIAN, "postgresql"], capture_output=True, text=True, check=False)
        found = _found()
        if found is None:
            raise NoPostgreSQL(done.stderr.strip() or "no initdb after the installation of Debian's postgresql")
    return found


def _found() -> Path | None:
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    elsewhere = shutil.which("initdb")
    return debian[-1].parent if debian else Path(elsewhere).parent if elsewhere else None


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _answers(process: subprocess.Popen[bytes], port: int) -> str:
    """The server's version once it answers; empty when it has ended instead."""
    tick = threading.Event()
    for _ in range(PATIENCE * 20):
        if process.poll() is not None:
            return ""
        with suppress(psycopg.OperationalError), _connect(port) as connection:
            row = connection.execute("SHOW server_version").fetchone()
            return str(row[0]) if row else ""
        tick.wait(0.05)
    return ""


def _connect(port: int) -> psycopg.Connection[Any]:
    return psycopg.connect(host="127.0.0.1", port=port, user="redraft", dbname="postgres", autocommit=True)


def _end(process: subprocess.Popen[bytes]) -> None:
    process.send_signal(signal.SIGINT)  # its "fast shutdown": no waiting for who is still connected
    try:
        process.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGQUIT)  # at once, and its children with it
        process.wait()
