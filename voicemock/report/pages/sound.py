"""An answer's sound inside its page, and the outline of its waveform.

The codec is MP3 with a constant rate: every current browser plays it (Opus in OGG is new to
Safari), 10 minutes come to 4 MB as base64, and with a constant rate a browser's seek is exact; with
a variable one Chromium landed up to 0.4 s off. At 16 kHz LAME writes how much its coding delays
the sound, and browsers take that off again; at 24 kHz there is no room for it, and all is 46 ms
late.
"""

from __future__ import annotations

import base64
import contextlib
import io
import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from voicemock.audio import samples as audio
from voicemock.errors import AudioFileError
from voicemock.files.atomic import write_whole
from voicemock.files.private import read_private
from voicemock.values.sound import SAMPLE_RATE, Samples

PEAKS_PER_S = 20
_LEVELS = 255
_COMPRESSION = 0.8  # libsndfile's scale; 40 kbit/s at 16 kHz


@dataclass(frozen=True)
class Peaks:
    """The largest amplitude in each twentieth of a second, 0-255 of full scale."""

    values: tuple[int, ...]


@dataclass(frozen=True)
class Sound:
    """What a page needs of a recording; ``uri`` is a ``data:`` URI."""

    uri: str
    peaks: Peaks


def load(path: Path) -> Sound | None:
    """The sound of a recording, None where it is gone or cannot be read.

    The peaks are kept beside the recording, for as long as it does not change.
    """
    try:
        samples, rate = audio.decode(path)
        sha256 = audio.file_sha256(path)
    except (AudioFileError, OSError):
        return None
    if not len(samples):
        return None
    samples = audio.resample(samples, rate)
    cache = path.with_name("peaks.json")
    peaks = _kept(cache, sha256)
    if peaks is None:
        peaks = peaks_of(samples)
        document = {"sha256": sha256, "per_s": PEAKS_PER_S, "peaks": peaks.values}
        with contextlib.suppress(OSError):  # a folder that cannot be written costs nothing
            write_whole(cache, json.dumps(document, separators=(",", ":")))
    return Sound(_embedded(samples), peaks)


def made(samples: Samples) -> Sound:
    """What a page needs of a sound at 16 kHz that is at hand; nothing is kept of it."""
    return Sound(_embedded(samples), peaks_of(samples))


def peaks_of(samples: Samples) -> Peaks:
    """The outline of a sound at 16 kHz."""
    step = SAMPLE_RATE // PEAKS_PER_S
    padded = np.pad(np.abs(samples), (0, -len(samples) % step))
    largest = padded.reshape(-1, step).max(axis=1)
    return Peaks(tuple(int(value) for value in np.round(np.minimum(largest, 1) * _LEVELS)))


def _embedded(samples: Samples) -> str:
    import soundfile

    file = io.BytesIO()
    form = {"format": "MP3", "subtype": "MPEG_LAYER_III", "bitrate_mode": "CONSTANT"}
    soundfile.write(file, samples, SAMPLE_RATE, **form, compression_level=_COMPRESSION)
    return "data:audio/mpeg;base64," + base64.b64encode(file.getbuffer()).decode()


def _kept(cache: Path, sha256: str) -> Peaks | None:
    with contextlib.suppress(OSError, ValueError, TypeError, KeyError):
        found = json.loads(read_private(cache))
        if found["sha256"] == sha256 and found["per_s"] == PEAKS_PER_S:
            return Peaks(tuple(min(_LEVELS, max(0, int(value))) for value in found["peaks"]))
    return None
