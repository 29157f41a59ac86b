"""How pace and pauses rank second-language speakers, beside five experts' judgement of their fluency.

    python -m benchmarks.validity FOLDER [--notes FILE] [--for 300]

FOLDER is speechocean762 as it is published (OpenSLR 101, CC BY 4.0): read English sentences of 250 speakers
of Mandarin, each heard by five experts. It is not part of voicemock and is not fetched. Ten sentences of an
adult are joined with a second of quiet between them and heard as an answer is. Printed is Spearman's rank
correlation between speakers' measures and the mean fluency of their ten sentences, with an interval from
drawing speakers anew: of articulation (words a minute of speech), of pauses inside sentences a minute, and
of both (the mean of their ranks). ``--for`` stops after so many seconds; another run goes on.

What it is: a check that these measures order people as experts do, by speaker and on read speech. What it is
not: a mark's precision for one answer, a statement about spontaneous answers, interviews or Mandarin, or a
figure to set beside those by utterance.
"""

from __future__ import annotations

import argparse
import json
import math
import sys
import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from benchmarks import material
from benchmarks.accuracy import UNFINISHED, machine
from benchmarks.methods import Voicemock
from benchmarks.noted import Noted, kernel, program
from voicemock.audio import samples as audio
from voicemock.config import cache_dir
from voicemock.errors import AudioFileError
from voicemock.testing import silence
from voicemock.transcribe.models import locate
from voicemock.values.answer import Answer
from voicemock.values.sound import SAMPLE_RATE, Interval, Samples

PARTS = ("train", "test")
ADULT = 18
"""Years."""
SENTENCES = 10
"""Of a speaker."""
QUIET_S = 1.0
"""Between two sentences."""
DRAWS = 2000
_SEED = 762
_SCORES = ("resource/scores-detail.json", "scores-detail.json")
"""Where the published layout has each expert's scores, in its versions."""

Values = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Speaker:
    """An adult, the files of some sentences, and the experts' mean fluency of these."""

    name: str
    sex: str
    age: int
    files: tuple[Path, ...]
    fluency: float


class LayoutError(Exception):
    """The folder is not as the corpus is published; the message says what is missing."""


def speakers(folder: Path, sentences: int) -> list[Speaker]:
    """The adults, in order.

    Args:
        folder: the corpus.
        sentences: of each speaker, the first by their names; who has fewer is left out.

    Raises:
        LayoutError: a file or a sentence's scores are missing.
    """
    scores = _scores(folder)
    found = []
    for part in PARTS:
        of_speaker = defaultdict(list)
        for sentence, name in sorted(_table(folder / part / "utt2spk").items()):
            of_speaker[name].append(sentence)
        files = _table(folder / part / "wav.scp")
        ages, sexes = (_table(folder / part / one) for one in ("spk2age", "spk2gender"))
        try:
            found += [
                Speaker(
                    name,
                    sexes[name],
                    int(ages[name]),
                    tuple(folder / files[one] for one in own[:sentences]),
                    float(np.mean([scores[one]["fluency"] for one in own[:sentences]])),
                )
                for name, own in sorted(of_speaker.items())
                if int(ages[name]) >= ADULT and len(own) >= sentences
            ]
        except KeyError as error:
            raise LayoutError(f"{folder / part}: nothing is said of {error.args[0]}") from error
    return found


def _table(path: Path) -> dict[str, str]:
    """A file of Kaldi's: a key and a value on each line."""
    if not path.is_file():
        raise LayoutError(f"there is no file {path}")
    lines = path.read_text(encoding="utf-8").splitlines()
    return {
        key: value.strip()
        for key, _, value in (" ".join(one.split()).partition(" ") for one in lines)
    }


def _scores(folder: Path) -> dict[str, Any]:
    for name in _SCORES:
        if (folder / name).is_file():
            return dict(json.loads((folder / name).read_text(encoding="utf-8")))
    raise LayoutError(f"there is no file {folder / _SCORES[0]}")


def joined(sounds: Sequence[Samples]) -> tuple[Samples, list[Interval]]:
    """Sentences with `QUIET_S` between them, and where that is."""
    parts: list[Samples] = []
    joins: list[Interval] = []
    at_s = 0.0
    for number, sound in enumerate(sounds):
        if number:
            parts.append(silence(QUIET_S))
            joins.append(Interval(at_s, at_s + QUIET_S))
            at_s += QUIET_S
        parts.append(sound)
        at_s += len(sound) / SAMPLE_RATE
    return np.concatenate(parts), joins


def measures(answer: Answer, joins: Sequence[Interval]) -> dict[str, float] | None:
    """Articulation and pauses inside sentences a minute; None where voicemock refuses."""
    span, articulation = answer.span, answer.pace.articulation
    if articulation is None or span.start_s is None or span.end_s is None:
        return None
    inside_s, count = span.end_s - span.start_s, 0
    for pause in answer.pauses.items:
        if any(one.shared_s(pause.start_s, pause.end_s) > 0 for one in joins):
            inside_s -= pause.end_s - pause.start_s
        else:
            count += 1
    return {"articulation": articulation, "pauses": count * 60 / inside_s}


def heard(speaker: Speaker, voicemock: Voicemock) -> dict[str, float] | str:
    """A speaker's measures, or why there are none."""
    try:
        sound, joins = joined([audio.read(path).samples for path in speaker.files])
    except AudioFileError as error:
        return str(error)
    answer = voicemock.answer(material.of(sound, speaker.name), "en")
    return measures(answer, joins) or ", ".join(one.code for one in answer.notes)


def ranks(values: Sequence[float] | Values) -> Values:
    """From 1 on, equal ones share the mean of theirs."""
    _unique, place, counts = np.unique(values, return_inverse=True, return_counts=True)
    last = np.cumsum(counts)
    return np.asarray((last - (counts - 1) / 2)[place], np.float64)


def spearman(one: Sequence[float] | Values, other: Sequence[float] | Values) -> float:
    """Spearman's rho; not a number where all of one are equal."""
    a, b = (ranks(values) - ranks(values).mean() for values in (one, other))
    norm = math.sqrt(float(a @ a) * float(b @ b))
    return float(a @ b) / norm if norm else math.nan


def both(articulation: Sequence[float] | Values, pauses: Sequence[float] | Values) -> Values:
    """Quick and without pauses: the mean of the ranks."""
    return (ranks(articulation) + ranks(-np.asarray(pauses))) / 2


def correlations(rows: Sequence[Mapping[str, float]]) -> dict[str, tuple[float, float, float]]:
    """Each measure's rho with the experts' fluency, and the ends of its 95 % interval.

    Args:
        rows: a speaker each, with ``articulation``, ``pauses`` and ``fluency``.
    """
    table = {name: np.array([one[name] for one in rows]) for name in rows[0]}
    random = np.random.default_rng(_SEED)
    everybody = np.arange(len(rows))
    found: dict[str, list[float]] = defaultdict(list)
    for who in [everybody, *(random.choice(everybody, len(rows)) for _draw in range(DRAWS))]:
        speed, pauses, fluency = (table[one][who] for one in ("articulation", "pauses", "fluency"))
        found["articulation"].append(spearman(speed, fluency))
        found["pauses inside sentences"].append(spearman(pauses, fluency))
        found["both"].append(spearman(both(speed, pauses), fluency))
    ends = {name: np.nanpercentile(all_of[1:], (2.5, 97.5)) for name, all_of in found.items()}
    return {name: (found[name][0], float(low), float(high)) for name, (low, high) in ends.items()}


def main(arguments: Sequence[str] | None = None) -> int:
    """Listen and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument(
        "--notes", type=Path, help="a file for what was measured, beside FOLDER if not given"
    )
    parser.add_argument("--sentences", type=int, default=SENTENCES, help="of a speaker")
    parser.add_argument("--for", dest="for_s", type=float, default=math.inf)
    options = parser.parse_args(arguments)
    try:
        everybody = speakers(options.folder, options.sentences)
    except LayoutError as error:
        print(f"validity: {error}", file=sys.stderr)
        return 2
    folder: Path = options.folder
    notes = options.notes or folder.with_name(f"{folder.resolve().name}.validity.jsonl")
    noted = Noted(notes, program(), time.monotonic() + options.for_s)
    voicemock = Voicemock(locate("base", cache=cache_dir()), cache_dir())
    rows: list[dict[str, float]] = []
    refused: list[str] = []
    for one in everybody:
        key = f"{one.name} {options.sentences}"
        found = noted.get(key, partial(heard, one, voicemock))
        if isinstance(found, str):
            refused.append(f"{one.name} ({found})")
        elif found is not None:
            rows.append({**found, "fluency": one.fluency})
        print(
            f"\r{len(rows) + len(refused)} of {len(everybody)} ",
            end="",
            file=sys.stderr,
            flush=True,
        )
    print(f"{len(rows) + len(refused)} of {len(everybody)} adults; {kernel()}; {machine()}")
    print(f"Refused: {len(refused)}{': ' if refused else ''}{'; '.join(refused)}")
    if len(rows) > 2:
        print(f"\n| {len(rows)} speakers | Spearman's rho | 95 % interval |\n|---|---|---|")
        for name, (rho, low, high) in correlations(rows).items():
            print(f"| {name} | {rho:.2f} | {low:.2f} to {high:.2f} |")
    return 0 if len(rows) + len(refused) == len(everybody) else UNFINISHED


if __name__ == "__main__":
    raise SystemExit(main())
