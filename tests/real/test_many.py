"""A site with hundreds of drafts; `make matrix` does the same with ten thousand."""

from __future__ import annotations

import pytest
from support.many import STEPS, TRANSPORTS, Counting, add_many, look, open_site, save_as

from worker.config import Secret
from worker.demo.lab import WordPress
from worker.wordpress.http import Session

pytestmark = pytest.mark.real

DRAFTS = 450  # several pages, one of them full of drafts that share a second


@pytest.mark.parametrize("transport", TRANSPORTS)
def test_many_drafts_are_found_by_every_look_and_none_costs_its_text(wordpress: WordPress, transport: str) -> None:
    ids = add_many(wordpress, DRAFTS)
    password = Secret(wordpress.users["editor"].app_password)
    since = None
    for step in STEPS:
        session = Counting("editor", password)
        site = open_site(transport, wordpress.url, password, session)
        poll = look(step, site, ids, since, save_as(Session("editor", password), wordpress.url))
        since = poll.at
        assert session.requests <= 5 + DRAFTS / 80
        assert session.received < 20_000 + DRAFTS * 1_000  # four kilobytes is what each one holds
