"""An answer as Markdown, for a diary: every app that knows CommonMark and tables shows it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from voicemock.i18n import _
from voicemock.report.exports.plain import one_line
from voicemock.report.exports.table import date
from voicemock.report.exports.text import width
from voicemock.report.views import structure
from voicemock.report.views.values import Measure, clock
from voicemock.report.views.view import View
from voicemock.values.answer import Answer

# What means something inside a line, in CommonMark, its tables, or a notes program ($ # ~ =).
_INSIDE = re.compile(r"[\\`*_\[\]<>|~$#&]|==")
_LIST = re.compile(r"^([-+=>]|\d{1,9}(?=[.)]))")


def render(answer: Answer, view: View) -> str:
    """The question, the day, the measures as a table, the steps, moments, transcript and notes."""
    return "\n".join(_lines(answer, view)).rstrip() + "\n"


def _lines(answer: Answer, view: View) -> Iterator[str]:
    yield f"# {escaped(view.title)}"
    yield ""
    day = date(answer.id).replace("T", " ")
    length = _("{seconds:.0f} s").format(seconds=answer.recording.duration_s)
    facts = [day, length, *((answer.question.id,) if answer.question else ()), answer.id]
    yield " · ".join(escaped(one) for one in facts if one)
    yield ""
    if view.first.text:
        yield from (f"**→ {escaped(view.first.text)}**", "")
    if view.first.good:
        good = " ".join(view.first.good)
        yield from (f"✓ {escaped(good)}", "")
    below = view.structure.measures if view.structure else ()
    yield from _table((*view.measures, *below))
    if view.structure and view.structure.steps:
        yield from ("", f"## {_('Structure')}", "", view.structure.legend, "")
        for step in view.structure.steps:
            name = f"**{escaped(step.name)}**"
            if step.found:
                at = step.moment
                quote = f"{clock(at.start_s)} {escaped(at.quote)}" if at else _("said earlier")
                yield f"- ✓ {name}: {quote}"
            else:
                add = _("add: {what}").format(what=escaped(step.add))
                yield f"- {step.mark} {name}: {step.doubt or add}"
        if view.structure.order:
            yield f"- {escaped(view.structure.order)}"
    listed = [one for one in view.moments if one.kind != structure.KIND]
    if listed:
        yield from ("", f"## {_('Moments')}", "")
        for one in listed:
            quote = f" – {escaped(one.quote)}" if one.quote else ""
            advice = f" → {escaped(one.advice)}" if one.advice else ""
            mark = {"positive": "✓ ", "negative": "! ", "pause": "… "}.get(one.kind, "")
            yield f"- {clock(one.start_s)} {mark}{escaped(one.title)}{quote}{advice}"
    if view.transcript:
        yield from ("", f"## {_('Transcript')}", "", escaped(view.transcript))
    if view.notes:
        yield from ("", f"## {_('Notes')}", "")
        yield from (f"- {escaped(note)}" for note in view.notes)
    if view.coach:
        said = view.coach
        yield from ("", f"## {said.title} ({escaped(said.model)})", "", said.note, "")
        yield from (f"- {escaped(f'{one.name} {one.text}')}" for one in said.lines)


def _table(measures: Iterable[Measure]) -> Iterator[str]:
    """The measures, their columns set straight for those who read the file as it is."""
    marks = {"good": "✓ ", "mind": "! "}
    rows = []
    for one in measures:
        value = marks.get(one.judgement, "") + escaped(one.value)
        remarks = " ".join(escaped(remark) for remark in one.remarks)
        rows.append((escaped(one.name), value, remarks))
    names = (_("Measure"), _("Value"), _("Remark"))
    column = max(width(row[0]) for row in (names, *rows))
    yield _row(names, column)
    yield f"|{'-' * (column + 2)}|---|---|"
    yield from (_row(row, column) for row in rows)


def _row(cells: tuple[str, str, str], column: int) -> str:
    pad = " " * (column - width(cells[0]))
    return f"| {cells[0]}{pad} | {cells[1]} | {cells[2]} |"


def escaped(text: str) -> str:
    """A text as one line that Markdown shows as it stands: no markup, no HTML, no list."""
    line = _INSIDE.sub(lambda found: "".join(f"\\{one}" for one in found[0]), one_line(text))
    return _LIST.sub(lambda found: _behind(found[1]), line)


def _behind(mark: str) -> str:
    """A mark that would begin a list, made harmless; of a number its dot, which follows."""
    return f"{mark}\\" if mark.isdigit() else f"\\{mark}"
