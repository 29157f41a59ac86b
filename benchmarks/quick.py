"""voicemock with everything real but the recognizer: ``python -m benchmarks.quick practice …``.

Devices, recorder, measures, history and screen are the program's own; instead of loading Whisper it
waits (``QUICK_HEARS_S`` seconds) and hears a fixed sentence (``QUICK_TEXT``), unless
``QUICK_WHISPER`` is set. In the file ``QUICK_COUNTERS`` names it counts what the microphone delivers,
where a kill cannot take it away.
"""

from __future__ import annotations

import mmap
import os
import struct
import sys
import time
from pathlib import Path
from typing import Any, NamedTuple

from voicemock import cli, transcribe
from voicemock.record.microphone import Microphone
from voicemock.testing import FakeTranscriber
from voicemock.values.answer import Transcript
from voicemock.values.interview import LanguageCode
from voicemock.values.sound import Activity, Samples

_COUNTERS = struct.Struct("<dqqi")
STAGES = ("starting", "recording", "ended", "analyzing", "saving", "saved")


class Counters(NamedTuple):
    """What the microphone has delivered: the monotonic time of its first sample, frames, rate."""

    first_at_s: float
    frames: int
    rate: int
    stage: int


def blank(path: Path) -> None:
    """A file of counters at zero."""
    path.write_bytes(bytes(_COUNTERS.size))


def counted(path: Path) -> Counters:
    """What stands there."""
    return Counters(*_COUNTERS.unpack(path.read_bytes()))


class Slow(FakeTranscriber):
    """Takes its time, as a recognizer does."""

    def transcribe(self, sound: Samples, activity: Activity, language: LanguageCode) -> Transcript:
        time.sleep(float(os.environ.get("QUICK_HEARS_S", "0")))
        return super().transcribe(sound, activity, language)


_TEXT = "I understand. Let me help you with that, and I will call you back today."


def _load(*_args: object, **_named: object) -> Slow:
    return Slow([os.environ.get("QUICK_TEXT", _TEXT)])


def _count(path: str) -> None:
    """Write down each block before the program gets it, and which step the program is at."""
    from voicemock.history.store import History
    from voicemock.interview.session import Session
    from voicemock.record.recorder import Recorder

    with open(path, "r+b") as file:
        memory = mmap.mmap(file.fileno(), _COUNTERS.size)
    now = [0.0, 0, 0, 0]

    def write() -> None:
        memory[:] = _COUNTERS.pack(*now)

    take = Microphone._take

    def taking(self: Microphone, sound: Any, frames: int, clock: Any, status: Any) -> None:
        take(self, sound, frames, clock, status)
        if not now[1]:
            now[0] = time.monotonic() - frames / self.rate
        now[1] += frames
        now[2] = self.rate
        write()

    def staged(owner: type, name: str, before: int, after: int) -> None:
        inner = getattr(owner, name)

        def outer(*args: Any, **named: Any) -> Any:
            now[3] = before
            write()
            try:
                return inner(*args, **named)
            finally:
                now[3] = after
                write()

        setattr(owner, name, outer)

    Microphone._take = taking  # type: ignore[method-assign]
    staged(Recorder, "run", 1, 2)
    staged(Session, "examine", 3, 3)
    staged(History, "save", 4, 5)


if __name__ == "__main__":
    if "QUICK_WHISPER" not in os.environ:
        transcribe.load = _load
    if "QUICK_COUNTERS" in os.environ:
        _count(os.environ["QUICK_COUNTERS"])
    sys.argv[0] = "voicemock"
    cli.main()
