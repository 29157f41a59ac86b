"""What feedback begins with: the one thing to do next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from voicemock.report.views import advice, findings
from voicemock.report.views.advice import Advice
from voicemock.report.views.view import View
from voicemock.values.answer import Answer

_NOT_JUDGED = ("recording", "transcript", "pace", "structure")
"""Of notes: about these, they say that an answer cannot be judged, the gravest first."""
_GRAVE = frozenset(
    ("all_zeros", "no_speech", "ended_early", "no_text", "implausible", "other_language")
)


@dataclass(frozen=True)
class First:
    """The one thing (empty: nothing stands out), how to do it, and its moment where it has one."""

    text: str = ""
    advice: str = ""
    start_s: float | None = None


def build(one: Answer, built: View) -> First:
    """What keeps the answer from being judged, else the first advice there is."""
    for about in _NOT_JUDGED:
        for note in one.notes:
            if note.about == about and (note.code in _GRAVE or not one.transcript.text):
                return First(note.text)
    found = [each for each in advice.what_next((one,)) if each.rule != "again"]
    if not found:
        return First()
    first = found[0]
    return First(first.title, first.advice, _where(first, one, built))


def _where(first: Advice, one: Answer, built: View) -> float | None:
    kinds: dict[str, Sequence[str]] = {
        "negative": ("negative",),
        "fillers": ("filler",),
        "mid_clause": ("pause",),
        "fast": ("rush",),
    }
    wanted = kinds.get(first.rule, ())
    found = (each for each in findings.build(one, built.moments) if each.kind in wanted)
    return next((each.start_s for each in found), None)
