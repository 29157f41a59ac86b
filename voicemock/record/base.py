"""What a source of sound is, and what a recorder reports while it runs."""

from __future__ import annotations

import queue
from dataclasses import dataclass
from enum import Enum, auto
from typing import Protocol

import numpy as np
import numpy.typing as npt

Block = npt.NDArray[np.int16]
"""Mono 16-bit sound, shape (n,)."""


@dataclass(frozen=True, eq=False)
class Captured:
    """A block of sound and the monotonic clock's time of its first sample, in seconds."""

    sound: Block
    at_s: float


class Source(Protocol):
    """Where sound comes from. `start` once, read `blocks`, `stop` once.

    A live one that delivers nothing for a while counts as gone, unless it has ``patient`` set: then
    it ends by None alone, because sound that is late still comes.
    """

    rate: int
    """Hz of the blocks."""
    blocks: queue.SimpleQueue[Captured | None]
    """Sound in order; None marks the end."""
    overflows: int
    """How often the driver says it dropped sound."""
    live: bool
    """A device: it runs while the question is asked, may lose sound, may stall."""
    paced: bool
    """Sound comes at the speed at which it was spoken."""

    def start(self) -> None:
        """Begin delivering.

        Raises:
            DeviceError: it cannot be opened.
        """
        ...

    def stop(self) -> None:
        """End delivering; never raises, never blocks for long."""
        ...


class Command(Enum):
    """What the person wants of the recorder."""

    GO_ON = auto()
    FINISH = auto()
    PAUSE = auto()
    RESTART = auto()
    QUIT = auto()


class End(Enum):
    """Why a recording ended."""

    FINISHED = auto()
    RESTARTED = auto()
    QUIT = auto()
    SOURCE_ENDED = auto()
    MAX_SECONDS = auto()
    END_SILENCE = auto()
    TROUBLE = auto()
    NOT_WRITTEN = auto()


@dataclass(frozen=True)
class Progress:
    """Where a recording stands: its length, the level of the last tenth of a second.

    ``quiet_s`` is how long it has been quiet since somebody last spoke, ``spoken`` whether anybody has.

    ``first_at_s`` is the monotonic clock's time of its first sample, once there is one,
    ``waiting_s`` how long nothing has come from a source of which something is due,
    ``zeros_s`` how long it has delivered nothing but zeros since the beginning.
    """

    elapsed_s: float
    level_dbfs: float
    paused: bool
    started: bool
    quiet_s: float = 0.0
    spoken: bool = False
    first_at_s: float | None = None
    waiting_s: float = 0.0
    zeros_s: float = 0.0
