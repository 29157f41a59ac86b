"""What an interviewer goes on with: a follow-up to what was missing, the customer's next line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from voicemock.analyze.structure import lacking
from voicemock.content.frameworks import framework_list
from voicemock.language import get as get_language
from voicemock.values.answer import Answer
from voicemock.values.interview import Cue, LanguageCode, Question

MAX_FOLLOW_UPS = 2
"""To one question: two show what was missing, a third feels like an interrogation."""


def next_part(
    question: Question, answers: Sequence[Answer], language: LanguageCode
) -> Question | None:
    """What the interviewer says next to the same question, None where it is done.

    In a role play that is the customer's next line, else a follow-up: the first of the
    pack's whose condition holds, `MAX_FOLLOW_UPS` at most, and one that is asked of everybody
    only as the first. Nothing follows an answer in which no words were recognized.

    Args:
        question: as it stands in the pack.
        answers: to the question and what followed, in order.
        language: the interview's.
    """
    scene = bool(question.turns)
    if scene:
        number = len(answers) - 1
        cues = question.turns[number].lines if number < len(question.turns) else ()
    elif not answers[-1].transcript.text or len(answers) > MAX_FOLLOW_UPS:
        return None
    else:
        asked = [one.question.text for one in answers[1:] if one.question]
        cues = tuple(
            cue
            for cue in question.follow_ups
            if cue.text not in asked and not (asked and cue.when == "always")
        )
    transcripts = [one.transcript for one in answers]
    frameworks, words = framework_list(language), get_language(language)
    said = next(
        (cue for cue in cues if lacking(cue.when, transcripts, frameworks, words, scene=scene)),
        None,
    )
    return None if said is None else _asked(question, said)


def possible(question: Question, answered: int) -> list[Question]:
    """All that may come next to a question, the likeliest first, before its answer is heard.

    Args:
        question: as it stands in the pack.
        answered: answers to it and to what followed, the one that is awaited left out.
    """
    if question.turns:
        turns = question.turns[answered : answered + 1]
        return [_asked(question, cue) for turn in turns for cue in turn.lines]
    if answered >= MAX_FOLLOW_UPS:
        return []
    return [_asked(question, cue) for cue in question.follow_ups]


def _asked(question: Question, cue: Cue) -> Question:
    return replace(question, text=cue.text, mood=cue.mood or question.mood)
