"""An answer as lines of text, each with the style a terminal may give it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from voicemock.i18n import _

if TYPE_CHECKING:
    from voicemock.report.view import View


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


def render(view: View, *, heading: bool = True) -> list[Line]:
    """The question, measures, moments, transcript, notes."""
    from voicemock.report.view import clock  # help only needs `width`, and needs it soon

    lines = [Line((("heading", view.title),)), Line(())] if heading else []
    column = max(width(measure.name) for measure in view.measures) + 2
    for measure in view.measures:
        pad = " " * (column - width(measure.name))
        lines.append(Line((("name", f"  {measure.name}{pad}"), (measure.judgement, measure.value))))
        lines += [Line((("quiet", f"  {' ' * column}{remark}"),)) for remark in measure.remarks]
    if view.moments:
        lines += [Line(()), Line((("name", "  " + _("Moments")),))]
        for moment in view.moments:
            style = {"positive": "good", "negative": "mind", "pause": "mind"}.get(moment.kind, "")
            lines.append(
                Line(
                    (
                        ("quiet", f"  {moment.number:>3}  {clock(moment.start_s)}  "),
                        (style, f"{_mark(moment.kind)} {moment.title}"),
                        ("quote", f"  {moment.quote}"),
                    )
                )
            )
            if moment.advice:
                lines.append(Line((("quiet", f"               → {moment.advice}"),)))
    if view.transcript:
        lines += [
            Line(()),
            Line((("name", "  " + _("Transcript")),)),
            Line((("", "  " + view.transcript),)),
        ]
    if view.notes:
        lines.append(Line(()))
        lines += [Line((("mind", f"  ! {note}"),)) for note in view.notes]
    return lines


def _mark(kind: str) -> str:
    return {
        "positive": "+",
        "negative": "-",
        "pause": "…",
        "vague": "?",
        "hedge": "~",
        "filler": "·",
    }.get(kind, "·")
