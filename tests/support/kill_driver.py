"""
One `redraft sync --backlog` in a process of its own that stands still where a test says, so that the test can kill it
there.

It hears the walk's own debug messages; production code knows nothing of it.
"""

from __future__ import annotations

import logging
import os
import sys
import threading
from pathlib import Path

from worker import config, engine

WALK = "redraft.walk"


class StandStill(logging.Handler):
    """Prints each event of the walk; at `event` the thread that comes there waits for its end."""

    def __init__(self, event: str) -> None:
        super().__init__(logging.DEBUG)
        self._event = event

    def emit(self, record: logging.LogRecord) -> None:
        event = record.getMessage().split(" ", 3)[3]  # draft site=… post=… EVENT
        print(event, flush=True)
        if event == self._event:
            threading.Event().wait()


def main() -> None:
    folder, event = Path(sys.argv[1]), sys.argv[2]
    walk = logging.getLogger(WALK)
    walk.setLevel(logging.DEBUG)
    walk.propagate = False
    walk.addHandler(StandStill(event))
    settings = config.load(folder, os.environ)
    reports = engine.sync(settings, os.environ, (), backlog=True)
    for report in reports:
        print(report.problem or " ".join(str(record.outcome) for record in report.settled), flush=True)


if __name__ == "__main__":
    main()
