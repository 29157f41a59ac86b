"""How well the end of a clause is told without marks: ``python -m benchmarks.clause_places``.

Every place between two tokens of the packs' model answers is judged with all marks taken out. Every
second answer trains, together with the rest of the packs and the texts of the tests; the others are kept
aside for the figures. ``--train`` writes the weights anew.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from voicemock.analyze import pauses
from voicemock.content.data import data_folder
from voicemock.files.toml import loads
from voicemock.language import Language, clause_places, get
from voicemock.language.base import CLAUSE_END
from voicemock.values.interview import LanguageCode

_TESTS = Path(__file__).parent.parent / "tests" / "data"
_SHORTEST = {"zh": 12, "en": 40}
_SEEN = 3  # times that a feature must be seen
_KEPT = 5000  # weights that are written
_PENALTY, _STEPS, _RATE = 2.0, 300, 0.05
Place = tuple[list[str], list[str], bool]
"""Tokens before and after, and whether a clause ends between."""


def places(text: str, language: Language) -> Iterator[Place]:
    """Each place of a text, and the truth that its marks tell."""
    text = language.normalize(text)
    tokens = language.tokens(text)
    forms = [token.form for token in tokens]
    for at in range(1, len(tokens)):
        if tokens[at].start >= tokens[at - 1].end:
            between = text[tokens[at - 1].end : tokens[at].start]
            ends = any(mark in CLAUSE_END for mark in between)
            yield forms[max(0, at - 8) : at], forms[at : at + 8], ends


def texts(code: LanguageCode) -> tuple[list[str], list[str]]:
    """What trains, and the answers that are kept aside."""
    answers = _answers(data_folder("prompts") / f"customer-service.{code}.toml")
    files = [
        *data_folder("prompts").glob(f"[cl]*.{code}.toml"), *_TESTS.glob(f"*.{code}.toml"),
        *_TESTS.glob(f"coach/*{code}*.toml"),
    ]  # fmt: skip
    found = [one for path in sorted(files) for one in _strings(_content(path))]
    adverts = [path.read_text(encoding="utf-8") for path in sorted(_TESTS.glob(f"job*.{code}.txt"))]
    aside = answers[1::2]
    rest = [one for one in found if len(one) > _SHORTEST[code] and one not in answers]
    return [*answers[::2], *rest, *adverts], aside


def _answers(path: Path) -> list[str]:
    return [one["example"] for one in _content(path)["question"] if one.get("example")]


def _content(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = loads(path.read_text(encoding="utf-8"))
    return found


def _strings(content: object) -> Iterator[str]:
    if isinstance(content, str):
        yield content
    elif isinstance(content, dict):
        for one in content.values():
            yield from _strings(one)
    elif isinstance(content, list):
        for one in content:
            yield from _strings(one)


def train(code: LanguageCode) -> dict[str, float]:
    """The weights, by features: logistic regression, both kinds of place weighing the same (Adam)."""
    found = [one for text in texts(code)[0] for one in places(text, get(code))]
    known = [clause_places.features(before, after, code) for before, after, _ends in found]
    counted = Counter(feature for one in known for feature in one)
    names = sorted(feature for feature, count in counted.items() if count >= _SEEN)
    number = {feature: at for at, feature in enumerate(names)}
    pairs = [(row, number[one]) for row, of in enumerate(known) for one in of if one in number]
    rows, columns = np.array(pairs).T
    truth = np.array([ends for _before, _after, ends in found])
    share = np.where(truth, 0.5 / truth.mean(), 0.5 / (1 - truth.mean()))
    weights = np.zeros(len(names) + 1)  # the last is the bias
    mean, square = np.zeros_like(weights), np.zeros_like(weights)
    for step in range(1, _STEPS + 1):
        odds = weights[-1] + np.bincount(rows, weights[columns], len(found))
        off = (1 / (1 + np.exp(-odds)) - truth) * share
        slope = np.append(
            np.bincount(columns, off[rows], len(names)) + _PENALTY * weights[:-1], off.sum()
        )
        mean, square = 0.9 * mean + 0.1 * slope, 0.999 * square + 0.001 * slope**2
        weights -= _RATE * (mean / (1 - 0.9**step)) / (np.sqrt(square / (1 - 0.999**step)) + 1e-6)
    strongest = sorted(range(len(names)), key=lambda at: (-abs(weights[at]), names[at]))[:_KEPT]
    kept = {names[at]: round(float(weights[at]), 2) for at in sorted(strongest)}
    return {"bias": round(float(weights[-1]), 2), **{k: v for k, v in kept.items() if v}}


def figures(code: LanguageCode) -> dict[str, float]:
    """Of the answers kept aside, with all marks taken out."""
    language = get(code)
    judged = [
        (pauses.told_by_words(before, after, language), ends, before)
        for text in texts(code)[1]
        for before, after, ends in places(text, language)
    ]
    ends = [place for place, truth, _before in judged if truth]
    inside = [place for place, truth, _before in judged if not truth]
    plain = [place for place, truth, before in judged if not truth and before[-1] in _PLAIN[code]]
    return {
        "clause ends": len(ends),
        "called mid-clause": ends.count("mid_clause") / len(ends),
        "called a boundary": ends.count("boundary") / len(ends),
        "places inside a clause": len(inside),
        "found": inside.count("mid_clause") / len(inside),
        "wrongly a boundary": inside.count("boundary") / len(inside),
        "after a word that goes on": len(plain),
        "of them found": plain.count("mid_clause") / len(plain),
    }


_PLAIN: dict[LanguageCode, frozenset[str]] = {
    "zh": frozenset("的把在给跟对向从被和是我您他很最一两三每这那不没有"),
    "en": frozenset(("a", "an", "the", "to", "of", "in", "for", "with", "my", "our", "and", "is", "was",
                     "because", "very", "at", "from", "their", "his", "her", "i", "we")),
}  # fmt: skip


def main() -> None:
    """Print the figures, or train."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--train", action="store_true")
    options = parser.parse_args()
    codes: tuple[LanguageCode, ...] = ("zh", "en")
    for code in codes:
        if options.train:
            path = Path(clause_places.__file__).with_name(f"clauses.{code}.json")
            text = json.dumps(train(code), ensure_ascii=False, indent=0, sort_keys=True)
            path.write_text(text + "\n", encoding="utf-8")
        for name, value in figures(code).items():
            print(f"{code}  {name:28} {value:.3f}" if value < 1 else f"{code}  {name:28} {value}")


if __name__ == "__main__":
    main()
