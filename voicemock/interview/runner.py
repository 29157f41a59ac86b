"""Holds an interview: does the steps that `flow` gives, tells a `Front` and asks it what is wanted.

What is decided about an interview is decided here or in `flow`; a `Front` only shows it and hands
choices back. Sound comes from `Sources` and goes to a `Player`, so that a face may be both.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from typing import Protocol

from voicemock.assess.examiner import Examiner
from voicemock.audio.player import Player
from voicemock.errors import DeviceError, StoreError, VoicemockError
from voicemock.history import resumable
from voicemock.history.store import History, Place
from voicemock.history.stories import Stories
from voicemock.i18n.library_messages import said
from voicemock.interview import events, flow
from voicemock.interview.events import Command, Decision, Event, Level, Live, Offer, Over
from voicemock.interview.follow_ups import next_part
from voicemock.interview.live_pace import LivePace
from voicemock.interview.session import Session
from voicemock.interview.sources import Sources
from voicemock.job.fit import match
from voicemock.language import get as get_language
from voicemock.record import base as record
from voicemock.record.recorder import Recorder
from voicemock.record.wav import SOMETHING_S
from voicemock.speak.base import Speaker
from voicemock.values.answer import Answer
from voicemock.values.interview import Plan, Question
from voicemock.values.sound import Prompted, Recording

WAITING_S = 1.0
"""A microphone that has delivered nothing for so many seconds is worth a word."""
ZEROS_S = 2.5
"""So many seconds of nothing but zeros are no quiet room."""
_OF_THE_RECORDER = {
    Command.FINISH: record.Command.FINISH,
    Command.PAUSE: record.Command.PAUSE,
    Command.RESTART: record.Command.RESTART,
    Command.LEAVE: record.Command.QUIT,
}


class Front(Protocol):
    """A face of the interview: a terminal, a page, a script. Called from the thread of `run`."""

    def tell(self, event: Event) -> None:
        """Something happened; returns when the interview may go on."""
        ...

    def observe(self, live: Live) -> Command:
        """How it goes, some 20 times a second while a question sounds or an answer is recorded."""
        ...

    def choose(self, offer: Offer) -> Decision:
        """Wait for a decision, one of ``offer.decisions``."""
        ...


@dataclass(frozen=True)
class Manner:
    """How an interview is held.

    ``attended``: somebody is there to choose; nothing is offered where nobody is. ``max_s`` and
    ``end_silence_s`` end an answer by themselves. ``follow_ups`` None: where somebody is there to
    answer them, or a recording is to spare. ``calm``: a minute of breathing before a hard
    question. ``live_pace``: whether `Level` tells the pace, which costs some computing.
    """

    attended: bool = True
    max_s: float | None = None
    end_silence_s: float | None = None
    follow_ups: bool | None = None
    calm: bool = False
    live_pace: bool = True


class Interview:
    """Leads a person, or a set of recordings, through a plan.

    Args:
        plan: what is asked; it is gone on with where it was interrupted.
        manner: how.
        front: the face that shows it.
        examiner: judges the answers.
        speaker: makes speech of questions.
        player: plays it.
        sources: where answers come from.
        history: where they are kept.
        undisturbed: what is done inside it is not to be broken off, by a signal for example.
    """

    def __init__(
        self,
        plan: Plan,
        manner: Manner,
        front: Front,
        *,
        examiner: Examiner,
        speaker: Speaker,
        player: Player,
        sources: Sources,
        history: History,
        undisturbed: Callable[[], AbstractContextManager[object]] = contextlib.nullcontext,
    ) -> None:
        self._manner = manner
        self._front = front
        self._examiner = examiner
        self._sources = sources
        self._history = history
        self._undisturbed = undisturbed
        self._session = Session(
            examiner=examiner,
            speaker=speaker,
            player=player,
            history=history,
            pack_id=plan.pack_id,
            unspoken=lambda error: front.tell(events.NotSpoken(error)),
            session_id=plan.session_id,
        )
        self._stories = Stories(history.folder).read(plan.language).stories
        self._over = Over(plan)
        self._leaving = threading.Event()
        self._device_failed = False
        self._unwritable = False

    def leave(self) -> None:
        """End the interview soon, from any thread; what was recorded until then is kept."""
        self._leaving.set()

    def run(self) -> Over:
        """Ask all questions that are left.

        Returns:
            How it ended, as the front was told.

        Raises:
            EngineError: the recognizer or its model is missing.
            DeviceError: the microphone failed where nobody is there to bring it back.
            AudioFileError: a recording in its place cannot be read.
        """
        plan = self._over.plan
        other = resumable.interrupted(self._history.folder)
        if other is not None and other.session_id != plan.session_id:
            self._front.tell(events.OtherInterrupted(len(other.left)))
        self._examiner.transcriber.load()  # better to miss the model now than after an answer
        now, steps = flow.begin(plan, attended=self._manner.attended)
        try:
            while (happened := self._happened(now, steps)) is not None:
                now, steps = now.after(happened)
        finally:
            self._over = replace(
                self._over, answers=tuple(self._session.answers), spare=self._sources.spare or 0
            )
            self._front.tell(self._over)
        return self._over

    # -- steps ----------------------------------------------------------------------------

    def _happened(self, now: flow.Flow, steps: Sequence[flow.Step]) -> flow.Happened | None:
        """Do the steps; what came of the last one, None where it was the end."""
        happened: flow.Happened | None = None
        try:
            for step in steps:
                happened = self._do(step, now)
        except KeyboardInterrupt:
            self._over = replace(self._over, interrupted=True)
            return flow.Left()
        return happened

    def _do(self, step: flow.Step, now: flow.Flow) -> flow.Happened | None:
        match step:
            case flow.Introduce(number):
                self._introduce(number)
            case flow.Show(answers):
                self._front.tell(events.Feedback(answers))
            case flow.Reach(done):
                self._note_progress(done)
            case flow.Compare(takes):
                if len(takes) > 1:
                    self._front.tell(events.Compared(takes))
            case flow.Choose(answers, following, last):
                return self._choose(answers, following, last=last)
            case flow.Ask():
                return self._ask(step, now)
            case flow.Stop():
                pass
        return None

    def _introduce(self, number: int) -> None:
        plan = self._over.plan
        question = plan.questions[number]
        stories = match(question, self._stories, plan.language)
        calm = self._manner.calm and question.category == "tricky"
        self._front.tell(
            events.Introduced(number, len(plan.questions), question, stories, calm=calm)
        )

    def _note_progress(self, done: int) -> None:
        """A single question needs no going on with; nor does a plan that cannot be written stop it."""
        plan = replace(self._over.plan, done=done)
        self._over = replace(self._over, plan=plan)
        if len(plan.questions) == 1 or self._unwritable:
            return
        try:
            resumable.keep(self._history.folder, plan)
        except OSError as error:
            self._unwritable = True
            self._front.tell(events.NotResumable(said(error.strerror)))

    def _choose(
        self, answers: tuple[Answer, ...], following: Question | None, *, last: bool
    ) -> flow.Happened:
        decisions = (Decision.NEXT, *([Decision.SKIP] if following else []))
        offer = Offer((*decisions, Decision.RETAKE, Decision.LEAVE), answers, following, last=last)
        decision = Decision.LEAVE if self._leaving.is_set() else self._front.choose(offer)
        wanted: dict[Decision, flow.Wanted] = {
            Decision.NEXT: "next",
            Decision.SKIP: "skip",
            Decision.RETAKE: "retake",
        }
        return flow.Chosen(wanted.get(decision, "leave"))

    # -- an answer ------------------------------------------------------------------------

    def _ask(self, step: flow.Ask, now: flow.Flow) -> flow.Happened:
        """One question and its answer. What has failed before is looked for anew."""
        scene = bool(step.question.turns)
        role: events.Role = "main" if not step.earlier else "turn" if scene else "follow_up"
        self._front.tell(events.Asked(step.question, role, aloud=step.aloud))
        aloud = step.aloud
        while not self._leaving.is_set():
            try:
                if self._device_failed or self._session.unheard:
                    self._device_failed = self._session.unheard = False
                    self._sources.look_again()
                source, name = self._sources.take()
                recorder, place = self._session.open_recorder(
                    step.question,
                    source,
                    source_name=name,
                    max_s=self._max_s(step.question, name),
                    end_silence_s=self._manner.end_silence_s,
                    earlier=step.earlier,
                )
                try:
                    recording, end = self._record(recorder, place, step, aloud=aloud)
                    aloud = False  # it was heard a moment ago
                    if end is record.End.TROUBLE and recording.duration_s < SOMETHING_S:
                        self._session.discard(place)
                        raise DeviceError(recording.trouble or "")
                    if end is record.End.QUIT:
                        self._keep(place)
                        return flow.Left()
                    if end is not record.End.RESTARTED:
                        self._note(recording, end)
                        answer = self._judge(step, recording, place)
                        return flow.NotHeard() if answer is None else self._heard(answer, now)
                    self._session.discard(place)
                    self._front.tell(events.StartedOver())
                except StoreError as error:
                    self._fail(events.NotSaved(error))
                    self._keep(place)
                    return flow.NotHeard()
                finally:
                    self._session.release(place)
            except DeviceError as error:
                self._device_failed = True
                if not self._manner.attended:
                    raise
                self._front.tell(events.DeviceLost(error))
                offer = Offer((Decision.RETRY_DEVICE, Decision.LEAVE))
                if self._front.choose(offer) is not Decision.RETRY_DEVICE:
                    self._over = replace(self._over, device_lost=True)
                    return flow.Left()
        return flow.Left()

    def _record(
        self, recorder: Recorder, place: Place, step: flow.Ask, *, aloud: bool
    ) -> tuple[Recording, record.End]:
        left = False

        def tick(at_s: float) -> bool:
            nonlocal left
            command = self._observed(events.Speaking(at_s))
            left = command is Command.LEAVE
            return command is not Command.GO_ON

        try:
            question = step.question
            prompted = self._session.ask(question, tick) if aloud else Prompted(question)
            self._session.prepare(step.following or question)
            observer = self._observer(recorder, place, prompted, question)
            return self._session.record(
                recorder, prompted, (lambda _progress: record.Command.QUIT) if left else observer
            )
        except VoicemockError:
            raise
        except BaseException:  # a signal that interrupts, or a front that broke
            recorder.close()
            self._keep(place)
            raise
        finally:
            recorder.close()

    def _observed(self, live: Live) -> Command:
        return Command.LEAVE if self._leaving.is_set() else self._front.observe(live)

    def _observer(
        self, recorder: Recorder, place: Place, prompted: Prompted, question: Question
    ) -> Callable[[record.Progress], record.Command]:
        """What is called while recording: tells the front, once each, what it should know."""
        told: set[str] = set()
        pace = None
        if self._manner.live_pace and recorder.paced:
            per_unit = get_language(self._session.language).syllables_per_unit
            pace = LivePace(recorder.so_far, per_unit)

        def once(name: str, event: Event) -> None:
            if name not in told:
                told.add(name)
                self._front.tell(event)

        def observe(progress: record.Progress) -> record.Command:
            if progress.waiting_s > WAITING_S:
                once("waiting", events.MicrophoneSilent("waiting"))
            if progress.zeros_s > ZEROS_S:
                once("zeros", events.MicrophoneSilent("zeros"))
            if progress.started:
                once("started", events.RecordingStarted())
            level = Level(
                elapsed_s=progress.elapsed_s,
                level_dbfs=progress.level_dbfs,
                paused=progress.paused,
                started=progress.started,
                spoken=progress.spoken,
                quiet_s=progress.quiet_s,
                limit_s=self._manner.max_s or question.limit_s,
                pace=None if pace is None or progress.paused else pace.at(progress.elapsed_s),
                target=self._session.target,
            )
            command = _OF_THE_RECORDER.get(self._observed(level), record.Command.GO_ON)
            if progress.first_at_s is not None and "first" not in told:
                told.add("first")
                self._session.note_lead(place, prompted, progress.first_at_s)
            return command

        return observe

    def _max_s(self, question: Question, name: str | None) -> float | None:
        if self._manner.max_s is not None or name is not None or self._manner.attended:
            return self._manner.max_s
        return question.limit_s  # nobody is there to end the answer

    def _note(self, recording: Recording, end: record.End) -> None:
        """What went wrong with a recording; where nobody sits, the outcome tells it."""
        self._front.tell(events.RecordingStopped(recording.trouble))
        if end is record.End.NOT_WRITTEN:
            self._over = replace(self._over, failed=True)
        elif end is record.End.TROUBLE:
            self._device_failed = True
            self._over = replace(self._over, device_lost=not self._manner.attended)

    def _judge(self, step: flow.Ask, recording: Recording, place: Place) -> Answer | None:
        self._front.tell(events.Analyzing())
        try:
            answer = self._session.examine(recording, step.question, place, step.earlier)
        except VoicemockError as error:
            self._fail(events.NotAnalyzed(error))
            self._keep(place)
            return None
        except BaseException:
            self._keep(place)
            raise
        try:
            with self._undisturbed():
                self._session.save(answer)
        except StoreError as error:  # the feedback is shown all the same
            self._fail(events.NotSaved(error))
        self._front.tell(events.Answered(answer))
        return answer

    def _heard(self, answer: Answer, now: flow.Flow) -> flow.Heard:
        """The answer, with what the interviewer would go on with."""
        plan = self._over.plan
        question = plan.questions[now.number]
        allowed = flow.may_follow(
            question,
            follow_ups=self._manner.follow_ups,
            attended=self._manner.attended,
            spare=self._sources.spare,
            left=len(plan.questions) - now.number - 1,
        )
        parts = (*now.parts, answer)
        following = next_part(question, parts, plan.language) if allowed else None
        return flow.Heard(answer, following)

    def _fail(self, event: events.NotAnalyzed | events.NotSaved) -> None:
        self._over = replace(self._over, failed=True)
        self._front.tell(event)

    def _keep(self, place: Place) -> None:
        """Say where a recording is that was not analyzed."""
        path = self._session.keep(place)
        if path is not None:
            self._front.tell(events.RecordingKept(path, self._session.language))
