"""Which questions an interview asks."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from voicemock.values.interview import LanguageCode


DEFAULT_QUESTIONS = 4
_REMEMBERED = 100  # answers


class Sample(NamedTuple):
    """A recording that comes with voicemock, and the question it answers."""

    path: Path
    question: str


def load_sample(language: LanguageCode) -> Sample:
    """The sample of a language."""
    import tomllib

    from voicemock.content.data import data_folder

    folder = data_folder("samples")
    table = tomllib.loads((folder / "samples.toml").read_text(encoding="utf-8"))[language]
    return Sample(folder / table["file"], table["question"])
