"""What all tests stand on: a home of their own, no network but 127.0.0.1, a real WordPress, browser and PostgreSQL."""

from __future__ import annotations

import ipaddress
import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any, NoReturn

import hypothesis
import pytest
from support import editor, postgres
from support.postgres import NoPostgreSQL, PostgreSQL
from xdist.scheduler import LoadScopeScheduling

from worker.demo.lab import Lab, WordPress, default_home
from worker.errors import RedraftError

# No deadline: a busy machine is no defect.  The same examples each time in CI: a red build is then the change's fault.
hypothesis.settings.register_profile("default", deadline=None, derandomize="CI" in os.environ)
hypothesis.settings.register_profile("quick", deadline=None, max_examples=25)
hypothesis.settings.register_profile("thorough", deadline=None, max_examples=2_000)
hypothesis.settings.load_profile("default")


def _stay_at_home(event: str, arguments: tuple[Any, ...]) -> None:
    """Forbid this process every network address but its own machine's."""
    if event == "socket.connect" and isinstance(arguments[1], tuple):
        host = arguments[1][0]
    elif event == "socket.getaddrinfo":
        host = arguments[0]
    else:
        return
    if host not in (None, "", "localhost") and not _is_loopback(host):
        raise AssertionError(f"a test reached for the network: {host}")


def _is_loopback(host: str | bytes) -> bool:
    try:
        return ipaddress.ip_address(os.fsdecode(host)).is_loopback
    except ValueError:
        return False


sys.addaudithook(_stay_at_home)

# A shell lets what it starts in the background ignore Ctrl-C, and so would every process that a test starts and stops.
signal.signal(signal.SIGINT, signal.default_int_handler)

# WordPress is downloaded once for all runs.  The home directory is out of the tests' reach later, so it is asked for here.
_DOWNLOADS = default_home()
_NAMED = "REDRAFT_LAB_HOME" in os.environ  # then its sites are kept as well

# What these files set up once takes longer than their tests: each stays with one process of pytest-xdist.
_TOGETHER = frozenset(("test_demo", "test_editor", "test_embedded", "test_login", "test_races"))


class _Scheduling(LoadScopeScheduling):  # type: ignore[misc]  # the one for groups writes names that pytest 9 does not read
    def _split_scope(self, nodeid: str) -> str:
        name = Path(nodeid.partition("::")[0]).stem
        return name if name in _TOGETHER else nodeid


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> LoadScopeScheduling | None:
    return _Scheduling(config, log) if config.getoption("dist") == "loadgroup" else None


@pytest.fixture(autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home directory of the test's own, and no variable of the person who runs it."""
    folder = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("HOME", str(folder))
    for name in [name for name in os.environ if name.startswith(("XDG_", "OPENAI_", "REDRAFT_"))]:
        monkeypatch.delenv(name)
    return folder


@pytest.fixture(scope="session")
def sites(worker_id: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], WordPress]]:
    """
    Running sites by their WordPress version ("7.1"; "7.1 mariadb" for one that lives in MariaDB).

    Each process of pytest has its own, and ends them.
    """
    running: dict[str, WordPress] = {}
    labs = _DOWNLOADS if _NAMED else tmp_path_factory.getbasetemp() / "labs"

    def site(version: str) -> WordPress:
        if version not in running:
            try:
                wp, _, mariadb = version.partition(" ")
                running[version] = Lab(wp, f"test-{worker_id}", labs, downloads=_DOWNLOADS, db="mariadb" if mariadb else "sqlite").up()
            except RedraftError as problem:
                _missing(f"no WordPress {version}: {problem}")
        return running[version]

    yield site
    for wordpress in running.values():
        wordpress.lab.stop()


@pytest.fixture
def wordpress_version() -> str:
    """The WordPress that a test gets, unless it parametrises this name."""
    return "7.1"


@pytest.fixture
def wordpress(sites: Callable[[str], WordPress], wordpress_version: str) -> WordPress:
    """A real WordPress as it is right after its installation."""
    site = sites(wordpress_version)
    site.reset()
    return site


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """
    A headless Chromium (playwright's Browser) that can reach 127.0.0.1 and nothing else.

    It ends with its file: playwright keeps an event loop running, and the engine does not start beside one.
    """
    if not editor.CHROMIUM:
        _missing("no Chromium; Debian: apt-get install chromium")
    with editor.chromium() as running:
        yield running


@pytest.fixture(scope="session")
def postgresql() -> Iterator[PostgreSQL]:
    """A running PostgreSQL; each process of pytest has its own, and ends it."""
    with ExitStack() as running:
        try:
            server = running.enter_context(postgres.postgresql())
        except NoPostgreSQL as problem:
            _missing(f"no PostgreSQL: {problem}")
        yield server


@pytest.fixture
def postgresql_database(postgresql: PostgreSQL) -> Iterator[str]:
    """The address of an empty database."""
    url = postgresql.new_database()
    yield url
    postgresql.drop(url)


def _missing(what: str) -> NoReturn:
    """A contributor's machine may lack PHP or a browser, and then says so; one that vouches for the project may not."""
    if "CI" in os.environ:
        pytest.fail(what)
    pytest.skip(what)
