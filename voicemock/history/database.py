"""The file ``history.db``: opened when it is needed, mended where it is damaged.

All that it holds stands in the folders of the answers, too, so that a damaged one costs nothing:
it is set aside and made again. One that a newer voicemock made is never written to; where nothing
can be written at all, a copy in memory answers what is asked.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from voicemock.errors import LockedError, StoreError, reason_of
from voicemock.files.private import NO_LINK, private_dir
from voicemock.history.folder_lock import alone
from voicemock.history.rows import folders, free_name, is_saved
from voicemock.history.schema import (
    Damaged,
    bring_up,
    foreign,
    is_foreign,
    is_newer,
    newer,
    trouble,
)
from voicemock.i18n import _, ngettext
from voicemock.i18n.library_messages import said, why

T = TypeVar("T")

BESIDE = ("-wal", "-shm", "-journal")
"""What SQLite keeps beside a database."""
_PATIENCE_MS = 5000
_TRIES = 4


class Database:
    """The database of a data folder. ``tell`` is called with a line when it had to be mended."""

    def __init__(self, data: Path, tell: Callable[[str], None]) -> None:
        self._data = data
        self._tell = tell
        self._db: sqlite3.Connection | None = None
        self._file: tuple[int, int] | None = None
        self._waited = False
        self.own: set[str] = set()
        """Answers of this run: that they are not in the database yet is no wonder."""
        self.only_read = False
        """Whether nothing can be written, and this is a copy in memory."""
        self.bereft = ""
        """The line that was told when all folders of answers were missing."""

    @property
    def path(self) -> Path:
        """The file."""
        return self._data / "history.db"

    def run(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """What ``work`` finds or does; a second time where the database had to be mended before.

        Raises:
            LockedError: another program keeps it locked.
            NewerError: a newer voicemock made it.
            StoreError: it cannot be used for another reason.
        """
        mended = False
        if not self.only_read and self._now() != self._file:
            self.close()  # another voicemock removed it, or made it again
        for last in (*[False] * _TRIES, True):
            try:
                return work(self._connection())
            except (sqlite3.Error, OSError, Damaged) as error:
                file = self._file
                self.close()
                if not last and file is not None and self._now() != file:
                    continue  # another voicemock removed it, or made it again
                if last or mended or trouble(error) != "damaged":
                    raise self._refusal(error) from error
                mended = True
                self.mend(reason_of(error), file)
        raise AssertionError

    def _now(self) -> tuple[int, int] | None:
        """Which file is there."""
        try:
            status = self.path.stat()
        except OSError:
            return None
        return status.st_dev, status.st_ino

    def examine(self) -> set[str]:
        """Look at all of the file before anything in it is changed; the ids of its answers.

        Damage is mended at once.

        Raises:
            LockedError: another program keeps it locked.
            NewerError: a newer voicemock made it.
            StoreError: another program made it.
        """
        if not self.path.is_file() or not self.path.stat().st_size:
            return set()
        self._refuse_others()
        file = self._now()
        try:
            with contextlib.closing(self._reader("mode=ro")) as db:
                ids = {row["id"] for row in db.execute("SELECT id FROM answer")}
                reason = str(db.execute("PRAGMA integrity_check(1)").fetchone()[0])
        except sqlite3.Error as error:
            if trouble(error) == "locked":
                raise self._refusal(error) from error
            return set()  # opening it tells
        if reason != "ok":
            self.mend(reason.splitlines()[0], file)
        return ids

    def is_foreign(self) -> bool:
        """Whether the file is another program's database, as far as it can be looked into now."""
        if not self.path.is_file() or not self.path.stat().st_size:
            return False
        try:
            with contextlib.closing(self._reader("mode=ro", timeout_s=0)) as db:
                return is_foreign(db)
        except sqlite3.Error:
            return False

    def refuse_locked(self) -> None:
        """Let go of the file, unless another program writes it.

        Raises:
            LockedError: one does.
        """
        self.close()
        if not self.path.is_file():
            return
        try:
            with contextlib.closing(sqlite3.connect(self.path, isolation_level=None)) as db:
                db.execute(f"PRAGMA busy_timeout = {_PATIENCE_MS}")
                db.execute("BEGIN EXCLUSIVE")
                db.execute("ROLLBACK")
        except sqlite3.Error as error:
            if trouble(error) == "locked":
                raise self._refusal(error) from error

    def close(self) -> None:
        """Let go of the file."""
        if self._db is not None:
            with contextlib.suppress(sqlite3.Error):
                self._db.close()
            self._db = None

    def _refusal(self, error: BaseException) -> StoreError:
        kind = trouble(error)
        if kind == "locked":
            self._waited = True
            text = _("Another program keeps the history {path} locked; close it and try again.")
            return LockedError(text.format(path=self.path))
        if kind == "full":
            text = _(
                "The history {path} could not be written ({reason}): make room; "
                "the answers are kept in their folders."
            )
            return StoreError(text.format(path=self.path, reason=said(reason_of(error))))
        if isinstance(error, OSError) and not os.path.lexists(self.path):
            text = _("Nothing can be saved in {folder} ({reason}); give another with --data-dir.")
            return StoreError(text.format(folder=self._data, reason=why(error)))
        return StoreError(
            _(
                "The history {path} cannot be used ({reason}); move it away, "
                "the recordings beside it stay."
            ).format(path=self.path, reason=why(error))
        )

    # -- opening ------------------------------------------------------------------------

    def _connection(self, *, mending: bool = False) -> sqlite3.Connection:
        if self._db is None:
            self._refuse_others()
            try:
                self._db = self._opened(mending=mending)
            except (sqlite3.Error, OSError) as error:
                if trouble(error) != "unwritable":
                    raise
                self._db = self._copy(error)
        return self._db

    def _opened(self, *, mending: bool) -> sqlite3.Connection:
        private_dir(self._data)
        for ending in BESIDE:
            beside = self.path.with_name(self.path.name + ending)
            if beside.is_symlink():  # SQLite lays none, and would refuse it
                beside.unlink()
        if mending or self._size():
            return self._open_file()[0]
        with alone(self._data):
            size = self._size()
            if size == 0 and self._left_beside() and self._saved():
                self._file = self._now()
                raise Damaged(_("it is empty"))
            db, count = self._open_file()
        if count and not size:
            self._tell(
                ngettext(
                    "The history {path} was gone; it is made again from {count} answer.",
                    "The history {path} was gone; it is made again from {count} answers.",
                    count,
                ).format(path=self.path, count=count)
            )
        return db

    def _open_file(self) -> tuple[sqlite3.Connection, int]:
        """A connection, in shape, and how many answers had to be taken in."""
        descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT | NO_LINK, 0o600)
        status = os.fstat(descriptor)
        os.close(descriptor)
        self._file = status.st_dev, status.st_ino
        db = sqlite3.connect(self.path, isolation_level=None)
        try:
            self._prepare(db)
            count = bring_up(db, self._data, self.own)
            self._mind_missing(db)
            return db, count
        except BaseException:
            db.close()
            raise

    def _mind_missing(self, db: sqlite3.Connection) -> None:
        """Say once where the folders of all answers are missing."""
        folder = self._data / "answers"
        if self.bereft or os.path.isdir(folder):
            return
        (count,) = db.execute("SELECT count(*) FROM answer").fetchone()
        if count:
            self.bereft = ngettext(
                "{folder} is missing; {count} answer stays in the history without its recording. "
                "Bring the folder back; if you deleted it, make an empty one.",
                "{folder} is missing; {count} answers stay in the history without their "
                "recordings. Bring the folder back; if you deleted it, make an empty one.",
                count,
            ).format(folder=folder, count=count)
            self._tell(self.bereft)

    def _size(self) -> int | None:
        """Bytes of the file, None where there is none."""
        try:
            return self.path.stat().st_size
        except FileNotFoundError:
            return None

    def _prepare(self, db: sqlite3.Connection) -> None:
        db.row_factory = sqlite3.Row
        patience_ms = _PATIENCE_MS // 10 if self._waited else _PATIENCE_MS  # once is enough
        db.execute(f"PRAGMA busy_timeout = {patience_ms}")
        db.execute("PRAGMA trusted_schema = OFF")
        db.execute("PRAGMA cell_size_check = ON")
        db.execute("PRAGMA temp_store = MEMORY")  # no words in files elsewhere
        db.execute("PRAGMA foreign_keys = ON")
        db.execute("PRAGMA secure_delete = ON")  # a deleted answer's words go, too

    def _refuse_others(self) -> None:
        """Look before anything is opened for writing, which alone may change the file."""
        if not self.path.is_file() or not self.path.stat().st_size:
            return  # SQLite would remove what lies beside an empty one
        try:
            with contextlib.closing(self._reader("mode=ro", timeout_s=0)) as db:
                others = is_foreign(db)
                found = not others and is_newer(db)
        except sqlite3.Error:
            return  # whatever it is, opening it tells
        if others:
            raise foreign(self.path)
        if found:
            raise newer(self.path)

    def _reader(self, how: str, timeout_s: float = 5.0) -> sqlite3.Connection:
        db = sqlite3.connect(
            f"{self.path.absolute().as_uri()}?{how}", uri=True, timeout=timeout_s,
            isolation_level=None,
        )  # fmt: skip
        db.row_factory = sqlite3.Row
        return db

    def _copy(self, reason: BaseException, *, damaged: bool = False) -> sqlite3.Connection:
        """The history in memory: of the file unless it is damaged, and of the folders."""
        if not self.only_read:
            self._tell(
                _("Nothing can be saved in {folder} ({reason}); it is only read.").format(
                    folder=self._data, reason=why(reason)
                )
            )
        self.only_read = True
        for how in (None,) if damaged else ("mode=ro", "immutable=1", None):
            db = sqlite3.connect(":memory:", isolation_level=None)
            try:
                if how is not None:
                    with contextlib.closing(self._reader(how)) as source:
                        source.backup(db)
                self._prepare(db)
                if how is not None and db.execute("PRAGMA quick_check").fetchone()[0] != "ok":
                    raise Damaged(how)
                bring_up(db, self._data, self.own)
                self._mind_missing(db)
            except (sqlite3.Error, Damaged, StoreError) as error:
                db.close()
                if how is None or isinstance(error, StoreError):
                    raise
            else:
                return db
        raise AssertionError

    # -- mending ------------------------------------------------------------------------

    def mend(self, reason: str, file: tuple[int, int] | None) -> None:
        """Set the file aside, make a new one from the folders, and say so.

        Another voicemock may have been quicker: what is not ``file`` any more is left alone.

        Raises:
            StoreError: it cannot be made again.
        """
        with alone(self._data):
            if file not in (None, self._now()):
                return
            try:
                aside = self._set_aside()
            except OSError as error:
                if trouble(error) != "unwritable":
                    raise self._refusal(error) from error
                self._db = self._copy(error, damaged=True)
                return
            try:
                db = self._connection(mending=True)
                (count,) = db.execute("SELECT count(*) FROM answer").fetchone()
            except (sqlite3.Error, OSError, Damaged) as error:
                self.close()
                raise self._refusal(error) from error
        self._tell(
            ngettext(
                "The history {path} was damaged ({reason}); it is set aside as {aside} and made "
                "again from {count} answer.",
                "The history {path} was damaged ({reason}); it is set aside as {aside} and made "
                "again from {count} answers.",
                count,
            ).format(path=self.path, reason=said(reason), aside=aside.name, count=count)
        )

    def _set_aside(self) -> Path:
        aside = free_name(self.path)
        for ending in ("", *BESIDE):
            part = self.path.with_name(self.path.name + ending)
            moved = aside.with_name(aside.name + ending)
            with contextlib.suppress(FileNotFoundError):
                part.replace(moved)
                moved.chmod(0o600)
        return aside

    def _left_beside(self) -> bool:
        for ending in BESIDE:
            with contextlib.suppress(OSError):
                if self.path.with_name(self.path.name + ending).stat().st_size:
                    return True
        return False

    def _saved(self) -> list[Path]:
        """Folders of answers other than those of this run."""
        return [one for one in folders(self._data) if one.name not in self.own and is_saved(one)]
