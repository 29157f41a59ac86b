"""`voicemock history --check`: what does not agree is found, mended where it can be, and said."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import sqlite3
import stat
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from tests.helpers import being_recorded, full_answer
from tests.test_mending import as_a_person, locked
from voicemock import cli
from voicemock.audio.samples import file_sha256, write_wav
from voicemock.history import database
from voicemock.history import resumable as plans
from voicemock.history.repair_answer import Finding, FolderCheck
from voicemock.history.store import History
from voicemock.history.stories import Stories
from voicemock.testing import tone
from voicemock.values.answer import Answer
from voicemock.values.interview import Plan, Question, Story

_QUESTION = Question(id="zh-intro-1", text="请介绍一下你自己。", category="intro")
FIRST, SECOND, THIRD = (f"2026-11-22T10-0{number}-00-abc{number}" for number in range(3))


@pytest.fixture(scope="session")
def three(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with three answers in which all is well."""
    data = tmp_path_factory.mktemp("three") / "home"
    store = History(data)
    for number, answer_id in enumerate((FIRST, SECOND, THIRD)):
        place = store.new_place("zh", _QUESTION, "s", pack_id="mine")
        folder = place.folder.rename(place.folder.with_name(answer_id))
        write_wav(folder / "answer.wav", tone(0.02 * (number + 1)))
        answer = full_answer(answer_id)
        sha256 = file_sha256(folder / "answer.wav")
        answer = replace(answer, recording=replace(answer.recording, sha256=sha256))
        store.save(answer, session_id="s", pack_id="mine")
    store.close()
    return data


@pytest.fixture
def home(tmp_path: Path, three: Path) -> Path:
    """The three answers in this test's data folder."""
    return Path(shutil.copytree(three, tmp_path / "home"))


def sql(home: Path, statement: str, *values: object) -> list[tuple[object, ...]]:
    """Something done to the database behind voicemock's back."""
    with closing(sqlite3.connect(home / "history.db")) as db:
        found = db.execute(statement, values).fetchall()
        db.commit()
        return found


def foreign_database(home: Path) -> None:
    """Another program's, which has the name of ours."""
    with closing(sqlite3.connect(home / "history.db")) as db:
        db.execute("CREATE TABLE urls (url TEXT)")
        db.execute("CREATE TABLE session (cookie TEXT)")
        db.execute("CREATE TABLE _sqlite_migrations (id INTEGER)")
        db.execute("CREATE VIEW recent AS SELECT url FROM urls")
        db.execute("INSERT INTO urls VALUES ('mine')")
        db.commit()


def check(home: Path) -> list[Finding]:
    """What a check finds."""
    store = History(home)
    found = store.check()
    store.close()
    return found


def kinds(found: list[Finding]) -> list[tuple[str, str, str]]:
    """About what, of which kind, and what became of it."""
    return [(one.about, one.code, one.state) for one in found]


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    """Status, stdout and stderr of a command."""
    status = cli.run(list(arguments))
    out, err = capsys.readouterr()
    return status, out, err


def old(path: Path, days: float = 2) -> None:
    """As if it had been written days ago."""
    moment = time.time() - days * 86_400
    os.utime(path, (moment, moment))


def answers(home: Path) -> list[Answer]:
    """All answers, as they come back."""
    store = History(home)
    found = store.answers()
    store.close()
    return found


def test_where_all_is_well_nothing_is_found_and_nothing_changed(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = {path: path.stat().st_mtime_ns for path in home.rglob("*") if path.is_file()}
    status, out, err = run(capsys, "history", "--check")
    assert (status, out, err) == (0, "All is well.\n", "")
    assert {path: path.stat().st_mtime_ns for path in home.rglob("*") if path.is_file()} == before


def test_a_folder_that_is_not_there_is_not_called_well(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A name with a typing error, or nothing was ever saved: it is said, and nothing made."""
    status, out, _err = run(capsys, "history", "--check")
    assert status == 0
    assert "no such folder" in out
    assert "All is well" not in out
    assert not (tmp_path / "home").exists()


# -- each thing that may be wrong ---------------------------------------------------------


def no_folder(home: Path) -> None:
    shutil.rmtree(home / "answers" / SECOND)


def no_row(home: Path) -> None:
    sql(home, "DELETE FROM answer WHERE id = ?", SECOND)


def document_damaged(home: Path) -> None:
    (home / "answers" / SECOND / "answer.json").write_text('{"schema": 1')


def document_of_another(home: Path) -> None:
    path = home / "answers" / SECOND / "answer.json"
    path.write_text(path.read_text().replace(SECOND, "../../etc"))


def document_and_row_damaged(home: Path) -> None:
    document_damaged(home)
    sql(home, "UPDATE answer SET document = '[]' WHERE id = ?", SECOND)


def row_differs(home: Path) -> None:
    sql(home, "UPDATE answer SET pace = 1, document = replace(document, '187.2', '1.0') "
              "WHERE id = ?", SECOND)  # fmt: skip


def row_damaged(home: Path) -> None:
    sql(home, "UPDATE answer SET document = x'00ff' WHERE id = ?", SECOND)


def sidecar_damaged(home: Path) -> None:
    (home / "answers" / SECOND / "recording.json").write_text("no")


def sidecar_gone(home: Path) -> None:
    (home / "answers" / SECOND / "recording.json").unlink()


def leftover(home: Path) -> None:
    path = home / "answers" / SECOND / "answer.json.part"
    path.write_text("half")
    old(path)


def leftover_plan(home: Path) -> None:
    path = home / "interview.json.0a1b2c3d.part"
    path.write_text("half")
    old(path)


def leftover_story(home: Path) -> None:
    (home / "stories").mkdir(mode=0o700)
    path = home / "stories" / "1.toml.0a1b2c3d.part"
    path.write_text("half")
    old(path)


def leftover_hold(home: Path) -> None:
    """As `kill -9` leaves it."""
    path = home / "answers" / SECOND / "in-use"
    path.touch()
    old(path)


def recording_misnamed(home: Path) -> None:
    folder = home / "answers" / SECOND
    (folder / "answer.wav").rename(folder / "answer.part.wav")
    old(folder / "answer.part.wav")


def nothing_recorded(home: Path) -> None:
    store = History(home)
    place = store.new_place("zh", _QUESTION, "s")
    old(place.folder.rename(home / "answers" / "2026-11-20T10-00-00-0000"))


def plan_damaged(home: Path) -> None:
    path = home / "interview.json"
    path.write_text("{")
    path.chmod(0o600)


def plan_to_nowhere(home: Path) -> None:
    plans.keep(home, Plan("another", "zh", "mine", (_QUESTION, _QUESTION), done=1))


def too_open(home: Path) -> None:
    for path in (home / "answers", home / "answers" / SECOND):
        path.chmod(0o777)
    (home / "answers" / SECOND / "answer.wav").chmod(0o666)


def not_even_readable(home: Path) -> None:
    for name in (f"answers/{SECOND}/answer.wav", f"answers/{SECOND}", "answers", ""):
        (home / name).chmod(0o000)


def database_damaged(home: Path) -> None:
    (home / "history.db").write_bytes(b"no database " * 999)


def database_gone(home: Path) -> None:
    (home / "history.db").unlink()


def index_damaged(home: Path) -> None:
    """Found by nothing but a look at the whole file."""
    [(page,)] = sql(home, "SELECT rootpage FROM sqlite_master WHERE name = 'answer_by_question'")
    [(size,)] = sql(home, "PRAGMA page_size")
    assert isinstance(page, int)
    assert isinstance(size, int)
    with (home / "history.db").open("r+b") as file:
        file.seek((page - 1) * size)
        content = bytearray(file.read(size))
        at = content.index(b"zh-intro-1")
        content[at : at + 10] = b"zz-intro-9"
        file.seek((page - 1) * size)
        file.write(content)


def traces(home: Path) -> None:
    sql(home, "CREATE TABLE filler (x)")
    sql(home, "INSERT INTO filler VALUES (zeroblob(50000))")
    sql(home, "DROP TABLE filler")


MENDED: list[tuple[Callable[[Path], None], str, str, int]] = [
    (no_folder, SECOND, "row_without_folder", 2),
    (no_row, SECOND, "folder_without_row", 3),
    (document_damaged, SECOND, "document", 3),
    (document_of_another, SECOND, "document", 3),
    (document_and_row_damaged, SECOND, "document", 2),
    (row_differs, SECOND, "row_differs", 3),
    (row_damaged, SECOND, "row_differs", 3),
    (sidecar_damaged, SECOND, "sidecar", 3),
    (sidecar_gone, SECOND, "sidecar", 3),
    (leftover, SECOND, "leftover", 3),
    (leftover_plan, "interview.json.0a1b2c3d.part", "leftover", 3),
    (leftover_story, "1.toml.0a1b2c3d.part", "leftover", 3),
    (leftover_hold, SECOND, "leftover", 3),
    (recording_misnamed, SECOND, "recording", 3),
    (nothing_recorded, "2026-11-20T10-00-00-0000", "empty", 3),
    (plan_damaged, "interview.json", "plan", 3),
    (plan_to_nowhere, "interview.json", "plan", 3),
    (too_open, "home", "permissions", 3),
    (not_even_readable, "home", "permissions", 3),
    (database_damaged, "history.db", "rebuilt", 3),
    (database_gone, "history.db", "rebuilt", 3),
    (index_damaged, "history.db", "rebuilt", 3),
    (traces, "history.db", "traces", 3),
]


@pytest.mark.parametrize(
    ("spoil", "about", "code", "count"), MENDED, ids=[one[0].__name__ for one in MENDED]
)
def test_what_can_be_mended_is(
    home: Path, spoil: Callable[[Path], None], about: str, code: str, count: int,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    """Found and mended in one go, exit 0; a second look finds nothing left to mend."""
    spoil(home)
    status, out, err = run(capsys, "history", "--check", "--json")
    assert (status, err) == (0, "")
    document = json.loads(out)
    assert document["schema"] == 1
    assert document["ok"] is True
    found = [one for one in document["findings"] if one["state"] != "noted"]
    if code != "permissions":  # files that a test writes are as open as its umask
        found = [one for one in found if one["code"] != "permissions"]
    assert [(one["about"], one["code"], one["state"]) for one in found] == [(about, code, "mended")]
    assert [one for one in check(home) if one.state != "noted"] == []
    left = answers(home)
    assert len(left) == count
    assert all(Path(one.recording.path).is_file() for one in left)
    assert sql(home, "PRAGMA integrity_check") == [("ok",)]
    wrong = [
        path
        for path in home.rglob("*")
        if stat.S_IMODE(path.stat().st_mode) != (0o700 if path.is_dir() else 0o600)
    ]
    assert wrong == []


def test_a_mended_answer_is_what_it_was(home: Path) -> None:
    """Document, row and sitting; and its place among the others."""
    before = answers(home)
    document_damaged(home)
    sidecar_damaged(home)
    check(home)
    assert answers(home) == before
    sidecar = json.loads((home / "answers" / SECOND / "recording.json").read_text())
    assert (sidecar["session_id"], sidecar["pack_id"]) == ("s", "mine")
    row_damaged(home)
    row_differs(home)
    check(home)
    assert answers(home) == before
    assert sql(home, "SELECT pace FROM answer WHERE id = ?", SECOND) == [(187.2,)]


def test_an_answer_that_is_lost_is_set_aside_and_its_recording_named(home: Path) -> None:
    document_and_row_damaged(home)
    found = check(home)
    [one] = [one for one in found if one.about == SECOND]
    assert f"voicemock analyze {home / 'answers' / SECOND / 'answer.wav'}" in one.text
    assert len(list((home / "answers" / SECOND).glob("answer.json.damaged-*"))) == 1
    store = History(home)
    assert [left.id for left in store.unfinished()] == [SECOND]
    assert (SECOND, "unfinished", "noted") in kinds(check(home))


# -- what only the person can mend ---------------------------------------------------------


def recording_gone(home: Path) -> None:
    (home / "answers" / SECOND / "answer.wav").unlink()


def recording_changed(home: Path) -> None:
    write_wav(home / "answers" / SECOND / "answer.wav", tone(0.5))


def document_damaged_alone(home: Path) -> None:
    document_and_row_damaged(home)
    recording_gone(home)


def database_newer(home: Path) -> None:
    sql(home, "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) "
              "VALUES ('voicemock', 'm099', '')")  # fmt: skip


def story_damaged(home: Path) -> None:
    Stories(home).add(Story("", "en", "T", "S", "T", "A", "R", ()))
    (home / "stories" / "1.toml").write_text("title")


LEFT: list[tuple[Callable[[Path], None], str, str, str]] = [
    (recording_gone, SECOND, "recording", f"voicemock forget {SECOND}"),
    (recording_changed, SECOND, "recording", f"voicemock forget {SECOND}"),
    (document_damaged_alone, SECOND, "document", "set aside as answer.json.damaged-"),
    (database_newer, "history.db", "unusable", "newer voicemock"),
    (story_damaged, "stories", "story", "mend it or delete it"),
]


@pytest.mark.parametrize(
    ("spoil", "about", "code", "remedy"), LEFT, ids=[one[0].__name__ for one in LEFT]
)
def test_what_cannot_be_mended_is_named_with_a_remedy(
    home: Path, spoil: Callable[[Path], None], about: str, code: str, remedy: str,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    """Exit 4; all else is checked all the same."""
    spoil(home)
    leftover(home)
    status, out, err = run(capsys, "history", "--check")
    assert (status, err) == (4, "")
    [line] = [line for line in out.splitlines() if line.startswith("! ")]
    assert line.startswith(f"! {about}: ")
    assert remedy in line
    assert "answer.json.part was left" in out
    assert "1 thing is left for you" in out.splitlines()[-1]


@pytest.mark.parametrize("how", ["locked", "newer"])
def test_what_a_row_may_mend_is_not_given_up_meanwhile(
    home: Path, how: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The document stays where it is until the database can be asked."""
    monkeypatch.setattr(database, "_PATIENCE_MS", 50)
    before = answers(home)
    document_damaged(home)
    sidecar_damaged(home)
    with contextlib.ExitStack() as stack:
        if how == "locked":
            stack.enter_context(locked(home, "EXCLUSIVE"))
        else:
            database_newer(home)
        found = kinds(check(home))
    assert ("history.db", "unusable", "left") in found
    assert (SECOND, "document", "left") in found
    if how == "newer":
        sql(home, "DELETE FROM _sqlite_migrations WHERE name = 'm099'")
    assert all(state == "mended" for _about, _code, state in kinds(check(home)))
    assert answers(home) == before
    sidecar = json.loads((home / "answers" / SECOND / "recording.json").read_text())
    assert sidecar["session_id"] == "s"


def test_a_newer_database_is_not_touched(home: Path) -> None:
    database_newer(home)
    index_damaged(home)
    before = (home / "history.db").read_bytes()
    check(home)
    assert (home / "history.db").read_bytes() == before


def test_what_is_recorded_right_now_is_left_alone(home: Path) -> None:
    """The recording grows; nothing in its folder is a leftover, nor unfinished."""
    store = History(home)
    place = store.new_place("zh", _QUESTION, "s")
    with being_recorded(store, place):
        (place.folder / "answer.json.part").write_text("half")
        old(place.folder / "answer.json.part")
        before = sorted(place.folder.rglob("*"))
        assert kinds(check(home)) in ([], [("home", "permissions", "mended")])
        assert sorted(place.folder.rglob("*")) == before
    assert (place.id, "unfinished", "noted") in kinds(check(home))
    assert place.part.exists()


def test_a_place_that_was_just_made_is_left_alone(home: Path) -> None:
    """The question is being asked; the recording begins when it is over."""
    store = History(home)
    place = store.new_place("zh", _QUESTION, "s")
    assert check(home) == []
    assert place.folder.exists()


def test_what_another_voicemock_writes_right_now_is_left_alone(home: Path) -> None:
    part = home / "interview.json.0a1b2c3d.part"
    part.write_text("half")
    (home / "answers" / SECOND / "in-use").touch()
    assert "leftover" not in {code for _about, code, _state in kinds(check(home))}
    assert part.exists()


def test_the_plan_of_an_interview_that_began_meanwhile_stays(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its first answer is saved after the history was read and before the plan is looked at."""
    practice = History(home)
    look = FolderCheck.run

    def run_and_save(self: FolderCheck) -> list[Finding]:
        found = look(self)
        if plans.interrupted(home) is None:
            place = practice.new_place("zh", _QUESTION, "now", pack_id="mine")
            write_wav(place.wav, tone(0.02))
            practice.save(full_answer(place.id), session_id="now", pack_id="mine")
            plans.keep(home, Plan("now", "zh", "mine", (_QUESTION, _QUESTION), done=1))
        return found

    monkeypatch.setattr(FolderCheck, "run", run_and_save)
    found = check(home)
    practice.close()
    assert "plan" not in {one.code for one in found}
    kept = plans.interrupted(home)
    assert kept is not None
    assert kept.session_id == "now"


def test_folders_of_others_keep_their_permissions(tmp_path: Path) -> None:
    """Somebody else's ``answers`` and ``stories``, and a database of theirs."""
    theirs = tmp_path / "theirs"
    for name in ("answers/homework.txt", "answers/more/x.txt", "stories/novel.docx"):
        path = theirs / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("mine")
    foreign_database(theirs)
    paths = [theirs, *theirs.rglob("*")]
    for path in paths:
        path.chmod(0o755 if path.is_dir() else 0o644)
    before = [path.stat() for path in paths]
    content = (theirs / "history.db").read_bytes()
    found = kinds(check(theirs))
    assert ("history.db", "unusable", "left") in found
    assert "permissions" not in {code for _about, code, _state in found}
    assert [path.stat().st_mode for path in paths] == [one.st_mode for one in before]
    assert (theirs / "history.db").read_bytes() == content
    (theirs / "history.db").unlink()
    assert "permissions" not in {code for _about, code, _state in kinds(check(theirs))}
    assert stat.S_IMODE(theirs.stat().st_mode) == 0o755
    (theirs / "empty").mkdir(mode=0o755)
    check(theirs / "empty")
    assert stat.S_IMODE((theirs / "empty").stat().st_mode) == 0o755


def answers_gone(home: Path) -> None:
    (home / "answers").rename(home.parent / "not mounted")


def answers_a_link_to_nowhere(home: Path) -> None:
    answers_gone(home)
    (home / "answers").symlink_to(home.parent / "no disk")


@pytest.mark.parametrize("spoil", [answers_gone, answers_a_link_to_nowhere])
def test_where_all_folders_are_missing_nothing_is_dropped(
    home: Path, spoil: Callable[[Path], None], capsys: pytest.CaptureFixture[str]
) -> None:
    """Their disk may not be mounted: said with the path, by every command."""
    before = answers(home)
    spoil(home)
    status, out, err = run(capsys, "history")
    assert status == 0
    assert FIRST[:10] in out
    assert f"{home / 'answers'} is missing; 3 answers stay" in err.replace("\n", " ")
    [missing] = [one for one in kinds(check(home)) if one[1] == "missing"]
    assert missing == ("answers", "missing", "left")
    assert sql(home, "SELECT count(*) FROM answer") == [(3,)]
    (home / "answers").unlink(missing_ok=True)
    (home.parent / "not mounted").rename(home / "answers")
    assert run(capsys, "history")[2] == ""
    assert answers(home) == before


def test_what_its_owner_cannot_read_is_mended_by_a_check(home: Path) -> None:
    """Bound by permissions, as root is not."""
    not_even_readable(home)
    home.chmod(0o700)
    done = as_a_person("history", "--check")
    assert (done.returncode, done.stderr) == (0, "")
    assert len(answers(home)) == 3


@pytest.mark.parametrize("which", ["answers", f"answers/{SECOND}"])
def test_what_cannot_be_read_is_not_taken_for_deleted(home: Path, which: str) -> None:
    """Not one row goes; where nothing can be read it is said."""
    (home / which).chmod(0o000)
    done = as_a_person("history")
    assert "Traceback" not in done.stderr
    if which == "answers":
        assert done.returncode == 4
        assert "could not be read" in done.stderr
    assert sql(home, "SELECT count(*) FROM answer") == [(3,)]
    (home / which).chmod(0o700)
    assert len(answers(home)) == 3


def test_a_row_without_an_id_is_dropped(home: Path) -> None:
    sql(home, "INSERT INTO answer SELECT NULL, session_id, language, question_id, pace, sha256, "
              "document FROM answer WHERE id = ?", SECOND)  # fmt: skip
    assert len(answers(home)) == 3
    assert sql(home, "SELECT count(*) FROM answer") == [(3,)]
    assert not [one for one in home.iterdir() if ".damaged-" in one.name]


def test_what_is_not_ours_is_named_and_left_alone(home: Path, tmp_path: Path) -> None:
    """Other files, and links that lead away; their permissions, too."""
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "answer.json").write_text("mine")
    (elsewhere / "answer.json").chmod(0o644)
    (home / "answers" / "notes").mkdir(mode=0o700)
    (home / "answers" / "2026-11-22T10-09-00-0000").symlink_to(elsewhere)
    (home / "holiday.txt").write_text("mine")
    (home / "holiday.txt").chmod(0o644)
    home.chmod(0o755)
    assert kinds(check(home)) == [
        ("answers/2026-11-22T10-09-00-0000", "unknown", "noted"),
        ("answers/notes", "unknown", "noted"),
    ]
    assert stat.S_IMODE((home / "holiday.txt").stat().st_mode) == 0o644
    assert stat.S_IMODE((elsewhere / "answer.json").stat().st_mode) == 0o644
    assert stat.S_IMODE(home.stat().st_mode) == 0o755
    assert len(answers(home)) == 3


def test_a_folder_that_takes_no_changes_is_said(home: Path) -> None:
    no_row(home)
    (home / "history.db").chmod(0o444)
    (home / "answers").chmod(0o555)
    home.chmod(0o555)
    try:  # as nobody's: the check would mend its own permissions
        for path in (home, home / "history.db", home / "answers"):
            os.chown(path, 65534, 65534)
    except PermissionError:
        pytest.skip("only root can give a folder away")
    done = as_a_person("history", "--check")
    assert done.returncode == 4
    assert "Traceback" not in done.stderr
    lines = [line for line in done.stdout.splitlines() if line.startswith("! ")]
    assert any("permissions could not be changed" in line for line in lines)
    assert any("Nothing can be saved" in line for line in lines)


@pytest.mark.parametrize("more", [["--lang", "zh"], ["--csv"], ["--last", "2"]])
def test_a_check_looks_at_everything(
    home: Path, more: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    status, _out, err = run(capsys, "history", "--check", *more)
    assert status == 2
    assert "--check looks at everything" in err


def test_many_things_at_once(home: Path) -> None:
    """All are found in one go, and the second look is clean."""
    document_damaged(home)
    leftover(home)
    sidecar_gone(home)
    plan_to_nowhere(home)
    nothing_recorded(home)
    index_damaged(home)
    found = [code for _about, code, _state in kinds(check(home))]
    assert {"document", "leftover", "plan", "empty", "rebuilt"} <= set(found)
    assert [one for one in check(home) if one.state != "noted"] == []
