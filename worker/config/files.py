"""The files a person wrote and those that come with Redraft, as texts."""

from __future__ import annotations

from pathlib import Path

import platformdirs

from worker.errors import WrongSetting

MAIN_FILE = "redraft.toml"
PRICES = "prices.toml"
SITES = "sites"


def find_folder(given: Path | None) -> Path:
    """The folder of the configuration: the one named, else ./config, else the user's own."""
    here = Path("config")
    return given or (here if (here / MAIN_FILE).is_file() else platformdirs.user_config_path("redraft"))


def packaged(name: str) -> str:
    """The text of a file that comes with Redraft, such as "prompts/article.md"."""
    return (_packaged_folder() / name).read_text("utf-8")


def packaged_path(name: str) -> Path:
    """Where a file that comes with Redraft lies, for a person to copy."""
    return _packaged_folder() / name


def packaged_names(folder: str) -> tuple[str, ...]:
    """The names, sorted, of the files that come with Redraft in a folder, such as "prompts/article.md"."""
    return tuple(f"{folder}/{path.name}" for path in files_of(_packaged_folder() / folder))


def texts(kind: str, folder: Path | None = None) -> dict[str, str]:
    """
    The files of one kind ("prompts", "boilerplate", "lexicons") by their bare name, such as "article.md".

    Those that come with Redraft; over them those of that name in the configuration folder, and what else it has there.
    Raises WrongSetting for a file that is not UTF-8 text.
    """
    found = {name.rpartition("/")[2]: packaged(name) for name in packaged_names(kind)}
    for path in files_of(folder / kind) if folder else ():
        found[path.name] = text_of(path)
    return found


def text_of(path: Path) -> str:
    """The text of a file that a person wrote.  Raises WrongSetting if it cannot be read as UTF-8."""
    try:
        return path.read_text("utf-8-sig")
    except UnicodeDecodeError:
        raise WrongSetting(f"{shown(path)}: this is not UTF-8 text; save it with that encoding") from None
    except OSError as error:
        raise WrongSetting(f"{shown(path)}: it cannot be read ({error.strerror}); mend its rights") from None


def shown(path: Path) -> str:
    """A path as a person at this prompt would write it."""
    path = path.absolute()
    return str(path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path)


def under(folder: Path, path: str) -> Path:
    return (folder / Path(path).expanduser()).resolve()


def files_of(folder: Path, suffix: str = "") -> list[Path]:
    paths = sorted(folder.iterdir()) if folder.is_dir() else []
    return [path for path in paths if path.is_file() and not path.name.startswith(".") and path.name.endswith(suffix)]


def _packaged_folder() -> Path:
    here = Path(__file__).parents[1]
    in_wheel = here / "defaults"
    return in_wheel if in_wheel.is_dir() else here.parent / "config"
