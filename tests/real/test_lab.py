"""The WordPress that the other real tests and the demo stand on."""

from __future__ import annotations

import base64
import json
import urllib.error
import urllib.request
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from worker.demo.lab import Lab, WordPress
from worker.errors import Misconfigured

pytestmark = pytest.mark.real
both_versions = pytest.mark.parametrize("wordpress_version", ["6.8", "7.1"])


def api(site: WordPress, user: str, path: str, data: dict[str, str] | None = None) -> Any:
    body = json.dumps(data).encode() if data else None
    request = urllib.request.Request(f"{site.url}/wp-json/wp/v2/{path}", body)
    secret = f"{user}:{site.users[user].app_password}".encode()
    request.add_header("Authorization", "Basic " + base64.b64encode(secret).decode())
    request.add_header("Content-Type", "application/json")
    with urllib.request.urlopen(request, timeout=60) as answer:
        return json.load(answer)


@both_versions
def test_it_is_the_wordpress_it_says_it_is(wordpress: WordPress) -> None:
    assert wordpress.php("echo get_bloginfo('version');") == wordpress.version


@both_versions
def test_every_user_can_use_the_api_with_the_application_password(wordpress: WordPress) -> None:
    for name, user in wordpress.users.items():
        me = api(wordpress, name, "users/me?context=edit")
        assert (me["id"], me["roles"]) == (user.id, [user.role])


def test_a_reset_forgets_posts_uploads_and_plugins_and_keeps_the_passwords(wordpress: WordPress) -> None:
    post = api(wordpress, "editor", "posts", {"title": "T", "content": "<p>C</p>"})
    content = wordpress.lab.root / "wp-content"
    (content / "uploads/picture.png").touch()
    (content / "mu-plugins/harm.php").write_text("<?php http_response_code(503); exit;")
    with pytest.raises(urllib.error.HTTPError, match="503"):
        api(wordpress, "editor", "users/me")

    wordpress.reset()

    assert api(wordpress, "editor", "users/me")["name"] == "Editor"
    with pytest.raises(urllib.error.HTTPError, match="404"):
        api(wordpress, "editor", f"posts/{post['id']}")
    assert list((content / "uploads").iterdir()) == []


@pytest.mark.parametrize("wordpress_version", ["7.1 mariadb"])
def test_a_site_in_mariadb_is_reset_stopped_and_started_like_any_other(wordpress: WordPress) -> None:
    assert wordpress.php("echo get_class($wpdb), ' ', $wpdb->db_server_info();").startswith("wpdb ")
    # In a folder that servers share, each one deletes the temporary tables of the others when it starts.
    assert wordpress.php("echo $wpdb->get_var('SELECT @@tmpdir');").startswith(str(wordpress.lab.folder))
    forgotten = api(wordpress, "editor", "posts", {"title": "T", "content": "<p>C</p>"})
    wordpress.reset()
    with pytest.raises(urllib.error.HTTPError, match="404"):
        api(wordpress, "editor", f"posts/{forgotten['id']}")

    post = api(wordpress, "editor", "posts", {"title": "T", "content": "<p>C</p>"})
    assert wordpress.lab.stop() == 6  # the server, its four workers and the database
    again = wordpress.lab.up()
    assert again.url == wordpress.url
    assert api(again, "editor", f"posts/{post['id']}?context=edit")["content"]["raw"] == "<p>C</p>"


def test_a_stopped_site_comes_back_at_its_address_with_its_posts(wordpress: WordPress) -> None:
    post = api(wordpress, "editor", "posts", {"title": "T", "content": "<p>C</p>"})
    assert wordpress.lab.stop() == 5  # the server and its four workers
    assert wordpress.lab.url() is None

    again = wordpress.lab.up()

    assert again == wordpress
    assert api(again, "editor", f"posts/{post['id']}?context=edit")["title"]["raw"] == "T"


def test_a_second_start_leaves_the_running_site_alone(wordpress: WordPress) -> None:
    post = api(wordpress, "editor", "posts", {"title": "T", "content": "<p>C</p>"})
    assert wordpress.lab.up() == wordpress
    assert api(wordpress, "editor", f"posts/{post['id']}?context=edit")["status"] == "draft"


def test_php_that_fails_says_why(wordpress: WordPress) -> None:
    with pytest.raises(RuntimeError, match="no_such_function"):
        wordpress.php("no_such_function();")


def test_a_removed_site_leaves_nothing_behind(sites: object, worker_id: str, wordpress: WordPress) -> None:
    lab = Lab("7.1", f"test-short-lived-{worker_id}", home=wordpress.lab.home)
    folder = Path(lab.up().lab.folder)
    lab.remove()
    assert not folder.exists()
    assert lab.url() is None


def test_a_wordpress_that_cannot_live_in_sqlite_is_refused_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(Misconfigured, match=r"6\.1; give this site MariaDB"):
        Lab("6.1", "never", tmp_path).up()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(not Path("/dev/shm").is_dir(), reason="needs a second file system")
def test_a_site_may_lie_on_another_file_system_than_what_it_is_made_of(wordpress: WordPress) -> None:
    with TemporaryDirectory(dir="/dev/shm") as elsewhere:
        lab = Lab("7.1", "elsewhere", Path(elsewhere), downloads=wordpress.lab._downloads)
        try:
            assert lab.up().version == wordpress.version
        finally:
            lab.remove()
