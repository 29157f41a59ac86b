"""How long ``voicemock --help`` takes, as a ratio to importing its libraries alone.

    make startup

Both are run alternately in the same minute; the medians are compared.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from pathlib import Path

RUNS = 11
PROGRAM = [str(Path(sys.executable).parent / "voicemock"), "--help"]
YARDSTICK = [sys.executable, "-c", "import typer, rich"]


def seconds(command: list[str]) -> float:
    """Wall time of one run."""
    began = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - began


def main() -> None:
    """Print both medians and their ratio."""
    pairs = [(seconds(PROGRAM), seconds(YARDSTICK)) for _run in range(RUNS)]
    program = statistics.median(pair[0] for pair in pairs)
    yardstick = statistics.median(pair[1] for pair in pairs)
    print(f"voicemock --help              {program:.3f} s")
    print(f'python -c "import typer, rich" {yardstick:.3f} s')
    print(f"ratio                         {program / yardstick:.2f}")


if __name__ == "__main__":
    main()
