"""`voicemock forget`: not a byte is left of what was said, and nothing else is touched."""

from __future__ import annotations

import json
import os
import pty
import sqlite3
import subprocess
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from tests.helpers import being_recorded, full_answer
from tests.test_repair import foreign_database
from voicemock import cli
from voicemock.audio.samples import write_wav
from voicemock.errors import LockedError, NotFoundError, StoreError
from voicemock.history import database, erase
from voicemock.history import resumable as plans
from voicemock.history.store import History
from voicemock.history.stories import Stories
from voicemock.testing import tone
from voicemock.values.answer import Answer, Transcript
from voicemock.values.interview import Plan, Question, QuestionRef, Story

SECRET = "my grandmother's purple submarine"
ASKED = 'How did you handle the "walrus & carpenter" refund?'
OTHER = "an ordinary sentence that stays"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """The data folder of the test."""
    return tmp_path / "home"


def given(
    store: History, text: str, asked: str = "What else?", *, session: str = "s", **changes: object
) -> Answer:
    """An answer that went through all steps, with a page and peaks beside it."""
    question = Question(id="en-x-1", text=asked, category="tricky")
    place = store.new_place("en", question, session, pack_id="mine")
    write_wav(place.wav, tone(0.02))
    answer = replace(
        full_answer(place.id),
        language="en",
        question=QuestionRef("en-x-1", asked, "tricky"),
        transcript=Transcript(text, "whisper", "base"),
        **changes,  # type: ignore[arg-type]
    )
    store.save(answer, session_id=session, pack_id="mine")
    for name in ("report.html", "peaks.json"):
        (place.folder / name).write_text(text)
    return answer


def traces(*folders: Path, of: tuple[str, ...]) -> dict[str, str]:
    """Which files hold which of these words, in their names or in any form SQLite may keep."""
    found = {}
    for folder in folders:
        for path in folder.rglob("*"):
            content = path.read_bytes() if path.is_file() else b""
            for word in of:
                forms = (word, json.dumps(word)[1:-1], word.replace("&", "&amp;"))
                if any(form.encode() in content for form in forms) or word in path.name:
                    found[str(path)] = word
    return found


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    """Status, stdout and stderr of a command."""
    status = cli.run(list(arguments))
    out, err = capsys.readouterr()
    return status, out, err


@pytest.mark.parametrize("mode", ["DELETE", "WAL", "PERSIST", "TRUNCATE", "careless"])
def test_not_a_byte_of_a_forgotten_answer_is_left(
    home: Path, tmp_path: Path, mode: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """After many answers, changes and deletions, whatever the journal; nor in the cache."""
    store = History(home)
    stays = [given(store, f"{OTHER} {number} " * 50) for number in range(20)]
    secret = given(store, f"{SECRET} " * 300, ASKED, session="secret sitting")
    follow = given(store, f"{OTHER} follow", follows=secret.id)
    sidecar = home / "answers" / follow.id / "recording.json"  # a list, as it may be some day
    sidecar.write_text(json.dumps({**json.loads(sidecar.read_text()), "follows": [secret.id]}))
    store.close()
    with closing(sqlite3.connect(home / "history.db", isolation_level=None)) as db:
        db.execute(f"PRAGMA journal_mode = {'DELETE' if mode == 'careless' else mode}")
        db.execute("PRAGMA secure_delete = OFF")
        for number in range(30):  # copies in pages that become free, and in the journal
            db.execute(
                "UPDATE answer SET document = replace(document, 'whisper', ?) WHERE id = ?",
                [f"whisper{number} {SECRET}" * (number % 7), secret.id],
            )
            db.execute("INSERT INTO answer SELECT 'copy', session_id, language, question_id, pace, "
                       "sha256, document FROM answer WHERE id = ?", [secret.id])  # fmt: skip
            db.execute("DELETE FROM answer WHERE id = 'copy'")
        document = (home / "answers" / secret.id / "answer.json").read_text()
        db.execute("UPDATE answer SET document = ? WHERE id = ?", [document, secret.id])
        if mode == "WAL":  # a process that was killed leaves it
            for ending in ("", "-wal"):
                source = home / f"history.db{ending}"
                (tmp_path / f"kept{ending}").write_bytes(source.read_bytes())
    if mode == "WAL":
        for ending in ("", "-wal"):
            (tmp_path / f"kept{ending}").replace(home / f"history.db{ending}")
    (home / "history.db.damaged-2026-11-22T10-00-00").write_text(SECRET)
    (home / "progress.html").write_text("all")
    question = Question(id="en-x-1", text=ASKED, category="tricky")
    plans.keep(home, Plan("secret sitting", "en", "mine", (question, question), done=1))
    cache = tmp_path / "cache"
    (cache / "voices").mkdir(parents=True)
    for name in ("0123.wav", "4567.flac"):
        (cache / "voices" / name).write_text(ASKED)
    (cache / "models").mkdir()
    (cache / "models" / "model.bin").write_text("kept")
    words = (SECRET, ASKED, secret.id, "secret sitting")
    assert traces(home, cache, of=(SECRET,))
    status, out, err = run(capsys, "forget", secret.id)
    assert status == 0
    assert traces(home, cache, of=words) == {}
    assert traces(home, of=(OTHER,))
    assert "Removed 1 answer:" in out
    for named in ("interview.json", "progress.html", "history.db.damaged-", "spoken questions"):
        assert named in out
    assert "not removed" in err
    assert (cache / "models" / "model.bin").exists()
    assert sorted(path.name for path in home.iterdir()) == ["answers", "history.db"]
    store = History(home)
    left = store.answers()
    store.close()
    assert [one.id for one in left] == [*(one.id for one in stays), follow.id]
    assert left[-1].follows is None
    assert run(capsys, "forget", secret.id)[0] == 2


def test_what_has_nothing_to_do_with_it_stays(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Another sitting's plan, with the same question; stories, a page of one's own beside."""
    store = History(home)
    gone, stays = given(store, SECRET, ASKED), given(store, OTHER)
    store.close()
    question = Question(id="en-x-1", text=ASKED, category="tricky")
    plans.keep(home, Plan("another", "en", "mine", (question, question), done=1))
    Stories(home).add(Story("", "en", "A title", "S", "T", "A", "R", ()))
    (home / "mine.html").write_text(f"my notes on {ASKED} and {gone.id}")
    before = {path: path.read_bytes() for path in (home / "answers" / stays.id).iterdir()}
    assert run(capsys, "forget", gone.id)[0] == 0
    assert {path: path.read_bytes() for path in (home / "answers" / stays.id).iterdir()} == before
    assert plans.interrupted(home) is not None
    assert (home / "mine.html").exists()
    assert (home / "stories" / "1.toml").exists()


def test_the_plan_of_its_sitting_goes_without_a_sidecar(home: Path) -> None:
    """The row knows the sitting, too."""
    store = History(home)
    gone = given(store, SECRET, ASKED)
    question = Question(id="en-x-1", text=ASKED, category="tricky")
    plans.keep(home, Plan("s", "en", "mine", (question, question), done=1))
    (home / "answers" / gone.id / "recording.json").write_text('{"session_id": []}')
    store.forget([gone.id])
    assert plans.interrupted(home) is None


def test_several_ids_and_beginnings(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    store = History(home)
    for number in range(4):
        answer = given(store, OTHER)
        (home / "answers" / answer.id).rename(home / "answers" / f"2026-11-22T10-00-0{number}-0000")
        path = home / "answers" / f"2026-11-22T10-00-0{number}-0000" / "answer.json"
        path.write_text(path.read_text().replace(answer.id, path.parent.name))
    store.close()
    status, _out, err = run(capsys, "forget", "2026-11-22T10-00-01", "2026-11-22T10-00")
    assert (status, "Several answers begin with" in err) == (2, True)
    assert len(list((home / "answers").iterdir())) == 4  # all or none
    status, out, _err = run(
        capsys, "forget", "2026-11-22T10-00-01", "2026-11-22T10-00-02-0000", "2026-11-22T10-00-01"
    )
    assert (status, "Removed 2 answers:" in out) == (0, True)
    names = {one.name for one in (home / "answers").iterdir()}
    assert names == {"2026-11-22T10-00-00-0000", "2026-11-22T10-00-03-0000"}


@pytest.mark.parametrize(
    "reference", ["", " ", "../answers", "../../x", "/etc/passwd", "*", "%", ".", "..", "2027"]
)
def test_what_is_no_answer_is_refused_and_nothing_removed(
    home: Path, tmp_path: Path, reference: str, capsys: pytest.CaptureFixture[str]
) -> None:
    store = History(home)
    given(store, OTHER)
    given(store, OTHER)
    store.close()
    (tmp_path / "x").mkdir()
    before = sorted(tmp_path.rglob("*"))
    status, out, err = run(capsys, "forget", reference)
    assert (status, out) == (2, "")
    assert len(err.splitlines()) == 1
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.parametrize("arguments", [[], ["--yes"], ["--all", "2026"], ["--all"]])
def test_a_call_that_does_not_say_which_is_refused(
    home: Path, arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    """Without a terminal --all needs --yes."""
    store = History(home)
    given(store, OTHER)
    store.close()
    status, _out, err = run(capsys, "forget", *arguments)
    assert status == 2
    assert len(err.splitlines()) == 1
    assert len(list((home / "answers").iterdir())) == 1


def test_a_recording_that_was_never_analyzed_can_be_forgotten(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    store = History(home)
    place = store.new_place("en", Question(id="q", text=ASKED, category="tricky"), "s")
    write_wav(place.wav, tone(0.02))
    assert run(capsys, "forget", place.id)[0] == 0
    assert traces(home, of=(ASKED, place.id)) == {}


def test_what_is_being_recorded_is_left_alone(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    store = History(home)
    given(store, OTHER)
    place = store.new_place("en", None, "s")
    with being_recorded(store, place):
        for arguments in (["forget", place.id], ["forget", "--all", "--yes"]):
            status, _out, err = run(capsys, *arguments)
            assert (status, "being recorded" in err) == (4, True)
        assert place.part.exists()
        assert len(list((home / "answers").iterdir())) == 2
    assert run(capsys, "forget", "--all", "--yes")[0] == 0


def test_a_history_in_use_is_not_taken_away(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is removed, rather than half of it."""
    monkeypatch.setattr(database, "_PATIENCE_MS", 50)
    store = History(home)
    answer = given(store, OTHER)
    with closing(sqlite3.connect(home / "history.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(LockedError):
            store.forget([answer.id])
        with pytest.raises(LockedError):
            store.forget_all()
    assert (home / "answers" / answer.id / "answer.wav").exists()
    assert [one.id for one in store.answers()] == [answer.id]


def test_a_reader_that_stays_is_told_of(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The files are gone; that the database may hold traces is said, with the remedy."""
    monkeypatch.setattr(database, "_PATIENCE_MS", 50)
    store = History(home)
    answer = given(store, OTHER)
    store.close()
    with closing(sqlite3.connect(home / "history.db", isolation_level=None)) as other:
        other.execute("PRAGMA journal_mode = WAL")
        other.execute("BEGIN")
        other.execute("SELECT * FROM answer").fetchall()
        with pytest.raises(StoreError, match="history --check"):
            store.forget([answer.id])
    assert not (home / "answers" / answer.id).exists()


def test_a_link_is_removed_and_not_what_it_points_at(home: Path, tmp_path: Path) -> None:
    """A folder of answers from somebody else may hold anything."""
    store = History(home)
    answer = given(store, OTHER)
    elsewhere = tmp_path / "photographs"
    elsewhere.mkdir()
    (elsewhere / "one.jpg").touch()
    (home / "answers" / answer.id / "link").symlink_to(elsewhere)
    other = home / "answers" / "2026-11-22T10-00-00-0000"
    other.symlink_to(elsewhere)
    store.forget([answer.id, other.name])
    assert list((home / "answers").iterdir()) == []
    assert (elsewhere / "one.jpg").exists()
    (home / "stories").symlink_to(elsewhere)
    store.forget_all()
    assert (elsewhere / "one.jpg").exists()
    assert not home.exists()


@pytest.mark.parametrize("state", ["whole", "damaged", "newer"])
def test_all_is_all(home: Path, tmp_path: Path, state: str,
                    capsys: pytest.CaptureFixture[str]) -> None:  # fmt: skip
    """Answers, stories, plan, pages, databases set aside; whatever the database is."""
    store = History(home)
    for _number in range(3):
        given(store, SECRET, ASKED)
    store.close()
    path = home / "history.db"
    if state == "damaged":
        path.write_bytes(f"garbage {SECRET}".encode() * 100)
    elif state == "newer":
        with closing(sqlite3.connect(path)) as db:
            db.execute("INSERT INTO _sqlite_migrations (migration_set, name, applied_at) "
                       "VALUES ('voicemock', 'm099', '')")  # fmt: skip
            db.commit()
    for name in ("history.db.damaged-x", "history.db.damaged-x-wal", "history.db-journal",
                 "interview.json", "interview.json.part", "progress.html"):  # fmt: skip
        (home / name).write_text(SECRET)
    Stories(home).add(Story("", "en", SECRET, "S", "T", "A", "R", ()))
    status, out, _err = run(capsys, "forget", "--all", "--yes")
    assert status == 0
    assert "Removed 3 answers:" in out
    assert "stories" in out
    assert not home.exists()
    assert traces(tmp_path, of=(SECRET, ASKED)) == {}
    assert run(capsys, "history")[0] == 0


def test_what_is_not_ours_stays_and_is_named(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    store = History(home)
    given(store, OTHER)
    store.close()
    (home / "notes.txt").write_text("mine")
    _status, out, _err = run(capsys, "forget", "--all", "--yes")
    assert [one.name for one in home.iterdir()] == ["notes.txt"]
    assert "notes.txt" in out


@pytest.mark.parametrize(("typed", "removed"), [("y", True), ("n", False), ("", False)])
def test_at_a_terminal_all_is_asked_about(
    home: Path, typed: str, removed: bool, forks: list[str]
) -> None:
    store = History(home)
    given(store, OTHER)
    store.close()
    main, side = pty.openpty()
    process = subprocess.Popen(
        [*forks, "-m", "voicemock", "forget", "--all"],
        stdin=side, stdout=side, stderr=side,
    )  # fmt: skip
    os.write(main, f"{typed}\n".encode())
    assert process.wait(20) == 0
    shown = os.read(main, 10_000).decode()
    os.close(main)
    os.close(side)
    assert "Remove 1 answer and all stories in" in shown.replace("\r\n", " ")
    assert home.exists() != removed


@pytest.mark.parametrize("folder", ["/dev/null", "/proc/none", "missing/deep"])
def test_where_there_is_nothing_nothing_is_removed(
    tmp_path: Path, folder: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nor made: a line, whatever the folder is."""
    where = str(tmp_path / folder)
    status, out, err = run(capsys, "forget", "--all", "--yes", "--data-dir", where)
    assert (status, out, err) == (0, "", "There was nothing to remove.\n")
    status, out, err = run(capsys, "forget", "2026", "--data-dir", where)
    assert status in (2, 4)
    assert len(err.splitlines()) == 1


def test_an_unknown_answer_is_not_found(home: Path) -> None:
    with pytest.raises(NotFoundError):
        History(home).forget(["2026"])


def test_what_a_document_calls_itself_becomes_no_path(home: Path, tmp_path: Path) -> None:
    """A row whose document has another id than the row."""
    store = History(home)
    gone = given(store, SECRET)
    hostile = given(store, OTHER, follows=gone.id)
    store.close()
    out = tmp_path / "out"
    out.mkdir()
    (out / "answer.json").write_text("mine")
    with closing(sqlite3.connect(home / "history.db")) as db:
        db.execute(
            "UPDATE answer SET document = replace(document, ?, '../../out') WHERE id = ?",
            [hostile.id, hostile.id],
        )
        db.commit()
    store.forget([gone.id])
    assert [one.name for one in out.iterdir()] == ["answer.json"]
    assert (out / "answer.json").read_text() == "mine"


@pytest.mark.parametrize("name", ["elsewhere", "2026-11-22T10-00-00-0000"])
def test_a_linked_folder_is_not_followed(home: Path, tmp_path: Path, name: str) -> None:
    """Neither a page there is deleted nor a sidecar written anew."""
    store = History(home)
    gone = given(store, SECRET)
    out = tmp_path / "out"
    out.mkdir()
    (out / "report.html").write_text(gone.id)
    (out / "recording.json").write_text(json.dumps({"follows": [gone.id]}))
    before = {path: path.read_bytes() for path in out.iterdir()}
    (home / "answers" / name).symlink_to(out)
    store.forget([gone.id])
    assert {path: path.read_bytes() for path in out.iterdir()} == before


def test_folders_of_others_stay(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """``answers`` and ``stories`` are usual names: what is ours in them goes, the rest is named."""
    store = History(home)
    given(store, SECRET)
    store.close()
    Stories(home).add(Story("", "en", SECRET, "S", "T", "A", "R", ()))
    (home / "stories" / "1.toml.0a1b2c3d.part").write_text(SECRET)
    theirs = ["answers/homework.txt", "answers/2026/x.txt", "stories/novel.docx", "answers.part/x"]
    for name in theirs:
        (home / name).parent.mkdir(exist_ok=True)
        (home / name).write_text("mine")
    status, out, _err = run(capsys, "forget", "--all", "--yes")
    assert status == 0
    left = [str(one.relative_to(home)) for one in home.rglob("*") if one.is_file()]
    assert sorted(left) == sorted(theirs)
    shown = " ".join(out.split())
    assert "answers/2026, answers/homework.txt, answers.part, stories/novel.docx" in shown
    assert run(capsys, "forget", "--all", "--yes")[0] == 0
    assert len([one for one in home.rglob("*") if one.is_file()]) == len(theirs)


def test_another_programs_database_is_left_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Refused by all, with a line; not renamed, not changed, not deleted."""
    theirs = tmp_path / "theirs"
    theirs.mkdir()
    foreign_database(theirs)
    before = (theirs / "history.db").read_bytes()
    where = ["--data-dir", str(theirs)]
    for command in (["history"], ["report"], ["forget", "2026"]):
        status, out, err = run(capsys, *command, *where)
        assert (status, out) == (4, "")
        assert "another program's database" in err
        assert len(err.splitlines()) == 1
    status, _out, _err = run(capsys, "forget", "--all", "--yes", *where)
    assert status == 0
    assert [one.name for one in theirs.iterdir()] == ["history.db"]
    assert (theirs / "history.db").read_bytes() == before


@pytest.mark.parametrize("name", ["interview.json", "answers/{id}/report.html"])
def test_a_pipe_is_not_waited_for(home: Path, name: str, forks: list[str]) -> None:
    store = History(home)
    gone, stays = given(store, SECRET), given(store, OTHER)
    path = home / name.format(id=stays.id)
    path.unlink(missing_ok=True)
    os.mkfifo(path)
    done = subprocess.run(
        [*forks, "-m", "voicemock", "forget", gone.id], capture_output=True, timeout=120,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0
    assert path.exists()


def test_a_practice_goes_on_after_all_was_forgotten(home: Path) -> None:
    """In another window: what is answered afterwards is kept, and what was is not shown."""
    practice, other = History(home), History(home)
    given(practice, SECRET)
    other.forget_all()
    assert practice.answers() == []
    given(practice, SECRET)
    other.forget_all()
    answer = given(practice, OTHER)
    assert [one.id for one in practice.answers()] == [answer.id]
    practice.close()
    assert [one.id for one in other.answers()] == [answer.id]


def test_what_was_removed_before_a_failure_is_said(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second folder cannot be deleted: it and the third stay, the first is gone for good."""
    store = History(home)
    ids = sorted(given(store, SECRET if number == 0 else OTHER).id for number in range(3))
    delete = erase._delete

    def refuse(path: Path) -> None:
        if path.name == ids[1]:
            raise PermissionError(13, "Permission denied", str(path))
        delete(path)

    monkeypatch.setattr(erase, "_delete", refuse)
    with pytest.raises(StoreError) as refused:
        store.forget(ids)
    assert f"{home / 'answers' / ids[1]} could not be deleted" in str(refused.value)
    assert str(refused.value).endswith(f"Removed before that: {ids[0]}")
    assert sorted(one.id for one in store.answers()) == ids[1:]
    assert traces(home, of=(ids[0],)) == {}


def test_a_row_without_an_id_stops_nothing(home: Path) -> None:
    store = History(home)
    gone = given(store, SECRET)
    store.close()
    with closing(sqlite3.connect(home / "history.db")) as db:
        db.execute("INSERT INTO answer SELECT NULL, session_id, language, question_id, pace, "
                   "sha256, document FROM answer")  # fmt: skip
        db.commit()
    store.forget([gone.id])
    store.close()
    assert traces(home, of=(SECRET,)) == {}
