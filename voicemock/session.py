"""Runs ask -> record -> transcribe -> analyze -> history with the rooms it is given."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from voicemock import audio, frameworks, questions
from voicemock.ahead import Ahead
from voicemock.analyze.analysis import analyze, detect_activity
from voicemock.analyze.structure import lacking
from voicemock.ask.base import Speaker, Speech
from voicemock.errors import StoreError, VoicemockError
from voicemock.foreign import said
from voicemock.history.store import History, Place, new_id
from voicemock.i18n import _
from voicemock.language import get as get_language
from voicemock.play.base import Playback, Player
from voicemock.record.base import Command, End, Progress, Source
from voicemock.record.recorder import Recorder
from voicemock.transcribe.base import HearsInParts, Transcriber
from voicemock.types import (
    SAMPLE_RATE,
    Activity,
    Analysis,
    Answer,
    Interval,
    LanguageCode,
    Prompted,
    Question,
    QuestionRef,
    Recording,
    RecordingInfo,
    Transcript,
    Trigger,
)

MAX_FOLLOW_UPS = 2


@dataclass(frozen=True)
class Examiner:
    """Turns a recording into an answer: whoever it came from, by the same path."""

    transcriber: Transcriber
    language: LanguageCode
    target: tuple[float, float]
    job: tuple[str, ...] = ()
    company: tuple[str, ...] = ()

    def examine(
        self,
        recording: Recording,
        question: Question | None,
        answer_id: str | None = None,
        earlier: Sequence[Answer] = (),
        ahead: Ahead | None = None,
    ) -> Answer:
        """Transcribe and measure.

        Args:
            recording: the answer's sound.
            question: what was asked.
            answer_id: the answer's id, if it has one already.
            earlier: the answers this one goes on from.
            ahead: who heard it while it was spoken.

        Raises:
            EngineError: the recognizer or its model is missing.
            TranscribeError: the recognizer failed.
        """
        heard = None if ahead is None else ahead.finish(recording.samples)
        if heard is not None:
            activity, transcript = heard
        else:
            activity = detect_activity(recording.samples)
            transcript = self.transcriber.transcribe(recording.samples, activity, self.language)
        measured = self._measure(recording, activity, transcript, question, earlier)
        return Answer(
            id=answer_id or new_id(),
            language=self.language,
            question=QuestionRef(question.id, question.text, question.category)
            if question
            else None,
            source=recording.source,
            recording=RecordingInfo(
                path=str(recording.path),
                duration_s=recording.duration_s,
                sample_rate=recording.sample_rate,
                sha256=recording.sha256,
                mic=measured.mic,
            ),
            transcript=measured.transcript,
            span=measured.span,
            pace=measured.pace,
            pauses=measured.pauses,
            phrases=measured.phrases,
            fillers=measured.fillers,
            voice=measured.voice,
            structure=measured.structure,
            notes=measured.notes,
            follows=earlier[0].id if earlier else None,
        )

    def _measure(
        self,
        recording: Recording,
        activity: Activity,
        transcript: Transcript,
        question: Question | None,
        earlier: Sequence[Answer] = (),
    ) -> Analysis:
        return analyze(
            recording,
            activity,
            transcript,
            self.language,
            questions.phrase_list(self.language),
            questions.filler_list(self.language),
            self.target,
            frameworks=frameworks.framework_list(self.language),
            question=question,
            job=self.job,
            company=self.company,
            earlier=[one.transcript for one in earlier],
        )

    def get_ready(self, question: Question) -> None:
        """Load all that the first answer's feedback would wait for: model, lists, dictionaries.

        Raises:
            EngineError: the recognizer or its model is missing.
        """
        self.transcriber.load()
        # the question as if it were the answer, spoken slowly enough to be believed
        length_s = 1.0 + len(question.text) / 4
        nothing = np.zeros(round(length_s * SAMPLE_RATE), np.float32)
        self._measure(
            Recording(Path(), nothing, sha256=""),
            Activity((Interval(0.0, length_s),)),
            Transcript(question.text, engine=""),
            question,
        )

    def _lacks(self, trigger: Trigger, answers: Sequence[Answer], *, scene: bool) -> bool:
        return lacking(
            trigger,
            [one.transcript for one in answers],
            frameworks.framework_list(self.language),
            get_language(self.language),
            scene=scene,
        )

    def next_part(self, question: Question, answers: Sequence[Answer]) -> Question | None:
        """What the interviewer says next to the same question, None where it is done.

        In a role play that is the customer's next line, else a follow-up: the first of the
        pack's whose condition holds, `MAX_FOLLOW_UPS` at most, and one that is asked of everybody
        only as the first. Nothing follows an answer in which no words were recognized.

        Args:
            question: as it stands in the pack.
            answers: to the question and what followed, in order.
        """
        if question.turns:
            number = len(answers) - 1
            cues = question.turns[number].lines if number < len(question.turns) else ()
        elif not answers[-1].transcript.text or len(answers) > MAX_FOLLOW_UPS:
            return None
        else:
            asked = [one.question.text for one in answers[1:] if one.question]
            cues = tuple(
                cue
                for cue in question.follow_ups
                if cue.text not in asked and not (asked and cue.when == "always")
            )
        scene = bool(question.turns)
        said = next((one.text for one in cues if self._lacks(one.when, answers, scene=scene)), None)
        return None if said is None else replace(question, text=said)


class Rehearsal:
    """One sitting. Its methods are the steps of a question, in order; the caller talks to the person.

    ``warn`` is called with one line when something fails that the interview can do without.
    ``unheard`` is set when a question could not be spoken.
    """

    def __init__(
        self,
        *,
        examiner: Examiner,
        speaker: Speaker,
        player: Player,
        history: History,
        pack_id: str | None,
        warn: Callable[[str], None],
        session_id: str | None = None,
    ) -> None:
        self.id = session_id or new_id()
        self.answers: list[Answer] = []
        self.unheard = False
        self._examiner = examiner
        self._speaker = speaker
        self._player = player
        self._history = history
        self._pack_id = pack_id
        self._warn = warn
        self._warned: set[str] = set()
        self._ahead: Ahead | None = None

    @property
    def language(self) -> LanguageCode:
        """The interview's language."""
        return self._examiner.language

    @property
    def target(self) -> tuple[float, float]:
        """The pace asked for, units a minute."""
        return self._examiner.target

    def prepare(self, question: Question) -> None:
        """Make a question's speech and load the recognizer in the background."""

        def work() -> None:
            try:
                self._speaker.synthesize(question.text, self.language)
                self._examiner.get_ready(question)
            except VoicemockError:
                pass  # said when it is needed

        threading.Thread(target=work, daemon=True).start()

    def ask(self, question: Question, on_tick: Callable[[float], bool] | None = None) -> Prompted:
        """Say a question; without voice or loudspeaker warn once and go on."""
        try:
            speech = self._speaker.synthesize(question.text, self.language)
            if speech is None:
                return Prompted(question)
            playback = self._play(speech, on_tick)
        except VoicemockError as error:
            self.unheard = True
            self._warn_once(_("The question is not spoken: {reason}").format(reason=error))
            return Prompted(question)
        return Prompted(question, playback.ended_at_s)

    def open_recorder(
        self,
        question: Question,
        source: Source,
        *,
        source_name: str | None = None,
        max_s: float | None = None,
        end_silence_s: float | None = None,
        earlier: Sequence[Answer] = (),
    ) -> tuple[Recorder, Place]:
        """A recorder whose source is already running, and the place it writes to.

        The place is held until `release`: no other voicemock takes it for one that was left.
        ``earlier`` are the answers to the same question that this one goes on from.

        Raises:
            DeviceError: the source cannot be opened.
            StoreError: nothing can be written.
        """
        place = self._history.hold(
            self._history.new_place(
                self.language,
                question,
                self.id,
                pack_id=self._pack_id,
                follows=[one.id for one in earlier],
            )
        )
        recorder = Recorder(
            source,
            place.wav,
            max_s=max_s,
            end_silence_s=end_silence_s,
            source_name=source_name,
        )
        try:
            recorder.open()
            if source.rate != SAMPLE_RATE:
                self._history.note(place.folder, rate=source.rate)
        except OSError as error:
            recorder.close()
            self._history.discard(place)
            raise StoreError(
                _(
                    "Nothing can be saved in {folder} ({reason}); give another with --data-dir."
                ).format(folder=place.folder, reason=said(error.strerror))
            ) from error
        except BaseException:
            recorder.close()
            self._history.discard(place)
            raise
        return recorder, place

    def record(
        self,
        recorder: Recorder,
        prompted: Prompted,
        observe: Callable[[Progress], Command],
    ) -> tuple[Recording, End]:
        """Record the answer to a question that was asked while the recorder was already open.

        Raises:
            StoreError: nothing could be written.
        """
        recorder.keep(prompted.ended_at_s)
        transcriber = self._examiner.transcriber
        self._ahead = None
        # a recording read at once is heard as a whole
        if isinstance(transcriber, HearsInParts) and recorder.paced:
            self._ahead = Ahead(recorder, transcriber, self.language)
            self._ahead.start()
        try:
            end = recorder.run(observe)
        finally:
            if self._ahead is not None:
                self._ahead.stop()
        return recorder.recording(prompted.ended_at_s), end

    def examine(
        self,
        recording: Recording,
        question: Question,
        place: Place,
        earlier: Sequence[Answer] = (),
    ) -> Answer:
        """Transcribe and measure; the answer is the sitting's latest.

        ``earlier`` are the answers to the same question that this one goes on from.

        Raises:
            EngineError, TranscribeError: it was not analyzed; the recording is kept.
        """
        ahead, self._ahead = self._ahead, None
        answer = self._examiner.examine(recording, question, place.id, earlier, ahead)
        self.answers.append(answer)
        return answer

    def save(self, answer: Answer) -> None:
        """Keep an answer.

        Raises:
            StoreError: it was not saved; the recording is kept.
        """
        self._history.save(answer, session_id=self.id, pack_id=self._pack_id)

    def discard(self, place: Place) -> None:
        """Throw a recording away, because the person starts over."""
        self._history.discard(place)

    def note_lead(self, place: Place, prompted: Prompted, first_at_s: float) -> None:
        """Write down the thinking time before the first sample, for the case that all ends here."""
        if prompted.ended_at_s is not None:
            with contextlib.suppress(OSError):  # the recording matters more
                lead_s = max(0.0, first_at_s - prompted.ended_at_s)
                self._history.note(place.folder, lead_s=round(lead_s, 3))

    def release(self, place: Place) -> None:
        """Be done with a recording, whatever came of it."""
        self._history.release(place)

    def _play(self, speech: Speech, on_tick: Callable[[float], bool] | None) -> Playback:
        spoken, rate = audio.decode(speech.path)
        return self._player.play(audio.trimmed(spoken), rate, on_tick)

    def _warn_once(self, line: str) -> None:
        if line not in self._warned:
            self._warned.add(line)
            self._warn(line)


def replay(
    path: Path,
    player: Player,
    *,
    at_s: float = 0.0,
    until_s: float | None = None,
    speed: float = 1.0,
    on_tick: Callable[[float], bool] | None = None,
) -> Playback:
    """Play a recording from a moment on.

    Raises:
        AudioFileError: the file is gone or damaged.
        DeviceError: no loudspeaker.
    """
    sound = audio.read(path).samples
    end = len(sound) if until_s is None else round(until_s * SAMPLE_RATE)
    part = sound[round(at_s * SAMPLE_RATE) : end]
    return player.play(audio.stretch(part, SAMPLE_RATE, speed), SAMPLE_RATE, on_tick)
