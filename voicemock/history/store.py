"""The saved answers: ``answers/<id>/`` with the recording and its documents, found by SQLite."""

from __future__ import annotations

import json
import secrets
import sqlite3
import threading
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from voicemock.errors import LockedError, NewerError, NotFoundError, StoreError, reason_of
from voicemock.files.atomic import write_whole
from voicemock.files.private import private_dir
from voicemock.history.answer_lock import Hold, hold
from voicemock.history.database import Database
from voicemock.history.refusals import Damaged, not_one
from voicemock.history.revision import keep
from voicemock.history.rows import Kept, put, sidecar_of
from voicemock.history.unfinished import SIDECAR, Unfinished, find
from voicemock.i18n import _
from voicemock.values.answer import Answer
from voicemock.values.document import from_json, to_json
from voicemock.values.interview import LanguageCode, ModelQuestion, Question

if TYPE_CHECKING:
    from voicemock.history.erase import Forgetting, Forgotten
    from voicemock.history.repair_answer import Finding

WHOLE = 3
"""Different questions answered in a sitting, from which on it counts as a whole interview."""
_TRIES = 20
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
    """Saved answers under one data folder, for any number of threads.

    Opens the database when it is first needed, and again when it is used after `close`. ``tell`` is
    called with a line when something had to be mended or is put off, in the thread that met it.
    """

    def __init__(self, folder: Path, tell: Callable[[str], None] = lambda _line: None) -> None:
        self._folder = folder
        self._tell = tell
        self._told: set[str] = set()
        self._telling = threading.Lock()
        self._database = Database(folder, tell)

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
        job: Sequence[str] = (),
        company: Sequence[str] = (),
    ) -> Place:
        """A folder for an answer about to be recorded, with a sidecar that says what it will be.

        ``follows`` are the ids of the answers it goes on from, ``job`` and ``company`` the words
        listened for in it.

        Raises:
            StoreError: the folder cannot be made.
        """
        try:
            folder = _new_folder(self._folder / "answers")
        except OSError as error:
            raise self._unwritable(self._folder / "answers", error) from error
        answer_id = folder.name
        sidecar = {
            "id": answer_id,
            "language": language,
            "session_id": session_id,
            "question": asdict(question) if question else None,
            "by_model": isinstance(question, ModelQuestion),
            "pack_id": pack_id,
            "follows": list(follows),
            "job": list(job),
            "company": list(company),
        }
        try:
            write_whole(folder / SIDECAR, json.dumps(sidecar, ensure_ascii=False))
        except OSError as error:
            self.discard(Place(answer_id, folder))
            raise self._unwritable(folder, error) from error
        return Place(answer_id, folder)

    @staticmethod
    def _unwritable(folder: Path, error: OSError) -> StoreError:
        return StoreError(
            _("Nothing can be saved in {folder} ({reason}); choose another folder.").format(
                folder=folder, reason=error.strerror
            )
        )

    @staticmethod
    def note(folder: Path, **noted: object) -> None:
        """Add to what an answer's sidecar says.

        Raises:
            OSError: it cannot be written.
        """
        sidecar = {**sidecar_of(folder), **noted}
        write_whole(folder / SIDECAR, json.dumps(sidecar, ensure_ascii=False))

    def save(self, answer: Answer, *, session_id: str, pack_id: str | None = None) -> None:
        """Keep an answer whose recording lies in its place. The document is on disk first.

        With a database that is locked or from a newer version it stays in its folder, from where
        it is taken in later.

        Raises:
            StoreError: it could not be written; the recording is kept.
        """
        self._database.own.add(answer.id)  # before another thread may find its document
        kept = Kept(answer, to_json(answer), session_id, pack_id)
        try:
            path = self._folder / "answers" / answer.id / "answer.json"
            write_whole(path, kept.document + "\n")
        except OSError as error:
            raise _unsaved(answer, error.strerror) from error
        try:
            self._database.write(lambda db: put(db, kept))
        except LockedError:
            self._tell_once(
                _(
                    "Another program keeps the history locked; your answers are kept in {folder} "
                    "and join it when voicemock starts next."
                )
            )
        except NewerError:
            self._tell_once(
                _(
                    "The history was made by a newer voicemock: update voicemock. Until then your "
                    "answers are kept in {folder}."
                )
            )
        if self._database.only_read:
            raise _unsaved(answer, _("the history cannot be written"))

    def revise(self, answer: Answer) -> None:
        """Put a saved answer with other ``edits`` in its place; how it was first is kept beside it.

        Raises:
            StoreError: it could not be written; all is as it was.
        """
        folder = self._folder / "answers" / answer.id
        self._database.write(lambda db: keep(db, folder, answer))
        if self._database.only_read:
            raise _unsaved(answer, _("the history cannot be written"))

    def _tell_once(self, line: str) -> None:
        with self._telling:
            if line in self._told:
                return
            self._told.add(line)
        self._tell(line.format(folder=self._folder / "answers"))

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

    def forget(self, references: Sequence[str]) -> Forgotten:
        """Forget the answers and recordings of these ids or beginnings.

        Raises:
            NotFoundError: there is none, or several begin so; nothing is removed.
            StoreError: something could not be removed; the message says what was.
        """
        return self._forgetting().some(references)

    def forget_all(self) -> Forgotten:
        """Forget everything in the data folder.

        Raises:
            StoreError: something could not be removed.
        """
        return self._forgetting().all()

    def _forgetting(self) -> Forgetting:
        from voicemock.history.erase import Forgetting

        return Forgetting(self._folder, self._database)

    def check(self) -> list[Finding]:
        """Compare the database with the folders and mend what can be mended."""
        from voicemock.history.repair import Check

        self.close()
        return Check(self._folder).run()

    # -- reading ------------------------------------------------------------------------

    def get(self, reference: str | None = None) -> Answer:
        """The answer of an id (or the start of one), or the latest.

        Raises:
            NotFoundError: there is none, or several begin so.
            StoreError: it cannot be read.
        """
        which = "ORDER BY rowid DESC LIMIT 1"
        if reference is not None:
            which = "WHERE substr(id, 1, length(:start)) = :start"

        def find(db: sqlite3.Connection) -> Answer:
            query = f"SELECT id, document FROM answer {which}"  # noqa: S608  (fixed clauses)
            rows = db.execute(query, {"start": reference}).fetchall()
            if len(rows) == 1:
                return self._answer(rows[0])
            if reference is not None:
                raise not_one(reference, several=bool(rows))
            raise NotFoundError(_("There are no answers yet; practise to give one."))

        return self._database.run(find)

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
            "language = ?": language,
            "question_id = ?": question_id,
            "json_extract(document, '$.question.category') = ?": category,
            "id >= ?": since,
            "session_id = ?": session_id,
        }
        given = {clause: value for clause, value in wanted.items() if value is not None}
        where = f"WHERE {' AND '.join(given)}" if given else ""
        values = [*given.values(), -1 if last is None else last]
        document = _OUTLINE if outline else "document"
        query = f"SELECT id, {document} FROM answer {where} ORDER BY rowid DESC LIMIT ?"  # noqa: S608  (fixed clauses)
        found = self._database.run(
            lambda db: [self._answer(row) for row in db.execute(query, values)]
        )
        return found[::-1]

    def count(self) -> int:
        """How many answers are saved."""
        return self._database.run(
            lambda db: int(db.execute("SELECT count(*) FROM answer").fetchone()[0])
        )

    def interviews(self) -> int:
        """How many whole interviews are saved: sittings of `WHOLE` questions or more."""
        query = (
            "SELECT count(*) FROM (SELECT session_id FROM answer WHERE session_id IS NOT NULL "
            "AND json_extract(document, '$.follows') IS NULL GROUP BY session_id "
            "HAVING count(DISTINCT question_id) >= ?)"
        )
        return self._database.run(lambda db: int(db.execute(query, [WHOLE]).fetchone()[0]))

    def paces(self, language: LanguageCode) -> tuple[float, ...]:
        """Paces of all graded answers, oldest first."""
        query = "SELECT pace FROM answer WHERE language = ? AND pace IS NOT NULL ORDER BY rowid"
        return self._database.run(
            lambda db: tuple(float(row["pace"]) for row in db.execute(query, [language]))
        )

    def unfinished(self) -> list[Unfinished]:
        """Recordings without an analysis that nobody works on, oldest first."""
        return find(self._folder)

    def _answer(self, row: sqlite3.Row) -> Answer:
        """An answer, its recording looked for where the data folder is now."""
        try:
            answer = from_json(row["document"])
        except (StoreError, TypeError) as error:
            raise Damaged(reason_of(error)) from error
        if answer.id != row["id"]:
            raise Damaged(_("an answer is not the one it is kept as"))
        path = self._folder / "answers" / answer.id / "answer.wav"
        return replace(answer, recording=replace(answer.recording, path=str(path)))

    def close(self) -> None:
        """Let go of the database; from any thread, and the others' work is done first."""
        self._database.close()


def _unsaved(answer: Answer, reason: str | None) -> StoreError:
    text = _("The answer could not be saved ({reason}); its recording is {path}.")
    return StoreError(text.format(reason=reason, path=answer.recording.path))


def new_id() -> str:
    """Local time to the second and four random hex digits; sorts by time."""
    return f"{datetime.now().astimezone():%Y-%m-%dT%H-%M-%S}-{secrets.token_hex(2)}"


def _new_folder(answers: Path) -> Path:
    """A folder that was not there before, for the owner only."""
    private_dir(answers)
    for last in (*[False] * _TRIES, True):
        folder = answers / new_id()
        try:
            folder.mkdir(mode=0o700)
        except FileExistsError:  # two that begin in the same second may draw the same
            if last:
                raise
        else:
            break
    return folder
