"""The question of a saved answer with all that its pack says about it."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

from voicemock.content import packs
from voicemock.content.reader import adapter
from voicemock.errors import VoicemockError
from voicemock.files.private import read_private
from voicemock.values.answer import Answer
from voicemock.values.interview import Question


def question_of(answer: Answer) -> Question | None:
    """The question as it was when it was asked, else as voicemock's own pack has it now.

    The folder of an answer keeps the whole question. An answer without (one that was imported, or
    whose note is damaged) has only a reference; its question is looked up by its id, and its words
    filled in as they were asked. None where it cannot be told.
    """
    if answer.question is None:
        return None
    kept = _kept(Path(answer.recording.path).with_name("recording.json"))
    if kept is not None and kept.id == answer.question.id:
        return replace(kept, text=answer.question.text)
    try:
        found = packs.find(packs.default_pack(answer.language), answer.question.id)
    except VoicemockError:
        return None
    return _filled(found, answer.question.text)


def _kept(path: Path) -> Question | None:
    try:
        found = json.loads(read_private(path))["question"]
        question: Question = adapter(Question).validate_python(found)
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None
    return question


def _filled(question: Question, asked: str) -> Question | None:
    """The pack's question with the words that ``asked`` has in the places of its placeholders."""
    pattern = re.escape(question.text)
    for name in ("job", "company"):
        holder = re.escape(f"{{{name}}}")
        pattern = pattern.replace(holder, f"(?P<{name}>.+?)", 1).replace(holder, f"(?P={name})")
    found = re.fullmatch(pattern, asked)
    return None if found is None else packs.fill(question, **found.groupdict())
