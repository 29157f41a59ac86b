"""SenseVoice and Paraformer on this machine, through sherpa-onnx, for who has a model of them.

Written against sherpa-onnx 2.0.1 and its sources. It has run on tiny models with random weights
(``tests/test_sherpa.py``), never on the published ones: their size put them out of reach here,
so how well they hear Mandarin, or whether they keep 嗯, was not measured.

Neither kind writes punctuation this way: SenseVoice does only together with digits for numbers
(its "inverse text normalization"), which is off, so that numbers stay as they were said.
"""

from __future__ import annotations

import os
import re
import threading
import unicodedata
from collections.abc import Sequence
from typing import Any

import numpy as np

from voicemock.errors import EngineError, reason_of
from voicemock.i18n import _
from voicemock.i18n.library_messages import said
from voicemock.language import get as get_language
from voicemock.transcribe import base
from voicemock.transcribe.base import Abilities, Piece, assembled, heard_in_speech
from voicemock.transcribe.sherpa_models import Kind, find
from voicemock.transcribe.windows import chunks
from voicemock.values.answer import Transcript
from voicemock.values.interview import LanguageCode
from voicemock.values.sound import SAMPLE_RATE, Activity, Interval, Samples

_MOST_THREADS = 4
_LEAST_S = 0.5  # the network's first frame spans 85 ms; shorter sound would crash it
_LONGEST_TOKEN_S = 0.4  # only starts are given: a token lasts to the next one, at most this long
_MARK = re.compile(r"<[^<>]*>")
"""What is no speech: <|zh|>, <|NEUTRAL|>, <|Speech|>, <unk>, </s>."""


class SherpaTranscriber:
    """SenseVoice or Paraformer, loaded once for a language.

    ``model`` is a folder (`voicemock.transcribe.sherpa_models.find`), ``language`` the one to get
    ready for. ``loads`` counts how often the weights were read. ``threads`` is how many the network
    takes; None: one a core, up to four.

    Raises:
        EngineError: no folder is named, or it holds no such model.
    """

    def __init__(
        self, model: str | None, *, language: LanguageCode = "zh", threads: int | None = None
    ) -> None:
        self._model = find(model)
        self._name = self._model.weights.parent.resolve().name
        self._language = language
        self._threads = threads or min(_MOST_THREADS, os.cpu_count() or 1)
        self._recognizer: Any = None
        self._loading = threading.Lock()
        self.abilities = Abilities(
            languages=self._model.languages,
            # Paraformers of before September 2023, and the small one, give none
            word_times=self._model.kind == "sense_voice",
        )
        self.loads = 0

    def load(self) -> None:
        """See `Transcriber.load`."""
        with self._loading:
            if self._recognizer is None:
                self._recognizer = self._loaded()
                self.loads += 1

    def _loaded(self) -> Any:
        try:
            from sherpa_onnx import OfflineRecognizer
        except (ImportError, OSError) as error:  # OSError: a shared library it needs
            raise EngineError(
                _(
                    "The engine sherpa is not installed ({reason}); install it with `pip install "
                    '"voicemock[sherpa]"`, or choose the engine whisper.'
                ).format(reason=said(reason_of(error)))
            ) from error
        model = self._model
        shared: dict[str, Any] = {
            "tokens": str(model.tokens),
            "num_threads": self._threads,
        }
        try:
            if model.kind == "sense_voice":
                return OfflineRecognizer.from_sense_voice(
                    model=str(model.weights), language=self._language, use_itn=False, **shared
                )
            return OfflineRecognizer.from_paraformer(paraformer=str(model.weights), **shared)
        except Exception as error:  # whatever the C++ side throws arrives as one of many kinds
            raise base.not_loaded(model.weights.parent, error) from error

    def transcribe(self, sound: Samples, activity: Activity, language: LanguageCode) -> Transcript:
        """See `Transcriber.transcribe`."""
        base.check_language("sherpa", self.abilities, language)
        if not activity.speech:
            return Transcript(text="", engine="sherpa", model=self._name)
        if language != self._language:  # SenseVoice is told the language when it loads
            with self._loading:
                self._language, self._recognizer = language, None
        self.load()
        pieces: list[Piece] = []
        for chunk in chunks(activity, len(sound) / SAMPLE_RATE):
            pieces += self._heard(sound, chunk, activity, language)
        text, words = assembled(heard_in_speech(pieces, activity), activity)
        return Transcript(text=text, engine="sherpa", model=self._name, words=words)

    def _heard(
        self, sound: Samples, chunk: Interval, activity: Activity, language: LanguageCode
    ) -> list[Piece]:
        """What one stretch holds, in times of the whole recording."""
        start, end = round(chunk.start_s * SAMPLE_RATE), round(chunk.end_s * SAMPLE_RATE)
        part = sound[start:end]
        part = np.pad(part, (0, max(0, round(_LEAST_S * SAMPLE_RATE) - len(part))))
        try:
            stream = self._recognizer.create_stream()
            stream.accept_waveform(SAMPLE_RATE, part)
            self._recognizer.decode_stream(stream)
            result = stream.result
            tokens, times = list(result.tokens), [float(at) for at in result.timestamps]
        except Exception as error:  # as above
            raise base.failed("sherpa", said(reason_of(error))) from error
        if self._model.kind == "sense_voice" and not tokens and not result.lang:
            # It names the language even of silence; the library swallows the network's errors.
            raise base.failed("sherpa", _("it gave no result"))
        known = len(times) == len(tokens)
        intervals = timed(times, chunk) if known else spread(len(tokens), chunk, activity)
        heard = zip(written(tokens, self._model.kind, language), intervals, strict=True)
        return [Piece(text, one.start_s, one.end_s) for text, one in heard if text]


def timed(starts: Sequence[float], chunk: Interval) -> list[Interval]:
    """When each token is heard, from its start in seconds of ``chunk``."""
    found = []
    for start, following in zip(starts, [*starts[1:], chunk.duration_s], strict=False):
        end = min(max(following, start), start + _LONGEST_TOKEN_S)
        found.append(Interval(chunk.start_s + start, chunk.start_s + end))
    return found


def spread(count: int, chunk: Interval, activity: Activity) -> list[Interval]:
    """Times for tokens that have none: the same for each, within the speech of ``chunk``."""
    speech = activity.within(chunk).speech or (chunk,)
    share = sum(one.duration_s for one in speech) / max(count, 1)
    return [
        Interval(_moment(speech, number * share), _moment(speech, (number + 1) * share, end=True))
        for number in range(count)
    ]


def _moment(speech: Sequence[Interval], spoken_s: float, *, end: bool = False) -> float:
    """The time by which ``spoken_s`` seconds were spoken; a start lies after a pause, an end before."""
    left = spoken_s
    for one in speech[:-1]:
        if left < one.duration_s - 1e-9 or (end and left <= one.duration_s + 1e-9):
            return one.start_s + left
        left = max(0.0, left - one.duration_s)
    return min(speech[-1].start_s + left, speech[-1].end_s)


def written(tokens: Sequence[str], kind: Kind, language: LanguageCode) -> list[str]:
    """Tokens as they stand in a text, each with the space before it; what is no speech is empty.

    SenseVoice marks the start of a word by a space (or ▁), Paraformer a Latin token that goes on
    by ``@@`` at its end. Mandarin has spaces only between Latin words.
    """
    tongue = get_language(language)
    texts: list[str] = []
    before, open_word, spaced = "", True, False
    for token in tokens:
        plain = unicodedata.normalize("NFC", _MARK.sub("", token).replace("▁", " "))
        if kind == "sense_voice":
            spaced = spaced or plain.startswith(" ")
        else:
            spaced = not open_word
            open_word = plain.endswith("@@")
            plain = plain.removesuffix("@@")
        body = tongue.normalize(plain.strip())
        if not body:
            texts.append("")
            continue
        between = spaced and bool(before)
        if language == "zh":
            between = between and before[-1].isascii() and body[0].isascii()
        texts.append(" " + body if between else body)
        before, spaced = body, False
    return texts
