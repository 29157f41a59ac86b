"""What can be wrong with the database, and the lines that tell it."""

from __future__ import annotations

import errno
import os
import sqlite3
from pathlib import Path
from typing import Literal

from voicemock.errors import LockedError, NotFoundError, StoreError, reason_of
from voicemock.i18n import _
from voicemock.i18n.library_messages import said

Trouble = Literal["locked", "damaged", "unwritable", "full", "other"]
_KINDS: dict[int, Trouble] = {
    sqlite3.SQLITE_BUSY: "locked",
    sqlite3.SQLITE_LOCKED: "locked",
    sqlite3.SQLITE_CORRUPT: "damaged",
    sqlite3.SQLITE_NOTADB: "damaged",
    sqlite3.SQLITE_ERROR: "damaged",  # our fixed statements fail only where a table is not ours
    sqlite3.SQLITE_READONLY: "unwritable",
    sqlite3.SQLITE_CANTOPEN: "unwritable",
    sqlite3.SQLITE_PERM: "unwritable",
    sqlite3.SQLITE_FULL: "full",
    sqlite3.SQLITE_IOERR: "full",
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
    return _KINDS.get(code & 0xFF, "other")


def refusal(error: BaseException, path: Path) -> StoreError:
    """The refusal of a database that cannot be used, by what went wrong with it."""
    kind = trouble(error)
    if kind == "locked":
        text = _("Another program keeps the history {path} locked; close it and try again.")
        return LockedError(text.format(path=path))
    if kind == "full":
        text = _(
            "The history {path} could not be written ({reason}): make room; "
            "the answers are kept in their folders."
        )
        return StoreError(text.format(path=path, reason=said(reason_of(error))))
    reason = said(error.strerror if isinstance(error, OSError) else reason_of(error))
    if isinstance(error, OSError) and not os.path.lexists(path):
        text = _("Nothing can be saved in {folder} ({reason}); choose another folder.")
        return StoreError(text.format(folder=path.parent, reason=reason))
    text = _(
        "The history {path} cannot be used ({reason}); move it away, the recordings beside it stay."
    )
    return StoreError(text.format(path=path, reason=reason))


def not_one(reference: str, *, several: bool) -> NotFoundError:
    """The refusal of an id, or the beginning of one, that is not exactly one answer's."""
    text = (
        _("Several answers begin with {id}; give more of it.")
        if several
        else _("There is no answer {id}; choose one of your history.")
    )
    return NotFoundError(text.format(id=reference))
