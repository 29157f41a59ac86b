"""A video beside a recording: pieces come in, parts are put in step with the sound, all goes with the answer."""

from __future__ import annotations

import errno
import fractions
import os
import shutil
from collections import namedtuple
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from voicemock.errors import InputError, StoreError
from voicemock.record import video
from voicemock.record.video import Mark, Video
from voicemock.testing import joined, noise, silence
from voicemock.values.sound import SAMPLE_RATE, Samples

RATE = 25
NAME = "00c0ffee"


def filmed(path: Path, sound: Samples, *, ahead_s: float = 0.0, form: str = "webm") -> bytes:
    """A video of half-second stripes, its pictures ``ahead_s`` behind its sound."""
    import av

    codec = {"webm": ("vp8", "libopus"), "mp4": ("mpeg4", "aac")}[form]
    with av.open(str(path), "w", format=form) as target:
        picture: Any = target.add_stream(codec[0], rate=RATE)
        picture.width, picture.height, picture.pix_fmt = 160, 96, "yuv420p"
        picture.codec_context.time_base = fractions.Fraction(1, RATE)
        heard: Any = target.add_stream(codec[1], rate=48_000, layout="mono")
        length_s = len(sound) / SAMPLE_RATE
        for number in range(int((length_s - ahead_s) * RATE)):
            shade = np.full((96, 160, 3), 255 * (number * 2 // RATE % 2), np.uint8)
            frame = av.VideoFrame.from_ndarray(shade, format="rgb24")
            frame.pts, frame.time_base = round(ahead_s * RATE) + number, fractions.Fraction(1, RATE)
            target.mux(picture.encode(frame))
        samples = (np.repeat(sound, 3) * 32767).astype(np.int16)[None]
        given = av.AudioFrame.from_ndarray(samples, format="s16", layout="mono")
        given.sample_rate, given.pts = 48_000, 0
        target.mux(heard.encode(given))
        target.mux(picture.encode())
        target.mux(heard.encode())
    return path.read_bytes()


def sent(folder: Path, data: bytes, started_s: float, name: str = NAME) -> None:
    at = 0
    while at < len(data):
        piece = data[at : at + 5000]
        assert video.take_in(folder, name, at, piece, started_s) == at + len(piece)
        at += len(piece)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "answer"
    path.mkdir()
    return path


@pytest.fixture
def recording() -> Samples:
    """Noise, which is nowhere as it is elsewhere."""
    return joined(silence(0.2), noise(6.0, 0.1, seed=3), silence(0.2))


@pytest.mark.parametrize("form", ["webm", "mp4"])
@pytest.mark.parametrize("ahead_s", [0.0, 0.2])
def test_a_part_is_put_where_its_sound_is(
    folder: Path, tmp_path: Path, recording: Samples, form: str, ahead_s: float
) -> None:
    """However wrong the browser's guess, within its two seconds; the pictures alone are kept."""
    import av

    begun_s = 1.5
    own = recording[round(begun_s * SAMPLE_RATE) : round(5.5 * SAMPLE_RATE)]
    sent(folder, filmed(tmp_path / "made", own, ahead_s=ahead_s, form=form), begun_s + 1.2)
    found = video.ready(folder, recording)
    [part] = found.parts
    assert part.form == form
    assert part.start_s == pytest.approx(begun_s + ahead_s, abs=0.05)
    assert part.duration_s == pytest.approx(4 - ahead_s, abs=0.15)
    assert {one.name for one in folder.iterdir()} == {"video.json", part.file}
    assert found.size == (folder / part.file).stat().st_size
    assert (folder / part.file).stat().st_mode & 0o077 == 0
    with av.open(str(folder / part.file)) as container:
        assert [one.type for one in container.streams] == ["video"]
        first = next(iter(container.decode(video=0)))
        assert first.time == pytest.approx(0, abs=0.01)


def test_a_sentence_that_is_said_twice_is_found_where_the_browser_says(
    folder: Path, tmp_path: Path
) -> None:
    said = noise(3.0, 0.1, seed=5)
    sent(folder, filmed(tmp_path / "made", said), 3.6)
    [part] = video.ready(folder, joined(said, silence(0.5), said)).parts
    assert part.start_s == pytest.approx(3.5, abs=0.05)


def test_without_a_sound_to_find_the_browser_is_believed(folder: Path, tmp_path: Path) -> None:
    sent(folder, filmed(tmp_path / "made", silence(2.0)), 0.7)
    [part] = video.ready(folder, noise(5.0, 0.1)).parts
    assert part.start_s == pytest.approx(0.7)


def test_pieces_come_twice_or_late(folder: Path) -> None:
    """What is there is not written again, what leaves a gap is not taken; the sender is told how much there is."""
    assert video.take_in(folder, NAME, 0, b"abc", 0.0) == 3
    assert video.take_in(folder, NAME, 0, b"abc", 0.0) == 3
    assert video.take_in(folder, NAME, 5, b"xyz", 0.0) == 3
    assert video.take_in(folder, NAME, 3, b"def", 0.0) == 6
    assert video.take_in(folder, NAME, 6, b"", 0.0) == 6
    assert (folder / f"video-{NAME}.raw").read_bytes() == b"abcdef"


def test_a_part_that_breaks_off_is_kept_to_there(
    folder: Path, tmp_path: Path, recording: Samples
) -> None:
    whole = filmed(tmp_path / "made", recording[SAMPLE_RATE : 5 * SAMPLE_RATE])
    sent(folder, whole[: len(whole) * 2 // 3], 1.0)
    [part] = video.ready(folder, recording).parts
    assert part.ready
    assert 1 < (part.duration_s or 0) < 4
    sent(folder, b"no video at all" * 100, 1.0, name="0badf00d")
    parts = video.ready(folder, recording).parts
    assert [one.ready for one in parts] == [True, False]
    assert (folder / "video-0badf00d.raw").exists()  # whatever it is, it is not thrown away


def test_what_still_comes_waits(folder: Path, tmp_path: Path, recording: Samples) -> None:
    sent(folder, filmed(tmp_path / "made", recording), 0.0)
    assert not video.ready(folder, recording, still=[NAME]).parts[0].ready
    assert video.ready(folder, recording).parts[0].ready


@pytest.mark.parametrize("name", ["", "../../x", "0000000", "0000000g", "00000000/", "ABCDEF01"])
def test_a_name_that_is_none(folder: Path, name: str) -> None:
    with pytest.raises(InputError):
        video.take_in(folder, name, 0, b"x", 0.0)
    assert list(folder.iterdir()) == []


def test_there_is_an_end_to_it(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(video, "MOST_PARTS", 2)
    monkeypatch.setattr(video, "MOST_BYTES", 10)
    for number in range(2):
        video.take_in(folder, f"0000000{number}", 0, b"abcd", 0.0)
    with pytest.raises(InputError):
        video.take_in(folder, "00000002", 0, b"x", 0.0)
    with pytest.raises(InputError):
        video.take_in(folder, "00000000", 4, b"abc", 0.0)


def test_the_sound_has_the_disk_first(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is written where little is left; half a piece is taken back."""
    usage = namedtuple("usage", "total used free")
    video.take_in(folder, NAME, 0, b"abc", 0.0)
    with monkeypatch.context() as little:
        little.setattr(shutil, "disk_usage", lambda _path: usage(1, 1, video.FREE_BYTES))
        with pytest.raises(StoreError, match="no room"):
            video.take_in(folder, NAME, 3, b"def", 0.0)
    real = os.fdopen

    class Full:
        def __init__(self, file: Any) -> None:
            self.file = file

        def __enter__(self) -> Any:
            return self

        def __exit__(self, *_what: object) -> None:
            self.file.close()

        def __getattr__(self, name: str) -> Any:
            return getattr(self.file, name)

        def flush(self) -> None:
            self.file.flush()
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as full:
        full.setattr(video.os, "fdopen", lambda *given: Full(real(*given)))  # type: ignore[attr-defined]
        with pytest.raises(StoreError):
            video.take_in(folder, NAME, 3, b"def", 0.0)
    assert (folder / f"video-{NAME}.raw").read_bytes() == b"abc"
    assert video.take_in(folder, NAME, 3, b"def", 0.0) == 6


def test_marks_stay_and_all_can_be_removed(folder: Path) -> None:
    video.take_in(folder, NAME, 0, b"abc", 0.0)
    marks = (Mark("smile", 1.5, good=True), Mark("posture", 3.0, good=False))
    video.note(folder, Video(video.of(folder).parts, marks))
    video.take_in(folder, "00000001", 0, b"abc", 2.0)
    assert video.of(folder).marks == marks
    assert len(video.of(folder).parts) == 2
    (folder / "answer.wav").write_bytes(b"sound")
    video.remove(folder)
    assert [one.name for one in folder.iterdir()] == ["answer.wav"]
    assert video.of(folder) == Video()
    (folder / video.NOTE).write_text("{", encoding="utf-8")
    assert video.of(folder) == Video()
