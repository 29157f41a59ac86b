"""When a source's sound was heard, and how much of it never came."""

from __future__ import annotations

from voicemock.record.base import Captured

_LOSS_S = 0.3  # scheduling jitter stays below; real losses do not


class SourceClock:
    """Counts what is missing between the blocks of a live source, pauses left out.

    ``first_at_s`` is the monotonic clock's time of the first sample, once there is one.
    """

    def __init__(self) -> None:
        self.first_at_s: float | None = None
        self.lost_s = 0.0
        self._expected_s = 0.0
        self._paused_s = 0.0
        self._pausing = False

    def pause(self) -> None:
        """What comes until the next `take` is not wanted."""
        self._pausing = True

    def take(self, block: Captured, rate: int, frames: int, *, live: bool) -> None:
        """Look at a block before it is written.

        Args:
            block: of sound that is kept.
            rate: its Hz.
            frames: written before it.
            live: whether the source may lose sound.
        """
        if self.first_at_s is None:
            self.first_at_s = self._expected_s = block.at_s
        if self._pausing:
            self._paused_s += block.at_s - self._expected_s
            self._pausing = False
        if live:
            # against the clock since the start, because losses may come in small pieces
            behind = block.at_s - self.first_at_s - self._paused_s - frames / rate
            if behind > _LOSS_S:
                self.lost_s = max(self.lost_s, behind)
        self._expected_s = block.at_s + len(block.sound) / rate
