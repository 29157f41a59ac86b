"""The words of the field by whose sound a misheard one is put right."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Literal

from voicemock.content import reader
from voicemock.content.data import data_folder
from voicemock.values.interview import LanguageCode


@dataclass(frozen=True)
class _HomophoneFile:
    schema: Literal[1]
    language: LanguageCode
    terms: tuple[str, ...]


@cache
def field_words(language: LanguageCode) -> tuple[str, ...]:
    """Those of a language; of English, whose spelling tells words of one sound apart, none."""
    path = data_folder("prompts") / f"homophones.{language}.toml"
    return reader.File(path, _HomophoneFile, "term").content.terms if path.is_file() else ()
