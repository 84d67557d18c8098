"""A first configuration, or one more site: asked for, checked as the files are, written where nothing stands."""

from __future__ import annotations

import json
import os
import re
import shlex
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import click

from worker import config
from worker.config import ModelSettings, SiteSettings
from worker.errors import RedraftError, WrongSetting
from worker.wordpress import transport
from worker.wordpress.site import Beside, Site

QUESTIONS = {
    "url": "Address of the WordPress site",
    "username": "WordPress account that edits the drafts",
    "name": "What to call the site here",
    "password_env": "Variable that will hold its application password",
    "model_url": "Address of the model's server",
    "model": "Name of the model",
    "key_env": "Variable that will hold the model's key (empty: it wants none)",
}
# An option, and the key of the table in whose place it stands.
SITE = {"url": "url", "username": "username", "name": "name", "password_env": "password_env"}
MODEL = {"model_url": "base_url", "model": "name", "key_env": "key_env"}


RECENT = timedelta(days=30)  # drafts that tell whose a site's drafts are


def configure(given_folder: Path | None, given: Mapping[str, str | None], environ: Mapping[str, str], *, ask: bool) -> None:
    """
    Ask for what is not given, write the files, say what comes next.

    Where the site's password is there already, look whose its drafts are. Raises WrongSetting before it writes any.
    """
    folder = folder_of(given_folder)
    variables = config.dotenv_values(folder)
    main_file = folder / config.MAIN_FILE
    template = config.packaged(config.MAIN_FILE)
    # A template that nobody has touched holds no one's work.
    fresh = not main_file.exists() or config.text_of(main_file) == template
    if not fresh and any(given[option] for option in MODEL):
        raise WrongSetting(f"{config.shown(main_file)} is there already; change its [model] there, and leave the flags out")

    site = _site(given, ask=ask)
    site_file = folder / config.SITES / f"{site['name']}.toml"
    if site_file.exists():
        raise WrongSetting(f"{config.shown(site_file)} is there already; edit it, or give the new site another --name")
    model = _model(given, ask=ask) if fresh else {}

    written = {key: value for key, value in site.items() if key != "name"}  # that is the file's own
    files = {site_file: filled(config.packaged(f"{config.SITES}/example.toml.example"), written)}
    if fresh:
        files[main_file] = filled(template, {"kind": "openai", **model})
    secrets = [name for name in (model.get("key_env"), site["password_env"]) if name and name not in variables]
    write(files, config.dotenv_file(folder), secrets)
    with suppress(RedraftError):  # the doctor will say what stands in the way
        settings = next(each for each in config.load(folder, {}, sites=(), model=False, secrets=False).sites if each.name == site["name"])
        password = config.secret(settings.password_env, folder, environ)
        propose_push(site_file, settings, transport.connect(settings, password), ask=ask)
    _next(folder, given_folder, site, [name for name in (model.get("key_env"), site["password_env"]) if name])


def propose_push(file: Path, settings: SiteSettings, site: Site, *, ask: bool) -> None:
    """
    Where most drafts are other people's, offer to put the text beside a draft, or say how; `file` is the site's, from the
    template.  Raises as Site does.
    """
    if settings.push != "replace" or not isinstance(site, Beside):
        return
    us = site.account()
    seen = site.changed(datetime.now(UTC) - RECENT).seen or site.changed(None).seen
    others = sum(each.author not in (us.user_id, 0) for each in seen)
    if 2 * others <= len(seen):
        return
    whose = f"Others than {us.name} wrote {others} of the {len(seen)} drafts on {settings.name}."
    beside = 'With push = "suggest" the text is put beside a draft, and WordPress\' editor offers its author to compare them'
    if not ask:
        click.echo(f"{whose}  {beside}: {config.shown(file)}")
    elif click.confirm(f"{whose}  {beside}.  Do so, instead of putting it in the draft's place?", default=True, err=True):
        write({file: filled(config.text_of(file), {"push": "suggest"})}, file, [])


def folder_of(given: Path | None) -> Path:
    """Where a first configuration goes: the folder named, else the one that is there, else ./config."""
    found = config.find_folder(given)
    return found if given or (found / config.MAIN_FILE).is_file() else Path("config")


def _site(given: Mapping[str, str | None], *, ask: bool) -> dict[str, str]:
    url = _answer("url", given, "", SiteSettings, ask=ask)
    username = _answer("username", given, "", SiteSettings, ask=ask)
    name = _answer("name", given, name_of(url), SiteSettings, ask=ask)
    return {
        "url": url,
        "username": username,
        "name": name,
        "password_env": _answer("password_env", given, variable_of(name), SiteSettings, ask=ask),
    }


def _model(given: Mapping[str, str | None], *, ask: bool) -> dict[str, str]:
    defaults = ModelSettings(kind="openai")
    address = _answer("model_url", given, defaults.base_url, ModelSettings, ask=ask)
    name = _answer("model", given, defaults.name, ModelSettings, ask=ask)
    key_env = defaults.key_env if urlsplit(address).scheme == "https" else ""
    values = {"base_url": address, "name": name, "key_env": _answer("key_env", given, key_env, ModelSettings, ask=ask)}
    together = config.mistakes(ModelSettings, {"kind": "openai", **values})
    if together:
        raise WrongSetting(*together.values())
    return values


def _answer(option: str, given: Mapping[str, str | None], default: str, shape: type[ModelSettings | SiteSettings], *, ask: bool) -> str:
    """What was given, or is answered, or the default; checked as the file will be.  Asks again until it is right."""
    key = SITE[option] if shape is SiteSettings else MODEL[option]
    kind = {"kind": "openai"} if shape is ModelSettings else {}

    def checked(value: str) -> str:
        mistake = config.mistakes(shape, {**kind, key: value.strip()}).get(key)
        if mistake:
            raise click.BadParameter(mistake.partition(": ")[2])
        return value.strip()

    value = given[option]
    flag = "--" + option.replace("_", "-")
    if value is None and not ask:
        if not default and option in ("url", "username"):
            raise click.UsageError(f"Without questions {flag} must be given.")
        value = default
    if value is None:
        return str(click.prompt(QUESTIONS[option], default=default or None if option != "key_env" else default, value_proc=checked))
    try:
        return checked(value)
    except click.BadParameter as error:
        raise WrongSetting(f"{flag}: {error.message}") from None


def name_of(url: str) -> str:
    """A name for a site from its address: "blog" for https://blog.example."""
    host = (urlsplit(url).hostname or "").removeprefix("www.")
    first = re.sub(r"[^a-z0-9-]", "", host.partition(".")[0]).strip("-")
    return first if re.search(r"[a-z]", first) and first != "localhost" else "site"


def variable_of(name: str) -> str:
    """The variable for the password of a site: "BLOG_PASSWORD" for "blog"."""
    variable = re.sub(r"[^A-Z0-9]+", "_", name.upper()) + "_PASSWORD"
    return variable if variable[0].isalpha() else f"SITE_{variable}"


def filled(template: str, values: Mapping[str, str]) -> str:
    """The template with these keys set, each in its own line, whether the line was commented out or not."""
    text = template
    if "kind" in values:
        text = text.replace("# [model]\n", "[model]\n", 1)
    for key, value in values.items():
        found = re.search(rf'(?m)^(?:# )?{key} = "[^"]*" *', text)
        assert found, f"the template has no line for {key}"
        setting = f"{key} = {json.dumps(value, ensure_ascii=False)}".ljust(len(found[0]))
        text = text[: found.start()] + setting + text[found.end() :]
    return text


def write(files: Mapping[Path, str], dotenv: Path, secrets: list[str]) -> None:
    """Write the files, and into `dotenv` a line for each secret, empty.  Raises WrongSetting if one cannot be written."""
    try:
        for path, text in files.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
            click.echo(f"wrote {config.shown(path)}")
        if secrets:
            with os.fdopen(os.open(dotenv, os.O_RDWR | os.O_CREAT, 0o600), "r+", encoding="utf-8") as file:
                before = file.read()
                file.write("\n" if before and not before.endswith("\n") else "")
                file.writelines(f"{name}=\n" for name in secrets)
            click.echo(f"wrote {config.shown(dotenv)} (only you can read it)")
    except OSError as error:
        raise WrongSetting(f"{error.filename} cannot be written: {error.strerror}; mend its rights, or give --config DIR") from None


def _next(folder: Path, given: Path | None, site: Mapping[str, str], secrets: list[str]) -> None:
    where = f" --config {shlex.quote(str(given))}" if given else ""
    what = "the value of" if len(secrets) == 1 else "the values of"
    click.echo(f"\nNow write {what} {' and '.join(secrets)} into {config.shown(config.dotenv_file(folder))}.")
    click.echo(f"(WordPress makes the application password of {site['username']} on the page Users > Profile; or let")
    click.echo(f"`redraft login {site['url']}` fetch it.)")
    click.echo(f"Then see what would be done:  redraft sync {site['name']} --dry-run{where}")
