"""The exercises of ``voicemock drill``, from ``prompts/drills.{zh,en}.toml``."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from voicemock.content import reader
from voicemock.content.data import data_folder
from voicemock.errors import NotFoundError
from voicemock.i18n import _
from voicemock.values.drill import Drill, Exercise
from voicemock.values.interview import LanguageCode

MARK = "/"
"""Where to pause, in the text of the drill of pauses."""
_POINTS = range(5, 9)
"""So many key points has a message: as many as one can keep in mind."""
_NEEDED: dict[Drill, tuple[str, Callable[[Exercise], bool]]] = {
    "fillers": ("ask", lambda one: len(one.ask) == 3),
    "pace": ("text", lambda one: bool(one.text.strip()) and MARK not in one.text),
    "pauses": ("text", lambda one: one.text.count(MARK) > 2),
    "kinder": ("line", lambda one: len(one.line) > 0),
    "again": ("message", lambda one: len(one.message) == 2),
    "shorter": ("ask", lambda one: len(one.ask) == 1),
}
"""The field of a drill, and what it must be like."""


@dataclass(frozen=True)
class _DrillFile:
    schema: Literal[1]
    language: LanguageCode
    exercise: tuple[Exercise, ...]


@cache
def exercises(language: LanguageCode) -> tuple[Exercise, ...]:
    """The exercises of a language."""
    return load_exercises(data_folder("prompts") / f"drills.{language}.toml")


def load_exercises(path: Path) -> tuple[Exercise, ...]:
    """Read a list of exercises and try every pattern in it.

    Raises:
        PackError: as `voicemock.content.phrases.load_phrases`; also a drill without what it needs.
    """
    file = reader.File(path, _DrillFile, "exercise")
    found = file.content
    file.refuse_twice(one.id for one in found.exercise)
    for number, one in enumerate(found.exercise):
        field, fits = _NEEDED[one.drill]
        if not fits(one):
            fault = _("is missing, or not as this drill needs it; the file's top says how it is.")
            raise file.refusal(fault, "exercise", number, field)
        for message in one.message:
            if len(message.point) not in _POINTS:
                fault = _("must have {least} to {most} key points.")
                told = fault.format(least=_POINTS[0], most=_POINTS[-1])
                raise file.refusal(told, "exercise", number, "message")
            for point in message.point:
                file.try_patterns(number, found.language, message=point.say)
    return found.exercise


def of_drill(drill: Drill, language: LanguageCode) -> tuple[Exercise, ...]:
    """The variants of a drill, in their order."""
    return tuple(one for one in exercises(language) if one.drill == drill)


def next_exercise(drill: Drill, language: LanguageCode, done: Sequence[str]) -> Exercise:
    """The variant whose turn it is: one that was not done yet, else the one longest ago.

    Args:
        drill: which.
        language: of the interview.
        done: ids of the exercises done before, oldest first.
    """
    latest = {name: number for number, name in enumerate(done)}
    return min(of_drill(drill, language), key=lambda one: latest.get(one.id, -1))


def find(name: str, drill: Drill, language: LanguageCode) -> Exercise:
    """A variant by its id.

    Raises:
        NotFoundError: the drill has none of this id.
    """
    known: Collection[Exercise] = of_drill(drill, language)
    for one in known:
        if one.id == name:
            return one
    ids = ", ".join(one.id for one in known)
    told = _("There is no exercise {id} here; there are: {ids}")
    raise NotFoundError(told.format(id=name, ids=ids))
