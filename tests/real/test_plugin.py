"""The companion plugin on real sites: compare and swap, and everything that it refuses."""

from __future__ import annotations

import base64
import hashlib
import json
import threading
from dataclasses import dataclass
from typing import Any

import pytest
from support.companion import PLUGIN, add_code, add_plugin

from worker.config import Secret
from worker.demo.lab import WordPress
from worker.errors import Busy, EditConflict, Published, RedraftError, TryLater, Unreachable
from worker.wordpress.http import Session
from worker.wordpress.push import replace
from worker.wordpress.rest import RestSite
from worker.wordpress.site import Draft

pytestmark = pytest.mark.real
both_versions = pytest.mark.parametrize("wordpress_version", ["6.8 mariadb", "7.1 mariadb"])

TITLE, BODY = "Council votes", '<!-- wp:acme/map {"zoom":1.50,"at":{}} -->\n<p>The council voted.</p>\n<!-- /wp:acme/map -->'
NEW_TITLE, NEW_BODY = "Council decides", BODY.replace("voted", "decided")


@dataclass
class Guarded:
    wordpress: WordPress
    post_id: int

    def call(self, route: str, content: object = None, *, user: str = "editor", password: str = "") -> tuple[int, Any]:
        """Status and JSON of a route of the plugin; a POST if there is content."""
        session = Session(user, Secret(password or self.wordpress.users[user].app_password))
        address = f"{self.wordpress.url}/wp-json/redraft/v1/{route}"
        answer = session.get(address) if content is None else session.post(address, content)
        return answer.status, answer.document()

    def swap(self, *, user: str = "editor", held: tuple[str, str, str] = (TITLE, BODY, "draft"), **texts: str) -> tuple[int, Any]:
        return self.call(f"post/{self.post_id}", {"expected": hashed(*held), **texts}, user=user)

    def site(self, user: str = "editor") -> RestSite:
        session = Session(user, Secret(self.wordpress.users[user].app_password))
        return RestSite("blog", self.wordpress.url, user, ("post",), session)

    def php(self, code: str, **values: object) -> str:
        data = base64.b64encode(json.dumps({"id": self.post_id, **values}).encode()).decode()
        return self.wordpress.php(f"$in = json_decode(base64_decode('{data}'), true); {code}")

    def row(self) -> dict[str, str]:
        """What the database holds of the post."""
        row: dict[str, str] = json.loads(self.php("echo json_encode(get_post($in['id'], ARRAY_A));"))
        return row

    def revisions(self) -> int:
        return int(self.php("echo count(wp_get_post_revisions($in['id']));"))


def hashed(title: str, body: str, status: str) -> str:
    return hashlib.sha256(f"{title}\0{body}\0{status}".encode()).hexdigest()


@pytest.fixture
def wordpress_version() -> str:
    return "7.1 mariadb"


@pytest.fixture
def guarded(wordpress: WordPress) -> Guarded:
    add_plugin(wordpress)
    site = Guarded(wordpress, 0)
    fields = {"post_title": TITLE, "post_content": BODY, "post_author": wordpress.users["author"].id}
    site.post_id = int(site.php("kses_remove_filters(); echo wp_insert_post(wp_slash($in['fields']));", fields=fields))
    return site


# Where it serves


@both_versions
def test_it_serves_on_innodb_and_gives_the_stored_bytes(guarded: Guarded) -> None:
    assert guarded.call("version") == (200, {"version": 2, "refusal": ""})
    status, post = guarded.call(f"post/{guarded.post_id}")
    assert (status, post["title"], post["content"], post["status"]) == (200, TITLE, BODY, "draft")
    assert post["hash"] == hashed(TITLE, BODY, "draft")
    assert guarded.site().fetch(guarded.post_id).body == BODY


@pytest.mark.parametrize("wordpress_version", ["7.1"])
def test_on_sqlite_it_refuses_and_redraft_works_without_it(guarded: Guarded) -> None:
    status, told = guarded.call("version")
    assert (status, "db.php" in told["refusal"]) == (200, True)
    for content in (None, {"expected": "0" * 64}):
        with pytest.raises(Unreachable, match="503"):
            guarded.call(f"post/{guarded.post_id}", content)
    site = guarded.site()
    draft = site.fetch(guarded.post_id)
    assert replace(site, draft, NEW_TITLE, draft.body.replace("voted", "decided")).title == NEW_TITLE


def test_on_a_table_without_transactions_it_refuses(guarded: Guarded) -> None:
    guarded.php('global $wpdb; $wpdb->query("ALTER TABLE $wpdb->posts ENGINE=MyISAM");')
    assert "not kept in InnoDB but in MyISAM" in guarded.call("version")[1]["refusal"]
    with pytest.raises(Unreachable, match="503"):
        guarded.swap(title=NEW_TITLE)
    assert guarded.row()["post_title"] == TITLE


# Who may


@pytest.mark.parametrize(("user", "password", "status"), [("editor", "wrong", 401), ("subscriber", "", 403), ("contributor", "", 403)])
def test_who_may_not_edit_the_post_neither_sees_nor_writes_it(guarded: Guarded, user: str, password: str, status: int) -> None:
    write = {"expected": hashed(TITLE, BODY, "draft"), "title": NEW_TITLE}
    for content in (None, write):
        assert guarded.call(f"post/{guarded.post_id}", content, user=user, password=password)[0] == status
    if user != "contributor":  # who may edit posts of his own
        assert guarded.call("version", user=user, password=password)[0] == status
    assert guarded.row()["post_title"] == TITLE


def test_a_post_that_never_was_is_not_found(guarded: Guarded) -> None:
    assert guarded.call("post/987654")[1]["code"] == "rest_post_invalid_id"


# Compare and swap


@both_versions
def test_a_draft_that_is_what_was_expected_is_written_and_its_original_is_a_revision(guarded: Guarded) -> None:
    before = guarded.row()
    status, stored = guarded.swap(title=NEW_TITLE, content=NEW_BODY)
    assert (status, stored["title"], stored["content"], stored["status"]) == (200, NEW_TITLE, NEW_BODY, "draft")
    assert stored["hash"] == hashed(NEW_TITLE, NEW_BODY, "draft")
    changed = {name for name, value in guarded.row().items() if value != before[name]}
    assert changed <= {"post_title", "post_content", "post_modified", "post_modified_gmt", "post_date"}
    assert guarded.revisions() == 2


def test_without_a_text_it_keeps_a_revision_and_leaves_the_post_alone(guarded: Guarded) -> None:
    before = guarded.row()
    assert guarded.swap()[0] == 200
    assert guarded.row() == before
    assert guarded.revisions() == 1


@pytest.mark.parametrize("change", [{"post_title": "Mine"}, {"post_content": "Mine"}, {"post_status": "pending"}])
def test_a_draft_that_is_not_what_was_expected_stays(guarded: Guarded, change: dict[str, str]) -> None:
    guarded.php("kses_remove_filters(); wp_update_post(['ID' => $in['id']] + $in['change']);", change=change)
    before = guarded.row()
    assert guarded.swap(title=NEW_TITLE, content=NEW_BODY)[0] == 412
    assert guarded.row() == before


@pytest.mark.parametrize("state", ["publish", "private", "future", "trash"])
def test_what_is_no_draft_is_refused_even_if_its_text_is_as_expected(guarded: Guarded, state: str) -> None:
    later = "'edit_date' => true, 'post_date' => '2030-01-01 00:00:00'" if state == "future" else "'edit_date' => false"
    guarded.php(f"kses_remove_filters(); wp_update_post(['ID' => $in['id'], 'post_status' => $in['state'], {later}]);", state=state)
    before = guarded.row()
    assert guarded.swap(held=(TITLE, BODY, before["post_status"]), title=NEW_TITLE)[0] == 409
    assert guarded.row() == before


@both_versions
def test_a_draft_that_somebody_has_open_is_left_for_later(guarded: Guarded) -> None:
    author = guarded.wordpress.users["author"].id
    site = guarded.site()
    draft = site.fetch(guarded.post_id)
    guarded.php("update_post_meta($in['id'], '_edit_lock', time() . ':' . $in['author']);", author=author)
    assert guarded.swap(title=NEW_TITLE)[0] == 423
    with pytest.raises(Busy, match="open in an editor"):
        replace(site, draft, NEW_TITLE, NEW_BODY)
    assert guarded.row()["post_title"] == TITLE
    guarded.php("update_post_meta($in['id'], '_edit_lock', (time() - 200) . ':' . $in['author']);", author=author)
    assert replace(site, draft, NEW_TITLE, NEW_BODY).holds(NEW_TITLE, NEW_BODY)


# The lock


def test_a_change_that_is_not_committed_yet_is_waited_for_and_seen(guarded: Guarded) -> None:
    """Another connection has changed the row and commits a second later: what was compared would be the old text."""
    change = """
        $wpdb->query('START TRANSACTION');
        $wpdb->update($wpdb->posts, ['post_title' => 'Mine'], ['ID' => $in['id']]);
        add_option('held', 1); $wpdb->query('SELECT SLEEP(2)'); $wpdb->query('COMMIT');
    """
    other = threading.Thread(target=guarded.php, args=(change,))
    other.start()
    waiting = '$wpdb->get_var("SELECT COUNT(*) FROM information_schema.INNODB_TRX WHERE trx_rows_modified > 0")'
    for _ in range(200):
        if guarded.php(f"echo {waiting};") == "1":
            break
    assert guarded.swap(title=NEW_TITLE)[0] == 412
    other.join(60)
    assert guarded.row()["post_title"] == "Mine"


def test_a_save_during_the_write_waits_and_wins(guarded: Guarded) -> None:
    add_code(guarded.wordpress, "add_action('save_post', function ($id) { defined('REST_REQUEST') && sleep(1); });")
    ours = threading.Thread(target=guarded.swap, kwargs={"title": NEW_TITLE, "content": NEW_BODY})
    ours.start()
    for _ in range(200):
        locks = "$wpdb->get_var('SELECT COUNT(*) FROM information_schema.INNODB_TRX WHERE trx_rows_locked > 0')"
        if guarded.php(f"echo {locks};") == "1":
            break
    guarded.php("wp_update_post(['ID' => $in['id'], 'post_content' => 'Mine']);")
    ours.join(60)
    assert guarded.row()["post_content"] == "Mine"


@pytest.mark.parametrize(
    "fault",
    [
        "add_action('save_post', function () { throw new RuntimeException('a plugin fails'); });",
        "add_action('save_post', function () { exit; });",
        "add_filter('wp_insert_post_empty_content', '__return_true');",
        "add_filter('wp_insert_post_data', function ($data) { $data['post_status'] = 'publish'; return $data; });",
        "add_action('save_post_revision', 'redraft_cut'); add_action('pre_post_update', 'redraft_cut');"
        "function redraft_cut() { global $wpdb; @mysqli_kill($wpdb->dbh, mysqli_thread_id($wpdb->dbh)); }",
    ],
    ids=["an exception", "an exit", "a refusal", "a plugin that publishes", "a broken connection"],
)
def test_whatever_goes_wrong_within_the_write_nothing_is_changed(guarded: Guarded, fault: str) -> None:
    before = guarded.row()
    only_there = "if (strpos($_SERVER['REQUEST_URI'], 'redraft/v1/post') !== false) {" + fault + "}"
    add_code(guarded.wordpress, only_there)
    with pytest.raises((RedraftError, AssertionError)):
        assert guarded.swap(title=NEW_TITLE, content=NEW_BODY)[0] == 200
    (guarded.wordpress.lab.root / "wp-content/mu-plugins/test.php").unlink()
    assert guarded.row() == before
    assert guarded.revisions() == 0
    assert guarded.swap(title=NEW_TITLE)[0] == 200


# Through the door


def test_who_edits_or_publishes_between_the_look_and_the_write_is_seen(guarded: Guarded) -> None:
    site = guarded.site()
    draft = site.fetch(guarded.post_id)
    guarded.php("wp_update_post(['ID' => $in['id'], 'post_content' => 'Mine']);")
    with pytest.raises(EditConflict):
        site.write(draft, NEW_TITLE, NEW_BODY)
    guarded.php("wp_publish_post($in['id']);")
    with pytest.raises(Published):
        site.write(draft, NEW_TITLE, NEW_BODY)
    assert guarded.row()["post_content"] == "Mine"


def test_a_site_whose_plugin_is_taken_out_is_worked_on_without_it(guarded: Guarded) -> None:
    site = guarded.site()
    draft = site.fetch(guarded.post_id)
    (guarded.wordpress.lab.root / "wp-content/mu-plugins" / PLUGIN.name).unlink()
    with pytest.raises(TryLater, match="taken out"):
        site.write(draft, NEW_TITLE, NEW_BODY)
    assert guarded.row()["post_title"] == TITLE
    again: Draft = site.fetch(guarded.post_id)
    assert site.write(again, NEW_TITLE, again.body).title == NEW_TITLE
