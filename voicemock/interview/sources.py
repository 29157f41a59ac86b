"""Where the sound of an answer comes from: the machine's microphone, or recordings in its place."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from voicemock.audio import devices
from voicemock.audio import samples as audio
from voicemock.record.base import Source
from voicemock.record.file import FileSource
from voicemock.record.microphone import Microphone


class Sources(Protocol):
    """Gives a fresh source of sound for each answer."""

    @property
    def spare(self) -> int | None:
        """Recordings that were not taken yet; None where sound does not come from recordings."""
        ...

    def take(self) -> tuple[Source, str | None]:
        """The next answer's source, not started yet, and the recording's name where it is one.

        Raises:
            AudioFileError: the recording cannot be read.
        """
        ...

    def look_again(self) -> None:
        """Find devices that have come or gone; called when one has failed and no stream is open.

        Raises:
            DeviceError: the system's sound cannot be asked.
        """
        ...


class _OfThisMachine:
    def look_again(self) -> None:
        """See `Sources.look_again`: the loudspeaker may have come back, too."""
        devices.look_again()


class Microphones(_OfThisMachine):
    """The machine's microphone, opened anew for each answer."""

    spare = None

    def __init__(self, device: str | None = None) -> None:
        self._device = device

    def take(self) -> tuple[Source, str | None]:
        """See `Sources.take`."""
        return Microphone(self._device), None


class Recordings(_OfThisMachine):
    """Recordings in the microphone's place, in order; used up, they begin again.

    ``realtime`` delivers them at the speed at which they were spoken.
    """

    def __init__(self, paths: Sequence[Path], *, realtime: bool = False) -> None:
        self._all = tuple(paths)
        self._left = deque(paths)
        self._again = False
        self._realtime = realtime

    @property
    def spare(self) -> int:
        """See `Sources.spare`."""
        return 0 if self._again else len(self._left)

    def take(self) -> tuple[Source, str | None]:
        """See `Sources.take`."""
        if not self._left:
            self._again = True
            self._left.extend(self._all)
        path = self._left.popleft()
        return FileSource(audio.read(path).samples, realtime=self._realtime), str(path)
