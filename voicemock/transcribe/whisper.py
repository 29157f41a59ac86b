"""Whisper on this machine, through SpeechRecognition's own Whisper classes.

``recognize_faster_whisper`` loads the model anew at each call; the adapter it is made of does
not, so that is what we hold.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import sys
import threading
import warnings
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from pathlib import Path
from typing import Any

from voicemock.audio.samples import to_int16
from voicemock.errors import EngineError, TranscribeError, reason_of
from voicemock.i18n import _
from voicemock.i18n.library_messages import said
from voicemock.language import get as get_language
from voicemock.transcribe import models
from voicemock.transcribe.base import Abilities, Heard, Piece, assembled, heard_in_speech
from voicemock.transcribe.hallucinations import (
    first_round,
    in_circles,
    passed_over,
    stopped,
    sure,
    trust,
    twice,
)
from voicemock.transcribe.windows import WINDOW_S, chunks, stretches, within
from voicemock.values.answer import Transcript
from voicemock.values.interview import LanguageCode
from voicemock.values.sound import SAMPLE_RATE, Activity, Interval, Samples

_BEAM = 5
THREADS = 1
"""For one stretch: a second one makes the decoder, whose steps are small, slower."""
_M_ARENA_MAX = -8  # of malloc.h
_MOST_WORKERS = 4  # stretches at a time
_FOREIGN_BELOW = 0.05  # accents, and a few words of another language, stay far above
_FOREIGN_ABOVE = 0.6
_TOKENS_PER_S = 15  # fast Mandarin needs 10; what goes on beyond that is a loop
_MOST_TOKENS = 400
_AFTER_S = 3.0
"""Of nothing behind the sound of a short window: Whisper goes on for ever with less than a second."""
_WRITTEN_NOT_SPOKEN = frozenset("0123456789%$")


class _OtherLanguageError(Exception):
    """Raised from inside the model when the first sound it encodes is in another language."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class _WindowEndError(Exception):
    """Raised from inside the model where it would go on with a second window."""


class _Window(threading.local):
    """What is asked of the window that this thread hears, and how many it has encoded."""

    expected: LanguageCode | None = None
    seconds: float | None = None
    encoded = 0


class WhisperTranscriber:
    """Whisper by CTranslate2 (faster-whisper), int8, loaded once.

    ``model`` is a name or a folder (`voicemock.transcribe.models.locate`). ``loads`` counts
    how often the weights were read, for whoever wants to see that it stays at one.
    """

    abilities = Abilities(languages=("zh", "en"), word_times=True)

    def __init__(
        self,
        model: str = "base",
        *,
        cache: Path,
        allow_online: bool = False,
        progress: models.ModelProgress | None = None,
    ) -> None:
        self._name = model
        self._cache = cache
        self._allow_online = allow_online
        self._progress = progress
        self._recognizer: Any = None
        self._model: Any = None
        self._suppressed: list[int] = []
        self._loading = threading.Lock()
        self._workers = min(_cores(), _MOST_WORKERS)
        self.loads = 0

    def load(self) -> None:
        """See `Transcriber.load`."""
        with self._loading:  # the interview gets ready in the background
            if self._recognizer is None:
                self._load()

    def _load(self) -> None:
        folder = models.locate(
            self._name, cache=self._cache, allow_online=self._allow_online, progress=self._progress
        )
        adapter, recognizer = _adapters()
        _share_heap()
        try:
            # A fixed number of threads: how a stretch is computed must not depend on the machine,
            # because sums in another order can be another text. More cores take more stretches.
            model = _model_class()(
                str(folder),
                device="cpu",
                compute_type="int8",
                cpu_threads=THREADS,
                num_workers=max(2, self._workers),  # while another is at work in vain, too
            )
        except (RuntimeError, ValueError, OSError) as error:
            raise EngineError(
                _("The model in {folder} could not be loaded ({reason}).").format(
                    folder=folder, reason=said(reason_of(error))
                )
            ) from error
        self._recognizer = recognizer(adapter(model))
        self._model = model
        self._suppressed = [-1, *_written_numbers(model.hf_tokenizer.get_vocab())]
        self.loads += 1

    def transcribe(
        self,
        sound: Samples,
        activity: Activity,
        language: LanguageCode,
    ) -> Transcript:
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
        foreign = threading.Event()

        def one(number: int, part: Interval) -> Heard:
            if foreign.is_set():
                return Heard()
            heard = self._hear(sound, activity, part, language, first=first and number == 0)
            if heard.other_language is not None:
                foreign.set()
            return heard

        if len(parts) <= 1:
            return [one(number, part) for number, part in enumerate(parts)]
        self.load()
        pool = ThreadPoolExecutor(self._workers)
        try:
            work = [
                pool.submit(copy_context().run, one, number, part)
                for number, part in enumerate(parts)
            ]
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
        pieces = [piece for one in heard for piece in one.pieces]
        if language == "zh":
            pieces = _simplified(pieces)
        text, words = assembled(heard_in_speech(pieces, activity), activity)
        return Transcript(text=text, engine="whisper", model=name, words=words)

    def _hear(
        self,
        sound: Samples,
        activity: Activity,
        part: Interval,
        language: LanguageCode,
        *,
        first: bool,
        short: bool = True,
    ) -> Heard:
        self.load()
        self._model.window.expected = language if first else None
        try:
            return Heard(tuple(self._in_windows(sound, activity, part, language, short=short)))
        except _OtherLanguageError as other:
            return Heard(other_language=other.code)

    def _in_windows(
        self,
        sound: Samples,
        activity: Activity,
        part: Interval,
        language: LanguageCode,
        *,
        short: bool,
    ) -> list[Piece]:
        """One window of Whisper's at a time; the next begins where it stopped listening.

        What goes in circles in a short window, or says a sentence twice, is heard again in one of the
        other length; what still goes in circles, in halves; speech that was passed over, by itself.
        """
        pieces: list[Piece] = []
        rest = within(activity, part)
        while rest.speech:
            chunk = chunks(rest, part.end_s)[0]
            chunk = Interval(max(chunk.start_s, part.start_s), chunk.end_s)
            inside = within(rest, chunk)
            heard = self._in_window(sound, chunk, language, short=short)
            if twice(heard) or (short and in_circles(heard)):
                other = self._in_window(sound, chunk, language, short=not short)
                heard = max(heard, other, key=trust)
            stopped_s = stopped(heard, inside, chunk)
            if in_circles(heard):
                stopped_s = chunk.end_s
                if inside.gaps:
                    longest = max(inside.gaps, key=lambda pause: pause.duration_s)
                    middle_s = (longest.start_s + longest.end_s) / 2
                    heard = [
                        piece
                        for half in (
                            Interval(chunk.start_s, middle_s),
                            Interval(middle_s, chunk.end_s),
                        )
                        for piece in self._in_windows(sound, inside, half, language, short=short)
                    ]
                else:
                    heard = first_round(heard)
            else:
                for missed in passed_over(heard, within(inside, Interval(0.0, stopped_s))):
                    more = self._in_window(sound, missed, language, short=True)
                    if sure(more):
                        heard = sorted([*heard, *more], key=lambda piece: piece.start_s)
            pieces += heard
            part = Interval(stopped_s, part.end_s)
            rest = within(activity, part)
        return pieces

    def _in_window(
        self, sound: Samples, window: Interval, language: LanguageCode, *, short: bool
    ) -> list[Piece]:
        start, end = round(window.start_s * SAMPLE_RATE), round(window.end_s * SAMPLE_RATE)
        offset = start / SAMPLE_RATE
        self._model.window.seconds = (end - start) / SAMPLE_RATE + _AFTER_S if short else None
        return [
            Piece(one.text, one.start_s + offset, one.end_s + offset, one.probability)
            for one in self._recognize(sound[start:end], language)
        ]

    def _recognize(self, sound: Samples, language: LanguageCode) -> list[Piece]:
        from speech_recognition import AudioData

        with _translated_errors():
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
                suppress_tokens=self._suppressed,
                max_new_tokens=min(_MOST_TOKENS, 20 + _TOKENS_PER_S * len(sound) // SAMPLE_RATE),
                # No initial_prompt: on our recordings a Mandarin opening sentence made base go on
                # after the end of the speech (character error 11 % -> 198 %).
            )
        return [
            Piece(word.word, float(word.start), float(word.end), round(float(word.probability), 3))
            for segment in result["segments"]
            for word in segment.words or []
        ]


def _share_heap() -> None:
    """Let all threads allocate from one heap where the C library has several: 100 MB less."""
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None) if sys.platform == "linux" else None
    if mallopt is not None:
        mallopt(_M_ARENA_MAX, 1)


def _cores() -> int:
    """The cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _written_numbers(vocabulary: dict[str, int]) -> list[int]:
    """Tokens of digits and signs: without them numbers come in the words that were spoken.

    "2015" may have been 二零一五 or 两千零一十五; the units of speech are in the words.
    """
    return sorted(
        number
        for token, number in vocabulary.items()
        if not token.startswith("<|") and not _WRITTEN_NOT_SPOKEN.isdisjoint(token)
    )


def _spoken_instead(likely: dict[str, float], expected: str) -> str | None:
    """The language the model is sure was spoken instead of the expected one."""
    share = likely.get(expected, 0.0)
    rival = "en" if expected == "zh" else "zh"
    if share < _FOREIGN_BELOW * (share + likely.get(rival, 0.0)):
        return rival
    best = max(likely, key=lambda code: likely[code])
    return best if share < _FOREIGN_BELOW and likely[best] > _FOREIGN_ABOVE else None


def _model_class() -> Any:
    """faster-whisper's model, one window at a time, which checks the language of the first.

    Told "English", Whisper translates Mandarin into fluent English nobody said. Asking about the
    sound that is encoded anyway costs one step of the decoder.
    """
    from faster_whisper import WhisperModel

    class CheckingModel(WhisperModel):  # type: ignore[misc, unused-ignore]
        window = _Window()

        def encode(self, features: Any) -> Any:
            window = self.window
            window.encoded += 1
            if window.encoded > 1:
                raise _WindowEndError
            if window.seconds is not None:  # 30 s cost as much however little is in them
                frames = round(window.seconds * self.frames_per_second)
                features = features[..., : min(frames, features.shape[-1])]
            encoded = super().encode(features)
            expected, window.expected = window.expected, None
            if expected is not None:
                likely = {
                    token[2:-2]: share for token, share in self.model.detect_language(encoded)[0]
                }
                other = _spoken_instead(likely, expected)
                if other is not None:
                    raise _OtherLanguageError(other)
            return encoded

        def generate_segments(self, features: Any, *args: Any, **kwargs: Any) -> Iterator[Any]:
            """The segments of the first window."""
            self.window.encoded = 0
            with contextlib.suppress(_WindowEndError):
                yield from super().generate_segments(features, *args, **kwargs)

    return CheckingModel


@contextlib.contextmanager
def _translated_errors() -> Iterator[None]:
    try:
        yield
    except (RuntimeError, ValueError) as error:
        raise TranscribeError(
            _("Whisper failed on this recording ({reason}); it is kept.").format(
                reason=said(reason_of(error))
            )
        ) from error


def _simplified(pieces: list[Piece]) -> list[Piece]:
    """Traditional to simplified over the whole text, because one character may need its neighbours."""
    language = get_language("zh")
    joined = "".join(piece.text for piece in pieces)
    whole = language.normalize(joined)
    if len(whole) != len(joined):
        return [
            Piece(language.normalize(p.text), p.start_s, p.end_s, p.probability) for p in pieces
        ]
    result, at = [], 0
    for piece in pieces:
        text = whole[at : at + len(piece.text)]
        result.append(Piece(text, piece.start_s, piece.end_s, piece.probability))
        at += len(piece.text)
    return result


def _adapters() -> tuple[Any, Any]:
    """SpeechRecognition's adapter around a faster-whisper model, and its recognizer."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # aifc and audioop on 3.11 and 3.12
        from speech_recognition.recognizers.whisper_local.base import WhisperCompatibleRecognizer
        from speech_recognition.recognizers.whisper_local.faster_whisper import (
            TranscribableAdapter,
        )
    return TranscribableAdapter, WhisperCompatibleRecognizer
