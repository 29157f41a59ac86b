"""Where a voice stops and starts beside one silence, from the energy in five bands.

The floor is the silence's own: what sounds in its middle, band by band. A fan under 300 Hz
therefore hides neither an "s" nor a vowel, and a room that changes is measured anew in every
silence. Where the voice hardly rises above that floor, energy cannot tell, and the edges that
came in go out again.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from voicemock.values.sound import SAMPLE_RATE, Interval, Samples

_HOP = 160  # 10 ms, so that ends are true to 5 ms
_WINDOW = 256  # 16 ms; its spectrum has a line every 62.5 Hz
_PER_S = SAMPLE_RATE // _HOP
_BLOCK = 4096  # rows at a time, so that little memory is taken
_BAND_LINES = (1, 5, 12, 24, 44)  # from 62, 312, 750, 1500 and 2750 Hz; the last ends at 8 kHz

_LOUD_DB = 3.0  # over what sounds in four fifths of the silence, which may be music
_BELOW_VOICE_DB = 40.0  # what is weaker than that beside a voice is its echo
_CLEAR_DB = 6.0  # a voice that is seldom as far above that gives energy nothing to measure
_RIM_S = 0.06  # of a silence, left out when its floor is measured: the edges are not exact yet
_BESIDE_S = 0.4  # of voice, whose level counts
_SHORTEST_FLOOR = 6  # frames

_EARLY_S, _LATE_S = 0.08, 0.12  # how far before and after the given one a voice's end may lie
_ATTACK_S, _SLACK_S = 0.15, 0.04  # and how far before and after the given one its start
_BREAK_S = 0.05  # quiet as long as that parts a sound from the voice
_RELEASE_S = 0.2  # a stop's closure and release; clicks are told apart by the network
_RELEASE_PROBABILITY = 0.2
_RELEASE_BELOW_DB = 16.0

_Bands = npt.NDArray[np.float64]
_Mask = npt.NDArray[np.bool_]
_Floats = npt.NDArray[np.float64]


def band_power(sound: Samples) -> _Bands:
    """Power in five bands (columns) of every 10 ms (rows)."""
    frames = -(-len(sound) // _HOP)
    beside = (_WINDOW - _HOP) // 2
    padded = np.pad(np.asarray(sound, np.float32), (beside, _WINDOW))
    windows = np.lib.stride_tricks.sliding_window_view(padded, _WINDOW)[::_HOP][:frames]
    bell = np.hanning(_WINDOW).astype(np.float32)
    bands = np.empty((frames, len(_BAND_LINES)))
    for start in range(0, frames, _BLOCK):
        spectrum = np.fft.rfft(windows[start : start + _BLOCK] * bell, axis=1)
        power = spectrum.real**2 + spectrum.imag**2
        bands[start : start + _BLOCK] = np.add.reduceat(power, _BAND_LINES, axis=1)
    return bands


def row_centres(rows: int) -> npt.NDArray[np.int64]:
    """The sample in the middle of each row of `band_power`."""
    return np.arange(rows) * _HOP + _HOP // 2


def refined(
    power: _Bands, silence: Interval, probability: _Floats, *, before: bool, after: bool
) -> Interval:
    """``silence`` with the ends that the energy shows.

    Args:
        power: `band_power` of the recording.
        silence: a silence that is true to a tenth of a second.
        probability: of a voice, for each row of ``power``.
        before: whether a voice ends where the silence starts.
        after: whether a voice starts where the silence ends.
    """
    start, end = _row(silence.start_s), min(_row(silence.end_s), len(power))
    rim = _row(_RIM_S)
    middle = power[start + rim * before : end - rim * after]
    beside = np.concatenate(
        [
            power[max(0, start - _row(_BESIDE_S)) : start if before else 0],
            power[end : end + _row(_BESIDE_S) if after else end],
        ]
    )
    if len(middle) < _SHORTEST_FLOOR or len(beside) < _SHORTEST_FLOOR:
        return silence
    level = float(np.percentile(beside, 80, axis=0).mean())
    floor = np.maximum(np.median(middle, axis=0), level * 10 ** (-_BELOW_VOICE_DB / 10)) + 1e-9
    loud_db = max(0.0, float(np.percentile(_over(middle, floor), 80))) + _LOUD_DB
    if np.percentile(_over(beside, floor), 60) < loud_db + _CLEAR_DB:
        return silence
    over = _over(power, floor)
    loud = over > loud_db
    # a stop's release is weak, a key pressed is not
    release = loud & (over < np.percentile(_over(beside, floor), 80) - _RELEASE_BELOW_DB)
    start_s, end_s = silence.start_s, silence.end_s
    if before:
        row = _voice_end(loud, start, end - rim * after)
        until = min(row + _row(_RELEASE_S), end - rim * after)
        # where more sounds in the silence than one release, it is a keyboard or music
        if not loud[until : end - 2 * rim * after].any():
            row = _release_end(release, row, until, probability)
        start_s = row / _PER_S
    if after:
        end_s = _voice_start(loud, max(start, _row(start_s)), end) / _PER_S
    return Interval(start_s, end_s) if end_s > start_s else silence


def _over(power: _Bands, floor: _Floats) -> _Floats:
    """How far each row is above the floor, in dB: the mean of the bands' power ratios."""
    return np.asarray(10 * np.log10((power / floor).mean(axis=1) + 1e-9))


def _voice_end(loud: _Mask, start: int, end: int) -> int:
    """The row after the last one of the voice that ends near ``start``."""
    first = max(0, start - _row(_EARLY_S))
    last = None
    for row in range(first, min(start + _row(_LATE_S), end)):
        if loud[row]:
            last = row
        elif last is not None and row > start and row - last > _row(_BREAK_S):
            break
    return first if last is None else last + 1


def _release_end(release: _Mask, stop: int, end: int, probability: _Floats) -> int:
    """The row after a stop's release, or ``stop``: the network hears more of a voice there."""
    after = stop
    for row in range(stop, end):
        before = probability[stop:row].min(initial=1)
        if release[row] and probability[row] > max(_RELEASE_PROBABILITY, before):
            after = row + 1
    return after


def _voice_start(loud: _Mask, start: int, end: int) -> int:
    """The first row of the voice that starts near ``end``."""
    first = None
    last = min(end + _row(_SLACK_S), len(loud))
    for row in range(last - 1, max(start, end - _row(_ATTACK_S)) - 1, -1):
        if loud[row]:
            first = row
        elif first is not None and row < end and first - row > _row(_BREAK_S):
            break
    return last if first is None else first


def _row(seconds: float) -> int:
    return max(0, round(seconds * _PER_S))
