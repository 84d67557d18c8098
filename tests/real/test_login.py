"""`redraft login` and `logout` as a person does them: at a real WordPress, in a real browser, at a terminal."""

from __future__ import annotations

import http.client
import json
import os
import pty
import re
import select
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, Page
from support.http_server import Received, Reply, forward, serving

from worker import config
from worker.demo.lab import WordPress
from worker.errors import LoginRefused
from worker.wordpress import login as door
from worker.wordpress import rest

pytestmark = pytest.mark.real
ROOT = Path(__file__).parents[2]
PATIENCE = 120  # seconds: far more than any of this takes
APPROVE, REJECT = "#approve", "#reject"


@dataclass
class Terminal:
    """A person at a prompt, in a folder of their own."""

    folder: Path
    environ: dict[str, str] = field(default_factory=dict)

    def command(self, *arguments: str) -> list[str]:
        return [sys.executable, "-m", "worker", *arguments]

    def redraft(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            self.command(*arguments),
            cwd=self.folder,
            env=self.environ,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )
        assert "Traceback" not in done.stderr, done.stderr
        return done

    def with_browser(self, act: Callable[[str], None], *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run a command that opens a browser; `act` is handed the address, here, while the command waits."""
        opened = self.folder / "opened"
        script = self.folder / "browser.sh"
        script.write_text(f'#!/bin/sh\nprintf %s "$1" > {opened}.new && mv {opened}.new {opened}\n')
        script.chmod(0o700)
        pipe = subprocess.PIPE
        with subprocess.Popen(
            self.command(*arguments),
            cwd=self.folder,
            env={**self.environ, "BROWSER": str(script)},
            stdin=subprocess.DEVNULL,
            stdout=pipe,
            stderr=pipe,
            text=True,
        ) as process:
            watchdog = threading.Timer(PATIENCE, process.kill)
            watchdog.start()
            while not opened.exists() and process.poll() is None:
                time.sleep(0.05)
            if opened.exists():
                act(opened.read_text())
            out, err = process.communicate()
            watchdog.cancel()
        return subprocess.CompletedProcess(process.args, process.returncode, out, err)

    def answering(self, *answers: str, arguments: tuple[str, ...]) -> tuple[int, str]:
        """Run a command at a pseudo-terminal and type an answer at each colon; returns the status and the screen."""
        pid, terminal = pty.fork()
        if pid == 0:  # the child: it becomes the command
            os.chdir(self.folder)
            os.execve(sys.executable, self.command(*arguments), self.environ)
        waiting, screen, begun, ends = list(answers), "", 0, time.monotonic() + PATIENCE
        with suppress(OSError):  # how Linux says that the other end is closed
            while time.monotonic() < ends:
                if not select.select([terminal], [], [], 1)[0]:
                    continue
                screen += os.read(terminal, 65_536).decode()
                if waiting and screen[begun:].endswith(": "):
                    begun = len(screen)
                    os.write(terminal, f"{waiting.pop(0)}\n".encode())
        os.close(terminal)
        return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), screen

    @property
    def dotenv(self) -> Path:
        return self.folder / ".env"


@pytest.fixture
def terminal(tmp_path: Path, home: Path) -> Terminal:
    kept = {name: value for name, value in os.environ.items() if name not in ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER")}
    return Terminal(tmp_path, {**kept, "PYTHONPATH": os.pathsep.join((str(ROOT), str(ROOT / "tests")))})


@contextmanager
def person(browser: Browser, site: WordPress) -> Iterator[Page]:
    """A browser in which the editor is logged in."""
    context = browser.new_context()
    context.set_default_timeout(PATIENCE * 1000)
    page = context.new_page()
    page.goto(f"{site.url}/wp-login.php", wait_until="domcontentloaded")
    page.fill("#user_login", "editor")
    page.fill("#user_pass", site.users["editor"].password)
    page.click("#wp-submit")
    page.wait_for_url("**/wp-admin/**", wait_until="domcontentloaded")
    yield page
    context.close()


def passwords(site: WordPress) -> list[str]:
    """The names of the editor's application passwords."""
    told = site.php("echo json_encode(array_column(WP_Application_Passwords::get_user_application_passwords(3), 'name'));")
    names: list[str] = json.loads(told)
    return names


def proves(terminal: Terminal, site: WordPress, name: str = "site") -> str:
    """Whose the credentials are that the files of a person hold."""
    settings = config.load(terminal.folder / "config", {}, model=False)
    (chosen,) = (each for each in settings.sites if each.name == name)
    assert chosen.url == site.url
    return rest.connect(chosen, config.secret(chosen.password_env, settings.folder, {})).account().name


@pytest.mark.browser
def test_a_person_who_approves_in_the_browser_is_logged_in_and_logs_out_again(
    wordpress: WordPress, browser: Browser, terminal: Terminal
) -> None:
    before = passwords(wordpress)
    seen: dict[str, str] = {}
    with person(browser, wordpress) as page:

        def approve(address: str) -> None:
            page.goto(address, wait_until="load")
            page.click(APPROVE)
            page.wait_for_url("http://127.0.0.1:*/", wait_until="domcontentloaded")
            seen.update(url=page.url, text=page.inner_text("p"))

        done = terminal.with_browser(approve, "login", wordpress.url)
    assert done.returncode == 0, done.stderr
    assert seen["text"].startswith("Redraft has its password.")
    assert urlsplit(seen["url"]).path == "/"
    assert not urlsplit(seen["url"]).query

    assert stat.S_IMODE(terminal.dotenv.stat().st_mode) == 0o600
    assert proves(terminal, wordpress) == "Editor"
    secret = config.secret("SITE_PASSWORD", terminal.folder / "config", {}).reveal()
    assert secret not in done.stdout + done.stderr
    assert len(passwords(wordpress)) == len(before) + 1

    out = terminal.redraft("logout", "site")
    assert out.returncode == 0, out.stderr
    assert "is revoked" in out.stdout
    assert passwords(wordpress) == before
    assert secret not in terminal.dotenv.read_text() + out.stdout
    again = terminal.redraft("logout", "site")
    assert (again.returncode, len(again.stderr.splitlines())) == (2, 1)


@pytest.mark.browser
def test_a_person_who_says_no_leaves_nothing_behind(wordpress: WordPress, browser: Browser, terminal: Terminal) -> None:
    with person(browser, wordpress) as page:

        def reject(address: str) -> None:
            page.goto(address, wait_until="load")
            page.click(REJECT)
            page.wait_for_url("http://127.0.0.1:*/", wait_until="domcontentloaded")

        done = terminal.with_browser(reject, "login", wordpress.url)
    assert done.returncode == 2
    assert done.stderr.splitlines()[-1] == "redraft: the site's page was answered with no; start again to approve"
    assert not (terminal.folder / "config").exists()
    assert not terminal.dotenv.exists()


@pytest.mark.parametrize("wordpress_version", ["6.8", "7.1"])
def test_at_a_terminal_the_password_is_asked_for_and_not_shown(wordpress: WordPress, terminal: Terminal) -> None:
    secret = wordpress.users["editor"].app_password
    status, screen = terminal.answering("editor", secret, arguments=("login", wordpress.url, "--no-browser", "--name", "blog"))
    assert status == 0, screen
    assert secret not in screen
    page = re.search(r"http\S+authorize-application\.php\?\S+", screen)
    assert page
    assert "success_url" not in parse_qs(urlsplit(page[0]).query)
    assert proves(terminal, wordpress, "blog") == "Editor"
    assert terminal.dotenv.read_text().count("BLOG_PASSWORD=") == 1


def test_a_second_log_in_changes_the_password_and_nothing_else(wordpress: WordPress, terminal: Terminal) -> None:
    login = ("login", wordpress.url, "--no-browser", "--name", "blog")
    assert terminal.answering("editor", wordpress.users["editor"].app_password, arguments=login)[0] == 0
    file = terminal.folder / "config" / "sites" / "blog.toml"
    file.write_text(file.read_text() + '\n[rules]\nhedge = "flag"  # the house wants it so\n')
    terminal.dotenv.write_text(f"# mine\nOTHER=1\n{terminal.dotenv.read_text()}")
    before = file.read_text()

    assert terminal.answering("admin", wordpress.users["admin"].app_password, arguments=login)[0] == 0
    assert proves(terminal, wordpress, "blog") == "admin"
    after = file.read_text()
    assert [line for line in after.splitlines() if "username" not in line] == [
        line for line in before.splitlines() if "username" not in line
    ]
    assert terminal.dotenv.read_text() == f"# mine\nOTHER=1\nBLOG_PASSWORD={wordpress.users['admin'].app_password}\n"


@pytest.mark.parametrize(("answer", "chosen"), [("", "suggest"), ("n", "replace")])
def test_where_the_drafts_are_other_people_s_suggesting_is_proposed(
    wordpress: WordPress, terminal: Terminal, answer: str, chosen: str
) -> None:
    author, secret = wordpress.users["author"].id, wordpress.users["editor"].app_password
    wordpress.php(f"wp_insert_post(['post_title' => 'Council votes', 'post_content' => 'News.', 'post_author' => {author}]);")
    login = ("login", wordpress.url, "--no-browser", "--name", "blog")
    status, screen = terminal.answering("editor", secret, answer, arguments=login)
    assert status == 0, screen
    assert "Others than Editor wrote 1 of the 1 drafts on blog." in " ".join(screen.split())
    (site,) = config.load(terminal.folder / "config", {}, model=False, secrets=False).sites
    assert site.push == chosen
    assert proves(terminal, wordpress, "blog") == "Editor"


def test_a_wrong_password_is_one_line_and_writes_nothing(wordpress: WordPress, terminal: Terminal) -> None:
    status, screen = terminal.answering("editor", "canary canary canary", arguments=("login", wordpress.url, "--no-browser"))
    assert status == 2
    assert "canary" not in screen
    assert screen.splitlines()[-1].startswith(f"redraft: {wordpress.url} does not know editor: ")
    assert list(terminal.folder.iterdir()) == []


def test_a_dotenv_file_that_others_may_read_gets_no_password(wordpress: WordPress, terminal: Terminal) -> None:
    terminal.dotenv.write_text("OTHER=1\n")
    terminal.dotenv.chmod(0o644)
    done = terminal.redraft("login", wordpress.url, "--no-browser")
    assert (done.returncode, done.stderr.splitlines()) == (
        2,
        ["redraft: .env: others may read it (mode 644); run: chmod 600 .env"],
    )


def test_without_a_terminal_the_way_is_told(wordpress: WordPress, terminal: Terminal) -> None:
    done = terminal.redraft("login", wordpress.url)
    assert (done.returncode, len(done.stderr.splitlines())) == (2, 1)
    assert "no terminal" in done.stderr


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("blog.example", "does not begin with https://"),
        ("http://blog.example", "others could read the password"),
        ("http://127.0.0.1:9", "connection refused"),
    ],
)
def test_an_address_that_is_of_no_use_is_one_line(terminal: Terminal, url: str, told: str) -> None:
    done = terminal.redraft("login", url, "--no-browser")
    assert done.returncode in (2, 3)
    assert len(done.stderr.splitlines()) == 1
    assert told in done.stderr


def test_a_site_without_application_passwords_is_told_before_anybody_types(wordpress: WordPress, terminal: Terminal) -> None:
    plugin = wordpress.lab.root / "wp-content/mu-plugins/none.php"
    plugin.write_text("<?php add_filter('wp_is_application_passwords_available', '__return_false');")
    done = terminal.redraft("login", wordpress.url, "--no-browser")
    assert (done.returncode, len(done.stderr.splitlines())) == (2, 1)
    assert "offers no application passwords" in done.stderr


def test_the_keyring_keeps_the_password_where_it_is_chosen_and_logout_empties_it(wordpress: WordPress, terminal: Terminal) -> None:
    ring = terminal.folder / "ring.json"
    terminal.environ |= {"PYTHON_KEYRING_BACKEND": "support.file_keyring.FileKeyring", "FILE_KEYRING": str(ring)}
    secret = wordpress.php("echo WP_Application_Passwords::create_new_application_password(3, ['name' => 'ring'])[0];")
    login = ("login", wordpress.url, "--no-browser", "--keyring", "--name", "blog")
    assert terminal.answering("editor", secret, arguments=login)[0] == 0
    assert json.loads(ring.read_text()) == {"redraft/BLOG_PASSWORD": secret}
    assert not terminal.dotenv.exists()
    assert terminal.redraft("logout", "blog").returncode == 0
    assert json.loads(ring.read_text()) == {}
    assert "ring" not in passwords(wordpress)


def test_a_password_that_the_site_has_revoked_is_forgotten_here(wordpress: WordPress, terminal: Terminal) -> None:
    login = ("login", wordpress.url, "--no-browser", "--name", "blog")
    assert terminal.answering("editor", wordpress.users["editor"].app_password, arguments=login)[0] == 0
    wordpress.php("WP_Application_Passwords::delete_all_application_passwords(3);")
    done = terminal.redraft("logout", "blog")
    assert done.returncode == 0, done.stderr
    assert "does not know" in done.stdout
    assert "BLOG_PASSWORD=\n" in terminal.dotenv.read_text()


def test_a_logout_that_cannot_reach_the_site_forgets_nothing(wordpress: WordPress, terminal: Terminal) -> None:
    up = threading.Event()
    up.set()

    def answering(request: Received) -> Reply:
        return forward(request, wordpress.url) if up.is_set() else Reply(reset=True)

    with serving(answering) as proxy:
        login = ("login", proxy.url, "--no-browser", "--name", "blog")
        assert terminal.answering("editor", wordpress.users["editor"].app_password, arguments=login)[0] == 0
        before = terminal.dotenv.read_text()
        up.clear()
        done = terminal.redraft("logout", "blog")
    assert (done.returncode, len(done.stderr.splitlines())) == (3, 1)
    assert terminal.dotenv.read_text() == before


# The port at which the password arrives


def get(url: str) -> tuple[int, dict[str, str], str]:
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.netloc, timeout=30)
    connection.request("GET", parts.path + (f"?{parts.query}" if parts.query else ""))
    answer = connection.getresponse()
    body = answer.read().decode()
    connection.close()
    return answer.status, dict(answer.getheaders()), body


def test_the_port_answers_one_request_under_a_path_that_nobody_can_guess(capfd: pytest.CaptureFixture[str]) -> None:
    given = "?user_login=ann&password=canary"
    with door.arrival() as expected:
        origin = expected.url.removesuffix(expected.path)
        assert origin.startswith("http://127.0.0.1:")
        assert len(expected.path) > 40
        assert get(f"{origin}/{given}")[0] == 404
        assert get(f"{origin}/favicon.ico")[0] == 404
        assert not expected.came.is_set()
        status, headers, body = get(expected.url + given)
        assert (status, headers["Referrer-Policy"], headers["Cache-Control"]) == (200, "no-referrer", "no-store")
        assert 'history.replaceState(null, "", "/")' in body
        assert "canary" not in body
        assert get(expected.url + given)[0] == 404
        credentials = expected.wait(0)
    assert (credentials.username, credentials.password.reveal()) == ("ann", "canary")
    assert "canary" not in "".join(capfd.readouterr()) + repr(credentials)


def test_the_port_is_closed_when_nobody_comes() -> None:
    with door.arrival() as expected, pytest.raises(LoginRefused, match="nobody approved within"):
        expected.wait(0.1)
    with pytest.raises(ConnectionRefusedError):
        get(expected.url)
