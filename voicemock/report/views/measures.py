"""The numbers of an answer that may be set against those of other answers."""

from __future__ import annotations

import math
import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from voicemock.i18n import _
from voicemock.values.answer import Answer

ENOUGH = 5
"""Answers from which on a person has a spread of their own."""


@dataclass(frozen=True)
class Quantity:
    """A number that answers have, with its name in words and the decimals it is shown with.

    ``better`` says how good a value is, larger is better; None where neither direction is.
    ``skewed`` numbers (counts, longest pause) are told by median and quartiles, others by mean and
    standard deviation.
    """

    key: str
    name: str
    of: Callable[[Answer], float | None]
    decimals: int = 0
    better: Callable[[float, Answer], float] | None = None
    skewed: bool = True

    def text(self, value: float) -> str:
        """The value as it is shown."""
        shown = f"{value:.{self.decimals}f}"
        return shown.removeprefix("-") if float(shown) == 0 else shown

    def spread_text(self, value: float) -> str:
        """A bound of a spread: the quartiles of counts may lie halfway."""
        shown = f"{value:.{max(self.decimals, 1)}f}" if self.skewed else self.text(value)
        return shown.removesuffix(".0") if self.decimals == 0 else shown


@dataclass(frozen=True)
class Spread:
    """What is usual: mean ± standard deviation, or the median and the quartiles around it."""

    middle: float
    low: float
    high: float
    count: int
    skewed: bool


def spread(values: Sequence[float], *, skewed: bool) -> Spread | None:
    """The spread of a person's values; None with fewer than `ENOUGH` of them."""
    if len(values) < ENOUGH:
        return None
    if skewed:
        low, middle, high = statistics.quantiles(values, n=4, method="inclusive")
    else:
        middle, around = statistics.fmean(values), deviation(values)
        low, high = middle - around, middle + around
    return Spread(middle, low, high, len(values), skewed)


def deviation(values: Sequence[float]) -> float:
    """Standard deviation of two values or more; in floats, `statistics.stdev` is six times slower."""
    mean = math.fsum(values) / len(values)
    return math.sqrt(math.fsum((value - mean) ** 2 for value in values) / (len(values) - 1))


def quantities() -> tuple[Quantity, ...]:
    """All of them, in the language in use."""
    return (
        Quantity("length", _("Length (s)"), _length, skewed=False),
        Quantity("pace", _("Pace"), lambda one: one.pace.value, better=_to_target, skewed=False),
        Quantity(
            "articulation",
            _("Pace, pauses left out"),
            lambda one: one.pace.articulation,
            skewed=False,
        ),
        Quantity("pauses", _("Pauses"), lambda one: one.pauses.count),
        Quantity("longest", _("Longest pause (s)"), lambda one: one.pauses.longest_s, 1),
        Quantity(
            "mid_clause",
            _("Pauses inside a clause"),
            lambda one: one.pauses.mid_clause,
            better=_fewer,
        ),
        Quantity("positive", _("Positive phrases"), lambda one: one.phrases.positive, better=_more),
        Quantity(
            "negative", _("Phrases to avoid"), lambda one: one.phrases.negative, better=_fewer
        ),
        Quantity("fillers", _("Fillers a minute"), _fillers, 1, better=_fewer),
        Quantity("steps", _("Steps taken"), _steps, better=_more),
        Quantity("numbers", _("Numbers named"), _numbers, better=_more),
        Quantity("over", _("Over the limit (s)"), _over, better=_fewer),
        Quantity("pitch", _("Pitch (semitones)"), _pitch, 1, skewed=False),
    )


def over_questions() -> tuple[Quantity, ...]:
    """Those that may be compared between answers to different questions.

    Frameworks differ in how many steps they have, so steps are a share here.
    """
    share = Quantity("steps", _("Steps taken (%)"), _share, better=_more)
    thought = _("Thought before speaking (s)")
    thinking = Quantity("latency", thought, lambda one: one.span.latency_s, 1)
    listed = {one.key: one for one in (*quantities(), share, thinking)}
    return tuple(listed[key] for key in _ORDER)


_ORDER = (
    "pace", "articulation", "mid_clause", "longest", "fillers", "steps", "positive", "negative",
    "numbers", "length", "over", "latency", "pitch",
)  # fmt: skip


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


def _share(answer: Answer) -> float | None:
    steps = answer.structure.steps if answer.structure else ()
    return 100 * sum(step.found for step in steps) / len(steps) if steps else None


def _numbers(answer: Answer) -> float | None:
    return len(answer.structure.numbers) if answer.structure else None


def _over(answer: Answer) -> float | None:
    return answer.structure.over_s if answer.structure else None


def _pitch(answer: Answer) -> float | None:
    return answer.voice.pitch_sd_st if answer.voice else None
