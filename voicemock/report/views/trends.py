"""How the numbers went over a person's answers, as values and as lines of little bars."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from voicemock.report.views import measures
from voicemock.report.views.findings import unit_name
from voicemock.report.views.measures import Quantity
from voicemock.values.answer import Answer
from voicemock.values.interview import LanguageCode

BARS = "▁▂▃▄▅▆▇█"
DIGITS = "12345678"
"""For terminals that have no bars."""
NOT_MEASURED = "·"
FEWEST = 3
"""Answers from which on there is a course to see."""
_SHOWN = ("pace", "pauses", "mid_clause", "fillers", "positive", "steps")


@dataclass(frozen=True)
class Trend:
    """One measure: its values, oldest first, None where not measured; the latest and what is usual.

    ``usual`` is the middle range as text, "" with too few answers to tell.
    """

    name: str
    values: tuple[float | None, ...]
    latest: str
    usual: str


@dataclass(frozen=True)
class Course:
    """The trends over the answers in one language; units and habits differ between languages."""

    language: LanguageCode
    count: int
    trends: tuple[Trend, ...]


def build(answers: Sequence[Answer]) -> tuple[Course, ...]:
    """The course of the answers in each language that has enough of them, oldest first.

    Answers that go on from another are left out: they are parts of it.
    """
    courses = []
    languages: tuple[LanguageCode, ...] = ("en", "zh")
    for language in languages:
        own = [one for one in answers if one.language == language and one.follows is None]
        if len(own) >= FEWEST:
            trends = (_trend(one, own) for one in _quantities())
            known = tuple(one for one in trends if any(value is not None for value in one.values))
            courses.append(Course(language, len(own), known))
    return tuple(courses)


def sparkline(values: Sequence[float | None], marks: str = BARS) -> str:
    """A mark for each value, from the lowest of them to the highest; all equal: the middle one."""
    known = [value for value in values if value is not None]
    if not known:
        return NOT_MEASURED * len(values)
    low, high = min(known), max(known)

    def mark(value: float) -> str:
        share = (value - low) / (high - low) if high > low else 0.5
        return marks[min(int(share * len(marks)), len(marks) - 1)]

    return "".join(NOT_MEASURED if value is None else mark(value) for value in values)


def _quantities() -> tuple[Quantity, ...]:
    known = {one.key: one for one in (*measures.quantities(), *measures.over_questions())}
    return tuple(known[key] for key in _SHOWN)


def _trend(quantity: Quantity, answers: Sequence[Answer]) -> Trend:
    values = tuple(quantity.of(one) for one in answers)
    known = [value for value in values if value is not None]
    usual = measures.spread(known, skewed=quantity.skewed)
    name = quantity.name
    if quantity.key == "pace":
        name = f"{name} ({unit_name(answers[-1])})"
    latest = "-" if values[-1] is None else quantity.text(values[-1])
    middle = f"{quantity.text(usual.low)}–{quantity.text(usual.high)}" if usual else ""
    return Trend(name, values, latest, middle)
