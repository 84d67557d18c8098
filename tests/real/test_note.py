"""What the companion plugin keeps of a revision, and shows in the list of posts to who may edit the post."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser
from support.companion import add_plugin
from support.editor import Editor

from worker.config import Secret, SiteSettings
from worker.demo.lab import WordPress
from worker.wordpress import transport
from worker.wordpress.http import Session
from worker.wordpress.push import replace
from worker.wordpress.site import Site

pytestmark = pytest.mark.real

TITLE = "Council votes"
TEXTS = ("The council voted.", "Rain fell.", "A &amp; B.")
BODY = "\n\n".join(f"<!-- wp:paragraph -->\n<p>{text}</p>\n<!-- /wp:paragraph -->" for text in TEXTS)
NEW_BODY = BODY.replace("voted", "decided")


@pytest.fixture(params=["7.1 mariadb"])
def wordpress_version(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@dataclass(frozen=True)
class Noted:
    wordpress: WordPress
    site: Site
    post: int

    def note(self) -> dict[str, Any] | str:
        found: dict[str, Any] | str = self.php("get_post_meta($id, '_redraft', true)")
        return found

    def php(self, code: str) -> Any:
        return json.loads(self.wordpress.php(f"$id = {self.post}; echo json_encode({code});"))

    def cell(self, user: str = "editor") -> str:
        """What the column holds when this user looks at the list."""
        who = self.wordpress.users[user].id
        return self.wordpress.php(f"wp_set_current_user({who}); do_action('manage_posts_custom_column', 'redraft', {self.post});")


@pytest.fixture
def noted(wordpress: WordPress) -> Noted:
    add_plugin(wordpress)
    given = {"name": "blog", "url": wordpress.url, "username": "editor", "password_env": "BLOG_PASSWORD", "mark": {"meta": True}}
    site = transport.connect(SiteSettings.model_validate(given), Secret(wordpress.users["editor"].app_password))
    author = wordpress.users["author"].id
    fields = f"'post_title' => '{TITLE}', 'post_content' => '{BODY}', 'post_author' => {author}"
    post = int(wordpress.php(f"echo wp_insert_post(wp_slash([{fields}]));"))
    replace(site, site.fetch(post), TITLE, NEW_BODY)
    return Noted(wordpress, site, post)


def hashed(body: str) -> str:
    return hashlib.sha256(f"{TITLE}\0{body}".encode()).hexdigest()


@pytest.mark.parametrize("wordpress_version", ["6.8 mariadb", "7.1 mariadb"], indirect=True)
def test_a_revision_leaves_a_note_of_what_it_was_made_from(noted: Noted) -> None:
    note = noted.note()
    assert isinstance(note, dict)
    assert (note["origin"], note["text"], note["changed"], note["of"], note["site"]) == (hashed(BODY), hashed(NEW_BODY), 1, 3, "blog")
    assert noted.php(f"get_post({note['revision']})->post_content") == NEW_BODY
    cell = noted.cell()
    assert f'wp-admin/revision.php?revision={note["revision"]}"' in cell
    assert "1 of 3 paragraphs" in cell
    assert f"redraft show blog {noted.post} --proof" in cell
    assert "edited since" not in cell


def test_a_person_s_edit_is_told_from_our_text(noted: Noted) -> None:
    noted.php("wp_update_post(['ID' => $id, 'post_content' => 'Mine.'])")
    assert "edited since" in noted.cell()


def test_an_undo_takes_the_note_off(noted: Noted) -> None:
    replace(noted.site, noted.site.fetch(noted.post), TITLE, BODY)
    assert (noted.note(), noted.cell()) == ("", "")


def test_who_may_not_edit_the_post_is_shown_nothing(noted: Noted) -> None:
    assert noted.cell("author")
    for user in ("contributor", "subscriber"):
        assert noted.cell(user) == ""


def test_readers_are_not_told(noted: Noted) -> None:
    noted.php("wp_publish_post($id)")
    reader = Session("", Secret(""))
    said = reader.get(f"{noted.wordpress.url}/wp-json/wp/v2/posts/{noted.post}").document()
    assert isinstance(said, dict)
    assert not said["meta"].get("_redraft")
    assert hashed(BODY) not in json.dumps(said)
    editor = Session("editor", Secret(noted.wordpress.users["editor"].app_password))
    told = editor.get(f"{noted.wordpress.url}/wp-json/wp/v2/posts/{noted.post}", {"context": "edit"}).document()
    assert isinstance(told, dict)
    assert told["meta"]["_redraft"]["origin"] == hashed(BODY)


def test_what_somebody_else_put_there_is_shown_as_text(noted: Noted) -> None:
    evil = '"><script>alert(1)</script>'
    value = f"['site' => '{evil}', 'at' => '2026-11-25T00:00:00Z', 'changed' => '{evil}', 'of' => [1], 'revision' => '{evil}']"
    noted.php(f"update_post_meta($id, '_redraft', {value})")
    assert "<script" not in noted.cell()
    for broken in ("'text'", "['at' => 'never']", "[]"):
        noted.php(f"update_post_meta($id, '_redraft', {broken})")
        assert noted.cell() == ""


@pytest.mark.parametrize("note", [{"site": "a b", "changed": 1, "of": 2}, {"site": "blog", "changed": -1, "of": 2}, {"changed": 1}, "text"])
def test_a_note_of_another_form_is_refused_and_nothing_is_written(noted: Noted, note: object) -> None:
    editor = Session("editor", Secret(noted.wordpress.users["editor"].app_password))
    expected = hashlib.sha256(f"{TITLE}\0{NEW_BODY}\0draft".encode()).hexdigest()
    address = f"{noted.wordpress.url}/wp-json/redraft/v1/post/{noted.post}"
    assert editor.post(address, {"expected": expected, "title": "Other", "note": note}).status == 400
    assert noted.php("get_post($id)->post_title") == TITLE


@pytest.mark.browser
def test_the_list_of_posts_leads_to_the_comparison(browser: Browser, noted: Noted, tmp_path: Path) -> None:
    with Editor.login(browser, noted.wordpress) as editor:
        assert "1 of 3 paragraphs" in editor.listed(noted.post)
        before, after = editor.compared(noted.post, tmp_path / "compared.png")
    assert ("voted" in before, "decided" in after) == (True, True)
