"""Two networks that tell voices apart: whose voice it is, and where two speak at the same time.

CAM++ (Wang et al. 2023), trained on 200,000 Mandarin and 7,000 English speakers, turns up to 1.5 s of
speech into a point: one person's lie close together. Pyannote's segmentation (Plaquet & Bredin 2023)
listens to 10 s. ``speaker/NOTICE`` says where they are from.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from voicemock.memory import give_back
from voicemock.values.sound import SAMPLE_RATE, Samples

MOST_S = 1.5
"""Of sound that is embedded at a time; more says little more, and is cut off."""
CHUNK = 10 * SAMPLE_RATE
"""Samples in which overlaps are looked for at a time, as the network was trained."""
STEP = 270
"""Samples from one probability of an overlap to the next."""
FIRST = 495
"""Samples from a chunk's start to the middle of what the first one is of."""

SIZE = 192
Voices = npt.NDArray[np.float32]
"""Unit vectors, shape (n, 192); the product of two is near 1 for one voice, near 0 for two."""

_FRAME, _HOP, _FFT, _BANDS = 400, 160, 512, 80
_FRAMES = round(MOST_S * SAMPLE_RATE / _HOP)
_LOWEST_HZ = 20.0
_EMPHASIS = np.float32(0.97)
_FLOOR = np.float32(1e-16)  # of a band's power; below the last bit of a converter
_TWO_SPEAK = slice(4, 7)  # of none, A, B, C, A+B, A+C, B+C

_Floats = npt.NDArray[np.float32]


def embed(parts: Sequence[Sequence[Samples]]) -> Voices:
    """The voices of some parts; each may be in pieces, and counts up to `MOST_S`."""
    found = [np.zeros((0, SIZE), np.float32)]
    for part in parts:  # several at a time take memory and are no quicker
        heard = _run("campplus", _features(part)[np.newaxis])
        found.append(heard / np.linalg.norm(heard))
    return np.concatenate(found)


def overlap(sound: Samples) -> _Floats:
    """How probably two voices speak at the same time, every `STEP` samples of up to `CHUNK`."""
    padded = np.pad(sound, (0, CHUNK - len(sound)))
    probability: _Floats = _run("segmentation", padded[np.newaxis, np.newaxis])[0]
    return np.asarray(probability[:, _TWO_SPEAK].sum(axis=1))


_loading = threading.Lock()


def _run(name: str, given: _Floats) -> _Floats:
    with _loading:  # two threads that come first would load it twice
        session = _loaded(name)
    (found,) = session.run(None, {session.get_inputs()[0].name: given})
    return np.asarray(found, np.float32)


@cache
def _loaded(name: str) -> Any:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3
    options.enable_cpu_mem_arena = False  # it keeps what the largest run needed
    session = onnxruntime.InferenceSession(
        str(Path(__file__).with_name("speaker") / f"{name}.onnx"),
        options,
        providers=["CPUExecutionProvider"],
    )
    give_back()  # a third of what loading took
    return session


def _features(pieces: Sequence[Samples]) -> _Floats:
    """Log mel bands as Kaldi makes them, without their mean, shape (`_FRAMES`, 80).

    Too little sound is taken again and again.
    """
    bands = np.concatenate([_log_mel(piece) for piece in pieces])[:_FRAMES]
    bands = bands[np.arange(_FRAMES) % len(bands)] if len(bands) < _FRAMES else bands
    return np.asarray(bands - bands.mean(axis=0), np.float32)


def _log_mel(sound: Samples) -> _Floats:
    padded = np.pad(sound, (0, max(0, _FRAME - len(sound))))
    frames = np.lib.stride_tricks.sliding_window_view(padded, _FRAME)[::_HOP]
    frames = frames - frames.mean(axis=1, keepdims=True)
    before = np.concatenate([frames[:, :1], frames[:, :-1]], axis=1)
    spectrum = np.abs(np.fft.rfft((frames - _EMPHASIS * before) * _window(), _FFT)) ** 2
    power = spectrum.astype(np.float32) @ _filters()
    return np.asarray(np.log(np.maximum(power, _FLOOR)), np.float32)


@cache
def _window() -> _Floats:
    return (np.hanning(_FRAME) ** 0.85).astype(np.float32)  # Kaldi's "povey"


@cache
def _filters() -> _Floats:
    """Triangles that are even on the mel scale, shape (257, 80)."""
    bins = _mel(np.arange(_FFT // 2 + 1) * SAMPLE_RATE / _FFT)[:, np.newaxis]
    low, high = _mel(np.array([_LOWEST_HZ, SAMPLE_RATE / 2]))
    edges = np.linspace(low, high, _BANDS + 2)
    step = edges[1] - edges[0]
    return np.asarray(np.maximum(0, 1 - np.abs(bins - edges[1:-1]) / step), np.float32)


def _mel(hertz: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    mel: npt.NDArray[np.float64] = 1127 * np.log1p(hertz / 700)
    return mel
