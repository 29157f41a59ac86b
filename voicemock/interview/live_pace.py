"""About how fast somebody speaks right now, told from the sound alone."""

from __future__ import annotations

from collections.abc import Callable

from voicemock.analyze import syllables
from voicemock.values.sound import Samples

_EVERY_S = 1.0
"""Between two looks: a number that changes more often cannot be read."""


class LivePace:
    """The pace of the latest seconds in units a minute, renewed once a second.

    Args:
        latest: gives the sound from a moment (s) on, None where it cannot be read yet.
        syllables_per_unit: of the language, see `voicemock.language.base.Language`.
    """

    def __init__(
        self, latest: Callable[[float], Samples | None], syllables_per_unit: float
    ) -> None:
        self._latest = latest
        self._syllables_per_unit = syllables_per_unit
        self._pace: float | None = None
        self._looked_at_s = 0.0

    def at(self, elapsed_s: float) -> float | None:
        """The pace ``elapsed_s`` seconds in, None while too little was said."""
        if elapsed_s - self._looked_at_s >= _EVERY_S:
            self._looked_at_s = elapsed_s
            sound = self._latest(max(0.0, elapsed_s - syllables.LATEST_S))
            if sound is not None:
                self._pace = syllables.about(sound, self._syllables_per_unit)
        return self._pace
