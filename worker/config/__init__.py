"""
The files and the environment, read once: `redraft.toml`, `sites/NAME.toml`, and secrets by the names of variables.

After `load` nobody asks again whether a URL is a string.  No file holds a secret: it names one, and `secrets` says where
that lies.
"""

from worker.config.credentials import Secret, dotenv_file, dotenv_values, secret
from worker.config.files import MAIN_FILE, PRICES, SITES, find_folder, packaged, packaged_names, packaged_path, shown, text_of, texts
from worker.config.reading import load, mistakes, unnamed_model
from worker.config.tables import (
    EMBEDDED_MODEL,
    BudgetSettings,
    DaemonSettings,
    MarkSettings,
    ModelSettings,
    Price,
    Prices,
    SecondReaderSettings,
    SelectSettings,
    Settings,
    SiteDefaults,
    SiteSettings,
    StyleSettings,
)
from worker.config.values import is_loopback

__all__ = [
    "EMBEDDED_MODEL",
    "MAIN_FILE",
    "PRICES",
    "SITES",
    "BudgetSettings",
    "DaemonSettings",
    "MarkSettings",
    "ModelSettings",
    "Price",
    "Prices",
    "SecondReaderSettings",
    "Secret",
    "SelectSettings",
    "Settings",
    "SiteDefaults",
    "SiteSettings",
    "StyleSettings",
    "dotenv_file",
    "dotenv_values",
    "find_folder",
    "is_loopback",
    "load",
    "mistakes",
    "packaged",
    "packaged_names",
    "packaged_path",
    "secret",
    "shown",
    "text_of",
    "texts",
    "unnamed_model",
]
