"""Playing through PortAudio, knowing when the last sample was heard."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable
from contextvars import copy_context
from typing import Any

import numpy as np
import numpy.typing as npt

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
_LONGEST_LOOK_S = 0.15  # what it took beyond was this program's own: a busy machine, Ctrl-Z and fg
_BUFFERED_S = 0.5
_START_S = 3.0  # a sound server may take seconds to start a stream


class Loudspeaker:
    """The machine's loudspeaker, opened for each sound so that it may come and go."""

    def __init__(self, device: str | None = None) -> None:
        self._wanted = device

    def play(
        self, parts: Iterable[Samples], rate: int, on_tick: Callable[[float], bool] | None = None
    ) -> Playback:
        """See `Player.play`."""
        device = devices.find("output", self._wanted)
        job = _Job()
        stream, job.rate = devices.open_stream(
            "output",
            device,
            (rate,),
            latency=_LATENCY_S,
            callback=job.fill,
            finished_callback=job.finished.set,
        )
        sounddevice = devices.portaudio()
        work = (job.load, parts, rate)
        threading.Thread(target=copy_context().run, args=work, daemon=True).start()
        try:
            stream.start()
            stopped = self._wait(job, on_tick)
        except sounddevice.PortAudioError as error:
            raise DeviceError(
                _("The loudspeaker failed ({reason}).").format(reason=devices.reason(error))
            ) from error
        finally:
            job.stopped = True
            # stop() may block for many seconds on a dead device; abort() does not
            stream.abort(ignore_errors=True)
            stream.close(ignore_errors=True)
        if job.failure is not None and not stopped:
            raise job.failure
        return Playback(
            played_s=job.sounded / job.rate,
            completed=not stopped,
            ended_at_s=None if stopped else job.ended_at_s,
        )

    @staticmethod
    def _wait(job: _Job, on_tick: Callable[[float], bool] | None) -> bool:
        """Wait for the end; True when ``on_tick`` asked to stop."""
        silent_s, last_call_s, looked_at_s = 0.0, job.last_call_s, time.monotonic()
        while not job.finished.wait(0.05):
            heard = job.sounded / job.rate - _LATENCY_S
            if on_tick is not None and on_tick(max(0.0, heard)):
                return True
            # the first calls only fill the buffer; sound flows once more is asked for
            flowing = job.position > _BUFFERED_S * job.rate
            looked_s, looked_at_s = time.monotonic() - looked_at_s, time.monotonic()
            silent_s += min(looked_s, _LONGEST_LOOK_S)
            if last_call_s != job.last_call_s:
                silent_s, last_call_s = 0.0, job.last_call_s
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
    """What the audio thread works on; it takes no lock and allocates nothing.

    ``position`` counts all frames it was asked for, ``sounded`` those that were speech. Where the
    next part is not made yet there is silence.
    """

    def __init__(self) -> None:
        self.finished = threading.Event()
        self.stopped = False
        self.failure: BaseException | None = None
        self.position = self.sounded = 0
        self.rate = 1
        self.ended_at_s: float | None = None
        self.last_call_s = 0.0
        self._sound_ended_s: float | None = None
        self._parts: list[npt.NDArray[np.int16]] = []  # grows only
        self._part = self._at = 0
        self._whole = False

    def load(self, parts: Iterable[Samples], rate: int) -> None:
        """Take the parts as they are made, until there are no more or nobody listens."""
        try:
            for part in parts:
                if self.stopped:
                    return
                self._parts.append(to_int16(resample(part, rate, self.rate)))
        except BaseException as error:  # `play` raises it in the caller's thread
            self.failure = error
        finally:
            self._whole = True

    def fill(self, out: Any, frames: int, clock: Any, _status: Any) -> None:
        self.last_call_s = time.monotonic()
        whole = self._whole  # before the parts are looked at: then none can have come after it
        filled = min(frames, max(0, int(_LEAD_IN_S * self.rate) - self.position))
        out[:filled] = 0
        sounded = self.sounded
        while filled < frames and self._part < len(self._parts):
            part = self._parts[self._part]
            count = min(frames - filled, len(part) - self._at)
            out[filled : filled + count, 0] = part[self._at : self._at + count]
            filled += count
            sounded += count
            self._at += count
            if self._at == len(part):
                self._part, self._at = self._part + 1, 0
        out[filled:] = 0
        if sounded > self.sounded or self._sound_ended_s is None:
            # Two streams' clocks need not agree, so both are brought to the monotonic one.
            ahead = float(clock.outputBufferDacTime) - float(clock.currentTime)
            if not 0.0 <= ahead < 5.0:  # some hosts give no DAC time, or one of another clock
                ahead = 0.0
            self._sound_ended_s = self.last_call_s + ahead + filled / self.rate
        self.sounded = sounded
        self.position += frames
        if whole and self._part == len(self._parts):
            self.ended_at_s = self._sound_ended_s
            if self.last_call_s > self.ended_at_s + _DRAIN_S:
                raise devices.portaudio().CallbackStop
