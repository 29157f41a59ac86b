"""Answers as CSV: one row each, a column for every measure, names that stay.

The columns' names are English whatever the program's language, so that a spreadsheet or a script
goes on working. Not measured is an empty cell, never 0. Numbers are rounded as in the JSON.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable
from typing import Any

from voicemock.report.views.coach import titled
from voicemock.values.answer import Answer
from voicemock.values.document import to_document

BOM = "\ufeff"
"""Excel takes a CSV file without this mark for one in the system's old encoding, and shows Chinese
as nonsense. Other programs skip it (Python: ``encoding="utf-8-sig"``)."""
BETWEEN = "; "
"""Between the values of a cell that has several."""

_PLACES = {
    "answer": "id", "date": "", "language": "language", "question": "question.id",
    "category": "question.category", "question_text": "question.text", "follows": "follows",
    "source": "source", "recording": "recording.path", "duration_s": "recording.duration_s",
    "level_dbfs": "recording.mic.level_dbfs", "clipped": "recording.mic.clipped",
    "snr_db": "recording.mic.snr_db", "overflows": "recording.mic.overflows",
    "engine": "transcript.engine", "model": "transcript.model", "speech_start_s": "span.start_s",
    "speech_end_s": "span.end_s", "speech_s": "span.speech_s",
    "phonation_ratio": "span.phonation_ratio", "latency_s": "span.latency_s", "pace": "pace.value",
    "pace_unit": "pace.unit", "units_spoken": "pace.units_spoken",
    "articulation": "pace.articulation", "target_low": "pace.target.0",
    "target_high": "pace.target.1", "verdict": "pace.verdict", "natural_low": "pace.natural.0",
    "natural_high": "pace.natural.1", "pauses": "pauses.count",
    "pauses_s": "pauses.total_s", "pause_median_s": "pauses.median_s",
    "pause_longest_s": "pauses.longest_s", "pauses_mid_clause": "pauses.mid_clause",
    "pauses_brief": "", "pauses_long": "", "pauses_very_long": "",
    "positive": "phrases.positive", "negative": "phrases.negative", "hedges": "", "vague": "",
    "positive_phrases": "", "negative_phrases": "", "fillers": "fillers.count",
    "fillers_per_min": "fillers.per_min", "filler_words": "", "pitch_sd_st": "voice.pitch_sd_st",
    "pitch_median_hz": "voice.pitch_median_hz", "framework": "structure.framework", "steps": "",
    "steps_taken": "", "steps_missing": "", "steps_in_order": "structure.in_order", "numbers": "",
    "numbers_heard": "", "questions_asked": "", "service_terms": "", "job_words": "",
    "company_words": "", "we": "structure.we", "i": "structure.i",
    "over_limit_s": "structure.over_s", "notes": "", "transcript": "transcript.text",
}  # fmt: skip
"""The columns in order, with the place of each in the published JSON; others are counted by `row`."""
COLUMNS = tuple(_PLACES)
_ID = re.compile(r"(\d{4}-\d\d-\d\d)T(\d\d)-(\d\d)-(\d\d)-[0-9a-f]{4}")
_FORMULA = ("=", "+", "-", "@", "\t")
_LONE_RETURN = re.compile(r"\r(?!\n)")


def render(answers: Iterable[Answer]) -> str:
    """The answers' rows below the columns' names, UTF-8 to be, with a byte order mark."""
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(COLUMNS)
    for answer in answers:
        cells = row(answer)
        writer.writerow([cell(cells.get(name)) for name in COLUMNS])
    return BOM + file.getvalue()


def date(answer_id: str) -> str:
    """When an answer was given, local time as in its id: 2026-11-22T10:31:07; "" if it says not."""
    found = _ID.fullmatch(answer_id)
    return "{}T{}:{}:{}".format(*found.groups()) if found else ""


def row(answer: Answer) -> dict[str, Any]:
    """An answer's values by the names of their columns; what was not measured is None or absent."""
    document = to_document(answer)
    return {
        **{name: _at(document, place) for name, place in _PLACES.items() if place},
        "date": date(answer.id),
        "question_text": titled(answer.question) if answer.question else None,
        **_pauses(answer),
        **_phrases(answer),
        "filler_words": [one.heard for one in answer.fillers.items] if answer.fillers else None,
        **_structure(answer),
        "notes": [note.code for note in answer.notes if note.code != "not_measured"],
    }


def _at(document: Any, place: str) -> Any:
    for name in place.split("."):
        if document is not None:
            document = document[int(name) if name.isdecimal() else name]
    return document


def _pauses(answer: Answer) -> dict[str, int]:
    if answer.pauses.count is None:
        return {}
    kinds = [one.kind for one in answer.pauses.items]
    return {f"pauses_{kind}": kinds.count(kind) for kind in ("brief", "long", "very_long")}


def _phrases(answer: Answer) -> dict[str, Any]:
    heard = {
        kind: [one.heard for one in answer.phrases.items if one.kind == kind]
        for kind in ("positive", "negative", "hedge", "vague")
    }
    known = answer.phrases.positive is not None
    return {
        "hedges": len(heard["hedge"]) if known else None,
        "vague": len(heard["vague"]) if known else None,
        "positive_phrases": heard["positive"],
        "negative_phrases": heard["negative"],
    }


def _structure(answer: Answer) -> dict[str, Any]:
    structure = answer.structure
    if structure is None:
        return {}
    said = {
        f"{name}_{what}": list(dict.fromkeys(w.word for w in structure.words if w.kind == name))
        for name, what in (("service", "terms"), ("job", "words"), ("company", "words"))
    }
    return {
        "steps": sum(step.found for step in structure.steps) if structure.steps else None,
        "steps_taken": [step.id for step in structure.steps if step.found],
        "steps_missing": [step.id for step in structure.steps if step.state == "absent"],
        "numbers": len(structure.numbers),
        "numbers_heard": [one.heard for one in structure.numbers],
        "questions_asked": len(structure.questions),
        **said,
    }


def cell(value: Any) -> str:
    """A value as a cell: numbers as they are, texts so that no spreadsheet takes them for formulas.

    One that begins like a formula gets an apostrophe in front, which spreadsheets know as "text";
    the words of a question come from packs that others may have written.
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return str(value)
    text = _LONE_RETURN.sub("\n", value if isinstance(value, str) else BETWEEN.join(value))
    return f"'{text}" if text.startswith(_FORMULA) else text
