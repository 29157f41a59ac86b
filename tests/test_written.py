"""`voicemock analyze --text`: written answers, judged by their words alone."""

from __future__ import annotations

import io
import json
import re
from pathlib import Path
from typing import Any

import pytest

from voicemock import cli
from voicemock.assess import written

_STORY = (
    "Last winter a guest came to the desk and shouted about a cold room. My task was to find him a "
    "warm bed before midnight. I called the hotel next door, and I carried his bags over. In the end "
    "he thanked us and left a five star review."
)


@pytest.fixture
def story(tmp_path: Path) -> Path:
    path = tmp_path / "answer.txt"
    path.write_text(_STORY, encoding="utf-8")
    return path


def _document(capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    [line] = capsys.readouterr().out.splitlines()
    document: dict[str, Any] = json.loads(line)
    return document


def test_a_written_answer_has_its_steps_and_nothing_of_sound(
    story: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    given = ["--text", str(story), "--lang", "en", "--framework", "star", "--json"]
    assert cli.run(["analyze", *given]) == 0
    document = _document(capsys)
    assert document["structure"]["framework"] == "star"
    assert [one["id"] for one in document["structure"]["steps"]] == [
        "situation", "task", "action", "result",
    ]  # fmt: skip
    assert {one["state"] for one in document["structure"]["steps"]} == {"found"}
    items = [quote for one in document["structure"]["steps"] for quote in one["items"]]
    assert items
    assert all(one["start_s"] is one["end_s"] is None and one["heard"] in _STORY for one in items)
    for name in ("recording", "span", "pace", "pauses", "fillers", "voice", "question"):
        assert document[name] is None
    assert document["transcript"]["text"] == _STORY
    assert document["source"] == str(story)
    assert "next" in document


def test_a_question_brings_its_framework(story: Path, capsys: pytest.CaptureFixture[str]) -> None:
    given = ["--text", str(story), "--lang", "en", "--question", "en-behavioural-1", "--json"]
    assert cli.run(["analyze", *given]) == 0
    document = _document(capsys)
    assert document["question"]["id"] == "en-behavioural-1"
    assert document["structure"]["framework"] == "star"


def test_without_a_question_the_phrases_are_judged_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "answer.txt"
    path.write_text("这是规定，我理解您的感受。", encoding="utf-8")
    assert cli.run(["analyze", "--text", str(path), "--lang", "zh", "--json"]) == 0
    document = _document(capsys)
    assert document["structure"]["steps"] == []
    assert document["phrases"]["negative"] == 1
    assert document["next"]["code"] == "say_kindly"


def test_feedback_is_printed_with_the_one_thing_first_and_without_moments(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "answer.txt"
    path.write_text("I would always listen first. I'd say sorry and I would find out.", "utf-8")
    given = ["--text", str(path), "--lang", "en", "--framework", "star"]
    assert cli.run(["analyze", *given]) == 0
    shown = capsys.readouterr().out
    lines = [line for line in shown.splitlines() if line.strip()]
    assert lines[1].startswith("  → You told me what you would do.")
    assert "0:" not in shown
    assert "Pace" not in shown


def test_nothing_that_was_written_has_a_time(
    story: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.run(["analyze", "--text", str(story), "--lang", "en", "--framework", "star"]) == 0
    printed = capsys.readouterr().out
    assert "a five star" in printed and "review" in printed
    assert re.search(r"\d:\d", printed) is None


def test_standard_input_is_a_file_called_dash(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(_STORY.encode())))
    given = ["--text", "-", "--lang", "en", "--framework", "star", "--json"]
    assert cli.run(["analyze", *given]) == 0
    assert _document(capsys)["transcript"]["text"] == _STORY


def test_the_same_text_gives_the_same_document(
    story: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    given = ["--text", str(story), str(story), "--lang", "en", "--framework", "star", "--json"]
    assert cli.run(["analyze", *given]) == 0
    first, second = map(json.loads, capsys.readouterr().out.splitlines())
    assert {**first, "id": ""} == {**second, "id": ""}


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "is empty"),
        (b" \n\t ", "is empty"),
        (b"\xff\xfe\x00R\x00I\x00F\x00F", "no text in UTF-8"),
        (b"RIFF\x00\x00\x00\x00WAVE", "no text in UTF-8"),
        (b"word " * written.MAX_BYTES, "too large"),
    ],
    ids=["empty", "blank", "utf-16", "binary", "large"],
)
def test_what_is_no_answer_is_refused_with_the_remedy(
    content: bytes, told: str, tmp_path: Path, story: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "broken.txt"
    path.write_bytes(content)
    given = ["--text", str(path), str(story), "--lang", "en", "--framework", "star", "--json"]
    assert cli.run(["analyze", *given]) == 2
    out, error = capsys.readouterr()
    assert told in error
    assert str(path) in error
    assert len(out.splitlines()) == 1  # one bad file costs the others nothing


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (["--text", "{missing}"], "give the path of a text file"),
        (["--text", "{folder}"], "give the path of a text file"),
        (["--text", "{story}", "--framework", "stars"], "there are: intro, star"),
        (["--text", "{story}", "--framework", "none"], "there are: intro, star"),
        (["--text", "{story}", "--framework", "star", "--question", "en-intro-1"], "of its own"),
        (["{story}", "--framework", "star"], "goes with --text"),
    ],
)
def test_a_wrong_call_says_what_to_do(
    given: list[str], told: str, story: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    places = {"missing": tmp_path / "none.txt", "folder": tmp_path, "story": story}
    asked = [one.format(**places) for one in given]
    assert cli.run(["analyze", *asked, "--lang", "en"]) == 2
    assert told in capsys.readouterr().err
