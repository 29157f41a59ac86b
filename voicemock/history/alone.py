"""One voicemock at a time makes a database, or sets one aside."""

from __future__ import annotations

import contextlib
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path

_PATIENCE_S = 60.0
_AGAIN_S = 0.02


@contextlib.contextmanager
def alone(data: Path) -> Iterator[None]:
    """Hold a lock of the operating system's on a data folder; it goes with the process.

    Where there are no such locks, or another keeps it for a minute, one goes on without.
    """
    descriptor = _handle(data)
    try:
        until = time.monotonic() + _PATIENCE_S
        while descriptor is not None and not _lock(descriptor) and time.monotonic() < until:
            time.sleep(_AGAIN_S)
        yield
    finally:
        if descriptor is not None:
            os.close(descriptor)


if sys.platform == "win32":
    import msvcrt

    def _handle(data: Path) -> int | None:
        try:  # a folder cannot be locked there
            return os.open(data / "history.db.lock", os.O_RDWR | os.O_CREAT)
        except OSError:
            return None

    def _lock(descriptor: int) -> bool:
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:
    import fcntl

    def _handle(data: Path) -> int | None:
        try:
            return os.open(data, os.O_RDONLY)
        except OSError:
            return None

    def _lock(descriptor: int) -> bool:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        except OSError:  # a file system without locks
            return True
        return True
