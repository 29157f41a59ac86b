"""A recognizer that a Dask worker of the tests is started with (``--preload``), in the place of Whisper.

What it does is told by how many samples a recording has beyond whole tenths of a second. Each
recording that it hears is noted in a file, so that one heard twice is seen.
"""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path
from typing import Any

import numpy as np

from voicemock import transcribe
from voicemock.assess import examiner
from voicemock.errors import TranscribeError
from voicemock.testing import FakeTranscriber
from voicemock.values.answer import Transcript
from voicemock.values.interview import LanguageCode
from voicemock.values.sound import SAMPLE_RATE, Activity, Interval, Samples

KILLS, HANGS, REFUSES, BREAKS, WAITS = 1, 2, 3, 4, 5
TENTH = SAMPLE_RATE // 10
LOG, GATE = "VOICEMOCK_FAKE_LOG", "VOICEMOCK_FAKE_GATE"
TEXTS = {
    "en": "When I was new a customer was angry, um, so I called him back and solved it the same day.",
    "zh": "那时候我刚来，有一位客户很生气，嗯，我就马上给他打电话，当天解决了。",
}


class Fake(FakeTranscriber):
    """Hears the same words in everything."""

    def __init__(self) -> None:
        super().__init__([""])

    def transcribe(self, sound: Samples, activity: Activity, language: LanguageCode) -> Transcript:
        """See `voicemock.transcribe.base.Transcriber`."""
        note(len(sound))
        act(len(sound) % TENTH)
        self._texts = [TEXTS[language]]
        return super().transcribe(sound, activity, language)


def act(kind: int) -> None:
    """Do the harm that a recording of this kind does, or wait for the gate to open."""
    if kind == KILLS:
        os.kill(os.getpid(), signal.SIGKILL)
    elif kind == REFUSES:
        raise TranscribeError("It is not understood.")
    elif kind == BREAKS:
        raise ZeroDivisionError("division by zero")
    elif kind == WAITS:
        holder(os.environ[GATE]).write_text(str(os.getpid()))
    while kind == HANGS or (kind == WAITS and not Path(os.environ[GATE]).exists()):
        time.sleep(0.02)


def holder(gate: str | Path) -> Path:
    """Where the process that waits at a gate notes its number."""
    return Path(f"{gate}.holder")


def note(samples: int) -> None:
    """A line in the log, if there is one."""
    if LOG in os.environ:
        with Path(os.environ[LOG]).open("a", encoding="utf-8") as file:
            file.write(f"{samples}\n")


def spoken(sound: Samples) -> Activity:
    """Speech with a pause of 0.6 s in the middle of a recording."""
    length_s = len(sound) / SAMPLE_RATE
    middle_s = length_s / 2
    return Activity((Interval(0.1, middle_s - 0.3), Interval(middle_s + 0.3, length_s - 0.1)))


def sound(tenths: int, kind: int = 0) -> Samples:
    """A recording of its own for each length, of a kind."""
    at = np.arange(tenths * TENTH + kind) / SAMPLE_RATE
    return (0.2 * np.sin(2 * np.pi * 220 * at) * (at % 0.5 < 0.4)).astype(np.float32)


def dask_setup(_worker: Any) -> None:
    """What Dask calls in a worker's process."""
    vars(examiner)["detect_activity"] = spoken
    vars(transcribe)["load"] = lambda *_args, **_options: Fake()
