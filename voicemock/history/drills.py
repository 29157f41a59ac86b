"""The exercises a person did: ``drills/<id>/drill.json``, and in ``answers`` beside it the takes.

They are kept apart from the answers of interviews, so that a passage read aloud is no answer of
theirs: neither their usual pace nor what they were asked lately is told from it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from voicemock.errors import StoreError
from voicemock.files.atomic import write_whole
from voicemock.files.private import private_dir, read_private
from voicemock.history.rows import is_id
from voicemock.history.store import History, new_id
from voicemock.i18n import _
from voicemock.i18n.library_messages import why
from voicemock.values.answer import Answer
from voicemock.values.document import plain, to_json
from voicemock.values.drill import DrillRun
from voicemock.values.interview import LanguageCode

if TYPE_CHECKING:
    from pydantic import TypeAdapter

FOLDER = "drills"
_NAME = "drill.json"
_MOST_BYTES = 1_000_000


class DrillTakes(History):
    """The takes of one exercise, each with its document beside its recording; no database."""

    def __init__(self, data: Path, run_id: str | None = None) -> None:
        self.run_id = run_id or new_id()
        super().__init__(data / FOLDER / self.run_id)

    def save(self, answer: Answer, *, session_id: str, pack_id: str | None = None) -> None:
        """Keep a take whose recording lies in its place.

        Raises:
            StoreError: it could not be written; the recording is kept.
        """
        del session_id, pack_id  # the exercise is the folder
        path = self.folder / "answers" / answer.id / "answer.json"
        try:
            write_whole(path, to_json(answer) + "\n")
        except OSError as error:
            raise _unwritable(path, error) from error

    def keep(self, run: DrillRun) -> None:
        """Write down how far the exercise is, and what was found.

        Raises:
            StoreError: it could not be written.
        """
        path = self.folder / _NAME
        try:
            private_dir(self.folder)
            write_whole(path, json.dumps(document(run), ensure_ascii=False) + "\n")
        except OSError as error:
            raise _unwritable(path, error) from error


def document(run: DrillRun) -> dict[str, object]:
    """An exercise as plain JSON values, its schema first."""
    told: dict[str, object] = plain(run)
    return {"schema": told.pop("schema"), **told}


def runs(data: Path, language: LanguageCode | None = None) -> tuple[DrillRun, ...]:
    """The exercises in a data folder that can be read, oldest first."""
    found = []
    for folder in folders(data):
        try:
            run = _adapter().validate_json(read_private(folder / _NAME, _MOST_BYTES))
        except (OSError, ValueError):  # left before its first take, damaged, or of a later version
            continue
        if run.id == folder.name and language in (None, run.language):
            found.append(run)
    return tuple(found)


def folders(data: Path) -> Iterator[Path]:
    """The folders of exercises, oldest first; a link is none."""
    try:
        paths = sorted((data / FOLDER).iterdir())
    except OSError:
        return
    yield from (one for one in paths if is_id(one.name) and one.is_dir() and not one.is_symlink())


@cache
def _adapter() -> TypeAdapter[DrillRun]:
    from pydantic import TypeAdapter

    return TypeAdapter(DrillRun)


def _unwritable(path: Path, error: OSError) -> StoreError:
    return StoreError(
        _("Nothing can be saved in {folder} ({reason}); choose another folder.").format(
            folder=path.parent, reason=why(error)
        )
    )
