"""
A site with very many drafts, and what a look at them costs.

    python -m support.many STEP rest|xmlrpc URL FOLDER    # the password of "editor" in MANY_PASSWORD; prints the figures as JSON
"""

from __future__ import annotations

import json
import os
import resource
import sqlite3
import sys
import time
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from worker.config import Secret
from worker.demo.lab import WordPress
from worker.wordpress.http import Answer, Session
from worker.wordpress.rest import RestSite
from worker.wordpress.site import Poll, Site
from worker.wordpress.xmlrpc import XmlRpcSite

TRANSPORTS = ("rest", "xmlrpc")
STEPS = {
    "first": "first poll, which is also the count of a backlog: all drafts",
    "watermark": "poll from the last one on, after 3 saves",
    "sweep": "full listing once more, after 3 saves",
}
SAVED = 3  # drafts that somebody saves after the first poll
TEXT = f"<!-- wp:paragraph --><p>{'Old words of an old draft. ' * 150}</p><!-- /wp:paragraph -->"
FIRST = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)


class Counting(Session):
    """Knows how many requests were made and how many bytes came back."""

    requests, received = 0, 0

    def _ask(self, method: str, url: str, limit: int, **rest: Any) -> Answer:
        answer = super()._ask(method, url, limit, **rest)
        self.requests += 1
        self.received += len(answer.body)
        return answer


def open_site(transport: str, url: str, password: Secret, session: Session) -> Site:
    if transport == "xmlrpc":
        return XmlRpcSite("blog", url, "editor", password, ("post",), session)
    return RestSite("blog", url, "editor", ("post",), session)


def add_many(wordpress: WordPress, count: int) -> list[int]:
    """
    So many drafts, four kilobytes each; 120 of every 1,000 share one second, as those of an import.  The ids, the oldest first.

    They go straight into the file: the drop-in that translates for SQLite would need minutes.
    """
    texts = ("post_title", "post_content", "post_status", "post_type", "post_date", "post_modified", "post_modified_gmt")
    empty = ("post_excerpt", "to_ping", "pinged", "post_content_filtered")
    columns = (*texts, *empty, "post_author")
    statement = f"INSERT INTO wp_posts ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})"
    with closing(sqlite3.connect(wordpress.lab.folder / "db/wordpress.sqlite", timeout=20)) as database, database:
        [before] = database.execute("SELECT max(ID) FROM wp_posts").fetchone()
        for number in range(count):
            within = number - number % 1000 if number % 1000 < 120 else number
            stamp = f"{FIRST + timedelta(minutes=within):%Y-%m-%d %H:%M:%S}"
            row = (f"Old {number}", TEXT, "draft", "post", stamp, stamp, stamp)
            database.execute(statement, (*row, *[""] * len(empty), wordpress.users["author"].id))
        return [post_id for (post_id,) in database.execute("SELECT ID FROM wp_posts WHERE ID > ? ORDER BY ID", (before,))]


def look(step: str, site: Site, ids: list[int], since: datetime | None, save: Callable[[int], object]) -> Poll:
    """One look of those in STEPS at a site with these drafts: it misses none, and lists none twice."""
    wanted = ids
    if step == "watermark":
        wanted = ids[:: len(ids) // SAVED][:SAVED]
        for post_id in wanted:
            save(post_id)
    poll = site.changed(since if step == "watermark" else None)
    assert sorted(seen.post_id for seen in poll.seen) == sorted(wanted)
    return poll


def save_as(person: Session, url: str) -> Callable[[int], object]:
    def save(post_id: int) -> None:
        assert person.post(f"{url}/wp-json/wp/v2/posts/{post_id}", {"content": "<p>Saved.</p>"}).status == 200

    return save


def main() -> None:
    step, transport, url, folder = sys.argv[1:]
    password = Secret(os.environ["MANY_PASSWORD"])
    session = Counting("editor", password)
    site = open_site(transport, url, password, session)
    state = Path(folder, "state.json")  # from one look to the next
    known = json.loads(state.read_text())
    began = time.monotonic()
    since = datetime.fromisoformat(known["at"]) if known["at"] else None
    poll = look(step, site, known["ids"], since, save_as(Session("editor", password), url))
    state.write_text(json.dumps({**known, "at": poll.at.isoformat()}))
    figures = {
        "count": len(poll.seen),
        "requests": session.requests,
        "bytes": session.received,
        "seconds": time.monotonic() - began,
        "rss": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }
    json.dump(figures, sys.stdout)


if __name__ == "__main__":
    main()
