"""An exercise at a real terminal, spoken into a real sound server, heard by the real recognizer."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pexpect

from tests.e2e.conftest import VirtualAudio
from tests.e2e.test_practice_sound import TIMEOUT_S
from tests.helpers import say
from voicemock.content import drills as content
from voicemock.drills.parts import parts_of
from voicemock.history.drills import DrillTakes, runs
from voicemock.testing import joined, silence

EXERCISE = "en-pauses-3"
PAUSE_S, NONE_S = 0.7, 0.03


def drill(program: list[str], *options: str) -> pexpect.spawn[str]:
    """``voicemock drill`` in a terminal."""
    return pexpect.spawn(
        program[0], [*program[1:], "drill", *options, "--lang", "en"],
        encoding="utf-8", timeout=TIMEOUT_S, dimensions=(50, 120),
    )  # fmt: skip


def home() -> Path:
    return Path(os.environ["VOICEMOCK_HOME"])


def test_pauses_that_were_made_are_found_where_they_were_made(
    virtual_audio: VirtualAudio, program: list[str], model_cache: Path
) -> None:
    """At every other mark one pauses; those are met, the others are not. Leaving keeps the take."""
    exercise = content.find(EXERCISE, "pauses", "en")
    pieces = [one.strip() for one in exercise.text.split("/")]
    made = [not number % 2 for number in range(len(pieces) - 1)]
    sound = joined(
        *(
            joined(say(piece), silence(PAUSE_S if after else NONE_S))
            for piece, after in zip(pieces, [*made, False], strict=True)
        )
    )
    terminal = drill(program, "pauses", "--exercise", EXERCISE)
    terminal.expect("Part 1 of 3")
    terminal.expect("Speak now")
    virtual_audio.say(sound).wait()
    time.sleep(0.7)
    terminal.send("\r")
    terminal.expect(f"You paused at {sum(made)} of {len(made)} places")
    terminal.expect("Enter: next part")
    terminal.send("\r")
    terminal.expect("Part 2 of 3")
    terminal.expect("Speak now")
    terminal.send("q")
    terminal.expect("You left before the end")
    terminal.expect(pexpect.EOF)
    terminal.close()
    assert terminal.exitstatus == 0
    [run] = runs(home())
    assert (run.exercise, run.done) == (EXERCISE, False)
    [take] = run.takes
    own = parts_of(exercise)[0]
    met = {one.text for one in take.finding.good}
    assert len(met) == sum(made)
    assert take.finding.of == len(own.marks)
    recording = DrillTakes(home(), run.id).folder / "answers" / take.answer / "answer.wav"
    assert recording.stat().st_size > 2 * 16_000 * 10


def test_the_mark_runs_while_one_reads_and_space_is_counted(
    virtual_audio: VirtualAudio, quick: list[str]
) -> None:
    """The passage moves under the mark from when one speaks; in the other drill a key is a filler."""
    speech = say("Good morning, you are speaking with Anna in customer care.")
    terminal = drill(quick, "pace", "--exercise", "en-pace-1")
    terminal.expect("Part 1 of 3")
    terminal.expect("Speak now")
    virtual_audio.say(speech)
    terminal.expect("speaking")
    terminal.send("\r")
    terminal.expect("Enter: next part")
    terminal.send("\r")
    terminal.expect("It starts when you do")
    terminal.expect("▸Good morning")
    virtual_audio.say(speech)
    terminal.expect("morning▸, you")
    terminal.send("q")
    terminal.expect(pexpect.EOF)
    terminal = drill(quick, "fillers", "--no-voice")
    terminal.expect("Space: I heard one")
    virtual_audio.say(speech)
    terminal.expect("speaking")
    terminal.send(" ")
    terminal.expect("✓ 1")
    terminal.send(" ")
    terminal.expect("✓ 2")
    terminal.send("q")
    terminal.expect(pexpect.EOF)
    terminal.close()
    assert terminal.exitstatus == 0


def test_without_a_microphone_it_says_what_to_do(quick: list[str]) -> None:
    """In a line, before anything is asked."""
    terminal = drill([*quick], "pace", "--device", "there is no such one")
    terminal.expect(pexpect.EOF)
    terminal.close()
    assert terminal.exitstatus in (2, 3)
    assert terminal.before is not None
    assert "Traceback" not in terminal.before
    assert "voicemock doctor" in terminal.before or "--device" in terminal.before
