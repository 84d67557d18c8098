"""
The doctor on real servers: each is broken in one way, the finding is read, what it prints is put where it says, and
the same check is green.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from typing import Any

import pytest
from support import web_servers

from worker.config import Secret, SiteSettings
from worker.demo.lab import WordPress
from worker.finding import Finding, Remedy
from worker.wordpress import doctor

pytestmark = pytest.mark.real


@pytest.fixture
def site(wordpress: WordPress) -> Iterator[WordPress]:
    """A WordPress whose wp-config.php is afterwards what it was."""
    file = wordpress.lab.root / "wp-config.php"
    before = file.read_text()
    yield wordpress
    file.write_text(before)
    (wordpress.lab.root / ".maintenance").unlink(missing_ok=True)


@pytest.fixture(scope="session")
def servers() -> None:
    if not web_servers.install():
        missing = f"no Apache or nginx; Debian: apt-get install {' '.join(web_servers.PACKAGES)}"
        pytest.fail(missing) if "CI" in os.environ else pytest.skip(missing)


def examine(site: WordPress, user: str = "editor", *, url: str = "", password: str = "", **given: Any) -> dict[str, Finding]:
    types = given.pop("types", ("post",))
    settings = SiteSettings(name="blog", url=url or site.url, username=user, password_env="BLOG_PASSWORD", post_types=types)
    secret = Secret(password or site.users[user].app_password)
    return {found.check: found for found in doctor.examine(settings, secret, **given)}


def bad(findings: dict[str, Finding]) -> dict[str, str]:
    return {check: found.level for check, found in findings.items() if found.level != "ok"}


def apply(site: WordPress, remedy: Remedy) -> None:
    """Paste a text literally where it says."""
    place = remedy.into.split()[0].rstrip(",;")
    target = site.lab.root / place
    if place.startswith("wp-content/"):
        target.write_text(remedy.text)
    elif place == "wp-config.php":
        add_to_config(site, remedy.text)
    else:
        raise AssertionError(f"nothing knows where {remedy.into} is")


def add_to_config(site: WordPress, text: str) -> None:
    """Above the line with wp-settings.php, in the place of a line that defines the same."""
    target = site.lab.root / "wp-config.php"
    config = target.read_text()
    for name in re.findall(r"define\('(\w+)'", text):
        config = re.sub(rf"(?m)^define\('{name}'.*\n", "", config)
    target.write_text(config.replace("if (!defined('ABSPATH'))", f"{text}if (!defined('ABSPATH'))"))


def plugin(site: WordPress, code: str) -> None:
    (site.lab.root / "wp-content/mu-plugins/house.php").write_text(f"<?php\n{code}")


@pytest.mark.parametrize("wordpress_version", ["6.8", "7.1"])
def test_a_sound_site_is_green_and_holds_nothing_of_the_write_test_afterwards(site: WordPress) -> None:
    count = 'echo $wpdb->get_var("SELECT COUNT(*) FROM $wpdb->posts");'
    before = site.php(count)
    findings = examine(site, write_test=True)
    assert bad(findings) == {}
    assert {"write test", "markup", "body size", "revisions"} <= findings.keys()
    assert site.php(count) == before


def test_a_doctor_without_a_write_test_leaves_the_database_as_it_is(site: WordPress) -> None:
    rows = 'echo md5(serialize($wpdb->get_results("SELECT * FROM $wpdb->posts")));'
    before = site.php(rows)
    examine(site)
    assert site.php(rows) == before


def test_plain_permalinks_are_no_obstacle(site: WordPress) -> None:
    site.php("update_option('permalink_structure', '');")
    findings = examine(site)
    assert bad(findings) == {}
    assert "plain permalinks" in findings["REST base"].means


@pytest.mark.parametrize(
    ("broken", "check", "level"),
    [
        ("add_filter('wp_is_application_passwords_available', '__return_false');", "application passwords", "fail"),
        ("add_filter('xmlrpc_enabled', '__return_false');", "XML-RPC", "ok"),
        (
            "add_action('init', fn () => register_post_type('news', ['public' => true, 'supports' => ['title', 'editor', 'revisions']]));",
            "post type news",
            "fail",
        ),
        (
            "add_action('init', fn () => register_post_type('news', ['public' => true, 'show_in_rest' => true, "
            "'supports' => ['title', 'editor']]));",
            "revisions of news",
            "warn",
        ),
        ("add_action('rest_api_init', function () { echo \"\\nNotice: Undefined thing in x.php\\n\"; });", "JSON", "warn"),
    ],
)
def test_what_a_plugin_breaks_the_printed_plugin_mends(site: WordPress, broken: str, check: str, level: str) -> None:
    plugin(site, broken)
    types = ("post", "news") if "news" in broken else ("post",)
    found = examine(site, types=types)[check]
    assert found.level == level
    assert found.remedies
    apply(site, found.remedies[-1])
    findings = examine(site, types=types)
    assert bad(findings) == {}
    assert not findings[check].remedies


def test_application_passwords_over_plain_http_are_allowed_by_the_printed_line(site: WordPress) -> None:
    add_to_config(site, "define('WP_ENVIRONMENT_TYPE', 'production');\n")
    found = examine(site)["application passwords"]
    assert found.level == "fail"
    assert found.remedies[0].text == "define('WP_ENVIRONMENT_TYPE', 'local');\n"
    apply(site, found.remedies[0])
    assert bad(examine(site)) == {}


def test_an_account_that_may_have_no_application_passwords_may_have_them_again(site: WordPress) -> None:
    plugin(
        site,
        "add_filter('wp_is_application_passwords_available_for_user', '__return_false');\n"
        "add_filter('rest_authentication_errors', function ($error) { is_user_logged_in(); return $error; });",
    )
    findings = examine(site)
    assert bad(findings) == {"log-in": "fail"}
    apply(site, findings["log-in"].remedies[0])
    assert bad(examine(site)) == {}


def test_revisions_that_are_switched_off_are_proven_so_by_the_write_test(site: WordPress) -> None:
    add_to_config(site, "define('WP_POST_REVISIONS', false);\n")
    findings = examine(site, write_test=True)
    assert bad(findings) == {"revisions": "warn"}
    apply(site, findings["revisions"].remedies[0])
    assert bad(examine(site, write_test=True)) == {}


def test_many_drafts_without_a_revision_raise_the_question(site: WordPress) -> None:
    site.php("foreach ([1, 2, 3] as $n) wp_insert_post(['post_title' => \"Draft $n\", 'post_content' => 'x']);")
    found = examine(site)["revisions of post"]
    assert (found.level, found.remedies[0].text) == ("warn", "define('WP_POST_REVISIONS', true);\n")


def test_an_update_that_broke_off_is_ended_by_the_printed_command(site: WordPress) -> None:
    flag = site.lab.root / ".maintenance"
    flag.write_text("<?php $upgrading = time();")
    findings = examine(site)
    assert bad(findings) == {"maintenance": "fail"}
    assert (findings["maintenance"].exit_status, findings["maintenance"].remedies[0].text) == (3, "rm .maintenance\n")
    flag.unlink()
    assert bad(examine(site)) == {}


def test_a_plugin_that_fails_is_told_with_the_way_to_its_name(site: WordPress) -> None:
    plugin(site, "add_action('rest_api_init', function () { no_such_function(); });")
    findings = examine(site)
    assert bad(findings) == {"server error": "fail"}
    apply(site, findings["server error"].remedies[0])
    log = site.lab.root / "wp-content/debug.log"
    examine(site)
    assert "house.php" in log.read_text()
    log.unlink()


# Accounts


@pytest.mark.parametrize("password", ["abcd EFGH ijkl MNOP qrst UVWX", "not an application password"])
def test_a_wrong_password_is_told_from_a_lost_header(site: WordPress, password: str) -> None:
    findings = examine(site, password=password)
    assert bad(findings) == {"log-in": "fail"}
    assert findings["log-in"].remedies[0].text == f"redraft login {site.url}\n"


def test_an_unknown_user_is_told(site: WordPress) -> None:
    settings = SiteSettings(name="blog", url=site.url, username="nobody", password_env="BLOG_PASSWORD")
    findings = {found.check: found for found in doctor.examine(settings, Secret(site.users["editor"].app_password))}
    assert bad(findings) == {"log-in": "fail"}


def test_the_password_of_wp_admin_is_known_for_what_it_is(site: WordPress) -> None:
    findings = examine(site, password=site.users["editor"].password)
    assert "application passwords only" in findings["log-in"].means


@pytest.mark.parametrize("user", ["author", "contributor"])
def test_accounts_with_too_few_rights_get_them_by_the_printed_plugins(site: WordPress, user: str) -> None:
    findings = examine(site, user)
    assert bad(findings) == {"rights": "warn", "unfiltered HTML": "warn"}
    for found in findings.values():
        if found.level == "warn":
            apply(site, found.remedies[0])
    assert bad(examine(site, user)) == {}


def test_an_account_that_may_edit_nothing_fails_and_is_given_what_is_missing(site: WordPress) -> None:
    findings = examine(site, "subscriber")
    assert bad(findings) == {"rights": "fail"}
    apply(site, findings["rights"].remedies[0])
    assert bad(examine(site, "subscriber")) == {"unfiltered HTML": "warn"}


def test_a_right_that_wp_config_takes_away_is_given_back(site: WordPress) -> None:
    site.php("wp_insert_post(['post_title' => 'A draft', 'post_content' => 'x']);")
    add_to_config(site, "define('DISALLOW_UNFILTERED_HTML', true);\n")
    findings = examine(site, write_test=True)
    assert bad(findings) == {"unfiltered HTML": "warn", "markup": "warn"}
    apply(site, findings["unfiltered HTML"].remedies[0])
    assert bad(examine(site, write_test=True)) == {}


def test_the_least_privileged_account_is_green_and_makes_no_test_draft_that_it_could_not_delete(site: WordPress) -> None:
    site.php(
        "add_role('redraft', 'Redraft', ['read' => true, 'edit_posts' => true, 'edit_others_posts' => true, "
        "'unfiltered_html' => true]); (new WP_User(4))->set_role('redraft');"
    )
    assert bad(examine(site, "author")) == {}
    findings = examine(site, "author", write_test=True)
    assert bad(findings) == {"write test": "warn"}
    assert site.php("echo count(get_posts(['post_status' => 'draft']));") == "0"


# Apache and nginx


@pytest.mark.usefixtures("servers")
def test_the_header_that_apache_keeps_from_cgi_is_handed_on_by_the_printed_line(site: WordPress) -> None:
    with web_servers.apache(site.url) as url:
        findings = examine(site, url=url)
    assert bad(findings) == {"Authorization header": "fail"}
    (remedy,) = findings["Authorization header"].remedies
    assert remedy.into.startswith(".htaccess")
    with web_servers.apache(site.url, htaccess=remedy.text) as url:
        assert bad(examine(site, url=url)) == {}


@pytest.mark.usefixtures("servers")
def test_a_user_agent_that_apache_turns_away_is_let_in_by_the_printed_line(site: WordPress) -> None:
    rule = "SetEnvIfNoCase User-Agent redraft bad_bot\n"
    header = 'SetEnvIf Authorization "(.*)" HTTP_AUTHORIZATION=$1\n'
    denies = "<RequireAll>\nRequire all granted\nRequire not env bad_bot\n</RequireAll>"
    with web_servers.apache(site.url, htaccess=rule + header, directory=denies) as url:
        findings = examine(site, url=url)
    assert bad(findings) == {"user agent": "fail"}
    paste = findings["user agent"].remedies[0].text
    with web_servers.apache(site.url, htaccess=rule + header + paste, directory=denies) as url:
        assert bad(examine(site, url=url)) == {}


@pytest.mark.usefixtures("servers")
def test_the_header_that_an_nginx_drops_is_handed_on_by_the_printed_line(site: WordPress) -> None:
    drops = 'proxy_set_header Authorization "";\n'
    with web_servers.nginx(site.url, location=drops) as url:
        findings = examine(site, url=url)
    assert bad(findings) == {"Authorization header": "fail"}
    paste = next(each.text for each in findings["Authorization header"].remedies if "proxy_pass" in each.into)
    with web_servers.nginx(site.url, location=drops + paste) as url:
        assert bad(examine(site, url=url)) == {}


@pytest.mark.usefixtures("servers")
def test_a_site_that_nginx_sends_elsewhere_is_found_at_the_printed_address(site: WordPress) -> None:
    with web_servers.nginx(site.url, server=f"return 301 {site.url}$request_uri;") as url:
        findings = examine(site, url=url)
    assert bad(findings) == {"redirects": "fail"}
    assert findings["redirects"].remedies[0].text == f'url = "{site.url}"\n'


@pytest.mark.usefixtures("servers")
def test_a_body_that_nginx_finds_too_large_is_taken_after_the_printed_line(site: WordPress) -> None:
    with web_servers.nginx(site.url) as url:
        findings = examine(site, url=url, write_test=True)
    assert bad(findings) == {"body size": "warn"}
    assert "413" in findings["body size"].saw
    with web_servers.nginx(site.url, server=findings["body size"].remedies[0].text) as url:
        assert bad(examine(site, url=url, write_test=True)) == {}


@pytest.mark.usefixtures("servers")
def test_a_cache_in_nginx_passes_who_logs_in_after_the_printed_lines(site: WordPress) -> None:
    cache = "proxy_cache cache; proxy_cache_valid 200 10m; proxy_ignore_headers Cache-Control Expires;\n"
    with web_servers.nginx(site.url, location=cache) as url:
        findings = examine(site, url=url)
    assert bad(findings) == {"cached reads": "fail"}
    with web_servers.nginx(site.url, location=cache + findings["cached reads"].remedies[0].text) as url:
        assert bad(examine(site, url=url)) == {}


@pytest.mark.usefixtures("servers")
def test_a_door_that_nginx_closes_to_the_api_is_opened_by_the_printed_lines(site: WordPress) -> None:
    with web_servers.nginx(site.url, server="location ^~ /wp-json/ { deny all; }\nif ($args ~ rest_route) { return 403; }") as url:
        findings = examine(site, url=url)
    assert bad(findings) == {"firewall": "fail"}
    assert "/wp-json/" in findings["firewall"].remedies[0].text
