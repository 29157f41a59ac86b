"""How long one waits for the feedback after Enter, beside recording first and recognizing then.

    make latency             (ARGS="--lang en --seconds 30 60" for less)
    make latency ARGS="--neural"   with the neural voice making follow-ups and the next question meanwhile

Answers are spoken in real time into the microphone of a sound server of its own; Enter is pressed
shortly after the last word, at moments drawn with a fixed seed, and the clock stops when the whole
feedback is on the screen. The obvious way is faster-whisper on the whole recording, with the same
weights and beam, loaded before, with one thread or one to a core, whichever is quicker. Whole files are heard by both in turn. Answers are put
together from `material.GIVEN` where it is, else made with espeak-ng.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import soundfile

from benchmarks import material, quick
from benchmarks.accuracy import machine
from benchmarks.material import Case
from benchmarks.methods import Obvious, Voicemock
from benchmarks.scene import ROOT, Scene, Seen, scene
from benchmarks.scoring import comparable, edits, median
from voicemock.analyze.activity import detect as detect_activity
from voicemock.audio import samples as audio
from voicemock.config import cache_dir
from voicemock.errors import VoicemockError
from voicemock.language import get as get_language
from voicemock.transcribe.models import locate
from voicemock.values.interview import LanguageCode
from voicemock.values.sound import SAMPLE_RATE, Recording, Samples

SECONDS = (20, 30, 60, 120, 300)
FILE_SECONDS = (60, 120, 240)
_AFTER_S = (0.1, 1.2)  # from the last word to Enter
_RUNS = 3
_QUESTIONS: dict[LanguageCode, str] = {"zh": "zh-intro-1", "en": "en-intro-1"}


_NEXT: dict[LanguageCode, str] = {"zh": "zh-behavioural-1", "en": "en-behavioural-1"}


@dataclass(frozen=True)
class Take:
    """One answer spoken into the program, and how it went.

    ``waits_s`` and ``errors`` are voicemock's and the obvious way's; ``after_s`` is from the last
    word to Enter; ``behind_s`` is how much longer the clock ran than the recording, between its first
    sample and Enter (what is on its way then, a constant; sound that is lost makes it grow), ``lost_s``
    what the recorder itself missed; ``cores`` is the time of the processor while recording by the
    clock's.
    """

    length_s: float
    after_s: float
    waits_s: tuple[float, float]
    errors: tuple[float, float]
    behind_s: float
    lost: bool
    cores: float
    peak_mb: float


def spoken(cases: Sequence[Case], seconds: float, first: int = 0) -> tuple[Samples, str]:
    """An answer of about that length that ends with its last word, and its words."""
    chosen = [case for case in cases if case.truth.pauses] or list(cases)
    parts: list[Samples] = []
    said: list[str] = []
    for number in itertools.count(first):
        if sum(map(len, parts)) >= (seconds - 5) * SAMPLE_RATE:
            break
        case = chosen[number % len(chosen)]
        parts.append(case.recording.samples)
        said.append(case.truth.reference or "")
    sound = np.concatenate(parts)
    return sound[: round(detect_activity(sound).speech[-1].end_s * SAMPLE_RATE)], " ".join(said)


def _processor_s(process: int) -> float:
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _peak_mb(process: int) -> float:
    lines = Path(f"/proc/{process}/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith("VmHWM")).split()[1]) / 1024


def take(
    play: Scene,
    sound: Samples,
    said: str,
    language: LanguageCode,
    after_s: float,
    obvious: Obvious,
    *,
    neural: bool = False,
) -> Take:
    """Speak an answer into the program, press Enter, see how long the feedback takes."""
    path = play.folder / "answer.wav"
    soundfile.write(path, audio.resample(sound, SAMPLE_RATE, 48_000), 48_000)
    counters = play.folder / "counters"
    quick.blank(counters)
    env = {**play.env, "QUICK_WHISPER": "1", "QUICK_COUNTERS": str(counters)}
    cache = play.folder / "cache"  # with the models, and nothing that was spoken before
    cache.mkdir()
    (cache / "models").symlink_to(cache_dir() / "models")
    env["VOICEMOCK_CACHE"] = str(cache)
    if neural:
        env.pop("VOICEMOCK_VOICE")
    voice = [] if neural else ["--no-voice", "--no-follow-ups", "--questions", "1"]
    run = Seen(
        [sys.executable, "-m", "benchmarks.quick", "practice", "--lang", language,
         *voice, "--question", _QUESTIONS[language],
         *(["--question", _NEXT[language]] if neural else [])],
        env,
    )  # fmt: skip
    process = int(run.terminal.pid)
    run.said("Speak now|请开始回答", 120)
    began, used = time.monotonic(), _processor_s(process)
    subprocess.run(["paplay", "--device=room", str(path)], env=play.rig.env, check=True)
    time.sleep(after_s)
    cores = (_processor_s(process) - used) / (time.monotonic() - began)
    run.press("\r")
    entered = time.monotonic()
    delivered = quick.counted(counters)
    shown, _hint = run.said("H: hear it", 240)
    peak = _peak_mb(process)
    run.press("q")
    run.end()
    document = max(play.home.glob("answers/*/answer.json"))
    answer = json.loads(document.read_text(encoding="utf-8"))
    recording = audio.read(document.with_name("answer.wav"))
    began = time.perf_counter()
    segments = obvious.transcribe(recording, language)
    waited_s = time.perf_counter() - began
    mic = answer["recording"]["mic"]
    return Take(
        length_s=recording.duration_s,
        after_s=recording.duration_s - answer["span"]["end_s"],
        waits_s=(shown - entered, waited_s),
        errors=(
            _error(said, answer["transcript"]["text"], language),
            _error(said, "".join(one.text for one in segments), language),
        ),
        behind_s=entered - delivered.first_at_s - recording.duration_s,
        lost=bool(mic["overflows"]) or any(n["code"] == "sound_lost" for n in answer["notes"]),
        cores=cores,
        peak_mb=peak,
    )


def _error(said: str, heard: str, language: LanguageCode) -> float:
    """Share of characters or words that are wrong, traditional characters taken for simplified."""
    true = comparable(said, language)
    text = get_language(language).normalize(heard)
    return edits(true, comparable(text, language)) / max(1, len(true))


def live(
    cases: Sequence[Case],
    seconds: Sequence[int],
    obvious: Obvious,
    draw: random.Random,
    runs: int,
    *,
    neural: bool,
) -> list[Take]:
    """Takes of all lengths in one language."""
    takes = []
    language = cases[0].language
    for length_s, run in itertools.product(seconds, range(runs)):
        sound, said = spoken(cases, length_s, first=run)
        with scene() as play:
            after_s = draw.uniform(*_AFTER_S)
            takes.append(take(play, sound, said, language, after_s, obvious, neural=neural))
        one = takes[-1]
        print(
            f"{language} {one.length_s:.0f} s: {one.waits_s[0]:.2f} s after Enter, "
            f"{one.after_s:.1f} s after the last word",
            file=sys.stderr, flush=True,
        )  # fmt: skip
    return takes


def files(cases: Sequence[Case], voicemock: Voicemock, obvious: Obvious) -> list[str]:
    """Rows of a table: whole files by both in turn, time and errors."""
    rows, before = [], (0.0, 0.0)
    language = cases[0].language
    for length_s in FILE_SECONDS:
        sound, said = spoken(cases, length_s)
        recording = _recording(sound)
        ours: list[float] = []
        theirs: list[float] = []
        for _run in range(_RUNS):
            began = time.perf_counter()
            answer = voicemock.answer(recording, language)
            between = time.perf_counter()
            segments = obvious.transcribe(recording, language)
            ours.append(between - began)
            theirs.append(time.perf_counter() - between)
        errors = [
            _error(said, text, language)
            for text in (answer.transcript.text, "".join(one.text for one in segments))
        ]
        mine, other = median(ours) or 0.0, median(theirs) or 0.0
        twice = (
            f"{mine / before[0] * 2 * before[1] / recording.duration_s:.2f}" if before[0] else "–"
        )
        rows.append(
            f"| {language} | {recording.duration_s:.0f} | {mine:.2f} | {other:.2f} | "
            f"{mine / other:.2f} | {100 * errors[0]:.1f} % | {100 * errors[1]:.1f} % | {twice} |"
        )
        before = mine, recording.duration_s
    return rows


def _recording(sound: Samples) -> Recording:
    return Recording(path=Path("file.wav"), samples=sound, sha256="0" * 64)


def _row(language: str, one: Take) -> str:
    mine, other = one.waits_s
    errors = " | ".join(f"{100 * error:.1f} %" for error in one.errors)
    return (
        f"| {language} | {one.length_s:.0f} | {one.after_s:.1f} | {mine:.2f} | {other:.2f} | "
        f"{mine / other:.2f} | {errors} | {one.behind_s:.2f} | {'yes' if one.lost else 'no'} | "
        f"{one.cores:.2f} | {one.peak_mb:.0f} |"
    )


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--lang", choices=list(_QUESTIONS), help="one language alone")
    parser.add_argument("--seconds", type=int, nargs="*", default=list(SECONDS))
    parser.add_argument("--runs", type=int, default=1, help="answers of each length")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--no-files", action="store_true", help="leave whole files out")
    parser.add_argument("--neural", action="store_true", help="the neural voice speaks")
    options = parser.parse_args()
    index = ROOT / material.GIVEN
    try:
        folder = locate("base", cache=cache_dir())
        source = material.given(index, None) if index.is_file() else material.own(None)
        known = [case for case in source if case.truth.pauses]
    except (VoicemockError, FileNotFoundError) as error:
        print(f"latency: {error}", file=sys.stderr)
        return 3
    voicemock = Voicemock(folder, cache_dir())
    draw = random.Random(options.seed)
    by_language = {
        code: [case for case in known if case.language == code]
        for code in ("en", "zh")
        if options.lang in (None, code)
    }
    some = next(iter(by_language.values()))
    sound, _said = spoken(some, FILE_SECONDS[0])
    obvious = Obvious.quickest(folder, _recording(sound), some[0].language)
    print(
        "| | answer, s | Enter after the last word, s | feedback after Enter, s | obvious way, s | "
        "ratio | error | error, obvious | clock minus recording, s | sound lost | "
        "cores while recording | peak MB |\n|---|---|---|---|---|---|---|---|---|---|---|---|"
    )
    waits: list[float] = []
    for code, cases in by_language.items():
        if cases and options.seconds:
            takes = live(cases, options.seconds, obvious, draw, options.runs, neural=options.neural)
            waits += [one.waits_s[0] for one in takes]
            print("\n".join(_row(code, one) for one in takes), flush=True)
    if waits:
        print(f"\nMedian {median(waits):.2f} s, worst {max(waits):.2f} s.\n")
    if not options.no_files:
        print(
            "| whole file | s | voicemock analyze, s | raw faster-whisper, s | ratio | error | "
            "error, raw | twice the length |\n|---|---|---|---|---|---|---|---|"
        )
        for cases in by_language.values():
            if cases:
                print("\n".join(files(cases, voicemock, obvious)), flush=True)
    print(f"\n{machine()}; the obvious way with {obvious.threads} thread(s)")
    return 0


if __name__ == "__main__":
    sys.exit(main())
