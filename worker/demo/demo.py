"""
The whole job once, for somebody who has just arrived: a real WordPress, two drafts of one article, and what becomes
of them.

It does what a user does: writes the configuration files and runs `redraft sync`. Everything it makes lies in the
folder of its WordPress site (worker/demo/lab.py), so that removing the site removes it all.
"""

from __future__ import annotations

import difflib
import json
import subprocess
import sys
import sysconfig
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from platformdirs import user_cache_path
from rich.console import Console
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from worker.config import EMBEDDED_MODEL
from worker.demo.lab import Lab, WordPress

HERE = Path(__file__).parent
DRAFTS = {"classic": "classic editor", "blocks": "block editor"}

Report = Mapping[str, Any]  # one draft of `redraft sync --json`, with its proof


def run(console: Console, environ: Mapping[str, str], name: str = "demo") -> int:
    """
    Start WordPress, have both drafts rewritten and show what became of them; return the exit status of the sync.

    With OPENAI_API_KEY in `environ` that model writes (OPENAI_BASE_URL and OPENAI_MODEL say which), else the embedded
    one. `name` is the site's. A second run finds the drafts done and shows them again. Raises Misconfigured or
    Unreachable.
    """
    with console.status("Starting a real WordPress (the first time it is downloaded: about a minute) …"):
        site = Lab(name=name).up()
        drafts = json.loads(site.php(f"require {str(HERE / 'article/seed.php')!r};"))
    console.print(f"WordPress {site.version} runs on {site.url} and holds two drafts of one invented article.")

    folder = site.lab.folder / "redraft"
    configure(folder, site, environ)
    console.print(f"The configuration, as a user would write it: {folder / 'config'}")

    command = [
        str(Path(sysconfig.get_path("scripts")) / "redraft"),
        "sync",
        "--config",
        str(folder / "config"),
        "--backlog",
        "--json",
    ]
    console.print(f"[bold]$ {' '.join(['redraft', *command[1:]])}", soft_wrap=True)
    # Its progress goes to standard error, and so straight to the screen.
    sync = subprocess.run(command, env=dict(environ), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True)
    if not sync.stdout.strip():
        return sync.returncode

    reports = [draft for done in json.loads(sync.stdout)["sites"] for draft in done["drafts"]]
    record = folder / "reports.json"
    if any(report["outcome"] == "revised" for report in reports):
        record.write_text(json.dumps(reports))
    elif record.exists():
        console.print("\nAn earlier run has done both drafts, so nothing was rewritten again. This is what it did:")
        reports = json.loads(record.read_text())

    titles = {drafts[kind]: label for kind, label in DRAFTS.items()}
    for report in reports:
        console.print(*_shown(report, titles.get(report["post"], f"post {report['post']}")), sep="\n")
    console.print(*_farewell(site, reports), sep="\n", soft_wrap=True)
    return sync.returncode


def configure(folder: Path, site: WordPress, environ: Mapping[str, str]) -> None:
    """Write config/redraft.toml, config/sites/demo.toml and .env into `folder`, anew at each run."""
    (folder / "config/sites").mkdir(parents=True, exist_ok=True)
    if environ.get("OPENAI_API_KEY"):
        model = {"kind": "openai", "base_url": environ.get("OPENAI_BASE_URL"), "name": environ.get("OPENAI_MODEL")}
    else:
        model = {"kind": "embedded", "file": str(_embedded_model())}
    (folder / "config/redraft.toml").write_text(f'[model]\n{_toml(model)}\n[state]\nfolder = "../state"\n')
    (folder / "config/sites/demo.toml").write_text(
        _toml({"url": site.url, "username": "redraft", "password_env": "DEMO_APPLICATION_PASSWORD"})
    )
    secrets = folder / ".env"
    secrets.touch(mode=0o600)
    secrets.write_text(f'DEMO_APPLICATION_PASSWORD="{site.users["redraft"].app_password}"\n')


def _embedded_model() -> Path:
    from worker.model import embedded

    return embedded.fetch(user_cache_path("redraft"), lambda line: print(line, file=sys.stderr))


def _toml(values: Mapping[str, str | None]) -> str:
    return "".join(f"{key} = {json.dumps(value)}\n" for key, value in values.items() if value)


def word_diff(before: str, after: str) -> Text:
    """`before` and `after` as one text: words that are gone struck out in red, new ones in green."""
    old, new = before.split(), after.split()
    shown = Text()
    for action, old_from, old_to, new_from, new_to in difflib.SequenceMatcher(
        None, old, new, autojunk=False
    ).get_opcodes():
        if action == "equal":
            shown.append(" ".join(old[old_from:old_to]) + " ")
            continue
        if old_to > old_from:
            shown.append(" ".join(old[old_from:old_to]), style="red strike").append(" ")
        if new_to > new_from:
            shown.append(" ".join(new[new_from:new_to]), style="green").append(" ")
    shown.rstrip()
    return shown


def _shown(report: Report, label: str) -> Iterable[Any]:
    """One draft: what became of it, and why the rest of it kept its words."""
    yield ""
    yield Rule(f"{label}: {report['outcome']}")
    if report.get("reason"):
        yield Text(report["reason"], style="yellow")
    proof = report.get("proof")
    if not proof:
        return
    yield Text.assemble(("title before  ", "dim"), proof["title"]["source"])
    yield Text.assemble(("title after   ", "dim"), (proof["title"]["result"], "bold"))
    yield ""
    for unit in proof["units"]:
        if unit["changed"]:
            yield word_diff(unit["source"], unit["result"])
        else:
            yield Text(unit["source"], style="dim")
            yield Text(f"  kept its words: {_why(unit)}", style="yellow")
        yield ""
    yield _facts(proof)


def _why(unit: Mapping[str, Any]) -> str:
    return "; ".join(verdict["reason"] for verdict in unit["verdicts"]) or "the model left it as it was"


def _facts(proof: Mapping[str, Any]) -> Table:
    units, usage = proof["units"], proof["usage"]
    changed = sum(unit["changed"] for unit in units)
    same = proof["skeleton"]["before"] == proof["skeleton"]["after"]
    table = Table(show_header=False, box=None, padding=(0, 2, 0, 0))
    table.add_row("paragraphs with new words", f"{changed} of {len(units)}")
    table.add_row("boilerplate removed", ", ".join(f"“{text}”" for text in proof["boilerplate"]) or "none")
    table.add_row("markup outside the words", "the same bytes as before" if same else "NOT the same: this is a defect")
    tokens = f"{usage['input_tokens']:,} tokens in, {usage['output_tokens']:,} out"
    table.add_row("the model", f"{usage['calls']} calls, {tokens}, {usage['seconds']:.0f} s")
    return table


def _farewell(site: WordPress, reports: Iterable[Report]) -> Iterable[Any]:
    yield ""
    for model in sorted({report["proof"]["model"] for report in reports if report.get("proof")}):
        remark = ", which is for trying only: it is far too small for news" if model == EMBEDDED_MODEL else ""
        yield f"Written by {model}{remark}."
    yield "[bold]Look at them in wp-admin:"
    for report in reports:
        yield f"  {report['edit_url']}"
    yield f"  user editor, password {site.users['editor'].password}"
    if (HERE.parents[1] / "Makefile").exists():
        yield "Stop WordPress: make stop.  Remove it, the drafts and the configuration: make clean-demo"
    else:
        lab = f"{sys.executable} -m worker.demo.lab"
        yield f"Stop WordPress: {lab} stop.  Remove it, the drafts and the configuration: {lab} remove"
    yield f"Downloads are kept for the next time in {user_cache_path('redraft')}; that folder may be deleted."
