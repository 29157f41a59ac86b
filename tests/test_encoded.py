"""Parts of what Whisper's encoder gave of a window."""

from __future__ import annotations

import numpy as np
import pytest

from voicemock.audio import samples as audio
from voicemock.content.data import data_folder
from voicemock.transcribe import encoded
from voicemock.transcribe.encoded import Encoded
from voicemock.transcribe.whisper import WhisperTranscriber
from voicemock.values.sound import SAMPLE_RATE, Interval


@pytest.mark.parametrize(
    ("start_s", "end_s", "found"),
    [(10.0, 10.4, (0, 20)), (11.0, 12.0, (50, 100)), (9.9, 10.5, None), (11.9, 12.1, None)],
)
def test_a_part_is_cut_out_of_what_was_encoded_or_not_there(
    start_s: float, end_s: float, found: tuple[int, int] | None
) -> None:
    frames = np.arange(100, dtype=np.float32)[:, np.newaxis]
    part = Encoded(Interval(10.0, 12.0), frames).of(Interval(start_s, end_s))
    assert (None if part is None else (part[0, 0], part[-1, 0] + 1)) == found


@pytest.mark.parametrize("count", [79, 80, 81, 128])
def test_no_length_is_taken_for_sound_that_is_yet_to_be_encoded(
    whisper: WhisperTranscriber, count: int
) -> None:
    """CTranslate2 takes 80 frames for a spectrum of 80 bands, which says nothing of a language."""
    from faster_whisper import WhisperModel

    whisper.load()
    model = whisper._model
    sound = audio.read(data_folder("samples") / "answer.zh.flac").samples[: 10 * SAMPLE_RATE]
    frames = np.array(WhisperModel.encode(model, model.feature_extractor(sound)))[0]
    token, share = model.model.detect_language(encoded.view(frames[150 : 150 + count]))[0][0]
    assert token == "<|zh|>"
    assert share > 0.5
