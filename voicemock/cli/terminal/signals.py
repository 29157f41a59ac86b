"""Ctrl-C and its kin: the first ends the program in order, those right behind it do not disturb that."""

from __future__ import annotations

import contextlib
import signal
import time
from collections.abc import Iterator
from types import FrameType

INTERRUPTED = 130
"""The exit status of a program that a signal ended."""
GRACE_S = 3.0
"""How long an interrupted program may take to put away what it has before it can be cut short."""
_NAMES = ("SIGINT", "SIGTERM", "SIGHUP")


class _Interrupts:
    """Turns signals into `KeyboardInterrupt`, one at a time."""

    def __init__(self) -> None:
        self._raised_at_s: float | None = None
        self._held = 0
        self._pending = False

    def install(self) -> None:
        """Take SIGINT, SIGTERM and SIGHUP, unless they are ignored (nohup, a job in the background)."""
        self._raised_at_s, self._pending = None, False
        for name in _NAMES:
            number = getattr(signal, name, None)
            if number is not None and signal.getsignal(number) is not signal.SIG_IGN:
                signal.signal(number, self._arrived)

    def _arrived(self, _number: int, _frame: FrameType | None) -> None:
        if self._held:
            self._pending = True
        else:
            self._raise()

    def _raise(self) -> None:
        now = time.monotonic()
        if self._raised_at_s is None or now - self._raised_at_s >= GRACE_S:
            self._raised_at_s = now
            raise KeyboardInterrupt

    def over(self) -> None:
        """The program has ended and only its interpreter is left to go: nothing disturbs that."""
        for name in _NAMES:
            number = getattr(signal, name, None)
            if number is not None and signal.getsignal(number) == self._arrived:
                signal.signal(number, signal.SIG_IGN)

    @contextlib.contextmanager
    def held(self) -> Iterator[None]:
        """Let what is inside end first, with an error too."""
        self._held += 1
        try:
            yield
        finally:
            self._held -= 1
            if self._pending and not self._held:
                self._pending = False
                self._raise()


_interrupts = _Interrupts()
install = _interrupts.install
held = _interrupts.held
over = _interrupts.over
