"""How a fault ended, and the program recording until it comes."""

from __future__ import annotations

import time
from dataclasses import dataclass

from benchmarks.scene import Scene, Seen, Unseen

QUESTIONS = ("--question", "en-intro-1", "--question", "en-closing-1")
SPOKEN_S = 1.6


@dataclass(frozen=True)
class Outcome:
    """How one fault ended.

    ``noticed_s`` is from the fault to the line that says so, ``hang_s`` the longest time after it
    in which the program did not go on or end, without what it waited for a processor where a real
    program was measured on Linux: that is the machine's; ``kept_s`` the length of the first recording that is
    there afterwards and ``spoken_s`` how long it had been made for.
    """

    said: str
    noticed_s: float
    hang_s: float
    status: int | None
    kept_s: float
    spoken_s: float

    @property
    def kept(self) -> bool:
        """Whether what was recorded is there."""
        return self.kept_s > 0 and self.kept_s >= self.spoken_s - 0.25


def recording(play: Scene, *options: str) -> tuple[Unseen, float]:
    """The program recording without a terminal for a while, and when that began."""
    play.hum()
    run = play.unseen("--question", "en-intro-1", "--no-voice", "--max-seconds", "30", *options)
    began, _line = run.said("Speak now")
    time.sleep(SPOKEN_S)
    return run, began


def at_terminal(play: Scene) -> tuple[Seen, float]:
    """The program recording at a terminal for a while, and when that began."""
    play.hum()
    run = play.seen(*QUESTIONS, "--no-voice")
    began, _line = run.said("Speak now")
    time.sleep(SPOKEN_S)
    return run, began
