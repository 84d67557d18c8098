"""
A poller that offers what a site holds again and again, by a clock of its own.

`python -m support.offers_driver FOLDER TIMES SKEW`: SKEW in seconds.  It forgets each time what it has looked at before, and offers
what it has once been given a second time past the poll.
"""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from worker import config, engine, offers
from worker.model.ledger import Ledger
from worker.offers import Offers
from worker.rooms import budget_of, open_rooms, utc_now
from worker.store import Task


def main() -> None:
    folder, times, skew = Path(sys.argv[1]), int(sys.argv[2]), timedelta(seconds=float(sys.argv[3]))
    settings = config.load(folder, os.environ)

    def clock() -> datetime:
        return utc_now() + skew

    with open_rooms(settings, os.environ) as opened:
        rooms = replace(opened, now=clock, ledger=Ledger(opened.store, budget_of(settings), now=clock))
        with engine.node(rooms, settings) as here:
            print("polls", flush=True)
            given: dict[str, Task] = {}
            for _ in range(times):
                look = offers.offer(rooms, "blog", backlog=True)
                given |= {task.id: task for task in look.tasks}
                here.enter(look)
                here.enter(Offers("blog", tasks=list(given.values())))
                rooms.store.forget_looks("blog", rooms.store.looks("blog").keys())
            here.wait(given)
    print("offered", times, flush=True)


if __name__ == "__main__":
    main()
