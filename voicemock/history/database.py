"""The file ``history.db``: opened when it is needed, mended where it is damaged.

All that it holds stands in the folders of the answers, too, so that a damaged one costs nothing:
it is set aside and made again. One that a newer voicemock made is never written to; where nothing
can be written at all, a copy in memory answers what is asked.

Threads take turns at one connection: what they read is parsed under the interpreter's lock anyway,
and a file that is set aside has nobody left in it.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

from voicemock.errors import StoreError, reason_of
from voicemock.files.private import NO_LINK, private_dir
from voicemock.history.connection import connected, in_memory, prepare, reader
from voicemock.history.folder_lock import alone
from voicemock.history.refusals import Damaged, refusal, trouble
from voicemock.history.rows import folders, free_name, is_saved, writing
from voicemock.history.schema import Owner, bring_up, owner, refuse
from voicemock.i18n import _, ngettext
from voicemock.i18n.library_messages import said, why

T = TypeVar("T")

BESIDE = ("-wal", "-shm", "-journal")
"""What SQLite keeps beside a database."""
_PATIENCE_MS = 5000
_TRIES = 4
_TURN = threading.RLock()
"""Of the whole process: POSIX drops its locks on a file, those of another thread's transaction too,
as soon as any descriptor of that file is closed, and `Database` opens and closes one itself."""


class Database:
    """The database of a data folder, for any number of threads.

    ``tell`` is called with a line when it had to be mended, when nobody waits for the database.
    """

    def __init__(self, data: Path, tell: Callable[[str], None]) -> None:
        self._data = data
        self._tell = tell
        self._lines: list[str] = []
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
        with self._turn():
            return self._run(work)

    def write(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """The same in a transaction: all that ``work`` writes is kept, or nothing."""

        def within(db: sqlite3.Connection) -> T:
            with writing(db):
                return work(db)

        return self.run(within)

    @contextlib.contextmanager
    def _turn(self) -> Iterator[None]:
        """No other thread is at a database; what there is to tell is told after that."""
        lines: list[str] = []
        try:
            with _TURN:
                try:
                    yield
                finally:
                    lines, self._lines = self._lines, []
        finally:
            for line in lines:
                self._tell(line)

    def _run(self, work: Callable[[sqlite3.Connection], T]) -> T:
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
                    raise self._refused(error) from error
                mended = True
                self._mend(reason_of(error), file)
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
        if not self._size():
            return set()
        refuse(self._owner(), self.path)
        with self._turn():
            file = self._now()
            try:
                with contextlib.closing(reader(self.path)) as db:
                    ids = {row["id"] for row in db.execute("SELECT id FROM answer")}
                    reason = str(db.execute("PRAGMA integrity_check(1)").fetchone()[0])
            except sqlite3.Error as error:
                if trouble(error) == "locked":
                    raise self._refused(error) from error
                return set()  # opening it tells
            if reason != "ok":
                self._mend(reason.splitlines()[0], file)
            return ids

    def is_foreign(self) -> bool:
        """Whether the file is another program's database, as far as it can be looked into now."""
        return self._owner() == "foreign"

    def _owner(self) -> Owner:
        """Whose the file is, by a look that changes nothing, as opening it for writing may."""
        if self._size():  # SQLite would remove what lies beside an empty one
            try:
                with contextlib.closing(reader(self.path, timeout_s=0)) as db:
                    return owner(db)
            except (sqlite3.Error, Damaged):
                pass  # whatever it is, opening it tells
        return "nobody"

    def refuse_locked(self) -> None:
        """Let go of the file, unless another program writes it.

        Raises:
            LockedError: one does.
        """
        self.close()
        if not self.path.is_file():
            return
        try:
            with contextlib.closing(connected(self.path, _PATIENCE_MS / 1000)) as db:
                db.execute("BEGIN EXCLUSIVE")
                db.execute("ROLLBACK")
        except sqlite3.Error as error:
            if trouble(error) == "locked":
                raise self._refused(error) from error

    def close(self) -> None:
        """Let go of the file, once no thread is at it."""
        with _TURN:
            if self._db is not None:
                with contextlib.suppress(sqlite3.Error):
                    self._db.close()
                self._db = None

    def _refused(self, error: BaseException) -> StoreError:
        self._waited |= trouble(error) == "locked"
        return refusal(error, self.path)

    # -- opening ------------------------------------------------------------------------

    def _connection(self, *, mending: bool = False) -> sqlite3.Connection:
        if self._db is None:
            refuse(self._owner(), self.path)
            try:
                self._db = self._opened(mending=mending)
            except (sqlite3.Error, OSError) as error:
                if trouble(error) != "unwritable":
                    raise
                self._db = self._copy(error)
            self._mind_missing(self._db)
        return self._db

    def _opened(self, *, mending: bool) -> sqlite3.Connection:
        private_dir(self._data)
        for beside in _beside(self.path):
            if beside.is_symlink():  # SQLite lays none, and would refuse it
                beside.unlink()
        if mending or self._size():
            return self._open_file()[0]
        with alone(self._data):
            size = self._size()
            left = any(one.is_file() and one.stat().st_size for one in _beside(self.path))
            if size == 0 and left and self._has_saved():
                self._file = self._now()
                raise Damaged(_("it is empty"))
            db, count = self._open_file()
        if count and not size:
            self._lines.append(
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
        patience_ms = _PATIENCE_MS // 10 if self._waited else _PATIENCE_MS  # once is enough
        db = connected(self.path, patience_ms / 1000)
        try:
            prepare(db)
            return db, bring_up(db, self._data, self.own)
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
            self._lines.append(self.bereft)

    def _size(self) -> int | None:
        """Bytes of the file, None where there is none."""
        try:
            return self.path.stat().st_size
        except (FileNotFoundError, NotADirectoryError):
            return None

    def _copy(self, reason: BaseException, *, damaged: bool = False) -> sqlite3.Connection:
        """The history in memory: of the file unless it is damaged, and of the folders."""
        if not self.only_read:
            self._lines.append(
                _("Nothing can be saved in {folder} ({reason}); it is only read.").format(
                    folder=self._data, reason=why(reason)
                )
            )
        self.only_read = True
        return in_memory(self.path, self.own, damaged=damaged)

    # -- mending ------------------------------------------------------------------------

    def _mend(self, reason: str, file: tuple[int, int] | None) -> None:
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
                    raise self._refused(error) from error
                self._db = self._copy(error, damaged=True)
                return
            try:
                db = self._connection(mending=True)
                (count,) = db.execute("SELECT count(*) FROM answer").fetchone()
            except (sqlite3.Error, OSError, Damaged) as error:
                self.close()
                raise self._refused(error) from error
        self._lines.append(
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
        names = zip((self.path, *_beside(self.path)), (aside, *_beside(aside)), strict=True)
        for part, moved in names:
            with contextlib.suppress(FileNotFoundError):
                part.replace(moved)
                moved.chmod(0o600)
        return aside

    def _has_saved(self) -> bool:
        """Whether there are folders of answers other than those of this run."""
        return any(one.name not in self.own and is_saved(one) for one in folders(self._data))


def _beside(path: Path) -> list[Path]:
    return [path.with_name(path.name + ending) for ending in BESIDE]
