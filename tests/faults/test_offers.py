"""The same draft offered again and again, by four processes whose clocks are minutes apart, is one piece of work."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.offering import offer

TIMES = 200  # `make prove-offers`: 10,000


@pytest.mark.parametrize("database", ["sqlite", pytest.param("postgresql", marks=pytest.mark.real)])
def test_a_draft_that_four_pollers_offer_two_hundred_times_is_rewritten_once(
    request: pytest.FixtureRequest, tmp_path: Path, database: str
) -> None:
    address = "" if database == "sqlite" else request.getfixturevalue("postgresql_database")
    offered = offer(tmp_path, TIMES, address=address)
    assert (offered.times, offered.outcome) == (TIMES, "revised")
    assert (offered.workflows, offered.rewritten, offered.writes, offered.asked_again) == (1, 1, 1, 0)
