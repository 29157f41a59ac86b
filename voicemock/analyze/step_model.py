"""How likely it is that an answer takes each step: by the meaning of its statements.

A statement is seen with its neighbours: what all three mean, how each is meant (told, a habit, what
one would do, …), where it stands, whether it names a number, and whether a pattern of a step is in
it. A small network says of each statement which steps it takes; from the likeliest statements of a
step, and of the others, a regression says whether the answer takes it. The weights are in
``steps.npz``; ``python -m benchmarks.train_steps`` makes them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, get_args

import numpy as np
import numpy.typing as npt

from voicemock.language import Language, meaning
from voicemock.language.base import Span, overlaps
from voicemock.language.reading import Reading, occasion, readings
from voicemock.language.statements import statements
from voicemock.values.interview import Framework, LanguageCode

STEPS: tuple[tuple[Framework, str], ...] = (
    *(("star", step) for step in ("situation", "task", "action", "result")),
    *(("care", step) for step in ("acknowledge", "empathise", "solve", "follow_up")),
    *(("problem", step) for step in ("problem", "analysis", "solution", "result")),
    *(("intro", step) for step in ("who", "experience", "why", "number", "hook")),
    *(("closing", step) for step in ("questions", "thanks")),
)
"""What the network says of a statement, in this order; two more outputs follow."""
DEEDS = frozenset(["action", "result"])
"""Steps of STAR that what one would do or always does never takes."""
NO_DEED: frozenset[Reading] = frozenset(["would", "habit", "asked"])
"""How a statement is meant that tells of no deed."""
NO_STORY = len(STEPS)
"""The output that says of a STAR answer's statement that it is what one would do or always does."""
OFF = NO_STORY + 1
"""The output that says of a statement that it belongs to no interview."""
WEIGHTS = Path(__file__).with_name("steps.npz")
_MEANINGS = get_args(Reading)
_NUMBER = {
    "zh": re.compile(r"\d|[两二三四五六七八九十百千半]"),
    "en": re.compile(
        r"\d|\b(?:two|three|four|five|six|seven|eight|nine|ten|twenty|thirty|forty|fifty|hundred|percent|half)\b",
        re.IGNORECASE,
    ),
}
_LEAST = 1e-4

Rows = npt.NDArray[np.float32]
Hits = Mapping[tuple[Framework, str], Sequence[Span]]
"""Where the patterns of steps match."""


@dataclass(frozen=True, eq=False)
class Statements:
    """A text's statements, what each means (`meaning.SIZE` numbers a row) and how it is meant."""

    spans: tuple[Span, ...]
    vectors: Rows
    readings: tuple[Reading, ...]


@dataclass(frozen=True, eq=False)
class Judged:
    """How likely each statement takes each step of a framework, and the answer takes it at all.

    ``once`` is how likely a STAR answer tells of one time, None for other frameworks.
    """

    statements: Statements
    each: Rows
    likely: Rows
    once: float | None = None


@lru_cache(maxsize=64)
def read(text: str, language: Language) -> Statements:
    """The statements of a text; kept, as several frameworks are looked for in one answer."""
    spans = tuple(statements(text, language))
    vectors = meaning.vectors([text[start:end].strip() for start, end in spans])
    return Statements(spans, vectors, tuple(readings(text, spans, language)))


def places(framework: Framework) -> list[int]:
    """Where the steps of a framework stand in `STEPS`."""
    return [at for at, (of, _step) in enumerate(STEPS) if of == framework]


def features(
    text: str, said: Statements, hits: Hits, code: LanguageCode, basis: Rows, mean: Rows
) -> Rows:
    """What the network sees: a row a statement, none for a text without statements.

    Args:
        text: the answer.
        said: its statements.
        hits: where patterns match in it.
        code: its language.
        basis: the directions in which meanings are told apart, a column each.
        mean: the mean meaning.
    """
    count = len(said.spans)
    vectors = (said.vectors - mean) @ basis
    meant = np.array([[one == kind for kind in _MEANINGS] for one in said.readings], np.float32)
    at = np.arange(count) / max(1, count - 1)
    place = np.stack(
        [at, at**2, at == 0, at == 1, np.full(count, min(count, 20) / 20),
         np.full(count, code == "zh")], 1,
    )  # fmt: skip
    number = [[_NUMBER[code].search(text[start:end]) is not None] for start, end in said.spans]
    hit = [[overlaps(span, hits.get(step, ())) for step in STEPS] for span in said.spans]
    marks = occasion([text[start:end] for start, end in said.spans], code)
    columns: list[npt.NDArray[Any]] = [
        vectors, *_neighbours(vectors), 0.5 * meant, *(0.3 * one for one in _neighbours(meant)),
        np.tile(meant.mean(0), (count, 1)), np.tile(marks, (count, 1)), 0.5 * place,
        0.3 * np.array(number), 0.5 * np.array(hit),
    ]  # fmt: skip
    return np.hstack(columns).astype(np.float32)


def _neighbours(rows: npt.NDArray[Any]) -> tuple[npt.NDArray[Any], npt.NDArray[Any]]:
    """The row before and the row after each; zeros at the ends."""
    none = np.zeros((1, rows.shape[1]), np.float32)
    return np.vstack([none, rows[:-1]]), np.vstack([rows[1:], none])


def logit(share: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """The logit of probabilities, kept away from 0 and 1."""
    share = np.clip(share, _LEAST, 1 - _LEAST)
    return np.asarray(np.log(share / (1 - share)))


def sigmoid(value: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """The inverse of `logit`."""
    return np.asarray(1 / (1 + np.exp(-np.clip(value, -30, 30))))


def evidence(chances: Rows, place: int, said: Statements, *, hit: bool) -> npt.NDArray[Any]:
    """What the regression of a step sees of an answer.

    Args:
        chances: what the network says of its statements, all outputs.
        place: which step, by its place in `STEPS`.
        said: the statements.
        hit: whether a pattern of the step matches anywhere.
    """
    of = places(STEPS[place][0])
    each, step = chances[:, of], of.index(place)
    best = np.sort(logit(_deeds(each, STEPS[place][0], said)), 0)[::-1]
    second = best[1, step] if len(best) > 1 else -6.0
    off = logit(chances[:, OFF])
    taking = _deeds(each, STEPS[place][0], said)[:, step].sum()
    others = [0.3 * best[0, at] for at in range(each.shape[1]) if at != step]
    told, habit, would = (said.readings.count(one) / len(said.readings) for one in _MEANINGS[:3])
    return np.array(
        [best[0, step], second, float(hit), 0.3 * hit * best[0, step], *others, told, habit,
         would, len(said.spans) / 15, np.log(taking + 1e-3), off.mean(), off.min()]
    )  # fmt: skip


def _deeds(each: Rows, framework: Framework, said: Statements) -> Rows:
    """The chances without those of a deed and what came of it where a statement tells of neither.

    Args:
        each: how likely each statement takes each step of the framework.
        framework: the framework.
        said: the statements.
    """
    if framework != "star":
        return each
    kept = each.copy()
    rows = [row for row, one in enumerate(said.readings) if one in NO_DEED]
    kept[np.ix_(rows, [at for at, one in enumerate(places("star")) if STEPS[one][1] in DEEDS])] = 0
    return kept


def manner(text: str, chances: Rows, said: Statements, code: LanguageCode) -> npt.NDArray[Any]:
    """What the regression of "told of one time" sees of a STAR answer.

    Args:
        text: the answer.
        chances: what the network says of its statements, all outputs.
        said: the statements.
        code: the answer's language.
    """
    share = [said.readings.count(one) / len(said.readings) for one in _MEANINGS]
    marks = occasion([text[start:end] for start, end in said.spans], code)
    seen = np.array([*share, *marks, marks[0] < 0.2, marks[2] == 0, share[1] + share[2] > 0.3])
    no_story = logit(chances[:, NO_STORY])
    steps = 0.3 * np.max(logit(chances[:, places("star")]), 0)
    votes = [no_story.mean(), no_story.max(), no_story.min()]
    zh = code == "zh"
    return np.concatenate([seen * zh, seen * (not zh), [zh], steps, votes])


@cache
def _weights() -> dict[str, npt.NDArray[np.float32]]:
    with np.load(WEIGHTS, allow_pickle=False) as file:
        return {name: file[name].astype(np.float32) for name in file.files}


def statement_chances(rows: Rows, weights: Mapping[str, npt.NDArray[Any]]) -> Rows:
    """How likely each statement takes each of `STEPS`: the mean of the networks' votes."""
    inner = np.maximum(np.einsum("nd,kdh->knh", rows, weights["w1"]) + weights["b1"][:, None], 0)
    votes = np.einsum("knh,khs->kns", inner, weights["w2"]) + weights["b2"][:, None]
    return sigmoid(votes.mean(0)).astype(np.float32)


def judge(
    text: str, framework: Framework, hits: Mapping[str, Sequence[Span]], language: Language
) -> Judged | None:
    """How likely a text takes each step of a framework; None where nothing is said in it.

    Args:
        text: the answer.
        framework: its framework.
        hits: where patterns of its steps match, by the step.
        language: the answer's.
    """
    said = read(text, language)
    if not said.spans:
        return None
    weights = _weights()
    named = {(framework, step): spans for step, spans in hits.items()}
    rows = features(text, said, named, language.code, weights["basis"], weights["mean"])
    of = places(framework)
    chances = statement_chances(rows, weights)
    each = chances[:, of]
    likely = [
        _regress(
            evidence(chances, place, said, hit=bool(hits.get(STEPS[place][1]))),
            weights,
            f"step{place}",
        )
        for place in of
    ]
    once = None
    if framework == "star":
        once = _regress(manner(text, chances, said, language.code), weights, "told")
    return Judged(said, each, np.array(likely, np.float32), once)


def bounds(framework: Framework) -> tuple[float, float]:
    """Below the first a step is absent, above the second found; between, neither is sure."""
    low, high = _weights()[f"bounds_{framework}"]
    return float(low), float(high)


def told_bounds() -> tuple[float, float]:
    """Below the first an answer is what one would do, above the second it is told."""
    low, high = _weights()["bounds_told"]
    return float(low), float(high)


def _regress(seen: npt.NDArray[Any], weights: Mapping[str, npt.NDArray[Any]], name: str) -> float:
    mean, spread, factors = weights[name][0], weights[name][1], weights[name][2]
    value = ((seen - mean[:-1]) / spread[:-1]) @ factors[:-1] + factors[-1]
    return float(sigmoid(np.asarray(value)))
