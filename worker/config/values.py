"""What a value must be.  Each function raises ValueError with what is wrong and what would be right, and never repeats a secret."""

from __future__ import annotations

import ipaddress
import re
from datetime import timedelta
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BeforeValidator, Field, ValidationInfo

from worker.config.files import MAIN_FILE, shown, under
from worker.schedule import Window, cron

_SITE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,59}")  # it becomes part of a workflow's id, whose separator is a colon
LANGUAGES = "ar cs da de el en es fr he hi it ja ko nl no pl pt ru sv th tr uk zh".split()  # that worker/text/language.py can tell
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}


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
        raise ValueError("not the name of a variable; write one in capitals, such as BLOG_PASSWORD, and the secret into .env")
    return value


def address(value: str) -> str:
    """An http(s) address without a trailing slash, a query or a secret."""
    try:
        parts = urlsplit(value)
        _ = parts.port
    except ValueError:
        raise ValueError("this is not an address; write one such as https://blog.example") from None
    if parts.username is not None or parts.password is not None:
        raise ValueError("no user name or password belongs in an address; write it without, and name a variable")
    if parts.scheme not in {"http", "https"}:
        raise ValueError(f'"{value}" does not begin with https://; write the whole address, such as https://blog.example')
    if not parts.hostname or re.search(r"\s|[\x00-\x1f]", value) or parts.query or parts.fragment:
        raise ValueError(f'"{value}" is not an address; write one such as https://blog.example, without ? and #')
    return value.rstrip("/")


def site_address(value: str) -> str:
    whole = address(value)
    parts = urlsplit(whole)
    if parts.scheme == "http" and not is_loopback(parts.hostname or ""):
        raise ValueError(f"others could read the password on its way; write https://{parts.netloc}{parts.path}")
    inner = re.search(r"/(wp-admin|wp-login\.php|wp-json|xmlrpc\.php)(/|$)", whole)
    if inner:
        raise ValueError(f"this is a page inside of the site; write the site's own address: {whole[: inner.start()]}")
    return whole


def site_name(value: str) -> str:
    if not _SITE_NAME.fullmatch(value):
        raise ValueError("a site is named with at most 60 letters, digits, dots, - and _; take another name")
    return value


def is_loopback(host: str) -> bool:
    """Is `host` this machine, by its name or address?"""
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
    path = under((info.context or {}).get("folder", Path()), value)
    if not path.is_file():
        raise ValueError(f"there is no file {shown(path)}; write a path that starts in the folder of {MAIN_FILE}")
    return path


def _hours(value: str) -> str:
    Window.parse(value)
    return value


def _zone(value: object) -> object:
    """The time zone of a name such as "Europe/Berlin"."""
    if not isinstance(value, str):
        return value
    try:
        return ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError, OSError):  # OSError: the name of a folder
        raise ValueError(f'"{value}" is no time zone; write one such as "Europe/Berlin" or "UTC"') from None


def _cron(value: str) -> str:
    return cron(value) if value else value


def _own_machine(value: str) -> str:
    """HOST:PORT of this machine, or nothing."""
    host, colon, port = value.rpartition(":")
    own = host in {"127.0.0.1", "localhost", "[::1]"}
    if value and not (colon and own and port.isascii() and port.isdigit() and int(port) < 65_536):
        raise ValueError(f'"{value}" is no address of this machine; write one such as "127.0.0.1:9464", or "" for none')
    return value


def _pattern(value: str) -> str:
    try:
        re.compile(value)
    except re.error as error:
        raise ValueError(f"{value!r} is no regular expression ({error}); in single quotes a backslash needs no second one") from None
    return value


def _words(value: str) -> str:
    if not re.search(r"\w", value.replace("*", "")) or "*" in value[:-1] or not value.isprintable():
        raise ValueError(f'{value!r} is no word; write a word or phrase, perhaps with "*" at its end for any ending')
    return value


def as_tuple(value: object) -> object:
    return tuple(value) if isinstance(value, list) else value


def as_users(value: object) -> object:
    """A list of users; an id becomes its digits."""
    return tuple(str(each) if type(each) is int else each for each in value) if isinstance(value, list) else value


def language(code: str) -> str:
    if code not in LANGUAGES:
        raise ValueError(f'"{code[:20]}" is no language that can be told; write some of {", ".join(LANGUAGES)}')
    return code


Duration = Annotated[timedelta, BeforeValidator(_duration), Field(description='a duration such as "90s", "10m" or "2h"')]
Seconds = Annotated[float, BeforeValidator(_seconds), Field(gt=0, description='a duration such as "90s" or "2m"')]
Variable = Annotated[str, AfterValidator(_variable), Field(description="the name of a variable, such as BLOG_PASSWORD")]
HoursOfDay = Annotated[str, AfterValidator(_hours), Field(description='hours such as "22:00-06:00"')]
TimeZone = Annotated[ZoneInfo, BeforeValidator(_zone), Field(description='a time zone such as "Europe/Berlin"')]
CronLine = Annotated[str, AfterValidator(_cron), Field(description='a line of cron such as "*/5 6-22 * * mon-fri"')]
OwnAddress = Annotated[str, AfterValidator(_own_machine), Field(description='an address such as "127.0.0.1:9464"')]
Name = Annotated[str, Field(min_length=1, description="a name in quotes")]
ExistingFile = Annotated[Path, BeforeValidator(_file), Field(description="the path of a file in quotes")]
PostType = Annotated[str, Field(pattern=r"^[a-z0-9_-]{1,20}$")]
Pattern = Annotated[str, AfterValidator(_pattern), Field(description="a regular expression in single quotes")]
Words = Annotated[str, AfterValidator(_words), Field(description="a word or phrase in quotes")]
