"""The voices that come with voicemock, and which of them speaks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

from voicemock.values.interview import LanguageCode

Sex = Literal["female", "male"]


@dataclass(frozen=True)
class Voice:
    """A neural voice.

    ``words_per_min`` is how fast it speaks by itself, measured over the questions of the packs; in
    Mandarin a word is taken for 1.5 字.
    """

    name: str
    language: LanguageCode
    sex: Sex
    words_per_min: float


class Known(NamedTuple):
    """A voice that can be chosen; ``default`` says that it asks as things are set."""

    name: str
    language: LanguageCode
    engine: str
    default: bool


VOICES = (
    Voice("zf_xiaobei", "zh", "female", 168.0),
    Voice("zm_yunjian", "zh", "male", 194.0),
    Voice("af_heart", "en", "female", 220.0),
    Voice("am_michael", "en", "male", 220.0),
)
"""Each language's own interviewer first."""


def named(wanted: str) -> tuple[Voice, ...]:
    """The voices that a setting names: one, or one a language with a comma between; their ends will do."""
    names = [name.strip().lower() for name in wanted.split(",")]
    return tuple(
        voice for name in names for voice in VOICES if name in (voice.name, voice.name[3:])
    )


def interviewer(language: LanguageCode, chosen: tuple[Voice, ...] = ()) -> Voice:
    """Who asks: the chosen voice of the language, else its first."""
    return next(voice for voice in (*chosen, *VOICES) if voice.language == language)


def customer(language: LanguageCode, chosen: tuple[Voice, ...] = ()) -> Voice:
    """Who plays the customer: another voice than the interviewer's, of the other sex."""
    asking = interviewer(language, chosen)
    return next(one for one in VOICES if one.language == language and one.sex != asking.sex)
