"""What a batch costs, and what it bears: ``python -m benchmarks.batch [PART…]``.

Parts, all by default:

- ``values``: all recordings of ``../shared/speech`` with a roster; values beside ``voicemock analyze``'s,
  and what pyarrow and DuckDB read
- ``speed``: two workers against one; the engine's share; a loop of ``voicemock analyze``
- ``many``: 10,000 short recordings whose recognizer is not Whisper, and the client's memory
- ``kills``: the client, a worker, the scheduler are killed (-9) at random moments; the same call ends it
- ``bad``: recordings that kill their worker, hang, are refused, are damaged
- ``memory``: a worker's memory over 200 recordings, with Whisper
- ``page``: the page of a class of 40 in Chromium
- ``roster``: 50,000 wrong rows
- ``interrupts``: Ctrl-C at random moments of the first five seconds

Nothing else should run on the machine; the load that others make is printed with each part.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from benchmarks.accuracy import machine
from benchmarks.batch import bad, faces, interrupts, kills, many, memory, speed, values

_PARTS = {
    "values": values.measure, "speed": speed.measure, "many": many.measure, "kills": kills.measure,
    "bad": bad.measure, "memory": memory.measure, "page": faces.page, "roster": faces.roster,
    "interrupts": interrupts.measure,
}  # fmt: skip


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("part", nargs="*", choices=[*_PARTS, []], default=[])
    parser.add_argument("--recordings", type=int, default=40, help="of speed")
    parser.add_argument("--seconds", type=int, default=60, help="of a recording of speed or memory")
    parser.add_argument("--rounds", type=int, default=1, help="of speed, one and two workers each")
    parser.add_argument("--looped", type=int, default=4, help="recordings that the loop gets")
    parser.add_argument("--many", type=int, default=10_000)
    parser.add_argument("--piece", type=float, default=1e6, help="seconds after which many stops")
    parser.add_argument("--kills", type=int, default=20, help="of each part, or interrupts")
    parser.add_argument("--victims", nargs="*", default=["client", "worker", "scheduler"])
    parser.add_argument("--heard", type=int, default=200, help="recordings of memory")
    parser.add_argument("--rows", type=int, default=50_000, help="of the roster")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--work", type=Path, help="a folder that is kept, so that a call goes on")
    options = parser.parse_args()
    for name in options.part or _PARTS:
        if options.work is not None:
            options.work.mkdir(parents=True, exist_ok=True)
            _PARTS[name](options.work, options)
        else:
            with tempfile.TemporaryDirectory() as work:
                _PARTS[name](Path(work), options)
    print(machine())


if __name__ == "__main__":
    main()
