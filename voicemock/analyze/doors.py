"""Whether what an agent says opens a door to the customer or closes it, by its meaning.

A softmax regression on what each sentence means (`voicemock.language.meaning`). Of some it is not
sure, and says so. The weights are in ``doors.npz``; ``python -m benchmarks.train_kinder`` makes them.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from voicemock.language import meaning
from voicemock.language.base import Span, sentences

Door = Literal["open", "closed"]
KINDS = ("open", "closed", "neither")
"""What a sentence does, in the order of the regression's outputs."""
WEIGHTS = Path(__file__).with_name("doors.npz")
_SURE: dict[Door, float] = {"open": 0.75, "closed": 0.55}
"""Likelihood from which on a sentence is said to do so; a smaller one says more, and more wrongly.
Praise of what sends a customer away is the worse mistake."""
_SCALE = 4.0
"""Of the meanings, so that they weigh as much as the constant beside them."""
Rows = npt.NDArray[Any]


@dataclass(frozen=True)
class Doors:
    """What an answer does, None where that is not sure; its sentences that open or close a door."""

    kind: Door | None
    opening: tuple[Span, ...] = ()
    closing: tuple[Span, ...] = ()


def seen(vectors: Rows) -> Rows:
    """What the regression sees of sentences: a row each."""
    return np.hstack([_SCALE * vectors, np.ones((len(vectors), 1))])


def softmax(values: Rows) -> Rows:
    """Likelihoods, a row a sentence."""
    raised = np.exp(values - values.max(1, keepdims=True))
    return np.asarray(raised / raised.sum(1, keepdims=True))


def said(chances: Rows) -> Door | None:
    """What a sentence does, if that is likely enough."""
    for (kind, enough), chance in zip(_SURE.items(), chances, strict=False):
        if chance >= enough:
            return kind
    return None


@cache
def _factors() -> Rows:
    with np.load(WEIGHTS, allow_pickle=False) as file:
        return np.asarray(file["factors"], np.float64)


def judge(text: str, factors: Rows | None = None) -> Doors:
    """What an answer does: it is sure where its sentences that open or close a door agree.

    Args:
        text: the answer.
        factors: the regression's; those of `WEIGHTS` where they are left out.
    """
    spans = [(start, end) for start, end in sentences(text) if text[start:end].strip()]
    if not spans:
        return Doors(None)
    vectors = meaning.vectors([text[start:end].strip() for start, end in spans])
    chances = softmax(seen(vectors) @ (_factors() if factors is None else factors))
    told = [said(row) for row in chances]
    opening = tuple(span for span, kind in zip(spans, told, strict=True) if kind == "open")
    closing = tuple(span for span, kind in zip(spans, told, strict=True) if kind == "closed")
    if bool(opening) == bool(closing):
        return Doors(None, opening, closing)
    return Doors("open" if opening else "closed", opening, closing)
