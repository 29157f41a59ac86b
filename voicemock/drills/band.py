"""The moving mark that one reads along with: how far a text is read at a steady pace."""

from __future__ import annotations

from voicemock.language import Language


class Band:
    """A text, and where the mark is in it; it goes when one begins to speak.

    Args:
        text: what is read.
        language: its own.
        pace: units a minute.
    """

    def __init__(self, text: str, language: Language, pace: float) -> None:
        # parts of a contraction share their place and are one word
        self.ends = sorted({token.end for token in language.tokens(text)})
        self.units_per_s = pace / 60

    def at(self, spoken_s: float) -> int:
        """The character up to which it has been read after so many seconds of reading."""
        number = min(int(max(0.0, spoken_s) * self.units_per_s), len(self.ends))
        return self.ends[number - 1] if number else 0
