"""Filled pauses that Whisper heard and did not write: "um", 嗯.

Whisper was trained on texts from which most of them had been taken out, so that it writes them by
mood. Its encoder hears them all the same. A regression on what it gives of each 20 ms says where a
filled pause may be (``filled_pauses.npz``; ``python -m benchmarks.train_filled_pauses`` makes it);
its decoder then says how likely an "um" is there, behind the words before it. Both must agree.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from voicemock.transcribe import encoded as encoder
from voicemock.transcribe.base import Piece
from voicemock.transcribe.encoded import FRAME_S, Frames
from voicemock.values.interview import LanguageCode

WEIGHTS = Path(__file__).with_name("filled_pauses.npz")
FORMS: Mapping[LanguageCode, tuple[str, ...]] = {"en": (" um", " uh", " er"), "zh": ("嗯", "呃")}
"""What a filled pause may be written as; the likeliest form names it."""

_SMOOTHED = 5  # frames
PERHAPS = -2.0
"""Log odds of a frame from which on the decoder is asked."""
_SHORTEST = 4  # frames
_BRIDGED = 10  # frames: nobody says two in so little time
_LIKELY = -5.0  # log probability of the forms together, the mean over what is heard around
_UNLIKELY = -6.0  # with the least around: more is not asked
_AROUND_S = (1.0, 0.3), (4.0, 0.3), (6.0, 1.0)  # before and after: where it is cut off matters
_BESIDE_S = 0.3  # how far Whisper's time of an "um" it wrote may be off
_SENTENCE_ENDS = (".", "?", "!")
_LETTERS = re.compile(r"[^\W\d_]+")
_WRITTEN = frozenset(
    ("um", "uh", "er", "erm", "mm", "hm", "hmm", "ah", "嗯", "呃", "额", "唔", "啊")
)

Run = tuple[int, int, float]
"""First frame, end (exclusive) and highest log odds of what may be a filled pause."""


def find(
    model: Any,
    tokenizer: Any,
    encoded: Frames,
    words: Sequence[Mapping[str, Any]],
    code: LanguageCode,
) -> list[Piece]:
    """The filled pauses between words, those that were written left out.

    Args:
        model: CTranslate2's Whisper.
        tokenizer: faster-whisper's.
        encoded: what the encoder gives of the sound, shape (frames, width), without what is behind it.
        words: of the alignment, each with word, tokens, start and end in seconds.
        code: the language spoken.
    """
    weights, bias = _weights()
    said = [word for word in words if word["tokens"] and str(word["word"]).strip()]
    if encoded.shape[1] != len(weights) or not said:
        return []
    found = []
    for run in _unwritten(runs(encoded @ weights + bias), said):
        heard = _heard(model, tokenizer, encoded, said, run, code)
        if heard is not None:
            found.append(heard)
    return found


def between(words: Sequence[Piece], filled: Sequence[Piece]) -> list[Piece]:
    """Words with the filled pauses between them, whose time Whisper gives to the words beside them."""
    together = list(words)
    for one in filled if words else ():
        at = next(
            (n for n, word in enumerate(together) if word.middle_s > one.middle_s), len(together)
        )
        if at:
            before = together[at - 1]
            end_s = max(before.start_s, min(before.end_s, one.start_s))
            together[at - 1] = replace(before, end_s=end_s)
        if at < len(together):
            after = together[at]
            start_s = min(after.end_s, max(after.start_s, one.end_s))
            together[at] = replace(after, start_s=start_s)
        together.insert(at, one)
    return together


@cache
def _weights() -> tuple[Frames, float]:
    with np.load(WEIGHTS) as stored:
        return stored["weights"].astype(np.float32), float(stored["bias"])


def runs(odds: Frames) -> list[Run]:
    """What may be filled pauses, by the log odds of each frame."""
    smooth = np.convolve(odds, np.full(_SMOOTHED, 1 / _SMOOTHED), "same")
    found: list[tuple[int, int]] = []
    edges = np.flatnonzero(np.diff(np.concatenate([[0], smooth > PERHAPS, [0]]).astype(np.int8)))
    for start, end in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True):
        if end - start < _SHORTEST:
            continue
        if found and start - found[-1][1] <= _BRIDGED:
            found[-1] = found[-1][0], end
        else:
            found.append((start, end))
    return [(start, end, float(smooth[start:end].max())) for start, end in found]


def _unwritten(found: list[Run], words: Sequence[Mapping[str, Any]]) -> list[Run]:
    """Those that no written "um" stands for; each stands for the nearest."""
    left = list(found)
    for word in words:
        parts = _LETTERS.findall(str(word["word"]).lower())
        if not parts or _WRITTEN.isdisjoint((parts[0], parts[-1])):
            continue
        at_s = word["start"] if parts[0] in _WRITTEN else word["end"]
        if len(parts) == 1:
            at_s = (word["start"] + word["end"]) / 2

        def away_s(run: Run, at_s: float = at_s) -> float:
            return max(run[0] * FRAME_S - at_s, at_s - run[1] * FRAME_S)

        nearest = min(left, key=away_s, default=None)
        if nearest is not None and away_s(nearest) <= _BESIDE_S:
            left.remove(nearest)
    return left


def _heard(
    model: Any,
    tokenizer: Any,
    encoded: Frames,
    words: Sequence[Mapping[str, Any]],
    run: Run,
    code: LanguageCode,
) -> Piece | None:
    """A filled pause where the decoder agrees, by its likeliest form."""
    tables = []
    for around in _AROUND_S:
        likely = likelihoods(model, tokenizer, encoded, words, run, code, around)
        tables.append(list(likely.values()))
        if np.logaddexp.reduce(tables[0]) < _UNLIKELY:
            return None
    total = float(np.mean(np.logaddexp.reduce(tables, axis=1)))
    if total < _LIKELY:
        return None
    form = FORMS[code][int(np.argmax(np.mean(tables, axis=0)))]
    return Piece(form, run[0] * FRAME_S, run[1] * FRAME_S, round(float(np.exp(total)), 3), "sound")


def likelihoods(
    model: Any,
    tokenizer: Any,
    encoded: Frames,
    words: Sequence[Mapping[str, Any]],
    run: Run,
    code: LanguageCode,
    around: tuple[float, float],
) -> dict[str, float]:
    """The log probability of each form in a run of frames, behind the words spoken just before it.

    Args:
        model: CTranslate2's Whisper.
        tokenizer: faster-whisper's.
        encoded: what the encoder gives.
        words: all of the window, as in `find`.
        run: where it may be.
        code: the language spoken.
        around: how many seconds before and after the run are heard.
    """
    middle_s = (run[0] + run[1]) * FRAME_S / 2
    begin_s = max(0.0, run[0] * FRAME_S - around[0])
    before = [word for word in words if (word["start"] + word["end"]) / 2 < middle_s]
    near = [word for word in before if word["start"] >= begin_s]
    start_s = near[0]["start"] if near else max(begin_s, run[0] * FRAME_S - _BESIDE_S)
    first = max(0, round(start_s / FRAME_S) - 2)
    part = encoded[first : round(run[1] + around[1] / FRAME_S)]
    prefix = [token for word in near for token in word["tokens"]]
    opens = not before or str(before[-1]["word"]).rstrip().endswith(_SENTENCE_ENDS)
    texts = [tokenizer.encode(form.title() if opens else form) for form in FORMS[code]]
    view = encoder.view(part, len(texts))
    aligned = model.align(
        view,
        tokenizer.sot_sequence,
        [prefix + text for text in texts],
        [view.shape[1]] * len(texts),
    )
    return {
        form: float(np.log(np.maximum(one.text_token_probs[len(prefix) :], 1e-9)).sum())
        for form, one in zip(FORMS[code], aligned, strict=True)
    }
