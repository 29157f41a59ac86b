"""How many misheard words of the field are put right in spoken Mandarin, and what is changed wrongly.

    python -m benchmarks.homophones FOLDER [--half even] [--for 300]

Sentences of the pack's model answers that hold a word of the field are spoken by the neural voices,
with noise 20, 10 and 5 dB below, and heard by Whisper base. An error of the field is such a word that was
written with as many other characters of the same or nearly the same sound; it is mended where the word
stands there afterwards. A wrong change puts a character where another was said. Sounds and what was
heard stay in FOLDER. Lists and rules may be looked over on the ``even`` half; ``odd`` is for the figures.
``--for`` stops after so many seconds; another run goes on. Recordings of known words (`material.GIVEN`) are
looked through for wrong changes with ``--given``.
"""

from __future__ import annotations

import argparse
import math
import re
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from itertools import pairwise, product
from pathlib import Path
from typing import Any, Literal, NamedTuple

import numpy as np

from benchmarks import material, neural
from benchmarks.accuracy import UNFINISHED, machine
from benchmarks.noted import Noted, kernel, program
from voicemock.analyze.activity import detect
from voicemock.assess import homophones
from voicemock.audio import samples as audio
from voicemock.config import cache_dir
from voicemock.content.frameworks import framework_list
from voicemock.content.homophones import field_words
from voicemock.content.packs import default_pack
from voicemock.job.sections import lists
from voicemock.language import get as get_language
from voicemock.language.base import HAN
from voicemock.language.homophones import alike
from voicemock.speak.kept import Kept
from voicemock.speak.voices import VOICES
from voicemock.testing import joined, silence
from voicemock.transcribe.whisper import WhisperTranscriber
from voicemock.values.answer import Transcript, Word
from voicemock.values.interview import Question
from voicemock.values.sound import SAMPLE_RATE

SENTENCES = 240
SPEED = 1.2
"""Times a voice's own."""
SNR_DB = (20.0, 10.0, 5.0)
LENGTHS = (12, 45)
"""Characters of a sentence."""
_SEED = 1130
_LONGEST = 6  # characters of a word of the field
_SENTENCE = re.compile("[^。！？]+[。！？]")

Half = Literal["even", "odd"]


@dataclass(frozen=True)
class Said:
    """A sentence, the question whose model answer it is from, and how it is spoken."""

    name: str
    text: str
    question: Question
    half: Half
    voice: str
    snr_db: float


class Case(NamedTuple):
    """What was said in a file, and to which question."""

    key: str
    text: str
    path: Path
    question: Question | None


class Error(NamedTuple):
    """A word of the field that was heard as another of its sound, and whether it was put right."""

    word: str
    heard: str
    mended: bool


class Wrong(NamedTuple):
    """A change that put something else than what was said, with what is around it."""

    heard: str
    now: str
    around: str


def sentences() -> Iterator[Said]:
    """Those that are spoken; a question's are all in one half."""
    voices = [one.name for one in VOICES if one.language == "zh"]
    found = []
    for number, question in enumerate(default_pack("zh").questions):
        half: Half = "odd" if number % 2 else "even"
        words = field(question)
        for text in _SENTENCE.findall(question.example or ""):
            plain = text.strip("“”‘’\n ")
            if LENGTHS[0] <= len(plain) <= LENGTHS[1] and any(word in plain for word in words):
                found.append((plain, question, half))
    random = np.random.default_rng(_SEED)
    for number, at in enumerate(random.permutation(len(found))[:SENTENCES].tolist()):
        text, question, half = found[at]
        snr_db = SNR_DB[number // len(voices) % len(SNR_DB)]
        voice = voices[number % len(voices)]
        yield Said(f"{number:03}", text, question, half, voice, snr_db)


def field(question: Question | None) -> frozenset[str]:
    """Words of the field, of Han characters, whether or not they are looked for."""
    own = () if question is None else question.terms
    known = (*field_words("zh"), *framework_list("zh").terms, *lists("zh").terms, *own)
    return frozenset(one for one in known if len(one) > 1 and all(map(HAN.fullmatch, one)))


def made(said: Said, folder: Path) -> str:
    """The sentence as a file in a room; its name."""
    import soundfile

    random = np.random.default_rng(int(said.name))
    speech = neural.say(said.text, "zh", said.voice, SPEED, Kept(folder / "voices"))
    sound = neural.noisy(joined(silence(0.5), speech, silence(0.5)), random, said.snr_db)
    soundfile.write(folder / f"{said.name}.flac", audio.to_int16(sound), SAMPLE_RATE)
    return f"{said.name}.flac"


def transcribed(path: Path, whisper: WhisperTranscriber) -> dict[str, Any]:
    """What Whisper writes, nothing put right."""
    sound = audio.read(path).samples
    return asdict(whisper.transcribe(sound, detect(sound), "zh"))


def judged(
    text: str, heard: Transcript, now: Transcript, words: frozenset[str]
) -> tuple[list[Error], list[Wrong]]:
    """The errors of the field in what was heard, and the wrong changes.

    Args:
        text: what was said.
        heard: as the recognizer has it.
        now: the same, put right.
        words: of the field.
    """
    said = "".join(HAN.findall(get_language("zh").normalize(text)))
    before, after = ("".join(HAN.findall(one.text)) for one in (heard, now))
    at = _laid_beside(said, before)
    errors = []
    for start, end in _standing(said, words):
        there = [at.get(one) for one in range(start, end)]
        if any(one is None or other != one + 1 for one, other in pairwise(there)):
            continue
        first = there[0]
        if first is None:
            continue
        word, wrote = said[start:end], before[first : first + end - start]
        if word != wrote and near(word, wrote):
            errors.append(Error(word, wrote, after[first : first + end - start] == word))
    # what was put right may lie beside other words than what was heard
    back = {place: own for own, place in _laid_beside(said, after).items()}
    wrong = [
        Wrong(before[one], after[one], after[max(0, one - 6) : one + 7])
        for one in range(len(before))
        if before[one] != after[one] and (one not in back or said[back[one]] != after[one])
    ]
    return errors, wrong


def _laid_beside(said: str, heard: str) -> dict[int, int]:
    """Which place of what was heard each place of what was said lies beside."""
    from rapidfuzz.distance import Levenshtein

    at: dict[int, int] = {}
    for step in Levenshtein.opcodes(said, heard):
        if step.tag in ("equal", "replace"):
            at |= zip(
                range(step.src_start, step.src_end),
                range(step.dest_start, step.dest_end),
                strict=True,
            )
    return at


def near(word: str, heard: str) -> bool:
    """Whether characters sound as a word does, but for one syllable that is often taken for its own."""
    from pypinyin import Style, pinyin

    pairs = [
        [pinyin(each, style=Style.NORMAL, heteronym=True)[0] for each in both]
        for both in zip(word, heard, strict=True)
    ]
    unlike = [(one, other) for one, other in pairs if not set(one) & set(other)]
    return not unlike or (len(unlike) == 1 and any(alike(*one) for one in product(*unlike[0])))


def _standing(said: str, words: frozenset[str]) -> Iterator[tuple[int, int]]:
    """Where words of the field are in a text, the longest first, none over another."""
    at = 0
    while at < len(said):
        lengths = range(2, min(_LONGEST, len(said) - at) + 1)
        length = max((n for n in lengths if said[at : at + n] in words), default=0)
        if length:
            yield at, at + length
        at += max(1, length)


def of(found: dict[str, Any]) -> Transcript:
    """A transcript as it was noted."""
    words = tuple(Word(**one) for one in found["words"])
    return Transcript(found["text"], engine=found["engine"], words=words)


def spoken(half: str | None, sounds: Noted, folder: Path) -> Iterator[Case]:
    """The sentences as files; those that are there are not made again."""
    for said in sentences():
        if half in (None, said.half):
            name = sounds.get(f"{said.name} {said.text}", partial(made, said, folder))
            if name is not None:
                yield Case(f"{name} {said.text}", said.text, folder / name, said.question)


def given() -> Iterator[Case]:
    """The Mandarin recordings of known words that are kept beside the checkout."""
    index = Path(__file__).parents[1] / material.GIVEN
    for one in material.given(index, None):
        if one.language == "zh" and one.truth.reference:
            yield Case(one.name, one.truth.reference, index.parent / one.name, None)


def main(arguments: Sequence[str] | None = None) -> int:
    """Speak, hear, put right and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--half", choices=("even", "odd"))
    parser.add_argument("--for", dest="for_s", type=float, default=math.inf)
    parser.add_argument("--given", action="store_true")
    options = parser.parse_args(arguments)
    folder, until_s = options.folder, time.monotonic() + options.for_s
    hears = program("voicemock/transcribe", "voicemock/audio", "voicemock/analyze")
    noted = Noted(folder / "heard.jsonl", hears, until_s)
    sounds = Noted(folder / "made.jsonl", str(neural.MADE_BY), until_s)
    whisper = WhisperTranscriber(cache=cache_dir())
    errors: list[Error] = []
    wrong: list[Wrong] = []
    count = 0
    planned = sum(options.half in (None, one.half) for one in sentences())
    for case in given() if options.given else spoken(options.half, sounds, folder):
        found = noted.get(case.key, partial(transcribed, case.path, whisper))
        if found is None:
            continue
        heard = of(found)
        now = homophones.put_right(heard, "zh", case.question, ())
        here = judged(case.text, heard, now, field(case.question))
        errors, wrong, count = errors + here[0], wrong + here[1], count + 1
        print(f"\r{count} heard ", end="", file=sys.stderr, flush=True)
    for one in errors:
        print(f"{'mended' if one.mended else 'left'}: {one.heard} for {one.word}")
    for bad in wrong:
        print(f"WRONG: {bad.heard} became {bad.now} in {bad.around}")
    mended = sum(one.mended for one in errors)
    print(f"\n{count} sentences; {kernel()}; {machine()}\n")
    print("| homophone errors in words of the field | mended | wrong changes |\n|---|---|---|")
    share = f" ({mended / len(errors):.0%})" if errors else ""
    print(f"| {len(errors)} | {mended}{share} | {len(wrong)} |")
    return 0 if options.given or count == planned else UNFINISHED


if __name__ == "__main__":
    raise SystemExit(main())
