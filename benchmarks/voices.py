"""How well the interviewer is understood: every question, follow-up and turn of a pack, heard by Whisper base.

    make voices              (ARGS="--limit 40" for a sample, "--every" for every voice on every text,
                             "--practice 10" for what the loudspeaker plays in the program itself)

As in an interview, questions and follow-ups are spoken by the interviewer's voice and role plays by
the customer's, at the usual rate. Each is heard by faster-whisper as its README has it, beam 5, and
held against its text character by character (Mandarin) or word by word (English), numbers in both
as they are read aloud. eSpeak NG through pyttsx3 speaks some of the same texts in the same run. Printed
are a Markdown table by voice and the texts that were understood worst.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import get_args

import numpy as np

from benchmarks.methods import Obvious
from benchmarks.scoring import comparable, edits
from voicemock import speak
from voicemock.audio.samples import resample, trimmed
from voicemock.config import cache_dir
from voicemock.content.packs import default_pack, is_template
from voicemock.errors import VoicemockError
from voicemock.interview.session import utterance
from voicemock.language import get as get_language
from voicemock.speak import voices
from voicemock.speak.base import Speaker, Utterance
from voicemock.transcribe.models import locate
from voicemock.values.codes import LanguageCode
from voicemock.values.interview import Question
from voicemock.values.sound import SAMPLE_RATE, Recording, Samples

WORST = 10
SYSTEMS = 40
"""Texts that eSpeak NG speaks: Whisper hears it for minutes where it understands nothing."""


@dataclass
class Score:
    """What was heard of a text: units wrong, of how many, and the seconds it took to speak and to make."""

    text: str
    heard: str
    wrong: int
    units: int
    spoken_s: float
    made_s: float

    @property
    def share(self) -> float:
        """Of its units that were not heard right."""
        return self.wrong / max(1, self.units)


def texts(language: LanguageCode) -> list[Utterance]:
    """All that an interviewer may say, in the order of the pack."""
    found: list[Utterance] = []
    for question in default_pack(language).questions:
        found += [utterance(one, language) for one in _said(question)]
    return list(dict.fromkeys(found))


def _said(question: Question) -> Iterator[Question]:
    yield question
    cues = [*question.follow_ups, *(cue for turn in question.turns for cue in turn.lines)]
    for cue in cues:
        yield replace(question, text=cue.text, mood=cue.mood or question.mood)


def hear(speaker: Speaker, one: Utterance, recognizer: Obvious) -> Score:
    """Speak a text, and hold what is heard against it."""
    began = time.process_time()
    speech = speaker.synthesize(one)
    if speech is None:
        raise SystemExit("nobody speaks")
    sound: Samples = np.concatenate([*speech.parts])
    return score(one, sound, speech.rate, time.process_time() - began, recognizer)


def score(one: Utterance, sound: Samples, rate: int, made_s: float, recognizer: Obvious) -> Score:
    """Hold what is heard of a text's sound against it; ``made_s`` is what its making took."""
    recording = Recording(Path(), resample(sound, rate), sha256="")
    heard = "".join(part.text for part in recognizer.transcribe(recording, one.language)).strip()
    true = read(one.text, one.language)
    wrong = edits(true, read(heard, one.language))
    return Score(one.text, heard, wrong, len(true), len(sound) / rate, made_s)


def practised(language: LanguageCode, count: int, recognizer: Obvious) -> dict[str, list[Score]]:
    """Questions as `voicemock practice` plays them at a real sound server's loudspeaker, and straight.

    Args:
        language: whose pack.
        count: so many questions, the same ones for both.
        recognizer: what hears them.
    """
    from benchmarks.scene import Seen, scene

    draw = random.Random(2)
    known = [one for one in default_pack(language).questions if not is_template(one)]
    questions = draw.sample(known, count)
    rows: dict[str, list[Score]] = {"straight": [], "at the loudspeaker": []}
    for number, question in enumerate(questions, 1):
        with scene() as play:
            cache = Path(play.env["VOICEMOCK_CACHE"])
            cache.mkdir()
            (cache / "models").symlink_to(cache_dir() / "models")
            env = {name: value for name, value in play.env.items() if name != "VOICEMOCK_VOICE"}
            run = Seen(
                [sys.executable, "-m", "benchmarks.quick", "practice", "--lang", language,
                 "--question", question.id],
                env,
            )  # fmt: skip
            run.said("Speak now|请开始回答", 180)
            time.sleep(0.5)
            played = play.rig.heard("speaker")
            run.press("q")
            run.end()
            speaker = speak.load(None, cache_dir(), told=_refuse, folder=cache / "voices")
            one = utterance(question, language)
            rows["straight"].append(hear(speaker, one, recognizer))
            rows["at the loudspeaker"].append(
                score(one, trimmed(played), SAMPLE_RATE, 0.0, recognizer)
            )
        print(f"\rpractice {number}/{count} ", end="", file=sys.stderr, flush=True)
    return rows


def _refuse(error: VoicemockError) -> None:
    raise error


def read(text: str, language: LanguageCode) -> list[str]:
    """A text's units as they are spoken, however its numbers are written."""
    known = get_language(language)
    return comparable(known.read_aloud(known.normalize(text)), language)


def table(title: str, rows: Mapping[str, Sequence[Score]]) -> list[str]:
    """A line a voice."""
    lines = [
        f"| {title} | texts | wrong | units a minute | processor s a second of speech |",
        "|---|---|---|---|---|",
    ]
    for name, scores in rows.items():
        wrong, units = sum(one.wrong for one in scores), sum(one.units for one in scores)
        spoken_s = sum(one.spoken_s for one in scores)
        made_s = sum(one.made_s for one in scores)
        lines.append(
            f"| {name} | {len(scores)} | {100 * wrong / units:.1f} % | {60 * units / spoken_s:.0f} "
            f"| {made_s / spoken_s:.2f} |"
        )
    return lines


def worst(scores: Sequence[Score]) -> list[str]:
    """The texts understood worst, beside what was heard."""
    found = sorted(scores, key=lambda one: (-one.share, -one.wrong))[:WORST]
    return [f"- {100 * one.share:.0f} % {one.text}\n  {one.heard}" for one in found if one.wrong]


def main(arguments: Sequence[str] | None = None) -> int:
    """Speak, hear and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--lang", choices=get_args(LanguageCode), help="one language only")
    parser.add_argument("--limit", type=int, help="so many texts of each language, drawn at random")
    parser.add_argument("--every", action="store_true", help="every voice on every text")
    parser.add_argument(
        "--practice", type=int, help="so many questions in the program itself, alone"
    )
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(arguments)
    os.environ.setdefault("CT2_VERBOSE", "-3")
    recognizer = Obvious(locate("base", cache=cache_dir()))
    for language in [options.lang] if options.lang else get_args(LanguageCode):
        if options.practice:
            print("\n".join(table(language, practised(language, options.practice, recognizer))))
            continue
        said = texts(language)
        if options.limit:
            said = random.Random(options.seed).sample(said, min(options.limit, len(said)))
        rows: dict[str, list[Score]] = {}
        with tempfile.TemporaryDirectory() as folder:  # nothing that was kept: its making is timed
            for name, speaker, theirs in _speakers(
                language, said, Path(folder), every=options.every
            ):
                rows[name] = []
                for number, one in enumerate(theirs, 1):
                    rows[name].append(hear(speaker, one, recognizer))
                    print(f"\r{name} {number}/{len(theirs)} ", end="", file=sys.stderr, flush=True)
                print(file=sys.stderr)
        print("\n".join(table(language, rows)), "\n")
        for name, scores in rows.items():
            print(f"Worst of {name}:\n" + "\n".join(worst(scores)) + "\n", flush=True)
    return 0


def _speakers(
    language: LanguageCode, said: Sequence[Utterance], folder: Path, *, every: bool
) -> Iterator[tuple[str, Speaker, Sequence[Utterance]]]:
    """Each voice's name, who speaks with it, and what."""

    asking, playing = voices.interviewer(language), voices.customer(language)
    for voice in (asking, playing):
        speaker = speak.load(voice.name, cache_dir(), told=_refuse, folder=folder / voice.name)
        theirs = [one for one in said if every or one.customer == (voice is playing)]
        # as the interviewer its voice is the one that was chosen
        spoken = [replace(one, customer=False, mood="calm") for one in theirs] if every else theirs
        if voice is playing and not every:
            speaker = speak.load(asking.name, cache_dir(), told=_refuse, folder=folder / voice.name)
        yield voice.name, speaker, spoken
    system = speak.load(speak.SYSTEM, cache_dir(), told=_refuse, folder=folder / "system")
    some = random.Random(0).sample(list(said), min(SYSTEMS, len(said)))
    yield "eSpeak NG", system, [replace(one, customer=False, mood="calm") for one in some]


if __name__ == "__main__":
    raise SystemExit(main())
