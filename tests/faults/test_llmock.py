"""The faults of a server that we did not write, and its verdict on our client (llmock)."""

from __future__ import annotations

import pytest
from llmock.pytest_plugin import LLMock
from support.world import until

from worker.config import ModelSettings
from worker.errors import Busy, Unreachable, UnusableAnswer
from worker.model import answers, client, prompt
from worker.model.port import Finish, Message, Model, Request

REQUEST = Request((Message("user", "Rewrite this."),), max_tokens=50)


def connect(llmock: LLMock, timeout: float = 20.0) -> Model:
    """With real pauses: the verdict is on their length."""
    settings = ModelSettings(kind="openai", base_url=llmock.base_url(), name="gpt-test", key_env="OPENAI_API_KEY", timeout=timeout)
    return client.connect(settings, "a-key", chance=lambda: 0.1)


def test_a_scripted_reply_is_read(llmock: LLMock) -> None:
    llmock.reply('{"p1": "New words."}')
    answer = connect(llmock).complete(REQUEST)
    assert answers.read_texts(answer, ["p1"]) == ({"p1": "New words."}, "")
    llmock.assert_resilient(strict=True)


def test_a_schema_is_answered_by_its_keys(llmock: LLMock) -> None:
    prompts = prompt.parse_prompts({name: f"## user\n{{{needed}}}" for name, needed in prompt.NEEDED.items()})
    items = [prompt.Item("title", "A title"), prompt.Item("p1", "A text.")]
    answer = connect(llmock).complete(prompt.Questions(prompts, "en").article(items))
    texts, complaint = answers.read_texts(answer, ["title", "p1"])
    assert (set(texts), complaint) == ({"title", "p1"}, "")


def test_rate_limits_are_waited_out_as_long_as_they_ask(llmock: LLMock) -> None:
    llmock.rate_limit(times=2, retry_after=0.3)
    assert connect(llmock).complete(REQUEST).finish is Finish.STOP
    llmock.assert_resilient(strict=True)


def test_a_short_outage_is_survived_with_a_backoff(llmock: LLMock) -> None:
    llmock.fail(503, times=2)
    assert connect(llmock).complete(REQUEST).finish is Finish.STOP
    llmock.assert_resilient(strict=True)


@pytest.mark.parametrize(("status", "kind"), [(500, Unreachable), (429, Busy)])
def test_a_lasting_failure_ends_and_storms_nobody(llmock: LLMock, status: int, kind: type[Exception]) -> None:
    llmock.fail(status, times=None)
    with pytest.raises(kind):
        connect(llmock).complete(REQUEST)
    llmock.assert_resilient()


@pytest.mark.parametrize("status", [400, 401, 403, 404, 422])
def test_what_no_retry_can_mend_is_not_retried(llmock: LLMock, status: int) -> None:
    llmock.fail(status, times=None)
    with pytest.raises(Exception, match="127"):
        connect(llmock).complete(REQUEST)
    assert len(llmock.requests) == 1
    llmock.assert_resilient(strict=True)


def test_a_question_that_is_too_long_says_which_setting_helps(llmock: LLMock) -> None:
    llmock.context_overflow()
    with pytest.raises(UnusableAnswer, match="context"):
        connect(llmock).complete(REQUEST)
    llmock.assert_resilient(strict=True)


def test_a_late_answer_is_perhaps_paid(llmock: LLMock) -> None:
    llmock.delay(2)
    with pytest.raises(Unreachable) as caught:
        connect(llmock, timeout=0.5).complete(REQUEST)
    assert caught.value.perhaps_done
    until(lambda: len(llmock.requests) > 0)  # it notes a request when it comes to it
    assert len(llmock.requests) == 1
