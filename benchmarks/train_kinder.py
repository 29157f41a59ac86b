"""Makes ``voicemock/analyze/doors.npz``, the weights that tell what opens a door to a customer.

``python -m benchmarks.train_kinder`` reads the sentences of ``benchmarks/kinder_training``, the
closed doors of ``prompts/drills.*.toml`` and the marked steps of care of the question packs; it
prints what cross-validation says of sentences left out, and what came of the forty of
``tests/data/kinder.toml``, which are not learned from. ``--dry`` writes nothing.
"""

from __future__ import annotations

import argparse
import sys
import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from voicemock.analyze import doors
from voicemock.content.drills import of_drill
from voicemock.content.packs import default_pack
from voicemock.language import meaning
from voicemock.values.interview import LanguageCode

HERE = Path(__file__).parent
TEST = HERE.parent / "tests" / "data" / "kinder.toml"
CODES: tuple[LanguageCode, ...] = ("zh", "en")
BOTH: tuple[doors.Door, doors.Door] = ("open", "closed")
FOLDS, ROUNDS, RATE, DECAY = 5, 400, 0.5, 2e-3
_CARE = {"acknowledge": "neither", "empathise": "neither", "solve": "open", "follow_up": "open"}
Array = npt.NDArray[Any]


def sayings(code: LanguageCode) -> Iterator[tuple[str, str]]:
    """What is said, and what it does to a door."""
    data = tomllib.loads((HERE / "kinder_training" / f"{code}.toml").read_text("utf-8"))
    for kind in doors.KINDS:
        yield from ((text, kind) for text in data[kind])
    for exercise in of_drill("kinder", code):
        for line in exercise.line:
            yield line.say, "closed"
            yield line.better, "open"
    for question in default_pack(code).questions:
        if question.framework == "care":
            yield from ((text, _CARE[step]) for step, text in question.example_steps.items())


def fitted(vectors: Array, kinds: Array) -> Array:
    """The factors of a softmax regression, a column a kind, the last row added to all."""
    seen = doors.seen(vectors)
    wanted = np.eye(len(doors.KINDS))[kinds]
    factors = np.zeros((seen.shape[1], len(doors.KINDS)))
    share = wanted.mean(0)
    weight = (1 / share)[kinds][:, None] / len(doors.KINDS)
    for _round in range(ROUNDS):
        wrong = (doors.softmax(seen @ factors) - wanted) * weight
        factors -= RATE * (seen.T @ wrong / len(seen) + DECAY * factors)
    return factors


def report(name: str, chances: Array, kinds: Array) -> None:
    """Right, wrong and unsure by kind; neither is not judged."""
    for number, kind in enumerate(BOTH):
        rows = chances[kinds == number]
        told = [doors.said(row) for row in rows]
        right, other = told.count(kind), told.count(BOTH[1 - number])
        print(f"{name:12} {kind:7} {len(rows):4}: right {right}, wrong {other}, "
              f"unsure {len(rows) - right - other}")  # fmt: skip
    rows = [doors.said(row) for row in chances[kinds == 2]]
    if rows:
        print(f"{name:12} neither {len(rows):4}: open {rows.count('open')}, "
              f"closed {rows.count('closed')}, unsure {rows.count(None)}")  # fmt: skip


def tested(factors: Array) -> None:
    """What comes of the sentences kept aside, each as an answer."""
    data = tomllib.loads(TEST.read_text("utf-8"))
    for name, part in data.items():
        for kind in BOTH:
            told = [doors.judge(text, factors).kind for text in part[kind]]
            right, unsure = told.count(kind), told.count(None)
            print(f"kept aside {name:3} {kind:7}: right {right}, "
                  f"wrong {len(told) - right - unsure}, unsure {unsure}")  # fmt: skip


def main(arguments: Sequence[str]) -> None:
    """Fit, tell, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--dry", action="store_true", help="write nothing")
    dry = parser.parse_args(arguments).dry
    texts, kinds = [], []
    for code in CODES:
        for text, kind in sayings(code):
            texts.append(text)
            kinds.append(doors.KINDS.index(kind))
    vectors, labels = meaning.vectors(texts), np.array(kinds)
    fold = np.random.default_rng(5).permutation(len(texts)) % FOLDS
    chances = np.zeros((len(texts), len(doors.KINDS)))
    for number in range(FOLDS):
        factors = fitted(vectors[fold != number], labels[fold != number])
        chances[fold == number] = doors.softmax(doors.seen(vectors[fold == number]) @ factors)
    report("left out", chances, labels)
    factors = fitted(vectors, labels)
    tested(factors)
    if not dry:
        np.savez_compressed(doors.WEIGHTS, factors=factors.astype(np.float16))


if __name__ == "__main__":
    main(sys.argv[1:])
