"""Recordings whose truth is known: a folder of them where there is one, else made here."""

from __future__ import annotations

import csv
import json
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks.scoring import Span, Truth
from voicemock.audio import samples as audio
from voicemock.testing import joined, noise, silence, tone
from voicemock.values.interview import LanguageCode
from voicemock.values.sound import SAMPLE_RATE, Recording, Samples

GIVEN = Path("../shared/speech/index.tsv")
"""From the checkout's root: recordings kept beside it, not part of the product."""

_ANSWERS: tuple[tuple[tuple[str | float, ...], tuple[str, ...]], ...] = (
    # what is said and the silences between, in seconds; the positive phrases in it
    (
        (
            "I have worked in a call centre for three years", 0.6,
            "most of my customers were older people", 0.35,
            "they needed somebody with patience and a clear voice", 1.4,
            "every week I answered about two hundred calls", 0.5,
            "that was where I learned to listen",
        ),
        (),
    ),
    (
        (
            "the parcel of a customer went to the wrong address", 0.4,
            "I told him that I completely understand", 1.2,
            "then I said I will check the order right now", 0.3,
            "the driver found the parcel in the next street", 0.7,
            "and the customer wrote us a kind letter in the same week",
        ),
        ("i-understand",),
    ),
    (
        (
            "my first job was in a small hotel near the river", 0.3,
            "the phone rang from morning to evening", 0.8,
            "every guest wanted something different", 2.3,
            "I learned to write things down on paper", 0.45,
            "because nobody can remember forty names in one day",
        ),
        (),
    ),
    (
        (
            "madam I am so sorry about this", 0.5,
            "the invoice in my hand shows the wrong amount", 0.9,
            "let me check the numbers with our accounting office", 1.1,
            "the correct bill leaves our house tomorrow morning", 0.35,
            "the difference goes back to your bank account",
        ),
        ("sorry-for", "let-me-help"),
    ),
)  # fmt: skip


@dataclass(frozen=True, eq=False)
class Case:
    """A recording, its language and its truth."""

    name: str
    language: LanguageCode
    recording: Recording
    truth: Truth


def given(index: Path, limit: int | None) -> Iterator[Case]:
    """The recordings of an index, at most ``limit`` of each language, answers first."""
    with index.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    rows.sort(key=lambda row: not row.get("pauses"))
    taken: dict[str, int] = {}
    for row in rows:
        language: LanguageCode = "zh" if row["language"] == "zh" else "en"
        taken[language] = taken.get(language, 0) + 1
        if limit is not None and taken[language] > limit:
            continue
        yield Case(
            row["file"], language, audio.read(index.parent / row["file"]), _truth(row, index)
        )


def _truth(row: dict[str, str], index: Path) -> Truth:
    pauses: tuple[Span, ...] | None = None
    if row.get("pauses"):
        text = (index.parent / row["pauses"]).read_text(encoding="utf-8")
        pauses = tuple((float(start), float(end)) for start, end in json.loads(text))
    span: Span | None = None
    if row.get("span"):
        start, end = row["span"].split()
        span = float(start), float(end)
    positive: tuple[str, ...] | None = None
    if row.get("positive"):
        positive = () if row["positive"] == "-" else tuple(row["positive"].split())
    return Truth(
        language=row["language"],
        reference=row.get("reference") or None,
        pauses=pauses,
        span=span,
        positive=positive,
        fillers=int(row["fillers"]) if row.get("fillers") else None,
        read_aloud=row.get("speaker_type") == "read",
    )


def own(limit: int | None) -> Iterator[Case]:
    """English answers by espeak-ng with silences of known length."""
    for number, (said, positive) in enumerate(_ANSWERS[:limit]):
        parts, pauses = [silence(0.7)], []
        at = 0.7
        for one in said:
            part = silence(one) if isinstance(one, float) else say(one)
            length_s = len(part) / SAMPLE_RATE
            if isinstance(one, float):
                pauses.append((at, at + length_s))
            parts.append(part)
            at += length_s
        sound = joined(*parts, silence(0.7))
        truth = Truth(
            language="en",
            reference=" ".join(one for one in said if isinstance(one, str)),
            pauses=tuple(pauses),
            span=(0.7, at),
            positive=positive,
            fillers=0,
            read_aloud=True,
        )
        room = sound + noise(len(sound) / SAMPLE_RATE, 0.001, seed=number)
        yield Case(f"own-{number + 1}", "en", of(room[: len(sound)], f"own-{number + 1}"), truth)


def wordless() -> Iterator[Case]:
    """Sound without a word in it: whatever is written down was invented."""
    sounds = {
        "silence": silence(10),
        "noise": noise(10, 0.05),
        "tone": tone(10),
        "tones on and off": joined(*[joined(tone(0.4, 300), silence(0.6)) for _ in range(10)]),
    }
    for name, sound in sounds.items():
        yield Case(name, "en", of(sound, name), Truth("en", reference=""))


def say(text: str) -> Samples:
    """English by espeak-ng, from its first to its last audible sample.

    Raises:
        FileNotFoundError: espeak-ng is not installed.
    """
    program = shutil.which("espeak-ng")
    if program is None:
        raise FileNotFoundError("espeak-ng is not installed (apt-get install espeak-ng)")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "speech.wav"
        subprocess.run([program, "-v", "en-us", "-w", str(path), text], check=True)
        return audio.trimmed(audio.read(path).samples)


def minute(cases: Sequence[Case]) -> Recording:
    """An answer of at least 60 s, put together from ``cases`` (again and again if need be)."""
    # answers with known pauses, being what is analyzed, before single sentences
    chosen = [case for case in cases if case.truth.pauses] or list(cases)
    parts: list[Samples] = []
    seconds, number = 0.0, 0
    while seconds < 60:
        sound = chosen[number % len(chosen)].recording.samples
        parts.append(sound)
        seconds += len(sound) / SAMPLE_RATE
        number += 1
    return of(np.concatenate(parts), "minute")


def of(sound: Samples, name: str) -> Recording:
    """Samples as a recording that lies nowhere."""
    return Recording(path=Path(f"{name}.wav"), samples=sound, sha256="0" * 64)
