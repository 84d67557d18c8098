"""What a model's server may do, and what comes of it: every case against a real server on this machine."""

from __future__ import annotations

import logging
import socket
import subprocess
import sys
import threading
import traceback
from pathlib import Path

import pytest
from support.scripted_model import ScriptedModel, scripted_model

from worker.config import ModelSettings
from worker.errors import Busy, LoginRefused, NotAllowed, RedraftError, Unreachable, UnusableAnswer, WrongSetting
from worker.model import client
from worker.model.port import Answer, Finish, Message, Model, Request

KEY = "sk-a-key-that-must-not-leak"
ARTICLE = "Residents of Marlow said the bridge was closed because of a storm."
SCHEMA = {
    "type": "object",
    "properties": {"p1": {"type": "string", "maxLength": 200}},
    "required": ["p1"],
    "additionalProperties": False,
}
REQUEST = Request((Message("user", ARTICLE),), max_tokens=200, temperature=0.4, seed=7, schema=SCHEMA)


class Pauses(list[float]):
    """Stands for time.sleep: remembers, and does not wait."""

    def __call__(self, seconds: float) -> None:
        self.append(seconds)


def connect(base_url: str, key: str = KEY, timeout: float = 20.0, pauses: Pauses | None = None) -> Model:
    settings = ModelSettings(kind="openai", base_url=base_url, name="scripted", key_env="MODEL_KEY", timeout=timeout)
    return client.connect(settings, key, sleep=Pauses() if pauses is None else pauses, chance=lambda: 0.5)


def ask(mode: str, request: Request = REQUEST, **options: float) -> Answer:
    with scripted_model(mode) as server:
        return connect(server.base_url, **options).complete(request)  # type: ignore[arg-type]


def refusal(mode: str, request: Request = REQUEST, **options: float) -> tuple[RedraftError, ScriptedModel]:
    with scripted_model(mode) as server, pytest.raises(RedraftError) as caught:
        connect(server.base_url, **options).complete(request)  # type: ignore[arg-type]
    shown = "".join(traceback.format_exception(caught.value))
    assert "\n" not in str(caught.value)
    assert KEY not in shown
    assert "Marlow" not in str(caught.value)
    return caught.value, server


def bodies(server: ScriptedModel) -> list[set[str]]:
    return [set(call.body) for call in server.journal]


def test_an_answer_has_its_text_tokens_and_the_servers_name_for_the_model() -> None:
    answer = ask("honest")
    assert answer.text != ARTICLE
    assert "Marlow" in answer.text
    assert answer.finish is Finish.STOP
    assert answer.usage is not None
    assert answer.usage.input_tokens > 0
    assert answer.model == "scripted"
    assert answer.seconds >= 0


def test_the_question_arrives_with_key_schema_seed_and_bound() -> None:
    with scripted_model() as server:
        connect(server.base_url).complete(REQUEST)
    (call,) = server.journal
    assert call.headers["Authorization"] == f"Bearer {KEY}"
    assert call.body["response_format"]["json_schema"]["schema"] == SCHEMA
    assert (call.body["seed"], call.body["temperature"], call.body["max_tokens"]) == (7, 0.4, 200)


def test_what_is_left_to_the_server_is_not_sent() -> None:
    with scripted_model() as server:
        connect(server.base_url).complete(Request(REQUEST.messages, max_tokens=5))
    assert bodies(server) == [{"model", "messages", "max_tokens"}]


def test_a_server_that_wants_no_key_is_sent_none() -> None:
    with scripted_model() as server:
        connect(server.base_url, key="").complete(REQUEST)
    assert "Authorization" not in server.journal[0].headers


@pytest.mark.parametrize("key", ["sk-1\n", "sk 1", "sk-ключ"])
def test_a_key_that_no_header_can_hold_is_named_by_its_variable(key: str) -> None:
    with pytest.raises(WrongSetting, match="MODEL_KEY") as caught:
        connect("http://127.0.0.1:1/v1", key=key)
    assert key not in str(caught.value)


@pytest.mark.parametrize(
    ("mode", "finish"),
    [
        ("length", Finish.LENGTH),
        ("filter", Finish.FILTERED),
        ("filter_status", Finish.FILTERED),
        ("refusal", Finish.REFUSED),
        ("empty", Finish.STOP),
    ],
)
def test_a_cut_filtered_refused_or_empty_answer_is_an_answer(mode: str, finish: Finish) -> None:
    assert ask(mode).finish is finish


@pytest.mark.parametrize("mode", ["no_usage", "odd_usage"])
def test_a_server_that_does_not_count_leaves_usage_open(mode: str) -> None:
    assert ask(mode).usage is None


def test_text_in_parts_is_put_together() -> None:
    assert ask("parts").text == ask("honest").text


@pytest.mark.parametrize("mode", ["null", "no_choices", "odd_choices", "html_page", "not_json", "array", "bad_request", "too_long", "gzip"])
def test_what_is_no_answer_is_not_asked_for_again(mode: str) -> None:
    error, server = refusal(mode, Request(REQUEST.messages, 50))
    assert isinstance(error, UnusableAnswer)
    assert len(server.journal) == 1


@pytest.mark.parametrize(
    ("mode", "kind", "hint"),
    [
        ("wrong_key", LoginRefused, "MODEL_KEY"),
        ("forbidden", LoginRefused, "MODEL_KEY"),
        ("firewall", NotAllowed, "firewall"),
        ("no_quota", NotAllowed, "credit"),
        ("unpaid", NotAllowed, "credit"),
        ("no_model", WrongSetting, "'scripted'"),
        ("wrong_path", WrongSetting, "/v1"),
        ("redirect", WrongSetting, "final address"),
    ],
)
def test_what_a_person_must_change_is_said_and_asked_only_once(mode: str, kind: type[RedraftError], hint: str) -> None:
    error, server = refusal(mode)
    assert isinstance(error, kind)
    assert hint in str(error)
    assert len(server.journal) == 1


@pytest.mark.parametrize(("mode", "kind"), [("busy", Busy), ("error", Unreachable), ("error_inside", Busy)])
def test_an_unpaid_failure_is_tried_three_times_and_no_more(mode: str, kind: type[RedraftError]) -> None:
    error, server = refusal(mode)
    assert isinstance(error, kind)
    assert len(server.journal) == client.ATTEMPTS


@pytest.mark.parametrize("mode", ["busy", "error", "busy_retry_after", "overloaded"])
def test_a_passing_failure_goes_unnoticed(mode: str) -> None:
    with scripted_model(mode, times=2) as server:
        assert connect(server.base_url).complete(REQUEST).finish is Finish.STOP
    assert len(server.journal) == 3


def test_pauses_grow_are_spread_and_honour_retry_after() -> None:
    pauses = Pauses()
    with scripted_model("error", times=2) as server:
        connect(server.base_url, pauses=pauses).complete(REQUEST)
    assert pauses == [1.0, 2.0]
    with scripted_model("busy_retry_after", times=1) as server:
        connect(server.base_url, pauses=pauses).complete(REQUEST)
    assert pauses[2] == 1.0 + 1.0


def test_a_long_retry_after_is_handed_to_the_caller() -> None:
    error, server = refusal("busy_for_long")
    assert isinstance(error, Busy)
    assert error.retry_after == 3600
    assert len(server.journal) == 1


@pytest.mark.parametrize("mode", ["hang", "slow", "slow_headers", "reset", "half", "gateway_timeout"])
def test_a_lost_answer_is_perhaps_paid_and_not_silently_asked_for_again(mode: str) -> None:
    error, server = refusal(mode, timeout=1.0)
    assert isinstance(error, Unreachable)
    assert error.perhaps_done
    assert len(server.journal) == 1


def test_an_endless_answer_is_not_read_to_its_end() -> None:
    error, server = refusal("huge")
    assert isinstance(error, UnusableAnswer)
    assert "8 MB" in str(error)
    assert len(server.journal) == 1


def test_a_refused_connection_is_surely_unpaid_and_tried_again() -> None:
    pauses = Pauses()
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{closed.getsockname()[1]}/v1"
        with pytest.raises(Unreachable) as caught:
            connect(address, pauses=pauses).complete(REQUEST)
    assert not caught.value.perhaps_done
    assert len(pauses) == client.ATTEMPTS - 1


@pytest.mark.parametrize(
    ("mode", "without"),
    [("no_schema", "response_format"), ("no_temperature", "temperature"), ("no_seed", "seed")],
)
def test_a_parameter_that_the_server_refuses_is_left_out_from_then_on(mode: str, without: str) -> None:
    with scripted_model(mode) as server:
        model = connect(server.base_url)
        model.complete(REQUEST)
        model.complete(REQUEST)
    assert [without in body for body in bodies(server)] == [True, False, False]


def test_a_server_with_another_word_for_the_bound_gets_that_word() -> None:
    with scripted_model("no_max_tokens") as server:
        connect(server.base_url).complete(REQUEST)
    assert server.journal[-1].body["max_completion_tokens"] == 200
    assert "max_tokens" not in server.journal[-1].body


def test_the_environments_proxy_is_not_asked_for_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    monkeypatch.setenv("all_proxy", "http://127.0.0.1:9")
    assert ask("honest").finish is Finish.STOP


def test_the_environments_proxy_is_asked_for_other_machines(monkeypatch: pytest.MonkeyPatch) -> None:
    with scripted_model() as proxy:
        monkeypatch.setenv("http_proxy", proxy.base_url.removesuffix("/v1"))
        settings = ModelSettings(kind="openai", base_url="http://model.invalid/v1", name="scripted", key_env="")
        assert client.connect(settings, "").complete(REQUEST).finish is Finish.STOP
    assert proxy.journal[0].headers["Host"] == "model.invalid"


def test_one_model_serves_many_threads_at_once() -> None:
    answers: list[Answer] = []
    with scripted_model("busy", share=0.3, seed=3) as server:
        model = connect(server.base_url)
        threads = [threading.Thread(target=lambda: answers.append(model.complete(REQUEST))) for _ in range(12)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert len({answer.text for answer in answers}) == 1


def test_nothing_is_logged_of_key_or_article(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        refusal("bad_request", Request(REQUEST.messages, 50))
    assert KEY not in caplog.text
    assert "Marlow" not in caplog.text


def test_half_a_surrogate_pair_in_an_answer_becomes_a_character_that_can_be_stored() -> None:
    assert client._text("a\ud83d") == "a?"  # JSON can say "\ud83d"


def test_importing_the_client_does_not_import_the_sdk() -> None:
    code = "import sys, worker.model.client; sys.exit('openai' in sys.modules or 'httpx2' in sys.modules)"
    root = Path(__file__).parents[2]
    assert subprocess.run([sys.executable, "-c", code], cwd=root, check=False).returncode == 0
