"""Recordings that do harm: each is named with its reason, and all others are done."""

from __future__ import annotations

import argparse
import os
import subprocess
from pathlib import Path

from pyarrow import parquet

from benchmarks.batch.stage import command, environment, heard_as, load, named, told_apart
from tests import batch_fake
from voicemock.audio import samples as audio

_GOOD, _EACH = 60, 3
_LIMIT_S = 10


def measure(work: Path, _args: argparse.Namespace) -> None:
    """Killers, hangers, refused and damaged ones among good ones, and what the table says of each."""
    folder, results = work / "bad", work / "bad-out"
    told_apart(folder, _GOOD)
    kinds = {
        "kills": batch_fake.KILLS, "hangs": batch_fake.HANGS, "refused": batch_fake.REFUSES,
        "fault": batch_fake.BREAKS,
    }  # fmt: skip
    wrong: dict[str, str] = {}
    number = _GOOD
    for kind, code in kinds.items():
        for _each in range(_EACH):
            path = named(folder, number)
            audio.write_wav(path, heard_as(number, code))
            wrong[path.relative_to(folder).as_posix()] = kind
            number += 1
    wrong |= _damaged(folder)
    print(f"bad: {len(wrong)} among {_GOOD} good ones {load()}", flush=True)
    done = subprocess.run(
        command(folder, results, "--engine", "sphinx", "--workers", "2", "--time-limit", str(_LIMIT_S)),
        env=environment(fake=True), capture_output=True, text=True, check=False,
    )  # fmt: skip
    rows = {one["file"]: one for one in parquet.read_table(results / "answers.parquet").to_pylist()}
    named_ones = {file: row["error"] for file, row in rows.items() if row["error"]}
    good = sum(row["error"] is None for file, row in rows.items() if file not in wrong)
    page = (results / "class.html").read_text(encoding="utf-8")
    print(
        f"  status {done.returncode}; {good} of {_GOOD} good ones done; {len(named_ones.keys() & wrong.keys())} of "
        f"{len(wrong)} bad ones named, {sum(file in page for file in wrong)} on the page, too"
    )
    for kind in dict.fromkeys(wrong.values()):
        reasons = {named_ones.get(file) for file, one in wrong.items() if one == kind}
        print(f"  {kind}: {min(str(one)[:110] for one in reasons)}")
    print("  said:", *done.stderr.splitlines()[-3:], sep="\n    ")


def _damaged(folder: Path) -> dict[str, str]:
    """Files that are no recordings, by what is wrong with them."""
    there = folder / "damaged"
    there.mkdir()
    whole = named(folder, 0).read_bytes()
    for name, content in {
        "empty.wav": b"", "text.mp3": b"this is no sound\n" * 50, "header.wav": whole[:44],
        "noise.flac": os.urandom(5000), "cut.ogg": b"OggS" + os.urandom(40),
    }.items():  # fmt: skip
        (there / name).write_bytes(content)
    (there / "nowhere.wav").symlink_to(there / "gone.wav")
    os.mkfifo(there / "pipe.wav")
    (there / "device.wav").symlink_to("/dev/zero")
    return {path.relative_to(folder).as_posix(): path.name for path in there.iterdir()}
