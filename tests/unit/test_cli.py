"""What a person sees: commands, one-line errors, exit statuses, and files that nothing overwrites."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from worker import config
from worker.cli import main

CHECKOUT = Path(__file__).parents[2]
MAIN = '[model]\nkind = "openai"\n[state]\nfolder = "state"\n'
SITE = 'url = "http://127.0.0.1:9"\nusername = "desk"\npassword_env = "BLOG_PASSWORD"\n'  # port 9: nobody answers
SECRETS = {"OPENAI_API_KEY": "sk-canary", "BLOG_PASSWORD": "canary"}
HEAVY = ("alembic", "apscheduler", "bs4", "dbos", "openai", "pydantic", "requests", "rich", "sqlalchemy", "xllamacpp")


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty working directory and no user's files."""
    monkeypatch.chdir(tmp_path)
    for name in ("XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"):
        monkeypatch.setenv(name, str(tmp_path / "home" / name))
    for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL", "OPENAI_MODEL"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


def redraft(*arguments: str, text: str | bytes | None = None, **variables: str) -> Result:
    return CliRunner().invoke(main, arguments, input=text, env=variables, prog_name="redraft")


def configured(here: Path, **sites: str) -> None:
    (here / "config" / "sites").mkdir(parents=True)
    (here / "config" / "redraft.toml").write_text(MAIN)
    for name, text in (sites or {"blog": SITE}).items():
        (here / "config" / "sites" / f"{name}.toml").write_text(text)


def complaint(result: Result, status: int) -> str:
    """The one line of an error."""
    assert (result.exit_code, result.stdout) == (status, ""), result.output
    (line,) = result.stderr.splitlines()
    assert line.startswith("redraft: ")
    assert "canary" not in line
    return line.removeprefix("redraft: ")


# Starting


def test_help_waits_for_no_heavy_library() -> None:
    probe = f"import atexit, sys, worker.cli\natexit.register(lambda: print(*set({HEAVY}) & set(sys.modules)))"
    probe += "\nworker.cli.main(['--help'])"
    done = subprocess.run([sys.executable, "-c", probe], cwd=CHECKOUT, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == ""


def test_help_names_every_exit_status() -> None:
    told = redraft("--help").stdout
    assert all(f"\n    {status} " in told for status in (0, 1, 2, 3, 130))


@pytest.mark.parametrize("command", [name for name in main.commands if name != "model"])
def test_every_command_has_a_help_of_its_own(command: str) -> None:
    result = redraft(command, "-h")
    assert (result.exit_code, result.stdout.startswith(f"Usage: redraft {command}")) == (0, True)


@pytest.mark.parametrize(
    "arguments",
    [
        ["sing"],
        ["sync", "--post", "0"],
        ["sync", "--limit", "-1"],
        ["sync", "--post", "7", "--backlog"],
        ["show", "blog", "seven"],
        ["show", "blog", "7", "--original", "--proof"],
        ["show", "blog", "7", "--diff", "--json"],
        ["status", "--watch", "--json"],
        ["export", "out", "--since", "yesterday"],
        ["skip", "blog"],
        ["undo", "blog"],
        ["rewrite"],
        ["init", "--non-interactive"],
    ],
)
def test_a_command_line_that_cannot_be_meant_is_a_usage_error(arguments: list[str]) -> None:
    result = redraft(*arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "Usage: redraft" in result.stderr


@pytest.mark.parametrize("arguments", [["--config", "else", "status"], ["status", "--config", "else"]])
def test_the_folder_may_stand_before_the_command_and_after_it(arguments: list[str]) -> None:
    assert complaint(redraft(*arguments), 2).startswith("else/redraft.toml: there is no such file; `redraft init` writes it")


def test_the_library_is_one_function_whatever_was_imported_before() -> None:
    probe = "import worker.rewrite; from worker import rewrite; from worker import rewrite as again; "
    probe += "print(rewrite is again, rewrite.__name__, callable(rewrite))"
    done = subprocess.run([sys.executable, "-c", probe], cwd=CHECKOUT, capture_output=True, text=True, check=True)
    assert done.stdout == "True rewrite True\n"


# Configuration


@pytest.mark.parametrize("command", [["sync"], ["run"]])
def test_nothing_runs_with_mistakes_in_files_and_all_of_them_are_told(here: Path, command: list[str]) -> None:
    configured(here, blog=SITE + "intervall = 1\n", shop="url = 1\n")
    result = redraft(*command, **SECRETS)
    assert (result.exit_code, result.stdout) == (2, "")
    lines = result.stderr.splitlines()
    assert len(lines) == 4
    assert all(line.startswith("redraft: config/sites/") for line in lines)


@pytest.mark.parametrize("command", [["sync"], ["run"]])
@pytest.mark.parametrize("key", ["", " "])
def test_neither_sync_nor_daemon_falls_back_to_another_model_than_the_one_named(here: Path, command: list[str], key: str) -> None:
    configured(here)
    told = complaint(redraft(*command, BLOG_PASSWORD="canary", OPENAI_API_KEY=key), 2)
    assert told.startswith("config/redraft.toml: model.key_env: OPENAI_API_KEY is not set, or empty; write OPENAI_API_KEY=…")


@pytest.mark.parametrize("command", [["sync"], ["run"]])
def test_neither_sync_nor_daemon_runs_without_a_named_model(here: Path, command: list[str]) -> None:
    configured(here)
    (here / "config" / "redraft.toml").write_text("")
    told = complaint(redraft(*command, **SECRETS), 2)
    assert told == 'config/redraft.toml: model: missing; write a table [model] with kind = "openai" or "embedded"'


@pytest.mark.parametrize(
    "command",
    [["sync", "blgo"], ["show", "blgo", "7"], ["undo", "blgo", "7"], ["retry", "blgo"], ["skip", "blgo", "7"], ["pause", "blgo"]],
)
def test_a_site_that_is_not_there_is_told_with_the_nearest_one(here: Path, command: list[str]) -> None:
    configured(here)
    told = complaint(redraft(*command, **SECRETS), 2)
    assert told == "config/sites/blgo.toml: there is no such site (did you mean blog?); the sites are blog"


def test_a_post_needs_its_site_where_there_are_several(here: Path) -> None:
    configured(here, blog=SITE, shop=SITE.replace(":9", ":10"))
    result = redraft("sync", "--post", "7", **SECRETS)
    assert result.exit_code == 2
    assert "--post needs the name of its site: one of blog, shop." in result.stderr


# init


def test_a_first_configuration_is_written_by_flags_and_is_right(here: Path) -> None:
    result = redraft("init", "--url", "https://www.daily.example/", "--username", "desk", "--non-interactive")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.splitlines()[-1].endswith("redraft sync daily --dry-run")
    settings = config.load(Path("config"), {"OPENAI_API_KEY": "x", "DAILY_PASSWORD": "y"})
    assert [(site.name, site.url, site.username) for site in settings.sites] == [("daily", "https://www.daily.example", "desk")]
    assert (here / ".env").read_text() == "OPENAI_API_KEY=\nDAILY_PASSWORD=\n"
    assert (here / ".env").stat().st_mode & 0o777 == 0o600
    told = redraft("sync").stderr
    assert "OPENAI_API_KEY is not set, or empty" in told
    assert "DAILY_PASSWORD is not set, or empty" in told


def test_a_first_configuration_is_written_by_answers(here: Path) -> None:
    answers = [
        "blog.example",
        "https://blog.example",
        "desk",
        "news",
        "NEWS_SECRET",
        "http://127.0.0.1:8080/v1",
        "tiny",
        "",
    ]
    result = redraft("init", text="\n".join([*answers, ""]))
    assert result.exit_code == 0, result.output
    assert '"blog.example" does not begin with https://' in result.output
    settings = config.load(Path("config"), {"NEWS_SECRET": "x"})
    assert settings.model is not None
    assert (settings.model.base_url, settings.model.name, settings.model.key_env) == (
        "http://127.0.0.1:8080/v1",
        "tiny",
        "",
    )
    assert settings.sites[0].password_env == "NEWS_SECRET"


def test_a_second_site_is_added_without_touching_what_is_there(here: Path) -> None:
    configured(here)
    secrets = here / ".env"
    secrets.touch(0o600)
    secrets.write_text("BLOG_PASSWORD=canary")
    result = redraft("init", "--url", "https://shop.example", "--username", "desk", "--non-interactive")
    assert result.exit_code == 0, result.output
    assert (here / "config" / "redraft.toml").read_text() == MAIN
    assert (here / "config" / "sites" / "blog.toml").read_text() == SITE
    assert secrets.read_text() == "BLOG_PASSWORD=canary\nSHOP_PASSWORD=\n"
    assert "canary" not in result.output


@pytest.mark.parametrize(
    ("flags", "told"),
    [
        (["--name", "blog"], "config/sites/blog.toml is there already; edit it, or give the new site another --name"),
        (
            ["--model", "tiny"],
            "config/redraft.toml is there already; change its [model] there, and leave the flags out",
        ),
        (["--password-env", "canary pass"], "--password-env: not the name of a variable; write one in capitals"),
        (["--name", "a/b"], "--name: a site is named with at most 60 letters"),
        (["--url", "https://me:canary@shop.example"], "--url: no user name or password belongs in an address"),
    ],
)
def test_init_refuses_before_it_writes_anything(here: Path, flags: list[str], told: str) -> None:
    configured(here)
    before = sorted(here.rglob("*"))
    flags = ["--url", "https://shop.example", "--username", "desk", "--non-interactive", *flags]
    assert complaint(redraft("init", *flags), 2).startswith(told)
    assert sorted(here.rglob("*")) == before
    assert (here / "config" / "redraft.toml").read_text() == MAIN


def test_init_that_is_left_alone_with_its_questions_says_which_flags_help(here: Path) -> None:
    result = redraft("init", text="")
    assert result.exit_code == 2
    assert result.stderr.splitlines()[-1] == ("redraft: the input ended before every question was answered; see --help for the flags")
    assert not (here / "config").exists()


def test_init_fills_in_a_template_that_nobody_has_touched(here: Path) -> None:
    (here / "config").mkdir()
    (here / "config" / "redraft.toml").write_text(config.packaged("redraft.toml"))
    flags = ["--url", "https://blog.example", "--username", "desk", "--non-interactive", "--model", 'a "big" model']
    assert redraft("init", *flags).exit_code == 0
    model = config.load(Path("config"), {}, secrets=False).model
    assert model is not None
    assert model.name == 'a "big" model'


# rewrite: what is found out before a model is asked


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (None, "text.html cannot be read: No such file or directory; name a text file, or - for standard input"),
        (b"", "text.html is empty; there is nothing to rewrite"),
        (b" \n\xef\xbb\xbf", "text.html is empty; there is nothing to rewrite"),
        (b"caf\xe9 society", "text.html is not UTF-8 text (byte 4); save it with that encoding"),
        (b"\x00\x01\x02", "text.html is no text: it holds null bytes; name an HTML or text file"),
    ],
)
def test_what_is_no_text_is_told_in_one_line(here: Path, content: bytes | None, told: str) -> None:
    if content is not None:
        (here / "text.html").write_bytes(content)
    assert complaint(redraft("rewrite", "text.html"), 2) == told
    if content is not None:
        assert complaint(redraft("rewrite", "-", text=content), 2) == told.replace("text.html", "standard input")


@pytest.mark.parametrize(
    ("flags", "told"),
    [
        (["--output", "."], ". is a folder; name a file"),
        (["--proof", "none/proof.json"], "none/proof.json cannot be written: there is no folder"),
        (["--title", "two\nlines"], "--title is not one line of text"),
    ],
)
def test_what_cannot_be_written_is_told_before_a_model_is_paid(here: Path, flags: list[str], told: str) -> None:
    (here / "text.html").write_text("<p>Prices rose.</p>")
    assert complaint(redraft("rewrite", "text.html", *flags, OPENAI_API_KEY="canary"), 2).startswith(told)


# What is remembered


def test_the_status_of_a_new_installation_says_that_nothing_was_done(here: Path) -> None:
    configured(here)
    result = redraft("status")
    assert (result.exit_code, result.stderr) == (0, "")
    assert "blog  never" in result.stdout
    assert "state/redraft.sqlite" in result.stdout


def test_a_post_that_was_never_seen_is_told_with_what_would_rewrite_it(here: Path) -> None:
    configured(here)
    told = complaint(redraft("show", "blog", "7"), 2)
    assert told == "blog: nothing is known of post 7; redraft sync blog --post 7 rewrites it"


@pytest.mark.parametrize("part", ["--original", "--result", "--diff", "--proof", "--json"])
def test_no_part_of_a_post_that_was_never_seen_is_shown(here: Path, part: str) -> None:
    configured(here)
    told = complaint(redraft("show", "blog", "7", part), 2)
    assert told == "blog: nothing is known of post 7; redraft sync blog --post 7 rewrites it"


def test_what_has_not_failed_cannot_be_tried_again(here: Path) -> None:
    configured(here)
    told = complaint(redraft("retry", "blog", "7"), 1)
    assert told == "post 7 of blog has not failed, it is not known; redraft sync blog --post 7 takes it up"


def test_watching_needs_a_terminal(here: Path) -> None:
    configured(here)
    told = complaint(redraft("status", "--watch"), 2)
    assert told == "--watch needs a terminal; leave it out, or take redraft status --json for a program"


def test_an_export_of_nothing_is_an_empty_folder_and_its_place_must_be_one(here: Path) -> None:
    configured(here)
    result = redraft("export", "out", "--json")
    nothing = {"posts": 0, "written": 0, "already": 0, "beside": [], "dropped": 0}
    assert json.loads(result.stdout) == {"folder": str(here / "out"), **nothing}
    assert complaint(redraft("export", "out", "blgo"), 2) == "nothing is known of blgo; there is work on no site yet"
    (here / "file").touch()
    told = complaint(redraft("export", "file"), 2)
    assert told == f"{here / 'file'} cannot be written: File exists; name a folder that you may write, with room"


def test_a_mistake_in_the_files_is_an_event_where_the_log_is_for_a_program(here: Path) -> None:
    configured(here, blog=SITE + "intervall = 1\n")
    command = [sys.executable, "-m", "worker", "run", "--log-json", "--config", str(here / "config")]
    environ = {**os.environ, **SECRETS}
    done = subprocess.run(command, cwd=CHECKOUT, env=environ, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    (event,) = [json.loads(line) for line in done.stderr.splitlines()]
    assert event["level"] == "error"
    assert "blog.toml: intervall: " in event["event"]


def test_an_unreachable_site_ends_with_status_three_and_is_named(here: Path) -> None:
    configured(here)
    told = complaint(redraft("sync", **SECRETS), 3)
    assert told.startswith("blog: ")


def test_the_result_as_json_is_one_object_whatever_happens(here: Path) -> None:
    configured(here)
    result = redraft("sync", "--json", **SECRETS)
    document = json.loads(result.stdout)
    assert (result.exit_code, document["exit"]) == (3, 3)
    (site,) = document["sites"]
    assert (site["site"], site["drafts"], site["older"]) == ("blog", [], 0)
    assert site["error"]
    assert "canary" not in result.output


def test_a_full_disk_behind_standard_output_is_told_in_one_line(here: Path) -> None:
    configured(here)
    command = [sys.executable, "-m", "worker", "status", "--config", str(here / "config")]
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(command, cwd=CHECKOUT, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert (done.returncode, done.stderr) == (
        2,
        "redraft: no space left to write the output; make room and start again\n",
    )


def test_a_reader_that_goes_away_is_no_error(here: Path) -> None:
    configured(here)
    command = [sys.executable, "-m", "worker", "status", "--config", str(here / "config")]
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(command, cwd=CHECKOUT, stdout=writing, stderr=subprocess.PIPE, text=True, check=False)
    os.close(writing)
    assert (done.returncode, done.stderr) == (0, "")
