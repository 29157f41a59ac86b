"""What a batch costs: ``python -m benchmarks.batch [PART…] [--recordings N] [--many N] [--kills N]``.

Parts, all by default:

speed    two workers against one on recordings of a minute; the engine's share; a loop of
         ``voicemock analyze`` over some of them, and whether the values are the same
many     thousands of short recordings whose recognizer is not Whisper: what scheduling and writing
         cost, and the memory of the client
kills    the client, workers and the scheduler are killed (-9) at random moments, the same call is made
         again until it is done: what is lost, done twice or different
memory   a worker's memory over many recordings, with Whisper

Nothing else should run on the machine; the load that others make is printed with each part.
"""

from __future__ import annotations

import argparse
import contextlib
import functools
import json
import os
import random
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import psutil

from tests import batch_fake
from voicemock.audio import samples as audio
from voicemock.batch import cluster, roster
from voicemock.batch.journal import Journal
from voicemock.batch.run import Run
from voicemock.batch.values import Options, Tally, Wanted, versions
from voicemock.content.data import data_folder
from voicemock.values.sound import SAMPLE_RATE

_ROOT = Path(__file__).parents[1]
_MINUTE = 60 * SAMPLE_RATE
_LOOPED = 4
"""Recordings that the loop of `voicemock analyze` gets; it is counted up to all."""


def minutes(folder: Path, count: int) -> None:
    """Recordings of a minute, real speech, each with another beginning."""
    sound = audio.read(data_folder("samples") / "answer.en.flac").samples
    whole = np.tile(sound, 2 + _MINUTE // len(sound))
    for number in range(count):
        start = number * 997 % len(sound)
        audio.write_wav(named(folder, number), whole[start : start + _MINUTE])


def short(folder: Path, count: int) -> None:
    """Recordings of some two seconds for the recognizer that hears nothing."""
    random_numbers = np.random.default_rng(1)
    for number in range(count):
        sound = batch_fake.sound(20)
        sound[:32] += random_numbers.normal(0, 0.01, 32).astype(np.float32)
        audio.write_wav(named(folder, number), sound)


def named(folder: Path, number: int) -> Path:
    """A place for a recording; twelve belong to a person."""
    path = folder / f"person-{number // 12:04}" / f"{number:05}.wav"
    path.parent.mkdir(parents=True, exist_ok=True)
    return path


def environment(*, fake: bool, **more: str) -> dict[str, str]:
    """Of a program whose workers have the tests' recognizer, or Whisper."""
    preload = {"DASK_DISTRIBUTED__WORKER__PRELOAD": '["tests.batch_fake"]'} if fake else {}
    return {**os.environ, "PYTHONPATH": str(_ROOT), **preload, **more}


def command(folder: Path, results: Path, *more: str) -> list[str]:
    """The program."""
    arguments = ["batch", str(folder), "-o", str(results), "--lang", "en", *more]
    return [sys.executable, "-m", "voicemock", *arguments]


def took(arguments: list[str], env: dict[str, str]) -> tuple[float, str]:
    """Seconds that a program takes, and what it says on stderr."""
    began = time.monotonic()
    done = subprocess.run(arguments, env=env, capture_output=True, text=True, check=True)
    return time.monotonic() - began, done.stderr


def documents(results: Path) -> dict[str, str]:
    """All documents by key."""
    return {
        one.stem: one.read_text(encoding="utf-8") for one in (results / "documents").glob("*.json")
    }


def load() -> str:
    """What else the machine does."""
    one, five, _fifteen = os.getloadavg()
    return f"(load before: {one:.1f}, {five:.1f}; {os.cpu_count()} cores)"


# -- parts ------------------------------------------------------------------------------


def speed(work: Path, args: argparse.Namespace) -> None:
    """Two workers against one, and both against a loop in a shell."""
    count, folder = args.recordings, work / "minutes"
    print(f"speed: {count} recordings of 60 s {load()}", flush=True)
    minutes(folder, count)
    env, spent = environment(fake=False), {}
    for workers in (1, 2):
        began = time.monotonic()
        heard_s, tally = heard(folder, work / f"out{workers}", workers)
        spent[workers] = time.monotonic() - began
        there_s = heard_s * workers
        idle = (there_s - tally.busy_s - tally.loaded_s) / there_s
        print(
            f"  {workers} worker(s): {spent[workers]:.1f} s, {heard_s:.1f} s of it with workers there; "
            f"{tally.busy_s:.1f} s of work, {tally.loaded_s:.1f} s of loading, the rest {idle:.1%}",
            flush=True,
        )  # fmt: skip
    print(f"  two against one: {spent[1] / spent[2]:.2f} times as quick")
    paths = sorted(folder.rglob("*.wav"))[:_LOOPED]
    looped, same = 0.0, 0
    known = {
        json.loads(one)["recording"]["sha256"]: json.loads(one)
        for one in documents(work / "out2").values()
    }
    for path in paths:
        began = time.monotonic()
        done = subprocess.run(
            [sys.executable, "-m", "voicemock", "analyze", "--json", "--lang", "en", str(path)],
            env=env, capture_output=True, text=True, check=True,
        )  # fmt: skip
        looped += time.monotonic() - began
        one = json.loads(done.stdout)
        other = known[one["recording"]["sha256"]]
        same += bare(one) == bare(other)
    loop_s = looped / len(paths) * count
    print(
        f"  a loop over analyze: {loop_s:.1f} s for all ({len(paths)} measured), {loop_s / spent[2]:.2f} times as long as two workers; {same} of {len(paths)} have the same values"
    )


def heard(folder: Path, results: Path, workers: int) -> tuple[float, Tally]:
    """Hear all recordings of a folder, in this process; the seconds in which there were workers."""
    options = Options("whisper", "base", "120-150", versions("whisper"))
    journal = Journal(results)
    with journal.held():
        wanted = Wanted(options, "en", pages=False)
        given = roster.by_folders(roster.look(folder), "en")
        connect = functools.partial(cluster.opened, None, workers)
        _rows, tally = Run(connect, journal, wanted).over(given)
        return tally.there_s, tally


def bare(document: dict[str, Any]) -> dict[str, Any]:
    """Without what says where it lies."""
    one = json.loads(json.dumps(document))
    del one["id"], one["source"], one["recording"]["path"]
    return dict(one)


def many(work: Path, args: argparse.Namespace) -> None:
    """What thousands cost."""
    folder, results = work / "many", work / "many-out"
    print(f"many: {args.many} recordings of 2 s, recognizer faked {load()}", flush=True)
    short(folder, args.many)
    arguments = command(folder, results, "--workers", "2", "--engine", "sphinx")
    began = time.monotonic()
    with subprocess.Popen(
        arguments, env=environment(fake=True), stderr=subprocess.DEVNULL
    ) as program:
        client, sizes = psutil.Process(program.pid), []
        spent_s: dict[int, float] = {}
        while program.poll() is None:
            with contextlib.suppress(psutil.Error):
                sizes.append(client.memory_info().rss / 1e6)
                for one in (client, *client.children(recursive=True)):
                    times = one.cpu_times()
                    spent_s[one.pid] = times.user + times.system
            time.sleep(0.5)
    spent = time.monotonic() - began
    quarters = [
        max(sizes[len(sizes) * at // 4 : len(sizes) * (at + 1) // 4] or [0]) for at in range(4)
    ]
    print(
        f"  {spent:.0f} s, {spent / args.many * 1000:.1f} ms each; {len(documents(results))} documents"
    )
    print(
        "  the client's memory in each quarter of the time (MB):",
        *(f"{one:.0f}" for one in quarters),
    )
    again, _said = took(arguments, environment(fake=True))
    print(f"  the same call again, all known: {again:.0f} s")


def kills(work: Path, args: argparse.Namespace) -> None:
    """Whatever is killed, the same call ends it."""
    folder = work / "kills"
    short(folder, 60)
    draw = random.Random(args.seed)
    whole = work / "whole"
    log = work / "whole.log"
    arguments = ("--workers", "2", "--engine", "sphinx")
    env = environment(fake=True, **{batch_fake.LOG: str(log)})
    undisturbed, _said = took(command(folder, whole, *arguments), env)
    wanted = documents(whole)
    print(
        f"kills: {args.kills} each, 60 recordings, {undisturbed:.0f} s undisturbed {load()}",
        flush=True,
    )
    for victim in ("client", "worker", "scheduler"):
        tally: Counter[str] = Counter()
        for number in range(args.kills):
            results = work / f"{victim}{number}"
            log = work / f"{victim}{number}.log"
            env = environment(fake=True, **{batch_fake.LOG: str(log)})
            at_s = draw.uniform(0.1, 1.0) * undisturbed
            killed(victim, folder, results, arguments, env, at_s)
            calls = 1
            while subprocess.run(
                command(folder, results, *arguments), env=env, capture_output=True, check=False
            ).returncode:
                calls += 1
            found = documents(results)
            tally["lost"] += len(wanted.keys() - found.keys())
            tally["different"] += sum(found.get(key) != one for key, one in wanted.items())
            heard = len(log.read_text().split())
            tally["heard again"] += heard - len(wanted)
            tally["calls"] += calls
            shutil.rmtree(results)
        print(
            f"  {victim}: lost {tally['lost']}, different {tally['different']}, heard again "
            f"{tally['heard again']} (what was under way), {tally['calls']} further calls", flush=True,
        )  # fmt: skip


def killed(
    victim: str,
    folder: Path,
    results: Path,
    arguments: tuple[str, ...],
    env: dict[str, str],
    at_s: float,
) -> None:
    """Start a batch and kill a part of it at a moment."""
    if victim == "scheduler":
        with Cluster(results.parent / f"{results.name}-cluster", env) as (address, scheduler):
            program = subprocess.Popen(
                command(folder, results, "--engine", "sphinx", "--scheduler", address),
                env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            )  # fmt: skip
            time.sleep(at_s)
            scheduler.kill()
            program.wait(300)
        return
    program = subprocess.Popen(
        command(folder, results, *arguments), env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )  # fmt: skip
    time.sleep(at_s)
    if program.poll() is None:
        started = psutil.Process(program.pid).children(recursive=True)
        if victim == "client":
            program.send_signal(signal.SIGKILL)
            program.wait()
            psutil.wait_procs(started, 60)
        else:
            workers = [one for one in started if "spawn_main" in " ".join(one.cmdline())]
            for one in workers[:1]:
                one.kill()
    program.wait(300)


class Cluster:
    """A scheduler and two workers of Dask's own commands."""

    def __init__(self, folder: Path, env: dict[str, str]) -> None:
        folder.mkdir()
        self._folder, self._env = folder, env
        self._started: list[subprocess.Popen[bytes]] = []

    def _start(self, *arguments: str) -> subprocess.Popen[bytes]:
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        one = subprocess.Popen([sys.executable, "-m", "dask", *arguments], env=self._env, **quiet)  # type: ignore[call-overload]
        self._started.append(one)
        return one  # type: ignore[no-any-return]

    def __enter__(self) -> tuple[str, subprocess.Popen[bytes]]:
        contact = self._folder / "scheduler.json"
        places = ("--host", "127.0.0.1", "--dashboard-address", "127.0.0.1:0", "--no-dashboard")
        scheduler = self._start(
            "scheduler", *places, "--port", "0", "--scheduler-file", str(contact)
        )
        while not contact.exists() or not contact.read_text():
            time.sleep(0.05)
        address = str(json.loads(contact.read_text())["address"])
        self._start(
            "worker", address, *places, "--nthreads", "1", "--nworkers", "2", "--local-directory",
            str(self._folder),
        )  # fmt: skip
        return address, scheduler

    def __exit__(self, *_error: object) -> None:
        for one in self._started:
            one.terminate()
        for one in self._started:
            one.wait(60)


def memory(work: Path, args: argparse.Namespace) -> None:
    """A worker's memory, with the real recognizer."""
    folder, results = work / "memory", work / "memory-out"
    print(f"memory: {args.recordings * 5} recordings of 12 s, one worker {load()}", flush=True)
    sound = audio.read(data_folder("samples") / "answer.en.flac").samples
    for number in range(args.recordings * 5):
        start = number * 997 % (len(sound) - 12 * SAMPLE_RATE)
        audio.write_wav(named(folder, number), sound[start : start + 12 * SAMPLE_RATE])
    program = subprocess.Popen(
        command(folder, results, "--workers", "1"), env=environment(fake=False),
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    sizes: dict[int, float] = {}
    for done in watched(program, results):
        for one in psutil.Process(program.pid).children(recursive=True):
            try:
                if "spawn_main" in " ".join(one.cmdline()):
                    sizes[done] = max(sizes.get(done, 0.0), one.memory_info().rss / 1e6)
            except psutil.Error:
                continue
    known = [size for done, size in sorted(sizes.items()) if done]
    tenth = max(1, len(known) // 10)
    begin, end = statistics.median(known[tenth : 2 * tenth]), statistics.median(known[-tenth:])
    print(f"  largest {max(known):.0f} MB; second tenth {begin:.0f} MB, last tenth {end:.0f} MB")


def watched(program: subprocess.Popen[bytes], results: Path) -> Iterator[int]:
    """How many documents there are, again and again, while a program runs."""
    while program.poll() is None:
        time.sleep(0.3)
        if program.poll() is None:
            yield len(list((results / "documents").glob("*.json")))


_PARTS = {"speed": speed, "many": many, "kills": kills, "memory": memory}


def main() -> None:
    """Run the parts that are asked for."""
    parser = argparse.ArgumentParser()
    parser.add_argument("parts", nargs="*", choices=[*_PARTS, []], default=[])
    parser.add_argument("--recordings", type=int, default=40)
    parser.add_argument("--many", type=int, default=10_000)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    for name in args.parts or _PARTS:
        with tempfile.TemporaryDirectory() as work:
            _PARTS[name](Path(work), args)


if __name__ == "__main__":
    main()
