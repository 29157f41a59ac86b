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

from voicemock.values.answer import Answer
from voicemock.values.document import to_document

BOM = "\ufeff"
"""Excel takes a CSV file without this mark for one in the system's old encoding, and shows Chinese
as nonsense. Other programs skip it (Python: ``encoding="utf-8-sig"``)."""
BETWEEN = "; "
"""Between the values of a cell that has several."""

COLUMNS = (
    "answer", "date", "language", "question", "category", "question_text", "follows",
    "source", "recording", "duration_s", "level_dbfs", "clipped", "snr_db", "overflows",
    "engine", "model",
    "speech_start_s", "speech_end_s", "speech_s", "phonation_ratio", "latency_s",
    "pace", "pace_unit", "units_spoken", "articulation", "target_low", "target_high", "verdict",
    "natural_low", "natural_high",
    "pauses", "pauses_s", "pause_median_s", "pause_longest_s", "pauses_mid_clause",
    "pauses_brief", "pauses_long", "pauses_very_long",
    "positive", "negative", "hedges", "vague", "positive_phrases", "negative_phrases",
    "fillers", "fillers_per_min", "filler_words",
    "pitch_sd_st", "pitch_median_hz",
    "framework", "steps", "steps_taken", "steps_missing", "steps_in_order",
    "numbers", "numbers_heard", "questions_asked", "service_terms", "job_words", "company_words",
    "we", "i", "over_limit_s",
    "notes", "transcript",
)  # fmt: skip

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
        writer.writerow([_cell(cells[name]) for name in COLUMNS])
    return BOM + file.getvalue()


def date(answer_id: str) -> str:
    """When an answer was given, local time as in its id: 2026-11-22T10:31:07; "" if it says not."""
    found = _ID.fullmatch(answer_id)
    return "{}T{}:{}:{}".format(*found.groups()) if found else ""


def row(answer: Answer) -> dict[str, Any]:
    """An answer's values by the names of their columns, None for what was not measured."""
    document = to_document(answer)
    question = document["question"] or {}
    recording, mic = document["recording"], document["recording"]["mic"]
    span, pace, pauses = document["span"], document["pace"], document["pauses"]
    fillers, voice = document["fillers"] or {}, document["voice"] or {}
    return {
        "answer": answer.id,
        "date": date(answer.id),
        "language": answer.language,
        "question": question.get("id"),
        "category": question.get("category"),
        "question_text": question.get("text"),
        "follows": answer.follows,
        "source": answer.source,
        "recording": recording["path"],
        "duration_s": recording["duration_s"],
        **{name: mic[name] for name in ("level_dbfs", "clipped", "snr_db", "overflows")},
        "engine": answer.transcript.engine,
        "model": answer.transcript.model,
        "speech_start_s": span["start_s"],
        "speech_end_s": span["end_s"],
        **{name: span[name] for name in ("speech_s", "phonation_ratio", "latency_s")},
        "pace": pace["value"],
        "pace_unit": pace["unit"],
        "units_spoken": pace["units_spoken"],
        "articulation": pace["articulation"],
        "target_low": pace["target"][0],
        "target_high": pace["target"][1],
        "verdict": pace["verdict"],
        "natural_low": pace["natural"][0],
        "natural_high": pace["natural"][1],
        "pauses": pauses["count"],
        "pauses_s": pauses["total_s"],
        "pause_median_s": pauses["median_s"],
        "pause_longest_s": pauses["longest_s"],
        "pauses_mid_clause": pauses["mid_clause"],
        **_pauses(answer),
        **_phrases(answer),
        "fillers": fillers.get("count"),
        "fillers_per_min": fillers.get("per_min"),
        "filler_words": [one["heard"] for one in fillers.get("items", ())],
        "pitch_sd_st": voice.get("pitch_sd_st"),
        "pitch_median_hz": voice.get("pitch_median_hz"),
        **_structure(answer, document),
        "notes": [note.code for note in answer.notes if note.code != "not_measured"],
        "transcript": answer.transcript.text,
    }


def _pauses(answer: Answer) -> dict[str, Any]:
    kinds = [one.kind for one in answer.pauses.items]
    known = answer.pauses.count is not None
    return {
        f"pauses_{kind}": kinds.count(kind) if known else None
        for kind in ("brief", "long", "very_long")
    }


def _phrases(answer: Answer) -> dict[str, Any]:
    phrases = answer.phrases
    heard = {
        kind: [one.heard for one in phrases.items if one.kind == kind]
        for kind in ("positive", "negative", "hedge", "vague")
    }
    known = phrases.positive is not None
    return {
        "positive": phrases.positive,
        "negative": phrases.negative,
        "hedges": len(heard["hedge"]) if known else None,
        "vague": len(heard["vague"]) if known else None,
        "positive_phrases": heard["positive"],
        "negative_phrases": heard["negative"],
    }


def _structure(answer: Answer, document: dict[str, Any]) -> dict[str, Any]:
    structure = answer.structure
    if structure is None:
        names = COLUMNS[COLUMNS.index("framework") : COLUMNS.index("over_limit_s") + 1]
        return dict.fromkeys(names)
    said = {
        kind: list(dict.fromkeys(one.word for one in structure.words if one.kind == kind))
        for kind in ("service", "job", "company")
    }
    return {
        "framework": structure.framework,
        "steps": sum(step.found for step in structure.steps) if structure.steps else None,
        "steps_taken": [step.id for step in structure.steps if step.found],
        "steps_missing": [step.id for step in structure.steps if not step.found],
        "steps_in_order": structure.in_order,
        "numbers": len(structure.numbers),
        "numbers_heard": [one.heard for one in structure.numbers],
        "questions_asked": len(structure.questions),
        "service_terms": said["service"],
        "job_words": said["job"],
        "company_words": said["company"],
        "we": structure.we,
        "i": structure.i,
        "over_limit_s": document["structure"]["over_s"],
    }


def _cell(value: Any) -> str:
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
