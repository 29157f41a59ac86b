"""The moving mark that one reads along with: how far a text is read at a steady pace."""

from __future__ import annotations

from voicemock.language import Language

LEAD_S = 1.0
"""The mark waits so long before it goes: one breathes in first."""


class Band:
    """A text, and where the mark is in it.

    Args:
        text: what is read.
        language: its own.
        pace: units a minute.
    """

    def __init__(self, text: str, language: Language, pace: float) -> None:
        # parts of a contraction share their place and are one word
        self.ends = sorted({token.end for token in language.tokens(text)})
        self.units_per_s = pace / 60

    def at(self, elapsed_s: float) -> int:
        """The character up to which it has been read after so many seconds."""
        units = max(0.0, elapsed_s - LEAD_S) * self.units_per_s
        number = min(int(units), len(self.ends))
        return self.ends[number - 1] if number else 0
