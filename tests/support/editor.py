"""WordPress' block editor in a real browser: what does it make of a draft?"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from worker.demo.lab import WordPress

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")

_ARGUMENTS = (
    "--no-sandbox",  # in a container there is no second user to fall back to
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--no-proxy-server",
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
)
_PATIENCE = 120_000  # milliseconds, for a machine that is busy with other things

_READY = "() => window.wp?.data?.select('core/editor')?.__unstableIsEditorReady?.() === true"

# A block is known by its path, so that what was invalid before can be told from what became so.
_REPORT = """
const invalid = [];
let count = 0;
const walk = (blocks, path) => blocks.forEach((block, index) => {
    const here = `${path}/${index}:${block.name}`;
    count += 1;
    if (!block.isValid) invalid.push(here);
    walk(block.innerBlocks, here);
});
"""
_PARSE = f"(markup) => {{ {_REPORT} walk(wp.blocks.parse(markup), ''); return [count, invalid]; }}"
_OPENED = f"""() => {{ {_REPORT}
    walk(wp.data.select('core/block-editor').getBlocks(), '');
    return [count, invalid, wp.data.select('core/editor').getEditedPostAttribute('title')];
}}"""


@dataclass(frozen=True, slots=True)
class Blocks:
    """What the editor found in one document."""

    count: int  # all blocks, inner ones included
    invalid: tuple[str, ...]  # the paths of those it would offer to "recover", such as "/3:core/list/0:core/list-item"
    title: str = ""


@contextmanager
def chromium() -> Iterator[Browser]:
    """A headless browser that can reach 127.0.0.1 and nothing else."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=_ARGUMENTS)
        yield browser
        browser.close()


class Editor:
    """wp-admin as one user sees it."""

    def __init__(self, page: Page, site: WordPress) -> None:
        self._page = page
        self._site = site

    @classmethod
    @contextmanager
    def login(cls, browser: Browser, site: WordPress, user: str = "editor") -> Iterator[Editor]:
        context = browser.new_context(viewport={"width": 1280, "height": 900})
        context.set_default_timeout(_PATIENCE)
        page = context.new_page()
        page.goto(f"{site.url}/wp-login.php", wait_until="domcontentloaded")
        page.fill("#user_login", user)
        page.fill("#user_pass", site.users[user].password)
        page.click("#wp-submit")
        page.wait_for_url("**/wp-admin/**", wait_until="domcontentloaded")
        yield cls(page, site)
        context.close()

    def parse(self, *documents: str) -> list[Blocks]:
        """What the editor's parser makes of block markup; nothing is saved."""
        self._open("post-new.php")
        found = [self._page.evaluate(_PARSE, document) for document in documents]
        return [Blocks(count, tuple(invalid)) for count, invalid in found]

    def open(self, post_id: int, screenshot: Path | None = None) -> Blocks:
        """Open a post as a person does and look at it."""
        self._open(f"post.php?post={post_id}&action=edit")
        count, invalid, title = self._page.evaluate(_OPENED)
        if screenshot:
            self._page.screenshot(path=screenshot)
        return Blocks(count, tuple(invalid), title)

    def listed(self, post_id: int) -> str:
        """What the list of posts says of one in Redraft's column."""
        self._page.goto(f"{self._site.url}/wp-admin/edit.php", wait_until="domcontentloaded")
        return self._page.inner_text(f"#post-{post_id} .column-redraft")

    def compared(self, post_id: int, screenshot: Path | None = None) -> tuple[str, str]:
        """What is taken out and put in on the page to which that column leads."""
        self._page.click(f"#post-{post_id} .column-redraft a")
        self._page.wait_for_selector(".revisions-diff .diff-addedline")
        if screenshot:
            self._page.screenshot(path=screenshot)
        sides = [self._page.locator(f".revisions-diff .diff-{side}line").all_inner_texts() for side in ("deleted", "added")]
        return " ".join(sides[0]), " ".join(sides[1])

    def _open(self, page: str) -> None:
        self._page.goto(f"{self._site.url}/wp-admin/{page}", wait_until="domcontentloaded")
        self._page.wait_for_function(_READY)
