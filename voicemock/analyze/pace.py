"""Pace: spoken units a minute, overall and as a curve.

Rates settle at about 9 s or 41 syllables (Arantes), so shorter answers are not graded.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from voicemock.analyze.unheard import Unheard
from voicemock.i18n import N_
from voicemock.language import Language
from voicemock.values.answer import Pace, PacePoint, Transcript, Verdict
from voicemock.values.notes import Note
from voicemock.values.sound import Activity, Interval

_FEW = 0.6
"""Of the slowest natural pace: fewer words than that were not heard, rather than not said."""
MIN_SPAN_S = 10.0
"""A shorter answer is not graded."""
WINDOW_S, STEP_S = 10.0, 1.0
"""Of the curve: the length of a window, and from one to the next."""
MIN_WINDOW_SPEECH_S = 3.0
"""A window with less speech leaves a gap in the curve."""
MAX_UNITS_PER_SPEECH_S = 9.0
"""Units a second of speech: nobody speaks faster; such a text was invented."""


def measure(
    activity: Activity,
    transcript: Transcript,
    language: Language,
    target: tuple[float, float],
    dropped: Sequence[Unheard] = (),
    turns: Sequence[Interval] = (),
) -> tuple[Pace, tuple[Note, ...]]:
    """Pace, and notes: why it is not graded, or what of it was told by sound alone.

    Args:
        activity: where somebody speaks in the language.
        transcript: one to be believed; an empty text has no pace.
        language: counts the units, and knows how many are too few.
        target: the pace asked for, lowest and highest, in units a minute.
        dropped: speech without words, whose units count, too.
        turns: of another voice, whose time does not count.
    """
    span = activity.span
    if span is None or not transcript.text:
        return unmeasured(language, target), ()
    away = [*(Interval(one.start_s, one.end_s) for one in transcript.foreign), *turns]
    length_s = _length_s(span, away)
    by_sound = round(sum(one.units for one in dropped))
    units = language.count_units(transcript.text) + by_sound
    name = N_("字") if language.code == "zh" else N_("words")
    notes: tuple[Note, ...] = ()
    if dropped:
        lost_s = sum(one.stretch.duration_s for one in dropped)
        told: dict[str, int | float | str] = {
            "seconds": round(lost_s, 1),
            "units": by_sound,
            "name": name,
        }
        notes = (Note("transcript", "unheard", values=told),)
    if length_s < MIN_SPAN_S or units < language.min_units:
        values: dict[str, int | float | str] = {"units": language.min_units, "name": name}
        speech_s = speech_seconds(activity)
        if speech_s >= MIN_SPAN_S and units < _FEW * language.natural[0] * speech_s / 60:
            values |= {"kind": "few_words", "heard": units}
        else:
            values |= {"seconds": int(MIN_SPAN_S)}
        note = Note("pace", "too_short", values=values)
        return unmeasured(language, target, units), (*notes, note)
    value = units * 60 / length_s
    pace = Pace(
        value=value,
        unit=language.unit,
        units_spoken=units,
        articulation=units * 60 / speech_seconds(activity),
        target=target,
        verdict=verdict(value, target),
        natural=language.natural,
        curve=curve(activity, transcript, language, units, dropped, away),
    )
    return pace, notes


def _length_s(span: Interval, away: Sequence[Interval]) -> float:
    """The seconds of a span that lie in none of some stretches, which may overlap."""
    length_s, at_s = span.duration_s, span.start_s
    for one in sorted(away, key=lambda each: each.start_s):
        start_s, end_s = max(at_s, one.start_s), min(span.end_s, one.end_s)
        length_s -= max(0.0, end_s - start_s)
        at_s = max(at_s, end_s)
    return length_s


def unmeasured(language: Language, target: tuple[float, float], units: int | None = None) -> Pace:
    """A pace without a value."""
    return Pace(None, language.unit, units, None, target, None, language.natural)


def verdict(value: float, target: tuple[float, float]) -> Verdict:
    """Where a pace lies; the ends of the target belong to it."""
    if round(value, 1) < target[0]:
        return "slow"
    return "fast" if round(value, 1) > target[1] else "on_target"


def speech_seconds(activity: Activity, within: Interval | None = None) -> float:
    """Seconds of speech, in all or within an interval."""
    inside = activity if within is None else activity.within(within)
    return sum(one.duration_s for one in inside.speech)


def curve(
    activity: Activity,
    transcript: Transcript,
    language: Language,
    units: int,
    dropped: Sequence[Unheard] = (),
    away: Sequence[Interval] = (),
) -> tuple[PacePoint, ...]:
    """Pace in windows of 10 s stepped by 1 s over the span, each point at a window's centre.

    Every word brings its own units, scaled, because a number's words depend on its neighbours. A
    window with under 3 s of speech, or with another language or voice in it, has no value.

    Args:
        activity: where somebody speaks.
        transcript: has the words, with their times in seconds.
        language: counts the units.
        units: of the whole answer, which those of its parts are scaled to.
        dropped: speech without words, whose units lie in its middle.
        away: where another language is spoken, or somebody else has the word.
    """
    span, words = activity.span, transcript.words
    if span is None or not words:
        return ()
    counted = [float(max(1, language.count_units(word.text))) for word in words]
    weights = np.array([*counted, *(one.units for one in dropped)])
    weights *= units / weights.sum()
    middles = np.array(
        [(one.start_s + one.end_s) / 2 for one in words]
        + [(one.stretch.start_s + one.stretch.end_s) / 2 for one in dropped]
    )
    points = []
    for step in range(int(max(0.0, span.duration_s - WINDOW_S) / STEP_S) + 1):
        start = span.start_s + step * STEP_S
        window = Interval(start, min(start + WINDOW_S, span.end_s))
        other = any(window.shared_s(one.start_s, one.end_s) > 0 for one in away)
        enough = not other and speech_seconds(activity, window) >= MIN_WINDOW_SPEECH_S
        inside = (middles >= window.start_s) & (middles < window.end_s)
        value = float(weights[inside].sum()) * 60 / window.duration_s
        middle_s = window.start_s + window.duration_s / 2
        points.append(PacePoint(middle_s, value if enough else None))
    return tuple(points)
