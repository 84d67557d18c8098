"""A day of many sites in virtual time: when each is polled, by nodes whose clocks disagree by minutes."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from support.virtual_day import faults_of, kinds, live, site

from worker.store import Store

SKEWS = (timedelta(seconds=100), timedelta(seconds=-140))


def test_in_a_day_no_site_is_polled_too_often_none_is_forgotten_and_rest_and_cron_are_kept(tmp_path: Path) -> None:
    sites = [site(number, **kind) for number, kind in enumerate(kinds())]
    with Store(f"sqlite:///{tmp_path / 'redraft.sqlite'}") as store:
        day = live(store, sites, SKEWS, timedelta(hours=27))
    assert sum(bool(day.polls[one.name]) for one in sites) == len(sites) - 1  # it is a weekend, and one has none then
    assert [fault for one in sites for fault in faults_of(day, one, SKEWS)] == []
