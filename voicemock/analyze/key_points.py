"""Which key points of a message were given back: by their words, or by a sentence that means the same."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from voicemock.language import Language
from voicemock.language.base import Span, clauses, sentences
from voicemock.language.matching import finder
from voicemock.language.meaning import vectors
from voicemock.values.answer import Transcript
from voicemock.values.drill import KeyPoint, Spot
from voicemock.values.interview import Phrase

ALIKE = 0.5
"""Cosine from which on a sentence says what a point means: 18 of 19 paraphrases have more, and none of
1,826 sentences of other messages; at 0.45 one has."""


def given_back(
    points: Sequence[KeyPoint], transcript: Transcript, language: Language
) -> tuple[tuple[Spot, ...], tuple[Spot, ...]]:
    """The points that were said, with their moments, and those that were not.

    Numbers count in figures and in words, whichever the recognizer wrote.
    """
    text = transcript.text
    aloud = language.normalize(language.read_aloud(text))
    good, missing = [], []
    for point in points:
        span = _words(point, text, language)
        if span is None and _words(point, aloud, language) is None:
            span = _meaning(point, text)
            if span is None:
                missing.append(Spot(point.name))
                continue
        words = transcript.words_in(*span) if span else []
        times = (words[0].start_s, words[-1].end_s) if words else (None, None)
        good.append(Spot(point.name, *times))
    return tuple(good), tuple(missing)


def _words(point: KeyPoint, text: str, language: Language) -> Span | None:
    """Where a point is said in its own words."""
    # a hedge is never denied: "she does not want her money back" is a point like any other
    phrase = Phrase("point", "hedge", point.say, why="")
    found = finder((phrase,), language).find(text)
    return (found[0].start, found[0].end) if found else None


def _meaning(point: KeyPoint, text: str) -> Span | None:
    """The sentence or clause that means the same, if one does."""
    if not point.means or not text:
        return None
    pieces = list(dict.fromkeys((*sentences(text), *clauses(text))))
    found = vectors([text[start:end] for start, end in pieces])
    alike = (found @ vectors(point.means).T).max(axis=1)
    best = int(np.argmax(alike))
    return pieces[best] if alike[best] >= ALIKE else None
