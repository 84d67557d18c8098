"""
Can Redraft read this site, write to it, keep its markup?  And if not: what exactly must change, and where?

Nothing is changed, unless a write test is asked for: it makes one draft and deletes it.  A finding is a value; nothing
that a site does is raised.
"""

from __future__ import annotations

import re
import socket
import ssl
from base64 import b64encode
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from html import escape
from typing import Any
from urllib.parse import quote, quote_plus, urljoin, urlsplit
from uuid import uuid4

from worker.config import Secret, SiteSettings
from worker.errors import RedraftError
from worker.finding import Finding, Remedy, fail, ok, warn
from worker.wordpress import remedies
from worker.wordpress.discover import rest_base
from worker.wordpress.http import AUTHORITIES, Answer, Pace, Params, Session, refuse_private, unhurried, user_agent

MARKING = 2  # the version of the companion plugin that leaves marks
SKEW = 120  # seconds by which two clocks may differ before somebody wonders
ENDS_SOON = 14  # days before the end of a certificate
CONNECT = 10.0  # seconds
OTHER_NAME = (62, 64)  # OpenSSL's numbers for a certificate of another host or address
REDIRECTS = (301, 302, 303, 307, 308)
LARGE = 2_000_000  # bytes: more than nginx takes unless told, as much as a long article with its blocks
BROWSER = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36"
SECURITY_PLUGINS = {  # by their namespace in the REST API: where each switches application passwords off
    "wordfence/v1": "Wordfence > All Options > Disable WordPress application passwords",
    "ithemes-security/v1": "Security > Settings > Password Requirements and > Advanced > WordPress Tweaks",
    "solidwp-security/v1": "Security > Settings > Advanced > WordPress Tweaks",
    "really_simple_security/v1": "Security > Settings > Hardening > Disable application passwords",
}
SAMPLE = (
    '<!-- wp:paragraph {"className":"a-b"} -->\n<p class="a-b">One &amp; “two”, <em>three</em>.</p>\n'
    '<!-- /wp:paragraph -->\n\n<!-- wp:html -->\n<iframe src="https://example.org/"></iframe>\n<!-- /wp:html -->'
)


def examine(
    settings: SiteSettings, password: Secret | None, *, now: datetime | None = None, write_test: bool = False, pace: Pace = unhurried
) -> Iterator[Finding]:
    """
    Look at one site, the outermost layer first; where one is broken, those behind it are not asked.

    `now` is the time on this machine, aware.  Without `password` only what a stranger sees is looked at.
    """
    for found in _examine(settings, password, now, pace, write_test=write_test):
        # A plugin that dumps what it was sent must not be quoted with the password in it.
        yield replace(found, saw=_without(found.saw, settings.username, password)) if password else found


def _without(text: str, username: str, password: Secret) -> str:
    secret = password.reveal()
    pair = b64encode(f"{username}:{secret}".encode()).decode()
    for form in (pair, secret, secret.replace(" ", ""), quote(secret), quote_plus(secret)):
        text = text.replace(form, "…") if form else text
    return text


def _examine(settings: SiteSettings, password: Secret | None, now: datetime | None, pace: Pace, *, write_test: bool) -> Iterator[Finding]:
    for found in _way(settings):
        yield found
        if found.level == "fail":
            return
    secret, private = password or Secret(""), settings.private_network
    session = Session(settings.username, secret, connect=CONNECT, read=30, total=60, pace=pace, private_network=private)
    visit = _Visit(settings, session)
    by_xmlrpc = settings.transport == "xmlrpc"
    if by_xmlrpc and password:
        found = visit.xmlrpc(password)
        yield found
        if found.level == "fail":
            return
    blocked = False
    for found in visit.rest_until_it_fails(password):
        blocked |= found.level == "fail"
        # What REST lacks is no obstacle to a site that is reached without it.
        yield replace(found, level="warn", exit_status=0) if by_xmlrpc and found.level == "fail" else found
    if blocked or password is None:
        return
    yield from visit.clock(now or datetime.now(UTC))
    yield from visit.caches()
    yield from visit.rights()
    if settings.transport == "auto":
        yield visit.xmlrpc(password)
    yield visit.writes()
    yield from visit.marks()
    if write_test:
        yield from visit.write_test()


def _way(settings: SiteSettings) -> Iterator[Finding]:
    """The name, the port, the certificate."""
    parts = urlsplit(settings.url)
    host, port = parts.hostname or "", parts.port or {"http": 80}.get(parts.scheme, 443)
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError:
        check = Remedy("a shell on this machine: what it does not know, Redraft cannot", f"getent hosts {host}\n")
        means = "this machine's DNS does not know the host; correct the site's url, or the DNS"
        yield fail("host", f"{host}: no address", means, check, exit_status=3)
        return
    listed = sorted({str(each[4][0]) for each in found})
    addresses = ", ".join(listed)
    try:
        refuse_private(host, () if settings.private_network else listed)
    except RedraftError as error:
        means = "a name that leads into a private network may have been put there by somebody else; say so if it is meant"
        yield fail("host", str(error), means, Remedy(f"sites/{settings.name}.toml", "private_network = true\n"))
        return
    try:
        with socket.create_connection((host, port), CONNECT):
            pass
    except OSError as error:
        refused = isinstance(error, ConnectionRefusedError)
        means = "no web server listens there; start it" if refused else "a firewall or a broken route swallows packets"
        command = "systemctl start nginx || systemctl start apache2\n" if refused else f"ufw allow {port}/tcp\n"
        saw = f"{host} is {addresses}, port {port}: {'refused' if refused else 'no answer'}"
        yield fail("host", saw, means, Remedy(remedies.SHELL, command), exit_status=3)
        return
    yield ok("host", f"{host} is {addresses}, port {port}: open")
    if parts.scheme == "https":
        yield _certificate(host, port)
    else:
        yield ok("TLS", "plain http on this machine", "the password does not leave it")


def _certificate(host: str, port: int) -> Finding:
    trust = ssl.create_default_context(cafile=AUTHORITIES)
    try:
        with socket.create_connection((host, port), CONNECT) as raw, trust.wrap_socket(raw, server_hostname=host) as tls:
            ends = ssl.cert_time_to_seconds(str((tls.getpeercert() or {})["notAfter"]))
            version = tls.version()
    except ssl.SSLCertVerificationError as error:
        saw = f"the certificate of {host}: {error.verify_message}"
        means = "a password is never sent to a server that cannot prove who it is"
        if error.verify_code in OTHER_NAME:
            means = f"the certificate is for another name: get one for this name, or correct the site's url; {means}"
        return fail("TLS", saw, means, remedies.certificate(host, error.verify_code))
    except (OSError, KeyError, ValueError) as error:
        saw = f"no TLS with {host}:{port} ({getattr(error, 'reason', None) or 'broken off'})"
        return fail("TLS", saw, "the port speaks no TLS, or an outdated one", remedies.certificate(host, 0))
    days = int((ends - datetime.now(UTC).timestamp()) // 86_400)
    saw = f"{version}, the certificate is good for {days} more days"
    if days < ENDS_SOON:
        return warn("TLS", saw, "when it has ended, Redraft stops", remedies.certificate(host, 10))
    return ok("TLS", saw)


@dataclass
class _Visit:
    """What has been learned of one site so far."""

    settings: SiteSettings
    session: Session
    base: str = ""  # of the REST API
    server: str = ""
    index: dict[str, Any] | None = None  # of the API; None where it is closed to strangers
    me: Answer | None = None
    user_id: int = 0
    able: frozenset[str] = frozenset()
    route: str = ""  # of the first post type, below the base
    heard: str = ""  # by XML-RPC, see `_ask_xmlrpc`
    plugin: int = 0  # the version of the companion plugin, if it serves

    def rest_until_it_fails(self, password: Secret | None) -> Iterator[Finding]:
        """The API, its application passwords, the account: what stands in front of all else, each part to its end."""
        for part in (self.api(), self.application_passwords(), self.login(password) if password else ()):
            blocked = False
            for found in part:
                yield found
                blocked |= found.level == "fail"
            if blocked:
                return

    # Where the API is, and what stands before it

    def api(self) -> Iterator[Finding]:
        url = self.settings.url
        try:
            self.base = rest_base(self.session, url)
        except RedraftError as error:
            yield self._no_api(error)
            return
        answer = self._probe("GET", self.base, {"_fields": "name,url,home,namespaces,authentication"}, stranger=True)
        if isinstance(answer, Finding):
            yield answer
            return
        self.server = answer.headers.get("Server", "")
        target = self._leads_to(self._probe("GET", f"{self.base}wp/v2/types", stranger=True))
        if target:
            means = "a redirect turns every write into a read; the site's url must be where it ends"
            yield fail("redirects", f"{self.base} leads to {target}", means, remedies.site_address(self.settings.name, target))
            return
        yield ok("redirects", f"GET {url}: no other address")
        yield self._place()
        try:
            document = answer.document()
        except RedraftError as error:
            yield fail("JSON", str(error), "something else than WordPress answers in its place", remedies.quiet_rest())
            return
        yield _printed(answer)
        if answer.status == 200 and isinstance(document, dict):
            self.index = document

    def _place(self) -> Finding:
        saw = f"the API answers at {self.base}"
        if "rest_route=" not in self.base:
            return ok("REST base", saw)
        announced = self._probe("HEAD", f"{self.settings.url}/", stranger=True)
        link = announced.headers.get("Link", "") if isinstance(announced, Answer) else ""
        if "/wp-json/>" in link:
            means = "WordPress has pretty permalinks, but the web server does not know them; Redraft copes, readers may not"
            return warn("REST base", saw, means, *remedies.rewriting(self.server))
        return ok("REST base", saw, "the site has plain permalinks, and Redraft needs no others")

    def _no_api(self, error: RedraftError) -> Finding:
        """Why there is no API at any of its addresses."""
        url = self.settings.url
        for address in (f"{url}/?rest_route=/", f"{url}/wp-json/"):
            answer = self._probe("GET", address, stranger=True)
            if isinstance(answer, Finding):
                return answer
            self.server = answer.headers.get("Server", "")
            target = self._leads_to(answer)
            if target:
                saw = f"GET {address}: HTTP {answer.status} to {answer.headers['Location']}"
                means = "a password goes to the host that was configured, and to no other"
                return fail("redirects", saw, means, remedies.site_address(self.settings.name, target))
            if answer.status in REDIRECTS:
                saw = f"GET {address}: HTTP {answer.status} to {answer.headers.get('Location', 'nowhere')}"
                return fail("redirects", saw, "something leads visitors of the API away", *remedies.open_address(self.server))
        means = "no WordPress is at this address, a plugin has switched its API off, or a page stands before it"
        return fail("REST base", str(error), means, remedies.open_api(), exit_status=error.exit_status)

    def _leads_to(self, answer: Answer | Finding) -> str:
        """The address of the site that a redirect of its API leads to, "" where it leads to none."""
        if isinstance(answer, Finding) or answer.status not in REDIRECTS:
            return ""
        target = urljoin(answer.url, answer.headers.get("Location", ""))
        found = re.match(r"(https?://.*?)/*(?:/index\.php)?(?:/wp-json(?:/|$)|\?(?:.*&)?rest_route=)", target)
        return found[1] if found else ""

    def application_passwords(self) -> Iterator[Finding]:
        """The index of the API names them where they are possible; it is a list, and empty, where not."""
        if self.index is None:
            yield ok("application passwords", "the index of the API is closed to strangers", "the log-in will show it")
            return
        if self.index.get("authentication"):
            yield ok("application passwords", "the site offers them")
            return
        secure = urlsplit(self.settings.url).scheme == "https"
        before = secure and str(self.index.get("url", "")).startswith("http://")
        switches = [where for name, where in SECURITY_PLUGINS.items() if name in self.index.get("namespaces", ())]
        if not secure:
            means = "WordPress allows them over plain http only where it is told that it is a local one"
        elif before:
            means = "a proxy ends TLS before WordPress, which takes its visitors for unprotected"
        else:
            means = f"a plugin has switched them off: {' or '.join(switches) or 'most security plugins can'}"
        found = remedies.application_passwords(self.settings.url, https_ends_before=before)
        yield fail("application passwords", "the site offers none", means, *found)

    # The account

    def login(self, password: Secret) -> Iterator[Finding]:
        query = {"context": "edit", "_fields": "id,name,roles,capabilities"}
        answer = self._probe("GET", f"{self.base}wp/v2/users/me", query)
        if isinstance(answer, Finding):
            yield answer
            return
        said = _said(answer)
        if answer.status != 200 or not isinstance(said.get("capabilities"), dict):
            yield self._refused(answer, said, password)
            return
        self.me, self.user_id = answer, int(said.get("id") or 0)
        self.able = frozenset(name for name, given in said["capabilities"].items() if given)
        yield ok("log-in", f"{self.settings.username} is user {self.user_id}, {', '.join(said.get('roles') or ['no role'])}")

    def _refused(self, answer: Answer, said: dict[str, Any], password: Secret) -> Finding:
        code = str(said.get("code", ""))
        who = self.settings.username
        saw = f"GET {self.base}wp/v2/users/me as {who}: HTTP {answer.status}{code and ', '}{code}"
        again = Remedy("a shell on this machine", f"redraft login {self.settings.url}\n")
        if code in ("incorrect_password", "invalid_username", "invalid_email"):
            what = "password is wrong or revoked" if code == "incorrect_password" else "user does not exist"
            return fail("log-in", saw, f"the {what}", again)
        if code.startswith("application_passwords_disabled"):
            means = "application passwords are switched off for this account"
            return fail("log-in", saw, means, remedies.application_passwords_of_user())
        if code not in ("rest_not_logged_in", "rest_forbidden_context", ""):
            means = "a plugin closes the API; let accounts pass that log in, and see that the web server hands on the header"
            return fail("log-in", saw, means, remedies.open_api(), *remedies.pass_authorization(self.server))
        # WordPress says the same for a wrong password and a lost header. XML-RPC holds both in its body: it can tell.
        heard = self._ask_xmlrpc(password)
        saw += f"; by XML-RPC: {heard}"
        profile = Remedy("a browser: make an application password there", f"{self.settings.url}/wp-admin/profile.php\n")
        if heard == "accepted" and not re.fullmatch(r"[A-Za-z0-9]{24}", password.reveal().replace(" ", "")):
            return fail("log-in", saw, "this is the password for wp-admin; the API takes application passwords only", profile)
        if heard == "accepted":
            means = "the password is right, but the web server strips the Authorization header"
            return fail("Authorization header", saw, means, *remedies.pass_authorization(self.server))
        if heard == "refused":
            return fail("log-in", saw, "the password is wrong or revoked, or there is no such user", again)
        means = "the password or the user is wrong, or the web server strips the Authorization header; try in this order"
        return fail("log-in", saw, means, again, *remedies.pass_authorization(self.server))

    def _ask_xmlrpc(self, password: Secret) -> str:
        """ "accepted", "refused", "off", or what else came back."""
        values = (self.settings.username, password.reveal())
        given = "".join(f"<param><value><string>{escape(value)}</string></value></param>" for value in values)
        call = f'<?xml version="1.0"?><methodCall><methodName>wp.getUsersBlogs</methodName><params>{given}</params></methodCall>'
        headers = {"Content-Type": "text/xml; charset=UTF-8"}
        address = f"{self.settings.url}/xmlrpc.php"
        answer = self._probe("POST", address, stranger=True, data=call.encode(), headers=headers)
        if isinstance(answer, Finding):
            return "closed"
        fault = re.search(rb"<name>faultCode</name>\s*<value><int>(\d+)</int>", answer.body)
        if answer.status == 405 or (fault and fault[1] == b"405"):
            return "off"
        if fault:
            return "refused" if fault[1] == b"403" else f"fault {fault[1].decode()}"
        return "accepted" if b"<methodResponse>" in answer.body else f"closed (HTTP {answer.status})"

    def xmlrpc(self, password: Secret) -> Finding:
        self.heard = heard = self._ask_xmlrpc(password)
        if self.settings.transport != "xmlrpc":
            if heard == "accepted":
                return ok("XML-RPC", "xmlrpc.php takes the account", "a second way, should REST be closed")
            return ok("XML-RPC", f"xmlrpc.php: {heard}", "nothing is missing as long as REST works", remedies.xmlrpc())
        if heard == "accepted":
            return ok("XML-RPC", "xmlrpc.php takes the account", 'transport = "xmlrpc": this is the way to the site')
        saw = f"xmlrpc.php: {heard}"
        if heard == "refused":
            again = Remedy("a browser: make an application password there", f"{self.settings.url}/wp-admin/profile.php\n")
            return fail("XML-RPC", saw, "the password is wrong or revoked, or there is no such user", again)
        means = 'the site is to be reached by XML-RPC alone (transport = "xmlrpc"), and that is closed'
        other = Remedy(f"sites/{self.settings.name}.toml, in the place of its transport", 'transport = "auto"\n')
        return fail("XML-RPC", saw, means, remedies.xmlrpc(), other)

    def writes(self) -> Finding:
        """What keeps a person's save that comes in the moment of our write?"""
        if self.settings.push != "replace":
            return ok("writes", f'push = "{self.settings.push}"', "nothing is written to a draft that people write")
        answer = self._probe("GET", f"{self.base}redraft/v1/version")
        said = _said(answer) if isinstance(answer, Answer) and answer.status == 200 else {}
        refusal = said.get("refusal")
        self.plugin = int(said.get("version") or 0) if refusal == "" else 0
        if self.plugin and self.settings.transport != "xmlrpc":
            return ok("writes", "the companion plugin serves", "it compares and writes under one lock: nobody's save is overwritten")
        closes = "docs/safety.md counts what that saves, and the companion plugin closes the rest"
        saw = f"the companion plugin will not serve: {refusal}" if refusal else "the companion plugin is not there"
        if self.heard == "accepted":
            means = f"XML-RPC writes, and WordPress compares the time of the last save right before it stores; {closes}"
            return ok("writes", saw, means)
        means = "Redraft looks once more right before it writes, and a save that comes in between is overwritten (docs/safety.md)"
        ways = () if refusal else (remedies.companion(),)
        return warn("writes", f"{saw}, and XML-RPC is {'not used' if self.settings.transport == 'rest' else 'closed'}", means, *ways)

    def marks(self) -> Iterator[Finding]:
        """Can the marks that the site's file asks for be carried by what writes there?"""
        mark, plugin = self.settings.mark, self.plugin and self.settings.transport != "xmlrpc"
        check, file = "mark", f"sites/{self.settings.name}.toml"
        if mark.custom_field and plugin:
            means = "the companion plugin writes, and custom fields come by XML-RPC only: it has a note of its own"
            yield warn(check, f"custom_field {mark.custom_field} will be missing", means, Remedy(file, "[mark]\nmeta = true\n"))
        elif mark.custom_field and self.heard != "accepted":
            means = "XML-RPC alone writes custom fields, and it is closed; texts are written without"
            yield warn(check, f"custom_field {mark.custom_field} will be missing", means, remedies.xmlrpc())
        if plugin and self.plugin < MARKING and (mark.tag or mark.meta):
            means = "it leaves no marks; copy the new file over it: it is compatible"
            yield warn(check, f"the companion plugin is of version {self.plugin}", means, remedies.companion())
        if mark.meta and not plugin:
            means = "the companion plugin alone keeps and shows it, and REST must be the way to it; texts are written without"
            yield warn(check, "meta will be missing", means, remedies.companion())
        if mark.tag and self.settings.transport == "xmlrpc" and "manage_categories" not in self.able:
            means = "by XML-RPC this account may use a tag, but make none: make it in wp-admin if it is not there"
            place = Remedy("a browser", f"{self.settings.url}/wp-admin/edit-tags.php?taxonomy=post_tag\n")
            yield warn(check, f'the tag "{mark.tag}" must exist', means, place)

    # What lies between, once we are known

    def clock(self, now: datetime) -> Iterator[Finding]:
        assert self.me is not None
        if "Date" not in self.me.headers:
            yield warn("clock", "the answers hold no Date", "Redraft takes its own clock for the site's", remedies.right_clock())
            return
        ahead = (self.me.at - now).total_seconds()
        saw = f"the site's clock is {abs(ahead):.0f} s {'ahead of' if ahead > 0 else 'behind'} this machine's"
        if abs(ahead) > SKEW:
            means = "Redraft goes by the site's clock, but times in logs, limits and certificates will not fit"
            yield warn("clock", saw, means, remedies.right_clock())
        else:
            yield ok("clock", saw)

    def caches(self) -> Iterator[Finding]:
        """Is an answer for this account kept and given again?"""
        address, query = f"{self.base}wp/v2/users/me", {"context": "edit", "_fields": "id"}
        plain = [self._probe("GET", address, query) for _ in range(2)]
        fresh = [self._probe("GET", address, {**query, "_": uuid4().hex}) for _ in range(2)]
        # Not every cache gives itself away, but a stranger who is shown the account has met one.
        strangers = [self._probe("GET", address, each, stranger=True) for each in (query, {**query, "_": uuid4().hex})]
        if any(isinstance(answer, Answer) and answer.status == 200 for answer in strangers):
            means = "whoever asks for a draft may be shown it; the cache must pass who logs in"
            saw = "a cache showed the account to a stranger"
            yield fail("cached reads", saw, means, *remedies.uncached(self.server))
        elif hit := _hit(fresh):
            means = "Redraft may take an old draft for what the site holds; the cache must pass who logs in"
            yield fail("cached reads", f"a cache answered a new question ({hit})", means, *remedies.uncached(self.server))
        elif hit := _hit(plain):
            means = "Redraft gets past it by a number in each address; other programs do not"
            yield warn("cached reads", f"a cache answers what was asked before ({hit})", means, *remedies.uncached(self.server))
        else:
            yield ok("cached reads", "each read reached WordPress")

    def rights(self) -> Iterator[Finding]:
        missing: dict[str, None] = {}
        types = {}
        for name in self.settings.post_types:
            answer = self._probe("GET", f"{self.base}wp/v2/types/{name}", {"context": "edit"})
            if isinstance(answer, Finding):
                yield answer
                continue
            row = _said(answer)
            if answer.status == 404 or row.get("code") == "rest_cannot_read_type":
                means = "the type does not show itself in the REST API, or does not exist; its plugin knows"
                yield fail(f"post type {name}", f"GET wp/v2/types/{name}: {row.get('code')}", means, remedies.post_type(name))
            elif answer.status != 200 or "rest_base" not in row:
                kind = "posts" if "edit_posts" not in self.able else f"{name}s"
                missing |= dict.fromkeys((f"edit_{kind}", f"edit_others_{kind}"))
            else:
                types[name] = row
                needed = row.get("capabilities") or {}
                for right in ("edit_posts", "edit_others_posts"):
                    if needed.get(right, right) not in self.able:
                        missing[str(needed.get(right, right))] = None
                yield ok(f"post type {name}", f"{row.get('rest_namespace', 'wp/v2')}/{row['rest_base']}")
        found = self._capabilities(tuple(missing))
        yield found
        for name, row in types.items() if found.level != "fail" else ():
            yield from self._drafts(name, row)

    def _capabilities(self, missing: tuple[str, ...]) -> Finding:
        if not missing:
            publishes = "it may publish as well, which Redraft never does" if "publish_posts" in self.able else ""
            return ok("rights", "the account may edit its own drafts and those of others", publishes)
        saw = f"the account lacks {', '.join(missing)}"
        remedy = remedies.capabilities(self.user_id, missing)
        if all(name.startswith("edit_others_") for name in missing):
            return warn("rights", saw, "Redraft sees the drafts of this account only, not those of others", remedy)
        return fail("rights", saw, "the account may edit no drafts; the role Editor may, too", remedy)

    def _drafts(self, name: str, row: dict[str, Any]) -> Iterator[Finding]:
        route = f"{row.get('rest_namespace', 'wp/v2')}/{row['rest_base']}"
        self.route = self.route or route
        # Published posts tell of the rights as well, where there is no draft yet.
        query: Params = {"context": "edit", "status": "draft,pending,publish", "orderby": "modified", "per_page": 20}
        answer = self._probe("GET", f"{self.base}{route}", {**query, "_fields": "id,_links"})
        if isinstance(answer, Finding):
            yield answer
            return
        listed = []
        with suppress(RedraftError):
            document = answer.document()
            listed = [each.get("_links", {}) for each in document if isinstance(each, dict)] if isinstance(document, list) else []
        if answer.status != 200:
            means = "the list of drafts is closed to this account"
            remedy = remedies.capabilities(self.user_id, ("edit_posts", "edit_others_posts"))
            yield fail(f"drafts of {name}", f"GET {route}: HTTP {answer.status}", means, remedy)
            return
        yield self._unfiltered(listed)
        yield self._revisions(name, row, listed)

    def _unfiltered(self, listed: list[dict[str, Any]]) -> Finding:
        """The link on a post is WordPress' own word; without any post the right of the account must do."""
        allowed = all("wp:action-unfiltered-html" in each for each in listed) and (listed or "unfiltered_html" in self.able)
        if allowed:
            return ok("unfiltered HTML", "the account may store any HTML")
        means = "WordPress takes scripts, frames and forms out of what this account saves; Redraft leaves such drafts alone"
        return warn("unfiltered HTML", "the account may not store any HTML", means, remedies.unfiltered_html(self.user_id))

    def _revisions(self, name: str, row: dict[str, Any], listed: list[dict[str, Any]]) -> Finding:
        check = f"revisions of {name}"
        supports = row.get("supports")
        means = "the original stays in Redraft's own store only; with revisions, WordPress keeps it, too"
        if isinstance(supports, dict) and not supports.get("revisions"):
            return warn(check, "the post type keeps none", means, remedies.revisions_of_type(name))
        counts = [_revision_count(each) for each in listed]
        if any(counts):
            return ok(check, "WordPress keeps them")
        if len(counts) >= 3:
            saw = f"none of the newest {len(counts)} posts has one"
            return warn(check, saw, f"they may be switched off (--write-test proves it): {means}", remedies.revisions())
        return ok(check, "too few posts to see any", "--write-test proves it")

    # A draft that is made and deleted

    def write_test(self) -> Iterator[Finding]:
        if not self.route:
            return
        if "delete_posts" not in self.able:
            means = "a test draft could not be deleted again; give this right for the test, or trust the checks above"
            remedy = remedies.capabilities(self.user_id, ("delete_posts",))
            yield warn("write test", "not made: the account lacks delete_posts", means, remedy)
            return
        content = {"title": "Redraft doctor: this draft is a test", "content": SAMPLE, "status": "draft"}
        made = self._probe("POST", f"{self.base}{self.route}", {"context": "edit"}, json=content)
        row = {} if isinstance(made, Finding) else _said(made)
        if isinstance(made, Finding) or made.status != 201 or "id" not in row:
            saw = made.saw if isinstance(made, Finding) else f"POST {self.route}: HTTP {made.status}, {row.get('code')}"
            means = made.means if isinstance(made, Finding) else "drafts can be read, but none can be written"
            found = made.remedies if isinstance(made, Finding) else (remedies.capabilities(self.user_id, ("edit_posts",)),)
            yield fail("write test", saw, means, *found)
            return
        address = f"{self.base}{self.route}/{row['id']}"
        try:
            yield self._kept(address)
            yield self._large(address)
            yield self._revised(address)
        finally:
            gone = self._probe("DELETE", address, {"force": "true"})
        if isinstance(gone, Answer) and gone.status == 200:
            yield ok("write test", f"draft {row['id']} was made and deleted")
        else:
            place = f"{self.settings.url}/wp-admin/post.php?post={row['id']}&action=edit"
            means = "the test draft is still there; delete it in the browser"
            yield warn("write test", f"draft {row['id']} was made", means, Remedy("a browser", f"{place}\n"))

    def _kept(self, address: str) -> Finding:
        answer = self._probe("GET", address, {"context": "edit", "_fields": "content.raw"})
        held = _raw(answer, "content")
        if held == SAMPLE:
            return ok("markup", "a draft with blocks and a frame came back as it was sent")
        if held is not None and "<iframe" not in held:
            saw = "WordPress took a frame out of the test draft"
            return warn("markup", saw, "see unfiltered HTML", remedies.unfiltered_html(self.user_id))
        means = "a plugin filters what is saved, or what is read; Redraft would put such a draft back and leave it"
        return warn("markup", "the test draft came back changed", means)

    def _large(self, address: str) -> Finding:
        # Padding in a field that WordPress does not know: the web server and PHP weigh it, the database never sees it.
        title = f"Redraft doctor: this draft is a test {uuid4().hex}"
        content = {"title": title, "redraft_padding": "x" * LARGE}
        answer = self._probe("POST", address, {"context": "edit", "_fields": "title.raw"}, json=content)
        if _raw(answer, "title") == title:
            return ok("body size", f"{LARGE:,} bytes were taken")
        status = f"HTTP {answer.status}" if isinstance(answer, Answer) else answer.saw
        saw = f"POST of {LARGE:,} bytes: {status}"
        return warn("body size", saw, "long articles will not get through", *remedies.larger_bodies(self.server))

    def _revised(self, address: str) -> Finding:
        self._probe("POST", address, json={"content": f"{SAMPLE}\n"})
        answer = self._probe("GET", f"{address}/revisions", {"context": "edit", "_fields": "id"})
        kept: object = None
        with suppress(RedraftError):
            kept = answer.document() if isinstance(answer, Answer) and answer.status == 200 else None
        if kept:
            return ok("revisions", "WordPress kept one of the test draft")
        means = "revisions are switched off: the original stays in Redraft's own store only"
        return warn("revisions", "WordPress kept none of the test draft", means, remedies.revisions())

    def _probe(self, method: str, url: str, params: Params | None = None, **more: Any) -> Answer | Finding:
        """An answer, or what stands in its way."""
        try:
            answer = self.session.probe(method, url, params, **more)
        except RedraftError as error:
            return fail("connection", str(error), "the site does not answer as it should", exit_status=error.exit_status)
        return self._barrier(method, answer, more) or answer

    def _barrier(self, method: str, answer: Answer, request: dict[str, Any]) -> Finding | None:
        """What answered in WordPress' place, or in its name while it cannot work."""
        said = answer.body[:65_536].lstrip().lower()
        page = said.startswith((b"<!doctype html", b"<html", b"<head", b"<body", b"<h1", b"<title", b"<!--"))
        server, status = answer.headers.get("Server", ""), answer.status
        saw = f"{method} {_bare(answer.url)}: HTTP {status}"
        if answer.headers.get("cf-mitigated", "").lower() == "challenge":
            return fail("firewall", saw, "Cloudflare wants to see a browser", remedies.past_cloudflare())
        if status in (403, 429, 503) and (b"wordfence" in said or b"temporarily limited" in said):
            return fail("firewall", saw, "Wordfence holds this machine back", remedies.past_wordfence(), exit_status=3)
        if status == 503 and b"maintenance" in said:
            means = "WordPress is in maintenance; an update that broke off leaves it so"
            return fail("maintenance", saw, means, remedies.end_maintenance(), exit_status=3)
        if status == 429:
            return fail("firewall", saw, "too many requests; wait, or raise the limit for this machine", exit_status=3)
        if status == 413:
            return None  # its own check says so
        if status >= 500:
            means = "WordPress or PHP failed; the log tells which plugin"
            return fail("server error", saw, means, remedies.show_fatal_errors(), exit_status=3)
        if status == 401 and (page or "WWW-Authenticate" in answer.headers):
            means = "the web server asks for a password of its own before WordPress does"
            return fail("firewall", saw, means, *remedies.no_password_before_wordpress(server))
        if status in (403, 406) and page:
            return self._turned_away(method, answer, saw, request)
        return None

    def _turned_away(self, method: str, answer: Answer, saw: str, request: dict[str, Any]) -> Finding:
        """Is it the name that is turned away, or everybody?"""
        server = answer.headers.get("Server", "")
        headers = {**(request.get("headers") or {}), "User-Agent": BROWSER}
        status = 0
        with suppress(RedraftError):
            status = self.session.probe(method, answer.url, stranger=True, headers=headers).status if method == "GET" else 0
        if status and status not in (403, 406):
            means = f"the user agent {user_agent().split()[0]} is turned away, a browser is not"
            return fail("user agent", f"{saw}; as a browser: HTTP {status}", means, *remedies.past_user_agent_rules(server))
        means = "a firewall or a rule of the web server closes this address"
        return fail("firewall", saw, means, *remedies.open_address(server))


def _printed(answer: Answer) -> Finding:
    """Does a plugin print into the answers?"""
    text = answer.body.decode(errors="replace").lstrip("\ufeff \t\r\n")
    if text[:1] in "{[":
        return ok("JSON", "the API answers with JSON and nothing else")
    before = " ".join(re.sub(r"<[^>]*>", " ", text.rpartition("\n")[0] or text)[:400].split())[:160]
    means = "a plugin prints into the API's answers; Redraft passes over it, other programs fail"
    return warn("JSON", f"before the JSON stands: {before}", means, remedies.quiet_rest())


def _hit(answers: list[Answer | Finding]) -> str:
    return next((hit for answer in answers if isinstance(answer, Answer) and (hit := _cached(answer))), "")


def _cached(answer: Answer) -> str:
    """How a cache gives itself away, "" if none does."""
    for name in ("X-Cache", "X-Cache-Status", "CF-Cache-Status", "X-Proxy-Cache", "X-LiteSpeed-Cache", "X-FastCGI-Cache"):
        if "hit" in answer.headers.get(name, "").lower():
            return f"{name}: {answer.headers[name]}"
    if re.fullmatch(r"\d+ \d+", answer.headers.get("X-Varnish", "")):
        return "X-Varnish: two numbers"
    age = answer.headers.get("Age", "0")
    return f"Age: {age}" if age.isdecimal() and int(age) > 0 else ""


def _said(answer: Answer) -> dict[str, Any]:
    with suppress(RedraftError):
        document = answer.document()
        return document if isinstance(document, dict) else {}
    return {}


def _raw(answer: Answer | Finding, field: str) -> str | None:
    if isinstance(answer, Finding) or answer.status != 200:
        return None
    value = _said(answer).get(field)
    raw = value.get("raw") if isinstance(value, dict) else None
    return raw if isinstance(raw, str) else None


def _revision_count(links: dict[str, Any]) -> int:
    history = links.get("version-history")
    first = history[0] if isinstance(history, list) and history else {}
    count = first.get("count") if isinstance(first, dict) else 0
    return count if isinstance(count, int) else 0


def _bare(url: str) -> str:
    """The address without the number that gets past caches."""
    return re.sub(r"[?&]_=[0-9a-f]{32}", "", url)
