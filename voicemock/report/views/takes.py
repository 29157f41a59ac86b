"""Takes of one question side by side, and whether what changed is more than the person's own spread."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from voicemock.report.views.measures import ENOUGH, Quantity, deviation, quantities
from voicemock.values.answer import Answer

__all__ = ["ENOUGH", "OTHERS", "Row", "compare"]

OTHERS = 200
"""Latest answers whose spread the takes of a question are seen against."""


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


def compare(takes: Sequence[Answer], others: Sequence[Answer]) -> tuple[Row, ...]:
    """The measures of two or more takes, oldest first; one row each, those never measured left out.

    Args:
        takes: answers to one question.
        others: the person's answers that the takes are to be seen against.
    """
    ids, language = {one.id for one in takes}, takes[0].language
    others = [one for one in others if one.id not in ids and one.language == language]
    others = [one for one in others if one.follows is None]
    rows = (_row(measure, takes, others) for measure in quantities())
    return tuple(row for row in rows if any(value != "-" for value in row.values))


def _row(measure: Quantity, takes: Sequence[Answer], others: Sequence[Answer]) -> Row:
    values = [measure.of(one) for one in takes]
    known = [value for one in others if (value := measure.of(one)) is not None]
    spread = deviation(known) if len(known) >= ENOUGH else None
    texts = tuple("-" if one is None else f"{one:.{measure.decimals}f}" for one in values)
    first, last = values[0], values[-1]
    if first is None or last is None:
        return Row(measure.name, texts, "", "", "")
    change = last - first
    judgement = ""
    if spread is not None and abs(change) > spread and measure.better is not None:
        gain = measure.better(last, takes[-1]) - measure.better(first, takes[0])
        judgement = "good" if gain > 0 else "mind" if gain < 0 else ""
    changed = f"{change:+.{measure.decimals}f}" if round(change, measure.decimals) else "="
    usual = "" if spread is None else f"±{spread:.{measure.decimals}f}"
    return Row(measure.name, texts, changed, usual, judgement)
