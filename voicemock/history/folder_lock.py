"""One voicemock at a time makes a database, or sets one aside."""

from __future__ import annotations

import contextlib
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from voicemock.history.answer_lock import lock

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
        while descriptor is not None and not lock(descriptor) and time.monotonic() < until:
            time.sleep(_AGAIN_S)
        yield
    finally:
        if descriptor is not None:
            os.close(descriptor)


def _handle(data: Path) -> int | None:
    try:
        if sys.platform == "win32":  # a folder cannot be locked there
            return os.open(data / "history.db.lock", os.O_RDWR | os.O_CREAT)
        return os.open(data, os.O_RDONLY)
    except OSError:
        return None
