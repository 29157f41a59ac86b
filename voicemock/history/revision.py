"""An answer that was put right: its document in the place of the first one, which is kept beside it."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from voicemock.errors import StoreError
from voicemock.files.atomic import write_whole
from voicemock.files.private import read_private
from voicemock.history.rows import Kept, put
from voicemock.i18n import _
from voicemock.i18n.library_messages import why
from voicemock.values.answer import Answer
from voicemock.values.document import from_json, to_json

ORIGINAL = "original.json"


def original_of(folder: Path, answer: Answer) -> Answer:
    """An answer as it was first; itself where nothing was put right.

    Raises:
        StoreError: what was kept aside cannot be read.
    """
    if not answer.edits:
        return answer
    found = from_json(_read(folder / ORIGINAL))
    if found.id != answer.id or found.edits:
        raise _unreadable(folder / ORIGINAL, _("it is another answer's"))
    return found


def keep(db: sqlite3.Connection, folder: Path, answer: Answer) -> None:
    """Within a transaction: write an answer's document and row; without edits the first ones again.

    Raises:
        StoreError: they could not be written.
    """
    original, path = folder / ORIGINAL, folder / "answer.json"
    try:
        if answer.edits:
            document = to_json(answer)
            if not original.exists():
                write_whole(original, _read(path))
        else:
            document = _read(original).rstrip("\n") if original.exists() else to_json(answer)
        write_whole(path, document + "\n")
        put(db, Kept(answer, document))
        if not answer.edits:
            original.unlink(missing_ok=True)
    except OSError as error:
        text = _("The answer could not be changed ({reason}); it is as it was.")
        raise StoreError(text.format(reason=why(error))) from error


def _read(path: Path) -> str:
    try:
        return read_private(path)
    except (OSError, ValueError) as error:
        raise _unreadable(path, why(error) if isinstance(error, OSError) else str(error)) from error


def _unreadable(path: Path, reason: str) -> StoreError:
    text = _("{path} cannot be read ({reason}); the answer stays as it is.")
    return StoreError(text.format(path=path, reason=reason))
