"""An interview from end to end with a fake recognizer: what is asked, when, and what is kept."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from tests.helpers import say
from voicemock.assess.examiner import Examiner
from voicemock.audio import samples as audio
from voicemock.cli.rehearsal.front import TerminalFront, exit_status
from voicemock.content import packs
from voicemock.errors import TranscribeError
from voicemock.history import resumable as plans
from voicemock.history.store import History, new_id
from voicemock.interview.front import Manner
from voicemock.interview.runner import Interview
from voicemock.interview.selection import background_of
from voicemock.interview.sources import Recordings
from voicemock.speak.base import SilentSpeaker
from voicemock.testing import FakePlayer, FakeTranscriber, silence
from voicemock.values.interview import Cue, Plan, Question, Turn
from voicemock.values.review import went_badly, wholes

STORY = (
    "Last winter a customer called because her parcel was lost. My task was to find it before "
    "Friday. I called the depot myself and I found two labels that had been swapped. In the end "
    "she got it the next day and stayed with us, and complaints fell by thirty percent."
)
NO_NUMBER = STORY.replace(", and complaints fell by thirty percent", "")
ASKED = Question(
    "q-1", "Tell me about a customer.", "behavioural", "star",
    follow_ups=(
        Cue("no_number", "Can you put a number on it?"),
        Cue("no_result", "What came of it?"),
        Cue("always", "What would you do again?"),
    ),
)  # fmt: skip
OTHER = Question("q-2", "Why us?", "motivation")
SCENE = Question(
    "q-3", "My parcel is late!", "roleplay", "care",
    turns=(
        Turn((Cue("no_apology", "No sorry?"), Cue("always", "Fine, and now?"))),
        Turn((Cue("no_solution", "So what will you do?"), Cue("always", "Thank you."))),
    ),
)  # fmt: skip


@pytest.fixture(scope="session")
def spoken(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Some speech; what is recognized in it is the fake's business."""
    path = tmp_path_factory.mktemp("spoken") / "answer.wav"
    audio.write_wav(path, say(STORY))
    return path


def hold(
    home: Path,
    asked: Sequence[Question],
    texts: Sequence[str],
    tape: Sequence[Path],
    *,
    follow_ups: bool | None = None,
    job: tuple[str, ...] = (),
    as_json: bool = True,
) -> int:
    """An interview nobody sits at."""
    plan = Plan(new_id(), "en", "test", tuple(asked), job=job)
    player, history = FakePlayer(), History(home)
    over = Interview(
        plan,
        Manner(attended=False, follow_ups=follow_ups),
        TerminalFront(plan, player, history, as_json=as_json, quiet=False),
        examiner=Examiner(FakeTranscriber(texts), "en", (120, 150), job=job),
        speaker=SilentSpeaker(),
        player=player,
        sources=Recordings(tape),
        history=history,
    ).run()
    return exit_status(over)


def asked_in(out: str) -> list[str]:
    """The texts that were answered, in order."""
    return [json.loads(line)["question"]["text"] for line in out.splitlines()]


def test_what_was_missing_is_asked_for_in_the_same_question(
    tmp_path: Path, spoken: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The follow-up's answer belongs to the first, and its steps were taken earlier."""
    texts = [NO_NUMBER, "It was about thirty percent."]
    assert hold(tmp_path, [ASKED], texts, [spoken, spoken]) == 0
    first, second = (json.loads(line) for line in capsys.readouterr().out.splitlines())
    assert second["question"] == {
        "id": "q-1", "text": "Can you put a number on it?", "category": "behavioural"
    }  # fmt: skip
    assert first["follows"] is None
    assert second["follows"] == first["id"]
    steps = {one["id"]: one for one in second["structure"]["steps"]}
    assert steps["action"]["earlier"]
    assert not {one["id"]: one for one in first["structure"]["steps"]}["action"]["earlier"]


def test_a_whole_answer_is_asked_what_everybody_is_asked_and_no_more(
    tmp_path: Path, spoken: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert hold(tmp_path, [ASKED], [STORY], [spoken] * 4) == 0
    assert asked_in(capsys.readouterr().out) == [ASKED.text, "What would you do again?"]


def test_at_most_two_follow_ups(
    tmp_path: Path, spoken: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert hold(tmp_path, [ASKED], ["I like talking to people."], [spoken] * 6) == 0
    out, err = capsys.readouterr()
    assert asked_in(out) == [ASKED.text, "Can you put a number on it?", "What came of it?"]
    assert "no question was left for: 3" in err


def test_without_follow_ups_there_are_none(
    tmp_path: Path, spoken: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert hold(tmp_path, [ASKED], [NO_NUMBER], [spoken] * 3, follow_ups=False) == 0
    assert asked_in(capsys.readouterr().out) == [ASKED.text]


def test_recordings_that_other_questions_need_answer_no_follow_up(
    tmp_path: Path, spoken: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Two recordings, two questions; with a third one follow-up is answered."""
    assert hold(tmp_path, [ASKED, OTHER], [NO_NUMBER], [spoken] * 2) == 0
    assert asked_in(capsys.readouterr().out) == [ASKED.text, OTHER.text]
    assert hold(tmp_path, [ASKED, OTHER], [NO_NUMBER], [spoken] * 3) == 0
    assert len(asked_in(capsys.readouterr().out)) == 3


def test_nothing_follows_an_answer_nobody_heard(
    tmp_path: Path, spoken: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    empty = tmp_path / "silence.wav"
    audio.write_wav(empty, silence(2.0))
    assert hold(tmp_path, [ASKED], [NO_NUMBER], [empty, spoken]) == 0
    assert asked_in(capsys.readouterr().out) == [ASKED.text]


@pytest.mark.parametrize(
    ("said", "heard"),
    [
        (
            ["Hello.", "I am sorry about that. I will send you a new one today."],
            ["No sorry?", "Thank you."],
        ),
        (["I am so sorry about that, madam.", "Really sorry."], ["Fine, and now?", "So what will you do?"]),
    ],
)  # fmt: skip
def test_the_customer_answers_what_the_agent_said(
    tmp_path: Path,
    spoken: Path,
    capsys: pytest.CaptureFixture[str],
    said: list[str],
    heard: list[str],
) -> None:
    """An apology heard or not, a solution offered or not."""
    assert hold(tmp_path, [SCENE], [*said, "Goodbye."], [spoken] * 3) == 0
    assert asked_in(capsys.readouterr().out) == [SCENE.text, *heard]


def test_an_interview_is_one_session_and_forgotten_when_done(
    tmp_path: Path, spoken: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert hold(tmp_path, [ASKED, OTHER], [STORY], [spoken] * 4) == 0
    capsys.readouterr()
    store = History(tmp_path)
    sessions = store._database.run(lambda db: list(db.execute("SELECT id FROM session")))
    assert len(sessions) == 1
    assert len(store.answers()) >= 3
    assert plans.interrupted(tmp_path) is None


def test_an_interrupted_interview_knows_what_is_left(
    tmp_path: Path, spoken: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ctrl-C in the second question: the first is done, the session is the same one."""
    heard = FakeTranscriber.transcribe
    calls = []

    def interrupted(*arguments: object) -> object:
        calls.append(1)
        if len(calls) > 1:
            raise KeyboardInterrupt
        return heard(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(FakeTranscriber, "transcribe", interrupted)
    assert hold(tmp_path, [OTHER, ASKED], [STORY], [spoken] * 2, job=("tickets",)) == 130
    left = plans.interrupted(tmp_path)
    assert left is not None
    assert left.left == (ASKED,)
    assert left.job == ("tickets",)
    [answer] = History(tmp_path).answers(session_id=left.session_id)
    assert answer.question is not None
    assert answer.question.id == OTHER.id


@pytest.mark.parametrize("text", ["", "{", "[]", '{"session_id": 3}'])
def test_a_damaged_plan_is_none(tmp_path: Path, text: str) -> None:
    (tmp_path / "interview.json").write_text(text)
    assert plans.interrupted(tmp_path) is None


def test_a_single_question_leaves_no_plan(tmp_path: Path, spoken: Path) -> None:
    assert hold(tmp_path, [OTHER], [STORY], [spoken]) == 0
    assert not (tmp_path / "interview.json").exists()


def test_words_of_the_job_that_were_said_are_told_and_those_that_were_not(
    tmp_path: Path, spoken: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    hold(tmp_path, [OTHER], [STORY], [spoken], job=("complaints", "shift work"))
    err = capsys.readouterr().err
    assert "1 of 2 (complaints)" in err
    assert "Not yet: shift work" in err


def test_recordings_begin_again_when_they_are_used_up(tmp_path: Path) -> None:
    paths = [tmp_path / "a.wav", tmp_path / "b.wav"]
    for path in paths:
        audio.write_wav(path, silence(0.1))
    tape = Recordings(paths)
    assert [Path(str(tape.take()[1])).stem for _number in range(3)] == ["a", "b", "a"]
    assert tape.spare == 0  # what is played again is to spare for nobody


def test_recordings_played_again_answer_no_follow_up(
    tmp_path: Path, spoken: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Two recordings for three questions: three answers."""
    third = replace(ASKED, id="q-4")
    assert hold(tmp_path, [OTHER, OTHER, third], [NO_NUMBER], [spoken] * 2) == 0
    out, err = capsys.readouterr()
    assert len(asked_in(out)) == 3
    assert "no question was left" not in err


def test_a_customer_does_not_answer_silence(
    tmp_path: Path, spoken: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A dead microphone is told at once, and the scene ends."""
    empty = tmp_path / "silence.wav"
    audio.write_wav(empty, silence(2.0))
    assert hold(tmp_path, [SCENE], [STORY], [empty, spoken, spoken], as_json=False) == 0
    out, err = capsys.readouterr()
    assert "The customer:" not in err
    assert "zeros" in out


def test_a_scene_is_weak_or_not_by_all_that_was_said_in_it(
    tmp_path: Path, spoken: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The first turn has no step, the last one all of them."""
    care = (
        "I am so sorry about this. I can see how frustrating that is. I will send a new one "
        "today, and I will call you tomorrow at ten to make sure it has arrived."
    )
    hold(tmp_path, [SCENE], ["Hello, who is speaking, please?", care], [spoken] * 3)
    answers = History(tmp_path).answers()
    assert len(answers) == 3
    assert went_badly(answers[0])
    assert background_of(answers).weak == []
    [whole] = wholes(answers)
    assert whole.id == answers[0].id
    assert whole.structure is not None
    assert all(step.found for step in whole.structure.steps)


def test_an_interrupted_interview_keeps_its_manner(tmp_path: Path) -> None:
    plan = Plan(new_id(), "en", "p", (OTHER, ASKED), 1, follow_ups=False, calm=True)
    plans.keep(tmp_path, plan)
    assert plans.interrupted(tmp_path) == plan


def test_nothing_answered_leaves_an_older_interview_to_go_on_with(
    tmp_path: Path, spoken: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    older = Plan(new_id(), "en", "p", (OTHER, ASKED), 1)
    plans.keep(tmp_path, older)

    def interrupted(*_arguments: object) -> object:
        raise KeyboardInterrupt

    monkeypatch.setattr(FakeTranscriber, "transcribe", interrupted)
    assert hold(tmp_path, [OTHER, ASKED], [STORY], [spoken] * 2) == 130
    assert plans.interrupted(tmp_path) == older


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_scene_has_a_line_for_whatever_is_said(language: str) -> None:
    """From a rude agent to a perfect one: each turn of each role play says something."""
    pack = packs.default_pack("zh" if language == "zh" else "en")
    for question in pack.questions:
        for turn in question.turns:
            assert turn.lines[-1].when == "always", question.id


def test_a_scene_that_breaks_off_still_gets_its_feedback(
    tmp_path: Path,
    spoken: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """The recognizer fails in the second turn: what was said in the first is told."""
    heard = FakeTranscriber.transcribe
    calls = []

    def failing(*arguments: object) -> object:
        calls.append(1)
        if len(calls) > 1:
            raise TranscribeError("broken")
        return heard(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(FakeTranscriber, "transcribe", failing)
    status = hold(tmp_path, [SCENE], ["I am sorry about that."], [spoken] * 3, as_json=False)
    assert status == TranscribeError.exit_status
    out, err = capsys.readouterr()
    assert "I am sorry … about … that." in out  # so few words for so much speech
    assert "broken" in err
