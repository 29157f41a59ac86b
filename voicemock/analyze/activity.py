"""Where somebody speaks, from the waveform.

Silero's voice activity network (v6, the ONNX file inside faster-whisper) says which 32 ms
frames hold a voice, and is deaf to clicks, breaths and fans. Its probability falls as soon as
a voice ends and then dies away slowly, for it remembers; it rises steeply when a voice starts.
A silence is therefore a valley that gets deep, and it lasts from where the probability first
falls, not from where it has become low. `edges` then looks at the energy for the exact ends.
"""

from __future__ import annotations

import math
from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from voicemock.analyze.edges import band_power, refined, row_centres
from voicemock.audio.voice_probability import FRAME, RISEN, levelled, voice_probability
from voicemock.values.sound import SAMPLE_RATE, Activity, Interval, Samples

MIN_PAUSE_S = 0.25
"""Shorter silences are articulation (stop closures), not pauses."""

LONG_S = 120
"""More is analyzed in parts of this length."""

_BEFORE_S = 10
_FRAME_S = FRAME / SAMPLE_RATE
_HOP = 80  # 5 ms
_WINDOW = 160  # 10 ms
_CONFIDENT = 0.85  # a voice it is less sure of (a cold, a whisper) it is given again, louder
_LOUDER = np.float32(10 / 3)
_FALLEN = 0.7  # share of the probability just before, where a voice ends
_DEEP = 0.25  # a valley that never gets there is a consonant or noise over a voice
_SHORTEST_VOICE = 3  # frames; shorter islands are clicks
_LATE_S = 0.03  # by which the rise follows the voice
_FALL_S = 0.2  # the longest fall
_BEFORE = 16  # frames whose probability a fall is measured by

_Floats = npt.NDArray[np.float64]
_Mask = npt.NDArray[np.bool_]


def detect(sound: Samples) -> Activity:
    """Speech stretches of mono 16 kHz sound; silences under 0.25 s are part of a stretch.

    More than two minutes are taken in parts that end in a pause, so that memory does not grow with
    the length.
    """
    speech: list[Interval] = []
    begun, length = 0, LONG_S * SAMPLE_RATE
    while begun < len(sound) or not begun:
        part = detect_part(sound, begun, min(begun + length, len(sound)))
        end_s = (begun + length) / SAMPLE_RATE
        if begun + length < len(sound) and part.gaps:
            # the last pause in it, because what follows may go on beyond it
            end_s = (part.gaps[-1].start_s + part.gaps[-1].end_s) / 2
        for one in part.speech:
            if one.end_s > end_s:
                break
            speech.append(one)
        begun = round(end_s * SAMPLE_RATE)
    return joined(speech)


def joined(parts: Iterable[Interval]) -> Activity:
    """Speech found part by part, in order: what less than a pause parts is one stretch."""
    speech: list[Interval] = []
    for one in parts:
        joins = speech and one.start_s - speech[-1].end_s < MIN_PAUSE_S - 1e-9
        speech.append(Interval(speech.pop().start_s, one.end_s) if joins else one)
    return Activity(tuple(speech))


def detect_part(sound: Samples, start: int, end: int) -> Activity:
    """The speech between two samples, in the whole's time; what comes before gives the level."""
    first = max(0, start - _BEFORE_S * SAMPLE_RATE)
    found = _detect(sound[first:end]).later(first / SAMPLE_RATE)
    return found.within(Interval(start / SAMPLE_RATE, math.inf))


def _detect(sound: Samples) -> Activity:
    if len(sound) < FRAME:
        return Activity(speech=())
    even = levelled(sound)
    probability = voice_probability(even)
    if np.percentile(probability, 95) < _CONFIDENT:
        probability = voice_probability(even * _LOUDER)
    valleys = _valleys(probability)
    if valleys == [(0, len(probability))]:
        return Activity(speech=())
    power = band_power(even)
    heard = probability[np.minimum(row_centres(len(power)) // FRAME, len(probability) - 1)]
    duration_s = len(sound) / SAMPLE_RATE
    silences = []
    for first, last in valleys:
        before, after = first > 0, last < len(probability)
        end_s = last * _FRAME_S - _LATE_S if after else duration_s
        silence = Interval(min(first * _FRAME_S, end_s), end_s)
        silences.append(refined(power, silence, heard, before=before, after=after))
    return Activity(speech=_between(silences, duration_s))


def energy_dbfs(sound: Samples) -> _Floats:
    """RMS of 10 ms windows every 5 ms, in dB below full scale (at least -120)."""
    squares = np.concatenate([[0.0], np.cumsum(sound.astype(np.float64) ** 2)])
    starts = np.arange(0, max(1, len(sound) - _WINDOW + 1), _HOP)
    power = (squares[np.minimum(starts + _WINDOW, len(sound))] - squares[starts]) / _WINDOW
    result: _Floats = 10 * np.log10(np.maximum(power, 1e-12))
    return result


def _valleys(probability: _Floats) -> list[tuple[int, int]]:
    """First frame and end (exclusive) of each silence the network hears."""
    total = len(probability)
    low: list[tuple[int, int]] = []
    # an island too short for a voice joins the silences at its sides
    for start, end in runs(probability < RISEN):
        run_end = total if total - end < _SHORTEST_VOICE else end
        if low and start - low[-1][1] < _SHORTEST_VOICE:
            low[-1] = (low[-1][0], run_end)
        else:
            low.append((start if start >= _SHORTEST_VOICE else 0, run_end))
    found = []
    for start, end in low:
        at_an_end = start == 0 or end == total
        # the network needs a moment at the start, and its last frame is padded
        if (end - start < _SHORTEST_VOICE) if at_an_end else probability[start:end].min() >= _DEEP:
            continue
        fell = start
        if start > 0:
            peak = np.percentile(probability[max(0, start - _BEFORE) : start], 75)
            earliest = start - round(_FALL_S / _FRAME_S)
            while fell > max(0, earliest) and probability[fell - 1] < _FALLEN * peak:
                fell -= 1
        found.append((fell, end))
    return found


def _between(silences: list[Interval], duration_s: float) -> tuple[Interval, ...]:
    """The speech around silences that are long enough; those at the ends are no pauses."""
    speech = []
    start_s = 0.0
    for silence in silences:
        inside = silence.start_s > 0.0 and silence.end_s < duration_s
        if inside and silence.duration_s < MIN_PAUSE_S - 1e-9:
            continue
        if silence.start_s > start_s:
            speech.append(Interval(start_s, silence.start_s))
        start_s = silence.end_s
    if duration_s > start_s:
        speech.append(Interval(start_s, duration_s))
    return tuple(speech)


def runs(mask: _Mask) -> list[tuple[int, int]]:
    """Start and end (exclusive) of each run of True."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], mask.astype(np.int8), [0]])))
    return [(int(a), int(b)) for a, b in zip(edges[::2], edges[1::2], strict=True)]
