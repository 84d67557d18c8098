"""When a site has its turn."""

from __future__ import annotations

import doctest
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from worker import schedule
from worker.schedule import SHARE, Window, cron, following, rests, stretched

BERLIN = ZoneInfo("Europe/Berlin")
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
MINUTE, QUARTER = timedelta(minutes=1), timedelta(minutes=15)


@given(st.timedeltas(timedelta(), timedelta(days=30)))
def test_a_site_is_polled_within_its_bounds_and_a_draft_waits_a_small_part_of_the_quiet_before_it(quiet: timedelta) -> None:
    wait = stretched(MINUTE, QUARTER, NOON - quiet, NOON)
    assert MINUTE <= wait <= QUARTER
    assert wait <= max(MINUTE, quiet / SHARE)


@given(st.timedeltas(timedelta(), timedelta(days=30)), st.timedeltas(timedelta(), timedelta(days=30)))
def test_the_longer_nothing_moved_the_longer_a_site_is_left_alone(one: timedelta, other: timedelta) -> None:
    shorter, longer = (stretched(MINUTE, QUARTER, NOON - quiet, NOON) for quiet in sorted((one, other)))
    assert shorter <= longer


def test_a_new_site_and_one_with_a_clock_behind_ours_are_polled_at_the_shortest_interval() -> None:
    assert stretched(MINUTE, QUARTER, None, NOON) == MINUTE
    assert stretched(MINUTE, QUARTER, NOON + timedelta(hours=1), NOON) == MINUTE


def test_an_interval_above_the_longest_is_kept_as_it_is() -> None:
    assert stretched(timedelta(hours=2), QUARTER, NOON - timedelta(days=9), NOON) == timedelta(hours=2)


def test_quiet_hours_go_by_the_clock_on_the_wall_and_over_midnight() -> None:
    night = (Window.parse("22:00-06:00"),)
    assert rests(night, BERLIN, datetime(2026, 1, 10, 21, 0, tzinfo=UTC))  # 22:00 there
    assert not rests(night, BERLIN, datetime(2026, 1, 10, 20, 59, tzinfo=UTC))
    assert rests(night, BERLIN, datetime(2026, 7, 10, 3, 59, tzinfo=UTC))  # 5:59 in summer
    assert not rests(night, BERLIN, datetime(2026, 7, 10, 4, 0, tzinfo=UTC))
    assert not rests((), BERLIN, NOON)


@given(st.times(), st.times(), st.times())
def test_a_window_and_the_one_that_fills_up_the_day_hold_each_moment_once(begins: time, ends: time, clock: time) -> None:
    if begins != ends:
        assert Window(begins, ends).holds(clock) != Window(ends, begins).holds(clock)


@pytest.mark.parametrize("text", ["", "22-06", "22:00", "22:00-24:00", "22:60-23:00", "22:00-22:00", "22:00 - 06:00"])
def test_what_is_no_part_of_a_day_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="no part of a day"):
        Window.parse(text)


def test_the_days_of_a_cron_line_are_counted_from_sunday_as_cron_does() -> None:
    monday = following("0 9 * * 1", BERLIN, NOON)
    assert (monday.strftime("%a %H:%M"), monday.utcoffset()) == ("Mon 09:00", timedelta(hours=1))


def test_a_turn_of_a_cron_line_is_after_now_and_never_now() -> None:
    turn = following("*/15 * * * *", BERLIN, NOON)
    assert turn == NOON + QUARTER
    assert following("*/15 * * * *", BERLIN, turn) == turn + QUARTER


def test_an_hour_that_the_summer_takes_is_made_up_for_at_its_end() -> None:
    # On 29 March 2026 the clocks of Berlin go from 2:00 to 3:00.
    assert following("30 2 * * *", BERLIN, datetime(2026, 3, 28, 12, tzinfo=UTC)) == datetime(2026, 3, 29, 1, tzinfo=UTC)


@pytest.mark.parametrize("line", ["* * * *", "* * * * * *", "61 * * * *", "0 0 30 2 *", "soon", "@soon", "0 9 * * noday"])
def test_what_cron_would_not_take_is_refused(line: str) -> None:
    with pytest.raises(ValueError, match="no line of cron"):
        cron(line)


@pytest.mark.parametrize("line", ["*/5 6-22 * * mon-fri", "@hourly", "0 9 1,15 * *"])
def test_what_cron_takes_is_taken(line: str) -> None:
    assert cron(line) == line


def test_the_examples_hold() -> None:
    assert doctest.testmod(schedule).failed == 0
