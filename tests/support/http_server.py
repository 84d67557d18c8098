"""A real HTTP server on 127.0.0.1 whose answers a test decides, down to the bytes; also a proxy for real sites."""

from __future__ import annotations

import http.client
import json
import socket
import struct
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit


@dataclass(frozen=True)
class Received:
    """One request as it arrived."""

    method: str
    target: str  # path and query
    headers: Mapping[str, str]
    body: bytes

    @property
    def path(self) -> str:
        return urlsplit(self.target).path

    @property
    def query(self) -> dict[str, str]:
        return dict(parse_qsl(urlsplit(self.target).query, keep_blank_values=True))


@dataclass(frozen=True)
class Reply:
    """An answer.  `pieces` are written one by one; without a Content-Length the connection's end is the body's."""

    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    pieces: Iterable[bytes] = ()
    reset: bool = False  # break the connection off instead of answering


def page(status: int, text: str, headers: Mapping[str, str] | None = None) -> Reply:
    body = text.encode()
    kind = {"Content-Type": "text/html; charset=UTF-8", "Content-Length": str(len(body))}
    return Reply(status, {**kind, **(headers or {})}, (body,))


def document(content: object, status: int = 200, headers: Mapping[str, str] | None = None) -> Reply:
    """JSON as WordPress sends it."""
    body = json.dumps(content).encode()
    kind = {"Content-Type": "application/json; charset=UTF-8", "Content-Length": str(len(body))}
    return Reply(status, {**kind, **(headers or {})}, (body,))


BREAK_OFF = Reply(reset=True)

Answering = Callable[[Received], Reply]


@dataclass
class Server:
    url: str
    received: list[Received] = field(default_factory=list)


@contextmanager
def serving(answering: Answering) -> Iterator[Server]:
    """Serve until the block ends.  `answering` may be called by several threads at once."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            request = Received(self.command, self.path, dict(self.headers.items()), body)
            server.received.append(request)
            reply = answering(request)
            self.close_connection = True
            if reply.reset:
                # Linger for zero seconds: close() then sends a reset.
                self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                self.connection.close()
                return
            self.send_response_only(reply.status)
            for name, value in {"Date": self.date_time_string(), **reply.headers, "Connection": "close"}.items():
                self.send_header(name, value)
            self.end_headers()
            with suppress(OSError):  # the client has had enough: that is what some tests are about
                for piece in reply.pieces if self.command != "HEAD" else ():
                    self.wfile.write(piece)
                    self.wfile.flush()

        do_GET = do_POST = do_HEAD = _answer

        def finish(self) -> None:
            with suppress(OSError):
                super().finish()

        def log_message(self, *_: object) -> None:
            pass

    listener = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    listener.daemon_threads = True
    server = Server(f"http://127.0.0.1:{listener.server_port}")
    thread = threading.Thread(target=listener.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server
    finally:
        listener.shutdown()
        listener.server_close()
        thread.join()


def forward(request: Received, url: str) -> Reply:
    """What the site at `url` answers; the host stays the proxy's, as behind a real one."""
    connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=60)
    try:
        headers = {**request.headers, "Connection": "close"}
        connection.request(request.method, request.target, request.body or None, headers)
        answer = connection.getresponse()
        body = answer.read()
    finally:
        connection.close()
    hop = {"connection", "transfer-encoding", "content-length"}
    kept = {name: value for name, value in answer.getheaders() if name.lower() not in hop}
    return Reply(answer.status, {**kept, "Content-Length": str(len(body))}, (body,))
