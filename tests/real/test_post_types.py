"""Post types of plugins: with REST and without it, with nothing but a text, and one that is not there."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from support.companion import add_code
from support.doors import RestDoor, XmlRpcDoor

from worker.config import Secret, SiteSettings
from worker.demo.lab import WordPress
from worker.errors import Misconfigured
from worker.wordpress import transport
from worker.wordpress.push import replace
from worker.wordpress.xmlrpc import XmlRpcSite

pytestmark = pytest.mark.real

BODY = "<!-- wp:paragraph -->\n<p>The council voted.</p>\n<!-- /wp:paragraph -->"
NEW_BODY = BODY.replace("voted", "decided")
TYPES = """
add_action('init', function () {
    register_post_type('note', ['public' => true, 'show_in_rest' => true, 'supports' => ['editor']]);
    register_post_type('report', ['public' => true, 'supports' => ['title', 'editor', 'revisions']]);  // not in REST
});
"""


@pytest.fixture(params=[RestDoor, XmlRpcDoor])
def door(request: pytest.FixtureRequest, wordpress: WordPress) -> RestDoor:
    open_door: Callable[[WordPress], RestDoor] = request.param
    add_code(wordpress, TYPES, "types.php")
    return open_door(wordpress)


def test_a_type_without_titles_and_revisions_is_listed_read_and_pushed(door: RestDoor) -> None:
    site = door.open("editor", door.wordpress.users["editor"].app_password, ("note",))
    post_id = door.add("", BODY, post_type="note")
    assert [seen.post_id for seen in site.changed(None).seen] == [post_id]
    draft = site.fetch(post_id)
    assert (draft.post_type, draft.title, draft.body) == ("note", "", BODY)
    before = door.all_but_the_text(post_id)
    replace(site, draft, "", NEW_BODY)
    assert door.held(post_id) == ("draft", "", NEW_BODY)
    assert door.all_but_the_text(post_id) == before


def test_a_type_that_the_site_does_not_have_is_named(door: RestDoor) -> None:
    site = door.open("editor", door.wordpress.users["editor"].app_password, ("post", "no-such-type"))
    with pytest.raises(Misconfigured, match=r'no post type "no-such-type".*correct post_types'):
        site.changed(None)


def test_a_type_that_is_not_in_rest_is_named_by_rest_and_served_by_xml_rpc(door: RestDoor) -> None:
    site = door.open("editor", door.wordpress.users["editor"].app_password, ("report",))
    post_id = door.add("Old", BODY, post_type="report")
    if isinstance(door, XmlRpcDoor):
        assert [seen.post_id for seen in site.changed(None).seen] == [post_id]
        replace(site, site.fetch(post_id), "New", NEW_BODY)
        assert door.held(post_id) == ("draft", "New", NEW_BODY)
        return
    with pytest.raises(Misconfigured, match=r'no post type "report" in its REST API.*show_in_rest'):
        site.changed(None)


@pytest.mark.parametrize("door", [RestDoor], indirect=True)
def test_auto_reaches_a_type_that_is_not_in_rest_by_xml_rpc(door: RestDoor) -> None:
    given = {"name": "blog", "url": door.wordpress.url, "username": "editor", "password_env": "P", "post_types": ["report"]}
    settings = SiteSettings.model_validate(given | {"transport": "auto"})
    site = transport.connect(settings, Secret(door.wordpress.users["editor"].app_password))
    assert isinstance(site, XmlRpcSite)
