"""A recording, or a moment of it, is heard again."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from voicemock.audio import samples as audio
from voicemock.audio.player import Playback, Player
from voicemock.values.sound import SAMPLE_RATE


def replay(
    path: Path,
    player: Player,
    *,
    at_s: float = 0.0,
    until_s: float | None = None,
    speed: float = 1.0,
    on_tick: Callable[[float], bool] | None = None,
) -> Playback:
    """Play a recording from ``at_s`` to ``until_s`` (None: its end), both in seconds of it.

    ``speed`` is 0.5 to 2, with the pitch kept; ``on_tick`` as of `Player.play`.

    Raises:
        AudioFileError: the file is gone or damaged.
        DeviceError: no loudspeaker.
    """
    sound = audio.read(path).samples
    end = len(sound) if until_s is None else round(until_s * SAMPLE_RATE)
    part = sound[round(at_s * SAMPLE_RATE) : end]
    return player.play([audio.stretch(part, SAMPLE_RATE, speed)], SAMPLE_RATE, on_tick)


BEFORE_S = 0.5
"""A moment is heard from a little before it."""
