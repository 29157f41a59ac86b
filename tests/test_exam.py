"""An exam: as the interviews that are recorded without an interviewer."""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.helpers import say
from tests.test_flow import AGAIN, FIRST, ONE, SCENE, SECOND, TURN, TWO, told
from tests.test_interview import ASKED, NO_NUMBER, OTHER
from voicemock.assess.examiner import Examiner
from voicemock.audio import samples as audio
from voicemock.history import resumable
from voicemock.history.store import History, new_id
from voicemock.interview import events, flow
from voicemock.interview.events import Command
from voicemock.interview.flow import Happened, Heard, Left, NotHeard
from voicemock.interview.front import Manner
from voicemock.interview.runner import Interview
from voicemock.interview.sources import Recordings
from voicemock.testing import FakePlayer, FakeSpeaker, FakeTranscriber, ScriptedFront
from voicemock.values.interview import Plan, Question


@pytest.mark.parametrize(
    ("questions", "happened", "steps"),
    [
        (
            [FIRST, SECOND],
            [Heard(ONE), Heard(AGAIN)],
            ["intro0 ask:Tell!", "done1 intro1 ask:Why !", "done2 show2 stop"],
        ),
        # a role play goes on, and is shown with the rest
        (
            [SCENE, SECOND],
            [Heard(ONE, TURN), Heard(TWO), Heard(AGAIN)],
            ["intro0 ask:My p!", "ask:So?!+", "done1 intro1 ask:Why !", "done2 show3 stop"],
        ),
        # what was not heard is not taken again
        (
            [FIRST, SECOND],
            [NotHeard(), Heard(ONE)],
            ["intro0 ask:Tell!", "intro1 ask:Why !", "done2 show1 stop"],
        ),
        ([FIRST, SECOND], [Heard(ONE), Left()], ["intro0 ask:Tell!", "done1 intro1 ask:Why !", "show1 stop"]),
        ([FIRST], [Left()], ["intro0 ask:Tell!", "stop"]),
        ([FIRST], [NotHeard()], ["intro0 ask:Tell!", "stop"]),
    ],
)  # fmt: skip
@pytest.mark.parametrize("attended", [True, False])
def test_one_take_each_and_all_is_shown_at_the_end(
    questions: Sequence[Question], happened: Sequence[Happened], steps: list[str], attended: bool
) -> None:
    plan = Plan("s", "en", "p", tuple(questions))
    now, first = flow.begin(plan, attended=attended, exam=True)
    lines = [told(first)]
    for one in happened:
        now, following = now.after(one)
        lines.append(told(following))
    assert lines == steps


class Impatient(ScriptedFront):
    """Notes the countdown, asks for what an exam does not give, begins early the second time."""

    def __init__(self) -> None:
        super().__init__(speak_s=0.2)
        self.counted: dict[int, list[float]] = {1: [], 2: []}
        self.asked = 0
        self.refused = [Command.RESTART, Command.PAUSE, Command.SLOWER]

    def tell(self, event: events.Event) -> None:
        super().tell(event)
        self.asked += isinstance(event, events.Asked)

    def observe(self, live: events.Live) -> Command:
        if isinstance(live, events.Countdown):
            self.counted[self.asked].append(live.left_s)
            return Command.FINISH if self.asked == 2 else Command.GO_ON
        if isinstance(live, events.Level) and self.refused:
            return self.refused.pop()
        return super().observe(live)


def test_the_time_to_think_goes_by_and_there_is_no_second_take(tmp_path: Path) -> None:
    recording = tmp_path / "spoken.wav"
    audio.write_wav(recording, say(NO_NUMBER)[:32_000])
    front = Impatient()
    began_s = time.monotonic()
    over = Interview(
        Plan(new_id(), "en", "test", (ASKED, OTHER)),
        Manner(exam=True, prepare_s=0.4, follow_ups=True),
        front,
        examiner=Examiner(FakeTranscriber(["I called the depot myself."]), "en", (120, 150)),
        speaker=FakeSpeaker(),
        player=FakePlayer(),
        sources=Recordings([recording], realtime=True),
        history=History(tmp_path / "home"),
    ).run()
    assert time.monotonic() - began_s > 0.4
    assert front.counted[1] == sorted(front.counted[1], reverse=True)
    assert 0 < front.counted[1][0] <= 0.4
    assert len(front.counted[2]) == 1  # it was cut short
    assert [len(one.answers) for one in front.told if isinstance(one, events.Feedback)] == [2]
    assert (len(over.answers), front.offers) == (2, [])
    assert not {"StartedOver", "Compared"} & set(front.names())
    assert [one.role for one in front.told if isinstance(one, events.Asked)] == ["main", "main"]


def test_how_an_exam_is_held_is_written_down_with_its_questions(tmp_path: Path) -> None:
    """So that it goes on as one; what was interrupted before there were exams is none."""
    plan = Plan("s", "en", "p", (FIRST, SECOND), exam=True, prepare_s=7.0)
    resumable.keep(tmp_path, plan)
    assert resumable.interrupted(tmp_path) == plan
    older = json.loads((tmp_path / "interview.json").read_text(encoding="utf-8"))
    del older["exam"], older["prepare_s"]  # as before there were exams
    (tmp_path / "interview.json").write_text(json.dumps(older), encoding="utf-8")
    assert resumable.interrupted(tmp_path) == Plan("s", "en", "p", (FIRST, SECOND))
