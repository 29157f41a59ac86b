"""The database's rows: put in, and made to agree with the answers' folders."""

from __future__ import annotations

import contextlib
import json
import os
import re
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from voicemock.errors import StoreError
from voicemock.files.private import read_private
from voicemock.i18n import _
from voicemock.i18n.library_messages import why
from voicemock.values.answer import Answer
from voicemock.values.document import from_json, to_json

_ID = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}-[0-9]{2}-[0-9]{2}-[0-9a-f]{4}")
_LONGEST_NAME = 200


def is_id(text: object) -> bool:
    """Whether this is an answer's id, and so safe as the name of a folder."""
    return isinstance(text, str) and _ID.fullmatch(text) is not None


def folders(data: Path) -> Iterator[Path]:
    """The folders of answers, oldest first; what has another name, or is a link, is none of them.

    Raises:
        StoreError: they are there but cannot be read.
    """
    path = data / "answers"
    try:
        with os.scandir(path) as entries:
            names = [e.name for e in entries if is_id(e.name) and e.is_dir(follow_symlinks=False)]
    except (FileNotFoundError, NotADirectoryError):
        return
    except OSError as error:
        raise StoreError(
            _("{path} could not be read ({reason}); mend that, your answers are in it.").format(
                path=path, reason=why(error)
            )
        ) from error
    for name in sorted(names):
        yield path / name


def is_saved(folder: Path) -> bool:
    """Whether a folder has an answer's document, as far as one may look into it."""
    return os.path.exists(folder / "answer.json")


def sidecar_of(folder: Path) -> dict[str, Any]:
    """What ``recording.json`` says of a recording, empty where it cannot be read."""
    try:
        found = json.loads(read_private(folder / "recording.json"))
    except (OSError, ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def free_name(path: Path) -> Path:
    """A name beside a damaged file to set it aside under."""
    name = f"{path.name}.damaged-{datetime.now().astimezone():%Y-%m-%dT%H-%M-%S}"
    found, number = path.with_name(name), 1
    while found.exists():
        number += 1
        found = path.with_name(f"{name}-{number}")
    return found


@dataclass(frozen=True)
class Kept:
    """An answer and its document; ``session_id`` and ``pack_id`` as far as they are known."""

    answer: Answer
    document: str
    session_id: str | None = None
    pack_id: str | None = None


def kept_in(folder: Path) -> Kept | None:
    """The answer of a folder, None where it has none that can be read."""
    try:
        answer = from_json(read_private(folder / "answer.json"))
        document = to_json(answer)
        document.encode()
    except (OSError, ValueError, StoreError):
        return None
    if answer.id != folder.name:
        return None
    sidecar = sidecar_of(folder)
    return Kept(answer, document, _name(sidecar.get("session_id")), _name(sidecar.get("pack_id")))


def _name(value: object) -> str | None:
    """A name the database takes, None where it is none."""
    if not isinstance(value, str) or len(value) > _LONGEST_NAME:
        return None
    return value if value.isprintable() else None


def agree(db: sqlite3.Connection, data: Path) -> set[str]:
    """Make the rows agree with the folders; the ids of the answers that were taken in.

    The rows are read first: an answer that another voicemock saves meanwhile has its folder, and
    so is not taken for one that was deleted. Nor are those of which nothing can be seen: where all
    folders are missing at once, their disk is.

    Raises:
        StoreError: the folders cannot be read.
    """
    known = {row["id"] for row in db.execute("SELECT id FROM answer")}
    saved = {one.name: one for one in folders(data) if is_saved(one)}
    read = (kept_in(folder) for name, folder in saved.items() if name not in known)
    missing = [one for one in read if one is not None]
    seen = os.path.isdir(data / "answers")
    gone = [one for one in known if seen and one not in saved and not _is_hidden(data, one)]
    if missing or gone:
        with writing(db):
            db.execute("DELETE FROM answer WHERE id IS NULL")  # which no list of ids does
            db.executemany("DELETE FROM answer WHERE id = ?", [[one] for one in gone])
            for one in missing:
                put(db, one)
    return {one.answer.id for one in missing}


def _is_hidden(data: Path, answer_id: object) -> bool:
    """Whether an answer's folder may be there, but cannot be looked into."""
    if not isinstance(answer_id, str) or not is_id(answer_id):
        return False
    try:
        os.stat(data / "answers" / answer_id / "answer.json")
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError:
        return True
    return False


def put(db: sqlite3.Connection, kept: Kept) -> None:
    """Put an answer in; one that is there says the same then, and stays in its place and sitting."""
    answer = kept.answer
    if kept.session_id is not None:
        db.execute(
            "INSERT OR IGNORE INTO session (id, language, pack) VALUES (?, ?, ?)",
            [kept.session_id, answer.language, kept.pack_id],
        )
    db.execute(
        "INSERT INTO answer (id, session_id, language, question_id, pace, sha256, document) "
        "VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET "
        "session_id = coalesce(session_id, excluded.session_id), language = excluded.language, "
        "question_id = excluded.question_id, pace = excluded.pace, sha256 = excluded.sha256, "
        "document = excluded.document",
        [
            answer.id,
            kept.session_id,
            answer.language,
            answer.question.id if answer.question else None,
            answer.pace.value,
            answer.recording.sha256,
            kept.document,
        ],
    )


@contextlib.contextmanager
def writing(db: sqlite3.Connection) -> Iterator[None]:
    """A transaction that waits its turn.

    A deferred one, upgraded to writing while another process does the same, is refused at once
    whatever the busy timeout.
    """
    db.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        with contextlib.suppress(sqlite3.Error):  # what went wrong may have ended it
            db.execute("ROLLBACK")
        raise
    db.execute("COMMIT")
