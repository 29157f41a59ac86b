"""What a batch has done so far, on the disk: a document an answer, written whole or not at all.

``documents/KEY.json`` is an answer, ``pages/KEY.html`` its page, ``failures/KEY.json`` why there is
none; the key says sound, question, options and versions (`voicemock.batch.values.key_of`). The tables
and the page of the class are made from these, anew with every call.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from voicemock.batch.values import FailureKind, Options, Outcome
from voicemock.errors import InputError
from voicemock.files.atomic import write_whole
from voicemock.files.private import private_dir, read_private
from voicemock.history.answer_lock import lock
from voicemock.i18n import _
from voicemock.i18n.library_messages import why

_FINAL: tuple[FailureKind, ...] = ("damaged",)
"""Failures that would come again: the same bytes are no more of a recording tomorrow."""


@dataclass(frozen=True)
class Shown:
    """What pages depend on beside their answer; where it changes they are written anew."""

    ui: str
    pseudonyms: bool


class Journal:
    """The results' folder. One batch at a time writes into it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._documents = folder / "documents"
        self._failures = folder / "failures"
        self._pages = folder / "pages"
        self._manifest = folder / "batch.json"
        self.done: set[str] = set()
        self.paged: set[str] = set()
        self.failed: dict[str, str] = {}

    @contextlib.contextmanager
    def held(self) -> Iterator[None]:
        """Keep other batches out, and read what is there.

        Raises:
            InputError: another is at work here, or the folder cannot be written.
        """
        try:
            for one in (self.folder, self._documents, self._failures, self._pages):
                private_dir(one)
            descriptor = os.open(self.folder / ".lock", os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            told = _("The results cannot be saved in {folder} ({reason}); name another folder.")
            raise InputError(told.format(folder=self.folder, reason=why(error))) from error
        try:
            if not lock(descriptor):
                told = _("Another batch is writing into {folder}; wait for it, or name another.")
                raise InputError(told.format(folder=self.folder))
            self._read()
            yield
        finally:
            os.close(descriptor)

    def _read(self) -> None:
        for folder in (self._documents, self._failures, self._pages):
            for left in folder.glob("*.part"):  # by one that was killed
                left.unlink(missing_ok=True)
        self.done = {one.stem for one in self._documents.glob("*.json")}
        self.paged = {one.stem for one in self._pages.glob("*.html")}
        for one in self._failures.glob("*.json"):
            with contextlib.suppress(OSError, ValueError, KeyError):
                self.failed[one.stem] = str(json.loads(read_private(one))["reason"])

    def agree(self, options: Options, shown: Shown, *, renew: bool) -> None:
        """See that what is here was made as this call would make it.

        Args:
            options: of this call.
            shown: how its pages are to look.
            renew: throw away what was made otherwise.

        Raises:
            InputError: it was made otherwise, and is not to be thrown away.
        """
        before = self._before()
        if before is not None:
            made = Options(
                before["engine"], before["model"], before["target"],
                tuple((str(name), str(version)) for name, version in before["versions"]),
            )  # fmt: skip
            differences = made.differences(options)
            if differences and not renew:
                told = _(
                    "The results in {folder} were made otherwise ({differences}); name another "
                    "folder, or ask for all to be made anew."
                )
                raise InputError(
                    told.format(folder=self.folder, differences="; ".join(differences))
                )
            if differences:
                self._forget()
            elif before.get("shown") != asdict(shown):
                self._drop(self._pages)
                self.paged = set()
        elif self.done:  # made by nobody knows what
            self._forget()
        manifest = {**asdict(options), "shown": asdict(shown)}
        write_whole(self._manifest, json.dumps(manifest, ensure_ascii=False, indent=1) + "\n")

    def _before(self) -> dict[str, Any] | None:
        try:
            found: dict[str, Any] = json.loads(read_private(self._manifest))
            _known = found["engine"], found["model"], found["target"], dict(found["versions"])
        except (OSError, ValueError, KeyError, TypeError):
            return None
        return found

    def _forget(self) -> None:
        for folder in (self._documents, self._failures, self._pages):
            self._drop(folder)
        self.done, self.paged, self.failed = set(), set(), {}

    @staticmethod
    def _drop(folder: Path) -> None:
        shutil.rmtree(folder)
        private_dir(folder)

    # -- one answer ---------------------------------------------------------------------

    def keep(self, outcome: Outcome) -> None:
        """Write down what came of a recording; nothing of it counts before it is whole on the disk."""
        key = outcome.key
        if outcome.page is not None:
            write_whole(self.page(key), outcome.page)
            self.paged.add(key)
        if outcome.document is not None:
            write_whole(self._documents / f"{key}.json", outcome.document + "\n")
            self.done.add(key)
            self.failed.pop(key, None)
            (self._failures / f"{key}.json").unlink(missing_ok=True)
        elif outcome.kind in _FINAL:
            written = {"kind": outcome.kind, "reason": outcome.reason}
            write_whole(self._failures / f"{key}.json", json.dumps(written, ensure_ascii=False))
            self.failed[key] = outcome.reason

    def document(self, key: str) -> str:
        """An answer as one line of JSON.

        Raises:
            OSError, ValueError: it cannot be read.
        """
        return read_private(self._documents / f"{key}.json").rstrip("\n")

    def renamed(self, key: str, document: str) -> None:
        """Write an answer anew whose recording is called otherwise now."""
        write_whole(self._documents / f"{key}.json", document + "\n")

    def page(self, key: str) -> Path:
        """Where the page of an answer lies, or will."""
        return self._pages / f"{key}.html"

    def others(self, keys: set[str]) -> set[str]:
        """What is kept here of recordings that are not among these."""
        return (self.done | self.paged | self.failed.keys()) - keys

    def remove(self, keys: set[str]) -> None:
        """Remove what is kept of recordings for good."""
        for key in keys:
            for path in (
                self._documents / f"{key}.json", self._failures / f"{key}.json", self.page(key)
            ):  # fmt: skip
                path.unlink(missing_ok=True)
        self.done -= keys
        self.paged -= keys
        for key in keys:
            self.failed.pop(key, None)
