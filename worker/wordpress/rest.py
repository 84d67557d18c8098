"""The REST door: one WordPress site through its REST API and an application password."""

from __future__ import annotations

import hashlib
import html
import logging
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from time import monotonic
from typing import Any, NoReturn, Protocol
from urllib.parse import unquote

from worker.config import MarkSettings, Secret, SiteSettings
from worker.errors import (
    Busy,
    Changed,
    EditConflict,
    GiveUp,
    Gone,
    Held,
    LoginRefused,
    Misconfigured,
    NotAllowed,
    Published,
    RedraftError,
    TryLater,
    Unreachable,
)
from worker.wordpress.discover import find_api
from worker.wordpress.http import POLL_LIMIT, POST_LIMIT, Answer, Pace, Params, Session, unhurried
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

PAGE = 100  # drafts; the most that WordPress gives
PAGES_OVERLAP = 10  # drafts: so many may leave the list between two pages without another one being missed
REVISIONS_A_PAGE = 10  # each comes with its whole text, raw and rendered

ASK_AGAIN = 3_600.0  # seconds until a second way that was closed is tried again
OPEN_EDITOR_PAUSE = 300.0  # seconds; an editor that was closed or left holds its lock for 150

_GUARD = "redraft/v1"  # the companion plugin, config/wordpress/redraft.php
_DRAFT = "id,type,status,title.raw,content.raw,modified_gmt,author,slug,_links"
_COPIED = ("excerpt", "categories", "tags", "featured_media")  # fields that a copy has from the original
_NO_POST = ("rest_post_invalid_id", "rest_post_invalid_parent", "rest_already_trashed")
_NO_TYPE = ("rest_type_invalid", "rest_cannot_read_type")
_NO_PAGE = "rest_post_invalid_page_number"
_NO_CHANGES = "rest_autosave_no_changes"  # WordPress 6.1 and 6.2: the post holds this text, but for white space
_CODE = re.compile(r"[\w-]{1,60}")
_NO_ROUTE = "rest_no_route"

_STRANGER = (
    "the application password is wrong or revoked, application passwords are switched off, "
    "or the web server strips the Authorization header "
    '(Apache: SetEnvIf Authorization "(.*)" HTTP_AUTHORIZATION=$1)'
)
_WHY_STRANGER = {
    "incorrect_password": "the application password is wrong or revoked; make a new one in the user's profile",
    "invalid_username": "there is no user of this name; correct username",
    "invalid_email": "there is no user with this address; correct username",
    "application_passwords_disabled": "application passwords are off; allow them in the security plugin, or use https",
    "application_passwords_disabled_for_user": "application passwords are off for this user; allow them in the profile",
}


log = logging.getLogger("redraft")

_UNMARKED = MarkSettings()


class Conditional(Protocol):
    """
    A second way into the site, by which WordPress itself refuses a write when somebody has saved after a given moment.

    Any call may raise what `site.Site` raises.
    """

    def account(self) -> Account:
        """Prove that this way is open."""
        ...

    def carries(self, title: str, body: str) -> bool:
        """Would this text arrive to the byte?"""
        ...

    def last_change(self, post_id: int) -> Any:
        """The moment to hand to `write_unless_saved`, any save from now on comes after it; None if this way refuses the post."""
        ...

    def write_unless_saved(self, draft: Draft, stamp: Any, title: str, body: str, tags: Sequence[int] = ()) -> bool | None:
        """
        Store what differs from `draft`, and the tags, if any, in the place of all that are there.

        Raises EditConflict if the post was saved after `stamp`.

        False if WordPress failed, perhaps after it had stored the text; None if it refuses this post on this way, and holds what it held.
        """
        ...

    def stored_by_us(self, post_id: int) -> bool:
        """Has nobody else saved the post since our account did?"""
        ...


def connect(
    settings: SiteSettings, password: Secret, conditional: Callable[[], Conditional] | None = None, pace: Pace = unhurried
) -> RestSite:
    """Open the door; the site is not asked anything before the first call."""
    session = Session(settings.username, password, pace=pace, private_network=settings.private_network)
    return RestSite(settings.name, settings.url, settings.username, settings.post_types, session, conditional, settings.mark)


class RestSite:
    """
    Implements `site.Site`.

    Every read says context=edit: that gives the raw text, and it turns a stranger away who would else be shown the
    public posts. Where the companion plugin serves, drafts are read and written through it; else they are written through
    what `conditional` opens, where that serves.
    """

    def __init__(
        self,
        name: str,
        url: str,
        username: str,
        post_types: tuple[str, ...],
        session: Session,
        conditional: Callable[[], Conditional] | None = None,
        mark: MarkSettings = _UNMARKED,
    ) -> None:
        self.name = name
        self.url = url
        self._username = username
        self._post_types = post_types
        self._session = session
        self._base = ""
        self._namespaces: frozenset[str] = frozenset()
        self._guarded: bool | None = None  # does the companion plugin serve?  None: not asked yet
        self._open_conditional = conditional
        self._conditional: Conditional | None = None  # once it has proved to be open
        self._conditional_rests = 0.0  # until this moment of the monotonic clock
        self._mark = mark
        self._tag_id = 0  # of the tag that marks; 0: not asked yet
        self._routes: dict[str, str] = {}  # post type: its route below the base
        self._authors: dict[int, Label] = {}
        self._types: dict[int, str] = {}  # post: its type, as polls and fetches told, so that a fetch need not try them all

    def account(self) -> Account:
        answer = self._get("wp/v2/users/me", {"_fields": "id,name,roles,capabilities"})
        with _shape_of(answer):
            row = _row(answer.document())
            able = frozenset(name for name, given in row["capabilities"].items() if given)
            return Account(int(row["id"]), str(row["name"]), tuple(row["roles"]), able)

    def changed(self, since: datetime | None) -> Poll:
        seen: dict[int, Seen] = {}
        clock: datetime | None = None
        short = False
        for post_type in self._post_types:
            for at, page, in_part in self._pages(post_type, since):
                clock, short = clock or at, short or in_part
                seen.update((one.post_id, one) for one in page)
                self._types.update((one.post_id, post_type) for one in page)
        # Whose drafts are shown is worth a request only where everything is looked at.
        hidden = short and since is None and self._sees_own(seen.values())
        return Poll(tuple(sorted(seen.values(), key=lambda one: (one.modified, one.post_id))), clock or NEVER, hidden)

    def _sees_own(self, shown: Iterable[Seen]) -> bool:
        """Is only what this account wrote among these?  The page of the privacy policy is kept from every editor."""
        authors = {one.author for one in shown} - {0}
        if len(authors) > 1:
            return False
        try:
            return authors <= {self.account().user_id}
        except RedraftError:  # a plugin that hides users closes that route as well
            return True

    def fetch(self, post_id: int) -> Draft:
        with self._told_if_published(post_id):
            return self._fetch(post_id)

    def _fetch(self, post_id: int) -> Draft:
        if self._has_guard():
            # The plugin compares the bytes that are stored; since WordPress 6.8 the core route shows others.
            answer = self._get(f"{_GUARD}/post/{post_id}", {}, expected=(*_NO_POST, _NO_ROUTE))
            if answer.status == 200:
                draft = _stored(answer)
                if draft.post_type in self._post_types and draft.status != "trash":
                    return draft
            elif _error(answer).get("code") == _NO_ROUTE:
                self._guarded = False  # somebody has taken it out
                return self._fetch(post_id)
            raise self._gone(post_id)
        known = self._types.get(post_id)
        for post_type in sorted(self._post_types, key=lambda name: name != known):
            answer = self._get(f"{self._route(post_type)}/{post_id}", {"_fields": _DRAFT}, expected=_NO_POST)
            if answer.status == 200:
                with _shape_of(answer):
                    draft = _draft(_row(answer.document()))
                if draft.status == "trash":
                    break
                self._types[post_id] = post_type
                return draft
        raise self._gone(post_id)

    def terms(self, draft: Draft) -> Terms:
        with self._told_if_published(draft.post_id):
            # One request: WordPress asks itself for the terms.  Without _links it would not.
            query: Params = {"_embed": "wp:term", "_fields": "_links,_embedded"}
            answer = self._get(f"{self._route(draft.post_type)}/{draft.post_id}", query)
        with _shape_of(answer):
            lists = _row(answer.document()).get("_embedded", {}).get("wp:term", ())
            # In the place of terms that it may not show stands an error without a taxonomy.
            rows = [row for each in lists for row in each if isinstance(row, dict) and "taxonomy" in row]
            return Terms(*(tuple(_label(row) for row in rows if row["taxonomy"] == name) for name in ("category", "post_tag")))

    def author(self, user_id: int) -> Label:
        if user_id not in self._authors:
            rows = self._users({"include": user_id})
            self._authors[user_id] = next((_label(row) for row in rows if row["id"] == user_id), Label("", ""))
        return self._authors[user_id]

    def unknown(self, kind: Kind, names: Sequence[str]) -> tuple[str, ...]:
        return tuple(name for name in names if not any(one.bears(name) for one in self._called(kind, name)))

    def has_revision_of(self, draft: Draft) -> bool:
        with self._told_if_published(draft.post_id):
            # Since WordPress 6.8 the body of a post is re-serialised when it is read, that of a revision is not. Block
            # attributes that no editor wrote may therefore differ here; the answer "no" then costs an empty update, for
            # which WordPress makes no second revision.
            route, page, pages = f"{self._route(draft.post_type)}/{draft.post_id}/revisions", 1, 1
            while page <= pages:
                # `content.raw` would give no content before 7.0.
                query: Params = {"_fields": "slug,title,content", "per_page": REVISIONS_A_PAGE, "page": page}
                answer = self._get(route, query, expected=(_NO_ROUTE, _NO_PAGE))  # no route: this type keeps no revisions
                if answer.status != 200:
                    return False
                with _shape_of(answer):
                    for row in _rows(answer.document()):
                        # WordPress deletes an autosave when its author saves: it keeps nothing.
                        lasting = "-autosave-" not in str(row["slug"])
                        if lasting and draft.holds(_raw(row, "title"), row["content"]["raw"]):
                            return True
                    pages = int(answer.headers.get("X-WP-TotalPages", page))
                page += 1
            return False

    def keep_revision(self, draft: Draft) -> None:
        with self._told_if_published(draft.post_id):
            if self._has_guard():
                self._swap(draft, {})
            else:
                self._post(draft, {})

    def write(self, draft: Draft, title: str, body: str) -> Draft:
        # Only what differs is sent: a field that is sent is one that WordPress and its plugins take for edited.
        changes = {name: wanted for name, wanted, held in (("title", title, draft.title), ("content", body, draft.body)) if wanted != held}
        with self._told_if_published(draft.post_id):
            if self._has_guard():
                return self._swap(draft, {**changes, **self._guarded_marks(draft, body)})
            written = self._write_unless_saved(draft, title, body) if changes else None
            if written:
                return written
            if self._mark.tag:
                self._tag()  # looked up before the turn, which is for two requests
            # REST has no conditional update, so look once more just before writing.
            with self._session.turn(2):  # a wait between the two would widen what a person can fall into
                tags = self._look(draft)
                stored = self._post(draft, {**changes, **({"tags": tags} if tags else {})})
        with looking_back(MADE):
            now = self.fetch(draft.post_id)
        if not now.holds(stored.title, stored.body):
            raise overtaken(draft.post_id)
        return now

    def suggestion(self, draft: Draft, by: int) -> tuple[str, str] | None:
        with self._told_if_published(draft.post_id):
            answer = self._get(self._autosaves(draft), {"_fields": "author,title,content"}, expected=(_NO_ROUTE,))
            if answer.status != 200:
                raise NotAllowed(f'{self.url} keeps no autosaves of the type "{draft.post_type}"; set push = "copy" or "replace"')
            with _shape_of(answer):
                mine = [row for row in _rows(answer.document()) if row["author"] == by]
                return (_raw(mine[0], "title"), _raw(mine[0], "content")) if mine else None

    def suggest(self, draft: Draft, title: str, body: str) -> None:
        with self._told_if_published(draft.post_id):
            address = self._address(self._autosaves(draft))
            answer = self._session.post(address, {"title": title, "content": body}, {"_fields": "id"})
            said = _error(answer)
            if answer.status != 200 and said.get("code") != _NO_CHANGES:
                self._refuse(answer, said)

    def with_slug(self, post_type: str, slug: str) -> Draft | None:
        query: Params = {"slug": slug, "status": "any", "_fields": _DRAFT}
        answer = self._get(self._route(post_type), query)
        with _shape_of(answer):
            rows = _rows(answer.document())
            return _draft(rows[0]) if rows else None

    def copy(self, draft: Draft, slug: str, title: str, body: str) -> Draft:
        with self._told_if_published(draft.post_id):
            route = self._route(draft.post_type)
            original = self._get(f"{route}/{draft.post_id}", {"_fields": ",".join(_COPIED)})
            with _shape_of(original):
                row = _row(original.document())
                fields = {name: row[name]["raw"] if name == "excerpt" else row[name] for name in _COPIED if row.get(name)}
            fields |= {"title": title, "content": body, "status": "draft", "slug": slug}
            answer = self._session.post(self._address(route), fields, {"context": "edit", "_fields": "id"})
            if answer.status != 201:
                self._refuse(answer, _error(answer))
            with _shape_of(answer):
                post_id = int(_row(answer.document())["id"])
            with looking_back("the copy was made, but could not be read back"):
                return self.fetch(post_id)

    def edit_url(self, post_id: int) -> str:
        return f"{self.url}/wp-admin/post.php?post={post_id}&action=edit"

    def _pages(self, post_type: str, since: datetime | None) -> Iterator[tuple[datetime, list[Seen], bool]]:
        """
        The site's clock and the drafts of each page, and whether some of it are kept from this account.

        Pages shift while people save, so the next one is asked for by the time of the last draft seen; by number only
        where a page does not get past the overlap (a hundred drafts of one import share a second), or is empty for this
        account (WordPress counts what it does not show). From there on they come by id, because MariaDB shuffles what
        has the same time from page to page; where one begins beyond what was read, because many left the list, it is read again
        from further ahead.
        """
        after, order, offset, retreats = since - OVERLAP if since else None, "modified", 0, 0
        known: set[int] = set()  # what the pages by id have shown, without a gap
        hidden = False
        while True:
            query: dict[str, str | int] = {"status": ",".join(OPEN), "_fields": "id,modified_gmt,status,author"}
            query |= {"orderby": order, "order": "asc", "per_page": PAGE, "offset": offset}
            if after:
                query["modified_after"] = f"{after:%Y-%m-%dT%H:%M:%S}Z"  # without the Z it would be the site's local time
            answer = self._get(self._route(post_type), query, limit=POLL_LIMIT)
            with _shape_of(answer):
                rows = [_seen(row, post_type) for row in _rows(answer.document())]
                total = _total(answer)
            listed = {one.post_id for one in rows}
            if total is None:  # a proxy has taken it: go on while there is something new
                total = offset + PAGE + bool(listed - known)
            hidden = hidden or len(rows) < min(PAGE, total - offset)
            yield answer.at, [one for one in rows if one.status in OPEN], hidden
            if order == "modified":
                if total <= PAGE:
                    return
                ahead = max((one.modified for one in rows), default=NEVER) - OVERLAP
                if ahead > (after or NEVER):
                    after = ahead
                else:
                    order = "id"
                continue
            if offset and not hidden and not listed & known and retreats < RETREATS:
                offset, retreats = max(0, offset - PAGE), retreats + 1
                continue
            if offset + PAGE >= total:
                return
            known |= listed
            offset += PAGE - PAGES_OVERLAP

    def _called(self, kind: Kind, name: str) -> Iterator[Label]:
        """Who or what may bear this name: what the site's own search finds, in names and slugs, which WordPress keeps escaped."""
        wanted = html.escape(name, quote=False)
        if kind == "author":
            yield from (_label(row) for row in self._users({"search": wanted}))
            return
        query: Params = {"search": wanted, "per_page": PAGE, "_fields": "name,slug"}
        answer = self._get("wp/v2/categories" if kind == "category" else "wp/v2/tags", {"context": "view", **query})
        with _shape_of(answer):
            yield from [_label(row) for row in _rows(answer.document())]

    def _users(self, which: Params) -> list[dict[str, Any]]:
        """
        Id, name and slug of users who may write.

        `who`, which WordPress calls outdated and keeps, shows them to every account that edits posts; without it only those are
        shown who have published something, whatever their role.
        """
        found: list[dict[str, Any]] = []
        for query in ({"who": "authors", **which}, which):
            if not found:
                try:
                    answer = self._get("wp/v2/users", {"context": "view", "per_page": PAGE, "_fields": "id,name,slug", **query})
                except (Misconfigured, GiveUp) as error:
                    raise Misconfigured(f"the names of users are kept from this account; write ids into select.authors: {error}") from None
                with _shape_of(answer):
                    found = _rows(answer.document())
        return found

    def _route(self, post_type: str) -> str:
        if post_type not in self._routes:
            answer = self._get(f"wp/v2/types/{post_type}", {"_fields": "rest_base,rest_namespace"}, expected=(*_NO_TYPE, _NO_ROUTE))
            if answer.status != 200:
                raise Misconfigured(
                    f'{self.url} has no post type "{post_type}" in its REST API; correct post_types, or register the type with show_in_rest'
                )
            with _shape_of(answer):
                row = _row(answer.document())
                self._routes[post_type] = f"{row.get('rest_namespace', 'wp/v2')}/{row['rest_base']}"
        return self._routes[post_type]

    def _address(self, route: str) -> str:
        if not self._base:
            self._base, self._namespaces = find_api(self._session, self.url)
        return self._base + route

    def _autosaves(self, draft: Draft) -> str:
        return f"{self._route(draft.post_type)}/{draft.post_id}/autosaves"

    def _has_guard(self) -> bool:
        """Is the companion plugin there, and does it find a lock that it can rely on?"""
        if self._guarded is None:
            address = self._address(f"{_GUARD}/version")
            answer = self._session.get(address) if _GUARD in self._namespaces else None
            self._guarded = answer is not None and answer.status == 200 and _error(answer).get("refusal") == ""
        return self._guarded

    def _second_way(self) -> Conditional | None:
        """What writes on a condition; None where that is closed, which is asked once, and once an hour again."""
        if self._conditional is None and self._open_conditional and monotonic() >= self._conditional_rests:
            try:
                opened = self._open_conditional()
                opened.account()
                self._conditional = opened
            except Held:  # our own limit says nothing about that way
                raise
            except RedraftError as error:
                self._close_second_way(error)
        return self._conditional

    def _close_second_way(self, error: RedraftError) -> None:
        self._conditional, self._conditional_rests = None, monotonic() + ASK_AGAIN
        log.info("site=%s is written by REST alone, whose writes have no condition: %s", self.name, error)

    @contextmanager
    def _going_second_way(self) -> Iterator[None]:
        """Where that way turns out to be closed, the write goes by REST; not if it may have been made, and a busy site is spared."""
        try:
            yield
        except (Changed, Held):
            raise
        except RedraftError as error:
            self._close_second_way(error)
            if isinstance(error, Busy) or (isinstance(error, Unreachable) and error.perhaps_done):
                raise

    def _write_unless_saved(self, draft: Draft, title: str, body: str) -> Draft | None:
        """
        Look, and write on the condition that nobody has saved since before the look.

        Returns what the site holds, as REST reads it; None if this way is closed, and nothing was written.  Raises as `write`.
        """
        second = self._second_way()
        if second is None or not second.carries(title, body):
            return None
        stamp = accepted = None
        with self._going_second_way():
            stamp = second.last_change(draft.post_id)
        if stamp is None:
            return None
        tags = self._look(draft)
        with self._going_second_way():
            accepted = second.write_unless_saved(draft, stamp, title, body, tags)
        if accepted is None:
            return None
        with looking_back(MADE):
            now = self.fetch(draft.post_id)
            if now.holds(title, body):
                return now
            if now.holds(draft.title, draft.body) and not accepted:
                return None
            if now.holds(draft.title, draft.body) or second.stored_by_us(draft.post_id):
                return now
        raise overtaken(draft.post_id)

    def _look(self, draft: Draft) -> list[int]:
        """
        Look once more, right before a write, and return the tags to write: those that are there and ours, if it is missing.

        Raises as `still_holds`.
        """
        if not self._mark.tag:
            still_holds(self.fetch(draft.post_id), draft)
            return []
        ours = self._tag()
        answer = self._get(f"{self._route(draft.post_type)}/{draft.post_id}", {"_fields": f"{_DRAFT},tags"})
        with _shape_of(answer):
            row = _row(answer.document())
            now, tags = _draft(row), [int(one) for one in row.get("tags", ())]
        still_holds(now, draft)
        return [*tags, ours] if "tags" in row and ours not in tags else []  # pages have none

    def _tag(self) -> int:
        """The id of the tag that marks; it is made if it is missing.  Raises NotAllowed if this account may not."""
        if not self._tag_id:
            name = self._mark.tag
            # To see them for editing, an account would need the right to edit them.
            answer = self._get("wp/v2/tags", {"context": "view", "search": name, "per_page": PAGE, "_fields": "id,name,slug"})
            with _shape_of(answer):
                found = [int(row["id"]) for row in _rows(answer.document()) if _label(row).bears(name)]
            self._tag_id = found[0] if found else self._make_tag(name)
        return self._tag_id

    def _make_tag(self, name: str) -> int:
        answer = self._session.post(self._address("wp/v2/tags"), {"name": name}, {"_fields": "id"})
        said = _error(answer)
        if answer.status == 201:
            with _shape_of(answer):
                return int(_row(answer.document())["id"])
        if said.get("code") == "term_exists":  # somebody was faster, or the search does not find it
            with _shape_of(answer):
                return int(said["data"]["term_id"])
        if answer.status != 403:
            self._refuse(answer, said)
        raise NotAllowed(f'{self.url} lets {self._username} make no tags: make the tag "{name}" in wp-admin, or take mark.tag out')

    def _guarded_marks(self, draft: Draft, body: str) -> dict[str, object]:
        """What the companion plugin leaves on the post under the same lock as the text."""
        marks: dict[str, object] = {"tags": [self._tag()]} if self._mark.tag else {}
        if self._mark.meta:
            changed, passages = _passages(draft.body, body)
            marks["note"] = {"site": self.name, "changed": changed, "of": passages}
        return marks

    def _swap(self, draft: Draft, changes: Mapping[str, object]) -> Draft:
        """
        Compare and swap by the companion plugin: it compares, keeps a revision and writes under one lock.

        Its answer is read under that lock too: what somebody saves afterwards is theirs.
        """
        stored = "\0".join((draft.title, draft.body, draft.status))
        expected = hashlib.sha256(stored.encode("utf-8", "surrogatepass")).hexdigest()
        answer = self._session.post(self._address(f"{_GUARD}/post/{draft.post_id}"), {"expected": expected, **changes})
        if answer.status != 200:
            self._refuse_swap(draft, answer)
        return _stored(answer)

    def _refuse_swap(self, draft: Draft, answer: Answer) -> NoReturn:
        said = _error(answer)
        if answer.status in (409, 412):
            still_holds(self.fetch(draft.post_id), draft)
            raise EditConflict(f"post {draft.post_id} was edited by somebody else meanwhile; it was left alone")
        if answer.status == 423:
            raise Busy(f"somebody has post {draft.post_id} open in an editor; it was left alone", OPEN_EDITOR_PAUSE)
        if said.get("code") == _NO_ROUTE:
            self._guarded = False
            raise TryLater(f"the companion plugin of {self.url} has just been taken out; the next try goes without it")
        self._refuse(answer, said)

    @contextmanager
    def _told_if_published(self, post_id: int) -> Iterator[None]:
        """An account that may not edit what is published hears "forbidden" of a draft that somebody publishes."""
        try:
            yield
        except NotAllowed:
            for post_type in self._post_types:
                address = self._address(f"{self._route(post_type)}/{post_id}")
                if _error(self._session.get(address, {"_fields": "status"})).get("status") == "publish":
                    raise Published(f"post {post_id} is no draft any more (its status is publish); it was left alone") from None
            raise

    def _gone(self, post_id: int) -> Gone:
        return Gone(f"{self.url} has no post {post_id} ({', '.join(self._post_types)}), or it is in the trash")

    def _get(self, route: str, query: Params, *, limit: int = POST_LIMIT, expected: Collection[str] = ()) -> Answer:
        """Answers other than 200 are raised, but for the `expected` codes."""
        answer = self._session.get(self._address(route), {"context": "edit", **query}, limit=limit)
        if answer.status != 200:
            said = _error(answer)
            if said.get("code") not in expected:
                self._refuse(answer, said)
        return answer

    def _post(self, draft: Draft, content: Mapping[str, object]) -> Draft:
        """Update the post and return what WordPress says it stored."""
        address = self._address(f"{self._route(draft.post_type)}/{draft.post_id}")
        answer = self._session.post(address, content, {"context": "edit", "_fields": _DRAFT})
        if answer.status != 200:
            self._refuse(answer, _error(answer))
        with _shape_of(answer):
            return _draft(_row(answer.document()))

    def _refuse(self, answer: Answer, said: Mapping[str, Any]) -> NoReturn:
        """Raise what a refusal means.  A 400 can hide a 401: a stranger's status=draft is an "invalid parameter"."""
        code = str(said.get("code", ""))
        if not _CODE.fullmatch(code):
            code = ""  # not WordPress' own; it may repeat what was sent
        shown = f"HTTP {answer.status}{code and ', '}{code}"
        statuses = {answer.status, *_inner_statuses(said)}
        if 401 in statuses:
            raise LoginRefused(f"{self.url} does not know {self._username}: {_WHY_STRANGER.get(code, _STRANGER)} ({shown})")
        if code in _NO_POST:
            raise Gone(f"{self.url} has no such post any more ({shown})")
        if 403 in statuses:
            needed = "the account needs edit_posts and edit_others_posts"
            raise NotAllowed(f"{self.url} gives {self._username} no right to this ({shown}); {needed}")
        if answer.status in (404, 405, 410):
            remedy = "look for a firewall or a plugin that closes parts of the REST API"
            raise Misconfigured(f"{answer.url} is not served ({shown}); {remedy}")
        raise GiveUp(f"{answer.url} does not accept the request ({shown})")


@contextmanager
def _shape_of(answer: Answer) -> Iterator[None]:
    """JSON of another shape than WordPress': a firewall or a plugin has put its own in place."""
    try:
        yield
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError):
        raise Unreachable(
            f"{answer.url} sent JSON that is not WordPress'; if it stays so, look for a plugin that changes it",
            perhaps_done=answer.wrote,
        ) from None


def _draft(row: Mapping[str, Any]) -> Draft:
    links = row.get("_links")
    return Draft(
        post_id=int(row["id"]),
        post_type=row["type"],
        status=row["status"],
        title=_raw(row, "title"),
        body=_text(row["content"]["raw"]),
        modified=_utc(row["modified_gmt"]),
        author=int(row.get("author") or 0),
        unfiltered=None if links is None else "wp:action-unfiltered-html" in links,
        slug=str(row.get("slug", "")),
    )


def _stored(answer: Answer) -> Draft:
    """What the companion plugin shows: the bytes in the database."""
    with _shape_of(answer):
        row = _row(answer.document())
        return Draft(
            post_id=int(row["id"]),
            post_type=str(row["type"]),
            status=str(row["status"]),
            title=_text(row["title"]),
            body=_text(row["content"]),
            modified=_utc(row["modified_gmt"]),
            author=int(row["author"]),
            unfiltered=bool(row["unfiltered_html"]),
            slug=str(row["slug"]),
        )


def _seen(row: Mapping[str, Any], post_type: str) -> Seen:
    return Seen(int(row["id"]), _utc(row["modified_gmt"]), str(row["status"]), int(row.get("author") or 0), post_type)


def _total(answer: Answer) -> int | None:
    """How many posts a list has, with those that it hides from this account; None if the answer does not tell."""
    if "X-WP-Total" in answer.headers:
        return int(answer.headers["X-WP-Total"])
    return PAGE * int(answer.headers["X-WP-TotalPages"]) if "X-WP-TotalPages" in answer.headers else None


def _label(row: Mapping[str, Any]) -> Label:
    return Label(html.unescape(_text(row["name"])), unquote(_text(row["slug"])))


_BLOCK = re.compile(
    r"<!--.*?-->|</?(?:p|h[1-6]|li|ul|ol|blockquote|figcaption|td|th|pre|div|cite)\b[^>]*>|\n\s*\n", re.DOTALL | re.IGNORECASE
)


def _passages(old: str, new: str) -> tuple[int, int]:
    """
    How many paragraphs have other words now, and how many there are.

    >>> _passages("<p>One.</p><p>Two.</p>", "<p>One.</p><p>The second.</p>")
    (1, 2)
    """
    before, after = ([part.strip() for part in _BLOCK.split(body) if part.strip()] for body in (old, new))
    return sum(1 for part in after if part not in before), len(after)


def _raw(row: Mapping[str, Any], field: str) -> str:
    """The raw text of a field that some post types do without."""
    return _text(row[field]["raw"]) if field in row else ""


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(value)
    return value


def _utc(value: object) -> datetime:
    try:
        return datetime.fromisoformat(str(value)).replace(tzinfo=UTC)
    except ValueError:
        return NEVER


def _row(document: object) -> dict[str, Any]:
    if not isinstance(document, dict):
        raise TypeError(document)
    return document


def _rows(document: object) -> list[dict[str, Any]]:
    if not isinstance(document, list):
        raise TypeError(document)
    return [_row(one) for one in document]


def _error(answer: Answer) -> Mapping[str, Any]:
    """WordPress' own words about a refusal, empty if it was not WordPress that refused."""
    try:
        document = answer.document()
    except RedraftError:
        return {}
    return document if isinstance(document, dict) else {}


def _inner_statuses(said: Mapping[str, Any]) -> Iterator[object]:
    data = said.get("data")
    details = data.get("details") if isinstance(data, dict) else None
    for one in details.values() if isinstance(details, dict) else ():
        if isinstance(one, dict) and isinstance(one.get("data"), dict):
            yield one["data"].get("status")
