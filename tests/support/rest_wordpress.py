"""
The WordPress in memory behind its REST API: it outlives the process under test, counts its writes and can keep an
answer back.
"""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from support.http_server import Received, Reply, document, serving
from support.memory_wordpress import MemorySite

from worker.errors import Gone
from worker.wordpress.site import Draft


@dataclass
class RestWordPress:
    site: MemorySite
    url: str = ""
    polls: list[datetime] = field(default_factory=list)  # when the drafts were listed
    writes: list[tuple[int, str, str]] = field(default_factory=list)  # each one that changed the text
    keeps_answers: bool = False  # to writes that change the text, until it is False again or the server ends
    reached: threading.Event = field(default_factory=threading.Event)  # a write whose answer is kept back is in the database
    xmlrpc: Callable[[Received], Reply] = lambda _: document({}, 404)  # answers at xmlrpc.php
    lock: threading.Lock = field(default_factory=threading.Lock)
    closing: threading.Event = field(default_factory=threading.Event)


@contextmanager
def rest_wordpress(site: MemorySite) -> Iterator[RestWordPress]:
    wordpress = RestWordPress(site)
    with serving(lambda request: _answer(wordpress, request)) as server:
        wordpress.url = server.url
        try:
            yield wordpress
        finally:
            wordpress.closing.set()


def _answer(wordpress: RestWordPress, request: Received) -> Reply:
    with wordpress.lock:
        wordpress.site.now = datetime.now(UTC)
        reply, wrote = _route(wordpress, request)
    if wrote and wordpress.keeps_answers:
        wordpress.reached.set()
        wordpress.closing.wait(60)
    return reply


def _route(wordpress: RestWordPress, request: Received) -> tuple[Reply, bool]:
    site = wordpress.site
    if request.path == "/xmlrpc.php":
        return wordpress.xmlrpc(request), False
    if request.path == "/":
        return Reply(200, {"Link": f'<{wordpress.url}/wp-json/>; rel="https://api.w.org/"', "Content-Length": "0"}), False
    if request.path == "/wp-json/":
        return document({"namespaces": ["wp/v2"]}), False
    if request.path == "/wp-json/wp/v2/types/post":
        return document({"rest_base": "posts", "rest_namespace": "wp/v2"}), False
    if request.path == "/wp-json/wp/v2/users/me":
        return document({"id": 2, "name": "editor", "roles": ["editor"], "capabilities": {"edit_others_posts": True}}), False
    found = re.fullmatch(r"/wp-json/wp/v2/posts(?:/(\d+)(/revisions)?)?", request.path)
    assert found, request.path
    try:
        if found[1] is None:
            wordpress.polls.append(site.now)
            return _list(site, request.query.get("modified_after")), False
        post_id = int(found[1])
        if found[2]:
            site.fetch(post_id)
            rows = [{"slug": f"{post_id}-revision-v1", **_text(title, body)} for title, body in site.revisions(post_id)]
            return document(rows, headers={"X-WP-TotalPages": "1"}), False
        if request.method == "POST":
            return _update(wordpress, post_id, json.loads(request.body or b"{}"))
        return document(_row(site.fetch(post_id))), False
    except Gone:
        return document({"code": "rest_post_invalid_id", "data": {"status": 404}}, 404), False


def _list(site: MemorySite, after: str | None) -> Reply:
    seen = [one for one in site.changed(None).seen if after is None or one.modified > datetime.fromisoformat(after)]
    return document([_row(site.fetch(one.post_id)) for one in seen], headers={"X-WP-Total": str(len(seen))})


def _update(wordpress: RestWordPress, post_id: int, changes: dict[str, Any]) -> tuple[Reply, bool]:
    site = wordpress.site
    held = site.fetch(post_id)
    if not changes:
        site.keep_revision(held)
        return document(_row(site.fetch(post_id))), False
    # By what WordPress does, not by what Redraft asks: no comparison here, the write is made.
    site.write(held, changes.get("title", held.title), changes.get("content", held.body))
    stored = site.fetch(post_id)
    wordpress.writes.append((post_id, stored.title, stored.body))
    return document(_row(stored)), True


def _row(draft: Draft) -> dict[str, Any]:
    modified = draft.modified.replace(tzinfo=None).isoformat()
    links: dict[str, object] = {"wp:action-unfiltered-html": [{}]} if draft.unfiltered else {}
    row = {"id": draft.post_id, "type": draft.post_type, "status": draft.status, "author": draft.author}
    return {**row, "modified_gmt": modified, "_links": links, **_text(draft.title, draft.body)}


def _text(title: str, body: str) -> dict[str, Any]:
    return {"title": {"raw": title}, "content": {"raw": body}}
