"""Fakes and signals with known answers, for voicemock's tests and for yours.

No microphone, loudspeaker, network or model is needed with these.
"""

from __future__ import annotations

import queue
from collections.abc import Callable, Iterable, Sequence

import numpy as np
import numpy.typing as npt

from voicemock.audio.player import Playback
from voicemock.audio.samples import to_int16
from voicemock.drills.events import AnyEvent, Began, DrillOver, Found, PartIntroduced
from voicemock.errors import DeviceError
from voicemock.interview.events import (
    Command,
    Decision,
    Event,
    Level,
    Live,
    Offer,
    RecordingStarted,
)
from voicemock.record.base import Captured, Source
from voicemock.speak.base import Speech, Utterance
from voicemock.transcribe.base import Abilities, Piece, assembled
from voicemock.values.answer import Transcript
from voicemock.values.interview import LanguageCode
from voicemock.values.sound import SAMPLE_RATE, Activity, Interval, Samples


def silence(seconds: float) -> Samples:
    """Digital silence."""
    return np.zeros(round(seconds * SAMPLE_RATE), np.float32)


def tone(seconds: float, hertz: float = 440.0, level: float = 0.3) -> Samples:
    """A sine of amplitude ``level``."""
    at = np.arange(round(seconds * SAMPLE_RATE)) / SAMPLE_RATE
    return (level * np.sin(2 * np.pi * hertz * at)).astype(np.float32)


def noise(seconds: float, level: float = 0.01, seed: int = 0) -> Samples:
    """White noise of RMS ``level``; the same seed gives the same samples."""
    random = np.random.default_rng(seed)
    return (level * random.standard_normal(round(seconds * SAMPLE_RATE))).astype(np.float32)


def fan(seconds: float, level: float = 0.01, seed: int = 0) -> Samples:
    """A fan of RMS ``level``: noise that falls by 6 dB an octave above 100 Hz, and a hum at 120 Hz."""
    count = round(seconds * SAMPLE_RATE)
    lines = np.fft.rfft(np.random.default_rng(seed).standard_normal(count))
    lines /= 1 + np.fft.rfftfreq(count, 1 / SAMPLE_RATE) / 100
    air = np.fft.irfft(lines, count)
    at = np.arange(count) / SAMPLE_RATE
    both = air / (air.std() + 1e-12) + 0.7 * np.sin(2 * np.pi * 120 * at)
    return _at_level(both, level)


def music(seconds: float, seed: int = 0, level: float = 0.1) -> Samples:
    """A piece of RMS ``level``: a melody with harmonics over chords and drums, 120 beats a minute."""
    random = np.random.default_rng(seed)
    count = round(seconds * SAMPLE_RATE)
    sound = np.zeros(count + SAMPLE_RATE)
    scale = np.array([0, 2, 4, 7, 9])
    for start in range(0, count, SAMPLE_RATE // 4):
        beat = start // (SAMPLE_RATE // 4)
        keys = [(60 + random.choice(scale) + 12 * random.integers(0, 2), 0.4)]
        if beat % 4 == 0:
            root = 48 + random.choice(scale)
            keys += [(root + step, 1.0) for step in (0, 4, 7)]
        for key, length_s in keys:
            at = np.arange(round(length_s * SAMPLE_RATE)) / SAMPLE_RATE
            hertz = 440 * 2 ** ((key - 69) / 12)
            shape = np.minimum(at / 0.01, 1) * np.exp(-at / (length_s / 3))
            sound[start : start + len(at)] += shape * sum(
                np.sin(2 * np.pi * hertz * n * at) / n**1.5 for n in range(1, 7)
            )
        hit = np.exp(-np.arange(1600) / 300) * random.standard_normal(1600)
        sound[start : start + 1600] += 0.5 * hit
    piece = sound[:count]
    return _at_level(piece, level)


def _at_level(sound: npt.NDArray[np.float64], level: float) -> Samples:
    return np.asarray(level * sound / (np.std(sound) + 1e-12), dtype=np.float32)


def joined(*parts: Samples) -> Samples:
    """Sounds one after the other."""
    return np.concatenate(parts).astype(np.float32)


def activity(*stretches: tuple[float, float]) -> Activity:
    """Speech between the given seconds."""
    return Activity(tuple(Interval(start, end) for start, end in stretches))


def transcript(text: str, speech: Activity, engine: str = "fake") -> Transcript:
    """``text`` spoken evenly over the speech of ``speech`` (pauses take no text)."""
    total = sum(one.duration_s for one in speech.speech)
    pieces: list[Piece] = []
    at = 0
    for number, one in enumerate(speech.speech):
        last = number == len(speech.speech) - 1
        end = len(text) if last else at + round(len(text) * one.duration_s / total)
        pieces.append(Piece(text[at:end], one.start_s, one.end_s))
        at = end
    whole, words = assembled([piece for piece in pieces if piece.text], speech)
    return Transcript(text=whole, engine=engine, words=words)


class FakeSpeaker:
    """Speaks every text as a tone of a tenth of a second and remembers what was to be spoken."""

    def __init__(self) -> None:
        self.spoken: list[Utterance] = []

    @property
    def said(self) -> list[str]:
        """The texts."""
        return [one.text for one in self.spoken]

    def synthesize(self, utterance: Utterance) -> Speech | None:
        """See `voicemock.speak.base.Speaker`."""
        self.spoken.append(utterance)
        return Speech(SAMPLE_RATE, [tone(0.1)])


class FakePlayer:
    """Plays in no time; ``played`` holds what was played. With ``broken`` it fails as hardware does."""

    def __init__(self, *, broken: bool = False) -> None:
        self.played: list[Samples] = []
        self._broken = broken

    def play(
        self, parts: Iterable[Samples], rate: int, on_tick: Callable[[float], bool] | None = None
    ) -> Playback:
        """See `voicemock.audio.player.Player`."""
        if self._broken:
            raise DeviceError("There is no loudspeaker on this machine.")
        if on_tick is not None and on_tick(0.0):
            return Playback(0.0, completed=False)
        sound = joined(*parts)
        self.played.append(sound)
        return Playback(len(sound) / rate, completed=True, ended_at_s=100.0)


class FakeMicrophone:
    """Delivers ``sound`` in blocks from the monotonic clock's time ``at_s`` on, then ``then``.

    ``then`` is "end" (the stream finishes), or "stall" (nothing comes any more). One that is not
    ``live`` begins when the question has been asked, and all of its sound is kept.
    """

    def __init__(
        self,
        sound: Samples,
        *,
        at_s: float = 100.0,
        then: str = "stall",
        block: int = 800,
        gaps: Sequence[tuple[int, float]] = (),
        live: bool = True,
    ) -> None:
        self.live = self.paced = live
        self.rate = SAMPLE_RATE
        self.blocks: queue.SimpleQueue[Captured | None] = queue.SimpleQueue()
        self.overflows = 0
        self.stopped = False
        self._sound = to_int16(sound)
        self._at_s = at_s
        self._then = then
        self._block = block
        self._gaps = dict(gaps)

    def start(self) -> None:
        """See `voicemock.record.base.Source`."""
        late = 0.0
        for number, start in enumerate(range(0, len(self._sound), self._block)):
            late += self._gaps.get(number, 0.0)
            at_s = self._at_s + start / self.rate + late
            self.blocks.put(Captured(self._sound[start : start + self._block], at_s))
        if self._then == "end":
            self.blocks.put(None)

    def stop(self) -> None:
        """See `voicemock.record.base.Source`."""
        self.stopped = True


class FakeTranscriber:
    """Hears the given texts, one after the other (the last again and again)."""

    abilities = Abilities(languages=("zh", "en"), word_times=True)

    def __init__(self, texts: Iterable[str]) -> None:
        self._texts = list(texts)
        self.loads = 0

    def load(self) -> None:
        """See `voicemock.transcribe.base.Transcriber`."""
        self.loads = max(1, self.loads)

    def transcribe(self, sound: Samples, activity: Activity, language: LanguageCode) -> Transcript:
        """See `voicemock.transcribe.base.Transcriber`."""
        self.load()
        if not activity.speech:
            return Transcript(text="", engine="fake")
        text = self._texts.pop(0) if len(self._texts) > 1 else self._texts[0]
        return transcript(text, activity)


class ScriptedFront:
    """A face that acts by a script and remembers what it was told.

    Args:
        commands: one for each recording, in order; further ones are finished.
        decisions: one for each offer, in order; then always the first of the offer.
        speak_s: how long a recording runs before its command.
    """

    def __init__(
        self,
        commands: Iterable[Command] = (),
        decisions: Iterable[Decision] = (),
        *,
        speak_s: float = 0.0,
    ) -> None:
        self.told: list[Event] = []
        self.offers: list[Offer] = []
        self._commands = iter(commands)
        self._decisions = iter(decisions)
        self._speak_s = speak_s
        self._recording = False

    def tell(self, event: Event) -> None:
        """See `voicemock.interview.front.Front`."""
        self.told.append(event)
        self._recording |= isinstance(event, RecordingStarted)

    def observe(self, live: Live) -> Command:
        """See `voicemock.interview.front.Front`."""
        if not isinstance(live, Level) or not self._recording or live.elapsed_s < self._speak_s:
            return Command.GO_ON
        command = next(self._commands, Command.FINISH)
        self._recording = command is Command.PAUSE  # there is more to come
        return command

    def choose(self, offer: Offer) -> Decision:
        """See `voicemock.interview.front.Front`."""
        self.offers.append(offer)
        return next(self._decisions, offer.decisions[0])

    def names(self) -> list[str]:
        """What it was told, as the names of the events."""
        return [type(one).__name__ for one in self.told]


class ScriptedDrillFront(ScriptedFront):
    """A `voicemock.drills.front.DrillFront` likewise; ``all`` it was told, ``told`` that of its takes."""

    def __init__(
        self,
        commands: Iterable[Command] = (),
        decisions: Iterable[Decision] = (),
        *,
        speak_s: float = 0.0,
    ) -> None:
        super().__init__(commands, decisions, speak_s=speak_s)
        self.all: list[AnyEvent] = []

    def tell(self, event: AnyEvent) -> None:
        """See `DrillFront`."""
        self.all.append(event)
        if not isinstance(event, (Began, PartIntroduced, Found, DrillOver)):
            super().tell(event)

    def found(self) -> list[Found]:
        """What was found, in order."""
        return [one for one in self.all if isinstance(one, Found)]


class FakeSources:
    """A microphone that hears one sound after the other; where that is None it cannot be opened."""

    spare = None

    def __init__(self, sounds: Iterable[Samples | None]) -> None:
        self._sounds = iter(sounds)
        self.looked_again = 0

    def take(self) -> tuple[Source, str | None]:
        """See `voicemock.interview.sources.Sources`."""
        sound = next(self._sounds, None)
        if sound is None:
            raise DeviceError("There is no microphone.")
        return FakeMicrophone(sound, live=False), None

    def look_again(self) -> None:
        """See `voicemock.interview.sources.Sources`."""
        self.looked_again += 1
