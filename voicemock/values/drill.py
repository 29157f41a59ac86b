"""Exercises of five minutes: what is practised, what was found in each take, what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from voicemock.values.interview import LanguageCode, Question

Drill = Literal["fillers", "pace", "pauses", "kinder", "again", "shorter"]
DRILLS: tuple[Drill, ...] = get_args(Drill)
PartKind = Literal["catch", "replace", "read", "follow", "say", "repeat", "tell"]
"""What is done in a part: catch one's fillers, answer with pauses in their place, read aloud, read
along with a band or with marks, say kindly, give a message back, tell a story."""
Better = Literal["less", "more", "band"]
BETTER: dict[Drill, Better] = {
    "fillers": "less", "pace": "band", "pauses": "more", "kinder": "more", "again": "more",
    "shorter": "less",
}  # fmt: skip
"""Where a drill's figure should go: pace into the band that was asked for."""

# -- what is practised ----------------------------------------------------------------------


@dataclass(frozen=True)
class ClosedDoor:
    """A sentence that refuses a customer, the situation, and one way to say it kindly."""

    setting: str
    say: str
    better: str


@dataclass(frozen=True)
class KeyPoint:
    """What must come back of a message: its name, patterns that say it, sentences that mean it."""

    name: str
    say: tuple[str, ...]
    means: tuple[str, ...] = ()


@dataclass(frozen=True)
class Message:
    """What a customer says, and its key points."""

    text: str
    point: tuple[KeyPoint, ...]


@dataclass(frozen=True)
class Exercise:
    """One variant of a drill; which fields it has is said in ``prompts/drills.*.toml``."""

    id: str
    drill: Drill
    title: str
    text: str = ""
    ask: tuple[str, ...] = ()
    line: tuple[ClosedDoor, ...] = ()
    message: tuple[Message, ...] = ()


@dataclass(frozen=True)
class Part:
    """One recording of an exercise.

    ``question`` is what is asked, read or given back. ``aloud``: it is spoken; ``hidden``: and not
    shown. ``ends``: the recording ends at the question's limit by itself. ``text`` is what the
    person sees while they speak, ``marks`` the characters of it before which to pause. ``setting``
    is the situation of a closed door, ``example`` one way to open it.
    """

    id: str
    kind: PartKind
    question: Question
    aloud: bool = False
    hidden: bool = False
    ends: bool = False
    text: str = ""
    marks: tuple[int, ...] = ()
    setting: str = ""
    example: str = ""
    point: tuple[KeyPoint, ...] = ()


# -- what was found ---------------------------------------------------------------------------


@dataclass(frozen=True)
class Spot:
    """A thing that was listened for, and where it was heard (None where it was not, or not known)."""

    text: str
    start_s: float | None = None
    end_s: float | None = None


@dataclass(frozen=True)
class Finding:
    """What one take shows: the drill's figure, out of how many, and what it is made of.

    ``good`` are caught fillers, pauses at their marks, open doors, points given back, steps told;
    ``missing`` those that were not; ``others`` what was not looked for: keys pressed without a
    filler, pauses inside clauses, closed doors. ``value`` is None where it was not measured.
    """

    value: float | None
    of: int | None = None
    good: tuple[Spot, ...] = ()
    missing: tuple[Spot, ...] = ()
    others: tuple[Spot, ...] = ()


@dataclass(frozen=True)
class DrillTake:
    """A take of a part: the id of its answer, and what was found in it."""

    part: str
    answer: str
    finding: Finding


@dataclass(frozen=True)
class Figure:
    """The drill's figure before or after; ``of`` where it counts out of so many."""

    value: float
    of: int | None = None


@dataclass(frozen=True)
class DrillRun:
    """An exercise that was done, or begun: its takes, the latest of each part.

    ``target`` is the pace asked for, where the drill is about that.
    """

    id: str
    drill: Drill
    exercise: str
    language: LanguageCode
    takes: tuple[DrillTake, ...] = ()
    done: bool = False
    before: Figure | None = None
    after: Figure | None = None
    target: tuple[float, float] | None = None
    schema: Literal[1] = 1


def improved(run: DrillRun) -> bool | None:
    """Whether it went better at the end; None where it went as before, or that is not known."""
    if run.before is None or run.after is None:
        return None
    change = _distance(run.before, run) - _distance(run.after, run)
    return None if abs(change) < _SAME else change > 0


_SAME = 1e-9


def _distance(figure: Figure, run: DrillRun) -> float:
    """How far a figure is from where it should be."""
    better = BETTER[run.drill]
    if better == "less":
        return figure.value
    if better == "more":
        return -figure.value / (figure.of or 1)
    low, high = run.target or (figure.value, figure.value)
    return max(low - figure.value, figure.value - high, 0.0)
