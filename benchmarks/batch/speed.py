"""Two workers against one, the engine's share, and both against a loop over ``voicemock analyze``."""

from __future__ import annotations

import argparse
import json
import statistics
import sys
from pathlib import Path
from typing import NamedTuple

from benchmarks.batch.stage import (
    Spent,
    bare,
    command,
    documents,
    environment,
    load,
    speech,
    took,
)


class _Run(NamedTuple):
    spent: Spent
    share: float
    """Of the workers' time in which none of them heard anything or loaded its model."""


def measure(work: Path, args: argparse.Namespace) -> None:
    """One and two workers take turns, so that a machine which slows down slows both."""
    count, folder = args.recordings, work / "speech"
    print(
        f"speed: {count} recordings of {args.seconds} s, {args.rounds} times each {load()}",
        flush=True,
    )
    speech(folder, count, args.seconds)
    runs: dict[int, list[_Run]] = {1: [], 2: []}
    for turn in range(args.rounds):
        for workers in (1, 2) if turn % 2 == 0 else (2, 1):
            results = work / f"out{workers}-{turn}"
            runs[workers].append(_timed(folder, results, workers))
            print(f"  {workers} worker(s): {_told(runs[workers][-1])}", flush=True)
    one, two = (statistics.median(run.spent.wall_s for run in runs[workers]) for workers in (1, 2))
    print(f"  two against one: {one / two:.2f} times as quick (medians)", flush=True)
    _loop(folder, work / "out2-0", args.looped, count, two)


def _timed(folder: Path, results: Path, workers: int) -> _Run:
    """The program from its start to its end, pages written."""
    log = results.with_suffix(".json")
    env = environment(fake=False, VOICEMOCK_BENCHMARK_TALLY=str(log))
    arguments = command(folder, results, "--workers", str(workers), "--no-pages")
    program = [sys.executable, "-m", "benchmarks.batch.tallied", *arguments[3:]]
    spent = took(program, env)
    tally = json.loads(log.read_text())
    there_s = tally["there_s"] * workers
    return _Run(spent, (there_s - tally["busy_s"] - tally["loaded_s"]) / there_s)


def _told(run: _Run) -> str:
    return f"{run.spent}; {run.share:.1%} of the workers' time neither work nor loading"


def _loop(folder: Path, results: Path, looped: int, count: int, two_s: float) -> None:
    """A loop in a shell over some of the recordings, counted up to all."""
    known = {}
    for text in documents(results).values():
        one = json.loads(text)
        known[one["recording"]["sha256"]] = bare(one)
    paths = sorted(folder.rglob("*.wav"))[:: max(1, count // looped)][:looped]
    each, same = [], 0
    for path in paths:
        program = [
            sys.executable,
            "-m",
            "voicemock",
            "analyze",
            "--json",
            "--lang",
            "en",
            str(path),
        ]
        each.append(took(program, environment(fake=False)))
        one = json.loads(each[-1].printed)
        same += bare(one) == known[one["recording"]["sha256"]]
        print(f"  analyze: {each[-1]}", flush=True)
    loop_s = statistics.mean(one.wall_s for one in each) * count
    print(
        f"  a loop over analyze: {loop_s:.1f} s for all ({len(paths)} measured), {loop_s / two_s:.2f} "
        f"times as long as two workers; {same} of {len(paths)} have the same values"
    )
