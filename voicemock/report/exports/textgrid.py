"""An answer as a Praat TextGrid (long text format): a tier each for words, pauses, phrases, fillers, steps.

Written here, because it takes 60 lines; the tests read it back with praatio. Labels are English
and stable, so that a Praat script can count on them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from voicemock.report.exports.plain import one_line
from voicemock.values.answer import Answer

SHORTEST_S = 0.001
"""An interval of Praat's cannot be empty; a word without length (times are in 0.01 s) gets this."""
_DECIMALS = 3

Label = tuple[float, float, str]
"""Start, end, text."""


def render(answer: Answer) -> str:
    """The TextGrid of an answer, from 0 to the end of its recording.

    A tier of something that was not measured is left out; one without intervals says that there
    was none. What overlaps goes to a second tier ("steps 2"), and so on.
    """
    end_s = max(round(answer.recording.duration_s, _DECIMALS), SHORTEST_S)
    tiers = [
        (name if number == 1 else f"{name} {number}", labels)
        for name, found in _found(answer)
        for number, labels in enumerate(_side_by_side(found, end_s), start=1)
    ]
    lines = [
        'File type = "ooTextFile"',
        'Object class = "TextGrid"',
        "",
        "xmin = 0",
        f"xmax = {_number(end_s)}",
        "tiers? <exists>",
        f"size = {len(tiers)}",
        "item []:",
    ]
    for number, (name, labels) in enumerate(tiers, start=1):
        lines += [f"    item [{number}]:", *_tier(name, _filled(labels, end_s), end_s)]
    return "\n".join(lines) + "\n"


def _found(answer: Answer) -> Iterable[tuple[str, list[Label]]]:
    """Each tier's name with what goes into it. Words always, so that there is a tier."""
    yield "words", [(one.start_s, one.end_s, one.text) for one in answer.transcript.words]
    if answer.pauses.count is not None:
        pauses = [(one, f"{one.kind} {one.place or ''}".rstrip()) for one in answer.pauses.items]
        yield "pauses", [(one.start_s, one.end_s, text) for one, text in pauses]
    if answer.phrases.positive is not None:
        hits = answer.phrases.items
        yield "phrases", [(one.start_s, one.end_s, f"{one.kind}: {one.heard}") for one in hits]
    if answer.fillers is not None and answer.fillers.count is not None:
        yield "fillers", [(one.start_s, one.end_s, one.heard) for one in answer.fillers.items]
    if answer.structure is not None:
        taken = [
            (one, step.id) for step in answer.structure.steps if step.found for one in step.items
        ]
        yield "steps", [(one.start_s, one.end_s, f"{step}: {one.heard}") for one, step in taken]


def _side_by_side(labels: Sequence[Label], end_s: float) -> list[list[Label]]:
    """The labels in as few rows as they need not to overlap, at least one."""
    rows: list[list[Label]] = [[]]
    for start, end, text in sorted(_inside(one, end_s) for one in labels):
        if all(row and row[-1][1] > start for row in rows):
            rows.append([])
        row = next(row for row in rows if not row or row[-1][1] <= start)
        row.append((start, end, text))
    return rows


def _inside(label: Label, end_s: float) -> Label:
    """A label within the recording and not empty, in times as they are written."""
    start = min(max(round(label[0], _DECIMALS), 0.0), round(end_s - SHORTEST_S, _DECIMALS))
    end = min(max(round(label[1], _DECIMALS), round(start + SHORTEST_S, _DECIMALS)), end_s)
    return start, end, label[2]


def _filled(labels: Sequence[Label], end_s: float) -> list[Label]:
    """The labels with empty intervals between them: Praat's tiers have no holes."""
    filled: list[Label] = []
    at = 0.0
    for start, end, text in labels:
        if start > at:
            filled.append((at, start, ""))
        filled.append((start, end, text))
        at = end
    if at < end_s:
        filled.append((at, end_s, ""))
    return filled


def _tier(name: str, intervals: Sequence[Label], end_s: float) -> list[str]:
    lines = [
        '        class = "IntervalTier"',
        f'        name = "{name}"',
        "        xmin = 0",
        f"        xmax = {_number(end_s)}",
        f"        intervals: size = {len(intervals)}",
    ]
    for number, (start, end, text) in enumerate(intervals, start=1):
        lines += [
            f"        intervals [{number}]:",
            f"            xmin = {_number(start)}",
            f"            xmax = {_number(end)}",
            # one line, because readers disagree about line breaks in a label
            '            text = "{}"'.format(one_line(text).replace('"', '""')),
        ]
    return lines


def _number(seconds: float) -> str:
    return f"{seconds:.{_DECIMALS}f}".rstrip("0").rstrip(".")
