"""The page as a loudspeaker: sound goes there as it is made, and the page says when it was heard."""

from __future__ import annotations

import itertools
import struct
import threading
import time
from collections.abc import Callable, Iterable
from contextvars import copy_context

from voicemock.audio.player import Playback
from voicemock.audio.samples import to_int16
from voicemock.errors import DeviceError
from voicemock.i18n import _
from voicemock.studio.clock import PageClock, Patience
from voicemock.studio.outbox import Outbox
from voicemock.values.sound import Samples

_PIECE_S = 1.0
"""Of sound in a message: soon there, and well below what a message may hold."""
_TICK_S = 0.05
_BEHIND_S = 0.2
"""So much of what was sent may be unheard without the page standing still."""
_NUMBER = struct.Struct("<I")


class BrowserPlayer:
    """See `voicemock.audio.player.Player`; one sound at a time."""

    def __init__(self, outbox: Outbox, clock: PageClock, patience: Patience) -> None:
        self._outbox = outbox
        self._clock = clock
        self._patience = patience
        self._numbers = itertools.count(1)
        self._speech: _Speech | None = None

    def play(
        self, parts: Iterable[Samples], rate: int, on_tick: Callable[[float], bool] | None = None
    ) -> Playback:
        """See `Player.play`."""
        speech = self._speech = _Speech(self._outbox, self._numbers, rate)
        work = (speech.load, parts)
        threading.Thread(target=copy_context().run, args=work, daemon=True).start()
        try:
            while not speech.over(_TICK_S):
                if on_tick is not None and on_tick(speech.at_s):
                    return Playback(speech.at_s, completed=False)
                self._look(speech)
            if speech.failure is not None:
                raise speech.failure
            return Playback(speech.sent_s, completed=True, ended_at_s=self._ended_at_s(speech))
        finally:
            self._speech = None
            speech.stop()

    def heard(
        self, number: int, began: float | None, at_s: float | None, ended: float | None
    ) -> None:
        """What the page says of a speech: begun or ended at a time of its clock, or how far it is."""
        speech = self._speech
        if speech is not None and speech.number == number:
            speech.heard(began, at_s, ended)

    def joined(self, last: int, *, fresh: bool) -> None:
        """A page has come, or come back, that has seen the numbers up to ``last``."""
        speech = self._speech
        if speech is not None:
            speech.joined(last, fresh=fresh)

    def _look(self, speech: _Speech) -> None:
        gone_s = self._outbox.gone_s
        if gone_s > self._patience.gone_s:
            raise DeviceError(_("The page of the interview is gone; open it again."))
        if not gone_s and speech.still_s > self._patience.silent_s:
            raise DeviceError(_("The page plays no sound; click into it, or look at its volume."))

    def _ended_at_s(self, speech: _Speech) -> float | None:
        if speech.ended is None:  # there was nothing to hear
            return None
        at_s = self._clock.monotonic(speech.ended)
        return speech.told_at_s if at_s is None else at_s


class _Speech:
    """A sound under way: made in one thread, heard of in another, waited for in a third."""

    def __init__(self, outbox: Outbox, numbers: Iterable[int], rate: int) -> None:
        self.failure: BaseException | None = None
        self.number = 0
        self.at_s = 0.0
        self.ended: float | None = None
        self.told_at_s = 0.0
        self._outbox = outbox
        self._numbers = iter(numbers)
        self._rate = rate
        self._changed = threading.Condition()
        self._pieces: list[bytes] = []
        self._frames = 0
        self._whole = False
        self._whole_number: int | None = None
        self._stopped = False
        self._moved_at_s = time.monotonic()
        self._begin()

    @property
    def sent_s(self) -> float:
        """Seconds of sound that are made."""
        return self._frames / self._rate

    @property
    def still_s(self) -> float:
        """Seconds for which the page has owed sound."""
        with self._changed:
            owes = self._frames and (self._whole or self.sent_s > self.at_s + _BEHIND_S)
            return time.monotonic() - self._moved_at_s if owes else 0.0

    def load(self, parts: Iterable[Samples]) -> None:
        """Take the parts as they are made, until there are no more or nobody listens."""
        try:
            for part in parts:
                sound = to_int16(part).astype("<i2")
                step = round(_PIECE_S * self._rate)
                for start in range(0, len(sound), step):
                    if self._stopped:
                        return
                    self._send(sound[start : start + step].tobytes())
        except BaseException as error:  # `play` raises it in the caller's thread
            self.failure = error
        with self._changed:
            self._whole = True
            self._moved_at_s = time.monotonic()
            self._end()
            self._changed.notify_all()

    def over(self, wait_s: float) -> bool:
        """Whether all was heard, looked at again after a moment."""
        with self._changed:
            if not self._over():
                self._changed.wait(wait_s)
            return self._over()

    def stop(self) -> None:
        """Nobody listens any more."""
        with self._changed:
            self._stopped = True
            if self.ended is None:
                self._outbox.tell({"event": "SpeechStop", "speech": self.number}, keep=False)

    def heard(self, began: float | None, at_s: float | None, ended: float | None) -> None:
        with self._changed:
            now = time.monotonic()
            if began is not None:
                self._moved_at_s = now
            if at_s is not None and at_s > self.at_s:
                self.at_s, self._moved_at_s = min(at_s, self.sent_s), now
            if ended is not None and self._whole:
                self.ended, self.told_at_s, self.at_s = ended, now, self.sent_s
                self._changed.notify_all()

    def joined(self, last: int, *, fresh: bool) -> None:
        with self._changed:
            if self._stopped or self._over():
                return
            self._moved_at_s = time.monotonic()
            if not fresh and self._whole_number is not None and self._whole_number <= last:
                return  # it has all of it, and plays on
            self.at_s = 0.0
            self._begin()
            for piece in self._pieces:
                self._outbox.sound(_NUMBER.pack(self.number) + piece)
            self._end()

    # -- under the lock ---------------------------------------------------------------------

    def _over(self) -> bool:
        return self._whole and (not self._frames or self.ended is not None)

    def _begin(self) -> None:
        self.number = next(self._numbers)
        self._whole_number = None
        told = {"event": "Speech", "speech": self.number, "rate": self._rate}
        self._outbox.tell(told, keep=False)

    def _send(self, piece: bytes) -> None:
        with self._changed:
            if not self._frames:
                self._moved_at_s = time.monotonic()
            self._pieces.append(piece)
            self._frames += len(piece) // 2
            self._outbox.sound(_NUMBER.pack(self.number) + piece)

    def _end(self) -> None:
        if self._whole and not self._stopped:
            told = {"event": "SpeechWhole", "speech": self.number}
            self._whole_number = self._outbox.tell(told, keep=False)
