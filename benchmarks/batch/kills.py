"""The client, a worker or the scheduler is killed (-9) at a random moment; the same call ends it."""

from __future__ import annotations

import argparse
import contextlib
import json
import random
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import psutil
from pyarrow import parquet

from benchmarks.batch.stage import command, documents, environment, load, told_apart, took
from tests import batch_fake

_RECORDINGS = 100
_ENGINE = ("--engine", "sphinx")
_PATIENCE_S = 300.0


def measure(work: Path, args: argparse.Namespace) -> None:
    """Whatever is killed, nothing is lost, nothing is heard that was done, and all is as it would be.

    With ``--piece`` in several calls that go on (`--work`).
    """
    folder, whole, kept = work / "kills", work / "whole", work / "kills.json"
    end_s = time.monotonic() + args.piece
    if not folder.exists():
        told_apart(folder, _RECORDINGS)
    shutil.rmtree(whole, ignore_errors=True)
    undisturbed_s = took(command(folder, whole, *_ENGINE, "--workers", "2"), _env(work)).wall_s
    wanted = _all(whole)
    print(
        f"kills: {_RECORDINGS} recordings, {undisturbed_s:.0f} s undisturbed {load()}", flush=True
    )
    tallies: dict[str, dict[str, int]] = json.loads(kept.read_text()) if kept.exists() else {}
    for victim in args.victims:
        tally = Counter(tallies.get(victim, {}))
        while tally["times"] < args.kills and time.monotonic() < end_s:
            draw = random.Random(f"{victim}{args.seed}{tally['times']}")
            tally += _one(work / victim, victim, folder, undisturbed_s, draw, wanted)
            tallies[victim] = dict(tally)
            kept.write_text(json.dumps(tallies))
        print(
            f"  {victim}: {tally['times']} times, {tally['hit']} hit, {tally['under way']} of them with some done "
            f"and some not; lost {tally['lost']}, different {tally['different']}, done twice "
            f"{tally['done twice']}, tracebacks {tally['traceback']}; heard again "
            f"{tally['heard again']} (what was under way); {dict(_statuses(tally))}",
            flush=True,
        )


def _env(room: Path) -> dict[str, str]:
    return environment(fake=True, **{batch_fake.LOG: str(room / "heard.txt")})


def _statuses(tally: Counter[str]) -> list[tuple[str, int]]:
    return sorted((name, count) for name, count in tally.items() if name.startswith("status"))


def _one(
    room: Path, victim: str, folder: Path, undisturbed_s: float, draw: random.Random,
    wanted: dict[str, object],
) -> Counter[str]:  # fmt: skip
    """One kill, and the same call until it is done."""
    shutil.rmtree(room, ignore_errors=True)
    room.mkdir()
    results, tally = room / "out", Counter({"times": 1})
    hit, done_then, heard_then, said = _killed(
        victim, folder, results, draw.uniform(0.0, 1.0) * undisturbed_s
    )
    tally["hit"] = hit
    tally["under way"] = hit and 0 < len(done_then) < _RECORDINGS
    tally["traceback"] = "Traceback" in said
    while True:
        done = subprocess.run(
            command(folder, results, *_ENGINE, "--workers", "2"),
            env=_env(room), capture_output=True, text=True, check=False,
        )  # fmt: skip
        tally[f"status {done.returncode}"] += 1
        tally["traceback"] += "Traceback" in done.stderr
        if not done.returncode:
            break
    found = _all(results)
    tally["lost"] = len(wanted.keys() - found.keys())
    tally["different"] = sum(found.get(name) != one for name, one in wanted.items())
    tally["different"] += len(found.keys() - wanted.keys())
    heard = _heard(room)
    tally["heard again"] = len(heard) - _RECORDINGS
    tally["done twice"] = len(done_then & set(heard[heard_then:]))
    shutil.rmtree(room)
    return tally


def _heard(room: Path) -> list[int]:
    """The recordings that were heard, one after another, as their samples."""
    log = room / "heard.txt"
    return [int(one) for one in log.read_text().split()] if log.exists() else []


def _done(results: Path) -> set[int]:
    """The recordings of which there is a document, as their samples."""
    seconds = (json.loads(one)["recording"]["duration_s"] for one in documents(results).values())
    return {round(one * 10) * batch_fake.TENTH for one in seconds}


def _all(results: Path) -> dict[str, object]:
    """All that a person finds in the results: documents, pages, the class page and both tables."""
    found: dict[str, object] = {
        path.relative_to(results).as_posix(): path.read_bytes()
        for path in results.rglob("*")
        if path.suffix in (".json", ".html")
    }
    for name in ("answers", "moments"):
        found[name] = parquet.read_table(results / f"{name}.parquet").to_pylist()
    found["left over"] = sorted(path.name for path in results.rglob("*.part"))
    return found


def _killed(
    victim: str, folder: Path, results: Path, at_s: float
) -> tuple[bool, set[int], int, str]:
    """Start a batch and kill a part of it.

    Returns:
        Whether it was there to be killed, what was done then, how many were heard then, and what the
        program said.
    """
    room = results.parent
    with contextlib.ExitStack() as open_now:
        places, scheduler = ("--workers", "2"), None
        if victim == "scheduler":
            address, scheduler = open_now.enter_context(Cluster(room / "cluster", _env(room)))
            places = ("--scheduler", address)
        program = subprocess.Popen(
            command(folder, results, *_ENGINE, *places),
            env=_env(room), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        time.sleep(at_s)
        done = _done(results)
        hit = program.poll() is None and _kill(victim, program, scheduler)
        heard = len(_heard(room))
        _out, said = program.communicate(timeout=_PATIENCE_S)
    return hit, done, heard, said


def _kill(
    victim: str, program: subprocess.Popen[str], scheduler: subprocess.Popen[bytes] | None
) -> bool:
    """Whether there was something to kill; a client's workers end by themselves."""
    if scheduler is not None:
        scheduler.kill()
        return True
    started = psutil.Process(program.pid).children(recursive=True)
    if victim == "client":
        program.send_signal(signal.SIGKILL)
        program.wait()
        psutil.wait_procs(started, _PATIENCE_S)
        return True
    for one in started:
        with contextlib.suppress(psutil.Error):
            if "spawn_main" in " ".join(one.cmdline()):
                one.kill()
                return True
    return False


class Cluster:
    """A scheduler and two workers of Dask's own commands."""

    def __init__(self, folder: Path, env: dict[str, str]) -> None:
        folder.mkdir()
        self._folder, self._env = folder, env
        self._started: list[subprocess.Popen[bytes]] = []

    def _start(self, *arguments: str) -> subprocess.Popen[bytes]:
        one: subprocess.Popen[bytes] = subprocess.Popen(
            [sys.executable, "-m", "dask", *arguments], env=self._env,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        self._started.append(one)
        return one

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
            try:
                one.wait(10)
            except subprocess.TimeoutExpired:  # a worker that waits for a scheduler that is gone
                one.kill()
                one.wait()
