"""An answer's sound and words in, all its numbers out."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from voicemock.analyze import (
    fillers,
    microphone,
    other_voices,
    pace,
    pauses,
    phrases,
    pitch,
    structure,
    unheard,
    voice,
)
from voicemock.language import Language
from voicemock.language import get as get_language
from voicemock.language.base import HAN
from voicemock.transcribe import languages
from voicemock.values.answer import Analysis, ForeignSpeech, Pauses, SpanInfo, Transcript, Voice
from voicemock.values.interview import FillerList, FrameworkList, LanguageCode, PhraseList, Question
from voicemock.values.notes import Note
from voicemock.values.sound import Activity, Interval, MicCheck, Recording


def analyze(
    recording: Recording,
    activity: Activity,
    transcript: Transcript,
    language_code: LanguageCode,
    phrase_list: PhraseList,
    filler_list: FillerList,
    target: tuple[float, float],
    *,
    frameworks: FrameworkList,
    question: Question | None = None,
    job: Sequence[str] = (),
    company: Sequence[str] = (),
    earlier: Sequence[Transcript] = (),
    others: other_voices.Others | None = None,
) -> Analysis:
    """Measure everything; what cannot be trusted is None with a note.

    Args:
        recording: the answer's sound.
        activity: where somebody speaks in it.
        transcript: what was recognized.
        language_code: the language of the interview.
        phrase_list: the phrases listened for.
        filler_list: the fillers listened for.
        target: the pace asked for, in units a minute.
        frameworks: the steps and service terms listened for.
        question: what was asked; without one no steps are judged.
        job: words of the job description.
        company: words about the company.
        earlier: transcripts of earlier parts of the answer to the same question.
        others: where another voice was heard, if that was looked for.
    """
    language = get_language(language_code)
    mic = microphone.check(recording, activity)
    notes = list(microphone.notes(recording, activity, mic))
    if others is None:
        others = other_voices.find(recording.samples, activity)
    activity = other_voices.own_speech(activity, others.alone)
    turns = other_voices.turns(activity, others.alone)
    transcript = other_voices.without_words(transcript, others.alone, activity)
    transcript = replace(transcript, others=others.moments)
    own = languages.without(activity, transcript.foreign)
    doubt = doubt_of(own if own.speech else activity, transcript, language)
    trusted = transcript
    if doubt is not None:
        notes.append(doubt)
        trusted = Transcript(text="", engine=transcript.engine, model=transcript.model)
    notes += map(_foreign_note, trusted.foreign)
    notes += other_voices.notes(others)
    clear = is_clear(mic)
    track = pitch.track(recording.samples, activity) if clear else None
    measured_fillers = fillers.measure(own, trusted, track, filler_list, language)
    dropped: tuple[unheard.Unheard, ...] = ()
    if trusted.text:
        dropped = unheard.find(
            recording.samples, own, trusted, measured_fillers.items, track, language
        )
        trusted = replace(trusted, unheard=tuple(one.stretch for one in dropped))
    measured_pace, pace_notes = pace.measure(own, trusted, language, target, dropped, turns)
    notes += pace_notes
    measured_voice = Voice() if track is None else voice.measure(track)
    span = activity.span
    if span is not None and measured_voice.pitch_sd_st is None:
        notes.append(Note("voice", "too_short" if clear else "unclear"))
    invented = doubt is not None and doubt.code == "implausible"
    measured_structure = structure.measure(
        trusted,
        question,
        frameworks,
        language,
        job=job,
        company=company,
        earlier=earlier,
        span_s=None if span is None else span.duration_s,
    )
    if measured_structure is None and span is not None:
        notes.append(Note("structure", "not_measured"))
    return Analysis(
        transcript=trusted if invented or trusted.text else transcript,
        mic=mic,
        span=_span(activity, recording.lead_s, turns, told=others.told),
        pace=measured_pace,
        pauses=pauses.measure(other_voices.bridged(activity, turns), trusted, language)
        if others.told
        else Pauses(),
        phrases=phrases.measure(trusted, phrase_list, language),
        fillers=measured_fillers,
        voice=measured_voice,
        structure=measured_structure,
        notes=tuple(notes),
    )


def _span(
    activity: Activity, lead_s: float | None, turns: Sequence[Interval], *, told: bool
) -> SpanInfo:
    """The answer's own speech; how much of the time it is, where another voice lets it be told."""
    span = activity.span
    if span is None:
        return SpanInfo()
    speech_s = pace.speech_seconds(activity)
    turns_s = sum(one.duration_s for one in turns)
    return SpanInfo(
        start_s=span.start_s,
        end_s=span.end_s,
        speech_s=speech_s if told else None,
        phonation_ratio=speech_s / (span.duration_s - turns_s) if told else None,
        latency_s=None if lead_s is None else lead_s + span.start_s,
    )


def _foreign_note(stretch: ForeignSpeech) -> Note:
    minutes, seconds = divmod(int(stretch.start_s), 60)
    length_s = round(stretch.end_s - stretch.start_s)
    return Note(
        "transcript",
        "foreign",
        values={"start": f"{minutes}:{seconds:02}", "seconds": length_s},
    )


def doubt_of(activity: Activity, transcript: Transcript, language: Language) -> Note | None:
    """Why the recognizer's text is not to be believed, None where it is."""
    if activity.span is None:
        return Note("transcript", "implausible") if transcript.text else None
    if transcript.other_language is not None:
        return Note("transcript", "other_language")
    if not transcript.text:
        return Note("transcript", "no_text")
    units = language.count_units(transcript.text)
    speech_s = pace.speech_seconds(activity)
    tokens = [token.form for token in language.tokens(transcript.text)]
    if units > pace.MAX_UNITS_PER_SPEECH_S * speech_s or _loops(tokens):
        return Note("transcript", "implausible")
    if _foreign(transcript.text, language.code):
        return Note("transcript", "other_language")
    return None


def _loops(tokens: list[str]) -> bool:
    """Whether one run of tokens makes up most of a text, as when a recognizer is stuck."""
    if len(tokens) < 12:
        return False
    for size in (1, 2, 3, 4, 6, 8):
        runs = Counter(tuple(tokens[i : i + size]) for i in range(len(tokens) - size + 1))
        most = runs.most_common(1)[0][1]
        if most >= 4 and most * size >= 0.6 * len(tokens):
            return True
    return False


def _foreign(text: str, code: LanguageCode) -> bool:
    han = len(HAN.findall(text))
    latin = len(re.findall(r"[A-Za-z]+", text))
    return han < latin if code == "zh" else han > latin


def is_clear(mic: MicCheck) -> bool:
    """Whether the sound is good enough to follow its pitch."""
    noisy = mic.snr_db is not None and mic.snr_db < microphone.NOISY_DB
    return mic.level_dbfs is not None and not noisy and mic.clipped <= microphone.CLIPPED_SHARE
