"""The reader against files that are damaged or mean ill: each in a child process that is watched."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import soundfile
import soxr

from benchmarks.fuzz import run, special
from tests.hostile import flac_bomb, form_chunk, riff
from tests.hostile_files import FILES, FOLDER, Hostile, listed
from tests.watched import Watched
from voicemock.audio import decoding
from voicemock.audio import samples as audio
from voicemock.cli import run as voicemock
from voicemock.content.data import data_folder
from voicemock.errors import AudioFileError
from voicemock.testing import joined, noise, silence, tone
from voicemock.values.sound import SAMPLE_RATE

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="memory is read from /proc")


@pytest.fixture(scope="module")
def watched() -> Iterator[Watched]:
    with Watched() as reader:
        yield reader


@pytest.fixture(scope="module")
def idle_mb(watched: Watched) -> float:
    """What the child takes with both decoders loaded, which differs between machines."""
    return max(
        watched.read(path).peak_mb
        for path in (data_folder("samples") / "answer.en.flac", FOLDER / "headers.mp3")
    )


@pytest.mark.parametrize("one", FILES, ids=lambda one: one.name)
def test_a_file_that_once_did_harm_does_no_more(
    watched: Watched, idle_mb: float, one: Hostile
) -> None:
    verdict = watched.read(FOLDER / one.name)
    assert verdict.outcome == one.must, verdict
    assert verdict.good, verdict
    # 20 million samples are held before one is refused (80 MB, an eighth more while they grow)
    assert verdict.peak_mb < idle_mb + 140


def test_the_list_of_them_is_whole() -> None:
    assert (FOLDER / "README.md").read_text(encoding="utf-8") == listed()
    assert {path.name for path in FOLDER.iterdir()} == {"README.md", *(one.name for one in FILES)}
    assert all((FOLDER / one.name).read_bytes() == one.make() for one in FILES)


def test_some_hundred_others_are_read_or_refused() -> None:
    found = run(600, seed=6)
    assert [(name, verdict) for name, verdict in found if not verdict.good] == []
    read = [name for name, verdict in found if verdict.outcome == "read"]
    assert len(read) > 150


def test_what_is_no_ordinary_file_is_refused_at_once(tmp_path: Path, watched: Watched) -> None:
    """In less time than twenty short answers are read in."""
    sample = data_folder("samples") / "answer.en.flac"
    usual = min(watched.read(sample).seconds for _time in range(3))
    for path in special(tmp_path):
        verdict = watched.read(path)
        assert (verdict.outcome, verdict.seconds < 20 * usual) == ("refused", True), (path, verdict)


def test_a_name_that_is_no_utf_8_is_a_name(tmp_path: Path) -> None:
    path = Path(str(tmp_path / "a\udcff\udcfe.wav"))
    audio.write_wav(path, tone(0.1))
    assert len(audio.read(path).samples) == 1600


@pytest.mark.parametrize("name", ["bad.wav", "bad\udcff.m4a", "a\nb.wav", "bad.raw", "%s{0}.flac"])
def test_the_command_line_refuses_in_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    path = Path(str(tmp_path / name))
    path.write_bytes(b"RIFF\xff\xff\xff\xffWAVEfmt \0\0\0\0")
    assert voicemock(["analyze", str(path)]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert len(said.err.splitlines()) == 1, said.err
    assert said.err.startswith("voicemock: ")


# -- the bounds, from both sides --------------------------------------------------------


def _pcm(path: Path, seconds: float, rate: int = 1000, channels: int = 1) -> Path:
    data = bytes(2 * channels * round(seconds * rate))
    path.write_bytes(riff(form_chunk(1, channels, rate, 2 * channels), (b"data", data)))
    return path


def test_two_hours_are_read_and_more_is_refused(tmp_path: Path) -> None:
    """At 1 kHz, so that the file is small; what is held is at 16 kHz."""
    assert len(audio.decode(_pcm(tmp_path / "a.wav", 7200))[0]) == 7_200_000
    with pytest.raises(AudioFileError, match="longer than 2 hours"):
        audio.decode(_pcm(tmp_path / "a.wav", 7261))


def test_two_hours_take_the_memory_of_their_samples(tmp_path: Path, watched: Watched) -> None:
    watched.end()
    verdict = watched.read(_pcm(tmp_path / "a.wav", 7200, 8000))
    assert (verdict.outcome, verdict.samples) == ("read", 7200 * SAMPLE_RATE)
    assert verdict.peak_mb < 500


def test_digital_silence_is_no_bomb(tmp_path: Path) -> None:
    """A muted microphone, as FLAC packs it: 25 minutes, 24 million samples."""
    path = tmp_path / "muted.flac"
    with soundfile.SoundFile(path, "w", SAMPLE_RATE, 1, "PCM_16") as file:
        for _minute in range(25):
            file.write(silence(60.0))
    assert len(audio.read(path).samples) == 25 * 60 * SAMPLE_RATE
    bomb = tmp_path / "bomb.flac"
    bomb.write_bytes(flac_bomb(channels=1, frames=400))  # 27 minutes in a tenth of the bytes
    assert bomb.stat().st_size < path.stat().st_size / 10
    with pytest.raises(AudioFileError, match="more sound than"):
        audio.read(bomb)


@pytest.mark.parametrize("rate", [999, 768_001])
def test_an_impossible_rate_is_refused(tmp_path: Path, rate: int) -> None:
    with pytest.raises(AudioFileError, match=f"claims {rate} samples a second"):
        audio.read(_pcm(tmp_path / "a.wav", 1, rate))


@pytest.mark.parametrize("rate", [8000, 11_025, 44_100, 48_000])
@pytest.mark.parametrize("suffix", ["wav", "flac", "ogg"])
def test_blocks_are_no_other_than_the_whole(tmp_path: Path, rate: int, suffix: str) -> None:
    """Read, chosen and resampled block by block: the samples that come of it in one go."""
    path = tmp_path / f"a.{suffix}"
    seconds = 2.2 * decoding._BLOCK / 2 / rate  # three blocks
    mono = audio.resample(joined(noise(seconds, 0.3), tone(1.0)), SAMPLE_RATE, rate)
    soundfile.write(path, np.stack([mono, mono / 3], axis=1), rate)
    sound, _rate = soundfile.read(path, dtype="float32", always_2d=True)
    assert sound.size > 2 * decoding._BLOCK
    whole = np.clip(soxr.resample(sound[:, 0].clip(-1, 1), rate, SAMPLE_RATE), -1, 1)
    assert np.array_equal(audio.read(path).samples, whole)
