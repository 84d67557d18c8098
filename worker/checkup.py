"""Who is examined: the sites, and the model that rewrites for them."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress

from worker import config, selection
from worker.config import ModelSettings, Secret, Settings, SiteSettings
from worker.errors import RedraftError, WrongSetting
from worker.finding import Finding, Remedy, fail, ok, warn
from worker.model import doctor as of_model
from worker.model import gate
from worker.pace import SitePace
from worker.rooms import reader_of
from worker.store import Store, known
from worker.wordpress import doctor as of_site
from worker.wordpress import transport
from worker.wordpress.http import Pace, unhurried


def examine(
    settings: Settings, environ: Mapping[str, str], site: str | None = None, *, write_test: bool = False
) -> Iterator[tuple[str, Iterator[Finding]]]:
    """
    The findings of `site` (None: of each one), then of the model, then of each other one that reads a second time.

    They are found while they are read.
    """
    chosen = [each for each in settings.sites if site in (None, each.name)]
    for each in chosen:
        yield each.name, _site(settings, each, environ, write_test=write_test)
    yield "model", _model(settings, environ)
    readers: dict[str, tuple[ModelSettings, list[str]]] = {}  # what is the same for several sites is asked once
    for each in chosen:
        try:
            reader = reader_of(settings, each)
        except WrongSetting as error:
            means = "the drafts of this site cannot be read a second time"
            yield f"second reader of {each.name}", iter((fail("model", str(error), means, exit_status=error.exit_status),))
            continue
        if reader:
            readers.setdefault(reader.model_dump_json(), (reader, []))[1].append(each.name)
    for reader, names in readers.values():
        yield f"second reader of {', '.join(names)}", _asked(settings, reader, environ)


def _site(settings: Settings, site: SiteSettings, environ: Mapping[str, str], *, write_test: bool) -> Iterator[Finding]:
    password = None
    found = _secret(settings, site.password_env, environ, f"redraft login {site.url}")
    if isinstance(found, Finding):
        yield found
    else:
        password = found
    sound = True
    with _turns(settings, site) as pace:
        for each in of_site.examine(site, password, write_test=write_test, pace=pace):
            yield each
            sound &= each.level != "fail"
        if sound and password and (selection.asks_for_terms(site.select) or selection.names_authors(site.select)):
            yield _selection(site, password, pace)
        if isinstance(pace, SitePace) and (reason := pace.rests()):
            yield warn("rest", reason, "sync and run ask the site for nothing until then")


@contextmanager
def _turns(settings: Settings, site: SiteSettings) -> Iterator[Pace]:
    """The site's turns, which sync and run take as well; as fast as it goes where nothing has ever run."""
    with ExitStack() as opened:
        pace: Pace = unhurried
        if known(settings.database_url):
            with suppress(RedraftError):  # of the database: said of the model
                store = opened.enter_context(Store(settings.database_url))
                pace = SitePace(store, site.name, site.pace, threading.Event(), though_shut=True)
        yield pace


def _selection(site: SiteSettings, password: Secret, pace: Pace) -> Finding:
    """Does the site have what [select] names?"""
    try:
        unknown = selection.unknown_names(transport.connect(site, password, pace), site.select)
    except RedraftError as error:
        means = "while they cannot be looked up, drafts are not selected by them, and none is taken"
        return fail("selection", f"the names in [select] are kept back: {error}", means, exit_status=error.exit_status)
    if not unknown:
        return ok("selection", "the site has every category, tag and author that [select] names")
    pages = ("edit-tags.php?taxonomy=category", "edit-tags.php?taxonomy=post_tag", "users.php")
    names = Remedy("a browser: the names as they are", "".join(f"{site.url}/wp-admin/{page}\n" for page in pages))
    means = "a name that is spelt otherwise selects nothing; one that nobody has used yet is no mistake"
    return warn("selection", f"[select] names what the site does not have, or not yet: {unknown}", means, names)


def _model(settings: Settings, environ: Mapping[str, str]) -> Iterator[Finding]:
    if settings.model is None:
        remedy = Remedy(f"{config.MAIN_FILE}, at its beginning", '[model]\nkind = "openai"\nname = "gpt-5-mini"\n')
        yield fail("model", f"{config.MAIN_FILE} has no table [model]", "sync and run need one that is named", remedy)
        return
    yield from _asked(settings, settings.model, environ)


def _asked(settings: Settings, model: ModelSettings, environ: Mapping[str, str]) -> Iterator[Finding]:
    found = _secret(settings, model.key_env, environ, "")
    if isinstance(found, Finding):
        yield found
    else:
        yield from of_model.examine(model, found)
    yield from _held_back(settings, model)


def _held_back(settings: Settings, model: ModelSettings) -> Iterator[Finding]:
    """What sync and run remember of the model's server, and heed though it may answer by now."""
    if not known(settings.database_url):
        return
    try:
        with Store(settings.database_url) as store:
            troubles = gate.troubles(model, store)
    except RedraftError as error:
        yield warn("database", str(error), "what is remembered of the model's server could not be read")
        return
    for line in troubles:
        yield warn("model", line, "the first draft that gets an answer ends it")


def _secret(settings: Settings, name: str, environ: Mapping[str, str], command: str) -> Secret | Finding:
    try:
        return config.secret(name, settings.folder, environ)
    except WrongSetting as error:
        place = config.shown(config.dotenv_file(settings.folder))
        remedy = Remedy("a shell on this machine", f"{command}\n") if command else Remedy(place, f"{name}=…\n")
        return fail("secret", str(error), "without it nobody lets Redraft in", remedy)
