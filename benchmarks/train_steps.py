"""Makes ``voicemock/analyze/steps.npz``, the weights that tell which steps an answer takes.

``python -m benchmarks.train_steps`` needs nothing but the project: it learns from the answers of
`benchmarks.steps_answers` and prints what cross-validation says of answers left out: absent steps
shown as found, present ones shown as absent, unsure. ``--dry`` writes nothing.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from benchmarks.steps_answers import BORROWED, NO_STORY, labelled
from benchmarks.steps_learning import (
    FRAMEWORKS,
    Array,
    Example,
    Forms,
    Learned,
    example,
    regression,
)
from voicemock.analyze import step_model
from voicemock.analyze.step_model import STEPS, Rows

FOLDS = 4
RARE = 3.0
"""Weight of an answer of what one would or always does, of which there are fewer."""
TARGETS = (0.06, 0.07)
"""Share of the absent shown as found, and of the present shown as absent, that the bounds leave."""
TOLD = (0.6, 0.95)
"""Below the first a STAR answer is what one would do or always does, above the second told."""


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
