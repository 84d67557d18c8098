"""The real block editor's opinion of what Redraft writes."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sysconfig
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser
from support.editor import Blocks, Editor
from support.scripted_model import scripted_model

from worker.config import ModelSettings
from worker.demo import demo
from worker.demo.lab import WordPress
from worker.guide import Guide
from worker.model import client
from worker.rewrite import rewrite

pytestmark = [pytest.mark.real, pytest.mark.browser]
both_versions = pytest.mark.parametrize("wordpress_version", ["6.8", "7.1"])

SAMPLES = sorted((Path(__file__).parents[1] / "samples").glob("*.html"))

SOUND = "<!-- wp:paragraph -->\n<p>A paragraph</p>\n<!-- /wp:paragraph -->"
HARMED = '<!-- wp:heading -->\n<h3 class="wp-block-heading">A level two heading</h3>\n<!-- /wp:heading -->'


@pytest.fixture(scope="module")
def rewritten() -> list[tuple[str, str, str]]:
    """Each sample: its name, its body before and after an honest model rewrote it."""
    found = []
    with scripted_model() as script:
        settings = ModelSettings(kind="openai", base_url=script.base_url, name="scripted", key_env="")
        model = client.connect(settings, "")
        for sample in SAMPLES:
            before = sample.read_text("utf-8")
            found.append((sample.name, before, rewrite("A headline of today", before, model, Guide.of(None)).body))
    return found


def invalid(blocks: Blocks) -> Counter[str]:
    """How many invalid blocks of each name there are: boilerplate taken from the top moves the rest up."""
    return Counter(re.sub(r"/\d+:", "/", path) for path in blocks.invalid)


@both_versions
def test_the_editor_tells_sound_markup_from_harmed(browser: Browser, wordpress: WordPress) -> None:
    with Editor.login(browser, wordpress) as editor:
        sound, harmed = editor.parse(SOUND, HARMED)
    assert (sound.count, sound.invalid) == (1, ())
    assert (harmed.count, harmed.invalid) == (1, ("/0:core/heading",))


@both_versions
def test_rewriting_makes_no_block_invalid(browser: Browser, wordpress: WordPress, rewritten: list[tuple[str, str, str]]) -> None:
    assert rewritten
    with Editor.login(browser, wordpress) as editor:
        before = editor.parse(*(before for _, before, _ in rewritten))
        after = editor.parse(*(after for _, _, after in rewritten))
    for (name, old, new), was, now in zip(rewritten, before, after, strict=True):
        assert new != old, f"{name} was not rewritten"
        assert not invalid(now) - invalid(was), f"{name}: newly invalid blocks"


@pytest.fixture
def synced(wordpress: WordPress, tmp_path: Path) -> Iterator[dict[str, int]]:
    """The ids of the demo's two drafts, after `redraft sync` with an honest model."""
    drafts = json.loads(wordpress.php(f"require '{Path(demo.__file__).parent}/article/seed.php';"))
    with scripted_model() as script:
        environ = {
            **os.environ,
            "OPENAI_API_KEY": "any",
            "OPENAI_BASE_URL": script.base_url,
            "OPENAI_MODEL": "scripted",
        }
        demo.configure(tmp_path, wordpress, environ)
        redraft = str(Path(sysconfig.get_path("scripts"), "redraft"))
        command = [redraft, "sync", "--config", str(tmp_path / "config"), "--backlog", "--yes"]
        subprocess.run(command, env=environ, stdin=subprocess.DEVNULL, check=True, timeout=300)
        yield drafts


@both_versions
def test_a_revised_draft_opens_with_its_new_title_and_sound_blocks(
    browser: Browser, wordpress: WordPress, synced: dict[str, int], tmp_path: Path
) -> None:
    with Editor.login(browser, wordpress) as editor:
        for post in synced.values():
            opened = editor.open(post, tmp_path / f"{post}.png")
            stored = wordpress.php(f"echo get_post({post})->post_title;")
            assert opened.title == stored != "Two fishermen rescued after nine days adrift off the Orlen coast"
            assert opened.invalid == ()
