"""`voicemock.analyze.microphone`: what to change about the microphone, and nothing where all is well."""

from __future__ import annotations

import numpy as np
import pytest

from tests.helpers import recording
from voicemock.analyze import microphone
from voicemock.testing import activity, joined, noise, silence, tone
from voicemock.values.notes import Note
from voicemock.values.sound import Activity, MicCheck, Recording, Samples

_NOBODY = Activity(())
_FIVE = activity((1.0, 6.0))


def _sound(level: float, floor: float = 0.0005) -> Samples:
    """Five seconds of tone of amplitude ``level`` in seven of noise of RMS ``floor``."""
    return (joined(silence(1), tone(5, level=level), silence(1)) + noise(7, floor)).astype(
        np.float32
    )


def _codes(one: Recording, speech: Activity = _FIVE) -> list[str]:
    found = microphone.notes(one, speech, microphone.check(one, speech))
    assert all(note.about == "recording" and note.text for note in found)
    return [note.code for note in found]


def test_a_good_recording_needs_no_note() -> None:
    assert _codes(recording(_sound(0.3))) == []


def test_level_and_distance_from_the_room_are_measured_in_decibels() -> None:
    mic = microphone.check(recording(_sound(0.3), overflows=3), _FIVE)
    assert mic.level_dbfs == pytest.approx(-13.5, abs=0.1)
    assert mic.snr_db == pytest.approx(-13.5 + 66.0, abs=0.5)
    assert (mic.clipped, mic.overflows) == (0.0, 3)


def test_the_level_is_that_of_speech_alone() -> None:
    short = microphone.check(recording(joined(silence(1), tone(1), silence(20))), activity((1, 2)))
    assert short.level_dbfs == pytest.approx(-13.5, abs=0.1)


@pytest.mark.parametrize(("dbfs", "quiet"), [(-39.0, False), (-41.0, True), (-60.0, True)])
def test_speech_under_minus_forty_is_too_quiet(dbfs: float, quiet: bool) -> None:
    sound = _sound(2**0.5 * 10 ** (dbfs / 20), floor=1e-5)
    assert ("too_quiet" in _codes(recording(sound))) is quiet


@pytest.mark.parametrize(("share", "clipped"), [(0.0, False), (0.0009, False), (0.0011, True)])
def test_more_than_a_thousandth_at_full_scale_is_clipped(share: float, clipped: bool) -> None:
    sound = _sound(0.3)
    number = round(share * len(sound))
    sound[20_000 : 20_000 + number] = np.where(np.arange(number) % 2, 1.0, -1.0)
    mic = microphone.check(recording(sound), _FIVE)
    assert mic.clipped == pytest.approx(share, abs=1e-5)
    assert ("clipped" in _codes(recording(sound))) is clipped


@pytest.mark.parametrize(("distance_db", "noisy"), [(10.0, True), (14.0, True), (16.5, False)])
def test_speech_under_fifteen_decibels_above_the_room_is_noisy(
    distance_db: float, noisy: bool
) -> None:
    speech_dbfs = -13.5
    sound = _sound(0.3, floor=10 ** ((speech_dbfs - distance_db) / 20))
    assert ("noisy" in _codes(recording(sound))) is noisy


def test_zeros_alone_are_a_muted_microphone() -> None:
    assert _codes(recording(silence(5)), _NOBODY) == ["all_zeros"]


def test_sound_without_a_voice_is_no_speech() -> None:
    assert _codes(recording(noise(5, 0.001)), _NOBODY) == ["no_speech"]


def test_lost_sound_is_told_with_its_length() -> None:
    lost = recording(_sound(0.3), lost_s=1.26)
    assert _codes(lost) == ["sound_lost"]
    assert "1.3 s" in microphone.notes(lost, _FIVE, microphone.check(lost, _FIVE))[0].text
    few = recording(_sound(0.3), overflows=1)
    assert _codes(few) == ["sound_lost"]
    assert "0.0" not in microphone.notes(few, _FIVE, microphone.check(few, _FIVE))[0].text


def test_trouble_is_told_in_its_own_words() -> None:
    gone = recording(
        _sound(0.3), trouble=Note("recording", "ended_early", "The microphone was unplugged.")
    )
    notes = microphone.notes(gone, _FIVE, microphone.check(gone, _FIVE))
    assert [(one.code, one.text) for one in notes] == [
        ("ended_early", "The microphone was unplugged.")
    ]


@pytest.mark.parametrize("sound", [silence(0), silence(0.01)])
def test_next_to_nothing_can_be_checked(sound: Samples) -> None:
    assert microphone.check(recording(sound), _NOBODY) == MicCheck(None, 0.0, None, 0)


def test_without_a_quiet_moment_the_room_is_unknown() -> None:
    mic = microphone.check(recording(tone(5)), activity((0, 5)))
    assert mic.level_dbfs is not None
    assert mic.snr_db is None


def test_a_long_recording_is_checked_in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """The level over all of it, wherever it is cut; a part without speech or rest is no matter."""
    one = recording(_sound(0.3, 0.002))
    whole = microphone.check(one, _FIVE)
    monkeypatch.setattr(microphone, "LONG_S", 2)
    found = microphone.check(one, _FIVE)
    assert found.level_dbfs == pytest.approx(whole.level_dbfs, abs=1e-6)
    assert found.snr_db == pytest.approx(whole.snr_db, abs=0.5)
    assert found.clipped == whole.clipped
