"""Compares the database with the folders of the answers, and mends what can be mended."""

from __future__ import annotations

import errno
import os
import sqlite3
import stat
from pathlib import Path

from voicemock.errors import LockedError, StoreError
from voicemock.history import resumable as plans
from voicemock.history.database import Database
from voicemock.history.erase import clean
from voicemock.history.layout import PLAN, is_database, own_name, own_within
from voicemock.history.repair_answer import Finding, FolderCheck, Row, aside, is_leftover
from voicemock.history.rows import folders
from voicemock.history.schema import bring_up
from voicemock.history.stories import Stories
from voicemock.i18n import _, ngettext
from voicemock.i18n.library_messages import why


class Check:
    """One look at a data folder."""

    def __init__(self, data: Path) -> None:
        self._data = data
        self._told: list[str] = []
        self._database = Database(data, self._told.append)
        self._found: list[Finding] = []

    def run(self) -> list[Finding]:
        """All that is found; what can be mended is."""
        try:
            if not self._data.is_dir():
                text = _("there is no such folder; nothing was checked")
                return [Finding(str(self._data), "no_folder", text, "noted")]
            self._permissions()
            rows = self._open()
            self._answers(rows)
            if rows is not None:
                self._agree_again()
                self._plan()
            self._beside()
        except OSError as error:
            text = _("could not be looked at ({reason})").format(reason=why(error))
            self._add(Finding(self._data.name, "unreadable", text, "left"))
        finally:
            self._database.close()
        return self._found

    def _add(self, finding: Finding) -> None:
        self._found.append(finding)

    # -- the database -------------------------------------------------------------------

    def _open(self) -> dict[str, Row] | None:
        """What the database says, in line with the folders; None where it says nothing."""
        name = self._database.path.name
        try:
            before = self._database.examine()
            damaged = bool(self._told)
            rows = self._database.run(_rows)
        except StoreError as error:
            self._add(Finding(name, "unusable", str(error), "left"))
            return None
        if self._database.only_read:
            self._add(Finding(name, "read_only", self._told[0], "left"))
            return None
        for line in self._told:
            if line == self._database.bereft:
                self._add(Finding("answers", "missing", line, "left"))
            else:
                self._add(Finding(name, "rebuilt", line, "mended"))
        if damaged or self._told:
            return rows
        for one in sorted(before - set(rows), key=str):
            text = _("its folder is gone; removed from the history")
            self._add(Finding(str(one), "row_without_folder", text, "mended"))
        for one in sorted(set(rows) - before):
            text = _("was not in the history; added")
            self._add(Finding(one, "folder_without_row", text, "mended"))
        return rows

    def _agree_again(self) -> None:
        """Take in what the folders' mending changed, and clean up after deleted answers."""
        try:
            self._database.run(lambda db: bring_up(db, self._data, set()))
            if self._database.run(_has_traces):
                self._database.run(clean)
                if {one.code for one in self._found} & {"row_without_folder", "document"}:
                    return  # it is this check that has removed them
                text = _("what deleted answers had left in it is removed")
                self._add(Finding(self._database.path.name, "traces", text, "mended"))
        except LockedError as error:
            self._add(Finding(self._database.path.name, "traces", str(error), "left"))
        except StoreError as error:
            self._add(Finding(self._database.path.name, "unusable", str(error), "left"))

    # -- the folders --------------------------------------------------------------------

    def _answers(self, rows: dict[str, Row] | None) -> None:
        try:
            own = list(folders(self._data))
        except StoreError as error:
            self._add(Finding("answers", "unreadable", str(error), "left"))
            return
        for path in sorted((self._data / "answers").glob("*")):
            if path not in own:
                text = _("is no answer of voicemock's; left as it is")
                self._add(Finding(f"answers/{path.name}", "unknown", text, "noted"))
        for folder in own:
            row = None if rows is None else rows.get(folder.name)
            database = None if rows is None else self._database
            self._found += FolderCheck(folder, row, database).run()

    def _permissions(self) -> None:
        """All that is ours is the owner's alone; a folder, too, if there is nothing else in it."""
        if os.name != "posix":
            return
        changed = 0
        try:
            changed += _make_readable(self._data)
            top = sorted(self._data.glob("*"))
            foreign = self._database.is_foreign()
            ours = [
                path for path in top if own_name(path) and not (foreign and is_database(path.name))
            ]
            whole = bool(ours) and len(ours) == len(top)
            for path in ours:
                if path.is_dir() and not path.is_symlink():
                    count, all_ours = _make_folder_private(path)
                    changed += count
                    whole = whole and all_ours
                else:
                    changed += _make_private(path)
            if whole:
                changed += _make_private(self._data)
        except OSError as error:
            text = _("its permissions could not be changed ({reason})").format(reason=why(error))
            name = Path(error.filename or self._data).name
            self._add(Finding(name, "permissions", text, "left"))
        if changed:
            text = ngettext(
                "the permissions of {count} file or folder are mended: only you can read it",
                "the permissions of {count} files and folders are mended: only you can read them",
                changed,
            ).format(count=changed)
            self._add(Finding(self._data.name, "permissions", text, "mended"))

    # -- beside them --------------------------------------------------------------------

    def _plan(self) -> None:
        """An interview can be gone on with only where it has a beginning.

        One may be under way: its answers are saved before its plan says so, and are looked for
        after it was read.
        """
        path = self._data / PLAN
        if not path.is_file():
            return
        plan = plans.interrupted(self._data)
        try:
            sessions = self._database.run(_sessions)
        except StoreError:
            return  # it was said before
        if plans.interrupted(self._data) != plan:
            return
        try:
            if plan is None:
                text = _("could not be read; set aside as {name}").format(name=aside(path).name)
            elif plan.done and plan.session_id not in sessions:
                plans.forget(self._data)
                text = _("goes on from answers that are gone; removed")
            else:
                return
        except FileNotFoundError:  # the interview has ended
            return
        except OSError as error:
            text = _("could not be mended ({reason})").format(reason=why(error))
            self._add(Finding(PLAN, "plan", text, "left"))
            return
        self._add(Finding(PLAN, "plan", text, "mended"))

    def _beside(self) -> None:
        for line in Stories(self._data).read().damaged:
            self._add(Finding("stories", "story", line, "left"))
        parts = [path for path in self._data.glob("*.part") if own_name(path)]
        for name in ("stories", "packs"):
            parts += [path for path in own_within(self._data / name) if path.suffix == ".part"]
        for path in sorted(parts):
            if is_leftover(path):
                path.unlink(missing_ok=True)
                text = _("was left by a voicemock that did not end well; removed")
                self._add(Finding(path.name, "leftover", text, "mended"))
        for path in sorted(self._data.glob("*.damaged-*")):
            if own_name(path):
                text = _("was set aside; delete it when you need nothing of it")
                self._add(Finding(path.name, "set_aside", text, "noted"))


def _rows(db: sqlite3.Connection) -> dict[str, Row]:
    query = (
        "SELECT answer.id, document, session_id, pack FROM answer "
        "LEFT JOIN session ON session.id = session_id"
    )
    return {
        row["id"]: Row(row["document"], row["session_id"], row["pack"]) for row in db.execute(query)
    }


def _sessions(db: sqlite3.Connection) -> set[object]:
    return {row["session_id"] for row in db.execute("SELECT session_id FROM answer")}


def _has_traces(db: sqlite3.Connection) -> bool:
    free = db.execute("PRAGMA freelist_count").fetchone()[0]
    return bool(free) or db.execute("PRAGMA journal_mode").fetchone()[0] != "delete"


def _make_folder_private(folder: Path) -> tuple[int, bool]:
    """Make what is ours in ``answers``, ``stories``, ``packs`` or ``drills`` private.

    Returns how many permissions had to be changed, and whether all there is ours.
    """
    changed = _make_readable(folder)
    ours = [path for path in own_within(folder) if not path.is_symlink()]
    for path in ours:
        changed += _make_private(path)
        if path.is_dir():
            changed += sum(map(_make_private, sorted(path.rglob("*"))))
    all_ours = len(ours) == len(os.listdir(folder))
    if all_ours:
        changed += _make_private(folder)
    return changed, all_ours


def _make_readable(folder: Path) -> int:
    """Make a folder private that its owner may not look into; whether that was so, as 0 or 1."""
    return 0 if folder.stat().st_mode & 0o500 == 0o500 else _make_private(folder)


def _make_private(path: Path) -> int:
    """Whether permissions had to be changed, as 0 or 1; what a link points at is left alone."""
    status = path.lstat()
    wanted = 0o700 if stat.S_ISDIR(status.st_mode) else 0o600
    if stat.S_ISLNK(status.st_mode) or stat.S_IMODE(status.st_mode) == wanted:
        return 0
    if status.st_uid != os.geteuid():
        raise PermissionError(errno.EPERM, os.strerror(errno.EPERM), str(path))
    path.chmod(wanted)
    return 1
