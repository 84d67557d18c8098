"""
Threads of one process that ask a model one question after another, as fast as they are allowed to.

`python -m support.rates_driver JSON`: the fields of `Errand`.  It prints how many questions were answered.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from worker.config import ModelSettings, Secret
from worker.errors import Busy, Held, Unreachable
from worker.model import client
from worker.model.gate import Guarded
from worker.model.port import Message, Model, Request
from worker.pace import SitePace
from worker.store import Store
from worker.wordpress.http import Session

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True)
class Errand:
    database: str
    address: str  # of a model, or of a site if it does not end in /v1
    number: int  # tells the questions of the processes apart
    questions: int
    threads: int = 8
    window: float = 60.0
    requests: int | None = None
    tokens: int | None = None
    at_once: int = 64

    @property
    def settings(self) -> ModelSettings:
        return ModelSettings(
            kind="openai",
            base_url=self.address,
            name="scripted",
            timeout=30.0,
            at_once=self.at_once,
            requests_per_minute=self.requests,
            tokens_per_minute=self.tokens,
        )


@contextmanager
def running(*errands: Errand) -> Iterator[list[subprocess.Popen[str]]]:
    """A process for each errand; those that are left end with the block."""
    environ = {**os.environ, "PYTHONPATH": os.pathsep.join((str(ROOT), str(ROOT / "tests")))}
    with ExitStack() as opened:
        started = []
        for errand in errands:
            command = [sys.executable, "-m", "support.rates_driver", json.dumps(asdict(errand))]
            process = subprocess.Popen(command, env=environ, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
            opened.enter_context(process)
            opened.callback(process.kill)
            started.append(process)
        yield started


def question(process: int, number: int) -> Request:
    words = " of a desk that was told to say it in other words" * (1 + number % 4)
    return Request((Message("user", f"Question {process:04} {number:05}{words}."),), max_tokens=100)


def ask(model: Model, request: Request) -> bool:
    """
    Ask until it is answered, as drafts are tried again; True if it was.

    A tenth of the time that is named is enough here: who comes too early only hears it again.
    """
    return _answered(lambda: model.complete(request))


def visit(session: Session, url: str, number: int) -> bool:
    """Write to a site until it has taken it, likewise; each second time after a look in the same turn."""

    def write() -> object:
        with session.turn(requests_of(number)):
            if requests_of(number) == 2:
                session.get(url)
            return session.post(url, {})

    return _answered(write)


def requests_of(number: int) -> int:
    """How many requests of a site this question takes."""
    return 1 + number % 2


def _answered(send: Callable[[], object]) -> bool:
    pause = threading.Event()
    for _ in range(1_000):
        try:
            send()
            return True
        except Held as held:
            pause.wait(min(1.0, (held.retry_after or 0.0) / 10))
        except (Busy, Unreachable):
            pause.wait(0.05)
    return False


def run(errand: Errand) -> int:
    """How many were answered."""
    stop = threading.Event()
    with Store(errand.database) as store, ThreadPoolExecutor(errand.threads) as pool:
        if errand.address.endswith("/v1"):
            way = Guarded(store, errand.settings, stop, window=errand.window)
            model = client.connect(errand.settings, "sk-test", way=way)
            return sum(pool.map(lambda number: ask(model, question(errand.number, number)), range(errand.questions)))
        pace = SitePace(store, "blog", errand.requests, stop, window=errand.window)
        session = Session("editor", Secret("abcd"), pace=pace)
        return sum(pool.map(lambda number: visit(session, f"{errand.address}/{errand.number}/{number}", number), range(errand.questions)))


def main() -> None:
    print("answered", run(Errand(**json.loads(sys.argv[1]))), flush=True)


if __name__ == "__main__":
    main()
