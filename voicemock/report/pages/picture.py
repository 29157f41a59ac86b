"""The picture of an answer as plain numbers: outline, pauses, marks and pace over one time axis.

Places are in percent of the recording's length, so that the template draws them at any width.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from voicemock.i18n import _
from voicemock.report.pages.sound import PEAKS_PER_S, Peaks
from voicemock.report.views.findings import Finding, unit_name
from voicemock.report.views.values import clock
from voicemock.values.answer import Answer, Pause

PX_PER_S = 8
"""How wide a second is drawn at least; what is longer than the window scrolls."""
_MOST_POINTS = 4000
_LEAST_PX = 480
_LANES = {"positive": 0, "negative": 0, "vague": 0, "hedge": 0, "filler": 1, "step": 2}
_LABELLED_S = 1.0


@dataclass(frozen=True)
class Band:
    """A stretch of the picture: ``kind`` and ``place`` choose its pattern, ``label`` names it."""

    kind: str
    place: str
    x: float
    width: float
    label: str
    title: str


@dataclass(frozen=True)
class Mark:
    """A finding in the picture: the ``index`` in the list of findings, its lane and its shape."""

    index: int
    kind: str
    lane: int
    x: float
    glyph: str
    label: str
    title: str


@dataclass(frozen=True)
class Level:
    """A range of paces: where it lies (percent from the top), and its label."""

    y: float
    height: float
    label: str


@dataclass(frozen=True)
class Curve:
    """The pace over time as path data in a box of ``width`` by 100."""

    width: float
    paths: tuple[str, ...]
    target: Level
    natural: Level
    rushes: tuple[Band, ...]
    title: str


@dataclass(frozen=True)
class Picture:
    """All of it; ``outline`` is path data in a box of ``points`` by 200."""

    width_px: int
    points: int
    outline: str
    thinking: Band | None
    pauses: tuple[Band, ...]
    marks: tuple[Mark, ...]
    lanes: int
    ticks: tuple[tuple[float, str], ...]
    curve: Curve | None
    title: str


def build(answer: Answer, peaks: Peaks | None, findings: Sequence[Finding]) -> Picture:
    """The picture of an answer; without sound it has no outline."""
    length = max(answer.recording.duration_s, 0.01)
    width_px = round(max(_LEAST_PX, length * PX_PER_S))
    outline, points = _outline(peaks.values if peaks else (), length)
    marks = tuple(_marks(findings, length, width_px))
    return Picture(
        width_px=width_px,
        points=points,
        outline=outline,
        thinking=_thinking(answer, length),
        pauses=tuple(_pause(one, length) for one in answer.pauses.items),
        marks=marks,
        lanes=1 + max((mark.lane for mark in marks), default=-1),
        ticks=tuple(_ticks(length, width_px)),
        curve=_curve(answer, findings, length),
        title=_("Waveform of {length} with {count} findings; all are in the list below.").format(
            length=clock(length), count=len(findings)
        ),
    )


def _percent(seconds: float, length: float) -> float:
    return round(min(100.0, max(0.0, 100 * seconds / length)), 3)


def _band(
    start_s: float, end_s: float, length: float, kind: str, place: str, label: str, title: str
) -> Band:
    x = _percent(start_s, length)
    return Band(kind, place, x, round(_percent(end_s, length) - x, 3), label, title)


def _outline(values: Sequence[int], length: float) -> tuple[str, int]:
    """A closed path above and below the middle; loudest parts reach the edge of quiet recordings."""
    count = max(1, round(length * PEAKS_PER_S))
    values = list(values[:count])
    if not values:
        return "", 1
    pool = -(-len(values) // _MOST_POINTS)
    pooled = [max(values[at : at + pool]) for at in range(0, len(values), pool)]
    scale = 96 / max(*pooled, 16)
    heights = [max(1, round(value * scale)) for value in pooled]
    top = "".join(f"L{at} {100 - height}" for at, height in enumerate(heights))
    bottom = "".join(f"L{at} {100 + heights[at]}" for at in range(len(heights) - 1, -1, -1))
    return f"M0 100{top}{bottom}Z", max(1, -(-count // pool) - 1)


def _thinking(answer: Answer, length: float) -> Band | None:
    start_s = answer.span.start_s
    if start_s is None or start_s <= 0:
        return None
    latency_s = answer.span.latency_s
    if latency_s is None:
        label = f"{start_s:.1f}"
        title = _("Silence before the answer: {s:.1f} s").format(s=start_s)
    else:
        label = _("thinking {s:.1f} s").format(s=latency_s)
        title = _("Thinking time: {s:.1f} s from the end of the question").format(s=latency_s)
    return _band(0, start_s, length, "thinking", "", label, title)


def _pause(pause: Pause, length: float) -> Band:
    seconds = pause.end_s - pause.start_s
    names = {
        "brief": _("Brief pause, {s:.1f} s"),
        "long": _("Long pause, {s:.1f} s"),
        "very_long": _("Very long pause, {s:.1f} s"),
    }
    places = {"boundary": _("between clauses"), "mid_clause": _("inside a clause")}
    title = names[pause.kind].format(s=seconds)
    if pause.place:
        title += ", " + places[pause.place]
    label = f"{seconds:.1f}" if seconds >= _LABELLED_S else ""
    place = pause.place or "unknown"
    return _band(pause.start_s, pause.end_s, length, pause.kind, place, label, title)


def _marks(findings: Sequence[Finding], length: float, width_px: int) -> list[Mark]:
    """Each with its number, steps with their name, where there is room before the next one."""
    placed = [(index, one) for index, one in enumerate(findings) if one.kind in _LANES]
    used = sorted({_LANES[one.kind] for _index, one in placed})
    next_px: dict[int, float] = {}
    found = []
    for index, one in reversed(placed):
        x = _percent(one.start_s, length)
        group = _LANES[one.kind]
        label = one.title if one.kind == "step" else str(one.number)
        px = x * width_px / 100
        if px + _wide(label) > next_px.get(group, width_px):
            label = ""
        next_px[group] = px
        title = f"{one.number}. {one.title}"
        found.append(Mark(index, one.kind, used.index(group), x, one.glyph, label, title))
    return found[::-1]


def _wide(name: str) -> int:
    """How many pixels a label takes with its shape, roughly; the template cuts it at 14."""
    return 22 + sum(7 if character.isascii() else 12 for character in name[:14])


def _ticks(length: float, width_px: int) -> list[tuple[float, str]]:
    """Times along the axis, some 60 pixels apart at least."""
    steps = (1, 2, 5, 10, 15, 30, 60, 120, 300)
    step = next((one for one in steps if one * width_px / length >= 60), 600)
    times = range(0, int(length) + 1, step)
    return [(_percent(at, length), f"{at // 60}:{at % 60:02}") for at in times]


def _curve(answer: Answer, findings: Sequence[Finding], length: float) -> Curve | None:
    pace = answer.pace
    known = [point.value for point in pace.curve if point.value is not None]
    if pace.value is None or not known:
        return None
    top = max(*known, pace.target[1], pace.natural[1]) * 1.08
    bottom = min(*known, pace.target[0], pace.natural[0]) * 0.85

    def y(value: float) -> float:
        return round(100 * (top - value) / (top - bottom), 2)

    paths: list[list[str]] = [[]]
    for point in pace.curve:
        if point.value is None:
            paths.append([])
        else:
            paths[-1].append(f"{point.t_s:.2f} {y(point.value)}")
    unit = unit_name(answer)
    return Curve(
        width=round(length, 2),
        paths=tuple(
            "M" + "L".join(path) + ("h0.01" if len(path) == 1 else "") for path in paths if path
        ),
        target=_level(pace.target, y, _("target {low:g}-{high:g}")),
        natural=_level(pace.natural, y, _("natural {low:g}-{high:g}")),
        rushes=tuple(
            _band(one.start_s, one.end_s, length, "rush", str(index), one.glyph, one.title)
            for index, one in enumerate(findings)
            if one.kind == "rush"
        ),
        title=_("Pace over time in {unit}: from {low:.0f} to {high:.0f}.").format(
            unit=unit, low=min(known), high=max(known)
        ),
    )


def _level(bounds: tuple[float, float], y: Callable[[float], float], label: str) -> Level:
    low, high = bounds
    return Level(y(high), round(y(low) - y(high), 2), label.format(low=low, high=high))
