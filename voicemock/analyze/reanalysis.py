"""An answer measured again with what the person put right: all that depends on its words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from voicemock.analyze import (
    fillers,
    other_voices,
    pace,
    pauses,
    phrases,
    pitch,
    structure,
    unheard,
)
from voicemock.analyze.analysis import doubt_of, is_clear
from voicemock.analyze.corrections import corrected
from voicemock.content.coaching import next_thing
from voicemock.errors import InputError
from voicemock.i18n import _
from voicemock.language import get as get_language
from voicemock.transcribe import languages
from voicemock.values.answer import Answer, Pauses, Transcript
from voicemock.values.edits import Correction, Edit, Strike
from voicemock.values.interview import FillerList, FrameworkList, PhraseList, Question
from voicemock.values.notes import Note
from voicemock.values.sound import Activity, Interval, Samples


def activity_of(answer: Answer) -> Activity:
    """Where somebody speaks in a saved answer, to a hundredth of a second."""
    span = answer.span
    if span.start_s is None or span.end_s is None:
        return Activity(())
    gaps = answer.pauses.items
    starts = (span.start_s, *(gap.end_s for gap in gaps))
    ends = (*(gap.start_s for gap in gaps), span.end_s)
    return Activity(tuple(map(Interval, starts, ends)))


def reanalyze(
    answer: Answer,
    edits: Sequence[Edit],
    sound: Samples,
    phrase_list: PhraseList,
    filler_list: FillerList,
    *,
    frameworks: FrameworkList,
    question: Question | None = None,
    job: Sequence[str] = (),
    company: Sequence[str] = (),
    earlier: Sequence[Transcript] = (),
) -> Answer:
    """An answer with edits made, as it would be had the recognizer heard it so.

    What was measured in the sound alone stays as it is.

    Args:
        answer: as it was first.
        edits: all of them, in the order in which they were made.
        sound: of the answer, for fillers that are told by it.
        phrase_list: the phrases listened for.
        filler_list: the fillers listened for.
        frameworks: the steps and service terms listened for.
        question: what was asked; without one no steps are judged.
        job: words of the job description.
        company: words about the company.
        earlier: transcripts of earlier parts of the answer to the same question.

    Raises:
        InputError: nobody can have said so much in that time.
    """
    language = get_language(answer.language)
    whole = activity_of(answer)
    alone = answer.transcript.others_alone
    activity = other_voices.own_speech(whole, alone)
    turns = other_voices.turns(activity, alone)
    struck = [one for one in edits if isinstance(one, Strike)]
    words = [one for one in edits if isinstance(one, Correction)]
    now = corrected(answer.transcript, words, activity)
    transcript = now.transcript
    own = languages.without(activity, transcript.foreign)
    doubt = doubt_of(own if own.speech else activity, transcript, language)
    if doubt is not None and doubt.code == "implausible":
        raise InputError(_("Nobody can say so much in that time; write only what you said."))
    notes = [one for one in answer.notes if one.about == "recording"]
    trusted = transcript
    if doubt is not None:
        notes.append(doubt)
        trusted = replace(transcript, text="", words=())
    if edits:
        count = {"words": len(now.made), "hits": len(struck)}
        notes.append(Note("transcript", "put_right", values={**count}))
    notes += [one for one in answer.notes if (one.about, one.code) == ("transcript", "foreign")]
    notes += [one for one in answer.notes if (one.about, one.code) == ("transcript", "by_sound")]
    notes += [one for one in answer.notes if one.code == "other_voice"]
    track = pitch.track(sound, activity) if is_clear(answer.recording.mic) else None
    measured_fillers = fillers.measure(own, trusted, track, filler_list, language, struck)
    dropped: tuple[unheard.Unheard, ...] = ()
    if trusted.text:
        heard = fillers.measure(own, trusted, track, filler_list, language)  # the struck ones, too
        dropped = unheard.find(sound, own, trusted, heard.items, track, language)
        trusted = replace(trusted, unheard=tuple(one.stretch for one in dropped))
        transcript = trusted
    target = answer.pace.target
    measured_pace, pace_notes = pace.measure(own, trusted, language, target, dropped, turns)
    notes += pace_notes
    notes += [one for one in answer.notes if one.about == "voice"]
    span = activity.span
    measured_structure = structure.measure(
        trusted,
        question,
        frameworks,
        language,
        job=job,
        company=company,
        earlier=earlier,
        span_s=None if span is None else span.duration_s,
        struck=struck,
    )
    if measured_structure is None and span is not None:
        notes.append(Note("structure", "not_measured"))
    measured = replace(
        answer,
        transcript=transcript,
        pace=measured_pace,
        pauses=_placed(answer.pauses, pauses.measure(whole, trusted, language)),
        phrases=phrases.measure(trusted, phrase_list, language, struck),
        fillers=measured_fillers,
        structure=measured_structure,
        coach=answer.coach if transcript.text == answer.transcript.text else None,
        notes=tuple(notes),
        edits=tuple(edits),
    )
    return replace(measured, next=next_thing(measured))


def _placed(before: Pauses, now: Pauses) -> Pauses:
    """The pauses as they were, in the places they have now."""
    if before.count is None:
        return before
    pairs = zip(before.items, now.items, strict=True)
    items = tuple(replace(old, place=new.place) for old, new in pairs)
    return replace(before, mid_clause=now.mid_clause, items=items)
