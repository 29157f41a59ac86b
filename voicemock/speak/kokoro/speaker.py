"""Speaks with Kokoro: sentence by sentence, each kept, at the rate and loudness asked for."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator
from contextvars import copy_context
from functools import cache, partial
from pathlib import Path

import numpy as np

from voicemock.audio import samples as audio
from voicemock.audio.loudness import levelled
from voicemock.errors import InputError, VoiceError, reason_of
from voicemock.i18n import _
from voicemock.i18n.library_messages import said
from voicemock.memory import give_back
from voicemock.speak import background, voices
from voicemock.speak.base import Speech, Utterance, gained, pace
from voicemock.speak.kept import Kept
from voicemock.speak.kokoro import chunks, phonemes
from voicemock.speak.kokoro.network import RATE, THREADS, Network
from voicemock.speak.voices import Voice
from voicemock.values.sound import Samples

_SPEEDS = (0.5, 2.0)
"""Beyond, words are swallowed or drawled."""
_MADE_BY = 1
"""Counts up when the same symbols come to sound otherwise, so that what was kept is made anew."""


class KokoroSpeaker:
    """See `voicemock.speak.base.Speaker`.

    Args:
        path: the network's file.
        kept: where speech is kept.
        chosen: voices that take the place of each language's own interviewer.
        rate_wpm: of the interviewer, words a minute.
    """

    def __init__(
        self, path: Path, kept: Kept, *, chosen: tuple[Voice, ...] = (), rate_wpm: int = 160
    ) -> None:
        self._path = path
        self._kept = kept
        self._chosen = chosen
        self._rate = rate_wpm
        self._network: Network | None = None
        self._begun = False  # from then on most of what is asked for is made already
        self._loading = threading.Lock()

    def synthesize(self, utterance: Utterance) -> Speech | None:
        """See `Speaker.synthesize`."""
        return Speech(RATE, self._parts(utterance))

    def rest(self) -> None:
        """See `Rests`: 105 MB, while the recognizer is busy."""
        with self._loading:
            self._network = None
        give_back()

    def _loaded(self) -> Network:
        """The network: at first with several threads, which is heard sooner; once there is time, with one.

        What is made while the person answers must leave the other cores to who listens to them.
        """
        alone = background.may_wait()
        with self._loading:
            network = self._network
            if network is None or (alone and network.threads > 1):
                self._network = network = None  # never two at a time
                try:
                    network = Network(self._path, threads=1 if alone else THREADS)
                except Exception as error:  # ONNX Runtime has kinds of its own
                    raise _failed(error) from error
                self._network = network
            return network

    def _load_meanwhile(self) -> None:
        """Load the network while the dictionaries are read; what fails is said when it is needed."""
        self._begun = True

        def work() -> None:
            with contextlib.suppress(VoiceError):
                self._loaded()

        threading.Thread(target=copy_context().run, args=(work,), daemon=True).start()

    def _parts(self, utterance: Utterance) -> Iterator[Samples]:
        choose = voices.customer if utterance.customer else voices.interviewer
        voice = choose(utterance.language, self._chosen)
        wanted = self._rate * pace(utterance) / voice.words_per_min
        speed = round(min(_SPEEDS[1], max(_SPEEDS[0], wanted)), 3)
        if not self._begun and not background.may_wait():
            self._load_meanwhile()
        cut = chunks.cut(phonemes.of(utterance.text, utterance.language))
        if not cut or not any(map(str.isalnum, utterance.text)):
            told = _("There are no words to be spoken in “{text}”.")
            raise InputError(told.format(text=utterance.text))
        for chunk in cut:
            job = {"by": _MADE_BY, "voice": voice.name, "speed": speed, "symbols": chunk.symbols}
            make = partial(self._made, chunk.symbols, voice, speed)
            sound = gained(self._kept.get(job, make), utterance)
            pause_s = 0.0 if chunk is cut[-1] else chunk.pause_s / speed
            yield np.concatenate([sound, np.zeros(int(pause_s * RATE), np.float32)])

    def _made(self, symbols: str, voice: Voice, speed: float, _folder: Path) -> tuple[Samples, int]:
        network = self._loaded()
        try:
            sound = network.speak(phonemes.numbers(symbols), _styles(voice.name), speed)
        except Exception as error:  # ONNX Runtime's own kinds
            raise _failed(error) from error
        return levelled(audio.trimmed(sound), RATE), RATE


def _failed(error: Exception) -> VoiceError:
    told = _("The neural voice failed ({reason}); install voicemock again.")
    return VoiceError(told.format(reason=said(reason_of(error))))


@cache
def _styles(name: str) -> Samples:
    """A voice's table, shape (510, 256)."""
    table: Samples = np.load(Path(__file__).with_name("voices") / f"{name}.npy")
    return table.astype(np.float32)
