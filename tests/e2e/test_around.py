"""What is asked on a terminal around the interview: letter, stories, and one's own editor."""

from __future__ import annotations

import json
import os
import re
from datetime import date
from pathlib import Path
from typing import Any

import pexpect
import pytest
from icalendar import Calendar

from tests.helpers import printed


def start(program: list[str], *arguments: str, **variables: str) -> pexpect.spawn[str]:
    """The program in a terminal of 80 columns, its lines not echoed back."""
    return pexpect.spawn(
        program[0], [*program[1:], *arguments], env={**os.environ, **variables},
        encoding="utf-8", timeout=120, dimensions=(40, 80), echo=False,
    )  # fmt: skip


def dialogue(terminal: pexpect.spawn[str], *turns: tuple[str, str]) -> tuple[str, int]:
    """Answer each question; returns what came after the last, and the exit status."""
    for question, answer in turns:
        terminal.expect_exact(question)
        terminal.sendline(answer)
    terminal.expect(pexpect.EOF)
    rest = terminal.before
    terminal.close()
    assert isinstance(rest, str)
    return rest.replace("\r\n", "\n"), terminal.exitstatus


def stories() -> list[dict[str, Any]]:
    """All that are kept."""
    return [json.loads(line) for line in printed("stories", "--json").splitlines()]


@pytest.fixture
def kept() -> dict[str, Any]:
    """One story."""
    parts = ["title", "situation", "task", "action", "result"]
    options = [text for name in parts for text in (f"--{name}", f"The {name}")]
    printed("stories", "add", "--lang=en", *options, "--tag=a")
    [story] = stories()
    return story


def editor(tmp_path: Path, code: str) -> str:
    """An editor that does ``code`` to ``text`` of the file ``path``."""
    script = tmp_path / "my editor.py"
    script.write_text(
        "import sys, pathlib\npath = pathlib.Path(sys.argv[1])\ntext = path.read_text('utf-8')\n"
        f"{code}\n",
        encoding="utf-8",
    )
    return f"python3 '{script}'"


def test_a_letter_asks_for_what_it_was_not_given(loaded: list[str], tmp_path: Path) -> None:
    """A wrong day is asked for again; Enter leaves out what may be left out."""
    terminal = start(
        loaded, "letter", "--lang", "zh", "--ics", str(tmp_path / "x.ics"), "--tz", "Asia/Shanghai"
    )
    rest, status = dialogue(
        terminal,
        ("Your name:", ""),
        ("Your name:", "李明"),
        ("The company:", "蓝鲸科技"),
        ("Day of the interview", "yesterday"),
        ("write it as 2026-11-27", "2026-10-24"),
        ("The job", "客服"),
        ("Who interviewed you", ""),
        ("Something you talked about", "新人带教"),
        ("Something else", "夜班"),
        ("Something else", ""),
        ("Time of the interview", "2pm"),
        ("write it as 14:00", "14：00"),
    )
    assert status == 0
    for part in ("尊敬的面试官：", "10月24日", "客服岗位", "新人带教和夜班", "李明"):
        assert part in rest
    calendar = Calendar.from_ical((tmp_path / "x.ics").read_bytes())
    assert isinstance(calendar, Calendar)
    assert [f"{one.start:%m-%d %H:%M}" for one in calendar.events] == [
        "10-25 10:00", "10-31 14:00", "11-07 14:00",
    ]  # fmt: skip


def test_enter_alone_gives_the_shortest_letter_of_today(loaded: list[str]) -> None:
    terminal = start(loaded, "letter", "--lang", "en", "--name", "A", "--company", "B")
    turns = [(name, "") for name in ("Day of", "The job", "Who interviewed", "Something you")]
    rest, status = dialogue(terminal, *turns)
    assert status == 0
    assert "talk to me today about working at B." in rest
    assert date.today().isoformat() not in rest  # noqa: DTZ011


def test_ctrl_d_ends_the_questions(loaded: list[str]) -> None:
    terminal = start(loaded, "letter", "--name", "A")
    terminal.expect_exact("The company:")
    terminal.sendeof()
    rest, status = dialogue(terminal)
    assert status == 2
    assert "nothing was done" in rest
    assert "Dear" not in rest


def test_ctrl_c_ends_the_questions(program: list[str]) -> None:
    terminal = start(program, "stories", "add")
    terminal.expect_exact("What do you call this story?")
    terminal.sendintr()
    rest, status = dialogue(terminal)
    assert status == 130
    assert "Traceback" not in rest
    assert stories() == []


def test_a_story_is_asked_for_part_by_part(loaded: list[str]) -> None:
    terminal = start(loaded, "stories", "add", "--lang", "zh", "--task", "两小时内答复")
    rest, status = dialogue(
        terminal,
        ("What do you call", ""),
        ("What do you call", "迟到的包裹"),
        ("Situation:", "晚了五天"),
        ("Action:", "找到包裹"),
        ("Result:", ""),
        ("Words to find it by", "包裹，投诉"),
    )
    assert status == 0
    assert "story 1" in rest
    [story] = stories()
    assert story == {
        "id": "1", "language": "zh", "title": "迟到的包裹", "situation": "晚了五天",
        "task": "两小时内答复", "action": "找到包裹", "result": "", "tags": ["包裹", "投诉"],
    }  # fmt: skip


@pytest.mark.parametrize(("answer", "left"), [("", 1), ("n", 1), ("y", 0), ("是", 0)])
def test_removing_asks_first(
    answer: str, left: int, loaded: list[str], kept: dict[str, Any]
) -> None:
    _rest, status = dialogue(
        start(loaded, "stories", "remove", "1"), ("Remove “The title” for good? [y/N]", answer)
    )
    assert status == 0
    assert len(stories()) == left


def test_the_editor_changes_a_story(
    loaded: list[str], kept: dict[str, Any], tmp_path: Path
) -> None:
    """Its lines stay lines, and nothing is left behind."""
    mine = editor(tmp_path, "path.write_text(text.replace('The result', '95 %\\\\nat last'))")
    terminal = start(loaded, "stories", "edit", "1", EDITOR=mine, TMPDIR=str(tmp_path))
    rest, status = dialogue(terminal)
    assert (rest.strip(), status) == ("Story 1 is changed.", 0)
    assert stories() == [kept | {"result": "95 %\nat last"}]
    assert list(tmp_path.glob("voicemock-*")) == []


def test_an_editor_that_changes_nothing_changes_nothing(
    loaded: list[str], kept: dict[str, Any], tmp_path: Path
) -> None:
    terminal = start(
        loaded, "stories", "edit", "1", VISUAL="true", EDITOR="false", TMPDIR=str(tmp_path)
    )
    assert dialogue(terminal) == ("Nothing changed.\n", 0)
    assert stories() == [kept]
    assert list(tmp_path.glob("voicemock-*")) == []


def test_what_is_no_story_can_be_edited_again(
    loaded: list[str], kept: dict[str, Any], tmp_path: Path
) -> None:
    """The second time from what the first left."""
    code = (
        "path.write_text(text + 'x' if 'The task' in text and not text.endswith('x')"
        " else text.removesuffix('x').replace('The task', 'Mended'))"
    )
    terminal = start(loaded, "stories", "edit", "1", EDITOR=editor(tmp_path, code))
    _rest, status = dialogue(terminal, ("This is no story yet", ""))
    assert status == 0
    assert stories() == [kept | {"task": "Mended"}]


@pytest.mark.parametrize("answer", ["n", "\x04"])
def test_what_is_given_up_is_kept_for_the_person(
    answer: str, loaded: list[str], kept: dict[str, Any], tmp_path: Path
) -> None:
    mine = editor(tmp_path, "path.write_text('my long text')")
    terminal = start(loaded, "stories", "edit", "1", EDITOR=mine, TMPDIR=str(tmp_path))
    terminal.expect_exact("Edit again? [Y/n]")
    terminal.send(answer if answer == "\x04" else answer + "\n")
    rest, status = dialogue(terminal)
    assert status == 2
    found = re.search(r"What you wrote is in (\S+)\.\s", rest.replace("\n", " "))
    assert found is not None, rest
    assert Path(found[1]).read_text(encoding="utf-8") == "my long text"
    assert stories() == [kept]


def test_an_editor_that_is_not_there_is_named(
    loaded: list[str], kept: dict[str, Any], tmp_path: Path
) -> None:
    terminal = start(loaded, "stories", "edit", "1", EDITOR="nosuch -x", TMPDIR=str(tmp_path))
    rest, status = dialogue(terminal)
    assert status == 3
    assert "nosuch -x" in rest
    assert "$EDITOR" in rest
    assert stories() == [kept]
    assert list(tmp_path.glob("voicemock-*")) == []
