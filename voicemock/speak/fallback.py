"""Another voice where the first fails: a person who cannot hear the question hears it robotic."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from voicemock.audio import samples as audio
from voicemock.errors import VoiceError
from voicemock.speak.base import Rests, Speaker, Speech, Utterance
from voicemock.values.sound import Samples


class FallbackSpeaker:
    """Speaks with the first voice, and with the second from the moment that the first has failed.

    ``told`` is called with the first failure.
    """

    def __init__(self, first: Speaker, second: Speaker, told: Callable[[VoiceError], None]) -> None:
        self._first = first
        self._second = second
        self._told = told
        self._failed = False

    def synthesize(self, utterance: Utterance) -> Speech | None:
        """See `Speaker.synthesize`."""
        if self._failed:
            return self._second.synthesize(utterance)
        try:
            speech = self._first.synthesize(utterance)
        except VoiceError as error:
            self._fail(error)
            return self._second.synthesize(utterance)
        return speech and Speech(speech.rate, self._parts(speech, utterance))

    def rest(self) -> None:
        """See `Rests`."""
        if isinstance(self._first, Rests):
            self._first.rest()

    def _parts(self, speech: Speech, utterance: Utterance) -> Iterator[Samples]:
        parts = iter(speech.parts)
        try:
            yield next(parts)
        except StopIteration:
            return
        except VoiceError as error:
            self._fail(error)
            other = self._second.synthesize(utterance)
            if other is not None:
                yield from (audio.resample(part, other.rate, speech.rate) for part in other.parts)
            return
        yield from parts

    def _fail(self, error: VoiceError) -> None:
        if not self._failed:
            self._failed = True
            self._told(error)
