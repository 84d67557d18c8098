"""The port: one WordPress site, what it says and what can go wrong.  REST and XML-RPC are its two doors."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal, Protocol, runtime_checkable

from worker.errors import EditConflict, Gone, Overtaken, Published, TryLater, Unreachable

OPEN = ("draft", "pending")  # the statuses Redraft works on; in every other one a post is left alone
OVERLAP = timedelta(seconds=2)  # of two polls: times have a one-second grain, and a save is visible a moment after its stamp
RETREATS = 50  # pages of one list that may be read again from further ahead: no people are that quick, it is no list of drafts
NEVER = datetime(1970, 1, 1, tzinfo=UTC)  # stands for the dates that imports leave empty
MADE = "the write was made, but could not be read back"


@dataclass(frozen=True, slots=True)
class Draft:
    """A post as the site holds it, in any status; Redraft only writes to "draft" and "pending"."""

    post_id: int
    post_type: str  # "post", "page", or a custom type's name
    status: str
    title: str  # raw, not the rendered title
    body: str  # raw HTML with its block comments, exactly as the API returned it
    modified: datetime  # aware, UTC, whole seconds
    author: int  # the user's id on that site, 0 if the door does not tell
    unfiltered: bool | None = None  # may this account store any HTML here?  None where the door does not tell
    slug: str = ""  # "" if it has none yet, or the door does not tell

    def holds(self, title: str, body: str) -> bool:
        """Is this title and body what the site holds?"""
        return self.body == body and _trimmed(self.title) == _trimmed(title)


def _trimmed(title: str) -> str:
    """WordPress trims a title at every save, so blanks around it are no difference (PHP's trim, title_save_pre)."""
    return title.strip(" \t\n\r\0\v")


def still_holds(now: Draft, base: Draft) -> None:
    """
    Refuse to go on unless the site still holds `base`: its title, body and status.

    The time is not asked: it has a one-second grain, and a save that changes nothing moves it. Raises Gone, Published
    or EditConflict.
    """
    post = f"post {base.post_id}"
    if now.status == "trash":
        raise Gone(f"{post} is in the trash; restore it in wp-admin if it should be revised")
    if now.status not in OPEN:
        raise Published(f"{post} is no draft any more (its status is {now.status}); it was left alone")
    if now.status != base.status:
        raise EditConflict(f'{post} went from "{base.status}" to "{now.status}" meanwhile; it was left alone')
    if not now.holds(base.title, base.body):
        raise EditConflict(f"{post} was edited by somebody else meanwhile; it was left alone")


@contextmanager
def looking_back(after: str) -> Iterator[None]:
    """Of looks at the site after a write, which `after` tells: one that fails for now must not hide that the write may have been made."""
    try:
        yield
    except TryLater as error:
        raise Unreachable(f"{after}: {error}", perhaps_done=True) from error


def overtaken(post_id: int) -> Overtaken:
    """What a write ends with that was made, where a person saved before it could be read back."""
    return Overtaken(f"post {post_id} was saved by somebody else right after the write; it was left alone")


@dataclass(frozen=True, slots=True)
class Label:
    """A category, a tag or a user: the name that people see, and the slug; for a user's a door may tell the log-in name."""

    name: str
    slug: str

    def bears(self, name: str) -> bool:
        """
        Is it the one that a person calls so?  Capitals, blanks and what a log-in name loses in a slug make no difference.

        >>> Label("Ann Smith", "ann-smith").bears("ANN.SMITH"), Label("C++", "c-2").bears("C")
        (True, False)
        """
        wanted, held = _folded(name), (_folded(self.name), _folded(self.slug))
        return bool(wanted) and (wanted in held or _slug(wanted) == _slug(self.slug) != "")


def _folded(name: str) -> str:
    return " ".join(name.casefold().split())


def _slug(name: str) -> str:
    """As WordPress makes one of a log-in name, which is ASCII (sanitize_title); "" for what it would encode."""
    return re.sub(r"[ .-]+", "-", re.sub(r"[^a-z0-9 ._-]", "", _folded(name))).strip("-") if name.isascii() else ""


@dataclass(frozen=True, slots=True)
class Terms:
    """By what people have filed a post; none for a type that has neither."""

    categories: tuple[Label, ...] = ()
    tags: tuple[Label, ...] = ()


Kind = Literal["category", "tag", "author"]


@dataclass(frozen=True, slots=True)
class Seen:
    """One line of a poll: enough to decide whether to fetch."""

    post_id: int
    modified: datetime  # aware, UTC
    status: str
    author: int
    post_type: str = "post"


@dataclass(frozen=True, slots=True)
class Poll:
    """What one look at the list of drafts gave."""

    seen: tuple[Seen, ...]  # by ascending (modified, post_id), no post twice
    at: datetime  # the site's own clock (its Date header), aware, UTC: compare `modified` with this, never with ours
    hidden: bool = False  # there may be drafts that this account is not shown


@dataclass(frozen=True, slots=True)
class Account:
    """Who the credentials belong to, proved by the site."""

    user_id: int
    name: str
    roles: tuple[str, ...]
    capabilities: frozenset[str]


class Site(Protocol):
    """
    One WordPress site.

    Any call may raise TryLater (Unreachable, Busy), LoginRefused or NotAllowed.  Where the site has the companion plugin,
    a door may use it: then nobody's save can come between the comparison and the write of `write` and `keep_revision`,
    which raise Busy while somebody has the draft open in an editor.
    """

    @property
    def name(self) -> str:
        """The name of its configuration file."""
        ...

    @property
    def url(self) -> str:
        """Its address, without a trailing slash."""
        ...

    def account(self) -> Account:
        """Prove the credentials and say whose they are.  Raises LoginRefused when the site treats us as a stranger."""
        ...

    def changed(self, since: datetime | None) -> Poll:
        """
        List the posts in status draft or pending, of the configured types, modified at or after `since`; all for None.

        Some from just before `since` may be among them: times have a one-second grain, and a save shows a moment after
        its own time.
        """
        ...

    def fetch(self, post_id: int) -> Draft:
        """Read one post of a configured type, in any status.  Raises Gone if there is none, or it is in the trash."""
        ...

    def terms(self, draft: Draft) -> Terms:
        """The categories and tags that the post has now.  Raises as `fetch` does."""
        ...

    def author(self, user_id: int) -> Label:
        """
        Who the user is, as the site said when it was first asked; both parts are empty for one who is gone.

        Raises Misconfigured if this account is not told the names of users.
        """
        ...

    def unknown(self, kind: Kind, names: Sequence[str]) -> tuple[str, ...]:
        """Those of the names and slugs that the site knows no category, tag or author by.  Raises as `author` does."""
        ...

    def has_revision_of(self, draft: Draft) -> bool:
        """Does a revision on the site hold exactly this title and body?"""
        ...

    def keep_revision(self, draft: Draft) -> None:
        """
        Make WordPress store the present content as a revision, by an empty update.

        It moves the modification time, and nothing else unless the account lacks `unfiltered_html`: then kses runs.
        """
        ...

    def write(self, draft: Draft, title: str, body: str) -> Draft:
        """
        Look once more and, if the site still holds `draft` (title, body, status), store title and body, nothing else.

        Returns what the site now holds, read back after the write: something else than was sent if the site harmed it.
        Raises EditConflict if the site holds something else before the write, Overtaken if somebody saved right after it;
        Published or Gone if it is no draft any more; Unreachable with `perhaps_done` if the answer to the write, or the
        read after it, was lost.
        """
        ...

    def edit_url(self, post_id: int) -> str:
        """The address at which a person opens the post in wp-admin."""
        ...


@runtime_checkable
class Beside(Protocol):
    """What a door may offer besides: to put a text beside a draft, which itself stays as it is."""

    def suggestion(self, draft: Draft, by: int) -> tuple[str, str] | None:
        """Title and body of the autosave that this user has of the post; None if there is none."""
        ...

    def suggest(self, draft: Draft, title: str, body: str) -> None:
        """
        Store an autosave of the post for our account, in the place of an older one of ours.

        Never call it for a draft of our own: WordPress would overwrite it. Raises Unreachable with `perhaps_done` if
        the answer was lost. An older one stays as it is, or goes (WordPress 6.1), if the post itself holds this text.
        """
        ...

    def with_slug(self, post_type: str, slug: str) -> Draft | None:
        """The post of this type and slug in any status, but not from the trash; None if there is none."""
        ...

    def copy(self, draft: Draft, slug: str, title: str, body: str) -> Draft:
        """
        Make a new draft with this slug and text, and with the excerpt, categories, tags and image of `draft`.

        Not to be repeated blindly: a second call makes a second post. Returns it as read back. Raises Unreachable with
        `perhaps_done` if the answer was lost.
        """
        ...
