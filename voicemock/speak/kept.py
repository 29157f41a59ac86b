"""Speech that was made once is kept: by text, voice and rate, as FLAC in the cache."""

from __future__ import annotations

import contextlib
import hashlib
import json
import shutil
import tempfile
import threading
import time
import weakref
from collections import defaultdict
from collections.abc import Callable, Mapping
from pathlib import Path

from voicemock.audio import samples as audio
from voicemock.errors import AudioFileError, StoreError, VoiceError
from voicemock.files.private import open_private, private_dir
from voicemock.i18n import _
from voicemock.i18n.library_messages import why
from voicemock.values.sound import Samples

_MOST_FILES = 800
"""Some 80 MB: all questions, follow-ups and turns of a pack have about 500 sentences."""
_MAKING = ".making-"
_STALE_S = 600.0


class Kept:
    """A folder of speech. May be used from several threads; what two want is made once."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._making: defaultdict[str, threading.Lock] = defaultdict(threading.Lock)

    def get(
        self, job: Mapping[str, object], make: Callable[[Path], tuple[Samples, int]]
    ) -> Samples:
        """The speech of a job, mono float32, shape (n,).

        Args:
            job: all that it depends on, for JSON.
            make: called where it was not kept, with a folder to work in; gives it and its rate in Hz.

        Raises:
            VoiceError: as ``make`` does, or the folder cannot be used.
        """
        key = hashlib.sha256(json.dumps(job, sort_keys=True).encode()).hexdigest()[:32]
        path = self._folder / f"{key}.flac"
        with self._making[key]:
            with contextlib.suppress(AudioFileError):  # not there, or damaged
                return audio.decode(path)[0]
            try:
                return self._made(path, make)
            except OSError as error:
                told = _(
                    "The voice's folder {path} cannot be used ({reason}); set VOICEMOCK_CACHE."
                )
                raise VoiceError(told.format(path=self._folder, reason=why(error))) from error

    def forget(self) -> bool:
        """Remove all of it: words of a job may be in it. Whether there was any.

        Raises:
            StoreError: something could not be removed.
        """
        spoken = [*self._folder.glob("*.flac"), *self._folder.glob("*.wav")]  # before 0.2: .wav
        for path in spoken:
            try:
                path.unlink(missing_ok=True)
            except OSError as error:
                told = _("{path} could not be deleted ({reason}); delete it yourself.")
                raise StoreError(told.format(path=path, reason=why(error))) from error
        return bool(spoken)

    def _made(self, path: Path, make: Callable[[Path], tuple[Samples, int]]) -> Samples:
        import soundfile

        private_dir(self._folder)
        work = Path(tempfile.mkdtemp(dir=self._folder, prefix=_MAKING))
        # also where the program ends meanwhile
        remove = weakref.finalize(self, shutil.rmtree, work, ignore_errors=True)
        try:
            sound, rate = make(work)
            part = work / path.name
            with open_private(part) as file:
                soundfile.write(file, audio.to_int16(sound), rate, format="FLAC")
            part.replace(path)
        finally:
            remove()
        self._forget_oldest()
        return sound

    def _forget_oldest(self) -> None:
        with contextlib.suppress(OSError):  # another process forgets, too
            for left in self._folder.glob(f"{_MAKING}*"):  # by one that was killed
                if left.stat().st_mtime < time.time() - _STALE_S:
                    shutil.rmtree(left, ignore_errors=True)
            files = sorted(self._folder.glob("*.flac"), key=lambda one: one.stat().st_mtime)
            for old in files[:-_MOST_FILES]:
                old.unlink(missing_ok=True)
