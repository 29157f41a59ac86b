"""The pace that is shown while somebody speaks, from the sound alone."""

from __future__ import annotations

import numpy as np
import pytest

from tests.helpers import say
from voicemock.analyze import syllables
from voicemock.language import get
from voicemock.testing import joined, noise, silence
from voicemock.values.sound import SAMPLE_RATE, Samples


def bursts(rate_hz: float, seconds: float, level: float = 0.1) -> Samples:
    """A hum of the vowels' band whose loudness rises and falls ``rate_hz`` times a second."""
    at = np.arange(round(seconds * SAMPLE_RATE)) / SAMPLE_RATE
    loud = 0.5 - 0.5 * np.cos(2 * np.pi * rate_hz * at)
    return (level * loud * np.sin(2 * np.pi * 700 * at)).astype(np.float32)


@pytest.mark.parametrize("rate_hz", [2.0, 3.5, 5.0])
@pytest.mark.parametrize("level", [0.005, 0.1, 0.9])
def test_each_rise_of_loudness_is_counted_once(rate_hz: float, level: float) -> None:
    times = syllables.nuclei(bursts(rate_hz, 10.0, level))
    assert len(times) == round(10 * rate_hz)
    assert np.diff(times) == pytest.approx(1 / rate_hz, abs=0.02)


def test_what_lies_outside_the_vowels_band_is_not_counted() -> None:
    at = np.arange(5 * SAMPLE_RATE) / SAMPLE_RATE
    loud = 0.5 - 0.5 * np.cos(2 * np.pi * 4 * at)
    for hertz in (60, 5000):
        tone = (0.1 * loud * np.sin(2 * np.pi * hertz * at)).astype(np.float32)
        assert syllables.nuclei(joined(tone, bursts(1.0, 2.0)))[0] > 5


@pytest.mark.parametrize("sound", [silence(10), noise(10, 2e-4), silence(0), silence(0.02)])
def test_no_voice_has_no_pace(sound: Samples) -> None:
    assert syllables.about(sound, 1.0) is None


def test_a_few_seconds_have_no_pace_yet_and_a_late_start_is_not_slow() -> None:
    assert syllables.about(bursts(4.0, 3.5), 1.0) is None
    late = joined(silence(4.0), bursts(4.0, 6.0))
    assert syllables.about(late, 1.0) == pytest.approx(240, rel=0.05)


def test_a_pause_lowers_the_pace() -> None:
    paused = joined(bursts(4.0, 5.0), silence(5.0))
    assert syllables.about(paused, 1.0) == pytest.approx(120, rel=0.1)


@pytest.mark.parametrize("wpm", [120, 160, 200])
def test_the_pace_of_english_speech_is_about_right(wpm: int) -> None:
    """espeak-ng at a known number of words; within a quarter is "about"."""
    text = (
        "First I listen to the customer and then I ask for the order number, "
        "because I want to find out what went wrong and how I can help."
    )
    sound = say(text, wpm)
    true = 27 / (len(sound) / SAMPLE_RATE) * 60
    found = syllables.about(sound[: 10 * SAMPLE_RATE], get("en").syllables_per_unit)
    assert found == pytest.approx(true, rel=0.25)
