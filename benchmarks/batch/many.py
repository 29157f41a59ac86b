"""Thousands of short recordings whose recognizer is not Whisper: what all the rest costs."""

from __future__ import annotations

import argparse
import contextlib
import json
import signal
import subprocess
import time
from pathlib import Path

import psutil

from benchmarks.batch.stage import command, documents, environment, load, short, took

_LOOK_S = 0.5


def measure(work: Path, args: argparse.Namespace) -> None:
    """The seconds and the client's memory; with ``--piece`` in several calls that go on (`--work`)."""
    folder, results, kept = work / "many", work / "many-out", work / "many.json"
    print(f"many: {args.many} recordings of 2 s, recognizer faked {load()}", flush=True)
    if not kept.exists():
        short(folder, args.many)
        kept.write_text("[]")
    pieces = json.loads(kept.read_text())
    before = len(documents(results))
    arguments = command(folder, results, "--workers", "2", "--engine", "sphinx")
    began = time.monotonic()
    with subprocess.Popen(arguments, env=environment(fake=True), stdout=subprocess.DEVNULL) as one:
        sizes, spent_s = _watched(one, args.piece)
    pieces.append(time.monotonic() - began)
    kept.write_text(json.dumps(pieces))
    done = len(documents(results))
    quarters = [
        max(sizes[len(sizes) * at // 4 : len(sizes) * (at + 1) // 4] or [0]) for at in range(4)
    ]
    client, others = spent_s
    new = max(1, done - before)
    print(
        f"  {done - before} in {pieces[-1]:.0f} s, {pieces[-1] / new * 1000:.1f} ms each, of processor "
        f"time {client / new * 1000:.1f} ms client and scheduler, {others / new * 1000:.1f} ms workers"
    )
    print(
        "  the client's memory by quarters of the time (MB):", *(f"{one:.0f}" for one in quarters)
    )
    print(f"  {done} documents in {sum(pieces):.0f} s, {len(pieces)} call(s)")
    if done == args.many:
        again = took(arguments, environment(fake=True))
        print(f"  the same call again, all known: {again}")


def _watched(
    program: subprocess.Popen[bytes], piece_s: float
) -> tuple[list[float], tuple[float, float]]:
    """The client's memory in MB again and again; processor time of the client, and of the rest."""
    client, sizes, spent_s = psutil.Process(program.pid), [], dict[int, float]()
    end_s, asked = time.monotonic() + piece_s, False
    while program.poll() is None:
        with contextlib.suppress(psutil.Error):
            sizes.append(client.memory_info().rss / 1e6)
            for one in (client, *client.children(recursive=True)):
                times = one.cpu_times()
                spent_s[one.pid] = times.user + times.system
        if time.monotonic() >= end_s and not asked:
            program.send_signal(signal.SIGINT)
            asked = True
        time.sleep(_LOOK_S)
    own = spent_s.pop(program.pid, 0.0)
    return sizes, (own, sum(spent_s.values()))
