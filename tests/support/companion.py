"""The companion plugin, as it is put into a WordPress: one file, copied."""

from __future__ import annotations

import shutil
from pathlib import Path

from worker.demo.lab import WordPress

PLUGIN = Path(__file__).parents[2] / "config/wordpress/redraft.php"


def add_plugin(wordpress: WordPress) -> None:
    shutil.copy(PLUGIN, wordpress.lab.root / "wp-content/mu-plugins")


def add_code(wordpress: WordPress, code: str, name: str = "test.php") -> None:
    """A must-use plugin of this PHP."""
    (wordpress.lab.root / "wp-content/mu-plugins" / name).write_text(f"<?php\n{code}\n")
