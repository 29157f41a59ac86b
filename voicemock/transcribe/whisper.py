"""Whisper on this machine, through SpeechRecognition's own Whisper classes.

``recognize_faster_whisper`` loads the model anew at each call; the adapter it is made of does
not, so that is what we hold.
"""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import Any


from voicemock.audio import to_int16
from voicemock.errors import EngineError, TranscribeError
from voicemock.i18n import _
from voicemock.language import get as get_language
from voicemock.transcribe import models
from voicemock.transcribe.base import Abilities, Piece, chunks, snapped, words_of
from voicemock.types import SAMPLE_RATE, Activity, LanguageCode, Samples, Transcript, Word

# Opens every window in simplified script with punctuation. It holds nothing that is scored.
_OPENING = {"zh": "以下是普通话的句子，客服面试的回答。", "en": None}
_BEAM = 5


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
        self.loads = 0

    def load(self) -> None:
        """See `Transcriber.load`."""
        if self._recognizer is not None:
            return
        folder = models.locate(
            self._name, cache=self._cache, allow_online=self._allow_online, progress=self._progress
        )
        from faster_whisper import WhisperModel

        adapter, recognizer = _adapters()
        try:
            model = WhisperModel(str(folder), device="cpu", compute_type="int8")
        except (RuntimeError, ValueError, OSError) as error:
            raise EngineError(
                _("The model in {folder} could not be loaded ({reason}).").format(
                    folder=folder, reason=str(error).splitlines()[0]
                )
            ) from error
        self._recognizer = recognizer(adapter(model))
        self.loads += 1

    def transcribe(
        self,
        sound: Samples,
        activity: Activity,
        language: LanguageCode,
        context: str | None = None,
    ) -> Transcript:
        """See `Transcriber.transcribe`."""
        name = Path(self._name).name
        if not activity.speech:
            return Transcript(text="", engine="whisper", model=name)
        self.load()
        pieces: list[Piece] = []
        for chunk in chunks(activity, len(sound) / SAMPLE_RATE):
            start, end = round(chunk.start_s * SAMPLE_RATE), round(chunk.end_s * SAMPLE_RATE)
            found = self._recognize(sound[start:end], language, context)
            offset = start / SAMPLE_RATE
            if pieces and found and language == "en" and not found[0].text.startswith(" "):
                offset_piece = found[0]
                found[0] = Piece(
                    " " + offset_piece.text,
                    offset_piece.start_s,
                    offset_piece.end_s,
                    offset_piece.probability,
                )
            pieces += [
                Piece(one.text, one.start_s + offset, one.end_s + offset, one.probability)
                for one in found
            ]
        text, words = _assembled(pieces, language)
        kept = snapped(words, activity)
        if not kept:
            return Transcript(text="", engine="whisper", model=name)
        return Transcript(text=text, engine="whisper", model=name, words=kept)

    def _recognize(
        self, sound: Samples, language: LanguageCode, context: str | None
    ) -> list[Piece]:
        from speech_recognition import AudioData

        opening = "".join(part for part in (_OPENING[language], context) if part) or None
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
                initial_prompt=opening,
            )
        except (RuntimeError, ValueError) as error:
            raise TranscribeError(
                _("Whisper failed on this recording ({reason}); it is kept.").format(
                    reason=str(error).splitlines()[0] if str(error) else type(error).__name__
                )
            ) from error
        return [
            Piece(word.word, float(word.start), float(word.end), round(float(word.probability), 3))
            for segment in result["segments"]
            for word in segment.words or []
        ]


def _assembled(
    pieces: list[Piece], language: LanguageCode
) -> tuple[str, tuple[Word, ...]]:
    """Normalized text and its words."""
    if language == "zh":
        pieces = _simplified(pieces)
    joined = "".join(piece.text for piece in pieces)
    lead = len(joined) - len(joined.lstrip())
    words = words_of(pieces, joined)
    text = joined.strip()
    return text, tuple(
        Word(word.text, word.start_s, word.end_s, word.probability, word.at - lead)
        for word in words
    )


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


