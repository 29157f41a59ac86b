"""The order of an exercise, as a function of what has happened: no sound, no screen, no file.

A `Flow` is where it stands. `begin` and `after` give the next one and the steps that lead there; the
last of them is what the next `after` wants to hear of: `Ask`, `Choose`, or `Stop`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from voicemock.interview.flow import Chosen, Left
from voicemock.values.drill import DrillTake, Part

# -- steps --------------------------------------------------------------------------------


@dataclass(frozen=True)
class Introduce:
    """Say which part comes."""

    number: int


@dataclass(frozen=True)
class Ask:
    """Take the part's recording; ``again`` where it was taken before."""

    number: int
    again: bool = False


@dataclass(frozen=True)
class Show:
    """Show what was found in a take."""

    take: DrillTake


@dataclass(frozen=True)
class Choose:
    """Let the person choose; ``heard``: there is a take of this part."""

    heard: bool
    last: bool


@dataclass(frozen=True)
class Stop:
    """It is over; ``done``: to its end."""

    done: bool


Step = Introduce | Ask | Show | Choose | Stop

# -- what happened ------------------------------------------------------------------------


@dataclass(frozen=True)
class Taken:
    """A part was recorded, and what was found in it."""

    take: DrillTake


@dataclass(frozen=True)
class NotTaken:
    """It was recorded and could not be kept or judged."""


Happened = Taken | NotTaken | Chosen | Left


@dataclass(frozen=True)
class Flow:
    """Where an exercise stands: at which part, and the latest take of each."""

    parts: tuple[Part, ...]
    attended: bool
    number: int = 0
    takes: tuple[DrillTake, ...] = ()

    def after(self, happened: Happened) -> tuple[Flow, tuple[Step, ...]]:
        """Where it stands now, and the steps that lead to the next thing that happens."""
        match happened:
            case Taken(take):
                kept = (*(one for one in self.takes if one.part != take.part), take)
                now = replace(self, takes=kept)
                if self.attended:
                    return now, (Show(take), Choose(heard=True, last=self.last))
                return _onward(now, Show(take))
            case NotTaken():
                if self.attended:
                    return self, (Choose(heard=False, last=self.last),)
                return _onward(self)
            case Chosen("retake"):
                return self, (Ask(self.number, again=True),)
            case Chosen("leave") | Left():
                return self, (Stop(done=False),)
            case Chosen():
                return _onward(self)

    @property
    def following(self) -> int | None:
        """The next part of which there is no take; None: this is the last one."""
        return first_left(self.parts, self.takes, behind=self.number)

    @property
    def last(self) -> bool:
        """Whether no part is left behind this one."""
        return self.following is None


def _onward(flow: Flow, *steps: Step) -> tuple[Flow, tuple[Step, ...]]:
    """To the next part, or to the end."""
    number = flow.following
    if number is None:
        return flow, (*steps, Stop(done=len(flow.takes) == len(flow.parts)))
    return replace(flow, number=number), (*steps, Introduce(number), Ask(number))


def begin(
    parts: Sequence[Part], takes: Sequence[DrillTake] = (), *, attended: bool
) -> tuple[Flow, tuple[Step, ...]]:
    """The first part of which there is no take.

    Args:
        parts: of the exercise.
        takes: what was done of it before; a part is left.
        attended: somebody is there to choose.
    """
    number = first_left(parts, takes) or 0
    now = Flow(tuple(parts), attended, number, tuple(takes))
    return now, (Introduce(number), Ask(number))


def first_left(
    parts: Sequence[Part], takes: Sequence[DrillTake], *, behind: int = -1
) -> int | None:
    """The first part of which there is no take, None where there is one of each.

    Args:
        parts: of the exercise.
        takes: what was done of it.
        behind: only a part after this one.
    """
    taken = {one.part for one in takes}
    left = (number for number, one in enumerate(parts) if one.id not in taken and number > behind)
    return next(left, None)
