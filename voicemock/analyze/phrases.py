"""Phrases said, each with its words and its moment."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from voicemock.analyze import phrase_model
from voicemock.language import Language, own_words
from voicemock.language.base import Span, overlaps, sentences
from voicemock.language.matching import finder
from voicemock.values.answer import PhraseHit, Phrases, Transcript
from voicemock.values.edits import Strike
from voicemock.values.interview import Phrase, PhraseKind, PhraseList

_MARGIN = 2.0
"""How many times its bound a phrase has to be likely: what was not said is worse than a miss."""
_WORDS = re.compile(r"[A-Za-z0-9']+|[\u3400-\u9fff]+")
_LEAST = 3
"""Words or characters that a phrase by meaning has at least."""


@dataclass(frozen=True)
class Heard:
    """A phrase in a text: its id and kind, first and last (exclusive) character."""

    id: str
    kind: PhraseKind
    start: int
    end: int


def measure(
    transcript: Transcript,
    phrases: PhraseList,
    language: Language,
    struck: Sequence[Strike] = (),
) -> Phrases:
    """Phrases of a trustworthy transcript, but those that the person ``struck``."""
    if not transcript.text:
        return Phrases()
    hits = []
    for one in find(transcript.text, phrases.phrases, language):
        if one.kind == "vague" and _backed_up(transcript.text, one.start, language):
            continue
        words = transcript.words_in(one.start, one.end)
        if words:  # else no speech was heard where these words were recognized
            heard = transcript.text[words[0].at : words[-1].at + len(words[-1].text)]
            times = words[0].start_s, words[-1].end_s
            if not any(strike.hits("phrase", one.id, *times) for strike in struck):
                hits.append(PhraseHit(one.id, one.kind, heard, *times))
    return Phrases(
        positive=sum(hit.kind == "positive" for hit in hits),
        negative=sum(hit.kind == "negative" for hit in hits),
        items=tuple(hits),
    )


def find(text: str, phrases: tuple[Phrase, ...], language: Language) -> list[Heard]:
    """Phrases by their patterns, and by meaning where no pattern has their wording, in order.

    What is another's, asked or denied is not said.
    """
    found = pattern_hits(text, phrases, language)
    judged = phrase_model.judge(text, language)
    if judged is None:
        return found
    listed = {one.id: one.kind for one in phrases}
    taken = [(one.start, one.end) for one in found]
    for row, span in enumerate(judged.spans):
        if judged.readings[row] in phrase_model.NOT_SAID:
            continue
        likely = judged.likely[row] / judged.bounds
        best = int(likely.argmax())
        name = judged.ids[best]
        if likely[best] <= _MARGIN or listed.get(name) in (None, "negative"):
            continue
        there = [one for one in found if one.id == name and overlaps((one.start, one.end), [span])]
        free = _free(text, span, taken)
        if free and not there and own_words.own(text, free, language.code, listed[name]):
            found.append(Heard(name, listed[name], *free))
    return sorted(found, key=lambda one: (one.start, one.end))


def pattern_hits(text: str, phrases: tuple[Phrase, ...], language: Language) -> list[Heard]:
    """What the patterns find and the speaker says as their own."""
    return [
        Heard(one.id, one.kind, one.start, one.end)
        for one in finder(phrases, language).find(text)
        if own_words.own(text, (one.start, one.end), language.code, one.kind)
    ]


def _free(text: str, span: Span, taken: Sequence[Span]) -> Span | None:
    """The longest part of a statement that no pattern has taken; None where hardly any is left."""
    start, end = span
    edges = sorted((max(a, start), min(b, end)) for a, b in taken if a < end and b > start)
    pieces, at = [], start
    for a, b in [*edges, (end, end)]:
        pieces.append((at, a))
        at = max(at, b)
    first, last = max(pieces, key=lambda piece: piece[1] - piece[0])
    if (last - first) * 2 <= end - start:
        return None
    words = [one.span() for one in _WORDS.finditer(text, first, last)]
    if sum(1 if text[a].isascii() else b - a for a, b in words) < _LEAST:
        return None
    return words[0][0], words[-1][1]


def _backed_up(text: str, start: int, language: Language) -> bool:
    """Whether a number or an example stands in a claim's sentence or the two after it."""
    ends = [end for _begin, end in sentences(text) if end > start][:3]
    return language.gives_evidence(text[start : ends[-1]])
