"""
Originals, results and proofs as files that people can read: FOLDER/SITE/POST/WORK/{original.html, result.html, proof.json, meta.json}.

One folder WORK for each piece of work on the post, named by its day and its text. Only whoever exports may read them. A file that is
there with another content is never overwritten: the new one gets the next number, `meta.2.json`. So an export may be cut off and made
again, and one folder may be exported to every day.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from worker.errors import GiveUp, WrongSetting
from worker.review.console import iso
from worker.review.post import became
from worker.store import Record, Store

_PRIVATE = 0o600


@dataclass(slots=True)
class Exported:
    """What an export did."""

    folder: Path
    posts: int = 0
    written: int = 0  # files
    already: int = 0  # files that were there with this very content
    beside: list[str] = field(default_factory=list)  # paths of files that were written beside one with another content
    dropped: int = 0  # pieces of work whose texts are not kept any more

    def as_json(self) -> dict[str, Any]:
        return {
            "folder": str(self.folder),
            "posts": self.posts,
            "written": self.written,
            "already": self.already,
            "beside": self.beside,
            "dropped": self.dropped,
        }


def export(store: Store, folder: Path, sites: Sequence[str] = (), since: datetime | None = None) -> Exported:
    """
    Write what is kept of these sites (all for none) to files; `since`: only work of which anything became at or after that time.

    Raises WrongSetting for a site of which nothing is known, and where the folder cannot be made or written.
    """
    known = store.known_sites()
    if strangers := [name for name in sites if name not in known]:
        raise WrongSetting(f"nothing is known of {', '.join(strangers)}; there is work on {', '.join(known) or 'no site yet'}")
    done = Exported(folder.absolute())
    try:
        _make(done.folder)
        for site in sites or known:
            posts = set()
            for record in store.work(site, since):
                posts.add(record.post_id)
                _export(store, record, done)
            done.posts += len(posts)
    except OSError as error:
        if error.filename is None:
            raise
        raise WrongSetting(f"{error.filename} cannot be written: {error.strerror}; name a folder that you may write, with room") from None
    return done


def name_of(record: Record) -> str:
    """
    The folder of a piece of work: the day it was offered, the beginning of its text's hash, and its number if it was tried again.

    A site's name and a post's number are safe in paths, and so is this.
    """
    again = f"-{record.attempt}" if record.attempt else ""
    return f"{record.offered_at:%Y-%m-%d}-{record.source[:8]}{again}"


def _export(store: Store, record: Record, done: Exported) -> None:
    folder = done.folder
    for part in (record.site, str(record.post_id), name_of(record)):
        folder = folder / part
        _make(folder)
    for name, data in _files(store, record, done):
        _write(folder, name, data, done)


def _files(store: Store, record: Record, done: Exported) -> Iterator[tuple[str, bytes]]:
    meta = _meta(record)
    for part, text in (("original", record.source), ("result", record.result)):
        if text is None:
            continue
        try:
            meta[f"{part}_title"], body = store.text(text)
        except GiveUp:
            done.dropped += part == "original"
            continue
        yield f"{part}.html", body.encode("utf-8", "surrogatepass")
    if proof := store.proof(record.id):
        yield "proof.json", _document(proof)
    yield "meta.json", _document(meta)


def _meta(record: Record) -> dict[str, Any]:
    return {
        "site": record.site,
        "post": record.post_id,
        "outcome": became(record),
        "reason": record.reason,
        "attempt": record.attempt,
        "offered": iso(record.offered_at),
        "settled": iso(record.settled_at),
        "undone": iso(record.undone_at),
        "original_sha256": record.source,
        "result_sha256": record.result,
        "id": record.id,
    }


def _document(values: dict[str, Any]) -> bytes:
    """JSON that a person can read; what UTF-8 cannot carry, half of a character, is escaped."""
    text = json.dumps(values, ensure_ascii=False, indent=2) + "\n"
    try:
        return text.encode()
    except UnicodeEncodeError:
        return (json.dumps(values, indent=2) + "\n").encode()


def _make(folder: Path) -> None:
    if not folder.is_dir():
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)


def _write(folder: Path, name: str, data: bytes, done: Exported) -> None:
    """Put a file where none is, under the next number where there is another; whole or not at all, in this process or the next."""
    stem, _, suffix = name.partition(".")
    part = folder / f".{name}.{os.getpid()}.part"
    number, path = 1, folder / name
    while True:
        if path.is_file() and path.read_bytes() == data:
            done.already += 1
            return
        if not os.path.lexists(path) and _put(part, path, data):
            break
        number += 1
        path = folder / f"{stem}.{number}.{suffix}"
    done.written += 1
    if number > 1:
        done.beside.append(str(path.relative_to(done.folder)))


def _put(part: Path, path: Path, data: bytes) -> bool:
    """False if somebody else has just made the file."""
    try:
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, _PRIVATE), "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        return _link(part, path)
    finally:
        part.unlink(missing_ok=True)


def _link(part: Path, path: Path) -> bool:
    """A link is refused where there is a file by now; a renaming would take its place.  Some file systems know no links."""
    try:
        os.link(part, path)
    except FileExistsError:
        return False
    except OSError:
        if os.path.lexists(path):
            return False
        part.rename(path)
    return True
