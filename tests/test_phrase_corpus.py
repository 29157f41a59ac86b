"""Phrases in sentences whose truth is known: never one that was not said, hardly one missed.

``python -m tests.test_phrase_corpus [FILE…]`` prints precision and recall of every id and every
sentence that was judged otherwise.
"""

from __future__ import annotations

import sys
import tomllib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import pytest

from voicemock.content.phrases import phrase_list
from voicemock.language import get
from voicemock.language.matching import PhraseFinder
from voicemock.values.interview import LanguageCode

DATA = Path(__file__).parent / "data"
CODES: tuple[LanguageCode, ...] = ("zh", "en")
FILES = [
    pytest.param(code, name, id=name)
    for code in CODES
    for name in sorted(path.name for path in DATA.glob(f"phrases*.{code}.toml"))
]


@dataclass
class Tally:
    """Hits that are right, invented and missed, by phrase id."""

    right: Counter[str] = field(default_factory=Counter)
    invented: Counter[str] = field(default_factory=Counter)
    missed: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)

    def add(self, text: str, true: Counter[str], heard: Counter[str]) -> None:
        """Count one sentence."""
        self.right += true & heard
        self.invented += heard - true
        self.missed += true - heard
        if heard != true:
            self.wrong.append(
                f"{text}\n    invented {sorted((heard - true).elements())}"
                f" missed {sorted((true - heard).elements())}"
            )

    def precision(self) -> float:
        """Share of what was heard that was said."""
        return self.right.total() / max(1, self.right.total() + self.invented.total())

    def recall(self) -> float:
        """Share of what was said that was heard."""
        return self.right.total() / max(1, self.right.total() + self.missed.total())

    def table(self) -> str:
        """A line an id, the sum, and the sentences judged wrongly."""
        ids = sorted({*self.right, *self.invented, *self.missed})
        lines = [
            f"{name:18} {self.right[name]:3} right {self.invented[name]:3} invented"
            f" {self.missed[name]:3} missed"
            for name in ids
        ]
        lines.append(f"precision {self.precision():.3f} recall {self.recall():.3f}")
        return "\n".join([*lines, *self.wrong])


@cache
def _finder(code: LanguageCode) -> PhraseFinder:
    return PhraseFinder(phrase_list(code).phrases, get(code))


def heard(code: LanguageCode, text: str) -> Counter[str]:
    """Ids of the positive and negative phrases found in recognized text."""
    found = _finder(code).find(get(code).normalize(text))
    return Counter(one.id for one in found if one.kind in ("positive", "negative"))


def sentences(path: Path) -> Iterator[tuple[str, str, Counter[str]]]:
    """Group, text and ids truly said."""
    for group, entries in tomllib.loads(path.read_text(encoding="utf-8")).items():
        for ids, text in entries:
            yield group, text, Counter(ids.split())


def tally(code: LanguageCode, path: Path) -> Tally:
    """All sentences of a file judged."""
    result = Tally()
    for _group, text, true in sentences(path):
        result.add(text, true, heard(code, text))
    return result


@pytest.mark.parametrize(("code", "name"), FILES)
def test_nothing_is_credited_that_was_not_said(code: LanguageCode, name: str) -> None:
    result = tally(code, DATA / name)
    assert not result.invented, result.table()


@pytest.mark.parametrize(("code", "name"), FILES)
def test_hardly_anything_said_is_missed(code: LanguageCode, name: str) -> None:
    result = tally(code, DATA / name)
    assert result.recall() >= 0.97, result.table()


if __name__ == "__main__":
    for name in sys.argv[1:] or [str(DATA / f"phrases.{one}.toml") for one in CODES]:
        language: LanguageCode = "zh" if ".zh." in name else "en"
        sys.stdout.write(f"{name}\n{tally(language, Path(name)).table()}\n")
