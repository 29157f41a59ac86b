"""The STAR stories a person keeps: ``stories/<id>.toml``, to be read and edited by hand, too."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from voicemock.errors import InputError, NotFoundError, StoreError
from voicemock.files import toml
from voicemock.files.atomic import write_whole
from voicemock.files.private import private_dir, read_private
from voicemock.i18n import _
from voicemock.i18n.library_messages import not_toml, why
from voicemock.values.interview import LanguageCode, Story
from voicemock.values.text import words_of

PARTS = ("situation", "task", "action", "result")
_FIELDS = ("language", "title", *PARTS, "tags")
_MAX_BYTES = 200_000


@dataclass(frozen=True)
class Kept:
    """All stories in the order of their ids, and a line about each file that is damaged.

    Where their folder itself cannot be read, there are none, and a line says so.
    """

    stories: tuple[Story, ...]
    damaged: tuple[str, ...]
    readable: bool = True


class Stories:
    """The stories under one data folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder / "stories"

    def path(self, story_id: str) -> Path:
        """The file of a story."""
        return self._folder / f"{story_id}.toml"

    def read(self, language: LanguageCode | None = None) -> Kept:
        """All that can be read, of one language or both; damage stops nothing."""
        stories, damaged = [], []
        try:
            paths = self._paths()
        except StoreError as error:
            return Kept((), (str(error),), readable=False)
        for path in paths:
            try:
                story = self._read(path)
            except StoreError as error:
                damaged.append(str(error))
            else:
                if language in (None, story.language):
                    stories.append(story)
        return Kept(tuple(stories), tuple(damaged))

    def get(self, story_id: str) -> Story:
        """One story.

        Raises:
            NotFoundError: there is none of that id.
            StoreError: its file is damaged.
        """
        return self._read(self._existing(story_id))

    def add(self, story: Story) -> Story:
        """Keep a story under the next free number, whatever id it has.

        Raises:
            StoreError: it could not be written.
        """
        numbers = [int(path.stem) for path in self._paths() if _is_number(path.stem)]
        number = max(numbers, default=0) + 1
        try:
            private_dir(self._folder)
            while True:
                path = self.path(str(number))
                try:  # two adding at once get two numbers
                    os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
                except FileExistsError:
                    number += 1
                else:
                    break
            kept = replace(story, id=str(number))
            try:
                write_whole(path, to_toml(kept))
            except BaseException:
                path.unlink(missing_ok=True)
                raise
        except OSError as error:
            raise self._unwritable(error) from error
        return kept

    def save(self, story: Story) -> None:
        """Write a changed story.

        Raises:
            NotFoundError: there is none of its id.
            StoreError: it could not be written; the old one is kept.
        """
        path = self._existing(story.id)
        try:
            write_whole(path, to_toml(story))
        except OSError as error:
            raise self._unwritable(error) from error

    def remove(self, story_id: str) -> None:
        """Delete a story, damaged or not.

        Raises:
            NotFoundError: there is none of that id.
            StoreError: it could not be deleted.
        """
        path = self._existing(story_id)
        try:
            path.unlink()
        except OSError as error:
            raise StoreError(
                _("{path} could not be deleted ({reason}); delete it yourself.").format(
                    path=path, reason=why(error)
                )
            ) from error

    def _paths(self) -> list[Path]:
        def order(path: Path) -> tuple[bool, int, str]:
            number = _is_number(path.stem)
            return not number, int(path.stem) if number else 0, path.stem

        try:
            names = os.listdir(self._folder)
        except (FileNotFoundError, NotADirectoryError):
            return []
        except OSError as error:
            raise StoreError(
                _(
                    "The stories in {folder} could not be read ({reason}); change its permissions, or "
                    "choose another folder."
                ).format(folder=self._folder, reason=why(error))
            ) from error
        named = [name for name in names if name.endswith(".toml") and name[0] != "."]
        return sorted((self._folder / name for name in named), key=order)

    def _existing(self, story_id: str) -> Path:
        for path in self._paths():
            if path.stem == story_id:
                return path
        raise NotFoundError(_("There is no story {id}; choose one of yours.").format(id=story_id))

    def _read(self, path: Path) -> Story:
        try:
            return from_toml(read_private(path, _MAX_BYTES).removeprefix("\ufeff"), path.stem)
        except (OSError, UnicodeDecodeError, InputError) as error:
            raise StoreError(
                _("The story {path} is damaged ({reason}); mend it or delete it.").format(
                    path=path, reason=why(error)
                )
            ) from error

    def _unwritable(self, error: OSError) -> StoreError:
        return StoreError(
            _("Nothing can be saved in {folder} ({reason}); choose another folder.").format(
                folder=self._folder, reason=why(error)
            )
        )


def tags_of(given: Iterable[str]) -> tuple[str, ...]:
    """The words a story is found by, from what was typed: apart by commas, with or without #."""
    return tuple(dict.fromkeys(filter(None, (one.lstrip("#") for one in words_of(given)))))


def to_toml(story: Story) -> str:
    """A story as a person may read and edit it."""
    lines = [f"{name} = {toml.quoted(getattr(story, name))}" for name in _FIELDS if name != "tags"]
    lines.append(f"tags = [{', '.join(toml.quoted(tag) for tag in story.tags)}]")
    return "\n".join(lines) + "\n"


def from_toml(text: str, story_id: str) -> Story:
    """The story a person wrote.

    Raises:
        InputError: not TOML, or a field is wrong; the message says which.
    """
    try:
        values = toml.loads(text)
    except (ValueError, RecursionError) as error:
        raise InputError(_("it is not TOML: {reason}").format(reason=not_toml(error))) from error
    for name, value in values.items():
        if name not in _FIELDS:
            raise InputError(
                _("{name} is not known; it may be: {names}").format(
                    name=name, names=", ".join(_FIELDS)
                )
            )
        if name == "tags":
            if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
                raise InputError(_('tags must be a list, as ["calm", "refund"]'))
        elif not isinstance(value, str):
            raise InputError(_("{name} must be text in quotes").format(name=name))
    if values.get("language") not in ("zh", "en"):
        raise InputError(_('language must be "zh" or "en"'))
    if not values.get("title", "").strip():
        raise InputError(_("title is missing; write one"))
    texts = {name: values.get(name, "").strip() for name in ("title", *PARTS)}
    return Story(
        id=story_id, language=values["language"], tags=tuple(values.get("tags", ())), **texts
    )


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 10
