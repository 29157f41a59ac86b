"""Sound files decoded block by block, however long, damaged or ill-meant they are.

WAV, AIFF, AU, FLAC and OGG are read by libsndfile (soundfile), everything else by FFmpeg (PyAV),
which also has a try at what libsndfile refuses. A file may ask for no more memory and time than a
recording of two hours needs, and only for as much as its bytes make likely.
"""

from __future__ import annotations

import io
import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from voicemock.audio import channels
from voicemock.audio.channels import Block
from voicemock.audio.file_bytes import Source, breaks_off, lacks_index, put_right
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
_MARKS = (b"RIFF", b"RIFX", b"RF64", b"BW64", b"riff", b"FORM", b".snd", b"fLaC", b"OggS")
_MP3_IN_WAV = re.compile(rb"fmt .{4}[\x50\x55]\0", re.DOTALL)
# Forms that hold sound. Playlists, which FFmpeg would follow to other files or hosts, are not here.
_FORMS = (
    "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,ogg,flac,mp3,aac,wav,w64,aiff,caf,au,amr,amrnb,amrwb,"
    "asf,avi,flv,mpeg,mpegts,ac3,eac3,wv,ape,tta,nistsphere,voc"
)

_CUT_S, _CUT_SHARE = 0.5, 0.02
"""A file that holds so much less than it says was cut short; encoders pad by a tenth of a second."""


@dataclass(frozen=True, eq=False)
class Sound:
    """Mono samples and the file's rate in Hz.

    ``said_s`` are the seconds that a file which was cut short says it has, 0 where it says only that
    more was to come; None for a whole file.
    """

    samples: Samples
    rate: int
    said_s: float | None = None


_Part = tuple[Block, int, float | None]
"""Samples of shape (n, channels), their rate, and the seconds the file says it has."""
_Reader = Callable[[io.FileIO, Path, dict[int, bytes]], Iterator[_Part]]


class _UnreadableError(Exception):
    """This library cannot read the file."""


def decode(file: io.FileIO, path: Path, wanted: int | None = None) -> Sound:
    """The sound of an open file as mono float32.

    Of several channels the one with the voice is taken (`voicemock.audio.channels`); NaN and infinite
    samples become silence, what is beyond full scale is clipped. A file that was cut short is read as
    far as it goes.

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
    mended = put_right(file, size)
    ours = head.startswith(_MARKS) and not _MP3_IN_WAV.search(head)
    # one that fails half-way is begun anew with the other: FFmpeg steps over damage
    readers = [_by_libsndfile, _by_ffmpeg] if ours else [_by_ffmpeg]
    for reader in readers:

        def parts(reader: _Reader = reader) -> Iterator[_Part]:
            file.seek(0)
            return reader(file, path, mended)

        try:
            sound = _chosen(parts, path, size, wanted)
        except _UnreadableError:
            continue
        except MemoryError:
            raise _too_long(path) from None
        if sound.said_s is None and breaks_off(file, size):
            return Sound(sound.samples, sound.rate, 0.0)
        return sound
    if lacks_index(file, size):
        raise AudioFileError(
            _(
                "{path} is an M4A (MP4) that was cut short: its index (moov), which is written last, is "
                "missing. Copy it again from where it was recorded; otherwise untrunc can rebuild it with "
                "a whole recording of the same device."
            ).format(path=path)
        )
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


def _chosen(
    parts: Callable[[], Iterator[_Part]], path: Path, size: int, wanted: int | None
) -> Sound:
    """The channel that carries the voice: the first is tried, the file is read anew for another."""
    hearing = channels.Hearing()
    sound = _joined(parts(), path, size, wanted, hearing=hearing)
    mix = hearing.mix()
    if mix == channels.FIRST:
        return sound
    del sound
    return _joined(parts(), path, size, wanted, mix=mix)


def _joined(
    parts: Iterator[_Part],
    path: Path,
    size: int,
    wanted: int | None,
    *,
    mix: channels.Mix = channels.FIRST,
    hearing: channels.Hearing | None = None,
) -> Sound:
    """The parts as one mono array, each cleaned and resampled as it comes.

    Args:
        parts: as a reader gives them.
        path: the file, for refusals.
        size: its bytes.
        wanted: Hz, or None.
        mix: what is taken of the channels.
        hearing: is given all of them, to judge what to take.
    """
    # grows where it lies: an array that is made longer is copied, or filled with zeros
    held = bytearray()
    convert: _Resampled | None = None
    rate = frames = load = 0
    said_s: float | None = None
    for block, rate, said in parts:
        said_s = said
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
        cleaned = clean(block)
        if hearing is not None:
            hearing.add(cleaned, rate)
        mono = channels.mixed(cleaned, mix)
        if wanted not in (None, rate):
            convert = convert or _Resampled(rate, wanted or rate)
            mono = convert(mono)
        held += mono.data.cast("B")
    if convert is not None:
        held += convert(np.zeros(0, np.float32), last=True).data.cast("B")
    lacking_s = 0.0 if said_s is None or not frames else said_s - frames / rate
    cut = lacking_s > max(_CUT_S, _CUT_SHARE * (said_s or 0.0))
    return Sound(np.frombuffer(held, np.float32), rate, said_s if cut else None)


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


def _by_libsndfile(file: io.FileIO, path: Path, mended: dict[int, bytes]) -> Iterator[_Part]:
    import soundfile

    class Straight(soundfile.SoundFile):  # type: ignore[misc]
        """Reads on; soundfile goes to where it is after each block, which is slow in FLAC and OGG."""

        def seekable(self) -> bool:
            return False

    # an open file has no name that could be taken for a form, nor one that cannot be encoded
    target = file.fileno() if os.name == "posix" else str(path)
    try:
        with Straight(Source(file, mended) if mended else target, closefd=False) as sound:
            rate = sound.samplerate
            # of OGG and damaged FLAC it is a guess, of an unended FLAC beyond all measure
            said_s = sound.frames / rate if 0 < sound.frames < _MAX_S * rate else None
            yield np.zeros((0, 1), np.float32), rate, said_s
            frames = max(1, _BLOCK // sound.channels)
            block = np.empty((frames, sound.channels), np.float32)
            while True:
                count = sound.buffer_read_into(block, dtype="float32")
                yield block[:count], rate, said_s
                if count < frames:
                    return
    except (soundfile.SoundFileError, TypeError, ValueError) as error:
        raise _UnreadableError from error


_SAY_TRULY = ("mov", "matroska", "flac")
"""FFmpeg's forms whose length is written in them; that of others is a guess from their size."""


def _by_ffmpeg(file: io.FileIO, path: Path, mended: dict[int, bytes]) -> Iterator[_Part]:
    """The first audio stream; packets that cannot be decoded are stepped over."""
    try:
        import av
    except ImportError as error:
        raise _UnreadableError from error
    source = Source(file, mended, path.suffix)
    try:
        with av.open(source, mode="r", options={"format_whitelist": _FORMS}) as container:
            streams = container.streams.audio
            if not streams or streams[0].codec_context is None:
                raise _UnreadableError
            rate = int(streams[0].codec_context.sample_rate or 0)
            said_s = None
            # an MP3 says its length in its first frame, or not at all
            if container.duration and (
                container.format.name.startswith(_SAY_TRULY) or _says_length(file)
            ):
                said_s = container.duration / av.time_base
            yield np.zeros((0, 1), np.float32), rate, said_s
            # no layout: FFmpeg's own way to one channel makes two that are alike louder by 3 dB
            converter = av.AudioResampler(format="flt", rate=rate)
            parts: list[Block] = []
            for frame in _frames(container, streams[0]):
                for part in converter.resample(frame):
                    sound = part.to_ndarray().astype(np.float32, copy=False)
                    parts.append(sound.reshape(-1, part.layout.nb_channels))
                if (
                    sum(part.size for part in parts) >= _BLOCK // 4
                ):  # frames are of a thousand or so
                    yield np.concatenate(parts), rate, said_s
                    parts = []
            if parts:
                yield np.concatenate(parts), rate, said_s
    except (av.FFmpegError, ValueError, LookupError, OverflowError, OSError) as error:
        raise _UnreadableError from error


def _frames(container: Any, stream: Any) -> Iterator[Any]:
    """A stream's frames; what cannot be decoded behind good ones is left out.

    Raises:
        av.InvalidDataError: nothing before it could be decoded, or less than what could not.
    """
    import av

    good = bad = 0
    packets = container.demux(stream)
    while True:
        try:
            packet = next(packets, None)
            if packet is None:
                return
            frames = packet.decode()
        except av.InvalidDataError:
            bad += 1
            if bad > good:
                raise
            continue
        good += len(frames)
        yield from frames


def _says_length(file: io.FileIO) -> bool:
    place = file.tell()
    file.seek(0)
    head = file.read(1 << 14)
    file.seek(place)
    return b"Xing" in head or b"Info" in head
