"""What all parts share: recordings, the program and its environment, what is in the results."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import time
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import psutil

from tests import batch_fake
from voicemock.audio import samples as audio
from voicemock.content.data import data_folder
from voicemock.values.sound import SAMPLE_RATE, Samples

ROOT = Path(__file__).parents[2]


def speech(folder: Path, count: int, seconds: int) -> None:
    """Recordings of real speech of so many seconds, each with another beginning."""
    sound = audio.read(data_folder("samples") / "answer.en.flac").samples
    length = seconds * SAMPLE_RATE
    whole = np.tile(sound, 2 + length // len(sound))
    for number in range(count):
        start = number * 997 % len(sound)
        audio.write_wav(named(folder, number), whole[start : start + length])


def short(folder: Path, count: int) -> None:
    """Recordings of two seconds for the recognizer that hears nothing."""
    random_numbers = np.random.default_rng(1)
    for number in range(count):
        sound = batch_fake.sound(20)
        sound[:32] += random_numbers.normal(0, 0.01, 32).astype(np.float32)
        audio.write_wav(named(folder, number), sound)


def told_apart(folder: Path, count: int) -> None:
    """Recordings for the same recognizer, which notes what it heard: each is as long as no other."""
    for number in range(count):
        audio.write_wav(named(folder, number), heard_as(number))


def heard_as(number: int, kind: int = 0) -> Samples:
    """The sound of the recording of this number, of a kind that the recognizer knows."""
    return batch_fake.sound(20 + number, kind)


def named(folder: Path, number: int) -> Path:
    """A place for a recording; twelve belong to a person."""
    path = folder / f"person-{number // 12:04}" / f"{number:05}.wav"
    path.parent.mkdir(parents=True, exist_ok=True)
    return path


def environment(*, fake: bool, **more: str) -> dict[str, str]:
    """Of a program whose workers have the tests' recognizer, or Whisper."""
    preload = {"DASK_DISTRIBUTED__WORKER__PRELOAD": '["tests.batch_fake"]'} if fake else {}
    kept = {name: one for name, one in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**kept, "PYTHONPATH": str(ROOT), **preload, **more}


def command(folder: Path, results: Path, *more: str) -> list[str]:
    """The program."""
    arguments = ["batch", str(folder), "-o", str(results), "--lang", "en", *more]
    return [sys.executable, "-m", "voicemock", *arguments]


class Spent(NamedTuple):
    """What a program took; ``others`` is what the rest of the machine used meanwhile, in cores."""

    wall_s: float
    processor_s: float
    others: float
    printed: str

    def __str__(self) -> str:
        return f"{self.wall_s:.1f} s ({self.processor_s:.0f} s of processor time; others used {self.others:.1f} cores)"


def took(arguments: list[str], env: dict[str, str], cwd: Path | None = None) -> Spent:
    """Run a program to its end.

    Raises:
        RuntimeError: its status is not 0.
    """
    began, own_s, all_s = time.monotonic(), _own_s(), _all_s()
    done = subprocess.run(arguments, env=env, cwd=cwd, capture_output=True, text=True, check=False)
    wall_s, processor_s = time.monotonic() - began, _own_s() - own_s
    if done.returncode:
        raise RuntimeError(f"status {done.returncode}: {done.stderr[-2000:]}")
    others = max(0.0, _all_s() - all_s - processor_s) / wall_s
    return Spent(wall_s, processor_s, others, done.stdout)


def _own_s() -> float:
    """Processor time of all programs that were started here and have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _all_s() -> float:
    """Processor time that the machine has used."""
    times = psutil.cpu_times()
    return float(times.user + times.system + getattr(times, "nice", 0.0))


def documents(results: Path) -> dict[str, str]:
    """All documents by key."""
    return {
        one.stem: one.read_text(encoding="utf-8") for one in (results / "documents").glob("*.json")
    }


def bare(document: dict[str, Any]) -> dict[str, Any]:
    """An answer without what says which one it is and where its sound lies."""
    one = json.loads(json.dumps(document))
    del one["id"], one["source"], one["recording"]["path"]
    return dict(one)


def load() -> str:
    """What else the machine does."""
    one, five, _fifteen = os.getloadavg()
    return f"(load before: {one:.1f}, {five:.1f}; {os.cpu_count()} cores)"
