"""What is on the screen while somebody speaks."""

from __future__ import annotations

import re

import numpy as np
import pytest

from voicemock.cli.rehearsal.meter import Watcher
from voicemock.cli.terminal.keyboard import Keys
from voicemock.cli.terminal.screen import StatusLine
from voicemock.record.base import Command, Progress
from voicemock.values.sound import SAMPLE_RATE, Samples


class Line(StatusLine):
    """Remembers what was drawn."""

    def __init__(self) -> None:
        super().__init__(shown=False)
        self.shown = True
        self.drawn: list[str] = []

    def draw(self, text: str, *, now: bool = False) -> None:
        """See `StatusLine.draw`."""
        self.drawn.append(text)

    def clear(self) -> None:
        """See `StatusLine.clear`."""


def at(
    elapsed_s: float, quiet_s: float = 0.0, *, paused: bool = False, spoken: bool = True
) -> Progress:
    return Progress(elapsed_s, -20.0, paused, started=True, quiet_s=quiet_s, spoken=spoken)


def watcher(line: Line, **named: object) -> Watcher:
    return Watcher(language="en", keys=Keys(), line=line, person=True, **named)  # type: ignore[arg-type]


def test_time_stands_beside_the_limit_and_the_level_is_a_bar(
    capsys: pytest.CaptureFixture[str],
) -> None:
    line = Line()
    look = watcher(line, limit_s=120.0)
    assert look(at(42.0, spoken=False)) is Command.GO_ON
    assert line.drawn == ["  0:42 / 2:00  ▮▮▮▮▮▮▮▮▯▯▯▯"]
    assert "Speak now" in capsys.readouterr().err


def test_speaking_and_pausing_are_told_with_how_long() -> None:
    """A short silence is still speaking: nothing flickers between words."""
    line = Line()
    look = watcher(line)
    for progress in (at(1.0), at(3.4, 0.3), at(5.2), at(6.0, 0.6), at(7.7, 2.3), at(9.0), at(11.1)):
        look(progress)
    said = [re.search(r"(speaking|pause) \d+ s", text) for text in line.drawn]
    assert [one[0] if one else None for one in said] == [
        "speaking 0 s", "speaking 2 s", "speaking 4 s", "pause 0 s", "pause 2 s", "speaking 0 s",
        "speaking 2 s",
    ]  # fmt: skip


def test_the_line_does_not_change_its_width_from_moment_to_moment() -> None:
    line = Line()
    look = watcher(line, limit_s=120.0)
    for progress in (at(1.0), at(2.0, 1.0), at(13.0, 12.0), at(14.0), at(50.0)):
        look(progress)
    assert len({len(text) for text in line.drawn}) == 1


def test_a_paused_recording_says_nothing_else() -> None:
    line = Line()
    watcher(line)(at(3.0, paused=True))
    assert line.drawn == ["  0:03  paused"]


def test_the_pace_of_the_last_ten_seconds_is_about_right_and_renewed_once_a_second() -> None:
    """A hum that swells 4 times a second is about 175 words a minute."""
    times = np.arange(30 * SAMPLE_RATE) / SAMPLE_RATE
    swell = 0.5 - 0.5 * np.cos(2 * np.pi * 4 * times)
    sound = (0.1 * swell * np.sin(2 * np.pi * 700 * times)).astype(np.float32)
    asked: list[float] = []

    def latest(from_s: float) -> Samples:
        asked.append(from_s)
        return sound[round(from_s * SAMPLE_RATE) : round(from_s * SAMPLE_RATE) + 10 * SAMPLE_RATE]

    line = Line()
    look = watcher(line, target=(120.0, 150.0), latest=latest)
    for tenth in range(200, 230):
        look(at(tenth / 10))
    assert asked == pytest.approx([10.0, 11.0, 12.0], abs=0.11)
    assert line.drawn[-1].endswith("about 175 words/min (120-150)")


def test_without_a_voice_there_is_no_pace() -> None:
    line = Line()
    look = watcher(line, target=(120.0, 150.0), latest=lambda _from: np.zeros(160_000, np.float32))
    look(at(12.0))
    assert "about" not in line.drawn[-1]
