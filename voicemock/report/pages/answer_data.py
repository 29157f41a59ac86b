"""What the page of an answer, or of several, shows: plain values, built before anything is drawn."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from voicemock.i18n import _
from voicemock.report.pages import picture, sound
from voicemock.report.pages.picture import Picture
from voicemock.report.views import findings, takes, view, words
from voicemock.report.views.coach import CoachView, titled
from voicemock.report.views.findings import Finding
from voicemock.report.views.first import First
from voicemock.report.views.structure import StructureView
from voicemock.report.views.values import Measure
from voicemock.report.views.words import Piece
from voicemock.values.answer import Answer
from voicemock.values.interview import LanguageCode, PhraseList, Question

_ID_TIME = re.compile(r"(\d{4}-\d\d-\d\d)T(\d\d)-(\d\d)-\d\d")


@dataclass(frozen=True)
class Asked:
    """The question with what its pack says about it."""

    text: str
    limit: str = ""
    listens_for: str = ""
    tips: tuple[str, ...] = ()
    example: str = ""
    why_it_works: str = ""


@dataclass(frozen=True)
class AnswerPage:
    """One answer. ``key`` sets its elements apart from other answers'; ``audio`` is a data: URI."""

    key: str
    id: str
    name: str
    when: str
    language: LanguageCode
    asked: Asked
    follows: str
    first: First
    measures: tuple[Measure, ...]
    structure: StructureView | None
    notes: tuple[str, ...]
    picture: Picture
    pieces: tuple[Piece, ...]
    findings: tuple[Finding, ...]
    kinds: tuple[tuple[str, str, str], ...]
    duration_s: float
    audio: str
    coach: CoachView | None = None


@dataclass(frozen=True)
class Page:
    """The whole page; ``changes`` compares the takes of one question, oldest first."""

    title: str
    language: LanguageCode
    asked: Asked | None
    answers: tuple[AnswerPage, ...]
    changes: tuple[takes.Row, ...] = ()


def build(
    answers: Sequence[Answer],
    *,
    phrases: Callable[[LanguageCode], PhraseList],
    question_of: Callable[[Answer], Question | None],
    others: Sequence[Answer] = (),
    sounds: Mapping[str, sound.Sound] | None = None,
) -> Page:
    """The page of one or more answers.

    Args:
        answers: in the order they are to stand in.
        phrases: the phrase list of a language.
        question_of: an answer's question as its pack has it.
        others: the person's other answers, against whose spread takes are seen.
        sounds: by id of the answer; read from the recordings where not given.
    """
    language = answers[0].language
    same = len({_take_of(one) for one in answers}) == 1
    several_takes = same and len(answers) > 1
    if several_takes:
        answers = sorted(answers, key=lambda one: one.id)
    pages = []
    for number, answer in enumerate(answers, start=1):
        asked = _asked(answer, question_of(answer))
        name = _("Take {number}").format(number=number) if several_takes else asked.text
        found = sound.load(Path(answer.recording.path)) if sounds is None else sounds.get(answer.id)
        shown = view.build(answer, phrases(answer.language))
        pages.append(_answer(answer, shown, f"a{number}", name, asked, found))
    return Page(
        title=pages[0].asked.text if same else _("{count} answers").format(count=len(pages)),
        language=language,
        asked=pages[0].asked if same else None,
        answers=tuple(pages),
        changes=takes.compare(answers, others) if several_takes else (),
    )


def _answer(
    answer: Answer, shown: view.View, key: str, name: str, asked: Asked, found: sound.Sound | None
) -> AnswerPage:
    listed = findings.build(answer, shown.moments)
    gone = _("The recording is not there any more, so nothing can be heard.")
    return AnswerPage(
        key=key,
        id=answer.id,
        name=name,
        when=_when(answer.id),
        language=answer.language,
        asked=asked,
        follows=answer.follows or "",
        first=shown.first,
        measures=shown.measures,
        structure=shown.structure,
        notes=shown.notes if found else (*shown.notes, gone),
        picture=picture.build(answer, found.peaks if found else None, listed),
        pieces=words.build(answer, listed),
        findings=listed,
        kinds=tuple(
            (kind, glyph, findings.kind_name(kind))
            for kind, glyph in findings.GLYPHS.items()
            if any(one.kind == kind for one in listed)
        ),
        duration_s=round(answer.recording.duration_s, 2),
        audio=found.uri if found else "",
        coach=shown.coach,
    )


def _asked(answer: Answer, question: Question | None) -> Asked:
    if answer.question is None:
        # the name of the file only: where it lies is nobody's business who is sent the page
        return Asked(Path(answer.source or answer.recording.path).name)
    if question is None or answer.follows is not None:
        return Asked(titled(answer.question))
    minutes, seconds = divmod(round(question.limit_s), 60)
    return Asked(
        answer.question.text,
        limit=f"{minutes}:{seconds:02}",
        listens_for=question.listens_for,
        tips=question.tips,
        example=question.example,
        why_it_works=question.why_it_works,
    )


def _take_of(answer: Answer) -> tuple[str, str]:
    """What an answer is a take of: answers to one question are, those to its follow-ups are not."""
    if answer.question is None or answer.follows is not None:
        return answer.language, answer.id
    return answer.language, answer.question.id


def _when(answer_id: str) -> str:
    found = _ID_TIME.match(answer_id)
    return f"{found[1]} {found[2]}:{found[3]}" if found else ""
