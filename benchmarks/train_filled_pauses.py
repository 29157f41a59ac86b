"""Makes ``voicemock/transcribe/filled_pauses.npz``, the weights that hear a filled pause in what Whisper encodes.

``python -m benchmarks.train_filled_pauses`` needs nothing but the project and espeak-ng. The packs'
model answers are spoken by mixtures of the neural voices; filled pauses, spoken alone by such mixtures
and by espeak-ng's, are put between their words, with a pause beside them or none, at a pitch near
the speaker's. So it is known to the frame where each is. Printed is how many frames are found in windows
left out of the training. ``--dry`` writes nothing.
"""

from __future__ import annotations

import argparse
import os
import random
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from voicemock.analyze import pitch
from voicemock.audio import samples as audio
from voicemock.config import cache_dir
from voicemock.content.packs import default_pack
from voicemock.speak.kokoro import model, phonemes
from voicemock.speak.kokoro.network import RATE, Network
from voicemock.transcribe import filled_pauses, models, whisper_model
from voicemock.transcribe.encoded import FRAME_S
from voicemock.values.interview import LanguageCode
from voicemock.values.sound import SAMPLE_RATE, Activity, Interval, Samples

CODES: tuple[LanguageCode, ...] = ("en", "zh")
VOICES = sorted((Path(model.__file__).parent / "voices").glob("*.npy"))
SENTENCES, SPOKEN, SPOKEN_BY_ESPEAK, WINDOWS = 20, 28, 110, 80
LENGTHS = (25, 110), (9, 40)
"""Characters of a sentence, least and most, in English and in Mandarin."""
FORMS = ("ʌm", "ʌ", "ʌːm", "ʌː", "ɜː", "ɜːm", "əː", "əm", "ɑː", "ə", "əːn", "ɤː", "ən", "mː")
ESPEAKS = ("V:m", "V:", "3:", "3:m", "@:", "@:m", "V", "Vm", "A:", "@:n")
ESPEAK_VOICES = ("en-us", "en-gb", "en-gb-scotland", "en-gb-x-rp", "en-029")
ESPEAK_VARIANTS = ("", *(f"+m{n}" for n in range(1, 8)), *(f"+f{n}" for n in range(1, 6)), "+croak")
LEVEL = 0.05
"""RMS of all speech."""
RIDGE = 1e-4
"""What a squared weight costs: strong, so that the voices it has heard do not matter."""
WEIGHT = 3.0
"""Of a frame of a filled pause, of which there are few."""
FRAME = round(FRAME_S * SAMPLE_RATE)

Marks = npt.NDArray[np.float32]


def sentences(code: LanguageCode) -> list[str]:
    """The packs' model answers, sentence by sentence."""
    least, most = LENGTHS[CODES.index(code)]
    found = []
    for question in default_pack(code).questions:
        text = (
            (question.example or "").replace("。", "。\n").replace("? ", "?\n").replace(". ", ".\n")
        )
        found += [one.strip() for one in text.splitlines() if least <= len(one.strip()) <= most]
    return found


def voice(draw: random.Random) -> Samples:
    """A mixture of two voices, shape (510, 256)."""
    one, other = (np.load(path).astype(np.float32) for path in draw.sample(VOICES, 2))
    share = draw.random() / 2
    mixed: Samples = (1 - share) * one + share * other
    return mixed


def spoken(network: Network, draw: random.Random, symbols: str, speed: float) -> Samples:
    """Symbols by one of the voices at the recognizer's rate."""
    sound = network.speak(phonemes.numbers(symbols), voice(draw), speed)
    return levelled(audio.trimmed(audio.resample(sound, RATE)))


def levelled(sound: Samples) -> Samples:
    """The same at the level of all speech."""
    return np.asarray(sound * (LEVEL / np.sqrt(np.mean(sound**2) + 1e-12)), np.float32)


def pieces(sound: Samples) -> Iterator[Samples]:
    """What sounds for 0.12 to 1.2 s between silences."""
    frames = sound[: len(sound) // 160 * 160].reshape(-1, 160)
    level = np.sqrt(np.mean(frames**2, axis=1))
    loud = np.concatenate([[0], level > 0.08 * level.max(), [0]]).astype(np.int8)
    edges = np.flatnonzero(np.diff(loud))
    for start, end in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True):
        if 12 <= end - start <= 120:
            yield sound[start * 160 : end * 160]


def by_espeak(draw: random.Random) -> Samples:
    """Three filled pauses by one of espeak-ng's voices."""
    said = "[[" + draw.choice(ESPEAKS) + "]]"
    with tempfile.TemporaryDirectory() as folder:
        path = str(Path(folder) / "said.wav")
        name = draw.choice(ESPEAK_VOICES) + draw.choice(ESPEAK_VARIANTS)
        how = [
            "-v",
            name,
            "-s",
            str(draw.choice((80, 110, 140, 170))),
            "-p",
            str(draw.randint(20, 70)),
        ]
        subprocess.run(["espeak-ng", *how, "-w", path, f"{said}. {said}, {said}"], check=True)
        return audio.read(Path(path)).samples


def hertz(sound: Samples) -> float:
    """The median pitch of a voice, 150 where there is none."""
    whole = Activity((Interval(0.0, len(sound) / SAMPLE_RATE),))
    found = pitch.track(sound, whole).hertz
    found = found[~np.isnan(found)]
    return float(np.median(found)) if len(found) else 150.0


def with_pause(
    sound: Samples, marks: Marks, filled: Samples, draw: random.Random
) -> tuple[Samples, Marks]:
    """Speech with one filled pause in a quiet place between its words."""
    ratio = min(1.4, max(0.75, hertz(sound) * draw.uniform(0.8, 1.02) / hertz(filled)))
    at = np.arange(0, len(filled) - 1, ratio)
    filled = np.interp(at, np.arange(len(filled)), filled).astype(np.float32)
    if len(filled) > 0.3 * SAMPLE_RATE and draw.random() < 0.5:
        length = round(draw.uniform(0.16, 0.3) * SAMPLE_RATE)
        begin = draw.randrange(len(filled) - length)
        filled = filled[begin : begin + length]
    rim = min(len(filled) // 4, SAMPLE_RATE // 33)
    slope = np.concatenate(
        [np.linspace(0, 1, rim), np.ones(len(filled) - 2 * rim), np.linspace(1, 0, rim)]
    )
    filled = levelled(np.asarray(filled * slope, np.float32)) * np.float32(draw.uniform(0.5, 1.5))
    frames = sound[: len(sound) // 160 * 160].reshape(-1, 160)
    level = 10 * np.log10(
        np.convolve(np.mean(frames**2, axis=1), np.full(3, 1 / 3), "same") + 1e-12
    )
    quiet = [
        number
        for number in range(20, len(level) - 20)
        if level[number] < np.percentile(level, 90) - 18
        and level[number] == level[number - 8 : number + 9].min()
    ]
    if not quiet:
        return sound, marks
    place = draw.choice(quiet) * 160
    sides = [
        0 if draw.random() < 0.55 else round(draw.uniform(0.05, 0.6) * SAMPLE_RATE) for _ in "ab"
    ]
    put = np.pad(filled, sides)
    marked = np.pad(np.ones(len(filled), np.float32), sides)
    return (
        np.concatenate([sound[:place], put, sound[place:]]),
        np.concatenate([marks[:place], marked, marks[place:]]),
    )


def window(
    carriers: Sequence[Samples], filled: Sequence[Samples], draw: random.Random
) -> tuple[Samples, Marks]:
    """Half a minute of speech with filled pauses here and there, in some noise, and where they are."""
    parts: list[Samples] = []
    marks: list[Marks] = []
    while sum(map(len, parts)) < 21 * SAMPLE_RATE:
        sound = draw.choice(carriers)
        inside = np.zeros(len(sound), np.float32)
        for _ in range(draw.choice((0, 0, 1, 1, 2, 3))):
            sound, inside = with_pause(sound, inside, draw.choice(filled), draw)
        gap = np.zeros(round(draw.uniform(0.2, 1.0) * SAMPLE_RATE), np.float32)
        parts += [sound, gap]
        marks += [inside, gap]
    sound = np.concatenate(parts)[: 30 * SAMPLE_RATE]
    if draw.random() < 0.3:  # as through a telephone
        sound = audio.resample(audio.resample(sound, SAMPLE_RATE, 8_000), 8_000, SAMPLE_RATE)
    level = LEVEL * 10 ** (-draw.choice((20, 30, 40, 50)) / 20)
    noise = np.random.default_rng(draw.randrange(2**32)).normal(0, level, len(sound))
    sound = sound + noise.astype(np.float32)
    return np.asarray(sound * draw.choice((0.3, 1, 2)), np.float32), np.concatenate(marks)


def encoded(whisper: Any, sound: Samples, *, full: bool) -> Samples:
    """What the encoder gives of a sound, in a window of 30 s or of the sound and 3 s."""
    from faster_whisper import WhisperModel

    length = 30 * SAMPLE_RATE if full else min(30 * SAMPLE_RATE, len(sound) + 3 * SAMPLE_RATE)
    features = whisper.feature_extractor(np.pad(sound, (0, max(0, length - len(sound)))))
    frames = np.array(WhisperModel.encode(whisper, features[:, : length // 160]))[0]
    return np.asarray(frames[: len(sound) // FRAME], np.float32)


def regression(rows: Samples, said: npt.NDArray[np.bool_]) -> tuple[Samples, float]:
    """Weights and bias of a logistic regression (Newton's method), of rows as they come."""
    mean, scale = rows.mean(axis=0), rows.std(axis=0) + 1e-6
    even = np.concatenate([(rows - mean) / scale, np.ones((len(rows), 1))], axis=1).astype(
        np.float64
    )
    cost = np.where(said, WEIGHT, 1.0)
    ridge = np.full(even.shape[1], 1 / RIDGE)
    ridge[-1] = 0.0
    weights = np.zeros(even.shape[1])
    for _ in range(12):
        chance = 1 / (1 + np.exp(-np.clip(even @ weights, -30, 30)))
        slope = even.T @ (cost * (said - chance)) - ridge * weights
        curve = (even * (cost * chance * (1 - chance))[:, None]).T @ even + np.diag(ridge)
        weights += np.linalg.solve(curve + 1e-6 * np.eye(len(curve)), slope)
    slopes = weights[:-1] / scale
    return slopes.astype(np.float32), float(weights[-1] - slopes @ mean)


def material(draw: random.Random, folder: Path) -> tuple[list[Samples], list[Samples]]:
    """Sentences, and filled pauses by themselves; what is in a folder already is not made again."""
    network = Network(model.locate(cache_dir()), os.cpu_count() or 1)
    texts = {code: sentences(code) for code in CODES}
    carriers: list[Samples] = []
    filled: list[Samples] = []
    for number in range(SENTENCES):
        code = CODES[number % 2]
        symbols, speed = draw.choice(texts[code]), draw.choice((0.8, 1.0, 1.15))
        make = partial(spoken, network, draw, phonemes.of(symbols, code), speed)
        carriers.append(kept(folder / f"sentence-{number}.npy", make))
    for number in range(SPOKEN):
        symbols = f"ˈ{draw.choice(FORMS)}{draw.choice((', ', '… ', '. '))}" * 3
        make = partial(spoken, network, draw, symbols, draw.choice((0.6, 0.7, 0.85, 1.0)))
        filled += pieces(kept(folder / f"pause-{number}.npy", make))
    for _ in range(SPOKEN_BY_ESPEAK):
        filled += pieces(by_espeak(draw))
    return carriers, filled


def kept(path: Path, make: Callable[[], Samples]) -> Samples:
    """Sound that is made once."""
    if not path.is_file():
        np.save(path, make())
        print(f"\r{path.stem} ", end="", file=sys.stderr, flush=True)
    sound: Samples = np.load(path)
    return sound


def main() -> int:
    """Make the material, train, say how well it goes, and write the weights."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--dry", action="store_true", help="write nothing")
    folder = cache_dir() / "filled_pauses"
    parser.add_argument("--kept", type=Path, default=folder, help="where the speech made is kept")
    options = parser.parse_args()
    draw = random.Random(17)
    options.kept.mkdir(parents=True, exist_ok=True)
    carriers, filled = material(draw, options.kept)
    _recognizer, whisper = whisper_model.load(models.locate("base", cache=cache_dir()), 1)
    rows, said, kept = [], [], []
    for number in range(WINDOWS):
        sound, marks = window(carriers, filled, draw)
        frames = encoded(whisper, sound, full=number % 2 == 0)
        share = marks[: len(frames) * FRAME].reshape(-1, FRAME).mean(axis=1)
        clear = (share == 0) | (share > 0.6)
        rows.append(frames[clear])
        said.append(share[clear] > 0)
        kept.append(np.full(int(clear.sum()), number % 4 != 0))
        print(f"\rwindow {number + 1}/{WINDOWS} ", end="", file=sys.stderr, flush=True)
    table, truth, train = np.concatenate(rows), np.concatenate(said), np.concatenate(kept)
    weights, bias = regression(table[train], truth[train])
    odds = table[~train] @ weights + bias
    print(
        f"\n{len(carriers)} sentences, {len(filled)} filled pauses, {len(truth) / 3000:.0f} minutes"
    )
    for least in (filled_pauses.PERHAPS, 0.0):
        found, wrong = odds[truth[~train]] > least, odds[~truth[~train]] > least
        print(
            f"log odds over {least:g}: {found.mean():.1%} of their frames, {wrong.mean():.2%} of others"
        )
    if not options.dry:
        weights, bias = regression(table, truth)
        np.savez(filled_pauses.WEIGHTS, weights=weights.astype(np.float16), bias=np.float32(bias))
    return 0


if __name__ == "__main__":
    sys.exit(main())
