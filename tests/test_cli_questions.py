"""``voicemock questions``: browsing, searching, and refusing a broken pack with status 2."""

from __future__ import annotations

import io
import itertools
import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from voicemock import cli, i18n
from voicemock.cli.terminal.screen import line_breaks, show
from voicemock.content import packs
from voicemock.report.exports.text import Line, width

_PACK = """\
schema = 1
id = "mine"
title = "Mine"
language = "en"

[[question]]
id = "my-intro-10"
text = "Who are you?"
category = "intro"

[[question]]
id = "my-intro-2"
text = "What do you do?"
category = "intro"

[[question]]
id = "my-skills-1"
text = "Do you know {job}?"
category = "skills"
example = "I learnt it in a week."
"""


def run(*arguments: str) -> int:
    """Its exit status; the signal handlers of a program are taken back."""
    numbers = (signal.SIGTERM, signal.SIGHUP)
    before = [signal.getsignal(number) for number in numbers]
    try:
        return cli.run(["questions", *arguments])
    finally:
        for number, handler in zip(numbers, before, strict=True):
            signal.signal(number, handler)


@pytest.fixture
def mine(tmp_path: Path) -> str:
    """A pack of one's own."""
    path = tmp_path / "mine.toml"
    path.write_text(_PACK, encoding="utf-8")
    return str(path)


def listed(text: str) -> list[str]:
    """The ids in a listing, in its order."""
    return re.findall(r"^  (\S+-\d+) ", text, re.MULTILINE)


# -- listing and searching --------------------------------------------------------------


def test_a_listing_has_every_question_in_the_order_people_count(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run("--lang", "zh") == 0
    ids = listed(capsys.readouterr().out)
    assert len(ids) == len(packs.default_pack("zh").questions)
    assert ids.index("zh-behavioural-2") + 1 == ids.index("zh-behavioural-3")
    assert ids.index("zh-behavioural-9") + 1 == ids.index("zh-behavioural-10")


def test_ids_of_ones_own_are_in_that_order_too_and_templates_marked(
    mine: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("--pack", mine) == 0
    shown = capsys.readouterr().out
    assert listed(shown) == ["my-intro-2", "my-intro-10", "my-skills-1"]
    assert "Mine: 3 questions" in shown
    assert [line for line in shown.splitlines() if "[--job]" in line and "{job}" in line]
    assert "[--company]" not in shown.split("\n\n")[1]


def test_a_category_shows_only_its_own(mine: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("--pack", mine, "--category", "intro") == 0
    shown = capsys.readouterr().out
    assert listed(shown) == ["my-intro-2", "my-intro-10"]
    assert "2 of 3" in shown
    assert "--job" not in shown


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("WEEK", ["my-skills-1"]),  # in the example, whatever the capitals
        ("you do", ["my-intro-2", "my-skills-1"]),  # all words, in any order
        ("do week", ["my-skills-1"]),
        ("intro-10", ["my-intro-10"]),
    ],
)
def test_a_search_looks_at_all_fields_for_all_words(
    mine: str, capsys: pytest.CaptureFixture[str], words: str, found: list[str]
) -> None:
    assert run("--pack", mine, "--search", words) == 0
    assert listed(capsys.readouterr().out) == found


def test_a_search_finds_simplified_by_traditional_characters(
    capsys: pytest.CaptureFixture[str],
) -> None:
    results = []
    for words in ("婚礼", "婚禮"):
        assert run("--lang", "zh", "--search", words) == 0
        results.append(listed(capsys.readouterr().out))
    assert results[0] == results[1] == ["zh-roleplay-3"]


def test_a_search_looks_at_what_the_customer_says_later(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run("--lang", "en", "--search", "landlord processed") == 0
    assert listed(capsys.readouterr().out) == ["en-roleplay-2"]


def test_a_search_within_a_category(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("--lang", "en", "--category", "tricky", "--search", "refund") == 0
    assert listed(capsys.readouterr().out) == ["en-tricky-5"]


@pytest.mark.parametrize(
    ("options", "remedy"),
    [
        (["--search", "zebra"], "fewer or other words"),
        (["--category", "intro", "--search", "week"], "in all categories"),
        (["--category", "cooking"], "there are: intro, skills"),
        (["my-intro-3"], "did you mean my-intro-"),
    ],
)
def test_nothing_found_is_one_line_and_status_2(
    mine: str, capsys: pytest.CaptureFixture[str], options: list[str], remedy: str
) -> None:
    assert run("--pack", mine, *options) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert len(shown.err.strip().splitlines()) == 1
    assert remedy in shown.err


def test_json_is_one_document_a_question(mine: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("--pack", mine, "--json") == 0
    documents = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(one["id"], one["template"]) for one in documents] == [
        ("my-intro-2", False), ("my-intro-10", False), ("my-skills-1", True),
    ]  # fmt: skip


# -- one question -----------------------------------------------------------------------


def test_one_question_is_shown_whole(capsys: pytest.CaptureFixture[str]) -> None:
    for code in ("zh", "en"):
        for number in (1, 2):
            question = packs.find(
                packs.default_pack("zh" if code == "zh" else "en"), f"{code}-tricky-{number}"
            )
            assert run("--lang", code, question.id) == 0
            shown = capsys.readouterr().out
            for text in (
                question.text, question.listens_for, question.example, question.why_it_works,
                *question.tips, *question.terms, *(cue.text for cue in question.follow_ups),
            ):  # fmt: skip
                assert text in shown


def test_the_turns_of_a_role_play_are_shown_with_conditions_in_words(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VOICEMOCK_UI", "en")
    assert run("--lang", "en", "en-roleplay-4") == 0
    shown = capsys.readouterr().out
    question = packs.find(packs.default_pack("en"), "en-roleplay-4")
    assert all(line.text in shown for turn in question.turns for line in turn.lines)
    assert "no apology: Oh, brilliant." in shown
    assert "otherwise: All right." in shown
    assert "no_apology" not in shown
    turns = re.findall(r"turn (\d)", shown)
    assert turns == ["2", "3", "4", "5"]


def test_every_condition_has_its_words() -> None:
    from typing import get_args

    from voicemock.content.packs import condition_name
    from voicemock.values.interview import Trigger

    i18n.use("en")
    words = [condition_name(when) for when in get_args(Trigger)]
    assert len(set(words)) == len(words)
    assert not any("_" in text for text in words)


def test_a_template_says_what_it_needs(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("--lang", "en", "en-motivation-company-1") == 0
    assert "--company" in capsys.readouterr().out
    assert run("--lang", "en", "en-motivation-1") == 0
    assert "--company" not in capsys.readouterr().out


# -- on a terminal ----------------------------------------------------------------------


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def _on_a_terminal(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> list[str]:
    screen = _Terminal()
    monkeypatch.setattr(sys, "stdout", screen)
    monkeypatch.setenv("COLUMNS", "80")
    assert run(*arguments) == 0
    return re.sub(r"\x1b\[[0-9;]*m", "", screen.getvalue()).splitlines()


@pytest.mark.parametrize(
    "arguments", [("--lang", "zh"), ("--lang", "en"), ("--lang", "zh", "zh-roleplay-4")]
)
def test_no_line_is_wider_than_the_terminal_or_begins_with_a_comma(
    monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...]
) -> None:
    lines = _on_a_terminal(monkeypatch, *arguments)
    assert max(width(line) for line in lines) in range(70, 81)
    assert [line for line in lines if line.strip().startswith(tuple("，。、？！”）"))] == []


def test_what_runs_over_hangs_under_the_text(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = _on_a_terminal(monkeypatch, "--lang", "en", "--category", "motivation")
    column = max(len(one) for one in listed("\n".join(lines))) + 4
    starts = {len(line) - len(line.lstrip()) for line in lines if line.startswith("   ")}
    assert starts == {column}


def test_a_break_is_between_words_and_wide_characters_only() -> None:
    text = "用CRM系统查一查，然后“马上”回电"
    for columns in range(6, 30):
        at = [0, *line_breaks(text, columns, 0), len(text)]
        parts = [text[a:b] for a, b in itertools.pairwise(at)]
        assert all(width(part) <= columns for part in parts)
        assert "CRM" in " ".join(parts)
        assert not any(part.startswith(("，", "”")) or part.endswith("“") for part in parts)
    assert line_breaks("short", 80, 0) == []
    assert line_breaks("one two", 4, 0) == [4]
    assert line_breaks("I don’t know", 5, 0) == [2, 8]
    assert line_breaks("a verylongword b", 6, 2) == [2, 15]


def test_a_piped_line_is_not_broken(capsys: pytest.CaptureFixture[str]) -> None:
    show([Line((("", "word " * 50),), hang=4)])
    assert len(capsys.readouterr().out.splitlines()) == 1


# -- broken packs -----------------------------------------------------------------------


def _broken(old: str, new: str) -> bytes:
    assert old in _PACK
    return _PACK.replace(old, new, 1).encode()


@pytest.mark.parametrize(
    ("content", "place", "remedy"),
    [
        (_broken('text = "Who are you?"\n', ""), ":6: question 1 (my-intro-10), field text", "add it"),
        (_broken('"Who are you?"', "5"), ":8: question 1 (my-intro-10), field text", "valid string"),
        (_broken("my-intro-2", "my-intro-10"), ":12: question 2 (my-intro-10), field id", "its own"),
        (_broken('"skills"', '"skills"\nframework = "x"'), ":20: question 3 (my-skills-1), field framework", "'star'"),
        (_broken('"Who are you?"', '"Who are you?'), "", "line 8"),
        (_PACK.encode() + b"# " + b"x" * 10_000_000, "", "under 2 MB"),
        (_PACK.encode("utf-16"), "", "save it as UTF-8"),
        (_PACK.encode("utf-16-le"), "", "save it as UTF-8"),
        (_PACK.replace("Mine", "我的题库").encode("gbk"), "", "save it as UTF-8"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "", "save it as UTF-8"),
        (b"", "field schema", "add it"),
        (b"a = " + b"[" * 200_000, "", "not TOML"),
    ],
    ids=[
        "missing field", "wrong type", "duplicate id", "unknown framework", "not TOML", "10 MB",
        "UTF-16", "UTF-16 without a mark", "GBK", "a picture", "empty", "endless brackets",
    ],
)  # fmt: skip
def test_a_broken_pack_is_refused_with_file_field_and_remedy_and_status_2(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes, place: str, remedy: str
) -> None:
    path = tmp_path / "pack.toml"
    path.write_bytes(content)
    assert run("--pack", str(path)) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert len(shown.err.strip().splitlines()) == 1
    assert f"{path}{place}" in shown.err or f"{path}: {place}" in shown.err
    assert remedy in shown.err


@pytest.mark.parametrize("unbuffered", ["", "1"])
@pytest.mark.parametrize("arguments", [["questions", "--json"], ["--help"], ["letter"]])
def test_a_reader_who_leaves_early_is_no_fault(arguments: list[str], unbuffered: str) -> None:
    """As in ``voicemock questions --json | head -1``."""
    more = ["--name", "A", "--company", "B"] if arguments == ["letter"] else []
    there, written = os.pipe()
    os.close(there)
    try:
        done = subprocess.run(
            [sys.executable, "-m", "voicemock", *arguments, *more],
            stdin=subprocess.DEVNULL, stdout=written, stderr=subprocess.PIPE, timeout=120,
            env=os.environ | {"PYTHONUNBUFFERED": unbuffered}, check=False,
        )  # fmt: skip
    finally:
        os.close(written)
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.parametrize("argument", ["a\x1b[31m", "--a\x1b[31m", "--pack=a\x1b[31m"])
def test_a_refusal_prints_nothing_a_terminal_acts_on(
    argument: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(argument) != 0
    assert "31m" in (err := capsys.readouterr().err)
    assert "\x1b" not in err
