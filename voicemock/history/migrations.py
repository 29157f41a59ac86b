"""The database's shape, step by step. A step, once released, is never changed.

Each is committed together with the record that it was done (sqlite-utils' migrations).
"""

from __future__ import annotations

from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

migrations = Migrations("voicemock")


@migrations()
def m001_sessions_and_answers(db: Database) -> None:
    """A sitting, and the answers given in it.

    ``document`` is the answer as published (schema 1); what is asked for often stands beside it.
    Sound is not in here: it lies in ``answers/<id>/answer.wav``.
    """
    db.execute(
        """
        CREATE TABLE session (
            id TEXT PRIMARY KEY,          -- 2026-11-22T10-31-07-a3f1, local time
            language TEXT NOT NULL,       -- zh, en
            pack TEXT                     -- the pack's id
        )
        """
    )
    db.execute(
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
        """
    )
    db.execute("CREATE INDEX answer_by_question ON answer (question_id, id)")
