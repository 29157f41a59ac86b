"""The page's microphone as a source of sound: blocks with numbers, put in order, none twice."""

from __future__ import annotations

import math
import queue
import struct
import threading
import time
from dataclasses import dataclass

import numpy as np

from voicemock.errors import DeviceError, InputError
from voicemock.i18n import _
from voicemock.record.base import Block, Captured, Source
from voicemock.studio.clock import PageClock, Patience
from voicemock.studio.outbox import Outbox
from voicemock.values.sound import SAMPLE_RATE

HEADER = struct.Struct("<IIdII")
"""Take, running number, the AudioContext's time of the first sample, Hz, frames."""
_RATES = range(8_000, 192_001)
_LONGEST_S = 2.0
"""Of a block; pages send some 50 ms."""
_EARLY_S = 600.0
"""Of sound that waits for a block before it; a page keeps no more either."""
_BACK_S = 0.5
"""A block that begins so long before the end of the one before is of another clock."""
_STANDING = "microphone"


@dataclass(frozen=True, eq=False)
class Arrived:
    """A block as the page sent it."""

    take: int
    number: int
    at_s: float
    rate: int
    sound: Block


def read_block(data: bytes) -> Arrived:
    """A binary message of the page.

    Raises:
        InputError: it is not of that form.
    """
    if len(data) < HEADER.size:
        raise InputError("no block of sound")
    take, number, at_s, rate, frames = HEADER.unpack_from(data)
    whole = len(data) == HEADER.size + 2 * frames and frames > 0
    if not whole or rate not in _RATES or frames > _LONGEST_S * rate or not math.isfinite(at_s):
        raise InputError("no block of sound")
    sound = np.frombuffer(data, "<i2", offset=HEADER.size).astype(np.int16)
    return Arrived(take, number, at_s, rate, sound)


class BrowserSource:
    """See `voicemock.record.base.Source`; made for one take.

    ``patient``: it says itself when nothing more comes, because a page that was cut off sends later
    what was said meanwhile. `watch` has to be called now and then.
    """

    live = True
    paced = True
    patient = True

    def __init__(
        self,
        take: int,
        outbox: Outbox,
        clock: PageClock,
        leaving: threading.Event,
        patience: Patience,
    ) -> None:
        self.rate = SAMPLE_RATE
        self.blocks: queue.SimpleQueue[Captured | None] = queue.SimpleQueue()
        self.overflows = 0
        self.take = take
        self._outbox = outbox
        self._clock = clock
        self._leaving = leaving
        self._patience = patience
        self._changed = threading.Condition()
        self._early: dict[int, Arrived] = {}
        self._early_frames = 0
        self._next = 0
        self._end_s: float | None = None  # the page's, of the last block in order
        self._heard_at_s = 0.0
        self._began = False
        self._ended = self._stopped = False
        self._refusal = ""

    # -- for the recorder -------------------------------------------------------------------

    def start(self) -> None:
        """See `Source.start`: the rate is known with the first block, so that is waited for."""
        self._heard_at_s = time.monotonic()
        self._outbox.stand(_STANDING, self._wanted())
        with self._changed:
            while not self._began and not self._ended:
                self._changed.wait(0.05)
                if self._leaving.is_set():
                    self._fail(_("The interview was left."))
                self._look()
            if not self._began:
                self._outbox.stand(_STANDING, None)
                raise DeviceError(self._refusal or _silent())

    def stop(self) -> None:
        """See `Source.stop`."""
        with self._changed:
            self._ended = True
            self._early.clear()
            before, self._stopped = self._stopped, True
        if before:
            return
        self._outbox.stand(_STANDING, None)
        self._outbox.tell({"event": "MicrophoneOff", "take": self.take}, keep=False)

    # -- for the page -----------------------------------------------------------------------

    def arrived(self, block: Arrived) -> int:
        """Take a block; the highest number up to which all are there, -1 for none."""
        with self._changed:
            if self._ended:
                return block.number
            if block.number == self._next:
                self._accept(block)
                self._accept_early()
                self._changed.notify_all()
            elif (
                block.number > self._next
                and block.number not in self._early
                and self._early_frames + len(block.sound) <= _EARLY_S * block.rate
            ):
                self._early[block.number] = block
                self._early_frames += len(block.sound)
            self._outbox.refresh(_STANDING, self._wanted())
            return self._next - 1

    def joined(self, *, fresh: bool) -> None:
        """A page has come, or come back; a ``fresh`` one has another clock, and lost what it had."""
        with self._changed:
            self._heard_at_s = time.monotonic()
            if fresh and not self._ended and self._began:
                self._early.clear()
                self._early_frames = 0
                self._end_s = None
                self.overflows += 1

    def lost(self) -> None:
        """The page's own microphone dropped something."""
        self.overflows += 1

    def refused(self, why: str) -> None:
        """The page has no microphone (any more)."""
        with self._changed:
            self._fail(why)
            self._changed.notify_all()

    def watch(self) -> None:
        """Look whether something is still to be expected."""
        with self._changed:
            self._look()

    # -- under the lock ---------------------------------------------------------------------

    def _look(self) -> None:
        now = time.monotonic()
        if self._ended:
            return
        quiet_s = now - self._heard_at_s
        gone_s = self._outbox.gone_s
        if gone_s:
            if gone_s > self._patience.gone_s:
                self._fail(_("The page of the interview is gone; open it again."))
        elif self._early and quiet_s > self._patience.missing_s:
            self.overflows += 1
            self._next = min(self._early)
            self._accept_early()
        elif quiet_s > (self._patience.silent_s if self._began else self._patience.gone_s):
            self._fail(_silent())

    def _accept_early(self) -> None:
        while (following := self._early.pop(self._next, None)) is not None:
            self._early_frames -= len(following.sound)
            self._accept(following)

    def _accept(self, block: Arrived) -> None:
        length_s = len(block.sound) / block.rate
        if not self._began:
            self.rate, self._began = block.rate, True
        elif block.rate != self.rate:  # another device, in a page that was loaded anew
            self._fail(_("The microphone was changed; begin the answer again."))
            return
        at_s = self._clock.monotonic(block.at_s)
        back = self._end_s is not None and block.at_s < self._end_s - _BACK_S
        if self._end_s is None or at_s is None or back:
            self._clock.set(block.at_s + length_s)
            at_s = self._clock.monotonic(block.at_s)
        self._next = block.number + 1
        self._end_s = block.at_s + length_s
        self._heard_at_s = time.monotonic()
        self.blocks.put(Captured(block.sound, at_s or 0.0))

    def _fail(self, why: str) -> None:
        if not self._ended:
            self._ended = True
            self._refusal = why
            self.blocks.put(None)

    def _wanted(self) -> dict[str, object]:
        return {"event": "Microphone", "take": self.take, "next": self._next}


def _silent() -> str:
    return _("The page's microphone delivers no sound; allow it, or choose another.")


class BrowserSources:
    """See `voicemock.interview.sources.Sources`: the microphone of whichever page is there."""

    spare = None

    def __init__(
        self, outbox: Outbox, clock: PageClock, leaving: threading.Event, patience: Patience
    ) -> None:
        self.now: BrowserSource | None = None
        self._outbox = outbox
        self._clock = clock
        self._leaving = leaving
        self._patience = patience
        self._takes = 0

    def take(self) -> tuple[Source, str | None]:
        """See `Sources.take`."""
        self._takes += 1
        self.now = BrowserSource(
            self._takes, self._outbox, self._clock, self._leaving, self._patience
        )
        return self.now, None

    def look_again(self) -> None:
        """See `Sources.look_again`: the page does so when it is asked for its microphone."""

    def arrived(self, block: Arrived) -> int:
        """See `BrowserSource.arrived`; blocks of a take that is over are let go."""
        now = self.now
        return block.number if now is None or block.take != now.take else now.arrived(block)
