"""How the voice moves. No norm is applied: a person is compared with their own answers only.

Lexical tone moves the pitch in every Mandarin syllable, so a spread that is lively in English is
ordinary in Mandarin.
"""

from __future__ import annotations

import numpy as np

from voicemock.analyze.pitch import HOP_S, Track, semitones
from voicemock.values.answer import Voice

MIN_VOICED_S = 3.0
"""Less voiced sound than this says nothing about a speaker's range."""


def measure(track: Track) -> Voice:
    """SD of F0 in semitones over voiced frames, and the median in Hz; None where too little is voiced."""
    hertz = track.hertz[track.voiced]
    if len(hertz) * HOP_S < MIN_VOICED_S:
        return Voice()
    pitch = semitones(hertz)
    return Voice(pitch_sd_st=float(np.std(pitch)), pitch_median_hz=float(np.median(hertz)))
