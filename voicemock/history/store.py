"""The saved answers: ``answers/<id>/`` with the recording and its documents, found by SQLite."""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from pathlib import Path

from voicemock.config import private_dir
from voicemock.document import from_json, to_json
from voicemock.errors import NotFoundError, StoreError
from voicemock.history.inuse import Hold, hold
from voicemock.history.unfinished import ID, SIDECAR, Unfinished, find, read_sidecar
from voicemock.i18n import _
from voicemock.types import Answer, LanguageCode, Question

MIGRATIONS = 1
"""How many steps `voicemock.history.migrations` has."""
_OUTLINE = "json_remove(document, '$.transcript.words', '$.pace.curve') AS document"


@dataclass(frozen=True)
class Place:
    """Where one answer lives: its id, its folder, and the hold on it while it is worked on."""

    id: str
    folder: Path
    held: Hold | None = field(default=None, compare=False)

    @property
    def wav(self) -> Path:
        """The recording."""
        return self.folder / "answer.wav"

    @property
    def part(self) -> Path:
        """The recording while it is made."""
        return self.folder / "answer.part.wav"


class History:
    """Saved answers under one data folder. Opens the database when it is first needed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._db: sqlite3.Connection | None = None

    @property
    def folder(self) -> Path:
        """The data folder."""
        return self._folder

    # -- writing ------------------------------------------------------------------------

    def new_place(
        self,
        language: LanguageCode,
        question: Question | None,
        session_id: str | None,
        *,
        pack_id: str | None = None,
        follows: Sequence[str] = (),
    ) -> Place:
        """A folder for an answer about to be recorded, with a sidecar that says what it will be.

        ``follows`` are the ids of the answers it goes on from.

        Raises:
            StoreError: the folder cannot be made.
        """
        answer_id = new_id()
        folder = self._folder / "answers" / answer_id
        sidecar = {
            "id": answer_id,
            "language": language,
            "session_id": session_id,
            "question": asdict(question) if question else None,
            "pack_id": pack_id,
            "follows": list(follows),
        }
        try:
            private_dir(folder)
            write_whole(folder / SIDECAR, json.dumps(sidecar, ensure_ascii=False))
        except OSError as error:
            self.discard(Place(answer_id, folder))
            raise StoreError(
                _(
                    "Nothing can be saved in {folder} ({reason}); give another with --data-dir."
                ).format(folder=folder, reason=error.strerror)
            ) from error
        return Place(answer_id, folder)

    @staticmethod
    def note(folder: Path, **noted: object) -> None:
        """Add to what an answer's sidecar says.

        Raises:
            OSError: it cannot be written.
        """
        sidecar = {**read_sidecar(folder), **noted}
        write_whole(folder / SIDECAR, json.dumps(sidecar, ensure_ascii=False))

    def save(self, answer: Answer, *, session_id: str, pack_id: str | None = None) -> None:
        """Keep an answer whose recording lies in its place. The document is on disk first.

        Raises:
            StoreError: it could not be written; the recording is kept.
        """
        try:
            write_whole(
                self._folder / "answers" / answer.id / "answer.json", to_json(answer) + "\n"
            )
        except OSError as error:
            raise StoreError(
                _("The answer could not be saved ({reason}); its recording is {path}.").format(
                    reason=error.strerror, path=answer.recording.path
                )
            ) from error
        with self._database() as db, _writing(db):
            _insert(db, answer, session_id, pack_id)

    @staticmethod
    def hold(place: Place) -> Place:
        """The place, held: until `release` (or the process's end) nobody calls it unfinished."""
        return replace(place, held=hold(place.folder))

    @staticmethod
    def release(place: Place) -> None:
        """Nothing more will be done to a place."""
        if place.held is not None:
            place.held.release()

    def discard(self, place: Place) -> None:
        """Remove a place and all that is in it."""
        import shutil

        self.release(place)
        shutil.rmtree(place.folder, ignore_errors=True)

    # -- reading ------------------------------------------------------------------------

    def get(self, reference: str | None = None) -> Answer:
        """The answer of an id (or the start of one), or the latest.

        Raises:
            NotFoundError: there is none, or several begin so.
            StoreError: it cannot be read.
        """
        with self._database() as db:
            if reference is None:
                rows = list(db.execute("SELECT document FROM answer ORDER BY rowid DESC LIMIT 1"))
                if not rows:
                    raise NotFoundError(
                        _("There are no answers yet; give one with `voicemock practice`.")
                    )
            else:
                rows = list(
                    db.execute(
                        "SELECT document FROM answer WHERE substr(id, 1, length(:start)) = :start",
                        {"start": reference},
                    )
                )
                if len(rows) != 1:
                    raise NotFoundError(
                        (
                            _("Several answers begin with {id}; give more of it.")
                            if rows
                            else _("There is no answer {id}; `voicemock history` lists all.")
                        ).format(id=reference)
                    )
        return self._answer(rows[0]["document"])

    def answers(
        self,
        *,
        language: LanguageCode | None = None,
        question_id: str | None = None,
        since: str | None = None,
        session_id: str | None = None,
        category: str | None = None,
        last: int | None = None,
        outline: bool = False,
    ) -> list[Answer]:
        """Saved answers, oldest first; ``since`` is a date (2026-11-22) or the start of an id.

        An ``outline`` has no words with times (the text is there) and no pace curve: it is read
        eight times as fast, and enough for a table.
        """
        wanted = {
            "language = :language": language,
            "question_id = :question_id": question_id,
            "json_extract(document, '$.question.category') = :category": category,
            "id >= :since": since,
            "session_id = :session_id": session_id,
        }
        clauses = [clause for clause, value in wanted.items() if value is not None]
        where = f"WHERE {' AND '.join(clauses)}" if clauses else ""
        values = {
            "language": language, "question_id": question_id, "since": since,
            "session_id": session_id, "category": category,
            "last": -1 if last is None else last,
        }  # fmt: skip
        document = _OUTLINE if outline else "document"
        with self._database() as db:
            rows = list(
                db.execute(
                    f"SELECT {document} FROM answer {where} ORDER BY rowid DESC LIMIT :last",  # noqa: S608  (fixed clauses)
                    values,
                )
            )
        return [self._answer(row["document"]) for row in reversed(rows)]

    def paces(self, language: LanguageCode) -> tuple[float, ...]:
        """Paces of all graded answers, oldest first."""
        with self._database() as db:
            rows = db.execute(
                "SELECT pace FROM answer WHERE language = ? AND pace IS NOT NULL ORDER BY rowid",
                [language],
            )
            return tuple(row["pace"] for row in rows)

    def unfinished(self) -> list[Unfinished]:
        """Recordings without an analysis that nobody works on, oldest first."""
        return find(self._folder / "answers")

    def _answer(self, document: str) -> Answer:
        """An answer, its recording looked for where the data folder is now."""
        answer = from_json(document)
        path = self._folder / "answers" / answer.id / "answer.wav"
        return replace(answer, recording=replace(answer.recording, path=str(path)))

    def _adopt(self, db: sqlite3.Connection) -> None:
        """Agree with the folders: take in what the database lacks, drop what was deleted."""
        known = {row["id"] for row in db.execute("SELECT id FROM answer")}
        saved = sorted((self._folder / "answers").glob("*/answer.json"))
        for gone in known - {path.parent.name for path in saved}:  # its folder was deleted
            db.execute("DELETE FROM answer WHERE id = ?", [gone])
        for path in saved:
            if path.parent.name in known or not ID.fullmatch(path.parent.name):
                continue
            try:
                answer = from_json(path.read_text(encoding="utf-8"))
                sidecar = json.loads((path.parent / "recording.json").read_text(encoding="utf-8"))
            except (OSError, ValueError, StoreError):
                continue
            session_id = sidecar.get("session_id") if isinstance(sidecar, dict) else None
            if isinstance(session_id, str) and answer.id == path.parent.name:
                pack_id = sidecar.get("pack_id")
                _insert(db, answer, session_id, pack_id if isinstance(pack_id, str) else None)

    @contextlib.contextmanager
    def _database(self) -> Iterator[sqlite3.Connection]:
        path = self._folder / "history.db"
        try:
            if self._db is None:
                private_dir(self._folder)
                os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
                self._db = sqlite3.connect(path, isolation_level=None)
                self._db.row_factory = sqlite3.Row
                self._db.execute("PRAGMA busy_timeout = 5000")
                self._db.execute("PRAGMA foreign_keys = ON")
                self._db.execute("PRAGMA secure_delete = ON")  # a deleted answer's words go, too
                with _writing(self._db):
                    _migrate(self._db)
                    self._adopt(self._db)
            yield self._db
        except (sqlite3.Error, OSError) as error:
            self._db = None
            raise StoreError(
                _(
                    "The history {path} cannot be used ({reason}); move it away, "
                    "the recordings beside it stay."
                ).format(path=path, reason=error)
            ) from error

    def close(self) -> None:
        """Let go of the database."""
        if self._db is not None:
            self._db.close()
            self._db = None


def _migrate(db: sqlite3.Connection) -> None:
    """Bring the database into its present shape.

    sqlite-utils, which does it, imports NumPy: a fifth of a second that a database in shape saves.
    """
    known = "SELECT count(*) FROM sqlite_master WHERE name = '_sqlite_migrations'"
    done = "SELECT count(*) FROM _sqlite_migrations WHERE migration_set = 'voicemock'"
    if db.execute(known).fetchone()[0] and db.execute(done).fetchone()[0] >= MIGRATIONS:
        return
    from sqlite_utils import Database

    from voicemock.history.migrations import migrations

    migrations.apply(Database(db))


def _insert(db: sqlite3.Connection, answer: Answer, session_id: str, pack_id: str | None) -> None:
    db.execute(
        "INSERT OR IGNORE INTO session (id, language, pack) VALUES (?, ?, ?)",
        [session_id, answer.language, pack_id],
    )
    db.execute(
        "INSERT OR REPLACE INTO answer "
        "(id, session_id, language, question_id, pace, sha256, document) "
        "VALUES (?, ?, ?, ?, ?, ?, ?)",
        [
            answer.id,
            session_id,
            answer.language,
            answer.question.id if answer.question else None,
            answer.pace.value,
            answer.recording.sha256,
            to_json(answer),
        ],
    )


@contextlib.contextmanager
def _writing(db: sqlite3.Connection) -> Iterator[None]:
    """A transaction that waits its turn.

    A deferred one, upgraded to writing while another process does the same, is refused at once
    whatever the busy timeout.
    """
    db.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        db.execute("ROLLBACK")
        raise
    db.execute("COMMIT")


def new_id() -> str:
    """Local time to the second and four random hex digits; sorts by time."""
    return f"{datetime.now().astimezone():%Y-%m-%dT%H-%M-%S}-{secrets.token_hex(2)}"


def write_whole(path: Path, text: str) -> None:
    """Write a small file whole or not at all, for its owner only."""
    part = path.with_name(path.name + ".part")
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
