"""What there is to say when an interview is over: its answers, its takes, the words that were said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from voicemock.errors import StoreError
from voicemock.history.store import History
from voicemock.report.views.takes import OTHERS
from voicemock.values.answer import Answer
from voicemock.values.interview import LanguageCode, Plan
from voicemock.values.review import wholes


@dataclass(frozen=True)
class Debrief:
    """An interview looked back at.

    ``answers`` are all of it, those before an interruption too; ``takes`` holds, by question id,
    those that were given more than once. ``said`` and ``not_said`` are the words of the job and
    the company; both are empty where there were none.
    """

    answers: tuple[Answer, ...]
    takes: tuple[tuple[str, tuple[Answer, ...]], ...]
    said: tuple[str, ...] = ()
    not_said: tuple[str, ...] = ()


def debrief(plan: Plan, history: History, given: Sequence[Answer]) -> Debrief:
    """Look back at an interview; ``given`` are the answers of this run, saved or not."""
    try:
        saved = history.answers(session_id=plan.session_id)
    except StoreError:
        saved = []
    known = {one.id for one in saved}
    answers = [*saved, *(one for one in given if one.id not in known)]
    mains = wholes(answers)
    takes = {
        question.id: tuple(one for one in mains if one.question and one.question.id == question.id)
        for question in plan.questions
    }
    heard = {
        hit.word
        for one in answers
        if one.structure
        for hit in one.structure.words
        if hit.kind != "service"
    }
    wanted = (*plan.job, *plan.company)
    return Debrief(
        tuple(answers),
        tuple(
            (name, several)
            for name, several in takes.items()
            if len(several) > 1 and any(one.transcript.text for one in several)
        ),
        said=tuple(word for word in wanted if word in heard),
        not_said=tuple(word for word in wanted if word not in heard),
    )


def own_answers(history: History, language: LanguageCode) -> list[Answer]:
    """The person's own answers, to see a change against; none where they cannot be read."""
    try:
        return history.answers(language=language, last=OTHERS, outline=True)
    except StoreError:
        return []
