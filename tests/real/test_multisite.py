"""A network of sites in subfolders, on which only super admins may store any HTML."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from support.companion import add_code

from worker.config import Secret, SiteSettings
from worker.demo.lab import Lab, WordPress
from worker.errors import LoginRefused, Misconfigured, NotAllowed
from worker.wordpress import doctor, transport
from worker.wordpress.push import copy, replace, suggest
from worker.wordpress.rest import RestSite
from worker.wordpress.site import Site

pytestmark = pytest.mark.real

TITLE, NEW_TITLE = "Council votes", "Council decides"
BODY = "<!-- wp:paragraph -->\n<p>The council voted &amp; the mayor agreed.</p>\n<!-- /wp:paragraph -->"
NEW_BODY = BODY.replace("voted", "decided")
EMBED = BODY + '\n<iframe src="https://video.example/7"></iframe><script>if (a < b && c) { d(); }</script>'


@dataclass(frozen=True, slots=True)
class Network:
    """Two sites: the one that was there before, and one in /second, of which "editor" is an editor as well."""

    wordpress: WordPress

    def url(self, path: str) -> str:
        return self.wordpress.url + path

    def open(self, path: str, way: str, user: str = "editor") -> Site:
        return transport.connect(self.settings(path, way, user), self.password(user))

    def settings(self, path: str, way: str = "auto", user: str = "editor") -> SiteSettings:
        given = {"name": "blog", "url": self.url(path), "username": user, "password_env": "P", "transport": way}
        return SiteSettings.model_validate(given)

    def password(self, user: str) -> Secret:
        return Secret(self.wordpress.users[user].app_password)

    def add(self, path: str, body: str) -> int:
        return int(self.php(path, _ADD % (json.dumps(TITLE), json.dumps(body).replace("$", "\\$"))))

    def held(self, path: str, post_id: int) -> list[str]:
        code = f"$post = get_post({post_id}); echo json_encode([$post->post_status, $post->post_title, $post->post_content]);"
        held: list[str] = json.loads(self.php(path, code))
        return held

    def php(self, path: str, code: str) -> str:
        return self.wordpress.php(f"switch_to_blog({2 if path else 1}); kses_remove_filters(); {code}")


@pytest.fixture(scope="module")
def network(sites: Callable[[str], WordPress], worker_id: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Network]:
    lab = Lab("7.1", f"test-network-{worker_id}", sites("7.1").lab.home)
    lab.remove()
    wordpress = lab.up()
    try:
        host = wordpress.url.removeprefix("http://")
        wordpress.php(_INSTALL % (host, wordpress.url))
        Path(lab.folder, "network.php").write_text(_CONSTANTS % host)
        wordpress.php(_SECOND % (host, wordpress.users["editor"].id))
        yield Network(wordpress)
    finally:
        lab.remove()


@pytest.mark.parametrize("way", ["auto", "rest", "xmlrpc"])
@pytest.mark.parametrize("path", ["", "/second"], ids=["main", "second"])
def test_an_editors_drafts_are_listed_read_revised_and_put_back_to_the_byte(network: Network, path: str, way: str) -> None:
    post_id = network.add(path, BODY)
    site = network.open(path, way)
    assert post_id in {seen.post_id for seen in site.changed(None).seen}
    now = replace(site, site.fetch(post_id), NEW_TITLE, NEW_BODY)
    assert network.held(path, post_id) == ["draft", NEW_TITLE, NEW_BODY]
    replace(site, now, TITLE, BODY)
    assert network.held(path, post_id) == ["draft", TITLE, BODY]


@pytest.mark.parametrize("way", ["rest", "xmlrpc"])
def test_an_editors_draft_with_embeds_and_scripts_is_left_alone_before_the_write(network: Network, way: str) -> None:
    post_id = network.add("/second", EMBED)
    site = network.open("/second", way)
    draft = site.fetch(post_id)
    assert draft.unfiltered is False
    pushes = (replace, suggest, copy) if way == "rest" else (replace,)
    for push in pushes:
        with pytest.raises(NotAllowed, match="would filter post"):
            push(site, draft, NEW_TITLE, EMBED.replace("voted", "decided"))
    assert network.held("/second", post_id) == ["draft", TITLE, EMBED]


def test_a_super_admins_draft_with_embeds_and_scripts_is_revised_to_the_byte(network: Network) -> None:
    post_id, revised = network.add("/second", EMBED), EMBED.replace("voted", "decided")
    site = network.open("/second", "rest", "admin")
    replace(site, site.fetch(post_id), NEW_TITLE, revised)
    assert network.held("/second", post_id) == ["draft", NEW_TITLE, revised]


def test_a_site_of_a_network_is_reached_by_rest_on_its_own(network: Network) -> None:
    site = network.open("/second", "auto")
    assert isinstance(site, RestSite)
    assert site.account().roles == ("editor",)


def test_who_is_no_member_of_a_site_gets_no_right_there(network: Network) -> None:
    for way in ("rest", "xmlrpc"):
        with pytest.raises((NotAllowed, LoginRefused, Misconfigured)):
            network.open("/second", way, "author").changed(None)


def test_the_doctor_says_that_an_editor_may_not_store_any_html_and_its_text_mends_it(network: Network) -> None:
    settings, password = network.settings("/second"), network.password("editor")
    findings = {found.check: found for found in doctor.examine(settings, password)}
    assert {check: found.level for check, found in findings.items() if found.level != "ok"} == {"unfiltered HTML": "warn"}
    [remedy] = findings["unfiltered HTML"].remedies[:1]
    add_code(network.wordpress, remedy.text.removeprefix("<?php"), "redraft-doctor.php")
    again = {found.check: found.level for found in doctor.examine(settings, password)}
    assert again["unfiltered HTML"] == "ok"
    post_id, revised = network.add("/second", EMBED), EMBED.replace("voted", "decided")
    site = network.open("/second", "rest")
    replace(site, site.fetch(post_id), NEW_TITLE, revised)
    assert network.held("/second", post_id) == ["draft", NEW_TITLE, revised]
    (network.wordpress.lab.root / "wp-content/mu-plugins/redraft-doctor.php").unlink()


_INSTALL = """
require_once ABSPATH . 'wp-admin/includes/upgrade.php';
foreach ($wpdb->tables('ms_global') as $table => $prefixed) { $wpdb->$table = $prefixed; }
install_network();
$done = populate_network(1, '%s', 'admin@example.test', 'Network', '/', false);
if (is_wp_error($done)) { throw new RuntimeException($done->get_error_message()); }
foreach (['siteurl', 'home'] as $option) { $wpdb->update($wpdb->options, ['option_value' => '%s'], ['option_name' => $option]); }
"""
_CONSTANTS = """<?php
define('MULTISITE', true);
define('SUBDOMAIN_INSTALL', false);
define('DOMAIN_CURRENT_SITE', '%s');
define('PATH_CURRENT_SITE', '/');
define('SITE_ID_CURRENT_SITE', 1);
define('BLOG_ID_CURRENT_SITE', 1);
"""
# A network looks into its own option to see whether anybody has an application password; these are from before.
_SECOND = """
update_network_option(get_main_network_id(), 'using_application_passwords', 1);
$second = wpmu_create_blog('%s', '/second/', 'Second', 1);
if (is_wp_error($second)) { throw new RuntimeException($second->get_error_message()); }
add_user_to_blog($second, %d, 'editor');
"""
_ADD = "echo wp_insert_post(wp_slash(['post_title' => %s, 'post_content' => %s, 'post_author' => 1]));"
