"""Makes ``voicemock/analyze/phrases.npz``, the weights that hear phrases in new wording.

``python -m benchmarks.train_phrases`` needs nothing but the project. It reads the sentences of
``benchmarks/phrases_training`` and ``tests/data/phrases*.toml``, of which it is known what is said in
them, and the answers of ``benchmarks/steps_training``, in which what no pattern finds is taken as not
said. It prints what cross-validation says of sentences left out; ``--dry`` writes nothing. The
sentences of ``tests/data/coach`` are not read.
"""

from __future__ import annotations

import argparse
import sys
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from benchmarks.steps import CODES, DATA
from voicemock.analyze import phrase_model, step_model
from voicemock.analyze.phrase_model import NOT_SAID, chances
from voicemock.analyze.step_model import Rows, sigmoid
from voicemock.content.phrases import phrase_list
from voicemock.language import get
from voicemock.language.base import overlaps
from voicemock.language.matching import finder
from voicemock.language.reading import Reading
from voicemock.values.interview import LanguageCode

TRAINING = Path(__file__).parent / "phrases_training"
ANSWERS = Path(__file__).parent / "steps_training"
FOLDS, NETWORKS, INNER, ROUNDS, BATCH = 4, 1, 128, 12, 128
RATE, DECAY, DROP = 2e-3, 1e-4, 0.4
DOUBTFUL = 0.4
"""Weight of a statement of a sentence of several: another may be the one that says the phrase."""
SHARE = 1 / 3
"""Of the answers' statements that are learned from in a round."""
WRONG = 0.006
"""Share of the statements that say no phrase in which the bounds let one be heard, a phrase."""
LEAST = 0.25
"""No bound is lower."""
Array = npt.NDArray[Any]


@dataclass(frozen=True, eq=False)
class Sentence:
    """A text with the phrases said in it; None for an answer, of which only patterns are known."""

    code: LanguageCode
    source: str
    text: str
    said: tuple[str, ...] | None


@dataclass(frozen=True, eq=False)
class Table:
    """All statements, a row each: what is seen, what is said, its weight, and whose it is."""

    ids: tuple[str, ...]
    sentences: Sequence[Sentence]
    rows: Rows
    takes: Rows
    weight: Rows
    of: npt.NDArray[np.int64]
    readings: Sequence[Reading]
    mean: Rows


def sentences() -> Iterator[Sentence]:
    """All that is learned from."""
    for code in CODES:
        normalize = get(code).normalize
        for path in [TRAINING / f"{code}.toml", *sorted(DATA.glob(f"phrases*.{code}.toml"))]:
            source = "written" if path.parent == TRAINING else "patterns"
            for entries in tomllib.loads(path.read_text(encoding="utf-8")).values():
                for ids, text in entries:
                    yield Sentence(code, source, normalize(text), tuple(ids.split()))
        answers = tomllib.loads((ANSWERS / f"{code}.toml").read_text(encoding="utf-8"))["answer"]
        for one in answers:
            text = ("" if code == "zh" else " ").join(clause for clause, _step in one["clauses"])
            yield Sentence(code, "answer", normalize(text), None)


def table() -> Table:
    """What is learned from, read once."""
    known = {one.id for code in CODES for one in phrase_list(code).phrases}
    ids = tuple(sorted(known))
    texts = list(sentences())
    read = [step_model.read.__wrapped__(one.text, get(one.code)) for one in texts]
    mean = np.vstack([one.vectors for one in read]).mean(0)
    rows, takes, weight, of = [], [], [], []
    for number, (one, said) in enumerate(zip(texts, read, strict=True)):
        if not said.spans:
            continue
        rows.append(phrase_model.features(one.text, said, get(one.code), mean))
        held = np.zeros((len(said.spans), len(ids)), np.float32)
        if one.said is None:
            hits = finder(phrase_list(one.code).phrases, get(one.code)).find(one.text)
            for row, span in enumerate(said.spans):
                for hit in hits:
                    held[row, ids.index(hit.id)] = overlaps(span, [(hit.start, hit.end)])
        else:
            held[:, [ids.index(name) for name in one.said]] = 1
        takes.append(held)
        several = one.said is not None and len(one.said) > 0 and len(said.spans) > 1
        weight.append(np.full(len(said.spans), DOUBTFUL if several else 1.0, np.float32))
        of += [number] * len(said.spans)
    readings = [reading for said in read for reading in said.readings]
    return Table(
        ids, texts, np.vstack(rows), np.vstack(takes), np.concatenate(weight), np.array(of),
        readings, mean,
    )  # fmt: skip


def network(data: Table, chosen: Array, seed: int) -> dict[str, Array]:
    """A network of one inner layer, trained by Adam with dropout on the ``chosen`` rows."""
    draw = np.random.default_rng(seed)
    columns, out = data.rows.shape[1], data.takes.shape[1]
    part = {
        "w1": draw.normal(0, np.sqrt(2 / columns), (columns, INNER)), "b1": np.zeros(INNER),
        "w2": draw.normal(0, np.sqrt(1 / INNER), (INNER, out)), "b2": np.full(out, -3.0),
    }  # fmt: skip
    part = {name: one.astype(np.float32) for name, one in part.items()}
    first = {name: np.zeros_like(one) for name, one in part.items()}
    second = {name: np.zeros_like(one) for name, one in part.items()}
    answer = np.array([data.sentences[at].said is None for at in data.of[chosen]])
    sure, rest = chosen[~answer], chosen[answer]
    step = 0
    for turn in range(ROUNDS):
        rate = RATE * (1 - turn / ROUNDS) + 1e-5
        some = draw.choice(rest, int(len(rest) * SHARE), replace=False)
        order = draw.permutation(np.concatenate([sure, some]))
        for begin in range(0, len(order), BATCH):
            at = order[begin : begin + BATCH]
            seen = data.rows[at]
            inner = seen @ part["w1"] + part["b1"]
            kept = (draw.random(inner.shape, np.float32) > DROP) / np.float32(1 - DROP)
            active = np.maximum(inner, 0) * kept
            said = sigmoid(active @ part["w2"] + part["b2"])
            off = ((said - data.takes[at]) * data.weight[at, None] / len(at)).astype(np.float32)
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


def left_out(data: Table) -> Rows:
    """What networks say of the sentences that they have not seen."""
    folds = np.random.default_rng(0).permutation(len(data.sentences)) % FOLDS
    likely = np.zeros_like(data.takes)
    for fold in range(FOLDS):
        out = folds[data.of] == fold
        likely[out] = chances(data.rows[out], network(data, np.flatnonzero(~out), fold))
    return likely


def bounds(data: Table, likely: Rows) -> Rows:
    """Of each phrase, from which likelihood on it is heard: few statements without it reach it."""
    said = np.array([one not in NOT_SAID for one in data.readings])
    labelled = np.array([data.sentences[at].said is not None for at in data.of])
    found = []
    for column in range(len(data.ids)):
        without = labelled & said & (data.takes[:, column] == 0)
        found.append(max(LEAST, float(np.quantile(likely[without, column], 1 - WRONG))))
    return np.array(found, np.float32)


def report(data: Table, likely: Rows, limits: Rows) -> str:
    """Of the sentences left out: phrases found by meaning or patterns, and sentences wrongly hit."""
    lines = []
    said = np.array([one not in NOT_SAID for one in data.readings])
    heard = (likely > limits) & said[:, None]
    kinds = {one.id: one.kind for code in CODES for one in phrase_list(code).phrases}
    for code in CODES:
        lists = finder(phrase_list(code).phrases, get(code))
        count: dict[str, int] = dict.fromkeys(
            ("said", "found", "patterns", "traps", "hit", "hit_patterns", "beside", "answers"), 0
        )
        for number, one in enumerate(data.sentences):
            if one.code != code or one.source == "patterns":
                continue
            rows = heard[data.of == number]
            names = {data.ids[at] for at in np.flatnonzero(rows.any(0))}
            names = {name for name in names if kinds[name] in ("positive", "negative")}
            if one.said is None:
                count["answers"] += len(names)
                continue
            plain = {hit.id for hit in lists.find(one.text)}
            for name in one.said:
                count["said"] += 1
                count["found"] += name in names | plain
                count["patterns"] += name in plain
            if not one.said:
                count["traps"] += 1
                count["hit"] += bool(names | plain)
                count["hit_patterns"] += bool(plain)
            else:
                count["beside"] += len(names - set(one.said))
        lines.append(f"{code}: {count}")
    return "\n".join(lines)


def main() -> None:
    """Train, print, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--dry", action="store_true")
    given = parser.parse_args()
    train(table(), write=not given.dry)


def train(data: Table, *, write: bool) -> None:
    """Print what cross-validation says, and write the weights that all sentences give."""
    likely = left_out(data)
    limits = bounds(data, likely)
    sys.stdout.write(f"{report(data, likely, limits)}\n")
    each = ", ".join(f"{name} {limit:.2f}" for name, limit in zip(data.ids, limits, strict=True))
    sys.stdout.write(f"bounds: {each}\n")
    if not write:
        return
    weights: dict[str, Any] = network(data, np.arange(len(data.rows)), 0)
    weights = {name: one.astype(np.float16) for name, one in weights.items()}
    weights |= {"mean": data.mean.astype(np.float16), "bounds": limits, "ids": np.array(data.ids)}
    np.savez_compressed(phrase_model.WEIGHTS, **weights)
    size = phrase_model.WEIGHTS.stat().st_size / 1024
    sys.stdout.write(f"{phrase_model.WEIGHTS}: {size:.0f} KB\n")


if __name__ == "__main__":
    main()
