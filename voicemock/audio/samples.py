"""Sound in and out of files, and resampling.

`voicemock.audio.decoding` takes files apart. All sound inside voicemock is mono float32 at 16 kHz; files
are written as 16-bit PCM WAV.
"""

from __future__ import annotations

import errno
import hashlib
import io
import os
import stat
from pathlib import Path

import numpy as np
import numpy.typing as npt

from voicemock.audio import decoding
from voicemock.audio.filters import filtered
from voicemock.errors import AudioFileError
from voicemock.i18n import _
from voicemock.i18n.library_messages import why
from voicemock.values.notes import Note
from voicemock.values.sound import SAMPLE_RATE, Recording, Samples

FULL_SCALE = 32768.0
_MAX_BYTES = 4 << 30


def read(path: Path, *, source: str | None = None) -> Recording:
    """Read a sound file as mono float32 at 16 kHz.

    Of several channels the one with the voice is taken; other rates are resampled, NaN and infinite
    samples taken as silence. ``source`` is kept as the name the caller used. A file that was cut short
    is read as far as it goes, and `Recording.trouble` says so.

    Raises:
        AudioFileError: no such file, no ordinary one, no permission, not sound, longer than two hours,
            or no samples in it.
    """
    try:
        with _opened(path) as file:
            sound = decoding.decode(file, path, SAMPLE_RATE)
            if not len(sound.samples):
                raise AudioFileError(
                    _("{path} holds no sound, only a header; record it again.").format(path=path)
                )
            file.seek(0)
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:  # a disk that fails, a file of the kernel's
        raise _unreadable(path, error) from error
    return Recording(
        path=path.resolve(),
        samples=sound.samples,
        sha256=sha256,
        sample_rate=sound.rate,
        source=source,
        trouble=_cut_short(sound),
    )


def _cut_short(sound: decoding.Sound) -> Note | None:
    if sound.said_s is None:
        return None
    held = len(sound.samples) / SAMPLE_RATE
    if not sound.said_s:
        return Note("recording", "cut_short", values={"kind": "unended"})
    values = {"said": round(sound.said_s, 1), "held": round(held, 1)}
    return Note("recording", "cut_short", values={**values})


def decode(path: Path) -> tuple[Samples, int]:
    """A file's sound as mono float32 at the file's own rate, and that rate in Hz.

    Raises:
        AudioFileError: as `read`, but that there may be no samples.
    """
    try:
        with _opened(path) as file:
            sound = decoding.decode(file, path)
    except OSError as error:
        raise _unreadable(path, error) from error
    return sound.samples, sound.rate


def _opened(path: Path) -> io.FileIO:
    """An ordinary file that is not empty, opened.

    Raises:
        AudioFileError: it is none, or may not be read.
    """
    try:
        about = path.stat()
        if stat.S_ISDIR(about.st_mode):
            raise AudioFileError(
                _("{path} is a folder; name the recording inside it.").format(path=path)
            )
        if not stat.S_ISREG(about.st_mode):
            raise AudioFileError(
                _("{path} is no ordinary file; record into one and name that.").format(path=path)
            )
        if not about.st_size:
            raise AudioFileError(_("{path} is empty; record it again.").format(path=path))
        if about.st_size > _MAX_BYTES:
            raise AudioFileError(
                _("{path} is larger than 4 GB; convert it to 16 kHz WAV.").format(path=path)
            )
        # a pipe that has taken the file's place meanwhile must not be waited for
        return open(path, "rb", buffering=0, opener=_without_waiting)
    except FileNotFoundError:
        raise AudioFileError(
            _("There is no file {path}; check the name and the folder.").format(path=path)
        ) from None
    except PermissionError:
        raise AudioFileError(
            _("{path} may not be read by you; change its permissions or copy it.").format(path=path)
        ) from None
    except (OSError, ValueError) as error:
        raise _unreadable(path, error) from error


def _unreadable(path: Path, error: OSError | ValueError) -> AudioFileError:
    reason = why(error)
    return AudioFileError(_("{path} could not be read: {reason}.").format(path=path, reason=reason))


def _without_waiting(name: str, flags: int) -> int:
    return os.open(name, flags | getattr(os, "O_NONBLOCK", 0))


def resample(sound: Samples, rate: int, wanted: int = SAMPLE_RATE) -> Samples:
    """Resample mono float32, shape (n,), from ``rate`` Hz, with an anti-alias filter (soxr HQ)."""
    if rate == wanted:
        return sound
    import soxr

    return decoding.clean(soxr.resample(sound, rate, wanted))


def to_int16(sound: Samples) -> npt.NDArray[np.int16]:
    """Float in [-1, 1] to 16-bit PCM."""
    return np.clip(np.round(sound * FULL_SCALE), -32768, 32767).astype(np.int16)


def to_float(sound: npt.NDArray[np.int16]) -> Samples:
    """16-bit PCM to float in [-1, 1]."""
    return (sound / np.float32(FULL_SCALE)).astype(np.float32)


def stretch(sound: Samples, rate: int, speed: float) -> Samples:
    """A sound at another pace, its pitch kept (FFmpeg's atempo).

    Args:
        sound: mono float32, shape (n,).
        rate: its Hz.
        speed: 0.5 to 2; 2 is twice as fast.
    """
    if speed == 1.0 or not len(sound):
        return sound
    chain = ("atempo", f"{speed:.4f}"), ("aformat", "sample_fmts=flt:channel_layouts=mono")
    parts = [frame.to_ndarray().reshape(-1) for frame in filtered(sound, rate, *chain)]
    return np.concatenate(parts).astype(np.float32) if parts else sound[:0]


def trimmed(sound: Samples, threshold: float = 0.003) -> Samples:
    """Without the near-silence at both ends (synthesizers add some), so that its end is speech's."""
    loud = np.flatnonzero(np.abs(sound) > threshold)
    return sound[loud[0] : loud[-1] + 1] if len(loud) else sound


def write_wav(path: Path, sound: Samples, rate: int = SAMPLE_RATE) -> None:
    """Write mono 16-bit PCM WAV, readable by the owner only."""
    import wave

    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as raw, wave.open(raw, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(to_int16(sound).tobytes())


def file_sha256(path: Path) -> str:
    """Hex SHA-256 of a file's bytes.

    Raises:
        OSError: it cannot be read, or is a pipe or device, which might never end.
    """
    with open(path, "rb", opener=_without_waiting) as file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise OSError(errno.EINVAL, _("no ordinary file"), str(path))
        return hashlib.file_digest(file, "sha256").hexdigest()
