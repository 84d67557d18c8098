"""Files for people: what is kept of each post, readable by their owner only, and never written over something else."""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from worker.errors import WrongSetting
from worker.export import export
from worker.store import Store, Task

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
BODY = "<p>Caf\u00e9 \ud800 \x00</p>\r\n"  # what a site may hold, half of a character included


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store(f"sqlite:///{tmp_path / 'state' / 'redraft.sqlite'}") as opened:
        yield opened


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "out"


def work(
    store: Store, post_id: int = 7, *, site: str = "blog", body: str = BODY, result: str = "", at: datetime = NOW, attempt: int = 0
) -> str:
    source = store.keep("Title", body, at)
    task = store.enter(Task(f"rw:{site}:{post_id}:{source[:8]}:{attempt}", site, post_id, source, attempt), at)
    if result:
        store.mark_push(task.id, store.keep("New title", result, at))
        store.keep_proof(task.id, {"schema": 1, "language": "en"})
    store.settle(task.id, "revised" if result else "unchanged", at)
    return task.id


def files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def test_each_piece_of_work_has_a_folder_with_its_texts_to_the_byte(store: Store, folder: Path) -> None:
    work(store, result="<p>New.</p>")
    work(store, 8)
    done = export(store, folder)
    assert (done.posts, done.written, done.already, done.beside) == (2, 6, 0, [])
    found = files(folder)
    (seven,) = (folder / "blog" / "7").iterdir()
    assert seven.name.startswith("2026-03-01-")
    assert sorted(path.name for path in seven.iterdir()) == ["meta.json", "original.html", "proof.json", "result.html"]
    assert (seven / "original.html").read_bytes() == BODY.encode("utf-8", "surrogatepass")
    assert (seven / "result.html").read_bytes() == b"<p>New.</p>"
    assert json.loads((seven / "proof.json").read_bytes()) == {"schema": 1, "language": "en"}
    meta = json.loads((seven / "meta.json").read_bytes())
    assert (meta["site"], meta["post"], meta["outcome"], meta["original_title"]) == ("blog", 7, "revised", "Title")
    assert sorted(name.split("/")[3] for name in found if name.startswith("blog/8/")) == ["meta.json", "original.html"]


def test_only_its_owner_can_read_an_export(store: Store, folder: Path) -> None:
    work(store)
    os.umask(0)
    try:
        export(store, folder)
    finally:
        os.umask(0o022)
    modes = {stat.S_IMODE(path.stat().st_mode) for path in folder.rglob("*") if path.is_file()}
    folders = {stat.S_IMODE(path.stat().st_mode) for path in (folder, *folder.rglob("*")) if path.is_dir()}
    assert (modes, folders) == ({0o600}, {0o700})


def test_a_second_export_writes_only_what_is_new(store: Store, folder: Path) -> None:
    work(store, result="<p>New.</p>")
    export(store, folder)
    before = files(folder)
    work(store, 8)
    done = export(store, folder)
    assert (done.written, done.already) == (2, 4)
    assert before.items() <= files(folder).items()


def test_what_has_become_of_a_post_since_is_written_beside_and_once(store: Store, folder: Path) -> None:
    task = work(store, result="<p>New.</p>")
    export(store, folder)
    before = files(folder)
    store.undone(task, NOW + timedelta(hours=1))
    done = export(store, folder)
    (path,) = done.beside
    assert path.endswith("/meta.2.json")
    assert json.loads((folder / path).read_bytes())["outcome"] == "undone"
    assert before.items() <= files(folder).items()
    assert (export(store, folder).written, export(store, folder).beside) == (0, [])


def test_a_file_of_somebody_else_stays_whatever_it_is(store: Store, folder: Path, tmp_path: Path) -> None:
    work(store)
    export(store, folder)
    (place,) = (folder / "blog" / "7").iterdir()
    (place / "original.html").write_text("edited")
    (place / "meta.json").unlink()
    (place / "meta.json").symlink_to(tmp_path / "nowhere")
    done = export(store, folder)
    assert sorted(Path(path).name for path in done.beside) == ["meta.2.json", "original.2.html"]
    assert (place / "original.html").read_text() == "edited"
    assert (place / "original.2.html").read_bytes() == BODY.encode("utf-8", "surrogatepass")
    assert not (tmp_path / "nowhere").exists()


def test_an_export_that_was_cut_off_is_gone_on_with(store: Store, folder: Path) -> None:
    work(store, result="<p>New.</p>")
    export(store, folder)
    whole = files(folder)
    for path in folder.rglob("result.html"):
        path.with_name(".result.html.1.part").write_bytes(path.read_bytes()[:3])
        path.unlink()
    done = export(store, folder)
    assert (done.written, done.already) == (1, 3)
    assert whole.items() <= files(folder).items()


def test_the_same_text_tried_twice_has_two_folders(store: Store, folder: Path) -> None:
    work(store)
    work(store, attempt=1, at=NOW + timedelta(minutes=1))
    export(store, folder)
    first, second = sorted(path.name for path in (folder / "blog" / "7").iterdir())
    assert second == f"{first}-1"


def test_only_the_sites_and_days_that_were_asked_for(store: Store, folder: Path) -> None:
    work(store)
    work(store, 8, at=NOW + timedelta(days=2))
    work(store, 9, site="shop")
    export(store, folder, ["shop"])
    assert {path.name for path in folder.iterdir()} == {"shop"}
    export(store, folder, ["blog"], NOW + timedelta(days=1))
    assert {path.name for path in (folder / "blog").iterdir()} == {"8"}


def test_a_site_of_which_nothing_is_known_is_told_with_those_that_are(store: Store, folder: Path) -> None:
    work(store)
    with pytest.raises(WrongSetting, match="nothing is known of blgo; there is work on blog"):
        export(store, folder, ["blgo"])
    assert not folder.exists()


def test_a_folder_that_cannot_be_made_is_named(store: Store, folder: Path) -> None:
    folder.write_text("a file")
    work(store)
    with pytest.raises(WrongSetting, match="out cannot be written: File exists; name a folder"):
        export(store, folder)
    assert folder.read_text() == "a file"


def test_texts_that_were_dropped_are_counted_and_the_rest_is_written(store: Store, folder: Path) -> None:
    work(store, result="<p>New.</p>")
    store.drop("blog", [7], NOW + timedelta(days=1))
    done = export(store, folder)
    assert (done.dropped, done.written) == (1, 1)
    assert [path.name for path in folder.rglob("*") if path.is_file()] == ["meta.json"]


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(st.characters(), max_size=60))
def test_any_text_is_written_to_the_byte(store: Store, folder: Path, body: str) -> None:
    work(store, 7, body=body, result=body + ".")
    export(store, folder)
    written = {path.read_bytes() for path in folder.rglob("original.html")}
    assert body.encode("utf-8", "surrogatepass") in written
