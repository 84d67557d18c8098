"""
Where a secret may lie, in the order in which it is looked for: the more private place first.

1. a credential of systemd   the file NAME in $CREDENTIALS_DIRECTORY (https://systemd.io/CREDENTIALS/)
2. a secret of Docker        the file that the variable NAME_FILE names
3. the keyring of the user   service "redraft", user NAME; only where the package `keyring` and a keyring are
4. the environment           the variable NAME
5. `.env`                    the line NAME=…

An empty value counts as none.  The door is `config.secret`, which knows where `.env` is.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from worker.errors import WrongSetting

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

SERVICE = "redraft"
PATIENCE = 5.0  # seconds for a keyring: one that is locked may ask a person, and a daemon has none

_SILENT = threading.Event()  # it did not answer: a thousand sites must not wait for it one by one

T = TypeVar("T")


def look_up(name: str, environ: Mapping[str, str], dotenv: Callable[[], Mapping[str, str]]) -> str:
    """The value of a secret without outer blanks, "" if it lies nowhere.  Raises WrongSetting for a file of no use."""
    return (
        _credential(name, environ.get("CREDENTIALS_DIRECTORY", ""))
        or _file(f"{name}_FILE", environ.get(f"{name}_FILE", ""))
        or _from_keyring(name)
        or environ.get(name, "").strip()
        or dotenv().get(name, "").strip()
    )


def keep_in_keyring(name: str, value: str) -> bool:
    """Put a secret into the user's keyring.  False if there is none, or it does not open."""

    def keep(ring: KeyringBackend) -> bool:
        ring.set_password(SERVICE, name, value)
        return True

    return _ask(keep, False)


def forget_in_keyring(name: str) -> bool:
    """Take a secret out of the user's keyring.  False if it was not there."""

    def forget(ring: KeyringBackend) -> bool:
        ring.delete_password(SERVICE, name)
        return True

    return bool(_from_keyring(name)) and _ask(forget, False)


def _credential(name: str, folder: str) -> str:
    path = Path(folder, name)
    return _read(path, "CREDENTIALS_DIRECTORY") if folder and path.is_file() else ""


def _file(variable: str, path: str) -> str:
    return _read(Path(path), variable) if path else ""


def _read(path: Path, variable: str) -> str:
    try:
        return path.read_text("utf-8").strip()
    except OSError as error:
        reason = error.strerror
    except UnicodeDecodeError:
        reason = "not text"
    raise WrongSetting(f"{variable}: the secret in {path} cannot be read ({reason}); mend the file, or take the variable out")


def _from_keyring(name: str) -> str:
    return _ask(lambda ring: (ring.get_password(SERVICE, name) or "").strip(), "")


def _ask(question: Callable[[KeyringBackend], T], otherwise: T) -> T:
    """What the user's keyring answers; `otherwise` where there is none, it stays locked, or did not answer in time."""
    answers: list[T] = []

    def ask() -> None:
        try:
            import keyring
            from keyring.backends import fail
            from keyring.errors import KeyringError
        except ImportError:
            return
        # What stands behind a keyring fails in ways of its own; each of them means that it has nothing for us.
        with suppress(KeyringError, OSError, RuntimeError, ValueError):
            ring = keyring.get_keyring()
            if not isinstance(ring, fail.Keyring):
                answers.append(question(ring))

    if not _SILENT.is_set():
        thread = threading.Thread(target=ask, daemon=True)
        thread.start()
        thread.join(PATIENCE)
        if thread.is_alive():
            _SILENT.set()
    return answers[0] if answers else otherwise
