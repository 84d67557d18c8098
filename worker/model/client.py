"""One call to one model over any OpenAI-compatible server, and its failures.  The only home of openai."""

from __future__ import annotations

import json
import logging
import random
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any

from worker.errors import Busy, Held, LoginRefused, NotAllowed, RedraftError, TooLong, Unreachable, UnusableAnswer, WrongSetting
from worker.model.budget import most_tokens
from worker.model.gate import Visit, Way, address, unguarded
from worker.model.port import Answer, Finish, Request, Style, Usage

if TYPE_CHECKING:
    import openai

    from worker.config import ModelSettings

ATTEMPTS = 3  # of one call, all but the last surely unpaid
PATIENCE = 20.0  # seconds: the longest Retry-After that is waited for here; a longer one is the engine's to plan

_FINISHES = {"length": Finish.LENGTH, "max_tokens": Finish.LENGTH, "content_filter": Finish.FILTERED}
_NO_QUOTA = ("insufficient_quota", "billing_hard_limit_reached", "insufficient_balance")


def connect(
    settings: ModelSettings,
    key: str,
    *,
    way: Way = unguarded,
    sleep: Callable[[float], object] = time.sleep,
    chance: Callable[[], float] = random.random,
) -> Client:
    """
    Return the model that `settings` names; nothing is sent yet.

    `key` may be empty for a server that wants none.  Each request takes the `way`, which may hold it back.  `sleep` waits between
    attempts and `chance` (0 to 1) spreads them.
    """
    # Imported here: the SDK takes a second, and `redraft --help` needs none of it.
    import openai

    from worker.model import wire

    if not (key.isascii() and key.isprintable()) or " " in key:
        raise WrongSetting(f"{settings.key_env}: a key has no blanks, line ends or letters beyond ASCII; copy it again")
    # At its debug level the SDK logs whole requests, drafts included.
    for name in ("openai", "httpx2", "httpcore2"):
        logging.getLogger(name).setLevel(logging.WARNING)

    client = openai.OpenAI(
        api_key=key or "none",
        base_url=settings.base_url,
        max_retries=0,  # its own retries would bill one time-out three times
        http_client=wire.open_client(settings.base_url, settings.timeout),
    )
    headers = {} if key else {"Authorization": openai.Omit()}
    return Client(settings, client, headers, way, sleep, chance)


class Client:
    """Implements `port.Model`, and tells what it has learned of its server."""

    def __init__(
        self,
        settings: ModelSettings,
        client: openai.OpenAI,
        headers: Mapping[str, Any],
        way: Way,
        sleep: Callable[[float], object],
        chance: Callable[[], float],
    ) -> None:
        self._settings = settings
        self._client = client
        self._headers = headers
        self._way = way
        self._sleep = sleep
        self._chance = chance
        self._lessons: set[str] = set()  # what this server turned out not to take
        self._limits: dict[str, str] = {}

    @property
    def name(self) -> str:
        return self._settings.name

    @property
    def style(self) -> Style:
        return self._settings.style

    @property
    def context(self) -> int:
        return self._settings.context

    @property
    def samples(self) -> int:
        return self._settings.samples

    @property
    def temperature(self) -> float | None:
        return self._settings.temperature

    @property
    def declined(self) -> frozenset[str]:
        """The parameters that this server was found not to take."""
        return frozenset(self._lessons)

    @property
    def limits(self) -> Mapping[str, str]:
        """The rate limits that came with the last answer, by the names of their headers in small letters."""
        return self._limits

    def names(self) -> tuple[str, ...]:
        """The models that the server lists; none where it has no list."""
        import openai

        try:
            return tuple(str(each.id) for each in self._client.models.list(extra_headers=self._headers).data or ())
        except (openai.OpenAIError, ValueError, TypeError, AttributeError):  # a page, or JSON of another shape
            return ()

    def complete(self, request: Request) -> Answer:
        for attempt in range(1, ATTEMPTS):
            try:
                return self._attempt(request)
            except Held:
                raise
            except (Busy, Unreachable) as error:
                wait = _wait(error)
                if wait is None:
                    raise
                # Full jitter on top of what the server asked for: who waits for the same second must not meet again.
                self._sleep(wait + self._chance() * 2**attempt)
        return self._attempt(request)

    def _attempt(self, request: Request) -> Answer:
        """Ask, and ask at once in another way if the server does not take a part of the question."""
        tokens = sum(most_tokens(request))
        while True:
            with self._way(tokens) as visit:
                answer = self._ask(request, visit)
            if answer:
                return answer

    def _ask(self, request: Request, visit: Visit) -> Answer | None:
        """One request; None if it has taught how this server is to be asked."""
        import openai

        started = time.monotonic()
        body = self._body(request)
        try:
            response = self._client.chat.completions.with_raw_response.create(**body, extra_headers=self._headers)
            said = _Said.of(response.http_response.status_code, response.http_response.headers, response.content)
            sent = response.http_response.headers
            self._limits = {name.lower(): value for name, value in sent.items() if name.lower().startswith("x-ratelimit-")}
        except openai.APIStatusError as error:
            said, sent = _Said.of(error.status_code, error.response.headers, error.response.content), error.response.headers
        except openai.APIConnectionError as error:
            # `from None` here and below: a traceback must not show what was sent.
            raise self._unanswered(error.__cause__) from None

        visit.headers = {name.lower(): value for name, value in sent.items()}
        if said.status < 300:
            answer = self._answer(said, time.monotonic() - started)
            visit.tokens = answer.usage.input_tokens + answer.usage.output_tokens if answer.usage else None
            return answer
        if said.code == "content_filter":  # Azure's way: a status instead of a finish reason
            return Answer("", Finish.FILTERED, None, self.name, time.monotonic() - started)
        lesson = _lesson(said, body)
        if lesson:
            self._lessons.add(lesson)
            return None
        raise self._refused(said)

    def _body(self, request: Request) -> dict[str, Any]:
        """The question as this server takes it."""
        body: dict[str, Any] = {
            "model": self.name,
            "messages": [{"role": message.role, "content": message.content} for message in request.messages],
            "max_tokens": request.max_tokens,
        }
        if request.temperature is not None:
            body["temperature"] = request.temperature
        if request.seed is not None:
            body["seed"] = request.seed
        if request.stop:
            body["stop"] = list(request.stop)
        if request.schema is not None:
            body["response_format"] = {
                "type": "json_schema",
                "json_schema": {"name": "texts", "strict": True, "schema": request.schema},
            }
        for name in _LESSONS:
            if name in self._lessons:
                _LESSONS[name](body)
        return body

    def _answer(self, said: _Said, seconds: float) -> Answer:
        match said.body:
            case {"choices": [{"message": dict(message), **choice}, *_], **rest}:
                pass
            case {"choices": _}:
                raise UnusableAnswer(f"{self._address} answered without a message")
            case _:
                raise UnusableAnswer(f"{self._address} does not answer as models do (a web page?); is base_url right?")

        finish = _FINISHES.get(str(choice.get("finish_reason")), Finish.STOP)
        if message.get("refusal"):
            finish = Finish.REFUSED
        text = _text(message.get("content"))
        if text is None and finish is Finish.STOP:
            raise UnusableAnswer(f"{self._address} answered with a message that has no text")
        model = rest.get("model")
        name = model if isinstance(model, str) and model else self.name
        return Answer(text or "", finish, _usage(rest.get("usage")), name, seconds)

    def _unanswered(self, cause: BaseException | None) -> RedraftError:
        """What it means that no answer came, or not all of it."""
        import httpx2

        from worker.model import wire

        where = self._address
        match cause:
            case httpx2.WriteError(__cause__=wire.Late()):
                return Held(f"{where}: the time to send the question in was over; nothing was sent", 0.0)
            case wire.Compressed():
                return UnusableAnswer(f"{where} compressed its answer although asked not to; it was not read")
            case httpx2.ReadError(__cause__=wire.TooLarge()):
                return UnusableAnswer(f"{where} answered with more than {wire.LARGEST >> 20} MB; the rest was not read")
            case httpx2.ConnectError() | httpx2.ConnectTimeout() | httpx2.ProxyError():
                return Unreachable(f"{where} cannot be reached ({cause}): is it running, and is base_url right?")
            case httpx2.TimeoutException():
                return Unreachable(f"{where} did not answer within {self._settings.timeout:g} s", perhaps_done=True)
            case _:
                return Unreachable(f"{where} broke off before its answer was complete", perhaps_done=True)

    def _refused(self, said: _Said) -> RedraftError:
        """What an error answer means, which is not always what its number says."""
        where, status = self._address, said.status
        key = self._settings.key_env or "key_env (which names no variable)"
        if said.code in _NO_QUOTA or status == 402:
            return NotAllowed(f"{where}: the account of the key in {key} has no credit left; add some")
        if said.code == "model_not_found" or (status == 404 and "model" in said.prose and not said.is_page):
            return WrongSetting(f"model {self.name!r}: {where} has no such model, or the key in {key} may not use it")
        match status:
            case 401 | 403 if said.is_page:
                return NotAllowed(f"{where} answered with a web page ({status}): a firewall or proxy stands before it")
            case 401 | 403:
                return LoginRefused(f"{where} does not accept the key in {key}; put a valid one there")
            case 301 | 302 | 303 | 307 | 308:
                return WrongSetting(f"base_url {where}: it sends callers elsewhere ({status}); write the final address")
            case 404 | 405:
                return WrongSetting(f"base_url {where}: no model answers there ({status}); it usually ends in /v1")
            case 429:
                return Busy(f"{where} asks for patience", said.retry_after)
            case 503 | 529 if said.retry_after is not None:
                return Busy(f"{where} is overloaded", said.retry_after)
            case 408 | 504 | 524:  # a gateway gave up waiting; the model behind it may have gone on
                return Unreachable(f"{where} timed out ({status})", perhaps_done=True)
            case _ if status >= 500:
                return Unreachable(f"{where} failed ({status})")
            case _ if said.too_long:
                return TooLong(f"the question is longer than model {self.name!r} takes; lower its `context`", perhaps_billed=False)
            case _:
                return UnusableAnswer(f"{where} refused the question ({status}{said.clue})", perhaps_billed=False)

    @property
    def _address(self) -> str:
        return address(self._settings)


@dataclass(frozen=True, slots=True)
class _Said:
    """An HTTP answer.  Its prose is never repeated, only recognised: it may quote the article or the key."""

    status: int
    body: object  # the JSON, None if it is none
    code: str
    param: str
    prose: str
    is_page: bool
    retry_after: float | None  # seconds

    @classmethod
    def of(cls, status: int, headers: Mapping[str, str], content: bytes) -> _Said:
        try:
            body = json.loads(content)
        except (ValueError, RecursionError):
            body = None
        error = body.get("error") if isinstance(body, dict) else None
        if status < 300 and error and not body.get("choices"):  # gateways pass on an error as a success
            inner = error.get("code") if isinstance(error, dict) else None
            status = inner if isinstance(inner, int) and 400 <= inner < 600 else 502
        fields = next((part for part in (error, body) if isinstance(part, dict)), {})
        words = [word for word in (fields.get("code"), fields.get("type")) if isinstance(word, str) and word]
        return cls(
            status=status,
            body=body,
            code=next(iter(words), ""),
            param=str(fields.get("param") or ""),
            prose=content[:2000].decode(errors="replace").lower(),
            is_page="html" in headers.get("Content-Type", ""),
            retry_after=_retry_after(headers),
        )

    @property
    def too_long(self) -> bool:
        told = re.search(r"context (length|size|window)|too long|too many tokens", self.prose)
        return told is not None or "context" in self.code

    @property
    def clue(self) -> str:
        """The server's own code, if it is a code and not prose."""
        return "".join(f", {word}" for word in (self.code, self.param) if re.fullmatch(r"[\w.-]{1,40}", word))


def _drop(name: str) -> Callable[[dict[str, Any]], None]:
    return lambda body: body.pop(name, None)


def _rename_limit(body: dict[str, Any]) -> None:
    body["max_completion_tokens"] = body.pop("max_tokens")


def _drop_lengths(body: dict[str, Any]) -> None:
    if "response_format" in body:
        body["response_format"] = json.loads(re.sub(r', "maxLength": \d+', "", json.dumps(body["response_format"])))


# What servers are known to refuse by a 400, and how the same question is put without it.  In this order.
_LESSONS: dict[str, Callable[[dict[str, Any]], None]] = {
    "maxLength": _drop_lengths,
    "response_format": _drop("response_format"),
    "max_tokens": _rename_limit,
    "max_completion_tokens": _drop("max_completion_tokens"),
    "temperature": _drop("temperature"),
    "seed": _drop("seed"),
    "stop": _drop("stop"),
}
_TOLD_BY = {name: rf"\b{name.lower()}\b" for name in _LESSONS}
_TOLD_BY["response_format"] = r"response_format|json_schema|schema|grammar"


def _lesson(said: _Said, body: Mapping[str, Any]) -> str | None:
    """Which part of the question the server does not take, if that can be told and helped."""
    sent = [name for name in _LESSONS if name in body]
    if "maxLength" in str(body.get("response_format")):
        sent.insert(0, "maxLength")
    if said.status in (500, 501):  # how llama-cpp-python says that it knows no json_schema
        sent = [name for name in sent if name == "response_format"]
    elif said.status not in (400, 422) or said.too_long:
        return None
    named = [name for name in sent if said.param.split(".")[0] == name]
    told = [name for name in sent if re.search(_TOLD_BY[name], said.prose[:600])]
    return next(iter(told if "maxLength" in told else named or told), None)


def _wait(error: Busy | Unreachable) -> float | None:
    """How long to wait before the call may be repeated here, in seconds; None if it may not."""
    if isinstance(error, Busy):
        wait = error.retry_after or 0.0
        return wait if wait <= PATIENCE else None
    return None if error.perhaps_done else 0.0


def _retry_after(headers: Mapping[str, str]) -> float | None:
    """
    >>> _retry_after({"retry-after": "2"}), _retry_after({"retry-after-ms": "1500"})
    (2.0, 1.5)
    >>> _retry_after({"retry-after": "soon"})
    >>> _retry_after({"retry-after": "Sat, 07 Nov 2026 10:00:30 GMT", "date": "Sat, 07 Nov 2026 10:00:00 GMT"})
    30.0
    """
    for name, unit in (("retry-after-ms", 0.001), ("retry-after", 1.0)):
        if re.fullmatch(r"\d{1,9}(\.\d{1,9})?", headers.get(name, "").strip()):
            return float(headers[name]) * unit
    try:  # a date is measured by the server's own clock: ours may be wrong
        wait = parsedate_to_datetime(headers["retry-after"]) - parsedate_to_datetime(headers["date"])
    except (KeyError, ValueError, TypeError):
        return None
    return max(0.0, wait.total_seconds())


def _text(content: object) -> str | None:
    """The text of a message: a string, or the list of parts that some servers send."""
    if isinstance(content, list):
        parts = [part.get("text") for part in content if isinstance(part, dict) and part.get("type") == "text"]
        content = "".join(part for part in parts if isinstance(part, str)) if parts else None
    # JSON can spell half of a surrogate pair; no file, database or site could take it.
    return content.encode(errors="replace").decode() if isinstance(content, str) else None


def _usage(usage: object) -> Usage | None:
    match usage:
        case {"prompt_tokens": int(asked), "completion_tokens": int(answered), **rest}:
            details = rest.get("prompt_tokens_details")
            cached = details.get("cached_tokens") if isinstance(details, dict) else None
            return Usage(asked, answered, cached if isinstance(cached, int) else 0)
    return None
