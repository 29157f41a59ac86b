"""Pauses: found in the sound, placed with the words.

Classes after Campione & Véronis 2002; a pause inside a clause is what listeners hear as
disfluent (Kahng 2018), one at a boundary is good delivery.
"""

from __future__ import annotations

import statistics
from collections.abc import Sequence

from voicemock.language import Language, clause_places
from voicemock.language.base import CLAUSE_END, clauses
from voicemock.values.answer import Pause, PauseKind, PausePlace, Pauses, Transcript, Word
from voicemock.values.sound import Activity, Interval

LONG_S, VERY_LONG_S = 1.0, 2.0
"""From the first on a pause is long, above the second very long (Campione & Véronis 2002)."""
SHORTEST_WORD_S = 0.06
"""No syllable is shorter: a quick one lasts 0.1 s, Whisper's times have steps of 0.02 s."""
BOUNDARY_ODDS = 1.5
"""Log odds from which on the words say that a clause ends; 3 % of the places inside one have them."""
MID_ODDS = {"zh": -1.7, "en": -1.3}
"""Log odds below which they say that it goes on; 5 % of the clause ends have them."""
SHORT_UNITS = {"zh": 14, "en": 12}
MID_ODDS_IN_SHORT = {"zh": 0.3, "en": -0.8}
"""The same between two marks no further apart than so many tokens: seldom are they two clauses."""


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
    """Whether a clause ends where the silence lies: a mark, or else the words around it.

    None where there are no words, or they do not tell; a mark that is missing says nothing, because
    recognizers leave many out.
    """
    splits = [at for at in _splits(gap, transcript.words) if 0 < at < len(transcript.words)]
    found = [_told(at, transcript, language) for at in splits]
    if "boundary" in found:
        return "boundary"
    return "mid_clause" if found and None not in found else None


def _told(at: int, transcript: Transcript, language: Language) -> PausePlace | None:
    """The place before word ``at``."""
    before, after = transcript.words[at - 1], transcript.words[at]
    text = transcript.text
    between = text[before.at + len(before.text) : after.at]
    if any(mark in CLAUSE_END for mark in between):
        return "boundary"
    if between == "-":
        return "mid_clause"
    near = text[max(0, after.at - 40) : after.at], text[after.at :][:40]
    forms = [[token.form for token in language.tokens(part)] for part in near]
    start, end = next((one for one in clauses(text) if one[0] <= after.at < one[1]), (0, 0))
    short = 0 < len(language.tokens(text[start:end])) <= SHORT_UNITS[language.code]
    return told_by_words(forms[0], forms[1], language, short=short)


def told_by_words(
    before: Sequence[str], after: Sequence[str], language: Language, *, short: bool = False
) -> PausePlace | None:
    """Whether a clause ends between tokens, None where they do not tell.

    Args:
        before: the tokens before.
        after: those after.
        language: theirs.
        short: whether marks stand on both sides, no further apart than those of a clause.
    """
    if language.opens_clause(before, after):
        return "boundary"
    if language.governs(before):
        return "mid_clause"
    odds = clause_places.score(before, after, language.code)
    if odds > BOUNDARY_ODDS:
        return "boundary"
    most = MID_ODDS_IN_SHORT if short else MID_ODDS
    return "mid_clause" if odds < most[language.code] else None


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
