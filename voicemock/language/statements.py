"""A spoken text cut into statements: pieces that say one thing each, whether it has marks or not."""

from __future__ import annotations

import re

from voicemock.language.base import HAN, Language, Span, clauses, sentences, trimmed

_LEAST = {"zh": 5, "en": 4}
"""Tokens of a statement; a shorter piece goes with its neighbour of the same sentence."""
_MOST = {"zh": 24, "en": 18}
"""Tokens from which on a piece is cut at words that begin a clause, as marks may be missing."""
_ROOM = {"zh": 7, "en": 5}
"""Tokens at least between two such cuts."""
_OPENS = {
    "zh": re.compile(
        r"然后|后来|接着|于是|结果|所以|因为|但是|可是|不过|而且|另外|最后|首先|其次|同时|如果|要是|虽然|比如|当时"
        r"|[我他她](?:就|又|也|先|再|把|给|跟|说|问|会|没|觉得|心里)|您|客户|主管|经理|第二天|一开始|那天|有一次|有一回"
    ),
    "en": re.compile(
        r"\b(?:and|but|so|because|then|when|while|after|before|until|if|although|since|which|where|who|or"
        r"|i|i'm|i'd|i'll|i've|she|he|they|we|it|my|the customer|in the end|finally|eventually|next|first)\b",
        re.IGNORECASE,
    ),
}


def statements(text: str, language: Language) -> list[Span]:
    """First and last (exclusive) character of each statement of a text, in order."""
    found: list[Span] = []
    for start, end in sentences(text):
        pieces = [
            piece
            for a, b in clauses(text[start:end])
            for piece in _cut(text, (start + a, start + b), language)
        ]
        found += _joined(text, pieces, language)
    return list(trimmed(text, found))


def _size(text: str, language: Language) -> int:
    """Tokens, as many as a rough count tells: Han characters or words."""
    return len(HAN.findall(text)) if language.code == "zh" else len(text.split())


def _cut(text: str, span: Span, language: Language) -> list[Span]:
    """A clause, or the pieces of one that is too long, cut where a word begins another."""
    code = language.code
    if _size(text[slice(*span)], language) <= _MOST[code]:
        return [span]
    start, end = span
    cuts = [start]
    for match in _OPENS[code].finditer(text, start, end):
        before, after = text[cuts[-1] : match.start()], text[match.start() : end]
        if min(_size(before, language), _size(after, language)) >= _ROOM[code]:
            cuts.append(match.start())
    pieces = list(zip(cuts, [*cuts[1:], end], strict=True))
    return [half for piece in pieces for half in _halved(text, piece, language)]


def _halved(text: str, span: Span, language: Language) -> list[Span]:
    """A piece in as many parts as make each short enough; nothing shows where they would end."""
    start, end = span
    size = _size(text[start:end], language)
    most = _MOST[language.code] + _ROOM[language.code]
    if size <= most:
        return [span]
    middle = (start + end) // 2
    if language.code == "en":
        middle = text.find(" ", middle, end)
        if middle < 0:
            return [span]
    return _halved(text, (start, middle), language) + _halved(text, (middle, end), language)


def _joined(text: str, pieces: list[Span], language: Language) -> list[Span]:
    """The pieces of a sentence, those that are too short with the one before or after."""
    least, found = _LEAST[language.code], list[Span]()
    for start, end in pieces:
        short = _size(text[start:end], language) < least
        if found and (short or _size(text[slice(*found[-1])], language) < least):
            found[-1] = (found[-1][0], end)
        else:
            found.append((start, end))
    return found
