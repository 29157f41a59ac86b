"""How far work on many recordings is: one line that moves at a terminal, now and then a line elsewhere."""

from __future__ import annotations

import time
from collections.abc import Callable

from voicemock.cli.terminal.screen import StatusLine
from voicemock.i18n import _, ngettext

_CELLS = 24
_SOON_S = 10.0
"""Before which nothing is said of the time that is left."""


class WorkBar:
    """A bar with what is done and failed, how quickly it goes, and the time that is left.

    The time is told from bytes, as recordings differ in length. Nothing is shown without a terminal.
    """

    def __init__(self, *, shown: bool, clock: Callable[[], float] = time.monotonic) -> None:
        self._line = StatusLine(shown=shown)
        self._clock = clock
        self._began_s = clock()

    def draw(
        self, done: int, of: int, *, failed: int = 0, part: float, before: int = 0,
        before_part: float = 0.0, now: bool = False,
    ) -> None:  # fmt: skip
        """Show how far it is.

        Args:
            done: recordings done or failed.
            of: all of them.
            failed: those that failed.
            part: of the bytes that are done, 0 to 1.
            before: recordings that were done when it began.
            before_part: of the bytes, likewise.
            now: draw it however short ago that was done.
        """
        if not self._line.shown:
            return
        filled = round(min(max(part, 0.0), 1.0) * _CELLS)
        told = ["▮" * filled + "▯" * (_CELLS - filled), f"{done}/{of}"]
        if failed:
            told.append(_("{count} failed").format(count=failed))
        spent_s = self._clock() - self._began_s
        if spent_s >= _SOON_S and part > before_part:
            if done > before:
                told.append(_("{rate:.1f} a minute").format(rate=(done - before) / spent_s * 60))
            left_s = spent_s / (part - before_part) * (1 - part)
            told.append(_("{time} left").format(time=lasting(left_s)))
        self._line.draw("  ".join(told), now=now)

    def clear(self) -> None:
        """Take it away."""
        self._line.clear()


def lasting(seconds: float) -> str:
    """A stretch of time as people say it: seconds below two minutes, then minutes, then hours."""
    if seconds < 120:
        return _("{s:.0f} s").format(s=seconds)
    if seconds < 7200:
        return _("{minutes:.0f} min").format(minutes=seconds / 60)
    return _("{hours:.1f} h").format(hours=seconds / 3600)


def recordings(count: int) -> str:
    """So many recordings, in words."""
    return ngettext("{count} recording", "{count} recordings", count).format(count=count)
