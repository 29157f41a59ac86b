"""Answers are forgotten: what is on the disk of them, and what the database keeps of deleted rows."""

from __future__ import annotations

import contextlib
import html
import json
import shutil
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from voicemock.errors import LockedError, StoreError
from voicemock.files.atomic import write_whole
from voicemock.files.private import read_private
from voicemock.history.answer_lock import in_use
from voicemock.history.database import Database
from voicemock.history.layout import (
    PLAN,
    is_database,
    is_folder,
    left_in,
    names_in,
    own_name,
    own_within,
    without_part,
)
from voicemock.history.refusals import not_one
from voicemock.history.rows import folders, is_id, sidecar_of
from voicemock.i18n import _
from voicemock.i18n.library_messages import said
from voicemock.values.document import from_json, to_json


@dataclass(frozen=True)
class Forgotten:
    """The ids of the answers, what else went with them, and what is none of ours and stays."""

    ids: tuple[str, ...]
    also: tuple[str, ...] = ()
    left: tuple[str, ...] = ()


class Forgetting:
    """Removes answers of one data folder."""

    def __init__(self, data: Path, database: Database) -> None:
        self._data = data
        self._database = database

    def some(self, references: Sequence[str]) -> Forgotten:
        """Forget the answers and recordings of these ids or beginnings.

        Raises:
            NotFoundError: there is none, or several begin so; nothing is removed.
            StoreError: something could not be removed; the message says what was.
        """
        there = {one.name for one in (self._data / "answers").glob("*") if is_id(one.name)}
        there |= set(self._database.run(_ids))
        there |= {one.name for one in own_within(self._data / "drills")}
        ids = sorted({_one_of(there, reference) for reference in references})
        if self._database.only_read:
            raise _unremovable(self._data, _("it is only read"))
        self._refuse_in_use(ids)
        done: list[str] = []
        sittings: set[str] = set()
        try:
            for one in ids:
                noted = sidecar_of(self._data / "answers" / one).get("session_id")
                known = self._database.write(partial(self._remove, answer_id=one))
                done.append(one)
                sittings |= {each for each in (noted, *known) if isinstance(each, str)}
        except StoreError as error:
            if not done:
                raise
            refusals = [str(error)]
            try:
                self._remove_traces(sittings)
            except StoreError as another:
                refusals.append(str(another))
            text = _("{error} Removed before that: {ids}")
            raise StoreError(text.format(error=" ".join(refusals), ids=", ".join(done))) from error
        return Forgotten(tuple(ids), self._remove_traces(sittings))

    def _remove_traces(self, sittings: set[str]) -> tuple[str, ...]:
        """What is left of answers whose folders and rows are gone; the names of what went."""
        also = self._remove_beside(sittings)
        try:
            self._database.run(clean)
        except LockedError as error:
            raise StoreError(
                _(
                    "The answers are removed, but another program uses the history: traces may be left "
                    "in {path} until the history is checked."
                ).format(path=self._database.path)
            ) from error
        return also

    def all(self) -> Forgotten:
        """Forget everything, stories and exercises, too; the folder itself where nothing else is in it.

        Raises:
            StoreError: something could not be removed.
        """
        answers = self._data / "answers"
        also: dict[str, None] = {}
        try:
            ids = [one for one in names_in(answers) if is_id(one) and is_folder(answers / one)]
            self._refuse_in_use([*ids, *names_in(self._data / "drills")])
            foreign = self._database.is_foreign()
            if foreign:
                self._database.close()
            else:
                self._database.refuse_locked()
            for one in ids:  # also where answers is a link
                _delete(answers / one)
            for name in names_in(self._data):
                own = own_name(self._data / name)
                if own and not (foreign and is_database(name)) and _remove_own(self._data / name):
                    also[own] = None
            left = tuple(left_in(self._data))
        except OSError as error:
            raise _unremovable(self._data, error.strerror) from error
        if not left:
            with contextlib.suppress(OSError):
                self._data.rmdir()
        return Forgotten(tuple(ids), tuple(one for one in also if one != "answers"), left)

    def _refuse_in_use(self, ids: Iterable[str]) -> None:
        for one in ids:
            takes = (self._data / "drills" / one / "answers").glob("*")
            if in_use(self._data / "answers" / one) or any(map(in_use, takes)):
                raise StoreError(
                    _("The answer {id} is being recorded; end that practice first.").format(id=one)
                )

    def _remove(self, db: sqlite3.Connection, answer_id: str) -> list[object]:
        """Remove an answer's row and folder; the sitting the row had."""
        path = self._data / "answers" / answer_id
        had = db.execute("SELECT session_id FROM answer WHERE id = ?", [answer_id]).fetchall()
        db.execute("DELETE FROM answer WHERE id = ?", [answer_id])
        db.execute("DELETE FROM session WHERE id NOT IN (SELECT session_id FROM answer "
                   "WHERE session_id IS NOT NULL)")  # fmt: skip
        try:
            self._let_go(db, answer_id)
            _delete(path)
            _delete(self._data / "drills" / answer_id)
        except OSError as error:
            raise _unremovable(path, error.strerror) from error
        return [row["session_id"] for row in had]

    def _let_go(self, db: sqlite3.Connection, answer_id: str) -> None:
        """Answers that go on from this one do not name it any more."""
        query = "SELECT id, document FROM answer WHERE instr(document, ?)"
        for row in db.execute(query, [answer_id]).fetchall():
            with contextlib.suppress(StoreError, TypeError):
                answer = from_json(row["document"])
                if answer.follows != answer_id or answer.id != row["id"] or not is_id(answer.id):
                    continue
                document = to_json(replace(answer, follows=None))
                write_whole(self._data / "answers" / answer.id / "answer.json", document + "\n")
                db.execute("UPDATE answer SET document = ? WHERE id = ?", [document, answer.id])
        for folder in folders(self._data):
            if _tells(folder / "report.html", {answer_id}):
                _delete(folder / "report.html")
            sidecar = sidecar_of(folder)
            follows = sidecar.get("follows")
            if isinstance(follows, list) and answer_id in follows:
                sidecar["follows"] = [one for one in follows if one != answer_id]
                write_whole(folder / "recording.json", json.dumps(sidecar, ensure_ascii=False))

    def _remove_beside(self, sittings: set[str]) -> tuple[str, ...]:
        """The page of all answers, their sittings' plans, and what cannot be looked into."""
        marks = {
            f'"session_id": {json.dumps(one, ensure_ascii=ascii_only)}'
            for one in sittings
            for ascii_only in (True, False)
        }
        also: dict[str, None] = {}
        for path in sorted(self._data.glob("*")):
            own = own_name(path)
            if own == PLAN:
                about = _tells(path, marks)
            else:
                about = own == "progress.html" or (own is not None and ".damaged-" in path.name)
            if about:
                try:
                    _delete(path)
                except OSError as error:
                    raise _unremovable(path, error.strerror) from error
                also[without_part(path.name)] = None
        return tuple(also)


def _remove_own(path: Path) -> bool:
    """Remove what has a name of ours; whether anything went. Somebody else's within stays."""
    if path.is_symlink() or not path.is_dir():
        _delete(path)
        return True
    ours = own_within(path)
    for one in ours:
        _delete(one)
    if names_in(path):
        return bool(ours)
    path.rmdir()
    return True


def _ids(db: sqlite3.Connection) -> list[str]:
    return [row["id"] for row in db.execute("SELECT id FROM answer") if is_id(row["id"])]


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
        raise not_one(reference, several=bool(found))
    return found[0]


def _tells(path: Path, marks: set[str]) -> bool:
    """Whether a file of ours holds one of these; a damaged one may."""
    try:
        text = read_private(path)
    except UnicodeDecodeError:
        return True
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
