"""The tables of the files: their keys, defaults and bounds.  They say what a person may set, and nobody asks again after them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationInfo,
    field_validator,
    model_validator,
)

from worker.config.files import PRICES
from worker.config.values import (
    CronLine,
    Duration,
    ExistingFile,
    HoursOfDay,
    Name,
    OwnAddress,
    Pattern,
    PostType,
    Seconds,
    TimeZone,
    Variable,
    Words,
    address,
    as_tuple,
    as_users,
    is_loopback,
    language,
    site_address,
    site_name,
)

EMBEDDED_MODEL = "SmolLM2-135M-Instruct"
REQUESTS_PER_MINUTE = 20  # to one site: what shared hosting and its firewalls bear


class Table(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, hide_input_in_errors=True)


class ModelSettings(Table):
    """The model that rewrites.  These defaults are those of kind "openai"; `_EMBEDDED` says where that one differs."""

    kind: Literal["openai", "embedded"] = Field(description='"openai" (any server with that API) or "embedded"')
    # Private addresses are as good as others here, unlike a site's: a model server often stands in the next room.
    base_url: Annotated[str, AfterValidator(address)] = "https://api.openai.com/v1"
    name: Name = "gpt-5-mini"
    key_env: Variable = "OPENAI_API_KEY"  # "" for a server that wants no key
    file: ExistingFile | None = None  # embedded: a GGUF file, None for the one that `redraft model fetch` gets
    style: Literal["article", "paragraph"] = Field("article", description='"article" or "paragraph"')
    samples: int = Field(1, ge=1, le=16, description="a number from 1 to 16")  # answers to one question, at most
    context: int = Field(32_768, ge=1_024, description="a number of tokens, 1024 or more")  # question and answer
    temperature: float | None = Field(None, ge=0, le=2, description="a number from 0 to 2")  # None: the server's
    timeout: Seconds = 120.0  # of one call
    at_once: int = Field(4, ge=1, le=64, description="a number from 1 to 64")  # calls at the same time, of one process, at most
    requests_per_minute: int | None = Field(None, ge=1, description="a number, such as 500")  # of all nodes; None: no limit of ours
    tokens_per_minute: int | None = Field(None, ge=1, description="a number of tokens, such as 200000")

    @model_validator(mode="before")
    @classmethod
    def _fill_in(cls, values: Any) -> Any:
        return {**_EMBEDDED, **values} if isinstance(values, dict) and values.get("kind") == "embedded" else values

    @field_validator("base_url", "key_env", "file")
    @classmethod
    def _belongs(cls, value: Any, info: ValidationInfo) -> Any:
        kind, only = info.data.get("kind"), "embedded" if info.field_name == "file" else "openai"
        if value and kind in {"openai", "embedded"} and kind != only:
            raise ValueError(f'only a model of kind "{only}" has this; take the line out')
        return value

    @model_validator(mode="after")
    def _key_stays_private(self) -> Self:
        parts = urlsplit(self.base_url)
        if self.key_env and parts.scheme == "http" and not is_loopback(parts.hostname or ""):
            raise ValueError('base_url: others could read the key on its way; write https://, or key_env = "" for no key')
        return self


# What SmolLM2 needs (few-shot, one paragraph, several tries) and what two cores give it.
_EMBEDDED: dict[str, object] = {
    "name": EMBEDDED_MODEL,
    "key_env": "",
    "style": "paragraph",
    "samples": 4,
    "context": 4_096,
    "temperature": 0.5,
    "timeout": 300.0,
    "at_once": 1,
}


_TOKENS = Field(None, ge=0, description="a number of tokens, such as 2000000")
_MONEY = Field(None, ge=0, allow_inf_nan=False, description=f"an amount such as 2.50, in the currency of {PRICES}")


class BudgetSettings(Table):
    """The most that may be spent; None is no limit.  Days and months are those of UTC."""

    tokens_per_draft: int | None = _TOKENS
    tokens_per_day: int | None = _TOKENS
    tokens_per_month: int | None = _TOKENS
    money_per_draft: float | None = _MONEY
    money_per_day: float | None = _MONEY
    money_per_month: float | None = _MONEY


class Price(Table):
    """What a model's tokens cost, in money per million."""

    input: float = Field(ge=0, allow_inf_nan=False, description="the price of a million tokens, such as 0.25")
    output: float = Field(ge=0, allow_inf_nan=False, description="the price of a million tokens, such as 2.00")
    read: date | None = None  # when, and from where
    source: str = ""


class Prices(Table):
    """`prices.toml`: what comes with Redraft, and over it the file of that name in the configuration folder."""

    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$", description='three capitals, such as "USD"')] = "USD"
    models: dict[str, Price] = {}


def _names(example: str) -> Any:
    return Field((), description=f"a list such as {example}")


_Label = Annotated[str, Field(pattern=r"\S", description="a name in quotes")]
Names = Annotated[tuple[_Label, ...], BeforeValidator(as_tuple)]
Users = Annotated[tuple[_Label, ...], BeforeValidator(as_users)]


class SelectSettings(Table):
    """
    Which drafts are taken: those that fit every line.

    Categories and tags by name or slug, users by name or id; capitals make no difference. The marks are looked for in the
    title, and are no part of the revised one.
    """

    categories: Names = _names('["Local news", "sport"]')
    not_categories: Names = _names('["Sponsored"]')
    tags: Names = _names('["wire"]')
    not_tags: Names = _names('["hold"]')
    authors: Users = _names('["agency", 7]')
    not_authors: Users = _names('["columnist", 12]')
    title_markers: Names = _names('["[rw]"]')
    not_title_markers: Names = _names('["EMBARGO"]')
    min_words: int = Field(0, ge=0, description="a number of words, such as 120")
    languages: Annotated[tuple[Annotated[str, AfterValidator(language)], ...], BeforeValidator(as_tuple)] = _names('["en", "de"]')

    @model_validator(mode="after")
    def _can_be(self) -> Self:
        for key in ("categories", "tags", "authors", "title_markers"):
            wanted, unwanted = ({name.casefold() for name in getattr(self, each)} for each in (key, f"not_{key}"))
            if both := sorted(wanted & unwanted):
                raise ValueError(f'not_{key}: "{both[0]}" stands in {key} as well; take it out of one of them')
        return self


class StyleSettings(Table):
    """How a site wants its texts: told to the model, and checked where words can be checked."""

    tone: Annotated[str, Field(max_length=300, pattern=r"^[^\x00-\x1f]*$")] = Field("", description="at most 300 characters in one line")
    length: Literal["same", "shorter", "longer"] = Field("same", description='"same", "shorter" or "longer"')
    spelling: Literal["keep", "british", "american"] = Field("keep", description='"keep", "british" or "american"')
    preferred: dict[Words, Words] = Field({}, description='a word and what to write instead, such as "cop" = "police officer"')
    banned: Annotated[tuple[Words, ...], BeforeValidator(as_tuple)] = Field((), description='a list of words, such as ["slammed"]')
    untouched: Annotated[tuple[Pattern, ...], BeforeValidator(as_tuple)] = Field(
        (), description="a list of regular expressions, such as ['By .+']"
    )
    captions: Literal["rewrite", "keep"] = Field("rewrite", description='"rewrite" or "keep"')

    @field_validator("preferred")
    @classmethod
    def _whole_words(cls, value: dict[str, str]) -> dict[str, str]:
        if starred := next((word for pair in value.items() for word in pair if word.endswith("*")), None):
            raise ValueError(f'{starred!r}: what is to be exchanged is written out; only a banned word may end in "*"')
        return value


class SecondReaderSettings(Table):
    """A second look at every changed paragraph.  It can raise doubts and never approves."""

    doubt: Literal["flag", "keep", "off"] = Field("flag", description='"flag", "keep" or "off"')  # what it does to a paragraph
    model: str = Field("", description="the name of a model in quotes")  # "": the one that writes
    base_url: Annotated[str, AfterValidator(address)] | None = Field(None, description="an address in quotes")  # None: the writer's
    key_env: Variable | None = None
    context: int | None = Field(None, ge=1_024, description="a number of tokens, 1024 or more")

    @model_validator(mode="after")
    def _whole_server(self) -> Self:
        if (self.base_url is None) != (self.key_env is None):
            raise ValueError('base_url and key_env: a server of its own needs both; key_env = "" is for one that wants no key')
        if self.base_url and not self.model:
            raise ValueError("model: a server of its own needs the name of its model")
        if self.base_url and self.key_env and (parts := urlsplit(self.base_url)).scheme == "http" and not is_loopback(parts.hostname or ""):
            raise ValueError('base_url: others could read the key on its way; write https://, or key_env = "" for no key')
        return self

    def of(self, writer: ModelSettings) -> ModelSettings:
        """The settings of the model that reads, where `writer` writes."""
        own = {"name": self.model, "base_url": self.base_url, "key_env": self.key_env, "context": self.context}
        given = {key: value for key, value in own.items() if value is not None and (value or key == "key_env")}
        if self.base_url:
            return ModelSettings.model_validate({"kind": "openai", "timeout": writer.timeout, **given})
        return writer.model_copy(update=given)


class MarkSettings(Table):
    """
    What a write leaves on the post besides the text, in the same request.  Empty: nothing.

    Tag and field say that Redraft was here, and so an undo leaves them; the note that `meta` asks for tells of the text.
    """

    tag: Annotated[str, Field(max_length=200, description="the name of a tag in quotes")] = ""
    # WordPress drops a name that begins with _ without a word.
    custom_field: Annotated[str, Field(pattern=r"^([^_\s].{0,254})?$", description="the name of a custom field, not beginning with _")] = ""
    meta: bool = Field(False, description="true or false")  # what the companion plugin shows in the list of posts


class SiteDefaults(Table):
    """What `[defaults]` may set for all sites, and a site for itself."""

    post_types: Annotated[tuple[PostType, ...], BeforeValidator(as_tuple)] = Field(
        ("post",), min_length=1, description='a list of post types, such as ["post", "page"]'
    )
    quiet_period: Duration = timedelta(minutes=10)  # a draft is left alone until nobody has touched it for so long
    interval: Duration = Field(timedelta(minutes=1), ge=timedelta(seconds=1), description='"1s" or more, such as "1m"')
    longest_interval: Duration = timedelta(minutes=15)  # so far the interval stretches while no draft moves
    cron: CronLine = ""  # instead of the interval
    time_zone: TimeZone = ZoneInfo("UTC")  # of the cron line and of the quiet hours
    quiet_hours: Annotated[tuple[HoursOfDay, ...], BeforeValidator(as_tuple)] = Field(
        (), description='a list of hours, such as ["22:00-06:00"]'
    )
    transport: Literal["auto", "rest", "xmlrpc"] = Field("auto", description='"auto", "rest" or "xmlrpc"')
    push: Literal["replace", "suggest", "copy"] = Field("replace", description='"replace", "suggest" or "copy"')
    boilerplate: Annotated[tuple[ExistingFile, ...], BeforeValidator(as_tuple)] = Field(
        (), description='a list of files, such as ["sites/blog-boilerplate.txt"]'
    )
    rules: dict[str, Literal["keep", "flag", "off"]] = Field({}, description='"keep", "flag" or "off"')
    style: StyleSettings = StyleSettings()
    second_reader: SecondReaderSettings | None = None
    budget: BudgetSettings = BudgetSettings()  # of one site
    requests_per_minute: int | None = Field(None, ge=1, description="a number, such as 60")  # None: see SiteSettings.pace
    select: SelectSettings = SelectSettings()
    mark: MarkSettings = MarkSettings()


class SiteSettings(SiteDefaults):
    """One WordPress site."""

    name: Annotated[str, AfterValidator(site_name)]  # of its file
    url: Annotated[str, AfterValidator(site_address)] = Field(description='the address of the site, such as "https://blog.example"')
    username: Name
    password_env: Annotated[Variable, Field(min_length=1)]  # the variable that holds the application password
    private_network: bool = Field(False, description="true or false")  # may its name lead to an address that is not public?

    @model_validator(mode="after")
    def _can_mark(self) -> Self:
        if self.mark != MarkSettings() and self.push != "replace":
            raise ValueError(f'mark: push = "{self.push}" writes to no draft that could be marked; take the table out')
        if self.mark.custom_field and self.transport == "rest":
            raise ValueError('mark.custom_field: REST cannot write it; write transport = "auto", or take the line out')
        return self

    @property
    def pace(self) -> int | None:
        """Requests that all nodes together make in any minute, at most; None is no limit: this machine needs no sparing."""
        if self.requests_per_minute or is_loopback(urlsplit(self.url).hostname or ""):
            return self.requests_per_minute
        return REQUESTS_PER_MINUTE


class State(Table):
    folder: str = Field("", description="the path of a folder in quotes")
    database_url: str = Field("", description='an address such as "sqlite:////var/lib/redraft/redraft.sqlite"')
    keep_days: int = Field(90, ge=0, le=36_500, description="a number of days, such as 90; 0 to keep everything")

    @field_validator("database_url")
    @classmethod
    def _no_password(cls, value: str) -> str:
        if value and not re.match(r"(sqlite:///|postgresql(\+psycopg)?://)", value):
            raise ValueError('begin it with "sqlite:///" or "postgresql://"')
        if re.match(r"[a-z+]+://[^/]*:[^/]*@", value):
            raise ValueError("a password does not belong in a file; leave it out and set the variable PGPASSWORD")
        return value


class DaemonSettings(Table):
    """What only `redraft run` asks for."""

    stop_timeout: Seconds = 30.0  # after a signal, for the drafts at hand
    health: OwnAddress = ""  # where it tells of itself; "": nowhere


class Main(Table):
    """`redraft.toml`."""

    model: ModelSettings | None = None
    state: State = State()
    defaults: SiteDefaults = SiteDefaults()
    budget: BudgetSettings = BudgetSettings()
    daemon: DaemonSettings = DaemonSettings()


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything the files say, checked."""

    folder: Path  # of the configuration, absolute
    state: Path  # folder for what Redraft remembers, absolute; it need not exist yet
    database_url: str
    keep: timedelta  # texts, after their post is published or gone, and answers; 0: for ever
    model: ModelSettings | None
    sites: tuple[SiteSettings, ...]  # by name
    budget: BudgetSettings  # of all sites together
    prices: Prices
    daemon: DaemonSettings
