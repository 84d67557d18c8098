"""One text in, one text out: files and standard streams, byte for byte."""

from __future__ import annotations

import os
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

from worker.errors import WrongSetting

BYTE_ORDER_MARK = "\ufeff"


@dataclass(frozen=True, slots=True)
class Text:
    """A text without the byte order mark that its file may begin with."""

    body: str
    mark: str = ""

    def again(self, body: str) -> str:
        """Another body as this file would hold it."""
        return self.mark + body


def read(name: str) -> Text:
    """The text of a file, or of standard input for "-"; its line ends stay.  Raises WrongSetting if it is no text."""
    shown = "standard input" if name == "-" else name
    try:
        data = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
    except OSError as error:
        raise WrongSetting(f"{shown} cannot be read: {error.strerror}; name a text file, or - for standard input") from None
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise WrongSetting(f"{shown} is not UTF-8 text (byte {error.start + 1}); save it with that encoding") from None
    if "\0" in text:
        raise WrongSetting(f"{shown} is no text: it holds null bytes; name an HTML or text file")
    if not text.strip(BYTE_ORDER_MARK).strip():
        raise WrongSetting(f"{shown} is empty; there is nothing to rewrite")
    mark = BYTE_ORDER_MARK if text.startswith(BYTE_ORDER_MARK) else ""
    return Text(text.removeprefix(mark), mark)


def headline(title: str) -> str:
    """A headline from the command line.  Raises WrongSetting if it is not one line of text."""
    if not title.isprintable():
        raise WrongSetting("--title is not one line of text; write the headline as it is printed, in UTF-8")
    return title


def must_be_writable(path: Path | None) -> None:
    """Find out before anything is paid for.  Raises WrongSetting."""
    if path is None:
        return
    folder = path.absolute().parent
    if path.is_dir():
        raise WrongSetting(f"{path} is a folder; name a file")
    if not folder.is_dir():
        raise WrongSetting(f"{path} cannot be written: there is no folder {folder}; make it first")
    if not os.access(path if path.exists() else folder, os.W_OK):
        raise WrongSetting(f"{path} cannot be written: you have no right to; name another file")


def write(path: Path | None, text: str) -> None:
    """Write a file whole or not at all, or standard output for None.  What finds no place in the file is printed."""
    if path is None:
        _print(text)
        return
    try:
        _replace(path.resolve(), text.encode())
    except OSError as error:
        _print(text)
        raise WrongSetting(f"{path} cannot be written: {error.strerror}; it was printed instead") from None


def _replace(path: Path, data: bytes) -> None:
    if path.exists() and not path.is_file():  # a device or a pipe is written to, never replaced
        path.write_bytes(data)
        return
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        part.write_bytes(data)
        if path.exists():
            shutil.copymode(path, part)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def _print(text: str) -> None:
    stdout = sys.stdout.buffer
    try:
        stdout.write(text.encode())
        stdout.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        raise WrongSetting(f"standard output cannot be written: {error.strerror}; give --output FILE") from None
