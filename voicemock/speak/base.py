"""What a speaker does."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from voicemock.values.interview import LanguageCode


@dataclass(frozen=True)
class Speech:
    """A spoken text as a WAV file."""

    path: Path


class Speaker(Protocol):
    """Turns text into speech."""

    def synthesize(self, text: str, language: LanguageCode) -> Speech | None:
        """The spoken text, or None for a speaker that says nothing.

        Raises:
            VoiceError: no voice for the language, or the synthesizer failed or hung.
        """
        ...


class SilentSpeaker:
    """Says nothing; the question is on the screen anyway."""

    def synthesize(self, text: str, language: LanguageCode) -> Speech | None:
        """See `Speaker.synthesize`."""
        return None
