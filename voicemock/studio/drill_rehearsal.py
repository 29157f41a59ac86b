"""An exercise in the studio: a `Rehearsal` that holds a `Training`, and what its page is told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from voicemock.assess.examiner import Examiner
from voicemock.content import drills as content
from voicemock.drills import events
from voicemock.drills.band import Band
from voicemock.drills.interrupted import interrupted
from voicemock.drills.parts import parts_of
from voicemock.drills.runner import Training
from voicemock.errors import NotFoundError
from voicemock.history import drills as kept
from voicemock.history.store import History
from voicemock.i18n import _
from voicemock.interview import events as interview
from voicemock.interview.front import Manner
from voicemock.language import get as get_language
from voicemock.report.views import drills as words
from voicemock.speak.base import Speaker
from voicemock.studio.clock import Patience
from voicemock.studio.front import BrowserFront
from voicemock.studio.outbox import Outbox
from voicemock.studio.rehearsal import Held, Rehearsal
from voicemock.values.drill import Drill, DrillRun, Exercise, Part
from voicemock.values.interview import LanguageCode, Plan

_NOT_OURS = (interview.Answered, interview.Feedback)
"""Of an interview: an exercise shows what was found in its own way."""


class DrillRehearsal(Rehearsal):
    """Runs from `start` until the exercise is over; the variant is the one whose turn it is.

    Raises:
        NotFoundError: one is to be gone on with, and none was left.

    Args:
        drill: which.
        language: that is spoken.
        speaker: makes who speaks.
        examiner: makes who judges.
        target: the pace asked for.
        history: the person's; exercises lie beside its answers.
        outbox: to the page.
        patience: how long the page is waited for.
        goes_on: the exercise that was left is gone on with.
    """

    def __init__(
        self,
        drill: Drill,
        language: LanguageCode,
        *,
        speaker: Callable[[], Speaker],
        examiner: Callable[[], Examiner],
        target: tuple[float, float],
        history: History,
        outbox: Outbox,
        patience: Patience,
        goes_on: bool,
    ) -> None:
        runs = kept.runs(history.folder, language)
        left = interrupted(runs, drill) if goes_on else None
        if goes_on and left is None:
            raise NotFoundError(_("There is no exercise to go on with; begin one."))
        self._exercise = (
            left.exercise
            if left
            else content.next_exercise(drill, language, [one.exercise for one in runs])
        )
        self._begun = left.run if left else None
        self._takes = kept.DrillTakes(history.folder, left.run.id if left else None)
        self._target = target
        questions = tuple(one.question for one in parts_of(self._exercise))
        super().__init__(
            Plan(self._takes.run_id, language, "", questions, done=left.number if left else 0),
            Manner(follow_ups=False),
            speaker=speaker,
            examiner=examiner,
            history=history,
            outbox=outbox,
            patience=patience,
        )

    def _faces(self, plan: Plan, outbox: Outbox, history: History, patience: Patience) -> DrillPage:
        self._page = DrillPage(plan, outbox, self.sources, history, self._leaving, patience)
        self._page.begins(self._exercise, self._target)
        return self._page

    def _began(self) -> dict[str, Any]:
        told = super()._began()
        for one in told["plan"]["questions"]:  # what is heard once is not to be read here
            one["text"] = ""
        exercise = self._exercise
        about = {"name": exercise.drill, "title": words.title(exercise.drill),
                 "exercise": exercise.title}  # fmt: skip
        return {**told, "drill": about}

    def _made(self, speaker: Speaker) -> Held:
        return Training(
            self._exercise,
            self._page,
            attended=True,
            examiner=self._examiner(),
            speaker=speaker,
            player=self._player,
            sources=self.sources,
            takes=self._takes,
            begun=self._begun,
        )


class DrillPage(BrowserFront):
    """A `voicemock.drills.front.DrillFront` for the page."""

    def begins(self, exercise: Exercise, target: tuple[float, float]) -> None:
        """Which exercise it is the face of."""
        self._exercise = exercise
        self._target = target
        self._part: Part | None = None

    def tell(self, event: events.AnyEvent) -> None:
        """See `DrillFront.tell`."""
        match event:
            case events.Began() | interview.Answered() | interview.Feedback():
                return  # told in another way
            case events.PartIntroduced(number, part):
                self._part = part
                self._outbox.tell(self._introduced(number, part))
            case events.Found(part, take, run):
                self._outbox.tell(_found(part, take.answer, run))
            case events.DrillOver():
                self._outbox.tell(_over(event))
            case interview.Asked() if self._part is not None and self._part.hidden:
                # it is heard once, and never read
                super().tell(replace(event, question=replace(event.question, text="")))
            case interview.NotSpoken() if self._part is not None and self._part.hidden:
                super().tell(event)
                self._outbox.tell({"event": "Readable", "text": self._part.question.text})
            case _:
                super().tell(event)

    def _introduced(self, number: int, part: Part) -> dict[str, Any]:
        language: LanguageCode = self._plan.language
        drill = self._exercise.drill
        band = None
        if drill == "pace" and part.kind == "follow":
            marks = Band(part.text, get_language(language), words.band_pace(self._target))
            band = {"ends": marks.ends, "units_per_s": marks.units_per_s}
        shown = part.question.text if not (part.text or part.hidden) else ""
        return {
            "event": "PartIntroduced",
            "number": number,
            "kind": part.kind,
            "instruction": words.instruction(drill, part, self._target, language),
            "setting": part.setting,
            "text": words.marked(part) or shown,
            "quoted": part.kind == "say",
            "band": band,
            "limit_s": part.question.limit_s,
            "aloud": part.aloud,
        }


def _found(part: Part, answer_id: str, run: DrillRun) -> dict[str, Any]:
    finding = next(one.finding for one in run.takes if one.part == part.id)
    return {
        "event": "Found",
        "run": run.id,
        "answer": answer_id,
        "lines": words.lines(part, finding, run),
        "moments": [
            {"label": one.text, "start_s": one.start_s, "end_s": one.end_s}
            for one in words.numbered(run.drill, finding)
            if one.start_s is not None
        ],
    }


def _over(over: events.DrillOver) -> dict[str, Any]:
    return {
        "event": "DrillOver",
        "whole": over.run.done,
        "takes": len(over.run.takes),
        "failed": over.failed,
        "lines": words.result(over.run),
    }
