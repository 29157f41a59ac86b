"""What the small networks make of a sound, or of a sentence, is made once in a worker.

Most tests examine one of a few recordings: telling its voices apart is two thirds of that work, and comes
to the same each time. Whisper has a memory of its own (`tests.conftest.Whisper`).
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Any

import numpy as np
import numpy.typing as npt

from voicemock.analyze import activity, other_voices, steps
from voicemock.audio import channels, speaker_networks
from voicemock.language import meaning

_MOST = 2048
"""Answers that are kept; the longest of usual ones take 16 kB."""
_MOST_BYTES = 100_000
"""What takes more is made anew."""

remembers = True
"""A test of the networks themselves sets it to False."""

Work = Callable[..., npt.NDArray[Any]]


def remembering(work: Work) -> Work:
    """The same work, which is not done twice for the same arguments: texts and arrays."""
    known: OrderedDict[bytes, npt.NDArray[Any]] = OrderedDict()

    @wraps(work)
    def remembered(*given: Any) -> npt.NDArray[Any]:
        asked = hashlib.sha256()
        for one in given:
            asked.update(repr((np.shape(one), getattr(one, "dtype", one))).encode())
            asked.update(
                np.ascontiguousarray(one).tobytes() if isinstance(one, np.ndarray) else b""
            )
        key = asked.digest()
        found = known.get(key) if remembers else None
        if found is not None:
            return found.copy()
        found = work(*given)
        if found.nbytes <= _MOST_BYTES:
            known[key] = found.copy()
            while len(known) > _MOST:
                known.popitem(last=False)
        return found

    return remembered


def install() -> None:
    """For all tests of this process."""
    for module in (activity, channels, other_voices):
        module.voice_probability = remembering(module.voice_probability)  # type: ignore[attr-defined]
    speaker_networks._run = remembering(speaker_networks._run)
    speaker_networks._log_mel = remembering(speaker_networks._log_mel)
    meaning.vectors = remembering(meaning.vectors)
    # a corpus of hundreds of answers is gone through by several tests
    steps.judge = lru_cache(maxsize=1024)(steps.judge.__wrapped__)
