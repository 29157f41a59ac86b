"""What shape a database has: ours, an older one's, a newer one's, or none any more."""

from __future__ import annotations

import errno
import sqlite3
from pathlib import Path
from typing import Literal

from voicemock.errors import NewerError, StoreError
from voicemock.history.rows import agree, difference, writing
from voicemock.i18n import _

STEPS = ("m001_sessions_and_answers",)
"""What `voicemock.history.migrations` does, by name."""
_COLUMNS = {
    "session": {"id", "language", "pack"},
    "answer": {"id", "session_id", "language", "question_id", "pace", "sha256", "document"},
}
_STEPS_TAKEN = "_sqlite_migrations"

Trouble = Literal["locked", "damaged", "unwritable", "full", "other"]
_CODES: dict[Trouble, tuple[int, ...]] = {
    "locked": (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED),
    # SQLITE_ERROR: our fixed statements fail only where a table or a column is not ours
    "damaged": (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_ERROR),
    "unwritable": (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM),
    "full": (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR),
}


class Damaged(Exception):  # noqa: N818  (seen by nobody)
    """The database is not what we wrote."""


def trouble(error: BaseException) -> Trouble:
    """What kind of failure this is."""
    if isinstance(error, Damaged):
        return "damaged"
    if isinstance(error, OSError):
        refused = isinstance(error, PermissionError) or error.errno == errno.EROFS
        return "unwritable" if refused else "other"
    code = getattr(error, "sqlite_errorcode", None)
    if code is None:  # sqlite3's own: text that is no UTF-8
        return "damaged" if isinstance(error, sqlite3.OperationalError) else "other"
    return next((kind for kind, codes in _CODES.items() if code & 0xFF in codes), "other")


def bring_up(db: sqlite3.Connection, data: Path, own: set[str]) -> int:
    """Bring a database into its present shape and in line with the folders.

    Returns how many answers it took in, those of ``own`` aside.

    Raises:
        Damaged: a table or a column is missing, or there is what we never made.
        StoreError: another program made it, or the folders cannot be read.
        NewerError: a newer voicemock made it.
    """
    if is_foreign(db):
        raise foreign(data / "history.db")
    if is_newer(db):  # it was locked when it was looked at before
        raise newer(data / "history.db")
    if not _in_shape(db):
        with writing(db):
            _migrate(db)
        if not _in_shape(db):
            raise _unlike()
    found = difference(db, data)
    if found.missing or found.gone:
        with writing(db):
            agree(db, found)
    return sum(one.answer.id not in own for one in found.missing)


def newer(path: Path) -> NewerError:
    """The refusal of a database that a newer voicemock made."""
    return NewerError(
        _(
            "The history {path} was made by a newer voicemock; update voicemock, "
            "or give another folder with --data-dir."
        ).format(path=path)
    )


def foreign(path: Path) -> StoreError:
    """The refusal of another program's database."""
    return StoreError(
        _(
            "{path} is another program's database, not a history; it is left as it is: give another "
            "folder with --data-dir."
        ).format(path=path)
    )


def _unlike() -> Damaged:
    return Damaged(_("its tables are not as they should be"))


def is_foreign(db: sqlite3.Connection) -> bool:
    """Whether there are tables, and not one that voicemock made."""
    listed = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    tables = {row["name"] for row in db.execute(listed)}
    if not tables - {_STEPS_TAKEN}:
        return False
    if _STEPS_TAKEN in tables and "migration_set" in _columns(db, _STEPS_TAKEN):
        ours = f"SELECT 1 FROM {_STEPS_TAKEN} WHERE migration_set = 'voicemock' LIMIT 1"  # noqa: S608  (fixed)
        if db.execute(ours).fetchone():
            return False
    return not any(columns <= _columns(db, table) for table, columns in _COLUMNS.items())


def _columns(db: sqlite3.Connection, table: str) -> set[str]:
    return {row["name"] for row in db.execute(f"PRAGMA table_info({table})")}


def is_newer(db: sqlite3.Connection) -> bool:
    """Whether steps were taken that we do not know."""
    known = (
        "SELECT count(*) FROM sqlite_master WHERE name = '_sqlite_migrations' AND type = 'table'"
    )
    done = "SELECT name FROM _sqlite_migrations WHERE migration_set = 'voicemock'"
    if not db.execute(known).fetchone()[0]:
        return False
    return any(row["name"] not in STEPS for row in db.execute(done))


def _in_shape(db: sqlite3.Connection) -> bool:
    """Whether nothing is left to migrate.

    Raises:
        Damaged: it should be in shape, but is not.
    """
    there = {row["name"]: row["type"] for row in db.execute("SELECT type, name FROM sqlite_master")}
    if _STEPS_TAKEN not in there:
        return False
    if there[_STEPS_TAKEN] != "table":
        raise _unlike()
    done = "SELECT count(*) FROM _sqlite_migrations WHERE migration_set = 'voicemock'"
    if db.execute(done).fetchone()[0] < len(STEPS):
        return False
    for table, columns in _COLUMNS.items():
        if there.get(table) != "table" or not columns <= _columns(db, table):
            raise _unlike()
    if {"view", "trigger"} & set(there.values()):
        raise _unlike()
    return True


def _migrate(db: sqlite3.Connection) -> None:
    """Take the steps that are left.

    sqlite-utils, which does it, imports NumPy: a fifth of a second that a database in shape saves.
    """
    from sqlite_utils import Database as Migrated

    from voicemock.history.migrations import migrations

    migrations.apply(Migrated(db))
