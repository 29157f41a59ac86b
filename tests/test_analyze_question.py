"""``voicemock analyze --question``: the steps of the question named are judged."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from voicemock import cli
from voicemock.assess.examiner import Examiner
from voicemock.audio.samples import write_wav
from voicemock.cli import options
from voicemock.content.data import data_folder
from voicemock.testing import FakeTranscriber, activity, joined, silence, tone

_TEXT = "Last winter a guest came to the desk. My task was to find him a room. I called a hotel."


@pytest.fixture
def answer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A recording in which a fake recognizer hears `_TEXT`."""
    monkeypatch.setattr(
        options,
        "examiner_for",
        lambda _settings, language, quiet: Examiner(
            FakeTranscriber([_TEXT]), language, (120.0, 150.0)
        ),
    )
    monkeypatch.setattr(
        "voicemock.assess.examiner.detect_activity", lambda _samples: activity((0.5, 20))
    )
    path = tmp_path / "answer.wav"
    write_wav(path, joined(silence(0.5), tone(19.5), silence(0.5)))
    return path


def _structure(capsys: pytest.CaptureFixture[str]) -> dict[str, object]:
    found = json.loads(capsys.readouterr().out)["structure"]
    assert isinstance(found, dict)
    return found


def test_without_a_question_no_steps_are_judged(
    answer: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.run(["analyze", str(answer), "--lang", "en", "--json"]) == 0
    found = _structure(capsys)
    assert (found["framework"], found["steps"]) == ("none", [])


@pytest.mark.parametrize("own_pack", [False, True], ids=["own", "file"])
def test_with_a_question_its_steps_are_judged(
    answer: Path, capsys: pytest.CaptureFixture[str], own_pack: bool
) -> None:
    asked = ["--question", "en-behavioural-1"]
    pack = data_folder("prompts") / "customer-service.en.toml"
    chosen = ["--pack", str(pack)] if own_pack else ["--lang", "en"]
    assert cli.run(["analyze", str(answer), *chosen, *asked, "--json"]) == 0
    found = _structure(capsys)
    assert found["framework"] == "star"
    steps = {one["id"]: bool(one["items"]) for one in found["steps"]}  # type: ignore[attr-defined]
    assert steps == {"situation": True, "task": True, "action": True, "result": False}


def test_an_unknown_question_or_another_language_is_refused(
    answer: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.run(["analyze", str(answer), "--lang", "en", "--question", "en-nothing"]) == 2
    assert "en-nothing" in capsys.readouterr().err
    pack = data_folder("prompts") / "customer-service.en.toml"
    given = ["--lang", "zh", "--pack", str(pack), "--question", "en-behavioural-1"]
    assert cli.run(["analyze", str(answer), *given]) == 2
    assert "--lang" in capsys.readouterr().err
