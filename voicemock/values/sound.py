"""Sound between the rooms: recordings, where speech is, how the microphone heard it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from voicemock.values.interview import Question
from voicemock.values.notes import Note

SAMPLE_RATE = 16_000
"""Hz. Every stage after the microphone or the file reader works at this rate."""

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Samples = npt.NDArray[np.float32]
    """Mono sound, shape (n,), float32 within [-1, 1], at `SAMPLE_RATE`."""
else:
    Samples = Any  # NumPy takes 0.1 s to import, and saved answers are shown without it


@dataclass(frozen=True)
class Interval:
    """A stretch of the recording, ``start_s <= end_s``."""

    start_s: float
    end_s: float

    @property
    def duration_s(self) -> float:
        """Length in seconds."""
        return self.end_s - self.start_s

    def shared_s(self, start_s: float, end_s: float) -> float:
        """The seconds it shares with another stretch; below zero, those between them."""
        return min(self.end_s, end_s) - max(self.start_s, start_s)

    def later(self, by_s: float) -> Interval:
        """The same stretch where the recording begins ``by_s`` seconds earlier."""
        return Interval(self.start_s + by_s, self.end_s + by_s)


@dataclass(frozen=True)
class Prompted:
    """A question that was put to the candidate.

    ``ended_at_s`` is the monotonic clock's time at which its last
    audible sample left the loudspeaker, or None when it was only printed.
    """

    question: Question
    ended_at_s: float | None = None


@dataclass(frozen=True, eq=False)
class Recording:
    """An answer as sound.

    ``samples`` hold the whole answer; ``path`` is the file it was read from or written to.
    ``lead_s`` is the time between the end of the spoken question and the first sample
    (None when unknown). ``overflows`` counts driver overruns, ``lost_s`` the seconds the
    clock says are missing, ``trouble`` says why a recording ended early.
    """

    path: Path
    samples: Samples
    sha256: str
    sample_rate: int = SAMPLE_RATE
    source: str | None = None
    lead_s: float | None = None
    overflows: int = 0
    lost_s: float = 0.0
    trouble: Note | None = None

    @property
    def duration_s(self) -> float:
        """Length in seconds."""
        return len(self.samples) / SAMPLE_RATE


@dataclass(frozen=True)
class Activity:
    """Where somebody speaks: speech stretches in order, apart by the pauses between them."""

    speech: tuple[Interval, ...]

    @property
    def span(self) -> Interval | None:
        """First onset to last offset, or None where nobody speaks."""
        if not self.speech:
            return None
        return Interval(self.speech[0].start_s, self.speech[-1].end_s)

    @property
    def gaps(self) -> tuple[Interval, ...]:
        """The silences between the stretches."""
        pairs = zip(self.speech, self.speech[1:], strict=False)
        return tuple(Interval(a.end_s, b.start_s) for a, b in pairs)

    def within(self, part: Interval) -> Activity:
        """The speech in a part of the recording, cut off at its ends."""
        return Activity(
            tuple(
                Interval(start_s, end_s)
                for one in self.speech
                if (start_s := max(one.start_s, part.start_s))
                < (end_s := min(one.end_s, part.end_s))
            )
        )

    def later(self, by_s: float) -> Activity:
        """The same speech where the recording begins ``by_s`` seconds earlier."""
        return Activity(tuple(one.later(by_s) for one in self.speech))


@dataclass(frozen=True)
class MicCheck:
    """How the microphone heard it: active speech level, share of clipped samples, SNR, overruns."""

    level_dbfs: float | None
    clipped: float
    snr_db: float | None
    overflows: int = 0
