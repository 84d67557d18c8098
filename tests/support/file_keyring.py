"""A keyring in a file, and one that never answers, for the real `keyring` package: PYTHON_KEYRING_BACKEND names them."""

from __future__ import annotations

import json
import os
import threading
from pathlib import Path

from keyring.backend import KeyringBackend


class FileKeyring(KeyringBackend):
    """Keeps what it is given in the file that FILE_KEYRING names."""

    priority = 1

    def get_password(self, service: str, username: str) -> str | None:
        return self._held().get(f"{service}/{username}")

    def set_password(self, service: str, username: str, password: str) -> None:
        self._path.write_text(json.dumps({**self._held(), f"{service}/{username}": password}))

    def delete_password(self, service: str, username: str) -> None:
        self._path.write_text(json.dumps({key: each for key, each in self._held().items() if key != f"{service}/{username}"}))

    @property
    def _path(self) -> Path:
        return Path(os.environ["FILE_KEYRING"])

    def _held(self) -> dict[str, str]:
        held: dict[str, str] = json.loads(self._path.read_text()) if self._path.exists() else {}
        return held


class LockedKeyring(KeyringBackend):
    """Waits for a person who is not there."""

    priority = 1

    def get_password(self, service: str, username: str) -> str | None:
        threading.Event().wait(60)
        return None
