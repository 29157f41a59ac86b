"""What passes between an exercise and its face, beside the events of a take (`interview.events`).

All are frozen; `to_dict` writes them for a face in another process, as `interview.events` does.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from voicemock.interview import events
from voicemock.interview.events import Live, Offer
from voicemock.values.document import plain
from voicemock.values.drill import DrillRun, DrillTake, Exercise, Part
from voicemock.values.interview import LanguageCode


@dataclass(frozen=True)
class Began:
    """An exercise begins, with its parts; ``target`` is the pace its band has."""

    exercise: Exercise
    language: LanguageCode
    parts: tuple[Part, ...]
    target: tuple[float, float]


@dataclass(frozen=True)
class PartIntroduced:
    """The part ``number`` (from 0) comes."""

    number: int
    part: Part


@dataclass(frozen=True)
class Found:
    """A take was measured; ``run`` is the exercise as far as it is."""

    part: Part
    take: DrillTake
    run: DrillRun


@dataclass(frozen=True)
class DrillOver:
    """The exercise has ended, or was left; the rest as in `interview.events.Over`."""

    run: DrillRun
    failed: bool = False
    device_lost: bool = False
    interrupted: bool = False


DrillEvent = Began | PartIntroduced | Found | DrillOver
AnyEvent = DrillEvent | events.Event


def to_dict(one: AnyEvent | Live | Offer) -> dict[str, Any]:
    """An event as plain JSON values, its name under ``event``."""
    if isinstance(one, (Began, PartIntroduced, Found, DrillOver)):
        return {"event": type(one).__name__, **plain(one)}
    return events.to_dict(one)
