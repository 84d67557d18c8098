"""
How an application password comes from a site's own page to this machine, and how it is taken back.

WordPress sends it to the address that the page was opened with: since 7.0 that may be a port of this machine
(https://core.trac.wordpress.org/ticket/57809), before that a person copies it.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import secrets
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlencode, urlsplit

from worker.config import Secret, SiteSettings
from worker.errors import GiveUp, LoginRefused, Misconfigured, RedraftError
from worker.wordpress.discover import rest_base
from worker.wordpress.http import Session

APP_ID = "6d1f9a5e-37f1-4b7c-9d0e-9f3c52a1b8e4"  # by which a site's users know Redraft's passwords from others
PATIENCE = 300.0  # seconds for a person to log in and approve
LOOPBACK_SINCE = (7, 0)  # the WordPress that sends a password to 127.0.0.1

_VERSION = re.compile(rb"""WordPress (\d+)\.(\d+)|wordpress\.org/\?v=(\d+)\.(\d+)""")
_CLEAR = 'history.replaceState(null, "", "/")'  # the address holds the password
_PAGE = (
    '<!doctype html><meta charset="utf-8"><title>Redraft</title>'
    "<p>{}  You can close this page and go back to the terminal.</p><script>" + _CLEAR + "</script>"
)
_HASH = base64.b64encode(hashlib.sha256(_CLEAR.encode()).digest()).decode()


@dataclass(frozen=True, slots=True)
class Offer:
    """What a site says about logging in.  `loopback`: it may send the password to a port of this machine."""

    page: str  # the address of its page, without a query
    loopback: bool


@dataclass(frozen=True, slots=True)
class Credentials:
    username: str
    password: Secret


def look(url: str, *, private_network: bool = False) -> Offer:
    """Find the site's log-in page.  Raises Misconfigured if it offers none, and whatever the session raises."""
    session = Session("", Secret(""), private_network=private_network)
    base = rest_base(session, url)
    index = session.get(base, {"_fields": "authentication"})
    document = index.document()
    if index.status == 200 and isinstance(document, dict) and not document.get("authentication"):
        raise Misconfigured(f"{url} offers no application passwords; `redraft doctor` says what to paste, once a site file is there")
    version = _version(session, url)
    return Offer(f"{url}/wp-admin/authorize-application.php", version is not None and version >= LOOPBACK_SINCE)


def address(offer: Offer, now: datetime, success_url: str = "") -> str:
    """The page with its questions filled in.  WordPress wants each password of a user to have a name of its own."""
    name = f"Redraft on {socket.gethostname()}, {now:%Y-%m-%d %H:%M:%S}"
    query = {"app_name": name, "app_id": APP_ID, **({"success_url": success_url} if success_url else {})}
    return f"{offer.page}?{urlencode(query)}"


class Arrival:
    """A port of this machine at which one password is awaited."""

    def __init__(self, server: ThreadingHTTPServer, path: str) -> None:
        self.url = f"http://127.0.0.1:{server.server_port}{path}"
        self.path = path
        self.came = threading.Event()
        self.credentials: Credentials | None = None

    def wait(self, seconds: float = PATIENCE) -> Credentials:
        """Raises LoginRefused when the person says no, or nothing in time."""
        if not self.came.wait(seconds):
            raise LoginRefused(f"nobody approved within {seconds:g} s; start again, or use --no-browser")
        if self.credentials is None:
            raise LoginRefused("the site's page was answered with no; start again to approve")
        return self.credentials


@contextmanager
def arrival() -> Iterator[Arrival]:
    """Listen on a free port, under a path that nobody can guess, until the block is left or the answer has come."""
    path = f"/{secrets.token_urlsafe(32)}"

    class Handler(BaseHTTPRequestHandler):
        timeout = 30

        def do_GET(self) -> None:
            asked = urlsplit(self.path)
            if expected.came.is_set() or not hmac.compare_digest(asked.path.encode(), path.encode()):
                self.send_error(404)
                return
            said = {name: values[0] for name, values in parse_qs(asked.query).items()}
            if said.get("user_login") and said.get("password"):
                expected.credentials = Credentials(said["user_login"], Secret(said["password"]))
            self._show("Redraft has its password." if expected.credentials else "Redraft was given no password.")
            expected.came.set()

        def _show(self, words: str) -> None:
            body = _PAGE.format(words).encode()
            self.send_response_only(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.send_header("Content-Security-Policy", f"default-src 'none'; script-src 'sha256-{_HASH}'")
            self.send_header("Referrer-Policy", "no-referrer")
            self.send_header("Cache-Control", "no-store")
            self.send_header("Connection", "close")
            self.end_headers()
            self.wfile.write(body)
            self.wfile.flush()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # the name is the base class's
            """Nothing: the address holds the password."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    expected = Arrival(server, path)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield expected
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def revoke(settings: SiteSettings, password: Secret) -> str:
    """
    Take the password that we log in with from the account, and return the name that it had.

    Raises LoginRefused if the site does not know it (any more), and whatever the session raises.
    """
    session = Session(settings.username, password, private_network=settings.private_network)
    passwords = f"{rest_base(session, settings.url)}wp/v2/users/me/application-passwords"
    answer = session.get(f"{passwords}/introspect", {"_fields": "uuid,name"})
    document = answer.document()
    if answer.status == 401:
        raise LoginRefused(f"{settings.url} does not know this password of {settings.username}; `redraft doctor` tells why")
    if answer.status != 200 or not isinstance(document, dict) or "uuid" not in document:
        raise GiveUp(f"{settings.url} does not say which password this is (HTTP {answer.status}); revoke it in wp-admin, Users > Profile")
    deleted = session.probe("DELETE", f"{passwords}/{document['uuid']}")
    if deleted.status != 200:
        raise GiveUp(f"{settings.url} did not revoke the password (HTTP {deleted.status}); revoke it in wp-admin, Users > Profile")
    return str(document.get("name", ""))


def _version(session: Session, url: str) -> tuple[int, int] | None:
    """As the front page or the feed tell; None where both keep it to themselves."""
    for page in (f"{url}/", f"{url}/?feed=rss2"):
        try:
            found = _VERSION.search(session.get(page).body)
        except RedraftError:
            continue
        if found:
            major, minor = (each for each in found.groups() if each is not None)
            return int(major), int(minor)
    return None
