"""What a transcriber does, and the text work every engine shares."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal, Protocol, runtime_checkable

from voicemock.errors import EngineError, InputError, TranscribeError, reason_of
from voicemock.i18n import _
from voicemock.i18n.library_messages import said
from voicemock.language import get as get_language
from voicemock.transcribe.windows import FAR_S
from voicemock.values.answer import ForeignSpeech, Transcript, Word
from voicemock.values.interview import LanguageCode
from voicemock.values.sound import Activity, Interval, Samples


@dataclass(frozen=True)
class Abilities:
    """What an engine can do: languages, word times, and whether sound leaves the machine."""

    languages: tuple[LanguageCode, ...]
    word_times: bool
    online: bool = False


class Transcriber(Protocol):
    """An engine; it keeps its model loaded between calls."""

    abilities: Abilities

    def load(self) -> None:
        """Get ready, so that the first `transcribe` does not wait. Calling it again does nothing.

        Raises:
            EngineError: the engine or its model is missing.
        """

    def transcribe(self, sound: Samples, activity: Activity, language: LanguageCode) -> Transcript:
        """The words in mono 16 kHz sound; an empty text where ``activity`` holds no speech.

        Raises:
            EngineError: the engine or its model is missing.
            TranscribeError: the engine failed on this sound.
        """


@dataclass(frozen=True)
class Piece:
    """A stretch of text with times, as an engine gives it: a word, several, or part of one.

    ``by`` says of a filled pause that no text but the sound shows it.
    """

    text: str
    start_s: float
    end_s: float
    probability: float | None = None
    by: Literal["sound"] | None = None

    @property
    def middle_s(self) -> float:
        """The moment half-way through it."""
        return (self.start_s + self.end_s) / 2

    def later(self, by_s: float) -> Piece:
        """The same piece where the recording begins ``by_s`` seconds earlier."""
        return replace(self, start_s=self.start_s + by_s, end_s=self.end_s + by_s)


@dataclass(frozen=True)
class Heard:
    """What was heard in a part of a recording; whose times these are, who made it says.

    ``other_language`` is the code of the language that was spoken instead of the expected one,
    ``foreign`` are the stretches that were (`voicemock.transcribe.languages`).
    """

    pieces: tuple[Piece, ...] = ()
    other_language: str | None = None
    foreign: tuple[ForeignSpeech, ...] = ()

    def later(self, by_s: float) -> Heard:
        """The same where the recording begins ``by_s`` seconds earlier."""
        return replace(
            self,
            pieces=tuple(one.later(by_s) for one in self.pieces),
            foreign=tuple(one.later(by_s) for one in self.foreign),
        )


@runtime_checkable
class HearsInParts(Transcriber, Protocol):
    """An engine that can hear a recording part by part, before it is over."""

    def hear(
        self,
        sound: Samples,
        activity: Activity,
        parts: Sequence[Interval],
        language: LanguageCode,
        *,
        first: bool,
    ) -> list[Heard]:
        """The words of some parts of mono 16 kHz sound, as `stretches` cuts them, in its times.

        ``first`` tells whether the language is still to be checked; where it is another one, not all
        parts need have been heard.

        Raises:
            EngineError, TranscribeError: as of `Transcriber.transcribe`.
        """

    def put_together(
        self, heard: Sequence[Heard], activity: Activity, language: LanguageCode
    ) -> Transcript:
        """The transcript of a recording from what was heard in its parts, in order."""


@runtime_checkable
class TellsProgress(Protocol):
    """An engine that says how much of a long recording it has heard, 0 to 1, from any thread."""

    on_heard: Callable[[float], None] | None


_LATIN_RUN = re.compile(r"[A-Za-z0-9]+(?:['\u2019.:][A-Za-z0-9]+)*%?|[\u3400-\u4dbf\u4e00-\u9fff]")
_MIN_WORD_S = 0.02


def check_language(engine: str, abilities: Abilities, language: LanguageCode) -> None:
    """Refuse a language that an engine does not know.

    Raises:
        InputError: it does not.
    """
    if language not in abilities.languages:
        raise InputError(
            _("The engine {name} does not know this language; choose the engine whisper.").format(
                name=engine
            )
        )


def not_loaded(folder: Path, error: Exception) -> EngineError:
    """What to raise where a library cannot load a model."""
    return EngineError(
        _("The model in {folder} could not be loaded ({reason}).").format(
            folder=folder, reason=said(reason_of(error))
        )
    )


def failed(engine: str, reason: str) -> TranscribeError:
    """What to raise where an engine fails on a sound."""
    return TranscribeError(
        _("The engine {name} failed ({reason}).").format(name=engine, reason=reason)
    )


def heard_in_speech(pieces: Iterable[Piece], activity: Activity) -> list[Piece]:
    """The pieces at most 1 s from speech: no speech in, no text out."""
    speech = activity.speech
    return [
        piece
        for piece in pieces
        if any(one.shared_s(piece.start_s, piece.end_s) > -FAR_S for one in speech)
    ]


def assembled(pieces: Sequence[Piece], activity: Activity) -> tuple[str, tuple[Word, ...]]:
    """The text of pieces and its words, their times within the speech."""
    joined = "".join(piece.text for piece in pieces)
    lead = len(joined) - len(joined.lstrip())
    words = [replace(word, at=word.at - lead) for word in words_of(pieces, joined)]
    return (joined.strip(), snapped(words, activity)) if words else ("", ())


def words_of(pieces: Iterable[Piece], text: str) -> tuple[Word, ...]:
    """Words of ``text`` with times spread over the pieces that make it up.

    The pieces, joined, are ``text``. Mandarin is cut into characters, Latin letters and
    digits that an engine took apart come together again.
    """
    places: list[_Place] = []
    for piece in pieces:
        spoken = [character.isalnum() for character in piece.text]
        before, total = itertools.accumulate(spoken, initial=0), sum(spoken)
        places += [(piece, rank, total) for rank, _one in zip(before, spoken, strict=False)]
    words = []
    for match in _LATIN_RUN.finditer(text):
        first, last = places[match.start()], places[match.end() - 1]
        start_s, end_s = _time_at(first), _time_at(last, after=True)
        piece = first[0]
        words.append(
            Word(match.group(), start_s, end_s, piece.probability, match.start(), by=piece.by)
        )
    return tuple(words)


_Place = tuple[Piece, int, int]
"""A character's piece, how many spoken characters of that are before it, and of how many."""


def _time_at(place: _Place, *, after: bool = False) -> float:
    """The time before (or after) a character, its piece's time shared out among its characters."""
    piece, rank, spoken = place
    if not spoken:
        return piece.end_s if after else piece.start_s
    return piece.start_s + (piece.end_s - piece.start_s) * (rank + after) / spoken


def snapped(words: Iterable[Word], activity: Activity) -> tuple[Word, ...]:
    """Words moved out of the silences into the speech they belong to, in order.

    Recognizers let words begin up to 0.7 s early, inside the pause before them.
    """
    kept: list[Word] = []
    for word in words:
        inside = _nearest(word, activity.speech)
        start = min(max(word.start_s, inside.start_s), inside.end_s - _MIN_WORD_S)
        if kept:
            start = max(start, kept[-1].start_s)
        end = max(min(word.end_s, inside.end_s), start + _MIN_WORD_S)
        if kept and kept[-1].end_s > start:
            kept[-1] = replace(kept[-1], end_s=start)
        kept.append(replace(word, start_s=start, end_s=end))
    return tuple(kept)


def _nearest(word: Word, speech: Sequence[Interval]) -> Interval:
    """The stretch a word shares most with, else the nearest."""

    def closeness(one: Interval) -> float:
        # Recognizers are early, not late: in doubt a word belongs to what follows it.
        early_s = 0.05 if one.start_s > word.start_s else 0.0
        return one.shared_s(word.start_s, word.end_s) + early_s

    return max(speech, key=closeness)


def simplified(pieces: Sequence[Piece]) -> list[Piece]:
    """Traditional to simplified over the whole text, because one character may need its neighbours."""
    language = get_language("zh")
    joined = "".join(piece.text for piece in pieces)
    whole = language.normalize(joined)
    if len(whole) != len(joined):
        return [replace(one, text=language.normalize(one.text)) for one in pieces]
    ends = itertools.accumulate(len(one.text) for one in pieces)
    return [
        replace(one, text=whole[end - len(one.text) : end])
        for one, end in zip(pieces, ends, strict=True)
    ]
