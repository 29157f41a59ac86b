"""Which of several channels carries the voice.

Channels are never averaged blindly: two that are each other's opposite cancel, five that are silent
bury the sixth, and a delayed copy makes a comb. Of all channels pieces are kept, however long the file
is, and judged: by how much voice Silero's network hears, how far it stands above the rest, how loud it
is and whether it is clipped. Of two channels, their sum and difference are tried as well: where music
lies in both alike and the voice in one, that alone parts them.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from voicemock.audio.voice_probability import FRAME, RISEN, levelled, voice_probability
from voicemock.values.sound import SAMPLE_RATE, Samples

Block = npt.NDArray[np.float32]
"""Samples of shape (n, channels)."""
Mix = tuple[tuple[int, float], ...]
"""Channels and the factor of each."""
FIRST: Mix = ((0, 1.0),)

_MOST_CHANNELS = 64
_PIECE_S = 2
_PIECE_SAMPLES = 1 << 20  # of all channels, however high the rate
_HELD_SAMPLES = 3_000_000  # of all pieces and channels: 12 MB, a minute and a half of two channels
_SILENT_DB = (
    60.0  # below the loudest channel, where one has nothing in it but the converter's last bits
)
_SAME = 0.9995  # correlation of two channels that differ in level alone
_FLOOR_DBFS = -70.0  # a quieter room makes no channel better, so the louder voice is
_MOST_OVER_DB = 45.0  # nor does a voice that is further above it
_CLIPPED_SHARE, _CLIPPED_DB = 0.001, 15.0  # of samples at full scale; what it costs a channel
_FULL = 32766 / 32768
_BETTER_DB = 3.0  # by which one channel is preferred to another
_APART_DB = 6.0  # by which a sum or difference must be better than both of its channels
_CLEAR = 0.15  # probability below which a frame is no voice


def mixed(block: Block, mix: Mix) -> Samples:
    """One channel of a block, or the sum of several."""
    channels = block.shape[1]
    if len(mix) == 1 and mix[0][1] == 1.0:
        # a stream may change its channels half-way
        return np.ascontiguousarray(block[:, mix[0][0] if mix[0][0] < channels else 0])
    found = sum(block[:, at] * np.float32(factor) for at, factor in mix if at < channels)
    return np.asarray(found, np.float32)


@dataclass(frozen=True)
class _Heard:
    """How good a channel is, and how loud its voice: both in dB."""

    score: float
    level: float


class Hearing:
    """Listens to all channels of a file, block by block, and keeps some pieces of them."""

    def __init__(self) -> None:
        self._rate = self._channels = 0
        self._waiting: list[Block] = []
        self._pieces: list[Block] = []
        self._every, self._number = 1, 0
        self._frames = 0
        self._clipped = np.zeros(0)

    def add(self, block: Block, rate: int) -> None:
        """Take the next block; one channel, or other channels than before, are passed over."""
        block = block[:, :_MOST_CHANNELS]
        if block.shape[1] < 2 or not len(block):
            return
        if not self._channels:
            self._rate, self._channels = rate, block.shape[1]
            self._clipped = np.zeros(self._channels)
        if block.shape[1] != self._channels:
            return
        self._clipped += np.count_nonzero(np.abs(block) >= _FULL, axis=0)
        self._frames += len(block)
        self._waiting.append(block.copy())
        length = self._piece_length()
        if sum(map(len, self._waiting)) >= length:
            waiting = np.concatenate(self._waiting)
            whole = len(waiting) // length * length
            for start in range(0, whole, length):
                self._keep(waiting[start : start + length])
            self._waiting = [waiting[whole:].copy()]

    def mix(self) -> Mix:
        """What carries the voice; the first channel where none does, or there is but one."""
        if not self._channels:
            return FIRST
        pieces = self._pieces + [self._narrow(one) for one in self._waiting if len(one)]
        sound = np.concatenate(pieces) if pieces else np.zeros((0, 1), np.float32)
        if not len(sound):
            return FIRST
        sound = sound - sound.mean(axis=0, dtype=np.float64).astype(np.float32)
        left = self._different(sound, self._clipped / max(1, self._frames) > _CLIPPED_SHARE)
        if len(left) == 1:
            return ((left[0], 1.0),)
        mixes: list[Mix] = [((at, 1.0),) for at in left]
        if self._channels == len(left) == 2:
            mixes += [((0, 0.5), (1, 0.5)), ((0, 0.5), (1, -0.5))]
        return self._best(mixes, sound)

    def _different(self, sound: Block, clipped: npt.NDArray[np.bool_]) -> list[int]:
        """The channels that are not silent, of those alike in all but their level the best."""
        energy = np.einsum("ij,ij->j", sound, sound, dtype=np.float64)
        heard = [
            at
            for at in range(self._channels)
            if energy[at] > energy.max() * 10 ** (-_SILENT_DB / 10)
        ]
        heard.sort(key=lambda at: (clipped[at], -round(10 * math.log10(energy[at]), 1), at))
        left: list[int] = []
        for at in heard:
            for other in left:
                common = float(np.dot(sound[:, at], sound[:, other]))
                if abs(common) > _SAME * math.sqrt(energy[at] * energy[other]):
                    break
            else:
                left.append(at)
        return sorted(left) or [0]

    def _best(self, mixes: list[Mix], sound: Block) -> Mix:
        judged = [_judged(mixed(sound, mix)) for mix in mixes]
        most = max(voiced for voiced, _over, _level in judged)
        if not most:
            return max(mixes[: self._channels], key=lambda mix: float(np.std(mixed(sound, mix))))
        heard = []
        for mix, (voiced, over, level) in zip(mixes, judged, strict=True):
            clipped = any(self._clipped[at] > _CLIPPED_SHARE * self._frames for at, _factor in mix)
            score = over * voiced / most - _CLIPPED_DB * clipped - _APART_DB * (len(mix) - 1)
            heard.append(_Heard(score, level))
        best = max(one.score for one in heard)
        good = [at for at, one in enumerate(heard) if one.score > best - _BETTER_DB]
        # in steps of 2 dB, so that of two alike the first is taken
        return mixes[min(good, key=lambda at: (len(mixes[at]), -round(heard[at].level / 2), at))]

    def _piece_length(self) -> int:
        return max(1, min(_PIECE_S * self._rate, _PIECE_SAMPLES // self._channels))

    def _keep(self, piece: Block) -> None:
        """Every piece at first; when they become too many, every second, then every fourth."""
        self._number += 1
        if (self._number - 1) % self._every:
            return
        self._pieces.append(self._narrow(piece))
        if sum(one.size for one in self._pieces) > _HELD_SAMPLES and len(self._pieces) > 1:
            self._pieces = self._pieces[::2]
            self._every *= 2

    def _narrow(self, piece: Block) -> Block:
        if self._rate == SAMPLE_RATE:
            return piece
        import soxr

        # one by one: soxr may crash over a thousand channels
        columns = np.ascontiguousarray(piece.T)
        narrow = [soxr.resample(one, self._rate, SAMPLE_RATE, "LQ") for one in columns]
        return np.stack(narrow, axis=1).astype(np.float32)


def _judged(sound: Samples) -> tuple[int, float, float]:
    """Frames with a voice, how far it stands above the rest in dB, and its level in dBFS."""
    if len(sound) < FRAME:
        return 0, 0.0, -120.0
    probability = voice_probability(levelled(sound))
    frames = np.pad(sound, (0, -len(sound) % FRAME)).reshape(-1, FRAME)
    power = np.einsum("ij,ij->i", frames, frames, dtype=np.float64) / FRAME
    voice = probability > RISEN
    if not voice.any():
        return 0, 0.0, -120.0
    rest = power[probability < _CLEAR]
    level = 10 * math.log10(max(float(power[voice].mean()), 1e-12))
    below = float(np.median(rest)) if len(rest) else float(np.percentile(power, 10))
    floor = max(_FLOOR_DBFS, 10 * math.log10(max(below, 1e-12)))
    return int(voice.sum()), min(_MOST_OVER_DB, max(0.0, level - floor)), level
