"""Which phrases a statement says, by what it means: in wording that no pattern has.

A small network sees what a statement means, how it is meant (told, denied, another's words, …) and
its words, and says how likely each phrase is in it. The weights are in ``phrases.npz``;
``python -m benchmarks.train_phrases`` makes them, with a bound for each phrase.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any, get_args

import numpy as np
import numpy.typing as npt

from voicemock.analyze.step_model import Rows, Statements, read, sigmoid
from voicemock.language import Language
from voicemock.language.base import Span
from voicemock.language.reading import Reading

WEIGHTS = Path(__file__).with_name("phrases.npz")
WORDS = 512
"""Columns that words and pairs of words share; which one is theirs their hash tells."""
_MEANING, _WORDS, _MARKS = 5.0, 1.5, 0.5
"""How much the columns of each sort weigh."""
NOT_SAID: frozenset[Reading] = frozenset(["denied", "quoted", "asked"])
"""How a statement is meant that says no phrase in wording of its own."""
_MEANINGS = get_args(Reading)


@dataclass(frozen=True, eq=False)
class Phrased:
    """Statements and how likely each phrase is in each: a row a statement, a column an id."""

    spans: tuple[Span, ...]
    readings: tuple[Reading, ...]
    likely: Rows
    ids: tuple[str, ...]
    bounds: Rows


def features(text: str, said: Statements, language: Language, mean: Rows) -> Rows:
    """What the network sees: a row a statement.

    Args:
        text: the answer.
        said: its statements.
        language: its language.
        mean: the mean meaning.
    """
    meant = [[one == kind for kind in _MEANINGS] for one in said.readings]
    asked = [[text[end - 1 : end + 1].rstrip().endswith(("?", "？"))] for _start, end in said.spans]
    zh = np.full((len(said.spans), 1), language.code == "zh")
    words = [_words(text[start:end], language) for start, end in said.spans]
    columns: list[npt.NDArray[Any]] = [
        _MEANING * (said.vectors - mean), _MARKS * np.array(meant), _MARKS * zh,
        np.array(asked), _WORDS * np.array(words),
    ]  # fmt: skip
    return np.hstack(columns).astype(np.float32)


def _words(statement: str, language: Language) -> npt.NDArray[np.float32]:
    """The words of a statement and their pairs, each counted in the column of its hash."""
    forms = [token.form for token in language.tokens(statement)]
    runs = [*((one,) for one in forms), *pairwise(forms)]
    found = np.zeros(WORDS, np.float32)
    for run in runs:
        found[zlib.crc32("|".join((language.code, *run)).encode()) % WORDS] += 1
    return found / np.float32(max(1, len(runs)) ** 0.5)


@cache
def _weights() -> dict[str, npt.NDArray[Any]]:
    with np.load(WEIGHTS, allow_pickle=False) as file:
        return {
            name: file[name] if name == "ids" else file[name].astype(np.float32)
            for name in file.files
        }


def chances(rows: Rows, weights: Mapping[str, npt.NDArray[Any]]) -> Rows:
    """How likely each phrase is in each statement, from what `features` gives."""
    inner = np.maximum(rows @ weights["w1"] + weights["b1"], 0)
    return sigmoid(inner @ weights["w2"] + weights["b2"]).astype(np.float32)


def judge(text: str, language: Language) -> Phrased | None:
    """How likely each phrase is in each statement of a text; None where nothing is said in it."""
    said = read(text, language)
    if not said.spans:
        return None
    weights = _weights()
    likely = chances(features(text, said, language, weights["mean"]), weights)
    ids = tuple(str(one) for one in weights["ids"])
    return Phrased(said.spans, said.readings, likely, ids, weights["bounds"])
