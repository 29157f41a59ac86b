"""A WAV file that any program can read at any moment while it grows, and one that broke off."""

from __future__ import annotations

import os
import struct
import time
from pathlib import Path

import numpy as np

from voicemock.audio import samples as audio
from voicemock.record.base import Block
from voicemock.values.sound import SAMPLE_RATE

HEADER_BYTES = 44
SOMETHING_S = 0.5
"""A recording shorter than this holds nothing."""
_SYNC_EVERY_S = 1.0
_HEADER = struct.Struct("<4sI4s4sIHHIIHH4sI")
_MARKS = (
    b"RIFF", b"RIFX", b"RF64", b"FORM", b".snd", b"fLaC", b"OggS", b"ID3", b"\xff\xfb", b"\xff\xf3",
    b"\x1a\x45\xdf\xa3",
)  # fmt: skip
"""How sound files begin: WAV, AIFF, AU, FLAC, OGG, MP3, WebM."""
_FULL_BYTES = 0xFFFFFFFF - HEADER_BYTES  # what a WAV file can hold


class GrowingWav:
    """Mono 16-bit PCM. Every write mends the header, every second reaches the disk.

    Written here, because ``wave`` takes no notice when a disk that is nearly full takes only a part
    of what it was given, and then says in the header what is not there.
    """

    def __init__(self, path: Path, rate: int) -> None:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600)
        # unbuffered: what a full disk refuses must not come back when the file is closed
        self._raw = os.fdopen(descriptor, "w+b", buffering=0)
        self._rate = rate
        self._bytes = 0
        self._synced_at_s = 0.0
        try:
            self._put(0, _header(rate, 0))
            self.sync()
        except BaseException:
            self._raw.close()
            raise

    def write(self, sound: Block) -> None:
        """Append; the file is whole again when this returns, or raises.

        Raises:
            OSError: the disk did not take all of it; what it took is in the file.
        """
        data = sound.astype("<i2").tobytes()
        try:
            self._put(HEADER_BYTES + self._bytes, data)
        except OSError:
            taken = self._raw.seek(0, os.SEEK_END) - HEADER_BYTES
            self._bytes = max(self._bytes, taken - taken % 2)
            self._raw.truncate(HEADER_BYTES + self._bytes)
            self._put(0, _header(self._rate, self._bytes))
            raise
        self._bytes += len(data)
        self._put(0, _header(self._rate, self._bytes))
        if time.monotonic() - self._synced_at_s > _SYNC_EVERY_S:
            self.sync()

    def sync(self) -> None:
        """Make sure that it survives the machine going down."""
        os.fsync(self._raw.fileno())
        self._synced_at_s = time.monotonic()

    def close(self) -> None:
        """Finish; the file may be moved afterwards."""
        try:
            os.fsync(self._raw.fileno())
        finally:
            self._raw.close()

    def _put(self, at: int, data: bytes) -> None:
        self._raw.seek(at)
        left = memoryview(data)
        while left:
            left = left[self._raw.write(left) :]


def mend(path: Path, rate: int = SAMPLE_RATE) -> float:
    """Make the header of a recording of ours agree with the file; its length in seconds.

    A header that says what is there is left alone, byte for byte, and so is a file of another form,
    which somebody made of it. ``rate``, in Hz, is taken where the header does not say it.

    Raises:
        OSError: it cannot be read or written.
        AudioFileError: it is of another form and cannot be read.
    """
    with path.open("rb") as file:
        found = file.read(HEADER_BYTES)
        length = max(0, file.seek(0, os.SEEK_END) - HEADER_BYTES)
    told = _rate_of(found)
    if told is None and _is_of_another_form(found):
        samples, rate = audio.decode(path)
        return len(samples) / rate
    rate = told or rate
    if told is not None and (said := _whole(found, length)) is not None:
        return said / 2 / rate
    kept = length - length % 2
    right = _header(rate, min(kept, _FULL_BYTES))
    if found != right or kept != length:
        with path.open("r+b") as file:
            file.truncate(HEADER_BYTES + kept)
            file.write(right)
            file.flush()
            os.fsync(file.fileno())
    return kept / 2 / rate


def read(path: Path, from_s: float = 0.0) -> tuple[int, Block]:
    """The rate and the sound, from a moment on, of a file of ours.

    Raises:
        OSError, EOFError, ValueError: it cannot be read.
    """
    import wave

    try:
        with wave.open(str(path), "rb") as file:
            rate, frames = file.getframerate(), file.getnframes()
            file.setpos(min(round(from_s * rate), frames))
            return rate, np.frombuffer(file.readframes(frames), "<i2")
    except wave.Error as error:
        raise ValueError(str(error)) from error


def _header(rate: int, data_bytes: int) -> bytes:
    return _HEADER.pack(
        b"RIFF", HEADER_BYTES - 8 + data_bytes, b"WAVE", b"fmt ", 16, 1, 1, rate, 2 * rate, 2, 16,
        b"data", data_bytes,
    )  # fmt: skip


def _rate_of(header: bytes) -> int | None:
    """The rate a header of ours gives, None where it is damaged or none of ours."""
    if len(header) < HEADER_BYTES:
        return None
    riff, _size, kind, part, long, coding, channels, rate, flow, align, bits, data, _bytes = (
        _HEADER.unpack(header)
    )
    as_written = (riff, kind, part, long, coding, channels, flow, align, bits, data) == (
        b"RIFF", b"WAVE", b"fmt ", 16, 1, 1, 2 * rate, 2, 16, b"data",
    )  # fmt: skip
    return rate if as_written and rate else None


def _whole(header: bytes, length: int) -> int | None:
    """The bytes of sound a header of our form tells of, None where the file is not as long as it says.

    Another program may have put something behind the sound.
    """
    riff_bytes, data_bytes = _HEADER.unpack(header)[1], _HEADER.unpack(header)[-1]
    fits = riff_bytes + 8 == HEADER_BYTES + length and data_bytes <= length
    return data_bytes if fits and data_bytes % 2 == 0 else None


def _is_of_another_form(header: bytes) -> bool:
    """Whether this begins a sound file that is none of ours, whole or damaged."""
    if len(header) < HEADER_BYTES:  # ours, cut off; no form has room for sound in that
        return False
    return header.startswith(_MARKS) or header[4:8] == b"ftyp"
