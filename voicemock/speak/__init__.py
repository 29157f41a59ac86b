"""Says a question aloud: turns its text into sound that can be played, and played again."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from voicemock.errors import VoiceError
from voicemock.files.data_wheels import Progress

if TYPE_CHECKING:
    from voicemock.speak.base import Speaker
    from voicemock.speak.voices import Known
    from voicemock.values.codes import LanguageCode

SYSTEM = "system"
"""Instead of a voice's name: the system's own, through pyttsx3."""


def load(
    voice: str | None,
    cache: Path,
    *,
    rate_wpm: int = 160,
    told: Callable[[VoiceError], None],
    progress: Progress | None = None,
    folder: Path | None = None,
) -> Speaker:
    """Who speaks: the voice that is named, else the system's on Windows and macOS, else the neural one.

    Args:
        voice: a neural voice, one a language with a comma between, `SYSTEM`, or an id or a part of
            the name of one of the system's.
        cache: where the neural voice is put together.
        rate_wpm: words a minute.
        told: called once where the neural voice is not there or fails and the system's speaks.
        progress: called while the neural voice is put together, once.
        folder: where speech is kept; None: in the cache.
    """
    from voicemock.speak import voices
    from voicemock.speak.fallback import FallbackSpeaker
    from voicemock.speak.kept import Kept
    from voicemock.speak.kokoro import model
    from voicemock.speak.kokoro.speaker import KokoroSpeaker
    from voicemock.speak.pyttsx import Pyttsx3Speaker

    kept = Kept(folder or cache / "voices")
    chosen = voices.named(voice or "")
    theirs = voice if voice and not chosen and voice.strip().lower() != SYSTEM else None
    system = Pyttsx3Speaker(kept, voice=theirs, rate_wpm=rate_wpm)
    if not chosen and (voice or not neural_by_default()):
        return system
    try:
        path = model.locate(cache, progress)
    except VoiceError as error:
        told(error)
        return system
    neural = KokoroSpeaker(path, kept, chosen=chosen, rate_wpm=rate_wpm)
    return FallbackSpeaker(neural, system, told)


def forget(cache: Path) -> bool:
    """Remove the questions as they were spoken; whether there were any.

    Raises:
        StoreError: something could not be removed.
    """
    from voicemock.speak.kept import Kept

    return Kept(cache / "voices").forget()


def neural_by_default() -> bool:
    """Whether the neural voice speaks where none is named: the system's Mandarin is not understood."""
    return sys.platform not in ("win32", "darwin")


def name_of(voice: str | None, language: LanguageCode) -> str:
    """Who speaks a language by a setting, where nothing is missing."""
    from voicemock.speak import voices

    chosen = voices.named(voice or "")
    if chosen or (voice is None and neural_by_default()):
        return voices.interviewer(language, chosen).name
    return SYSTEM if voice is None else voice


def available(language: LanguageCode, voice: str | None, cache: Path) -> list[Known]:
    """All voices of a language that can be chosen, the neural ones first.

    Args:
        language: which.
        voice: the setting, which says who asks.
        cache: where the neural voice is put together.

    Raises:
        VoiceError: the system's cannot be asked.
    """
    from voicemock.speak import pyttsx, voices
    from voicemock.speak.kokoro import model

    neural = [one.name for one in voices.VOICES if one.language == language]
    found = [(name, "kokoro") for name in neural if model.there(cache)]
    found += [(name, "pyttsx3") for name in pyttsx.available(language)]
    asks = name_of(voice, language)
    if asks not in dict(found):
        asks = next((name for name, engine in found if engine == "pyttsx3"), "")
    return [voices.Known(name, language, engine, name == asks) for name, engine in found]
