"""Answers whose sound says where one is: every word is a tone of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from tests.helpers import full_answer
from voicemock.audio import samples as audio
from voicemock.content.phrases import phrase_list
from voicemock.report.pages import answer, answer_data
from voicemock.testing import joined, silence, tone
from voicemock.values.answer import (
    Answer,
    Filler,
    Fillers,
    Pace,
    PacePoint,
    Pause,
    Pauses,
    PhraseHit,
    Phrases,
    Quote,
    SpanInfo,
    Step,
    Structure,
    Transcript,
    Word,
)
from voicemock.values.interview import LanguageCode, Question, QuestionRef
from voicemock.values.sound import SAMPLE_RATE, Samples

_PLACES = {"en": (4, 8, 9, 11), "zh": (6, 12, 13, 14)}
"""First and last word of the positive phrase, the filler, and where the negative one begins."""
WORD_S, GAP_S, LEAD_S = 0.4, 0.1, 1.0
LOWEST_HZ, STEP_HZ = 400, 100

_TEXTS: dict[LanguageCode, tuple[str, str]] = {
    "en": ("When I was new, I understand how you feel, um, and that's our policy", " "),
    "zh": ("那时候我刚来，我理解您的感受，嗯这是规定", ""),
}


def start_of(number: int, pause_after: int = 4, pause_s: float = 1.5) -> float:
    """When a word begins; behind ``pause_after`` words there is a pause."""
    return LEAD_S + number * (WORD_S + GAP_S) + (pause_s if number >= pause_after else 0.0)


def hertz_of(number: int) -> int:
    """The tone of a word."""
    return LOWEST_HZ + STEP_HZ * number


def tone_answer(
    folder: Path, language: LanguageCode = "en", answer_id: str = "2026-11-22T10-31-07-a3f1"
) -> Answer:
    """An answer with a recording in which word n is a tone of `hertz_of(n)`."""
    written, space = _TEXTS[language]
    parts = written.split(space) if space else list(written)
    text = ""
    words: list[Word] = []
    for part in parts:
        bare = part.rstrip(",，")
        text += space if text else ""
        if bare:
            at = len(text)
            number = len(words)
            words.append(Word(bare, start_of(number), start_of(number) + WORD_S, 0.9, at))
        text += part
    sound: list[Samples] = [silence(LEAD_S)]
    for number, word in enumerate(words):
        following = words[number + 1].start_s if number + 1 < len(words) else word.end_s + 1
        sound += [tone(WORD_S, hertz_of(number), 0.4), silence(following - word.end_s)]
    samples = joined(*sound)
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "answer.wav"
    audio.write_wav(path, samples)
    positive, positive_end, filler, negative = _PLACES[language]
    first, last = words[0].start_s, words[-1].end_s
    base = full_answer(answer_id)
    return replace(
        base,
        language=language,
        question=QuestionRef(f"{language}-behavioural-1", "What happened?", "behavioural"),
        recording=replace(
            base.recording,
            path=str(path),
            duration_s=len(samples) / SAMPLE_RATE,
            sha256=audio.file_sha256(path),
        ),
        transcript=Transcript(text, "whisper", "base", tuple(words)),
        span=SpanInfo(first, last, last - first - 1.5, 0.8, 1.9),
        pace=Pace(
            200.0, base.pace.unit, 40, 240.0, (120.0, 150.0), "fast", (180.0, 250.0),
            tuple(PacePoint(first + at, 180.0 + 90 * (at == 4)) for at in range(3, 7)),
        ) if language == "zh" else Pace(
            160.0, "words_per_min", 20, 200.0, (120.0, 150.0), "fast", (120.0, 170.0),
            tuple(PacePoint(first + at, 140.0 + 40 * (at == 4)) for at in range(3, 7)),
        ),
        pauses=Pauses(
            2, 1.9, 1.0, 1.6, 1,
            (
                Pause(words[3].end_s, words[4].start_s, "long", "boundary"),
                Pause(words[6].end_s, words[7].start_s, "brief", "mid_clause"),
            ),
        ),
        phrases=Phrases(
            1, 1,
            (
                PhraseHit("understand", "positive", "…", words[positive].start_s, words[positive_end].end_s),
                PhraseHit("policy", "negative", "…", words[negative].start_s, words[-1].end_s),
            ),
        ),
        fillers=Fillers(1, 4.0, (Filler("um", "both", words[filler].start_s, words[filler].end_s),)),
        structure=Structure(
            "star",
            (
                Step("situation", "situation", (Quote("…", words[0].start_s, words[3].end_s),)),
                Step("result", "result", (), add="say how it ended", example="They stayed."),
            ),
        ),
        notes=(),
    )  # fmt: skip


def rendered(answers: Sequence[Answer], question: Question | None = None) -> str:
    """The page of answers."""
    return answer.render(
        answer_data.build(answers, phrases=phrase_list, question_of=lambda _answer: question)
    )


def strongest(sound: Samples) -> float:
    """The frequency of a sound."""
    spectrum = np.abs(np.fft.rfft(sound * np.hanning(len(sound))))
    return float(np.argmax(spectrum) * SAMPLE_RATE / len(sound))
