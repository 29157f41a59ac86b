"""What a speaker does."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

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


# A customer's mood as rate and loudness: actors' anger and hurry are quicker and louder, worry is
# softer (Scherer 2003, Speech Communication 40).
_PACE: dict[Mood, float] = {"calm": 1.0, "worried": 0.94, "hurried": 1.2, "angry": 1.12}
_GAIN_DB: dict[Mood, float] = {"calm": 0.0, "worried": -2.0, "hurried": 1.0, "angry": 4.0}
_SLOWER = 0.75


def pace(utterance: Utterance) -> float:
    """How much faster than the interviewer it is spoken."""
    return _PACE[utterance.mood] * (_SLOWER if utterance.slower else 1.0)


def gained(sound: Samples, utterance: Utterance) -> Samples:
    """Speech of a voice as loud as the mood makes it."""
    factor = 10 ** (_GAIN_DB[utterance.mood] / 20)
    return sound if factor == 1 else (sound * factor).clip(-1, 1).astype(sound.dtype)


class Speaker(Protocol):
    """Turns text into speech."""

    def synthesize(self, utterance: Utterance) -> Speech | None:
        """Its speech, or None for a speaker that says nothing.

        Raises:
            VoiceError: no voice for the language, or the synthesizer failed or hung.
            InputError: there are no words in it.
        """
        ...


@runtime_checkable
class Rests(Speaker, Protocol):
    """A speaker that holds much memory, and can do without while nothing is to be made."""

    def rest(self) -> None:
        """Let go of what is large; it is loaded again, in a second, when something is to be made."""
        ...


class SilentSpeaker:
    """Says nothing; the question is on the screen anyway."""

    def synthesize(self, utterance: Utterance) -> Speech | None:
        """See `Speaker.synthesize`."""
        return None
