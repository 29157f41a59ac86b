"""The order of an interview, as a function of what has happened: no sound, no screen, no file.

A `Flow` is where an interview stands. `begin` and `after` give the next one and the steps that lead
there, in order; the last of them is what the next `after` wants to hear of: `Ask`, `Choose`, or
`Stop`, behind which there is nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

from voicemock.values.answer import Answer
from voicemock.values.interview import Plan, Question
from voicemock.values.review import wholes

Wanted = Literal["next", "skip", "retake", "leave"]

# -- steps --------------------------------------------------------------------------------


@dataclass(frozen=True)
class Introduce:
    """Say which question of the plan comes."""

    number: int


@dataclass(frozen=True)
class Ask:
    """Ask and take the answer; ``earlier`` are the answers that it goes on from."""

    question: Question
    aloud: bool = True
    earlier: tuple[Answer, ...] = ()
    upcoming: Question | None = None
    """The plan's next question, whose speech can be made meanwhile."""


@dataclass(frozen=True)
class Show:
    """Show what was found in these answers."""

    answers: tuple[Answer, ...]


@dataclass(frozen=True)
class Reach:
    """So many questions of the plan are done."""

    done: int


@dataclass(frozen=True)
class Compare:
    """Show these takes side by side."""

    takes: tuple[Answer, ...]


@dataclass(frozen=True)
class Choose:
    """Let the person choose; ``following`` comes with "next", if anything does."""

    answers: tuple[Answer, ...] = ()
    following: Question | None = None
    last: bool = False


@dataclass(frozen=True)
class Stop:
    """It is over."""


Step = Introduce | Ask | Show | Reach | Compare | Choose | Stop

# -- what happened ------------------------------------------------------------------------


@dataclass(frozen=True)
class Heard:
    """There is an answer; ``following`` is what the interviewer would say to it."""

    answer: Answer
    following: Question | None = None


@dataclass(frozen=True)
class NotHeard:
    """The answer was recorded and could not be kept or judged."""


@dataclass(frozen=True)
class Chosen:
    """The person chose; ``following`` came up while they did, and is what "next" means then."""

    wanted: Wanted
    following: Question | None = None


@dataclass(frozen=True)
class Left:
    """The person left, or something made them leave."""


Happened = Heard | NotHeard | Chosen | Left


@dataclass(frozen=True)
class Flow:
    """Where an interview stands: at which question, and what was said to it.

    ``parts`` are the answers to the question and to what followed from it, ``takes`` those that
    were given to it before; ``asked`` is what was asked last, ``heard`` whether that was answered,
    ``following`` what the interviewer would go on with, ``shown`` whether a scene's feedback was.
    In an ``exam`` there is one take of each, and ``withheld`` are the answers shown when it is over.
    """

    plan: Plan
    attended: bool
    number: int = 0
    asked: Question | None = None
    parts: tuple[Answer, ...] = ()
    takes: tuple[Answer, ...] = ()
    following: Question | None = None
    heard: bool = True
    shown: bool = False
    exam: bool = False
    withheld: tuple[Answer, ...] = ()

    def after(self, happened: Happened) -> tuple[Flow, tuple[Step, ...]]:
        """Where it stands now, and the steps that lead to the next thing that happens."""
        match happened:
            case Heard(answer, following):
                if self.exam:
                    return self._examined(answer, following)
                if self.scene and not answer.transcript.text:
                    return self._not_heard(Show((answer,)))
                return self._heard(answer, following)
            case NotHeard():
                return self._not_heard()
            case Chosen(wanted, following):
                return self._chosen(wanted, following or self.following)
            case Left():
                return self, (*self._broken_off(), Stop())

    @property
    def question(self) -> Question:
        """The plan's question it stands at."""
        return self.plan.questions[self.number]

    @property
    def scene(self) -> bool:
        """Whether that is a role play, of which nothing is shown before it is over."""
        return bool(self.question.turns)

    @property
    def last(self) -> bool:
        """Whether it is the plan's last."""
        return self.number + 1 == len(self.plan.questions)

    def _heard(self, answer: Answer, following: Question | None) -> tuple[Flow, tuple[Step, ...]]:
        parts = (*self.parts, answer)
        takes = self.takes
        steps: list[Step] = []
        if not self.scene:
            steps.append(Show((answer,)))
        elif following is None:
            steps.append(Show(parts))
        if following is None or not self.scene:
            steps.append(Reach(self.number + 1))
            if self.scene or len(parts) == 1:
                takes = (*takes, *wholes(parts))
                steps.append(Compare(takes))
        now = replace(
            self, parts=parts, takes=takes, following=following, heard=True, shown=following is None
        )
        if following is not None and (self.scene or not self.attended):
            return _asking(now, following, steps)
        if not self.attended:
            return _onward(now, steps)
        offered = parts if self.scene else (answer,)
        return now, (*steps, Choose(offered, following, last=self.last))

    def _examined(
        self, answer: Answer, following: Question | None
    ) -> tuple[Flow, tuple[Step, ...]]:
        """Nothing is shown, nothing offered: on to what comes."""
        parts = (*self.parts, answer)
        now = replace(self, parts=parts, withheld=(*self.withheld, answer))
        if following is not None:
            return _asking(now, following)
        return _onward(now, (Reach(self.number + 1),))

    def _not_heard(self, *steps: Step) -> tuple[Flow, tuple[Step, ...]]:
        now = replace(self, following=None, heard=False)
        if self.attended and not self.exam:
            return now, (*steps, Choose(last=self.last))
        return _onward(now, (*steps, *(() if self.exam else self._broken_off())))

    def _chosen(self, wanted: Wanted, following: Question | None) -> tuple[Flow, tuple[Step, ...]]:
        if wanted == "retake":
            if self.heard and self.scene:  # from its first line on, so that one is back in it
                return _asking(replace(self, parts=(), shown=False), self.question)
            before = replace(self, parts=self.parts[:-1] if self.heard else self.parts)
            return _asking(before, self.asked or self.question, aloud=False)  # heard a moment ago
        if wanted == "next" and following is not None:
            return _asking(self, following)
        ending = () if self.heard else self._broken_off()
        return (self, (*ending, Stop())) if wanted == "leave" else _onward(self, ending)

    def _broken_off(self) -> tuple[Step, ...]:
        """Nothing of a scene has been shown until it is over, or left; of an exam nothing at all."""
        if self.exam:
            return self.shown_last()
        return (Show(self.parts),) if self.scene and self.parts and not self.shown else ()

    def shown_last(self) -> tuple[Step, ...]:
        """All of an exam."""
        return (Show(self.withheld),) if self.withheld else ()


def begin(plan: Plan, *, attended: bool, exam: bool = False) -> tuple[Flow, tuple[Step, ...]]:
    """The first steps of what is left of a plan.

    Args:
        plan: the interview; questions that are done are not asked again.
        attended: whether somebody is there to choose. Where nobody is, what follows is asked at
            once, and nothing is offered.
        exam: whether there is one take of each question, and nothing is shown before the end.
    """
    flow = Flow(plan, attended, number=plan.done, exam=exam)
    return _introducing(flow) if plan.left else (flow, (Stop(),))


def _introducing(flow: Flow, steps: Iterable[Step] = ()) -> tuple[Flow, tuple[Step, ...]]:
    return _asking(flow, flow.question, (*steps, Introduce(flow.number)))


def _onward(flow: Flow, steps: Iterable[Step]) -> tuple[Flow, tuple[Step, ...]]:
    """To the plan's next question, or to the end."""
    if flow.last:
        return flow, (*steps, *(flow.shown_last() if flow.exam else ()), Stop())
    return _introducing(
        replace(flow, number=flow.number + 1, parts=(), takes=(), shown=False), steps
    )


def _asking(
    flow: Flow, question: Question, steps: Iterable[Step] = (), *, aloud: bool = True
) -> tuple[Flow, tuple[Step, ...]]:
    upcoming = None if flow.last else flow.plan.questions[flow.number + 1]
    ask = Ask(question, aloud=aloud, earlier=flow.parts, upcoming=upcoming)
    return replace(flow, asked=question), (*steps, ask)


def may_follow(
    question: Question, *, follow_ups: bool | None, attended: bool, spare: int | None, left: int
) -> bool:
    """Whether the interviewer may go on with a question: there is somebody or something to answer.

    Args:
        question: the plan's. A role play goes on whatever ``follow_ups`` says.
        follow_ups: whether they are wanted; None leaves it to whether they can be answered.
        attended: whether somebody is there.
        spare: recordings in the microphone's place that were not taken yet; None for a microphone.
        left: questions of the plan behind this one, each of which wants one.
    """
    scene = bool(question.turns)
    if spare is not None and spare <= left:
        return False
    if spare is None and not attended and not scene and not follow_ups:
        return False  # a microphone nobody may sit at
    return scene or follow_ups is not False
