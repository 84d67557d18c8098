"""The same draft, offered by several pollers whose clocks disagree; what came of it, by the servers' own count."""

from __future__ import annotations

import subprocess
from collections import Counter
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from support.desk import BODY, TITLE
from support.memory_wordpress import MemorySite
from support.rest_wordpress import rest_wordpress
from support.scripted_model import scripted_model
from support.world import World

from worker import engine
from worker.store import Store

SKEWS = (0.0, 240.0, -240.0, 35.0)  # seconds: the clock of each poller against the right time
THINKS = 1.0  # seconds before the model answers: most offers come while the draft is at work


@dataclass(frozen=True, slots=True)
class Offered:
    """What became of one draft."""

    times: int  # it was offered
    workflows: int
    rewritten: int  # pieces of work that came to an end
    questions: int  # to the model
    asked_again: int
    writes: int  # to the site that changed the text
    outcome: str


def offer(folder: Path, times: int, *, address: str = "", patience: float = 300.0) -> Offered:
    """`times` in all, by as many processes as there are SKEWS."""
    with rest_wordpress(MemorySite()) as wordpress, scripted_model(seconds=THINKS) as model:
        world = World(folder, wordpress, model, address=address)
        Store(world.address).close()  # four that make the same tables at the same time are another matter
        share = [times // len(SKEWS) + (number < times % len(SKEWS)) for number in range(len(SKEWS))]
        with ExitStack() as running:
            pollers = [
                running.enter_context(world.process("support.offers_driver", str(folder), str(often), str(skew), patience=patience))
                for often, skew in zip(share, SKEWS, strict=True)
            ]
            done = sum(_ended(poller) for poller in pollers)
        held = wordpress.site.held(world.post_id)
        assert (held.status, held.title == TITLE and held.body == BODY) == ("draft", False)
        assert (TITLE, BODY) in wordpress.site.revisions(world.post_id)
        asked = Counter(str(call.body["messages"]) for call in model.journal)
        with Store(world.address) as store:
            history = store.history("blog", world.post_id)
            return Offered(
                times=done,
                workflows=engine.forget_settled(store, datetime.now(UTC) + timedelta(days=1), dry=True),
                rewritten=len(history),
                questions=asked.total(),
                asked_again=asked.total() - len(asked),
                writes=len(wordpress.writes),
                outcome=history[0].outcome or "",
            )


def _ended(poller: subprocess.Popen[str]) -> int:
    """How often it has offered."""
    told, _ = poller.communicate()
    assert poller.returncode == 0, told
    return int(told.split()[-1])
