"""
Rates, load and outages, counted where the requests arrive.

The windows are a few seconds instead of a minute; `make prove-rates` runs whole minutes.
"""

from __future__ import annotations

import signal
import subprocess
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from support.arrivals import fullest, most_at_once, violations
from support.desk import BODY, desk
from support.http_server import BREAK_OFF, Received, Reply, document, page, serving
from support.memory_wordpress import MemorySite
from support.rates_driver import Errand, ask, question, requests_of, running
from support.rest_wordpress import rest_wordpress
from support.scripted_model import ScriptedModel, completion, honest, scripted_model
from support.vendor import vendor
from support.world import PATIENCE, World, heard, until

from worker import engine, pace
from worker.config import ModelSettings, Secret
from worker.errors import Busy, Held, NotAllowed, RedraftError
from worker.model import breaker, client, gate
from worker.model.gate import Guarded
from worker.pace import TRANSIT, SitePace, hurried
from worker.pipeline import TRIES, Failed
from worker.store import Store
from worker.wordpress.http import TOTAL, Session

WINDOW = 2.0  # seconds
LIMIT = 10  # requests in it
PROCESSES = 3
QUESTIONS = 10  # of each process


POSTGRESQL = pytest.param("postgresql", marks=pytest.mark.real)
# What takes a minute runs where machines share the work.
on_postgresql = pytest.mark.parametrize("database", [POSTGRESQL], indirect=True)


@pytest.fixture(params=["sqlite", POSTGRESQL])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    address = f"sqlite:///{tmp_path / 'redraft.sqlite'}"
    if request.param == "postgresql":
        address = request.getfixturevalue("postgresql_database")
    Store(address).close()
    return address


def answered(process: subprocess.Popen[str]) -> int:
    told, _ = process.communicate()
    assert process.returncode == 0, told
    return int(told.split()[-1])


def errands(database: str, address: str, **how: object) -> list[Errand]:
    first = Errand(database, address, 0, QUESTIONS, window=WINDOW)
    return [replace(first, number=number, **how) for number in range(PROCESSES)]  # type: ignore[arg-type]


def guarded(store: Store, base_url: str, **how: object) -> tuple[Guarded, client.Client]:
    """The way to a model, and the model, as one process has them."""
    settings = Errand(store.url.render_as_string(), base_url, 0, 0).settings.model_copy(update=how)
    way = Guarded(store, settings, threading.Event(), window=WINDOW)
    return way, client.connect(settings, "sk-test", way=way, sleep=lambda _seconds: None)


# Rates of a model


def test_no_window_holds_more_requests_than_the_limit_and_all_work_is_done(database: str) -> None:
    with scripted_model(seconds=0.05) as model, running(*errands(database, model.base_url, requests=LIMIT)) as processes:
        assert [answered(process) for process in processes] == [QUESTIONS] * PROCESSES
    arrivals = [(call.at, 1) for call in model.journal]
    assert len(arrivals) == QUESTIONS * PROCESSES
    assert violations(arrivals, WINDOW, LIMIT) == 0
    assert fullest(arrivals, WINDOW) > LIMIT / 2  # and what is allowed is used


def tokens_of(model: ScriptedModel) -> list[tuple[float, int]]:
    return [(call.at, completion(call, honest(call)[""])["usage"]["total_tokens"]) for call in model.journal]


def test_no_window_holds_more_tokens_than_the_limit_though_the_worst_is_set_aside_for_each(database: str) -> None:
    with scripted_model(seconds=0.05) as model, running(*errands(database, model.base_url, tokens=3_000)) as processes:
        assert [answered(process) for process in processes] == [QUESTIONS] * PROCESSES
    assert violations(tokens_of(model), WINDOW, 3_000) == 0


def test_a_question_that_alone_is_more_than_the_limit_goes_when_nothing_else_counts(tmp_path: Path) -> None:
    with vendor() as server, Store(f"sqlite:///{tmp_path / 'x'}") as store:
        _, model = guarded(store, server.base_url, tokens_per_minute=10)
        for number in range(3):
            model.complete(question(0, number))
    assert violations([(at, 1) for at in server.arrivals], WINDOW, 1) == 0


@on_postgresql
def test_a_process_that_is_killed_and_one_that_is_frozen_break_no_limit_and_keep_nobody_waiting(database: str) -> None:
    with scripted_model(seconds=0.1) as model, running(*errands(database, model.base_url, requests=LIMIT, questions=15)) as processes:
        until(lambda: len(model.journal) > LIMIT)
        killed, frozen, left = processes
        killed.kill()
        frozen.send_signal(signal.SIGSTOP)
        threading.Event().wait(WINDOW + gate.TO_SEND + TRANSIT)  # what it was allowed has lapsed
        frozen.send_signal(signal.SIGCONT)
        assert [answered(process) for process in (frozen, left)] == [15, 15]
    assert violations([(call.at, 1) for call in model.journal], WINDOW, LIMIT) == 0


# What the server says


def test_what_a_server_says_is_left_is_learned_by_every_process_before_it_asks(database: str) -> None:
    with vendor(requests=4, window=5.0) as server, Store(database) as one, Store(database) as other:
        (_, here), (_, there) = guarded(one, server.base_url), guarded(other, server.base_url)
        for number in range(4):
            here.complete(question(0, number))
        with hurried(0.5), pytest.raises(Held, match="0 requests are left") as held:
            there.complete(question(1, 0))
        assert held.value.retry_after
        assert len(server.arrivals) == 4
        there.complete(question(1, 0))  # it waits for as long as the server says
        assert server.refused == []


def test_many_that_hear_how_much_is_left_are_hardly_ever_refused(database: str) -> None:
    with vendor(requests=10, window=WINDOW, seconds=0.05) as server, running(*errands(database, server.base_url)) as processes:
        assert [answered(process) for process in processes] == [QUESTIONS] * PROCESSES
    assert len(server.refused) <= len(server.arrivals) / 4


def test_a_retry_after_is_kept_by_every_process(database: str) -> None:
    with vendor(retry_after="30") as server, Store(database) as one, Store(database) as other:
        (_, here), (there_way, there) = guarded(one, server.base_url), guarded(other, server.base_url)
        with pytest.raises(Busy, match="asks for patience"):
            here.complete(question(0, 0))
        for _ in range(3):
            with pytest.raises(Held, match="asks for patience") as held:
                there.complete(question(1, 0))
        assert 25 < (held.value.retry_after or 0) <= 30
        with pytest.raises(Held):
            there_way.look()
    assert len(server.arrivals) == 1


# Load


def test_the_number_of_calls_at_once_settles_where_the_server_can_bear_them(tmp_path: Path) -> None:
    bears, questions = 5, 300
    with vendor(at_once=bears, seconds=0.05) as server, Store(f"sqlite:///{tmp_path / 'x'}") as store, ThreadPoolExecutor(24) as pool:
        way, model = guarded(store, server.base_url, at_once=24)
        assert all(pool.map(lambda number: ask(model, question(0, number)), range(questions)))
    assert len(server.spans) == questions
    assert most_at_once(server.spans) >= bears - 1
    assert 1 <= way.at_once <= bears + 2
    late = sorted(server.arrivals)[len(server.arrivals) // 2]
    refused, asked = sum(at > late for at in server.refused), sum(at > late for at in server.arrivals)
    assert refused / asked < 0.25  # each one is the question whether there is room for one more


# Outages


@on_postgresql
def test_a_server_that_is_down_is_left_alone_by_all_and_one_call_finds_out_that_it_is_back(database: str) -> None:
    with vendor(down=True) as server, Store(database) as one, Store(database) as other, ThreadPoolExecutor(8) as pool:
        (way, here), (_, there) = guarded(one, server.base_url), guarded(other, server.base_url)
        failed = [_try((here, there)[number % 2], number) for number in range(2 * breaker.FAILURES)]
        assert failed == ["Unreachable"] * breaker.FAILURES + ["Held"] * breaker.FAILURES
        assert len(server.arrivals) == breaker.FAILURES
        with pytest.raises(Held, match="does not answer"):
            way.look()
        (trouble,) = gate.troubles(ModelSettings(kind="openai", base_url=server.base_url), other)
        assert "is down since" in trouble

        server.down, server.seconds = False, 5.0
        assert [_try(each, 0) for each in (here, there)] == ["Held", "Held"]
        assert len(server.arrivals) == breaker.FAILURES

        threading.Event().wait(breaker.FIRST)
        outcomes = list(pool.map(lambda number: _try((here, there)[number % 2], number), range(4)))
        assert sorted(outcomes) == ["Held"] * 3 + ["answered"]  # one tried, and the others did not wait for it
        assert len(server.arrivals) == breaker.FAILURES + 1
        server.seconds = 0.0
        assert gate.troubles(ModelSettings(kind="openai", base_url=server.base_url), one) == ()
        assert [_try(there, number) for number in range(8)] == ["answered"] * 8


def _try(model: client.Client, number: int) -> str:
    try:
        model.complete(question(2, number))
    except RedraftError as error:
        return type(error).__name__
    return "answered"


@pytest.mark.parametrize("mode", ["wrong_key", "no_quota", "too_long", "refusal", "busy", "bad_request", "not_json"])
def test_a_server_that_says_no_is_not_down(tmp_path: Path, mode: str) -> None:
    with scripted_model(mode) as server, Store(f"sqlite:///{tmp_path / 'x'}") as store:
        way, model = guarded(store, server.base_url)
        for number in range(2 * breaker.FAILURES):
            _try(model, number)
        way.look()
        assert gate.troubles(ModelSettings(kind="openai", base_url=server.base_url), store) == ()


def test_an_account_without_credit_is_asked_once_for_each_draft_and_not_again(tmp_path: Path) -> None:
    with scripted_model("no_quota") as server, Store(f"sqlite:///{tmp_path / 'x'}") as store:
        _, model = guarded(store, server.base_url)
        with pytest.raises(NotAllowed, match="no credit"):
            model.complete(question(0, 0))
        assert len(server.journal) == 1


def test_drafts_wait_out_an_outage_without_using_up_their_tries_and_polls_go_on(tmp_path: Path) -> None:
    with desk(tmp_path) as news, vendor(down=True) as server:
        way, model = guarded(news.store, server.base_url)
        rooms = replace(news.rooms, model=lambda: model, admit=lambda _site: way.look())
        news.rooms = rooms
        post = news.write_draft()
        attempts = 0
        for _ in range(TRIES + 3):
            for outcome in news.round(eager=True):
                attempts += 1
                assert isinstance(outcome, Failed)
                assert outcome.retry_at
            news.rest()
        assert attempts == TRIES + 3
        assert len(server.arrivals) == breaker.FAILURES
        waited = [record.waited for record in news.store.history("blog", post)]
        assert waited.count(False) == breaker.FAILURES < TRIES
        news.rooms = replace(rooms, model=lambda: news_model(news.model), admit=lambda _site: None)
        (outcome,) = news.round(eager=True)
        assert outcome.kind == "revised"


def news_model(model: ScriptedModel) -> client.Client:
    return client.connect(ModelSettings(kind="openai", base_url=model.base_url, name="scripted"), "sk-test")


# Sites


def test_no_window_holds_more_requests_to_a_site_than_its_limit_nor_more_than_two_at_once(database: str) -> None:
    log: list[tuple[float, float]] = []

    def wordpress(request: Received) -> Reply:
        began = time.monotonic()
        threading.Event().wait(0.05)
        log.append((began, time.monotonic()))
        return document({})

    with serving(wordpress) as site, running(*errands(database, site.url, requests=LIMIT)) as processes:
        assert [answered(process) for process in processes] == [QUESTIONS] * PROCESSES
    assert len(log) == sum(map(requests_of, range(QUESTIONS))) * PROCESSES
    assert violations([(began, 1) for began, _ in log], WINDOW, LIMIT) == 0
    assert most_at_once(log) <= 2


def test_a_site_on_this_machine_is_not_slowed_down_but_never_asked_by_more_than_two_at_once(tmp_path: Path) -> None:
    log: list[tuple[float, float]] = []

    def wordpress(request: Received) -> Reply:
        began = time.monotonic()
        threading.Event().wait(0.02)
        log.append((began, time.monotonic()))
        return document({})

    with serving(wordpress) as site, Store(f"sqlite:///{tmp_path / 'x'}") as store, ThreadPoolExecutor(8) as pool:
        session = Session("editor", Secret("x"), pace=SitePace(store, "blog", None, threading.Event()))
        list(pool.map(lambda number: session.get(f"{site.url}/{number}"), range(60)))
    assert len(log) == 60
    assert most_at_once(log) == 2


def test_a_process_that_was_stopped_while_its_turn_lapsed_sends_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(lambda _: document({})) as site, Store(f"sqlite:///{tmp_path / 'x'}") as store:
        session = Session("editor", Secret("x"), pace=SitePace(store, "blog", 20, threading.Event()))
        session.get(site.url)  # leaves a connection open, on which the next request could go at once
        monkeypatch.setattr(pace, "TO_BEGIN", -1.0)
        for send in (session.get, lambda url: session.post(url, {"title": "T"})):
            with pytest.raises(Held, match="was stopped when its turn came; nothing was sent"):
                send(site.url)
        assert len(site.received) == 1
        monkeypatch.undo()
        assert session.post(site.url, {}).status == 200


def test_a_turn_lapses_before_its_connection_is_given_to_another_process() -> None:
    assert pace.TO_BEGIN + TOTAL < pace.REQUEST_LEASE


def test_a_look_and_the_write_that_relies_on_it_count_as_the_two_requests_that_they_are(tmp_path: Path) -> None:
    with serving(lambda _: document({})) as site, Store(f"sqlite:///{tmp_path / 'x'}") as store:
        session = Session("editor", Secret("x"), pace=SitePace(store, "blog", 4, threading.Event()))
        for _ in range(2):
            with session.turn(2):
                session.get(site.url)
                session.post(site.url, {})
        with hurried(0.1), pytest.raises(Held, match="4 requests a minute"):
            session.get(site.url)
        assert len(site.received) == 4


CHALLENGE = page(403, "<!DOCTYPE html><html><head><title>Just a moment...</title>", {"cf-mitigated": "challenge"})
SITEGROUND = page(202, '<html><head><meta http-equiv="refresh" content="0;/.well-known/sgcaptcha/?r=%2F"></head></html>')
PATIENT = page(503, "<html>Maintenance", {"Retry-After": "600"})


@pytest.mark.parametrize(("reply", "says"), [(CHALLENGE, "Cloudflare"), (SITEGROUND, "SiteGround"), (PATIENT, "patience")])
def test_a_site_that_wants_rest_gets_it_from_every_process_and_the_status_says_why(database: str, reply: Reply, says: str) -> None:
    with serving(lambda _: reply) as site, serving(lambda _: document({})) as neighbour, Store(database) as one, Store(database) as other:
        stop = threading.Event()
        here, there = (Session("editor", Secret("x"), pace=SitePace(store, "blog", None, stop)) for store in (one, other))
        beside = Session("editor", Secret("x"), pace=SitePace(one, "neighbour", None, stop))
        with pytest.raises(Busy, match=says):
            here.get(site.url)
        for session in (here, there):
            with pytest.raises(Held, match=says) as held:
                session.post(site.url, {})
            assert (held.value.retry_after or 0) > 500
        assert len(site.received) == 1
        assert says in one.site("blog").problem
        assert beside.get(neighbour.url).status == 200
        assert one.site("neighbour").problem == ""


def test_a_site_that_hangs_delays_none_of_49_others(tmp_path: Path) -> None:
    released = threading.Event()

    def hangs(request: Received) -> Reply:
        released.wait(PATIENCE)
        return BREAK_OFF

    with ExitStack() as opened:
        model = opened.enter_context(scripted_model())
        hanging = opened.enter_context(serving(hangs))
        opened.callback(released.set)
        first, *others = [opened.enter_context(rest_wordpress(MemorySite())) for _ in range(49)]
        world = World(tmp_path, first, model)
        world.add_site("a-hanging-one", hanging.url)
        for number, wordpress in enumerate(others):
            world.add_site(f"site-{number}", wordpress.url)
            World.add_draft(_on(world, wordpress), body=BODY.replace("Monday", f"Monday the {number}th"))
        sites = [first, *others]
        process = opened.enter_context(world.process("worker", "--config", str(tmp_path), "sync", "--backlog", "--yes", patience=300))
        until(lambda: all(site.writes for site in sites), 240)
        assert process.poll() is None  # it still waits for the one that hangs
        released.set()
        told, _ = process.communicate()
        assert process.returncode == 3, told
    assert [len(site.writes) for site in sites] == [1] * 49


def _on(world: World, wordpress: object) -> World:
    elsewhere = object.__new__(World)
    elsewhere.__dict__.update(world.__dict__, wordpress=wordpress)
    return elsewhere


def test_a_daemon_that_waits_for_a_rate_stops_at_once_and_the_draft_is_done_later(tmp_path: Path) -> None:
    with rest_wordpress(MemorySite()) as wordpress, scripted_model() as model:
        world = World(tmp_path, wordpress, model, site='interval = "1s"\nquiet_period = "1s"\n')
        settings = (tmp_path / "redraft.toml").read_text()
        (tmp_path / "redraft.toml").write_text(settings.replace("[state]", "requests_per_minute = 1\n[state]"))
        engine.sync(world.settings, world.environ, ())  # the draft that is there is older now
        with world.process("worker", "--config", str(tmp_path), "run") as daemon:
            heard(daemon, "daemon started")
            new = [
                world.add_draft(f"Council approves plan {number}", BODY.replace("Monday", f"day {number}"), age=timedelta(0))
                for number in (3, 4)
            ]
            until(lambda: len(model.journal) == 1)
            until(lambda: _at_work(world) == 2)
            daemon.send_signal(signal.SIGTERM)
            assert daemon.wait() == 0
        assert len(model.journal) == 1
        with Store(world.address) as store:
            records = [record for post in new for record in store.history("blog", post)]
        assert {(record.outcome, record.waited) for record in records} <= {("failed", True), ("revised", False)}
        assert any(record.waited for record in records)
        (tmp_path / "redraft.toml").write_text(settings)
        with world.process("worker", "--config", str(tmp_path), "sync", "--yes") as sync:
            assert sync.wait() == 0
        assert {write[0] for write in wordpress.writes} == set(new)


def _at_work(world: World) -> int:
    with Store(world.address) as store:
        return sum(record.starts > 0 for record in store.recent(["blog"], 10))
