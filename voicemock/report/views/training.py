"""What the progress page says of exercises: those that were done, and the one that fits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from voicemock.i18n import _
from voicemock.report.views.drills import (
    ENOUGH_INTERVIEWS,
    about,
    figure,
    fitting,
    interviews_so_far,
    title,
)
from voicemock.values.answer import Answer
from voicemock.values.drill import DrillRun, improved
from voicemock.values.interview import LanguageCode


@dataclass(frozen=True)
class Row:
    """An exercise that was done, as a row of a table."""

    day: str
    name: str
    language: LanguageCode
    before: str
    after: str
    better: bool | None


@dataclass(frozen=True)
class Advised:
    """The exercise that fits in a language: its title, what is done in it, why it, how to begin it."""

    language: LanguageCode
    title: str
    about: str
    why: str
    command: str


@dataclass(frozen=True)
class Trained:
    """What the progress page says of exercises, and of whole interviews."""

    interviews: int
    enough: int
    said: str
    advised: tuple[Advised, ...]
    rows: tuple[Row, ...]


def trained(answers: Sequence[Answer], runs: Sequence[DrillRun], interviews: int) -> Trained:
    """Exercises and whole interviews so far.

    Args:
        answers: all, oldest first; those that go on from others are left out.
        runs: all exercises, oldest first.
        interviews: how many whole ones there were.
    """
    codes: tuple[LanguageCode, ...] = ("zh", "en")
    advised = []
    for code in codes:
        spoken = [one for one in answers if one.language == code and one.follows is None]
        done = [one for one in runs if one.language == code]
        if spoken or done:
            fit = fitting(spoken, done)
            command = _("Do the exercise {name} ({language})").format(name=fit.drill, language=code)
            advised.append(Advised(code, title(fit.drill), about(fit.drill), fit.why, command))
    rows = tuple(
        Row(one.id[:10], title(one.drill), one.language, figure(one, one.before),
            figure(one, one.after if one.done else None), improved(one) if one.done else None)
        for one in reversed(runs)
        if one.before is not None
    )  # fmt: skip
    said = interviews_so_far(interviews)
    return Trained(interviews, ENOUGH_INTERVIEWS, said, tuple(advised), rows)
