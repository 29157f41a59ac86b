"""The steps of the answer frameworks: read, and refused as packs are, with file, line and field."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from voicemock.content import reader
from voicemock.content.data import data_folder
from voicemock.values.interview import Framework, FrameworkList, LanguageCode, StepRule


@dataclass(frozen=True)
class _FrameworkFile:
    schema: Literal[1]
    language: LanguageCode
    terms: tuple[str, ...]
    step: tuple[StepRule, ...]


@cache
def framework_list(language: LanguageCode) -> FrameworkList:
    """The frameworks of a language."""
    return load_frameworks(data_folder("prompts") / f"frameworks.{language}.toml")


def load_frameworks(path: Path) -> FrameworkList:
    """Read a list of framework steps and try every pattern in it.

    Raises:
        PackError: as `voicemock.content.packs.load_pack`; also a pattern that cannot be read.
    """
    file = reader.File(path, _FrameworkFile, "step")
    found = file.content
    file.refuse_twice((rule.framework, rule.id) for rule in found.step)
    for number, rule in enumerate(found.step):
        patterns = {"say": rule.say, "unless": rule.unless, "then": rule.then}
        file.try_patterns(number, found.language, **patterns)
    return FrameworkList(found.language, found.step, found.terms)


def steps_of(frameworks: FrameworkList, framework: Framework) -> tuple[StepRule, ...]:
    """The steps of one framework in their order; "none" has none."""
    if framework == "none":
        return ()
    return tuple(rule for rule in frameworks.steps if rule.framework == framework)
