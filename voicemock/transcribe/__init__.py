"""Turns an answer's sound into words with times, through SpeechRecognition or sherpa-onnx."""

from __future__ import annotations

from pathlib import Path

from voicemock.errors import EngineError, InputError
from voicemock.i18n import _
from voicemock.transcribe.base import Transcriber
from voicemock.transcribe.models import ModelProgress
from voicemock.values.interview import LanguageCode

ENGINES = ("whisper", "sphinx", "vosk", "google", "sherpa")


def load(
    name: str,
    *,
    model: str | None = None,
    cache: Path,
    allow_online: bool = False,
    progress: ModelProgress | None = None,
    language: LanguageCode = "zh",
    at_once: int | None = None,
) -> Transcriber:
    """The engine of a name; what it needs is loaded at its first use.

    ``language`` is the one it will hear first; an engine may get ready for it. ``at_once`` is
    how many cores it may take; None leaves that to the engine.

    Raises:
        InputError: there is no such engine.
        EngineError: it would send sound off the machine and ``allow_online`` is not set, or it
            cannot do without a model folder and none that fits is named.
    """
    if name not in ENGINES:
        raise InputError(
            _("There is no engine {name}; take one of {names}.").format(
                name=name, names=", ".join(ENGINES)
            )
        )
    if name == "whisper":
        from voicemock.transcribe.whisper import WhisperTranscriber

        return WhisperTranscriber(
            model or "base",
            cache=cache,
            allow_online=allow_online,
            progress=progress,
            at_once=at_once,
        )
    if name == "sherpa":
        from voicemock.transcribe.sherpa import SherpaTranscriber

        return SherpaTranscriber(model, language=language, threads=at_once)
    if model is not None:
        raise InputError(
            _("A model can be chosen for the engines whisper and sherpa alone; choose none.")
        )
    from voicemock.transcribe.speech_recognition import SpeechRecognitionTranscriber

    if name == "google" and not allow_online:
        raise EngineError(
            _(
                "The engine google sends your recording unencrypted to www.google.com; allow "
                "connections if you want that, or choose the engine whisper."
            )
        )
    return SpeechRecognitionTranscriber(name)
