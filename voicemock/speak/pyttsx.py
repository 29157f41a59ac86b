"""The system's own voices (eSpeak NG, SAPI5, NSSpeech) through pyttsx3, at arm's length.

pyttsx3 can crash, hang or return before it is done, so each utterance is made by a process of
its own that writes a WAV file; see `voicemock.speak.pyttsx_process`.
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import threading
import time
from pathlib import Path

from voicemock.errors import VoiceError
from voicemock.files.private import private_dir
from voicemock.i18n import _
from voicemock.i18n.library_messages import said, why
from voicemock.speak.base import Speech
from voicemock.values.interview import LanguageCode

_START_S = 10.0
_PER_CHARACTER_S = 0.05  # eSpeak needs under 1 ms, SAPI5 a multiple of that
_KEEP_FILES = 200
_STALE_S = 600.0


class Pyttsx3Speaker:
    """Speaks through pyttsx3; what was said once is kept by text, voice and rate.

    ``voice`` is a voice's id or a part of its name (None: the first of the language),
    ``rate_wpm`` in words a minute.
    """

    def __init__(self, cache: Path, *, voice: str | None = None, rate_wpm: int = 160) -> None:
        self._cache = cache
        self._voice = voice
        self._rate = rate_wpm
        self._one_at_a_time = threading.Lock()  # the next question is prepared in the background

    def synthesize(self, text: str, language: LanguageCode) -> Speech | None:
        """See `Speaker.synthesize`."""
        job: dict[str, object] = {
            "text": text,
            "language": language,
            "voice": self._voice,
            "rate": self._rate,
        }
        key = json.dumps(job, sort_keys=True, ensure_ascii=False).encode()
        path = self._cache / f"{hashlib.sha256(key).hexdigest()[:32]}.wav"
        with self._one_at_a_time:
            try:
                if not path.exists():
                    private_dir(self._cache)
                    self._make(job, path)
                    self._forget_oldest()
            except OSError as error:
                told = _(
                    "The voice's folder {path} cannot be used ({reason}); set VOICEMOCK_CACHE."
                )
                raise VoiceError(told.format(path=self._cache, reason=why(error))) from error
        return Speech(path)

    def _make(self, job: dict[str, object], path: Path) -> None:
        # pyttsx3 on macOS writes AIFF whatever the name; readers go by the content
        part = path.with_name(f"{path.stem}.{os.getpid()}.part.wav")
        limit_s = _START_S + _PER_CHARACTER_S * len(str(job["text"]))
        try:
            self._speak(job, part, limit_s)
            part.chmod(0o600)
            part.replace(path)
        finally:  # also after Ctrl-C
            part.unlink(missing_ok=True)

    def _speak(self, job: dict[str, object], part: Path, limit_s: float) -> None:
        try:
            done = subprocess.run(
                [sys.executable, "-P", "-m", "voicemock.speak.pyttsx_process"],
                input=json.dumps({**job, "path": str(part), "wait_s": 0.8 * limit_s}),
                capture_output=True, check=False, timeout=limit_s,
                text=True, encoding="utf-8", errors="replace",
                env={**os.environ, "PYTHONIOENCODING": "utf-8"},
            )  # fmt: skip
        except subprocess.TimeoutExpired:
            told = _("The voice did not answer within {seconds:.0f} s.")
            raise VoiceError(told.format(seconds=limit_s)) from None
        if done.returncode != 0 or not part.exists():
            status = _("status {status}").format(status=done.returncode)
            reason = said((done.stderr.strip().splitlines() or [status])[-1])
            told = _("The voice failed ({reason}); {remedy}.")
            raise VoiceError(told.format(reason=reason, remedy=_remedy()))

    def _forget_oldest(self) -> None:
        for part in self._cache.glob("*.part.wav"):  # of one that was killed
            if part.stat().st_mtime < time.time() - _STALE_S:
                part.unlink(missing_ok=True)
        files = sorted(self._cache.glob("*.wav"), key=lambda one: one.stat().st_mtime)
        for old in files[:-_KEEP_FILES]:
            old.unlink(missing_ok=True)


def _remedy() -> str:
    named = {"linux": _("install one (Debian: apt-get install espeak-ng)")}
    return named.get(
        sys.platform, _("add a voice of this language in the system's speech settings")
    )
