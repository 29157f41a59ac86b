"""Which answers are being worked on right now, by this program or another.

A lock of the operating system's on a file in the answer's folder: it goes with the process that
held it, however that ended. Libraries for locks fall back to files that stay after a crash where
the file system knows no locks; here an answer that cannot be locked counts as free.
"""

from __future__ import annotations

import contextlib
import os
import sys
import time
from pathlib import Path

NAME = "in-use"
_FLAGS = os.O_RDWR | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
_TRIES = 3
_WAIT_S = 0.01


class Hold:
    """An answer's folder that others leave alone until `release`, or until this process ends."""

    def __init__(self, path: Path, descriptor: int) -> None:
        self._path = path
        self._descriptors = [descriptor]

    def release(self) -> None:
        """Let go; once more, or from another thread meanwhile, does nothing."""
        try:
            descriptor = self._descriptors.pop()
        except IndexError:  # another thread was quicker
            return
        if sys.platform == "win32":  # there an open file stays
            os.close(descriptor)
        with contextlib.suppress(OSError):  # the folder takes no changes any more
            self._path.unlink()
        if sys.platform != "win32":
            os.close(descriptor)


def hold(folder: Path) -> Hold | None:
    """Hold a folder, None where another holds it or nothing can be written there."""
    path = folder / NAME
    for _try in range(_TRIES):
        try:
            descriptor = os.open(path, _FLAGS | os.O_CREAT, 0o600)
        except OSError:
            return None
        if lock(descriptor) and _is_there(path, descriptor):
            return Hold(path, descriptor)
        os.close(descriptor)
        time.sleep(_WAIT_S)  # `in_use` of another takes it for a moment
    return None


def _is_there(path: Path, descriptor: int) -> bool:
    """Whether a locked file still has its name: who held it may have removed it meanwhile."""
    if sys.platform == "win32":  # there an open file stays
        return True
    try:
        return os.path.samestat(os.fstat(descriptor), path.stat(follow_symlinks=False))
    except OSError:
        return False


def in_use(folder: Path) -> bool:
    """Whether somebody holds a folder."""
    try:
        descriptor = os.open(folder / NAME, _FLAGS)
    except FileNotFoundError:
        return False
    except OSError:
        # Windows refuses what another process locks; a folder that is read-only nobody records in
        return sys.platform == "win32"
    try:
        return not lock(descriptor)
    finally:
        os.close(descriptor)


if sys.platform == "win32":
    import msvcrt

    def lock(descriptor: int) -> bool:
        """Lock an open file until it is closed; False where another has it."""
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:
    import fcntl

    def lock(descriptor: int) -> bool:
        """Lock an open file or folder until it is closed; False where another has it."""
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        except OSError:  # a file system without locks
            return True
        return True
