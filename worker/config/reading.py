"""
All files of a configuration read once.  `load` reports every mistake of every file at once, each as
`file: key: what is wrong; what would be right`.
"""

from __future__ import annotations

import difflib
import json
import re
import tomllib
from collections.abc import Collection, Iterable, Mapping
from datetime import timedelta
from inspect import isclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, get_args
from urllib.parse import urlsplit

import platformdirs
from pydantic import ValidationError

from worker import secrets as stored
from worker.config.credentials import dotenv_values, secret
from worker.config.files import MAIN_FILE, PRICES, SITES, files_of, packaged, packaged_names, shown, text_of, under
from worker.config.tables import Main, ModelSettings, Prices, Settings, SiteDefaults, SiteSettings, Table
from worker.errors import WrongSetting

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

_SECRET_KEY = re.compile(r"(?i)(passw(or)?d|passphrase|secret|token|api_?key|credentials?)$|^key$")


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

    state = under(folder, main.state.folder) if main.state.folder else platformdirs.user_state_path("redraft")
    return Settings(
        folder=folder.absolute(),
        state=state,
        database_url=_database_url(folder, state, main.state.database_url),
        keep=timedelta(days=main.state.keep_days),
        model=main.model,
        sites=found,
        budget=main.budget,
        prices=prices,
        daemon=main.daemon,
    )


def unnamed_model(folder: Path, environ: Mapping[str, str]) -> ModelSettings:
    """
    The model for who has configured none: of OPENAI_API_KEY, OPENAI_BASE_URL and OPENAI_MODEL, else the embedded one.

    Only for what a person starts and looks at; the sync and the daemon want a model that is named in the files.
    """
    variables = {"base_url": "OPENAI_BASE_URL", "name": "OPENAI_MODEL"}
    given = {key: value for key, name in variables.items() if (value := _value(name, folder, environ))}
    if not stored.look_up("OPENAI_API_KEY", environ, lambda: dotenv_values(folder)):
        if "base_url" not in given:
            return ModelSettings(kind="embedded")
        given["key_env"] = ""
    try:
        return ModelSettings.model_validate({"kind": "openai", **given})
    except ValidationError as invalid:
        lines = _lines(ModelSettings, invalid)
        raise WrongSetting(*(f"OPENAI_BASE_URL, OPENAI_MODEL: {line}" for line in lines)) from None


def mistakes(shape: type[Table], values: Mapping[str, object]) -> dict[str, str]:
    """What is wrong with the values of a table, by key; the whole line is `key: what is wrong; what would be right`."""
    try:
        shape.model_validate(values)
    except ValidationError as invalid:
        errors = invalid.errors(include_url=False)
        return {str(error["loc"][0]) if error["loc"] else "": _line(shape, error) for error in errors}
    return {}


_T = TypeVar("_T", bound=Table)


class _Reading:
    """One reading of a folder: each mistake becomes a line of `problems`, and the reading goes on."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.main_file = folder / MAIN_FILE
        self.site_files = files_of(folder / SITES, ".toml")
        self.problems: list[str] = []

    def wrong(self, path: Path, what: str) -> None:
        self.problems.append(f"{shown(path)}: {what}")

    def main(self) -> Main | None:
        if not self.main_file.is_file():
            self.wrong(self.main_file, "there is no such file; `redraft init` writes it, --config DIR names another folder")
            return None
        return self.table(Main, self.main_file, self.file(self.main_file))

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
        for path in files_of(self.folder / "prompts"):
            if path.name not in known:
                self.wrong(path, f"no prompt has this name{_meant(path.name, known)}; the prompts are {', '.join(known)}")

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
            reader = site.second_reader
            if model and reader and reader.doubt != "off" and reader.key_env:
                self.secret(self.site_file(site.name), "second_reader.key_env", reader.key_env, environ)

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
    """A site's values over the defaults; of each table (rules, budget, style …) each line for itself."""
    inherited = defaults.model_dump(exclude_unset=True)
    values = {**inherited, **own}
    for table in ("rules", "budget", "select", "style", "second_reader"):
        if table in inherited and isinstance(own.get(table), dict):
            values[table] = {**inherited[table], **own[table]}
    return values


def _lines(shape: type[Table], invalid: ValidationError) -> list[str]:
    return [_line(shape, error) for error in invalid.errors(include_url=False)]


def _line(shape: type[Table], error: ErrorDetails) -> str:
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


def _around(shape: type[Table], place: tuple[int | str, ...]) -> tuple[list[str], str]:
    """The keys of the table that a place lies in, and what its value must be."""
    wanted = "a table"
    for part in place:
        if (field := shape.model_fields.get(str(part))) is None:
            break
        wanted = field.description or wanted
        types = (field.annotation, *get_args(field.annotation))
        shape = next((each for each in types if isclass(each) and issubclass(each, Table)), shape)
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
    return given if scheme else f"sqlite:///{under(folder, path)}"


def _comparable(url: str) -> str:
    """One spelling for each site: http and https, capitals and the usual ports make no difference."""
    parts = urlsplit(url)
    port = "" if parts.port in {None, 80, 443} else f":{parts.port}"
    return f"{parts.hostname}{port}{parts.path}"
