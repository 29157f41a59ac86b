"""Where somebody speaks and no word stands: what a recognizer dropped."""

from __future__ import annotations

import re
from collections.abc import Sequence

from voicemock.language import Language
from voicemock.transcribe.base import Piece, snapped, words_of
from voicemock.transcribe.hallucinations import in_circles, sure
from voicemock.values.answer import Word
from voicemock.values.sound import Activity, Interval

LEAST_S = 0.6
"""Less speech without a word is the slack of the words' times."""
_AROUND_S = 0.2  # of silence, heard together with what was dropped
_CONTEXT_S = 4.0
_MOST_UNITS_PER_S = 9.0
_MARKS = " ,.!?，。、！？"
_WRITTEN = re.compile(r"[0-9%$]")


def uncovered(words: Sequence[Piece | Word], activity: Activity) -> list[Interval]:
    """The stretches of speech, `LEAST_S` long or longer, in which there is no word.

    Args:
        words: what was heard, in order.
        activity: where somebody speaks; a pause needs no word.
    """
    missed = []
    for one in activity.speech:
        at_s = one.start_s
        for start_s, end_s in [
            *((word.start_s, word.end_s) for word in words),
            (one.end_s, one.end_s),
        ]:
            until_s = min(start_s, one.end_s)
            if until_s - at_s >= LEAST_S:
                missed.append(Interval(at_s, until_s))
            at_s = max(at_s, end_s)
    return missed


def passed_over(heard: Sequence[Piece], activity: Activity) -> list[Interval]:
    """Speech that a recognizer dropped, with the silence beside it: what is to be heard again.

    Args:
        heard: all of it, their times as the engine gives them.
        activity: where somebody speaks in what was listened to.
    """
    if not activity.speech:
        return []
    words = snapped(words_of(heard, "".join(one.text for one in heard)), activity)
    begun = {one.start_s for one in activity.speech}
    ended = {one.end_s for one in activity.speech}
    return [
        Interval(
            max(0.0, one.start_s - _AROUND_S) if one.start_s in begun else one.start_s,
            one.end_s + _AROUND_S if one.end_s in ended else one.end_s,
        )
        for one in uncovered(words, activity)
    ]


def surroundings(missed: Interval, activity: Activity) -> Interval:
    """What was dropped and the speech on both sides, up to a pause or `_CONTEXT_S` away."""
    near = activity.within(Interval(missed.start_s - _CONTEXT_S, missed.end_s + _CONTEXT_S))
    touching = [one for one in near.speech if one.shared_s(missed.start_s, missed.end_s) > 0]
    start_s = min([missed.start_s, *(one.start_s - _AROUND_S for one in touching)])
    return Interval(
        max(0.0, start_s), max([missed.end_s, *(one.end_s + _AROUND_S for one in touching)])
    )


def read_aloud(pieces: Sequence[Piece], language: Language) -> list[Piece]:
    """Pieces with numbers in words, as they are said: "95%" is "ninety five percent"."""
    spoken: list[Piece] = []
    for word in _whole(pieces):
        text = "".join(one.text for one in word)
        if _WRITTEN.search(text):
            said = language.read_aloud(text.strip()).strip()
            before = text[: len(text) - len(text.lstrip())]
            known = [one.probability for one in word if one.probability is not None]
            sure = min(known, default=None)
            spoken.append(Piece(before + said, word[0].start_s, word[-1].end_s, sure))
        else:
            spoken += word
    return spoken


def _whole(pieces: Sequence[Piece]) -> list[list[Piece]]:
    """The pieces by the number: "9", "5", "%" are one, and so are "$" and "20"."""
    groups: list[list[Piece]] = []
    for piece in pieces:
        number = _WRITTEN.search(piece.text) is not None
        goes_on = groups and number and not piece.text.startswith(" ")
        if goes_on and _WRITTEN.search(groups[-1][-1].text):
            groups[-1].append(piece)
        else:
            groups.append([piece])
    return groups


def believed(pieces: Sequence[Piece], missed: Interval, language: Language) -> bool:
    """Whether what was heard in so much speech is no cough, no noise and nothing invented."""
    text = "".join(one.text for one in pieces)
    return (
        sure(pieces)
        and not in_circles(pieces)
        and not _again(pieces)
        and language.count_units(text) <= 1 + _MOST_UNITS_PER_S * missed.duration_s
    )


def _again(pieces: Sequence[Piece]) -> bool:
    """Whether all of a text is one run of words said twice."""
    words = [one.text.strip(_MARKS).lower() for one in pieces]
    half = len(words) // 2
    return half >= 2 and words[-half:] == words[-2 * half : -half]
