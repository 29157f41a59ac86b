"""What a person sees and types, through a pseudo-terminal."""

from __future__ import annotations

import os
import re
import signal
import time
import wave
from pathlib import Path

import pexpect
import pyte
import pytest

from tests.e2e.conftest import VirtualAudio
from tests.e2e.test_practice_sound import QUESTION, practise, reach
from tests.helpers import saved
from voicemock.values.sound import Samples


def screen_of(text: str) -> list[str]:
    """What a terminal shows after ``text``."""
    screen = pyte.Screen(120, 50)
    pyte.Stream(screen).feed(text)
    return [line.rstrip() for line in screen.display if line.strip()]


def test_keys_pause_start_over_and_leave(virtual_audio: VirtualAudio, quick: list[str]) -> None:
    """P pauses the clock, R starts at zero again, Q leaves."""
    terminal = practise(quick, "--question", QUESTION, "--no-voice")
    terminal.expect("Speak now")
    reach(terminal, 1)  # the clock moves
    terminal.send("p")
    terminal.expect("paused")
    stood = terminal.expect([r"0:(\d\d) / 2:00  paused", pexpect.TIMEOUT], timeout=1.5)
    assert stood == 1, "the paused clock was drawn again, so it moved"
    terminal.send("p")
    terminal.expect("▯")
    terminal.send("r")
    terminal.expect("Starting over")
    terminal.expect("Speak now")
    terminal.expect("0:00 / 2:00")
    terminal.send("q")
    terminal.expect(pexpect.EOF)
    terminal.close()
    assert terminal.exitstatus == 0
    assert saved() == []


def test_the_meter_follows_the_voice(
    virtual_audio: VirtualAudio, quick: list[str], answer_sound: Samples
) -> None:
    """Silence leaves it empty, speech fills it, about how fast is told, and it stays on one line."""
    terminal = practise(quick, "--question", QUESTION, "--no-voice")
    terminal.expect("Speak now")
    terminal.expect(r"0:00 / 2:00  ▯{12}")
    virtual_audio.say(answer_sound)
    terminal.expect(r"▮{5,}")
    terminal.expect(r"speaking [1-9] s")
    terminal.expect(r"about (\d+) words/min \(120-150\)")
    assert 100 <= int(terminal.match[1]) <= 260
    time.sleep(2)
    seen = terminal.before + terminal.after + terminal.read_nonblocking(100_000, 1)
    meters = [line for line in screen_of(seen) if re.search("[▮▯]{12}", line)]
    assert len(meters) == 1
    terminal.sendintr()
    terminal.expect(pexpect.EOF)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_an_interrupted_answer_is_kept_and_named(
    virtual_audio: VirtualAudio,
    started: list[str],
    answer_sound: Samples,
    number: signal.Signals,
) -> None:
    """Ctrl-C and its kin end with 130; the recording is there and its path was printed."""
    terminal = practise(started, "--question", QUESTION, "--no-voice")
    terminal.expect("Speak now")
    began = time.monotonic()
    virtual_audio.say(answer_sound)
    reach(terminal, 2)
    os.kill(terminal.pid, number)
    killed = time.monotonic()
    terminal.expect(r"voicemock analyze (\S+)")
    path = Path(terminal.match.group(1))
    terminal.expect(pexpect.EOF)
    terminal.close()
    assert terminal.exitstatus == 130
    with wave.open(str(path)) as file:
        assert 1.5 < file.getnframes() / file.getframerate() < killed - began + 1.5


def test_a_killed_answer_is_readable_and_analyzed_at_the_next_start(
    virtual_audio: VirtualAudio, started: list[str], answer_sound: Samples
) -> None:
    """After kill -9 the file lacks at most a quarter of a second; one key finishes the answer."""
    terminal = practise(started, "--question", QUESTION, "--no-voice")
    terminal.expect("Speak now")
    virtual_audio.say(answer_sound)
    reach(terminal, 5)
    os.kill(terminal.pid, signal.SIGKILL)
    terminal.expect(pexpect.EOF)
    home = Path(os.environ["VOICEMOCK_HOME"])
    [path] = home.glob("answers/*/answer.part.wav")
    with wave.open(str(path)) as file:
        assert file.getnframes() / file.getframerate() > 4.7
    following = practise(started, "--question", QUESTION, "--no-voice")
    following.expect("was not analyzed")
    following.expect("A: analyze it")
    following.send("a")
    following.expect("Transcript")
    following.expect("Enter: go on")
    following.send("\r")
    following.expect("Speak now")
    following.send("q")
    following.expect(pexpect.EOF)
    [answer] = saved()
    assert answer["id"] == path.parent.name
    assert answer["question"]["id"] == QUESTION
    assert len(answer["transcript"]["words"]) > 5
