"""Who is examined: the sites, and the model that rewrites for them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from worker import config
from worker.config import Secret, Settings, SiteSettings
from worker.errors import WrongSetting
from worker.finding import Finding, Remedy, fail
from worker.model import doctor as of_model
from worker.wordpress import doctor as of_site


def examine(
    settings: Settings, environ: Mapping[str, str], site: str | None = None, *, write_test: bool = False
) -> Iterator[tuple[str, Iterator[Finding]]]:
    """The findings of `site` (None: of each one), then of the model.  They are found while they are read."""
    for each in settings.sites:
        if site in (None, each.name):
            yield each.name, _site(settings, each, environ, write_test=write_test)
    yield "model", _model(settings, environ)


def _site(settings: Settings, site: SiteSettings, environ: Mapping[str, str], *, write_test: bool) -> Iterator[Finding]:
    password = None
    found = _secret(settings, site.password_env, environ, f"redraft login {site.url}")
    if isinstance(found, Finding):
        yield found
    else:
        password = found
    yield from of_site.examine(site, password, write_test=write_test)


def _model(settings: Settings, environ: Mapping[str, str]) -> Iterator[Finding]:
    if settings.model is None:
        remedy = Remedy(f"{config.MAIN_FILE}, at its beginning", '[model]\nkind = "openai"\nname = "gpt-5-mini"\n')
        yield fail("model", f"{config.MAIN_FILE} has no table [model]", "sync and run need one that is named", remedy)
        return
    found = _secret(settings, settings.model.key_env, environ, "")
    if isinstance(found, Finding):
        yield found
    else:
        yield from of_model.examine(settings.model, found)


def _secret(settings: Settings, name: str, environ: Mapping[str, str], command: str) -> Secret | Finding:
    try:
        return config.secret(name, settings.folder, environ)
    except WrongSetting as error:
        place = config.shown(config.dotenv_file(settings.folder))
        remedy = Remedy("a shell on this machine", f"{command}\n") if command else Remedy(place, f"{name}=…\n")
        return fail("secret", str(error), "without it nobody lets Redraft in", remedy)
