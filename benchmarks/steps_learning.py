"""How the steps are learned: examples ready to learn from, a network, and a regression."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from benchmarks.steps_answers import BORROWED, NO_STORY, Labelled
from voicemock.analyze import step_hints, step_model
from voicemock.analyze.step_model import STEPS, Rows, Statements
from voicemock.content.frameworks import framework_list
from voicemock.language import get
from voicemock.values.interview import Framework

FRAMEWORKS: tuple[Framework, ...] = ("star", "care", "problem", "intro", "closing")
NETWORKS = 2
DIRECTIONS, INNER, ROUNDS, BATCH = 160, 128, 24, 256
SCALE = 4.0
"""Of the meanings, so that they weigh as much as the other columns."""
RATE, DECAY, DROP, BLIND = 2e-3, 1e-3, 0.4, 0.15
RIDGE = 3.0
Array = npt.NDArray[Any]


@dataclass(frozen=True, eq=False)
class Example:
    """One form of an answer, ready to learn from."""

    answer: Labelled
    said: Statements
    hits: step_model.Hits
    takes: Rows
    weight: Rows


def example(one: Labelled) -> Example:
    """An answer with its statements, and which steps each takes."""
    language = get(one.code)
    said = step_model.read(one.text, language)
    asked = [framework for framework in FRAMEWORKS if one.framework in (framework, "nothing")]
    hits = {
        (framework, step): spans
        for framework in asked
        for step, spans in step_hints.hints(
            one.text, framework, framework_list(one.code), language
        ).items()
    }
    takes = np.zeros((len(said.spans), step_model.OFF + 1), np.float32)
    weight = np.zeros_like(takes)
    for framework in asked:
        weight[:, step_model.places(framework)] = 1
    weight[:, step_model.NO_STORY] = one.framework == "star"
    weight[:, step_model.OFF] = 1
    takes[:, step_model.OFF] = one.framework == "nothing"
    takes[:, step_model.NO_STORY] = one.framework == "star" and one.kind in (*NO_STORY, BORROWED)
    for row, (start, end) in enumerate(said.spans):
        for (first, last), step in one.places:
            shared = min(end, last) - max(start, first)
            if (one.framework, step) not in STEPS:
                continue
            column = STEPS.index((one.framework, step))
            if shared > 0 and (shared >= 0.5 * (end - start) or shared >= 0.6 * (last - first)):
                takes[row, column] = 1
            elif not one.sure and not takes[row, column]:
                weight[row, column] = 0.3
    weight[takes > 0] = 1
    return Example(one, said, hits, takes, weight)


def network(rows: Rows, takes: Rows, weight: Rows, seed: int) -> dict[str, Array]:
    """A network of one inner layer, trained by Adam with dropout."""
    draw = np.random.default_rng(seed)
    columns, out = rows.shape[1], takes.shape[1]
    part = {
        "w1": draw.normal(0, np.sqrt(2 / columns), (columns, INNER)), "b1": np.zeros(INNER),
        "w2": draw.normal(0, np.sqrt(1 / INNER), (INNER, out)), "b2": np.full(out, -2.0),
    }  # fmt: skip
    part = {name: one.astype(np.float32) for name, one in part.items()}
    first = {name: np.zeros_like(one) for name, one in part.items()}
    second = {name: np.zeros_like(one) for name, one in part.items()}
    step = 0
    for turn in range(ROUNDS):
        rate = RATE * (1 - turn / ROUNDS) + 1e-5
        order = draw.permutation(len(rows))
        for begin in range(0, len(rows), BATCH):
            chosen = order[begin : begin + BATCH]
            seen = rows[chosen] * (draw.random((len(chosen), columns), np.float32) > BLIND)
            inner = seen @ part["w1"] + part["b1"]
            kept = (draw.random(inner.shape, np.float32) > DROP) / np.float32(1 - DROP)
            active = np.maximum(inner, 0) * kept
            said = step_model.sigmoid(active @ part["w2"] + part["b2"])
            off = ((said - takes[chosen]) * weight[chosen] / len(chosen)).astype(np.float32)
            back = ((off @ part["w2"].T) * kept * (inner > 0)).astype(np.float32)
            slope = {
                "w1": seen.T @ back + DECAY * part["w1"], "b1": back.sum(0),
                "w2": active.T @ off + DECAY * part["w2"], "b2": off.sum(0),
            }  # fmt: skip
            step += 1
            for name, one in part.items():
                first[name] = 0.9 * first[name] + 0.1 * slope[name]
                second[name] = 0.99 * second[name] + 0.01 * slope[name] ** 2
                size = np.sqrt(second[name] / (1 - 0.99**step)) + 1e-7
                part[name] = one - np.float32(rate) * (first[name] / (1 - 0.9**step)) / size
    return part


def regression(seen: Array, holds: Array, weight: Array | None = None) -> Array:
    """Ridge logistic regression by Newton's method: mean, spread and factors, a row each."""
    weight = np.ones(len(seen)) if weight is None else weight
    mean, spread = seen.mean(0), seen.std(0) + 1e-6
    rows = np.hstack([(seen - mean) / spread, np.ones((len(seen), 1))])
    factors = np.zeros(rows.shape[1])
    ridge = np.full(rows.shape[1], RIDGE)
    ridge[-1] = 1e-3
    for _turn in range(25):
        said = step_model.sigmoid(rows @ factors)
        slope = rows.T @ (weight * (said - holds)) + ridge * factors
        curve = (rows * (weight * said * (1 - said))[:, None]).T @ rows + np.diag(ridge)
        factors -= np.linalg.solve(curve, slope)
    return np.stack([np.append(mean, 0), np.append(spread, 1), factors])


Forms = Sequence[list[Example]]
"""Of each answer its forms, as written first, then without its marks."""


class Learned:
    """Weights from some answers; ``chances`` applies the network to others."""

    def __init__(self, forms: Forms) -> None:
        examples = [one for both in forms for one in both]
        meanings = np.vstack([one.said.vectors for one in examples])
        mean = meanings.mean(0)
        _left, _size, right = np.linalg.svd((meanings - mean)[::3], full_matrices=False)
        self.weights: dict[str, Array] = {"mean": mean, "basis": SCALE * right[:DIRECTIONS].T}
        rows = np.vstack([self.rows(one) for one in examples])
        takes = np.vstack([one.takes for one in examples])
        weight = np.vstack([one.weight for one in examples])
        nets = [network(rows, takes, weight, seed) for seed in range(NETWORKS)]
        self.weights |= {name: np.stack([one[name] for one in nets]) for name in nets[0]}

    def rows(self, one: Example) -> Rows:
        """What the network sees of an answer."""
        basis, mean = self.weights["basis"], self.weights["mean"]
        return step_model.features(
            one.answer.text, one.said, one.hits, one.answer.code, basis, mean
        )

    def chances(self, one: Example) -> Rows:
        """How likely each statement takes each step."""
        return step_model.statement_chances(self.rows(one), self.weights)
