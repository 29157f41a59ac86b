"""What passes between a batch and its workers: small, and without sound wherever that can be."""

from __future__ import annotations

import hashlib
import importlib.metadata
import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from voicemock import __version__
from voicemock.values.interview import LanguageCode, Question

FailureKind = Literal["damaged", "failed", "hung", "killed"]
"""Why there is no answer: not a recording; the recognizer failed; it took too long; its worker died."""
_LIBRARIES = {"whisper": ("faster-whisper", "ctranslate2"), "sherpa": ("sherpa-onnx",)}
NAME = "{file}"
"""Stands in a kept reason for the recording, which may be called by a pseudonym when it is shown."""


@dataclass(frozen=True)
class Given:
    """A recording that was handed in; ``file`` is its path inside the folder, with slashes."""

    path: Path
    file: str
    person: str
    question: Question | None
    language: LanguageCode
    size_bytes: int = 0


@dataclass(frozen=True)
class Options:
    """What all answers of a batch have in common, as far as their numbers depend on it."""

    engine: str
    model: str | None
    target: str
    versions: tuple[tuple[str, str], ...]

    def differences(self, other: Options) -> list[str]:
        """What is not the same, as ``name: mine, theirs``."""
        mine, theirs = self.flat(), other.flat()
        names = sorted(mine.keys() | theirs.keys())
        return [
            f"{name}: {mine.get(name)}, {theirs.get(name)}"
            for name in names
            if mine.get(name) != theirs.get(name)
        ]

    def flat(self) -> dict[str, str]:
        """All of it by name."""
        chosen = {"engine": self.engine, "model": self.model or "-", "target": self.target}
        return {**chosen, **dict(self.versions)}


@dataclass(frozen=True)
class Task:
    """One recording for a worker; it pickles to a few kilobytes, ``data`` apart.

    ``document`` is the answer where it is known and the page alone is wanted. ``data`` is the file
    itself, for a worker that cannot see it. ``limit_s`` is the longest it may take; None is in
    proportion to its length.
    """

    key: str
    path: str
    label: str
    sha256: str
    question: Question | None
    language: LanguageCode
    options: Options
    ui: str
    allow_online: bool = False
    page: bool = True
    limit_s: float | None = None
    document: str | None = None
    data: bytes | None = None


@dataclass(frozen=True)
class Outcome:
    """What came of a task: a document, a page, or the reason why not.

    ``unseen``: the worker does not see the file, or sees another. ``busy_s`` is the time it took the
    worker, in which the model was not loaded (``loaded_s``).
    """

    key: str
    document: str | None = None
    page: str | None = None
    kind: FailureKind | None = None
    reason: str = ""
    unseen: bool = False
    busy_s: float = 0.0
    loaded_s: float = 0.0


@dataclass(frozen=True)
class Missing:
    """A worker cannot do its work at all; ``reason`` names the remedy."""

    reason: str


@dataclass(frozen=True)
class Wanted:
    """How recordings are to be heard, and what is to come of it."""

    options: Options
    ui: str
    allow_online: bool = False
    pages: bool = True
    limit_s: float | None = None
    label: Callable[[Given, str], str] = lambda given, _sha256: given.file


@dataclass
class Row:
    """A recording and what is known of it; ``failure`` says why there is no answer.

    ``twin``: the same recording came before under another name.
    """

    given: Given
    sha256: str | None = None
    key: str | None = None
    failure: str | None = None
    twin: bool = False


@dataclass
class Tally:
    """How far a batch is; bytes stand for the time that is left.

    ``there_s`` is the time in which there were workers.
    """

    recordings: int
    all_bytes: int
    done: int = 0
    known: int = 0
    failed: int = 0
    done_bytes: int = 0
    known_bytes: int = 0
    busy_s: float = 0.0
    loaded_s: float = 0.0
    there_s: float = 0.0
    deaths: int = 0
    workers: int = 0


@cache
def versions(engine: str) -> tuple[tuple[str, str], ...]:
    """The version of voicemock and those of the libraries that an engine's words come from."""
    found = [("voicemock", __version__)]
    for name in _LIBRARIES.get(engine, ("SpeechRecognition",)):
        try:
            found.append((name, importlib.metadata.version(name)))
        except importlib.metadata.PackageNotFoundError:
            found.append((name, "-"))
    return tuple(found)


def key_of(sha256: str, question: Question | None, language: LanguageCode, options: Options) -> str:
    """By what an answer is known: the sound, what was asked, the options and the versions."""
    asked = None if question is None else asdict(question)
    whole = {"sound": sha256, "question": asked, "language": language, **options.flat()}
    text = json.dumps(whole, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:32]
