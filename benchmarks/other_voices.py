"""How well another voice in an answer is named, by its place and level, and how often one is that is none.

    python -m benchmarks.other_voices [--answers FILE…] [--others FILE…]

The answers are the two samples and what each neural voice says of its pack; ``--answers`` gives
recordings of one person instead, ``--others`` those of other people. Another voice is mixed in: before
the answer, in its longest pause, behind it, all along like a television, and over a part of it, 0 to 25 dB
below. A mixture counts as named where a moment that was found lies in what the other voice fills.
"""

from __future__ import annotations

import argparse
import itertools
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import get_args

import numpy as np

from voicemock import speak
from voicemock.analyze.activity import detect
from voicemock.analyze.other_voices import Others, find
from voicemock.audio import samples as audio
from voicemock.audio.samples import resample
from voicemock.config import cache_dir
from voicemock.content.packs import default_pack
from voicemock.interview.planning import load_sample
from voicemock.speak.base import Utterance
from voicemock.speak.voices import VOICES
from voicemock.testing import joined, noise, silence
from voicemock.values.codes import LanguageCode
from voicemock.values.sound import SAMPLE_RATE, Interval, Samples

PLACES = ("before", "between", "behind", "television", "over")
LEVELS_DB = (0, -5, -10, -15, -20, -25)
_SENTENCES = 5
_SHARED_S = 0.3
_ROOM = 1e-4


def spoken(limit: int = _SENTENCES) -> Iterator[tuple[str, Samples]]:
    """What each neural voice says of its language's pack, each other sentences."""
    for number, voice in enumerate(VOICES):
        questions = default_pack(voice.language).questions[number :: len(VOICES)]
        speaker = speak.load(voice.name, cache_dir(), told=_refuse)
        parts: list[Samples] = []
        for one in questions[:limit]:
            speech = speaker.synthesize(Utterance(one.text, voice.language))
            if speech is not None:
                sound = np.concatenate([*speech.parts])
                parts += [resample(sound, speech.rate), silence(0.6)]
        yield voice.name, joined(*parts[:-1])


def samples() -> Iterator[tuple[str, Samples]]:
    """The samples that come with voicemock."""
    for code in get_args(LanguageCode):
        yield f"sample {code}", audio.read(load_sample(code).path).samples


def mixed(
    own: Samples, other: Samples, place: str, level_db: float
) -> tuple[Samples, list[Interval]]:
    """An answer with another voice, and where that one is.

    Args:
        own: the answer.
        other: the other voice.
        place: one of `PLACES`.
        level_db: of the other voice, below the answer's.
    """
    other = other * np.float32(10 ** (level_db / 20) * _level(own) / _level(other))
    other_s, own_s = len(other) / SAMPLE_RATE, len(own) / SAMPLE_RATE
    quiet = noise(0.6, _ROOM)
    if place == "before":
        return joined(quiet, other, quiet, own), [Interval(0.6, 0.6 + other_s)]
    if place == "behind":
        return joined(own, quiet, other, quiet), [Interval(own_s + 0.6, own_s + 0.6 + other_s)]
    gaps = detect(own).gaps
    if place == "between":
        gap = max(gaps, key=lambda one: one.duration_s, default=Interval(own_s / 2, own_s / 2))
        at_s = (gap.start_s + gap.end_s) / 2
        at = round(at_s * SAMPLE_RATE)
        whole = joined(own[:at], noise(0.2, _ROOM), other, noise(0.2, _ROOM), own[at:])
        return whole, [Interval(at_s + 0.2, at_s + 0.2 + other_s)]
    if place == "television":
        return own + np.resize(other, len(own)), [*gaps, Interval(0, own_s)]
    at = len(own) // 4
    part = other[: len(own) // 2]
    both = own.copy()
    both[at : at + len(part)] += part
    return both, [Interval(at / SAMPLE_RATE, (at + len(part)) / SAMPLE_RATE)]


def named(found: Others, true: Sequence[Interval]) -> bool:
    """Whether what was found lies where the other voice is."""
    shared = [one.shared_s(each.start_s, each.end_s) for one in found.moments for each in true]
    return max(shared, default=0.0) >= _SHARED_S


def _level(sound: Samples) -> float:
    """RMS of the speech."""
    speech = [
        sound[round(one.start_s * SAMPLE_RATE) : round(one.end_s * SAMPLE_RATE)]
        for one in detect(sound).speech
    ]
    return float(np.sqrt(np.mean(np.concatenate([*speech, sound[:1]]) ** 2)))


def _speech(sound: Samples, most_s: float = 6.0) -> Samples:
    """A voice from its first sound on."""
    span = detect(sound).span or Interval(0, len(sound) / SAMPLE_RATE)
    return sound[round(span.start_s * SAMPLE_RATE) :][: round(most_s * SAMPLE_RATE)]


def _refuse(error: Exception) -> None:
    raise SystemExit(str(error))


def _given(paths: Sequence[Path]) -> dict[str, Samples]:
    return {path.stem: audio.read(path).samples for path in paths}


def print_alone(people: Mapping[str, Samples]) -> None:
    """How many answers of one person are said to have two."""
    false = {
        name: found
        for name, sound in people.items()
        if (found := find(sound, detect(sound))).moments
    }
    print(f"Answers of one person: {len(people)}, another voice named in {len(false)}")
    for name, found in false.items():
        print(f"  {name}: {found.moments}")


def main(arguments: Sequence[str] | None = None) -> int:
    """Mix, listen and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--answers", type=Path, nargs="+", default=())
    parser.add_argument("--others", type=Path, nargs="+", default=())
    parser.add_argument("--alone", action="store_true", help="only what is named where one speaks")
    options = parser.parse_args(arguments)
    people = _given(options.answers) or dict([*samples(), *spoken()])
    others = _given(options.others) or people
    print_alone(people)
    if options.alone:
        return 0
    print(f"\n| place | {' | '.join(f'{level} dB' for level in LEVELS_DB)} |")
    print("|---" * (len(LEVELS_DB) + 1) + "|")
    pairs = [(a, b) for a, b in itertools.product(people, others) if a != b]
    for number, place in enumerate(PLACES):
        cells = []
        for level_db in LEVELS_DB:
            some = pairs[(number + level_db) % len(PLACES) :: len(PLACES)]
            hits = 0
            for a, b in some:
                sound, true = mixed(people[a], _speech(others[b]), place, level_db)
                hits += named(find(sound, detect(sound)), true)
            cells.append(f"{hits} of {len(some)}")
        print(f"| {place} | {' | '.join(cells)} |", flush=True)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
