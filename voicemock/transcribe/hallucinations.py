"""What Whisper gets wrong, seen in what it says.

It goes round in circles, invents a sentence and says it twice, and leaves the end of a window to the
next; what it passes over, `voicemock.transcribe.coverage` finds.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Sequence

from voicemock.transcribe.base import Piece
from voicemock.transcribe.windows import ROOM_S
from voicemock.values.sound import Activity, Interval

_LOOP_RATIO = 2.4  # text that zlib shrinks further goes round in circles (OpenAI's threshold)
_AGAIN_AND_AGAIN = re.compile(r"(\b\w{1,20})(?:\W{1,3}\1\b){4}", re.IGNORECASE)  # five times
_SURE = 0.5  # mean probability
_LEFT_S = 2 * ROOM_S  # the silence around a window, and how far a word's end may be off
_LEAST_S = 2.0  # of a window must have been heard, or what follows is no better heard again
_SENTENCE = 6  # words
_MARKS = " ,.，。、"
_LONGEST_ROUND = 16  # words


def stopped(heard: list[Piece], activity: Activity, chunk: Interval) -> float:
    """Where to listen on: Whisper likes to leave a window's last sentence to the next one.

    That is the pause nearest to its last word, or the end of the window if all was heard.
    """
    if not heard or heard[-1].end_s - chunk.start_s < _LEAST_S:
        return chunk.end_s
    last_s = heard[-1].end_s
    if activity.speech[-1].end_s - last_s < _LEFT_S:
        return chunk.end_s

    def away_s(pause: Interval) -> float:
        return max(pause.start_s - last_s, last_s - pause.end_s)

    pause = min(activity.gaps, key=away_s, default=None)
    if pause is None or away_s(pause) > _LEFT_S:
        return last_s
    return (pause.start_s + pause.end_s) / 2


def _likely(pieces: Sequence[Piece]) -> float:
    """The mean probability, 0 without a word."""
    written = _written(pieces)
    return sum(piece.probability or 0.0 for piece in written) / max(1, len(written))


def _written(pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces but filled pauses that were found in the sound: they may follow each other."""
    return [piece for piece in pieces if piece.by is None]


def sure(pieces: Sequence[Piece]) -> bool:
    """Whether what was heard by itself is speech rather than a cough."""
    return _likely(pieces) >= _SURE


def trust(pieces: list[Piece]) -> tuple[bool, bool, bool, float]:
    """Of two texts of one window the one with more of this is kept."""
    return bool(pieces), not in_circles(pieces), not twice(pieces), _likely(pieces)


def twice(pieces: list[Piece]) -> bool:
    """Whether a sentence stands there twice in a row, as invented ones like to do."""
    texts = [piece.text.strip(_MARKS).lower() for piece in _written(pieces)]
    return any(
        texts[start : start + length] == texts[start + length : start + 2 * length]
        for length in range(_SENTENCE, len(texts) // 2 + 1)
        for start in range(len(texts) - 2 * length + 1)
    )


def in_circles(pieces: Sequence[Piece]) -> bool:
    """Whether a stuck decoder says the same again and again."""
    text = "".join(piece.text for piece in _written(pieces))
    data = text.encode()
    return _AGAIN_AND_AGAIN.search(text) is not None or (
        len(data) > _LOOP_RATIO * len(zlib.compress(data))
    )


def first_round(pieces: list[Piece]) -> list[Piece]:
    """The pieces up to where they begin to repeat: a stuck decoder heard what it said once."""
    texts = [piece.text.strip(_MARKS).lower() for piece in pieces]
    for length in range(1, min(_LONGEST_ROUND, len(texts) // 2) + 1):
        for start in range(len(texts) - 2 * length + 1):
            rest = texts[start:]
            rounds = next(
                (n for n in range(length, len(rest)) if rest[n] != rest[n - length]), len(rest)
            )
            if rounds >= max(3 * length, len(texts) // 2):
                return pieces[: start + length]
    return pieces
