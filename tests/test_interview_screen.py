"""Whole interviews as a person sees them: what stands on the screen, what keys do, what is kept."""

from __future__ import annotations

import functools
import json
import re
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Protocol

import pytest

if sys.platform == "win32":
    pytest.skip("a pseudo-terminal is needed", allow_module_level=True)

from tests.interview_driver import BROKEN, PATIENCE_S, SLOW, Sitting, Stage, voice
from voicemock.audio import samples as audio
from voicemock.history import resumable as plans
from voicemock.history.store import History
from voicemock.history.stories import Stories
from voicemock.testing import silence
from voicemock.values.interview import Question, Story

PACK = """
schema = 1
id = "mine"
title = "Mine"
language = "en"

[[question]]
id = "tale"
text = "Tell me about a customer."
category = "behavioural"
framework = "star"
limit_s = 60
terms = ["parcel", "depot"]
follow_ups = [
  { when = "no_number", text = "Can you put a number on it?" },
  { when = "no_result", text = "What came of it?" },
]

[[question]]
id = "us"
text = "Why us?"
category = "motivation"
limit_s = 5

[[question]]
id = "hard"
text = "Why did you leave?"
category = "tricky"

[[question]]
id = "scene"
text = "My parcel is late!"
category = "roleplay"
framework = "care"

[[question.turns]]
lines = [
  { when = "no_apology", text = "Not even a sorry?" },
  { when = "always", text = "Fine, and now?" },
]

[[question.turns]]
lines = [{ when = "always", text = "I do hope so." }]
"""
IN_CHINESE = """
schema = 1
id = "wode"
title = "我的"
language = "zh"

[[question]]
id = "gushi"
text = "说说你帮过的一位顾客。"
category = "behavioural"
framework = "star"
limit_s = 60
follow_ups = [{ when = "no_number", text = "能说个数字吗？" }]

[[question]]
id = "yan"
text = "我的快递还没到！"
category = "roleplay"
framework = "care"

[[question.turns]]
lines = [{ when = "always", text = "那现在怎么办？" }]
"""
TALE = "I asked the depot about her parcel."
NUMBER = "I took thirty calls a day."
RESULT = "In the end she stayed with us."
LIKE = "I like your team."
MANY = " ".join(["I can do it.", "I will do it.", "I am sorry for it.", "Thank you."] * 3)

_CLOCK = re.compile(r"~  \d:\d\d / \d:\d\d  [▮▯]")
_BEGINS = re.compile(r"  (Pace|语速)  ")
_ENDS = re.compile(r"  (Transcript|文字稿|! [^“].*)$")
_NUMBERED = re.compile(r"(  ✓ | {2,4})\s*\d+ ")
_COMPARED = re.compile(r"(Pauses|P[a-z]+ inside|P[a-z]+ phr|Phrases|Numbers|Over the) .* {8}")
_USUAL = re.compile(r"  ! (Too |说得太短|有声的部分太少)")


def brief(lines: Sequence[str]) -> list[str]:
    """What was seen without a recording's clock; of feedback its moments, words and odd
    notes, of takes their length and steps.
    """
    kept: list[str] = []
    measures = False
    for line in lines:
        measures = bool(measures or _BEGINS.match(line)) and not _ENDS.match(line)
        if any(one.match(line) for one in (_CLOCK, _USUAL, _COMPARED)) or (
            measures and not _NUMBERED.match(line)
        ):
            continue
        if line or kept[-1:] != [""]:
            kept.append(line)
    return kept


def seen(sitting: Sitting, since: str = "") -> str:
    """A screen's story as a text, from a line on."""
    lines = brief(sitting.shown())
    first = next(number for number, line in enumerate(lines) if line.startswith(since))
    return "\n".join(lines[first:]).strip("\n")


@functools.cache
def screens() -> dict[str, str]:
    """The expected ones by their names."""
    text = (Path(__file__).parent / "data" / "screens.txt").read_text(encoding="utf-8")
    parts = re.split(r"^=== (.*)\n", text, flags=re.MULTILINE)
    return {name: shown.strip("\n") for name, shown in zip(parts[1::2], parts[2::2], strict=True)}


def screen(name: str) -> str:
    """An expected one."""
    return screens()[name]


@pytest.fixture(scope="module")
def stage() -> Iterator[Stage]:
    """The program that all voicemocks of this file are forked from."""
    one = Stage()
    yield one
    one.close()


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """The data folder."""
    return tmp_path / "home"


class Begin(Protocol):
    """Starts a voicemock."""

    def __call__(self, *arguments: str, **given: object) -> Sitting: ...


@pytest.fixture
def voicemock(stage: Stage, home: Path) -> Iterator[Begin]:
    """A voicemock with these arguments; what the test leaves running is ended."""

    def begin(*arguments: str, **given: object) -> Sitting:
        return stage.hold(*arguments, home=home, **{"heard": (LIKE,), **given})  # type: ignore[arg-type]

    yield begin
    stage.clear()


class Practise(Protocol):
    """Starts an interview with some questions of the pack."""

    def __call__(
        self, questions: str, *heard: str, options: str = "", pack: str = PACK, **given: object
    ) -> Sitting: ...


@pytest.fixture
def practise(voicemock: Begin, tmp_path: Path) -> Practise:
    """An interview whose questions are these, without a voice unless told otherwise."""

    def begin(
        questions: str, *heard: str, options: str = "--no-voice", pack: str = PACK, **given: object
    ) -> Sitting:
        path = tmp_path / "pack.toml"
        path.write_text(pack, encoding="utf-8")
        asked = [part for name in questions.split() for part in ("--question", name)]
        return voicemock(
            "practice",
            "--pack",
            str(path),
            *asked,
            *options.split(),
            heard=heard or (LIKE,),
            **given,
        )

    return begin


def kept(home: Path) -> list[str]:
    """What lies in each answer's folder, in the order in which they were begun."""
    folders = sorted((home / "answers").glob("*"), key=lambda one: one.stat().st_ctime_ns)
    return [" ".join(sorted(path.name for path in folder.iterdir())) for folder in folders]


SAVED = "answer.json answer.wav recording.json"
LEFT = "answer.wav recording.json"


def said(home: Path) -> list[tuple[str, str, bool]]:
    """The saved answers: question, text, whether it goes on from another."""
    return [
        (one.question.id if one.question else "", one.transcript.text, one.follows is not None)
        for one in History(home).answers()
    ]


def sittings(home: Path) -> int:
    """To how many interviews the saved answers belong."""
    run = History(home)._database.run
    return len(run(lambda db: list(db.execute("SELECT DISTINCT session_id FROM answer"))))


def left_in_plan(home: Path) -> list[str]:
    """The questions that `--continue` would ask."""
    plan = plans.interrupted(home)
    return [] if plan is None else [one.id for one in plan.left]


# -- on and on -----------------------------------------------------------------------------


def test_two_questions_are_asked_answered_and_gone_on_with(
    practise: Practise, home: Path, tmp_path: Path
) -> None:
    """All that is on the screen, feedback and all; the plan is forgotten when the last is done.

    While the first is answered, the second one's speech is made.
    """
    sitting = practise("tale us", f"{TALE} {NUMBER} {RESULT}", LIKE, options="")
    sitting.speak(8)
    made = tmp_path / "cache" / "Why us?.made"
    until_s = time.monotonic() + PATIENCE_S
    while not made.exists():
        assert time.monotonic() < until_s
        time.sleep(0.01)
    sitting.press("\r")
    sitting.hinted("Enter: next question")
    assert left_in_plan(home) == ["us"]
    sitting.press("\r")
    sitting.answer()
    sitting.asked("Enter: finish", "\r")
    assert sitting.end() == 0
    lines = [line for line in sitting.shown() if not _CLOCK.match(line)]
    assert "\n".join(lines).strip() == screen("two questions")
    assert kept(home) == [SAVED, SAVED]
    assert not (home / "interview.json").exists()


def test_a_follow_up_is_taken_and_the_next_one_skipped(practise: Practise, home: Path) -> None:
    """N leaves the question; where nothing would follow it goes on, too."""
    sitting = practise("tale us", TALE, NUMBER, LIKE)
    sitting.answer()
    sitting.asked("Enter: follow-up", "\r")
    sitting.answer()
    sitting.asked("N: skip it", "n")
    sitting.answer()
    sitting.asked("Enter: finish", "n")
    assert sitting.end() == 0
    assert seen(sitting) == screen("a follow-up taken, one skipped")
    assert said(home) == [("tale", TALE, False), ("tale", NUMBER, True), ("us", LIKE, False)]


def test_without_follow_ups_the_same_answer_is_the_only_one(practise: Practise, home: Path) -> None:
    sitting = practise("tale", TALE, options="--no-voice --no-follow-ups")
    sitting.answer()
    sitting.asked("Enter: finish", "\r")
    assert sitting.end() == 0
    assert seen(sitting) == screen("no follow-ups")
    assert not (home / "interview.json").exists()


def test_an_answer_given_again_stands_beside_the_first(practise: Practise, home: Path) -> None:
    """R does not say the question again; after a follow-up it is that one which is given again."""
    heard = (TALE, f"{TALE} {RESULT}", NUMBER, "Thirty percent, I think.")
    sitting = practise("tale", *heard, options="")
    sitting.answer(2)
    sitting.asked("R: again", "r")
    sitting.answer(3)
    sitting.asked("Enter: follow-up", "\r")
    sitting.answer(2)
    sitting.asked("R: again", "r")
    sitting.answer(2)
    sitting.asked("Enter: finish", "\r")
    assert sitting.end() == 0
    assert seen(sitting) == screen("given again")
    assert [(text, follows) for _id, text, follows in said(home)] == [
        (heard[0], False),
        (heard[1], False),
        (heard[2], True),
        (heard[3], True),
    ]


# -- role play -----------------------------------------------------------------------------


def test_a_scene_has_its_feedback_at_its_end_and_is_played_again_from_its_beginning(
    practise: Practise, home: Path
) -> None:
    """Its moments are numbered through; H plays all of its answers; again, it is spoken again."""
    heard = ("Hello, I can help.", "I am sorry for that.", "I will send a new one.")
    sitting = practise("scene", *heard, "Sorry for the delay.", "I can do that.", options="")
    for _turn in range(3):
        sitting.answer()
    sitting.asked("H: hear it", "h")
    sitting.until("heard: 2.2 s", "heard: 2.2 s", "heard: 2.2 s")
    sitting.press("3")
    sitting.until("heard: ")
    sitting.asked("R: again", "r")
    for _turn in range(3):
        sitting.answer()
    sitting.asked("Enter: finish", "\r")
    assert sitting.end() == 0
    assert seen(sitting) == screen("a scene twice")
    assert len(said(home)) == 6


def test_a_scene_that_is_left_has_the_feedback_of_what_was_said(
    practise: Practise, home: Path
) -> None:
    """Zeros are no turn: it is taken again unspoken; Q in the next one leaves."""
    sitting = practise("scene us", "I am sorry for that.", options="")
    sitting.speak(3, "zeros")
    sitting.press("\r")
    sitting.asked("R: again", "r")
    sitting.answer()
    sitting.until("Fine, and now?")
    sitting.speak(2)
    sitting.press("q")
    assert sitting.end() == 0
    assert seen(sitting) == screen("a scene left")
    assert kept(home) == [SAVED, SAVED, LEFT]
    assert left_in_plan(home) == []


def test_a_scene_interrupted_by_ctrl_c_has_the_feedback_of_what_was_said(
    practise: Practise,
) -> None:
    sitting = practise("scene us", "I am sorry for that.")
    sitting.answer()
    sitting.until("Fine, and now?")
    sitting.speak(2)
    sitting.interrupt()
    assert sitting.end() == 130
    assert seen(sitting) == screen("a scene interrupted")


# -- hear it -------------------------------------------------------------------------------


def test_moments_are_heard_by_their_numbers(practise: Practise) -> None:
    """12 is not 1 and 2; a number nobody has plays nothing; a key behind a digit only ends it."""
    sitting = practise("us", MANY)
    sitting.answer(14)
    sitting.asked("a moment", "1")
    sitting.asked("\r  1", "2")
    sitting.until("heard: ")
    sitting.asked("a moment", "9")
    sitting.asked("\r  9", "9")
    sitting.asked("\r  99", "q")
    sitting.asked("a moment", "1")
    sitting.until("heard: ")
    sitting.asked("a moment", "\r")
    assert sitting.end() == 0
    assert seen(sitting) == screen("moments")


def test_any_key_stops_what_is_heard_and_a_fault_of_it_is_a_line(
    practise: Practise, home: Path
) -> None:
    sitting = practise("us", "I can help.", loudspeaker=("holds", "holds", "refuses"))
    sitting.answer()
    sitting.asked("H: hear it", "h")
    sitting.asked("(any key stops)", "q")
    sitting.asked("H: hear it", "1")
    sitting.asked("(any key stops)", " ")
    sitting.asked("H: hear it", "h")
    sitting.until("voicemock: ")
    [recording] = home.glob("answers/*/answer.wav")
    recording.unlink()
    sitting.asked("H: hear it", "h")
    sitting.until("voicemock: ")
    sitting.asked("H: hear it", "\r")
    assert sitting.end() == 0
    assert seen(sitting) == screen("any key stops")


# -- keys and Ctrl-C -----------------------------------------------------------------------


def test_keys_pause_start_over_and_leave_while_recording(practise: Practise, home: Path) -> None:
    """What is said in a pause is not recorded; the question is spoken once."""
    sitting = practise("us tale", options="", loudspeaker=("holds",))
    sitting.asked("any other key skips the voice", " ")
    sitting.speak(1)
    sitting.press("p")
    sitting.hinted("0:01 / 0:05  paused")
    sitting.unrecorded(2)
    sitting.press("p")
    sitting.hinted("▯▯")
    sitting.go_on(1, total=2)
    sitting.press("r")
    sitting.until("Starting over.")
    sitting.speak(3)
    sitting.press("q")
    assert sitting.end() == 0
    assert seen(sitting) == screen("keys while recording")
    assert kept(home) == [LEFT]
    [recording] = home.glob("answers/*/answer.wav")
    assert audio.read(recording).duration_s == pytest.approx(3.2)
    assert left_in_plan(home) == []


def test_what_was_not_begun_is_not_kept(practise: Practise, home: Path) -> None:
    sitting = practise("us")
    sitting.asked("Speak now", "q")
    assert sitting.end() == 0
    assert seen(sitting) == screen("nothing recorded")
    assert kept(home) == []


def test_whoever_leaves_at_the_choice_can_go_on_later(practise: Practise, home: Path) -> None:
    sitting = practise("us tale hard")
    sitting.answer()
    sitting.asked("Q: leave", "q")
    assert sitting.end() == 0
    assert seen(sitting) == screen("left at the choice")
    assert left_in_plan(home) == ["tale", "hard"]


WHERE = ("speaking", "asked", "analyzed", "choice")


@pytest.mark.parametrize("where", WHERE)
def test_ctrl_c_ends_an_interview_that_is_gone_on_with(
    practise: Practise, voicemock: Begin, home: Path, where: str
) -> None:
    """In the second of three questions; then the same sitting goes on with what is left."""
    sitting = practise(
        "us tale hard",
        *((LIKE, SLOW) if where == "analyzed" else (LIKE, TALE)),
        options="",
        loudspeaker=("", "holds") if where == "asked" else (),
    )
    sitting.answer()
    sitting.asked("Enter: next question", "\r")
    if where == "asked":
        sitting.until("any other key skips the voice", "the loudspeaker holds")
    else:
        sitting.speak(2)
    if where in ("analyzed", "choice"):
        sitting.press("\r")
        sitting.until("Listening to your answer")
    if where == "choice":
        sitting.hinted("R: again")
    sitting.interrupt()
    assert sitting.end() == 130
    assert seen(sitting, "Question 2 of 3") == screen(f"interrupted: {where}")
    assert kept(home) == {"asked": [SAVED], "choice": [SAVED, SAVED]}.get(where, [SAVED, LEFT])
    assert left_in_plan(home) == (["hard"] if where == "choice" else ["tale", "hard"])

    later = voicemock("practice", "--continue", "--no-voice", heard=(TALE, LIKE))
    if where == "speaking":
        later.asked("A: analyze it", "a")
        later.asked("Enter: go on", "\r")
    elif where == "analyzed":
        later.asked("D: discard it", "d")
    if where in ("asked", "analyzed"):
        later.answer()
        later.asked("N: skip it", "n")
    later.answer()
    later.asked("Enter: finish", "\r")
    assert later.end() == 0
    assert seen(later) == screen(f"gone on with: {where}")
    assert sittings(home) == 1
    assert [one for one, _text, _follows in said(home)] == ["us", "tale", "hard"]
    assert not (home / "interview.json").exists()


def test_an_answer_left_at_the_last_question_finishes_the_interview(
    practise: Practise, voicemock: Begin, home: Path
) -> None:
    """Once it is analyzed nothing is left to ask. Ctrl-C at the offer decides nothing."""
    sitting = practise("us hard")
    sitting.answer()
    sitting.asked("Enter: next question", "\r")
    sitting.speak(2)
    sitting.interrupt()
    assert sitting.end() == 130
    later = voicemock("practice", "--continue", "--no-voice")
    later.hinted("D: discard it")
    later.interrupt()
    assert later.end() == 130
    assert seen(later) == screen("interrupted at the offer")
    later = voicemock("practice", "--continue", "--no-voice")
    later.asked("A: analyze it", "a")
    later.asked("Enter: go on", "\r")
    assert later.end() == 0
    assert seen(later) == screen("the last one analyzed")
    assert [one for one, _text, _follows in said(home)] == ["us", "hard"]
    later = voicemock("practice", "--continue", "--no-voice")
    assert later.end() == 2
    assert seen(later) == screen("nothing to go on with")


def test_an_older_interview_is_named_until_another_has_an_answer(
    practise: Practise, home: Path
) -> None:
    sitting = practise("us tale hard")
    sitting.answer()
    sitting.asked("Enter: next question", "q")
    assert sitting.end() == 0
    sitting = practise("hard us")
    sitting.asked("Speak now", "q")
    assert sitting.end() == 0
    assert seen(sitting) == screen("an older interview")
    assert left_in_plan(home) == ["tale", "hard"]
    sitting = practise("hard us")
    sitting.answer()
    sitting.asked("Enter: next question", "q")
    assert sitting.end() == 0
    assert left_in_plan(home) == ["us"]


# -- microphones ---------------------------------------------------------------------------


@pytest.mark.parametrize("how", ["end", "stall"])
def test_a_microphone_that_dies_leaves_an_answer_and_is_looked_for_again(
    practise: Practise, home: Path, how: str
) -> None:
    sitting = practise("us")
    sitting.speak(2)
    sitting.tell(how)
    sitting.asked("R: again", "r")
    sitting.answer()
    sitting.asked("Enter: finish", "\r")
    assert sitting.end() == 0
    assert seen(sitting) == screen("a microphone dies")
    assert kept(home) == [SAVED, SAVED]


def test_a_microphone_that_comes_back_is_waited_for(practise: Practise, home: Path) -> None:
    """Refused, dumb, gone before a word was said: each time a key tries again."""
    sitting = practise("us", options="", microphone=("refuses", "dumb", ""))
    sitting.asked("Enter: try again", "\r")
    sitting.asked("Enter: try again", "\r")
    sitting.until("Speak now")
    sitting.tell("end")
    sitting.asked("Enter: try again", "\r")
    sitting.answer()
    sitting.asked("Enter: finish", "\r")
    assert sitting.end() == 0
    assert seen(sitting) == screen("a microphone comes back")
    assert kept(home) == [SAVED]


def test_without_a_microphone_a_person_may_leave(practise: Practise, home: Path) -> None:
    """The exit status tells; what was answered before is told of."""
    sitting = practise("us tale", microphone=("", "refuses"))
    sitting.answer()
    sitting.asked("Enter: next question", "\r")
    sitting.asked("Q: leave", "q")
    assert sitting.end() == 3
    assert seen(sitting) == screen("left without a microphone")
    assert kept(home) == [SAVED]


def test_a_question_that_is_not_heard_is_said_once_and_the_loudspeaker_looked_for(
    practise: Practise,
) -> None:
    sitting = practise("us hard", options="", loudspeaker=("refuses", "refuses"))
    sitting.answer()
    sitting.asked("Enter: next question", "\r")
    sitting.answer()
    sitting.asked("Enter: finish", "\r")
    assert sitting.end() == 0
    assert seen(sitting) == screen("questions unheard")


# -- what goes wrong -----------------------------------------------------------------------


def test_a_recognizer_that_fails_leaves_the_recording_and_the_choice(
    practise: Practise, home: Path
) -> None:
    """R takes the answer again, Enter passes on without one; the status tells."""
    sitting = practise("tale us", BROKEN, TALE, BROKEN, LIKE)
    sitting.answer()
    sitting.asked("R: again", "r")
    sitting.answer()
    sitting.asked("Enter: follow-up", "\r")
    sitting.answer()
    sitting.asked("Enter: next question", "\r")
    sitting.answer()
    sitting.asked("Enter: finish", "\r")
    assert sitting.end() == 4
    assert seen(sitting) == screen("a recognizer fails")
    assert kept(home) == [LEFT, SAVED, LEFT, SAVED]


def test_a_full_disk_ends_the_recording_and_what_there_is_is_judged(
    practise: Practise, home: Path
) -> None:
    sitting = practise("us", file_bytes=200_000)
    sitting.until("Speak now")
    sitting.tell("say 8")
    sitting.asked("Enter: finish", "\r")
    assert sitting.end() == 4
    assert seen(sitting) == screen("a full disk")
    [recording] = home.glob("answers/*/answer.wav")
    assert recording.stat().st_size == 200_000


def test_an_answer_that_cannot_be_saved_is_shown_all_the_same(
    practise: Practise, home: Path
) -> None:
    sitting = practise("us hard")
    sitting.speak(2)
    [folder] = home.glob("answers/*")
    (folder / "answer.json").mkdir()
    sitting.press("\r")
    sitting.asked("Enter: next question", "q")
    assert sitting.end() == 4
    assert seen(sitting) == screen("not saved")
    assert left_in_plan(home) == ["hard"]


def test_a_recording_that_is_gone_leaves_the_choice(practise: Practise, home: Path) -> None:
    sitting = practise("us hard")
    sitting.speak(2)
    [recording] = home.glob("answers/*/answer.part.wav")
    recording.unlink()
    sitting.press("\r")
    sitting.asked("R: again", "r")
    sitting.answer()
    sitting.asked("Enter: next question", "q")
    assert sitting.end() == 4
    assert seen(sitting) == screen("a recording gone")
    assert kept(home) == [SAVED]


def test_a_plan_that_cannot_be_written_is_a_line_and_no_more(
    practise: Practise, home: Path
) -> None:
    """Said once."""
    (home / "interview.json").mkdir(parents=True)
    sitting = practise("us hard tale")
    for _question in range(2):
        sitting.answer()
        sitting.asked("Enter: next question", "\r")
    sitting.asked("Speak now", "q")
    assert sitting.end() == 0
    assert seen(sitting) == screen("no plan")


# -- recordings and nobody -----------------------------------------------------------------


@pytest.fixture
def tape(tmp_path: Path) -> str:
    """A recording in the microphone's place."""
    path = tmp_path / "tape.wav"
    audio.write_wav(path, voice(2.2))
    return str(path)


def documents(out: str) -> list[tuple[str, str]]:
    """What was answered and what with, of JSON lines."""
    found = [json.loads(line) for line in out.splitlines()]
    return [(one["question"]["text"], one["transcript"]["text"]) for one in found]


def test_recordings_answer_where_nobody_sits(
    practise: Practise, tape: str, home: Path, tmp_path: Path
) -> None:
    """As JSON, the screen's part beside it; what is to spare answers follow-ups, or nothing."""
    answers = " ".join([f"--answer {tape}"] * 6)
    sitting = practise(
        "tale scene", TALE, NUMBER, RESULT, LIKE,
        options=f"--json {answers}", terminal=False, out=tmp_path / "out",
    )  # fmt: skip
    assert sitting.end() == 0
    assert seen(sitting) == screen("recordings as JSON")
    assert documents(sitting.out) == [
        ("Tell me about a customer.", TALE),
        ("Can you put a number on it?", NUMBER),
        ("What came of it?", RESULT),
        ("My parcel is late!", LIKE),
        ("Not even a sorry?", LIKE),
        ("I do hope so.", LIKE),
    ]


def test_recordings_are_used_again_or_left_over(
    practise: Practise, tape: str, tmp_path: Path
) -> None:
    """One for two questions; three for one that has no follow-up."""
    sitting = practise("us hard", options=f"--answer {tape}", terminal=False, out=tmp_path / "out")
    assert sitting.end() == 0
    assert seen(sitting) == screen("recordings used again")
    assert "\n".join(brief(sitting.out.splitlines())).strip() == screen(
        "recordings used again: output"
    )
    spare = " ".join([f"--answer {tape}"] * 3)
    sitting = practise("us", options=spare, terminal=False, out=tmp_path / "out")
    assert sitting.end() == 0
    assert seen(sitting) == screen("recordings to spare")


def test_recordings_answer_for_a_person_at_the_terminal(practise: Practise, tape: str) -> None:
    """The choice is theirs; a follow-up is offered while a recording is to spare."""
    sitting = practise("tale us", TALE, options=f"--answer {tape} --answer {tape} --answer {tape}")
    sitting.asked("Enter: follow-up", "\r")
    sitting.asked("Enter: next question", "r")
    sitting.asked("Enter: next question", "\r")
    sitting.asked("Enter: finish", "\r")
    assert sitting.end() == 0
    assert seen(sitting) == screen("recordings and a person")


def test_a_microphone_nobody_sits_at_ends_at_the_questions_limit(
    practise: Practise, home: Path, tmp_path: Path
) -> None:
    """No follow-ups are asked there; a microphone that dies is told by the status."""
    sitting = practise("us tale", TALE, terminal=False, out=tmp_path / "out")
    sitting.until("Speak now")
    sitting.tell("say 7")
    sitting.until("Speak now")
    sitting.tell("say 2")
    sitting.tell("end")
    assert sitting.end() == 3
    assert seen(sitting) == screen("nobody at the microphone")
    first, second = History(home).answers()
    assert first.recording.duration_s == pytest.approx(5.0)
    assert second.recording.duration_s == pytest.approx(2.0)


def test_where_nobody_sits_a_microphone_that_refuses_ends_it(
    practise: Practise, home: Path
) -> None:
    sitting = practise("us tale", terminal=False, microphone=("refuses",))
    assert sitting.end() == 3
    assert seen(sitting) == screen("nobody and no microphone")
    assert kept(home) == []


def test_quiet_leaves_the_question_the_cue_and_the_feedback(practise: Practise) -> None:
    sitting = practise("tale us", TALE, options="--quiet --no-voice")
    sitting.until("Speak now")
    sitting.unrecorded(2)
    sitting.press("\r")
    sitting.until(TALE[-12:])
    sitting.interrupt()
    assert sitting.end() == 130
    assert seen(sitting) == screen("quiet")


# -- before and after ----------------------------------------------------------------------


def test_before_a_hard_question_breath_stories_and_words_of_the_job(
    practise: Practise, home: Path, tmp_path: Path
) -> None:
    """Breathing ends with a key; at the end stands what was said of the job and the company."""
    stories = Stories(home)
    stories.add(Story("", "en", "The lost parcel", "", "", "", "She stayed.", tags=("customer",)))
    stories.add(Story("", "en", "No result", "", "", "", "", tags=("customer",)))
    job = tmp_path / "job.txt"
    job.write_text("We need shift work, live chat and complaint handling. Live chat is daily work.")
    sitting = practise(
        "tale hard", "I did live chat and I am reliable.", LIKE,
        options=f"--no-voice --no-follow-ups --calm --job {job} --company reliable,friendly",
    )  # fmt: skip
    sitting.answer()
    sitting.asked("Enter: next question", "\r")
    sitting.asked("breathe in", " ")
    sitting.answer()
    sitting.asked("Enter: finish", "\r")
    assert sitting.end() == 0
    breaths = re.compile(r"~  [●·]+  breathe in \d   \(\d+ s left, any key ends it\)\n")
    text = seen(sitting)
    assert breaths.search(text)
    assert breaths.sub("", text) == screen("before a hard question")


def leave(home: Path, number: int) -> None:
    """Recordings that were not analyzed, an hour after each other."""
    store = History(home)
    question = Question("us", "Why us?", "motivation")
    for _time in range(number):
        audio.write_wav(store.new_place("en", question, "s-1", pack_id="mine").part, voice(2.2))


def test_answers_left_unfinished_are_offered_before_the_interview(
    practise: Practise, home: Path
) -> None:
    """Analyzed, kept, discarded, and one key for all that are left; what holds nothing goes."""
    leave(home, 5)
    audio.write_wav(History(home).new_place("en", None, None).part, silence(0.2))
    sitting = practise("us")
    sitting.asked("E: analyze all", "a")
    sitting.asked("Enter: go on", "\r")
    sitting.asked("A: analyze it", "k")
    sitting.asked("A: analyze it", "d")
    sitting.asked("L: keep all", "e")
    sitting.asked("Speak now", "q")
    assert sitting.end() == 0
    assert seen(sitting) == screen("five left unfinished")
    assert len(said(home)) == 3
    assert [one.kept for one in History(home).unfinished()] == [True]


def test_answers_left_unfinished_stay_or_fail(practise: Practise, home: Path) -> None:
    """Ctrl-C at the offer decides nothing; what cannot be analyzed is offered again."""
    leave(home, 2)
    sitting = practise("us", BROKEN)
    sitting.asked("L: keep all", "a")
    sitting.until("The recognizer broke.")
    sitting.until("A: analyze it")
    sitting.interrupt()
    assert sitting.end() == 130
    assert seen(sitting) == screen("left unfinished, and it fails")
    sitting = practise("us")
    sitting.asked("L: keep all", "l")
    sitting.asked("Speak now", "q")
    assert sitting.end() == 0
    assert seen(sitting) == screen("left unfinished, all kept")
    assert [one.kept for one in History(home).unfinished()] == [True, True]


# -- in Mandarin ---------------------------------------------------------------------------


def test_an_interview_in_mandarin(practise: Practise, home: Path) -> None:
    """A follow-up, an answer given again, a scene, Ctrl-C: all of the program speaks Mandarin."""
    heard = (
        "我帮一位顾客找到了快递。",
        "大概三十个。",
        "三十五个。",
        "非常抱歉。",
        "我马上帮您查。",
    )
    sitting = practise("gushi yan", *heard, options="--ui zh", pack=IN_CHINESE)

    def answer() -> None:
        sitting.until("请开始回答")
        sitting.go_on(2)
        sitting.press("\r")

    answer()
    sitting.asked("回车：听追问", "\r")
    answer()
    sitting.asked("R：再答一次", "r")
    answer()
    sitting.asked("Enter：下一题", "\r")
    answer()
    answer()
    sitting.asked("R：再答一次", "r")
    sitting.until("请开始回答")
    sitting.go_on(2)
    sitting.press("p")
    sitting.hinted("0:02 / 2:00  paused")
    sitting.interrupt()
    assert sitting.end() == 130
    assert seen(sitting) == screen("in Mandarin")
