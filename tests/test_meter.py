"""What is on the screen while somebody speaks."""

from __future__ import annotations

import re

import numpy as np
import pytest

from voicemock.cli.rehearsal.meter import Meter
from voicemock.interview.events import Level
from voicemock.interview.live_pace import LivePace
from voicemock.language import get
from voicemock.values.sound import SAMPLE_RATE, Samples


def at(elapsed_s: float, quiet_s: float = 0.0, *, spoken: bool = True, **named: object) -> Level:
    given: dict[str, object] = {"level_dbfs": -20.0, "paused": False, "started": True, **named}
    return Level(elapsed_s=elapsed_s, quiet_s=quiet_s, spoken=spoken, **given)  # type: ignore[arg-type]


def drawn(*levels: Level) -> list[str]:
    meter = Meter("en")
    return [meter.line(one) for one in levels]


def test_time_stands_beside_the_limit_and_the_level_is_a_bar() -> None:
    assert drawn(at(42.0, spoken=False, limit_s=120.0)) == ["  0:42 / 2:00  ▮▮▮▮▮▮▮▮▯▯▯▯"]


def test_speaking_and_pausing_are_told_with_how_long() -> None:
    """A short silence is still speaking: nothing flickers between words."""
    lines = drawn(at(1.0), at(3.4, 0.3), at(5.2), at(6.0, 0.6), at(7.7, 2.3), at(9.0), at(11.1))
    said = [re.search(r"(speaking|pause) \d+ s", text) for text in lines]
    assert [one[0] if one else None for one in said] == [
        "speaking 0 s", "speaking 2 s", "speaking 4 s", "pause 0 s", "pause 2 s", "speaking 0 s",
        "speaking 2 s",
    ]  # fmt: skip


def test_the_line_does_not_change_its_width_from_moment_to_moment() -> None:
    levels = (
        at(when, quiet, limit_s=120.0)
        for when, quiet in ((1.0, 0.0), (2.0, 1.0), (13.0, 12.0), (14.0, 0.0), (50.0, 0.0))
    )
    assert len({len(text) for text in drawn(*levels)}) == 1


def test_a_paused_recording_says_nothing_else() -> None:
    assert drawn(at(3.0, paused=True)) == ["  0:03  paused"]


def test_the_pace_of_the_last_ten_seconds_is_about_right_and_renewed_once_a_second() -> None:
    """A hum that swells 4 times a second is about 175 words a minute."""
    times = np.arange(30 * SAMPLE_RATE) / SAMPLE_RATE
    swell = 0.5 - 0.5 * np.cos(2 * np.pi * 4 * times)
    sound = (0.1 * swell * np.sin(2 * np.pi * 700 * times)).astype(np.float32)
    asked: list[float] = []

    def latest(from_s: float) -> Samples:
        asked.append(from_s)
        return sound[round(from_s * SAMPLE_RATE) : round(from_s * SAMPLE_RATE) + 10 * SAMPLE_RATE]

    pace = LivePace(latest, get("en").syllables_per_unit)
    seen = [pace.at(tenth / 10) for tenth in range(200, 230)]
    assert asked == pytest.approx([10.0, 11.0, 12.0], abs=0.11)
    [line] = drawn(at(23.0, pace=seen[-1], target=(120.0, 150.0)))
    assert line.endswith("about 175 words/min (120-150)")


def test_without_a_voice_there_is_no_pace() -> None:
    pace = LivePace(lambda _from: np.zeros(160_000, np.float32), get("en").syllables_per_unit)
    assert pace.at(12.0) is None
    assert "about" not in drawn(at(12.0, pace=None, target=(120.0, 150.0)))[0]
