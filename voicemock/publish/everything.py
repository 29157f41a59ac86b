"""All that is kept of a person as one zip: what they said, wrote and set, to be read without voicemock."""

from __future__ import annotations

import io
import os
import stat
import zipfile
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from voicemock.errors import VoicemockError
from voicemock.files.private import NO_LINK
from voicemock.history.answer_lock import NAME as IN_USE
from voicemock.history.answer_lock import in_use
from voicemock.history.layout import names_in, own_within
from voicemock.history.store import History
from voicemock.publish.formats import FORMATS
from voicemock.values.answer import Answer

_PART_BYTES = 1 << 18
_PACKED = (".wav", ".webm", ".mp4")
"""Sound and film, which packing makes hardly smaller and much later."""


def zipped(history: History, name: str, settings: Path) -> Iterator[bytes]:
    """The zip in parts, made while they are taken.

    Answers lie in it as they are kept, each with its feedback in words (Markdown), and all of them in
    one table; stories, packs, exercises and settings as they are. An answer that is being recorded is left out, and so
    is what somebody else put there.

    Args:
        history: the person's answers; their stories and packs lie beside them.
        name: of the folder in the zip.
        settings: their config file.

    Raises:
        StoreError: the history cannot be read.
    """
    answers = history.answers(outline=True)
    return filter(None, _parts(history, answers, name, settings))


def _parts(
    history: History, answers: Sequence[Answer], name: str, settings: Path
) -> Iterator[bytes]:
    out = _Out()
    with zipfile.ZipFile(out, "w") as archive:
        if answers:
            table = FORMATS["csv"].write(answers, history)
            archive.writestr(_named(f"{name}/answers.csv"), table)
        for folder in _folders(history.folder):
            inside = f"{name}/{folder.relative_to(history.folder).as_posix()}"
            for one in names_in(folder):
                yield from _added(archive, out, folder / one, f"{inside}/{one}")
            if folder.parent.name == "answers" and (text := _feedback(history, folder.name)):
                archive.writestr(_named(f"{inside}/feedback.md"), text)
            yield out.taken()
        yield from _added(archive, out, settings, f"{name}/config.toml")
    yield out.taken()


def _folders(data: Path) -> list[Path]:
    answers = [one for one in own_within(data / "answers") if not one.is_symlink()]
    for drill in own_within(data / "drills"):
        if not drill.is_symlink():
            answers += [
                drill,
                *(one for one in own_within(drill / "answers") if not one.is_symlink()),
            ]
    found = [one for one in answers if not in_use(one)]
    written = [data / one for one in ("stories", "packs")]
    return [*found, *(one for one in written if one.is_dir() and not one.is_symlink())]


def _feedback(history: History, answer_id: str) -> str:
    try:
        return FORMATS["md"].write([history.get(answer_id)], history)
    except VoicemockError:  # it is not analyzed, or cannot be read: its files are there
        return ""


def _added(archive: zipfile.ZipFile, out: _Out, path: Path, name: str) -> Iterator[bytes]:
    if path.name == IN_USE or path.name.endswith(".part"):
        return
    file = _opened(path)
    if file is None:
        return
    with file, archive.open(_named(name), "w", force_zip64=True) as into:
        while part := file.read(_PART_BYTES):
            into.write(part)
            yield out.taken()


def _opened(path: Path) -> BinaryIO | None:
    """An ordinary file of ours; what stands behind a link is somebody else's."""
    try:
        descriptor = os.open(path, os.O_RDONLY | NO_LINK | getattr(os, "O_NONBLOCK", 0))
    except OSError:
        return None
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        return None
    return os.fdopen(descriptor, "rb")


def _named(name: str) -> zipfile.ZipInfo:
    now = datetime.now().astimezone()
    told = zipfile.ZipInfo(name, (now.year, now.month, now.day, now.hour, now.minute, now.second))
    sound = Path(name).suffix in _PACKED
    told.compress_type = zipfile.ZIP_STORED if sound else zipfile.ZIP_DEFLATED
    told.external_attr = 0o600 << 16
    return told


class _Out(io.RawIOBase):
    """Where a zip is written to and taken from meanwhile."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, part: bytes) -> int:  # type: ignore[override]  # what zipfile gives it
        self._parts.append(bytes(part))
        return len(part)

    def taken(self) -> bytes:
        """What was written since the last time."""
        found = b"".join(self._parts)
        self._parts.clear()
        return found
