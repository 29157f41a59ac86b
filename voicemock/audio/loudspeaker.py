"""Playing through PortAudio, knowing when the last sample was heard."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any

import numpy as np

from voicemock.audio import devices
from voicemock.audio.player import Playback
from voicemock.audio.samples import resample, to_int16
from voicemock.errors import DeviceError
from voicemock.i18n import _
from voicemock.values.sound import Samples

_LEAD_IN_S = 0.15  # devices that wake up swallow the first tenth of a second
_LATENCY_S = 0.2  # PortAudio's "high" underruns for ever on ALSA's pulse plugin
_DRAIN_S = 0.1  # stopping drops what the device still holds, so silence follows the sound
_STALL_S = 1.2
_BUFFERED_S = 0.5
_START_S = 3.0  # a sound server may take seconds to start a stream


class Loudspeaker:
    """The machine's loudspeaker, opened for each sound so that it may come and go."""

    def __init__(self, device: str | None = None) -> None:
        self._wanted = device

    def play(
        self, sound: Samples, rate: int, on_tick: Callable[[float], bool] | None = None
    ) -> Playback:
        """See `Player.play`."""
        device = devices.find("output", self._wanted)
        job = _Job()
        stream, actual = devices.open_stream(
            "output",
            device,
            (rate,),
            latency=_LATENCY_S,
            callback=job.fill,
            finished_callback=job.finished.set,
        )
        job.load(resample(sound, rate, actual), actual)
        sounddevice = devices.portaudio()
        try:
            stream.start()
            stopped = self._wait(job, on_tick)
        except sounddevice.PortAudioError as error:
            raise DeviceError(
                _("The loudspeaker failed ({reason}).").format(reason=devices.reason(error))
            ) from error
        finally:
            # stop() may block for many seconds on a dead device; abort() does not
            stream.abort(ignore_errors=True)
            stream.close(ignore_errors=True)
        played = min(job.position, job.sound_end) - job.sound_start
        return Playback(
            played_s=max(0, played) / actual,
            completed=not stopped,
            ended_at_s=None if stopped else job.ended_at_s,
        )

    @staticmethod
    def _wait(job: _Job, on_tick: Callable[[float], bool] | None) -> bool:
        """Wait for the end; True when ``on_tick`` asked to stop."""
        began = time.monotonic()
        while not job.finished.wait(0.05):
            heard = (job.position - job.sound_start) / job.rate - _LATENCY_S
            if on_tick is not None and on_tick(max(0.0, heard)):
                return True
            # the first calls only fill the buffer; sound flows once more is asked for
            flowing = job.position > _BUFFERED_S * job.rate
            silent_s = time.monotonic() - max(began, job.last_call_s)
            if silent_s > (_STALL_S if flowing else _START_S):
                raise DeviceError(
                    _("The loudspeaker stopped taking sound; check that it is connected.")
                )
        if job.ended_at_s is None:
            raise DeviceError(
                _("The loudspeaker went away while playing; check that it is connected.")
            )
        return False


class _Job:
    """What the audio thread works on; it takes no lock and allocates nothing."""

    def __init__(self) -> None:
        self.finished = threading.Event()
        self.position = 0
        self.rate = 1
        self.ended_at_s: float | None = None
        self.last_call_s = 0.0
        self.sound_start = self.sound_end = 0
        self._pcm = np.zeros(0, np.int16)

    def load(self, sound: Samples, rate: int) -> None:
        lead = np.zeros(int(_LEAD_IN_S * rate), np.int16)
        self._pcm = np.concatenate([lead, to_int16(sound)])
        self.sound_start, self.sound_end = len(lead), len(self._pcm)
        self.rate = rate

    def fill(self, out: Any, frames: int, clock: Any, _status: Any) -> None:
        self.last_call_s = time.monotonic()
        count = max(0, min(frames, self.sound_end - self.position))
        out[:count, 0] = self._pcm[self.position : self.position + count]
        out[count:] = 0
        if count < frames and self.ended_at_s is None:
            # Two streams' clocks need not agree, so both are brought to the monotonic one.
            ahead = float(clock.outputBufferDacTime) - float(clock.currentTime)
            if not 0.0 <= ahead < 5.0:  # some hosts give no DAC time, or one of another clock
                ahead = 0.0
            self.ended_at_s = self.last_call_s + ahead + count / self.rate
        self.position += count
        if self.ended_at_s is not None and self.last_call_s > self.ended_at_s + _DRAIN_S:
            raise devices.portaudio().CallbackStop
