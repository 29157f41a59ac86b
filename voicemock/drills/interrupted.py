"""The exercise that was left before its end, so that it can be gone on with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from voicemock.content import drills as content
from voicemock.drills import flow
from voicemock.drills.parts import parts_of
from voicemock.errors import NotFoundError
from voicemock.values.drill import Drill, DrillRun, Exercise


@dataclass(frozen=True)
class Interrupted:
    """An exercise as far as it was done; ``number`` is the part (from 0) that comes, of ``count``."""

    run: DrillRun
    exercise: Exercise
    number: int
    count: int


def interrupted(runs: Sequence[DrillRun], drill: Drill | None = None) -> Interrupted | None:
    """The exercise that was done last, if a part of it is left; None where there is none.

    Args:
        runs: what was done, oldest first.
        drill: only of this one.
    """
    run = next((one for one in reversed(runs) if drill in (None, one.drill)), None)
    if run is None or run.done:
        return None
    try:
        exercise = content.find(run.exercise, run.drill, run.language)
    except NotFoundError:  # of another version
        return None
    parts = parts_of(exercise)
    known = {one.id for one in parts}
    run = replace(run, takes=tuple(one for one in run.takes if one.part in known))
    number = flow.first_left(parts, run.takes)
    if number is None:
        return None
    return Interrupted(run, exercise, number, len(parts))
