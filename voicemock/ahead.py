"""Hears an answer while it is being spoken, so that little is left to do at its end."""

from __future__ import annotations

import threading

from voicemock.analyze.analysis import detect_activity
from voicemock.errors import VoicemockError
from voicemock.record.recorder import Recorder
from voicemock.transcribe.base import ROOM_S, HearsAhead
from voicemock.types import LanguageCode

QUIET_S = 2 * ROOM_S + 0.1
"""A pause this long is a good moment: a window that ends in it stays the same, whatever follows."""
_POLL_S = 0.05
_NEW_S = 1.0  # of sound since the last time


class Ahead:
    """A thread that lets a recognizer hear a recording's beginning at each of its pauses."""

    def __init__(self, recorder: Recorder, transcriber: HearsAhead, language: LanguageCode) -> None:
        self._recorder = recorder
        self._transcriber = transcriber
        self._language = language
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._work, daemon=True)

    def start(self) -> None:
        """Begin; the recorder may not deliver yet."""
        self._thread.start()

    def stop(self) -> None:
        """No more after what is under way, which is not waited for."""
        self._over.set()

    def _work(self) -> None:
        heard_s = 0.0
        while not self._over.wait(_POLL_S):
            progress = self._recorder.progress()
            if progress.quiet_s < QUIET_S or progress.elapsed_s < heard_s + _NEW_S:
                continue
            sound = self._recorder.so_far()
            if sound is None:
                continue
            heard_s = progress.elapsed_s
            try:
                self._transcriber.hear_ahead(sound, detect_activity(sound), self._language)
            except VoicemockError:  # said when the whole recording is heard
                return
