"""`redraft login` and `redraft logout`: one site's password comes here, and goes again."""

from __future__ import annotations

import json
import os
import re
import sys
import tempfile
import webbrowser
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from pathlib import Path

import click

from worker import config, init, secrets
from worker.config import ModelSettings, Secret, SiteSettings
from worker.errors import LoginRefused, Misconfigured, RedraftError, WrongSetting
from worker.wordpress import login, rest
from worker.wordpress.login import Credentials, Offer


def log_in(given_folder: Path | None, url: str, name: str | None, environ: Mapping[str, str], *, browser: bool, keyring: bool) -> None:
    """
    Get an application password from the site at `url`, prove it, and write it and the site's file.

    A site that has a file already only gets a new password.  Nothing is written before the password is proven.  Raises
    WrongSetting, LoginRefused, and whatever the site raises.
    """
    folder = init.folder_of(given_folder)
    config.dotenv_values(folder)  # refuses a file that others may read before a password goes there
    site, is_new = _site(folder, url, name)
    offer = login.look(site.url, private_network=site.private_network)
    credentials = _from_browser(offer) if browser and offer.loopback and _has_screen(environ) else _from_person(offer)
    site = site.model_copy(update={"username": credentials.username})
    door = rest.connect(site, credentials.password)
    account = door.account()

    if is_new:
        _write_files(folder, site)
    else:
        _set_username(folder / config.SITES / f"{site.name}.toml", credentials.username)
    _keep(folder, site.password_env, credentials.password, environ, keyring=keyring)
    click.echo(f"{site.name}: {account.name} is logged in ({', '.join(account.roles)})")
    if is_new:
        with suppress(RedraftError):  # the doctor will say what stands in the way
            init.propose_push(folder / config.SITES / f"{site.name}.toml", site, door, ask=sys.stdin.isatty())
    click.echo(f"Then see what stands in the way:  redraft doctor {site.name}")


def log_out(settings: config.Settings, name: str, environ: Mapping[str, str]) -> None:
    """Revoke the site's password there, and forget it here.  Raises what the site raises; then nothing is forgotten."""
    site = next(each for each in settings.sites if each.name == name)
    try:
        called = login.revoke(site, config.secret(site.password_env, settings.folder, environ))
        click.echo(f'{name}: the application password "{called}" of {site.username} is revoked')
    except LoginRefused:
        click.echo(f"{name}: the site does not know the password of {site.username} any more")
    forgotten = secrets.forget_in_keyring(site.password_env)
    forgotten |= _forget_in_dotenv(settings.folder, site.password_env)
    if forgotten:
        click.echo(f"{site.password_env} is forgotten here")
    left = secrets.look_up(site.password_env, environ, lambda: config.dotenv_values(settings.folder))
    if left:
        click.echo(f"{site.password_env} still stands in the environment or a secret file; take it out there")


def _site(folder: Path, url: str, name: str | None) -> tuple[SiteSettings, bool]:
    """The site of this address, and whether it has no file yet."""
    url = url.strip().rstrip("/")
    mistake = config.mistakes(SiteSettings, {"url": url}).get("url")
    if mistake:
        raise WrongSetting(f"URL: {mistake.partition(': ')[2]}")
    known = (folder / config.MAIN_FILE).is_file() and any((folder / config.SITES).glob("*.toml"))
    for site in config.load(folder, {}, sites=(), model=False, secrets=False).sites if known else ():
        if site.url == url:
            return site, False
    name = name or init.name_of(url)
    mistake = config.mistakes(SiteSettings, {"name": name}).get("name")
    if mistake:
        raise WrongSetting(f"--name: {mistake.partition(': ')[2]}")
    file = folder / config.SITES / f"{name}.toml"
    if file.exists():
        raise WrongSetting(f"{config.shown(file)} is there already and has another url; give this site another --name")
    return SiteSettings(name=name, url=url, username="unknown yet", password_env=init.variable_of(name)), True


def _has_screen(environ: Mapping[str, str]) -> bool:
    """Is there a browser on this machine, and a person before it?  A browser in the terminal could not do it."""
    screens = ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER")
    return sys.platform in ("darwin", "win32") or any(environ.get(name) for name in screens)


def _from_browser(offer: Offer) -> Credentials:
    with login.arrival() as expected:
        page = login.address(offer, datetime.now(), expected.url)
        click.echo(f"Approve Redraft in the browser, within {login.PATIENCE / 60:g} minutes:\n  {page}", err=True)
        webbrowser.open(page)
        return expected.wait()


def _from_person(offer: Offer) -> Credentials:
    if not sys.stdin.isatty():
        raise Misconfigured("there is no terminal to ask for a password; run this at one, or write the password into .env")
    page = login.address(offer, datetime.now())
    click.echo(f"Log in there with the account that edits the drafts, and approve Redraft:\n  {page}", err=True)
    username = str(click.prompt(init.QUESTIONS["username"], err=True)).strip()
    password = str(click.prompt("The password that the page shows (it is not displayed)", hide_input=True, err=True))
    if not (password.isascii() and password.isprintable()):
        raise WrongSetting("this holds a character that no application password has; copy it once more")
    return Credentials(username, Secret(password.strip()))


def _write_files(folder: Path, site: SiteSettings) -> None:
    values = {"url": site.url, "username": site.username, "password_env": site.password_env}
    template = config.packaged(f"{config.SITES}/example.toml.example")
    files = {folder / config.SITES / f"{site.name}.toml": init.filled(template, values)}
    if not (folder / config.MAIN_FILE).exists():
        model = ModelSettings(kind="openai")
        named = {"kind": "openai", "base_url": model.base_url, "name": model.name, "key_env": model.key_env}
        files[folder / config.MAIN_FILE] = init.filled(config.packaged(config.MAIN_FILE), named)
    init.write(files, config.dotenv_file(folder), [])


def _set_username(file: Path, username: str) -> None:
    """The account may be another one than before; the rest of a person's file stays as it is."""
    before = config.text_of(file)
    line = re.compile(r"""(?m)^(\s*username\s*=\s*)("[^"\n]*"|'[^'\n]*')""")
    after = line.sub(lambda found: found[1] + json.dumps(username, ensure_ascii=False), before, count=1)
    if after != before:
        init.write({file: after}, file, [])


def _keep(folder: Path, name: str, password: Secret, environ: Mapping[str, str], *, keyring: bool) -> None:
    if keyring and not secrets.keep_in_keyring(name, password.reveal()):
        raise WrongSetting("there is no keyring that opens; pip install 'redraft[keyring]', or log in without --keyring")
    if keyring:
        _forget_in_dotenv(folder, name)
        click.echo(f"{name} is in your keyring")
    else:
        _set_in_dotenv(folder, name, password)
        click.echo(f"{name} is in {config.shown(config.dotenv_file(folder))} (only you can read it)")
    if config.secret(name, folder, environ).reveal() != password.reveal():
        click.echo(f"{name} has another value in a place that counts for more; take it out there", err=True)


def _set_in_dotenv(folder: Path, name: str, password: Secret) -> None:
    file = config.dotenv_file(folder)
    before = config.text_of(file) if file.is_file() else ""
    line = f"{name}={password.reveal()}\n"
    after, count = _line_of(name).subn(lambda _: line, before)
    if not count:
        after = f"{before}\n{line}" if before and not before.endswith("\n") else before + line
    _replace(file, after)


def _forget_in_dotenv(folder: Path, name: str) -> bool:
    """Empty the line of a variable, in the configuration folder and beside it.  False if it held nothing."""
    held = bool(config.dotenv_values(folder).get(name))
    for file in (folder.absolute() / ".env", folder.absolute().parent / ".env"):
        before = config.text_of(file) if file.is_file() else ""
        after = _line_of(name).sub(f"{name}=\n", before)
        if after != before:
            _replace(file, after)
    return held


def _line_of(name: str) -> re.Pattern[str]:
    return re.compile(rf"(?m)^[ \t]*(?:export[ \t]+)?{name}[ \t]*=.*\n?")


def _replace(file: Path, text: str) -> None:
    try:
        # A file of its own in its place: a full disk or a crash leaves the old one whole.
        handle, scratch = tempfile.mkstemp(dir=file.parent, prefix=".env-")  # readable by its owner only
        with os.fdopen(handle, "w", encoding="utf-8") as opened:
            opened.write(text)
        Path(scratch).replace(file)
    except OSError as error:
        shown = config.shown(file)
        raise WrongSetting(f"{shown} cannot be written ({error.strerror}); mend its rights, or give --config DIR") from None
