"""The microphone as a source of sound."""

from __future__ import annotations

import queue
import threading
import time
from typing import Any

from voicemock.audio import devices
from voicemock.errors import DeviceError
from voicemock.i18n import _
from voicemock.record.base import Captured
from voicemock.values.sound import SAMPLE_RATE

_CLOSE_S = 2.0


class Microphone:
    """A PortAudio input stream: 16 kHz mono 16-bit, or the device's own rate where it insists."""

    live = True
    paced = True

    def __init__(self, device: str | None = None) -> None:
        self._wanted = device
        self._stream: Any = None
        self.rate = SAMPLE_RATE
        self.blocks: queue.SimpleQueue[Captured | None] = queue.SimpleQueue()
        self.overflows = 0

    def start(self) -> None:
        """See `Source.start`."""
        sounddevice = devices.portaudio()
        device = devices.find("input", self._wanted)
        self._stream, self.rate = devices.open_stream(
            "input",
            device,
            (SAMPLE_RATE,),
            callback=self._take,
            finished_callback=lambda: self.blocks.put(None),
        )
        try:
            self._stream.start()
        except sounddevice.PortAudioError as error:
            self._stream.close(ignore_errors=True)
            raise DeviceError(
                _("The microphone {name} did not start ({reason}); close other programs.").format(
                    name=device.name, reason=devices.reason(error)
                )
            ) from error

    def _take(self, sound: Any, frames: int, clock: Any, status: Any) -> None:
        # The audio thread: copy and go. SimpleQueue.put neither blocks nor takes a Python lock.
        if status.input_overflow:
            self.overflows += 1
        # Two streams' clocks need not agree, so both are brought to the monotonic one.
        age = float(clock.currentTime) - float(clock.inputBufferAdcTime)
        if not 0.0 <= age < 5.0:  # some hosts give no ADC time, or one of another clock
            age = frames / self.rate
        self.blocks.put(Captured(sound[:, 0].copy(), time.monotonic() - age))

    def stop(self) -> None:
        """See `Source.stop`; ``abort``, because ``stop`` blocks on a dead device.

        A driver that blocks all the same is left to its thread.
        """
        if self._stream is None:
            return
        stream, self._stream = self._stream, None
        closed = threading.Event()

        def close() -> None:
            stream.abort(ignore_errors=True)
            stream.close(ignore_errors=True)
            closed.set()

        threading.Thread(target=close, daemon=True).start()
        closed.wait(_CLOSE_S)
