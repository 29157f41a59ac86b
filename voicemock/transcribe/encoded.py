"""What Whisper's encoder gave of a sound, and parts of it as CTranslate2 takes them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from voicemock.values.sound import Interval

FRAME_S = 0.02
"""Of the encoder's."""
Frames = npt.NDArray[np.float32]
_BANDS = (80, 128)


@dataclass(frozen=True)
class Encoded:
    """What the encoder gave of a window of a recording, shape (frames, width)."""

    window: Interval
    frames: Frames

    def of(self, part: Interval) -> Frames | None:
        """The frames of a part, None where they do not hold all of it."""
        first, end = (
            round((at_s - self.window.start_s) / FRAME_S) for at_s in (part.start_s, part.end_s)
        )
        return self.frames[first:end] if 0 <= first < end <= len(self.frames) else None


def view(frames: Frames, times: int = 1) -> Any:
    """CTranslate2's view of encoded frames, the same for each of some texts, shape (times, n, width).

    It takes what is as long as a spectrum has bands (80, or 128 in the large models) for sound that
    is yet to be encoded, so that the last frame of so many is left out.
    """
    import ctranslate2

    if len(frames) in _BANDS:
        frames = frames[:-1]
    return ctranslate2.StorageView.from_array(np.repeat(frames[np.newaxis], times, axis=0))
