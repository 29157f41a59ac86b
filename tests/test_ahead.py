"""Hearing an answer while it is spoken: at its pauses, once, and giving way at its end."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import numpy as np
import pytest

from tests.helpers import say
from voicemock import audio
from voicemock.ahead import QUIET_S, Ahead
from voicemock.analyze.activity import detect
from voicemock.errors import EngineError
from voicemock.language import get
from voicemock.questions import data_folder
from voicemock.record.base import Command
from voicemock.record.file import FileSource
from voicemock.record.recorder import Recorder
from voicemock.testing import joined, noise, silence
from voicemock.transcribe.base import Piece
from voicemock.transcribe.whisper import WhisperTranscriber
from voicemock.types import Activity, LanguageCode, Samples


@pytest.fixture(scope="module")
def whisper(shared_cache: Path) -> WhisperTranscriber:
    """One recognizer for the module."""
    return WhisperTranscriber(cache=shared_cache)


@pytest.fixture
def calls(whisper: WhisperTranscriber, monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The length of each window Whisper really heard."""
    lengths: list[float] = []
    real = whisper._recognize

    def counted(part: Samples, language: LanguageCode) -> list[Piece]:
        lengths.append(len(part) / 16_000)
        return real(part, language)

    monkeypatch.setattr(whisper, "_recognize", counted)
    return lengths


def test_what_was_heard_ahead_is_not_heard_again(
    model_cache: Path, whisper: WhisperTranscriber, calls: list[float]
) -> None:
    """A minute and a half, looked at in the middle and shortly before the end."""
    sample = audio.read(data_folder("samples") / "answer.en.flac").samples
    sound = joined(*[sample] * 4, noise(1.5, 1e-4))
    plain = whisper.transcribe(sound, detect(sound), "en")
    windows = len(calls)
    calls.clear()
    for seconds in (len(sound) / 32_000, len(sound) / 16_000 - 0.7):
        part = sound[: round(seconds * 16_000)]
        whisper.hear_ahead(part, detect(part), "en")
    assert calls
    calls.clear()
    found = whisper.transcribe(sound, detect(sound), "en")
    assert len(calls) <= windows / 2
    units = get("en").count_units
    assert units(found.text) == pytest.approx(units(plain.text), rel=0.03)
    assert found.words[-1].end_s == pytest.approx(plain.words[-1].end_s, abs=0.3)
    calls.clear()
    assert whisper.transcribe(sound, detect(sound), "en") == plain
    assert len(calls) == windows  # nothing is kept for another answer


def test_another_language_heard_ahead_is_refused_all_the_same(
    model_cache: Path, whisper: WhisperTranscriber
) -> None:
    sound = audio.read(data_folder("samples") / "answer.zh.flac").samples
    whisper.hear_ahead(sound, detect(sound), "en")
    assert whisper.transcribe(sound, detect(sound), "en").other_language == "zh"


def test_hearing_ahead_gives_way_to_the_whole(
    model_cache: Path, whisper: WhisperTranscriber, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It stops before its next window; what it has heard is used."""
    sample = audio.read(data_folder("samples") / "answer.en.flac").samples
    sound = joined(*[sample] * 4)
    activity = detect(sound)
    began, go_on = threading.Event(), threading.Event()
    by: list[str] = []

    def slow(_part: Samples, _language: LanguageCode) -> list[Piece]:
        by.append(threading.current_thread().name)
        if len(by) == 1:
            began.set()
            assert go_on.wait(10)
        return [Piece(" word", 0.5, 20.0)]

    monkeypatch.setattr(whisper, "_recognize", slow)
    ahead = threading.Thread(target=whisper.hear_ahead, args=(sound, activity, "en"), name="ahead")
    ahead.start()
    assert began.wait(10)
    whole = threading.Thread(target=whisper.transcribe, args=(sound, activity, "en"), name="whole")
    whole.start()
    while not whisper._wanted.is_set():
        time.sleep(0.01)
    go_on.set()
    ahead.join()
    whole.join()
    assert by[0] == "ahead"
    assert set(by[1:]) == {"whole"}


class Listener:
    """Remembers how much it was given, and when speech in it ended."""

    def __init__(self, *, broken: bool = False) -> None:
        self.given: list[tuple[float, float]] = []
        self._broken = broken

    def hear_ahead(self, sound: Samples, activity: Activity, language: LanguageCode) -> None:
        """See `HearsAhead`."""
        self.given.append((len(sound) / 16_000, activity.speech[-1].end_s))
        if self._broken:
            raise EngineError("no model")


def record(tmp_path: Path, sound: Samples, listener: Listener) -> Recorder:
    """A recording at the speed of speech, heard ahead."""
    recorder = Recorder(FileSource(sound, realtime=True), tmp_path / "answer.wav")
    ahead = Ahead(recorder, listener, "en")
    recorder.keep(None)
    ahead.start()
    recorder.run(lambda _progress: Command.GO_ON)
    ahead.stop()
    return recorder


def test_a_recording_is_heard_at_its_pauses_and_not_in_between(tmp_path: Path) -> None:
    first, second = say("I would listen first."), say("Then I would say sorry and help.")
    sound = joined(noise(0.3, 1e-4), first, noise(1.8, 1e-4), second, noise(1.8, 1e-4))
    listener = Listener()
    recorder = record(tmp_path, sound, listener)
    assert len(listener.given) == 2
    for length_s, end_s in listener.given:
        assert QUIET_S - 0.2 < length_s - end_s < QUIET_S + 0.4
    assert np.array_equal(
        audio.to_int16(recorder.recording().samples), audio.to_int16(sound)
    )  # nothing is lost by it


def test_an_engine_that_fails_ahead_is_left_alone(tmp_path: Path) -> None:
    sound = joined(say("One."), silence(1.8), say("Two."), silence(1.8))
    listener = Listener(broken=True)
    record(tmp_path, sound, listener)
    assert len(listener.given) == 1
