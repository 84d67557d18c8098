"""However requests are spaced, delayed, lost and answered: no window where they arrive holds more than the limit."""

from __future__ import annotations

import heapq
from dataclasses import dataclass

from hypothesis import example, given
from hypothesis import strategies as st
from support.arrivals import violations

from worker.model import breaker
from worker.model.concurrency import Load, following
from worker.pace import TRANSIT, Permit, Wait, Want, enter, hear, settle, shut
from worker.store import Gate

LEASE = 13.0  # seconds to send it in, and to arrive


@dataclass(frozen=True)
class Wish:
    """A request that somebody wants to send, and what becomes of it."""

    at: float
    held: float  # seconds from the permit to the sending
    way: float  # seconds from the sending to the arrival
    thinks: float  # seconds from the arrival to the answer
    amount: int
    taken: float  # the part of the amount that it really takes
    dies: bool  # its process, before it could say so


def up_to(most: float) -> st.SearchStrategy[float]:
    """The ends are where limits are broken."""
    return st.one_of(st.just(0.0), st.just(most), st.floats(0, most))


wishes = st.lists(
    st.builds(
        Wish,
        at=up_to(40) | st.floats(0, 200),
        held=up_to(LEASE - TRANSIT),
        way=up_to(TRANSIT),
        thinks=up_to(90),
        amount=st.just(6) | st.integers(1, 6),
        taken=up_to(1),
        dies=st.booleans(),
    ),
    max_size=60,
)


@example([Wish(0.0, 0.0, 0.0, 0.0, 6, 1.0, dies=False), Wish(30.0, 0.0, 0.0, 0.0, 6, 1.0, dies=False)], 6, 0)  # the tightest
@example([Wish(0.0, LEASE - TRANSIT, TRANSIT, 90.0, 6, 1.0, dies=False), Wish(30.0, 0.0, 0.0, 0.0, 6, 1.0, dies=False)], 6, 0)
@given(wishes, st.just(6) | st.integers(6, 12), st.integers(0, 10**6))
def test_no_minute_at_the_server_holds_more_than_the_limit_and_everybody_has_a_turn(made: list[Wish], limit: int, begin: int) -> None:
    """Those who must wait ask again when they were told to, and none waits for ever."""
    gate, arrivals = Gate("x"), []
    agenda: list[tuple[float, int, Wish, Permit | None]] = [(begin + wish.at, number, wish, None) for number, wish in enumerate(made)]
    heapq.heapify(agenda)
    while agenda:
        now, number, wish, permit = heapq.heappop(agenda)
        if permit:
            sent = permit.at + wish.held
            arrived = min(now, sent + TRANSIT)
            gate = settle(gate, now, permit, {"requests": (round(wish.amount * wish.taken), permit.moment(arrived - permit.at))})
            continue
        gate, decision = enter(gate, now, [Want("requests", wish.amount, limit, LEASE)])
        if isinstance(decision, Wait):
            assert 0 < decision.seconds <= LEASE + 61 + 1
            heapq.heappush(agenda, (now + decision.seconds + 0.001, number, wish, None))
            continue
        arrival = now + wish.held + wish.way
        arrivals.append((arrival, wish.amount if wish.dies else round(wish.amount * wish.taken)))
        if not wish.dies:
            heapq.heappush(agenda, (arrival + wish.thinks, number, wish, decision))
    assert violations(arrivals, 60.0, limit) == 0
    assert len(arrivals) == len(made)


@given(st.lists(st.tuples(st.floats(0, 30), st.integers(0, 5), st.floats(0.1, 20)), max_size=30))
def test_what_a_server_says_is_left_only_shrinks_until_the_time_it_named(news: list[tuple[float, int, float]]) -> None:
    gate, now = Gate("x"), 1_000.0
    for pause, left, seconds in news:
        now += pause
        before = gate.told.get("requests")
        gate = hear(gate, now, {"requests": (left, seconds)})
        told = gate.told["requests"]
        assert told.left <= left
        if before and before.until > now:
            assert told.left <= before.left
            assert told.until >= before.until
        _, decision = enter(gate, now, [Want("requests", 1, None, LEASE)])
        assert isinstance(decision, Permit) == (told.left >= 1)
        _, later = enter(gate, told.until + 0.001, [Want("requests", 1, None, LEASE)])
        assert isinstance(later, Permit)


@given(st.floats(0, 10**7), st.floats(0, 10**7))
def test_no_server_shuts_us_out_for_more_than_a_day_and_a_shorter_word_opens_nothing(first: float, second: float) -> None:
    gate = shut(shut(Gate("x"), 1_000.0, first, "one"), 1_000.0, second, "two")
    _, decision = enter(gate, 1_000.0, [])
    longest = min(86_400.0, max(first, second))
    assert abs((decision.seconds if isinstance(decision, Wait) else 0.0) - longest) < 0.01


def test_a_clock_that_was_set_back_by_a_year_holds_nobody_up_for_more_than_a_few_minutes() -> None:
    year = 365 * 86_400.0
    gate, _ = enter(Gate("x"), 2 * year, [Want("requests", 1, 1, LEASE)])
    gate, decision = enter(gate, year, [Want("requests", 1, 1, LEASE)])
    assert isinstance(decision, Wait)
    assert decision.seconds <= 61
    _, decision = enter(gate, year + decision.seconds + 0.001, [Want("requests", 1, 1, LEASE)])
    assert isinstance(decision, Permit)


@given(st.lists(st.sampled_from(["down", "answered", "untold", "time"]), max_size=60), st.floats(0, 1))
def test_a_breaker_lets_one_caller_try_at_a_time_and_never_stays_open_for_long(story: list[str], chance: float) -> None:
    gate, now, probe = Gate("x"), 1_000.0, False
    for event in story:
        match event:
            case "time":
                now += breaker.LAST
            case "down":
                gate = breaker.failed(gate, now, "no answer", chance, probe=probe)
            case "answered":
                gate = breaker.answered(gate)
            case "untold":
                gate = breaker.untold(gate, probe=probe)
        entered, decision = breaker.admit(gate, now, Permit("x", now, 0.0), 60.0)
        probe = isinstance(decision, Permit) and decision.probe
        if event == "answered":
            assert isinstance(decision, Permit)
        if probe:
            _, beside = breaker.admit(entered, now, Permit("x", now, 0.0), 60.0)
            assert isinstance(beside, Wait)
        if isinstance(decision, Wait):
            assert decision.seconds <= breaker.LAST
            _, again = breaker.admit(gate, now + breaker.LAST + 60.0, Permit("x", now, 0.0), 60.0)
            assert isinstance(again, Permit)
        gate = entered


@given(st.lists(st.tuples(st.sampled_from(list(Load)), st.booleans())), st.integers(1, 64))
def test_the_number_of_calls_at_once_stays_between_one_and_its_ceiling(ends: list[tuple[Load, bool]], ceiling: int) -> None:
    limit = float(ceiling)
    for load, full in ends:
        following_limit = following(limit, load, full=full, ceiling=ceiling)
        assert 1.0 <= following_limit <= ceiling
        assert (following_limit < limit) == (load is Load.TOO_MUCH and limit > 1.0)
        limit = following_limit
