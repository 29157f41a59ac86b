"""How long ``voicemock --help`` takes, as a ratio to importing its libraries alone.

    make startup             (``python benchmarks/startup.py COMMIT`` compares commands with a commit's)

All are run alternately in the same minute; the medians are compared.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

RUNS = 11
ROOT = Path(__file__).parents[1]
PROGRAM = [str(Path(sys.executable).parent / "voicemock"), "--help"]
YARDSTICK = [sys.executable, "-c", "import typer, rich"]
COMMANDS = (["--help"], ["practice", "--help"], ["history"], ["questions"])


def seconds(command: list[str], env: dict[str, str] | None = None) -> float:
    """Wall time of one run."""
    began = time.perf_counter()
    subprocess.run(
        command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=env
    )
    return time.perf_counter() - began


def against(commit: str) -> None:
    """Print the medians of some commands, now and as of a commit, each run in turn."""
    with tempfile.TemporaryDirectory() as folder:
        before = Path(folder) / "before"
        before.mkdir()
        archive = subprocess.run(
            ["git", "archive", commit], cwd=ROOT, check=True, capture_output=True
        ).stdout
        subprocess.run(["tar", "-x", "-C", str(before)], input=archive, check=True)
        for words in COMMANDS:
            found: dict[Path, list[float]] = {ROOT: [], before: []}
            for _run in range(RUNS):
                for checkout, times in found.items():
                    env = {
                        **os.environ,
                        "PYTHONPATH": str(checkout),
                        "VOICEMOCK_HOME": folder + "/home",
                    }
                    times.append(seconds([sys.executable, "-m", "voicemock", *words], env))
            now, then = (statistics.median(times[1:]) for times in found.values())  # warm
            print(f"voicemock {' '.join(words):16} {now:.3f} s, at {commit} {then:.3f} s")


def main() -> None:
    """Print both medians and their ratio."""
    if len(sys.argv) > 1:
        against(sys.argv[1])
        return
    pairs = [(seconds(PROGRAM), seconds(YARDSTICK)) for _run in range(RUNS)]
    program = statistics.median(pair[0] for pair in pairs)
    yardstick = statistics.median(pair[1] for pair in pairs)
    print(f"voicemock --help              {program:.3f} s")
    print(f'python -c "import typer, rich" {yardstick:.3f} s')
    print(f"ratio                         {program / yardstick:.2f}")


if __name__ == "__main__":
    main()
