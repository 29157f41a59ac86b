"""How long ``voicemock history`` takes with 500 answers of two minutes, beside its start-up.

    python -m benchmarks.history [ANSWERS]

The list of many, the list of none and ``voicemock --version`` are run alternately in the same
minute; the medians are compared.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.test_cli_history import _many

RUNS = 9


def seconds(home: Path, *arguments: str) -> float:
    """Wall time of one run."""
    began = time.perf_counter()
    subprocess.run(
        [sys.executable, "-m", "voicemock", *arguments],
        check=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "VOICEMOCK_HOME": str(home)},
    )
    return time.perf_counter() - began


def main() -> None:
    """Print the medians and their ratios."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 500
    with tempfile.TemporaryDirectory() as folder:
        many, none = Path(folder, "many"), Path(folder, "none")
        _many(many, count)
        rows = [
            (
                seconds(many, "history"),
                seconds(many, "history", "--csv"),
                seconds(none, "history"),
                seconds(none, "--version"),
            )
            for _run in range(RUNS)
        ]
    listed, as_csv, empty, start = (statistics.median(column) for column in zip(*rows, strict=True))
    print(f"voicemock --version                {start:.3f} s")
    print(f"voicemock history, no answers      {empty:.3f} s")
    print(f"voicemock history, {count:3} answers     {listed:.3f} s")
    print(f"voicemock history --csv, {count:3}       {as_csv:.3f} s")
    print(f"after start-up                     {listed - start:.3f} s")
    print(f"ratio to start-up                  {listed / start:.2f}")


if __name__ == "__main__":
    main()
