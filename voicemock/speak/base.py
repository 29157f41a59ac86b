"""What a speaker does."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from voicemock.values.interview import LanguageCode, Mood
from voicemock.values.sound import Samples


@dataclass(frozen=True)
class Utterance:
    """What is to be spoken.

    ``customer``: by the customer of a role play, who has another voice than the interviewer;
    ``mood`` is heard in rate and loudness. ``slower``: again, for somebody who did not follow.
    """

    text: str
    language: LanguageCode
    customer: bool = False
    mood: Mood = "calm"
    slower: bool = False


@dataclass(frozen=True)
class Speech:
    """A spoken text: its sound in parts, mono float32, shape (n,) each, at ``rate`` Hz.

    A part is made when it is reached, which may raise a VoiceError, and kept for the next time.
    """

    rate: int
    parts: Iterable[Samples]


class Speaker(Protocol):
    """Turns text into speech."""

    def synthesize(self, utterance: Utterance) -> Speech | None:
        """Its speech, or None for a speaker that says nothing.

        Raises:
            VoiceError: no voice for the language, or the synthesizer failed or hung.
        """
        ...


class SilentSpeaker:
    """Says nothing; the question is on the screen anyway."""

    def synthesize(self, utterance: Utterance) -> Speech | None:
        """See `Speaker.synthesize`."""
        return None
