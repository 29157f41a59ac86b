"""An answer as captions, WebVTT or SRT: when each line of it is said.

Written here, because both formats are a few lines; the tests read them back with webvtt-py.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from itertools import accumulate, pairwise

from voicemock.errors import InputError
from voicemock.i18n import _
from voicemock.language.base import CLAUSE_END, SENTENCE_END
from voicemock.report.exports.plain import one_line
from voicemock.report.exports.text import fitting, width
from voicemock.values.answer import Answer
from voicemock.values.interview import LanguageCode

LINE = {"en": 42, "zh": 40}
"""Columns of a line; a Han character takes two, so that Mandarin has 20 字."""
LINES = 2
SHORTEST_S, LONGEST_S = 1.0, 7.0
"""How long a caption stays: what can be read, and no longer than one would read it twice."""
_PAUSE_S = 0.5
"""A silence at which one may break a caption almost as well as at a clause's end."""

# What a caption costs; the cheapest way to cut the text is taken. Only their order matters:
# too short to read is worse than a break inside a clause, which is worse than one more caption.
_EACH = 1.0
_TOO_SHORT = 12.0
_BREAK = {"sentence": 0.0, "clause": 1.0, "pause": 1.5, "inside": 6.0, "word": 9.0}
_SILENCE_INSIDE = 4.0
_UNEVEN = {"sentence": 0.0, "clause": 0.0, "pause": 1.0, "inside": 1.0, "word": 2.0}
"""What a break between two lines costs, beside one for lines of unequal length."""


@dataclass(frozen=True)
class Caption:
    """Lines of text and when they are shown, in milliseconds."""

    start_ms: int
    end_ms: int
    lines: tuple[str, ...]


@dataclass(frozen=True)
class _Piece:
    """A word with the marks around it, and when it is said.

    ``whole`` says that no word of the language goes on behind it: 客 of 客户 is none.
    """

    text: str
    start_s: float
    end_s: float
    whole: bool


def vtt(answer: Answer) -> str:
    """WebVTT. Nothing was said: no captions, but a valid file."""
    parts = ["WEBVTT\n"]
    for one in captions(answer):
        text = escape("\n".join(one.lines), quote=False)
        parts.append(f"{_clock(one.start_ms, '.')} --> {_clock(one.end_ms, '.')}\n{text}\n")
    return "\n".join(parts)


def srt(answer: Answer) -> str:
    """SubRip. It knows no escapes; its lines are plain."""
    parts = []
    for number, one in enumerate(captions(answer), start=1):
        text = "\n".join(one.lines)
        times = f"{_clock(one.start_ms, ',')} --> {_clock(one.end_ms, ',')}"
        parts.append(f"{number}\n{times}\n{text}\n")
    return "\n".join(parts)


def captions(answer: Answer) -> list[Caption]:
    """The text in captions that do not overlap, broken where clauses end and where one pauses.

    Raises:
        InputError: the recognizer gave words without times; times are not made up.
    """
    pieces = list(_pieces(answer))
    if not pieces:
        if answer.transcript.text.strip():
            fault = _(
                "The answer {id} has no times of its words (engine {engine}), so it can have no "
                "captions; analyze it again with the engine whisper."
            )
            raise InputError(fault.format(id=answer.id, engine=answer.transcript.engine))
        return []
    end_s = max(answer.recording.duration_s, pieces[-1].end_s)
    found: list[Caption] = []
    for first, behind in pairwise(_cuts(pieces, answer.language, end_s)):
        start_s = pieces[first].start_s
        free_s = pieces[behind].start_s if behind < len(pieces) else end_s
        shown_s = max(pieces[behind - 1].end_s, start_s + SHORTEST_S)
        start_ms = max(round(start_s * 1000), found[-1].end_ms if found else 0)
        end_ms = round(min(shown_s, free_s, start_s + LONGEST_S) * 1000)
        lines = _lines(pieces[first:behind], answer.language)
        if lines:
            found.append(Caption(start_ms, max(end_ms, start_ms + 1), lines))
    return found


def _pieces(answer: Answer) -> Iterator[_Piece]:
    """The transcript cut before each word; what stands before the first belongs to it."""
    text, words = answer.transcript.text, answer.transcript.words
    at_s = 0.0
    borders = None
    if answer.language == "zh":  # where its words end
        import rjieba

        borders = set(accumulate(len(word) for word in rjieba.cut(text)))
    for number, word in enumerate(words):
        begin = 0 if number == 0 else word.at
        end = words[number + 1].at if number + 1 < len(words) else len(text)
        at_s = max(word.start_s, at_s)  # times run forward, whatever the recognizer says
        whole = borders is None or end in borders
        yield _Piece(text[begin:end], at_s, max(word.end_s, at_s), whole)


def _cuts(pieces: Sequence[_Piece], language: LanguageCode, end_s: float) -> list[int]:
    """Indices of the pieces a caption begins with, and behind the last: the cheapest way."""
    starts = [one.start_s for one in pieces] + [end_s]
    breaks = [_break_after(pieces, at) for at in range(len(pieces))]
    widths = [(width(one_line(one.text)), one.text[-1:].isspace()) for one in pieces]
    room = LINE[language]
    cheapest = [0.0] + [float("inf")] * len(pieces)
    came_from = [0] * (len(pieces) + 1)
    for first in range(len(pieces)):
        lines, column, silences = 1, 0, 0
        for last in range(first, len(pieces)):
            wide, space = widths[last]
            if column and column + wide > room:
                lines, column = lines + 1, 0
            column += wide
            if wide > room:  # it has its lines for itself
                lines = LINES
            if last > first:
                silences += starts[last] - pieces[last - 1].end_s >= SHORTEST_S
                too_long = pieces[last].end_s - starts[first] > LONGEST_S
                if too_long or lines > LINES or column > room:
                    break
            column += space
            cost = cheapest[first] + _EACH + _BREAK[breaks[last]] + silences * _SILENCE_INSIDE
            if starts[last + 1] - starts[first] < SHORTEST_S:
                cost += _TOO_SHORT
            if cost < cheapest[last + 1]:
                cheapest[last + 1], came_from[last + 1] = cost, first
    cuts = [len(pieces)]
    while cuts[-1]:
        cuts.append(came_from[cuts[-1]])
    return cuts[::-1]


def _break_after(pieces: Sequence[_Piece], at: int) -> str:
    """What a text would be broken at behind a piece."""
    if at == len(pieces) - 1:
        return "sentence"
    end = pieces[at].text.rstrip().rstrip("\"'”’」』）)")[-1:]
    if end and (end in SENTENCE_END or end == "."):
        return "sentence"
    if end and end in CLAUSE_END:
        return "clause"
    if pieces[at + 1].start_s - pieces[at].end_s >= _PAUSE_S:
        return "pause"
    return "inside" if pieces[at].whole else "word"


def _lines(pieces: Sequence[_Piece], language: LanguageCode) -> tuple[str, ...]:
    """The pieces on one line, or on two: broken behind a mark where there is one, else evenly."""
    room = LINE[language]
    whole = _joined(pieces)
    if width(whole) <= room:
        return (whole,) if whole else ()
    best: tuple[float, tuple[str, ...]] | None = None
    for at in range(1, len(pieces)):
        two = _joined(pieces[:at]), _joined(pieces[at:])
        widths = [width(line) for line in two]
        if max(widths) <= room:
            uneven = abs(widths[0] - widths[1]) / room + _UNEVEN[_break_after(pieces, at - 1)]
            if best is None or uneven < best[0]:
                best = uneven, two
    if best is not None:
        return tuple(line for line in best[1] if line)
    lines = _greedy(pieces, room)  # one word that is wider than a line
    shown = lines[:LINES]
    if len(lines) > LINES:
        shown[-1] = fitting(shown[-1], room - 1) + "…"
    return tuple(shown)


def _greedy(pieces: Sequence[_Piece], room: int) -> list[str]:
    """Lines filled one after the other; a word wider than a line is broken."""
    lines: list[str] = []
    line = ""
    for piece in pieces:
        text = line + piece.text
        if width(one_line(text)) <= room:
            line = text
            continue
        if line.strip():
            lines.append(one_line(line))
        line = one_line(piece.text)
        while width(line) > room and len(lines) <= LINES:
            head = fitting(line, room)
            lines.append(head)
            line = line[len(head) :]
        line += piece.text[len(piece.text.rstrip()) :]
    if line.strip():
        lines.append(one_line(line))
    return lines


def _joined(pieces: Sequence[_Piece]) -> str:
    return one_line("".join(piece.text for piece in pieces))


def _clock(ms: int, mark: str) -> str:
    return f"{ms // 3_600_000:02}:{ms // 60_000 % 60:02}:{ms // 1000 % 60:02}{mark}{ms % 1000:03}"
