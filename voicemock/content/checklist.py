"""The checklist before an interview, from ``prompts/checklist.{zh,en}.toml``."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from voicemock.content import reader
from voicemock.content.data import data_folder
from voicemock.i18n import _
from voicemock.values.interview import LanguageCode

When = Literal["day", "hour", "minutes"]
Knows = Literal["stories", "practice", "intro"]
_COMMAND: dict[LanguageCode, str] = {"zh": "（{command}）", "en": " ({command})"}
WHEN: tuple[When, ...] = ("day", "hour", "minutes")


@dataclass(frozen=True)
class Item:
    """A line of the list; ``knows`` names what voicemock sees for itself, ``command`` what helps."""

    when: When
    text: str
    knows: Knows | None = None
    command: str = ""


@dataclass(frozen=True)
class Checklist:
    """The checklist of one language: its titles (``day``, ``hour``, ``minutes``) and lines."""

    schema: Literal[1]
    language: LanguageCode
    opening: str
    day: str
    hour: str
    minutes: str
    closing: str
    item: tuple[Item, ...]

    def title(self, when: When) -> str:
        """What a group is called."""
        return {"day": self.day, "hour": self.hour, "minutes": self.minutes}[when]

    def line(self, item: Item) -> str:
        """A line with the command that helps, as a terminal shows it."""
        if not item.command:
            return item.text
        return item.text + _COMMAND[self.language].format(command=f"voicemock {item.command}")

    def items(self, when: When) -> tuple[Item, ...]:
        """The lines of a group."""
        return tuple(one for one in self.item if one.when == when)


@dataclass(frozen=True)
class Evidence:
    """What the history shows of a line: whether it is done, and in words (empty: nothing yet)."""

    done: bool
    text: str


def default_checklist(language: LanguageCode) -> Checklist:
    """The checklist that comes with voicemock."""
    return load_checklist(data_folder("prompts") / f"checklist.{language}.toml")


def load_checklist(path: Path) -> Checklist:
    """Read a checklist.

    Raises:
        PackError: as `voicemock.content.reader.check`.
    """
    file = reader.File(path, Checklist, "item")
    for number, one in enumerate(file.content.item):
        if not one.text.strip():
            raise file.refusal(_("is empty; write it."), "item", number, "text")
    return file.content
