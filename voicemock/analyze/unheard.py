"""Speech in which no word was heard: never silence, and counted by its sound."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from voicemock.analyze import syllables
from voicemock.analyze.pitch import HOP_S, Track
from voicemock.language import Language
from voicemock.transcribe.coverage import uncovered
from voicemock.values.answer import Filler, Transcript
from voicemock.values.sound import Activity, Interval, Samples

_NEAR = 3  # frames of 10 ms


@dataclass(frozen=True)
class Unheard:
    """A stretch of speech without words, and about how many units were said in it."""

    stretch: Interval
    units: float


def find(
    sound: Samples,
    activity: Activity,
    transcript: Transcript,
    fillers: Sequence[Filler],
    track: Track | None,
    language: Language,
) -> tuple[Unheard, ...]:
    """The stretches in which no word was heard; one without a voiced syllable is a breath or a noise.

    Args:
        sound: of the recording, mono 16 kHz.
        activity: where somebody speaks.
        transcript: one to be believed.
        fillers: a filled pause that was found by its sound explains a stretch.
        track: the voice's pitch, None where the sound is too poor to follow it.
        language: how many syllables a unit has.
    """
    missed = [
        one
        for one in uncovered(transcript.words, activity)
        if not any(each.by != "transcript" and _explains(each, one) for each in fillers)
    ]
    if not missed:
        return ()
    nuclei = [at_s for at_s in syllables.nuclei(sound) if track is None or _voiced(track, at_s)]
    found = []
    for one in missed:
        count = sum(one.start_s <= at_s < one.end_s for at_s in nuclei)
        if count:
            found.append(Unheard(one, count / language.syllables_per_unit))
    return tuple(found)


def _voiced(track: Track, at_s: float) -> bool:
    """Whether a pitch is heard within `_NEAR` frames of a moment."""
    frame = round(at_s / HOP_S)
    return bool(track.voiced[max(0, frame - _NEAR) : frame + _NEAR + 1].any())


def _explains(filler: Filler, stretch: Interval) -> bool:
    return stretch.shared_s(filler.start_s, filler.end_s) >= stretch.duration_s / 2
