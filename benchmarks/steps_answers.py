"""The labelled answers that the weights of steps are learned from, each in several forms.

As written, without its marks, with a step cut out, and as a part of itself. They are those of
``benchmarks/steps_training`` and of ``tests/data/steps.*.toml``; those of ``tests/data/coach`` are
not read.
"""

from __future__ import annotations

import random
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from benchmarks.steps import answers as quoted_answers
from voicemock.language import get
from voicemock.language.base import Span
from voicemock.values.interview import LanguageCode

TRAINING = Path(__file__).parent / "steps_training"
CODES: tuple[LanguageCode, ...] = ("zh", "en")
NO_STORY = frozenset(["would", "habit"])
"""Kinds of STAR answers that tell of no one time."""
BORROWED = "borrowed"
"""Kind of such an answer to a question of another framework, learned from as STAR, not measured."""
_MARKS = frozenset('，。！？、,!?;；：:…—"“”')


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
