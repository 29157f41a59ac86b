"""The transcript in pieces that can be lit, heard and marked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from voicemock.i18n import _
from voicemock.report.views.findings import Finding, kind_name
from voicemock.values.answer import Answer, Transcript, Word

_REACH = 12  # characters between two words: punctuation, or a word that was lost
_UNHEARD = "… "
_SLACK_S = 0.02  # times are rounded to 0.01 s


@dataclass(frozen=True)
class Tag:
    """A sign before a piece: its shape, what it says in words, and what was heard but not written."""

    kind: str
    glyph: str
    says: str
    index: int
    shown: str


@dataclass(frozen=True)
class Piece:
    """A word with its times, or what stands between words (``start_s`` None).

    ``marks`` are the kinds of phrase and filler that the piece belongs to, ``tags`` stand before it.
    ``heard`` is what was heard in place of a word that was put right, None for all others.
    """

    text: str
    start_s: float | None = None
    end_s: float | None = None
    marks: tuple[str, ...] = ()
    tags: tuple[Tag, ...] = ()
    heard: str | None = None


def build(answer: Answer, findings: Sequence[Finding]) -> tuple[Piece, ...]:
    """The pieces of an answer's transcript, `marked` where something was not heard.

    Joined, their texts are the transcript with these marks.
    """
    pieces = _with_gaps(_pieces(answer.transcript), answer.transcript)
    words = [at for at, piece in enumerate(pieces) if piece.start_s is not None]
    marks: dict[int, set[str]] = {}
    tags: dict[int, list[Tag]] = {}
    for index, one in enumerate(findings):
        if one.kind == "rush" or not words:
            continue
        inside = [at for at in words if one.kind != "pause" and _within(pieces[at], one)]
        before = inside[0] if inside else _next(pieces, words, one)
        if one.kind != "step":
            for at in range(inside[0], inside[-1] + 1) if inside else ():
                marks.setdefault(at, set()).add(one.kind)
        tags.setdefault(before, []).append(_tag(index, one, written=bool(inside)))
    return tuple(
        replace(piece, marks=tuple(sorted(marks.get(at, ()))), tags=tuple(tags.get(at, ())))
        for at, piece in enumerate(pieces)
    )


def _pieces(transcript: Transcript) -> list[Piece]:
    text, found, end = transcript.text, [], 0
    for word in sorted(transcript.words, key=lambda one: one.at):
        at = _place(word, text, end)
        if at is None:
            continue
        if at > end:
            found.append(Piece(text[end:at]))
        end = at + len(word.text)
        end_s = max(word.start_s, word.end_s)
        found.append(Piece(word.text, word.start_s, end_s, heard=word.heard))
    if end < len(text):
        found.append(Piece(text[end:]))
    if found and found[-1].start_s is not None:
        found.append(Piece(""))  # for what was heard after the last word
    return found


def marked(transcript: Transcript) -> str:
    """The text with … where speech was not heard, and a word where another voice speaks."""
    pieces = _with_gaps(_pieces(transcript), transcript)
    return "".join(piece.text for piece in pieces).strip()


def _with_gaps(pieces: list[Piece], transcript: Transcript) -> list[Piece]:
    """The pieces with a mark before the first word behind each stretch whose words are not there."""
    marks = [(one, _UNHEARD) for one in transcript.unheard]
    marks += [(one, "[{}] ".format(_("another voice"))) for one in transcript.others_alone]
    for one, mark in sorted(marks, key=lambda each: -each[0].start_s) if pieces else ():
        at = next(
            (n for n, piece in enumerate(pieces) if (piece.start_s or 0.0) >= one.end_s - _SLACK_S),
            len(pieces),
        )
        if mark == _UNHEARD or at == len(pieces) or pieces[at].text != mark:
            pieces.insert(at, Piece(mark))
    return pieces


def _place(word: Word, text: str, end: int) -> int | None:
    """Where a word stands, not before ``end``; older versions did not save it, so it is sought."""
    if not word.text:
        return None
    if word.at >= end and text.startswith(word.text, word.at):
        return word.at
    found = text.find(word.text, end, end + len(word.text) + _REACH)
    return None if found < 0 else found


def _within(piece: Piece, one: Finding) -> bool:
    if piece.start_s is None or piece.end_s is None:
        return False
    return piece.start_s >= one.start_s - _SLACK_S and piece.end_s <= one.end_s + _SLACK_S


def _next(pieces: Sequence[Piece], words: Sequence[int], one: Finding) -> int:
    """The first word behind the middle of a finding, or the end."""
    middle = (one.start_s + one.end_s) / 2
    return next((at for at in words if (pieces[at].start_s or 0.0) >= middle), len(pieces) - 1)


def _tag(index: int, one: Finding, *, written: bool) -> Tag:
    if one.kind == "pause":
        return Tag(one.kind, one.glyph, one.title, index, f"{one.end_s - one.start_s:.1f}")
    shown = one.title if one.kind == "step" or not written else ""
    return Tag(one.kind, one.glyph, kind_name(one.kind), index, shown)
