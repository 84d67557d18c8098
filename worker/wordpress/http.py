"""
HTTP with one site: time-outs, bounded bodies, never away from the site's own address.  The only home of requests.

What the transport, a web server, a firewall or a cache can say becomes one of our errors here, by what it means and not
by its number. What WordPress itself says (JSON, XML) is left to the door that asked.
"""

from __future__ import annotations

import ipaddress
import json
import math
import socket
from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http.cookiejar import DefaultCookiePolicy
from importlib.metadata import PackageNotFoundError, version
from threading import Timer
from time import monotonic
from typing import Any, NoReturn, Protocol
from urllib.parse import urljoin, urlsplit
from uuid import uuid4

import requests
from requests.adapters import HTTPAdapter
from requests.auth import HTTPBasicAuth
from requests.utils import DEFAULT_CA_BUNDLE_PATH
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import ConnectTimeoutError, HTTPError, NameResolutionError, NewConnectionError

from worker.config import Secret, is_loopback
from worker.errors import Busy, Held, LoginRefused, Misconfigured, Unreachable

POLL_LIMIT = 2_000_000  # bytes of a list of drafts, unpacked
TOTAL = 90.0  # seconds for one request and all of its answer
POST_LIMIT = 10_000_000  # bytes of a post with its revisions, unpacked
REDIRECTS = 5
AUTHORITIES = DEFAULT_CA_BUNDLE_PATH  # the file of those that may vouch for a site
WORDFENCE_PAUSE = 900.0  # seconds; Wordfence blocks for minutes and rarely says how many
CHALLENGE_PAUSE = 900.0  # seconds that a site is left alone whose firewall wants to see a browser
LONGEST_PAUSE = 86_400.0  # seconds; no server talks us into more

_BLANK = "\ufeff \t\r\n"

Params = Mapping[str, str | int]


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server said, read to its end.  `wrote`: to a write, which may have happened whatever this says."""

    url: str
    status: int
    headers: Mapping[str, str]  # names in any case
    body: bytes
    wrote: bool

    @property
    def at(self) -> datetime:
        """The server's clock; ours where it does not tell (RFC 9110 lets only a server without a clock be silent)."""
        return _date(self.headers.get("Date", "")) or datetime.now(UTC).replace(microsecond=0)

    def document(self) -> object:
        """
        The JSON of the answer.

        Lines that a plugin printed before it are passed over, byte order marks as well: WordPress writes JSON in one
        line. Raises Unreachable for anything else.
        """
        try:
            text = self.body.decode().strip(_BLANK)  # JSON is UTF-8, whatever charset a header claims (RFC 8259)
        except UnicodeDecodeError:
            raise self._no_json("bytes that are not UTF-8", "set blog_charset to UTF-8") from None
        for candidate in (text, text.rpartition("\n")[2].strip(_BLANK)):
            try:
                return json.loads(candidate)
            except (ValueError, RecursionError):
                continue
        if not text or text[0] in "{[":
            raise self._no_json("half an answer" if text else "an empty answer", "look into the site's error log")
        if text[0] == "<":
            raise self._no_json("a web page", "look for a firewall, a cache or a log-in page in its way")
        raise self._no_json("other text", "a plugin prints into it: mend it, or set display_errors to Off in php.ini")

    def _no_json(self, what: str, remedy: str) -> Unreachable:
        message = f"{self.url} sent {what} instead of WordPress' JSON; if it stays so, {remedy}"
        return Unreachable(message, perhaps_done=self.wrote)


class Pace(Protocol):
    """When the site may be asked."""

    def turn(self, requests: int = 1, /) -> AbstractContextManager[float]:
        """
        Around so many requests and their answers, one after the other.  Entering may wait, or raise Held.

        Yields the moment of the monotonic clock until which each of them must have begun.
        """
        ...

    def shut(self, seconds: float, reason: str) -> None:
        """The site, or what stands before it, wants to be left alone for so long."""
        ...


class _Unhurried:
    """As fast as the requests come: for a log-in, and where nothing has worked yet."""

    def turn(self, _requests: int = 1, /) -> AbstractContextManager[float]:
        return nullcontext(math.inf)

    def shut(self, seconds: float, reason: str) -> None:
        pass


unhurried = _Unhurried()


class Session:
    """
    Requests to one site under one account, at the `pace` of the site.

    `connect` and `read` bound a silence, `total` the whole answer, all in seconds.  An address of a private network is
    refused unless `private_network` allows it, whatever a name resolves to.  Any call may raise Unreachable, Busy,
    LoginRefused or Misconfigured; no other exception of the network leaves this class, and no message of it holds the
    password.
    """

    def __init__(
        self,
        username: str,
        password: Secret,
        *,
        connect: float = 5,
        read: float = 30,
        total: float = TOTAL,
        pace: Pace = unhurried,
        private_network: bool = False,
    ) -> None:
        self._pace = pace
        self._private_network = private_network
        self._silence = (connect, read)
        self._total = total
        self._requests = requests.Session()
        for scheme in ("http://", "https://"):
            self._requests.mount(scheme, _Adapter())
        self._requests.trust_env = False  # no proxy, .netrc or certificate bundle that the environment slips in
        # No cookie is kept: one of a log-in would speak for somebody else.
        self._requests.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        # As bytes: HTTP would take a name for Latin-1, WordPress reads UTF-8.
        account = HTTPBasicAuth(username.encode(), password.reveal().encode())
        self._requests.auth = account if username else _nobody
        self._requests.headers.update(
            {
                "User-Agent": user_agent(),
                "Accept": "application/json, */*;q=0.1",
                "Cache-Control": "no-cache",
            }
        )

    def get(self, url: str, params: Params | None = None, *, method: str = "GET", limit: int = POST_LIMIT) -> Answer:
        """Read, past every cache, and follow redirects that stay on the same scheme, host and port."""
        here, query = url, {**(params or {}), "_": uuid4().hex}
        for _ in range(REDIRECTS):
            answer = self._exchange(method, here, limit, params=query)
            target = _redirect(answer)
            if target is None:
                return answer
            if _origin(target) != _origin(here):
                _refuse_redirect(here, target)
            here, query = target, {}
        raise Misconfigured(f"{url} redirects in circles; mend the redirect, or correct the site's url")

    def post(self, url: str, content: object, params: Params | None = None) -> Answer:
        """Write `content` as JSON.  A redirect is never followed: it would turn the write into a read."""
        return self._send(url, POST_LIMIT, wrote=True, params=params or {}, json=content)

    def send(self, url: str, content: bytes, kind: str, *, writes: bool, limit: int = POST_LIMIT) -> Answer:
        """
        Post bytes of a media type, and no Authorization: for XML-RPC, whose requests hold the account themselves.

        `writes` says whether this may change the site.
        """
        return self._send(url, limit, wrote=writes, data=content, headers={"Content-Type": kind}, auth=_nobody)

    def _send(self, url: str, limit: int, *, wrote: bool, **request: Any) -> Answer:
        answer = self._exchange("POST", url, limit, wrote=wrote, **request)
        target = _redirect(answer)
        if target is not None:
            _refuse_redirect(url, target)
        return answer

    def probe(self, method: str, url: str, params: Params | None = None, *, stranger: bool = False, **request: Any) -> Answer:
        """
        One request and its answer as they stand, for who wants to know what stands between: no redirect is followed,
        no answer judged.  `stranger` leaves the account out; `request` holds json, data or headers.
        """
        account = {"auth": _nobody} if stranger else {}
        wrote = method not in ("GET", "HEAD")
        return self._ask(method, url, POST_LIMIT, wrote=wrote, params=params or {}, **account, **request)

    def _exchange(self, method: str, url: str, limit: int, *, wrote: bool = False, **request: Any) -> Answer:
        answer = self._ask(method, url, limit, wrote=wrote, **request)
        try:
            _judge(answer)
        except Busy as error:
            if error.retry_after:
                self._pace.shut(error.retry_after, str(error))
            raise
        return answer

    def _ask(self, method: str, url: str, limit: int, *, wrote: bool, **request: Any) -> Answer:
        with self.turn() as until:
            return self._ask_now(method, url, limit, until, wrote=wrote, **request)

    @contextmanager
    def turn(self, requests: int = 1) -> Iterator[float]:
        """One turn for requests that must follow each other at once, such as a look and the write that relies on it."""
        current = _IN_TURN.get()
        if current and current[0] is self:
            yield current[1]
            return
        with self._pace.turn(requests) as until:
            before = _IN_TURN.set((self, until))
            try:
                yield until
            finally:
                _IN_TURN.reset(before)

    def _ask_now(self, method: str, url: str, limit: int, until: float, *, wrote: bool, **request: Any) -> Answer:
        ends = monotonic() + self._total
        before = _BOUNDS.set(_Bounds(url, until, ends, self._private_network))
        try:
            with self._requests.request(method, url, timeout=self._silence, allow_redirects=False, stream=True, **request) as response:
                body = bytearray()
                self._in_time(url, ends, wrote)
                # read1 returns what is there: neither a body that drips nor one that unpacks without end outlasts it.
                while chunk := response.raw.read1(65_536, decode_content=True):
                    body += chunk
                    if len(body) > limit:
                        raise Unreachable(f"{url} sent more than {limit:,} bytes; it was cut off", perhaps_done=wrote)
                    self._in_time(url, ends, wrote)
        except (requests.RequestException, HTTPError, OSError) as error:
            self._in_time(url, ends, wrote)
            _explain(error, url, wrote)
        finally:
            _BOUNDS.reset(before)
        return Answer(url, response.status_code, response.headers, bytes(body), wrote)

    def _in_time(self, url: str, ends: float, wrote: bool) -> None:
        if monotonic() > ends:
            raise Unreachable(f"{url} did not finish within {self._total:g} s", perhaps_done=wrote)


@dataclass(frozen=True, slots=True)
class _Bounds:
    """Of the request that this thread is making; moments of the monotonic clock."""

    url: str
    begins: float  # at the latest
    ends: float
    private_network: bool


_BOUNDS: ContextVar[_Bounds] = ContextVar("bounds")
_IN_TURN: ContextVar[tuple[Session, float] | None] = ContextVar("in turn", default=None)  # whose turn, and until when


class _Guarded(HTTPConnection):
    """Goes to no private address unasked, and waits for the head of an answer no longer than the request may last."""

    def _new_conn(self) -> socket.socket:
        allowed = _BOUNDS.get().private_network
        if not allowed:
            with suppress(OSError):  # urllib3 says what is wrong with a name
                refuse_private(self.host, _addresses(self.host, self.port))
        connection = super()._new_conn()
        if not allowed:
            # A name may have two answers: one for who asks, one for who connects. Nothing has been sent yet.
            try:
                refuse_private(self.host, (str(connection.getpeername()[0]),))
            except Misconfigured:
                connection.close()
                raise
        return connection

    def endheaders(self, *body: Any, **options: Any) -> None:
        if self.sock is None:
            self.connect()
        # The process may have been stopped since its turn came, and others have had theirs. Nothing has been sent yet.
        bounds = _BOUNDS.get()
        if monotonic() > bounds.begins:
            raise Held(f"{bounds.url}: this process was stopped when its turn came; nothing was sent, and it is tried again", 0.0)
        super().endheaders(*body, **options)

    def getresponse(self) -> Any:
        # Each line of the head that drips in begins the time-out of a silence anew.
        with _shut_down_after(self.sock, _BOUNDS.get().ends - monotonic()):
            return super().getresponse()


class _GuardedTls(_Guarded, HTTPSConnection):
    pass


class _Pool(HTTPConnectionPool):
    ConnectionCls = _Guarded


class _TlsPool(HTTPSConnectionPool):
    ConnectionCls = _GuardedTls


class _Adapter(HTTPAdapter):
    def init_poolmanager(self, *sizes: Any, **more: Any) -> None:
        super().init_poolmanager(*sizes, **more)
        self.poolmanager.pool_classes_by_scheme = {"http": _Pool, "https": _TlsPool}


@contextmanager
def _shut_down_after(connection: socket.socket | None, seconds: float) -> Iterator[None]:
    def shut_down() -> None:
        with suppress(OSError):
            if connection:
                connection.shutdown(socket.SHUT_RDWR)

    timer = Timer(max(seconds, 0.0), shut_down)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def refuse_private(host: str, addresses: Iterable[str]) -> None:
    """Raise Misconfigured for a host that lies in a private network, or on this machine without saying so in its name."""
    for address in addresses:
        if not (_is_public(address) or (is_loopback(host) and is_loopback(address))):
            remedy = "if the site is meant to be there, write private_network = true into its file"
            raise Misconfigured(f"{host} is {address}, an address of a private network: {remedy}")


def _addresses(host: str, port: int | None) -> list[str]:
    return [str(found[4][0]) for found in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")  # RFC 6052


def _is_public(address: str) -> bool:
    """
    Does the address lead out into the Internet, and so do the IPv4 addresses that others carry within?

    >>> [_is_public(each) for each in ("192.0.9.1", "169.254.169.254", "::ffff:10.0.0.1", "2002:a00:1::", "64:ff9b::7f00:1")]
    [True, False, False, False, False]
    """
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        within = [ip.ipv4_mapped, ip.sixtofour, *(ip.teredo or ())]
        within += [ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)] if ip in _NAT64 else []
        inner = [one for one in within if one is not None]
        if inner:
            return all(_is_public(str(one)) for one in inner)
        if ip.is_site_local:
            return False
    return ip.is_global and not ip.is_multicast


def _nobody(request: requests.PreparedRequest) -> requests.PreparedRequest:
    """The account that a request goes without."""
    return request


def user_agent() -> str:
    try:
        number = version("redraft")
    except PackageNotFoundError:  # run from a checkout
        number = "0"
    # Many firewalls block a name that begins with "python".
    return f"Redraft/{number} (+revises drafts, never publishes)"


_CERTIFICATES = {  # by the words of OpenSSL
    "has expired": ("has expired", "renew it (certbot renew), and let the web server load it anew"),
    "self-signed": ("vouches for itself", "get one of an authority (certbot)"),
    "self signed": ("vouches for itself", "get one of an authority (certbot)"),
    "mismatch": ("is for another name", "correct the site's url, or get one for this name (certbot)"),
    "unable to get local issuer": ("comes without its chain", "let the web server send the whole of it (fullchain.pem)"),
    "": ("is not valid", "renew it, or correct the site's url"),
}


def _explain(error: Exception, url: str, wrote: bool) -> NoReturn:
    """Turn what the transport raised into one of our errors.  Its own text may hold the query: it is not shown."""
    said = str(error)
    if "CERTIFICATE_VERIFY_FAILED" in said:
        why, remedy = next(told for sign, told in _CERTIFICATES.items() if sign in said)
        raise Misconfigured(f"the certificate of {_home(url)} {why}; {remedy}") from None
    if isinstance(error, (requests.exceptions.InvalidURL, requests.exceptions.InvalidSchema)):
        raise Misconfigured(f"{url} is no usable address; correct the site's url") from None
    reason = getattr(error.args[0], "reason", None) if error.args else None
    sent = not isinstance(reason, (NewConnectionError, ConnectTimeoutError))
    if isinstance(reason, NameResolutionError):
        what = "no such host; check the site's url and this machine's DNS"
    elif "refused" in said:
        what = "connection refused; is the web server running?"
    elif "timed out" in said:
        what = "no answer in time"
    else:
        what = "the connection broke off"
    raise Unreachable(f"{url}: {what}", perhaps_done=wrote and sent) from None


def _judge(answer: Answer) -> None:
    """Raise for what did not come from WordPress, or comes from it only while it cannot work."""
    url, status = answer.url, answer.status
    beginning = answer.body[:65_536].lstrip().lower()
    page = beginning.startswith((b"<!doctype html", b"<html", b"<head", b"<body", b"<h1", b"<title"))
    who = _challenger(answer, beginning if page else b"")
    if who:
        rule = "let it pass /wp-json/ and /xmlrpc.php for this machine's address"
        pause = max(CHALLENGE_PAUSE, _retry_after(answer) or 0.0)
        raise Busy(f"{who} wants to see a browser at {url}, and the site is left alone for a while; {rule}", pause)
    if status in (403, 429, 503) and (b"wordfence" in beginning or b"temporarily limited" in beginning):
        raise Busy(
            f"Wordfence holds Redraft back at {url}; put this machine's address on its allowlist",
            _retry_after(answer) or WORDFENCE_PAUSE,
        )
    if status == 429 or (status == 503 and "Retry-After" in answer.headers):
        raise Busy(f"{url} asks for patience (HTTP {status})", _retry_after(answer))
    if status == 413:
        limits = "client_max_body_size (nginx) or LimitRequestBody (Apache), and post_max_size (PHP)"
        raise Misconfigured(f"{url} refuses a body of this size; raise {limits}")
    if status >= 500:
        raise Unreachable(f"{url} failed (HTTP {status}); its error log says why", perhaps_done=answer.wrote)
    if status == 401 and page:
        exempt = "exempt /wp-json/ and /xmlrpc.php from it"
        raise LoginRefused(f"the web server at {url} asks for a password of its own before WordPress does; {exempt}")
    if status in (403, 406) and page:
        allow = "let this machine's address or the user agent Redraft pass"
        raise Misconfigured(f"a firewall at {url} refuses Redraft (HTTP {status}); {allow}")


_CHALLENGES = {
    b"<title>just a moment...</title>": "Cloudflare",
    b"/.well-known/sgcaptcha/": "SiteGround's firewall",
    b"sucuri_cloudproxy_js": "Sucuri's firewall",
    b"_incapsula_resource": "Imperva's firewall",
    b"<title>ddos-guard</title>": "DDoS-Guard",
    b"<title>one moment, please...</title>": "Imunify360",
}


def _challenger(answer: Answer, page: bytes) -> str:
    """Who answers with a page that only a browser gets past, in the place of the site; empty if nobody does."""
    if answer.headers.get("cf-mitigated", "").lower() == "challenge":
        return "Cloudflare"
    return next((who for mark, who in _CHALLENGES.items() if mark in page), "")


def _redirect(answer: Answer) -> str | None:
    if answer.status not in (301, 302, 303, 307, 308) or "Location" not in answer.headers:
        return None
    try:
        target = urljoin(answer.url, answer.headers["Location"])
        _origin(target)
    except ValueError:
        raise Misconfigured(f"{_home(answer.url)} redirects to what is no address; mend the redirect") from None
    return target


def _refuse_redirect(here: str, target: str) -> NoReturn:
    remedy = "set the site's url to where it should end; credentials are not sent along"
    raise Misconfigured(f"{_home(here)} redirects to {_home(target)}; {remedy}")


def _origin(url: str) -> tuple[str, str | None, int | None]:
    parts = urlsplit(url)
    return parts.scheme, parts.hostname, parts.port or {"http": 80, "https": 443}.get(parts.scheme)


def _home(url: str) -> str:
    """The address without its query, which may hold what a log should not."""
    return url.partition("?")[0]


def _retry_after(answer: Answer) -> float | None:
    """Seconds; the header holds seconds or a date (RFC 9110, 10.2.3)."""
    value = answer.headers.get("Retry-After", "").strip()
    date = _date(value)
    seconds = float(value) if value.isdecimal() else (date - answer.at).total_seconds() if date else None
    return None if seconds is None else min(max(0.0, seconds), LONGEST_PAUSE)


def _date(value: str) -> datetime | None:
    try:
        return parsedate_to_datetime(value).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
