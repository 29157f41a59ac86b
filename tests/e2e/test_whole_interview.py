"""A whole interview as it is held: with follow-ups and role play, by voice and by recordings."""

from __future__ import annotations

import json
import re
import subprocess
import time
from pathlib import Path

import numpy as np
import pexpect
import pytest

from tests.e2e.conftest import VirtualAudio
from tests.e2e.test_practice_sound import saved
from tests.helpers import say
from voicemock.audio import samples as audio
from voicemock.content.data import data_folder
from voicemock.transcribe import load
from voicemock.values.sound import Samples


@pytest.mark.parametrize("language", ["zh", "en"])
def test_six_questions_with_follow_ups_and_no_terminal(
    program: list[str], model_cache: Path, tmp_path: Path, language: str
) -> None:
    """Exit 0, a line of JSON an answer, in the order of the recordings; all one session."""
    load("whisper", cache=model_cache).load()
    sample = data_folder("samples") / f"answer.{language}.flac"
    recordings = []
    for number in range(9):
        recordings.append(tmp_path / f"{number}.flac")
        recordings[-1].write_bytes(sample.read_bytes())
    options = [part for one in recordings for part in ("--answer", str(one))]
    done = subprocess.run(
        [*program, "practice", "--lang", language, "--questions", "6", "--seed", "1",
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
    assert [one["id"] for one in saved(program)] == [one["id"] for one in answers]


@pytest.fixture(scope="module")
def agent() -> list[Samples]:
    """Three lines of an agent, spoken by a synthesizer that Whisper understands."""
    return [
        say("Good morning. Could you give me your order number please, and your name?"),
        say("I am so sorry about the delay. I understand how frustrating that is for you."),
        say("I will send you a new parcel today, and I will call you back tomorrow at ten."),
    ]


def test_the_customer_of_a_role_play_hears_the_apology(
    virtual_audio: VirtualAudio, program: list[str], model_cache: Path, agent: list[Samples]
) -> None:
    """Without one the customer misses it; the lines are spoken, and the scene is one question."""
    load("whisper", cache=model_cache).load()
    terminal = pexpect.spawn(
        program[0],
        [*program[1:], "practice", "--lang", "en", "--question", "en-roleplay-1"],
        encoding="utf-8", timeout=60, dimensions=(60, 160),
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
        time.sleep(1.5)
        spoken = virtual_audio.heard("speaker")[before:]
        assert float(np.abs(spoken).max()) > 0.05
    terminal.expect("Speak now")
    terminal.send("q")
    terminal.expect(pexpect.EOF)
    terminal.close()
    assert terminal.exitstatus == 0
    answers = saved(program)
    assert len(answers) == 3
    assert {one["question"]["id"] for one in answers} == {"en-roleplay-1"}
    assert [one["follows"] for one in answers] == [None, answers[0]["id"], answers[0]["id"]]
    steps = {one["id"]: one for one in answers[-1]["structure"]["steps"]}
    assert steps["acknowledge"]["earlier"]
    assert steps["solve"]["items"]


def test_a_follow_up_is_spoken_and_a_retake_compared(
    virtual_audio: VirtualAudio, program: list[str], model_cache: Path, answer_sound: Samples
) -> None:
    """R takes the question again; Enter brings the follow-up; both takes stand side by side."""
    load("whisper", cache=model_cache).load()
    terminal = pexpect.spawn(
        program[0],
        [*program[1:], "practice", "--lang", "en", "--question", "en-behavioural-1", "--no-voice"],
        encoding="utf-8", timeout=60, dimensions=(60, 160),
    )  # fmt: skip

    def answer() -> None:
        terminal.expect("Speak now")
        virtual_audio.say(answer_sound).wait()
        time.sleep(0.5)
        terminal.send("\r")
        terminal.expect("Transcript")

    answer()
    terminal.expect("Enter: follow-up")
    terminal.send("r")
    answer()
    terminal.expect("This take and those before")
    terminal.expect(r"take 1.*take 2.*change")
    terminal.expect(r"Pace.*\d+.*\d+")
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
    first, second, third = saved(program)
    assert first["follows"] is second["follows"] is None
    assert third["follows"] == second["id"]
    assert third["question"]["text"] != second["question"]["text"]
    table = subprocess.run(
        [*program, "history", "--question", "en-behavioural-1"],
        capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    assert re.search(r"take 1 +take 2 +change", table)
    assert "take 3" not in table


def test_an_interrupted_interview_is_gone_on_with(
    virtual_audio: VirtualAudio, program: list[str], model_cache: Path, tmp_path: Path
) -> None:
    """Left in the second question; --continue asks that one and the rest in the same session."""
    load("whisper", cache=model_cache).load()
    short = tmp_path / "short.wav"
    audio.write_wav(short, say("I have worked in a call centre for three years."))
    terminal = pexpect.spawn(
        program[0],
        [*program[1:], "practice", "--lang", "en", "--questions", "3", "--seed", "5", "--no-voice"],
        encoding="utf-8", timeout=60, dimensions=(60, 160),
    )  # fmt: skip
    terminal.expect("Speak now")
    virtual_audio.say(audio.read(short).samples).wait()
    terminal.send("\r")
    terminal.expect("Transcript")
    terminal.expect("Enter: ")
    terminal.send("n")
    terminal.expect("Question 2 of 3")
    terminal.expect("Speak now")
    terminal.send("q")
    terminal.expect("practice --continue")
    terminal.expect(pexpect.EOF)
    done = subprocess.run(
        [*program, "practice", "--continue", "--no-voice", "--json", "--no-follow-ups",
         "--answer", str(short)],
        stdin=subprocess.DEVNULL, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert "Question 2 of 3" in done.stderr
    assert len(done.stdout.splitlines()) == 2
    answers = saved(program)
    assert len(answers) == 3
    assert len({one["question"]["id"] for one in answers}) == 3
    again = subprocess.run(
        [*program, "practice", "--continue"],
        stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert again.returncode == 2
    assert "No interview was interrupted" in again.stderr
