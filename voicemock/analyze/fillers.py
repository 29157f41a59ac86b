"""Fillers: those the recognizer wrote down, and held sounds nobody writes down.

Recognizers drop many an "um", so the text alone counts too few. A filled pause is a held,
level, single vowel (Goto, Itou & Hayamizu 1999; Audhkhasi et al. 2009), which the pitch track
shows. Ordinary words (那个, like) are fillers only by evidence: held, repeated, or left hanging
before a pause (Zhao & Jurafsky 2005).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from voicemock.analyze.activity import runs
from voicemock.analyze.pitch import HOP_S, Track, semitones
from voicemock.language import Language
from voicemock.values.answer import Filler, Fillers, Transcript, Word
from voicemock.values.edits import Strike
from voicemock.values.interview import FillerList
from voicemock.values.sound import Activity, Interval

MIN_RATE_SPAN_S = 10.0
"""A rate a minute means nothing over less."""

MIN_HELD_S = 0.4
"""A vowel held for less is an ordinary long syllable."""
MAX_SPREAD_ST = 1.2
"""Semitones from the 5th to the 95th percentile of a held sound's pitch, at most."""
_MAX_HELD_S = 2.0  # longer ones are tones, or sung
_MAX_SHAPE_DB = 2.6  # RMS of the bands around their mean; words move by 5-9 dB, "uh" by 2
_MIN_ALONE_S = 0.2  # a sound between two pauses that the text has no word for
_MAX_ALONE_S = 1.5
_BRIDGED = 2  # frames without pitch inside a held sound
_NEAR_S = 0.15
_STRETCHED = re.compile(r"(.)\1+")


def measure(
    activity: Activity,
    transcript: Transcript,
    track: Track | None,
    known: FillerList,
    language: Language,
    struck: Sequence[Strike] = (),
) -> Fillers:
    """All fillers, those of the text and those of the sound.

    Args:
        activity: where somebody speaks.
        transcript: one to be believed, with the times of its words.
        track: the voice's pitch, None where the sound is too poor to follow it.
        known: the fillers of the language.
        language: the answer's.
        struck: those that the person says are none.
    """
    span = activity.span
    if span is None or not transcript.text:
        return Fillers()
    held = [] if track is None else held_sounds(track, activity)
    found = written(transcript, activity, held, known, language)
    if track is not None:
        alone = unwritten(track, activity, transcript)
        found = _merged(found, [*held_alone(held, transcript, activity), *alone], known)
    found = [
        one
        for one in found
        if not any(each.hits("filler", one.heard, one.start_s, one.end_s) for each in struck)
    ]
    found.sort(key=lambda one: one.start_s)
    rate = len(found) * 60 / span.duration_s if span.duration_s >= MIN_RATE_SPAN_S else None
    return Fillers(count=len(found), per_min=rate, items=tuple(found))


# -- in the text ------------------------------------------------------------------------


def written(
    transcript: Transcript,
    activity: Activity,
    held: Sequence[Interval],
    known: FillerList,
    language: Language,
) -> list[Filler]:
    """Fillers the recognizer wrote down."""
    words = transcript.words
    forms = [_form(word, language) for word in words]
    always = {_runs(text, language) for text in known.always}
    sometimes = sorted({_runs(text, language) for text in known.sometimes}, key=len, reverse=True)
    found: list[Filler] = []
    at = 0
    while at < len(words):
        run = next((run for run in sometimes if tuple(forms[at : at + len(run)]) == run), None)
        if words[at].by is not None or ((forms[at],) in always and not _joined_on(transcript, at)):
            found.append(_filler(words[at : at + 1], transcript))
            at += 1
        elif run is not None:
            part = words[at : at + len(run)]
            repeated = tuple(forms[at + len(run) : at + 2 * len(run)]) == run
            shown = repeated or _is_held(part, held) or _hangs(transcript, at, len(run), activity)
            if shown and not _needed(part, transcript, language):
                found.append(_filler(part, transcript))
            at += len(run)
        else:
            at += 1
    return found


def _form(word: Word, language: Language) -> str:
    text = word.text.lower()
    return _STRETCHED.sub(r"\1", text) if language.code == "en" and len(text) < 8 else text


def _runs(text: str, language: Language) -> tuple[str, ...]:
    """A filler's words as `_form` gives them."""
    if language.code == "zh":
        return tuple(text)
    return tuple(_STRETCHED.sub(r"\1", part) for part in text.lower().split())


def _filler(part: Sequence[Word], transcript: Transcript) -> Filler:
    heard = transcript.text[part[0].at : part[-1].at + len(part[-1].text)]
    return Filler(heard, part[0].by or "transcript", part[0].start_s, part[-1].end_s)


def _needed(part: Sequence[Word], transcript: Transcript, language: Language) -> bool:
    """Whether the sentence needs these words: a week or so, 那个人."""
    text, end = transcript.text, part[-1].at + len(part[-1].text)
    return language.needs(text[part[0].at : end], text[: part[0].at], text[end:])


def _joined_on(transcript: Transcript, at: int) -> bool:
    """Whether a word is part of a longer one: uh-huh, mm-hm."""
    word = transcript.words[at]
    end = word.at + len(word.text)
    return transcript.text[end : end + 1] == "-" or transcript.text[word.at - 1 : word.at] == "-"


def _is_held(part: Sequence[Word], held: Sequence[Interval]) -> bool:
    start_s, end_s = part[0].start_s, part[-1].end_s
    return any(one.shared_s(start_s, end_s) >= 0.5 * MIN_HELD_S for one in held)


def _hangs(transcript: Transcript, at: int, count: int, activity: Activity) -> bool:
    """Whether a pause follows inside the clause, after the word was begun in the same clause.

    然后 after a full stop and before a pause opens a sentence; 我想要那个…… does not end one.
    """
    words = transcript.words
    if at + count >= len(words):
        return False
    last, following = words[at + count - 1], words[at + count]
    between = transcript.text[last.at + len(last.text) : following.at]
    if any(mark in "。？！!?." for mark in between):
        return False
    return any(
        last.end_s <= gap.start_s + _NEAR_S and following.start_s >= gap.end_s - _NEAR_S
        for gap in activity.gaps
    )


# -- in the sound -----------------------------------------------------------------------


def held_sounds(track: Track, activity: Activity) -> list[Interval]:
    """Stretches of one level vowel: pitch within 1.2 semitones, spectrum still."""
    found: list[Interval] = []
    pitch = semitones(track.hertz)
    for one in activity.speech:
        first, last = round(one.start_s / HOP_S), round(one.end_s / HOP_S)
        for start, end in _voiced_runs(track.voiced[first : last + 1]):
            found += _held_in(track, pitch, first + start, first + end)
    return found


def _held_in(track: Track, pitch: np.ndarray, first: int, last: int) -> list[Interval]:
    """The longest still windows of a voiced run, taken greedily from its start."""
    shortest = round(MIN_HELD_S / HOP_S)
    found = []
    start = first
    while start + shortest <= last:
        end = start + shortest
        if not _still(track, pitch, start, end):
            start += 2
            continue
        while end + 2 <= last and _still(track, pitch, start, end + 2):
            end += 2
        if (end - start) * HOP_S <= _MAX_HELD_S:
            found.append(Interval(start * HOP_S, end * HOP_S))
        start = end
    return found


def _still(track: Track, pitch: np.ndarray, start: int, end: int) -> bool:
    part = pitch[start:end]
    low, high = np.nanpercentile(part, [5, 95])
    if high - low > MAX_SPREAD_ST:
        return False
    shape = track.shape_db[start:end]
    deviation = shape - np.nanmean(shape, axis=0)
    return float(np.sqrt(np.nanmean(deviation**2))) <= _MAX_SHAPE_DB


def _voiced_runs(voiced: np.ndarray) -> list[tuple[int, int]]:
    """Runs of voiced frames, short dropouts bridged; ends exclusive."""
    found: list[tuple[int, int]] = []
    for start, end in runs(voiced):
        if found and start - found[-1][1] <= _BRIDGED:
            found[-1] = (found[-1][0], end)
        else:
            found.append((start, end))
    return found


def held_alone(
    held: Sequence[Interval], transcript: Transcript, activity: Activity
) -> list[Interval]:
    """Held sounds that are no stretched final: a pause or a word's end comes right before them.

    The last syllable before a pause is long in every language, so what is held there counts only
    when it takes 0.6 of its stretch or more, or no word was spoken meanwhile for over 0.1 s.
    """
    alone = []
    for one in held:
        inside = next((s for s in activity.speech if s.start_s <= one.start_s <= s.end_s), None)
        spoken = any(one.shared_s(word.start_s, word.end_s) > 0.1 for word in transcript.words)
        if inside and (one.duration_s >= 0.6 * inside.duration_s or not spoken):
            alone.append(one)
    return alone


def unwritten(track: Track, activity: Activity, transcript: Transcript) -> list[Interval]:
    """Short still sounds between two pauses for which the text has no word."""
    found = []
    pitch = semitones(track.hertz)
    for one in activity.speech[1:-1]:
        middles = ((word.start_s + word.end_s) / 2 for word in transcript.words)
        named = any(one.start_s <= middle <= one.end_s for middle in middles)
        if named or not _MIN_ALONE_S <= one.duration_s <= _MAX_ALONE_S:
            continue
        first, last = round(one.start_s / HOP_S), round(one.end_s / HOP_S)
        voiced = int(track.voiced[first : last + 1].sum()) * HOP_S
        if voiced >= 0.6 * one.duration_s and _still(track, pitch, first, last + 1):
            found.append(one)
    return found


def _merged(
    written_ones: list[Filler], sounds: Sequence[Interval], known: FillerList
) -> list[Filler]:
    """Both kinds together; where they meet, the sound says when."""
    merged = list(written_ones)
    for one in sounds:
        met = (n for n, it in enumerate(merged) if one.shared_s(it.start_s, it.end_s) > -_NEAR_S)
        at = next(met, None)
        if at is None:
            merged.append(Filler(known.sound, "sound", one.start_s, one.end_s))
        elif merged[at].by == "transcript":
            merged[at] = replace(merged[at], by="both", start_s=one.start_s, end_s=one.end_s)
    return merged
