"""Which language is spoken where, so that another one is neither translated nor counted."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Mapping, Sequence

from voicemock.values.answer import ForeignSpeech
from voicemock.values.sound import Activity, Interval

UNKNOWN = "und"
"""A language that is not the expected one and cannot be named (ISO 639-2)."""
FOREIGN_S = 3.0
"""Less speech in another language is a word or a clause in between, as people say them."""
WHOLE_S = 6.0
"""A shorter answer is in one language."""
_LEAST_S = 1.2  # of speech; the language of less is a guess
_MOST_S = 5.0  # of a stretch without a pause are asked about at a time
_SURE = 0.02, 0.8
"""Shares of the expected language, at most, and of the other, at least, in a full window."""
_HARDLY = 0.0005
"""The share of the expected language in the stretches of a run times that in a full window, below which
it is another one, whichever. Mandarin speakers with strong accents (60 of speechocean762) had 0.0009 and
more in English.
"""
_NAMED = 0.5  # share of a language in a full window that is named
_AROUND_S = 0.2

Ask = Callable[[Interval, bool], Mapping[str, float]]
"""The shares of languages in a stretch by their codes; more surely and at ten times the cost, if asked."""


def foreign(
    activity: Activity, expected: str, ask: Ask, *, part: Interval
) -> tuple[ForeignSpeech, ...]:
    """The runs of a part that are in another language.

    One of less than `FOREIGN_S` counts only together with what lies beyond the part's end, so that it
    is given where it touches one.

    Args:
        activity: where somebody speaks.
        expected: the code of the language of the interview.
        ask: tells the languages of a stretch.
        part: what is looked at.
    """
    speech = activity.within(part)
    groups = [(one, ask(_widened(one, part), False)) for one in _groups(speech)]
    found = []
    for other, alike in itertools.groupby(groups, lambda group: _best(group[1]) != expected):
        if not other:
            continue
        stretches = list(alike)
        run = Interval(stretches[0][0].start_s, stretches[-1][0].end_s)
        at_an_edge = run.start_s == groups[0][0].start_s or run.end_s == groups[-1][0].end_s
        if at_an_edge or _long_enough(run, speech):
            share = sum(one.duration_s * likely.get(expected, 0.0) for one, likely in stretches)
            share /= sum(one.duration_s for one, _likely in stretches)
            found += _instead(run, share, ask(_widened(run, part), True), expected)
    return tuple(found)


def joined(runs: Iterable[ForeignSpeech], activity: Activity) -> tuple[ForeignSpeech, ...]:
    """The runs of all parts, in order; those without other speech between them are one."""
    whole: list[ForeignSpeech] = []
    for one in runs:
        if whole and not activity.within(Interval(whole[-1].end_s, one.start_s)).speech:
            both = (whole[-1], one)
            longer = max(both, key=lambda run: (run.language is not None, run.end_s - run.start_s))
            whole[-1] = ForeignSpeech(whole[-1].start_s, one.end_s, longer.language)
        else:
            whole.append(one)
    return tuple(one for one in whole if _long_enough(one, activity))


def long_enough(runs: Sequence[ForeignSpeech], activity: Activity) -> list[ForeignSpeech]:
    """Those that are another language whatever follows."""
    return [one for one in runs if _long_enough(one, activity)]


def between(part: Interval, runs: Sequence[ForeignSpeech | Interval]) -> list[Interval]:
    """What is left of a part without some runs."""
    left, at_s = [], part.start_s
    for one in runs:
        if one.start_s > at_s:
            left.append(Interval(at_s, one.start_s))
        at_s = one.end_s
    return [*left, Interval(at_s, part.end_s)] if at_s < part.end_s else left


def without(activity: Activity, runs: Sequence[ForeignSpeech | Interval]) -> Activity:
    """The speech without some runs of it."""
    span = activity.span
    if span is None or not runs:
        return activity
    left = [one for own in between(span, runs) for one in activity.within(own).speech]
    return Activity(tuple(left))


def _long_enough(run: ForeignSpeech | Interval, activity: Activity) -> bool:
    inside = activity.within(Interval(run.start_s, run.end_s))
    return sum(one.duration_s for one in inside.speech) >= FOREIGN_S


def _groups(activity: Activity) -> list[Interval]:
    """The speech cut at its pauses; a short stretch is one with the nearer beside it, a long one is cut."""
    groups = list(activity.speech)
    while len(groups) > 1 and min(one.duration_s for one in groups) < _LEAST_S:
        at = min(range(len(groups)), key=lambda n: groups[n].duration_s)
        pauses = {
            n: groups[n + 1].start_s - groups[n].end_s
            for n in (at - 1, at)
            if 0 <= n < len(groups) - 1
        }
        first = min(pauses, key=lambda n: pauses[n])
        groups[first : first + 2] = [Interval(groups[first].start_s, groups[first + 1].end_s)]
    cut: list[Interval] = []
    for one in groups:
        count = max(1, round(one.duration_s / _MOST_S))
        step_s = one.duration_s / count
        borders = [one.start_s + n * step_s for n in range(count)] + [one.end_s]
        cut += itertools.starmap(Interval, itertools.pairwise(borders))
    return cut


def _widened(one: Interval, part: Interval) -> Interval:
    return Interval(
        max(part.start_s, one.start_s - _AROUND_S), min(part.end_s, one.end_s + _AROUND_S)
    )


def _best(likely: Mapping[str, float]) -> str:
    return max(likely, key=lambda code: likely[code])


def _instead(
    run: Interval, share: float, likely: Mapping[str, float], expected: str
) -> list[ForeignSpeech]:
    """The run, if another language is spoken there; of the expected one its stretches have ``share``."""
    best, left = _best(likely), likely.get(expected, 0.0)
    surely = left < _SURE[0] and likely[best] > _SURE[1]
    if not surely and (best == expected or share * left > _HARDLY):
        return []
    code = best if likely[best] > _NAMED else None
    return [ForeignSpeech(run.start_s, run.end_s, code)]
