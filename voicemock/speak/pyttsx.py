"""The system's own voices (eSpeak NG, SAPI5, NSSpeech) through pyttsx3, at arm's length.

pyttsx3 can crash, hang or return before it is done, so each utterance is made by a process of
its own that writes a WAV file; see `voicemock.speak.pyttsx_process`.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from pathlib import Path

from voicemock.audio import samples as audio
from voicemock.audio.loudness import levelled
from voicemock.errors import AudioFileError, VoiceError
from voicemock.i18n import _
from voicemock.i18n.library_messages import said
from voicemock.speak.base import Speech, Utterance, gained, pace
from voicemock.speak.kept import Kept
from voicemock.values.interview import LanguageCode
from voicemock.values.sound import Samples

_START_S = 10.0
_PER_CHARACTER_S = 0.05  # eSpeak needs under 1 ms, SAPI5 a multiple of that
_RATE = 22_050
"""Hz; what eSpeak NG makes, and to which others are brought."""


class Pyttsx3Speaker:
    """Speaks through pyttsx3; what was said once is kept by text, voice and rate.

    ``voice`` is a voice's id or a part of its name (None: the first of the language),
    ``rate_wpm`` in words a minute.
    """

    def __init__(self, kept: Kept, *, voice: str | None = None, rate_wpm: int = 160) -> None:
        self._kept = kept
        self._voice = voice
        self._rate = rate_wpm
        self._one_at_a_time = threading.Lock()  # the next question is prepared in the background

    def synthesize(self, utterance: Utterance) -> Speech | None:
        """See `Speaker.synthesize`: made at once, so that a signal ends it."""
        job: dict[str, object] = {
            "text": utterance.text,
            "language": utterance.language,
            "voice": self._voice,
            "customer": utterance.customer,
            "rate": round(self._rate * pace(utterance)),
        }
        with self._one_at_a_time:
            sound = self._kept.get(job, lambda folder: (self._made(job, folder), _RATE))
        return Speech(_RATE, [gained(sound, utterance)])

    def _made(self, job: dict[str, object], folder: Path) -> Samples:
        # pyttsx3 on macOS writes AIFF whatever the name; readers go by the content
        path = folder / "speech.wav"
        self._speak(job, path, _START_S + _PER_CHARACTER_S * len(str(job["text"])))
        try:
            sound, rate = audio.decode(path)
        except AudioFileError as error:
            raise _failed(str(error)) from error
        if not sound.any():
            raise _failed(_("it made no sound"))
        return levelled(audio.resample(audio.trimmed(sound), rate, _RATE), _RATE)

    def _speak(self, job: dict[str, object], path: Path, limit_s: float) -> None:
        _run({**job, "path": str(path), "wait_s": 0.8 * limit_s}, limit_s)
        if not path.exists():
            raise _failed(_("it made no sound"))


def available(language: LanguageCode) -> list[str]:
    """The ids of the system's voices of a language, the one that speaks by itself first.

    Raises:
        VoiceError: pyttsx3 cannot be asked.
    """
    return [str(one) for one in json.loads(_run({"voices_of": language}, _START_S) or "[]")]


def _run(job: dict[str, object], limit_s: float) -> str:
    """What the process that speaks says."""
    try:
        done = subprocess.run(
            [sys.executable, "-P", "-m", "voicemock.speak.pyttsx_process"],
            input=json.dumps(job),
            capture_output=True, check=False, timeout=limit_s,
            text=True, encoding="utf-8", errors="replace",
            env={**os.environ, "PYTHONIOENCODING": "utf-8"},
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        told = _("The voice did not answer within {seconds:.0f} s.")
        raise VoiceError(told.format(seconds=limit_s)) from None
    if done.returncode != 0:
        status = _("status {status}").format(status=done.returncode)
        raise _failed(said((done.stderr.strip().splitlines() or [status])[-1]))
    return done.stdout


def _failed(reason: str) -> VoiceError:
    named = {"linux": _("install one (Debian: apt-get install espeak-ng)")}
    remedy = named.get(
        sys.platform, _("add a voice of this language in the system's speech settings")
    )
    told = _("The voice failed ({reason}); {remedy}.")
    return VoiceError(told.format(reason=reason, remedy=remedy))
