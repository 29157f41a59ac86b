"""The answers of a sitting, or of a history, one line each."""

from __future__ import annotations

from collections.abc import Sequence

from voicemock.i18n import _
from voicemock.values.answer import Answer


def header() -> tuple[str, ...]:
    """Names of the columns of `row`."""
    return (
        _("answer"), _("question"), _("length"), _("pace"), _("pauses"), _("mid-clause"),
        _("positive"), _("to avoid"), _("fillers"), _("steps"),
    )  # fmt: skip


def row(answer: Answer) -> tuple[str, ...]:
    """An answer's numbers as text; what was not measured is a dash."""
    verdict = {"slow": "↓", "fast": "↑", "on_target": "✓", None: ""}[answer.pace.verdict]
    name = answer.question.id if answer.question else ""
    steps = answer.structure.steps if answer.structure else ()
    return (
        answer.id,
        f"↳ {name}" if answer.follows else name,
        _("{seconds:.0f} s").format(seconds=answer.recording.duration_s),
        "-" if answer.pace.value is None else f"{answer.pace.value:.0f} {verdict}",
        _count(answer.pauses.count),
        _count(answer.pauses.mid_clause),
        _count(answer.phrases.positive),
        _count(answer.phrases.negative),
        _count(answer.fillers.count if answer.fillers else None),
        f"{sum(step.found for step in steps)}/{len(steps)}" if steps else "-",
    )


def rows(answers: Sequence[Answer]) -> list[tuple[str, ...]]:
    """`row` of each."""
    return [row(answer) for answer in answers]


def _count(number: int | None) -> str:
    return "-" if number is None else str(number)
