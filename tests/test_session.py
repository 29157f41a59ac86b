"""A sitting with fakes: the steps in order, and what is kept when one fails."""

from __future__ import annotations

import json
import threading
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.helpers import say
from voicemock.assess.examiner import Examiner
from voicemock.content import packs
from voicemock.errors import DeviceError, TranscribeError, VoiceError
from voicemock.history.store import History
from voicemock.interview.session import Session
from voicemock.record.base import Command, End, Progress
from voicemock.record.file import FileSource
from voicemock.speak.base import Utterance
from voicemock.testing import (
    FakeMicrophone,
    FakePlayer,
    FakeSpeaker,
    FakeTranscriber,
    joined,
    noise,
    silence,
)
from voicemock.transcribe.base import Heard, Piece
from voicemock.values.answer import Transcript
from voicemock.values.interview import LanguageCode, Question
from voicemock.values.sound import Activity, Interval, Prompted, Samples

QUESTION: Question = packs.find(packs.default_pack("en"), "en-behavioural-1")


def rehearsal(
    home: Path, warnings: list[str], *, player: FakePlayer | None = None, text: str = "I will help."
) -> Session:
    """A sitting with fakes for everything outside."""
    home.mkdir(exist_ok=True)
    return Session(
        examiner=Examiner(FakeTranscriber([text]), "en", (120, 150)),
        speaker=FakeSpeaker(),
        player=player or FakePlayer(),
        history=History(home),
        pack_id="test",
        unspoken=lambda error: warnings.append(str(error)),
    )


def finish(_progress: Progress) -> Command:
    return Command.GO_ON


def test_the_end_of_the_question_and_the_first_sample_give_the_lead(tmp_path: Path) -> None:
    """The microphone ran before the question ended; what it heard until then is not kept."""
    sitting = rehearsal(tmp_path, [])
    # FakePlayer's question ends at 100.0 on the audio clock; sound starts 0.5 s earlier
    source = FakeMicrophone(silence(2.0), at_s=99.5, then="end")
    recorder, _place = sitting.open_recorder(QUESTION, source)
    prompted = sitting.ask(QUESTION)
    recording, end = sitting.record(recorder, prompted, finish)
    assert prompted.ended_at_s == 100.0
    assert recording.duration_s == pytest.approx(1.5, abs=0.001)
    assert recording.lead_s == pytest.approx(0.0, abs=0.001)
    assert end is End.TROUBLE  # a live source that ends by itself went away
    assert source.stopped


def test_an_answer_is_kept_whole(tmp_path: Path) -> None:
    """Folder, sidecar, document and row are there when save returns."""
    sitting = rehearsal(tmp_path, [])
    source = FileSource(silence(1.0))
    recorder, place = sitting.open_recorder(QUESTION, source, source_name="a.wav")
    recording, end = sitting.record(recorder, sitting.ask(QUESTION), finish)
    answer = sitting.examine(recording, QUESTION, place)
    sitting.save(answer)
    assert end is End.SOURCE_ENDED
    assert answer.source == "a.wav"
    assert answer.pace.value is None
    assert History(tmp_path).get() == answer
    sidecar = json.loads((place.folder / "recording.json").read_text())
    assert sidecar["question"]["id"] == QUESTION.id
    assert [one.id for one in sitting.answers] == [place.id]


def test_a_voice_rests_when_all_that_may_come_is_made(tmp_path: Path) -> None:
    """Its network is as large as the recognizer's, and one answers for minutes."""
    resting = threading.Event()

    class Resting(FakeSpeaker):
        def rest(self) -> None:
            resting.set()

    sitting = rehearsal(tmp_path, [])
    sitting._speaker = speaker = Resting()
    sitting.prepare(QUESTION, [QUESTION])
    assert resting.wait(60)
    assert speaker.said == [QUESTION.text]


def test_a_missing_loudspeaker_is_said_once_and_the_interview_goes_on(tmp_path: Path) -> None:
    """The question is on the screen anyway; nothing is known about its end."""
    said: list[str] = []
    sitting = rehearsal(tmp_path, said, player=FakePlayer(broken=True))
    assert sitting.ask(QUESTION).ended_at_s is None
    assert sitting.ask(QUESTION).ended_at_s is None
    assert len(said) == 1
    assert "loudspeaker" in said[0]


def test_a_dead_voice_is_said_once_and_the_interview_goes_on(tmp_path: Path) -> None:
    """A synthesizer that fails is no reason to stop."""

    class DeadSpeaker:
        def synthesize(self, utterance: Utterance) -> None:
            raise VoiceError("no voice")

    said: list[str] = []
    sitting = Session(
        examiner=Examiner(FakeTranscriber(["x"]), "en", (120, 150)),
        speaker=DeadSpeaker(),
        player=FakePlayer(),
        history=History(tmp_path),
        pack_id=None,
        unspoken=lambda error: said.append(str(error)),
    )
    assert sitting.ask(QUESTION).ended_at_s is None
    assert len(said) == 1


def test_a_failing_recognizer_keeps_the_recording(tmp_path: Path) -> None:
    """The wav stays, named as unfinished in the history."""

    class Failing(FakeTranscriber):
        def transcribe(
            self, sound: Samples, activity: Activity, language: LanguageCode
        ) -> Transcript:
            raise TranscribeError("broken")

    sitting = Session(
        examiner=Examiner(Failing([""]), "en", (120, 150)),
        speaker=FakeSpeaker(),
        player=FakePlayer(),
        history=History(tmp_path),
        pack_id=None,
        unspoken=lambda _error: None,
    )
    recorder, place = sitting.open_recorder(QUESTION, FileSource(silence(1.0)), source_name="a.wav")
    recording, _end = sitting.record(recorder, sitting.ask(QUESTION), finish)
    with pytest.raises(TranscribeError):
        sitting.examine(recording, QUESTION, place)
    assert History(tmp_path).unfinished() == []  # somebody still works on it
    sitting.history.release(place)
    [left] = History(tmp_path).unfinished()
    assert left.wav == place.wav
    assert left.language == "en"
    assert left.question_id == QUESTION.id


def test_a_source_that_cannot_be_opened_leaves_no_folder(tmp_path: Path) -> None:
    """No empty answers in the history."""

    class Closed(FakeMicrophone):
        def start(self) -> None:
            raise DeviceError("taken")

    sitting = rehearsal(tmp_path, [])
    with pytest.raises(DeviceError):
        sitting.open_recorder(QUESTION, Closed(silence(1.0)))
    assert list((tmp_path / "answers").iterdir()) == []


def test_a_recording_in_the_microphones_place_is_kept_whole_after_a_spoken_question(
    tmp_path: Path,
) -> None:
    """It knows nothing of the audio clock; it begins when the question has been asked."""
    sitting = rehearsal(tmp_path, [])
    for realtime in (False, True):
        source = FileSource(silence(0.6), realtime=realtime)
        recorder, _place = sitting.open_recorder(QUESTION, source, source_name="a.wav")
        recording, end = sitting.record(recorder, sitting.ask(QUESTION), finish)
        assert end is End.SOURCE_ENDED
        assert recording.duration_s == pytest.approx(0.6)
        assert recording.lead_s == 0.0


class Listening(FakeTranscriber):
    """Hears ahead, and says so."""

    def transcribe(self, sound: Samples, activity: Activity, language: LanguageCode) -> Transcript:
        """See `Transcriber.transcribe`."""
        ahead = threading.current_thread() is not threading.main_thread()
        return (
            Transcript("ahead", "fake") if ahead else super().transcribe(sound, activity, language)
        )

    def hear(
        self,
        sound: Samples,
        activity: Activity,
        parts: Sequence[Interval],
        language: LanguageCode,
        *,
        first: bool,
    ) -> list[Heard]:
        """See `HearsInParts.hear`."""
        return [Heard((Piece(f" {len(sound)}", 0.0, 0.1),)) for _part in parts]

    def put_together(
        self, heard: Sequence[Heard], activity: Activity, language: LanguageCode
    ) -> Transcript:
        """See `HearsInParts.put_together`."""
        return Transcript("ahead", "fake")


@pytest.mark.parametrize("ended", ["key", "again", "stall"])
def test_an_answer_heard_ahead_is_the_latest_take(tmp_path: Path, ended: str) -> None:
    """Started over, or its microphone gone: what is examined is what was recorded last."""
    sitting = Session(
        examiner=Examiner(Listening(["whole"]), "en", (120, 150)),
        speaker=FakeSpeaker(),
        player=FakePlayer(),
        history=History(tmp_path),
        pack_id="test",
        unspoken=print,
    )
    sound = joined(noise(0.3, 1e-4), say("I would listen."), noise(0.6, 1e-4))
    commands = {"key": [Command.FINISH], "again": [Command.RESTART, Command.FINISH], "stall": []}
    for command in commands[ended] or [Command.GO_ON]:
        source = FakeMicrophone(sound, at_s=100.0, then="stall")
        recorder, place = sitting.open_recorder(QUESTION, source)

        def observe(progress: Progress, wanted: Command = command) -> Command:
            return wanted if progress.elapsed_s > 1.0 else Command.GO_ON

        recording, end = sitting.record(recorder, Prompted(QUESTION, 100.0), observe)
        if end is End.RESTARTED:
            sitting.history.discard(place)
    answer = sitting.examine(recording, QUESTION, place)
    assert answer.transcript.text == "ahead"
    assert answer.span.start_s == pytest.approx(0.3, abs=0.1)
    assert answer.recording.path == str(place.wav)
    later = FileSource(sound)  # read at once: heard as a whole
    recorder, place = sitting.open_recorder(QUESTION, later)
    recording, _end = sitting.record(recorder, Prompted(QUESTION), finish)
    assert sitting.examine(recording, QUESTION, place).transcript.text == "whole"
