"""Answers, trends and takes as tables that fit the terminal."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TextIO

from voicemock.cli.terminal.screen import harmless, show
from voicemock.i18n import _, ngettext
from voicemock.report.exports.text import Line, width
from voicemock.values.answer import Answer

_UNSEEN = 120
"""Columns where no terminal says how many it has."""
_SPACE = "  "
_BY_NEED = (0, 3, 1, 4, 8, 9, 5, 6, 7, 2)
"""The columns of the table, those first that a narrow terminal is to keep."""
_KEPT = 2
_BARS = 40
_FEWEST_BARS = 8
_TAKES_SHOWN = 5


def print_table(answers: Sequence[Answer], *, to_stderr: bool = False) -> None:
    """Answers, one row each; in a narrow terminal with fewer columns.

    An id that is cut off could not be handed to replay, so columns are left out whole.
    """
    from voicemock.report.views import summary

    rows = [summary.header(), *summary.rows(answers)]
    widths = [max(width(cell) for cell in column) for column in zip(*rows, strict=True)]
    shown: list[int] = []
    left = _columns(sys.stderr if to_stderr else sys.stdout) + len(_SPACE)
    for number in _BY_NEED:
        left -= widths[number] + len(_SPACE)
        if left < 0 and len(shown) >= _KEPT:
            break
        shown.append(number)
    shown.sort()
    _print_rows(
        [[row[number] for number in shown] for row in rows],
        [number < 2 for number in shown],
        to_stderr=to_stderr,
    )


def print_trends(answers: Sequence[Answer]) -> None:
    """How the measures went, a line of little bars each, by language."""
    from voicemock.report.views import trends

    names = {"en": _("English"), "zh": _("Mandarin")}
    marks = trends.BARS if _shows(trends.BARS) else trends.DIGITS
    columns = _columns(sys.stdout)
    for course in trends.build(answers):
        table = [("", _("latest"), _("usual"))]
        table += [(one.name, one.latest, one.usual) for one in course.trends]
        widths = [max(width(cell) for cell in column) for column in zip(*table, strict=True)]
        bars = columns - sum(widths) - 3 * len(_SPACE)
        kept = 3
        if bars < _FEWEST_BARS:  # what is usual goes before the bars do
            bars += widths[2] + len(_SPACE)
            kept = 2
        bars = max(1, min(bars, _BARS, course.count))
        title = ngettext(
            "{language}: {count} answer, the latest at the right",
            "{language}: the last {count} answers, the latest at the right",
            bars,
        ).format(language=names[course.language], count=bars)
        lines = [trends.sparkline(one.values[-bars:], marks) for one in course.trends]
        print()
        show([Line((("heading", title),))])
        _print_rows(
            [(*row[:kept], line) for row, line in zip(table, ["", *lines], strict=True)],
            [True, *(False for _cell in range(kept - 1)), True],
        )


def _print_rows(
    rows: Sequence[Sequence[str]], left: Sequence[bool], *, to_stderr: bool = False
) -> None:
    """Cells in columns below a heading, those of ``left`` columns set left.

    Written here, because rich takes half a second for five hundred rows.
    """
    widths = [max(width(cell) for cell in column) for column in zip(*rows, strict=True)]
    lines = []
    for row in rows:
        cells = []
        for cell, wide, at_left in zip(row, widths, left, strict=True):
            pad = " " * (wide - width(cell))
            cells.append(cell + pad if at_left else pad + cell)
        lines.append(_SPACE.join(cells).rstrip())
    show([Line((("heading", lines[0]),))], to_stderr=to_stderr)
    stream = sys.stderr if to_stderr else sys.stdout
    stream.writelines(f"{harmless(line)}\n" for line in lines[1:])
    stream.flush()


def _columns(stream: TextIO) -> int:
    """Columns of a terminal; its last one is left free, `show` would break the line there."""
    if not stream.isatty():
        return _UNSEEN
    from rich.console import Console

    return Console(file=stream).width - 1


def _shows(marks: str) -> bool:
    try:
        marks.encode(sys.stdout.encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return False
    return True


def print_takes(
    takes: Sequence[Answer], others: Sequence[Answer], *, to_stderr: bool = False
) -> None:
    """Takes of one question side by side, one line a measure, the latest of them."""
    from rich.console import Console
    from rich.table import Table

    from voicemock.report.views.takes import compare

    stream = sys.stderr if to_stderr else sys.stdout
    console = Console(file=stream, width=None if stream.isatty() else 120, highlight=False)
    shown = takes[-_TAKES_SHOWN:]
    table = Table(box=None, pad_edge=False)
    table.add_column("")
    for number in range(len(takes) - len(shown) + 1, len(takes) + 1):
        table.add_column(_("take {number}").format(number=number), justify="right")
    table.add_column(_("change"), justify="right")
    table.add_column(_("your usual spread"), justify="right")
    for row in compare(shown, others):
        style = {"good": "green", "mind": "yellow"}.get(row.judgement, "")
        mark = {"good": " ✓", "mind": " !"}.get(row.judgement, "")
        table.add_row(row.name, *row.values, row.change + mark, row.usual, style=style)
    console.print(table)
