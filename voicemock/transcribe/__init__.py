"""Turns an answer's sound into words with times, through SpeechRecognition."""

from __future__ import annotations

from pathlib import Path

from voicemock.errors import EngineError, InputError
from voicemock.i18n import _
from voicemock.transcribe.base import Transcriber
from voicemock.transcribe.models import ModelProgress

ENGINES = ("whisper", "sphinx", "vosk", "google")


def load(
    name: str,
    *,
    model: str | None = None,
    cache: Path,
    allow_online: bool = False,
    progress: ModelProgress | None = None,
) -> Transcriber:
    """The engine of a name; what it needs is loaded at its first use.

    Raises:
        InputError: there is no such engine.
        EngineError: it would send sound off the machine and ``allow_online`` is not set.
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
            model or "base", cache=cache, allow_online=allow_online, progress=progress
        )
    if model is not None:
        raise InputError(_("--model is for the engine whisper; leave it out."))
    from voicemock.transcribe.others import SpeechRecognitionTranscriber

    if name == "google" and not allow_online:
        raise EngineError(
            _(
                "The engine google sends your recording unencrypted to www.google.com; "
                "add --allow-online if you want that, or take --engine whisper."
            )
        )
    return SpeechRecognitionTranscriber(name)
