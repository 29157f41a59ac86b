"""What differs between Mandarin and English, behind one face."""

from __future__ import annotations

from voicemock.language.base import Language
from voicemock.language.english import English
from voicemock.language.mandarin import Mandarin
from voicemock.values.interview import LanguageCode

_LANGUAGES: dict[LanguageCode, Language] = {"zh": Mandarin(), "en": English()}


def get(code: LanguageCode) -> Language:
    """The language of a code."""
    return _LANGUAGES[code]


__all__ = ["Language", "get"]
