"""Another voice than the answer's own: where it speaks instead, and where at the same time.

The speech is cut at its pauses and where it falls quiet, and each part's voice compared with the
one that is heard most. What is said softly in between, as by a television, is too short to be told
piece by piece, and is compared together. Where two speak at a time a second network tells.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from voicemock.analyze.activity import joined, runs
from voicemock.analyze.voice_parts import SURE_S as _SURE_S
from voicemock.analyze.voice_parts import (
    Listener,
    Pieces,
    cut,
    equal_parts,
    length_s,
    levels,
    pools,
    sure_parts,
)
from voicemock.audio.speaker_networks import CHUNK, FIRST, MOST_S, STEP, Voices
from voicemock.audio.voice_probability import FRAME, RISEN, levelled, voice_probability
from voicemock.transcribe.base import snapped
from voicemock.transcribe.languages import without
from voicemock.values.answer import Transcript, Word
from voicemock.values.notes import Note
from voicemock.values.sound import SAMPLE_RATE, Activity, Interval, Samples

OWN_S = 4.0
"""Of one voice must be heard before another can be told from it."""
FAR = 0.25
"""Likeness to the answer's voice (-1 to 1) below which a part is another's."""
FAR_QUIET = 0.2
"""The same for quiet and short pieces together."""
NAMED_S, NAMED_QUIET_S, NAMED_OVER_S = 1.0, 1.4, 1.2
"""Of another voice in all, aloud, softly, or at the same time, from which on it is named."""
TURN_S = 1.5
"""Of another voice in a pause; from there on the person listens, and the time is not theirs."""
_MIXED_SHARE = 0.1  # of the speech, above which pauses cannot be told
_NEAR = 0.4  # likeness of a part that is surely the answer's voice
_DOUBTFUL = 0.45  # likeness below which a part may hold two voices, and is looked at closely
_VOICED = 0.55  # share of quiet speech in which a voice is heard when it is alone
_STEP_S, _LOOK_S = 0.25, 1.0
_APART_S = 0.1  # of silence between quiet pieces, for the detector of voices
_FADE = np.hanning(320)[:160].astype(np.float32)
_OVER_S, _OVER_GAP_S = 0.2, 0.5  # an overlap's shortest, and the longest gap within one
_FEW_S = 0.7  # of overlaps, below which they are not looked for again
_SHIFTS = (CHUNK // 3, 2 * CHUNK // 3)  # a false overlap does not come twice
_SLIVER_S = 0.1
_LEAST_S = 0.3  # less between two moments of another voice is its own, too
_CLEARLY = 0.1  # by which a short piece must be more alike
_WORDS_S = 1.0  # of another voice; in less, few words are heard
_SHOWN = 3  # moments in a note; those less than `_NEAR_S` apart are one
_NEAR_S = 1.0

_Voice = npt.NDArray[np.float32]
_Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Others:
    """Where another voice speaks: ``alone``, or ``over`` the answer's own.

    ``told`` says whether the answer's pauses can be told all the same.
    """

    alone: tuple[Interval, ...] = ()
    over: tuple[Interval, ...] = ()
    told: bool = True

    @property
    def moments(self) -> tuple[Interval, ...]:
        """All of them in order."""
        return tuple(sorted((*self.alone, *self.over), key=lambda one: one.start_s))


def find(sound: Samples, activity: Activity, listener: Listener | None = None) -> Others:
    """Where another voice is heard in an answer.

    Args:
        sound: of the recording, mono 16 kHz.
        activity: where anybody speaks.
        listener: one that has heard a part of it already.
    """
    listener = listener or Listener()
    aloud, quiet = levels(sound, activity)
    parts = sure_parts(aloud)
    if not parts:
        return Others()
    weights = np.array([_weight(sound, part) for part in parts])
    if not weights.any():  # nothing but zeros has no voice
        return Others()
    voices = listener.embed(sound, [(part,) for part in parts])
    own = _own(voices, weights)
    likeness = voices @ own
    short = [*pools(one for one in aloud if one.duration_s < _SURE_S), *pools(quiet)]
    short_likeness = listener.embed(sound, short) @ own
    own_s = sum(p.duration_s for p, alike in zip(parts, likeness, strict=True) if alike > _NEAR)
    own_s += sum(
        length_s(p) for p, alike in zip(short, short_likeness, strict=True) if alike > _NEAR
    )
    if own_s < OWN_S:
        return Others()
    loud: list[Interval] = []
    mixed: list[Interval] = []
    for run in aloud:
        inside = [at for at, part in enumerate(parts) if run.start_s <= part.start_s < run.end_s]
        if inside and likeness[inside].min() < _DOUBTFUL:
            found = _closely(sound, run, own, listener)
            loud += found
            mixed += [one for one in found if one.duration_s < run.duration_s - _STEP_S]
    soft = [
        piece
        for pool, alike in zip(short, short_likeness, strict=True)
        if alike < FAR_QUIET and _is_voice(sound, pool)
        for piece in pool
    ]
    over = _overlaps(sound, listener)
    named = length_s(loud) / NAMED_S + length_s(soft) / NAMED_QUIET_S >= 1
    if not named and length_s(over) < NAMED_OVER_S:
        return Others()
    strange = [one for one in over if _alike(sound, one, own, listener) < _DOUBTFUL]
    known = [*loud, *soft]
    short_ones = [one for one in (*aloud, *quiet) if one.duration_s < MOST_S and one not in known]
    doubtful = [
        part
        for part, alike in zip(parts, likeness, strict=True)
        if alike < _NEAR and not any(one.shared_s(part.start_s, part.end_s) > 0 for one in known)
    ]
    more = _nearer(sound, [*short_ones, *doubtful], known, own, listener)
    alone = _together([*known, *strange, *more], activity)
    beside = [one for one in over if one not in strange]
    over = [part for one in beside for part in without(Activity((one,)), alone).speech]
    mixed_s = length_s(mixed) + length_s(strange) + length_s(over)
    return Others(alone, tuple(over), mixed_s <= _MIXED_SHARE * length_s(activity.speech))


def _own(voices: Voices, weights: _Floats) -> _Voice:
    """The voice that is heard most."""
    alike = voices @ voices.T > _NEAR
    near = alike[int((alike @ weights).argmax())]
    for _round in range(3):
        middle = (voices[near] * weights[near, np.newaxis]).sum(axis=0)
        own = np.asarray(middle / np.linalg.norm(middle), np.float32)
        near = voices @ own > _NEAR
        if not near.any():
            break
    return own


def _weight(sound: Samples, part: Interval) -> float:
    """How much is heard of a part: its length, and less of one that is far away."""
    return float(np.mean(cut(sound, part) ** 2) ** 0.25 * part.duration_s)


def _alike(sound: Samples, one: Interval, own: _Voice, listener: Listener) -> float:
    voices = listener.embed(sound, [(part,) for part in equal_parts(one)])
    return float((voices @ own).mean())


def _closely(sound: Samples, run: Interval, own: _Voice, listener: Listener) -> list[Interval]:
    """The parts of a run in which another voice speaks, by looks of a second at every quarter."""
    last_s = max(run.start_s, run.end_s - _LOOK_S)
    starts = np.linspace(run.start_s, last_s, round((last_s - run.start_s) / _STEP_S) + 1)
    looks = [Interval(float(at), min(float(at) + _LOOK_S, run.end_s)) for at in starts]
    likeness = listener.embed(sound, [(look,) for look in looks]) @ own
    middles = np.array([(look.start_s + look.end_s) / 2 for look in looks])
    steps = np.arange(run.start_s, run.end_s, _STEP_S) + _STEP_S / 2
    found = [
        Interval(run.start_s + a * _STEP_S, min(run.start_s + b * _STEP_S, run.end_s))
        for a, b in runs(np.interp(steps, middles, likeness) < FAR)
    ]
    return [
        one
        for one in found
        if one.duration_s >= _SURE_S and _alike(sound, one, own, listener) < FAR
    ]


def _nearer(
    sound: Samples,
    pieces: Sequence[Interval],
    known: Sequence[Interval],
    own: _Voice,
    listener: Listener,
) -> list[Interval]:
    """Pieces, short or doubtful, more like what is known of the other voice than like the answer's."""
    pieces = [one for one in pieces if one.duration_s >= _LEAST_S]
    if not pieces or not known:
        return []
    parts = [part for one in known for part in equal_parts(one)]
    lengths = np.array([[one.duration_s] for one in parts])
    other = (listener.embed(sound, [(one,) for one in parts]) * lengths).sum(axis=0)
    other /= np.linalg.norm(other)
    heard = listener.embed(sound, [(one,) for one in pieces])
    nearer = heard @ other > heard @ own + _CLEARLY
    return [one for one, is_nearer in zip(pieces, nearer, strict=True) if is_nearer]


def _is_voice(sound: Samples, pool: Pieces) -> bool:
    """Whether pieces are speech by themselves: breaths and consonants are not."""
    apart = np.zeros(round(_APART_S * SAMPLE_RATE), np.float32)
    heard: list[Samples] = [apart]
    for one in pool:
        piece = cut(sound, one).copy()
        fade = _FADE[: len(piece)]
        piece[: len(fade)] *= fade
        piece[len(piece) - len(fade) :] *= fade[::-1]
        heard += [piece, apart]
    probability = voice_probability(levelled(np.concatenate(heard)))
    return float((probability > RISEN).sum()) * FRAME / SAMPLE_RATE >= _VOICED * length_s(pool)


def _overlaps(sound: Samples, listener: Listener) -> list[Interval]:
    """Where two voices speak at the same time."""
    total = np.zeros(len(sound) // STEP + 1)
    count = np.zeros_like(total)

    def add(start: int, probability: npt.NDArray[np.float32]) -> None:
        at = max(0, start) // STEP
        end = min(len(total), at + min(len(probability), (len(sound) - max(0, start)) // STEP))
        total[at:end] += probability[: end - at]
        count[at:end] += 1

    for chunk in range(-(-len(sound) // CHUNK)):
        add(chunk * CHUNK, listener.overlap(sound[chunk * CHUNK :][:CHUNK], chunk))
    if np.count_nonzero(total > 0.5) * STEP < _FEW_S * SAMPLE_RATE:
        return []
    for number, shift in enumerate(_SHIFTS, 1):
        for chunk in range(-(-(len(sound) - shift) // CHUNK)):
            start = shift + chunk * CHUNK
            add(start, listener.overlap(sound[start:][:CHUNK], -(chunk * len(_SHIFTS) + number)))
        add(0, listener.overlap(sound[:shift], -10_000 - number))
    found: list[Interval] = []
    for a, b in runs(total > 0.5 * np.maximum(count, 1)):
        one = Interval((a * STEP + FIRST) / SAMPLE_RATE, (b * STEP + FIRST) / SAMPLE_RATE)
        if found and one.start_s - found[-1].end_s < _OVER_GAP_S:
            found[-1] = Interval(found[-1].start_s, one.end_s)
        elif one.duration_s >= _OVER_S:
            found.append(one)
    return found


def _together(found: Iterable[Interval], activity: Activity) -> tuple[Interval, ...]:
    """The stretches in order; those without other speech in between are one."""
    whole: list[Interval] = []
    for one in sorted(found, key=lambda each: each.start_s):
        between = Interval(whole[-1].end_s, max(whole[-1].end_s, one.start_s)) if whole else None
        if between and length_s(activity.within(between).speech) < _LEAST_S:
            whole[-1] = Interval(whole[-1].start_s, max(whole[-1].end_s, one.end_s))
        else:
            whole.append(one)
    return tuple(whole)


def notes(others: Others) -> tuple[Note, ...]:
    """What the person should know: when another voice was heard, and what it spoils."""
    if not others.moments:
        return ()
    near: list[Interval] = []
    for one in others.moments:
        if near and one.start_s - near[-1].end_s < _NEAR_S:
            near[-1] = Interval(near[-1].start_s, max(near[-1].end_s, one.end_s))
        else:
            near.append(one)
    shown = [f"{one.start_s:.1f}-{one.end_s:.1f}" for one in near[:_SHOWN]]
    more = ["…"] if len(near) > _SHOWN else []
    found = Note("transcript", "other_voice", values={"moments": ", ".join([*shown, *more])})
    return (found,) if others.told else (found, Note("pauses", "other_voice"))


# -- what is left -----------------------------------------------------------------------


def own_speech(activity: Activity, alone: Sequence[Interval]) -> Activity:
    """The speech without that of another voice."""
    left = without(activity, alone).speech if alone else activity.speech
    kept = tuple(one for one in left if not alone or one.duration_s >= _SLIVER_S)
    return Activity(kept)


def turns(own: Activity, alone: Sequence[Interval]) -> tuple[Interval, ...]:
    """The pauses in which somebody else has the word."""
    return tuple(
        gap
        for gap in own.gaps
        if sum(max(0.0, gap.shared_s(one.start_s, one.end_s)) for one in alone) >= TURN_S
    )


def bridged(own: Activity, turns: Sequence[Interval]) -> Activity:
    """The speech with others' turns in place of the pauses that are none."""
    return joined(sorted((*own.speech, *turns), key=lambda one: one.start_s))


def without_words(transcript: Transcript, alone: Sequence[Interval], own: Activity) -> Transcript:
    """The transcript without what another voice said.

    Args:
        transcript: what was heard of all.
        alone: the moments of the other voice.
        own: the answer's own speech, into which the other words belong.
    """
    if not alone:
        return transcript
    said = [next((one for one in alone if _says(one, word)), None) for word in transcript.words]
    text, words = "", []
    for n, word in enumerate(transcript.words):
        end = transcript.words[n + 1].at if n + 1 < len(transcript.words) else len(transcript.text)
        if said[n] is None or _strayed(n, said, transcript):
            words.append(replace(word, at=len(text)))
            text += transcript.text[word.at : end]
    return replace(transcript, text=text.rstrip(), words=snapped(words, own))


def _says(one: Interval, word: Word) -> bool:
    """Whether a word belongs to a moment; those of a recognizer reach into the silence beside them."""
    if one.duration_s >= _WORDS_S:
        return one.start_s <= word.middle_s <= one.end_s
    return one.start_s <= word.start_s and word.end_s <= one.end_s


def _strayed(n: int, said: Sequence[Interval | None], transcript: Transcript) -> bool:
    """Whether a word begins what the person says next: it stands by itself at a moment's end.

    Of speech in another language a recognizer often writes nothing, and what follows begins too early.
    """
    moment, word = said[n], transcript.words[n]
    if moment is None or n + 1 == len(said) or said[n + 1] is not None:
        return False
    following = transcript.text[word.at + len(word.text) : transcript.words[n + 1].at]
    alone = n == 0 or said[n - 1] != moment
    return alone and word.start_s > moment.start_s + TURN_S and not following.strip()
