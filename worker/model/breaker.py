"""
A circuit breaker for each model's address, shared by all nodes.  Pure: it decides on a `Gate`.

Closed, it counts the failures in a row that mean "the server is down". Then it is open: nobody asks, and drafts wait. After a
while one caller tries (half-open), while the others wait on; what comes back closes it or keeps it open for longer.
"""

from __future__ import annotations

from dataclasses import replace

from worker.pace import Decision, Permit, Wait
from worker.store import Gate

FAILURES = 5  # in a row, of all nodes together
FIRST = 15.0  # seconds that it stays open; twice as long after each attempt that fails
LAST = 300.0


def admit(gate: Gate, now: float, permit: Permit, lease: float) -> tuple[Gate, Decision]:
    """
    Let a request pass while closed, and one alone when the time has come to try; that one has `lease` seconds.

    >>> admit(Gate("x", opened_at=1.0, open_until=16.0, reason="down"), 6.0, Permit("x", 6.0, 0.0), 60)[1]
    Wait(seconds=10.0, reason='it does not answer (down)', passes=False)
    """
    if not gate.opened_at:
        return gate, permit
    reason = f"it does not answer ({gate.reason})"
    if gate.open_until > now:
        return gate, Wait(gate.open_until - now, reason)
    if gate.probe_until > now:
        # Longer than anybody waits at work: a draft that is put aside comes back, and until then its worker has others.
        return gate, Wait(FIRST, reason)
    return replace(gate, probe_until=now + lease), replace(permit, probe=True)


def failed(gate: Gate, now: float, reason: str, chance: float, *, probe: bool) -> Gate:
    """The server seems to be down.  `chance` (0 to 1) spreads the attempts of several installations."""
    failures = gate.failures + 1
    if not probe and (gate.opened_at or failures < FAILURES):
        return replace(gate, failures=failures)
    trips = gate.trips + 1
    stays = min(LAST, FIRST * 2 ** (trips - 1)) * (0.75 + chance / 4)
    return replace(
        gate,
        failures=failures,
        trips=trips,
        opened_at=gate.opened_at or now,
        open_until=now + stays,
        probe_until=0.0,
        reason=reason,
    )


def answered(gate: Gate) -> Gate:
    """The server is there, whatever it said."""
    if not (gate.failures or gate.opened_at):
        return gate
    reason = gate.reason if gate.shut_until else ""
    return replace(gate, failures=0, trips=0, opened_at=0.0, open_until=0.0, probe_until=0.0, reason=reason)


def untold(gate: Gate, *, probe: bool) -> Gate:
    """The attempt ended without telling anything: the next caller may try."""
    return replace(gate, probe_until=0.0) if probe else gate
