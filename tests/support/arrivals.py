"""What a server's own log says of rates: how many arrived in any window, and how many were there at the same time."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate


def fullest(arrivals: Sequence[tuple[float, int]], window: float) -> int:
    """
    The most that arrived within any window: `arrivals` holds moments in seconds, and how much came then.

    >>> fullest([(0.0, 1), (0.5, 1), (1.0, 1), (1.4, 1)], 1.0)
    3
    """
    ordered = sorted(arrivals)
    sums = [0, *accumulate(amount for _, amount in ordered)]
    most, begin = 0, 0
    for end, (at, _) in enumerate(ordered):
        while ordered[begin][0] <= at - window:
            begin += 1
        most = max(most, sums[end + 1] - sums[begin])
    return most


def violations(arrivals: Sequence[tuple[float, int]], window: float, limit: int) -> int:
    """How many windows that end with an arrival hold more than the limit."""
    ordered = sorted(arrivals)
    sums = [0, *accumulate(amount for _, amount in ordered)]
    found, begin = 0, 0
    for end, (at, _) in enumerate(ordered):
        while ordered[begin][0] <= at - window:
            begin += 1
        found += sums[end + 1] - sums[begin] > limit
    return found


def most_at_once(spans: Sequence[tuple[float, float]]) -> int:
    """
    >>> most_at_once([(0.0, 2.0), (1.0, 3.0), (2.0, 4.0)])
    2
    """
    steps = sorted([(end, -1) for _, end in spans] + [(begin, 1) for begin, _ in spans])
    return max(accumulate(step for _, step in steps), default=0)
