"""Hearing an answer while it is spoken: in stretches, at its pauses, so that little is left."""

from __future__ import annotations

import difflib
import queue
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from tests.helpers import beginning, say
from voicemock.analyze.activity import detect
from voicemock.assess import incremental as module
from voicemock.assess.incremental import Ahead
from voicemock.audio import samples as audio
from voicemock.content.data import data_folder
from voicemock.errors import EngineError, TranscribeError
from voicemock.language import get
from voicemock.record.base import Captured, Command, Progress
from voicemock.record.recorder import Recorder
from voicemock.testing import joined, noise, tone
from voicemock.transcribe.base import Abilities, Heard, HearsInParts, Piece
from voicemock.transcribe.whisper import WhisperTranscriber
from voicemock.transcribe.windows import ROOM_S, STRETCH_S
from voicemock.values.answer import Transcript, Word
from voicemock.values.interview import LanguageCode
from voicemock.values.sound import SAMPLE_RATE, Activity, Interval, Samples

ROOM = 1e-4
WINDOW_S = 10.0  # in the place of what Whisper takes at most
TO_THE_END_S = 1e9
TAKES_S = 2.5  # of what is not yet too slow
LONG_SENTENCE = (
    "when a customer called because his parcel had been sent to another town "
    "I listened first and then I looked for the lorry and told him where it was and when it would come"
)


class Tape(threading.Event):
    """Sound that goes on while the listener waits: no clock but its own, whatever the machine does.

    It is the source of a recording and, in the place of `Ahead`'s event, the clock of its thread:
    with each wait so much sound goes to the disk, and at its end the recording is over. ``presses``
    are the times, in seconds, at which the person presses the key that pauses and goes on.
    """

    rate = SAMPLE_RATE
    overflows = 0
    live = False
    paced = True
    now_s = 0.0  # on the tape that runs

    def __init__(self, path: Path, sound: Samples, presses: Sequence[float] = ()) -> None:
        super().__init__()
        self.blocks: queue.SimpleQueue[Captured | None] = queue.SimpleQueue()
        self.recorder = Recorder(self, path)
        self._sound = audio.to_int16(sound)
        self._played = self._kept = 0
        self._presses = list(presses)
        self._key_down = False
        Tape.now_s = 0.0

    def start(self) -> None:
        """See `Source.start`."""

    def stop(self) -> None:
        """See `Source.stop`."""

    def wait(self, timeout: float | None = None) -> bool:
        """See `threading.Event.wait`; what is said in that time is recorded."""
        assert timeout is not None
        self.go_on(timeout)
        return self.is_set()

    def go_on(self, seconds: float) -> None:
        """Time passes, until the sound has ended."""
        Tape.now_s = min(Tape.now_s + seconds, len(self._sound) / self.rate)
        begun, self._played = self._played, round(Tape.now_s * self.rate)
        paused = self.recorder.progress().paused
        if self._played > begun and not paused:
            self.blocks.put(Captured(self._sound[begun : self._played], begun / self.rate))
            self._kept += self._played - begun
            while self.recorder.progress().elapsed_s < self._kept / self.rate:
                time.sleep(0.0002)
        if self._presses and self._presses[0] <= Tape.now_s:
            del self._presses[0]
            self._key_down = True
            while self.recorder.progress().paused == paused:
                time.sleep(0.001)
        if self._played == len(self._sound) and not self.is_set():
            self.set()
            self.blocks.put(None)

    def observe(self, _progress: Progress) -> Command:
        """What the person wants of the recorder."""
        down, self._key_down = self._key_down, False
        return Command.PAUSE if down else Command.GO_ON


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The tape's; no recognizer is at work when the test is over."""
    monkeypatch.setattr(module, "time", SimpleNamespace(monotonic=lambda: Tape.now_s))
    yield
    while LISTENERS:
        LISTENERS.pop().join()


LISTENERS: list[threading.Thread] = []


class Engine:
    """Hears one word to a stretch of speech, and remembers what it was given.

    ``given`` are parts and whether the language was to be checked, ``wholes`` recordings up to then
    (both by their lengths in seconds). A whole takes it ``slow_s`` of the tape and then until
    ``heard``, which its hearing of stretches sets where it ``frees``.
    """

    abilities = Abilities(languages=("en",), word_times=True)

    def __init__(
        self,
        *,
        broken: str = "",
        slow_s: float = 0.0,
        heard: threading.Event | None = None,
        frees: bool = False,
    ) -> None:
        self.given: list[tuple[float, bool]] = []
        self.wholes: list[float] = []
        self.broken = broken
        self.slow_s = slow_s
        self.heard = heard
        self.frees = frees
        self.tape: Tape | None = None

    def load(self) -> None:
        """See `HearsInParts.load`."""
        if self.broken == "load":
            raise EngineError("no model")

    def transcribe(self, sound: Samples, activity: Activity, language: LanguageCode) -> Transcript:
        """See `Transcriber.transcribe`."""
        self.load()
        if self.broken == "hear":
            raise TranscribeError("not today")
        self.wholes.append(len(sound) / SAMPLE_RATE)
        if self.tape is not None:
            self.tape.go_on(self.slow_s)
        if self.heard is not None:
            assert self.heard.wait(60), "it is waited for"
        words = tuple(
            Word("x", one.start_s, one.end_s, None, 2 * number + 1)
            for number, one in enumerate(activity.speech)
        )
        return Transcript(" x" * len(words), "fake", words=words)

    def hear(
        self,
        sound: Samples,
        activity: Activity,
        parts: Sequence[Interval],
        language: LanguageCode,
        *,
        first: bool,
    ) -> list[Heard]:
        """See `HearsInParts.hear`."""
        if self.broken == "hear":
            raise TranscribeError("not today")
        self.given += [(one.duration_s, first and not n) for n, one in enumerate(parts)]
        if self.frees and self.heard is not None:
            self.heard.set()
        return [
            Heard(
                tuple(Piece(" x", one.start_s, one.end_s) for one in activity.within(part).speech)
            )
            for part in parts
        ]

    def put_together(
        self, heard: Sequence[Heard], activity: Activity, language: LanguageCode
    ) -> Transcript:
        """See `HearsInParts.put_together`."""
        pieces = [piece for one in heard for piece in one.pieces]
        for piece, speech in zip(pieces, activity.speech, strict=True):
            assert (piece.start_s, piece.end_s) == pytest.approx((speech.start_s, speech.end_s))
        return Transcript("".join(one.text for one in pieces), "fake")


class Unhurried:
    """A real recognizer, to which each hearing takes ``TAKES_S`` of the tape on any machine."""

    def __init__(self, engine: HearsInParts) -> None:
        self.abilities = engine.abilities
        self.load = engine.load
        self.put_together = engine.put_together
        self._engine = engine
        self.tape: Tape | None = None

    def transcribe(self, sound: Samples, activity: Activity, language: LanguageCode) -> Transcript:
        """See `Transcriber.transcribe`."""
        self._go_on()
        return self._engine.transcribe(sound, activity, language)

    def hear(
        self,
        sound: Samples,
        activity: Activity,
        parts: Sequence[Interval],
        language: LanguageCode,
        *,
        first: bool,
    ) -> list[Heard]:
        """See `HearsInParts.hear`."""
        if parts:
            self._go_on()
        return self._engine.hear(sound, activity, parts, language, first=first)

    def _go_on(self) -> None:
        assert self.tape is not None
        if not self.tape.is_set():
            self.tape.go_on(TAKES_S)


def listened(
    tmp_path: Path,
    sound: Samples,
    engine: Engine | Unhurried,
    language: LanguageCode = "en",
    presses: Sequence[float] = (),
) -> tuple[Recorder, Ahead]:
    """A recording at the speed of speech, heard while it was made."""
    tape = Tape(tmp_path / "answer.wav", sound, presses)
    engine.tape = tape
    ahead = Ahead(tape.recorder, engine, language)
    ahead._over = tape
    tape.recorder.keep(None)
    ahead.start()
    LISTENERS.append(ahead._thread)

    def observe(progress: Progress) -> Command:
        if not ahead._thread.is_alive():  # it gave up: nobody waits any more
            tape.go_on(TO_THE_END_S)
        return tape.observe(progress)

    tape.recorder.run(observe)
    ahead.stop()
    return tape.recorder, ahead


def finished(recorder: Recorder, ahead: Ahead) -> tuple[Activity, Transcript]:
    """What was heard in the end."""
    heard = ahead.finish(recorder.recording().samples)
    assert heard is not None
    activity, transcript, _others = heard
    return activity, transcript


def let_go(engine: Engine, ahead: Ahead) -> None:
    """An engine that is still busy ends."""
    assert engine.heard is not None
    engine.heard.set()
    ahead._thread.join(60)
    assert not ahead._failed


def test_the_last_pause_leaves_nothing_to_hear(tmp_path: Path) -> None:
    """Each pause is heard once; after the last one nothing is heard again, and nothing is lost."""
    first, second = say("I would listen first."), say("Then I would say sorry and help.")
    pause = noise(1.2, ROOM)
    sound = joined(noise(0.3, ROOM), first, pause, second, pause)
    engine = Engine()
    recorder, ahead = listened(tmp_path, sound, engine)
    assert len(engine.wholes) == 2
    activity, transcript = finished(recorder, ahead)
    assert len(engine.wholes) == 2
    assert not engine.given
    assert transcript.text == " x" * len(activity.speech)
    assert activity.speech[0].start_s == pytest.approx(0.3, abs=0.05)
    assert activity.speech[-1].end_s == pytest.approx(len(sound) / SAMPLE_RATE - 1.2, abs=0.1)
    assert np.array_equal(audio.to_int16(recorder.recording().samples), audio.to_int16(sound))


def test_an_answer_too_long_for_a_window_leaves_nothing_to_hear_either(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was said since the last stretch is heard at each pause, the language checked each time."""
    monkeypatch.setattr(module, "WINDOW_S", 1.0)
    monkeypatch.setattr(module, "_BEFORE_S", 1.0)
    first, second = say("I would listen first."), say("Then I would say sorry and help.")
    pause = noise(1.2, ROOM)
    sound = joined(noise(4.0, ROOM), first, pause, second, pause)
    engine = Engine()
    recorder, ahead = listened(tmp_path, sound, engine)
    assert [first for _length_s, first in engine.given] == [True, True]
    assert not engine.wholes
    activity, transcript = finished(recorder, ahead)
    assert len(engine.given) == 2
    assert transcript.text == " x x"
    assert activity.speech[0].start_s == pytest.approx(4.0, abs=0.1)
    assert activity.speech[-1].end_s == pytest.approx(len(sound) / SAMPLE_RATE - 1.2, abs=0.1)


def test_a_recognizer_too_slow_for_wholes_hears_stretches(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_TOO_SLOW_S", 0.2)
    words, pause = say("I would listen first."), noise(1.4, ROOM)
    sound = joined(noise(0.3, ROOM), words, pause, words, pause, words, pause)
    engine = Engine(slow_s=0.3)
    recorder, ahead = listened(tmp_path, sound, engine)
    assert len(engine.wholes) == 1
    heard = len(engine.given)
    _activity, transcript = finished(recorder, ahead)
    assert len(engine.given) == heard >= 2
    assert transcript.text == " x x x"


def test_speech_that_goes_on_to_the_end_is_heard_then(tmp_path: Path) -> None:
    first, second = say("I would listen first."), say("Then I would say sorry and help.")
    sound = joined(noise(0.3, ROOM), first, noise(1.0, ROOM), second)
    engine = Engine()
    recorder, ahead = listened(tmp_path, sound, engine)
    assert len(engine.wholes) == 1
    activity, transcript = finished(recorder, ahead)
    assert len(engine.wholes) == len(engine.given) == 1
    assert len(activity.speech) == 2
    assert transcript.text == " x x"


def test_what_is_being_heard_without_the_last_words_is_not_waited_for(tmp_path: Path) -> None:
    first, second = say("I would listen first."), say("Then I help.")
    sound = joined(noise(0.3, ROOM), first, noise(0.9, ROOM), second)
    engine = Engine(slow_s=TO_THE_END_S, heard=threading.Event())
    recorder, ahead = listened(tmp_path, sound, engine)
    assert len(engine.wholes) == 1
    activity, transcript = finished(recorder, ahead)  # while the first is still being heard
    assert len(activity.speech) == 2
    assert len(engine.given) == 1
    assert transcript.text == " x x"
    let_go(engine, ahead)


@pytest.mark.parametrize(("patience_s", "in_time"), [(60.0, True), (0.05, False)])
def test_the_whole_counts_if_it_is_done_in_time(
    tmp_path: Path, patience_s: float, in_time: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is done after the stretches are, or never."""
    assert 0 < module._PATIENCE_S < 2
    monkeypatch.setattr(module, "_PATIENCE_S", patience_s)
    sound = joined(noise(0.3, ROOM), say("I would listen first."), noise(1.0, ROOM))
    engine = Engine(slow_s=TO_THE_END_S, heard=threading.Event(), frees=in_time)
    recorder, ahead = listened(tmp_path, sound, engine)
    _activity, transcript = finished(recorder, ahead)
    assert len(engine.wholes) == len(engine.given) == 1
    assert bool(transcript.words) is in_time
    assert transcript.text
    let_go(engine, ahead)


def test_a_long_answer_is_heard_for_good_in_stretches(tmp_path: Path) -> None:
    """What is left at its end is no more than a stretch; the language is checked at the first."""
    sentence = say("First I listen, and then I tell the customer what I can do for them today.")
    assert 3 < len(sentence) / SAMPLE_RATE < STRETCH_S
    sound = joined(*[part for _ in range(5) for part in (sentence, noise(0.9, ROOM))], sentence)
    engine = Engine()
    recorder, ahead = listened(tmp_path, sound, engine)
    engine.given.clear()
    activity, _transcript = finished(recorder, ahead)
    assert len(engine.given) == 1
    left_s, first = engine.given[0]
    assert left_s < 2 * STRETCH_S
    assert not first
    assert len(activity.speech) >= 6


def test_a_stretch_is_heard_for_good_as_soon_as_somebody_goes_on(tmp_path: Path) -> None:
    """So that it is not left to the end, where it would be waited for."""
    heard_s: list[float] = []

    class Watched(Engine):
        def hear(
            self,
            sound: Samples,
            activity: Activity,
            parts: Sequence[Interval],
            language: LanguageCode,
            *,
            first: bool,
        ) -> list[Heard]:
            heard_s.extend(Tape.now_s for _ in parts)
            return super().hear(sound, activity, parts, language, first=first)

    stretch, pause = say(LONG_SENTENCE, 110), noise(1.0, ROOM)
    assert len(stretch) / SAMPLE_RATE > STRETCH_S + 0.5
    sound = joined(noise(0.3, ROOM), stretch, pause, say(LONG_SENTENCE, 150))
    goes_on_s = (len(stretch) + len(pause)) / SAMPLE_RATE + 0.3
    _recorder, _ahead = listened(tmp_path, sound, Watched())
    assert heard_s
    assert heard_s[0] < goes_on_s + 2 * module._GOES_ON_S
    assert goes_on_s + 3.0 < len(sound) / SAMPLE_RATE


@pytest.mark.parametrize("when", ["load", "hear"])
def test_what_fails_ahead_is_left_to_the_whole(tmp_path: Path, when: str) -> None:
    """An error that a later hearing may not meet refuses no answer."""
    sound = joined(noise(0.3, ROOM), say("I would listen first."), noise(1.0, ROOM))
    recorder, ahead = listened(tmp_path, sound, Engine(broken=when))
    assert ahead.finish(recorder.recording().samples) is None


def test_a_failure_at_the_very_end_is_left_to_the_whole_too(tmp_path: Path) -> None:
    engine = Engine()
    recorder, ahead = listened(tmp_path, joined(noise(0.3, ROOM), say("I listen.")), engine)
    engine.broken = "hear"
    assert ahead.finish(recorder.recording().samples) is None


def test_clicks_before_the_first_word_do_no_harm(tmp_path: Path) -> None:
    """A look that finds no voice leaves nothing behind."""
    click = tone(0.12, 2000, 0.5)
    sound = joined(
        *[noise(0.4, ROOM), click] * 4, noise(0.9, ROOM), say("I listen."), noise(0.9, ROOM)
    )
    engine = Engine()
    recorder, ahead = listened(tmp_path, sound, engine)
    activity, transcript = finished(recorder, ahead)
    assert transcript.text == " x" * len(activity.speech)
    assert activity.speech[-1].end_s == pytest.approx(len(sound) / SAMPLE_RATE - 0.9, abs=0.15)


def test_a_voice_too_soft_for_the_level_is_not_looked_at_all_the_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The level says pause, the network says voice: looks become rare."""
    looks: list[float] = []

    def voiced(sound: Samples) -> Activity:
        looks.append(len(sound) / SAMPLE_RATE)
        return Activity((Interval(0.0, looks[-1]),))

    monkeypatch.setattr(module, "detect_activity", voiced)
    sound = joined(noise(0.3, ROOM), tone(0.5, 300, 0.3), noise(5.0, ROOM))
    listened(tmp_path, sound, Engine())
    assert 2 <= len(looks) <= 7


def test_a_pause_key_is_a_pause(tmp_path: Path) -> None:
    """In the midst of speech, what was said until then is heard while the person waits."""
    speech = say("I would listen first and then I would say sorry and help at once.")
    engine = Engine()
    _recorder, ahead = listened(tmp_path, joined(speech, speech), engine, presses=(1.5, 3.0))
    ahead._thread.join(60)
    assert engine.wholes == [pytest.approx(1.5, abs=0.3)]


def test_an_empty_recording_is_silence(tmp_path: Path) -> None:
    recorder, ahead = listened(tmp_path, noise(0.8, ROOM), Engine())
    activity, transcript = finished(recorder, ahead)
    assert activity.speech == ()
    assert transcript.text == ""


def test_thinking_long_costs_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was silent is not looked at again and again, and the speech after it is whole."""
    lengths: list[float] = []

    def looked(sound: Samples) -> Activity:
        lengths.append(len(sound) / SAMPLE_RATE)
        return detect(sound)

    monkeypatch.setattr(module, "_LONGEST_S", 1.0)
    monkeypatch.setattr(module, "_BEFORE_S", 1.0)
    monkeypatch.setattr(module, "detect_activity", looked)
    sound = joined(noise(9.0, ROOM), say("I would listen first."), noise(1.0, ROOM))
    recorder, ahead = listened(tmp_path, sound, Engine())
    activity, transcript = finished(recorder, ahead)
    assert max(lengths) < 7.0
    assert activity.speech[0].start_s == pytest.approx(9.0, abs=0.1)
    assert transcript.words[0].start_s == activity.speech[0].start_s


@pytest.mark.parametrize("language", ["en", "zh"])
def test_what_was_heard_ahead_is_as_right_as_the_whole(
    tmp_path: Path,
    whisper: WhisperTranscriber,
    language: LanguageCode,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """By the real recognizer, longer than a window: the same number of units, words where they are."""
    monkeypatch.setattr(module, "WINDOW_S", WINDOW_S)
    sample = audio.read(data_folder("samples") / f"answer.{language}.flac").samples
    sound = joined(sample, noise(0.8, ROOM))
    assert len(sound) / SAMPLE_RATE > WINDOW_S + 2
    recorder, ahead = listened(tmp_path, sound, Unhurried(whisper), language)
    activity, found = finished(recorder, ahead)
    plain = whisper.transcribe(sound, detect(sound), language)
    units = get(language).count_units
    assert units(found.text) == pytest.approx(units(plain.text), rel=0.05)
    assert found.words[-1].end_s == pytest.approx(plain.words[-1].end_s, abs=0.3)
    whole = detect(sound)
    assert len(activity.speech) == len(whole.speech)
    for ours, theirs in zip(activity.speech, whole.speech, strict=True):
        assert (ours.start_s, ours.end_s) == pytest.approx((theirs.start_s, theirs.end_s), abs=0.03)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_short_answer_is_heard_as_its_file_is(
    tmp_path: Path, whisper: WhisperTranscriber, language: LanguageCode
) -> None:
    sound = joined(beginning(language, 10.0), noise(2 * TAKES_S + 1.0, ROOM))
    recorder, ahead = listened(tmp_path, sound, Unhurried(whisper), language)
    _activity, found = finished(recorder, ahead)
    assert ahead._whole is not None
    assert found is ahead._whole.transcript
    plain = whisper.transcribe(sound, detect(sound), language)
    alike = difflib.SequenceMatcher(None, found.text, plain.text, autojunk=False).ratio()
    assert alike > 0.97


def test_another_language_is_refused_ahead_too(tmp_path: Path, whisper: WhisperTranscriber) -> None:
    sound = joined(beginning("zh", 10.0), noise(ROOM_S + 0.3, ROOM))
    recorder, ahead = listened(tmp_path, sound, Unhurried(whisper))
    _activity, found = finished(recorder, ahead)
    assert found.other_language == "zh"
