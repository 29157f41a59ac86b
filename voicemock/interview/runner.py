"""Holds an interview: does the steps that `flow` gives, tells a `Front` and asks it what is wanted.

What is decided about an interview is decided here or in `flow`; a `Front` only shows it and hands
choices back. Sound comes from `Sources` and goes to a `Player`, so that a face may be both.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from functools import partial

from voicemock.assess.examiner import Examiner
from voicemock.audio.player import Player
from voicemock.history import resumable
from voicemock.history.store import History
from voicemock.history.stories import Stories
from voicemock.i18n.library_messages import said
from voicemock.interview import events, flow
from voicemock.interview.events import Decision, Offer, Over
from voicemock.interview.follow_ups import next_part
from voicemock.interview.front import Front, Manner
from voicemock.interview.session import Session
from voicemock.interview.sources import Sources
from voicemock.interview.stepper import Stepper
from voicemock.interview.take import Takes
from voicemock.job.fit import match
from voicemock.speak.base import Speaker
from voicemock.values.answer import Answer
from voicemock.values.interview import Plan


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
        self._session = Session(
            examiner=examiner,
            speaker=speaker,
            player=player,
            history=history,
            pack_id=plan.pack_id,
            unspoken=lambda error: front.tell(events.NotSpoken(error)),
            session_id=plan.session_id,
        )
        self._takes = Takes(manner, front, self._session, sources, undisturbed)
        self._stories = Stories(history.folder).read(plan.language).stories
        self._over = Over(plan)
        self._stepper = Stepper(front.choose, self._takes.leaving)
        self._unwritable = False

    def leave(self) -> None:
        """End the interview from any thread as soon as it is looked at; what was recorded is kept.

        That is at once while one speaks, else when speech is made, the answer is judged or
        `Front.choose` comes back: a face that goes away returns `Decision.LEAVE` there itself.
        """
        self._takes.leaving.set()

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
        now, steps = flow.begin(plan, attended=self._manner.attended, exam=self._manner.exam)
        try:
            self._examiner.transcriber.load()  # better to miss the model now than after an answer
            while (happened := self._stepper.do(steps, partial(self._do, now))) is not None:
                now, steps = now.after(happened)
        finally:
            self._session.end()
            self._over = replace(
                self._over,
                answers=tuple(self._session.answers),
                spare=self._sources.spare or 0,
                failed=self._takes.failed,
                device_lost=self._takes.device_lost,
                interrupted=self._stepper.interrupted,
            )
            self._front.tell(self._over)
        return self._over

    # -- steps ----------------------------------------------------------------------------

    def _do(self, now: flow.Flow, step: flow.Step) -> flow.Happened | None:
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
                skip = [Decision.SKIP] if following else []
                ways = (Decision.NEXT, *skip, Decision.RETAKE, Decision.LEAVE)
                return self._stepper.choose(Offer(ways, answers, following, last=last))
            case flow.Ask():
                answer = self._takes.take(step)
                return self._heard(answer, now) if isinstance(answer, Answer) else answer
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

    def _heard(self, answer: Answer, now: flow.Flow) -> flow.Heard:
        """The answer, with what the interviewer would go on with."""
        plan = self._over.plan
        question = plan.questions[now.number]
        allowed = flow.may_follow(
            question,
            follow_ups=False if self._manner.exam else self._manner.follow_ups,
            attended=self._manner.attended,
            spare=self._sources.spare,
            left=len(plan.questions) - now.number - 1,
        )
        parts = (*now.parts, answer)
        following = next_part(question, parts, plan.language) if allowed else None
        return flow.Heard(answer, following)
