"""Text as a person gives it, brought into the form it is kept in."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

_APART = re.compile(r"[,，、;；\n]")


def one_line(text: str) -> str:
    """``text`` in one line, without control characters and doubled spaces."""
    kept = (" " if unicodedata.category(c) in ("Cc", "Cs", "Zl", "Zp") else c for c in text)
    return unicodedata.normalize("NFC", " ".join("".join(kept).split()))


def words_of(given: Iterable[str]) -> tuple[str, ...]:
    """Words or names that stand apart by commas or lines, each once, in their order."""
    parts = (one_line(part) for one in given for part in _APART.split(one))
    return tuple(dict.fromkeys(part for part in parts if part))
