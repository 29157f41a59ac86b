"""Whisper on this machine: what it is given to hear, and what is made of it."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextvars import copy_context
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from voicemock.audio.samples import to_int16
from voicemock.errors import TranscribeError, reason_of
from voicemock.i18n import _
from voicemock.i18n.library_messages import said
from voicemock.language import get as get_language
from voicemock.memory import give_back
from voicemock.transcribe import (
    coverage,
    filled_pauses,
    hallucinations,
    languages,
    models,
    whisper_languages,
    whisper_model,
)
from voicemock.transcribe.base import (
    Abilities,
    Heard,
    Piece,
    assembled,
    heard_in_speech,
    simplified,
)
from voicemock.transcribe.encoded import Encoded
from voicemock.transcribe.windows import WINDOW_S, chunks, stretches
from voicemock.values.answer import ForeignSpeech, Transcript
from voicemock.values.interview import LanguageCode
from voicemock.values.sound import SAMPLE_RATE, Activity, Interval, Samples

_BEAM = 5
_MOST_WORKERS = 4  # stretches at a time
_TOKENS_PER_S = 15  # fast Mandarin needs 10; what goes on beyond that is a loop
_MOST_TOKENS = 400
_MOST_AGAIN = 3  # stretches of a window; who waits for feedback waits for them
_AFTER_S = 3.0  # of nothing behind a short window: with less than one, Whisper goes on for ever
_LONG_AFTER_S = 10.0  # the same where something is heard a second time by itself


class WhisperTranscriber:
    """Whisper by CTranslate2 (faster-whisper), int8, loaded once.

    ``model`` is a name or a folder (`voicemock.transcribe.models.locate`). ``loads`` counts
    how often the weights were read, for whoever wants to see that it stays at one. ``at_once`` is how
    many stretches are heard at a time; None: one a core, up to four.
    """

    abilities = Abilities(languages=("zh", "en"), word_times=True)

    def __init__(
        self,
        model: str = "base",
        *,
        cache: Path,
        allow_online: bool = False,
        progress: models.ModelProgress | None = None,
        at_once: int | None = None,
    ) -> None:
        self._name = model
        self._locate = partial(
            models.locate, model, cache=cache, allow_online=allow_online, progress=progress
        )
        self._recognizer: Any = None
        self._model: Any = None
        self._suppressed: list[int] = []
        self._loading = threading.Lock()
        self._workers = at_once or min(whisper_model.cores(), _MOST_WORKERS)
        # two, because another may be at work in vain
        self._threads = at_once or max(2, self._workers)
        self.on_heard: Callable[[float], None] | None = None
        self.loads = 0

    def load(self) -> None:
        """See `Transcriber.load`."""
        with self._loading:  # the interview gets ready in the background
            if self._recognizer is not None:
                return
            recognizer, self._model = whisper_model.load(self._locate(), self._threads)
            written = whisper_model.written_numbers(self._model.hf_tokenizer.get_vocab())
            self._suppressed = [-1, *written]
            self._recognizer = recognizer
            self.loads += 1

    def transcribe(self, sound: Samples, activity: Activity, language: LanguageCode) -> Transcript:
        """See `Transcriber.transcribe`. More than a window is heard in `stretches`."""
        span = activity.span
        whole = Interval(0.0, len(sound) / SAMPLE_RATE)
        if span is None:
            heard = []
        elif span.duration_s <= WINDOW_S:
            heard = [self._hear(sound, activity, whole, language, first=True, short=False)]
        else:
            heard = self.hear(sound, activity, stretches(activity, whole), language, first=True)
        return self.put_together(heard, activity, language)

    def hear(
        self,
        sound: Samples,
        activity: Activity,
        parts: Sequence[Interval],
        language: LanguageCode,
        *,
        first: bool,
    ) -> list[Heard]:
        """See `HearsInParts.hear`. As many parts at a time as there are cores, up to four."""
        counting, done = threading.Lock(), itertools.count(1)
        work: list[Future[Heard]] = []

        def one(number: int, part: Interval) -> Heard:
            # of the same parts on any machine, or the text would hang on how busy it is
            before = work[: max(0, number - _MOST_WORKERS + 1)]
            wary = any(each.result().foreign for each in before)
            heard = self._hear(
                sound, activity, part, language, first=first and not number, wary=wary
            )
            if self.on_heard is not None:
                with counting:
                    self.on_heard(next(done) / len(parts))
            return heard

        if len(parts) <= 1:
            return [one(number, part) for number, part in enumerate(parts)]
        self.load()
        pool = ThreadPoolExecutor(self._workers)
        try:
            for number, part in enumerate(parts):
                work.append(pool.submit(copy_context().run, one, number, part))
            return [each.result() for each in work]
        finally:
            pool.shutdown(wait=False, cancel_futures=True)

    def put_together(
        self, heard: Sequence[Heard], activity: Activity, language: LanguageCode
    ) -> Transcript:
        """See `HearsInParts.put_together`."""
        name = Path(self._name).name
        other = next((one.other_language for one in heard if one.other_language), None)
        if other is not None:
            return Transcript(text="", engine="whisper", model=name, other_language=other)
        foreign = languages.joined((run for one in heard for run in one.foreign), activity)
        own = languages.without(activity, foreign)
        if foreign and sum(one.duration_s for one in own.speech) < languages.FOREIGN_S:
            longest = max(foreign, key=lambda run: run.end_s - run.start_s)
            return Transcript(
                text="",
                engine="whisper",
                model=name,
                other_language=longest.language or languages.UNKNOWN,
                foreign=foreign,
            )
        pieces = [
            piece
            for one in heard
            for piece in one.pieces
            if not any(run.start_s <= piece.middle_s <= run.end_s for run in foreign)
        ]
        if language == "zh":
            pieces = simplified(pieces)
        text, words = assembled(heard_in_speech(pieces, own), own)
        return Transcript(text=text, engine="whisper", model=name, words=words, foreign=foreign)

    def _hear(
        self,
        sound: Samples,
        activity: Activity,
        part: Interval,
        language: LanguageCode,
        *,
        first: bool,
        short: bool = True,
        wary: bool = False,
    ) -> Heard:
        """What is said in a part; what is in another language is not listened to.

        A window that seems to be in another one, and any behind such a part (``wary``), is looked at
        by its stretches before it is heard; what is too short for that is not heard at all.
        """
        self.load()
        spoken = activity.within(part)
        looks = spoken.span is not None and (short or spoken.span.duration_s >= languages.WHOLE_S)
        wary = wary and looks
        self._model.window.expected = language if (first or looks) and not wary else None
        encoded: list[Encoded] = []

        def hear(own: Interval) -> list[Piece]:
            return self._in_windows(
                sound, spoken.within(own), own, language, short=short, encoded=encoded
            )

        pieces: list[Piece] | None = None
        try:
            pieces = None if wary else hear(part)
        except whisper_model.OtherLanguageError as other:
            if not looks:
                return Heard(other_language=other.code)
        foreign = self._foreign(sound, spoken, part, language, encoded) if looks else ()
        surely = languages.long_enough(foreign, spoken)
        if surely or pieces is None:
            pieces = [piece for one in languages.between(part, surely) for piece in hear(one)]
        # behind a part in another language also what only the parts around make sure
        spoken = languages.without(spoken, foreign if wary else surely)
        for missed in coverage.passed_over(pieces, spoken)[:_MOST_AGAIN]:
            more = self._again(sound, missed, spoken, language)
            pieces = sorted([*pieces, *more], key=lambda piece: piece.start_s)
        return Heard(tuple(pieces), foreign=foreign)

    def _foreign(
        self,
        sound: Samples,
        spoken: Activity,
        part: Interval,
        language: LanguageCode,
        encoded: Sequence[Encoded],
    ) -> tuple[ForeignSpeech, ...]:
        return whisper_languages.foreign(self._model, sound, spoken, part, language, encoded)

    def _in_windows(
        self,
        sound: Samples,
        rest: Activity,
        part: Interval,
        language: LanguageCode,
        *,
        short: bool,
        encoded: list[Encoded],
    ) -> list[Piece]:
        """``rest``, the speech of ``part``, by the window; the next begins where one stopped.

        What the encoder gave of each is added to ``encoded``.

        What goes in circles in a short window, or says a sentence twice, is heard again in one of the
        other length; what still goes in circles, in halves.
        """
        pieces: list[Piece] = []
        while rest.speech:
            chunk = chunks(rest, part.end_s)[0]
            chunk = Interval(max(chunk.start_s, part.start_s), chunk.end_s)
            inside = rest.within(chunk)
            heard = self._in_window(sound, chunk, language, short=short)
            if self._model.window.sound is not None:
                encoded.append(Encoded(chunk, np.array(self._model.window.sound)[0]))
            if hallucinations.twice(heard) or (short and hallucinations.in_circles(heard)):
                other = self._in_window(sound, chunk, language, short=not short)
                heard = max(heard, other, key=hallucinations.trust)
            stopped_s = hallucinations.stopped(heard, inside, chunk)
            if hallucinations.in_circles(heard):
                stopped_s = chunk.end_s
                if inside.gaps:
                    longest = max(inside.gaps, key=lambda pause: pause.duration_s)
                    cuts = chunk.start_s, (longest.start_s + longest.end_s) / 2, chunk.end_s
                    heard = []
                    for half in itertools.starmap(Interval, itertools.pairwise(cuts)):
                        spoken = inside.within(half)
                        heard += self._in_windows(
                            sound, spoken, half, language, short=short, encoded=encoded
                        )
                else:
                    heard = hallucinations.first_round(heard)
            pieces += heard
            part = Interval(stopped_s, part.end_s)
            rest = rest.within(part)
        return pieces

    def _again(
        self, sound: Samples, missed: Interval, activity: Activity, language: LanguageCode
    ) -> list[Piece]:
        """What is heard in a stretch that was passed over, by the first way that can be believed.

        First with what is around it. Then by itself in a longer window and with digits, because a
        number is what Whisper likes to drop where it may not write digits.
        """
        tongue, window = get_language(language), self._model.window
        around = coverage.surroundings(missed, activity)
        for part, after_s, digits in ((around, _AFTER_S, False), (missed, _LONG_AFTER_S, True)):
            window.digits = digits
            try:
                heard = self._in_window(sound, part, language, short=True, after_s=after_s)
            finally:
                window.digits = False
            inside = [
                one
                for one in coverage.read_aloud(heard, tongue)
                if missed.start_s <= one.middle_s <= missed.end_s
            ]
            if coverage.believed(inside, missed, tongue):
                return inside
        return []

    def _in_window(
        self,
        sound: Samples,
        window: Interval,
        language: LanguageCode,
        *,
        short: bool,
        after_s: float = _AFTER_S,
    ) -> list[Piece]:
        start, end = round(window.start_s * SAMPLE_RATE), round(window.end_s * SAMPLE_RATE)
        offset = start / SAMPLE_RATE
        self._model.window.seconds = (end - start) / SAMPLE_RATE + after_s if short else None
        self._model.window.sound = None
        return [one.later(offset) for one in self._recognize(sound[start:end], language)]

    def _recognize(self, sound: Samples, language: LanguageCode) -> list[Piece]:
        from speech_recognition import AudioData

        try:
            result = self._recognizer.recognize(
                AudioData(to_int16(sound).astype("<i2").tobytes(), SAMPLE_RATE, 2),
                show_dict=True,
                language=language,
                beam_size=_BEAM,
                # Falling back to higher temperatures is what makes bad sound take a minute, and
                # it is random; implausible text is refused by the analysis instead.
                temperature=0.0,
                condition_on_previous_text=False,
                word_timestamps=True,
                suppress_tokens=[-1] if self._model.window.digits else self._suppressed,
                max_new_tokens=min(_MOST_TOKENS, 20 + _TOKENS_PER_S * len(sound) // SAMPLE_RATE),
                # No initial_prompt: on our recordings a Mandarin opening sentence made base go on
                # after the end of the speech (character error 11 % -> 198 %).
            )
        except (RuntimeError, ValueError) as error:
            raise TranscribeError(
                _("Whisper failed on this recording ({reason}); it is kept.").format(
                    reason=said(reason_of(error))
                )
            ) from error
        finally:
            give_back()
        words = [
            Piece(word.word, float(word.start), float(word.end), round(float(word.probability), 3))
            for segment in result["segments"]
            for word in segment.words or []
        ]
        return filled_pauses.between(words, self._model.window.filled)
