"""`voicemock.audio.samples`: whatever file comes in, mono float32 at 16 kHz comes out, or a remedy."""

from __future__ import annotations

import hashlib
import os
import stat
import wave
from pathlib import Path

import numpy as np
import pytest
import soundfile

from tests.helpers import level_at, spectrum_peak
from voicemock.audio import samples as audio
from voicemock.errors import AudioFileError
from voicemock.testing import joined, noise, silence, tone
from voicemock.values.sound import SAMPLE_RATE, Samples


@pytest.mark.parametrize("suffix", ["wav", "flac"])
def test_lossless_files_come_back_to_a_sixteenth_bit(tmp_path: Path, suffix: str) -> None:
    sound = np.clip(noise(1.0, 0.2), -1, 1)
    path = tmp_path / f"a.{suffix}"
    soundfile.write(path, sound, SAMPLE_RATE, subtype="PCM_16")
    back = audio.read(path)
    assert back.samples.dtype == np.float32
    assert len(back.samples) == len(sound)
    assert np.max(np.abs(back.samples - sound)) <= 1 / 32768


def test_ogg_keeps_length_pitch_and_level(tmp_path: Path) -> None:
    path = tmp_path / "a.ogg"
    soundfile.write(path, tone(2.0, 1000), SAMPLE_RATE, format="OGG", subtype="VORBIS")
    back = audio.read(path)
    assert back.duration_s == pytest.approx(2.0, abs=0.05)
    assert spectrum_peak(back.samples) == pytest.approx(1000, abs=2)
    assert level_at(back.samples, 1000) == pytest.approx(0.3, rel=0.1)


def test_m4a_is_decoded_by_ffmpeg(tmp_path: Path) -> None:
    import av

    path = tmp_path / "a.m4a"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("aac", rate=SAMPLE_RATE, layout="mono")
        frame = av.AudioFrame.from_ndarray(
            tone(2.0, 1000).reshape(1, -1), format="fltp", layout="mono"
        )
        frame.sample_rate = SAMPLE_RATE
        for packet in [*stream.encode(frame), *stream.encode(None)]:
            container.mux(packet)
    back = audio.read(path)
    assert back.duration_s == pytest.approx(2.0, abs=0.2)
    assert spectrum_peak(back.samples) == pytest.approx(1000, abs=2)


@pytest.mark.parametrize(("form", "codec"), [("mp4", "aac"), ("webm", "libopus")])
def test_the_channel_with_the_sound_is_taken_by_ffmpeg_too(
    tmp_path: Path, form: str, codec: str
) -> None:
    """As loud as it is, and not half as loud for the silence beside it."""
    import av

    path = tmp_path / f"a.{form}"
    sound = audio.resample(tone(2.0, 1000, 0.3), SAMPLE_RATE, 48_000)
    with av.open(str(path), "w", format=form) as container:
        stream = container.add_stream(codec, rate=48_000, layout="stereo")
        stereo = np.stack([sound, np.zeros_like(sound)], axis=1).reshape(1, -1)
        frame = av.AudioFrame.from_ndarray(stereo, format="flt", layout="stereo")
        frame.sample_rate = 48_000
        assert isinstance(stream, av.AudioStream)
        convert = av.AudioResampler(stream.codec_context.format, "stereo", 48_000)
        for part in [*convert.resample(frame), None]:
            container.mux(stream.encode(part))
    assert level_at(audio.read(path).samples[1600:-1600], 1000) == pytest.approx(0.3, rel=0.05)


def test_mp3_keeps_length_pitch_and_level(tmp_path: Path) -> None:
    path = tmp_path / "a.mp3"
    soundfile.write(path, tone(2.0, 1000), SAMPLE_RATE, format="MP3", subtype="MPEG_LAYER_III")
    back = audio.read(path)
    assert back.duration_s == pytest.approx(2.0, abs=0.01)
    assert spectrum_peak(back.samples) == pytest.approx(1000, abs=2)
    assert level_at(back.samples, 1000) == pytest.approx(0.3, rel=0.05)


def test_what_the_file_was_stays_known(tmp_path: Path) -> None:
    path = tmp_path / "a.wav"
    soundfile.write(path, tone(0.5), 44100)
    back = audio.read(path, source="./a.wav")
    assert back.sample_rate == 44100
    assert back.source == "./a.wav"
    assert back.path.is_absolute()
    assert back.sha256 == hashlib.sha256(path.read_bytes()).hexdigest() == audio.file_sha256(path)


def test_of_two_channels_that_differ_in_level_the_louder_is_taken(tmp_path: Path) -> None:
    path = tmp_path / "a.wav"
    left = tone(0.5, 500, 0.4)
    soundfile.write(path, np.stack([left, -left / 2], axis=1), SAMPLE_RATE, subtype="FLOAT")
    assert np.allclose(audio.read(path).samples, left, atol=1e-6)


def test_a_telephone_recording_keeps_its_length_and_pitch(tmp_path: Path) -> None:
    """8 kHz, 8 bit, stereo."""
    path = tmp_path / "a.wav"
    mono = np.sin(2 * np.pi * 440 * np.arange(8000) / 8000)
    eight = (128 + 60 * mono).astype(np.uint8)
    with wave.open(str(path), "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(1)
        file.setframerate(8000)
        file.writeframes(np.repeat(eight, 2).tobytes())
    back = audio.read(path)
    assert back.duration_s == pytest.approx(1.0, abs=0.001)
    assert spectrum_peak(back.samples) == pytest.approx(440, abs=1)
    assert level_at(back.samples, 440) == pytest.approx(60 / 128, rel=0.02)


def test_downsampling_makes_no_alias_and_keeps_what_fits(tmp_path: Path) -> None:
    """A 10 kHz tone would fold to 6 kHz; 1 kHz belongs there."""
    path = tmp_path / "a.wav"
    at = np.arange(48000) / 48000
    sound = 0.4 * np.sin(2 * np.pi * 10_000 * at) + 0.4 * np.sin(2 * np.pi * 1000 * at)
    soundfile.write(path, sound, 48000, subtype="PCM_24")
    back = audio.read(path).samples
    assert level_at(back, 6000) < 0.0004
    assert level_at(back, 1000) == pytest.approx(0.4, rel=0.01)


def test_samples_that_are_no_numbers_are_silence(tmp_path: Path) -> None:
    path = tmp_path / "a.wav"
    sound = tone(0.1)
    sound[[10, 20, 30]] = [np.nan, np.inf, -np.inf]
    soundfile.write(path, sound, SAMPLE_RATE, subtype="FLOAT")
    back = audio.read(path).samples
    assert not back[[10, 20, 30]].any()
    assert np.array_equal(np.delete(back, [10, 20, 30]), np.delete(sound, [10, 20, 30]))


def test_opposite_infinities_in_two_channels_are_silence(tmp_path: Path) -> None:
    path = tmp_path / "a.wav"
    sound = np.stack([tone(0.1), tone(0.1)], axis=1)
    sound[5] = [np.inf, -np.inf]
    soundfile.write(path, sound, SAMPLE_RATE, subtype="FLOAT")
    assert np.isfinite(audio.read(path).samples).all()


def test_samples_beyond_full_scale_are_clipped(tmp_path: Path) -> None:
    path = tmp_path / "a.wav"
    soundfile.write(path, np.full(1600, 3.0), SAMPLE_RATE, subtype="FLOAT")
    assert audio.read(path).samples.max() == 1.0


def _refusal(path: Path) -> str:
    with pytest.raises(AudioFileError) as caught:
        audio.read(path)
    assert str(path) in str(caught.value)
    return str(caught.value)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    assert "check the name" in _refusal(tmp_path / "none.wav")


def test_a_folder_is_refused(tmp_path: Path) -> None:
    assert "folder" in _refusal(tmp_path)


def test_an_empty_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.wav"
    path.touch()
    assert "empty" in _refusal(path)


@pytest.mark.parametrize("name", ["a.txt", "a.wav", "a.m4a"])
def test_text_is_refused_whatever_its_name(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_text("Dear sir or madam,\n" * 50, encoding="utf-8")
    assert "give WAV, FLAC, OGG, MP3, M4A or WebM" in _refusal(path)


def test_a_header_without_samples_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.wav"
    audio.write_wav(path, silence(0))
    assert "only a header" in _refusal(path)


def test_a_file_one_may_not_read_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Root may read everything, so the refusal is played."""
    path = tmp_path / "a.wav"
    audio.write_wav(path, tone(0.1))

    def refuse(*_arguments: object) -> int:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "open", refuse)
    assert "permissions" in _refusal(path)


@pytest.mark.parametrize("speed", [0.5, 0.75, 1.5, 2.0])
def test_stretching_changes_length_and_not_pitch(speed: float) -> None:
    slow = audio.stretch(tone(2.0, 1000), SAMPLE_RATE, speed)
    assert len(slow) / SAMPLE_RATE == pytest.approx(2.0 / speed, abs=0.06)
    assert spectrum_peak(slow) == pytest.approx(1000, abs=5)


def test_stretching_by_one_changes_nothing() -> None:
    sound = tone(0.1)
    assert audio.stretch(sound, SAMPLE_RATE, 1.0) is sound


def test_nothing_can_be_stretched() -> None:
    assert len(audio.stretch(silence(0), SAMPLE_RATE, 2.0)) == 0


def test_a_written_file_is_the_owners_alone(tmp_path: Path) -> None:
    path = tmp_path / "a.wav"
    audio.write_wav(path, tone(0.1))
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    info = soundfile.info(path)
    assert (info.samplerate, info.channels, info.subtype) == (SAMPLE_RATE, 1, "PCM_16")


def test_sixteen_bits_and_floats_translate_both_ways() -> None:
    whole = np.array([-32768, -1, 0, 1, 32767], np.int16)
    assert np.array_equal(audio.to_int16(audio.to_float(whole)), whole)
    assert audio.to_int16(np.array([1.0, -1.0], np.float32)).tolist() == [32767, -32768]


def test_trimming_takes_both_quiet_ends_and_nothing_between() -> None:
    middle = joined(tone(0.2), silence(0.5), tone(0.2))
    left = audio.trimmed(joined(silence(0.3), noise(0.1, 0.0005), middle, silence(0.4)))
    assert len(left) == pytest.approx(len(middle), abs=5)


@pytest.mark.parametrize("sound", [silence(0.5), silence(0)])
def test_silence_stays_as_it_is_when_trimmed(sound: Samples) -> None:
    assert len(audio.trimmed(sound)) == len(sound)
