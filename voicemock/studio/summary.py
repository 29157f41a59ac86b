"""What the page shows of an answer: its numbers, its moments, and the one thing to do next."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from voicemock.content.phrases import phrase_list
from voicemock.report.views import findings, view
from voicemock.report.views.coach import titled
from voicemock.studio import transcript
from voicemock.values.answer import Answer, Step
from voicemock.values.edits import Strike

_LONG_PAUSE_S = 1.0
_VERDICTS = {"slow": "slow", "on_target": "good", "fast": "fast", None: None}


def answer(one: Answer, *, role: str | None = None) -> dict[str, Any]:
    """An answer as the page has it.

    Args:
        one: which.
        role: of its question in the interview, see `voicemock.interview.events.Role`.
    """
    asked = one.question
    return {
        "id": one.id,
        "question": asked and {"id": asked.id, "text": titled(asked), "category": asked.category},
        "length_s": one.recording.duration_s,
        "summary": summary(one, role=role),
    }


def summary(one: Answer, *, role: str | None = None) -> dict[str, Any]:
    """What was found in an answer, in the language in use."""
    built = view.build(one, phrase_list(one.language))
    strikes = transcript.strikes(one, built)
    scene = one.question is not None and one.question.category == "roleplay"
    follows = "turn" if scene else "follow_up"
    pace = one.pace
    return {
        "question": built.title,
        "role": role or (follows if one.follows else "main"),
        "length_s": one.recording.duration_s,
        "next": asdict(built.first) if built.first.text else None,
        "good": built.first.good,
        **_faults(one, built.first.text),
        "pace": {
            "value": pace.value,
            "unit": findings.unit_name(one),
            "verdict": _VERDICTS[pace.verdict],
            "target": pace.target,
            "natural": pace.natural,
        },
        "pauses": _pauses(one),
        "positive": one.phrases.positive,
        "to_avoid": one.phrases.negative,
        "fillers": one.fillers.count if one.fillers else None,
        "notes": built.notes,
        "coach": asdict(built.coach) if built.coach else None,
        "transcript": one.transcript.text,
        "language": one.language,
        **transcript.editable(one),
        "moments": [
            {
                "number": each.number,
                "start_s": each.start_s,
                "end_s": each.end_s,
                "label": each.title,
                "kind": each.kind,
                "quote": each.quote,
                "advice": each.advice,
                "strike": strikes.get(each.number or 0),
            }
            for each in findings.build(one, built.moments)
        ],
        "steps": [_step(each) for each in (one.structure.steps if one.structure else ())],
        "measures": [
            {
                "name": each.name,
                "value": each.value,
                "judgement": each.judgement,
                "remarks": each.remarks,
            }
            for each in (*built.measures, *(built.structure.measures if built.structure else ()))
        ],
    }


def _pauses(one: Answer) -> dict[str, Any]:
    pauses = one.pauses
    known = pauses.count is not None
    long = sum(each.end_s - each.start_s >= _LONG_PAUSE_S for each in pauses.items)
    return {
        "count": pauses.count,
        "mid_clause": pauses.mid_clause,
        "longest_s": pauses.longest_s,
        "median_s": pauses.median_s,
        "long": long if known else None,
    }


def _step(step: Step) -> dict[str, Any]:
    heard = next(iter(step.items or step.perhaps), None)
    return {
        "name": step.name,
        "state": step.state,
        "heard": heard.heard if heard else None,
        "start_s": heard.start_s if heard else None,
        "strikes": [
            transcript.told(Strike("step", step.id, each.heard, each.start_s, each.end_s))
            for each in step.items
        ],
        "add": step.add,
        "example": step.example,
    }


def _faults(one: Answer, shown: str) -> dict[str, Any]:
    """Which part of the feedback is no advice: it has a heading of its own.

    ``fault`` says what the one thing is about where it is none that is said better next time;
    ``microphone`` is what else there is to mend about the recording.
    """
    about = next((note.about for note in one.notes if shown and note.text == shown), None)
    return {
        "fault": None if about is None else "microphone" if about == "recording" else "not_judged",
        "microphone": [
            note.text for note in one.notes if note.about == "recording" and note.text != shown
        ],
    }
