"""Names that are not to be known: each person's pseudonym, drawn once and kept in the data folder."""

from __future__ import annotations

import csv
import io
import secrets
from collections.abc import Iterable
from pathlib import Path

from voicemock.errors import StoreError
from voicemock.files.atomic import write_whole
from voicemock.files.private import private_dir, read_private
from voicemock.i18n import _
from voicemock.i18n.library_messages import why

_SIGNS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""What nobody takes for another when it is read aloud."""
_LENGTH = 5


class Pseudonyms:
    """Who is called what. The list lies beside the person's answers, never with the results.

    Drawn, not computed: from a class list nobody can find out who is who.
    """

    def __init__(self, data: Path) -> None:
        self.path = data / "pseudonyms.csv"
        self._of: dict[str, str] = {}

    def of(self, persons: Iterable[str]) -> dict[str, str]:
        """The pseudonym of each; new ones are drawn and kept first.

        Raises:
            StoreError: the list cannot be read or written.
        """
        try:
            self._read()
            new = sorted(set(persons) - self._of.keys() - {""})
            taken = set(self._of.values())
            for person in new:
                while (drawn := self._drawn()) in taken:
                    pass
                taken.add(drawn)
                self._of[person] = drawn
            if new:
                private_dir(self.path.parent)
                write_whole(self.path, self._text())
        except (OSError, ValueError, csv.Error) as error:
            told = _("The list of pseudonyms {path} cannot be used ({reason}); mend or remove it.")
            raise StoreError(told.format(path=self.path, reason=why(error))) from error
        return {"": "", **self._of}

    @staticmethod
    def _drawn() -> str:
        return "".join(secrets.choice(_SIGNS) for _sign in range(_LENGTH))

    def _read(self) -> None:
        if self.path.exists():
            rows = list(csv.reader(io.StringIO(read_private(self.path).lstrip("\ufeff"))))
            self._of = {row[0]: row[1] for row in rows[1:] if len(row) > 1}

    def _text(self) -> str:
        file = io.StringIO()
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("person", "pseudonym"))
        writer.writerows(sorted(self._of.items()))
        return "\ufeff" + file.getvalue()
