"""Phrases said, each with its words and its moment."""

from __future__ import annotations

from voicemock.language import Language
from voicemock.language.matching import PhraseFinder
from voicemock.types import PhraseHit, PhraseList, Phrases, Transcript, Word


def measure(transcript: Transcript, phrases: PhraseList, language: Language) -> Phrases:
    """Phrases of a trustworthy transcript."""
    if not transcript.text:
        return Phrases()
    hits = []
    for match in PhraseFinder(phrases.phrases, language).find(transcript.text):
        words = _words_within(transcript.words, match.start, match.end)
        if not words:  # no speech was heard where these words were recognized
            continue
        hits.append(
            PhraseHit(
                match.id,
                match.kind,
                transcript.text[match.start : match.end],
                words[0].start_s,
                words[-1].end_s,
            )
        )
    return Phrases(
        positive=sum(hit.kind == "positive" for hit in hits),
        negative=sum(hit.kind == "negative" for hit in hits),
        items=tuple(hits),
    )


def _words_within(words: tuple[Word, ...], start: int, end: int) -> list[Word]:
    return [word for word in words if word.at < end and word.at + len(word.text) > start]
