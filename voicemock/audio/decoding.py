"""Sound files decoded block by block, however long, damaged or ill-meant they are.

WAV, AIFF, AU, FLAC and OGG are read by libsndfile (soundfile), everything else by FFmpeg (PyAV),
which also has a try at what libsndfile refuses. A file may ask for no more memory and time than a
recording of two hours needs, and only for as much as its bytes make likely.
"""

from __future__ import annotations

import io
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from voicemock.errors import AudioFileError
from voicemock.i18n import _
from voicemock.values.sound import SAMPLE_RATE, Samples

MAX_HOURS = 2
_MAX_S = MAX_HOURS * 3600 + 60.0  # a recorder that is set to two hours does not stop on the sample
_RATES = range(1000, 768_001)
_BLOCK = 1 << 18
"""Samples of all channels decoded at a time."""
_FREE, _PER_BYTE = 20_000_000, 330
"""A file of n bytes holds at most so many samples at 16 kHz (and three times as many of all channels at
its own rate), plus so many for each byte. A muted microphone in FLAC is 322 in a byte."""

# What libsndfile is given. Its readers of MP3 and ALAC talk to stderr, its other forms nobody uses.
_MARKS = (b"RIFF", b"RIFX", b"RF64", b"riff", b"FORM", b".snd", b"fLaC", b"OggS")
_MP3_IN_WAV = re.compile(rb"fmt .{4}[\x50\x55]\0", re.DOTALL)
# Forms that hold sound. Playlists, which FFmpeg would follow to other files or hosts, are not here.
_FORMS = (
    "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,ogg,flac,mp3,aac,wav,w64,aiff,caf,au,amr,amrnb,amrwb,"
    "asf,avi,flv,mpeg,mpegts,ac3,eac3,wv,ape,tta,nistsphere,voc"
)

Block = npt.NDArray[np.float32]
"""Samples of shape (n, channels)."""


class _UnreadableError(Exception):
    """This library cannot read the file."""


def decode(file: io.FileIO, path: Path, wanted: int | None = None) -> tuple[Samples, int]:
    """The sound of an open file as mono float32, and the file's rate in Hz.

    Channels are averaged; NaN and infinite samples become silence, what is beyond full scale is
    clipped.

    Args:
        file: open for reading, without a buffer.
        path: its name, for refusals and for FFmpeg's hint.
        wanted: Hz to resample to; None leaves it at its own rate.

    Raises:
        AudioFileError: not sound, longer than two hours, or of an impossible rate.
    """
    size = file.seek(0, io.SEEK_END)
    file.seek(0)
    head = file.read(1 << 16)
    ours = head.startswith(_MARKS) and not _MP3_IN_WAV.search(head)
    # one that fails half-way is begun anew with the other: FFmpeg steps over damage
    readers = [_by_libsndfile, _by_ffmpeg] if ours else [_by_ffmpeg]
    for reader in readers:
        file.seek(0)
        try:
            return _joined(reader(file, path), path, size, wanted)
        except _UnreadableError:
            continue
        except MemoryError:
            raise _too_long(path) from None
    raise AudioFileError(
        _(
            "{path} is not a recording that can be read; give WAV, FLAC, OGG, MP3, M4A or WebM."
        ).format(path=path)
    )


def clean(sound: npt.NDArray[Any]) -> Samples:
    """Float32 in [-1, 1], without NaN and infinities."""
    finite = np.nan_to_num(sound, nan=0.0, posinf=0.0, neginf=0.0)
    clipped: Samples = np.clip(finite, -1.0, 1.0).astype(np.float32, copy=False)
    return clipped


def _joined(
    blocks: Iterator[tuple[Block, int]], path: Path, size: int, wanted: int | None
) -> tuple[Samples, int]:
    """The blocks as one mono array, each cleaned and resampled as it comes, and their rate."""
    # grows where it lies: an array that is made longer is copied, or filled with zeros
    held = bytearray()
    convert: _Resampled | None = None
    rate = frames = load = 0
    for block, rate in blocks:
        if rate not in _RATES:
            raise AudioFileError(
                _("{path} claims {rate} samples a second; convert it to 16 kHz WAV.").format(
                    path=path, rate=rate
                )
            )
        frames += len(block)
        load += max(block.size // 3, len(block) * SAMPLE_RATE // rate)
        if frames > _MAX_S * rate:
            raise _too_long(path)
        if load > _FREE + _PER_BYTE * size:
            raise AudioFileError(
                _("{path} claims more sound than its {size} bytes can hold.").format(
                    path=path, size=size
                )
            )
        mono = clean(block).mean(axis=1, dtype=np.float32)
        if wanted not in (None, rate):
            convert = convert or _Resampled(rate, wanted or rate)
            mono = convert(mono)
        held += mono.data.cast("B")
    if convert is not None:
        held += convert(np.zeros(0, np.float32), last=True).data.cast("B")
    return np.frombuffer(held, np.float32), rate


class _Resampled:
    """Blocks at another rate (soxr, high quality), as if they had come in one."""

    def __init__(self, rate: int, wanted: int) -> None:
        import soxr

        self._stream = soxr.ResampleStream(rate, wanted, 1, dtype="float32", quality="HQ")

    def __call__(self, mono: Samples, *, last: bool = False) -> Samples:
        return clean(self._stream.resample_chunk(mono, last=last))


def _too_long(path: Path) -> AudioFileError:
    return AudioFileError(
        _("{path} is longer than {hours} hours; cut it into parts.").format(
            path=path, hours=MAX_HOURS
        )
    )


def _by_libsndfile(file: io.FileIO, path: Path) -> Iterator[tuple[Block, int]]:
    import soundfile

    class Straight(soundfile.SoundFile):  # type: ignore[misc]
        """Reads on; soundfile goes to where it is after each block, which is slow in FLAC and OGG."""

        def seekable(self) -> bool:
            return False

    # an open file has no name that could be taken for a form, nor one that cannot be encoded
    target = file.fileno() if os.name == "posix" else str(path)
    try:
        with Straight(target, closefd=False) as sound:
            yield np.zeros((0, 1), np.float32), sound.samplerate
            frames = max(1, _BLOCK // sound.channels)
            block = np.empty((frames, sound.channels), np.float32)
            while True:
                count = sound.buffer_read_into(block, dtype="float32")
                yield block[:count], sound.samplerate
                if count < frames:
                    return
    except (soundfile.SoundFileError, TypeError, ValueError) as error:
        raise _UnreadableError from error


class _Source(io.FileIO):
    """A file in which going to an impossible place fails without an exception: PyAV prints them."""

    def seek(self, place: int, whence: int = io.SEEK_SET, /) -> int:
        try:
            return super().seek(place, whence)
        except (OSError, OverflowError, ValueError):
            return -1


def _by_ffmpeg(file: io.FileIO, path: Path) -> Iterator[tuple[Block, int]]:
    """The first audio stream."""
    try:
        import av
    except ImportError as error:
        raise _UnreadableError from error
    source = _Source(file.fileno(), closefd=False)
    # FFmpeg takes a hint from a name's end; the rest of it may be nothing that can be encoded
    source.name = f"recording{path.suffix if path.suffix.isascii() else ''}"
    try:
        with av.open(source, mode="r", options={"format_whitelist": _FORMS}) as container:
            streams = container.streams.audio
            if not streams or streams[0].codec_context is None:
                raise _UnreadableError
            rate = int(streams[0].codec_context.sample_rate or 0)
            yield np.zeros((0, 1), np.float32), rate
            # no layout: FFmpeg's own way to one channel makes two that are alike louder by 3 dB
            converter = av.AudioResampler(format="flt", rate=rate)
            parts: list[Block] = []
            for frame in container.decode(streams[0]):
                for part in converter.resample(frame):
                    sound = part.to_ndarray().astype(np.float32, copy=False)
                    parts.append(sound.reshape(-1, part.layout.nb_channels))
                if (
                    sum(part.size for part in parts) >= _BLOCK // 4
                ):  # frames are of a thousand or so
                    yield np.concatenate(parts), rate
                    parts = []
            if parts:
                yield np.concatenate(parts), rate
    except (av.FFmpegError, ValueError, LookupError, OverflowError, OSError) as error:
        raise _UnreadableError from error
