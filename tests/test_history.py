"""`voicemock.history`: what was answered stays, can be found, and is the owner's alone."""

from __future__ import annotations

import shutil
import sqlite3
import stat
import threading
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from tests.helpers import full_answer, silent_answer
from voicemock.audio.samples import write_wav
from voicemock.errors import NotFoundError, StoreError
from voicemock.files.atomic import write_whole
from voicemock.history import store as store_module
from voicemock.history.store import History, new_id
from voicemock.record.base import Command
from voicemock.testing import tone
from voicemock.values.answer import Answer
from voicemock.values.interview import LanguageCode, Question, QuestionRef

_QUESTION = Question(id="en-tricky-1", text="What now?", category="tricky")


@pytest.fixture
def history(tmp_path: Path) -> Iterator[History]:
    """An empty one."""
    empty = History(tmp_path / "data")
    yield empty
    empty.close()


def _saved(
    history: History,
    *,
    language: LanguageCode = "en",
    question: str | None = "en-tricky-1",
    pace: float | None = 140.0,
    session: str = "s1",
    answer_id: str | None = None,
) -> Answer:
    """An answer given through all steps; as `History.get` returns it."""
    place = history.new_place(language, _QUESTION, session)
    write_wav(place.wav, tone(0.1))
    base = full_answer(answer_id or place.id)
    answer = replace(
        base,
        language=language,
        question=QuestionRef(question, "What now?", "tricky") if question else None,
        pace=replace(base.pace, value=pace),
        recording=replace(base.recording, path=str(place.wav)),
    )
    if answer_id:
        place.folder.rename(place.folder.with_name(answer_id))
    history.save(answer, session_id=session, pack_id="mine")
    path = history.folder / "answers" / answer.id / "answer.wav"
    return replace(answer, recording=replace(answer.recording, path=str(path)))


def test_a_saved_answer_comes_back_as_it_was(history: History) -> None:
    answer = _saved(history)
    assert history.get(answer.id) == answer
    assert Path(answer.recording.path).is_file()


def test_an_answer_with_nothing_measured_comes_back(history: History) -> None:
    answer = silent_answer()
    (history.folder / "answers" / answer.id).mkdir(parents=True)
    history.save(answer, session_id="s1")
    assert history.get().pace.value is None
    assert history.get().question is None


def test_the_latest_is_the_last_that_was_saved(history: History) -> None:
    _saved(history, answer_id="2026-11-22T10-00-02-0000")
    last = _saved(history, answer_id="2026-11-22T10-00-01-0000")
    assert history.get() == last


def test_the_start_of_an_id_is_enough(history: History) -> None:
    first = _saved(history, answer_id="2026-11-22T10-00-01-0000")
    _saved(history, answer_id="2026-11-22T10-00-02-0000")
    assert history.get("2026-11-22T10-00-01") == first


def test_a_start_that_fits_several_is_refused(history: History) -> None:
    for second in "12":
        _saved(history, answer_id=f"2026-11-22T10-00-0{second}-0000")
    with pytest.raises(NotFoundError, match="Several answers begin with 2026-11-22"):
        history.get("2026-11-22")


@pytest.mark.parametrize("reference", ["2027", "%", "2026-11-22T10_00", "' OR 1=1 --"])
def test_an_id_that_fits_none_is_refused(history: History, reference: str) -> None:
    _saved(history, answer_id="2026-11-22T10-00-01-0000")
    with pytest.raises(NotFoundError, match="voicemock history"):
        history.get(reference)


def test_without_answers_the_remedy_is_to_practise(history: History) -> None:
    with pytest.raises(NotFoundError, match="voicemock practice"):
        history.get()
    assert history.answers() == []
    assert history.paces("zh") == ()
    assert history.unfinished() == []


def test_answers_are_filtered_and_oldest_first(history: History) -> None:
    one = _saved(history, answer_id="2026-11-20T10-00-00-0000", session="a")
    two = _saved(history, answer_id="2026-11-21T10-00-00-0000", session="b", language="zh")
    three = _saved(
        history, answer_id="2026-11-22T10-00-00-0000", session="b", question="en-intro-1"
    )
    assert history.answers() == [one, two, three]
    assert history.answers(language="zh") == [two]
    assert history.answers(question_id="en-intro-1") == [three]
    assert history.answers(session_id="b") == [two, three]
    assert history.answers(since="2026-11-21") == [two, three]
    assert history.answers(last=2) == [two, three]
    assert history.answers(language="en", last=1) == [three]
    assert history.answers(language="zh", session_id="a") == []


def test_paces_are_those_of_graded_answers_of_a_language(history: History) -> None:
    for pace in (200.0, None, 180.0):
        _saved(history, pace=pace, language="zh")
    _saved(history, pace=120.0, language="en")
    assert history.paces("zh") == (200.0, 180.0)
    assert history.paces("en") == (120.0,)


def test_saving_again_replaces(history: History) -> None:
    answer = _saved(history)
    history.save(replace(answer, source="again"), session_id="s1")
    assert [one.source for one in history.answers()] == ["again"]


def test_recordings_without_an_analysis_are_named(history: History) -> None:
    _saved(history)
    whole = history.new_place("en", _QUESTION, "s1")
    write_wav(whole.wav, tone(0.1))
    part = history.new_place("zh", None, "s1")
    write_wav(part.folder / "answer.part.wav", tone(0.1))
    history.new_place("en", _QUESTION, "s1")  # nothing was recorded
    (history.folder / "answers" / "something else").mkdir()
    found = {one.id: one for one in history.unfinished()}
    assert set(found) == {whole.id, part.id}
    assert found[whole.id].wav == whole.wav
    assert (found[whole.id].language, found[whole.id].question_id) == ("en", "en-tricky-1")
    assert found[part.id].wav.name == "answer.part.wav"
    assert (found[part.id].language, found[part.id].question_id) == ("zh", None)


@pytest.mark.parametrize("text", [None, "", "no JSON", "[]", "null"])
def test_a_recording_is_named_even_without_a_readable_sidecar(
    history: History, text: str | None
) -> None:
    place = history.new_place("en", _QUESTION, "s1")
    write_wav(place.wav, tone(0.1))
    sidecar = place.folder / "recording.json"
    if text is None:
        sidecar.unlink()
    else:
        sidecar.write_text(text)
    assert [(one.id, one.language) for one in history.unfinished()] == [(place.id, None)]


def test_a_discarded_place_leaves_nothing(history: History) -> None:
    place = history.new_place("en", _QUESTION, "s1")
    write_wav(place.wav, tone(0.1))
    history.discard(place)
    assert not place.folder.exists()
    assert history.unfinished() == []


def test_all_that_is_kept_is_the_owners_alone(history: History) -> None:
    _saved(history)
    history.close()
    kept = [history.folder, *history.folder.rglob("*")]
    assert {"answer.wav", "answer.json", "recording.json", "history.db"} <= {p.name for p in kept}
    modes = {str(path): stat.S_IMODE(path.stat().st_mode) for path in kept}
    wrong = {
        path: oct(mode)
        for path, mode in modes.items()
        if mode != (0o700 if Path(path).is_dir() else 0o600)
    }
    assert wrong == {}


def test_ids_are_distinct_and_sort_by_time() -> None:
    ids = [new_id() for _number in range(20)]
    assert len(set(ids)) == 20
    assert [one[:19] for one in ids] == sorted(one[:19] for one in ids)


# -- the database -----------------------------------------------------------------------


def _schema(folder: Path) -> list[tuple[str, ...]]:
    with sqlite3.connect(folder / "history.db") as db:
        rows = db.execute("SELECT type, name, sql FROM sqlite_master ORDER BY name").fetchall()
    db.close()
    return rows


def test_a_blank_database_gets_its_tables(history: History) -> None:
    history.answers()
    history.close()
    names = {name for _type, name, _sql in _schema(history.folder)}
    assert {"session", "answer", "answer_by_question"} <= names


def test_an_existing_blank_file_is_migrated_too(history: History) -> None:
    history.folder.mkdir()
    (history.folder / "history.db").touch()
    answer = _saved(history)
    assert history.get() == answer


_EARLIER = """
CREATE TABLE "_sqlite_migrations" (
   "id" INTEGER PRIMARY KEY,
   "migration_set" TEXT,
   "name" TEXT,
   "applied_at" TEXT
);
CREATE UNIQUE INDEX "idx__sqlite_migrations_migration_set_name"
    ON "_sqlite_migrations" ("migration_set", "name");
CREATE TABLE session (id TEXT PRIMARY KEY, language TEXT NOT NULL, pack TEXT);
CREATE TABLE answer (
    id TEXT PRIMARY KEY, session_id TEXT REFERENCES session (id), language TEXT NOT NULL,
    question_id TEXT, pace REAL, sha256 TEXT NOT NULL, document TEXT NOT NULL
);
CREATE INDEX answer_by_question ON answer (question_id, id);
INSERT INTO _sqlite_migrations (migration_set, name, applied_at)
    VALUES ('voicemock', 'm001_sessions_and_answers', '2026-11-22 10:00:00.000000+00:00');
"""
"""How sqlite-utils made it, for the voicemocks before this one."""


def test_a_database_of_an_earlier_voicemock_is_used_as_it_is(history: History) -> None:
    """Not set aside, nor made again; its tables are those that are made today."""
    answer = _saved(history)
    history.close()
    made = _schema(history.folder)
    path = history.folder / "history.db"
    with closing(sqlite3.connect(path)) as db:
        rows = db.execute("SELECT * FROM session"), db.execute("SELECT * FROM answer")
        sessions, answers = (one.fetchall() for one in rows)
    path.unlink()
    with closing(sqlite3.connect(path)) as db:
        db.executescript(_EARLIER)
        db.executemany("INSERT INTO session VALUES (?, ?, ?)", sessions)
        db.executemany("INSERT INTO answer VALUES (?, ?, ?, ?, ?, ?, ?)", answers)
        db.commit()
    before = path.read_bytes()
    assert History(history.folder).answers() == [answer]
    assert path.read_bytes() == before
    assert [one[:2] for one in _schema(history.folder)] == [one[:2] for one in made]


def test_opening_again_applies_nothing_twice_and_keeps_all(history: History) -> None:
    answer = _saved(history)
    history.close()
    before = _schema(history.folder)
    for _time in range(2):
        again = History(history.folder)
        assert again.answers() == [answer]
        again.close()
    assert _schema(history.folder) == before


def test_two_may_use_the_history_at_once(history: History) -> None:
    first = _saved(history)
    other = History(history.folder)
    second = _saved(other)
    assert history.answers() == other.answers() == [first, second]
    other.close()


def test_a_folder_in_the_databases_place_is_refused(history: History) -> None:
    (history.folder / "history.db").mkdir(parents=True)
    with pytest.raises(StoreError, match="move it away"):
        history.get()


def test_where_nothing_can_be_written_the_refusal_names_the_option(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StoreError, match="--data-dir"):
        History(tmp_path / "file" / "data").new_place("en", None, None)


def test_a_data_folder_that_was_moved_still_finds_its_recordings(
    history: History, tmp_path: Path
) -> None:
    _saved(history)
    history.close()
    history.folder.rename(tmp_path / "moved")
    moved = History(tmp_path / "moved")
    found = moved.get()
    moved.close()
    assert Path(found.recording.path).is_file()
    assert tmp_path / "moved" in Path(found.recording.path).parents


def test_a_lost_database_is_made_again_from_the_answers_beside_it(tmp_path: Path) -> None:
    """Moved away as the message says, or never written: what was saved is found."""
    from voicemock.assess.examiner import Examiner
    from voicemock.content import packs
    from voicemock.interview.session import Session
    from voicemock.record.file import FileSource
    from voicemock.testing import FakePlayer, FakeSpeaker, FakeTranscriber, silence

    question = packs.default_pack("en").questions[0]
    sitting = Session(
        examiner=Examiner(FakeTranscriber(["x"]), "en", (120, 150)),
        speaker=FakeSpeaker(),
        player=FakePlayer(),
        history=History(tmp_path),
        pack_id="p",
        unspoken=lambda _error: None,
    )
    recorder, place = sitting.open_recorder(question, FileSource(silence(1)), source_name="a.wav")
    recording, _end = sitting.record(recorder, sitting.ask(question), lambda _p: Command.GO_ON)
    sitting.save(sitting.examine(recording, question, place))
    (tmp_path / "history.db").unlink()
    assert History(tmp_path).get().id == place.id
    assert [one.id for one in History(tmp_path).answers(session_id=sitting.id)] == [place.id]


def test_an_answer_whose_folder_was_deleted_is_gone(tmp_path: Path) -> None:
    """As the README says; its words leave the database, too."""
    first = History(tmp_path)
    answer = full_answer()
    place = first.new_place("zh", None, "s")
    first.save(replace(answer, id=place.id), session_id="s")
    first.close()
    shutil.rmtree(place.folder)
    assert History(tmp_path).answers() == []
    assert answer.transcript.text.encode() not in (tmp_path / "history.db").read_bytes()


def test_a_folder_that_is_there_is_not_taken(
    history: History, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two that begin in the same second may draw the same id."""
    first = history.new_place("en", None, "s")
    write_wav(first.wav, tone(0.02))
    drawn = iter([first.id, first.id, "2026-11-22T10-00-00-0001"])
    monkeypatch.setattr(store_module, "new_id", lambda: next(drawn))
    second = history.new_place("en", None, "s")
    assert second.id == "2026-11-22T10-00-00-0001"
    monkeypatch.setattr(store_module, "new_id", lambda: first.id)
    with pytest.raises(StoreError):
        history.new_place("en", None, "s")
    assert first.wav.exists()


def test_two_may_write_the_same_file_at_once(tmp_path: Path) -> None:
    """Whole or not at all, and neither fails because of the other."""
    path = tmp_path / "interview.json"
    failed: list[OSError] = []

    def write(text: str) -> None:
        for _time in range(60):
            try:
                write_whole(path, text)
            except OSError as error:
                failed.append(error)

    texts = [letter * 100_000 * (number + 1) for number, letter in enumerate("ab")]
    threads = [threading.Thread(target=write, args=[text]) for text in texts]
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        if path.exists():
            assert path.read_text() in texts
    for thread in threads:
        thread.join()
    assert failed == []
    assert list(tmp_path.iterdir()) == [path]
