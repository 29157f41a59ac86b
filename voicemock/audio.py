"""Sound in and out of files, and resampling.

WAV, FLAC, OGG and MP3 are read by libsndfile (soundfile), M4A and WebM by FFmpeg (PyAV).
All sound inside voicemock is mono float32 at 16 kHz; files are written as 16-bit PCM WAV.
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from voicemock.errors import AudioFileError
from voicemock.i18n import _
from voicemock.types import SAMPLE_RATE, Recording, Samples

FULL_SCALE = 32768.0
_MAX_HOURS = 6


def read(path: Path, *, source: str | None = None) -> Recording:
    """Read a sound file as mono float32 at 16 kHz.

    Channels are averaged, other rates resampled, NaN and infinite samples taken as silence.
    ``source`` is kept as the name the caller used.

    Raises:
        AudioFileError: no such file, no permission, not sound, or no samples in it.
    """
    try:
        if path.is_dir():
            raise AudioFileError(
                _("{path} is a folder; name the recording inside it.").format(path=path)
            )
        data = path.read_bytes()
    except FileNotFoundError:
        raise AudioFileError(
            _("There is no file {path}; check the name and the folder.").format(path=path)
        ) from None
    except PermissionError:
        raise AudioFileError(
            _("{path} may not be read by you; change its permissions or copy it.").format(path=path)
        ) from None
    except OSError as error:
        raise AudioFileError(
            _("{path} could not be read: {reason}.").format(path=path, reason=error.strerror)
        ) from error
    if not data:
        raise AudioFileError(_("{path} is empty; record it again.").format(path=path))
    samples, rate = decode(path)
    if not len(samples):
        raise AudioFileError(
            _("{path} holds no sound, only a header; record it again.").format(path=path)
        )
    return Recording(
        path=path.resolve(),
        samples=to_working_rate(samples, rate),
        sha256=hashlib.sha256(data).hexdigest(),
        sample_rate=rate,
        source=source,
    )


def decode(path: Path) -> tuple[Samples, int]:
    """A file's sound as mono float32 at the file's own rate, and that rate in Hz.

    Raises:
        AudioFileError: not sound.
    """
    import soundfile

    try:
        with soundfile.SoundFile(path) as file:
            rate = file.samplerate
            if not 1000 <= rate <= 768_000:
                raise AudioFileError(
                    _("{path} claims {rate} samples a second; convert it to 16 kHz WAV.").format(
                        path=path, rate=rate
                    )
                )
            sound = file.read(frames=rate * 3600 * _MAX_HOURS, dtype="float32", always_2d=True)
    except soundfile.LibsndfileError:
        sound, rate = _decode_with_ffmpeg(path)
    return _clean(sound).mean(axis=1, dtype=np.float32), rate


def _decode_with_ffmpeg(path: Path) -> tuple[npt.NDArray[np.float32], int]:
    """Decode the first audio stream; shape (n, 1) at its own rate."""
    refusal = AudioFileError(
        _(
            "{path} is not a recording that can be read; give WAV, FLAC, OGG, MP3, M4A or WebM."
        ).format(path=path)
    )
    try:
        import av
    except ImportError as error:
        raise refusal from error
    try:
        with av.open(str(path), mode="r") as container:
            if not container.streams.audio:
                raise refusal
            stream = container.streams.audio[0]
            rate = int(stream.rate or SAMPLE_RATE)
            resampler = av.AudioResampler(format="flt", layout="mono", rate=rate)
            parts = [
                out.to_ndarray().reshape(-1)
                for frame in container.decode(stream)
                for out in resampler.resample(frame)
            ]
    except (av.FFmpegError, ValueError, IndexError) as error:
        raise refusal from error
    joined = np.concatenate(parts) if parts else np.zeros(0, np.float32)
    return joined.astype(np.float32).reshape(-1, 1), rate


def _clean(sound: npt.NDArray[Any]) -> Samples:
    finite = np.nan_to_num(sound, nan=0.0, posinf=0.0, neginf=0.0)
    clipped: Samples = np.clip(finite, -1.0, 1.0).astype(np.float32)
    return clipped


def to_working_rate(sound: Samples, rate: int) -> Samples:
    """Resample mono float32 from ``rate`` Hz to 16 kHz (soxr, high quality)."""
    return resample(sound, rate, SAMPLE_RATE)


def resample(sound: Samples, rate: int, wanted: int) -> Samples:
    """Resample mono float32, shape (n,), with an anti-alias filter."""
    if rate == wanted:
        return sound
    import soxr

    return _clean(soxr.resample(sound, rate, wanted))


def to_int16(sound: Samples) -> npt.NDArray[np.int16]:
    """Float in [-1, 1] to 16-bit PCM."""
    return np.clip(np.round(sound * FULL_SCALE), -32768, 32767).astype(np.int16)


def to_float(sound: npt.NDArray[np.int16]) -> Samples:
    """16-bit PCM to float in [-1, 1]."""
    return (sound / np.float32(FULL_SCALE)).astype(np.float32)


def stretch(sound: Samples, rate: int, speed: float) -> Samples:
    """Play ``sound`` at ``speed`` times its pace with its pitch kept (FFmpeg's atempo, 0.5-2)."""
    if speed == 1.0 or not len(sound):
        return sound
    import av
    from av.filter import Graph

    graph = Graph()
    nodes = [
        graph.add_abuffer(sample_rate=rate, format="flt", layout="mono"),
        graph.add("atempo", f"{speed:.4f}"),
        graph.add("aformat", "sample_fmts=flt:channel_layouts=mono"),
        graph.add("abuffersink"),
    ]
    graph.link_nodes(*nodes).configure()
    frame = av.AudioFrame.from_ndarray(sound.reshape(1, -1), format="flt", layout="mono")
    frame.sample_rate = rate
    graph.push(frame)
    graph.push(None)
    parts = []
    while True:
        try:
            parts.append(graph.pull().to_ndarray().reshape(-1))
        except (av.error.EOFError, av.error.BlockingIOError):
            break
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
    """Hex SHA-256 of a file's bytes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
