"""How often another language in a part of an answer is named, and in its place; how often one that is none.

    python -m benchmarks.language_mixtures FOLDER [--part open] [--for 300]

Answers in Mandarin and English (`language_mixtures.toml`) are spoken by the neural voices, and a part of 4
to 15 s at the start, in the middle or at the end in another language: the other of the two or Spanish, by the
answer's own voice or another one, or German or French, by espeak-ng (what the neural voices make of these two,
Whisper takes for neither). Beside them answers that are in one language, and such as people give at work ("follow up 一下"),
in which nothing is to be named. The sounds stay in FOLDER, where index.tsv says what is where; what was
heard is noted there, too, by the kernel (``CT2_FORCE_CPU_ISA``). ``--for`` stops after so many seconds;
another run goes on.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import math
import sys
import time
import tomllib
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, fields, replace
from functools import partial
from pathlib import Path
from typing import Any, get_args

import numpy as np

from benchmarks import neural
from benchmarks.accuracy import UNFINISHED, machine
from benchmarks.methods import Voicemock
from benchmarks.noted import Noted, kernel, program
from voicemock.audio import samples as audio
from voicemock.config import cache_dir
from voicemock.speak.kept import Kept
from voicemock.speak.voices import VOICES
from voicemock.testing import joined, silence
from voicemock.transcribe.models import locate
from voicemock.values.codes import LanguageCode
from voicemock.values.sound import SAMPLE_RATE, Interval

TEXTS = Path(__file__).with_suffix(".toml")
PARTS = ("locked", "open")
SPEEDS = (1.0, 1.1, 1.2)
"""Times a voice's own."""
PLACES = ("start", "middle", "end")
OTHERS = ("de", "es", "fr")
BY_ESPEAK = {"de": ("+m3", "+f2"), "fr": ("+f2", "+m3")}
"""Variants of its voices for languages that the network does not speak."""
NEAR_S = 1.0
"""An end that is found so near is in its place."""
_INSIDE_S = 0.5
_SNR_DB = (20.0, 45.0)


@dataclass(frozen=True)
class Mixture:
    """An answer of the index; ``other`` is the language from ``start_s`` to ``end_s``, if there is one."""

    path: str
    part: str
    language: LanguageCode
    kind: str
    start_s: float = 0.0
    end_s: float = 0.0
    other: str = ""
    speaker: str = ""


@dataclass(frozen=True)
class Plan:
    """What is to be spoken: runs of sentences, each with its language and voice, at a voice's speed."""

    mixture: Mixture
    runs: tuple[tuple[tuple[str, ...], str, str], ...]
    speed: float


def plans() -> Iterator[Plan]:
    """All answers; those that share sentences follow each other."""
    texts = tomllib.loads(TEXTS.read_text(encoding="utf-8"))
    for part in reversed(PARTS):
        passages: dict[str, list[str]] = {}
        for one in texts[part]["passage"]:
            passages.setdefault(one["language"], []).append(one["say"])
        for language in get_args(LanguageCode):
            for kind in ("answer", "switching"):
                said = [tuple(o["say"]) for o in texts[part][kind] if o["language"] == language]
                for number, sentences in enumerate(said):
                    name = "alone" if kind == "answer" else kind
                    path = f"{part}-{language}-{name}-{number}.flac"
                    run = sentences, language, _voices(language)[number % 2]
                    speed = SPEEDS[number % len(SPEEDS)]
                    yield Plan(Mixture(path, part, language, name), (run,), speed)
                    if kind == "answer":
                        yield from _mixtures(part, run, number, passages, speed)


def _mixtures(
    part: str,
    answer: tuple[tuple[str, ...], LanguageCode, str],
    number: int,
    passages: dict[str, list[str]],
    speed: float,
) -> Iterator[Plan]:
    """An answer with a passage in each other language, in turn at each place and by each voice."""
    sentences, language, own = answer
    others = [code for code in (*get_args(LanguageCode), *OTHERS) if code != language]
    for at, other in enumerate(others, number):
        place = PLACES[at % len(PLACES)]
        speaker = "own" if at % 2 and other not in BY_ESPEAK else "another"
        if other in BY_ESPEAK:
            unlike = BY_ESPEAK[other][number % 2]
        else:
            unlike = _voices(other if other in get_args(LanguageCode) else language)[1 - number % 2]
        passage = passages[other][(2 * at - number) % len(passages[other])]
        cut = {"start": 0, "middle": len(sentences) // 2, "end": len(sentences)}[place]
        runs = [
            (sentences[:cut], language, own),
            ((passage,), other, own if speaker == "own" else unlike),
            (sentences[cut:], language, own),
        ]
        path = f"{part}-{language}-{other}-{place}-{number}.flac"
        mixture = Mixture(path, part, language, place, other=other, speaker=speaker)
        yield Plan(mixture, tuple(run for run in runs if run[0]), speed)


def _voices(language: str) -> list[str]:
    return [one.name for one in VOICES if one.language == language]


def made(plan: Plan, folder: Path) -> Mixture:
    """The answer as a file, and where its other language is."""
    import soundfile

    random = np.random.default_rng(zlib.crc32(plan.mixture.path.encode()))
    kept = Kept(folder / "voices")
    parts, at_s, start_s, end_s = [silence(0.5)], 0.5, 0.0, 0.0
    for sentences, language, voice in plan.runs:
        for sentence in sentences:
            speed = 1.0 if language == plan.mixture.other else plan.speed
            sound = neural.say(sentence, language, voice, speed, kept)
            pause = silence(float(random.uniform(0.35, 0.9)))
            length_s = len(sound) / SAMPLE_RATE
            if language == plan.mixture.other:
                start_s, end_s = at_s, at_s + length_s
            parts += [sound, pause]
            at_s += length_s + len(pause) / SAMPLE_RATE
    whole = neural.noisy(joined(*parts), random, float(random.uniform(*_SNR_DB)))
    soundfile.write(folder / plan.mixture.path, audio.to_int16(whole), SAMPLE_RATE)
    return replace(plan.mixture, start_s=round(start_s, 3), end_s=round(end_s, 3))


def _made(plan: Plan, folder: Path) -> dict[str, Any]:
    return asdict(made(plan, folder))


def mixtures(folder: Path, part: str | None, until_s: float) -> list[Mixture]:
    """A part's answers as files, made where they are not there; the folder's index has all that are."""
    texts = hashlib.sha256(TEXTS.read_bytes()).hexdigest()[:16]
    noted = Noted(folder / "made.jsonl", f"{neural.MADE_BY} {texts}", until_s)
    found = []
    for plan in plans():
        wanted = part in (None, plan.mixture.part)
        row = noted.get(plan.mixture.path, partial(_made, plan, folder) if wanted else None)
        if row is not None:
            found.append(Mixture(**row))
            tell(f"{len(found)} made")
    with (folder / "index.tsv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, [one.name for one in fields(Mixture)], delimiter="\t")
        writer.writeheader()
        writer.writerows(map(asdict, found))
    return [one for one in found if part in (None, one.part)]


def heard(mixture: Mixture, folder: Path, voicemock: Voicemock) -> dict[str, Any]:
    """What voicemock says of an answer's languages."""
    recording = audio.read(folder / mixture.path)
    transcript = voicemock.answer(recording, mixture.language).transcript
    inside = Interval(mixture.start_s + _INSIDE_S, mixture.end_s - _INSIDE_S)
    kept = [one.text for one in transcript.words if inside.start_s < one.middle_s < inside.end_s]
    return {
        "runs": [(one.start_s, one.end_s, one.language) for one in transcript.foreign],
        "refused": transcript.other_language,
        "kept": "".join(kept),
    }


def judged(mixture: Mixture, found: dict[str, Any]) -> Counter[str]:
    """The counts of an answer, by the titles of `COLUMNS`; ``false`` is what is named beside the truth."""
    true = Interval(mixture.start_s, mixture.end_s)
    runs = [(Interval(start, end), code) for start, end, code in found["runs"]]
    there = [(one, code) for one, code in runs if one.shared_s(true.start_s, true.end_s) > 0]
    counts = Counter({"answers": 1, "refused": int(found["refused"] is not None)})
    counts["false"] = sum(
        one.shared_s(true.start_s, true.end_s) < one.duration_s / 2 for one, _code in runs
    )
    if not mixture.other or not there:
        return counts
    counts["named"] = 1
    counts["by its name"] = int(any(code == mixture.other for _one, code in there))
    off = (
        min(one.start_s for one, _c in there) - true.start_s,
        max(one.end_s for one, _c in there) - true.end_s,
    )
    counts["in place"] = int(max(map(abs, off)) <= NEAR_S)
    counts["words left in it"] = int(bool(found["kept"]))
    return counts


COLUMNS = ("answers", "named", "by its name", "in place", "words left in it", "refused", "false")


def table(rows: Sequence[tuple[Mixture, dict[str, Any]]]) -> str:
    """Counts as Markdown: of all mixtures, and of some kinds of them."""
    kinds = {"all mixtures": [row for row in rows if row[0].other]}
    for code in (*get_args(LanguageCode), *OTHERS):
        kinds[f"{code} in it"] = [row for row in rows if row[0].other == code]
    for place in PLACES:
        kinds[f"at its {place}"] = [row for row in rows if row[0].kind == place]
    for speaker, name in (("own", "in the answer's own voice"), ("another", "in another voice")):
        kinds[name] = [row for row in rows if row[0].speaker == speaker]
    kinds["answers in one language"] = [row for row in rows if row[0].kind == "alone"]
    kinds["answers with words of another"] = [row for row in rows if row[0].kind == "switching"]
    lines = [f"| | {' | '.join(COLUMNS)} |", "|---" * (len(COLUMNS) + 1) + "|"]
    for name, some in kinds.items():
        counts = sum((judged(*row) for row in some), Counter[str]())
        lines.append(f"| {name} | {' | '.join(str(counts[one]) for one in COLUMNS)} |")
    return "\n".join(lines)


def tell(text: str) -> None:
    """How far it is."""
    print(f"\r{text} ", end="", file=sys.stderr, flush=True)


def main(arguments: Sequence[str] | None = None) -> int:
    """Make, listen and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--part", choices=PARTS)
    parser.add_argument("--for", dest="for_s", type=float, default=math.inf)
    parser.add_argument("--make", action="store_true", help="the sounds alone")
    parser.add_argument(
        "--misses", action="store_true", help="what was found where it is not right"
    )
    options = parser.parse_args(arguments)
    until_s = time.monotonic() + options.for_s
    found = mixtures(options.folder, options.part, until_s)
    planned = sum(options.part in (None, one.mixture.part) for one in plans())
    if options.make:
        return 0 if len(found) == planned else UNFINISHED
    voicemock = Voicemock(locate("base", cache=cache_dir()), cache_dir())
    noted = Noted(options.folder / "heard.jsonl", program(), until_s)
    rows = []
    for one in found:
        key = f"{one.path} {audio.file_sha256(options.folder / one.path)[:16]}"
        what = noted.get(key, partial(heard, one, options.folder, voicemock))
        if what is not None:
            rows.append((one, what))
            tell(f"{len(rows)} of {len(found)} heard")
    print(f"{len(rows)} of {planned} answers; {kernel()}; {machine()}\n\n{table(rows)}")
    for one, what in rows if options.misses else ():
        counts = judged(one, what)
        right = ("answers", "named", "by its name", "in place") if one.other else ("answers",)
        if +counts != Counter(right):
            print(f"{one.path} {one.start_s}-{one.end_s}: {what}")
    return 0 if len(rows) == planned else UNFINISHED


if __name__ == "__main__":
    raise SystemExit(main())
