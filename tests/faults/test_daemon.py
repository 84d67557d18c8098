"""What the daemon hears (signals, a new configuration) and what it tells (its supervisor, HTTP, the log)."""

from __future__ import annotations

import re
import signal
import socket
import subprocess
import threading
from collections.abc import Collection, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from support.http_server import BREAK_OFF, Received, Reply, serving
from support.memory_wordpress import MemorySite
from support.rest_wordpress import rest_wordpress
from support.scripted_model import scripted_model
from support.world import PATIENCE, ROOT, World, heard, until

from worker import daemon as daemon_module
from worker import engine
from worker.daemon import _Cron
from worker.rooms import open_rooms
from worker.store import Store
from worker.supervisor import Supervisor

EAGER = 'interval = "1s"\nquiet_period = "1s"\n'


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with rest_wordpress(MemorySite()) as wordpress, scripted_model() as model:
        yield World(tmp_path, wordpress, model, site=EAGER)


@contextmanager
def daemon(world: World) -> Iterator[subprocess.Popen[str]]:
    with world.process("worker", "--config", str(world.folder), "run") as process:
        heard(process, "daemon started")
        yield process


def stop(process: subprocess.Popen[str]) -> None:
    process.send_signal(signal.SIGTERM)
    heard(process, "daemon stopped")
    assert process.wait() == 0


def polled(world: World, site: str) -> bool:
    with Store(world.address) as store:
        return store.site(site).watermark is not None


def test_a_site_that_was_added_is_polled_after_sighup_by_the_same_process(world: World) -> None:
    with rest_wordpress(MemorySite()) as other, daemon(world) as process:
        until(lambda: polled(world, "blog"))
        world.add_site("shop", other.url, EAGER)
        process.send_signal(signal.SIGHUP)
        heard(process, "daemon reloads")
        assert "sites=2" in heard(process, "daemon started")
        until(lambda: polled(world, "shop"))
        stop(process)


def test_a_faulty_configuration_is_reported_and_the_daemon_goes_on_as_it_was(world: World) -> None:
    with daemon(world) as process:
        until(lambda: polled(world, "blog"))
        world.add_site("shop", "ftp://nowhere", 'intervall = "1s"\n')
        process.send_signal(signal.SIGHUP)
        assert "reload refused, everything stays as it was problem=" in heard(process, "shop.toml: url")
        heard(process, "shop.toml: intervall")
        new = world.add_draft("Council approves a second path", age=timedelta(0))
        assert f"post={new} outcome=revised" in heard(process, "draft settled")
        stop(process)


def test_a_draft_at_hand_is_finished_before_a_reload_and_billed_once(world: World) -> None:
    world.model.seconds = 2.0
    with daemon(world) as process:
        until(lambda: polled(world, "blog"))
        new = world.add_draft("Council approves a second path", age=timedelta(0))
        until(lambda: bool(world.model.journal))
        process.send_signal(signal.SIGHUP)
        heard(process, "daemon reloads drafts_at_hand=1")
        heard(process, "daemon started")
        until(lambda: [write[0] for write in world.wordpress.writes] == [new])
        stop(process)
    questions = [str(call.body["messages"]) for call in world.model.journal]
    assert len(questions) == len(set(questions))


def test_a_supervisor_hears_that_the_daemon_is_ready_alive_reloading_and_stopping(world: World, tmp_path: Path) -> None:
    address = tmp_path / "notify"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as door:
        door.bind(str(address))
        door.settimeout(PATIENCE)
        world.environ = {**world.environ, "NOTIFY_SOCKET": str(address), "WATCHDOG_USEC": "1000000"}

        def told(word: str) -> str:
            while True:
                message = door.recv(4096).decode()
                if word in message.splitlines():
                    return message

        with daemon(world) as process:
            assert "STATUS=1 sites" in told("READY=1")
            told("WATCHDOG=1")
            process.send_signal(signal.SIGHUP)
            assert "MONOTONIC_USEC=" in told("RELOADING=1")
            told("READY=1")
            told("WATCHDOG=1")
            process.send_signal(signal.SIGTERM)
            told("STOPPING=1")
            assert process.wait() == 0


def free_port() -> int:
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return int(door.getsockname()[1])


def asked(port: int, path: str) -> tuple[int, str]:
    connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, answer.read().decode()
    finally:
        connection.close()


def configure(world: World, text: str) -> None:
    with (world.folder / "redraft.toml").open("a") as file:
        file.write(text)


def test_the_daemon_tells_over_http_that_it_is_well_and_what_became_of_the_drafts(world: World) -> None:
    port = free_port()
    configure(world, f'[daemon]\nhealth = "127.0.0.1:{port}"\n[budget]\ntokens_per_day = 5000000\n')
    with daemon(world) as process:
        assert asked(port, "/healthz") == (200, "ok\n")
        assert asked(port, "/readyz") == (200, "ok\n")
        assert asked(port, "/")[0] == 404
        until(lambda: polled(world, "blog"))
        world.add_draft("Council approves a second path", age=timedelta(0))
        heard(process, "draft settled")
        status, figures = asked(port, "/metrics")
        assert status == 200
        lines = figures.splitlines()
        assert 'redraft_drafts{outcome="revised",site="blog"} 1.0' in lines
        assert 'redraft_site_failing{site="blog"} 0.0' in lines
        assert 'redraft_budget_tokens{period="day"} 5e+06' in lines
        calls = len(world.model.journal)
        assert f'redraft_model_calls{{state="paid"}} {calls}.0' in lines
        assert any(line.startswith("process_resident_memory_bytes ") for line in lines)
        assert "redraft_nodes 1.0" in lines
        alerts = set(re.findall(r"redraft_\w+", (ROOT / "docs/operations.md").read_text()))
        assert alerts <= {re.split(r"[ {]", line.removeprefix("# HELP "))[0] for line in lines}
        stop(process)


def test_a_health_address_that_is_taken_is_one_line_and_exit_status_2(world: World) -> None:
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        door.listen()
        configure(world, f'[daemon]\nhealth = "127.0.0.1:{door.getsockname()[1]}"\n')
        with world.process("worker", "--config", str(world.folder), "run") as process:
            said, _ = process.communicate()
    assert process.returncode == 2
    (line,) = [each for each in said.splitlines() if each.startswith("redraft:")]
    assert "daemon.health" in line
    assert line.endswith("write a free port")


def test_nobody_is_polled_in_quiet_hours_and_nothing_is_lost(world: World) -> None:
    world.add_site("blog", world.wordpress.url, EAGER + 'quiet_hours = ["00:00-12:00", "12:00-00:00"]\n')
    with rest_wordpress(MemorySite()) as other:
        world.add_site("shop", other.url, EAGER)
        with daemon(world) as process:
            until(lambda: polled(world, "shop"))
            stop(process)
    assert not polled(world, "blog")


def test_two_nodes_leave_a_site_alone_that_has_been_quiet_for_hours(world: World) -> None:
    world.add_site("blog", world.wordpress.url, EAGER + 'longest_interval = "15m"\n')
    with Store(world.address) as store:
        now = datetime.now(UTC)
        store.polled("blog", now, baseline=now, watermark=now)
        store.active("blog", now - timedelta(hours=6))
        assert store.claim_poll("blog", now, timedelta(minutes=15))
    with daemon(world) as one, daemon(world) as other, rest_wordpress(MemorySite()) as site:
        for process in (one, other):
            world.add_site("shop", site.url, EAGER)
            process.send_signal(signal.SIGHUP)
            heard(process, "daemon started")
        until(lambda: polled(world, "shop"))
        stop(one)
        stop(other)
    with Store(world.address) as store:
        assert store.site("blog").last_poll == now


def quick_site(world: World, opened: ExitStack, name: str) -> str:
    world.add_site(name, opened.enter_context(rest_wordpress(MemorySite())).url, EAGER)
    return name


def had_turns(world: World, sites: Collection[str], count: int) -> None:
    """Wait until each of these sites has been polled so many times more."""
    polls: dict[str, set[datetime | None]] = {name: set() for name in sites}
    with Store(world.address) as store:

        def all_had() -> bool:
            for name, seen in polls.items():
                seen.add(store.site(name).last_poll)
            return all(len(seen) > count for seen in polls.values())

        until(all_had)


def test_fifteen_sites_that_hang_cost_25_others_none_of_their_turns(world: World) -> None:
    released, hung = threading.Event(), set[str]()

    def hangs(request: Received) -> Reply:
        hung.add(request.path.split("/")[1])
        released.wait(PATIENCE)
        return BREAK_OFF

    with ExitStack() as opened:
        server = opened.enter_context(serving(hangs))
        opened.callback(released.set)
        for number in range(15):
            world.add_site(f"a-hanging-{number}", f"{server.url}/{number}", EAGER)
        others = [quick_site(world, opened, f"site-{number}") for number in range(25)]
        process = opened.enter_context(daemon(world))
        until(lambda: len(hung) == 15)
        had_turns(world, others, 3)
        with Store(world.address) as store:  # none of the fifteen has been given up yet
            assert [store.site(f"a-hanging-{number}").problem for number in range(15)] == [""] * 15
        process.kill()


def test_slow_sites_are_polled_among_themselves_until_they_are_quick_again(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(daemon_module, "POLLS_AT_ONCE", 4)
    monkeypatch.setattr(daemon_module, "SLOW_POLLS_AT_ONCE", 2)
    monkeypatch.setattr(daemon_module, "SLOW", 0.2)
    released, door, at_once, most = threading.Event(), threading.Lock(), [0], [0]

    def is_slow(_request: Received) -> Reply:
        with door:
            at_once[0] += 1
            most[0] = max(most[0], at_once[0])
        released.wait(0.4)
        with door:
            at_once[0] -= 1
        return BREAK_OFF

    with ExitStack() as opened:
        server = opened.enter_context(serving(is_slow))
        slow = [f"slow-{number}" for number in range(8)]
        for name in slow:
            world.add_site(name, f"{server.url}/{name}", EAGER)
        quick = [quick_site(world, opened, f"quick-{number}") for number in range(8)]
        settings = world.settings
        rooms = opened.enter_context(open_rooms(settings, world.environ))
        here = opened.enter_context(engine.node(rooms, settings))
        clock = daemon_module._clock(rooms, here, Supervisor.of({}), settings.keep)
        clock.start()
        opened.callback(lambda: clock.shutdown(wait=False))  # as the daemon does; else each would wait for the other's lock
        opened.callback(released.set)
        until(lambda: all(rooms.store.site(name).problem for name in slow))
        most[0] = 0
        had_turns(world, quick, 3)
        assert most[0] <= 2
        released.set()
        until(lambda: all(clock.get_job(f"poll {name}").executor == "default" for name in slow))


def test_a_line_of_cron_gives_its_moments_in_the_time_zone_of_the_site() -> None:
    trigger = _Cron("0 6 * * *", ZoneInfo("Europe/Berlin"))
    summer = datetime(2026, 7, 1, 12, tzinfo=UTC)
    first = trigger.get_next_fire_time(None, summer)
    assert first == datetime(2026, 7, 2, 4, tzinfo=UTC)
    assert trigger.get_next_fire_time(first, first) == datetime(2026, 7, 3, 4, tzinfo=UTC)
