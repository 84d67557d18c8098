"""
Secrets that sing: planted, used by real commands at every log level, with failures and crashes, then looked for.

In what the commands say, in every file they leave (the database with the engine's tables, proofs, temporary files), and
in the command lines of all processes: as they are, percent-encoded, and inside of any base64.
"""

from __future__ import annotations

import base64
import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing, suppress
from datetime import timedelta
from pathlib import Path
from urllib.parse import quote, quote_plus

import pytest
from support.http_server import Received, Reply, document, page, serving
from support.memory_wordpress import MemorySite
from support.rest_wordpress import rest_wordpress
from support.scripted_model import ScriptedModel, scripted_model
from support.world import PATIENCE, ROOT, World

PASSWORD = "caNary 7xq2 wvut +/=& kjih gfed"  # with what is encoded in addresses
KEY = "sk-caNary9zyxw8vuts7rqpo"
USER = "editor"
BUG = (
    "import http.client, sys\n"
    "def broken(*_, **__): raise ZeroDivisionError('a bug below all of ours')\n"
    "http.client.HTTPConnection.endheaders = broken\n"
    "from worker.cli import main\n"
    "main(sys.argv[1:])\n"
)


def forms() -> dict[str, bytes]:
    """The shapes in which a secret could lie somewhere."""
    shapes: dict[str, bytes] = {}
    for secret in (PASSWORD, PASSWORD.replace(" ", ""), KEY):
        shapes[f"{secret!r}"] = secret.encode()
        shapes[f"{secret!r} in an address"] = quote(secret).encode()
        shapes[f"{secret!r} in a form"] = quote_plus(secret).encode()
        for before in range(3):  # base64 of anything that holds it, wherever in it it begins
            encoded = base64.b64encode(b"\0" * before + secret.encode())
            whole = encoded[-(-before * 8 // 6) :].rstrip(b"=")[:-1]
            shapes[f"{secret!r} in base64, {before}"] = whole[1:] if before else whole
    shapes["the pair"] = base64.b64encode(f"{USER}:{PASSWORD}".encode())
    return shapes


FORMS = forms()


def hits(data: bytes) -> list[str]:
    return [shape for shape, form in FORMS.items() if form in data]


def test_the_search_finds_what_it_is_to_find() -> None:
    """Else the tests below would pass blindly."""
    for secret in (PASSWORD, KEY):
        for before in range(6):
            dump = base64.b64encode(b"x" * before + secret.encode() + b" and more")
            assert hits(b"log " + dump), before
    assert hits(b"Authorization: Basic " + base64.b64encode(f"{USER}:{PASSWORD}".encode()))
    assert hits(f"https://blog.example/?password={quote_plus(PASSWORD)}".encode())
    assert not hits(b"an innocent line")


class Watch:
    """Everything that a world of commands says and leaves."""

    def __init__(self, world: World, folder: Path) -> None:
        self.world, self.folder = world, folder
        self.said: dict[str, bytes] = {}
        self.environ = {
            **os.environ,
            "PYTHONPATH": os.pathsep.join((str(ROOT), str(ROOT / "tests"))),
            "TMPDIR": str(folder / "tmp"),
            "HOME": str(folder / "home"),
            "PYTHONFAULTHANDLER": "1",
        }
        for name in ("tmp", "home"):
            (folder / name).mkdir()
        dotenv = world.folder / ".env"
        dotenv.touch(0o600)
        dotenv.write_text(f"BLOG_PASSWORD='{PASSWORD}'\nMODEL_KEY={KEY}\n")

    def run(self, *arguments: str, text: str | None = None, code: str = "") -> int:
        module = ["-c", code] if code else ["-m", "worker"]
        command = [sys.executable, *module, *arguments, "--config", str(self.world.folder)]
        done = subprocess.run(
            command, env=self.environ, cwd=self.folder, input=(text or "").encode(), capture_output=True, timeout=PATIENCE
        )
        self.said[f"{' '.join(arguments)} ({len(self.said)})"] = done.stdout + done.stderr
        return done.returncode

    def found(self) -> list[tuple[str, list[str]]]:
        """Where a secret was met, and in which shape."""
        places = {**self.said, **self.files(), **self.rows()}
        return [(place, met) for place, data in places.items() if (met := hits(data))]

    def files(self) -> dict[str, bytes]:
        found: dict[str, bytes] = {}
        for path in self.folder.rglob("*"):
            if path.is_file() and path.name != ".env":
                found[str(path)] = path.read_bytes()
        return found

    def rows(self) -> dict[str, bytes]:
        """Each value of each table, as it is and out of its base64: the engine keeps arguments so."""
        found: dict[str, bytes] = {}
        with closing(sqlite3.connect(self.world.database)) as database:
            tables = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
            assert any("workflow" in name for name in tables), "the engine's tables are not where they are looked for"
            for table in tables:
                for number, row in enumerate(database.execute(f'SELECT * FROM "{table}"')):
                    for value in row:
                        data = value if isinstance(value, bytes) else str(value).encode()
                        with suppress(ValueError):
                            data += base64.b64decode(data, validate=True)
                        found[f"{table} {number}"] = found.get(f"{table} {number}", b"") + data
        return found


@pytest.fixture
def watch(tmp_path: Path) -> Iterator[Watch]:
    (tmp_path / "config").mkdir()
    with rest_wordpress(MemorySite()) as wordpress, scripted_model() as model:
        world = World(tmp_path / "config", wordpress, model, site='quiet_period = "0s"\ninterval = "1s"\n')
        yield Watch(world, tmp_path)


def model_of(watch: Watch) -> ScriptedModel:
    return watch.world.model


@pytest.mark.parametrize("level", [(), ("-v",)])
def test_no_command_lets_a_secret_out_at_any_log_level(watch: Watch, level: tuple[str, ...]) -> None:
    post = str(watch.world.post_id)
    assert watch.run("sync", "--backlog", "--dry-run", *level) == 0
    assert watch.run("sync", "--backlog", "--yes", "--json", *level) == 0
    assert watch.run("status", *level) == 0
    for part in ((), ("--original",), ("--result",), ("--diff",), ("--proof",), ("--json",)):
        assert watch.run("show", "blog", post, *part, *level) == 0
    assert watch.run("export", "exported", *level) == 0
    assert watch.run("prune", *level) == 0
    assert watch.run("sync", "--log-json", *level) == 0
    assert watch.run("retry", "blog", *level) == 0
    assert watch.run("undo", "blog", post, *level) == 0
    article = "<p>The council said on Monday that many residents had asked for a path.</p>"
    assert watch.run("rewrite", "-", "--proof", "proof.json", *level, text=article) == 0
    watch.run("doctor", *level)
    assert KEY in {call.headers["Authorization"].removeprefix("Bearer ") for call in model_of(watch).journal}
    assert watch.found() == []


@pytest.mark.parametrize("mode", ["wrong_key", "bad_request", "html_page", "reset"])
def test_no_failure_of_a_model_lets_a_secret_out(watch: Watch, mode: str) -> None:
    model_of(watch).mode = mode
    watch.run("sync", "--backlog", "--yes", "-v")
    watch.run("doctor", "-v", "--json")
    assert watch.found() == []


def echoes_in_json(request: Received) -> Reply:
    """A plugin for finding faults that answers with what it was sent."""
    sent = request.headers.get("Authorization", "")
    dump = base64.b64decode(sent.removeprefix("Basic ")).decode() if sent else ""
    return document({"code": "rest_forbidden", "message": f"{sent} {dump}", "namespaces": ["wp/v2"]}, 401)


def echoes_in_a_page(request: Received) -> Reply:
    return page(500, f"<html>{request.headers} {request.body!r}")


def echoes_before_json(request: Received) -> Reply:
    sent = request.headers.get("Authorization", "")
    dump = base64.b64decode(sent.removeprefix("Basic ")).decode() if sent else ""
    body = f"array(2) {{ {sent} {dump} }}\n".encode() + b'{"namespaces":["wp/v2"],"authentication":{"a":1}}'
    return Reply(200, {"Content-Type": "application/json", "Content-Length": str(len(body))}, (body,))


def echoes_in_a_redirect(request: Received) -> Reply:
    sent = request.headers.get("Authorization", "")
    return page(302, "", {"Location": f"https://elsewhere.example/wp-json/?auth={quote_plus(sent)}"})


@pytest.mark.parametrize("answering", [echoes_in_json, echoes_in_a_page, echoes_before_json, echoes_in_a_redirect])
def test_a_site_that_says_back_what_it_was_sent_is_not_quoted(watch: Watch, answering: object) -> None:
    with serving(answering) as server:  # type: ignore[arg-type]
        watch.world.add_site("agency", server.url)
        assert watch.run("sync", "agency", "-v") != 0
        watch.run("doctor", "agency", "-v")
        watch.run("doctor", "agency", "--json")
        assert watch.run("logout", "agency") != 0 or answering is echoes_in_json
        assert any("Authorization" in request.headers for request in server.received)
    # A log-out may have taken the line out; what was said and left is what counts.
    (watch.world.folder / ".env").write_text(f"BLOG_PASSWORD='{PASSWORD}'\nMODEL_KEY={KEY}\n")
    assert watch.run("sync", "blog", "--backlog", "--yes") == 0
    assert watch.found() == []


def test_a_bug_s_traceback_holds_no_secret(watch: Watch) -> None:
    assert watch.run("sync", "--backlog", "--yes", "-v") == 0
    assert watch.run("doctor", "-v", code=BUG) == 1
    (said,) = (text for command, text in watch.said.items() if command.startswith("doctor"))
    assert b"ZeroDivisionError" in said
    watch.run("sync", "--backlog", "--yes", "-v", code=BUG)
    assert watch.found() == []


def command_lines() -> bytes:
    """Of every process of this machine that we may look at; ps shows the same."""
    lines = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        with suppress(OSError):
            lines.append(path.read_bytes())
    return b"\n".join(lines)


@pytest.mark.parametrize("ends", [signal.SIGTERM, signal.SIGABRT, signal.SIGKILL])
def test_a_daemon_shows_no_secret_while_it_runs_nor_when_it_ends(watch: Watch, ends: signal.Signals) -> None:
    assert watch.run("sync") == 0
    watch.world.add_draft(age=timedelta(0))
    model_of(watch).seconds = 0.5
    command = [sys.executable, "-m", "worker", "run", "-v", "--config", str(watch.world.folder)]
    with (
        (watch.folder / "daemon.log").open("wb") as log,
        subprocess.Popen(command, cwd=watch.folder, env=watch.environ, stdout=log, stderr=log) as process,
    ):
        watchdog = threading.Timer(PATIENCE, process.kill)
        watchdog.start()
        calls = len(model_of(watch).journal)
        while len(model_of(watch).journal) == calls and process.poll() is None:
            time.sleep(0.05)
        seen = command_lines()
        process.send_signal(ends)
        process.wait()
        watchdog.cancel()
    assert b"worker\0run" in seen
    assert not hits(seen)
    assert watch.found() == []
