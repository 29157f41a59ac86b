"""The page's clock, an AudioContext's, brought to the monotonic clock of this process."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

FAR_S = 5.0
"""A moment of the page that would lie so far in the future is of another clock."""


@dataclass(frozen=True)
class Patience:
    """How long one waits for the page, in seconds.

    ``gone_s``: without a page, before a take or a question ends; ``silent_s``: for a page that is
    there and sends no sound, or plays none; ``missing_s``: for a block that others have overtaken;
    ``calm_s``: for the minute of breathing; ``hello_s``: for the first message of a socket.
    """

    gone_s: float = 20.0
    silent_s: float = 10.0
    missing_s: float = 5.0
    calm_s: float = 90.0
    hello_s: float = 10.0


class PageClock:
    """One offset for question and answer, so that what lies between them is exact.

    It is set by the first block of a take; how late that arrives moves both alike.
    """

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._lock = threading.Lock()
        self._now = now
        self._offset_s: float | None = None

    def set(self, at_s: float) -> None:
        """The page's ``at_s`` is now."""
        with self._lock:
            self._offset_s = self._now() - at_s

    def monotonic(self, at_s: float) -> float | None:
        """The page's moment on the monotonic clock; None where it is of another page's clock."""
        with self._lock:
            if self._offset_s is None or self._offset_s + at_s > self._now() + FAR_S:
                return None
            return self._offset_s + at_s
