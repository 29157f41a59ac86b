"""A history that is locked, newer, damaged or read-only: one clear line, and no answer lost."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from tests.helpers import full_answer
from voicemock import cli, transcribe
from voicemock.audio.samples import write_wav
from voicemock.errors import LockedError, NewerError, StoreError
from voicemock.history import database
from voicemock.history.store import History
from voicemock.testing import FakeTranscriber, tone
from voicemock.values.answer import Answer
from voicemock.values.interview import Question

_QUESTION = Question(id="zh-intro-1", text="请介绍一下你自己。", category="intro")
WITHOUT_RIGHTS = ["--inh-caps=-dac_override,-dac_read_search",
                  "--bounding-set=-dac_override,-dac_read_search"]  # fmt: skip


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """The data folder of the test."""
    return tmp_path / "home"


@pytest.fixture(scope="session")
def forty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with forty answers in three sittings."""
    data = tmp_path_factory.mktemp("forty") / "home"
    store = History(data)
    for number in range(40):
        place = store.new_place("zh", _QUESTION, f"sitting {number % 3}", pack_id="mine")
        write_wav(place.wav, tone(0.02))
        answer_id = f"2026-11-22T10-{number:02}-00-{number:04x}"
        place.folder.rename(place.folder.with_name(answer_id))
        answer = replace(full_answer(answer_id), source=f"take {number} " + "words " * 400)
        store.save(answer, session_id=f"sitting {number % 3}", pack_id="mine")
    store.close()
    return data


@pytest.fixture
def saved(home: Path, forty: Path) -> list[Answer]:
    """The forty answers in this test's folder; as they come back."""
    shutil.copytree(forty, home)
    store = History(home)
    answers = store.answers()
    store.close()
    return answers


class Told(list[str]):
    """What a history tells, and a history that tells it."""

    @contextmanager
    def by(self, home: Path) -> Iterator[History]:
        """A history whose lines are kept."""
        store = History(home, self.append)
        try:
            yield store
        finally:
            store.close()


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    """Status, stdout and stderr of a command."""
    status = cli.run(list(arguments))
    out, err = capsys.readouterr()
    return status, out, err


def sessions(home: Path) -> set[tuple[str, str, str]]:
    """Which answer belongs to which sitting and pack."""
    with closing(sqlite3.connect(home / "history.db")) as db:
        return set(
            db.execute(
                "SELECT answer.id, session.id, pack FROM answer JOIN session "
                "ON session.id = session_id"
            )
        )


def integrity(home: Path) -> str:
    """What SQLite says of the database."""
    with closing(sqlite3.connect(home / "history.db")) as db:
        (found,) = db.execute("PRAGMA integrity_check").fetchone()
        return str(found)


# -- damaged ----------------------------------------------------------------------------


def _garbage(path: Path) -> None:
    path.write_bytes(b"this is no database, " * 500)


def _header_and_garbage(path: Path) -> None:
    path.write_bytes(b"SQLite format 3\0" + b"x" * 999)


def _truncated(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 3)


def _cut_in_a_page(path: Path) -> None:
    os.truncate(path, path.stat().st_size - 1000)


def _empty_with_wal(path: Path) -> None:
    path.write_bytes(b"")
    path.with_name("history.db-wal").write_bytes(b"\x37\x7f\x06\x82" + b"w" * 4000)


def _emptied(path: Path) -> None:
    path.write_bytes(b"")


def _without_answers(path: Path) -> None:
    with closing(sqlite3.connect(path)) as db:
        db.execute("DROP TABLE answer")
        db.commit()


def _without_a_column(path: Path) -> None:
    with closing(sqlite3.connect(path)) as db:
        db.execute("ALTER TABLE answer DROP COLUMN sha256")
        db.commit()


def _without_its_record(path: Path) -> None:
    with closing(sqlite3.connect(path)) as db:
        db.execute("DROP TABLE _sqlite_migrations")
        db.commit()


def _endless(path: Path) -> None:
    """A hostile one: reading it would never end."""
    with closing(sqlite3.connect(path)) as db:
        db.execute("DROP TABLE answer")
        db.execute(
            "CREATE VIEW answer AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) "
            "SELECT i AS id, 's' AS session_id, 'zh' AS language, '' AS question_id, 1.0 AS pace, "
            "'' AS sha256, '' AS document FROM n"
        )
        db.commit()


def _endless_record(path: Path) -> None:
    """The same of what was migrated."""
    with closing(sqlite3.connect(path)) as db:
        db.execute("DROP TABLE _sqlite_migrations")
        db.execute(
            "CREATE VIEW _sqlite_migrations AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT "
            "i + 1 FROM n) SELECT i AS id, 'x' AS migration_set, '' AS name FROM n"
        )
        db.commit()


def _overwritten(path: Path) -> None:
    """The pages in the middle; header, schema and the ids' index are whole."""
    size = path.stat().st_size
    with path.open("r+b") as file:
        file.seek(size // 2 // 4096 * 4096)
        file.write(b"\xa5" * (8 * 4096))


def _document_cut(path: Path) -> None:
    with closing(sqlite3.connect(path)) as db:
        db.execute("UPDATE answer SET document = substr(document, 1, 300) WHERE rowid = 7")
        db.commit()


def _document_no_text(path: Path) -> None:
    with closing(sqlite3.connect(path)) as db:
        db.execute("UPDATE answer SET document = x'fffe7b00' WHERE rowid = 7")
        db.commit()


def _document_of_another(path: Path) -> None:
    with closing(sqlite3.connect(path)) as db:
        db.execute(
            "UPDATE answer SET document = replace(document, id, '../../../etc') WHERE rowid = 7"
        )
        db.commit()


DAMAGES = [
    _garbage, _header_and_garbage, _truncated, _cut_in_a_page, _empty_with_wal, _without_answers,
    _without_a_column, _without_its_record, _endless, _endless_record, _overwritten, _document_cut,
    _document_no_text, _document_of_another,
]  # fmt: skip


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda one: one.__name__.strip("_"))
def test_a_damaged_history_is_set_aside_and_made_again(
    home: Path, saved: list[Answer], damage: Callable[[Path], None]
) -> None:
    """All answers are found, in their sittings, and one line tells path and count."""
    before = sessions(home)
    damage(home / "history.db")
    told = Told()
    with told.by(home) as store:
        assert store.answers() == saved
        assert len(store.paces("zh")) == 40
        assert store.get(saved[6].id) == saved[6]
    [line] = told
    assert str(home / "history.db") in line
    assert "set aside as history.db.damaged-" in line
    assert "40 answers" in line
    assert sessions(home) == before
    assert integrity(home) == "ok"
    aside = [one for one in home.iterdir() if ".damaged-" in one.name]
    assert aside
    assert {stat.S_IMODE(one.stat().st_mode) for one in aside} == {0o600}
    again = Told()
    with again.by(home) as store:
        assert store.answers() == saved
    assert again == []


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda one: one.__name__.strip("_"))
@pytest.mark.parametrize("command", ["history", "report"])
def test_a_command_says_so_in_a_line_and_goes_on(
    home: Path,
    saved: list[Answer],
    damage: Callable[[Path], None],
    command: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    damage(home / "history.db")
    status, out, err = run(capsys, command)
    assert status == 0
    assert out
    lines = [line for line in err.splitlines() if line.startswith("voicemock: ")]
    if command == "history" or lines:  # the latest answer may be whole
        [line] = lines
        assert "set aside as history.db.damaged-" in line


def test_damage_met_while_saving_loses_nothing(home: Path, saved: list[Answer]) -> None:
    """Found when a row is put in, by a voicemock that has it open already."""
    told = Told()
    with told.by(home) as store:
        store.answers(last=1)
        with (home / "history.db").open("r+b") as file:
            file.seek(0, os.SEEK_END)
            file.truncate(file.tell() // 4096 // 2 * 4096)
        place = store.new_place("zh", _QUESTION, "later", pack_id="mine")
        write_wav(place.wav, tone(0.02))
        store.save(full_answer(place.id), session_id="later", pack_id="mine")
        assert len(store.answers()) == 41
        assert store.get().id == place.id
    assert len(told) == 1


def test_two_that_meet_the_same_damage_mend_it_once(home: Path, saved: list[Answer]) -> None:
    """The second finds a new file in its place and does not set that aside."""
    first, second = Told(), Told()
    with first.by(home) as one, second.by(home) as other:
        one.answers(last=1)
        other.answers(last=1)
        _document_cut(home / "history.db")
        assert len(one.answers()) == 40
        assert len(other.answers()) == 40
        assert other.answers() == saved
    assert len(first) == 1
    assert len([path for path in home.iterdir() if ".damaged-" in path.name]) == 1


@pytest.mark.parametrize("damage", [_garbage, _truncated, _emptied], ids=lambda one: one.__name__)
def test_many_that_start_at_once_mend_it_once(
    home: Path, saved: list[Answer], damage: Callable[[Path], None], forks: list[str]
) -> None:
    """One of them says so; all of them find all answers."""
    damage(home / "history.db")
    code = (
        "import sys; from pathlib import Path; from voicemock.history.store import History;"
        f"s = History(Path({str(home)!r}), lambda line: print('TOLD', line));"
        "print(len(s.answers(outline=True)), 'found')"
    )
    processes = [
        subprocess.Popen([*forks, "-c", code], stdout=subprocess.PIPE, text=True)
        for _number in range(5)
    ]
    printed = "".join(one.communicate(timeout=120)[0] for one in processes)
    assert printed.count("40 found") == 5, printed
    assert printed.count("TOLD") == 1, printed
    assert len([one for one in home.iterdir() if ".damaged-" in one.name]) <= 1
    assert integrity(home) == "ok"


def test_each_damage_gets_a_name_of_its_own(home: Path, saved: list[Answer]) -> None:
    for _time in range(3):
        _garbage(home / "history.db")
        with Told().by(home) as store:
            assert len(store.answers()) == 40
    assert len([path for path in home.iterdir() if ".damaged-" in path.name]) == 3


def test_an_answer_is_restored_without_its_sidecar(home: Path, saved: list[Answer]) -> None:
    """Its sitting is not known any more, all else is."""
    (home / "answers" / saved[3].id / "recording.json").write_text("[")
    (home / "answers" / saved[4].id / "recording.json").unlink()
    _garbage(home / "history.db")
    with Told().by(home) as store:
        assert store.answers() == saved
    assert len(sessions(home)) == 38


@pytest.mark.parametrize(
    "text",
    [
        "", "[]", "null", '{"id": 1}', "[" * 100_000, "1e999", '{"id": "\\ud800"}', "9" * 5000,
        '{"schema": 1, "id": "../../evil"}',
    ],
)  # fmt: skip
def test_an_answer_that_cannot_be_read_stops_no_other(
    home: Path, saved: list[Answer], text: str
) -> None:
    (home / "answers" / saved[3].id / "answer.json").write_text(text)
    _garbage(home / "history.db")
    told = Told()
    with told.by(home) as store:
        assert store.answers() == saved[:3] + saved[4:]
    assert "39 answers" in told[0]


def test_numbers_json_has_not_stop_no_other(home: Path, saved: list[Answer]) -> None:
    """Python reads Infinity, but would not write it."""
    path = home / "answers" / saved[3].id / "answer.json"
    document = json.loads(path.read_text())
    document["pace"]["articulation"] = float("inf")
    path.write_text(json.dumps(document))
    document["pace"]["articulation"] = 1.0
    document["transcript"]["text"] = "\ud800"
    (home / "answers" / saved[4].id / "answer.json").write_text(json.dumps(document))
    _garbage(home / "history.db")
    with Told().by(home) as store:
        assert store.answers() == saved[:3] + saved[5:]


@pytest.mark.parametrize("lost", ["missing", "empty"])
def test_a_database_that_is_gone_is_made_again_and_said(
    home: Path, saved: list[Answer], lost: str
) -> None:
    (home / "history.db").unlink()
    if lost == "empty":
        (home / "history.db").touch()
    told = Told()
    with told.by(home) as store:
        assert store.answers() == saved
    [line] = told
    assert "40 answers" in line


def test_a_first_answer_is_no_restoration(home: Path) -> None:
    """The document is on the disk before there is a database."""
    told = Told()
    with told.by(home) as store:
        place = store.new_place("zh", None, "s")
        store.save(full_answer(place.id), session_id="s")
        assert store.get().id == place.id
    assert told == []


# -- newer ------------------------------------------------------------------------------


def _newer(home: Path, *, wal: bool = False) -> None:
    with closing(sqlite3.connect(home / "history.db")) as db:
        if wal:
            db.execute("PRAGMA journal_mode = WAL")
        db.execute(
            "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) "
            "VALUES ('voicemock', 'm099_of_the_future', '2030-01-01')"
        )
        db.execute("ALTER TABLE answer RENAME COLUMN document TO whole")
        db.commit()


@pytest.mark.parametrize("wal", [False, True])
def test_a_newer_history_is_refused_and_not_touched(
    home: Path, saved: list[Answer], wal: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    _newer(home, wal=wal)
    shutil.rmtree(home / "answers" / saved[0].id)  # an old voicemock would drop its row
    before = (home / "history.db").read_bytes()
    for command in (["history"], ["report"], ["replay"], ["history", "--json"]):
        status, out, err = run(capsys, *command)
        assert (status, out) == (4, "")
        [line] = err.splitlines()
        assert "newer voicemock" in line
        assert "--data-dir" in line
    assert (home / "history.db").read_bytes() == before


def test_what_is_answered_beside_a_newer_history_joins_it(home: Path, saved: list[Answer]) -> None:
    """Once said, not for each answer; an updated voicemock finds all of them."""
    _newer(home)
    before = (home / "history.db").read_bytes()
    told = Told()
    with told.by(home) as store:
        for _number in range(2):
            place = store.new_place("zh", _QUESTION, "later", pack_id="mine")
            store.save(full_answer(place.id), session_id="later", pack_id="mine")
        with pytest.raises(NewerError):
            store.answers()
    [line] = told
    assert str(home / "answers") in line
    assert (home / "history.db").read_bytes() == before
    with closing(sqlite3.connect(home / "history.db")) as db:  # the update
        db.execute("ALTER TABLE answer RENAME COLUMN whole TO document")
        db.execute("DELETE FROM _sqlite_migrations WHERE name LIKE 'm099%'")
        db.commit()
    with told.by(home) as store:
        assert len(store.answers()) == 42
        assert len(store.answers(session_id="later")) == 2


# -- locked -----------------------------------------------------------------------------


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Waits a tenth of a second for a lock."""
    monkeypatch.setattr(database, "_PATIENCE_MS", 100)


@contextmanager
def locked(home: Path, how: str) -> Iterator[None]:
    """Another program holds the database."""
    with closing(sqlite3.connect(home / "history.db", isolation_level=None)) as other:
        other.execute(f"BEGIN {how}")
        yield
        other.execute("ROLLBACK")


@pytest.mark.parametrize("how", ["IMMEDIATE", "EXCLUSIVE"])
def test_an_answer_given_while_the_history_is_locked_joins_it_later(
    home: Path, saved: list[Answer], how: str, impatient: None
) -> None:
    told = Told()
    with locked(home, how), told.by(home) as store:
        place = store.new_place("zh", _QUESTION, "later", pack_id="mine")
        store.save(full_answer(place.id), session_id="later", pack_id="mine")
    [line] = told
    assert str(home / "answers") in line
    assert "locked" in line
    again = Told()
    with again.by(home) as store:
        assert store.get().id == place.id
        assert [one.id for one in store.answers(session_id="later")] == [place.id]
    assert again == []


def test_reading_goes_on_while_another_writes(
    home: Path, saved: list[Answer], impatient: None
) -> None:
    with locked(home, "IMMEDIATE"), Told().by(home) as store:
        assert store.answers() == saved


def test_a_history_kept_locked_is_refused_in_a_line(
    home: Path, saved: list[Answer], impatient: None, capsys: pytest.CaptureFixture[str]
) -> None:
    with locked(home, "EXCLUSIVE"):
        status, out, err = run(capsys, "history")
    assert (status, out) == (4, "")
    [line] = err.splitlines()
    assert "locked" in line
    assert not [path for path in home.iterdir() if ".damaged-" in path.name]
    assert run(capsys, "history")[0] == 0


def test_the_kinds_of_refusal_are_one_family() -> None:
    assert issubclass(LockedError, StoreError)
    assert issubclass(NewerError, StoreError)


@pytest.mark.parametrize("state", ["locked", "newer", "damaged"])
def test_a_practice_goes_on_whatever_the_history_is(
    home: Path, saved: list[Answer], state: str, impatient: None,
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    """Feedback, exit 0, the answers in their folders; one line where it begins, one where it saves."""
    monkeypatch.setattr(
        transcribe, "load", lambda *_a, **_k: FakeTranscriber(["I helped her at once."] * 9)
    )
    command = ["practice", "--lang", "en", "--questions", "2", "--no-voice", "--no-follow-ups"]
    sound = str(home / "answers" / saved[0].id / "answer.wav")
    with contextlib.ExitStack() as stack:
        if state == "locked":
            stack.enter_context(locked(home, "EXCLUSIVE"))
        elif state == "newer":
            _newer(home)
        else:
            _garbage(home / "history.db")
        status, _out, err = run(capsys, *command, "--answer", sound, "--answer", sound)
    assert status == 0
    lines = [line for line in err.splitlines() if line.startswith("voicemock: ")]
    assert len(lines) == (1 if state == "damaged" else 2), lines
    assert all(state in line for line in lines)
    if state == "newer":
        with closing(sqlite3.connect(home / "history.db")) as db:
            db.execute("ALTER TABLE answer RENAME COLUMN whole TO document")
            db.execute("DELETE FROM _sqlite_migrations WHERE name LIKE 'm099%'")
            db.commit()
    with Told().by(home) as store:
        assert len(store.answers()) == 42


def test_a_full_disk_keeps_the_answer_in_its_folder(home: Path, saved: list[Answer]) -> None:
    """The database takes no more; the document was there before, and joins it when there is room."""
    resource = pytest.importorskip("resource", reason="limits on files are POSIX")
    told = Told()
    with told.by(home) as store:
        store.answers(last=1)
        place = store.new_place("zh", _QUESTION, "later")
        answer = replace(full_answer(place.id), source="x" * 30_000)
        before = resource.getrlimit(resource.RLIMIT_FSIZE)
        limit = (home / "history.db").stat().st_size
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, before[1]))
        try:
            with pytest.raises(StoreError, match="make room"):
                store.save(answer, session_id="later")
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert not [path for path in home.iterdir() if ".damaged-" in path.name]
    with told.by(home) as store:
        assert store.get().id == place.id
    assert told == []


# -- read-only --------------------------------------------------------------------------


def as_a_person(*arguments: str, umask: int = -1) -> subprocess.CompletedProcess[str]:
    """The program in a process of its own, which for root means: bound by permissions."""
    command = [sys.executable, "-m", "voicemock", *arguments]
    if os.geteuid() == 0:
        if shutil.which("setpriv") is None:
            pytest.skip("root may write everywhere, and setpriv (util-linux) is missing")
        command = ["setpriv", *WITHOUT_RIGHTS, *command]
    return subprocess.run(
        command, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL, umask=umask
    )


@pytest.fixture
def read_only(home: Path, saved: list[Answer]) -> Iterator[list[Answer]]:
    """The answers, in a folder that takes nothing new; the latest has no row."""
    with closing(sqlite3.connect(home / "history.db")) as db:
        db.execute("DELETE FROM answer WHERE id = ?", [saved[-1].id])
        db.commit()
    changed = [home, *home.rglob("*")]
    for path in changed:
        path.chmod(0o500 if path.is_dir() else 0o400)
    yield saved
    for path in changed:
        path.chmod(0o700 if path.is_dir() else 0o600)


@pytest.mark.parametrize(
    ("broken", "wal"), [(None, False), (None, True), (_garbage, False), (_truncated, True)]
)
def test_a_folder_that_cannot_be_written_can_be_read(
    home: Path, read_only: list[Answer], broken: Callable[[Path], None] | None, wal: bool
) -> None:
    path = home / "history.db"
    home.chmod(0o700)
    path.chmod(0o600)
    if wal:
        with closing(sqlite3.connect(path)) as db:
            db.execute("PRAGMA journal_mode = WAL")
    if broken:
        broken(path)
    path.chmod(0o400)
    home.chmod(0o500)
    before = path.read_bytes()
    done = as_a_person("report", "--format", "csv", "--all")
    assert (done.returncode, "Traceback" in done.stderr) == (0, False), done.stderr
    assert all(one.id in done.stdout for one in read_only)  # the latest, as its folder has it
    [line] = done.stderr.splitlines()
    assert "Nothing can be saved" in line
    assert str(home) in line
    assert path.read_bytes() == before
    assert {one.name for one in home.iterdir()} == {"answers", "history.db"}


def test_a_newer_history_that_is_read_only_is_refused_as_newer(
    home: Path, read_only: list[Answer]
) -> None:
    home.chmod(0o700)
    (home / "history.db").chmod(0o600)
    _newer(home)
    (home / "history.db").chmod(0o400)
    home.chmod(0o500)
    done = as_a_person("history")
    assert done.returncode == 4
    assert "newer voicemock" in done.stderr
