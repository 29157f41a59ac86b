"""A data folder that somebody else filled leads nowhere else, and runs nothing."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing
from dataclasses import asdict, replace
from pathlib import Path

import pytest

from tests.helpers import full_answer
from voicemock import cli
from voicemock.audio.samples import file_sha256, write_wav
from voicemock.history import resumable as plans
from voicemock.history.store import History
from voicemock.testing import tone
from voicemock.values.document import to_json
from voicemock.values.interview import Question, QuestionRef

GOOD = "2026-11-22T10-00-00-abcd"
HOSTILE_IDS = [
    "../../evil", "/etc/evil", "..", ".", "", "evil\x00", "e" * 5000, "CON", "nul.wav",
    "2026-11-22T10-00-00-abcd/../../../evil", "2026-11-22T10-00-00-abcd\n", "~/evil", "$(touch evil)",
    "2026-11-22T10-00-00-ABCD", "２０２６-11-22T10-00-00-abcd", "C:\\evil", "\ud800",
]  # fmt: skip
_QUESTION = Question(id="en-x-1", text="What now?", category="tricky")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A data folder with one good answer."""
    data = tmp_path / "home"
    store = History(data)
    place = store.new_place("zh", _QUESTION, "s", pack_id="mine")
    folder = place.folder.rename(place.folder.with_name(GOOD))
    write_wav(folder / "answer.wav", tone(0.1))
    answer = full_answer(GOOD)
    sha256 = file_sha256(folder / "answer.wav")
    store.save(replace(answer, recording=replace(answer.recording, sha256=sha256)), session_id="s")
    store.close()
    return data


@pytest.fixture(autouse=True)
def nothing_elsewhere(tmp_path: Path) -> Iterator[None]:
    """Whatever is outside of the data folder, the cache and ``out`` stays as it was."""
    (tmp_path / "precious").write_text("precious")
    (tmp_path / "precious.db").write_bytes(b"")

    def outside() -> dict[str, str]:
        own = [tmp_path / name for name in ("home", "cache", "out")]
        return {
            str(path): hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""
            for path in tmp_path.rglob("*")
            if not any(path.is_relative_to(one) for one in own)
        }

    before = outside()
    yield
    after = outside()
    assert after == before


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    """Status, stdout and stderr of a command."""
    status = cli.run(list(arguments))
    out, err = capsys.readouterr()
    assert "Traceback" not in err
    return status, out, err


def every_command(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> str:
    """All that reads answers, one after the other; what was printed."""
    out = tmp_path / "out"
    out.mkdir(exist_ok=True)
    shown = ""
    for arguments in (
        ["history"], ["history", "--json"], ["history", "--csv"], ["report"], ["checklist"],
        ["report", "--all", "--format", "html", "--with-answers", "-o", str(out)],
        ["report", "--all", "--format", "html"], ["report", "--format", "html", "-o", str(out)],
        ["stories"], ["history", "--check"], ["history"],
    ):  # fmt: skip
        status, printed, err = run(capsys, *arguments)
        assert status in (0, 2, 4), (arguments, err)
        shown += printed + err
    return shown


# -- ids --------------------------------------------------------------------------------


def test_ids_in_the_database_become_no_paths(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Rows whose id is none are dropped."""
    document = to_json(full_answer(GOOD))
    with closing(sqlite3.connect(home / "history.db")) as db:
        for number, one in enumerate(HOSTILE_IDS):
            if "\ud800" in one:
                continue
            text = document.replace(json.dumps(GOOD), json.dumps(one))
            db.execute(
                "INSERT INTO answer VALUES (?, 's', 'zh', 'q', 1.0, ?, ?)", [one, str(number), text]
            )
        db.commit()
    every_command(capsys, tmp_path)
    store = History(home)
    assert [one.id for one in store.answers()] == [GOOD]
    store.close()


def test_an_id_in_a_document_is_its_folders_or_none(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """In the row, in answer.json, in recording.json."""
    good = to_json(full_answer(GOOD))
    for number, hostile in enumerate(HOSTILE_IDS):
        document = good.replace(json.dumps(GOOD), json.dumps(hostile))
        folder = home / "answers" / f"2026-11-22T11-00-00-{number:04x}"
        folder.mkdir()
        (folder / "answer.json").write_text(document)
        (folder / "recording.json").write_text(json.dumps({"id": hostile, "session_id": hostile}))
        with closing(sqlite3.connect(home / "history.db")) as db:
            db.execute("INSERT INTO answer VALUES (?, 's', 'zh', 'q', 1.0, '', ?)",
                       [folder.name, document])  # fmt: skip
            db.commit()
    every_command(capsys, tmp_path)
    store = History(home)
    assert [one.id for one in store.answers()] == [GOOD]
    store.close()


@pytest.mark.parametrize("name", ["CON", "...", "a b", "2026", "evil;rm", "-rf", "2026-11-22T10"])
def test_folders_of_other_names_are_no_answers(
    home: Path, tmp_path: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = home / "answers" / name
    folder.mkdir()
    (folder / "answer.json").write_text(to_json(full_answer(name)))
    (folder / "answer.wav").touch()
    every_command(capsys, tmp_path)
    store = History(home)
    assert [one.id for one in store.answers()] == [GOOD]
    assert store.unfinished() == []
    assert folder.exists()


@pytest.mark.parametrize(
    "given", ["../../precious", "/etc/passwd", "..", "answers", "%", "_", "*", "CON", "-1", "~"]
)
@pytest.mark.parametrize("command", ["replay", "report", "forget"])
def test_ids_on_the_command_line_become_no_paths(
    home: Path, command: str, given: str, capsys: pytest.CaptureFixture[str]
) -> None:
    status, out, err = run(capsys, command, "--", given)
    assert (status, out) == (2, "")
    assert len(err.splitlines()) == 1


@pytest.mark.parametrize("given", ["../../precious", "/etc/passwd", "../interview", "CON", ""])
@pytest.mark.parametrize("command", ["show", "remove", "edit"])
def test_a_storys_id_becomes_no_path(
    home: Path, given: str, command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    more = ["--yes"] if command == "remove" else ["--title", "x"] if command == "edit" else []
    status, out, err = run(capsys, "stories", command, given, *more)
    assert (status, out) == (2, "")
    assert "no story" in err


# -- the interview that was interrupted ---------------------------------------------------


def test_a_plan_leads_nowhere(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    """Its session, pack and questions are names, whatever they say; gone on with, not only read."""
    from voicemock import testing, transcribe

    monkeypatch.setattr(
        transcribe, "load", lambda *_a, **_k: testing.FakeTranscriber(["I said something."] * 9)
    )
    sound = home / "answers" / GOOD / "answer.wav"
    for hostile in HOSTILE_IDS:
        question = {**asdict(_QUESTION), "id": hostile, "text": f"What {hostile}?"}
        document = {
            "session_id": hostile, "language": "en", "pack_id": hostile,
            "questions": [question, question], "done": 1, "job": [hostile], "company": [hostile],
        }  # fmt: skip
        (home / "interview.json").write_text(json.dumps(document))
        status, _out, err = run(
            capsys, "practice", "--continue", "--answer", str(sound), "--no-voice", "--quiet"
        )
        assert status in (0, 2, 4), err
    every_command(capsys, tmp_path)


@pytest.mark.parametrize(
    "text", ["", "[]", "{", "[" * 100_000, '{"done": -5}', "9" * 5000, '{"questions": 1e999}']
)
def test_a_plan_that_is_none_is_no_interview(home: Path, text: str) -> None:
    (home / "interview.json").write_text(text)
    assert plans.interrupted(home) is None


# -- what is printed ----------------------------------------------------------------------


def test_a_sidecar_puts_nothing_into_a_command_to_paste(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The line that tells how to analyze a recording."""
    folder = home / "answers" / "2026-11-22T11-00-00-abcd"
    folder.mkdir()
    write_wav(folder / "answer.wav", tone(0.1))
    (folder / "recording.json").write_text(
        json.dumps({"language": "zh; rm -rf ~", "question": {"id": ["$(rm)"]}, "session_id": {}})
    )
    _status, out, err = run(capsys, "history")
    assert "rm -rf" not in out + err
    assert "voicemock analyze" in err


def test_nothing_a_terminal_would_act_on_is_printed(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Escapes in ids, questions, words and names of packs."""
    escape = "\x1b]0;evil\x07\x1b[2J\x9b31m"
    folder = home / "answers" / "2026-11-22T11-00-00-abcd"
    folder.mkdir()
    answer = replace(
        full_answer(folder.name), question=QuestionRef(f"q{escape}", f"Q{escape}", "intro"),
        transcript=replace(full_answer().transcript, text=f"words {escape}"),
    )  # fmt: skip
    (folder / "answer.json").write_text(to_json(answer))
    (home / "answers" / GOOD / "answer.json").write_text("{")
    shown = ""
    for arguments in (["history"], ["report"], ["checklist"], ["stories"], ["history", "--check"]):
        _status, out, err = run(capsys, *arguments)
        shown += out + err
    assert "Q " in shown
    plain = re.sub(r"[\n\t\r]", "", shown)
    assert not re.search(r"[\x00-\x1f\x7f-\x9f]", plain)


# -- links, pipes and devices -------------------------------------------------------------


@pytest.mark.parametrize(
    "names",
    [
        ["report.html", "peaks.json", "peaks.json.part", "answer.json.part", "recording.json.part"],
        ["recording.json", "answer.json"],
        ["answer.wav"],
        ["../../progress.html", "../../interview.json", "../../interview.json.part",
         "../../stories/1.toml", "../../history.db-journal", "../../history.db-wal"],
    ],
)  # fmt: skip
def test_no_link_is_written_through(
    home: Path, tmp_path: Path, names: list[str], capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    """Whatever is done to the answers, what the links point at stays (see the fixture)."""
    monkeypatch.setattr("voicemock.cli.commands.report.show_page", lambda _path: None)
    (home / "stories").mkdir()
    for name in names:
        path = home / "answers" / GOOD / name
        path.unlink(missing_ok=True)
        path.symlink_to(tmp_path / "precious")
    every_command(capsys, tmp_path)
    run(capsys, "report", "--open")
    run(capsys, "report", "--all", "--open")
    store = History(home)
    place = store.new_place("zh", _QUESTION, "s")
    answer = full_answer(place.id)
    store.save(replace(answer, follows=GOOD), session_id="s")
    store.close()
    run(capsys, "stories", "edit", "1", "--title", "other")
    run(capsys, "forget", GOOD)
    run(capsys, "forget", "--all", "--yes")


def test_a_database_that_is_a_link_is_refused(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """It may be another program's, in which our tables have no place."""
    (home / "history.db").unlink()
    (home / "history.db").symlink_to(tmp_path / "precious.db")
    status, out, err = run(capsys, "history")
    assert (status, out) == (4, "")
    assert len(err.splitlines()) == 1


def test_links_in_the_place_of_answers_are_none(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    elsewhere = tmp_path / "out" / "elsewhere"
    elsewhere.mkdir(parents=True)
    name = "2026-11-22T11-00-00-abcd"
    (elsewhere / "answer.json").write_text(to_json(full_answer(name)))
    (home / "answers" / name).symlink_to(elsewhere)
    every_command(capsys, tmp_path)
    store = History(home)
    assert [one.id for one in store.answers()] == [GOOD]
    store.close()


@pytest.mark.parametrize("kind", ["pipe", "endless", "folder", "huge"])
def test_nothing_waits_for_what_never_ends(home: Path, kind: str, forks: list[str]) -> None:
    """A pipe nobody writes to, a link to /dev/zero, a folder, a file of 2 GB with holes."""
    (home / "stories").mkdir()
    places = [home / "interview.json", home / "stories" / "1.toml"]
    for number, name in enumerate(("answer.json", "recording.json", "peaks.json", "answer.wav")):
        folder = home / "answers" / f"2026-11-22T11-00-00-{number:04x}"
        shutil.copytree(home / "answers" / GOOD, folder)
        document = to_json(full_answer(folder.name))
        (folder / "answer.json").write_text(document)
        places.append(folder / name)
    for path in places:
        path.unlink(missing_ok=True)
        if kind == "pipe":
            os.mkfifo(path)
        elif kind == "endless":
            path.symlink_to("/dev/zero")
        elif kind == "folder":
            path.mkdir()
        else:
            with path.open("wb") as file:  # sound may be long
                file.truncate(10_000_000 if path.suffix == ".wav" else 2_000_000_000)
    commands = [
        ["history"], ["stories"], ["history", "--check"],
        ["report", "2026-11-22T11-00-00-0002", "--format", "html"],
    ]  # fmt: skip
    script = (
        "import sys\nfrom voicemock import cli\n"
        f"print([cli.run(one) for one in {commands!r}], file=sys.stderr)"
    )
    done = subprocess.run(
        [*forks, "-c", script], capture_output=True, text=True, timeout=120, check=False
    )
    assert "Traceback" not in done.stderr, done.stderr
    assert done.returncode == 0
    assert GOOD in done.stdout


# -- letters ------------------------------------------------------------------------------


@pytest.mark.parametrize("company", ["../../evil", "/etc/evil", "CON", "a/b\\c", "x" * 500])
def test_a_companys_name_is_in_no_files_name(
    tmp_path: Path, company: str, capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    """Letters and calendar entries are written where -o and --ics say, and nowhere else."""
    (tmp_path / "out").mkdir()
    monkeypatch.chdir(tmp_path / "out")
    status, _out, err = run(
        capsys, "letter", "--lang", "en", "--name", "A", "--company", company, "--role", "C",
        "--topic", "D", "--interviewer", "E", "--at", "2026-11-27 14:00", "--tz", "UTC",
        "-o", "a.txt", "--ics", "a.ics",
    )  # fmt: skip
    assert status == 0, err
    assert {one.name for one in (tmp_path / "out").iterdir()} == {"a.txt", "a.ics"}


def test_a_packs_id_is_in_no_files_name(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from voicemock import testing, transcribe

    monkeypatch.setattr(
        transcribe, "load", lambda *_a, **_k: testing.FakeTranscriber(["I said something."] * 9)
    )
    (tmp_path / "out").mkdir()
    pack = tmp_path / "out" / "pack.toml"
    pack.write_text(
        'id = "../../evil"\ntitle = "T"\nlanguage = "en"\n[[questions]]\nid = "../../worse"\n'
        'text = "Why?"\ncategory = "intro"\n'
    )
    write_wav(tmp_path / "out" / "a.wav", tone(0.3))
    run(
        capsys, "practice", "--pack", str(pack), "--answer", str(tmp_path / "out" / "a.wav"),
        "--no-voice", "--quiet",
    )  # fmt: skip
    every_command(capsys, tmp_path)
