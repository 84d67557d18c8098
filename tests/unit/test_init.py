"""Whose the drafts of a new site are, and what `redraft init` proposes for them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from support.memory_wordpress import AUTHOR, EDITOR, MemorySite
from support.rest_wordpress import RestWordPress, rest_wordpress

from worker import config
from worker.cli import main

HINT = 'With push = "suggest" the text is put beside a draft'


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def written(authors: list[int], age: timedelta = timedelta(0)) -> MemorySite:
    """A site with a draft by each of these users."""
    site = MemorySite(now=datetime.now(UTC) - age)
    for author in authors:
        site.add("Council votes", "<p>News.</p>", author=author)
    return site


def init(url: str, *flags: str, text: str = "") -> Result:
    arguments = ("init", "--url", url, "--username", "editor", "--name", "blog", *flags)
    return CliRunner().invoke(main, arguments, input=text, env={"BLOG_PASSWORD": "abcd efgh"}, prog_name="redraft")


def push(wordpress: RestWordPress, *flags: str, text: str = "") -> tuple[str, Result]:
    done = init(wordpress.url, *flags, text=text)
    assert done.exit_code == 0, done.output
    (site,) = config.load(Path("config"), {}, model=False, secrets=False).sites
    return site.push, done


ANSWERS = "BLOG_PASSWORD\n\n\n\n"  # and of the model's three questions what they propose


@pytest.mark.parametrize(("answer", "chosen"), [("", "suggest"), ("y", "suggest"), ("n", "replace")])
def test_where_the_drafts_are_other_people_s_it_is_proposed_to_put_the_text_beside_them(answer: str, chosen: str) -> None:
    with rest_wordpress(written([AUTHOR, AUTHOR, EDITOR])) as wordpress:
        found, done = push(wordpress, text=f"{ANSWERS}{answer}\n")
    assert found == chosen
    assert "Others than editor wrote 2 of the 3 drafts on blog." in done.output
    assert done.stdout.splitlines()[-1].endswith("redraft sync blog --dry-run")


def test_without_questions_it_is_told_and_nothing_is_chosen() -> None:
    with rest_wordpress(written([AUTHOR], timedelta(days=300))) as wordpress:
        found, done = push(wordpress, "--non-interactive")
    assert found == "replace"
    assert f"{HINT}, and WordPress' editor offers its author to compare them: config/sites/blog.toml" in done.stdout


@pytest.mark.parametrize("authors", [[], [EDITOR], [EDITOR, AUTHOR], [0, 0, AUTHOR]])
def test_where_the_drafts_are_the_account_s_own_or_there_are_none_nothing_is_proposed(authors: list[int]) -> None:
    with rest_wordpress(written(authors)) as wordpress:
        found, done = push(wordpress, text=ANSWERS)
    assert found == "replace"
    assert HINT not in done.output


def test_where_all_sites_suggest_already_nothing_is_proposed(here: Path) -> None:
    (here / "config" / "sites").mkdir(parents=True)
    (here / "config" / "redraft.toml").write_text('[defaults]\npush = "suggest"\n')
    with rest_wordpress(written([AUTHOR])) as wordpress:
        found, done = push(wordpress, "--non-interactive")
    assert (found, HINT in done.output) == ("suggest", False)


def test_a_site_that_cannot_be_looked_at_is_set_up_all_the_same() -> None:
    done = init("http://127.0.0.1:9", "--non-interactive")  # nobody answers there
    assert done.exit_code == 0, done.output
    assert HINT not in done.output
