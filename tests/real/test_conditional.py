"""Where REST lets us in and xmlrpc.php is open as well, REST reads and XML-RPC writes: WordPress compares right before it stores."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from support.companion import add_code
from support.races import make_account

from worker.config import Secret, SiteSettings
from worker.demo.lab import WordPress
from worker.errors import EditConflict, Published, RedraftError
from worker.wordpress import transport
from worker.wordpress.push import replace
from worker.wordpress.rest import RestSite
from worker.wordpress.site import Site

pytestmark = pytest.mark.real

TITLE, BODY = "Council votes", "<!-- wp:paragraph -->\n<p>The council voted on Monday.</p>\n<!-- /wp:paragraph -->"
NEW_BODY = BODY.replace("voted", "decided")
# Notes down each way by which a post is stored, with the text that the request brought.
WATCH = """
add_action('xmlrpc_call', function ($name) { file_put_contents(WP_CONTENT_DIR . '/uploads/calls', "$name\\n", FILE_APPEND); });
add_action('rest_after_insert_post', function ($post, $request) {
    if ($request['content'] !== null) { file_put_contents(WP_CONTENT_DIR . '/uploads/calls', "REST\\n", FILE_APPEND); }
}, 10, 2);
"""
# A person saves within the request that stores our text, right before WordPress reads the post to compare.
PERSON_AT_THE_LAST_MOMENT = """
add_action('xmlrpc_call', function ($name) {
    if ($name === 'wp.editPost') { wp_update_post(['ID' => %d, 'post_content' => '<p>Mine.</p>', 'post_status' => '%s']); }
});
"""


@dataclass(frozen=True)
class Newsroom:
    wordpress: WordPress
    site: Site
    post: int

    def stored(self) -> tuple[str, str, str]:
        """Title, content and status in the database."""
        title, content, status = json.loads(
            self.wordpress.php(f"$p = get_post({self.post}); echo json_encode([$p->post_title, $p->post_content, $p->post_status]);")
        )
        return title, content, status

    def ways(self) -> list[str]:
        """How our texts were stored, in their order."""
        calls = self.wordpress.lab.root / "wp-content/uploads/calls"
        return [call for call in calls.read_text().split() if call in ("REST", "wp.editPost")] if calls.exists() else []

    def revise(self, title: str = "Council decides", body: str = NEW_BODY) -> None:
        draft = self.site.fetch(self.post)
        assert self.site.write(draft, title, body).holds(title, body)


@pytest.fixture(params=["6.8", "7.1"])
def wordpress_version(request: pytest.FixtureRequest) -> str:
    return str(request.param)


only_newest = pytest.mark.parametrize("wordpress_version", ["7.1"])


def open_newsroom(wordpress: WordPress, username: str = "editor", password: str = "", way: str = "auto", **fields: Any) -> Newsroom:
    add_code(wordpress, WATCH, "watch.php")
    given = {"name": "blog", "url": wordpress.url, "username": username, "password_env": "BLOG_PASSWORD", "transport": way}
    secret = Secret(password or wordpress.users[username].app_password)
    values = {"post_title": TITLE, "post_content": BODY, "post_author": wordpress.users["author"].id, **fields}
    data = base64.b64encode(json.dumps(values).encode()).decode()
    post = int(
        wordpress.php(
            f"$in = json_decode(base64_decode('{data}'), true); $id = wp_insert_post(wp_slash($in)); wp_save_post_revision($id);"
            "$old = '2026-01-01 00:00:00';"
            "$wpdb->update($wpdb->posts, ['post_modified' => $old, 'post_modified_gmt' => $old,"
            "    'post_author' => $in['post_author']], ['ID' => $id]); echo $id;"
        )
    )
    site = transport.connect(SiteSettings.model_validate(given), secret)
    assert isinstance(site, RestSite)
    return Newsroom(wordpress, site, post)


def test_the_text_goes_by_xml_rpc_and_is_read_back_by_rest(wordpress: WordPress) -> None:
    room = open_newsroom(wordpress)
    assert replace(room.site, room.site.fetch(room.post), "Council decides", NEW_BODY).holds("Council decides", NEW_BODY)
    assert room.stored() == ("Council decides", NEW_BODY, "draft")
    assert room.ways() == ["wp.editPost"]


def test_a_person_who_saves_after_our_last_look_keeps_the_words(wordpress: WordPress) -> None:
    room = open_newsroom(wordpress)
    draft = room.site.fetch(room.post)
    add_code(wordpress, PERSON_AT_THE_LAST_MOMENT % (room.post, "draft"))
    with pytest.raises(EditConflict):
        room.site.write(draft, TITLE, NEW_BODY)
    assert room.stored() == (TITLE, "<p>Mine.</p>", "draft")


def test_a_person_who_publishes_after_our_last_look_keeps_the_words(wordpress: WordPress) -> None:
    room = open_newsroom(wordpress, "bot", make_account(wordpress))
    draft = room.site.fetch(room.post)
    add_code(wordpress, PERSON_AT_THE_LAST_MOMENT % (room.post, "publish"))
    with pytest.raises((EditConflict, Published)):
        room.site.write(draft, TITLE, NEW_BODY)
    assert room.stored() == (TITLE, "<p>Mine.</p>", "publish")


def test_a_save_within_the_second_of_the_last_change_is_seen(wordpress: WordPress) -> None:
    """`if_not_modified_since` has a one-second grain: the write waits until the second is over."""
    room = open_newsroom(wordpress)
    wordpress.php(f"wp_update_post(['ID' => {room.post}]);")
    draft = room.site.fetch(room.post)
    add_code(wordpress, PERSON_AT_THE_LAST_MOMENT % (room.post, "draft"))
    with pytest.raises(EditConflict):
        room.site.write(draft, TITLE, NEW_BODY)
    assert room.stored()[1] == "<p>Mine.</p>"


@only_newest
def test_with_rest_named_nobody_asks_for_xmlrpc_php(wordpress: WordPress) -> None:
    room = open_newsroom(wordpress, way="rest")
    room.revise()
    assert room.ways() == ["REST"]
    assert "wp." not in Path(wordpress.lab.root, "wp-content/uploads/calls").read_text()


@only_newest
@pytest.mark.parametrize(
    "closed",
    [
        "add_filter('xmlrpc_enabled', '__return_false');",
        "add_filter('xmlrpc_methods', fn($methods) => array_diff_key($methods, ['wp.editPost' => 1]));",
        "add_filter('xmlrpc_methods', '__return_empty_array');",
        "if (defined('XMLRPC_REQUEST')) { status_header(403); die('<html>Forbidden</html>'); }",
        "if (defined('XMLRPC_REQUEST')) { die('<html>Not here</html>'); }",
        "if (defined('XMLRPC_REQUEST')) { header('Location: https://elsewhere.example/', true, 302); die; }",
        "add_filter('wp_xmlrpc_server_class', fn() => 'NoSuchClass');",
    ],
    ids=["off", "no wp.editPost", "no methods", "a firewall", "another page", "a redirect", "a crash"],
)
def test_where_xml_rpc_is_closed_rest_writes_and_the_log_says_so_once(
    wordpress: WordPress, closed: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", "redraft")
    add_code(wordpress, closed)
    room = open_newsroom(wordpress)
    room.revise()
    room.revise("Again", BODY)
    assert room.ways() == ["REST", "REST"]
    assert caplog.text.count("is written by REST alone") == 1


@only_newest
def test_xml_rpc_that_is_closed_between_two_writes_is_done_without(wordpress: WordPress) -> None:
    room = open_newsroom(wordpress)
    room.revise()
    add_code(wordpress, "add_filter('xmlrpc_enabled', '__return_false');")
    room.revise("Again", BODY)
    assert room.ways() == ["wp.editPost", "REST"]
    assert room.stored() == ("Again", BODY, "draft")


@only_newest
def test_a_text_that_xml_has_no_place_for_goes_by_rest(wordpress: WordPress) -> None:
    room = open_newsroom(wordpress)
    room.revise(TITLE, "<p>a\x01b</p>")
    assert room.stored()[1] == "<p>a\x01b</p>"
    assert room.ways() == ["REST"]


@only_newest
@pytest.mark.parametrize("fields", [{"post_password": "secret"}, {"post_author": 0}, {"post_author": 987_654}])
def test_a_post_that_xml_rpc_would_refuse_or_give_to_us_goes_by_rest(wordpress: WordPress, fields: dict[str, Any]) -> None:
    room = open_newsroom(wordpress, "bot", make_account(wordpress), **fields)
    room.revise()
    assert room.stored() == ("Council decides", NEW_BODY, "draft")
    assert room.ways()[-1] == "REST"
    show = "echo json_encode(['post_password' => $p->post_password, 'post_author' => (int) $p->post_author]);"
    held = json.loads(wordpress.php(f"$p = get_post({room.post}); {show}"))
    assert {**held, **fields} == held


@only_newest
def test_a_draft_whose_template_the_theme_lacks_is_written_or_left_as_it_was(wordpress: WordPress) -> None:
    room = open_newsroom(wordpress)
    wordpress.php(f"update_post_meta({room.post}, '_wp_page_template', 'of-another-theme.php');")
    draft = room.site.fetch(room.post)
    try:
        assert replace(room.site, draft, TITLE, NEW_BODY).body == NEW_BODY
    except RedraftError:
        assert room.stored()[1] == BODY
    else:
        assert room.stored()[1] == NEW_BODY
    assert wordpress.php(f"echo get_post_meta({room.post}, '_wp_page_template', true);") == "of-another-theme.php"
