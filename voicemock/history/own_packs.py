"""The question packs a person keeps: ``packs/<name>.toml``, as they wrote them, to be edited by hand, too."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from voicemock.content import packs
from voicemock.errors import NotFoundError, PackError, StoreError
from voicemock.files.atomic import write_whole
from voicemock.files.private import private_dir, read_private
from voicemock.history.layout import own_within
from voicemock.i18n import _
from voicemock.i18n.library_messages import why
from voicemock.values.interview import Pack

_MAX_BYTES = 1_000_000
_LONGEST_NAME = 60
"""Of a file, in characters without its ending."""


@dataclass(frozen=True)
class KeptPack:
    """A pack by the name of its file; where it cannot be used, ``pack`` is None and ``damage`` says why."""

    name: str
    pack: Pack | None
    damage: str = ""


class OwnPacks:
    """The packs under one data folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder / "packs"

    def read(self) -> list[KeptPack]:
        """All of them, in the order of their names; damage stops nothing.

        Raises:
            StoreError: their folder cannot be read.
        """
        return [self._read(path) for path in self._paths()]

    def get(self, name: str) -> Pack:
        """One pack.

        Raises:
            NotFoundError: there is none of that name.
            StoreError: it is damaged.
        """
        kept = self._read(self._existing(name))
        if kept.pack is None:
            raise StoreError(kept.damage)
        return kept.pack

    def keep(self, content: str) -> KeptPack:
        """Keep a pack in place of the one of its id, if any.

        Raises:
            PackError: it is no pack.
            StoreError: it could not be written.
        """
        pack = packs.load_pack(Path("pack.toml"), content.encode())
        stem = re.sub(r"[^\w-]+", "-", pack.id)[:_LONGEST_NAME].strip("-_") or "pack"
        others = {one.name: one.pack for one in self.read()}
        name, number = stem, 1
        while (other := others.get(name, pack)) is None or other.id != pack.id:
            number += 1
            name = f"{stem}-{number}"
        try:
            private_dir(self._folder)
            write_whole(self._folder / f"{name}.toml", content)
        except OSError as error:
            raise StoreError(
                _("Nothing can be saved in {folder} ({reason}); choose another folder.").format(
                    folder=self._folder, reason=why(error)
                )
            ) from error
        return KeptPack(name, pack)

    def remove(self, name: str) -> None:
        """Delete a pack, damaged or not.

        Raises:
            NotFoundError: there is none of that name.
            StoreError: it could not be deleted.
        """
        path = self._existing(name)
        try:
            path.unlink()
        except OSError as error:
            raise StoreError(
                _("{path} could not be deleted ({reason}); delete it yourself.").format(
                    path=path, reason=why(error)
                )
            ) from error

    def _paths(self) -> list[Path]:
        try:
            return [one for one in own_within(self._folder) if one.suffix == ".toml"]
        except OSError as error:
            raise StoreError(
                _("{folder} cannot be read ({reason}); change its permissions.").format(
                    folder=self._folder, reason=why(error)
                )
            ) from error

    def _existing(self, name: str) -> Path:
        for path in self._paths():
            if path.stem == name:
                return path
        raise NotFoundError(_("Your pack is not here any more; choose its file again."))

    def _read(self, path: Path) -> KeptPack:
        try:
            content = read_private(path, _MAX_BYTES).encode()
            return KeptPack(path.stem, packs.load_pack(path, content))
        except PackError as error:
            return KeptPack(path.stem, None, str(error))
        except (OSError, UnicodeDecodeError) as error:
            told = _("It cannot be read: {reason}.").format(reason=why(error))
            return KeptPack(path.stem, None, told)
