"""How right and how quick voicemock is, beside the obvious method on the same recordings.

    make accuracy            (ARGS="--limit 4" for a quick look, "--own" for signals made here,
                              "--kernels" for voicemock alone on each kind of arithmetic;
                              "--kernels --notes FILE --for 300" stops after some 300 s, and the
                              same again goes on)

Both hold the same weights in memory, loaded once, and hear the same samples in turn. Printed is
a Markdown table; a ratio is voicemock's value by the obvious method's. Recordings of known
content are taken from `material.GIVEN` where they are, else made with espeak-ng.
"""

from __future__ import annotations

import argparse
import datetime as dt
import importlib.metadata
import json
import math
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks import material
from benchmarks.methods import Obvious, Voicemock
from benchmarks.noted import Noted, program
from benchmarks.scoring import Heard, Truth, comparable, median, score
from voicemock.config import cache_dir
from voicemock.errors import VoicemockError
from voicemock.transcribe.models import locate
from voicemock.values.interview import LanguageCode

RUNS = 5
_LANGUAGES: dict[LanguageCode, str] = {"zh": "Mandarin", "en": "English"}
_PLAIN = ("recordings", "pace refused")
KERNELS = ("GENERIC", "AVX2", "AVX512")
"""Of CTranslate2 on x86: they round differently, and Whisper base writes other words."""
_BY_KERNEL: tuple[tuple[LanguageCode, str], ...] = (
    ("zh", "error rate"),
    ("en", "error rate"),
    ("zh", "phrases, precision"),
    ("zh", "phrases, recall"),
    ("en", "phrases, precision"),
    ("en", "phrases, recall"),
    ("en", "fillers, found"),
    ("en", "fillers, known"),
    ("en", "fillers, mean error"),
    ("en", "fillers a minute where none are"),
    ("zh", "fillers a minute where none are"),
)
UNFINISHED = 4
"""Exit status where the time was over first."""

Table = dict[str, float | None]


def measure(
    cases: Sequence[material.Case], voicemock: Voicemock, obvious: Obvious | None, noted: Noted
) -> list[Table] | None:
    """Both methods' scores over recordings of one language, or voicemock's and an empty one.

    None where there is no more time.
    """
    ours: list[tuple[Truth, Heard]] = []
    theirs: list[tuple[Truth, Heard]] = []
    for number, case in enumerate(cases):
        for method, scored in ((voicemock, ours), (obvious, theirs)):
            if method is None:
                continue
            row = noted.get(f"{method.name} {case.name}", partial(_heard, method, case))
            if row is None:
                return None
            scored.append((case.truth, Heard(**row)))
        print(f"\r{case.language} {number + 1}/{len(cases)} ", end="", file=sys.stderr, flush=True)
    return [score(ours), score(theirs) if theirs else {}]


def _heard(method: Voicemock | Obvious, case: material.Case) -> dict[str, Any]:
    return asdict(method.hear(case.recording, case.language))


def speed(cases: Sequence[material.Case], voicemock: Voicemock, obvious: Obvious) -> list[Table]:
    """Seconds for an answer of a minute, in turn, and for the analysis without recognition."""
    answer, language = material.minute(cases), cases[0].language
    ours, theirs = [], []
    for _run in range(RUNS):
        began = time.perf_counter()
        voicemock.answer(answer, language)
        between = time.perf_counter()
        obvious.transcribe(answer, language)
        ours.append(between - began)
        theirs.append(time.perf_counter() - between)
    own_part = median([voicemock.analysis_s(answer, language) for _run in range(3)])
    name = f"{answer.duration_s:.0f} s answer, seconds"
    return [
        {name: median(ours), "analysis alone, x real time": answer.duration_s / (own_part or 1)},
        {name: median(theirs)},
    ]


def invented(voicemock: Voicemock, obvious: Obvious) -> list[Table]:
    """Words written down for sound that holds none."""
    counts = [0, 0]
    for case in material.wordless():
        for place, hear in enumerate((voicemock.hear, obvious.hear)):
            counts[place] += len(comparable(hear(case.recording, "en").text, "en"))
    name = "words in silence, noise and tones"
    return [{name: counts[0]}, {name: counts[1]}]


def by_kernel(arguments: Sequence[str], for_s: float) -> int:
    """Voicemock's scores with each of `KERNELS`, in a process of its own, as a table.

    Args:
        arguments: of the program, handed on.
        for_s: seconds for all of them.
    """
    until_s = time.monotonic() + for_s
    tables: list[dict[str, Table]] = []
    for kernel in KERNELS:
        with tempfile.TemporaryDirectory() as folder:
            out = Path(folder) / "scores.json"
            program = [sys.executable, "-m", "benchmarks.accuracy", *arguments]
            left = ["--for", str(max(0.0, until_s - time.monotonic()))]
            done = subprocess.run(
                [*program, "--alone", "--no-speed", "--out", str(out), *left],
                env=os.environ | {"CT2_FORCE_CPU_ISA": kernel},
                stdout=subprocess.DEVNULL,
                check=False,
            )
            if done.returncode:  # what was wrong is on stderr
                return done.returncode
            scores = json.loads(out.read_text())
        tables.append({code: scores.get(code, {}).get(Voicemock.name, {}) for code in _LANGUAGES})
    print(f"{machine()}\n\n{kernel_table(tables)}")
    return 0


def kernel_table(tables: Sequence[Mapping[str, Table]]) -> str:
    """A line a measure, a column a kernel, with their mean and how far they lie apart."""
    lines = [f"| | {' | '.join(KERNELS)} | mean | spread |", "|---" * (len(KERNELS) + 3) + "|"]
    for code, name in _BY_KERNEL:
        values = [one[code].get(name) for one in tables]
        cells = [shown(name, one) for one in values]
        known = [one for one in values if one is not None]
        if not known:
            continue
        cells += [shown(name, one) for one in (statistics.mean(known), max(known) - min(known))]
        lines.append(f"| {_LANGUAGES[code]}: {name} | {' | '.join(cells)} |")
    return "\n".join(lines)


def markdown(title: str, ours: Table, theirs: Table) -> str:
    """A table of both, side by side."""
    lines = [f"| {title} | voicemock | {Obvious.name} | ratio |", "|---|---|---|---|"]
    for name, value in ours.items():
        other = theirs.get(name)
        if value is None and other is None:
            continue
        by = f"{value / other:.2f}" if value is not None and other and name not in _PLAIN else "–"
        lines.append(f"| {name} | {shown(name, value)} | {shown(name, other)} | {by} |")
    return "\n".join(lines)


def shown(name: str, value: float | None) -> str:
    """A value as a reader wants it: errors in percent, seconds to the millisecond."""
    if value is None:
        return "–"
    if name.endswith("(s)"):
        return f"{value:.3f}"
    if name.startswith(("error", "unit error", "pace error")):
        return f"{100 * value:.1f} %"
    if float(value).is_integer():
        return f"{value:.0f}"
    return f"{value:.3f}" if abs(value) < 1 else f"{value:.2f}"


def machine() -> str:
    """Date, machine and versions, in one line."""
    model = platform.processor() or platform.machine()
    info = Path("/proc/cpuinfo")
    if info.is_file():
        names = [line for line in info.read_text().splitlines() if line.startswith("model name")]
        model = names[0].partition(":")[2].strip() if names else model
    libraries = ("voicemock", "faster-whisper", "ctranslate2")
    versions = ", ".join(f"{name} {importlib.metadata.version(name)}" for name in libraries)
    load = f", load {os.getloadavg()[0]:.1f} at the end" if hasattr(os, "getloadavg") else ""
    return (
        f"{dt.datetime.now(tz=dt.UTC):%Y-%m-%d}, {model}, {os.cpu_count()} cores{load}, "
        f"{platform.system()}, Python {platform.python_version()}, {versions}"
    )


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--own", action="store_true", help="signals made here, even so")
    parser.add_argument("--index", type=Path, help="an index.tsv of recordings elsewhere")
    parser.add_argument("--limit", type=int, help="at most so many recordings of a language")
    parser.add_argument("--lang", choices=list(_LANGUAGES), help="one language alone")
    parser.add_argument("--model", default="base", help="Whisper model: a name or a folder")
    parser.add_argument("--no-speed", action="store_true", help="leave the minute out")
    parser.add_argument("--out", type=Path, help="a JSON file for the numbers")
    parser.add_argument("--alone", action="store_true", help="leave the obvious method out")
    parser.add_argument("--kernels", action="store_true", help="one kind of arithmetic each")
    parser.add_argument("--notes", type=Path, help="a file for what was heard, to go on from")
    parser.add_argument("--for", dest="for_s", type=float, default=math.inf, help="seconds")
    options = parser.parse_args()
    if options.kernels:
        return by_kernel([one for one in sys.argv[1:] if one != "--kernels"], options.for_s)
    noted = Noted(options.notes, program(), time.monotonic() + options.for_s)
    index = options.index or Path(__file__).parents[1] / material.GIVEN
    if options.index and not index.is_file():
        print(f"accuracy: there is no file {index}", file=sys.stderr)
        return 2
    try:
        folder = locate(options.model, cache=cache_dir())
        made = options.own or not index.is_file()
        source = material.own(options.limit) if made else material.given(index, options.limit)
        cases = [case for case in source if options.lang in (None, case.language)]
    except (VoicemockError, FileNotFoundError) as error:
        print(f"accuracy: {error}", file=sys.stderr)
        return 3
    if not cases:
        print("accuracy: there are no recordings of this language", file=sys.stderr)
        return 2
    voicemock = Voicemock(folder, cache_dir())
    obvious = None if options.alone else Obvious(folder)
    if options.notes is None:  # times count: all is loaded and warm
        voicemock.hear(cases[0].recording, cases[0].language)
        if obvious is not None:
            obvious.hear(cases[0].recording, cases[0].language)
    result: dict[str, object] = {}
    tables = []
    for language, name in _LANGUAGES.items():
        mine = [case for case in cases if case.language == language]
        if not mine:
            continue
        both = measure(mine, voicemock, obvious, noted)
        if both is None:
            print("\naccuracy: the time is over; the same again goes on", file=sys.stderr)
            return UNFINISHED
        more = []
        if obvious is not None and not options.no_speed:
            more.append(speed(mine, voicemock, obvious))
        if made and obvious is not None:
            more.append(invented(voicemock, obvious))
        for pair in more:
            both = [one | other for one, other in zip(both, pair, strict=True)]
        result[language] = {Voicemock.name: both[0], Obvious.name: both[1]}
        tables.append(markdown(name, *both))
    print(file=sys.stderr)
    kind = "signals made with espeak-ng" if made else f"{len(cases)} recordings of known content"
    print(f"{kind}; Whisper {Path(options.model).name}, int8, beam 5; {machine()}\n")
    print("\n\n".join(tables))
    if options.out:
        options.out.write_text(json.dumps({"machine": machine(), **result}, indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main())
