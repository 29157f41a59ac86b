"""What a finished answer says about practice: which ones went badly, which are whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from voicemock.values.answer import Answer

TOO_SHORT = {"zh": 40, "en": 30}
"""字 or words below which an answer is called too short: some 12 s, one sentence or two."""
MANY_FILLERS = 12.0
"""Fillers a minute from which on an answer wants practice (Laske & DiGennaro Reed 2024)."""
MANY_BREAKS = 3
"""Pauses inside clauses from which on an answer wants practice."""


def went_badly(answer: Answer) -> bool:
    """Whether two or more things in an answer want practice.

    A step of the framework that is surely missing, a phrase to avoid, the time limit passed, many fillers (from
    12 a minute on, Laske & DiGennaro Reed 2024) and three pauses inside clauses are one each.
    """
    structure, fillers = answer.structure, answer.fillers
    wants = sum(step.state == "absent" for step in structure.steps) if structure else 0
    wants += bool(answer.phrases.negative)
    wants += bool(structure and structure.over_s)
    wants += fillers is not None and (fillers.per_min or 0) >= MANY_FILLERS
    wants += (answer.pauses.mid_clause or 0) >= MANY_BREAKS
    return wants >= 2


def wholes(answers: Sequence[Answer]) -> list[Answer]:
    """The answers to questions, each with the structure it had when all that followed was said."""
    structures = {
        one.follows: one.structure for one in answers if one.follows is not None and one.structure
    }
    return [
        replace(one, structure=structures.get(one.id, one.structure))
        for one in answers
        if one.follows is None
    ]
