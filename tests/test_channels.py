"""`voicemock.audio.channels`: of several channels the one with the voice, or their combination."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
import soundfile

from voicemock.audio import samples as audio
from voicemock.audio.channels import Hearing
from voicemock.content.data import data_folder
from voicemock.testing import silence
from voicemock.values.sound import SAMPLE_RATE, Samples

_COUNT = 14 * SAMPLE_RATE
_AT = np.arange(_COUNT) / SAMPLE_RATE


def _sample(language: str) -> Samples:
    sound = audio.read(data_folder("samples") / f"answer.{language}.flac").samples
    return np.asarray(np.resize(sound, _COUNT), np.float32)


def _noise(level: float, seed: int = 1) -> Samples:
    drawn = np.random.default_rng(seed).normal(0, level, _COUNT)
    return np.asarray(drawn, np.float32)


def _music(level: float) -> Samples:
    """Six tones that come and go twice a second."""
    return np.asarray(level * _chords(), np.float32)


@cache
def _chords() -> npt.NDArray[np.float64]:
    tones = [
        np.sin(2 * np.pi * hertz * _AT) * (0.3 + 0.7 * ((2 * _AT + number) % 1))
        for number, hertz in enumerate((220, 277, 330, 440, 554, 660))
    ]
    return np.asarray(np.sum(tones, axis=0) / 3)


def _later(sound: Samples, by: int) -> Samples:
    return np.concatenate([np.zeros(by, np.float32), sound[:-by]])


VOICE, OTHER = _sample("en"), _sample("zh")
CLIPPED = np.clip(VOICE * 12, -1, 1)
HUM = (0.3 * np.sin(2 * np.pi * 50 * _AT)).astype(np.float32)

_ONE_OF_THEM = {
    "opposite": ((VOICE, -VOICE), 0),
    "nearly opposite": ((VOICE, -0.9 * VOICE), 0),
    "nearly opposite, the second louder": ((-0.9 * VOICE, VOICE), 1),
    "alike": ((VOICE, VOICE), 0),
    "left alone": ((VOICE, 0 * VOICE), 0),
    "right alone": ((0 * VOICE, VOICE), 1),
    "right, the converter's last bits left": ((_noise(2e-5), VOICE), 1),
    "left of noise": ((VOICE, _noise(0.1)), 0),
    "right of louder noise": ((_noise(0.2), VOICE), 1),
    "left of music": ((VOICE, _music(0.1)), 0),
    "right of louder music": ((_music(0.4), VOICE), 1),
    "right of music that hears a little of it": ((_music(0.4) + 0.05 * VOICE, VOICE), 1),
    "right of hum": ((HUM, VOICE), 1),
    "a quiet echo left": ((0.01 * VOICE + _noise(1e-4), VOICE + _noise(1e-3, 2)), 1),
    "clipped left": ((CLIPPED, VOICE), 1),
    "clipped, the other dead": ((CLIPPED, _noise(1e-3)), 0),
    "a copy 10 ms late": ((VOICE, _later(VOICE, 160)), 0),
    "a copy 10 ms early": ((_later(VOICE, 160), VOICE), 0),
    "a noise of its own on each": ((VOICE + _noise(0.01), VOICE + _noise(0.01, 2)), 0),
    "somebody asks left": ((np.where(_AT < 3, OTHER, 0).astype(np.float32), VOICE), 1),
    "the left one fails": ((np.where(_AT < 7, VOICE, 0).astype(np.float32), VOICE + _noise(1e-3)), 1),
    "centre of 5.1": ((*[0 * VOICE] * 2, VOICE, *[0 * VOICE] * 3), 2),
    "centre of 5.1, rooms around": ((*[_noise(1e-3, n) for n in (1, 2)], VOICE, _noise(1e-3), _music(0.1), _music(0.2)), 2),
    "last of eight": ((*[_noise(1e-4, n) for n in range(7)], VOICE), 7),
}  # fmt: skip


@pytest.mark.parametrize("name", _ONE_OF_THEM)
def test_the_channel_with_the_voice_is_taken(tmp_path: Path, name: str) -> None:
    """Sample by sample as that channel alone is read."""
    channels, right = _ONE_OF_THEM[name]
    path, alone = tmp_path / "all.wav", tmp_path / "one.wav"
    sound = np.stack(channels, axis=1)
    soundfile.write(path, sound, SAMPLE_RATE, "FLOAT")
    soundfile.write(alone, sound[:, right], SAMPLE_RATE, "FLOAT")
    assert np.array_equal(audio.read(path).samples, audio.read(alone).samples)


@pytest.mark.parametrize("rate", [8000, 44_100, 48_000])
def test_it_is_at_other_rates(tmp_path: Path, rate: int) -> None:
    path, alone = tmp_path / "all.flac", tmp_path / "one.flac"
    voice, music = (audio.resample(one, SAMPLE_RATE, rate) for one in (VOICE, _music(0.3)))
    soundfile.write(path, np.stack([music, voice], axis=1), rate)
    soundfile.write(alone, voice, rate)
    assert np.array_equal(audio.read(path).samples, audio.read(alone).samples)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (VOICE / 2 + _music(0.3), -VOICE / 2 + _music(0.3)),
        (VOICE / 2 + _music(0.3), VOICE / 2 - _music(0.3)),
        (VOICE + _music(0.5), _music(0.5)),
    ],
    ids=["difference", "sum", "music in both"],
)
def test_two_channels_are_combined_where_that_parts_voice_and_music(
    tmp_path: Path, left: Samples, right: Samples
) -> None:
    path = tmp_path / "a.wav"
    soundfile.write(path, np.stack([left, right], axis=1), SAMPLE_RATE, "FLOAT")
    got = audio.read(path).samples
    assert np.corrcoef(got, VOICE)[0, 1] > 0.999


def test_what_is_kept_of_a_long_file_is_little() -> None:
    """An hour in two channels, the voice in its second half only: 12 MB and the right channel."""
    hearing = Hearing()
    minute = np.stack(
        [np.resize(_noise(0.01), 60 * SAMPLE_RATE), np.resize(VOICE, 60 * SAMPLE_RATE)]
    )
    quiet = np.stack([minute[0], 0.1 * np.resize(_noise(0.01, 3), 60 * SAMPLE_RATE)])
    for number in range(60):
        hearing.add((minute if number >= 30 else quiet).T.astype(np.float32), SAMPLE_RATE)
        assert sum(one.size for one in hearing._pieces) <= 3_100_000
    assert hearing.mix() == ((1, 1.0),)


def test_silence_in_all_channels_is_silence(tmp_path: Path) -> None:
    path = tmp_path / "a.wav"
    soundfile.write(path, np.zeros((1600, 4)), SAMPLE_RATE)
    assert np.array_equal(audio.read(path).samples, silence(0.1))
