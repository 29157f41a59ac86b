"""Lists of phrases and fillers, read and checked."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from voicemock.content import reader
from voicemock.content.data import data_folder
from voicemock.errors import PackError
from voicemock.i18n import _
from voicemock.values.interview import FillerList, LanguageCode, Phrase, PhraseList


@dataclass(frozen=True)
class _FillerFile:
    schema: Literal[1]
    language: LanguageCode
    sound: str
    always: tuple[str, ...]
    sometimes: tuple[str, ...]


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
    return load_fillers(data_folder("prompts") / f"fillers.{language}.toml")


def load_phrases(path: Path) -> PhraseList:
    """Read a phrase list and try every pattern in it.

    Raises:
        PackError: as `load_pack`; also a pattern that cannot be read.
    """
    from voicemock import language as languages
    from voicemock.language.patterns import parse

    text, data = reader.read(path)
    checked = reader.check(path, text, data, _PhraseFile, "phrase")
    reader.unique(path, text, "phrase", [one.id for one in checked.phrase])
    language = languages.get(checked.language)
    for number, phrase in enumerate(checked.phrase):
        if phrase.kind == "negative" and not phrase.instead:
            raise PackError(
                reader.where(path, text, ("phrase", number, "instead"), phrase.id)
                + _("is missing; say what to say instead.")
            )
        for name in ("say", "unless"):
            for pattern in getattr(phrase, name):
                try:
                    parse(pattern, language)
                except PackError as error:
                    where = reader.where(path, text, ("phrase", number, name), phrase.id)
                    raise PackError(f"{where}{error}.") from error
    return PhraseList(checked.language, checked.phrase)


def load_fillers(path: Path) -> FillerList:
    """Read a list of fillers.

    Raises:
        PackError: as `load_pack`.
    """
    text, data = reader.read(path)
    checked = reader.check(path, text, data, _FillerFile, "filler")
    return FillerList(checked.language, checked.sound, checked.always, checked.sometimes)
