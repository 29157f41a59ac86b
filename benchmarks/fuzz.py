"""Reads damaged and hostile audio files and counts what must not happen.

``python -m benchmarks.fuzz [--count 10000] [--seed 1] [--keep FOLDER]``: no traceback, nothing
that takes over 5 s of the processor or waits, nothing that needs over 500 MB of memory, no word on stderr, no crash.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from collections import Counter
from pathlib import Path

from tests.hostile import mutants
from tests.watched import MEMORY_MB, TIMEOUT_S, Verdict, Watched


def run(count: int, seed: int, keep: Path | None = None) -> list[tuple[str, Verdict]]:
    """The verdict on each file; those that fail are kept in ``keep``."""
    found = []
    with tempfile.TemporaryDirectory() as folder, Watched() as reader:
        for name, data in mutants(count, seed):
            path = Path(folder) / name
            path.write_bytes(data)
            verdict = reader.read(path)
            if not verdict.good:  # what the child read before may have left memory or work behind
                reader.end()
                verdict = reader.read(path)
            found.append((name, verdict))
            if keep is not None and not verdict.good:
                (keep / name).write_bytes(data)
                print(f"{name}: {verdict}", flush=True)
            path.unlink()
        found += [(str(path), reader.read(path)) for path in special(Path(folder))]
    return found


def special(folder: Path) -> list[Path]:
    """What is no ordinary file, made in a folder."""
    os.mkfifo(folder / "fifo.wav")
    (folder / "loop.wav").symlink_to(folder / "loop.wav")
    (folder / "zero.wav").symlink_to("/dev/zero")
    (folder / "folder.wav").mkdir()
    (folder / "empty.wav").touch()
    odd = folder / os.fsdecode(b"\xff\xfe-odd.wav")
    odd.write_bytes(b"RIFF" + bytes(40))
    return [
        folder / "fifo.wav", folder / "loop.wav", folder / "zero.wav", folder / "folder.wav",
        folder / "empty.wav", odd, Path("/dev/zero"), Path("/dev/null"), Path("/dev/full"),
        Path("/proc/self/mem"), Path("/proc/kmsg"), folder / ("n" * 300), folder / "a\0b.wav",
    ]  # fmt: skip


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path)
    options = parser.parse_args()
    if options.keep:
        options.keep.mkdir(parents=True, exist_ok=True)
    began = time.monotonic()
    found = run(options.count, options.seed, options.keep)
    verdicts = [verdict for _name, verdict in found]
    counted = Counter(verdict.outcome for verdict in verdicts)
    print(f"{len(found)} files, seed {options.seed}, {time.monotonic() - began:.0f} s")
    for outcome in ("read", "refused", "raised", "crashed", "noisy", "hung"):
        print(f"  {outcome:8} {counted[outcome]:6}")
    print(f"  over {TIMEOUT_S:g} s: {sum(one.seconds > TIMEOUT_S for one in verdicts)}"
          f" (slowest {max(one.seconds for one in verdicts):.2f} s)")  # fmt: skip
    print(f"  over {MEMORY_MB:g} MB: {sum(one.peak_mb > MEMORY_MB for one in verdicts)}"
          f" (most {max(one.peak_mb for one in verdicts):.0f} MB)")  # fmt: skip
    for name, verdict in found:
        if not verdict.good:
            print(f"FAILED {name}: {verdict}")


if __name__ == "__main__":
    main()
