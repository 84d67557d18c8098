"""The commands as a person runs them: processes of their own, a WordPress and a model that answer over HTTP."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from support.http_server import Received, Reply, document, serving
from support.memory_wordpress import MemorySite
from support.rest_wordpress import RestWordPress, rest_wordpress
from support.scripted_model import ScriptedModel, scripted_model

ROOT = Path(__file__).parents[2]
PATIENCE = 120  # seconds: far more than any of this takes, so that a defect does not hang
PASSWORD = "canary abcd efgh"
KEY = "canary-key"

TITLE = "Council approves new cycle path along the river"
BODY = """<!-- wp:paragraph -->
<p>The council said on Monday that many residents had asked for a cycle path because the road was often closed.</p>
<!-- /wp:paragraph -->

<!-- wp:paragraph -->
<p>Several shops on the <a href="https://example.org/plan">main street</a> began to show plans during the summer.</p>
<!-- /wp:paragraph -->"""


@dataclass
class Desk:
    """A person at a prompt, with a configuration of one site, `blog`."""

    folder: Path
    wordpress: RestWordPress
    model: ScriptedModel
    environ: dict[str, str] = field(default_factory=dict)

    def add_site(self, name: str, url: str) -> None:
        settings = f'url = "{url}"\nusername = "desk"\npassword_env = "BLOG_PASSWORD"\n'
        (self.folder / "config" / "sites" / f"{name}.toml").write_text(settings)

    def add_draft(self, title: str = TITLE, body: str = BODY) -> int:
        """A draft that nobody has touched for an hour."""
        self.wordpress.site.now = datetime.now(UTC) - timedelta(hours=1)
        return self.wordpress.site.add(title, body)

    def command(self, *arguments: str) -> list[str]:
        return [sys.executable, "-m", "worker", *arguments]

    def redraft(self, *arguments: str, text: str | None = None) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            self.command(*arguments),
            cwd=self.folder,
            env=self.environ,
            input=text,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )
        assert "Traceback" not in done.stderr, done.stderr
        assert "canary" not in done.stdout + done.stderr
        return done

    def synced(self, *arguments: str, status: int = 0) -> list[dict[str, Any]]:
        """The sites of the one JSON object that a sync prints."""
        done = self.redraft("sync", "--json", *arguments)
        result = json.loads(done.stdout)
        assert (done.returncode, result["exit"]) == (status, status), done.stderr
        sites: list[dict[str, Any]] = result["sites"]
        return sites


@pytest.fixture
def desk(tmp_path: Path, home: Path) -> Iterator[Desk]:
    (tmp_path / "config" / "sites").mkdir(parents=True)
    with rest_wordpress(MemorySite()) as wordpress, scripted_model() as model:
        desk = Desk(tmp_path, wordpress, model)
        desk.environ = {**os.environ, "PYTHONPATH": str(ROOT), "BLOG_PASSWORD": PASSWORD, "MODEL_KEY": KEY}
        (tmp_path / "config" / "redraft.toml").write_text(
            f'[model]\nkind = "openai"\nbase_url = "{model.base_url}"\nname = "scripted"\nkey_env = "MODEL_KEY"\n'
            '[state]\nfolder = "../state"\n'
        )
        desk.add_site("blog", wordpress.url)
        yield desk


def wrong_password(request: Received) -> Reply:
    """A WordPress that knows no such application password."""
    if request.path == "/":
        here = f"http://{request.headers['Host']}"
        return Reply(200, {"Link": f'<{here}/wp-json/>; rel="https://api.w.org/"', "Content-Length": "0"})
    if request.path == "/wp-json/":
        return document({"namespaces": ["wp/v2"]})
    told = "The provided password is an invalid application password."
    return document({"code": "incorrect_password", "message": told, "data": {"status": 401}}, 401)


# sync


def test_a_first_sync_names_the_older_drafts_instead_of_billing_for_them(desk: Desk) -> None:
    desk.add_draft()
    done = desk.redraft("sync")
    assert (done.returncode, done.stdout) == (0, "Nothing to do.\nblog: 1 older draft: --backlog or --post ID\n")
    assert desk.model.journal == []
    assert desk.wordpress.writes == []


def test_a_dry_run_says_what_would_be_done_and_asks_neither_model_nor_key(desk: Desk) -> None:
    post = desk.add_draft()
    del desk.environ["MODEL_KEY"]
    (site,) = desk.synced("--dry-run", "--backlog")
    assert [(draft["post"], draft["outcome"]) for draft in site["drafts"]] == [(post, "planned")]
    assert desk.model.journal == []
    assert desk.wordpress.writes == []


def test_a_revised_draft_is_told_shown_and_undone(desk: Desk) -> None:
    post = desk.add_draft()
    (site,) = desk.synced("--backlog")
    (draft,) = site["drafts"]
    held = desk.wordpress.site.held(post)
    assert (draft["post"], draft["outcome"], draft["title"]) == (post, "revised", held.title)
    assert draft["edit_url"] == f"{desk.wordpress.url}/wp-admin/post.php?post={post}&action=edit"
    assert all(unit["changed"] for unit in draft["proof"]["units"])
    assert held.body != BODY

    shown = desk.redraft("show", "blog", str(post)).stdout
    assert shown.startswith(f"blog post {post}: revised, ")
    assert "{+" in shown
    assert "paragraphs with new words  2 of 2" in shown
    assert "the same bytes as before" in shown

    status = desk.redraft("status").stdout
    assert f"{post}" in status
    assert "revised" in status

    assert desk.redraft("undo", "blog", str(post)).returncode == 0
    assert (desk.wordpress.site.held(post).title, desk.wordpress.site.held(post).body) == (TITLE, BODY)
    assert desk.redraft("show", "blog", str(post)).stdout.startswith(f"blog post {post}: undone, ")

    calls = len(desk.model.journal)
    assert [site["drafts"] for site in desk.synced("--backlog")] == [[]]
    assert len(desk.model.journal) == calls


def test_the_summary_for_a_person_names_the_draft_and_how_much_changed(desk: Desk) -> None:
    desk.add_draft()
    done = desk.redraft("sync", "--backlog")
    assert done.returncode == 0
    header, row = done.stdout.splitlines()
    assert header.split() == ["site", "post", "headline", "outcome"]
    assert "revised" in row
    assert "2 of 2 paragraphs" in row
    assert done.stderr == "blog post 1: rewriting 3 texts\n"


def test_undo_of_what_was_never_revised_is_one_line(desk: Desk) -> None:
    done = desk.redraft("undo", "blog", "7")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "redraft: post 7 of blog has no revision by Redraft that could be undone\n"


def test_a_site_with_a_wrong_password_does_not_keep_another_from_finishing(desk: Desk) -> None:
    post = desk.add_draft()
    with serving(wrong_password) as stranger:
        desk.add_site("agency", stranger.url)
        sites = {site["site"]: site for site in desk.synced("--backlog", status=2)}
        told = desk.redraft("sync").stderr
    assert [draft["outcome"] for draft in sites["blog"]["drafts"]] == ["revised"]
    assert desk.wordpress.site.held(post).body != BODY
    assert sites["blog"]["error"] is None
    assert sites["agency"]["error"]
    assert told.startswith("redraft: agency: ")
    assert len(told.splitlines()) == 1


def test_a_title_that_would_command_a_terminal_is_only_shown(desk: Desk) -> None:
    post = desk.add_draft(title="Council \x1b[2J[bold]approves[/] the new path along the river")
    assert desk.redraft("sync", "--post", str(post)).returncode == 0
    for command in (["status"], ["show", "blog", str(post)]):
        shown = desk.redraft(*command).stdout
        assert "\x1b" not in shown
        assert "[/]" in shown


def test_a_model_that_cannot_be_reached_ends_with_status_three_and_the_draft_as_it_was(desk: Desk) -> None:
    post = desk.add_draft()
    main = desk.folder / "config" / "redraft.toml"
    main.write_text(main.read_text().replace(desk.model.base_url, "http://127.0.0.1:9/v1"))
    ((draft,),) = (site["drafts"] for site in desk.synced("--backlog", status=3))
    assert draft["outcome"] == "failed"
    assert draft["reason"]
    assert desk.wordpress.site.held(post).body == BODY


def test_ctrl_c_ends_a_sync_with_status_130_and_the_next_one_goes_on(desk: Desk) -> None:
    post = desk.add_draft()
    asked = threading.Event()
    desk.model.seconds = 3
    command = desk.command("sync", "--backlog", "-v")
    with subprocess.Popen(command, cwd=desk.folder, env=desk.environ, stderr=subprocess.PIPE, text=True) as process:
        watchdog = threading.Timer(PATIENCE, process.kill)
        watchdog.start()
        assert process.stderr is not None
        told = ""
        for line in process.stderr:
            told += line
            if "model asks" in line and not asked.is_set():
                asked.set()
                process.send_signal(signal.SIGINT)
        status = process.wait()
        watchdog.cancel()
    assert (status, told.splitlines()[-1]) == (
        130,
        "redraft: stopped; the next sync or daemon goes on with what was at hand",
    )
    assert desk.wordpress.site.held(post).body == BODY
    desk.model.seconds = 0
    ((draft,),) = (site["drafts"] for site in desk.synced("--backlog"))
    assert draft["outcome"] == "revised"


# rewrite


def test_a_file_is_rewritten_to_standard_output_and_the_rest_goes_elsewhere(desk: Desk) -> None:
    (desk.folder / "article.html").write_text(BODY, "utf-8")
    done = desk.redraft("rewrite", "article.html", "--title", TITLE, "--proof", "proof.json")
    assert done.returncode == 0, done.stderr
    assert done.stdout != BODY
    assert done.stdout.count("<!-- wp:paragraph -->\n<p>") == 2
    assert '<a href="https://example.org/plan">' in done.stdout
    proof = json.loads((desk.folder / "proof.json").read_text("utf-8"))
    assert proof["title"]["source"] == TITLE
    assert f"headline  {proof['title']['result']}" in done.stderr
    assert sorted(path.name for path in desk.folder.iterdir()) == ["article.html", "config", "proof.json"]


@pytest.mark.parametrize("ends", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_line_ends_and_byte_order_mark_of_a_file_stay(desk: Desk, ends: str, mark: str) -> None:
    source = mark + BODY.replace("\n", ends) + ends
    (desk.folder / "article.html").write_bytes(source.encode())
    assert desk.redraft("rewrite", "article.html", "--output", "article.html").returncode == 0
    result = (desk.folder / "article.html").read_bytes().decode()
    assert result != source
    assert result.startswith(f"{mark}<!-- wp:paragraph -->{ends}<p>")
    assert result.endswith(f"</p>{ends}<!-- /wp:paragraph -->{ends}")


def test_standard_input_comes_back_as_one_json_object(desk: Desk) -> None:
    done = desk.redraft("rewrite", "-", "--json", text=BODY)
    document = json.loads(done.stdout)
    assert document["body"] != BODY
    assert document["title"] == ""
    assert len(document["proof"]["units"]) == 2


def test_without_any_configuration_the_variables_of_openai_name_the_model(desk: Desk, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    desk.folder = elsewhere
    desk.environ |= {"OPENAI_API_KEY": KEY, "OPENAI_BASE_URL": desk.model.base_url, "OPENAI_MODEL": "named-here"}
    done = desk.redraft("rewrite", "-", text=BODY)
    assert done.returncode == 0, done.stderr
    assert desk.model.journal[-1].body["model"] == "named-here"


def test_without_any_model_the_way_to_one_is_told(desk: Desk, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    desk.folder = elsewhere
    done = desk.redraft("rewrite", "-", text=BODY)
    assert (done.returncode, done.stdout) == (2, "")
    assert len(done.stderr.splitlines()) == 1
    assert "redraft model fetch" in done.stderr


def test_a_paused_site_is_left_alone_until_it_is_resumed(desk: Desk) -> None:
    post = desk.add_draft()
    assert desk.redraft("pause", "blog").stdout == "blog: paused\n"
    (site,) = desk.synced("--backlog")
    assert (site["drafts"], site["notes"]) == ([], ["it is paused: redraft resume blog"])
    assert (desk.wordpress.polls, desk.model.journal) == ([], [])
    assert "paused since" in desk.redraft("status").stdout

    assert desk.redraft("resume").stdout == "blog: goes on\n"
    (site,) = desk.synced("--backlog")
    assert [draft["outcome"] for draft in site["drafts"]] == ["revised"]

    status = json.loads(desk.redraft("status", "--json").stdout)
    (known,) = status["sites"]
    assert (known["site"], known["paused"], known["problem"], known["drafts"]) == ("blog", None, None, {"revised": 1})
    assert [(draft["post"], draft["outcome"]) for draft in known["newest"]] == [(post, "revised")]
    assert datetime.fromisoformat(known["last_poll"]).tzinfo
    assert status["calls"]["paid"] == len(desk.model.journal)
    assert status["nodes"] == []
