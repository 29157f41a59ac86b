"""faster-whisper's model, made to hear one window, and to notice another language in it.

``recognize_faster_whisper`` of SpeechRecognition loads the model anew at each call; the adapter it is
made of does not, so that is what is put around it.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import sys
import threading
import warnings
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from voicemock.transcribe import filled_pauses, whisper_languages
from voicemock.transcribe.base import Piece, not_loaded
from voicemock.values.interview import LanguageCode

THREADS = 1
"""For one stretch: a second one makes the decoder, whose steps are small, slower."""
_M_ARENA_MAX = -8  # of malloc.h
_WRITTEN_NOT_SPOKEN = frozenset("0123456789%$")


class OtherLanguageError(Exception):
    """Raised from inside the model when the first sound it encodes is in another language."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class _WindowEndError(Exception):
    """Raised from inside the model where it would go on with a second window."""


class _Window(threading.local):
    """What is asked of the window that this thread hears, and what was found beside its words."""

    expected: LanguageCode | None = None
    seconds: float | None = None
    digits = False
    encoded = 0  # windows
    sound: Any = None  # of the last one, as it was encoded
    filled: Sequence[Piece] = ()


def load(folder: Path, at_once: int) -> tuple[Any, Any]:
    """A model, and SpeechRecognition's recognizer around it.

    Args:
        folder: the model's, for CTranslate2.
        at_once: how many windows may be heard at a time.

    Raises:
        EngineError: it cannot be loaded.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # aifc and audioop on 3.11 and 3.12
        from speech_recognition.recognizers.whisper_local.base import WhisperCompatibleRecognizer
        from speech_recognition.recognizers.whisper_local.faster_whisper import TranscribableAdapter
    _share_heap()
    try:
        # A fixed number of threads: how a stretch is computed must not depend on the machine,
        # because sums in another order can be another text. More cores take more stretches.
        model = _model_class()(
            str(folder), device="cpu", compute_type="int8", cpu_threads=THREADS, num_workers=at_once
        )
    except (RuntimeError, ValueError, OSError) as error:
        raise not_loaded(folder, error) from error
    return WhisperCompatibleRecognizer(TranscribableAdapter(model)), model


def _share_heap() -> None:
    """Let all threads allocate from one heap where the C library has several: 100 MB less."""
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None) if sys.platform == "linux" else None
    if mallopt is not None:
        mallopt(_M_ARENA_MAX, 1)


def written_numbers(vocabulary: dict[str, int]) -> list[int]:
    """Tokens of digits and signs: without them numbers come in the words that were spoken.

    "2015" may have been 二零一五 or 两千零一十五; the units of speech are in the words.
    """
    return sorted(
        number
        for token, number in vocabulary.items()
        if not token.startswith("<|") and not _WRITTEN_NOT_SPOKEN.isdisjoint(token)
    )


def cores() -> int:
    """The cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


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
            encoded = window.sound = super().encode(features)
            expected, window.expected = window.expected, None
            if expected is not None:
                other = whisper_languages.instead_of(expected, self, encoded)
                if other is not None:
                    raise OtherLanguageError(other)
            return encoded

        def generate_segments(self, features: Any, *args: Any, **kwargs: Any) -> Iterator[Any]:
            """The segments of the first window."""
            self.window.encoded = 0
            self.window.filled = ()
            with contextlib.suppress(_WindowEndError):
                yield from super().generate_segments(features, *args, **kwargs)

        def find_alignment(
            self, tokenizer: Any, tokens: Any, encoded: Any, frames: int, *args: Any, **kwargs: Any
        ) -> Any:
            """The words' times; what was said between them and not written is kept aside."""
            aligned = super().find_alignment(tokenizer, tokens, encoded, frames, *args, **kwargs)
            self.window.filled = filled_pauses.find(
                self.model,
                tokenizer,
                np.array(encoded)[0, : frames // 2],
                [word for segment in aligned for word in segment],
                tokenizer.language_code,
            )
            return aligned

    return CheckingModel
