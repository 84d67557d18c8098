"""A WordPress in memory that keeps the contract of `worker.wordpress.site.Site`, with people and faults."""

from __future__ import annotations

import copy
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from worker.errors import Gone, LoginRefused, RedraftError, Unreachable
from worker.wordpress.site import OPEN, Account, Draft, Kind, Label, Poll, Seen, Terms, overtaken, still_holds

EDITOR, AUTHOR = 2, 3  # ids of users: Redraft's own, and the one who writes
USERS = {EDITOR: Label("Redraft", "redraft"), AUTHOR: Label("Author", "author")}
UNCATEGORIZED = Label("Uncategorized", "uncategorized")  # in which WordPress files what is in no other category


@dataclass
class _Post:
    draft: Draft
    revisions: list[tuple[str, str]] = field(default_factory=list)
    autosaves: dict[int, tuple[str, str]] = field(default_factory=dict)  # one a user
    terms: Terms = field(default_factory=Terms)


class MemorySite:
    """
    Implements `Site` and `Beside` as WordPress would.

    Inserting a post makes no revision; an update stores the text it wrote as one, if the last one differs by more than
    white space; times have whole seconds and every update moves them; an account without `unfiltered` has its markup
    filtered at every save, also by an empty update; an autosave by the author of a draft overwrites it. The clock
    stands still until `now` is moved.
    """

    def __init__(
        self,
        name: str = "blog",
        url: str = "https://blog.example",
        post_types: tuple[str, ...] = ("post",),
        *,
        unfiltered: bool = True,
        now: datetime = datetime(2026, 3, 1, 12, 0, tzinfo=UTC),
    ) -> None:
        self.name = name
        self.url = url
        self.now = now
        self.unfiltered = unfiltered
        self.sees_others = True  # False: the account may edit its own drafts only
        self.known = True  # False: the password is wrong
        self._post_types = post_types
        self._posts: dict[int, _Post] = {}
        self._next_id = 1
        self._errors: list[RedraftError] = []
        self._lost: list[bool] = []
        self._harms: list[Callable[[str], str]] = []
        self._before_write: list[Callable[[], object]] = []
        self._after_write: list[Callable[[], object]] = []

    # What Redraft may do.

    def account(self) -> Account:
        self._enter()
        able = {"edit_posts", "edit_others_posts"} | ({"unfiltered_html"} if self.unfiltered else set())
        return Account(EDITOR, "Redraft", ("editor",), frozenset(able))

    def changed(self, since: datetime | None) -> Poll:
        self._enter()
        drafts = [post.draft for post in self._posts.values()]
        seen = [
            Seen(draft.post_id, draft.modified, draft.status, draft.author, draft.post_type)
            for draft in drafts
            if draft.post_type in self._post_types and draft.status in OPEN and (since is None or draft.modified >= since)
        ]
        shown = [one for one in seen if self.sees_others or one.author == EDITOR]
        return Poll(tuple(sorted(shown, key=lambda one: (one.modified, one.post_id))), self._stamp(), len(shown) < len(seen))

    def fetch(self, post_id: int) -> Draft:
        self._enter()
        return self._held(post_id)

    def terms(self, draft: Draft) -> Terms:
        self._enter()
        self._held(draft.post_id)
        return self._posts[draft.post_id].terms

    def author(self, user_id: int) -> Label:
        self._enter()
        return USERS.get(user_id, Label("", ""))

    def unknown(self, kind: Kind, names: Sequence[str]) -> tuple[str, ...]:
        self._enter()
        filed = [post.terms for post in self._posts.values()]
        there = {
            "author": list(USERS.values()),
            "category": [UNCATEGORIZED, *(label for terms in filed for label in terms.categories)],
            "tag": [label for terms in filed for label in terms.tags],
        }
        return tuple(name for name in names if not any(label.bears(name) for label in there[kind]))

    def has_revision_of(self, draft: Draft) -> bool:
        self._enter()
        self._held(draft.post_id)
        return (draft.title, draft.body) in self._posts[draft.post_id].revisions

    def keep_revision(self, draft: Draft) -> None:
        self._enter()
        held = self._held(draft.post_id)
        self._update(draft.post_id, held.title, held.body)

    def write(self, draft: Draft, title: str, body: str) -> Draft:
        self._enter()
        self._run(self._before_write)
        still_holds(self._held(draft.post_id), draft)
        try:
            stored = self._update(draft.post_id, title, body)
        finally:
            self._run(self._after_write)
        now = self._held(draft.post_id)
        if not now.holds(stored.title, stored.body):
            raise overtaken(draft.post_id)
        return now

    def suggestion(self, draft: Draft, by: int) -> tuple[str, str] | None:
        self._enter()
        self._held(draft.post_id)
        return self._posts[draft.post_id].autosaves.get(by)

    def suggest(self, draft: Draft, title: str, body: str) -> None:
        self._enter()
        self._run(self._before_write)
        held = self._held(draft.post_id)
        if held.author == EDITOR and held.status == "draft":
            self._update(draft.post_id, title, body)
            return
        if held.holds(title, body) and EDITOR in self._posts[draft.post_id].autosaves:
            return
        self._answered(lambda: self._posts[draft.post_id].autosaves.__setitem__(EDITOR, (title.strip(), self._stored(body))))

    def with_slug(self, post_type: str, slug: str) -> Draft | None:
        self._enter()
        drafts = [post.draft for post in self._posts.values()]
        found = (one for one in drafts if (one.post_type, one.slug) == (post_type, slug) and one.status != "trash")
        return next(found, None)

    def copy(self, draft: Draft, slug: str, title: str, body: str) -> Draft:
        self._enter()
        self._run(self._before_write)
        self._held(draft.post_id)
        post_id = self._next_id
        self._answered(lambda: self.add(title.strip(), self._stored(body), post_type=draft.post_type, author=EDITOR, slug=slug))
        return self._held(post_id)

    def edit_url(self, post_id: int) -> str:
        return f"{self.url}/wp-admin/post.php?post={post_id}&action=edit"

    # What people do.

    def add(
        self,
        title: str,
        body: str,
        *,
        status: str = "draft",
        post_type: str = "post",
        author: int = AUTHOR,
        revision: bool = False,
        slug: str = "",
        modified: datetime | None = None,
        categories: Sequence[str] = (),
        tags: Sequence[str] = (),
    ) -> int:
        """
        A new post's id.  `modified`: of an import.

        `revision`: it was written in the block editor, which leaves one; an API leaves none.
        """
        post_id = self._next_id
        self._next_id += 1
        draft = Draft(post_id, post_type, status, title, body, modified or self._stamp(), author, self.unfiltered, slug)
        filed = _terms(categories, tags) if post_type == "post" else Terms()
        self._posts[post_id] = _Post(draft, [(title, body)] if revision else [], terms=filed)
        return post_id

    def person_files(self, post_id: int, *, categories: Sequence[str] = (), tags: Sequence[str] = ()) -> None:
        """A save that changes nothing but categories and tags."""
        self._posts[post_id].terms = _terms(categories, tags)
        self.person_saves(post_id)

    def person_saves(self, post_id: int, *, title: str | None = None, body: str | None = None, status: str | None = None) -> None:
        post = self._posts[post_id]
        held = post.draft
        post.draft = replace(
            held,
            title=held.title if title is None else title,
            body=held.body if body is None else body,
            status=status or held.status,
            modified=self._stamp(),
        )
        self._revise(post)

    def add_old(self, times: Sequence[datetime]) -> list[int]:
        """Drafts that were last changed at these times."""
        ids = [self.add(f"Old {number}", "<p>Old.</p>") for number in range(len(times))]
        for post_id, time in zip(ids, times, strict=True):
            self._posts[post_id].draft = replace(self._posts[post_id].draft, modified=time)
        return ids

    def database_sets(self, post_id: int, status: str) -> None:
        """A plugin that goes past WordPress: no time moves."""
        self._posts[post_id].draft = replace(self._posts[post_id].draft, status=status)

    def person_publishes(self, post_id: int) -> None:
        self.person_saves(post_id, status="publish")

    def person_trashes(self, post_id: int) -> None:
        self.person_saves(post_id, status="trash")

    def person_deletes(self, post_id: int) -> None:
        del self._posts[post_id]

    def person_renames(self, post_id: int, slug: str) -> None:
        self._posts[post_id].draft = replace(self._posts[post_id].draft, slug=slug)

    def person_discards(self, post_id: int) -> None:
        """The suggestion: WordPress deletes it when the editor is opened after a later save."""
        self._posts[post_id].autosaves.clear()

    def advance(self, time: timedelta) -> None:
        self.now += time

    # What a test looks at.

    def revisions(self, post_id: int) -> list[tuple[str, str]]:
        """Title and body of each, oldest first."""
        return list(self._posts[post_id].revisions)

    def held(self, post_id: int) -> Draft:
        """What the database holds, in the trash as well; no fault keeps a test from seeing it."""
        return self._posts[post_id].draft

    def stranger(self) -> MemorySite:
        """The same site through a wrong password."""
        door = copy.copy(self)
        door.known = False
        return door

    def without_unfiltered_html(self) -> MemorySite:
        """The same site through an account whose markup is filtered."""
        door = copy.copy(self)
        door.unfiltered = False
        return door

    def of_types(self, *post_types: str) -> MemorySite:
        """The same site, asked for other post types."""
        door = copy.copy(self)
        door._post_types = post_types
        return door

    # What goes wrong.

    def fails_with(self, *errors: RedraftError) -> None:
        """The next calls raise these, one each, and do nothing."""
        self._errors += errors

    def loses_answers(self, *committed: bool) -> None:
        """The answers to the next updates are lost, one each; the update was made where `committed`."""
        self._lost += committed

    def harms(self, *changes: Callable[[str], str]) -> None:
        """The next updates store what these make of the body, one each."""
        self._harms += changes

    def before_write(self, act: Callable[[], object]) -> None:
        """Somebody acts just before the next write looks once more."""
        self._before_write.append(act)

    def after_write(self, act: Callable[[], object]) -> None:
        """Somebody acts between the next write, its answer lost or not, and whatever looks at the site next."""
        self._after_write.append(act)

    def _enter(self) -> None:
        if self._errors:
            raise self._errors.pop(0)
        if not self.known:
            raise LoginRefused(f"{self.url} does not know this account")

    def _held(self, post_id: int) -> Draft:
        post = self._posts.get(post_id)
        if post is None or post.draft.status == "trash" or post.draft.post_type not in self._post_types:
            raise Gone(f"{self.url} has no post {post_id}")
        return replace(post.draft, unfiltered=self.unfiltered)

    def _update(self, post_id: int, title: str, body: str) -> Draft:
        def update() -> None:
            post = self._posts[post_id]
            post.draft = replace(post.draft, title=title.strip(), body=self._stored(body), modified=self._stamp())
            self._revise(post)

        self._answered(update)
        return self._posts[post_id].draft

    def _answered(self, act: Callable[[], object]) -> None:
        """Act, and answer, unless that is the answer, or the request, that is lost."""
        committed = self._lost.pop(0) if self._lost else None
        if committed is not False:
            act()
        if committed is not None:
            raise Unreachable("the answer was lost", perhaps_done=True)

    def _stored(self, body: str) -> str:
        """What this site makes of a body."""
        harm = self._harms.pop(0) if self._harms else (lambda text: text) if self.unfiltered else kses
        return harm(body)

    def _revise(self, post: _Post) -> None:
        new = (post.draft.title, post.draft.body)
        if not post.revisions or _normal(post.revisions[-1]) != _normal(new):
            post.revisions.append(new)

    def _stamp(self) -> datetime:
        return self.now.replace(microsecond=0)

    @staticmethod
    def _run(acts: list[Callable[[], object]]) -> None:
        while acts:
            acts.pop(0)()


def _terms(categories: Sequence[str], tags: Sequence[str]) -> Terms:
    filed = (tuple(Label(name, name.lower().replace(" ", "-")) for name in names) for names in (categories, tags))
    return Terms(*filed) if categories else Terms((UNCATEGORIZED,), tuple(filed)[1])


def kses(body: str) -> str:
    """What WordPress takes from an account without `unfiltered_html`: the tags go, their text stays."""
    return re.sub(r"</?(?:script|style|iframe|form|input|svg)\b[^>]*>", "", body)


def _normal(revision: tuple[str, str]) -> list[str]:
    """What normalize_whitespace() of WordPress leaves: revisions that are equal then are not worth keeping."""
    return [re.sub(r"[ \t]+", " ", re.sub(r"\n+", "\n", text.strip().replace("\r", "\n"))) for text in revision]
