"""A WAV file that any program can read at any moment while it grows."""

from __future__ import annotations

import os
import time
import wave
from pathlib import Path

from voicemock.record.base import Block

_SYNC_EVERY_S = 1.0


class GrowingWav:
    """Mono 16-bit PCM. Every write mends the header, every second reaches the disk.

    ``wave.writeframes`` patches both sizes in the header each time, so a kill leaves a file
    that ends early but is whole (``writeframesraw`` and soundfile do not).
    """

    def __init__(self, path: Path, rate: int) -> None:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600)
        # unbuffered: what a full disk refuses must not come back when the file is closed
        self._raw = os.fdopen(descriptor, "w+b", buffering=0)
        self._file = wave.open(self._raw, "wb")  # noqa: SIM115  (closed by close)
        self._file.setnchannels(1)
        self._file.setsampwidth(2)
        self._file.setframerate(rate)
        self._file.writeframes(b"")
        self._synced_at_s = 0.0
        self.sync()

    def write(self, sound: Block) -> None:
        """Append; the file is whole again when this returns."""
        self._file.writeframes(sound.astype("<i2").tobytes())
        if time.monotonic() - self._synced_at_s > _SYNC_EVERY_S:
            self.sync()

    def sync(self) -> None:
        """Make sure that it survives the machine going down."""
        os.fsync(self._raw.fileno())
        self._synced_at_s = time.monotonic()

    def close(self) -> None:
        """Finish; the file may be moved afterwards."""
        try:
            self._file.close()
            os.fsync(self._raw.fileno())
        finally:
            self._raw.close()
