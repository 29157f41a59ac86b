"""How loud it is, and since when nobody speaks."""

from __future__ import annotations

import math

import numpy as np

from voicemock.audio.samples import FULL_SCALE
from voicemock.record.base import Block

_SPEECH_ABOVE_FLOOR_DB = 12.0
_SPOKEN_S = 0.3  # less is a click


class SilenceWatch:
    """How long it has been quiet since somebody last spoke, judged by level alone.

    The floor is the quietest level of the last seconds; before any speech it counts nothing,
    because thinking is allowed.
    """

    def __init__(self) -> None:
        self._floor: float | None = None
        self._spoke_s = 0.0
        self._quiet_s = 0.0

    @property
    def spoken(self) -> bool:
        """Whether somebody has spoken."""
        return self._spoke_s > _SPOKEN_S

    def update(self, level_dbfs: float, duration_s: float) -> float:
        """Take a block in; seconds of quiet after speech, 0 before any."""
        rise = 3.0 * duration_s  # follows a louder room at 3 dB a second
        before = level_dbfs if self._floor is None else self._floor
        self._floor = max(-75.0, min(level_dbfs, before + rise))
        if level_dbfs > max(self._floor + _SPEECH_ABOVE_FLOOR_DB, -50.0):
            self._spoke_s += duration_s
            self._quiet_s = 0.0
        elif self.spoken:
            self._quiet_s += duration_s
        return self._quiet_s


def latest_level(sound: Block, rate: int) -> float:
    """RMS of the last tenth of a second, in dB below full scale (-120 for digital silence)."""
    recent = sound[-rate // 10 :].astype(np.float64) / FULL_SCALE
    power = float(np.mean(recent**2)) if len(recent) else 0.0
    return 10 * math.log10(power) if power > 1e-12 else -120.0
