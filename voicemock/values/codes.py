"""Codes that need nothing else: what is imported before it is known what will be done."""

from typing import Literal

LanguageCode = Literal["zh", "en"]
"""Languages of an interview."""
