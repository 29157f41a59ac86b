"""What the microphone delivered: level, clipping, noise. A check, never a verdict on the voice."""

from __future__ import annotations

import math

import numpy as np

from voicemock.analyze.activity import LONG_S, energy_dbfs
from voicemock.values.notes import Note
from voicemock.values.sound import SAMPLE_RATE, Activity, MicCheck, Recording, Samples

TOO_QUIET_DBFS = -40.0
"""Level of the speech below which the person is asked to come closer."""
CLIPPED_SHARE = 0.001
"""Of all samples at full scale, from which on a recording is called clipped."""
NOISY_DB = 15.0
"""Of speech over the room, below which pauses are called less exact and pitch is not followed."""
_FULL = 32766 / 32768  # the highest steps of a 16-bit converter


def check(recording: Recording, activity: Activity) -> MicCheck:
    """Measure a recording."""
    sound = recording.samples
    energy, spoken, clipped = 0.0, 0, 0
    floors = []
    for start in range(0, len(sound), LONG_S * SAMPLE_RATE):
        part = sound[start : start + LONG_S * SAMPLE_RATE]
        speech, rest = _parts(part, activity, start)
        energy += float(np.sum(speech.astype(np.float64) ** 2))
        spoken += len(speech)
        clipped += int(np.count_nonzero(np.abs(part) >= _FULL))
        if len(rest) >= SAMPLE_RATE // 10:
            floors.append(energy_dbfs(rest))
    level = max(-120.0, 10 * math.log10(max(energy / spoken, 1e-12))) if spoken else None
    floor = float(np.median(np.concatenate(floors))) if floors else None
    return MicCheck(
        level_dbfs=level,
        clipped=clipped / len(sound) if len(sound) else 0.0,
        snr_db=None if level is None or floor is None else level - floor,
        overflows=recording.overflows,
    )


def notes(recording: Recording, activity: Activity, mic: MicCheck) -> tuple[Note, ...]:
    """What the person should change about the microphone.

    Args:
        recording: the answer's sound, and what was lost of it.
        activity: where somebody speaks in it.
        mic: as `check` measured it.
    """
    found = []
    if len(recording.samples) and not recording.samples.any():
        found.append(Note("recording", "all_zeros"))
    elif activity.span is None:
        found.append(Note("recording", "no_speech"))
    if mic.level_dbfs is not None and mic.level_dbfs < TOO_QUIET_DBFS:
        found.append(Note("recording", "too_quiet", values={"level": round(mic.level_dbfs)}))
    if mic.clipped > CLIPPED_SHARE:
        found.append(Note("recording", "clipped"))
    if mic.snr_db is not None and mic.snr_db < NOISY_DB:
        found.append(Note("recording", "noisy", values={"snr": round(mic.snr_db)}))
    if recording.lost_s >= 0.05:
        found.append(Note("recording", "sound_lost", values={"lost": round(recording.lost_s, 1)}))
    elif recording.lost_s or recording.overflows:
        found.append(Note("recording", "sound_lost", values={"kind": "little"}))
    if recording.trouble:
        found.append(recording.trouble)
    return tuple(found)


def _parts(sound: Samples, activity: Activity, at: int) -> tuple[Samples, Samples]:
    """Samples with speech, and those at least 0.1 s away from it; the first is the ``at``-th."""
    near = np.zeros(len(sound), dtype=np.bool_)
    speech = np.zeros(len(sound), dtype=np.bool_)
    margin = SAMPLE_RATE // 10
    for one in activity.speech:
        start, end = round(one.start_s * SAMPLE_RATE) - at, round(one.end_s * SAMPLE_RATE) - at
        speech[max(0, start) : max(0, end)] = True
        near[max(0, start - margin) : max(0, end + margin)] = True
    return sound[speech], sound[~near]
