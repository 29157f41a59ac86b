"""What a player does."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Protocol

from voicemock.values.sound import Samples


@dataclass(frozen=True)
class Playback:
    """How playing ended.

    ``ended_at_s`` is the monotonic clock's time at which the last sample was heard, None when it
    was not (stopped before, or no loudspeaker). ``played_s`` counts the sound heard.
    """

    played_s: float
    completed: bool
    ended_at_s: float | None = None


class Player(Protocol):
    """Plays one sound at a time."""

    def play(
        self, parts: Iterable[Samples], rate: int, on_tick: Callable[[float], bool] | None = None
    ) -> Playback:
        """Play and return when it was heard.

        Args:
            parts: mono float32 in [-1, 1], shape (n,) each, one after the other. They are taken in
                a thread: the first sounds while the next is made.
            rate: their Hz.
            on_tick: called about 20 times a second with the position in seconds; True stops.

        Raises:
            DeviceError: no loudspeaker, or it stopped taking sound.
            VoicemockError: as the parts raise it, once those before have been heard.
        """
        ...
