"""A text's symbols, cut where a speaker takes a breath: the first is heard while the next is made."""

from __future__ import annotations

import re
from dataclasses import dataclass

MOST = 110
"""Symbols at a time: some 6 s of speech, made in 2 to 3 s by two cores, in 250 MB."""
MOST_AT_FIRST = 50
"""Symbols of the first: some 3 s of speech, which somebody waits for."""
_FEW, _FEW_AT_FIRST = 24, 16  # alone, so little comes out badly
_SENTENCE = re.compile(r"(?<=[.!?…]) +")
_CLAUSE = re.compile(r"(?<=[,;:—]) *")
_MARK = re.compile(f"{_SENTENCE.pattern}|{_CLAUSE.pattern}")
_AFTER_SENTENCE_S, _AFTER_CLAUSE_S, _AFTER_WORD_S = 0.4, 0.2, 0.0


@dataclass(frozen=True)
class Chunk:
    """Symbols to be spoken at a time, and the seconds of silence behind them."""

    symbols: str
    pause_s: float


def cut(symbols: str) -> list[Chunk]:
    """A text's symbols in chunks of `MOST` at most: sentences, long ones by clauses, then by words.

    The first ends at a mark within `MOST_AT_FIRST`, where there is one. Of marks alone there is none.
    """
    found: list[Chunk] = []
    if not any(symbol.isalpha() for symbol in symbols):
        return found
    for sentence in _SENTENCE.split(symbols):
        found += _packed(_CLAUSE.split(sentence), _AFTER_CLAUSE_S)
        if found:
            found[-1] = Chunk(found[-1].symbols, _AFTER_SENTENCE_S)
    return _first_shortened(_joined(found))


def _first_shortened(chunks: list[Chunk]) -> list[Chunk]:
    first = chunks[0].symbols
    marks = _MARK.finditer(first)
    ends = [match for match in marks if _FEW_AT_FIRST <= match.start() <= MOST_AT_FIRST]
    if len(first) <= MOST_AT_FIRST or not ends or len(first) - ends[-1].end() < _FEW:
        return chunks
    at = ends[-1]
    pause_s = _AFTER_SENTENCE_S if first[at.start() - 1] in ".!?…" else _AFTER_CLAUSE_S
    return [
        Chunk(first[: at.start()], pause_s),
        Chunk(first[at.end() :], chunks[0].pause_s),
        *chunks[1:],
    ]


def _packed(pieces: list[str], pause_s: float) -> list[Chunk]:
    """As many pieces in a chunk as it holds."""
    found: list[Chunk] = []
    for piece in filter(None, pieces):
        if len(piece) > MOST:
            words = piece.split(" ")
            found += (
                _packed(words, _AFTER_WORD_S)
                if len(words) > 1
                else [Chunk(piece[at : at + MOST], 0.0) for at in range(0, len(piece), MOST)]
            )
            found[-1] = Chunk(found[-1].symbols, pause_s)
        elif found and len(found[-1].symbols) + len(piece) < MOST:
            found[-1] = Chunk(f"{found[-1].symbols} {piece}", pause_s)
        else:
            found.append(Chunk(piece, pause_s))
    return found


def _joined(chunks: list[Chunk]) -> list[Chunk]:
    """Short ones together with what follows, or with what stands before."""
    found: list[Chunk] = []
    for chunk in chunks:
        before = found[-1] if found else None
        together = "" if before is None else f"{before.symbols} {chunk.symbols}"
        short = before is not None and min(len(before.symbols), len(chunk.symbols)) < _FEW
        if short and len(together) <= MOST:
            found[-1] = Chunk(together, chunk.pause_s)
        else:
            found.append(chunk)
    return found
