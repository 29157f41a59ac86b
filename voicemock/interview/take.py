"""One question and its answer: asked, recorded, judged, kept, and what may go wrong on the way."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from contextlib import AbstractContextManager

from voicemock.assess.advisor import Advisor
from voicemock.errors import DeviceError, StoreError, VoicemockError
from voicemock.history.store import Place
from voicemock.interview import events, flow
from voicemock.interview.events import Command, Decision, Event, Level, Live, Offer
from voicemock.interview.follow_ups import possible
from voicemock.interview.front import Front, Manner
from voicemock.interview.live_pace import LivePace
from voicemock.interview.session import Session
from voicemock.interview.sources import Sources
from voicemock.language import get as get_language
from voicemock.record import base as record
from voicemock.record.recorder import Recorder
from voicemock.record.wav import SOMETHING_S
from voicemock.values.answer import Answer
from voicemock.values.interview import Question
from voicemock.values.sound import Prompted, Recording

WAITING_S = 1.0
"""A microphone that has delivered nothing for so many seconds is worth a word."""
ZEROS_S = 2.5
"""So many seconds of nothing but zeros are no quiet room."""
_OF_THE_RECORDER = {
    Command.FINISH: record.Command.FINISH,
    Command.PAUSE: record.Command.PAUSE,
    Command.RESTART: record.Command.RESTART,
    Command.SLOWER: record.Command.RESTART,
    Command.LEAVE: record.Command.QUIT,
}
_NOT_IN_AN_EXAM = frozenset((Command.PAUSE, Command.RESTART, Command.SLOWER))
_TICK_S = 0.05


class Takes:
    """Asks and takes the answer, as often as it is told to.

    ``failed`` says that an answer was not kept or judged, ``device_lost`` that the microphone went
    and nobody brought it back. Setting ``leaving`` ends what goes on, from any thread; ``manner``
    may be another one from take to take.
    """

    def __init__(
        self,
        manner: Manner,
        front: Front,
        session: Session,
        sources: Sources,
        undisturbed: Callable[[], AbstractContextManager[object]],
        advisor: Advisor | None = None,
    ) -> None:
        self.failed = False
        self.device_lost = False
        self.leaving = threading.Event()
        self.manner = manner
        self._front = front
        self._session = session
        self._sources = sources
        self._undisturbed = undisturbed
        self._advisor = advisor
        self._device_failed = False
        self._slower = False

    def take(self, step: flow.Ask) -> Answer | flow.NotHeard | flow.Left:
        """Ask, and take the answer. What has failed before is looked for anew."""
        scene = bool(step.question.turns)
        role: events.Role = "main" if not step.earlier else "turn" if scene else "follow_up"
        self._front.tell(events.Asked(step.question, role, aloud=step.aloud))
        aloud = step.aloud
        self._slower = False
        while not self.leaving.is_set():
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
                    end_silence_s=self.manner.end_silence_s,
                    earlier=step.earlier,
                )
                try:
                    self._front.tell(events.SourceOpened(place.id))
                    taken = self._record(recorder, place, step, aloud=aloud)
                    if taken is None:
                        self._session.history.discard(place)
                        return flow.Left()
                    recording, end = taken
                    aloud = self._slower  # else it was heard a moment ago
                    if end is record.End.TROUBLE and recording.duration_s < SOMETHING_S:
                        self._session.history.discard(place)
                        raise DeviceError(str(recording.trouble or ""))
                    if end is record.End.QUIT:
                        self._keep(place)
                        return flow.Left()
                    if end is not record.End.RESTARTED:
                        self._note(recording, end)
                        return self._judge(step, recording, place) or flow.NotHeard()
                    self._session.history.discard(place)
                    self._front.tell(events.StartedOver(slower=self._slower))
                except StoreError as error:
                    self._fail(events.NotSaved(error))
                    self._keep(place)
                    return flow.NotHeard()
                finally:
                    self._session.history.release(place)
            except DeviceError as error:
                self._device_failed = True
                if not self.manner.attended:
                    self.device_lost = True
                    raise
                self._front.tell(events.DeviceLost(error))
                if self.leaving.is_set():
                    break
                offer = Offer((Decision.RETRY_DEVICE, Decision.LEAVE))
                if self._front.choose(offer) is not Decision.RETRY_DEVICE:
                    self.device_lost = True
                    return flow.Left()
        return flow.Left()

    def _record(
        self, recorder: Recorder, place: Place, step: flow.Ask, *, aloud: bool
    ) -> tuple[Recording, record.End] | None:
        """The recording and why it ended; None where the person left before it began."""
        command = Command.GO_ON

        def tick(at_s: float) -> bool:
            nonlocal command
            command = self._observed(events.Speaking(at_s))
            return command is not Command.GO_ON

        try:
            question = step.question
            prompted = Prompted(question)
            if aloud:
                self._front.tell(events.SpeakingStarted())
                prompted = self._session.ask(question, tick, slower=self._slower)
                while command is Command.SLOWER:
                    command = Command.GO_ON
                    prompted = self._session.ask(question, tick, slower=True)
            self._slower = False
            if command is Command.LEAVE or self.leaving.is_set():
                return None
            if self.manner.exam and not step.earlier:
                if recorder.paced and self._think() is Command.LEAVE:
                    return None
                prompted = Prompted(question)  # what was thought before is no pause
            upcoming = [step.upcoming] if step.upcoming else []
            coming = [*possible(question, len(step.earlier)), *upcoming]
            self._session.prepare(question, coming)
            observer = self._observer(recorder, place, prompted, question)
            return self._session.record(recorder, prompted, observer)
        except StoreError:
            raise
        except BaseException:  # a signal that interrupts, a front or a source that broke
            recorder.close()
            self._keep(place)
            raise
        finally:
            recorder.close()

    def _think(self) -> Command:
        """The time to think, counted down; what ended it."""
        until_s = time.monotonic() + self.manner.prepare_s
        command = Command.GO_ON
        while command is Command.GO_ON and (left_s := until_s - time.monotonic()) > 0:
            command = self._observed(events.Countdown(left_s, self.manner.prepare_s))
            self.leaving.wait(min(left_s, _TICK_S))
        return Command.LEAVE if self.leaving.is_set() else command

    def _observed(self, live: Live) -> Command:
        if self.leaving.is_set():
            return Command.LEAVE
        command = self._front.observe(live)
        refused = self.manner.exam and command in _NOT_IN_AN_EXAM
        return Command.GO_ON if refused else command

    def _observer(
        self, recorder: Recorder, place: Place, prompted: Prompted, question: Question
    ) -> Callable[[record.Progress], record.Command]:
        """What is called while recording: tells the front, once each, what it should know."""
        told: set[str] = set()
        pace = None
        if self.manner.live_pace and recorder.paced:
            per_unit = get_language(self._session.examiner.language).syllables_per_unit
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
                limit_s=self.manner.max_s or question.limit_s,
                pace=None if pace is None or progress.paused else pace.at(progress.elapsed_s),
                target=self._session.examiner.target,
            )
            wanted = self._observed(level)
            if wanted is Command.SLOWER:
                if progress.spoken:  # what was said is worth more
                    wanted = Command.GO_ON
                self._slower = wanted is Command.SLOWER
            command = _OF_THE_RECORDER.get(wanted, record.Command.GO_ON)
            if progress.first_at_s is not None and "first" not in told:
                told.add("first")
                self._session.note_lead(place, prompted, progress.first_at_s)
            return command

        return observe

    def _max_s(self, question: Question, name: str | None) -> float | None:
        if self.manner.max_s is not None or name is not None:
            return self.manner.max_s
        if self.manner.attended and not self.manner.exam:
            return None
        return question.limit_s  # nobody is there to end the answer, or to be asked

    def _note(self, recording: Recording, end: record.End) -> None:
        """What went wrong with a recording; where nobody sits, the outcome tells it."""
        self._front.tell(events.RecordingStopped(recording.trouble))
        if end is record.End.NOT_WRITTEN:
            self.failed = True
        elif end is record.End.TROUBLE:
            self._device_failed = True
            self.device_lost = not self.manner.attended

    def _judge(self, step: flow.Ask, recording: Recording, place: Place) -> Answer | None:
        try:
            self._front.tell(events.Analyzing())
            answer = self._session.examine(recording, step.question, place, step.earlier)
        except VoicemockError as error:
            self._fail(events.NotAnalyzed(error))
            self._keep(place)
            return None
        except BaseException:
            self._keep(place)
            raise
        if self._advisor is not None:
            answer = self._advisor.ask(answer, self.manner.coach_wait_s)
        try:
            with self._undisturbed():
                self._session.save(answer)
        except StoreError as error:  # the feedback is shown all the same
            self._fail(events.NotSaved(error))
        self._front.tell(events.Answered(answer))
        return answer

    def _fail(self, event: events.NotAnalyzed | events.NotSaved) -> None:
        self.failed = True
        self._front.tell(event)

    def _keep(self, place: Place) -> None:
        """Say where a recording is that was not analyzed."""
        path = self._session.keep(place)
        if path is not None:
            self._front.tell(events.RecordingKept(path, self._session.examiner.language))
