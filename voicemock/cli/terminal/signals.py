"""Ctrl-C and its kin: the first ends the program in order, those right behind it do not disturb that."""

from __future__ import annotations

import contextlib
import signal
import sys
import threading
import time
from collections.abc import Iterator
from contextvars import copy_context
from types import FrameType

INTERRUPTED = 130
"""The exit status of a program that a signal ended."""
GRACE_S = 3.0
"""How long an interrupted program may take to put away what it has before it can be cut short."""
_AGAIN_S = 0.05  # between a dropped interrupt and the next try
_NAMES = ("SIGINT", "SIGTERM", "SIGHUP")


class _Interrupts:
    """Turns signals into `KeyboardInterrupt`, one at a time."""

    def __init__(self) -> None:
        self._raised_at_s: float | None = None
        self._held = 0
        self._pending = False
        self._dropping = False
        self._number: int = signal.SIGINT

    def install(self) -> None:
        """Take SIGINT, SIGTERM and SIGHUP, unless they are ignored (nohup, a job in the background)."""
        self._raised_at_s, self._pending = None, False
        for name in _NAMES:
            number = getattr(signal, name, None)
            if number is not None and signal.getsignal(number) is not signal.SIG_IGN:
                signal.signal(number, self._arrived)

    def _arrived(self, number: int, _frame: FrameType | None) -> None:
        self._number = number
        if self._held:
            self._pending = True
        elif not self._dropping:
            self._raise()

    def _raise(self) -> None:
        now = time.monotonic()
        if self._raised_at_s is None or now - self._raised_at_s >= GRACE_S:
            self._raised_at_s = now
            raise KeyboardInterrupt

    def dropped(self, what: sys.UnraisableHookArgs) -> None:
        """A `sys.unraisablehook`: an interrupt that Python dropped comes again.

        It drops what is raised in a ``__del__`` and in the callback of a weak reference, of which
        loading a module has one.
        """
        if not issubclass(what.exc_type, KeyboardInterrupt):
            sys.__unraisablehook__(what)
            return
        self._dropping = True
        self._raised_at_s = None
        threading.Thread(target=copy_context().run, args=(self._send_again,), daemon=True).start()
        self._dropping = False

    def _send_again(self) -> None:
        """From a thread of its own: until it is raised where it is not dropped."""
        main = threading.main_thread().ident
        time.sleep(_AGAIN_S)
        while self._raised_at_s is None and signal.getsignal(self._number) == self._arrived:
            if sys.platform == "win32" or main is None:
                signal.raise_signal(self._number)
            else:  # to that thread, so that it wakes from whatever it waits for
                signal.pthread_kill(main, self._number)
            time.sleep(_AGAIN_S)

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
dropped = _interrupts.dropped
held = _interrupts.held
over = _interrupts.over
