"""A worker's memory over many recordings, with Whisper."""

from __future__ import annotations

import argparse
import contextlib
import statistics
import subprocess
import time
from pathlib import Path

import psutil

from benchmarks.batch.stage import command, environment, load, speech

_LOOK_S = 0.2


def measure(work: Path, args: argparse.Namespace) -> None:
    """One worker; its memory beside how many it has heard."""
    folder, results = work / "memory", work / "memory-out"
    print(f"memory: {args.heard} recordings of {args.seconds} s, one worker {load()}", flush=True)
    speech(folder, args.heard, args.seconds)
    sizes: dict[int, float] = {}
    with subprocess.Popen(
        command(folder, results, "--workers", "1"),
        env=environment(fake=False), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    ) as program:  # fmt: skip
        while program.poll() is None:
            time.sleep(_LOOK_S)
            with contextlib.suppress(psutil.Error, FileNotFoundError):
                done = len(list((results / "documents").glob("*.json")))
                for one in psutil.Process(program.pid).children(recursive=True):
                    if "spawn_main" in " ".join(one.cmdline()):
                        sizes[done] = max(sizes.get(done, 0.0), one.memory_info().rss / 1e6)
    known = [size for done, size in sorted(sizes.items()) if done]
    tenths = [
        statistics.median(known[len(known) * at // 10 : len(known) * (at + 1) // 10] or [0.0])
        for at in range(10)
    ]
    print(f"  {max(sizes, default=0)} heard; largest {max(sizes.values()):.0f} MB; medians by tenths:",
          *(f"{one:.0f}" for one in tenths))  # fmt: skip
