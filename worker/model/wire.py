"""The wire to a model: one connection a call, with a deadline and a size that hold against any server."""

from __future__ import annotations

import time
from collections.abc import Iterable
from functools import cache
from ssl import SSLContext
from typing import Any
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import httpcore2
import httpx2

from worker.config import is_loopback
from worker.model import sending

CONNECT = 5.0  # seconds
LARGEST = 8 * 2**20  # bytes of one answer, headers included; a long article is a quarter of a megabyte


class TooLarge(httpcore2.ReadError):
    """The server went on sending after LARGEST bytes."""


class Compressed(httpx2.DecodingError):
    """The server compressed an answer although it was asked not to: a megabyte may then hide a gigabyte."""


class Late(httpcore2.WriteError):
    """The time in which the request was to be sent is over; nothing of it was."""


def open_client(base_url: str, seconds: float) -> httpx2.Client:
    """
    Return a client whose calls end within `seconds`, whatever the server does, and read at most LARGEST bytes.

    Redirects are not followed.  A proxy named in the environment is used, except to this machine.
    """
    return httpx2.Client(
        transport=_Transport(seconds, _proxy_to(base_url)),
        timeout=httpx2.Timeout(seconds, connect=min(CONNECT, seconds)),
        headers={"Accept-Encoding": "identity"},
        follow_redirects=False,
        trust_env=False,
    )


@cache
def _trusted() -> SSLContext:
    """Whose certificates are trusted; read once, since that takes longer than many an answer."""
    return httpx2.create_ssl_context()


class _Transport(httpx2.HTTPTransport):
    def __init__(self, seconds: float, proxy: str | None) -> None:
        # No connection is used twice: a model answers for seconds, so a handshake is cheap, and a connection that the
        # server has closed meanwhile would leave the question "was it paid?" open.
        super().__init__(verify=_trusted(), proxy=proxy, limits=httpx2.Limits(max_connections=None, max_keepalive_connections=0))
        # httpx2 has time-outs for a single read only, and no argument for the network backend of the pool below it.
        self._pool._network_backend = _Backend(seconds)

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        response = super().handle_request(request)
        if response.headers.get("Content-Encoding", "identity") != "identity":
            response.close()
            raise Compressed("a compressed answer", request=request)
        return response


class _Backend(httpcore2.NetworkBackend):
    """Since a connection serves one call, the call's limits can be the connection's."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._inner = httpcore2.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore2.NetworkStream:
        deadline = time.monotonic() + self._seconds
        return _Stream(self._inner.connect_tcp(host, port, timeout, local_address, socket_options), deadline)


class _Stream(httpcore2.NetworkStream):
    def __init__(self, inner: httpcore2.NetworkStream, deadline: float) -> None:
        self._inner = inner
        self._deadline = deadline
        self._left = LARGEST

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        data = self._inner.read(max_bytes, self._remaining(timeout, httpcore2.ReadTimeout))
        self._left -= len(data)
        if self._left < 0:
            raise TooLarge
        return data

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        told = sending.NOW.get()
        if told and told.at is None and time.monotonic() > told.until:
            raise Late
        if told:
            told.at = time.monotonic()  # some of it may arrive even if the rest fails
        self._inner.write(buffer, self._remaining(timeout, httpcore2.WriteTimeout))
        if told:
            told.at = time.monotonic()

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self, ssl_context: SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore2.NetworkStream:
        return _Stream(self._inner.start_tls(ssl_context, server_hostname, timeout), self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)

    def _remaining(self, timeout: float | None, late: type[Exception]) -> float:
        left = self._deadline - time.monotonic()
        if left <= 0:
            raise late
        return left if timeout is None else min(left, timeout)


def _proxy_to(url: str) -> str | None:
    parts = urlsplit(url)
    host = parts.hostname or ""
    if is_loopback(host) or proxy_bypass(host):
        return None
    proxies = getproxies()
    proxy = proxies.get(parts.scheme) or proxies.get("all")
    return proxy if proxy is None or "://" in proxy else f"http://{proxy}"
