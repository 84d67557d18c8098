"""
What systemd, or whoever started us the same way, is told: ready, reloading, stopping, alive.

The protocol is sd_notify's (https://www.freedesktop.org/software/systemd/man/latest/sd_notify.html): lines in one datagram
to the socket that NOTIFY_SOCKET names. Without that variable nobody is told anything.
"""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Self


@dataclass(frozen=True, slots=True)
class Supervisor:
    """`watchdog`: the longest silence, in seconds, that it bears; None if it does not mind."""

    address: str = ""
    watchdog: float | None = None

    @classmethod
    def of(cls, environ: Mapping[str, str]) -> Self:
        """From the variables that systemd sets.  A watchdog that is meant for another process is none."""
        microseconds = environ.get("WATCHDOG_USEC", "")
        meant = environ.get("WATCHDOG_PID", str(os.getpid())) == str(os.getpid())
        watched = meant and microseconds.isdigit() and int(microseconds) > 0
        return cls(environ.get("NOTIFY_SOCKET", ""), int(microseconds) / 1e6 if watched else None)

    def ready(self, status: str) -> None:
        self._tell("READY=1", f"STATUS={status}")

    def reloading(self) -> None:
        """Until it hears `ready` again, from what we become."""
        self._tell("RELOADING=1", f"MONOTONIC_USEC={time.monotonic_ns() // 1000}")

    def stopping(self) -> None:
        self._tell("STOPPING=1")

    def alive(self) -> None:
        self._tell("WATCHDOG=1")

    def _tell(self, *lines: str) -> None:
        if not self.address:
            return
        address = "\0" + self.address[1:] if self.address.startswith("@") else self.address
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as door, suppress(OSError):  # a supervisor that went is no reason to stop
            door.sendto("\n".join(lines).encode(), address)
