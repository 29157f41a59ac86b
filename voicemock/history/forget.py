"""Answers are forgotten: what is on the disk of them, and what the database keeps of deleted rows."""

from __future__ import annotations

import contextlib
import html
import json
import shutil
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from voicemock.document import from_json, to_json
from voicemock.errors import LockedError, NotFoundError, StoreError
from voicemock.foreign import said
from voicemock.history.database import BESIDE, Database
from voicemock.history.inuse import in_use
from voicemock.history.rows import is_id, sidecar_of, writing
from voicemock.i18n import _

PLAN = "interview.json"
_OWN = ("answers", "stories", "history.db", PLAN, "progress.html")
"""What voicemock puts into a data folder, whatever follows behind a dot."""


@dataclass(frozen=True)
class Forgotten:
    """The ids of the answers, what else went with them, and what is none of ours and stays."""

    ids: tuple[str, ...]
    also: tuple[str, ...] = ()
    left: tuple[str, ...] = ()


class Forgetting:
    """Removes answers of one data folder; ``write`` puts a small file there whole."""

    def __init__(self, data: Path, database: Database, write: Callable[[Path, str], None]) -> None:
        self._data = data
        self._database = database
        self._write = write

    def some(self, references: Sequence[str]) -> Forgotten:
        """Forget the answers and recordings of these ids or beginnings; all of them or none.

        Raises:
            NotFoundError: there is none, or several begin so.
            StoreError: something could not be removed.
        """
        there = {one.name for one in (self._data / "answers").glob("*") if is_id(one.name)}
        there |= set(self._database.run(_ids))
        ids = sorted({_one_of(there, reference) for reference in references})
        if self._database.only_read:
            raise _unremovable(self._data, _("it is only read"))
        self._refuse_in_use(ids)
        marks = self._marks(ids)
        self._database.run(lambda db: self._remove(db, ids))
        also = self._remove_beside(marks)
        try:
            self._database.run(clean)
        except LockedError as error:
            raise StoreError(
                _(
                    "The answers are removed, but another program uses the history: traces may be "
                    "left in {path} until `voicemock history --check`."
                ).format(path=self._database.path)
            ) from error
        return Forgotten(tuple(ids), also)

    def all(self) -> Forgotten:
        """Forget everything, stories, too; the folder itself where nothing else is in it.

        Raises:
            StoreError: something could not be removed.
        """
        folders = [one for one in (self._data / "answers").glob("*") if is_id(one.name)]
        ids = sorted(one.name for one in folders)
        self._refuse_in_use(ids)
        self._database.refuse_locked()
        also: dict[str, None] = {}
        try:
            for path in sorted(self._data.glob("*")):
                if own := own_name(path):
                    for folder in folders if own == "answers" else ():  # also behind a link
                        _delete(folder)
                    _delete(path)
                    also[own] = None
        except OSError as error:
            raise _unremovable(self._data, error.strerror) from error
        left = tuple(sorted(one.name for one in self._data.glob("*")))
        if not left:
            with contextlib.suppress(OSError):
                self._data.rmdir()
        return Forgotten(tuple(ids), tuple(one for one in also if one != "answers"), left)

    def _refuse_in_use(self, ids: Iterable[str]) -> None:
        for one in ids:
            if in_use(self._data / "answers" / one):
                raise StoreError(
                    _("The answer {id} is being recorded; end that practice first.").format(id=one)
                )

    def _marks(self, ids: Sequence[str]) -> set[str]:
        """What tells that a file beside the answers is about them."""
        marks = set(ids)
        for one in ids:
            sidecar = sidecar_of(self._data / "answers" / one)
            question, session_id = sidecar.get("question"), sidecar.get("session_id")
            asked = question.get("text") if isinstance(question, dict) else None
            if isinstance(asked, str) and asked:
                marks.add(asked)
            if isinstance(session_id, str):
                marks.add(f'"session_id": {json.dumps(session_id)}')
        return marks

    def _remove(self, db: sqlite3.Connection, ids: Sequence[str]) -> None:
        with writing(db):
            for one in ids:
                db.execute("DELETE FROM answer WHERE id = ?", [one])
            db.execute("DELETE FROM session WHERE id NOT IN (SELECT session_id FROM answer "
                       "WHERE session_id IS NOT NULL)")  # fmt: skip
            try:
                for one in ids:
                    self._let_go(db, one)
                for one in ids:
                    _delete(self._data / "answers" / one)
            except OSError as error:
                raise _unremovable(self._data / "answers", error.strerror) from error

    def _let_go(self, db: sqlite3.Connection, answer_id: str) -> None:
        """Answers that go on from this one do not name it any more."""
        query = "SELECT id, document FROM answer WHERE instr(document, ?)"
        for row in db.execute(query, [answer_id]).fetchall():
            with contextlib.suppress(StoreError, TypeError):
                answer = from_json(row["document"])
                if answer.follows != answer_id:
                    continue
                document = to_json(replace(answer, follows=None))
                path = self._data / "answers" / answer.id / "answer.json"
                self._write(path, document + "\n")
                db.execute("UPDATE answer SET document = ? WHERE id = ?", [document, answer.id])
        for path in (self._data / "answers").glob("*/report.html"):
            if _tells(path, {answer_id}):
                _delete(path)
        for path in (self._data / "answers").glob("*/recording.json"):
            sidecar = sidecar_of(path.parent)
            follows = sidecar.get("follows")
            if isinstance(follows, list) and answer_id in follows:
                sidecar["follows"] = [one for one in follows if one != answer_id]
                self._write(path, json.dumps(sidecar, ensure_ascii=False))

    def _remove_beside(self, marks: set[str]) -> tuple[str, ...]:
        """Pages, plans and damaged databases that tell of the answers."""
        also: dict[str, None] = {}
        for path in sorted(self._data.glob("*")):
            name = path.name
            if ".damaged-" in name and own_name(path):
                about = True  # cannot be looked into
            else:
                about = name == "progress.html" or (
                    (path.suffix == ".html" or name.startswith(PLAN)) and _tells(path, marks)
                )
            if about:
                try:
                    _delete(path)
                except OSError as error:
                    raise _unremovable(path, error.strerror) from error
                also[name.removesuffix(".part")] = None
        return tuple(also)


def own_name(path: Path) -> str | None:
    """What of ours something in the data folder is, or was before it was set aside."""
    own = path.name.split(".damaged-")[0].removesuffix(".part").removesuffix(".lock")
    for ending in BESIDE:
        own = own.removesuffix(ending)
    return own if own in _OWN else None


def _ids(db: sqlite3.Connection) -> list[str]:
    return [row["id"] for row in db.execute("SELECT id FROM answer")]


def clean(db: sqlite3.Connection) -> None:
    """Let nothing of what was deleted stay in free pages, the journal or the write-ahead log.

    Raises:
        LockedError, sqlite3.Error: another program uses the database.
    """
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    mode = db.execute("PRAGMA journal_mode = DELETE").fetchone()[0]
    if mode != "delete":
        raise LockedError
    db.execute("VACUUM")


def _one_of(there: Iterable[str], reference: str) -> str:
    found = [one for one in there if one.startswith(reference)]
    if reference in found:
        return reference
    if len(found) != 1 or not reference:
        text = (
            _("Several answers begin with {id}; give more of it.")
            if found
            else _("There is no answer {id}; `voicemock history` lists all.")
        )
        raise NotFoundError(text.format(id=reference))
    return found[0]


def _tells(path: Path, marks: set[str]) -> bool:
    try:
        text = path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return False
    return any(
        form in text for one in marks for form in (one, html.escape(one), json.dumps(one)[1:-1])
    )


def _delete(path: Path) -> None:
    """Remove a file, a folder with all in it, or a link (not what it points at)."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def _unremovable(path: Path, reason: str | None) -> StoreError:
    return StoreError(
        _("{path} could not be deleted ({reason}); delete it yourself.").format(
            path=path, reason=said(reason or "")
        )
    )
