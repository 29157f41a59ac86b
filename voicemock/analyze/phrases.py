"""Phrases said, each with its words and its moment."""

from __future__ import annotations

from collections.abc import Sequence

from voicemock.language import Language
from voicemock.language.base import sentences
from voicemock.language.matching import finder
from voicemock.values.answer import PhraseHit, Phrases, Transcript
from voicemock.values.edits import Strike
from voicemock.values.interview import PhraseList


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
    for match in finder(phrases.phrases, language).find(transcript.text):
        if match.kind == "vague" and _backed_up(transcript.text, match.start, language):
            continue
        words = transcript.words_in(match.start, match.end)
        if words:  # else no speech was heard where these words were recognized
            heard = transcript.text[match.start : match.end]
            times = words[0].start_s, words[-1].end_s
            if not any(one.hits("phrase", match.id, *times) for one in struck):
                hits.append(PhraseHit(match.id, match.kind, heard, *times))
    return Phrases(
        positive=sum(hit.kind == "positive" for hit in hits),
        negative=sum(hit.kind == "negative" for hit in hits),
        items=tuple(hits),
    )


def _backed_up(text: str, start: int, language: Language) -> bool:
    """Whether a number or an example stands in a claim's sentence or the two after it."""
    ends = [end for _begin, end in sentences(text) if end > start][:3]
    return language.gives_evidence(text[start : ends[-1]])
