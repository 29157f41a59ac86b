"""`voicemock.analyze.activity`: a voice is found to a tenth of a second, and nothing else is one."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest

from tests.helpers import say
from voicemock.analyze import activity as module
from voicemock.analyze.activity import detect, energy_dbfs
from voicemock.analyze.edges import refined
from voicemock.audio.voice_probability import voice_probability
from voicemock.testing import fan, joined, music, noise, silence, tone
from voicemock.values.sound import SAMPLE_RATE, Activity, Interval, Samples

# without stops at their ends and without pauses inside
_TEXTS = (
    "we answer every customer",
    "today we know the way",
    "you are in my area now",
    "our new menu is here",
    "I really enjoy my work",
)


def _spoken(*gaps_s: float) -> tuple[Samples, list[tuple[float, float]]]:
    """Voices with silences of these lengths between them, and where each silence lies."""
    parts: list[Samples] = [silence(0.5)]
    places = []
    for number, gap_s in enumerate((*gaps_s, 0.5)):
        parts.append(say(_TEXTS[number % len(_TEXTS)]))
        start_s = sum(len(part) for part in parts) / SAMPLE_RATE
        places.append((start_s, start_s + gap_s))
        parts.append(silence(gap_s))
    return joined(*parts), places[:-1]


def _with_noise(sound: Samples, level: float) -> Samples:
    return (sound + noise(len(sound) / SAMPLE_RATE, level)).astype(np.float32)


def _clicks(seconds: float, every_s: float, level: float = 0.8) -> Samples:
    sound = silence(seconds)
    for at in range(0, len(sound) - 60, round(every_s * SAMPLE_RATE)):
        sound[at : at + 60] = level * np.exp(-np.arange(60) / 12)
    return sound


def _check_gaps(found: Activity, wanted: list[tuple[float, float]]) -> None:
    """Every silence within 0.1 s at both ends, none missed, none invented."""
    got = [(gap.start_s, gap.end_s) for gap in found.gaps]
    assert len(got) == len(wanted), (got, wanted)
    for one, other in zip(got, wanted, strict=True):
        assert one == pytest.approx(other, abs=0.1)


@pytest.mark.parametrize("gap_s", [0.3, 0.6, 1.5, 2.5])
def test_a_pause_is_found_with_its_length(gap_s: float) -> None:
    sound, places = _spoken(gap_s)
    _check_gaps(detect(sound), places)


def test_a_fifth_of_a_second_is_no_pause() -> None:
    sound, _places = _spoken(0.2, 0.2, 0.2)
    assert detect(sound).gaps == ()


def test_pauses_of_all_lengths_are_found_beside_one_another_and_none_invented() -> None:
    sound, places = _spoken(0.3, 0.2, 2.5, 0.6, 1.5, 0.2, 0.3)
    wanted = [place for place in places if place[1] - place[0] >= 0.25]
    assert len(wanted) == 5
    _check_gaps(detect(sound), wanted)


@pytest.mark.parametrize("level", [0.001, 0.005])
def test_pauses_are_found_over_a_steady_fan(level: float) -> None:
    """5 and 20 dB under the usual distance of a voice from its room."""
    sound, places = _spoken(0.6, 1.5, 2.5)
    _check_gaps(detect(_with_noise(sound, level)), places)


def test_pauses_are_found_in_a_quiet_recording() -> None:
    sound, places = _spoken(0.6, 1.5)
    _check_gaps(detect((sound * np.float32(0.05)).astype(np.float32)), places)


def test_clicks_in_a_pause_do_not_end_it() -> None:
    sound, places = _spoken(2.5)
    start = round(places[0][0] * SAMPLE_RATE)
    sound[start : start + 2 * SAMPLE_RATE] += _clicks(2.0, 0.4, level=0.3)
    assert len(places) == 1
    found = detect(sound)
    assert len(found.gaps) == 1
    assert found.gaps[0].duration_s == pytest.approx(2.5, abs=0.2)


def test_a_click_right_after_a_voice_does_not_hide_a_short_pause() -> None:
    sound, places = _spoken(0.45)
    start = round((places[0][0] + 0.15) * SAMPLE_RATE)
    click = _clicks(0.01, 1.0, level=0.3)
    sound[start : start + len(click)] += click
    _check_gaps(detect(sound), places)


def test_a_breath_in_a_pause_does_not_end_it() -> None:
    sound, places = _spoken(1.5)
    start = round((places[0][0] + 0.6) * SAMPLE_RATE)
    breath = noise(0.4, 0.01) * np.hanning(round(0.4 * SAMPLE_RATE)).astype(np.float32)
    sound[start : start + len(breath)] += breath
    _check_gaps(detect(sound), places)


def test_the_span_goes_from_the_first_voice_to_the_last() -> None:
    sound, _places = _spoken(0.6)
    span = detect(sound).span
    assert span is not None
    assert span.start_s == pytest.approx(0.5, abs=0.1)
    assert span.end_s == pytest.approx(len(sound) / SAMPLE_RATE - 0.5, abs=0.1)


def test_silence_around_the_answer_is_no_pause() -> None:
    sound, places = _spoken(0.6)
    found = detect(joined(silence(3), sound, silence(3)))
    _check_gaps(found, [(start + 3, end + 3) for start, end in places])


def test_stretches_are_in_order_and_apart_by_a_pause_at_least() -> None:
    sound, _places = _spoken(0.3, 0.2, 0.6)
    found = detect(_with_noise(sound, 0.002))
    assert all(gap.duration_s >= 0.25 - 1e-6 for gap in found.gaps)
    assert all(one.duration_s > 0 for one in found.speech)
    assert found.speech[0].start_s >= 0
    assert found.speech[-1].end_s <= len(sound) / SAMPLE_RATE


@pytest.mark.parametrize(
    "sound",
    [
        silence(10),
        noise(10, 0.05),
        noise(10, 0.3),
        tone(10),
        tone(10, 150),
        _clicks(10, 0.5),
        silence(0),
        silence(0.01),
        tone(0.02),
    ],
    ids=[
        "silence",
        "noise",
        "loud_noise",
        "tone",
        "hum",
        "clicks",
        "nothing",
        "ten_ms",
        "short_tone",
    ],
)
def test_what_is_no_voice_is_no_speech(sound: Samples) -> None:
    found = detect(sound)
    assert found.speech == ()
    assert found.span is None


def test_energy_is_the_rms_in_decibels() -> None:
    energy = energy_dbfs(joined(tone(0.5, 1000, 1.0), silence(0.5)))
    assert energy[10:90] == pytest.approx(-3.01, abs=0.1)
    assert energy[-90:-10] == pytest.approx(-120)


def test_there_is_one_probability_for_each_frame_of_512_samples() -> None:
    probability = voice_probability(silence(1.0))
    assert probability.shape == (32,)
    assert ((probability >= 0) & (probability <= 1)).all()


def _spoken_at(sound: Samples, start_s: float, end_s: float, within_s: float) -> None:
    """One voice, with both its ends in the right place."""
    found = detect(sound)
    assert found.gaps == ()
    assert found.span is not None
    assert found.span.start_s == pytest.approx(start_s, abs=within_s)
    assert found.span.end_s == pytest.approx(end_s, abs=within_s)


def _telephone(sound: Samples) -> Samples:
    """What a line from 300 to 3400 Hz lets through."""
    hertz = np.fft.rfftfreq(len(sound), 1 / SAMPLE_RATE) + 1e-6
    lines = np.fft.rfft(sound) / np.sqrt((1 + (300 / hertz) ** 8) * (1 + (hertz / 3400) ** 16))
    return np.fft.irfft(lines, len(sound)).astype(np.float32)


@pytest.mark.parametrize("text", ["fish", "sea shells", "fifty six", "cats", "so", "success"])
@pytest.mark.parametrize("level", [0.0, 0.001])
def test_voiceless_sounds_at_both_ends_belong_to_the_voice(text: str, level: float) -> None:
    voice = say(text)
    sound = _with_noise(joined(silence(1), voice, silence(1)), level)
    _spoken_at(sound, 1.0, 1.0 + len(voice) / SAMPLE_RATE, 0.03)


def test_a_voice_that_fades_away_is_kept_to_its_end() -> None:
    """30 dB in half a second, over a quiet room."""
    voice = say("you are in my area now")
    fade = np.ones(len(voice))
    fade[-8000:] = 10 ** (-np.linspace(0, 30, 8000) / 20)
    sound = joined(silence(1), (voice * fade).astype(np.float32), silence(1))
    _spoken_at(_with_noise(sound, 0.001), 1.0, 1.0 + len(voice) / SAMPLE_RATE, 0.05)


def test_a_recording_may_start_and_end_inside_a_voice() -> None:
    voice = say("we answer every customer today and we know the way")[4000:-4000]
    found = detect(voice)
    assert len(found.speech) == 1
    assert found.speech[0].start_s == 0
    assert found.speech[0].end_s == pytest.approx(len(voice) / SAMPLE_RATE)


@pytest.mark.parametrize("gain", [1.0, 0.1, 0.01, 0.003])
def test_the_level_of_a_recording_does_not_change_its_pauses(gain: float) -> None:
    """Down to -70 dB, rounded to 16 bits as a sound card does."""
    sound, places = _spoken(0.6, 0.2, 1.5)
    quiet = np.round(sound * gain * 32768) / 32768
    wanted = [place for place in places if place[1] - place[0] >= 0.25]
    _check_gaps(detect(quiet.astype(np.float32)), wanted)


def test_pauses_are_found_beside_a_constant_voltage() -> None:
    sound, places = _spoken(0.6, 1.5)
    _check_gaps(detect((sound * 0.8 + 0.1).astype(np.float32)), places)


def test_pauses_are_found_on_the_telephone() -> None:
    sound, places = _spoken(0.6, 1.5, 0.4)
    _check_gaps(detect(_telephone(sound)), places)


@pytest.mark.parametrize(
    "background", [fan(30, 0.01), music(30, level=0.003)], ids=["fan", "music"]
)
def test_pauses_are_found_over(background: Samples) -> None:
    sound, places = _spoken(0.6, 1.5, 2.5)
    _check_gaps(detect(sound + background[: len(sound)]), places)


@pytest.mark.parametrize(
    ("heard", "weaker_db", "again", "start_s"),
    [
        (0.3, 30, False, 1.16),
        (0.15, 30, False, 1.0),
        (0.3, 5, False, 1.0),
        (0.3, 30, True, 1.0),
    ],
    ids=["release", "not_heard_by_the_network", "as_loud_as_the_voice", "sounds_go_on"],
)
def test_a_sound_soon_after_a_voice_is_its_last_stop_only_if(
    heard: float, weaker_db: float, again: bool, start_s: float
) -> None:
    """A voice from 0 to 1 s and from 2 to 3 s, and 10 ms of sound at 1.15 s."""
    power = np.full((300, 5), 1e-5)
    power[:100] = power[200:] = 1.0
    power[115] = 10 ** (-weaker_db / 10)
    if again:
        power[150] = power[115]
    probability = np.where(power[:, 0] == 1, 0.99, 0.05)
    probability[115] = heard
    found = refined(power, Interval(1.02, 1.98), probability, before=True, after=True)
    assert (found.start_s, found.end_s) == pytest.approx((start_s, 2.0))


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("level", [0.01, 0.1])
def test_music_is_no_speech(seed: int, level: float) -> None:
    assert detect(music(20, seed, level)).speech == ()


@pytest.mark.parametrize("level", [0.001, 0.01, 0.2])
def test_a_fan_is_no_speech(level: float) -> None:
    assert detect(fan(20, level)).speech == ()


@pytest.mark.parametrize("hertz", [*range(60, 320, 20), 440, 1000, 3000])
def test_a_tone_is_no_speech(hertz: float) -> None:
    assert detect(tone(5, hertz)).speech == ()


def test_a_sweep_is_no_speech() -> None:
    at = np.arange(10 * SAMPLE_RATE) / SAMPLE_RATE
    sweep = 0.3 * np.sin(2 * np.pi * (50 * at + 200 * at**2))
    assert detect(sweep.astype(np.float32)).speech == ()


def test_a_voice_the_network_doubts_is_given_to_it_again_louder(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A hoarse one, say: a network here that hears nothing under an RMS of 0.05."""
    levels = []

    def doubting(sound: Samples) -> npt.NDArray[np.float64]:
        frames = sound[: len(sound) // 512 * 512].reshape(-1, 512)
        level = np.sqrt((frames**2).mean(axis=1))
        levels.append(float(level.max()))
        return np.where(level > 0.05, 0.95, 0.02)

    monkeypatch.setattr("voicemock.analyze.activity.voice_probability", doubting)
    found = detect(joined(silence(1), tone(1), silence(1)))
    assert len(levels) == 2
    assert levels[1] == pytest.approx(levels[0] * 10 / 3, rel=0.01)
    assert len(found.speech) == 1


@pytest.mark.parametrize("part_s", [4, 7])
def test_a_long_recording_is_taken_in_parts_to_the_same_end(
    monkeypatch: pytest.MonkeyPatch, part_s: int
) -> None:
    """Pauses at and across the parts' ends are neither lost nor doubled."""
    sound, places = _spoken(0.5, 1.5, 0.4, 3.0, 0.6, 0.5, 2.0)
    sound = _with_noise(sound, 0.001)
    whole = detect(sound)
    monkeypatch.setattr(module, "LONG_S", part_s)
    found = detect(sound)
    _check_gaps(found, places)
    assert len(found.speech) == len(whole.speech)
    for one, other in zip(found.speech, whole.speech, strict=True):
        assert (one.start_s, one.end_s) == pytest.approx((other.start_s, other.end_s), abs=0.05)


def test_speech_without_a_pause_is_one_stretch_across_parts(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "LONG_S", 1)
    sound = say("we answer every customer and today we know the way in my area now")
    assert len(detect(joined(silence(0.5), sound, silence(0.5))).speech) == 1


def test_parts_of_nothing_are_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LONG_S", 2)
    assert detect(noise(9.0, 0.01)).speech == ()
    assert detect(silence(0.0)).speech == ()
