"""Sound files whose sizes were never written, and files that were cut short."""

from __future__ import annotations

import struct
from pathlib import Path

import av
import numpy as np
import pytest
import soundfile

from tests.hostile import form_chunk, riff
from voicemock.audio import samples as audio
from voicemock.errors import AudioFileError
from voicemock.testing import noise, tone
from voicemock.values.sound import SAMPLE_RATE, Samples

_SOUND = noise(0.5, 0.1)
_PCM = audio.to_int16(_SOUND).astype("<i2").tobytes()
_LIST = b"LIST" + struct.pack("<I", 4) + b"INFO"


def _wav(
    data_size: int,
    riff_size: int = 0,
    *,
    mark: bytes = b"RIFF",
    form: tuple[bytes, bytes] | None = None,
    before: bytes = b"",
    behind: bytes = b"",
    data: bytes = _PCM,
) -> bytes:
    """A WAV file that says any sizes; ``before`` are chunks in front of the sound."""
    name, content = form or form_chunk()
    chunk = name + struct.pack("<I", len(content)) + content
    sizes = struct.pack("<I", riff_size), struct.pack("<I", data_size)
    return mark + sizes[0] + b"WAVE" + before + chunk + b"data" + sizes[1] + data + behind


def _read(tmp_path: Path, content: bytes) -> Samples:
    path = tmp_path / "a.wav"
    path.write_bytes(content)
    return audio.read(path).samples


@pytest.mark.parametrize(
    ("data_size", "riff_size"),
    [
        (0, 0),
        (0, 36),
        (0, 4088),
        (0, 0xFFFFFFFF),
        (4052, 4088),  # of its first block
        (0xFFFFFFFF, 0xFFFFFFFF),
        (0x7FFFFFFF, 0),
        (0x7FFFF000, 0x7FFFF024),
        (len(_PCM) + 1000, len(_PCM) + 1036),
        (len(_PCM), 0),
        (len(_PCM), 100),
    ],
)
def test_sound_reaches_to_the_end_where_the_sizes_are_wrong(
    tmp_path: Path, data_size: int, riff_size: int
) -> None:
    assert np.allclose(_read(tmp_path, _wav(data_size, riff_size)), _SOUND, atol=1 / 32000)


@pytest.mark.parametrize("size", [0, 0xFFFFFFFF])
@pytest.mark.parametrize(
    "subtype", ["PCM_U8", "PCM_16", "PCM_24", "PCM_32", "FLOAT", "DOUBLE", "ULAW", "ALAW"]
)
@pytest.mark.parametrize("form", ["WAV", "WAVEX"])
@pytest.mark.parametrize("channels", [1, 2])
def test_it_does_in_every_coding(
    tmp_path: Path, subtype: str, form: str, channels: int, size: int
) -> None:
    """As the whole file is read, in plain and in extensible headers."""
    path = tmp_path / "a.wav"
    sound = np.repeat(_SOUND[:, None], channels, axis=1)
    soundfile.write(path, sound, SAMPLE_RATE, subtype, format=form)
    whole = audio.read(path).samples
    content = bytearray(path.read_bytes())
    at = content.index(b"data")
    content[4:8] = content[at + 4 : at + 8] = struct.pack("<I", size)
    if (fact := content.find(b"fact", 0, at)) > 0:
        content[fact + 8 : fact + 12] = struct.pack("<I", size)
    assert np.array_equal(_read(tmp_path, bytes(content)), whole)


def test_chunks_before_the_sound_are_stepped_over(tmp_path: Path) -> None:
    """Apple's recorders fill up to 4096 bytes, others write notes first."""
    filled = b"FLLR" + struct.pack("<I", 4096 - 52) + bytes(4096 - 52)
    odd = b"note" + struct.pack("<I", 3) + b"abc\0"
    for before in (filled, odd, _LIST + odd):
        assert len(_read(tmp_path, _wav(0, 4088, before=before))) == len(_SOUND)


@pytest.mark.parametrize("mark", [b"RF64", b"BW64"])
@pytest.mark.parametrize("wide", [0, 0xFFFFFFFFFFFFFFFF, len(_PCM), 4000])
@pytest.mark.parametrize("size", [0, 0xFFFFFFFF])
def test_sizes_of_64_bits_are_no_other(tmp_path: Path, mark: bytes, wide: int, size: int) -> None:
    ds64 = b"ds64" + struct.pack("<IQQQI", 28, wide, wide, wide, 0)
    content = _wav(size, 0xFFFFFFFF, mark=mark, before=ds64)
    assert len(_read(tmp_path, content)) == len(_SOUND)


def test_big_endian_files_too(tmp_path: Path) -> None:
    path = tmp_path / "a.wav"
    soundfile.write(path, _SOUND, SAMPLE_RATE, "PCM_16", endian="BIG", format="WAV")
    whole = audio.read(path).samples
    content = bytearray(path.read_bytes())
    assert content[:4] == b"RIFX"
    at = content.index(b"data")
    content[4:8] = content[at + 4 : at + 8] = bytes(4)
    assert np.array_equal(_read(tmp_path, bytes(content)), whole)


@pytest.mark.parametrize("padding", [b"", b"\0"])
def test_what_follows_the_sound_is_none(tmp_path: Path, padding: bytes) -> None:
    """Chunks, a tag, the rest of a block; and the byte that makes a length even."""
    odd = _PCM[:-1]
    chunk = (b"LIST" + struct.pack("<I", 9000) + bytes(9000),)
    for behind in (*chunk, _LIST, b"TAG" + bytes(125), bytes(500)):
        content = _wav(len(odd), data=odd, behind=padding + behind)
        assert len(_read(tmp_path, content)) == len(_SOUND) - 1


@pytest.mark.parametrize("behind", [b"", _LIST, b"odd name" * 2])
def test_a_file_that_holds_no_sound_stays_empty(tmp_path: Path, behind: bytes) -> None:
    header = _wav(0, data=b"", behind=_LIST if behind == _LIST else b"")
    with pytest.raises(AudioFileError, match="only a header"):
        _read(tmp_path, header)


def test_whole_files_are_read_as_ever(tmp_path: Path) -> None:
    content = riff(form_chunk(), (b"data", _PCM), (b"LIST", b"INFO"))
    path = tmp_path / "a.wav"
    path.write_bytes(content)
    assert audio.read(path).trouble is None
    assert len(audio.read(path).samples) == len(_SOUND)


# -- cut short --------------------------------------------------------------------------


def _encoded(path: Path, form: str, codec: str, **options: str) -> bytes:
    """Ten seconds, 48 kHz, by FFmpeg."""
    rate = 48_000
    sound = audio.resample(tone(10.0, 440), SAMPLE_RATE, rate)
    with av.open(str(path), "w", format=form, options=options) as container:
        stream = container.add_stream(codec, rate=rate, layout="mono")
        assert isinstance(stream, av.AudioStream)
        frame = av.AudioFrame.from_ndarray(sound.reshape(1, -1), format="flt", layout="mono")
        frame.sample_rate = rate
        convert = av.AudioResampler(stream.codec_context.format, "mono", rate)
        for part in [*convert.resample(frame), None]:
            container.mux(stream.encode(part))
    return path.read_bytes()


def test_an_m4a_without_its_index_is_named_and_so_is_the_remedy(tmp_path: Path) -> None:
    path = tmp_path / "a.m4a"
    content = _encoded(path, "mp4", "aac")
    assert audio.read(path).trouble is None
    for share in (0.05, 0.5, 0.9):
        path.write_bytes(content[: int(len(content) * share)])
        with pytest.raises(AudioFileError, match=r"cut short: its index \(moov\).*Copy it again"):
            audio.read(path)


_FRAGMENTS = {"movflags": "frag_keyframe+empty_moov", "frag_duration": "500000"}


@pytest.mark.parametrize(
    ("form", "codec", "options"),
    [
        ("mp4", "aac", {"movflags": "faststart"}),
        ("mp4", "aac", _FRAGMENTS),
        ("webm", "libopus", {}),
        ("ogg", "libopus", {}),
        ("mp3", "libmp3lame", {}),
        ("flac", "flac", {}),
    ],
)
@pytest.mark.parametrize("share", [0.5, 0.6123, 0.8])
def test_what_was_cut_short_is_read_as_far_as_it_goes(
    tmp_path: Path, form: str, codec: str, options: dict[str, str], share: float
) -> None:
    path = tmp_path / "a.sound"
    content = _encoded(path, form, codec, **options)
    whole = audio.read(path)
    assert (whole.trouble, round(whole.duration_s)) == (None, 10)
    path.write_bytes(content[: int(len(content) * share)])
    cut = audio.read(path)
    assert 10 * share - 2 < cut.duration_s < 10 * share + 1
    assert cut.trouble is not None
    assert cut.trouble.code == "cut_short"
    assert "copy it again" in cut.trouble.text


def test_a_wav_that_was_cut_short_says_so(tmp_path: Path) -> None:
    path = tmp_path / "a.wav"
    audio.write_wav(path, tone(2.0))
    path.write_bytes(path.read_bytes()[:32_044])
    cut = audio.read(path)
    assert cut.duration_s == pytest.approx(1.0)
    assert "ends in the middle" in str(cut.trouble)
