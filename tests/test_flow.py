"""The order of an interview as a table: what happened, and the steps that follow."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from tests.helpers import full_answer
from voicemock.interview import flow
from voicemock.interview.flow import Chosen, Happened, Heard, Left, NotHeard, Step
from voicemock.values.interview import Cue, Plan, Question, Turn

FIRST = Question("q-1", "Tell me about a customer.", "behavioural")
SECOND = Question("q-2", "Why us?", "motivation")
SCENE = Question("q-3", "My parcel is late!", "roleplay", turns=(Turn((Cue("always", "So?"),)),))
MORE = replace(FIRST, text="What came of it?")
TURN = replace(SCENE, text="So?")
ONE = full_answer()
TWO = replace(ONE, id="two", follows=ONE.id)
AGAIN = replace(ONE, id="again")
EMPTY = replace(ONE, id="empty", transcript=replace(ONE.transcript, text="", words=()))
ON, SKIP, RETAKE, LEAVE = (Chosen("next"), Chosen("skip"), Chosen("retake"), Chosen("leave"))


def told(steps: Sequence[Step]) -> str:
    """Steps in short: what is asked (! aloud, + behind so many), shown, reached, offered."""
    words = []
    for step in steps:
        match step:
            case flow.Introduce(number):
                words.append(f"intro{number}")
            case flow.Ask(question, aloud, earlier):
                words.append(f"ask:{question.text[:4]}{'!' if aloud else ''}{'+' * len(earlier)}")
            case flow.Show(answers):
                words.append(f"show{len(answers)}")
            case flow.Reach(done):
                words.append(f"done{done}")
            case flow.Compare(takes):
                words.append(f"takes{len(takes)}")
            case flow.Choose(answers, following, last):
                words.append(f"choose{len(answers)}{'+' if following else ''}{'.' if last else ''}")
            case flow.Stop():
                words.append("stop")
    return " ".join(words)


def led(
    questions: Sequence[Question], happened: Sequence[Happened], *, attended: bool, done: int = 0
) -> list[str]:
    now, steps = flow.begin(Plan("s", "en", "p", tuple(questions), done), attended=attended)
    lines = [told(steps)]
    for one in happened:
        now, steps = now.after(one)
        lines.append(told(steps))
    return lines


@pytest.mark.parametrize(
    ("questions", "happened", "steps"),
    [
        # one question after the other
        (
            [FIRST, SECOND],
            [Heard(ONE), ON, Heard(ONE), ON],
            ["intro0 ask:Tell!", "show1 done1 takes1 choose1", "intro1 ask:Why !",
             "show1 done2 takes1 choose1.", "stop"],
        ),
        # a follow-up taken, and its answer taken again without the question being spoken
        (
            [FIRST],
            [Heard(ONE, MORE), ON, Heard(TWO), RETAKE, Heard(TWO), ON],
            ["intro0 ask:Tell!", "show1 done1 takes1 choose1+.", "ask:What!+", "show1 done1 choose1.",
             "ask:What+", "show1 done1 choose1.", "stop"],
        ),
        # a follow-up skipped
        (
            [FIRST, SECOND],
            [Heard(ONE, MORE), SKIP],
            ["intro0 ask:Tell!", "show1 done1 takes1 choose1+", "intro1 ask:Why !"],
        ),
        # a retake: not spoken again, compared with the take before
        (
            [FIRST],
            [Heard(ONE), RETAKE, Heard(AGAIN), LEAVE],
            ["intro0 ask:Tell!", "show1 done1 takes1 choose1.", "ask:Tell", "show1 done1 takes2 choose1.",
             "stop"],
        ),
        # a scene: nothing is shown before it is over; taken again from its first line, spoken
        (
            [SCENE],
            [Heard(ONE, TURN), Heard(TWO), RETAKE, Heard(AGAIN, TURN), Left()],
            ["intro0 ask:My p!", "ask:So?!+", "show2 done1 takes1 choose2.", "ask:My p!", "ask:So?!+",
             "show1 stop"],
        ),
        # left behind a scene that was shown: it is not shown again
        (
            [SCENE],
            [Heard(ONE, TURN), Heard(TWO), Left()],
            ["intro0 ask:My p!", "ask:So?!+", "show2 done1 takes1 choose2.", "stop"],
        ),
        # a turn in which nothing was heard: told at once; again, or the scene breaks off
        (
            [SCENE, SECOND],
            [Heard(ONE, TURN), Heard(EMPTY), RETAKE, Heard(EMPTY), ON],
            ["intro0 ask:My p!", "ask:So?!+", "show1 choose0", "ask:So?+", "show1 choose0",
             "show1 intro1 ask:Why !"],
        ),
        # nothing could be judged: again, on, or leave
        (
            [FIRST, SECOND],
            [NotHeard(), RETAKE, NotHeard(), ON, NotHeard(), LEAVE],
            ["intro0 ask:Tell!", "choose0", "ask:Tell", "choose0", "intro1 ask:Why !", "choose0.",
             "stop"],
        ),
        ([FIRST, SECOND], [Left()], ["intro0 ask:Tell!", "stop"]),
    ],
)  # fmt: skip
def test_somebody_is_led_through(
    questions: list[Question], happened: list[Happened], steps: list[str]
) -> None:
    assert led(questions, happened, attended=True) == steps


@pytest.mark.parametrize(
    ("questions", "happened", "steps"),
    [
        # what follows is asked at once
        (
            [FIRST, SECOND],
            [Heard(ONE, MORE), Heard(TWO), Heard(ONE)],
            ["intro0 ask:Tell!", "show1 done1 takes1 ask:What!+", "show1 done1 intro1 ask:Why !",
             "show1 done2 takes1 stop"],
        ),
        # what was not heard is passed over, and what a scene had is shown
        (
            [SCENE, SECOND],
            [Heard(ONE, TURN), NotHeard(), NotHeard()],
            ["intro0 ask:My p!", "ask:So?!+", "show1 intro1 ask:Why !", "stop"],
        ),
        (
            [SCENE],
            [Heard(ONE, TURN), Heard(EMPTY)],
            ["intro0 ask:My p!", "ask:So?!+", "show1 show1 stop"],
        ),
    ],
)  # fmt: skip
def test_where_nobody_sits_nothing_is_offered(
    questions: list[Question], happened: list[Happened], steps: list[str]
) -> None:
    assert led(questions, happened, attended=False) == steps


def test_an_interrupted_interview_goes_on_where_it_was() -> None:
    assert led([FIRST, SECOND], [], attended=True, done=1) == ["intro1 ask:Why !"]
    assert led([FIRST, SECOND], [], attended=True, done=2) == ["stop"]


def test_the_next_question_can_be_made_ready() -> None:
    _now, steps = flow.begin(Plan("s", "en", "p", (FIRST, SECOND)), attended=True)
    assert isinstance(steps[-1], flow.Ask)
    assert steps[-1].upcoming == SECOND


@pytest.mark.parametrize(
    ("scene", "follow_ups", "attended", "spare", "left", "may"),
    [
        (False, None, True, None, 3, True),  # somebody is there
        (False, False, True, None, 3, False),
        (False, None, False, None, 3, False),  # a microphone nobody may sit at
        (False, True, False, None, 3, True),
        (True, False, False, None, 3, True),  # a scene goes on in any case
        (False, None, False, 4, 3, True),  # a recording to spare
        (False, None, False, 3, 3, False),  # each is wanted by a question
        (True, None, False, 0, 0, False),  # nothing is left to answer with
        (False, False, False, 4, 3, False),
    ],
)
def test_the_interviewer_goes_on_where_there_is_an_answer_to_be_had(
    *, scene: bool, follow_ups: bool | None, attended: bool, spare: int | None, left: int, may: bool
) -> None:
    assert may is flow.may_follow(
        SCENE if scene else FIRST,
        follow_ups=follow_ups,
        attended=attended,
        spare=spare,
        left=left,
    )


def test_it_knows_nothing_but_values() -> None:
    tree = ast.parse(Path(flow.__file__).read_text(encoding="utf-8"))
    named = [one.module or "" for one in ast.walk(tree) if isinstance(one, ast.ImportFrom)]
    named += [a.name for one in ast.walk(tree) if isinstance(one, ast.Import) for a in one.names]
    ours = {name.rpartition(".")[0] for name in named if name.startswith("voicemock")}
    assert ours == {"voicemock.values"}
