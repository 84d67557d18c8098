"""Where a secret is found when it lies in several places, and what is said when a place is of no use."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from worker import config
from worker.errors import WrongSetting

ROOT = Path(__file__).parents[2]
NAME = "BLOG_PASSWORD"

# The real keyring package, with a keyring in a file: chosen when the process starts, so each look is a process.
LOOK = """
import os, pathlib, sys
from worker import config
print(config.secret("BLOG_PASSWORD", pathlib.Path("config"), os.environ).reveal())
"""
TAKE_OUT = 'from worker import secrets; print(secrets.forget_in_keyring("BLOG_PASSWORD"))'
PUT_IN = 'from worker import secrets; print(secrets.keep_in_keyring("BLOG_PASSWORD", "kept"))'


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    Path("config").mkdir()
    return Path("config")


def places(folder: Path) -> dict[str, str]:
    """The secret in every place, each with another value; returns the environment."""
    for name, value in (("credentials", "credential"), ("docker", "docker secret")):
        Path(name).mkdir()
        Path(name, NAME).write_text(f"{value}\n")
    Path("keyring.json").write_text(json.dumps({f"redraft/{NAME}": "keyring"}))
    Path(".env").touch(0o600)
    Path(".env").write_text(f"{NAME}=dotenv\n")
    return {
        "CREDENTIALS_DIRECTORY": str(Path("credentials").absolute()),
        f"{NAME}_FILE": str(Path("docker", NAME).absolute()),
        "PYTHON_KEYRING_BACKEND": "support.file_keyring.FileKeyring",
        "FILE_KEYRING": str(Path("keyring.json").absolute()),
        NAME: "environment",
    }


def said(code: str, environ: dict[str, str]) -> str:
    path = os.pathsep.join((str(ROOT), str(ROOT / "tests")))
    command = [sys.executable, "-c", code]
    everything = {**os.environ, "PYTHONPATH": path, **environ}
    return subprocess.run(command, env=everything, capture_output=True, text=True, check=True, timeout=120).stdout.strip()


def test_the_more_private_place_is_asked_first(folder: Path) -> None:
    environ = places(folder)
    found = [said(LOOK, environ)]
    for gone in ("CREDENTIALS_DIRECTORY", f"{NAME}_FILE", "PYTHON_KEYRING_BACKEND", NAME):
        environ = {key: value for key, value in environ.items() if key != gone}
        found.append(said(LOOK, environ))
    assert found == ["credential", "docker secret", "keyring", "environment", "dotenv"]


@pytest.mark.parametrize("empty", ["credential", "file"])
def test_an_empty_file_counts_as_none(folder: Path, empty: str) -> None:
    Path(NAME).write_text(" \n")
    environ = {"CREDENTIALS_DIRECTORY": "."} if empty == "credential" else {f"{NAME}_FILE": NAME}
    assert config.secret(NAME, folder, {**environ, NAME: "environment"}).reveal() == "environment"


def test_a_secret_file_that_is_not_there_is_told_instead_of_passed_over(folder: Path) -> None:
    with pytest.raises(WrongSetting) as told:
        config.secret(NAME, folder, {f"{NAME}_FILE": "/run/secrets/blog", NAME: "canary"})
    assert str(told.value) == (
        "BLOG_PASSWORD_FILE: the secret in /run/secrets/blog cannot be read (No such file or directory); "
        "mend the file, or take the variable out"
    )


def test_a_secret_file_that_is_no_text_is_told_without_its_bytes(folder: Path) -> None:
    Path("blog").write_bytes(b"canary \xff")
    with pytest.raises(WrongSetting, match=r"cannot be read \(not text\)") as told:
        config.secret(NAME, folder, {f"{NAME}_FILE": "blog"})
    assert "canary" not in str(told.value)


def test_a_credential_of_another_name_is_not_taken(folder: Path) -> None:
    environ = places(folder)
    with pytest.raises(WrongSetting, match="SHOP_PASSWORD is not set"):
        config.secret("SHOP_PASSWORD", folder, environ)


def test_a_keyring_that_waits_for_a_person_is_passed_over_and_asked_once(folder: Path) -> None:
    environ = {"PYTHON_KEYRING_BACKEND": "support.file_keyring.LockedKeyring", NAME: "environment"}
    quick = f"from worker import secrets; secrets.PATIENCE = 0.2\n{LOOK}{LOOK}"
    assert said(quick, environ).split() == ["environment", "environment"]


def test_a_keyring_keeps_a_secret_and_forgets_it(folder: Path) -> None:
    environ = {"PYTHON_KEYRING_BACKEND": "support.file_keyring.FileKeyring", "FILE_KEYRING": str(Path("ring").absolute())}
    assert said(PUT_IN, environ) == "True"
    assert said(LOOK, environ) == "kept"
    assert said(TAKE_OUT, environ) == "True"
    assert said(TAKE_OUT, environ) == "False"
    assert said(LOOK, {**environ, NAME: "environment"}) == "environment"


def test_without_a_keyring_nothing_is_kept_in_one() -> None:
    assert said(PUT_IN, {"PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring"}) == "False"


def test_without_the_package_the_other_places_do(folder: Path) -> None:
    unimportable = "import sys; sys.modules['keyring'] = None\n"
    assert said(unimportable + LOOK, {NAME: "environment"}) == "environment"
    assert said(unimportable + PUT_IN, {}) == "False"
