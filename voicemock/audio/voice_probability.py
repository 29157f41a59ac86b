"""How probably a voice sounds, by Silero's network (v6, the ONNX file inside faster-whisper)."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from voicemock.values.sound import Samples

FRAME = 512
"""Samples; what the network takes at 16 kHz."""
RISEN = 0.5
"""Probability where a voice starts: the network's own default."""
_NETWORK_LEVEL = 0.03  # RMS; at full level the network takes more of a noise for a voice
_LOUDEST_OVER_LOUD = 8.0  # so that little speech in much silence is not taken for noise
_MOST_GAIN = 100.0  # more would raise the last bit of the converter to a room


def levelled(sound: Samples) -> Samples:
    """The recording without its DC offset, its loud frames at the level the network is given."""
    centred = sound - np.float32(sound.mean(dtype=np.float64))
    frames = centred[: len(centred) // FRAME * FRAME].reshape(-1, FRAME)
    level = np.sqrt(np.einsum("ij,ij->i", frames, frames) / FRAME)
    loud = max(float(np.percentile(level, 95)), float(level.max()) / _LOUDEST_OVER_LOUD)
    gain = np.float32(min(_NETWORK_LEVEL / max(loud, 1e-9), _MOST_GAIN))
    return np.asarray(centred * gain, dtype=np.float32)


def voice_probability(sound: Samples) -> npt.NDArray[np.float64]:
    """Probability of a voice in each 32 ms frame (the last one padded with silence)."""
    from faster_whisper.vad import get_vad_model

    padded = np.pad(sound, (0, -len(sound) % FRAME))
    return np.asarray(get_vad_model()(padded), dtype=np.float64).reshape(-1)
