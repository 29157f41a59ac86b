"""Damaged and hostile audio files.

`mutants` makes any number of them from a seed; `benchmarks.fuzz` reads them.
"""

from __future__ import annotations

import io
import random
import struct
from collections.abc import Callable, Iterator
from functools import cache

import numpy as np
import soundfile

_INTERESTING = (0, 1, 2, 0x7F, 0x80, 0xFF, 0x7FFF, 0x8000, 0xFFFF, 65535, 0x7FFFFFFF, 0x80000000,
                0xFFFFFFFF, 0xFFFFFFFE, 0x10000000, 1_000_000_000)  # fmt: skip
_CHANNELS = (0, 1, 2, 3, 6, 8, 64, 255, 256, 1024, 1025, 65535)
_RATES = (0, 1, 7, 100, 999, 1000, 8000, 11025, 16000, 44100, 768_000, 768_001, 2**31 - 1,
          2**31, 1_000_000_000, 2**32 - 1)  # fmt: skip
_ALIGNS = (0, 1, 2, 3, 4, 7, 256, 1024, 65535)
_BITS = (0, 1, 7, 8, 12, 16, 20, 24, 32, 33, 64, 65535)
_TAGS = (0, 1, 2, 3, 6, 7, 0x11, 0x31, 0x40, 0x45, 0x50, 0x55, 0x61, 0x161, 0xFFFE, 0xFFFF)
_SIZES = (0, 1, 2, 3, 7, 8, 12, 0x7FFFFFFF, 0x80000000, 0xFFFFFFF8, 0xFFFFFFFE, 0xFFFFFFFF)


# -- whole files to begin with ----------------------------------------------------------


def _sound(seconds: float = 0.25, rate: int = 16000, channels: int = 1) -> np.ndarray:
    at = np.arange(round(seconds * rate)) / rate
    noise = np.random.default_rng(1).normal(0, 0.02, len(at))
    mono = 0.3 * np.sin(2 * np.pi * 220 * at) * (1 + np.sin(2 * np.pi * 3 * at)) / 2 + noise
    return np.repeat(mono[:, None], channels, axis=1).astype(np.float32)


@cache
def bases() -> dict[str, bytes]:
    """A good file of each form, by a name that ends in its suffix."""
    return {**_by_libsndfile(), **_by_ffmpeg(), **_by_hand()}


def _by_libsndfile() -> dict[str, bytes]:
    made = {}
    for form in soundfile.available_formats():
        for subtype in soundfile.available_subtypes(form):
            for channels, rate in ((1, 16000), (2, 44100), (1, 8000)):
                file = io.BytesIO()
                file.name = f"a.{form.lower()}"
                try:
                    soundfile.write(file, _sound(0.25, rate, channels), rate, subtype, format=form)
                except (soundfile.LibsndfileError, ValueError, TypeError):
                    continue
                if len(file.getvalue()) > 100:
                    made[f"{form}-{subtype}-{channels}.{form.lower()}"] = file.getvalue()
    return made


def _by_ffmpeg() -> dict[str, bytes]:
    import av
    from av.audio.stream import AudioStream

    made = {}
    wanted = (("mp4", "aac", 16000), ("matroska", "aac", 44100), ("webm", "libopus", 48000),
              ("mov", "pcm_s16le", 16000), ("adts", "aac", 16000), ("asf", "wmav2", 16000),
              ("avi", "pcm_s16le", 16000), ("mpegts", "mp2", 44100), ("flv", "aac", 44100),
              ("3gp", "aac", 16000), ("ogg", "libopus", 48000), ("amr", "libopencore_amrnb", 8000),
              ("caf", "alac", 16000), ("wv", "wavpack", 16000))  # fmt: skip
    for form, codec, rate in wanted:
        file = io.BytesIO()
        try:
            with av.open(file, "w", format=form) as container:
                stream = container.add_stream(codec, rate=rate, layout="mono")
                assert isinstance(stream, AudioStream)
                frame = av.AudioFrame.from_ndarray(
                    _sound(0.4, rate).reshape(1, -1), format="fltp", layout="mono"
                )
                frame.sample_rate = rate
                step = av.AudioResampler(stream.codec_context.format, "mono", rate)
                for part in [*step.resample(frame), None]:
                    for packet in stream.encode(part):
                        container.mux(packet)
        except (av.FFmpegError, ValueError, TypeError):
            continue
        made[f"ffmpeg-{form}.{'m4a' if form == 'mp4' else form}"] = file.getvalue()
    return made


def riff(*chunks: tuple[bytes, bytes], mark: bytes = b"RIFF", size: int | None = None) -> bytes:
    """A RIFF file of these chunks."""
    body = b"WAVE" + b"".join(
        name + struct.pack("<I", len(data)) + data + b"\0" * (len(data) % 2)
        for name, data in chunks
    )
    return mark + struct.pack("<I", len(body) if size is None else size) + body


def form_chunk(
    tag: int = 1, channels: int = 1, rate: int = 16000, align: int = 2, bits: int = 16
) -> tuple[bytes, bytes]:
    """A ``fmt `` chunk, its byte rate as the rest says."""
    rest = (rate * align) % 2**32
    return b"fmt ", struct.pack("<HHIIHH", tag, channels, rate, rest, align, bits)


def flac_bomb(channels: int = 8, block: int = 65535, rate: int = 16000, frames: int = 400) -> bytes:
    """FLAC of silence: some 30 bytes for every ``block * channels`` samples."""
    packed = (rate << 44) | ((channels - 1) << 41) | (15 << 36)
    info = struct.pack(">HH", block, block) + bytes(6) + packed.to_bytes(8, "big") + bytes(16)
    out = bytearray(b"fLaC" + b"\x80" + len(info).to_bytes(3, "big") + info)
    for number in range(frames):
        coded = (
            bytes([number]) if number < 0x80 else bytes([0xC0 | number >> 6, 0x80 | number & 63])
        )
        head = b"\xff\xf8" + bytes([0x70, ((channels - 1) << 4) | 8]) + coded
        head += struct.pack(">H", block - 1)
        frame = head + bytes([_crc(head, 8, 0x07)]) + b"\0\0\0" * channels
        out += frame + struct.pack(">H", _crc(frame, 16, 0x8005))
    return bytes(out)


def _crc(data: bytes, width: int, polynomial: int) -> int:
    value, top, mask = 0, 1 << (width - 1), (1 << width) - 1
    for byte in data:
        value ^= byte << (width - 8)
        for _bit in range(8):
            value = ((value << 1) ^ polynomial if value & top else value << 1) & mask
    return value


def _by_hand() -> dict[str, bytes]:
    """What no encoder writes."""
    plain = (_sound() * 32767).astype("<i2").tobytes()
    odd = np.resize(np.array([np.nan, np.inf, -np.inf, 1e-42, 3e38, -0.0, 0.5], "<f4"), 4000)
    return {
        "floats.wav": riff(form_chunk(3, 1, 16000, 4, 32), (b"data", odd.tobytes())),
        "doubles.wav": riff(
            form_chunk(3, 1, 16000, 8, 64), (b"data", odd.astype("<f8").tobytes())
        ),
        "chunks.wav": riff(form_chunk(), *[(b"LIST", b"")] * 3000, (b"data", plain)),
        "nested.wav": riff(form_chunk(), (b"LIST", b"adtl" + b"LIST\xff\xff\xff\x7f" * 200),
                           (b"data", plain)),
        "forms.wav": riff(*[form_chunk()] * 50, (b"data", plain)),
        "datas.wav": riff(form_chunk(), *[(b"data", plain[:64])] * 200),
        "no-form.wav": riff((b"data", plain)),
        "wide.wav": riff(form_chunk(1, 1024, 768_000, 2048), (b"data", plain * 4)),
        "slow.wav": riff(form_chunk(1, 1, 1000, 2), (b"data", plain)),
        "rf64.wav": riff((b"ds64", struct.pack("<QQQI", 2**62, 2**62, 2**62, 0)), form_chunk(),
                         (b"data", plain), mark=b"RF64", size=0xFFFFFFFF),
        "bomb.flac": flac_bomb(),
        "bomb1.flac": flac_bomb(channels=1, frames=1500),
        "list.m3u8": b"#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\n/dev/zero\n#EXT-X-ENDLIST\n",
        "list.wav": b"ffconcat version 1.0\nfile /dev/zero\nfile /etc/passwd\n",
        "list.sdp": b"v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\n"
                    b"m=audio 5004 RTP/AVP 0\n",
        "zeros.wav": bytes(100_000),
        "ones.mp3": b"\xff" * 20_000,
        "id3.mp3": b"ID3\x04\0\0\x7f\x7f\x7f\x7f" + b"TXXX\x7f\x7f\x7f\x7f" * 500,
        "tail.mp3": b"\xff\xfb\x90\xc0" * 5000,
    }  # fmt: skip


# -- what is done to them ---------------------------------------------------------------

Change = Callable[[bytearray, random.Random], None]


def _place(data: bytearray, dice: random.Random, width: int = 1) -> int:
    """Somewhere in it, two times of three in its first 200 bytes."""
    last = max(0, len(data) - width)
    return dice.randint(0, min(last, 200) if dice.random() < 0.67 else last)


def _flip(data: bytearray, dice: random.Random) -> None:
    for _time in range(dice.choice((1, 2, 8, 64))):
        data[_place(data, dice)] ^= 1 << dice.randrange(8)


def _overwrite(data: bytearray, dice: random.Random) -> None:
    for _time in range(dice.choice((1, 1, 2, 5))):
        width = dice.choice((1, 2, 4, 8))
        value = dice.choice(_INTERESTING) & ((1 << 8 * width) - 1)
        at = _place(data, dice, width)
        order = dice.choice(("little", "big"))
        data[at : at + width] = value.to_bytes(width, order)  # type: ignore[arg-type]


def _truncate(data: bytearray, dice: random.Random) -> None:
    del data[dice.randint(0, min(len(data), 400) if dice.random() < 0.3 else len(data)) :]


def _splice(data: bytearray, dice: random.Random) -> None:
    other = bases()[dice.choice(sorted(bases()))]
    at = _place(data, dice)
    data[at:] = other[dice.randrange(len(other)) :]


def _repeat(data: bytearray, dice: random.Random) -> None:
    at, size = _place(data, dice), dice.choice((1, 4, 8, 36, 200, 4096))
    data[at:at] = data[at : at + size] * dice.choice((1, 2, 50))


def _drop(data: bytearray, dice: random.Random) -> None:
    at = _place(data, dice)
    del data[at : at + dice.choice((1, 2, 4, 8, 100, 2000))]


def _noise(data: bytearray, dice: random.Random) -> None:
    at = _place(data, dice)
    data[at:at] = dice.randbytes(dice.choice((1, 4, 40, 4000)))


def _lying_form(data: bytearray, dice: random.Random) -> None:
    """Another story in a WAV file's ``fmt `` chunk."""
    at = data.find(b"fmt ")
    if at < 0 or len(data) < at + 24:
        _overwrite(data, dice)
        return
    fields = [(8, "<H", _TAGS), (10, "<H", _CHANNELS), (12, "<I", _RATES), (16, "<I", _SIZES),
              (20, "<H", _ALIGNS), (22, "<H", _BITS), (4, "<I", _SIZES)]  # fmt: skip
    for offset, layout, values in dice.sample(fields, dice.choice((1, 1, 2, 4))):
        struct.pack_into(layout, data, at + offset, dice.choice(values))


def _lying_size(data: bytearray, dice: random.Random) -> None:
    """Another length for a chunk, box or page whose name is found."""
    names = [b"RIFF", b"RF64", b"data", b"fact", b"LIST", b"ds64", b"FORM", b"COMM", b"SSND", b"desc",
             b"moov", b"mdat", b"trak", b"stsz", b"stts", b"stsc", b"stco", b"ftyp", b"esds", b"OggS",
             b"fLaC", b"ID3", b"Xing", b"\x1a\x45\xdf\xa3", b"OpusHead", b"\x01vorbis"]  # fmt: skip
    found = [name for name in names if name in data]
    if not found:
        _overwrite(data, dice)
        return
    name = dice.choice(found)
    at = data.find(name)
    value = struct.pack(dice.choice("<>") + "I", dice.choice((*_SIZES, 2**24, 10**6)))
    at += dice.choice((-4, len(name), len(name), len(name) + 4, len(name) + 8))
    if 0 <= at <= len(data) - 4:
        data[at : at + 4] = value


def _mend_ogg(data: bytearray, dice: random.Random) -> None:
    """Change something in Ogg pages and make their sums right again, so that it is believed."""
    if not data.startswith(b"OggS"):
        _overwrite(data, dice)
        return
    _overwrite(data, dice)
    at = 0
    while 0 <= (at := data.find(b"OggS", at)) <= len(data) - 27:
        if dice.random() < 0.3:
            struct.pack_into("<q", data, at + 6, dice.choice((-1, 0, 2**62, -(2**62), 2**40)))
        segments = data[at + 26]
        end = at + 27 + segments + sum(data[at + 27 : at + 27 + segments])
        data[at + 22 : at + 26] = bytes(4)
        sum_ = _crc(bytes(data[at:end]), 32, 0x04C11DB7) if end - at < 6000 else 0
        data[at + 22 : at + 26] = struct.pack("<I", sum_)
        at += 27


CHANGES: tuple[Change, ...] = (
    _flip, _flip, _overwrite, _overwrite, _overwrite, _truncate, _splice, _repeat, _drop, _noise,
    _lying_form, _lying_form, _lying_size, _lying_size, _mend_ogg,
)  # fmt: skip


def mutants(count: int, seed: int) -> Iterator[tuple[str, bytes]]:
    """``count`` files, each with its name: the good ones, then changed ones."""
    dice = random.Random(seed)
    names = sorted(bases())
    # half of the changes go to what people really have
    usual = [one for one in names if one.rpartition(".")[2] in
             ("wav", "wavex", "rf64", "flac", "ogg", "mp3", "m4a", "webm")]  # fmt: skip
    for number in range(count):
        whole = number < len(names)
        name = names[number] if whole else dice.choice(usual if dice.random() < 0.5 else names)
        data = bytearray(bases()[name])
        changes = [] if whole else [dice.choice(CHANGES) for _ in range(dice.choice((1, 1, 2, 3)))]
        for change in changes:
            if data:
                change(data, dice)
        done = "+".join(change.__name__.strip("_") for change in changes)
        yield f"{number:05d}-{done or 'good'}-{name}", bytes(data)
