"""Hears an answer while it is being spoken, so that little is left to do at its end."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from contextvars import copy_context
from dataclasses import dataclass
from functools import cache

from voicemock.analyze import other_voices
from voicemock.analyze.activity import detect as detect_activity
from voicemock.analyze.activity import joined
from voicemock.analyze.other_voices import Others
from voicemock.analyze.voice_parts import Listener
from voicemock.assess.beside import beside
from voicemock.errors import VoicemockError
from voicemock.record.recorder import Recorder
from voicemock.transcribe.base import Heard, HearsInParts
from voicemock.transcribe.windows import PAUSE_S, ROOM_S, STRETCH_S, WINDOW_S, stretches
from voicemock.values.answer import Transcript
from voicemock.values.interview import LanguageCode
from voicemock.values.sound import SAMPLE_RATE, Activity, Interval, Samples

_POLL_S = 0.03
_LONGEST_S = 12.0  # without a look; in a noisy room the level alone may show no pause
_BEFORE_S = 10.0  # of sound, by which the voice's level and the room's are known
_NEW_S = 0.1
_GOES_ON_S = 0.6  # of speech after a pause, which is surely seen as such
_ONSET_S = 2.0  # of silence are looked at again, because a voice may just begin
_SELDOM_S = 2.0
_PATIENCE_S = 0.7  # with the better of two ways to hear a short answer
_TOO_SLOW_S = 3.0  # for it to be tried again
_AGAIN_S = 0.15  # the level falls a little before a voice is surely over


@dataclass(frozen=True)
class _Stretch:
    """Where somebody speaks in a part of a recording, and what was heard there."""

    activity: Activity
    heard: Heard


@dataclass
class _Whole:
    """A recording from before its first word on; no transcript while it is being heard."""

    begun_s: float
    activity: Activity
    transcript: Transcript | None = None


class Ahead:
    """A thread that hears a recording at its pauses, stretch by stretch.

    A stretch that is long enough (`stretches`) is heard for good. What has been said since is heard at
    each pause, too: it may be the last. As long as all that was said fits into a window, that is the
    whole: fewer words are wrong then, but it takes more than a second, so that it counts only if it
    is done in time.
    """

    def __init__(self, recorder: Recorder, engine: HearsInParts, language: LanguageCode) -> None:
        self._recorder = recorder
        self._engine = engine
        self._language = language
        self._over = threading.Event()
        self._thread = threading.Thread(target=copy_context().run, args=(self._work,), daemon=True)
        self._until_s = 0.0
        self._kept: list[_Stretch] = []
        self._draft: _Stretch | None = None  # from `_until_s` on
        self._silent_s = 0.0  # at the beginning
        self._fits = True
        self._ripe = False  # what was heard as a whole is a stretch as soon as somebody goes on
        self._whole: _Whole | None = None
        self._failed = False
        self.listener = Listener()

    def start(self) -> None:
        """Begin; the recorder may not deliver yet."""
        self._thread.start()

    def stop(self) -> None:
        """No more after what is under way, which is not waited for."""
        self._over.set()

    def finish(self, sound: Samples) -> tuple[Activity, Transcript, Others] | None:
        """Hear what is left; the recording has ended. None where something went wrong.

        Args:
            sound: the whole recording, mono 16 kHz.
        """
        self._over.set()
        began_s = time.monotonic()

        @cache
        def detected(begun_s: float) -> Activity:
            """The speech from a moment on, in the recording's time."""
            return detect_activity(sound[round(begun_s * SAMPLE_RATE) :]).later(begun_s)

        whole = self._whole if self._fits else None
        if whole is not None and not _alike(whole.activity, detected(whole.begun_s)):
            whole = None
        if whole is not None and whole.transcript is not None:
            return self._with_others(sound, whole.activity, whole.transcript)
        activity = self._activity(sound, detected)
        others = beside(lambda: other_voices.find(sound, activity, self.listener))
        if self._whole is None or self._whole.transcript is not None:
            self._thread.join()  # else it is busy with that, and does no more
        if self._failed:
            return None
        try:
            heard, transcript = self._in_stretches(sound, detected)
        except VoicemockError:
            return None
        if whole is not None:
            self._thread.join(max(0.0, began_s + _PATIENCE_S - time.monotonic()))
            if whole.transcript is not None:
                heard, transcript = whole.activity, whole.transcript
        if heard == activity:
            return heard, transcript, others.result()
        return self._with_others(sound, heard, transcript)

    def _activity(self, sound: Samples, detected: Callable[[float], Activity]) -> Activity:
        """All of the speech; a guess while the thread is at work, which moves what is kept."""
        left = detected(self._begun_s()).within(Interval(self._until_s, len(sound) / SAMPLE_RATE))
        return joined([*(one for kept in self._kept for one in kept.activity.speech), *left.speech])

    def _in_stretches(
        self, sound: Samples, detected: Callable[[float], Activity]
    ) -> tuple[Activity, Transcript]:
        activity, begun_s = self._activity(sound, detected), self._begun_s()
        self._hear(sound[round(begun_s * SAMPLE_RATE) :], begun_s, detected(begun_s), last=True)
        heard = [kept.heard for kept in self._kept]
        return activity, self._engine.put_together(heard, activity, self._language)

    def _with_others(
        self, sound: Samples, activity: Activity, transcript: Transcript
    ) -> tuple[Activity, Transcript, Others]:
        return activity, transcript, other_voices.find(sound, activity, self.listener)

    # -- the thread ---------------------------------------------------------------------

    def _work(self) -> None:
        try:
            self._engine.load()
            self._listen()
        except Exception:
            # whatever it is, it is met again, and told, when the whole recording is heard
            self._failed = True

    def _listen(self) -> None:
        spoke_s = looked_s = again_s = 0.0
        while not self._over.wait(_POLL_S):
            progress = self._recorder.progress()
            last_s = progress.elapsed_s - progress.quiet_s
            quiet = progress.paused or progress.quiet_s >= self._pause_s()
            if not quiet:
                again_s = 0.0
            new = quiet and last_s > spoke_s + _NEW_S
            goes_on = self._ripe and not quiet and last_s > looked_s + _GOES_ON_S
            if progress.elapsed_s < looked_s + (again_s if new else _LONGEST_S) and not (
                goes_on or (new and progress.paused)
            ):
                continue
            begun_s = self._begun_s()
            sound = self._recorder.so_far(begun_s)
            if sound is None:
                continue
            looked_s = progress.elapsed_s
            everything = detect_activity(sound).later(begun_s)
            if self._hear(sound, begun_s, everything, last=False) or progress.paused:
                spoke_s = last_s
            else:  # the level is low, but there is a voice: a loud room
                again_s = min(max(_AGAIN_S, 2 * again_s), _SELDOM_S)

    def _begun_s(self) -> float:
        """Where the sound to look at begins."""
        heard_s = self._silent_s if self._fits else self._until_s
        return max(0.0, heard_s - _BEFORE_S)

    def _pause_s(self) -> float:
        """How long it must have been quiet; what is heard at once, as a file is, has room around."""
        return ROOM_S if self._fits else PAUSE_S

    def _hear(self, sound: Samples, begun_s: float, everything: Activity, *, last: bool) -> bool:
        """Hear what was not heard yet of a recording's end; whether all of it is heard now.

        Args:
            sound: from ``begun_s`` on.
            begun_s: where it begins in the recording.
            everything: where somebody speaks in it, in the recording's time.
            last: whether nothing follows.
        """
        end_s = begun_s + len(sound) / SAMPLE_RATE
        new = everything.within(Interval(self._until_s, end_s))
        if not new.speech:
            self._draft = None
            if not last:
                self._until_s = max(self._until_s, end_s - _ONSET_S)
                if everything.span is None and not self._kept:
                    self._silent_s = self._until_s
            return True
        span = everything.span
        self._fits = self._fits and span is not None and span.duration_s <= WINDOW_S
        quiet_s = end_s - new.speech[-1].end_s
        quiet = last or quiet_s >= self._pause_s() or self._recorder.progress().paused
        self._ripe = (
            self._fits and quiet and new.speech[-1].end_s - new.speech[0].start_s >= STRETCH_S
        )
        if self._fits and quiet and not last:
            self._hear_all(sound, begun_s, everything)
        if self._over.is_set() and not last:
            return False
        parts = stretches(new, Interval(self._until_s, end_s))
        drafts = quiet and not self._fits
        heard = self._stretches(sound, begun_s, new, parts if drafts or last else parts[:-1])
        for part, stretch in zip(parts if last else parts[:-1], heard, strict=False):
            self._kept.append(stretch)
            self._until_s = part.end_s
            self._draft = None
        if drafts and not last:
            self._draft = heard[-1]
        if quiet and not last:
            self.listener.listen(sound, new, begun_s, self._over.is_set)
        return quiet

    def _hear_all(self, sound: Samples, begun_s: float, activity: Activity) -> None:
        if self._over.is_set() or (self._whole and _alike(self._whole.activity, activity)):
            return
        self._whole = whole = _Whole(begun_s, activity)
        at_s = time.monotonic()
        transcript = self._engine.transcribe(sound, activity.later(-begun_s), self._language)
        whole.transcript = transcript.later(begun_s)
        if time.monotonic() - at_s > _TOO_SLOW_S:
            self._fits = False

    def _stretches(
        self, sound: Samples, begun_s: float, activity: Activity, parts: Sequence[Interval]
    ) -> list[_Stretch]:
        inside = [activity.within(part) for part in parts]
        ready = []
        if inside and self._draft and _ends_together(self._draft.activity, inside[0]):
            ready.append(self._draft.heard)
        heard = self._engine.hear(
            sound,
            activity.later(-begun_s),
            [part.later(-begun_s) for part in parts[len(ready) :]],
            self._language,
            first=not self._kept and not ready,
        )
        ready += [one.later(begun_s) for one in heard]
        return [_Stretch(*one) for one in zip(inside, ready, strict=True)]


def _alike(one: Activity, other: Activity) -> bool:
    return len(one.speech) == len(other.speech) and all(
        abs(a.start_s - b.start_s) < _NEW_S and abs(a.end_s - b.end_s) < _NEW_S
        for a, b in zip(one.speech, other.speech, strict=True)
    )


def _ends_together(one: Activity, other: Activity) -> bool:
    return abs(one.speech[-1].end_s - other.speech[-1].end_s) < _NEW_S
