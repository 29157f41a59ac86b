"""The bytes of a sound file, with the sizes in its header put right where nobody wrote them.

A recorder that is killed leaves a WAV file whose sizes are what they were when it was begun: 0, -1, or
those of its first block. The sound then reaches to the end of the file.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Literal

_UNKNOWN = 0xFFFFFFFF
_PLACEHOLDER = 0x7FFF0000
"""From this size on a recorder wrote that it did not know it yet."""
_WIDE = (b"RF64", b"BW64")
_MOST_CHUNKS = 2000
_TWO_PAGES = 1 << 17
"""Bytes at an OGG file's end that hold its last page, which has at most 65,307."""
_FIRST_BOXES = (b"ftyp", b"mdat", b"moov", b"free", b"skip", b"wide")
_LITTLE = 4096
"""Bytes behind the sound that are no chunk and yet no sound: tags, or what fills a disk's block."""
_KNOWN = frozenset((
    b"LIST", b"fact", b"id3 ", b"ID3 ", b"bext", b"cue ", b"smpl", b"iXML", b"JUNK", b"junk", b"PAD ",
    b"FLLR", b"PEAK", b"axml", b"_PMX", b"inst", b"plst", b"DISP", b"afsp", b"chna", b"cart",
))  # fmt: skip

_Order = Literal["little", "big"]


class Source(io.FileIO):
    """An open file with some of its bytes replaced, which the descriptor's owner closes.

    Going to an impossible place fails without an exception: PyAV prints them.
    """

    def __init__(self, file: io.FileIO, replaced: dict[int, bytes], suffix: str = "") -> None:
        super().__init__(file.fileno(), closefd=False)
        self._replaced = replaced
        # FFmpeg takes a hint from a name's end; the rest of it may be nothing that can be encoded
        self.name = f"recording{suffix if suffix.isascii() else ''}"

    def seek(self, place: int, whence: int = io.SEEK_SET, /) -> int:
        """As of any file, but that it never raises."""
        try:
            return super().seek(place, whence)
        except (OSError, OverflowError, ValueError):
            return -1

    def readinto(self, buffer: bytearray | memoryview, /) -> int:  # type: ignore[override]
        """As of any file, with what is replaced."""
        at = self.tell()
        count = super().readinto(buffer) or 0
        view = memoryview(buffer).cast("B")
        for place, data in self._replaced.items():
            for number, byte in enumerate(data, place - at):
                if 0 <= number < count:
                    view[number] = byte
        return count

    def read(self, size: int | None = -1, /) -> bytes:
        """As of any file, with what is replaced."""
        if not self._replaced or size is None or size < 0:
            return super().read(size) or b""
        buffer = bytearray(size)
        return bytes(buffer[: self.readinto(buffer)])


def put_right(file: io.FileIO, size: int) -> dict[int, bytes]:
    """The bytes of a file that must be read otherwise, by their place; ``size`` are all its bytes."""
    return _sizes_put_right(file, size) or _broken_fragment(file, size)


def _sizes_put_right(file: io.FileIO, size: int) -> dict[int, bytes]:
    """What must stand in a WAV file's header where its sizes cannot be right.

    RF64 and BW64 (64-bit sizes) become RIFF: a file that is read here is smaller than 4 GB.
    """
    found = _sound_in_wav(file)
    if found is None:
        return {}
    mark, order, start, said = found
    rest = size - start
    if rest <= 0 or (
        said <= rest and _ends_there(file, start + said, size, order, empty=said == 0)
    ):
        return {}
    sizes = {4: size - 8, start - 4: rest}
    replaced = {at: value.to_bytes(4, order) for at, value in sizes.items()}
    return replaced | ({0: b"RIFF"} if mark in _WIDE else {})


def _sound_in_wav(file: io.FileIO) -> tuple[bytes, _Order, int, int] | None:
    """A WAV file's mark and byte order, where its sound begins and how many bytes it says it has."""
    head = _at(file, 0, 12)
    mark = head[:4]
    if mark not in (b"RIFF", b"RIFX", b"riff", *_WIDE) or head[8:12] != b"WAVE":
        return None
    order: _Order = "big" if mark == b"RIFX" else "little"
    wide, place = 0, 12
    for _chunk in range(_MOST_CHUNKS):
        header = _at(file, place, 24)
        name, length = header[:4], int.from_bytes(header[4:8], order)
        if len(header) < 8:
            return None
        if name == b"data":
            return mark, order, place + 8, wide if length == _UNKNOWN and mark in _WIDE else length
        if name == b"ds64":
            wide = int.from_bytes(header[16:24], "little")
        place += 8 + length + length % 2
    return None


def _ends_there(file: io.FileIO, place: int, size: int, order: _Order, *, empty: bool) -> bool:
    """Whether the sound may end at ``place``: chunks follow, or next to nothing."""
    if not empty and size - place < _LITTLE:
        return True
    for padding in (0, 1):  # some writers leave out the byte that makes a length even
        if _at(file, place + padding, 4) in _KNOWN or _chunks(file, place + padding, size, order):
            return True
    return False


def _chunks(file: io.FileIO, place: int, size: int, order: _Order) -> bool:
    """Whether nothing but chunks lies between ``place`` and the end."""
    for _chunk in range(_MOST_CHUNKS):
        header = _at(file, place, 8)
        if len(header) < 8:
            return size - place <= 1
        if not all(0x20 <= byte < 0x7F for byte in header[:4]):
            return False
        length = int.from_bytes(header[4:8], order)
        place += 8 + length + length % 2
        if place > size + 1:
            return False
    return False


def _at(file: io.FileIO, place: int, count: int) -> bytes:
    file.seek(place)
    return file.read(count) or b""


def breaks_off(file: io.FileIO, size: int) -> bool:
    """Whether a file ends in the middle of a part that it said is longer (WAV, MP4, OGG)."""
    if _at(file, 0, 4) == b"OggS":
        return _last_page_lacks(file, size)
    if (found := _sound_in_wav(file)) is not None:
        return size - found[2] < found[3] < _PLACEHOLDER
    return any(end > size for _place, end, _name in _boxes(file, size))


def _last_page_lacks(file: io.FileIO, size: int) -> bool:
    """Whether the last page of an OGG file is none, or not whole."""
    tail = _at(file, max(0, size - _TWO_PAGES), _TWO_PAGES)
    page = tail[max(0, tail.rfind(b"OggS")) :]
    if len(page) < 27 or len(page) < 27 + page[26]:
        return True
    return not page[5] & 4 or len(page) < 27 + page[26] + sum(page[27 : 27 + page[26]])


def lacks_index(file: io.FileIO, size: int) -> bool:
    """Whether a file is an MP4 (M4A, MOV, 3GP) without the index that is written at its end (moov)."""
    boxes = list(_boxes(file, size))
    names = {name for _place, _end, name in boxes}
    whole = {name for _place, end, name in boxes if end <= size}
    return bool(names & {b"ftyp", b"mdat"}) and b"moov" not in whole


def _broken_fragment(file: io.FileIO, size: int) -> dict[int, bytes]:
    """What hides the last fragment's index where an MP4 in fragments ends inside it.

    FFmpeg would refuse the whole file for it.
    """
    for place, end, name in _boxes(file, size):
        if name == b"moof" and end > size:
            return {place + 4: b"free"}
    return {}


def _boxes(file: io.FileIO, size: int) -> Iterator[tuple[int, int, bytes]]:
    """Start, end and name of the outermost boxes of an MP4; none where a file is of another form."""
    place = 0
    for number in range(_MOST_CHUNKS):
        header = _at(file, place, 16)
        length, name = int.from_bytes(header[:4], "big"), header[4:8]
        if len(header) < 8 or (number == 0 and name not in _FIRST_BOXES):
            return
        if length == 1:
            length = int.from_bytes(header[8:16], "big")
        if length < 8:  # 0: to the end of the file
            yield place, size, name
            return
        yield place, place + length, name
        place += length
