"""Makes ``voicemock/analyze/steps.npz``, the weights that tell which steps an answer takes.

``python -m benchmarks.train_steps`` needs nothing but the project: it reads the labelled answers of
``benchmarks/steps_training`` and of ``tests/data/steps.*.toml``, each as written, without its marks,
with a step cut out and as a part of itself, and prints what cross-validation says of answers left
out: absent steps shown as found, present ones shown as absent, unsure. ``--dry`` writes nothing.
The answers of ``tests/data/coach`` are not read.
"""

from __future__ import annotations

import argparse
import random
import sys
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from benchmarks.steps import answers as quoted_answers
from voicemock.analyze import step_hints, step_model
from voicemock.analyze.step_model import STEPS, Rows, Statements
from voicemock.content.frameworks import framework_list
from voicemock.language import get
from voicemock.language.base import Span
from voicemock.values.interview import Framework, LanguageCode

TRAINING = Path(__file__).parent / "steps_training"
CODES: tuple[LanguageCode, ...] = ("zh", "en")
FRAMEWORKS: tuple[Framework, ...] = ("star", "care", "problem", "intro", "closing")
FOLDS, NETWORKS = 4, 2
DIRECTIONS, INNER, ROUNDS, BATCH = 160, 128, 24, 256
SCALE = 4.0
"""Of the meanings, so that they weigh as much as the other columns."""
RATE, DECAY, DROP, BLIND = 2e-3, 1e-3, 0.4, 0.15
RIDGE = 3.0
RARE = 3.0
"""Weight of an answer of what one would or always does, of which there are fewer."""
TARGETS = (0.06, 0.07)
"""Share of the absent shown as found, and of the present shown as absent, that the bounds leave."""
TOLD = (0.6, 0.95)
"""Below the first a STAR answer is what one would do or always does, above the second told."""
NO_STORY = frozenset(["would", "habit"])
"""Kinds of STAR answers that tell of no one time."""
BORROWED = "borrowed"
"""Kind of such an answer to a question of another framework, learned from as STAR, not measured."""
_MARKS = frozenset('，。！？、,!?;；：:…—"“”')
Array = npt.NDArray[Any]


@dataclass(frozen=True)
class Labelled:
    """An answer with the places that take each step; ``sure`` where all such places are labelled."""

    code: LanguageCode
    framework: str
    kind: str
    text: str
    places: tuple[tuple[Span, str], ...]
    present: frozenset[str]
    sure: bool = True


def labelled() -> list[list[Labelled]]:
    """All answers to train on, each with its other forms: without marks, without a step, a part."""
    draw = random.Random(0)
    found = []
    for code in CODES:
        path = TRAINING / f"{code}.toml"
        for one in tomllib.loads(path.read_text(encoding="utf-8"))["answer"]:
            clauses = [(text, label.split("+")) for text, label in one["clauses"]]
            whole = _from_clauses(one, clauses, code)
            forms = [whole, unmarked(whole)]
            if whole.present and whole.framework != "closing":
                lost = draw.choice(sorted(whole.present))
                left = [(text, steps) for text, steps in clauses if lost not in steps]
                forms += [_from_clauses(one, left, code)] if left else []
            length = draw.randint(1, 4)
            start = draw.randrange(max(1, len(clauses) - length + 1))
            forms.append(_from_clauses(one, clauses[start : start + length], code))
            found.append(forms)
            if one["framework"] in ("care", "problem") and one["kind"] in NO_STORY:
                found.append([_as_no_story(form) for form in forms[:2]])
        for one in quoted_answers(code):
            whole = _from_quotes(one, code)
            found.append([whole, unmarked(whole)])
    return found


def _from_clauses(
    one: Mapping[str, Any], clauses: Sequence[tuple[str, list[str]]], code: LanguageCode
) -> Labelled:
    language, text = get(code), ""
    places: list[tuple[Span, str]] = []
    for clause, labels in clauses:
        text += " " if code == "en" and text else ""
        start = len(text)
        text += language.normalize(clause)
        places += [((start, len(text)), step) for step in labels if step]
    said = [step for _span, step in places]
    present = {step for step in said if step != "questions" or said.count(step) > 1}
    return Labelled(code, one["framework"], one["kind"], text, tuple(places), frozenset(present))


def _as_no_story(one: Labelled) -> Labelled:
    """What one would do or always does, given where one occasion was asked for: no step of STAR."""
    return replace(one, framework="star", kind=BORROWED, places=(), present=frozenset())


def _from_quotes(one: Mapping[str, Any], code: LanguageCode) -> Labelled:
    normalize = get(code).normalize
    text = normalize(one["text"])
    places = []
    for step, quote in one["steps"].items():
        if quote:
            start = text.index(normalize(quote))
            places.append(((start, start + len(normalize(quote))), step))
    present = frozenset(step for _span, step in places)
    return Labelled(code, one["framework"], "quoted", text, tuple(places), present, sure=False)


def unmarked(one: Labelled) -> Labelled:
    """The same answer as recognizers may write it: no marks, and English in small letters."""
    kept = [at for at, letter in enumerate(one.text) if not _is_mark(one.text, at, letter)]
    text = "".join(one.text[at] for at in kept)
    moved = {old: new for new, old in enumerate(kept)}
    after = [0] * (len(one.text) + 1)
    for at in range(len(one.text)):
        after[at + 1] = after[at] + (at in moved)
    places = tuple(((after[start], after[end]), step) for (start, end), step in one.places)
    return replace(one, text=text.lower() if one.code == "en" else text, places=places)


def _is_mark(text: str, at: int, letter: str) -> bool:
    return letter in _MARKS or (letter == "." and not text[at + 1 : at + 2].isdigit())


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


def _evidence(one: Example, chances: Rows, place: int) -> Array:
    return step_model.evidence(chances, place, one.said, hit=bool(one.hits.get(STEPS[place])))


def _wanted(forms: Forms, framework: str) -> list[int]:
    return [
        at
        for at, (one, *_rest) in enumerate(forms)
        if one.answer.framework in (framework, "nothing")
    ]


@dataclass(frozen=True, eq=False)
class Held:
    """Of one step: how likely it is in each answer (left out), as written and unmarked."""

    likely: Array
    there: Array
    nothing: Array


def cross_validated(forms: Forms, folds: Array) -> tuple[dict[str, Array], dict[int, Held], Array]:
    """The regressions' weights, the steps' probabilities, those of "told of one time" (STAR)."""
    chances: list[list[Rows]] = [[]] * len(forms)
    told_seen: dict[int, list[Array]] = {}
    for fold in range(FOLDS):
        model = Learned([one for one, at in zip(forms, folds, strict=True) if at != fold])
        for at in np.flatnonzero(folds == fold).tolist():
            both = forms[at]
            chances[at] = [model.chances(one) for one in both]
            if both[0].answer.framework == "star":
                told_seen[at] = [
                    step_model.manner(one.answer.text, said, one.said, one.answer.code)
                    for one, said in zip(both[:2], chances[at], strict=False)
                ]
    weights: dict[str, Array] = {}
    held = {}
    for place, (framework, step) in enumerate(STEPS):
        used = _wanted(forms, framework)
        pairs = [
            (at, form, one, said)
            for at in used
            for form, (one, said) in enumerate(zip(forms[at], chances[at], strict=True))
        ]
        seen = np.array([_evidence(one, said, place) for _at, _form, one, said in pairs])
        there = np.array([
            step in one.answer.present and one.answer.framework == framework
            for _at, _form, one, _said in pairs
        ])  # fmt: skip
        drawn = folds[[at for at, *_rest in pairs]]
        weights[f"step{place}"], likely = _held_out(seen, there, drawn)
        number = np.array([form for _at, form, *_rest in pairs])
        whole = [one for _at, form, one, _said in pairs if form == 0]
        held[place] = Held(
            np.column_stack([likely[number == 0], likely[number == 1]]),
            there[number == 0],
            np.array(
                [one.answer.framework == "nothing" or one.answer.kind == BORROWED for one in whole]
            ),
        )
    stars = sorted(told_seen)
    seen = np.array([one for at in stars for one in told_seen[at]])
    told = np.array([forms[at][0].answer.kind not in (*NO_STORY, BORROWED) for at in stars])
    rare = [RARE if forms[at][0].answer.kind in NO_STORY else 1.0 for at in stars]
    weights["told"], likely = _held_out(
        seen, np.repeat(told, 2), np.repeat(folds[stars], 2), np.repeat(rare, 2)
    )
    return weights, held, np.column_stack([likely.reshape(-1, 2), told])


def _held_out(
    seen: Array, there: Array, folds: Array, weight: Array | None = None
) -> tuple[Array, Array]:
    """A regression on all, and what others say of each fold that they have not seen."""
    likely = np.zeros(len(seen))
    weight = np.ones(len(seen)) if weight is None else weight
    for fold in range(FOLDS):
        one = regression(
            seen[folds != fold], there[folds != fold].astype(float), weight[folds != fold]
        )
        rows = (seen[folds == fold] - one[0][:-1]) / one[1][:-1]
        likely[folds == fold] = step_model.sigmoid(rows @ one[2][:-1] + one[2][-1])
    return regression(seen, there.astype(float), weight), likely


def bounds(likely: Array, there: Array, targets: tuple[float, float]) -> tuple[float, float]:
    """Where absent ends and found begins, for the errors of `TARGETS`."""
    shown, lost = targets
    low = float(np.quantile(likely[there], lost))
    return low, max(low, float(np.quantile(likely[~there], 1 - shown)))


def table(held: Mapping[int, Held], limits: Mapping[str, tuple[float, float]]) -> str:
    """What cross-validation says, a line a step and a framework."""
    lines = [f"{'':20} absent as found  present as absent  unsure   unmarked   nothing as found"]
    groups = [(f"{STEPS[at][0]}.{STEPS[at][1]}", [at]) for at in held]
    groups += [(one, step_model.places(one)) for one in FRAMEWORKS]
    groups.append(("all", list(held)))
    for name, of in groups:
        cells = []
        for form in (0, 1):
            found = there = np.zeros(0, bool)
            lost = nothing = np.zeros(0, bool)
            for at in of:
                one = held[at]
                low, high = limits[STEPS[at][0]]
                found = np.append(found, one.likely[:, form] > high)
                lost = np.append(lost, one.likely[:, form] <= low)
                there, nothing = np.append(there, one.there), np.append(nothing, one.nothing)
            real = ~nothing
            cells.append((
                found[real & ~there].mean(), lost[there].mean(), (~found & ~lost)[real].mean(),
                found[nothing].mean(),
            ))  # fmt: skip
        (a, b, c, d), (e, f, g, _h) = cells
        lines.append(f"{name:20} {a:15.3f} {b:18.3f} {c:7.3f}   {e:.2f} {f:.2f} {g:.2f} {d:8.3f}")
    return "\n".join(lines)


def main() -> None:
    """Train, print, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--dry", action="store_true")
    given = parser.parse_args()
    train([[example(one) for one in forms] for forms in labelled()], write=not given.dry)


def train(forms: Forms, *, write: bool) -> None:
    """Print what cross-validation says, and write the weights that all answers give."""
    folds = np.random.default_rng(0).permutation(len(forms)) % FOLDS
    regressions, held, told = cross_validated(forms, folds)
    limits: dict[str, tuple[float, float]] = {}
    for framework in FRAMEWORKS:
        of = [held[at] for at in step_model.places(framework)]
        likely = np.concatenate([one.likely[~one.nothing].ravel() for one in of])
        there = np.concatenate([np.repeat(one.there[~one.nothing], 2) for one in of])
        limits[framework] = bounds(likely, there, TARGETS)
    sys.stdout.write(f"{len(forms)} answers\n{table(held, limits)}\n")
    limits["told"] = TOLD
    chance, once = told[:, :2], told[:, 2].astype(bool)
    for low in (0.3, 0.4, 0.5, 0.6):
        sys.stdout.write(
            f"told below {low}: {(chance[~once] < low).mean():.3f} of what one would or always does,"
            f" {(chance[once] < low).mean():.3f} of what was told\n"
        )
    if not write:
        return
    weights = Learned(forms).weights | regressions
    weights |= {f"bounds_{name}": np.array(pair) for name, pair in limits.items()}
    halves = ("w1", "w2", "basis", "mean")
    kept: dict[str, Any] = {
        name: one.astype(np.float16 if name in halves else np.float32)
        for name, one in weights.items()
    }
    np.savez_compressed(step_model.WEIGHTS, **kept)
    sys.stdout.write(f"{step_model.WEIGHTS}: {step_model.WEIGHTS.stat().st_size / 1024:.0f} KB\n")


if __name__ == "__main__":
    main()
