"""What is said about the microphone while it records, and what is asked when it fails."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from voicemock.cli.rehearsal.booth import Booth

from tests.helpers import say
from voicemock.assess.examiner import Examiner
from voicemock.audio import devices
from voicemock.cli.rehearsal import booth, microphone_warnings
from voicemock.cli.terminal.keyboard import Keys
from voicemock.cli.terminal.screen import StatusLine
from voicemock.errors import DeviceError
from voicemock.history.store import History
from voicemock.interview.session import Session
from voicemock.interview.sources import Manner
from voicemock.record.base import Command, Progress
from voicemock.record.file import FileSource
from voicemock.speak.base import SilentSpeaker
from voicemock.testing import FakePlayer, FakeSpeaker, FakeTranscriber
from voicemock.values.interview import Question
from voicemock.values.sound import Prompted

ASKED = Question("q-1", "Why us?", "motivation")


def progress(
    *, waiting_s: float = 0.0, zeros_s: float = 0.0, first_at_s: float | None = None
) -> Progress:
    return Progress(
        elapsed_s=0.0,
        level_dbfs=-60.0,
        paused=False,
        started=True,
        waiting_s=waiting_s,
        zeros_s=zeros_s,
        first_at_s=first_at_s,
    )


def test_zeros_and_waiting_are_said_once_each(capsys: pytest.CaptureFixture[str]) -> None:
    """The macOS remedy is among them; what the person wants is passed on."""
    look = microphone_warnings.Concerned(lambda _progress: Command.FINISH, StatusLine(shown=False))
    for at in (0.0, 1.0, 2.4):
        assert look(progress(zeros_s=at)) is Command.FINISH
    assert capsys.readouterr().err == ""
    for at in (2.6, 2.7, 9.0):
        look(progress(zeros_s=at))
    [line] = capsys.readouterr().err.splitlines()
    assert "only zeros" in line
    assert "Privacy & Security, Microphone" in line
    for at in (1.1, 1.3, 2.0):
        look(progress(waiting_s=at))
    [line] = capsys.readouterr().err.splitlines()
    assert "waiting" in line


def test_when_the_first_sample_was_is_told_once() -> None:
    told: list[float] = []
    line = StatusLine(shown=False)
    look = microphone_warnings.Concerned(lambda _progress: Command.GO_ON, line, told.append)
    look(progress())
    for at in (7.0, 8.0):
        look(progress(first_at_s=at))
    assert told == [7.0]


FAULTS: list[str] = []


class Coming(FileSource):
    """Fails in the ways `FAULTS` says, one a take, then delivers what somebody says."""

    live = True

    def __init__(self, _device: str | None) -> None:
        super().__init__(say("I will help you with that today."), realtime=True)
        self._fault = FAULTS.pop(0) if FAULTS else ""

    def start(self) -> None:
        if self._fault == "taken":
            raise DeviceError("taken: close other programs")
        if self._fault == "ends":
            self.blocks.put(None)
        else:
            super().start()


@pytest.fixture
def looked(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How often PortAudio was made to look again."""
    found: list[int] = []
    monkeypatch.setattr(devices, "look_again", lambda: found.append(1))
    monkeypatch.setattr(booth, "Microphone", Coming)
    return found


def at(home: Path, *, person: bool) -> Booth:
    rehearsal = Session(
        examiner=Examiner(FakeTranscriber(["I will help you."]), "en", (120, 150)),
        speaker=SilentSpeaker(),
        player=FakePlayer(),
        history=History(home),
        pack_id=None,
        unspoken=lambda _error: None,
    )
    one = Booth(rehearsal, Manner(max_s=1.0))
    one.person = person
    return one


@pytest.mark.parametrize("fault", ["taken", "ends"])
def test_somebody_at_a_terminal_can_try_again(
    tmp_path: Path,
    looked: list[int],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    fault: str,
) -> None:
    """Twice it fails, the third time the answer is taken; nothing is left of the others."""
    FAULTS[:] = [fault, fault]
    pressed = iter(["x", "enter", "enter"])
    monkeypatch.setattr(
        Keys, "pressed", lambda _keys, timeout=0.0: next(pressed) if timeout is None else None
    )
    one = at(tmp_path, person=True)
    asked: list[bool] = []

    def ask(question: Question, *, aloud: bool) -> Prompted:
        asked.append(aloud)
        return Prompted(question)

    monkeypatch.setattr(one, "_ask", ask)
    answer, leave = one.take(ASKED, aloud=True)
    # what was heard need not be heard again
    assert asked == {"taken": [True], "ends": [True, False, False]}[fault]
    assert answer is not None
    assert not leave
    assert (one.failed, one.missing) == (False, False)
    assert len(looked) == 2
    assert capsys.readouterr().err.count("voicemock: ") == 2
    assert [path.name for path in (tmp_path / "answers").iterdir()] == [answer.id]


def test_leaving_instead_is_told_by_the_exit_status(
    tmp_path: Path, looked: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    FAULTS[:] = ["taken"]
    monkeypatch.setattr(Keys, "pressed", lambda _keys, _timeout=0.0: "q")
    one = at(tmp_path, person=True)
    assert one.take(ASKED, aloud=False) == (None, True)
    assert one.missing


def test_where_nobody_sits_it_ends(
    tmp_path: Path, looked: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    FAULTS[:] = ["taken"]
    with pytest.raises(DeviceError, match="close other programs"):
        at(tmp_path, person=False).take(ASKED, aloud=False)


def test_portaudio_is_made_to_look_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """It knows only the devices there were when it was started."""
    sounddevice = devices.portaudio()
    done: list[str] = []
    for name in ("_terminate", "_initialize"):
        monkeypatch.setattr(sounddevice, name, lambda name=name: done.append(name))
    devices.look_again()
    assert done == ["_terminate", "_initialize"]

    def dead() -> None:
        raise sounddevice.PortAudioError("Internal PortAudio error", -9986)

    monkeypatch.setattr(sounddevice, "_initialize", dead)
    with pytest.raises(DeviceError, match="restart"):
        devices.look_again()


def test_a_loudspeaker_that_failed_is_looked_for_again(tmp_path: Path, looked: list[int]) -> None:
    """Before the next question, when no stream is open."""
    one = at(tmp_path, person=False)
    one.take(ASKED, aloud=True)
    assert looked == []
    one._rehearsal._speaker = FakeSpeaker(tmp_path)
    one._rehearsal._player = FakePlayer(broken=True)
    one.take(ASKED, aloud=True)
    assert looked == []
    one.take(ASKED, aloud=True)
    assert looked == [1]


def test_the_thinking_time_is_written_down_while_recording(
    tmp_path: Path, looked: list[int]
) -> None:
    """For a program that does not live to say it; the answer itself has the same."""
    one = at(tmp_path, person=False)
    one._rehearsal._speaker = FakeSpeaker(tmp_path)
    answer, _leave = one.take(ASKED, aloud=True)
    assert answer is not None
    sidecar = json.loads((tmp_path / "answers" / answer.id / "recording.json").read_text())
    assert answer.span.latency_s is not None
    assert answer.span.start_s is not None
    lead_s = answer.span.latency_s - answer.span.start_s
    assert sidecar["lead_s"] == pytest.approx(lead_s, abs=0.01)
