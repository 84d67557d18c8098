"""The port: one language model, what it is asked, what it says, and what can go wrong."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Literal, Protocol

Style = Literal["article", "paragraph"]


@dataclass(frozen=True, slots=True)
class Message:
    """One turn of a chat."""

    role: Literal["system", "user", "assistant"]
    content: str


@dataclass(frozen=True, slots=True)
class Request:
    """One question to a model.  Two equal requests to one model are the same question, and are paid for once."""

    messages: tuple[Message, ...]
    max_tokens: int  # upper bound of the answer, in the model's tokens
    temperature: float | None = None  # None leaves it to the server
    seed: int | None = None  # also tells several samples of one question apart
    schema: Mapping[str, object] | None = field(default=None, hash=False)  # JSON schema of the answer, for servers that can hold it
    stop: tuple[str, ...] = ()

    def key(self, model: str) -> str:
        """SHA-256 (hex) of the question and the model's name: the key under which its answer is kept."""
        return hashlib.sha256(json.dumps([model, asdict(self)], sort_keys=True, ensure_ascii=False).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens as the server counted them."""

    input_tokens: int
    output_tokens: int
    cached_tokens: int = 0


class Finish(StrEnum):
    """Why the model stopped."""

    STOP = "stop"
    LENGTH = "length"  # cut off: what is there may be half a sentence
    REFUSED = "refused"  # it would not, in so many words or by its refusal field
    FILTERED = "filtered"  # the server's content filter


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back.  `usage` is None where the server did not count."""

    text: str
    finish: Finish
    usage: Usage | None
    model: str  # the name the server gave, which may be more exact than the one asked for
    seconds: float


class Model(Protocol):
    """
    One language model behind one address.

    `complete` may raise TryLater (Unreachable, Busy), LoginRefused, WrongSetting (no such model) or UnusableAnswer (a body that is no
    answer at all).  A refusal, a cut or an empty answer is an Answer: judging it is the asker's business.
    """

    @property
    def name(self) -> str: ...
    @property
    def style(self) -> Style: ...
    @property
    def context(self) -> int:
        """Tokens that question and answer may fill together."""
        ...

    @property
    def samples(self) -> int:
        """How many answers to one question are worth asking for, at most."""
        ...

    @property
    def temperature(self) -> float | None: ...

    def complete(self, request: Request) -> Answer: ...
