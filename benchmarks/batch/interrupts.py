"""Ctrl-C at random moments of a batch's first seconds, as a terminal sends it: to every process."""

from __future__ import annotations

import argparse
import os
import random
import signal
import subprocess
import time
from collections import Counter
from pathlib import Path

import psutil

from benchmarks.batch.stage import command, environment, load, told_apart

_SECONDS = 5.0
_PATIENCE_S = 60.0


def measure(work: Path, args: argparse.Namespace) -> None:
    """Statuses, tracebacks, processes that are left, and how long it takes to end."""
    folder, draw = work / "interrupts", random.Random(args.seed)
    told_apart(folder, 300)
    print(f"interrupts: {args.kills} in the first {_SECONDS:.0f} s {load()}", flush=True)
    tally: Counter[str] = Counter()
    longest_s = 0.0
    for number in range(args.kills):
        program = subprocess.Popen(
            command(folder, work / f"interrupted{number}", "--engine", "sphinx", "--workers", "2"),
            env=environment(fake=True), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
            text=True, start_new_session=True,
        )  # fmt: skip
        at_s = draw.uniform(0.0, _SECONDS)
        time.sleep(at_s)
        started = psutil.Process(program.pid).children(recursive=True)
        began = time.monotonic()
        os.killpg(program.pid, signal.SIGINT)
        _out, said = program.communicate(timeout=_PATIENCE_S)
        longest_s = max(longest_s, time.monotonic() - began)
        _gone, alive = psutil.wait_procs(started, _PATIENCE_S)
        tally[f"status {program.returncode}"] += 1
        tally["traceback"] += "Traceback" in said
        tally["left"] += len(alive)
        if "Traceback" in said:
            print(f"  after {at_s:.2f} s: {said.strip()[-800:]}", flush=True)
    print(f"  {dict(tally)}; it ended within {longest_s:.1f} s")
