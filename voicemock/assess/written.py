"""A written answer judged as a spoken one is, by its words alone."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

from voicemock.analyze import phrases, structure
from voicemock.content import coaching
from voicemock.content.frameworks import framework_list
from voicemock.content.phrases import phrase_list
from voicemock.errors import InputError
from voicemock.history.store import new_id
from voicemock.i18n import _
from voicemock.language import get as get_language
from voicemock.values.answer import (
    WRITTEN,
    Answer,
    Pace,
    Pauses,
    RecordingInfo,
    SpanInfo,
    Transcript,
    Word,
)
from voicemock.values.interview import LanguageCode, Question, QuestionRef
from voicemock.values.sound import MicCheck

MAX_BYTES = 100_000
"""Of a text; an answer of two minutes has some 2000."""


def read_text(path: Path) -> str:
    """The text of a file, of standard input for ``-``.

    Raises:
        InputError: not there, empty, no UTF-8 text, or too large for an answer.
    """
    try:
        raw = sys.stdin.buffer.read(MAX_BYTES + 1) if str(path) == "-" else _bytes(path)
    except OSError as error:
        told = _("Cannot read {path} ({reason}): give the path of a text file.")
        raise InputError(told.format(path=path, reason=error.strerror or error)) from error
    if len(raw) > MAX_BYTES:
        told = _(
            "{path} is too large for an answer ({most} KB are the most): give one answer a file."
        )
        raise InputError(told.format(path=path, most=MAX_BYTES // 1000))
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _no_text(path) from error
    if "\0" in text:
        raise _no_text(path)
    if not text.strip():
        told = _("{path} is empty: write the answer into it first.")
        raise InputError(told.format(path=path))
    return text


def _bytes(path: Path) -> bytes:
    with open(path, "rb") as file:
        return file.read(MAX_BYTES + 1)


def _no_text(path: Path) -> InputError:
    told = _("{path} is no text in UTF-8: save it as plain text.")
    return InputError(told.format(path=path))


def judge(
    text: str,
    language_code: LanguageCode,
    question: Question | None,
    *,
    asked: bool = True,
    source: str | None = None,
) -> Answer:
    """The answer with its phrases, its structure and what to do next; nothing of its sound.

    Args:
        text: what was written.
        language_code: its language.
        question: what it answers; without one no steps are judged.
        asked: whether the question is one of a pack, and not a framework alone.
        source: the file it came from.
    """
    language = get_language(language_code)
    normal = language.normalize(" ".join(text.split()))
    words = tuple(
        Word(normal[one.start : one.end], float(one.start), float(one.end), None, one.start)
        for one in language.tokens(normal)
    )  # places take the part of times, which a written answer has none of
    transcript = Transcript(normal, WRITTEN, None, words)
    frameworks = framework_list(language_code)
    answer = Answer(
        id=new_id(),
        language=language_code,
        question=QuestionRef(question.id, question.text, question.category)
        if question and asked
        else None,
        source=source,
        recording=RecordingInfo(source or "-", 0.0, 0, "", MicCheck(None, 0.0, None, 0)),
        transcript=transcript,
        span=SpanInfo(),
        pace=Pace(None, language.unit, None, None, (0.0, 0.0), None, language.natural),
        pauses=Pauses(),
        phrases=phrases.measure(transcript, phrase_list(language_code), language),
        structure=structure.measure(transcript, question, frameworks, language),
    )
    return replace(answer, next=coaching.next_thing(answer))
