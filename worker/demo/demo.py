"""
The whole job once, for somebody who has just arrived: a real WordPress, two drafts of one article, and what becomes
of them.

It does what a user does: writes the configuration files and runs `redraft sync`. Everything it makes lies in the
folder of its WordPress site (worker/demo/lab.py), so that removing the site removes it all.
"""

from __future__ import annotations

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
from rich.text import Text

from worker.config import EMBEDDED_MODEL
from worker.demo.lab import Lab, WordPress
from worker.model import embedded
from worker.proof import Proof
from worker.review.sheet import clean, sheet

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

    command = ["redraft", "sync", "--config", str(folder / "config"), "--backlog", "--yes", "--json"]
    console.print(f"[bold]$ {' '.join(command)}", soft_wrap=True)
    # Its progress goes to standard error, and so straight to the screen.
    program = Path(sysconfig.get_path("scripts"), "redraft")
    sync = subprocess.run(command, executable=program, env=dict(environ), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True)
    if not sync.stdout.strip():
        return sync.returncode

    reports = [draft for done in json.loads(sync.stdout)["sites"] for draft in done["drafts"]]
    record = folder / "reports.json"
    if any(report["outcome"] == "revised" for report in reports):
        record.write_text(json.dumps(reports))
    elif record.exists():
        console.print("\nAn earlier run has done both drafts, so nothing was rewritten again. This is what it did:")
        reports = json.loads(record.read_text())

    labels = {drafts[kind]: label for kind, label in DRAFTS.items()}
    for report in reports:
        for part in _shown(console, report, labels.get(report["post"], f"post {report['post']}")):
            console.print(part)
    for line in _farewell(site, reports):
        console.print(line, soft_wrap=True, highlight=False)
    return sync.returncode


def configure(folder: Path, site: WordPress, environ: Mapping[str, str]) -> None:
    """Write config/redraft.toml, config/sites/demo.toml and .env into `folder`, anew at each run."""
    (folder / "config/sites").mkdir(parents=True, exist_ok=True)
    if environ.get("OPENAI_API_KEY"):
        model = {"kind": "openai", "base_url": environ.get("OPENAI_BASE_URL"), "name": environ.get("OPENAI_MODEL")}
    else:
        model = {"kind": "embedded"}
        embedded.fetch(user_cache_path("redraft"), lambda line: print(line, file=sys.stderr))
    (folder / "config/redraft.toml").write_text(f'[model]\n{_toml(model)}\n[state]\nfolder = "../state"\n')
    (folder / "config/sites/demo.toml").write_text(
        _toml({"url": site.url, "username": "redraft", "password_env": "DEMO_APPLICATION_PASSWORD"})
    )
    secrets = folder / ".env"
    secrets.touch(mode=0o600)
    secrets.write_text(f'DEMO_APPLICATION_PASSWORD="{site.users["redraft"].app_password}"\n')


def _toml(values: Mapping[str, str | None]) -> str:
    return "".join(f"{key} = {json.dumps(value)}\n" for key, value in values.items() if value)


def _shown(console: Console, report: Report, label: str) -> Iterable[Any]:
    """One draft: what became of it, and why the rest of it kept its words."""
    yield Text()
    yield Rule(f"{label}: {report['outcome']}")
    if report["reason"]:
        yield Text(report["reason"], style="yellow")
    if report["proof"]:
        proof = Proof.from_json(report["proof"])
        yield Text(f"before  {clean(proof.title.source)}")
        yield Text(f"after   {clean(proof.title.result)}", "bold")
        yield Text()
        yield from sheet(proof, colours=console.is_terminal)


def _farewell(site: WordPress, reports: Iterable[Report]) -> Iterable[str]:
    yield ""
    for model in sorted({report["proof"]["model"] for report in reports if report["proof"]}):
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
