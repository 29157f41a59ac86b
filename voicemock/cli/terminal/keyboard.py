"""Single keys from the keyboard, without waiting: termios on POSIX, msvcrt on Windows.

The keyboard libraries we looked at tie it to stdout being a terminal too (blessed) or can only
wait for a key (readchar, click); here stdout may be a pipe and the meter must go on moving.
"""

from __future__ import annotations

import contextlib
import os
import sys
import time
from collections.abc import Iterator

_POLL_S = 0.02


def interactive() -> bool:
    """Whether a person sits here: keys can be read and lines redrawn."""
    return sys.stdin is not None and sys.stdin.isatty() and sys.stderr.isatty()


class Keys:
    """Keys one by one while `listening`; without a terminal there are none."""

    def __init__(self) -> None:
        self._listening = False

    @contextlib.contextmanager
    def listening(self) -> Iterator[None]:
        """Take keys unechoed and at once; Ctrl-C still interrupts."""
        if not interactive():
            yield
            return
        with _unbuffered():
            self._listening = True
            try:
                yield
            finally:
                self._listening = False

    def forget(self) -> None:
        """Nothing that was typed until now counts."""
        if self._listening:
            _discard()

    def pressed(self, timeout_s: float | None = 0.0) -> str | None:
        """The next key in lower case ("enter" for Enter), None if none came in time.

        ``timeout_s`` None waits for ever. Keys that send more than a character (arrows) are
        swallowed.
        """
        if not self._listening:
            return None
        key = _read(timeout_s)
        if key is None:
            return None
        if key in ("\r", "\n"):
            return "enter"
        return key.lower() if key.isprintable() and len(key) == 1 else None


if sys.platform == "win32":
    import msvcrt

    @contextlib.contextmanager
    def _unbuffered() -> Iterator[None]:
        yield

    def _discard() -> None:
        while msvcrt.kbhit():
            msvcrt.getwch()

    def _read(timeout_s: float | None) -> str | None:
        until = None if timeout_s is None else time.monotonic() + timeout_s
        while not msvcrt.kbhit():
            if until is not None and time.monotonic() >= until:
                return None
            time.sleep(_POLL_S)
        key = msvcrt.getwch()
        if key == "\x03":
            raise KeyboardInterrupt
        if key in ("\x00", "\xe0"):  # an arrow or function key: its second half follows
            msvcrt.getwch()
            return ""
        return key

else:
    import select
    import termios
    import tty

    @contextlib.contextmanager
    def _unbuffered() -> Iterator[None]:
        keyboard = sys.stdin.fileno()
        before = termios.tcgetattr(keyboard)
        tty.setcbreak(keyboard)
        try:
            yield
        finally:
            with contextlib.suppress(termios.error):  # its window was closed
                termios.tcsetattr(keyboard, termios.TCSAFLUSH, before)

    def _discard() -> None:
        with contextlib.suppress(termios.error):
            termios.tcflush(sys.stdin.fileno(), termios.TCIFLUSH)

    def _read(timeout_s: float | None) -> str | None:
        keyboard = sys.stdin.fileno()
        ready, _writable, _failed = select.select([keyboard], [], [], timeout_s)
        if not ready:
            return None
        data = os.read(keyboard, 64)
        if not data:  # the terminal is gone
            raise KeyboardInterrupt
        if data.startswith(b"\x1b"):
            return ""
        # type-ahead is not wanted here: one key a look
        return data.decode("utf-8", "ignore")[:1]
