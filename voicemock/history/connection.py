"""Connections to the database's file, and a copy of it in memory where it can only be read."""

from __future__ import annotations

import contextlib
import sqlite3
from pathlib import Path

from voicemock.history.refusals import Damaged
from voicemock.history.schema import bring_up


def connected(where: Path | str, timeout_s: float = 5.0) -> sqlite3.Connection:
    """A connection to a file, or to what a URI names; any thread may use it, in its turn."""
    db = sqlite3.connect(
        where, timeout_s, isolation_level=None, check_same_thread=False, uri=isinstance(where, str)
    )
    db.row_factory = sqlite3.Row
    return db


def prepare(db: sqlite3.Connection) -> None:
    """Trust nothing that stands in a database, and leave no words behind in it or elsewhere."""
    db.execute("PRAGMA trusted_schema = OFF")
    db.execute("PRAGMA cell_size_check = ON")
    db.execute("PRAGMA temp_store = MEMORY")  # no words in files elsewhere
    db.execute("PRAGMA foreign_keys = ON")
    db.execute("PRAGMA secure_delete = ON")  # a deleted answer's words go, too


def reader(path: Path, how: str = "mode=ro", timeout_s: float = 5.0) -> sqlite3.Connection:
    """A connection that changes nothing."""
    return connected(f"{path.absolute().as_uri()}?{how}", timeout_s)


def in_memory(path: Path, own: set[str], *, damaged: bool) -> sqlite3.Connection:
    """The history in memory: of the file unless it is damaged, and of the folders beside it.

    Raises:
        StoreError: another program or a newer voicemock made it, or the folders cannot be read.
    """
    for how in (None,) if damaged else ("mode=ro", "immutable=1", None):
        db = connected(":memory:")
        try:
            if how is not None:
                with contextlib.closing(reader(path, how)) as source:
                    source.backup(db)
            prepare(db)
            if how is not None and db.execute("PRAGMA quick_check").fetchone()[0] != "ok":
                raise Damaged(how)
            bring_up(db, path.parent, own)
        except BaseException as error:
            db.close()
            if how is None or not isinstance(error, (sqlite3.Error, Damaged)):
                raise
        else:
            return db
    raise AssertionError
