"""How loud speech is heard (ITU-R BS.1770, as FFmpeg's ebur128 measures it), and made even."""

from __future__ import annotations

import numpy as np

from voicemock.audio.filters import filtered
from voicemock.values.sound import Samples

SPEECH_LUFS = -23.0
"""Of every voice: EBU R 128's level."""
_SILENT_LUFS = -70.0  # where the measure ends
_BLOCK_S = 0.5  # it needs 0.4 s
_PEAK = 0.98


def loudness(sound: Samples, rate: int) -> float | None:
    """Integrated loudness in LUFS of mono float32, shape (n,), at ``rate`` Hz; None for silence."""
    if not len(sound):
        return None
    sound = np.resize(sound, max(len(sound), int(_BLOCK_S * rate)))  # a short one again and again
    level = _SILENT_LUFS
    for frame in filtered(sound, rate, ("ebur128", "metadata=1")):
        level = float(frame.metadata.get("lavfi.r128.I", level))
    return level if level > _SILENT_LUFS else None


def levelled(sound: Samples, rate: int, *, gain_db: float = 0.0) -> Samples:
    """Speech at `SPEECH_LUFS` and ``gain_db`` above it, its peaks below full scale."""
    level = loudness(sound, rate)
    if level is None:
        return sound
    factor = 10 ** ((SPEECH_LUFS + gain_db - level) / 20)
    return (sound * min(factor, _PEAK / float(np.abs(sound).max()))).astype(np.float32)
