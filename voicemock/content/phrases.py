"""Lists of phrases and fillers, read and checked."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from voicemock.content import reader
from voicemock.content.data import data_folder
from voicemock.i18n import _
from voicemock.values.interview import FillerList, LanguageCode, Phrase, PhraseList


@dataclass(frozen=True)
class _FillerFile(FillerList):
    schema: Literal[1]


@dataclass(frozen=True)
class _PhraseFile:
    schema: Literal[1]
    language: LanguageCode
    phrase: tuple[Phrase, ...]


@cache
def phrase_list(language: LanguageCode) -> PhraseList:
    """The phrase list of a language."""
    return load_phrases(data_folder("prompts") / f"phrases.{language}.toml")


@cache
def filler_list(language: LanguageCode) -> FillerList:
    """The fillers of a language."""
    path = data_folder("prompts") / f"fillers.{language}.toml"
    return reader.File(path, _FillerFile, "filler").content


def load_phrases(path: Path) -> PhraseList:
    """Read a phrase list and try every pattern in it.

    Raises:
        PackError: as `load_pack`; also a pattern that cannot be read.
    """
    file = reader.File(path, _PhraseFile, "phrase")
    found = file.content
    file.refuse_twice(one.id for one in found.phrase)
    for number, phrase in enumerate(found.phrase):
        if phrase.kind == "negative" and not phrase.instead:
            fault = _("is missing; say what to say instead.")
            raise file.refusal(fault, "phrase", number, "instead")
        file.try_patterns(number, found.language, say=phrase.say, unless=phrase.unless)
    return PhraseList(found.language, found.phrase)
