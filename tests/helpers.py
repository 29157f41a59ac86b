"""What several test files build their values with."""

from __future__ import annotations

import gc
import io
import json
import math
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stdout
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from voicemock import cli
from voicemock.analyze.activity import detect
from voicemock.audio import samples as audio
from voicemock.content.data import data_folder
from voicemock.content.phrases import phrase_list
from voicemock.history.store import History, Place
from voicemock.language import get
from voicemock.language.matching import PhraseFinder
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
    RecordingInfo,
    SpanInfo,
    Transcript,
    Voice,
    Word,
)
from voicemock.values.interview import LanguageCode, QuestionRef
from voicemock.values.notes import Note
from voicemock.values.sound import SAMPLE_RATE, MicCheck, Recording, Samples


def recording(samples: Samples, **changes: object) -> Recording:
    """A recording of these samples that lies nowhere."""
    given: dict[str, object] = {"path": Path("answer.wav"), "sha256": "0" * 64} | changes
    return Recording(samples=samples, **given)  # type: ignore[arg-type]


def spectrum_peak(sound: Samples, rate: int = SAMPLE_RATE) -> float:
    """The strongest frequency in Hz."""
    return float(np.argmax(np.abs(np.fft.rfft(sound))) * rate / len(sound))


def level_at(sound: Samples, hertz: float, rate: int = SAMPLE_RATE) -> float:
    """Amplitude of one frequency."""
    at = np.arange(len(sound)) / rate
    return float(2 * abs(np.mean(sound * np.exp(-2j * np.pi * hertz * at))))


@contextmanager
def being_recorded(store: History, place: Place) -> Iterator[None]:
    """A voicemock records an answer there; afterwards it is gone, and the recording is old."""
    audio.write_wav(place.part, np.zeros(1600, np.float32))
    holds: Any = store if hasattr(store, "hold") else None  # a hold, where there are such things
    held = holds.hold(place) if holds else None
    yield
    if holds:
        holds.release(held)
    moment = time.time() - 3600
    os.utime(place.part, (moment, moment))


def steepness(work: Callable[[int], object], size: int) -> float:
    """By what power of its input's size the time of ``work`` grows: 1 in proportion, 2 with the square.

    Of processor time, between an eighth of ``size`` and all of it, in one run: a slow machine or a busy
    one slows both. The least of some measurements, as whatever disturbs them makes them longer.
    """

    work(size // 8)  # what is loaded at the first use is loaded
    found = float("inf")
    for _again in range(3):
        longer, shorter = least_s(lambda: work(size), 1), least_s(lambda: work(size // 8))
        found = min(found, math.log(longer / shorter, 8))
        if found < STEEP:
            break
    return found


def least_s(work: Callable[[], object], times: int = 3) -> float:
    """Seconds of the processor that ``work`` takes, the least of some measurements."""
    least = float("inf")
    collects = gc.isenabled()
    gc.disable()  # else what all other tests have left is gone through
    try:
        for _time in range(times):
            began = time.thread_time()
            work()
            least = min(least, time.thread_time() - began)
    finally:
        if collects:
            gc.enable()
    return least


STEEP = 1.65
"""Between proportion, with what memory and sorting add to it, and the square."""


def printed(*arguments: str) -> str:
    """What the program prints for a command, in this process."""
    out = io.StringIO()
    with redirect_stdout(out):
        assert cli.run(list(arguments)) == 0
    return out.getvalue()


def saved() -> list[dict[str, Any]]:
    """The history."""
    return [json.loads(line) for line in printed("history", "--json").splitlines()]


@cache
def beginning(language: LanguageCode, about_s: float) -> Samples:
    """The sample of a language up to the pause nearest to a time."""
    sample = audio.read(data_folder("samples") / f"answer.{language}.flac").samples
    pause = min(detect(sample).gaps, key=lambda one: abs(one.start_s - about_s))
    assert about_s / 2 < pause.start_s < about_s * 1.5
    return sample[: round(pause.start_s * SAMPLE_RATE)]


@cache
def shipped_finder(language: LanguageCode) -> PhraseFinder:
    """Of all phrases that are shipped."""
    return PhraseFinder(phrase_list(language).phrases, get(language))


@cache
def say(text: str, words_per_min: int = 175) -> Samples:
    """``text`` in a synthetic voice, from its first to its last audible sample."""
    if shutil.which("espeak-ng") is None:
        pytest.skip("espeak-ng is not installed (apt-get install espeak-ng)")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "speech.wav"
        subprocess.run(
            ["espeak-ng", "-v", "en-us", "-s", str(words_per_min), "-w", str(path), text],
            check=True,
        )
        return audio.trimmed(audio.read(path).samples)


def full_answer(answer_id: str = "2026-11-22T10-31-07-a3f1") -> Answer:
    """A Mandarin answer with everything measured."""
    return Answer(
        id=answer_id,
        language="zh",
        question=QuestionRef("zh-intro-1", "请介绍一下你自己。", "intro"),
        source="answers/mine.wav",
        recording=RecordingInfo(
            path="/data/answer.wav",
            duration_s=61.2,
            sample_rate=48000,
            sha256="ab" * 32,
            mic=MicCheck(level_dbfs=-23.1, clipped=0.0012, snr_db=31.0, overflows=2),
        ),
        transcript=Transcript(
            text="您好，让我来帮您。这是规定",
            engine="whisper",
            model="base",
            words=tuple(
                Word(text, 1 + at, 1.5 + at, 0.93, at)
                for at, text in enumerate("您好，让我来帮您。这是规定")
                if text not in "，。"
            ),
        ),
        span=SpanInfo(1.02, 58.9, 49.3, 0.85, 1.9),
        pace=Pace(
            value=187.2,
            unit="chars_per_min",
            units_spoken=180,
            articulation=231.0,
            target=(120.0, 150.0),
            verdict="fast",
            natural=(180.0, 250.0),
            curve=(PacePoint(6.02, 201.0), PacePoint(7.02, None)),
        ),
        pauses=Pauses(
            count=3,
            total_s=3.3,
            median_s=0.5,
            longest_s=2.4,
            mid_clause=1,
            items=(
                Pause(2.5, 3.0, "brief", "boundary"),
                Pause(5.5, 5.9, "brief", "mid_clause"),
                Pause(7.6, 10.0, "very_long", "boundary"),
            ),
        ),
        phrases=Phrases(
            positive=1,
            negative=1,
            items=(
                PhraseHit("let-me-help", "positive", "让我来帮您", 4.0, 8.5),
                PhraseHit("policy", "negative", "这是规定", 10.0, 13.5),
            ),
        ),
        fillers=Fillers(
            count=2,
            per_min=2.1,
            items=(
                Filler("嗯", "both", 3.0, 3.4),
                Filler("那个", "transcript", 7.0, 7.4),
            ),
        ),
        voice=Voice(pitch_sd_st=3.2, pitch_median_hz=210.0),
        notes=(
            Note("structure", "not_measured", "The structure of the answer is not judged yet."),
        ),
    )


def silent_answer(answer_id: str = "2026-11-22T10-40-00-0000") -> Answer:
    """An English answer in which nothing could be measured."""
    return Answer(
        id=answer_id,
        language="en",
        question=None,
        source=None,
        recording=RecordingInfo(
            path="/data/answer.wav",
            duration_s=10.0,
            sample_rate=16000,
            sha256="cd" * 32,
            mic=MicCheck(level_dbfs=None, clipped=0.0, snr_db=None),
        ),
        transcript=Transcript(text="", engine="whisper", model="base"),
        span=SpanInfo(),
        pace=Pace(None, "words_per_min", None, None, (120.0, 150.0), None, (120.0, 170.0)),
        pauses=Pauses(),
        phrases=Phrases(),
        fillers=Fillers(),
        voice=Voice(),
        notes=(Note("recording", "no_speech", "No speech was heard: move closer."),),
    )


def vowel(hertz: np.ndarray, level: float = 0.2) -> Samples:
    """A held "uh": harmonics of ``hertz`` (one value a sample) under three formants."""
    phase = 2 * np.pi * np.cumsum(hertz) / SAMPLE_RATE
    sound = np.zeros(len(hertz))
    for harmonic in range(1, 30):
        frequency = harmonic * hertz
        gain = sum(
            weight / (1 + ((frequency - formant) / width) ** 2)
            for formant, width, weight in ((600, 90, 1.0), (1200, 110, 0.5), (2500, 160, 0.2))
        )
        sound += np.where(frequency < 4000, gain, 0) * np.sin(harmonic * phase)
    fade = np.minimum(1, np.minimum(np.arange(len(sound)), np.arange(len(sound))[::-1]) / 160)
    scaled: Samples = (level * fade * sound / np.abs(sound).max()).astype(np.float32)
    return scaled
