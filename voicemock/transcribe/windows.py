"""How speech is cut for a recognizer that hears a window at a time."""

from __future__ import annotations

import itertools

from voicemock.values.sound import Activity, Interval

ROOM_S = 0.5
"""With less silence around it, or a second of it, Whisper base drops more words and "um"s."""

WINDOW_S = 28.0
"""The most speech an engine is given at once."""
STRETCH_S = 8.0
"""Speech is heard in stretches of at least so much: with less context there are more errors."""
PAUSE_S = 0.3
"""A stretch ends in a pause of at least this length, or in any when it has become twice as long."""

FAR_S = 1.0
"""Text further than this from any speech was invented."""


def stretches(activity: Activity, part: Interval) -> list[Interval]:
    """A part of a recording cut at pauses, each piece with `STRETCH_S` of speech and pauses or more.

    Only the last may be shorter. Each cut depends on what comes before it alone, so that a recording
    can be cut while it is made.
    """
    cuts = [part.start_s]
    begun_s: float | None = None
    for before, after in itertools.pairwise(activity.within(part).speech):
        begun_s = before.start_s if begun_s is None else begun_s
        pause_s, length_s = after.start_s - before.end_s, before.end_s - begun_s
        if length_s >= (STRETCH_S if pause_s >= PAUSE_S else 2 * STRETCH_S):
            cuts.append(before.end_s + min(ROOM_S, pause_s / 2))
            begun_s = None
    return [Interval(a, b) for a, b in itertools.pairwise([*cuts, part.end_s])]


def chunks(activity: Activity, duration_s: float) -> list[Interval]:
    """The speech as stretches of at most `WINDOW_S`, cut in long pauses near their end.

    Each carries up to half a second of the silence around it. A stretch without a pause is cut where
    it reaches `WINDOW_S`.
    """
    pieces: list[Interval] = []
    speech = list(activity.speech)
    while speech:
        fitting = [one for one in speech if one.end_s - speech[0].start_s <= WINDOW_S]
        count = len(fitting) or 1
        if 1 < count < len(speech):
            # of the pauses in the last third, the longest
            late = speech[0].start_s + WINDOW_S * 2 / 3
            gaps = [
                (speech[i].start_s - speech[i - 1].end_s, i)
                for i in range(1, count + 1)
                if speech[i - 1].end_s >= late
            ]
            if gaps:
                count = max(gaps)[1]
        whole = Interval(speech[0].start_s, speech[count - 1].end_s)
        while whole.duration_s > WINDOW_S:
            pieces.append(Interval(whole.start_s, whole.start_s + WINDOW_S))
            whole = Interval(whole.start_s + WINDOW_S, whole.end_s)
        pieces.append(whole)
        speech = speech[count:]
    middles = [(a.end_s + b.start_s) / 2 for a, b in itertools.pairwise(pieces)]
    borders = itertools.pairwise([0.0, *middles, duration_s])
    return [
        Interval(max(one.start_s - ROOM_S, low), min(one.end_s + ROOM_S, high))
        for one, (low, high) in zip(pieces, borders, strict=False)
    ]
