"""The real block editor's opinion of what Redraft writes."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser
from support.editor import Editor

from worker.demo.lab import WordPress

pytestmark = [pytest.mark.real, pytest.mark.browser]
both_versions = pytest.mark.parametrize("wordpress_version", ["6.8", "7.1"])

HARMED = '<!-- wp:heading -->\n<h3 class="wp-block-heading">A level two heading</h3>\n<!-- /wp:heading -->'
SOUND = "<!-- wp:paragraph -->\n<p>A paragraph</p>\n<!-- /wp:paragraph -->"


@both_versions
def test_the_editor_tells_sound_markup_from_harmed(browser: Browser, wordpress: WordPress) -> None:
    with Editor.login(browser, wordpress) as editor:
        sound, harmed = editor.parse(SOUND, HARMED)
    assert (sound.count, sound.invalid) == (1, ())
    assert (harmed.count, harmed.invalid) == (1, ("/0:core/heading",))
