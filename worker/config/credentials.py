"""Passwords and keys, by the names of the variables that hold them."""

from __future__ import annotations

import io
import shlex
import stat
from collections.abc import Mapping
from pathlib import Path

import dotenv

from worker import secrets
from worker.config.files import shown, text_of
from worker.errors import WrongSetting


class Secret:
    """A password or key.  It shows itself only to who asks by name."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def __repr__(self) -> str:
        return "Secret(…)"

    def reveal(self) -> str:
        return self._value


def secret(name: str, folder: Path, environ: Mapping[str, str]) -> Secret:
    """
    The secret of this name, from where `secrets` finds it; `.env` lies in the configuration folder or beside it.

    An empty name asks for no secret and gets an empty one.  Raises WrongSetting when it is in no place, or empty, when
    its file cannot be read, and when others may read `.env`.
    """
    if not name:
        return Secret("")
    value = secrets.look_up(name, environ, lambda: dotenv_values(folder))
    if not value:
        place = shown(dotenv_file(folder))
        raise WrongSetting(f"{name} is not set, or empty; write {name}=… into {place}, or set it in the environment")
    if not (value.isascii() and value.isprintable()):
        raise WrongSetting(f"{name} holds a character that no key or application password has; copy it once more")
    return Secret(value)


def dotenv_file(folder: Path) -> Path:
    """The `.env` that belongs to a configuration: the one that is there, else where a new one goes."""
    inside, beside = folder.absolute() / ".env", folder.absolute().parent / ".env"
    return inside if inside.is_file() or (folder.absolute().name != "config" and not beside.is_file()) else beside


def dotenv_values(folder: Path) -> dict[str, str]:
    """The variables of `.env` in the configuration folder and beside it.  Raises WrongSetting if others may read it."""
    values: dict[str, str | None] = {}
    for path in (folder.absolute().parent / ".env", folder.absolute() / ".env"):
        if not path.is_file():
            continue
        mode = stat.S_IMODE(path.stat().st_mode)
        if mode & 0o077:
            name = shown(path)
            raise WrongSetting(f"{name}: others may read it (mode {mode:o}); run: chmod 600 {shlex.quote(name)}")
        values |= dotenv.dotenv_values(stream=io.StringIO(text_of(path)), interpolate=False)
    return {name: value or "" for name, value in values.items()}
