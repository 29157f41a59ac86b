"""`voicemock history` and the exports of `voicemock report`, as commands."""

from __future__ import annotations

import csv
import io
import json
import os
import pty
import re
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from tests.helpers import STEEP, full_answer, steepness
from voicemock import cli, i18n
from voicemock.history.store import History
from voicemock.report.exports import captions, table
from voicemock.report.exports.text import width
from voicemock.values.answer import Answer, PacePoint, Transcript, Word
from voicemock.values.document import to_json
from voicemock.values.interview import QuestionRef

Keep = Callable[..., list[Answer]]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """The data folder of the test."""
    return tmp_path / "home"


@pytest.fixture
def keep(home: Path) -> Keep:
    """Saves answers, the newest last; as they come back."""

    def kept(count: int = 1, *, day: int = 1, **changes: object) -> list[Answer]:
        store = History(home)
        for number in range(count):
            answer_id = f"2026-11-{day:02}T10-{number:02}-00-0000"
            (home / "answers" / answer_id).mkdir(parents=True)
            answer = replace(full_answer(answer_id), **changes)  # type: ignore[arg-type]
            store.save(answer, session_id="s")
        found = store.answers()
        store.close()
        return found

    return kept


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    """Status, stdout and stderr of a command."""
    status = cli.run(list(arguments))
    out, err = capsys.readouterr()
    return status, out, err


def in_terminal(forks: list[str], home: Path, columns: int, *arguments: str) -> str:
    """What a terminal of so many columns is sent."""
    main, side = pty.openpty()
    environment = {
        **os.environ,
        "VOICEMOCK_HOME": str(home),
        "COLUMNS": str(columns),
        "TERM": "xterm",
    }
    child = subprocess.Popen(
        [*forks, "-m", "voicemock", *arguments],
        stdout=side, stderr=subprocess.DEVNULL, env=environment,
    )  # fmt: skip
    os.close(side)
    parts = []
    while True:
        try:
            part = os.read(main, 4096)
        except OSError:
            break
        if not part:
            break
        parts.append(part)
    assert child.wait(timeout=120) == 0
    os.close(main)
    return re.sub(r"\x1b\[[0-9;]*m", "", b"".join(parts).decode()).replace("\r\n", "\n")


# -- the list ---------------------------------------------------------------------------


def test_answers_are_listed_with_their_course_below(
    keep: Keep, capsys: pytest.CaptureFixture[str]
) -> None:
    keep(4)
    status, out, _err = run(capsys, "history")
    assert status == 0
    lines = out.splitlines()
    assert lines[0].split() == [
        "answer", "question", "length", "pace", "pauses", "mid-clause", "positive", "to", "avoid",
        "fillers", "steps",
    ]  # fmt: skip
    assert lines[1].split() == [
        "2026-11-01T10-00-00-0000", "zh-intro-1", "61", "s", "187", "↑", "3", "1", "1", "1", "2", "-",
    ]  # fmt: skip
    assert lines[6] == "Mandarin: the last 4 answers, the latest at the right"
    assert re.fullmatch(r"Pace \(字/min\) +187 +▅▅▅▅", lines[8])


def test_two_answers_are_no_course(keep: Keep, capsys: pytest.CaptureFixture[str]) -> None:
    keep(2)
    _status, out, _err = run(capsys, "history")
    assert len(out.splitlines()) == 3


def test_the_list_speaks_chinese_in_columns(keep: Keep, capsys: pytest.CaptureFixture[str]) -> None:
    keep(3)
    _status, out, _err = run(capsys, "--ui", "zh", "history")
    head, row = out.splitlines()[:2]
    assert head.startswith("回答")
    assert width(head[: head.index("题目")]) == row.index("zh-intro-1")


def test_filters(keep: Keep, capsys: pytest.CaptureFixture[str]) -> None:
    keep(1, day=1)
    keep(1, day=2, question=QuestionRef("zh-tricky-1", "？", "tricky"))
    keep(1, day=3, language="en", question=QuestionRef("en-tricky-1", "?", "tricky"))
    keep(1, day=4, question=None)
    expected = {
        (): "1234",
        ("--category", "tricky"): "23",
        ("--category", "intro"): "1",
        ("--category", "closing"): "",
        ("--lang", "zh"): "124",
        ("--question", "zh-tricky-1"): "2",
        ("--since", "2026-11-03"): "34",
        ("--since", "2026-11"): "1234",
        ("--since", "2026-12"): "",
        ("--last", "2"): "34",
        ("--category", "tricky", "--lang", "en"): "3",
        ("--category", "tricky", "--last", "1"): "3",
    }
    for arguments, days in expected.items():
        status, out, _err = run(capsys, "history", "--json", *arguments)
        assert status == 0
        shown = "".join(json.loads(line)["id"][9] for line in out.splitlines())
        assert (arguments, shown) == (arguments, days)


@pytest.mark.parametrize(
    ("arguments", "remedy"),
    [
        (["--category", "trick"], "tricky"),
        (["--since", "yesterday"], "2026-11-22"),
        (["--since", "22.11.2026"], "2026-11-22"),
        (["--since", "2026-1"], "2026-11-22"),
        (["--json", "--csv"], "not both"),
    ],
)
def test_filters_that_fit_nothing_are_refused_with_what_would(
    arguments: list[str], remedy: str, keep: Keep, capsys: pytest.CaptureFixture[str]
) -> None:
    keep()
    status, out, err = run(capsys, "history", *arguments)
    assert (status, out) == (2, "")
    assert remedy in err


def test_no_answer_fits_is_not_no_answer(keep: Keep, capsys: pytest.CaptureFixture[str]) -> None:
    assert "voicemock practice" in run(capsys, "history", "--lang", "zh")[2]
    keep()
    assert "alone lists all" in run(capsys, "history", "--lang", "en")[2]


def test_takes_of_a_question_are_compared(keep: Keep, capsys: pytest.CaptureFixture[str]) -> None:
    keep(3)
    _status, out, _err = run(capsys, "history", "--question", "zh-intro-1")
    assert "take 3" in out
    assert "take 3" not in run(capsys, "history")[1]


@pytest.mark.parametrize("ui", ["en", "zh"])
@pytest.mark.parametrize("columns", [40, 60, 80, 100, 132])
def test_a_narrow_terminal_gets_whole_columns(
    columns: int, ui: str, keep: Keep, home: Path, forks: list[str]
) -> None:
    """No line runs over, and an id stays whole, so that it can be handed to replay."""
    keep(30)
    shown = in_terminal(forks, home, columns, "--ui", ui, "history")
    lines = shown.splitlines()
    assert lines[1].startswith("2026-11-01T10-00-00-0000  ")
    assert "187 ↑" in lines[1]
    assert max(width(line) for line in lines) <= columns
    bars = [line for line in lines if "▅" in line]
    assert len(bars) == 5
    assert len({line.count("▅") for line in bars}) == 1
    assert bars[0].count("▅") >= (6 if columns == 40 else 8)
    if columns >= 132:
        assert "zh-intro-1" in lines[1]
        assert bars[0].count("▅") == 30


def test_an_ascii_terminal_gets_digits(keep: Keep, home: Path) -> None:
    keep(3)
    main, side = pty.openpty()
    environment = {
        **os.environ, "VOICEMOCK_HOME": str(home), "PYTHONIOENCODING": "ascii", "TERM": "dumb",
    }  # fmt: skip
    with os.fdopen(side, "w") as terminal:
        done = subprocess.run(
            [sys.executable, "-m", "voicemock", "history"],
            stdout=terminal, stderr=subprocess.PIPE, env=environment, timeout=120, check=True,
        )  # fmt: skip
    shown = os.read(main, 65536).decode("ascii")
    os.close(main)
    assert "555" in shown
    assert "Traceback" not in done.stderr.decode()


# -- CSV --------------------------------------------------------------------------------


def test_the_list_as_csv_is_the_reports(keep: Keep, capsys: pytest.CaptureFixture[str]) -> None:
    answers = keep(3)
    _status, out, _err = run(capsys, "history", "--csv")
    assert out == table.render(answers)
    ids = [one.id for one in answers]
    assert run(capsys, "report", "--format", "csv", *ids)[1] == out
    assert run(capsys, "report", "--format", "csv", "--all")[1] == out
    rows = list(csv.DictReader(io.StringIO(out.removeprefix("\ufeff"))))
    assert [row["answer"] for row in rows] == ids
    assert rows[0]["transcript"] == full_answer().transcript.text


def test_the_list_as_csv_of_no_answers_has_names(capsys: pytest.CaptureFixture[str]) -> None:
    status, out, _err = run(capsys, "history", "--csv")
    assert status == 0
    assert out == table.render([])


def test_a_terminal_is_spared_the_byte_order_mark(keep: Keep, home: Path, forks: list[str]) -> None:
    keep()
    assert in_terminal(forks, home, 80, "history", "--csv").startswith("answer,date,")


# -- files ------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["json", "csv", "vtt", "srt", "textgrid", "md"])
def test_a_file_holds_what_stdout_would(
    name: str, keep: Keep, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    keep()
    status, out, _err = run(capsys, "report", "--format", name)
    assert status == 0
    path = tmp_path / "out.bin"
    assert run(capsys, "report", "--format", name, "-o", str(path))[0] == 0
    assert path.read_bytes() == out.encode()
    assert path.read_bytes().startswith(b"\xef\xbb\xbf") is (name == "csv")


@pytest.mark.parametrize(
    ("file", "begins"),
    [
        ("a.csv", "\ufeffanswer"), ("a.vtt", "WEBVTT"), ("a.srt", "1\n"), ("a.md", "# 请"),
        ("a.TextGrid", 'File type = "ooTextFile"'), ("a.textgrid", 'File type = "ooTextFile"'),
    ],
)  # fmt: skip
def test_a_files_name_says_what_it_is_to_be(
    file: str, begins: str, keep: Keep, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    keep()
    assert run(capsys, "report", "-o", str(tmp_path / file))[0] == 0
    assert (tmp_path / file).read_text(encoding="utf-8").startswith(begins)


@pytest.mark.parametrize(
    ("name", "suffix"), [("vtt", ".vtt"), ("srt", ".srt"), ("textgrid", ".TextGrid")]
)
def test_several_answers_go_into_a_folder_a_file_each(
    name: str, suffix: str, keep: Keep, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    answers = keep(2)
    ids = [one.id for one in answers]
    folder = tmp_path / "new"
    assert run(capsys, "report", *ids, "--format", name, "-o", str(folder))[0] == 0
    assert sorted(path.name for path in folder.iterdir()) == [f"{one}{suffix}" for one in ids]
    if name == "vtt":
        written = (folder / f"{ids[0]}.vtt").read_text(encoding="utf-8")
        assert written == captions.vtt(answers[0])


@pytest.mark.parametrize("output", [[], ["-o", "one.vtt"], ["-o", "there"]])
def test_several_answers_are_not_put_into_one_caption_file(
    output: list[str],
    keep: Keep,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    ids = [one.id for one in keep(2)]
    monkeypatch.chdir(tmp_path)
    (tmp_path / "there").write_text("mine")
    status, out, err = run(capsys, "report", *ids, "--format", "vtt", *output)
    assert (status, out) == (2, "")
    assert "folder" in err
    assert (tmp_path / "there").read_text() == "mine"
    assert not (tmp_path / "one.vtt").exists()


def test_one_answer_goes_into_a_folder_that_is_there(
    keep: Keep, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (one,) = keep()
    assert run(capsys, "report", "--format", "md", "-o", str(tmp_path))[0] == 0
    assert (tmp_path / f"{one.id}.md").is_file()


def test_a_diary_may_hold_several_answers(keep: Keep, capsys: pytest.CaptureFixture[str]) -> None:
    ids = [one.id for one in keep(2)]
    _status, out, _err = run(capsys, "report", *ids, "--format", "md")
    assert [line for line in out.splitlines() if line.startswith("# ")] == [
        "# 请介绍一下你自己。"
    ] * 2
    assert "\n---\n" in out


def test_nothing_is_written_when_one_of_them_cannot_be(
    keep: Keep, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    keep(1, day=1)
    answers = keep(1, day=2, transcript=Transcript("没有时间的字", "google"))
    folder = tmp_path / "out"
    status, _out, err = run(
        capsys, "report", *(one.id for one in answers), "--format", "srt", "-o", str(folder)
    )
    assert status == 2
    assert answers[1].id in err
    assert not folder.exists()


def test_the_diary_is_in_the_programs_language(
    keep: Keep, capsys: pytest.CaptureFixture[str]
) -> None:
    keep()
    _status, out, _err = run(capsys, "--ui", "zh", "report", "--format", "md")
    i18n.use("en")
    assert "| 语速 " in out


# -- outlines, and how quick they are ----------------------------------------------------


def test_an_outline_lacks_only_words_and_curve(keep: Keep, home: Path) -> None:
    answers = keep(2)
    outline = History(home).answers(outline=True)
    assert answers[0].transcript.words
    assert outline == [
        replace(one, transcript=replace(one.transcript, words=()), pace=replace(one.pace, curve=()))
        for one in answers
    ]


def test_the_names_of_the_migrations_are_right(tmp_path: Path) -> None:
    """A database is taken for up to date, or for a newer one, by them."""
    with closing(History(tmp_path)) as store:
        store.answers()
    with closing(sqlite3.connect(tmp_path / "history.db")) as db:
        done = db.execute(
            "SELECT name FROM _sqlite_migrations WHERE migration_set = 'voicemock' ORDER BY rowid"
        ).fetchall()
    assert tuple(name for (name,) in done) == ("m001_sessions_and_answers",)


def _many(home: Path, count: int) -> None:
    """So many answers of two minutes, put straight into the database and the folders."""
    store = History(home)
    store.paces("zh")
    store.close()
    words = tuple(Word("我", at * 0.3, at * 0.3 + 0.2, 0.9, at) for at in range(400))
    curve = tuple(PacePoint(float(at), 150.0) for at in range(110))
    base = replace(
        full_answer("ID"),
        transcript=Transcript("我" * 400, "whisper", "base", words),
        pace=replace(full_answer().pace, curve=curve),
    )
    document = to_json(base)
    with sqlite3.connect(home / "history.db") as db:
        db.execute("INSERT INTO session (id, language) VALUES ('s', 'zh')")
        for number in range(count):
            answer_id = f"2026-{number // 40 + 1:02}-01T10-00-00-{number:04x}"
            folder = home / "answers" / answer_id
            folder.mkdir(parents=True)
            (folder / "answer.json").touch()
            db.execute(
                "INSERT INTO answer VALUES (?, 's', 'zh', 'zh-intro-1', 187.2, '', ?)",
                [answer_id, document.replace('"id": "ID"', f'"id": "{answer_id}"', 1)],
            )


def test_hundreds_of_answers_are_listed_in_proportion(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    homes = {64: tmp_path / "few", 512: home}
    for count, folder in homes.items():
        _many(folder, count)

    def listed(count: int) -> None:
        _status, out, _err = run(capsys, "history", "--data-dir", str(homes[count]))
        assert len(out.splitlines()) > count

    assert steepness(listed, 512) < STEEP


def test_the_list_starts_without_heavy_libraries(keep: Keep, home: Path) -> None:
    keep(3)
    code = (
        "import sys; from voicemock.cli import run; run(['history'])\n"
        "print([one for one in ('numpy', 'sqlite_utils', 'rich.table') if one in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True, text=True, check=True, timeout=120,
        env={**os.environ, "VOICEMOCK_HOME": str(home)},
    )  # fmt: skip
    assert done.stdout.splitlines()[-1] == "[]"
