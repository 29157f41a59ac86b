"""A video beside an answer's recording: taken in piece by piece, and put in step with the sound.

The camera is recorded with the microphone's sound, in as many parts as there were pauses, reloads
and cuts. Where a part belongs is told by its sound, which is found again in the recording: no clock
of a browser says when the first picture was taken. What is kept then is the picture alone.
"""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

import numpy as np

from voicemock.audio import samples as audio
from voicemock.errors import AudioFileError, InputError, StoreError
from voicemock.files.atomic import write_whole
from voicemock.files.private import NO_LINK, read_private
from voicemock.i18n import _
from voicemock.i18n.library_messages import why
from voicemock.values.sound import SAMPLE_RATE, Samples

NOTE = "video.json"
MOST_BYTES = 2_000_000_000
"""Of an answer's video; ten minutes take some 60 MB."""
MOST_PARTS = 50
FREE_BYTES = 200_000_000
"""What a video leaves on the disk: the sound matters more."""
_NAME = re.compile(r"[0-9a-f]{8}")
_SOUGHT_S = 20.0
"""Of a part's sound is looked for; less is found in the wrong place sooner."""
_NEAR_S = 2.0
"""By how much the browser may be wrong: it counts from when it was told that the recording began."""
_SURE = 8.0
"""How far the best place must stand out from all others, in standard deviations."""


@dataclass(frozen=True)
class Part:
    """A stretch of video: ``start_s`` is where its first picture lies in the recording.

    Until it is ``ready``, ``start_s`` is as near as the browser knew, and the file as it came.
    """

    name: str
    start_s: float
    duration_s: float | None = None
    form: Literal["raw", "webm", "mp4"] = "raw"

    @property
    def ready(self) -> bool:
        """Whether it can be played in step."""
        return self.form != "raw"

    @property
    def file(self) -> str:
        """Its file's name."""
        return f"video-{self.name}.{self.form}"


@dataclass(frozen=True)
class Mark:
    """What the person saw in the video: about one thing, at a moment, well done or not."""

    about: str
    at_s: float
    good: bool


@dataclass(frozen=True)
class Video:
    """All there is of an answer's video."""

    parts: tuple[Part, ...] = ()
    marks: tuple[Mark, ...] = ()
    size: int = field(default=0, compare=False)


def of(folder: Path) -> Video:
    """The video of an answer's folder; none where it has none, or its note cannot be read."""
    from pydantic import TypeAdapter

    try:
        found = TypeAdapter(Video).validate_json(read_private(folder / NOTE))
    except (OSError, ValueError):
        return Video()
    parts = [one for one in found.parts if _NAME.fullmatch(one.name) and _size(folder / one.file)]
    return replace(found, parts=tuple(parts), size=sum(_size(folder / one.file) for one in parts))


def note(folder: Path, video: Video) -> None:
    """Write down what there is.

    Raises:
        StoreError: it cannot be written.
    """
    kept: dict[str, Any] = {name: value for name, value in asdict(video).items() if name != "size"}
    try:
        write_whole(folder / NOTE, json.dumps(kept))
    except OSError as error:
        raise _unwritten(error) from error


def take_in(folder: Path, name: str, at: int, piece: bytes, started_s: float) -> int:
    """Put a piece of a part behind what there is of it; how many bytes there are then.

    A piece that is there already is not written again, one that leaves a gap is not taken.

    Args:
        folder: the answer's.
        name: of the part, eight hexadecimal digits.
        at: how many bytes of the part come before the piece.
        piece: its bytes.
        started_s: where in the recording the part begins, as near as the browser knows.

    Raises:
        InputError: there are too many parts, or too much of them.
        StoreError: there is no room, or it cannot be written.
    """
    if not _NAME.fullmatch(name):
        raise InputError("no name of a part")
    path = folder / f"video-{name}.raw"
    have = _size(path)
    if at != have or not piece:
        return have
    known = of(folder)
    if not have and not any(one.name == name for one in known.parts):
        if len(known.parts) >= MOST_PARTS:
            raise InputError(_("The video has too many parts."))
        _append(path, piece, 0)
        note(folder, replace(known, parts=(*known.parts, Part(name, started_s))))
        return len(piece)
    if known.size + len(piece) > MOST_BYTES:
        raise InputError(_("The video is too long; the sound goes on."))
    _append(path, piece, have)
    return have + len(piece)


def ready(folder: Path, sound: Samples, *, still: Sequence[str] = ()) -> Video:
    """The video with its parts in step with the sound, as far as that is done or can be.

    Args:
        folder: the answer's.
        sound: the recording.
        still: names of parts of which more is to come.

    Raises:
        StoreError: it cannot be written.
    """
    video = of(folder)
    waits = [one for one in video.parts if not one.ready and one.name not in still]
    if not waits:
        return video
    made = {one.name: _made_ready(folder, one, sound) for one in waits}
    note(folder, replace(video, parts=tuple(made.get(one.name, one) for one in video.parts)))
    for one in waits:
        if made[one.name].ready:
            (folder / one.file).unlink(missing_ok=True)
    return of(folder)


def remove(folder: Path) -> None:
    """Remove the video, and what was marked in it.

    Raises:
        StoreError: it cannot be removed.
    """
    try:
        for path in (*folder.glob("video-*"), folder / "video.making", folder / NOTE):
            path.unlink(missing_ok=True)
    except OSError as error:
        raise _unwritten(error) from error


def start_in(sound: Samples, part: Samples, near_s: float) -> float | None:
    """Where in the recording the sound of a part begins, in seconds; None where it is not found.

    ``near_s`` is where it must be, give or take two seconds: a sentence may be said twice.
    """
    sought = part[: round(_SOUGHT_S * SAMPLE_RATE)]
    if len(sought) < SAMPLE_RATE // 2 or not sought.any():
        return None
    length = 1 << (len(sound) + len(sought) - 1).bit_length()
    # by phase alone, so that a loud moment is worth no more than a quiet one
    product = np.fft.rfft(sound, length) * np.conj(np.fft.rfft(sought, length))
    alike = np.fft.irfft(product / (np.abs(product) + 1e-9), length)
    least = round((near_s - _NEAR_S) * SAMPLE_RATE)
    places = np.arange(least, least + round(2 * _NEAR_S * SAMPLE_RATE))
    best = int(places[np.argmax(alike[places % length])])
    if alike[best % length] < _SURE * np.std(alike):
        return None
    return best / SAMPLE_RATE


def _made_ready(folder: Path, part: Part, sound: Samples) -> Part:
    """A part whose pictures are in a file of their own; as it is where there are none in it."""
    path = folder / part.file
    streams = _remuxed(path, folder)
    if streams is None:
        return part
    try:
        own, rate = audio.decode(path)
        found = start_in(sound, audio.resample(own, rate, SAMPLE_RATE), part.start_s)
    except AudioFileError:
        found = None
    made, form, ahead_s, duration_s = streams
    start_s = part.start_s if found is None else found + ahead_s
    done = replace(part, form=form, start_s=round(start_s, 3), duration_s=round(duration_s, 3))
    made.replace(folder / done.file)
    return done


_Form = Literal["webm", "mp4"]


def _remuxed(path: Path, folder: Path) -> tuple[Path, _Form, float, float] | None:
    """The pictures of a file in another that can be played from anywhere; where it breaks off, to there.

    The file, its form, how long after the sound the first picture comes and how long they last, in
    seconds; None where there are none.
    """
    import av

    first: dict[str, float] = {}
    end_s = 0.0
    made = folder / "video.making"
    form: _Form = "webm"
    try:
        with av.open(str(path), options={"format_whitelist": "matroska,webm,mov,mp4"}) as source:
            picture = source.streams.video[0]
            if picture.codec_context.name not in ("vp8", "vp9", "av1", "libdav1d"):
                form = "mp4"
            with av.open(str(made), "w", format=form) as target:
                out = target.add_stream_from_template(picture)
                base: int | None = None
                for packet in source.demux():
                    if packet.pts is None or packet.dts is None or packet.time_base is None:
                        continue
                    first.setdefault(packet.stream.type, float(packet.pts * packet.time_base))
                    if packet.stream is not picture:
                        continue
                    base = packet.pts if base is None else base
                    end_s = float((packet.pts - base + (packet.duration or 0)) * packet.time_base)
                    packet.pts, packet.dts = packet.pts - base, packet.dts - base
                    packet.stream = out
                    target.mux(packet)
    except (av.FFmpegError, OSError, ValueError, IndexError):
        pass  # what came before it broke off is good
    if not end_s:
        made.unlink(missing_ok=True)
        return None
    os.chmod(made, 0o600)
    return made, form, first["video"] - first.get("audio", first["video"]), end_s


def _append(path: Path, piece: bytes, at: int) -> None:
    try:
        if shutil.disk_usage(path.parent).free < FREE_BYTES + len(piece):
            raise StoreError(_("There is no room for a video any more; the sound goes on."))
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | NO_LINK, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            try:
                file.seek(at)
                file.write(piece)
                file.flush()
            except OSError:
                os.ftruncate(descriptor, at)  # half a piece is none
                raise
    except OSError as error:
        raise _unwritten(error) from error


def _size(path: Path) -> int:
    try:
        return path.lstat().st_size
    except OSError:
        return 0


def _unwritten(error: OSError) -> StoreError:
    text = _("The video could not be written ({reason}); the sound goes on.")
    return StoreError(text.format(reason=why(error)))
