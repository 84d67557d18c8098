"""
The files and the environment, read once: `redraft.toml`, `sites/NAME.toml`, and secrets by the names of variables.

`load` reports every mistake of every file at once, each as `file: key: what is wrong; what would be right`.  After it
nobody asks again whether a URL is a string.  No file holds a secret: it names one, and `secrets` says where that lies.
"""

from __future__ import annotations

import difflib
import io
import ipaddress
import json
import re
import shlex
import stat
import tomllib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from inspect import isclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, Self, TypeVar, get_args
from urllib.parse import SplitResult, urlsplit

import dotenv
import platformdirs
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    ValidationInfo,
    field_validator,
    model_validator,
)

from worker import secrets
from worker.errors import WrongSetting

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

MAIN_FILE = "redraft.toml"
PRICES = "prices.toml"
SITES = "sites"
EMBEDDED_MODEL = "SmolLM2-135M-Instruct"

_SECRET_KEY = re.compile(r"(?i)(passw(or)?d|passphrase|secret|token|api_?key|credentials?)$|^key$")
_SITE_NAME = re.compile(
    r"[A-Za-z0-9][A-Za-z0-9._-]{0,59}"
)  # it becomes part of a workflow's id, whose separator is a colon
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}


class Secret:
    """A password or key.  It shows itself only to who asks by name."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def __repr__(self) -> str:
        return "Secret(…)"

    def reveal(self) -> str:
        return self._value


# What a value must be.  Each raises ValueError with what is wrong and what would be right, and never repeats a secret.


def _duration(value: object) -> object:
    """A timedelta of "90s", "10m", "2h", "1d"; what is no string is left to the type."""
    if not isinstance(value, str):
        return value
    match = re.fullmatch(r"(\d{1,6})([smhd])", value)
    if match is None:
        raise ValueError(f'"{value}" is not a duration; write a number and its unit: "90s", "10m", "2h", "1d"')
    return timedelta(**{_UNITS[match[2]]: int(match[1])})


def _seconds(value: object) -> object:
    parsed = _duration(value)
    return parsed.total_seconds() if isinstance(parsed, timedelta) else parsed


def _variable(value: str) -> str:
    # Capitals only, and the value is not repeated: a key that was pasted here must not reach a screen or a log.
    if value and not re.fullmatch(r"[A-Z][A-Z0-9_]*", value):
        raise ValueError(
            "not the name of a variable; write one in capitals, such as BLOG_PASSWORD, and the secret into .env"
        )
    return value


def _address(value: str) -> str:
    """An http(s) address without a trailing slash, a query or a secret."""
    try:
        parts = urlsplit(value)
        _ = parts.port
    except ValueError:
        raise ValueError("this is not an address; write one such as https://blog.example") from None
    if parts.username is not None or parts.password is not None:
        raise ValueError("no user name or password belongs in an address; write it without, and name a variable")
    if parts.scheme not in {"http", "https"}:
        raise ValueError(
            f'"{value}" does not begin with https://; write the whole address, such as https://blog.example'
        )
    if not parts.hostname or re.search(r"\s|[\x00-\x1f]", value) or parts.query or parts.fragment:
        raise ValueError(f'"{value}" is not an address; write one such as https://blog.example, without ? and #')
    return value.rstrip("/")


def _site_address(value: str) -> str:
    address = _address(value)
    parts = urlsplit(address)
    if parts.scheme == "http" and not _loopback(parts):
        raise ValueError(f"others could read the password on its way; write https://{parts.netloc}{parts.path}")
    inner = re.search(r"/(wp-admin|wp-login\.php|wp-json|xmlrpc\.php)(/|$)", address)
    if inner:
        raise ValueError(f"this is a page inside of the site; write the site's own address: {address[: inner.start()]}")
    return address


def _site_name(value: str) -> str:
    if not _SITE_NAME.fullmatch(value):
        raise ValueError("a site is named with at most 60 letters, digits, dots, - and _; take another name")
    return value


def _loopback(parts: SplitResult) -> bool:
    host = parts.hostname or ""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _file(value: object, info: ValidationInfo) -> object:
    """The path of an existing file, relative to the configuration folder."""
    if not isinstance(value, str):
        return value
    path = _under((info.context or {}).get("folder", Path()), value)
    if not path.is_file():
        raise ValueError(f"there is no file {shown(path)}; write a path that starts in the folder of {MAIN_FILE}")
    return path


def _as_tuple(value: object) -> object:
    return tuple(value) if isinstance(value, list) else value


Duration = Annotated[
    timedelta, BeforeValidator(_duration), Field(description='a duration such as "90s", "10m" or "2h"')
]
Seconds = Annotated[float, BeforeValidator(_seconds), Field(gt=0, description='a duration such as "90s" or "2m"')]
Variable = Annotated[str, AfterValidator(_variable), Field(description="the name of a variable, such as BLOG_PASSWORD")]
Name = Annotated[str, Field(min_length=1, description="a name in quotes")]
ExistingFile = Annotated[Path, BeforeValidator(_file), Field(description="the path of a file in quotes")]
PostType = Annotated[str, Field(pattern=r"^[a-z0-9_-]{1,20}$")]


class _Table(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, hide_input_in_errors=True)


class ModelSettings(_Table):
    """The model that rewrites.  These defaults are those of kind "openai"; `_EMBEDDED` says where that one differs."""

    kind: Literal["openai", "embedded"] = Field(description='"openai" (any server with that API) or "embedded"')
    base_url: Annotated[str, AfterValidator(_address)] = "https://api.openai.com/v1"
    name: Name = "gpt-5-mini"
    key_env: Variable = "OPENAI_API_KEY"  # "" for a server that wants no key
    file: ExistingFile | None = None  # embedded: a GGUF file, None for the one that `redraft model fetch` gets
    style: Literal["article", "paragraph"] = Field("article", description='"article" or "paragraph"')
    samples: int = Field(1, ge=1, le=16, description="a number from 1 to 16")  # answers to one question, at most
    context: int = Field(32_768, ge=1_024, description="a number of tokens, 1024 or more")  # question and answer
    temperature: float | None = Field(None, ge=0, le=2, description="a number from 0 to 2")  # None: the server's
    timeout: Seconds = 120.0  # of one call
    at_once: int = Field(4, ge=1, le=64, description="a number from 1 to 64")  # calls at the same time

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
        if self.key_env and parts.scheme == "http" and not _loopback(parts):
            raise ValueError(
                'base_url: others could read the key on its way; write https://, or key_env = "" for no key'
            )
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


class BudgetSettings(_Table):
    """The most that may be spent; None is no limit.  Days and months are those of UTC."""

    tokens_per_draft: int | None = _TOKENS
    tokens_per_day: int | None = _TOKENS
    tokens_per_month: int | None = _TOKENS
    money_per_draft: float | None = _MONEY
    money_per_day: float | None = _MONEY
    money_per_month: float | None = _MONEY


class Price(_Table):
    """What a model's tokens cost, in money per million."""

    input: float = Field(ge=0, allow_inf_nan=False, description="the price of a million tokens, such as 0.25")
    output: float = Field(ge=0, allow_inf_nan=False, description="the price of a million tokens, such as 2.00")
    read: date | None = None  # when, and from where
    source: str = ""


class Prices(_Table):
    """`prices.toml`: what comes with Redraft, and over it the file of that name in the configuration folder."""

    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$", description='three capitals, such as "USD"')] = "USD"
    models: dict[str, Price] = {}


class SiteDefaults(_Table):
    """What `[defaults]` may set for all sites, and a site for itself."""

    post_types: Annotated[tuple[PostType, ...], BeforeValidator(_as_tuple)] = Field(
        ("post",), min_length=1, description='a list of post types, such as ["post", "page"]'
    )
    quiet_period: Duration = timedelta(minutes=10)  # a draft is left alone until nobody has touched it for so long
    interval: Duration = Field(timedelta(minutes=1), ge=timedelta(seconds=1), description='"1s" or more, such as "1m"')
    transport: Literal["auto", "rest", "xmlrpc"] = Field("auto", description='"auto", "rest" or "xmlrpc"')
    push: Literal["replace", "suggest", "copy"] = Field("replace", description='"replace", "suggest" or "copy"')
    boilerplate: Annotated[tuple[ExistingFile, ...], BeforeValidator(_as_tuple)] = Field(
        (), description='a list of files, such as ["sites/blog-boilerplate.txt"]'
    )
    rules: dict[str, Literal["keep", "flag", "off"]] = Field({}, description='"keep", "flag" or "off"')
    budget: BudgetSettings = BudgetSettings()  # of one site


class SiteSettings(SiteDefaults):
    """One WordPress site."""

    name: Annotated[str, AfterValidator(_site_name)]  # of its file
    url: Annotated[str, AfterValidator(_site_address)] = Field(
        description='the address of the site, such as "https://blog.example"'
    )
    username: Name
    password_env: Annotated[Variable, Field(min_length=1)]  # the variable that holds the application password


class _State(_Table):
    folder: str = Field("", description="the path of a folder in quotes")
    database_url: str = Field("", description='an address such as "sqlite:////var/lib/redraft/redraft.sqlite"')

    @field_validator("database_url")
    @classmethod
    def _no_password(cls, value: str) -> str:
        if value and not re.match(r"(sqlite:///|postgresql(\+psycopg)?://)", value):
            raise ValueError('begin it with "sqlite:///" or "postgresql://"')
        if re.match(r"[a-z+]+://[^/]*:[^/]*@", value):
            raise ValueError("a password does not belong in a file; leave it out and set the variable PGPASSWORD")
        return value


class _Main(_Table):
    """`redraft.toml`."""

    model: ModelSettings | None = None
    state: _State = _State()
    defaults: SiteDefaults = SiteDefaults()
    budget: BudgetSettings = BudgetSettings()


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything the files say, checked."""

    folder: Path  # of the configuration, absolute
    state: Path  # folder for what Redraft remembers, absolute; it need not exist yet
    database_url: str
    model: ModelSettings | None
    sites: tuple[SiteSettings, ...]  # by name
    budget: BudgetSettings  # of all sites together
    prices: Prices


def find_folder(given: Path | None) -> Path:
    """The folder of the configuration: the one named, else ./config, else the user's own."""
    here = Path("config")
    return given or (here if (here / MAIN_FILE).is_file() else platformdirs.user_config_path("redraft"))


def load(
    folder: Path,
    environ: Mapping[str, str],
    *,
    sites: Collection[str] | None = None,
    model: bool = True,
    secrets: bool = True,
) -> Settings:
    """
    Read all files of the configuration, and see whether what this run needs is there.

    `sites` names those that it is about; None stands for all, of which there must be one.  `model` says whether the
    model will be asked, `secrets` whether anybody will be talked to.  Raises WrongSetting with every problem there is.
    """
    reading = _Reading(folder)
    main = reading.main()
    found = reading.sites(main.defaults if main else SiteDefaults())
    reading.choice(sites)
    reading.prompts()
    prices = reading.prices()
    if model and main and main.model is None:
        reading.wrong(reading.main_file, 'model: missing; write a table [model] with kind = "openai" or "embedded"')
    if secrets:
        reading.secrets(
            main.model if model and main else None,
            [site for site in found if sites is None or site.name in sites],
            environ,
        )
    if reading.problems or main is None or prices is None:
        raise WrongSetting(*reading.problems)

    state = _under(folder, main.state.folder) if main.state.folder else platformdirs.user_state_path("redraft")
    return Settings(
        folder=folder.absolute(),
        state=state,
        database_url=_database_url(folder, state, main.state.database_url),
        model=main.model,
        sites=found,
        budget=main.budget,
        prices=prices,
    )


def secret(name: str, folder: Path, environ: Mapping[str, str]) -> Secret:
    """
    The secret of this name, from where `secrets` finds it; `.env` lies in the configuration folder or beside it.

    An empty name asks for no secret and gets an empty one.  Raises WrongSetting when it is in no place, or empty, when
    its file cannot be read, and when others may read `.env`.
    """
    if not name:
        return Secret("")
    value = secrets.look_up(name, environ, lambda: dotenv_values(folder))
    if not value:
        place = shown(dotenv_file(folder))
        raise WrongSetting(f"{name} is not set, or empty; write {name}=… into {place}, or set it in the environment")
    if not (value.isascii() and value.isprintable()):
        raise WrongSetting(f"{name} holds a character that no key or application password has; copy it once more")
    return Secret(value)


def dotenv_file(folder: Path) -> Path:
    """The `.env` that belongs to a configuration: the one that is there, else where a new one goes."""
    inside, beside = folder.absolute() / ".env", folder.absolute().parent / ".env"
    return inside if inside.is_file() or (folder.absolute().name != "config" and not beside.is_file()) else beside


def dotenv_values(folder: Path) -> dict[str, str]:
    """The variables of `.env` in the configuration folder and beside it.  Raises WrongSetting if others may read it."""
    values: dict[str, str | None] = {}
    for path in (folder.absolute().parent / ".env", folder.absolute() / ".env"):
        if not path.is_file():
            continue
        mode = stat.S_IMODE(path.stat().st_mode)
        if mode & 0o077:
            name = shown(path)
            raise WrongSetting(f"{name}: others may read it (mode {mode:o}); run: chmod 600 {shlex.quote(name)}")
        values |= dotenv.dotenv_values(stream=io.StringIO(text_of(path)), interpolate=False)
    return {name: value or "" for name, value in values.items()}


def unnamed_model(folder: Path, environ: Mapping[str, str]) -> ModelSettings:
    """
    The model for who has configured none: of OPENAI_API_KEY, OPENAI_BASE_URL and OPENAI_MODEL, else the embedded one.

    Only for what a person starts and looks at; the sync and the daemon want a model that is named in the files.
    """
    variables = {"base_url": "OPENAI_BASE_URL", "name": "OPENAI_MODEL"}
    given = {key: value for key, name in variables.items() if (value := _value(name, folder, environ))}
    if not secrets.look_up("OPENAI_API_KEY", environ, lambda: dotenv_values(folder)):
        if "base_url" not in given:
            return ModelSettings(kind="embedded")
        given["key_env"] = ""
    try:
        return ModelSettings.model_validate({"kind": "openai", **given})
    except ValidationError as invalid:
        lines = _lines(ModelSettings, invalid)
        raise WrongSetting(*(f"OPENAI_BASE_URL, OPENAI_MODEL: {line}" for line in lines)) from None


def mistakes(shape: type[_Table], values: Mapping[str, object]) -> dict[str, str]:
    """What is wrong with the values of a table, by key; the whole line is `key: what is wrong; what would be right`."""
    try:
        shape.model_validate(values)
    except ValidationError as invalid:
        errors = invalid.errors(include_url=False)
        return {str(error["loc"][0]) if error["loc"] else "": _line(shape, error) for error in errors}
    return {}


def packaged(name: str) -> str:
    """The text of a file that comes with Redraft, such as "prompts/article.md"."""
    return (_packaged_folder() / name).read_text("utf-8")


def packaged_names(folder: str) -> tuple[str, ...]:
    """The names, sorted, of the files that come with Redraft in a folder, such as "prompts/article.md"."""
    return tuple(f"{folder}/{path.name}" for path in _files(_packaged_folder() / folder))


def texts(kind: str, folder: Path | None = None) -> dict[str, str]:
    """
    The files of one kind ("prompts", "boilerplate", "lexicons") by their bare name, such as "article.md".

    Those that come with Redraft; over them those of that name in the configuration folder, and what else it has there.
    Raises WrongSetting for a file that is not UTF-8 text.
    """
    found = {name.rpartition("/")[2]: packaged(name) for name in packaged_names(kind)}
    for path in _files(folder / kind) if folder else ():
        found[path.name] = text_of(path)
    return found


def text_of(path: Path) -> str:
    """The text of a file that a person wrote.  Raises WrongSetting if it cannot be read as UTF-8."""
    try:
        return path.read_text("utf-8-sig")
    except UnicodeDecodeError:
        raise WrongSetting(f"{shown(path)}: this is not UTF-8 text; save it with that encoding") from None
    except OSError as error:
        raise WrongSetting(f"{shown(path)}: it cannot be read ({error.strerror}); mend its rights") from None


_T = TypeVar("_T", bound=_Table)


class _Reading:
    """One reading of a folder: each mistake becomes a line of `problems`, and the reading goes on."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.main_file = folder / MAIN_FILE
        self.site_files = _files(folder / SITES, ".toml")
        self.problems: list[str] = []

    def wrong(self, path: Path, what: str) -> None:
        self.problems.append(f"{shown(path)}: {what}")

    def main(self) -> _Main | None:
        if not self.main_file.is_file():
            self.wrong(
                self.main_file, "there is no such file; `redraft init` writes it, --config DIR names another folder"
            )
            return None
        return self.table(_Main, self.main_file, self.file(self.main_file))

    def sites(self, defaults: SiteDefaults) -> tuple[SiteSettings, ...]:
        found: dict[str, SiteSettings] = {}  # by comparable address
        for path in self.site_files:
            own = self.file(path)
            if own is None:
                continue
            if own.pop("name", None) is not None:
                self.wrong(path, "name: a site has the name of its file; take the line out, or rename the file")
            site = self.table(SiteSettings, path, {**_inherit(defaults, own), "name": path.stem})
            if site and (twin := found.setdefault(_comparable(site.url), site)) is not site:
                self.wrong(path, f"url: {shown(self.site_file(twin.name))} has the same; keep one of the two files")
        return tuple(found.values())

    def choice(self, sites: Collection[str] | None) -> None:
        names = [path.stem for path in self.site_files]
        if sites is None and not names and self.main_file.is_file():
            self.wrong(self.site_file("NAME"), "there is no site yet; `redraft init` adds one")
        for name in sites or ():
            if name not in names:
                known = f"the sites are {', '.join(names)}" if names else "`redraft init` adds one"
                self.wrong(self.site_file(name), f"there is no such site{_meant(name, names)}; {known}")

    def prompts(self) -> None:
        known = [name.rpartition("/")[2] for name in packaged_names("prompts")]
        for path in _files(self.folder / "prompts"):
            if path.name not in known:
                self.wrong(
                    path, f"no prompt has this name{_meant(path.name, known)}; the prompts are {', '.join(known)}"
                )

    def prices(self) -> Prices | None:
        shipped = Prices.model_validate(tomllib.loads(packaged(PRICES)))
        path = self.folder / PRICES
        own = self.table(Prices, path, self.file(path)) if path.is_file() else Prices(currency=shipped.currency)
        if own is None or own.currency == shipped.currency:
            return own and own.model_copy(update={"models": {**shipped.models, **own.models}})
        return own  # the others cannot be added to these

    def secrets(self, model: ModelSettings | None, sites: Iterable[SiteSettings], environ: Mapping[str, str]) -> None:
        if model:
            self.secret(self.main_file, "model.key_env", model.key_env, environ)
        for site in sites:
            self.secret(self.site_file(site.name), "password_env", site.password_env, environ)

    def secret(self, path: Path, key: str, name: str, environ: Mapping[str, str]) -> None:
        try:
            secret(name, self.folder, environ)
        except WrongSetting as error:
            self.wrong(path, f"{key}: {error}")

    def file(self, path: Path) -> dict[str, Any] | None:
        try:
            return tomllib.loads(text_of(path))
        except WrongSetting as error:
            self.problems += error.problems
        except tomllib.TOMLDecodeError as error:
            what, _, where = str(error).rstrip(")").partition(" (at ")
            self.wrong(path, f'{where}: {what[:1].lower()}{what[1:]}; a line reads key = "value" or [table]')
        return None

    def table(self, shape: type[_T], path: Path, values: Mapping[str, Any] | None) -> _T | None:
        if values is None:
            return None
        try:
            return shape.model_validate(values, context={"folder": self.folder})
        except ValidationError as invalid:
            for line in _lines(shape, invalid):
                self.wrong(path, line)
        return None

    def site_file(self, name: str) -> Path:
        return self.folder / SITES / f"{name}.toml"


def _inherit(defaults: SiteDefaults, own: Mapping[str, Any]) -> dict[str, Any]:
    """A site's values over the defaults; of the rules and the budget each line for itself."""
    inherited = defaults.model_dump(exclude_unset=True)
    values = {**inherited, **own}
    for table in ("rules", "budget"):
        if table in inherited and isinstance(own.get(table), dict):
            values[table] = {**inherited[table], **own[table]}
    return values


def _lines(shape: type[_Table], invalid: ValidationError) -> list[str]:
    return [_line(shape, error) for error in invalid.errors(include_url=False)]


def _line(shape: type[_Table], error: ErrorDetails) -> str:
    """One mistake in one line.  A value is repeated only where it cannot be a secret."""
    place, kind = error["loc"], error["type"]
    known, wanted = _around(shape, place)
    key, last = ".".join(str(part) for part in place), str(place[-1]) if place else ""
    if kind == "extra_forbidden" and _SECRET_KEY.search(last):
        right = "password_env" if "password_env" in known else "key_env"
        return f'{key}: no secret belongs in a file; write it into .env, and here {right} = "ITS_VARIABLE"'
    if kind == "extra_forbidden":
        return f"{key}: there is no such key{_meant(last, known)}; the keys are {', '.join(known)}"
    if kind == "missing":
        return f"{key}: missing; write {wanted}"
    if kind == "value_error":
        return f"{key}: {error['ctx']['error']}".removeprefix(": ")
    nameless = last.endswith(("_env", "url")) or isinstance(error["input"], timedelta)
    value = "this" if nameless else json.dumps(error["input"], default=str, ensure_ascii=False)[:60]
    return f"{key}: {value} does not fit; write {wanted}"


def _around(shape: type[_Table], place: tuple[int | str, ...]) -> tuple[list[str], str]:
    """The keys of the table that a place lies in, and what its value must be."""
    wanted = "a table"
    for part in place:
        if (field := shape.model_fields.get(str(part))) is None:
            break
        wanted = field.description or wanted
        types = (field.annotation, *get_args(field.annotation))
        shape = next((each for each in types if isclass(each) and issubclass(each, _Table)), shape)
    return [key for key in shape.model_fields if (shape, key) != (SiteSettings, "name")], wanted


def _meant(name: str, known: Iterable[str]) -> str:
    near = difflib.get_close_matches(name, known, 1)
    return f" (did you mean {near[0]}?)" if near else ""


def _value(name: str, folder: Path, environ: Mapping[str, str]) -> str:
    return environ.get(name, "").strip() or dotenv_values(folder).get(name, "").strip()


def _database_url(folder: Path, state: Path, given: str) -> str:
    if not given:
        return f"sqlite:///{state / 'redraft.sqlite'}"
    scheme, _, path = given.partition("sqlite:///")
    return given if scheme else f"sqlite:///{_under(folder, path)}"


def _comparable(url: str) -> str:
    """One spelling for each site: http and https, capitals and the usual ports make no difference."""
    parts = urlsplit(url)
    port = "" if parts.port in {None, 80, 443} else f":{parts.port}"
    return f"{parts.hostname}{port}{parts.path}"


def _under(folder: Path, path: str) -> Path:
    return (folder / Path(path).expanduser()).resolve()


def shown(path: Path) -> str:
    """A path as a person at this prompt would write it."""
    path = path.absolute()
    return str(path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path)


def _files(folder: Path, suffix: str = "") -> list[Path]:
    paths = sorted(folder.iterdir()) if folder.is_dir() else []
    return [path for path in paths if path.is_file() and not path.name.startswith(".") and path.name.endswith(suffix)]


def _packaged_folder() -> Path:
    here = Path(__file__).parent
    in_wheel = here / "defaults"
    return in_wheel if in_wheel.is_dir() else here.parent / "config"
