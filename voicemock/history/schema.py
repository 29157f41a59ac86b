"""The database's tables, and whose a database is: ours, a newer voicemock's or another program's.

It is an index of the answers' folders and can be made again from them at any time: an older form is
not brought to the present one step by step, but set aside like a damaged one. Which form it has is
noted as sqlite-utils notes migrations, with which it was made before, so that every voicemock that
there was can tell.
"""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from voicemock.errors import NewerError, StoreError
from voicemock.history.refusals import Damaged
from voicemock.history.rows import agree, writing
from voicemock.i18n import _

_FORMS = ("m001_sessions_and_answers",)
"""All forms there were, by name, the present one last; a newer voicemock's is not among them."""
_NOTED = "_sqlite_migrations"
_COLUMNS = {
    "session": {"id", "language", "pack"},
    "answer": {"id", "session_id", "language", "question_id", "pace", "sha256", "document"},
}
_TABLES = (
    f"""
    CREATE TABLE IF NOT EXISTS {_NOTED} (
        id INTEGER PRIMARY KEY,
        migration_set TEXT,           -- voicemock
        name TEXT,
        applied_at TEXT
    )
    """,
    f"""
    CREATE UNIQUE INDEX IF NOT EXISTS idx_{_NOTED}_migration_set_name
        ON {_NOTED} (migration_set, name)
    """,
    """
    CREATE TABLE session (
        id TEXT PRIMARY KEY,          -- 2026-11-22T10-31-07-a3f1, local time
        language TEXT NOT NULL,       -- zh, en
        pack TEXT                     -- the pack's id
    )
    """,
    # the document is the answer as published (schema 1); what is asked for often stands beside it
    """
    CREATE TABLE answer (
        id TEXT PRIMARY KEY,          -- as a session's
        session_id TEXT REFERENCES session (id),
        language TEXT NOT NULL,
        question_id TEXT,             -- NULL: an analyzed file that answers none
        pace REAL,                    -- units a minute, NULL: not graded
        sha256 TEXT NOT NULL,         -- of the recording
        document TEXT NOT NULL
    )
    """,
    "CREATE INDEX answer_by_question ON answer (question_id, id)",
)

Owner = Literal["nobody", "ours", "newer", "foreign"]


def owner(db: sqlite3.Connection) -> Owner:
    """Whose tables these are; nobody's where there are none yet.

    Raises:
        Damaged: a table or a column of ours is missing, or there is what we never made.
    """
    kinds = {row["name"]: row["type"] for row in db.execute("SELECT type, name FROM sqlite_master")}
    tables = {name for name, kind in kinds.items() if kind == "table"}
    made = _made(db) if _NOTED in tables else set()
    others = {name for name in tables if not name.startswith("sqlite_")} - {_NOTED}
    if others and not made and not any(_has_columns(db, table) for table in _COLUMNS):
        return "foreign"
    if made - set(_FORMS):
        return "newer"
    if not made and kinds.get(_NOTED, "table") == "table":
        return "nobody"
    whole = all(table in tables and _has_columns(db, table) for table in _COLUMNS)
    if _FORMS[-1] not in made or not whole or {"view", "trigger"} & set(kinds.values()):
        raise Damaged(_("its tables are not as they should be"))
    return "ours"


def _made(db: sqlite3.Connection) -> set[str]:
    if "migration_set" not in _columns(db, _NOTED):
        return set()
    query = f"SELECT name FROM {_NOTED} WHERE migration_set = 'voicemock'"  # noqa: S608  (fixed)
    return {row["name"] for row in db.execute(query)}


def _columns(db: sqlite3.Connection, table: str) -> set[str]:
    return {row["name"] for row in db.execute(f"PRAGMA table_info({table})")}


def _has_columns(db: sqlite3.Connection, table: str) -> bool:
    return _COLUMNS[table] <= _columns(db, table)


def make(db: sqlite3.Connection) -> None:
    """Make the tables, and note it."""
    for statement in _TABLES:
        db.execute(statement)
    note = f"INSERT INTO {_NOTED} (migration_set, name, applied_at) VALUES ('voicemock', ?, ?)"  # noqa: S608  (fixed)
    db.execute(note, [_FORMS[-1], str(datetime.now(UTC))])


def bring_up(db: sqlite3.Connection, data: Path, own: set[str]) -> int:
    """Bring a database in line with the folders, its tables first where it has none.

    Returns how many answers it took in, those of ``own`` aside.

    Raises:
        Damaged: a table or a column is missing, or there is what we never made.
        StoreError: another program made it, or the folders cannot be read.
        NewerError: a newer voicemock made it.
    """
    whose = owner(db)
    if whose == "nobody":
        with writing(db):
            if owner(db) == "nobody":  # no other process was quicker
                make(db)
        whose = owner(db)
    refuse(whose, data / "history.db")
    return len(agree(db, data) - own)


def refuse(whose: Owner, path: Path) -> None:
    """Leave alone what is not ours.

    Raises:
        StoreError: another program made it.
        NewerError: a newer voicemock made it.
    """
    if whose == "newer":
        text = _(
            "The history {path} was made by a newer voicemock; update voicemock, or choose "
            "another folder."
        )
        raise NewerError(text.format(path=path))
    if whose == "foreign":
        text = _(
            "{path} is another program's database, not a history; it is left as it is: choose "
            "another folder."
        )
        raise StoreError(text.format(path=path))
