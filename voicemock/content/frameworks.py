"""The steps of the answer frameworks: read, and refused as packs are, with file, line and field."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from voicemock.content import reader
from voicemock.content.data import data_folder
from voicemock.errors import PackError
from voicemock.i18n import _
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
    from voicemock import language as languages
    from voicemock.language.patterns import parse

    text, data = reader.read(path)
    checked = reader.check(path, text, data, _FrameworkFile, "step")
    language = languages.get(checked.language)
    seen: set[tuple[str, str]] = set()
    for number, rule in enumerate(checked.step):
        if (rule.framework, rule.id) in seen:
            raise PackError(
                reader.where(path, text, ("step", number, "id"), rule.id)
                + _("is there twice; give each its own.")
            )
        seen.add((rule.framework, rule.id))
        for name in ("say", "unless", "then"):
            for pattern in getattr(rule, name):
                try:
                    parse(pattern, language)
                except PackError as error:
                    where = reader.where(path, text, ("step", number, name), rule.id)
                    raise PackError(f"{where}{error}.") from error
    return FrameworkList(checked.language, checked.step, checked.terms)


def steps_of(frameworks: FrameworkList, framework: Framework) -> tuple[StepRule, ...]:
    """The steps of one framework in their order; "none" has none."""
    if framework == "none":
        return ()
    return tuple(rule for rule in frameworks.steps if rule.framework == framework)
