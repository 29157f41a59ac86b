"""Holds an exercise: does the steps that `flow` gives, with the takes of the interview's engine.

Each take is on the disk before it is judged, and how far the exercise is before anything is shown,
so that leaving it, at any moment, loses nothing.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from functools import partial

from voicemock.assess.examiner import Examiner
from voicemock.audio.player import Player
from voicemock.drills import events, flow
from voicemock.drills.events import DrillOver
from voicemock.drills.findings import before_after, find
from voicemock.drills.front import DrillFront
from voicemock.drills.parts import parts_of
from voicemock.errors import StoreError
from voicemock.history.drills import DrillTakes
from voicemock.interview import events as interview
from voicemock.interview.events import Command, Decision, Live, Offer
from voicemock.interview.flow import Ask as AskQuestion
from voicemock.interview.flow import Left
from voicemock.interview.front import Manner
from voicemock.interview.session import Session
from voicemock.interview.sources import Sources
from voicemock.interview.stepper import Stepper
from voicemock.interview.take import Takes
from voicemock.speak.base import Speaker
from voicemock.values.answer import Answer
from voicemock.values.drill import DrillRun, DrillTake, Exercise, Part

_WAYS = (Decision.NEXT, Decision.RETAKE, Decision.LEAVE)


class Training:
    """Leads a person, or a set of recordings, through an exercise.

    Args:
        exercise: which.
        front: the face that shows it.
        attended: whether somebody is there to choose.
        examiner: judges the takes.
        speaker: makes speech of what is said to the person.
        player: plays it.
        sources: where takes come from.
        takes: where they are kept.
        begun: the exercise as far as it was done before, which is gone on with.
        undisturbed: what is done inside it is not to be broken off.
    """

    def __init__(
        self,
        exercise: Exercise,
        front: DrillFront,
        *,
        attended: bool,
        examiner: Examiner,
        speaker: Speaker,
        player: Player,
        sources: Sources,
        takes: DrillTakes,
        begun: DrillRun | None = None,
        undisturbed: Callable[[], AbstractContextManager[object]] = contextlib.nullcontext,
    ) -> None:
        self._exercise = exercise
        self._front = front
        self._attended = attended
        self._examiner = examiner
        self._kept = takes
        self._parts = parts_of(exercise)
        self._noting = _Noting(front)
        self._session = Session(
            examiner=examiner,
            speaker=speaker,
            player=player,
            history=takes,
            pack_id=None,
            unspoken=lambda error: front.tell(interview.NotSpoken(error)),
            session_id=takes.run_id,
        )
        self._takes = Takes(self._manner(), self._noting, self._session, sources, undisturbed)
        target = examiner.target if exercise.drill == "pace" else None
        run = begun or DrillRun(takes.run_id, exercise.drill, exercise.id, examiner.language)
        self._over = DrillOver(replace(run, target=target))
        self._stepper = Stepper(front.choose, self._takes.leaving)

    def leave(self) -> None:
        """End it from any thread as soon as it is looked at; see `Interview.leave`."""
        self._takes.leaving.set()

    def run(self) -> DrillOver:
        """Do all parts.

        Raises:
            EngineError: the recognizer or its model is missing.
            DeviceError: the microphone failed where nobody is there to bring it back.
            AudioFileError: a recording in its place cannot be read.
        """
        now, steps = flow.begin(self._parts, self._over.run.takes, attended=self._attended)
        try:
            self._examiner.transcriber.load()
            self._front.tell(
                events.Began(
                    self._exercise, self._examiner.language, self._parts, self._examiner.target
                )
            )
            while (happened := self._stepper.do(steps, partial(self._do, now))) is not None:
                now, steps = now.after(happened)
        finally:
            self._session.end()
            self._over = replace(
                self._over,
                failed=self._over.failed or self._takes.failed,
                device_lost=self._takes.device_lost,
                interrupted=self._stepper.interrupted,
            )
            self._front.tell(self._over)
        return self._over

    # -- steps ----------------------------------------------------------------------------

    def _do(self, now: flow.Flow, step: flow.Step) -> flow.Happened | None:
        match step:
            case flow.Introduce(number):
                self._front.tell(events.PartIntroduced(number, self._parts[number]))
            case flow.Ask(number, again):
                return self._take(self._parts[number], now, again=again)
            case flow.Show(take):
                part = next(one for one in self._parts if one.id == take.part)
                self._front.tell(events.Found(part, take, self._over.run))
            case flow.Choose(heard, last):
                answers = tuple(self._session.answers[-1:]) if heard else ()
                return self._stepper.choose(Offer(_WAYS, answers, last=last))
            case flow.Stop(done):
                self._keep(replace(self._over.run, done=done))
        return None

    def _take(self, part: Part, now: flow.Flow, *, again: bool) -> flow.Happened:
        """Record and judge a part; its finding is kept before it is shown."""
        self._noting.pressed.clear()
        self._takes.manner = self._manner(part)
        coming = self._parts[now.number + 1 : now.number + 2]
        upcoming = next((one.question for one in coming if one.aloud), None)
        step = AskQuestion(part.question, aloud=part.aloud and not again, upcoming=upcoming)
        answer = self._takes.take(step)
        if not isinstance(answer, Answer):
            return flow.NotTaken() if not isinstance(answer, Left) else answer
        finding = find(
            self._exercise, part, answer, pressed=self._noting.pressed, earlier=now.takes
        )
        take = DrillTake(part.id, answer.id, finding)
        kept = (*(one for one in now.takes if one.part != part.id), take)
        before, after = before_after(self._exercise, self._parts, kept)
        self._keep(replace(self._over.run, takes=kept, before=before, after=after))
        return flow.Taken(take)

    def _keep(self, run: DrillRun) -> None:
        """How far it is; an exercise of which there is nothing leaves nothing."""
        self._over = replace(self._over, run=run)
        if not run.takes:
            return
        try:
            self._kept.keep(run)
        except StoreError as error:  # what was found is shown all the same
            self._over = replace(self._over, failed=True)
            self._front.tell(interview.NotSaved(error))

    def _manner(self, part: Part | None = None) -> Manner:
        ends = part is not None and part.ends
        return Manner(
            attended=self._attended,
            max_s=part.question.limit_s if part is not None and ends else None,
            follow_ups=False,
            live_pace=False,
        )


class _Noting:
    """The front, and the moments at which the person pressed the key."""

    def __init__(self, front: DrillFront) -> None:
        self._front = front
        self.pressed: list[float] = []
        self.choose = front.choose

    def tell(self, event: interview.Event) -> None:
        if isinstance(event, interview.StartedOver):
            self.pressed.clear()
        self._front.tell(event)

    def observe(self, live: Live) -> Command:
        command = self._front.observe(live)
        if command is not Command.CAUGHT:
            return command
        if isinstance(live, interview.Level):
            self.pressed.append(live.elapsed_s)
        return Command.GO_ON
