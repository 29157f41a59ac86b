"""Hearing an answer while it is spoken: in stretches, at its pauses, so that little is left."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from tests.helpers import say
from voicemock import ahead as module
from voicemock import audio
from voicemock.ahead import Ahead
from voicemock.analyze.activity import detect
from voicemock.errors import EngineError
from voicemock.language import get
from voicemock.questions import data_folder
from voicemock.record.base import Command
from voicemock.record.file import FileSource
from voicemock.record.recorder import Recorder
from voicemock.testing import joined, noise
from voicemock.transcribe.base import ROOM_S, STRETCH_S, Heard, Piece
from voicemock.transcribe.whisper import WhisperTranscriber
from voicemock.types import SAMPLE_RATE, Activity, LanguageCode, Samples, Transcript

ROOM = 1e-4


class Engine:
    """Hears one word to a stretch of speech, and remembers what it was given."""

    def __init__(self, *, broken: bool = False) -> None:
        self.given: list[tuple[float, bool]] = []
        self._broken = broken

    def load(self) -> None:
        """See `HearsInParts.load`."""
        if self._broken:
            raise EngineError("no model")

    def hear(
        self, sound: Samples, activity: Activity, language: LanguageCode, *, first: bool
    ) -> Heard:
        """See `HearsInParts.hear`."""
        self.given.append((len(sound) / SAMPLE_RATE, first))
        return Heard(tuple(Piece(" x", one.start_s, one.end_s) for one in activity.speech))

    def put_together(
        self, heard: Sequence[Heard], activity: Activity, language: LanguageCode
    ) -> Transcript:
        """See `HearsInParts.put_together`."""
        pieces = [piece for one in heard for piece in one.pieces]
        for piece, speech in zip(pieces, activity.speech, strict=True):
            assert (piece.start_s, piece.end_s) == pytest.approx((speech.start_s, speech.end_s))
        return Transcript("".join(one.text for one in pieces), "fake")


def listened(tmp_path: Path, sound: Samples, engine: Engine) -> tuple[Recorder, Ahead]:
    """A recording at the speed of speech, heard while it was made."""
    recorder = Recorder(FileSource(sound, realtime=True), tmp_path / "answer.wav")
    ahead = Ahead(recorder, engine, "en")
    recorder.keep(None)
    ahead.start()
    recorder.run(lambda _progress: Command.GO_ON)
    ahead.stop()
    return recorder, ahead


def test_the_last_pause_leaves_nothing_to_hear(tmp_path: Path) -> None:
    """Each pause is heard once; after the last one nothing is heard again, and nothing is lost."""
    first, second = say("I would listen first."), say("Then I would say sorry and help.")
    pause = noise(1.2, ROOM)
    sound = joined(noise(0.3, ROOM), first, pause, second, pause)
    engine = Engine()
    recorder, ahead = listened(tmp_path, sound, engine)
    heard = len(engine.given)
    assert heard == 2
    activity, transcript = ahead.finish(recorder.recording().samples)
    assert len(engine.given) == heard
    assert transcript.text == " x" * len(activity.speech)
    assert activity.speech[0].start_s == pytest.approx(0.3, abs=0.05)
    assert activity.speech[-1].end_s == pytest.approx(len(sound) / SAMPLE_RATE - 1.2, abs=0.1)
    assert np.array_equal(audio.to_int16(recorder.recording().samples), audio.to_int16(sound))


def test_speech_that_goes_on_to_the_end_is_heard_then(tmp_path: Path) -> None:
    first, second = say("I would listen first."), say("Then I would say sorry and help.")
    sound = joined(noise(0.3, ROOM), first, noise(1.0, ROOM), second)
    engine = Engine()
    recorder, ahead = listened(tmp_path, sound, engine)
    assert len(engine.given) == 1
    activity, _transcript = ahead.finish(recorder.recording().samples)
    assert len(engine.given) == 2
    assert len(activity.speech) == 2


def test_a_long_answer_is_heard_for_good_in_stretches(tmp_path: Path) -> None:
    """What is left at its end is no more than a stretch; the language is checked at the first."""
    sentence = say("First I listen, and then I tell the customer what I can do for them today.")
    assert 3 < len(sentence) / SAMPLE_RATE < STRETCH_S
    sound = joined(*[part for _ in range(5) for part in (sentence, noise(0.9, ROOM))], sentence)
    engine = Engine()
    recorder, ahead = listened(tmp_path, sound, engine)
    engine.given.clear()
    activity, _transcript = ahead.finish(recorder.recording().samples)
    assert len(engine.given) == 1
    left_s, first = engine.given[0]
    assert left_s < 2 * STRETCH_S
    assert not first
    assert len(activity.speech) >= 6


def test_an_engine_that_cannot_be_loaded_says_so_at_the_end(tmp_path: Path) -> None:
    recorder, ahead = listened(tmp_path, joined(say("One."), noise(1.0, ROOM)), Engine(broken=True))
    with pytest.raises(EngineError, match="no model"):
        ahead.finish(recorder.recording().samples)


def test_an_empty_recording_is_silence(tmp_path: Path) -> None:
    recorder, ahead = listened(tmp_path, noise(0.8, ROOM), Engine())
    activity, transcript = ahead.finish(recorder.recording().samples)
    assert activity.speech == ()
    assert transcript.text == ""


def test_thinking_long_costs_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was silent is not looked at again and again, and the speech after it is whole."""
    lengths: list[float] = []

    def looked(sound: Samples) -> Activity:
        lengths.append(len(sound) / SAMPLE_RATE)
        return detect(sound)

    monkeypatch.setattr(module, "_LONGEST_S", 1.0)
    monkeypatch.setattr(module, "_BEFORE_S", 1.0)
    monkeypatch.setattr(module, "detect_activity", looked)
    sound = joined(noise(9.0, ROOM), say("I would listen first."), noise(1.0, ROOM))
    recorder, ahead = listened(tmp_path, sound, Engine())
    assert max(lengths) < 7.0
    activity, _transcript = ahead.finish(recorder.recording().samples)
    assert activity.speech[0].start_s == pytest.approx(9.0, abs=0.1)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_what_was_heard_ahead_is_as_right_as_the_whole(
    tmp_path: Path, model_cache: Path, whisper: WhisperTranscriber, language: LanguageCode
) -> None:
    """The sample twice, by the real recognizer: the same number of units, words where they are."""
    sample = audio.read(data_folder("samples") / f"answer.{language}.flac").samples
    sound = joined(sample, noise(0.7, ROOM), sample, noise(0.8, ROOM))
    recorder = Recorder(FileSource(sound, realtime=True), tmp_path / "answer.wav")
    ahead = Ahead(recorder, whisper, language)
    recorder.keep(None)
    ahead.start()
    recorder.run(lambda _progress: Command.GO_ON)
    activity, found = ahead.finish(recorder.recording().samples)
    plain = whisper.transcribe(sound, detect(sound), language)
    units = get(language).count_units
    assert units(found.text) == pytest.approx(units(plain.text), rel=0.05)
    assert found.words[-1].end_s == pytest.approx(plain.words[-1].end_s, abs=0.3)
    whole = detect(sound)
    assert len(activity.speech) == len(whole.speech)
    for ours, theirs in zip(activity.speech, whole.speech, strict=True):
        assert (ours.start_s, ours.end_s) == pytest.approx((theirs.start_s, theirs.end_s), abs=0.03)


def test_another_language_is_refused_ahead_too(
    tmp_path: Path, model_cache: Path, whisper: WhisperTranscriber
) -> None:
    sample = audio.read(data_folder("samples") / "answer.zh.flac").samples
    sound = joined(sample, noise(ROOM_S + 0.3, ROOM))
    recorder = Recorder(FileSource(sound, realtime=True), tmp_path / "answer.wav")
    ahead = Ahead(recorder, whisper, "en")
    recorder.keep(None)
    ahead.start()
    recorder.run(lambda _progress: Command.GO_ON)
    _activity, found = ahead.finish(recorder.recording().samples)
    assert found.other_language == "zh"


@pytest.fixture(scope="module")
def whisper(shared_cache: Path) -> WhisperTranscriber:
    """One recognizer for the module."""
    return WhisperTranscriber(cache=shared_cache)
