"""The page of a class: `voicemock.report.views.classroom` laid out by ``assets/class.html``."""

from __future__ import annotations

import math
from dataclasses import dataclass

from voicemock.i18n import _, ngettext
from voicemock.report.pages import html
from voicemock.report.views.classroom import Classroom, Distribution, Part

WIDTH, HEIGHT = 320.0, 120.0
LEFT, RIGHT, TOP, BOTTOM = 8.0, 312.0, 16.0, 96.0
_BARS = 12


@dataclass(frozen=True)
class Bar:
    """A bar of a histogram with what it says; ``label`` is its count in words."""

    x: float
    y: float
    width: float
    height: float
    label: str


@dataclass(frozen=True)
class Histogram:
    """A measure's distribution; ``band`` (left, width) is the middle half, ``middle`` the median."""

    key: str
    name: str
    bars: tuple[Bar, ...]
    lowest: str
    highest: str
    sentence: str
    band: tuple[float, float] | None = None
    middle: float | None = None
    target: tuple[float, float] | None = None


@dataclass(frozen=True)
class Shown:
    """A part with its words and charts."""

    part: Part
    title: str
    people: str
    histograms: tuple[Histogram, ...]


def render(classroom: Classroom) -> str:
    """The whole page as HTML."""
    failed = len(classroom.failures)
    told = ngettext(
        "{count} recording could not be analyzed",
        "{count} recordings could not be analyzed",
        failed,
    )
    return html.render(
        "class.html",
        _words(),
        styles=("page.css", "progress.css", "class.css"),
        classroom=classroom,
        counted=_answers(classroom.count),
        failed=told.format(count=failed),
        parts=[_shown(one) for one in classroom.parts],
        size=(WIDTH, HEIGHT),
        edges=(LEFT, RIGHT, TOP, BOTTOM),
    )


def _shown(part: Part) -> Shown:
    name = {"zh": _("Mandarin"), "en": _("English")}[part.language]
    people = ngettext("{count} person", "{count} people", len(part.people))
    return Shown(
        part,
        _("{language}: {answers}").format(language=name, answers=_answers(part.count)),
        people.format(count=len(part.people)),
        tuple(_histogram(one) for one in part.distributions),
    )


def _histogram(one: Distribution) -> Histogram:
    quantity = one.quantity
    low, step, counts = _binned(one.values, whole=quantity.decimals == 0)
    high = low + step * len(counts)
    top = max(counts)

    def x(value: float) -> float:
        return round(LEFT + (min(max(value, low), high) - low) / (high - low) * (RIGHT - LEFT), 1)

    def across(ends: tuple[float, float]) -> tuple[float, float]:
        return x(ends[0]), round(max(x(ends[1]) - x(ends[0]), 1.0), 1)

    bars = []
    for number, count in enumerate(counts):
        begin, end = low + number * step, low + (number + 1) * step
        height = round(count / top * (BOTTOM - TOP), 1)
        between = f"{quantity.text(begin)}-{quantity.text(end)}: {count}"
        width = round((RIGHT - LEFT) / len(counts) - 2, 1)
        bars.append(Bar(x(begin) + 1, round(BOTTOM - height, 1), width, height, between))
    return Histogram(
        quantity.key,
        quantity.name,
        tuple(bars),
        quantity.text(low),
        quantity.text(high),
        _sentence(one),
        across((one.usual.low, one.usual.high)) if one.usual else None,
        x(one.usual.middle) if one.usual else None,
        across(one.target) if one.target and one.target[1] > low and one.target[0] < high else None,
    )


def _binned(values: tuple[float, ...], *, whole: bool) -> tuple[float, float, list[int]]:
    """Where the first bar begins, how wide each is, and how many values each has."""
    low, high = min(values), max(values)
    if 0 <= low <= 0.4 * high:
        low = 0.0
    step = _round_step((high - low) / _BARS) if high > low else 1.0
    if whole:
        step = max(1.0, step)
    low = math.floor(low / step) * step
    counts = [0] * (int((high - low) / step) + 1)
    for value in values:
        counts[min(int((value - low) / step), len(counts) - 1)] += 1
    return low, step, counts


def _round_step(least: float) -> float:
    """The next of 1, 2, 5, 10, … that is no smaller."""
    power = 10.0 ** math.floor(math.log10(least))
    return next(one * power for one in (1, 2, 5, 10) if one * power >= least * (1 - 1e-9))


def _sentence(one: Distribution) -> str:
    count = _answers(len(one.values))
    if one.usual is None:
        return count
    text = one.quantity.spread_text
    told = _("{answers}; half of them lie between {low} and {high}, the middle is {middle}.")
    return told.format(
        answers=count, low=text(one.usual.low), high=text(one.usual.high),
        middle=text(one.usual.middle),
    )  # fmt: skip


def _answers(count: int) -> str:
    return ngettext("{count} answer", "{count} answers", count).format(count=count)


def _words() -> dict[str, str]:
    return {
        "title": _("Your class"),
        "none": _("There are no answers yet."),
        "parts": _("Languages"),
        "lesson": _("The lesson to give next"),
        "no_lesson": _("Nothing stands out in their latest answers."),
        "not_shared": _("Fewer than half of them share a point; this one is the most frequent."),
        "then": _("After that"),
        "people_of": _("{count} of {of} people"),
        "hear": _("Hear it from"),
        "lesson_rules": _(
            "A person shows a point where at least half of their latest answers do (the latest take "
            "of each question among the latest ten; a phrase to avoid: two of them). The point that "
            "most people show comes first."
        ),
        "measures": _("How the answers are spread"),
        "legend": _(
            "Each bar counts answers. The shaded band holds the middle half of them, its dashed line "
            "the middle one. The frame in the chart of the pace is the target."
        ),
        "people": _("Each person beside their own earlier answers"),
        "people_rules": _(
            "The value of the latest answer; below it what was usual in that person's earlier ones, "
            "from five on. ✓ and ! mark a value beyond that. In the order of the names: nobody is "
            "ranked, and the questions differ."
        ),
        "person": _("Person"),
        "nobody": _("nobody named"),
        "usual": _("usual:"),
        "answers": _("Answers of each person"),
        "answer": _("Answer"),
        "better": _("better"),
        "worse": _("worse"),
        "file": _("Recording"),
        "reason": _("Reason"),
        "no_score": _("There is no overall score: no number says who is hired."),
        "kept": _("The pages of the answers lie beside this file; keep them together."),
    }
