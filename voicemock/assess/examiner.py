"""Runs ask -> record -> transcribe -> analyze -> history with the rooms it is given."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from voicemock.analyze import other_voices
from voicemock.analyze.activity import detect as detect_activity
from voicemock.analyze.analysis import analyze
from voicemock.analyze.other_voices import Others
from voicemock.assess import homophones
from voicemock.assess.beside import beside
from voicemock.assess.incremental import Ahead
from voicemock.content import coaching, frameworks, phrases
from voicemock.history.store import new_id
from voicemock.transcribe.base import Transcriber
from voicemock.values.answer import Analysis, Answer, RecordingInfo, Transcript
from voicemock.values.interview import LanguageCode, Question, QuestionRef
from voicemock.values.sound import SAMPLE_RATE, Activity, Interval, Recording, Samples


@dataclass(frozen=True)
class Examiner:
    """Turns a recording into an answer: whoever it came from, by the same path.

    ``at_once`` is how many cores it may take; None: all.
    """

    transcriber: Transcriber
    language: LanguageCode
    target: tuple[float, float]
    job: tuple[str, ...] = ()
    company: tuple[str, ...] = ()
    at_once: int | None = None

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
        activity, transcript, others = heard or self._hear(recording.samples)
        right = homophones.put_right(transcript, self.language, question, self.job)
        put_right = homophones.note(transcript, right)
        measured = self._measure(recording, activity, right, question, earlier, others)
        answer = Answer(
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
            notes=(
                *measured.notes,
                *([put_right] if put_right and measured.transcript.words else []),
            ),
            follows=earlier[0].id if earlier else None,
        )
        return replace(answer, next=coaching.next_thing(answer))

    def _hear(self, sound: Samples) -> tuple[Activity, Transcript, Others]:
        activity = detect_activity(sound)
        if self.at_once == 1:
            transcript = self.transcriber.transcribe(sound, activity, self.language)
            return activity, transcript, other_voices.find(sound, activity)
        others = beside(lambda: other_voices.find(sound, activity))
        transcript = self.transcriber.transcribe(sound, activity, self.language)
        return activity, transcript, others.result()

    def _measure(
        self,
        recording: Recording,
        activity: Activity,
        transcript: Transcript,
        question: Question | None,
        earlier: Sequence[Answer] = (),
        others: Others | None = None,
    ) -> Analysis:
        return analyze(
            recording,
            activity,
            transcript,
            self.language,
            phrases.phrase_list(self.language),
            phrases.filler_list(self.language),
            self.target,
            frameworks=frameworks.framework_list(self.language),
            question=question,
            job=self.job,
            company=self.company,
            earlier=[one.transcript for one in earlier],
            others=others,
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
            homophones.put_right(
                Transcript(question.text, engine=""), self.language, question, self.job
            ),
            question,
        )
