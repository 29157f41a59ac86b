"""Models that come as data wheels from the package index, put together once in the cache.

Such a wheel holds nothing but data. It is found through its metadata, its bytes are checked against
hashes that stand in the code, and nothing of it is ever imported or run.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import shutil
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from voicemock.errors import EngineError
from voicemock.files.private import open_private, private_dir
from voicemock.i18n import _

Progress = Callable[[int, int], None]
"""Called with bytes done and bytes in all."""
Pieces = Mapping[str, tuple[Path, ...]]
"""The parts of each of a model's files, in order, as the wheels have installed them."""

_ASSEMBLING = ".assembling-"
_STALE_S = 86_400.0


@dataclass(frozen=True)
class Entry:
    """A file of a model: its parts, each a wheel and a file's name in it, and the whole's SHA-256."""

    parts: tuple[tuple[str, str], ...]
    sha256: str


Model = Mapping[str, Entry]
"""A model's files by name."""


def installed(model: Model) -> Pieces | None:
    """Where the wheels' parts are; None where one is not installed."""
    found: dict[str, tuple[Path, ...]] = {}
    for name, entry in model.items():
        parts = tuple(_located(wheel, part) for wheel, part in entry.parts)
        if None in parts:
            return None
        found[name] = tuple(part for part in parts if part is not None)
    return found


def _located(wheel: str, name: str) -> Path | None:
    try:
        entries = importlib.metadata.files(wheel) or ()
    except importlib.metadata.PackageNotFoundError:
        return None
    found = (Path(str(entry.locate())) for entry in entries if entry.name == name)
    return next((path for path in found if path.is_file()), None)


def assemble(
    model: Model,
    pieces: Pieces,
    folder: Path,
    complete: Callable[[Path], bool],
    progress: Progress | None = None,
) -> None:
    """Put a model together beside its place, check it, then move it there in one step.

    Args:
        model: which files, with their hashes.
        pieces: their parts, from `installed`.
        folder: where the files belong.
        complete: whether a folder holds the model; another process may be faster.
        progress: called as it goes on.

    Raises:
        EngineError: the installed parts are damaged.
        OSError: it cannot be written.
    """
    private_dir(folder.parent)
    total = sum(part.stat().st_size for parts in pieces.values() for part in parts)
    done = 0
    for left in folder.parent.glob(f"{_ASSEMBLING}*"):  # by one that was killed
        if left.stat().st_mtime < time.time() - _STALE_S:
            shutil.rmtree(left, ignore_errors=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=_ASSEMBLING) as work:
        staged = Path(work) / "whole"
        staged.mkdir(mode=0o700)
        for name, parts in pieces.items():
            digest = hashlib.sha256()
            with open_private(staged / name) as target:
                for part in parts:
                    with part.open("rb") as piece:
                        while block := piece.read(1 << 20):
                            digest.update(block)
                            target.write(block)
                            done += len(block)
                            if progress is not None:
                                progress(done, total)
            if digest.hexdigest() != model[name].sha256:
                raise EngineError(
                    _(
                        "The installed model is damaged ({name} has another SHA-256); install it again."
                    ).format(name=name)
                )
        try:
            staged.replace(folder)
        except OSError:  # another voicemock was faster, or an incomplete folder is in the way
            if not complete(folder):
                shutil.rmtree(folder, ignore_errors=True)
                staged.replace(folder)
