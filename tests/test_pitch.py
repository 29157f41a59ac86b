"""`voicemock.analyze.pitch` and `voice`: the pitch of a voice is followed, and nothing else has one."""

from __future__ import annotations

import numpy as np
import pytest

from tests.helpers import say, vowel
from voicemock.analyze import pitch, voice
from voicemock.analyze.activity import detect
from voicemock.analyze.pitch import HOP_S, Track, semitones, track
from voicemock.testing import activity, joined, noise, silence
from voicemock.values.sound import SAMPLE_RATE


def _tracked(hertz: np.ndarray) -> Track:
    sound = vowel(hertz)
    return track(sound, activity((0.0, len(sound) / SAMPLE_RATE)))


@pytest.mark.parametrize("hertz", [80, 120, 210, 330])
def test_a_level_voice_has_its_pitch_everywhere(hertz: int) -> None:
    found = _tracked(np.full(SAMPLE_RATE, hertz))
    inner = found.hertz[10:-10]
    assert np.isfinite(inner).all()
    assert inner == pytest.approx(hertz, rel=0.01)


def test_a_glide_is_followed() -> None:
    wanted = np.geomspace(110, 220, 2 * SAMPLE_RATE)
    found = _tracked(wanted).hertz
    at = np.arange(20, 180)
    expected = wanted[(at * HOP_S * SAMPLE_RATE).astype(int)]
    off = 1200 * np.log2(found[at] / expected)
    assert np.nanmedian(np.abs(off)) < 20
    assert np.mean(np.abs(off) > 300) < 0.02


def test_hiss_and_silence_have_no_pitch() -> None:
    whole = activity((0.0, 2.0))
    assert track(noise(2, 0.1), whole).voiced.mean() < 0.03
    assert not track(silence(2), whole).voiced.any()


def test_outside_the_speech_nothing_is_measured() -> None:
    sound = vowel(np.full(3 * SAMPLE_RATE, 150))
    found = track(sound, activity((1.0, 2.0)))
    assert not found.voiced[:99].any()
    assert not found.voiced[202:].any()
    assert found.voiced[105:195].all()


def test_a_real_voice_lies_where_its_speaker_speaks() -> None:
    sound = say("We really mean well, and our men know every new road around here.")
    hertz = track(sound, detect(sound)).hertz
    assert 60 < np.nanmedian(hertz) < 160


def test_variation_is_the_standard_deviation_in_semitones() -> None:
    swing = 3.0
    at = np.arange(8 * SAMPLE_RATE) / SAMPLE_RATE
    found = voice.measure(_tracked(150 * 2 ** (swing * np.sin(2 * np.pi * 0.5 * at) / 12)))
    assert found.pitch_sd_st == pytest.approx(swing / np.sqrt(2), rel=0.05)
    assert found.pitch_median_hz == pytest.approx(150, rel=0.03)


def test_a_level_voice_varies_by_nothing() -> None:
    found = voice.measure(_tracked(np.full(5 * SAMPLE_RATE, 180)))
    assert found.pitch_sd_st == pytest.approx(0.0, abs=0.1)


def test_too_little_voice_is_not_judged() -> None:
    assert voice.measure(_tracked(np.full(2 * SAMPLE_RATE, 180))).pitch_sd_st is None
    hiss = track(joined(noise(8, 0.1)), activity((0.0, 8.0)))
    assert voice.measure(hiss).pitch_sd_st is None


def test_an_octave_is_twelve_semitones() -> None:
    assert semitones(np.array([100.0, 200.0, 50.0])) == pytest.approx([0, 12, -12])


@pytest.mark.parametrize("part_s", [1, 2])
def test_a_long_recording_is_followed_in_parts(
    monkeypatch: pytest.MonkeyPatch, part_s: int
) -> None:
    """As many frames, and the same pitch in them but at the parts' ends."""
    sound = joined(vowel(np.full(3 * SAMPLE_RATE, 150)), vowel(np.full(2500, 150)))
    spoken = activity((0.2, 1.6), (1.8, 3.1))
    whole = track(sound, spoken)
    monkeypatch.setattr(pitch, "LONG_S", part_s)
    found = track(sound, spoken)
    assert found.hertz.shape == whole.hertz.shape
    assert found.shape_db.shape == whole.shape_db.shape
    same = np.isclose(found.hertz, whole.hertz, rtol=0.01, equal_nan=True)
    assert np.count_nonzero(~same) <= 4 * 3
