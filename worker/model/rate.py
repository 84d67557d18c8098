"""What a model's server says is left for now, read from the headers of its answers.  Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

REQUESTS, TOKENS = "requests", "tokens"

_UNITS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3_600.0, "d": 86_400.0}
_DURATION = re.compile(r"(?:\d+(?:\.\d+)?(?:ms|s|m|h|d))+")
_PART = re.compile(r"(\d+(?:\.\d+)?)(ms|s|m|h|d)")
_SURELY_A_DATE = 1e9  # as seconds since the epoch, which some gateways send; as milliseconds above a thousand of that


def told(headers: Mapping[str, str], now: datetime) -> dict[str, tuple[int, float]]:
    """
    How many requests and tokens are left, and in how many seconds there are new ones.  Names of headers in small letters.

    What is far from used up is left out: nobody needs to remember it. `now` is used where the server tells no date.

    >>> at = datetime(2026, 3, 1, tzinfo=UTC)
    >>> told({"x-ratelimit-limit-requests": "60", "x-ratelimit-remaining-requests": "2", "x-ratelimit-reset-requests": "6m0s"}, at)
    {'requests': (2, 360.0)}
    >>> told({"x-ratelimit-limit-tokens": "9000", "x-ratelimit-remaining-tokens": "8990", "x-ratelimit-reset-tokens": "70ms"}, at)
    {}
    """
    found = {}
    for what, endings in ((REQUESTS, ("-requests", "-requests-minute", "")), (TOKENS, ("-tokens", "-tokens-minute"))):
        for ending in endings:
            left = _number(headers.get(f"x-ratelimit-remaining{ending}", ""))
            seconds = _seconds(headers.get(f"x-ratelimit-reset{ending}", ""), _clock(headers, now))
            limit = _number(headers.get(f"x-ratelimit-limit{ending}", ""))
            if left is None or seconds is None:
                continue
            if seconds > 0 and (limit is None or left * 2 < limit):
                found[what] = (left, seconds)
            break
    return found


def _number(value: str) -> int | None:
    return int(value) if re.fullmatch(r"\d{1,12}", value.strip()) else None


def _seconds(value: str, now: datetime) -> float | None:
    """
    >>> at = datetime(2026, 3, 1, tzinfo=UTC)
    >>> [_seconds(value, at) for value in ("1m30.5s", "120ms", "12", "2026-03-01T00:00:30Z", "1772323220", "1772323220000", "soon")]
    [90.5, 0.12, 12.0, 30.0, 20.0, 20.0, None]
    """
    value = value.strip()
    if _DURATION.fullmatch(value):
        return sum(float(number) * _UNITS[unit] for number, unit in _PART.findall(value))
    if re.fullmatch(r"\d{1,15}(\.\d{1,9})?", value):
        number = float(value)
        if number < _SURELY_A_DATE:
            return number
        return max(0.0, (number / 1000 if number >= _SURELY_A_DATE * 1000 else number) - now.timestamp())
    try:
        return max(0.0, (datetime.fromisoformat(value) - now).total_seconds())
    except (ValueError, TypeError):
        return None


def _clock(headers: Mapping[str, str], now: datetime) -> datetime:
    """The server's, by which it names moments."""
    try:
        return parsedate_to_datetime(headers["date"]).astimezone(UTC)
    except (KeyError, ValueError, TypeError):
        return now
