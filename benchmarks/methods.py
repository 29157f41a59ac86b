"""The two methods that are compared: voicemock, and what one would write in an afternoon."""

from __future__ import annotations

import itertools
import os
import re
import time
from pathlib import Path
from typing import Any

from benchmarks.scoring import Heard, comparable
from voicemock.analyze.activity import detect as detect_activity
from voicemock.analyze.analysis import analyze
from voicemock.assess.examiner import Examiner
from voicemock.content.frameworks import framework_list
from voicemock.content.phrases import filler_list, phrase_list
from voicemock.transcribe.whisper import WhisperTranscriber
from voicemock.transcribe.whisper_model import THREADS
from voicemock.values.answer import Answer
from voicemock.values.interview import LanguageCode, Phrase
from voicemock.values.sound import Recording

_TARGET = (120.0, 150.0)
_GAP_S = 0.25
_MOST_VARIANTS = 500  # of one pattern
_FILLERS = {"en": r"\b(?:um|uh)\b", "zh": "[嗯呃]"}


class Voicemock:
    """The product, its model loaded once."""

    name = "voicemock"

    def __init__(self, folder: Path, cache: Path) -> None:
        self._transcriber = WhisperTranscriber(str(folder), cache=cache)

    def hear(self, recording: Recording, language: LanguageCode) -> Heard:
        """All that is compared, and how long it took."""
        began = time.perf_counter()
        answer = self.answer(recording, language)
        took_s = time.perf_counter() - began
        return Heard(
            text=answer.transcript.text,
            units=answer.pace.units_spoken,
            pace=answer.pace.value,
            pauses=tuple((one.start_s, one.end_s) for one in answer.pauses.items),
            positive=tuple(one.id for one in answer.phrases.items if one.kind == "positive"),
            fillers=answer.fillers.count if answer.fillers else None,
            sound_s=recording.duration_s,
            took_s=took_s,
        )

    def answer(self, recording: Recording, language: LanguageCode) -> Answer:
        """What `voicemock analyze` does with a recording."""
        return Examiner(self._transcriber, language, _TARGET).examine(recording, None, "same")

    def analysis_s(self, recording: Recording, language: LanguageCode) -> float:
        """How long all but the recognition takes."""
        transcript = self.answer(recording, language).transcript
        began = time.perf_counter()
        activity = detect_activity(recording.samples)
        analyze(
            recording,
            activity,
            transcript,
            language,
            phrase_list(language),
            filler_list(language),
            _TARGET,
            frameworks=framework_list(language),
        )
        return time.perf_counter() - began


class Obvious:
    """faster-whisper on the whole file, gaps between words as pauses, phrases as substrings."""

    name = "obvious method"

    def __init__(self, folder: Path, threads: int = THREADS) -> None:
        from faster_whisper import WhisperModel

        # the same weights and precision as voicemock's
        self.threads = threads
        self._model = WhisperModel(
            str(folder), device="cpu", compute_type="int8", cpu_threads=threads
        )
        self._variants: dict[str, list[tuple[str, list[str]]]] = {}

    def transcribe(self, recording: Recording, language: LanguageCode) -> list[Any]:
        """The segments, words with times in them."""
        segments, _info = self._model.transcribe(
            recording.samples, language=language, beam_size=5, word_timestamps=True
        )
        return list(segments)

    def hear(self, recording: Recording, language: LanguageCode) -> Heard:
        """All that is compared, and how long it took."""
        began = time.perf_counter()
        segments = self.transcribe(recording, language)
        words = [word for segment in segments for word in segment.words or []]
        text = "".join(segment.text for segment in segments).strip()
        tokens = len(comparable(text, language))
        span_s = words[-1].end - words[0].start if words else 0.0
        positive = self._positive(text, language)
        return Heard(
            text=text,
            units=tokens,
            pace=tokens * 60 / span_s if span_s > 0 else None,
            pauses=tuple(
                (float(a.end), float(b.start))
                for a, b in itertools.pairwise(words)
                if b.start - a.end >= _GAP_S
            ),
            positive=positive,
            fillers=len(re.findall(_FILLERS[language], text.lower())),
            sound_s=recording.duration_s,
            took_s=time.perf_counter() - began,
        )

    @classmethod
    def quickest(cls, folder: Path, recording: Recording, language: LanguageCode) -> Obvious:
        """With one thread or one to a core, whichever hears the recording sooner here."""
        tried = [cls(folder, threads) for threads in sorted({1, os.cpu_count() or 1})]
        times = []
        for one in tried:
            one.transcribe(recording, language)
            began = time.perf_counter()
            one.transcribe(recording, language)
            times.append(time.perf_counter() - began)
        return tried[times.index(min(times))]

    def _positive(self, text: str, language: LanguageCode) -> tuple[str, ...]:
        if language not in self._variants:
            self._variants[language] = [
                (phrase.id, variants(phrase, language))
                for phrase in phrase_list(language).phrases
                if phrase.kind == "positive"
            ]
        return found_phrases(text, self._variants[language], language)


def variants(phrase: Phrase, language: str) -> list[str]:
    """All a phrase's plain variants: one of each bracket written out; those with gaps left out."""
    found: list[str] = []
    for pattern in phrase.say:
        if "*" in pattern:
            continue
        parts = [part.split("|") for part in re.split(r"\[([^\]]*)\]", pattern)]
        texts = ("".join(chosen) for chosen in itertools.product(*parts))
        found += [_plain(one, language) for one in itertools.islice(texts, _MOST_VARIANTS)]
    return sorted({one for one in found if one.strip()}, key=len, reverse=True)


def found_phrases(
    text: str, phrases: list[tuple[str, list[str]]], language: str
) -> tuple[str, ...]:
    """The id of each phrase for each place where one of its variants stands."""
    plain = _plain(text, language)
    found: list[str] = []
    for name, texts in phrases:
        taken: list[tuple[int, int]] = []
        for one in texts:  # the longest first
            for match in re.finditer(re.escape(one), plain):
                if all(match.end() <= a or b <= match.start() for a, b in taken):
                    taken.append(match.span())
        found += [name] * len(taken)
    return tuple(found)


def _plain(text: str, language: str) -> str:
    """Comparable tokens in a row; English words with spaces around, so that whole words match."""
    tokens = comparable(text, language)
    return "".join(tokens if language == "zh" else (f" {token} " for token in tokens))
