"""Where the sound of an answer comes from."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Manner:
    """How an interview is held.

    ``recordings`` take the microphone's place. ``follow_ups`` None: where somebody is there to
    answer them, or a recording is to spare.
    """

    device: str | None = None
    recordings: tuple[Path, ...] = ()
    realtime: bool = False
    max_s: float | None = None
    end_silence_s: float | None = None
    follow_ups: bool | None = None
    calm: bool = False
    as_json: bool = False
    quiet: bool = False


class Tape:
    """The recordings in the microphone's place, in order; used up, they begin again."""

    def __init__(self, paths: Sequence[Path]) -> None:
        self._all = tuple(paths)
        self._left = deque(paths)
        self._again = False

    def __bool__(self) -> bool:
        return bool(self._all)

    @property
    def left(self) -> int:
        """How many were not taken yet."""
        return 0 if self._again else len(self._left)

    def take(self) -> Path:
        """The next one."""
        if not self._left:
            self._again = True
            self._left.extend(self._all)
        return self._left.popleft()
