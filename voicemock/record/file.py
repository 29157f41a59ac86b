"""A recording in the microphone's place."""

from __future__ import annotations

import queue
import threading
import time

from voicemock.audio.samples import to_int16
from voicemock.record.base import Captured
from voicemock.values.sound import SAMPLE_RATE, Samples

_BLOCK_S = 0.05


class FileSource:
    """Delivers samples in blocks of 50 ms, at once or, with ``realtime``, as they would be spoken."""

    live = False

    def __init__(self, sound: Samples, *, realtime: bool = False) -> None:
        self._sound = to_int16(sound)
        self.paced = realtime
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._deliver, daemon=True)
        self.rate = SAMPLE_RATE
        self.blocks: queue.SimpleQueue[Captured | None] = queue.SimpleQueue()
        self.overflows = 0

    def start(self) -> None:
        """See `Source.start`."""
        self._thread.start()

    def stop(self) -> None:
        """See `Source.stop`."""
        self._stopped.set()
        if self._thread.ident is not None:
            self._thread.join()

    def _deliver(self) -> None:
        step = int(_BLOCK_S * self.rate)
        began = time.monotonic()
        for at in range(0, len(self._sound), step):
            due = began + at / self.rate
            if self.paced:
                self._stopped.wait(max(0.0, due + _BLOCK_S - time.monotonic()))
            if self._stopped.is_set():
                break
            self.blocks.put(Captured(self._sound[at : at + step], due))
        self.blocks.put(None)
