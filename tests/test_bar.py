"""The bar of work on many recordings: what it says, when, and that it goes before anything is printed."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest

from tests import batch_fake
from voicemock import cli
from voicemock.audio import samples as audio
from voicemock.cli.terminal.bar import WorkBar, lasting
from voicemock.testing import silence
from voicemock.transcribe.base import Heard, TellsProgress
from voicemock.transcribe.whisper import WhisperTranscriber
from voicemock.values.sound import Activity, Interval


class Terminal(io.StringIO):
    """A screen."""

    def isatty(self) -> bool:
        return True


def at_terminal(monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """A screen in the place of stderr; in a fixture pytest would take it away again."""
    found = Terminal()
    monkeypatch.setattr(sys, "stderr", found)
    monkeypatch.setenv("COLUMNS", "120")
    return found


def test_it_says_what_is_done_and_failed_and_what_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    """Speed and time count what was done in this call alone, the time by bytes."""
    terminal = at_terminal(monkeypatch)
    now_s = [0.0]
    bar = WorkBar(shown=True, clock=lambda: now_s[0])
    bar.draw(40, 100, failed=3, part=0.4, before=40, before_part=0.4, now=True)
    assert terminal.getvalue().endswith("40/100  3 failed\x1b[K")
    now_s[0] = 60.0
    bar.draw(50, 100, part=0.5, before=40, before_part=0.4, now=True)
    assert "50/100  10.0 a minute  5 min left" in terminal.getvalue()
    bar.clear()
    assert terminal.getvalue().endswith("\r\x1b[K")


def test_nothing_is_drawn_without_a_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    bar = WorkBar(shown=True)
    bar.draw(1, 2, part=0.5, now=True)
    bar.clear()
    assert capsys.readouterr().err == ""


def test_times_are_said_as_people_do() -> None:
    assert [lasting(one) for one in (4.0, 119.0, 600.0, 9000.0)] == [
        "4 s", "119 s", "10 min", "2.5 h",
    ]  # fmt: skip


def test_analyze_shows_how_far_several_recordings_are(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr("voicemock.transcribe.load", lambda *_args, **_options: batch_fake.Fake())
    monkeypatch.setattr("voicemock.cli.terminal.screen._REDRAW_S", 0.0)
    terminal = at_terminal(monkeypatch)
    names = [str(tmp_path / f"{number}.wav") for number in range(3)]
    for number, name in enumerate(names):
        audio.write_wav(Path(name), batch_fake.sound(30 + number))
    assert cli.run(["analyze", "--lang", "en", *names, "--json"]) == 0
    said = terminal.getvalue()
    assert [f"{number}/3" in said for number in range(3)] == [True] * 3
    assert "Listening" not in said and said.endswith("\r\x1b[K")
    assert len(capsys.readouterr().out.splitlines()) == 3


def test_whisper_says_how_much_of_a_long_recording_it_has_heard(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whisper = WhisperTranscriber(cache=tmp_path, at_once=1)
    monkeypatch.setattr(whisper, "load", lambda: None)
    monkeypatch.setattr(whisper, "_hear", lambda *_args, **_options: Heard())
    told: list[float] = []
    assert isinstance(whisper, TellsProgress)
    whisper.on_heard = told.append
    parts = [Interval(at, at + 20.0) for at in (0.0, 20.0, 40.0, 60.0)]
    whisper.hear(silence(80.0), Activity(()), parts, "en", first=True)
    assert told == [0.25, 0.5, 0.75, 1.0]
