"""
What the doctor finds where no WordPress is needed to see it: hosts, certificates, firewalls, caches, clocks, models.

Each site is a real server that is broken in one way; where the printed text can be applied, it is, and the same check
turns green.
"""

from __future__ import annotations

import json
import socket
import ssl
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
import requests.adapters
from support.http_server import Answering, Received, Reply, document, page, serving
from support.scripted_model import scripted_model

from worker import checkup, config, report
from worker.config import ModelSettings, Secret, SiteSettings
from worker.errors import Held, Misconfigured
from worker.finding import Finding
from worker.model import doctor as of_model
from worker.pace import SitePace, hurried
from worker.store import Store
from worker.wordpress import doctor
from worker.wordpress.http import Session

PASSWORD = Secret("abcd EFGH ijkl MNOP qrst UVWX")
ME = {
    "id": 7,
    "roles": ["editor"],
    "capabilities": {"read": True, "edit_posts": True, "edit_others_posts": True, "unfiltered_html": True},
}
TYPE = {"rest_base": "posts", "rest_namespace": "wp/v2", "supports": {"revisions": True}, "capabilities": {}}
INDEX = {"namespaces": ["wp/v2"], "url": "http://127.0.0.1", "authentication": {"application-passwords": {}}}
STRANGER = document({"code": "rest_not_logged_in", "data": {"status": 401}}, 401)
ACCEPTED = b"<?xml version='1.0'?><methodResponse><params></params></methodResponse>"


def healthy(request: Received) -> Reply:
    """As much of a sound WordPress as the doctor asks for."""
    route = request.path.removeprefix("/wp-json")
    if request.path == "/xmlrpc.php":
        return Reply(200, {"Content-Length": str(len(ACCEPTED))}, (ACCEPTED,))
    if route == "/":
        return document(INDEX)
    if "Authorization" not in request.headers:
        return STRANGER
    if route == "/wp/v2/users/me":
        return document(ME)
    return document(TYPE if "types" in route else [])


def examined(
    url: str, password: Secret | None = PASSWORD, types: tuple[str, ...] = ("post",), now: datetime | None = None, **more: Any
) -> dict[str, Finding]:
    given = {"name": "blog", "url": url, "username": "ann", "password_env": "BLOG_PASSWORD", "post_types": types, **more}
    settings = SiteSettings.model_validate(given)
    return {found.check: found for found in doctor.examine(settings, password, now=now)}


def examine_server(answering: Answering, **more: datetime) -> dict[str, Finding]:
    with serving(answering) as server:
        return examined(server.url, now=more.get("now"))


def bad(findings: dict[str, Finding]) -> dict[str, str]:
    return {check: found.level for check, found in findings.items() if found.level != "ok"}


def test_a_sound_site_is_green_and_every_check_is_told() -> None:
    findings = examine_server(healthy)
    assert bad(findings) == {}
    assert list(findings) == [
        "host",
        "TLS",
        "redirects",
        "REST base",
        "JSON",
        "application passwords",
        "log-in",
        "clock",
        "cached reads",
        "post type post",
        "rights",
        "unfiltered HTML",
        "revisions of post",
        "XML-RPC",
        "writes",
    ]


def test_a_doctor_keeps_to_the_rate_of_a_site_and_examines_one_that_is_left_alone(tmp_path: Path) -> None:
    with serving(healthy) as server:
        (tmp_path / "sites").mkdir()
        (tmp_path / "redraft.toml").write_text(f'[state]\nfolder = "{tmp_path}"\n')
        site = f'url = "{server.url}"\nusername = "ann"\npassword_env = "BLOG_PASSWORD"\nrequests_per_minute = 20\n'
        (tmp_path / "sites" / "blog.toml").write_text(site)
        settings = config.load(tmp_path, {}, model=False, secrets=False)
        with Store(settings.database_url) as store:
            pace = SitePace(store, "blog", 20, threading.Event())
            pace.shut(600, "Cloudflare wants to see a browser")
            sections = dict(checkup.examine(settings, {"BLOG_PASSWORD": PASSWORD.reveal()}, "blog"))
            findings = {found.check: found for found in sections["blog"]}
            asked = len(server.received)
            assert {check for check, found in findings.items() if found.level != "ok"} == {"rest"}
            assert findings["rest"].saw == "Cloudflare wants to see a browser; it is left alone for 10 min"
            with pytest.raises(Held, match="Cloudflare"), pace.turn():
                pass
            doctor_pace = SitePace(store, "blog", 20, threading.Event(), though_shut=True)
            with hurried(0.1):
                for _ in range(20 - asked):
                    with doctor_pace.turn():
                        pass
                with pytest.raises(Held, match="20 requests a minute"), doctor_pace.turn():
                    pass


def names_examined(answers: Callable[[Received], Reply], **select: list[str]) -> Finding | None:
    """What is found of the names in [select]; `answers` to who asks for categories, tags or users."""

    def answering(request: Received) -> Reply:
        return answers(request) if request.path.rpartition("/")[2] in ("categories", "tags", "users") else healthy(request)

    with serving(answering) as server, TemporaryDirectory() as folder:
        (Path(folder) / "sites").mkdir()
        (Path(folder) / "redraft.toml").touch()
        lines = [f'url = "{server.url}"', 'username = "ann"', 'password_env = "BLOG_PASSWORD"', "[select]"]
        lines += [f"{key} = {json.dumps(names)}" for key, names in select.items()]
        (Path(folder) / "sites" / "blog.toml").write_text("\n".join(lines))
        settings = config.load(Path(folder), {}, model=False, secrets=False)
        findings = dict(checkup.examine(settings, {"BLOG_PASSWORD": PASSWORD.reveal()}, "blog"))["blog"]
        return {found.check: found for found in findings}.get("selection")


def test_names_in_the_selection_that_the_site_does_not_have_are_one_finding() -> None:
    def answers(request: Received) -> Reply:
        return document([{"id": 3, "name": "Wire", "slug": "wire"}] if request.query["search"] in ("wire", "Ann") else [])

    found = names_examined(answers, tags=["wire", "wrie"], not_categories=["Sponsored"], authors=["Ann", "7"])
    assert found
    assert found.level == "warn"
    assert found.saw.endswith('not yet: category "Sponsored", tag "wrie", author "Ann"')
    sound = names_examined(answers, tags=["wire"])
    assert sound
    assert sound.level == "ok"
    assert names_examined(answers, authors=["7"], title_markers=["[rw]"]) is None


def test_names_that_are_kept_back_stand_in_the_way_of_a_selection_by_them() -> None:
    found = names_examined(lambda _: document({"code": "rest_user_cannot_view", "data": {"status": 403}}, 403), authors=["ann"])
    assert found
    assert (found.level, found.exit_status) == ("fail", 2)
    assert "write ids into select.authors" in found.saw


def test_a_doctor_without_a_write_test_only_reads() -> None:
    with serving(healthy) as server:
        examined(server.url)
    assert {request.method for request in server.received if request.path != "/xmlrpc.php"} <= {"GET", "HEAD"}


def test_without_a_secret_what_a_stranger_sees_is_looked_at_and_nobody_logs_in() -> None:
    with serving(healthy) as server:
        findings = examined(server.url, None)
    assert list(findings)[-1] == "application passwords"


# Host and certificate


def test_a_host_that_nobody_knows_ends_the_examination() -> None:
    findings = examined("http://[::1%nowhere]:8080")  # no resolver has to be asked to know that it has no address
    assert (list(findings), findings["host"].level, findings["host"].exit_status) == (["host"], "fail", 3)
    assert findings["host"].remedies[0].text == "getent hosts ::1%nowhere\n"


def test_a_port_on_which_nothing_listens_is_told_from_one_that_is_open() -> None:
    with closing(socket.socket()) as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        findings = examined(f"http://127.0.0.1:{port}")
    assert findings["host"].saw.endswith("refused")
    assert findings["host"].exit_status == 3


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An authority (ca.pem), and what servers have: KIND.pem with KIND.key."""
    folder = tmp_path_factory.mktemp("certificates")

    def openssl(*words: str) -> None:
        subprocess.run(["openssl", *words], cwd=folder, capture_output=True, check=True, timeout=60)

    key = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes")
    openssl("req", "-x509", *key, "-keyout", "ca.key", "-out", "ca.pem", "-subj", "/CN=Authority", "-days", "30")
    openssl("req", "-x509", *key, "-keyout", "own.key", "-out", "own.pem", "-subj", "/CN=127.0.0.1", "-days", "30")
    for kind, (days, name) in {"sound": ("30", "IP:127.0.0.1"), "short": ("5", "IP:127.0.0.1"), "expired": ("-1", "IP:127.0.0.1"),
                               "other": ("30", "DNS:elsewhere.example")}.items():  # fmt: skip
        openssl("req", *key, "-keyout", f"{kind}.key", "-out", f"{kind}.csr", "-subj", "/CN=127.0.0.1")
        (folder / "names").write_text(f"subjectAltName={name}")
        signed = ("-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-extfile", "names")
        openssl("x509", "-req", "-in", f"{kind}.csr", *signed, "-days", days, "-out", f"{kind}.pem")
    return folder


class _Silent(BaseHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # the name is the base class's
        pass


class _Quiet(HTTPServer):
    def handle_error(self, request: object, client_address: object) -> None:
        """A client that turns away from a certificate is what the test is about."""


@contextmanager
def tls_server(certificates: Path, kind: str) -> Iterator[tuple[str, list[str]]]:
    """Its address, and what it was asked."""
    asked: list[str] = []

    class Handler(_Silent):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_error(404)

        do_HEAD = do_POST = do_GET

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificates / f"{kind}.pem", certificates / f"{kind}.key")
    server = _Quiet(("127.0.0.1", 0), Handler)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"https://127.0.0.1:{server.server_port}", asked
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.mark.parametrize(
    ("kind", "saw", "pastes", "says"),
    [
        ("own", "self-signed", "certbot --domain 127.0.0.1\n", "vouches for itself"),
        ("expired", "expired", "certbot renew --cert-name 127.0.0.1 && (nginx -s reload || apachectl graceful)\n", "has expired"),
        ("other", "mismatch", "certbot --domain 127.0.0.1\n", "for another name"),
    ],
)
def test_a_certificate_that_proves_nothing_stops_before_a_password_is_sent(
    certificates: Path, monkeypatch: pytest.MonkeyPatch, kind: str, saw: str, pastes: str, says: str
) -> None:
    authority = str(certificates / "ca.pem")
    monkeypatch.setattr(doctor, "AUTHORITIES", authority)
    monkeypatch.setattr(requests.adapters, "DEFAULT_CA_BUNDLE_PATH", authority)
    with tls_server(certificates, kind) as (url, asked):
        findings = examined(url)
        with pytest.raises(Misconfigured, match=says) as refused:
            Session("ann", PASSWORD).get(url)
    assert bad(findings) == {"TLS": "fail"}
    assert saw in findings["TLS"].saw
    assert [remedy.text for remedy in findings["TLS"].remedies] == [pastes]
    assert "\n" not in str(refused.value)
    assert asked == []


def test_a_certificate_of_an_authority_that_is_not_known_lacks_its_chain(certificates: Path) -> None:
    with tls_server(certificates, "sound") as (url, asked):
        findings = examined(url)
    assert findings["TLS"].remedies[0].text == "ssl_certificate /etc/letsencrypt/live/127.0.0.1/fullchain.pem;\n"
    assert asked == []


@pytest.mark.parametrize(("kind", "level"), [("sound", "ok"), ("short", "warn")])
def test_a_good_certificate_tells_for_how_long(certificates: Path, monkeypatch: pytest.MonkeyPatch, kind: str, level: str) -> None:
    monkeypatch.setattr(doctor, "AUTHORITIES", str(certificates / "ca.pem"))
    with tls_server(certificates, kind) as (url, _):
        found = examined(url)["TLS"]
    assert (found.level, bool(found.remedies)) == (level, level == "warn")
    assert "more days" in found.saw


def test_a_port_that_speaks_no_tls_is_told() -> None:
    with serving(healthy) as server:
        findings = examined(server.url.replace("http:", "https:"))
    assert bad(findings) == {"TLS": "fail"}


# What stands before WordPress


def test_a_site_that_moved_is_mended_by_the_line_for_its_file() -> None:
    with serving(healthy) as there:

        def moved(request: Received) -> Reply:
            return page(301, "", {"Location": f"{there.url}{request.target}"})

        findings = examine_server(moved)
        assert bad(findings) == {"redirects": "fail"}
        (remedy,) = findings["redirects"].remedies
        assert remedy.into == "sites/blog.toml, in the place of its url"
        assert remedy.text == f'url = "{there.url}"\n'
        assert bad(examined(remedy.text.partition('"')[2].rstrip('"\n'))) == {}


def challenged(request: Received) -> Reply:
    return page(403, "<html>Just a moment", {"cf-mitigated": "challenge", "Server": "cloudflare"})


def wordfence(request: Received) -> Reply:
    return page(503, "<html>Your access to this site has been temporarily limited. Generated by Wordfence")


def locked(request: Received) -> Reply:
    return page(401, "<html>Authorization Required", {"WWW-Authenticate": "Basic realm=staging", "Server": "nginx"})


def broken(request: Received) -> Reply:
    return page(500, "<html>There has been a critical error")


def closed(request: Received) -> Reply:
    return page(403, "<html>Forbidden", {"Server": "nginx"})


def no_robots(request: Received) -> Reply:
    if request.headers["User-Agent"].startswith("Redraft/"):
        return page(406, "<html>Not Acceptable", {"Server": "Apache"})
    return healthy(request)


def nothing(request: Received) -> Reply:
    return page(404, "<html>Not found")


@pytest.mark.parametrize(
    ("answering", "check", "status", "pastes"),
    [
        (challenged, "firewall", 2, 'http.user_agent contains "Redraft/"'),
        (wordfence, "firewall", 3, "the address under which"),
        (locked, "firewall", 2, "auth_basic off;"),
        (broken, "server error", 3, "define('WP_DEBUG_LOG', true);"),
        (closed, "firewall", 2, "location ^~ /wp-json/"),
        (no_robots, "user agent", 2, 'SetEnvIf User-Agent "^Redraft/" !bad_bot'),
        (nothing, "REST base", 2, "rest_authentication_errors"),
    ],
)
def test_what_answers_in_wordpress_place_is_known_by_its_answer(answering: Answering, check: str, status: int, pastes: str) -> None:
    findings = examine_server(answering)
    assert bad(findings) == {check: "fail"}
    assert findings[check].exit_status == status
    assert pastes in findings[check].remedies[0].text


def test_a_page_that_is_shown_in_the_api_s_place_is_told() -> None:
    findings = examine_server(lambda _: page(200, "<html>Checking your browser"))
    assert bad(findings) == {"REST base": "fail"}


# Log-in


def test_a_login_password_is_told_from_a_lost_header() -> None:
    def stock(request: Received) -> Reply:
        return STRANGER if request.path.endswith("users/me") else healthy(request)

    with serving(stock) as server:
        login_password = examined(server.url, Secret("hunter2"))
        lost = examined(server.url)
    assert "application passwords only" in login_password["log-in"].means
    assert login_password["log-in"].remedies[0].text.endswith("/wp-admin/profile.php\n")
    assert "strips the Authorization header" in lost["Authorization header"].means
    assert "hunter2" not in repr(login_password)


@pytest.mark.parametrize("code", ["rest_login_required", "rest_cannot_access"])
def test_a_plugin_that_closes_the_api_is_named_as_such(code: str) -> None:
    def answering(request: Received) -> Reply:
        shut = document({"code": code, "data": {"status": 401}}, 401)
        return shut if request.path.startswith("/wp-json") else healthy(request)

    findings = examine_server(answering)
    assert bad(findings) == {"log-in": "fail"}
    assert "is_user_logged_in()" in findings["log-in"].remedies[0].text


# Caches and clocks


def caching(key: Callable[[Received], str], told: dict[str, str]) -> Answering:
    """A cache before a site that keeps what the first one was told."""
    kept: dict[str, Reply] = {}

    def answering(request: Received) -> Reply:
        if request.method != "GET":
            return healthy(request)
        if key(request) in kept:
            reply = kept[key(request)]
            return Reply(reply.status, {**reply.headers, **told}, reply.pieces)
        return kept.setdefault(key(request), healthy(request))

    return answering


def with_account(request: Received) -> str:
    return request.headers.get("Authorization", "")


@pytest.mark.parametrize(
    ("key", "told", "level"),
    [
        (lambda request: request.target, {}, "fail"),  # a stranger is shown the account's answer
        (lambda request: request.path + with_account(request), {"X-Cache": "HIT"}, "fail"),  # queries make no difference
        (lambda request: request.target + with_account(request), {"Age": "1"}, "warn"),
        (lambda request: request.target + with_account(request), {"X-Varnish": "5 3"}, "warn"),
    ],
)
def test_a_cache_before_edit_reads_is_found(key: Callable[[Received], str], told: dict[str, str], level: str) -> None:
    findings = examine_server(caching(key, told))
    assert bad(findings) == {"cached reads": level}
    assert any("http_authorization" in remedy.text for remedy in findings["cached reads"].remedies)


@pytest.mark.parametrize("minutes", [-10, 10])
def test_clocks_that_differ_are_told(minutes: int) -> None:
    now = datetime(2026, 3, 1, tzinfo=UTC)

    def answering(request: Received) -> Reply:
        reply = healthy(request)
        date = format_datetime(now + timedelta(minutes=minutes), usegmt=True)
        return Reply(reply.status, {**reply.headers, "Date": date}, reply.pieces)

    findings = examine_server(answering, now=now)
    assert bad(findings) == {"clock": "warn"}
    assert f"600 s {'ahead of' if minutes > 0 else 'behind'}" in findings["clock"].saw
    assert findings["clock"].remedies[0].text == "timedatectl set-ntp true\n"
    assert bad(examine_server(answering, now=now + timedelta(minutes=minutes))) == {}


# The model


def of_scripted(mode: str, **settings: object) -> dict[str, Finding]:
    with scripted_model(mode) as model:
        given = {"kind": "openai", "base_url": model.base_url, "name": "scripted", "key_env": "MODEL_KEY", **settings}
        return {found.check: found for found in of_model.examine(ModelSettings.model_validate(given), Secret("key"))}


def test_a_sound_model_is_asked_one_question() -> None:
    with scripted_model() as model:
        settings = ModelSettings(kind="openai", base_url=model.base_url, name="scripted", key_env="")
        findings = {found.check: found for found in of_model.examine(settings, Secret(""))}
        assert len(model.journal) == 1
    assert bad(findings) == {}
    assert list(findings) == ["address", "key", "model", "JSON schema", "rate limits", "latency"]


@pytest.mark.parametrize(
    ("mode", "found", "pastes"),
    [
        ("wrong_key", {"key": "fail"}, "MODEL_KEY=…\n"),
        ("no_model", {"model": "fail"}, 'name = "scripted"\n'),
        ("no_schema", {"JSON schema": "warn"}, 'style = "paragraph"\n'),
        ("refusal_text", {"JSON schema": "warn"}, 'style = "paragraph"\n'),
    ],
)
def test_what_is_wrong_with_a_model_is_mended_by_a_line(mode: str, found: dict[str, str], pastes: str) -> None:
    findings = of_scripted(mode, name="scriptd" if mode == "no_model" else "scripted")
    assert bad(findings) == found
    (check,) = found
    assert findings[check].remedies[0].text == pastes


def test_an_address_without_v1_is_mended_by_the_line_that_has_it() -> None:
    with scripted_model() as model:
        given = {"kind": "openai", "name": "scripted", "key_env": ""}
        asked = ModelSettings.model_validate({**given, "base_url": model.base_url.removesuffix("/v1")})
        (found,) = of_model.examine(asked, Secret(""))
        assert (found.check, found.level) == ("address", "fail")
        mended = ModelSettings.model_validate({**given, "base_url": json.loads(found.remedies[0].text.partition("= ")[2])})
        assert bad({each.check: each for each in of_model.examine(mended, Secret(""))}) == {}


def test_a_model_that_is_not_there_may_be_there_later() -> None:
    settings = ModelSettings(kind="openai", base_url="http://127.0.0.1:9/v1", name="scripted", key_env="")
    (found,) = of_model.examine(settings, Secret(""))
    assert (found.check, found.level, found.exit_status) == ("address", "fail", 3)


def test_a_second_reader_is_asked_as_the_model_is_and_once_for_all_its_sites(tmp_path: Path) -> None:
    def site(name: str, more: str) -> None:
        (tmp_path / "sites" / f"{name}.toml").write_text(f'url = "http://127.0.0.1:9/{name}"\nusername = "u"\npassword_env = "P"\n{more}')

    with scripted_model() as model, scripted_model() as other:
        writer = f'[model]\nkind = "openai"\nbase_url = "{model.base_url}"\nname = "scripted"\nkey_env = ""\n'
        (tmp_path / "redraft.toml").write_text(writer)
        (tmp_path / "sites").mkdir()
        another = f'[second_reader]\nmodel = "scripted"\nbase_url = "{other.base_url}"\nkey_env = "READER_KEY"\n'
        site("first", another)
        site("second", another)
        site("third", '[second_reader]\ndoubt = "flag"\n')  # the model that writes reads as well
        settings = config.load(tmp_path, {}, secrets=False)
        sections = checkup.examine(settings, {"READER_KEY": "key"})
        found = {of: list(findings) for of, findings in sections if of not in ("first", "second", "third")}
        assert list(found) == ["model", "second reader of first, second"]
        assert not [each for findings in found.values() for each in findings if each.level == "fail"]
        assert (len(model.journal), len(other.journal)) == (1, 1)
        lost = dict(checkup.examine(settings, {}, "second"))["second reader of second"]
        assert [(each.check, each.level) for each in lost] == [("secret", "fail")]


def test_an_embedded_model_that_is_not_fetched_is_fetched_by_the_line(home: Path) -> None:
    (found,) = of_model.examine(ModelSettings(kind="embedded"), Secret(""))
    assert found.remedies[0].text == "redraft model fetch\n"


# The report


def test_the_weightiest_failure_decides_the_exit_status() -> None:
    def status(*statuses: int) -> object:
        findings = [Finding("x", "fail" if each else "ok", "saw", exit_status=each) for each in statuses]
        return report.of_findings([("blog", iter(findings))])["exit"]

    assert [status(), status(0, 0), status(0, 3), status(3, 2, 0)] == [0, 0, 3, 2]


def test_texts_to_paste_are_shown_as_they_are(capsys: pytest.CaptureFixture[str]) -> None:
    found = examine_server(closed)["firewall"]
    report.show_findings(report.of_findings([("blog", iter([found]))]))
    assert found.remedies[0].text in capsys.readouterr().out


# What keeps a person's save


def with_plugin(refusal: str, version: int = 2) -> Answering:
    def answering(request: Received) -> Reply:
        told = document({"version": version, "refusal": refusal})
        return told if request.path == "/wp-json/redraft/v1/version" and "Authorization" in request.headers else healthy(request)

    return answering


def without_xmlrpc(request: Received) -> Reply:
    return page(405, "XML-RPC services are disabled") if request.path == "/xmlrpc.php" else healthy(request)


@pytest.mark.parametrize(
    ("answering", "more", "level", "says"),
    [
        (with_plugin(""), {}, "ok", "under one lock"),
        (with_plugin(""), {"transport": "rest"}, "ok", "under one lock"),
        (healthy, {}, "ok", "XML-RPC writes"),
        (healthy, {"transport": "xmlrpc"}, "ok", "XML-RPC writes"),
        (healthy, {"transport": "rest"}, "warn", "once more right before it writes"),
        (without_xmlrpc, {}, "warn", "once more right before it writes"),
        (without_xmlrpc, {"push": "suggest"}, "ok", "nothing is written to a draft"),
    ],
)
def test_the_doctor_says_what_keeps_a_save_that_comes_in_the_moment_of_the_write(
    answering: Answering, more: dict[str, Any], level: str, says: str
) -> None:
    with serving(answering) as server:
        found = examined(server.url, **more)["writes"]
    assert (found.level, says in found.means) == (level, True)
    if level == "warn":
        assert Path(found.remedies[0].text.split()[1]).read_text().startswith("<?php")


def test_a_plugin_that_will_not_serve_gives_its_own_reason() -> None:
    with serving(with_plugin("the table wp_posts is not kept in InnoDB but in MyISAM")) as server:
        found = examined(server.url)["writes"]
    assert "not kept in InnoDB but in MyISAM" in found.saw


def test_xml_rpc_that_is_the_only_way_and_closed_is_a_failure() -> None:
    with serving(without_xmlrpc) as server:
        findings = examined(server.url, transport="xmlrpc")
    assert bad(findings) == {"XML-RPC": "fail"}
    assert list(findings)[-1] == "XML-RPC"
    assert [remedy.text for remedy in findings["XML-RPC"].remedies][-1] == 'transport = "auto"\n'


def test_a_site_that_is_reached_by_xml_rpc_needs_no_rest() -> None:
    def closed(request: Received) -> Reply:
        return healthy(request) if request.path == "/xmlrpc.php" else page(404, "<html>Not found")

    with serving(closed) as server:
        findings = examined(server.url, transport="xmlrpc")
    assert (findings["XML-RPC"].level, bad(findings)) == ("ok", {"REST base": "warn"})


def test_with_rest_named_the_doctor_leaves_xmlrpc_php_alone() -> None:
    with serving(healthy) as server:
        examined(server.url, transport="rest")
    assert "/xmlrpc.php" not in {request.path for request in server.received}


@pytest.mark.parametrize(
    ("answering", "more", "saw"),
    [
        (with_plugin(""), {"mark": {"meta": True, "tag": "revised"}}, None),
        (healthy, {"mark": {"custom_field": "revised", "tag": "revised"}}, None),
        (with_plugin("", 1), {"mark": {"meta": True}}, "the companion plugin is of version 1"),
        (with_plugin(""), {"mark": {"custom_field": "revised"}}, "custom_field revised will be missing"),
        (without_xmlrpc, {"mark": {"custom_field": "revised"}}, "custom_field revised will be missing"),
        (healthy, {"mark": {"meta": True}}, "meta will be missing"),
        (healthy, {"mark": {"tag": "revised"}, "transport": "xmlrpc"}, 'the tag "revised" must exist'),
    ],
)
def test_a_mark_that_what_writes_cannot_carry_is_told(answering: Answering, more: dict[str, Any], saw: str | None) -> None:
    with serving(answering) as server:
        findings = examined(server.url, **more)
    assert (findings["mark"].saw if "mark" in findings else None) == saw
    assert saw is None or findings["mark"].remedies
