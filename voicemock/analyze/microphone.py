"""What the microphone delivered: level, clipping, noise. A check, never a verdict on the voice."""

from __future__ import annotations

import math

import numpy as np

from voicemock.analyze.activity import LONG_S, energy_dbfs
from voicemock.i18n import _
from voicemock.values.answer import Note
from voicemock.values.sound import SAMPLE_RATE, Activity, MicCheck, Recording, Samples

TOO_QUIET_DBFS = -40.0
CLIPPED_SHARE = 0.001
NOISY_DB = 15.0
_FULL = 32766 / 32768


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
    """What the person should change about the microphone."""
    found: list[Note] = []

    def say(code: str, text: str) -> None:
        found.append(Note("recording", code, text))

    if len(recording.samples) and not recording.samples.any():
        say(
            "all_zeros",
            _(
                "The microphone delivered only zeros: unmute it, or allow this terminal to use it "
                "(macOS: System Settings, Privacy & Security, Microphone)."
            ),
        )
    elif activity.span is None:
        say(
            "no_speech",
            _("No speech was heard: move closer to the microphone and try `voicemock doctor`."),
        )
    if mic.level_dbfs is not None and mic.level_dbfs < TOO_QUIET_DBFS:
        say(
            "too_quiet",
            _(
                "The recording is very quiet ({level:.0f} dB): move closer or turn the microphone up."
            ).format(level=mic.level_dbfs),
        )
    if mic.clipped > CLIPPED_SHARE:
        say(
            "clipped", _("The recording is clipped: turn the microphone down or move away from it.")
        )
    if mic.snr_db is not None and mic.snr_db < NOISY_DB:
        say(
            "noisy",
            _(
                "The room is loud ({snr:.0f} dB below your voice): pauses are less exact; find a quieter place."
            ).format(snr=mic.snr_db),
        )
    if recording.lost_s or recording.overflows:
        say(
            "sound_lost",
            _(
                "About {lost:.1f} s of sound were lost while recording: close other programs."
            ).format(lost=recording.lost_s)
            if recording.lost_s >= 0.05
            else _("A little sound was lost while recording: close other programs."),
        )
    if recording.trouble:
        say("ended_early", recording.trouble)
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
