"""What a person can ask for.  Each command imports what it needs, so that `redraft --help` waits for nothing."""

from __future__ import annotations

import errno
import json
import logging
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

import click

from worker import log
from worker.errors import Misconfigured, RedraftError

if TYPE_CHECKING:
    from datetime import datetime

    from worker.config import ModelSettings, Settings, SiteSettings
    from worker.model.port import Model

EXIT_STATUS = """\b
Exit status:
  0    done, or nothing to do
  1    a draft failed, or needs a person
  2    the configuration or the command line is wrong
  3    a site, the model or the database could not be reached
  130  stopped with Ctrl-C
"""
FOLDER, VERBOSE, LOG_JSON = "redraft.folder", "redraft.verbose", "redraft.log_json"

C = TypeVar("C", bound=Callable[..., Any])


class Commands(click.Group):
    """Turns our errors into one line each and an exit status.  Anything else is a bug and keeps its traceback."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except RedraftError as error:
            fail(error)
        except click.Abort as stopped:
            if isinstance(stopped.__context__, EOFError):
                fail(Misconfigured("the input ended before every question was answered; see --help for the flags"))
            ctx.exit(_stopped())
        except KeyboardInterrupt:
            ctx.exit(_stopped())
        except BrokenPipeError:  # whoever read our output has seen enough
            _drop_output()
            ctx.exit(0)
        except OSError as error:
            if error.errno != errno.ENOSPC:
                raise
            _drop_output()
            fail(Misconfigured(f"no space left to write {error.filename or 'the output'}; make room and start again"))


def fail(error: RedraftError) -> NoReturn:
    say(*str(error).splitlines())
    raise click.exceptions.Exit(error.exit_status)


def say(*lines: str) -> None:
    """Tell a person, on standard error; as events of the log where that is for a program."""
    ctx = click.get_current_context(silent=True)
    for line in lines:
        if ctx and LOG_JSON in ctx.meta:
            logging.getLogger(log.OURS).error("%s", line)
        else:
            click.echo(f"redraft: {line}", err=True)


def _drop_output() -> None:
    """What still waits to be written would fail once more when the process ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _stopped() -> int:
    say("stopped")
    return 130


def _remember(key: str) -> Callable[[click.Context, click.Parameter, Any], None]:
    def callback(ctx: click.Context, _parameter: click.Parameter, value: Any) -> None:
        if value:
            ctx.meta[key] = value

    return callback


def everywhere(command: C) -> C:
    """The options that may stand before a command and after it."""
    folder = click.Path(path_type=Path, file_okay=False)
    where = "Folder of the configuration.  Else ./config, else your own configuration folder."
    options = (
        click.option("--config", metavar="DIR", type=folder, expose_value=False, callback=_remember(FOLDER), help=where),
        click.option("-v", "--verbose", is_flag=True, expose_value=False, callback=_remember(VERBOSE), help="Log every step."),
    )
    for option in options:
        command = option(command)
    return command


def _log_json(ctx: click.Context, _parameter: click.Parameter, value: bool) -> None:
    if value:
        ctx.meta[LOG_JSON] = True
        log.set_up(logging.WARNING, as_json=True)  # at once: what is wrong with the configuration is an event, too


log_json = click.option(
    "--log-json", is_flag=True, expose_value=False, callback=_log_json, help="Log one JSON object a line to standard error."
)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]}, epilog=EXIT_STATUS)
@click.version_option(package_name="redraft", message="%(prog)s %(version)s")
@everywhere
def main() -> None:
    """
    Rewrite WordPress drafts with a language model, and leave publishing to a person.

    Begin with `redraft init`, then look before you leap: `redraft sync --dry-run`.
    """


@main.command()
@click.option("--url", help="Address of the WordPress site.")
@click.option("--username", help="WordPress account that edits the drafts.")
@click.option("--name", help="What to call the site here.")
@click.option("--password-env", metavar="NAME", help="Variable that will hold the application password.")
@click.option("--model-url", help="Address of the model's server.")
@click.option("--model", help="Name of the model.")
@click.option("--key-env", metavar="NAME", help='Variable that will hold the model\'s key; "" for none.')
@click.option("--non-interactive", is_flag=True, help="Ask nothing; take the defaults.")
@everywhere
@click.pass_context
def init(ctx: click.Context, /, non_interactive: bool, **given: str | None) -> None:
    """Write a first configuration, or add a site to one."""
    from worker import init as first

    first.configure(ctx.meta.get(FOLDER), given, os.environ, ask=not non_interactive)


@main.command()
@click.argument("url")
@click.option("--name", help="What to call the site here.")
@click.option("--no-browser", is_flag=True, help="Print the address of the page, and ask for the password.")
@click.option("--keyring", is_flag=True, help="Keep the password in your keyring, not in .env.")
@everywhere
@click.pass_context
def login(ctx: click.Context, url: str, name: str | None, no_browser: bool, keyring: bool) -> None:
    """Get an application password from the WordPress at URL, and write the site's file."""
    _log(ctx, logging.WARNING)

    from worker import login as door

    door.log_in(ctx.meta.get(FOLDER), url, name, os.environ, browser=not no_browser, keyring=keyring)


@main.command()
@click.argument("site")
@everywhere
@click.pass_context
def logout(ctx: click.Context, site: str) -> None:
    """Revoke the application password of SITE, and forget it here."""
    settings = _settings(ctx, sites=[site], model=False)
    _log(ctx, logging.WARNING)

    from worker import login as door

    door.log_out(settings, site, os.environ)


@main.command()
@click.argument("sites", nargs=-1, metavar="[SITE]...")
@click.option(
    "--post", "posts", type=click.IntRange(min=1), multiple=True, metavar="ID", help="Only this post, at once, even if older; any number."
)
@click.option("--dry-run", is_flag=True, help="Say what would be rewritten; ask no model, write nothing.")
@click.option("--backlog", is_flag=True, help="Older drafts too, from before the first sync or another [select].")
@click.option("--limit", type=click.IntRange(min=1), metavar="N", help="At most so many drafts of each site.")
@click.option("--yes", is_flag=True, help="Do not ask before a backlog.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@log_json
@everywhere
@click.pass_context
def sync(
    ctx: click.Context,
    sites: tuple[str, ...],
    posts: tuple[int, ...],
    dry_run: bool,
    backlog: bool,
    limit: int | None,
    yes: bool,
    as_json: bool,
) -> None:
    """Look for new drafts once and rewrite them.  Without SITE: all sites."""
    from worker import report

    if posts and (backlog or limit):
        raise click.UsageError("--post names a draft; --backlog and --limit are for all that are found.")
    sites = tuple(dict.fromkeys(sites))
    settings = _settings(ctx, sites=sites or None, model=not dry_run)
    names = sites or tuple(site.name for site in settings.sites)
    if posts and len(names) != 1:
        raise click.UsageError(f"--post needs the name of its site: one of {', '.join(names)}.")
    _log(ctx, logging.INFO if LOG_JSON in ctx.meta else logging.WARNING)
    if backlog and not (yes or dry_run):
        if not sys.stdin.isatty():
            raise Misconfigured("nobody is here to be asked whether a backlog may be billed; add --yes, or look first with --dry-run")
        click.echo(report.backlog(settings, os.environ, names, limit), err=True)
        click.confirm(f"Send every older draft of {', '.join(names)} to the model?", abort=True, err=True)

    from worker import engine
    from worker.rooms import unheard

    try:
        with nullcontext(unheard) if LOG_JSON in ctx.meta else report.watching() as notice:
            reports = engine.sync(
                settings,
                os.environ,
                names,
                posts=posts,
                dry_run=dry_run,
                backlog=backlog,
                limit=limit,
                notice=notice,
            )
    except KeyboardInterrupt:
        say("stopped; the next sync or daemon goes on with what was at hand")
        engine.leave(130)
    result = report.of(settings, reports)
    if as_json:
        click.echo(json.dumps(result, ensure_ascii=False))
    else:
        report.show_round(result)
    for name, problem in ((each["site"], each["error"]) for each in result["sites"] if each["error"]):
        say(f"{name}: {problem}")
    ctx.exit(result["exit"])


@main.command()
@log_json
@everywhere
@click.pass_context
def run(ctx: click.Context) -> None:
    """Run as a daemon: look at each site on its interval until SIGTERM or Ctrl-C."""
    settings = _settings(ctx)
    _log(ctx, logging.INFO)

    from worker import daemon

    ctx.exit(daemon.run(settings, os.environ, lambda: _settings(ctx)))


@main.command()
@click.option("--watch", is_flag=True, help="Look again every two seconds, until Ctrl-C.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@everywhere
@click.pass_context
def status(ctx: click.Context, watch: bool, as_json: bool) -> None:
    """What was done, what waits and until when, what is wrong, what was spent, and who works."""
    if watch and as_json:
        raise click.UsageError("--watch is for a person, --json for a program; take one of them.")
    settings = _settings(ctx, model=False, secrets=False)

    from worker import status as state
    from worker.store import Store

    with Store(settings.database_url) as store:
        if as_json:
            click.echo(json.dumps(state.as_json(settings, store), ensure_ascii=False))
        elif watch:
            state.watch(settings, store)
        else:
            state.show(settings, store)


@main.command()
@click.argument("sites", nargs=-1, metavar="[SITE]...")
@everywhere
@click.pass_context
def pause(ctx: click.Context, sites: tuple[str, ...]) -> None:
    """
    Neither poll SITE nor work on it, until it is resumed.  Without SITE: all sites.

    It holds for every process on the database.  A draft at hand is brought to its end.
    """
    from worker.rooms import utc_now

    _pause(ctx, sites, utc_now())


@main.command()
@click.argument("sites", nargs=-1, metavar="[SITE]...")
@everywhere
@click.pass_context
def resume(ctx: click.Context, sites: tuple[str, ...]) -> None:
    """Poll and work on SITE again.  Without SITE: all sites."""
    _pause(ctx, sites, None)


def _pause(ctx: click.Context, sites: tuple[str, ...], now: datetime | None) -> None:
    from worker.store import Store

    settings = _settings(ctx, sites=sites or None, model=False, secrets=False)
    with Store(settings.database_url) as store:
        for name in dict.fromkeys(sites or [site.name for site in settings.sites]):
            store.pause(name, now)
            click.echo(f"{name}: {'paused' if now else 'goes on'}")


@main.command()
@click.argument("site", required=False)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.option("--write-test", is_flag=True, help="Make one draft on each site, and delete it.")
@everywhere
@click.pass_context
def doctor(ctx: click.Context, site: str | None, as_json: bool, write_test: bool) -> None:
    """
    Say what stands in the way on SITE (else all sites) and of the model, and the exact text that mends it.

    It changes nothing without --write-test, and asks the model one small question.
    """
    from worker import checkup, report

    settings = _settings(ctx, sites=[site] if site else None, model=False, secrets=False)
    _log(ctx, logging.WARNING)
    result = report.of_findings(checkup.examine(settings, os.environ, site, write_test=write_test))
    if as_json:
        click.echo(json.dumps(result, ensure_ascii=False))
    else:
        report.show_findings(result)
    ctx.exit(result["exit"])


@main.command()
@click.argument("site")
@click.argument("post", type=click.IntRange(min=1), required=False)
@everywhere
@click.pass_context
def retry(ctx: click.Context, site: str, post: int | None) -> None:
    """
    Try the drafts of SITE again that failed, those too that wait for a person.  With POST: only that one.

    The daemon does it at once, without one the next sync.
    """
    settings = _settings(ctx, sites=[site], model=False, secrets=False)

    from worker import orders
    from worker.store import Store

    with Store(settings.database_url) as store:
        for line in orders.retry(store, site, post):
            click.echo(line)


@main.command()
@click.argument("site")
@click.argument("post", type=click.IntRange(min=1))
@everywhere
@click.pass_context
def skip(ctx: click.Context, site: str, post: int) -> None:
    """Leave POST of SITE alone, whatever becomes of it, until you ask for it."""
    settings = _settings(ctx, sites=[site], model=False, secrets=False)

    from worker import orders
    from worker.store import Store

    with Store(settings.database_url) as store:
        click.echo(orders.skip(store, site, post))


@main.command()
@click.argument("site")
@click.argument("post", type=click.IntRange(min=1))
@click.option("--original", is_flag=True, help="The text as it was, byte for byte; its headline to standard error.")
@click.option("--result", is_flag=True, help="The text that was put on the site, in the same way.")
@click.option("--diff", is_flag=True, help="Both as one, with every changed word marked.")
@click.option("--proof", is_flag=True, help="The proof as JSON.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@everywhere
@click.pass_context
def show(ctx: click.Context, /, site: str, post: int, as_json: bool, **parts: bool) -> None:
    """What became of POST of SITE: each change, and why the rest kept its words."""
    asked = [name for name, wanted in parts.items() if wanted]
    if len(asked) > 1:
        raise click.UsageError(f"--{asked[0]} and --{asked[1]} are two things; take one of them.")
    if as_json and "diff" in asked:
        raise click.UsageError("--diff is for a person; for a program take --original --json and --result --json.")
    part: Any = asked[0] if asked else None
    settings = _settings(ctx, sites=[site], model=False, secrets=False)

    from worker.review import post as page
    from worker.store import Store

    with Store(settings.database_url) as store:
        found = page.remembered(store, next(each for each in settings.sites if each.name == site), post)
        if part == "proof":
            click.echo(json.dumps(page.as_json(store, found, part), ensure_ascii=False, indent=None if as_json else 2))
        elif as_json:
            click.echo(json.dumps(page.as_json(store, found, part)))  # ASCII only: a text may hold what UTF-8 cannot
        else:
            page.show(store, found, part)


@main.command()
@click.argument("site")
@click.argument("post", type=click.IntRange(min=1))
@click.option("--force", is_flag=True, help="Even if somebody has edited it since; that text is kept first.")
@everywhere
@click.pass_context
def undo(ctx: click.Context, site: str, post: int, force: bool) -> None:
    """
    Put the original of POST of SITE back.

    A suggestion or a copy beside the draft is left to you: nothing is ever deleted.
    """
    settings = _settings(ctx, sites=[site], model=False)
    _log(ctx, logging.WARNING)

    from worker import undo as original
    from worker.rooms import open_rooms

    with open_rooms(settings, os.environ) as rooms:
        undone = original.put_back(rooms, site, post, force=force)
        became = "has its original back" if undone.written else "holds its original"
        click.echo(f"{site}: post {undone.post_id} {became}: {rooms.site(site).edit_url(undone.post_id)}")
        if undone.kept:
            click.echo(f"{site}: the text that stood there is kept: among its revisions in wp-admin, and for redraft export")
        if undone.beside:
            click.echo(f"{site}: {undone.beside}")


@main.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.argument("sites", nargs=-1, metavar="[SITE]...")
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), metavar="DATE", help="Only what was done from that day on, in UTC: 2026-03-01.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@everywhere
@click.pass_context
def export(ctx: click.Context, folder: Path, sites: tuple[str, ...], since: datetime | None, as_json: bool) -> None:
    """
    Write originals, results and proofs as files: DIR/SITE/POST/…  Without SITE: of all sites.

    What is there is never overwritten, so that the same folder may be exported to again.
    """
    settings = _settings(ctx, sites=(), model=False, secrets=False)

    from datetime import UTC

    from worker import export as files
    from worker.store import Store

    with Store(settings.database_url) as store:
        done = files.export(store, folder, tuple(dict.fromkeys(sites)), since and since.replace(tzinfo=UTC))
    if as_json:
        click.echo(json.dumps(done.as_json(), ensure_ascii=False))
        return
    click.echo(f"{done.folder}: {done.posts} posts, {done.written} new files, {done.already} that were there already")
    for path in done.beside:
        click.echo(f"{path}: written beside one with another content")


@main.command()
@click.option("--dry-run", is_flag=True, help="Say what would be dropped.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@everywhere
@click.pass_context
def prune(ctx: click.Context, dry_run: bool, as_json: bool) -> None:
    """
    Drop the texts of posts that have long been published or gone, as the daemon does once a day.

    How long is `keep_days` of [state].  A draft keeps its original for as long as it is one.
    """
    settings = _settings(ctx, model=False)
    _log(ctx, logging.WARNING)
    if not settings.keep:
        raise Misconfigured("[state] keep_days is 0, so everything is kept; write a number of days there to drop what is older")

    from worker import prune as dropping
    from worker.rooms import open_rooms

    with open_rooms(settings, os.environ) as rooms:
        done = dropping.prune(rooms, settings.keep, dry=dry_run)
    if as_json:
        click.echo(json.dumps(done.as_json(), ensure_ascii=False))
        return
    for line in done.lines(dry=dry_run):
        click.echo(line)


@main.command()
@click.argument("sites", nargs=-1, metavar="[SITE]...")
@click.option("--last", type=click.IntRange(min=1), metavar="N", help="So many drafts: else 200 by the rules, 10 by the model.")
@click.option("--model/--rules", "ask", default=False, help="Ask the model again and compare; else only the present rules are run.")
@click.option("--yes", is_flag=True, help="Do not ask before the model is.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@everywhere
@click.pass_context
def replay(ctx: click.Context, sites: tuple[str, ...], last: int | None, ask: bool, yes: bool, as_json: bool) -> None:
    """
    Say what would come of past drafts today, before a rule, a prompt or a model changes.

    It writes to no site.  To try a change, make it in a copy of the configuration that has the same [state], and name that with --config.
    """
    from worker import replay as again
    from worker.guide import Guide
    from worker.review.sheet import clean
    from worker.rooms import budget_of, open_rooms
    from worker.store import Store

    sites = tuple(dict.fromkeys(sites))
    settings = _settings(ctx, sites=sites or None, model=ask, secrets=False)
    _log(ctx, logging.WARNING)
    chosen = {site.name: site for site in settings.sites if not sites or site.name in sites}
    if not ask:
        with Store(settings.database_url) as store:
            guides = {name: Guide.of(settings, site) for name, site in chosen.items()}
            result = again.by_rules(store, chosen, guides.__getitem__, last or 200)
    else:
        with open_rooms(settings, os.environ) as rooms:
            count = len(rooms.store.proven(tuple(chosen), last or 10))
            if count and not yes:
                if not sys.stdin.isatty():
                    raise Misconfigured("nobody is here to be asked whether the model may be asked again; add --yes, or leave out --model")
                usual = rooms.store.usual_draft()
                takes = f": {budget_of(settings).estimate(usual, count)}, by what drafts have taken so far" if usual else ""
                click.echo(f"Drafts to be asked for again: {count}{takes}.", err=True)
                click.confirm("Send them to the model?", abort=True, err=True)
            result = again.by_model(rooms, tuple(chosen), last or 10, lambda line: click.echo(clean(line), err=True))
    if as_json:
        click.echo(json.dumps(result, ensure_ascii=False))
    else:
        for line in (again.lines_of_model if ask else again.lines_of_rules)(result):
            click.echo(clean(line))
    if problem := result.get("problem"):
        say(problem)
        ctx.exit(result["exit"])


@main.command("rewrite")
@click.argument("file", type=click.Path(allow_dash=True))
@click.option("--title", default="", help="Headline that belongs to the text.")
@click.option("--site", metavar="NAME", help="Go by the style, rules, lists and second reader of this site.")
@click.option("--proof", metavar="FILE", type=click.Path(path_type=Path), help="Write the proof there, as JSON.")
@click.option("--output", metavar="FILE", type=click.Path(path_type=Path), help="Write the text there.")
@click.option("--json", "as_json", is_flag=True, help="Print title, body and proof as one JSON object.")
@everywhere
@click.pass_context
def rewrite_file(
    ctx: click.Context, file: str, title: str, site: str | None, proof: Path | None, output: Path | None, as_json: bool
) -> None:
    """
    Rewrite a text without WordPress: HTML, block markup or plain text, from FILE or - for standard input.

    The text goes to standard output, the headline to standard error.  Without a configured model it is that of
    OPENAI_API_KEY (OPENAI_BASE_URL, OPENAI_MODEL), else the embedded one.  What it takes is in the proof; no budget holds it.
    """
    from worker import files, report

    text = files.read(file)
    headline = files.headline(title)
    for target in (proof, output):
        files.must_be_writable(target)
    _log(ctx, logging.WARNING)

    from worker import config
    from worker.guide import Guide
    from worker.rewrite import rewrite
    from worker.rooms import budget_of

    folder = config.find_folder(ctx.meta.get(FOLDER))
    configured = site or FOLDER in ctx.meta or (folder / config.MAIN_FILE).is_file()
    settings = _settings(ctx, sites=(site,) if site else (), model=False, secrets=False) if configured else None
    chosen = next((each for each in settings.sites if each.name == site), None) if settings else None
    with (
        _model(settings, folder) as model,
        report.counting("standard input" if file == "-" else Path(file).name) as progress,
    ):
        reader = _reader(settings, chosen) if settings and chosen else None
        rewritten = rewrite(headline, text.body, model, Guide.of(settings, chosen), progress, reader=reader)
        proven = rewritten.proof
        if settings and settings.model:
            proven = budget_of(settings).costing(proven, model.name, (reader or model).name)

    document: dict[str, Any] = {
        "title": rewritten.title,
        "body": text.again(rewritten.body),
        "proof": proven.as_json(),
    }
    try:
        files.write(output, json.dumps(document, ensure_ascii=False) + "\n" if as_json else document["body"])
    finally:
        if proof:
            files.write(proof, json.dumps(document["proof"], ensure_ascii=False, indent=2) + "\n")
    if not as_json:
        report.show_rewritten(rewritten)


@main.group()
def model() -> None:
    """The embedded model."""


@model.command()
def fetch() -> None:
    """Get the embedded model (93 MB).  It is for trying only: far too small for news."""
    from platformdirs import user_cache_path

    from worker.model import embedded

    click.echo(embedded.fetch(user_cache_path("redraft"), lambda line: click.echo(line, err=True)))


@main.command()
@click.pass_context
def demo(ctx: click.Context) -> None:
    """See the whole job once: a real WordPress, a small model, one article."""
    from rich.console import Console

    from worker.demo import demo as whole_job

    ctx.exit(whole_job.run(Console(), os.environ))


def _settings(ctx: click.Context, **needs: Any) -> Settings:
    from worker import config

    return config.load(config.find_folder(ctx.meta.get(FOLDER)), os.environ, **needs)


@contextmanager
def _model(settings: Settings | None, folder: Path) -> Iterator[Model]:
    from worker import config

    named = settings.model if settings and settings.model else config.unnamed_model(folder, os.environ)
    if named.kind == "openai":
        yield _connected(named, folder)
    else:
        from worker.model import embedded

        with embedded.serve(named) as served:
            yield served


def _reader(settings: Settings, site: SiteSettings) -> Model | None:
    """A site's second reader, None if there is none or the model that writes reads as well."""
    from worker.rooms import reader_of

    chosen = reader_of(settings, site)
    return _connected(chosen, settings.folder) if chosen else None


def _connected(chosen: ModelSettings, folder: Path) -> Model:
    from worker import config
    from worker.model import client

    return client.connect(chosen, config.secret(chosen.key_env, folder, os.environ).reveal())


def _log(ctx: click.Context, level: int) -> None:
    log.set_up(logging.DEBUG if VERBOSE in ctx.meta else level, as_json=LOG_JSON in ctx.meta)
