"""Text as Kokoro's symbols: each script by its own rules, marks kept, numbers as they are read."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path

from voicemock.language.english_aloud import read_aloud
from voicemock.speak.kokoro import english, mandarin
from voicemock.values.interview import LanguageCode

_MARKS = {
    "，": ", ", "、": ", ", "。": ". ", "！": "! ", "？": "? ", "；": "; ", "：": ": ", "—": "—",
    "…": "…", "（": " (", "）": ") ", "(": " (", ")": ") ", "“": "“", "”": "”", "《": "“", "》": "”",
    ",": ", ", ".": ". ", "!": "! ", "?": "? ", ";": "; ", ":": ": ",
}  # fmt: skip
_PIECE = re.compile(
    r"(?P<han>[㐀-鿿〇]+)|(?P<marks>[，、。！？；：—…（）()“”《》]|[,.!?;:](?=[\x22'’)]*(?:\s|$)))|(?P<latin>[^㐀-鿿〇，、。！？；：—…（）()“”《》,.!?;:]+|[,.!?;:])"
)


def of(text: str, language: LanguageCode) -> str:
    """A sentence in Kokoro's symbols.

    Latin words are read as English ones whatever the language, numbers as in ``language``.
    """
    parts = []
    text = read_aloud(text) if language == "en" else mandarin.prepared(text)
    for piece in _PIECE.finditer(text):
        found = piece.group()
        if piece["han"]:
            parts.append(mandarin.phonemes(found))
        elif piece["marks"]:
            parts.append(_MARKS[found])
        elif not found.strip():
            parts.append(" ")
        else:
            latin = english.phonemes(read_aloud(found), among_han=language == "zh")
            parts.append(f" {latin} ")
    joined = re.sub(r"\s+", " ", "".join(parts))
    return re.sub(r" (?=[,.!?;:)])|(?<=\() ", "", joined).strip()


def numbers(phonemes: str) -> list[int]:
    """The network's numbers of symbols; what it does not know is left out."""
    known = vocabulary()
    return [known[symbol] for symbol in phonemes if symbol in known]


@cache
def vocabulary() -> dict[str, int]:
    """Kokoro's symbols."""
    path = Path(__file__).with_name("voices") / "vocabulary.json"
    return dict(json.loads(path.read_text(encoding="utf-8")))
