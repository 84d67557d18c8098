"""Which door of a site is used: REST where it lets us in, else XML-RPC; for a guarded write, both."""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from worker.config import Secret, SiteSettings
from worker.errors import Misconfigured
from worker.wordpress import rest
from worker.wordpress.http import Pace, unhurried
from worker.wordpress.site import Site

if TYPE_CHECKING:
    from worker.wordpress.xmlrpc import XmlRpcSite

log = logging.getLogger("redraft")


def connect(settings: SiteSettings, password: Secret, pace: Pace = unhurried) -> Site:
    """
    Open the door that `transport` names; for "auto" the first of REST and XML-RPC that proves the credentials.

    A web server that strips the Authorization header, or a plugin that closes the REST API, often leaves XML-RPC open. A site that
    is only out of reach for now is not asked at its other door. Raises as Site.changed does for "auto", with what each door said.

    With "auto" REST reads and XML-RPC writes, if it is open: it alone lets WordPress compare right before it stores. With "rest"
    xmlrpc.php is never asked for, since there are firewalls that block whoever does.
    """
    if settings.transport == "xmlrpc":
        return _by_xmlrpc(settings, password, pace)
    if settings.transport == "rest":
        return rest.connect(settings, password, pace=pace)
    first = rest.connect(settings, password, lambda: _by_xmlrpc(settings, password, pace), pace)
    try:
        _prove(first)
    except Misconfigured as refused:
        second = _by_xmlrpc(settings, password, pace)
        try:
            _prove(second)
        except Misconfigured as error:
            raise type(refused)(f"{refused}; and by XML-RPC: {error}") from None
        log.info("site=%s is reached by XML-RPC, because REST answered: %s", settings.name, refused)
        return second
    return first


def _prove(site: Site) -> None:
    """List the drafts of this second.  Not `account`: plugins that hide the users of a site close that route for all."""
    site.changed(datetime.now(UTC))


def _by_xmlrpc(settings: SiteSettings, password: Secret, pace: Pace) -> XmlRpcSite:
    from worker.wordpress import xmlrpc  # here, so that sites with REST do not wait for its library

    return xmlrpc.connect(settings, password, pace)
