"""Does the model answer, how fast, and what does its server take?  One small question is asked, and paid for."""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterator

from worker.config import MAIN_FILE, ModelSettings, Secret
from worker.errors import Busy, LoginRefused, RedraftError, TryLater, WrongSetting
from worker.finding import Finding, Remedy, fail, ok, warn
from worker.model import client, embedded
from worker.model.port import Answer, Finish, Message, Request

SLOW = 20.0  # seconds for an answer of a few words
PATIENCE = 60.0  # seconds; nobody watches a doctor for longer

_SCHEMA = {
    "type": "object",
    "properties": {"p1": {"type": "string"}},
    "required": ["p1"],
    "additionalProperties": False,
}
# Room for models that think before they answer.
_QUESTION = Request(
    (Message("user", 'Answer with this JSON and nothing else: {"p1": "The council met on Monday."}'),),
    max_tokens=400,
    schema=_SCHEMA,
)


def examine(settings: ModelSettings, key: Secret) -> Iterator[Finding]:
    """Ask the model that `settings` names.  Nothing is raised: what goes wrong is a finding."""
    if settings.kind == "embedded":
        yield from _embedded(settings)
        return
    asked = settings.model_copy(update={"timeout": min(settings.timeout, PATIENCE)})
    try:
        model = client.connect(asked, key.reveal())
        yield from _ask(settings, model)
    except RedraftError as error:
        yield _failed(settings, error)


def _embedded(settings: ModelSettings) -> Iterator[Finding]:
    """It has no address and no key, and is so small that a schema is of no use to it."""
    try:
        with embedded.serve(settings) as model:
            answer = model.complete(_QUESTION)
    except RedraftError as error:
        yield _failed(settings, error)
        return
    yield ok("model", f"{answer.model} in this process", "for trying only: it is far too small for news")
    yield _latency(answer)


def _ask(settings: ModelSettings, model: client.Client) -> Iterator[Finding]:
    try:
        answer = model.complete(_QUESTION)
    except WrongSetting as error:
        yield _no_such_model(settings, model, error)
        return
    yield ok("address", f"{settings.base_url} answers")
    yield ok("key", f"the key in {settings.key_env} is taken" if settings.key_env else "the server wants none")
    named = "" if answer.model == settings.name else "the server gives it another name; proofs hold that"
    yield ok("model", f"{settings.name} answers as {answer.model}", named)
    yield _schema(settings, model, answer)
    yield _limits(model)
    yield _latency(answer)


def _schema(settings: ModelSettings, model: client.Client, answer: Answer) -> Finding:
    means = "answers are read all the same, but small models break off the form; single sentences are the safer question"
    remedy = _in_file('style = "paragraph"')
    other = () if settings.style == "paragraph" else (remedy,)
    if "response_format" in model.declined:
        return warn("JSON schema", "the server does not take one", means, *other)
    if answer.finish is not Finish.STOP:
        return warn("JSON schema", f"the answer ended early ({answer.finish})", "the small question could not show it")
    try:
        kept = set(json.loads(answer.text)) == {"p1"}
    except (ValueError, TypeError):
        kept = False
    if not kept:
        return warn("JSON schema", "the server takes one, and answers in another form", means, *other)
    more = model.declined - {"response_format"}
    return ok("JSON schema", "the answer has its form", f"not taken, and left out: {', '.join(sorted(more))}" if more else "")


def _limits(model: client.Client) -> Finding:
    told = {name.removeprefix("x-ratelimit-"): value for name, value in model.limits.items()}
    if not told:
        return ok("rate limits", "the server tells none", "Redraft waits when it is asked to")
    shown = ", ".join(f"{name} {value}" for name, value in sorted(told.items()))
    if any(value.strip() == "0" for name, value in told.items() if name.startswith("remaining")):
        remedy = _in_file("at_once = 1")
        return warn("rate limits", shown, "nothing is left for now; Redraft will wait for each answer", remedy)
    return ok("rate limits", shown)


def _latency(answer: Answer) -> Finding:
    saw = f"{answer.seconds:.1f} s for a few words"
    if answer.seconds > SLOW:
        return warn("latency", saw, "a long article may outlast the time-out", _in_file('timeout = "10m"'))
    return ok("latency", saw)


def _no_such_model(settings: ModelSettings, model: client.Client, error: WrongSetting) -> Finding:
    names = model.names()
    near = difflib.get_close_matches(settings.name, names, 1, 0.3) or list(names[:1])
    if not near:
        return _failed(settings, error)
    shown = f"{', '.join(names[:8])}{' …' if len(names) > 8 else ''}"
    return fail("model", str(error), f"the server has {shown}", _in_file(f"name = {json.dumps(near[0])}"))


def _failed(settings: ModelSettings, error: RedraftError) -> Finding:
    """The message of an error says what to do; here it only gets its place in the table."""
    check = "rate limits" if isinstance(error, Busy) else "key" if isinstance(error, LoginRefused) else "address"
    if isinstance(error, TryLater):
        means = "no draft is rewritten until the model answers"
        return fail(check, str(error), means, exit_status=error.exit_status)
    remedies: tuple[Remedy, ...] = ()
    if isinstance(error, LoginRefused):
        remedies = (Remedy(".env, with the key of your account in the place of …", f"{settings.key_env}=…\n"),)
    elif settings.kind == "embedded" and "model fetch" in str(error):
        remedies = (Remedy("a shell on this machine", "redraft model fetch\n"),)
    elif "/v1" in str(error) and not settings.base_url.endswith("/v1"):
        remedies = (_in_file(f'base_url = "{settings.base_url}/v1"'),)
    return fail(check, str(error), "no draft can be rewritten", *remedies, exit_status=2)


def _in_file(line: str) -> Remedy:
    return Remedy(f"{MAIN_FILE}, in [model], in the place of the line with the same key", f"{line}\n")
