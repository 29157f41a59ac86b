"""An answer as lines of text, each with the style a terminal may give it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from voicemock.i18n import _
from voicemock.report.views.values import clock

if TYPE_CHECKING:
    from voicemock.report.views.coach import CoachView
    from voicemock.report.views.first import First
    from voicemock.report.views.structure import StepLine, StructureView
    from voicemock.report.views.values import Measure
    from voicemock.report.views.view import View

_COLUMNS = 79
"""The steps keep to one line each in a terminal of 80 columns."""
_MARKS = {
    "positive": ("good", "+"),
    "negative": ("mind", "-"),
    "pause": ("mind", "…"),
    "vague": ("", "?"),
    "hedge": ("", "~"),
}
"""Style and sign of a moment, by its kind."""
_EXAMPLES = 2
"""Examples shown for missing steps; more would be a page of their own."""


@dataclass(frozen=True)
class Line:
    """A line in parts of (style, text); styles: "", heading, name, good, mind, quiet, quote.

    Where it is too long for a terminal, it goes on ``hang`` columns from the left, or under its
    own first letter (None).
    """

    parts: tuple[tuple[str, str], ...]
    hang: int | None = None

    def __str__(self) -> str:
        return "".join(text for _style, text in self.parts)


def plain(lines: Sequence[Line]) -> str:
    """The lines without styles."""
    return "\n".join(str(line).rstrip() for line in lines) + "\n"


def width(text: str) -> int:
    """Columns a text takes in a terminal; Han characters take two."""
    if text.isascii() and text.isprintable():
        return len(text)
    from wcwidth import wcswidth

    return max(0, wcswidth(text))


def fitting(text: str, columns: int) -> str:
    """The longest start of a text within so many columns."""
    used = 0
    for at, character in enumerate(text):
        used += width(character)
        if used > columns:
            return text[:at]
    return text


def render(view: View, *, heading: bool = True) -> list[Line]:
    """The one thing to change, measures, structure, moments, transcript, notes."""
    from voicemock.report.views import structure  # help only needs `width`, and needs it soon

    lines = [Line((("heading", view.title),)), Line(())] if heading else []
    lines += _first(view.first, timed=view.timed)
    below = view.structure.measures if view.structure else ()
    column = max(width(measure.name) for measure in (*view.measures, *below)) + 2
    lines += [line for measure in view.measures for line in _measure(measure, column)]
    if view.structure is not None:
        lines += _structure(view.structure, column, timed=view.timed)
    listed = [moment for moment in view.moments if moment.kind != structure.KIND]
    if listed:
        lines += [Line(()), Line((("name", "  " + _("Moments")),))]
        for moment in listed:
            style, mark = _MARKS.get(moment.kind, ("", "·"))
            time = clock(moment.start_s) if view.timed else ""
            at = ("quiet", f"  {moment.number:>3}  {time}  ")
            title, quote = (style, f"{mark} {moment.title}"), ("quote", f"  {moment.quote}")
            lines.append(Line((at, title, quote), hang=15))
            if moment.advice:
                lines.append(Line((("quiet", f"               → {moment.advice}"),), hang=17))
    if view.transcript:
        lines += [Line(()), Line((("name", "  " + _("Transcript")),))]
        lines.append(Line((("", "  " + view.transcript),)))
    if view.notes:
        lines.append(Line(()))
        lines += [Line((("mind", f"  ! {note}"),)) for note in view.notes]
    return [*lines, *coach(view.coach)]


def coach(shown: CoachView | None) -> list[Line]:
    """What a language model said, below everything else."""
    if shown is None:
        return []
    lines = [Line(()), Line((("name", f"  {shown.title}"), ("quiet", f" ({shown.model})")))]
    lines.append(Line((("quiet", f"  {shown.note}"),)))
    for one in shown.lines:
        words = f" {one.text}" if one.text else ""
        lines.append(Line((("", f"  ~ {one.name}"), ("quote", words)), hang=4))
    return lines


def _first(first: First, *, timed: bool) -> list[Line]:
    """The one thing to change, then what was good."""
    lines = []
    if first.text:
        at = f" ({clock(first.start_s)})" if timed and first.start_s is not None else ""
        lines.append(Line((("name", f"  → {first.text}"), ("quiet", at)), hang=4))
    if first.good:
        lines.append(Line((("good", f"  ✓ {' '.join(first.good)}"),), hang=4))
    return [*lines, Line(())] if lines else []


def _measure(measure: Measure, column: int) -> list[Line]:
    pad = " " * (column - width(measure.name))
    first = Line((("name", f"  {measure.name}{pad}"), (measure.judgement, measure.value)))
    return [first, *(Line((("quiet", f"  {' ' * column}{one}"),)) for one in measure.remarks)]


def _structure(shown: StructureView, column: int, *, timed: bool) -> list[Line]:
    """The steps with their moments' numbers, then what stands beside them."""
    lines = []
    if shown.steps:
        legend = ("quiet", f"   {shown.legend}")
        lines += [Line(()), Line((("name", "  " + _("Structure")), legend))]
        names = max(width(step.name) for step in shown.steps) + 2
        missing = [step for step in shown.steps if step.state == "absent"]
        for step in shown.steps:
            lines += _step(step, names, with_example=step in missing[:_EXAMPLES], timed=timed)
    if shown.order:
        lines.append(Line((("mind", f"  ! {shown.order}"),)))
    if shown.measures and not shown.steps:
        lines.append(Line(()))
    for measure in shown.measures:
        lines += _measure(measure, column)
    return lines


def _step(step: StepLine, names: int, *, with_example: bool, timed: bool) -> list[Line]:
    name = step.name + " " * (names - width(step.name))
    room = _COLUMNS - 7 - names
    if not step.found:
        add = _("add: {what}").format(what=step.add)
        style = "mind" if step.state == "absent" else "name"
        said = add if step.state == "absent" else step.doubt
        lines = [Line(((style, f"  {step.mark}    {name}"), ("", said)))]
        if step.example and with_example and step.state == "absent":
            example = _cut(_("as in: {example}").format(example=step.example), room)
            lines.append(Line((("quiet", f"       {' ' * names}{example}"),)))
        return lines
    if step.moment is None:
        return [Line((("good", f"  ✓    {name}"), ("quiet", _("said earlier"))))]
    at = step.moment
    time = f"{clock(at.start_s)}  " if timed else ""
    number, quote = ("quiet", f"{at.number:>2} "), ("quote", _cut(at.quote, room - len(time)))
    return [Line((("good", "  ✓ "), number, ("good", name), ("quiet", time), quote))]


def _cut(text: str, columns: int) -> str:
    """A text within so many columns."""
    if width(text) <= columns:
        return text
    return fitting(text, columns - 1).rstrip(" ,，、") + "…"
