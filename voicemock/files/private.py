"""Files of voicemock's own, for their owner only; and those a person names."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path
from typing import BinaryIO

from voicemock.i18n import _

NO_LINK: int = getattr(os, "O_NOFOLLOW", 0)


def private_dir(path: Path) -> Path:
    """Make ``path`` (and what is missing above it) readable by its owner only."""
    missing = [path, *path.parents]
    for folder in reversed([one for one in missing if not one.exists()]):
        folder.mkdir(mode=0o700, exist_ok=True)
    return path


def open_private(path: Path) -> BinaryIO:
    """Open a file of voicemock's own for writing, for its owner only whatever the umask.

    It is emptied. What stands behind a link is not written to: somebody else may have laid it.

    Raises:
        OSError: it cannot be written, or is a link.
    """
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | NO_LINK, 0o600)
    if os.name == "posix":
        os.fchmod(descriptor, 0o600)  # where it was there before
    return os.fdopen(descriptor, "wb")


def open_export(path: Path) -> BinaryIO:
    """Open a file the person named for writing; a new one is theirs alone, for it tells what was said.

    Raises:
        OSError: it cannot be written.
    """
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb")


def read_private(path: Path, most_bytes: int = 50_000_000) -> str:
    """A small text file of voicemock's own; no pipe or device, which might never end.

    Raises:
        OSError: it cannot be read, is no ordinary file, or too large.
        UnicodeDecodeError: it is not UTF-8.
    """
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
    with os.fdopen(descriptor, "rb") as file:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise OSError(errno.EINVAL, _("no ordinary file"), str(path))
        if status.st_size > most_bytes:
            raise OSError(errno.EFBIG, _("too large"), str(path))
        return file.read().decode("utf-8")
