"""What is said first of an answer: the one thing to do next, and what was good."""

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
class Next:
    """The one thing; ``start_s`` is where it is heard, None where there is no such place."""

    text: str
    advice: str = ""
    start_s: float | None = None


def next_thing(one: Answer, built: View) -> Next | None:
    """What keeps the answer from being judged, else the first advice there is."""
    for about in _NOT_JUDGED:
        for note in one.notes:
            if note.about == about and (note.code in _GRAVE or not one.transcript.text):
                return Next(note.text)
    found = [each for each in advice.what_next((one,)) if each.rule != "again"]
    if not found:
        return None
    first = found[0]
    return Next(first.title, first.advice, _where(first, one, built))


def good(built: View) -> list[str]:
    """The measures that are as they should be."""
    measures = (*built.measures, *(built.structure.measures if built.structure else ()))
    return [f"{one.name}: {one.value}" for one in measures if one.judgement == "good"]


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
