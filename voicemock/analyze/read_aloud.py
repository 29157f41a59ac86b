"""Where the pauses fell when a known text was read aloud.

The text is known, so a pause's place need not be told from the recognizer's punctuation: what was
heard is laid beside what was to be read, and the pause goes between the words it lies between. A
recognizer's times are a little off, so a mark one word away counts as met.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from voicemock.language import Language
from voicemock.language.base import CLAUSE_END, Token
from voicemock.values.answer import Pause, Transcript

MOST_AWAY = 1
"""Tokens between a pause and the mark it is taken for."""
LEAST_READ = 0.5
"""Share of the text that must have been heard, for its pauses to be judged."""


@dataclass(frozen=True)
class ReadAloud:
    """How a text was read.

    ``met`` has for each mark the pause there, None where there was none; ``inside`` are pauses at no
    mark and no sign, each with the character it came before.
    """

    met: tuple[Pause | None, ...]
    inside: tuple[tuple[Pause, int], ...]


def pauses_in(
    text: str,
    marks: Sequence[int],
    transcript: Transcript,
    pauses: Sequence[Pause],
    language: Language,
) -> ReadAloud | None:
    """Where pauses fell in a text; None where too little of it was heard.

    Args:
        text: what was to be read.
        marks: the characters before which to pause.
        transcript: what was heard, with the times of its words.
        pauses: those of the recording.
        language: of both.
    """
    wanted = language.tokens(language.normalize(text))
    said = language.tokens(transcript.text)
    places = _places(wanted, said)
    if places is None:
        return None
    starts = [one.start for one in wanted]
    at_marks = [bisect_left(starts, mark) for mark in marks]
    signs = {number for number in range(1, len(wanted)) if _sign_before(text, wanted, number)}
    met: list[Pause | None] = [None] * len(marks)
    inside: list[tuple[Pause, int]] = []
    said_starts = [one.start for one in said]
    for pause in pauses:
        between = _between(pause, transcript, said_starts, places)
        if between is None:
            continue
        first, last = between
        near = [
            number
            for number, at in enumerate(at_marks)
            if met[number] is None and first - MOST_AWAY <= at <= last + MOST_AWAY
        ]
        if near:
            middle = (first + last) / 2
            best = min(near, key=lambda number: abs(at_marks[number] - middle))
            met[best] = pause
        elif not any(
            first - MOST_AWAY <= at <= last + MOST_AWAY
            for at in (*at_marks, *signs, 0, len(wanted))
        ):
            inside.append((pause, starts[min(last, len(starts) - 1)]))
    return ReadAloud(tuple(met), tuple(inside))


def _places(wanted: Sequence[Token], said: Sequence[Token]) -> list[int] | None:
    """For each token that was said the one of the text it stands for; None: another text was read."""
    matcher = SequenceMatcher(None, [one.form for one in wanted], [one.form for one in said], False)
    blocks = matcher.get_matching_blocks()
    if sum(block.size for block in blocks) < LEAST_READ * len(wanted):
        return None
    found: list[int] = []
    at_wanted = 0
    for block in blocks:
        missing, room = block.b - len(found), block.a - at_wanted
        found += [at_wanted + (number * room) // max(missing, 1) for number in range(missing)]
        found += range(block.a, block.a + block.size)
        at_wanted = block.a + block.size
    return found


def _between(
    pause: Pause, transcript: Transcript, said_starts: Sequence[int], places: Sequence[int]
) -> tuple[int, int] | None:
    """The first and last token of the text before which a pause may lie; None at an end."""
    middle = (pause.start_s + pause.end_s) / 2
    words = transcript.words
    after = next(
        (n for n, one in enumerate(words) if (one.start_s + one.end_s) / 2 > middle), len(words)
    )
    if not 0 < after < len(words):
        return None
    token = bisect_left(said_starts, words[after].at)
    before = bisect_right(said_starts, words[after - 1].at + len(words[after - 1].text) - 1) - 1
    if not (0 <= before < len(places) and token < len(places)):
        return None
    first, last = places[before] + 1, places[token]
    return min(first, last), max(first, last)


def _sign_before(text: str, wanted: Sequence[Token], number: int) -> bool:
    between = text[wanted[number - 1].end : wanted[number].start]
    return any(sign in CLAUSE_END for sign in between)
