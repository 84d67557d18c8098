"""The commands as a person runs them: processes of their own, a WordPress and a model that answer over HTTP."""

from __future__ import annotations

import json
import os
import pty
import re
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

from worker.store import Store

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


def test_a_backlog_is_not_billed_where_nobody_can_be_asked(desk: Desk) -> None:
    desk.add_draft()
    done = desk.redraft("sync", "--backlog")
    (told,) = done.stderr.splitlines()
    assert (done.returncode, done.stdout) == (2, "")
    assert "--yes" in told
    assert "--dry-run" in told
    assert desk.model.journal == []
    assert not (desk.folder / "state").exists()


def test_what_a_site_does_not_select_is_told_with_the_reason(desk: Desk) -> None:
    file = desk.folder / "config" / "sites" / "blog.toml"
    file.write_text(file.read_text() + '[select]\ntitle_markers = ["[rw]"]\n')
    plain, marked = desk.add_draft(), desk.add_draft(f"[RW] {TITLE}")
    now = datetime.now(UTC)
    with Store(f"sqlite:///{desk.folder / 'state' / 'redraft.sqlite'}") as store:
        store.polled("blog", now, baseline=now - timedelta(hours=2), watermark=now - timedelta(hours=2))
    reason = "its title has none of the marks [rw]"
    assert desk.redraft("sync", "--dry-run").stdout.splitlines()[-1] == f"blog: 1 draft not selected (post {plain}): {reason}"
    (site,) = desk.synced()
    assert [(draft["post"], draft["outcome"]) for draft in site["drafts"]] == [(marked, "revised")]
    assert site["not_selected"] == [{"post": plain, "reason": reason}]
    assert "[rw]" not in desk.wordpress.site.held(marked).title.lower()
    assert f"blog: 1 draft not selected: {reason}" in desk.redraft("status").stdout
    assert desk.synced()[0]["not_selected"] == []


def test_a_dry_run_says_what_would_be_done_and_asks_neither_model_nor_key(desk: Desk) -> None:
    post = desk.add_draft()
    del desk.environ["MODEL_KEY"]
    (site,) = desk.synced("--dry-run", "--backlog")
    assert [(draft["post"], draft["outcome"]) for draft in site["drafts"]] == [(post, "planned")]
    assert desk.model.journal == []
    assert desk.wordpress.writes == []


def test_a_revised_draft_is_told_shown_and_undone(desk: Desk) -> None:
    post = desk.add_draft()
    (site,) = desk.synced("--backlog", "--yes")
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
    assert [site["drafts"] for site in desk.synced("--backlog", "--yes")] == [[]]
    assert len(desk.model.journal) == calls


def test_the_summary_for_a_person_names_the_draft_and_how_much_changed(desk: Desk) -> None:
    desk.add_draft()
    done = desk.redraft("sync", "--backlog", "--yes")
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
        sites = {site["site"]: site for site in desk.synced("--backlog", "--yes", status=2)}
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
    ((draft,),) = (site["drafts"] for site in desk.synced("--backlog", "--yes", status=3))
    assert draft["outcome"] == "failed"
    assert draft["reason"]
    assert desk.wordpress.site.held(post).body == BODY


def test_ctrl_c_ends_a_sync_with_status_130_and_the_next_one_goes_on(desk: Desk) -> None:
    post = desk.add_draft()
    asked = threading.Event()
    desk.model.seconds = 3
    command = desk.command("sync", "--backlog", "--yes", "-v")
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
    ((draft,),) = (site["drafts"] for site in desk.synced("--backlog", "--yes"))
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
    (site,) = desk.synced("--backlog", "--yes")
    assert (site["drafts"], site["notes"]) == ([], ["it is paused: redraft resume blog"])
    assert (desk.wordpress.polls, desk.model.journal) == ([], [])
    assert "paused since" in desk.redraft("status").stdout

    assert desk.redraft("resume").stdout == "blog: goes on\n"
    (site,) = desk.synced("--backlog", "--yes")
    assert [draft["outcome"] for draft in site["drafts"]] == ["revised"]

    status = json.loads(desk.redraft("status", "--json").stdout)
    (known,) = status["sites"]
    assert (known["site"], known["paused"], known["problem"], known["drafts"]) == ("blog", None, None, {"revised": 1})
    assert [(draft["post"], draft["outcome"]) for draft in known["newest"]] == [(post, "revised")]
    assert datetime.fromisoformat(known["last_poll"]).tzinfo
    assert status["calls"]["paid"] == len(desk.model.journal)
    assert status["nodes"] == []


def test_the_parts_of_a_post_are_shown_byte_for_byte(desk: Desk) -> None:
    source = BODY.replace("\n", "\r\n") + "\r\n<p>Caf\u00e9 \U0001f6b2</p> \n"
    post = desk.add_draft(body=source)
    desk.synced("--post", str(post), "blog")
    held = desk.wordpress.site.held(post)

    def shown(*flags: str) -> tuple[bytes, str]:
        done = subprocess.run(desk.command("show", "blog", str(post), *flags), cwd=desk.folder, env=desk.environ, capture_output=True)
        assert done.returncode == 0, done.stderr
        return done.stdout, done.stderr.decode()

    assert shown("--original") == (source.encode(), f"headline  {TITLE}\n")
    assert shown("--result") == (held.body.encode(), f"headline  {held.title}\n")
    assert json.loads(shown("--original", "--json")[0]) == {"site": "blog", "post": post, "title": TITLE, "body": source}
    assert json.loads(shown("--result", "--json")[0])["body"] == held.body
    proof = json.loads(shown("--proof")[0])
    assert proof["skeleton"]["before"] == proof["skeleton"]["after"]
    whole = json.loads(shown("--json")[0])
    assert [(work["outcome"], work["undone"]) for work in whole["work"]] == [("revised", None)]
    assert whole["proof"] == proof


def test_the_difference_is_shown_word_by_word_between_lines_that_stay(desk: Desk) -> None:
    post = desk.add_draft()
    desk.synced("--post", str(post), "blog")
    lines = desk.redraft("show", "blog", str(post), "--diff").stdout.splitlines()
    assert lines[0].startswith("headline  ")
    old = "\n".join(re.sub(r"\{\+.*?\+\}", "", re.sub(r"\[-(.*?)-\]", r"\1", line)) for line in lines[2:])
    new = "\n".join(re.sub(r"\{\+(.*?)\+\}", r"\1", re.sub(r"\[-.*?-\]", "", line)) for line in lines[2:])
    assert (old, new) == (BODY, desk.wordpress.site.held(post).body)
    assert lines[2] == "<!-- wp:paragraph -->"


def test_what_a_post_does_not_have_is_told_in_one_line(desk: Desk) -> None:
    post = desk.add_draft(body="<p>\u2026</p>", title="")
    desk.synced("--post", str(post), "blog")
    for flags in (["--result"], ["--result", "--json"], ["--diff"]):
        done = desk.redraft("show", "blog", str(post), *flags)
        assert (done.returncode, done.stdout) == (1, "")
        assert done.stderr == f"redraft: post {post} of blog has no result that is kept; it is unchanged\n"
    both = desk.redraft("show", "blog", str(post), "--result", "--diff")
    assert (both.returncode, both.stderr.splitlines()[-1]) == (2, "Error: --result and --diff are two things; take one of them.")


def test_an_edit_after_the_revision_is_undone_only_by_force_and_is_kept(desk: Desk) -> None:
    post = desk.add_draft()
    desk.synced("--post", str(post), "blog")
    desk.wordpress.site.person_saves(post, body="<p>Mine.</p>")
    refused = desk.redraft("undo", "blog", str(post))
    assert (refused.returncode, refused.stdout) == (1, "")
    assert refused.stderr.startswith(f"redraft: post {post} of blog was edited after Redraft's revision, and was left alone; --force ")
    done = desk.redraft("undo", "blog", str(post), "--force")
    assert [line.split(": ")[1] for line in done.stdout.splitlines()] == [
        f"post {post} has its original back",
        "the text that stood there is kept",
    ]
    assert desk.wordpress.site.held(post).body == BODY
    assert (TITLE, "<p>Mine.</p>") in [(TITLE, body) for _, body in desk.wordpress.site.revisions(post)]
    rows = desk.redraft("show", "blog", str(post)).stdout
    assert "kept before an undo with --force" in rows


def test_a_skipped_post_is_left_alone_until_it_is_asked_for(desk: Desk) -> None:
    post = desk.add_draft()
    desk.redraft("sync")  # the first look
    new = desk.add_draft()
    assert desk.redraft("skip", "blog", str(new)).returncode == 0
    assert [site["drafts"] for site in desk.synced()] == [[]]
    assert desk.model.journal == []
    (site,) = desk.synced("--backlog", "--yes")
    assert [draft["post"] for draft in site["drafts"]] == [post]
    assert json.loads(desk.redraft("status", "--json").stdout)["sites"][0]["skipped"] == [new]
    (site,) = desk.synced("--post", str(new), "blog")
    assert [draft["outcome"] for draft in site["drafts"]] == ["revised"]
    assert json.loads(desk.redraft("status", "--json").stdout)["sites"][0]["skipped"] == []


def test_several_posts_are_asked_for_at_once_and_one_that_is_no_draft_is_told_by_the_exit_status(desk: Desk) -> None:
    posts = [desk.add_draft(), desk.add_draft(body=BODY + "<p>More.</p>")]
    named = [argument for post in posts for argument in ("--post", str(post))]
    (site,) = desk.synced("blog", *named, "--post", "404", status=1)
    assert sorted((draft["post"], draft["outcome"]) for draft in site["drafts"]) == [
        (posts[0], "revised"),
        (posts[1], "revised"),
        (404, "left"),
    ]
    assert "has no post 404" in desk.redraft("sync", "blog", "--post", "404").stdout
    (site,) = desk.synced("blog", *named)  # they are revised already: nothing is wrong
    assert [draft["outcome"] for draft in site["drafts"]] == ["left", "left"]


def test_a_failure_that_waits_for_a_person_is_tried_again_when_one_says_so(desk: Desk) -> None:
    post = desk.add_draft()
    desk.wordpress.site.unfiltered = False
    held = desk.wordpress.site.held(post)
    desk.wordpress.site.person_saves(post, body=held.body + "<script>track()</script>")
    desk.redraft("sync")  # the first look
    desk.synced("--post", str(post), "blog", status=2)
    (site,) = json.loads(desk.redraft("status", "--json").stdout)["sites"]
    assert [(each["post"], each["retry"], each["due"]) for each in site["failures"]] == [(post, None, False)]
    assert f"redraft retry blog {post}" in desk.redraft("status").stdout

    desk.wordpress.site.unfiltered = True
    told = desk.redraft("retry", "blog").stdout.splitlines()
    assert told[0].startswith(f"blog: post {post} is tried again: ")
    assert told[1] == "blog: no process is at work: redraft sync blog"
    assert "tried again with the next look" in desk.redraft("status").stdout
    (site,) = desk.synced()
    assert [draft["outcome"] for draft in site["drafts"]] == ["revised"]
    assert desk.redraft("retry", "blog").stdout == "blog: no draft has failed\n"
    refused = desk.redraft("retry", "blog", str(post))
    assert (refused.returncode, refused.stdout) == (1, "")
    assert refused.stderr.startswith(f"redraft: post {post} of blog has not failed, it is revised; ")


def test_with_log_json_every_line_of_standard_error_is_an_object(desk: Desk) -> None:
    post = desk.add_draft(body=BODY.replace("Several", "Caf\u00e9s"))
    desk.add_site("agency", "http://127.0.0.1:9")
    done = desk.redraft("sync", "--backlog", "--yes", "--log-json")
    assert done.returncode == 3
    lines = [json.loads(line) for line in done.stderr.splitlines()]
    (settled,) = [line for line in lines if line["event"] == "draft settled"]
    assert (settled["site"], settled["post"], settled["outcome"], settled["level"]) == ("blog", post, "revised", "info")
    assert settled["tokens"] > 0
    assert settled["seconds"] > 0
    assert any(line["event"].startswith("agency: ") for line in lines)
    assert "residents" not in done.stderr

    (desk.folder / "config" / "redraft.toml").write_text("[modell]\n")
    wrong = desk.redraft("run", "--log-json")
    assert wrong.returncode == 2
    assert all("redraft.toml" in json.loads(line)["event"] for line in wrong.stderr.splitlines())


def test_watching_the_status_needs_a_terminal_and_ends_with_ctrl_c(desk: Desk) -> None:
    refused = desk.redraft("status", "--watch")
    assert (refused.returncode, refused.stdout) == (2, "")
    assert refused.stderr.splitlines() == ["redraft: --watch needs a terminal; leave it out, or take redraft status --json for a program"]
    ours, theirs = pty.openpty()
    environ = {**desk.environ, "TERM": "xterm", "COLUMNS": "200", "LINES": "50"}
    command = desk.command("status", "--watch")
    with subprocess.Popen(command, cwd=desk.folder, env=environ, stdout=theirs, stderr=subprocess.PIPE) as process:
        watchdog = threading.Timer(PATIENCE, process.kill)
        watchdog.start()
        os.close(theirs)
        try:
            assert "never" in shown_until(ours, "never")
            desk.redraft("pause", "blog")
            assert "paused since" in shown_until(ours, "paused since")
            process.send_signal(signal.SIGINT)
            rest = shown_until(ours, None)
            status = process.wait()
        finally:
            watchdog.cancel()
            process.kill()
        assert process.stderr
        assert (status, process.stderr.read()) == (0, b"")
    assert "\x1b[?1049l" in rest  # the screen that was there before is back


def shown_until(terminal: int, words: str | None) -> str:
    """What a terminal shows up to these words; up to the end for None."""
    shown = ""
    while words is None or words not in shown:
        try:
            data = os.read(terminal, 4096)
        except OSError:  # the other end is closed
            data = b""
        if not data:
            assert words is None, shown
            return shown
        shown += data.decode("utf-8", "replace")
    return shown


def test_a_file_is_rewritten_as_the_drafts_of_a_site_are(desk: Desk) -> None:
    with scripted_model(reading="doubts_first") as reader:
        with (desk.folder / "config" / "sites" / "blog.toml").open("a") as file:
            file.write(
                '[style]\ntone = "dry as dust"\n'
                f'[second_reader]\ndoubt = "keep"\nmodel = "second"\nbase_url = "{reader.base_url}"\nkey_env = "READER_KEY"\n'
            )
        desk.environ["READER_KEY"] = "canary-reader"
        proof = json.loads(desk.redraft("rewrite", "-", "--json", "--site", "blog", text=BODY).stdout)["proof"]
        assert "dry as dust" in str(desk.model.journal[0].body)
        assert [call.headers["Authorization"] for call in reader.journal] == ["Bearer canary-reader"]
    assert proof["second_reader"]["model"] == "second"
    assert [unit["changed"] for unit in proof["units"]] == [False, True]
    done = desk.redraft("rewrite", "-", "--site", "blgo", text=BODY)
    assert (done.returncode, done.stdout) == (2, "")
    assert "blgo" in done.stderr


# replay, and the second reader of a site


def test_a_replay_by_the_rules_says_what_would_now_be_held_back_and_asks_nobody(desk: Desk) -> None:
    assert desk.redraft("replay").stdout == "No draft has a proof yet.\n"
    post = desk.add_draft()
    desk.synced("--post", str(post))
    asked = len(desk.model.journal)
    with (desk.folder / "config" / "sites" / "blog.toml").open("a") as file:
        file.write('[style]\nbanned = ["frequently"]\n')
    done = desk.redraft("replay", "blog")
    first, held, passes, text = done.stdout.splitlines()
    assert (done.returncode, done.stderr) == (0, "")
    assert first == "1 draft, 3 texts, 3 of them with new words."
    assert held == "Would now be held back: 1 text in 1 draft (banned word 1)."
    assert passes == "Would now be let through: none."
    assert text == f"blog post {post} p1: held back: banned word: a word that this house bans: frequently"
    result = json.loads(desk.redraft("replay", "--json", "--last", "5").stdout)
    assert result["held_back"]["rules"] == {"banned word": 1}
    assert len(desk.model.journal) == asked


def test_a_replay_by_the_model_is_not_billed_where_nobody_can_be_asked_and_compares_where_it_may(desk: Desk) -> None:
    desk.synced("--post", str(desk.add_draft()))
    asked = len(desk.model.journal)
    done = desk.redraft("replay", "--model", text="")
    assert (done.returncode, done.stdout) == (2, "")
    assert "add --yes" in done.stderr
    settings = desk.folder / "config" / "redraft.toml"
    settings.write_text(settings.read_text().replace('name = "scripted"', 'name = "another"'))
    desk.model.mode = "refusal"
    writes = len(desk.wordpress.writes)
    done = desk.redraft("replay", "--model", "--yes")
    assert done.returncode == 0
    assert "texts with new words: 3 of 3 before, 0 of 3 now" in done.stdout
    assert "blog post 1: 3 of 3 texts with new words before, 0 of 3 now" in done.stderr
    assert len(desk.model.journal) > asked
    assert len(desk.wordpress.writes) == writes


def test_a_replay_that_reaches_no_model_says_so_in_one_line(desk: Desk) -> None:
    desk.synced("--post", str(desk.add_draft()))
    settings = desk.folder / "config" / "redraft.toml"
    settings.write_text(re.sub("http://127.0.0.1:[0-9]+/v1", "http://127.0.0.1:9/v1", settings.read_text()))
    settings.write_text(settings.read_text().replace('name = "scripted"', 'name = "another"'))
    done = desk.redraft("replay", "--model", "--yes", "--last", "1")
    assert done.returncode == 3
    assert "cannot be reached" in done.stderr.splitlines()[-1]
    assert desk.redraft("replay", "blgo").returncode == 2


def test_the_second_reader_of_a_site_may_be_on_another_server_and_its_calls_are_counted(desk: Desk) -> None:
    with scripted_model(reading="doubts_first") as reader:
        with (desk.folder / "config" / "sites" / "blog.toml").open("a") as file:
            file.write(f'[second_reader]\ndoubt = "keep"\nmodel = "second"\nbase_url = "{reader.base_url}"\nkey_env = "READER_KEY"\n')
        done = desk.redraft("sync", "--dry-run")
        assert done.returncode == 0
        done = desk.redraft("sync")
        assert done.returncode == 2
        assert "config/sites/blog.toml: second_reader.key_env: READER_KEY is not set" in done.stderr
        desk.environ["READER_KEY"] = "canary-reader"
        (site,) = desk.synced("--post", str(desk.add_draft()))
        assert [call.headers["Authorization"] for call in reader.journal] == ["Bearer canary-reader"]
    (draft,) = site["drafts"]
    assert draft["proof"]["second_reader"]["model"] == "second"
    assert [unit["changed"] for unit in draft["proof"]["units"]] == [False, True]
    shown = desk.redraft("show", "blog", str(draft["post"])).stdout
    assert "kept its words: adds: a reason" in shown
    assert json.loads(desk.redraft("status", "--json").stdout)["calls"]["paid"] == len(desk.model.journal) + 1
