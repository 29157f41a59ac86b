"""Speech in parts whose voices can be compared, each compared once, even while a recording grows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

import numpy as np
import numpy.typing as npt

from voicemock.analyze.activity import energy_dbfs, runs
from voicemock.audio.speaker_networks import CHUNK, MOST_S, SIZE, Voices, embed, overlap
from voicemock.values.sound import SAMPLE_RATE, Activity, Interval, Samples

SURE_S = 0.7
"""A shorter part is like nothing by itself."""
_QUIET_DB = 12.0  # below the loud tenth of a stretch
_QUIET_S, _LOUD_S = 0.2, 0.1  # shorter ones are sounds within words
_HOP_S = 0.005
_SMOOTH = 20  # hops

Pieces = tuple[Interval, ...]
"""What is compared at a time: a part of a stretch, or several short ones together."""


class Listener:
    """Compares the voices of a recording, even while it grows; nothing is compared twice."""

    def __init__(self) -> None:
        self._voices: dict[tuple[int, ...], npt.NDArray[np.float32]] = {}
        self._overlaps: dict[int, npt.NDArray[np.float32]] = {}

    def listen(
        self, sound: Samples, activity: Activity, begun_s: float, stop: Callable[[], bool]
    ) -> None:
        """Compare what is there of a recording that is not over.

        Args:
            sound: a part of the recording, mono 16 kHz.
            activity: where anybody speaks in that part, in the recording's time.
            begun_s: where it begins in the recording.
            stop: whether to leave the rest.
        """
        first = round(begun_s * SAMPLE_RATE)
        for chunk in range(-(-first // CHUNK), (first + len(sound)) // CHUNK):
            if not stop():
                self.overlap(sound[chunk * CHUNK - first :][:CHUNK], chunk)
        for part in sure_parts(levels(sound, activity.later(-begun_s))[0]):
            if not stop():
                self.embed(sound, [(part,)], begun_s)

    def embed(self, sound: Samples, parts: Sequence[Pieces], begun_s: float = 0.0) -> Voices:
        """The voices of some parts of a sound that begins at ``begun_s`` of the recording."""
        keys = [
            tuple(
                round(100 * (at_s + begun_s)) for one in part for at_s in (one.start_s, one.end_s)
            )
            for part in parts
        ]
        new = [n for n, key in enumerate(keys) if key not in self._voices]
        heard = embed([[cut(sound, one) for one in parts[n]] for n in new])
        self._voices |= {keys[n]: voice for n, voice in zip(new, heard, strict=True)}
        return np.array([self._voices[key] for key in keys], np.float32).reshape(-1, SIZE)

    def overlap(self, sound: Samples, chunk: int) -> npt.NDArray[np.float32]:
        """How probably two speak at a time, in the chunk of that number, whose sound this is."""
        if chunk not in self._overlaps:
            self._overlaps[chunk] = overlap(sound)
        return self._overlaps[chunk]


def levels(sound: Samples, activity: Activity) -> tuple[list[Interval], list[Interval]]:
    """The speech cut where it falls quiet: what is aloud, and what is not."""
    aloud: list[Interval] = []
    quiet: list[Interval] = []
    for one in activity.speech:
        power = 10 ** (energy_dbfs(cut(sound, one)) / 10)
        level = 10 * np.log10(np.convolve(power, np.ones(_SMOOTH) / _SMOOTH, "same") + 1e-12)
        at_s = one.start_s
        for start, end in runs(level < np.percentile(level, 90) - _QUIET_DB):
            run = Interval(one.start_s + start * _HOP_S, min(one.start_s + end * _HOP_S, one.end_s))
            if run.duration_s < _QUIET_S:
                continue
            if run.start_s - at_s >= _LOUD_S:
                aloud.append(Interval(at_s, run.start_s))
            quiet.append(run)
            at_s = run.end_s
        if one.end_s - at_s >= _LOUD_S:
            aloud.append(Interval(at_s, one.end_s))
    return aloud, quiet


def sure_parts(aloud: Sequence[Interval]) -> list[Interval]:
    """The parts that are long enough to be compared by themselves."""
    return [part for run in aloud for part in equal_parts(run) if part.duration_s >= SURE_S]


def equal_parts(run: Interval) -> Iterator[Interval]:
    """Equal parts of what can be compared at a time."""
    count = max(1, int(np.ceil(run.duration_s / MOST_S - 0.01)))
    step_s = run.duration_s / count
    for n in range(count):
        yield Interval(run.start_s + n * step_s, run.start_s + (n + 1) * step_s)


def pools(pieces: Iterable[Interval]) -> list[Pieces]:
    """Short pieces, near ones together, as long as can be compared at a time; the last holds the rest."""
    found: list[list[Interval]] = [[]]
    for one in (part for piece in pieces for part in equal_parts(piece)):
        if found[-1] and length_s(found[-1]) + one.duration_s > MOST_S:
            found.append([])
        found[-1].append(one)
    if len(found) > 1 and length_s(found[-1]) < SURE_S:
        rest = found.pop()
        found[-1] += rest
    return [tuple(pool) for pool in found if length_s(pool) >= SURE_S]


def length_s(pieces: Iterable[Interval]) -> float:
    """The seconds of some pieces together."""
    return sum(one.duration_s for one in pieces)


def cut(sound: Samples, one: Interval) -> Samples:
    """The sound of a stretch."""
    return sound[round(one.start_s * SAMPLE_RATE) : round(one.end_s * SAMPLE_RATE)]
