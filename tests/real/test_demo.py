"""The demo, as `make demo` runs it: a real WordPress, `redraft sync` as a program, the embedded model."""

from __future__ import annotations

import io
import json
import os
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from worker.demo import demo
from worker.demo.lab import Lab, WordPress

pytestmark = [pytest.mark.real, pytest.mark.timeout(1_800)]  # on a busy machine the small model takes minutes

BOILERPLATE = "Leave a Comment"


@dataclass(frozen=True)
class Run:
    """One run of the demo: what it said, and the drafts as WordPress holds them afterwards."""

    status: int
    screen: str
    drafts: dict[str, dict[str, Any]]  # "classic" and "blocks"


@dataclass(frozen=True)
class Demo:
    """The drafts before, a first and a second run."""

    before: dict[str, dict[str, Any]]
    first: Run
    second: Run
    reports: list[dict[str, Any]]


@pytest.fixture(scope="module")
def shown(sites: Callable[[str], WordPress], worker_id: str) -> Iterator[Demo]:
    sites("7.1")  # fails or skips where there can be no WordPress
    name = f"test-demo-{worker_id}"
    lab = Lab(name=name)
    lab.remove()
    site = lab.up()
    site.php(f"require '{Path(demo.__file__).parent}/article/seed.php';")
    environ = {variable: value for variable, value in os.environ.items() if not variable.startswith("OPENAI_")}

    def run() -> Run:
        console = Console(file=io.StringIO(), width=100)
        status = demo.run(console, environ, name)
        assert isinstance(console.file, io.StringIO)
        return Run(status, console.file.getvalue(), drafts(site))

    before, first, second = drafts(site), run(), run()
    yield Demo(before, first, second, json.loads((lab.folder / "redraft/reports.json").read_text()))
    lab.remove()


def drafts(site: WordPress) -> dict[str, dict[str, Any]]:
    found = json.loads(site.php("echo json_encode(array_map('get_post', get_option('redraft_demo')));"))
    assert isinstance(found, dict)
    return found


def without_boilerplate(body: str) -> str:
    """The body without its last element, line or block, which in both drafts is the boilerplate."""
    assert body.count(BOILERPLATE) == 1
    return re.sub(rf"\s*(<!-- wp:paragraph -->\s*<p>)?{BOILERPLATE}(</p>\s*<!-- /wp:paragraph -->)?\s*$", "", body)


def markup(body: str) -> list[str]:
    return re.findall(r"<[^>]*>|\[[^\]]*\]", body)


def visible(body: str) -> str:
    return re.sub(r"<[^>]*>", "", body)


def figures(body: str) -> Counter[str]:
    return Counter(re.findall(r"\d+(?:[.,]\d+)*", visible(body)))


def quotations(body: str) -> list[str]:
    return re.findall(r"“[^”]*”", body)


@pytest.mark.parametrize("kind", ["classic", "blocks"])
def test_the_demo_rewrites_a_draft_and_keeps_all_but_its_wording(shown: Demo, kind: str) -> None:
    before, after = shown.before[kind]["post_content"], shown.first.drafts[kind]["post_content"]
    article = without_boilerplate(before)
    assert BOILERPLATE not in after
    assert markup(after) == markup(article)
    assert figures(after) == figures(article)
    assert quotations(after) == quotations(article)
    assert visible(after) != visible(article)


@pytest.mark.parametrize("kind", ["classic", "blocks"])
def test_the_demo_publishes_nothing_and_changes_nothing_but_the_text(shown: Demo, kind: str) -> None:
    before, after = shown.before[kind], shown.first.drafts[kind]
    moves = {"post_content", "post_title", "post_date", "post_modified", "post_modified_gmt", "filter"}
    assert after["post_status"] == "draft"
    assert {key: after[key] for key in after.keys() - moves} == {key: before[key] for key in before.keys() - moves}


def test_paragraphs_survive_the_checks_in_both_drafts(shown: Demo) -> None:
    assert shown.first.status == 0
    assert len(shown.reports) == 2
    for report in shown.reports:
        assert report["outcome"] == "revised"
        assert any(unit["changed"] for unit in report["proof"]["units"])


def test_the_demo_says_what_it_did_and_how_to_be_rid_of_it(shown: Demo) -> None:
    screen = shown.first.screen
    for report in shown.reports:
        assert report["edit_url"] in screen
    for words in (
        "paragraphs with new words",
        "kept its words",
        BOILERPLATE,
        "tokens",
        "for trying only",
        "make clean-demo",
    ):
        assert words in screen


def test_a_second_run_rewrites_nothing(shown: Demo) -> None:
    assert shown.second.status == 0
    assert shown.second.drafts == shown.first.drafts
    assert "nothing was rewritten again" in shown.second.screen
