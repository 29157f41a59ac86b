"""One answer's folder: whether all is there and as its row says, and mending it."""

from __future__ import annotations

import json
import shlex
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

from voicemock.audio.samples import file_sha256
from voicemock.errors import StoreError
from voicemock.files.atomic import write_whole
from voicemock.history.answer_lock import NAME, hold, in_use
from voicemock.history.database import Database
from voicemock.history.rows import Kept, free_name, kept_in, put, sidecar_of
from voicemock.i18n import _
from voicemock.i18n.library_messages import why
from voicemock.values.answer import Answer
from voicemock.values.document import from_json

State = Literal["mended", "noted", "left"]

_LATELY_S = 60.0
_LONG_AGO_S = 86_400.0


@dataclass(frozen=True)
class Finding:
    """Something that was not as it should be.

    ``about`` is an answer's id or a file's name, ``code`` the kind, ``text`` says what was found
    and done. ``left`` is what only the person can mend, ``noted`` what does no harm.
    """

    about: str
    code: str
    text: str
    state: State


@dataclass(frozen=True)
class Row:
    """What the database says of an answer."""

    document: object
    session_id: str | None
    pack_id: str | None

    def answer(self, answer_id: str) -> Answer | None:
        """The answer, None where it cannot be read or is another's."""
        try:
            answer = from_json(self.document) if isinstance(self.document, str) else None
        except StoreError:
            return None
        return answer if answer is not None and answer.id == answer_id else None


class FolderCheck:
    """A look at one folder.

    ``database`` is None where it cannot be used now; then nothing is given up that a row may mend.
    """

    def __init__(self, folder: Path, row: Row | None, database: Database | None) -> None:
        self._folder = folder
        self._row = row
        self._database = database
        self._found: list[Finding] = []
        self._changed_s = 0.0

    def run(self) -> list[Finding]:
        """All that is found; what can be mended is. A recording that grows is left alone."""
        if in_use(self._folder):
            return []
        try:
            self._changed_s = self._folder.stat().st_mtime
            self._leftovers()
            if (self._folder / "answer.json").exists():
                kept = kept_in(self._folder) or self._restored()
                if kept is not None:
                    self._compare(kept)
                    self._sidecar(kept)
                    self._recording(kept.answer)
            else:
                self._without_answer()
        except OSError as error:
            text = _("could not be mended ({reason})").format(reason=why(error))
            self._add("unmendable", text, "left")
        except StoreError as error:
            self._add("unmendable", str(error), "left")
        return self._found

    def _add(self, code: str, text: str, state: State) -> None:
        self._found.append(Finding(self._folder.name, code, text, state))

    @property
    def _wav(self) -> Path:
        return self._folder / "answer.wav"

    def _leftovers(self) -> None:
        for path in sorted(self._folder.glob("*.part")):
            if is_leftover(path):
                path.unlink(missing_ok=True)
                self._add_leftover(path)
        mark = self._folder / NAME
        if is_leftover(mark) and (held := hold(self._folder)) is not None:
            held.release()  # which removes it
            self._add_leftover(mark)

    def _add_leftover(self, path: Path) -> None:
        text = _("{name} was left by a voicemock that did not end well; removed")
        self._add("leftover", text.format(name=path.name), "mended")

    def _restored(self) -> Kept | None:
        """The answer of a document that cannot be read, from its row; else it is set aside."""
        path = self._folder / "answer.json"
        answer = self._row.answer(self._folder.name) if self._row is not None else None
        if answer is not None and self._row is not None:
            write_whole(path, f"{self._row.document}\n")
            text = _("answer.json could not be read; written again from the database")
            self._add("document", text, "mended")
            return kept_in(self._folder)
        if self._database is None:
            text = _("answer.json could not be read; check again when the history can be used")
            self._add("document", text, "left")
            return None
        name = aside(path).name
        if self._wav.exists():
            text = _(
                "answer.json could not be read; set aside as {name}; analyze the recording again: "
                "{path}"
            ).format(name=name, path=shlex.quote(str(self._wav)))
            self._add("document", text, "mended")
        else:
            text = _(
                "answer.json could not be read and there is no recording; set aside as {name}"
            ).format(name=name)
            self._add("document", text, "left")
        return None

    def _compare(self, kept: Kept) -> None:
        database = self._database
        if (
            database is None
            or self._row is None
            or self._row.answer(self._folder.name) == kept.answer
        ):
            return
        database.write(lambda db: put(db, kept))
        text = _("the history said something else than answer.json; it says the same now")
        self._add("row_differs", text, "mended")

    def _sidecar(self, kept: Kept) -> None:
        path = self._folder / "recording.json"
        if self._database is None or sidecar_of(self._folder):
            return
        asked = kept.answer.question
        sidecar = {
            "id": kept.answer.id,
            "language": kept.answer.language,
            "session_id": self._row.session_id if self._row else None,
            "question": asdict(asked) if asked else None,
            "pack_id": self._row.pack_id if self._row else None,
        }
        write_whole(path, json.dumps(sidecar, ensure_ascii=False))
        text = _("recording.json could not be read; written again as far as is known")
        self._add("sidecar", text, "mended")

    def _recording(self, answer: Answer) -> None:
        part = self._folder / "answer.part.wav"
        wanted = answer.recording.sha256
        if not self._wav.exists() and _is_file(part) and file_sha256(part) == wanted:
            part.replace(self._wav)
            self._add("recording", _("the recording had the wrong name; renamed"), "mended")
        elif not _is_file(self._wav):
            text = _("the recording is gone; its feedback stays, or forget the answer {id}")
            self._add("recording", text.format(id=answer.id), "left")
        elif file_sha256(self._wav) != wanted:
            text = _(
                "the recording is not the one that was analyzed; analyze it again, or forget the "
                "answer {id}"
            )
            self._add("recording", text.format(id=answer.id), "left")

    def _without_answer(self) -> None:
        there = sorted(self._folder.glob("*"))
        sound = [one for one in there if one.suffix == ".wav"]
        if sound:
            text = _("was not analyzed: analyze {path}")
            self._add("unfinished", text.format(path=shlex.quote(str(sound[0]))), "noted")
        elif any(".damaged-" in one.name for one in there):
            text = _("holds no answer any more: forget {id}")
            self._add("empty", text.format(id=self._folder.name), "noted")
        elif self._changed_s < time.time() - _LONG_AGO_S:
            for path in there:
                path.unlink()
            self._folder.rmdir()
            self._add("empty", _("nothing was recorded; removed"), "mended")


def is_leftover(path: Path) -> bool:
    """Whether a file is there that nobody can be writing any more."""
    try:
        return path.lstat().st_mtime < time.time() - _LATELY_S
    except FileNotFoundError:  # it was renamed meanwhile, as it should be
        return False


def _is_file(path: Path) -> bool:
    """Whether this is a file that has an end: no pipe, no device, no link to one."""
    return path.is_file() and not path.is_symlink()


def aside(path: Path) -> Path:
    """Rename a file so that nobody reads it, and return where it is."""
    moved = free_name(path)
    path.replace(moved)
    return moved
