"""Where things lie in the small charts of the progress page, in units of their drawing."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from math import isclose

from voicemock.report.views.measures import Spread
from voicemock.report.views.progress import Practice, Trend

WIDTH, HEIGHT = 320.0, 132.0
LEFT, RIGHT, TOP, BOTTOM = 40.0, 312.0, 10.0, 108.0
NEIGHBOURS = 5
"""The line runs through the mean of so many answers; page and script count alike."""
MANY = 60
RADIUS_FEW, RADIUS_MANY = 3.0, 1.8
CELL = 16.0


@dataclass(frozen=True)
class Dot:
    """The value of the entry of number ``entry``."""

    entry: int
    x: float
    y: float
    text: str


@dataclass(frozen=True)
class Band:
    """A stretch of the value axis, top edge first; ``middle`` is None where nothing is marked."""

    top: float
    bottom: float
    middle: float | None = None

    @property
    def height(self) -> float:
        """How high it is drawn: never too thin to be seen."""
        return round(max(self.bottom - self.top, 1.0), 1)


@dataclass(frozen=True)
class Chart:
    """A chart: ``usual`` has a band or None for each selection, the first of which is all."""

    dots: tuple[Dot, ...]
    radius: float
    line: str
    usual: tuple[Band | None, ...]
    target: Band | None
    highest: str
    lowest: str


@dataclass(frozen=True)
class Cell:
    """A day in the strip; ``level`` is 0 without practice, to 3 for three answers or more."""

    x: float
    y: float
    level: int
    text: str


def chart(trend: Trend) -> Chart:
    """The chart of a trend; the x axis is the order of all entries."""
    known = [(number, value) for number, value in enumerate(trend.values) if value is not None]
    lowest, highest = _range(trend, [value for _number, value in known])
    step = (RIGHT - LEFT) / max(len(trend.values) - 1, 1)

    def y(value: float) -> float:
        inside = min(max(value, lowest), highest)
        return round(BOTTOM - (inside - lowest) / (highest - lowest) * (BOTTOM - TOP), 1)

    def band(spread: Spread | None) -> Band | None:
        return Band(y(spread.high), y(spread.low), y(spread.middle)) if spread else None

    dots = tuple(
        Dot(number, round(LEFT + number * step, 1), y(value), trend.quantity.text(value))
        for number, value in known
    )
    return Chart(
        dots=dots,
        radius=RADIUS_FEW if len(dots) <= MANY else RADIUS_MANY,
        line=line([(dot.x, dot.y) for dot in dots]),
        usual=tuple(band(one.spread) for one in trend.usual),
        target=Band(y(trend.target[1]), y(trend.target[0])) if trend.target else None,
        highest=trend.quantity.text(highest),
        lowest=trend.quantity.text(lowest),
    )


def line(points: Sequence[tuple[float, float]]) -> str:
    """A path through the points, or from `NEIGHBOURS` of them on through their running mean."""
    reach = NEIGHBOURS // 2
    if len(points) >= NEIGHBOURS:
        points = [
            (points[at][0], statistics.fmean(y for _x, y in points[at - reach : at + reach + 1]))
            for at in range(reach, len(points) - reach)
        ]
    if len(points) < 2:
        return ""
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points)


def cells(practice: Practice) -> tuple[Cell, ...]:
    """The strip of days: a column a week, Monday on top."""
    return tuple(
        Cell(week * CELL, day.date.weekday() * CELL, min(day.count, 3), f"{day.date}: {day.count}")
        for week, days in enumerate(practice.weeks)
        for day in days
    )


def _range(trend: Trend, known: Sequence[float]) -> tuple[float, float]:
    """What the value axis shows: all values, what is usual, the target; zero where it is near."""
    shown = [*known, *(trend.target or ())]
    for usual in trend.usual:
        if usual.spread is not None:
            shown += [usual.spread.low, usual.spread.high]
    lowest, highest = min(shown), max(shown)
    if 0 <= min(known) <= 0.4 * highest:
        lowest = 0.0
    lowest = max(lowest, 0.0)
    if isclose(lowest, highest, abs_tol=1e-6):
        lowest, highest = max(lowest - 1.0, 0.0), highest + 1.0
    return lowest, highest
