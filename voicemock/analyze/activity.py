"""Where somebody speaks, from the waveform.

Silero's voice activity network (v6, the ONNX file inside faster-whisper) says which 32 ms
frames hold a voice, and is deaf to clicks, breaths and fans; its edges are some 50 ms late.
The energy of the signal near those edges then says where, to a few milliseconds, the sound
starts and stops. In noise, where energy cannot tell, the network's own edges stand.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from voicemock.types import SAMPLE_RATE, Activity, Interval, Samples

MIN_PAUSE_S = 0.25
"""Shorter silences are articulation (stop closures), not pauses."""

_FRAME = 512  # samples; what the network takes at 16 kHz
_HOP = 80  # 5 ms
_WINDOW = 160  # 10 ms
_VOICED = 0.5  # the network's own defaults: on above 0.5, off below 0.35
_UNVOICED = 0.35
_REACH_S = 0.2  # how far from the network's edge the true one may lie
_MIN_VOICE_S = 0.10  # shorter islands are clicks
_ABOVE_FLOOR_DB = 6.0
_BELOW_LOUD_DB = 35.0
_MIN_SNR_DB = 15.0  # below that energy cannot tell speech from the room

_Floats = npt.NDArray[np.float64]
_Mask = npt.NDArray[np.bool_]


def detect(sound: Samples) -> Activity:
    """Speech stretches of mono 16 kHz sound; silences under 0.25 s are part of a stretch."""
    if len(sound) < _FRAME:
        return Activity(speech=())
    voiced = _hysteresis(voice_probability(sound))
    voiced = _without_islands(voiced, round(_MIN_VOICE_S * SAMPLE_RATE / _FRAME))
    if not voiced.any():
        return Activity(speech=())
    energy = energy_dbfs(sound)
    centres = np.minimum(np.arange(len(energy)) * _HOP + _WINDOW // 2, len(sound) - 1) // _FRAME
    near_voice = voiced[centres]
    mask = _refined(energy, near_voice) if snr_db(energy, near_voice) >= _MIN_SNR_DB else near_voice
    hop_s = _HOP / SAMPLE_RATE
    runs = _runs(mask)
    # a frame's energy stands for the middle 5 ms of its 10 ms window
    shift = (_WINDOW - _HOP) / 2 / SAMPLE_RATE
    stretches = [Interval(a * hop_s + shift, b * hop_s + shift) for a, b in runs]
    return Activity(speech=_joined(stretches))


def voice_probability(sound: Samples) -> _Floats:
    """Probability of a voice in each 32 ms frame (the last one padded with silence)."""
    from faster_whisper.vad import get_vad_model

    padded = np.pad(sound, (0, -len(sound) % _FRAME))
    return np.asarray(get_vad_model()(padded), dtype=np.float64).reshape(-1)


def energy_dbfs(sound: Samples) -> _Floats:
    """RMS of 10 ms windows every 5 ms, in dB below full scale (at least -120)."""
    squares = np.concatenate([[0.0], np.cumsum(sound.astype(np.float64) ** 2)])
    starts = np.arange(0, max(1, len(sound) - _WINDOW + 1), _HOP)
    power = (squares[np.minimum(starts + _WINDOW, len(sound))] - squares[starts]) / _WINDOW
    result: _Floats = 10 * np.log10(np.maximum(power, 1e-12))
    return result


def snr_db(energy: _Floats, voiced: _Mask) -> float:
    """Median level of the voice over the room's floor; large where the room is silent."""
    if not voiced.any():
        return 0.0
    return float(np.percentile(energy[voiced], 60) - floor_dbfs(energy, voiced))


def floor_dbfs(energy: _Floats, voiced: _Mask) -> float:
    """The room's level: the median away from voices, or the quietest twentieth."""
    away = ~_grown(voiced, round(_REACH_S * SAMPLE_RATE / _HOP))
    quietest = float(np.percentile(energy, 5))
    if away.sum() * _HOP < 0.2 * SAMPLE_RATE:
        return quietest
    return max(quietest, float(np.median(energy[away])))


def _refined(energy: _Floats, voiced: _Mask) -> _Mask:
    """Sound near a voice, with the islands that hold no voice taken away."""
    reach = round(_REACH_S * SAMPLE_RATE / _HOP)
    threshold = max(
        floor_dbfs(energy, voiced) + _ABOVE_FLOOR_DB,
        float(np.percentile(energy[voiced], 95)) - _BELOW_LOUD_DB,
    )
    loud = (energy > threshold) & _grown(voiced, reach)
    # A stop's closure is quiet too: only silences as long as a pause split a stretch.
    filled = ~_without_islands(~loud, round(0.1 * SAMPLE_RATE / _HOP))
    mask = np.zeros_like(filled)
    for start, end in _runs(filled):
        if voiced[start:end].sum() >= 0.3 * (end - start):
            mask[start:end] = True
    return mask


def _hysteresis(probability: _Floats) -> _Mask:
    mask = np.zeros(len(probability), dtype=np.bool_)
    on = False
    for number, value in enumerate(probability):
        on = value >= (_UNVOICED if on else _VOICED)
        mask[number] = on
    return mask


def _runs(mask: _Mask) -> list[tuple[int, int]]:
    """Start and end (exclusive) of each run of True."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], mask.astype(np.int8), [0]])))
    return [(int(a), int(b)) for a, b in zip(edges[::2], edges[1::2], strict=True)]


def _without_islands(mask: _Mask, shortest: int) -> _Mask:
    kept = np.zeros_like(mask)
    for start, end in _runs(mask):
        if end - start >= shortest:
            kept[start:end] = True
    return kept


def _grown(mask: _Mask, by: int) -> _Mask:
    wider = np.zeros_like(mask)
    for start, end in _runs(mask):
        wider[max(0, start - by) : end + by] = True
    return wider


def _joined(stretches: list[Interval]) -> tuple[Interval, ...]:
    joined: list[Interval] = []
    for stretch in stretches:
        if joined and stretch.start_s - joined[-1].end_s < MIN_PAUSE_S - 1e-9:
            joined[-1] = Interval(joined[-1].start_s, stretch.end_s)
        else:
            joined.append(stretch)
    return tuple(joined)
