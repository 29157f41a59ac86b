"""What is told about the microphone while it records, and what is offered when it fails."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.helpers import say
from voicemock.assess.examiner import Examiner
from voicemock.audio import devices
from voicemock.cli.rehearsal.front import TerminalFront
from voicemock.cli.terminal.keyboard import Keys
from voicemock.errors import DeviceError
from voicemock.history.store import History
from voicemock.interview.events import Decision, DeviceLost, Over, RecordingStopped
from voicemock.interview.front import Front, Manner
from voicemock.interview.runner import Interview
from voicemock.interview.sources import Microphones
from voicemock.record.base import Command, Progress
from voicemock.record.file import FileSource
from voicemock.speak.base import SilentSpeaker, Speaker
from voicemock.testing import FakePlayer, FakeSpeaker, FakeTranscriber, ScriptedFront
from voicemock.values.interview import Plan, Question
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
    monkeypatch.setattr("voicemock.interview.sources.Microphone", Coming)
    return found


def at(
    home: Path,
    front: Front,
    *,
    attended: bool,
    questions: int = 1,
    speaker: Speaker | None = None,
    player: FakePlayer | None = None,
) -> Interview:
    return Interview(
        Plan("s", "en", "p", (ASKED,) * questions),
        Manner(attended=attended, max_s=1.0),
        front,
        examiner=Examiner(FakeTranscriber(["I will help you."]), "en", (120, 150)),
        speaker=speaker or SilentSpeaker(),
        player=player or FakePlayer(),
        sources=Microphones(),
        history=History(home),
    )


def test_zeros_and_waiting_are_said_once_each(
    tmp_path: Path, looked: list[int], capsys: pytest.CaptureFixture[str]
) -> None:
    """The macOS remedy is among them; what the person wants is passed on."""
    plan, player, history = Plan("s", "en", "p", (ASKED,)), FakePlayer(), History(tmp_path)
    front = TerminalFront(plan, player, history, as_json=False, quiet=False)
    interview = at(tmp_path, front, attended=False)
    recorder, place = interview._session.open_recorder(ASKED, Coming(None))
    look = interview._takes._observer(recorder, place, Prompted(ASKED), ASKED)
    look(progress())  # now is the time to speak
    capsys.readouterr()
    for when in (0.0, 1.0, 2.4):
        assert look(progress(zeros_s=when)) is Command.GO_ON
    assert capsys.readouterr().err == ""
    for when in (2.6, 2.7, 9.0):
        look(progress(zeros_s=when))
    [line] = capsys.readouterr().err.splitlines()
    assert "only zeros" in line
    assert "Privacy & Security, Microphone" in line
    for when in (1.1, 1.3, 2.0):
        look(progress(waiting_s=when))
    [line] = capsys.readouterr().err.splitlines()
    assert "waiting" in line
    recorder.close()
    interview._session.history.discard(place)


def test_when_the_first_sample_was_is_told_once(
    tmp_path: Path, looked: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[float] = []
    interview = at(tmp_path, ScriptedFront(), attended=False)
    monkeypatch.setattr(
        interview._session, "note_lead", lambda _place, _prompted, at_s: told.append(at_s)
    )
    recorder, place = interview._session.open_recorder(ASKED, Coming(None))
    look = interview._takes._observer(recorder, place, Prompted(ASKED), ASKED)
    look(progress())
    for when in (7.0, 8.0):
        look(progress(first_at_s=when))
    assert told == [7.0]
    recorder.close()
    interview._session.history.discard(place)


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
    pressed = iter(["x", "enter", "enter", "enter"])
    monkeypatch.setattr(
        Keys, "pressed", lambda _keys, timeout=0.0: next(pressed) if timeout is None else None
    )
    plan, player, history = Plan("s", "en", "p", (ASKED,)), FakePlayer(), History(tmp_path)
    front = TerminalFront(plan, player, history, as_json=False, quiet=False)
    interview = at(tmp_path, front, attended=True)
    asked: list[Question] = []

    def ask(question: Question, _tick: object, **_slower: bool) -> Prompted:
        asked.append(question)
        return Prompted(question)

    monkeypatch.setattr(interview._session, "ask", ask)
    over = interview.run()
    assert asked == [ASKED]  # what was heard need not be heard again
    [answer] = over.answers
    assert (over.failed, over.device_lost) == (False, False)
    assert len(looked) == 2
    err = capsys.readouterr().err
    assert err.count("voicemock: ") == 2
    assert [path.name for path in (tmp_path / "answers").iterdir()] == [answer.id]


def test_leaving_instead_is_told_by_the_exit_status(tmp_path: Path, looked: list[int]) -> None:
    FAULTS[:] = ["taken"]
    front = ScriptedFront(decisions=[Decision.LEAVE])
    over = at(tmp_path, front, attended=True).run()
    assert over.answers == ()
    assert over.device_lost
    assert [one for one in front.told if isinstance(one, DeviceLost)]


def test_where_nobody_sits_it_ends(tmp_path: Path, looked: list[int]) -> None:
    FAULTS[:] = ["taken"]
    front = ScriptedFront()
    with pytest.raises(DeviceError, match="close other programs"):
        at(tmp_path, front, attended=False).run()
    assert isinstance(front.told[-1], Over)


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
    front = ScriptedFront()
    at(tmp_path, front, attended=False, questions=2).run()
    assert looked == []
    interview = at(
        tmp_path, front, attended=False, questions=2,
        speaker=FakeSpeaker(), player=FakePlayer(broken=True),
    )  # fmt: skip
    before: list[int] = []
    tell = front.tell

    def note(event: object) -> None:
        if isinstance(event, RecordingStopped):
            before.append(len(looked))
        tell(event)  # type: ignore[arg-type]

    front.tell = note  # type: ignore[method-assign]
    interview.run()
    assert before == [0, 1]
    assert front.names().count("NotSpoken") == 1


def test_the_thinking_time_is_written_down_while_recording(
    tmp_path: Path, looked: list[int]
) -> None:
    """For a program that does not live to say it; the answer itself has the same."""
    interview = at(tmp_path, ScriptedFront(), attended=False, speaker=FakeSpeaker())
    [answer] = interview.run().answers
    sidecar = json.loads((tmp_path / "answers" / answer.id / "recording.json").read_text())
    assert answer.span.latency_s is not None
    assert answer.span.start_s is not None
    lead_s = answer.span.latency_s - answer.span.start_s
    assert sidecar["lead_s"] == pytest.approx(lead_s, abs=0.01)
