"""Takes of one question side by side, and whether what changed is more than the person's own spread."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from voicemock.i18n import _
from voicemock.types import Answer

ENOUGH = 5
"""Answers from which on a person has a spread of their own."""


@dataclass(frozen=True)
class Row:
    """One measure: its value in each take, and the change from the first take to the last.

    ``usual`` is the standard deviation of the measure over the person's other answers, as text
    ("" with fewer than `ENOUGH` of them). ``judgement`` is "good" or "mind" where the change is
    larger than that and one direction is better, else "".
    """

    name: str
    values: tuple[str, ...]
    change: str
    usual: str
    judgement: str


@dataclass(frozen=True)
class _Measure:
    name: str
    of: Callable[[Answer], float | None]
    decimals: int = 0
    better: Callable[[float, Answer], float] | None = None
    """How good a value is, larger is better; None: neither direction is."""


def compare(takes: Sequence[Answer], others: Sequence[Answer]) -> tuple[Row, ...]:
    """The measures of two or more takes, oldest first; one row each, those never measured left out.

    Args:
        takes: answers to one question.
        others: the person's answers that the takes are to be seen against.
    """
    ids = {one.id for one in takes}
    others = [
        one
        for one in others
        if one.id not in ids and one.language == takes[0].language and one.follows is None
    ]
    rows = (_row(measure, takes, others) for measure in _measures())
    return tuple(row for row in rows if any(value != "-" for value in row.values))


def _row(measure: _Measure, takes: Sequence[Answer], others: Sequence[Answer]) -> Row:
    values = [measure.of(one) for one in takes]
    known = [value for one in others if (value := measure.of(one)) is not None]
    spread = statistics.stdev(known) if len(known) >= ENOUGH else None
    first, last = values[0], values[-1]
    if first is None or last is None:
        return Row(measure.name, _texts(values, measure.decimals), "", "", "")
    change = last - first
    judgement = ""
    if spread is not None and abs(change) > spread and measure.better is not None:
        gain = measure.better(last, takes[-1]) - measure.better(first, takes[0])
        judgement = "good" if gain > 0 else "mind" if gain < 0 else ""
    return Row(
        measure.name,
        _texts(values, measure.decimals),
        f"{change:+.{measure.decimals}f}" if round(change, measure.decimals) else "=",
        "" if spread is None else f"±{spread:.{measure.decimals}f}",
        judgement,
    )


def _texts(values: Sequence[float | None], decimals: int) -> tuple[str, ...]:
    return tuple("-" if value is None else f"{value:.{decimals}f}" for value in values)


def _measures() -> tuple[_Measure, ...]:
    return (
        _Measure(_("Length (s)"), _length),
        _Measure(_("Pace"), lambda one: one.pace.value, better=_to_target),
        _Measure(_("Pace, pauses left out"), lambda one: one.pace.articulation),
        _Measure(_("Pauses"), lambda one: one.pauses.count),
        _Measure(_("Longest pause (s)"), lambda one: one.pauses.longest_s, 1),
        _Measure(_("Pauses inside a clause"), lambda one: one.pauses.mid_clause, better=_fewer),
        _Measure(_("Positive phrases"), lambda one: one.phrases.positive, better=_more),
        _Measure(_("Phrases to avoid"), lambda one: one.phrases.negative, better=_fewer),
        _Measure(_("Fillers a minute"), _fillers, 1, better=_fewer),
        _Measure(_("Steps taken"), _steps, better=_more),
        _Measure(_("Numbers named"), _numbers, better=_more),
        _Measure(_("Over the limit (s)"), _over, better=_fewer),
        _Measure(
            _("Pitch (semitones)"), lambda one: one.voice.pitch_sd_st if one.voice else None, 1
        ),
    )


def _more(value: float, _answer: Answer) -> float:
    return value


def _fewer(value: float, _answer: Answer) -> float:
    return -value


def _to_target(value: float, answer: Answer) -> float:
    low, high = answer.pace.target
    return -max(low - value, value - high, 0.0)


def _length(answer: Answer) -> float | None:
    span = answer.span
    return None if span.start_s is None or span.end_s is None else span.end_s - span.start_s


def _fillers(answer: Answer) -> float | None:
    return answer.fillers.per_min if answer.fillers else None


def _steps(answer: Answer) -> float | None:
    steps = answer.structure.steps if answer.structure else ()
    return sum(step.found for step in steps) if steps else None


def _numbers(answer: Answer) -> float | None:
    return len(answer.structure.numbers) if answer.structure else None


def _over(answer: Answer) -> float | None:
    return answer.structure.over_s if answer.structure else None
