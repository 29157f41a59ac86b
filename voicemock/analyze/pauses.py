"""Pauses: found in the sound, placed with the words.

Classes after Campione & Véronis 2002; a pause inside a clause is what listeners hear as
disfluent (Kahng 2018), one at a boundary is good delivery.
"""

from __future__ import annotations

import statistics
from collections.abc import Sequence

from voicemock.language import Language
from voicemock.language.base import CLAUSE_END
from voicemock.values.answer import Pause, PauseKind, PausePlace, Pauses, Transcript, Word
from voicemock.values.sound import Activity, Interval

LONG_S, VERY_LONG_S = 1.0, 2.0
"""From the first on a pause is long, above the second very long (Campione & Véronis 2002)."""
SHORTEST_WORD_S = 0.06
"""No syllable is shorter: a quick one lasts 0.1 s, Whisper's times have steps of 0.02 s."""
_UNMARKED_UNITS = 30
"""A longer text without a single mark is from an engine that writes none (clauses run to some 10)."""


def measure(activity: Activity, transcript: Transcript, language: Language) -> Pauses:
    """All silences inside the span, in order.

    Args:
        activity: where somebody speaks; what lies between is a pause.
        transcript: one to be believed; without words the pauses' place stays unknown.
        language: knows how a clause begins.
    """
    if activity.span is None:
        return Pauses()
    items = tuple(
        Pause(gap.start_s, gap.end_s, kind(gap.duration_s), place(gap, transcript, language))
        for gap in activity.gaps
    )
    lengths = [gap.duration_s for gap in activity.gaps]
    placed = [one.place for one in items if one.place is not None]
    return Pauses(
        count=len(items),
        total_s=sum(lengths),
        median_s=statistics.median(lengths) if lengths else None,
        longest_s=max(lengths) if lengths else None,
        mid_clause=placed.count("mid_clause") if placed or not items else None,
        items=items,
    )


def kind(duration_s: float) -> PauseKind:
    """The class of a length: brief to 1 s, long to 2 s, very long above."""
    length = round(duration_s, 6)  # 4.4 - 2.4 is a little over 2
    if length < LONG_S:
        return "brief"
    return "long" if length <= VERY_LONG_S else "very_long"


def place(gap: Interval, transcript: Transcript, language: Language) -> PausePlace | None:
    """Whether a clause ends where the silence lies: punctuation, or the opening of one after it.

    None where there are no words, or a long text without any punctuation, to tell it by.
    """
    splits = [at for at in _splits(gap, transcript.words) if 0 < at < len(transcript.words)]
    if not splits:
        return None
    if any(_clause_ends(at, transcript, language) for at in splits):
        return "boundary"
    marked = any(mark in CLAUSE_END for mark in transcript.text)
    told = marked or language.count_units(transcript.text) <= _UNMARKED_UNITS
    return "mid_clause" if told else None


def _clause_ends(at: int, transcript: Transcript, language: Language) -> bool:
    """Whether a clause ends before word ``at``."""
    before, after = transcript.words[at - 1], transcript.words[at]
    between = transcript.text[before.at + len(before.text) : after.at]
    if any(mark in CLAUSE_END for mark in between):
        return True
    near = transcript.text[max(0, after.at - 40) : after.at], transcript.text[after.at :][:40]
    said, rest = ([token.form for token in language.tokens(text)] for text in near)
    return language.opens_clause(said, rest)


def _splits(gap: Interval, words: Sequence[Word]) -> list[int]:
    """The word a silence comes before, and the one it may also come before.

    A recognizer's word may lie across it and be cut to where there is sound. What is left on a
    side is then shorter than anybody speaks, and the word may belong to the other side. In doubt
    a pause is not criticised.
    """
    middle = (gap.start_s + gap.end_s) / 2
    at = next(
        (n for n, word in enumerate(words) if (word.start_s + word.end_s) / 2 > middle), len(words)
    )
    splits = [at]
    if at > 0 and _cut(words[at - 1]) and words[at - 1].end_s > gap.start_s - SHORTEST_WORD_S:
        splits.append(at - 1)
    if at < len(words) and _cut(words[at]) and words[at].start_s < gap.end_s + SHORTEST_WORD_S:
        splits.append(at + 1)
    return splits


def _cut(word: Word) -> bool:
    return word.end_s - word.start_s < SHORTEST_WORD_S
