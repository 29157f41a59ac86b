"""Which languages Whisper takes a sound for, by itself or as it was encoded with what is around it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from voicemock.transcribe import encoded as encoder
from voicemock.transcribe import languages
from voicemock.transcribe.encoded import Encoded
from voicemock.values.answer import ForeignSpeech
from voicemock.values.interview import LanguageCode
from voicemock.values.sound import SAMPLE_RATE, Activity, Interval, Samples

_FOREIGN_BELOW = 0.05  # accents, and a few words of another language, stay far above
_FOREIGN_ABOVE = 0.6
_SURELY_OWN = 0.7
"""Share of the expected language from which on what was encoded with its surroundings is believed.

Of 33 stretches in another language 31 were below, and the other two are taken for the expected one by
themselves, too; of 118 in the expected one 27 were.
"""


def instead_of(expected: LanguageCode, model: Any, encoded: Any) -> str | None:
    """The language that was surely spoken instead of the expected one, in what was encoded."""
    likely = _shares(model, encoded)
    share = likely.get(expected, 0.0)
    rival = "en" if expected == "zh" else "zh"
    if share < _FOREIGN_BELOW * (share + likely.get(rival, 0.0)):
        return rival
    best = max(likely, key=lambda code: likely[code])
    return best if share < _FOREIGN_BELOW and likely[best] > _FOREIGN_ABOVE else None


def foreign(
    model: Any,
    sound: Samples,
    spoken: Activity,
    part: Interval,
    expected: LanguageCode,
    encoded: Sequence[Encoded],
) -> tuple[ForeignSpeech, ...]:
    """The stretches of a part that are in another language (`languages.foreign`).

    What was encoded with the sound around it tells most stretches' language at a tenth of the cost,
    and less surely; the others are encoded by themselves.

    Args:
        model: faster-whisper's.
        sound: of the recording, mono 16 kHz.
        spoken: where somebody speaks in the part.
        part: what is looked at.
        expected: the language of the interview.
        encoded: the windows of the part that were heard.
    """

    def ask(one: Interval, full: bool) -> dict[str, float]:
        known = [] if full else [window.of(one) for window in encoded]
        frames = next((frames for frames in known if frames is not None), None)
        if frames is not None:
            likely = _shares(model, encoder.view(frames))
            if likely.get(expected, 0.0) >= _SURELY_OWN:
                return likely
        start, end = round(one.start_s * SAMPLE_RATE), round(one.end_s * SAMPLE_RATE)
        return _shares_of(model, sound[start:end], full=full)

    return languages.foreign(spoken, expected, ask, part=part)


def _shares_of(model: Any, sound: Samples, *, full: bool) -> dict[str, float]:
    """The shares of the languages of up to thirty seconds; ``full``: with silence up to those."""
    from faster_whisper import WhisperModel

    length = 30 * SAMPLE_RATE
    sound = sound[:length]
    padded = np.pad(sound, (0, length - len(sound) if full else SAMPLE_RATE))
    features = model.feature_extractor(padded)[:, : 30 * model.frames_per_second]
    return _shares(model, WhisperModel.encode(model, features))  # its own would count the window


def _shares(model: Any, encoded: Any) -> dict[str, float]:
    return {token[2:-2]: share for token, share in model.model.detect_language(encoded)[0]}
