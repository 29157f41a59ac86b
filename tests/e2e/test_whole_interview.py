"""A whole interview as it is held: with follow-ups and role play, by voice and by recordings."""

from __future__ import annotations

import json
import re
import subprocess
import time
from pathlib import Path

import pexpect
import pytest

from tests.e2e.conftest import VirtualAudio
from tests.e2e.test_practice_sound import TIMEOUT_S
from tests.helpers import beginning, printed, saved, say
from voicemock.audio import samples as audio
from voicemock.testing import joined
from voicemock.values.interview import LanguageCode
from voicemock.values.sound import Samples

WITHOUT_RESULT: dict[LanguageCode, str] = {
    "en": "I listened first. Then I asked the customer what had happened.",
    "zh": "我先听他说完，然后我问客户发生了什么事。",
}
"""What calls for a follow-up."""
SHORT: dict[LanguageCode, tuple[str, str]] = {
    "en": ("I have worked in a call centre for three years.", "years"),
    "zh": ("", "客户"),
}
"""What is said, else the sample's beginning, and what of it must be heard."""


@pytest.mark.parametrize("language", ["zh", "en"])
def test_six_questions_with_follow_ups_and_no_terminal(
    quick: list[str], tmp_path: Path, language: LanguageCode, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Exit 0, a line of JSON an answer, in the order of the recordings; all one session."""
    monkeypatch.setenv("QUICK_TEXT", WITHOUT_RESULT[language])
    recordings = [tmp_path / f"{number}.wav" for number in range(9)]
    for one in recordings:
        audio.write_wav(one, beginning(language, 5.0))
    options = [part for one in recordings for part in ("--answer", str(one))]
    done = subprocess.run(
        [*quick, "practice", "--lang", language, "--questions", "6", "--seed", "1",
         "--no-voice", "--json", *options],
        stdin=subprocess.DEVNULL, capture_output=True, text=True, check=True,
    )  # fmt: skip
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert [one["source"] for one in answers] == [str(one) for one in recordings[: len(answers)]]
    asked = [one for one in answers if one["follows"] is None]
    assert len(asked) == 6
    assert asked[0]["question"]["category"] == "intro"
    assert "tricky" in [one["question"]["category"] for one in asked]
    assert asked[-1]["question"]["category"] == "closing"
    following = [one for one in answers if one["follows"] is not None]
    assert following
    by_id = {one["id"]: one for one in asked}
    for one in following:
        assert by_id[one["follows"]]["question"]["id"] == one["question"]["id"]
        assert by_id[one["follows"]]["question"]["text"] != one["question"]["text"]
    assert [one["id"] for one in saved()] == [one["id"] for one in answers]


@pytest.fixture(scope="module")
def agent() -> list[Samples]:
    """Three lines of an agent, spoken by a synthesizer that Whisper understands."""
    return [
        say("Good morning. Could you give me your order number please, and your name?"),
        say("I am so sorry about the delay. I understand how frustrating that is for you."),
        say("I will send you a new parcel today, and I will call you back tomorrow at ten."),
    ]


def test_the_customer_of_a_role_play_hears_the_apology(
    virtual_audio: VirtualAudio, loaded: list[str], model_cache: Path, agent: list[Samples]
) -> None:
    """Without one the customer misses it; the lines are spoken, and the scene is one question."""
    terminal = pexpect.spawn(
        loaded[0],
        [*loaded[1:], "practice", "--lang", "en", "--question", "en-roleplay-1"],
        encoding="utf-8", timeout=TIMEOUT_S, dimensions=(60, 160),
    )  # fmt: skip
    for number, line in enumerate(agent):
        terminal.expect("Speak now")
        if number == 1:
            assert "no sorry" in terminal.before
        before = len(virtual_audio.heard("speaker"))
        virtual_audio.say(line).wait()
        time.sleep(0.5)
        terminal.send("\r")
        terminal.expect("The customer:")
        until = time.monotonic() + TIMEOUT_S
        while not (virtual_audio.heard("speaker")[before:] > 0.05).any():
            assert time.monotonic() < until, "the customer is not to be heard"
            time.sleep(0.2)
    terminal.expect("Speak now")
    terminal.send("q")
    terminal.expect(pexpect.EOF)
    terminal.close()
    assert terminal.exitstatus == 0
    answers = saved()
    assert len(answers) == 3
    assert {one["question"]["id"] for one in answers} == {"en-roleplay-1"}
    assert [one["follows"] for one in answers] == [None, answers[0]["id"], answers[0]["id"]]
    steps = {one["id"]: one for one in answers[-1]["structure"]["steps"]}
    assert steps["acknowledge"]["earlier"]
    assert steps["solve"]["items"]


def test_a_follow_up_is_spoken_and_a_retake_compared(
    virtual_audio: VirtualAudio,
    quick: list[str],
    agent: list[Samples],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """R takes the question again; Enter brings the follow-up; both takes stand side by side."""
    monkeypatch.setenv(
        "QUICK_TEXT",
        f"There was a call about a parcel that had not come. {WITHOUT_RESULT['en']} Then I wrote it down.",
    )
    terminal = pexpect.spawn(
        quick[0],
        [*quick[1:], "practice", "--lang", "en", "--question", "en-behavioural-1", "--no-voice"],
        encoding="utf-8", timeout=TIMEOUT_S, dimensions=(60, 160),
    )  # fmt: skip

    def answer() -> None:
        terminal.expect("Speak now")
        virtual_audio.say(joined(*agent)).wait()
        time.sleep(0.5)
        terminal.send("\r")
        terminal.expect("Transcript")

    answer()
    terminal.expect("Enter: follow-up")
    terminal.send("r")
    answer()
    terminal.expect("This take and those before")
    terminal.expect(r"take 1[^\n]*take 2[^\n]*change")
    terminal.expect(r"Pace[^\n]*\d+[^\n]*\d+")
    terminal.expect("Enter: follow-up")
    terminal.send("\r")
    terminal.expect("Follow-up:")
    answer()
    terminal.expect(r"Enter: (finish|follow-up)")
    terminal.send("n")
    terminal.expect("Takes of en-behavioural-1")
    terminal.expect(pexpect.EOF)
    terminal.close()
    assert terminal.exitstatus == 0
    first, second, third = saved()
    assert first["follows"] is second["follows"] is None
    assert third["follows"] == second["id"]
    assert third["question"]["text"] != second["question"]["text"]
    table = printed("history", "--question", "en-behavioural-1")
    assert re.search(r"take 1 +take 2 +change", table)
    assert "take 3" not in table


@pytest.mark.parametrize("language", ["zh", "en"])
def test_an_interrupted_interview_is_gone_on_with(
    virtual_audio: VirtualAudio,
    loaded: list[str],
    model_cache: Path,
    tmp_path: Path,
    language: LanguageCode,
) -> None:
    """Left in the second question; --continue asks that one and the rest in the same session.

    In each language, by microphone, sound server and the real recognizer.
    """
    spoken, heard = SHORT[language]
    short = tmp_path / "short.wav"
    audio.write_wav(short, say(spoken) if spoken else beginning(language, 5.0))
    terminal = pexpect.spawn(
        loaded[0],
        [*loaded[1:], "practice", "--lang", language, "--questions", "3", "--seed", "5", "--no-voice"],
        encoding="utf-8", timeout=TIMEOUT_S, dimensions=(60, 160),
    )  # fmt: skip
    terminal.expect("Speak now|请开始回答")
    virtual_audio.say(audio.read(short).samples).wait()
    terminal.send("\r")
    terminal.expect("Transcript")
    terminal.expect("Enter: ")
    terminal.send("n")
    terminal.expect("Question 2 of 3")
    terminal.expect("Speak now|请开始回答")
    terminal.send("q")
    terminal.expect("practice --continue")
    terminal.expect(pexpect.EOF)
    done = subprocess.run(
        [*loaded, "practice", "--continue", "--no-voice", "--json", "--no-follow-ups",
         "--answer", str(short)],
        stdin=subprocess.DEVNULL, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert "Question 2 of 3" in done.stderr
    assert len(done.stdout.splitlines()) == 2
    answers = saved()
    assert len(answers) == 3
    assert len({one["question"]["id"] for one in answers}) == 3
    assert all(heard in one["transcript"]["text"].lower() for one in answers)
    again = subprocess.run(
        [*loaded, "practice", "--continue"],
        stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert again.returncode == 2
    assert "No interview was interrupted" in again.stderr
