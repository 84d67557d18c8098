"""
The XML-RPC door: one WordPress site through xmlrpc.php, by python-wordpress-xmlrpc.  The only home of XML-RPC.

It takes an application password as well as the log-in password. The library is from 2014; what it and WordPress' own
XML do to a text is worked around here, and nowhere else.
"""

from __future__ import annotations

import html
import re
import time
import xmlrpc.client
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from time import monotonic
from typing import Any, NoReturn, TypeVar
from urllib.parse import unquote
from xml.parsers.expat import ExpatError

from defusedxml.xmlrpc import DefusedExpatParser
from wordpress_xmlrpc import Client
from wordpress_xmlrpc.exceptions import InvalidCredentialsError, XmlrpcDisabledError
from wordpress_xmlrpc.methods.posts import EditPost, GetPost, GetPosts, GetPostType, GetRevisions
from wordpress_xmlrpc.methods.taxonomies import GetTerms
from wordpress_xmlrpc.methods.users import GetAuthors, GetProfile, GetUsersBlogs

from worker.config import MarkSettings, Secret, SiteSettings
from worker.errors import EditConflict, GiveUp, Gone, LoginRefused, Misconfigured, NotAllowed, Unreachable
from worker.wordpress.http import POLL_LIMIT, POST_LIMIT, Answer, Pace, Session, unhurried
from worker.wordpress.site import (
    MADE,
    NEVER,
    OPEN,
    OVERLAP,
    RETREATS,
    Account,
    Draft,
    Kind,
    Label,
    Poll,
    Seen,
    Terms,
    looking_back,
    overtaken,
    still_holds,
)

PAGE = 100  # drafts of one look
PAGES_OVERLAP = 10  # drafts: so many may leave the list between two pages without another one being missed
EMPTY_PAGES = 5  # in a row: then an account that is not shown the drafts of others has seen its own
WIDE_PAGE = 1000  # posts, after an empty page: of those that are hidden, nothing comes back
# The list is ordered by local time, which turns back with summer time and with the site's time zone.
TIME_ZONES = timedelta(hours=26)
SECOND = timedelta(seconds=1)
SETTLES = timedelta(seconds=5)  # a change that seems to lie longer ahead than this comes from a wrong clock: no use to wait for it

_DRAFT = ["post_type", "post_status", "post_title", "post_content", "post_modified_gmt", "post_author", "post_name"]
_SEEN = ["post_modified_gmt", "post_status", "post_author"]  # no text: one that XML cannot carry would cost the whole list
_TAG = "post_tag"
_REVISION = ["post_title", "post_content", "post_author"]

# XML-RPC tells roles and no capabilities: these are the ones that WordPress gives them and Redraft needs.
_CAPABILITIES = {
    "administrator": {"edit_posts", "publish_posts", "edit_others_posts", "unfiltered_html"},
    "editor": {"edit_posts", "publish_posts", "edit_others_posts", "unfiltered_html"},
    "author": {"edit_posts", "publish_posts"},
    "contributor": {"edit_posts"},
}

_ENVELOPE = re.compile(rb"(<\?xml[^>]*\?>\s*)?(<methodResponse>.*</methodResponse>)", re.DOTALL)
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # https://www.w3.org/TR/xml/#charsets
_NO_XML_BYTES = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]|\xef\xbf[\xbe\xbf]")
_BLANKS = " \t\n\r\0\v"  # what PHP's trim takes away

_REMEDY = 'or set transport = "rest"'

Read = TypeVar("Read")

_UNMARKED = MarkSettings()


def connect(settings: SiteSettings, password: Secret, pace: Pace = unhurried) -> XmlRpcSite:
    """Open the door; the site is not asked anything before the first call."""
    session = Session(settings.username, password, pace=pace, private_network=settings.private_network)
    return XmlRpcSite(settings.name, settings.url, settings.username, password, settings.post_types, session, mark=settings.mark)


class XmlRpcSite:
    """
    Implements `site.Site`.

    Text is read and written to the byte, but for characters that XML has no place for (control characters): a post that
    holds one is left alone. `pause` waits for some seconds.
    """

    def __init__(
        self,
        name: str,
        url: str,
        username: str,
        password: Secret,
        post_types: tuple[str, ...],
        session: Session,
        pause: Callable[[float], object] = time.sleep,
        mark: MarkSettings = _UNMARKED,
    ) -> None:
        self.name = name
        self.url = url
        self._username = username
        self._password = password
        self._post_types = post_types
        self._session = session
        self._pause = pause
        self._mark = mark
        self._known: Account | None = None
        self._authors: dict[int, Label] = {}
        self._tagged: dict[str, bool] = {}  # post type: has it tags?

    def account(self) -> Account:
        row = self._call(GetProfile(results_class=None)).value
        with self._shape():
            told = row["roles"]  # PHP's arrays become structs when they lack their first element
            roles = tuple(str(role) for role in (told.values() if isinstance(told, dict) else told))
            able: set[str] = set().union(*(_CAPABILITIES.get(role, ()) for role in roles))
            if "unfiltered_html" in able and self._is_multisite():
                able.remove("unfiltered_html")
            self._known = Account(int(row["user_id"]), str(row["display_name"]), roles, frozenset(able))
        return self._known

    def changed(self, since: datetime | None) -> Poll:
        seen: dict[int, Seen] = {}
        clock: datetime | None = None
        for post_type in self._post_types:
            for at, page in self._pages(post_type, since):
                clock = clock or at
                # A status that WordPress does not know is answered with posts of every status.
                seen.update((one.post_id, one) for one in page if one.status in OPEN)
        wanted = (one for one in seen.values() if since is None or one.modified >= since - OVERLAP)
        # What is hidden is told by the rights alone, which only a look at everything needs.
        hidden = since is None and not self._sees_all({one.author for one in seen.values()})
        return Poll(tuple(sorted(wanted, key=lambda one: (one.modified, one.post_id))), clock or NEVER, hidden)

    def fetch(self, post_id: int) -> Draft:
        return self._read(post_id)[0]

    def terms(self, draft: Draft) -> Terms:
        row = self._call(GetPost(draft.post_id, ["terms"], results_class=None)).value
        with self._shape():
            filed = [(str(term["taxonomy"]), _label(term["name"], term["slug"])) for term in row["terms"]]
        return Terms(*(tuple(label for taxonomy, label in filed if taxonomy == name) for name in ("category", "post_tag")))

    def author(self, user_id: int) -> Label:
        if user_id not in self._authors:
            self._authors = {user_id: Label("", ""), **self._authors, **self._users()}
        return self._authors[user_id]

    def unknown(self, kind: Kind, names: Sequence[str]) -> tuple[str, ...]:
        if kind == "author":
            there = list(self._users().values()) if names else []
            return tuple(name for name in names if not any(label.bears(name) for label in there))
        return tuple(name for name in names if not any(label.bears(name) for label in self._terms_called(kind, name)))

    def has_revision_of(self, draft: Draft) -> bool:
        return any(draft.holds(title, body) for title, body, _ in self._revisions(draft.post_id))

    def keep_revision(self, draft: Draft) -> None:
        now, stamp, _ = self._read(draft.post_id)
        still_holds(now, draft)
        if not self._edit(now, stamp, {}):
            raise GiveUp(
                f"WordPress failed to keep a revision of post {draft.post_id} (fault 500): save it in the editor, perhaps with another "
                f"template, because it has one that the theme lacks, {_REMEDY}"
            )

    def write(self, draft: Draft, title: str, body: str) -> Draft:
        if not _has_place(title, body):
            raise GiveUp(
                f"the text for post {draft.post_id} holds a control character, which XML-RPC cannot carry; nothing was written: "
                f"remove it, {_REMEDY}"
            )
        now, stamp = self._settled(lambda: self._read(draft.post_id))
        still_holds(now, draft)
        accepted = self._edit(now, stamp, {**_changes(draft, title, body), **self._marks(now)})
        with looking_back(MADE):
            now = self.fetch(draft.post_id)
            stored = now.holds(title, body)
            ours = stored or now.holds(draft.title, draft.body) or self._stored_by_us(now)
        if not ours:
            raise overtaken(draft.post_id)
        if not (accepted or stored):
            raise GiveUp(f"{self.url} did not store post {draft.post_id} (fault 500); its error log may say why")
        return now

    # What the REST door borrows, `rest.Conditional`

    def carries(self, title: str, body: str) -> bool:
        return _has_place(title, body)

    def last_change(self, post_id: int) -> xmlrpc.client.DateTime | None:
        def read() -> tuple[datetime, xmlrpc.client.DateTime, datetime]:
            answer = self._call(GetPost(post_id, ["post_modified_gmt"], results_class=None))
            with self._shape():
                stamp = answer.value["post_modified_gmt"]
                return _utc(stamp), stamp, answer.at

        with _refused_post():
            return self._settled(read)[1]
        return None

    def write_unless_saved(
        self, draft: Draft, stamp: xmlrpc.client.DateTime, title: str, body: str, tags: Sequence[int] = ()
    ) -> bool | None:
        with _refused_post():
            marks = self._field_mark(draft) | ({"terms": {_TAG: list(tags)}} if tags else {})
            return self._edit(draft, stamp, {**_changes(draft, title, body), **marks})
        return None

    def stored_by_us(self, post_id: int) -> bool:
        return self._stored_by_us(self.fetch(post_id))

    def edit_url(self, post_id: int) -> str:
        return f"{self.url}/wp-admin/post.php?post={post_id}&action=edit"

    def _pages(self, post_type: str, since: datetime | None) -> Iterator[tuple[datetime, list[Seen]]]:
        """
        The site's clock and the posts of each page, the last changed ones first.

        Who saves a draft meanwhile moves it to the front and the others back: none is missed but that one, whose time is
        after the clock of the first page.  Where a page begins beyond what was read, because many left the list, it is read
        again from further ahead.
        """
        known: set[int] = set()  # without a gap
        authors: set[int] = set()
        offset, stale, retreats = 0, 0, 0
        while stale < EMPTY_PAGES:
            query = {"post_type": post_type, "post_status": ",".join(OPEN), "orderby": "modified ID", "order": "DESC"}
            number = WIDE_PAGE if stale else PAGE
            call = GetPosts({**query, "number": number, "offset": offset}, _SEEN, results_class=None)
            try:
                answer = self._call(call, limit=POLL_LIMIT)
            except LoginRefused:
                self.account()  # WordPress has one code for a stranger and for a type that it does not know
                raise Misconfigured(f'{self.url} has no post type "{post_type}"; correct post_types') from None
            with self._shape():
                rows = [_seen(row, post_type) for row in answer.value]
            yield answer.at, rows
            listed = {one.post_id for one in rows}
            fresh = listed - known
            authors.update(one.author for one in rows)
            if offset and fresh == listed and retreats < RETREATS and self._sees_all(authors):
                offset, retreats = max(0, offset - PAGE), retreats + 1
                continue
            if since and any(NEVER < one.modified < since - TIME_ZONES for one in rows):
                return
            if (len(rows) < number or not fresh) and self._sees_all(authors):
                return
            # Who is not shown the drafts of others gets pages with holes, and is not told how many there are: an end and a
            # stretch of others' drafts look the same. What lies beyond EMPTY_PAGES of them is not found (role.md says so).
            stale = 0 if fresh else stale + 1
            known |= fresh
            offset += number - PAGES_OVERLAP

    def _users(self) -> dict[int, Label]:
        """Every user of the site by their id: XML-RPC tells an editor of all at once, or of none."""
        try:
            rows = self._call(GetAuthors(results_class=None)).value
        except (Misconfigured, GiveUp) as error:
            raise Misconfigured(f"the names of users are kept from this account; write ids into select.authors: {error}") from None
        with self._shape():
            return {int(row["user_id"]): _label(row["display_name"], row["user_login"]) for row in rows}

    def _terms_called(self, kind: Kind, name: str) -> list[Label]:
        """What the site's own search finds, in names and slugs, which WordPress keeps escaped."""
        which = {"search": html.escape(name, quote=False), "number": PAGE}
        rows = self._call(GetTerms("category" if kind == "category" else "post_tag", which, results_class=None)).value
        with self._shape():
            return [_label(row["name"], row["slug"]) for row in rows]

    def _settled(self, read: Callable[[], tuple[Read, xmlrpc.client.DateTime, datetime]]) -> tuple[Read, xmlrpc.client.DateTime]:
        """
        Read in a later second than that of the last change: every save from then on has another time.

        `if_not_modified_since` has a one-second grain: within the second of the last change it would see no save.
        """
        clock = NEVER  # of the site, at the least, when it reads the post
        while True:
            asked = monotonic()
            now, stamp, at = read()
            # An answer is dated when it is sent: the post was read before that, by no more than the whole call took.
            clock = max(clock, at - timedelta(seconds=monotonic() - asked))
            missing = _utc(stamp) + SECOND - clock
            if not timedelta(0) < missing < SETTLES:
                return now, stamp
            self._pause(missing.total_seconds())
            clock = at + missing

    def _read(self, post_id: int) -> tuple[Draft, xmlrpc.client.DateTime, datetime]:
        """The post, the time of its last change as WordPress wrote it, and the site's clock."""
        try:
            answer = self._call(GetPost(post_id, _DRAFT, results_class=None))
        except _NotXml:
            raise GiveUp(
                f"post {post_id} holds a control character, which XML-RPC cannot carry; remove it in the editor, {_REMEDY}"
            ) from None
        with self._shape():
            row = answer.value
            stamp = row["post_modified_gmt"]
            draft = Draft(
                post_id=int(row["post_id"]),
                post_type=str(row["post_type"]),
                status=str(row["post_status"]),
                title=_text(row["post_title"]),
                body=_text(row["post_content"]),
                modified=_utc(stamp),
                author=int(row["post_author"] or 0),
                unfiltered="unfiltered_html" in self._me().capabilities,
                slug=str(row["post_name"]),
            )
        if draft.status == "trash" or draft.post_type not in self._post_types:
            raise Gone(f"{self.url} has no post {post_id} ({', '.join(self._post_types)}), or it is in the trash")
        return draft, stamp, answer.at

    def _revisions(self, post_id: int) -> Iterator[tuple[str, str, int]]:
        """Title, body and author of each revision, the newest first, but for those that no draft read here can equal."""
        try:
            rows = self._call(GetRevisions(post_id, _REVISION, results_class=None)).value
        except NotAllowed:
            self.fetch(post_id)  # raises if it is the post that is out of reach
            return  # revisions are off
        except (_NotXml, Unreachable):
            # One control character costs the whole list, and many long revisions are too much for one answer.
            rows = self._one_by_one(post_id)
        with self._shape():
            for row in rows:
                yield _text(row["post_title"]), _text(row["post_content"]), int(row["post_author"] or 0)

    def _one_by_one(self, post_id: int) -> Iterator[Mapping[str, Any]]:
        rows = self._call(GetRevisions(post_id, ["post_author"], results_class=None)).value
        with self._shape():
            ids = [int(row["post_id"]) for row in rows]
        for revision in ids:
            try:
                yield self._call(GetPost(revision, _REVISION, results_class=None)).value
            except (_NotXml, Gone):
                continue

    def _marks(self, draft: Draft) -> dict[str, object]:
        """What the write leaves on the post besides the text.  Terms that are sent take the place of those that are there."""
        marks = self._field_mark(draft)
        if self._mark.tag and self._has_tags(draft.post_type):
            row = self._call(GetPost(draft.post_id, ["terms"], results_class=None)).value
            with self._shape():
                there = {int(term["term_id"]): _label(term["name"], term["slug"]) for term in row["terms"] if term["taxonomy"] == _TAG}
            if not any(label.bears(self._mark.tag) for label in there.values()):
                marks |= {"terms": {_TAG: list(there)}, "terms_names": {_TAG: [self._mark.tag]}}
        return marks

    def _field_mark(self, draft: Draft) -> dict[str, object]:
        """The custom field with the time of the write: the one that is there, if there is one."""
        name = self._mark.custom_field
        if not name:
            return {}
        answer = self._call(GetPost(draft.post_id, ["custom_fields"], results_class=None))
        with self._shape():
            ids = [str(field["id"]) for field in answer.value["custom_fields"] if field["key"] == name]
        return {"custom_fields": [{**({"id": ids[0]} if ids else {}), "key": name, "value": f"{answer.at:%Y-%m-%d %H:%M:%S} UTC"}]}

    def _has_tags(self, post_type: str) -> bool:
        if post_type not in self._tagged:
            row = self._call(GetPostType(post_type, results_class=None)).value
            with self._shape():
                told = row["taxonomies"]
                self._tagged[post_type] = _TAG in (told.values() if isinstance(told, dict) else told)
        return self._tagged[post_type]

    def _stored_by_us(self, now: Draft) -> bool:
        """Is what the site holds what our own write has left there?  Only the latest revision tells; without any, perhaps."""
        latest = next(self._revisions(now.post_id), None)
        return latest is None or (latest[2] == self._me().user_id and now.holds(*latest[:2]))

    def _edit(self, now: Draft, stamp: xmlrpc.client.DateTime, changes: Mapping[str, object]) -> bool:
        """
        Update the post unless it was changed after `stamp`.

        False if WordPress failed, perhaps after it had stored the text: where the theme lacks the template of a post, it
        stores the text, makes no revision, and then fails.
        """
        if not now.author:
            whose = "WordPress would give it to this account: give it an author in wp-admin"
            raise GiveUp(f"post {now.post_id} has no author, and {whose}, {_REMEDY}")
        try:
            self._call(EditPost(now.post_id, {**changes, "if_not_modified_since": stamp}), writes=True)
        except _Failed:
            return False
        except Gone:
            self.fetch(now.post_id)  # raises if it is the post that is gone
            raise GiveUp(f"the author of post {now.post_id} is no user any more: give it another in wp-admin, {_REMEDY}") from None
        return True

    def _me(self) -> Account:
        return self._known or self.account()

    def _sees_all(self, authors: set[int]) -> bool:
        """By the role of this account, or, for a role that is not WordPress' own, by whose posts it is shown."""
        return "edit_others_posts" in self._me().capabilities or not authors <= {0, self._me().user_id}

    def _is_multisite(self) -> bool:
        """There, `unfiltered_html` is the network's administrators' alone.  A single site tells of no primary one."""
        return any("isPrimary" in row for row in self._call(GetUsersBlogs(results_class=None)).value)

    def _call(self, method: Any, *, writes: bool = False, limit: int = POST_LIMIT) -> _Result:
        """Call one method.  `results_class=None` in it: the library's own conversion fails for lists since Python 3.10."""
        wire = _Wire(self._session, f"{self.url}/xmlrpc.php", writes=writes, limit=limit)
        try:
            value = _Client(wire, self._username, self._password.reveal()).call(method)
        except InvalidCredentialsError:
            raise LoginRefused(
                f"{self.url} does not know {self._username}: the password is wrong or revoked, or application passwords "
                "are switched off (XML-RPC takes the log-in password as well)"
            ) from None
        except XmlrpcDisabledError:
            raise _switched_off(wire.url, "fault 405") from None
        except xmlrpc.client.Fault as fault:
            self._refuse(fault.faultCode, wire)
        return _Result(value, wire.at)

    def _refuse(self, code: object, wire: _Wire) -> NoReturn:
        """Raise what a fault means.  Its own words are of the site's language, and could hold anything: they are not shown."""
        shown = f"fault {str(code)[:20]}"
        match code:
            case 401:
                needed = "the account needs edit_posts and edit_others_posts"
                if self._mark.tag:
                    needed += f'; and the tag "{self._mark.tag}" must exist, because by XML-RPC only an editor may make one'
                raise NotAllowed(f"{self.url} gives {self._username} no right to this ({shown}); {needed}")
            case 404:
                raise Gone(f"{self.url} has no such post any more ({shown})")
            case 409:
                raise EditConflict("the post was saved by somebody else just before the write; it was left alone")
            case 500:
                raise _Failed(f"{wire.url} failed ({shown}); the site's error log may say why")
            case -32601:
                raise _switched_off(wire.url, shown)
            case -32700 | -32600:
                raise GiveUp(f"{wire.url} could not read the request ({shown}); look for a firewall that changes it, {_REMEDY}")
        raise GiveUp(f"{wire.url} does not accept the request ({shown}); the site's error log may say why")

    @contextmanager
    def _shape(self) -> Iterator[None]:
        """Values of another shape than WordPress': a firewall or a plugin has put its own in place."""
        try:
            yield
        except (KeyError, TypeError, ValueError, AttributeError, OverflowError):
            raise Unreachable(
                f"{self.url}/xmlrpc.php sent what is not WordPress'; if it stays so, look for a plugin that changes it"
            ) from None


@contextmanager
def _refused_post() -> Iterator[None]:
    """Pass over what is said of one post alone: one with a password, say, for an account that may not publish."""
    try:
        yield
    except _SwitchedOff:
        raise
    except (NotAllowed, GiveUp):
        return


class _Result:
    """What a method gave, and the site's clock."""

    def __init__(self, value: Any, at: datetime) -> None:
        self.value = value
        self.at = at


class _Failed(GiveUp):
    """WordPress reported an error of its own, before the work or after it."""


class _SwitchedOff(NotAllowed):
    """Nobody is served here."""


class _NotXml(GiveUp):
    """The answer holds characters that XML has no place for."""


class _Client(Client):  # type: ignore[misc]  # the library has no types
    """
    python-wordpress-xmlrpc's, for one call.

    Its own begins with a question to the site, for the methods that it has; a method that is missing says so itself.
    """

    def __init__(self, wire: _Wire, username: str, password: str) -> None:
        self.url, self.username, self.password, self.blog_id = wire.url, username, password, 0
        self.server = xmlrpc.client.ServerProxy(wire.url, transport=wire)
        methods = (GetPosts, GetPost, EditPost, GetRevisions, GetProfile, GetUsersBlogs, GetAuthors, GetTerms, GetPostType)
        self.supported_methods = [method.method_name for method in methods]


class _Wire(xmlrpc.client.Transport):
    """One request over our own session; `at` is the server's clock after it."""

    def __init__(self, session: Session, url: str, *, writes: bool, limit: int) -> None:
        super().__init__()
        self.url, self.at = url, NEVER
        self._session, self._writes, self._limit = session, writes, limit

    def request(self, host: Any, handler: str, request_body: Any, verbose: bool = False) -> tuple[Any, ...]:  # noqa: ARG002
        answer = self._session.send(self.url, request_body, "text/xml; charset=utf-8", writes=self._writes, limit=self._limit)
        self.at = answer.at
        return _parsed(answer)


def _parsed(answer: Answer) -> tuple[Any, ...]:
    """
    The values of a response.  Raises xmlrpc.client.Fault for a fault, and our errors for what is no response.

    Blanks and lines that a plugin printed around the XML are passed over.
    """
    found = _ENVELOPE.search(answer.body)
    if found is None:
        _refuse_page(answer)
    # WordPress writes carriage returns as they are, and whoever reads XML makes line feeds of them.
    document = (found[1] or b"") + found[2].replace(b"\r", b"&#13;")
    unmarshaller = xmlrpc.client.Unmarshaller()
    parser = DefusedExpatParser(unmarshaller, forbid_dtd=True)
    try:
        parser.feed(document)
        parser.close()
        return unmarshaller.close()
    except xmlrpc.client.Fault:
        raise
    except (ExpatError, xmlrpc.client.Error, ValueError, TypeError, LookupError, AttributeError):
        if _NO_XML_BYTES.search(document):
            raise _NotXml(f"{answer.url} sent a text that XML cannot carry; {_REMEDY}") from None
        remedy = "look for a plugin that changes it, and set blog_charset to UTF-8"
        raise _strange(answer, "XML that is not WordPress'", remedy) from None


def _refuse_page(answer: Answer) -> NoReturn:
    shown = f"HTTP {answer.status}"
    beginning = answer.body[:65_536].lstrip()
    if answer.status in (404, 405, 410):
        raise _switched_off(answer.url, shown)
    if answer.status != 200:
        raise Misconfigured(f"{answer.url} is not served ({shown}); look for a firewall or a plugin that closes it, {_REMEDY}")
    if b"<methodResponse" in beginning or not beginning:
        raise _strange(answer, "half an answer" if beginning else "an empty answer", "look into the site's error log")
    raise _strange(answer, "something else", "look for a firewall, a cache or a log-in page in its way")


def _strange(answer: Answer, what: str, remedy: str) -> Unreachable:
    message = f"{answer.url} sent {what} instead of an XML-RPC response; if it stays so, {remedy}, {_REMEDY}"
    return Unreachable(message, perhaps_done=answer.wrote)


def _switched_off(url: str, shown: str) -> _SwitchedOff:
    return _SwitchedOff(
        f"XML-RPC is switched off at {url} ({shown}); switch it on: let the web server serve xmlrpc.php to this machine, and remove "
        f'the plugin or setting that closes it ("Disable XML-RPC", the filters xmlrpc_enabled and xmlrpc_methods), {_REMEDY}'
    )


def _has_place(*texts: str) -> bool:
    """Can XML carry these?"""
    return not any(map(_NO_XML.search, texts))


def _changes(draft: Draft, title: str, body: str) -> dict[str, object]:
    """A plain dict of what differs: a fetched post that is sent back drops the featured image and pins the date."""
    fields = (("post_title", title, draft.title), ("post_content", body, draft.body))
    return {name: _carried(wanted) for name, wanted, held in fields if wanted != held}


def _carried(text: str) -> str | xmlrpc.client.Binary:
    """
    A text as WordPress stores it to the byte.

    Of a string it trims the blanks, and its XML parser takes the carriage returns; of Base64 it takes nothing.
    """
    return xmlrpc.client.Binary(text.encode()) if "\r" in text or text != text.strip(_BLANKS) else text


def _seen(row: Mapping[str, Any], post_type: str) -> Seen:
    return Seen(int(row["post_id"]), _utc(row["post_modified_gmt"]), str(row["post_status"]), int(row["post_author"] or 0), post_type)


def _label(name: object, slug: object) -> Label:
    return Label(html.unescape(_text(name)), unquote(_text(slug)))


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(value)
    return value


def _utc(value: object) -> datetime:
    """An aware time of a naive one that means UTC; `NEVER` for the null dates of old and imported drafts."""
    if not isinstance(value, xmlrpc.client.DateTime):
        raise TypeError(value)
    try:
        return datetime.strptime(str(value), "%Y%m%dT%H:%M:%S").replace(tzinfo=UTC)
    except ValueError:
        return NEVER
