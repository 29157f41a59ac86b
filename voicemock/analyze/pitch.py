"""Fundamental frequency and spectral shape of a voice, every 10 ms inside the speech.

Boersma's autocorrelation (1993): that of a windowed frame divided by that of its window peaks
near 1 at the period of a voice. The frame's spectrum, needed on the way, also gives the shape of
the sound, which tells a held vowel from moving speech.

One recording is one speaker, whose pitch stays within about two octaves: the best candidates of
a first pass give the quartiles of that range, the second pass looks only there (De Looze & Hirst
2008). That removes octave errors without a search for the best path.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from voicemock.analyze.activity import LONG_S
from voicemock.audio import samples as audio
from voicemock.values.sound import SAMPLE_RATE, Activity, Interval, Samples

HOP_S = 0.01
FLOOR_HZ = 65.0
CEILING_HZ = 500.0

_RATE = 8_000  # Hz; nothing above 4 kHz is needed for pitch or vowel quality
_WINDOW = 3 * round(_RATE / FLOOR_HZ)  # three periods of the lowest pitch
_FFT = 512  # at least the window and the longest lag
_BLOCK = 512  # frames at a time, to stay in the cache
_VOICED = 0.45  # Boersma's thresholds: strength of a period,
_SILENT_DB = 30.5  # level below the loudest frame (0.03 of its amplitude),
_OCTAVE_COST = 0.01  # and what a doubled period must gain
_BANDS = 20
_LOWEST_BAND_HZ, _HIGHEST_BAND_HZ = 150.0, 3_800.0

_Floats = npt.NDArray[np.float32]
_Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Track:
    """A voice frame by frame; frame ``n`` is centred on ``n * HOP_S`` seconds.

    ``hertz`` has shape (n,) and is NaN where no voice is; ``shape_db`` (n, 20) is the level of
    mel-spaced bands, its own mean taken off. Outside the speech both are NaN.
    """

    hertz: _Floats
    shape_db: _Floats

    @property
    def voiced(self) -> _Mask:
        """Frames that have a pitch."""
        result: _Mask = ~np.isnan(self.hertz)
        return result


def track(sound: Samples, activity: Activity) -> Track:
    """Pitch and shape of mono 16 kHz sound where ``activity`` has speech.

    More than two minutes are taken in parts, so that memory does not grow with the length; the
    range of the voice is then that of a part.
    """
    if len(sound) <= LONG_S * SAMPLE_RATE:
        return _track(sound, activity)
    parts = []
    for start_s in range(0, -(-len(sound) // SAMPLE_RATE), LONG_S):
        length = min(LONG_S * SAMPLE_RATE, len(sound) - start_s * SAMPLE_RATE)
        inside = activity.within(Interval(start_s, start_s + LONG_S)).later(-start_s)
        part = _track(sound[start_s * SAMPLE_RATE :][:length], inside)
        last = start_s + LONG_S >= len(sound) / SAMPLE_RATE
        frames = length * 100 // SAMPLE_RATE + last  # the next part begins with the end of this one
        parts.append((part.hertz[:frames], part.shape_db[:frames]))
    return Track(*(np.concatenate(one) for one in zip(*parts, strict=True)))


def _track(sound: Samples, activity: Activity) -> Track:
    count = len(sound) * 100 // SAMPLE_RATE + 1
    at = np.flatnonzero(_inside(activity, count))
    hertz = np.full(count, np.nan, np.float32)
    shape = np.full((count, _BANDS), np.nan, np.float32)
    if len(at):
        correlation, level, shape[at] = _frames(sound, at)
        hertz[at] = _pitch(correlation, level)
    return Track(hertz, shape)


def semitones(hertz: npt.NDArray[np.floating]) -> npt.NDArray[np.float64]:
    """Hertz as semitones above 100 Hz."""
    result: npt.NDArray[np.float64] = 12 * np.log2(np.asarray(hertz, np.float64) / 100.0)
    return result


def _inside(activity: Activity, count: int) -> _Mask:
    mask = np.zeros(count, np.bool_)
    for one in activity.speech:
        mask[int(np.ceil(one.start_s / HOP_S)) : int(one.end_s / HOP_S) + 1] = True
    return mask


def _frames(sound: Samples, at: npt.NDArray[np.intp]) -> tuple[_Floats, _Floats, _Floats]:
    """Normalized autocorrelation (n, lags), level (n,) and shape (n, bands) of frames."""
    narrow = audio.resample(sound, SAMPLE_RATE, _RATE)
    hop = round(HOP_S * _RATE)
    padded = np.pad(narrow, (_WINDOW // 2, _WINDOW + hop))
    every = np.lib.stride_tricks.sliding_window_view(padded, _WINDOW)
    window = np.hanning(_WINDOW).astype(np.float32)
    lags = int(_RATE / FLOOR_HZ) + 2
    own = np.fft.irfft(np.abs(np.fft.rfft(window, _FFT)) ** 2)[:lags].astype(np.float32)
    bands = _bands()
    correlation = np.empty((len(at), lags), np.float32)
    level = np.empty(len(at), np.float32)
    shape = np.empty((len(at), _BANDS), np.float32)
    for start in range(0, len(at), _BLOCK):
        part = slice(start, start + _BLOCK)
        frames = every[at[part] * hop] * window
        frames -= (frames.sum(axis=1, keepdims=True) / window.sum()) * window
        spectrum = np.fft.rfft(frames, _FFT)
        power = spectrum.real**2 + spectrum.imag**2
        auto = np.fft.irfft(power, _FFT)[:, :lags]
        energy = np.maximum(auto[:, :1], 1e-9)
        correlation[part] = auto / energy * (own[0] / own)
        level[part] = 10 * np.log10(energy[:, 0] / own[0])
        decibels = 10 * np.log10(power @ bands + 1e-9)
        shape[part] = decibels - decibels.mean(axis=1, keepdims=True)
    return correlation, level, shape


def _bands() -> _Floats:
    """Weights of mel-spaced triangles, (bins, bands)."""

    def mel(hertz: float) -> float:
        return 2595 * float(np.log10(1 + hertz / 700))

    edges = 700 * (
        10 ** (np.linspace(mel(_LOWEST_BAND_HZ), mel(_HIGHEST_BAND_HZ), _BANDS + 2) / 2595) - 1
    )
    bins = np.fft.rfftfreq(_FFT, 1 / _RATE)[:, None]
    low, middle, high = edges[:-2], edges[1:-1], edges[2:]
    rising, falling = (bins - low) / (middle - low), (high - bins) / (high - middle)
    weights: _Floats = np.maximum(0, np.minimum(rising, falling)).astype(np.float32)
    return weights


def _pitch(correlation: _Floats, level: _Floats) -> _Floats:
    """Hertz of each frame, NaN where it is not voiced."""
    lag = np.arange(correlation.shape[1])
    cost = _OCTAVE_COST * np.log2(np.maximum(lag, 1) * FLOOR_HZ / _RATE)
    score = np.full(correlation.shape, -1, np.float32)
    before, middle, after = correlation[:, :-2], correlation[:, 1:-1], correlation[:, 2:]
    peak = (middle >= before) & (middle > after)
    # The top lies between two lags: without it a period loses to its double.
    curve = np.minimum(before - 2 * middle + after, -1e-6)
    top = middle - (before - after) ** 2 / (8 * curve)
    score[:, 1:-1] = np.where(peak, np.minimum(top, 1.0) - cost[1:-1], -1)
    loud = level > level.max() - _SILENT_DB
    first = _best(score, correlation, loud, FLOOR_HZ, CEILING_HZ)
    if np.isnan(first).all():
        return first
    low, high = np.nanpercentile(first, [25, 75])
    return _best(score, correlation, loud, max(FLOOR_HZ, 0.75 * low), min(CEILING_HZ, 1.7 * high))


def _best(
    score: _Floats, correlation: _Floats, loud: _Mask, floor_hz: float, ceiling_hz: float
) -> _Floats:
    """The best peak between two frequencies, its top found by a parabola."""
    first = max(1, int(_RATE / ceiling_hz))
    last = min(score.shape[1] - 2, int(np.ceil(_RATE / floor_hz)))
    rows = np.arange(len(score))
    best = first + np.argmax(score[:, first : last + 1], axis=1)
    before, top, after = (correlation[rows, best + step] for step in (-1, 0, 1))
    curve = np.minimum(before - 2 * top + after, -1e-6)
    offset = np.clip((before - after) / (2 * curve), -0.5, 0.5)
    hertz: _Floats = (_RATE / (best + offset)).astype(np.float32)
    hertz[~(loud & (score[rows, best] > 0) & (top > _VOICED))] = np.nan
    return hertz
