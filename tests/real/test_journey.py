"""Redraft's commands, as a person or a service runs them, against a real WordPress and a model that is a real server."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import requests
from support.doors import RestDoor
from support.scripted_model import ScriptedModel, scripted_model

from worker.demo.lab import WordPress
from worker.guide import Guide
from worker.text.boilerplate import clean
from worker.text.units import skeleton

pytestmark = pytest.mark.real
both_versions = pytest.mark.parametrize("wordpress_version", ["6.8", "7.1"])

ROOT = Path(__file__).parents[2]
SAMPLES = [
    ROOT / "tests/samples" / name for name in ("blocks-news.html", "classic-blank-lines.html", "entities.html", "arabic.html", "crlf.html")
]
TITLE = "Council approves new cycle path along the river"


@dataclass
class Desk:
    """A configured Redraft beside a real WordPress."""

    folder: Path
    door: RestDoor
    wordpress: WordPress
    model: ScriptedModel

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        command = [sys.executable, "-m", "worker", "--config", str(self.folder), *arguments]
        environ = {**os.environ, "BLOG_PASSWORD": self.wordpress.users["editor"].app_password, "PYTHONPATH": str(ROOT)}
        return subprocess.Popen(command, env=environ, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def run(self, *arguments: str, status: int = 0) -> str:
        """What a command prints; it must end with that status."""
        with self.start(*arguments) as process:
            said, errors = process.communicate(timeout=300)
        assert process.returncode == status, errors
        assert "Traceback" not in errors
        return said

    def sync(self, *arguments: str, status: int = 0) -> dict[int, dict[str, Any]]:
        """The drafts that a round reports on, by post."""
        report = json.loads(self.run("sync", "--json", *arguments, status=status))
        return {draft["post"]: draft for draft in report["sites"][0]["drafts"]}

    def draft(self, title: str = TITLE, body: str = "", *, status: str = "draft", minutes: int = 30) -> int:
        """A draft that nobody has touched for so long."""
        post_id = self.door.add(title, body or SAMPLES[0].read_text(), status=status)
        self.rest(post_id, minutes)
        return post_id

    def rest(self, post_id: int, minutes: int = 30) -> None:
        """Nobody has touched it for so long."""
        self.wordpress.php(
            f"$then = gmdate('Y-m-d H:i:s', time() - 60 * {minutes});"
            f"$wpdb->update($wpdb->posts, ['post_modified' => $then, 'post_modified_gmt' => $then], ['ID' => {post_id}]);"
            f"clean_post_cache({post_id});"
        )

    def held(self, post_id: int) -> tuple[str, str, str]:
        """Status, title and content as the database holds them."""
        status, title, body = json.loads(
            self.wordpress.php(f"$p = get_post({post_id}); echo json_encode([$p->post_status, $p->post_title, $p->post_content]);")
        )
        return status, title, body


@pytest.fixture
def desk(wordpress: WordPress, tmp_path: Path) -> Iterator[Desk]:
    with scripted_model() as model:
        (tmp_path / "sites").mkdir()
        (tmp_path / "redraft.toml").write_text(
            f'[model]\nkind = "openai"\nbase_url = "{model.base_url}"\nname = "scripted"\nkey_env = ""\n[state]\nfolder = "state"\n'
        )
        (tmp_path / "sites" / "blog.toml").write_text(f'url = "{wordpress.url}"\nusername = "editor"\npassword_env = "BLOG_PASSWORD"\n')
        yield Desk(tmp_path, RestDoor(wordpress), wordpress, model)


@both_versions
def test_drafts_of_all_shapes_are_revised_and_keep_everything_but_their_words(desk: Desk) -> None:
    patterns = Guide.of().boilerplate
    bodies = {desk.draft(body=sample.read_bytes().decode()): sample for sample in SAMPLES}
    before = {post: desk.held(post) for post in bodies}
    kept = {post: desk.door.all_but_the_text(post) for post in bodies}
    reports = desk.sync("--backlog", "--yes")
    assert {reports[post]["outcome"] for post in bodies} == {"revised"}
    for post, sample in bodies.items():
        status, title, body = desk.held(post)
        article = clean(before[post][2], patterns).body
        assert status == "draft"
        assert title != before[post][1]
        assert body != article, sample.name
        assert skeleton(body) == skeleton(article), sample.name
        assert re.findall(r"“[^”<]+”", body) == re.findall(r"“[^”<]+”", article)
        assert desk.door.all_but_the_text(post) == kept[post]
        assert (before[post][1], before[post][2]) in desk.door.revisions(post)
    calls = len(desk.model.journal)
    assert desk.sync("--backlog", "--yes") == {}
    assert len(desk.model.journal) == calls


@both_versions
def test_a_pending_post_stays_pending_and_a_published_one_is_not_touched(desk: Desk) -> None:
    pending, published = desk.draft(status="pending"), desk.draft(status="publish")
    before = desk.held(published)
    assert desk.sync("--backlog", "--yes")[pending]["outcome"] == "revised"
    assert desk.held(pending)[0] == "pending"
    assert desk.held(published) == before


def test_a_first_sync_bills_for_nothing_and_says_how_many_drafts_are_older(desk: Desk) -> None:
    desk.draft()
    desk.draft()
    said = desk.run("sync")
    assert "2" in said
    assert "--backlog" in said
    assert desk.model.journal == []


def test_a_draft_that_somebody_touched_a_moment_ago_is_left_alone_for_now(desk: Desk) -> None:
    desk.sync()
    post = desk.draft(minutes=0)
    assert desk.sync() == {}
    assert desk.model.journal == []
    assert desk.sync("--post", str(post))[post]["outcome"] == "revised"


def test_what_a_person_edits_after_our_revision_is_never_written_again_unless_asked(desk: Desk) -> None:
    post = desk.draft()
    desk.sync("--backlog", "--yes")
    desk.door.person_saves(post, body=desk.held(post)[2].replace("</p>", " And one more sentence.</p>", 1))
    desk.rest(post)
    edited = desk.held(post)
    assert desk.sync("--backlog", "--yes")[post]["outcome"] == "left"
    assert desk.held(post) == edited
    assert desk.sync("--post", str(post))[post]["outcome"] == "revised"


def test_undo_puts_every_byte_back_and_the_draft_is_not_taken_again(desk: Desk) -> None:
    post = desk.draft()
    before = desk.held(post)
    desk.sync("--backlog", "--yes")
    assert desk.held(post) != before
    desk.run("undo", "blog", str(post))
    assert desk.held(post) == before
    desk.rest(post)
    desk.sync("--backlog", "--yes")
    assert desk.held(post) == before


def test_undo_does_not_overwrite_a_person(desk: Desk) -> None:
    post = desk.draft()
    desk.sync("--backlog", "--yes")
    desk.door.person_saves(post, body="<p>A person wrote this.</p>")
    desk.run("undo", "blog", str(post), status=1)
    assert desk.held(post)[2] == "<p>A person wrote this.</p>"


@both_versions
def test_undo_by_force_keeps_a_person_s_text_as_a_revision_before_it_puts_the_original_back(desk: Desk) -> None:
    post = desk.draft()
    before = desk.held(post)
    desk.sync("--backlog", "--yes")
    desk.door.person_saves(post, title="Mine", body="<p>A person wrote this.</p>")
    said = desk.run("undo", "blog", str(post), "--force")
    assert "the text that stood there is kept" in said
    assert desk.held(post) == before
    assert ("Mine", "<p>A person wrote this.</p>") in desk.door.revisions(post)
    desk.run("export", str(desk.folder / "out"))
    kept = {path.read_bytes() for path in (desk.folder / "out").rglob("original.html")}
    assert {before[2].encode(), b"<p>A person wrote this.</p>"} <= kept
    assert desk.run("show", "blog", str(post), "--original") == before[2]
    desk.rest(post)
    desk.sync("--backlog", "--yes")
    assert desk.held(post) == before


@both_versions
def test_a_suggestion_that_was_undone_stays_until_somebody_saves_the_draft(desk: Desk) -> None:
    settings = desk.folder / "sites" / "blog.toml"
    settings.write_text(settings.read_text() + 'push = "suggest"\n')
    post = desk.draft()
    before = desk.held(post)
    desk.sync("--backlog", "--yes")
    assert autosaves(desk, post) == 1
    told = desk.run("undo", "blog", str(post))
    assert "the suggestion stays beside it until somebody saves the draft" in told
    assert desk.held(post) == before
    opens_the_editor(desk, post)
    assert autosaves(desk, post) == 1

    time.sleep(1.1)  # WordPress compares whole seconds
    desk.door.person_saves(post, body="<p>The author wrote on.</p>")
    opens_the_editor(desk, post)
    assert autosaves(desk, post) == 0
    desk.rest(post)
    desk.sync("--backlog", "--yes")
    assert autosaves(desk, post) == 0


def test_who_reads_what_a_round_did_is_led_to_the_copy_or_the_autosave(desk: Desk) -> None:
    settings = desk.folder / "sites" / "blog.toml"
    before = settings.read_text()
    copied, suggested = desk.draft(), desk.draft("The council meets again on Monday")
    settings.write_text(before + 'push = "copy"\n')
    told = desk.run("sync", "blog", "--post", str(copied))
    assert "the address is that of the new draft beside it" in told
    (address,) = re.findall(r"/wp-admin/post\.php\?post=(\d+)&action=edit", told)
    made = int(address)
    assert made not in (copied, suggested)
    assert desk.held(made)[2] == desk.run("show", "blog", str(copied), "--result")
    assert f"post {made} is its copy" in desk.run("show", "blog", str(copied))

    settings.write_text(before + 'push = "suggest"\n')
    told = desk.run("sync", "blog", "--post", str(suggested))
    assert f"post={suggested}&action=edit" in told
    assert "its editor says that there is an autosave" in told
    assert autosaves(desk, suggested) == 1


def autosaves(desk: Desk, post: int) -> int:
    return int(desk.wordpress.php(f"echo wp_get_post_autosave({post}, {desk.wordpress.users['editor'].id}) ? 1 : 0;"))


def opens_the_editor(desk: Desk, post: int) -> None:
    """As the author, in a browser that runs no scripts."""
    with requests.Session() as browser:
        browser.cookies.set("wordpress_test_cookie", "WP Cookie check")
        login = {"log": "author", "pwd": desk.wordpress.users["author"].password, "testcookie": "1"}
        browser.post(f"{desk.wordpress.url}/wp-login.php", data=login, timeout=300)
        page = browser.get(f"{desk.wordpress.url}/wp-admin/post.php?post={post}&action=edit", timeout=300)
    assert 'id="editor"' in page.text


def test_show_tells_each_change_and_status_counts_it(desk: Desk) -> None:
    post = desk.draft()
    desk.sync("--backlog", "--yes")
    shown = desk.run("show", "blog", str(post))
    assert "paragraphs with new words" in shown
    assert "scripted" in shown
    assert "blog" in desk.run("status")


def test_a_daemon_revises_a_new_draft_and_ends_cleanly_when_it_is_told_to(desk: Desk) -> None:
    desk.sync()
    post = desk.draft()
    desk.wordpress.php(f"wp_update_post(['ID' => {post}, 'post_excerpt' => 'Touched.']);")
    with (desk.folder / "sites" / "blog.toml").open("a") as site:
        site.write('quiet_period = "1s"\ninterval = "1s"\n')
    with desk.start("run") as daemon:
        for _ in range(600):
            if desk.held(post)[1] != TITLE:
                break
            time.sleep(0.1)
        daemon.send_signal(signal.SIGTERM)
        _, log = daemon.communicate(timeout=60)
    assert daemon.returncode == 0, log
    assert log.count(f"draft settled site=blog post={post} outcome=revised") == 1
    assert desk.held(post)[0] == "draft"


def test_killed_while_the_model_writes_a_sync_is_finished_by_the_next_and_nothing_is_pushed_twice(desk: Desk) -> None:
    post = desk.draft()
    desk.model.seconds = 2.0
    with desk.start("sync", "--backlog", "--yes") as process:
        for _ in range(600):
            if desk.model.journal:
                break
            time.sleep(0.05)
        process.kill()
        process.communicate(timeout=60)
    desk.model.seconds = 0.0
    assert desk.held(post)[1] == TITLE
    desk.sync("--backlog", "--yes")
    assert desk.held(post)[1] != TITLE
    bodies = [body for _, body in desk.door.revisions(post)]
    assert len(bodies) == len(set(bodies)) == 2
