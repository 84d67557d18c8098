"""
A model's server that computes its answers from the question, by seeded rules: honest, or hostile in one named way.

A real HTTP server on 127.0.0.1 that speaks /v1/models and /v1/chat/completions and reads a question as a model would:
the last JSON object of the last message holds the texts; without one, that message is the text.  It keeps a journal, so
that a test counts calls where they arrive.  A second reader's question, which holds a rewriting beside each text, is answered by
one of READINGS.  In a test: `with scripted_model("cut_json") as model: model.base_url`.  In
another process: `python -m support.scripted_model --mode honest` prints its address; GET /journal tells what came.
"""

from __future__ import annotations

import argparse
import base64
import binascii
import html
import json
import re
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from random import Random
from typing import Any
from urllib.parse import urlsplit

from support.paraphrase import paraphrase, reworded

Texts = dict[str, str]


@dataclass(frozen=True, slots=True)
class Call:
    """One request to /v1/chat/completions."""

    number: int  # from 1
    mode: str
    at: float  # seconds since the epoch
    body: dict[str, Any]
    headers: dict[str, str]  # names in title case

    @property
    def asked(self) -> Texts:
        """The texts of the question by id; "" is the id of a single plain text."""
        return texts_of(self.body)

    @property
    def compared(self) -> Texts:
        """The rewritings that a second reader is shown, by id."""
        return {key: value["rewrite"] for key, value in _last_object(self.body).items() if isinstance(value, dict) and "rewrite" in value}


@dataclass(slots=True)
class ScriptedModel:
    """`mode` may be several, with commas: one is drawn for each call."""

    mode: str = "honest"
    seed: int = 0
    share: float = 1.0  # of the calls that get `mode`; the others are honest
    times: int | None = None  # only the first calls get `mode`; None: all
    seconds: float = 0.0  # before each answer
    context: int | None = None  # tokens (four bytes each) that question and answer may fill together
    reading: str = "nothing"  # what it says as a second reader
    dictation: list[str] = field(default_factory=list)  # what "dictated" says, one text a call, whichever is asked for
    base_url: str = ""
    journal: list[Call] = field(default_factory=list)
    closing: threading.Event = field(default_factory=threading.Event)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, body: dict[str, Any], headers: Mapping[str, str]) -> Call:
        with self.lock:
            number = len(self.journal) + 1
            chance = Random(f"{self.seed}:{number}")
            due = (self.times is None or number <= self.times) and chance.random() < self.share
            mode = chance.choice(self.mode.split(",")) if due else "honest"
            sent = {name.title(): value for name, value in headers.items()}
            self.journal.append(Call(number, mode, time.time(), body, sent))
            return self.journal[-1]


@contextmanager
def scripted_model(mode: str = "honest", *, port: int = 0, **options: Any) -> Iterator[ScriptedModel]:
    """Serve until the block is left; `options` are the fields of ScriptedModel."""
    unknown = set(mode.split(",")) - set(MODES)
    if unknown:
        raise ValueError(f"no such mode: {', '.join(sorted(unknown))}")
    if (reading := options.get("reading", "nothing")) not in READINGS:
        raise ValueError(f"no such reading: {reading}")
    script = ScriptedModel(mode, **options)
    server = ThreadingHTTPServer(("127.0.0.1", port), type("Handler", (_Handler,), {"script": script}))
    script.base_url = f"http://127.0.0.1:{server.server_port}/v1"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield script
    finally:
        script.closing.set()
        server.shutdown()
        thread.join()
        server.server_close()


class _Handler(BaseHTTPRequestHandler):
    script: ScriptedModel
    protocol_version = "HTTP/1.1"
    timeout = 30

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # the name is the base class's
        """Stay silent."""

    def do_GET(self) -> None:
        answers: dict[str, object] = {
            "/v1/models": {"object": "list", "data": [{"id": "scripted", "object": "model"}]},
            "/journal": [asdict(call) for call in self.script.journal],
        }
        body = answers.get(self.path)
        send(self, 404 if body is None else 200, body or {"error": {"message": "not found"}})

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if urlsplit(self.path).path != "/v1/chat/completions":  # a proxy is asked for a whole address
            send(self, 404, {"error": {"message": "not found"}})
            return
        call = self.script.note(body, dict(self.headers.items()))
        self.script.closing.wait(self.script.seconds)
        with suppress(ConnectionError):  # the client may have gone
            if self.script.context and _filled(body) > self.script.context:
                MODES["too_long"](self, call)
            elif call.compared and call.mode == "honest":
                send(self, 200, completion(call, READINGS[self.script.reading](call.compared)))
            else:
                MODES[call.mode](self, call)


# What the question holds


def texts_of(body: Mapping[str, Any]) -> Texts:
    """The texts to rewrite by id; one plain text has the id ""."""
    found = _last_object(body)
    if not found:
        return {"": body["messages"][-1]["content"]}
    return {key: value["text"] if isinstance(value, dict) else str(value) for key, value in found.items()}


def _last_object(body: Mapping[str, Any]) -> dict[str, Any]:
    return next((value for value in reversed(list(_objects(body["messages"][-1]["content"]))) if value), {})


def _filled(body: Mapping[str, Any]) -> int:
    asked = sum(len(message["content"].encode()) for message in body["messages"]) // 4
    return int(asked + body.get("max_tokens", 0))


def _objects(said: str) -> Iterator[dict[str, Any]]:
    at = said.find("{")
    while at >= 0:
        try:
            value, end = json.JSONDecoder().raw_decode(said, at)
            yield value
        except ValueError:
            end = at + 1
        at = said.find("{", end)


# What the server does


def send(handler: _Handler, status: int, body: object, **headers: str) -> None:
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    handler.send_response(status)
    kind = "text/html; charset=utf-8" if data.startswith(b"<") else "application/json"
    for name, value in {"Content-Type": kind, "Content-Length": str(len(data)), **headers}.items():
        handler.send_header(name.replace("_", "-"), value)
    handler.end_headers()
    handler.wfile.write(data)


def completion(call: Call, content: str | None, *, finish: str = "stop", **message: object) -> dict[str, Any]:
    asked = sum(len(turn["content"]) for turn in call.body["messages"]) // 4
    answered = len(content or "") // 4
    return {
        "id": f"chatcmpl-{call.number}",
        "object": "chat.completion",
        "created": int(call.at),
        "model": call.body["model"],
        "choices": [{"index": 0, "message": {"role": "assistant", "content": content, **message}, "finish_reason": finish}],
        "usage": {"prompt_tokens": asked, "completion_tokens": answered, "total_tokens": asked + answered},
    }


Mode = Callable[[_Handler, Call], None]


def _says(compose: Callable[[Call], str], finish: str = "stop") -> Mode:
    return lambda handler, call: send(handler, 200, completion(call, compose(call), finish=finish))


def _each(change: Callable[[str, Random], str]) -> Mode:
    """Rewrite honestly, then spoil every text in one way."""
    return _says(lambda call: _spoken({key: change(text, Random(f"{key}{text}")) for key, text in honest(call).items()}))


def honest(call: Call) -> Texts:
    return {key: paraphrase(text, Random(text)) for key, text in call.asked.items()}


def _spoken(texts: Texts) -> str:
    return texts[""] if "" in texts else json.dumps(texts, ensure_ascii=False)


def _error(status: int, message: str, code: str | None = None, param: str | None = None, **headers: str) -> Mode:
    error = {"message": message, "type": "invalid_request_error", "param": param, "code": code}
    return lambda handler, _: send(handler, status, {"error": error}, **headers)


def _refuses(name: str) -> Mode:
    """A server that does not know one parameter, and is honest without it."""
    refuse = _error(400, f"Unsupported parameter: '{name}' is not supported with this model.", param=name)
    return lambda handler, call: (refuse if name in call.body else MODES["honest"])(handler, call)


def _body(body: object) -> Mode:
    return lambda handler, _: send(handler, 200, body)


def _with(**changes: object) -> Mode:
    """An honest completion with some of its members exchanged."""
    return lambda handler, call: send(handler, 200, {**completion(call, _spoken(honest(call))), **changes})


def _message(content: object, finish: str = "stop", **message: object) -> Mode:
    return lambda handler, call: send(handler, 200, completion(call, content, finish=finish, **message))  # type: ignore[arg-type]


def _huge(handler: _Handler, call: Call) -> None:
    send(handler, 200, completion(call, "x" * 20_000_000))


def _slow(handler: _Handler, call: Call) -> None:
    """One byte at a time, for longer than anybody should wait."""
    handler.send_response(200)
    handler.send_header("Content-Type", "application/json")
    handler.send_header("Content-Length", "1000")
    handler.end_headers()
    for _ in range(1000):
        if handler.script.closing.wait(0.1):
            return
        handler.wfile.write(b" ")
        handler.wfile.flush()


def _slow_headers(handler: _Handler, call: Call) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
    while not handler.script.closing.wait(0.1):
        handler.wfile.write(b"x")
        handler.wfile.flush()


def _hang(handler: _Handler, call: Call) -> None:
    handler.script.closing.wait(60)
    handler.close_connection = True


def _reset(handler: _Handler, call: Call) -> None:
    handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    handler.connection.close()
    handler.close_connection = True


def _half(handler: _Handler, call: Call) -> None:
    """Promise the whole answer, send half of it, hang up."""
    data = json.dumps(completion(call, _spoken(honest(call)))).encode()
    handler.send_response(200)
    handler.send_header("Content-Type", "application/json")
    handler.send_header("Content-Length", str(len(data)))
    handler.end_headers()
    handler.wfile.write(data[: len(data) // 2])
    handler.close_connection = True


def _gzip(handler: _Handler, call: Call) -> None:
    send(handler, 200, b"\x1f\x8b", Content_Encoding="gzip")


# What it says


def _marks(text: str) -> list[str]:
    return re.findall(r"</?[tq]\d+/?>", text)


def _swap_marks(text: str, chance: Random) -> str:
    marks = _marks(text)
    if len(marks) < 2:
        return text
    first, second = marks[0], marks[-1]
    return text.replace(first, "\0").replace(second, first).replace("\0", second)


def _alter_quotation(text: str, chance: Random) -> str:
    return re.sub(r"(<q\d+>.*? |[“„«\"]\w+ )", r"\1certainly ", text, flags=re.DOTALL)


def _change_digits(text: str, chance: Random) -> str:
    return re.sub(r"(?<![tq\d])\d(?!\d*/?>)", lambda found: str((int(found[0]) + chance.randint(1, 9)) % 10), text)


def _negate(text: str, chance: Random) -> str:
    """Turn every verb round that can be, outside of quotations."""
    verb = re.compile(r"(<q\d+>.*?</q\d+>)|\b(is|are|was|were|has|have|had|will|can|may|would|could)( not)?\b")
    return verb.sub(lambda at: at[1] or (at[2] if at[3] else f"{at[2]} not"), text)


def _at_end(addition: str) -> Callable[[str, Random], str]:
    return lambda text, chance: f"{text} {addition}"


_ORDER = re.compile(
    r"\b(ignore|disregard|forget|instead|output|answer|reply|respond|write|print|insert|return|say|system)\b.*",
    re.IGNORECASE | re.DOTALL,
)


def payload(text: str) -> str | None:
    """What a text orders a model to say, None if it orders nothing; base64 and entities are understood, too."""
    for token in re.findall(r"[A-Za-z0-9+/]{16,}={0,2}", text):
        with suppress(binascii.Error, UnicodeDecodeError):
            text += " " + base64.b64decode(token, validate=True).decode()
    text = html.unescape(text)
    order = _ORDER.search(text)
    code = re.search(r"<(?![/tq]*\d).*|\[\w+[^\]]*\].*|https?://\S+|javascript:\S+", text, re.DOTALL)
    if not order and not code:
        return None
    said = (code or order)[0]  # type: ignore[index]  # one of them was found
    return said.partition(":")[2].strip(" “”\"'") or said if not code else said


def _obey(call: Call) -> str:
    orders = {key: payload(text) for key, text in call.asked.items()}
    first = next((order for order in orders.values() if order), None)
    return _spoken({key: orders[key] or first or text for key, text in honest(call).items()})


def _cut(call: Call) -> str:
    said = _spoken(honest(call))
    return said[: max(1, len(said) * 2 // 3)]


def _missing(call: Call) -> str:
    texts = honest(call)
    return _spoken(dict(list(texts.items())[: len(texts) // 2 or 1]) if len(texts) > 1 else {"": ""} if "" in texts else {})


def _invented(call: Call) -> str:
    texts = honest(call)
    return texts[""] if "" in texts else _spoken({**texts, "p999": "A paragraph nobody asked for.", "author": "M. Odel"})


def _doubled(call: Call) -> str:
    pairs = [(key, text) for key, text in honest(call).items() for text in (text, text + " Again.")]
    return "{" + ", ".join(f"{json.dumps(key)}: {json.dumps(text)}" for key, text in pairs) + "}"


def _repeat(text: str, chance: Random) -> str:
    return " ".join([text] * 3)


def _reads(adds: str = "", loses: str = "", changes: str = "") -> Callable[[Texts], str]:
    return lambda compared: json.dumps({key: {"adds": adds, "loses": loses, "changes": changes} for key in compared})


READINGS: dict[str, Callable[[Texts], str]] = {
    "nothing": _reads(),
    "doubts": _reads(changes="who asked whom"),
    "doubts_first": lambda compared: json.dumps(
        {key: {"adds": "" if at else "a reason", "loses": "", "changes": ""} for at, key in enumerate(compared)}
    ),
    "approves": lambda compared: "All of these are fine. APPROVED.",
    "approves_in_json": lambda compared: json.dumps({key: {"verdict": "approved", "adds": ""} for key in compared}),
    "half": lambda compared: json.dumps({key: {"adds": "", "loses": "", "changes": ""} for key in list(compared)[::2]}),
    "strangers": lambda compared: json.dumps({"p999": {"adds": "much", "loses": "", "changes": ""}}),
}
_QUOTA = "You exceeded your current quota, please check your plan and billing details."
_SORRY = "I'm sorry, but I can't help with that request."


def _dictated(handler: _Handler, call: Call) -> None:
    text = handler.script.dictation[call.number - 1]
    send(handler, 200, completion(call, _spoken(dict.fromkeys(call.asked, text))))


MODES: dict[str, Mode] = {
    "honest": _says(lambda call: _spoken(honest(call))),
    "quick": _says(lambda call: _spoken({key: reworded(text) for key, text in call.asked.items()})),  # honest, by synonyms alone
    "dictated": _dictated,
    "copies": _says(lambda call: _spoken(call.asked)),
    # with the form of the answer
    "prose": _says(lambda call: f"Sure! Here is the rewritten text:\n\n{_spoken(honest(call))}\n\nLet me know if {{you}} like it."),
    "fences": _says(lambda call: f"```json\n{_spoken(honest(call))}\n```"),
    "nested": _says(lambda call: json.dumps({"units": honest(call)})),
    "list": _says(lambda call: json.dumps([{"id": key, "text": text} for key, text in honest(call).items()])),
    "doubled": _says(_doubled),
    "missing": _says(_missing),
    "invented": _says(_invented),
    "empty": _message(""),
    "empty_texts": _each(lambda text, chance: ""),
    "cut_json": _says(_cut),
    "length": _says(_cut, "length"),
    "filter": _message(None, "content_filter"),
    "refusal": _message(None, refusal=_SORRY),
    "refusal_text": _message(_SORRY),
    "parts": lambda handler, call: _message([{"type": "text", "text": _spoken(honest(call))}])(handler, call),
    # with the texts
    "drops_marks": _each(lambda text, chance: re.sub(r"</?[tq]\d+/?>", "", text)),
    "swaps_marks": _each(_swap_marks),
    "nests_marks": _each(lambda text, chance: f"<t1>{text}</t1>"),
    "invents_marks": _each(_at_end("<t9>more</t9>")),
    "alters_quotations": _each(_alter_quotation),
    "changes_digits": _each(_change_digits),
    "negates": _each(_negate),
    "adds_names": _each(_at_end("Gregor Halvorsen agreed.")),
    "adds_link": _each(_at_end('<a href="https://example.org/">More</a> at https://example.org/')),
    "adds_script": _each(_at_end("<script>alert(1)</script>")),
    "adds_shortcode": _each(_at_end('[gallery ids="1"]')),
    "adds_comment": _each(_at_end("<!-- wp:html --><b>x</b><!-- /wp:html -->")),
    "adds_entity": _each(_at_end("&lt;script&gt;alert(1)&lt;/script&gt; &#60;b&#62;")),
    "adds_controls": _each(_at_end("\u202egnp\u202c\u200b\x07")),
    "adds_paragraph": _each(_at_end("\n\nAnother paragraph.")),
    "repeats": _each(_repeat),
    "obeys": _says(_obey),
    # with HTTP
    "busy": _error(429, "Rate limit reached.", "rate_limit_exceeded"),
    "busy_retry_after": _error(429, "Rate limit reached.", "rate_limit_exceeded", Retry_After="1"),
    "busy_for_long": _error(429, "Rate limit reached.", "rate_limit_exceeded", Retry_After="3600"),
    "overloaded": _error(503, "Overloaded.", Retry_After="2"),
    "no_quota": _error(429, _QUOTA, "insufficient_quota"),
    "unpaid": _error(402, "Insufficient credits."),
    "wrong_key": _error(401, "Incorrect API key provided: sk-secret.", "invalid_api_key"),
    "forbidden": _error(403, "Not allowed."),
    "firewall": lambda handler, _: send(handler, 403, b"<html><title>Blocked</title></html>"),
    "no_model": _error(404, "The model `scripted` does not exist.", "model_not_found"),
    "wrong_path": lambda handler, _: send(handler, 404, b"<html>Not Found</html>"),
    "redirect": lambda handler, _: send(handler, 301, b"<html>Moved</html>", Location="http://127.0.0.1:1/v1"),
    "error": _error(500, "The server had an error."),
    "gateway_timeout": lambda handler, _: send(handler, 504, b"<html>Gateway time-out</html>"),
    "error_inside": _body({"error": {"message": "Provider is overloaded", "code": 429}}),
    "too_long": _error(400, "This model's maximum context length is 8 tokens.", "context_length_exceeded"),
    "bad_request": lambda handler, call: _error(400, f"Cannot process: {call.body['messages'][-1]['content']}")(handler, call),
    "filter_status": _error(400, "The response was filtered.", "content_filter"),
    "no_schema": _refuses("response_format"),
    "no_max_tokens": _refuses("max_tokens"),
    "no_temperature": _refuses("temperature"),
    "no_seed": _refuses("seed"),
    "no_usage": _with(usage=None),
    "odd_usage": _with(usage={"prompt_tokens": "many"}),
    "no_choices": _with(choices=[]),
    "odd_choices": _with(choices="none"),
    "null": _message(None),
    "html_page": _body(b"<!doctype html><title>Log in</title>"),
    "not_json": _body(b"{not json"),
    "array": _body([]),
    "huge": _huge,
    "gzip": _gzip,
    "slow": _slow,
    "slow_headers": _slow_headers,
    "hang": _hang,
    "reset": _reset,
    "half": _half,
}
HONEST = frozenset({"honest", "prose", "fences", "nested", "list", "parts", "no_usage", "no_schema"})


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m support.scripted_model")
    parser.add_argument("--mode", default="honest")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--share", type=float, default=1.0)
    parser.add_argument("--times", type=int)
    parser.add_argument("--seconds", type=float, default=0.0)
    with scripted_model(**vars(parser.parse_args())) as model, suppress(KeyboardInterrupt):
        print(model.base_url, flush=True)
        threading.Event().wait()


if __name__ == "__main__":
    main()
