"""A site whose REST API is closed to us is reached by XML-RPC, and what neither door allows is told in one line."""

from __future__ import annotations

import pytest
from support.companion import add_code

from worker.config import Secret, SiteSettings
from worker.demo.lab import WordPress
from worker.errors import GiveUp, LoginRefused, Misconfigured, NotAllowed
from worker.wordpress import transport
from worker.wordpress.push import replace
from worker.wordpress.rest import RestSite
from worker.wordpress.xmlrpc import XmlRpcSite

pytestmark = pytest.mark.real

REST_CLOSED = "add_filter('rest_authentication_errors', fn() => new WP_Error('closed', 'Closed.', ['status' => 401]));"
XMLRPC_OFF = "add_filter('xmlrpc_enabled', '__return_false');"
USERS_HIDDEN = """
add_filter('rest_endpoints', fn($routes) => array_filter($routes, fn($route) => !str_contains($route, '/users'), ARRAY_FILTER_USE_KEY));
"""
BODY = "<!-- wp:paragraph -->\n<p>The council met on Monday.</p>\n<!-- /wp:paragraph -->"

DRAFT = f"['post_title' => 'Old', 'post_content' => '{BODY}', 'post_status' => 'draft', 'post_author' => 4]"


def settings(wordpress: WordPress, way: str = "auto") -> SiteSettings:
    given = {"name": "blog", "url": wordpress.url, "username": "editor", "password_env": "BLOG_PASSWORD", "transport": way}
    return SiteSettings.model_validate(given)


def password(wordpress: WordPress) -> Secret:
    return Secret(wordpress.users["editor"].app_password)


def test_a_site_that_lets_us_in_by_rest_is_reached_by_rest(wordpress: WordPress) -> None:
    assert isinstance(transport.connect(settings(wordpress), password(wordpress)), RestSite)


def test_a_site_that_hides_its_users_is_reached_by_rest_all_the_same(wordpress: WordPress) -> None:
    add_code(wordpress, USERS_HIDDEN + XMLRPC_OFF)
    site = transport.connect(settings(wordpress), password(wordpress))
    assert isinstance(site, RestSite)
    assert site.changed(None).at


def test_the_log_in_password_opens_the_door_of_xml_rpc(wordpress: WordPress) -> None:
    site = transport.connect(settings(wordpress), Secret(wordpress.users["editor"].password))
    assert isinstance(site, XmlRpcSite)
    assert site.account().roles == ("editor",)


@pytest.mark.parametrize("has_revision", [False, True])
def test_a_draft_whose_template_the_theme_lacks_loses_nothing(wordpress: WordPress, has_revision: bool) -> None:
    """WordPress stores such a post, keeps no revision of it, and then reports a failure."""
    post = int(wordpress.php(f"echo wp_insert_post({DRAFT});"))
    if has_revision:
        wordpress.php(f"wp_save_post_revision({post});")
    wordpress.php(f"update_post_meta({post}, '_wp_page_template', 'of-another-theme.php');")
    site = transport.connect(settings(wordpress, "xmlrpc"), password(wordpress))
    revised = BODY.replace("met", "came together")
    if has_revision:
        assert replace(site, site.fetch(post), "New", revised).holds("New", revised)
    else:
        with pytest.raises(GiveUp, match="template"):
            replace(site, site.fetch(post), "New", revised)
        assert site.fetch(post).holds("Old", BODY)
    assert wordpress.php(f"echo get_post_meta({post}, '_wp_page_template', true);") == "of-another-theme.php"


def test_where_rest_is_closed_a_draft_is_revised_by_xml_rpc(wordpress: WordPress, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO", "redraft")
    add_code(wordpress, REST_CLOSED)
    post = int(wordpress.php(f"echo wp_insert_post({DRAFT});"))
    site = transport.connect(settings(wordpress), password(wordpress))
    assert isinstance(site, XmlRpcSite)
    assert "is reached by XML-RPC, because REST answered" in caplog.text
    replace(site, site.fetch(post), "New", BODY.replace("met", "came together"))
    assert "came together on Monday" in wordpress.php(f"echo get_post({post})->post_content;")
    assert wordpress.php(f"echo get_post({post})->post_status;") == "draft"


def test_the_door_that_is_named_is_the_only_one_that_is_tried(wordpress: WordPress) -> None:
    add_code(wordpress, REST_CLOSED)
    with pytest.raises(Misconfigured):
        transport.connect(settings(wordpress, "rest"), password(wordpress)).account()
    site = transport.connect(settings(wordpress, "xmlrpc"), password(wordpress))
    assert site.account().name


def test_xml_rpc_that_is_switched_off_says_what_to_switch_on(wordpress: WordPress) -> None:
    add_code(wordpress, XMLRPC_OFF)
    with pytest.raises(NotAllowed, match="XML-RPC is switched off"):
        transport.connect(settings(wordpress, "xmlrpc"), password(wordpress)).account()


def test_where_both_doors_are_closed_one_line_says_what_each_answered(wordpress: WordPress) -> None:
    with pytest.raises(LoginRefused, match=r"does not know editor.*and by XML-RPC.*does not know editor") as refused:
        transport.connect(settings(wordpress), Secret("not the application password"))
    assert "\n" not in str(refused.value)
