"""A configured Redraft around a WordPress and a model that outlive each of its processes."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from support.desk import BODY, TITLE
from support.rest_wordpress import RestWordPress
from support.scripted_model import ScriptedModel

from worker import config
from worker.config import Settings

ROOT = Path(__file__).parents[2]
PATIENCE = 60  # seconds: far more than any of this takes, so that a defect does not hang
SECRETS = {"BLOG_PASSWORD": "abcd efgh ijkl mnop", "MODEL_KEY": "sk-a-canary-that-sings"}


class World:
    """
    One site, `blog`, with one draft that has rested for an hour.

    `address` is the database's; a SQLite file of its own if none is given.
    """

    def __init__(self, folder: Path, wordpress: RestWordPress, model: ScriptedModel, *, site: str = "", address: str = "") -> None:
        self.folder, self.wordpress, self.model = folder, wordpress, model
        self.database = folder / "state" / "redraft.sqlite"
        self.address = address or f"sqlite:///{self.database}"
        self.environ: Mapping[str, str] = {**os.environ, **SECRETS}
        self.post_id = self.add_draft()
        (folder / "sites").mkdir()
        (folder / "redraft.toml").write_text(
            f'[model]\nkind = "openai"\nbase_url = "{model.base_url}"\nname = "scripted"\nkey_env = "MODEL_KEY"\n'
            f'[state]\nfolder = "{folder / "state"}"\ndatabase_url = "{self.address}"\n'
        )
        self.add_site("blog", wordpress.url, site)

    def add_site(self, name: str, url: str, more: str = "") -> None:
        text = f'url = "{url}"\nusername = "editor"\npassword_env = "BLOG_PASSWORD"\n{more}'
        (self.folder / "sites" / f"{name}.toml").write_text(text)

    def add_draft(self, title: str = TITLE, body: str = BODY, *, age: timedelta = timedelta(hours=1)) -> int:
        with self.wordpress.lock:
            self.wordpress.site.now = datetime.now(UTC) - age
            return self.wordpress.site.add(title, body)

    @property
    def settings(self) -> Settings:
        return config.load(self.folder, self.environ)

    @contextmanager
    def process(self, module: str, *arguments: str, patience: float = PATIENCE) -> Iterator[subprocess.Popen[str]]:
        """`python -m module`; both of its outputs are one.  It is dead when the block ends."""
        paths = os.pathsep.join((str(ROOT), str(ROOT / "tests")))
        command = [sys.executable, "-m", module, *arguments]
        environ = {**self.environ, "PYTHONPATH": paths}
        output = subprocess.PIPE
        with subprocess.Popen(command, env=environ, stdout=output, stderr=subprocess.STDOUT, text=True) as process:
            watchdog = threading.Timer(patience, process.kill)
            watchdog.start()
            try:
                yield process
            finally:
                watchdog.cancel()
                process.kill()


def until(true: Callable[[], bool], patience: float = PATIENCE) -> None:
    pause = threading.Event()
    ends = time.monotonic() + patience
    while not true():
        assert time.monotonic() < ends, "it never happened"
        pause.wait(0.05)


def heard(process: subprocess.Popen[str], words: str) -> str:
    """Read what a process says up to the first line with these words, and return that line."""
    assert process.stdout
    said = []
    for line in process.stdout:
        said.append(line)
        if words in line:
            return line.strip()
    raise AssertionError(f"it never said {words!r}, but: {''.join(said)}")
