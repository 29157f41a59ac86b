"""Records from any source to disk while a person watches.

A worker thread moves blocks from the source into the growing file; the caller's thread only
draws and listens for keys, so a slow terminal costs no sound.
"""

from __future__ import annotations

import queue
import threading
import time
from collections import deque
from collections.abc import Callable
from contextvars import copy_context
from pathlib import Path

from voicemock.audio.samples import file_sha256, resample, to_float
from voicemock.errors import StoreError, reason_of
from voicemock.i18n import _
from voicemock.i18n.library_messages import said
from voicemock.record import wav
from voicemock.record.base import Captured, Command, End, Progress, Source
from voicemock.record.clock import SourceClock
from voicemock.record.level import SilenceWatch, latest_level
from voicemock.values.notes import Note
from voicemock.values.sound import Recording, Samples

STALL_S = 1.0
"""A live source that delivers nothing for this long is gone."""
_START_S = 3.5  # the first block may take seconds (a Bluetooth headset, a sound server)
_POLL_S = 0.1
_LATE_S = 0.1  # a look that ends so much later than due was kept from the processor meanwhile
_STOPPED_S = 0.5
_REMEMBERED_S = 5.0  # the question's end is known a little after it was


class Recorder:
    """Writes one answer to ``path``; after `run`, `recording` holds it.

    The source may run while the question is still being spoken: what came before `keep` says so is
    thrown away. ``max_s`` and ``end_silence_s`` end the recording by themselves.
    """

    def __init__(
        self,
        source: Source,
        path: Path,
        *,
        max_s: float | None = None,
        end_silence_s: float | None = None,
        source_name: str | None = None,
    ) -> None:
        self._source = source
        self._patient = getattr(source, "patient", False)  # it says itself when nothing more comes
        self._path = path
        self._part = path.with_suffix(".part.wav")
        self._max_s = max_s
        self._end_silence_s = end_silence_s
        self._source_name = source_name
        self._keep_from_s: float | None = None
        self._armed = threading.Event()
        self._stopping = threading.Event()
        self._done = threading.Event()
        self._reading = threading.Lock()  # Windows renames no file that is open
        self._paused = False
        self._end: End | None = None
        self._trouble: Note | None = None
        self._crash: Exception | None = None
        self._frames = 0
        self.level_dbfs = -120.0
        self._silence = SilenceWatch()
        self._quiet_s = 0.0
        self._clock = SourceClock()
        self._waited_s = 0.0
        self._zeros_s: float | None = 0.0  # None: something else has come
        self._delivered = False
        self._full = False
        self._worker = threading.Thread(target=copy_context().run, args=(self._work,), daemon=True)

    @property
    def paced(self) -> bool:
        """Whether the sound comes at the speed at which it is spoken."""
        return self._source.paced

    def open(self) -> None:
        """Start a live source, keeping nothing yet; any other starts with `keep`.

        Raises:
            DeviceError: it cannot be opened.
        """
        if self._source.live:
            self._start()

    def _start(self) -> None:
        self._source.start()
        self._worker.start()

    def keep(self, from_s: float | None) -> None:
        """Keep what is heard from the monotonic clock's time ``from_s`` on (None: from now on).

        A source that is not live is kept from its first sample.
        """
        if self._source.live:
            self._keep_from_s = from_s
        self._armed.set()
        if not self._source.live:
            self._start()

    def run(self, observe: Callable[[Progress], Command]) -> End:
        """Record until ``observe`` says so or the recording ends by itself.

        ``observe`` is called about 20 times a second. Whatever happens, the file is closed and
        under its final name when this returns or raises.
        """
        if not self._armed.is_set():
            self.keep(None)
        asked: End | None = None
        try:
            while not self._done.is_set():
                command = observe(self.progress())
                if command is Command.PAUSE:
                    self._paused = not self._paused
                elif command is not Command.GO_ON:
                    asked = {
                        Command.FINISH: End.FINISHED,
                        Command.RESTART: End.RESTARTED,
                        Command.QUIT: End.QUIT,
                    }[command]
                    break
                self._done.wait(0.05)
            else:  # a recording read at once may be over before it was looked at
                observe(self.progress())
        finally:
            self.close()
        if self._crash is not None:
            raise self._crash
        if self._end is End.NOT_WRITTEN:
            return self._end
        return asked or self._end or End.SOURCE_ENDED

    def close(self) -> None:
        """Stop the source and finish the file."""
        self._stopping.set()
        self._armed.set()
        self._source.stop()
        if self._worker.ident is not None:
            # not join(): a signal that lands in it leaves CPython 3.11 thinking the thread is over
            self._done.wait()

    def progress(self) -> Progress:
        """Where the recording stands."""
        return Progress(
            elapsed_s=self._frames / self._source.rate,
            level_dbfs=self.level_dbfs,
            paused=self._paused,
            started=self._clock.first_at_s is not None,
            quiet_s=self._quiet_s,
            spoken=self._silence.spoken,
            first_at_s=self._clock.first_at_s if self._source.live else None,
            waiting_s=0.0 if self._clock.first_at_s is not None else self._waited_s,
            zeros_s=(self._zeros_s or 0.0) if self._source.live else 0.0,
        )

    def so_far(self, from_s: float = 0.0) -> Samples | None:
        """What is on the disk while recording goes on, None where nothing can be read yet."""
        try:
            with self._reading:
                rate, pcm = wav.read(self._part, from_s)
        except (OSError, EOFError, ValueError):
            return None
        return resample(to_float(pcm), rate)

    def recording(self, question_ended_at_s: float | None = None) -> Recording:
        """What was recorded, read back from the disk.

        ``question_ended_at_s`` is on the monotonic clock and makes ``lead_s`` known.

        Raises:
            StoreError: nothing could be written.
        """
        try:
            rate, pcm = wav.read(self._path)
        except (OSError, EOFError, ValueError) as error:
            raise StoreError(
                str(self._trouble or "")
                or _("The recording {path} cannot be read ({reason}).").format(
                    path=self._path, reason=said(reason_of(error))
                )
            ) from error
        lead = None
        if question_ended_at_s is not None and self._clock.first_at_s is not None:
            # a recording in the microphone's place began when the question had been asked
            late = self._clock.first_at_s - question_ended_at_s if self._source.live else 0.0
            lead = max(0.0, late)
        return Recording(
            path=self._path,
            samples=resample(to_float(pcm), rate),
            sha256=file_sha256(self._path),
            sample_rate=rate,
            source=self._source_name,
            lead_s=lead,
            overflows=self._source.overflows,
            lost_s=round(self._clock.lost_s, 2),
            trouble=self._trouble,
        )

    # -- the worker thread --------------------------------------------------------------

    def _work(self) -> None:
        try:
            self._move_blocks()
        except OSError as error:
            self._trouble = _ended_early("disk", reason=str(error.strerror))
            self._end = End.NOT_WRITTEN
        except Exception as error:  # a bug: run() raises it in the caller's thread
            self._crash = error
        finally:
            self._done.set()

    def _move_blocks(self) -> None:
        file: wav.GrowingWav | None = None
        waiting: deque[Captured] = deque()
        armed = False
        try:
            ended = False
            while not ended:
                looked_at_s = time.monotonic()
                try:
                    block = self._source.blocks.get(timeout=_POLL_S)
                except queue.Empty:
                    self._count_waiting(time.monotonic() - looked_at_s)
                    # stopping, and all that was heard is written; or a source that is gone
                    ended = self._stopping.is_set() or self._stalled()
                else:
                    self._waited_s = 0.0
                    if block is None:
                        ended = True
                        self._ended_by_itself()
                    else:
                        waiting.append(block)
                if ended:
                    self._armed.wait()
                if not self._armed.is_set():
                    while waiting and waiting[0].at_s < waiting[-1].at_s - _REMEMBERED_S:
                        waiting.popleft()
                    continue
                if not armed and self._source.live and self._keep_from_s is None:
                    waiting = deque(list(waiting)[-1:])  # from now on
                armed = True
                while waiting and not self._full:
                    kept = self._trim(waiting.popleft())
                    if kept is not None:
                        file = file or wav.GrowingWav(self._part, self._source.rate)
                        self._take(file, kept)
                ended = ended or self._full
        finally:
            try:
                file = file or wav.GrowingWav(self._part, self._source.rate)
                file.close()
            finally:
                self._name()

    def _name(self) -> None:
        """Give the finished file its name; where the folder takes no changes it keeps the other."""
        if not self._part.exists():
            return
        try:
            with self._reading:
                self._part.replace(self._path)
        except OSError as error:
            self._path = self._part
            self._end = End.NOT_WRITTEN
            self._trouble = _ended_early("folder", reason=str(error.strerror), path=str(self._part))

    def _count_waiting(self, looked_s: float) -> None:
        """Count for how long a live source has owed sound; not at all while the question is asked.

        ``looked_s`` is how long nothing came in. What it took beyond the time it should have is this
        program's own: on a busy machine the source had no processor either, and after Ctrl-Z and fg it
        begins anew.
        """
        if not self._source.live or not self._armed.is_set() or looked_s > _POLL_S + _STOPPED_S:
            self._waited_s = 0.0
        else:
            self._waited_s += min(looked_s, _POLL_S + _LATE_S)

    def _stalled(self) -> bool:
        """Whether a live source has been silent for too long; then the recording is in trouble."""
        if self._patient or self._waited_s <= (STALL_S if self._delivered else _START_S):
            return False
        self._give_up()
        return True

    def _ended_by_itself(self) -> None:
        if self._stopping.is_set():
            return
        if self._source.live:
            self._give_up()
        else:
            self._end = End.SOURCE_ENDED

    def _give_up(self) -> None:
        self._end = End.TROUBLE
        self._trouble = _ended_early("stopped" if self._delivered else "silent")

    def _trim(self, block: Captured) -> Captured | None:
        """The part of a block that is to be kept, None for nothing."""
        self._delivered = True
        self.level_dbfs = latest_level(block.sound, self._source.rate)
        if self._keep_from_s is not None and self._clock.first_at_s is None:
            early = round((self._keep_from_s - block.at_s) * self._source.rate)
            if early >= len(block.sound):
                return None
            if early > 0:
                at_s = block.at_s + early / self._source.rate
                block = Captured(block.sound[early:], at_s)
        if self._paused:
            self._clock.pause()
            return None
        return block

    def _take(self, file: wav.GrowingWav, block: Captured) -> None:
        """Write a block, count what is missing before it, see whether it is the last."""
        rate = self._source.rate
        self._clock.take(block, rate, self._frames, live=self._source.live)
        sound = block.sound
        if self._max_s is not None:
            sound = sound[: max(0, round(self._max_s * rate) - self._frames)]
        file.write(sound)
        self._frames += len(sound)
        if self._zeros_s is not None:
            self._zeros_s = None if sound.any() else self._zeros_s + len(sound) / rate
        if self._max_s is not None and self._frames >= round(self._max_s * rate):
            self._end, self._full = End.MAX_SECONDS, True
            return
        self._quiet_s = self._silence.update(self.level_dbfs, len(sound) / rate)
        if self._end_silence_s is not None and self._quiet_s >= self._end_silence_s:
            self._end, self._full = End.END_SILENCE, True


def _ended_early(kind: str, **values: str) -> Note:
    return Note("recording", "ended_early", values={"kind": kind, **values})
