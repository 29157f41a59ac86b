"""Small files that once did harm, kept under ``tests/data/hostile/``.

``python -m tests.hostile_files`` makes them and the list of what each did. What is not built here
from its parts was found by `benchmarks.fuzz` and is kept as it was.
"""

from __future__ import annotations

import base64
import struct
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from tests.hostile import flac_bomb, form_chunk, riff

FOLDER = Path(__file__).parent / "data" / "hostile"

_W64 = (
    "eNpNkL1qlUEQhmdmd89+J+czmMpO0gRTWQnegK1YKGLKKDloIRIJCuIFiAYhnReggpI6YKe1hahgk87CRrBQz/ez"
    "Oz9ODIhbLLuz7z7zvnP31nx+du/Dyosv64fxHcDrq/B33d+8t/Vr//PK7kd4e+np4eP57Z3V/+/rxzLIQHBhH+DR"
    "NfRTA/PNGzv/dDfbrxvftu9s7V2MDw701cMNOv39+uVnP7bfH5w7tfbm+e6TtfNXzrz85LzVY9qsOdEun1xpY4wZ"
    "sXLphuF3Py66ri+FRSCFSds2s2Y5N0shA6q4pozj+LOUrmoZNRPEMGlo2jZ5KRAQmSkPQ130Xb9YgBQBI6QYITdN"
    "zBktQUzCLL3D+lo7K1KNVDxSTNOQ43SWMopUZhMeh1Jqrf1YSTE6CVOe5MnUiamaMWgdhpGHbigQGCiAgoRkwXsl"
    "xGQQrYqxWak8ChtzEFU3BRhixEAoASJyxWpM7oIZlWkC0aspIIEZGnkw/yP+lRkYAhUErCTR5+Kbj8qZAOpaVS3e"
    "sKJVf0JFcIqGCaGffRyK7sJbR5eLq9HFam5aiAQiRVFEOHoYgjJ6RMSgBuzeQmC37DG8G6plQwBxewmcHI6qZsmh"
    "wQK4Gt0NewKvRx+xCSDiH+wfJ40="
)
_GSM = (
    "eNorykxL05t4XnDpNY3bLAcZGMKZGMCgPLEs9fOay4I9FxkO+Pfd7krLLVFA5htAlDEYMjAyOMgzMESyMTA4AvlM"
    "DA6MIPG0xGQGiPr/QHC7SwGq/gI7hE5JLElENu8+I8M/oMLzjG7z1y98sV3w9Dl2FsfTS08zbUtck6u4441l8IOe"
    "hkBW59Pd0mD9kcd4krqTGhhWLny0ynulLFvjmsozWlOPBT3vWMfFpxx+rzFSJ3fb+4O7Vq4+tnjFsgcr3+poph5f"
    "Ujhd2+3ptiNV1xauCfl6LStyK9e+Up+u1p4XG0N52ff3earH5BTL+L8xOLHmrmti7tupR7fISGbp2L/ecWvJzX2x"
    "CecXaaR/1y1/vuycSm9mKOv0WZk+2kV/tiowr8mZs3q11C8/3z27DFdZfet9d2LhiqjI3qWz1h761jrLbdLxKxay"
    "V3ZVvj9y48SHso17L6g13doTG/70UtJM396bp2L5t/PpfHjSx1+anXO5XPbMt16f2Oh8qV2RvCsn3tpSMS+zqSD3"
    "+p6JzO6v1hzyyGMu3ZN/8ERost+mxG9cQiff+Bw7sjH+uZ+OSMlFHdVQ3ku7rp9S0Wdg+P/fU7HpvEjg0SPTVsVb"
    "ejy9tG1r6cWMs7NS/kVt6Hq958nUD4tqn1kIT7tybmVxhE/y0S+vjYMCv7zIW3N60xyl23wrgri2Pt46a8ZS3Y8H"
    "jkx8fL3z+wm1i3fCvXzPbtkYs/XlxV0cXummuS9nRt4OWXPyaNWauX/z1Cc9D3STX5Iw06H16aemB2d29N5Wy9m8"
    "IjdOaEaQinufBpNH0eMdhRoMHn0ynpOA1CQVz0kAB6I0RA=="
)
_CAF = (
    "eNotj09I03EYxt/3/f5W1KGCBSsK1FrNokDoZkWTKCoITGjtkvHbpikLK61MQYIcHaLCQ9HJgqA/ByPKg1CZIFiH"
    "mNA8JAgSgdbNERhtv+/3fWqu5/Dh4cNzedJ+ezsxUaatJ03V1MYn4ivFv+BXnFT1hgq4guzVbOf/7aYVv7F+7Tom"
    "EIWHqrombt0ll5CM5gKUwxy1u0zE3HB30E/D9pgr6Bmq4+HA4wi9xm78kuNeBJ9RZ2vxjWewTO/QSM94nhfLJ5H6"
    "8xW+HtAx85geyFEumVWAnsdCKKejiBmSlNZ4PyhjmniMZ12bgRN6JKoNtIQE9XHMjmhLaH3Qo1HpCJbcZt3rLbtp"
    "fqj76ZS7YkMYtVPIURNv9WbMWXdYBzxD9ZiXnA5IM1LmFbbLe9nh/XaMpL0bvNQkbTNzmvdaKSYHMWKLJoq3UtQU"
    "94NwE084bztcVlarT732HMZlJ12nou6jTPAxEL4cNJuoLNh0+VNpij6gyzT8e9YoQ24QBbcHL9RHt7mnP21Sx7VX"
    "b2FOp+WEsPbJbVNC3oV5EgU65E6HrqGFu7WVtpSf2uelQblo2X6XCb2PSTnCX+gNrwkSpusv9YTZ5g=="
)


@dataclass(frozen=True)
class Hostile:
    """A file, what the reader did before it was mended, and what it has to do."""

    name: str
    did: str
    must: str
    make: Callable[[], bytes]


def _tone(count: int = 800) -> bytes:
    return (8000 * np.sin(np.arange(count) / 10)).astype("<i2").tobytes()


def _found(text: str) -> Callable[[], bytes]:
    return lambda: zlib.decompress(base64.b64decode(text))


def _wav(*form: int, data: bytes | None = None) -> Callable[[], bytes]:
    return lambda: riff(form_chunk(*form), (b"data", _tone() if data is None else data))


def _adpcm() -> bytes:
    """NMS ADPCM, in which libsndfile cannot go to a place."""
    return riff(form_chunk(0x38, 1, 8000, 42, 2), (b"fact", struct.pack("<I", 1600)),
                (b"data", bytes(range(1, 43)) * 10))  # fmt: skip


def _floats() -> bytes:
    odd = np.resize(np.array([np.nan, np.inf, -np.inf, 1e-42, 3e38, -3e38, 0.25], "<f4"), 800)
    return riff(form_chunk(3, 1, 16000, 4, 32), (b"data", odd.tobytes()))


FILES = (
    Hostile("silence-8.flac", "10 GB asked for at once: MemoryError", "refused",
            lambda: flac_bomb(frames=150)),
    Hostile("silence-1.flac", "4 kB became 26 million samples, 1.9 GB", "refused",
            lambda: flac_bomb(channels=1, frames=400)),
    Hostile("adpcm.wav", "a buffer of 6 hours for 400 bytes: 700 MB", "read", _adpcm),
    Hostile("1024-channels.wav", "read as no samples, without a refusal", "refused",
            _wav(1, 1024, 768_000, 2048)),
    Hostile("no-codec.wav", "AttributeError: a stream without a decoder", "refused",
            _wav(0x9999, 1, 16000, 2)),
    Hostile("named.raw", "TypeError: a WAV file whose name says raw", "read", _wav()),
    Hostile("headers.mp3", "libmpg123 talked to stderr", "refused",
            lambda: b"\xff\xfb\x90\xc0" * 500),
    Hostile("mp3-in.wav", "libmpg123 talked to stderr", "refused",
            lambda: riff(form_chunk(0x55, 1, 16000, 1, 0), (b"data", bytes(range(1, 250)) * 3))),
    Hostile("tags.mp3", "libmpg123 talked to stderr", "refused",
            lambda: b"ID3\x04\0\0\x7f\x7f\x7f\x7f" + b"TXXX\x7f\x7f\x7f\x7f" * 50),
    Hostile("backwards.w64", "a place before the beginning: PyAV printed a traceback", "refused",
            _found(_W64)),
    Hostile("backwards.caf", "a place before the beginning: PyAV printed a traceback", "refused",
            _found(_CAF)),
    Hostile("endless.w64", "639 bytes became 6 hours of sound: 30 s, 6 GB", "refused", _found(_GSM)),
    Hostile("playlist.wav", "FFmpeg followed it to another file", "refused",
            lambda: b"ffconcat version 1.0\nfile named.raw\n"),
    Hostile("playlist.m3u8", "FFmpeg followed it to another file", "refused",
            lambda: b"#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\nfound.ts\n#EXT-X-ENDLIST\n"),
    Hostile("not-numbers.wav", "nothing; NaN, infinities and denormals", "read", _floats),
    Hostile("1-hertz.wav", "nothing; a rate of 1 Hz", "refused", _wav(1, 1, 1, 2)),
    Hostile("1-gigahertz.wav", "nothing; a rate of 1 GHz", "refused", _wav(1, 1, 10**9, 2)),
    Hostile("0-channels.wav", "nothing; no channel", "refused", _wav(1, 0, 16000, 2)),
    Hostile("64-channels.wav", "nothing; 64 channels", "read", _wav(1, 64, 16000, 128)),
    Hostile("65535-channels.wav", "nothing; 65535 channels", "refused",
            _wav(1, 65535, 16000, 65534)),
    Hostile("no-block.wav", "nothing; a block align of 0", "read", _wav(1, 1, 16000, 0)),
    Hostile("endless.wav", "nothing; sizes of 4 GB in a file of 2 kB", "read",
            lambda: riff(form_chunk(), size=0xFFFFFFFF) + b"data\xff\xff\xff\xff" + _tone()),
    Hostile("rf64.wav", "nothing; 64-bit sizes beyond all measure", "read",
            lambda: riff((b"ds64", struct.pack("<QQQI", 2**62, 2**62, 2**62, 0)), form_chunk(),
                         (b"data", _tone()), mark=b"RF64", size=0xFFFFFFFF)),
    Hostile("chunks.wav", "nothing; 400 empty chunks", "read",
            lambda: riff(form_chunk(), *[(b"LIST", b"")] * 400, (b"data", _tone()))),
)  # fmt: skip


def listed() -> str:
    """The list of the files, as it stands beside them."""
    lines = [
        "# Files that once did harm", "",
        "Made by `python -m tests.hostile_files`; `tests/test_hostile_sound.py` reads each in a child",
        "process. The column `did` says what the reader did with the file before it was mended.", "",
        "| file | bytes | did | must be |", "|---|---|---|---|",
    ]  # fmt: skip
    lines += [f"| {one.name} | {len(one.make())} | {one.did} | {one.must} |" for one in FILES]
    return "\n".join(lines) + "\n"


def main() -> None:
    """Write them."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for one in FILES:
        (FOLDER / one.name).write_bytes(one.make())
    (FOLDER / "README.md").write_text(listed(), encoding="utf-8")


if __name__ == "__main__":
    main()
