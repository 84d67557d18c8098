"""Several daemons on one database, and what the world must look like afterwards, by the servers' own count."""

from __future__ import annotations

import signal
import subprocess
from collections import Counter
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path

from support.desk import BODY, TITLE
from support.world import World, heard

from worker import engine
from worker.store import Store

PATIENCE = 240  # seconds: silence is noticed only after 30
EAGER = 'interval = "1s"\nquiet_period = "1s"\n'
NOW = timedelta(0)


class Nodes(World):
    """Daemons on one database.  Those of one folder are on one machine, and see at once that another has died."""

    def __init__(self, *given: object, **named: object) -> None:
        super().__init__(*given, **named)  # type: ignore[arg-type]
        engine.sync(self.settings, self.environ, ())  # the draft that is there is older now
        self.store = Store(self.address)
        self.started: list[str] = []  # what each said of itself, in their order
        self._running = ExitStack()

    def close(self) -> None:
        self._running.close()
        self.store.close()

    def start(self, machine: str = "", *, patience: float = PATIENCE) -> subprocess.Popen[str]:
        folder = self.machine(machine) if machine else self.folder
        process = self._running.enter_context(self.process("worker", "--config", str(folder), "run", patience=patience))
        self.started.append(heard(process, "daemon started"))
        return process

    def machine(self, name: str) -> Path:
        folder = self.folder / name
        if not folder.exists():
            (folder / "sites").mkdir(parents=True)
            text = (self.folder / "redraft.toml").read_text()
            (folder / "redraft.toml").write_text(text.replace(str(self.folder / "state"), str(folder / "state")))
            for site in (self.folder / "sites").iterdir():
                (folder / "sites" / site.name).write_text(site.read_text())
        return folder

    def outcomes(self, *posts: int) -> list[str | None]:
        return [record.outcome for post in posts for record in self.store.history("blog", post)]

    def revised(self, *posts: int) -> bool:
        return self.outcomes(*posts) == ["revised"] * len(posts)

    def assert_done_once(self, *posts: int, late: int = 0) -> None:
        """
        By the servers' own count: each was written once, and no question was asked again but those in flight at a death.

        `late`: how many questions may have been in flight on a node that was frozen, and got their answers when it woke.
        """
        assert Counter(write[0] for write in self.wordpress.writes) == Counter(posts)
        questions = Counter(str(call.body["messages"]) for call in self.model.journal)
        unanswered = self.store.calls().get("reserved", 0)
        assert questions.total() - len(questions) <= unanswered + late
        assert sum(self.store.calls().values()) >= questions.total()


def kill(process: subprocess.Popen[str]) -> None:
    process.send_signal(signal.SIGKILL)
    assert process.wait() == -signal.SIGKILL


def new_draft(nodes: Nodes, number: int = 1) -> int:
    return nodes.add_draft(f"{TITLE}, plan {number}", BODY, age=NOW)
