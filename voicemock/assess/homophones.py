"""Words of the field that were written with others of their sound, put right in a transcript."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from voicemock.content.frameworks import framework_list
from voicemock.content.homophones import field_words
from voicemock.job.sections import lists
from voicemock.language.homophones import Homophones
from voicemock.values.answer import Transcript
from voicemock.values.interview import LanguageCode, Question
from voicemock.values.notes import Note

_SHORT = 2
"""Characters of a word that other lists have for other reasons: too few to go by."""
_NAMED = 3
"""Changes that the note names."""


def put_right(
    transcript: Transcript, language: LanguageCode, question: Question | None, job: Sequence[str]
) -> Transcript:
    """The transcript with the words of the field that were misheard; each says what was ``heard``.

    Args:
        transcript: as the recognizer has it.
        language: of the interview.
        question: what was asked; the words of its trade are looked for, too.
        job: words of the job description.
    """
    known = _known(language, () if question is None else question.terms, tuple(job))
    if known is None or not transcript.text:
        return transcript
    by_place = {word.at: number for number, word in enumerate(transcript.words)}
    words, text = list(transcript.words), transcript.text
    for change in known.changes(text):
        places = range(change.start, change.start + len(change.word))
        numbers = [by_place[at] for at in places if at in by_place]
        if len(numbers) < len(change.word) or any(len(words[one].text) != 1 for one in numbers):
            continue
        for number, character in zip(numbers, change.word, strict=True):
            one = words[number]
            if one.text != character:
                words[number] = replace(one, text=character, heard=one.text)
        text = text[: places.start] + change.word + text[places.stop :]
    return replace(transcript, text=text, words=tuple(words))


def note(heard: Transcript, now: Transcript) -> Note | None:
    """What to say of the words that were put right."""
    changed = [n for n, word in enumerate(now.words) if word.heard is not None]
    runs: list[list[int]] = []
    for number in changed:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    if not runs:
        return None
    told = [
        "{} → {}".format(*("".join(one.words[n].text for n in around) for one in (heard, now)))
        for run in runs[:_NAMED]
        for around in [range(max(0, run[0] - 1), min(len(now.words), run[-1] + 2))]
    ]
    return Note("transcript", "by_sound", values={"words": "；".join(told)})


@lru_cache(maxsize=32)
def _known(
    language: LanguageCode, terms: tuple[str, ...], job: tuple[str, ...]
) -> Homophones | None:
    own = field_words(language)
    if not own:
        return None
    others = (*framework_list(language).terms, *lists(language).terms, *terms)
    return Homophones((*own, *job, *(one for one in others if len(one) > _SHORT)))
