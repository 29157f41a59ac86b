"""Whole histories made up with a seed: answers of somebody who practises and gets better."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import datetime, timedelta

from tests.helpers import full_answer
from voicemock.content.packs import default_pack, is_template
from voicemock.history.store import History
from voicemock.values.answer import (
    Answer,
    Filler,
    PacePoint,
    Pause,
    PhraseHit,
    Quote,
    Step,
    Structure,
    Word,
)
from voicemock.values.interview import LanguageCode, QuestionRef

_TEXT = {
    "zh": "您好，我先听客户把话说完，然后让我来帮您看一下。这是规定，但是我会想办法。",
    "en": "I listened first, and then I called the warehouse myself. She stayed with us in the end. ",
}


def history(
    count: int,
    language: LanguageCode = "en",
    *,
    seed: int = 7,
    last: str = "2026-11-25T18:30:07",
    words: int = 0,
) -> list[Answer]:
    """Answers, oldest first, up to ``last``, two or three on a day of practice.

    With ``words`` each has so many words and as many points of its curve as a real one of that
    length, so that its document weighs the same.
    """
    draw = random.Random(seed)
    at, times = datetime.fromisoformat(last), []
    for number in range(count):
        times.append(at)
        at -= timedelta(minutes=7) if number % 3 else timedelta(days=draw.choice((1, 1, 2, 4)))
    questions = [one for one in default_pack(language).questions if not is_template(one)]
    return [
        _answer(draw, moment, questions[draw.randrange(len(questions))], language, gone, words)
        for moment, gone in zip(reversed(times), (n / count for n in range(count)), strict=True)
    ]


def _answer(
    draw: random.Random,
    at: datetime,
    question: object,
    language: LanguageCode,
    gone: float,
    words: int,
) -> Answer:
    base = full_answer(f"{at:%Y-%m-%dT%H-%M-%S}-{draw.randrange(16**4):04x}")
    zh = language == "zh"
    pace = draw.gauss(215 - 25 * gone if zh else 165 - 20 * gone, 9)
    mid = max(0, round(draw.gauss(5 - 3 * gone, 1.2)))
    rate = max(0.0, draw.gauss(15 - 9 * gone, 2.5))
    steps = tuple(
        Step(name, name.title(), (Quote("…", 3.0 + at_, 4.0 + at_),) if draw.random() < 0.6 + 0.3 * gone else (),
             add=f"Say the {name} in one sentence.")
        for at_, name in enumerate(("situation", "task", "action", "result"))
    )  # fmt: skip
    negative = int(draw.random() < 0.3)
    text = (_TEXT[language] * (1 + words // 10))[: max(words * (1 if zh else 5), 20)]
    return replace(
        base,
        language=language,
        question=QuestionRef(question.id, question.text, question.category),  # type: ignore[attr-defined]
        transcript=replace(
            base.transcript,
            text=text,
            words=tuple(
                Word(text[n * len(text) // words], 1 + n * 0.3, 1.2 + n * 0.3, 0.9, n * len(text) // words)
                for n in range(words)
            ),
        ),
        span=replace(base.span, latency_s=abs(draw.gauss(2, 0.8)), end_s=draw.gauss(62, 15)),
        pace=replace(
            base.pace,
            value=round(pace, 1),
            articulation=round(pace * 1.25, 1),
            unit="chars_per_min" if zh else "words_per_min",
            natural=(180.0, 250.0) if zh else (120.0, 170.0),
            curve=tuple(PacePoint(5.0 + n, 170.0 + n) for n in range(words // 3)),
        ),
        pauses=replace(
            base.pauses,
            count=9,
            mid_clause=mid,
            longest_s=round(abs(draw.gauss(2.5 - gone, 0.5)), 2),
            items=tuple(Pause(n * 4.0, n * 4 + 0.6, "brief", "boundary") for n in range(9)),
        ),
        phrases=replace(
            base.phrases,
            positive=draw.choice((0, 1, 1, 2, 3)),
            negative=negative,
            items=(PhraseHit("policy", "negative", "这是规定" if zh else "that's our policy", 10.0, 11.0),) * negative,
        ),
        fillers=replace(
            base.fillers,  # type: ignore[type-var]
            count=round(rate),
            per_min=round(rate, 1),
            items=tuple(Filler("嗯" if zh else "um", "both", n * 3.0, n * 3 + 0.4) for n in range(round(rate))),
        ),
        structure=Structure(
            "star", steps, numbers=(Quote("90%", 5.0, 5.5),) * draw.choice((0, 0, 1, 2)),
            over_s=max(0.0, draw.gauss(-5, 8)),
        ),
        notes=(),
    )  # fmt: skip


def saved(store: History, answers: list[Answer]) -> None:
    """Put answers into a history, without sound."""
    for one in answers:
        folder = store.folder / "answers" / one.id
        folder.mkdir(parents=True, exist_ok=True)
        store.save(one, session_id="s")
