"""What in a data folder is voicemock's, by its name: all else there is somebody else's."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

from voicemock.history.database import BESIDE
from voicemock.history.rows import is_id

PLAN = "interview.json"
STUDIO = "studio.json"
"""Where a studio that runs can be found; it removes that itself."""
_FOLDERS = ("answers", "stories", "packs", "drills")
_FILES = ("history.db", PLAN, "progress.html")
"""What voicemock puts into a data folder, whatever follows behind a dot."""
_PART = re.compile(r"(\.[0-9a-f]{8})?\.part$")
_WRITTEN = re.compile(r"[^.].*\.toml(\.[0-9a-f]{8}\.part)?", re.DOTALL)


def own_name(path: Path) -> str | None:
    """What of ours something in the data folder is, or was before it was set aside.

    A folder has a file's name by chance only, and a file a folder's.
    """
    if path.name in _FOLDERS:
        return path.name if is_folder(path) else None
    own = without_part(path.name.split(".damaged-")[0]).removesuffix(".lock")
    for ending in BESIDE:
        own = own.removesuffix(ending)
    return own if own in _FILES and (path.is_symlink() or not path.is_dir()) else None


def is_database(name: str) -> bool:
    """Whether this is the name of the database or of what SQLite keeps beside it."""
    return name in ("history.db", *(f"history.db{ending}" for ending in BESIDE))


def own_within(folder: Path) -> list[Path]:
    """What in ``answers``, ``stories``, ``packs`` or ``drills`` is ours, as far as names tell.

    Raises:
        OSError: it cannot be read.
    """
    if folder.name in ("stories", "packs"):
        named = [folder / one for one in names_in(folder) if _WRITTEN.fullmatch(one)]
        return [one for one in named if one.is_symlink() or one.is_file()]
    return [folder / one for one in names_in(folder) if is_id(one) and is_folder(folder / one)]


def without_part(name: str) -> str:
    """What a file is called once it is whole."""
    return _PART.sub("", name)


def names_in(folder: Path) -> list[str]:
    """What is in a folder, sorted; nothing where there is none."""
    try:
        return sorted(os.listdir(folder))
    except (FileNotFoundError, NotADirectoryError):
        return []


def is_folder(path: Path) -> bool:
    """Whether this is a folder, or a link, which may lead to one."""
    return path.is_symlink() or path.is_dir()


def left_in(data: Path) -> Iterator[str]:
    """The names of what is in a data folder, and in the folders of ours there."""
    for name in names_in(data):
        path = data / name
        if name in _FOLDERS and path.is_dir() and not path.is_symlink():
            yield from (f"{name}/{one}" for one in names_in(path))
        elif name != STUDIO:
            yield name
