"""Where a site's REST API is: with pretty permalinks or plain ones, in a folder, with another prefix than wp-json."""

from __future__ import annotations

import re
from urllib.parse import urljoin, urlsplit

from worker.errors import Misconfigured, RedraftError, Unreachable
from worker.wordpress.http import Answer, Session

# https://developer.wordpress.org/rest-api/using-the-rest-api/discovery/
_LINK = re.compile(r"""<([^>]*)>\s*;\s*rel=["']?https://api\.w\.org/""")


def rest_base(session: Session, url: str) -> str:
    """The address to which a route such as "wp/v2/posts" is appended, see `find_api`."""
    return find_api(session, url)[0]


def find_api(session: Session, url: str) -> tuple[str, frozenset[str]]:
    """
    The address to which a route such as "wp/v2/posts" is appended, and the namespaces there, found by asking the site.

    The site may say where its API is, but never on which host: credentials go to the host that a person configured, and
    nowhere else. An API that refuses us tells no namespaces. Raises Misconfigured if there is no API, and whatever the session raises.
    """
    tried = dict.fromkeys([*_announced(session, url), f"{url}/wp-json/", f"{url}/?rest_route=/"])
    refused: Misconfigured | None = None
    for base in tried:
        try:
            namespaces = _namespaces(session.get(base, {"_fields": "namespaces"}))
            if namespaces is not None:
                return base, namespaces
        except Misconfigured as error:
            refused = refused or error
    raise refused or Misconfigured(
        f"{url} has no REST API at {' or '.join(tried)}; correct the site's url, or find the plugin or firewall that switches the API off"
    )


def _announced(session: Session, url: str) -> list[str]:
    try:
        link = session.get(f"{url}/", method="HEAD").headers.get("Link", "")
    except RedraftError:
        # The front page may be closed, slow or on another host (a headless site); the API speaks for itself.
        return []
    found = _LINK.search(link)
    if found is None:
        return []
    parts = urlsplit(urljoin(f"{url}/", found[1]))
    return [urljoin(url, parts.path + (f"?{parts.query}" if parts.query else ""))]


def _namespaces(answer: Answer) -> frozenset[str] | None:
    """None if this is not WordPress' API.  It may refuse us: then the next request says so in full."""
    try:
        document = answer.document()
    except Unreachable:
        return None
    if not isinstance(document, dict):
        return None
    told = document.get("namespaces", ())
    if "wp/v2" in told:
        return frozenset(str(one) for one in told)
    return frozenset() if answer.status in (401, 403) and "code" in document else None
